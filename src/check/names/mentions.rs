//! Where a text says whose report it is: a title before its year, a preface in the places that name who made the report, a sentence
//! that begins with who did the work.

use std::ops::Range;

use super::LONGEST;
use super::likeness::{SHORTEST_NAME, is_of_name};
use crate::form::agency_words;

/// The names with which sentences begin that go on with an agency's own work.
pub(super) fn telling(text: &str) -> Vec<Range<usize>> {
    let deeds = agency_words().deeds.iter().flat_map(|deed| text.match_indices(deed.as_str()));
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in deeds {
        let run = length(text[..at].chars().rev());
        let before = text[..at - run].trim_end_matches(['，', ' ']);
        let begins = before.is_empty() || before.ends_with(['。', '\n', '；']) || is_year(before);
        if begins && run > 0 && found.last().is_none_or(|range| range.start != at - run) {
            found.push(at - run..at);
        }
    }
    found
}

/// Whether a text ends with a year at the beginning of a sentence: 2024年.
fn is_year(before: &str) -> bool {
    let year = before.strip_suffix("年").or_else(|| before.strip_suffix("年度"));
    let Some((rest, year)) = year.and_then(|year| year.split_at_checked(year.len().checked_sub(4)?)) else {
        return false;
    };
    let begins = rest.is_empty() || rest.ends_with(['。', '\n', '；']);
    begins && year.bytes().all(|byte| byte.is_ascii_digit())
}

/// How many bytes of some characters may be of a name, up to the first that is not.
fn length(characters: impl Iterator<Item = char>) -> usize {
    characters.take(LONGEST).take_while(|c| is_of_name(*c)).map(char::len_utf8).sum()
}

/// Whether a text speaks of the report itself.
fn names_report(text: &str) -> bool {
    ["本报告", "年度报告", "年报"].iter().any(|word| text.contains(word))
}

/// What stands before the year at the beginning of a title.
pub(super) fn before_year(title: &str) -> Option<Range<usize>> {
    let year = title.find("20")?;
    let name = title[..year].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '）');
    (!name.is_empty()).then_some(0..name.len())
}

/// Names in the places where a preface names its own agency: before the report's title, and behind 由 … 编制.
pub(super) fn named(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("年政府信息公开工作年度报告") {
        // 《关于做好……年度报告编制工作的通知》 is somebody else's paper.
        let rest = &text[at + "年政府信息公开工作年度报告".len()..];
        if rest.starts_with(['编', '的']) || rest.starts_with("工作") {
            continue;
        }
        let name = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        found.extend(name_before(text, name.len()));
    }
    found.extend(first_named(text));
    found.extend(compiling(text));
    found.extend(introduced(text));
    found.extend(text.match_indices('由').filter_map(|(at, by)| named_behind(text, at + by.len())));
    found
}

/// The name behind 由: up to what its body does, 编制, or rests on, 由……根据……编制.
fn named_behind(text: &str, start: usize) -> Option<Range<usize>> {
    let length = text[start..].char_indices().take(LONGEST).find(|&(_, c)| !is_of_name(c));
    let run = &text[start..length.map_or(text.len(), |(at, _)| start + at)];
    let sentence = text[start..].split(['。', '\n']).next().unwrap_or_default();
    if !sentence.contains("编制") {
        return None;
    }
    let end = agency_words().follows.iter().filter_map(|word| run.find(word.as_str())).min()?;
    let name = run[..end].trim_end_matches("负责").trim_end_matches("牵头");
    (!name.is_empty()).then(|| start..start + name.len())
}

/// The names before 编制 where a clause begins with them: 根据《条例》规定，青石市水务局编制本报告.
fn compiling(text: &str) -> Vec<Range<usize>> {
    let named = |(at, verb): (usize, &str)| {
        let behind = &text[at + verb.len()..];
        let clause = behind.split(['，', '。', '\n']).next().unwrap_or_default();
        let of_report = names_report(clause);
        let run = length(text[..at].chars().rev());
        let begins = text[..at - run].ends_with('，');
        let begins = begins && !text[at - run..at].contains(['及', '各']);
        (run > 0 && begins && of_report && !behind.starts_with(['的', '要', '工'])).then(|| at - run..at)
    };
    text.match_indices("编制").filter_map(named).collect()
}

/// The names between 现将 and the year of what is made known: 现将青石市水务局2024年政府信息公开工作情况报告如下.
fn introduced(text: &str) -> Vec<Range<usize>> {
    let named = |(at, lead): (usize, &str)| {
        let start = at + lead.len();
        let run = length(text[start..].chars());
        let behind = &text[start + run..];
        let digits = behind.chars().take_while(char::is_ascii_digit).count();
        let sentence = behind.split(['。', '\n']).next().unwrap_or_default();
        let of_report = sentence.contains("政府信息公开")
            && ["报告", "公布", "公开如下"].iter().any(|word| sentence.contains(word));
        // 市局及中心城区分局: more than one.
        let one = !text[start..start + run].contains(['及', '各']);
        (run > 0 && one && digits == 4 && behind[4..].starts_with('年') && of_report).then(|| start..start + run)
    };
    ["现将", "特将", "现就"].into_iter().flat_map(|lead| text.match_indices(lead)).filter_map(named).collect()
}

/// The names with which paragraphs of a preface begin: 青石市水务局根据……编制本报告.
fn first_named(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_start();
        let from = start + line.len() - body.len();
        start += line.len();
        if !names_report(body) {
            continue;
        }
        let end = agency_words().follows.iter().filter_map(|word| body.find(word.as_str())).min();
        let end = end.filter(|end| *end > 0);
        if let Some(end) = end.filter(|end| body[..*end].chars().all(is_of_name)) {
            found.push(from..from + end);
        }
    }
    found
}

/// The name that ends at an offset: what stands behind the last word that leads up to one.
fn name_before(text: &str, end: usize) -> Option<Range<usize>> {
    let run: Vec<(usize, char)> =
        text[..end].char_indices().rev().take_while(|&(_, c)| is_of_name(c)).take(LONGEST).collect();
    let start = run.last()?.0;
    let behind = |lead: &String| text[start..end].rfind(lead.as_str()).map(|at| start + at + lead.len());
    let long = |from: &usize| text[*from..end].chars().count() >= SHORTEST_NAME;
    Some(agency_words().leads.iter().filter_map(|lead| behind(lead).filter(long)).max().unwrap_or(start)..end)
}
