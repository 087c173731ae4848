//! A line of print as the words that stand on it: what stands so near that it belongs together, and what that makes of the line.
//!
//! It knows glyphs and their places; it must not know forms.

use super::PrintedGlyph;
use super::lines::{PrintedLine, advance, line};
use crate::read_back::figure::is_figure;

/// Room between two words of a line that stand in different columns, as a share of the size.
const ROOM: f64 = 0.6;
/// The same where a blank is printed between them.
const BLANK: f64 = 1.6;
/// The least room between two figures: digits of one number stand closer.
const APART: f64 = 0.25;
/// The most figures that a table without a label in front has in one row and that is still taken for label and figure.
pub(super) const ROW: usize = 5;
/// As many words with room between them on a line are heads of columns.
pub(super) const HEADS: usize = 4;
/// Type of another size belongs to something else.
pub(super) const SIZE: f64 = 0.12;
/// A single stretch of text wider than this share of the page is prose.
const WIDE: f64 = 0.5;

/// A line of print as words with room between them.
pub(super) struct WordRow<'g> {
    pub glyphs: Vec<&'g PrintedGlyph>,
    pub words: Vec<PrintedLine>,
    pub y: f64,
    pub size: f64,
}

impl<'g> WordRow<'g> {
    pub fn new(glyphs: Vec<&'g PrintedGlyph>) -> Option<WordRow<'g>> {
        WordRow::spaced(glyphs, ROOM, BLANK)
    }

    /// Parts its words also between the glyphs that `cut` names.
    pub fn cut(&mut self, cut: &dyn Fn(&PrintedGlyph, &PrintedGlyph) -> bool) {
        if let Some(parted) = WordRow::parted(std::mem::take(&mut self.glyphs), ROOM, BLANK, cut) {
            *self = parted;
        }
    }

    /// With words that have so much room between them, and so much where a blank is printed.
    pub fn spaced(glyphs: Vec<&'g PrintedGlyph>, room: f64, printed: f64) -> Option<WordRow<'g>> {
        WordRow::parted(glyphs, room, printed, &|_, _| false)
    }

    fn parted(
        mut glyphs: Vec<&'g PrintedGlyph>,
        room: f64,
        printed: f64,
        cut: &dyn Fn(&PrintedGlyph, &PrintedGlyph) -> bool,
    ) -> Option<WordRow<'g>> {
        glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
        let mut words = Vec::new();
        let mut open: Vec<&PrintedGlyph> = Vec::new();
        let (mut end, mut blank) = (f64::NEG_INFINITY, false);
        for (at, glyph) in glyphs.iter().enumerate() {
            if glyph.text.trim().is_empty() {
                blank = true;
                continue;
            }
            let digits = |glyph: &&PrintedGlyph| glyph.text.chars().all(|c| c.is_ascii_digit());
            let figures = digits(glyph) && open.last().is_some_and(digits);
            let least = if blank { printed } else { room.min(if figures { APART } else { room }) };
            if glyph.x - end > least * glyph.size || open.last().is_some_and(|before| cut(before, glyph)) {
                words.extend(line(std::mem::take(&mut open)));
            }
            open.push(glyph);
            end = f64::max(end, glyph.x + advance(glyph, glyphs.get(at + 1).copied()));
            blank = false;
        }
        words.extend(line(open));
        let size = words.iter().map(|word| word.size).fold(0.0, f64::max);
        let y = words.first()?.y;
        Some(WordRow { glyphs, words, y, size })
    }

    /// Where its figures begin.
    pub fn begin(&self) -> f64 {
        self.words.iter().find(|word| is_figure(&word.text)).map_or(f64::INFINITY, |word| word.left)
    }

    pub fn figures(&self) -> usize {
        self.words.iter().filter(|word| is_figure(&word.text)).count()
    }

    /// Whether it is a row of figures: behind a label, or many of them.
    pub fn is_of_figures(&self) -> bool {
        let behind = self.words.iter().rev().take_while(|word| is_figure(&word.text)).count();
        behind > 0 && (behind < self.words.len() || behind >= ROW)
    }

    /// Whether it can only be a row of a table: one of figures, or so many words that each heads a column.
    pub fn is_of_table(&self) -> bool {
        self.is_of_figures() || self.words.len() >= HEADS
    }

    /// Whether a head stands right over its only figure: a table of one row.
    pub fn is_under(&self, above: &WordRow) -> bool {
        let (Some(figure), Some(head)) = (self.words.last(), above.words.last()) else { return false };
        let over = head.left < figure.right && figure.left < head.right;
        over && above.words.len() > 1 && self.y - above.y < 3.0 * self.size && !is_figure(&head.text)
    }

    /// A stretch of text by itself that runs on as prose does, or a title in larger or smaller type.
    pub fn is_prose(&self, size: f64, width: f64) -> bool {
        let one = self.words.len() == 1;
        let other = (self.size - size).abs() > SIZE * size;
        let first = &self.words[0];
        other || one && (first.right - first.left > WIDE * width || first.text.ends_with('。'))
    }
}

#[cfg(test)]
impl PrintedGlyph {
    /// A glyph that stands upright, as tests need it: what it is, where, how far the next stands, how large.
    pub(super) fn plain(text: &str, (x, y): (f64, f64), advance: f64, size: f64) -> PrintedGlyph {
        let (text, font) = (text.to_owned(), String::new());
        let (mark, id, outlined, upright) = (None, 1, false, true);
        PrintedGlyph { text, x, y, advance, ink: [0.0; 4], size, font, mark, id, outlined, upright }
    }
}
