//! Slips in rows of figures: full-width brackets and commas, a bracket not closed, a row pasted from a spreadsheet.

use std::ops::Range;

use super::scan::Scan;
use crate::source::lines::{Name, NamedLine, SourceLine, is_blank, spreadsheet_error};

/// What parts figures that were pasted.
pub(super) fn parts(c: char) -> bool {
    is_blank(c) || "、，,|｜；;".contains(c)
}

impl Scan<'_> {
    /// What stands behind the name of a row or table.
    pub(super) fn figures_of(&mut self, line: &SourceLine, entry: &NamedLine, name: &str) {
        let value = &self.text[entry.value.clone()];
        let first = value.chars().next().unwrap_or_default();
        self.at += 1;
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
    fn flow(&mut self, line: &SourceLine, entry: &NamedLine, name: &str) {
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
        if colon { ':' } else { half(c, flow.round || closes) }
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
        if let Some((first, signs)) = flow.wide_signs() {
            self.slips.add_each("wide", first, format!("“{name}”里的{signs}"), how.clone());
        } else if let Some(missing) = flow.missing.take() {
            self.slips.add_each("comma", missing, format!("“{name}”里两项之间没有逗号"), how.clone());
        } else if let Some(tight) = flow.tight.take() {
            self.slips.add_each("tight", tight, format!("“{name}”里有的冒号后面没有空格"), how.clone());
        }
        if let Some((range, c, right)) = flow.mismatch.take() {
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
        if let Some(inner) =
            mended.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).filter(|rest| is_list(rest))
        {
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

/// Whether a piece of a pasted row is a figure, or a sign for none.
pub(super) fn is_figure(token: &str) -> bool {
    let digits = token.strip_prefix(['-', '−', '+']).unwrap_or(token).trim_end_matches(['件', '.']);
    let numeric = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c) || c == '.';
    !digits.is_empty() && digits.chars().all(numeric) || ["-", "—", "－", "/", "／", "无"].contains(&token)
}

/// A row of figures pasted without brackets, as the list that it should be; a blank cell of a spreadsheet is 待填.
pub(super) fn pasted(value: &str) -> Option<String> {
    let value = value.trim_matches(|c: char| c == '|' || c == '｜' || is_blank(c));
    if let Some(list) = stroked(value) {
        return Some(list);
    }
    let cells: Vec<&str> = if value.contains('\t') {
        value.split('\t').map(|cell| cell.trim_matches(parts)).collect()
    } else {
        value.split(parts).filter(|cell| !cell.is_empty()).collect()
    };
    let figures = cells.iter().filter(|cell| is_figure(cell)).count();
    let blanks = cells.iter().filter(|cell| cell.is_empty()).count();
    if figures < 2 || figures + blanks < cells.len() || is_one_number(value) {
        return parted(value);
    }
    let shown: Vec<&str> =
        cells.iter().map(|cell| if cell.is_empty() { "待填" } else { cell.trim_end_matches('.') }).collect();
    Some(format!("[{}]", shown.join(", ")))
}

/// Three figures or more with a stroke between each two: `9/0/57`, `9 / 0 / 57`.
fn stroked(value: &str) -> Option<String> {
    let cells: Vec<&str> = value.split(['/', '／']).map(|cell| cell.trim_matches(is_blank)).collect();
    let digits = |cell: &&str| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit());
    (cells.len() > 2 && cells.iter().all(digits)).then(|| format!("[{}]", cells.join(", ")))
}

/// The list, or the one figure, that a value is meant for whose bracket is closed and was never opened, and that bracket.
fn unopened(value: &str) -> Option<(String, char)> {
    let close = value.chars().next_back().filter(|c| "]】］}｝".contains(*c))?;
    let inner = value[..value.len() - close.len_utf8()].trim_matches(is_blank);
    let bare = !inner.contains(['[', '【', '［', '{', '｛', '"']);
    let list = if is_figure(inner) { Some(inner.to_owned()) } else { pasted(inner) };
    list.filter(|_| bare).map(|list| (list, close))
}

/// Figures in brackets of another kind, or parted by strokes: `<12, 3, 0>`, `12/3/0`. Two could be a date or a range.
fn parted(value: &str) -> Option<String> {
    let inner = value.trim_matches(|c: char| "<>《》〈〉".contains(c));
    let cells: Vec<&str> =
        inner.split(|c| parts(c) || "/／.。．".contains(c)).filter(|cell| !cell.is_empty()).collect();
    let digits = |cell: &&str| cell.bytes().all(|byte| byte.is_ascii_digit());
    (cells.len() > 3 && cells.iter().all(digits)).then(|| format!("[{}]", cells.join(", ")))
}

/// Whether the groups of a value are those of one number: `1,234`, `12 345 678`.
fn is_one_number(value: &str) -> bool {
    // Decimals behind the last group belong to it: 1,036.25.
    let decimals = value.rsplit_once('.').filter(|(_, rest)| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let value = decimals.map_or(value, |(whole, _)| whole);
    let sign = value.chars().find(|c| !c.is_ascii_digit());
    let Some(sign) = sign.filter(|c| ",， \u{A0}".contains(*c)) else { return false };
    let mut groups = value.split(sign);
    let three = |group: &str| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && group != "0");
    // Two groups in a row of zeros, 0 000, or 100 200 300: the first digit decides that it is a number.
    first && groups.all(three)
}

/// Whether what stands in braces is figures without names.
fn is_list(inner: &str) -> bool {
    inner.contains(',') && inner.split(',').all(|cell| is_figure(cell.trim()))
}

/// The list that brackets around bare figures are meant for: `[12 3 0]`.
fn bare_list(mended: &str) -> Option<String> {
    let inner = mended.strip_prefix('[')?.strip_suffix(']')?;
    if inner.contains([',', ':', '\n']) {
        return None;
    }
    pasted(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_rows_are_told_from_numbers() {
        for (value, list) in [
            ("12 3 0 0 0 0 15", Some("[12, 3, 0, 0, 0, 0, 15]")),
            ("12\t3\t0\t\t0\t0", Some("[12, 3, 0, 待填, 0, 0]")),
            ("12、3、0", Some("[12, 3, 0]")),
            ("12，3，0，0，0，0", Some("[12, 3, 0, 0, 0, 0]")),
            ("| 12 | 3 | 0 |", Some("[12, 3, 0]")),
            ("0 0 0", Some("[0, 0, 0]")),
            ("12 - 0", Some("[12, -, 0]")),
            ("12.3.0.0.0.0", Some("[12, 3, 0, 0, 0, 0]")),
            ("2025.1.20", None),
            ("1,234", None),
            ("1,036.25", None),
            ("1 234", None),
            ("12", None),
            ("3件", None),
            ("约12 3", None),
        ] {
            assert_eq!(pasted(value).as_deref(), list, "{value}");
        }
        assert_eq!(bare_list("[12 3 0]").as_deref(), Some("[12, 3, 0]"));
        assert_eq!(bare_list("[12, 3]"), None);
    }
}
