//! XLS workbooks (Excel 97–2003, and ET files of the same bytes).
//!
//! Before the library opens one, its records are walked: cells far out would make it reserve the whole sheet, so they are taken out.

mod letters;
mod records;
mod shared;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use calamine::{Data, Reader as _, SheetType, SheetVisible, Xls, XlsError};

use self::letters::{LetterFonts, LetterPieces, reads};
use self::records::records;
use self::shared::SharedText;
use super::Unreadable;
use super::raised::{LetterStanding, STRUCK};
use super::sheet::{Allowance, COLUMNS, ROWS, Sheet, SheetContent, hidden};
use super::unit::{Contents, FileKind};
use super::unseen::Unseen;
use super::xlsx::day;
use crate::diag::guarded;

/// Reads a workbook; hidden sheets are said and not read.
///
/// # Errors
/// Damaged or locked.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let (bytes, far, mut noted) = without_far_cells(bytes)?;
    let mut book: Xls<_> = sound(|| calamine::open_workbook_from_rs(Cursor::new(bytes)))?;
    let (mut units, mut remarks, mut left) = (Vec::new(), Vec::new(), Allowance::new());
    if far > 0 {
        remarks.push(format!("第 {ROWS} 行以下或 {COLUMNS} 列以外还有 {far} 格，离表太远，没有读"));
    }
    let sheets = book.sheets_metadata().to_vec();
    left.sheets(sheets.len())?;
    for (index, of) in sheets.iter().enumerate().filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet) {
        if of.visible != SheetVisible::Visible {
            remarks.push(hidden(&of.name));
            continue;
        }
        let range = sound(|| book.worksheet_range(&of.name))?;
        let mut sheet = Sheet::new(&of.name);
        let noted = noted.remove(&index).unwrap_or_default();
        sheet.unseen = noted.unseen;
        let (top, first) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            left.take(1, if let Data::String(text) = data { text.len() } else { 0 })?;
            let at = (top + row as u32, first + column as u32);
            sheet.put(at.0, at.1, content(data));
            match (noted.letters.get(&at).map(Vec::as_slice), data) {
                (Some([(_, LetterStanding::Struck)]), _) => sheet.doubt(at.0, at.1, STRUCK),
                (Some(pieces), Data::String(text)) => match reads(text, pieces) {
                    read if read.trim().is_empty() => sheet.doubt(at.0, at.1, STRUCK),
                    read => sheet.replace(at.0, at.1, read),
                },
                _ => {}
            }
        }
        noted.computed.iter().for_each(|&(row, column)| sheet.mark_computed(row, column));
        for merged in book.merge_cells_by_sheet_name(&of.name).unwrap_or_default() {
            sheet.merge(merged.start, merged.end);
        }
        sheet.finish(&mut units, &mut remarks);
    }
    Ok(Contents { kind: FileKind::Xls, units, remarks, properties: Default::default() })
}

/// What the library gives; of a damaged file it may panic.
fn sound<T>(read: impl FnOnce() -> Result<T, XlsError>) -> Result<T, Unreadable> {
    match guarded(read) {
        Ok(read) => read.map_err(|error| match error {
            XlsError::Password => Unreadable::Locked,
            error => Unreadable::damaged(FileKind::Xls, error),
        }),
        Err(panicked) => Err(Unreadable::damaged(FileKind::Xls, panicked)),
    }
}

fn content(data: &Data) -> SheetContent {
    match data {
        Data::Empty => SheetContent::Blank,
        Data::Int(number) => SheetContent::Number(*number as f64),
        Data::Float(number) => SheetContent::Number(*number),
        Data::String(text) => SheetContent::Text(text.clone()),
        Data::Bool(yes) => SheetContent::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        Data::DateTime(date) => SheetContent::Date(day(*date)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => SheetContent::Date(text.clone()),
        Data::Error(error) => SheetContent::Error(error.to_string()),
    }
}

/// Records with a row in their first two bytes and a column in the next two (MS-XLS 2.3.2, BIFF2 to BIFF8): cells of all kinds.
const CELLS: &[u16] = &[
    0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205,
    0x0206, 0x027E, 0x0406,
];
/// The used area of a sheet.
const DIMENSIONS: [u16; 2] = [0x0000, 0x0200];
/// A name that a book gives to cells: none is asked for, and the library believes what one says of its length.
const NAME: u16 = 0x0018;
/// A record that readers pass over (InterfaceEnd).
const PASSED_OVER: u16 = 0x00E2;

/// What only the records of a sheet say.
#[derive(Debug, Default)]
struct SheetNotes {
    /// Its hidden rows and columns.
    unseen: Unseen,
    /// Row and column of its formulas.
    computed: Vec<(u32, u32)>,
    /// How the letters of its cells stand, by row and column, where they do not all stand on the line.
    letters: BTreeMap<(u32, u32), LetterPieces>,
}

/// What the records say of each sheet, by its number in the book.
type NotesOfSheets = BTreeMap<usize, SheetNotes>;

/// The file with far cells taken out of its records, how many there were, and what is noted of each sheet.
fn without_far_cells(bytes: &[u8]) -> Result<(Vec<u8>, usize, NotesOfSheets), Unreadable> {
    let damaged = |error: std::io::Error| Unreadable::damaged(FileKind::Xls, error);
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes.to_vec())).map_err(damaged)?;
    let name = if file.is_stream("Workbook") { "Workbook" } else { "Book" };
    let mut bytes_of_records = Vec::new();
    let mut stream = file.open_stream(name).map_err(damaged)?;
    stream.read_to_end(&mut bytes_of_records).map_err(damaged)?;
    if is_locked(&bytes_of_records) {
        return Err(Unreadable::Locked);
    }
    let noted = noted(&bytes_of_records, &shared::weigh(&bytes_of_records)?);
    let (far, changed) = take_out(&mut bytes_of_records);
    if !changed {
        return Ok((bytes.to_vec(), 0, noted));
    }
    stream.seek(SeekFrom::Start(0)).and_then(|_| stream.write_all(&bytes_of_records)).map_err(damaged)?;
    stream.flush().map_err(damaged)?;
    drop(stream);
    Ok((file.into_inner().into_inner(), far, noted))
}

/// Whether the records behind it are encrypted (`FILEPASS`, MS-XLS 2.4.117), by whatever method.
fn is_locked(bytes: &[u8]) -> bool {
    // 0x000A is the end of what concerns the whole book.
    records(bytes).take_while(|record| record.kind != 0x000A).any(|record| record.kind == 0x002F)
}

/// What is hidden or a formula in each sheet by its number in the book, and how letters stand there: records `BOUNDSHEET`, `BOF`, `ROW`,
/// `COLINFO`, `FORMULA` (MS-XLS 2.4.28, 2.4.21, 2.4.221, 2.4.53, 2.4.127).
fn noted(bytes: &[u8], texts: &[SharedText]) -> NotesOfSheets {
    let mut begins: Vec<u32> = Vec::new();
    let mut found = NotesOfSheets::new();
    let (mut fonts, mut sheet) = (LetterFonts::default(), None);
    for record in records(bytes) {
        fonts.meet(&record);
        match record.kind {
            0x0085 => begins.push(record.word(0) | record.word(2) << 16),
            0x0809 => {
                let at = u32::try_from(record.at).ok();
                sheet = at.and_then(|at| begins.iter().position(|&begin| begin == at)).or(sheet);
            }
            _ => {}
        }
        let Some(sheet) = sheet else { continue };
        let notes: &mut SheetNotes = found.entry(sheet).or_default();
        let cell = (record.word(0), record.word(2));
        match record.kind {
            0x0208 if record.word(12) & 0x20 != 0 => notes.unseen.hide_rows(cell.0..=cell.0),
            0x007D if record.word(8) & 1 != 0 => notes.unseen.hide_columns(cell.0..=cell.1),
            0x0006 | 0x0206 | 0x0406 => notes.computed.push(cell),
            _ => {}
        }
        notes.letters.extend(fonts.cells(&record, texts));
    }
    found
}

/// Renames the records of far cells and of names, and draws in what sheets say of their size; gives the number of far cells that hold something,
/// and whether anything was changed.
fn take_out(records: &mut [u8]) -> (usize, bool) {
    let (mut at, mut far, mut changed) = (0, 0, false);
    while let Some(head) = records.get(at..at + 4) {
        let (kind, length) = (u16::from_le_bytes([head[0], head[1]]), u16::from_le_bytes([head[2], head[3]]) as usize);
        let Some(data) = records.get_mut(at + 4..at + 4 + length) else { break };
        let word = |from: usize| data.get(from..from + 2).map_or(0, |b| u32::from(u16::from_le_bytes([b[0], b[1]])));
        if CELLS.contains(&kind) && length >= 4 {
            let (row, mut column) = (word(0), word(2));
            if kind == 0x00BD && row < ROWS && column < COLUMNS && word(length - 2) >= COLUMNS {
                far += cut_short(&mut records[at..at + 4 + length], (COLUMNS - column) as usize);
                changed = true;
                continue;
            }
            if matches!(kind, 0x00BD | 0x00BE) {
                column = column.max(word(length - 2));
            }
            if row >= ROWS || column >= COLUMNS {
                far += usize::from(!matches!(kind, 0x0001 | 0x0201 | 0x00BE));
                changed = true;
                records[at..at + 2].copy_from_slice(&PASSED_OVER.to_le_bytes());
            }
        } else if DIMENSIONS.contains(&kind) {
            changed |= draw_in(data);
        } else if kind == NAME {
            changed = true;
            records[at..at + 2].copy_from_slice(&PASSED_OVER.to_le_bytes());
        }
        at += 4 + length;
    }
    (far, changed)
}

/// Cuts a record of several numbers (`MULRK`, MS-XLS 2.4.175) short behind so many of them, what follows becoming a record that is passed
/// over; gives how many numbers that holds.
fn cut_short(record: &mut [u8], kept: usize) -> usize {
    let length = record.len() - 4;
    let near = 4 + 6 * kept + 2;
    let Some(rest) = length.checked_sub(near).filter(|rest| *rest >= 4) else {
        record[..2].copy_from_slice(&PASSED_OVER.to_le_bytes());
        return 1;
    };
    let last = u16::from_le_bytes([record[6], record[7]]).saturating_add(kept as u16 - 1);
    record[2..4].copy_from_slice(&(near as u16).to_le_bytes());
    record[4 + near - 2..4 + near].copy_from_slice(&last.to_le_bytes());
    record[4 + near..6 + near].copy_from_slice(&PASSED_OVER.to_le_bytes());
    record[6 + near..8 + near].copy_from_slice(&((rest - 4) as u16).to_le_bytes());
    rest / 6
}

/// Draws in a sheet's used area (four bytes a row in BIFF8, two before).
fn draw_in(data: &mut [u8]) -> bool {
    let bounds = if data.len() >= 14 {
        [(0..4, ROWS), (4..8, ROWS), (8..10, COLUMNS), (10..12, COLUMNS)]
    } else {
        [(0..2, ROWS), (2..4, ROWS), (4..6, COLUMNS), (6..8, COLUMNS)]
    };
    let mut changed = false;
    for (range, bound) in bounds {
        let Some(bytes) = data.get_mut(range) else { continue };
        if bytes.iter().rev().fold(0_u32, |n, b| n << 8 | u32::from(*b)) > bound {
            let width = bytes.len();
            bytes.copy_from_slice(&bound.to_le_bytes()[..width]);
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    #[test]
    fn far_cells_are_passed_over_and_near_ones_stay() {
        let near = record(0x0203, &[1, 0, 2, 0, 0, 0]);
        let far = record(0x0203, &[0xFF, 0xFF, 0xFF, 0, 0, 0]);
        let blank = record(0x0201, &[0xFF, 0xFF, 2, 0, 0, 0]);
        let size = record(0x0200, &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0]);
        let mut records = [&near[..], &far, &blank, &size].concat();
        assert_eq!(take_out(&mut records), (1, true));
        assert_eq!(&records[..near.len()], near);
        let kinds = [near.len(), near.len() + far.len()].map(|at| u16::from_le_bytes([records[at], records[at + 1]]));
        assert_eq!(kinds, [PASSED_OVER; 2]);
        let size = &records[records.len() - 14..];
        assert_eq!((&size[4..8], &size[10..12]), (&2000_u32.to_le_bytes()[..], &100_u16.to_le_bytes()[..]));
        // Numbers in columns 98 to 101: the last two are far.
        let several: Vec<u8> = (0..4).flat_map(|n| [0, 0, n, n, n, n]).collect();
        let mut records = record(0x00BD, &[&[1, 0, 98, 0][..], &several, &[101, 0]].concat());
        assert_eq!(take_out(&mut records), (2, true));
        let near = record(0x00BD, &[&[1, 0, 98, 0][..], &several[..12], &[99, 0]].concat());
        assert_eq!(records[..near.len()], near);
        assert_eq!(records[near.len()..near.len() + 4], [PASSED_OVER as u8, 0, 8, 0]);
        let mut whole = record(0x0203, &[1, 0, 2, 0, 0, 0]);
        assert_eq!(take_out(&mut whole), (0, false));
        assert_eq!(take_out(&mut [3, 2, 255, 255, 1]), (0, false), "cut off");
        let mut name = record(NAME, &[0, 0, 0, 200, 0, 0]);
        assert_eq!((take_out(&mut name), name[0]), ((0, true), PASSED_OVER as u8));
    }

    /// A workbook of one sheet in BIFF8: these fonts (flags, raised), formats by their font, texts with their pieces, cells.
    fn book(fonts: &[(u8, u8)], formats: &[u8], texts: &[(&str, &[(u8, u8)])], cells: &[u8]) -> Vec<u8> {
        let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let fonts = fonts.iter().flat_map(|&(flags, raised)| {
            record(0x0031, &[200, 0, flags, 0, 0, 0, 0, 0, raised, 0, 0, 0, 0, 0, 1, 0, b'F'])
        });
        let formats = formats.iter().flat_map(|&font| record(0x00E0, &[&[font][..], &[0; 19]].concat()));
        let text = |&(text, runs): &(&str, &[(u8, u8)])| {
            let mut bytes = vec![text.len() as u8, 0, 8, runs.len() as u8, 0];
            bytes.extend(text.bytes());
            bytes.extend(runs.iter().flat_map(|&(at, font)| [at, 0, font, 0]));
            bytes
        };
        let count = texts.len() as u8;
        let strings = [vec![count, 0, 0, 0, count, 0, 0, 0], texts.iter().flat_map(text).collect()].concat();
        let head: Vec<u8> = begin(5).into_iter().chain(fonts).chain(formats).collect();
        let (strings, end) = (record(0x00FC, &strings), record(0x000A, &[]));
        let at = head.len() + 13 + strings.len() + end.len();
        let sheet = record(0x0085, &[&(at as u32).to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
        let stream = [&head[..], &sheet, &strings, &end, &begin(0x10), cells, &end].concat();
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("Workbook").unwrap().write_all(&stream).unwrap();
        file.into_inner().into_inner()
    }

    #[test]
    fn letters_struck_through_are_out_and_raised_ones_stand_apart() {
        let named = |column: u8, text: u8| record(0x00FD, &[0, 0, column, 0, 0, 0, text, 0, 0, 0]);
        let number = record(0x0203, &[&[0, 0, 2, 0, 1, 0][..], &7_f64.to_le_bytes()].concat());
        let cells = [named(0, 0), named(1, 1), number, named(3, 2)].concat();
        // The fonts numbered 0 to 3 are usual, 5 is struck through, 6 raised.
        let fonts = [(0, 0), (0, 0), (0, 0), (0, 0), (8, 0), (0, 1)];
        let texts: [(&str, &[(u8, u8)]); 3] = [("31", &[(0, 5), (1, 0)]), ("42", &[(1, 6)]), ("5", &[(0, 5)])];
        let contents = read(&book(&fonts, &[0, 5], &texts, &cells)).unwrap();
        let [super::super::unit::ReadUnit::Table(grid)] = &contents.units[..] else { panic!("{contents:?}") };
        let shown: Vec<(String, bool)> = grid.cells.values().map(|cell| (cell.text(), cell.doubt.is_some())).collect();
        let expected = [("1", false), ("4²", false), ("7", true), ("5", true)];
        assert_eq!(shown, expected.map(|(text, doubt)| (text.to_owned(), doubt)));
    }
}
