//! Published files and tables back into data files, as a clerk does it.

use std::path::{Path, PathBuf};

use crate::project::Project;
use crate::support::{files, root};

/// A folder of its own with the data files that come with the program.
fn samples() -> (Project, Vec<PathBuf>) {
    let project = Project::new(0);
    let data = root().join("data");
    let samples: Vec<PathBuf> = files(&data, "yaml")
        .into_iter()
        .map(|path| path.strip_prefix(&data).unwrap().to_owned())
        .inspect(|path| {
            std::fs::create_dir_all(project.path("data").join(path.parent().unwrap())).unwrap();
            std::fs::copy(data.join(path), project.path("data").join(path)).unwrap();
        })
        .collect();
    assert!(!samples.is_empty());
    (project, samples)
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The value of a one-line key.
fn value<'t>(text: &'t str, key: &str) -> &'t str {
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{key}: "))).unwrap_or_default();
    line.split("  #").next().unwrap_or_default().trim()
}

/// What a published report need not print is taken from the data file it was made of: only the date, where it is not signed.
fn completed(imported: &Path, original: &str) {
    let text = text(imported);
    let date = format!("成文日期: {}", value(original, "成文日期"));
    std::fs::write(imported, text.replacen("成文日期: 待填", &date, 1)).unwrap();
}

#[test]
fn our_own_reports_come_back_as_they_were() {
    let (project, samples) = samples();
    project.run(&["build", "--formats", "docx,pdf,html,txt"]).says(0, &[]);
    for sample in &samples {
        // Bold is a look that a reader of words does not see.
        let original = text(&project.path("data").join(sample)).replace("**", "");
        std::fs::write(project.path("data").join(sample), &original).unwrap();
        let kind = value(&original, "机关类型").to_owned();
        let agency = sample.parent().unwrap().to_string_lossy().into_owned();
        let year = sample.file_stem().unwrap().to_string_lossy().into_owned();
        for format in ["docx", "pdf", "html", "txt"] {
            let folder = project.path("out").join(&year);
            let report =
                files(&folder, format).into_iter().find(|path| path.to_string_lossy().contains(&agency)).unwrap();
            let into = format!("back-{format}");
            let ran = project.run(&["import", &report.to_string_lossy(), "--kind", &kind, "--data", &into]);
            ran.says(0, &["没有读出 0 格"]);
            let imported = project.path(&into).join(sample);
            completed(&imported, &original);
            let original = format!("data/{}", sample.display());
            let imported = format!("{into}/{}", sample.display());
            project.run(&["diff", &original, &imported]).says(0, &["没有不同"]);
        }
    }
}

/// 表二 as Excel puts it on the clipboard.
const PASTED: &str = "青石市教育局2024年政府信息公开工作年度报告数据\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t0\t0\t0\n\
    行政规范性文件\t３\t-\t22（其中修订16件）\n信息内容\t本年处理决定数量\t\t\n行政许可\t1,573\t\t\n行政处罚\t5件\t\t\n行政强制\t\t\t\n";

#[test]
fn what_cannot_be_read_is_listed_and_never_a_zero() {
    let project = Project::new(0);
    std::fs::write(project.path("表.txt"), PASTED).unwrap();
    std::fs::write(project.path("坏.docx"), b"PK\x03\x04 cut").unwrap();
    let ran = project.run(&["import", "坏.docx", "表.txt", "--format", "json"]);
    ran.says(1, &[]);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let (bad, good) = (&report["files"][0], &report["files"][1]);
    assert!(bad["message"].as_str().unwrap().contains("损坏"), "{bad}");
    assert_eq!((&bad["written"], &bad["data"]), (&false.into(), &serde_json::Value::Null));
    assert_eq!(
        (&good["agency"], &good["year"], &good["written"]),
        (&"青石市教育局".into(), &2024.into(), &true.into())
    );
    let unread = good["unread"].as_array().unwrap();
    let dash = unread.iter().find(|cell| cell["text"] == "-").unwrap();
    assert!(dash["cell"].as_str().unwrap().contains("本年废止件数"), "{dash}");
    assert!(dash["place"].as_str().unwrap().contains("第3行"), "{dash}");
    let data = text(&project.path("data/青石市教育局/2024.yaml"));
    for line in [
        "规章: 0 ",
        "行政规范性文件: [3, 待填, 22]",
        "行政许可: 1573 ",
        "行政处罚: 5 ",
        "行政强制: 待填",
        "原文是“22(其中修订16件)”",
        "来自 表.txt，第1张表 第3行",
        "机关类型: 部门",
        "没有找到表三",
    ] {
        assert!(data.contains(line), "{line}\n{data}");
    }
    project.run(&["check"]).says(1, &["待填"]);
}

#[test]
fn a_table_without_agency_or_year_asks_for_them() {
    let project = Project::new(0);
    let (_, table) = PASTED.split_once('\n').unwrap();
    std::fs::write(project.path("表.txt"), table).unwrap();
    project.run(&["import", "表.txt"]).says(2, &["--agency"]);
    project.run(&["import", "表.txt", "--agency", "青石市教育局"]).says(2, &["--year"]);
    project
        .run(&["import", "表.txt", "--agency", "青石市教育局", "--year", "2018"])
        .says(2, &["2018 年度没有官方表样"]);
    project.run(&["import", "表.txt", "--agency", "青石市教育局", "--year", "2024"]).says(1, &["已写出"]);
    project.run(&["import", "没有.txt"]).says(2, &["没有“没有.txt”"]);
}
