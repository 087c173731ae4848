//! What a file holds, in its order, as paragraphs and tables of the form.

use std::collections::BTreeSet;

use super::Sheets;
use super::head::one_line;
use super::sections::{FieldParagraph, SectionPiece, Texts};
use crate::read_back::unit::{Contents, FilePlace, Grid, ReadUnit};

/// The most paragraphs and tables; the longest report has some 300.
const MOST: usize = 5_000;

/// The file as paragraphs and tables of the form; a table that only lays out the page is its paragraphs.
pub(super) fn of(contents: &Contents, sheets: &Sheets, remarks: &mut Vec<String>) -> Vec<SectionPiece> {
    let mut pieces = Vec::new();
    for (at, unit) in contents.units.iter().enumerate() {
        match unit {
            ReadUnit::Text(passage) => {
                for line in passage.text.split('\n') {
                    let paragraph = FieldParagraph {
                        text: line.to_owned(),
                        place: passage.place.clone(),
                        doubt: passage.doubt.clone(),
                    };
                    pieces.push(SectionPiece::Text(paragraph));
                }
            }
            ReadUnit::Table(grid) => {
                // The tables stand in the order of the units.
                let first = sheets.tables.partition_point(|(of, _, _)| *of < at);
                let read = sheets.tables.get(first).filter(|(of, _, _)| *of == at).map(|(_, _, read)| read);
                match read.and_then(|read| read.lines.first()) {
                    Some(line) => pieces.push(SectionPiece::Table(line.table)),
                    None if grid.place.sheet.is_none()
                        && grid.lines.is_empty()
                        && read.is_some_and(|read| !read.known) =>
                    {
                        layout(grid, &mut pieces)
                    }
                    None => {}
                }
            }
        }
    }
    if pieces.len() > MOST {
        remarks.push(format!("文字超过 {MOST} 段，后面的没有读"));
        pieces.truncate(MOST);
    }
    pieces
}

/// The paragraphs of a table with a single column: it lays out the page.
fn layout(grid: &Grid, pieces: &mut Vec<SectionPiece>) {
    let filled: Vec<_> = grid.cells.iter().filter(|(_, cell)| !cell.paragraphs.is_empty()).collect();
    let one_column = filled.windows(2).all(|pair| pair[0].0.0 != pair[1].0.0);
    if one_column {
        for (_, cell) in filled {
            for text in cell.paragraphs.iter().flat_map(|paragraph| paragraph.split('\n')) {
                let paragraph = FieldParagraph { text: text.to_owned(), place: cell.place.clone(), doubt: None };
                pieces.push(SectionPiece::Text(paragraph));
            }
        }
    }
}

/// A sentence has no fewer characters than this; a shorter cell is a remark on a figure.
const SENTENCE: usize = 12;

/// Lists what stands beside a table, and every sentence in a cell that went into no text: a report may stand on one sheet with its
/// tables. A fill-in workbook is asked for its texts by name, and its other sentences are those of the program.
pub(super) fn leave_rest(texts: &mut Texts, contents: &Contents, sheets: &Sheets, is_form: impl Fn(&Grid) -> bool) {
    let beside = sheets.tables.iter().flat_map(|(_, _, table)| table.beside.iter().cloned());
    let grids = || {
        contents.units.iter().filter_map(|unit| match unit {
            ReadUnit::Table(grid) => Some(grid),
            ReadUnit::Text(_) => None,
        })
    };
    let mut rest: Vec<(String, FilePlace)> = beside.collect();
    if !grids().any(is_form) {
        let taken = texts.fields.values().flatten().chain(&texts.left_out);
        let taken = taken.map(|paragraph| one_line(&paragraph.text)).chain(rest.iter().map(|(text, _)| one_line(text)));
        let mut taken: BTreeSet<String> = taken.collect();
        for cell in grids().flat_map(|grid| grid.cells.values()) {
            let lines = cell.paragraphs.iter().flat_map(|paragraph| paragraph.split('\n'));
            for line in lines.filter(|line| line.contains('。') && line.chars().count() >= SENTENCE) {
                if rest.len() < MOST && taken.insert(one_line(line)) {
                    rest.push((line.to_owned(), cell.place.clone()));
                }
            }
        }
    }
    texts.left_out.extend(rest.into_iter().map(|(text, place)| FieldParagraph { text, place, doubt: None }));
}
