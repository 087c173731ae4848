//! `nianbao form`: what the county office sends out.

use calamine::{Reader, Xlsx, open_workbook};

use crate::project::Project;
use crate::support::{agencies, root};

#[test]
fn a_list_gives_a_workbook_each_with_last_years_figures() {
    let project = Project::new(3);
    std::fs::write(
        project.path("名单.txt"),
        format!("{}\n{}\n青石市新设局 # 今年设立\n", agencies::name(1), agencies::name(2)),
    )
    .unwrap();
    std::fs::remove_file(project.data(1, 2024)).unwrap();
    project.run(&["form", "--all", "名单.txt", "2024"]).says(0, &["填报表 3 份，新生成 3 份"]);
    let path = project.path(&format!("填报表2024/{}2024年度填报表.xlsx", agencies::name(1)));
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let table = book.worksheet_range("表三").unwrap();
    // The row is filled in, zeros included; rows that nobody knows yet are blank.
    let first = |label: &str| {
        let row = table.rows().find(|row| row[0].to_string().contains(label)).unwrap();
        row[3].clone()
    };
    assert!(matches!(first("上年结转"), calamine::Data::Float(_)), "carry-over of 2023 stands in the form");
    assert_eq!(first("本年新收"), calamine::Data::Empty);
    // A form that is there may have been filled in.
    std::fs::write(&path, b"filled").unwrap();
    project.run(&["form", "--all", "名单.txt", "2024"]).says(2, &["没有覆盖", "新生成 0 份"]);
    assert_eq!(std::fs::read(&path).unwrap(), b"filled");
}

#[test]
fn what_cannot_be_meant_is_said() {
    let project = Project::new(1);
    project.run(&["form", "某局"]).says(2, &["nianbao form 机关 年度"]);
    project.run(&["form", "某局", "二〇二四"]).says(2, &["不是年度"]);
    project.run(&["form", "某/局", "2024"]).says(2, &["不能有“/”"]);
    project.run(&["form", "某局", "2015"]).says(2, &["2015"]);
    project.run(&["form", "--all", "没有.txt", "2024"]).says(2, &["没有.txt"]);
    project.run(&["form", "某局", "2024"]).says(0, &["某局2024年度填报表.xlsx"]);
}

/// The carry-over's figures in a workbook of 2024.
fn carried_in(path: &std::path::Path) -> Vec<String> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let table = book.worksheet_range("表三").unwrap();
    let row = table.rows().find(|row| row[0].to_string().contains("上年结转")).unwrap();
    row[3..9].iter().map(ToString::to_string).collect()
}

#[test]
fn last_years_figures_come_from_a_file_with_gaps_or_it_is_said_why_not() {
    let whole = agencies::yaml(1, 2023);
    let row = |key: &str| {
        let line = whole.lines().find(|line| line.trim_start().starts_with(&format!("{key}: "))).unwrap();
        (line.trim_start().to_owned(), format!("{key}: 待填"))
    };
    let left: Vec<String> = {
        let line = row("结转下年度").0;
        line.trim_start_matches("结转下年度: [").trim_end_matches(']').split(", ").map(str::to_owned).collect()
    };
    let told = ["2023.yaml", "结转下年度"];
    for ((from, to), taken, said) in [
        (("成文日期: 2024-01-20".to_owned(), "成文日期: 待填".to_owned()), true, &[][..]),
        (("机关类型: 部门".to_owned(), "机关类型: 待填".to_owned()), true, &[]),
        (("复议诉讼: {其余: 0}".to_owned(), "复议诉讼: 待填".to_owned()), true, &[]),
        (row("部分公开"), true, &[]),
        ((row("予以公开").0, "予以公开: [约3, 待填]".to_owned()), true, &[]),
        (row("结转下年度"), false, &told),
        ((row("结转下年度").0, "结转下年度: [1, 2]".to_owned()), false, &told),
        (("机关: ".to_owned(), "机关: [".to_owned()), false, &["2023.yaml", "读不出"]),
    ] {
        let project = Project::new(1);
        std::fs::remove_file(project.data(1, 2024)).unwrap();
        project.edit(1, 2023, &from, &to);
        let ran = project.run(&["form", &agencies::name(1), "2024"]);
        ran.says(0, said);
        assert_eq!(ran.err.contains("带过来"), !taken, "{to}: {}", ran.err);
        let found = carried_in(&project.path(&format!("{}2024年度填报表.xlsx", agencies::name(1))));
        if taken {
            assert_eq!(found, left, "{to}")
        } else {
            assert!(found.iter().all(String::is_empty), "{to}: {found:?}")
        }
    }
}

#[test]
fn a_year_that_has_a_data_file_is_not_handed_out_empty() {
    let project = Project::new(1);
    let agency = agencies::name(1);
    project.edit(1, 2024, "成文日期: 2025-01-20", "成文日期: 待填");
    project.edit(1, 2024, "复议诉讼: {其余: 0}", "复议诉讼: 待填");
    let before = std::fs::read(project.data(1, 2024)).unwrap();
    let book = format!("{agency}2024年度填报表.xlsx");
    project.run(&["form", &agency, "2024"]).says(0, &["已有的数和文字", "2024.yaml"]);
    // What comes back untouched changes nothing.
    let ran = project.run(&["import", &book, "--update"]);
    assert_eq!(std::fs::read(project.data(1, 2024)).unwrap(), before, "{}", ran.out);
    // Among the data nothing of them is found.
    let inside = std::process::Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .args(["form", &agency, "2024"])
        .current_dir(project.path("data"))
        .output()
        .unwrap();
    crate::project::Ran::of(&inside).says(2, &["数据文件夹", "cd "]);
    assert!(!project.path("data").join(&book).exists());
}

/// The workbook of a year that has a data file shows what references print; checked, it is as sound as the file, and what comes back
/// leaves the references where they were, also where a figure that one of them prints was changed.
#[test]
fn references_are_handed_out_as_they_print_and_stay_references() {
    let project = Project::new(0);
    let agency = "某市商务局";
    let folder = project.path("data").join(agency);
    std::fs::create_dir_all(&folder).unwrap();
    for year in ["2023.yaml", "2024.yaml"] {
        std::fs::copy(root().join("tests/fixtures/samples").join(agency).join(year), folder.join(year)).unwrap();
    }
    let data = folder.join("2024.yaml");
    let before = std::fs::read_to_string(&data).unwrap();
    assert!(before.contains("{{ 申请.本年新收.总计 + 申请.上年结转.总计 }}"));
    project.run(&["form", agency, "2024", "--output", "填报表.xlsx"]).says(0, &[]);
    project.run(&["check", "填报表.xlsx"]).says(0, &["没有问题"]);
    project.run(&["import", "填报表.xlsx", "--update"]).says(0, &["内容相同"]);
    assert_eq!(std::fs::read_to_string(&data).unwrap(), before);

    // Another figure in the file than was handed out is as good as another figure in the workbook.
    let other = before.replace("[38, 9, 1, 0, 3, 0]", "[39, 9, 1, 0, 3, 0]").replace("[24, 6,", "[25, 6,");
    std::fs::write(&data, &other).unwrap();
    project.run(&["import", "填报表.xlsx", "--update"]).says(0, &["已改 2 处"]);
    let after = std::fs::read_to_string(&data).unwrap();
    let texts = |text: &str| text.lines().filter(|line| line.contains("{{")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(texts(&after), texts(&before));
}

#[test]
fn last_years_file_that_lies_there_is_not_called_missing() {
    let project = Project::new(1);
    project.edit(1, 2024, "成文日期: 2025-01-20", "成文日期: 待填");
    for (from, to) in [("机关类型: 部门", "机关类型: 待填"), ("机关: ", "机关: [")] {
        project.edit(1, 2023, from, to);
        let ran = project.run(&["check", "--year", "2024"]);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(!said.contains("上年的数据文件，跨年") && said.contains("2023.yaml"), "{to}: {said}");
    }
}
