//! contradiction: the text says there was none, the table has a figure.

use std::ops::Range;

use crate::check::subject::Subject;
use crate::check::text::bind::{Sum, cells::shown};
use crate::check::text::parse::Reading;
use crate::check::text::prose::ReadProse;
use crate::check::text::words::Phrase;
use crate::diag::{Code, Finding, Severity};
use crate::form::keys;

/// 六、 is nothing when it says no more than so many characters.
const NOTHING: usize = 24;

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    let report = subject.report;
    for passage in prose.passages() {
        for denial in &passage.denials {
            let severity = if denial.sure { Severity::Error } else { Severity::Warning };
            for fact in &denial.facts {
                let wrong = !fact.readings.iter().any(|sum| denial.agrees(sum, report));
                if let Some(sum) = fact.readings.first().filter(|_| wrong) {
                    let said = passage.reading.slice(&denial.range);
                    let range = denial.range.clone();
                    findings.push(finding(subject, passage.reading, range, said, sum).severity(severity));
                }
            }
        }
        for claim in passage.claims.iter().filter(|claim| passage.is_joint_zero(claim)) {
            let sum = claim.fact.iter().flat_map(|fact| &fact.readings).next();
            if let Some(sum) = sum.filter(|sum| sum.value(report) != 0) {
                findings.push(finding(subject, passage.reading, claim.number.range.clone(), "均为零", sum));
            }
        }
    }
    findings.extend(nothing_to_report(subject, prose));
}

fn finding(subject: &Subject, reading: &Reading, range: Range<usize>, said: &str, sum: &Sum) -> Finding {
    let report = subject.report;
    let shown = shown(sum, report);
    let message = format!("文字说“{said}”，{}却是 {shown}", sum.words(report));
    let finding = reading.finding(Code::Contradiction, range, message).expected(&shown);
    sum.noted(finding, report, "").help("文字与表格只能有一个对：改文字，或核对表内数字")
}

/// Section 六 is 无, although requests were closed because a fee was not paid.
fn nothing_to_report(subject: &Subject, prose: &ReadProse) -> Option<Finding> {
    let report = subject.report;
    let tables = &prose.binder.tables;
    let line = tables.request_line(&[keys::request::OTHERWISE, keys::request::FEE_NOT_PAID])?;
    let reading = prose.field(report.form.sections.last()?.prose.as_deref()?)?;
    let range = reading.body();
    let text = reading.slice(&range);
    let nothing = reading.said.opens(range.clone(), Phrase::Nothing).is_some();
    if !nothing || text.chars().count() > NOTHING || text.contains('费') {
        return None;
    }
    let sum = tables.row(line, &[]);
    if sum.value(report) == 0 {
        return None;
    }
    let basis = report.form.fee_basis.as_ref().map(|basis| format!("（{basis}）")).unwrap_or_default();
    let found = finding(subject, reading, range, text, &sum);
    Some(
        found
            .help(format!("有申请因逾期不缴费不再处理，说明发出过收费通知：第六部分应当写明信息处理费收取情况{basis}")),
    )
}
