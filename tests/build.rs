//! `nianbao build` as its users run it: many agencies, again and again, interrupted, and with hands in between.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on has failed; a skipped one says so"
)]

mod agencies;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A project folder of its own.
struct Project(tempfile::TempDir);

impl Project {
    /// With agencies of the years 2023 and 2024.
    fn new(agencies: usize) -> Project {
        let project = Project(tempfile::tempdir().unwrap());
        agencies::write(&project.path("data"), agencies, &[2023, 2024]);
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
        command.args(args).current_dir(self.0.path());
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&self.command(args).output().unwrap())
    }

    /// Builds the year 2024.
    fn build(&self, more: &[&str]) -> Ran {
        self.run(&[&["build", "--year", "2024"], more].concat())
    }

    /// The output of an agency of 2024.
    fn output(&self, agency: usize, ending: &str) -> PathBuf {
        self.path(&format!("out/2024/{}2024年政府信息公开工作年度报告.{ending}", agencies::name(agency)))
    }

    fn data(&self, agency: usize, year: u16) -> PathBuf {
        agencies::path(&self.path("data"), agency, year)
    }

    /// Replaces some words of a data file.
    fn edit(&self, agency: usize, year: u16, from: &str, to: &str) {
        let path = self.data(agency, year);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Every file of the output folder with its bytes.
    fn outputs(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        walk(&self.path("out"), &mut files);
        files
    }
}

fn walk(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    fn says(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        for words in words {
            assert!(self.err.contains(words) || self.out.contains(words), "{words}\n---\n{}{}", self.out, self.err);
        }
    }
}

#[test]
fn what_has_not_changed_is_not_written_again() {
    let project = Project::new(3);
    project.build(&["--explain-rebuild"]).says(0, &["已生成 3 份报告", "（还没有生成过）"]);
    let before = project.outputs();
    let times = |project: &Project| {
        let time = |path: &PathBuf| std::fs::metadata(path).unwrap().modified().unwrap();
        project.outputs().keys().map(time).collect::<Vec<_>>()
    };
    let written = times(&project);
    project.build(&[]).says(0, &["已生成 0 份报告，3 份未变"]);
    assert_eq!((project.outputs(), times(&project)), (before.clone(), written));
    project.build(&["data", "./data", "data/青石市第0001局"]).says(0, &["共 3 份数据", "3 份未变"]);
    // By another way to the same place nothing changes either.
    let data = project.path("data");
    project.build(&[data.to_str().unwrap(), "--out", "./out"]).says(0, &["3 份未变"]);
    assert_eq!(project.outputs(), before);

    project.edit(2, 2024, "逐项落实", "逐条落实");
    project.build(&["--explain-rebuild"]).says(0, &["已生成 1 份报告，2 份未变", "报告.pdf（数据文件改了）"]);
    project.edit(3, 2023, "逐项落实", "逐条落实");
    let ran = project.build(&["--explain-rebuild", "--report", "run.json"]);
    // What last year's file says is looked at again, but nothing that is printed rests on it.
    ran.says(0, &["3 份未变"]);
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(project.path("run.json")).unwrap()).unwrap();
    assert_eq!(run["summary"]["unchanged"], 3);
    assert_eq!(run["reports"][2]["why"][0], "上年的数据文件改了");
    std::fs::remove_file(project.output(1, "pdf")).unwrap();
    project.build(&["--explain-rebuild"]).says(0, &["已生成 1 份报告，2 份未变", "报告.pdf”不在了"]);
    let copy = project.path("out/2024/.data/青石市第0001局.yaml");
    std::fs::write(&copy, "older").unwrap();
    project.build(&[]).says(0, &["3 份未变"]);
    assert_eq!(std::fs::read(&copy).unwrap(), std::fs::read(project.data(1, 2024)).unwrap());
    project.build(&["--style", "windows", "--explain-rebuild"]).says(0, &["已生成 3 份报告", "版式改了"]);
}

#[test]
fn a_template_that_changes_changes_the_reports() {
    let project = Project::new(1);
    std::fs::create_dir(project.path("own")).unwrap();
    project.build(&["--templates", "own"]).says(0, &["已生成 1 份"]);
    let skeleton = include_str!("../templates/report.j2");
    std::fs::write(project.path("own/report.j2"), skeleton).unwrap();
    project.build(&["--templates", "own"]).says(0, &["1 份未变"]);
    std::fs::write(project.path("own/report.j2"), skeleton.replacen("{{ 落款 }}", "特此报告。\n{{ 落款 }}", 1))
        .unwrap();
    project.build(&["--templates", "own", "--explain-rebuild"]).says(0, &["已生成 1 份", "骨架 report.j2 改了"]);
}

#[test]
fn warnings_of_unchanged_reports_are_shown_again() {
    let project = Project::new(1);
    project.edit(1, 2024, "机关类型", "说明: [{检查: carry-over, 理由: 上年漏统计}]\n机关类型");
    let first = project.build(&[]);
    first.says(0, &["[acknowledgement]", "没有对应的检查结果"]);
    let again = project.build(&[]);
    again.says(0, &["1 份未变"]);
    let finding = |ran: &Ran| ran.err.split("已生成").next().unwrap().split("\n\n").next().unwrap().to_owned();
    assert_eq!(finding(&first), finding(&again));
    project.build(&["--deny", "warnings"]).says(1, &["1 份未生成"]);
}

#[test]
fn check_tells_whether_the_output_is_what_the_data_gives() {
    let project = Project::new(2);
    project.build(&["--check"]).says(1, &["[stale-output]", "还没有生成过"]);
    assert!(!project.path("out").exists());
    project.build(&[]).says(0, &[]);
    project.build(&["--check"]).says(0, &["都与数据一致"]);
    let before = project.outputs();
    project.edit(1, 2024, "逐项落实", "逐条落实");
    project.build(&["--check"]).says(1, &["[stale-output]", "数据文件改了", "1 份与数据不一致"]);
    assert_eq!(project.outputs(), before);
    // Without a manifest the bytes decide.
    project.edit(1, 2024, "逐条落实", "逐项落实");
    std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
    project.build(&["--check"]).says(0, &[]);
    std::fs::write(project.output(1, "pdf"), "hand").unwrap();
    project.build(&["--check"]).says(1, &["[hand-edited]"]);
    // An empty file is what a power cut leaves.
    std::fs::write(project.output(1, "pdf"), "").unwrap();
    project.build(&["--check"]).says(1, &["[stale-output]"]);
    project.build(&[]).says(0, &["已生成 1 份"]);
}

#[test]
fn what_a_hand_has_changed_stays() {
    let project = Project::new(2);
    project.build(&[]).says(0, &[]);
    let path = project.output(1, "docx");
    std::fs::write(&path, "hand").unwrap();
    project.build(&[]).says(1, &["[hand-edited]", "nianbao diff", "1 份未变，1 份未生成"]);
    project.edit(1, 2024, "逐项落实", "逐条落实");
    project.build(&[]).says(1, &["[hand-edited]"]);
    assert_eq!(std::fs::read(&path).unwrap(), b"hand");
    project.build(&["--force"]).says(0, &["已生成 1 份报告，1 份未变"]);
    assert_ne!(std::fs::read(&path).unwrap(), b"hand");
    // A file that was there before anything was recorded is nobody's to overwrite.
    std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
    project.build(&[]).says(0, &["2 份未变"]);
    std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
    project.edit(2, 2024, "逐项落实", "逐条落实");
    project.build(&[]).says(1, &["[hand-edited]"]);
}

#[test]
fn reports_without_data_are_named_and_removed_only_when_asked() {
    let project = Project::new(3);
    project.build(&[]).says(0, &[]);
    std::fs::remove_dir_all(project.data(2, 2024).parent().unwrap()).unwrap();
    std::fs::remove_dir_all(project.data(3, 2024).parent().unwrap()).unwrap();
    // A run that did not look there says nothing.
    let ran = project.build(&["data/青石市第0001局"]);
    ran.says(0, &[]);
    assert!(!ran.err.contains("已经不在"));
    project.build(&[]).says(0, &["“青石市第0002局”2024 年度的数据文件", "已经不在", "--prune"]);
    project.build(&["--check"]).says(1, &["已经不在"]);
    std::fs::write(project.output(3, "docx"), "hand").unwrap();
    project.build(&["--prune"]).says(1, &["已删去", "没有删去"]);
    assert!(!project.output(2, "docx").exists() && project.output(3, "docx").exists());
    project.build(&["--prune", "--force"]).says(0, &["已删去"]);
    let left = project.build(&[]);
    left.says(0, &["1 份未变"]);
    assert!(!left.err.contains("已经不在"));
    assert_eq!(project.outputs().keys().filter(|path| path.extension().is_some_and(|e| e == "yaml")).count(), 1);
}

#[test]
fn an_agency_that_is_renamed_leaves_its_old_files_behind() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    for year in [2023, 2024] {
        project.edit(1, year, "青石市第0001局", "青石市新局");
    }
    project.build(&[]).says(0, &["已生成 1 份", "“青石市第0001局”2024 年度的数据文件"]);
}

#[test]
fn one_bad_agency_stops_no_other() {
    let project = Project::new(6);
    project.edit(1, 2024, "机关类型", "机关类别");
    project.edit(2, 2024, "本年新收: [", "本年新收: [9");
    std::fs::write(project.data(3, 2024), [0xff, 0xfe, 0]).unwrap();
    std::fs::write(project.path("data/青石市第0004局/2024-副本.yaml"), agencies::yaml(4, 2024)).unwrap();
    std::fs::create_dir_all(project.output(5, "pdf")).unwrap();
    let ran = project.build(&["--report", "run.json", "--jobs", "3"]);
    ran.says(
        2,
        &["[unknown-key]", "[column-balance]", "[not-text]", "[identity]", "是文件夹，应当是文件", "年度  已生成"],
    );
    for agency in 1..=6 {
        assert_eq!(project.output(agency, "docx").exists(), agency == 6, "{agency}");
    }
    let run: serde_json::Value = serde_json::from_slice(&std::fs::read(project.path("run.json")).unwrap()).unwrap();
    assert_eq!((&run["summary"]["refused"], &run["summary"]["failed"]), (&5.into(), &1.into()));
}

#[test]
fn what_is_in_the_way_is_named_in_chinese() {
    let project = Project::new(1);
    std::fs::create_dir(project.path("out")).unwrap();
    std::fs::write(project.path("out/2024"), "").unwrap();
    project.build(&[]).says(2, &["2024”是文件，应当是文件夹"]);
    std::fs::write(project.path("out2"), "").unwrap();
    project.build(&["--out", "out2"]).says(2, &["out2”是文件，应当是文件夹"]);
    std::fs::remove_file(project.path("out/2024")).unwrap();
    std::fs::create_dir(project.path("out/2024")).unwrap();
    std::fs::write(project.path("out/2024/manifest.json"), "{").unwrap();
    project.build(&[]).says(2, &["manifest.json”用不了", "把它移走再运行"]);
    std::fs::remove_file(project.path("out/2024/manifest.json")).unwrap();
    let name = "长".repeat(300);
    project.edit(1, 2024, "青石市第0001局", &name);
    project.build(&[]).says(1, &["[bad-value]", "机关名称有 300 个字"]);
    project.edit(1, 2024, &name, "青石市/局");
    project.build(&[]).says(1, &["[bad-value]", "机关名称里不能有“/”"]);
}

/// Root may write anywhere, so that a folder that refuses cannot be made for it.
#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::new(1);
    let out = project.path("out");
    std::fs::create_dir(&out).unwrap();
    std::fs::set_permissions(&out, std::fs::Permissions::from_mode(0o555)).unwrap();
    if std::fs::write(out.join("x"), "").is_ok() {
        eprintln!("这里的用户什么都能写，跳过");
        return;
    }
    project.build(&[]).says(2, &["没有权限"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let project = Project::new(2);
    project.build(&[]).says(0, &[]);
    let before = project.outputs();
    project.edit(1, 2024, "逐项落实", "逐条落实");
    // A limit on the size of files stands in for a disk without room: writing fails in the middle of a file.
    let command = format!("ulimit -f 8; exec '{}' build --year 2024", env!("CARGO_BIN_EXE_nianbao"));
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("trap '' XFSZ; {command}")]).current_dir(project.0.path());
    Ran::of(&shell.output().unwrap()).says(2, &["写不了", "1 份未变，1 份未生成"]);
    let after = project.outputs();
    for (path, bytes) in &before {
        assert_eq!(after.get(path), Some(bytes), "{}", path.display());
    }
    project.build(&[]).says(0, &["已生成 1 份"]);
}

#[test]
fn two_builds_do_not_meet() {
    let project = Project::new(30);
    let mut first = project.command(&["build", "--year", "2024"]).stderr(Stdio::null()).spawn().unwrap();
    while !project.path("out/2024/.nianbao-journal").exists() {
        assert!(first.try_wait().unwrap().is_none(), "the first build was over before it began");
        std::thread::yield_now();
    }
    project.build(&[]).says(2, &["另一个 nianbao 正在写“out”"]);
    assert!(first.wait().unwrap().success());
    project.build(&["--check"]).says(0, &[]);
}

/// Killed at twenty moments, with data changing in between: in the end every byte is as if nothing had happened.
#[test]
fn a_killed_build_is_finished_by_the_next() {
    let undisturbed = Project::new(5);
    let project = Project::new(5);
    undisturbed.build(&[]).says(0, &[]);
    // The first round is the very first build.
    for round in 0..20u32 {
        // Every report is new in every round; each round is killed when so many files have come, or a little later.
        let (from, to) =
            if round % 2 == 0 { ("逐项落实", "逐条落实") } else { ("逐条落实", "逐项落实") };
        for agency in 1..=5 {
            project.edit(agency, 2024, from, to);
        }
        let mut child = project.command(&["build", "--year", "2024"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(u64::from(round * 37 % 400)));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    project.build(&[]).says(0, &[]);
    let relative = |project: &Project| {
        let strip = |(path, bytes): (PathBuf, _)| (path.strip_prefix(project.0.path()).unwrap().to_owned(), bytes);
        project.outputs().into_iter().map(strip).collect::<BTreeMap<_, Vec<u8>>>()
    };
    let (project, undisturbed) = (relative(&project), relative(&undisturbed));
    assert_eq!(project.keys().collect::<Vec<_>>(), undisturbed.keys().collect::<Vec<_>>());
    for (path, bytes) in &undisturbed {
        assert!(project.get(path) == Some(bytes), "{}", path.display());
    }
}

/// Saves a DOCX with some words of its body replaced, as a hand would.
fn edit_docx(path: &Path, from: &str, to: &str) {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name == "word/document.xml" {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.contains(from), "{from}");
            bytes = text.replacen(from, to, 1).into_bytes();
        }
        // Another program packs otherwise.
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(name, stored).unwrap();
        writer.write_all(&bytes).unwrap();
    }
    std::fs::write(path, writer.finish().unwrap().into_inner()).unwrap();
}

#[test]
fn what_a_hand_changed_is_shown_until_it_is_in_the_data() {
    let project = Project::new(1);
    project.build(&[]).says(0, &[]);
    let docx = project.output(1, "docx");
    let docx = docx.to_str().unwrap();
    project.run(&["diff", docx]).says(0, &["没有不同"]);
    edit_docx(Path::new(docx), "按月检查", "按周检查");
    edit_docx(Path::new(docx), ">0</w:t>", ">7</w:t>");
    let ran = project.run(&["diff", docx]);
    ran.says(
        1,
        &[
            "五、存在的主要问题及改进情况，第",
            "数据：",
            "按月检查",
            "文件里：",
            "按周检查",
            "表二“规章”本年制发件数列：数据 0，文件里 7",
        ],
    );
    project.edit(1, 2024, "按月检查", "按周检查");
    project.edit(1, 2024, "  其余: 0\n申请", "  规章: [7, 0, 0]\n  其余: 0\n申请");
    project.run(&["diff", docx]).says(0, &["没有不同"]);
    // The file says what the data says now, but it is not the one that was written.
    project.build(&[]).says(1, &["[hand-edited]"]);
    project.build(&["--force"]).says(0, &["已生成 1 份"]);
    project.run(&["diff", "out/2024/没有.docx"]).says(2, &["没有“out/2024/没有.docx”这个文件"]);
    std::fs::copy(docx, project.path("copy.docx")).unwrap();
    project.run(&["diff", "copy.docx"]).says(2, &["没有生成记录"]);
    let data = project.data(1, 2024);
    project.run(&["diff", "copy.docx", data.to_str().unwrap()]).says(0, &[]);
}

#[test]
fn two_versions_of_the_data_are_compared_in_the_words_of_the_form() {
    let project = Project::new(1);
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=x", "-c", "user.email=x@example.invalid", "-c", "commit.gpgsign=false"];
        let output = Command::new("git").args(identity).args(args).current_dir(project.0.path()).output();
        output.is_ok_and(|output| output.status.success())
    };
    let data = project.data(1, 2024);
    let old = project.path("old.yaml");
    std::fs::copy(&data, &old).unwrap();
    let (data, old) = (data.to_str().unwrap(), old.to_str().unwrap());
    project.edit(1, 2024, "行政许可: {本年处理决定数量: ", "行政许可: {本年处理决定数量: 1");
    project.edit(1, 2024, "按月检查", "按周检查");
    let words = ["表二“行政许可”本年处理决定数量列", "五、存在的主要问题及改进情况，第 1 段", "改为：", "按周检查"];
    project.run(&["diff", old, data]).says(1, &words);
    project.run(&["diff", data, data]).says(0, &["没有不同"]);
    project.run(&["diff", data, "--rev", "HEAD"]).says(2, &["git"]);
    if !git(&["init", "-q"]) {
        eprintln!("没有 git，跳过");
        return;
    }
    std::fs::copy(old, data).unwrap();
    assert!(git(&["add", "."]) && git(&["commit", "-qm", "x"]));
    project.run(&["diff", data]).says(0, &["没有不同"]);
    project.edit(1, 2024, "按月检查", "按周检查");
    project.run(&["diff", data, "--rev", "HEAD"]).says(1, &["按周检查"]);
    project.run(&["diff", data, "--rev", "HEAD~9"]).says(2, &["git 里没有"]);
}

#[test]
fn a_correction_says_what_changed_and_keeps_what_it_replaces() {
    let project = Project::new(2);
    project.build(&["--correction", "漏统计"]).says(0, &["已生成 2 份", "没有写更正说明"]);
    let old = std::fs::read(project.output(1, "pdf")).unwrap();
    project.edit(1, 2024, "行政许可: {本年处理决定数量: ", "行政许可: {本年处理决定数量: 1");
    project.edit(1, 2024, "按月检查", "按周检查");
    let ran = project.build(&["--correction", "统计口径有误"]);
    ran.says(0, &["已生成 1 份报告，1 份未变", "报告更正说明.docx", "报告更正说明.pdf"]);
    let name = |kind: &str| format!("out/2024/{kind}青石市第0001局2024年政府信息公开工作年度报告");
    assert_eq!(std::fs::read(project.path(&format!("{}.pdf", name("superseded/1/")))).unwrap(), old);
    let notice = std::fs::read(project.path(&format!("{}更正说明.docx", name("")))).unwrap();
    let text = format!("{:?}", nianbao::difference::elements(&notice).unwrap());
    for words in [
        "《青石市第0001局2024年政府信息公开工作年度报告》因统计口径有误，现更正如下。",
        "\"项目\", \"原数\", \"更正后\"",
        "表二“行政许可”本年处理决定数量列",
        "“五、存在的主要问题及改进情况”第1段，",
        "其他内容不变",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let manifest = std::fs::read_to_string(project.path("out/2024/manifest.json")).unwrap();
    assert!(manifest.contains("\"reason\": \"统计口径有误\""));
    project.build(&[]).says(0, &["2 份未变"]);
    project.build(&["--check"]).says(0, &[]);
    project.edit(1, 2024, "按周检查", "按季检查");
    project.build(&["--correction", "又有误"]).says(0, &["报告更正说明2.pdf"]);
    assert!(project.path(&format!("{}.docx", name("superseded/2/"))).exists());
    // Only a comment: nothing is corrected.
    project.edit(1, 2024, "机关类型", "# 说明\n机关类型");
    project.build(&["--correction", "再有误"]).says(0, &["2 份未变", "没有写更正说明"]);
}

/// Killed at any moment, a correction run again ends as if undisturbed: the old files are kept, the notice is about them.
#[test]
fn a_killed_correction_is_finished_by_the_next() {
    let correct = |project: &Project| {
        project.edit(1, 2024, "按月检查", "按周检查");
        project.command(&["build", "--year", "2024", "--correction", "有误"])
    };
    let undisturbed = Project::new(1);
    undisturbed.build(&[]).says(0, &[]);
    Ran::of(&correct(&undisturbed).output().unwrap()).says(0, &["更正说明.pdf"]);
    let names = |project: &Project| {
        let strip = |(path, bytes): (PathBuf, _)| (path.strip_prefix(project.0.path()).unwrap().to_owned(), bytes);
        project.outputs().into_iter().map(strip).collect::<BTreeMap<_, Vec<u8>>>()
    };
    let expected = names(&undisturbed);
    for moment in 0..8 {
        let project = Project::new(1);
        project.build(&[]).says(0, &[]);
        let mut child = correct(&project).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + 25 * moment));
        child.kill().unwrap();
        child.wait().unwrap();
        project.build(&["--correction", "有误"]).says(0, &[]);
        let found = names(&project);
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (path, bytes) in &expected {
            assert!(found.get(path) == Some(bytes), "{}", path.display());
        }
    }
}

#[test]
fn watching_builds_what_a_save_touches() {
    use std::io::{BufRead, BufReader};
    let project = Project::new(2);
    std::fs::create_dir(project.path("own")).unwrap();
    let skeleton = project.path("own/report.j2");
    std::fs::write(&skeleton, include_str!("../templates/report.j2")).unwrap();
    let mut child = project.command(&["watch", "--templates", "own"]).stderr(Stdio::piped()).spawn().unwrap();
    let (send, lines) = std::sync::mpsc::channel();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    // The text of one build; a minute is for machines that have much else to do.
    let build = || {
        let mut text = String::new();
        loop {
            match lines.recv_timeout(std::time::Duration::from_secs(60)) {
                Ok(line) if line.contains("正在监视") => return text,
                Ok(line) => text += &(line + "\n"),
                Err(error) => panic!("{error}\n{text}"),
            }
        }
    };
    let first = build();
    assert!(first.contains("共 4 份数据：已生成 4 份报告"), "{first}");
    project.edit(1, 2024, "按月检查", "按周检查");
    let text = build();
    assert!(text.contains("共 1 份数据：已生成 1 份报告"), "{text}");
    // As editors save: the new text beside the old, then in its place.
    let data = project.data(2, 2024);
    let text = std::fs::read_to_string(&data).unwrap().replacen("本年新收: [", "本年新收: [9", 1);
    std::fs::write(data.with_extension("tmp"), text).unwrap();
    std::fs::rename(data.with_extension("tmp"), &data).unwrap();
    let text = build();
    assert!(text.contains("[column-balance]") && text.contains("1 份未生成"), "{text}");
    project.edit(2, 2024, "本年新收: [9", "本年新收: [");
    let text = build();
    assert!(text.contains("1 份未变"), "{text}");
    std::fs::write(
        &skeleton,
        include_str!("../templates/report.j2").replacen("{{ 落款 }}", "特此报告。\n{{ 落款 }}", 1),
    )
    .unwrap();
    let text = build();
    assert!(text.contains("共 4 份数据：已生成 4 份报告"), "{text}");
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Resident memory of a build of many reports, as Linux counts it: it must not grow with their number.
#[test]
fn memory_does_not_grow_with_the_number_of_reports() {
    if !cfg!(target_os = "linux") {
        eprintln!("只在 Linux 上量内存，跳过");
        return;
    }
    let peak = |agencies: usize| {
        let project = Project::new(agencies);
        let mut child =
            project.command(&["build", "--year", "2024", "--jobs", "2"]).stderr(Stdio::null()).spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0u64;
        while child.try_wait().unwrap().is_none() {
            let text = std::fs::read_to_string(&status).unwrap_or_default();
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            peak = peak.max(line.and_then(|kib| kib.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        peak / 1024
    };
    // Without forgetting, each report would add 5 MB.
    let (few, many) = (peak(10), peak(80));
    assert!(many < 200 && many < few + 60, "{few} MB for 10 reports, {many} MB for 80");
}
