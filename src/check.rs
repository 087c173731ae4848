//! **check** (report, last year's, its text → findings): what a strict inspector would say.
//!
//! Each check is a small function beside its kin. Checks know the report and its finished text; they must not know how
//! anything is laid out or printed.

mod marks;
mod member;
mod names;
mod numbers;
mod peers;
mod publication;
mod reasons;
mod roll_up;
mod subject;
mod text;
mod years;

pub use member::{Member, MemberFound};
pub use peers::Peers;
pub use subject::Subject;

use crate::compose::Composed;
use crate::diag::{Finding, excusable};
use crate::report::{Report, Salvage};

/// Runs every check, adds what it finds to what is already known of the report, and applies the reasons given under 说明.
/// The result is in the order of the file, errors before warnings at the same place.
pub fn check(subject: &Subject, mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.extend(subject.report.remarks.iter().cloned());
    for check in CHECKS {
        check(subject, &mut findings);
    }
    reasons::apply(subject, &mut findings);
    findings.sort_by_key(|finding| (finding.at.range.start, std::cmp::Reverse(finding.severity), finding.code));
    findings
}

/// What can be said of a file that is no whole report: its sound tables by themselves and, where only 成文日期 is missing, its
/// texts. So one gap, or one slip, hides no other mistake.
pub fn salvaged(salvage: &Salvage, last_year: Option<&Report>, composed: Option<&Composed>) -> Vec<Finding> {
    let report = &salvage.report;
    let subject = Subject { report, last_year, composed, peers: None, members: &[] };
    let mut findings = Vec::new();
    for check in [numbers::balance, numbers::rules, numbers::compare] {
        check(&subject, &mut findings);
    }
    // A table that could not be read is all zeros that stand nowhere.
    findings.retain(|finding| !finding.at.range.is_empty());
    if salvage.texts && composed.is_some() {
        text::check(&subject, &mut findings);
        years::consequences(&subject, &mut findings);
        marks::check(&subject, &mut findings);
    }
    reasons::excuse(&report.acknowledgements, &mut findings);
    findings
}

/// The equations that adjustments (调整) leave unsatisfied, each by its table and in a sentence.
pub fn unbalanced_by(report: &Report) -> Vec<(usize, String)> {
    let subject = Subject { report, last_year: None, composed: None, peers: None, members: &[] };
    numbers::unbalanced_by(&subject)
}

/// All checks, in the order of the catalogue.
const CHECKS: &[fn(&Subject, &mut Vec<Finding>)] = &[
    // B. Numbers
    numbers::balance,
    numbers::rules,
    numbers::compare,
    // C. Text
    text::check,
    years::consequences,
    marks::check,
    names::check,
    // D. Publication
    publication::date,
    publication::title,
    // E. Region
    roll_up::sums,
];
