//! What pasting leaves in a text, and signs that print as nobody meant them: looked for in the finished text, paragraph by
//! paragraph, without asking what the sentences mean.

mod figures;
mod pasted;
mod punctuation;
mod repeated;
mod signs;
mod typed;
mod wrapped;

use std::ops::Range;

use super::Subject;
use super::characters::is_han;
use crate::compose::FinishedText;
use crate::diag::{Code, Finding};

/// Most findings of one kind in one text.
const MOST: usize = 10;

/// All checks of marks.
pub(super) fn check(subject: &Subject, findings: &mut Vec<Finding>) {
    let Some(composed) = subject.composed else { return };
    for text in &composed.texts {
        let paragraphs: Vec<Range<usize>> = text.paragraphs().collect();
        // What strayed in as a whole is told once: nothing of what it consists of is another mistake.
        let tables = paragraphs.iter().filter(|range| pasted::is_table(&text.text[(*range).clone()]));
        let mut strays: Vec<Range<usize>> = tables.map(|range| text.place(range.clone()).range).collect();
        let pasted: Vec<Finding> = pasted::look(text, &paragraphs).into_iter().take(MOST).collect();
        strays.extend(pasted.iter().map(|finding| finding.at.range.clone()));
        let told =
            |f: &Finding| strays.iter().any(|stray| stray.start <= f.at.range.start && f.at.range.end <= stray.end);
        let is_line = |f: &Finding| subject.report.file.text[f.at.range.clone()].chars().all(|c| c == '_');
        findings.retain(|f| f.code != Code::Placeholder || !is_line(f) || !told(f));
        findings.extend(pasted);
        for look in [figures::look, signs::look, typed::look, punctuation::look, wrapped::look] {
            findings.extend(look(text, &paragraphs).into_iter().take(MOST).filter(|f| !told(f)));
        }
    }
    findings.extend(repeated::look(&composed.texts));
}

/// A finding at a stretch of a text.
fn found(text: &FinishedText, code: Code, range: Range<usize>, message: impl Into<String>, help: &str) -> Finding {
    Finding::new(code, text.place(range), message).help(help)
}
