//! XLSX workbooks, cell by cell: no range is built, for a range with one cell far out is larger than any memory.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::Unreadable;
use super::package::Package;
use super::raised::STRUCK;
use super::rich_text;
use super::sheet::{Allowance, Sheet, SheetContent, hidden};
use super::unit::{Contents, FileKind};
use super::unseen;

/// What the names of the program's own properties begin with.
const OWN: &str = "nianbao-";

/// Reads a workbook; hidden sheets are said and not read.
///
/// # Errors
/// Damaged, locked, or more inside than is believed.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let mut package = Package::open(bytes, FileKind::Xlsx)?;
    package.weigh()?;
    let mut left = Allowance::new();
    left.sheets(unseen::parts_of_sheets(&mut package).len())?;
    let mut unseen = unseen::of_xlsx(&mut package);
    // Each look has the whole of what may be unpacked.
    let mut letters = rich_text::of_xlsx(&mut Package::open(bytes, FileKind::Xlsx)?);
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let (mut units, mut remarks) = (Vec::new(), Vec::new());
    let sheets = book.sheets_metadata().to_vec();
    for of in sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        if of.visible != SheetVisible::Visible {
            // What the program hides itself is no news.
            if !of.name.starts_with('_') {
                remarks.push(hidden(&of.name));
            }
            continue;
        }
        let mut sheet = Sheet::new(&of.name);
        sheet.unseen = unseen.remove(&of.name).unwrap_or_default();
        cells(&mut book, &mut sheet, &mut left)?;
        let letters = letters.remove(&of.name).unwrap_or_default();
        letters.texts.into_iter().for_each(|((row, column), text)| sheet.replace(row, column, text));
        letters.struck.into_iter().for_each(|(row, column)| sheet.doubt(row, column, STRUCK));
        for merged in book.merge_cells_by_sheet_name(&of.name).unwrap_or_default() {
            sheet.merge(merged.start, merged.end);
        }
        sheet.finish(&mut units, &mut remarks);
    }
    let properties = own_properties(&mut book);
    Ok(Contents { kind: FileKind::Xlsx, units, remarks, properties })
}

fn own_properties(book: &mut Xlsx<Cursor<&[u8]>>) -> BTreeMap<String, String> {
    let all = book.workbook_properties().map(|properties| properties.custom_properties).unwrap_or_default();
    all.into_iter().filter(|(name, _)| name.starts_with(OWN)).collect()
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &mut Sheet, left: &mut Allowance) -> Result<(), Unreadable> {
    let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|error| unreadable(&error))?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| unreadable(&error))? {
        let computed = cell.formula.is_some();
        let text = match &cell.value {
            DataRef::String(text) => text.len(),
            DataRef::SharedString(text) => text.len(),
            _ => 0,
        };
        left.take(1, text)?;
        let content = match cell.value {
            DataRef::Empty if computed => SheetContent::NoResult,
            DataRef::Empty => SheetContent::Blank,
            DataRef::Int(number) => SheetContent::Number(number as f64),
            DataRef::Float(number) => SheetContent::Number(number),
            DataRef::String(text) => SheetContent::Text(text),
            DataRef::SharedString(text) => SheetContent::Text(text.to_owned()),
            DataRef::Bool(yes) => SheetContent::Text(if yes { "TRUE" } else { "FALSE" }.to_owned()),
            DataRef::DateTime(date) => SheetContent::Date(day(date)),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => SheetContent::Date(text),
            DataRef::Error(error) => SheetContent::Error(error.to_string()),
        };
        sheet.put(cell.pos.0, cell.pos.1, content);
        if computed {
            sheet.mark_computed(cell.pos.0, cell.pos.1);
        }
    }
    Ok(())
}

/// A date as it is written, `2024-01-20`.
pub(super) fn day(date: calamine::ExcelDateTime) -> String {
    let (year, month, day, ..) = date.to_ymd_hms_milli();
    format!("{year}-{month:02}-{day:02}")
}

fn unreadable(error: &XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::Locked,
        error => Unreadable::damaged(FileKind::Xlsx, error),
    }
}
