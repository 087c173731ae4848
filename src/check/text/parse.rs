//! Words → tree: paragraphs, sentences, their pieces, and the lists they hold. Knows no cells.

pub(crate) mod division;
pub(crate) mod parts;
pub(crate) mod totals;
pub(crate) mod tree;

pub(crate) use division::Division;
pub(crate) use parts::{Lists, Part, PartList, Parts, ending};
pub(crate) use totals::{At, Claims};
use totals::{BACK, FAR_BACK, Opening};
pub(crate) use tree::{Mark, Paragraph, Piece, REACH, Reading, Sentence, What, lookback, stretch_from};
