//! A publication taken back (撤回公布): never silently. What was out is kept, why and when stands in the manifest, and a 撤回说明 is
//! made for the website. The report is a draft again, and goes out again only with other data.

use std::path::PathBuf;

use super::files::{self, Lock, Staged};
use super::keep::keep;
use super::manifest::{Record, Withdrawal};
use super::options::CorrectionReason;
use super::shelf::Shelf;
use crate::correction::{NoticeKind, withdrawal};
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
        let mut renewed = record.clone();
        let (staged, _) = renew_withdrawals(office, &shelf, (agency, &record), &mut renewed)?;
        let put = if staged.is_empty() { Vec::new() } else { shelf.put(agency, renewed, staged)? };
        shelf.save()?;
        return Ok(put);
    }
    if !record.is_public() {
        return Err(Fault::Usage(format!("“{agency}”{} 年度的报告没有公布，不用撤回", wanted.year)));
    }
    let was = match &record.published {
        Some(published) => published.clone(),
        None => shelf.publication(agency, &record, ""),
    };
    keep_all(&shelf, agency, &record)?;
    let formats: Vec<Format> = record.outputs.keys().filter_map(|ending| Format::of_ending(ending)).collect();
    let printed = printed(office, (agency, &shelf.title(agency)), (&wanted.reason.words, date), &formats)?;
    let known = record.withdrawal_notices().map(|(number, _)| number).max().unwrap_or(0);
    let number = shelf.free_number((NoticeKind::Withdrawal, known), agency, &printed)?;
    let mut after = Record { published: None, ..record.clone() };
    let place = record.withdrawals.len() + 1;
    after.withdrawals.push(Withdrawal {
        reason: wanted.reason.words.clone(),
        date: date.iso(),
        data: record.inputs.data.clone(),
        was,
        corrections: record.corrections.len(),
        outputs: printed.iter().map(|(ending, bytes)| ((*ending).to_owned(), Digest::of(bytes))).collect(),
        number: (number != place).then_some(number),
    });
    let notice = (NoticeKind::Withdrawal, number);
    let staged: Vec<Staged> = printed
        .iter()
        .map(|(ending, bytes)| files::stage(&shelf.notice(notice, agency, ending), bytes))
        .collect::<Result<_, _>>()?;
    let put = shelf.put(agency, after, staged)?;
    shelf.save()?;
    Ok(put)
}

/// The files of 撤回说明 that are gone, made again with the reason and the date that `before` holds, staged, and noted in `record`
/// with the bytes that they have now; and those that cannot be made again, which are no longer kept account of. One that is there
/// stays as it is.
///
/// # Errors
/// A notice cannot be read or staged.
pub(super) fn renew_withdrawals(
    office: &Office,
    shelf: &Shelf,
    (agency, before): (&str, &Record),
    record: &mut Record,
) -> Result<(Vec<Staged>, Vec<PathBuf>), Fault> {
    let (mut staged, mut gone) = (Vec::new(), Vec::new());
    for ((number, withdrawal), noted) in before.withdrawal_notices().zip(&mut record.withdrawals) {
        for ending in withdrawal.outputs.keys() {
            let path = shelf.notice((NoticeKind::Withdrawal, number), agency, ending);
            if files::hash(&path)?.is_some() {
                continue;
            }
            let (date, format) = (Date::parse(&withdrawal.date), Format::of_ending(ending));
            let again = date.zip(format).map(|(date, format)| {
                printed(office, (agency, &shelf.title(agency)), (&withdrawal.reason, date), &[format])
            });
            match again.and_then(|printed| printed.ok()?.pop()) {
                Some((_, bytes)) => {
                    staged.push(files::stage(&path, &bytes)?);
                    noted.outputs.insert(ending.clone(), Digest::of(&bytes));
                }
                None => {
                    noted.outputs.remove(ending);
                    gone.push(path);
                }
            }
        }
    }
    Ok((staged, gone))
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
    keep(shelf, (agency, record.corrections.len()), &there, data.as_deref()).map(drop)
}

/// A 撤回说明 in some formats, each with its ending.
fn printed(
    office: &Office,
    (agency, title): (&str, &str),
    (reason, date): (&str, Date),
    formats: &[Format],
) -> Result<Vec<(&'static str, Vec<u8>)>, Fault> {
    let document = withdrawal(agency, title, reason, date);
    if let Some((_, c)) = office.press.missing(&document).into_iter().next() {
        return Err(Fault::Usage(format!("撤回的理由里的“{c}”字体里没有；换用通行的写法")));
    }
    let print = |format: &Format| {
        let bytes = office.press.print(&document, *format);
        Ok((format.ending(), bytes.map_err(|error| Fault::Other(format!("撤回说明：{error}")))?))
    };
    formats.iter().map(print).collect()
}
