//! **check** (report, last year's, its text → findings): what a strict inspector would say.
//!
//! Each check is a small function beside its kin. Checks know the report and its finished text; they must not know how
//! anything is laid out or printed.

mod numbers;
mod publication;
mod roll_up;
mod text;

pub use roll_up::Member;
pub use text::Peers;

use crate::compose::Composed;
use crate::diag::{Code, Finding};
use crate::report::Report;

/// What a report is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub report: &'a Report,
    /// The same agency's report for the year before, when it is there and readable.
    pub last_year: Option<&'a Report>,
    /// The composed text, when it could be composed.
    pub composed: Option<&'a Composed>,
    /// The reports of the same run, this one among them; none where each report is looked at by itself.
    pub peers: Option<&'a Peers>,
    /// What the run has of each agency under 成员, in the same order.
    pub members: &'a [Member],
}

/// Runs every check, adds what it finds to what is already known of the report, and applies the reasons given under 说明.
/// The result is in the order of the file, errors before warnings at the same place.
pub fn check(subject: &Subject, mut findings: Vec<Finding>) -> Vec<Finding> {
    for check in CHECKS {
        check(subject, &mut findings);
    }
    acknowledge(subject, &mut findings);
    findings.sort_by_key(|finding| (finding.at.range.start, std::cmp::Reverse(finding.severity), finding.code));
    findings
}

/// All checks, in the order of the catalogue.
const CHECKS: &[fn(&Subject, &mut Vec<Finding>)] = &[
    // B. Numbers
    numbers::balance,
    numbers::rules,
    numbers::compare,
    // C. Text
    text::check,
    // D. Publication
    publication::date,
    publication::title,
    // E. Region
    roll_up::sums,
];

/// Adds how to give a reason, where one is allowed.
fn excusable(mut finding: Finding) -> Finding {
    if finding.acknowledgeable {
        let code = finding.code.as_str();
        finding.help.push(format!("核实无误、确有原因的，在“说明”里写明：- {{检查: {code}, 理由: ……}}"));
    }
    finding
}

/// Marks findings that 说明 gives a reason for; a reason that matches nothing is itself a finding.
fn acknowledge(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    for given in &report.acknowledgements {
        let mut matched = false;
        for finding in findings.iter_mut().filter(|finding| finding.code == given.code && finding.acknowledgeable) {
            finding.acknowledged = Some(given.reason.clone());
            matched = true;
        }
        // Whether others say the same is only known where others are at hand.
        let unknowable = subject.peers.is_none() && matches!(given.code, Code::CopyOfLastYear | Code::OtherAgency);
        if !matched && !unknowable {
            findings.push(
                Finding::new(
                    Code::Acknowledgement,
                    report.place(&given.range),
                    format!("说明里的“{}”没有对应的检查结果", given.code.as_str()),
                )
                .help("问题已不存在，删去这条说明"),
            );
        }
    }
}
