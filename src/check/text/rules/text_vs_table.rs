//! text-vs-table: a figure in the text that no lawful reading of its words gives.

mod company;

use crate::check::excusable;
use crate::check::subject::Subject;
use crate::check::text::bind::{Claim, Kind, Sum, When, cells::shown};
use crate::check::text::parse::Reading;
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{About, is_count};
use crate::diag::{Code, Finding, Severity};
use crate::report::Report;

/// So many figures before and behind one may be the whole of which it is a part, or its other part.
const NEAR: usize = 12;

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for passage in prose.passages() {
        for (at, claim) in passage.claims.iter().enumerate().filter(|(_, claim)| !passage.is_joint_zero(claim)) {
            let near = &passage.claims[at.saturating_sub(NEAR)..passage.claims.len().min(at + NEAR)];
            if !is_part(subject.report, claim, near) && !is_divided(subject.report, &passage.claims, at) {
                findings.extend(compare(subject, passage.reading, claim));
            }
        }
        for sentence in 0..passage.paragraph.sentences.len() {
            findings.extend(company::by_company(subject, passage, sentence));
        }
    }
}

/// 受理12件，答复7件、不予受理4件、补正后仍不明确1件: what was answered is one of the figures that make the right one before it.
fn is_divided(report: &Report, claims: &[Claim], at: usize) -> bool {
    let Some((claim, whole)) = claims.get(at).zip(at.checked_sub(1).and_then(|before| claims.get(before))) else {
        return false;
    };
    let flow = |claim: &Claim| claim.kind() == Some(Kind::Flow);
    let stated = whole.sentence == claim.sentence && flow(whole) && whole.agrees(report);
    let mut running = claim.number.value;
    let behind = claims[at + 1..].iter().take(NEAR).take_while(|next| next.sentence == claim.sentence);
    let mut makes = behind.map(|next| {
        running += next.number.value;
        running
    });
    // 上年结转1件 says its row and no other.
    let loose = claim.fact.as_ref().is_some_and(|fact| !fact.exact);
    stated && loose && flow(claim) && makes.any(|made| made == whole.number.value)
}

/// Whether a figure of an outcome is only a part of its row: of one that its sentence has stated right (本机关不掌握4件，不属于本机关负责公开
/// 2件、不存在2件), or where another of that row or within it, or one not understood, makes it up (不存在1件、不掌握1件; 逾期未补正2件，
/// 其他处理5件).
fn is_part(report: &Report, claim: &Claim, near: &[Claim]) -> bool {
    let Some(fact) = claim.fact.as_ref().filter(|fact| fact.kind == Kind::Outcome) else { return false };
    near.iter().filter(|other| other.sentence == claim.sentence && other.piece != claim.piece).any(|other| {
        let of = other.fact.as_ref();
        let same = of.is_some_and(|of| of.readings == fact.readings);
        let whole = |sum: &Sum| other.number.agrees(sum.value(report));
        let within = of.is_none_or(|of| {
            of.kind == Kind::Outcome && of.readings.iter().all(|part| fact.readings[0].is_over(part, report))
        });
        let made = |sum: &Sum| claim.number.value + other.number.value == sum.value(report);
        let count = other.number.value > 0 && is_count(&other.number);
        same && other.number.value > claim.number.value && fact.readings.iter().any(whole)
            || (same || within) && count && fact.readings.iter().any(made)
    })
}

/// The readings of a count in the report it speaks of, with that report.
fn readings<'a>(subject: &Subject<'a>, count: &Claim) -> Option<(&'a Report, Vec<Sum>)> {
    let fact = count.fact.as_ref()?;
    match count.when {
        When::Now => Some((subject.report, fact.readings.clone())),
        When::Last => {
            let last = subject.last_year?;
            let there = fact.in_report(subject.report, last);
            (!there.is_empty()).then_some((last, there))
        }
        When::Other => None,
    }
}

fn compare(subject: &Subject, reading: &Reading, count: &Claim) -> Option<Finding> {
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
    let mut finding = reading
        .finding(Code::TextVsTable, marked.clone(), format!("文字写{said}，{year}{words}是 {}", shown(sum, report)))
        .label(format!("文字写 {said}"));
    if fact.exact && count.plain && count.when == When::Now && count.number.about == About::Exact {
        finding = finding.severity(Severity::Error);
    }
    finding = sum.noted(finding, report, "");
    let mut right: Vec<String> = Vec::new();
    for figure in sums.iter().map(|sum| shown(sum, report)) {
        if !right.contains(&figure) {
            right.push(figure);
        }
    }
    finding = finding.expected(right.join(" 或 "));
    for other in &sums[1..] {
        finding = finding.help(format!("也可能指{}：{}，同样不等于{said}", other.words(report), shown(other, report)));
    }
    let reference = sum.reference(report).filter(|_| count.when == When::Now);
    let help = match reference {
        Some(reference) => format!("核对哪一个数有误；文字里可写成 {reference}，由程序取表内数字"),
        None => "核对哪一个数有误；确属另一口径的，在文字里写明口径".to_owned(),
    };
    Some(excusable(finding.help(help)))
}
