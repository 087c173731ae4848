//! Ruled tables with their text, and tables that go on over the page put together.

use super::lines::cell;
use super::rules::Ruled;
use super::{PrintedGlyph, PrintedPage};
use crate::read_back::unit::{Cell, Grid};

/// The middle of a glyph above its baseline, as a share of its size.
const MIDDLE: f64 = 0.35;
/// Columns of two pieces that differ by no more are the same, in points.
const SAME: f64 = 4.0;

/// A table of one page with its text.
pub(super) struct Piece {
    pub grid: Grid,
    pub xs: Vec<f64>,
    pub top: f64,
    pub bottom: f64,
    rows: usize,
}

/// Hands the glyphs of a page out to its tables; the rest is returned.
pub(super) fn fill(page: &PrintedPage, number: u32, tables: Vec<Ruled>) -> (Vec<Piece>, Vec<&PrintedGlyph>) {
    let mut filled: Vec<Vec<Vec<&PrintedGlyph>>> =
        tables.iter().map(|table| vec![Vec::new(); table.cells.len()]).collect();
    let mut rest = Vec::new();
    for (at, glyph) in page.glyphs.iter().enumerate().filter(|(_, glyph)| glyph.upright) {
        let advance = match page.glyphs.get(at + 1) {
            _ if glyph.advance > 0.0 => glyph.advance,
            Some(next) if next.y == glyph.y && next.x > glyph.x => (next.x - glyph.x).min(glyph.size),
            _ => glyph.size / 2.0,
        };
        let (x, y) = (glyph.x + advance / 2.0, glyph.y - MIDDLE * glyph.size);
        let found = tables.iter().enumerate().filter_map(|(index, table)| Some((index, table.cell_at(x, y)?)));
        // Of tables within each other the smallest holds it.
        match found.min_by(|a, b| tables[a.0].width().total_cmp(&tables[b.0].width())) {
            Some((table, cell)) => filled[table][cell].push(glyph),
            None => rest.push(glyph),
        }
    }
    let pieces = tables.into_iter().zip(filled).map(|(table, filled)| {
        let mut grid = Grid::default();
        grid.place.page = Some(number);
        for (place, glyphs) in table.cells.iter().zip(filled) {
            let width = table.xs[place.column + place.colspan] - table.xs[place.column];
            let mut found = Cell::new(place.colspan, place.rowspan, "");
            found.paragraphs = cell(&glyphs, width);
            found.place.page = Some(number);
            grid.cells.insert((place.row, place.column), found);
        }
        Piece { grid, rows: table.ys.len() - 1, top: table.top(), bottom: table.bottom(), xs: table.xs }
    });
    // A grid without a word is a drawing.
    (pieces.filter(|piece| piece.grid.cells.values().any(|cell| !cell.paragraphs.is_empty())).collect(), rest)
}

impl Piece {
    /// Whether a piece at the top of the next page is the rest of this table: the same columns, and no head of its own.
    pub fn goes_on_in(&self, next: &Piece) -> bool {
        let same = self.xs.len() == next.xs.len() && self.xs.iter().zip(&next.xs).all(|(a, b)| (a - b).abs() < SAME);
        let first = |piece: &Piece| piece.grid.places().into_iter().next().unwrap_or_default();
        same && first(self) != first(next)
    }

    /// Adds the rows of the rest. A blank cell at its top goes on from the cell above, as where a label stands beside many rows.
    pub fn add(&mut self, next: Piece) {
        let above = self.rows;
        for ((row, column), cell) in next.grid.cells {
            let blank = cell.paragraphs.is_empty() && row == 0 && cell.rowspan > 1;
            let label = self.grid.cells.iter_mut().find(|((begin, other), label)| {
                *other == column && label.colspan == cell.colspan && begin + label.rowspan == above && label.rowspan > 1
            });
            match label {
                Some((_, label)) if blank => label.rowspan += cell.rowspan,
                _ => drop(self.grid.cells.insert((above + row, column), cell)),
            }
        }
        self.rows += next.rows;
    }
}
