//! The members of a sum (成员), as whoever collects the files found them. Must not know what is checked of them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::form::{Form, Spot};
use crate::report::Report;

/// An agency that a report sums up, and what the run has of it.
#[derive(Debug, Clone)]
pub struct Member {
    /// 机关全称
    pub name: String,
    /// Where the report names it, or says 全部.
    pub at: std::ops::Range<usize>,
    /// What the run has of it.
    pub found: MemberFound,
    /// What it said when the sum was last made (上次汇总): its figures by cell, other than 0; none when nobody remembers.
    pub remembered: Option<Arc<BTreeMap<String, String>>>,
}

/// What the run has of an agency under 成员.
#[derive(Debug, Clone)]
pub enum MemberFound {
    /// Its report of the same year.
    Report(Arc<Report>),
    /// Its file is there and cannot be read.
    Unreadable(PathBuf),
    /// It has no file for the year.
    Missing,
}

impl Member {
    /// Whether there is no file of it.
    pub fn found_nothing(&self) -> bool {
        matches!(self.found, MemberFound::Missing)
    }

    /// Its report, when it is there and can be read.
    pub fn report(&self) -> Option<&Report> {
        match &self.found {
            MemberFound::Report(report) => Some(report),
            _ => None,
        }
    }

    /// What it said in a cell when the sum was last made.
    pub fn before(&self, form: &Form, spot: Spot) -> Option<&str> {
        Some(self.remembered.as_ref()?.get(&form.path(spot)).map_or("0", String::as_str))
    }
}
