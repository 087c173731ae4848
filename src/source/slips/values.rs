//! What stands around the figures of a row: quotes, a bar, brackets written twice; and the same name on two lines one after the other.

use super::scan::Scan;
use crate::source::lines::{BARS, Colon, Name, NamedLine, SourceLine, is_bar, is_blank};

/// Quotes of any kind.
const QUOTES: &str = "\"'“”‘’＂＇";

impl Scan<'_> {
    /// A row without what stands around its figures by mistake, which is named.
    pub(super) fn bared(&mut self, entry: &NamedLine, name: &str) -> NamedLine {
        let value = &self.text[entry.value.clone()];
        if let Some(rest) = value.strip_prefix("&nbsp;") {
            let rest = rest.trim_start_matches("&nbsp;").trim_start_matches(is_blank);
            let start = entry.value.end - rest.len();
            let message = format!("“{name}”后面多了“&nbsp;”，是粘贴带来的空格代号");
            self.slips.add_each("around", entry.value.start..start, message, format!("写成“{name}: {rest}”"));
            self.slips.edits.replace(entry.name.end..start, ": ");
            return NamedLine { value: start..entry.value.end, colon: Colon::Right, ..entry.clone() };
        }
        let is_around = |c: char| QUOTES.contains(c) || BARS.contains(c) || is_blank(c);
        let bars = value.starts_with(|c| BARS.contains(c));
        let inner = value.trim_start_matches(is_around);
        let from = value.len() - inner.len();
        let inner = inner.trim_end_matches(is_around);
        let twice = ["{{", "[["].iter().any(|open| inner.starts_with(open)) && !inner.contains('.');
        // [[5], 1, 0]: a list in a list is another slip.
        let twice = twice && !inner[2..].trim_end_matches([']', '}']).contains(['[', ']', '{', '}']);
        let (from, inner) = if twice { (from + 1, &inner[1..]) } else { (from, inner) };
        let inner = inner.strip_suffix("}}").map_or(inner, |rest| if twice { &inner[..=rest.len()] } else { inner });
        let inner = inner.strip_suffix("]]").map_or(inner, |rest| if twice { &inner[..=rest.len()] } else { inner });
        let is_flow = inner.starts_with(['[', '{', '【', '｛']) && inner.ends_with([']', '}', '】', '｝']);
        let is_figure = bars && super::lists::is_figure(inner);
        if inner.len() == value.len() || !is_flow && !is_figure {
            return entry.clone();
        }
        let message = if bars {
            let bar: String = value.chars().take(1).collect();
            format!("“{name}”是表里的项，后面不写“{bar}”")
        } else {
            format!("“{name}”的几个数外面多了引号或括号")
        };
        let range = entry.value.start + from..entry.value.start + from + inner.len();
        // In a row of a table pasted as Markdown the bar stands for the colon too.
        let colon = if bars { Colon::Right } else { entry.colon };
        if bars && entry.colon == Colon::Missing {
            self.slips.edits.replace(entry.name.end..entry.value.start, ": ");
        }
        self.slips.add_each("around", entry.value.clone(), message, format!("写成“{name}: {inner}”"));
        self.slips.edits.replace(entry.value.start..range.start, "");
        self.slips.edits.replace(range.end..entry.value.end, "");
        NamedLine { value: range, colon, ..entry.clone() }
    }

    /// Something short, `机关: 某市商务局`, without what stands before it by mistake or behind: a bar, another label, a colon. It may
    /// have slipped to the next line.
    pub(super) fn short(&mut self, entry: &NamedLine, name: &str) -> NamedLine {
        let value = &self.text[entry.value.clone()];
        if value.is_empty() {
            return self.short_below(entry, name);
        }
        // 说明: [{检查: …, 理由: …}] is a list of entries, each with names of its own.
        if value.starts_with(['[', '{']) {
            return entry.clone();
        }
        let bar = value.chars().next().filter(|c| BARS.contains(*c) || *c == '>');
        let inner = value.trim_start_matches(|c| bar.is_some() && (is_blank(c) || BARS.contains(c) || c == '>'));
        // Not the time of day behind a date.
        let label = inner.rfind([':', '：']).filter(|&at| !inner[..at].ends_with(|c: char| c.is_ascii_digit()));
        let behind = value.len() - inner.len();
        let (start, inner, what) = match label {
            Some(at) if inner[at..].chars().count() == 1 => (behind, inner[..at].trim_end(), &inner[at..]),
            Some(at) => {
                let rest = inner[at..].trim_start_matches([':', '：']).trim_start_matches(is_blank);
                (value.len() - rest.len(), rest, inner[..inner.len() - rest.len()].trim_end())
            }
            None => (behind, inner, value[..behind].trim_end()),
        };
        // Behind signs of its own, `|-`, what is meant stands below.
        if inner.len() == value.len() || !inner.starts_with(char::is_alphanumeric) {
            return entry.clone();
        }
        let from = entry.value.start + start;
        let value = from..from + inner.len();
        let message = format!("“{name}”里多了“{what}”");
        self.slips.add_each("short", entry.value.clone(), message, format!("写成“{name}: {inner}”"));
        self.slips.edits.replace(entry.value.start..value.start, "");
        self.slips.edits.replace(value.end..entry.value.end, "");
        NamedLine { value, ..entry.clone() }
    }

    /// The same that stands at the margin of the line below.
    fn short_below(&mut self, entry: &NamedLine, name: &str) -> NamedLine {
        let next = self.lines.get(self.at + 1).filter(|next| next.indent <= self.base && self.entry(next).is_none());
        let Some(body) = next.map(SourceLine::body).filter(|_| entry.colon == Colon::Right) else {
            return entry.clone();
        };
        let below = &self.text[body.clone()];
        let is_one = below.starts_with(char::is_alphanumeric) && !below.contains([':', '：', '。', '#', '|']);
        if is_one && below.len() <= crate::source::lines::LONGEST_NAME {
            let message = format!("“{name}”的内容写到下一行去了");
            self.slips.add_each("below", entry.name.clone(), message, format!("写成“{name}: {below}”"));
            self.slips.edits.replace(entry.name.end..body.start, ": ");
            self.at += 1;
        }
        entry.clone()
    }

    /// A lone question mark is a word to reading, which says what is missing; to YAML it is a sign of its own.
    pub(super) fn question(&mut self, entry: &NamedLine) {
        if entry.colon == Colon::Right && &self.text[entry.value.clone()] == "?" {
            self.slips.edits.replace(entry.value.clone(), "\"?\"");
        }
    }

    /// A name that stands on two lines one after the other, with nothing behind the first: the first is named and left out.
    pub(super) fn stuttered(&mut self, line: &SourceLine, entry: &NamedLine) -> bool {
        let value = &self.text[entry.value.clone()];
        let Some(next) = self.lines.get(self.at + 1).filter(|_| value.is_empty() || is_bar(value)) else {
            return false;
        };
        let name = &self.text[entry.name.clone()];
        // A text that begins in the name's words is no second name.
        let is_bare = |value: &str| entry.kind != Name::Text || value.is_empty() || is_bar(value);
        let same = |other: NamedLine| {
            self.text[other.name.clone()] == *name && other.colon != Colon::Missing && is_bare(&self.text[other.value])
        };
        if !self.entry(next).is_some_and(same) || next.indent != line.indent {
            return false;
        }
        let place = next.body().start..next.body().start + name.len();
        self.slips.add_each("twice", place, format!("“{name}”写了两次"), "删去一行".into());
        self.slips.edits.replace(line.range.start..line.range.end, "");
        self.at += 1;
        true
    }

    /// Figures in brackets on the line below the name of their row: named, and brought up in the copy. Whether they did.
    pub(super) fn list_below(&mut self, entry: &NamedLine, name: &str) -> bool {
        let Some(next) = self.lines.get(self.at).cloned() else { return false };
        let body = next.body();
        let end = crate::source::lines::comment(&self.text[body.clone()]).map_or(body.end, |at| body.start + at);
        let list = self.text[body.start..end].trim_end_matches(is_blank);
        if !list.starts_with(['[', '{', '【', '｛']) || self.entry(&next).is_some() {
            return false;
        }
        let value = body.start..body.start + list.len();
        let message = format!("“{name}”的数写到下一行去了");
        self.slips.add_each("below", entry.name.clone(), message, format!("写成“{name}: {list}”"));
        self.slips.edits.replace(entry.name.end..body.start, ": ");
        self.at += 1;
        self.flow(&next, &NamedLine { value, ..entry.clone() }, name);
        true
    }
}
