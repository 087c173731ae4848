//! Words → tree: paragraphs, sentences and their pieces. Knows no cells.

pub(crate) mod tree;
