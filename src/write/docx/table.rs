//! Tables, printed through docx-rs: a full grid of fixed columns with merged heads and stubs.
//!
//! It knows grids and page breaks; it must not know XML.

use super::measure::{self, Measures, eighths, half_points, points};
use super::run::run;
use super::setting::{Keep, Setting};
use super::styles;
use crate::document::{Cell, CellKind, Row, Table};
use crate::style::{Align, RoleStyle, Style};
use crate::write::package::PackageError;
use docx_rs as docx;
use docx_rs::{Paragraph, TableCell, VMergeType, WidthType};
use unicode_width::UnicodeWidthStr;

/// The least inset, in twips, before figures are set smaller.
const LEAST_INSET: i32 = 15;
/// What a line of a cell leaves free, in twips: programs differ in whether a rule takes of the room beside it.
const SLACK: i32 = 12;

/// Whether the header rows are repeated at the top of every page the table reaches.
///
/// Word repeats the first rows of a table and no others, over whatever follows. Over a section that has a header of its own
/// that would be a false statement, so such a table repeats none.
fn repeats_header(table: &Table) -> bool {
    table.sections().iter().skip(1).all(|section| section.header.is_empty())
}

/// A row and what Word needs to know to place it.
pub(super) struct PlacedRow<'t> {
    pub row: &'t Row,
    /// Repeated at the top of every page.
    pub header: bool,
    /// On the same page as the next row.
    pub keep: bool,
}

/// All rows from top to bottom.
pub(super) fn rows(table: &Table) -> Vec<PlacedRow<'_>> {
    let header = repeats_header(table);
    let mut rows = Vec::new();
    for section in table.sections() {
        rows.extend(section.header.iter().map(|row| PlacedRow { row, header, keep: true }));
        rows.extend(section.body.iter().map(|row| PlacedRow { row, header: false, keep: row.keep }));
    }
    if let Some(last) = rows.last_mut() {
        last.keep = false;
    }
    rows
}

/// Heights of all rows in twips, without the space above and below their text.
pub(super) fn heights(table: &Table, style: &Style, measures: &Measures) -> Vec<i32> {
    let sheet = TableLook::new(table, style, measures, 0);
    rows(table).iter().map(|placed| sheet.height(placed.row)).collect()
}

/// Whether each row stays on one page with the next.
pub(super) fn kept(table: &Table, style: &Style, measures: &Measures, keep: Keep) -> Vec<bool> {
    let sheet = TableLook::new(table, style, measures, measure::inset(style.table.inset_y, style));
    sheet.rows(table, keep).iter().map(|placed| placed.keep).collect()
}

/// Prints one table over the full text width.
pub(super) fn print(
    table: &Table,
    style: &Style,
    measures: &Measures,
    setting: Setting,
) -> Result<docx::Table, PackageError> {
    let sheet = TableLook::new(table, style, measures, setting.inset_y);
    let columns = &sheet.columns;
    // At the column in which each cell begins: how many of its rows are still to come.
    let mut covered: Vec<Option<(&Cell, usize)>> = vec![None; columns.len()];
    let mut printed = Vec::new();
    for PlacedRow { row, keep, .. } in sheet.rows(table, setting.keep) {
        for cell in &row.cells {
            covered[cell.column] = Some((cell, cell.rowspan));
        }
        let mut cells = Vec::new();
        for place in &mut covered {
            let Some((cell, left)) = *place else { continue };
            cells.push(sheet.cell(cell, left == cell.rowspan, keep)?);
            *place = (left > 1).then_some((cell, left - 1));
        }
        printed.push(docx::TableRow::new(cells).cant_split());
    }
    let grid = docx::Table::new(printed)
        .style(styles::TABLE)
        .width(columns.iter().sum(), WidthType::Dxa)
        // Centred, it fills the text block whether or not a program lets the insets hang out to the left.
        .align(docx::TableAlignmentType::Center)
        .layout(docx::TableLayoutType::Fixed)
        // The style says the same, but previews on telephones do not read table styles.
        .set_borders(borders(style))
        .margins(insets(style, setting.inset_y));
    Ok(grid.set_grid(sheet.columns))
}

/// What every cell of a table needs to know.
struct TableLook<'s> {
    /// Widths in twips.
    columns: Vec<usize>,
    style: &'s Style,
    measures: &'s Measures,
    /// Size of all figures in half-points, when one of them does not fit its column at the style's.
    value_size: Option<i32>,
    /// Between the text of a cell and the rules above and below it, twips.
    inset_y: i32,
}

impl<'s> TableLook<'s> {
    fn new(table: &Table, style: &'s Style, measures: &'s Measures, inset_y: i32) -> TableLook<'s> {
        let columns = measures.columns(table.widths());
        let mut sheet = TableLook { columns, style, measures, value_size: None, inset_y };
        sheet.value_size = sheet.smaller_values(table);
        sheet
    }

    /// All rows with what is kept on one page below its heading: what a page holds, for Word cannot repeat the text of a merged
    /// cell on the next.
    fn rows<'t>(&self, table: &'t Table, keep: Keep) -> Vec<PlacedRow<'t>> {
        let mut rows = rows(table);
        let heights: Vec<i32> = rows.iter().map(|placed| self.height(placed.row)).collect();
        let header: i32 = rows.iter().zip(&heights).filter(|(placed, _)| placed.header).map(|(_, height)| height).sum();
        let room = self.measures.text_height - self.measures.line(&self.style.roles.heading1);
        let mut join = |first: usize, count: usize, room: i32| {
            let height: i32 = heights[first..first + count].iter().sum();
            if count > 0 && height <= room {
                rows[first..first + count - 1].iter_mut().for_each(|placed| placed.keep = true);
            }
        };
        if keep == Keep::Whole {
            join(0, heights.len(), room);
        }
        let mut first = 0;
        for section in table.sections() {
            let count = section.header.len() + section.body.len();
            if keep != Keep::Groups {
                join(first, count, room);
            }
            first += count;
        }
        let merged = if keep == Keep::Groups { room / 2 } else { room - header };
        let spans: Vec<(usize, usize)> = self::rows(table)
            .iter()
            .enumerate()
            .flat_map(|(first, placed)| placed.row.cells.iter().map(move |cell| (first, cell.rowspan)))
            .collect();
        for (first, count) in spans {
            join(first, count, merged);
        }
        rows
    }

    /// Height of a row in twips, from the cells that are all its own.
    fn height(&self, row: &Row) -> i32 {
        let cell = |cell: &Cell| {
            let role = self.role(cell.kind).1;
            // Figures are made small enough for one line.
            let lines =
                |line| if cell.kind == CellKind::Value { 1 } else { self.lines(line, role, self.room(cell)).max(1) };
            let text: i32 = cell.text.split('\n').map(lines).sum();
            text * self.measures.line(role) + 2 * self.inset_y + points(self.style.table.rule)
        };
        row.cells.iter().filter(|cell| cell.rowspan == 1 && !cell.vertical).map(cell).max().unwrap_or_default()
    }

    /// Lines a text takes in so much room.
    fn lines(&self, text: &str, role: &RoleStyle, room: i32) -> i32 {
        let capacity = 2 * self.capacity(role, room);
        if capacity > 0 { (halves(text) + capacity - 1) / capacity } else { halves(text) }
    }

    /// Full-width characters in a line of a cell.
    fn capacity(&self, role: &RoleStyle, room: i32) -> i32 {
        room.checked_div(self.advance(role)).unwrap_or(0)
    }

    /// Width of a cell between its insets.
    fn room(&self, cell: &Cell) -> i32 {
        self.width(cell) - 2 * self.tight(cell).unwrap_or(points(self.style.table.inset_x))
    }

    fn advance(&self, role: &RoleStyle) -> i32 {
        points(role.size) + self.measures.letter_spacing(role, self.style)
    }

    fn width(&self, cell: &Cell) -> i32 {
        let width: usize = self.columns[cell.column..cell.column + cell.colspan].iter().sum();
        i32::try_from(width).unwrap_or(i32::MAX)
    }

    /// The inset, smaller than the style's, with which a centred text just fits on one line: a figure is never broken, and
    /// 自然人 stays whole.
    fn tight(&self, cell: &Cell) -> Option<i32> {
        let role = self.role(cell.kind).1;
        if role.align != Align::Center || cell.vertical || cell.text.contains('\n') {
            return None;
        }
        let size = match (cell.kind, self.value_size) {
            (CellKind::Value, Some(size)) => 10 * size,
            _ => self.advance(role),
        };
        let free = (self.width(cell) - halves(&cell.text).saturating_mul(size) / 2 - SLACK) / 2;
        (LEAST_INSET..points(self.style.table.inset_x)).contains(&free).then_some(free)
    }

    /// The size, in half-points, at which every figure of a table fits its column: figures of one table are all of one size.
    fn smaller_values(&self, table: &Table) -> Option<i32> {
        let nominal = half_points(self.style.roles.table_value.size);
        let values = table.cells().filter(|cell| cell.kind == CellKind::Value && !cell.text.is_empty());
        // A half-point is ten twips, and a half-width character half as wide as the type is high.
        let fitting = values.map(|cell| (self.width(cell) - 2 * LEAST_INSET - SLACK) / (5 * halves(&cell.text)).max(1));
        fitting.min().filter(|&size| size < nominal).map(|size| size.max(2))
    }

    /// Paragraph style of a cell, and what it looks like.
    fn role(&self, kind: CellKind) -> (&'static str, &RoleStyle) {
        let name = match kind {
            CellKind::Caption => styles::TABLE_CAPTION,
            CellKind::Head => styles::TABLE_HEAD,
            CellKind::Stub(_) => styles::TABLE_STUB,
            CellKind::Value => styles::TABLE_VALUE,
        };
        (name, self.style.roles.cell(kind))
    }

    /// One place of the grid: where a cell begins (`first`), or where one from above goes on.
    fn cell(&self, cell: &Cell, first: bool, keep: bool) -> Result<TableCell, PackageError> {
        let (name, role) = self.role(cell.kind);
        let width = usize::try_from(self.width(cell)).unwrap_or_default();
        let mut printed = TableCell::new().width(width, WidthType::Dxa).vertical_align(docx::VAlignType::Center);
        if let Some(inset) = self.tight(cell).and_then(|inset| usize::try_from(inset).ok()) {
            let margins =
                docx::CellMargins::new().margin_left(inset, WidthType::Dxa).margin_right(inset, WidthType::Dxa);
            printed.property = printed.property.margins(margins);
        }
        if cell.colspan > 1 {
            printed = printed.grid_span(cell.colspan);
        }
        if cell.rowspan > 1 {
            printed = printed.vertical_merge(if first { VMergeType::Restart } else { VMergeType::Continue });
        }
        let mut paragraph = Paragraph::new().style(name).keep_next(keep);
        if cell.vertical {
            // Characters stand upright, one under the other, marks in their vertical forms.
            printed = printed.text_direction(docx::TextDirectionType::TbRlV);
            paragraph = paragraph.align(docx::AlignmentType::Center);
        } else if let Some(side) = self.balance(cell, role).filter(|_| first) {
            paragraph = paragraph.indent(Some(side), None, Some(side), None);
        }
        if first && !cell.text.is_empty() {
            let text = run(&cell.text)?;
            let size =
                self.value_size.filter(|_| cell.kind == CellKind::Value).and_then(|size| usize::try_from(size).ok());
            paragraph = paragraph.add_run(match size {
                Some(size) => text.size(size),
                None => text,
            });
        }
        Ok(printed.add_paragraph(paragraph))
    }

    /// Indent on either side, in twips, that breaks a head into lines of equal length: 商业/企业, not 商业企/业.
    ///
    /// Only for centred heads of nothing but characters: where there are marks, the full line breaks at better places.
    fn balance(&self, cell: &Cell, role: &RoleStyle) -> Option<i32> {
        let text = &cell.text;
        if role.align != Align::Center || !text.chars().all(|c| c.is_alphabetic() && !c.is_ascii()) {
            return None;
        }
        let (advance, room) = (self.advance(role), self.room(cell));
        let capacity = self.capacity(role, room);
        let length = i32::try_from(text.chars().count()).ok()?;
        if capacity < 1 || length <= capacity {
            return None;
        }
        let lines = (length + capacity - 1) / capacity;
        // Where a line holds three characters, words of two are kept together: 社会/公益/组织.
        let even = if capacity == 3 && length % 2 == 0 { 2 } else { (length + lines - 1) / lines };
        // A quarter of a character remains for rules and rounding.
        let side = (room - even * advance - advance / 4) / 2;
        (even < capacity && side > 0).then_some(side)
    }
}

/// Width of a text in halves of a full-width character.
fn halves(text: &str) -> i32 {
    i32::try_from(text.width_cjk()).unwrap_or(i32::MAX / 2)
}

fn insets(style: &Style, inset_y: i32) -> docx::TableCellMargins {
    let [x, y] = [points(style.table.inset_x), inset_y].map(|inset| usize::try_from(inset).unwrap_or(0));
    docx::TableCellMargins::new().margin(y, x, y, x)
}

fn borders(style: &Style) -> docx::TableBorders {
    use docx::TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Top, Left, Bottom, Right, InsideH, InsideV]
        .into_iter()
        .fold(docx::TableBorders::with_empty(), |borders, position| {
            borders.set(docx::TableBorder::new(position).size(eighths(style.table.rule)).color("auto"))
        })
}
