//! Paragraphs set against each other, and the few words in which two of them differ.

use std::ops::Range;

use similar::{Algorithm, DiffOp, TextDiff, capture_diff_slices};

/// A paragraph that changed, came or went; at least one side is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphChange {
    /// Its number among the old or, when it is new, the new paragraphs, from 1.
    pub number: usize,
    /// The paragraph as it was; none: it is new.
    pub old: Option<String>,
    /// The paragraph as it is; none: it is gone.
    pub new: Option<String>,
}

/// Pairs the paragraphs of two versions and returns those that differ, in order.
pub fn pair(old: &[String], new: &[String]) -> Vec<ParagraphChange> {
    let mut changes = Vec::new();
    let mut push = |old: Option<usize>, fresh: Option<usize>, texts: (&[String], &[String])| {
        changes.push(ParagraphChange {
            number: old.or(fresh).map_or(0, |index| index + 1),
            old: old.map(|index| texts.0[index].clone()),
            new: fresh.map(|index| texts.1[index].clone()),
        });
    };
    for op in capture_diff_slices(Algorithm::Patience, old, new) {
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { old_index, old_len, .. } => {
                (old_index..old_index + old_len).for_each(|index| push(Some(index), None, (old, new)));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                (new_index..new_index + new_len).for_each(|index| push(None, Some(index), (old, new)));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                for offset in 0..old_len.max(new_len) {
                    let at = |start: usize, len: usize| (offset < len).then_some(start + offset);
                    push(at(old_index, old_len), at(new_index, new_len), (old, new));
                }
            }
        }
    }
    changes
}

/// Words of a paragraph that were replaced, with the rest of their clause; an ellipsis where the paragraph goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The stretch as it was.
    pub old: String,
    /// The stretch as it is.
    pub new: String,
}

/// What ends a clause.
const STOPS: &str = "，。；：、！？";
/// Most characters shown before and after a change.
const AROUND: usize = 24;

/// The stretches in which two paragraphs differ; changes in one clause are one stretch.
pub fn fragments(old: &str, new: &str) -> Vec<Fragment> {
    let diff = TextDiff::from_chars(old, new);
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let mut stretches: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. })) {
        let (before, after) = (clause(&old, op.old_range()), clause(&new, op.new_range()));
        match stretches.last_mut() {
            Some(last) if before.start < last.0.end || after.start < last.1.end => {
                last.0 = last.0.start.min(before.start)..last.0.end.max(before.end);
                last.1 = last.1.start.min(after.start)..last.1.end.max(after.end);
            }
            _ => stretches.push((before, after)),
        }
    }
    let excerpt = |text: &[char], range: Range<usize>| {
        let (open, close) = (if range.start > 0 { "…" } else { "" }, if range.end < text.len() { "…" } else { "" });
        format!("{open}{}{close}", text[range].iter().collect::<String>())
    };
    stretches
        .into_iter()
        .map(|(before, after)| Fragment { old: excerpt(&old, before), new: excerpt(&new, after) })
        .collect()
}

/// A range widened to its clause.
fn clause(text: &[char], range: Range<usize>) -> Range<usize> {
    let inside = |c: &&char| !STOPS.contains(**c);
    let before = text[..range.start].iter().rev().take(AROUND).take_while(inside).count();
    let after = text[range.end..].iter().take(AROUND).take_while(inside).count();
    range.start - before..range.end + after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn paragraphs_are_paired_in_place() {
        let changes = pair(&strings(&["甲", "乙", "丙", "丁"]), &strings(&["甲", "乙二", "丙", "丁", "戊"]));
        assert_eq!(
            changes,
            [
                ParagraphChange { number: 2, old: Some("乙".into()), new: Some("乙二".into()) },
                ParagraphChange { number: 5, old: None, new: Some("戊".into()) },
            ]
        );
        assert_eq!(pair(&strings(&["甲", "乙"]), &strings(&["乙"])).len(), 1);
    }

    #[test]
    fn only_the_words_around_a_change_are_shown() {
        let old = "2024年，我局收到政府信息公开申请15件，上年结转1件，办结12件，全部按时答复，没有发生行政复议3件。";
        let new = "2024年，我局收到政府信息公开申请16件，上年结转1件，办结12件，全部按时答复，没有发生行政复议4件。";
        assert_eq!(
            fragments(old, new),
            [
                Fragment {
                    old: "…我局收到政府信息公开申请15件…".into(), new: "…我局收到政府信息公开申请16件…".into()
                },
                Fragment {
                    old: "…没有发生行政复议3件…".into(), new: "…没有发生行政复议4件…".into()
                },
            ]
        );
    }
}
