//! What a hand changed in an output, two versions of the data, and corrections of what is published.

use std::path::Path;
use std::process::Command;

use crate::project::Project;

/// Saves a DOCX with some words of its body replaced, as a hand would.
fn edit_docx(path: &Path, from: &str, to: &str) {
    save_docx(path, |text| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
}

/// Saves a DOCX with another figure in place of the one that so many figures of its last table follow.
fn edit_last_figure(path: &Path, behind: usize, to: &str) {
    save_docx(path, |text| {
        let table = text.rfind("</w:tbl>").unwrap();
        let mut end = table;
        for _ in 0..=behind {
            end = text[..end].rfind("</w:t>").unwrap();
        }
        let start = text[..end].rfind('>').unwrap() + 1;
        format!("{}{to}{}", &text[..start], &text[end..])
    });
}

/// Saves a DOCX with another body.
fn save_docx(path: &Path, change: impl Fn(String) -> String) {
    use std::io::{Cursor, Read, Write};
    let mut archive = zip::ZipArchive::new(Cursor::new(std::fs::read(path).unwrap())).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        if name == "word/document.xml" {
            bytes = change(String::from_utf8(bytes).unwrap()).into_bytes();
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
    // A figure of 表四 is called by its block.
    let (docx, copy) = (Path::new(docx), project.path("copy.docx"));
    let blocks = ["行政复议", "未经复议直接起诉", "复议后起诉"];
    for (index, block) in blocks.iter().enumerate() {
        std::fs::copy(docx, &copy).unwrap();
        edit_last_figure(&copy, 5 * (2 - index), "987");
        let data = project.data(1, 2024);
        let ran = project.run(&["diff", copy.to_str().unwrap(), data.to_str().unwrap()]);
        ran.says(1, &[&format!("表四“{block}”总计列：数据 "), "文件里 987"]);
    }
    let docx = docx.to_str().unwrap();
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
    let units = nianbao::read_back::docx::read(&notice).unwrap().units;
    let text = units.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    for words in [
        "《青石市第0001局2024年政府信息公开工作年度报告》因统计口径有误，现更正如下。",
        "项目 | 原数 | 更正后",
        "表二“行政许可”本年处理决定数量列",
        "“五、存在的主要问题及改进情况”中，",
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
    // Only the date, which this report does not print: the day that was forgotten when the last correction was made. Printed, it is
    // itself corrected.
    project.edit(1, 2024, "2025-01-20", "2025-01-21");
    project.build(&["--correction", "日期有误"]).says(0, &["报告更正说明2.pdf"]);
    project.edit(1, 2024, "机关类型", "落款: 是\n机关类型");
    project.build(&["--correction", "漏印落款"]).says(0, &["报告更正说明3.pdf"]);
    project.edit(1, 2024, "2025-01-21", "2025-01-22");
    project.build(&["--correction", "日期有误"]).says(0, &["报告更正说明4.pdf"]);
    let notice = std::fs::read(project.path(&format!("{}更正说明4.docx", name("")))).unwrap();
    let units = nianbao::read_back::docx::read(&notice).unwrap().units;
    let text = units.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert!(text.contains("成文日期 | 2025年1月21日 | 2025年1月22日"), "{text}");
    // What has errors is not said to be unchanged.
    project.edit(1, 2024, "按季检查", "按季检查XX次");
    let ran = project.build(&["--correction", "再有误"]);
    ran.says(1, &["没有写更正说明：有错误，没有生成"]);
    assert!(!ran.err.contains("没有改动") && !ran.out.contains("没有改动"), "{}", ran.err);
    project.edit(1, 2024, "按季检查XX次", "按季检查");
    // Only a comment: nothing is corrected.
    project.edit(1, 2024, "机关类型", "# 说明\n机关类型");
    project.build(&["--correction", "再有误"]).says(0, &["2 份未变", "没有写更正说明"]);
}
