//! Tables by their rules (框线): lines that touch make a table; where no line runs between two places they are one cell.
//!
//! It knows boxes on a page; it must not know text.

use super::PrintedPage;

/// A box no thicker than this is a line, in points.
const THIN: f64 = 2.5;
/// Ends of lines this near touch.
const TOUCH: f64 = 2.5;
/// Lines this near are one: no cell is narrower.
const NEAR: f64 = 3.0;
/// A border is there when this share of it is drawn.
const DRAWN: f64 = 0.6;
/// A line that goes this far beyond the outermost rule shows that the rule there was left out.
const BEYOND: f64 = 6.0;
/// More lines are no table.
const MOST_LINES: usize = 4000;
/// More places are no table.
const MOST_PLACES: usize = 40_000;

/// A line along one axis: where it lies on the other, and from where to where it runs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct RuledLine {
    at: f64,
    from: f64,
    to: f64,
}

/// A table found on a page: its lines and its cells.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ruled {
    /// Lines between columns and between rows, the outer ones included.
    pub xs: Vec<f64>,
    pub ys: Vec<f64>,
    pub cells: Vec<RuledCell>,
}

/// A cell: where it begins and what it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RuledCell {
    pub row: usize,
    pub column: usize,
    pub rowspan: usize,
    pub colspan: usize,
}

impl Ruled {
    pub fn top(&self) -> f64 {
        self.ys.first().copied().unwrap_or_default()
    }

    pub fn bottom(&self) -> f64 {
        self.ys.last().copied().unwrap_or_default()
    }

    /// How wide each cell is.
    pub fn widths(&self) -> Vec<f64> {
        self.cells.iter().map(|cell| self.xs[cell.column + cell.colspan] - self.xs[cell.column]).collect()
    }

    pub fn width(&self) -> f64 {
        self.xs.last().copied().unwrap_or_default() - self.xs.first().copied().unwrap_or_default()
    }

    /// The index of the cell a point lies in.
    pub fn cell_at(&self, x: f64, y: f64) -> Option<usize> {
        let place = |lines: &[f64], at: f64| {
            lines.partition_point(|line| *line <= at).checked_sub(1).filter(|i| i + 1 < lines.len())
        };
        let (row, column) = (place(&self.ys, y)?, place(&self.xs, x)?);
        self.cells.iter().position(|cell| {
            (cell.row..cell.row + cell.rowspan).contains(&row)
                && (cell.column..cell.column + cell.colspan).contains(&column)
        })
    }
}

/// The tables of a page from top to bottom. Frames around text, which have one cell, are none.
pub(super) fn tables(page: &PrintedPage) -> Vec<Ruled> {
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for &[left, top, right, bottom] in &page.shapes {
        let (width, height) = (right - left, bottom - top);
        let (middle_x, middle_y) = ((left + right) / 2.0, (top + bottom) / 2.0);
        match (width <= THIN, height <= THIN) {
            (true, true) => {}
            (false, true) => across.push(RuledLine { at: middle_y, from: left, to: right }),
            (true, false) => down.push(RuledLine { at: middle_x, from: top, to: bottom }),
            // A box with four edges, but not the paper.
            (false, false) if width < page.width * 0.98 && height < page.height * 0.9 => {
                across.extend([top, bottom].map(|at| RuledLine { at, from: left, to: right }));
                down.extend([left, right].map(|at| RuledLine { at, from: top, to: bottom }));
            }
            (false, false) => {}
        }
    }
    let (across, down) = (joined(across), joined(down));
    if across.len() + down.len() > MOST_LINES {
        return Vec::new();
    }
    let mut tables: Vec<Ruled> =
        components(&across, &down).into_iter().filter_map(|(across, down)| table(&across, &down)).collect();
    tables.sort_by(|a, b| a.top().total_cmp(&b.top()));
    tables
}

/// Lines that lie on each other and touch, as one.
fn joined(mut rules: Vec<RuledLine>) -> Vec<RuledLine> {
    rules.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut joined: Vec<RuledLine> = Vec::new();
    for group in rules.chunk_by(|a, b| b.at - a.at <= 1.0) {
        let mut group = group.to_vec();
        group.sort_by(|a, b| a.from.total_cmp(&b.from));
        let begin = joined.len();
        for rule in group {
            match joined[begin..].last_mut() {
                Some(last) if rule.from <= last.to + TOUCH => last.to = last.to.max(rule.to),
                _ => joined.push(rule),
            }
        }
    }
    joined
}

/// Groups of lines that touch each other.
fn components(across: &[RuledLine], down: &[RuledLine]) -> Vec<(Vec<RuledLine>, Vec<RuledLine>)> {
    let mut groups = Groups::new(across.len() + down.len());
    for (i, a) in across.iter().enumerate() {
        for (j, d) in down.iter().enumerate() {
            let meets = |rule: &RuledLine, at: f64| rule.from - TOUCH <= at && at <= rule.to + TOUCH;
            if meets(a, d.at) && meets(d, a.at) {
                groups.join(i, across.len() + j);
            }
        }
    }
    let mut found = std::collections::BTreeMap::<usize, (Vec<RuledLine>, Vec<RuledLine>)>::new();
    for (i, rule) in across.iter().enumerate() {
        found.entry(groups.root(i)).or_default().0.push(*rule);
    }
    for (j, rule) in down.iter().enumerate() {
        found.entry(groups.root(across.len() + j)).or_default().1.push(*rule);
    }
    found.into_values().collect()
}

/// The table that touching lines make; none when they make no more than one cell.
fn table(across: &[RuledLine], down: &[RuledLine]) -> Option<Ruled> {
    let (mut xs, mut ys) = (lines(down), lines(across));
    if xs.is_empty() || ys.is_empty() {
        return None;
    }
    // A rule left out at the edge, as where a table goes on over the page: drawn as far as the lines towards it go.
    complete(&mut ys, down);
    complete(&mut xs, across);
    let (rows, columns) = (ys.len() - 1, xs.len() - 1);
    if rows == 0 || columns == 0 || rows * columns < 2 || rows.saturating_mul(columns) > MOST_PLACES {
        return None;
    }
    let mut groups = Groups::new(rows * columns);
    for row in 0..rows {
        for column in 0..columns {
            let place = row * columns + column;
            if column + 1 < columns && !is_drawn(down, xs[column + 1], ys[row], ys[row + 1]) {
                groups.join(place, place + 1);
            }
            if row + 1 < rows && !is_drawn(across, ys[row + 1], xs[column], xs[column + 1]) {
                groups.join(place, place + columns);
            }
        }
    }
    let mut cells = std::collections::BTreeMap::<usize, [usize; 4]>::new();
    for row in 0..rows {
        for column in 0..columns {
            let root = groups.root(row * columns + column);
            let cell = cells.entry(root).or_insert([row, column, row, column]);
            *cell = [cell[0].min(row), cell[1].min(column), cell[2].max(row), cell[3].max(column)];
        }
    }
    let cells: Vec<RuledCell> = cells
        .into_values()
        .map(|[top, left, bottom, right]| RuledCell {
            row: top,
            column: left,
            rowspan: bottom - top + 1,
            colspan: right - left + 1,
        })
        .collect();
    (cells.len() > 1).then_some(Ruled { xs, ys, cells })
}

/// The places of lines, near ones taken together.
fn lines(rules: &[RuledLine]) -> Vec<f64> {
    let mut places: Vec<f64> = rules.iter().map(|rule| rule.at).collect();
    places.sort_by(f64::total_cmp);
    places.chunk_by(|a, b| b - a <= NEAR).map(|near| near.iter().sum::<f64>() / near.len() as f64).collect()
}

/// Adds the outer lines that the rules crossing them reach beyond.
fn complete(lines: &mut Vec<f64>, crossing: &[RuledLine]) {
    let reach = |of: fn(&RuledLine) -> f64, pick: fn(f64, f64) -> f64| crossing.iter().map(of).reduce(pick);
    let (first, last) = (reach(|rule| rule.from, f64::min), reach(|rule| rule.to, f64::max));
    if let Some(first) = first.filter(|first| lines.first().is_some_and(|line| line - first > BEYOND)) {
        lines.insert(0, first);
    }
    if let Some(last) = last.filter(|last| lines.last().is_some_and(|line| last - line > BEYOND)) {
        lines.push(last);
    }
}

/// Whether a border is drawn along `at` between two places.
fn is_drawn(rules: &[RuledLine], at: f64, from: f64, to: f64) -> bool {
    let near = rules.iter().filter(|rule| (rule.at - at).abs() <= NEAR);
    let mut parts: Vec<(f64, f64)> =
        near.map(|rule| (rule.from.max(from), rule.to.min(to))).filter(|(from, to)| to > from).collect();
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut drawn, mut end) = (0.0, from);
    for (from, to) in parts {
        drawn += (to - from.max(end)).max(0.0);
        end = end.max(to);
    }
    drawn >= DRAWN * (to - from)
}

/// Sets of numbers that are joined one by one.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Groups {
        Groups((0..count).collect())
    }

    fn root(&mut self, mut of: usize) -> usize {
        while self.0[of] != of {
            self.0[of] = self.0[self.0[of]];
            of = self.0[of];
        }
        of
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        // The smaller root stays, so that groups keep their order.
        self.0[a.max(b)] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(shapes: Vec<[f64; 4]>) -> PrintedPage {
        PrintedPage { width: 600.0, height: 800.0, glyphs: Vec::new(), shapes, fills: Vec::new() }
    }

    fn spans(page: &PrintedPage) -> Vec<Vec<(usize, usize, usize, usize)>> {
        let cell = |cell: &RuledCell| (cell.row, cell.column, cell.rowspan, cell.colspan);
        tables(page).iter().map(|table| table.cells.iter().map(cell).collect()).collect()
    }

    fn across(y: f64, from: f64, to: f64) -> [f64; 4] {
        [from, y - 0.25, to, y + 0.25]
    }

    fn down(x: f64, from: f64, to: f64) -> [f64; 4] {
        [x - 0.25, from, x + 0.25, to]
    }

    #[test]
    fn cells_go_as_far_as_no_line_is_drawn() {
        let lines = vec![
            across(100.0, 50.0, 250.0),
            across(120.0, 150.0, 250.0),
            across(140.0, 50.0, 250.0),
            down(50.0, 100.0, 140.0),
            down(150.0, 100.0, 140.0),
            down(200.0, 120.0, 140.0),
            down(250.0, 100.0, 140.0),
        ];
        let cells = vec![(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)];
        assert_eq!(spans(&page(lines.clone())), vec![cells.clone()]);
        // Left out at the top, as after a page's end.
        assert_eq!(spans(&page(lines[1..].to_vec())), vec![cells]);
    }

    #[test]
    fn boxes_drawn_one_by_one_are_one_table_and_frames_are_none() {
        let boxes = vec![
            [50.0, 100.0, 150.0, 120.0],
            [150.0, 100.0, 250.0, 120.0],
            [50.0, 120.0, 150.0, 140.0],
            [150.0, 120.0, 250.0, 140.0],
            [40.0, 300.0, 500.0, 500.0],
            [0.0, 0.0, 600.0, 800.0],
            across(600.0, 50.0, 500.0),
        ];
        assert_eq!(spans(&page(boxes)), [[(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]]);
    }
}
