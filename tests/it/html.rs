//! The HTML writer's pages in a browser: axe-core, html-validate, both at a telephone's and a desk's width.
//!
//! Needs node, the packages of tests/html/package.json and Chromium; where one is missing the test says so and passes, unless the
//! environment variable `NIANBAO_BROWSER` is `required` (as in .ci/run).

use std::path::{Path, PathBuf};

use crate::support::{browser, reports};
use nianbao::document::{Block, Cell, CellKind, Document, Lead, Row, Run, Section, Table};
use nianbao::style::Style;
use nianbao::write::html::{fragment, html};

/// What a page may hold beside the usual: every level of heading, a level passed over, marks that are markup elsewhere, tables one
/// after the other, figures as long as they get.
fn unusual() -> Document {
    let lead = |level, text: &str| Some(Lead { level, text: text.to_owned() });
    let runs = |text: &str| vec![Run::plain(text), Run { text: "<b>&amp;\"'".to_owned(), bold: true }];
    let mut document = reports::report(["12345678.125", "12345678", "123456"], 1);
    document.blocks.extend([
        Block::Heading { level: 1, text: "七、附件".to_owned() },
        Block::Heading { level: 3, text: "1.越级的标题".to_owned() },
        Block::Paragraph {
            lead: lead(4, "（1）目录。"),
            runs: runs("网址https://www.example.gov.cn/zwgk/xxgk/xxgknb/202501/t20250120_12345678.html"),
        },
        Block::Paragraph { lead: lead(2, "（一）说明。"), runs: Vec::new() },
        small_table("附表一"),
        small_table("附表二"),
    ]);
    document
}

/// A table without heads: a name and a figure.
fn small_table(title: &str) -> Block {
    let cells = vec![Cell::new(CellKind::Stub(1), "<i>件数</i>", 1, 1), Cell::new(CellKind::Value, "0", 1, 1)];
    let section = Section { header: Vec::new(), body: vec![Row { cells, keep: false }], breakable: true };
    Block::Table(Table::new(title, "", vec![1, 1], vec![section]).unwrap())
}

#[test]
fn pages_are_valid_accessible_and_need_nothing_else() {
    let style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let pages = [("usual", reports::report(["1573", "12", "0"], 0)), ("unusual", unusual())];
    let template = include_str!("../../templates/report.html.j2");
    let pages: Vec<PathBuf> = pages
        .into_iter()
        .flat_map(|(name, document)| {
            let page = html(&document, &style, template).unwrap();
            let inside = fragment(&document, &style, template).unwrap();
            // A page of a site, into which the fragment was pasted.
            let around = format!(
                "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
                 content=\"width=device-width, initial-scale=1\"><title>某市商务局</title></head><body><main>{inside}</main></body></html>"
            );
            [("html", page), ("fragment.html", around)].map(|(ending, text)| {
                let path = folder.join(format!("{name}.{ending}"));
                std::fs::write(&path, text).unwrap();
                path
            })
        })
        .collect();
    browser::look(&pages);
}

/// The text between the tags.
fn visible(html: &str) -> String {
    let text: String = html.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text)).collect();
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (entity, mark)| text.replace(entity, mark))
}

/// Without every attribute of these names.
fn without(page: &str, names: &[&str]) -> String {
    names.iter().fold(page.to_owned(), |page, name| {
        let mark = format!(" {name}=\"");
        let mut parts = page.split(mark.as_str());
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |text, part| text + part.split_once('"').map_or("", |(_, rest)| rest))
    })
}

#[test]
fn a_site_that_strips_styles_shows_the_report_and_no_other_word() {
    let style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
    let template = include_str!("../../templates/report.html.j2");
    for document in [reports::report(["1573", "12", "0"], 0), unusual()] {
        for text in [html(&document, &style, template).unwrap(), fragment(&document, &style, template).unwrap()] {
            let bare = without(&text, &["class", "style", "role", "aria-label", "aria-description", "aria-labelledby"]);
            assert!(!bare.contains("class=") && !bare.contains("aria-"), "{bare}");
            // Where a paragraph ends is lost with the style of its heading; no word is, and none comes.
            let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let body = bare.split_once("</head>").map_or(bare.as_str(), |(_, body)| body);
            let shown = squeezed(&visible(body));
            assert_eq!(shown, squeezed(&document.blocks.iter().map(Block::text).collect::<Vec<_>>().concat()));
        }
    }
}

#[test]
fn no_class_and_no_id_is_one_that_a_site_may_have() {
    let style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
    let page = html(&unusual(), &style, include_str!("../../templates/report.html.j2")).unwrap();
    for mark in [" class=\"", " id=\""] {
        let values = page.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
        let names: Vec<&str> = values.flat_map(str::split_whitespace).collect();
        assert!(names.len() > 50, "{mark}: {}", names.len());
        assert!(names.iter().all(|name| name.starts_with("nianbao")), "{names:?}");
    }
}
