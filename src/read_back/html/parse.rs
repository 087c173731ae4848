//! Parsing a page within bounds: html5ever forgives everything, and some pages make it build a thousand times what they hold.

use std::collections::HashMap;

use html5ever::driver::{self, ParseOpts};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{Html, HtmlTreeSink};

use crate::read_back::Unreadable;

/// Elements open at once. Pages of sites stay below 60.
const DEEPEST: usize = 300;
/// Nodes of the finished page; a report has 5,000.
const MOST: usize = 600_000;
/// Attributes of one tag: each is compared with all before it.
const ATTRIBUTES: usize = 2_000;
/// Bytes parsed between looks at the number of nodes.
const CHUNK: usize = 1024;
/// Elements that need no end tag, or have none.
const OPEN: [&str; 31] = [
    "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "dd", "dt", "colgroup", "rt", "rp",
    "br", "img", "hr", "meta", "link", "input", "col", "area", "base", "embed", "source", "track", "wbr", "param", "a",
    "caption",
];

/// # Errors
/// Nested too deep, or too many elements.
pub(super) fn parse(text: &str) -> Result<Html, Unreadable> {
    if depth(text) > DEEPEST {
        return Err(Unreadable::TooLarge(format!("网页的标记嵌套超过 {DEEPEST} 层")));
    }
    if attributes(text) > ATTRIBUTES {
        return Err(Unreadable::TooLarge(format!("网页的一个标记里有 {ATTRIBUTES} 个以上的属性")));
    }
    let mut parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(CHUNK);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (chunk, after) = rest.split_at(end);
        parser.process(StrTendril::from(chunk));
        rest = after;
        if parser.tokenizer.sink.sink.0.borrow().tree.values().len() > MOST {
            return Err(Unreadable::TooLarge(format!("网页的标记超过 {MOST} 个")));
        }
    }
    Ok(parser.finish())
}

/// The most attributes that a tag has, or what parts of it are set off like them.
fn attributes(text: &str) -> usize {
    let (mut rest, mut most) = (text, 0);
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        // What scripts, styles and comments hold is no tag.
        let unread = [("!--", "-->"), ("script", "</script"), ("style", "</style")];
        let begins = |name: &str| rest.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name));
        if let Some((_, end)) = unread.into_iter().find(|(name, _)| begins(name)) {
            rest = rest.find(end).map_or("", |at| &rest[at..]);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            let (count, end) = tag(rest.as_bytes());
            most = most.max(count);
            rest = rest.get(end..).unwrap_or("");
        }
    }
    most
}

/// How many blanks and strokes part a tag, and where it ends; those in quotes do not count.
fn tag(bytes: &[u8]) -> (usize, usize) {
    let (mut count, mut at, mut before) = (0, 0, 0);
    while let Some(&byte) = bytes.get(at).filter(|byte| **byte != b'>') {
        match byte {
            b'"' | b'\'' if before == b'=' => {
                at += 1 + bytes[at + 1..].iter().position(|other| *other == byte).unwrap_or(bytes.len() - at - 1);
            }
            byte if byte.is_ascii_whitespace() || byte == b'/' => count += 1,
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
        at += 1;
    }
    (count, at)
}

/// How many elements a page may have open at once: all that are begun and not ended, name by name, so that a wrong end tag does not
/// hide an open element. What needs no end tag is not counted.
fn depth(text: &str) -> usize {
    let mut open: HashMap<&str, usize> = HashMap::new();
    let (mut now, mut most) = (0usize, 0usize);
    for part in text.split('<').skip(1) {
        let (ends, part) = part.strip_prefix('/').map_or((false, part), |part| (true, part));
        let length = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-')).unwrap_or(part.len());
        let name = &part[..length];
        if name.is_empty() || OPEN.iter().any(|known| name.eq_ignore_ascii_case(known)) {
            continue;
        }
        let count = open.entry(name).or_default();
        if ends {
            now -= usize::from(*count > 0);
            *count = count.saturating_sub(1);
        } else {
            *count += 1;
            now += 1;
            most = most.max(now);
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_tag_by_tag() {
        assert_eq!(attributes("<p a=1 b='x > y z' c>d e f<br/>"), 3);
        assert_eq!(attributes("<script>for (i=0;i<n; i++) { a b c d }</script><!-- <a b c d e> --><i j>"), 1);
        assert_eq!(attributes("<p a='b c d"), 1);
        let page = format!("<p {}>", (0..ATTRIBUTES + 1).map(|n| format!("a{n}=1 ")).collect::<String>());
        assert!(matches!(parse(&page), Err(Unreadable::TooLarge(_))));
    }

    #[test]
    fn only_what_stays_open_counts() {
        assert_eq!(depth("<div><p><p><td><b>x</b></div><div></span>"), 2);
        assert_eq!(depth("<i></b><i></b><i></b>"), 3);
        assert_eq!(depth("1 < 2 <= 3"), 0);
    }
}
