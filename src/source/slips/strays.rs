//! What strays into a data file from elsewhere: marks of two versions that were not merged, a second entry on a line, signs that YAML
//! takes for its own before a number, a note where a number should be.

use super::scan::Scan;
use crate::source::lines::{Colon, Name, NamedLine, SourceLine, entry_of, is_blank, spreadsheet_error};

/// The marks that version control leaves where two people have changed the same lines: beginning, common origin, middle, end.
const MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
/// Signs that mean something of their own to YAML before a value.
const SIGNS: &str = "&*!%@`";

/// Nor behind more words: a row has no more figures, with what is noted behind them.
const MOST_WORDS: usize = 100;
/// What is typed between two entries on a line.
const SEPARATORS: &str = "，,；;、。|｜";
/// A second entry on a line stands no farther from its first, in bytes.
const FAR: usize = 6_000;

impl Scan<'_> {
    /// The line at hand when it begins two versions that were not merged: named, the first of them kept in the copy. Whether it was.
    pub(super) fn conflict(&mut self) -> bool {
        let mark = |line: &SourceLine| {
            let body = &self.text[line.range.clone()];
            MARKS
                .iter()
                .position(|mark| body.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
        };
        let Some(line) = self.lines.get(self.at) else { return false };
        match mark(line) {
            Some(0) => {
                let end = self.lines[self.at..].iter().position(|line| mark(line) == Some(3));
                let Some(end) = end else { return false };
                let last = self.text[..self.lines[self.at + end].range.start].matches('\n').count() + 1;
                let message = "两个人改了同样的几行，还没有合并好：这里留着两份".to_owned();
                let help = format!("从这一行到第 {last} 行，留下对的一份，删去另一份和“<<<<”“====”“>>>>”几行");
                self.slips.add_each("conflict", line.range.clone(), message, help);
                self.slips.edits.replace(line.range.clone(), "");
                self.merging = true;
                self.at += 1;
                true
            }
            Some(1 | 2) if self.merging => {
                let start = line.range.start;
                while let Some(line) = self.lines.get(self.at) {
                    self.at += 1;
                    if mark(line) == Some(3) {
                        self.slips.edits.replace(start..line.range.end, "");
                        break;
                    }
                }
                self.merging = false;
                true
            }
            _ => false,
        }
    }

    /// An entry without the second one that stands on its line, which is named and moved down in the copy.
    pub(super) fn alone(&mut self, line: &SourceLine, first: &NamedLine) -> NamedLine {
        let value = first.value.clone();
        if self.named_figures(&self.text[value.clone()]).is_some() {
            return first.clone();
        }
        let mut open = 0_usize;
        let mut before = ' ';
        let mut words = 0;
        for (at, c) in self.text[value.clone()].char_indices().take_while(|(at, _)| *at <= FAR) {
            // Another entry begins behind a blank, or right behind a figure: 2024成文日期: 2025-01-20.
            let glued = c.is_alphabetic() && (is_figure_end(before) || first.kind == Name::Head && at > 0);
            let begins = (is_blank(before) || SEPARATORS.contains(before) || glued)
                && !is_blank(c)
                && (at > 0 || first.kind == Name::Table && c.is_alphabetic())
                && open == 0;
            before = c;
            words += usize::from(begins);
            if words > MOST_WORDS {
                break;
            }
            match c {
                '[' | '{' | '【' | '｛' | '"' => open += 1,
                ']' | '}' | '】' | '｝' => open = open.saturating_sub(1),
                _ => {}
            }
            let from = value.start + at;
            let second = begins.then(|| entry_of(self.text, from..line.range.end, value.end, self.names)).flatten();
            let Some(second) = second.filter(|second| {
                let same = matches!((first.kind, second.kind), (Name::Row(_) | Name::Table, Name::Row(_)));
                second.colon != Colon::Missing && (same || !matches!(second.kind, Name::Row(_)))
            }) else {
                continue;
            };
            let name = &self.text[second.name.clone()];
            let message = format!("“{}”和“{name}”写在一行里了", &self.text[first.name.clone()]);
            let below = matches!((first.kind, second.kind), (Name::Table, Name::Row(_)));
            let how = if below { "前面空两格" } else { "与上一行对齐" };
            self.slips.add_each("second", second.name.clone(), message, format!("“{name}”另起一行写，{how}"));
            let is_between = |c: char| is_blank(c) || SEPARATORS.contains(c);
            let end = value.start + self.text[value.start..from].trim_end_matches(is_between).len();
            let indent = line.indent + if below { 2 } else { 0 };
            self.slips.edits.replace(end..from, format!("\n{}", " ".repeat(indent)));
            return NamedLine { value: value.start..end, ..first.clone() };
        }
        first.clone()
    }

    /// A row whose figures stand alone on the lines below it: named, and brought up in the copy. Whether they did.
    pub(super) fn below(&mut self, entry: &NamedLine, name: &str) -> bool {
        if entry.kind == Name::Table {
            return self.nothing_below(entry, name);
        }
        if self.list_below(entry, name) {
            return true;
        }
        let mut figures: Vec<String> = Vec::new();
        let mut end = entry.value.end;
        while let Some(line) = self.lines.get(self.at) {
            let body = &self.text[line.body()];
            let is_figures = !body.is_empty()
                && self.entry(line).is_none()
                && body.split(super::lists::parts).filter(|cell| !cell.is_empty()).all(super::lists::is_figure);
            // A list of YAML's own kind: `- 12`.
            if !is_figures || body.starts_with("- ") {
                break;
            }
            figures.extend(body.split(super::lists::parts).filter(|cell| !cell.is_empty()).map(str::to_owned));
            end = line.range.end;
            self.at += 1;
        }
        let shown = match &figures[..] {
            [] => return false,
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let message = format!("“{name}”的数写到下一行去了");
        self.slips.add_each("below", entry.name.clone(), message, format!("写成“{name}: {shown}”"));
        self.slips.edits.replace(entry.name.end..end, format!(": {shown}"));
        true
    }

    /// An entry without the figure behind its name, where rows or columns of its own stand below, `不予公开: 0`: named, and left out in
    /// the copy.
    pub(super) fn headed(&mut self, line: &SourceLine, entry: &NamedLine) -> NamedLine {
        let value = self.text[entry.value.clone()].to_owned();
        let figures = value.trim_matches(['[', ']']);
        let is_figure = !figures.is_empty()
            && figures.split(super::lists::parts).all(|cell| cell.is_empty() || super::lists::is_figure(cell));
        // 见下, （单位：件）: words over the rows.
        let is_word = !value.is_empty() && !value.contains(['[', '{', '【', '｛', '"', '|', '｜', '>', '&', '*', '!']);
        let inner = self.following(self.at).filter(|next| next.indent >= line.indent + 2);
        let inner = inner
            .and_then(|next| self.entry(next))
            // A row of the second level has none of that level below it: those are beside it, and it was not indented.
            .filter(|inner| match (entry.kind, inner.kind) {
                (Name::Table, Name::Row(_)) => true,
                // 其余 below a row at the margin stands beside it.
                (_, Name::Row(0)) => line.indent > self.base,
                (_, Name::Row(depth)) => depth != 1 && (depth != 2 || entry.kind != inner.kind),
                _ => false,
            });
        // How far a line goes in is not known while its blanks are of another kind.
        let odd = self.text[line.range.start..line.range.start + line.lead].contains(|c| c != ' ');
        if !(is_figure || is_word) || odd || inner.is_none() || entry.colon != Colon::Right {
            return entry.clone();
        }
        let name = &self.text[entry.name.clone()];
        let message = format!("“{name}”后面写了“{value}”，下面又写了它的各项");
        let help = if is_figure {
            format!("下面各项留下，这里写成“{name}:”；各项都是零的，留“{name}: 0”，删去下面各项")
        } else {
            format!("写成“{name}:”；要说明的，写成“{name}:  # {value}”")
        };
        self.slips.add_each("headed", entry.value.clone(), message, help);
        self.slips.edits.replace(entry.value.clone(), "");
        NamedLine { value: entry.value.start..entry.value.start, ..entry.clone() }
    }

    /// A note that touches what it stands behind, `2024#上年`: named, and parted from it in the copy.
    pub(super) fn tight_note(&mut self, entry: &NamedLine, name: &str) {
        let value = &self.text[entry.value.clone()];
        let Some(at) = value.find(['#', '＃']).filter(|at| *at > 0) else { return };
        let (before, note) = value.split_at(at);
        let is_note = note.chars().nth(1).is_some_and(|c| !c.is_ascii() || c == ' ');
        if !is_note || before.ends_with(is_blank) || before.starts_with(['"', '\'', '[', '{', '【', '｛']) {
            return;
        }
        let words = note.trim_start_matches(['#', '＃']).trim_start();
        let short: String = words.chars().take(12).collect();
        let place = entry.value.start + at..entry.value.start + at + note.chars().next().map_or(1, char::len_utf8);
        let message = format!("“{name}”后面的“#”前面没有空格，说明会当成内容");
        let before = before.to_owned();
        self.slips.add_each("tight", place.clone(), message, format!("写成“{name}: {before}  # {short}”"));
        self.slips.edits.replace(place, "  # ");
    }

    /// A table under whose name only stands that there is nothing: `复议诉讼:` and 无 below.
    fn nothing_below(&mut self, entry: &NamedLine, name: &str) -> bool {
        let Some(line) = self.lines.get(self.at).cloned() else { return false };
        let word = self.text[line.body()].trim_end_matches(['。', '.']);
        if !["无", "没有", "零", "无此项", "无此类情况", "-", "/"].contains(&word) {
            return false;
        }
        let message = format!("“{name}”下面写的是“{word}”，不是各行的数");
        self.slips.add_each("nothing", line.body(), message, format!("查实全年都是零的，写成“{name}: 0”"));
        self.slips.edits.replace(entry.name.end..line.range.end, ": 0");
        self.at += 1;
        true
    }

    /// The beginning or the end of a block of code as chats and web pages show it. Whether the line at hand is one.
    pub(super) fn fence(&mut self) -> bool {
        let Some(line) = self.lines.get(self.at) else { return false };
        let body = self.text[line.body()].to_owned();
        let rest = body.strip_prefix("```").or_else(|| body.strip_prefix("~~~"));
        if !rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_alphanumeric())) {
            return false;
        }
        let message = format!("“{body}”是粘贴带来的代码标记");
        self.slips.add("fence", line.body(), message, "删去这一行".into());
        self.slips.edits.replace(line.body(), "");
        self.at += 1;
        true
    }

    /// Names of columns, each with its figure, that stand in no braces: `自然人12 商业企业3`, `[自然人: 12, 商业企业: 3]`.
    fn named_figures(&self, value: &str) -> Option<String> {
        let bare = !value.contains([':', '：', '=', '＝']);
        let inner = value.trim_matches(|c| "[]【】()（）".contains(c));
        // Braces are right, unless nothing in them has its colon: `{自然人 12, 商业企业 3}`.
        let unopened = !inner.starts_with(['{', '｛']);
        let inner = if bare || unopened { inner.trim_matches(|c| "{}｛｝".contains(c)) } else { inner };
        if inner.starts_with(['{', '｛']) || !inner.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let joined =
            inner.split([':', '：', '=', '＝']).map(|part| part.trim_matches(is_blank)).collect::<Vec<_>>().join(":");
        let mut cells: Vec<String> = Vec::new();
        for cell in joined.split(super::lists::parts).filter(|cell| !cell.is_empty()) {
            let is_figure = cell.bytes().all(|byte| byte.is_ascii_digit());
            match cells.last_mut().filter(|last| is_figure && !last.ends_with(|c: char| c.is_ascii_digit())) {
                Some(name) => name.push_str(cell),
                None => cells.push(cell.to_owned()),
            }
        }
        let named = |cell: &String| {
            let digits = cell.len() - cell.trim_end_matches(|c: char| c.is_ascii_digit()).len();
            let (name, figure) = cell.split_at(cell.len() - digits);
            let name = name.trim_end_matches(':');
            let is_column = matches!((self.names)(name), Some(Name::Row(_)));
            (is_column && digits > 0 && name.starts_with(char::is_alphabetic)).then(|| format!("{name}: {figure}"))
        };
        let named: Vec<String> = cells.iter().map(named).collect::<Option<_>>()?;
        (!named.is_empty()).then(|| format!("{{{}}}", named.join(", ")))
    }

    /// A row whose value is hidden by a sign of YAML or by quotes, or is only a note: named, and mended. Whether it was.
    pub(super) fn hidden(&mut self, line: &SourceLine, entry: &NamedLine, name: &str) -> bool {
        let value = self.text[entry.value.clone()].to_owned();
        let first = value.chars().next().unwrap_or(' ');
        let digits: String =
            value.chars().skip_while(|c| !c.is_ascii_digit()).take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        if let Some(map) = self.named_figures(&value).filter(|map| *map != value) {
            let message = format!("“{name}”的几项没有写成花括号里的“名称: 数字”");
            self.slips.add_each("named", entry.value.clone(), message, format!("写成“{name}: {map}”"));
            self.slips.edits.replace(entry.value.clone(), map);
            return true;
        }
        if SIGNS.contains(first) || "'\"".contains(first) && value[1..] == digits {
            let help =
                if digits.is_empty() { "只写数字".to_owned() } else { format!("写成“{name}: {digits}”") };
            self.slips.add_each("sign", entry.value.clone(), format!("“{name}”后面的“{value}”不是数"), help);
            self.slips.edits.replace(entry.value.clone(), if digits.is_empty() { "0".into() } else { digits });
            return true;
        }
        if spreadsheet_error(&value).is_some() {
            // Reading says what it is; without quotes it would be taken for a note.
            self.slips.edits.replace(entry.value.clone(), format!("\"{value}\""));
            return true;
        }
        if let Some(list) = plain_list(&value) {
            let message = format!("“{name}”的几个数外面多了引号或括号");
            self.slips.add_each("quoted", entry.value.clone(), message, format!("写成“{name}: {list}”"));
            self.slips.edits.replace(entry.value.clone(), list);
            return true;
        }
        let note = self.text[entry.value.end.min(line.range.end)..line.range.end].trim_start_matches(is_blank);
        let is_row = self.following(self.at - 1).is_none_or(|next| next.indent <= line.indent);
        if !value.is_empty() || !note.starts_with('#') || !is_row {
            return false;
        }
        let at = line.range.end - note.len()..line.range.end;
        let (message, help) = if note.chars().all(|c| c == '#') {
            (format!("“{name}”后面的“{note}”不是数：表格里列太窄时，数就显示成这样"), "回到表格里看原来的数，写在这里")
        } else {
            (format!("“{name}”后面只有说明，没有数"), "数写在 # 前面；没有就写 0")
        };
        self.slips.add_each("note", at.clone(), message, help.into());
        self.slips.edits.replace(at.start..at.start, "0 ");
        true
    }
}

/// Whether a figure, or a list of them, ends with a sign.
fn is_figure_end(c: char) -> bool {
    c.is_ascii_digit() || "]}】｝".contains(c)
}

/// Figures in quotes, in two pairs of brackets or parted by colons, as the list that they should be.
fn plain_list(value: &str) -> Option<String> {
    let odd =
        value.contains(['"', '\'']) || value.starts_with("[[") || value.starts_with('[') && value.contains([':', '：']);
    let inner = value.replace(['"', '\''], "");
    let inner = inner.trim_matches(|c| "[]【】".contains(c)).replace([':', '：'], ",");
    // '15 alone is a figure in quotes, which is another slip.
    let single = || (value.starts_with('[') && super::lists::is_figure(&inner)).then(|| inner.clone());
    odd.then(|| super::lists::pasted(&inner).or_else(single)).flatten()
}
