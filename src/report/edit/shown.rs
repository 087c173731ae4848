//! What a data file that is being changed says, for those who show it to a clerk.

use super::Editor;
use crate::form::Spot;
use crate::report::read::is_unfilled;
use crate::source::patch::{New, PatchError};
use crate::source::{Node, Value};

impl Editor {
    /// The file's tree as it stands now.
    pub fn root(&self) -> &Node {
        self.patcher.root()
    }

    /// A text or another item of the file's first level, as written; none where there is none.
    pub fn text(&self, key: &str) -> Option<String> {
        let key = self.top_key(key)?;
        let scalar = self.patcher.get(&[&key])?.scalar()?;
        Some(scalar.text.trim_end_matches('\n').to_owned())
    }

    /// The figures of a row of data, one per column without totals, none for a cell of which nothing is said; none of a row that is not
    /// written with one figure per column, of which nobody can tell which is which.
    pub fn row_figures(&self, table: usize, line: usize) -> Option<Vec<Option<String>>> {
        let form = &self.form.tables[table];
        let row = &form.lines[line];
        let (found, named) = self.path(form, row);
        let path: Vec<&str> = found.iter().map(String::as_str).collect();
        if let Some(Value::List(items)) =
            self.patcher.get(&path).map(|node| &node.value).filter(|_| named == row.keys.len())
            && items.len() != row.columns.len()
            && items.len() != row.parts().count()
        {
            return None;
        }
        let figure = |column| self.figure(Spot { table, line, column }).filter(|text| !is_unfilled(text));
        Some(row.parts().map(figure).collect())
    }

    /// Whether a row is written out in the file, not only covered by a 0 or 待填 above it.
    pub fn is_written(&self, spot: Spot) -> bool {
        let table = &self.form.tables[spot.table];
        let line = &table.lines[spot.line];
        self.path(table, line).1 == line.keys.len()
    }

    /// Sets an item of the file's first level that is one word or date: 机关类型, 成文日期.
    ///
    /// # Errors
    /// It is written in a way that is not changed safely.
    pub fn set_item(&mut self, key: &str, value: &str) -> Result<(), PatchError> {
        match self.top_key(key) {
            Some(present) => self.patcher.set(&[&present], &New::Scalar(value.to_owned())),
            None => self.add_top(key, &New::Scalar(value.to_owned())),
        }
    }

    /// Takes an optional text away.
    ///
    /// # Errors
    /// It is written in a way that is not changed safely.
    pub fn remove_text(&mut self, key: &str) -> Result<(), PatchError> {
        match self.top_key(key) {
            Some(present) => self.patcher.remove(&[&present]),
            None => Ok(()),
        }
    }
}
