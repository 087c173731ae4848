//! **handout** (发放填报表): workbooks to be filled in, for one agency or for all of a list, with last year's 结转 where it is at hand.
//!
//! A workbook that is there may have been filled in already and stays. Prints nothing and knows no exit code.

use std::path::PathBuf;
use std::sync::Arc;

use crate::batch::create_whole;
use crate::diag::{Fault, Why};
use crate::form::Forms;
use crate::office::reports_in;
use crate::report::{Report, agency_name};
use crate::workbook::{self, Content};

/// What is to be handed out.
#[derive(Debug, Clone)]
pub struct Handout {
    /// 机关全称, one or all of a list.
    pub agencies: Vec<String>,
    /// The report year.
    pub year: u16,
    /// Whether agency and year are fixed in the workbook, as for those of a list: a clerk cannot overwrite them.
    pub fixed: bool,
    /// The folder of data files, for last year's reports; none is needed.
    pub data: PathBuf,
}

/// What became of one workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// It was written there.
    Written(PathBuf),
    /// There is one already; it stays.
    Kept(PathBuf),
}

/// Writes the workbooks, each where `target` says, telling of each; returns how many were written.
///
/// # Errors
/// There is no form for the year, a name cannot be one, or a workbook cannot be written; those before it are written.
pub fn hand_out(
    forms: &Forms,
    wanted: &Handout,
    target: impl Fn(&str) -> PathBuf,
    mut tell: impl FnMut(Handed),
) -> Result<usize, Fault> {
    let form = forms.for_year(wanted.year).ok_or_else(|| Fault::Usage(forms.no_edition(wanted.year)))?;
    let last = reports_in(&wanted.data, forms)?;
    let mut written = 0;
    for agency in &wanted.agencies {
        let agency = agency_name(agency).map_err(|error| Fault::Usage(format!("{error}；{}", error.help())))?;
        let mut content = Content::blank(&form, agency, wanted.year);
        content.fixed = wanted.fixed;
        if let Some(last) = of(&last, agency, wanted.year.wrapping_sub(1)) {
            content = content.with_last_year(last);
        }
        let bytes = workbook::write(&content, None).map_err(|error| Fault::Other(error.to_string()))?;
        let path = target(agency);
        match create_whole(&path, &bytes) {
            Ok(()) => {
                written += 1;
                tell(Handed::Written(path));
            }
            Err(Fault::Io { why: Why::System(std::io::ErrorKind::AlreadyExists, _), .. }) => tell(Handed::Kept(path)),
            Err(fault) => return Err(fault),
        }
    }
    Ok(written)
}

/// The report of an agency and year among others.
fn of<'r>(reports: &'r [Arc<Report>], agency: &str, year: u16) -> Option<&'r Report> {
    let own = |report: &&Arc<Report>| report.agency.value == agency && report.year.value == year;
    reports.iter().find(own).map(|report| &**report)
}
