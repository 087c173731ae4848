//! Where a value stands in the text: what the parser's ranges leave open (block texts, brackets, empty values).

use std::ops::Range;

use super::super::{Key, Node, Scalar, Value};

/// The place of one value.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// Where its key begins, or the item.
    pub start: usize,
    /// Right behind the colon or dash.
    pub behind: usize,
    /// Whether it stands within brackets.
    pub flow: bool,
    pub shape: Shape,
}

/// How a value is written.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    /// A plain or quoted scalar, a list or mapping in brackets; empty where nothing is written.
    Inline(Range<usize>),
    /// A text behind `|` or `>`: the indicator, and the lines up to the last one with text.
    Block { header: Range<usize>, body: Range<usize> },
    /// A mapping or list with a line for each entry, from the first entry to the end of the last.
    Lines(Range<usize>),
}

impl Slot {
    /// The value of an entry of a mapping; none when it is written in a way that is not understood.
    pub fn of_key(text: &str, key: &Key, node: &Node, flow: bool) -> Option<Slot> {
        let colon = key.range.end + text[key.range.end..].find(|c: char| !c.is_whitespace())?;
        if !text[colon..].starts_with(':') {
            return None;
        }
        let start = key.range.start;
        let shape = shape(text, node, colon + 1, column(text, start), flow)?;
        Some(Slot { start, behind: colon + 1, flow, shape })
    }

    /// An item of a list.
    pub fn of_item(text: &str, item: &Node, flow: bool) -> Option<Slot> {
        if flow {
            let start = item.range.start;
            return Some(Slot { start, behind: start, flow, shape: shape(text, item, start, 0, true)? });
        }
        let line = line_start(text, item.range.start);
        // A text behind `- |` begins on a later line than its dash.
        let dash = match text[line..item.range.start].rfind("- ") {
            Some(dash) => line + dash,
            None => text[..item.range.start].trim_end().rfind("- ")?,
        };
        Some(Slot {
            start: dash,
            behind: dash + 1,
            flow,
            shape: shape(text, item, dash + 1, column(text, dash), false)?,
        })
    }

    /// Where the value ends.
    pub fn end(&self) -> usize {
        match &self.shape {
            Shape::Inline(range) | Shape::Lines(range) => range.end.max(self.behind),
            Shape::Block { header, body } if body.is_empty() => header.end,
            Shape::Block { body, .. } => body.end,
        }
    }

    /// How far its key is indented.
    pub fn indent(&self, text: &str) -> usize {
        column(text, self.start)
    }
}

fn shape(text: &str, node: &Node, behind: usize, indent: usize, flow: bool) -> Option<Shape> {
    match &node.value {
        Value::Scalar(scalar) => {
            let header = behind + text[behind..].find(|c: char| c != ' ').unwrap_or_default();
            if !flow && text[header..].starts_with(['|', '>']) && !is_at(scalar, node, header) {
                return Some(block(text, header, indent));
            }
            let written = text.get(node.range.clone())?.trim_end();
            let start = if written.is_empty() { behind } else { node.range.start };
            Some(Shape::Inline(start..start + written.len()))
        }
        _ if is_flow(node) => Some(Shape::Inline(node.range.start..closing(text, node.range.start)? + 1)),
        Value::Map(entries) => {
            let (key, last) = entries.last()?;
            let end = Slot::of_key(text, key, last, false)?.end();
            Some(Shape::Lines(entries.first()?.0.range.start..end))
        }
        Value::List(items) => {
            let first = Slot::of_item(text, items.first()?, false)?;
            Some(Shape::Lines(first.start..Slot::of_item(text, items.last()?, false)?.end()))
        }
    }
}

/// Whether a scalar that is not empty is written at `at` itself, in quotes: `key: "|"` is no block.
fn is_at(scalar: &Scalar, node: &Node, at: usize) -> bool {
    !scalar.text.is_empty() && node.range.start == at
}

/// Whether a list or mapping is written in brackets: the parser gives it the opening one as its place.
pub(super) fn is_flow(node: &Node) -> bool {
    !matches!(node.value, Value::Scalar(_)) && node.range.len() == 1
}

/// A block text whose indicator stands at `header`, under a key indented by `indent`.
fn block(text: &str, header: usize, indent: usize) -> Shape {
    let token = text[header..].find(|c: char| c.is_whitespace()).map_or(text.len(), |end| header + end);
    let explicit = text[header..token].chars().find_map(|c| c.to_digit(10)).map(|digit| indent + digit as usize);
    let mut own = explicit;
    let mut at = next_line(text, token);
    let start = at;
    let mut end = None;
    while at < text.len() {
        let line = &text[at..line_end(text, at)];
        let depth = line.len() - line.trim_start_matches(' ').len();
        if depth < line.len() {
            if depth < own.unwrap_or(indent + 1) {
                break;
            }
            own.get_or_insert(depth);
            end = Some(at + line.len());
        }
        at = next_line(text, at);
    }
    let after = line_end(text, token);
    Shape::Block { header: header..token, body: end.map_or(after..after, |end| start..end) }
}

/// The bracket that closes the one at `open`, over quotes and comments.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = open;
    let mut fresh = true;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '[' | '{' => (depth, fresh) = (depth + 1, true),
            ']' | '}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
                fresh = false;
            }
            ',' | ':' => fresh = true,
            '"' | '\'' if fresh => {
                at = quoted_end(text, at)?;
                fresh = false;
                continue;
            }
            '#' if text[..at].ends_with(char::is_whitespace) => {
                at = line_end(text, at);
                continue;
            }
            c if c.is_whitespace() => {}
            _ => fresh = false,
        }
        at += text[at..].chars().next()?.len_utf8();
    }
    None
}

/// Behind the closing quote of the scalar whose opening one is at `at`.
fn quoted_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = bytes[at];
    let mut at = at + 1;
    loop {
        match *bytes.get(at)? {
            b'\\' if quote == b'"' => at += 2,
            c if c == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 2,
            c if c == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// Whether a comment stands in a range of text with brackets, figures and lines; not asked of block texts.
pub(super) fn comment_in(text: &str, range: Range<usize>) -> bool {
    let mut at = range.start;
    let mut fresh = true;
    while at < range.end {
        let Some(c) = text[at..].chars().next() else { break };
        match c {
            '"' | '\'' if fresh => match quoted_end(text, at) {
                Some(end) => {
                    (at, fresh) = (end, false);
                    continue;
                }
                None => return true,
            },
            '#' if text[..at].ends_with(char::is_whitespace) => return true,
            '[' | '{' | ',' | ':' => fresh = true,
            c if c.is_whitespace() => {}
            _ => fresh = false,
        }
        at += c.len_utf8();
    }
    false
}

/// Where the line of `at` begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Where the line of `at` ends, before its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if end > at && text[..end].ends_with('\r') && end < text.len() { end - 1 } else { end }
}

/// Where the line after that of `at` begins.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// How many bytes of its line stand before `at`; a line's indentation is spaces.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}
