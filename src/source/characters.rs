//! Which characters a published text may hold, and what is wrong with the others.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Code, Finding, Place, SourceFile};

/// Most findings of one kind before the rest are only counted.
const MAX_CHARACTERS: usize = 20;

/// Whether a character is a Chinese one (汉字): most of a text are, and nothing else need be asked of those.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}')
}

/// A count (件数) as it is typed, without the measure word (量词) behind it: 1,573件.
pub(crate) fn without_measure(text: &str) -> &str {
    text.trim_end_matches(['件', '条', '个', '项'])
}

/// Why a character cannot stand in a published text, or `None` when it can.
pub fn unprintable(c: char) -> Option<&'static str> {
    match c {
        // Asked of every character of a file: most are these.
        ' '..='~' | '\u{4E00}'..='\u{9FFF}' => None,
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

/// Such characters of one kind in a line.
struct BadRun {
    /// The first of them, with those that stand right behind it.
    range: Range<usize>,
    /// Where the last ends.
    end: usize,
    c: char,
    /// How many stand at the first place.
    count: usize,
    /// In how many places.
    places: usize,
}

/// The finding for one such character.
pub(super) fn bad_character(file: &Arc<SourceFile>, range: Range<usize>, c: char) -> Finding {
    let why = unprintable(c).unwrap_or_default();
    Finding::new(Code::BadCharacter, Place::new(file, range), format!("含有 U+{:04X}（{why}）", c as u32))
        .help("删去这个字符，或重新键入这几个字")
}

/// The findings for all such characters of a file, the first ones by themselves.
pub(super) fn bad_characters(file: &Arc<SourceFile>) -> Vec<Finding> {
    // What stands together is one to whoever looks at it, and so are several of a kind in a line.
    let mut runs: Vec<BadRun> = Vec::new();
    for (at, c) in file.text.char_indices().filter(|&(_, c)| unprintable(c).is_some()) {
        let end = at + c.len_utf8();
        match runs.last_mut().filter(|run| run.c == c && !file.text[run.end..at].contains('\n')) {
            Some(run) if run.places == 1 && run.end == at => {
                (run.range.end, run.end, run.count) = (end, end, run.count + 1)
            }
            Some(run) => (run.places, run.end) = (run.places + usize::from(run.end < at), end),
            None => runs.push(BadRun { range: at..end, end, c, count: 1, places: 1 }),
        }
    }
    let rest = runs.len().saturating_sub(MAX_CHARACTERS);
    let told = runs.into_iter().take(MAX_CHARACTERS).map(|run| {
        let mut finding = bad_character(file, run.range, run.c);
        finding.message += &match run {
            BadRun { places: 2.., .. } => format!("，这一行有 {} 处", run.places),
            BadRun { count: 2.., .. } => format!("，连续 {} 个", run.count),
            _ => String::new(),
        };
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
        let text = format!("甲{}\n乙\u{200B}丙{}", "\u{200B}".repeat(30), "\u{E000}丁\n".repeat(40));
        let file = Arc::new(SourceFile { path: "2024.yaml".into(), text });
        let findings = bad_characters(&file);
        assert_eq!(findings.len(), MAX_CHARACTERS);
        assert!(findings[0].message.ends_with("，连续 30 个") && findings[0].at.text().chars().count() == 30);
        assert!(findings[1].message.ends_with('）'));
        let file =
            Arc::new(SourceFile { path: "2024.yaml".into(), text: "甲\u{AD}乙\u{AD}\u{AD}丙\n\u{AD}\n".into() });
        let told: Vec<String> = bad_characters(&file).into_iter().map(|f| f.message).collect();
        assert!(told.len() == 2 && told[0].ends_with("，这一行有 2 处") && told[1].ends_with('）'), "{told:?}");
        assert_eq!(findings[MAX_CHARACTERS - 1].help.last().unwrap(), "此外还有 22 处同类问题");
    }
}
