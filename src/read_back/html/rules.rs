//! What the style rules of a page say of its letters (样式表): struck through, raised, lowered, and in cells hidden.
//!
//! Only rules of `style` elements and of style sheets that came with the page are known, and of them those without a pseudo-class.

use std::collections::{HashMap, HashSet};

use ego_tree::NodeId;
use scraper::{Html, Selector};

use super::{shift, standing_of_style};
use crate::read_back::raised::LetterStanding;

/// Rules of a page that say anything of letters, and the bytes and parts of a selector.
const MOST: usize = 100;
const LONGEST: usize = 200;
const PARTS: usize = 6;

/// What the rules of a page say of its elements.
#[derive(Debug, Default)]
pub(super) struct PageRules {
    pub standing: HashMap<NodeId, LetterStanding>,
    /// How elements are shifted from their line by a length.
    pub shifted: HashMap<NodeId, LetterStanding>,
    pub hidden: HashSet<NodeId>,
}

impl PageRules {
    /// By the `style` elements of a page and further sheets.
    pub fn of(page: &Html, sheets: &[String]) -> PageRules {
        let mut found = PageRules::default();
        let Ok(style) = Selector::parse("style") else { return found };
        let own = page.select(&style).filter(|element| {
            element.attr("media").is_none_or(|media| media.contains("all") || media.contains("screen"))
        });
        let own: Vec<String> = own.map(|element| element.text().collect()).collect();
        let rules = sheets.iter().chain(&own).flat_map(|sheet| rules(sheet));
        let speaks = |(_, style): &(String, String)| {
            standing_of_style(style).is_some() || shift(style).is_some() || hides(style)
        };
        for (selector, style) in rules.filter(speaks).take(MOST) {
            let Ok(selector) = Selector::parse(&selector) else { continue };
            for element in page.select(&selector) {
                if let Some(standing) = standing_of_style(&style) {
                    found.standing.insert(element.id(), standing);
                }
                if let Some(shifted) = shift(&style) {
                    found.shifted.insert(element.id(), shifted);
                }
                if hides(&style) {
                    found.hidden.insert(element.id());
                }
            }
        }
        found
    }
}

fn hides(style: &str) -> bool {
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// The selectors of a sheet, each with its declarations without white space and in lower case; rules within others (`@media`) are left out,
/// for nobody knows whether they hold.
fn rules(sheet: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let plain = without_comments(sheet);
    let mut rest = plain.as_str();
    while let Some(open) = rest.find('{') {
        let head = rest[..open].trim();
        let head = head.rsplit([';', '}']).next().unwrap_or(head).trim();
        let end = closing(&rest[open..]);
        if !head.starts_with('@') {
            let style: String = rest[open + 1..open + end].chars().filter(|c| !c.is_whitespace()).collect();
            let style = style.to_ascii_lowercase();
            let one = |selector: &&str| {
                let parts = selector.split([' ', '>', '+', '~']).filter(|part| !part.is_empty()).count();
                !selector.is_empty() && selector.len() <= LONGEST && parts <= PARTS && !selector.contains(':')
            };
            found.extend(head.split(',').map(str::trim).filter(one).map(|one| (one.to_owned(), style.clone())));
        }
        rest = rest.get(open + end + 1..).unwrap_or("");
    }
    found
}

/// Where the brace at the beginning closes, or the end.
fn closing(text: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// A sheet without its comments, and without the marks by which old pages hid it.
fn without_comments(sheet: &str) -> String {
    let mut plain = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(at) = rest.find("/*") {
        plain.push_str(&rest[..at]);
        rest = rest[at + 2..].split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain.replace("<!--", "").replace("-->", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_told_from_comments_and_from_rules_within_others() {
        let sheet = "<!-- @charset 'utf-8'; /* p{a:b} */ .a , td  span.b{ Text-Decoration : Line-Through }\
            @media print{.c{x:y} .d{x:y}} a:hover{x:y} .e{x:y";
        let found = rules(sheet);
        let selectors: Vec<&str> = found.iter().map(|(selector, _)| selector.as_str()).collect();
        assert_eq!(selectors, [".a", "td  span.b", ".e"]);
        assert_eq!((found[1].1.as_str(), found[2].1.as_str()), ("text-decoration:line-through", "x:y"));
        assert_eq!(rules("{{{}").len() + rules("}a").len() + rules("").len(), 0);
    }
}
