//! What a DOC says of its characters and paragraphs, by their place in the stream: formatted disk pages and their modifiers.
//!
//! [MS-DOC] 2.6 and 2.9: `PlcBteChpx`, `PlcBtePapx`, `Fkp`, `Sprm`.

use super::modifiers::{modifiers_of, u16_at, u32_at};
use super::styles::{CharacterProperties, DocStyles, character};
use crate::read_back::raised::LetterStanding;

/// Size of a formatted disk page.
const PAGE: usize = 512;
/// Pages looked at; a report has a dozen.
const MOST_PAGES: usize = 20_000;

/// A stretch of the stream and what is said of it.
#[derive(Debug, Clone)]
pub(super) struct Spanning<T> {
    from: u32,
    to: u32,
    said: T,
}

/// What is said of a place; stretches are in order.
pub(super) fn at<T>(stretches: &[Spanning<T>], place: u32) -> Option<&T> {
    let index = stretches.partition_point(|stretch| stretch.from <= place).checked_sub(1)?;
    stretches.get(index).filter(|stretch| place < stretch.to).map(|stretch| &stretch.said)
}

/// The numbers of the pages that a table of bins names.
fn pages<'s>(bins: &'s [u8], stream: &'s [u8]) -> impl Iterator<Item = &'s [u8]> {
    let count = bins.len().saturating_sub(4) / 8;
    (0..count.min(MOST_PAGES)).filter_map(move |index| {
        let number = u32_at(bins, 4 * (count + 1) + 4 * index)? & 0x003F_FFFF;
        let begin = usize::try_from(number).ok()?.checked_mul(PAGE)?;
        stream.get(begin..begin.checked_add(PAGE)?)
    })
}

pub(super) fn characters(bins: &[u8], stream: &[u8], styles: &DocStyles) -> Vec<Spanning<CharacterProperties>> {
    let mut stretches = Vec::new();
    for page in pages(bins, stream) {
        let runs = usize::from(page[PAGE - 1]);
        for run in 0..runs {
            let (Some(from), Some(to)) = (u32_at(page, 4 * run), u32_at(page, 4 * run + 4)) else { break };
            let Some(&offset) = page.get(4 * (runs + 1) + run) else { break };
            let begin = 2 * usize::from(offset);
            let length = page.get(begin).map_or(0, |length| usize::from(*length));
            let modifiers = page.get(begin + 1..begin + 1 + length).unwrap_or_default();
            let said = if offset == 0 { CharacterProperties::default() } else { character(modifiers, styles) };
            stretches.push(Spanning { from, to, said });
        }
    }
    stretches.sort_by_key(|stretch| stretch.from);
    stretches
}

/// What a paragraph is.
#[derive(Debug, Clone, Default)]
pub(super) struct ParagraphProperties {
    /// Depth as a heading, from 1.
    pub heading: Option<u8>,
    pub in_table: bool,
    /// Not a paragraph but the end of a row, with the row's cells.
    pub row: Option<Vec<RowCell>>,
    /// The list by which it is numbered, from 1, and the level in it, from 0.
    pub list: Option<u32>,
    pub level: usize,
    /// How its letters stand by its style.
    pub standing: Option<LetterStanding>,
}

/// A cell as the end of its row defines it; lengths in twentieths of a point.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RowCell {
    pub left: i32,
    pub right: i32,
    pub merged_left: bool,
    pub merged_above: bool,
}

pub(super) fn paragraphs(
    bins: &[u8],
    (stream, data): (&[u8], &[u8]),
    styles: &DocStyles,
) -> Vec<Spanning<ParagraphProperties>> {
    let mut stretches = Vec::new();
    for page in pages(bins, stream) {
        let runs = usize::from(page[PAGE - 1]);
        for run in 0..runs {
            let (Some(from), Some(to)) = (u32_at(page, 4 * run), u32_at(page, 4 * run + 4)) else { break };
            let Some(&offset) = page.get(4 * (runs + 1) + 13 * run) else { break };
            let said = if offset == 0 {
                ParagraphProperties::default()
            } else {
                paragraph(page, 2 * usize::from(offset), data, styles)
            };
            stretches.push(Spanning { from, to, said });
        }
    }
    stretches.sort_by_key(|stretch| stretch.from);
    stretches
}

fn paragraph(page: &[u8], begin: usize, data: &[u8], styles: &DocStyles) -> ParagraphProperties {
    let (begin, length) = match (page.get(begin), page.get(begin + 1)) {
        (Some(0), Some(&half)) => (begin + 2, 2 * usize::from(half)),
        (Some(&half), _) => (begin + 1, (2 * usize::from(half)).saturating_sub(1)),
        (None, _) => return ParagraphProperties::default(),
    };
    let said = page.get(begin..(begin + length).min(page.len())).unwrap_or_default();
    let style = u16_at(said, 0).unwrap_or(0);
    let mut paragraph = ParagraphProperties {
        heading: u8::try_from(style).ok().filter(|s| (1..=9).contains(s)),
        standing: styles.standing(style),
        ..ParagraphProperties::default()
    };
    let mut ends_row = false;
    let mut cells = Vec::new();
    let mut read = |modifiers: &[u8], more: &mut Option<u32>| {
        for (code, operand) in modifiers_of(modifiers) {
            let on = operand.first() == Some(&1);
            match code {
                0x2416 => paragraph.in_table = on,
                0x2417 => ends_row = on,
                0x460B => paragraph.list = u16_at(operand, 0).filter(|list| (1..0xF801).contains(list)).map(u32::from),
                0x260A => paragraph.level = operand.first().map_or(0, |level| usize::from(*level)),
                0xD608 => cells = row(operand),
                // A cell's vertical merge said once more, alone.
                0xD62B => {
                    let index = operand.first().map_or(usize::MAX, |index| usize::from(*index));
                    if let (Some(cell), Some(&merge)) = (cells.get_mut(index), operand.get(1)) {
                        let cell: &mut RowCell = cell;
                        cell.merged_above = merge == 1;
                    }
                }
                // What did not fit here stands in the data stream.
                0x6646 | 0x646B => *more = u32_at(operand, 0),
                _ => {}
            }
        }
    };
    let mut more = None;
    read(said.get(2..).unwrap_or_default(), &mut more);
    if let Some(begin) = more.and_then(|begin| usize::try_from(begin).ok()) {
        let length = u16_at(data, begin).map_or(0, usize::from);
        read(data.get(begin + 2..begin + 2 + length).unwrap_or_default(), &mut None);
    }
    paragraph.row = ends_row.then_some(cells);
    paragraph
}

/// The cells of `sprmTDefTable`: their edges and, as far as it goes, twenty bytes for each of which the first two hold the merges.
fn row(operand: &[u8]) -> Vec<RowCell> {
    let count = operand.first().map_or(0, |count| usize::from(*count).min(64));
    let edge = |index: usize| u16_at(operand, 1 + 2 * index).map(|edge| i32::from(edge as i16));
    let cell = |index: usize| {
        let flags = u16_at(operand, 1 + 2 * (count + 1) + 20 * index).unwrap_or(0);
        Some(RowCell {
            left: edge(index)?,
            right: edge(index + 1)?,
            merged_left: flags & 0b10 != 0,
            merged_above: flags & 0b0110_0000 == 0b0010_0000,
        })
    };
    (0..count).map_while(cell).collect()
}
