//! What was out is kept (留存): files that are about to be replaced are copied whole into `superseded/<n>/`, where nothing is ever
//! replaced.
//!
//! A folder's number is the first behind those of earlier corrections in which none of the files would meet another of the same
//! name, so that a folder that was away fits beside the others when it comes back; a killed run that is run again finds its own
//! copies there. Must not know why files are replaced.

use std::path::Path;

use super::files;
use super::shelf::Shelf;
use crate::diag::{Deed, Fault};
use crate::write::Format;

/// The ending of the copy of the data among superseded files.
pub(super) const DATA: &str = "yaml";

/// Copies files of a report, each with its ending, and the data they were made from; whether there was anything to copy. `known` times
/// the report was corrected before.
///
/// # Errors
/// A copy cannot be made; then nothing may be replaced.
pub(super) fn keep(
    shelf: &Shelf,
    (agency, known): (&str, usize),
    there: &[(&str, Vec<u8>)],
    data: Option<&str>,
) -> Result<bool, Fault> {
    if there.is_empty() {
        return Ok(false);
    }
    // The data first: by it a folder is known again.
    let mut copies: Vec<(&str, &[u8])> = data.iter().map(|text| (DATA, text.as_bytes())).collect();
    copies.extend(there.iter().map(|(ending, bytes)| (*ending, bytes.as_slice())));
    let mut number = known + 1;
    while !is_free(shelf, number, agency, &copies)? {
        number += 1;
    }
    for (ending, bytes) in copies {
        let path = shelf.superseded(number, agency, ending);
        if !path.exists() {
            files::write_whole(&path, bytes)?;
        }
        files::settle(&path)?;
    }
    Ok(true)
}

/// Copies a notice that is about to be written anew into the first folder of superseded files that has none of its name.
///
/// # Errors
/// The copy cannot be made; then it may not be replaced.
pub(super) fn keep_notice(shelf: &Shelf, path: &Path) -> Result<(), Fault> {
    let bytes = std::fs::read(path).map_err(|error| Fault::io(Deed::Read, path, &error))?;
    let mut number = 1;
    loop {
        let copy = shelf.superseded_file(number, path);
        match std::fs::read(&copy) {
            Ok(kept) if kept == bytes => return files::settle(&copy),
            Ok(_) => number += 1,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                files::write_whole(&copy, &bytes)?;
                return files::settle(&copy);
            }
            Err(error) => return Err(Fault::io(Deed::Read, &copy, &error)),
        }
    }
}

/// Whether copies can go into a folder of superseded files without meeting others of this report.
fn is_free(shelf: &Shelf, number: usize, agency: &str, copies: &[(&str, &[u8])]) -> Result<bool, Fault> {
    let mut own = false;
    for (ending, bytes) in copies {
        match read(shelf, number, agency, ending)? {
            Some(kept) if kept != *bytes => return Ok(false),
            Some(_) => own |= *ending == DATA,
            None => {}
        }
    }
    // What is left of a run that was killed is known by its data; anything else of this report is another time's.
    let endings = Format::ALL.iter().map(|format| format.ending()).chain([DATA]);
    let mut others = endings.filter(|ending| !copies.iter().any(|(own, _)| own == ending));
    Ok(own || !others.any(|ending| shelf.superseded(number, agency, ending).exists()))
}

fn read(shelf: &Shelf, number: usize, agency: &str, ending: &str) -> Result<Option<Vec<u8>>, Fault> {
    let path = shelf.superseded(number, agency, ending);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::io(Deed::Read, &path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_kept_is_ever_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(folder.path(), 2024, false).unwrap();
        let times = [
            ("甲", "1", Some("a")),
            ("甲", "2", Some("b")),
            ("乙", "1", None),
            ("甲", "3", None),
            ("甲", "1", Some("a")),
        ];
        for (agency, docx, data) in times {
            assert!(keep(&shelf, (agency, 0), &[("docx", docx.as_bytes().to_vec())], data).unwrap());
        }
        let read = |number: usize, agency: &str, ending: &str| {
            std::fs::read_to_string(shelf.superseded(number, agency, ending)).ok()
        };
        assert_eq!(
            ["1", "2", "3"].map(|docx| Some(docx.to_owned())),
            [1, 2, 3].map(|number| read(number, "甲", "docx"))
        );
        assert_eq!((read(1, "甲", DATA), read(2, "甲", DATA)), (Some("a".into()), Some("b".into())));
        // The same again is the same copy; what a killed run had already replaced is not looked for.
        assert_eq!(read(4, "甲", "docx"), None);
        assert!(keep(&shelf, ("甲", 0), &[("pdf", b"1".to_vec())], Some("a")).unwrap());
        assert_eq!((read(1, "甲", "pdf"), read(1, "乙", "docx")), (Some("1".into()), Some("1".into())));
        assert!(!keep(&shelf, ("丙", 0), &[], Some("c")).unwrap());
        // Corrected before, though the folders of that are away: theirs are left to them.
        assert!(keep(&shelf, ("丁", 2), &[("docx", b"3".to_vec())], Some("d")).unwrap());
        assert_eq!((read(1, "丁", "docx"), read(3, "丁", "docx")), (None, Some("3".into())));
    }
}
