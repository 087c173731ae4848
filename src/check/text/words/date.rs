//! Years and dates in a text, in digits or Chinese numerals, before 年, 月 and 日.

use std::ops::Range;

use crate::check::text::words::{
    chinese_digit, chinese_value, digit, is_blank, is_chinese, is_dash, opens_square, run_end,
};

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
    let blanks = text[at..].chars().take(2).take_while(|&c| is_blank(c));
    at + blanks.map(char::len_utf8).sum::<usize>()
}

/// The value of a digit of a year: 2, ２, 二, 〇.
fn year_digit(c: char) -> Option<i64> {
    match c {
        '○' => Some(0),
        c => digit(c).map(i64::from).or_else(|| i64::try_from(chinese_digit(c)?).ok()),
    }
}

/// Runs of digits, O among them, and of Chinese ones, from left to right; whether they are of digits.
fn runs(text: &str) -> Vec<(Range<usize>, bool)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let in_digits = digit(c).is_some();
        let is_part = |c: char| match in_digits {
            true => digit(c).is_some() || matches!(c, 'O' | 'o'),
            false => digit(c).is_none() && year_digit(c).is_some(),
        };
        let end = text[at..].find(|c| !is_part(c)).map_or(text.len(), |length| at + length);
        if end > at {
            runs.push((at..end, in_digits));
        }
        at = end.max(at + c.len_utf8());
    }
    runs
}

/// Years in a text: four digits before 年. What is no year at all (202020年, 2O24年) is handed to `broken`.
pub(crate) fn years(text: &str, offset: usize, broken: &mut dyn FnMut(Range<usize>)) -> Vec<Year> {
    let mut found = Vec::new();
    for (run, in_digits) in runs(text) {
        let digits = &text[run.clone()];
        let of_century = in_digits && (digits.starts_with("20") || digits.starts_with('２'));
        let end = past_blanks(text, run.end);
        // 20241月1日: 年 is missing.
        let month = digits.get(4..).filter(|_| matches!(digits.len(), 5 | 6)).and_then(|month| month.parse().ok());
        if of_century && text[end..].starts_with('月') && month.is_some_and(|month: u8| (1..=12).contains(&month)) {
            broken(offset + run.start..offset + run.end);
        }
        let Some(end) = strip(text, end, '年') else { continue };
        let end = strip(text, end, '度').unwrap_or(end);
        let range = offset + run.start..offset + end;
        let mistyped = digits.contains(['O', 'o']);
        let attached =
            text[..run.start].ends_with(|c: char| c.is_ascii_alphabetic() || ".-—/".contains(c) || opens_square(c));
        let value = digits.chars().take(5).filter_map(year_digit).fold(0, |value, digit| value * 10 + digit);
        match digits.chars().count() {
            4 if mistyped && digits.starts_with('2') => broken(range),
            _ if mistyped => {}
            4 if (1950..2100).contains(&value) => found.push(Year { value, start: range.start, end: range.end }),
            // 2204年: digits of this century out of their order.
            4 if in_digits && !attached && (2100..2500).contains(&value) => broken(range),
            5.. if of_century && !attached => broken(range),
            _ => {}
        }
    }
    found
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
    let (end, value) = if digit(first).is_some() {
        let end = text[at..].find(|c| digit(c).is_none()).map_or(text.len(), |length| at + length);
        let digits = || text[at..end].chars().filter_map(digit);
        (end, digits().fold(0, |value: i64, digit| value.saturating_mul(10).saturating_add(i64::from(digit))))
    } else {
        let end = run_end(text, at);
        (end, i64::try_from(chinese_value(&text[at..end]).filter(|_| end > at)?).ok()?)
    };
    (value < 10_000).then(|| (value, past_blanks(text, end)))
}

/// A month, perhaps behind its year: [2024年]1.
fn month(text: &str, at: usize) -> Option<(i64, usize)> {
    let (value, end) = part(text, at)?;
    strip(text, end, '年').map_or(Some((value, end)), |end| part(text, end))
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
        let (month, end) = month(text, at)?;
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
        let (from, end) = month(text, at)?;
        let end = strip(text, end, '月').unwrap_or(end);
        let dashes = text[end..].chars().take(2).take_while(|&c| is_dash(c)).map(char::len_utf8).sum();
        let joint = text[end..].chars().next().filter(|&c| "至到".contains(c)).map_or(dashes, char::len_utf8);
        let (to, end) = month(text, end + Some(joint).filter(|joint| *joint > 0)?)?;
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
