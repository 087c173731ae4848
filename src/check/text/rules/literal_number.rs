//! literal-number: a figure typed by hand that could be a reference, and so could never differ from the table.

use crate::check::subject::Subject;
use crate::check::text::bind::{Claim, Sum, When};
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{About, Unit};
use crate::diag::{Code, Finding};

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    let report = subject.report;
    for passage in prose.passages() {
        let reading = passage.reading;
        let mut found = passage.claims.iter().filter_map(|count| {
            let plain = count.when == When::Now
                && count.number.about == About::Exact
                && !count.number.chinese
                && count.number.value != 0
                && matches!(count.number.unit, Unit::Count(_))
                && !reading.text.is_merged(count.number.digits.clone());
            Some((count, unique(subject, count).filter(|_| plain)?))
        });
        // One hint to a paragraph: more would bury what matters.
        let Some((count, sum)) = found.next() else { continue };
        let more = found.count();
        let Some(reference) = sum.reference(report) else { continue };
        let rest = if more > 0 { format!("（本段另有 {more} 处）") } else { String::new() };
        let said = reading.slice(&count.number.range);
        let message = format!("{said}与{}相同，可以引用表内数字{rest}", sum.words(report));
        let finding = reading.finding(Code::LiteralNumber, count.number.digits.clone(), message);
        findings.push(finding.help(format!("写成 {reference}，以后改表格时文字自动跟着改")));
    }
}

/// The single cell that a count states, when it is only one.
fn unique(subject: &Subject, count: &Claim) -> Option<Sum> {
    let agreeing: Vec<&Sum> =
        count.fact.as_ref()?.readings.iter().filter(|sum| count.number.agrees(sum.value(subject.report))).collect();
    match agreeing[..] {
        [sum] if sum.plus.len() == 1 && sum.minus.is_empty() => Some(sum.clone()),
        _ => None,
    }
}
