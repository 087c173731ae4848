//! Where the cells of a table go: rows of cells with spans become a grid of places.

use std::collections::BTreeMap;

use super::unit::{Grid, GridCell};

/// Places kept of one table; a file whose cells cover more of them is not believed.
const PLACES: usize = 200_000;
/// Said of every cell of such a table.
pub(super) const UNBELIEVED: &str = "表里的格合并得太多，认不出各格在哪一行哪一列";

/// Whether cells of these spans (columns, rows) cover more places than any table has.
pub(super) fn is_unbelieved<'s>(spans: impl IntoIterator<Item = &'s (usize, usize)>) -> bool {
    spans.into_iter().fold(0, |sum: usize, &(colspan, rowspan)| sum.saturating_add(colspan.saturating_mul(rowspan)))
        > PLACES
}

/// For rows of spans (columns, rows) where each cell begins: as far to the left as the cells from above leave room. Cells that reach
/// down into a row that is as wide as the table without them end above it: their span was written too large.
pub(super) fn begins(rows: &[Vec<(usize, usize)>]) -> Vec<Vec<(usize, usize)>> {
    let mut covered: Vec<usize> = Vec::new();
    let mut begins = Vec::new();
    for (row, spans) in rows.iter().enumerate() {
        let own = spans.iter().fold(0, |sum: usize, &(colspan, _)| sum.saturating_add(colspan));
        if row > 0 && spans.len() > 1 && own == covered.len() {
            covered.iter_mut().for_each(|end| *end = row.min(*end));
        }
        let mut column = 0;
        let mut places = Vec::new();
        for &(colspan, rowspan) in spans {
            while covered.get(column).is_some_and(|&end| end > row) {
                column += 1;
            }
            let end = column + colspan;
            if covered.len() < end {
                covered.resize(end, 0);
            }
            covered[column..end].fill(row + rowspan);
            places.push((row, column));
            column = end;
        }
        begins.push(places);
    }
    begins
}

impl Grid {
    /// Places the cells of rows: each as far to the left as the cells from above leave room. Cells that claim more places than any
    /// table has cover one each, and are doubted.
    pub fn from_rows(rows: impl IntoIterator<Item = Vec<GridCell>>) -> Grid {
        let mut rows: Vec<Vec<GridCell>> = rows.into_iter().collect();
        if is_unbelieved(&rows.iter().flatten().map(|cell| (cell.colspan, cell.rowspan)).collect::<Vec<_>>()) {
            for cell in rows.iter_mut().flatten() {
                (cell.colspan, cell.rowspan, cell.doubt) = (1, 1, Some(UNBELIEVED.to_owned()));
            }
        }
        let spans: Vec<Vec<_>> =
            rows.iter().map(|row| row.iter().map(|cell| (cell.colspan, cell.rowspan)).collect()).collect();
        let places = begins(&spans);
        let cells = places.into_iter().flatten().zip(rows.into_iter().flatten()).collect();
        Grid { cells, ..Grid::default() }
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
            ((row(y), column(x)), GridCell { rowspan, colspan, ..cell.clone() })
        });
        Grid { cells: cells.collect(), place: self.place.clone(), ..Grid::default() }
    }

    /// The cell that covers every place, row by row; none where there is a gap. A cell that begins later covers one that reaches
    /// into it. Of a table that claims more than 200,000 places every cell covers only its first.
    pub fn covering(&self) -> Vec<Vec<Option<&GridCell>>> {
        let claimed = self.cells.values().fold(0, |sum: usize, cell| sum.saturating_add(cell.colspan * cell.rowspan));
        let mut places: Vec<Vec<Option<&GridCell>>> = Vec::new();
        for (&(row, column), cell) in &self.cells {
            let (rowspan, colspan) = if claimed > PLACES { (1, 1) } else { (cell.rowspan, cell.colspan) };
            for y in row..row + rowspan {
                if places.len() <= y {
                    places.resize(y + 1, Vec::new());
                }
                let end = column + colspan;
                if places[y].len() < end {
                    places[y].resize(end, None);
                }
                places[y][column..end].fill(Some(cell));
            }
        }
        places
    }

    /// The text at every place, row by row: a merged cell's at each place it covers.
    pub fn places(&self) -> Vec<Vec<String>> {
        let text = |cell: Option<&GridCell>| cell.map(GridCell::text).unwrap_or_default();
        self.covering().into_iter().map(|row| row.into_iter().map(text).collect()).collect()
    }

    /// The cells row by row, each in the row it begins in; rows in which none begins are left out.
    pub fn rows(&self) -> Vec<Vec<&GridCell>> {
        let mut rows: BTreeMap<usize, Vec<&GridCell>> = BTreeMap::new();
        for (&(row, _), cell) in &self.cells {
            rows.entry(row).or_default().push(cell);
        }
        rows.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_go_where_those_above_leave_room() {
        let grid = Grid::from_rows([
            vec![GridCell::new(1, 2, "甲"), GridCell::new(2, 1, "乙")],
            vec![GridCell::new(1, 1, "丙"), GridCell::new(1, 1, "丁")],
            vec![GridCell::new(3, 1, "戊")],
        ]);
        let places: Vec<(usize, usize)> = grid.cells.keys().copied().collect();
        assert_eq!(places, [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0)]);
        assert_eq!(grid.places()[1], ["甲", "丙", "丁"]);
        assert_eq!(grid.rows().iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
    }

    #[test]
    fn a_span_that_is_one_too_large_pushes_no_row_aside() {
        let cell = |colspan, rowspan, text: &str| GridCell::new(colspan, rowspan, text);
        let grid = Grid::from_rows([
            vec![cell(1, 3, "三"), cell(1, 1, "甲"), cell(1, 1, "1")],
            vec![cell(1, 1, "乙"), cell(1, 1, "2")],
            vec![cell(2, 1, "四"), cell(1, 1, "3")],
        ]);
        assert_eq!(
            grid.cells.keys().copied().collect::<Vec<_>>(),
            [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 0), (2, 2)]
        );
    }

    #[test]
    fn a_row_in_which_nothing_begins_cannot_be_seen() {
        let grid = Grid::from_rows([
            vec![GridCell::new(1, 2, "甲"), GridCell::new(1, 2, "乙")],
            vec![],
            vec![GridCell::new(2, 1, "丙")],
        ]);
        let rows = vec![vec![GridCell::new(1, 1, "甲"), GridCell::new(1, 1, "乙")], vec![GridCell::new(2, 1, "丙")]];
        assert_eq!(grid.drawn(), Grid::from_rows(rows));
    }

    #[test]
    fn spans_that_claim_a_whole_sheet_are_not_believed() {
        let grid = Grid::from_rows([vec![GridCell::new(1_000_000, 1_000_000, "甲")], vec![GridCell::new(1, 1, "乙")]]);
        assert_eq!(grid.places(), [["甲"], ["乙"]]);
        assert!(grid.cells.values().all(|cell| cell.doubt.as_deref() == Some(UNBELIEVED)));
    }
}
