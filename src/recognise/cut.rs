//! Rows that the end of a page cut in two: the label begins on the one page and ends on the next, the figures stand beside one half.

use std::borrow::Cow;

use super::figures;
use super::names::Names;
use super::rows::{GridRow, rows};
use crate::read_back::unit::Grid;

/// The grid with such rows put together: when both halves make a label of the form and neither is one by itself.
pub(super) fn mended<'g>(grid: &'g Grid, names: &Names) -> Cow<'g, Grid> {
    let exact = |text: &str| names.is_exact_row(text);
    let Some(all) = rows(grid) else { return Cow::Borrowed(grid) };
    let halves: Vec<Option<Half>> = all.iter().map(Half::of).collect();
    let mut found = Vec::new();
    for pair in halves.windows(2) {
        let [Some(first), Some(second)] = pair else { continue };
        let text = format!("{}{}", first.text, second.text);
        if first.figures != second.figures && !exact(&first.text) && !exact(&second.text) && exact(&text) {
            let (to, from) = if first.figures { (first.at, second.at) } else { (second.at, first.at) };
            found.push((to, from, text));
        }
    }
    if found.is_empty() {
        return Cow::Borrowed(grid);
    }
    let mut grid = grid.clone();
    for (to, from, text) in found {
        grid.cells.get_mut(&from).into_iter().for_each(|cell| cell.paragraphs.clear());
        grid.cells.get_mut(&to).into_iter().for_each(|cell| cell.paragraphs = vec![text.clone()]);
    }
    Cow::Owned(grid)
}

/// The label of a row, and whether figures stand behind it.
struct Half {
    at: (usize, usize),
    text: String,
    figures: bool,
}

impl Half {
    /// The last text of a row that is its own; a label that stands beside other rows too is none of a half.
    fn of(row: &GridRow) -> Option<Half> {
        let label = row.filled().filter(|spot| !figures::looks_like_one(&spot.cell.text())).last()?;
        let figures = row.filled().any(|spot| spot.from >= label.to);
        let text = label.cell.paragraphs.concat();
        (label.own && !label.spanned).then_some(Half { at: (label.row, label.from), text, figures })
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
        let made = |rows: &[&[&str]]| {
            let grid =
                Grid::from_rows(rows.iter().map(|row| row.iter().map(|text| GridCell::new(1, 1, *text)).collect()));
            mended(&grid, &names).places().iter().map(|row| row.join("|")).collect::<Vec<_>>()
        };
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
