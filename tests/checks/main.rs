//! The checks as users meet them: every code is documented and has a fixture that triggers it, the single repair is named, and what the program prints for machines is what the schemas promise.

#[path = "../common/mod.rs"]
mod common;
mod documents;
mod fixtures;
mod outputs;
mod repair;
mod schema;

use std::path::PathBuf;

use common::nianbao;
use serde_json::Value;

/// A file or folder of the project.
fn project(path: &str) -> PathBuf {
    common::root().join(path)
}

/// Standard output as text.
fn printed(args: &[&str]) -> String {
    String::from_utf8(nianbao(args).stdout).expect("output is UTF-8")
}

/// The findings of `check --format json` on a path, and the whole document.
fn findings(path: &str) -> Value {
    serde_json::from_str(&printed(&["check", "--format", "json", path]))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Paths of the entries of a folder, relative to the project, sorted.
fn entries(folder: &str) -> Vec<String> {
    let read = std::fs::read_dir(project(folder)).expect("the folder is there");
    let mut names: Vec<String> =
        read.map(|entry| format!("{folder}/{}", entry.expect("readable").file_name().to_string_lossy())).collect();
    names.sort();
    names
}

/// Whether files made by the program are to be written instead of compared (`UPDATE=1`).
fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Compares a committed file with what it is made of, or writes it when updating.
fn compare_or_write(path: &str, made: &str) {
    let file = project(path);
    if updating() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("writable");
        std::fs::write(&file, made).expect("writable");
        return;
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    assert!(committed == made, "{path} 与来源不一致：运行 UPDATE=1 cargo test --release --test checks");
}
