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
        let Some(reading) = prose.readings.iter().find(|reading| Some(reading.text.key) == section.prose.as_deref())
        else {
            continue;
        };
        let text = reading.text.text.trim();
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        let start = reading.text.text.find(text).unwrap_or(0);
        let place = || reading.text.place(start..start + text.len());
        let first_line = reading.paragraphs.first().map(|paragraph| paragraph.range.clone()).unwrap_or(0..0);
        let nothing = text.trim_end_matches(['。', '.', ' ']).len();
        let nothing = reading.said.is(start..start + nothing, Phrase::NoProblem);
        // Sections 一 and 五 must say something; 六 may be 无.
        let told = order < 2;
        if told && text.is_empty() {
            findings.push(
                Finding::new(Code::SectionEmpty, place(), format!("“{}”没有内容", section.title))
                    .help("这一部分必须写（条例第五十条）"),
            );
        } else if order == 1 && (nothing || length < SHORT) {
            findings.push(
                Finding::new(Code::SectionEmpty, place(), format!("“{}”只有 {length} 个字", section.title))
                    .severity(Severity::Warning)
                    .help("写明主要问题和改进情况（条例第五十条）"),
            );
        } else if order == 0 && length > LONG {
            findings.push(
                Finding::new(
                    Code::SectionEmpty,
                    reading.text.place(first_line),
                    format!("“{}”有 {length} 个字，超过 {LONG} 个字", section.title),
                )
                .severity(Severity::Hint)
                .help("这一部分宜简明，原则上不超过 1000 字"),
            );
        }
    }
}
