//! contradiction: the text says there was none, the table has a figure.
//!
//! Which sentences deny what is read in `negation`, which cells they name in `denied`.

use std::ops::Range;

use crate::check::text::bind::binder::Binder;
use crate::check::text::bind::cells::Sum;
use crate::check::text::claim::Object;
use crate::check::text::parse::tree::Reading;
use crate::check::text::rules::contradiction::denied::Denied;
use crate::check::text::rules::contradiction::negation::Passage;
mod denied;
mod negation;
mod phrase;

use crate::check::subject::Subject;
use crate::check::text::bind::cells::shown;
use crate::check::text::bind::count::is_joint_zero;
use crate::check::text::prose::Prose;
use crate::diag::{Code, Finding, Severity};

pub(crate) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let binder = Binder::new(subject.report);
    for ((reading, paragraph, counts), topic) in prose.paragraphs().zip(prose.topics.iter().flatten()) {
        for sentence in &paragraph.sentences {
            let lead = paragraph.sentences.first().map_or("", |first| reading.slice(&first.range));
            let passage = Passage { report: subject.report, binder: &binder, reading, sentence, topic, lead };
            let denials = passage.denials();
            if denials.is_empty() {
                findings.extend(passage.all_alike().and_then(|(range, words)| {
                    let fact = binder.fact(&words, &Object::Request)?;
                    let wrong = fact.readings.iter().all(|sum| sum.value(subject.report) != 0);
                    let sum = fact.readings.first().filter(|_| wrong)?;
                    let said = reading.slice(&range).to_owned();
                    Some(finding(subject, reading, range, &said, sum).severity(Severity::Warning))
                }));
            }
            for (range, denied) in denials {
                findings.extend(denial(subject, &binder, reading, &range, &denied));
            }
        }
        for count in counts.iter().filter(|count| is_joint_zero(reading, paragraph, count)) {
            let sums = count.fact.iter().flat_map(|fact| &fact.readings);
            if let Some(sum) = sums.into_iter().next().filter(|sum| sum.value(subject.report) != 0) {
                findings.push(finding(subject, reading, count.number.range.clone(), "均为零", sum));
            }
        }
    }
    findings.extend(nothing_to_report(subject, prose));
}

/// What the text denies and the table has.
fn denial<'a>(
    subject: &'a Subject,
    binder: &Binder,
    reading: &'a Reading,
    range: &Range<usize>,
    denied: &Denied,
) -> impl Iterator<Item = Finding> + 'a {
    let range = range.clone();
    let report = subject.report;
    let contrary = denied.facts(report, binder).into_iter().filter_map(move |fact| {
        let wrong = fact.readings.iter().all(|sum| sum.value(report) != 0);
        fact.readings.into_iter().next().filter(|_| wrong)
    });
    let severity = if denied.sure { Severity::Error } else { Severity::Warning };
    contrary.map(move |sum| finding(subject, reading, range.clone(), reading.slice(&range), &sum).severity(severity))
}

fn finding(subject: &Subject, reading: &Reading, range: Range<usize>, said: &str, sum: &Sum) -> Finding {
    let report = subject.report;
    let shown = shown(sum, report);
    let mut finding = Finding::new(
        Code::Contradiction,
        reading.text.place(range),
        format!("文字说“{said}”，{}却是 {shown}", sum.words(report)),
    );
    finding = finding.expected(&shown);
    for (place, words) in sum.places(report) {
        finding = finding.also(place, words);
    }
    finding.help("文字与表格只能有一个对：改文字，或核对表内数字")
}

/// Section 六 is 无, although requests were closed because a fee was not paid.
fn nothing_to_report(subject: &Subject, prose: &Prose) -> Option<Finding> {
    let report = subject.report;
    let (table, form) = report.form.table("申请")?;
    let line = form.line(&["其他处理", "逾期不缴费"])?;
    let key = report.form.sections.last()?.prose.as_deref()?;
    let reading = prose.readings.iter().find(|reading| reading.text.key == key)?;
    let text = reading.text.text.trim();
    let nothing = ["无", "没有", "暂无", "本年度无", "本年度没有"].iter().any(|word| text.starts_with(word));
    if !nothing || text.chars().count() > 24 || text.contains('费') {
        return None;
    }
    let column = form.lines[line].columns.iter().position(|column| column.total.is_some())?;
    let sum = Sum::of(vec![(table, line, column)]);
    if sum.value(report) == 0 {
        return None;
    }
    let start = reading.text.text.find(text).unwrap_or(0);
    let found = finding(subject, reading, start..start + text.len(), text, &sum);
    Some(found.help(
        "有申请因逾期不缴费不再处理，说明发出过收费通知：第六部分应当写明信息处理费收取情况（国办函〔2020〕109号）",
    ))
}
