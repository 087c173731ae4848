//! How letters of a DOC stand by their modifiers and styles ([MS-DOC] 2.9.271, `STSH`): struck through, raised or lowered.

use super::modifiers::{modifiers_of, u16_at};
use crate::read_back::raised::LetterStanding;

/// A style is based on at most this many others; a file has no more styles.
const BASES: usize = 20;
const MOST: usize = 4095;
/// The kinds of styles that say anything of letters.
const OF_PARAGRAPH: u16 = 1;
const OF_CHARACTER: u16 = 2;

/// A style: the one it is based on, and how letters stand by its own words.
#[derive(Debug, Clone, Copy, Default)]
struct DocStyle {
    base: Option<u16>,
    standing: Option<LetterStanding>,
}

/// The styles of a file, by number.
#[derive(Debug, Default)]
pub(super) struct DocStyles(Vec<DocStyle>);

impl DocStyles {
    /// From the table of styles; what does not fit is no style.
    pub fn read(table: &[u8]) -> DocStyles {
        let head = u16_at(table, 0).map_or(0, usize::from);
        let base_length = u16_at(table, 4).map_or(0, usize::from);
        let mut rest = table.get(2 + head..).unwrap_or_default();
        let mut styles = Vec::new();
        while let Some(length) = u16_at(rest, 0).map(usize::from).filter(|_| styles.len() < MOST) {
            let style = rest.get(2..2 + length).unwrap_or_default();
            styles.push(DocStyle::read(style, base_length).unwrap_or_default());
            rest = rest.get(2 + length + length % 2..).unwrap_or_default();
        }
        DocStyles(styles)
    }

    /// How letters stand by a style or those it is based on.
    pub fn standing(&self, number: u16) -> Option<LetterStanding> {
        let style = |number: u16| self.0.get(usize::from(number));
        let chain = std::iter::successors(style(number), |of| style(of.base?));
        chain.take(BASES).find_map(|style| style.standing)
    }
}

impl DocStyle {
    fn read(style: &[u8], base_length: usize) -> Option<DocStyle> {
        let kind_and_base = u16_at(style, 2)?;
        let (kind, base) = (kind_and_base & 0xF, kind_and_base >> 4);
        let name = usize::from(u16_at(style, base_length)?);
        // Behind the name a zero.
        let mut rest = style.get(base_length + 2 + 2 * name + 2..)?;
        let mut modifiers = || {
            let length = usize::from(u16_at(rest, 0)?);
            let own = rest.get(2..2 + length)?;
            rest = rest.get(2 + length + length % 2..).unwrap_or_default();
            Some(own)
        };
        let letters = match kind {
            OF_PARAGRAPH => modifiers().and_then(|_| modifiers()),
            OF_CHARACTER => modifiers(),
            _ => None,
        };
        let standing = letters.and_then(|letters| character(letters, &DocStyles::default()).standing);
        Some(DocStyle { base: Some(base).filter(|base| *base != 0xFFF), standing })
    }
}

/// What is said of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CharacterProperties {
    /// Deleted as a tracked change, or hidden.
    pub unprinted: bool,
    /// How they stand; none when neither they nor their style say anything of it.
    pub standing: Option<LetterStanding>,
    /// How far they are raised above their line, in half points.
    pub raised: i16,
}

/// What modifiers say of characters; they go on from what the style says that they name.
pub(super) fn character(modifiers: &[u8], styles: &DocStyles) -> CharacterProperties {
    let (mut said, mut style) = (CharacterProperties::default(), None);
    let (mut struck, mut aligned) = (None, None);
    for (code, operand) in modifiers_of(modifiers) {
        match (code, operand.first()) {
            // Deleted (`sprmCFRMarkDel`), hidden (`sprmCFVanish`).
            (0x0800 | 0x083C, Some(1)) => said.unprinted = true,
            // The style (`sprmCIstd`).
            (0x4A30, _) => style = u16_at(operand, 0).and_then(|style| styles.standing(style)),
            // Struck through once or twice (`sprmCFStrike`, `sprmCFDStrike`): no, yes, as the style, not as the style.
            (0x0837 | 0x2A53, Some(&value)) if struck != Some(1) => struck = Some(value),
            // `sprmCIss`.
            (0x2A48, Some(0)) => aligned = Some(LetterStanding::OnLine),
            (0x2A48, Some(1)) => aligned = Some(LetterStanding::Raised),
            (0x2A48, Some(2)) => aligned = Some(LetterStanding::Lowered),
            // `sprmCHpsPos`.
            (0x4845, _) => said.raised = u16_at(operand, 0).map_or(0, |half_points| half_points as i16),
            _ => {}
        }
    }
    let of_style = style == Some(LetterStanding::Struck);
    said.standing = match struck {
        Some(1) => Some(LetterStanding::Struck),
        Some(0x81) if !of_style => Some(LetterStanding::Struck),
        None | Some(0x80) => aligned.filter(|_| !of_style).or(style),
        Some(_) => Some(aligned.unwrap_or_default()),
    };
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A style of a kind, based on another, with these modifiers.
    fn style(kind: u16, base: u16, modifiers: &[&[u8]]) -> Vec<u8> {
        let mut bytes = [[0, 0], (base << 4 | kind).to_le_bytes(), [0; 2], [0; 2], [0; 2]].concat();
        bytes.extend([1, 0, b'a', 0, 0, 0]);
        for own in modifiers {
            bytes.extend((own.len() as u16).to_le_bytes());
            bytes.extend(*own);
            bytes.extend(vec![0; own.len() % 2]);
        }
        [&(bytes.len() as u16).to_le_bytes()[..], &bytes].concat()
    }

    #[test]
    fn styles_say_how_letters_stand_and_go_on_from_others() {
        let strike: &[u8] = &[0x37, 0x08, 1];
        let table = [
            vec![4, 0, 5, 0, 10, 0],
            style(OF_PARAGRAPH, 0xFFF, &[&[0, 0], &[]]),
            style(OF_CHARACTER, 0xFFF, &[strike]),
            style(OF_CHARACTER, 1, &[&[]]),
            vec![0, 0],
            style(OF_PARAGRAPH, 0, &[&[0, 0, 9], &[0x48, 0x2A, 1]]),
        ]
        .concat();
        let styles = DocStyles::read(&table);
        let found: Vec<Option<LetterStanding>> = (0..6).map(|number| styles.standing(number)).collect();
        let struck = Some(LetterStanding::Struck);
        assert_eq!(found, [None, struck, struck, None, Some(LetterStanding::Raised), None]);
        assert_eq!(character(&[0x30, 0x4A, 2, 0], &styles).standing, struck);
        assert_eq!(character(&[0x30, 0x4A, 2, 0, 0x37, 0x08, 0x81], &styles).standing, Some(LetterStanding::OnLine));
        assert_eq!(character(&[0x30, 0x4A, 1, 0, 0x37, 0x08, 0], &styles).standing, Some(LetterStanding::OnLine));
        assert!(DocStyles::read(&table[..30]).standing(0).is_none());
    }

    #[test]
    fn letters_stand_as_their_modifiers_say() {
        let said = |modifiers: &[u8]| character(modifiers, &DocStyles::default());
        assert_eq!(said(&[0x37, 0x08, 1]).standing, Some(LetterStanding::Struck));
        assert_eq!(said(&[0x53, 0x2A, 1, 0x48, 0x2A, 1]).standing, Some(LetterStanding::Struck));
        assert_eq!(
            (said(&[0x48, 0x2A, 1]).standing, said(&[0x48, 0x2A, 2]).standing),
            (Some(LetterStanding::Raised), Some(LetterStanding::Lowered))
        );
        assert_eq!((said(&[0x37, 0x08, 0]).standing, said(&[]).standing), (Some(LetterStanding::OnLine), None));
        assert!(said(&[0x3C, 0x08, 1]).unprinted);
        assert_eq!(said(&[0x45, 0x48, 0xFA, 0xFF]).raised, -6);
    }
}
