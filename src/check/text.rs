//! Text: what the finished prose says, against the figures, the calendar and the rules of the form.
//!
//! One way: text → words → tree → claims → cells → rules. The prose is read once; each rule looks at the same claims. Precision
//! comes first: of several readings the one that is right counts.

mod bind;
mod parse;
mod prose;
mod rules;
mod words;

use prose::{ReadProse, read};
use rules::RULES;

use super::subject::Subject;
use crate::diag::Finding;

/// All text checks.
pub(super) fn check(subject: &Subject, findings: &mut Vec<Finding>) {
    if subject.composed.is_none() {
        return;
    }
    let readings = read(subject);
    let prose = ReadProse::new(subject, &readings);
    for (_, rule) in RULES {
        rule(subject, &prose, findings);
    }
}
