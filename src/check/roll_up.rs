//! Region: a government's report against the sum of the reports it rolls up (汇总).

use super::peers::Member;
use super::subject::Subject;
use crate::diag::{Code, Finding, excusable};
use crate::form::{Unit, ValueKind};
use crate::report::{Amount, At, Report, Value};

/// Most members that a finding points at.
const MOST_MEMBERS: usize = 8;

/// Every figure of a report with 成员 against the sum of its members' figures; or which members are missing, for then
/// no sum can be right.
pub(super) fn sums(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    let before = findings.len();
    membership(subject, findings);
    if report.members.is_empty() || findings.len() > before {
        return;
    }
    let members: Vec<&Report> = subject
        .members
        .iter()
        .filter_map(|member| match member {
            Member::Found(report) => Some(&**report),
            _ => None,
        })
        .collect();
    for table in 0..report.form.tables.len() {
        // Totals are sums of the other cells, in the members' reports as in this one.
        let figures = report.printed_at(table).filter(|at| !at.is_total());
        findings.extend(figures.filter_map(|at| cell(at, &members)));
    }
}

/// Members that cannot be summed up: without a file, written twice, or the report's own agency.
fn membership(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    let year = report.year.value;
    for (index, (name, member)) in report.members.iter().zip(subject.members).enumerate() {
        let found = |message: String| Finding::new(Code::RollUpMissing, report.place(&name.range), message);
        let agency = &name.value;
        if let Some(first) = report.members[..index].iter().find(|other| other.value == *agency) {
            findings.push(
                found(format!("成员“{agency}”写了两次"))
                    .also(report.place(&first.range), "第一次")
                    .help("删去一处，否则它的数会加两遍"),
            );
        } else if *agency == report.agency.value {
            findings.push(
                found(format!("成员里有本机关自己：“{agency}”"))
                    .also(report.place(&report.agency.range), "本机关")
                    .help("只列被汇总的机关；本级办公厅（室）的数单独有一份数据文件的，写它的全称"),
            );
        } else {
            let (what, help) = match member {
                Member::Found(_) => continue,
                Member::Unreadable => ("读不出", "先用“nianbao check”核对那个文件"),
                Member::Missing => ("没有找到", "把它放进数据文件夹一起核对；名称要与那个文件里的“机关”完全相同"),
            };
            findings.push(found(format!("成员“{agency}”{year} 年度的数据文件{what}，汇总数没有核对")).help(help));
        }
    }
}

/// The finding when a cell is not the sum of the members' cells.
fn cell(at: At, members: &[&Report]) -> Option<Finding> {
    // A member on a form without this row (a local addition) has nothing to add to it.
    let counterparts = members.iter().filter_map(|member| at.in_(member));
    let parts: Vec<At> = counterparts.filter(|part| !part.value().is_zero()).collect();
    let unit = match at.column().kind {
        ValueKind::Amount(unit) => Some(unit.unwrap_or(Unit::WanYuan)),
        _ => None,
    };
    let given = exact(at.value());
    let sum: i128 = parts.iter().map(|part| exact(part.value())).sum();
    if given == sum {
        return None;
    }
    let words = |exact: i128| match unit {
        Some(unit) => format!("{}{}", Amount::decimal(exact, unit), unit.as_str()),
        None => exact.to_string(),
    };
    let mut finding = Finding::new(
        Code::RollUpSum,
        at.place(),
        format!(
            "{}填 {}，{} 个成员之和是 {}，相差 {}",
            at.words(),
            words(given),
            members.len(),
            words(sum),
            words((given - sum).abs())
        ),
    )
    .label(format!("填 {}", words(given)));
    let part_words = |part: &At| format!("{} {}", part.report.agency.value, words(exact(part.value())));
    for part in parts.iter().take(MOST_MEMBERS) {
        finding = finding.also(part.place(), part_words(part));
    }
    let terms: Vec<String> = parts.iter().map(part_words).collect();
    if !terms.is_empty() {
        finding = finding.help(format!("{} = {}", terms.join(" + "), words(sum)));
    }
    Some(excusable(finding.help("核对各成员的数和“成员”名单，看有没有漏列、多列的机关")))
}

/// A figure as a whole number: pieces, or millionths of 元.
fn exact(value: &Value) -> i128 {
    match value {
        Value::Whole(number) => (*number).into(),
        Value::Amount(amount) => amount.micro_yuan(),
    }
}
