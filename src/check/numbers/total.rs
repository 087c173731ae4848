//! Stated totals of rows and groups against the sums of their parts.

use super::short_label;
use crate::diag::{Code, Finding};
use crate::form::LineKind;
use crate::report::{Origin, Report, TableData};

/// Most parts that a finding points at.
const MOST_PARTS: usize = 8;

/// A total that somebody wrote down.
pub(super) struct Stated<'a> {
    report: &'a Report,
    table: usize,
    line: usize,
    column: usize,
    pub code: Code,
    parts: Vec<Part>,
}

/// A cell that the total adds.
struct Part {
    name: String,
    line: usize,
    column: usize,
}

/// All totals of a table that somebody wrote down; the corner of a total line and the total column is there twice.
pub(super) fn stated(report: &Report, table: usize) -> Vec<Stated<'_>> {
    let form = &report.form.tables[table];
    let mut stated = Vec::new();
    for (line, form_line) in form.lines.iter().enumerate() {
        for (column, form_column) in form_line.columns.iter().enumerate() {
            if report.cell(table, line, column).origin != Origin::Stated {
                continue;
            }
            if let Some(code) = form_column.total {
                let part = |part: usize| Part { name: form_line.columns[part].key.clone(), line, column: part };
                let parts = form_line.parts().map(part).collect();
                stated.push(Stated { report, table, line, column, code, parts });
            }
            if let LineKind::Total { parts, code } = &form_line.kind {
                let part = |&part: &usize| Part { name: short_label(form, part), line: part, column };
                let parts = parts.iter().map(part).collect();
                stated.push(Stated { report, table, line, column, code: *code, parts });
            }
        }
    }
    stated
}

impl Part {
    fn value(&self, figures: &TableData) -> i64 {
        figures.cells[self.line][self.column].value.whole()
    }

    fn words(&self, figures: &TableData) -> String {
        format!("“{}”{}", self.name, self.value(figures))
    }
}

impl Stated<'_> {
    /// What is stated less the sum of the parts.
    pub(super) fn difference(&self, figures: &TableData) -> i64 {
        let sum: i64 = self.parts.iter().map(|part| part.value(figures)).sum();
        figures.cells[self.line][self.column].value.whole() - sum
    }

    pub(super) fn finding(&self) -> Option<Finding> {
        let figures = &self.report.tables[self.table];
        let difference = self.difference(figures);
        if difference == 0 {
            return None;
        }
        let stated = figures.cells[self.line][self.column].value.whole();
        let sum = stated - difference;
        let words = self.report.form.tables[self.table].cell_words(self.line, self.column);
        let nonzero: Vec<&Part> = self.parts.iter().filter(|part| part.value(figures) != 0).collect();
        let arithmetic = match nonzero.len() {
            0 => "各项都是 0".to_owned(),
            _ => {
                let terms = nonzero.iter().map(|part| part.words(figures)).collect::<Vec<_>>().join(" + ");
                format!("{terms} = {sum}")
            }
        };
        let mut finding = Finding::new(
            self.code,
            self.report.cell_place(self.table, self.line, self.column),
            format!("{words}填 {stated}，各项之和是 {sum}，相差 {}", difference.abs()),
        )
        .label(format!("填 {stated}"));
        for part in nonzero.iter().take(MOST_PARTS) {
            if figures.cells[part.line][part.column].origin == Origin::Stated {
                let place = self.report.cell_place(self.table, part.line, part.column);
                finding = finding.also(place, part.words(figures));
            }
        }
        Some(
            finding.help(arithmetic).help("总计可以不写，由程序算出；写了就必须与各项之和相等，核对是分项错还是总计错"),
        )
    }
}
