//! One line of a data file as a clerk writes it: its indentation, the name it begins with, what stands behind the colon.
//!
//! Knows how lines are written; what the names mean is told from outside.

use std::ops::Range;

use super::is_han;

/// What a name stands for in a data file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// An entry that holds something short: 机关, 年度.
    Head,
    /// An entry that holds a text: 总体情况, 标题.
    Text,
    /// A table: 申请.
    Table,
    /// A row, a group of rows or a column; how many levels below its table, 0 when that is not one number.
    Row(usize),
}

/// What a name stands for, or nothing for a name that nobody knows.
pub type NameLookup<'a> = &'a dyn Fn(&str) -> Option<Name>;

/// A line without its line break.
#[derive(Debug, Clone)]
pub(super) struct SourceLine {
    /// In the whole text.
    pub range: Range<usize>,
    /// Bytes of blanks of any kind at its beginning.
    pub lead: usize,
    /// How far it is indented: a tab and a full-width blank count two.
    pub indent: usize,
    /// Bytes of marks behind the blanks that stand before its name by mistake.
    pub marks: usize,
}

impl SourceLine {
    pub fn body(&self) -> Range<usize> {
        self.range.start + self.lead + self.marks..self.range.end
    }
}

/// Blanks of any kind that people indent with.
pub(super) fn is_blank(c: char) -> bool {
    c == ' '
        || c == '\t'
        || c == '\u{A0}'
        || c == '\u{3000}'
        || ('\u{2000}'..='\u{200A}').contains(&c)
        || c == '\u{202F}'
}

/// Blanks that YAML does not know as such.
pub(super) fn is_odd_blank(c: char) -> bool {
    is_blank(c) && c != ' ' && c != '\t'
}

/// The lines of a text.
pub(super) fn lines(text: &str) -> Vec<SourceLine> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches('\n');
        let body = body.strip_suffix('\r').unwrap_or(body);
        let rest = body.trim_start_matches(is_blank);
        let lead = body.len() - rest.len();
        let indent = body[..lead].chars().map(|c| if matches!(c, '\t' | '\u{3000}') { 2 } else { 1 }).sum();
        let end = start + body.trim_end_matches(is_blank).len().max(lead);
        lines.push(SourceLine { range: start..end, lead, indent, marks: 0 });
        start += line.len();
    }
    lines
}

/// How a name is parted from its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colon {
    /// `: `, or `:` at the line's end.
    Right,
    /// `:` with the value right behind.
    NoBlank,
    /// Another character that is meant for a colon.
    Other(char),
    /// `:` and a blank that is none: U+00A0, U+3000.
    BadBlank(char),
    /// A colon and a note that is not written as one: `:#`, `: ＃`, `://`.
    Note,
    /// Nothing at all.
    Missing,
}

/// A line that begins with a known name.
#[derive(Debug, Clone)]
pub(super) struct NamedLine {
    pub kind: Name,
    pub colon: Colon,
    /// The name.
    pub name: Range<usize>,
    /// What stands between name and value, the blanks included.
    pub gap: Range<usize>,
    /// The value without a comment behind it.
    pub value: Range<usize>,
}

/// The bar behind the name of a text, and signs that are typed for it.
pub(super) const BARS: &str = "|｜丨∣│︱¦";

/// Whether a value is only the bar, or a sign typed for it.
pub(super) fn is_bar(value: &str) -> bool {
    value.chars().count() == 1 && value.starts_with(|c| BARS.contains(c))
}

/// Signs that are typed in place of a colon.
const COLONS: [char; 8] = ['：', '﹕', '∶', '︰', '=', '＝', '；', ';'];
/// Marks of lists that come before a name by mistake.
pub(super) const LIST_MARKS: &str = "-－–—•·●◆➢▪*";
/// What a value may begin with when the colon was left out.
const OPENERS: &str = "[{|｜【｛";

/// The entry that a stretch of a line is.
pub(super) fn entry(text: &str, body: Range<usize>, names: NameLookup) -> Option<NamedLine> {
    let line = &text[body.clone()];
    let end = body.start + comment(line).map_or(line.len(), |at| line[..at].trim_end().len());
    entry_of(text, body, end, names)
}

/// The same, where it is known that its content ends at `end_of_content`, and what is behind is a comment.
pub(super) fn entry_of(text: &str, body: Range<usize>, end_of_content: usize, names: NameLookup) -> Option<NamedLine> {
    let content = &text[body.start..end_of_content];
    // Names begin with no sign that stands between things.
    if content.starts_with(|c| ARROWS.contains(c) || ",，、{｛".contains(c)) {
        return None;
    }
    let mut at_blank = None;
    // A name that stands farther off, or behind a sentence, is none: a line of any length is looked at once.
    let near = content.char_indices().take_while(|&(at, c)| at <= 2 * LONGEST_NAME && c != '。');
    // No Chinese character parts a name from its value.
    for (at, c) in near.filter(|(_, c)| !is_han(*c)) {
        let figures = |rest: &str| {
            let mut near = rest.chars().take(LONGEST_NAME);
            near.find(|&c| !is_blank(c) && !ARROWS.contains(c)).is_some_and(|c| c.is_ascii_digit() || c == '[')
        };
        let parts = ARROWS.contains(c) && !COLONS.contains(&c) && c != ':' || ",，、.．".contains(c);
        let is_arrow = parts
            && figures(&content[at + c.len_utf8()..])
            && matches!(known(&content[..at], names), Some(Name::Row(_)));
        let is_colon = c == ':' || COLONS.contains(&c) || is_arrow;
        if is_colon || OPENERS.contains(c) {
            if let Some(kind) = known(&content[..at], names) {
                let behind = at + if is_colon { c.len_utf8() } else { 0 };
                let blanks = &content[behind..content.len() - content[behind..].trim_start_matches(is_blank).len()];
                let bad = blanks.chars().find(|c| *c != ' ' && *c != '\t');
                let noted = is_colon && is_mistyped_note(&content[behind + blanks.len()..]);
                let colon = match c {
                    _ if noted => Colon::Note,
                    ':' if behind == content.len() => Colon::Right,
                    ':' => match bad {
                        Some(bad) => Colon::BadBlank(bad),
                        None if blanks.is_empty() => Colon::NoBlank,
                        None => Colon::Right,
                    },
                    c if is_colon => Colon::Other(c),
                    _ => Colon::Missing,
                };
                let name = (&body, &content[..at]);
                let value = if noted { content.len() } else { behind + blanks.len() };
                return Some(made(text, (kind, colon), name, (value, end_of_content)));
            }
            if c == ':' && content[at + 1..].starts_with(' ') {
                return None;
            }
        } else if is_blank(c) && at_blank.is_none() && known(&content[..at], names).is_some() {
            at_blank = Some(at);
        } else if c.is_ascii_digit() && is_figure_alone(&content[at..]) && at_blank.is_none() {
            // 行政许可15, 成文日期2025-01-20: neither colon nor blank.
            let kind = known(&content[..at], names).filter(|kind| matches!(kind, Name::Head | Name::Row(_)));
            at_blank = kind.map(|_| at);
        }
    }
    let name = at_blank.unwrap_or(content.len());
    let kind = known(&content[..name], names)?;
    let behind = content.len() - content[name..].trim_start_matches(is_blank).len();
    Some(made(text, (kind, Colon::Missing), (&body, &content[..name]), (behind, end_of_content)))
}

/// A note behind a name is no longer, in bytes; what is may be a text.
const LONGEST_NOTE: usize = 90;

/// Whether all that stands behind a colon is a note whose sign is none: it touches the colon, is full-width or that of programs.
fn is_mistyped_note(rest: &str) -> bool {
    let note = ["#", "＃", "//"].into_iter().find_map(|sign| rest.strip_prefix(sign)).map(|note| note.trim_start());
    rest.len() <= LONGEST_NOTE
        && spreadsheet_error(rest).is_none()
        && note.is_some_and(|note| note.starts_with(|c: char| is_han(c) || "（(".contains(c)))
}

/// Whether nothing but one figure or date is left of a line.
fn is_figure_alone(rest: &str) -> bool {
    rest.len() <= LONGEST_NAME && rest.chars().all(|c| c.is_ascii_digit() || ".-/年月日".contains(c))
}

/// More signs that are typed between a name and its figures, in place of the colon or behind it.
const ARROWS: &str = ":：-－–—→>=＝";

/// An entry of a line: its `name` within `body`, and its value from and to.
fn made(
    text: &str,
    (kind, mut colon): (Name, Colon),
    (body, name): (&Range<usize>, &str),
    (value, end): (usize, usize),
) -> NamedLine {
    // `**行政许可**: 15`: what a word processor sets bold.
    let name = body.start..body.start + name.trim_end_matches(|c| is_blank(c) || c == '*').len();
    let mut value = (body.start + value).min(end)..end;
    // `机关类型:：部门`: what is no figure begins with no colon either.
    let doubled = &text[value.clone()];
    let rest = doubled.trim_start_matches([':', '：']).trim_start_matches(is_blank);
    let may_double = kind != Name::Text && !matches!(kind, Name::Row(_)) || kind == Name::Text && is_bar(rest);
    if may_double && doubled.starts_with([':', '：']) && !rest.is_empty() {
        colon = Colon::Other(doubled.chars().next().unwrap_or(':'));
        value.start = value.end - rest.len();
    }
    // `行政许可 → 15`, `行政许可:: 15`; a minus that touches its figure is its own.
    let written = &text[value.clone()];
    // Behind a colon that is right, = and - are the value's own.
    let signs = if matches!(colon, Colon::Missing | Colon::Other(_)) { ARROWS } else { ":：→>" };
    let rest = written.trim_start_matches(|c| signs.contains(c));
    let figures = rest.trim_start_matches(is_blank);
    if let (Name::Row(_), Some(sign)) = (kind, written.chars().next().filter(|_| rest.len() < written.len()))
        && figures.starts_with(|c: char| c.is_ascii_digit() || c == '[')
        && (figures.len() < rest.len() || !written[..written.len() - rest.len()].ends_with(['-', '－', '–']))
    {
        value.start = value.end - figures.len();
        colon = Colon::Other(sign);
    }
    NamedLine { kind, colon, gap: name.end..value.start, name, value }
}

/// No name of a form, and no text that is meant for one, is longer, in bytes.
pub const LONGEST_NAME: usize = 200;

fn known(name: &str, names: NameLookup) -> Option<Name> {
    let name = name.trim_matches(|c: char| is_blank(c) || "“”‘’\"'".contains(c));
    // A mark of a list is no part of a name, and a reference is none.
    let marked = name.starts_with(|c| LIST_MARKS.contains(c)) || name.starts_with("{{");
    if name.is_empty() || name.len() > LONGEST_NAME || marked { None } else { names(name) }
}

/// How long what a spreadsheet shows for a cell that it could not work out is, with which a text begins: `#REF!`, `#DIV/0!`.
pub(super) fn spreadsheet_error(text: &str) -> Option<usize> {
    const ERRORS: [&str; 8] = ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "#SPILL!"];
    ERRORS.into_iter().find(|error| text.starts_with(error)).map(str::len)
}

/// Where the comment of a line begins: a `#` behind a blank and outside half-width quotes.
pub(super) fn comment(line: &str) -> Option<usize> {
    // Most lines have none.
    if !line.as_bytes().contains(&b'#') {
        return None;
    }
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) if matches!(before, ' ' | '[' | ',' | '{') => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            ('#', None) if is_blank(before) && spreadsheet_error(&line[at..]).is_none() => return Some(at),
            _ => {}
        }
        before = c;
    }
    // A quote that never closes hides nothing.
    quote.and_then(|_| line.find(" #").map(|at| at + 1)).filter(|&at| spreadsheet_error(&line[at..]).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(name: &str) -> Option<Name> {
        match name {
            "年度" => Some(Name::Head),
            "总体情况" => Some(Name::Text),
            "本年新收" => Some(Name::Row(1)),
            _ => None,
        }
    }

    #[test]
    fn entries_are_known_by_their_names() {
        let of = |line: &str| {
            let entry = entry(line, 0..line.len(), &names)?;
            Some((entry.colon, line[entry.value].to_owned()))
        };
        for (line, colon, value) in [
            ("年度: 2024", Colon::Right, "2024"),
            ("年度: 2024  # 注", Colon::Right, "2024"),
            ("年度:2024", Colon::NoBlank, "2024"),
            ("年度：2024", Colon::Other('：'), "2024"),
            ("年度:\u{A0}2024", Colon::BadBlank('\u{A0}'), "2024"),
            ("年度 2024", Colon::Missing, "2024"),
            ("“年度”: 2024", Colon::Right, "2024"),
            ("总体情况|", Colon::Missing, "|"),
            ("总体情况:", Colon::Right, ""),
            ("本年新收\t12\t3", Colon::Missing, "12\t3"),
            ("本年新收[1, 2]", Colon::Missing, "[1, 2]"),
        ] {
            assert_eq!(of(line), Some((colon, value.to_owned())), "{line}");
        }
        for line in ["电话: 年度: 1", "本年新收的申请", "2024年度", "# 年度: 2024", "{{ 年度 }}年"] {
            assert_eq!(of(line), None, "{line}");
        }
    }
}
