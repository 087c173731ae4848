//! Slips in and around the texts of a data file: the bar forgotten, lines not indented, a text that cannot stand on one line.

use super::scan::{Scan, to_end};
use crate::source::lines::{BARS, Colon, Name, NamedLine, SourceLine, is_blank};

/// Signs that look like it, and are it where nothing else stands behind the colon and text below.
const LIKE_BARS: &str = "lI1iL!！丶/／\\＼ǀ‖。.、·";

impl Scan<'_> {
    /// What stands behind the name of a text.
    pub(super) fn text_of(&mut self, entry: &NamedLine, name: &str) {
        let line = self.lines[self.at].clone();
        let raw = to_end(self.text, entry.value.start, &line);
        let value = self.text[raw.clone()].to_owned();
        let how = format!("写成“{name}: |”，文字从下一行写起，每行前面空两格");
        let pad = " ".repeat(self.base + 2);
        self.at += 1;
        let alone = value.chars().count() == 1 && self.has_text_below();
        let is_bar = |c: &char| BARS.contains(*c) || *c == '>' || alone && LIKE_BARS.contains(*c);
        if let Some(bar) = value.chars().next().filter(is_bar) {
            self.colon(entry, name);
            self.bar(raw.start, bar, &value, (&how, entry.colon == Colon::Right));
            self.block(name, None);
        } else if value.is_empty() {
            let next = self.following(self.at - 1).cloned();
            let text =
                next.filter(|next| self.outer(next).is_none() && !self.text[next.body()].starts_with(['-', '#']));
            self.colon(entry, name);
            if text.is_some() {
                // A name without its colon has no bar either: that is one slip.
                let told = matches!(entry.colon, Colon::Missing | Colon::Note);
                let message = format!("“{name}:”后面没有竖线，各行文字会连成一段；这里按一行一段读了");
                if !told {
                    self.slips.warn("bar", entry.name.clone(), message, how);
                }
                let at = entry.value.start;
                self.slips.edits.replace(at..at, " |");
                self.block(name, None);
            }
        } else if value.starts_with(['"', '\'']) {
            self.colon(entry, name);
            self.quoted(raw.start, &value, name);
        } else {
            self.one_line((entry, name), (raw.start, &value), &how, &pad);
        }
    }

    /// Whether the line behind the one that was just passed is text, and no entry.
    fn has_text_below(&self) -> bool {
        let is_prose = |line: &SourceLine| match self.outer(line) {
            // 存在问题：一是…… within the text of 存在问题 is prose.
            Some(entry) => line.indent > self.base && matches!(entry.colon, Colon::Other('：')),
            None => !self.key_like(line),
        };
        self.following(self.at - 1).is_some_and(is_prose)
    }

    /// The bar, or what stands for it.
    fn bar(&mut self, at: usize, bar: char, value: &str, (how, colon): (&str, bool)) {
        let behind = value[bar.len_utf8()..].trim_start_matches(|c: char| bar.is_ascii() && "+-123456789".contains(c));
        let text = behind.trim_start_matches(is_blank);
        let sign = at..at + bar.len_utf8();
        let note = text.trim_start_matches(['#', '＃', '/']);
        let is_note =
            text.starts_with('＃') || text.starts_with("//") || text.starts_with('#') && text.len() == behind.len();
        if is_note {
            let message = "竖线后面的说明没有写成说明".to_owned();
            let place = at + value.len() - text.len()..at + value.len();
            let help = format!("写成“|  # {}”：说明以半角的 # 开头，前面空一格", note.trim_start());
            self.slips.add_each("tight", place, message, help);
            self.slips.edits.replace(at..at + value.len(), "|");
        } else if !text.is_empty() && !text.starts_with('#') {
            self.slips.add_each("behind", sign, format!("“{bar}”后面接着写了文字"), how.into());
            let start = at + value.len() - text.len();
            self.slips.edits.replace(at..start, format!("|\n{}", " ".repeat(self.base + 2)));
        } else if bar == '>' {
            let message = "“>”会把各行文字连成一段，中间多出空格；这里按一行一段读了";
            self.slips.warn("bar", sign.clone(), message.into(), "把“>”改为竖线“|”".into());
            self.slips.edits.replace(at..at + value.len() - behind.len(), "|");
        } else if bar != '|' {
            let message = format!("竖线写成了“{bar}”（U+{:04X}），各行文字会连成一段；这里按一行一段读了", bar as u32);
            // With the colon before it, it was named already.
            if colon {
                self.slips.warn("bar", sign.clone(), message, "改为半角竖线“|”".into());
            }
            self.slips.edits.replace(sign, "|");
        }
    }

    /// A value in half-width quotes that may not be closed.
    fn quoted(&mut self, at: usize, value: &str, name: &str) {
        let quote = &value[..1];
        if value[1..].contains(quote) {
            return;
        }
        let mut end = self.at;
        while let Some(line) = self.lines.get(end).filter(|line| self.outer(line).is_none()) {
            if self.text[line.body()].contains(quote) {
                // Where a line is broken inside quotes a blank is read, which nobody wrote: nothing is printed of it.
                let message = format!("“{name}”的文字在引号里分了几行，读出来各行会粘在一起，中间多出空格");
                let help = format!("去掉前后的引号，写成“{name}: |”，文字从下一行写起，每行前面空两格");
                self.slips.add_each("quoted", at..at + 1, message, help);
                self.at = end + 1;
                return;
            }
            end += 1;
        }
        let help = format!("在这一行末尾补上 {quote} ，或把开头的 {quote} 删去");
        self.slips.add("quote", at..at + 1, "半角引号没有成对".into(), help);
        let end = at + value.len();
        self.slips.edits.replace(end..end, quote);
        self.unindented_rest(name);
    }

    /// Lines behind a closed text that belong to it all the same are left to reading.
    fn unindented_rest(&mut self, name: &str) {
        if self.following(self.at.saturating_sub(1)).is_some_and(|line| self.outer(line).is_none()) {
            self.block(name, None);
        }
    }

    /// A text behind its name: right on one line, unless it goes on below or holds what YAML takes for its own.
    fn one_line(&mut self, (entry, name): (&NamedLine, &str), (at, value): (usize, &str), how: &str, pad: &str) {
        let first = value.chars().next().unwrap_or_default();
        let special = "[{*&!%@`?>-".contains(first)
            && (!"?-".contains(first) || value[1..].starts_with(' '))
            && self.text_with_meaning(value);
        let colon = value.contains(": ") || value.ends_with(':');
        let goes_on = self.has_text_below();
        // null, “: nothing of the text, which stands below.
        let is_junk = ["null", "~", "无", "略", "待补"].contains(&value)
            || value.chars().count() <= 2 && !value.contains(char::is_alphanumeric);
        if goes_on && is_junk && entry.colon == Colon::Right {
            let message = format!("“{name}”后面写了“{value}”，下面又写了文字");
            self.slips.add_each("junk", at..at + value.len(), message, format!("写成“{name}: |”"));
            self.slips.edits.replace(at..at + value.len(), "|");
            self.block(name, None);
            return;
        }
        self.colon(entry, name);
        self.question(entry);
        if special {
            let message = format!("“{name}”的文字以“{first}”开头，不能接着写在冒号后面");
            self.slips.add_each("special", at..at + first.len_utf8(), message, how.into());
        } else if colon {
            let place = at + value.find(": ").unwrap_or(value.len() - 1);
            let message = format!("“{name}”的文字里有半角冒号加空格，不能接着写在冒号后面");
            self.slips.add_each("special", place..place + 1, message, format!("{how}；或把文字里的冒号改为全角“：”"));
        } else if goes_on {
            let message = format!("“{name}”有几行文字而没有写竖线，会连成一段，中间多出空格；这里按一行一段读了");
            self.slips.warn("bar", entry.name.clone(), message, how.into());
        } else {
            return;
        }
        self.slips.edits.replace(at..at, format!("|\n{pad}"));
        self.block(name, Some(pad.len()));
    }

    /// Whether a value that begins with a sign of YAML is text: a list or mapping is left to reading.
    fn text_with_meaning(&self, value: &str) -> bool {
        let closed = value.starts_with('[') && value.ends_with(']') || value.starts_with('{') && value.ends_with('}');
        value.starts_with("{{") || !closed
    }

    /// Whether a line looks like an entry that nobody knows: `电话: 1234`.
    fn key_like(&self, line: &SourceLine) -> bool {
        let body = &self.text[line.body()];
        body.split_once(": ").or_else(|| body.strip_suffix(':').map(|key| (key, ""))).is_some_and(|(key, _)| {
            line.indent <= self.base && key.chars().count() <= 8 && key.chars().all(char::is_alphanumeric)
        })
    }

    /// The lines of a text: each indented at least as the first.
    fn block(&mut self, name: &str, indent: Option<usize>) {
        let mut indent = indent;
        let mut proper = 0;
        while let Some(line) = self.lines.get(self.at).cloned() {
            let body = &self.text[line.body()];
            if body.is_empty() {
                self.at += 1;
                continue;
            }
            if self.conflict() || self.fence() {
                continue;
            }
            let inside = indent.is_some_and(|indent| line.indent >= indent);
            if !inside && proper == 0 && self.is_own_heading(&line) {
                let title = body.to_owned();
                let message = format!("“{title}”是程序印出的标题，不要写进“{name}”");
                self.slips.add_each("heading", line.body(), message, "删去这一行".into());
                self.slips.edits.replace(line.body(), "");
                self.at += 1;
                continue;
            }
            if self.ends_block(&line, inside, proper) && (proper > 0 || !self.is_own_first(&line, name)) {
                return;
            }
            let lead = &self.text[line.range.start..line.range.start + line.lead];
            let blanks = lead.bytes().take_while(|byte| *byte == b' ').count();
            if indent.is_none() && blanks > self.base + 2 && lead.len() == blanks && self.stands_out() {
                let want = self.base + 2;
                let help = format!("前面空 {want} 格（半角空格），和下面各行对齐");
                self.slips.add("text", line.body(), format!("“{name}”的第一行比别的行缩进多"), help);
                self.slips.edits.replace(line.range.start..line.range.start + line.lead, " ".repeat(want));
                (indent, proper) = (Some(want), 1);
                self.at += 1;
                continue;
            }
            if indent.is_none() && blanks > self.base {
                indent = Some(blanks);
            }
            let want = *indent.get_or_insert(self.base + 2);
            if blanks >= want {
                proper += 1;
            } else if !(body.starts_with('#') && self.text_is_over()) {
                self.unindented(&line, name, want);
            }
            self.at += 1;
        }
    }

    /// Whether the first line of a text, at hand, is the only one that is indented further than by two blanks.
    fn stands_out(&self) -> bool {
        let own = |line: &&SourceLine| self.outer(line).is_none() || line.indent > self.base;
        let mut others = self.lines[self.at + 1..]
            .iter()
            .take_while(own)
            .filter(|line| !self.text[line.body()].is_empty())
            .peekable();
        others.peek().is_some() && others.all(|line| line.indent == self.base + 2 && line.lead == line.indent)
    }

    fn unindented(&mut self, line: &SourceLine, name: &str, want: usize) {
        let lead = &self.text[line.range.start..line.range.start + line.lead];
        // A note is taken into the text as it stands; reading leaves it out and says so.
        let note = self.text[line.body()].starts_with('#');
        if let Some((at, c)) = lead.char_indices().find(|&(_, c)| c != ' ') {
            self.bad_lead(line.range.start + at, c);
        } else if !note {
            let body = line.body();
            let few = if line.lead > self.base { "比第一行缩进少" } else { "前面没有空格" };
            let first: String = self.text[body.clone()].chars().take(8).collect();
            let help = format!("每行文字前面都空 {want} 格（半角空格），如“{}{first}……”", " ".repeat(want));
            self.slips.add("text", body, format!("“{name}”的文字{few}"), help);
        }
        self.slips.edits.replace(line.range.start..line.range.start + line.lead, " ".repeat(want));
    }

    /// Whether only outer entries and comments follow the line at hand.
    fn text_is_over(&self) -> bool {
        self.following(self.at).is_none_or(|line| self.outer(line).is_some())
    }

    /// Whether a line is no longer part of the text.
    fn ends_block(&self, line: &SourceLine, inside: bool, proper: usize) -> bool {
        if let Some(entry) = self.outer(line) {
            return line.indent <= self.base || self.is_swallowed(&entry);
        }
        let body = &self.text[line.body()];
        if inside {
            return false;
        }
        body == "---" || proper > 0 && self.key_like(line)
    }

    /// Whether a line right below the bar that begins as an entry does is the text itself, not indented: 存在问题：一是…….
    fn is_own_first(&self, line: &SourceLine, name: &str) -> bool {
        let Some(entry) = self.outer(line).filter(|entry| entry.kind == Name::Text) else { return false };
        let (raw, value) = (&self.text[entry.name.clone()], &self.text[entry.value.clone()]);
        raw == name && matches!(entry.colon, Colon::Other('：')) && value.chars().count() > 1
    }

    /// Whether a line is the printed heading of a section with text, copied with it: 五、存在的主要问题及改进情况.
    fn is_own_heading(&self, line: &SourceLine) -> bool {
        let Some(entry) = self.outer(line).filter(|entry| entry.kind == Name::Text) else { return false };
        let (raw, value) = (&self.text[entry.name.clone()], &self.text[entry.value.clone()]);
        let numbered = raw.trim_start_matches(|c| "一二三四五六".contains(c)).starts_with('、');
        numbered && entry.colon == Colon::Missing && value.is_empty()
    }

    /// An entry that was indented by mistake and would become part of the text.
    fn is_swallowed(&self, entry: &NamedLine) -> bool {
        if matches!(entry.colon, Colon::Missing) {
            return false;
        }
        let value = &self.text[entry.value.clone()];
        match entry.kind {
            Name::Table => value.is_empty() || value.starts_with(['{', '[', '｛', '【', '0']),
            Name::Text => value.chars().next().is_some_and(|c| BARS.contains(c)) && value.chars().count() == 1,
            Name::Head => value.starts_with(|c: char| c.is_ascii_digit()) && value.len() <= 10,
            Name::Row(_) => false,
        }
    }
}
