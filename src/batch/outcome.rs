//! What became of one data file of a run (结果), as data.

use std::path::PathBuf;
use std::time::Duration;

use crate::diag::{Counts, Fault, Finding};

/// What became of one data file.
#[derive(Debug)]
pub struct Outcome {
    /// How many findings of each severity it has.
    pub counts: Counts,
    /// What was found, errors, warnings and hints, as this run counts them.
    pub findings: Vec<Finding>,
    /// Why it was not left alone.
    pub why: Vec<String>,
    /// What was done with it.
    pub done: Done,
    /// How long it took.
    pub time: Duration,
}

/// How it ended.
#[derive(Debug, Clone)]
pub enum Done {
    /// The files are what the data gives.
    Unchanged,
    /// These were written.
    Written {
        /// The files that were written.
        files: Vec<PathBuf>,
        /// Whether a 更正说明 is among them.
        corrected: bool,
        /// Whether files they replaced were kept.
        kept: bool,
    },
    /// The findings say why nothing was.
    Refused,
    /// Printing or writing failed.
    Failed(Fault),
}

/// Results counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Files of these were written.
    pub written: usize,
    /// Left alone, for they are what the data gives.
    pub unchanged: usize,
    /// Not written for errors in the data.
    pub refused: usize,
    /// Not written for another reason.
    pub failed: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Time spent on the reports, over all threads.
    pub time: Duration,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, outcome: &Outcome) {
        match outcome.done {
            Done::Unchanged => self.unchanged += 1,
            Done::Written { .. } => self.written += 1,
            Done::Refused => self.refused += 1,
            Done::Failed(_) => self.failed += 1,
        }
        self.errors += outcome.counts.errors;
        self.warnings += outcome.counts.warnings;
        self.time += outcome.time;
    }

    /// All of them together.
    pub fn sum(tallies: impl Iterator<Item = Tally>) -> Tally {
        tallies.fold(Tally::default(), |a, b| Tally {
            written: a.written + b.written,
            unchanged: a.unchanged + b.unchanged,
            refused: a.refused + b.refused,
            failed: a.failed + b.failed,
            errors: a.errors + b.errors,
            warnings: a.warnings + b.warnings,
            time: a.time + b.time,
        })
    }
}

/// A report on its way, before its findings are counted.
#[derive(Debug)]
pub(super) struct Made {
    pub findings: Vec<Finding>,
    pub why: Vec<String>,
    pub done: Done,
}

impl Made {
    /// The findings stop it.
    pub fn refused(findings: Vec<Finding>) -> Made {
        Made { findings, why: Vec::new(), done: Done::Refused }
    }

    /// Something else stopped it.
    pub fn failed(findings: Vec<Finding>, why: Fault) -> Made {
        Made { findings, why: Vec::new(), done: Done::Failed(why) }
    }
}
