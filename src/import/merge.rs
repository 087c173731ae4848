//! What was recognised against a data file that is there: what differs, and how the file is changed without touching anything else.

mod texts;

use super::ImportError;
use super::listing::beginning;
use crate::form::{Column, Form, LineKind, TableForm, column_of};
use crate::recognise::{Recognised, described};
use crate::report::UNFILLED;
use crate::source::patch::{New, PatchError, Patcher, Where};
use crate::source::{Node, Value};

/// The key that covers what is not named (其余).
const REST: &str = "其余";

/// A difference between a file and a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What differs, in the form's words.
    pub what: String,
    /// What the data file says; empty where it says nothing.
    pub old: String,
    /// What was read.
    pub new: String,
    /// Where the new one stands in its file.
    pub place: String,
}

/// All differences, and the changes that end them.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What differs, in the order of the form.
    pub changes: Vec<Change>,
    rows: Vec<Row>,
    texts: Vec<(String, Vec<String>)>,
    scalars: Vec<(&'static str, String)>,
}

/// A row to be written: its whole figures, one per data column and the total where it was stated.
#[derive(Debug, Clone)]
struct Row {
    table: usize,
    line: usize,
    /// As it is to be: `None` is 待填.
    values: Vec<Option<String>>,
    /// The columns that change.
    changed: Vec<usize>,
}

/// Compares what was recognised with a data file.
pub fn plan(root: &Node, form: &Form, recognised: &Recognised) -> Plan {
    let mut plan = Plan::default();
    if let Some(date) = recognised.date.map(crate::date::Date::iso) {
        plan.scalar(root, "成文日期", date);
    }
    for (t, table) in form.tables.iter().enumerate() {
        for (l, line) in table.lines.iter().enumerate() {
            // The same edition: otherwise lines could not be told by their numbers.
            if recognised.places.contains_key(&(t, l))
                && (line.kind == LineKind::Data || stated(root, table, l).is_some())
            {
                plan.row(root, table, (t, l), recognised);
            }
        }
    }
    for (key, paragraphs) in &recognised.texts {
        let written = entry(root, |given| given == key || form.key_of(given).as_deref() == Some(key));
        let old = written.and_then(|(_, node)| node.scalar()).map_or("", |scalar| scalar.text.as_str());
        if let Some((lines, changes)) = texts::changed(old, paragraphs, key) {
            plan.changes.extend(changes);
            plan.texts.push((key.clone(), lines));
        }
    }
    plan
}

impl Plan {
    fn scalar(&mut self, root: &Node, key: &'static str, new: String) {
        let old = root.get(key).and_then(Node::scalar).map(|scalar| scalar.text.trim().to_owned()).unwrap_or_default();
        if old != new {
            self.changes.push(Change { what: key.to_owned(), old, new: new.clone(), place: String::new() });
            self.scalars.push((key, new));
        }
    }

    fn row(&mut self, root: &Node, table: &TableForm, (t, l): (usize, usize), recognised: &Recognised) {
        let line = &table.lines[l];
        let current = stated(root, table, l);
        let old = |column: usize| current.as_ref().and_then(|row| figure(row, &line.columns, column));
        let mut row = Row { table: t, line: l, values: Vec::new(), changed: Vec::new() };
        for (c, column) in line.columns.iter().enumerate() {
            let own = old(c);
            let read = recognised.cell(t, l, c);
            let new = read.and_then(|cell| cell.found.as_ref().ok()).map(|figure| figure.value.to_string());
            // Totals that nobody wrote down are computed.
            if column.total.is_some() && own.is_none() {
                continue;
            }
            let known = own.clone().filter(|text| text != UNFILLED);
            if let (Some(new), Some(cell)) = (&new, read)
                && known.as_ref() != Some(new)
            {
                let place = described(&cell.place, &table.short);
                let what = table.cell_words(l, c);
                self.changes.push(Change { what, old: own.unwrap_or_default(), new: new.clone(), place });
                row.changed.push(c);
            }
            row.values.push(new.or(known));
        }
        if !row.changed.is_empty() {
            self.rows.push(row);
        }
    }
}

/// An entry of a mapping whose key fits.
fn entry(node: &Node, fits: impl Fn(&str) -> bool) -> Option<(&str, &Node)> {
    match &node.value {
        Value::Map(entries) => {
            entries.iter().find(|(key, _)| fits(&key.text)).map(|(key, node)| (key.text.as_str(), node))
        }
        _ => None,
    }
}

/// How a data file states a line.
enum Stated<'n> {
    Row(&'n Node),
    /// By one value for a whole table or group, or by 其余.
    All(&'n str),
}

/// Where and how a data file states a line; `None` where it does not.
fn stated<'n>(root: &'n Node, table: &TableForm, line: usize) -> Option<Stated<'n>> {
    let (_, mut node) = entry(root, |given| given == table.key)?;
    let keys = &table.lines[line].keys;
    let is_total = table.lines[line].kind != LineKind::Data;
    let mut rest: Option<&str> = None;
    for depth in 0..=keys.len() {
        if depth == keys.len() {
            return Some(Stated::Row(node));
        }
        if let Some(scalar) = node.scalar() {
            return (!is_total).then_some(Stated::All(scalar.text.trim()));
        }
        if let Some((_, covers)) = entry(node, |given| given == REST) {
            rest = covers.scalar().map(|scalar| scalar.text.trim());
        }
        match entry(node, |given| is_row(table, &keys[..depth], given, &keys[depth])) {
            Some((_, below)) => node = below,
            None => return rest.filter(|_| !is_total).map(Stated::All),
        }
    }
    None
}

fn is_row(table: &TableForm, above: &[String], given: &str, key: &str) -> bool {
    let above: Vec<&str> = above.iter().map(String::as_str).collect();
    given == key || table.row_of(&above, given) == Some(key)
}

/// What a data file says in a column of a line.
fn figure(row: &Stated, columns: &[Column], column: usize) -> Option<String> {
    let node = match row {
        Stated::All(text) => return columns[column].total.is_none().then(|| (*text).to_owned()),
        Stated::Row(node) => node,
    };
    let parts: Vec<usize> = (0..columns.len()).filter(|&c| columns[c].total.is_none()).collect();
    match &node.value {
        Value::Scalar(scalar) => columns[column].total.is_none().then(|| scalar.text.trim().to_owned()),
        Value::List(items) => {
            let at = if items.len() == columns.len() { Some(column) } else { parts.iter().position(|&c| c == column) };
            at.and_then(|at| items.get(at)).and_then(Node::scalar).map(|scalar| scalar.text.trim().to_owned())
        }
        Value::Map(entries) => {
            let own =
                entries.iter().find(|(key, _)| column_of(columns, &key.text) == Some(columns[column].key.as_str()));
            match own {
                Some((_, node)) => node.scalar().map(|scalar| scalar.text.trim().to_owned()),
                None => columns[column].total.is_none().then(|| "0".to_owned()),
            }
        }
    }
}

/// Changes a data file as planned.
///
/// # Errors
/// A place that cannot be changed safely; the file on disk is as it was in any case.
pub fn apply(patcher: &mut Patcher, form: &Form, plan: &Plan) -> Result<(), ImportError> {
    let refused = |error: PatchError| ImportError::Unchangeable(error.to_string());
    for (key, value) in &plan.scalars {
        let new = New::Scalar(value.clone());
        if patcher.get(&[key]).is_some() {
            patcher.set(&[key], &new).map_err(refused)?;
        } else {
            patcher.insert(&[], key, &new, Where::After("年度")).map_err(refused)?;
        }
    }
    for row in &plan.rows {
        write_row(patcher, &form.tables[row.table], row).map_err(refused)?;
    }
    for (key, lines) in &plan.texts {
        write_text(patcher, form, key, lines).map_err(refused)?;
    }
    Ok(())
}

fn list(row: &Row) -> New {
    let values: Vec<String> =
        row.values.iter().map(|value| value.clone().unwrap_or_else(|| UNFILLED.to_owned())).collect();
    match &values[..] {
        [only] => New::Scalar(only.clone()),
        _ => New::List(values),
    }
}

fn write_row(patcher: &mut Patcher, table: &TableForm, row: &Row) -> Result<(), PatchError> {
    let line = &table.lines[row.line];
    let path = written_path(patcher, table, &line.keys);
    let full = 1 + line.keys.len();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    if path.len() == full {
        return change_row(patcher, &path, &line.columns, row);
    }
    // One value for a whole table or group is written out before a row of it can differ.
    if let Some(text) = patcher.get(&path).and_then(Node::scalar).map(|scalar| scalar.text.trim().to_owned()) {
        let rows = written_out(table, &line.keys[..path.len() - 1], &text);
        patcher.set(&path, &New::Rows(rows))?;
        return write_row(patcher, table, row);
    }
    let missing = &line.keys[path.len() - 1..];
    let mut new = list(row);
    for key in missing[1..].iter().rev() {
        new = New::Rows(vec![(key.clone(), new)]);
    }
    if path.is_empty() {
        return patcher.insert(&[], &table.key, &New::Rows(vec![(line.keys[0].clone(), new)]), Where::Last);
    }
    let has_rest = patcher.get(&path).is_some_and(|node| node.get(REST).is_some());
    let at = if has_rest { Where::Before(REST) } else { Where::Last };
    patcher.insert(&path, &missing[0], &new, at)
}

/// The keys under which a line is written, as the file calls them; as far as they are there.
fn written_path(patcher: &Patcher, table: &TableForm, keys: &[String]) -> Vec<String> {
    let Some((own, mut node)) = entry(patcher.root(), |given| given == table.key) else { return Vec::new() };
    let mut path = vec![own.to_owned()];
    for depth in 0..keys.len() {
        let Some((given, below)) = entry(node, |given| is_row(table, &keys[..depth], given, &keys[depth])) else {
            break;
        };
        path.push(given.to_owned());
        node = below;
    }
    path
}

/// Every row below a path, with one value for all.
fn written_out(table: &TableForm, above: &[String], text: &str) -> Vec<(String, New)> {
    let path: Vec<&str> = above.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    for key in table.children(&path) {
        let below: Vec<&str> = path.iter().copied().chain([key]).collect();
        let new = match table.line(&below) {
            Some(line) if table.lines[line].kind != LineKind::Data => continue,
            Some(_) => New::Scalar(text.to_owned()),
            None => New::Rows(written_out(table, &below.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>(), text)),
        };
        rows.push((key.to_owned(), new));
    }
    rows
}

fn change_row(patcher: &mut Patcher, path: &[&str], columns: &[Column], row: &Row) -> Result<(), PatchError> {
    let Some(node) = patcher.get(path).cloned() else { return Ok(()) };
    match &node.value {
        Value::List(items) if items.len() == row.values.len() => {
            let (mut at, mut changes) = (0, Vec::new());
            for column in 0..columns.len() {
                if columns[column].total.is_some() && items.len() < columns.len() {
                    continue;
                }
                if row.changed.contains(&column) {
                    changes.push(at);
                }
                at += 1;
            }
            for at in changes {
                let value = row.values[at].clone().unwrap_or_else(|| UNFILLED.to_owned());
                patcher.set_item(path, at, &value)?;
            }
            Ok(())
        }
        Value::Map(_) => {
            let mut position = 0;
            for (index, column) in columns.iter().enumerate() {
                let total_unstated = column.total.is_some() && row.values.len() < columns.len();
                if total_unstated {
                    continue;
                }
                let value = row.values[position].clone().unwrap_or_else(|| UNFILLED.to_owned());
                position += 1;
                if !row.changed.contains(&index) {
                    continue;
                }
                let own = entry(&node, |given| column_of(columns, given) == Some(column.key.as_str()));
                match own {
                    Some((given, _)) => {
                        let below: Vec<&str> = path.iter().copied().chain([given]).collect();
                        patcher.set(&below, &New::Scalar(value))?;
                    }
                    None => patcher.insert(path, &column.key, &New::Scalar(value), Where::Last)?,
                }
            }
            Ok(())
        }
        _ => patcher.set(path, &list(row)),
    }
}

fn write_text(patcher: &mut Patcher, form: &Form, key: &str, lines: &[String]) -> Result<(), PatchError> {
    let given = entry(patcher.root(), |given| given == key || form.key_of(given).as_deref() == Some(key));
    let given = given.map(|(given, _)| given.to_owned());
    let new = New::Text(lines.join("\n"));
    match given {
        Some(given) => patcher.set(&[&given], &new),
        None => {
            // Where the form prints it: before or behind its table, the opening before the first section.
            let beside = form.tables.iter().find_map(|table| match key {
                key if key == table.before_key() => Some((table.key.clone(), true)),
                key if key == table.after_key() => Some((table.key.clone(), false)),
                _ => None,
            });
            let first = form.sections.iter().find_map(|section| section.prose.clone());
            let beside = beside.or_else(|| first.filter(|_| key == Form::PREFACE).map(|first| (first, true)));
            let there = beside.filter(|(beside, _)| patcher.get(&[beside.as_str()]).is_some());
            let at = match &there {
                Some((beside, true)) => Where::Before(beside),
                Some((beside, false)) => Where::After(beside),
                None => Where::Last,
            };
            patcher.insert(&[], key, &new, at)
        }
    }
}

impl Change {
    /// In one line.
    pub fn words(&self) -> String {
        let old = match self.old.as_str() {
            "" => "数据文件里没有".to_owned(),
            old => format!("数据文件里是“{}”", beginning(old)),
        };
        let place = if self.place.is_empty() { String::new() } else { format!("（{}）", self.place) };
        let new = match self.new.as_str() {
            "" => "原文没有".to_owned(),
            new => format!("原文是“{}”", beginning(new)),
        };
        format!("{}：{old}，{new}{place}", self.what)
    }
}
