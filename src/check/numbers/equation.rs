//! The form's equations in every column or line they are for.

use super::short_label;
use super::total::adds_across;
use crate::check::subject::Subject;
use crate::diag::{Finding, Place, excusable};
use crate::form::{Axis, Equation, Operand, Relation, Side, Spot};
use crate::report::{At, TableData};

/// One equation in one column or line.
pub(super) struct Instance<'a> {
    subject: Subject<'a>,
    table: usize,
    pub equation: &'a Equation,
    /// The column or the line, by the equation's axis.
    at: usize,
}

/// All equations of a table, in every column or line.
pub(super) fn instances<'a>(subject: &Subject<'a>, table: usize) -> Vec<Instance<'a>> {
    let form = &subject.report.form.tables[table];
    let mut instances = Vec::new();
    for equation in &form.equations {
        let places = match &equation.axis {
            Axis::Columns => {
                let first = equation.left.operands.first();
                let line = first.and_then(|operand| subject.report.operand_line(table, operand, form));
                (0..line.map_or(0, |line| form.lines[line].columns.len())).collect()
            }
            Axis::Lines(lines) => lines.clone(),
        };
        instances.extend(places.into_iter().map(|at| Instance { subject: *subject, table, equation, at }));
    }
    instances
}

impl<'a> Instance<'a> {
    /// The cell of an operand; `None` when last year's file or form has none such.
    fn locate(&self, operand: &Operand) -> Option<At<'a>> {
        let own = &self.subject.report.form.tables[self.table];
        let report = if operand.last_year { self.subject.last_year? } else { self.subject.report };
        let (table, form) = report.form.table(&own.key)?;
        let (line, column) = match self.equation.axis {
            Axis::Columns => {
                let line = report.operand_line(table, operand, own)?;
                let key = &own.lines[0].columns[self.at].key;
                (line, form.lines[line].columns.iter().position(|column| column.key == *key)?)
            }
            Axis::Lines(_) => {
                let line = form.same_line(&own.lines[self.at])?;
                (line, form.column(line, operand)?)
            }
        };
        Some(report.at(table, line, column))
    }

    /// The values of both sides, this year's cells taken from `figures`.
    fn sides(&self, figures: &TableData) -> Option<(i64, i64)> {
        let value = |operand: &Operand| {
            let at = self.locate(operand)?;
            let value = if operand.last_year { at.value() } else { &figures.cells[at.spot.line][at.spot.column].value };
            Some(value.whole())
        };
        Some((self.equation.left.value(value)?, self.equation.right.value(value)?))
    }

    /// The column that it is made in, where its figures stand one below the other.
    pub(super) fn column(&self) -> Option<usize> {
        (self.equation.axis == Axis::Columns).then_some(self.at)
    }

    /// By how much it does not hold; 0 when it does, `None` when a cell is not there.
    pub(super) fn difference(&self, figures: &TableData) -> Option<i64> {
        let (left, right) = self.sides(figures)?;
        Some(match self.equation.relation {
            Relation::Equal => left - right,
            Relation::AtMost => (left - right).max(0),
        })
    }

    /// The finding when it does not hold.
    pub(super) fn finding(&self) -> Option<Finding> {
        let figures = &self.subject.report.tables[self.table];
        if self.difference(figures)? == 0 || self.follows() {
            return None;
        }
        let (left, right) = self.sides(figures)?;
        let mut places = self.places()?.into_iter();
        let (at, label) = places.next()?;
        let relation = match self.equation.relation {
            Relation::Equal => "不等于",
            Relation::AtMost => "大于",
        };
        let message = format!(
            "{}：{}，{relation} {}，相差 {}",
            self.words(),
            self.side_words(&self.equation.left, left),
            self.side_words(&self.equation.right, right),
            (left - right).abs()
        );
        let mut finding = Finding::new(self.equation.code, at, message).label(label);
        finding.also = places.collect();
        finding.expected = self.expected(right);
        finding
            .help
            .extend([&self.equation.note, &self.equation.advice].into_iter().filter(|s| !s.is_empty()).cloned());
        finding.help.extend(self.adjusted());
        Some(excusable(finding))
    }

    /// The adjustments (调整) of its figures: where the members' own figures hold, they are why it does not.
    pub(super) fn adjusted(&self) -> Vec<String> {
        let report = self.subject.report;
        let is_own = |spot: &Spot| {
            let at = match self.equation.axis {
                Axis::Columns => spot.column,
                Axis::Lines(_) => spot.line,
            };
            spot.table == self.table && at == self.at
        };
        let own = report.adjustments.iter().filter(|given| is_own(&given.spot));
        let words = own.map(|given| {
            let cell = report.at(given.spot.table, given.spot.line, given.spot.column).words();
            format!("“调整”把{cell}改了 {}（{}）：同一等式里别的格也要调整，才相等", given.figure, given.reason)
        });
        words.collect()
    }

    /// What the left side should be, where it is one figure of this year and the right side all last year's or stated beside it.
    fn expected(&self, right: i64) -> Option<String> {
        let [left] = &self.equation.left.operands[..] else { return None };
        let compares = self.equation.right.operands.iter().any(|operand| operand.last_year);
        (self.equation.relation == Relation::Equal && compares && !left.last_year).then(|| right.to_string())
    }

    /// Whether it says nothing that the other columns do not, which are judged themselves: nothing in it was written down, or every
    /// figure in it is the sum of its row.
    fn follows(&self) -> bool {
        let both = || self.equation.left.operands.iter().chain(&self.equation.right.operands);
        let own = || both().filter(|operand| !operand.last_year);
        self.equation.axis == Axis::Columns
            && (own().filter_map(|operand| self.locate(operand)).all(At::is_computed)
                || self.equation.relation == Relation::Equal
                    && both().filter_map(|operand| self.locate(operand)).all(adds_across))
    }

    /// Where it holds or not: `表三自然人列`.
    fn words(&self) -> String {
        let form = &self.subject.report.form.tables[self.table];
        match self.equation.axis {
            Axis::Columns => format!("{}{}列", form.short, form.lines[0].columns[self.at].key),
            Axis::Lines(_) => form.line_words(self.at),
        }
    }

    fn side_words(&self, side: &Side, value: i64) -> String {
        let sum = side.words(|operand| self.operand_words(operand));
        if side.operands.len() > 1 { format!("{sum} = {value}") } else { sum }
    }

    fn operand_words(&self, operand: &Operand) -> String {
        let Some(at) = self.locate(operand) else { return operand.path.join(".") };
        let name = match self.equation.axis {
            Axis::Columns => short_label(at.table(), at.spot.line),
            Axis::Lines(_) => at.column().key.clone(),
        };
        let year = if operand.last_year { "上年" } else { "" };
        format!("{year}“{name}”{}", at.value())
    }

    /// The places of its figures with their words, the one to point at first.
    fn places(&self) -> Option<Vec<(Place, String)>> {
        let mut places: Vec<(Place, String)> = Vec::new();
        let mut main = None;
        for operand in self.equation.left.operands.iter().chain(&self.equation.right.operands) {
            let at = self.locate(operand)?;
            // Totals that nobody wrote down have no place of their own: point at a figure that stands in this file.
            if main.is_none() && !at.is_computed() && !operand.last_year {
                main = Some(places.len());
            }
            places.push((at.place(), self.operand_words(operand)));
        }
        if let Some(main) = main {
            places[..=main].rotate_right(1);
        }
        Some(places)
    }
}
