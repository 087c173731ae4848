//! A grid row by row: every cell that covers a row, with the columns it covers there. Knows no form.

use std::collections::BTreeMap;

use crate::read_back::unit::{Grid, GridCell};

/// The most places a grid may have; what no report reaches is not expanded.
const MOST_PLACES: usize = 400_000;
/// The most cells; all tables of a report on one sheet have some 300.
const MOST_CELLS: usize = 20_000;

/// A cell as it stands in one row.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowSpot<'a> {
    pub cell: &'a GridCell,
    /// The row of the grid it begins in.
    pub row: usize,
    /// The columns it covers: the first, and one past the last.
    pub from: usize,
    pub to: usize,
    /// Whether it begins in this row and ends in it.
    pub own: bool,
    /// Whether it began in a row above.
    pub spanned: bool,
}

impl RowSpot<'_> {
    pub fn is_blank(&self) -> bool {
        self.cell.doubt.is_none() && self.cell.paragraphs.iter().all(|p| super::labels::squeezed(p).is_empty())
    }

    pub fn overlaps(&self, interval: (usize, usize)) -> bool {
        self.from < interval.1 && interval.0 < self.to
    }
}

/// A row of a grid.
#[derive(Debug, Clone)]
pub(super) struct GridRow<'a> {
    pub spots: Vec<RowSpot<'a>>,
}

impl<'a> GridRow<'a> {
    pub fn filled(&self) -> impl Iterator<Item = &RowSpot<'a>> {
        self.spots.iter().filter(|spot| !spot.is_blank())
    }
}

/// The rows of a grid in which anything stands; `None` when it is larger than any table of a report.
pub(super) fn rows(grid: &Grid) -> Option<Vec<GridRow<'_>>> {
    if grid.cells.len() > MOST_CELLS {
        return None;
    }
    let mut rows: BTreeMap<usize, Vec<RowSpot>> = BTreeMap::new();
    let mut places = 0_usize;
    for (&(row, column), cell) in &grid.cells {
        let height = cell.rowspan.max(1);
        places += height;
        if places > MOST_PLACES {
            return None;
        }
        for y in row..row + height {
            rows.entry(y).or_default().push(RowSpot {
                cell,
                row,
                from: column,
                to: column + cell.colspan.max(1),
                own: height == 1,
                spanned: y > row,
            });
        }
    }
    let mut rows: Vec<GridRow> = rows.into_values().map(|spots| GridRow { spots }).collect();
    for row in &mut rows {
        row.spots.sort_by_key(|spot| (spot.from, spot.to));
    }
    rows.retain(|row| row.filled().any(|spot| !spot.spanned));
    Some(rows)
}

/// Whether rows end in different columns although nothing is merged.
pub(super) fn is_ragged(grid: &Grid) -> bool {
    if grid.place.sheet.is_some()
        || !grid.lines.is_empty()
        || grid.cells.values().any(|cell| cell.colspan > 1 || cell.rowspan > 1)
    {
        return false;
    }
    let mut ends: BTreeMap<usize, usize> = BTreeMap::new();
    for &(row, column) in grid.cells.keys() {
        let end = ends.entry(row).or_default();
        *end = column.max(*end);
    }
    let mut ends = ends.into_values();
    ends.next().is_some_and(|first| ends.any(|end| end != first))
}
