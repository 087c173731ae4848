//! The HTML writer (document + style → .html): one page that needs nothing else, or a fragment to be pasted into a page of the
//! office's website.
//!
//! Here the document becomes what `templates/report.html.j2` prints: headings in outline order, table cells with their header
//! cells, lengths of the style in the units of CSS. It must not know forms or reports; the template must not decide anything.

mod css;
mod table;

pub use css::escaped;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::document::{Block, Document, Meta};
use crate::engine::{Engine, words};
use crate::style::Style;
use crate::write::lines::RunParts;

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
    /// Whether only the report itself is printed, to be pasted into a page of the site.
    fragment: bool,
    /// Attributes of what holds all blocks.
    attributes: String,
    blocks: Vec<PageBlock<'a>>,
}

/// A block as the page marks it up; `attributes` are `class` and, in a fragment, `style`.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum PageBlock<'a> {
    Title { lines: &'a [String], attributes: String },
    Heading { tag: &'static str, id: String, text: &'a str, attributes: String },
    Paragraph { lead: Option<PageLead<'a>>, runs: Vec<RunParts<'a>>, attributes: String },
    Table(table::PageTable<'a>),
    Signature { agency: &'a str, date: &'a str, frame: String, attributes: String, date_attributes: String },
}

/// A run-in heading: a heading element set in one line with the paragraph that follows it.
#[derive(Serialize)]
struct PageLead<'a> {
    tag: &'static str,
    text: &'a str,
    attributes: String,
    /// Of the paragraph that goes on behind it.
    rest: String,
}

/// Prints a document as one HTML page; `template` is the text of report.html.j2. Equal input gives equal text.
///
/// # Errors
/// A character HTML cannot hold, or a template that does not fit the data.
pub fn html(document: &Document, style: &Style, template: &str) -> Result<String, HtmlError> {
    print(document, style, template, false)
}

/// Prints only the report itself, with all formatting at the elements: for the source view of a site's editor, which takes no
/// style sheet. Equal input gives equal text.
///
/// # Errors
/// As [`html`].
pub fn fragment(document: &Document, style: &Style, template: &str) -> Result<String, HtmlError> {
    print(document, style, template, true)
}

fn print(document: &Document, style: &Style, template: &str, fragment: bool) -> Result<String, HtmlError> {
    refuse_unprintable(document)?;
    let attributes = css::Attributes::new(style, fragment);
    let page = HtmlPage {
        meta: &document.meta,
        date: document.meta.date.iso(),
        style,
        css: css::Lengths::new(style),
        fragment,
        attributes: attributes.of(&["nianbao"], ""),
        blocks: blocks(document, style, &attributes),
    };
    Engine::page(FUEL)
        .and_then(|engine| engine.fill("report.html.j2", template, Value::from(Serde(&page))))
        .map_err(refused)
}

fn blocks<'a>(document: &'a Document, style: &Style, attributes: &css::Attributes) -> Vec<PageBlock<'a>> {
    const INLINE: &str = "display: inline;";
    let (mut tables, mut headings) = (0, 0);
    // The heading right above a table names the table's frame.
    let mut above: Option<String> = None;
    let mut blocks = Vec::new();
    for (block, depth) in document.blocks.iter().zip(document.depths()) {
        let mut heads = None;
        blocks.push(match block {
            Block::Title { lines } => PageBlock::Title { lines, attributes: attributes.of(&["nianbao-title"], "") },
            Block::Heading { level, text } => {
                headings += 1;
                let id = format!("nianbao-h{headings}");
                heads = Some(id.clone());
                PageBlock::Heading { tag: heading(depth), id, text, attributes: attributes.of(&[class(*level)], "") }
            }
            Block::Paragraph { lead, runs } => {
                let lead = lead.as_ref().map(|lead| PageLead {
                    tag: heading(depth),
                    text: &lead.text,
                    attributes: attributes.of(&[class(lead.level)], INLINE),
                    rest: attributes.of(&["nianbao-rest"], INLINE),
                });
                let runs: Vec<RunParts> = runs.iter().map(RunParts::new).collect();
                // Justified, a line before a web address would be torn apart.
                let ragged = runs.iter().any(RunParts::is_cut).then_some("nianbao-ragged");
                let names: Vec<&str> =
                    lead.iter().map(|_| "nianbao-run-in").chain(["nianbao-body"]).chain(ragged).collect();
                PageBlock::Paragraph { lead, runs, attributes: attributes.of(&names, "") }
            }
            Block::Table(table) => {
                tables += 1;
                PageBlock::Table(table::PageTable::new(table, tables, above.take(), style, attributes))
            }
            Block::Signature { agency, date } => PageBlock::Signature {
                agency,
                date,
                frame: attributes.of(&["nianbao-sign"], ""),
                attributes: attributes.of(&["nianbao-signature"], ""),
                date_attributes: attributes.of(&["nianbao-date"], "margin: 0;"),
            },
        });
        above = heads;
    }
    blocks
}

/// The class of a heading.
fn class(level: u8) -> &'static str {
    match level {
        1 => "nianbao-level-1",
        2 => "nianbao-level-2",
        3 => "nianbao-level-3",
        _ => "nianbao-level-4",
    }
}

fn refused(error: minijinja::Error) -> HtmlError {
    HtmlError::Template(words(&error))
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
    use crate::document::{Lead, Run};

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
        let page =
            print(vec![paragraph(None, "<script>alert(\"1\")</script>&amp;{{ 7 }}")]).unwrap().replace("<wbr>", "");
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
        assert!(page.contains("<h1 class=\"nianbao-title\">甲局<br>2024年报告</h1>"), "{page}");
        for tag in [
            "<h2 class=\"nianbao-level-1\" id=\"nianbao-h1\">一、",
            "<h3 class=\"nianbao-level-3\" id=\"nianbao-h2\">1.",
            "<h4 class=\"nianbao-level-4\">（1）",
            "<h2 class=\"nianbao-level-1\" id=\"nianbao-h3\">二、",
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

    #[test]
    fn a_fragment_is_the_report_and_nothing_around_it() {
        let meta = Meta {
            title: "题".into(),
            author: "甲局".into(),
            date: Date::new(2025, 1, 20).unwrap(),
            subject: String::new(),
        };
        let style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
        let blocks = vec![
            Block::Title { lines: vec!["题".into()] },
            Block::Heading { level: 1, text: "一、总体情况".into() },
            paragraph(Some((2, "（一）网站。")), "公开3条。"),
        ];
        let text = fragment(&Document { meta, blocks }, &style, TEMPLATE).unwrap();
        assert!(text.starts_with("<div class=\"nianbao\" style=\""), "{text}");
        assert!(text.trim_end().ends_with("</div>"), "{text}");
        for part in ["<style", "<html", "<main", "<meta"] {
            assert!(!text.contains(part), "{part} in {text}");
        }
        assert!(text.contains("text-indent: 2em"), "{text}");
        // A heading is as large as the style has it, not as a browser has headings.
        let heading = text.split("<h2 ").nth(1).and_then(|rest| rest.split('>').next()).unwrap();
        assert!(heading.contains("font-size: 1em;"), "{heading}");
    }

    #[test]
    fn a_line_before_an_address_is_not_torn_apart() {
        let page =
            print(vec![paragraph(None, "见https://www.example.gov.cn/zwgk/index.html。"), paragraph(None, "正文。")]);
        let page = page.unwrap();
        assert!(page.contains("<p class=\"nianbao-body nianbao-ragged\">见https:"), "{page}");
        assert!(page.contains("<p class=\"nianbao-body\">正文。"), "{page}");
    }
}
