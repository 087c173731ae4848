//! Figures that stand raised or lowered beside others (上标、下标): a note's number is no part of the figure before it.
//!
//! Every reader writes them with the signs that Unicode has for them, so that what follows can tell `9¹` from `91`.

/// A character as it is written where it stands raised.
pub(super) fn raised(c: char) -> char {
    match c {
        '0'..='9' => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][(c as usize) - ('0' as usize)],
        '０'..='９' => raised(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
        c => c,
    }
}

/// A character as it is written where it stands lowered.
pub(super) fn lowered(c: char) -> char {
    match c {
        '0'..='9' => char::from_u32('₀' as u32 + c as u32 - '0' as u32).unwrap_or(c),
        '０'..='９' => lowered(char::from(b'0' + (c as u32 - '０' as u32) as u8)),
        c => c,
    }
}

/// Where a piece of text stands on its line, and whether it still counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum LetterStanding {
    #[default]
    OnLine,
    Raised,
    Lowered,
    /// Struck through: who wrote it took it out.
    Struck,
}

impl LetterStanding {
    /// The text as it is to be read.
    pub fn reads(self, text: &str) -> String {
        match self {
            LetterStanding::OnLine => text.to_owned(),
            LetterStanding::Raised => text.chars().map(raised).collect(),
            LetterStanding::Lowered => text.chars().map(lowered).collect(),
            LetterStanding::Struck => String::new(),
        }
    }

    /// By the words of OOXML, `superscript` and `subscript`.
    pub fn of_word(word: Option<&str>) -> LetterStanding {
        match word {
            Some("superscript") => LetterStanding::Raised,
            Some("subscript") => LetterStanding::Lowered,
            _ => LetterStanding::OnLine,
        }
    }
}

/// What is to be said of text that was struck through.
pub(super) fn remark(struck: usize) -> Option<String> {
    (struck > 0).then(|| format!("有{struck}处文字加了删除线，当作已经删去，没有读"))
}

/// Said of a cell whose figure is struck through.
pub(super) const STRUCK: &str = "这一格的字加了删除线";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_digits_are_no_digits_any_more() {
        assert_eq!(LetterStanding::Raised.reads("m2，１0注"), "m²，¹⁰注");
        assert_eq!(
            (LetterStanding::Lowered.reads("09"), LetterStanding::Struck.reads("3")),
            ("₀₉".to_owned(), String::new())
        );
    }
}
