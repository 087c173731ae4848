//! Words → tree: paragraphs, sentences, their pieces, and the lists they hold. Knows no cells.

pub(crate) mod division;
pub(crate) mod parts;
pub(crate) mod totals;
pub(crate) mod tree;
