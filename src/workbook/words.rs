//! The words of the workbook that the form does not give: names of sheets and of what is filled in beside the tables.

pub use crate::form::sheet_words::{CHECK, NO, YES, ZEROS};
pub(super) use crate::report::UNFILLED;

/// The first sheet of an annotated workbook.
pub const RESULTS: &str = "检查结果";
/// How to fill in.
pub const GUIDE: &str = "填写说明";
/// Agency, year, date and prose.
pub const TEXTS: &str = "基本情况与文字";
/// The very hidden sheet that says which cell is which.
pub const KEYS: &str = "_nianbao";
/// Rows for paragraphs of one text; a longer text gets as many as it needs.
pub(super) const PARAGRAPHS: usize = 25;
