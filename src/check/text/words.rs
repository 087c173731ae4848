//! Text → words: the lexicon and its cut, phrases, numbers, dates, the names a report calls itself by.

pub(crate) mod date;
pub(crate) mod lexicon;
pub(crate) mod number;
pub(crate) mod numbers;
pub(crate) mod numeral;
pub(crate) mod own;
pub(crate) mod said;
