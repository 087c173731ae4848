//! A cell's address (一格的位置): which report, which table, line and column; and the same cell in another report, last year's
//! or a member's, perhaps of another edition of the form. The one place where such a cell is looked up.

use super::{FigureCell, FigureOrigin, Report, Value};
use crate::diag::Place;
use crate::form::{Column, Line, LineKind, Spot, TableForm, ValueKind};

/// A cell of a report, by index.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The report it stands in.
    pub report: &'a Report,
    /// Where in its form.
    pub spot: Spot,
}

impl Report {
    /// A cell's address, by the indices of table, line and column.
    pub fn at(&self, table: usize, line: usize, column: usize) -> At<'_> {
        At { report: self, spot: Spot { table, line, column } }
    }

    /// The addresses of a line's cells, from left to right.
    pub fn line_at(&self, table: usize, line: usize) -> impl Iterator<Item = At<'_>> {
        (0..self.form.tables[table].lines[line].columns.len()).map(move |column| self.at(table, line, column))
    }

    /// The address of every figure that a table prints, in the form's order.
    pub fn printed_at(&self, table: usize) -> impl Iterator<Item = At<'_>> {
        let lines = self.form.tables[table].lines.iter().enumerate().filter(|(_, line)| line.printed);
        lines.flat_map(move |(line, _)| self.line_at(table, line))
    }
}

impl<'a> At<'a> {
    /// The same cell in another report: under the same keys of table, row and column, wherever that report's form has them.
    /// `None` where its form has no such cell.
    pub fn in_(self, other: &'a Report) -> Option<At<'a>> {
        let spot = self.report.form.counterpart(self.spot, &other.form)?;
        Some(At { report: other, spot })
    }

    /// The table of the form it stands in.
    pub fn table(self) -> &'a TableForm {
        &self.report.form.tables[self.spot.table]
    }

    /// Its line of the form.
    pub fn line(self) -> &'a Line {
        &self.table().lines[self.spot.line]
    }

    /// Its column of the form.
    pub fn column(self) -> &'a Column {
        &self.line().columns[self.spot.column]
    }

    /// The figure, with where it was written and how it came about.
    pub fn cell(self) -> &'a FigureCell {
        self.report.cell(self.spot.table, self.spot.line, self.spot.column)
    }

    /// The figure's value.
    pub fn value(self) -> &'a Value {
        &self.cell().value
    }

    /// Where the figure stands in the data file.
    pub fn place(self) -> Place {
        self.report.place(&self.cell().range)
    }

    /// The cell in the words of the form: `表三“（一）予以公开”自然人列`.
    pub fn words(self) -> String {
        self.table().cell_words(self.spot.line, self.spot.column)
    }

    /// The figure with the unit of money that the form prints in the head: `1.5万元`, `12`.
    pub fn figure(self) -> String {
        match self.column().kind {
            ValueKind::Amount(Some(unit)) => format!("{}{}", self.value(), unit.as_str()),
            _ => self.value().to_string(),
        }
    }

    /// Whether nobody wrote it down: a total that the program added up.
    pub fn is_computed(self) -> bool {
        self.cell().origin == FigureOrigin::Computed
    }

    /// Whether it is a total of its row or of its column.
    pub fn is_total(self) -> bool {
        self.column().total.is_some() || self.line().kind != LineKind::Data
    }

    /// The cells that it adds up: those of its column, of its row, or of both; none for a figure that is no total.
    pub fn parts(self) -> Vec<At<'a>> {
        let Spot { table, line, column } = self.spot;
        let mut parts: Vec<At> = match &self.line().kind {
            LineKind::Total { parts, .. } => parts.iter().map(|&part| self.report.at(table, part, column)).collect(),
            LineKind::Data => Vec::new(),
        };
        if self.column().total.is_some() {
            parts.extend(self.line().parts().map(|part| self.report.at(table, line, part)));
        }
        parts
    }
}

/// Two addresses are the same when they are of one report and one spot.
impl PartialEq for At<'_> {
    fn eq(&self, other: &At<'_>) -> bool {
        std::ptr::eq(self.report, other.report) && self.spot == other.spot
    }
}
