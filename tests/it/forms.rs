//! The forms: both grids against an independent listing, equations that name existing cells, local extensions.

use std::fs;
use std::sync::Arc;

use crate::support::{OFFICE, root};
use nianbao::compose::{compose, prove};
use nianbao::diag::SourceFile;
use nianbao::document::{Block, CellKind, Document, Table};
use nianbao::form::{Axis, Form, Forms, LineKind};
use nianbao::report::{Report, read};
use nianbao::templates::Templates;

fn file(path: &str, text: String) -> Arc<SourceFile> {
    Arc::new(SourceFile { path: path.into(), text })
}

fn report(text: &str, forms: &Forms) -> Report {
    let year = text.lines().find_map(|line| line.strip_prefix("年度: ")).unwrap().trim();
    read(&file(&format!("甲/{year}.yaml"), text.into()), forms).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

fn document(report: &Report) -> Document {
    compose(report, None, &OFFICE.skeleton).unwrap().document
}

fn tables(document: &Document) -> Vec<&Table> {
    document
        .blocks
        .iter()
        .filter_map(|block| if let Block::Table(table) = block { Some(table) } else { None })
        .collect()
}

/// A table as the listings write it: `row,column,rowspan,colspan<TAB>label`, figures as `·`.
fn listing(table: &Table) -> Vec<String> {
    let mut lines = Vec::new();
    for (row, cells) in table.rows().enumerate() {
        for cell in &cells.cells {
            let text = if cell.kind == CellKind::Value { "·" } else { &cell.text };
            lines.push(format!("{row},{},{},{}\t{text}", cell.column, cell.rowspan, cell.colspan));
        }
    }
    lines
}

#[test]
fn grids_are_the_official_ones_cell_by_cell() {
    let forms = &OFFICE.forms;
    for edition in ["2019", "2021"] {
        let text = fs::read_to_string(root().join(format!("tests/fixtures/ok/minimal-{edition}.yaml"))).unwrap();
        let document = document(&report(&text, forms));
        let expected = fs::read_to_string(root().join(format!("tests/fixtures/grid-{edition}.txt"))).unwrap();
        let expected: Vec<Vec<&str>> = expected
            .split("# 表")
            .skip(1)
            .map(|table| table.lines().skip(1).filter(|line| !line.is_empty()).collect())
            .collect();
        let tables = tables(&document);
        assert_eq!(tables.len(), expected.len(), "{edition}");
        for (table, expected) in tables.iter().zip(expected) {
            let found = listing(table);
            for (found, expected) in found.iter().zip(&expected) {
                assert_eq!(found, expected, "{edition} {}", table.title());
            }
            assert_eq!(found.len(), expected.len(), "{edition} {}", table.title());
        }
    }
}

#[test]
fn forms_have_as_many_figures_as_the_official_ones() {
    let forms = &OFFICE.forms;
    for (edition, figures) in [("2019", [22, 23 * 7, 15]), ("2021", [10, 25 * 7, 15])] {
        let form = forms.named(edition).unwrap();
        let counted: Vec<usize> =
            form.tables.iter().map(|t| t.lines.iter().filter(|l| l.printed).map(|l| l.columns.len()).sum()).collect();
        assert_eq!(counted, figures, "{edition}");
    }
}

#[test]
fn editions_follow_the_report_year() {
    let forms = &OFFICE.forms;
    for (year, name) in [(2019, "2019"), (2020, "2019"), (2021, "2021"), (2025, "2021")] {
        assert_eq!(forms.for_year(year).unwrap().name, name);
    }
    assert!(forms.for_year(2018).is_none());
}

#[test]
fn every_equation_names_existing_cells() {
    let forms = &OFFICE.forms;
    for form in forms.iter() {
        for table in &form.tables {
            for equation in &table.equations {
                for operand in equation.left.operands.iter().chain(&equation.right.operands) {
                    let path: Vec<&str> = operand.path.iter().map(String::as_str).collect();
                    let known = match &equation.axis {
                        Axis::Columns => table.line(&path).is_some(),
                        Axis::Lines(lines) => lines.iter().all(|&line| table.column(line, operand).is_some()),
                    };
                    assert!(known, "{} {} {path:?}", form.name, table.key);
                }
            }
        }
        let results = form.table("申请").unwrap().1;
        let total = &results.lines[results.line(&["总计"]).unwrap()];
        let LineKind::Total { parts, .. } = &total.kind else { panic!("（七）总计 is a sum") };
        let expected = if form.name == "2021" { 21 } else { 19 };
        assert_eq!(parts.len(), expected, "{}", form.name);
    }
}

#[test]
fn a_form_that_names_what_is_not_there_is_refused() {
    let text = Templates::default().text("forms/2021.yaml").unwrap().text.clone();
    for (from, to, complaint) in [
        ("左: 本年新收 + 上年结转", "左: 本年新收 + 上年转结", "上年转结"),
        ("检查: column-balance", "检查: column-ballance", "column-ballance"),
        ("单位: 万元", "单位: 两", "两"),
        ("正文: 总体情况}", "正文: 总体情况, 页: 3}", "页"),
        ("表: 复议诉讼}", "表: 复议}", "复议"),
    ] {
        assert!(text.contains(from), "{from}");
        let error = Form::parse(&text.replacen(from, to, 1), |_| None).unwrap_err().to_string();
        assert!(error.contains(complaint), "{error}");
    }
    // A span too wide leaves the grid; the proof says where.
    let form = Form::parse(&text.replacen("跨列: 3", "跨列: 4", 1), |_| None).unwrap();
    assert!(prove(&form).unwrap_err().to_string().contains("主动公开"));
}

#[test]
fn a_local_extension_adds_a_row_and_nothing_else() {
    let forms = &OFFICE.forms;
    let text = fs::read_to_string(root().join("tests/fixtures/ok/minimal-2019.yaml")).unwrap();
    let plain = document(&report(&text, forms));
    let year = text.lines().find_map(|line| line.strip_prefix("年度: ")).unwrap().trim();
    let extended = text.replacen(&format!("年度: {year}"), &format!("年度: {year}\n表样: 2019-湖北"), 1).replacen(
        "主动公开:\n",
        "主动公开:\n  其他主动公开文件: [1, 2, 3]\n",
        1,
    );
    let extended = document(&report(&extended, forms));
    let (plain, extended) = (listing(tables(&plain)[0]), listing(tables(&extended)[0]));
    let labels = |lines: &[String]| lines.iter().map(|l| l.split('\t').nth(1).unwrap().to_owned()).collect::<Vec<_>>();
    let (plain, mut extended) = (labels(&plain), labels(&extended));
    let at = extended.iter().position(|label| label == "其他主动公开文件").unwrap();
    assert_eq!(extended[at - 4], "规范性文件");
    extended.drain(at..at + 4);
    assert_eq!(extended, plain);
}
