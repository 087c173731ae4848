//! Rows of a table that another hand laid out, found by their labels and named in the form's words.

use super::hand::{CellDifference, DocxDifference};
use super::paragraphs::ParagraphChange;
use crate::document::{CellKind, Row};
use crate::ordinal::is_numeral;
use crate::read_back::unit::{Grid, GridCell};

/// A row of figures as the report prints it.
pub(super) struct Named {
    /// Its label as far as two offices write it alike; none for a row of figures alone.
    label: Option<String>,
    /// What each figure is called, and the figure.
    figures: Vec<(String, String)>,
}

impl Named {
    /// A printed row with the names of its cells; none when it holds no figures.
    pub fn of(row: &Row, names: Vec<String>) -> Option<Named> {
        let stub = row.cells.iter().rev().find(|cell| matches!(cell.kind, CellKind::Stub(_)));
        let figures: Vec<(String, String)> = row
            .cells
            .iter()
            .zip(names)
            .filter(|(cell, _)| cell.kind == CellKind::Value)
            .map(|(cell, name)| (name, cell.text.clone()))
            .collect();
        (!figures.is_empty()).then(|| Named { label: stub.map(|stub| plain(&stub.text)), figures })
    }

    /// The figures of a found row, when it is this one.
    fn figures_in<'r>(&self, row: &'r [String]) -> Option<&'r [String]> {
        let at = row.len().checked_sub(self.figures.len())?;
        let label = at.checked_sub(1).map(|label| plain(&row[label]));
        let same = match &self.label {
            Some(wanted) => label.as_ref() == Some(wanted),
            None => label.is_none() && row.iter().all(|text| !text.is_empty() && is_figure(text)),
        };
        same.then(|| &row[at..])
    }
}

/// A label without numbering, white space and punctuation, which every office writes its own way.
fn plain(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let unnumbered = text.trim_start_matches(|c: char| is_numeral(c) || "（(）)、.．0123456789".contains(c));
    let text = if unnumbered.is_empty() { text.as_str() } else { unnumbered };
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn is_figure(text: &str) -> bool {
    text.chars().all(|c| c.is_numeric() || c.is_whitespace() || ".,-—－+/元万件".contains(c))
}

/// The texts of a grid row by row, each cell once in every row it covers.
pub(super) fn texts(grid: &Grid) -> Vec<Vec<String>> {
    let row = |row: Vec<Option<&GridCell>>| {
        let mut cells: Vec<Option<&GridCell>> = row;
        cells.dedup_by(|a, b| matches!((a, b), (Some(a), Some(b)) if std::ptr::eq(*a, *b)));
        cells.into_iter().flatten().map(|cell| cell.text().trim().to_owned()).collect()
    };
    grid.covering().into_iter().map(row).collect()
}

/// Finds every printed row among the found ones and adds what differs; found rows with figures that are none of them are shown whole.
pub(super) fn compare(printed: &[Named], found: &[Vec<String>], difference: &mut DocxDifference) {
    let mut used = vec![false; found.len()];
    let mut next = 0;
    for row in printed {
        let fits = |at: &usize| !used[*at] && row.figures_in(&found[*at]).is_some();
        let at = (next..found.len()).find(fits).or_else(|| (0..next).find(fits));
        let theirs = at.and_then(|at| row.figures_in(&found[at]));
        for (index, (words, ours)) in row.figures.iter().enumerate() {
            let theirs = theirs.map_or("没有这一行", |theirs| theirs[index].as_str());
            if theirs != ours {
                difference.cells.push(CellDifference {
                    words: words.clone(),
                    ours: ours.clone(),
                    theirs: theirs.to_owned(),
                });
            }
        }
        if let Some(at) = at {
            used[at] = true;
            next = at + 1;
        }
    }
    let extra = found.iter().zip(&used).filter(|(row, used)| {
        !**used && row.iter().any(|text| text.chars().any(|c| c.is_ascii_digit()) && is_figure(text))
    });
    difference.paragraphs.extend(extra.enumerate().map(|(index, (row, _))| {
        ("表格".to_owned(), ParagraphChange { number: index + 1, old: None, new: Some(row.join(" | ")) })
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_label_whatever_stands_around_them() {
        let figures = |words: &str, figures: [&str; 2]| {
            let named = figures.iter().enumerate().map(|(at, figure)| (format!("{words}{at}"), (*figure).to_owned()));
            Named { label: Some(plain(words)), figures: named.collect() }
        };
        let printed = [figures("1.国家秘密", ["0", "1"]), figures("（七）总计", ["5", "6"])];
        let row = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let found = [
            row(&["三", "不予", "国家 秘密", "0", "2"]),
            row(&["三", "总计", "5", "6"]),
            row(&["三", "另加", "5", "7"]),
        ];
        let mut difference = DocxDifference::default();
        compare(&printed, &found, &mut difference);
        let cells: Vec<_> = difference.cells.iter().map(|cell| (&*cell.words, &*cell.ours, &*cell.theirs)).collect();
        assert_eq!(cells, [("1.国家秘密1", "1", "2")]);
        assert_eq!(difference.paragraphs[0].1.new.as_deref(), Some("三 | 另加 | 5 | 7"));
    }
}
