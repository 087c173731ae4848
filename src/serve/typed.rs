//! What is typed and has not reached the file: the page tells of it at every key. A browser writes what a page keeps to its disk
//! seconds later, so that a browser that is killed takes it along; the program is there still.
//!
//! It knows counts and texts of the page, which alone knows what they mean.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

/// What is typed, by agency and year, since the program was started.
#[derive(Debug, Default)]
pub(super) struct Typed(Mutex<BTreeMap<(String, u16), Draft>>);

/// What is typed of one report.
#[derive(Debug, Default)]
struct Draft {
    /// The page's count of the last change that is in the file.
    written: u64,
    /// The page's count, and what it keeps, in its own words.
    kept: Option<(u64, String)>,
}

impl Typed {
    /// What the page keeps; requests may overtake each other.
    pub fn keep(&self, agency: &str, year: u16, at: u64, text: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let draft = all.entry((agency.to_owned(), year)).or_default();
        let last = draft.kept.as_ref().map_or(0, |(last, _)| *last);
        if at > draft.written.max(last) {
            draft.kept = Some((at, text.to_owned()));
        }
    }

    /// Everything that was typed until then is in the file.
    pub fn written(&self, agency: &str, year: u16, at: u64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let draft = all.entry((agency.to_owned(), year)).or_default();
        draft.written = draft.written.max(at);
        draft.kept.take_if(|(kept, _)| *kept <= at);
    }

    /// What is kept of a report, and the count of what is in the file, below which what a browser still has is of yesterday.
    pub fn of(&self, agency: &str, year: u16) -> Value {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let draft = all.get(&(agency.to_owned(), year));
        let kept = draft.and_then(|draft| draft.kept.as_ref()).map(|(_, text)| text);
        json!({ "written": draft.map_or(0, |draft| draft.written), "kept": kept })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_last_is_kept_until_it_is_written() {
        let typed = Typed::default();
        assert_eq!(typed.of("甲局", 2024), json!({ "written": 0, "kept": null }));
        typed.keep("甲局", 2024, 5, "五");
        typed.keep("甲局", 2024, 7, "七");
        // Overtaken on the way.
        typed.keep("甲局", 2024, 6, "六");
        assert_eq!(typed.of("甲局", 2024)["kept"], "七");
        assert_eq!(typed.of("甲局", 2023)["kept"], Value::Null);
        typed.written("甲局", 2024, 6);
        assert_eq!(typed.of("甲局", 2024), json!({ "written": 6, "kept": "七" }));
        typed.written("甲局", 2024, 8);
        typed.keep("甲局", 2024, 8, "八");
        assert_eq!(typed.of("甲局", 2024), json!({ "written": 8, "kept": null }));
    }
}
