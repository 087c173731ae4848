//! Tables without drawn lines: what makes them is that figures stand under one another. Found here are the lines of print that
//! belong to such a table and what stands together on each; which cell is which is not for a reader of pages to say.
//!
//! It knows glyphs and their places; it must not know forms.

use super::PrintedGlyph;
use super::lines::{self, PrintedLine};
use super::touching;
use super::word_row::{HEADS, ROW, SIZE, WordRow};
use crate::ordinal::behind;
use crate::read_back::figure::is_figure;
use crate::read_back::unit::{Grid, GridCell, PlacedWord, PrintedRow};

/// The least room between heads that stand over figures of their own.
const NARROW: f64 = 0.12;
/// Figures further apart than this many times the size belong to different tables.
const FAR: f64 = 7.5;
/// A head has no more lines than this.
const HEAD: usize = 14;
/// Lines nearer than this many times the size may be one label.
const PITCH: f64 = 2.2;
/// Lines further apart than this many times the size do not follow one another.
const GAP: f64 = 3.0;
/// As many figures that share cells show that lines are missing.
const SEVERAL: usize = 3;
/// A head of a column has no more characters.
const SHORT: usize = 14;
/// How far the lines of a table on the next page are put below those of this one, as a share of the size.
const NEXT: f64 = 2.0;

/// A table found by its figures, and the part of the page it takes.
pub(super) struct Aligned {
    pub grid: Grid,
    pub top: f64,
    pub bottom: f64,
}

/// A title among lines of a table: it begins with a Chinese numeral, and no figures stand beside it, right below, or around it as
/// around a label that is broken over lines.
fn is_title(rows: &[WordRow], at: usize) -> bool {
    let first = &rows[at].words[0].text;
    let numeral = behind(first.trim_start());
    let numbered = numeral.is_some_and(|rest| rest.starts_with(['、', '．', '.']));
    let next = rows.get(at + 1).is_some_and(WordRow::is_of_figures);
    let long = rows[at].words.len() == 1 && rows[at].figures() == 0 && first.chars().count() > 5;
    numbered && long && !next && !is_amid(rows, at)
}

/// Whether a line and all others between the rows of figures above and below stand left of these figures: none of them is a head.
fn is_amid(rows: &[WordRow], at: usize) -> bool {
    let above = (0..at).rev().find(|&row| rows[row].is_of_figures());
    let below = (at + 1..rows.len()).find(|&row| rows[row].is_of_figures());
    let (Some(above), Some(below)) = (above, below) else { return false };
    let left = rows[above].begin().min(rows[below].begin());
    let beside = |row: &WordRow| row.words.iter().all(|word| word.right <= left);
    runs_on(&rows[above..=below]) && rows[above + 1..below].iter().all(beside)
}

/// Whether lines follow one another without a gap.
fn runs_on(rows: &[WordRow]) -> bool {
    rows.windows(2).all(|pair| pair[1].y - pair[0].y < GAP * pair[0].size)
}

/// Parts the words of a head that stand so near each other that they were taken for one: where each piece stands over one of the
/// figures below, and each figure has one.
fn part_heads(rows: &mut [WordRow]) {
    for below in 1..rows.len() {
        let figures: Vec<f64> = rows[below].words.iter().map(|word| (word.left + word.right) / 2.0).collect();
        let all = rows[below].figures() == figures.len() && figures.len() >= ROW;
        let above = &rows[below - 1];
        if !all
            || above.words.len() >= figures.len()
            || above.figures() > 0
            || rows[below].y - above.y > 3.0 * above.size
        {
            continue;
        }
        let Some(parted) = WordRow::spaced(above.glyphs.clone(), NARROW, NARROW) else { continue };
        let pitch = figures.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
        let over = |(word, figure): (&PrintedLine, &f64)| ((word.left + word.right) / 2.0 - figure).abs() < pitch / 2.0;
        if parted.words.len() == figures.len() && parted.words.iter().zip(&figures).all(over) {
            rows[below - 1] = parted;
        }
    }
}

/// The tables without drawn lines among the glyphs of a page that lie in no ruled table, and the glyphs that remain.
pub(super) fn tables(glyphs: Vec<&PrintedGlyph>, page: u32, width: f64) -> (Vec<Aligned>, Vec<&PrintedGlyph>) {
    let mut rows: Vec<WordRow> = lines::rows(&glyphs).into_iter().filter_map(WordRow::new).collect();
    part_heads(&mut rows);
    let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
    let figures: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].is_of_table()).collect();
    let together = |a: &usize, b: &usize| {
        let size = rows[*a].size;
        let near = rows[*b].y - rows[*a].y < FAR * size || runs_on(&rows[*a..=*b]);
        near && (*a + 1..*b).all(|at| !rows[at].is_prose(size, width) && !is_title(&rows, at))
            && (rows[*b].size - size).abs() <= SIZE * size
    };
    for group in figures.chunk_by(together) {
        let (first, last) = (group[0], group[group.len() - 1]);
        let by_itself = rows[first].words.len() >= HEADS || first > 0 && rows[first].is_under(&rows[first - 1]);
        if group.len() < 2 && !by_itself {
            continue;
        }
        let size = rows[first].size;
        let least = taken.last().map_or(0, |range| range.end);
        let mut from = first;
        while from > least && first - from < HEAD {
            let above = &rows[from - 1];
            let near = rows[from].y - above.y < 3.0 * size;
            if !near || above.is_prose(size, width) || is_title(&rows, from - 1) {
                break;
            }
            from -= 1;
        }
        let stub = rows[last].words.iter().find(|word| is_figure(&word.text)).map_or(0.0, |word| word.left);
        let mut to = last + 1;
        while to < rows.len() {
            let below = &rows[to];
            let near = below.y - rows[to - 1].y < PITCH * size;
            let label = below.words.iter().all(|word| word.right <= stub);
            if !near || !label || below.is_prose(size, width) || is_title(&rows, to) {
                break;
            }
            to += 1;
        }
        taken.push(from..to);
    }
    let tables = taken.iter().map(|range| {
        touching::part(&mut rows[range.clone()]);
        table(&rows[range.clone()], page)
    });
    let tables = tables.collect();
    let within = |at: &usize| taken.iter().any(|range| range.contains(at));
    let rest = rows.iter().enumerate().filter(|(at, _)| !within(at)).flat_map(|(_, row)| row.glyphs.iter().copied());
    (tables, rest.collect())
}

fn table(rows: &[WordRow], page: u32) -> Aligned {
    let mut grid = Grid::default();
    grid.place.page = Some(page);
    for (at, row) in rows.iter().enumerate() {
        for (column, word) in row.words.iter().enumerate() {
            let mut cell = GridCell::new(1, 1, word.text.clone());
            cell.place.page = Some(page);
            grid.cells.insert((at, column), cell);
        }
        grid.lines.push(printed(row));
    }
    let (top, bottom) = (rows.first(), rows.last());
    Aligned {
        grid,
        top: top.map_or(0.0, |row| row.y - row.size),
        bottom: bottom.map_or(0.0, |row| row.y + 0.2 * row.size),
    }
}

/// Whether the cells that lines make hold several figures each, or labels and figures with room between them: lines between columns, or
/// between rows, were not drawn. A number that is `broken` over the lines of a narrow cell is one.
pub(super) fn is_half_drawn(cells: &[Vec<&PrintedGlyph>], broken: &[bool]) -> bool {
    let (mut together, mut all) = (0, 0);
    for (glyphs, &broken) in cells.iter().zip(broken) {
        let rows: Vec<WordRow> = lines::rows(glyphs).into_iter().filter_map(WordRow::new).collect();
        let count: usize = rows.iter().map(WordRow::figures).sum();
        let count = if broken { 1 } else { count };
        let labelled = rows.iter().any(|row| row.words.len() > 1 && row.is_of_figures());
        all += count;
        together += if count > 1 || labelled { count } else { 0 };
    }
    together >= SEVERAL && 2 * together >= all
}

/// Whether a table at the top of a page is the rest of the one before: no head stands over its figures.
pub(super) fn goes_on(before: &Grid, next: &Grid) -> bool {
    if before.lines.is_empty() || next.lines.is_empty() {
        return false;
    }
    let is_of_figures = |line: &PrintedRow| line.words.last().is_some_and(|word| is_figure(&word.text));
    let Some(first) = next.lines.iter().position(is_of_figures) else { return false };
    let begin = next.lines[first].words.iter().find(|word| is_figure(&word.text)).map_or(0, |word| word.left);
    next.lines[..first].iter().flat_map(|line| &line.words).all(|word| word.right <= begin)
}

/// The lines that may head columns and stand in no table: short words with room between them, none a figure, none the end of a sentence.
pub(super) fn spaced(rest: &[&PrintedGlyph]) -> Vec<PrintedRow> {
    let rows = lines::rows(rest).into_iter().filter_map(WordRow::new);
    let short =
        |word: &PrintedLine| word.text.chars().count() <= SHORT && !word.text.ends_with(['。', '，', '；', '：', ':']);
    let heads = rows.filter(|row| row.words.len() > 1 && row.figures() == 0 && row.words.iter().all(short));
    heads.map(|row| printed(&row)).collect()
}

/// Puts a line above a table whose own first line holds no figures: the end of the page parted the lines of its head. Gives whether it did.
pub(super) fn put_above(table: &mut Grid, head: PrintedRow, page: u32) -> bool {
    let Some(first) = table.lines.first() else { return false };
    let span = |row: &PrintedRow| {
        let (left, right) = (row.words.first().map(|word| word.left), row.words.last().map(|word| word.right));
        left.zip(right)
    };
    let all = table.lines.iter().filter_map(span).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let within = all.zip(span(&head)).is_some_and(|(all, own)| all.0 <= own.0 && own.1 <= all.1);
    if first.words.iter().any(|word| is_figure(&word.text)) || !within || (first.size - head.size).abs() > 10 {
        return false;
    }
    let y = first.y - 3 * head.size / 2;
    let cells = std::mem::take(&mut table.cells);
    table.cells = cells.into_iter().map(|((row, column), cell)| ((row + 1, column), cell)).collect();
    for (column, word) in head.words.iter().enumerate() {
        let mut cell = GridCell::new(1, 1, word.text.clone());
        cell.place.page = Some(page);
        table.cells.insert((0, column), cell);
    }
    table.lines.insert(0, PrintedRow { y, ..head });
    true
}

/// A line as it is handed on, in tenths of points.
fn printed(row: &WordRow) -> PrintedRow {
    let words = row.words.iter().map(|word| PlacedWord {
        text: word.text.clone(),
        left: tenths(word.left),
        right: tenths(word.right),
    });
    PrintedRow { y: tenths(row.y), size: tenths(row.size), words: words.collect() }
}

pub(super) fn tenths(points: f64) -> i32 {
    (points * 10.0).round() as i32
}

/// Puts the rest of a table below its beginning.
pub(super) fn join(table: &mut Grid, rest: Grid) {
    let below = table.lines.len();
    let (Some(last), Some(first)) = (table.lines.last(), rest.lines.first()) else { return };
    let down = last.y + (NEXT * f64::from(last.size)) as i32 - first.y;
    table.lines.extend(rest.lines.into_iter().map(|line| PrintedRow { y: line.y + down, ..line }));
    table.cells.extend(rest.cells.into_iter().map(|((row, column), cell)| ((row + below, column), cell)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(y: i32, words: &[(&str, i32)]) -> PrintedRow {
        let word = |&(text, left): &(&str, i32)| PlacedWord { text: text.to_owned(), left, right: left + 100 };
        PrintedRow { y, size: 100, words: words.iter().map(word).collect() }
    }

    #[test]
    fn a_head_that_the_page_cut_is_put_together() {
        let made = |first: PrintedRow| {
            let lines = vec![first, row(900, &[("3", 0), ("4", 200), ("5", 400)])];
            Grid { lines, ..Grid::default() }
        };
        let head = || row(7_000, &[("行政复议", 0), ("行政诉讼", 300)]);
        let mut table = made(row(700, &[("维持", 0), ("纠正", 200), ("总计", 400)]));
        assert!(put_above(&mut table, head(), 2));
        let lines: Vec<(i32, usize)> = table.lines.iter().map(|line| (line.y, line.words.len())).collect();
        assert_eq!(lines, [(550, 2), (700, 3), (900, 3)]);
        assert_eq!(table.cells[&(0, 1)].text(), "行政诉讼");
        assert!(!put_above(&mut made(row(700, &[("1", 0), ("2", 200)])), head(), 2), "figures come first");
        let wide = row(7_000, &[("联系人", 0), ("电话", 900)]);
        assert!(!put_above(&mut made(row(700, &[("维持", 0), ("纠正", 200)])), wide, 2), "wider than the table");
    }
}
