//! Automatic numbers (自动编号): `一、`, `（一）`, `1.` that stand in no text but are printed before it. How lists count and what their
//! numbers look like, whatever format says which paragraph is in which list.

use std::collections::BTreeMap;

/// A number that a paragraph or style asks for: the list, and the level in it when it says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Numbered {
    pub list: Option<u32>,
    pub level: Option<usize>,
}

/// Levels of a list.
pub(super) const LEVELS: usize = 9;

/// One level of a list.
#[derive(Debug, Clone, Default)]
pub(super) struct ListLevel {
    pub start: u32,
    pub format: String,
    /// `%1、` with the number of level 1 in its place.
    pub text: String,
    pub spaced: bool,
    /// All numbers in Arabic digits.
    pub legal: bool,
    /// Never begins again under a new number above.
    pub runs_on: bool,
    pub style: Option<String>,
}

/// A list that paragraphs name (`w:num`): its levels, and from where it begins anew at its first use.
#[derive(Debug, Clone, Default)]
pub(super) struct List {
    /// Lists of one definition go on counting from each other.
    pub definition: u32,
    pub levels: Vec<ListLevel>,
    pub restarts: Vec<(usize, u32)>,
    pub used: bool,
}

/// The lists of a file and how far each has counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbering {
    lists: BTreeMap<u32, List>,
    counters: BTreeMap<u32, [Option<u32>; LEVELS]>,
}

impl Numbering {
    pub fn new(lists: BTreeMap<u32, List>) -> Numbering {
        Numbering { lists, counters: BTreeMap::new() }
    }

    /// The number of the next paragraph that asks for one, as printed; `style` is the style that asks, when it is not the paragraph
    /// itself. Empty for a bullet or when there is no such list.
    pub fn next(&mut self, wanted: Numbered, style: Option<&str>) -> String {
        let Some(list) = wanted.list.and_then(|list| self.lists.get_mut(&list)) else { return String::new() };
        let of_style = || list.levels.iter().position(|level| style.is_some() && level.style.as_deref() == style);
        let level = wanted.level.or_else(of_style).unwrap_or(0).min(LEVELS - 1);
        let counters = self.counters.entry(list.definition).or_default();
        if !std::mem::replace(&mut list.used, true) {
            for &(level, start) in list.restarts.iter().filter(|(level, _)| *level < LEVELS) {
                counters[level] = None;
                list.levels[level].start = start;
            }
        }
        counters[level] = Some(counters[level].map_or(list.levels[level].start, |count| count.saturating_add(1)));
        for (counter, below) in counters.iter_mut().zip(&list.levels).skip(level + 1) {
            if !below.runs_on {
                *counter = None;
            }
        }
        list.printed(level, counters)
    }
}

impl List {
    fn printed(&self, level: usize, counters: &[Option<u32>; LEVELS]) -> String {
        let own = &self.levels[level];
        if matches!(own.format.as_str(), "bullet" | "none") {
            return String::new();
        }
        let mut text = own.text.clone();
        for (at, (level, counter)) in self.levels.iter().zip(counters).enumerate() {
            let format = if own.legal { "decimal" } else { level.format.as_str() };
            text = text.replace(&format!("%{}", at + 1), &numeral(counter.unwrap_or(level.start), format));
        }
        if own.spaced && !text.is_empty() {
            text.push(' ');
        }
        text
    }
}

/// A number as a format of WordprocessingML prints it (ISO/IEC 29500-1, 17.18.59).
fn numeral(number: u32, format: &str) -> String {
    /// A sign of a run of twenty or so, such as ① to ⑳.
    fn sign(number: u32, first: char, last: u32) -> Option<String> {
        let sign = char::from_u32(first as u32 + number.checked_sub(1)?)?;
        (number <= last).then(|| sign.to_string())
    }
    fn of(number: u32, signs: &str) -> Option<String> {
        signs.chars().nth(number.checked_sub(1)? as usize).map(String::from)
    }
    let special = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "japaneseCounting"
        | "koreanCounting" => Some(counted(number, "〇一二三四五六七八九", "十百千")),
        "chineseLegalSimplified" => Some(counted(number, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")),
        "ideographLegalTraditional" | "japaneseLegal" => Some(counted(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟")),
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => {
            let digit = |c: char| "〇一二三四五六七八九".chars().nth(c.to_digit(10).unwrap_or(0) as usize);
            Some(number.to_string().chars().filter_map(digit).collect())
        }
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |c: char| char::from_u32(c as u32 - '0' as u32 + '０' as u32);
            Some(number.to_string().chars().filter_map(wide).collect())
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => sign(number, '①', 20),
        "decimalEnclosedParen" => sign(number, '⑴', 20),
        "decimalEnclosedFullstop" => sign(number, '⒈', 20),
        "ideographEnclosedCircle" => sign(number, '㊀', 10),
        "ideographTraditional" => of(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => of(number, "子丑寅卯辰巳午未申酉戌亥"),
        "upperLetter" => letters(number, 'A'),
        "lowerLetter" => letters(number, 'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        "decimalZero" => Some(format!("{number:02}")),
        _ => None,
    };
    special.unwrap_or_else(|| number.to_string())
}

/// A number below ten thousand in words: 二十三, 一百〇五; the first 一 of 一十 is not spoken.
fn counted(number: u32, digits: &str, units: &str) -> String {
    let digits: Vec<char> = digits.chars().collect();
    if number > 9999 {
        return number.to_string();
    }
    let units: Vec<Option<char>> = std::iter::once(None).chain(units.chars().map(Some)).collect();
    let mut text = String::new();
    let mut gap = false;
    for (place, unit) in units.iter().enumerate().rev() {
        let digit = number / 10u32.pow(place as u32) % 10;
        if digit == 0 {
            gap = !text.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            text.push(digits[0]);
        }
        let ten = place == 1 && digit == 1 && text.is_empty();
        if !ten {
            text.push(digits[digit as usize]);
        }
        text.extend(unit);
    }
    if text.is_empty() { digits[0].to_string() } else { text }
}

/// Letters as Word counts on behind Z: AA, BB.
fn letters(number: u32, first: char) -> Option<String> {
    let index = number.checked_sub(1)?;
    let letter = char::from_u32(u32::from(first) + index % 26)?;
    (index < 26 * 30).then(|| letter.to_string().repeat(index as usize / 26 + 1))
}

fn roman(number: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3999 {
        return None;
    }
    let mut left = number;
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_every_way() {
        let written = |format: &str| [1, 10, 12, 20, 105].map(|number| numeral(number, format));
        assert_eq!(written("chineseCountingThousand"), ["一", "十", "十二", "二十", "一百〇五"]);
        assert_eq!(written("chineseLegalSimplified"), ["壹", "拾", "拾贰", "贰拾", "壹佰零伍"]);
        assert_eq!(written("ideographDigital"), ["一", "一〇", "一二", "二〇", "一〇五"]);
        assert_eq!(written("decimalEnclosedCircle"), ["①", "⑩", "⑫", "⑳", "105"]);
        assert_eq!(written("decimalFullWidth"), ["１", "１０", "１２", "２０", "１０５"]);
        assert_eq!(written("lowerRoman"), ["i", "x", "xii", "xx", "cv"]);
        assert_eq!(written("upperLetter"), ["A", "J", "L", "T", "AAAAA"]);
        assert_eq!(written("decimal"), ["1", "10", "12", "20", "105"]);
    }
}
