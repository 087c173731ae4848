//! Many reports, again and again (批量): every data file surveyed, what has not changed left alone, the rest made, noted in the
//! year's manifest, and corrected when it was published.
//!
//! [`build`] tells what happens through events and returns a summary; it prints nothing and knows no exit code. First the survey
//! tells what there is; then each report is made on its own thread, from the data file to the files in the output folder, and
//! nothing of it is kept; last the manifests are written. Nothing that happens to one report stops another. This is the only
//! place that touches the output folder.

mod asked;
mod correct;
mod files;
mod finding;
mod inputs;
mod keep;
mod make;
mod manifest;
mod options;
mod orphans;
mod outcome;
mod outline;
mod package;
mod print;
mod proofs;
mod publish;
mod queue;
mod reasons;
mod renew;
mod shelf;
mod survey;
mod told;
mod watch;
mod withdraw;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use asked::{WrittenKind, may_write, write_asked};
pub use files::{create_whole, replace_whole, write_whole};
pub use finding::OUT;
pub use manifest::{
    Correction, Inputs, Manifest, ManifestError, Noted, Output, Publication, Record, Withdrawal, relative,
};
pub use options::{CorrectionReason, Corrections, Options};
pub use orphans::Orphan;
pub use outcome::{Done, Outcome, Tally};
pub use outline::Outline;
pub use proofs::{OneProved, Proved, Proving, Unproved, proofs_in_words, prove};
pub use publish::{Publishing, Sending, Sent, publish};
pub use queue::in_order;
pub use reasons::reasons;
pub use shelf::{notice_path, output_path};
pub use survey::Item;
pub use told::{table, time};
pub use watch::{Watched, watch};
pub use withdraw::{Withdrawing, withdraw};

use crate::diag::{Fault, Finding, nearest};
use crate::office::{Files, Inspection, Office, Standalone, not_checked, nothing_of};
use crate::write::Format;
use make::Shop;
use shelf::Shelf;

/// What happens during a build, in order.
#[derive(Debug)]
pub enum Event<'a> {
    /// The survey is done; so many data files will be gone through.
    Begun {
        /// Data files that will be gone through.
        reports: usize,
    },
    /// One data file is done; they come in the order of the files.
    Done {
        /// The data file.
        item: &'a Item,
        /// What became of it.
        outcome: &'a Outcome,
    },
    /// A report without data was found, and what became of its files.
    Orphan {
        /// The report without data.
        orphan: &'a Orphan,
        /// What became of its files.
        fate: Fate,
    },
    /// Something failed that does not end the run.
    Fault(&'a Fault),
    /// Something is to be said of the run as a whole: files that were not read, checks that could not be made.
    Remark(&'a Finding),
}

/// What became of the files of a report without data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// They were only looked at.
    Seen,
    /// They stay until they are asked to be removed.
    Left,
    /// They stay although they were asked to be removed, for they are published.
    Public,
    /// These were removed, and these kept, for a hand has changed them.
    Removed {
        /// What was removed.
        removed: Vec<PathBuf>,
        /// What was kept.
        kept: Vec<PathBuf>,
    },
}

/// Why a report that was made is not known to be out (未公布).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotPublic {
    /// Its publication was withdrawn: it is a draft.
    Withdrawn,
    /// Others of the year were published, and it was not: it is a draft.
    Draft,
    /// Nobody notes in this folder what is published: whoever corrects it says that it is out.
    Unnoted,
}

/// What a build came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// Results by year; none: files whose year cannot be told.
    pub years: BTreeMap<Option<u16>, Tally>,
    /// The agencies for which a 更正说明 was written.
    pub corrected: BTreeSet<String>,
    /// The agencies that were to be corrected and whose reports were made and are not noted as out.
    pub not_public: BTreeMap<String, NotPublic>,
    /// The agencies of the list of corrections that no data file of the run is of, each with the nearest name that there is.
    pub unknown: BTreeMap<String, Option<String>>,
    /// The agencies whose reports were not made, for they have errors.
    pub refused: BTreeSet<String>,
    /// The agencies of which files were kept before they were replaced.
    pub superseded: BTreeSet<String>,
    /// What is to be said of the run as a whole.
    pub remarks: Vec<Finding>,
    /// The reports without data.
    pub orphans: Vec<Orphan>,
    /// Files of orphans that were to be removed and were kept.
    pub kept: usize,
    /// Failures that did not end the run.
    pub faults: usize,
    /// From beginning to end.
    pub elapsed: Duration,
}

/// Builds the reports of `files` and tells of it.
///
/// # Errors
/// Nothing could be built at all.
pub fn build(office: &Office, options: &Options, files: &Files, tell: &mut dyn FnMut(Event)) -> Result<Summary, Fault> {
    let start = Instant::now();
    let _lock = if options.check { None } else { Some(files::Lock::take(&options.out)?) };
    let (items, shelves) = open(office, options, files)?;
    tell(Event::Begun { reports: items.len() });
    let mut summary = Summary {
        unknown: unknown(options, &items),
        not_public: not_public(options, &items, &shelves),
        ..Summary::default()
    };
    let shop = Shop { office, options, shelves };
    in_order(&items, options.jobs, &|item| shop.make(item), &mut |item, outcome| {
        summary.years.entry(item.year()).or_default().add(&outcome);
        if let (Done::Written { corrected, kept, .. }, Some((agency, _))) = (&outcome.done, &item.identity) {
            summary.corrected.extend(corrected.then(|| agency.clone()));
            summary.superseded.extend(kept.then(|| agency.clone()));
        }
        if let (Done::Refused, Some((agency, _))) = (&outcome.done, &item.identity) {
            summary.refused.insert(agency.clone());
        }
        tell(Event::Done { item, outcome: &outcome });
    });
    let mut shelves = shop.shelves;
    let scope = orphans::Scope::new(&options.out, &items, &files.given);
    for (&year, shelf) in &mut shelves {
        let Ok(shelf) = shelf else { continue };
        for orphan in orphans::find(&scope, year, shelf) {
            match bury(&orphan, shelf, options) {
                Ok(fate) => {
                    summary.kept += match &fate {
                        Fate::Removed { kept, .. } => kept.len(),
                        Fate::Public => orphan.files.len(),
                        Fate::Seen | Fate::Left => 0,
                    };
                    tell(Event::Orphan { orphan: &orphan, fate });
                }
                Err(fault) => {
                    summary.faults += 1;
                    tell(Event::Fault(&fault));
                }
            }
            summary.orphans.push(orphan);
        }
        if !options.check
            && let Err(fault) = shelf.save()
        {
            summary.faults += 1;
            tell(Event::Fault(&fault));
        }
    }
    summary.remarks = options.levels.apply(remarks(files, &items));
    summary.remarks.iter().for_each(|remark| tell(Event::Remark(remark)));
    summary.elapsed = start.elapsed();
    Ok(summary)
}

/// The agencies of the list of corrections that no data file is of.
fn unknown(options: &Options, items: &[Item]) -> BTreeMap<String, Option<String>> {
    let Corrections::Listed(reasons) = &options.corrections else { return BTreeMap::new() };
    let known: BTreeSet<String> = items.iter().filter_map(Item::agency).collect();
    let strange = reasons.keys().filter(|agency| !known.contains(*agency));
    let near = |agency: &String| nearest(agency, known.iter().map(String::as_str)).map(str::to_owned);
    strange.map(|agency| (agency.clone(), near(agency))).collect()
}

/// The agencies that are to be corrected and whose reports are not out, or nobody noted that they are.
fn not_public(options: &Options, items: &[Item], shelves: &Shelves) -> BTreeMap<String, NotPublic> {
    let why = |agency: &str, year: u16| shelves.get(&year)?.as_ref().ok()?.not_public(agency);
    let asked = items.iter().filter_map(|item| item.identity.as_ref());
    let asked = asked.filter(|(agency, _)| options.corrections.of(agency).is_some());
    asked.filter_map(|(agency, year)| Some((agency.clone(), why(agency, *year)?))).collect()
}

/// What is to be said of the run as a whole.
fn remarks(files: &Files, items: &[Item]) -> Vec<Finding> {
    let reports = items.iter().filter_map(|item| {
        let (agency, year) = item.identity.as_ref()?;
        Some(Standalone { path: &item.path, agency, year: *year, has_last_year: item.last_year.is_some() })
    });
    files.findings().into_iter().chain(not_checked(reports)).collect()
}

/// A year's folder, or why it cannot be used.
type Shelves = BTreeMap<u16, Result<Shelf, Fault>>;

/// The data files that are wanted, and the folders of all years that there are or will be.
fn open(office: &Office, options: &Options, files: &Files) -> Result<(Vec<Item>, Shelves), Fault> {
    let wanted = |year: &u16| options.year.is_none_or(|only| only == *year);
    let mut shelves = Shelves::new();
    let open = |year: u16, shelves: &mut Shelves| {
        shelves.entry(year).or_insert_with(|| Shelf::open(&options.out, year, options.check));
    };
    for year in Shelf::years(&options.out).into_iter().filter(wanted) {
        open(year, &mut shelves);
    }
    let known = survey::known(shelves.iter().filter_map(|(year, shelf)| Some((*year, shelf.as_ref().ok()?))));
    let mut items = survey::survey(&files.found, &office.forms, &known, options.jobs);
    survey::sort(&mut items, options.order.as_ref());
    if let Some(year) = options.year {
        items.retain(|item| item.is_of(year));
        if items.is_empty() {
            return Err(nothing_of(year));
        }
    }
    for year in items.iter().filter_map(|item| Some(item.identity.as_ref()?.1)) {
        open(year, &mut shelves);
    }
    Ok((items, shelves))
}

/// Leaves or removes what is left of a report without data.
fn bury(orphan: &Orphan, shelf: &Shelf, options: &Options) -> Result<Fate, Fault> {
    if options.check {
        return Ok(Fate::Seen);
    }
    // Of one without files nothing but its record is left.
    if !options.prune && !orphan.files.is_empty() {
        return Ok(Fate::Left);
    }
    if orphan.public {
        return Ok(if options.prune { Fate::Public } else { Fate::Left });
    }
    let (removed, kept) = orphan.remove(shelf, options.force)?;
    Ok(Fate::Removed { removed, kept })
}

/// Every report of a year by agency, as the records in an output folder have it, with what a run that was killed had got to; none
/// where nothing was built. Writes nothing.
///
/// # Errors
/// The records cannot be used.
pub fn records(out: &Path, year: u16) -> Result<BTreeMap<String, Record>, Fault> {
    Ok(Shelf::open(out, year, true)?.into_reports())
}

/// Leaves out of what was found what is nothing to whoever has the report out, as the records of an output folder have it.
pub fn excuse(inspection: &mut Inspection, out: &Path) {
    let mut years: BTreeMap<u16, BTreeMap<String, Record>> = BTreeMap::new();
    for (entry, findings) in &mut inspection.reports {
        let Some(year) = entry.year().filter(|_| !findings.is_empty()) else { continue };
        // What is wrong with the records is for those to say who build on them.
        let records = years.entry(year).or_insert_with(|| records(out, year).unwrap_or_default());
        let record = records.get(&entry.agency());
        findings.retain(|finding| !record.is_some_and(|record| record.excuses(finding.code)));
    }
}

/// The data file that a file in an output folder was made from, as the manifest beside it says.
pub fn data_of(output: &Path) -> Option<PathBuf> {
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = std::path::absolute(folder).ok()?;
    let year: u16 = folder.file_name()?.to_str()?.parse().ok()?;
    let out = folder.parent()?;
    let shelf = Shelf::open(out, year, true).ok()?;
    let (_, format) = Format::of_file(output.file_name()?.to_str()?)?;
    let is_its = |agency: &String| shelf.path(agency, format.ending()).file_name() == output.file_name();
    let (_, record) = shelf.reports().iter().find(|(agency, _)| is_its(agency))?;
    Some(orphans::plain(&out.join(&record.data)))
}

/// A project of two agencies, built, one of which panics when its file is read back.
#[cfg(test)]
mod tripped {
    use super::*;
    use crate::diag::trip;
    use crate::office::Look;
    use tempfile::TempDir;

    pub fn built() -> (TempDir, Office, PathBuf) {
        let (folder, _) = trip::project("核对");
        let (data, out) = (folder.path().join("data"), folder.path().join("out"));
        let office = Office::open(&Look::default()).unwrap();
        let options = Options { out: out.clone(), formats: vec![Format::Txt], ..Options::default() };
        build(&office, &options, &Files::find(&[data]).unwrap(), &mut |_| {}).unwrap();
        (folder, office, out)
    }
}
