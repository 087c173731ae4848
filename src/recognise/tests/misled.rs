//! What stands beside a report and looks like a part of it: lists of former reports, small tables, titles of tables.

use super::*;
use crate::read_back;

const SUBJECT: &str = "政府信息公开工作年度报告";
const PROSE: &str = "<p>本报告由青石市水务局编制，所列数据的统计期限自2024年1月1日起至2024年12月31日止，电子版可在网站下载，欢迎查阅。</p>";

fn page(page: &str) -> Option<Recognised> {
    recognise(&read_back::read(page.as_bytes()).unwrap(), &forms(), &NameHints::default())
}

fn named(text: &str) -> (Option<String>, Option<u16>) {
    let read = page(text).unwrap();
    (read.agency, read.year)
}

fn water() -> (Option<String>, Option<u16>) {
    (Some("青石市水务局".to_owned()), Some(2024))
}

#[test]
fn a_list_of_former_reports_names_neither_year_nor_agency() {
    let list: String =
        (2019..2024).rev().map(|year| format!("<li><a>青石市水务局{year}年{SUBJECT}</a></li>")).collect();
    let others: String =
        ["教育局", "民政局"].iter().map(|of| format!("<li><a>青石市{of}2024年{SUBJECT}</a></li>")).collect();
    let title = format!("<h1>青石市水务局2024年{SUBJECT}</h1>");
    let text = format!(
        "{PROSE}<p>一、总体情况</p><p>2024年，公开信息50条，比2023年多3条，按时办结了全部申请，没有收到投诉和举报，群众满意。</p>"
    );
    for list in [list.clone(), others.clone(), format!("{list}{others}")] {
        assert_eq!(named(&format!("<ul>{list}</ul>{title}{text}")), water(), "before: {list}");
        assert_eq!(named(&format!("{title}<ul>{list}</ul>{text}")), water(), "between: {list}");
        assert_eq!(named(&format!("{title}{text}<ul>{list}</ul>")), water(), "behind: {list}");
    }
    // Where the sentences speak of none of the years, nobody knows.
    let mute = "<p>一、总体情况</p><p>全年公开信息若干条，都按时办结，没有收到投诉和举报，群众满意，社会评议良好，没有其他需要说明的。</p>";
    assert_eq!(page(&format!("<ul>{list}</ul>{title}{mute}")).unwrap().year, None);
}

#[test]
fn the_title_of_the_window_names_what_the_text_does_not() {
    let text = "<p>一、总体情况</p><p>全年公开信息50条，都按时办结。</p>";
    for name in ["_青石市人民政府", "-政府信息公开", " | 公开平台", ""] {
        let read = page(&format!("<title>青石市水务局2024年{SUBJECT}{name}</title>{text}")).unwrap();
        assert_eq!((read.agency.clone(), read.year), water(), "{name}");
        assert!(read.remarks.iter().any(|remark| remark.contains("取自网页的标题")), "{:?}", read.remarks);
    }
    let own = format!("<title>青石市教育局2022年{SUBJECT}</title><h1>青石市水务局2024年{SUBJECT}</h1>{PROSE}{text}");
    assert_eq!(named(&own), water());
}

#[test]
fn a_small_table_in_the_text_is_not_the_forms() {
    let rows = |rows: &[&str]| {
        let cell = |cell: &str| format!("<td>{cell}</td>");
        let row = |row: &&str| format!("<tr>{}</tr>", row.split('|').map(cell).collect::<String>());
        format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
    };
    let own = rows(&["信息内容|本年处理决定数量", "行政许可|700", "信息内容|本年处理决定数量", "行政处罚|80"]);
    let head =
        format!("<h1>青石市水务局2024年{SUBJECT}</h1>{PROSE}<p>一、总体情况</p><p>（一）主动公开情况如下表。</p>");
    for small in [
        rows(&["类别|本年公示数|上年公示数", "行政许可|318|290", "行政处罚|77|81"]),
        rows(&["信息内容|本年处理决定数量", "行政许可|318"]),
    ] {
        let text = format!("{head}{small}<p>（二）其余工作都已完成。</p><p>二、主动公开政府信息情况</p>{own}");
        let read = page(&text).unwrap();
        let figures: Vec<&str> =
            read.cells.iter().flatten().flatten().flatten().map(|cell| cell.printed.as_str()).collect();
        assert_eq!(figures, ["700", "80"]);
        assert!(read.cells.iter().flatten().flatten().flatten().all(|cell| cell.found.is_ok()));
        let of = |key: &str| read.texts[key].iter().map(|paragraph| paragraph.text.clone()).collect::<Vec<_>>();
        assert_eq!(of("总体情况"), ["（一）主动公开情况如下表。", "（二）其余工作都已完成。"]);
        assert!(read.remarks.iter().any(|remark| remark.contains("却不是表二")), "{:?}", read.remarks);
    }
    // The only one there is stays, wherever it stands.
    let read = page(&format!("{head}{own}<p>（二）其余工作都已完成。</p><p>二、主动公开政府信息情况</p>")).unwrap();
    assert_eq!(read.read(), 2);
}

#[test]
fn columns_divided_once_more_are_read_into_nothing() {
    let head = "项目|自然人|||商业企业|||科研机构|||社会公益组织|||法律服务机构|||其他|||总计||";
    let figures = format!("本年新收{}", "|1|2|3".repeat(7));
    let sheet = |below: &str| {
        let mut grid = grid(&[head.to_owned(), below.to_owned(), figures.clone()]);
        grid.place.sheet = Some("表三".into());
        let units = vec![ReadUnit::Table(grid)];
        recognise(&contents(units), &forms(), &NameHints { year: Some(2024), agency: None }).unwrap()
    };
    for words in ["|上半年|下半年|全年", "|上年|本年|增减"] {
        let read = sheet(&words.repeat(7));
        assert_eq!(read.read(), 0, "{words}");
        assert!(read.unread().iter().any(|cell| cell.why.words().contains("不知取哪一列")), "{words}");
    }
}

#[test]
fn sentences_of_a_sheet_that_went_into_no_text_are_listed() {
    let rows =
        ["规章|1|2|3|全年公开信息50条，都按时办结。", "行政规范性文件|1|2|3|", "各科室的数都已核对，没有遗漏。||||"];
    let head = "信息内容|本年制发件数|本年废止件数|现行有效件数|".to_owned();
    let mut grid = grid(&std::iter::once(head).chain(rows.map(str::to_owned)).collect::<Vec<_>>());
    grid.place.sheet = Some("表二".into());
    let units = vec![ReadUnit::Table(grid)];
    let read = recognise(&contents(units), &forms(), &NameHints { year: Some(2024), agency: None }).unwrap();
    assert_eq!(read.read(), 6);
    let left: Vec<&str> = read.left_out.iter().map(|paragraph| paragraph.text.as_str()).collect();
    assert_eq!(left, ["全年公开信息50条，都按时办结。", "各科室的数都已核对，没有遗漏。"]);
}
