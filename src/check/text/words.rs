//! Text → words: the lexicon and its cut, phrases, numbers, dates, the names a report calls itself by.

pub(crate) mod date;
pub(crate) mod lexicon;
pub(crate) mod number;
pub(crate) mod numbers;
pub(crate) mod numeral;
pub(crate) mod own;
pub(crate) mod said;
pub(crate) mod slip;

pub(crate) use crate::check::characters::{
    closes_bracket, closes_square, closing, ends_clause, has_open_title, is_blank, is_comma, is_dash, is_han,
    is_ordinal, is_over, is_x, opens_bracket, opens_square,
};
pub(crate) use date::{Months, TextDate, Year, dates, months, years};
pub(crate) use lexicon::{CompiledLexicon, Phrase, Word};
pub(crate) use number::{About, MICRO, Measure, Number, Unit, VAST, digit, is_count, is_like, shown};
pub(crate) use numbers::numbers;
pub(crate) use numeral::{MAX_DIGITS, chinese_digit, chinese_value, in_chinese, is_chinese, power, run_end};
pub(crate) use own::Own;
pub(crate) use said::{FoundPhrase, Said};
pub(crate) use slip::Slip;
