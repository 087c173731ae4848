//! personal-data: numbers of people that must not stand in a published report.

use std::ops::Range;

use crate::check::excusable;
use crate::check::subject::Subject;
use crate::check::text::parse::Reading;
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{Phrase, digit, is_x};
use crate::diag::{Code, Finding};

/// Numbers are written in at most so many groups: 6222 0000 0000 0000 000.
const MOST_GROUPS: usize = 5;

pub(crate) fn check(_: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for reading in prose.readings {
        for run in digits(&reading.text.raw.text) {
            findings.extend(stretches(&reading.text.raw.text, run).find_map(|range| personal(reading, range)));
        }
    }
}

/// Runs of digits, with the X that may close an identity number, and the blanks or dashes people group digits with.
fn digits(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut run: Option<Range<usize>> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map(|&(_, next)| next);
        let grouped = run.is_some() && matches!(c, ' ' | '-') && next.is_some_and(|next| digit(next).is_some());
        let closing = run.is_some() && is_x(c);
        if digit(c).is_some() || grouped || closing {
            run = Some(run.map_or(at, |run| run.start)..end);
            if closing {
                runs.extend(run.take());
            }
        } else {
            runs.extend(run.take());
        }
    }
    runs.extend(run);
    runs
}

/// A run itself, then groups within it that are written as such a number is: two numbers may stand side by side.
fn stretches(text: &str, run: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let groups: Vec<Range<usize>> = text[run.clone()]
        .split([' ', '-'])
        .map(|group| {
            let start = group.as_ptr() as usize - text.as_ptr() as usize;
            start..start + group.len()
        })
        .collect();
    let is_written_so = |window: &&[Range<usize>]| {
        let lengths: Vec<usize> = window.iter().map(ExactSizeIterator::len).collect();
        let fours =
            lengths.iter().rev().skip(1).all(|&length| length == 4) && lengths.last().is_some_and(|&last| last <= 4);
        fours || matches!(lengths[..], [_] | [3, 4, 4] | [6, 8, 4])
    };
    let windows: Vec<Range<usize>> = (1..=MOST_GROUPS.min(groups.len()))
        .rev()
        .flat_map(|count| groups.windows(count).filter(is_written_so))
        .map(|window| window[0].start..window[window.len() - 1].end)
        .collect();
    std::iter::once(run).chain(windows)
}

/// A run of digits without the code of the country before it: +86 137….
fn without_country_code(text: &str, run: Range<usize>) -> Range<usize> {
    let digits = &text[run.clone()];
    let plus = text[..run.start].ends_with(['+', '＋']);
    let rest = if plus { digits.strip_prefix("86") } else { digits.strip_prefix("0086") };
    match rest.map(|rest| rest.trim_start_matches([' ', '-'])) {
        Some(rest) if rest.starts_with('1') => run.end - rest.len()..run.end,
        _ => run,
    }
}

fn personal(reading: &Reading, run: Range<usize>) -> Option<Finding> {
    let range = without_country_code(&reading.text.raw.text, run.clone());
    let text = &reading.text.raw.text[range.clone()];
    let closed = text.ends_with(is_x);
    let values: Vec<u32> = text.chars().filter_map(digit).collect();
    if !(11..=19).contains(&values.len()) {
        return None;
    }
    let all = reading.text.raw.text.as_str();
    // 13800000000元
    let amount = reading.printed().opens(range.end..all.len(), Phrase::AmountUnit).is_some();
    let joined = |c: char| c.is_ascii_alphanumeric() || "*_〔＊".contains(c);
    if all[..run.start].ends_with(joined) || all[range.end..].starts_with(joined) || amount {
        return None;
    }
    let what = if is_identity(&values, closed) {
        "身份证号"
    } else if closed {
        return None;
    } else if is_mobile(&values, text) {
        "手机号"
    } else if is_card(&values) {
        "银行卡号"
    } else {
        return None;
    };
    let masked: String = values.iter().take(3).map(u32::to_string).collect();
    Some(excusable(
        Finding::new(Code::PersonalData, reading.text.raw.place(range), format!("“{masked}…”是{what}，不能公开"))
            .help("删去，或只留前三位、后四位")
            .help("政府信息公开不得损害个人隐私（条例第十五条）"),
    ))
}

/// A resident identity number: 18 digits, a real date of birth, and the check digit of GB 11643-1999.
fn is_identity(values: &[u32], closed: bool) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if values.len() + usize::from(closed) != 18 {
        return false;
    }
    let number = |range: Range<usize>| values[range].iter().fold(0, |number, digit| number * 10 + digit);
    let (year, month, day) = (number(6..10), number(10..12), number(12..14));
    if !(1900..2100).contains(&year)
        || !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || !(1..=9).contains(&values[0])
    {
        return false;
    }
    let sum: u32 = values.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    let expected = (12 - sum % 11) % 11;
    if expected == 10 { closed } else { !closed && values.get(17) == Some(&expected) }
}

/// A mobile number: 11 digits from 13 to 19, grouped as people group it or not at all.
fn is_mobile(values: &[u32], text: &str) -> bool {
    let groups: Vec<usize> = text.split([' ', '-']).map(|group| group.chars().count()).collect();
    values.len() == 11 && values[0] == 1 && values[1] >= 3 && matches!(groups[..], [11] | [3, 4, 4])
}

/// A bank card: 16 to 19 digits beginning with 62, 4 or 5, with the check digit of Luhn.
fn is_card(values: &[u32]) -> bool {
    if values.len() < 16 || !(values[..2] == [6, 2] || matches!(values[0], 4 | 5)) {
        return false;
    }
    let double = |digit: u32| if digit > 4 { digit * 2 - 9 } else { digit * 2 };
    let sum: u32 = values.iter().rev().enumerate().map(|(place, &d)| if place % 2 == 1 { double(d) } else { d }).sum();
    sum.is_multiple_of(10)
}
