//! The form's rules that are no equations: columns that go together, rows that some agencies leave at zero.

use crate::check::subject::Subject;
use crate::diag::{Finding, Severity, excusable};
use crate::form::{Rule, RuleKind, identifier};
use crate::report::{At, Report};

/// Every rule of the form on every line it is for.
pub(in crate::check) fn rules(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    for (table, form) in report.form.tables.iter().enumerate() {
        for rule in &form.rules {
            for &line in &rule.lines {
                let found = match &rule.kind {
                    RuleKind::Together(columns) => together(report, (table, line), rule, columns),
                    RuleKind::Zero(kinds) => kinds
                        .get(&report.kind.value)
                        .and_then(|&severity| not_zero(report, (table, line), rule, severity)),
                };
                findings.extend(found);
            }
        }
    }
}

/// 同有无: the finding when some of the columns are zero and some are not.
fn together(report: &Report, (table, line): (usize, usize), rule: &Rule, names: &[String]) -> Option<Finding> {
    let is_one = |at: &At| names.iter().any(|name| *name == identifier(&at.column().key));
    let cells = report.line_at(table, line).filter(is_one);
    let (zero, given): (Vec<At>, Vec<At>) = cells.partition(|at| at.value().is_zero());
    let (&blank, &filled) = (zero.first()?, given.first()?);
    let message = format!(
        "{}：{}，{}却是 0",
        report.form.tables[table].line_words(line),
        named_figure(filled),
        blank.column().key
    );
    let finding = Finding::new(rule.code, blank.place(), message)
        .label(named_figure(blank))
        .also(filled.place(), named_figure(filled));
    Some(with_help(finding, rule))
}

/// 应为零: the finding when a cell of the line is not zero.
fn not_zero(report: &Report, (table, line): (usize, usize), rule: &Rule, severity: Severity) -> Option<Finding> {
    let mut filled = report.line_at(table, line).filter(|at| !at.value().is_zero());
    let first = filled.next()?;
    let message = format!(
        "{}不为零：{}，而机关类型是{}",
        report.form.tables[table].line_words(line),
        named_figure(first),
        report.kind.value.as_str()
    );
    let mut finding = Finding::new(rule.code, first.place(), message).label(named_figure(first)).severity(severity);
    for at in filled {
        finding = finding.also(at.place(), named_figure(at));
    }
    finding = finding.also(report.place(&report.kind.range), "机关类型");
    // What the law leaves no room for, no reason can excuse.
    let finding = if severity == Severity::Error { finding.binding() } else { finding };
    Some(with_help(finding, rule))
}

/// A cell's column and figure: `“采购总金额”1.5万元`.
fn named_figure(at: At) -> String {
    format!("“{}”{}", at.column().key, at.figure())
}

fn with_help(mut finding: Finding, rule: &Rule) -> Finding {
    finding.help.extend([&rule.note, &rule.advice].into_iter().filter(|words| !words.is_empty()).cloned());
    excusable(finding)
}
