//! The plain-text writer (document + style → .txt): a report to read without any program, and the golden form for tests.
//!
//! One line for each paragraph, so that a changed word is one changed line; tables drawn with ASCII rules, as the lines
//! of the box-drawing characters are one column wide in some fonts and two in others. It must not know forms or reports.

mod grid;

use unicode_width::UnicodeWidthStr;

use crate::document::{Block, Document};
use crate::style::Style;

/// Two full-width characters (空两字) before the first line of a paragraph.
const INDENT: &str = "\u{3000}\u{3000}";

/// Prints a document as UTF-8 text with `\n` line ends. Equal input gives equal text.
///
/// Weight and face are lost; the order, all words, all cells and their spans are there.
pub fn text(document: &Document, style: &Style) -> String {
    let width = 2 * style.page.characters as usize;
    let mut out = String::new();
    let mut headed = false;
    for block in &document.blocks {
        match block {
            Block::Title { lines } => {
                part(&mut out);
                lines.iter().for_each(|line| push(&mut out, &centred(&one_line(line), width)));
                part(&mut out);
            }
            Block::Heading { level, text } => {
                if *level == 1 && !headed {
                    part(&mut out);
                }
                push(&mut out, &format!("{INDENT}{}", one_line(text)));
            }
            Block::Paragraph { .. } => push(&mut out, &format!("{INDENT}{}", one_line(&block.text()))),
            Block::Table(table) => {
                part(&mut out);
                grid::draw(table).iter().for_each(|line| push(&mut out, line));
                part(&mut out);
            }
            Block::Signature { agency, date } => {
                part(&mut out);
                for line in [agency, date] {
                    push(&mut out, &to_the_right(&one_line(line), width));
                }
                part(&mut out);
            }
        }
        headed = matches!(block, Block::Heading { .. });
    }
    out.truncate(out.trim_end_matches('\n').len());
    out.push('\n');
    out
}

fn push(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Leaves one blank line below what is there.
fn part(out: &mut String) {
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// Line breaks and tabs within a text become spaces: a line of the file is a paragraph.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

fn centred(line: &str, width: usize) -> String {
    let blank = width.saturating_sub(line.width_cjk()) / 2;
    format!("{}{line}", " ".repeat(blank))
}

/// Flush right, two characters from the edge (GB/T 9704—2012 7.3.5.2).
fn to_the_right(line: &str, width: usize) -> String {
    let blank = width.saturating_sub(line.width_cjk() + INDENT.width_cjk());
    format!("{}{line}", " ".repeat(blank))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::document::{Cell, CellKind, Lead, Meta, Row, Run, Section, Table};

    fn document(blocks: Vec<Block>) -> Document {
        let meta = Meta {
            title: String::new(),
            author: String::new(),
            date: Date::new(2025, 1, 20).unwrap(),
            subject: String::new(),
        };
        Document { meta, blocks }
    }

    fn row(cells: Vec<Cell>) -> Row {
        Row { cells, keep: false }
    }

    #[test]
    fn a_report_as_text() {
        use CellKind::{Caption, Head, Stub, Value};
        let value = |text: &str, span| Cell::new(Value, text, span, 1);
        let upright = Cell { vertical: true, ..Cell::new(Stub(1), "三、结果", 1, 3) };
        let section = |header, body| Section { header, body, breakable: true };
        let table = Table::new(
            "表",
            "",
            vec![1, 4, 2, 2],
            vec![
                section(
                    vec![
                        row(vec![Cell::new(Head, "（勾稽关系：一加二等于三）", 2, 2), Cell::new(Head, "申请人", 2, 1)]),
                        row(vec![Cell::new(Head, "自然人", 1, 1), Cell::new(Head, "法律服务机构“其他”", 1, 1)]),
                    ],
                    vec![
                        row(vec![upright, Cell::new(Stub(2), "（一）予以公开", 1, 1), value("0", 1), value("12", 1)]),
                        row(vec![Cell::new(Stub(2), "（二）其他", 1, 2), value("75394432.52", 2)]),
                        row(vec![value("7", 1), value("8", 1)]),
                    ],
                ),
                section(
                    vec![row(vec![Cell::new(Caption, "第二十条第（一）项", 4, 1)])],
                    vec![row(vec![value("1", 4)])],
                ),
            ],
        )
        .unwrap();
        let document = document(vec![
            Block::Title {
                lines: vec!["某市商务局".into(), "2024年政府信息公开工作年度报告".into()]
            },
            Block::Paragraph { lead: None, runs: vec![Run::plain("根据《条例》编制。")] },
            Block::Heading { level: 1, text: "一、总体情况".into() },
            Block::Paragraph {
                lead: Some(Lead { level: 2, text: "（一）主动公开。".into() }),
                runs: vec![Run::plain("公开12条，"), Run { text: "一是".into(), bold: true }, Run::plain("健全机制。")],
            },
            Block::Heading { level: 1, text: "二、表".into() },
            Block::Table(table),
            Block::Paragraph { lead: None, runs: vec![Run::plain("表后。")] },
            Block::Signature { agency: "某市商务局".into(), date: "2025年1月20日".into() },
        ]);
        let style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
        insta::assert_snapshot!(text(&document, &style));
    }
}
