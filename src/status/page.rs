//! The state of an office's year as one static page, and as JSON.

use std::path::Path;

use serde::Serialize;

use super::letter::{LetterItem, Others, Wording, told};
use super::text::{SummaryPart, parts};
use super::{Agency, Status};
use crate::diag::{Fault, relative_path, visible};
use crate::templates::fill;

/// One agency as the page's template and the workbook have it.
#[derive(Debug, Serialize)]
pub(super) struct StatusRow {
    pub name: String,
    pub kind: &'static str,
    pub state: String,
    /// The order of the state, for sorting.
    pub rank: usize,
    pub date: String,
    pub late: bool,
    pub errors: usize,
    pub warnings: usize,
    pub hints: usize,
    pub received: Option<i64>,
    pub answered: Option<i64>,
    pub carried: Option<i64>,
    pub last_received: Option<i64>,
    pub last_answered: Option<i64>,
    pub last_carried: Option<i64>,
    pub change: String,
    /// 相符, 不符 or nothing to compare.
    pub carry_over: &'static str,
    pub published: String,
    pub corrections: usize,
    pub remarks: String,
    pub findings: Vec<FindingLine>,
}

/// One finding, in the words of a letter: the page is sent on to people who have never seen a data file.
#[derive(Debug, Serialize)]
pub(super) struct FindingLine {
    pub severity: &'static str,
    #[serde(flatten)]
    pub item: LetterItem,
}

pub(super) fn rows(status: &Status, wording: &Wording) -> Vec<StatusRow> {
    status.agencies.iter().map(|agency| row(agency, wording)).collect()
}

fn row(agency: &Agency, wording: &Wording) -> StatusRow {
    let this = agency.figures.map(|figures| figures.this);
    let last = agency.figures.and_then(|figures| figures.last);
    StatusRow {
        name: agency.name.clone(),
        kind: agency.report.as_ref().map_or("", |report| report.kind.value.as_str()),
        state: agency.state.words(),
        rank: agency.state.rank(),
        date: agency.date().unwrap_or_default(),
        late: agency.is_late(),
        errors: agency.counts.errors,
        warnings: agency.counts.warnings,
        hints: agency.counts.hints,
        received: this.map(|figures| figures.received),
        answered: this.map(|figures| figures.answered),
        carried: this.map(|figures| figures.carried),
        last_received: last.map(|figures| figures.received),
        last_answered: last.map(|figures| figures.answered),
        last_carried: last.map(|figures| figures.carried),
        change: agency.figures.and_then(|figures| figures.change()).unwrap_or_default(),
        carry_over: match agency.carries_over() {
            Some(true) => "相符",
            Some(false) => "不符",
            None => "",
        },
        published: agency.published.clone().unwrap_or_default(),
        corrections: agency.corrections,
        remarks: agency.all_remarks().join("；"),
        findings: lines(agency, wording),
    }
}

/// The findings that are open, the gravest first. The office may read of every agency.
fn lines(agency: &Agency, wording: &Wording) -> Vec<FindingLine> {
    let told = told(agency, wording, &Others::new(&agency.name, []));
    told.into_iter().map(|(severity, item)| FindingLine { severity: severity.word(), item }).collect()
}

#[derive(Serialize)]
struct StatusPage {
    year: u16,
    source: &'static str,
    tally: Vec<(String, usize)>,
    parts: Vec<SummaryPart>,
    rows: Vec<StatusRow>,
    unlisted: Vec<String>,
    passed: Vec<(String, String)>,
}

/// The page, from the office's or the program's own template.
///
/// # Errors
/// The template is wrong.
pub fn page(template: &str, status: &Status, wording: &Wording) -> Result<String, Fault> {
    let page = StatusPage {
        year: status.year,
        source: status.source.words(),
        tally: status.tally(),
        parts: parts(status),
        rows: rows(status, wording),
        unlisted: status.unlisted.iter().map(|path| shown(path)).collect(),
        passed: status.passed_over.iter().map(|(path, why)| (shown(path), why.clone())).collect(),
    };
    fill("status.html.j2", template, &page)
}

/// A path as the page shows it, the same on every system.
fn shown(path: &Path) -> String {
    visible(&relative_path(path)).into_owned()
}
