//! 其余 that speaks for nothing any more: every row or column it stood for has been written out.

use super::super::UNFILLED;
use super::super::read::REST;
use super::Editor;
use super::cover::for_all;
use super::find::column_under;
use crate::form::LineKind;
use crate::source::patch::PatchError;
use crate::source::{Node, Value};

impl Editor {
    /// Takes out of a table every `其余: 待填` that no row or column is left for; else the table would stay unfilled with nothing
    /// left to fill in.
    ///
    /// # Errors
    /// It is written in a way that is not changed safely.
    pub fn close_rest(&mut self, table: usize) -> Result<(), PatchError> {
        let form = self.form.clone();
        let Some(top) = self.top_key(&form.tables[table].key) else { return Ok(()) };
        let mut open = vec![vec![top]];
        while let Some(keys) = open.pop() {
            let path: Vec<&str> = keys.iter().map(String::as_str).collect();
            let Some(Node { value: Value::Map(entries), .. }) = self.patcher.get(&path) else { continue };
            open.extend(entries.iter().map(|(key, _)| [keys.clone(), vec![key.text.clone()]].concat()));
            let unfilled = entries.iter().any(|(key, node)| key.text == REST && for_all(node) == Some(UNFILLED));
            if unfilled && entries.len() > 1 && !self.speaks(table, &keys) {
                self.patcher.remove(&[&path[..], &[REST]].concat())?;
            }
        }
        Ok(())
    }

    /// Whether the 其余 of a mapping stands for a row, or for a column of its row.
    fn speaks(&self, table: usize, above: &[String]) -> bool {
        let form = &self.form.tables[table];
        form.lines.iter().filter(|line| line.kind == LineKind::Data).any(|line| {
            let (found, named) = self.path(form, line);
            if named < line.keys.len() {
                return found.starts_with(above);
            }
            let path: Vec<&str> = found.iter().map(String::as_str).collect();
            let row = self.patcher.get(&path).filter(|_| found == above);
            row.is_some_and(|row| line.parts().any(|part| column_under(row, form, line, &line.columns[part]).is_none()))
        })
    }
}
