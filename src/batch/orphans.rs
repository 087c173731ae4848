//! Reports whose data file is gone: named at every build, removed only when asked.

use std::collections::{HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use super::files;
use super::manifest::{Record, relative};
use super::shelf::Shelf;
use super::survey::Item;
use crate::diag::{Deed, Fault, shown_path};

/// A report without data.
#[derive(Debug)]
pub struct Orphan {
    /// The report year.
    pub year: u16,
    /// The agency's full name.
    pub agency: String,
    /// The data file that is gone, or is now another agency's.
    pub data: PathBuf,
    /// Its files that are there.
    pub files: Vec<PathBuf>,
    /// Whether it is out, or was: then nothing of it is removed.
    pub public: bool,
}

/// What a run looked at.
pub struct Scope<'a> {
    out: &'a Path,
    /// Whose reports there is data for.
    identities: HashSet<(&'a str, u16)>,
    /// The data files, and whether each could be read as a report.
    files: HashMap<PathBuf, bool>,
    /// The folders and files that were given.
    given: Vec<PathBuf>,
}

impl<'a> Scope<'a> {
    pub fn new(out: &'a Path, items: &'a [Item], given: &[PathBuf]) -> Scope<'a> {
        let identities = items.iter().filter_map(|item| item.identity.as_ref());
        Scope {
            out,
            identities: identities.map(|(agency, year)| (agency.as_str(), *year)).collect(),
            files: items.iter().map(|item| (item.relative_to(out), item.identity.is_some())).collect(),
            given: given.iter().map(|path| relative(out, path)).collect(),
        }
    }

    /// Whether a recorded report is one of those that the run is about: there is data for it, or it lay where data was looked for.
    pub fn holds(&self, agency: &str, year: u16, record: &Record) -> bool {
        self.identities.contains(&(agency, year))
            || self.files.contains_key(&record.data)
            || self.given.iter().any(|given| record.data.starts_with(given))
    }

    /// Whether a recorded report has lost its data.
    pub fn has_lost(&self, agency: &str, year: u16, record: &Record) -> bool {
        if self.identities.contains(&(agency, year)) {
            return false;
        }
        match self.files.get(&record.data) {
            // A file that cannot be read now is still this agency's; one that names another is not.
            Some(readable) => *readable,
            None => {
                self.given.iter().any(|given| record.data.starts_with(given))
                    // What cannot be looked at (a share that is away, no right to enter) is not gone.
                    && matches!(plain(&self.out.join(&record.data)).try_exists(), Ok(false))
            }
        }
    }
}

/// The orphans among the reports of a year.
pub fn find(scope: &Scope, year: u16, shelf: &Shelf) -> Vec<Orphan> {
    shelf
        .reports()
        .iter()
        .filter(|(agency, record)| scope.has_lost(agency, year, record))
        .map(|(agency, record)| Orphan {
            year,
            agency: agency.clone(),
            data: plain(&scope.out.join(&record.data)),
            public: record.was_public() || record.is_unrecorded(),
            files: record
                .outputs
                .keys()
                .map(|ending| shelf.path(agency, ending))
                .filter(|path| path.exists())
                .collect(),
        })
        .collect()
}

impl Orphan {
    /// What to say of it.
    pub fn words(&self) -> String {
        let advice = if self.public {
            "公布过的报告照旧在；找回数据文件放回原处，要撤下的，用 nianbao publish --withdraw"
        } else {
            "生成的文件还在；不再需要的，加 --prune 删去"
        };
        format!("“{}”{} 年度的数据文件“{}”已经不在，{advice}", self.agency, self.year, shown_path(&self.data))
    }

    /// Removes its files; those changed by a hand stay, unless `force`. Returns what was removed and what was kept.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub fn remove(&self, shelf: &Shelf, force: bool) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Fault> {
        let Some(record) = shelf.reports().get(&self.agency) else { return Ok((Vec::new(), Vec::new())) };
        let (mut removed, mut left) = (Vec::new(), Vec::new());
        for (path, written) in shelf.files(&self.agency, record) {
            match files::hash(&path)? {
                Some(hash) if hash != written && !force => left.push(path),
                Some(_) => {
                    remove(&path)?;
                    removed.push(path);
                }
                None => {}
            }
        }
        if left.is_empty() {
            let copy = shelf.data_path(&self.agency);
            if copy.exists() {
                remove(&copy)?;
            }
        }
        // While something of it is left, so is its record.
        shelf.update(&self.agency, (!left.is_empty()).then(|| record.clone()));
        Ok((removed, left))
    }
}

fn remove(path: &Path) -> Result<(), Fault> {
    std::fs::remove_file(path).map_err(|error| Fault::io(Deed::Remove, path, &error))
}

/// A path without `文件夹/..`, by names alone.
pub fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
