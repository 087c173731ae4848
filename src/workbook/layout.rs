//! Where the cells of a table stand on its sheet: the printed grid, from the second row on.

use crate::compose::lay_out;
use crate::document::{CellKind, GridError};
use crate::form::TableForm;

/// The row the table begins in, from 0; its title stands above.
pub(super) const TOP: u32 = 1;

/// A table on its sheet.
#[derive(Debug, Clone)]
pub struct SheetLayout {
    /// The sheet's name: what people call the table, `表三`.
    pub name: String,
    /// The cells, in reading order.
    pub cells: Vec<Laid>,
    /// The first row below the table, from 0.
    pub end: u32,
    /// Columns of the grid.
    pub columns: u16,
    /// Rows of the head, when the table has one head; 0 when it has several.
    pub head: u32,
    /// Columns of labels.
    pub stub: u16,
    /// Widths of the columns in characters of the default font.
    pub widths: Vec<f64>,
}

/// A cell of the sheet; rows and columns count from 0.
#[derive(Debug, Clone)]
pub struct Laid {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u16,
    /// Rows it covers, from 1.
    pub rowspan: u32,
    /// Columns it covers, from 1.
    pub colspan: u16,
    /// What it is to the reader.
    pub kind: CellKind,
    /// The label; empty for a figure.
    pub text: String,
    /// Whether it is set one character under the other.
    pub vertical: bool,
    /// Line and column of the form, for a figure.
    pub figure: Option<(usize, usize)>,
}

/// Characters over all columns: what fits a landscape page of A4 without shrinking much.
const CHARACTERS: f64 = 132.0;
/// A column of figures is not narrower: eight digits.
const NARROWEST: f64 = 8.6;

impl SheetLayout {
    /// Lays out a table of the form.
    ///
    /// # Errors
    /// The form's spans do not fill the grid.
    pub fn of(form: &TableForm) -> Result<SheetLayout, GridError> {
        let table = lay_out(form, &|line, column| format!("{line},{column}"))?;
        let mut cells = Vec::new();
        let mut row = TOP;
        for printed in table.rows() {
            cells.extend(printed.cells.iter().map(|cell| {
                let figure = (cell.kind == CellKind::Value)
                    .then(|| cell.text.split_once(',').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?))))
                    .flatten();
                Laid {
                    row,
                    column: narrow(cell.column),
                    rowspan: u32::from(narrow(cell.rowspan)),
                    colspan: narrow(cell.colspan),
                    kind: cell.kind,
                    text: if figure.is_some() { String::new() } else { cell.text.clone() },
                    vertical: cell.vertical,
                    figure,
                }
            }));
            row += 1;
        }
        let one = table.sections().len() == 1;
        let head = if one { table.sections().first().map_or(0, |section| section.header.len()) } else { 0 };
        let stub =
            cells.iter().filter(|cell| matches!(cell.kind, CellKind::Stub(_))).map(|cell| cell.column + cell.colspan);
        let total: u32 = table.widths().iter().sum();
        let width = |width: &u32| (f64::from(*width) / f64::from(total) * CHARACTERS).max(NARROWEST);
        Ok(SheetLayout {
            name: form.short.clone(),
            end: row,
            columns: narrow(table.widths().len()),
            head: u32::from(narrow(head)),
            stub: stub.max().unwrap_or(0),
            widths: table.widths().iter().map(width).collect(),
            cells,
        })
    }

    /// Where a figure stands: row and column from 0.
    pub fn place(&self, line: usize, column: usize) -> Option<(u32, u16)> {
        self.cells.iter().find(|cell| cell.figure == Some((line, column))).map(|cell| (cell.row, cell.column))
    }

    /// The place as people write it: `D7`.
    pub fn address(&self, line: usize, column: usize) -> Option<String> {
        self.place(line, column).map(|(row, column)| address(row, column))
    }

    /// Characters that fit one line of a cell.
    pub(super) fn room(&self, cell: &Laid) -> f64 {
        let columns = usize::from(cell.column)..usize::from(cell.column + cell.colspan);
        self.widths.get(columns).map_or(NARROWEST, |widths| widths.iter().sum())
    }
}

/// `D7` for row 6 and column 3, which count from 0.
pub(super) fn address(row: u32, column: u16) -> String {
    format!("{}{}", crate::read_back::unit::column_letters(u32::from(column) + 1), row + 1)
}

/// Numbers of rows and columns of a form are small.
fn narrow(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Lines that a text takes in a width of so many characters; a Chinese character is two wide.
pub(super) fn lines(text: &str, room: f64) -> f64 {
    let line = |line: &str| {
        let width: f64 = line.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum();
        (width / (room - 1.5).max(2.0)).ceil().max(1.0)
    };
    text.split('\n').map(line).sum()
}
