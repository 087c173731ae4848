//! A zip package opened with a bound on what comes out of it; sizes it states of itself are not believed.

use std::io::{Cursor, Read};

use super::Unreadable;
use super::unit::FileKind;

/// No more is unpacked from one file, in bytes: a report has about one MB of XML.
const UNPACKED: u64 = 32 * 1024 * 1024;

/// An open package.
pub(super) struct Package<'b> {
    archive: zip::ZipArchive<Cursor<&'b [u8]>>,
    kind: FileKind,
    left: u64,
}

impl<'b> Package<'b> {
    /// # Errors
    /// No zip file, or a damaged one.
    pub fn open(bytes: &'b [u8], kind: FileKind) -> Result<Package<'b>, Unreadable> {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| Unreadable::damaged(kind, error))?;
        Ok(Package { archive, kind, left: UNPACKED })
    }

    fn index(&self, name: &str) -> Option<usize> {
        let plain = |name: &str| name.replace('\\', "/").trim_start_matches('/').to_ascii_lowercase();
        let wanted = plain(name);
        (0..self.archive.len()).find(|&at| {
            self.archive.name_for_index(at).is_some_and(|name| name.is_ok_and(|name| plain(&name) == wanted))
        })
    }

    pub fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    /// Unpacks every part once and throws it away: what a library is about to unpack itself is then known to be bounded.
    ///
    /// # Errors
    /// A part is locked, or all of them together are too much. A part that is damaged is the library's to find.
    pub fn weigh(&mut self) -> Result<(), Unreadable> {
        let mut left = UNPACKED;
        for index in 0..self.archive.len() {
            let part = match self.archive.by_index(index) {
                Err(zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED)) => {
                    return Err(Unreadable::Locked);
                }
                Err(_) => continue,
                Ok(part) => part,
            };
            let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).unwrap_or(0);
            left = left.checked_sub(size).ok_or_else(too_large)?;
        }
        Ok(())
    }

    /// A part, unpacked; none when it is not there. Names are compared without regard to case and kind of slash.
    ///
    /// # Errors
    /// The part is damaged or locked, or what was unpacked so far is too much.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(index) = self.index(name) else { return Ok(None) };
        let kind = self.kind;
        let part = self.archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(zip::result::ZipError::PASSWORD_REQUIRED) => Unreadable::Locked,
            error => Unreadable::damaged(kind, error),
        })?;
        let mut bytes = Vec::new();
        part.take(self.left + 1).read_to_end(&mut bytes).map_err(|error| Unreadable::damaged(kind, error))?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(too_large)?;
        Ok(Some(bytes))
    }
}

fn too_large() -> Unreadable {
    Unreadable::TooLarge(format!("解开后超过 {} MB", UNPACKED / 1024 / 1024))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let bytes = packed("Word\\Document.xml", b"<x/>");
        let mut package = Package::open(&bytes, FileKind::Docx).unwrap();
        assert_eq!(package.part("/word/document.xml").unwrap().as_deref(), Some(&b"<x/>"[..]));
        assert_eq!(package.part("word/styles.xml").unwrap(), None);
    }

    #[test]
    fn a_bomb_is_refused() {
        let bytes = packed("word/document.xml", &vec![b' '; UNPACKED as usize + 1]);
        assert!(bytes.len() < 100_000);
        let mut package = Package::open(&bytes, FileKind::Docx).unwrap();
        assert_eq!(package.part("word/document.xml"), Err(Unreadable::TooLarge("解开后超过 32 MB".into())));
    }
}
