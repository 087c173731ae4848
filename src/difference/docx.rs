//! A DOCX that a hand has changed, against the document the data gives: both as text, cells in the words of their table.

use super::hand::{CellDifference, DocxDifference};
use super::paragraphs::pair;
use super::rows::{self, Named};
use crate::document::{Block, CONTINUED, CellKind, Document, Table};
use crate::read_back::unit::{Grid, GridCell, ReadUnit};

/// Compares what stands in a file, `theirs`, with the same report as printed, `ours`; `document` names its parts.
pub fn compare_docx(document: &Document, ours: &[ReadUnit], theirs: &[ReadUnit]) -> DocxDifference {
    let mut difference = DocxDifference::default();
    let (before, after) = (texts(ours), texts(theirs));
    let headings: Vec<&str> = document
        .blocks
        .iter()
        .filter_map(|block| if let Block::Heading { level: 1, text } = block { Some(text.as_str()) } else { None })
        .collect();
    for mut change in pair(&before, &after) {
        let side = if change.old.is_some() { &before } else { &after };
        let mut above = side.iter().take(change.number.saturating_sub(1)).rev().map(String::as_str).enumerate();
        let heading = above.find(|(_, text)| headings.contains(text));
        // Counted within its part, as everywhere else.
        change.number = heading.map_or(change.number, |(between, _)| between + 1);
        let section = heading.map_or("正文开头", |(_, text)| text);
        difference.paragraphs.push((section.to_owned(), change));
    }
    tables(document, ours, theirs, &mut difference);
    difference
}

fn texts(units: &[ReadUnit]) -> Vec<String> {
    let texts = units.iter().filter_map(|unit| match unit {
        // Where the lines of a title break is not what it says.
        ReadUnit::Text(passage) => Some(passage.text.trim().replace('\n', "")),
        ReadUnit::Table(_) => None,
    });
    texts.collect()
}

fn tables(document: &Document, ours: &[ReadUnit], theirs: &[ReadUnit], difference: &mut DocxDifference) {
    fn grids(units: &[ReadUnit]) -> impl Iterator<Item = &Grid> {
        units.iter().filter_map(|unit| if let ReadUnit::Table(grid) = unit { Some(grid) } else { None })
    }
    let (before, after) = (rows_of(grids(ours)), rows_of(grids(theirs)));
    let printed: Vec<&Table> = document
        .blocks
        .iter()
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect();
    if before.iter().map(Vec::len).eq(after.iter().map(Vec::len)) {
        let names: Vec<Vec<String>> = printed.into_iter().flat_map(cell_names).collect();
        for (row, (ours, theirs)) in before.iter().zip(&after).enumerate() {
            for (cell, (ours, theirs)) in ours.iter().zip(theirs).enumerate().filter(|(_, (a, b))| differ(a, b)) {
                let words = names.get(row).and_then(|row| row.get(cell)).cloned();
                let words = words.unwrap_or_else(|| format!("表格第 {} 行第 {} 格", row + 1, cell + 1));
                difference.cells.push(CellDifference { words, ours: ours.clone(), theirs: theirs.replace('\n', " ") });
            }
        }
        return;
    }
    // Another layout, or rows added or taken out: rows are found by their labels.
    let named: Vec<Named> = printed
        .into_iter()
        .flat_map(|table| {
            cell_names(table)
                .into_iter()
                .zip(table.rows())
                .filter_map(|(names, row)| Named::of(row, names))
                .collect::<Vec<_>>()
        })
        .collect();
    let found: Vec<Vec<String>> = grids(theirs).flat_map(rows::texts).collect();
    rows::compare(&named, &found, difference);
}

/// The rows of all tables. A table may be printed as several, one to a page: then their rows run on, without the heads that are
/// repeated and the labels that go on.
fn rows_of<'g>(grids: impl Iterator<Item = &'g Grid>) -> Vec<Vec<String>> {
    let mut all: Vec<Vec<String>> = Vec::new();
    let mut above: Vec<Vec<String>> = Vec::new();
    for grid in grids {
        let text = |cell: &GridCell| cell.text().trim().to_owned();
        let mut rows: Vec<Vec<String>> =
            grid.rows().into_iter().map(|row| row.into_iter().map(text).collect()).collect();
        let heads = rows.iter().zip(&above).take_while(|(row, head)| row == head).count();
        let goes_on = |row: &Vec<String>| row.iter().any(|text| text.ends_with(CONTINUED));
        let whole = rows.clone();
        if heads > 0 && rows.get(heads).is_some_and(goes_on) {
            rows.drain(..heads);
            rows[0].retain(|text| !text.ends_with(CONTINUED));
        }
        above = whole;
        all.extend(rows);
    }
    all
}

/// Whether two cells say different things; white space and line breaks are nothing in a label, but part two figures.
fn differ(ours: &str, theirs: &str) -> bool {
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if ours.contains(char::is_alphabetic) { plain(ours) != plain(theirs) } else { ours != theirs }
}

/// What to call each cell of a table, row by row: `表三“（一）予以公开”自然人列`.
fn cell_names(table: &Table) -> Vec<Vec<String>> {
    let short = table.title().split(['　', ' ']).next().unwrap_or_default();
    let mut names = Vec::new();
    for section in table.sections() {
        // The heads over each column, from the top.
        let mut heads: Vec<Vec<String>> = vec![Vec::new(); table.widths().len()];
        for row in &section.header {
            for cell in &row.cells {
                if cell.kind == CellKind::Head {
                    let text: String = cell.text.split_whitespace().collect();
                    heads[cell.column..cell.column + cell.colspan].iter_mut().for_each(|over| over.push(text.clone()));
                }
            }
            names.push(row.cells.iter().map(|cell| format!("{short}表头“{}”", cell.text)).collect());
        }
        for row in &section.body {
            let stub = row.cells.iter().rev().find(|cell| matches!(cell.kind, CellKind::Stub(_)));
            let name = |cell: &crate::document::Cell| match cell.kind {
                CellKind::Value => {
                    let over = &heads[cell.column];
                    let head = over.last().map_or("", String::as_str);
                    // A row of figures alone is called by the block of columns (表四: 行政复议, 复议后起诉).
                    let block = || over.len().checked_sub(2).map(|at| over[at].as_str());
                    let row = stub.map(|stub| stub.text.as_str()).or_else(block);
                    format!("{short}{}{head}列", row.map_or_else(String::new, |row| format!("“{row}”")))
                }
                _ => format!("{short}行名“{}”", cell.text),
            };
            names.push(row.cells.iter().map(name).collect());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::document::{Cell as Printed, Meta, Row, Section};
    use crate::read_back::unit::ReadPassage;

    #[test]
    fn rows_run_on_where_a_table_is_printed_in_two() {
        let grid = |rows: &[&[&str]]| {
            Grid::from_rows(rows.iter().map(|row| row.iter().map(|text| GridCell::new(1, 1, *text)).collect()))
        };
        let first = grid(&[&["项", "数"], &["三、结果", "1"]]);
        let second = grid(&[&["项", "数"], &["三、结果（续）", "2"], &["四", "3"]]);
        let rows = rows_of([first, second].iter());
        assert_eq!(rows, [vec!["项", "数"], vec!["三、结果", "1"], vec!["2"], vec!["四", "3"]]);
    }

    #[test]
    fn cells_are_called_by_row_and_column() {
        let head = |text: &str| Printed::new(CellKind::Head, text, 1, 1);
        let header = vec![Row { cells: vec![head("办理结果"), head("自然人"), head("总计")], keep: true }];
        let value = |text: &str| Printed::new(CellKind::Value, text, 1, 1);
        let body = vec![Row {
            cells: vec![Printed::new(CellKind::Stub(1), "（一）予以公开", 1, 1), value("3"), value("4")],
            keep: false,
        }];
        let table =
            Table::new("表三　申请", "", vec![1, 1, 1], vec![Section { header, body, breakable: false }]).unwrap();
        let meta = Meta {
            title: String::new(),
            author: String::new(),
            date: Date::new(2025, 1, 20).unwrap(),
            subject: String::new(),
        };
        let blocks = vec![Block::Heading { level: 1, text: "一、总体情况".into() }, Block::Table(table)];
        let document = Document { meta, blocks };
        let passage = |text: &str| ReadUnit::Text(ReadPassage { text: text.into(), ..ReadPassage::default() });
        let elements = |text: &str, value: &str| {
            let row = |cells: [&str; 3]| cells.map(|text| GridCell::new(1, 1, text)).to_vec();
            let table = Grid::from_rows([row(["办理结果", "自然人", "总计"]), row(["（一）予以公开", "3", value])]);
            [passage("一、总体情况"), passage(text), ReadUnit::Table(table)]
        };
        let difference = compare_docx(&document, &elements("原文", "4"), &elements("改过", "5"));
        assert_eq!(difference.cells[0].words, "表三“（一）予以公开”总计列");
        assert_eq!((difference.cells[0].ours.as_str(), difference.cells[0].theirs.as_str()), ("4", "5"));
        // Counted within its part.
        assert_eq!((difference.paragraphs[0].0.as_str(), difference.paragraphs[0].1.number), ("一、总体情况", 1));
        assert!(compare_docx(&document, &elements("原文", "4"), &elements("原文", "4")).is_empty());
        // A label over two lines is the same label, two figures in a cell are not one.
        assert!(!differ("（一）予以公开", "（一）予以\n公开") && differ("12", "1\n2"));
    }
}
