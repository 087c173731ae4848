//! A report (年报) as valid data: who, which year, the figures of every table, the prose as written.
//!
//! A [`Report`] exists only when its file was read without an error. Knows the form; must not know how anything is
//! checked, merged or printed.

mod read;
mod suggest;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use read::read;
pub use suggest::nearest;
pub use value::{Amount, AmountError, CountError, Value, parse_amount, parse_whole};

use crate::diag::{Code, Place, SourceFile};
use crate::document::Date;
use crate::form::{Form, LineKind, Operand};
use crate::source::TextMap;

/// One agency's report for one year, as read.
#[derive(Debug, Clone)]
pub struct Report {
    pub file: Arc<SourceFile>,
    pub form: Arc<Form>,
    /// 机关全称
    pub agency: Spanned<String>,
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
    pub members: Vec<Spanned<String>>,
}

/// A value and where it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub range: Range<usize>,
}

/// The kind of an agency (机关类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgencyKind {
    /// 部门
    Department,
    /// 乡镇街道
    Township,
    /// 政府
    Government,
}

impl AgencyKind {
    pub const ALL: [AgencyKind; 3] = [AgencyKind::Department, AgencyKind::Township, AgencyKind::Government];

    pub fn as_str(self) -> &'static str {
        match self {
            AgencyKind::Department => "部门",
            AgencyKind::Township => "乡镇街道",
            AgencyKind::Government => "政府",
        }
    }
}

/// A prose field as written, with `{{ … }}` and all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    pub text: String,
    pub range: Range<usize>,
    /// From offsets in `text` to offsets in the file.
    pub map: TextMap,
}

/// A reason given under 说明 for a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    pub code: Code,
    pub reason: String,
    pub range: Range<usize>,
}

/// The figures of a table: one row of cells per line of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct TableData {
    pub cells: Vec<Vec<Cell>>,
    /// The table's key in the file.
    pub range: Range<usize>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    pub value: Value,
    /// Where it stands in the file; for a computed one, the key of its row, group or table.
    pub range: Range<usize>,
    pub origin: Origin,
}

/// How a figure came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Written down for this cell.
    Stated,
    /// Covered by an explicit 0 (`其余: 0`, a row of one 0) or left out of a mapping of columns.
    Covered,
    /// The sum of its parts; nothing was written down.
    Computed,
}

impl Report {
    /// A place in the report's file.
    pub fn place(&self, range: &Range<usize>) -> Place {
        Place::new(&self.file, range.clone())
    }

    pub fn cell(&self, table: usize, line: usize, column: usize) -> &Cell {
        &self.tables[table].cells[line][column]
    }

    /// The place of a cell.
    pub fn cell_place(&self, table: usize, line: usize, column: usize) -> Place {
        self.place(&self.cell(table, line, column).range)
    }

    /// The line that an equation's operand names in this report's form; it may be of another edition than the equation.
    pub fn operand_line(&self, table: usize, operand: &Operand) -> Option<usize> {
        let path: Vec<&str> = operand.path.iter().map(String::as_str).collect();
        self.form.tables[table].line(&path)
    }

    /// The sum that a cell of a total line or total column should show; `None` for other cells.
    ///
    /// A total line adds its lines; the corner where both meet adds its own line.
    pub fn expected_total(&self, table: usize, line: usize, column: usize) -> Option<i64> {
        let form = &self.form.tables[table].lines[line];
        let cells = &self.tables[table].cells;
        if form.columns[column].total.is_some() {
            return Some(self.row_sum(table, line));
        }
        match &form.kind {
            LineKind::Data => None,
            LineKind::Total { parts, .. } => Some(parts.iter().map(|&part| cells[part][column].value.whole()).sum()),
        }
    }

    /// The sum of a line over its applicant types or outcomes, its own total left out.
    pub fn row_sum(&self, table: usize, line: usize) -> i64 {
        let columns = &self.form.tables[table].lines[line].columns;
        let cells = &self.tables[table].cells[line];
        columns.iter().zip(cells).filter(|(column, _)| column.total.is_none()).map(|(_, cell)| cell.value.whole()).sum()
    }
}
