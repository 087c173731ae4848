//! A report printed in all formats, held against what is there, and put in place.

use std::path::PathBuf;

use super::correct::correct;
use super::files::{self, Staged};
use super::finding::{hand_edited, stale};
use super::manifest::{Output, Record};
use super::outcome::{Done, Made};
use super::work::Work;
use crate::diag::{Fault, Finding};
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
    let options = work.options;
    // All formats are printed before the first is written, so that they come together or not at all.
    let mut printed = Vec::new();
    for &format in &options.formats {
        let bytes = work
            .office
            .press
            .print(&work.composed.document, format)
            .map_err(|error| Fault::Other(error.to_string()))?;
        printed.push((format.ending(), bytes));
    }
    let mut record = work.new_record(findings);
    let (mut changed, mut missing, mut edited) = (Vec::new(), Vec::new(), Vec::new());
    for (ending, bytes) in &printed {
        let (path, sha256) = (work.shelf.path(work.agency(), ending), Digest::of(bytes));
        let recorded = work.record.and_then(|record| record.outputs.get(*ending)).map(|output| &output.sha256);
        match files::hash(&path)? {
            Some(hash) if hash == sha256 => {}
            Some(hash) if Some(&hash) == recorded || options.force => changed.push((path, bytes)),
            Some(_) => edited.push(path),
            None => {
                missing.push(path.clone());
                changed.push((path, bytes));
            }
        }
        record.outputs.insert((*ending).to_owned(), Output { sha256, inputs: work.inputs.digest() });
    }
    let why = work.reasons(&missing);
    if !edited.is_empty() {
        findings.extend(edited.iter().map(|path| hand_edited(path)));
        return Ok((why, Done::Refused));
    }
    if options.check {
        findings.extend(changed.iter().map(|(path, _)| stale(path, &why)));
        return Ok((why, if changed.is_empty() { Done::Unchanged } else { Done::Refused }));
    }
    let mut staged = Vec::new();
    if let Some(reason) = &options.correction {
        staged.extend(correct(work, reason, &mut record)?);
    }
    let corrected = !staged.is_empty();
    for (path, bytes) in &changed {
        staged.push(files::stage(path, bytes)?);
    }
    let files = put(work, record, staged)?;
    Ok((why, if files.is_empty() { Done::Unchanged } else { Done::Written { files, corrected } }))
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
