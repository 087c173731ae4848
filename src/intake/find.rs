//! Which files are meant by the names of files and folders.

use std::path::{Path, PathBuf};

use crate::diag::{Deed, Fault};
use crate::office::{ROSTER, is_data_file, is_hidden, no_path};

/// Folders within folders are looked into so far.
const DEEPEST: usize = 4;

/// The files named, and those in the folders named, in order; data files, hidden ones and what word processors lay beside an open
/// file are left out of folders.
///
/// # Errors
/// A path that is not there, a folder that cannot be read, or nothing to read at all.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            within(path, DEEPEST, &mut files)?;
        } else if path.exists() {
            files.push(path.clone());
        } else {
            return Err(Fault::Usage(no_path(path)));
        }
    }
    if files.is_empty() {
        return Err(Fault::Usage("文件夹里没有可读的文件".into()));
    }
    Ok(files)
}

fn within(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Fault> {
    let fault = |error: &std::io::Error| Fault::io(Deed::ReadFolder, folder, error);
    let entries = std::fs::read_dir(folder).map_err(|error| fault(&error))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(|error| fault(&error))?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // The office's list of agencies is no report.
        if is_hidden(&name) || name == ROSTER {
            continue;
        }
        if path.is_dir() {
            if depth > 0 {
                within(&path, depth - 1, files)?;
            }
        } else if !is_data_file(&path) {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_report_is_left_out_of_a_folder_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("街道")).unwrap();
        let all = [
            "~$稿.docx",
            "~WRL0003.tmp",
            ".~lock.a#",
            "名单.txt",
            "2024.yaml",
            "a.docx",
            "街道/b.xlsx",
            "~稿.docx",
            "报.tmp",
        ];
        all.iter().for_each(|name| std::fs::write(folder.path().join(name), "x").unwrap());
        let found = sources(&[folder.path().to_owned()]).unwrap();
        let found: Vec<_> = found.iter().map(|path| path.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(found, ["a.docx", "~稿.docx", "报.tmp", "街道/b.xlsx"].map(Path::new));
    }
}
