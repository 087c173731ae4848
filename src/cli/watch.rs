//! `nianbao watch`: builds what a save touches, again and again; templates and fonts stay loaded in between.
//!
//! What is watched are folders: editors replace a file by another on saving, and a watch on the file itself would then be a watch
//! on nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecursiveMode, Watcher};

use super::args::{Common, Watch, formats};
use super::{build, exit};
use crate::batch::Options;
use crate::diag::Fault;
use crate::office::{DATA, Files, Office, is_data_file};
use crate::show;

/// Programs save in several steps; this long after the last the save is over.
const QUIET: Duration = Duration::from_millis(50);
/// A folder in which something changes all the time is looked at this often.
const AT_MOST: Duration = Duration::from_millis(500);

pub fn run(common: &Common, args: &Watch) -> Result<u8, Fault> {
    let options = Options { formats: formats(&args.formats), out: args.out.clone(), ..Options::default() };
    let look = args.look.with(common);
    let mut office = Office::open(&look)?;
    let given = if args.paths.is_empty() { vec![PathBuf::from(DATA)] } else { args.paths.clone() };
    let given: Vec<PathBuf> = given.iter().map(|path| absolute(path)).collect();
    let out = absolute(&args.out);
    let looks: Vec<PathBuf> = common.templates.iter().chain(&args.look.font_path).map(|path| absolute(path)).collect();
    let (send, events) = channel();
    let unwatched = |error: notify::Error| Fault::Other(format!("监视不了文件夹：{error}"));
    let mut watcher = notify::recommended_watcher(move |event| {
        // The other end is gone only when the program ends.
        let _ = send.send(event);
    })
    .map_err(unwatched)?;
    // Before the first build, so that a save during it is not missed.
    let files = Files::find(&given)?;
    for path in given.iter().chain(&looks) {
        if path.is_dir() {
            watcher.watch(path, RecursiveMode::Recursive).map_err(unwatched)?;
        } else if let Some(folder) = path.parent() {
            watcher.watch(folder, RecursiveMode::NonRecursive).map_err(unwatched)?;
        }
    }
    let build = |office: &Office, files: &Files| {
        let start = Instant::now();
        match build::told(office, &options, files, build::Telling::default()) {
            Ok(_) => anstream::eprintln!("用时 {} 毫秒；正在监视，按 Ctrl-C 结束\n", start.elapsed().as_millis()),
            Err(failure) => anstream::eprintln!("{}\n", show::failure(&failure.to_string())),
        }
    };
    build(&office, &files);
    while let Some(touched) = next(&events) {
        if touched.iter().any(|path| looks.iter().any(|look| path.starts_with(look))) {
            match Office::open(&look) {
                Ok(opened) => office = opened,
                Err(failure) => {
                    anstream::eprintln!("{}\n", show::failure(&failure.to_string()));
                    continue;
                }
            }
            match Files::find(&given) {
                Ok(files) => build(&office, &files),
                Err(failure) => anstream::eprintln!("{}\n", show::failure(&failure.to_string())),
            }
            continue;
        }
        let touched: BTreeSet<PathBuf> = touched.into_iter().filter(|path| is_data(path, &given, &out)).collect();
        if !touched.is_empty() {
            build(&office, &Files { found: rest_on(&touched), given: touched.into_iter().collect() });
        }
    }
    Ok(exit::OK)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The paths of the next save; none when nothing can come any more.
fn next(events: &Receiver<notify::Result<Event>>) -> Option<BTreeSet<PathBuf>> {
    let mut touched = BTreeSet::new();
    let mut note = |event: notify::Result<Event>| match event {
        // Reading, our own above all, changes nothing.
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => {}
        Ok(event) => touched.extend(event.paths),
        Err(error) => anstream::eprintln!("{}", show::failure(&format!("监视时出错：{error}"))),
    };
    note(events.recv().ok()?);
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
fn rest_on(touched: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    for path in touched {
        if path.is_dir() {
            files.extend(Files::find(std::slice::from_ref(path)).map(|files| files.found).unwrap_or_default());
            continue;
        }
        if path.is_file() {
            files.insert(path.clone());
        }
        let year = path.file_stem().and_then(|stem| stem.to_str()?.parse::<u16>().ok());
        if let (Some(year), Some(ending)) = (year, path.extension()) {
            let next = path.with_file_name(format!("{}.{}", u32::from(year) + 1, ending.to_string_lossy()));
            files.extend(Some(next).filter(|next| next.is_file()));
        }
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
        assert_eq!(rest_on(&touched), [folder.path().join("2022.yaml"), folder.path().join("2023.yaml")]);
    }
}
