//! left-over: lines that a PDF or a mail broke within a sentence, each a paragraph of its own now; a sentence that nobody finished.

use std::ops::Range;

use super::{found, is_han};
use crate::compose::{FinishedText, heading_level, without_marks};
use crate::diag::{Code, Finding, Severity};
use crate::form::{agency_words, word_list};

/// What a paragraph may end with.
const STOPS: &str = "。！？；：…—”’）》〉】!?;:)";
/// A shorter line without a stop is a heading that somebody wrote without a number.
const SHORTEST: usize = 16;
/// A line that strayed in is not longer.
const LONGEST_STRAY: usize = 30;
/// What no heading ends with.
const GOES_ON: &str = "的是和与及将把被";

pub(super) fn look(text: &FinishedText, paragraphs: &[Range<usize>]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut at = 0;
    while at + 1 < paragraphs.len() {
        let start = at;
        while at + 1 < paragraphs.len() && is_broken(text, &paragraphs[at], &paragraphs[at + 1]) {
            at += 1;
        }
        if at > start {
            let range = paragraphs[start].clone();
            let tail =
                text.text[range.clone()].char_indices().rev().nth(5).map_or(range.start, |(i, _)| range.start + i);
            let count = at - start + 1;
            let message = format!("这里断成了{count}段：前一段没有句号，后一段接着说");
            let help = "把断开的几行接成一行；粘贴自 PDF 的文字常在每行末尾断开";
            findings.push(found(text, Code::LeftOver, tail..range.end, message, help));
        }
        findings.extend(unfinished(text, paragraphs, at));
        at += 1;
    }
    findings.extend((at < paragraphs.len()).then(|| unfinished(text, paragraphs, at)).flatten());
    findings
}

/// The level of the heading that a line begins, in half-width brackets as well, as PDFs and web pages have them: (三)
fn level(line: &str) -> Option<u8> {
    heading_level(line).or_else(|| {
        let (number, _) = line.strip_prefix('(')?.split_once(')')?;
        heading_level(&format!("（{number}）"))
    })
}

/// A paragraph that stops at a comma before a heading, or at the end of its text: 每季度清理一次，
fn unfinished(text: &FinishedText, paragraphs: &[Range<usize>], at: usize) -> Option<Finding> {
    let range = paragraphs[at].clone();
    let line = without_marks(&text.text[range.clone()]);
    let next = paragraphs.get(at + 1).map(|next| without_marks(&text.text[next.clone()]));
    let is_last = next.as_ref().is_none_or(|next| level(next).is_some());
    let Some(last) = line.trim_end().chars().next_back().filter(|c| "，、,；".contains(*c)) else {
        return is_last.then(|| unended(text, &range).or_else(|| alone(text, paragraphs, at))).flatten();
    };
    // Items of a list end with ；, and the last of them before what comes next.
    let goes_on =
        next.as_ref().is_some_and(|next| level(next).is_none() || last == '；' && level(next) == level(&line));
    if goes_on {
        return None;
    }
    let stop = text.text[range.clone()].trim_end().len() - last.len_utf8();
    let place = range.start + stop..range.start + stop + last.len_utf8();
    let message = format!("这一段停在“{last}”，像是没有写完");
    Some(found(text, Code::LeftOver, place, message, "补完这句话；已经写完的，改为句号"))
}

/// A paragraph of whole sentences of which the last one has no stop, before a heading or at the end of its text.
fn unended(text: &FinishedText, range: &Range<usize>) -> Option<Finding> {
    let line = text.text[range.clone()].trim_end();
    let last = line.chars().next_back().filter(|c| is_han(*c))?;
    // Whoever speaks of himself has no heading in mind.
    let speaks = level(line).is_none() && ["我", "本局", "本单位", "本机关"].iter().any(|own| line.starts_with(own));
    // No heading has a comma.
    let sentence = level(line).is_none() && line.contains('，') && line.chars().count() >= SHORTEST;
    let at = line.rfind('。').map(|at| at + '。'.len_utf8()).or((speaks || sentence).then_some(0))?;
    let rest = line[at..].trim_start();
    // What is set behind the last sentence may be a name or a day: no sentence has so few characters and no comma.
    if rest.chars().count() < SHORTEST && at > 0 && !rest.contains(['，', '；']) {
        return None;
    }
    let place = range.start + line.len() - last.len_utf8()..range.start + line.len();
    let finding = found(text, Code::Punctuation, place, "这一段末尾没有句号", "补上句号；没有写完的，补完这句话");
    Some(finding.severity(Severity::Hint))
}

/// A last line behind whole sentences that is none and has no mark at all: 发自我的手机, the head of a table. Agency and day sign a
/// text, and are looked at elsewhere.
fn alone(text: &FinishedText, paragraphs: &[Range<usize>], at: usize) -> Option<Finding> {
    let before = paragraphs.get(at.checked_sub(1)?).filter(|_| at + 1 == paragraphs.len())?;
    let range = paragraphs[at].clone();
    let line = text.text[range.clone()].trim_end();
    let signs = agency_words().ends_as_name(line) || line.ends_with('日');
    let bare = !signs
        && line.chars().count() < LONGEST_STRAY
        && line.chars().all(|c| c.is_alphanumeric() || c.is_whitespace())
        && line.starts_with(is_han);
    let told = text.text[before.clone()].trim_end().ends_with('。') && level(line).is_none();
    (bare && told).then(|| {
        let finding = found(
            text,
            Code::LeftOver,
            range,
            "最后一行不是一句话，像是粘贴带来的",
            "是多余的，删去；是正文，补完这句话",
        );
        finding.severity(Severity::Hint)
    })
}

/// Whether a paragraph stops in mid-sentence and the next one goes on.
fn is_broken(text: &FinishedText, paragraph: &Range<usize>, next: &Range<usize>) -> bool {
    let (line, next) = (without_marks(&text.text[paragraph.clone()]), without_marks(&text.text[next.clone()]));
    let (line, next) = (line.trim_end(), next.trim_start());
    let Some(last) = line.chars().next_back() else { return false };
    if level(next).is_some() || STOPS.contains(last) {
        return false;
    }
    if "，、,".contains(last) {
        return true;
    }
    if !is_han(last) && !last.is_ascii_digit() {
        return false;
    }
    // A heading swallows no line: only a body, or a heading that has begun its body, can be broken.
    let long = line.chars().count() >= SHORTEST;
    let body = level(line).is_none() || line.contains('。');
    let inside = line.contains(['，', '。', '；']);
    body && (long && inside || ends_later(next) || ends_counted(line) || is_split(last, next) || GOES_ON.contains(last))
}

/// Whether a line ends with a count, as no heading does: …320条.
fn ends_counted(line: &str) -> bool {
    let rest = line.trim_end_matches(is_unit);
    rest.len() < line.len() && rest.ends_with(|c: char| c.is_ascii_digit())
}

/// Whether the end of one line and the beginning of the next are a word that was cut in two: 申|请.
fn is_split(last: char, next: &str) -> bool {
    word_list(include_str!("../../../templates/split-words.txt"))
        .any(|word| word.starts_with(last) && next.starts_with(&word[last.len_utf8()..]))
}

fn is_unit(c: char) -> bool {
    "件条次个项份人篇期场".contains(c)
}

/// Whether a line begins as no sentence does: with a stop, a unit or a figure with its unit; a day begins one.
fn ends_later(next: &str) -> bool {
    let rest = next.trim_start_matches(|c: char| c.is_ascii_digit());
    next.starts_with(['，', '。', '；', '、', '）', '”'])
        || rest.len() < next.len() && rest.starts_with(|c| is_unit(c) || c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_lines_are_told_from_headings() {
        for (line, next) in [
            ("全年新收申请", "35件，全部按期办结。"),
            ("全年主动公开政府信息320条", "按时答复率达到100%。"),
            ("全年收到政府信息公开申", "请35件。"),
            ("更新专栏4个", "，发布解读9篇。"),
        ] {
            let last = line.chars().next_back().unwrap();
            assert!(ends_later(next) || ends_counted(line) || is_split(last, next), "{line}");
        }
        for (line, next) in [
            ("主动公开情况", "全年公开信息100条。"),
            ("依申请公开", "2024年收到申请35件。"),
            ("平台建设", "网站改版一次。"),
            ("(五)监督保障情况", "6月15日，召开专题会议。"),
            ("“十四五”时期", "规划编制完成。"),
        ] {
            let last = line.chars().next_back().unwrap();
            assert!(!ends_later(next) && !ends_counted(line) && !is_split(last, next), "{line}");
        }
    }
}
