//! What pasting puts around an entry: marks of lists and quotations before it, tags, entities and blanks that cannot be seen behind it.
//!
//! Looked for before the walk, which sees the entries without it.

use std::ops::Range;

use super::scan::Scan;
use crate::source::lines::{Colon, LIST_MARKS, Name, NamedLine, SourceLine, comment, entry_of, is_blank, is_odd_blank};

/// Signs that stand before an entry or around it, and are no part of its name.
const SIGNS: &str = ">`*";
/// No tag and no entity is longer, in bytes.
const LONGEST_TAG: usize = 60;

impl Scan<'_> {
    /// Takes off what stands around the entries, and names it; of blanks at a line's end nothing is said, as nothing comes of them.
    pub(super) fn unwrap_entries(&mut self) {
        let mut top = None;
        for at in 0..self.lines.len() {
            let line = self.lines[at].clone();
            self.odd_end(&line);
            self.commented(at, &line);
            let line = self.lines[at].clone();
            if line.body().is_empty() || self.text[line.body()].starts_with('#') {
                continue;
            }
            let own = self.entry(&line).filter(|entry| !matches!(entry.kind, Name::Row(_)));
            if own.is_some() && line.indent <= self.base {
                top = own.as_ref().map(|entry| entry.kind);
            }
            if let Some(kind) = self.unwrapped(at, &line, top) {
                top = Some(kind).filter(|kind| !matches!(kind, Name::Row(_))).or(top);
            }
        }
    }

    /// The name over a text or table behind the sign of a note, `# 总体情况: |`, what stands below it not: the sign is named.
    fn commented(&mut self, at: usize, line: &SourceLine) {
        let body = line.body();
        let content = &self.text[body.clone()];
        let inner = content.trim_start_matches(['#', '＃']).trim_start_matches(is_blank);
        if inner.len() == content.len() || line.indent > self.base {
            return;
        }
        let start = body.end - inner.len();
        let Some(entry) = entry_of(self.text, start..body.end, body.end, self.names) else { return };
        let value = &self.text[entry.value.clone()];
        let opens = match entry.kind {
            Name::Text => crate::source::lines::is_bar(value),
            Name::Table => value.is_empty(),
            _ => false,
        };
        let next = self.lines[at + 1..].iter().find(|next| !next.body().is_empty());
        let below = next.is_some_and(|next| next.indent > self.base && !self.text[next.body()].starts_with('#'));
        if !opens || !below || matches!(entry.colon, Colon::Missing) {
            return;
        }
        let sign = content[..content.len() - inner.len()].trim_end_matches(is_blank);
        let message = format!("“{}”前面多了“{sign}”，这一项会当成说明", &self.text[entry.name.clone()]);
        self.slips.add("commented", body.start..start, message, format!("删去“{sign}”，写成“{inner}”"));
        self.slips.edits.replace(body.start..start, "");
        self.lines[at].marks += start - body.start;
    }

    /// Blanks at a line's end that YAML does not know as such.
    fn odd_end(&mut self, line: &SourceLine) {
        let rest = &self.text[line.range.end..];
        let blanks = &rest[..rest.len() - rest.trim_start_matches(is_blank).len()];
        if blanks.contains(is_odd_blank) && !line.body().is_empty() {
            self.slips.edits.replace(line.range.end..line.range.end + blanks.len(), "");
        }
    }

    /// One line without what stands around its entry; what that is.
    fn unwrapped(&mut self, at: usize, line: &SourceLine, top: Option<Name>) -> Option<Name> {
        let body = line.body();
        let content = &self.text[body.clone()];
        let content = &content[..comment(content).unwrap_or(content.len())];
        let before = prefix(content);
        let behind = suffix(&content[before..]);
        if before == 0 && behind == 0 {
            return None;
        }
        let inner = body.start + before..body.start + content.trim_end_matches(is_blank).len() - behind;
        let inner = inner.start..inner.start + self.text[inner].trim_end_matches(is_blank).len();
        let entry = entry_of(self.text, inner.clone(), inner.end, self.names)?;
        let fits = match entry.kind {
            Name::Row(_) => matches!(top, Some(Name::Table)),
            // Behind a text its own marks may stand.
            Name::Text if before == 0 => false,
            _ => line.indent <= self.base && !matches!(entry.colon, Colon::Missing),
        };
        // A name between two `**` is known as it stands.
        let bold = before > 0 && content.starts_with('*') && self.entry(line).is_some();
        if !fits || bold {
            return None;
        }
        self.wrapped(&entry, (body.start, &inner, body.start + content.trim_end_matches(is_blank).len()));
        self.entries.borrow_mut().remove(&body.start);
        let changed = &mut self.lines[at];
        changed.marks = before;
        changed.range.end = inner.end;
        Some(entry.kind)
    }

    /// Names what stands around an entry, from where to where the entry alone, and up to where the line goes.
    fn wrapped(&mut self, entry: &NamedLine, (from, inner, to): (usize, &Range<usize>, usize)) {
        let text = self.text;
        let (before, behind) =
            (text[from..inner.start].trim_matches(is_blank), text[inner.end..to].trim_matches(is_blank));
        let (name, value) = (&text[entry.name.clone()], &text[entry.value.clone()]);
        let called = if matches!(entry.kind, Name::Row(_)) { "行名" } else { "" };
        let (message, place, what) = match (before.is_empty(), behind.is_empty()) {
            (false, true) => {
                let what = format!("“{before}”和后面的空格");
                (format!("{called}“{name}”前面多了“{before}”"), from..inner.start, what)
            }
            (true, _) => (format!("“{name}”一行末尾多了“{behind}”"), inner.end..to, format!("“{behind}”")),
            _ => {
                let message = format!("{called}“{name}”前后多了“{before}”和“{behind}”");
                (message, from..inner.start, "这些记号".to_owned())
            }
        };
        let short: String = value.chars().take(20).collect();
        let dots = if short.len() < value.len() { "……" } else { "" };
        let written = format!("{name}: {short}{dots}");
        self.slips.add("dash", place, message, format!("删去{what}，写成“{}”", written.trim_end()));
        self.slips.edits.replace(from..inner.start, "");
        self.slips.edits.replace(inner.end..to, "");
    }
}

/// How much stands before an entry.
fn prefix(content: &str) -> usize {
    let mut rest = content;
    loop {
        let short = rest.trim_start_matches(is_blank);
        let short = short.trim_start_matches(|c| LIST_MARKS.contains(c) || SIGNS.contains(c));
        let short = &short[tag(short).unwrap_or(0)..];
        if short.len() == rest.len() {
            return content.len() - rest.len();
        }
        rest = short;
    }
}

/// How much stands behind an entry: tags, entities and the signs of Markdown; behind a name alone a comma or stop too.
fn suffix(content: &str) -> usize {
    let mut rest = content.trim_end_matches(is_blank);
    let all = rest.len();
    loop {
        let mut short = rest.trim_end_matches(is_blank).trim_end_matches(['`', '*']);
        let near = short.char_indices().rev().find(|&(at, c)| "<&".contains(c) || short.len() - at > LONGEST_TAG);
        if let Some((at, _)) = near.filter(|&(at, _)| tag(&short[at..]) == Some(short.len() - at)) {
            short = &short[..at];
        }
        let alone = short.trim_end_matches(['，', ',', '。', '；', ';', '、']);
        if alone.ends_with([':', '：']) {
            short = alone;
        }
        if short.len() == rest.len() {
            return all - rest.len();
        }
        rest = short;
    }
}

/// How long the tag or entity is that a text begins with: `<p>`, `</td>`, `&nbsp;`.
fn tag(text: &str) -> Option<usize> {
    if !text.starts_with(['<', '&']) {
        return None;
    }
    let near = &text[..text.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST_TAG).last().unwrap_or(0)];
    let near = if text.len() <= LONGEST_TAG { text } else { near };
    if let Some(rest) = near.strip_prefix('<') {
        let named = rest.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
        return near.find('>').map(|end| end + 1).filter(|_| named);
    }
    let rest = near.strip_prefix('&')?;
    let end = rest.find(';')?;
    let is_word = !rest[..end].is_empty() && rest[..end].chars().all(|c| c.is_ascii_alphanumeric() || c == '#');
    is_word.then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_an_entry_is_told_from_it() {
        for (content, before, behind) in [
            ("- 行政许可: 5", 2, 0),
            ("> > 行政许可: 5", 4, 0),
            ("&nbsp;&nbsp;行政许可: 5", 12, 0),
            ("<td class=\"x\">行政许可: 5</td>", 14, 5),
            ("`行政许可: 5`", 1, 1),
            ("不予公开:<br>", 0, 4),
            ("不予公开:，", 0, 3),
            ("行政许可: 5，", 0, 0),
            ("行政许可: <5>", 0, 0),
            ("行政许可: [5, 6]", 0, 0),
            ("行政许可: 5 &nbsp;", 0, 7),
        ] {
            assert_eq!((prefix(content), suffix(&content[prefix(content)..])), (before, behind), "{content}");
        }
    }
}
