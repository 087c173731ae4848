//! One prose field as written → its finished text: references replaced by figures, notes left out, every character with its
//! way back. Everything that is not plain text or a reference is refused at its place.

use std::ops::Range;

use super::context::Context;
use super::expression::{Evaluated, Problem, SHAPE, evaluate, literal};
use super::text::{FinishedText, TextOrigin};
use crate::diag::{Code, Finding, on_boundaries};
use crate::report::{Prose, Report};

/// Bytes that a finished field may have; the longest are about 60 KB.
const MAX_OUTPUT: usize = 512 * 1024;
/// Most wrong references of one field that are named.
const MOST_FINDINGS: usize = 20;
/// Longest tag that is looked at, in bytes; an expression may be half as long.
const MAX_TAG: usize = 2_000;

/// Merges one prose field.
///
/// # Errors
/// Every reference that is wrong.
pub(super) fn field(
    report: &Report,
    key: &str,
    prose: &Prose,
    context: &Context,
) -> Result<FinishedText, Vec<Finding>> {
    let mut merged = Merged { text: String::with_capacity(prose.text.len()), pieces: Vec::new(), problems: Vec::new() };
    let mut at = 0;
    for note in &prose.notes {
        merged.stretch(&prose.text[at..note.start], at, context);
        at = note.end;
    }
    merged.stretch(&prose.text[at..], at, context);
    if merged.text.len() > MAX_OUTPUT {
        merged.problems.push(Problem { range: 0..0, message: "写出的文字过多".into(), help: Vec::new() });
    }
    if merged.problems.is_empty() {
        return Ok(FinishedText::new(key, merged.text, &report.file, &prose.map, merged.pieces));
    }
    let finding = |problem: Problem| {
        let at = report.place(&prose.map.range(problem.range));
        problem.help.into_iter().fold(Finding::new(Code::Template, at, problem.message), Finding::help)
    };
    Err(merged.problems.into_iter().map(finding).collect())
}

/// Merges a text of one line, a title.
///
/// # Errors
/// The first reference in it that is wrong.
pub(super) fn line(text: &str, context: &Context) -> Result<String, Problem> {
    let mut merged = Merged { text: String::new(), pieces: Vec::new(), problems: Vec::new() };
    merged.stretch(text, 0, context);
    match merged.problems.into_iter().next() {
        Some(problem) => Err(problem),
        None => Ok(merged.text),
    }
}

struct Merged {
    text: String,
    pieces: Vec<(usize, TextOrigin)>,
    problems: Vec<Problem>,
}

impl Merged {
    /// Adds a stretch of the field that begins at `from` and has no note in it.
    fn stretch(&mut self, source: &str, from: usize, context: &Context) {
        let mut at = 0;
        while let Some(open) = next_tag(&source[at..]).map(|tag| at + tag) {
            if self.problems.len() >= MOST_FINDINGS {
                return;
            }
            self.literal(&source[at..open], from + at);
            at = match tag(source, open) {
                Ok((inner, end)) => {
                    self.reference(source, inner, open..end, from, context);
                    end
                }
                Err((problem, end)) => {
                    let range = problem.range.start + from..problem.range.end + from;
                    self.problems.push(Problem { range, ..problem });
                    end
                }
            };
        }
        self.literal(&source[at..], from + at);
    }

    fn literal(&mut self, text: &str, from: usize) {
        if !text.is_empty() {
            self.pieces.push((self.text.len(), TextOrigin::Literal(from)));
            self.text.push_str(text);
        }
    }

    fn reference(&mut self, source: &str, inner: Range<usize>, tag: Range<usize>, from: usize, context: &Context) {
        let shift = |range: Range<usize>| range.start + from..range.end + from;
        match evaluate(&source[inner.clone()], context) {
            Ok(outcome) => {
                self.pieces.push((self.text.len(), TextOrigin::Tag(shift(tag.clone()))));
                match outcome {
                    Evaluated::Text(text) => self.text.push_str(&text),
                    Evaluated::Number(number) => {
                        self.text.push_str(&number.shown().unwrap_or_default());
                        // A share is printed with its sign, once.
                        let signed = source[tag.end..].trim_start().starts_with(['%', '％', '‰'])
                            || source[tag.end..].trim_start().starts_with("个百分点");
                        if number.share && !signed {
                            self.text.push('%');
                        }
                    }
                }
            }
            Err(problem) => {
                let range = problem.range.start + inner.start..problem.range.end + inner.start;
                // An empty expression has no place of its own.
                let range = if range.is_empty() { tag } else { range };
                self.problems.push(Problem { range: shift(range), ..problem });
            }
        }
    }
}

/// Where the next tag of any kind opens.
fn next_tag(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find('{') {
        let at = from + found;
        if text[at + 1..].starts_with(['{', '%', '#']) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// The expression of the tag that opens at `open`, and the tag's end; else what is wrong and where to go on.
fn tag(source: &str, open: usize) -> Result<(Range<usize>, usize), (Problem, usize)> {
    // A tag ends on its line, and within what an expression may be long.
    let near = source.len().min(open + MAX_TAG);
    let near = on_boundaries(source, near..near).start;
    let line = source[open..near].find('\n').map_or(near, |newline| open + newline);
    let kind = source[open + 1..].chars().next().unwrap_or_default();
    let wrong = |range: Range<usize>, message: &str, help: &str| {
        let end = range.end.max(open + 2);
        (Problem { range, message: message.into(), help: vec![help.into()] }, end)
    };
    if kind != '{' {
        let close = if kind == '%' { "%}" } else { "#}" };
        let end = source[open..line].find(close).map_or(line, |at| open + at + close.len());
        return Err(match kind {
            '%' => wrong(
                open..end,
                "正文里不能写“{% %}”，不能用判断和循环",
                "直接写出文字；要用表里的数字，写成 {{ 申请.本年新收.总计 }}",
            ),
            _ => wrong(
                open..end,
                "“{# #}”里的文字不会印出来",
                "要印的，去掉花括号和井号；给自己看的话另起一行，以 # 开头",
            ),
        });
    }
    let start = open + 2;
    let close = source[start..line].find("}}").map(|at| start + at);
    let whole = |inner: &str| !inner.contains("{{") || literal(inner).is_some();
    match close.filter(|&close| whole(&source[start..close])) {
        Some(close) => Ok((start..close, close + 2)),
        None if is_too_long(&source[start..], near - start.min(near)) => {
            Err(wrong(open..start, "双花括号里的算式太长", "算式不超过 1000 个字符；算好的数直接写出来"))
        }
        None => {
            let end = source[start..line].find("{{").map_or(line, |again| start + again);
            Err(wrong(open..end, "双花括号没有合上", SHAPE))
        }
    }
}

/// Whether what stands behind an opening tag is closed on its line, but farther than is looked.
fn is_too_long(behind: &str, looked: usize) -> bool {
    let line = behind.split('\n').next().unwrap_or_default();
    line.find("}}").is_some_and(|close| close + 2 > looked && !line[..close].contains("{{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_quotes_are_themselves() {
        for mark in super::super::expression::LITERALS {
            let text = format!("甲{{{{ \"{mark}\" }}}} 乙");
            let (inner, end) = tag(&text, 3).unwrap();
            assert_eq!((literal(&text[inner]), &text[end..]), (Some(mark), " 乙"));
        }
        assert!(tag("{{ \"甲{{\" }}", 0).is_err());
    }

    #[test]
    fn tags_end_on_their_line() {
        assert_eq!(tag("甲{{ 年度 }}乙", 3), Ok((5..13, 15)));
        for text in ["{{ 年度", "{{ 年度\n}}", "{{ 年度 {{ 年度 }}", "{% if 1 %}", "{# 注 #}", "{%"] {
            assert!(tag(text, 0).is_err(), "{text}");
        }
        let long = format!("{{{{ {}1 }}}}", "1+".repeat(MAX_TAG));
        assert!(tag(&long, 0).unwrap_err().0.message.contains("太长"));
        assert!(tag(&long[..long.len() - 2], 0).unwrap_err().0.message.contains("没有合上"));
        assert_eq!(next_tag("{甲}{ {"), None);
        assert_eq!(next_tag("{{{"), Some(0));
    }
}
