//! What the tags of a PDF say held against what is drawn: whether they hold its tables at all, whether they leave cells out, and which
//! figures differ.

use std::collections::BTreeMap;

use crate::read_back::flow::number;
use crate::read_back::unit::{Grid, GridCell, ReadUnit};

/// Why a figure is not taken.
const DISAGREE: &str = "结构标记和画出的表格读出的不同";
/// So many figures of drawn tables that the tags have among their paragraphs show that tables were tagged as text.
const LOST: usize = 6;

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn grids(units: &[ReadUnit]) -> impl Iterator<Item = &Grid> {
    units.iter().filter_map(|unit| match unit {
        ReadUnit::Table(grid) => Some(grid),
        ReadUnit::Text(_) => None,
    })
}

/// Whether tables stand among the paragraphs of the tags: browsers take one without borders for the layout of the page.
pub(super) fn lose_tables(spoken: &[ReadUnit], drawn: &[ReadUnit]) -> bool {
    let prose: String = spoken
        .iter()
        .map(|unit| match unit {
            ReadUnit::Text(passage) => plain(&passage.text),
            // Nothing goes on over a table.
            ReadUnit::Table(_) => "\n".to_owned(),
        })
        .collect();
    let lost = |row: PlacedCells| {
        let texts: Vec<String> =
            row.iter().map(|(_, cell)| plain(&cell.text())).filter(|text| !text.is_empty()).collect();
        let figures = texts.iter().filter(|text| text.chars().all(|c| c.is_ascii_digit())).count();
        if texts.len() > 1 && prose.contains(&texts.concat()) { figures } else { 0 }
    };
    grids(drawn).flat_map(rows_of).map(lost).sum::<usize>() >= LOST
}

/// The units of the tags, with drawn tables in place of those of which the tags leave blank cells out.
pub(super) fn whole(mut spoken: Vec<ReadUnit>, drawn: &[ReadUnit]) -> Vec<ReadUnit> {
    let texts = |grid: &Grid| {
        let mut texts: Vec<String> =
            grid.cells.values().map(|cell| plain(&cell.text())).filter(|text| !text.is_empty()).collect();
        texts.sort_unstable();
        texts
    };
    let has_gaps = |grid: &Grid| {
        let rows = grid.covering();
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        rows.iter().any(|row| row.len() < width || row.iter().any(Option::is_none))
    };
    let ruled: Vec<&Grid> = grids(drawn).filter(|grid| grid.lines.is_empty() && !has_gaps(grid)).collect();
    for unit in &mut spoken {
        let ReadUnit::Table(grid) = unit else { continue };
        if has_gaps(grid) {
            let own = texts(grid);
            let same = ruled.iter().find(|ruled| texts(ruled) == own);
            same.into_iter().for_each(|same| grid.clone_from(same));
        }
    }
    number(&mut spoken);
    spoken
}

/// The units of the tags, with a doubt on every figure that the lines tell otherwise.
pub(super) fn compared(mut spoken: Vec<ReadUnit>, drawn: &[ReadUnit]) -> Vec<ReadUnit> {
    // Rows by label, as drawn: the last text before the figures, and the figures.
    let mut rows: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    // What has no lines says nothing against the tags.
    for grid in grids(drawn).filter(|grid| grid.lines.is_empty()) {
        for row in rows_of(grid) {
            let texts: Vec<String> = row.iter().map(|(_, cell)| plain(&cell.text())).collect();
            if let Some((label, figures)) = split(&texts) {
                rows.entry(label).or_default().push(figures);
            }
        }
    }
    for unit in &mut spoken {
        let ReadUnit::Table(grid) = unit else { continue };
        let mut doubted = Vec::new();
        for row in rows_of(grid) {
            let texts: Vec<String> = row.iter().map(|(_, cell)| plain(&cell.text())).collect();
            let Some((label, figures)) = split(&texts) else { continue };
            if rows.get(&label).is_some_and(|drawn| !drawn.contains(&figures)) {
                doubted.extend(row[row.len() - figures.len()..].iter().map(|(place, _)| *place));
            }
        }
        for place in doubted {
            if let Some(cell) = grid.cells.get_mut(&place) {
                cell.doubt = Some(DISAGREE.to_owned());
            }
        }
    }
    spoken
}

/// Cells with the row and column each begins in.
type PlacedCells<'g> = Vec<((usize, usize), &'g GridCell)>;

/// The cells that cover each row, from left to right.
fn rows_of(grid: &Grid) -> Vec<PlacedCells<'_>> {
    let mut rows: BTreeMap<usize, PlacedCells> = BTreeMap::new();
    for (&(row, column), cell) in &grid.cells {
        for covered in row..row + cell.rowspan.min(200) {
            rows.entry(covered).or_default().push(((row, column), cell));
        }
    }
    rows.into_values()
        .map(|mut row| {
            row.sort_by_key(|((_, column), _)| *column);
            row
        })
        .collect()
}

/// A row as its label and the figures behind it; none when there is no figure.
fn split(texts: &[String]) -> Option<(String, Vec<String>)> {
    let is_label = |text: &String| text.chars().any(|c| c.is_alphabetic());
    let label = texts.iter().rposition(is_label)?;
    let figures = &texts[label + 1..];
    (!figures.is_empty()).then(|| (texts[label].clone(), figures.to_vec()))
}
