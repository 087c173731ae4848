//! Tables, printed through docx-rs: a full grid of fixed columns with merged heads and stubs.
//!
//! It knows grids and page breaks; it must not know XML.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::measure::{self, Measures, eighths, half_points, points};
use super::run::run;
use super::setting::{Keep, Setting};
use super::styles;
use crate::document::{CONTINUED, Cell, CellKind, Row, Table};
use crate::style::{Align, RoleStyle, Style};
use crate::write::lines::{self, Ragged};
use crate::write::package::PackageError;
use crate::write::pieces;
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

/// The style a table is set in, which may have smaller type than the report's.
pub(super) type FittedStyle<'s> = Cow<'s, Style>;

/// Sizes of the roles in a table, in half-points, where they are not the style's own: cell kind, size and pitch.
pub(super) fn sizes(fitted: &FittedStyle) -> BTreeSet<styles::SizedRole> {
    let Cow::Owned(fitted) = fitted else { return BTreeSet::new() };
    let kinds = [CellKind::Caption, CellKind::Head, CellKind::Stub(1), CellKind::Value];
    let of = |kind| {
        let role = fitted.roles.cell(kind);
        styles::SizedRole { style: styles::cell(kind), size: half_points(role.size), line: role.pitch.map(points) }
    };
    kinds.map(of).into()
}

/// A table as the make-up sees it.
pub(super) struct TableCast {
    /// Heights of all rows in twips, without the space above and below their text.
    pub rows: Vec<i32>,
    /// Whether each row stays on one page with the next: by groups, by sections, as a whole.
    pub kept: [Vec<bool>; 3],
    /// Rows at the top that are repeated on every page.
    pub repeated: usize,
    /// The rows, its heads counted, above which it may be cut.
    pub cuts: Vec<usize>,
}

/// Measures a table.
pub(super) fn cast(table: &Table, fitted: &FittedStyle, measures: &Measures) -> TableCast {
    let inset_y = measure::inset(fitted.table.inset_y, fitted);
    let look = TableLook::new(table, fitted, measures, inset_y);
    let heights = look.heights(table);
    let kept = |keep| look.rows(table, keep, &heights).iter().map(|placed| placed.keep).collect();
    TableCast {
        kept: [Keep::Groups, Keep::Sections, Keep::Whole].map(kept),
        repeated: rows(table).iter().take_while(|placed| placed.header).count(),
        cuts: look.cuts(table),
        rows: heights.into_iter().map(|height| height - 2 * inset_y).collect(),
    }
}

/// The pieces in which a table is printed: itself, or the two it is cut into.
pub(super) fn pieces(table: &Table, setting: Setting) -> Vec<Table> {
    let cut = match (table.sections(), setting.cut) {
        ([section], Some(row)) => pieces::cut(table, section, row.saturating_sub(section.header.len())).ok(),
        _ => None,
    };
    cut.map_or_else(|| vec![table.clone()], Vec::from)
}

/// The cells of a table, each with the row it begins in.
fn placed_cells(table: &Table) -> impl Iterator<Item = (usize, &Cell)> {
    table.rows().enumerate().flat_map(|(row, line)| line.cells.iter().map(move |cell| (row, cell)))
}

/// Prints one table over the full text width.
pub(super) fn print(
    table: &Table,
    style: &FittedStyle,
    measures: &Measures,
    setting: Setting,
) -> Result<docx::Table, PackageError> {
    let sheet = TableLook::new(table, style, measures, setting.inset_y);
    let columns = &sheet.columns;
    let heights = sheet.heights(table);
    // At the column in which each cell begins: the row it begins in and how many of its rows are still to come.
    let mut covered: Vec<Option<(&Cell, usize, usize)>> = vec![None; columns.len()];
    let mut printed = Vec::new();
    for (at, PlacedRow { row, keep, .. }) in sheet.rows(table, setting.keep, &heights).into_iter().enumerate() {
        for cell in &row.cells {
            covered[cell.column] = Some((cell, at, cell.rowspan));
        }
        let mut cells = Vec::new();
        for place in &mut covered {
            let Some((cell, begin, left)) = *place else { continue };
            let stacked = cell.vertical && sheet.stands(cell, begin, &heights);
            cells.push(sheet.cell(cell, left == cell.rowspan, stacked, keep)?);
            *place = (left > 1).then_some((cell, begin, left - 1));
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
    /// With the sizes of this table.
    style: &'s Style,
    /// Its sizes are not those of the roles.
    resized: bool,
    measures: &'s Measures,
    /// Size of all figures in half-points, when one of them does not fit its column at the style's.
    value_size: Option<i32>,
    /// Between the text of a cell and the rules above and below it, twips.
    inset_y: i32,
}

impl<'s> TableLook<'s> {
    fn new(table: &Table, fitted: &'s FittedStyle, measures: &'s Measures, inset_y: i32) -> TableLook<'s> {
        let columns = measures.columns(table.widths());
        let (style, resized): (&Style, bool) = (fitted, matches!(fitted, Cow::Owned(_)));
        let mut sheet = TableLook { columns, style, resized, measures, value_size: None, inset_y };
        sheet.value_size = sheet.smaller_values(table);
        sheet
    }

    /// All rows with what is kept on one page below its heading: what a page holds, for Word cannot repeat the text of a merged
    /// cell on the next.
    fn rows<'t>(&self, table: &'t Table, keep: Keep, heights: &[i32]) -> Vec<PlacedRow<'t>> {
        let mut rows = rows(table);
        let header: i32 = rows.iter().zip(heights).filter(|(placed, _)| placed.header).map(|(_, height)| height).sum();
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

    /// The rows, its heads counted, above which a table of one section may be cut: between groups, where every label that stands
    /// one character under the other has room for that in both pieces.
    fn cuts(&self, table: &Table) -> Vec<usize> {
        let [section] = table.sections() else { return Vec::new() };
        if !section.breakable {
            return Vec::new();
        }
        let header = section.header.len();
        let between = (1..section.body.len()).filter(|&at| !section.body[at - 1].keep).map(|at| at + header);
        let stacked: Vec<(usize, &Cell)> = placed_cells(table).filter(|(_, cell)| cell.vertical).collect();
        // As if every row had one line: the same places for every format.
        let stands = |rows: usize, cell: &Cell, more: usize| {
            let line = self.measures.line(self.role(cell.kind).1);
            let count = |count: usize| i32::try_from(count).unwrap_or(i32::MAX / line.max(1));
            let padding = 2 * points(self.style.table.inset_y) * (count(rows) - 1);
            count(rows) * line + padding >= count(cell.text.chars().count() + more) * line
        };
        let roomy = |at: &usize| {
            let divided = stacked.iter().filter(|(row, cell)| row < at && row + cell.rowspan > *at);
            divided.copied().all(|(row, cell)| {
                stands(at - row, cell, 0) && stands(row + cell.rowspan - at, cell, CONTINUED.chars().count())
            })
        };
        between.filter(roomy).collect()
    }

    /// Heights of all rows, twips.
    fn heights(&self, table: &Table) -> Vec<i32> {
        table.rows().map(|row| self.height(row)).collect()
    }

    /// Height of a row in twips, from the cells that are all its own.
    fn height(&self, row: &Row) -> i32 {
        let cell = |cell: &Cell| {
            let lines = i32::try_from(self.lines(cell).len()).unwrap_or(i32::MAX);
            lines * self.measures.line(self.role(cell.kind).1) + 2 * self.inset_y + points(self.style.table.rule)
        };
        row.cells.iter().filter(|cell| cell.rowspan == 1 && !cell.vertical).map(cell).max().unwrap_or_default()
    }

    /// Whether a stacked label has room in its rows for one character under the other.
    fn stands(&self, cell: &Cell, row: usize, heights: &[i32]) -> bool {
        let needed = halves(&cell.text) / 2 * self.advance(self.role(cell.kind).1) + 2 * self.inset_y;
        heights[row..(row + cell.rowspan).min(heights.len())].iter().sum::<i32>() >= needed
    }

    /// The lines of a cell, broken by sense as in the PDF; figures are made small enough for one.
    fn lines(&self, cell: &Cell) -> Vec<String> {
        let role = self.role(cell.kind).1;
        if cell.kind == CellKind::Value {
            return vec![cell.text.clone()];
        }
        let ragged = if role.align == Align::Center { Ragged::Both } else { Ragged::Right };
        let room = f64::from(self.room(cell) - SLACK) / f64::from(self.advance(role).max(1));
        lines::lines(&cell.text, room, ragged, |c| if c.is_ascii() { 0.5 } else { 1.0 })
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
        (styles::cell(kind), self.style.roles.cell(kind))
    }

    /// One place of the grid: where a cell begins (`first`), or where one from above goes on.
    fn cell(&self, cell: &Cell, first: bool, stacked: bool, keep: bool) -> Result<TableCell, PackageError> {
        let (name, role) = self.role(cell.kind);
        let name = if self.resized { styles::sized(name, half_points(role.size)) } else { name.to_owned() };
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
        let mut paragraph = Paragraph::new().style(&name).keep_next(keep);
        if stacked {
            // Characters stand upright, one under the other, marks in their vertical forms.
            printed = printed.text_direction(docx::TextDirectionType::TbRlV);
            paragraph = paragraph.align(docx::AlignmentType::Center);
        }
        if first && !cell.text.is_empty() {
            let text = run(&if stacked { cell.text.clone() } else { broken(&cell.text, &self.lines(cell)) })?;
            let size =
                self.value_size.filter(|_| cell.kind == CellKind::Value).and_then(|size| usize::try_from(size).ok());
            paragraph = paragraph.add_run(match size {
                Some(size) => text.size(size),
                None => text,
            });
        }
        Ok(printed.add_paragraph(paragraph))
    }
}

/// A text with its lines ended; the blanks at their ends stay, for they are part of it.
fn broken(text: &str, lines: &[String]) -> String {
    let (mut rest, mut broken) = (text, String::new());
    for line in lines {
        let Some(at) = rest.find(line.as_str()) else { return text.to_owned() };
        broken.extend(rest[..at].chars().filter(|c| *c != '\n'));
        if !broken.is_empty() {
            broken.push('\n');
        }
        broken.push_str(line);
        rest = &rest[at + line.len()..];
    }
    broken + rest
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
