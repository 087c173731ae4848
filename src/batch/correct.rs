//! A correction (`--correction`): the superseded files are kept, and a 更正说明 is made beside the new ones.
//!
//! The order is what makes it safe to kill: first the old files and the data they were made from are copied away, whole; only
//! then is anything replaced. A build that is run again finds the old data among the copies.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::files::{self, Staged};
use super::manifest::{Correction, Record};
use super::work::Work;
use crate::compose::compose;
use crate::correction::notice;
use crate::diag::{Deed, Fault, SourceFile, shown_path};
use crate::difference::{Version, compare};
use crate::digest::Digest;
use crate::report;

/// The ending of the copy of the data among superseded files.
const DATA: &str = "yaml";

/// The notice's files for a report whose data has changed since it was last built, staged, and the correction noted in its new
/// `record`; nothing for a report that was never built, or whose data says the same.
///
/// # Errors
/// What is in the way.
pub fn correct(work: &Work, reason: &str, record: &mut Record) -> Result<Vec<Staged>, Fault> {
    let Some(before) = work.record.filter(|before| before.inputs.data != work.inputs.data) else {
        return Ok(Vec::new());
    };
    let (shelf, agency) = (work.shelf, work.agency());
    let number = before.corrections.len() + 1;
    let kept = shelf.superseded(number, agency, DATA);
    let text = old_data(&[&shelf.data_path(agency), &kept], &before.inputs.data).ok_or_else(|| {
        let help = "可用 nianbao diff --rev 与 git 里的旧版本比较";
        Fault::Other(format!("“{agency}”上次生成所用的数据没有留存，写不出更正说明；{help}"))
    })?;
    // Under the name of the data file, for its year is held against the name.
    let file = Arc::new(SourceFile { path: work.item.path.clone(), text });
    let old = report::read(&file, &work.office.forms)
        .map_err(|_| Fault::Other(format!("“{agency}”上次生成所用的数据按现在的表样读不出，写不出更正说明")))?;
    let composed = compose(&old, work.last_year, &work.office.skeleton).ok();
    let difference = compare(
        Version { report: &old, composed: composed.as_ref() },
        Version { report: work.report, composed: Some(work.composed) },
    );
    let title = &work.composed.document.meta.title;
    let document = notice(work.report, title, reason, &difference).map_err(|error| Fault::Other(error.to_string()))?;
    let Some(document) = document else { return Ok(Vec::new()) };
    let mut outputs = BTreeMap::new();
    let mut printed = Vec::new();
    for &format in &work.options.formats {
        let bytes =
            work.office.press.print(&document, format).map_err(|error| Fault::Other(format!("更正说明：{error}")))?;
        let (path, hash) = (shelf.notice(number, agency, format.ending()), Digest::of(&bytes));
        if files::hash(&path)?.is_some_and(|there| there != hash) && !work.options.force {
            let shown = shown_path(&path);
            return Err(Fault::Other(format!("“{shown}”已经在那里，不是这次的更正说明；请把它移走再运行")));
        }
        outputs.insert(format.ending().to_owned(), hash);
        printed.push((path, bytes));
    }
    keep(work, before, number)?;
    files::write_whole(&kept, file.text.as_bytes())?;
    let (from, to) = (before.inputs.data.clone(), work.inputs.data.clone());
    record.corrections.push(Correction { reason: reason.to_owned(), from, to, outputs });
    printed.iter().map(|(path, bytes)| files::stage(path, bytes)).collect()
}

/// The data with this hash, from the first place that has it.
fn old_data(places: &[&Path], hash: &Digest) -> Option<String> {
    places
        .iter()
        .filter_map(|place| std::fs::read_to_string(place).ok())
        .find(|text| Digest::of(text.as_bytes()) == *hash)
}

/// Copies the files that will be replaced. One that a killed run of this correction had already put in place is not what was
/// published: its predecessor lies among the copies, and stays there.
fn keep(work: &Work, before: &Record, number: usize) -> Result<(), Fault> {
    let published = before.inputs.digest();
    for (ending, output) in &before.outputs {
        let (path, kept) =
            (work.shelf.path(work.agency(), ending), work.shelf.superseded(number, work.agency(), ending));
        if output.inputs != published && kept.exists() {
            continue;
        }
        match std::fs::read(&path) {
            // Another hash is of a build that got so far and was killed; it had copied the old file.
            Ok(bytes) if Digest::of(&bytes) == output.sha256 => {
                files::write_whole(&kept, &bytes)?;
            }
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Fault::io(Deed::Read, &path, &error)),
        }
    }
    Ok(())
}
