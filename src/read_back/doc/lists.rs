//! The lists of a DOC by which paragraphs are numbered ([MS-DOC] 2.9.147 `LSTF`, 2.9.150 `LVLF`, 2.9.131 `LFO`).

use std::collections::BTreeMap;

use super::modifiers::{u16_at, u32_at};
use crate::read_back::numbers::{LEVELS, List, ListLevel, Numbering};

/// Bytes of a list, a level and an override of a list in the file.
const LIST: usize = 28;
const LEVEL: usize = 28;
const OVERRIDE: usize = 16;
/// No more lists are read; Word makes a few dozen.
const MOST: usize = 4_000;
/// What a number is printed as, by its code ([MS-OSHARED] 2.2.1.3, `MSONFC`), in the words of WordprocessingML.
const FORMATS: [(u8, &str); 28] = [
    (0x00, "decimal"),
    (0x01, "upperRoman"),
    (0x02, "lowerRoman"),
    (0x03, "upperLetter"),
    (0x04, "lowerLetter"),
    (0x0A, "ideographDigital"),
    (0x0B, "japaneseCounting"),
    (0x0E, "decimalFullWidth"),
    (0x10, "japaneseLegal"),
    (0x11, "japaneseDigitalTenThousand"),
    (0x12, "decimalEnclosedCircle"),
    (0x13, "decimalFullWidth2"),
    (0x16, "decimalZero"),
    (0x17, "bullet"),
    (0x1A, "decimalEnclosedFullstop"),
    (0x1B, "decimalEnclosedParen"),
    (0x1C, "decimalEnclosedCircleChinese"),
    (0x1D, "ideographEnclosedCircle"),
    (0x1E, "ideographTraditional"),
    (0x1F, "ideographZodiac"),
    (0x21, "taiwaneseCounting"),
    (0x22, "ideographLegalTraditional"),
    (0x23, "taiwaneseCountingThousand"),
    (0x24, "taiwaneseDigital"),
    (0x25, "chineseCounting"),
    (0x26, "chineseLegalSimplified"),
    (0x27, "chineseCountingThousand"),
    (0xFF, "none"),
];

/// The lists of a file by the numbers that paragraphs name them by: `lists` begins with `PlfLst` and goes on with the levels,
/// `overrides` is `PlfLfo`.
pub(super) fn read(lists: &[u8], overrides: &[u8]) -> Numbering {
    let levels = definitions(lists).unwrap_or_default();
    let mut named = BTreeMap::new();
    let count = u32_at(overrides, 0).map_or(0, |count| count as usize).min(MOST);
    let mut at = 4 + OVERRIDE * count;
    for number in 0..count {
        let of = 4 + OVERRIDE * number;
        let Some(id) = u32_at(overrides, of) else { break };
        let mut list = List { definition: id, levels: vec![ListLevel::default(); LEVELS], ..List::default() };
        for (level, of) in list.levels.iter_mut().zip(levels.get(&id).into_iter().flatten()) {
            *level = of.clone();
        }
        let changes = overrides.get(of + 12).copied().unwrap_or(0);
        at += 4;
        for _ in 0..changes {
            let (Some(start), Some(flags)) = (u32_at(overrides, at), u32_at(overrides, at + 4)) else { break };
            at += 8;
            let level = (flags & 0x0F) as usize;
            if flags & 0x20 != 0 {
                let Some((changed, next)) = self::level(overrides, at) else { break };
                at = next;
                if let Some(own) = list.levels.get_mut(level) {
                    *own = changed;
                }
            }
            if flags & 0x10 != 0 {
                list.restarts.push((level, start));
            }
        }
        named.insert(u32::try_from(number + 1).unwrap_or(u32::MAX), list);
    }
    Numbering::new(named)
}

/// The levels of every list by its id.
fn definitions(lists: &[u8]) -> Option<BTreeMap<u32, Vec<ListLevel>>> {
    let count = usize::from(u16_at(lists, 0)?).min(MOST);
    let mut at = 2 + LIST * count;
    let mut found = BTreeMap::new();
    for number in 0..count {
        let of = 2 + LIST * number;
        let id = u32_at(lists, of)?;
        let simple = lists.get(of + 26)? & 1 != 0;
        let mut levels = Vec::new();
        for _ in 0..if simple { 1 } else { LEVELS } {
            let Some((level, next)) = level(lists, at) else { return Some(found) };
            levels.push(level);
            at = next;
        }
        found.insert(id, levels);
    }
    Some(found)
}

/// A level, and where the next begins.
fn level(bytes: &[u8], at: usize) -> Option<(ListLevel, usize)> {
    let head = bytes.get(at..at + LEVEL)?;
    let modifiers = usize::from(head[24]) + usize::from(head[25]);
    let text = at + LEVEL + modifiers;
    let length = usize::from(u16_at(bytes, text)?);
    let end = text + 2 + 2 * length;
    let units: Vec<u16> = (0..length).map_while(|index| u16_at(bytes, text + 2 + 2 * index)).collect();
    // Where the number of a level stands its index stands instead of a character.
    let printed = |unit: u16| match unit {
        0..=8 => format!("%{}", unit + 1),
        unit => String::from_utf16_lossy(&[unit]),
    };
    let level = ListLevel {
        start: u32_at(head, 0)?,
        format: FORMATS.iter().find(|(code, _)| *code == head[4]).map_or("decimal", |(_, name)| name).to_owned(),
        text: units.into_iter().map(printed).collect(),
        spaced: head[15] == 1,
        legal: head[5] & 0b0100 != 0,
        runs_on: head[5] & 0b1000 != 0 && head[26] == 0,
        style: None,
    };
    Some((level, end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::numbers::Numbered;

    fn level_of(format: u8, text: &[u16]) -> Vec<u8> {
        let mut bytes = vec![1, 0, 0, 0, format, 0];
        bytes.resize(LEVEL, 0);
        bytes.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
        bytes.extend(text.iter().flat_map(|unit| unit.to_le_bytes()));
        bytes
    }

    #[test]
    fn lists_count_as_they_are_printed() {
        let mut lists = vec![1, 0, 7, 0, 0, 0];
        lists.resize(2 + LIST, 0);
        lists.extend(level_of(0x27, &[0, '、' as u16]));
        lists.extend(level_of(0x27, &['（' as u16, 1, '）' as u16]));
        lists.extend((2..LEVELS).flat_map(|_| level_of(0x17, &[0xF0B7])));
        let mut overrides = vec![1, 0, 0, 0, 7, 0, 0, 0];
        overrides.resize(4 + OVERRIDE + 4, 0);
        let mut numbering = read(&lists, &overrides);
        let mut next = |level| numbering.next(Numbered { list: Some(1), level: Some(level) }, None);
        assert_eq!([next(0), next(1), next(1), next(0), next(1)], ["一、", "（一）", "（二）", "二、", "（一）"]);
        assert_eq!(next(4), "");
        let cut = |at: usize| read(&lists[..at], &overrides).next(Numbered { list: Some(1), level: Some(0) }, None);
        (0..lists.len()).for_each(|at| drop(cut(at)));
    }
}
