//! Years and dates in a text, in digits or Chinese numerals, before 年, 月 and 日.

use std::ops::Range;

use crate::check::text::words::number::digit;
use crate::check::text::words::numeral::{chinese_digit, chinese_value, is_chinese, run_end};

/// A year in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Year {
    pub value: i64,
    pub start: usize,
    /// Behind 年 or 年度.
    pub end: usize,
}

/// Behind blanks, of which there may be one or two: 2023 年.
fn past_blanks(text: &str, at: usize) -> usize {
    let blanks = text[at..].chars().take(2).take_while(|c| matches!(c, ' ' | '\u{a0}' | '\u{3000}'));
    at + blanks.map(char::len_utf8).sum::<usize>()
}

/// The value of a digit of a year: 2, ２, 二, 〇.
fn year_digit(c: char) -> Option<i64> {
    match c {
        '○' => Some(0),
        c => digit(c).map(i64::from).or_else(|| i64::try_from(chinese_digit(c)?).ok()),
    }
}

/// Years in a text: four digits before 年. What is no year at all (202020年, 2O24年) is handed to `broken`.
pub(crate) fn years(text: &str, offset: usize, broken: &mut dyn FnMut(Range<usize>)) -> Vec<Year> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let is_part = |c: char| if digit(c).is_some() { true } else { matches!(c, 'O' | 'o') };
        let in_digits = digit(c).is_some();
        if !in_digits && year_digit(c).is_none() {
            at += c.len_utf8();
            continue;
        }
        let start = at;
        let run = if in_digits {
            text[at..].find(|c| !is_part(c)).unwrap_or(text.len() - at)
        } else {
            text[at..].find(|c| digit(c).is_some() || year_digit(c).is_none()).unwrap_or(text.len() - at)
        };
        at += run;
        let end = past_blanks(text, at);
        // 20241月1日: 年 is missing.
        let digits = &text[start..at];
        if in_digits
            && text[end..].starts_with('月')
            && matches!(digits.len(), 5 | 6)
            && is_century(digits)
            && digits[4..].parse().is_ok_and(|month: u8| (1..=12).contains(&month))
        {
            broken(offset + start..offset + at);
        }
        if !text[end..].starts_with('年') {
            continue;
        }
        let end = end + '年'.len_utf8();
        let end = if text[end..].starts_with('度') { end + '度'.len_utf8() } else { end };
        let digits = &text[start..at];
        let range = offset + start..offset + end;
        if digits.contains(['O', 'o']) {
            if digits.len() == 4 && digits.starts_with('2') {
                broken(range);
            }
            continue;
        }
        let count = digits.chars().count();
        let attached = text[..start].ends_with(['.', '-', '—', '/', '〔', '['])
            || text[..start].ends_with(|c: char| c.is_ascii_alphabetic());
        let value = digits.chars().take(5).filter_map(year_digit).fold(0, |value, digit| value * 10 + digit);
        if count == 4 && (1950..2100).contains(&value) {
            found.push(Year { value, start: range.start, end: range.end });
        } else if in_digits && count == 4 && !attached && (2100..2500).contains(&value) {
            // 2204年: digits of this century out of their order.
            broken(range);
        } else if in_digits && count >= 5 && !attached && digits.starts_with(['2', '２']) && is_century(digits) {
            broken(range);
        }
        at = end;
    }
    found
}

/// Whether digits begin as a year of this century does: 20, ２０.
fn is_century(digits: &str) -> bool {
    digits.starts_with("20") || digits.starts_with('２')
}

/// A date, perhaps without its year.
pub(crate) struct TextDate {
    pub start: usize,
    pub end: usize,
    pub month: i64,
    pub day: i64,
}

/// A number of a date and where it ends, blanks behind it included: 12, 十二.
fn part(text: &str, at: usize) -> Option<(i64, usize)> {
    let at = past_blanks(text, at);
    let first = text[at..].chars().next()?;
    if digit(first).is_some() {
        let digits: Vec<char> = text[at..].chars().take_while(|&c| digit(c).is_some()).take(5).collect();
        let end = at + digits.iter().map(|c| c.len_utf8()).sum::<usize>();
        let value = digits.iter().filter_map(|&c| digit(c)).fold(0, |value, digit| value * 10 + i64::from(digit));
        return (digits.len() <= 4).then(|| (value, past_blanks(text, end)));
    }
    if !is_chinese(first) {
        return None;
    }
    let end = run_end(text, at);
    Some((i64::try_from(chinese_value(&text[at..end])?).ok()?, past_blanks(text, end)))
}

fn strip(text: &str, at: usize, c: char) -> Option<usize> {
    text[at..].starts_with(c).then(|| at + c.len_utf8())
}

/// Whether a run of numerals begins here and not earlier.
fn is_fresh(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c| digit(c).is_some() || is_chinese(c))
}

/// Dates in a text: [2024年]1月1日.
pub(crate) fn dates(text: &str, offset: usize) -> Vec<TextDate> {
    let date = |at: usize| {
        let (value, end) = part(text, at)?;
        let (month, end) = match strip(text, end, '年') {
            Some(end) => part(text, end)?,
            None => (value, end),
        };
        let (day, end) = part(text, strip(text, end, '月')?)?;
        let end = strip(text, end, '日')?;
        Some(TextDate { start: offset + at, end: offset + end, month, day })
    };
    collect(text, |at| date(at).map(|date| (date.end - offset, date)))
}

/// A stretch of months: 2024年1—11月.
pub(crate) struct Months {
    pub start: usize,
    pub end: usize,
    pub from: i64,
    pub to: i64,
}

/// Stretches of months in a text: [2024年]1[月]至[2024年]11月, without days.
pub(crate) fn months(text: &str, offset: usize) -> Vec<Months> {
    let stretch = |at: usize| {
        let (value, end) = part(text, at)?;
        let (from, end) = match strip(text, end, '年') {
            Some(end) => part(text, end)?,
            None => (value, end),
        };
        let end = strip(text, end, '月').unwrap_or(end);
        let joint =
            ["至", "到", "——", "—", "-", "－", "–", "~", "～"].iter().find(|joint| text[end..].starts_with(**joint))?;
        let (value, end) = part(text, end + joint.len())?;
        let (to, end) = match strip(text, end, '年') {
            Some(end) => part(text, end)?,
            None => (value, end),
        };
        let end = strip(text, end, '月')?;
        let dated = part(text, end).is_some_and(|(_, end)| text[end..].starts_with('日'));
        let real = (1..=12).contains(&from) && (1..=12).contains(&to);
        (real && !dated).then_some(Months { start: offset + at, end: offset + end, from, to })
    };
    collect(text, |at| stretch(at).map(|months| (months.end - offset, months)))
}

/// Everything that reads at the beginning of a run of numerals, from left to right.
fn collect<T>(text: &str, read: impl Fn(usize) -> Option<(usize, T)>) -> Vec<T> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let numeral = digit(c).is_some() || is_chinese(c);
        match (numeral && is_fresh(text, at)).then(|| read(at)).flatten() {
            Some((end, item)) => {
                found.push(item);
                at = end;
            }
            None => at += c.len_utf8(),
        }
    }
    found
}
