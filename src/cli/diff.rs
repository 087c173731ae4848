//! `nianbao diff`: two versions of a data file, or a DOCX that a hand has changed against its data.

use std::path::Path;

use super::args::{Common, Diff};
use super::{exit, put};
use crate::diag::Fault;
use crate::office::Office;
use crate::revision::{by_hand, data_of, since, versions};

pub fn run(common: &Common, args: &Diff) -> Result<u8, Fault> {
    let office = Office::open(&args.look.with(common))?;
    let is_docx = |path: &Path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("docx"));
    let text = match (&args.first, &args.second, &args.rev) {
        (first, None, None) if is_docx(first) => by_hand(&office, first, &data_of(first)?)?,
        (first, Some(second), None) if is_docx(second) => by_hand(&office, second, first)?,
        (first, Some(second), None) if is_docx(first) => by_hand(&office, first, second)?,
        (_, Some(_), Some(_)) => return Err(Fault::Usage("--rev 是同一个文件的旧版本，不要再写第二个文件".into())),
        (first, _, Some(_)) if is_docx(first) => return Err(Fault::Usage("--rev 只用于数据文件".into())),
        (first, Some(second), None) => versions(&office, first, second)?,
        (first, None, rev) => since(&office, first, rev.as_deref().unwrap_or("HEAD"))?,
    };
    put(None, if text.is_empty() { "没有不同\n" } else { &text }.as_bytes())?;
    Ok(if text.is_empty() { exit::OK } else { exit::FINDINGS })
}
