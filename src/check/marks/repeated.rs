//! left-over: a paragraph that stands there twice, pasted once too often.

use std::collections::HashMap;
use std::ops::Range;

use super::{MOST, found};
use crate::compose::{FinishedText, without_marks};
use crate::diag::{Code, Finding};

/// A shorter paragraph may well be said twice: 没有其他需要报告的事项。
const SHORTEST: usize = 16;

/// A shorter sentence may be said twice for its weight: 全部办结。
const SHORTEST_SENTENCE: usize = 8;

/// A sentence that stands twice in a row.
fn sentence_twice(text: &FinishedText, paragraph: &Range<usize>) -> Option<Finding> {
    let mut before: Option<&str> = None;
    let mut start = paragraph.start;
    for sentence in text.text[paragraph.clone()].split_inclusive('。') {
        let long = sentence.chars().count() >= SHORTEST_SENTENCE && sentence.ends_with('。');
        if long && before == Some(sentence) {
            let at = start..start + sentence.len();
            return Some(found(text, Code::LeftOver, at, "这一句与前一句一字不差", "多粘贴了一遍的，删去一句"));
        }
        (before, start) = (Some(sentence), start + sentence.len());
    }
    None
}

/// The paragraphs of a report that repeat an earlier one word for word.
pub(super) fn look(texts: &[FinishedText]) -> Vec<Finding> {
    let mut seen: HashMap<String, (&FinishedText, Range<usize>)> = HashMap::new();
    let mut findings = Vec::new();
    for text in texts {
        for range in text.paragraphs() {
            findings.extend(sentence_twice(text, &range));
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
