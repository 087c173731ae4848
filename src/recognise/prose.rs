//! Paragraphs as they are to stand in a data file: cleaned, never reworded.

use std::sync::LazyLock;

use super::labels::{is_unseen, squeezed};
use crate::form::word_list;
use crate::source::unprintable;

/// Marks that a sentence ends with.
const ENDS: &[char] =
    &['。', '；', ';', '！', '!', '？', '?', '：', ':', '…', '”', '」', '』', '）', ')', '.', '，', '、'];

/// A paragraph without what only the layout put there: blanks at its ends, blanks between a hanzi and a digit, and
/// characters that cannot be printed, which are counted.
pub(super) fn clean(text: &str) -> (String, usize) {
    let mut lost = 0;
    let mut kept: Vec<char> = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_unseen(c) => {}
            '\t' | '\n' | '\r' | '\u{A0}' | '\u{2028}' | '\u{2029}' => kept.push(' '),
            c if unprintable(c).is_some() => lost += 1,
            c => kept.push(c),
        }
    }
    let mut clean = String::with_capacity(kept.len());
    for (at, &c) in kept.iter().enumerate() {
        if is_blank(c) {
            let before = clean.chars().next_back();
            let after = kept[at..].iter().copied().find(|c| !is_blank(*c));
            let (Some(before), Some(after)) = (before, after) else { continue };
            let between = |a: char, b: char| a.is_ascii_digit() && is_chinese(b);
            if is_blank(before) || between(before, after) || between(after, before) {
                continue;
            }
        }
        clean.push(c);
    }
    (clean.trim().to_owned(), lost)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

/// A hanzi or a mark of Chinese punctuation.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{303F}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '“' | '”' | '‘' | '’')
}

/// Whether a paragraph ends as sentences end.
pub(super) fn is_ended(text: &str) -> bool {
    text.trim_end().ends_with(ENDS)
}

/// Whether a paragraph is a heading of its own: it begins with a number and has no end mark.
pub(super) fn is_heading(text: &str) -> bool {
    let text = squeezed(text);
    super::labels::without_number(&text).len() < text.len() && text.chars().count() < 40
}

/// Whether a line is only a page number, `— 12 —`.
pub(super) fn is_page_number(text: &str) -> bool {
    let text = squeezed(text);
    let inner = text.trim_matches(|c: char| matches!(c, '-' | '—' | '–' | '―' | '·'));
    let inner = inner.strip_prefix('第').and_then(|t| t.strip_suffix('页')).unwrap_or(inner);
    !inner.is_empty() && inner.len() <= 3 && inner.bytes().all(|b| b.is_ascii_digit())
}

/// Words of the pages that reports are shown on (网页装饰): those that a line has in it, and with `=` those that are all of it.
static FURNITURE: LazyLock<Vec<&str>> =
    LazyLock::new(|| word_list(include_str!("../../templates/furniture.txt")).collect());

/// Whether a line belongs to the page around the report; a heading with a number does not: 2.拓宽信息来源.
pub(super) fn is_furniture(text: &str) -> bool {
    let text = squeezed(text);
    !is_heading(&text)
        && text.chars().count() <= 80
        && !text.ends_with('。')
        && FURNITURE.iter().any(|word| word.strip_prefix('=').map_or_else(|| text.contains(word), |all| text == all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_of_the_layout_go_and_others_stay() {
        assert_eq!(clean("\u{3000}\u{3000}全年 5 件，见 http://a b").0, "全年5件，见 http://a b");
        assert_eq!(clean("电话： 010").0, "电话：010");
        assert_eq!(clean("甲\u{200B}乙\u{E001}"), ("甲乙".to_owned(), 1));
        assert_eq!(clean("12 345").0, "12 345");
        assert_eq!(clean("第\u{A0}5\u{A0}号").0, "第5号");
        assert!(is_page_number("— 12 —") && is_page_number("第3页") && !is_page_number("2023"));
        assert!(is_furniture("【打印本页】 【关闭】") && !is_furniture("打印机3台，均已到位。"));
        assert!(!is_furniture("2.拓宽信息来源") && is_furniture("信息来源：办公室"));
        assert!(is_furniture("附 件：") && !is_furniture("附件1：统计表"));
        assert!(is_heading("（一）主动公开") && !is_heading("主动公开"));
    }
}
