//! section-empty: a part of the report that says nothing, or too much.

use crate::check::subject::Subject;
use crate::check::text::prose::ReadProse;
use crate::check::text::words::Phrase;
use crate::diag::{Code, Finding, Severity};

/// Characters beyond which section 一 is long (国办公开办函〔2021〕30号).
const LONG: usize = 1_000;
/// Characters below which section 五 says nothing.
const SHORT: usize = 10;

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for (order, section) in subject.report.form.sections.iter().filter(|section| section.prose.is_some()).enumerate() {
        let Some(reading) = section.prose.as_deref().and_then(|key| prose.field(key)) else { continue };
        let body = reading.body();
        let text = reading.slice(&body);
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        let nothing = text.trim_end_matches(['。', '.', ' ']).len();
        let nothing = reading.said.is(body.start..body.start + nothing, Phrase::NoProblem);
        let said = |range, message: String| reading.finding(Code::SectionEmpty, range, message);
        // Sections 一 and 五 must say something; 六 may be 无.
        let told = order < 2;
        if told && text.is_empty() {
            let empty = said(body, format!("“{}”没有内容", section.title));
            findings.push(empty.help("这一部分必须写（条例第五十条）"));
        } else if order == 1 && (nothing || length < SHORT) {
            let short = said(body, format!("“{}”只有 {length} 个字", section.title)).severity(Severity::Warning);
            findings.push(short.help("写明主要问题和改进情况（条例第五十条）"));
        } else if order == 0 && length > LONG {
            let message = format!("“{}”有 {length} 个字，超过 {LONG} 个字", section.title);
            let long = said(reading.beginning(), message).severity(Severity::Hint);
            findings.push(long.help("这一部分宜简明，原则上不超过 1000 字"));
        }
    }
}
