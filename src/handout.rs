//! **handout** (发放填报表): workbooks to be filled in, for one agency or for all of a list, with what its data file holds already and
//! last year's 结转 where they are at hand.
//!
//! A workbook that is there may have been filled in already and stays. Prints nothing and knows no exit code.

use std::path::{Path, PathBuf};

use crate::batch::create_whole;
use crate::compose;
use crate::diag::{Fault, Why, check_it, guarded, shown_path};
use crate::form::Forms;
use crate::office::{Entry, Files, carried_over, entries, year_path};
use crate::report::skeleton::Start;
use crate::report::{self, agency_name};
use crate::source;
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
    /// The folder of data files, for those of the year and of last year; none is needed.
    pub data: PathBuf,
}

/// What became of one workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// It was written there; what is to be said of what stands in it.
    Written(PathBuf, Vec<String>),
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
    let year = wanted.year;
    forms.for_year(year).ok_or_else(|| Fault::Usage(forms.no_edition(year)))?;
    let found = if wanted.data.is_dir() { Files::look(std::slice::from_ref(&wanted.data))?.found } else { Vec::new() };
    let entries = entries(&found, forms);
    let mut written = 0;
    for agency in &wanted.agencies {
        let agency = agency_name(agency).map_err(|error| Fault::Usage(format!("{error}；{}", error.help())))?;
        let file = |year| lying(&entries, &wanted.data, agency, year);
        let at_hand = AtHand { own: file(year), last: year.checked_sub(1).and_then(file) };
        let (mut content, remarks) = content(forms, (agency, year), &at_hand)?;
        content.fixed = wanted.fixed;
        let bytes = workbook::write(&content, None).map_err(|error| Fault::Other(error.to_string()))?;
        let path = target(agency);
        match create_whole(&path, &bytes) {
            Ok(()) => {
                written += 1;
                tell(Handed::Written(path, remarks));
            }
            Err(Fault::Io { why: Why::System(std::io::ErrorKind::AlreadyExists, _), .. }) => tell(Handed::Kept(path)),
            Err(fault) => return Err(fault),
        }
    }
    Ok(written)
}

/// The data file of an agency and year: the one that says so, else the one of that year in its folder.
fn lying(entries: &[Entry], data: &Path, agency: &str, year: u16) -> Option<PathBuf> {
    let says = |entry: &&Entry| entry.agency() == agency && entry.year() == Some(year);
    let found = entries.iter().find(says).map(|entry| entry.path.clone());
    found.or_else(|| year_path(&data.join(agency), year))
}

/// The data files of an agency from which a workbook is filled.
#[derive(Debug, Default)]
pub struct AtHand {
    /// That of the year itself.
    pub own: Option<PathBuf>,
    /// Last year's.
    pub last: Option<PathBuf>,
}

/// What stands in the workbook of an agency and year: what its data file holds, else what last year's tells; and what is to be said
/// of that.
///
/// # Errors
/// There is no form for the year.
pub fn content(forms: &Forms, (agency, year): (&str, u16), at_hand: &AtHand) -> Result<(Content, Vec<String>), Fault> {
    let form = forms.for_year(year).ok_or_else(|| Fault::Usage(forms.no_edition(year)))?;
    let mut remarks = Vec::new();
    let own = at_hand.own.as_deref().and_then(|path| {
        let own = of_file(path, at_hand.last.as_deref(), forms);
        let shown = shown_path(path);
        remarks.push(match &own {
            Some((_, unread)) if unread.is_empty() => format!("里面填好了数据文件“{shown}”已有的数和文字"),
            Some((_, unread)) => {
                format!("里面填好了数据文件“{shown}”已有的数和文字；这几行读不出，空着：{}", unread.join("、"))
            }
            None => format!("数据文件“{shown}”读不出，里面没有它的数和文字；{}", check_it(path)),
        });
        own.map(|(content, _)| content)
    });
    let mut content = own.unwrap_or_else(|| Content::blank(&form, agency, year));
    agency.clone_into(&mut content.agency);
    let form = std::sync::Arc::clone(&content.form);
    match at_hand.last.as_deref().map(|last| (last, carried_over(last, &form, forms, Start::default()))) {
        None => {}
        Some((path, Ok(start))) => {
            let lost = start.lost.join("、");
            content = content.with_last_year(start);
            if !lost.is_empty() {
                let shown = shown_path(path);
                remarks
                    .push(format!("没有全带过来：上年的数据文件“{shown}”的“{lost}”没有填全或写错；{}", check_it(path)));
            }
        }
        Some((_, Err(fault))) => remarks.push(format!("上年结转没有带过来：{fault}")),
    }
    Ok((content, remarks))
}

/// What a data file holds, whole or not, and its lines that cannot be told figure by figure. Whoever knows Excel only is to see
/// figures, not the references that print them: texts are as they print, those that cannot be merged yet as they are written.
fn of_file(path: &Path, last: Option<&Path>, forms: &Forms) -> Option<(Content, Vec<String>)> {
    let read = || {
        let file = source::load(path).ok()?.ok()?;
        let report = match report::read(&file, forms) {
            Ok(report) => report,
            Err(_) => return report::salvage(&file, forms).map(|salvage| Content::of_salvage(&salvage)),
        };
        let mut content = Content::of(&report);
        let last = last.and_then(|last| report::read(&source::load(last).ok()?.ok()?, forms).ok());
        for text in compose::texts(&report, last.as_ref()) {
            let paragraphs = text.paragraphs().map(|range| text.text[range].to_owned()).collect();
            content.texts.insert(text.key.clone(), paragraphs);
        }
        Some((content, Vec::new()))
    };
    guarded(read).ok().flatten()
}
