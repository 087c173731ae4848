//! Ruled tables with their text, and tables that go on over the page put together.

use std::collections::BTreeSet;

use super::aligned::{self, Aligned};
use super::lines::{PrintedLine, advance, cell, is_broken_number, is_full, lines, padding};
use super::rules::Ruled;
use super::{PrintedGlyph, PrintedPage};
use crate::read_back::unit::{Grid, GridCell};

/// The middle of a glyph above its baseline, as a share of its size.
const MIDDLE: f64 = 0.35;
/// Columns of two pieces that differ by no more are the same, in points.
const SAME: f64 = 4.0;

/// A table of one page with its text.
pub(super) struct TableOnPage {
    pub grid: Grid,
    pub xs: Vec<f64>,
    pub top: f64,
    pub bottom: f64,
    rows: usize,
    /// Cells whose last line has no room for another character, by row and column.
    full: BTreeSet<(usize, usize)>,
}

/// Hands the glyphs of a page out to its tables; the rest is returned, with what stands in tables that are only drawn by half.
pub(super) fn fill(page: &PrintedPage, number: u32, tables: Vec<Ruled>) -> (Vec<TableOnPage>, Vec<&PrintedGlyph>) {
    let mut filled: Vec<Vec<Vec<&PrintedGlyph>>> =
        tables.iter().map(|table| vec![Vec::new(); table.cells.len()]).collect();
    let mut rest = Vec::new();
    for (at, glyph) in page.glyphs.iter().enumerate().filter(|(_, glyph)| glyph.upright) {
        let advance = advance(glyph, page.glyphs.get(at + 1).filter(|next| next.y == glyph.y));
        let (x, y) = (glyph.x + advance / 2.0, glyph.y - MIDDLE * glyph.size);
        let found = tables.iter().enumerate().filter_map(|(index, table)| Some((index, table.cell_at(x, y)?)));
        // Of tables within each other the smallest holds it.
        match found.min_by(|a, b| tables[a.0].width().total_cmp(&tables[b.0].width())) {
            Some((table, cell)) => filled[table][cell].push(glyph),
            None => rest.push(glyph),
        }
    }
    let mut pieces = Vec::new();
    for (table, filled) in tables.into_iter().zip(filled) {
        let printed: Vec<Vec<PrintedLine>> = filled.iter().map(|glyphs| lines(glyphs)).collect();
        let widths = table.widths();
        let free = padding(printed.iter().zip(widths.iter().copied()));
        let broken: Vec<bool> =
            printed.iter().zip(&widths).map(|(lines, width)| is_broken_number(lines, *width, free)).collect();
        if aligned::is_half_drawn(&filled, &broken) {
            // Where not all lines are drawn, the places of the figures say more than the lines.
            rest.extend(filled.into_iter().flatten());
            continue;
        }
        let (mut grid, mut full) = (Grid::default(), BTreeSet::new());
        grid.place.page = Some(number);
        for ((place, lines), width) in table.cells.iter().zip(&printed).zip(widths) {
            if is_full(lines, width, free) {
                full.insert((place.row, place.column));
            }
            let mut found = GridCell::new(place.colspan, place.rowspan, "");
            found.paragraphs = cell(lines, width, free);
            found.place.page = Some(number);
            grid.cells.insert((place.row, place.column), found);
        }
        let (rows, top, bottom) = (table.ys.len() - 1, table.top(), table.bottom());
        pieces.push(TableOnPage { grid, rows, top, bottom, xs: table.xs, full });
    }
    // A grid without a word is a drawing.
    pieces.retain(|piece| piece.grid.cells.values().any(|cell| !cell.paragraphs.is_empty()));
    (pieces, rest)
}

impl TableOnPage {
    /// A table without drawn lines.
    pub fn aligned(found: Aligned) -> TableOnPage {
        TableOnPage {
            rows: found.grid.lines.len(),
            grid: found.grid,
            xs: Vec::new(),
            top: found.top,
            bottom: found.bottom,
            full: BTreeSet::new(),
        }
    }

    /// Whether a piece at the top of the next page is the rest of this table: the same columns, or those of the one with more lines
    /// between them where rows of the other join some, and no head of its own.
    pub fn goes_on_in(&self, next: &TableOnPage) -> bool {
        let ruled = !self.xs.is_empty();
        if !ruled && next.xs.is_empty() {
            return aligned::goes_on(&self.grid, &next.grid);
        }
        let same = ruled && (all_within(&self.xs, &next.xs) || all_within(&next.xs, &self.xs));
        let first = |piece: &TableOnPage| piece.grid.places().into_iter().next().unwrap_or_default();
        same && first(self) != first(next)
    }

    /// Adds the rows of the rest. A blank cell at its top goes on from the cell above, as where a label stands beside many rows; a
    /// row that the page cuts in two is put together again.
    pub fn add(&mut self, mut next: TableOnPage) {
        if self.xs.is_empty() {
            return aligned::join(&mut self.grid, next.grid);
        }
        let finer = if self.xs.len() < next.xs.len() { next.xs.clone() } else { self.xs.clone() };
        self.refine(&finer);
        next.refine(&finer);
        let broken = self.is_cut_within_figures(&next);
        if !broken {
            self.doubt_broken_figures(&mut next);
        }
        let above = self.rows;
        let cut = usize::from(broken || self.is_cut_before(&next));
        for ((row, column), mut cell) in next.grid.cells {
            if row == 0 && cut == 1 {
                match self.last_row_mut(column, cell.colspan) {
                    Some(first) => {
                        join(&mut first.paragraphs, std::mem::take(&mut cell.paragraphs), broken);
                        first.rowspan += cell.rowspan - 1;
                    }
                    None => {
                        let place = self
                            .grid
                            .cells
                            .entry((above - 1, column))
                            .or_insert(GridCell { paragraphs: Vec::new(), ..cell.clone() });
                        place.paragraphs.extend(cell.paragraphs);
                    }
                }
                continue;
            }
            let blank = cell.paragraphs.is_empty() && row == 0 && cell.rowspan > 1;
            let label = self.last_row_mut(column, cell.colspan).filter(|label| blank && label.rowspan > 1);
            match label {
                Some(label) => label.rowspan += cell.rowspan,
                None => drop(self.grid.cells.insert((above + row - cut.min(row), column), cell)),
            }
        }
        self.full.extend(next.full.into_iter().map(|(row, column)| (above + row - cut.min(row), column)));
        self.rows += next.rows - cut;
    }

    /// Puts the cells between these lines, which are its own and others between them.
    fn refine(&mut self, xs: &[f64]) {
        if self.xs.len() == xs.len() {
            return;
        }
        let place = |at: usize| xs.iter().position(|x| (x - self.xs[at]).abs() < SAME).unwrap_or(at);
        let cells = std::mem::take(&mut self.grid.cells);
        let moved = cells.into_iter().map(|((row, column), cell)| {
            let (from, to) = (place(column), place((column + cell.colspan).min(self.xs.len() - 1)));
            ((row, from), GridCell { colspan: (to - from).max(1), ..cell })
        });
        self.grid.cells = moved.collect();
        self.full = std::mem::take(&mut self.full).into_iter().map(|(row, column)| (row, place(column))).collect();
        self.xs = xs.to_vec();
    }

    /// Whether the page cuts the last row in two within its figures, 12 and below it 6: what follows has no words of its own, each of
    /// its figures stands below one that fills its cell, and others have nothing below them.
    fn is_cut_within_figures(&self, next: &TableOnPage) -> bool {
        let last = |column: usize| {
            let mut cells = self.grid.cells.iter();
            cells.find(|((row, other), cell)| *other == column && row + cell.rowspan == self.rows)
        };
        let filled = |((row, _), cell): &(&(usize, usize), &GridCell)| *row == 0 && !cell.paragraphs.is_empty();
        let below: Vec<(&(usize, usize), &GridCell)> = next.grid.cells.iter().filter(filled).collect();
        let goes_on = |((_, column), cell): &(&(usize, usize), &GridCell)| {
            is_figure(cell)
                && cell.rowspan == 1
                && last(*column).is_some_and(|(at, above)| is_figure(above) && self.full.contains(at))
        };
        let figures = self.grid.cells.iter().filter(|((row, _), cell)| row + 1 == self.rows && is_figure(cell)).count();
        !below.is_empty() && below.len() < figures && below.iter().all(goes_on)
    }

    /// Doubts the figures of a row that the page cuts in two within them, 392 and below it 7: where only some columns of the first
    /// row go on, and each of them has a figure above.
    fn doubt_broken_figures(&mut self, next: &mut TableOnPage) {
        let last = self.rows - 1;
        let mut above: Vec<((usize, usize), &mut GridCell)> =
            self.grid.cells.iter_mut().map(|(at, cell)| (*at, cell)).collect();
        above.retain(|((row, _), cell)| *row == last && is_figure(cell));
        let mut below: Vec<((usize, usize), &mut GridCell)> =
            next.grid.cells.iter_mut().map(|(at, cell)| (*at, cell)).collect();
        below.retain(|((row, _), cell)| *row == 0 && is_figure(cell));
        let known = |column: usize| above.iter().any(|((_, other), _)| *other == column);
        if below.is_empty() || below.len() >= above.len() || !below.iter().all(|((_, column), _)| known(*column)) {
            return;
        }
        for (_, cell) in above.into_iter().chain(below) {
            cell.doubt = Some("这一行跨页，数可能断在两页上".to_owned());
        }
    }

    /// The cell that reaches down to the last row and begins in a column.
    fn last_row_mut(&mut self, column: usize, colspan: usize) -> Option<&mut GridCell> {
        let rows = self.rows;
        let reaches = |row: usize, cell: &GridCell| row + cell.rowspan == rows;
        let mut cells = self.grid.cells.iter_mut();
        cells
            .find(|((row, other), cell)| *other == column && cell.colspan == colspan && reaches(*row, cell))
            .map(|(_, cell)| cell)
    }

    /// Whether the page cuts the last row in two: its figures stand on the one page only, and what follows is no row of its own.
    fn is_cut_before(&self, next: &TableOnPage) -> bool {
        let row = |piece: &TableOnPage, row: usize| -> Vec<String> {
            let cells = piece.grid.cells.iter().filter(|((begin, _), cell)| *begin == row && cell.rowspan == 1);
            cells.map(|(_, cell)| cell.paragraphs.concat()).filter(|text| !text.is_empty()).collect()
        };
        let label = |texts: &[String]| texts.iter().rfind(|text| text.contains(char::is_alphabetic)).cloned();
        let has_figures = |texts: &[String]| texts.iter().any(|text| !text.contains(char::is_alphabetic));
        let (last, first) = (row(self, self.rows - 1), row(next, 0));
        let (before, after) = (label(&last), label(&first));
        let open =
            before.as_ref().is_some_and(|text| text.matches(['（', '(']).count() > text.matches(['）', ')']).count());
        // A figure of the one row stands where the other has none: below a head it is a row of its own.
        let figures = next.grid.cells.iter().filter(|((row, _), cell)| {
            *row == 0 && !cell.paragraphs.is_empty() && !cell.text().contains(char::is_alphabetic)
        });
        let room = |column: usize| {
            let above =
                self.grid.cells.iter().find(|((row, other), cell)| *other == column && row + cell.rowspan == self.rows);
            above.is_some_and(|(_, cell)| cell.paragraphs.is_empty())
        };
        if !figures.map(|((_, column), _)| *column).all(room) {
            return false;
        }
        match (has_figures(&last), has_figures(&first)) {
            (false, true) => before.is_some() && (after.is_none() || open),
            (true, false) => before.is_some() && after.is_some() && open,
            _ => false,
        }
    }
}

/// Whether lines are all among others, and the outermost ones are the same.
fn all_within(some: &[f64], all: &[f64]) -> bool {
    let same = |a: Option<&f64>, b: Option<&f64>| a.zip(b).is_some_and(|(a, b)| (a - b).abs() < SAME);
    let among = |x: &f64| all.iter().any(|other| (x - other).abs() < SAME);
    same(some.first(), all.first()) && same(some.last(), all.last()) && some.iter().all(among)
}

/// Whether something stands in a cell, and no words.
fn is_figure(cell: &GridCell) -> bool {
    !cell.paragraphs.is_empty() && !cell.text().contains(char::is_alphabetic)
}

/// The rest of a cell behind its beginning: a label goes on, and a number that was `broken`; other figures stay apart.
fn join(paragraphs: &mut Vec<String>, rest: Vec<String>, broken: bool) {
    let mut rest = rest.into_iter();
    if let Some(last) = paragraphs.last_mut().filter(|last| broken || last.contains(char::is_alphabetic)) {
        last.extend(rest.next());
    }
    paragraphs.extend(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(rows: &[&[&str]]) -> TableOnPage {
        let grid = Grid::from_rows(rows.iter().map(|row| row.iter().map(|text| GridCell::new(1, 1, *text)).collect()));
        let full = grid.cells.iter().filter(|(_, cell)| cell.text().len() > 2).map(|(at, _)| *at).collect();
        TableOnPage { grid, xs: vec![0.0, 100.0, 150.0], top: 0.0, bottom: 0.0, rows: rows.len(), full }
    }

    fn together(first: &[&[&str]], second: &[&[&str]]) -> Vec<String> {
        let (mut first, second) = (piece(first), piece(second));
        assert!(first.goes_on_in(&second));
        first.add(second);
        first.grid.places().iter().map(|row| row.join("|")).collect()
    }

    #[test]
    fn figures_that_the_page_may_have_cut_are_doubted() {
        let doubted = |second: &[&[&str]]| {
            let (mut first, second) = (piece(&[&["项", "数", "计"], &["甲", "392", "10"]]), piece(second));
            first.add(second);
            first.grid.cells.values().filter(|cell| cell.doubt.is_some()).map(GridCell::text).collect::<Vec<_>>()
        };
        assert_eq!(doubted(&[&["乙", "7", ""], &["丙", "1", "2"]]), ["392", "10", "7"]);
        assert_eq!(doubted(&[&["乙", "7", "8"]]), [""; 0]);
    }

    #[test]
    fn a_number_that_the_page_cut_is_put_together_where_its_cell_was_full() {
        let head: &[&str] = &["维持", "纠正"];
        assert_eq!(together(&[head, &["392", "10"]], &[&["7", ""]]), ["维持|纠正", "3927|10"]);
        assert_eq!(together(&[head, &["39", "10"]], &[&["7", ""]]), ["维持|纠正", "39|10", "7|"], "there was room");
        assert_eq!(together(&[head, &["392", "100"]], &[&["7", "8"]]), ["维持|纠正", "392|100", "7|8"], "a whole row");
    }

    #[test]
    fn a_row_cut_by_the_page_is_one_row() {
        let head: &[&str] = &["项", "数"];
        assert_eq!(together(&[head, &["甲", ""]], &[&["", "1"], &["乙", "2"]]), ["项|数", "甲|1", "乙|2"]);
        assert_eq!(
            together(&[head, &["甲（区分的", "1"]], &[&["只计一种）", ""]]),
            ["项|数", "甲（区分的只计一种）|1"]
        );
        assert_eq!(
            together(&[head, &["甲（区分的", ""]], &[&["只计一种）", "1"]]),
            ["项|数", "甲（区分的只计一种）|1"]
        );
        assert_eq!(together(&[head, &["甲", ""]], &[&["乙", "2"]]), ["项|数", "甲|", "乙|2"], "a blank is a blank");
        assert_eq!(together(&[head, &["甲", "1"]], &[&["", "2"]]), ["项|数", "甲|1", "|2"], "two figures stay two");
        assert_eq!(together(&[&["维持", "纠正"]], &[&["1", "2"]]), ["维持|纠正", "1|2"], "below a head");
    }
}
