//! Columns that touch: tables set without lines and without room between their columns, so that a figure stands right behind its label.
//! What tells them apart is that each column begins at one and the same place in all rows; words are parted there and nowhere else.
//!
//! It knows glyphs and their places; it must not know forms.

use super::PrintedGlyph;
use super::word_row::WordRow;
use crate::read_back::figure::is_figure;

/// What begins nearer than this to a place begins there, in points.
const NEAR: f64 = 0.6;
/// As many words with room before them begin where a column does.
const CLEAN: usize = 3;
/// The same where what begins is a number with its point, which stands in no other place of a label.
const NUMBERED: usize = 2;
/// As many begin there, one of them with room before it, where the others touch what stands before them.
const ALL: usize = 5;

/// Parts the words of a table in which columns that begin at one place run through.
pub(super) fn part(rows: &mut [WordRow]) {
    let stuck: Vec<StuckFigure> = rows.iter().flat_map(|row| begins_behind(&row.glyphs)).collect();
    if stuck.is_empty() {
        return;
    }
    let words = || rows.iter().flat_map(|row| &row.words);
    let near =
        |at: f64, places: &mut dyn Iterator<Item = f64>| places.filter(|place| (place - at).abs() < NEAR).count();
    let clean = |at: f64| near(at, &mut words().map(|word| word.left));
    let figures = |at: f64| near(at, &mut words().filter(|word| is_figure(&word.text)).map(|word| word.left));
    let columns: Vec<f64> = words().map(|word| word.left).filter(|at| figures(*at) >= CLEAN).collect();
    let is_column = |at: f64| columns.iter().any(|column| (column - at).abs() < NEAR);
    let is_begin = |begin: &&StuckFigure| {
        let (clean, touching) = (clean(begin.at), near(begin.at, &mut stuck.iter().map(|other| other.at)));
        clean >= if begin.numbered { NUMBERED } else { CLEAN } || clean > 0 && clean + touching >= ALL
    };
    let edges: Vec<f64> = stuck.iter().filter(is_begin).map(|begin| begin.at).collect();
    let is_edge = |at: f64| edges.iter().any(|edge| (edge - at).abs() < NEAR);
    if edges.is_empty() {
        return;
    }
    let head = rows.iter().position(WordRow::is_of_figures).unwrap_or(0);
    for (at, row) in rows.iter_mut().enumerate() {
        let cut = |before: &PrintedGlyph, glyph: &PrintedGlyph| match at < head {
            // The heads of such columns touch as well.
            true => is_column(glyph.x) && !(is_digit(before) && is_digit(glyph)),
            false => may_begin(before, glyph) && is_edge(glyph.x),
        };
        row.cut(&cut);
    }
}

/// Where a figure, or the number of a label, begins right behind something else.
struct StuckFigure {
    at: f64,
    /// Whether it is the number of a label, `1.`
    numbered: bool,
}

fn begins_behind(glyphs: &[&PrintedGlyph]) -> Vec<StuckFigure> {
    let begin = |at: usize| {
        let numbered = glyphs.get(at + 2).is_some_and(|next| matches!(next.text.as_str(), "." | "．" | "、"));
        may_begin(glyphs[at], glyphs[at + 1]).then(|| StuckFigure { at: glyphs[at + 1].x, numbered })
    };
    (0..glyphs.len().saturating_sub(1)).filter_map(begin).collect()
}

/// Whether the second of two glyphs may be the first of a figure or of a numbered label.
fn may_begin(before: &PrintedGlyph, glyph: &PrintedGlyph) -> bool {
    let begins = is_digit(glyph) || matches!(glyph.text.as_str(), "（" | "(");
    begins && !before.text.trim().is_empty() && !is_digit(before) && !matches!(before.text.as_str(), "." | "," | "-")
}

fn is_digit(glyph: &PrintedGlyph) -> bool {
    !glyph.text.is_empty() && glyph.text.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of print at these heights; each piece of text with where it begins, ten points a character and five a digit.
    fn glyphs(lines: &[&[(&str, f64)]]) -> Vec<Vec<PrintedGlyph>> {
        let line = |(number, pieces): (usize, &&[(&str, f64)])| {
            let mut all = Vec::new();
            for (text, left) in *pieces {
                let mut x = *left;
                for c in text.chars() {
                    let advance = if c.is_ascii() { 5.0 } else { 10.0 };
                    all.push(PrintedGlyph::plain(&c.to_string(), (x, 12.0 * number as f64), advance, 10.0));
                    x += advance;
                }
            }
            all
        };
        lines.iter().enumerate().map(line).collect()
    }

    fn words(lines: &[&[(&str, f64)]]) -> Vec<String> {
        let glyphs = glyphs(lines);
        let mut rows: Vec<WordRow> = glyphs.iter().filter_map(|line| WordRow::new(line.iter().collect())).collect();
        part(&mut rows);
        rows.iter().map(|row| row.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn figures_that_touch_their_labels_are_parted_where_their_column_begins() {
        let found = words(&[
            &[("自然人", 40.0), ("商业企业", 80.0), ("总计", 120.0)],
            &[("规章", 0.0), ("7", 40.0), ("0", 80.0), ("7", 120.0)],
            &[("行政许可", 0.0), ("12", 40.0), ("3", 80.0), ("15", 120.0)],
            &[("行政处罚", 0.0), ("5", 40.0), ("4", 80.0), ("9", 120.0)],
            &[("行政强制", 0.0), ("0", 40.0), ("1", 80.0), ("1", 120.0)],
            &[("属于三类", 0.0), ("8", 40.0), ("0", 80.0), ("8", 120.0)],
        ]);
        let expected = [
            "自然人|商业企业|总计",
            "规章|7|0|7",
            "行政许可|12|3|15",
            "行政处罚|5|4|9",
            "行政强制|0|1|1",
            "属于三类|8|0|8",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_number_within_a_label_stays_where_no_column_begins() {
        let found = words(&[
            &[("第20条", 0.0), ("1", 80.0), ("3", 120.0)],
            &[("第21条", 0.0), ("2", 80.0), ("4", 120.0)],
            &[("规章", 0.0), ("2", 80.0), ("4", 120.0)],
        ]);
        assert_eq!(found, ["第20条|1|3", "第21条|2|4", "规章|2|4"]);
    }
}
