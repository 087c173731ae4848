//! Parsing a page within bounds: html5ever forgives everything, and some pages make it build a thousand times what they hold.

use ego_tree::NodeRef;
use html5ever::driver::{self, ParseOpts};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{Html, HtmlTreeSink, Node};

use crate::read_back::Unreadable;

/// Elements open at once. Pages of sites stay below 60.
const DEEPEST: usize = 300;
/// Nodes of the finished page; a report has 5,000.
const MOST: usize = 600_000;
/// Attributes of one tag: each is compared with all before it.
const ATTRIBUTES: usize = 2_000;
/// Bytes parsed between looks at the number of nodes.
const CHUNK: usize = 1024;
/// # Errors
/// Nested too deep, or too many elements.
pub(super) fn parse(text: &str) -> Result<Html, Unreadable> {
    if attributes(text) > ATTRIBUTES {
        return Err(Unreadable::TooLarge(format!("网页的一个标记里有 {ATTRIBUTES} 个以上的属性")));
    }
    let mut parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let mut rest = text;
    let mut looked = 0;
    while !rest.is_empty() {
        let mut end = rest.len().min(CHUNK);
        while !rest.is_char_boundary(end) {
            end += 1;
        }
        let (chunk, after) = rest.split_at(end);
        parser.process(StrTendril::from(chunk));
        rest = after;
        let page = parser.tokenizer.sink.sink.0.borrow();
        let count = page.tree.values().len();
        if count > MOST {
            return Err(Unreadable::TooLarge(format!("网页的标记超过 {MOST} 个")));
        }
        shallow(page.tree.nodes().rev().take(count - looked))?;
        looked = count;
    }
    let page = parser.finish();
    // What was built may have been moved since.
    shallow(page.tree.nodes())?;
    Ok(page)
}

/// # Errors
/// A node lies within more others than any page has.
fn shallow<'a>(mut nodes: impl Iterator<Item = NodeRef<'a, Node>>) -> Result<(), Unreadable> {
    let deep = |node: NodeRef<Node>| node.ancestors().nth(DEEPEST).is_some();
    if nodes.any(deep) {
        return Err(Unreadable::TooLarge(format!("网页的标记嵌套超过 {DEEPEST} 层")));
    }
    Ok(())
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
    fn what_nests_is_bounded_and_what_only_looks_like_it_is_not() {
        let deep = |text: &str| matches!(parse(text), Err(Unreadable::TooLarge(why)) if why.contains("层"));
        for name in ["div", "rt", "optgroup", "FONT", "x-y", "b", "table><tr><td"] {
            assert!(deep(&format!("<{name}>").repeat(5_000)), "{name}");
        }
        let script = format!("<script>{}</script><p>年报</p>", "if(a<b){}".repeat(400));
        let closed = format!("{}{}", "<p>".repeat(5_000), "<FONT>甲</font><!-- <div> --><br>".repeat(400));
        for text in [script.as_str(), &closed, "1 < 2 <= 3"] {
            assert!(parse(text).is_ok());
        }
    }
}
