//! Comments of the program's own beside those of the office: renewed, never doubled; the office's stay as they are.

use std::ops::Range;

use super::place::{Shape, line_end, line_start, next_line};
use super::{PatchError, Patcher};

impl Patcher {
    /// Sets, renews or takes away the program's own note on the line of an entry. `ours` knows a note of the program's from one
    /// of the office's, which stays behind it.
    ///
    /// # Errors
    /// There is no such entry, or it stands within brackets, where no note can be written.
    pub fn note(&mut self, path: &[&str], note: Option<&str>, ours: impl Fn(&str) -> bool) -> Result<(), PatchError> {
        let slot = self.slot(path)?;
        if slot.flow {
            return Err(self.refused(slot.start, "写在括号里，旁边放不下说明"));
        }
        let from = match &slot.shape {
            Shape::Inline(range) => range.end.max(slot.behind),
            Shape::Block { header, .. } => header.end,
            Shape::Lines(_) => slot.behind,
        };
        let text = &self.file.text;
        let behind = &text[from..line_end(text, from)];
        let old = comments(behind).into_iter().find(|range| ours(behind[range.start + 1..range.end].trim()));
        let (range, new) = match (old, note) {
            (Some(old), Some(note)) => (old, format!("# {note}")),
            (Some(old), None) => (behind[..old.start].trim_end().len()..old.end, String::new()),
            (None, Some(note)) => {
                let blank = &behind[..behind.len() - behind.trim_start().len()];
                let blank = if blank.is_empty() || blank.len() == behind.len() { "   " } else { blank };
                (0..0, format!("{blank}# {note}"))
            }
            (None, None) => return Ok(()),
        };
        if behind[range.clone()] == new {
            return Ok(());
        }
        self.apply(vec![(from + range.start..from + range.end, new)], |_| {})
    }

    /// Sets, renews or takes away a line of the program's own among the comments at the head of the file; `ours` knows it.
    ///
    /// # Errors
    /// The line would be more than a comment.
    pub fn head_note(&mut self, ours: impl Fn(&str) -> bool, line: Option<&str>) -> Result<(), PatchError> {
        self.settle()?;
        let text = &self.file.text;
        let mut at = 0;
        let mut place = 0;
        let mut old = None;
        while text[at..].starts_with('#') {
            let end = line_end(text, at);
            let comment = text[at + 1..end].trim();
            if ours(comment) {
                old = Some(at..end);
            }
            // The editor's own line must stay the first.
            if comment.starts_with("yaml-language-server") {
                place = next_line(text, at);
            }
            at = next_line(text, at);
        }
        let splice = match (old, line) {
            (Some(old), Some(line)) if text[old.clone()] == format!("# {line}") => return Ok(()),
            (Some(old), Some(line)) => (old, format!("# {line}")),
            (Some(old), None) => (old.start..next_line(text, old.end), String::new()),
            (None, Some(line)) => {
                let place = if line_start(text, place) == place { place } else { 0 };
                (place..place, format!("# {line}{}", self.line_break()))
            }
            (None, None) => return Ok(()),
        };
        self.apply(vec![splice], |_| {})
    }
}

/// Where the comments of a line's end stand, from the `#` on: one of the program's and the office's may follow each other.
fn comments(behind: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = behind.find('#');
    while let Some(start) = at {
        let next = behind[start + 1..].find(" #").map(|gap| start + 1 + gap);
        let end = start + behind[start..next.unwrap_or(behind.len())].trim_end().len();
        found.push(start..end);
        at = next.map(|gap| gap + 1);
    }
    found
}
