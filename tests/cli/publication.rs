//! Publication as a fact: what is out changes only as a correction that says why and keeps what it replaces.

use std::io::Read;
use std::process::Stdio;
use std::time::Duration;

use crate::project::{Project, Ran};

fn publish(project: &Project, more: &[&str]) -> Ran {
    project.run(&[&["publish", "--year", "2024", "--date", "2025-01-26"], more].concat())
}

/// The files of a package, with their texts' lengths.
fn packed(project: &Project, name: &str) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(project.path(name)).unwrap()).unwrap();
    let read = |index| {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..zip::ZipArchive::new(std::fs::File::open(project.path(name)).unwrap()).unwrap().len()).map(read).collect()
}

fn change(project: &Project, agency: usize) {
    project.edit(agency, 2024, "行政许可: {本年处理决定数量: ", "行政许可: {本年处理决定数量: 1");
}

#[test]
fn what_is_published_is_not_replaced_without_a_reason() {
    let project = Project::new(2);
    publish(&project, &[]).says(2, &["先运行 nianbao build"]);
    project.build(&[]).says(0, &[]);
    publish(&project, &[]).says(0, &["公布 2 份"]);
    publish(&project, &[]).says(0, &["公布 0 份", "2 份早已公布"]);
    let manifest = std::fs::read_to_string(project.path("out/2024/manifest.json")).unwrap();
    assert!(manifest.contains("\"version\": 2") && manifest.contains("\"date\": \"2025-01-26\""));
    project.build(&[]).says(0, &["2 份未变"]);
    // Neither a new style nor force replaces it.
    let before = project.outputs();
    project.build(&["--style", "windows"]).says(0, &["2 份未变"]);
    change(&project, 1);
    for more in [&[][..], &["--force"], &["--check"]] {
        project.build(more).says(1, &["[published]", "已于 2025年1月26日 公布，数据后来改了"]);
    }
    assert_eq!(before, project.outputs());
    publish(&project, &[])
        .says(1, &["没有公布", "要更正的，运行：nianbao build data/青石市第0001局/2024.yaml --correction"]);
    // The date of the report is still the old one.
    let ran = project.build(&["--correction", "统计口径有误"]);
    ran.says(0, &["警告[correction-date]", "更正说明.docx", "已生成 1 份"]);
    project.build(&[]).says(0, &["2 份未变"]);
    publish(&project, &[]).says(0, &["2 份早已公布"]);
}

#[test]
fn what_is_not_sound_is_not_published_and_holds_nobody_back() {
    let project = Project::new(3);
    project.build(&[]).says(0, &[]);
    std::fs::write(project.output(1, "docx"), "改").unwrap();
    change(&project, 2);
    let ran = publish(&project, &[]);
    ran.says(1, &["后来被改动过", "数据后来改了，先生成：nianbao build", "公布 1 份", "2 份没有公布"]);
    publish(&Project::new(1), &[]).says(2, &[]);
    let early = Project::new(1);
    early.build(&[]).says(0, &[]);
    early.run(&["publish", "--year", "2024", "--date", "2025-01-01"]).says(1, &["晚于公布日期"]);
    early.run(&["publish", "--year", "2024", "--date", "明天"]).says(2, &["不是日期"]);
}

#[test]
fn each_correction_of_a_list_has_its_own_reason_and_date() {
    let project = Project::new(3);
    project.build(&[]).says(0, &[]);
    publish(&project, &[]).says(0, &[]);
    (1..=3).for_each(|agency| change(&project, agency));
    let list = "机关,理由,日期\r\n青石市第0001局,漏统计两件,2025-03-10\r\n青石市第0002局,口径有误,\r\n";
    std::fs::write(project.path("更正.csv"), encoding_rs::GBK.encode(list).0).unwrap();
    let ran = project.build(&["--corrections", "更正.csv"]);
    ran.says(1, &["已生成 2 份", "[published]", "青石市第0003局"]);
    let notice = |agency: usize| {
        let path = project.output(agency, "docx").display().to_string().replace(".docx", "更正说明.docx");
        format!("{:?}", nianbao::read_back::docx::read(&std::fs::read(path).unwrap()).unwrap().units)
    };
    assert!(notice(1).contains("因漏统计两件，") && notice(1).contains("2025年3月10日"));
    assert!(notice(2).contains("因口径有误，"));
    assert_eq!(ran.err.matches("[correction-date]").count(), 1, "{}", ran.err);
    std::fs::write(project.path("更正.csv"), "青石市第0009局,口径有误\n").unwrap();
    project.build(&["--corrections", "更正.csv"]).says(1, &["“青石市第0009局”没有写更正说明"]);
    std::fs::write(project.path("更正.csv"), "青石市第0003局,\n").unwrap();
    project.build(&["--corrections", "更正.csv"]).says(2, &["第 1 行", "没有写理由"]);
    project.build(&["--correction", "一\n二"]).says(2, &["换行"]);
}

#[test]
fn the_package_holds_the_current_files_and_nothing_else() {
    let project = Project::new(2);
    project.build(&["--formats", "docx,pdf,html"]).says(0, &[]);
    publish(&project, &["--package", "发布/2024.zip"]).says(0, &["2 份报告，6 个文件"]);
    let first = std::fs::read(project.path("发布/2024.zip")).unwrap();
    publish(&project, &["--package", "发布/2024.zip"]).says(0, &[]);
    assert_eq!(first, std::fs::read(project.path("发布/2024.zip")).unwrap());
    change(&project, 1);
    project.build(&["--correction", "漏统计"]).says(0, &[]);
    publish(&project, &["--package", "发布/2024.zip"]).says(0, &["9 个文件"]);
    let files = packed(&project, "发布/2024.zip");
    assert_eq!(files.len(), 10);
    for (name, bytes) in &files {
        let Some((_, file)) = name.split_once('/') else {
            let page = String::from_utf8(bytes.clone()).unwrap();
            assert!(name == "index.html" && page.contains("更正 1 次") && page.contains("2025年1月26日"));
            continue;
        };
        assert_eq!(*bytes, std::fs::read(project.path(&format!("out/2024/{file}"))).unwrap(), "{name}");
    }
}

/// Killed at any moment, a publication is there or not, and nothing else has changed.
#[test]
fn a_killed_publication_is_whole_or_not_there() {
    let project = Project::new(4);
    project.build(&[]).says(0, &[]);
    let command = || project.command(&["publish", "--year", "2024", "--date", "2025-01-26", "--package", "2024.zip"]);
    for delay in [5, 20, 40, 80, 120, 160, 220, 300] {
        let mut child = command().stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        let _ = child.kill();
        let _ = child.wait();
        if project.path("2024.zip").exists() {
            assert_eq!(packed(&project, "2024.zip").len(), 9);
        }
    }
    Ran::of(&command().output().unwrap()).says(0, &["4 份报告，8 个文件"]);
    project.build(&[]).says(0, &["4 份未变"]);
    change(&project, 1);
    project.build(&[]).says(1, &["[published]"]);
}
