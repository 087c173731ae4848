//! What the page's buttons do: begin a data file, take a file in, hand out a workbook, build, publish.

use serde_json::{Value, json};

use super::answers::{Refusal, on_page};
use super::desk::{Desk, identity};
use crate::batch::{self, Corrections, Done, Event, Options, Publishing, Sent};
use crate::diag::{Code, shown_path};
use crate::handout::{self, AtHand};
use crate::intake::begin;
use crate::office::{Entry, Files, entries};
use crate::status::{Ask, status};
use crate::workbook;
use crate::write::Format;

/// The formats that the workbench makes: for printing, for the website, for looking.
const FORMATS: [Format; 3] = [Format::Docx, Format::Pdf, Format::Html];

impl Desk {
    /// Agencies of a year with their state; files that were not read.
    pub(super) fn office(&self, year: Option<u16>) -> Result<Value, Refusal> {
        let all = entries(&self.files()?.found, &self.office.forms);
        let mut years: Vec<u16> = all.iter().filter_map(|entry| identity(entry).map(|(_, year)| year)).collect();
        years.sort_unstable();
        years.dedup();
        // Without any report the page takes the year before the browser's own.
        let year = year.or(years.last().copied());
        years.extend(year.filter(|year| !years.contains(year)));
        years.sort_unstable_by(|a, b| b.cmp(a));
        let roster = self.roster();
        let mut office = json!({
            "folder": shown_path(&self.place.data), "year": year, "years": years, "agencies": [], "passed_over": [],
            "roster": roster, "unlisted": [], "changes": [],
        });
        let Some(year) = year else { return Ok(office) };
        if all.is_empty() && office["roster"].is_null() {
            return Ok(office);
        }
        let ask = Ask { paths: vec![self.place.data.clone()], year, expected: None, out: self.place.out.clone() };
        let status = match status(&self.office, &ask) {
            Ok(status) => status,
            // A slip in the list must not keep from the page on which the list is mended.
            Err(fault) => {
                office["trouble"] = json!(fault.to_string());
                office["agencies"] = all.iter().filter(|entry| entry.is_of(year)).map(plain).collect();
                return Ok(office);
            }
        };
        let agencies: Vec<Value> = status
            .agencies
            .iter()
            .map(|agency| {
                json!({
                    "agency": agency.name, "data": agency.data.as_deref().map(shown_path), "state": agency.state.words(),
                    "date": agency.date(), "errors": agency.counts.errors, "warnings": agency.counts.warnings,
                    "hints": agency.counts.hints, "published": agency.published, "remarks": agency.remarks,
                    "to_correct": agency.must_be_corrected,
                })
            })
            .collect();
        let passed: Vec<Value> =
            status.passed_over.iter().map(|(path, why)| json!({ "path": shown_path(path), "why": why })).collect();
        office["agencies"] = json!(agencies);
        office["passed_over"] = json!(passed);
        office["unlisted"] = status.unlisted.iter().map(|path| json!(shown_path(path))).collect();
        office["changes"] = json!(self.changes(year)?);
        Ok(office)
    }

    /// Notes that what is in the output folder is out.
    pub(super) fn publish(&self, year: u16) -> Result<Value, Refusal> {
        let _one = self.writing();
        let jobs = Options::default().jobs;
        let wanted = Publishing { out: self.place.out.clone(), year, date: None, package: None, jobs, order: None };
        let sending = batch::publish(&self.office, &wanted, &self.files()?)?;
        let mut lines = Vec::new();
        let mut out = 0;
        for (item, sent) in &sending.reports {
            match sent {
                Sent::Now => out += 1,
                Sent::Before(_) => {}
                Sent::Not(why) => lines.push(format!(
                    "没有公布 {}：{}",
                    shown_path(&item.path),
                    why.iter().map(|why| on_page(why)).collect::<Vec<_>>().join("；")
                )),
            }
        }
        lines.insert(0, format!("{year} 年度：公布 {out} 份；以后再改要写更正的理由"));
        Ok(json!({ "lines": lines }))
    }

    /// Begins a data file with what last year's report tells; one that is there already is only opened.
    pub(super) fn begin(&self, agency: &str, year: u16) -> Result<(), Refusal> {
        let _one = self.writing();
        if self.path(agency, year).is_ok() {
            return Ok(());
        }
        let known = |agency: &str, year: u16| self.path(agency, year).ok();
        begin(&self.place(&known), &self.office.forms, agency, year)?;
        Ok(())
    }

    /// The fill-in workbook of a report: with what its data file says, as far as it can be read.
    pub(super) fn workbook(&self, agency: &str, year: u16) -> Result<Vec<u8>, Refusal> {
        self.path(agency, year)?;
        let known = |agency: &str, year: u16| self.path(agency, year).ok();
        let place = self.place(&known);
        let at_hand =
            AtHand { own: place.of(agency, year), last: year.checked_sub(1).and_then(|last| place.of(agency, last)) };
        let (content, _) = handout::content(&self.office.forms, (agency, year), &at_hand)?;
        workbook::write(&content, None).map_err(|error| Refusal::Wrong(error.to_string()))
    }

    /// Builds the reports of some agencies, or all of a year.
    pub(super) fn build(&self, only: Option<&[&str]>, year: u16, corrections: Corrections) -> Result<Value, Refusal> {
        let _one = self.writing();
        let files = match only {
            Some(agencies) => {
                let found = agencies.iter().map(|agency| self.path(agency, year)).collect::<Result<Vec<_>, _>>()?;
                Files { given: found.clone(), found, ..Files::default() }
            }
            None => self.files()?,
        };
        let options = Options {
            formats: FORMATS.to_vec(),
            out: self.place.out.clone(),
            year: Some(year),
            corrections,
            ..Options::default()
        };
        let mut lines = Vec::new();
        // What a correction lacks: it is made all the same, and published so if nobody says.
        let mut lacks = Vec::new();
        let mut tell = |event: Event| match event {
            Event::Done { item, outcome } => {
                let path = shown_path(&item.path);
                let dates = outcome.findings.iter().filter(|finding| finding.code == Code::CorrectionDate);
                lacks.extend(dates.map(|finding| finding.message.clone()));
                match &outcome.done {
                    Done::Unchanged => {}
                    Done::Written { files, .. } => {
                        lines.extend(files.iter().map(|file| format!("已生成 {}", shown_path(file))))
                    }
                    Done::Refused => lines.push(format!("未生成 {path}：{}", outcome.counts.words())),
                    Done::Failed(why) => lines.push(format!("未生成 {path}：{}", on_page(&why.to_string()))),
                }
            }
            Event::Fault(fault) => lines.push(on_page(&fault.to_string())),
            _ => {}
        };
        let summary = batch::build(&self.office, &options, &files, &mut tell)?;
        lines.insert(0, summary.sentence(false));
        // What is to be run on a command line comes behind what has happened.
        let happened = |words: &str| on_page(words.split('；').next().unwrap_or(words));
        let uncorrected = summary.uncorrected(&options.corrections);
        lacks.extend(
            uncorrected.iter().map(|words| if words.contains("nianbao ") { happened(words) } else { words.clone() }),
        );
        lines.extend(lacks.iter().cloned());
        let tally = batch::Tally::sum(summary.years.values().copied());
        Ok(
            json!({ "lines": lines, "lacks": lacks, "written": tally.written, "unchanged": tally.unchanged, "refused": tally.refused + tally.failed }),
        )
    }

    /// The files of a report that lie in the output folder, by format.
    pub(super) fn results(&self, agency: &str, year: u16) -> Vec<(Format, std::path::PathBuf)> {
        let path = |format: Format| batch::output_path(&self.place.out, agency, year, format.ending());
        FORMATS.into_iter().map(|format| (format, path(format))).filter(|(_, path)| path.is_file()).collect()
    }
}

/// An agency of which no more is known than that it has a data file.
fn plain(entry: &Entry) -> Value {
    json!({
        "agency": entry.agency(), "data": shown_path(&entry.path), "state": "", "date": null, "errors": "", "warnings": "",
        "hints": "", "published": null, "remarks": [], "to_correct": false,
    })
}
