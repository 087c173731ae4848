//! Tables pasted as text: one record a line, cells parted by tabs (or commas, in files that spreadsheet programs write).
//!
//! Excel puts cells with line feeds in quotes; merged cells are blank ones. Lines without tabs are paragraphs, unless no line has any.

use super::encoding::decode;
use super::flow;
use super::spread::spread;
use super::text;
use super::unit::{Contents, FileKind, Grid, GridCell, ReadPassage, ReadUnit};

/// Lines and cells that are read.
const LINES: usize = 20_000;
const CELLS: usize = 200_000;

/// Reads a text of any encoding that Chinese programs save.
///
/// # Errors
/// More lines or cells than any report has.
pub fn read(bytes: &[u8]) -> Result<Contents, super::Unreadable> {
    let text = decode(bytes, None);
    if text::is_drawn(&text) {
        return text::read(text.as_bytes());
    }
    let comma = !text.contains('\t') && text.lines().filter(|line| line.matches(',').count() > 1).count() >= 5;
    let text = if comma || text.contains('\t') { text } else { spread(&text) };
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(if comma { b',' } else { b'\t' });
    let mut units: Vec<ReadUnit> = Vec::new();
    let mut rows: Vec<Vec<GridCell>> = Vec::new();
    let mut cells = 0;
    for (line, record) in reader.from_reader(text.as_bytes()).records().enumerate() {
        let Ok(record) = record else { continue };
        cells += record.len();
        if line >= LINES || cells > CELLS {
            return Err(super::Unreadable::TooLarge(format!("超过 {LINES} 行或 {CELLS} 格")));
        }
        if record.len() > 1 {
            rows.push(record.iter().map(|text| GridCell::new(1, 1, text.trim_matches(['\r', '\n']))).collect());
            continue;
        }
        finish(&mut rows, &mut units);
        let text = record.get(0).unwrap_or_default();
        if !text.trim().is_empty() {
            units.push(ReadUnit::Text(ReadPassage { text: text.to_owned(), ..ReadPassage::default() }));
        }
    }
    finish(&mut rows, &mut units);
    flow::number(&mut units);
    Ok(Contents { kind: FileKind::Text, units, remarks: Vec::new(), properties: Default::default() })
}

fn finish(rows: &mut Vec<Vec<GridCell>>, units: &mut Vec<ReadUnit>) {
    if !rows.is_empty() {
        units.push(ReadUnit::Table(Grid::from_rows(std::mem::take(rows))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_part_cells_and_quotes_hold_line_feeds() {
        let text = "某年度报告\r\n\r\n信息内容\t件数\r\n\"三\n、\n本\"\t（一）予以公开\t\t5\r\n";
        let (gbk, ..) = encoding_rs::GB18030.encode(text);
        for bytes in [text.as_bytes(), &gbk] {
            let contents = read(bytes).unwrap();
            let ReadUnit::Table(grid) = &contents.units[1] else { panic!("a grid") };
            assert_eq!(grid.cells[&(1, 0)].text(), "三\n、\n本");
            assert_eq!(grid.cells[&(1, 3)].text(), "5");
            assert_eq!(grid.cells[&(1, 2)].text(), "");
            assert_eq!(grid.cells[&(1, 3)].place.row, Some(2));
            assert!(matches!(&contents.units[0], ReadUnit::Text(passage) if passage.text == "某年度报告"));
        }
    }
}
