//! The result of a run as a JSON file (`--report`): for scripts, and the only place besides the terminal that holds times.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::make::{Done, Outcome};
use super::survey::Item;
use crate::cli::collect::reason;
use crate::cli::show;

/// Collects the results of a run.
#[derive(Debug, Default)]
pub struct Outline {
    reports: Vec<Value>,
}

impl Outline {
    pub fn add(&mut self, item: &Item, outcome: &Outcome) {
        let (result, message) = match &outcome.done {
            Done::Unchanged => ("unchanged", None),
            Done::Written { .. } => ("written", None),
            Done::Refused => ("refused", None),
            Done::Failed(why) => ("failed", Some(why)),
        };
        let written: &[PathBuf] = if let Done::Written { files, .. } = &outcome.done { files } else { &[] };
        self.reports.push(json!({
            "path": show::shown_path(&item.path),
            "agency": item.identity.as_ref().map(|(agency, _)| agency),
            "year": item.identity.as_ref().map(|(_, year)| year),
            "result": result,
            "message": message,
            "written": written.iter().map(|path| show::shown_path(path)).collect::<Vec<_>>(),
            "why": outcome.why,
            "errors": outcome.counts.errors,
            "warnings": outcome.counts.warnings,
            "hints": outcome.counts.hints,
            "acknowledged": outcome.counts.acknowledged,
            "seconds": seconds(outcome.time),
        }));
    }

    /// Writes the file.
    ///
    /// # Errors
    /// It cannot be written, as a sentence.
    pub fn write(self, path: &Path, orphans: &[PathBuf], elapsed: Duration) -> Result<(), String> {
        let count = |result: &str| self.reports.iter().filter(|report| report["result"] == result).count();
        let sum = |key: &str| self.reports.iter().filter_map(|report| report[key].as_u64()).sum::<u64>();
        let document = json!({
            "version": 1,
            "summary": {
                "files": self.reports.len(),
                "written": count("written"),
                "unchanged": count("unchanged"),
                "refused": count("refused"),
                "failed": count("failed"),
                "errors": sum("errors"),
                "warnings": sum("warnings"),
                "seconds": seconds(elapsed),
            },
            "orphans": orphans.iter().map(|path| show::shown_path(path)).collect::<Vec<_>>(),
            "reports": self.reports,
        });
        std::fs::write(path, format!("{document:#}\n"))
            .map_err(|error| format!("写不了“{}”：{}", show::shown_path(path), reason(&error)))
    }
}

/// Milliseconds are enough.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}
