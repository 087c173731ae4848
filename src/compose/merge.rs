//! Merging with minijinja: the skeleton with the prose. Strict, bounded, and every error pointed at its place in the file it
//! was written in. Prose fields never come here as templates: `field` merges them.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use minijinja::value::ValueKind;
use minijinja::{Error, ErrorKind, Value, context};

use super::Origin;
use super::context::Context;
use super::expression::{SHAPE, unknown_name};
use super::text::FinishedText;
use crate::diag::{Code, Finding, Place, SourceFile, on_boundaries};
use crate::engine::{Engine, bounds};
use crate::report::Report;
use crate::source::{is_han, unprintable};

/// Instructions a template may run; a report's skeleton needs about 500.
const FUEL: u64 = 50_000;
/// Bytes a template may print; the longest reports are about 60 KB.
const MAX_OUTPUT: usize = 512 * 1024;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::text(FUEL).printing(|out, state, value| match value.kind() {
        ValueKind::Map | ValueKind::Seq | ValueKind::Iterable => {
            Err(Error::new(ErrorKind::InvalidOperation, "这是一行或一张表，不是一个数；请写到哪一列，如“.总计”"))
        }
        ValueKind::None | ValueKind::Bool => Err(Error::new(ErrorKind::InvalidOperation, "这里得不到数字或文字")),
        _ => minijinja::escape_formatter(out, state, value),
    })
});

/// A line of the merged skeleton.
pub(super) enum SkeletonLine {
    Title(String),
    Table(usize),
    Signature,
    Text(String, Origin),
}

/// Characters the data cannot hold mark what the skeleton printed: private use, which reading refuses.
mod mark {
    /// Before a line of the title.
    pub const TITLE: char = '\u{F0000}';
    /// A line that is the signature.
    pub const SIGNATURE: char = '\u{F0001}';
    /// Behind the end of a prose field.
    pub const END: char = '\u{F0002}';
    const TABLE: u32 = 0xF1000;
    const PROSE: u32 = 0xF2000;
    const MOST: u32 = 0x1000;

    pub fn table(index: usize) -> char {
        char::from_u32(TABLE + index as u32 % MOST).unwrap_or(END)
    }

    pub fn prose(index: usize) -> char {
        char::from_u32(PROSE + index as u32 % MOST).unwrap_or(END)
    }

    /// The index of a table's mark.
    pub fn as_table(c: char) -> Option<usize> {
        (TABLE..TABLE + MOST).contains(&(c as u32)).then(|| (c as u32 - TABLE) as usize)
    }

    /// The index of a prose field's mark.
    pub fn as_prose(c: char) -> Option<usize> {
        (PROSE..PROSE + MOST).contains(&(c as u32)).then(|| (c as u32 - PROSE) as usize)
    }
}

/// Renders a one-line template of the form.
pub(super) fn line(template: &str, context: &Context) -> Result<String, Error> {
    ENGINE.fill("标题", template, context.value.clone())
}

/// A one-line template of a form filled in for an agency of nowhere, to prove that it can be.
///
/// # Errors
/// What is wrong with it, in Chinese.
pub(super) fn sample(template: &str) -> Result<String, String> {
    bounds(template).map_err(|(_, what)| what)?;
    let values = context! { 机关 => "某市某局", 年度 => 2024, 成文日期 => "2025年1月20日" };
    ENGINE.fill("标题", template, values).map_err(|error| {
        let at = error.range().and_then(|range| template.get(range)).unwrap_or_default();
        format!("“{at}”填不出来；只能用 {{{{ 机关 }}}}、{{{{ 年度 }}}}、{{{{ 成文日期 }}}}")
    })
}

/// Merges the skeleton and splits it into lines.
pub(super) fn skeleton(
    report: &Report,
    skeleton: &Arc<SourceFile>,
    context: &Context,
    title: &[String],
    texts: &[FinishedText],
) -> Result<Vec<SkeletonLine>, Finding> {
    let prose = |key: &str| {
        let index = texts.iter().position(|text| text.key == key);
        index.map_or(String::new(), |index| format!("{}{}{}", mark::prose(index), texts[index].text, mark::END))
    };
    let sections: Vec<Value> = report
        .form
        .sections
        .iter()
        .map(|section| {
            let table = section.table.map(|index| &report.form.tables[index]);
            context! {
                标题 => section.title.as_str(),
                正文 => section.prose.as_deref().map_or(String::new(), prose),
                表前 => table.map_or(String::new(), |table| prose(&table.before_key())),
                表格 => section.table.map_or(String::new(), |index| mark::table(index).to_string()),
                表后 => table.map_or(String::new(), |table| prose(&table.after_key())),
            }
        })
        .collect();
    let title: Vec<String> = title.iter().map(|line| format!("{}{line}", mark::TITLE)).collect();
    let signature = if report.signature { mark::SIGNATURE.to_string() } else { String::new() };
    let values = context! {
        标题 => title.join("\n"),
        导语 => prose(crate::form::Form::PREFACE),
        章节 => sections,
        落款 => signature,
        ..context.value.clone()
    };
    bounds(&skeleton.text).map_err(|(range, what)| {
        Finding::new(Code::Template, Place::new(skeleton, range), format!("骨架{what}"))
            .help("骨架只安排各部分的先后和固定的段落；文字写在数据文件里")
    })?;
    let text = ENGINE.fill("report.j2", &skeleton.text, values).map_err(|error| {
        let at = |range| Place::new(skeleton, range);
        finding(&error, &skeleton.text, context, at)
    })?;
    sound(&text, report, texts, skeleton)?;
    Ok(lines(&text, report, texts))
}

/// Most lines that a merged skeleton may have.
const MAX_LINES: usize = 20_000;

/// What came out of the merge is checked like what goes in: every mark is one that was put in and stands there once, and
/// nothing is printed that a data file could not hold.
fn sound(text: &str, report: &Report, texts: &[FinishedText], skeleton: &Arc<SourceFile>) -> Result<(), Finding> {
    let wrong = |what: String| Finding::new(Code::Template, Place::new(skeleton, 0..0), what);
    if text.len() > MAX_OUTPUT || text.matches('\n').count() > MAX_LINES {
        return Err(wrong("骨架写出的文字过多".into()));
    }
    let mut seen = std::collections::BTreeSet::new();
    for c in text.chars().filter(|c| !is_han(*c)) {
        let known = match (mark::as_table(c), mark::as_prose(c)) {
            (Some(index), _) => index < report.form.tables.len(),
            (_, Some(index)) => index < texts.len(),
            _ if c == mark::TITLE || c == mark::END => continue,
            _ if c == mark::SIGNATURE => report.signature,
            _ => match unprintable(c) {
                Some(why) => return Err(wrong(format!("骨架写出了 U+{:04X}（{why}）", c as u32))),
                None => continue,
            },
        };
        if !known || !seen.insert(c) {
            return Err(wrong("骨架把同一张表、同一部分文字或落款写了两次，或写了没有的".into()));
        }
    }
    Ok(())
}

fn lines(text: &str, report: &Report, texts: &[FinishedText]) -> Vec<SkeletonLine> {
    let mut lines = Vec::new();
    // The prose field we are in: its index, and what of it was seen.
    let mut field: Option<(usize, usize)> = None;
    for line in text.split('\n') {
        let mut content = String::new();
        let mut start = field.map(|(_, at)| at);
        let mut index = field.map(|(index, _)| index);
        for c in line.chars() {
            if let Some(prose) = mark::as_prose(c) {
                field = Some((prose, 0));
                index = Some(prose);
                start.get_or_insert(0);
            } else if c == mark::END {
                field = None;
            } else if c == mark::TITLE || c == mark::SIGNATURE || mark::as_table(c).is_some() {
                lines.extend(match c {
                    mark::SIGNATURE => Some(SkeletonLine::Signature),
                    mark::TITLE => Some(SkeletonLine::Title(line.chars().filter(|&c| c != mark::TITLE).collect())),
                    c => mark::as_table(c).map(SkeletonLine::Table),
                });
                content.clear();
                if c == mark::TITLE {
                    break;
                }
            } else {
                content.push(c);
                if let Some((_, at)) = &mut field {
                    *at += c.len_utf8();
                }
            }
        }
        if let Some((_, at)) = &mut field {
            *at += 1;
        }
        let is_title = line.starts_with(mark::TITLE);
        let body = content.trim_matches(|c: char| c.is_whitespace());
        if body.is_empty() || is_title {
            continue;
        }
        let origin = match (index, start) {
            (Some(index), Some(start)) => {
                let lead = content.len() - content.trim_start().len();
                let end = (start + lead + body.len()).min(texts[index].text.len());
                Origin::Prose(index, (start + lead).min(end)..end)
            }
            _ => Origin::Skeleton(report.place(&report.agency.range)),
        };
        lines.push(SkeletonLine::Text(body.to_owned(), origin));
    }
    lines
}

/// A template's error in the words of a clerk.
fn finding(error: &Error, source: &str, context: &Context, at: impl Fn(Range<usize>) -> Place) -> Finding {
    let line = error.line().unwrap_or(1);
    let line_start: usize = source.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let line_end = source[line_start..].find('\n').map_or(source.len(), |end| line_start + end);
    // The engine counts bytes, and not always to the end of a character.
    let range = error.range().filter(|range| !range.is_empty()).unwrap_or(line_start..line_end);
    let range = on_boundaries(source, range);
    let written = source.get(range.clone()).unwrap_or_default();
    let new = |range: Range<usize>, message: String| Finding::new(Code::Template, at(range), message);
    match error.kind() {
        ErrorKind::UndefinedError => undefined(source, range, context, new),
        ErrorKind::OutOfFuel => {
            new(range, "这里的循环没有尽头，或写出的文字过多".into()).help("正文里一般不需要循环，直接写出即可")
        }
        ErrorKind::SyntaxError => new(opening(source, range), "“{{ }}”的写法有误".into()).help(SHAPE),
        ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest | ErrorKind::UnknownMethod => {
            new(range, format!("“{written}”不是可以使用的功能"))
        }
        _ => {
            let detail = error.detail().filter(|detail| !detail.is_ascii()).unwrap_or("算不出结果").to_owned();
            new(range, format!("“{written}”：{detail}"))
        }
    }
}

/// From the tag that a syntax error is in, which may have been opened long before it was noticed.
fn opening(source: &str, range: Range<usize>) -> Range<usize> {
    let before = &source[..range.end];
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    match before.rfind("{{").max(before.rfind("{%")).filter(|&tag| tag >= line) {
        Some(tag) if tag < range.start => tag..range.end,
        _ => range,
    }
}

fn undefined(
    source: &str,
    range: Range<usize>,
    context: &Context,
    new: impl Fn(Range<usize>, String) -> Finding,
) -> Finding {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    // The engine marks the last step of a path; the reader needs the step that leads nowhere.
    let start = range.start
        - source[..range.start].chars().rev().take_while(|&c| is_name(c)).map(char::len_utf8).sum::<usize>();
    let end = range.end + source[range.end..].chars().take_while(|&c| is_name(c)).map(char::len_utf8).sum::<usize>();
    let range = start..end;
    let written = &source[range.clone()];
    for (at, token) in tokens(written, is_name) {
        let path: Vec<&str> = token.split('.').collect();
        let (depth, known) = context.known(&path);
        if depth == path.len() || path[0].starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let from = range.start + at + path[..depth].iter().map(|name| name.len() + 1).sum::<usize>();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let (message, help) = unknown_name(&path, depth, &known, context);
        return new(from..from + path[depth].len(), message).help(help);
    }
    new(range, format!("“{written}”没有内容")).help("请核对名称是否写全，如 申请.本年新收.总计")
}

/// Runs of characters that satisfy `is`, with their offsets.
fn tokens(text: &str, is: impl Fn(char) -> bool) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (start, is(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                found.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    found
}
