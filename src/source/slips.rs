//! Slips of writing (笔误) in a data file: what a clerk did where a parser stumbles, or where it would read something else.
//!
//! `scan` goes through the lines and mends a copy; here is what it collects, and the last resort for what no line explains.
//! Knows the parser's errors and the text; nothing of what the file should say.

mod figures;
mod lists;
mod scan;
mod strays;
mod texts;
mod values;
mod wraps;

use std::ops::Range;
use std::sync::Arc;

use serde_saphyr::{Error, Location};

use super::edits::Edits;
use super::lines::NameLookup;
use super::range;
use crate::diag::{Code, Finding, Place, Severity, SourceFile};

/// What a walk through a file's lines found, and how the copy that is read on has to differ.
pub(super) struct Slips<'a> {
    file: &'a Arc<SourceFile>,
    pub edits: Edits,
    found: Vec<LineSlip>,
}

struct LineSlip {
    /// The kind; lines with the same slip one after the other are one finding.
    tag: &'static str,
    finding: Finding,
    count: usize,
}

/// Most slips of one file that are named.
const MOST: usize = 200;

impl<'a> Slips<'a> {
    pub fn new(file: &'a Arc<SourceFile>) -> Slips<'a> {
        Slips { file, edits: Edits::default(), found: Vec::new() }
    }

    /// Notes a slip that is no YAML. The same slip on the lines that follow, or in the same words further on, is counted with it.
    fn add(&mut self, tag: &'static str, at: Range<usize>, message: String, help: String) {
        let last = self.found.len().saturating_sub(1);
        let same = |(index, slip): &(usize, &mut LineSlip)| {
            slip.tag == tag && (*index == last || slip.finding.message == message)
        };
        if let Some((_, slip)) = self.found.iter_mut().enumerate().rev().find(same) {
            slip.count += 1;
            return;
        }
        self.add_each(tag, at, message, help);
    }

    /// Notes a slip that has its own words on every line.
    fn add_each(&mut self, tag: &'static str, at: Range<usize>, message: String, help: String) {
        if self.found.len() < MOST {
            let finding = Finding::new(Code::YamlSyntax, Place::new(self.file, at), message).help(help);
            self.found.push(LineSlip { tag, finding, count: 1 });
        }
    }

    /// Notes a slip that is YAML and means something else than what it looks like.
    fn warn(&mut self, tag: &'static str, at: Range<usize>, message: String, help: String) {
        if self.found.len() < MOST {
            let finding = Finding::new(Code::NoteInText, Place::new(self.file, at), message).help(help);
            self.found.push(LineSlip { tag, finding: finding.severity(Severity::Warning), count: 1 });
        }
    }

    /// The findings in the order of their places, those of several lines with their number.
    pub fn findings(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|slip| slip.finding.at.range.start);
        let told = |slip: LineSlip| match slip.count {
            1 => slip.finding,
            count => Finding { message: format!("{}（共 {count} 行）", slip.finding.message), ..slip.finding },
        };
        self.found.into_iter().map(told).collect()
    }
}

/// Goes through the lines of a file.
pub(super) fn scan<'a>(file: &'a Arc<SourceFile>, names: NameLookup<'a>) -> Slips<'a> {
    scan::Scan::new(file, names).run()
}

/// A blank that is none, by name and code point.
fn named_blank(c: char) -> String {
    let name = match c {
        '\u{A0}' | '\u{202F}' => "不换行空格",
        '\u{3000}' => "全角空格",
        '\t' => "制表符",
        _ => "排版用的空格",
    };
    format!("{name}（U+{:04X}）", c as u32)
}

/// Where in a line a `-` stands alone as a value: `行政处罚: -`, `[1, -, 3]`.
pub(super) fn lone_dashes(line: &str) -> Vec<usize> {
    let alone = |&(at, _): &(usize, &str)| {
        let (before, behind) = (&line[..at], &line[at + 1..]);
        let begins = before.trim_end().ends_with(['[', ',', '{'])
            || before.trim_end_matches(' ').ends_with(':') && before.ends_with(' ');
        let ends = behind.trim_start().starts_with([',', ']', '}'])
            || behind.trim().is_empty()
            || behind.trim_start().starts_with('#');
        begins && ends
    };
    line.match_indices('-').filter(alone).map(|(at, _)| at).collect()
}

/// A parser's error in the words of a clerk: what kind of slip stands at that place.
pub(super) fn syntax(file: &Arc<SourceFile>, error: &Error) -> Finding {
    if let Error::AliasError { error, .. } = error {
        return syntax(file, error);
    }
    let location = error.location().unwrap_or(Location::UNKNOWN);
    let text = &file.text;
    let mut at = if location.line() == 0 { 0..0 } else { range(file, &location) };
    at.start = at.start.min(text.len());
    let (code, what) = match error {
        Error::Budget { breach: serde_saphyr::budget::BudgetBreach::Depth { .. }, .. } => {
            (Code::TooDeep, "嵌套层次过深，不是年报数据的写法")
        }
        Error::Budget { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => (Code::TooLarge, "展开后内容过多，不是年报数据的写法"),
        Error::MultipleDocuments { .. } => (Code::YamlSyntax, "一个文件只能放一份年报，“---”之后还有内容"),
        Error::UnknownAnchor { .. } => (Code::YamlSyntax, "“*”后面引用的名称没有定义；文字以 * 开头时请加引号"),
        error if error.to_string().contains("nesting") || error.to_string().contains("recursion limit") => {
            (Code::TooDeep, "嵌套层次过深，不是年报数据的写法")
        }
        _ => (Code::YamlSyntax, ""),
    };
    if code != Code::YamlSyntax || !what.is_empty() {
        return Finding::new(code, Place::new(file, at), what);
    }
    // The parser stumbles where the slip shows, often a line or two after it was made.
    let number = text[..at.start].matches('\n').count() + 1;
    if let Some(finding) = begins_wrong(file, number).or_else(|| missing_colon(file, number)) {
        return finding;
    }
    let quotes = text[line_range(text, number)].matches('"').count();
    let help = if quotes % 2 == 1 {
        "这一行的半角引号没有成对"
    } else {
        "请核对这一行和上一行：缩进是否对齐、半角冒号后是否有空格、括号引号是否成对"
    };
    Finding::new(Code::YamlSyntax, Place::new(file, at), "从这里起读不下去，不符合 YAML 写法").help(help)
}

/// A line near a number that is indented with a tab, or whose name is parted from its value by a full-width colon.
fn begins_wrong(file: &Arc<SourceFile>, number: usize) -> Option<Finding> {
    let text = &file.text;
    for line in [number, number.saturating_sub(1), number + 1] {
        let line = line_range(text, line);
        let content = &text[line.clone()];
        let indent = content.len() - content.trim_start().len();
        if let Some(tab) = content[..indent].find('\t') {
            let place = Place::new(file, line.start + tab..line.start + tab + 1);
            let finding = Finding::new(Code::YamlSyntax, place, "行首用了制表符（Tab）");
            return Some(finding.help("行首只能用空格缩进，每级两个空格"));
        }
        if let Some(colon) = full_width_colon(content) {
            let place = Place::new(file, line.start + colon..line.start + colon + '：'.len_utf8());
            let finding = Finding::new(Code::YamlSyntax, place, "项名后面用了全角冒号“：”");
            return Some(finding.help("改为半角冒号加一个空格，如“年度: 2024”"));
        }
    }
    None
}

/// A line that is a key without its colon: `申请` over its rows.
fn missing_colon(file: &Arc<SourceFile>, number: usize) -> Option<Finding> {
    let line = line_range(&file.text, number);
    let content = file.text[line.clone()].split(" #").next()?.trim();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let next = &file.text[line_range(&file.text, number + 1)];
    let over_rows = indent(next) > indent(&file.text[line.clone()]) && next.contains(':');
    let is_key = !content.is_empty() && content.chars().all(char::is_alphanumeric);
    (is_key && over_rows).then(|| {
        let end = line.start + file.text[line.clone()].find(content).unwrap_or_default() + content.len();
        Finding::new(Code::YamlSyntax, Place::new(file, end - content.len()..end), format!("“{content}”后面没有冒号"))
            .help(format!("写成“{content}:”，用半角冒号"))
    })
}

/// The byte of a full-width colon that stands where a key's colon should.
fn full_width_colon(line: &str) -> Option<usize> {
    let colon = line.find('：')?;
    let key = line[..colon].trim_start().trim_start_matches("- ");
    (!key.is_empty() && !key.contains([':', ' ', '#', '。', '，', '、', '“', '"', '{', '['])).then_some(colon)
}

/// The byte range of a line (from 1) without its line break.
pub(super) fn line_range(text: &str, number: usize) -> Range<usize> {
    let mut start = 0;
    for _ in 1..number {
        match text[start..].find('\n') {
            Some(newline) => start += newline + 1,
            None => return text.len()..text.len(),
        }
    }
    let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    start..end
}
