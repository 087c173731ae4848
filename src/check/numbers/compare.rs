//! Figures against the same figures of last year: jumps, and amounts that look like another unit.
//!
//! Only what both years print under the same names is compared, so that nothing is said across a change of the form.

use super::figure_words;
use crate::check::subject::Subject;
use crate::diag::{Code, Finding, excusable};
use crate::form::{LineKind, Unit, ValueKind};
use crate::report::{Report, Value};

/// Millionths of 元 in one 万元.
const MICRO_WAN: i128 = 10_000 * 1_000_000;

/// A cell and the one that stood in its place last year.
struct Pair<'a> {
    now: &'a Report,
    then: &'a Report,
    table: usize,
    line: usize,
    column: usize,
    then_line: usize,
    then_column: usize,
}

/// Every comparable figure of every table (与上年比较).
pub(in crate::check) fn compare(subject: &Subject, findings: &mut Vec<Finding>) {
    let Some(last) = subject.last_year else { return };
    for table in 0..subject.report.form.tables.len() {
        let mut moved: Vec<(usize, usize)> = Vec::new();
        for pair in pairs(subject.report, last, table) {
            // A total moves with its parts: it is named only when none of them is.
            if pair.parts().iter().any(|part| moved.contains(part)) {
                moved.push((pair.line, pair.column));
                continue;
            }
            if let Some(finding) = pair.slip().or_else(|| pair.jump()) {
                moved.push((pair.line, pair.column));
                findings.push(finding);
            }
        }
    }
}

/// The printed cells of a table that last year's report has too, parts before totals.
fn pairs<'a>(now: &'a Report, then: &'a Report, table: usize) -> Vec<Pair<'a>> {
    let form = &now.form.tables[table];
    let Some((then_table, then_form)) = then.form.table(&form.key) else { return Vec::new() };
    let mut pairs = Vec::new();
    for (line, form_line) in form.lines.iter().enumerate().filter(|(_, line)| line.printed) {
        let keys: Vec<&str> = form_line.keys.iter().map(String::as_str).collect();
        let Some(then_line) = then_form.line(&keys).filter(|_| then_table == table) else { continue };
        for (column, form_column) in form_line.columns.iter().enumerate() {
            let same = then_form.lines[then_line]
                .columns
                .iter()
                .position(|other| other.key == form_column.key && other.kind == form_column.kind);
            if let Some(then_column) = same.filter(|_| form_column.kind != ValueKind::Change) {
                pairs.push(Pair { now, then, table, line, column, then_line, then_column });
            }
        }
    }
    pairs
}

impl Pair<'_> {
    /// The cells that this one adds up.
    fn parts(&self) -> Vec<(usize, usize)> {
        let line = &self.now.form.tables[self.table].lines[self.line];
        let mut parts: Vec<(usize, usize)> = match &line.kind {
            LineKind::Total { parts, .. } => parts.iter().map(|&part| (part, self.column)).collect(),
            LineKind::Data => Vec::new(),
        };
        if line.columns[self.column].total.is_some() {
            parts.extend(line.parts().map(|column| (self.line, column)));
        }
        parts
    }

    fn values(&self) -> (&Value, &Value) {
        let now = &self.now.cell(self.table, self.line, self.column).value;
        (now, &self.then.cell(self.table, self.then_line, self.then_column).value)
    }

    /// 大幅变动
    fn jump(&self) -> Option<Finding> {
        let (times, difference) = self.now.form.comparison.jump;
        let (now, then, unit) = match self.values() {
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
        let (Value::Amount(now), Value::Amount(then)) = self.values() else { return None };
        let (now, then) = (now.micro_yuan(), then.micro_yuan());
        let (fewest, most) = self.now.form.comparison.slip;
        let (small, large) = if now < then { (now, then) } else { (then, now) };
        if small == 0 || !(small * fewest..=small * most).contains(&large) {
            return None;
        }
        let ValueKind::Amount(unit) = self.now.form.tables[self.table].lines[self.line].columns[self.column].kind
        else {
            return None;
        };
        let finding = self.finding(Code::UnitSlip, "相差约一万倍，可能是元与万元混淆");
        let finding = match unit.filter(|_| now > then) {
            Some(unit @ Unit::WanYuan) => {
                finding.help(format!("表样的单位是{}：以元计的数要除以 10000", unit.as_str()))
            }
            _ => finding.help("核对今年和上年的报告各用什么单位"),
        };
        Some(excusable(finding))
    }

    fn finding(&self, code: Code, what: &str) -> Finding {
        let words = self.now.form.tables[self.table].cell_words(self.line, self.column);
        let now = figure_words(self.now, self.table, self.line, self.column);
        let then = figure_words(self.then, self.table, self.then_line, self.then_column);
        let place = self.now.cell_place(self.table, self.line, self.column);
        Finding::new(code, place, format!("{words}：上年 {then}，今年 {now}，{what}"))
            .label(format!("今年 {now}"))
            .also(self.then.cell_place(self.table, self.then_line, self.then_column), format!("上年 {then}"))
    }
}

/// `a / b` to one decimal.
fn rounded(a: i128, b: i128) -> String {
    let tenths = (a * 10 + b / 2) / b;
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}
