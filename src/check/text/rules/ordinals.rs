//! ordinals: an ordinal that is skipped or given twice: （一）（三）, 一是 … 二是 … 四是, 1. 3.
//!
//! Each way of counting is followed by itself, and begins anew with its first.

use std::ops::Range;

use crate::check::subject::Subject;
use crate::check::text::parse::Reading;
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{chinese_value, closes_bracket, in_chinese, is_chinese, opens_bracket};
use crate::diag::{Code, Finding};

/// An ordinal of a text: its place, its number, and the way of counting.
struct Ordinal {
    range: Range<usize>,
    number: i128,
    way: Way,
}

/// A way of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// （一） at the beginning of a paragraph.
    Bracketed,
    /// 一是, behind a mark.
    Spoken,
    /// 1. at the beginning of a paragraph.
    Digits,
    /// Within paragraphs: 一要, 第一，, ①, （1）, 1.
    Must,
    Nth,
    Circled,
    Round,
    Inline,
    /// 二、 and ㈡ in the place of （二）: another slip, told elsewhere.
    Stray,
}

/// The ordinals that are counted in one way; what is typed in the place of the next of them counts with them.
fn in_way(ordinals: &[Ordinal], way: Way) -> Vec<&Ordinal> {
    let mut own: Vec<&Ordinal> = Vec::new();
    for ordinal in ordinals {
        let next = own.last().is_some_and(|last| last.number + 1 == ordinal.number);
        if ordinal.way == way || way == Way::Bracketed && ordinal.way == Way::Stray && next {
            own.push(ordinal);
        }
    }
    own
}

impl Way {
    const ALL: [Way; 8] =
        [Way::Bracketed, Way::Spoken, Way::Digits, Way::Must, Way::Nth, Way::Circled, Way::Round, Way::Inline];

    /// A number as it is counted in this way.
    fn figure(self, number: i128) -> String {
        match self {
            Way::Bracketed | Way::Spoken | Way::Stray | Way::Must | Way::Nth => in_chinese(number),
            Way::Digits | Way::Round | Way::Inline => number.to_string(),
            Way::Circled => {
                let circled = u32::try_from(number - 1).ok().and_then(|at| char::from_u32(FIRST_CIRCLED as u32 + at));
                circled.map_or_else(String::new, String::from)
            }
        }
    }
}

/// The first and the last of the circled numbers.
const FIRST_CIRCLED: char = '①';
const LAST_CIRCLED: char = '⑳';

/// What may stand before an ordinal within a paragraph.
const BEFORE: &str = "，。；：、*";

pub(super) fn check(_: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    for reading in prose.readings {
        let ordinals = ordinals(reading);
        findings.extend(doubled(reading));
        for way in Way::ALL {
            let own = in_way(&ordinals, way);
            let mut last: Option<(&Ordinal, i128)> = None;
            for (at, &ordinal) in own.iter().enumerate() {
                let expected = last.map_or(1, |(_, number)| number + 1);
                let next = own.get(at + 1).map(|next| next.number);
                // Where counting begins anew, or nothing came before, nothing can be wrong; but （一）（一）, and 二是 … 二是 … 三是.
                let anew = ordinal.number == 1 && !(way == Way::Bracketed && expected == 2);
                let wrong = match last {
                    Some(_) => ordinal.number != expected && !anew,
                    None => ordinal.number == 2 && next == Some(2),
                };
                if wrong {
                    findings.push(finding(reading, ordinal, last.map(|(last, _)| last), expected));
                }
                // Where the next goes on as if nothing were wrong, this one alone is: it is counted as what it should be.
                let goes_on = next == Some(expected + 1);
                last = Some((ordinal, if wrong && goes_on { expected } else { ordinal.number }));
            }
        }
    }
}

/// （三）（三）政府信息管理: an ordinal at the beginning of a paragraph that stands there twice, in one way or in two.
fn doubled(reading: &Reading) -> Vec<Finding> {
    let text = reading.text.text.as_str();
    let again = |paragraph: Range<usize>| {
        let first = opening(text, paragraph.clone())?;
        let behind = text[first.range.end..paragraph.end].trim_start_matches([' ', '、']);
        let second = opening(text, paragraph.end - behind.len()..paragraph.end)?;
        let said = reading.slice(&second.range);
        let message = format!("“{}”后面又写了“{said}”，会照样印出来", reading.slice(&first.range));
        let same = second.number == first.number;
        same.then(|| reading.finding(Code::Ordinals, second.range, message).help("删去其中一个"))
    };
    reading.paragraphs.iter().filter_map(|paragraph| again(paragraph.range.clone())).collect()
}

fn finding(reading: &Reading, ordinal: &Ordinal, last: Option<&Ordinal>, expected: i128) -> Finding {
    let said = reading.slice(&ordinal.range);
    let what = if ordinal.number < expected { "重复或倒退" } else { "跳号" };
    let before = if expected > 1 { format!("数到第 {}", expected - 1) } else { "没有第一".to_owned() };
    let place = reading.text.place(ordinal.range.clone());
    let mut finding = Finding::new(Code::Ordinals, place, format!("“{said}”{what}，前面{before}"));
    if let Some(last) = last {
        finding = finding.also(reading.text.place(last.range.clone()), "前一个");
    }
    let figure = ordinal.way.figure(expected);
    let is_figure = |c: char| is_chinese(c) || c.is_ascii_digit() || (FIRST_CIRCLED..=LAST_CIRCLED).contains(&c);
    let right: String = match (said.find(is_figure), said.rfind(is_figure)) {
        (Some(from), Some(to)) => {
            let end = to + said[to..].chars().next().map_or(0, char::len_utf8);
            format!("{}{figure}{}", &said[..from], &said[end..])
        }
        _ => figure,
    };
    finding.help(format!("按次序这里是“{right}”；有删去的内容，后面的序数一并改"))
}

/// All ordinals of a text in order.
fn ordinals(reading: &Reading) -> Vec<Ordinal> {
    let text = reading.text.text.as_str();
    let mut found = Vec::new();
    for paragraph in &reading.paragraphs {
        found.extend(opening(text, paragraph.range.clone()));
        let body = &text[paragraph.range.clone()];
        let from = paragraph.range.start;
        let place = |at: Range<usize>| from + at.start..from + at.end;
        found.extend(within(body).into_iter().map(|one| Ordinal { range: place(one.range), ..one }));
    }
    found
}

/// The ordinals within a paragraph.
fn within(body: &str) -> Vec<Ordinal> {
    let begins = |start: usize| body[..start].trim_end().chars().next_back().is_none_or(|c| BEFORE.contains(c));
    let mut found = Vec::new();
    for (at, c) in body.char_indices() {
        let end = at + c.len_utf8();
        let (before, behind) = (&body[..at], &body[end..]);
        let found_here = match c {
            '是' | '要' => {
                let numeral: usize =
                    before.chars().rev().take(3).take_while(|c| is_chinese(*c)).map(char::len_utf8).sum();
                let way = if c == '是' { Way::Spoken } else { Way::Must };
                (numeral > 0).then(|| (at - numeral..end, chinese_value(&body[at - numeral..at]), way))
            }
            '第' => {
                let numeral: usize = behind.chars().take(3).take_while(|c| is_chinese(*c)).map(char::len_utf8).sum();
                let range = at..end + numeral;
                let stops = body[range.end..].starts_with(['，', '、', '：']);
                (stops && numeral > 0).then(|| (range, chinese_value(&behind[..numeral]), Way::Nth))
            }
            FIRST_CIRCLED..=LAST_CIRCLED => {
                Some((at..end, Some(i128::from(c as u32 - FIRST_CIRCLED as u32) + 1), Way::Circled))
            }
            '（' | '(' => {
                let digits: usize = behind.chars().take(2).take_while(char::is_ascii_digit).count();
                let close = behind[digits..].chars().next().filter(|c| closes_bracket(*c)).map(char::len_utf8);
                close.map(|close| (at..end + digits + close, behind[..digits].parse().ok(), Way::Round))
            }
            '.' | '．' => {
                let digits: usize = before.chars().rev().take(3).take_while(char::is_ascii_digit).count();
                let inner = !behind.starts_with(|c: char| c.is_ascii_alphanumeric()) && digits < 3 && digits < at;
                (inner && digits > 0).then(|| (at - digits..end, before[at - digits..].parse().ok(), Way::Inline))
            }
            _ => None,
        };
        let Some((range, Some(number), way)) = found_here else { continue };
        let begins = begins(range.start) && (way != Way::Circled || behind.starts_with(|c: char| !c.is_ascii_digit()));
        if begins && (1..=20).contains(&number) {
            found.push(Ordinal { range, number, way });
        }
    }
    found
}

/// The ordinal that a paragraph begins with: （一）, 1.
fn opening(text: &str, paragraph: Range<usize>) -> Option<Ordinal> {
    let line = text[paragraph.clone()].trim_start_matches('*');
    let start = paragraph.end - line.len();
    if let Some(inside) = line.strip_prefix(opens_bracket) {
        let end = inside.find(closes_bracket).filter(|end| *end > 0 && inside[..*end].chars().all(is_chinese))?;
        let number = chinese_value(&inside[..end])?;
        let length = line.len() - inside.len() + end;
        let close = inside[end..].chars().next().map_or(0, char::len_utf8);
        return Some(Ordinal { range: start..start + length + close, number, way: Way::Bracketed });
    }
    if let Some(at) = line.chars().next().and_then(|first| "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩".chars().position(|own| own == first))
    {
        let end = start + '㈠'.len_utf8();
        return Some(Ordinal { range: start..end, number: at as i128 + 1, way: Way::Stray });
    }
    let numeral: usize = line.chars().take_while(|c| is_chinese(*c)).map(char::len_utf8).sum();
    if numeral > 0 && line[numeral..].starts_with('、') {
        let number = chinese_value(&line[..numeral])?;
        return Some(Ordinal { range: start..start + numeral, number, way: Way::Stray });
    }
    let digits = line.chars().take(3).take_while(char::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(|c| ".．".contains(c))?;
    let number = line[..digits].parse().ok().filter(|_| !rest.starts_with(|c: char| c.is_ascii_digit()))?;
    Some(Ordinal { range: start..paragraph.end - rest.len(), number, way: Way::Digits })
}
