//! What one value says for several rows at once: a 0 or 待填 of a table, of a group, or behind 其余.

use super::Editor;
use crate::form::TableForm;
use crate::report::UNFILLED;
use crate::report::read::REST;
use crate::source::patch::{New, PatchError};
use crate::source::{Node, ScalarStyle, Value};

impl Editor {
    /// What speaks for a row that the file does not name, under the keys that lead to where it would stand: `0`, or 待填.
    pub(super) fn covering(&self, path: &[&str]) -> Option<&str> {
        (1..=path.len()).rev().find_map(|depth| match self.patcher.get(&path[..depth]) {
            Some(node @ Node { value: Value::Map(_), .. }) => node.get(REST).and_then(for_all),
            Some(node) => for_all(node),
            None => None,
        })
    }

    /// Puts 0 in the place of every 待填 or blank that speaks for several rows of a table: of the table itself, a group, or 其余.
    /// For those who go on to set every row, so that none is taken for 0 that is not.
    ///
    /// # Errors
    /// It is written in a way that is not changed safely.
    pub fn nothing_unfilled(&mut self, table: usize) -> Result<(), PatchError> {
        let form = self.form.clone();
        let Some(top) = self.top_key(&form.tables[table].key) else { return Ok(()) };
        let mut open = vec![vec![top]];
        while let Some(keys) = open.pop() {
            let path: Vec<&str> = keys.iter().map(String::as_str).collect();
            let Some(node) = self.patcher.get(&path) else { continue };
            match &node.value {
                Value::Scalar(scalar) if scalar.is_blank() || scalar.text.trim() == UNFILLED => {
                    self.patcher.set(&path, &New::Scalar("0".into()))?;
                }
                Value::Map(entries) => {
                    let several = |key: &str| key == REST || !self.is_row(&form.tables[table], &path[1..], key);
                    let below = entries.iter().map(|(key, _)| key.text.clone()).filter(|key| several(key));
                    open.extend(below.map(|key| [keys.clone(), vec![key]].concat()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether a key under the keys of a table names one row of figures.
    fn is_row(&self, table: &TableForm, above: &[&str], key: &str) -> bool {
        let mut keys: Vec<&str> = Vec::new();
        for name in above.iter().copied().chain([key]) {
            match table.children(&keys).into_iter().find(|child| *child == name).or_else(|| table.row_of(&keys, name)) {
                Some(known) => keys.push(known),
                None if table.is_caption(name) => {}
                None => return true,
            }
        }
        table.line(&keys).is_some()
    }
}

/// What a scalar says for every row it covers: `0`, or 待填, which a blank means, too.
pub(super) fn for_all(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(scalar) if scalar.is_blank() || scalar.text.trim() == UNFILLED => Some(UNFILLED),
        Value::Scalar(scalar) if scalar.style == ScalarStyle::Plain && scalar.text.trim() == "0" => Some("0"),
        _ => None,
    }
}
