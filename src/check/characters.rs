//! Characters by what they do in a sentence; each set stands here once.

pub(crate) use crate::source::is_han;

/// A blank, also a wide one and one that does not break.
pub(crate) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{3000}' | '\u{a0}')
}

/// ，
pub(crate) fn is_comma(c: char) -> bool {
    "，,".contains(c)
}

/// What stands between clauses: ，；：。
pub(crate) fn ends_clause(c: char) -> bool {
    "，；：。,;:".contains(c)
}

/// （
pub(crate) fn opens_bracket(c: char) -> bool {
    "（(".contains(c)
}

/// ）
pub(crate) fn closes_bracket(c: char) -> bool {
    "）)".contains(c)
}

/// Brackets, titles and quotes, as they open and close.
const PAIRS: [&str; 9] = ["（）", "《》", "“”", "〔〕", "【】", "［］", "()", "[]", "<>"];

/// What closes a bracket, a title or a quote.
pub(crate) fn closing(open: char) -> Option<char> {
    // Asked of every character of a text.
    if is_han(open) {
        return None;
    }
    PAIRS.iter().find(|pair| pair.starts_with(open))?.chars().nth(1)
}

/// What opens what is closed here.
pub(crate) fn opening(close: char) -> Option<char> {
    if is_han(close) {
        return None;
    }
    PAIRS.iter().find(|pair| pair.ends_with(close))?.chars().next()
}

/// What stands before the year in a document's number: 〔2024〕1号, [2024]1号, （2024）1号.
pub(crate) fn opens_square(c: char) -> bool {
    "〔［[【﹝".contains(c)
}

/// What stands behind it.
pub(crate) fn closes_square(c: char) -> bool {
    "〕］]】﹞".contains(c)
}

/// What stands between the ends of a stretch: 1—12月.
pub(crate) fn is_dash(c: char) -> bool {
    "-—－–~～−".contains(c)
}

/// 一是, （二）, 第三: numerals of ordinals.
pub(crate) fn is_ordinal(c: char) -> bool {
    crate::ordinal::is_numeral(c)
}

/// 十余件, 3万多人: more than the number says.
pub(crate) fn is_over(c: char) -> bool {
    "余多".contains(c)
}

/// X, as it stands for what is not known, and as the last digit of an identity number.
pub(crate) fn is_x(c: char) -> bool {
    "XxＸｘ".contains(c)
}

/// Whether a title opens in a text that is not closed: 《青石市水务局.
pub(crate) fn has_open_title(text: &str) -> bool {
    text.matches('《').count() > text.matches('》').count()
}
