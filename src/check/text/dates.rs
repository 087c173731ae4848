//! Years and dates in a text, as digits before 年, 月 and 日.

use super::number::digit;

/// A year in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Year {
    pub value: i64,
    pub start: usize,
    /// Behind 年 or 年度.
    pub end: usize,
}

/// Years in a text: digits before 年. What is no year at all (202020年) is handed to `broken`.
pub(super) fn years(text: &str, offset: usize, broken: &mut dyn FnMut(std::ops::Range<usize>)) -> Vec<Year> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut value: i64 = 0;
    for (at, c) in text.char_indices() {
        if let Some(digit) = digit(c) {
            if start.is_none() {
                start = Some(at);
                value = 0;
            }
            value = value.saturating_mul(10).saturating_add(i64::from(digit));
            continue;
        }
        let Some(from) = start.take() else { continue };
        if c != '年' {
            continue;
        }
        let count = text[from..at].chars().count();
        let end = at + c.len_utf8();
        let end = if text[end..].starts_with('度') { end + '度'.len_utf8() } else { end };
        let attached = text[..from].ends_with(['.', '-', '—', '/', '〔', '['])
            || text[..from].ends_with(|c: char| c.is_ascii_alphabetic());
        if count == 4 && (1950..2100).contains(&value) {
            found.push(Year { value, start: offset + from, end: offset + end });
        } else if count >= 5 && !attached && (text[from..at].starts_with("20") || text[from..at].starts_with('２')) {
            broken(offset + from..offset + end);
        }
    }
    found
}

/// A date, perhaps without its year.
pub(super) struct Date {
    pub start: usize,
    pub end: usize,
    pub month: i64,
    pub day: i64,
}

/// Dates in a text: [2024年]1月1日.
pub(super) fn dates(text: &str, offset: usize) -> Vec<Date> {
    let number = |at: usize| -> Option<(i64, usize)> {
        let digits: Vec<u32> = text[at..].chars().map_while(digit).take(5).collect();
        let length: usize = text[at..].chars().take(digits.len()).map(char::len_utf8).sum();
        let value = digits.iter().fold(0i64, |value, digit| value * 10 + i64::from(*digit));
        (!digits.is_empty() && digits.len() <= 4).then_some((value, at + length))
    };
    let strip = |at: usize, c: char| text[at..].starts_with(c).then(|| at + c.len_utf8());
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let Some(c) = text[at..].chars().next() else { break };
        let next = at + c.len_utf8();
        let fresh = !text[..at].ends_with(|c| digit(c).is_some());
        if digit(c).is_some() && fresh {
            let date = || {
                let (value, end) = number(at)?;
                let (month, end) = match strip(end, '年') {
                    Some(end) => number(end)?,
                    None => (value, end),
                };
                let (day, end) = number(strip(end, '月')?)?;
                let end = strip(end, '日')?;
                Some(Date { start: offset + at, end: offset + end, month, day })
            };
            if let Some(date) = date() {
                at = date.end - offset;
                found.push(date);
                continue;
            }
        }
        at = next;
    }
    found
}
