//! What a file holds, in its order, as paragraphs and tables of the form.

use super::Sheets;
use super::sections::{FieldParagraph, SectionPiece};
use crate::read_back::unit::{Contents, Grid, ReadUnit};

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
