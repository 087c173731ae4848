//! copy-of-last-year: text carried over from last year's report or from another agency's.
//!
//! Texts are compared by their runs of five characters, digits and marks left out ([`crate::check::peers`]).

use crate::check::excusable;
use crate::check::peers::{FEWEST, Peer, runs, sections, without_tags};
use crate::check::subject::Subject;
use crate::check::text::prose::ReadProse;
use crate::diag::{Code, Finding, Severity};

/// How much of `these` is also in `those`, in hundredths.
fn covered(these: &[u32], those: &[u32]) -> usize {
    let (mut at, mut common) = (0, 0);
    for run in these {
        while at < those.len() && those[at] < *run {
            at += 1;
        }
        if those.get(at) == Some(run) {
            common += 1;
        }
    }
    if these.is_empty() { 0 } else { common * 100 / these.len() }
}

/// More than so many hundredths of a text taken over is a copy.
const COPY: usize = 80;
/// From so many hundredths on it is worth a look.
const HALF: usize = 50;

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    let report = subject.report;
    for (section, key) in sections(report).into_iter().enumerate() {
        let Some(reading) = key.as_ref().and_then(|key| prose.field(key)) else { continue };
        let these = runs(&reading.text.text);
        if these.len() < FEWEST {
            continue;
        }
        let title =
            report.form.sections.iter().filter(|s| s.prose.is_some()).nth(section).map_or("", |s| s.title.as_str());
        let copied = |message: String| reading.finding(Code::CopyOfLastYear, reading.beginning(), message);
        if let Some(last) = subject.last_year
            && let Some(before) = key.as_ref().and_then(|key| last.prose.get(key))
        {
            let share = covered(&these, &runs(&without_tags(&before.text)));
            if share >= HALF {
                let severity = if share > COPY { Severity::Warning } else { Severity::Hint };
                findings.push(excusable(
                    copied(format!("“{title}”有 {share}% 的文字与上年报告相同"))
                        .severity(severity)
                        .also(last.place(&before.range), "上年的文字")
                        .help("写明本年度的工作和问题"),
                ));
                continue;
            }
        }
        if let Some((peer, share)) = twin(subject, section, &these) {
            let message = format!("“{title}”有 {share}% 的文字与{}的报告相同", peer.agency);
            findings.push(excusable(copied(message).help("写明本机关的情况")));
        }
    }
}

/// Another agency's report of the same year that holds most of a text.
fn twin<'a>(subject: &Subject<'a>, section: usize, these: &[u32]) -> Option<(&'a Peer, usize)> {
    let report = subject.report;
    subject
        .peers?
        .alike(report.year.value, section, these)
        .filter(|peer| peer.agency != report.agency.value)
        .map(|peer| (peer, covered(these, &peer.sections[section])))
        .find(|(_, share)| *share > COPY)
}
