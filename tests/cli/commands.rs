//! The command line from outside: exit codes, where things are printed, what is written and what is not.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::support::{self, files, nianbao_in, root};
use tempfile::TempDir;

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program ends by itself")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

/// A folder with fixtures as agencies' data files: (agency, year, fixture).
fn office(members: &[(&str, &str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (agency, year, fixture) in members {
        let path = folder.path().join("data").join(agency).join(format!("{year}.yaml"));
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::copy(root().join("tests/fixtures").join(fixture), path).expect("a copy");
    }
    folder
}

fn written(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for ending in ["docx", "pdf", "tmp"] {
        for path in files(folder, ending) {
            names.push(path.strip_prefix(folder).expect("below").display().to_string());
        }
    }
    names.sort();
    names
}

#[test]
fn an_agency_with_errors_does_not_stop_the_others() {
    let office = office(&[("甲局", "2024", "ok/minimal-2021.yaml"), ("乙局", "2024", "err/not-a-count-unit.yaml")]);
    let output = nianbao_in(office.path(), &["build"]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    let agency = fs::read_to_string(office.path().join("data/甲局/2024.yaml")).expect("the copy");
    let agency = agency.lines().find_map(|line| line.strip_prefix("机关: ")).expect("an agency").trim();
    let stem = format!("2024/{agency}2024年政府信息公开工作年度报告");
    assert_eq!(written(&office.path().join("out")), [format!("{stem}.docx"), format!("{stem}.pdf")]);
    assert!(stdout(&output).is_empty(), "findings and progress go to standard error");
    assert!(stderr(&output).contains("错误[not-a-count]"), "{}", stderr(&output));
}

#[test]
fn check_prints_its_findings_to_standard_output() {
    let office = office(&[("乙局", "2024", "err/not-a-count-unit.yaml")]);
    let output = nianbao_in(office.path(), &["check"]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).contains("错误[not-a-count]"));
    assert!(stderr(&output).is_empty());
    assert!(!office.path().join("out").exists(), "check writes nothing");
}

#[test]
fn exit_codes_are_the_contract() {
    let office = office(&[("甲局", "2024", "ok/minimal-2021.yaml")]);
    for (args, expected) in [
        (&["check"][..], 0),
        (&["build"], 0),
        (&["check", "没有这里"], 2),
        (&["build", "--year", "1999"], 2),
        (&["check", "--format", "xml"], 2),
        (&["bulid"], 2),
        (&[], 2),
        (&["--help"], 0),
        (&["build", "--help"], 0),
        (&["--version"], 0),
    ] {
        let output = nianbao_in(office.path(), args);
        assert_eq!(code(&output), expected, "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn help_and_complaints_speak_chinese() {
    let folder = TempDir::new().expect("a temporary folder");
    for args in [&["--help"][..], &["new", "--help"], &["check", "--help"], &["build", "--help"], &["bulid"], &["new"]]
    {
        let output = nianbao_in(folder.path(), args);
        let text = stdout(&output) + &stderr(&output);
        for english in ["Usage", "Options", "OPTIONS", "Arguments", "error", "default", "possible values", "Print help"]
        {
            assert!(!text.contains(english), "{args:?} says “{english}”:\n{text}");
        }
    }
}

/// An untouched skeleton is never sound: what a clerk must decide is 待填, once per entry, text and table, and nothing else
/// is wrong with it.
/// What was typed wrong is answered with what to type, and with how the command is written.
#[test]
fn a_command_typed_wrong_is_answered_with_the_right_one() {
    let office = office(&[("甲局", "2024", "ok/minimal-2021.yaml")]);
    for (args, instead) in [
        (&["improt", "x"][..], "是不是“import”？"),
        (&["data"], "先写要做什么，如 nianbao check data"),
        (&["build", "--format", "pdf"], "是不是“--formats”？"),
        (&["check", "--data", "data"], "文件和文件夹直接写在命令后面，如 nianbao check data"),
        (&["status", "2024"], "写成 nianbao status --year 2024"),
        (&["status"], "用法：nianbao status [选项] --year 年度"),
        (&["build", "2024"], "只要一个年度的，写成 --year 2024"),
        (&["new", "2024", "某市商务局"], "先写机关，再写年度：nianbao new 某市商务局 2024"),
        (&["new", "某市商务局"], "用法：nianbao new [选项] 机关 年度"),
    ] {
        let output = nianbao_in(office.path(), args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(stderr(&output).contains(instead), "{args:?}: {}", stderr(&output));
    }
    for word in ["help", "帮助"] {
        let output = nianbao_in(office.path(), &[word]);
        assert_eq!((code(&output), stdout(&output).contains("nianbao 命令 [选项]")), (0, true), "{word}");
    }
    let found = stdout(&nianbao_in(office.path(), &["explain", "上年结转"]));
    assert!(found.contains("carry-over") && !found.contains("yaml-syntax"), "{found}");
}

#[test]
fn a_new_file_lacks_what_must_be_decided_and_nothing_else() {
    let folder = TempDir::new().expect("a temporary folder");
    for year in ["2020", "2024"] {
        let output = nianbao_in(folder.path(), &["new", "某市商务局", year]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let path = folder.path().join(format!("data/某市商务局/{year}.yaml"));
        let found = support::findings(&path);
        assert!(found.iter().all(|f| f.code == "unfilled"), "{found:#?}");
        assert_eq!(found.len(), 2 + 3 + 3, "机关类型, 成文日期, three tables, three texts: {found:#?}");
        assert_eq!(code(&nianbao_in(folder.path(), &["build"])), 1);
    }
}

#[test]
fn a_name_that_check_refuses_is_refused_by_new() {
    let folder = TempDir::new().expect("a temporary folder");
    for name in ["甲/乙局", "甲局\u{200B}", " ", "待填", "~$甲局", &"局".repeat(61)] {
        let output = nianbao_in(folder.path(), &["new", "--", name, "2024"]);
        assert_eq!(code(&output), 2, "{name:?}: {}", stderr(&output));
        assert!(!folder.path().join("data").exists(), "{name:?}");
    }
}

#[test]
fn a_new_file_never_replaces_one_that_is_there() {
    let office = office(&[("甲局", "2024", "ok/minimal-2021.yaml")]);
    let path = office.path().join("data/甲局/2024.yaml");
    let before = fs::read(&path).expect("the file");
    let output = nianbao_in(office.path(), &["new", "甲局", "2024"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("已经存在"));
    assert_eq!(fs::read(&path).expect("the file"), before);
}

#[test]
fn a_new_file_carries_last_year_over() {
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data/宿迁市人民政府");
    fs::create_dir_all(&data).expect("a folder");
    fs::copy(root().join("data/宿迁市人民政府/2023.yaml"), data.join("2023.yaml")).expect("a copy");
    assert_eq!(code(&nianbao_in(folder.path(), &["new", "宿迁市人民政府", "2024"])), 0);
    let text = fs::read_to_string(data.join("2024.yaml")).expect("the new file");
    assert!(text.contains("上年结转: [118, 3, 0, 0, 0, 0]"), "{text}");
    assert!(text.contains("机关类型: 政府"));
}

#[test]
fn building_twice_gives_the_same_bytes() {
    let office = office(&[("甲局", "2024", "ok/opening-and-signature.yaml")]);
    let build = |out: &str| {
        let output = nianbao_in(office.path(), &["build", "--out", out, "--jobs", "1"]);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        let names = written(&office.path().join(out));
        names.iter().map(|name| fs::read(office.path().join(out).join(name)).expect("an output")).collect::<Vec<_>>()
    };
    assert!(build("甲") == build("乙"));
}

#[test]
fn what_cannot_be_written_is_said_and_leaves_nothing() {
    let office = office(&[("甲局", "2024", "ok/minimal-2021.yaml")]);
    fs::create_dir(office.path().join("out")).expect("a folder");
    fs::write(office.path().join("out/2024"), "a file where the folder should be").expect("a file");
    let output = nianbao_in(office.path(), &["build"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("应当是文件夹"), "{}", stderr(&output));
    assert!(written(&office.path().join("out")).is_empty());
}

#[test]
fn one_finding_looks_like_this() {
    let output = nianbao_in(root(), &["check", "tests/fixtures/err/not-a-count-unit.yaml"]);
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn a_finding_over_two_years_shows_both_files() {
    let output = nianbao_in(root(), &["check", "tests/fixtures/carry-over"]);
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn characters_without_a_glyph_are_refused_at_their_place() {
    let office = office(&[("甲局", "2024", "ok/prose-markup.yaml")]);
    let path = office.path().join("data/甲局/2024.yaml");
    let text = fs::read_to_string(&path).expect("the copy");
    let at = text.find("总体情况: |\n  ").expect("prose") + "总体情况: |\n  ".len();
    fs::write(&path, format!("{}𰻝{}", &text[..at], &text[at..])).expect("a file");
    let found = support::findings(&path);
    let glyph = found.iter().find(|f| f.code == "missing-glyph").expect("a finding");
    let line = text[..at].matches('\n').count() + 1;
    assert_eq!((glyph.line, glyph.column), (line, 3));
    assert!(glyph.message.contains("U+30EDD"), "{}", glyph.message);
    assert_eq!(code(&nianbao_in(office.path(), &["build"])), 1);
    assert!(written(&office.path().join("out")).is_empty(), "nothing is rendered");
}
