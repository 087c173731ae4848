//! Which cell or text of the form a place in a data file speaks of: the way from a finding back to the form.
//!
//! Goes by the file's own tree, so that it answers for files that are no valid report yet as well.

use crate::form::{Form, Line, Spot, TableForm, column_of};
use crate::source::{Node, Value};

/// What a place speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    /// A figure.
    Cell(Spot),
    /// A row of figures.
    Row {
        /// Index of the form's table.
        table: usize,
        /// Index of the table's line.
        line: usize,
    },
    /// A table, or a group of its rows.
    Table(usize),
    /// A text, by its key.
    Text(String),
    /// Another item of the file's first level, by its key: 机关, 成文日期 …
    Item(String),
}

/// What the byte `at` of a data file speaks of; none where nothing is written.
pub fn locate(root: &Node, form: &Form, at: usize) -> Option<Located> {
    let (key, node) = entry(root, at)?;
    let Some(key) = form.key_of(key) else { return Some(Located::Item(key.to_owned())) };
    let Some((index, table)) = form.table(&key) else {
        let prose = form.prose_keys().contains(&key);
        return Some(if prose { Located::Text(key) } else { Located::Item(key) });
    };
    Some(below(node, index, table, &mut Vec::new(), at))
}

/// The entry of a mapping that a place lies in: the last one that begins before it.
fn entry(node: &Node, at: usize) -> Option<(&str, &Node)> {
    let Value::Map(entries) = &node.value else { return None };
    let entry = entries.iter().rev().find(|(key, _)| key.range.start <= at)?;
    Some((&entry.0.text, &entry.1))
}

fn below(node: &Node, index: usize, table: &TableForm, path: &mut Vec<String>, at: usize) -> Located {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    if let Some(line) = table.line(&keys) {
        return cell(node, index, line, &table.lines[line], at);
    }
    let Some((given, inner)) = entry(node, at) else { return Located::Table(index) };
    if let Some(key) = table.row_of(&keys, given) {
        path.push(key.to_owned());
    } else if !table.is_caption(given) {
        return Located::Table(index);
    }
    below(inner, index, table, path, at)
}

fn cell(node: &Node, table: usize, line: usize, form: &Line, at: usize) -> Located {
    let parts: Vec<usize> = form.parts().collect();
    let column = match &node.value {
        Value::List(items) => {
            let item = items.iter().rposition(|item| item.range.start <= at);
            item.and_then(|item| if items.len() == form.columns.len() { Some(item) } else { parts.get(item).copied() })
        }
        Value::Map(_) => entry(node, at).and_then(|(given, _)| {
            let key = column_of(&form.columns, given)?;
            form.columns.iter().position(|column| column.key == key)
        }),
        Value::Scalar(_) if parts.len() == 1 => parts.first().copied(),
        Value::Scalar(_) => None,
    };
    match column {
        Some(column) => Located::Cell(Spot { table, line, column }),
        None => Located::Row { table, line },
    }
}
