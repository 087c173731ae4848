//! What pasting leaves in a text, and signs that print as nobody meant them: looked for in the finished text, paragraph by
//! paragraph, without asking what the sentences mean.

mod pasted;
mod repeated;
mod signs;
mod wrapped;

use std::ops::Range;

use super::Subject;
use crate::compose::FinishedText;
use crate::diag::{Code, Finding};

/// Most findings of one kind in one text.
const MOST: usize = 10;

/// All checks of marks.
pub(super) fn check(subject: &Subject, findings: &mut Vec<Finding>) {
    let Some(composed) = subject.composed else { return };
    for text in &composed.texts {
        let paragraphs: Vec<Range<usize>> = text.paragraphs().collect();
        for look in [pasted::look, signs::look, wrapped::look] {
            findings.extend(look(text, &paragraphs).into_iter().take(MOST));
        }
    }
    findings.extend(repeated::look(&composed.texts));
}

/// A finding at a stretch of a text.
fn found(text: &FinishedText, code: Code, range: Range<usize>, message: impl Into<String>, help: &str) -> Finding {
    Finding::new(code, text.place(range), message).help(help)
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c) || ('\u{3400}'..='\u{4DBF}').contains(&c)
}
