//! Tables that stand side by side on one sheet, parted by a blank column. Knows no form.

use std::collections::BTreeMap;

use super::rows::rows;
use crate::read_back::unit::Grid;

/// The parts of a sheet that have a blank column between them, what is left of it first; none when nothing stands side by side.
pub(super) fn parts(grid: &Grid) -> Option<Vec<Grid>> {
    if grid.place.sheet.is_none() || rows(grid).is_none() {
        return None;
    }
    let mut rest = grid.clone();
    let mut parts = Vec::new();
    for RowBand { rows, stretches } in bands(grid) {
        for &(from, to) in stretches.iter().skip(1) {
            let mut part = Grid { place: grid.place.clone(), ..Grid::default() };
            let inside = |&(row, column): &(usize, usize)| rows.contains(&row) && (from..to).contains(&column);
            let cells = std::mem::take(&mut rest.cells);
            (part.cells, rest.cells) = cells.into_iter().partition(|(at, _)| inside(at));
            parts.push(part);
        }
    }
    (!parts.is_empty()).then(|| [vec![rest], parts].concat())
}

/// Rows between blank rows, and the stretches of columns that are filled in them.
struct RowBand {
    rows: std::ops::Range<usize>,
    stretches: Vec<(usize, usize)>,
}

/// The rows between blank rows, with the columns that are filled in them: stretches that a blank column parts.
fn bands(grid: &Grid) -> Vec<RowBand> {
    let mut filled: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (&(row, column), cell) in grid.cells.iter().filter(|(_, cell)| !cell.paragraphs.is_empty()) {
        for row in row..row + cell.rowspan.max(1) {
            filled.entry(row).or_default().push((column, column + cell.colspan.max(1)));
        }
    }
    let mut bands: Vec<RowBand> = Vec::new();
    for (row, stretches) in filled {
        match bands.last_mut() {
            Some(band) if band.rows.end == row => {
                band.rows.end += 1;
                band.stretches.extend(stretches);
            }
            _ => bands.push(RowBand { rows: row..row + 1, stretches }),
        }
    }
    for RowBand { stretches, .. } in &mut bands {
        stretches.sort_unstable();
        stretches.dedup_by(|next, last| {
            let touch = next.0 <= last.1;
            last.1 = if touch { last.1.max(next.1) } else { last.1 };
            touch
        });
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::unit::{FilePlace, GridCell};

    #[test]
    fn what_stands_beside_a_blank_column_is_a_part_of_its_own() {
        let sheet = |rows: &[&str]| {
            let place = FilePlace { sheet: Some("表".into()), ..FilePlace::default() };
            let mut grid = Grid { place, ..Grid::default() };
            for (y, row) in rows.iter().enumerate() {
                let filled = row.chars().enumerate().filter(|(_, c)| *c != '.');
                grid.cells.extend(filled.map(|(x, c)| ((y, x), GridCell::new(1, 1, c))));
            }
            parts(&grid).map(|parts| parts.iter().map(|part| part.cells.len()).collect::<Vec<_>>())
        };
        assert_eq!(sheet(&["ab..cd", "ab..c.", "......", "abcdef"]), Some(vec![10, 3]));
        assert_eq!(sheet(&["ab..cd", "abcdef"]), None, "one row reaches over the gap");
        assert_eq!(sheet(&["a.b.c"]), Some(vec![1, 1, 1]));
    }
}
