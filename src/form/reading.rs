//! Readings (读): which sums of the form's cells a word may state, in every lawful way.
//!
//! Stand in `templates/lexicon/` as arithmetic with the names of rows and columns, like the form's equations; the likeliest first.

use serde::Deserialize;

use super::word::Word;
use super::{Form, keys};

/// What has to be told in the same paragraph for a reading to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// What was brought over from last year.
    CarriedIn,
    /// What is carried over into the next year, or still open.
    CarriedOut,
    /// What was not handled (不予处理).
    Refused,
    /// What was not put right in time (逾期不补正).
    Unamended,
    /// That the figure itself includes what was brought over (含上年结转).
    Including,
    /// How many applications were withdrawn (撤回): the figure is taken from the text.
    Withdrawn,
}

impl Told {
    fn named(name: &str) -> Option<Told> {
        Some(match name {
            keys::request::CARRIED_IN => Told::CarriedIn,
            keys::request::CARRIED_OUT => Told::CarriedOut,
            keys::request::NOT_HANDLED => Told::Refused,
            keys::request::UNAMENDED => Told::Unamended,
            "含上年结转" => Told::Including,
            "撤回" => Told::Withdrawn,
            _ => return None,
        })
    }
}

/// Rows or columns added and taken away, by their index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arithmetic {
    /// What is added.
    pub plus: Vec<usize>,
    /// What is taken away.
    pub minus: Vec<usize>,
    /// What must be told besides for it to count.
    pub told: Option<Told>,
}

/// What certain words state together.
#[derive(Debug, Clone)]
pub struct WordReading {
    /// All of them must be there; of several readings the first counts.
    pub words: Vec<Word>,
    /// Whether they are the form's own words for one row.
    pub exact: bool,
    /// Whether they say nothing within 其中.
    pub outside: bool,
    /// The sums, the likeliest first; none where the words together state nothing.
    pub sums: Vec<Arithmetic>,
}

/// A reading as a file writes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum WrittenSum {
    /// 总计 - 上年结转
    Always(String),
    /// The same, where something else is told.
    Where { 数: String, 同段: String },
}

impl WrittenSum {
    /// Whether it hangs on a row that came with the form of 2021, under a form that has none such.
    pub(super) fn is_of_later_form(&self, form: &Form, table: &str) -> bool {
        let WrittenSum::Where { 同段, .. } = self else { return false };
        let row = [keys::request::OTHERWISE, keys::request::UNAMENDED];
        同段 == keys::request::UNAMENDED && form.table(table).is_some_and(|(_, table)| table.line(&row).is_none())
    }

    /// Under a form: sums of rows of 表三, or of columns of 表四. None where the form has no such row or column.
    pub(super) fn arithmetic(&self, form: &Form, table: &str) -> Option<Arithmetic> {
        let (text, told) = match self {
            WrittenSum::Always(text) => (text, None),
            WrittenSum::Where { 数, 同段 } => (数, Some(Told::named(同段)?)),
        };
        let (_, table) = form.table(table)?;
        let by_column = table.key == keys::REVIEWS;
        let index = |name: &str| {
            if by_column {
                return table.lines.first()?.columns.iter().position(|column| column.key == name);
            }
            table.line(&name.split('.').collect::<Vec<_>>())
        };
        let mut found = Arithmetic { plus: Vec::new(), minus: Vec::new(), told };
        let mut minus = false;
        for term in text.split_whitespace() {
            match term {
                "+" => minus = false,
                "-" => minus = true,
                name if minus => found.minus.push(index(name)?),
                name => found.plus.push(index(name)?),
            }
        }
        Some(found)
    }
}
