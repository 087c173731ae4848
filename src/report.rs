//! A report (年报) as valid data: who, which year, the figures of every table, the prose as written.
//!
//! A [`Report`] exists only when its file was read without an error. Knows the form; must not know how anything is
//! checked, merged or printed.

mod at;
mod edit;
pub mod keys;
pub mod locate;
mod name;
mod numeral;
pub mod partial;
mod read;
mod region;
mod schema;
pub mod skeleton;
pub mod sum;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use crate::diag::nearest;
pub use at::At;
pub use edit::{Editor, Figures};
pub use keys::SIGNATURE;
pub use name::{NameError, agency_name, named_year, said_year, seen_as};
pub use read::{Salvage, UNFILLED, is_yes, read, region, salvage, without_notes};
pub use region::{Adjustment, Members, Region};
pub use schema::schema;
pub use value::{Amount, AmountError, CountError, Value, parse_amount, parse_whole};

use crate::date::Date;
use crate::diag::{Code, Finding, Place, SourceFile};
pub use crate::form::AgencyKind;
use crate::form::{Form, LineKind, Operand, TableForm};
use crate::source::TextMap;

/// The folder of data files, where none is named: `data/<机关>/<年度>.yaml`.
pub const DATA: &str = "data";

/// One agency's report for one year, as read.
#[derive(Debug, Clone)]
pub struct Report {
    /// The data file it was read from.
    pub file: Arc<SourceFile>,
    /// The form it is on.
    pub form: Arc<Form>,
    /// 机关全称
    pub agency: Spanned<String>,
    /// The kind of the agency (机关类型).
    pub kind: Spanned<AgencyKind>,
    /// The year reported on (年度).
    pub year: Spanned<u16>,
    /// 成文日期
    pub date: Spanned<Date>,
    /// A title in place of the form's (标题).
    pub title: Option<Spanned<String>>,
    /// Whether it is signed (落款).
    pub signature: bool,
    /// Prose fields by key, as written.
    pub prose: BTreeMap<String, Prose>,
    /// One per table of the form.
    pub tables: Vec<TableData>,
    /// 说明: findings acknowledged with a reason.
    pub acknowledgements: Vec<Acknowledgement>,
    /// 成员: the agencies a government's report sums up.
    pub members: Members,
    /// 调整: by how much the sum differs from its members, and why.
    pub adjustments: Vec<Adjustment>,
    /// What was found while reading that did not keep it from being read: slips that were read past, notes in texts. Errors
    /// among them keep it from being printed.
    pub remarks: Vec<Finding>,
}

/// A value and where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands in the file, in bytes.
    pub range: Range<usize>,
}

/// A prose field as written, with `{{ … }}` and all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// As written in the data file.
    pub text: String,
    /// Where it stands in the file, in bytes.
    pub range: Range<usize>,
    /// Stretches of `text` that are notes to oneself (`# …`) and are never printed, in order.
    pub notes: Vec<Range<usize>>,
    /// From offsets in `text` to offsets in the file.
    pub map: TextMap,
}

impl Prose {
    /// As written, without the notes to oneself: what others may see.
    pub fn without_notes(&self) -> String {
        without_notes(&self.text)
    }
}

/// A reason given under 说明 for a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Which check it answers.
    pub code: Code,
    /// The words and figures at the finding that it is held to (原文); none in older files.
    pub words: Option<String>,
    /// The reason, as written.
    pub reason: String,
    /// Where it stands in the file, in bytes.
    pub range: Range<usize>,
}

/// The figures of a table: one row of cells per line of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct TableData {
    /// By line and column of the form.
    pub cells: Vec<Vec<FigureCell>>,
    /// The table's key in the file.
    pub range: Range<usize>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureCell {
    /// The figure.
    pub value: Value,
    /// Where it stands in the file; for a computed one, the key of its row, group or table.
    pub range: Range<usize>,
    /// How it came about.
    pub origin: FigureOrigin,
}

/// How a figure came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureOrigin {
    /// Written down for this cell.
    Stated,
    /// Covered by an explicit 0 (`其余: 0`, a row of one 0) or left out of a mapping of columns.
    Covered,
    /// The sum of its parts; nothing was written down.
    Computed,
    /// Not known: what stands there cannot be read, or is still to be filled in. Only in what is salvaged.
    Unknown,
}

impl Report {
    /// A place in the report's file.
    pub fn place(&self, range: &Range<usize>) -> Place {
        Place::new(&self.file, range.clone())
    }

    /// A figure, by the indices of table, line and column.
    pub fn cell(&self, table: usize, line: usize, column: usize) -> &FigureCell {
        &self.tables[table].cells[line][column]
    }

    /// The place of a cell.
    pub fn cell_place(&self, table: usize, line: usize, column: usize) -> Place {
        self.place(&self.cell(table, line, column).range)
    }

    /// The line that an equation's operand names in this report's form; the equation may be of another edition's table.
    pub fn operand_line(&self, table: usize, operand: &Operand, of: &TableForm) -> Option<usize> {
        let path: Vec<&str> = operand.path.iter().map(String::as_str).collect();
        match of.line(&path) {
            Some(line) => self.form.tables[table].same_line(&of.lines[line]),
            None => self.form.tables[table].line(&path),
        }
    }
}

impl TableData {
    /// Works out the computed cells again from those written down.
    pub fn add_up(&mut self, form: &TableForm) {
        for (line, form_line) in form.lines.iter().enumerate() {
            for column in 0..form_line.columns.len() {
                if self.cells[line][column].origin != FigureOrigin::Computed {
                    continue;
                }
                let sum = match &form_line.kind {
                    // The corner adds its own line, which may have been stated.
                    LineKind::Total { parts, .. } if form_line.columns[column].total.is_none() => {
                        parts.iter().map(|&part| self.cells[part][column].value.whole()).sum()
                    }
                    _ => form_line.parts().map(|part| self.cells[line][part].value.whole()).sum(),
                };
                self.cells[line][column].value = Value::Whole(sum);
            }
        }
    }
}
