//! A report printed in all formats, held against what is there, and put in place.

use std::path::{Path, PathBuf};

use super::correct::{Corrected, correct};
use super::files::{self, Staged};
use super::finding::{found, hand_edited, notices, published, rebuild, stale, unrecorded};
use super::keep::keep;
use super::manifest::{Inputs, Output, Record};
use super::outcome::{Done, Made};
use super::renew::renew;
use super::work::Work;
use crate::diag::{Deed, Fault, Finding};
use crate::digest::Digest;

/// Prints a report that has no errors, and puts it in its place; whatever goes wrong is in the result.
pub(super) fn made(work: &Work, mut findings: Vec<Finding>) -> Made {
    let (why, done) = match print(work, &mut findings) {
        Ok(result) => result,
        Err(why) => (Vec::new(), Done::Failed(why)),
    };
    Made { findings, why, done }
}

/// Prints all formats and puts them in place; why they were made, and how it ended.
fn print(work: &Work, findings: &mut Vec<Finding>) -> Result<(Vec<String>, Done), Fault> {
    let fixed = work.record.filter(|record| record.is_public() && work.reason().is_none());
    if let Some(record) = fixed.filter(|record| record.inputs.data != work.inputs.data) {
        findings.push(published(work, record));
        return Ok((Vec::new(), Done::Refused));
    }
    // All formats are printed before the first is written, so that they come together or not at all.
    let mut printed = Vec::new();
    for &format in &work.formats {
        let bytes = work.office.press.print(&work.composed.document, format);
        printed.push((format.ending(), bytes.map_err(|error| Fault::Other(error.to_string()))?));
    }
    let mut record = work.new_record(findings);
    let held = HeldFiles::against(work, &printed, fixed, &mut record)?;
    let why = work.reasons(&held.missing);
    let again = rebuild(work.shelf, &work.item.path);
    let edited = |(path, known): &(PathBuf, bool)| {
        if *known { hand_edited(path, &again) } else { unrecorded(path, &again) }
    };
    let mut bad: Vec<Finding> = held.edited.iter().map(edited).collect();
    let mut renewed = Vec::new();
    if let Some(before) = work.record {
        if work.options.force && bad.is_empty() {
            renewed = renew(work, before, &mut record, findings)?;
        }
        let written: Vec<&Path> = renewed.iter().map(Staged::path).collect();
        let lost = notices(work.shelf, work.agency(), &record)?;
        bad.extend(lost.into_iter().filter(|finding| !written.contains(&finding.at.file.path.as_path())));
    }
    if !bad.is_empty() {
        findings.extend(bad);
        return Ok((why, Done::Refused));
    }
    findings.extend(held.found.map(|replaced| found(work, replaced)));
    if work.options.check {
        findings.extend(held.changed.iter().map(|change| stale(&change.path, &why, &again)));
        return Ok((why, if held.changed.is_empty() { Done::Unchanged } else { Done::Refused }));
    }
    let Corrected { mut staged, kept } = replace(work, &held, &mut record, findings)?;
    let corrected = !staged.is_empty();
    staged.extend(renewed);
    for change in &held.changed {
        staged.push(files::stage(&change.path, change.bytes)?);
    }
    if let Some(published) = &record.published {
        record.published = Some(work.shelf.publication(work.agency(), &record, &published.date));
    }
    let files = put(work, record, staged)?;
    Ok((why, if files.is_empty() { Done::Unchanged } else { Done::Written { files, corrected, kept } }))
}

/// What was printed, held against what is there.
#[derive(Default)]
struct HeldFiles<'a> {
    changed: Vec<FileChange<'a>>,
    /// Files of the report that are not there.
    missing: Vec<PathBuf>,
    /// Files that are neither what was last written nor what is written now, and stay; and whether a record says what was written.
    edited: Vec<(PathBuf, bool)>,
    /// There are files of which no record said until now where they come from; whether such are replaced.
    found: Option<bool>,
}

/// A file that is to be written.
struct FileChange<'a> {
    ending: &'a str,
    path: PathBuf,
    bytes: &'a [u8],
    /// What stands there is something that no build has written, or that was published.
    precious: bool,
}

impl<'a> HeldFiles<'a> {
    /// Notes the outputs in `record`; `fixed` is the record of a published report, whose files stay as they were published.
    fn against(
        work: &Work,
        printed: &'a [(&'a str, Vec<u8>)],
        fixed: Option<&Record>,
        record: &mut Record,
    ) -> Result<HeldFiles<'a>, Fault> {
        let mut held = HeldFiles::default();
        for (ending, bytes) in printed {
            let (path, sha256) = (work.shelf.path(work.agency(), ending), Digest::of(bytes));
            let before = work.record.and_then(|record| record.outputs.get(*ending));
            let there = files::hash(&path)?;
            if let Some(output) = fixed.and(before)
                && (there.as_ref() == Some(&output.sha256) || (there.is_none() && sha256 != output.sha256))
            {
                if there.is_none() {
                    held.edited.push((path, true));
                }
                continue;
            }
            let recorded = before.map(|output| &output.sha256);
            let change = |path, precious| FileChange { ending, path, bytes, precious };
            let is_found = there.is_some() && before.is_none_or(|output| output.found);
            let stays = there.as_ref() == Some(&sha256);
            if is_found && (!stays || before.is_none()) {
                held.found = Some(!stays || held.found == Some(true));
            }
            match there {
                Some(_) if stays => {}
                Some(hash) if Some(&hash) == recorded => held.changed.push(change(path, work.keeps() || is_found)),
                Some(_) if work.options.force => held.changed.push(change(path, true)),
                Some(_) => held.edited.push((path, recorded.is_some())),
                None => {
                    held.missing.push(path.clone());
                    held.changed.push(change(path, false));
                }
            }
            let output = Output { sha256, inputs: work.inputs.digest(), found: stays && is_found && fixed.is_none() };
            record.outputs.insert((*ending).to_owned(), output);
        }
        if let Some(fixed) = fixed {
            record.inputs = fixed.inputs.clone();
        }
        Ok(held)
    }
}

/// Keeps what is about to be replaced and must not be lost, and makes the notice of a correction.
fn replace(
    work: &Work,
    held: &HeldFiles,
    record: &mut Record,
    findings: &mut Vec<Finding>,
) -> Result<Corrected, Fault> {
    let mut there = Vec::new();
    for change in held.changed.iter().filter(|change| change.precious) {
        let bytes = std::fs::read(&change.path).map_err(|error| Fault::io(Deed::Read, &change.path, &error))?;
        there.push((change.ending, bytes));
    }
    // Without a record the copy of the data says what the files were made from.
    let copy = std::fs::read_to_string(work.shelf.data_path(work.agency())).ok();
    let of_copy = || Some(unknown(work, Digest::of(copy.as_ref()?.as_bytes()))).filter(|_| !there.is_empty());
    let before = work.record.cloned().or_else(of_copy);
    match (work.reason(), before) {
        (Some(reason), Some(before)) => correct(work, (reason, &before), &there, record, findings),
        (_, before) => {
            let known = before.map_or(0, |record| record.corrections.len());
            let data = copy.as_deref().filter(|_| held.found.is_some());
            Ok(Corrected { kept: keep(work.shelf, (work.agency(), known), &there, data)?, ..Corrected::default() })
        }
    }
}

/// What can be said of files without a record: the data that they were made from.
fn unknown(work: &Work, data: Digest) -> Record {
    let mut record = work.new_record(&[]);
    record.inputs = Inputs { data, ..work.inputs.clone() };
    record
}

/// Puts the staged files and the copy of the data in place, noting first what is meant to happen.
fn put(work: &Work, record: Record, mut staged: Vec<Staged>) -> Result<Vec<PathBuf>, Fault> {
    let copy = work.shelf.data_path(work.agency());
    let text = work.report.file.text.as_bytes();
    let outputs = staged.len();
    if files::hash(&copy)?.as_ref() != Some(&Digest::of(text)) {
        // Last, so that it is never newer than the files made from it.
        staged.push(files::stage(&copy, text)?);
    }
    if staged.is_empty() {
        if work.record != Some(&record) {
            work.shelf.update(work.agency(), Some(record));
        }
        return Ok(Vec::new());
    }
    let mut written = work.shelf.put(work.agency(), record, staged)?;
    written.truncate(outputs);
    Ok(written)
}
