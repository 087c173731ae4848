//! punctuation: marks that GB/T 15834 does not know between Chinese characters: half-width ones, pairs with one half, two where one is
//! meant, a stop of the wrong kind, signs for the brackets of a title.

use std::ops::Range;

use super::found;
use crate::check::characters::{ends_clause, has_open_title, is_blank, is_han, is_ordinal, opening};
use crate::compose::FinishedText;
use crate::diag::{Code, Finding};

/// A mark (标点) that is none: its place in the paragraph, what is wrong with it, and what to do.
type MarkSlip = (Range<usize>, &'static str, &'static str);

/// Marks of which never two stand together.
const STOPS: &str = "。，、；";
/// Marks that stand in pairs.
const PAIRED: &str = "（《“〔";
/// Most characters of a title within signs.
const LONGEST_TITLE: usize = 40;
const UNPAIRED: &str = "括号、引号或书名号不成对";
const HALF_WIDTH: &str = "中文之间用了半角标点";

pub(super) fn look(text: &FinishedText, paragraphs: &[Range<usize>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for paragraph in paragraphs {
        let line = &text.text[paragraph.clone()];
        let mut slips = slips(line);
        slips.extend([pair, behind_year, point, signs].into_iter().filter_map(|look| look(line)));
        // One hint to a kind and paragraph: a text typed half-width throughout would drown all else.
        let mut told: Vec<&str> = Vec::new();
        for (at, kind, advice) in &slips {
            if told.contains(kind) {
                continue;
            }
            told.push(kind);
            let count = slips.iter().filter(|(_, other, _)| other == kind).count();
            let more = if count > 1 { format!("（本段共 {count} 处）") } else { String::new() };
            let message = format!("“{}”：{kind}{more}", &line[at.clone()]);
            let place = paragraph.start + at.start..paragraph.start + at.end;
            findings.push(found(text, Code::Punctuation, place, message, advice));
        }
    }
    findings
}

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

/// Half-width marks, marks that stand twice, pairs with one half.
fn slips(text: &str) -> Vec<MarkSlip> {
    let mut slips: Vec<MarkSlip> = Vec::new();
    let mut pairs: Vec<(char, usize)> = Vec::new();
    let mut before: Option<char> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|&(_, next)| next);
        let here = at..at + c.len_utf8();
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
                    pairs.push((c, at));
                } else if let Some(index) = pairs.iter().rposition(|(other, _)| matches!(other, '（' | '(')) {
                    pairs.truncate(index);
                }
            }
            '"' | '\'' if before.is_some_and(is_cjk) || after.is_some_and(is_cjk) => {
                slips.push((here, "中文之间用了直引号", "改用弯引号“”"));
            }
            '-' if after == Some('-') && before != Some('-') => {
                slips.push((at..at + 2, "用“--”代替破折号", "破折号写作“——”"));
            }
            '。' | '，' | '、' | '；' if before == Some(c) => {
                slips.push((at - c.len_utf8()..here.end, repeated(c), "删去一个"));
            }
            _ if !is_han(c) && PAIRED.contains(c) => pairs.push((c, at)),
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

/// `，。`, `。，`; the same twice is one of the `slips`.
fn pair(line: &str) -> Option<MarkSlip> {
    let is_stop = |c: char| !is_han(c) && STOPS.contains(c);
    let at = line.char_indices().zip(line.chars().skip(1));
    let mut pairs = at.filter(|((_, a), b)| a != b && is_stop(*a) && is_stop(*b));
    let ((at, first), second) = pairs.next()?;
    Some((at..at + first.len_utf8() + second.len_utf8(), "两个标点连在一起", "只留对的一个"))
}

/// `2024年、我局`, where a sentence begins; not `2022年、2023年`.
fn behind_year(line: &str) -> Option<MarkSlip> {
    line.match_indices("年、").find_map(|(at, _)| {
        let (before, stop) = (&line[..at], at + '年'.len_utf8());
        let year = before.rsplit(['。', '；']).next().unwrap_or_default();
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let goes_on = line[stop + '、'.len_utf8()..].starts_with(is_han);
        (is_year && goes_on).then_some((stop..stop + '、'.len_utf8(), "年份后面用了顿号", "改用逗号"))
    })
}

/// `平台建设.优化栏目`.
fn point(line: &str) -> Option<MarkSlip> {
    let (at, _) =
        line.match_indices('.').find(|&(at, _)| line[..at].ends_with(is_han) && line[at + 1..].starts_with(is_han))?;
    Some((at..at + 1, HALF_WIDTH, "改用全角的“。”"))
}

/// `<条例>`; within 《》 they are often written so.
fn signs(line: &str) -> Option<MarkSlip> {
    line.char_indices().filter(|&(_, c)| matches!(c, '<' | '＜')).find_map(|(at, c)| {
        let rest = &line[at + c.len_utf8()..];
        let name = &rest[..rest.chars().take(LONGEST_TITLE).take_while(|c| is_han(*c)).map(char::len_utf8).sum()];
        let is_name = name.chars().count() >= 2 && rest[name.len()..].starts_with(['>', '＞']);
        (is_name && !has_open_title(&line[..at])).then_some((
            at..at + c.len_utf8(),
            "用小于号、大于号代替书名号",
            "改用“《》”",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_were_mistyped_are_told_from_others() {
        for line in ["平稳，。各项", "规范。，没有", "公开、，及时", "落实；。", "到位。、"] {
            assert!(pair(line).is_some(), "{line}");
        }
        for line in ["《条例》、《办法》，", "“公开”。”，", "平稳……。", "规范，及时；"]
        {
            assert!(pair(line).is_none(), "{line}");
        }
        assert!(behind_year("2024年、我局").is_some() && behind_year("规范。2023年、全市").is_some());
        assert!(behind_year("2022年、2023年").is_none() && behind_year("与2022年、上年相比").is_none());
        assert!(point("平台建设.优化").is_some() && point("12.5件").is_none() && point("1.完善").is_none());
        assert!(signs("落实<公开条例>要求").is_some() && signs("落实＜公开条例＞").is_some());
        assert!(
            signs("《关于印发<公开条例>的通知》").is_none() && signs("当甲<乙").is_none() && signs("甲<5>").is_none()
        );
    }
}
