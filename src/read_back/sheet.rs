//! A sheet of a workbook as a grid, whatever the format: figures as their digits, merged cells, and cells far out left aside.
//!
//! It must not know how a workbook is stored.

use std::collections::BTreeMap;

use super::Unreadable;
use super::unit::{FilePlace, Grid, GridCell, ReadUnit};
use super::unseen::Unseen;

/// Rows and columns a sheet is read to; a report's tables end long before.
pub(super) const ROWS: u32 = 2_000;
pub(super) const COLUMNS: u32 = 100;
/// Sheets of a workbook; opening each takes its time, however little it holds.
const SHEETS: usize = 300;
/// Cells of a workbook.
const CELLS: usize = 200_000;
/// Places that the merged cells of a sheet cover.
const MERGED: usize = 200_000;
/// Bytes of text in its cells.
const BYTES: usize = 16 * 1024 * 1024;
/// Said of a formula whose result no program has stored.
pub(super) const NO_RESULT: &str = "公式没有结果，请用 Excel 或 WPS 打开后保存一次";

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SheetContent {
    Blank,
    Text(String),
    Number(f64),
    /// A date, by its printed text.
    Date(String),
    /// An error value, `#REF!`.
    Error(String),
    /// A formula without a stored result.
    NoResult,
}

/// What the cells of a workbook may hold in all, repeated ones counted each: a report has some 500 cells and 100 KB.
#[derive(Debug)]
pub(super) struct Allowance {
    cells: usize,
    bytes: usize,
}

impl Allowance {
    /// For a whole workbook.
    pub fn new() -> Allowance {
        Allowance { cells: CELLS, bytes: BYTES }
    }

    /// # Errors
    /// More sheets than any report has.
    pub fn sheets(&self, count: usize) -> Result<(), Unreadable> {
        let many = || Unreadable::TooLarge(format!("超过 {SHEETS} 张工作表"));
        (count <= SHEETS).then_some(()).ok_or_else(many)
    }

    /// # Errors
    /// More cells, or more text in them, than any report has.
    pub fn take(&mut self, times: usize, bytes: usize) -> Result<(), Unreadable> {
        let too_large = |what: String| Unreadable::TooLarge(format!("超过 {what}"));
        self.cells = self.cells.checked_sub(times).ok_or_else(|| too_large(format!("{CELLS} 格")))?;
        let left = bytes.checked_mul(times).and_then(|bytes| self.bytes.checked_sub(bytes));
        self.bytes = left.ok_or_else(|| too_large(format!("{} MB 文字", BYTES / 1024 / 1024)))?;
        Ok(())
    }
}

/// A sheet while it is read; rows and columns from 0.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub name: String,
    cells: BTreeMap<(usize, usize), GridCell>,
    /// Cells beyond the bounds that hold something: how many.
    far: usize,
    /// Places that merged cells cover so far.
    merged: usize,
    /// Its hidden rows and columns.
    pub unseen: Unseen,
}

impl Sheet {
    pub fn new(name: &str) -> Sheet {
        Sheet { name: name.to_owned(), ..Sheet::default() }
    }

    /// Notes that a formula gives what stands in a cell.
    pub fn mark_computed(&mut self, row: u32, column: u32) {
        if let Some(cell) = self.cells.get_mut(&(row as usize, column as usize)) {
            cell.computed = true;
        }
    }

    /// Puts a text in the place of what stands in a cell.
    pub fn replace(&mut self, row: u32, column: u32, text: String) {
        self.cells.remove(&(row as usize, column as usize));
        self.put(row, column, SheetContent::Text(text));
    }

    /// Doubts what stands in a cell.
    pub fn doubt(&mut self, row: u32, column: u32, why: &str) {
        if let Some(cell) = self.cells.get_mut(&(row as usize, column as usize)) {
            cell.doubt.get_or_insert_with(|| why.to_owned());
        }
    }

    /// Puts a cell at its place.
    pub fn put(&mut self, row: u32, column: u32, content: SheetContent) {
        let (text, doubt) = match content {
            SheetContent::Blank => return,
            SheetContent::Text(text) if text.trim().is_empty() => return,
            SheetContent::Text(text) => (text, None),
            SheetContent::Number(number) => (digits(number), None),
            SheetContent::Date(text) => {
                let doubt = Some(format!("这一格是日期（{text}），不是数"));
                (text, doubt)
            }
            SheetContent::Error(text) => {
                let doubt = Some(format!("公式出错（{text}）"));
                (text, doubt)
            }
            SheetContent::NoResult => (String::new(), Some(NO_RESULT.to_owned())),
        };
        if row >= ROWS || column >= COLUMNS {
            self.far += 1;
            return;
        }
        let cell = GridCell { doubt, place: self.place(row, column), ..GridCell::new(1, 1, text) };
        self.cells.insert((row as usize, column as usize), cell);
    }

    /// Merges the cells from one corner to the other, both included; the first holds the text.
    pub fn merge(&mut self, from: (u32, u32), to: (u32, u32)) {
        if from.0 >= ROWS || from.1 >= COLUMNS || to.0 < from.0 || to.1 < from.1 {
            return;
        }
        let to = (to.0.min(ROWS - 1), to.1.min(COLUMNS - 1));
        let at = (from.0 as usize, from.1 as usize);
        let (height, width) = ((to.0 - from.0 + 1) as usize, (to.1 - from.1 + 1) as usize);
        self.merged += height * width;
        if self.merged > MERGED {
            return;
        }
        let row = |row: usize| self.cells.range((row, at.1)..(row, at.1 + width)).map(|(&place, _)| place);
        let covered: Vec<(usize, usize)> = (at.0..at.0 + height).flat_map(row).filter(|place| *place != at).collect();
        for place in covered {
            self.cells.remove(&place);
        }
        let place = self.place(from.0, from.1);
        let cell = self.cells.entry(at).or_insert_with(|| GridCell { place, ..GridCell::new(1, 1, "") });
        (cell.rowspan, cell.colspan) = (height, width);
    }

    fn place(&self, row: u32, column: u32) -> FilePlace {
        FilePlace {
            sheet: Some(self.name.clone()),
            row: Some(row + 1),
            column: Some(column + 1),
            ..FilePlace::default()
        }
    }

    /// The sheet as a unit, and what should be said of it; none when it is empty.
    pub fn finish(self, units: &mut Vec<ReadUnit>, remarks: &mut Vec<String>) {
        if self.far > 0 {
            remarks.push(format!(
                "工作表“{}”第 {ROWS} 行以下或 {COLUMNS} 列以外还有 {} 格，离表太远，没有读",
                self.name, self.far
            ));
        }
        if self.merged > MERGED {
            remarks.push(format!("工作表“{}”合并的格太多，后面的合并没有读", self.name));
        }
        let filled = self.cells.iter().filter(|(_, cell)| !cell.paragraphs.is_empty() || cell.doubt.is_some());
        remarks.extend(self.unseen.remark(&self.name, filled.map(|(&place, _)| place)));
        if self.cells.values().any(|cell| !cell.paragraphs.is_empty() || cell.doubt.is_some()) {
            let place = FilePlace { sheet: Some(self.name), ..FilePlace::default() };
            units.push(ReadUnit::Table(Grid { place, cells: self.cells, ..Grid::default() }));
        }
    }
}

/// Said of a sheet that is hidden.
pub(super) fn hidden(name: &str) -> String {
    format!("工作表“{name}”是隐藏的，没有读")
}

/// A stored number as its digits: 15 significant ones, as spreadsheet programs show them, so that `72701.257799999992` is 72701.2578.
fn digits(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if shown == 0.0 { "0".to_owned() } else { shown.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_with_fifteen_digits() {
        for (number, text) in
            [(72_701.257_799_999_99, "72701.2578"), (0.1, "0.1"), (-0.0, "0"), (1_808_595.0, "1808595"), (-15.0, "-15")]
        {
            assert_eq!(digits(number), text);
        }
    }

    #[test]
    fn merged_cells_cover_and_far_cells_are_said() {
        let mut sheet = Sheet::new("表三");
        sheet.put(0, 0, SheetContent::Text("甲".into()));
        sheet.put(0, 1, SheetContent::Text("盖住的".into()));
        sheet.put(1, 0, SheetContent::Number(5.0));
        sheet.put(1_048_575, 16_383, SheetContent::Number(1.0));
        sheet.put(3, 3, SheetContent::NoResult);
        sheet.merge((0, 0), (0, 3));
        sheet.merge((5, 5), (u32::MAX, u32::MAX));
        let (mut units, mut remarks) = (Vec::new(), Vec::new());
        sheet.finish(&mut units, &mut remarks);
        let ReadUnit::Table(grid) = &units[0] else { panic!("a grid") };
        assert_eq!(grid.cells[&(0, 0)].colspan, 4);
        assert!(!grid.cells.contains_key(&(0, 1)));
        assert_eq!(grid.cells[&(1, 0)].place.to_string(), "表三!A2");
        assert_eq!(grid.cells[&(3, 3)].doubt.as_deref(), Some(NO_RESULT));
        assert_eq!(remarks, ["工作表“表三”第 2000 行以下或 100 列以外还有 1 格，离表太远，没有读"]);
    }
}
