//! A county and its members: the sum written into the government's file, who is missing, and what each agency is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::project::{Project, Ran};

/// The government whose report is the sum.
pub const COUNTY: &str = "青石县人民政府";
/// What a government keeps by hand around its tables.
const KEPT: &str = "# 手工维护，不要删\n机关: 青石县人民政府\n机关类型: 政府\n年度: 2024\n成文日期: 2025-03-20\n";
const TEXTS: &str = "总体情况: |\n  2024年，全县有序推进主动公开、依申请公开、政府信息管理、平台建设、监督保障各项工作。   \n\n# 表由程序汇总\n";
const REST: &str = "\n存在问题: |\n  主要问题是基层力量薄弱。改进措施是2025年分批组织培训并按月通报。\n其他事项: |\n  2024年收取信息处理费0元，没有其他需要报告的事项。\n";

pub fn name(member: usize) -> String {
    format!("青石县第{member}局")
}

/// A project of its own with a county of so many members, whose figures follow from their numbers.
pub fn county(members: usize, list: &str, tables: &str) -> Project {
    let project = Project(tempfile::tempdir().unwrap());
    for member in 1..=members {
        project.write(&name(member), &data(member, "部门"));
    }
    project.write(COUNTY, &government(list, tables));
    project
}

/// The government's own file.
pub fn government(list: &str, tables: &str) -> String {
    format!("{KEPT}{list}{TEXTS}{tables}{REST}")
}

/// A member's report: sound, every member other figures.
pub fn data(member: usize, kind: &str) -> String {
    let (new, firms, out) = (member % 13 + 1, member % 3, member % 2);
    let answered = new - out;
    let fee = ["0", "0.10", "0.1234", "72701.2578"][member % 4];
    format!(
        "机关: {}\n机关类型: {kind}\n年度: 2024\n成文日期: 2025-01-20\n总体情况: 2024年，第{member}局围绕第{member}项职责推进主动公开、依申请公开、政府信息管理、平台建设、监督保障工作。\n\
         主动公开:\n  行政规范性文件: [{}, 0, {}]\n  行政许可: {}\n  行政事业性收费: [{fee}]\n  其余: 0\n\
         申请:\n  本年新收: [{new}, {firms}, 0, 0, 0, 0]\n  予以公开: {{自然人: {answered}, 商业企业: {firms}}}\n  结转下年度: {{自然人: {out}}}\n  其余: 0\n\
         复议诉讼:\n  行政复议: [{}, 0, 0, 0]\n  其余: 0\n\
         存在问题: 第{member}局的主要问题是解读偏少；改进措施是逐项核对并培训{member}次。\n其他事项: 2024年收取信息处理费0元，没有其他需要报告的事项。\n",
        name(member),
        member % 5,
        member + 10,
        member * 7,
        member % 4,
    )
}

impl Project {
    pub fn write(&self, agency: &str, text: &str) {
        let folder = self.path(&format!("data/{agency}"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("2024.yaml"), text).unwrap();
    }

    pub fn county(&self) -> String {
        fs::read_to_string(self.path(&format!("data/{COUNTY}/2024.yaml"))).unwrap()
    }

    pub fn rollup(&self, more: &[&str]) -> Ran {
        self.run(&[&["rollup", COUNTY, "2024"], more].concat())
    }

    pub fn status(&self, more: &[&str]) -> (Ran, Value) {
        let ran = self.run(&[&["status", "--year", "2024", "--format", "json"], more].concat());
        let json = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}\n{}{}", ran.out, ran.err));
        (ran, json)
    }

    /// The findings of a code for the county's file: messages.
    pub fn found(&self, code: &str) -> Vec<String> {
        let ran = self.run(&["check", "--format", "json", &format!("data/{COUNTY}")]);
        let json: Value = serde_json::from_str(&ran.out).unwrap();
        let list = json["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == code);
        list.map(|finding| finding["message"].as_str().unwrap().to_owned()).collect()
    }
}

/// The sums of members 1 to n by the rule of [`data`], row by row as the file must have them.
fn sums(members: std::ops::RangeInclusive<usize>) -> BTreeMap<&'static str, String> {
    let sum = |figure: &dyn Fn(usize) -> usize| members.clone().map(figure).sum::<usize>();
    let fee = sum(&|m| [0, 1_000, 1_234, 727_012_578][m % 4]);
    BTreeMap::from([
        ("行政规范性文件", format!("[{}, 0, {}]", sum(&|m| m % 5), sum(&|m| m + 10))),
        ("行政许可", format!("[{}]", sum(&|m| m * 7))),
        ("行政事业性收费", format!("[{}.{:04}]", fee / 10_000, fee % 10_000)),
        ("本年新收", format!("[{}, {}, 0, 0, 0, 0]", sum(&|m| m % 13 + 1), sum(&|m| m % 3))),
        ("予以公开", format!("{{自然人: {}, 商业企业: {}}}", sum(&|m| m % 13 + 1 - m % 2), sum(&|m| m % 3))),
        ("结转下年度", format!("{{自然人: {}}}", sum(&|m| m % 2))),
        ("行政复议", format!("[{}, 0, 0, 0]", sum(&|m| m % 4))),
    ])
}

#[track_caller]
fn has_sums(text: &str, sums: &BTreeMap<&str, String>, count: usize) {
    for (row, figures) in sums {
        let line = text.lines().find(|line| line.trim_start().starts_with(&format!("{row}:"))).unwrap_or(row);
        let spread = line.split_once(": ").map_or("", |(_, rest)| rest).split("   #").next().unwrap_or_default().trim();
        assert_eq!(numbers(spread), numbers(figures), "{row}\n{text}");
        assert!(line.contains(&format!("# {count} 个成员之和")), "{line}");
        assert_eq!(line.matches("个成员之和").count(), 1, "{line}");
    }
}

/// The figures of a row, however they are written, without zeros that a mapping leaves out.
fn numbers(row: &str) -> Vec<&str> {
    row.split(|c: char| !c.is_ascii_digit() && c != '.').filter(|part| !part.is_empty() && *part != "0").collect()
}

#[test]
fn sixty_members_are_summed_and_nothing_else_moves() {
    let empty = "主动公开: {其余: 0}   # 待汇总\n申请: {其余: 0}\n复议诉讼: 0\n";
    let project = county(60, "成员: 全部   # 各局\n", empty);
    assert_eq!(project.found("roll-up-sum").len(), 1, "an empty sum is one finding");
    project.rollup(&[]).says(0, &["成员 60 个：可以汇总 60 个", "已写入", "行政许可"]);
    let text = project.county();
    has_sums(&text, &sums(1..=60), 60);
    for kept in [KEPT, "成员: 全部   # 各局\n", TEXTS, REST, "主动公开:   # 待汇总\n"] {
        assert!(text.contains(kept), "{kept}\n{text}");
    }
    project.run(&["check", &format!("data/{COUNTY}")]).says(0, &[]);
    project.rollup(&[]).says(0, &["与上次汇总相同"]);
    assert_eq!(project.county(), text);
    // A member corrects: only what changed changes, and it is said through whom.
    let path = project.path(&format!("data/{}/2024.yaml", name(9)));
    let data = fs::read_to_string(&path).unwrap();
    fs::write(&path, data.replace("行政许可: 63", "行政许可: 60")).unwrap();
    assert_eq!(project.found("roll-up-sum").len(), 1);
    project.rollup(&[]).says(0, &["改动 1 格", "（青石县第9局 63 → 60）"]);
    let other = project.county();
    let changed: Vec<_> = text.lines().zip(other.lines()).filter(|(old, new)| old != new).collect();
    assert_eq!((changed.len(), text.lines().count()), (1, other.lines().count()), "{changed:?}");
}

#[test]
fn a_county_that_is_not_filled_in_keeps_its_way_of_writing() {
    let written = "主动公开:\n  行政许可: 待填     # 问审批局\n  行政事业性收费: {本年收费金额: 0}\n  其余: 0\n\
                   申请:\n  本年新收:\n    自然人: 1  # 甲\n    总计: 1\n  总计: [0, 0, 0, 0, 0, 0]\n  其余: 0\n复议诉讼: 待填\n";
    let project = county(7, "成员:\n  - 青石县第1局   # 一\n  - 青石县第2局\n", written);
    project.rollup(&[]).says(0, &["成员 2 个", "不在任何成员名单里"]);
    let text = project.county();
    for line in [
        "复议诉讼:\n  行政复议: [3, 0, 0, 0]   # 2 个成员之和\n  其余: 0\n",
        "  行政许可: 21     # 2 个成员之和     # 问审批局\n",
        "  行政事业性收费: {本年收费金额: 0.2234}   # 2 个成员之和\n",
        "  本年新收:   # 2 个成员之和\n    自然人: 5  # 甲\n    商业企业: 3\n    总计: 8\n",
        "  总计: [4, 3, 0, 0, 0, 0]\n",
        "  - 青石县第1局   # 一\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(!text.contains("待填"), "{text}");
}

#[test]
fn adjustments_are_added_and_shown() {
    let list = "成员: 全部\n调整:\n  - {格: 主动公开.行政规范性文件.现行有效件数, 减: 2, 理由: 三个机关联合制发，重复计入}\n  \
                - {格: 主动公开.行政规范性文件.现行有效件数, 加: 1, 理由: 不单独报送的单位}\n";
    let project = county(3, list, "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    project.rollup(&[]).says(0, &[]);
    let text = project.county();
    assert!(text.contains("行政规范性文件: [6, 0, 35]   # 3 个成员之和，调整 -2、+1"), "{text}");
    fs::write(project.path(&format!("data/{COUNTY}/2024.yaml")), text.replace("0, 35]", "0, 36]")).unwrap();
    let ran = project.run(&["check", &format!("data/{COUNTY}")]);
    ran.says(1, &["加上调整是 35", "调整减 2（三个机关联合制发，重复计入）", "没有加上调整"]);
    // One that breaks an equation is named, by the sum and by the check; so is the agency that is meant.
    let list = "成员: 全部\n调整: [{格: 申请.本年新收.自然人, 减: 2, 理由: 一事两报}]\n";
    let tables =
        "主动公开: 0\n申请:\n  本年新收: [1, 0, 0, 0, 0, 0]   # 来自 报.xlsx，表三!D5:J5\n  其余: 0\n复议诉讼: 0\n";
    project.write(COUNTY, &government(list, tables));
    project.rollup(&[]).says(0, &["警告[adjustment]: 调整以后表三自然人列", "相差 2"]);
    assert!(!project.county().contains("来自"), "{}", project.county());
    project.run(&["check"]).says(1, &["[column-balance]", "自然人列改了 -2（一事两报）"]);
    let ran = project.run(&["rollup", "青石县政府", "2024"]);
    ran.says(2, &["是不是“青石县人民政府”？", "nianbao rollup 青石县人民政府 2024"]);
}

#[test]
fn who_is_missing_or_counts_twice_is_named_and_nothing_is_written() {
    let list = "成员:\n  - 青石县第1局\n  - 青石县第2局\n  - 青石县第3局\n  - 青石县第4局\n  - 青石县第5局\n";
    let project = county(6, list, "主动公开: {其余: 0}\n申请: {其余: 0}\n复议诉讼: {其余: 0}\n");
    fs::remove_file(project.path(&format!("data/{}/2024.yaml", name(1)))).unwrap();
    project.write(&name(2), &data(2, "部门").replace("行政许可: 14", "行政许可: 14件"));
    project.write(&name(3), &data(3, "部门").replace("结转下年度: {自然人: 1}", "结转下年度: {自然人: 2}"));
    project.write(&name(4), &data(4, "部门").replace("行政许可: 28", "行政许可: 待填"));
    let before = project.county();
    let ran = project.rollup(&[]);
    ran.says(
        1,
        &["第1局：未交", "第2局：读不出", "第3局：1 个错误", "第4局：没有填完", "“青石县第6局”有 2024", "没有改动"],
    );
    assert_eq!(project.county(), before);
    project.rollup(&["--partial"]).says(0, &["已写入"]);
    let text = project.county();
    let head = "# 汇总：2/5 个成员，缺：青石县第1局、青石县第2局、青石县第4局，有错误仍计入：青石县第3局\n";
    assert!(text.starts_with(head), "{text}");
    let warned = project.found("roll-up-missing");
    assert_eq!(warned.len(), 1, "{warned:?}");
    assert!(warned[0].contains("还不完整") && warned[0].contains("第4局"), "{warned:?}");
    for member in 1..=4 {
        project.write(&name(member), &data(member, "部门"));
    }
    let wrong = project.found("roll-up-sum");
    assert!(wrong.len() == 1 && wrong[0].contains("已经有了数据"), "{wrong:?}");
    project.rollup(&[]).says(0, &["改动"]);
    assert_eq!(project.county().lines().next(), before.lines().next());
    has_sums(&project.county(), &sums(1..=5), 5);
    // A member of a member, the own agency, a name twice.
    let sub = data(1, "政府").replace("总体情况:", "成员: [青石县第2局]\n总体情况:");
    project.write(&name(1), &sub);
    project.rollup(&["--partial"]).says(1, &["“青石县第2局”已在“青石县第1局”的成员里，会加两遍"]);
    let list = project.path("名单.txt");
    let gbk = encoding_rs::GBK.encode("# 名单\r\n青石县第3局 # 三\r\n青石县第4局\r\n").0.into_owned();
    fs::write(&list, gbk).unwrap();
    project.rollup(&["--members", "名单.txt"]).says(0, &["成员 2 个：可以汇总 2 个"]);
    has_sums(&project.county(), &sums(3..=4), 2);
}

/// 全部 are all that are to deliver, where the office has said who: nobody is left out of a sum without being named.
#[test]
fn all_members_are_those_of_the_list_too() {
    let project = county(4, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    let before = project.county();
    // The government itself, one that has not delivered, and one that another sums up.
    let sub = data(4, "政府").replace("总体情况:", "成员: [青石县第9局]\n总体情况:");
    project.write(&name(4), &sub);
    let list = [COUNTY.to_owned()].into_iter().chain([3, 9, 1, 7, 4, 2].map(name));
    fs::write(project.path("data/名单.txt"), list.map(|name| name + "\n").collect::<String>()).unwrap();
    let ran = project.rollup(&[]);
    ran.says(1, &["成员 5 个", "青石县第7局：未交", "没有改动"]);
    assert!(!ran.out.contains("第9局：") && !ran.out.contains("只数报送了的"), "{}", ran.out);
    assert_eq!(project.county(), before);
    assert!(project.found("roll-up-missing")[0].contains("青石县第7局"));
    project.write(&name(7), &data(7, "部门"));
    project.write(&name(4), &data(4, "部门"));
    fs::write(project.path("data/名单.txt"), [3, 1, 7, 4, 2].map(|m| name(m) + "\n").concat()).unwrap();
    project.rollup(&["--provenance", "来源.html"]).says(0, &["成员 5 个：可以汇总 5 个"]);
    let page = fs::read_to_string(project.path("来源.html")).unwrap();
    let places: Vec<usize> = [3, 1, 7, 4, 2].map(|m| page.find(&name(m)).unwrap()).to_vec();
    assert!(places.is_sorted(), "the order of the list: {places:?}");
    // Without a list that is said.
    fs::remove_file(project.path("data/名单.txt")).unwrap();
    project.rollup(&[]).says(0, &["“成员: 全部”只数报送了的机关"]);
}

#[test]
fn one_wrong_cell_of_one_member_is_one_finding_that_names_it() {
    let project = county(60, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    project.rollup(&[]).says(0, &[]);
    let path = project.path(&format!("data/{}/2024.yaml", name(30)));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("予以公开: {自然人: 5", "予以公开: {自然人: 8")).unwrap();
    let ran = project.run(&["check", "--format", "json", "data"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    let found: Vec<&Value> =
        json["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "roll-up-sum").collect();
    assert_eq!(found.len(), 1);
    // The error is told once, where it was made; what follows from it is no second one.
    assert_eq!(found[0]["severity"], "hint");
    let errors = json["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
    let errors: Vec<&Value> = errors.collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0]["path"].as_str().unwrap().contains(&name(30)) && errors[0]["code"] == "column-balance");
    let also = found[0]["also"][0].to_string();
    assert!(also.contains("青石县第30局 8，上次汇总时是 5；改为 5 它自己的勾稽关系才成立"), "{also}");
    // A second slip in the sum itself, or a difference that the member's own table does not explain, stays an error.
    let county = project.county();
    let slip = |line: &str, by: i64| {
        let start = county.find(line).unwrap() + line.len();
        let end = start + county[start..].find(|c: char| !c.is_ascii_digit()).unwrap();
        let figure = county[start..end].parse::<i64>().unwrap() + by;
        format!("{}{figure}{}", &county[..start], &county[end..])
    };
    for (line, by) in [("行政许可: [", 1), ("予以公开: {自然人: ", 1)] {
        project.write(COUNTY, &slip(line, by));
        let json: Value = serde_json::from_str(&project.run(&["check", "--format", "json", "data"]).out).unwrap();
        let all = json["findings"].as_array().unwrap();
        let is_error = |finding: &&Value| finding["code"] == "roll-up-sum" && finding["severity"] == "error";
        assert_eq!(all.iter().filter(is_error).count(), 1, "{line} {all:#?}");
    }
}

#[test]
fn a_wrong_cell_of_the_government_itself_is_one_finding_whatever_it_upsets() {
    let project = county(12, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    project.rollup(&[]).says(0, &[]);
    let sound = project.county();
    // Rows of 表三, whose columns have to balance; of 表四, whose total is added up; and a second slip in the same table.
    for (cells, errors) in
        [(&["予以公开: "][..], 1), (&["结转下年度: "], 1), (&["行政复议: "], 1), (&["予以公开: ", "本年新收: "], 2)]
    {
        let mut text = sound.clone();
        for (cell, slip) in cells.iter().zip(['7', '8']) {
            let start = text.find(cell).unwrap() + cell.len();
            let digit = start + text[start..].find(|c: char| c.is_ascii_digit()).unwrap();
            text.insert(digit, slip);
        }
        project.write(COUNTY, &text);
        let json: Value = serde_json::from_str(&project.run(&["check", "--format", "json", "data"]).out).unwrap();
        let all = json["findings"].as_array().unwrap();
        let found: Vec<&Value> = all.iter().filter(|finding| finding["severity"] == "error").collect();
        assert!(found.len() == errors && found.iter().all(|f| f["code"] == "roll-up-sum"), "{cells:?} {found:#?}");
        let follows = cells[0] != "行政复议: ";
        assert_eq!(found.iter().any(|finding| finding["help"].to_string().contains("因此不成立的勾稽关系有")), follows);
    }
}

#[test]
fn a_member_that_is_missing_hides_no_change_of_another() {
    let project = county(8, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    let list: Vec<String> = (1..=8).map(name).collect();
    fs::write(project.path("data/名单.txt"), list.join("\n")).unwrap();
    project.rollup(&[]).says(0, &[]);
    fs::remove_dir_all(project.path(&format!("data/{}", name(5)))).unwrap();
    assert_eq!(project.found("roll-up-sum"), [""; 0]);
    project.write(&name(3), &data(3, "部门").replace("行政许可: 21", "行政许可: 27"));
    let found = project.found("roll-up-sum");
    assert!(found.len() == 1 && found[0].contains("青石县第3局表二“行政许可”本年处理决定数量列 21 → 27"), "{found:?}");
    // The sum was made right by hand, or the member's own table is wrong: nothing more to say.
    let sound = project.county();
    let start = sound.find("行政许可: [").unwrap() + "行政许可: [".len();
    let end = start + sound[start..].find(']').unwrap();
    let right = sound[start..end].parse::<i64>().unwrap() + 6;
    project.write(COUNTY, &format!("{}{right}{}", &sound[..start], &sound[end..]));
    assert_eq!(project.found("roll-up-sum"), [""; 0]);
    project.write(COUNTY, &sound);
    project.write(&name(3), &data(3, "部门").replace("本年新收: [4", "本年新收: [9"));
    assert_eq!(project.found("roll-up-sum"), [""; 0]);
}

#[test]
fn the_provenance_says_where_every_figure_comes_from() {
    let project = county(12, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    project.rollup(&["--provenance", "来源.xlsx"]).says(0, &["每个数从哪里来：来源.xlsx"]);
    project.rollup(&["--provenance", "来源.html"]).says(0, &[]);
    let page = fs::read_to_string(project.path("来源.html")).unwrap();
    assert!(page.contains("青石县第7局") && page.contains("%E9%9D%92%E7%9F%B3"), "{}", &page[..800]);
    let first = fs::read(project.path("来源.xlsx")).unwrap();
    project.rollup(&["--provenance", "来源.xlsx"]).says(0, &[]);
    assert!(first == fs::read(project.path("来源.xlsx")).unwrap(), "the same sum is another workbook");
    use calamine::{Data, Reader, Xlsx};
    let mut book: Xlsx<_> = calamine::open_workbook(project.path("来源.xlsx")).unwrap();
    assert_eq!(book.sheet_names(), ["表二", "表三", "表四", "成员情况"]);
    let sheet = book.worksheet_range("表二").unwrap();
    let formulas = book.worksheet_formula("表二").unwrap();
    let row = |name: &str| (0..).find(|row| sheet.get_value((*row, 0)).is_some_and(|cell| *cell == name)).unwrap();
    // Below the heads, in the order of the folders.
    let (first, total) = (3, row("合计"));
    for column in 1..=sheet.end().unwrap().1 {
        let number = |row: u32| match sheet.get_value((row, column)) {
            Some(Data::Float(number)) => *number,
            Some(Data::Int(number)) => *number as f64,
            Some(Data::String(text)) => text.parse().unwrap(),
            other => panic!("{other:?}"),
        };
        let sum: f64 = (first..total).map(number).sum();
        assert!((sum - number(total)).abs() < 1e-6 && (sum - number(total + 1)).abs() < 1e-6, "column {column}");
        assert!(formulas.get_value((total, column)).unwrap().starts_with("SUM("));
    }
    project.rollup(&["--provenance", "来源.doc"]).says(2, &[".xlsx 或 .html"]);
}

#[test]
fn the_state_of_every_agency_and_of_every_file_is_told() {
    let project = county(6, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    fs::remove_file(project.path(&format!("data/{}/2024.yaml", name(2)))).unwrap();
    project.write(&name(3), &data(3, "部门").replace("结转下年度: {自然人: 1}", "结转下年度: {自然人: 2}"));
    project.write(&name(4), &data(4, "部门").replace("2025-01-20", "2025-02-20"));
    fs::write(project.path(&format!("data/{}/2024.yaml", name(5))), b"\xbb\xfa\xb9\xd8: \xbc\xd7\n").unwrap();
    fs::write(project.path("名单.txt"), (1..=5).map(|m| name(m) + "\n").collect::<String>()).unwrap();
    project.run(&["build", &format!("data/{}", name(1)), "--formats", "txt"]).says(0, &[]);
    let (ran, json) = project.status(&["--expected", "名单.txt", "--letters", "通知单"]);
    assert_eq!(ran.code, Some(1));
    let agencies = json["agencies"].as_array().unwrap();
    let states: Vec<(&str, &str)> =
        agencies.iter().map(|one| (one["agency"].as_str().unwrap(), one["state"].as_str().unwrap())).collect();
    assert_eq!(
        states[..5],
        [
            ("青石县第1局", "已生成"),
            ("青石县第2局", "未交"),
            ("青石县第3局", "有错误"),
            ("青石县第4局", "可生成"),
            ("青石县第5局", "有错误")
        ]
    );
    assert_eq!(agencies[1]["data"], Value::Null);
    assert_eq!((agencies[3]["late"].as_bool(), agencies[3]["date"].as_str()), (Some(true), Some("2025-02-20")));
    let unlisted: Vec<&str> = json["unlisted"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    // The government itself delivers to nobody.
    assert!(unlisted.len() == 1 && unlisted[0].contains("第6局"), "{unlisted:?}");
    letters(&project.path("通知单"), 7);
    // The government reads which of its members it must ask, whether it lists them or sums up all.
    project.write(
        COUNTY,
        &government(&format!("成员: [{}, {}]\n", name(1), name(2)), "主动公开: 0\n申请: 0\n复议诉讼: 0\n"),
    );
    project.status(&["--letters", "通知单2"]);
    let own = fs::read_to_string(project.path(&format!("通知单2/{COUNTY}.html"))).unwrap();
    assert!(own.contains("成员“青石县第2局”2024 年度的报告没有找到"), "{own}");
    project.write(COUNTY, &government("成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n"));
    for (format, file) in [("html", "s.html"), ("xlsx", "s.xlsx")] {
        project.run(&["status", "--year", "2024", "--format", format, "--output", file]).says(1, &[]);
        assert!(project.path(file).is_file());
    }
    project.run(&["status", "--year", "2024", "--format", "xlsx"]).says(2, &["--output"]);
    project.run(&["status", "--year", "2024", "--expected", "名单.txt"]).says(1, &["未交 1", "共"]);
}

#[test]
fn what_is_out_is_known_and_missed_when_it_is_gone() {
    let project = county(1, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    let data = format!("data/{}", name(1));
    fs::write(project.path("data/说明.docx"), "").unwrap();
    project.run(&["build", &data]).says(0, &[]);
    project.run(&["publish", &data, "--year", "2024", "--date", "2025-01-25"]).says(0, &[]);
    let first = |project: &Project| {
        let (_, json) = project.status(&[]);
        let over = json["passed_over"].as_array().unwrap();
        assert!(over.len() == 1 && over[0]["path"] == "data/说明.docx" && over[0]["why"].is_string(), "{over:?}");
        json["agencies"].as_array().unwrap().iter().find(|one| one["agency"] == name(1).as_str()).unwrap().clone()
    };
    let out = first(&project);
    assert_eq!((out["state"].as_str(), out["published"].as_str()), (Some("已公布"), Some("2025-01-25")));
    let folder = fs::read_dir(project.path("out/2024")).unwrap().map(|entry| entry.unwrap().path());
    let pdf = folder.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "pdf")).unwrap();
    fs::remove_file(pdf).unwrap();
    let remarks = first(&project)["remarks"].to_string();
    assert!(remarks.contains("不在了"), "{remarks}");
}

/// Every letter is there twice, speaks of nobody else and of nothing that an agency has not seen.
fn letters(folder: &Path, members: usize) {
    let mut seen = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let own = path.file_stem().unwrap().to_string_lossy().into_owned();
        seen += 1;
        if path.extension().unwrap() == "docx" || own == COUNTY {
            continue;
        }
        let page = fs::read_to_string(&path).unwrap();
        let body = page.split_once("</style>").map_or(page.as_str(), |(_, body)| body);
        for other in (1..=members).map(name).chain([COUNTY.to_owned()]).filter(|other| *other != own) {
            assert!(!body.contains(&other), "{own} reads of {other}");
        }
        for word in ["YAML", ".yaml", "nianbao ", "其余: 0", "行 ", "{{", "data/"] {
            assert!(!body.contains(word), "{own} reads “{word}”\n{body}");
        }
    }
    assert!(seen >= 12, "{seen}");
    let text = |member: usize| fs::read_to_string(folder.join(format!("{}.html", name(member)))).unwrap();
    assert!(text(2).contains("没有收到贵单位2024年度报告"));
    assert!(text(3).contains("四、结转下年度继续办理") || text(3).contains("必须改正的"));
    assert!(text(4).contains("成文日期"));
}

/// Two that sum up all the others, one of them within the other's list: neither asks without end what the other sums up.
#[test]
fn all_within_a_list_and_a_list_within_all_come_to_an_end() {
    let project = county(2, "成员: [青石县第1局, 青石县第2局, 开发区, 新区]\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    for zone in ["开发区", "新区"] {
        let own = data(3, "政府").replace(&name(3), zone).replace("总体情况:", "成员: 全部\n总体情况:");
        project.write(zone, &own);
    }
    let ran = project.run(&["check", "--format", "json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let overlaps = project.found("roll-up-overlap").concat();
    assert!(overlaps.contains("“开发区”的成员里又有它自己"), "{overlaps}");
    project.status(&[]);
    project.rollup(&[]).says(1, &["没有改动"]);
    fs::remove_dir_all(project.path("data/新区")).unwrap();
    let overlaps = project.found("roll-up-overlap").concat();
    assert!(overlaps.contains("“青石县第1局”已在“开发区”的成员里，会加两遍"), "{overlaps}");
}

/// A list that cannot be used is not taken for none: whoever has not delivered would be left out of the sum.
#[test]
fn a_list_with_a_slip_stops_a_sum_of_all() {
    let project = county(2, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    let before = project.county();
    for (list, why) in [([1, 2, 1].map(name).join("\n"), "写了两次"), ("# 还没有写\n".into(), "没有机关")] {
        fs::write(project.path("data/名单.txt"), list).unwrap();
        project.rollup(&["--partial"]).says(1, &["名单用不了", why, "没有改动"]);
        assert_eq!(project.county(), before);
        assert!(project.found("roll-up-missing").concat().contains(why));
    }
}

/// A copy of another year's file is that year's, whatever its name: it makes nobody deliver twice.
#[test]
fn a_copy_of_another_year_is_no_second_file_of_this() {
    let project = county(2, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    let old = data(2, "部门").replace("2024", "2023").replace("2025", "2024");
    fs::write(project.path(&format!("data/{}/2023(1).yaml", name(2))), old).unwrap();
    project.rollup(&[]).says(0, &["可以汇总 2 个", "已写入"]);
}

/// Who delivered last year is known by the files, not by what their folders are called for short.
#[test]
fn short_names_of_folders_are_no_agencies() {
    let project = Project(tempfile::tempdir().unwrap());
    let folder = project.path("data/第1局");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("2024.yaml"), data(1, "部门")).unwrap();
    let last = |member| data(member, "部门").replace("2024", "2023").replace("2025", "2024");
    fs::write(folder.join("2023.yaml"), last(1)).unwrap();
    fs::create_dir_all(project.path("data/二局")).unwrap();
    fs::write(project.path("data/二局/2023.yaml"), last(2).replace("行政许可: 12", "行政许可: 12件")).unwrap();
    let (_, json) = project.status(&[]);
    let agencies: BTreeSet<&str> =
        json["agencies"].as_array().unwrap().iter().filter_map(|one| one["agency"].as_str()).collect();
    assert_eq!(agencies, BTreeSet::from([name(1).as_str(), name(2).as_str()]));
}

#[test]
fn the_same_cell_wrong_in_several_members_is_one_finding_for_each() {
    let project = county(60, "成员: 全部\n", "主动公开: 0\n申请: 0\n复议诉讼: 0\n");
    project.rollup(&[]).says(0, &[]);
    let mut count = 0;
    for (member, right, slip) in [(30, 5, 8), (31, 5, 9), (43, 4, 6)] {
        let path = project.path(&format!("data/{}/2024.yaml", name(member)));
        let text = fs::read_to_string(&path).unwrap();
        let wrong = text.replace(&format!("予以公开: {{自然人: {right}"), &format!("予以公开: {{自然人: {slip}"));
        assert_ne!(wrong, text);
        fs::write(&path, wrong).unwrap();
        count += 1;
        let json: Value = serde_json::from_str(&project.run(&["check", "--format", "json", "data"]).out).unwrap();
        let all = json["findings"].as_array().unwrap();
        let errors: Vec<&Value> = all.iter().filter(|finding| finding["severity"] == "error").collect();
        assert!(errors.len() == count && errors.iter().all(|f| f["code"] == "column-balance"), "{errors:#?}");
        let sums: Vec<&Value> = all.iter().filter(|finding| finding["code"] == "roll-up-sum").collect();
        assert!(sums.len() == 1 && sums[0]["severity"] == "hint", "{sums:#?}");
        assert!(sums[0]["message"].as_str().unwrap().contains(&format!("由 {slip} 改为 {right}")), "{sums:#?}");
    }
    // A slip of the sum's own in that cell is an error again.
    let county = project.county();
    let at = county.find("予以公开: {自然人: ").unwrap() + "予以公开: {自然人: ".len();
    project.write(COUNTY, &format!("{}1{}", &county[..at], &county[at..]));
    assert!(project.found("roll-up-sum").iter().any(|message| message.contains("相差")));
}
