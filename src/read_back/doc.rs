//! A DOC (Word 97–2003 and what writes like it) read back: its text in pieces, its paragraphs, the rows of its tables.
//!
//! It knows [MS-DOC]; it must not know reports.

mod lists;
mod modifiers;
mod properties;
mod styles;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use super::Unreadable;
use super::flow::{self, FlowBlock};
use super::merged::{LinedCell, Merge, place};
use super::numbers::{Numbered, Numbering};
use super::raised::{self, LetterStanding};
use super::unit::{Contents, FileKind, ReadPassage};
use modifiers::{u16_at, u32_at};
use properties::{ParagraphProperties, RowCell, Spanning, at, characters, paragraphs};
use styles::{CharacterProperties, DocStyles};

/// No stream is longer, in bytes.
const LONGEST: u64 = 32 * 1024 * 1024;
/// Characters of the text; a report has 10,000.
const MOST: usize = 4_000_000;

/// The contents of a file.
///
/// # Errors
/// No Word file, one from before Word 97, a damaged or locked one.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let damaged = |reason: &str| Unreadable::damaged(FileKind::Doc, reason);
    let mut file =
        cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| Unreadable::damaged(FileKind::Doc, error))?;
    let mut stream = |name: &str| -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::new();
        let stream = file.open_stream(name).map_err(|error| Unreadable::damaged(FileKind::Doc, error))?;
        stream.take(LONGEST).read_to_end(&mut bytes).map_err(|error| Unreadable::damaged(FileKind::Doc, error))?;
        Ok(bytes)
    };
    let main = stream("WordDocument")?;
    let header = |at| u32_at(&main, at).ok_or_else(|| damaged("文件头不完整"));
    let (version, flags) = (u16_at(&main, 2).unwrap_or(0), u16_at(&main, 0x0A).unwrap_or(0));
    if flags & 0x0100 != 0 {
        return Err(Unreadable::Locked);
    }
    if version < 0x00C1 {
        return Err(Unreadable::Other(" Word 6.0 或 Word 95 的文件"));
    }
    let table = stream(if flags & 0x0200 == 0 { "0Table" } else { "1Table" })?;
    let data = stream("Data").unwrap_or_default();
    let part = |at: usize| -> Result<&[u8], Unreadable> {
        let (begin, length) = (header(at)? as usize, header(at + 4)? as usize);
        Ok(begin.checked_add(length).and_then(|end| table.get(begin..end)).unwrap_or_default())
    };
    let pieces = pieces(part(0x1A2)?).ok_or_else(|| damaged("没有分段表"))?;
    // The levels of the lists stand behind the table that its length is told of.
    let lists = table.get(header(0x2E2)? as usize..).filter(|_| header(0x2E6).is_ok_and(|length| length > 0));
    let styles = DocStyles::read(part(0xA2)?);
    let mut story = DocStory {
        numbering: lists::read(lists.unwrap_or_default(), part(0x2EA)?),
        characters: characters(part(0xFA)?, &main, &styles),
        paragraphs: paragraphs(part(0x102)?, (&main, &data), &styles),
        ..DocStory::default()
    };
    // The text itself, and behind footnotes, headers and notes the text boxes.
    let length = |at| header(at).map(|length| length as usize);
    let text = length(0x4C)?;
    let boxes = text + length(0x50)? + length(0x54)? + length(0x58)? + length(0x5C)? + length(0x60)?;
    let box_length = length(0x64)?;
    let signs = signs(&pieces, &main);
    let stretch =
        |from: usize, length: usize| signs.get(from..from.saturating_add(length).min(signs.len())).unwrap_or_default();
    // What text boxes number, before or beside the text, moves none of its numbers.
    let unused = story.numbering.clone();
    story.read(stretch(boxes, box_length));
    story.numbering = unused;
    story.read(stretch(0, text));
    let units = flow::units(story.blocks);
    if units.is_empty() {
        return Err(Unreadable::Nothing);
    }
    let remarks = story.seen.remarks();
    Ok(Contents { kind: FileKind::Doc, units, remarks, properties: BTreeMap::new() })
}

/// A piece of the text: how many characters, from where in the stream, and whether each takes one byte.
struct StreamPiece {
    length: usize,
    begin: usize,
    narrow: bool,
}

/// The table of pieces ([MS-DOC] 2.9.38, `Clx`).
fn pieces(mut clx: &[u8]) -> Option<Vec<StreamPiece>> {
    // Modifiers come first.
    while clx.first() == Some(&1) {
        clx = clx.get(3 + usize::from(u16_at(clx, 1)?)..)?;
    }
    let length = usize::try_from(u32_at(clx, 1)?).ok()?;
    let table = clx.get(5..)?;
    let table = table.get(..length.min(table.len()))?;
    if clx.first() != Some(&2) || table.len() < 16 {
        return None;
    }
    let count = (table.len() - 4) / 12;
    let piece = |index: usize| {
        let (from, to) = (u32_at(table, 4 * index)?, u32_at(table, 4 * index + 4)?);
        let place = u32_at(table, 4 * (count + 1) + 8 * index + 2)?;
        let narrow = place & 0x4000_0000 != 0;
        let begin = place & 0x3FFF_FFFF;
        Some(StreamPiece {
            length: to.checked_sub(from)? as usize,
            begin: if narrow { begin / 2 } else { begin } as usize,
            narrow,
        })
    };
    Some((0..count).map_while(piece).collect())
}

/// Every UTF-16 unit of the text with its place in the stream.
fn signs(pieces: &[StreamPiece], main: &[u8]) -> Vec<(u16, u32)> {
    let mut signs = Vec::new();
    for piece in pieces {
        for index in 0..piece.length.min(MOST - signs.len()) {
            let place = piece.begin.saturating_add(if piece.narrow { index } else { 2 * index });
            let unit = if piece.narrow { main.get(place).map(|&byte| western(byte)) } else { u16_at(main, place) };
            let (Some(unit), Ok(place)) = (unit, u32::try_from(place)) else { break };
            signs.push((unit, place));
        }
    }
    signs
}

/// A character of Windows-1252, in which pieces of Western text are kept.
fn western(byte: u8) -> u16 {
    let (text, ..) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.encode_utf16().next().unwrap_or(0xFFFD)
}

/// A unit of UTF-16, how it stands, and how far it is raised above its line, in half points.
#[derive(Clone, Copy)]
struct StandingSign {
    sign: u16,
    standing: LetterStanding,
    raised: i16,
}

/// The signs of a paragraph as they are to be read: raised or lowered are those that stand higher or lower than the others.
fn reads(line: &[StandingSign]) -> String {
    let base = if line.iter().any(|sign| sign.raised == 0) { 0 } else { line.first().map_or(0, |sign| sign.raised) };
    let units = line.iter().map(|of| {
        let standing = match (of.standing, of.raised.cmp(&base)) {
            (LetterStanding::OnLine, Ordering::Greater) => LetterStanding::Raised,
            (LetterStanding::OnLine, Ordering::Less) => LetterStanding::Lowered,
            (standing, _) => standing,
        };
        let written = char::from_u32(u32::from(of.sign)).map(|c| standing.reads(c.encode_utf8(&mut [0; 4])));
        written.and_then(|text| text.encode_utf16().next()).unwrap_or(of.sign)
    });
    String::from_utf16_lossy(&units.collect::<Vec<u16>>())
}

/// The text as it is walked.
#[derive(Default)]
struct DocStory {
    characters: Vec<Spanning<CharacterProperties>>,
    paragraphs: Vec<Spanning<ParagraphProperties>>,
    blocks: Vec<FlowBlock>,
    /// The paragraph, the cell, the row and the table that are open.
    line: Vec<StandingSign>,
    cell: Vec<FlowBlock>,
    row: Vec<Vec<FlowBlock>>,
    table: Vec<(Vec<RowCell>, Vec<Vec<FlowBlock>>)>,
    /// The fields that are open: true while the instruction is read.
    fields: Vec<bool>,
    numbering: Numbering,
    seen: DocSeen,
    /// Whether a stretch of hidden or struck text is being passed over.
    hiding: bool,
}

/// What was met that is not in the units.
#[derive(Default)]
struct DocSeen {
    /// Stretches of hidden text, and of text that is struck through.
    hidden: usize,
    struck: usize,
    pictures: usize,
}

impl DocSeen {
    fn remarks(&self) -> Vec<String> {
        let said = |count: usize, words: String| (count > 0).then_some(words);
        let hidden = said(self.hidden, format!("有{}处隐藏或已删除的文字，印不出来，没有读", self.hidden));
        let pictures = said(self.pictures, format!("有{}张图片，图片里的文字和表格没有读", self.pictures));
        [hidden, raised::remark(self.struck), pictures].into_iter().flatten().collect()
    }
}

impl DocStory {
    fn read(&mut self, signs: &[(u16, u32)]) {
        for &(sign, place) in signs {
            let said = at(&self.characters, place).copied().unwrap_or_default();
            let of_style = || at(&self.paragraphs, place).and_then(|paragraph| paragraph.standing);
            match sign {
                0x13 => self.fields.push(true),
                0x14 => self.fields.iter_mut().last().into_iter().for_each(|instruction| *instruction = false),
                0x15 => drop(self.fields.pop()),
                0x07 | 0x0D => self.end(sign, place),
                _ if self.fields.contains(&true) => {}
                _ if said.unprinted => {
                    self.seen.hidden += usize::from(!std::mem::replace(&mut self.hiding, true));
                    continue;
                }
                // The end of a section or a page.
                0x0C => self.end(sign, place),
                0x01 | 0x08 => self.seen.pictures += 1,
                sign => match said.standing.or_else(of_style).unwrap_or_default() {
                    LetterStanding::Struck => {
                        self.seen.struck += usize::from(!std::mem::replace(&mut self.hiding, true));
                        continue;
                    }
                    standing => self.put(sign, standing, said.raised),
                },
            }
            self.hiding = false;
        }
        self.end_table();
        self.end(0x0D, u32::MAX);
    }

    /// Puts a sign on the line, as far as it is printed.
    fn put(&mut self, sign: u16, standing: LetterStanding, raised: i16) {
        let sign = match sign {
            0x0B => u16::from(b'\n'),
            0x1E => u16::from(b'-'),
            0x00..=0x08 | 0x0A..=0x1F => return,
            sign => sign,
        };
        self.line.push(StandingSign { sign, standing, raised });
    }

    /// The end of a paragraph, and with it perhaps of a cell or a row.
    fn end(&mut self, sign: u16, place: u32) {
        let said = at(&self.paragraphs, place).cloned().unwrap_or_default();
        self.fields.iter_mut().for_each(|instruction| *instruction = false);
        let mut text = reads(&std::mem::take(&mut self.line));
        if let (0x07, Some(cells)) = (sign, said.row) {
            let row = std::mem::take(&mut self.row);
            self.table.push((cells, row));
            self.cell.clear();
            return;
        }
        if !flow::is_blank(&text) {
            let number = Numbered { list: said.list, level: Some(said.level) };
            text.insert_str(0, &self.numbering.next(number, None));
        }
        let block = FlowBlock::Text(ReadPassage { text, heading: said.heading, ..ReadPassage::default() });
        if sign == 0x07 {
            self.cell.push(block);
            self.row.push(std::mem::take(&mut self.cell));
        } else if said.in_table {
            self.cell.push(block);
        } else {
            self.end_table();
            self.blocks.push(block);
        }
    }

    /// Puts the rows of the open table on one grid.
    fn end_table(&mut self) {
        // A row without its end is kept as text.
        let lost = self.row.drain(..).flatten().chain(self.cell.drain(..)).collect::<Vec<_>>();
        let rows = std::mem::take(&mut self.table);
        let mut edges: Vec<i32> =
            rows.iter().flat_map(|(cells, _)| cells).flat_map(|cell| [cell.left, cell.right]).collect();
        edges.sort_unstable();
        edges.dedup();
        let widths: Vec<u32> = edges.windows(2).map(|pair| pair[1].abs_diff(pair[0])).collect();
        let rows: Vec<Vec<LinedCell>> = rows.into_iter().map(|(cells, texts)| row(&cells, texts, &edges)).collect();
        if !rows.is_empty() {
            self.blocks.push(FlowBlock::Table(place(rows, &widths)));
        }
        self.blocks.extend(lost);
    }
}

/// The cells of a row on the grid; cells that are not defined stand to the right of those that are.
fn row(cells: &[RowCell], texts: Vec<Vec<FlowBlock>>, edges: &[i32]) -> Vec<LinedCell> {
    let line = |edge: i32| edges.partition_point(|other| *other < edge);
    let mut end = 0;
    let found = texts.into_iter().enumerate().map(|(index, blocks)| {
        let cell = cells.get(index);
        let begin = cell.map_or(end, |cell| line(cell.left)).max(end);
        end = cell.map_or(begin + 1, |cell| line(cell.right)).max(begin);
        let merge = match cell {
            Some(cell) if cell.merged_left => Merge::Left,
            Some(cell) if cell.merged_above => Merge::Above,
            _ => Merge::None,
        };
        LinedCell { begin, end, merge, blocks }
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::unit::ReadUnit;

    #[test]
    fn pieces_are_narrow_or_wide() {
        let mut main = b"..A\x80..".to_vec();
        main.extend("年度".encode_utf16().flat_map(u16::to_le_bytes));
        let mut clx = vec![1, 2, 0, 9, 9, 2, 28, 0, 0, 0];
        clx.extend([0u32, 2, 4].into_iter().flat_map(u32::to_le_bytes));
        for place in [0x4000_0004u32, 6] {
            clx.extend([0, 0].into_iter().chain(place.to_le_bytes()).chain([0, 0]));
        }
        let text: Vec<u16> = signs(&pieces(&clx).unwrap(), &main).into_iter().map(|(sign, _)| sign).collect();
        assert_eq!(String::from_utf16_lossy(&text), "A€年度");
        assert!(pieces(&clx[..20]).is_none());
    }

    #[test]
    fn signs_that_stand_higher_than_the_others_are_raised() {
        let line = |signs: &[(char, i16)]| {
            let sign = |&(sign, raised): &(char, i16)| StandingSign {
                sign: sign as u16,
                standing: LetterStanding::OnLine,
                raised,
            };
            reads(&signs.iter().map(sign).collect::<Vec<_>>())
        };
        assert_eq!(line(&[('4', 0), ('2', 6), ('3', -6)]), "4²₃");
        assert_eq!((line(&[('4', 3), ('2', 3)]), line(&[('4', 3), ('2', 9)])), ("42".to_owned(), "4²".to_owned()));
    }

    #[test]
    fn rows_of_cells_go_on_one_grid() {
        let cell = |left, right, merged_above| RowCell { left, right, merged_left: false, merged_above };
        let mut story = DocStory::default();
        let texts = |texts: &[&str]| texts.iter().map(|text| vec![FlowBlock::text(*text)]).collect::<Vec<_>>();
        story.table.push((vec![cell(0, 1000, false), cell(1000, 3000, false)], texts(&["甲", "乙"])));
        story.table.push((
            vec![cell(0, 1000, true), cell(1000, 2020, false), cell(2020, 3000, false)],
            texts(&["", "1", "2"]),
        ));
        story.table.push((
            vec![cell(0, 1000, false), cell(1000, 2000, false), cell(2000, 3000, false)],
            texts(&["丙", "3", "4"]),
        ));
        story.end_table();
        let units = flow::units(story.blocks);
        let ReadUnit::Table(grid) = &units[0] else { panic!("{units:?}") };
        assert_eq!(grid.places(), [["甲", "乙", "乙"], ["甲", "1", "2"], ["丙", "3", "4"]]);
    }
}
