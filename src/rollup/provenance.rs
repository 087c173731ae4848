//! Where every figure of a sum comes from (汇总来源): members as rows, cells as columns, adjustments with their reasons, the sum,
//! and what the report says.
//!
//! Here it is gathered; [`workbook`] and [`page`] put it on paper. Knows the sum and its members.

mod page;
mod workbook;

use std::path::Path;

use serde::Serialize;

pub use page::page;
pub use workbook::workbook;

use super::{MemberStanding, Rolled};
use crate::batch::{relative, write_asked};
use crate::diag::{Fault, address, origin, relative_path, visible};
use crate::form::{LineKind, MoneyUnit};
use crate::report::{Amount, sum};
use crate::templates::Templates;

/// What the provenance is put on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A workbook (.xlsx).
    Workbook,
    /// A web page (.html).
    Page,
}

impl Medium {
    /// The medium that a file's ending names.
    pub fn of(path: &Path) -> Option<Medium> {
        match path.extension()?.to_string_lossy().to_lowercase().as_str() {
            "html" | "htm" => Some(Medium::Page),
            "xlsx" => Some(Medium::Workbook),
            _ => None,
        }
    }
}

/// Writes where every figure of a sum comes from into a file.
///
/// # Errors
/// The page's template is wrong, or the file cannot be written.
pub fn write(rolled: &Rolled, path: &Path, medium: Medium, templates: &Templates) -> Result<(), Fault> {
    let from = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let provenance = provenance(rolled, from);
    let bytes = match medium {
        Medium::Page => page(&templates.text("provenance.html.j2")?.text, &provenance)?.into_bytes(),
        Medium::Workbook => workbook(&provenance).map_err(|error| Fault::Other(format!("汇总来源表：{error}")))?,
    };
    write_asked(path, &bytes)
}

/// Everything there is to show.
#[derive(Debug, Serialize)]
pub struct Provenance {
    /// The government's full name.
    pub agency: String,
    /// The report year.
    pub year: u16,
    /// The tables of the form.
    pub tables: Vec<TableSources>,
    /// The agencies that were summed up.
    pub members: Vec<MemberRow>,
}

/// One table of the form.
#[derive(Debug, Serialize)]
pub struct TableSources {
    /// 表三
    pub short: String,
    /// The table's name.
    pub title: String,
    /// Its lines of figures.
    pub lines: Vec<RowSources>,
}

/// One row of the form and the cells it has.
#[derive(Debug, Serialize)]
pub struct RowSources {
    /// In the form's words, without the table.
    pub words: String,
    /// Why its plain sum may count a thing twice; none where it does not.
    pub overlap: Option<String>,
    /// The columns of figures.
    pub columns: Vec<CellSources>,
}

/// One cell of the form: what each member has in it.
#[derive(Debug, Serialize)]
pub struct CellSources {
    /// The printed head.
    pub label: String,
    /// The unit that figures are in, for amounts.
    pub unit: Option<&'static str>,
    /// Per member of [`Provenance::summed`], in order.
    pub figures: Vec<MemberFigure>,
    /// By what the sum was changed.
    pub adjusted: Vec<Adjusted>,
    /// The sum, members and adjustments together.
    pub sum: String,
    /// What the government's data file says; empty where it says nothing.
    pub report: String,
    /// Whether that is the sum.
    pub agrees: bool,
    /// Digits behind the point.
    pub decimals: usize,
}

/// A member's figure.
#[derive(Debug, Serialize)]
pub struct MemberFigure {
    /// The figure as printed.
    pub text: String,
    /// Whether it is 0.
    pub zero: bool,
    /// `data/甲局/2024.yaml:17`
    pub place: String,
    /// Where it was read from when it was taken in, its own cell where that is known, `填报表.xlsx 表三!D12`; none where nobody noted it.
    pub source: Option<String>,
}

/// An adjustment of a cell.
#[derive(Debug, Serialize)]
pub struct Adjusted {
    /// By how much, with its sign.
    pub text: String,
    /// Why.
    pub reason: String,
}

/// A member, summed or not.
#[derive(Debug, Serialize)]
pub struct MemberRow {
    /// The agency's full name.
    pub name: String,
    /// The kind of the agency.
    pub kind: &'static str,
    /// The edition of its form.
    pub edition: String,
    /// The date under its report.
    pub date: String,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Whether its figures are in the sums.
    pub summed: bool,
    /// Why it is in the sum or not.
    pub state: &'static str,
    /// Its data file from where the provenance lies; none when there is none.
    pub link: Option<String>,
    /// The same for a page, with what an address cannot hold written as codes.
    pub href: Option<String>,
}

impl Provenance {
    /// The names of those that are summed, in the order of the figures.
    pub fn summed(&self) -> Vec<&MemberRow> {
        self.members.iter().filter(|member| member.summed).collect()
    }

    /// Whether the report says in every cell what the members add up to.
    pub fn agrees(&self) -> bool {
        let columns = self.tables.iter().flat_map(|table| &table.lines).flat_map(|line| &line.columns);
        columns.into_iter().all(|column| column.agrees)
    }
}

/// Gathers where the figures of a sum come from; links lead from the folder `from`.
pub fn provenance(rolled: &Rolled, from: &Path) -> Provenance {
    let summed = rolled.summed();
    let form = &rolled.region.form;
    let tables = form.tables.iter().enumerate().map(|(table, table_form)| {
        let lines = table_form.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Data);
        let lines = lines.map(|(line, form_line)| {
            let all = rolled.sums.iter().enumerate();
            let of_line = all.filter(|(_, (spot, _))| spot.table == table && spot.line == line);
            let columns = of_line
                .map(|(at, (spot, sum))| column(rolled, &summed, (*spot, sum), rolled.said.get(at).cloned().flatten()))
                .collect();
            let words = form_line.labels.last().cloned().unwrap_or_default();
            let words = match form_line.keys.len() {
                1 => words,
                _ => table_form
                    .line_words(line)
                    .trim_start_matches(&table_form.short)
                    .trim_matches(['“', '”'])
                    .to_owned(),
            };
            RowSources { words, columns, overlap: form_line.overlap.clone() }
        });
        TableSources { short: table_form.short.clone(), title: table_form.title.clone(), lines: lines.collect() }
    });
    Provenance {
        agency: rolled.region.agency.value.clone(),
        year: rolled.region.year.value,
        tables: tables.collect(),
        members: rolled.members.iter().map(|member| member_row(member, from)).collect(),
    }
}

fn column(
    rolled: &Rolled,
    summed: &[&MemberStanding],
    (spot, sum): (crate::form::Spot, &sum::MemberSum),
    said: Option<String>,
) -> CellSources {
    let form = &rolled.region.form;
    let own = &form.tables[spot.table].lines[spot.line].columns[spot.column];
    let figures = summed.iter().enumerate().map(|(index, member)| {
        let exact = sum.terms.iter().find(|(term, _)| *term == index).map_or(0, |(_, exact)| *exact);
        let place = member.report.as_ref().and_then(|report| {
            let other = form.counterpart(spot, &report.form)?;
            Some(report.at(other.table, other.line, other.column).place())
        });
        MemberFigure {
            text: figure(exact, sum.unit),
            zero: exact == 0,
            source: place.as_ref().filter(|_| exact != 0).and_then(origin),
            place: place.map_or_else(String::new, |place| {
                format!("{}:{}", visible(&relative_path(place.path())), place.start().line)
            }),
        }
    });
    let adjusted = sum.adjusted.iter().map(|(index, exact)| Adjusted {
        text: figure(*exact, sum.unit),
        reason: rolled.region.adjustments[*index].reason.clone(),
    });
    let plain = |figure: String| match sum.unit {
        Some(unit) if sum.writes_unit => figure.trim_end_matches(unit.as_str()).to_owned(),
        _ => figure,
    };
    let result = plain(sum.figure());
    CellSources {
        label: own.label.clone(),
        unit: sum.unit.map(MoneyUnit::as_str),
        figures: figures.collect(),
        adjusted: adjusted.collect(),
        decimals: result.split_once('.').map_or(0, |(_, decimals)| decimals.len()),
        agrees: said.as_ref().is_some_and(|said| super::says(form, spot, said, sum)),
        report: plain(said.unwrap_or_default()),
        sum: result,
    }
}

fn figure(exact: i128, unit: Option<MoneyUnit>) -> String {
    match unit {
        Some(unit) => format!("{}{}", if exact < 0 { "-" } else { "" }, Amount::decimal(exact.abs(), unit)),
        None => exact.to_string(),
    }
}

fn member_row(member: &MemberStanding, from: &Path) -> MemberRow {
    let report = member.report.as_ref();
    let link = member.path.as_ref().map(|path| relative_path(&relative(from, path)));
    MemberRow {
        name: member.name.clone(),
        kind: report.map_or("", |report| report.kind.value.as_str()),
        edition: report.map_or(String::new(), |report| report.form.name.clone()),
        date: report.map_or(String::new(), |report| report.date.value.iso()),
        errors: member.counts.errors,
        warnings: member.counts.warnings,
        summed: member.is_summed(),
        state: member.state.words(),
        href: link.as_deref().map(address),
        link,
    }
}
