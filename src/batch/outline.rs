//! The result of a run as a JSON file (`--report`): for scripts, and the only place besides the terminal that holds times.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::asked;
use super::orphans::Orphan;
use super::outcome::{Done, Outcome};
use super::survey::Item;
use crate::diag::{Fault, relative_path};
use crate::show::json_finding;

/// Collects the results of a run.
#[derive(Debug, Default)]
pub struct Outline {
    reports: Vec<Value>,
}

impl Outline {
    /// Adds what became of one data file.
    pub fn add(&mut self, item: &Item, outcome: &Outcome) {
        let (result, message) = match &outcome.done {
            Done::Unchanged => ("unchanged", None),
            Done::Written { .. } => ("written", None),
            Done::Refused => ("refused", Some(outcome.counts.words())),
            Done::Failed(why) => ("failed", Some(why.to_string())),
        };
        let written: &[PathBuf] = if let Done::Written { files, .. } = &outcome.done { files } else { &[] };
        self.reports.push(json!({
            "path": relative_path(&item.path),
            "agency": item.agency(),
            "year": item.year(),
            "result": result,
            "message": message,
            "written": written.iter().map(|path| relative_path(path)).collect::<Vec<_>>(),
            "why": outcome.why,
            "errors": outcome.counts.errors,
            "warnings": outcome.counts.warnings,
            "hints": outcome.counts.hints,
            "acknowledged": outcome.counts.acknowledged,
            "findings": outcome.findings.iter().map(json_finding).collect::<Vec<_>>(),
            "seconds": seconds(outcome.time),
        }));
    }

    /// Writes the file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write(self, path: &Path, orphans: &[Orphan], elapsed: Duration) -> Result<(), Fault> {
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
            "orphans": orphans.iter().flat_map(|orphan| &orphan.files).map(|path| relative_path(path)).collect::<Vec<_>>(),
            "reports": self.reports,
        });
        asked::write_asked(path, format!("{document:#}\n").as_bytes())
    }
}

/// Milliseconds are enough.
fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}
