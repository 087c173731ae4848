//! How one table is set on the pages: what the make-up decides and the printing of tables obeys.

/// What is decided of one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Setting {
    /// Between the text of a cell and the rules above and below it, twips.
    pub inset_y: i32,
    pub keep: Keep,
    /// The row, the heads counted, above which the table is cut in two, the second of which begins a page.
    pub cut: Option<usize>,
}

/// Which rows of a table stand on one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keep {
    /// Those of a group, and those under one merged cell that is not half a page high.
    Groups,
    /// Those of a section, and those under one merged cell, where a page holds them.
    Sections,
    /// All, where a page holds them; else those of a section.
    Whole,
}
