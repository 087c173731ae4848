//! What a file is by its name: a data file, or the note of a program that has one open.

use std::path::Path;

use crate::read_back::sniff;
use crate::read_back::unit::FileKind;

pub use crate::report::DATA;

/// The data file endings, whatever their case.
pub(super) const ENDINGS: [&str; 2] = ["yaml", "yml"];
/// Endings of what offices fill in, and of what was published, with what such a file is called: it can be read in, but is no data file.
const FOREIGN: [(&str, &str); 16] = [
    ("xlsx", WORKBOOK),
    ("xlsm", WORKBOOK),
    ("xls", WORKBOOK),
    ("et", WORKBOOK),
    ("ods", WORKBOOK),
    ("csv", "表格"),
    ("docx", " Word 文件"),
    ("doc", " Word 文件"),
    ("wps", " WPS 文件"),
    ("rtf", " Word 文件"),
    ("pdf", " PDF 文件"),
    ("html", "网页"),
    ("htm", "网页"),
    ("mht", "网页"),
    ("mhtml", "网页"),
    (TEXT, "文本文件"),
];
const WORKBOOK: &str = "工作簿";
/// A text may be a data file that is called so; whoever names it means it.
pub(super) const TEXT: &str = "txt";

/// The record of what was made of a year, in its folder (生成记录).
pub const MANIFEST: &str = "manifest.json";
/// The lock's name in an output folder.
pub const LOCK: &str = ".nianbao.lock";
/// Files that a correction replaced, in a year's folder, with the data they were made from.
pub const SUPERSEDED: &str = "superseded";
/// The skeleton, which every folder of templates of one's own that is whole holds.
const SKELETON: &str = "report.j2";

/// Whether a folder is one into which a year's reports are made: what lies in it that is no data file is the program's own.
pub(super) fn is_made(folder: &Path) -> bool {
    let is_locked = folder.parent().is_some_and(|out| out.join(LOCK).exists());
    is_locked && folder.join(MANIFEST).is_file()
}

/// Whether a folder holds templates, which are YAML and no data.
pub(super) fn holds_templates(folder: &Path) -> bool {
    let beside = || folder.parent().is_some_and(|root| root.join(DATA).is_dir());
    folder.join(SKELETON).is_file() || (folder.ends_with("templates") && beside())
}

/// What a file is called that can be read in and is no data file, by its ending.
pub(super) fn foreign(path: &Path) -> Option<(&'static str, &'static str)> {
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    FOREIGN.into_iter().find(|(own, _)| *own == ending)
}

/// Whether a path means a workbook: by its ending, or by what the file holds where it has another that is no data file's.
pub fn is_workbook(path: &Path) -> bool {
    foreign(path).is_some_and(|(_, what)| what == WORKBOOK || holds_workbook(path))
}

fn holds_workbook(path: &Path) -> bool {
    let kind = std::fs::read(path).ok().and_then(|bytes| sniff(&bytes).ok());
    matches!(kind, Some(FileKind::Xlsx | FileKind::Xls | FileKind::Ods))
}

/// Whether a file has the name of a data file: its ending, in any case, and no note of a program that has one open.
pub fn is_data_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().and_then(|ending| ending.to_str());
    !is_hidden(&name) && ending.is_some_and(|ending| ENDINGS.iter().any(|e| ending.eq_ignore_ascii_case(e)))
}

/// Hidden files, and what Word and WPS lay beside a file that is open: `~$稿.docx`, `~WRL0003.tmp`. A document that somebody calls
/// `~稿.docx` is none.
pub fn is_hidden(name: &str) -> bool {
    name.starts_with('.')
        || name.starts_with("~$")
        || name.starts_with('~') && name.to_ascii_lowercase().ends_with(".tmp")
}

/// The name of the folder that a data file lies in, by which its agency is called while the file cannot be read; of a folder that cannot
/// be looked into, its own.
pub fn folder_name(path: &Path) -> Option<String> {
    let folder = if path.is_dir() { path } else { path.parent()? };
    Some(folder.file_name()?.to_string_lossy().into_owned())
}
