//! The HTML writer (document + style → .html): one page that needs nothing else, for the office's website.
//!
//! Here the document becomes what `templates/report.html.j2` prints: headings in outline order, table cells with their header
//! cells, lengths of the style in the units of CSS. It must not know forms or reports; the template must not decide anything.

mod css;
mod table;

use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::document::{Block, Document, Meta, Run};
use crate::engine::Engine;
use crate::style::Style;

/// Instructions that a page may run; a report needs about 26,000.
const FUEL: u64 = 1_000_000;

/// Why a page cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum HtmlError {
    /// HTML has no way to hold the character, not even escaped (HTML 13.2.3.5).
    #[error("“{text}”中有无法写入网页的字符 U+{:04X}", u32::from(*.character))]
    Character {
        /// The character.
        character: char,
        /// The words around it.
        text: String,
    },
    /// The template does not fit the data.
    #[error("模板 report.html.j2 有误：{0}")]
    Template(String),
}

/// What the template is given.
#[derive(Serialize)]
struct HtmlPage<'a> {
    meta: &'a Meta,
    date: String,
    style: &'a Style,
    css: css::Lengths,
    blocks: Vec<PageBlock<'a>>,
}

/// A block as the page marks it up.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum PageBlock<'a> {
    Title { lines: &'a [String] },
    Heading { tag: &'static str, level: u8, text: &'a str },
    Paragraph { lead: Option<PageLead<'a>>, runs: &'a [Run] },
    Table(table::PageTable<'a>),
    Signature { agency: &'a str, date: &'a str },
}

/// A run-in heading: a heading element set in one line with the paragraph that follows it.
#[derive(Serialize)]
struct PageLead<'a> {
    tag: &'static str,
    level: u8,
    text: &'a str,
}

/// Prints a document as one HTML page; `template` is the text of report.html.j2. Equal input gives equal text.
///
/// # Errors
/// A character HTML cannot hold, or a template that does not fit the data.
pub fn html(document: &Document, style: &Style, template: &str) -> Result<String, HtmlError> {
    refuse_unprintable(document)?;
    let mut tables = 0;
    let blocks = document.blocks.iter().zip(document.depths()).map(|(block, depth)| match block {
        Block::Title { lines } => PageBlock::Title { lines },
        Block::Heading { level, text } => PageBlock::Heading { tag: heading(depth), level: *level, text },
        Block::Paragraph { lead, runs } => {
            let lead = lead.as_ref().map(|lead| PageLead { tag: heading(depth), level: lead.level, text: &lead.text });
            PageBlock::Paragraph { lead, runs }
        }
        Block::Table(table) => {
            tables += 1;
            PageBlock::Table(table::PageTable::new(table, tables, style))
        }
        Block::Signature { agency, date } => PageBlock::Signature { agency, date },
    });
    let page = HtmlPage {
        meta: &document.meta,
        date: document.meta.date.iso(),
        style,
        css: css::Lengths::new(style),
        blocks: blocks.collect(),
    };
    Engine::page(FUEL)
        .and_then(|engine| engine.fill("report.html.j2", template, Value::from(Serde(&page))))
        .map_err(refused)
}

fn refused(error: minijinja::Error) -> HtmlError {
    HtmlError::Template(format!("{error:#}"))
}

/// The element of a heading; the title is `h1`.
fn heading(depth: usize) -> &'static str {
    ["h2", "h3", "h4", "h5"].get(depth.saturating_sub(1)).copied().unwrap_or("h6")
}

/// Refuses control characters and noncharacters: a browser would drop or replace them.
fn refuse_unprintable(document: &Document) -> Result<(), HtmlError> {
    let lost = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || u32::from(c) & 0xFFFE == 0xFFFE;
    let meta = &document.meta;
    let own = [&meta.title, &meta.author, &meta.subject].map(String::clone);
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(format!("{}\n{}", table.title(), table.summary())),
        _ => None,
    });
    for text in document.blocks.iter().map(Block::text).chain(tables).chain(own) {
        if let Some(character) = text.chars().find(|&c| lost(c)) {
            let text = text.chars().filter(|&c| !c.is_control()).take(24).collect();
            return Err(HtmlError::Character { character, text });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::document::Lead;

    const TEMPLATE: &str = include_str!("../../templates/report.html.j2");

    fn print(blocks: Vec<Block>) -> Result<String, HtmlError> {
        let meta = Meta {
            title: "甲<乙>2024年报告".into(),
            author: "甲&乙".into(),
            date: Date::new(2025, 1, 20).unwrap(),
            subject: "年度报告".into(),
        };
        let style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
        html(&Document { meta, blocks }, &style, TEMPLATE)
    }

    fn paragraph(lead: Option<(u8, &str)>, text: &str) -> Block {
        let lead = lead.map(|(level, text)| Lead { level, text: text.into() });
        Block::Paragraph { lead, runs: vec![Run::plain(text)] }
    }

    #[test]
    fn text_is_never_markup() {
        let page = print(vec![paragraph(None, "<script>alert(\"1\")</script>&amp;{{ 7 }}")]).unwrap();
        assert!(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;&#x2f;script&gt;&amp;amp;{{ 7 }}"), "{page}");
        assert!(page.contains("<title>甲&lt;乙&gt;2024年报告</title>"));
        assert!(!page.contains("<script"));
    }

    #[test]
    fn headings_follow_each_other_without_a_gap() {
        let heading = |level, text: &str| Block::Heading { level, text: text.into() };
        let page = print(vec![
            Block::Title { lines: vec!["甲局".into(), "2024年报告".into()] },
            heading(1, "一、总体情况"),
            heading(3, "1.主动公开"),
            paragraph(Some((4, "（1）网站。")), "公开3条。"),
            heading(1, "二、表"),
        ]);
        let page = page.unwrap();
        assert!(page.contains("<h1 class=\"title\">甲局<br>2024年报告</h1>"), "{page}");
        for tag in [
            "<h2 class=\"level-1\">一、",
            "<h3 class=\"level-3\">1.",
            "<h4 class=\"level-4\">（1）",
            "<h2 class=\"level-1\">二、",
        ] {
            assert!(page.contains(tag), "{tag} in {page}");
        }
    }

    #[test]
    fn what_html_cannot_hold_is_refused() {
        for c in ['\u{1}', '\u{B}', '\r', '\u{7F}', '\u{FFFE}'] {
            assert!(
                matches!(print(vec![paragraph(None, &format!("甲{c}"))]), Err(HtmlError::Character { .. })),
                "{c:?}"
            );
        }
    }
}
