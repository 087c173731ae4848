//! Which characters a published text may hold, and what is wrong with the others.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Code, Finding, Place, SourceFile};

/// Most findings of one kind before the rest are only counted.
const MAX_CHARACTERS: usize = 20;

/// Why a character cannot stand in a published text, or `None` when it can.
pub fn unprintable(c: char) -> Option<&'static str> {
    match c {
        '\t' | '\n' | '\r' => None,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some("控制字符"),
        '\u{FFFD}' => Some("乱码替代符，说明文字在转换编码时已丢失"),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Some("私用区字符，换一台电脑就显示不出"),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{061C}' => {
            Some("看不见的控制字符，多半是从网页复制带来的")
        }
        // Soft hyphen, joiners, fillers, variation selectors, musical and shorthand controls, tags: nothing of them is seen.
        '\u{AD}'
        | '\u{34F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' => Some("看不见的字符，多半是从网页或 PDF 复制带来的"),
        '\u{2028}' | '\u{2029}' => Some("特殊换行符"),
        '\u{300}'..='\u{36F}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}' => Some("附在前一个字上的符号，印出来会错位"),
        '\u{FDD0}'..='\u{FDEF}' => Some("非字符"),
        c if (c as u32) & 0xFFFE == 0xFFFE => Some("非字符"),
        _ => None,
    }
}

/// The finding for one such character.
pub(super) fn bad_character(file: &Arc<SourceFile>, range: Range<usize>, c: char) -> Finding {
    let why = unprintable(c).unwrap_or_default();
    Finding::new(Code::BadCharacter, Place::new(file, range), format!("含有 U+{:04X}（{why}）", c as u32))
        .help("删去这个字符，或重新键入这几个字")
}

/// The findings for all such characters of a file, the first ones by themselves.
pub(super) fn bad_characters(file: &Arc<SourceFile>) -> Vec<Finding> {
    // What stands together is one to whoever looks at it.
    let mut runs: Vec<(Range<usize>, char, usize)> = Vec::new();
    for (at, c) in file.text.char_indices().filter(|&(_, c)| unprintable(c).is_some()) {
        match runs.last_mut().filter(|(range, own, _)| range.end == at && *own == c) {
            Some((range, _, count)) => (range.end, *count) = (at + c.len_utf8(), *count + 1),
            None => runs.push((at..at + c.len_utf8(), c, 1)),
        }
    }
    let rest = runs.len().saturating_sub(MAX_CHARACTERS);
    let told = runs.into_iter().take(MAX_CHARACTERS).map(|(range, c, count)| {
        let mut finding = bad_character(file, range, c);
        if count > 1 {
            finding.message += &format!("，连续 {count} 个");
        }
        finding
    });
    let mut findings: Vec<Finding> = told.collect();
    if let (Some(last), 1..) = (findings.last_mut(), rest) {
        last.help.push(format!("此外还有 {rest} 处同类问题"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_stand_together_are_one_finding() {
        let text = format!("甲{}乙\u{200B}丙{}", "\u{200B}".repeat(30), "\u{E000}丁".repeat(40));
        let file = Arc::new(SourceFile { path: "2024.yaml".into(), text });
        let findings = bad_characters(&file);
        assert_eq!(findings.len(), MAX_CHARACTERS);
        assert!(findings[0].message.ends_with("，连续 30 个") && findings[0].at.text().chars().count() == 30);
        assert!(findings[1].message.ends_with('）'));
        assert_eq!(findings[MAX_CHARACTERS - 1].help.last().unwrap(), "此外还有 22 处同类问题");
    }
}
