//! punctuation: marks that GB/T 15834 does not know between Chinese characters.

use std::ops::Range;

use crate::check::subject::Subject;
use crate::check::text::parse::Reading;
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{ends_clause, is_blank, is_han, is_ordinal, opening};
use crate::diag::{Code, Finding};

pub(crate) fn check(_: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for reading in prose.readings {
        for paragraph in reading.text.raw.paragraphs() {
            let slips = slips(reading, &paragraph);
            // One hint to a kind and paragraph: a text typed half-width throughout would drown all else.
            let mut told: Vec<&str> = Vec::new();
            for (range, kind, advice) in &slips {
                if told.contains(kind) {
                    continue;
                }
                told.push(kind);
                let count = slips.iter().filter(|(_, other, _)| other == kind).count();
                let more = if count > 1 { format!("（本段共 {count} 处）") } else { String::new() };
                let found = raw(reading, range);
                let (place, message) = (reading.text.raw.place(range.clone()), format!("“{found}”：{kind}{more}"));
                findings.push(Finding::new(Code::Punctuation, place, message).help((*advice).to_owned()));
            }
        }
    }
}

fn raw<'a>(reading: &'a Reading, range: &Range<usize>) -> &'a str {
    &reading.text.raw.text[range.clone()]
}

/// Marks that stand in pairs.
const PAIRED: &str = "（《“〔";
const UNPAIRED: &str = "括号、引号或书名号不成对";
const HALF_WIDTH: &str = "中文之间用了半角标点";

type MarkSlip = (Range<usize>, &'static str, &'static str);

/// Whether a character is one of Chinese writing, marks too.
fn is_cjk(c: char) -> bool {
    is_han(c) || "，。、；：？！“”‘’（）《》".contains(c)
}

/// Whether a text ends with the number of an item, to which half a bracket belongs: ；2）.
fn is_item_number(before: &str) -> bool {
    let numerals = |c: char| c.is_ascii_alphanumeric() || is_ordinal(c);
    let lead = before.trim_end_matches(numerals);
    (1..=3).contains(&before[lead.len()..].chars().count())
        && (lead.is_empty() || lead.ends_with(|c| ends_clause(c) || is_blank(c) || "、;.".contains(c)))
}

/// What a mark is called that stands twice.
fn repeated(mark: char) -> &'static str {
    match mark {
        '。' => "句号重复",
        '，' => "逗号重复",
        '、' => "顿号重复",
        _ => "分号重复",
    }
}

fn slips(reading: &Reading, range: &Range<usize>) -> Vec<MarkSlip> {
    let text = raw(reading, range);
    let mut slips: Vec<MarkSlip> = Vec::new();
    let mut pairs: Vec<(char, usize)> = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|&(_, next)| next);
        let start = range.start + at;
        let here = start..start + c.len_utf8();
        let between = before.is_some_and(is_cjk) || after.is_some_and(is_cjk) && before.is_none();
        let beside = before.is_some_and(is_cjk)
            && after.is_none_or(|after| is_cjk(after) || after.is_ascii_digit() || after.is_whitespace());
        match c {
            ',' | ';' | '?' | '!' if beside => {
                slips.push((here, HALF_WIDTH, "改用全角的“，；？！”"));
            }
            '.' if before.is_some_and(is_cjk) && after.is_none() => {
                slips.push((here, HALF_WIDTH, "改用全角的“。”"));
            }
            ':' if beside && after.is_some_and(is_cjk) => slips.push((here, HALF_WIDTH, "改用全角的“：”")),
            '(' | ')' if between || after.is_some_and(is_cjk) && c == '(' => {
                slips.push((here, "中文之间用了半角括号", "改用全角的“（）”"));
                // （二): of a pair all the same, with one half of another width.
                if c == '(' {
                    pairs.push((c, start));
                } else if let Some(index) = pairs.iter().rposition(|(other, _)| matches!(other, '（' | '(')) {
                    pairs.truncate(index);
                }
            }
            '"' | '\'' if before.is_some_and(is_cjk) || after.is_some_and(is_cjk) => {
                slips.push((here, "中文之间用了直引号", "改用弯引号“”"));
            }
            '-' if after == Some('-') && before != Some('-') => {
                slips.push((start..start + 2, "用“--”代替破折号", "破折号写作“——”"));
            }
            '。' | '，' | '、' | '；' if before == Some(c) => {
                slips.push((start - c.len_utf8()..here.end, repeated(c), "删去一个"));
            }
            _ if PAIRED.contains(c) => pairs.push((c, start)),
            _ => {
                let open = opening(c).filter(|open| PAIRED.contains(*open));
                let fits = |other: char, open: char| other == open || (other, open) == ('(', '（');
                match open.map(|open| pairs.iter().rposition(|(other, _)| fits(*other, open))) {
                    Some(Some(index)) => pairs.truncate(index),
                    Some(None) if c == '）' && is_item_number(&text[..at]) => {}
                    Some(None) => slips.push((here, UNPAIRED, "补上前一半，或删去")),
                    None => {}
                }
            }
        }
        before = Some(c);
    }
    for (open, at) in pairs.into_iter().filter(|(open, _)| *open != '(') {
        slips.push((at..at + open.len_utf8(), UNPAIRED, "补上后一半，或删去"));
    }
    slips
}
