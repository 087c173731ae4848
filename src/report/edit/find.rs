//! Where a row or column stands in a data file, by the form's key or its printed words, and how a new row is written.

use super::Figures;
use crate::form::{Column, Line, TableForm, column_of};
use crate::report::UNFILLED;
use crate::source::patch::New;
use crate::source::{Node, ScalarStyle, Value};

/// The keys from a node down to one of its rows, by the form's key or words: one, or a caption and what stands under it.
pub(super) fn under(node: &Node, table: &TableForm, above: &[&str], wanted: &str) -> Option<Vec<String>> {
    let Value::Map(entries) = &node.value else { return None };
    if entries.iter().any(|(given, _)| given.text == wanted) {
        return Some(vec![wanted.to_owned()]);
    }
    // A key of the form is itself and no other row's words; most files have nothing else.
    let keys = table.children(above);
    let worded = || entries.iter().filter(|(given, _)| !keys.contains(&given.text.as_str()));
    if let Some((given, _)) = worded().find(|(given, _)| table.row_of(above, &given.text) == Some(wanted)) {
        return Some(vec![given.text.clone()]);
    }
    worded()
        .filter(|(given, _)| table.is_caption(&given.text))
        .find_map(|(given, node)| Some([vec![given.text.clone()], under(node, table, above, wanted)?].concat()))
}

/// The keys from a row down to one of its columns, by the form's key or words: one, or a caption and what stands under it.
pub(super) fn column_under(node: &Node, table: &TableForm, line: &Line, column: &Column) -> Option<Vec<String>> {
    let Value::Map(entries) = &node.value else { return None };
    if entries.iter().any(|(given, _)| given.text == column.key) {
        return Some(vec![column.key.clone()]);
    }
    let is_key = |given: &str| line.columns.iter().any(|column| column.key == given);
    let worded = || entries.iter().filter(|(given, _)| !is_key(&given.text));
    let called = |given: &str| column_of(&line.columns, given) == Some(column.key.as_str());
    if let Some((given, _)) = worded().find(|(given, _)| called(&given.text)) {
        return Some(vec![given.text.clone()]);
    }
    worded()
        .filter(|(given, _)| table.is_caption(&given.text))
        .find_map(|(given, node)| Some([vec![given.text.clone()], column_under(node, table, line, column)?].concat()))
}

/// Whether a figure is written just so.
pub(super) fn says(node: &Node, figure: &str) -> bool {
    match &node.value {
        Value::Scalar(scalar) => scalar.style == ScalarStyle::Plain && scalar.text.trim() == figure,
        _ => false,
    }
}

/// A new row in the shortest way that shows its figures; `rest` for those that are not given.
pub(super) fn row(line: &Line, figures: &Figures, rest: &str) -> New {
    let parts: Vec<usize> = line.parts().collect();
    let value = |part: usize| figures[part].clone().unwrap_or_else(|| rest.to_owned());
    let values: Vec<String> = parts.iter().map(|&part| value(part)).collect();
    let named: Vec<usize> = parts.iter().copied().filter(|&part| value(part) != "0").collect();
    if let Some(first) = values.first()
        && (first == "0" || first == UNFILLED)
        && values.iter().all(|value| value == first)
    {
        return New::Scalar(first.clone());
    }
    // Few of many columns are named; all of few are listed.
    if parts.len() > 4 && named.len() <= 2 {
        return New::Map(named.iter().map(|&part| (line.columns[part].key.clone(), value(part))).collect());
    }
    New::List(values)
}
