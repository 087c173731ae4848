//! A zip archive that is the same bytes on every machine and day: fixed time, fixed permissions, fixed system.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::PackageError;

/// A file of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path in the archive, folders divided by `/`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file at a path.
    pub fn new(path: impl Into<String>, bytes: Vec<u8>) -> File {
        File { path: path.into(), bytes }
    }
}

/// Zips files in the order given.
///
/// # Errors
/// A path that an archive cannot hold, or more bytes than one can.
pub fn pack(files: &[File]) -> Result<Vec<u8>, PackageError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        // Without permissions the external attributes are zero, which Word for Mac complains about.
        .unix_permissions(0o644)
        // The same byte on every system, so that the same report is the same file.
        .system(System::Unix);
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(1 << 15)));
    for file in files {
        zip.start_file(file.path.as_str(), options)?;
        zip.write_all(&file.bytes).map_err(zip::result::ZipError::from)?;
    }
    Ok(zip.finish()?.into_inner())
}
