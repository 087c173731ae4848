//! A publication taken back (撤回公布): never silently. What was out is kept, why and when stands in the manifest, and a 撤回说明 is
//! made for the website. The report is a draft again, and goes out again only with other data.

use std::path::PathBuf;

use super::files::{self, Lock, Staged};
use super::keep::keep;
use super::manifest::{Record, Withdrawal};
use super::options::CorrectionReason;
use super::shelf::Shelf;
use crate::correction::withdrawal;
use crate::date::Date;
use crate::diag::{Deed, Fault};
use crate::digest::Digest;
use crate::office::Office;
use crate::write::Format;

/// What is to be taken back.
#[derive(Debug, Clone)]
pub struct Withdrawing {
    /// The output folder.
    pub out: PathBuf,
    /// The report year.
    pub year: u16,
    /// 机关全称
    pub agency: String,
    /// Why, and from which day on; the day is needed, for the clock is never read.
    pub reason: CorrectionReason,
}

/// Takes a publication back, and returns the files of its 撤回说明. A run that was killed is run again with the same words.
///
/// # Errors
/// The agency has published nothing, or its files cannot be kept; then nothing has changed.
pub fn withdraw(office: &Office, wanted: &Withdrawing) -> Result<Vec<PathBuf>, Fault> {
    let date = wanted.reason.date.ok_or_else(|| Fault::Usage("撤回要写日期，如 --date 2025-03-10".into()))?;
    let _lock = Lock::take(&wanted.out)?;
    let mut shelf = Shelf::open(&wanted.out, wanted.year, false)?;
    let agency = wanted.agency.as_str();
    let Some(record) = shelf.reports().get(agency).cloned() else {
        return Err(Fault::Usage(format!("“{agency}”{} 年度没有生成过报告，核对机关全称", wanted.year)));
    };
    if let Some(known) = record.withdrawn() {
        if known.reason != wanted.reason.words || known.date != date.iso() {
            return Err(Fault::Usage(format!("“{agency}”的报告 {} 已经撤回（{}）", known.date, known.reason)));
        }
        // The run that withdrew it was killed before its notice was there.
        let staged = notices(office, &shelf, (agency, &record), (&wanted.reason, date), record.withdrawals.len())?;
        let paths: Vec<PathBuf> = staged.iter().map(|(path, _)| path.clone()).collect();
        for (path, bytes) in staged {
            files::write_whole(&path, &bytes)?;
        }
        return Ok(paths);
    }
    if !record.is_public() {
        return Err(Fault::Usage(format!("“{agency}”{} 年度的报告没有公布，不用撤回", wanted.year)));
    }
    let was = match &record.published {
        Some(published) => published.clone(),
        None => shelf.publication(agency, &record, ""),
    };
    keep_all(&shelf, agency, &record)?;
    let printed = notices(office, &shelf, (agency, &record), (&wanted.reason, date), record.withdrawals.len() + 1)?;
    let outputs = printed
        .iter()
        .map(|(path, bytes)| (path.extension().unwrap_or_default().to_string_lossy().into_owned(), Digest::of(bytes)));
    let mut after = Record { published: None, ..record.clone() };
    after.withdrawals.push(Withdrawal {
        reason: wanted.reason.words.clone(),
        date: date.iso(),
        data: record.inputs.data.clone(),
        was,
        corrections: record.corrections.len(),
        outputs: outputs.collect(),
    });
    let staged: Vec<Staged> =
        printed.iter().map(|(path, bytes)| files::stage(path, bytes)).collect::<Result<_, _>>()?;
    let put = shelf.put(agency, after, staged)?;
    shelf.save()?;
    Ok(put)
}

/// Copies the files that are out, and the data they were made from, to where nothing is ever replaced.
fn keep_all(shelf: &Shelf, agency: &str, record: &Record) -> Result<(), Fault> {
    let mut there = Vec::new();
    for format in Format::ALL.into_iter().filter(|format| record.outputs.contains_key(format.ending())) {
        let path = shelf.path(agency, format.ending());
        match std::fs::read(&path) {
            Ok(bytes) => there.push((format.ending(), bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Fault::io(Deed::Read, &path, &error)),
        }
    }
    let data = std::fs::read_to_string(shelf.data_path(agency)).ok();
    let data = data.filter(|text| Digest::of(text.as_bytes()) == record.inputs.data);
    keep(shelf, agency, &there, data.as_deref()).map(drop)
}

/// The 撤回说明 in every format that the report has.
fn notices(
    office: &Office,
    shelf: &Shelf,
    (agency, record): (&str, &Record),
    (reason, date): (&CorrectionReason, Date),
    number: usize,
) -> Result<Vec<(PathBuf, Vec<u8>)>, Fault> {
    let document = withdrawal(agency, &shelf.title(agency), &reason.words, date);
    if let Some((_, c)) = office.press.missing(&document).into_iter().next() {
        return Err(Fault::Usage(format!("撤回的理由里的“{c}”字体里没有；换用通行的写法")));
    }
    let formats = Format::ALL.into_iter().filter(|format| record.outputs.contains_key(format.ending()));
    let printed = formats.map(|format| {
        let bytes = office.press.print(&document, format);
        let bytes = bytes.map_err(|error| Fault::Other(format!("撤回说明：{error}")))?;
        Ok((shelf.withdrawal(number, agency, format.ending()), bytes))
    });
    printed.collect()
}
