//! Golden reports: from the data files of `data/` through all four verbs to plain text, compared to the letter.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use nianbao::cli::{Args, exit, run};

use clap::Parser;

/// The text `build` writes for a data file.
fn printed(data: &str) -> String {
    let out = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(data);
    let words = ["nianbao", "build", data.to_str().unwrap(), "--formats", "txt", "--out", out.path().to_str().unwrap()];
    let code = run(&Args::try_parse_from(words).unwrap());
    assert_eq!(code, exit::OK);
    let texts: Vec<_> =
        walk(out.path()).into_iter().filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    let [text] = texts.as_slice() else { panic!("one text: {texts:?}") };
    std::fs::read_to_string(text).unwrap()
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn a_report_of_the_2021_form() {
    insta::assert_snapshot!(printed("宿迁市人民政府/2024.yaml"));
}

#[test]
fn a_report_of_the_2019_form() {
    insta::assert_snapshot!(printed("广州开发区民营经济和企业服务局/2020.yaml"));
}
