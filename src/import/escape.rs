//! A paragraph as a line of a data file: what would be taken for a reference, a note or a key there stays what it is.

use crate::compose::LITERALS;
use crate::ordinal::behind_section;

/// Whether a mark is one only where a note could begin.
fn begins_note(mark: &str) -> bool {
    matches!(mark, "#" | "＃")
}

/// A paragraph with everything written so that it prints as it is.
pub(super) fn escaped(paragraph: &str) -> String {
    let mut line = String::with_capacity(paragraph.len());
    let mut rest = paragraph;
    while let Some(c) = rest.chars().next() {
        let first = line.chars().next_back().is_none_or(char::is_whitespace);
        let mark = LITERALS.into_iter().find(|mark| rest.starts_with(mark) && (first || !begins_note(mark)));
        match mark {
            Some(mark) => line.push_str(&format!("{{{{ \"{mark}\" }}}}")),
            None => line.push(c),
        }
        rest = &rest[mark.map_or(c.len_utf8(), str::len)..];
    }
    line
}

/// The paragraph that a line prints, when it holds nothing but text and what [`escaped`] wrote.
pub(super) fn unescaped(line: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let (inner, behind) = after
            .split_once("}}")
            .filter(|(inner, _)| !inner.contains("\"{{"))
            .or_else(|| after.strip_prefix(" \"{{\" }}").map(|behind| (" \"{{\" ", behind)))?;
        let literal = inner.trim().strip_prefix('"')?.strip_suffix('"')?;
        text.push_str(before);
        text.push_str(literal);
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}

/// Why a paragraph may print otherwise than it stands in the source, in words.
pub(super) fn hazard(paragraph: &str) -> Option<&'static str> {
    let bold = paragraph.match_indices("**").count() > 1 && !paragraph.contains("***");
    let section = behind_section(paragraph.trim_start()).is_some();
    match (bold, section) {
        (true, _) => Some("原文里的两个星号会被当作加粗"),
        (_, true) => Some("行首的“一、”是六个部分标题的写法，请改成“（一）”"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_the_data_file_are_written_as_text() {
        for text in ["# 说明", "甲 # 乙", "见 {{ 申请 }}", "{% if %}", "{# 注 #}", "全年5件。", "a {{{{ b", "＃号"]
        {
            let line = escaped(text);
            assert_eq!(unescaped(&line).as_deref(), Some(text), "{line}");
            assert!(!line.starts_with('#'));
        }
        assert_eq!(escaped("C#语言"), "C#语言");
        assert_eq!(unescaped("新收{{ 申请.本年新收.总计 }}件"), None);
        assert!(hazard("一、主动公开").is_some() && hazard("一是加强。").is_none() && hazard("138****6193").is_none());
    }
}
