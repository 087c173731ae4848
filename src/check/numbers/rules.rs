//! The form's rules that are no equations: columns that go together, rows that some agencies leave at zero.

use super::figure_words;
use crate::check::subject::Subject;
use crate::diag::{Finding, Severity, excusable};
use crate::form::{Rule, RuleKind, identifier};
use crate::report::Report;

/// Every rule of the form on every line it is for.
pub(in crate::check) fn rules(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    for (table, form) in report.form.tables.iter().enumerate() {
        for rule in &form.rules {
            for &line in &rule.lines {
                let found = match &rule.kind {
                    RuleKind::Together(columns) => together(report, table, rule, line, columns),
                    RuleKind::Zero(kinds) => kinds
                        .get(&report.kind.value)
                        .and_then(|&severity| not_zero(report, table, rule, line, severity)),
                };
                findings.extend(found);
            }
        }
    }
}

/// 同有无: the finding when some of the columns are zero and some are not.
fn together(report: &Report, table: usize, rule: &Rule, line: usize, names: &[String]) -> Option<Finding> {
    let form = &report.form.tables[table].lines[line];
    let columns = (0..form.columns.len()).filter(|&column| names.contains(&identifier(&form.columns[column].key)));
    let (zero, given): (Vec<usize>, Vec<usize>) =
        columns.partition(|&column| report.cell(table, line, column).value.is_zero());
    let (&blank, &filled) = (zero.first()?, given.first()?);
    let words = |column: usize| format!("“{}”{}", form.columns[column].key, figure_words(report, table, line, column));
    let message =
        format!("{}：{}，{}却是 0", report.form.tables[table].line_words(line), words(filled), form.columns[blank].key);
    let finding = Finding::new(rule.code, report.cell_place(table, line, blank), message)
        .label(words(blank))
        .also(report.cell_place(table, line, filled), words(filled));
    Some(with_help(finding, rule))
}

/// 应为零: the finding when a cell of the line is not zero.
fn not_zero(report: &Report, table: usize, rule: &Rule, line: usize, severity: Severity) -> Option<Finding> {
    let form = &report.form.tables[table];
    let columns = &form.lines[line].columns;
    let mut filled = (0..columns.len()).filter(|&column| !report.cell(table, line, column).value.is_zero());
    let words = |column: usize| format!("“{}”{}", columns[column].key, figure_words(report, table, line, column));
    let first = filled.next()?;
    let message =
        format!("{}不为零：{}，而机关类型是{}", form.line_words(line), words(first), report.kind.value.as_str());
    let mut finding =
        Finding::new(rule.code, report.cell_place(table, line, first), message).label(words(first)).severity(severity);
    for column in filled {
        finding = finding.also(report.cell_place(table, line, column), words(column));
    }
    finding = finding.also(report.place(&report.kind.range), "机关类型");
    // What the law leaves no room for, no reason can excuse.
    let finding = if severity == Severity::Error { finding.binding() } else { finding };
    Some(with_help(finding, rule))
}

fn with_help(mut finding: Finding, rule: &Rule) -> Finding {
    finding.help.extend([&rule.note, &rule.advice].into_iter().filter(|words| !words.is_empty()).cloned());
    excusable(finding)
}
