use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::form::{Forms, ValueKind};
use crate::report::{Report, read};
use crate::templates::Templates;

/// Every data file that is kept and can be read: figures of published reports and the fixtures of what is right.
fn kept(forms: &Forms) -> Vec<(PathBuf, Vec<u8>, Report)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    for folder in ["data", "tests/fixtures/ok", "tests/fixtures/cases"] {
        yaml_below(&root.join(folder), &mut paths);
    }
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).unwrap();
        let report = read_bytes(&path, &bytes, forms)?;
        Some((path, bytes, report))
    };
    let kept: Vec<_> = paths.into_iter().filter_map(read).collect();
    assert!(kept.len() > 40, "{} files", kept.len());
    kept
}

fn yaml_below(folder: &Path, paths: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            yaml_below(&path, paths);
        } else if path.extension().is_some_and(|ending| ending == "yaml") {
            paths.push(path);
        }
    }
}

fn read_bytes(path: &Path, bytes: &[u8], forms: &Forms) -> Option<Report> {
    read(&crate::source::decode(path, bytes.to_vec()).ok()?, forms).ok()
}

/// One random change: which cell, or which text, and what to write.
#[derive(Debug, Clone)]
enum TestEdit {
    Cell(usize, u32),
    Text(usize, String),
}

fn change() -> impl Strategy<Value = TestEdit> {
    let text = prop::collection::vec("(（一）)?[一-十件，# :*-]{0,12}年。?", 1..4).prop_map(|lines| lines.join("\n"));
    prop_oneof![
        4 => (any::<usize>(), prop_oneof![Just(0), 0u32..100_000]).prop_map(|(at, figure)| TestEdit::Cell(at, figure)),
        1 => (any::<usize>(), text).prop_map(|(at, text)| TestEdit::Text(at, text)),
    ]
}

/// The lines of a file that say nothing of a figure or a text that may be changed: comments, blank lines, the head.
fn comments(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with('#') || line.trim().is_empty()).collect()
}

/// What is written behind figures.
fn trailing(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| line.starts_with("  ") && line.contains("]  ") || line.contains("}  "))
        .filter_map(|line| line.split_once("  #").map(|(_, note)| note))
        .collect()
}

#[test]
fn any_cells_and_texts_of_any_kept_file_can_be_changed_and_nothing_else_moves() {
    let forms = Templates::default().forms().unwrap();
    let kept = kept(&forms);
    let config = Config { cases: 3, failure_persistence: None, ..Config::default() };
    for (path, bytes, report) in &kept {
        let mut runner = TestRunner::new_with_rng(
            config.clone(),
            prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
        );
        runner
            .run(&prop::collection::vec(change(), 1..8), |changes| {
                apply(path, bytes, report, &forms, &changes);
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// A figure as a cell of a kind takes it.
fn as_written(kind: ValueKind, figure: u32) -> String {
    match kind {
        ValueKind::Amount(None) if figure > 0 => format!("{figure}.50元"),
        ValueKind::Amount(_) if figure > 0 => format!("{figure}.2500"),
        _ => figure.to_string(),
    }
}

fn apply(path: &Path, bytes: &[u8], report: &Report, forms: &Forms, changes: &[TestEdit]) {
    let form = report.form.clone();
    let cells: Vec<(usize, usize, usize)> = (0..form.tables.len())
        .flat_map(|t| (0..form.tables[t].lines.len()).map(move |l| (t, l)))
        .filter(|&(t, l)| form.tables[t].lines[l].kind == LineKind::Data)
        .flat_map(|(t, l)| form.tables[t].lines[l].parts().collect::<Vec<_>>().into_iter().map(move |c| (t, l, c)))
        .collect();
    let prose: Vec<&String> = report.prose.keys().collect();
    let mut editor = Editor::new(path, bytes.to_vec(), &form).unwrap();
    let mut wanted = std::collections::BTreeMap::new();
    let mut texts = report
        .prose
        .iter()
        .map(|(key, prose)| (key.clone(), prose.text.clone()))
        .collect::<std::collections::BTreeMap<_, _>>();
    for change in changes {
        match change {
            TestEdit::Cell(at, figure) => {
                let (t, l, c) = cells[at % cells.len()];
                let figure = as_written(form.tables[t].lines[l].columns[c].kind, *figure);
                editor.set_cell(t, l, c, &figure).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                wanted.insert((t, l, c), figure);
            }
            TestEdit::Text(at, text) => {
                let key = prose[at % prose.len()];
                editor.set_text(key, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                texts.insert(key.clone(), text.clone());
            }
        }
    }
    let after = String::from_utf8(editor.bytes()).unwrap();
    let again = crate::source::decode(path, editor.bytes()).unwrap();
    let read_again =
        read(&again, forms).unwrap_or_else(|findings| panic!("{}: {}\n{after}", path.display(), findings[0].message));
    for &(t, l, c) in &cells {
        let expected = wanted.get(&(t, l, c)).cloned().unwrap_or_else(|| report.cell(t, l, c).value.to_string());
        let found = read_again.cell(t, l, c).value.to_string();
        assert_eq!(found, expected, "{} {}\n{after}", path.display(), form.tables[t].cell_words(l, c));
        assert_eq!(editor.figure(Spot { table: t, line: l, column: c }).as_deref(), Some(expected.as_str()));
    }
    for (key, text) in &texts {
        let found = read_again.prose.get(key).map(|prose| prose.text.trim_end().to_owned());
        assert_eq!(found.as_deref(), Some(text.trim_end()), "{} {key}\n{after}", path.display());
    }
    let before = std::str::from_utf8(bytes).unwrap();
    if texts.iter().all(|(key, text)| report.prose[key].text == *text) {
        assert_eq!(comments(&after), comments(before), "{}", path.display());
    }
    let mut left = trailing(&after).into_iter();
    for note in trailing(before) {
        assert!(left.any(|other| other == note), "{}: {note} is gone\n{after}", path.display());
    }
}

fn editor(tables: &str) -> Editor {
    let forms = Templates::default().forms().unwrap();
    Editor::new(Path::new("a"), tables.as_bytes().to_vec(), &forms.for_year(2024).unwrap()).unwrap()
}

/// The text after figures were put into a row called by its keys, `申请.不予公开.属于国家秘密`.
fn after(before: &str, row: &str, figures: &[Option<&str>]) -> String {
    let mut editor = editor(before);
    let keys: Vec<&str> = row.split('.').collect();
    let (table, form) = editor.form.table(keys[0]).unwrap();
    let line = form.line(&keys[1..]).unwrap();
    let figures: Figures = figures.iter().map(|figure| figure.map(str::to_owned)).collect();
    editor.set_row(table, line, &figures).unwrap();
    String::from_utf8(editor.bytes()).unwrap()
}

#[test]
fn a_row_keeps_its_way_of_writing() {
    let six = [Some("3"), Some("0"), Some("0"), Some("0"), Some("0"), Some("1"), Some("4")];
    for (before, expected) in [
        ("申请:\n  本年新收: [1, 1, 0, 0, 0, 0]  # 注\n", "申请:\n  本年新收: [3, 0, 0, 0, 0, 1]  # 注\n"),
        ("申请:\n  本年新收: [1, 1, 0, 0, 0, 0, 2]\n", "申请:\n  本年新收: [3, 0, 0, 0, 0, 1, 4]\n"),
        ("申请:\n  本年新收: {自然人: 1, 商业企业: 1}\n", "申请:\n  本年新收: {自然人: 3, 商业企业: 0, 其他: 1}\n"),
        ("申请:\n  本年新收: {自然人: 1, 总计: 1}\n", "申请:\n  本年新收: {自然人: 3, 其他: 1, 总计: 4}\n"),
        ("申请:\n  本年新收:\n    自然人: 1  # 张\n", "申请:\n  本年新收:\n    自然人: 3  # 张\n    其他: 1\n"),
        ("申请:\n  本年新收: 0  # 注\n  其余: 0\n", "申请:\n  本年新收: {自然人: 3, 其他: 1}  # 注\n  其余: 0\n"),
        ("申请:\n  本年新收: 待填\n", "申请:\n  本年新收: {自然人: 3, 其他: 1}\n"),
        (
            "申请:\n  一、本年新收政府信息公开申请数量: 0\n",
            "申请:\n  一、本年新收政府信息公开申请数量: {自然人: 3, 其他: 1}\n",
        ),
        ("申请: {其余: 0}  # 注\n", "申请:  # 注\n  本年新收: {自然人: 3, 其他: 1}\n  其余: 0\n"),
        ("申请: 0\n", "申请:\n  本年新收: {自然人: 3, 其他: 1}\n  其余: 0\n"),
        ("申请: 待填\n", "申请:\n  本年新收: {自然人: 3, 其他: 1}\n  其余: 待填\n"),
        ("申请:\n", "申请:\n  本年新收: {自然人: 3, 其他: 1}\n  其余: 待填\n"),
        (
            "申请:\n  # 下面\n  予以公开: 0\n  其余: 0\n",
            "申请:\n  # 下面\n  予以公开: 0\n  本年新收: {自然人: 3, 其他: 1}\n  其余: 0\n",
        ),
        (
            "申请: {予以公开: 0, # 注\n  其余: 0}\n",
            "申请: {予以公开: 0, # 注\n  本年新收: {自然人: 3, 其他: 1}, 其余: 0}\n",
        ),
        (
            "机关: 甲\n主动公开: 0\n存在问题: 无\n",
            "机关: 甲\n主动公开: 0\n申请:\n  本年新收: {自然人: 3, 其他: 1}\n存在问题: 无\n",
        ),
    ] {
        assert_eq!(after(before, "申请.本年新收", &six), expected);
    }
}

#[test]
fn rows_of_groups_go_where_the_group_is_or_with_it() {
    let one = [Some("1"), Some("0"), Some("0"), Some("0"), Some("0"), Some("0"), Some("1")];
    let row = "申请.不予公开.属于国家秘密";
    for (before, expected) in [
        (
            "申请:\n  不予公开:\n    属于行政查询事项: 0\n    其余: 0\n",
            "申请:\n  不予公开:\n    属于行政查询事项: 0\n    属于国家秘密: {自然人: 1}\n    其余: 0\n",
        ),
        ("申请:\n  不予公开: 0\n", "申请:\n  不予公开:\n    属于国家秘密: {自然人: 1}\n    其余: 0\n"),
        (
            "申请:\n  部分公开: 0\n  其余: 0\n",
            "申请:\n  部分公开: 0\n  不予公开:\n    属于国家秘密: {自然人: 1}\n  其余: 0\n",
        ),
        ("申请:\n  不予公开: {其余: 0}\n", "申请:\n  不予公开:\n    属于国家秘密: {自然人: 1}\n    其余: 0\n"),
        ("申请: {不予公开: {其余: 0}}\n", "申请:\n  不予公开:\n    属于国家秘密: {自然人: 1}\n    其余: 0\n"),
    ] {
        assert_eq!(after(before, row, &one), expected);
    }
    let zero = [Some("0"); 7];
    for same in ["申请: {其余: 0}\n", "申请: 0\n", "申请:\n  不予公开: 0\n", "申请:\n  不予公开: {其余: 0}\n"]
    {
        assert_eq!(after(same, row, &zero), same);
    }
    assert_eq!(
        after("申请:\n  不予公开: {属于行政查询事项: 0}\n", row, &zero),
        "申请:\n  不予公开:\n    属于国家秘密: 0\n    属于行政查询事项: 0\n"
    );
}

#[test]
fn stated_totals_are_changed_and_none_is_added() {
    let totals = [Some("3"), Some("0"), Some("0"), Some("0"), Some("0"), Some("1"), Some("4")];
    for (before, expected) in [
        ("申请:\n  总计: [1, 0, 0, 0, 0, 0]\n", "申请:\n  总计: [3, 0, 0, 0, 0, 1]\n"),
        ("申请:\n  总计: 1\n", "申请:\n  总计: 4\n"),
        ("申请:\n  总计: {自然人: 1}\n", "申请:\n  总计: {自然人: 3, 其他: 1}\n"),
        ("申请:\n  其余: 0\n", "申请:\n  其余: 0\n"),
    ] {
        assert_eq!(after(before, "申请.总计", &totals), expected);
    }
    let fee = [Some("12.50")];
    assert_eq!(
        after("主动公开:\n  行政事业性收费: 0\n", "主动公开.行政事业性收费", &fee),
        "主动公开:\n  行政事业性收费: 12.50\n"
    );
    assert_eq!(
        after("主动公开: {其余: 0}\n", "主动公开.行政事业性收费", &fee),
        "主动公开:\n  行政事业性收费: [12.50]\n  其余: 0\n"
    );
}

#[test]
fn reasons_are_written_renewed_and_taken_back() {
    use crate::diag::Code;
    let head = "机关: 青石市商务局 # 注\n年度: 2024\n";
    let after = |before: &str, steps: &[(Code, &str)]| {
        let forms = Templates::default().forms().unwrap();
        let mut editor = Editor::new(Path::new("x.yaml"), before.into(), &forms.for_year(2024).unwrap()).unwrap();
        for (code, reason) in steps {
            editor.set_reason((*code, ""), reason).unwrap();
        }
        String::from_utf8(editor.bytes()).unwrap()
    };
    let one = format!("{head}说明:\n  - {{检查: carry-over, 理由: 职能划入，另有1件}}\n");
    assert_eq!(after(head, &[(Code::CarryOver, " 职能划入，\n另有1件 ")]), one.replace("，另", "， 另"));
    let one = format!("{head}说明:\n  - {{检查: carry-over, 理由: 职能划入}}\n");
    assert_eq!(after(head, &[(Code::CarryOver, "职能划入")]), one);
    assert_eq!(after(&one, &[(Code::CarryOver, "职能划入")]), one, "the same again");
    assert_eq!(after(&one, &[(Code::CarryOver, "")]), head);
    let two = after(&one, &[(Code::Jump, "公租房配租: 集中")]);
    assert_eq!(two, format!("{one}  - {{检查: jump, 理由: \"公租房配租: 集中\"}}\n"));
    assert_eq!(after(&two, &[(Code::Jump, "")]), one);
    assert_eq!(after(&one, &[(Code::CarryOver, "改了")]), one.replace("职能划入", "改了"));
    assert_eq!(after(&format!("{head}说明:\n"), &[(Code::CarryOver, "职能划入")]), one);
    assert_eq!(after(head, &[(Code::Jump, "")]), head);
}

#[test]
fn a_reason_is_written_for_its_place_beside_those_for_others() {
    use crate::diag::Code;
    let forms = Templates::default().forms().unwrap();
    let head = "机关: 青石市商务局\n年度: 2024\n说明:\n  - {检查: jump, 理由: 集中}\n";
    let mut editor = Editor::new(Path::new("x.yaml"), head.into(), &forms.for_year(2024).unwrap()).unwrap();
    let mut set = |words: &str, reason: &str| {
        editor.set_reason((Code::Jump, words), reason).unwrap();
        String::from_utf8(editor.bytes()).unwrap()
    };
    let one = format!("{head}  - {{检查: jump, 原文: \"行政许可: 3\", 理由: 划入}}\n");
    assert_eq!(set("行政许可: 3", "划入"), one);
    assert_eq!(set("行政许可:  3 ", "划出"), one.replace("划入", "划出"));
    assert_eq!(set("", ""), one.replace("划入", "划出").replace("  - {检查: jump, 理由: 集中}\n", ""));
    assert_eq!(set("行政许可: 3", ""), head.replace("说明:\n  - {检查: jump, 理由: 集中}\n", ""));
}

/// The lines that two texts do not share at their beginnings and ends.
fn changed<'a>(before: &'a str, after: &'a str) -> (Vec<&'a str>, Vec<&'a str>) {
    let (mut old, mut new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    old.drain(..same);
    new.drain(..same);
    let same = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    old.truncate(old.len() - same);
    new.truncate(new.len() - same);
    (old, new)
}

#[test]
fn after_five_hundred_edits_a_file_differs_only_where_it_was_edited() {
    let forms = Templates::default().forms().unwrap();
    let kept = kept(&forms);
    let mut seed = 20_261_127u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for (path, bytes, report) in kept.iter().step_by(7) {
        let form = report.form.clone();
        let mut editor = Editor::new(path, bytes.clone(), &form).unwrap();
        let prose: Vec<&String> = report.prose.keys().collect();
        let cells: Vec<Spot> = (0..form.tables.len())
            .flat_map(|table| (0..form.tables[table].lines.len()).map(move |line| (table, line)))
            .filter(|&(table, line)| form.tables[table].lines[line].kind == LineKind::Data)
            .flat_map(|(table, line)| {
                let parts: Vec<usize> = form.tables[table].lines[line].parts().collect();
                parts.into_iter().map(move |column| Spot { table, line, column })
            })
            .collect();
        let mut wanted = std::collections::BTreeMap::new();
        for step in 0..500 {
            let before = editor.file().text.clone();
            let what = if step % 20 == 19 {
                let key = prose[random(prose.len())];
                let text = format!("第{step}次改的文字。\n（一）小标题。共{}件。", random(99));
                editor.set_text(key, &text).unwrap();
                key.clone()
            } else {
                let spot = cells[random(cells.len())];
                let kind = form.tables[spot.table].lines[spot.line].columns[spot.column].kind;
                let figure = as_written(kind, [0, random(10), random(100_000)][random(3)] as u32);
                editor.set_cell(spot.table, spot.line, spot.column, &figure).unwrap();
                wanted.insert((spot.table, spot.line, spot.column), figure);
                form.tables[spot.table].cell_words(spot.line, spot.column)
            };
            let after = &editor.file().text;
            let (old, new) = changed(&before, after);
            let at = format!("{} {step} {what}:\n{}→\n{}", path.display(), old.concat(), new.concat());
            // A figure changes its line; braces that get a line for each entry are one line before.
            assert!(step % 20 == 19 || old.len() <= 1, "{at}");
            for note in old.iter().filter_map(|line| line.split_once(" #")) {
                assert!(step % 20 == 19 || new.iter().any(|line| line.trim_end().ends_with(note.1.trim_end())), "{at}");
            }
            assert!(before.matches("\r\n").count() == 0 || !after.replace("\r\n", "").contains('\n'), "{at}");
        }
        for (&(table, line, column), figure) in &wanted {
            assert_eq!(editor.figure(Spot { table, line, column }).as_ref(), Some(figure), "{}", path.display());
        }
        assert!(read_bytes(path, &editor.bytes(), &forms).is_some(), "{}", path.display());
    }
}

#[test]
fn rest_goes_with_the_last_row_it_stood_for() {
    let forms = Templates::default().forms().unwrap();
    let form = forms.for_year(2024).unwrap();
    let cells = |table: usize| {
        let lines = form.tables[table].lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Data);
        lines
            .flat_map(|(line, of)| of.parts().map(move |column| (line, column)).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    for text in ["待填", "{其余: 待填}", "\n  行政复议: [1, 0, 0, 0]  # 注\n  其余: 待填"] {
        let file = format!("机关: 青石市商务局\n年度: 2024\n复议诉讼: {text}\n其他事项: 待填\n");
        let mut editor = Editor::new(Path::new("x.yaml"), file.clone().into(), &form).unwrap();
        let (last, all) = cells(2).split_last().map(|(last, all)| (*last, all.to_vec())).unwrap();
        for (line, column) in all {
            editor.set_cell(2, line, column, "0").unwrap();
            editor.close_rest(2).unwrap();
        }
        let before = String::from_utf8(editor.bytes()).unwrap();
        assert!(before.matches("待填").count() > 1, "one cell is left: {before}");
        editor.set_cell(2, last.0, last.1, "0").unwrap();
        editor.close_rest(2).unwrap();
        let after = String::from_utf8(editor.bytes()).unwrap();
        assert_eq!(after.matches("待填").count(), 1, "{after}");
        assert!(after.ends_with("其他事项: 待填\n") && after.contains('注') == file.contains('注'), "{after}");
    }
    // A 其余 that still speaks, or says 0, stays.
    for text in ["{行政复议: 0, 其余: 待填}", "{行政复议: 0, 未经复议直接起诉: 0, 复议后起诉: 0, 其余: 0}"]
    {
        let file = format!("机关: 青石市商务局\n年度: 2024\n复议诉讼: {text}\n");
        let mut editor = Editor::new(Path::new("x.yaml"), file.clone().into(), &form).unwrap();
        editor.close_rest(2).unwrap();
        assert_eq!(String::from_utf8(editor.bytes()).unwrap(), file);
    }
}
