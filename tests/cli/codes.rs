//! Every code has a fixture that triggers it, and sound files trigger none (that each fixture gives what its first line
//! promises is the business of `tests/cli/fixtures.rs`).

use std::collections::BTreeSet;

use nianbao::diag::Code;
use serde_json::Value;

use crate::support::{checked, entries, project};

/// Codes of findings that no data file can bring about: where they come from instead.
const ELSEWHERE: [(&str, &str); 11] = [
    ("unreadable", "a file without permission; tests run as any user"),
    ("missing-glyph", "the characters of a font"),
    ("hand-edited", "an output changed after it was written: tests/cli/batch.rs"),
    ("stale-output", "build --check: tests/cli/batch.rs"),
    ("published", "a build after publish: tests/cli/publication.rs"),
    ("unrecorded", "a build after the manifest was lost: tests/cli/loss.rs"),
    ("correction-date", "a correction: tests/cli/publication.rs"),
    ("passed-over", "a file that is no data file: tests/cli/folders.rs"),
    ("not-checked", "a folder without last year's file: tests/cli/folders.rs"),
    ("too-many", "a file with hundreds of findings: tests/cli/folders.rs"),
    ("internal", "a panic; none is known"),
];

/// The files that cannot say in their first line what they give.
const UNWRITTEN: [&str; 3] = ["not-text", "too-deep", "too-large"];

/// The code that the first line of a fixture promises.
fn promised(path: &str) -> Option<String> {
    let text = String::from_utf8_lossy(&std::fs::read(project(path)).ok()?).into_owned();
    let first = text.lines().next()?.strip_prefix("# 期望: ")?;
    first.split_whitespace().next().map(str::to_owned)
}

/// The files of a fixture: itself, or those of the folder.
fn files(fixture: &str) -> Vec<String> {
    if !project(fixture).is_dir() {
        return vec![fixture.to_owned()];
    }
    entries(fixture).iter().flat_map(|entry| files(entry)).collect()
}

fn list(document: &Value) -> Vec<Value> {
    document["findings"].as_array().cloned().unwrap_or_default()
}

#[test]
fn right_files_give_nothing() {
    let mut problems = Vec::new();
    for fixture in entries("tests/fixtures/ok").into_iter().chain(entries("data")) {
        let open = list(&checked(&fixture))
            .into_iter()
            .filter(|finding| finding["acknowledged"].is_null() && finding["severity"] != "hint");
        problems.extend(open.map(|finding| format!("{fixture}: {} {}", finding["code"], finding["message"])));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Every code is triggered by a fixture; that the files of `ok/` trigger none is the test above, and those named after a
/// code are its near misses.
#[test]
fn every_code_has_a_fixture() {
    let mut wrong: BTreeSet<String> = UNWRITTEN.iter().map(|code| (*code).to_owned()).collect();
    for fixture in entries("tests/fixtures/err").into_iter().chain(["tests/fixtures/carry-over".to_owned()]) {
        wrong.extend(files(&fixture).iter().filter_map(|file| promised(file)));
    }
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
        let help = list(&checked(fixture)).into_iter().flat_map(|finding| finding["help"].as_array().cloned());
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
