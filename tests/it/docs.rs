//! README and docs are run: every complete data file in them is sound, every command in them is one the program knows.

use std::fs;

use crate::support::{Finding, files, findings, root};
use clap::Parser;

/// Fenced blocks of a Markdown text: info string and content.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(info)) => open = Some((info.trim().to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, content)), None) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

fn pages() -> Vec<(String, String)> {
    let mut pages = vec![root().join("README.md")];
    pages.extend(files(&root().join("docs"), "md"));
    pages.into_iter().map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a page"))).collect()
}

#[test]
fn every_data_file_in_the_docs_is_sound() {
    let mut seen = 0;
    for (page, text) in pages() {
        for (_, content) in blocks(&text).into_iter().filter(|(info, _)| info == "yaml") {
            seen += 1;
            let folder = tempfile::TempDir::new().expect("a temporary folder");
            let year = content.lines().find_map(|line| line.strip_prefix("年度: ")).expect("a complete file has 年度");
            let path = folder.path().join(format!("{}.yaml", &year.trim()[..4]));
            fs::write(&path, &content).expect("a file");
            let errors: Vec<Finding> = findings(&path).into_iter().filter(Finding::is_error).collect();
            assert!(errors.is_empty(), "{page}:\n{content}\n{errors:#?}");
        }
    }
    assert!(seen >= 3, "only {seen} data files in the docs");
}

#[test]
fn every_command_in_the_docs_is_known() {
    let mut seen = 0;
    for (page, text) in pages() {
        for (_, content) in blocks(&text).into_iter().filter(|(info, _)| info == "sh") {
            for line in content.lines() {
                let line = line.split(" #").next().unwrap_or_default().trim();
                let words = line.strip_prefix("cargo run --release -- ").or_else(|| line.strip_prefix("nianbao "));
                let Some(words) = words else { continue };
                seen += 1;
                let words = words.split_whitespace().map(|word| word.trim_matches(['"', '“', '”']));
                if let Err(error) = nianbao::cli::Args::try_parse_from(["nianbao"].into_iter().chain(words)) {
                    assert!(!error.use_stderr(), "{page}: {line}\n{error}");
                }
            }
        }
    }
    assert!(seen >= 3, "only {seen} commands in the docs");
}

/// The two commands of the README are the ones that CI runs.
#[test]
fn ci_runs_the_commands_of_the_readme() {
    let readme = fs::read_to_string(root().join("README.md")).expect("README.md");
    let ci = fs::read_to_string(root().join(".ci/run")).expect(".ci/run");
    for command in ["cargo run --release -- build", "cargo test --release"] {
        assert!(readme.contains(command), "README.md lacks {command}");
        assert!(ci.contains(command), ".ci/run lacks {command}");
    }
}
