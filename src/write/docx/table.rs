//! Tables, printed through docx-rs: a full grid of fixed columns with merged heads and stubs.
//!
//! It knows grids and page breaks; it must not know XML.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::measure::{self, Measures, eighths, half_points, points};
use super::run::run;
use super::setting::{Keep, Setting};
use super::styles;
use crate::document::{Cell, CellKind, Row, Table};
use crate::style::{Align, RoleStyle, Style};
use crate::write::fit::FittedStyle;
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

/// A table measured: what the make-up needs to place it on pages, and what is printed in its cells.
pub(super) struct TableCast<'s> {
    look: TableLook<'s>,
    /// The lines of every cell, row by row.
    lines: Vec<Vec<Vec<String>>>,
    /// Heights of all rows in twips, without the space above and below their text.
    pub rows: Vec<i32>,
    /// Whether each row stays on one page with the next: by groups, by sections, as a whole; with rows as far apart as the style has
    /// them.
    pub kept: [Vec<bool>; 3],
    /// Rows at the top that are repeated on every page.
    pub repeated: usize,
    /// The rows, its heads counted, above which it may be cut.
    pub cuts: Vec<usize>,
}

impl<'s> TableCast<'s> {
    /// Measures a table.
    pub fn new(table: &Table, style: FittedStyle<'s>, measures: &'s Measures) -> TableCast<'s> {
        let look = TableLook::new(table, style, measures);
        let lines = look.lines_of(table);
        let rows = look.heights(table, &lines);
        let mut kept = [Keep::Groups, Keep::Sections, Keep::Whole].map(|keep| look.kept(table, keep, &rows));
        let mut cuts = match table.sections() {
            [section] => {
                pieces::places(section, table, &look.style).iter().map(|at| at + section.header.len()).collect()
            }
            _ => Vec::new(),
        };
        let groups = &mut kept[Keep::Groups as usize];
        cuts.retain(|&cut: &usize| !groups[cut - 1]);
        // Where it breaks by itself it breaks where it may be cut, as in the PDF: elsewhere a stacked label has no room to go on.
        let between = |row: usize| row + 1 < rows.len() && !cuts.contains(&(row + 1));
        let stays: Vec<bool> = (0..rows.len()).map(between).collect();
        if !cuts.is_empty() && look.holds(&stays, &rows) {
            *groups = stays;
        }
        let repeated = self::rows(table).iter().take_while(|placed| placed.header).count();
        TableCast { look, lines, rows, kept, repeated, cuts }
    }

    /// Sizes of the roles in the table, where they are not the style's own.
    pub fn sizes(&self) -> BTreeSet<styles::SizedRole> {
        let Cow::Owned(fitted) = &self.look.style else { return BTreeSet::new() };
        let of = |kind| {
            let role = fitted.roles.cell(kind);
            styles::SizedRole { style: styles::cell(kind), size: half_points(role.size), line: role.pitch.map(points) }
        };
        CellKind::ROLES.map(of).into()
    }

    /// Prints the table over the full text width: in one piece, or in the two it is cut into.
    pub fn print(&self, table: &Table, setting: Setting) -> Result<Vec<(Table, docx::Table)>, PackageError> {
        let kept = &self.kept[setting.keep as usize];
        let cut = match (table.sections(), setting.cut) {
            ([section], Some(row)) => pieces::cut(table, section, row.saturating_sub(section.header.len())).ok(),
            _ => None,
        };
        let Some([first, second]) = cut else {
            let printed = self.look.print(table, &self.lines, kept, setting.inset_y)?;
            return Ok(vec![(table.clone(), printed)]);
        };
        let heads = second.sections().first().map_or(0, |section| section.header.len());
        let above = first.rows().count();
        let rest: Vec<bool> = kept[..heads].iter().chain(&kept[above..]).copied().collect();
        let print = |piece: Table, kept: &[bool]| -> Result<_, PackageError> {
            let printed = self.look.print(&piece, &self.look.lines_of(&piece), kept, setting.inset_y)?;
            Ok((piece, printed))
        };
        Ok(vec![print(first, &kept[..above])?, print(second, &rest)?])
    }
}

/// A cell that reaches into the row that is printed.
#[derive(Clone, Copy)]
struct StandingCell<'c> {
    cell: &'c Cell,
    lines: &'c [String],
    /// The row it begins in.
    begin: usize,
    /// How many of its rows are to come.
    left: usize,
}

/// What every cell of a table needs to know.
struct TableLook<'s> {
    /// Widths in twips.
    columns: Vec<usize>,
    /// With the sizes of this table; owned where they are not those of the report's style.
    style: FittedStyle<'s>,
    measures: &'s Measures,
    /// Size of all figures in half-points, when one of them does not fit its column at the style's.
    value_size: Option<i32>,
}

impl<'s> TableLook<'s> {
    fn new(table: &Table, style: FittedStyle<'s>, measures: &'s Measures) -> TableLook<'s> {
        let columns = measures.columns(table.widths());
        let mut look = TableLook { columns, style, measures, value_size: None };
        look.value_size = look.smaller_values(table);
        look
    }

    /// Prints a table, or a piece of one; `kept` says which rows stay with the next, `inset_y` is between the text of a cell and the
    /// rules above and below it.
    fn print(
        &self,
        table: &Table,
        lines: &[Vec<Vec<String>>],
        kept: &[bool],
        inset_y: i32,
    ) -> Result<docx::Table, PackageError> {
        let heights: Vec<i32> = self.heights(table, lines).iter().map(|height| height + 2 * inset_y).collect();
        // At the column in which each cell begins.
        let mut covered: Vec<Option<StandingCell>> = vec![None; self.columns.len()];
        let mut printed = Vec::new();
        for (at, (row, lines)) in table.rows().zip(lines).enumerate() {
            for (cell, lines) in row.cells.iter().zip(lines) {
                covered[cell.column] = Some(StandingCell { cell, lines, begin: at, left: cell.rowspan });
            }
            let keep = at + 1 < heights.len() && kept.get(at).copied().unwrap_or_default();
            let mut cells = Vec::new();
            for place in &mut covered {
                let Some(standing) = place else { continue };
                let StandingCell { cell, lines, begin, left } = *standing;
                let stacked = cell.vertical && self.stands(cell, &heights[begin..begin + cell.rowspan], inset_y);
                cells.push(self.cell(cell, (left == cell.rowspan).then_some(lines), stacked, keep)?);
                standing.left -= 1;
                if left == 1 {
                    *place = None;
                }
            }
            printed.push(docx::TableRow::new(cells).cant_split());
        }
        let grid = docx::Table::new(printed)
            .style(styles::TABLE)
            .width(self.columns.iter().sum(), WidthType::Dxa)
            // Centred, it fills the text block whether or not a program lets the insets hang out to the left.
            .align(docx::TableAlignmentType::Center)
            .layout(docx::TableLayoutType::Fixed)
            // The style says the same, but previews on telephones do not read table styles.
            .set_borders(borders(&self.style))
            .margins(insets(&self.style, inset_y));
        Ok(grid.set_grid(self.columns.clone()))
    }

    /// Which rows stay on one page with the next, below the heading of the table: what a page holds, for Word cannot repeat the text
    /// of a merged cell on the next.
    fn kept(&self, table: &Table, keep: Keep, heights: &[i32]) -> Vec<bool> {
        let inset_y = measure::inset(self.style.table.inset_y, &self.style);
        let height = |first: usize, count: usize| {
            heights[first..first + count].iter().map(|height| height + 2 * inset_y).sum::<i32>()
        };
        let rows = rows(table);
        let header: i32 = height(0, rows.iter().take_while(|placed| placed.header).count());
        let room = self.measures.text_height - self.measures.line(&self.style.roles.heading1);
        let mut kept: Vec<bool> = rows.iter().map(|placed| placed.keep).collect();
        let mut join = |first: usize, count: usize, room: i32| {
            if count > 0 && height(first, count) <= room {
                kept[first..first + count - 1].fill(true);
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
        for (first, placed) in rows.iter().enumerate() {
            placed.row.cells.iter().for_each(|cell| join(first, cell.rowspan, merged));
        }
        kept
    }

    /// Whether a page holds all that is kept together.
    fn holds(&self, kept: &[bool], heights: &[i32]) -> bool {
        let inset_y = measure::inset(self.style.table.inset_y, &self.style);
        let mut height = 0;
        heights.iter().zip(kept).all(|(row, kept)| {
            height += row + 2 * inset_y;
            let holds = height <= self.measures.text_height;
            height = if *kept { height } else { 0 };
            holds
        })
    }

    /// The lines of every cell, row by row.
    fn lines_of(&self, table: &Table) -> Vec<Vec<Vec<String>>> {
        table.rows().map(|row| row.cells.iter().map(|cell| self.lines(cell)).collect()).collect()
    }

    /// Heights of all rows in twips, from the cells that are all their own, without the space above and below their text.
    fn heights(&self, table: &Table, lines: &[Vec<Vec<String>>]) -> Vec<i32> {
        let height = |(cell, lines): (&Cell, &Vec<String>)| {
            let own = cell.rowspan == 1 && !cell.vertical;
            let count = i32::try_from(lines.len()).unwrap_or(i32::MAX);
            own.then(|| count * self.measures.line(self.role(cell.kind).1) + points(self.style.table.rule))
        };
        let row = |(row, lines): (&Row, &Vec<Vec<String>>)| row.cells.iter().zip(lines).filter_map(height).max();
        table.rows().zip(lines).map(|rows| row(rows).unwrap_or_default()).collect()
    }

    /// Whether a stacked label has room in its rows for one character under the other.
    fn stands(&self, cell: &Cell, rows: &[i32], inset_y: i32) -> bool {
        let needed = halves(&cell.text) / 2 * self.advance(self.role(cell.kind).1) + 2 * inset_y;
        rows.iter().sum::<i32>() >= needed
    }

    /// The lines of a cell, broken by sense as in the PDF; figures are made small enough for one.
    fn lines(&self, cell: &Cell) -> Vec<String> {
        let role = self.role(cell.kind).1;
        if cell.kind == CellKind::Value {
            return vec![cell.text.clone()];
        }
        let room = f64::from(self.room(cell) - SLACK) / f64::from(self.advance(role).max(1));
        lines::lines(&cell.text, room, Ragged::of(role), |c| if c.is_ascii() { 0.5 } else { 1.0 })
    }

    /// Width of a cell between its insets.
    fn room(&self, cell: &Cell) -> i32 {
        self.width(cell) - 2 * self.tight(cell).unwrap_or(points(self.style.table.inset_x))
    }

    fn advance(&self, role: &RoleStyle) -> i32 {
        points(role.size) + self.measures.letter_spacing(role, &self.style)
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

    /// One place of the grid: where a cell begins, with its lines, or where one from above goes on.
    fn cell(
        &self,
        cell: &Cell,
        lines: Option<&[String]>,
        stacked: bool,
        keep: bool,
    ) -> Result<TableCell, PackageError> {
        let (name, role) = self.role(cell.kind);
        let name = if matches!(self.style, Cow::Owned(_)) {
            styles::sized(name, half_points(role.size))
        } else {
            name.to_owned()
        };
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
            printed = printed.vertical_merge(if lines.is_some() { VMergeType::Restart } else { VMergeType::Continue });
        }
        let mut paragraph = Paragraph::new().style(&name).keep_next(keep);
        if stacked {
            // Characters stand upright, one under the other, marks in their vertical forms.
            printed = printed.text_direction(docx::TextDirectionType::TbRlV);
            paragraph = paragraph.align(docx::AlignmentType::Center);
        }
        if let Some(lines) = lines.filter(|_| !cell.text.is_empty()) {
            let text = run(&if stacked { cell.text.clone() } else { broken(&cell.text, lines) })?;
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
