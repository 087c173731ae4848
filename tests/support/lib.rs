//! What tests share: running the program, the forms, reports to print, printed pages to measure, made-up agencies.
#![allow(dead_code, reason = "each test binary uses a part")]

pub mod agencies;
pub mod browser;
pub mod measure;
pub mod reports;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use nianbao::office::{Look, Office};

/// The office with the embedded templates, style and fonts.
pub static OFFICE: LazyLock<Office> =
    LazyLock::new(|| Office::open(&Look::default()).unwrap_or_else(|fault| panic!("{fault}")));

/// The root of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in the package's root.
pub fn nianbao<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Output {
    nianbao_in(root(), args)
}

/// Runs the program in a folder.
pub fn nianbao_in<S: AsRef<std::ffi::OsStr>>(folder: &Path, args: &[S]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
    command.current_dir(folder).env("NO_COLOR", "1").env_remove("COLUMNS").args(args);
    command.output().expect("the program starts")
}

/// The findings of `check --format json` for one path.
pub fn findings(path: &Path) -> Vec<Finding> {
    let output = nianbao(&["check".as_ref(), "--format".as_ref(), "json".as_ref(), path.as_os_str()]);
    let text = String::from_utf8(output.stdout).expect("output is UTF-8");
    let document: serde_json::Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()));
    let list = document["findings"].as_array().expect("findings are a list");
    let number = |value: &serde_json::Value| value.as_u64().expect("a number") as usize;
    list.iter()
        .filter(|finding| !matches!(finding["code"].as_str(), Some("not-checked" | "passed-over")))
        .map(|finding| Finding {
            code: finding["code"].as_str().expect("a code").to_owned(),
            severity: finding["severity"].as_str().expect("a severity").to_owned(),
            acknowledged: !finding["acknowledged"].is_null(),
            message: finding["message"].as_str().expect("a message").to_owned(),
            line: number(&finding["line"]),
            column: number(&finding["column"]),
        })
        .collect()
}

/// A finding as printed in JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub code: String,
    pub severity: String,
    pub acknowledged: bool,
    pub message: String,
    pub line: usize,
    pub column: usize,
}

impl Finding {
    pub fn is_error(&self) -> bool {
        self.severity == "error" && !self.acknowledged
    }
}

/// Files below a folder with this ending, sorted.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("a folder entry").path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A file or folder of the project.
pub fn project(path: &str) -> PathBuf {
    root().join(path)
}

/// Standard output of the program as text.
pub fn printed(args: &[&str]) -> String {
    String::from_utf8(nianbao(args).stdout).expect("output is UTF-8")
}

/// What `check --format json` prints for a path.
pub fn checked(path: &str) -> serde_json::Value {
    serde_json::from_str(&printed(&["check", "--format", "json", path]))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Paths of the entries of a folder, relative to the project, sorted.
pub fn entries(folder: &str) -> Vec<String> {
    let read = std::fs::read_dir(project(folder)).expect("the folder is there");
    let mut names: Vec<String> =
        read.map(|entry| format!("{folder}/{}", entry.expect("readable").file_name().to_string_lossy())).collect();
    names.sort();
    names
}

/// Whether files made by the program are to be written instead of compared (`UPDATE=1`).
pub fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Compares a committed file with what it is made of, or writes it when updating.
pub fn compare_or_write(path: &str, made: &str) {
    let file = project(path);
    if updating() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("writable");
        std::fs::write(&file, made).expect("writable");
        return;
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(committed == made, "{path} 与来源不一致：运行 UPDATE=1 cargo test --release --test cli documents");
}
