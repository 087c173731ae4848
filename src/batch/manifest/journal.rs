//! The journal of a running build: one line per report, written before the report's files are put in place.
//!
//! After a build that was killed, a file is one of three things: what the manifest says, what the journal says, or changed by
//! a hand. Without the journal the second could not be told from the third.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Manifest, Record};
use crate::digest::Digest;

/// The journal's file name.
pub const JOURNAL: &str = ".nianbao-journal";

#[derive(Serialize)]
struct JournalLine<'a> {
    agency: &'a str,
    record: &'a Record,
}

#[derive(Deserialize)]
struct OwnedLine {
    agency: String,
    record: Record,
}

/// An open journal in a year's folder; the file is made with the first line.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Journal {
    pub fn new(folder: &Path) -> Journal {
        Journal { path: folder.join(JOURNAL), file: Mutex::new(None) }
    }

    /// Notes that a report is about to be put in place.
    ///
    /// # Errors
    /// The line cannot be written; then the report's files must stay as they are.
    pub fn note(&self, agency: &str, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(&JournalLine { agency, record })?;
        line.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match &mut *file {
            Some(file) => file,
            none => none.insert(File::options().create(true).append(true).open(&self.path)?),
        };
        file.write_all(&line)
    }

    /// Throws the journal away, once the manifest holds all it says.
    ///
    /// # Errors
    /// The file is there and cannot be removed.
    pub fn close(&self) -> io::Result<()> {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Brings a manifest up to what a killed build left; `on_disk` hashes the file of an agency and ending, or says there
    /// is none. Returns whether there was a journal.
    ///
    /// # Errors
    /// The journal is there and cannot be read.
    pub fn replay(
        folder: &Path,
        manifest: &mut Manifest,
        on_disk: impl FnMut(&str, &str) -> Option<Digest>,
    ) -> io::Result<bool> {
        Journal::replay_but(folder, manifest, |_| false, on_disk)
    }

    /// The same, passing over agencies whose outcome is known.
    ///
    /// # Errors
    /// The journal is there and cannot be read.
    pub fn replay_but(
        folder: &Path,
        manifest: &mut Manifest,
        known: impl Fn(&str) -> bool,
        mut on_disk: impl FnMut(&str, &str) -> Option<Digest>,
    ) -> io::Result<bool> {
        let text = match std::fs::read(folder.join(JOURNAL)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let mut pending: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        // A line cut short was the last, and nothing of its report had been touched.
        for line in text.split(|&byte| byte == b'\n') {
            if let Ok(line) = serde_json::from_slice::<OwnedLine>(line)
                && !known(&line.agency)
            {
                pending.entry(line.agency).or_default().push(line.record);
            }
        }
        for (agency, records) in pending {
            let mut now = manifest.reports.remove(&agency);
            for record in records {
                now = Some(settle(now, record, |ending| on_disk(&agency, ending)));
            }
            if let Some(record) = now.filter(|record| !record.outputs.is_empty()) {
                manifest.reports.insert(agency, record);
            }
        }
        Ok(true)
    }
}

/// What holds after a build that meant to go from `before` to `meant` and may have been killed on the way.
fn settle(before: Option<Record>, meant: Record, mut on_disk: impl FnMut(&str) -> Option<Digest>) -> Record {
    let arrived: BTreeMap<_, _> = meant
        .outputs
        .iter()
        .filter(|(ending, output)| on_disk(ending).as_ref() == Some(&output.sha256))
        .map(|(ending, output)| (ending.clone(), output.clone()))
        .collect();
    if arrived.len() == meant.outputs.len() {
        return meant;
    }
    match before {
        Some(mut record) => {
            record.outputs.extend(arrived);
            record
        }
        // The first build of this report: what it did not reach is not there.
        None => Record { outputs: arrived, corrections: Vec::new(), published: None, withdrawals: Vec::new(), ..meant },
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::inputs;
    use super::super::{Output, Record};
    use super::*;

    fn record(text: &str) -> Record {
        let inputs = inputs(text);
        let output = |format: &str| Output {
            sha256: Digest::of(format!("{text}.{format}").as_bytes()),
            inputs: inputs.digest(),
            found: false,
        };
        let outputs = ["docx", "pdf"].map(|format| (format.to_owned(), output(format))).into();
        let (corrections, withdrawals) = (Vec::new(), Vec::new());
        Record { data: "2024.yaml".into(), inputs, outputs, findings: None, corrections, published: None, withdrawals }
    }

    /// Replays a build from `old` to `new` with the given files on disk.
    fn replay(tail: &str, docx: &str, pdf: &str) -> Record {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::new(folder.path());
        journal.note("甲", &record("new")).unwrap();
        File::options().append(true).open(folder.path().join(JOURNAL)).unwrap().write_all(tail.as_bytes()).unwrap();
        let mut manifest = Manifest::default();
        manifest.reports.insert("甲".into(), record("old"));
        let on_disk = |_: &str, ending: &str| Some(Digest::of(if ending == "docx" { docx } else { pdf }.as_bytes()));
        assert!(Journal::replay(folder.path(), &mut manifest, on_disk).unwrap());
        journal.close().unwrap();
        assert!(!Journal::replay(folder.path(), &mut manifest, on_disk).unwrap());
        manifest.reports.remove("甲").unwrap()
    }

    #[test]
    fn a_build_that_arrived_counts() {
        assert_eq!(replay("", "new.docx", "new.pdf"), record("new"));
        assert_eq!(replay("{\"agency\": \"甲\", \"rec", "new.docx", "new.pdf"), record("new"));
    }

    #[test]
    fn a_build_cut_in_the_middle_knows_both_of_its_files() {
        let between = replay("", "new.docx", "old.pdf");
        assert_eq!(between.outputs["docx"], record("new").outputs["docx"]);
        assert_eq!(between.outputs["pdf"], record("old").outputs["pdf"]);
        assert_eq!(between.inputs, record("old").inputs);
        assert_eq!(replay("", "old.docx", "old.pdf"), record("old"));
    }

    #[test]
    fn a_hand_is_not_taken_for_a_build() {
        assert_eq!(replay("", "hand", "old.pdf"), record("old"));
    }
}
