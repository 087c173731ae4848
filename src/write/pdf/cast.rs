//! Casts off a table: how its cells break into lines, how high its rows become, and where it may break over pages.
//!
//! Every height is known here, before anything is set: typst then has no row to measure, and the table can be cut where it reads
//! well, not where the page happens to end. It must not know where on the page the table will stand.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::document::{CONTINUED, Cell, CellKind, Row, Section, Table};
use crate::style::{POINTS_PER_MM, Style};
use crate::write::fit::{self, FittedStyle};
use crate::write::fonts::{Fonts, Lookup};
use crate::write::lines::{self, Ragged};
use crate::write::pieces;

/// The least padding, in points, a cell may be left with before its figures are set smaller.
const LEAST_INSET: f64 = 1.0;
/// Width in points that a line leaves free, so that typst, which adds up in another order, never finds it too long.
const SLACK: f64 = 0.01;

/// A table ready to be set, as report.typ reads it. Lengths in points.
#[derive(Debug, Serialize)]
pub(super) struct SetTable<'a> {
    kind: &'static str,
    title: &'a str,
    summary: &'a str,
    columns: Vec<f64>,
    /// Size and pitch of its roles; less than the style's when the table has no room for those.
    roles: BTreeMap<&'static str, RoleType>,
    /// Size of all figures; less than the style's when one would not fit its column.
    value_size: f64,
    pub(super) pieces: Vec<TablePiece<'a>>,
}

/// What stands on one page: a whole table, or a part of it that has its own header again.
#[derive(Debug, Serialize)]
pub(super) struct TablePiece<'a> {
    /// Heights of its rows.
    rows: Vec<f64>,
    sections: Vec<SetSection<'a>>,
    /// Higher than a page, so that it must be let break anywhere.
    tall: bool,
}

#[derive(Debug, Serialize)]
struct SetSection<'a> {
    header: Vec<SetCell<'a>>,
    body: Vec<SetCell<'a>>,
}

/// A cell in reading order; its place follows from the order and the spans.
#[derive(Debug, Serialize)]
struct SetCell<'a> {
    role: &'static str,
    /// Depth of a row head; 0 for all others.
    level: u8,
    colspan: usize,
    rowspan: usize,
    lines: Vec<String>,
    /// Padding left and right, when it is not the style's.
    #[serde(skip_serializing_if = "Option::is_none")]
    inset: Option<f64>,
    vertical: bool,
    #[serde(skip)]
    source: &'a Cell,
    #[serde(skip)]
    row: usize,
}

/// Of a role, in points; no pitch: that of the page.
#[derive(Debug, Serialize)]
struct RoleType {
    size: f64,
    pitch: Option<f64>,
}

impl SetTable<'_> {
    pub(super) fn height(&self) -> f64 {
        self.pieces.iter().map(TablePiece::height).sum()
    }
}

impl TablePiece<'_> {
    pub(super) fn height(&self) -> f64 {
        self.rows.iter().sum()
    }
}

/// Measures one table under one style.
pub(super) struct Caster<'a> {
    table: &'a Table,
    style: FittedStyle<'a>,
    columns: Vec<f64>,
    /// Padding above and below the text of every cell, points.
    inset_y: f64,
    fonts: [Lookup<'a>; 4],
    /// The body rows of all sections: section, row in it.
    rows: Vec<(usize, usize)>,
    /// For each section the rows of its body above which a page may end.
    places: Vec<Vec<usize>>,
}

impl<'a> Caster<'a> {
    /// `inset_y` is the padding above and below the text of every cell, points; the type goes by the style's own, as in all formats.
    pub(super) fn new(table: &'a Table, style: &'a Style, fonts: &'a Fonts, inset_y: f64) -> Caster<'a> {
        let total: u32 = table.widths().iter().sum();
        let points = style.page.text_width * POINTS_PER_MM / f64::from(total.max(1));
        let columns = table.widths().iter().map(|&width| f64::from(width) * points).collect();
        let fonts = CellKind::ROLES.map(|kind| fonts.lookup(style, style.roles.cell(kind).face));
        let rows = table.sections().iter().enumerate();
        let rows = rows.flat_map(|(index, section)| (0..section.body.len()).map(move |row| (index, row))).collect();
        let style = fit::fitted(table, style);
        let places = table.sections().iter().map(|section| pieces::places(section, table, &style)).collect();
        Caster { table, style, columns, inset_y, fonts, rows, places }
    }

    /// Cuts the table so that its first piece is at most `first` points high, the others at most `page`; where nothing of it fits
    /// into `first`, it begins on a new page.
    pub(super) fn cut(&self, first: f64, page: f64) -> SetTable<'a> {
        let value_size = self.value_size();
        let mut pieces = Vec::new();
        let (mut done, mut room) = (0, first);
        while done < self.rows.len() {
            let (end, piece) = self.next_piece(done, room, page, value_size);
            pieces.push(piece);
            (done, room) = (end, page);
        }
        self.of(pieces, value_size)
    }

    /// Cuts a table of one section above a row of its body, where a page of `page` points may end there.
    pub(super) fn cut_above(&self, row: usize, page: f64) -> Option<SetTable<'a>> {
        let well = self.sections().len() == 1 && row > 0 && row < self.rows.len() && self.may_break_before(row);
        let size = self.value_size();
        let pieces = || [0..row, row..self.rows.len()].map(|rows| self.piece(rows, size));
        let pieces = well.then(pieces).filter(|pieces| pieces.iter().all(|piece| piece.height() <= page))?;
        Some(self.of(pieces.into(), size))
    }

    fn of(&self, pieces: Vec<TablePiece<'a>>, value_size: f64) -> SetTable<'a> {
        SetTable {
            kind: "table",
            title: self.table.title(),
            summary: self.table.summary(),
            columns: self.columns.clone(),
            roles: self.types(),
            value_size,
            pieces,
        }
    }

    fn types(&self) -> BTreeMap<&'static str, RoleType> {
        let of = |kind| {
            let role = self.style.roles.cell(kind);
            (name(kind), RoleType { size: role.size, pitch: role.pitch })
        };
        CellKind::ROLES.map(of).into()
    }

    /// Makes the table higher by at most `more` points, every row by as much, as far as the style lets it.
    pub(super) fn loosen(&mut self, more: f64) {
        let rows = self.table.rows().count();
        let inset = self.inset_y + more / rows as f64 / 2.0;
        self.inset_y = inset.min(self.style.table.inset_y_most).max(self.inset_y);
    }

    /// Makes the table lower by at least `less` points, every row by as much, if the style lets it.
    pub(super) fn tighten(&mut self, less: f64) -> bool {
        let inset = self.inset_y - less / self.table.rows().count() as f64 / 2.0;
        let may = inset >= self.style.table.inset_y_least;
        if may {
            self.inset_y = inset;
        }
        may
    }

    /// Whether the table can be cut so that its first piece is at most `room` points high.
    pub(super) fn fits_partly(&self, room: f64) -> bool {
        let size = self.value_size();
        (1..=self.rows.len()).any(|end| self.may_break_before(end) && self.piece(0..end, size).height() <= room)
    }

    /// The largest piece from row `start` on that fits; one that leaves no row alone where that leaves no more of the page empty
    /// than the style allows.
    fn next_piece(&self, start: usize, room: f64, page: f64, size: f64) -> (usize, TablePiece<'a>) {
        let all = self.rows.len();
        let ends = |well: bool| (start + 1..=all).rev().filter(move |&end| !well || self.may_break_before(end));
        let set = |end| (end, self.piece(start..end, size));
        let fitting = |well, room| ends(well).map(set).find(|(_, piece)| piece.height() <= room);
        let least = room - self.style.table.blank * page;
        let together = ends(true).filter(|&end| !self.leaves_alone(start..end)).map(set);
        let mut together = together.filter(|(_, piece)| piece.height() <= room && piece.height() >= least);
        let piece = together.next().or_else(|| fitting(true, room)).or_else(|| fitting(true, page));
        piece.or_else(|| fitting(false, page)).unwrap_or_else(|| {
            let piece = TablePiece { tall: true, ..self.piece(start..start + 1, size) };
            (start + 1, piece)
        })
    }

    /// Whether a piece of a table of one section is, or leaves, one row alone beside its heads.
    fn leaves_alone(&self, rows: Range<usize>) -> bool {
        let all = self.rows.len();
        self.sections().len() == 1 && all > 1 && (rows.end == 1 || rows.end + 1 == all)
    }

    /// Whether a page may end before this body row: between sections, and where the section lets it.
    fn may_break_before(&self, row: usize) -> bool {
        let (Some(&(above, last)), Some(&(below, _))) = (self.rows.get(row - 1), self.rows.get(row)) else {
            return true;
        };
        above != below || self.places[above].contains(&(last + 1))
    }

    fn pitch(&self, kind: CellKind) -> f64 {
        self.style.roles.cell(kind).pitch.unwrap_or_else(|| self.style.page.pitch())
    }

    /// The body rows of a range with their headers, set and measured.
    fn piece(&self, rows: Range<usize>, value_size: f64) -> TablePiece<'a> {
        let mut heights = Vec::new();
        let mut sections = Vec::new();
        for part in self.rows[rows].chunk_by(|a, b| a.0 == b.0) {
            let (index, first) = part[0];
            let section = &self.table.sections()[index];
            let mut header = self.cells(&section.header, 0..section.header.len(), value_size);
            heights.extend(self.heights(&mut header, section.header.len()));
            let mut body = self.cells(&section.body, first..first + part.len(), value_size);
            heights.extend(self.heights(&mut body, part.len()));
            sections.push(SetSection { header, body });
        }
        TablePiece { rows: heights, sections, tall: false }
    }

    /// The cells of some rows of a header or body, those that reach in from above among them.
    fn cells(&self, all: &'a [Row], rows: Range<usize>, value_size: f64) -> Vec<SetCell<'a>> {
        let mut cells = Vec::new();
        for (row, cell) in all.iter().enumerate().flat_map(|(row, line)| line.cells.iter().map(move |cell| (row, cell)))
        {
            let (start, end) = (row.max(rows.start), (row + cell.rowspan).min(rows.end));
            if start < end {
                let mut set = self.cell(cell, row < rows.start, value_size);
                (set.row, set.rowspan) = (start - rows.start, end - start);
                cells.push(set);
            }
        }
        cells.sort_by_key(|cell| (cell.row, cell.source.column));
        cells
    }

    fn cell(&self, cell: &'a Cell, continued: bool, value_size: f64) -> SetCell<'a> {
        let role = name(cell.kind);
        let level = if let CellKind::Stub(level) = cell.kind { level } else { 0 };
        let text = match continued && cell.kind != CellKind::Value {
            true => format!("{}{CONTINUED}", cell.text),
            false => cell.text.clone(),
        };
        let advance = |c| self.fonts[place(cell.kind)].advance(c);
        let size = match cell.kind {
            CellKind::Value => value_size,
            kind => self.style.roles.cell(kind).size,
        };
        let inset = self.style.table.inset_x;
        let width = self.width(cell);
        // Padding gives way to a figure that fits without it, and to a centred text that fits on one line without some of it.
        let whole = text.chars().map(advance).sum::<f64>() * size;
        let needed = if cell.kind != CellKind::Stub(level) && whole <= width - 2.0 * LEAST_INSET - SLACK {
            whole
        } else {
            lines::widest(&text, advance) * size
        };
        let tight = (needed > width - 2.0 * inset - SLACK)
            .then(|| ((width - needed - SLACK) / 2.0).max(LEAST_INSET).min(inset));
        let room = (width - 2.0 * tight.unwrap_or(inset) - SLACK / 2.0) / size;
        let lines = match cell.vertical {
            true => lines::stacked(&text),
            false => lines::lines(&text, room, Ragged::of(self.style.roles.cell(cell.kind)), advance),
        };
        let (colspan, rowspan, vertical) = (cell.colspan, cell.rowspan, cell.vertical);
        SetCell { role, level, colspan, rowspan, lines, inset: tight, vertical, source: cell, row: 0 }
    }

    /// The heights of `count` rows that these cells need. A stacked label that would make its rows higher is set in lines instead
    /// where that needs less.
    fn heights(&self, cells: &mut [SetCell<'a>], count: usize) -> Vec<f64> {
        let mut heights = vec![0.0f64; count];
        for cell in cells.iter().filter(|cell| cell.rowspan == 1) {
            heights[cell.row] = heights[cell.row].max(self.height(cell));
        }
        for cell in cells.iter_mut().filter(|cell| cell.rowspan > 1) {
            let spanned = &mut heights[cell.row..cell.row + cell.rowspan];
            let given: f64 = spanned.iter().sum();
            if cell.vertical && self.height(cell) > given {
                let flat = self.flat(cell);
                if flat.len() < cell.lines.len() {
                    (cell.lines, cell.vertical) = (flat, false);
                }
            }
            let more = (self.height(cell) - given).max(0.0) / cell.rowspan as f64;
            spanned.iter_mut().for_each(|height| *height += more);
        }
        heights
    }

    /// The lines of a stacked cell when it is not stacked.
    fn flat(&self, cell: &SetCell) -> Vec<String> {
        let kind = cell.source.kind;
        let room =
            (self.width(cell.source) - 2.0 * self.style.table.inset_x - SLACK) / self.style.roles.cell(kind).size;
        let ragged = Ragged::of(self.style.roles.cell(kind));
        lines::lines(&cell.lines.concat(), room, ragged, |c| self.fonts[place(kind)].advance(c))
    }

    fn height(&self, cell: &SetCell) -> f64 {
        cell.lines.len() as f64 * self.pitch(cell.source.kind) + 2.0 * self.inset_y
    }

    fn width(&self, cell: &Cell) -> f64 {
        self.columns[cell.column..cell.column + cell.colspan].iter().sum()
    }

    /// The size at which every figure of the table fits its column: figures of one table are all of one size.
    fn value_size(&self) -> f64 {
        let nominal = self.style.roles.table_value.size;
        let advance = |c| self.fonts[place(CellKind::Value)].advance(c);
        let values = self.table.cells().filter(|cell| cell.kind == CellKind::Value);
        values.fold(nominal, |size, cell| {
            let widest = lines::widest(&cell.text, advance).max(f64::MIN_POSITIVE);
            size.min((self.width(cell) - 2.0 * LEAST_INSET - SLACK).max(1.0) / widest)
        })
    }

    pub(super) fn sections(&self) -> &'a [Section] {
        self.table.sections()
    }
}

/// The role as report.typ names it.
fn name(kind: CellKind) -> &'static str {
    match kind {
        CellKind::Caption => "table_caption",
        CellKind::Head => "table_head",
        CellKind::Stub(_) => "table_stub",
        CellKind::Value => "table_value",
    }
}

/// Where its fonts stand in [`Caster::fonts`], in the order of [`CellKind::ROLES`].
fn place(kind: CellKind) -> usize {
    match kind {
        CellKind::Caption => 0,
        CellKind::Head => 1,
        CellKind::Stub(_) => 2,
        CellKind::Value => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_is_left_alone_where_the_page_can_be_filled_without_it() {
        let style = Style::parse(include_str!("../../../templates/style.yaml"), "gb2312").unwrap();
        let row = || Row { cells: vec![Cell::new(CellKind::Value, "0", 1, 1)], keep: false };
        let section = Section { header: Vec::new(), body: (0..10).map(|_| row()).collect(), breakable: true };
        let table = Table::new("", "", vec![1], vec![section]).unwrap();
        let fonts = Fonts::embedded();
        let caster = Caster::new(&table, &style, &fonts, style.table.inset_y);
        let height = caster.cut(600.0, 600.0).height() / 10.0;
        let pieces = |rows: f64, page: f64| -> Vec<usize> {
            let set = caster.cut(rows * height + 1.0, page);
            set.pieces.iter().map(|piece| piece.rows.len()).collect()
        };
        assert_eq!(pieces(9.0, 600.0), [8, 2]);
        assert_eq!(pieces(10.0, 600.0), [10]);
        assert_eq!(pieces(5.0, 600.0), [5, 5]);
        // Where nothing else fits, and where a row less would leave more than a third of the page.
        assert_eq!(pieces(1.0, 600.0), [1, 9]);
        assert_eq!(pieces(9.0, 2.0 * height), [9, 1]);
    }
}
