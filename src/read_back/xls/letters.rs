//! What an XLS says of the letters in its cells: the fonts of cells and of the pieces of a text, struck through, raised or lowered.

use super::records::XlsRecord;
use super::shared::SharedText;
use crate::read_back::raised::LetterStanding;

/// Records: a font, the format of cells (MS-XLS 2.4.122, 2.4.353).
const FONT: u16 = 0x0031;
const FORMAT: u16 = 0x00E0;
/// Cells whose fifth byte begins the number of their format: text, numbers, formulas, truth values.
const CELLS: [u16; 9] = [0x00FD, 0x0203, 0x027E, 0x0204, 0x0205, 0x0006, 0x0206, 0x0406, 0x00D6];
/// A cell that names a shared text, and several numbers at once.
const NAMED: u16 = 0x00FD;
const SEVERAL: u16 = 0x00BD;

/// How the pieces of a cell's text stand: the place where each begins, in units of UTF-16, and how it stands.
pub(super) type LetterPieces = Vec<(usize, LetterStanding)>;

/// The fonts and formats of a book, as they are met.
#[derive(Debug, Default)]
pub(super) struct LetterFonts {
    fonts: Vec<LetterStanding>,
    /// The font of each format.
    formats: Vec<usize>,
}

impl LetterFonts {
    /// Notes what a record of the book says of fonts.
    pub fn meet(&mut self, record: &XlsRecord) {
        match record.kind {
            FONT => self.fonts.push(match (record.word(2) & 8 != 0, record.word(8)) {
                (true, _) => LetterStanding::Struck,
                (false, 1) => LetterStanding::Raised,
                (false, 2) => LetterStanding::Lowered,
                _ => LetterStanding::OnLine,
            }),
            FORMAT => self.formats.push(record.word(0) as usize),
            _ => {}
        }
    }

    /// A font by its number; there is none with the number 4.
    fn font(&self, number: usize) -> LetterStanding {
        let at = if number > 4 { number - 1 } else { number };
        self.fonts.get(at).copied().unwrap_or_default()
    }

    /// How the letters of a record's cells stand, by row and column; those that stand on the line are not told.
    pub fn cells(&self, record: &XlsRecord, texts: &[SharedText]) -> Vec<((u32, u32), LetterPieces)> {
        if self.fonts.iter().all(|font| *font == LetterStanding::OnLine) {
            return Vec::new();
        }
        let (row, first) = (record.word(0), record.word(2));
        let whole = |from: usize| {
            let format = record.word(from) as usize;
            self.font(self.formats.get(format).copied().unwrap_or(0))
        };
        match record.kind {
            SEVERAL => {
                let count = record.data.len().saturating_sub(6) / 6;
                let struck = (0..count).filter(|at| whole(4 + 6 * at) == LetterStanding::Struck);
                struck.map(|at| ((row, first + at as u32), vec![(0, LetterStanding::Struck)])).collect()
            }
            kind if CELLS.contains(&kind) => {
                let mut pieces = vec![(0, whole(4))];
                if kind == NAMED {
                    let index = (record.word(6) | record.word(8) << 16) as usize;
                    let runs = texts.get(index).into_iter().flat_map(|text| &text.runs);
                    pieces.extend(runs.map(|&(at, font)| (usize::from(at), self.font(usize::from(font)))));
                }
                // A number all of it raised stands beside nothing.
                let told = pieces.len() > 1 || pieces[0].1 == LetterStanding::Struck;
                let other = pieces.iter().any(|(_, standing)| *standing != LetterStanding::OnLine);
                if told && other { vec![((row, first), pieces)] } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }
}

/// A text as it is to be read, by its pieces.
pub(super) fn reads(text: &str, pieces: &[(usize, LetterStanding)]) -> String {
    let mut at = 0;
    let mut read = String::with_capacity(text.len());
    for c in text.chars() {
        let standing = pieces.iter().rev().find(|(begin, _)| *begin <= at).map(|(_, standing)| *standing);
        read.push_str(&standing.unwrap_or_default().reads(c.encode_utf8(&mut [0; 4])));
        at += c.len_utf16();
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn font(flags: u8, raised: u8) -> Vec<u8> {
        vec![200, 0, flags, 0, 0, 0, 0, 0, raised, 0, 0, 0]
    }

    #[test]
    fn fonts_of_cells_and_pieces_are_told() {
        let mut fonts = LetterFonts::default();
        let mut meet = |kind, data: &[u8]| fonts.meet(&XlsRecord { at: 0, kind, data });
        for data in [font(0, 0), font(0, 0), font(0, 0), font(0, 0), font(8, 0), font(0, 1)] {
            meet(FONT, &data);
        }
        // The fonts numbered 0, 5 and 6: there is no font 4.
        [0, 5, 6].iter().for_each(|number| meet(FORMAT, &[*number, 0]));
        let texts = [SharedText { length: 9, runs: vec![(0, 5), (1, 0), (3, 6)] }, SharedText::default()];
        let cells = |kind, data: &[u8]| fonts.cells(&XlsRecord { at: 0, kind, data }, &texts);
        let [(place, pieces)] = &cells(NAMED, &[7, 0, 3, 0, 0, 0, 0, 0, 0, 0])[..] else { panic!("one cell") };
        assert_eq!((*place, reads("912\u{20000}3", pieces)), ((7, 3), "12\u{20000}³".to_owned()));
        let struck = vec![(0, LetterStanding::Struck)];
        assert_eq!(cells(0x0203, &[7, 0, 4, 0, 1, 0]), [((7, 4), struck.clone())]);
        let several = [&[7, 0, 2, 0][..], &[0, 0, 0, 0, 0, 0], &[1, 0, 0, 0, 0, 0], &[3, 0]].concat();
        assert_eq!(cells(SEVERAL, &several), [((7, 3), struck)]);
        assert_eq!(cells(0x0203, &[7, 0, 4, 0, 2, 0]), [], "raised all of it");
        assert_eq!(cells(NAMED, &[7, 0, 3, 0, 0, 0, 1, 0, 0, 0]), [], "a text of one piece");
    }
}
