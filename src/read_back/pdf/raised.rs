//! Figures of a page that stand raised or lowered beside others, and letters with a line through them.
//!
//! It knows glyphs and lines; it must not know what they mean.

use super::lines::advance;
use super::{PrintedGlyph, PrintedPage};
use crate::read_back::raised::LetterStanding;

/// A raised figure is smaller than the one beside it by this share at least.
const SMALLER: f64 = 0.8;
/// How far it stands from the other's line, as shares of the other's size.
const FROM: f64 = 0.1;
const TO: f64 = 0.75;
/// How many glyphs around one, in the order in which they are drawn, it may stand beside.
const AROUND: usize = 6;
/// How near it stands to the other, as a share of the other's size.
const NEAR: f64 = 0.4;
/// A line through letters is no thicker, in points.
const THIN: f64 = 2.5;
/// A page with more lines for each letter is a drawing: no report has a hundredth.
const MOST: usize = 10_000_000;

/// Writes raised and lowered figures as such and puts them on the line they belong to; takes letters away that a line goes through
/// which is as long as they are.
pub(super) fn settle(page: &mut PrintedPage) {
    let mut last: Option<RaisedDigit> = None;
    for at in 0..page.glyphs.len() {
        let goes_on = last.filter(|last| last.goes_on_in(&page.glyphs, at));
        let found = goes_on.map(|last| (last.standing, last.line)).or_else(|| beside(&page.glyphs, at));
        if let Some((standing, line)) = found {
            last = Some(RaisedDigit { at, standing, y: page.glyphs[at].y, line });
            let glyph = &mut page.glyphs[at];
            (glyph.text, glyph.y) = (standing.reads(&glyph.text), line);
        }
    }
    strike(page);
}

/// A figure that was found to stand raised or lowered: where it stood, and the line it belongs to.
#[derive(Clone, Copy)]
struct RaisedDigit {
    at: usize,
    standing: LetterStanding,
    y: f64,
    line: f64,
}

impl RaisedDigit {
    /// Whether the next glyph is the next digit of the same note.
    fn goes_on_in(&self, glyphs: &[PrintedGlyph], at: usize) -> bool {
        let (last, glyph) = (&glyphs[self.at], &glyphs[at]);
        let digit = glyph.text.starts_with(|c: char| c.is_ascii_digit());
        let gap = glyph.x - last.x - last.advance;
        self.at + 1 == at && digit && (glyph.y - self.y).abs() < 0.2 && gap.abs() < NEAR * last.size
    }
}

/// How a figure stands to a larger sign beside it, and on which line that stands.
fn beside(glyphs: &[PrintedGlyph], at: usize) -> Option<(LetterStanding, f64)> {
    let glyph = &glyphs[at];
    if !glyph.text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let near = &glyphs[at.saturating_sub(AROUND)..(at + AROUND + 1).min(glyphs.len())];
    let base = near.iter().find(|base| {
        let rise = (base.y - glyph.y).abs();
        let gap = glyph.x - base.x - advance(base, None);
        glyph.size < SMALLER * base.size
            && (FROM * base.size..TO * base.size).contains(&rise)
            && gap.abs() < NEAR * base.size
            && !base.text.trim().is_empty()
    })?;
    Some((if glyph.y < base.y { LetterStanding::Raised } else { LetterStanding::Lowered }, base.y))
}

/// Takes away what lines go through. A rule of a table that a figure hangs over is longer than the figure, or shorter.
fn strike(page: &mut PrintedPage) {
    let thin = |shape: &&[f64; 4]| shape[3] - shape[1] <= THIN && shape[2] - shape[0] > THIN;
    let lines: Vec<[f64; 4]> = page.shapes.iter().filter(thin).copied().collect();
    if lines.len().saturating_mul(page.glyphs.len()) > MOST {
        return;
    }
    let mut struck = vec![false; page.glyphs.len()];
    for line in lines {
        let y = (line[1] + line[3]) / 2.0;
        let through = |glyph: &PrintedGlyph| {
            let middle = glyph.x + glyph.advance / 2.0;
            let height = (glyph.y - y) / glyph.size;
            glyph.upright && (0.15..0.5).contains(&height) && line[0] < middle && middle < line[2]
        };
        let hit: Vec<usize> = (0..page.glyphs.len()).filter(|&at| through(&page.glyphs[at])).collect();
        let (Some(left), Some(right)) = (
            hit.iter().map(|&at| page.glyphs[at].x).reduce(f64::min),
            hit.iter().map(|&at| page.glyphs[at].x + page.glyphs[at].advance).reduce(f64::max),
        ) else {
            continue;
        };
        let slack = 0.15 * page.glyphs[hit[0]].size;
        if (left - line[0]).abs() < slack && (right - line[2]).abs() < slack {
            hit.into_iter().for_each(|at| struck[at] = true);
        }
    }
    if struck.contains(&true) {
        let mut at = 0..;
        page.glyphs.retain(|_| !at.next().is_some_and(|at: usize| struck[at]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str, x: f64, y: f64, size: f64) -> PrintedGlyph {
        PrintedGlyph::plain(text, (x, y), size / 2.0, size)
    }

    fn settled(glyphs: Vec<PrintedGlyph>, shapes: Vec<[f64; 4]>) -> Vec<(String, f64)> {
        let mut page = PrintedPage { width: 600.0, height: 800.0, glyphs, shapes, fills: Vec::new() };
        settle(&mut page);
        page.glyphs.into_iter().map(|glyph| (glyph.text, glyph.y)).collect()
    }

    #[test]
    fn the_number_of_a_note_stands_on_the_line_of_its_figure() {
        let raised = settled(
            vec![glyph("9", 100.0, 50.0, 10.0), glyph("1", 105.0, 46.7, 5.8), glyph("2", 108.0, 46.7, 5.8)],
            vec![],
        );
        assert_eq!(raised, [("9".into(), 50.0), ("¹".into(), 50.0), ("²".into(), 50.0)]);
        let lines = vec![glyph("9", 100.0, 50.0, 10.0), glyph("1", 100.0, 38.0, 10.0), glyph("2", 105.0, 50.0, 7.0)];
        let texts: Vec<String> = settled(lines, vec![]).into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts, ["9", "1", "2"], "figures of other lines, and small ones on the same line");
    }

    #[test]
    fn letters_with_a_line_of_their_length_through_them_are_gone() {
        let glyphs =
            || vec![glyph("3", 100.0, 50.0, 10.0), glyph("4", 105.0, 50.0, 10.0), glyph("1", 110.0, 50.0, 10.0)];
        let left = |shape: [f64; 4]| settled(glyphs(), vec![shape]).len();
        assert_eq!(left([100.0, 46.7, 110.0, 47.2]), 1);
        assert_eq!(left([80.0, 46.7, 150.0, 47.2]), 3, "a rule of a table");
        assert_eq!(left([100.0, 51.0, 110.0, 51.5]), 3, "underlined");
    }
}
