//! **revision** (改动): what changed between two versions of a data file, or was changed by hand in a DOCX made from one, in words.
//!
//! Reads files, asks git for older versions; writes nothing and knows no exit code. What a difference is, [`crate::difference`]
//! decides.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use crate::batch;
use crate::compose::compose;
use crate::diag::{Counts, Deed, Fault, check_it, guarded, pasteable, reason, shown_path};
use crate::difference::{Version, compare, compare_docx};
use crate::office::{Entry, Office, entries};
use crate::read_back::docx;
use crate::report::{self, Report};
use crate::source;
use crate::write::Format;

/// What is different between two data files; nothing when nothing is.
///
/// # Errors
/// One of them cannot be read.
pub fn versions(office: &Office, old: &Path, new: &Path) -> Result<String, Fault> {
    let (old, new) = (entry(office, old)?, entry(office, new)?);
    survived(&new.path, || Ok(between(office, &old, &new)))
}

/// What is different between a data file and what it was at a revision of its git repository; nothing when nothing is.
///
/// # Errors
/// It cannot be read; git does not run, or has no such revision.
pub fn since(office: &Office, path: &Path, revision: &str) -> Result<String, Fault> {
    let new = entry(office, path)?;
    survived(path, || {
        let old = Entry {
            path: path.to_owned(),
            report: Some(Arc::new(at_revision(office, path, revision)?)),
            last_year: new.last_year.clone(),
            members: new.members.clone(),
            findings: Vec::new(),
        };
        Ok(between(office, &old, &new))
    })
}

/// What a hand changed in a DOCX, held against its data file; nothing when nothing was changed.
///
/// # Errors
/// One of the files cannot be read, or the data has errors.
pub fn by_hand(office: &Office, docx: &Path, data: &Path) -> Result<String, Fault> {
    let shown = shown_path(docx);
    let entry = entry(office, data)?;
    let (findings, composed) = office.inspect(&entry);
    let Some(composed) = composed else {
        let counts = Counts::of(&findings).words();
        return Err(Fault::Other(format!("“{}”有{counts}，{}", shown_path(data), check_it(data))));
    };
    let bytes = std::fs::read(docx).map_err(|error| Fault::io(Deed::Read, docx, &error))?;
    survived(docx, || {
        let theirs = docx::read(&bytes).map_err(|error| Fault::Other(format!("“{shown}”{error}")))?;
        let printed = office.press.print(&composed.document, Format::Docx);
        let printed = printed.map_err(|error| Fault::Other(error.to_string()))?;
        let ours = docx::read(&printed).map_err(|error| Fault::Other(error.to_string()))?;
        Ok(compare_docx(&composed.document, &ours.units, &theirs.units).words())
    })
}

/// What work on a file gives; of a panic within it, that there was one and with which file.
fn survived(path: &Path, work: impl FnOnce() -> Result<String, Fault>) -> Result<String, Fault> {
    let told = |why| Fault::Other(format!("“{}”：{why}，没有比较；请把这两个文件发给维护者", shown_path(path)));
    guarded(work).map_err(told).flatten()
}

/// The data file that a DOCX in an output folder was made from.
///
/// # Errors
/// There is no such file, or no record of how it was made.
pub fn data_of(docx: &Path) -> Result<PathBuf, Fault> {
    if !docx.is_file() {
        return Err(Fault::Usage(format!("没有“{}”这个文件", docx.display())));
    }
    batch::data_of(docx).ok_or_else(|| {
        Fault::Usage(format!(
            "“{}”没有生成记录，不知道由哪个数据文件生成；把数据文件写在后面，如：nianbao diff {} data/某局/2024.yaml",
            shown_path(docx),
            pasteable(docx)
        ))
    })
}

/// A data file read in full; one with errors cannot be compared.
fn entry(office: &Office, path: &Path) -> Result<Entry, Fault> {
    if !path.is_file() {
        return Err(Fault::Usage(format!("没有“{}”这个文件", path.display())));
    }
    match entries(&[path.to_owned()], &office.forms).pop() {
        Some(entry) if entry.report.is_some() => Ok(entry),
        _ => Err(Fault::Other(format!("“{}”读不出，{}", shown_path(path), check_it(path)))),
    }
}

/// The file as it was at a revision of its git repository.
fn at_revision(office: &Office, path: &Path, rev: &str) -> Result<Report, Fault> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Git would take it for an option.
    if rev.is_empty() || rev.starts_with('-') {
        return Err(Fault::Usage(format!("“{rev}”不是版本；写提交号、标签或 HEAD~1")));
    }
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["show", &format!("{rev}:./{name}")])
        .env("LC_ALL", "C")
        .output()
        .map_err(|error| Fault::Other(format!("运行不了 git：{}", reason(&error))))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        let shown = shown_path(path);
        return Err(Fault::Other(match words.contains("not a git repository") {
            true => format!("“{shown}”的文件夹没有用 git 管着，取不到旧版本；另存过旧文件的，先写旧文件、再写新文件"),
            false => format!("git 里没有“{shown}”的 {rev} 版本；看有哪些版本，运行：git log {}", pasteable(path)),
        }));
    }
    let file = source::decode(path, output.stdout).map_err(|finding| vec![finding]);
    file.and_then(|file| report::read(&file, &office.forms)).map_err(|findings| {
        let first = findings.first().map_or(String::new(), |finding| format!("：{}", finding.message));
        Fault::Other(format!("“{}”的 {rev} 版本读不出{first}", shown_path(path)))
    })
}

/// What is different between two data files, each with what it prints.
fn between(office: &Office, old: &Entry, new: &Entry) -> String {
    let composed = |entry: &Entry| {
        let report = entry.report.as_deref()?;
        compose(report, entry.last_year.as_deref(), &office.skeleton).ok()
    };
    let (Some(before), Some(after)) = (old.report.as_deref(), new.report.as_deref()) else { return String::new() };
    let (old, new) = (composed(old), composed(new));
    let version = |report, composed| Version { report, composed };
    compare(version(before, old.as_ref()), version(after, new.as_ref())).words()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::trip;
    use crate::office::Look;

    #[test]
    fn a_panic_while_comparing_names_the_file() {
        let (folder, [_, bad]) = trip::project("成文");
        let old = folder.path().join("旧.yaml");
        std::fs::copy(&bad, &old).unwrap();
        let office = Office::open(&Look::default()).unwrap();
        let why = versions(&office, &old, &bad).unwrap_err().to_string();
        assert!(why.contains("2024.yaml”：程序内部出错（成文坏了），没有比较"), "{why}");
    }
}
