//! Notes to oneself inside a text (说明): `# …` on a line of its own or at a line's end. They are never printed.

use std::ops::Range;

/// The notes of a text, in order: whole lines with their line break, or from the blank before ` #` to the line's end.
pub(super) fn notes(text: &str) -> Vec<Range<usize>> {
    let mut notes = Vec::new();
    if !text.contains(['#', '＃']) {
        return notes;
    }
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let lead = body.len() - body.trim_start().len();
        if is_note(&body[lead..], true) {
            notes.push(start..start + line.len());
        } else if let Some(at) = within(body) {
            let blank = body[..at].trim_end().len();
            notes.push(start + blank..start + body.len());
        }
        start += line.len();
    }
    notes
}

/// A text without its notes to oneself: what others may see.
pub fn without_notes(text: &str) -> String {
    let notes = notes(text);
    let ends = notes.iter().map(|note| note.end);
    let starts = notes.iter().map(|note| note.start).chain([text.len()]);
    std::iter::once(0).chain(ends).zip(starts).map(|(from, to)| &text[from..to]).collect()
}

/// Where a note begins within a line: a `#` behind a blank, and not inside `{{ }}`.
fn within(line: &str) -> Option<usize> {
    let (mut before, mut text, mut inside) = (' ', false, false);
    for (at, c) in line.char_indices() {
        match (before, c) {
            ('{', '{') => inside = true,
            ('}', '}') => inside = false,
            (blank, '#' | '＃') if blank.is_whitespace() && text && !inside && is_note(&line[at..], false) => {
                return Some(at);
            }
            _ => {}
        }
        text |= !c.is_whitespace();
        before = c;
    }
    None
}

/// Whether a text that begins with `#` is a note and no number, no spreadsheet error and no heading of Markdown:
/// `#12345`, `#REF!` and `## 标题` are none.
fn is_note(text: &str, line: bool) -> bool {
    let Some(rest) = text.strip_prefix(['#', '＃']) else { return false };
    match rest.chars().next() {
        None => line,
        Some(c) => c.is_whitespace() || !c.is_ascii() && c != '＃',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(text: &str) -> String {
        let mut kept = String::new();
        let mut at = 0;
        for note in notes(text) {
            kept.push_str(&text[at..note.start]);
            at = note.end;
        }
        kept + &text[at..]
    }

    #[test]
    fn notes_are_told_from_text() {
        for (text, right) in [
            ("甲。\n# 待张科长核实\n乙。\n", "甲。\n乙。\n"),
            ("甲。\n  #核实过\n乙。", "甲。\n乙。"),
            ("甲。  # 去年是5件\n乙。", "甲。\n乙。"),
            ("甲。\u{3000}＃去年是5件", "甲。"),
            ("#\n甲。", "甲。"),
            ("请拨打 #12345，没有其他。", "请拨打 #12345，没有其他。"),
            ("C#语言、1#楼。", "C#语言、1#楼。"),
            ("## 主动公开\n甲。", "## 主动公开\n甲。"),
            ("共#REF!件", "共#REF!件"),
            ("{{ 年度 # 注 }}", "{{ 年度 # 注 }}"),
        ] {
            assert_eq!(kept(text), right, "{text:?}");
        }
    }
}
