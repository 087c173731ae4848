//! The parts of a file, each read by itself: all of them make a report; what is sound of them can be checked all the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::table::blank;
use crate::date::Date;
use crate::diag::SourceFile;
use crate::form::Form;
use crate::report::{Acknowledgement, Adjustment, AgencyKind, Members, Prose, Report, Spanned, TableData};

/// What reading gave of each part; `None` for one that is missing or wrong, which has been said.
pub(super) struct ReadParts {
    pub(super) agency: Option<Spanned<String>>,
    pub(super) kind: Option<Spanned<AgencyKind>>,
    pub(super) year: Option<Spanned<u16>>,
    pub(super) date: Option<Spanned<Date>>,
    pub(super) title: Option<Spanned<String>>,
    pub(super) signature: bool,
    pub(super) prose: Option<BTreeMap<String, Prose>>,
    /// Whether nothing had to be said of the texts.
    pub(super) texts: bool,
    pub(super) tables: Vec<Option<TableData>>,
    pub(super) acknowledgements: Vec<Acknowledgement>,
    pub(super) members: Members,
    pub(super) adjustments: Vec<Adjustment>,
    pub(super) form: Arc<Form>,
}

/// What could be read of a file that is no whole report (没有填全、有写错的地方).
#[derive(Debug, Clone)]
pub struct Salvage {
    /// The report, with zeros in the tables that could not be read, and no words where the texts could not be.
    pub report: Report,
    /// By table of the form: whether its figures are those of the file.
    pub tables: Vec<bool>,
    /// Whether everything but 成文日期 could be read, so that the texts can be held against the tables.
    pub texts: bool,
    /// 机关类型, where it could be read; the report has one in any case.
    pub kind: Option<AgencyKind>,
}

impl ReadParts {
    /// The report, when no part is missing.
    pub(super) fn whole(self, file: &Arc<SourceFile>) -> Option<Report> {
        Some(Report {
            file: file.clone(),
            agency: self.agency?,
            kind: self.kind?,
            year: self.year?,
            date: self.date?,
            title: self.title,
            signature: self.signature,
            prose: self.prose?,
            tables: self.tables.into_iter().collect::<Option<_>>()?,
            acknowledgements: self.acknowledgements,
            members: self.members,
            adjustments: self.adjustments,
            remarks: Vec::new(),
            form: self.form,
        })
    }

    /// The report with nothing in the place of what is missing.
    pub(super) fn salvage(mut self, file: &Arc<SourceFile>) -> Option<Salvage> {
        let tables: Vec<bool> = self.tables.iter().map(Option::is_some).collect();
        let texts = self.texts && self.prose.is_some() && self.agency.is_some() && tables.iter().all(|whole| *whole);
        let kind = self.kind.as_ref().map(|kind| kind.value);
        let texts = texts && kind.is_some();
        self.kind.get_or_insert(Spanned { value: AgencyKind::Department, range: 0..0 });
        for (table, form) in self.tables.iter_mut().zip(&self.form.tables) {
            table.get_or_insert_with(|| blank(form));
        }
        // The day before which no report of the year can be dated; what is said of the date is not asked here.
        let year = self.year.as_ref()?.value;
        self.date = self.date.or_else(|| Date::new(year + 1, 1, 1).map(|value| Spanned { value, range: 0..0 }));
        self.agency.get_or_insert_with(|| Spanned { value: String::new(), range: 0..0 });
        self.prose.get_or_insert_default();
        Some(Salvage { report: self.whole(file)?, tables, texts, kind })
    }
}
