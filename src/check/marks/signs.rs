//! Signs within a paragraph: blanks between characters, full-width digits, a negative count.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::{found, is_han};
use crate::compose::FinishedText;
use crate::diag::{Code, Finding, Severity};
use crate::form::word_list;
use crate::ordinal::NUMERALS;

/// Units that only count things behind them.
pub(super) const UNITS: [&str; 16] =
    ["件", "条", "个", "人次", "次", "份", "项", "篇", "期", "场", "宗", "起", "名", "万元", "亿元", "元"];

pub(super) fn look(text: &FinishedText, paragraphs: &[Range<usize>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for range in paragraphs {
        let line = &text.text[range.clone()];
        let place = |at: Range<usize>| range.start + at.start..range.start + at.end;
        if let Some(at) = spaced(line) {
            let help = "从 PDF 或扫描件粘贴时常带来这样的空格，全部删去";
            findings.push(hint(found(text, Code::LeftOver, place(at), "字与字之间有空格", help)));
        }
        if let Some(at) = wide(line) {
            let half: String = line[at.clone()].chars().map(half).collect();
            let message = format!("“{}”是全角的", &line[at.clone()]);
            findings.push(hint(found(text, Code::LeftOver, place(at), message, &format!("改为半角的 {half}"))));
        }
        for at in negative(line) {
            let message = format!("“{}”是负数，件数和金额不会小于零", &line[at.clone()]);
            let help = "核对算式和原始数据；是减少的，写“减少”和正数";
            findings.push(found(text, Code::NotACount, place(at), message, help).severity(Severity::Warning));
        }
        if let Some((at, message, help)) = doubled(line) {
            findings.push(hint(found(text, Code::LeftOver, place(at), message, help)));
        }
        if let Some(at) = numbered(line) {
            let right = in_order(&line[at.clone()]);
            let message = format!("“{}”不是公文的序数，这一段不会印成标题", &line[at.clone()]);
            let level = match right.chars().nth(1) {
                Some(c) if NUMERALS.contains(c) => "二",
                Some(c) if c.is_ascii_digit() && right.starts_with('（') => "四",
                _ => "三",
            };
            let help = format!("{level}级标题写作“{right}”；不是标题的，不必改");
            findings.push(hint(found(text, Code::LeftOver, place(at), message, &help)));
        }
    }
    findings
}

fn hint(finding: Finding) -> Finding {
    finding.severity(Severity::Hint)
}

/// Four Chinese characters or more, each with a blank behind it; or between two of them a blank that no keyboard types, or several.
fn spaced(line: &str) -> Option<Range<usize>> {
    let odd = |c: char| matches!(c, '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}');
    // Most lines have no blank of any kind.
    if !line.contains(|c| odd(c) || matches!(c, ' ' | '\t' | '\u{3000}')) {
        return None;
    }
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let between = chars.windows(3).find(|three| is_han(three[0].1) && odd(three[1].1) && is_han(three[2].1));
    if let Some([(from, _), _, (to, last)]) = between {
        return Some(*from..to + last.len_utf8());
    }
    let blank = |c: char| c == ' ' || c == '\u{3000}' || c == '\u{A0}';
    let several = chars.windows(4).find(|four| {
        is_han(four[0].1) && blank(four[1].1) && blank(four[2].1) && (is_han(four[3].1) || blank(four[3].1))
    });
    if let Some([(from, _), .., (to, last)]) = several {
        return Some(*from..to + last.len_utf8());
    }
    let mut at = 0;
    while at < chars.len() {
        let mut end = at;
        let mut count = 0;
        while end + 1 < chars.len() && is_han(chars[end].1) && blank(chars[end + 1].1) {
            count += 1;
            end += 2;
        }
        let last = match chars.get(end) {
            Some((_, c)) if is_han(*c) => end,
            _ => end.saturating_sub(2),
        };
        if count >= 4 || count == 3 && last == end {
            return Some(chars[at].0..chars[last].0 + chars[last].1.len_utf8());
        }
        at = end.max(at) + 1;
    }
    gap(&chars)
}

/// A single blank within a word, 保 障, or one that no keyboard's space bar makes between two characters.
fn gap(chars: &[(usize, char)]) -> Option<Range<usize>> {
    let within = chars.windows(3).find(|three| {
        let (before, blank, after) = (three[0].1, three[1].1, three[2].1);
        let is_gap = blank == '\t' || matches!(blank, ' ' | '\u{3000}') && is_word(before, after);
        is_han(before) && is_gap && is_han(after)
    });
    within.map(|three| three[0].0..three[2].0 + three[2].1.len_utf8())
}

/// Whether two characters are one of the words that are known as such.
fn is_word(first: char, second: char) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| word_list(include_str!("../../../templates/split-words.txt")).collect());
    WORDS.contains([first, second].iter().collect::<String>().as_str())
}

/// What stands before a word and is none of it: 和群群众.
const JOINTS: &str = "的和与及在对将为等了是、，。；：（“";

/// 群群众, 公开开，: a word of which one character was typed twice, where it cannot be the end or the beginning of another word.
fn stuttered(line: &str) -> Option<Range<usize>> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let joint = |at: Option<usize>| {
        let c = at.and_then(|at| chars.get(at)).map_or('。', |(_, c)| *c);
        JOINTS.contains(c) || !is_han(c)
    };
    let twice = (1..chars.len()).filter(|&at| chars[at].1 == chars[at - 1].1 && is_han(chars[at].1)).find(|&at| {
        let c = chars[at].1;
        let begins = joint(at.checked_sub(2)) && chars.get(at + 1).is_some_and(|(_, next)| is_word(c, *next));
        let ends = joint(Some(at + 1)) && at >= 2 && is_word(chars[at - 2].1, c);
        begins || ends
    })?;
    Some(chars[twice - 1].0..chars[twice].0 + chars[twice].1.len_utf8())
}

/// Full-width digits and letters.
fn wide(line: &str) -> Option<Range<usize>> {
    let is_wide = |c: char| matches!(c, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ');
    // ＸＸ is a gap that nobody filled in, which is another matter.
    let start = line.find(is_wide).filter(|&at| !line[at..].starts_with(['Ｘ', 'ｘ']))?;
    let end = line[start..].find(|c| !is_wide(c) && c != '．' && c != '％').map_or(line.len(), |end| start + end);
    Some(start..end)
}

fn half(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// -2件: a minus that nothing stands before which it could be subtracted from, or be a range or a number of a document.
fn negative(line: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, c) in line.char_indices().filter(|&(_, c)| matches!(c, '-' | '−' | '－' | '—')) {
        let rest = &line[at + c.len_utf8()..];
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let behind = rest[digits..].trim_start();
        let before = line[..at].chars().next_back();
        let alone = before.is_none_or(|c| is_han(c) || "，。；：、（(“ ".contains(c))
            && !line[..at].ends_with(['第', '号', '至', '到']);
        let unit = UNITS.iter().find(|unit| behind.starts_with(**unit));
        if let Some(unit) = unit.filter(|_| alone && digits > 0) {
            found.push(at..at + c.len_utf8() + (rest.len() - behind.len()) + unit.len());
        }
    }
    found
}

/// 的的: typed twice; 见下图: of a picture that no report has.
fn doubled(line: &str) -> Option<(Range<usize>, &'static str, &'static str)> {
    if let Some((at, twice)) =
        line.match_indices("的的").find(|(at, twice)| !line[at + twice.len()..].starts_with('确'))
    {
        return Some((at..at + twice.len(), "“的”写了两遍", "删去一个"));
    }
    if let Some(at) = stuttered(line) {
        return Some((at, "一个字写了两遍", "删去一个"));
    }
    if !line.contains('图') {
        return None;
    }
    ["见下图", "如下图", "如图所示", "见附图"].into_iter().find_map(|words| {
        let at = line.find(words)?;
        Some((at..at + words.len(), "文字里说到图，报告里没有图", "图不能放在报告的文字里；改用文字说明"))
    })
}

/// Circled figures, from 1 on.
const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩";

/// Bracketed ones in one character, and the numerals in them.
const ENCLOSED: &str = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩";

/// An ordinal as official documents write it: `1.` for `1、`, `（1）` for `①`, `（一）` for `㈠`.
fn in_order(mark: &str) -> String {
    let place = |list: &str| list.chars().position(|own| mark.starts_with(own));
    match (place(CIRCLED), place(ENCLOSED)) {
        (Some(at), _) => format!("（{}）", at + 1),
        (_, Some(at)) => format!("（{}）", NUMERALS.chars().nth(at).unwrap_or('一')),
        _ => mark.replace('、', "."),
    }
}

/// `1、`, `①` at a paragraph's beginning.
fn numbered(line: &str) -> Option<Range<usize>> {
    if let Some(first) = line.chars().next().filter(|first| CIRCLED.contains(*first) || ENCLOSED.contains(*first)) {
        return Some(0..first.len_utf8());
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    ((1..=2).contains(&digits) && line[digits..].starts_with('、')).then_some(0..digits + '、'.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_found_and_nothing_else() {
        assert!(spaced("我 局 全 年 公 开 信 息").is_some());
        assert_eq!(spaced("我局 全年 公开 信息200 条"), None);
        assert!(spaced("监督保 障").is_some() && spaced("政\t务").is_some() && spaced("企\u{3000}业").is_some());
        for line in ["主动公开 全年公开", "（一）主动公开\u{3000}优化栏目"] {
            assert_eq!(spaced(line), None, "{line}");
        }
        for line in ["企业和群群众", "，公公开", "信息息的", "做好公开开。"] {
            assert!(stuttered(line).is_some(), "{line}");
        }
        for line in ["公开开展", "机关关于", "部门门户", "人人参与", "进行行政", "工作作风", "会同同级"]
        {
            assert!(stuttered(line).is_none(), "{line}");
        }
        assert!(spaced("监督保  障").is_some() && spaced("举办   公开培训").is_some() && spaced("共5  件").is_none());
        assert_eq!(wide("公开信息２００条").map(|at| at.len()), Some(9));
        assert_eq!(wide("公开信息ＸＸ条"), None);
        for line in ["比上年多-2件", "减少−3 条", "收费-1.5万元", "规范性文件—5件"] {
            assert_eq!(negative(line).len(), 1, "{line}");
        }
        for line in ["3-5件", "2024-12件", "第3-5号文件5件", "电话0527-84368件", "A-2件", "——2件", "同比-5%"]
        {
            assert!(negative(line).is_empty(), "{line}");
        }
        assert!(numbered("㈡依申请公开。").is_some() && in_order("㈡") == "（二）");
        assert!(doubled("设的的查阅点").is_some() && doubled("的的确确").is_none() && doubled("见下图。").is_some());
        assert!(numbered("②加强培训。").is_some() && in_order("②") == "（2）" && in_order("1、") == "1.");
        assert!(numbered("1、加强领导。").is_some() && numbered("1.加强").is_none() && numbered("2024、").is_none());
    }
}
