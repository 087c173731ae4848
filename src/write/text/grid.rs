//! A table as text: rules of `-`, `|` and `+`, a rule of `=` below header rows, merged cells drawn as one.
//!
//! Chinese characters take two columns. It knows characters and spans; it must not know documents.

use std::collections::BTreeMap;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::document::{Cell, CellKind, Table};

/// Columns a table takes where no figure needs more.
const WIDTH: usize = 112;
/// The narrowest column between its rules and blanks: two Chinese characters.
const NARROWEST: usize = 4;
/// A rule and a blank on either side of a column.
const RULED: usize = 3;

/// The lines of a table, from rule to rule.
pub(super) fn draw(table: &Table) -> Vec<String> {
    let cells = placed(table);
    let widths = widths(table, &cells);
    let set: Vec<(&PlacedCell, Vec<String>)> = cells.iter().map(|cell| (cell, cell.lines(&widths))).collect();
    let heights = heights(&set, table.rows().count());
    let (lefts, tops) = (edges(&widths, RULED), edges(&heights, 1));
    let mut canvas = Canvas::new(lefts[widths.len()] + 1, tops[heights.len()] + 1);
    for (place, lines) in &set {
        let (left, right) = (lefts[place.cell.column], lefts[place.cell.column + place.cell.colspan]);
        let (top, bottom) = (tops[place.row], tops[place.row + place.cell.rowspan]);
        canvas.frame(left, right, top, bottom);
        let blank = if place.cell.kind == CellKind::Value || place.cell.kind == CellKind::Head {
            (bottom - top - 1).saturating_sub(lines.len()) / 2
        } else {
            0
        };
        for (index, line) in lines.iter().enumerate() {
            let room = (right - left).saturating_sub(RULED);
            let shift = match place.cell.kind {
                CellKind::Stub(_) if !place.cell.vertical => 0,
                _ => room.saturating_sub(line.width_cjk()) / 2,
            };
            canvas.write(left + RULED - 1 + shift, top + 1 + blank + index, line);
        }
    }
    let mut first = 0;
    for section in table.sections() {
        first += section.header.len();
        if !section.header.is_empty() {
            canvas.double(tops[first]);
        }
        first += section.body.len();
    }
    canvas.lines()
}

/// A cell and the row it begins in, counted over the whole table.
struct PlacedCell<'t> {
    row: usize,
    cell: &'t Cell,
}

impl PlacedCell<'_> {
    fn lines(&self, widths: &[usize]) -> Vec<String> {
        let cell = self.cell;
        if cell.vertical {
            return cell.text.chars().filter(|c| !c.is_whitespace()).map(String::from).collect();
        }
        let room = room(widths, cell);
        cell.text.split('\n').flat_map(|line| wrap(line, room)).collect()
    }
}

fn placed(table: &Table) -> Vec<PlacedCell<'_>> {
    let rows = table.rows().enumerate();
    rows.flat_map(|(row, line)| line.cells.iter().map(move |cell| PlacedCell { row, cell })).collect()
}

/// Columns between the rules of a cell, less a blank on either side.
fn room(widths: &[usize], cell: &Cell) -> usize {
    widths[cell.column..cell.column + cell.colspan].iter().sum::<usize>() + RULED * (cell.colspan - 1)
}

/// Widths in the proportions of the table, wider where a figure or a word needs it.
fn widths(table: &Table, cells: &[PlacedCell]) -> Vec<usize> {
    let total = table.widths().iter().map(|&width| width as usize).sum::<usize>().max(1);
    let share = |&width: &u32| ((WIDTH * width as usize / total).saturating_sub(RULED) / 2 * 2).max(NARROWEST);
    let mut widths: Vec<usize> = table.widths().iter().map(share).collect();
    // Narrow cells first: what they need may be enough for those that span them.
    let mut order: Vec<&PlacedCell> = cells.iter().collect();
    order.sort_by_key(|place| place.cell.colspan);
    for PlacedCell { cell, .. } in order {
        let needed = match cell.kind {
            CellKind::Value => cell.text.lines().map(|line| line.width_cjk()).max().unwrap_or(0),
            _ => chunks(&cell.text).map(|chunk| chunk.trim().width_cjk()).max().unwrap_or(0),
        };
        widths[cell.column + cell.colspan - 1] += needed.saturating_sub(room(&widths, cell));
    }
    widths
}

/// Lines of each row: as many as its own cells need, and more in the last row of a cell that needs more than it spans.
fn heights(set: &[(&PlacedCell, Vec<String>)], rows: usize) -> Vec<usize> {
    let mut heights = vec![1; rows];
    let mut order: Vec<&(&PlacedCell, Vec<String>)> = set.iter().collect();
    order.sort_by_key(|(place, _)| place.cell.rowspan);
    for (place, lines) in order {
        let last = place.row + place.cell.rowspan - 1;
        let given = heights[place.row..=last].iter().sum::<usize>() + place.cell.rowspan - 1;
        heights[last] += lines.len().saturating_sub(given);
    }
    heights
}

/// Where the rules stand: before each stretch and after the last, `between` columns or lines apart more than its size.
fn edges(sizes: &[usize], between: usize) -> Vec<usize> {
    let mut edges = vec![0];
    edges.extend(sizes.iter().scan(0, |edge, size| {
        *edge += size + between;
        Some(*edge)
    }));
    edges
}

/// Breaks a text into lines of about one length, no wider than `room` and no more than it needs.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let fewest = fill(text, room).len();
    // A text that takes two lines is broken behind its number: （三）/不予公开.
    if let Some((number, rest)) = text.strip_prefix('（').and_then(|text| text.split_once('）'))
        && (fewest, number.chars().count()) == (2, 1)
        && fits(&[rest.trim().to_owned()], room)
    {
        return vec![format!("（{number}）"), rest.trim().to_owned()];
    }
    // The narrowest width that takes no more lines.
    (1..=room)
        .find_map(|width| Some(fill(text, width)).filter(|lines| lines.len() <= fewest && fits(lines, room)))
        .unwrap_or_default()
}

fn fits(lines: &[String], room: usize) -> bool {
    lines.iter().all(|line| line.width_cjk() <= room)
}

fn fill(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for chunk in chunks(text) {
        let line = lines.len() - 1;
        if !lines[line].is_empty() && lines[line].width_cjk() + chunk.trim_end().width_cjk() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if line.is_empty() { chunk.trim_start() } else { chunk });
        }
    }
    lines.into_iter().map(|line| line.trim().replace('\t', " ")).collect()
}

/// The stretches of a text that stay on one line: words and numbers, a character with the marks that close behind it or open
/// before it.
fn chunks(text: &str) -> impl Iterator<Item = &str> {
    let opens = |c: char| matches!(c, '（' | '《' | '〈' | '“' | '‘' | '【' | '(' | '[');
    let mut breaks = vec![0];
    for ((_, before), (at, after)) in text.char_indices().zip(text.char_indices().skip(1)) {
        let word = |c: char| c.is_ascii() && !c.is_ascii_whitespace();
        let closing = !after.is_alphanumeric() && !opens(after);
        let joined = word(before) && word(after) || after.width_cjk().unwrap_or(0) == 0;
        if !joined && !opens(before) && !closing {
            breaks.push(at);
        }
    }
    breaks.push(text.len());
    (1..breaks.len()).map(move |index| &text[breaks[index - 1]..breaks[index]])
}

/// Lines of columns; a wide character fills two.
struct Canvas {
    width: usize,
    lines: Vec<BTreeMap<usize, String>>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Canvas {
        Canvas { width, lines: vec![BTreeMap::new(); height] }
    }

    fn put(&mut self, column: usize, line: usize, sign: &str) {
        let place = self.lines[line].entry(column).or_default();
        // Where rules meet, they stay joined.
        if place != "+" {
            *place = sign.to_owned();
        }
    }

    fn frame(&mut self, left: usize, right: usize, top: usize, bottom: usize) {
        for line in [top, bottom] {
            for column in [left, right] {
                self.put(column, line, "+");
            }
            (left..right).for_each(|column| self.put(column, line, "-"));
        }
        for column in [left, right] {
            (top..bottom).for_each(|line| self.put(column, line, "|"));
        }
    }

    /// Makes a rule across the table a double one.
    fn double(&mut self, line: usize) {
        self.lines[line].values_mut().filter(|sign| *sign == "-").for_each(|sign| *sign = "=".to_owned());
    }

    fn write(&mut self, column: usize, line: usize, text: &str) {
        let mut at = column;
        for c in text.chars() {
            let width = c.width_cjk().unwrap_or(0);
            // What has no width of its own stands on the character before.
            let place = self.lines[line].entry(if width == 0 { at.saturating_sub(1) } else { at }).or_default();
            place.push(c);
            if width == 2 {
                self.lines[line].insert(at + 1, String::new());
            }
            at += width;
        }
    }

    fn lines(&self) -> Vec<String> {
        let line = |line: &BTreeMap<usize, String>| {
            (0..self.width).map(|column| line.get(&column).map_or(" ", String::as_str)).collect::<String>()
        };
        self.lines.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_even_and_never_begin_with_a_closing_mark() {
        assert_eq!(wrap("商业企业", 6), ["商业", "企业"]);
        assert_eq!(wrap("其他（含“三安全”）、12345", 8), ["其他（含", "“三安", "全”）、", "12345"]);
        assert_eq!(wrap("（三）不予公开", 10), ["（三）", "不予公开"]);
        assert_eq!(wrap("（三）不予公开", 14), ["（三）不予公开"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
