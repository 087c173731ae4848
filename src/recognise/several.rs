//! Several reports in one workbook: the tables of two years below one another, of several agencies on sheets of their own. A sheet is
//! cut at the titles that name another report, and of all of them only one is read.

use std::collections::BTreeMap;

use super::identity::{self, Title};
use crate::read_back::unit::Grid;

/// The parts of a sheet from title to title, when its titles name different years or agencies; else the sheet as it is.
pub(super) fn parts(grid: &Grid) -> Vec<Grid> {
    let titles = titles(grid);
    let differ = |a: &Title, b: &Title| a.year != b.year || a.agency != b.agency;
    if grid.place.sheet.is_none() || !titles.windows(2).any(|pair| differ(&pair[0].1, &pair[1].1)) {
        return vec![grid.clone()];
    }
    let mut parts: BTreeMap<usize, Grid> = BTreeMap::new();
    for (&(row, column), cell) in &grid.cells {
        let part = titles.partition_point(|(begin, _)| *begin <= row);
        let part = parts.entry(part).or_insert_with(|| Grid { place: grid.place.clone(), ..Grid::default() });
        part.cells.insert((row, column), cell.clone());
    }
    parts.into_values().collect()
}

/// The titles of a sheet with their rows: texts that name a report of some year.
fn titles(grid: &Grid) -> Vec<(usize, Title)> {
    let cells = grid.cells.iter();
    cells
        .filter_map(|(&(row, _), cell)| Some((row, identity::title(&cell.text())?)))
        .filter(|(_, t)| t.year.is_some())
        .collect()
}

/// The agency that a table's own captions name: in a title, or as the one that fills it in.
pub(super) fn agency<'t>(captions: impl Iterator<Item = &'t str> + Clone) -> Option<String> {
    let of_title = |text: &str| identity::title(text).map(|title| title.agency).filter(|agency| !agency.is_empty());
    captions.clone().find_map(of_title).or_else(|| captions.clone().find_map(identity::filler))
}

/// Whether two names may be one agency's: one is the end of the other, as short names are.
pub(super) fn alike(a: &str, b: &str) -> bool {
    a.ends_with(b) || b.ends_with(a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::unit::{FilePlace, GridCell};

    #[test]
    fn a_sheet_is_cut_where_another_year_begins() {
        let mut grid =
            Grid { place: FilePlace { sheet: Some("两年".into()), ..FilePlace::default() }, ..Grid::default() };
        let texts = [
            "说明",
            "青石市水务局2023年度政府信息公开情况统计表",
            "规章",
            "青石市水务局2022年度政府信息公开情况统计表",
            "规章",
        ];
        grid.cells.extend(texts.iter().enumerate().map(|(row, text)| ((row, 0), GridCell::new(1, 1, *text))));
        let rows = |grid: &Grid| {
            parts(grid).iter().map(|part| part.cells.keys().map(|at| at.0).collect()).collect::<Vec<Vec<_>>>()
        };
        assert_eq!(rows(&grid), [vec![0], vec![1, 2], vec![3, 4]]);
        grid.cells.remove(&(3, 0));
        assert_eq!(rows(&grid).len(), 1);
        assert_eq!(agency(texts.into_iter()).as_deref(), Some("青石市水务局"));
        assert!(alike("青石市水务局", "水务局") && !alike("水务局", "教育局"));
    }
}
