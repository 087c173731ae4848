//! Stated totals of rows and groups against the sums of their parts.

use super::short_label;
use crate::diag::{Code, Finding};
use crate::form::{LineKind, Spot};
use crate::report::{At, FigureOrigin, Report, TableData, Value};

/// Most parts that a finding points at.
const MOST_PARTS: usize = 8;

/// A total that somebody wrote down.
pub(super) struct Stated<'a> {
    at: At<'a>,
    pub code: Code,
    parts: Vec<Addend<'a>>,
    /// Whether a figure is the sum of its row or column, the other way than this total adds.
    adds_otherwise: fn(At) -> bool,
}

/// Whether a figure is the total of its row, and right.
pub(super) fn adds_across(at: At) -> bool {
    at.column().total.is_some()
        && adds(at, at.line().parts().map(|part| at.report.at(at.spot.table, at.spot.line, part)))
}

/// Whether a figure is the total of a group of rows, and right.
fn adds_down(at: At) -> bool {
    let LineKind::Total { parts, .. } = &at.line().kind else { return false };
    adds(at, parts.iter().map(|&part| at.report.at(at.spot.table, part, at.spot.column)))
}

fn adds<'a>(total: At, parts: impl Iterator<Item = At<'a>>) -> bool {
    parts.map(|part| part.value().whole()).sum::<i64>() == total.value().whole()
}

/// A cell that the total adds.
struct Addend<'a> {
    name: String,
    at: At<'a>,
}

/// All totals of a table that somebody wrote down; the corner of a total line and the total column is there twice.
pub(super) fn stated(report: &Report, table: usize) -> Vec<Stated<'_>> {
    let form = &report.form.tables[table];
    let mut stated = Vec::new();
    let cells = (0..form.lines.len()).flat_map(|line| report.line_at(table, line));
    for at in cells.filter(|at| at.cell().origin == FigureOrigin::Stated) {
        let Spot { line, column, .. } = at.spot;
        if let Some(code) = at.column().total {
            let part = |part: usize| {
                let at = report.at(table, line, part);
                Addend { name: at.column().key.clone(), at }
            };
            let parts = at.line().parts().map(part).collect();
            stated.push(Stated { at, code, parts, adds_otherwise: adds_down });
        }
        if let LineKind::Total { parts, code } = &at.line().kind {
            let part = |&part: &usize| Addend { name: short_label(form, part), at: report.at(table, part, column) };
            let parts = parts.iter().map(part).collect();
            stated.push(Stated { at, code: *code, parts, adds_otherwise: adds_across });
        }
    }
    stated
}

impl Addend<'_> {
    fn value(&self, figures: &TableData) -> i64 {
        figure(figures, self.at)
    }

    fn words(&self, figures: &TableData) -> String {
        format!("“{}”{}", self.name, self.value(figures))
    }
}

impl Stated<'_> {
    /// What is stated less the sum of the parts.
    pub(super) fn difference(&self, figures: &TableData) -> i64 {
        let sum: i64 = self.parts.iter().map(|part| part.value(figures)).sum();
        figure(figures, self.at) - sum
    }

    /// Whether it says nothing that the other totals do not: in the corner, where every figure is the sum of its row (or column), what
    /// is wrong is wrong in one of these.
    fn follows(&self) -> bool {
        std::iter::once(self.at).chain(self.parts.iter().map(|part| part.at)).all(self.adds_otherwise)
    }

    /// Changes the total to what its parts are.
    pub(super) fn add_up(&self, figures: &mut TableData) {
        let sum = figure(figures, self.at) - self.difference(figures);
        figures.cells[self.at.spot.line][self.at.spot.column].value = Value::Whole(sum);
    }

    /// Where it stands.
    pub(super) fn spot(&self) -> Spot {
        self.at.spot
    }

    pub(super) fn finding(&self) -> Option<Finding> {
        let figures = &self.at.report.tables[self.at.spot.table];
        let difference = self.difference(figures);
        if difference == 0 || self.follows() {
            return None;
        }
        let stated = figure(figures, self.at);
        let sum = stated - difference;
        let words = self.at.words();
        let nonzero: Vec<&Addend> = self.parts.iter().filter(|part| part.value(figures) != 0).collect();
        let arithmetic = match nonzero.len() {
            0 => "各项都是 0".to_owned(),
            _ => {
                let terms = nonzero.iter().map(|part| part.words(figures)).collect::<Vec<_>>().join(" + ");
                format!("{terms} = {sum}")
            }
        };
        let mut finding = Finding::new(
            self.code,
            self.at.place(),
            format!("{words}填 {stated}，各项之和是 {sum}，相差 {}", difference.abs()),
        )
        .label(format!("填 {stated}"))
        .expected(sum.to_string());
        for part in nonzero.iter().take(MOST_PARTS) {
            if part.at.cell().origin == FigureOrigin::Stated {
                finding = finding.also(part.at.place(), part.words(figures));
            }
        }
        Some(
            finding.help(arithmetic).help("总计可以不写，由程序算出；写了就必须与各项之和相等，核对是分项错还是总计错"),
        )
    }
}

/// What a table with these figures has at an address.
fn figure(figures: &TableData, at: At) -> i64 {
    figures.cells[at.spot.line][at.spot.column].value.whole()
}
