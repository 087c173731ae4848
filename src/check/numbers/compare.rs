//! Figures against the same figures of last year: jumps, and amounts that look like another unit.
//!
//! Only what both years print under the same names is compared, so that nothing is said across a change of the form.

use crate::check::subject::Subject;
use crate::diag::{Code, Finding, excusable};
use crate::form::{Comparison, MoneyUnit, ValueKind};
use crate::report::{Amount, At, Report, Value};

/// Millionths of 元 in one 万元.
const MICRO_WAN: i128 = 10_000 * 1_000_000;

/// A cell and the one that stood in its place last year.
struct YearPair<'a> {
    now: At<'a>,
    then: At<'a>,
}

/// Every comparable figure of every table (与上年比较).
pub(in crate::check) fn compare(subject: &Subject, findings: &mut Vec<Finding>) {
    let Some(last) = subject.last_year else {
        findings.extend(too_large(subject.report));
        return;
    };
    for table in 0..subject.report.form.tables.len() {
        let mut moved: Vec<At> = Vec::new();
        for pair in pairs(subject.report, last, table) {
            // A total moves with its parts: it is named only when none of them is.
            if pair.now.parts().iter().any(|part| moved.contains(part)) {
                moved.push(pair.now);
                continue;
            }
            if let Some(finding) = pair.slip().or_else(|| pair.jump()) {
                moved.push(pair.now);
                findings.push(finding);
            }
        }
    }
}

/// 单位疑误 without a year to compare with: amounts in 万元 as large as only 元 would be.
fn too_large(report: &Report) -> Vec<Finding> {
    let Some(&least) = report.form.comparison.large.get(&report.kind.value) else { return Vec::new() };
    let cells = (0..report.form.tables.len()).flat_map(|table| report.printed_at(table));
    cells
        .filter_map(|at| match (at.column().kind, at.value()) {
            (ValueKind::Amount(Some(unit @ MoneyUnit::WanYuan)), Value::Amount(amount))
                if amount.micro_yuan() >= least * MICRO_WAN =>
            {
                let message = format!(
                    "{}填了 {amount} {}，作为{}过大，可能填成了元",
                    at.words(),
                    unit.as_str(),
                    report.kind.value.as_str()
                );
                Some(excusable(Finding::new(Code::UnitSlip, at.place(), message).help(in_unit(amount, unit))))
            }
            _ => None,
        })
        .collect()
}

/// The printed cells of a table that last year's report has too and that hold the same kind of figure.
fn pairs<'a>(now: &'a Report, then: &'a Report, table: usize) -> impl Iterator<Item = YearPair<'a>> {
    let figures = now.printed_at(table).filter(|at| at.column().kind != ValueKind::Change);
    figures.filter_map(|now| {
        let then = now.in_(then).filter(|then| then.column().kind == now.column().kind)?;
        Some(YearPair { now, then })
    })
}

impl YearPair<'_> {
    /// The rules of comparison that this year's form lays down.
    fn comparison(&self) -> &Comparison {
        &self.now.report.form.comparison
    }

    /// 大幅变动
    fn jump(&self) -> Option<Finding> {
        let (times, difference) = self.comparison().jump;
        let (now, then, unit) = match (self.now.value(), self.then.value()) {
            (Value::Whole(now), Value::Whole(then)) => ((*now).into(), (*then).into(), 1),
            (Value::Amount(now), Value::Amount(then)) => (now.micro_yuan(), then.micro_yuan(), MICRO_WAN),
            _ => return None,
        };
        let (least, most) = if now < then { (now, then) } else { (then, now) };
        if most - least <= difference * unit || most <= least * times {
            return None;
        }
        let by = match (least, now > then) {
            (0, true) => "上年为零".to_owned(),
            (0, false) => "今年为零".to_owned(),
            (_, true) => format!("是上年的 {} 倍", rounded(most, least)),
            (_, false) => format!("不足上年的 {times} 分之一"),
        };
        let finding = self.finding(Code::Jump, &format!("相差悬殊，{by}"));
        Some(excusable(finding.help("核对有没有多写、漏写一位，或填错行列、把累计数当作本年数")))
    }

    /// 单位疑误
    fn slip(&self) -> Option<Finding> {
        let (Value::Amount(now), Value::Amount(then)) = (self.now.value(), self.then.value()) else { return None };
        let (now, then) = (now.micro_yuan(), then.micro_yuan());
        let (fewest, most) = self.comparison().slip;
        let (small, large) = if now < then { (now, then) } else { (then, now) };
        if small == 0 || !(small * fewest..=small * most).contains(&large) {
            return None;
        }
        let ValueKind::Amount(unit) = self.now.column().kind else { return None };
        let finding = self.finding(Code::UnitSlip, "相差约一万倍，可能是元与万元混淆");
        let finding = match (unit.filter(|_| now > then), self.now.value()) {
            (Some(unit @ MoneyUnit::WanYuan), Value::Amount(amount)) => finding.help(in_unit(amount, unit)),
            _ => finding.help("核对今年和上年的报告各用什么单位"),
        };
        Some(excusable(finding))
    }

    fn finding(&self, code: Code, what: &str) -> Finding {
        let (now, then) = (self.now.figure(), self.then.figure());
        Finding::new(code, self.now.place(), format!("{}：上年 {then}，今年 {now}，{what}", self.now.words()))
            .label(format!("今年 {now}"))
            .also(self.then.place(), format!("上年 {then}"))
    }
}

/// What an amount is to be written as that was filled in in 元.
fn in_unit(amount: &Amount, unit: MoneyUnit) -> String {
    let yuan = amount.micro_yuan() / unit.yuan();
    format!("表样的单位是{}：填的是元的，除以 10000，写 {}", unit.as_str(), Amount::decimal(yuan, unit))
}

/// `a / b` to one decimal.
fn rounded(a: i128, b: i128) -> String {
    let tenths = (a * 10 + b / 2) / b;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}
