//! placeholder: what a template left behind and nobody filled in.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Prose;
use super::clause::{Reading, lookback};
use crate::diag::{Code, Finding};

/// Words that stand only where something is missing.
const FIXED: [&str; 60] = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "（单位名称）",
    "（机关名称）",
    "（部门名称）",
    "（单位全称）",
    "（机关全称）",
    "(单位名称)",
    "(机关名称)",
    "【单位名称】",
    "【机关名称】",
    "[单位名称]",
    "[机关名称]",
    "（年份）",
    "（具体数字）",
    "（数量）",
    "（填写）",
    "（此处填写",
    "此处填写",
    "请填写",
    "请在此处",
    "请输入",
    "单击此处",
    "点击此处",
    "示例文字",
    "该部分以表格形式",
    "此部分以表格形式",
    "本部分以表格形式",
    "以表格形式报告",
    "……（空）",
    "（空）",
    "（略）",
    "某某",
    "XX",
    "ＸＸ",
    "××",
    "✕✕",
    "☓☓",
    "__",
    "＿＿",
    "（待补充",
    "（待填",
    "（待定",
    "（待核",
    "（待完善",
    "【待",
    "□□",
    "○○",
    "（请补充",
    "TODO",
];

static WORDS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(FIXED).ok());

/// Units before which a blank was left.
const UNITS: [&str; 11] = ["件", "条", "项", "份", "次", "年", "月", "日", "个", "万元", "元"];

pub(super) fn check(prose: &Prose, findings: &mut Vec<Finding>) {
    for reading in &prose.readings {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let text = reading.text.text.as_str();
        fixed(text, &mut ranges);
        marks(text, &mut ranges);
        words(text, &mut ranges);
        ellipses(text, &mut ranges);
        gaps(text, &mut ranges);
        ranges.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        let mut end = 0;
        for range in ranges {
            if range.start >= end {
                end = range.end;
                findings.push(finding(reading, range));
            }
        }
    }
}

fn finding(reading: &Reading, range: Range<usize>) -> Finding {
    let found = reading.slice(&range);
    let message = if found.trim().is_empty() || found.trim_start().len() < found.len() {
        format!("“{}”前面空着，没有填写", found.trim())
    } else {
        format!("“{found}”是没有填写或没有删去的内容")
    };
    Finding::new(Code::Placeholder, reading.text.place(range), message).help("填上实际内容；是编写说明的，整句删去")
}

fn fixed(text: &str, ranges: &mut Vec<Range<usize>>) {
    let Some(words) = &*WORDS else { return };
    for found in words.find_iter(text) {
        let range = found.range();
        let crosses = matches!(&text[range.clone()], "XX" | "ＸＸ" | "××");
        if crosses || text[range.clone()].starts_with(['_', '＿', '○', '□']) {
            // Runs are looked at as a whole, see `marks`.
            continue;
        }
        if &text[range.clone()] == "TODO" && !is_word(text, &range) {
            continue;
        }
        ranges.push(range.start..bracket_end(text, &range));
    }
}

/// The end of what was found; of an open bracket, behind the one that closes it nearby.
fn bracket_end(text: &str, found: &Range<usize>) -> usize {
    let close = match text[found.clone()].chars().next() {
        Some('（') => '）',
        Some('【') => '】',
        _ => return found.end,
    };
    let mut behind = text[found.end..].char_indices().take(20).take_while(|&(_, c)| c != '\n');
    if text[found.clone()].ends_with(close) {
        return found.end;
    }
    behind.find(|&(_, c)| c == close).map_or(found.end, |(at, c)| found.end + at + c.len_utf8())
}

fn is_code(c: char) -> bool {
    c.is_ascii_alphanumeric() || "./:@-_?=&%\\".contains(c)
}

/// Whether no letter or digit stands right before or behind.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    !text[..range.start].ends_with(is_code) && !text[range.end..].starts_with(is_code)
}

/// Runs of crosses, circles and underscores; single ones before a unit.
fn marks(text: &str, ranges: &mut Vec<Range<usize>>) {
    let is_cross = |c: char| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×' | '✕' | '╳' | '☓');
    let is_mark = |c: char| is_cross(c) || matches!(c, '_' | '＿' | '○' | '□' | '△');
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !is_mark(c) {
            continue;
        }
        let mut end = start + c.len_utf8();
        let mut length = 1;
        while let Some((at, next)) = chars.next_if(|&(_, next)| is_mark(next) && is_cross(next) == is_cross(c)) {
            end = at + next.len_utf8();
            length += 1;
        }
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let digits_before = before.is_some_and(|c| c.is_ascii_digit());
        let digits_after = after.is_some_and(|c| c.is_ascii_digit());
        let unit = UNITS.iter().any(|unit| text[end..].starts_with(unit));
        // 20XX年 is a gap, 138XXXX6193 is masked, www.xx.gov.cn is an address, 3×4 is a product.
        let gap = if digits_after {
            false
        } else if digits_before {
            unit && matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×')
        } else if before.is_some_and(is_code) || after.is_some_and(|c| c.is_ascii_alphabetic() || "./@-_".contains(c)) {
            false
        } else if !is_cross(c) {
            length >= 2
        } else {
            length >= 2 || unit || matches!(after, Some('局' | '委' | '市' | '县' | '区' | '镇'))
        };
        if gap {
            ranges.push(start..end);
        }
    }
}

/// undefined, None, null as words; 待补充 at the end of a sentence.
fn words(text: &str, ranges: &mut Vec<Range<usize>>) {
    for word in ["undefined", "None", "null", "NULL", "NaN", "nil", "N/A"] {
        for (at, _) in text.match_indices(word) {
            let range = at..at + word.len();
            if is_word(text, &range) {
                ranges.push(range);
            }
        }
    }
    for word in ["待补充", "待填", "待填写", "待定", "待核实", "待完善", "待更新", "待统计", "待确认"]
    {
        for (at, _) in text.match_indices(word) {
            let end = at + word.len();
            let closes = text[end..].is_empty() || text[end..].starts_with(['。', '\n', '；', '）', '】', ')', ']']);
            let before = text[..at].chars().next_back();
            // 有待完善 and 尚待核实 are ordinary speech.
            let spoken = before.is_some_and(|c| "有尚亟仍还需等期".contains(c));
            if closes && !spoken {
                ranges.push(at..end);
            }
        }
    }
}

/// …… where a figure or a whole line should be.
fn ellipses(text: &str, ranges: &mut Vec<Range<usize>>) {
    for (at, dots) in text.match_indices("……").chain(text.match_indices("......")) {
        let end = at + dots.len();
        let before = &text[..at];
        if before.ends_with(['…', '.']) {
            continue;
        }
        let rest = text[end..].trim_start_matches(['…', '.']);
        let end = text.len() - rest.len();
        let near = lookback(before, 300);
        let quoted = near.matches('“').count() > near.matches('”').count();
        let alone = (before.is_empty() || before.ends_with('\n')) && (rest.is_empty() || rest.starts_with('\n'));
        let counted = UNITS.iter().any(|unit| rest.starts_with(unit)) && !rest.starts_with("年来");
        if !quoted && (alone || counted || rest.starts_with("（空）")) {
            ranges.push(at..end);
        }
    }
}

/// 共  件: blanks where a figure should be.
fn gaps(text: &str, ranges: &mut Vec<Range<usize>>) {
    let is_blank = |c: char| matches!(c, ' ' | '\u{3000}' | '\u{a0}');
    let mut at = 0;
    while let Some(found) = text[at..].find(is_blank) {
        let start = at + found;
        let rest = text[start..].trim_start_matches(is_blank);
        let end = text.len() - rest.len();
        at = end;
        // A wide blank is as wide as the character it stands for.
        let blanks: usize = text[start..end].chars().map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
        let Some(before) = text[..start].chars().next_back().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)) else {
            continue;
        };
        let Some(unit) = UNITS.iter().find(|unit| rest.starts_with(**unit)) else { continue };
        let after = &rest[unit.len()..];
        let closed = after.is_empty() || after.starts_with(|c: char| "，。；、：）)（,;\n".contains(c));
        let leads = "到共计为请开结转了至第达约收理发布办复".contains(before);
        let gap = match *unit {
            // 政府信息公开  年度报告 is spacing; 我局  年收到 is a gap.
            "年" | "月" | "日" => blanks >= 2 && !after.starts_with("度报告") || closed && leads,
            _ => {
                closed && (blanks >= 2 || leads)
                    || leads && blanks >= 2 && !after.starts_with(['例', '目', '数', '款', '额', '素'])
            }
        };
        if gap {
            ranges.push(start..end + unit.len());
        }
    }
}
