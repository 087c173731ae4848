//! A third edition of the form is a file: it is read, checked, composed, printed and read back without a line of Rust. And what Rust
//! knows of the form's keys is what the forms have.

use std::fs;
use std::path::{Path, PathBuf};

use nianbao::form::keys::{self, KeyNames, KnownKeys};
use nianbao::form::{Form, Forms};
use nianbao::templates::Templates;

use crate::support::{files, nianbao_in, root};

/// The edition of 2021 with another notice and two renamed rows, in force from 2027.
fn third() -> String {
    let mut text = fs::read_to_string(root().join("templates/forms/2021.yaml")).unwrap();
    for (from, to) in [
        ("名称: \"2021\"", "名称: \"2027\""),
        ("年度: {起: 2021}", "年度: {起: 2027}"),
        ("国办公开办函〔2021〕30号", "国办公开办函〔2027〕8号"),
        ("格式: 格式 ", "格式: 格式（2027年版） "),
        (
            "名称: 四、结转下年度继续办理, 键: 结转下年度}",
            "名称: 四、转入下年度办理, 键: 转入下年度, 旧键: 结转下年度}",
        ),
        ("右: 总计 + 结转下年度", "右: 总计 + 转入下年度"),
        ("右: 上年.结转下年度", "右: 上年.转入下年度"),
        (
            "行: [规章, 行政规范性文件]\n      - 条款",
            "行: [规章, {名称: 规范性文件, 键: 规范性文件, 旧键: 行政规范性文件}]\n      - 条款",
        ),
        ("行: [规章, 行政规范性文件]\n        左", "行: [规章, 规范性文件]\n        左"),
        ("乡镇街道: 1月31日", "乡镇街道: 2月28日"),
    ] {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

/// An office with its own templates and the data of one agency for 2026 and 2027.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Office {
        let office = Office(tempfile::tempdir().unwrap());
        fs::create_dir_all(office.path("own/forms")).unwrap();
        fs::write(office.path("own/forms/2027.yaml"), third()).unwrap();
        office
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Runs the program; what it prints.
    fn run(&self, args: &[&str]) -> (Option<i32>, String) {
        let output = nianbao_in(self.0.path(), &[args, &["--templates", "own"]].concat());
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    }

    fn write(&self, year: u16, left: &str, more: &str) {
        let path = self.path(&format!("data/甲局/{year}.yaml"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let text = format!(
            "机关: 某市商务局\n机关类型: 部门\n年度: {year}\n成文日期: {}-01-20\n总体情况: |\n  收到申请{{{{ 申请.本年新收.总计 }}}}件。{more}\n\
             主动公开: 0\n申请:\n  本年新收: {{自然人: 3}}\n  上年结转: {{自然人: {}}}\n  予以公开: {{自然人: 3}}\n  {left}\n  其余: 0\n\
             复议诉讼: 0\n存在问题: 个别栏目更新不够及时；将逐项整改，定期检查。\n其他事项: 本年度未收取信息处理费。\n",
            year + 1,
            if year == 2026 { 0 } else { 2 },
        );
        fs::write(path, text).unwrap();
    }

    /// The findings of `check`, by code.
    fn codes(&self) -> Vec<(String, String)> {
        let (_, text) = self.run(&["check", "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
        value["findings"].as_array().unwrap().iter().map(|f| (text(f, "code"), text(f, "message"))).collect()
    }
}

fn forms() -> Forms {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("forms")).unwrap();
    fs::write(folder.path().join("forms/2027.yaml"), third()).unwrap();
    Templates::new(Some(folder.path())).unwrap().forms().unwrap()
}

#[test]
fn a_later_edition_ends_the_one_before() {
    let forms = forms();
    let name = |year| forms.for_year(year).unwrap().name.clone();
    assert_eq!([2019, 2020, 2021, 2026, 2027, 2040].map(name), ["2019", "2019", "2021", "2021", "2027", "2027"]);
    let form = forms.for_year(2030).unwrap();
    let editions: Vec<_> = form.editions.iter().map(|edition| (edition.notice(), edition.years_words())).collect();
    assert_eq!(
        editions,
        [
            (Some(("2019", "60号")), "2019、2020 年度".to_owned()),
            (Some(("2021", "30号")), "2021 至 2026 年度".to_owned()),
            (Some(("2027", "8号")), "2027 年度起".to_owned()),
        ]
    );
    assert_eq!(form.due_words(), "部门 1 月 31 日前，乡镇街道 2 月 28 日前，政府 3 月 31 日前");
}

#[test]
fn a_third_edition_goes_all_the_way_as_a_file() {
    let office = Office::new();
    office.write(2026, "结转下年度: {自然人: 0}", "");
    office.write(2027, "转入下年度: {自然人: 2}", "");
    // What the year before left open was 0, under the row's old name.
    let found = office.codes();
    assert!(
        found.iter().any(|(code, message)| code == "carry-over" && message.contains("“四、结转下年度继续办理”0")),
        "{found:?}"
    );
    office.write(2027, "转入下年度: {自然人: 0}", "按照国办公开办函〔2021〕30号编制。");
    let (code, text) = office.run(&["check"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("[wrong-basis]") && text.contains("国办公开办函〔2027〕8号"), "{text}");
    // The rows of one edition are not those of another.
    office.write(2027, "结转下年度: {自然人: 0}", "");
    assert!(office.codes().iter().any(|(code, _)| code == "unknown-key"));
    fs::remove_file(office.path("data/甲局/2026.yaml")).unwrap();
    office.write(2027, "转入下年度: {自然人: 2}", "");
    let (code, text) = office.run(&["build", "--formats", "docx,pdf,html,txt"]);
    assert_eq!(code, Some(0), "{text}");
    let printed = fs::read_to_string(&files(&office.path("out"), "txt")[0]).unwrap();
    for words in ["四、转入下年度办理", "规范性文件"] {
        assert!(printed.contains(words), "{words}\n{printed}");
    }
    assert!(!printed.contains("行政规范性文件"));
    let (code, text) = office.run(&["verify"]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn a_new_file_and_the_schema_follow_a_third_edition() {
    let office = Office::new();
    let (code, text) = office.run(&["new", "某镇人民政府", "2027"]);
    assert_eq!(code, Some(0), "{text}");
    let text = fs::read_to_string(office.path("data/某镇人民政府/2027.yaml")).unwrap();
    for words in ["国办公开办函〔2027〕8号", "转入下年度:", "乡镇街道 2 月 28 日前"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let (code, schema) = office.run(&["schema", "2027"]);
    assert_eq!(code, Some(0), "{schema}");
    assert!(schema.contains("转入下年度") && !schema.contains("\"结转下年度\""), "{schema}");
}

/// The keys of a table's lines, groups among them, and of its columns.
fn keys_of(form: &Form, known: &KnownKeys) -> Vec<String> {
    let table = form.table(known.table).unwrap_or_else(|| panic!("{} has no {}", form.name, known.table)).1;
    match known.names {
        KeyNames::Rows => table.lines.iter().flat_map(|line| line.keys.clone()).collect(),
        KeyNames::Columns => {
            table.lines.iter().flat_map(|line| line.columns.iter().map(|column| column.key.clone())).collect()
        }
    }
}

#[test]
fn the_keys_that_rust_knows_are_those_of_the_forms() {
    let forms = Templates::default().forms().unwrap();
    for form in forms.iter().filter(|form| !form.extension) {
        for known in keys::KNOWN {
            let has = keys_of(form, known);
            let wanted = form.edition.years.0 >= known.years.0 && form.edition.years.0 <= known.years.1;
            for key in known.keys {
                assert_eq!(has.iter().any(|other| other == key), wanted, "{} {} {key}", form.name, known.table);
            }
        }
    }
}

/// Files whose words are no keys: what the words of prose say, in their documentation; the headings of the table of those who have
/// delivered.
const WORDS: [&str; 2] = ["form/word.rs", "status/workbook.rs"];
/// A key that is also a word like any other.
const COMMON: &str = "其他";

#[test]
fn keys_of_the_form_stand_in_one_file() {
    let forms = Templates::default().forms().unwrap();
    let mut keys: Vec<String> = Vec::new();
    for table in forms.iter().flat_map(|form| &form.tables) {
        keys.push(table.key.clone());
        keys.extend(table.lines.iter().flat_map(|line| line.keys.iter().cloned()));
        keys.extend(table.lines.iter().flat_map(|line| line.columns.iter().map(|column| column.key.clone())));
    }
    let src = root().join("src");
    let spelling = |path: &&PathBuf| {
        let inner = path.strip_prefix(&src).unwrap();
        let is_test = path.file_name().is_some_and(|name| name == "tests.rs");
        inner != Path::new("form/keys.rs") && !WORDS.iter().any(|words| inner == Path::new(words)) && !is_test
    };
    keys.retain(|key| key != COMMON);
    let mut problems = Vec::new();
    for path in files(&src, "rs").iter().filter(spelling) {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let spelled = keys.iter().filter(|key| line.contains(&format!("\"{key}\"")));
            problems.extend(spelled.map(|key| format!("{} spells “{key}”", path.display())));
        }
    }
    problems.dedup();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
