//! `nianbao build` as its users run it: many agencies, again and again, with hands in between.

use crate::project::{Project, Ran};
use crate::support::agencies;
use std::path::PathBuf;

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
    let skeleton = include_str!("../../templates/report.j2");
    std::fs::write(project.path("own/report.j2"), skeleton).unwrap();
    project.build(&["--templates", "own"]).says(0, &["1 份未变"]);
    std::fs::write(project.path("own/report.j2"), skeleton.replacen("{{ 落款 }}", "特此报告。\n{{ 落款 }}", 1))
        .unwrap();
    project.build(&["--templates", "own", "--explain-rebuild"]).says(0, &["已生成 1 份", "骨架 report.j2 改了"]);
}

#[test]
fn a_size_for_a_table_that_no_form_has_is_pointed_at() {
    let project = Project::new(1);
    std::fs::write(project.path("本局.yaml"), "表格:\n  各表字号: {表二: 12, 表五: 9}\n").unwrap();
    project.build(&["--style", "本局.yaml"]).says(2, &["本局.yaml:2:18", "“表五”不是表样里的表", "表二、表三、表四"]);
    std::fs::write(project.path("本局.yaml"), "表格:\n  各表字号: {表二: 12, 主动公开政府信息情况: 11}\n").unwrap();
    project.build(&["--style", "本局.yaml"]).says(0, &["已生成 1 份"]);
}

#[test]
fn warnings_of_unchanged_reports_are_shown_again() {
    let project = Project::new(1);
    project.edit(1, 2024, "机关类型", "说明: [{检查: text-vs-table, 理由: 上年漏统计}]\n机关类型");
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
