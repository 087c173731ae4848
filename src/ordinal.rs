//! The numerals that number sections and items in official documents (序数): `一、`, `（二）`, `十一、`.
//!
//! What a numeral is stands here once; which signs follow it is for each reader to say.

/// From one to ten, in their order.
pub const NUMERALS: &str = "一二三四五六七八九十";

/// Whether a character is one of them.
pub fn is_numeral(c: char) -> bool {
    NUMERALS.contains(c)
}

/// What follows the numeral that a text begins with; none where it begins with none.
pub fn behind(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(is_numeral);
    (rest.len() < text.len()).then_some(rest)
}

/// What follows the number of a section, `一、`; none where a text does not begin with one.
pub fn behind_section(text: &str) -> Option<&str> {
    behind(text)?.strip_prefix('、')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_begins_with_numerals_and_a_mark() {
        for (text, rest) in [("一、总体", Some("总体")), ("十一、其他", Some("其他")), ("一是", None), ("、总体", None)]
        {
            assert_eq!(behind_section(text), rest, "{text}");
        }
        assert_eq!((behind("二）乙"), behind("乙")), (Some("）乙"), None));
    }
}
