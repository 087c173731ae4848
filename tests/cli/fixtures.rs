//! Every fixture gives what its first line promises (conventions: tests/fixtures/README.md).

use std::path::{Path, PathBuf};

use crate::support::{Finding, files, findings, root};

/// What the first line of a fixture promises.
struct Promise {
    code: String,
    line: Option<usize>,
    column: Option<usize>,
    /// Codes that may come along.
    also: Vec<String>,
}

fn promise(path: &Path) -> Option<Promise> {
    let bytes = std::fs::read(path).expect("the fixture is readable");
    let text = String::from_utf8_lossy(&bytes);
    let rest = text.lines().next()?.trim_start_matches('\u{FEFF}').strip_prefix("# 期望: ")?;
    let mut words = rest.split_whitespace();
    let code = words.next()?.to_owned();
    let (line, column) = match words.next()?.split_once(':') {
        Some((line, column)) => (line.parse().ok(), column.parse().ok()),
        None => (None, None),
    };
    let also = rest.split_once("可附带 ").map_or("", |(_, also)| also.trim_end_matches('）'));
    let also = also.split('、').map(str::to_owned).collect();
    Some(Promise { code, line, column, also })
}

fn check(path: &Path, promise: &Promise, found: &[Finding], problems: &mut Vec<String>) {
    let errors: Vec<&Finding> = found.iter().filter(|f| f.is_error() || f.code == promise.code).collect();
    let name = path.strip_prefix(root()).expect("below the root").display();
    let right_place = |f: &&&Finding| {
        f.code == promise.code
            && promise.line.is_none_or(|line| line == f.line)
            && promise.column.is_none_or(|column| column == f.column)
    };
    if !errors.iter().any(|f| right_place(&f)) {
        let at = |n: Option<usize>| n.map_or("*".to_owned(), |n| n.to_string());
        problems.push(format!(
            "{name}: {} {}:{} expected, found {:#?}",
            promise.code,
            at(promise.line),
            at(promise.column),
            errors
        ));
    }
    for other in errors.iter().filter(|f| f.code != promise.code && !promise.also.contains(&f.code)) {
        problems.push(format!("{name}: unexpected {other:?}"));
    }
}

/// Single fixtures of `folder`, and folders that belong together.
fn singles_and_folders(folder: &str) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let folder = root().join("tests/fixtures").join(folder);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("fixtures").map(|e| e.expect("entry").path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| path.is_dir() || path.extension().is_some_and(|e| e == "yaml"))
        .partition(|p| p.is_file())
}

#[test]
fn each_mistake_is_found_at_its_place() {
    let (singles, folders) = singles_and_folders("err");
    let carry_over = root().join("tests/fixtures/carry-over");
    let mut problems = Vec::new();
    let mut seen = 0;
    for path in singles.iter().chain(&folders).chain([&carry_over]) {
        let found = findings(path);
        let members = if path.is_dir() { files(path, "yaml") } else { vec![path.clone()] };
        for member in members {
            if let Some(promise) = promise(&member) {
                seen += 1;
                check(&member, &promise, &found, &mut problems);
            }
        }
    }
    assert!(seen > 90, "only {seen} fixtures");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn files_that_are_no_text_are_refused() {
    for (file, code) in [
        ("not-text-gbk", "not-text"),
        ("not-text-utf16", "not-text"),
        ("not-text-binary", "not-text"),
        ("too-deep-lists", "too-deep"),
        ("too-large-aliases", "too-large"),
    ] {
        let found = findings(&root().join(format!("tests/fixtures/err/{file}.yaml")));
        let codes: Vec<&str> = found.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(codes, [code], "{file}");
    }
}

#[test]
fn sound_files_pass() {
    let (singles, folders) = singles_and_folders("ok");
    let data = root().join("data");
    let mut problems = Vec::new();
    for path in singles.iter().chain(&folders).chain([&data]) {
        let errors: Vec<Finding> = findings(path).into_iter().filter(Finding::is_error).collect();
        if !errors.is_empty() {
            problems.push(format!("{}: {errors:#?}", path.display()));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn published_mistakes_are_refused() {
    for (file, expected) in [
        // The items add up to 26 and 27 where 20 and 21 are printed, while every column balances.
        ("2020-pingtan", &["group-total"][..]),
        ("2021-pingtan", &[]),
        // The single-row （六） of the other form, and two totals printed 0, which the gap does not hide.
        ("2023-hongze-qu", &["unknown-key", "review-total", "review-total"]),
        ("2023-hongze-qu-rows", &["review-total", "review-total"]),
    ] {
        let found = findings(&root().join(format!("tests/fixtures/cases/{file}.yaml")));
        let mut codes: Vec<&str> = found.iter().filter(|f| f.is_error()).map(|f| f.code.as_str()).collect();
        if file == "2020-pingtan" {
            codes.dedup();
        }
        assert_eq!(codes, expected, "{file}: {found:#?}");
    }
}
