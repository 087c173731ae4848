//! What a report is checked against, for every check alike.

use super::member::Member;
use super::peers::Peers;
use crate::compose::Composed;
use crate::report::Report;

/// What a report is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The report to be checked.
    pub report: &'a Report,
    /// The same agency's report for the year before, when it is there and readable.
    pub last_year: Option<&'a Report>,
    /// The composed text, or what of it could be composed.
    pub composed: Option<&'a Composed>,
    /// The reports of the same run, this one among them; none where each report is looked at by itself.
    pub peers: Option<&'a Peers>,
    /// What the run has of each agency under 成员, in the same order.
    pub members: &'a [Member],
}

impl Subject<'_> {
    /// Whether some of the texts could not be composed.
    pub(super) fn lacks_texts(&self) -> bool {
        self.composed.is_none_or(|composed| composed.texts.len() < self.report.prose.len())
    }
}
