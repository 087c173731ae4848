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
mod roll_up;
mod subject;
mod text;
mod years;

pub use member::{Member, MemberFound};
pub use peers::Peers;
pub use subject::Subject;

use crate::compose::Composed;
use crate::diag::{Code, Finding, Severity, excusable};
use crate::report::{Report, Salvage};

/// Runs every check, adds what it finds to what is already known of the report, and applies the reasons given under 说明.
/// The result is in the order of the file, errors before warnings at the same place.
pub fn check(subject: &Subject, mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.extend(subject.report.remarks.iter().cloned());
    for check in CHECKS {
        check(subject, &mut findings);
    }
    acknowledge(subject, &mut findings);
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
    for finding in &mut findings {
        let given = report.acknowledgements.iter().find(|given| given.code == finding.code && finding.acknowledgeable);
        finding.acknowledged = given.map(|given| given.reason.clone());
    }
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
    years::consequences,
    marks::check,
    names::check,
    // D. Publication
    publication::date,
    publication::title,
    // E. Region
    roll_up::sums,
];

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
        if matched || unknowable {
            continue;
        }
        let name = given.code.as_str();
        let finding = |message| Finding::new(Code::Acknowledgement, report.place(&given.range), message);
        findings.push(match unjudged(subject, given.code, findings) {
            Some(why) => finding(format!("{why}，说明里的“{name}”这次没有核对"))
                .severity(Severity::Hint)
                .help("这条说明先留着；材料齐了再核对一次"),
            None => finding(format!("说明里的“{name}”没有对应的检查结果")).help("问题已不存在，删去这条说明"),
        });
    }
}

/// Why a check could not be made, where it could not: then nobody can say that the reason given for its findings is needless.
fn unjudged(subject: &Subject, code: Code, findings: &[Finding]) -> Option<&'static str> {
    let over_years = matches!(
        code,
        Code::CarryOver
            | Code::InForceRoll
            | Code::ItemsRoll
            | Code::Jump
            | Code::UnitSlip
            | Code::CopyOfLastYear
            | Code::Identity
    );
    let of_texts = matches!(code, Code::TextVsTable | Code::CopyOfLastYear | Code::OtherAgency | Code::PersonalData);
    let of_members = code == Code::RollUpSum;
    match () {
        () if of_texts && subject.composed.is_none() => Some("文字里还有错误"),
        () if over_years && subject.last_year.is_none() => Some("没有可以对照的上年数据"),
        () if of_members && findings.iter().any(|finding| finding.code == Code::RollUpMissing) => {
            Some("成员还没有交齐")
        }
        () => None,
    }
}
