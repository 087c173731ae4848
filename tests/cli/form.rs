//! `nianbao form`: what the county office sends out.

use calamine::{Reader, Xlsx, open_workbook};

use crate::project::Project;
use crate::support::agencies;

#[test]
fn a_list_gives_a_workbook_each_with_last_years_figures() {
    let project = Project::new(3);
    std::fs::write(
        project.path("名单.txt"),
        format!("{}\n{}\n青石市新设局 # 今年设立\n", agencies::name(1), agencies::name(2)),
    )
    .unwrap();
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
