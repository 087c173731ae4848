//! Data, templates and fonts watched for saves (监视): what a save touches is told, again and again.
//!
//! What is watched are folders: editors replace a file by another on saving, and a watch on the file itself would then be a watch
//! on nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::diag::Fault;
use crate::office::{DATA, Files, Look, Office, is_data_file};
use crate::report::named_year;

/// Programs save in several steps; this long after the last the save is over.
const QUIET: Duration = Duration::from_millis(50);
/// A folder in which something changes all the time is looked at this often.
const AT_MOST: Duration = Duration::from_millis(500);
/// Folders that the system tells nothing of (network drives) are looked at this often.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What a watch tells of.
#[allow(missing_debug_implementations)]
pub enum Watched<'a> {
    /// These data files are to be built: all at first and after the look has changed, later those that a save touches.
    Build(&'a Office, &'a Files),
    /// Something went wrong; the watch goes on.
    Fault(Fault),
}

/// Watches data files and folders (none: `data/`), templates, fonts and the office's own style, and tells what is to be built; the office stays loaded in
/// between. What lies in `out`, the output folder, is passed over. Ends only when the system watches no more.
///
/// # Errors
/// The office cannot be opened at first, a path is not there, or a folder cannot be watched.
pub fn watch(look: &Look, paths: &[PathBuf], out: &Path, tell: &mut dyn FnMut(Watched)) -> Result<(), Fault> {
    let given = if paths.is_empty() { vec![PathBuf::from(DATA)] } else { paths.to_vec() };
    let mut watch = Overseer {
        office: Office::open(look)?,
        look,
        given: given.iter().map(|path| absolute(path)).collect(),
        out: absolute(out),
        looks: look
            .templates
            .iter()
            .map(PathBuf::as_path)
            .chain(look.font_folders.iter().map(PathBuf::as_path))
            .chain(look.own_style())
            .map(absolute)
            .collect(),
        seen: BTreeMap::new(),
    };
    let (send, events) = channel();
    let unwatched = |error: notify::Error| Fault::Other(format!("监视不了文件夹：{error}"));
    let mut watcher = notify::recommended_watcher(move |event| {
        // The other end is gone only when the program ends.
        let _ = send.send(event);
    })
    .map_err(unwatched)?;
    // Before the first build, so that a save during it is not missed.
    let files = Files::find(&watch.given)?;
    for path in watch.given.iter().chain(&watch.looks) {
        if path.is_dir() {
            watcher.watch(path, RecursiveMode::Recursive).map_err(unwatched)?;
        } else if let Some(folder) = path.parent() {
            watcher.watch(folder, RecursiveMode::NonRecursive).map_err(unwatched)?;
        }
    }
    watch.seen = states(&files);
    tell(Watched::Build(&watch.office, &files));
    while let Some(touched) = next(&events, &mut |fault| tell(Watched::Fault(fault))) {
        match watch.touched(touched) {
            Ok(Some(files)) => tell(Watched::Build(&watch.office, &files)),
            Ok(None) => {}
            Err(fault) => tell(Watched::Fault(fault)),
        }
    }
    Ok(())
}

/// What is watched, and how it was last seen.
struct Overseer<'a> {
    office: Office,
    look: &'a Look,
    given: Vec<PathBuf>,
    out: PathBuf,
    looks: Vec<PathBuf>,
    seen: BTreeMap<PathBuf, Stamp>,
}

/// When a file was last written, and its size in bytes.
type Stamp = (Option<SystemTime>, u64);

impl Overseer<'_> {
    /// The files to build after a save; the office is opened anew when its look was touched.
    fn touched(&mut self, mut touched: BTreeSet<PathBuf>) -> Result<Option<Files>, Fault> {
        // What the system tells of is not all that is saved: the folder itself is asked, too.
        // A folder that is away for a moment is no reason to build all again.
        let now = Files::find(&self.given).map_or_else(|_| self.seen.clone(), |files| states(&files));
        let gone = self.seen.iter().filter(|(path, state)| now.get(*path) != Some(*state));
        touched.extend(gone.map(|(path, _)| path.clone()));
        touched.extend(now.keys().filter(|path| !self.seen.contains_key(*path)).cloned());
        self.seen = now;
        if touched.iter().any(|path| self.looks.iter().any(|look| path.starts_with(look))) {
            self.office = Office::open(self.look)?;
            return Files::find(&self.given).map(Some);
        }
        let touched: BTreeSet<PathBuf> =
            touched.into_iter().filter(|path| is_data(path, &self.given, &self.out)).collect();
        let found = rest_on(&touched, self.seen.keys());
        Ok((!touched.is_empty()).then(|| Files {
            found,
            given: touched.into_iter().collect(),
            passed_over: Vec::new(),
        }))
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// How the data files look from outside: a file that looks the same was not saved.
fn states(files: &Files) -> BTreeMap<PathBuf, Stamp> {
    let state = |path: &PathBuf| {
        let data = std::fs::metadata(path).ok()?;
        Some((path.clone(), (data.modified().ok(), data.len())))
    };
    files.found.iter().filter_map(state).collect()
}

/// The paths of the next save, as far as the system tells of them; none when nothing can come any more.
fn next(events: &Receiver<notify::Result<Event>>, failed: &mut dyn FnMut(Fault)) -> Option<BTreeSet<PathBuf>> {
    let mut touched = BTreeSet::new();
    let mut note = |event: notify::Result<Event>| match event {
        // Reading, our own above all, changes nothing.
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
        Ok(event) => touched.extend(event.paths),
        Err(error) => failed(Fault::Other(format!("监视时出错：{error}"))),
    };
    match events.recv_timeout(LOOK_AGAIN) {
        Ok(event) => note(event),
        Err(RecvTimeoutError::Timeout) => return Some(touched),
        Err(RecvTimeoutError::Disconnected) => return None,
    }
    let start = Instant::now();
    while start.elapsed() < AT_MOST {
        match events.recv_timeout(QUIET) {
            Ok(event) => note(event),
            Err(RecvTimeoutError::Timeout) => break,
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Some(touched)
}

/// Whether a path is, or holds, data that is watched: not what the build itself writes, and nothing hidden.
fn is_data(path: &Path, given: &[PathBuf], out: &Path) -> bool {
    let Some(below) = given.iter().find_map(|given| path.strip_prefix(given).ok()) else { return false };
    let hidden = below.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
    !hidden && !path.starts_with(out) && (path.is_dir() || is_data_file(path))
}

/// The data files to build for touched paths: themselves, what is in new folders, and the reports whose last year's they are.
fn rest_on<'a>(touched: &BTreeSet<PathBuf>, all: impl Iterator<Item = &'a PathBuf> + Clone) -> Vec<PathBuf> {
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    for path in touched {
        if path.is_dir() {
            files.extend(Files::find(std::slice::from_ref(path)).map(|files| files.found).unwrap_or_default());
            continue;
        }
        if path.is_file() {
            files.insert(path.clone());
        }
        let Some(next) = named_year(path).and_then(|year| year.checked_add(1)) else { continue };
        let beside = all.clone().filter(|other| other.parent() == path.parent());
        files.extend(beside.filter(|other| named_year(other) == Some(next)).cloned());
    }
    files.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_data_counts() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let is = |path: &str| is_data(&root.join(path), std::slice::from_ref(&root), &root.join("out"));
        assert!(is("甲/2024.yaml"));
        for path in ["甲/2024.yaml~", "甲/.2024.yaml.swp", ".git/x.yaml", "out/2024/superseded/1/甲.yaml", "甲/图.png"]
        {
            assert!(!is(path), "{path}");
        }
        assert!(!is_data(Path::new("/elsewhere/2024.yaml"), std::slice::from_ref(&root), &root.join("out")));
    }

    #[test]
    fn a_year_touches_the_next() {
        let folder = tempfile::tempdir().unwrap();
        for year in [2022, 2023, 2024] {
            std::fs::write(folder.path().join(format!("{year}.yaml")), "").unwrap();
        }
        let touched = BTreeSet::from([folder.path().join("2022.yaml")]);
        let all = [2022, 2023, 2024].map(|year| folder.path().join(format!("{year}.yaml")));
        assert_eq!(rest_on(&touched, all.iter()), [folder.path().join("2022.yaml"), folder.path().join("2023.yaml")]);
    }
}
