//! How findings look (展示): for people with the source and a mark, for programs as JSON, SARIF and GitHub's workflow commands.
//! The same findings make all of them. Prints nothing; must not know where the findings come from.

mod excerpt;
mod github;
mod human;
mod json;
mod sarif;
mod summary;

use std::path::Path;

use crate::diag::{Counts, Finding, visible};

pub use github::{github, github_of_cells};
pub use human::{failure, human};
pub use json::{json, json_finding};
pub use sarif::{sarif, sarif_of_cells};
pub use summary::{AgencySummary, some_of, summaries};

/// A finding in a file that has cells instead of lines: a workbook.
#[derive(Debug, Clone, Copy)]
pub struct InCell<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The workbook.
    pub path: &'a Path,
    /// `表三!D12`; empty for what has no cell.
    pub cell: &'a str,
}

/// The line above the findings of one report of several: 【机关　年度】, how many there are.
pub fn heading(agency: &str, year: Option<u16>, counts: &Counts) -> String {
    let year = year.map_or_else(String::new, |year| format!("　{year} 年度"));
    format!("【{}{year}】{}", visible(agency), counts.words())
}

impl InCell<'_> {
    /// The message behind its cell.
    fn message(&self) -> String {
        let message = &self.finding.message;
        if self.cell.is_empty() { message.clone() } else { format!("{}：{message}", self.cell) }
    }
}
