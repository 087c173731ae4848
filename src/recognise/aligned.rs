//! A table without drawn cells, known only by its printed lines → rows and columns: figures by where they stand, heads and labels that
//! go on over several lines by the form's own words. What fits no words exactly stays apart, and is then unread.

use super::figures;
use super::labels::{self, Match};
use super::names::{HeadMeans, Names, Target};
use crate::form::Layout;
use crate::read_back::unit::{FilePlace, Grid, GridCell, PlacedWord, PrintedRow};

/// A figure row has no more than this many lines of its label above it, or below: the longest label, three characters a line.
const LINES: usize = 14;
/// Lines nearer than this many hundredths of the type's size belong together.
const TIGHT: i32 = 140;

/// A table as settled, and the text in it that is neither label, head nor figure.
pub(super) struct Settled {
    pub grid: Grid,
    pub unused: Vec<(String, FilePlace)>,
}

/// What the words of a line are.
struct LineParts<'g> {
    stub: Vec<(&'g PlacedWord, FilePlace)>,
    heads: Vec<(&'g PlacedWord, FilePlace)>,
    figures: Vec<(&'g PlacedWord, FilePlace)>,
}

/// Puts the lines of a table into rows and columns; `None` when its figures do not stand in columns.
pub(super) fn settle(grid: &Grid, names: &Names) -> Option<Settled> {
    let columns = AlignedColumns::of(&grid.lines)?;
    let place =
        |line: usize, word: usize| grid.cells.get(&(line, word)).map(|cell| cell.place.clone()).unwrap_or_default();
    let parts: Vec<LineParts> = grid
        .lines
        .iter()
        .enumerate()
        .map(|(line, of)| {
            let first = first_figure(of);
            let mut parts = LineParts { stub: Vec::new(), heads: Vec::new(), figures: Vec::new() };
            for (at, word) in of.words.iter().enumerate() {
                let to = match () {
                    () if first.is_some_and(|first| at >= first) => &mut parts.figures,
                    () if word.right + word.left < 2 * columns.begin => &mut parts.stub,
                    () => &mut parts.heads,
                };
                to.push((word, place(line, at)));
            }
            parts
        })
        .collect();
    let labels = labels(&grid.lines, &parts, names);
    let mut settled = Grid { place: grid.place.clone(), lines: grid.lines.clone(), ..Grid::default() };
    let mut row = 0;
    let mut from = 0;
    for (at, of) in parts.iter().enumerate().filter(|(_, of)| !of.figures.is_empty()) {
        row = columns.heads(&parts[from..at], names, &mut settled, row);
        from = at + 1;
        let label = labels.iter().find(|label| label.row == at);
        if let Some(label) = label {
            let mut cell = GridCell::new(1, 1, label.text.clone());
            cell.place = label.place.clone();
            settled.cells.insert((row, 0), cell);
        }
        let loose = label.and_then(|label| label.doubt.clone());
        for (index, &(left, right)) in columns.at.iter().enumerate() {
            let mut under = of.figures.iter().filter(|(word, _)| word.left < right && left < word.right);
            let mut cell = GridCell::new(1, 1, under.next().map(|(word, _)| word.text.clone()).unwrap_or_default());
            cell.place = FilePlace { row: u32::try_from(at + 1).ok(), ..grid.place.clone() };
            cell.doubt = loose.clone();
            if let Some((second, _)) = under.next() {
                cell.doubt = Some(format!("一列里有两个数，还有“{}”", second.text));
            }
            settled.cells.insert((row, index + 1), cell);
        }
        row += 1;
    }
    let used = |at: usize, of: &LineParts| {
        let last = labels.iter().flat_map(|label| &label.lines).any(|&line| line == at);
        last || !of.figures.is_empty() || !of.heads.is_empty()
    };
    let unused = parts.iter().enumerate().filter(|(at, of)| !used(*at, of)).flat_map(|(_, of)| &of.stub);
    let unused =
        unused.filter(|(word, _)| !names.holds(&word.text)).map(|(word, place)| (word.text.clone(), place.clone()));
    Some(Settled { grid: settled, unused: unused.collect() })
}

/// Where the figures at the end of a line begin; none on a line that has none, or nothing but one.
fn first_figure(line: &PrintedRow) -> Option<usize> {
    let is_figure = |word: &PlacedWord| figures::looks_like_one(&word.text);
    let behind = line.words.iter().rev().take_while(|word| is_figure(word)).count();
    (behind > 0 && (behind > 1 || line.words.len() > 1)).then(|| line.words.len() - behind)
}

/// The columns of figures, from the left.
struct AlignedColumns {
    at: Vec<(i32, i32)>,
    /// Where labels end and figures begin.
    begin: i32,
}

impl AlignedColumns {
    fn of(lines: &[PrintedRow]) -> Option<AlignedColumns> {
        let mut spans: Vec<(i32, i32)> = Vec::new();
        let mut label = i32::MIN;
        for line in lines {
            let Some(first) = first_figure(line) else { continue };
            spans.extend(line.words[first..].iter().map(|word| (word.left, word.right)));
            label = line.words[..first].iter().map(|word| word.right).chain([label]).max().unwrap_or(label);
        }
        let mut at = merged(spans);
        // A head under which every place is blank has a column too.
        let heads = lines.iter().filter(|line| first_figure(line).is_none()).flat_map(|line| &line.words);
        let blank = |word: &&PlacedWord| {
            word.left > label && at.iter().all(|(left, right)| word.right <= *left || *right <= word.left)
        };
        let more: Vec<(i32, i32)> = heads.filter(blank).map(|word| (word.left, word.right)).collect();
        let known = at.clone();
        at.extend(merged(more).into_iter().filter(|(l, r)| known.iter().all(|(left, right)| r <= left || right <= l)));
        at.sort_unstable();
        let first = at.first()?.0;
        (label <= first)
            .then_some(AlignedColumns { begin: if label == i32::MIN { label / 2 } else { (label + first) / 2 }, at })
    }

    /// The columns in whose middle a head stands: one, or two where it stands between them.
    fn middle(&self, word: &PlacedWord) -> (usize, usize) {
        let centre = |span: &(i32, i32)| (span.0 + span.1) / 2;
        let at = (word.left + word.right) / 2;
        let next = self.at.iter().position(|span| centre(span) >= at).unwrap_or(self.at.len());
        let Some(before) = next.checked_sub(1) else { return (0, 1) };
        let Some(after) = self.at.get(next) else { return (before, next) };
        let (left, right) = (at - centre(&self.at[before]), centre(after) - at);
        let pitch = left + right;
        match () {
            () if left * 10 < pitch * 3 => (before, next),
            () if right * 10 < pitch * 3 => (next, next + 1),
            () => (before, next + 1),
        }
    }

    /// Writes the rows of a head: the lowest names, and above them the lines of a table that is set sideways. Gives the next row.
    fn heads(&self, lines: &[LineParts], names: &Names, grid: &mut Grid, row: usize) -> usize {
        let words: Vec<Over> = lines
            .iter()
            .flat_map(|line| &line.heads)
            .map(|(word, place)| Over { word, columns: self.middle(word), place })
            .collect();
        if words.is_empty() {
            return row;
        }
        let mut own: Vec<String> = Vec::new();
        let mut lowest: Vec<*const PlacedWord> = Vec::new();
        for column in 0..self.at.len() {
            let stack: Vec<&Over> = words.iter().filter(|over| over.is_over(column)).collect();
            // The longest end of what stands over a column that is a name; else all of it.
            let from = (0..stack.len())
                .find(|&from| names.is_exact_column(&joined(&stack[from..])) || labels::is_sum(&joined(&stack[from..])))
                .unwrap_or(0);
            let text = joined(&stack[from..]);
            lowest.extend(stack[from..].iter().map(|over| std::ptr::from_ref(over.word)));
            if let Some(last) = stack.last() {
                grid.cells.insert((row + 1, column + 1), cell_of(text.clone(), 1, last.place));
            }
            own.push(text);
        }
        if let Some(width) = repeated(names, &own) {
            for first in (0..own.len()).step_by(width) {
                let (left, right) = (self.at[first].0, self.at[first + width - 1].1);
                let between = |word: &PlacedWord| (left..=right).contains(&((word.left + word.right) / 2));
                let above: Vec<&Over> = words
                    .iter()
                    .filter(|over| between(over.word) && !lowest.contains(&std::ptr::from_ref(over.word)))
                    .collect();
                let from = (0..above.len()).find(|&from| sideways(names, &joined(&above[from..])));
                if let Some(from) = from {
                    let text = joined(&above[from..]);
                    grid.cells.insert((row, first + 1), cell_of(text, width, above[from].place));
                }
            }
        }
        row + 2
    }
}

/// A word of a head and the columns it stands over.
struct Over<'g> {
    word: &'g PlacedWord,
    columns: (usize, usize),
    place: &'g FilePlace,
}

impl Over<'_> {
    fn is_over(&self, column: usize) -> bool {
        (self.columns.0..self.columns.1).contains(&column)
    }
}

fn joined(words: &[&Over]) -> String {
    words.iter().map(|over| over.word.text.as_str()).collect()
}

fn cell_of(text: String, width: usize, place: &FilePlace) -> GridCell {
    let mut cell = GridCell::new(width, 1, text);
    cell.place = place.clone();
    cell
}

/// How many columns each line of a table that is set sideways has, when the names over all columns are those of its columns, again
/// and again.
fn repeated(names: &Names, own: &[String]) -> Option<usize> {
    let tables = names.form.tables.iter().filter(|table| matches!(table.layout, Layout::Wide(_)));
    tables.map(|table| &table.lines[0]).find_map(|line| {
        let width = line.columns.len();
        let means = |text: &String| names.head(text, line);
        let same = own.iter().enumerate().all(|(at, text)| means(text) == HeadMeans::Column(at % width));
        (same && own.len().is_multiple_of(width)).then_some(width)
    })
}

/// Whether a text is exactly the name of a line of a table that is set sideways.
fn sideways(names: &Names, text: &str) -> bool {
    names.row(text).into_iter().any(|(target, near)| match target {
        Target::Line(table, _) if near == Match::Exact => matches!(names.form.tables[table].layout, Layout::Wide(_)),
        _ => false,
    })
}

/// Spans that overlap, as one.
fn merged(mut spans: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    spans.sort_unstable();
    let mut merged: Vec<(i32, i32)> = Vec::new();
    for (left, right) in spans {
        match merged.last_mut() {
            Some(last) if left < last.1 => last.1 = last.1.max(right),
            _ => merged.push((left, right)),
        }
    }
    merged
}

/// The label of a row of figures, put together from the lines around it.
struct JoinedLabel {
    /// The line its figures stand on, and those its words stand on.
    row: usize,
    lines: Vec<usize>,
    text: String,
    place: FilePlace,
    doubt: Option<String>,
}

fn labels(lines: &[PrintedRow], parts: &[LineParts], names: &Names) -> Vec<JoinedLabel> {
    let rows: Vec<usize> = (0..parts.len()).filter(|&at| !parts[at].figures.is_empty()).collect();
    let mut labels: Vec<JoinedLabel> = Vec::new();
    for (index, &row) in rows.iter().enumerate() {
        let last = labels.last().and_then(|label| label.lines.last().copied());
        let before = index.checked_sub(1).map(|before| rows[before]).max(last);
        let above = before.map_or(0, |before| before + 1)..row;
        let below = row + 1..rows.get(index + 1).copied().unwrap_or(parts.len());
        labels.extend(LabelSearch { parts, names, row, above, below }.label());
    }
    let tight = |a: usize, b: usize| (lines[b].y - lines[a].y) * 100 < TIGHT * lines[a].size;
    let used: Vec<usize> = labels.iter().flat_map(|label| label.lines.iter().copied()).collect();
    // Words that touch a label and were taken by none: the label may be another, longer one.
    for label in &mut labels {
        let (Some(&first), Some(&last)) = (label.lines.first(), label.lines.last()) else { continue };
        let (left, right) = span(parts, &label.lines);
        let above = first.checked_sub(1).filter(|&above| tight(above, first));
        let below = Some(last + 1).filter(|&below| below < parts.len() && tight(last, below));
        let own = |at: usize| {
            let words = parts[at].stub.iter().filter(|(word, _)| word.text.chars().count() > 2);
            words
                .map(|(word, _)| word)
                .find(|word| 2 * (word.right.min(right) - word.left.max(left)) > word.right - word.left)
        };
        let free = [above, below].into_iter().flatten().filter(|at| !used.contains(at) && parts[*at].heads.is_empty());
        let word = free.filter_map(own).find(|word| !names.is_group(&word.text) && !names.is_above_only(&word.text));
        label.doubt = word.map(|word| format!("旁边的“{}”不知是不是这一行的名称", word.text));
    }
    labels
}

/// From where to where the last words of lines stand.
fn span(parts: &[LineParts], lines: &[usize]) -> (i32, i32) {
    let words = || lines.iter().filter_map(|&at| parts[at].stub.last()).map(|(word, _)| word);
    (words().map(|word| word.left).min().unwrap_or(0), words().map(|word| word.right).max().unwrap_or(0))
}

/// Where the label of a row of figures is looked for: its own line, those above and those below.
struct LabelSearch<'s, 'g> {
    parts: &'s [LineParts<'g>],
    names: &'s Names<'s>,
    row: usize,
    above: std::ops::Range<usize>,
    below: std::ops::Range<usize>,
}

impl LabelSearch<'_, '_> {
    /// The longest exact label among the last words of the lines around a row; else what stands on its own line.
    fn label(&self) -> Option<JoinedLabel> {
        let own = self.parts[self.row].stub.last();
        let found = match own {
            None => self.exact(None, &|_| true),
            Some((own, _)) => {
                let found = self.exact(Some(own), &|word| word.left < own.right && own.left < word.right);
                // A label on two lines leaves none of itself between them: what stands there is its group's.
                let of_group = found.as_ref().is_none_or(|label| self.names.is_group(&label.text));
                let inner = if of_group { self.exact(None, &|word| word.left >= own.right) } else { None };
                inner.or(found)
            }
        };
        found.or_else(|| {
            let (own, place) = own?;
            let text = labels::squeezed(&own.text);
            Some(JoinedLabel { row: self.row, lines: vec![self.row], text, place: place.clone(), doubt: None })
        })
    }

    /// The longest exact label that the last words `beside` make, with its own line where that has any.
    fn exact(&self, own: Option<&PlacedWord>, beside: &dyn Fn(&PlacedWord) -> bool) -> Option<JoinedLabel> {
        let last = |at: usize| self.parts[at].stub.iter().rev().find(|(word, _)| beside(word));
        let usable =
            |range: &std::ops::Range<usize>| range.clone().filter(|&at| last(at).is_some()).collect::<Vec<usize>>();
        let (above, below) = (usable(&self.above), usable(&self.below));
        let above = &above[above.len().saturating_sub(LINES)..];
        let below = &below[..below.len().min(LINES)];
        let mut tries: Vec<(usize, usize)> =
            (0..=above.len()).flat_map(|a| (0..=below.len()).map(move |b| (a, b))).collect();
        // The longest first; of equal ones the one that takes from above.
        tries.sort_by_key(|&(a, b)| std::cmp::Reverse((a + b, a)));
        tries.into_iter().find_map(|(a, b)| {
            let mut lines: Vec<usize> = above[above.len() - a..].to_vec();
            lines.extend(own.map(|_| self.row));
            lines.extend(&below[..b]);
            let text: String = lines.iter().filter_map(|&at| last(at)).map(|(word, _)| word.text.as_str()).collect();
            let exact = self.names.is_exact_row(&text).then(|| text.clone());
            // The end of a group's name may stand so near that it was taken for the beginning.
            let text = labels::squeezed(&exact.or_else(|| self.names.without_group(&text))?);
            let place = lines.first().and_then(|&at| last(at)).map(|(_, place)| place.clone()).unwrap_or_default();
            Some(JoinedLabel { row: self.row, lines, text, place, doubt: None })
        })
    }
}
