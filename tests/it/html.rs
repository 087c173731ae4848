//! The HTML writer's pages in a browser: axe-core, html-validate, both at a telephone's and a desk's width.
//!
//! Needs node, the packages of tests/html/package.json and Chromium; where one is missing the test says so and passes, unless the
//! environment variable `NIANBAO_BROWSER` is `required` (as in .ci/run).

use std::path::{Path, PathBuf};

use crate::support::{browser, reports};
use nianbao::document::{Block, Cell, CellKind, Document, Lead, Row, Run, Section, Table};
use nianbao::style::Style;
use nianbao::write::html::html;

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
    let pages: Vec<PathBuf> = pages
        .into_iter()
        .map(|(name, document)| {
            let path = folder.join(name).with_extension("html");
            let page = html(&document, &style, include_str!("../../templates/report.html.j2")).unwrap();
            std::fs::write(&path, page).unwrap();
            path
        })
        .collect();
    browser::look(&pages);
}
