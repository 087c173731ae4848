//! Tells open pages when a data file was saved by another program. Folders are watched, not files: editors put another file in
//! the place of the old one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::desk::{Changed, Desk};
use crate::digest::Digest;
use crate::office::is_data_file;

/// Watches the data folder as long as what it returns is kept; without it pages still see a change when they save.
pub(super) fn watch(desk: &Arc<Desk>) -> Option<RecommendedWatcher> {
    let (folder, told) = (desk.place.data.clone(), Arc::clone(desk));
    let mut seen: BTreeMap<PathBuf, String> = BTreeMap::new();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let Ok(event) = event else { return };
        // Reading a file is an event as well, and is what is done here.
        if !matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_)) {
            return;
        }
        for path in event.paths.iter().filter(|path| is_data_file(path)) {
            let Some((agency, year)) = told.known_as(path) else { continue };
            // A file that is just being written is told of again when it is done.
            let Ok(bytes) = std::fs::read(path) else { continue };
            let hash = Digest::of(&bytes).to_string();
            if seen.insert(path.clone(), hash.clone()).as_ref() != Some(&hash) {
                let _ = told.changed.send(Changed { agency, year, hash });
            }
        }
    })
    .ok()?;
    watcher.watch(&folder, RecursiveMode::Recursive).ok()?;
    Some(watcher)
}
