//! **verify** (a published file + the document → differences): reads a file back and holds every paragraph and every table cell
//! against the document it was to print.
//!
//! The readers know the formats and none of the code that wrote them. It must not know forms, reports or files on disk.

mod compare;

use crate::document::Document;
use crate::read_back;
use crate::read_back::pdf::{PrintedPdf, tagged};
use crate::read_back::unit::FileKind;
use crate::write::{Format, ProofError};

/// Differences named in a refusal to write; the rest are counted.
const NAMED: usize = 5;

/// A place in which a file differs from the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} 文件，{place}：{}", .format.name().to_uppercase(), self.words())]
pub struct Deviation {
    /// The format of the file.
    pub format: Format,
    /// Which paragraph, or which cell of which table.
    pub place: String,
    /// What the report says; none when it has no such paragraph or cell.
    pub expected: Option<String>,
    /// What the file says; none when it has no such paragraph or cell.
    pub found: Option<String>,
}

impl Deviation {
    fn words(&self) -> String {
        match (&self.expected, &self.found) {
            (Some(expected), Some(found)) => format!("应为“{expected}”，文件里是“{found}”"),
            (Some(expected), None) => format!("文件里缺少“{expected}”"),
            (None, Some(found)) => format!("文件里多出“{found}”"),
            (None, None) => "内容不符".to_owned(),
        }
    }
}

/// Why a file cannot be read back.
#[derive(Debug, thiserror::Error)]
#[error("{} 文件读不出来：{reason}", .format.name().to_uppercase())]
pub struct UnreadableFile {
    /// The format it should have.
    pub format: Format,
    /// Why it cannot be read as one.
    pub reason: String,
}

/// All differences between a document and the bytes of a file that prints it.
///
/// White space is compared as far as the format keeps it: to the letter in DOCX, as single spaces in HTML, not at all in PDF, where
/// a line's end swallows it, and in the table cells of a text.
///
/// # Errors
/// The bytes are no file of that format.
pub fn verify(document: &Document, format: Format, bytes: &[u8]) -> Result<Vec<Deviation>, UnreadableFile> {
    #[cfg(test)]
    crate::diag::trip::over(&document.meta.author, "核对");
    let units = |contents: Result<read_back::unit::Contents, read_back::Unreadable>| {
        contents.map(|contents| contents.units).map_err(|unreadable| unreadable.to_string())
    };
    let read = match format {
        Format::Docx => units(read_back::docx::read(bytes)),
        // What a screen reader speaks.
        Format::Pdf => match PrintedPdf::read(bytes) {
            Ok(pdf) if pdf.tags.is_empty() && !pdf.pages.is_empty() => Err("文件没有结构标记".to_owned()),
            Ok(pdf) => Ok(tagged::units(&pdf)),
            Err(unreadable) => Err(unreadable.to_string()),
        },
        Format::Html | Format::Fragment => match read_back::sniff(bytes) {
            Ok(FileKind::Html) => units(read_back::html::read(bytes)),
            Ok(_) => Err("不是网页".to_owned()),
            Err(unreadable) => Err(unreadable.to_string()),
        },
        Format::Txt => units(read_back::text::read(bytes)),
    };
    let found = read.map_err(|reason| UnreadableFile { format, reason })?;
    Ok(compare::differences(document, format, found))
}

/// Proofreads a file that is about to be written, for [`crate::write::Press::proofread`].
///
/// # Errors
/// What in it is not as the document has it.
pub fn proof(document: &Document, format: Format, bytes: &[u8]) -> Result<(), ProofError> {
    let differences = verify(document, format, bytes).map_err(|unreadable| ProofError(unreadable.to_string()))?;
    if differences.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = differences.iter().take(NAMED).map(ToString::to_string).collect();
    let rest = differences.len().saturating_sub(NAMED);
    let rest = if rest > 0 { format!("；另有 {rest} 处") } else { String::new() };
    Err(ProofError(format!("写出的文件与数据不符（程序有误，请报告）：{}{rest}", named.join("；"))))
}
