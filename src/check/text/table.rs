//! text-vs-table: a figure in the text that no lawful reading of its words gives.

use super::bind::{Count, When};
use super::clause::Reading;
use super::facts::Sum;
use super::number::{About, MICRO};
use super::{Prose, Subject, contradiction};
use crate::check::excusable;
use crate::diag::{Code, Finding, Severity};
use crate::report::Report;

pub(super) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    for (reading, paragraph, counts) in prose.paragraphs() {
        for count in counts.iter().filter(|count| !contradiction::is_joint_zero(reading, paragraph, count)) {
            findings.extend(compare(subject, reading, count));
        }
    }
}

/// The readings of a count in the report it speaks of, with that report.
pub(super) fn readings<'a>(subject: &Subject<'a>, count: &Count) -> Option<(&'a Report, Vec<Sum>)> {
    let fact = count.fact.as_ref()?;
    match count.when {
        When::Now => Some((subject.report, fact.readings.clone())),
        When::Last => {
            let last = subject.last_year?;
            let there: Vec<Sum> = fact.readings.iter().filter_map(|sum| sum.in_report(subject.report, last)).collect();
            (!there.is_empty()).then_some((last, there))
        }
        When::Other => None,
    }
}

fn compare(subject: &Subject, reading: &Reading, count: &Count) -> Option<Finding> {
    let (report, sums) = readings(subject, count)?;
    if sums.iter().any(|sum| count.number.agrees(sum.value(report))) {
        return None;
    }
    let fact = count.fact.as_ref()?;
    let sum = sums.first()?;
    let said = reading.slice(&count.number.range);
    let digits = &count.number.digits;
    let marked = if reading.text.is_merged(digits.clone()) { digits } else { &count.number.range };
    let year = if count.when == When::Last { "上年报告" } else { "" };
    let words = sum.words(report);
    let shown = shown(sum, report);
    let mut finding = Finding::new(
        Code::TextVsTable,
        reading.text.place(marked.clone()),
        format!("文字写{said}，{year}{words}是 {shown}"),
    )
    .label(format!("文字写 {said}"));
    if fact.exact && count.plain && count.when == When::Now && count.number.about == About::Exact {
        finding = finding.severity(Severity::Error);
    }
    for (place, words) in sum.places(report) {
        finding = finding.also(place, words);
    }
    for other in &sums[1..] {
        finding =
            finding.help(format!("也可能指{}：{}，同样不等于{said}", other.words(report), self::shown(other, report)));
    }
    let reference = sum.reference(report).filter(|_| count.when == When::Now);
    let help = match reference {
        Some(reference) => format!("核对哪一个数有误；文字里可写成 {reference}，由程序取表内数字"),
        None => "核对哪一个数有误；确属另一口径的，在文字里写明口径".to_owned(),
    };
    Some(excusable(finding.help(help)))
}

/// A sum with its arithmetic: `3525 + 121 = 3646`.
pub(super) fn shown(sum: &Sum, report: &Report) -> String {
    let print = |micro: i128| {
        let whole = micro / MICRO;
        let part = (micro % MICRO).abs();
        if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}").trim_end_matches('0').to_owned() }
    };
    if let ([(table, line, column)], []) = (&sum.plus[..], &sum.minus[..]) {
        let (table, line, column) = (*table, *line, *column);
        let unit = match report.form.tables[table].lines[line].columns[column].kind {
            crate::form::ValueKind::Amount(Some(unit)) => unit.as_str(),
            _ => "",
        };
        return format!("{}{unit}", report.cell(table, line, column).value);
    }
    let terms = |cells: &[super::facts::CellAt]| {
        let values = cells.iter().map(|&cell| Sum::of(vec![cell]).value(report)).filter(|&value| value != 0);
        values.map(print).collect::<Vec<_>>()
    };
    let (plus, minus) = (terms(&sum.plus), terms(&sum.minus));
    let less: String = minus.iter().map(|term| format!(" − {term}")).collect();
    match plus.len() + minus.len() {
        0 | 1 => print(sum.value(report)),
        _ => format!("{}{less} = {}", plus.join(" + "), print(sum.value(report))),
    }
}
