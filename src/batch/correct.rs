//! A correction (更正): what it replaces is kept, and a 更正说明 is made beside the new files.
//!
//! The order is what makes it safe to kill: first the old files and the data they were made from are copied away, whole; only
//! then is anything replaced. A build that is run again finds the old data among the copies.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::files::{self, Staged};
use super::finding::same_date;
use super::keep::{self, keep};
use super::manifest::{Correction, Record};
use super::options::CorrectionReason;
use super::work::Work;
use crate::compose::{Composed, compose};
use crate::correction::{NoticeKind, notice};
use crate::date::Date;
use crate::diag::{Fault, Finding, SourceFile, pasteable, shown_path};
use crate::difference::{Version, compare};
use crate::digest::Digest;
use crate::document::Document;
use crate::report::{self, Report};
use crate::write::Format;

/// What a correction brings.
#[derive(Debug, Default)]
pub(super) struct Corrected {
    /// The files of the notice, staged.
    pub staged: Vec<Staged>,
    /// Whether anything was kept.
    pub kept: bool,
}

/// Keeps the files that are about to be replaced, `there` with their endings, and makes the notice, noted in the new `record`. Without
/// a notice when nothing that is printed has changed in the data: only its date, the skeleton, the style or last year's data.
///
/// # Errors
/// What is in the way; then nothing may be replaced.
pub(super) fn correct(
    work: &Work,
    (reason, before): (&CorrectionReason, &Record),
    there: &[(&str, Vec<u8>)],
    record: &mut Record,
    findings: &mut Vec<Finding>,
) -> Result<Corrected, Fault> {
    let (shelf, agency) = (work.shelf, work.agency());
    let kept_before = (agency, before.corrections.len());
    if let Some(redated) = redated(work, (reason, before), record, findings)? {
        let kept = keep(shelf, kept_before, there, Some(&old_data(work, before)?.text))?;
        return Ok(Corrected { staged: redated, kept });
    }
    if before.inputs.data == work.inputs.data {
        return Ok(Corrected { kept: keep(shelf, kept_before, there, None)?, ..Corrected::default() });
    }
    let file = old_data(work, before)?;
    let old = report::read(&file, &work.office.forms)
        .map_err(|_| Fault::Other(format!("“{agency}”上次生成所用的数据按现在的表样读不出，写不出更正说明")))?;
    let date = reason.date.unwrap_or(work.report.date.value);
    let Some(document) = document(work, (&reason.words, date), &old, (work.report, work.composed))? else {
        return Ok(Corrected { kept: keep(shelf, kept_before, there, Some(&file.text))?, ..Corrected::default() });
    };
    findings.extend(same_date(work, old.date.value, reason.date));
    let mut printed = Vec::new();
    for &format in &work.formats {
        let bytes = work.office.press.print(&document, format);
        printed.push((format.ending(), bytes.map_err(|error| Fault::Other(format!("更正说明：{error}")))?));
    }
    let known = before.notices().map(|(number, _)| number).max().unwrap_or(0);
    let number = shelf.free_number((NoticeKind::Correction, known), agency, &printed)?;
    let kept = keep(shelf, kept_before, there, Some(&file.text))?;
    let place = before.corrections.len() + 1;
    record.corrections.push(Correction {
        reason: reason.words.clone(),
        from: before.inputs.data.clone(),
        to: work.inputs.data.clone(),
        outputs: printed
            .iter()
            .map(|(ending, bytes)| ((*ending).to_owned(), Digest::of(bytes)))
            .collect::<BTreeMap<_, _>>(),
        number: (number != place).then_some(number),
        date: reason.date.map(Date::iso),
    });
    let notice = (NoticeKind::Correction, number);
    let staged = printed.iter().map(|(ending, bytes)| files::stage(&shelf.notice(notice, agency, ending), bytes));
    Ok(Corrected { staged: staged.collect::<Result<_, _>>()?, kept })
}

/// The last notice made again with the day that was forgotten when it was written (补上日期): it bears none later than what it corrects,
/// and the report says nothing else since. The notice that it replaces is kept. None where that is not so.
fn redated(
    work: &Work,
    (reason, before): (&CorrectionReason, &Record),
    record: &mut Record,
    findings: &mut Vec<Finding>,
) -> Result<Option<Vec<Staged>>, Fault> {
    let Some(((number, last), noted)) = before.notices().last().zip(record.corrections.last_mut()) else {
        return Ok(None);
    };
    let read = |digest: &Digest| report::read(&kept_data(work, digest)?, &work.office.forms).ok();
    let (Some(from), Some(to)) = (read(&last.from), read(&before.inputs.data)) else { return Ok(None) };
    let said = last.date.as_deref().and_then(Date::parse).unwrap_or(to.date.value);
    let wanted = reason.date.unwrap_or(work.report.date.value);
    let new = (work.report, work.composed);
    if said > from.date.value || wanted <= said || document(work, (&reason.words, wanted), &to, new)?.is_some() {
        return Ok(None);
    }
    let Some(document) = document(work, (&last.reason, wanted), &from, new)? else { return Ok(None) };
    findings.extend(same_date(work, from.date.value, reason.date));
    let mut staged = Vec::new();
    for format in last.outputs.keys().filter_map(|ending| Format::of_ending(ending)) {
        let bytes = work.office.press.print(&document, format);
        let bytes = bytes.map_err(|error| Fault::Other(format!("更正说明：{error}")))?;
        let path = work.shelf.notice((NoticeKind::Correction, number), work.agency(), format.ending());
        keep::keep_notice(work.shelf, &path)?;
        noted.outputs.insert(format.ending().to_owned(), Digest::of(&bytes));
        staged.push(files::stage(&path, &bytes)?);
    }
    noted.to = work.inputs.data.clone();
    noted.date = reason.date.map(Date::iso);
    Ok(Some(staged))
}

/// The notice of what a report says now, `new`, and said before; none when nothing that is printed has changed.
pub(super) fn document(
    work: &Work,
    reason: (&str, Date),
    old: &Report,
    (new, composed): (&Report, &Composed),
) -> Result<Option<Document>, Fault> {
    let before = compose(old, work.last_year, &work.office.skeleton).ok();
    let difference =
        compare(Version { report: old, composed: before.as_ref() }, Version { report: new, composed: Some(composed) });
    let title = &composed.document.meta.title;
    let document = notice(new, title, reason, &difference).map_err(|error| Fault::Other(error.to_string()))?;
    if let Some((_, c)) = document.as_ref().and_then(|document| work.office.press.missing(document).into_iter().next())
    {
        return Err(Fault::Other(format!("更正说明里的“{c}”字体里没有；理由换用通行的写法")));
    }
    Ok(document)
}

/// The data that a report was last built from.
fn old_data(work: &Work, before: &Record) -> Result<Arc<SourceFile>, Fault> {
    kept_data(work, &before.inputs.data).ok_or_else(|| {
        let agency = work.agency();
        let path = pasteable(&work.item.path);
        let help = format!("用 git 管着的，与旧版本比较：nianbao diff {path} --rev HEAD");
        let place = shown_path(&work.shelf.data_path(agency));
        Fault::Other(format!("“{agency}”上次生成所用的数据“{place}”没有留存，写不出更正说明；{help}"))
    })
}

/// Data with this hash, from what was kept or is out now, under the name of the data file, for its year is held against the name.
pub(super) fn kept_data(work: &Work, digest: &Digest) -> Option<Arc<SourceFile>> {
    let (shelf, agency) = (work.shelf, work.agency());
    let kept = shelf.superseded_numbers().into_iter().map(|number| shelf.superseded(number, agency, keep::DATA));
    let mut places = [shelf.data_path(agency), work.item.path.clone()].into_iter().chain(kept);
    let text = places
        .find_map(|place| std::fs::read_to_string(place).ok().filter(|text| Digest::of(text.as_bytes()) == *digest))?;
    Some(Arc::new(SourceFile { path: work.item.path.clone(), text }))
}
