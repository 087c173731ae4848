//! A table as a reader finds it: cells with places and spans, whether or not they fill a grid.

use std::collections::BTreeMap;

/// A cell as found, before it has a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub colspan: usize,
    pub rowspan: usize,
    pub text: String,
}

/// No cell covers more columns or rows; a file that says so is not believed.
const WIDEST: usize = 1000;

impl Found {
    pub fn new(colspan: usize, rowspan: usize, text: String) -> Found {
        Found { colspan: colspan.clamp(1, WIDEST), rowspan: rowspan.clamp(1, WIDEST), text }
    }
}

/// The cells of a table by the row and column they begin in, from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Grid {
    pub cells: BTreeMap<(usize, usize), Found>,
}

impl Grid {
    /// Places the cells of rows: each as far to the left as the cells from above leave room.
    pub fn from_rows(rows: impl IntoIterator<Item = Vec<Found>>) -> Grid {
        let mut grid = Grid::default();
        let mut covered: BTreeMap<usize, usize> = BTreeMap::new();
        for (row, found) in rows.into_iter().enumerate() {
            let mut column = 0;
            for cell in found {
                while covered.get(&column).is_some_and(|&end| end > row) {
                    column += 1;
                }
                let end = column + cell.colspan;
                covered.extend((column..end).map(|place| (place, row + cell.rowspan)));
                grid.cells.insert((row, column), cell);
                column = end;
            }
        }
        grid
    }

    /// The grid without the rows and columns in which no cell begins: what a reader of drawn lines can see.
    pub fn drawn(&self) -> Grid {
        let rank = |of: fn(&(usize, usize)) -> usize| {
            let mut begins: Vec<usize> = self.cells.keys().map(of).collect();
            begins.sort_unstable();
            begins.dedup();
            move |place: usize| begins.partition_point(|&begin| begin < place)
        };
        let (row, column) = (rank(|place| place.0), rank(|place| place.1));
        let cells = self.cells.iter().map(|(&(y, x), cell)| {
            let rowspan = row(y + cell.rowspan) - row(y);
            let colspan = column(x + cell.colspan) - column(x);
            ((row(y), column(x)), Found { rowspan, colspan, text: cell.text.clone() })
        });
        Grid { cells: cells.collect() }
    }

    /// The text at every place, row by row: a merged cell's at each place it covers.
    pub fn places(&self) -> Vec<Vec<String>> {
        let mut places: Vec<Vec<String>> = Vec::new();
        for (&(row, column), cell) in &self.cells {
            for y in row..row + cell.rowspan {
                if places.len() <= y {
                    places.resize(y + 1, Vec::new());
                }
                let end = column + cell.colspan;
                if places[y].len() < end {
                    places[y].resize(end, String::new());
                }
                places[y][column..end].fill(cell.text.clone());
            }
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, colspan: usize, rowspan: usize) -> Found {
        Found::new(colspan, rowspan, text.to_owned())
    }

    #[test]
    fn cells_go_where_those_above_leave_room() {
        let grid = Grid::from_rows([
            vec![found("甲", 1, 2), found("乙", 2, 1)],
            vec![found("丙", 1, 1), found("丁", 1, 1)],
            vec![found("戊", 3, 1)],
        ]);
        let places: Vec<(usize, usize)> = grid.cells.keys().copied().collect();
        assert_eq!(places, [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0)]);
        assert_eq!(grid.places()[1], ["甲", "丙", "丁"]);
    }

    #[test]
    fn a_row_in_which_nothing_begins_cannot_be_seen() {
        let grid = Grid::from_rows([vec![found("甲", 1, 2), found("乙", 1, 2)], vec![], vec![found("丙", 2, 1)]]);
        let rows = vec![vec![found("甲", 1, 1), found("乙", 1, 1)], vec![found("丙", 2, 1)]];
        assert_eq!(grid.drawn(), Grid::from_rows(rows));
    }
}
