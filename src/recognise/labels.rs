//! Labels as they are compared: without numbering, blanks and punctuation, and near ones told from others.
//!
//! For labels only; prose is never normalised like this. It knows no form.

use strsim::normalized_damerau_levenshtein;
use unicode_normalization::UnicodeNormalization;

use crate::ordinal;

/// The least likeness of a label that is not written exactly. Real slips score 0.75 and more (`予已公开`), other rows at most 0.67.
const NEAR: f64 = 0.75;
/// The least lead over the next label: `予以公开` and `不予公开` are two rows, however alike.
const LEAD: f64 = 0.1;
/// A label of so many characters that has exactly those of another is that one.
const LONG: usize = 5;
/// Longer texts are no labels.
pub(super) const LONGEST: usize = 120;

/// A text without what is only seen by programs: white space of every kind, zero-width and soft marks; and without the raised number
/// of a note.
pub(super) fn squeezed(text: &str) -> String {
    let raised = |c: &char| matches!(c, '¹' | '²' | '³' | '⁰'..='⁹' | '₀'..='₉');
    text.chars().filter(|c| !raised(c)).nfkc().filter(|c| !c.is_whitespace() && !is_unseen(*c)).collect()
}

/// Whether a character is not to be seen (zero-width blanks, direction marks, soft hyphens).
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// A label as it is compared: without its number, blanks, quotes and punctuation.
pub(super) fn normal(text: &str) -> String {
    without_number(&squeezed(text)).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A label without its remark in brackets: `部分公开（区分处理的，只计这一情形，不计其他情形）`.
pub(super) fn without_remark(text: &str) -> String {
    let text = squeezed(text);
    let mut depth = 0_usize;
    let kept: String = without_number(&text)
        .chars()
        .filter(|c| {
            match c {
                '(' | '[' | '〔' | '【' => depth += 1,
                ')' | ']' | '〕' | '】' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect();
    kept.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A squeezed label without the number before it: `一、`, `(一)`, `1.`, `1、`; a lost numeral leaves its mark behind.
pub(super) fn without_number(text: &str) -> &str {
    let mut rest = text;
    // Twice, for numbers such as `三、（一）`.
    for _ in 0..2 {
        let inner = rest.strip_prefix('(').unwrap_or(rest);
        let number = inner.trim_start_matches(|c: char| is_numeral(c) || c.is_ascii_digit());
        let bracketed = inner.len() < rest.len();
        let next = if bracketed {
            if number.len() == inner.len() { break } else { number.strip_prefix(')') }
        } else {
            number.strip_prefix(['、', '.', ',', ':', '-'])
        };
        match next {
            Some(next) => rest = next,
            // A digit before a character is a number that lost its point; a numeral may be a word.
            None if !bracketed => return rest.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => break,
        }
    }
    rest
}

/// Whether a character is a Chinese numeral.
pub(super) fn is_numeral(c: char) -> bool {
    ordinal::is_numeral(c) || "〇零".contains(c)
}

/// The number before a squeezed label, without the mark behind it: `三`, `(三)`, `1`; empty where it has none.
pub(super) fn number(text: &str) -> &str {
    let number = &text[..text.len() - without_number(text).len()];
    number.trim_end_matches(['、', '.', ',', ':', '-'])
}

/// Whether a squeezed text is nothing but a number as labels bear it: `三`, `三、`, `(三)`, `1.`.
pub(super) fn is_number(text: &str) -> bool {
    let inner = text.trim_end_matches(['、', '.', ',']);
    let inner = inner.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(inner);
    !inner.is_empty() && inner.chars().count() < 4 && inner.chars().all(|c| is_numeral(c) || c.is_ascii_digit())
}

/// Whether a label says a sum without saying of what: 合计, 小计.
pub(super) fn is_sum(text: &str) -> bool {
    matches!(normal(text).as_str(), "合计" | "小计")
}

/// Whether a squeezed label bears a number in brackets, `（七）`.
pub(super) fn has_bracketed_number(text: &str) -> bool {
    let text = squeezed(text);
    text.strip_prefix('(').is_some_and(|rest| rest.starts_with(is_numeral))
}

/// The numeral before a section's title: `三、` is 3.
pub(super) fn section_number(text: &str) -> Option<usize> {
    let text = squeezed(text);
    let (number, rest) = text.split_at(text.find(|c| !is_numeral(c))?);
    let mut numerals = number.chars();
    let (first, None) = (numerals.next()?, numerals.next()) else { return None };
    rest.starts_with(['、', '.', ',']).then(|| ordinal::NUMERALS.chars().position(|c| c == first)).flatten()
}

/// How a label was found among others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    Exact,
    /// Written otherwise (错字).
    Near,
}

/// Finds the target whose names a label matches: exactly, or nearly and well before any other target.
pub(super) fn find<T: Copy + PartialEq>(text: &str, names: &[(String, T)]) -> Vec<(T, Match)> {
    if text.chars().count() > LONGEST {
        return Vec::new();
    }
    let tries = [normal(text), without_remark(text)];
    for label in tries.iter().filter(|label| !label.is_empty()) {
        let mut exact: Vec<(T, Match)> = Vec::new();
        for &(_, target) in names.iter().filter(|(name, _)| name == label) {
            if !exact.iter().any(|&(known, _)| known == target) {
                exact.push((target, Match::Exact));
            }
        }
        if !exact.is_empty() {
            return exact;
        }
    }
    let near = tries.iter().find_map(|label| nearest(label, names).or_else(|| shuffled(label, names)));
    near.map(|target| vec![(target, Match::Near)]).unwrap_or_default()
}

/// The only target whose words a label has in another order: 信访投诉举报类申请.
fn shuffled<T: Copy + PartialEq>(label: &str, names: &[(String, T)]) -> Option<T> {
    let sorted = |text: &str| {
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_unstable();
        characters
    };
    let own = sorted(label);
    let same = |name: &String| name.len() == label.len() && sorted(name) == own;
    let mut alike = names.iter().filter(|(name, _)| own.len() >= LONG && same(name)).map(|(_, target)| *target);
    let first = alike.next()?;
    alike.all(|other| other == first).then_some(first)
}

fn nearest<T: Copy + PartialEq>(label: &str, names: &[(String, T)]) -> Option<T> {
    if label.chars().count() < 3 {
        return None;
    }
    let length = label.chars().count();
    // What has fewer characters in common than likeness asks for is not worth comparing; the lead is only asked of what is near.
    let close = |name: &str| {
        let most = length.max(name.chars().count()).max(1) as f64;
        let common = label.chars().filter(|c| name.contains(*c)).count();
        length as f64 / most >= NEAR - LEAD && common as f64 / most >= NEAR - LEAD
    };
    let near = names.iter().filter(|(name, _)| close(name));
    let scored: Vec<(f64, T)> =
        near.map(|(name, target)| (normalized_damerau_levenshtein(label, name), *target)).collect();
    let &(best, target) = scored.iter().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let next = scored.iter().filter(|(_, other)| *other != target).map(|(score, _)| *score).fold(0.0, f64::max);
    (best >= NEAR && best - next >= LEAD).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_blanks_and_quotes_do_not_count() {
        for label in
            ["3.危及“三安全一稳定”", "3、危及三安全一稳定", "危及 三安全一\u{3000}稳定", "３．危及\"三安全一稳定\""]
        {
            assert_eq!(normal(label), "危及三安全一稳定", "{label}");
        }
        assert_eq!(normal("（七）总计"), "总计");
        assert_eq!(normal("( 七 ) 总 计"), "总计");
        assert_eq!(normal("三\n、\n本\n年\n度"), "本年度");
        assert_eq!(normal("一般规定"), "一般规定");
        assert_eq!(normal("、主动公开"), "主动公开");
        assert_eq!(normal("⼀、⼈⼝"), "人口");
        assert_eq!(without_remark("（二）部分公开(区分处理的（只计这一情形）)"), "部分公开");
        assert_eq!(without_remark("第二十条第（一）项"), "第二十条第项");
        assert_eq!(section_number("三、收到"), Some(2));
        assert_eq!(section_number("（三）收到"), None);
        assert!(has_bracketed_number("（七）总计"));
    }

    #[test]
    fn slips_are_near_and_other_rows_are_not() {
        let labels = [
            "予以公开",
            "不予公开",
            "部分公开",
            "其他法律行政法规禁止公开",
            "没有现成信息需要另行制作",
            "行政处罚",
            "信访举报投诉类申请",
        ];
        let names: Vec<(String, usize)> = labels.iter().enumerate().map(|(i, l)| ((*l).to_owned(), i)).collect();
        let found = |text: &str| find(text, &names).first().copied();
        assert_eq!(found("（一）予以公开"), Some((0, Match::Exact)));
        assert_eq!(found("予已公开"), Some((0, Match::Near)));
        assert_eq!(found("2.其他法律行政止公开"), Some((3, Match::Near)));
        assert_eq!(found("没有现成信息需另行制作"), Some((4, Match::Near)));
        assert_eq!(found("其他行政处罚"), None);
        assert_eq!(found("行政检查"), None);
        assert_eq!(found("1、信访投诉、举报类申请"), Some((6, Match::Near)));
        assert_eq!(found("予不公开"), None, "as near to one as to the other");
    }
}
