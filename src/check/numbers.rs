//! Numbers: the form's equations, and stated totals against their parts.

use super::Subject;
use crate::diag::{Code, Finding, Place};
use crate::form::{Axis, Equation, LineKind, Operand, Relation, TableForm};
use crate::report::{Origin, Report};

/// The cell an operand stands for.
#[derive(Clone, Copy)]
struct Operation<'a> {
    report: &'a Report,
    line: usize,
    column: usize,
}

/// Every equation of the form, in every column or line it is for (勾稽关系).
pub(super) fn equations(subject: &Subject, findings: &mut Vec<Finding>) {
    for (table, form) in subject.report.form.tables.iter().enumerate() {
        for equation in &form.equations {
            match &equation.axis {
                Axis::Columns => {
                    let line =
                        equation.left.operands.first().and_then(|operand| subject.report.operand_line(table, operand));
                    for column in 0..line.map_or(0, |line| form.lines[line].columns.len()) {
                        let locate = |operand: &Operand| by_column(subject, table, column, operand);
                        findings.extend(unbalanced(
                            subject,
                            table,
                            equation,
                            &form.lines[0].columns[column].key,
                            &locate,
                        ));
                    }
                }
                Axis::Lines(lines) => {
                    for &line in lines {
                        let locate = |operand: &Operand| by_line(subject, table, line, operand);
                        findings.extend(unbalanced(subject, table, equation, &form.line_words(line), &locate));
                    }
                }
            }
        }
    }
}

fn by_column<'a>(subject: &Subject<'a>, table: usize, column: usize, operand: &Operand) -> Option<Operation<'a>> {
    let report = if operand.last_year { subject.last_year? } else { subject.report };
    let line = report.operand_line(table, operand)?;
    let key = &subject.report.form.tables[table].lines[0].columns[column].key;
    let column = report.form.tables[table].lines[line].columns.iter().position(|column| column.key == *key)?;
    Some(Operation { report, line, column })
}

fn by_line<'a>(subject: &Subject<'a>, table: usize, line: usize, operand: &Operand) -> Option<Operation<'a>> {
    let keys: Vec<&str> = subject.report.form.tables[table].lines[line].keys.iter().map(String::as_str).collect();
    let report = if operand.last_year { subject.last_year? } else { subject.report };
    let form = &report.form.tables[table];
    let line = form.line(&keys)?;
    Some(Operation { report, line, column: form.column(line, operand)? })
}

/// The finding when an equation does not hold between the cells that `locate` gives; none when a cell is not there.
fn unbalanced<'a>(
    subject: &Subject<'a>,
    table: usize,
    equation: &Equation,
    where_: &str,
    locate: &dyn Fn(&Operand) -> Option<Operation<'a>>,
) -> Option<Finding> {
    let value = |operand: &Operand| {
        let Operation { report, line, column } = locate(operand)?;
        Some(report.cell(table, line, column).value.whole())
    };
    let (left, right) = (equation.left.value(value)?, equation.right.value(value)?);
    let holds = match equation.relation {
        Relation::Equal => left == right,
        Relation::AtMost => left <= right,
    };
    if holds {
        return None;
    }
    let form = &subject.report.form.tables[table];
    let words = |operand: &Operand| {
        let value = value(operand).unwrap_or_default();
        let name = match (&equation.axis, locate(operand)) {
            (Axis::Columns, Some(Operation { report, line, .. })) => short_label(&report.form.tables[table], line),
            (_, Some(Operation { report, line, column })) => {
                report.form.tables[table].lines[line].columns[column].key.clone()
            }
            (_, None) => operand.path.join("."),
        };
        let year = if operand.last_year { "上年" } else { "" };
        format!("{year}“{name}”{value}")
    };
    let side = |side: &crate::form::Side, value: i64| {
        let sum = side.words(words);
        if side.operands.len() > 1 { format!("{sum} = {value}") } else { sum }
    };
    let relation = match equation.relation {
        Relation::Equal => "不等于",
        Relation::AtMost => "大于",
    };
    // Totals that nobody wrote down have no place of their own: point at figures that stand in the file first.
    let mut places: Vec<(Place, String, bool)> = Vec::new();
    for operand in equation.left.operands.iter().chain(&equation.right.operands) {
        if let Some(Operation { report, line, column }) = locate(operand) {
            let cell = report.cell(table, line, column);
            places.push((
                report.place(&cell.range),
                words(operand),
                cell.origin == Origin::Computed || operand.last_year,
            ));
        }
    }
    let main = places.iter().position(|(_, _, other)| !other).unwrap_or(0);
    let (at, label, _) = places.get(main)?.clone();
    let what = match equation.axis {
        Axis::Columns => format!("{}{where_}列", form.short),
        Axis::Lines(_) => where_.to_owned(),
    };
    let mut finding = Finding::new(
        equation.code,
        at,
        format!(
            "{what}：{}，{relation} {}，相差 {}",
            side(&equation.left, left),
            side(&equation.right, right),
            (left - right).abs()
        ),
    )
    .label(label);
    for (index, (place, words, _)) in places.into_iter().enumerate() {
        if index != main {
            finding = finding.also(place, words);
        }
    }
    if !equation.note.is_empty() {
        finding = finding.help(equation.note.clone());
    }
    Some(finding.help(advice(equation.code)))
}

fn advice(code: Code) -> &'static str {
    match code {
        Code::ColumnBalance => "逐项核对这一列；各列都要成立，只看总计会把互相抵消的错漏过去",
        Code::CarryOver => "核对上年报告；上年数字确有更正的，在“说明”里写明“检查: carry-over”和理由",
        _ => "核对这几个数；确有原因的，在“说明”里写明理由",
    }
}

/// The innermost printed label of a line.
fn short_label(form: &TableForm, line: usize) -> String {
    let line = &form.lines[line];
    if line.printed { line.labels.last().cloned().unwrap_or_default() } else { line.labels.join("—") }
}

/// Stated totals of rows and groups against the sums of their parts.
pub(super) fn totals(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    for (table, form) in report.form.tables.iter().enumerate() {
        for (line, form_line) in form.lines.iter().enumerate() {
            for (column, form_column) in form_line.columns.iter().enumerate() {
                let cell = report.cell(table, line, column);
                if cell.origin != Origin::Stated {
                    continue;
                }
                let stated = cell.value.whole();
                if let Some(code) = form_column.total {
                    let parts: Vec<(String, usize, usize)> = (0..form_line.columns.len())
                        .filter(|&c| form_line.columns[c].total.is_none())
                        .map(|c| (form_line.columns[c].key.clone(), line, c))
                        .collect();
                    findings.extend(wrong_total(report, table, (line, column), stated, &parts, code));
                }
                if let LineKind::Total { parts, code } = &form_line.kind {
                    let parts: Vec<_> = parts.iter().map(|&part| (short_label(form, part), part, column)).collect();
                    findings.extend(wrong_total(report, table, (line, column), stated, &parts, *code));
                }
            }
        }
    }
}

fn wrong_total(
    report: &Report,
    table: usize,
    (line, column): (usize, usize),
    stated: i64,
    parts: &[(String, usize, usize)],
    code: Code,
) -> Option<Finding> {
    let value = |part: &(String, usize, usize)| report.cell(table, part.1, part.2).value.whole();
    let sum: i64 = parts.iter().map(value).sum();
    if sum == stated {
        return None;
    }
    let words = report.form.tables[table].cell_words(line, column);
    let nonzero: Vec<_> = parts.iter().filter(|part| value(part) != 0).collect();
    let arithmetic = match nonzero.len() {
        0 => "各项都是 0".to_owned(),
        _ => {
            let terms =
                nonzero.iter().map(|part| format!("“{}”{}", part.0, value(part))).collect::<Vec<_>>().join(" + ");
            format!("{terms} = {sum}")
        }
    };
    let mut finding = Finding::new(
        code,
        report.cell_place(table, line, column),
        format!("{words}填 {stated}，各项之和是 {sum}，相差 {}", (stated - sum).abs()),
    )
    .label(format!("填 {stated}"));
    for part in nonzero.iter().take(8).filter(|part| report.cell(table, part.1, part.2).origin == Origin::Stated) {
        finding = finding.also(report.cell_place(table, part.1, part.2), format!("“{}”{}", part.0, value(part)));
    }
    Some(finding.help(arithmetic).help("总计可以不写，由程序算出；写了就必须与各项之和相等，核对是分项错还是总计错"))
}
