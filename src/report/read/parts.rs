//! The parts of a file, each read by itself: all of them make a report; what is sound of them can be checked all the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::date::Date;
use crate::diag::SourceFile;
use crate::form::{Form, MoneyUnit, ValueKind};
use crate::report::{
    Acknowledgement, Adjustment, AgencyKind, FigureOrigin, Members, Prose, Report, Spanned, TableData, Value,
    named_year, parse_amount,
};

/// What reading gave of each part; `None` for one that is missing or wrong, which has been said.
pub(super) struct ReadParts {
    pub(super) agency: Option<Spanned<String>>,
    pub(super) kind: Option<Spanned<AgencyKind>>,
    pub(super) year: Option<Spanned<u16>>,
    pub(super) date: Option<Spanned<Date>>,
    pub(super) title: Option<Spanned<String>>,
    pub(super) signature: bool,
    /// The texts, and whether all that must be are there.
    pub(super) prose: (BTreeMap<String, Prose>, bool),
    /// By table of the form: its figures, and whether all of them could be read.
    pub(super) tables: Vec<(TableData, bool)>,
    pub(super) acknowledgements: Vec<Acknowledgement>,
    pub(super) members: Members,
    pub(super) adjustments: Vec<Adjustment>,
    pub(super) form: Arc<Form>,
}

/// What could be read of a file that is no whole report (没有填全、有写错的地方).
#[derive(Debug, Clone)]
pub struct Salvage {
    /// The report: cells that could not be read are [`FigureOrigin::Unknown`] zeros, texts that could not be are not there, and agency,
    /// kind, year and date stand nowhere (`0..0`) where they are not known.
    pub report: Report,
    /// By table of the form: whether its figures are those of the file.
    pub tables: Vec<bool>,
    /// 机关类型, where it could be read; the report has one in any case.
    pub kind: Option<AgencyKind>,
}

impl ReadParts {
    /// The report, when no part is missing.
    pub(super) fn whole(self, file: &Arc<SourceFile>) -> Option<Report> {
        let (prose, complete) = self.prose;
        let sound = complete && self.tables.iter().all(|(_, whole)| *whole);
        Some(Report {
            file: file.clone(),
            agency: self.agency?,
            kind: self.kind?,
            year: self.year?,
            date: self.date?,
            title: self.title,
            signature: self.signature,
            prose: Some(prose).filter(|_| sound)?,
            tables: self.tables.into_iter().map(|(table, _)| table).collect(),
            acknowledgements: self.acknowledgements,
            members: self.members,
            adjustments: self.adjustments,
            remarks: Vec::new(),
            form: self.form,
        })
    }

    /// The report with nothing in the place of what is missing.
    pub(super) fn salvage(mut self, file: &Arc<SourceFile>) -> Option<Salvage> {
        let tables: Vec<bool> = self.tables.iter_mut().map(|(_, whole)| std::mem::replace(whole, true)).collect();
        let nowhere = 0..0;
        let named = || named_year(&file.path).map(|value| Spanned { value, range: nowhere.clone() });
        let year = self.year.or_else(named)?;
        // The day before which no report of the year can be dated; what is said of the date is not asked here.
        let first_day = || Date::new(year.value + 1, 1, 1).map(|value| Spanned { value, range: nowhere.clone() });
        self.date = self.date.or_else(first_day);
        self.year = Some(year);
        let kind = self.kind.as_ref().map(|kind| kind.value);
        self.kind.get_or_insert(Spanned { value: AgencyKind::Department, range: nowhere.clone() });
        self.agency.get_or_insert_with(|| Spanned { value: String::new(), range: nowhere });
        self.prose.1 = true;
        Some(Salvage { report: self.whole(file)?, tables, kind })
    }
}

/// What stands for the first figure that is not known; each is so much larger than the one before that no sum of them is a round one.
const SUPPOSED: i64 = 7_000_003;
const STEP: i64 = 1_013;

impl Salvage {
    /// The same report with other values in the place of all that is not known: what is said of both does not depend on it.
    #[must_use]
    pub fn supposed(&self) -> Report {
        let mut report = self.report.clone();
        let mut next = SUPPOSED;
        for (table, data) in report.form.tables.iter().zip(&mut report.tables) {
            let cells = data.cells.iter_mut().zip(&table.lines);
            for (cell, column) in cells.flat_map(|(cells, line)| cells.iter_mut().zip(line.columns.iter())) {
                if cell.origin == FigureOrigin::Unknown {
                    next += STEP;
                    cell.value = match column.kind {
                        ValueKind::Amount(unit) => {
                            let amount = parse_amount(&next.to_string(), unit.or(Some(MoneyUnit::Yuan)));
                            amount.map_or(cell.value.clone(), Value::Amount)
                        }
                        ValueKind::Count | ValueKind::Change => Value::Whole(next),
                    };
                }
            }
            data.add_up(table);
        }
        if report.kind.range.is_empty() {
            report.kind.value = AgencyKind::Government;
        }
        report
    }
}
