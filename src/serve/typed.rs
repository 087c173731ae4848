//! What is typed and has not reached the file: the page tells of it at every key. A browser writes what a page keeps to its disk
//! seconds later, so that a browser that is killed takes it along; the program is there still, and for the time that it is killed too
//! it lies in a hidden file beside the data file, not waiting for the disk.
//!
//! It knows counts and texts of the page, which alone knows what they mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// What is typed, by data file.
#[derive(Debug, Default)]
pub(super) struct Typed(Mutex<BTreeMap<PathBuf, Draft>>);

/// What is typed of one report.
#[derive(Debug, Default)]
struct Draft {
    /// The page's count of the last change that is in the file.
    written: u64,
    /// The page's count, and what it keeps, in its own words.
    kept: Option<(u64, String)>,
}

/// Where it lies: hidden beside the data file.
fn beside(data: &Path, ending: &str) -> PathBuf {
    let stem = data.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    data.with_file_name(format!(".typed-{stem}{ending}"))
}

impl Draft {
    /// What a program that was killed left; nothing when nothing can be read.
    fn left(data: &Path) -> Draft {
        let text = std::fs::read_to_string(beside(data, "")).unwrap_or_default();
        let kept = text.split_once('\n').and_then(|(at, text)| Some((at.parse().ok()?, text.to_owned())));
        Draft { written: 0, kept }
    }

    /// Puts what is kept beside the data file; an empty text says that nothing is. What cannot be written there is kept by the
    /// program, as long as it runs.
    fn put(&self, data: &Path) {
        let place = beside(data, "");
        let Some((at, text)) = self.kept.as_ref().filter(|(_, text)| !text.is_empty()) else {
            let _ = std::fs::remove_file(place);
            return;
        };
        let fresh = beside(data, ".tmp");
        if std::fs::write(&fresh, format!("{at}\n{text}")).and_then(|()| std::fs::rename(&fresh, place)).is_err() {
            let _ = std::fs::remove_file(fresh);
        }
    }
}

impl Typed {
    fn with<T>(&self, data: &Path, work: impl FnOnce(&mut Draft) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        work(all.entry(data.to_owned()).or_insert_with(|| Draft::left(data)))
    }

    /// What the page keeps; requests may overtake each other.
    pub fn keep(&self, data: &Path, at: u64, text: &str) {
        self.with(data, |draft| {
            let last = draft.kept.as_ref().map_or(0, |(last, _)| *last);
            if at > draft.written.max(last) {
                draft.kept = Some((at, text.to_owned()));
                draft.put(data);
            }
        });
    }

    /// Everything that was typed until then is in the file.
    pub fn written(&self, data: &Path, at: u64) {
        self.with(data, |draft| {
            draft.written = draft.written.max(at);
            if draft.kept.take_if(|(kept, _)| *kept <= at).is_some() {
                draft.put(data);
            }
        });
    }

    /// What is kept of a report, and the count of what is in the file, below which what a browser still has is of yesterday.
    pub fn of(&self, data: &Path) -> Value {
        self.with(data, |draft| json!({ "written": draft.written, "kept": draft.kept.as_ref().map(|(_, text)| text) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_last_is_kept_until_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (data, other) = (folder.path().join("2024.yaml"), folder.path().join("2023.yaml"));
        let typed = Typed::default();
        assert_eq!(typed.of(&data), json!({ "written": 0, "kept": null }));
        typed.keep(&data, 5, "五");
        typed.keep(&data, 7, "七\n行");
        // Overtaken on the way.
        typed.keep(&data, 6, "六");
        assert_eq!(typed.of(&data)["kept"], "七\n行");
        assert_eq!(typed.of(&other)["kept"], Value::Null);
        // A program that was killed left it, and another takes it up.
        assert_eq!(Typed::default().of(&data), json!({ "written": 0, "kept": "七\n行" }));
        typed.written(&data, 6);
        assert_eq!(typed.of(&data), json!({ "written": 6, "kept": "七\n行" }));
        typed.written(&data, 8);
        typed.keep(&data, 8, "八");
        assert_eq!(typed.of(&data), json!({ "written": 8, "kept": null }));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left beside the data files");
        typed.keep(&data, 9, "九");
        typed.keep(&data, 10, "");
        assert_eq!(typed.of(&data)["kept"], "");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "what the clerk does not want is gone");
        // What cannot be written is kept by the program.
        typed.keep(&folder.path().join("none/2024.yaml"), 1, "一");
        assert_eq!(typed.of(&folder.path().join("none/2024.yaml"))["kept"], "一");
    }
}
