//! punctuation: two marks where one is meant, a stop of the wrong kind, signs for the brackets of a title.

use std::ops::Range;

use super::{found, is_han};
use crate::compose::FinishedText;
use crate::diag::{Code, Finding, Severity};

/// Marks of which never two stand together.
const STOPS: &str = "。，、；";

pub(super) fn look(text: &FinishedText, paragraphs: &[Range<usize>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for range in paragraphs {
        let line = &text.text[range.clone()];
        // One of each kind in a paragraph.
        for (at, what, help) in [pair, behind_year, point, signs].into_iter().filter_map(|look| look(line)) {
            let message = format!("“{}”：{what}", &line[at.clone()]);
            let place = range.start + at.start..range.start + at.end;
            findings.push(found(text, Code::Punctuation, place, message, help).severity(Severity::Hint));
        }
    }
    findings
}

type StopSlip = (Range<usize>, &'static str, &'static str);

/// `，。`, `。，`; the same twice is told by the text checks.
fn pair(line: &str) -> Option<StopSlip> {
    let at = line.char_indices().zip(line.chars().skip(1));
    let mut pairs = at.filter(|((_, a), b)| a != b && STOPS.contains(*a) && STOPS.contains(*b));
    let ((at, first), second) = pairs.next()?;
    Some((at..at + first.len_utf8() + second.len_utf8(), "两个标点连在一起", "只留对的一个"))
}

/// `2024年、我局`, where a sentence begins; not `2022年、2023年`.
fn behind_year(line: &str) -> Option<StopSlip> {
    line.match_indices("年、").find_map(|(at, _)| {
        let (before, stop) = (&line[..at], at + '年'.len_utf8());
        let year = before.rsplit(['。', '；']).next().unwrap_or_default();
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let goes_on = line[stop + '、'.len_utf8()..].starts_with(is_han);
        (is_year && goes_on).then_some((stop..stop + '、'.len_utf8(), "年份后面用了顿号", "改用逗号"))
    })
}

/// `平台建设.优化栏目`.
fn point(line: &str) -> Option<StopSlip> {
    let (at, _) =
        line.match_indices('.').find(|&(at, _)| line[..at].ends_with(is_han) && line[at + 1..].starts_with(is_han))?;
    Some((at..at + 1, "中文之间用了半角标点", "改用全角的“。”"))
}

/// `<条例>`; within 《》 they are often written so.
fn signs(line: &str) -> Option<StopSlip> {
    line.char_indices().filter(|&(_, c)| matches!(c, '<' | '＜')).find_map(|(at, c)| {
        let rest = &line[at + c.len_utf8()..];
        let name = rest.split(['>', '＞']).next().unwrap_or_default();
        let is_name = (2..=40).contains(&name.chars().count()) && name.chars().all(is_han) && name.len() < rest.len();
        let within = line[..at].matches('《').count() > line[..at].matches('》').count();
        (is_name && !within).then_some((at..at + c.len_utf8(), "用小于号、大于号代替书名号", "改用“《》”"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_were_mistyped_are_told_from_others() {
        for line in ["平稳，。各项", "规范。，没有", "公开、，及时", "落实；。", "到位。、"] {
            assert!(pair(line).is_some(), "{line}");
        }
        for line in ["《条例》、《办法》，", "“公开”。”，", "平稳……。", "规范，及时；"]
        {
            assert!(pair(line).is_none(), "{line}");
        }
        assert!(behind_year("2024年、我局").is_some() && behind_year("规范。2023年、全市").is_some());
        assert!(behind_year("2022年、2023年").is_none() && behind_year("与2022年、上年相比").is_none());
        assert!(point("平台建设.优化").is_some() && point("12.5件").is_none() && point("1.完善").is_none());
        assert!(signs("落实<公开条例>要求").is_some() && signs("落实＜公开条例＞").is_some());
        assert!(
            signs("《关于印发<公开条例>的通知》").is_none() && signs("当甲<乙").is_none() && signs("甲<5>").is_none()
        );
    }
}
