//! One year's folder of the output: its files, its manifest, and how a report gets into it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::NotPublic;
use super::files::{self, Staged};
use super::manifest::{self, Journal, Manifest, Publication, Record};
use super::queue::in_order;
use crate::correction::NoticeKind;
use crate::diag::{Deed, Fault, reason, shown_path};
use crate::digest::Digest;
use crate::office::SUPERSEDED;
use crate::write::Format;

/// Copies of the data that the files were made from, for corrections.
const DATA: &str = ".data";

/// Threads that wait for the disk; they do nothing else, and a disk serves many at once.
const SETTLERS: usize = 16;

/// A file of a notice as it was written.
#[derive(Debug, Clone)]
pub struct NoticeFile {
    pub kind: NoticeKind,
    /// Which of its kind, from 1.
    pub number: usize,
    /// The ending of its format.
    pub ending: String,
    pub path: PathBuf,
    pub written: Digest,
}

/// `out/<年度>/`.
#[derive(Debug)]
pub struct Shelf {
    pub folder: PathBuf,
    year: u16,
    manifest: Manifest,
    journal: Journal,
    /// What this run changes in the manifest; none: the record goes.
    updates: Mutex<BTreeMap<String, Option<Record>>>,
    /// Files this run has put, to be settled before the manifest says that they are there.
    put: Mutex<Vec<PathBuf>>,
}

impl Shelf {
    /// Opens a year's folder, and clears up after a build that was killed; `look_only` writes nothing.
    ///
    /// # Errors
    /// The manifest cannot be used.
    pub fn open(out: &Path, year: u16, look_only: bool) -> Result<Shelf, Fault> {
        let folder = out.join(year.to_string());
        let path = folder.join(manifest::FILE);
        if folder.is_file() {
            return Err(Fault::NotAFolder(folder));
        }
        let manifest = Manifest::load(&folder).map_err(|error| {
            let why = match &error {
                manifest::ManifestError::Io(error) => reason(error),
                error => error.to_string(),
            };
            let shown = shown_path(&path);
            Fault::Other(format!("生成记录“{shown}”用不了：{why}。有备份的先取回；没有的，把它移走再运行，程序重新核对已有的文件，换下的都先留存，公布过的要重新记下：nianbao publish --year {year} --date 公布的日期"))
        })?;
        let mut shelf = Shelf {
            journal: Journal::new(&folder),
            folder,
            year,
            manifest,
            updates: Mutex::default(),
            put: Mutex::default(),
        };
        if !look_only {
            files::sweep(&shelf.folder);
            files::sweep(&shelf.folder.join(DATA));
            for folder in std::fs::read_dir(shelf.folder.join(SUPERSEDED)).into_iter().flatten().flatten() {
                files::sweep(&folder.path());
            }
        }
        let mut manifest = shelf.manifest.clone();
        let on_disk = |agency: &str, ending: &str| files::hash(&shelf.path(agency, ending)).ok().flatten();
        let replayed = Journal::replay(&shelf.folder, &mut manifest, on_disk)
            .map_err(|error| Fault::io(Deed::Read, &shelf.folder.join(manifest::JOURNAL), &error))?;
        if replayed {
            if !look_only {
                shelf.store(&manifest)?;
            }
            shelf.manifest = manifest;
        }
        Ok(shelf)
    }

    /// The years that have a folder in `out`, in order.
    pub fn years(out: &Path) -> Vec<u16> {
        let entries = std::fs::read_dir(out).into_iter().flatten().flatten();
        let mut years: Vec<u16> = entries
            .filter_map(|entry| entry.file_name().to_str().filter(|name| name.len() == 4)?.parse().ok())
            .filter(|year: &u16| {
                let folder = out.join(year.to_string());
                [manifest::FILE, manifest::JOURNAL].iter().any(|file| folder.join(file).exists())
            })
            .collect();
        years.sort_unstable();
        years
    }

    /// Why a report that was made is not known to be out; none when it is, or was never made.
    pub fn not_public(&self, agency: &str) -> Option<NotPublic> {
        let record = self.reports().get(agency).filter(|record| !record.is_public())?;
        let noted = |record: &Record| record.published.is_some() || !record.withdrawals.is_empty();
        Some(match () {
            () if record.withdrawn().is_some() => NotPublic::Withdrawn,
            () if record.is_unrecorded() => NotPublic::Unnoted,
            () if self.reports().values().any(noted) => NotPublic::Draft,
            () => NotPublic::Unnoted,
        })
    }

    /// The reports as they stood when the run began.
    pub fn reports(&self) -> &BTreeMap<String, Record> {
        &self.manifest.reports
    }

    /// The same, for whoever needs nothing else.
    pub fn into_reports(self) -> BTreeMap<String, Record> {
        self.manifest.reports
    }

    /// The report year.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// `<机关><年度>年政府信息公开工作年度报告.<格式>`.
    pub fn path(&self, agency: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", stem(agency, self.year)))
    }

    /// The copy of the data a report was last made from.
    pub fn data_path(&self, agency: &str) -> PathBuf {
        self.folder.join(DATA).join(format!("{agency}.yaml"))
    }

    /// Puts a report's files in their places, noting first what is meant to happen.
    ///
    /// # Errors
    /// What is in the way; files that could not be put stay as they were.
    pub fn put(&self, agency: &str, record: Record, staged: Vec<Staged>) -> Result<Vec<PathBuf>, Fault> {
        files::make_folder(&self.folder)?;
        self.journal.note(agency, &record).map_err(|error| Fault::io(Deed::WriteInto, &self.folder, &error))?;
        let mut put = Vec::new();
        for file in staged {
            // The journal says what was meant; the next run finds out what arrived.
            put.push(file.put()?);
        }
        self.put.lock().unwrap_or_else(PoisonError::into_inner).extend(put.iter().cloned());
        self.update(agency, Some(record));
        Ok(put)
    }

    /// Changes a record, or takes it out, when the run ends.
    pub fn update(&self, agency: &str, record: Option<Record>) {
        self.updates.lock().unwrap_or_else(PoisonError::into_inner).insert(agency.to_owned(), record);
    }

    /// Writes the manifest, and throws the journal away.
    ///
    /// # Errors
    /// What is in the way; the journal then stays.
    pub fn save(&mut self) -> Result<(), Fault> {
        let updates = std::mem::take(self.updates.get_mut().unwrap_or_else(PoisonError::into_inner));
        if updates.is_empty() && !self.folder.join(manifest::JOURNAL).exists() {
            return Ok(());
        }
        let put = std::mem::take(self.put.get_mut().unwrap_or_else(PoisonError::into_inner));
        let mut settled = Ok(());
        in_order(&put, SETTLERS, &|path| files::settle(path), &mut |_, result| {
            if settled.is_ok() {
                settled = result;
            }
        });
        settled?;
        let mut manifest = self.manifest.clone();
        // What failed half-way is only in the journal.
        let on_disk = |agency: &str, ending: &str| files::hash(&self.path(agency, ending)).ok().flatten();
        let failed = |error| Fault::io(Deed::Read, &self.folder.join(manifest::JOURNAL), &error);
        Journal::replay_but(&self.folder, &mut manifest, |agency| updates.contains_key(agency), on_disk)
            .map_err(failed)?;
        for (agency, record) in updates {
            match record {
                Some(record) => manifest.reports.insert(agency, record),
                None => manifest.reports.remove(&agency),
            };
        }
        self.store(&manifest)?;
        self.manifest = manifest;
        Ok(())
    }

    fn store(&self, manifest: &Manifest) -> Result<(), Fault> {
        let path = self.folder.join(manifest::FILE);
        let text =
            manifest.to_json().map_err(|error| Fault::Other(format!("写不了“{}”：{error}", shown_path(&path))))?;
        if std::fs::read(&path).ok().as_deref() != Some(text.as_bytes()) {
            files::write_whole(&path, text.as_bytes())?;
            files::settle(&path)?;
        }
        let journal = self.folder.join(manifest::JOURNAL);
        self.journal.close().map_err(|error| Fault::io(Deed::Remove, &journal, &error))
    }

    /// The formats to print of a report: those wanted, and those that are there already, so that no two formats ever show two
    /// states of the data.
    pub fn formats(&self, agency: &str, wanted: &[Format]) -> Vec<Format> {
        let there = |format: &Format| wanted.contains(format) || self.path(agency, format.ending()).exists();
        Format::ALL.into_iter().filter(there).collect()
    }

    /// Where a file goes that the correction of this number replaces.
    pub fn superseded(&self, number: usize, agency: &str, ending: &str) -> PathBuf {
        self.superseded_file(number, &self.path(agency, ending))
    }

    /// Where a file of this folder goes among the superseded files of this number.
    pub fn superseded_file(&self, number: usize, path: &Path) -> PathBuf {
        self.folder.join(SUPERSEDED).join(number.to_string()).join(path.file_name().unwrap_or_default())
    }

    /// Where copies of a file of this folder lie that were kept before it was replaced.
    pub fn kept(&self, path: &Path) -> Vec<PathBuf> {
        let name = path.file_name().unwrap_or_default();
        let folder = |number: usize| self.folder.join(SUPERSEDED).join(number.to_string());
        self.superseded_numbers().into_iter().map(|number| folder(number).join(name)).collect()
    }

    /// The notice of the correction or withdrawal of this number.
    pub fn notice(&self, notice: (NoticeKind, usize), agency: &str, ending: &str) -> PathBuf {
        self.folder.join(notice_name(notice, agency, self.year, ending))
    }

    /// The report's name as readers know it, that of its files.
    pub fn title(&self, agency: &str) -> String {
        stem(agency, self.year)
    }

    /// All files of a report that are to be published, with the hashes they were written with.
    pub fn files(&self, agency: &str, record: &Record) -> Vec<(PathBuf, Digest)> {
        let outputs = record.outputs.iter().map(|(ending, output)| (self.path(agency, ending), output.sha256.clone()));
        outputs.chain(self.notices(agency, record).into_iter().map(|notice| (notice.path, notice.written))).collect()
    }

    /// The notices (更正说明, 撤回说明) of a report, as they were written.
    pub fn notices(&self, agency: &str, record: &Record) -> Vec<NoticeFile> {
        let corrections =
            record.notices().map(|(number, correction)| ((NoticeKind::Correction, number), &correction.outputs));
        let withdrawals = record
            .withdrawal_notices()
            .map(|(number, withdrawal)| ((NoticeKind::Withdrawal, number), &withdrawal.outputs));
        let files = corrections.chain(withdrawals).flat_map(|(notice, outputs)| {
            outputs.iter().map(move |(ending, hash)| NoticeFile {
                kind: notice.0,
                number: notice.1,
                path: self.notice(notice, agency, ending),
                ending: ending.clone(),
                written: hash.clone(),
            })
        });
        files.collect()
    }

    /// The number for a new notice, printed with its endings: the first behind `known` that no other file in the folder has. The
    /// same bytes are what a killed run had got so far.
    ///
    /// # Errors
    /// A file is there and cannot be read.
    pub fn free_number(
        &self,
        (kind, known): (NoticeKind, usize),
        agency: &str,
        printed: &[(&str, Vec<u8>)],
    ) -> Result<usize, Fault> {
        let mut number = known + 1;
        'next: loop {
            for (ending, bytes) in printed {
                let there = files::hash(&self.notice((kind, number), agency, ending))?;
                if there.is_some_and(|there| there != Digest::of(bytes)) {
                    number += 1;
                    continue 'next;
                }
            }
            return Ok(number);
        }
    }

    /// The publication of a report as it stands in `record`, on a day.
    pub fn publication(&self, agency: &str, record: &Record, date: &str) -> Publication {
        let name = |path: PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let files = self.files(agency, record).into_iter().map(|(path, hash)| (name(path), hash)).collect();
        Publication { date: date.to_owned(), files }
    }

    /// The numbers that folders of superseded files have.
    pub fn superseded_numbers(&self) -> Vec<usize> {
        let folders = std::fs::read_dir(self.folder.join(SUPERSEDED)).into_iter().flatten().flatten();
        folders.filter_map(|folder| folder.file_name().to_str()?.parse().ok()).collect()
    }
}

/// A report's file below the output folder: `<年度>/<机关><年度>年政府信息公开工作年度报告.<格式>`.
pub fn output_path(out: &Path, agency: &str, year: u16, ending: &str) -> PathBuf {
    out.join(year.to_string()).join(format!("{}.{ending}", stem(agency, year)))
}

/// The notice of a report's correction or withdrawal of this number, below the output folder.
pub fn notice_path(out: &Path, (agency, year): (&str, u16), notice: (NoticeKind, usize), ending: &str) -> PathBuf {
    out.join(year.to_string()).join(notice_name(notice, agency, year, ending))
}

fn notice_name((kind, number): (NoticeKind, usize), agency: &str, year: u16, ending: &str) -> String {
    let number = if number > 1 { number.to_string() } else { String::new() };
    format!("{}{}{number}.{ending}", stem(agency, year), kind.words())
}

/// The name of a report's files without their ending.
fn stem(agency: &str, year: u16) -> String {
    format!("{agency}{year}年政府信息公开工作年度报告")
}
