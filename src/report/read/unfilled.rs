//! 待填: what a clerk has still to fill in, said once per table or text and never taken for a 0.

use std::ops::Range;

use super::Reader;
use crate::diag::{Code, Place};
use crate::form::{LineKind, TableForm};

/// The word that stands for what is not known yet.
pub const UNFILLED: &str = "待填";

/// Whether a value is only the word for what is still to be filled in, bare or in brackets: `待填`, `（待填）`.
pub(in crate::report) fn is_unfilled(text: &str) -> bool {
    text.trim_matches(|c: char| c.is_whitespace() || "（）()【】[]“”\"。".contains(c)) == UNFILLED
}

/// Where a text is still to be filled in: a paragraph that is only the word, or the word before a unit, 待填件. What stands
/// at the end of a sentence is for the check of the finished text.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    let found = text.match_indices(UNFILLED).map(|(at, _)| at..at + UNFILLED.len());
    found
        .filter(|range| {
            let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
            let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
            let behind = text[range.end..].trim_start_matches(' ').chars().next();
            is_unfilled(&text[line..end])
                || behind.is_some_and(|c| "件条个次份项篇期场元万人家名宗起年月日%".contains(c))
        })
        .take(MOST_PLACES)
        .collect()
}

/// Most places of one text that are counted.
const MOST_PLACES: usize = 100;

/// What a table lacks: in the words of its rows, with places.
#[derive(Default)]
pub(super) struct Gaps {
    gaps: Vec<(String, Range<usize>)>,
    /// The row or group being read.
    pub(super) row: String,
}

impl Gaps {
    /// Notes a gap in the row being read.
    pub(super) fn note(&mut self, range: &Range<usize>) {
        self.gaps.push((self.row.clone(), range.clone()));
    }

    /// How many there are so far.
    pub(super) fn count(&self) -> usize {
        self.gaps.len()
    }
}

/// Most rows that are named one by one.
const MOST_NAMED: usize = 4;
/// Most lines that are.
const MOST_LINES: usize = 8;

impl Reader<'_> {
    /// The one finding for all that a table lacks; whether there was any.
    pub(super) fn gaps(&mut self, form: &TableForm) -> bool {
        let gaps = std::mem::take(&mut self.unfilled).gaps;
        let Some((_, first)) = gaps.iter().min_by_key(|(_, range)| range.start) else { return false };
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in &gaps {
            if !name.is_empty() && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let more = if names.len() > MOST_NAMED { "等" } else { "" };
        let list = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join("、");
        let message = match gaps.len() {
            1 if list.is_empty() => format!("“{}”（{}）还没有填", form.key, form.short),
            count => format!("“{}”（{}）还有 {count} 处没有填：{list}{more}", form.key, form.short),
        };
        let mut lines: Vec<usize> =
            gaps.iter().map(|(_, range)| Place::new(self.file, range.clone()).start().line).collect();
        lines.sort_unstable();
        lines.dedup();
        let help = if list.is_empty() { whole(form) } else { rows(&lines) };
        self.find(Code::Unfilled, first, message).help.push(help);
        true
    }
}

/// What to write where a whole table is still to be filled in.
fn whole(form: &TableForm) -> String {
    let row = form.lines.iter().find(|line| line.kind == LineKind::Data).map_or_else(String::new, |line| {
        let figures = line.columns.iter().filter(|column| column.total.is_none()).count();
        let figures = if figures > 1 { format!("[12{}]", ", 0".repeat(figures - 1)) } else { "12".to_owned() };
        format!("，如“  {}: {figures}”", line.keys.join("—"))
    });
    let key = &form.key;
    format!("写成“{key}:”，从下一行起逐行填写，每行前面空两格{row}；查实这张表全年都是零的，才写“{key}: 0”")
}

/// What to write in these lines.
fn rows(lines: &[usize]) -> String {
    let more = if lines.len() > MOST_LINES { "等" } else { "" };
    let numbers: Vec<String> = lines.iter().take(MOST_LINES).map(usize::to_string).collect();
    format!("在第 {}{more} 行，把“{UNFILLED}”改成这一年的数；查实一件都没有的，那一处才写 0", numbers.join("、"))
}
