//! Rows that the end of a page cut in two: the label begins on the one page and ends on the next, the figures stand beside one half.

use std::borrow::Cow;
use std::collections::HashSet;

use super::figures;
use super::names::Names;
use super::rows::{GridRow, rows};
use crate::read_back::unit::Grid;

/// Rows of a table that may be its head, which the next page repeats.
const HEAD: usize = 4;
/// Cells that are looked through; all tables of a report have some 300.
const MOST_CELLS: usize = 30_000;

/// The grids of a file with such rows put together: when both halves make a label of the form and neither is one by itself. Between them
/// may stand the head, which the next page repeats.
pub(super) fn mended<'g>(parts: &'g [(usize, Grid)], names: &Names) -> Cow<'g, [(usize, Grid)]> {
    let exact = |text: &str| names.is_exact_row(text);
    let halves = halves(parts);
    let mut found = Vec::new();
    for pair in halves.windows(2) {
        let [Some(first), Some(second)] = pair else { continue };
        let text = format!("{}{}", first.text, second.text);
        if first.figures != second.figures && !exact(&first.text) && !exact(&second.text) && exact(&text) {
            let (to, from) = if first.figures { (first, second) } else { (second, first) };
            found.push(((to.grid, to.at), (from.grid, from.at), text));
        }
    }
    if found.is_empty() {
        return Cow::Borrowed(parts);
    }
    let mut parts = parts.to_vec();
    for (to, from, text) in found {
        let mut cell = |(grid, at): (usize, (usize, usize)), paragraphs: Vec<String>| {
            parts[grid].1.cells.get_mut(&at).into_iter().for_each(|cell| cell.paragraphs.clone_from(&paragraphs));
        };
        cell(from, Vec::new());
        cell(to, vec![text]);
    }
    Cow::Owned(parts)
}

/// The rows of all grids in their order, those that may be halves as such; without the heads that pages repeat.
fn halves(parts: &[(usize, Grid)]) -> Vec<Option<Half>> {
    let mut halves = Vec::new();
    let mut heads: HashSet<Vec<String>> = HashSet::new();
    let mut left = MOST_CELLS;
    for (index, (_, grid)) in parts.iter().enumerate().filter(|(_, (_, grid))| grid.lines.is_empty()) {
        let Some(enough) = left.checked_sub(grid.cells.len()) else { break };
        left = enough;
        for (number, row) in rows(grid).into_iter().flatten().enumerate() {
            if !row.filled().any(|spot| figures::looks_like_one(&spot.cell.text())) {
                let texts: Vec<String> = row.filled().map(|spot| spot.cell.text()).collect();
                if texts.is_empty() || heads.contains(&texts) {
                    continue;
                }
                if number < HEAD {
                    heads.insert(texts);
                }
            }
            halves.push(Half::of(index, &row));
        }
    }
    halves
}

/// The label of a row, and whether figures stand behind it.
struct Half {
    grid: usize,
    at: (usize, usize),
    text: String,
    figures: bool,
}

impl Half {
    /// The last text of a row that is its own; a label that stands beside other rows too is none of a half.
    fn of(grid: usize, row: &GridRow) -> Option<Half> {
        let label = row.filled().filter(|spot| !figures::looks_like_one(&spot.cell.text())).last()?;
        let figures = row.filled().any(|spot| spot.from >= label.to);
        let text = label.cell.paragraphs.concat();
        (label.own && !label.spanned).then_some(Half { grid, at: (label.row, label.from), text, figures })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::unit::GridCell;
    use crate::templates::Templates;

    #[test]
    fn halves_of_a_label_are_put_together_and_whole_labels_stay() {
        let forms = Templates::default().forms().unwrap();
        let form = forms.for_year(2023).unwrap();
        let names = Names::new(&form, &forms);
        let grid = |rows: &[&[&str]]| {
            Grid::from_rows(rows.iter().map(|row| row.iter().map(|text| GridCell::new(1, 1, *text)).collect()))
        };
        let all = |grids: Vec<Grid>| {
            let parts: Vec<(usize, Grid)> = grids.into_iter().enumerate().collect();
            let rows = mended(&parts, &names).iter().flat_map(|(_, grid)| grid.places()).collect::<Vec<_>>();
            rows.iter().map(|row| row.join("|")).collect::<Vec<_>>()
        };
        let made = |rows: &[&[&str]]| all(vec![grid(rows)]);
        let head: &[&str] = &["项目", "自然人"];
        let pages = |first: &[&str], second: &[&str]| all(vec![grid(&[head, first]), grid(&[head, second])]);
        let whole = "1.属于国家秘密|5";
        assert_eq!(pages(&["1.属于国", "5"], &["家秘密", ""]), ["项目|自然人", whole, "项目|自然人", "|"]);
        assert_eq!(pages(&["1.属于国", ""], &["家秘密", "5"]), ["项目|自然人", "|", "项目|自然人", whole]);
        assert_eq!(pages(&["1.属于国", "5"], &["2.重复申请", ""])[1], "1.属于国|5");
        assert_eq!(made(&[head, &["1.属于国", "5"], head, &["家秘密", ""]])[1], whole);
        let other: &[&str] = &["信息内容", "件数"];
        assert_eq!(all(vec![grid(&[head, &["1.属于国", "5"]]), grid(&[other, &["家秘密", ""]])])[1], "1.属于国|5");
        assert_eq!(made(&[&["1.属于国", "5"], &["家秘密", ""]]), ["1.属于国家秘密|5", "|"]);
        assert_eq!(made(&[&["1.属于国", ""], &["家秘密", "5"]]), ["|", "1.属于国家秘密|5"]);
        for rows in
            [[&["2.重复申请", "5"], &["其他", ""]], [&["1.属于国", "5"], &["家秘密", "6"]], [&["甲", "5"], &["乙", ""]]]
        {
            let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
            assert_eq!(made(&rows), rows.iter().map(|row| row.join("|")).collect::<Vec<_>>());
        }
    }
}
