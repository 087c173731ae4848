//! Slips in rows of figures: full-width brackets and commas, a bracket not closed, a row pasted from a spreadsheet.

use std::ops::Range;

use super::lists::{bare_list, begins_figure, in_braces, parts, pasted, unopened};
use super::scan::Scan;
use crate::source::lines::{Colon, Name, NamedLine, SourceLine, is_blank, spreadsheet_error};

/// Whether a value is one figure, or a list of whole ones, as every sound row has it: there is no slip to be looked for.
fn is_plain(value: &str) -> bool {
    let whole = |figure: &str| (1..=9).contains(&figure.len()) && figure.bytes().all(|byte| byte.is_ascii_digit());
    match value.strip_prefix('[').map(|rest| rest.strip_suffix(']')) {
        Some(inner) => inner.is_some_and(|inner| inner.split(", ").all(whole)),
        None => whole(value),
    }
}

impl Scan<'_> {
    /// What stands behind the name of a row or table.
    pub(super) fn figures_of(&mut self, line: &SourceLine, entry: &NamedLine, name: &str) {
        if entry.colon == Colon::Right && is_plain(&self.text[entry.value.clone()]) {
            self.at += 1;
            return;
        }
        let bared = if matches!(entry.kind, Name::Row(_)) { Some(self.bared(entry, name)) } else { None };
        let entry = bared.as_ref().unwrap_or(entry);
        let value = &self.text[entry.value.clone()];
        let first = value.chars().next().unwrap_or_default();
        self.at += 1;
        self.question(entry);
        if matches!(entry.kind, Name::Row(_)) && self.hidden(line, entry, name) {
            self.colon(entry, name);
            return;
        }
        if matches!(entry.kind, Name::Row(_) | Name::Table) && value.is_empty() && self.below(entry, name) {
            return;
        }
        if let Some((list, close)) = unopened(value) {
            let message = format!("“{name}”后面有右括号“{close}”，前面没有左括号");
            self.slips.add_each("bracket", entry.value.clone(), message, format!("写成“{name}: {list}”"));
            self.slips.edits.replace(entry.gap.start..entry.value.end, format!(": {list}"));
            return;
        }
        // Two figures behind a column's name are one number with a blank in it, or a mistake that only a clerk can mend.
        let list = pasted(value).filter(|list| entry.kind != Name::Row(0) || list.matches(',').count() >= 5);
        if let Some(list) = list {
            let message = format!("“{name}”后面的几个数没有写在方括号里，像是粘贴来的一行");
            self.slips.add_each("pasted", entry.value.clone(), message, format!("写成“{name}: {list}”"));
            self.slips.edits.replace(entry.gap.start..entry.value.end, format!(": {list}"));
            return;
        }
        self.colon(entry, name);
        self.tight_note(entry, name);
        if "|｜>".contains(first) && value.chars().count() == 1 {
            let message = format!("“{name}”是表里的项，后面不写“{first}”");
            self.slips.add_each("bar", entry.value.clone(), message, format!("写成“{name}:”，下面逐行写数字"));
            self.slips.edits.replace(entry.value.clone(), "");
            return;
        }
        if "[{【｛［〔".contains(first)
            || "(（".contains(first) && value.contains(parts) && value.ends_with([')', '）', ']', '】'])
        {
            self.flow(line, entry, name);
        }
    }

    /// The list that a line of nothing but figures is.
    pub(super) fn bare_figures(line: &str) -> Option<String> {
        pasted(line)
    }

    /// A list or mapping in brackets, over as many lines as it takes.
    pub(super) fn flow(&mut self, line: &SourceLine, entry: &NamedLine, name: &str) {
        let mut flow = FlowSlips { start: entry.value.start, ..FlowSlips::default() };
        let mut stretch = entry.value.clone();
        loop {
            self.flow_line(&mut flow, stretch.clone());
            if flow.open.is_empty() {
                break;
            }
            let next = self.lines.get(self.at).cloned();
            let goes_on = next.filter(|next| {
                let entry = self.entry(next);
                let outer = entry.as_ref().is_some_and(|entry| !matches!(entry.kind, Name::Row(_)));
                !outer && !next.body().is_empty() && (entry.is_none() || next.indent > line.indent)
            });
            let Some(next) = goes_on else { break };
            self.at += 1;
            let body = next.body();
            let end = crate::source::lines::comment(&self.text[body.clone()]);
            stretch = body.start
                ..end.map_or(body.end, |at| body.start + self.text[body.start..body.start + at].trim_end().len());
        }
        self.flow_slips(flow, &stretch, entry, name);
    }

    /// Reads one line of a list or mapping, noting what has to be mended.
    fn flow_line(&mut self, flow: &mut FlowSlips, stretch: Range<usize>) {
        let text = &self.text[stretch.clone()];
        let mut item = 0;
        for (at, c) in text.char_indices() {
            let range = stretch.start + at..stretch.start + at + c.len_utf8();
            if flow.closed {
                if !is_blank(c) {
                    flow.extra.get_or_insert(range.start..stretch.end);
                }
                continue;
            }
            if flow.in_remark(c) {
                continue;
            }
            flow.quote_error(&text[at..], range.start);
            let half = self.meant(flow, (&text[item..at], &text[at..]), c);
            if half == ',' && flow.skips_comma((&text[item..at], &text[at..]), &range) {
                continue;
            }
            if self.lacks_comma(flow, &text[item..at], &text[at..]) {
                flow.missing.get_or_insert(range.clone());
                flow.edits.push((range.start..range.start, ",".to_owned()));
                item = at + c.len_utf8();
                flow.has_colon = false;
            }
            let closes = ")）".contains(c) && !flow.round && half == ']';
            flow.note(if closes { c } else { half }, c, &range);
            match half {
                '[' | '{' => flow.open.push(half),
                ']' | '}' => {
                    flow.close(half, c, range);
                    continue;
                }
                // A second one in an entry is the value's own: =SUM(B2:B13).
                ':' if flow.open.last() == Some(&'{') && !flow.has_colon => {
                    flow.has_colon = true;
                    let behind = &text[at + c.len_utf8()..];
                    if c == ':' && !behind.starts_with(is_blank) && (self.names)(text[item..at].trim()).is_some() {
                        flow.tight.get_or_insert(range.clone());
                    }
                    let bad = behind.chars().next().filter(|c| is_blank(*c) && *c != ' ');
                    let end = range.end + bad.map_or(0, char::len_utf8);
                    let blank = if behind.starts_with(' ') { "" } else { " " };
                    flow.edits.push((range.start..end, format!(":{blank}")));
                    continue;
                }
                _ => {}
            }
            if matches!(half, ',' | '[' | '{') {
                item = at + c.len_utf8();
                flow.has_colon = false;
            }
            if half != c {
                flow.edits.push((range, half.to_string()));
            }
        }
    }

    /// The half-width sign that a sign is meant for; `=` behind a name in a mapping is a colon.
    fn meant(&self, flow: &FlowSlips, (item, rest): (&str, &str), c: char) -> char {
        let in_map = flow.open.last() == Some(&'{');
        let colon = "=＝".contains(c) && in_map && !flow.has_colon && (self.names)(item.trim()).is_some();
        // A round bracket that ends the line, and that none has opened, closes the list.
        let closes = ")）".contains(c) && rest[c.len_utf8()..].trim_matches(is_blank).is_empty();
        let parted = match flow.open.last() {
            Some('{') => has_value(item) && self.begins_entry(&rest[c.len_utf8()..]),
            Some('[') => item.ends_with(|c: char| c.is_ascii_digit()) && begins_figure(&rest[c.len_utf8()..]),
            _ => false,
        };
        if colon {
            ':'
        } else if parted && "｜|/／。".contains(c) {
            ','
        } else {
            half(c, flow.round || closes)
        }
    }

    /// Whether two entries of a mapping have nothing but a blank between them: the one before it, and the text from it on.
    fn lacks_comma(&self, flow: &FlowSlips, item: &str, rest: &str) -> bool {
        let in_map = flow.open.last() == Some(&'{');
        rest.starts_with(is_blank) && in_map && has_value(item) && self.begins_entry(rest)
    }

    /// Whether behind a blank another entry of a mapping begins.
    fn begins_entry(&self, text: &str) -> bool {
        let text = text.trim_start_matches(is_blank);
        let name = text.split([':', '：', '=', ',', '，', '}', ' ']).next().unwrap_or_default();
        let is_name = name.starts_with(char::is_alphanumeric) && (self.names)(name.trim()).is_some();
        is_name && text[name.len()..].starts_with([':', '：', '='])
    }

    /// Names the signs of a list or mapping that are wrong, missing or too many.
    fn named_signs(&mut self, flow: &mut FlowSlips, name: &str, how: &str) {
        if let Some((first, signs)) = flow.wide_signs() {
            self.slips.add_each("wide", first, format!("“{name}”里的{signs}"), how.to_owned());
        } else if let Some(missing) = flow.missing.take() {
            self.slips.add_each("comma", missing, format!("“{name}”里两项之间没有逗号"), how.to_owned());
        } else if let Some(tight) = flow.tight.take() {
            self.slips.add_each("tight", tight, format!("“{name}”里有的冒号后面没有空格"), how.to_owned());
        }
        if let Some((range, number)) = flow.thousands.take() {
            let message = format!("“{name}”里的“{number}”是一个数，数里不写逗号");
            self.slips.add_each("thousands", range, message, how.to_owned());
        } else if let Some(spare) = flow.spare.take() {
            self.slips.add_each("comma", spare, format!("“{name}”里多了一个逗号"), how.to_owned());
        }
    }

    /// Names what was noted, each kind once, and mends it.
    fn flow_slips(&mut self, mut flow: FlowSlips, last: &Range<usize>, entry: &NamedLine, name: &str) {
        let whole = entry.value.start..last.end;
        let written = self.text[whole.clone()].to_owned();
        let closers: String = flow.open.iter().rev().map(|open| if *open == '{' { '}' } else { ']' }).collect();
        let mended = flow.mended(&written) + &closers;
        let single = !mended.contains('\n') && mended.chars().count() <= 80;
        let how = if single {
            format!("写成“{name}: {mended}”")
        } else {
            "改为半角的 [ ]、{ }、逗号和冒号".into()
        };
        self.named_signs(&mut flow, name, &how);
        // Figures in braces are told as such, whatever closes them.
        let is_list_in_braces = in_braces(&mended).is_some();
        if let Some((range, c, right)) = flow.mismatch.take().filter(|_| !is_list_in_braces) {
            let half = half(c, false);
            if half != right {
                let message = format!("左括号和右括号不是一种：这里应当是“{right}”");
                self.slips.add_each("bracket", range, message, how.clone());
            }
        }
        if !flow.open.is_empty() {
            let open = flow.start..flow.start + self.text[flow.start..].chars().next().map_or(1, char::len_utf8);
            let first = &self.text[open.clone()];
            let message = format!("左括号“{first}”后面没有对应的“{closers}”");
            self.slips.add_each("bracket", open, message, format!("在这一行末尾补上“{closers}”；{how}"));
            flow.edits.push((last.end..last.end, closers));
        }
        if let Some(extra) = flow.extra.take() {
            let message = format!("括号后面多了“{}”", self.text[extra.clone()].trim());
            self.slips.add_each("extra", extra.clone(), message, "删去括号后面多出的内容".into());
            self.slips.edits.replace(extra, "");
        }
        if let Some(inner) = in_braces(&mended) {
            let message = format!("“{name}”的几个数写在花括号里，要用方括号");
            self.slips.add_each("bracket", whole.clone(), message, format!("写成“{name}: [{inner}]”"));
            self.slips.edits.replace(whole, format!("[{inner}]"));
            return;
        }
        if let Some(list) = bare_list(&mended) {
            let message = format!("“{name}”的几个数之间没有逗号");
            self.slips.add_each("pasted", whole.clone(), message, format!("写成“{name}: {list}”"));
            self.slips.edits.replace(whole, list);
            return;
        }
        for (range, with) in flow.edits {
            if self.text[range.clone()] != with {
                self.slips.edits.replace(range, with);
            }
        }
    }
}

/// What a list or mapping shows while it is read.
#[derive(Default)]
struct FlowSlips {
    start: usize,
    open: Vec<char>,
    /// Whether the list is in round brackets.
    round: bool,
    /// Whether a comma before had no blank behind it.
    tight_commas: bool,
    /// How many round brackets of a name are open.
    remark: usize,
    closed: bool,
    /// Whether the entry at hand has its colon.
    has_colon: bool,
    /// The last sign that is no blank.
    before: Option<char>,
    wide: Vec<(Range<usize>, char)>,
    tight: Option<Range<usize>>,
    /// Where a comma is missing.
    missing: Option<Range<usize>>,
    /// A comma with nothing before it in a mapping.
    spare: Option<Range<usize>>,
    /// A number with a comma in it.
    thousands: Option<(Range<usize>, String)>,
    /// A closing bracket of the wrong kind, and the right one.
    mismatch: Option<(Range<usize>, char, char)>,
    /// What stands behind the last bracket.
    extra: Option<Range<usize>>,
    edits: Vec<(Range<usize>, String)>,
}

impl FlowSlips {
    /// Puts what a spreadsheet shows for a cell it could not work out into quotes: without them the rest of the line would be taken for
    /// a note.
    fn quote_error(&mut self, rest: &str, start: usize) {
        if let Some(length) = spreadsheet_error(rest) {
            self.edits.push((start..start, "\"".to_owned()));
            self.edits.push((start + length..start + length, "\"".to_owned()));
            self.before = Some('#');
        }
    }

    /// Whether a comma parts nothing, between the entry before it and the text from it on: it stands within a number, 1,012, or behind
    /// no entry of a mapping. It is left out then.
    fn skips_comma(&mut self, (item, rest): (&str, &str), range: &Range<usize>) -> bool {
        let in_map = self.open.last() == Some(&'{');
        let group = rest.trim_start_matches([',', '，']);
        let digits = group.len() - group.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let head = item.trim_start_matches(|c: char| !c.is_ascii_digit());
        let is_head = (1..=3).contains(&head.len()) && head.bytes().all(|byte| byte.is_ascii_digit()) && head != "0";
        // In a list whose commas have blanks behind them, one without stands in a number; in a mapping no entry is bare figures.
        let parted = in_map && has_value(item) || !in_map && group.contains(", ");
        if digits == 3 && is_head && parted && !self.tight_commas {
            let number = range.start - head.len()..range.end + digits;
            self.thousands.get_or_insert((number, format!("{head},{}", &group[..digits])));
        } else if in_map && self.before.is_some_and(|before| ",{".contains(before)) {
            self.spare.get_or_insert(range.clone());
        } else {
            self.tight_commas |= !group.starts_with(is_blank);
            return false;
        }
        self.edits.push((range.clone(), String::new()));
        true
    }

    /// Closes the innermost bracket with a sign, as it is meant and as it is written.
    fn close(&mut self, half: char, written: char, range: Range<usize>) {
        let right = if self.open.pop() == Some('{') { '}' } else { ']' };
        if half != right || !self.round && ")）".contains(written) {
            self.mismatch.get_or_insert((range.clone(), written, right));
        }
        self.edits.push((range, right.to_string()));
        self.closed = self.open.is_empty();
    }

    /// Notes a sign, and what it is meant for.
    fn note(&mut self, half: char, c: char, range: &Range<usize>) {
        if half != c {
            self.wide.push((range.clone(), c));
        }
        // Nothing between two commas: a blank figure, which reading names.
        if half == ',' && self.before.is_some_and(|before| ",[".contains(before)) {
            self.edits.push((range.start..range.start, "~".to_owned()));
        }
        if !is_blank(c) {
            self.before = Some(half);
        }
    }

    /// Where the first full-width sign stands, and which there are, each once, with what is wrong with them.
    fn wide_signs(&self) -> Option<(Range<usize>, String)> {
        let (first, _) = self.wide.first()?;
        let mut signs: Vec<char> = Vec::new();
        for (_, c) in &self.wide {
            if !signs.contains(c) {
                signs.push(*c);
            }
        }
        let what = match &signs[..] {
            ['、'] => "不是半角逗号",
            signs if signs.iter().any(char::is_ascii) => "不对，要用半角的逗号和冒号",
            _ => "是全角的，要用半角",
        };
        let signs: String = signs.iter().map(|c| format!("“{c}”")).collect();
        Some((first.clone(), signs + what))
    }

    /// Whether a sign stands within a remark in round brackets, 本年收费金额（单位：万元）, or opens a list in round ones.
    fn in_remark(&mut self, c: char) -> bool {
        if "(（".contains(c) && self.open.is_empty() {
            self.round = true;
        } else if !self.round && "(（".contains(c) {
            self.remark += 1;
        } else if self.remark > 0 && ")）".contains(c) {
            self.remark -= 1;
            self.before = Some(c);
            return true;
        }
        self.remark > 0
    }

    /// The text with its edits, without what is too much behind it.
    fn mended(&self, written: &str) -> String {
        let mut mended = String::new();
        let mut at = 0;
        let end = self.extra.as_ref().map_or(written.len(), |extra| extra.start - self.start);
        for (range, with) in &self.edits {
            let (from, to) = (range.start - self.start, range.end - self.start);
            if from < at || to > end {
                continue;
            }
            mended.push_str(&written[at..from]);
            mended.push_str(with);
            at = to;
        }
        mended + written[at.min(end)..end].trim_end()
    }
}

/// A figure and what may stand between it and its colon have so many characters at the most.
const LONGEST_FIGURE: usize = 60;

/// Whether an entry of a mapping has its figure already.
fn has_value(entry: &str) -> bool {
    let entry = entry.trim_end();
    let mut near = entry.chars().rev().take(LONGEST_FIGURE);
    entry.ends_with(|c: char| c.is_ascii_digit()) && near.any(|c| c == ':' || c == '：')
}

/// The half-width sign that a full-width one is meant for; a round bracket only in a list in round ones.
fn half(c: char, round: bool) -> char {
    match c {
        '【' | '［' | '〔' => '[',
        '】' | '］' | '〕' => ']',
        '｛' => '{',
        '｝' => '}',
        '(' | '（' if round => '[',
        ')' | '）' if round => ']',
        '，' | '、' | '；' | ';' => ',',
        '：' => ':',
        c => c,
    }
}
