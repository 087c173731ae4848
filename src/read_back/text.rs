//! A plain text with drawn tables read back: lines are paragraphs, and what stands between rules of `+` and `-` are tables.
//!
//! Text without such rules, pasted with tabs, is read elsewhere.

use std::cell::Cell;
use std::collections::BTreeMap;

use unicode_width::UnicodeWidthChar;

use super::Unreadable;
use super::flow;
use super::unit::{Contents, FileKind, Grid, GridCell, ReadPassage, ReadUnit};

/// Before every paragraph and heading; other lines belong to a title or a signature.
const INDENT: &str = "\u{3000}\u{3000}";
/// Lines of a text, and steps along the rules of a table; a report takes some thousand.
const LINES: usize = 20_000;
const STEPS: usize = 4_000_000;

/// The contents of a text; the lines of a title and of a signature are one passage.
///
/// # Errors
/// Not UTF-8, or rules that enclose no cells.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|error| Unreadable::damaged(FileKind::Text, error))?;
    let text = text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n");
    if text.lines().nth(LINES).is_some() {
        return Err(Unreadable::TooLarge(format!("超过 {LINES} 行")));
    }
    let mut units = Vec::new();
    let passage = |text: &str| ReadUnit::Text(ReadPassage { text: text.to_owned(), ..ReadPassage::default() });
    for part in text.split("\n\n") {
        let lines: Vec<&str> = part.lines().collect();
        let mut joined: Vec<&str> = Vec::new();
        if lines.first().is_some_and(|line| is_rule(line)) {
            let grid = table(&lines).ok_or_else(|| Unreadable::damaged(FileKind::Text, "表格的线不完整"))?;
            units.push(ReadUnit::Table(grid));
            continue;
        }
        for line in lines {
            match line.strip_prefix(INDENT) {
                Some(paragraph) => units.push(passage(paragraph)),
                None => joined.push(line.trim()),
            }
        }
        if !joined.is_empty() {
            units.push(passage(&joined.join("\n")));
        }
    }
    units.retain(|unit| !matches!(unit, ReadUnit::Text(passage) if flow::is_blank(&passage.text)));
    flow::number(&mut units);
    Ok(Contents { kind: FileKind::Text, units, remarks: Vec::new(), properties: BTreeMap::new() })
}

/// Whether a text has tables drawn with rules.
pub fn is_drawn(text: &str) -> bool {
    text.lines().any(is_rule)
}

fn is_rule(line: &str) -> bool {
    line.starts_with("+-") || line.starts_with("+=")
}

/// The cells of a drawn table: from every corner, the smallest rectangle of rules.
fn table(lines: &[&str]) -> Option<Grid> {
    let canvas: Vec<Vec<Option<String>>> = lines.iter().map(|line| columns(line)).collect();
    let steps = Cell::new(0_usize);
    // Once too much has been looked at, nothing is a rule.
    let sign = |y: usize, x: usize| -> char {
        steps.set(steps.get() + 1);
        if steps.get() > STEPS {
            return ' ';
        }
        let place = canvas.get(y).and_then(|line| line.get(x)).and_then(Option::as_ref);
        place.and_then(|text| text.chars().next()).unwrap_or(' ')
    };
    let along = |sign: char| matches!(sign, '+' | '-' | '=');
    let down = |sign: char| matches!(sign, '+' | '|');
    let mut boxes = Vec::new();
    for (top, line) in canvas.iter().enumerate() {
        for left in (0..line.len()).filter(|&x| sign(top, x) == '+') {
            let rights = (left + 1..line.len()).take_while(|&x| along(sign(top, x))).filter(|&x| sign(top, x) == '+');
            let found = rights.flat_map(|right| {
                let bottoms = (top + 1..canvas.len()).take_while(move |&y| down(sign(y, left)) && down(sign(y, right)));
                bottoms
                    .filter(move |&y| (left..=right).all(|x| along(sign(y, x))))
                    .map(move |bottom| (right, bottom))
                    .take(1)
            });
            if let Some((right, bottom)) = found.into_iter().next() {
                boxes.push((top, bottom, left, right));
            }
        }
    }
    if boxes.is_empty() || steps.get() > STEPS {
        return None;
    }
    let index = |of: fn(&(usize, usize, usize, usize)) -> [usize; 2]| {
        let mut edges: Vec<usize> = boxes.iter().flat_map(of).collect();
        edges.sort_unstable();
        edges.dedup();
        move |edge: usize| edges.partition_point(|&other| other < edge)
    };
    let (row, column) = (index(|b| [b.0, b.1]), index(|b| [b.2, b.3]));
    let mut grid = Grid::default();
    for &(top, bottom, left, right) in &boxes {
        let inside = (top + 1..bottom).flat_map(|y| canvas[y].get(left + 1..right).unwrap_or_default());
        let text: String = inside.filter_map(Option::as_deref).collect();
        let (rowspan, colspan) = (row(bottom) - row(top), column(right) - column(left));
        grid.cells.insert((row(top), column(left)), GridCell::new(colspan, rowspan, text));
    }
    Some(grid)
}

/// A line by columns: a wide character stands in the first of its two, the second is empty.
fn columns(line: &str) -> Vec<Option<String>> {
    let mut columns: Vec<Option<String>> = Vec::new();
    for c in line.chars() {
        match (c.width_cjk().unwrap_or(0), columns.iter_mut().rev().flatten().next()) {
            (0, Some(before)) => before.push(c),
            (2, _) => columns.extend([Some(c.to_string()), None]),
            _ => columns.push(Some(c.to_string())),
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawn_cells_are_found_with_their_spans() {
        let lines =
            ["+----+---------+", "| 甲 | a乙     |", "|    +----+----+", "| 丙 | 1  | 2  |", "+====+====+====+"];
        let grid = table(&lines).unwrap();
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let cells: Vec<_> =
            grid.cells.iter().map(|(&place, c)| (place, c.colspan, c.rowspan, words(&c.text()))).collect();
        let expected = [((0, 0), 1, 2, "甲 丙"), ((0, 1), 2, 1, "a乙"), ((1, 1), 1, 1, "1"), ((1, 2), 1, 1, "2")];
        assert_eq!(cells, expected.map(|(place, columns, rows, text)| (place, columns, rows, text.to_owned())));
    }
}
