//! The data files under `tests/fixtures` say in their first line what checking them must give (see the README there).

use std::collections::BTreeSet;

use nianbao::diag::Code;
use serde_json::Value;

use crate::{entries, findings, project};

/// What the first line of a fixture asks for.
struct Expected {
    code: String,
    /// Line and column; `None` for `*`.
    line: Option<u64>,
    column: Option<u64>,
    /// Codes that may come with it.
    also: Vec<String>,
}

/// The files that cannot say it in a first line.
const UNWRITTEN: [(&str, &str); 5] = [
    ("not-text-gbk", "not-text"),
    ("not-text-utf16", "not-text"),
    ("not-text-binary", "not-text"),
    ("too-deep-lists", "too-deep"),
    ("too-large-aliases", "too-large"),
];

/// Codes of findings that no data file can bring about: where they come from instead.
const ELSEWHERE: [(&str, &str); 4] = [
    ("unreadable", "a file without permission; tests run as any user"),
    ("missing-glyph", "tests/fixtures/text or the characters of a font"),
    ("hand-edited", "an output changed after it was written"),
    ("stale-output", "build --check"),
];

fn expected(path: &str) -> Option<Expected> {
    let stem = std::path::Path::new(path).file_stem()?.to_str()?;
    if let Some((_, code)) = UNWRITTEN.iter().find(|(name, _)| *name == stem) {
        return Some(Expected { code: (*code).into(), line: None, column: None, also: Vec::new() });
    }
    let text = String::from_utf8_lossy(&std::fs::read(project(path)).ok()?).into_owned();
    let first = text.lines().next()?.strip_prefix("# 期望: ")?.to_owned();
    let mut words = first.split_whitespace();
    let code = words.next()?.to_owned();
    let place = words.next().unwrap_or("*");
    let (line, column) = place.split_once(':').unwrap_or(("*", "*"));
    let also = first.split_once("可附带").map_or("", |(_, rest)| rest);
    let also = also.split(|c: char| !c.is_ascii_lowercase() && c != '-').filter(|word| !word.is_empty());
    let also = also.map(str::to_owned).collect();
    Some(Expected { code, line: line.parse().ok(), column: column.parse().ok(), also })
}

/// The files of a fixture with what they expect: itself, or those of the folder.
fn files(fixture: &str) -> Vec<String> {
    if !project(fixture).is_dir() {
        return vec![fixture.to_owned()];
    }
    entries(fixture).iter().flat_map(|entry| files(entry)).collect()
}

fn list(document: &Value) -> Vec<Value> {
    document["findings"].as_array().cloned().unwrap_or_default()
}

/// What is wrong with the findings of a fixture, in words.
fn problems(fixture: &str) -> Vec<String> {
    let found = list(&findings(fixture));
    let mut problems = Vec::new();
    let mut wanted: Vec<String> = Vec::new();
    let mut any = false;
    for file in files(fixture) {
        let Some(expected) = expected(&file) else { continue };
        any = true;
        let matches = |finding: &&Value| {
            finding["code"] == expected.code.as_str()
                && finding["path"] == file.as_str()
                && expected.line.is_none_or(|line| finding["line"] == line)
                && expected.column.is_none_or(|column| finding["column"] == column)
        };
        if !found.iter().any(|finding| matches(&finding)) {
            let places: Vec<String> = found
                .iter()
                .map(|finding| format!("{} {}:{}", finding["code"], finding["line"], finding["column"]))
                .collect();
            let at = (expected.line, expected.column);
            problems.push(format!("{file}: 应有 {} {at:?}，得到 {places:?}", expected.code));
        }
        wanted.push(expected.code);
        wanted.extend(expected.also);
    }
    if !any {
        problems.push(format!("{fixture}: 第一行没有期望"));
    }
    let unwanted = found.iter().filter(|finding| {
        let code = finding["code"].as_str().unwrap_or_default();
        finding["severity"] == "error" && !wanted.iter().any(|wanted| wanted == code)
    });
    problems.extend(unwanted.map(|finding| format!("{fixture}: 多出 {} {}", finding["code"], finding["message"])));
    problems
}

#[test]
fn wrong_files_give_what_their_first_line_says() {
    let fixtures = entries("tests/fixtures/err").into_iter().chain(["tests/fixtures/carry-over".to_owned()]);
    let problems: Vec<String> = fixtures.flat_map(|fixture| problems(&fixture)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn right_files_give_nothing() {
    let mut problems = Vec::new();
    for fixture in entries("tests/fixtures/ok").into_iter().chain(entries("data")) {
        let open = list(&findings(&fixture))
            .into_iter()
            .filter(|finding| finding["acknowledged"].is_null() && finding["severity"] != "hint");
        problems.extend(open.map(|finding| format!("{fixture}: {} {}", finding["code"], finding["message"])));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Published reports, with the totals as printed: exactly the errors that their first line names.
#[test]
fn published_reports_give_the_errors_they_were_published_with() {
    for case in entries("tests/fixtures/cases") {
        let text = std::fs::read_to_string(project(&case)).expect("the case is there");
        let first = text.lines().next().and_then(|line| line.strip_prefix("# 期望: ")).expect("an expectation");
        let wanted: BTreeSet<&str> =
            first.split(';').filter_map(|part| part.trim().split_once(" @ ")).map(|p| p.0).collect();
        let document = findings(&case);
        let found: BTreeSet<String> = list(&document)
            .into_iter()
            .filter(|finding| finding["severity"] == "error")
            .filter_map(|finding| finding["code"].as_str().map(str::to_owned))
            .collect();
        assert_eq!(found, wanted.iter().map(|code| (*code).to_owned()).collect(), "{case}");
    }
}

/// Every code is triggered by a fixture; that the files of `ok/` trigger none is the test above, and those named after a
/// code are its near misses.
#[test]
fn every_code_has_a_fixture() {
    let wrong: BTreeSet<String> = entries("tests/fixtures/err")
        .iter()
        .chain(&["tests/fixtures/carry-over".to_owned()])
        .flat_map(|fixture| files(fixture))
        .filter_map(|file| expected(&file))
        .map(|expected| expected.code)
        .collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.as_str())
        .filter(|code| !wrong.contains(*code) && !ELSEWHERE.iter().any(|(name, _)| name == code))
        .filter(|code| !project(&format!("tests/fixtures/text/{code}.txt")).is_file())
        .collect();
    assert!(missing.is_empty(), "没有测试文件的检查：{missing:?}");
}

/// The change that mends everything is named when there is one, and only then.
#[test]
fn only_a_single_repair_is_named() {
    let repairs = |fixture: &str| -> Vec<String> {
        let help = list(&findings(fixture)).into_iter().flat_map(|finding| finding["help"].as_array().cloned());
        let lines = help.flatten().filter_map(|line| line.as_str().map(str::to_owned));
        lines.filter(|line| line.starts_with('若')).collect::<BTreeSet<_>>().into_iter().collect()
    };
    assert_eq!(
        repairs("tests/fixtures/err/row-total-single-repair.yaml"),
        ["若表三“（一）予以公开”自然人列由 2 改为 3，全部勾稽成立"]
    );
    // Any zero row could take the missing request; two columns are wrong at once.
    assert!(repairs("tests/fixtures/err/column-balance-one-column.yaml").is_empty());
    assert!(repairs("tests/fixtures/err/column-balance-cancels-in-total.yaml").is_empty());
}
