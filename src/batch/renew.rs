//! A notice (更正说明, 撤回说明) that was lost for good is written again (补写), with the reason and the date that the manifest holds;
//! that of a correction from the data before and after it, which are kept.
//!
//! Asked for by `--force`. Must not touch a notice that is there.

use std::sync::Arc;

use super::correct::{document, kept_data};
use super::files::{self, Staged};
use super::finding::not_renewed;
use super::manifest::{Correction, Record};
use super::withdraw::renew_withdrawals;
use super::work::Work;
use crate::compose::compose;
use crate::correction::NoticeKind;
use crate::date::Date;
use crate::diag::{Fault, Finding};
use crate::digest::Digest;
use crate::report::{self, Report};
use crate::write::Format;

/// The lost notices of a report, staged, and noted in `record` with the bytes that they have now. One that cannot be made again, for
/// its data is gone, too, is no longer kept account of, which is said; the correction itself stays on record.
///
/// # Errors
/// A notice cannot be read or staged.
pub(super) fn renew(
    work: &Work,
    before: &Record,
    record: &mut Record,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Staged>, Fault> {
    let mut staged = Vec::new();
    let notices: Vec<(usize, Correction)> =
        before.notices().map(|(number, correction)| (number, correction.clone())).collect();
    for ((number, correction), noted) in notices.into_iter().zip(&mut record.corrections) {
        let mut lost = Vec::new();
        for ending in correction.outputs.keys() {
            let path = work.shelf.notice((NoticeKind::Correction, number), work.agency(), ending);
            if files::hash(&path)?.is_none() {
                lost.push((ending.clone(), path));
            }
        }
        if lost.is_empty() {
            continue;
        }
        let printed = printed(work, &correction, &lost.iter().map(|(ending, _)| ending.as_str()).collect::<Vec<_>>());
        for (ending, path) in lost {
            match printed.as_ref().and_then(|printed| printed.iter().find(|(own, _)| *own == ending)) {
                Some((_, bytes)) => {
                    staged.push(files::stage(&path, bytes)?);
                    noted.outputs.insert(ending, Digest::of(bytes));
                }
                None => {
                    noted.outputs.remove(&ending);
                    findings.push(not_renewed(NoticeKind::Correction, &path));
                }
            }
        }
    }
    let (withdrawals, gone) = renew_withdrawals(work.office, work.shelf, (work.agency(), before), record)?;
    findings.extend(gone.iter().map(|path| not_renewed(NoticeKind::Withdrawal, path)));
    staged.extend(withdrawals);
    Ok(staged)
}

/// A notice in these formats, made from the data that are kept; none when they are not, or cannot be read by today's forms.
fn printed(work: &Work, correction: &Correction, endings: &[&str]) -> Option<Vec<(String, Vec<u8>)>> {
    let read = |digest: &Digest| -> Option<Report> {
        let file: Arc<_> = kept_data(work, digest)?;
        report::read(&file, &work.office.forms).ok()
    };
    let (old, new) = (read(&correction.from)?, read(&correction.to)?);
    let composed = compose(&new, work.last_year, &work.office.skeleton).ok()?;
    let date = correction.date.as_deref().and_then(Date::parse).unwrap_or(new.date.value);
    let document = document(work, (&correction.reason, date), &old, (&new, &composed)).ok()??;
    let formats = endings.iter().filter_map(|ending| Format::of_ending(ending));
    formats.map(|format| Some((format.ending().to_owned(), work.office.press.print(&document, format).ok()?))).collect()
}
