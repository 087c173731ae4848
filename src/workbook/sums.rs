//! What a table's totals add up and what its equations compare, as cells of the printed grid: for formulas and for live totals.

use super::layout::SheetLayout;
use crate::form::{Axis, Equation, LineKind, Side, TableForm};

/// Line and column of a figure.
pub type SumCell = (usize, usize);

/// Whether a figure is filled in, not added up.
pub fn is_input(form: &TableForm, (line, column): SumCell) -> bool {
    let line = &form.lines[line];
    line.kind == LineKind::Data && line.columns[column].total.is_none()
}

/// The printed cells that a total adds up; unprinted totals of groups are taken apart. Nothing for what is filled in.
pub fn parts(form: &TableForm, layout: &SheetLayout, (line, column): SumCell) -> Vec<SumCell> {
    match &form.lines[line].kind {
        _ if form.lines[line].columns[column].total.is_some() => {
            form.lines[line].parts().map(|part| (line, part)).collect()
        }
        LineKind::Total { parts: lines, .. } => {
            let one = |&part: &usize| match layout.place(part, column) {
                Some(_) => vec![(part, column)],
                None => parts(form, layout, (part, column)),
            };
            lines.iter().flat_map(one).collect()
        }
        LineKind::Data => Vec::new(),
    }
}

/// The input cells that a figure is made of: itself, or what its parts are made of.
pub fn inputs(form: &TableForm, layout: &SheetLayout, cell: SumCell) -> Vec<SumCell> {
    if is_input(form, cell) {
        return vec![cell];
    }
    parts(form, layout, cell).into_iter().flat_map(|part| inputs(form, layout, part)).collect()
}

/// The equations that hold in every column within one report.
pub fn checks(form: &TableForm) -> impl Iterator<Item = &Equation> {
    form.equations.iter().filter(|equation| equation.axis == Axis::Columns && !speaks_of_last_year(equation))
}

/// Whether an equation needs last year's report.
pub fn speaks_of_last_year(equation: &Equation) -> bool {
    equation.left.operands.iter().chain(&equation.right.operands).any(|operand| operand.last_year)
}

/// The cells of one side in one column, each with its sign; none when the table lacks one.
pub fn side_in(form: &TableForm, side: &Side, column: usize) -> Option<Vec<(SumCell, i64)>> {
    signed(side, |path| {
        let names: Vec<&str> = path.iter().map(String::as_str).collect();
        form.line(&names).map(|line| (line, column))
    })
}

/// The cells of one side of an equation over the columns of one line, each with its sign.
pub fn side_of(form: &TableForm, side: &Side, line: usize) -> Option<Vec<(SumCell, i64)>> {
    let columns = &form.lines[line].columns;
    signed(side, |path| columns.iter().position(|column| path.last() == Some(&column.key)).map(|column| (line, column)))
}

fn signed(side: &Side, find: impl Fn(&[String]) -> Option<SumCell>) -> Option<Vec<(SumCell, i64)>> {
    let one = |operand: &crate::form::Operand| {
        let before = side.text[..operand.range.start].trim_end();
        Some((find(&operand.path)?, if before.ends_with(['-', '−']) { -1 } else { 1 }))
    };
    side.operands.iter().map(one).collect()
}
