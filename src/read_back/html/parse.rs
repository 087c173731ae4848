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
    fn only_what_stays_open_counts() {
        assert_eq!(depth("<div><p><p><td><b>x</b></div><div></span>"), 2);
        assert_eq!(depth("<i></b><i></b><i></b>"), 3);
        assert_eq!(depth("1 < 2 <= 3"), 0);
    }
}
