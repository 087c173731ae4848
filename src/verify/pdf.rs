//! A PDF read back through its tags: what a screen reader speaks, paragraph by paragraph and cell by cell.

use crate::read_back::pdf::{PrintedPdf, Tag};
use crate::read_back::unit::{Cell, Grid, Passage, Unit};

/// The units of a file.
///
/// # Errors
/// No PDF, or one without tags.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Unit>, String> {
    let pdf = PrintedPdf::read(bytes).map_err(|error| error.to_string())?;
    if pdf.tags.is_empty() && !pdf.pages.is_empty() {
        return Err("文件没有结构标记".to_owned());
    }
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(tag) = pdf.tags.get(at) {
        let below = pdf.tags[at + 1..].iter().take_while(|below| below.depth > tag.depth).count();
        let inside = &pdf.tags[at + 1..=at + below];
        match tag.role.as_str() {
            "Table" => units.push(Unit::Table(table(inside, &pdf.text))),
            // What only groups others.
            "Document" | "Part" | "Sect" | "Div" | "Art" | "NonStruct" => {
                at += 1;
                continue;
            }
            _ => units.push(Unit::Text(Passage { text: pdf.text[tag.range.clone()].to_owned(), ..Passage::default() })),
        }
        at += 1 + below;
    }
    Ok(units)
}

fn table(tags: &[Tag], text: &str) -> Grid {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for tag in tags {
        match (tag.role.as_str(), rows.last_mut()) {
            ("TR", _) => rows.push(Vec::new()),
            ("TH" | "TD", Some(row)) => {
                row.push(Cell::new(tag.colspan, tag.rowspan, text[tag.range.clone()].to_owned()));
            }
            _ => {}
        }
    }
    Grid::from_rows(rows)
}
