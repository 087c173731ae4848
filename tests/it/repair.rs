//! One wrong cell in a table with all totals stated is found, named and put right, wherever it is.

use std::fmt::Write as _;
use std::path::Path;

use nianbao::check::{Subject, check};
use nianbao::diag::Code;
use nianbao::form::{Form, LineKind, TableForm};
use nianbao::templates::Templates;
use nianbao::{report, source};
use proptest::prelude::*;

/// The rows of 表三 in the order of the form: path of keys, and seven figures.
type Rows = Vec<(Vec<String>, Vec<i64>)>;

/// A balanced 表三 from the figures of its results: everything that came in was settled.
fn balanced(form: &TableForm, results: &[Vec<i64>]) -> Rows {
    let mut rows: Rows = Vec::new();
    let mut given = results.iter();
    let mut all = vec![0; 6];
    for line in &form.lines {
        let figures = match (&line.kind, line.keys[0].as_str()) {
            (LineKind::Total { .. }, "总计") => all.clone(),
            (LineKind::Total { parts, .. }, _) => {
                (0..6).map(|column| parts.iter().map(|&part| rows[part].1[column]).sum()).collect()
            }
            (LineKind::Data, "本年新收" | "上年结转" | "结转下年度") => vec![0; 6],
            (LineKind::Data, _) => {
                let figures = given.next().cloned().unwrap_or_else(|| vec![0; 6]);
                all.iter_mut().zip(&figures).for_each(|(sum, figure)| *sum += figure);
                figures
            }
        };
        rows.push((line.keys.clone(), figures));
    }
    rows[0].1 = all;
    for (_, figures) in &mut rows {
        figures.push(figures.iter().sum());
    }
    rows
}

/// A data file with the rows written as lists.
fn yaml(rows: &Rows) -> String {
    let mut text = String::from(
        "机关: 青石市商务局\n机关类型: 部门\n年度: 2024\n成文日期: 2025-01-20\n总体情况: 文字。\n主动公开: 0\n申请:\n",
    );
    let mut open = "";
    for (keys, figures) in rows {
        if keys.len() > 1 && open != keys[0] {
            open = &keys[0];
            let _ = writeln!(text, "  {open}:");
        }
        let figures: Vec<String> = figures.iter().map(i64::to_string).collect();
        let _ = writeln!(text, "{}{}: [{}]", "  ".repeat(keys.len()), keys[keys.len() - 1], figures.join(", "));
    }
    text + "复议诉讼: 0\n存在问题: 文字。\n其他事项: 文字。\n"
}

/// The help lines of the balance findings that name a repair, each once.
fn repairs(text: &str, templates: &nianbao::form::Forms) -> (usize, Vec<String>) {
    let file = source::decode(Path::new("2024.yaml"), text.as_bytes().to_vec()).expect("text");
    let report = report::read(&file, templates).unwrap_or_else(|findings| panic!("{findings:#?}\n{text}"));
    let subject = Subject { report: &report, last_year: None, composed: None, members: &[], peers: None };
    let balance = [Code::ColumnBalance, Code::GroupTotal, Code::RowTotal];
    let found: Vec<_> =
        check(&subject, Vec::new()).into_iter().filter(|finding| balance.contains(&finding.code)).collect();
    let mut lines: Vec<String> = found.iter().flat_map(|finding| finding.help.clone()).collect();
    lines.retain(|line| line.starts_with('若'));
    lines.dedup();
    (found.len(), lines)
}

fn form() -> (nianbao::form::Forms, std::sync::Arc<Form>) {
    let forms = Templates::default().forms().expect("the forms are valid");
    let form = forms.for_year(2024).expect("a form");
    (forms, form)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(9704), ..ProptestConfig::default() })]

    #[test]
    fn one_wrong_cell_is_named(
        results in proptest::collection::vec(proptest::collection::vec(0i64..40, 6), 21),
        line in 0usize..29,
        column in 0usize..7,
        wrong in 1i64..30,
    ) {
        let (forms, form) = form();
        let (_, table) = form.table("申请").expect("表三");
        let mut rows = balanced(table, &results);
        prop_assert_eq!(repairs(&yaml(&rows), &forms), (0, vec![]));
        let line = line % rows.len();
        let right = rows[line].1[column];
        rows[line].1[column] += wrong;
        let (found, named) = repairs(&yaml(&rows), &forms);
        prop_assert_eq!(found, 1);
        let cell = table.cell_words(line, column);
        prop_assert_eq!(named, vec![format!("若{cell}由 {} 改为 {right}，全部勾稽成立", right + wrong)]);
    }

    /// Figures in the wrong column are one mistake and one finding, at their row where only that one mends the table.
    #[test]
    fn a_figure_in_the_wrong_column_is_one_finding(
        results in proptest::collection::vec(proptest::collection::vec(0i64..40, 6), 21),
        line in 0usize..21,
        (from, on) in (0usize..6, 1usize..6),
        by in 1i64..30,
    ) {
        let (forms, form) = form();
        let (_, table) = form.table("申请").expect("表三");
        let all = balanced(table, &results);
        let data = all.into_iter().zip(&table.lines).filter(|(_, line)| line.kind == LineKind::Data);
        let mut rows: Rows = data.map(|(row, _)| row).collect();
        rows.iter_mut().for_each(|(_, figures)| figures.truncate(6));
        let (line, to) = (line % rows.len(), (from + on) % 6);
        prop_assume!(rows[line].1[from] >= by);
        rows[line].1[from] -= by;
        rows[line].1[to] += by;
        let (found, _) = repairs(&yaml(&rows), &forms);
        prop_assert_eq!(found, 1);
    }

    /// A workbook's formulas carry a wrong figure on: the cell that was typed over is named, once.
    #[test]
    fn one_wrong_total_that_others_add_up_is_named(
        results in proptest::collection::vec(proptest::collection::vec(0i64..40, 6), 21),
        group in 0usize..6,
        column in 0usize..6,
        wrong in 1i64..30,
    ) {
        let (forms, form) = form();
        let (_, table) = form.table("申请").expect("表三");
        let mut rows = balanced(table, &results);
        let totals: Vec<usize> = (0..rows.len()).filter(|&line| matches!(table.lines[line].kind, LineKind::Total { .. })).collect();
        let line = totals[group % totals.len()];
        let right = rows[line].1[column];
        // Typed over the formula; the total of its row adds what stands there.
        rows[line].1[column] += wrong;
        rows[line].1[6] += wrong;
        let (found, named) = repairs(&yaml(&rows), &forms);
        let cell = table.cell_words(line, column);
        prop_assert_eq!(named, vec![format!("若{cell}由 {} 改为 {right}，全部勾稽成立", right + wrong)]);
        prop_assert_eq!(found, 1);
    }

    /// Two wrong cells in different rows and columns: nothing is guessed.
    #[test]
    fn two_wrong_cells_are_not_guessed_at(column in 0usize..5, wrong in 1i64..9) {
        let (forms, form) = form();
        let (_, table) = form.table("申请").expect("表三");
        let mut rows = balanced(table, &vec![vec![3; 6]; 21]);
        rows[0].1[column] += wrong;
        rows[2].1[column + 1] += wrong + 1;
        let (found, named) = repairs(&yaml(&rows), &forms);
        prop_assert!(found > 1 && named.is_empty(), "{named:?}");
    }

    /// Figures typed in the wrong column, their totals added by formulas: each column is told, their sum is not.
    #[test]
    fn a_total_column_that_only_adds_says_nothing_new(column in 0usize..5, wrong in 1i64..9) {
        let (forms, form) = form();
        let (_, table) = form.table("申请").expect("表三");
        let mut rows = balanced(table, &vec![vec![3; 6]; 21]);
        for (column, wrong) in [(column, wrong), (column + 1, wrong + 1), (6, wrong + wrong + 1)] {
            rows[0].1[column] += wrong;
        }
        prop_assert_eq!(repairs(&yaml(&rows), &forms).0, 2);
    }
}
