//! What there is to build: every data file with its hash, whose it is and of which year, without keeping what it says.
//!
//! A thousand reports held in memory would take more than all else together, so that a file is read here only for its head —
//! not even that when the manifest knows its hash — and again when it is its turn.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::manifest::relative;
use super::queue::in_order;
use super::shelf::Shelf;
use crate::diag::{SourceFile, guarded};
use crate::digest::Digest;
use crate::form::Forms;
use crate::office::{Entry, Identities, Order, entry_of, folder_name};
use crate::report::{self, Members, named_year, said_year, seen_as};
use crate::source;

/// A data file of the run.
#[derive(Debug, Clone)]
pub struct Item {
    /// The data file.
    pub path: PathBuf,
    /// The hash of its text.
    pub data: Digest,
    /// Agency and year; none when it cannot be read as a report.
    pub identity: Option<(String, u16)>,
    /// The year that its text gives, whether or not it can be read.
    pub said: Option<u16>,
    /// Last year's file and its hash.
    pub last_year: Option<(PathBuf, Digest)>,
    /// Another file of the run for the same agency and year: neither is written, for nobody can tell which is meant.
    pub twin: Option<PathBuf>,
    /// The agencies that its 成员 lists.
    pub members: Vec<String>,
}

/// Which agency and year the manifests know a text to be of.
pub type KnownTexts = HashMap<(Digest, String), (String, u16)>;

/// The texts that the manifests of some years know.
pub fn known<'a>(shelves: impl IntoIterator<Item = (u16, &'a Shelf)>) -> KnownTexts {
    let records = shelves.into_iter().flat_map(|(year, shelf)| shelf.reports().iter().map(move |r| (year, r)));
    records
        .map(|(year, (agency, record))| ((record.inputs.data.clone(), stem(&record.data)), (agency.clone(), year)))
        .collect()
}

/// A report's year is held against the file's name, so that the same text under another name is another case.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Surveys files on `jobs` threads.
pub fn survey(files: &[PathBuf], forms: &Forms, known: &KnownTexts, jobs: usize) -> Vec<Item> {
    let mut items = Vec::with_capacity(files.len());
    let look = |path: &PathBuf| {
        let (data, file) = read(path);
        let known = known.get(&(data.clone(), stem(path))).cloned();
        // A panic here would lose the whole run; the file's turn comes again, with a message.
        let head = guarded(|| head(file.as_ref()?, known.clone(), forms));
        let (identity, members) = head.ok().flatten().unwrap_or((known, Vec::new()));
        let said = file.as_ref().and_then(|file| said_year(&file.text));
        Item { path: path.clone(), data, identity, said, last_year: None, twin: None, members }
    };
    in_order(files, jobs, &look, &mut |_, item| items.push(item));
    let hashes: HashMap<PathBuf, Digest> = items.iter().map(|item| (item.path.clone(), item.data.clone())).collect();
    let index = index(&items);
    let find = |agency: &str, year: u16| index.get(&(agency.to_owned(), year)).cloned();
    let mut identities = Identities::default();
    items.iter().for_each(|item| identities.know(&item.path, item.identity.clone()));
    let mut seen: BTreeMap<(String, u16), usize> = BTreeMap::new();
    for index in 0..items.len() {
        let item = &mut items[index];
        let Some(identity) = item.identity.clone() else { continue };
        if let Some(path) = identities.last_year((&item.path, &identity.0, identity.1), forms, &find) {
            let hash = hashes.get(&path).cloned().unwrap_or_else(|| read(&path).0);
            item.last_year = Some((path, hash));
        }
        // Two names that look alike are one to whoever reads them.
        let first = *seen.entry((seen_as(&identity.0), identity.1)).or_insert(index);
        if first != index {
            items[index].twin = Some(items[first].path.clone());
            items[first].twin = Some(items[index].path.clone());
        }
    }
    items
}

/// What an item's text says of itself: whose and of which year it is, and the agencies that its 成员 lists.
type TextHead = (Option<(String, u16)>, Vec<String>);

/// Whose a text is and of which year, unless the manifests know it, and the agencies that its 成员 lists; a text that is known and is
/// without the word is not read.
fn head(file: &Arc<SourceFile>, known: Option<(String, u16)>, forms: &Forms) -> Option<TextHead> {
    let listed = |members: &Members| members.listed().iter().map(|member| member.value.clone()).collect();
    if known.is_none()
        && let Ok(report) = report::read(file, forms)
    {
        return Some((Some((report.agency.value, report.year.value)), listed(&report.members)));
    }
    let region = file.text.contains("成员").then(|| report::region(file, forms).ok()).flatten();
    Some((known, region.map(|region| listed(&region.members)).unwrap_or_default()))
}

/// Puts the files in the order of a list, or of the governments' 成员: each government, and behind it its members.
pub fn sort(items: &mut [Item], order: Option<&Order>) {
    let governments = items.iter().filter(|item| !item.members.is_empty());
    let lists = governments.filter_map(|item| Some((item.agency()?, item.members.clone())));
    let order = order.cloned().unwrap_or_else(|| Order::of_lists(lists));
    items.sort_by_key(|item| order.rank(item.agency().as_deref()));
}

/// The first data file of each agency and year.
fn index(items: &[Item]) -> HashMap<(String, u16), PathBuf> {
    items.iter().rev().filter_map(|item| Some((item.identity.clone()?, item.path.clone()))).collect()
}

/// The hash of a data file's text, and the text; a file that is no text has the hash of what is wrong with it.
pub fn read(path: &Path) -> (Digest, Option<Arc<SourceFile>>) {
    match source::load(path) {
        Ok(Ok(file)) => (Digest::of(file.text.as_bytes()), Some(file)),
        Ok(Err(finding)) => (Digest::of_parts(["not text", &finding.message]), None),
        Err(error) => (Digest::of_parts(["unreadable", &error.to_string()]), None),
    }
}

impl Item {
    /// Reads the file and last year's in full.
    pub fn entry(&self, forms: &Forms) -> Option<Entry> {
        let before = self.last_year.as_ref().map(|(path, _)| path.as_path());
        entry_of(&self.path, self.twin.as_deref(), before, forms)
    }

    /// Whose it is; of a file that cannot be read, the folder's name.
    pub fn agency(&self) -> Option<String> {
        self.identity.as_ref().map(|(agency, _)| agency.clone()).or_else(|| folder_name(&self.path))
    }

    /// Of which year it is; of a file that cannot be read, the file's name.
    pub fn year(&self) -> Option<u16> {
        self.identity.as_ref().map(|(_, year)| *year).or_else(|| named_year(&self.path))
    }

    /// Whether it is for a year; one that cannot be read is judged by its file name, and by what it says.
    pub fn is_of(&self, year: u16) -> bool {
        self.year().is_none_or(|own| own == year) || (self.identity.is_none() && self.said == Some(year))
    }

    /// The path as the manifest of `folder` holds it.
    pub fn relative_to(&self, out: &Path) -> PathBuf {
        relative(out, &self.path)
    }
}
