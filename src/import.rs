//! **import** (what was recognised in a file → the text of a data file, or changes to one that is there).
//!
//! Every row says where it was read; what could not be read is 待填 and listed with its printed text. What is written is read again
//! and must be what was recognised. Must not know how a file is opened, nor how anything is shown.

mod draft;
mod escape;
mod listing;
mod merge;
mod origin;
mod printed;

pub use draft::{Draft, draft};
pub use listing::{UnreadItem, items, summary};
pub use merge::{Change, Plan, With, apply, into_open, plan};

use crate::diag::{Fault, Finding, Panicked};
use crate::form::Forms;
use crate::read_back::{self, Unreadable, unit::FileKind};
use crate::recognise::{NameHints, Recognised, recognise};
use crate::report::NameError;
use crate::source::patch::PatchError;

/// Why nothing can be written.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The bytes cannot be read as any kind of file.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The file is larger than any report: that many bytes.
    #[error("有 {} MB，太大，没有读", .0 / 1024 / 1024)]
    TooLarge(u64),
    /// A file or folder cannot be had.
    #[error("：{0}")]
    File(#[from] Fault),
    /// It is a data file already.
    #[error("是数据文件，不用读入；放进数据文件夹，用 nianbao check 核对就行")]
    DataFile,
    /// The file has no figures and no sections of a report; and the reader's first remark on it.
    #[error("里面没有认出年度报告的表格或文字{}", .0.as_ref().map(|remark| format!("；{remark}")).unwrap_or_default())]
    Nothing(Option<String>),
    /// The agency's name was not found.
    #[error("里面没有找到机关名称")]
    NoAgency,
    /// The name found cannot be one.
    #[error("机关名称“{name}”不能用：{why}")]
    BadAgency {
        /// The name as given.
        name: String,
        /// Why it cannot be one.
        why: NameError,
    },
    /// The report year was not found.
    #[error("里面没有找到年度")]
    NoYear,
    /// There is no form for the year.
    #[error("：{0}")]
    NoForm(String),
    /// What would be written does not say what was read: never put down.
    #[error("写成的数据文件再读一遍与原文不同（{0}），没有写；请把这份文件发给开发者")]
    Unproved(String),
    /// The data file that is there cannot be changed safely.
    #[error("现有的数据文件改不了：{0}")]
    Unchangeable(#[from] PatchError),
    /// The data file at the report's place says that it is another agency's.
    #[error("：“{data}”写的机关是“{own}”，没有改动；请核对数据文件放的位置")]
    Another {
        /// The data file.
        data: String,
        /// The agency it names.
        own: String,
    },
    /// A fault of the program's own while reading.
    #[error("{0}，没有读；请把这个文件发给维护者")]
    Panicked(Panicked),
}

/// Recognises a report in the bytes of a file of any kind.
///
/// # Errors
/// They cannot be read; or there is nothing of a report in them, whose kind is told then.
pub fn recognised(
    bytes: &[u8],
    forms: &Forms,
    hints: &NameHints,
) -> Result<Recognised, (Option<FileKind>, ImportError)> {
    if is_data_file(bytes) {
        return Err((Some(FileKind::Text), ImportError::DataFile));
    }
    let contents = read_back::read(bytes).map_err(|error| (None, error.into()))?;
    let found = recognise(&contents, forms, hints).filter(|found| !found.is_empty());
    found.ok_or_else(|| (Some(contents.kind), ImportError::Nothing(contents.remarks.first().cloned())))
}

/// Whether bytes are those of a data file, whatever its name: lines that begin with its first keys.
fn is_data_file(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let begins = |key: &str| text.lines().any(|line| line.trim_start_matches('\u{FEFF}').starts_with(key));
    ["机关:", "年度:", "申请:"].iter().all(|key| begins(key))
}

/// The first of the findings, in words.
fn first(findings: &[Finding]) -> String {
    findings.first().map(|finding| finding.message.clone()).unwrap_or_default()
}
