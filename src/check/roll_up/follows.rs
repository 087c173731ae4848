//! What in a government's tables is wrong only because a figure is not its members' sum: one slip is one finding, not one more for
//! every equation that the figure stands in.

use super::numbers;
use crate::check::subject::Subject;
use crate::diag::{Code, Finding};
use crate::form::Spot;
use crate::report::{Report, Value};

/// Tells what is found no more with the sums in place of some figures in the finding of a sum, that of the same table before others.
pub(super) fn told_with_sums(
    subject: &Subject,
    wrong: &[(Spot, i128)],
    (known, sums): (&mut Vec<Finding>, &mut [Finding]),
) {
    let Some(right) = with_sums(subject.report, wrong) else { return };
    let corrected = Subject { report: &right, ..*subject };
    let (as_is, as_summed) = (of_tables(subject), of_tables(&corrected));
    let is_in = |finding: &Finding, all: &[Finding]| {
        all.iter().any(|other| other.code == finding.code && other.at.range == finding.at.range)
    };
    for (index, table) in subject.report.tables.iter().enumerate() {
        let end = table.cells.iter().flatten().map(|cell| cell.range.end).max().unwrap_or(table.range.end);
        let here = |finding: &Finding| (table.range.start..end).contains(&finding.at.range.start);
        let is_due = |sum: &Finding| sum.code == Code::RollUpSum && sum.is_error();
        let at = sums.iter().position(|sum| is_due(sum) && here(sum)).or_else(|| sums.iter().position(is_due));
        let Some(at) = at.filter(|_| wrong.iter().any(|(spot, _)| spot.table == index)) else { continue };
        let follows = |finding: &mut Finding| {
            here(finding) && finding.is_error() && is_in(finding, &as_is) && !is_in(finding, &as_summed)
        };
        let due: Vec<Finding> = known.extract_if(.., follows).collect();
        if !due.is_empty() {
            sums[at].help.push(format!("因此不成立的勾稽关系有 {} 个，改对以后就成立，不另算错", due.len()));
        }
        sums[at].also.extend(due.into_iter().map(|finding| (finding.at, finding.message)));
    }
}

/// The report with the sums in place of figures; none where nothing can be put in place.
fn with_sums(report: &Report, wrong: &[(Spot, i128)]) -> Option<Report> {
    let mut right = report.clone();
    for (spot, exact) in wrong {
        let cell = &mut right.tables[spot.table].cells[spot.line][spot.column];
        if let (Value::Whole(value), Ok(exact)) = (&mut cell.value, i64::try_from(*exact)) {
            *value = exact;
        }
    }
    for (table, form) in right.tables.iter_mut().zip(&report.form.tables) {
        table.add_up(form);
    }
    (right.tables != report.tables).then_some(right)
}

/// What is wrong with the figures of the tables, by themselves and against last year's.
fn of_tables(subject: &Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    numbers::balance(subject, &mut findings);
    numbers::rules(subject, &mut findings);
    findings
}
