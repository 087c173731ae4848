//! **check** (report, last year's, its text → findings): what a strict inspector would say.
//!
//! Each check is a small function beside its kin. Checks know the report and its finished text; they must not know how
//! anything is laid out or printed.

mod characters;
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
mod twice;
mod years;

pub use member::{Member, MemberFound};
pub use peers::Peers;
pub use subject::Subject;

use crate::diag::{Code, Finding, excusable};
use crate::report::Report;

/// Runs every check, adds what it finds to what is already known of the report, and applies the reasons given under 说明.
/// The result is in the order of the file, errors before warnings at the same place.
pub fn check(subject: &Subject, mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.extend(subject.report.remarks.iter().cloned());
    for check in CHECKS {
        check(subject, &mut findings);
    }
    reasons::apply(subject, &mut findings);
    twice::told_once(&mut findings);
    findings.sort_by_key(|finding| (finding.at.range.start, std::cmp::Reverse(finding.severity), finding.code));
    findings
}

/// The equations that adjustments (调整) leave unsatisfied, each by its table and in a sentence.
pub fn unbalanced_by(report: &Report) -> Vec<(usize, String)> {
    let subject = Subject { report, last_year: None, composed: None, peers: None, members: &[] };
    numbers::unbalanced_by(&subject)
}

/// What can be said of a file that is no whole report beside what is `known` of it: so one gap, or one slip, hides no other mistake.
/// The report is given twice, with other values in the place of what could not be read: only what is found both times does not depend
/// on it.
pub fn salvaged(as_read: &Subject, as_supposed: &Subject, known: &[Finding]) -> Vec<Finding> {
    let report = as_read.report;
    let mut findings = in_both(of_parts(as_read), &of_parts(as_supposed));
    findings.retain(|finding| {
        // What could not be read stands nowhere; what is still to be filled in has been said.
        let told = known.iter().any(|known| known.at.range == finding.at.range && known.code == Code::Unfilled);
        !finding.at.range.is_empty() && !told
    });
    reasons::excuse(&report.acknowledgements, &mut findings);
    twice::told_once(&mut findings);
    findings
}

/// What is found both times, with what is advised both times.
pub fn in_both(mut findings: Vec<Finding>, others: &[Finding]) -> Vec<Finding> {
    findings.retain_mut(|finding| {
        let same = |other: &&Finding| {
            (other.code, &other.at.range, &other.message) == (finding.code, &finding.at.range, &finding.message)
        };
        let Some(other) = others.iter().find(same) else { return false };
        finding.help.retain(|help| other.help.contains(help));
        finding.expected.take_if(|expected| other.expected.as_ref() != Some(expected));
        true
    });
    findings
}

/// The checks that can be made of a report with gaps.
fn of_parts(subject: &Subject) -> Vec<Finding> {
    let report = subject.report;
    let named = !report.agency.value.is_empty();
    let dated = !report.date.range.is_empty();
    let checks: [(&[CheckFn], bool); 3] = [
        (&[numbers::balance, numbers::rules, numbers::compare], true),
        (&[text::check, years::consequences, marks::check, names::check, publication::title], named),
        (&[publication::date], dated),
    ];
    let mut findings = Vec::new();
    for (checks, possible) in checks {
        checks.iter().filter(|_| possible).for_each(|check| check(subject, &mut findings));
    }
    findings
}

/// What looks at a report and says what is wrong.
type CheckFn = fn(&Subject, &mut Vec<Finding>);

/// All checks, in the order of the catalogue.
const CHECKS: &[CheckFn] = &[
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
