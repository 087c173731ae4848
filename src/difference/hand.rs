//! What a hand changed in a printed file, as data.

use super::paragraphs::ParagraphChange;

/// What the hand changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocxDifference {
    /// Each with the part of the report it stands in.
    pub paragraphs: Vec<(String, ParagraphChange)>,
    /// Figures, in the order of the tables.
    pub cells: Vec<CellDifference>,
}

/// A cell with another text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellDifference {
    /// Table, row and column in their own words.
    pub words: String,
    /// What the data gives.
    pub ours: String,
    /// What stands in the file.
    pub theirs: String,
}

impl DocxDifference {
    /// Whether nothing was changed.
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty() && self.cells.is_empty()
    }
}
