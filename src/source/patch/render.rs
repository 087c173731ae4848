//! Values as YAML text: plain where that reads back as the same, else in quotes; texts as blocks.

use super::New;

/// A value as text: what goes behind the colon, and the lines below it with their indentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub inline: String,
    pub lines: Vec<String>,
}

/// A value under a key that is indented by `indent`.
pub(super) fn in_block(new: &New, indent: usize) -> Written {
    let below = " ".repeat(indent + 2);
    let alone = |inline: String| Written { inline, lines: Vec::new() };
    match new {
        New::Scalar(text) => alone(scalar(text, false)),
        New::Text(text) => text_block(text, &below),
        New::List(_) | New::Map(_) => alone(in_flow(new)),
        New::Rows(rows) => {
            let mut lines = Vec::new();
            for (key, value) in rows {
                let written = in_block(value, indent + 2);
                let gap = if written.inline.is_empty() { "" } else { " " };
                lines.push(format!("{below}{}:{gap}{}", scalar(key, false), written.inline));
                lines.extend(written.lines);
            }
            Written { inline: String::new(), lines }
        }
        New::Items(items) => Written {
            inline: String::new(),
            lines: items.iter().map(|item| format!("{below}- {}", item_line(item))).collect(),
        },
    }
}

/// An item of a list on its line.
pub(super) fn item_line(item: &New) -> String {
    match item {
        New::Scalar(text) => scalar(text, false),
        item => in_flow(item),
    }
}

fn text_block(text: &str, below: &str) -> Written {
    let text = text.trim_end_matches('\n');
    if text.trim().is_empty() {
        return Written { inline: quoted(text), lines: Vec::new() };
    }
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    // Blanks at the head of the text would be taken for its indentation.
    let inline = if first.starts_with([' ', '\t']) { "|2" } else { "|" };
    let line = |line: &str| if line.is_empty() { String::new() } else { format!("{below}{line}") };
    Written { inline: inline.into(), lines: text.split('\n').map(line).collect() }
}

/// A value within brackets.
pub(super) fn in_flow(new: &New) -> String {
    match new {
        New::Scalar(text) | New::Text(text) => scalar(text, true),
        New::List(items) => {
            format!("[{}]", items.iter().map(|item| scalar(item, true)).collect::<Vec<_>>().join(", "))
        }
        New::Items(items) => format!("[{}]", items.iter().map(in_flow).collect::<Vec<_>>().join(", ")),
        New::Map(entries) => braces(entries.iter().map(|(key, value)| (key, scalar(value, true)))),
        New::Rows(rows) => braces(rows.iter().map(|(key, value)| (key, in_flow(value)))),
    }
}

fn braces<'a>(entries: impl Iterator<Item = (&'a String, String)>) -> String {
    let entries: Vec<String> = entries.map(|(key, value)| format!("{}: {value}", scalar(key, true))).collect();
    format!("{{{}}}", entries.join(", "))
}

/// A scalar on one line.
pub fn scalar(text: &str, flow: bool) -> String {
    if is_plain(text, flow) { text.to_owned() } else { quoted(text) }
}

/// Whether a text reads back as itself without quotes.
fn is_plain(text: &str, flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let opens = match first {
        '-' => number(&text[1..]),
        c => !"?:,[]{}#&*!|>'\"%@`".contains(c),
    };
    opens
        && text.trim() == text
        && !text.contains(|c: char| c.is_control())
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !(flow && text.contains([',', '[', ']', '{', '}', ':']))
        && !matches!(text, "~" | "null" | "Null" | "NULL" | "---" | "...")
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
