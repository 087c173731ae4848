//! What a build shows while it runs: a bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::batch::time;

/// Runs of fewer reports need no bar.
const WORTH_A_BAR: usize = 10;

/// Progress on standard error.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    pub fn new(total: usize) -> Progress {
        if total < WORTH_A_BAR || !std::io::stderr().is_terminal() {
            return Progress { bar: None };
        }
        let rate = |state: &ProgressState, w: &mut dyn std::fmt::Write| {
            let _ = write!(w, "每秒 {:.1} 份", state.per_sec());
        };
        let left = |state: &ProgressState, w: &mut dyn std::fmt::Write| {
            let _ = write!(w, "还需{}", time(state.eta()));
        };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} 份　{rate}　{left}")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .with_key("rate", rate)
            .with_key("left", left);
        Progress { bar: Some(ProgressBar::new(total as u64).with_style(style)) }
    }

    /// Whether every file is named as it is written.
    pub fn names_files(&self) -> bool {
        self.bar.is_none()
    }

    /// Prints a line above the bar. A line that cannot be shown must not stop the work.
    pub fn line(&self, text: &str) {
        let print = || say!("{text}");
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    pub fn step(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
