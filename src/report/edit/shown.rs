//! What a data file that is being changed says, for those who show it to a clerk.

use super::Editor;
use crate::form::Spot;
use crate::source::Node;
use crate::source::patch::{New, PatchError};

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
