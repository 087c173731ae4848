//! left-over: a paragraph that stands there twice, pasted once too often.

use std::collections::HashMap;
use std::ops::Range;

use super::{MOST, found};
use crate::compose::{FinishedText, without_marks};
use crate::diag::{Code, Finding};

/// A shorter paragraph may well be said twice: 没有其他需要报告的事项。
const SHORTEST: usize = 16;

/// The paragraphs of a report that repeat an earlier one word for word.
pub(super) fn look(texts: &[FinishedText]) -> Vec<Finding> {
    let mut seen: HashMap<String, (&FinishedText, Range<usize>)> = HashMap::new();
    let mut findings = Vec::new();
    for text in texts {
        for range in text.paragraphs() {
            let words: String =
                without_marks(&text.text[range.clone()]).chars().filter(|c| !c.is_whitespace()).collect();
            if words.chars().count() < SHORTEST {
                continue;
            }
            match seen.get(&words) {
                Some((first, at)) => {
                    let help = "多粘贴了一遍的，删去一段";
                    let finding = found(text, Code::LeftOver, range, "这一段与前面的一段一字不差", help);
                    findings.push(finding.also(first.place(at.clone()), "前面的一段"));
                }
                None => {
                    seen.insert(words, (text, range));
                }
            }
        }
    }
    findings.truncate(MOST);
    findings
}
