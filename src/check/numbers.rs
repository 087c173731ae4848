//! Numbers: the form's equations and rules, stated totals against their parts, figures against last year's.
//!
//! What the form says stands in its file; here is only how it is applied and how a finding is worded.

mod compare;
mod equation;
mod repair;
mod rules;
mod total;

use super::subject::Subject;
use crate::diag::{Code, Finding, Severity, excusable};
use crate::form::{Spot, TableForm};
use crate::report::{Report, TableData};

pub(super) use compare::compare;
pub(super) use rules::rules;

/// What must hold between the cells of a table.
enum Constraint<'a> {
    /// An equation of the form in one column or line.
    Equation(equation::Instance<'a>),
    /// A stated total and its parts.
    Total(total::Stated<'a>),
}

impl Constraint<'_> {
    fn code(&self) -> Code {
        match self {
            Constraint::Equation(instance) => instance.equation.code,
            Constraint::Total(total) => total.code,
        }
    }

    /// By how much it does not hold with these figures; `None` when it does not apply.
    fn difference(&self, figures: &TableData) -> Option<i64> {
        match self {
            Constraint::Equation(instance) => instance.difference(figures),
            Constraint::Total(total) => Some(total.difference(figures)),
        }
    }

    /// The column that it is an equation of.
    fn column(&self) -> Option<usize> {
        match self {
            Constraint::Equation(instance) => instance.column(),
            Constraint::Total(_) => None,
        }
    }

    fn finding(&self) -> Option<Finding> {
        match self {
            Constraint::Equation(instance) => instance.finding(),
            Constraint::Total(total) => total.finding(),
        }
    }
}

/// Every equation of the form and every stated total (勾稽关系); where they do not hold, the one change that mends all.
pub(super) fn balance(subject: &Subject, findings: &mut Vec<Finding>) {
    for table in 0..subject.report.form.tables.len() {
        let constraints = constraints(subject, table);
        let mut found: Vec<Finding> = constraints.iter().filter_map(Constraint::finding).collect();
        if found.iter().any(|finding| finding.severity == Severity::Error) {
            let binding = binding(subject.report, constraints);
            if let Some(split) = repair::split(subject.report, table, &binding) {
                found.push(split);
            } else if let Some(moved) = repair::moved(subject.report, table, &binding) {
                // One figure in the wrong column is one mistake, whatever it upsets.
                found.retain(|finding| binding.iter().all(|one| one.code() != finding.code));
                found.push(excusable(moved));
            } else if let Some(repair) = repair::single(subject.report, table, &binding) {
                let codes: Vec<Code> = binding.iter().map(Constraint::code).collect();
                found = repair.explain(found, |finding| codes.contains(&finding.code));
            }
        }
        findings.append(&mut found);
    }
}

/// All that must hold between the cells of a table.
fn constraints<'a>(subject: &Subject<'a>, table: usize) -> Vec<Constraint<'a>> {
    let equations = equation::instances(subject, table).into_iter().map(Constraint::Equation);
    let totals = total::stated(subject.report, table).into_iter().map(Constraint::Total);
    equations.chain(totals).collect()
}

/// The equations that adjustments (调整) leave unsatisfied, each by its table and in a sentence.
pub(super) fn unbalanced_by(subject: &Subject) -> Vec<(usize, String)> {
    let tables = 0..subject.report.form.tables.len();
    let wrong = tables.flat_map(|table| {
        let own = equation::instances(subject, table).into_iter();
        let adjusted = own.filter(|instance| !instance.adjusted().is_empty());
        adjusted.filter_map(move |instance| Some((table, instance.finding()?.message))).collect::<Vec<_>>()
    });
    wrong.collect()
}

/// The constraints that a repair has to satisfy: those that are errors, without what 说明 gives a reason for.
fn binding<'a>(report: &Report, constraints: Vec<Constraint<'a>>) -> Vec<Constraint<'a>> {
    let excused = |code: Code| report.acknowledgements.iter().any(|given| given.code == code);
    constraints.into_iter().filter(|one| one.code().severity() == Severity::Error && !excused(one.code())).collect()
}

/// For each table of a report, whether something that must hold between its own cells does not.
pub(super) fn broken(report: &Report) -> Vec<bool> {
    let alone = Subject { report, last_year: None, composed: None, peers: None, members: &[] };
    let is_broken = |table: usize| {
        let binding = binding(report, constraints(&alone, table));
        !repair::all_hold(&binding, &report.tables[table])
    };
    (0..report.form.tables.len()).map(is_broken).collect()
}

/// Whether one cell changed by so many pieces makes all hold in its table, where it does not as it is: then the mistake was made there.
pub(super) fn mends(report: &Report, spot: Spot, by: i64) -> bool {
    let alone = Subject { report, last_year: None, composed: None, peers: None, members: &[] };
    let binding = binding(report, constraints(&alone, spot.table));
    let right = report.cell(spot.table, spot.line, spot.column).value.whole() + by;
    !repair::all_hold(&binding, &report.tables[spot.table]) && repair::mended(report, spot, right, &binding)
}

/// By how many pieces one cell has to change for all to hold in its table; none where all hold as it is, or the cell cannot mend it.
pub(super) fn mending(report: &Report, spot: Spot) -> Option<i64> {
    let alone = Subject { report, last_year: None, composed: None, peers: None, members: &[] };
    repair::change(report, spot, &binding(report, constraints(&alone, spot.table)))
}

/// The innermost printed label of a line.
fn short_label(form: &TableForm, line: usize) -> String {
    let line = &form.lines[line];
    if line.printed { line.labels.last().cloned().unwrap_or_default() } else { line.labels.join("—") }
}
