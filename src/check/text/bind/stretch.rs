//! What holds between two semicolons: action, row, scope, as a reader keeps them in mind.

use crate::check::text::bind::cells::Sum;
use crate::check::text::words::Word;

/// What holds between two semicolons.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stretch {
    pub action: Vec<Word>,
    pub row: Option<Vec<Sum>>,
    /// What the last figure was of, its kind of applicant and all.
    pub last: Vec<Sum>,
    /// The scope is another body's.
    pub foreign: bool,
    /// The last figure was of a part only.
    pub part: bool,
    pub among: bool,
    /// What the last 其中 divides.
    pub whole: Option<Vec<Sum>>,
    /// What 其中 divides is no matter of the tables: 公文312件，其中不予公开158件.
    pub other: bool,
    /// A kind of 表四 was named, and how many.
    pub review: bool,
    pub kinds: usize,
    pub applicants: Vec<Word>,
    /// The kind of applicant that all of it is about: 商业企业申请4件，已公开2件.
    pub subject: Vec<Word>,
}
