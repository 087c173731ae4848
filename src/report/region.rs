//! What a government's file says of the region it sums up: 成员 and 调整. Read by itself, too, for the sums are written into a file
//! whose tables are not filled in yet.
//!
//! Knows the form and the file; must not know where members are found, nor what their figures are.

use std::ops::Range;
use std::sync::Arc;

use super::Spanned;
use crate::form::{Form, Spot};

/// Which agencies a report sums up (成员).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Members {
    /// It sums up none.
    #[default]
    None,
    /// 全部: every other agency of the data folder for the year. The place of the word.
    All(Range<usize>),
    /// These agencies.
    Listed(Vec<Spanned<String>>),
}

/// One entry of 调整: by how much a cell of the sum differs from what the members add up to, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjustment {
    /// The cell, in the report's form.
    pub spot: Spot,
    /// Pieces, or millionths of 元; negative for 减.
    pub exact: i128,
    /// The figure as written, with its sign: `-2`, `+0.5`.
    pub figure: String,
    /// The reason, as written.
    pub reason: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// Whose sum a file is, and of whom.
#[derive(Debug, Clone)]
pub struct Region {
    /// The government's full name.
    pub agency: Spanned<String>,
    /// The report year.
    pub year: Spanned<u16>,
    /// The form it is on.
    pub form: Arc<Form>,
    /// The agencies it sums up.
    pub members: Members,
    /// By what its figures differ from the sums.
    pub adjustments: Vec<Adjustment>,
}

impl Members {
    /// Whether it sums up nobody.
    pub fn is_none(&self) -> bool {
        *self == Members::None
    }

    /// The names that are written down; none for 全部.
    pub fn listed(&self) -> &[Spanned<String>] {
        match self {
            Members::Listed(names) => names,
            _ => &[],
        }
    }

    /// Where they are named.
    pub fn range(&self) -> Option<Range<usize>> {
        match self {
            Members::None => None,
            Members::All(range) => Some(range.clone()),
            Members::Listed(names) => Some(names.first()?.range.start..names.last()?.range.end),
        }
    }
}
