//! Files written whole or not at all, the names of what is only temporary, and the lock on the output folder.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::cli::collect::reason;
use crate::cli::{Failure, show};
use crate::manifest::Digest;

/// Beginning and end of the names of unfinished files. Nothing else in an output folder has such a name.
const TEMPORARY: (&str, &str) = (".nianbao-", ".tmp");
/// The lock's name in the output folder. The file stays: removing it would open a gap for a third build.
const LOCK: &str = ".nianbao.lock";

/// A file that is complete on disk, but not yet in its place.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    file: NamedTempFile,
}

/// Writes a file beside its place.
///
/// # Errors
/// What is in the way, as a sentence.
pub fn stage(path: &Path, bytes: &[u8]) -> Result<Staged, String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let staged = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // What is made to be published may be read by others; the umask still applies.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        Ok(file)
    };
    let file = staged().map_err(|error: io::Error| unwritable(path, &error))?;
    Ok(Staged { path: path.to_owned(), file })
}

impl Staged {
    /// Moves the file into its place; what was there is replaced at once.
    ///
    /// # Errors
    /// What is in the way, as a sentence.
    pub fn put(self) -> Result<PathBuf, String> {
        let Staged { path, file } = self;
        file.persist(&path).map_err(|error| unwritable(&path, &error.error))?;
        Ok(path)
    }
}

/// Makes sure that a file is on the disk itself. Asked for many files at the end of a run, it takes a small part of the time it
/// would take for each in turn, for by then the system has written most.
///
/// # Errors
/// It cannot be read or the disk fails, as a sentence.
pub fn settle(path: &Path) -> Result<(), String> {
    File::open(path).and_then(|file| file.sync_data()).map_err(|error| unwritable(path, &error))
}

/// Writes a file whole or not at all.
///
/// # Errors
/// What is in the way, as a sentence.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), String> {
    stage(path, bytes)?.put().map(drop)
}

/// Makes a folder and those above it.
///
/// # Errors
/// What is in the way, as a sentence.
pub fn make_folder(folder: &Path) -> Result<(), String> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|error| match folder.ancestors().find(|above| above.is_file()) {
        Some(file) => format!("“{}”是文件，应当是文件夹；请把它移走", show::shown_path(file)),
        None => format!("建不了文件夹“{}”：{}", show::shown_path(folder), reason(&error)),
    })
}

fn unwritable(path: &Path, error: &io::Error) -> String {
    failed("写不了", path, error)
}

fn failed(what: &str, path: &Path, error: &io::Error) -> String {
    let shown = show::shown_path(path);
    if path.is_dir() {
        return format!("“{shown}”是文件夹，应当是文件；请把它移走");
    }
    format!("{what}“{shown}”：{}", reason(error))
}

/// The hash of a file; none when it is not there, or empty: that is what a power cut makes of a file, and no hand.
///
/// # Errors
/// It is there and cannot be read, as a sentence.
pub fn hash(path: &Path) -> Result<Option<Digest>, String> {
    match fs::read(path) {
        Ok(bytes) if bytes.is_empty() => Ok(None),
        Ok(bytes) => Ok(Some(Digest::of(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("读不了", path, &error)),
    }
}

/// Removes what a killed build left unfinished in a folder; what cannot be removed stays for the next time.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The output folder, held against other builds until dropped; the system lets go of it when the program is killed.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// # Errors
    /// Another build holds it, or the folder cannot be written.
    pub fn take(out: &Path) -> Result<Lock, Failure> {
        make_folder(out).map_err(Failure::Other)?;
        let path = out.join(LOCK);
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(|error| {
                Failure::Other(format!("写不了文件夹“{}”：{}", show::shown_path(out), reason(&error)))
            })?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::Other(format!(
                "另一个 nianbao 正在写“{}”；等它结束再运行，或用 --out 写到别处",
                show::shown_path(out)
            ))),
            // A file system without locks cannot be helped; files are still written whole.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Lock { _file: file }),
            Err(TryLockError::Error(error)) => {
                Err(Failure::Other(format!("锁不住文件夹“{}”：{}", show::shown_path(out), reason(&error))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_replaces_another_at_once_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("2024/甲.docx");
        write_whole(&path, b"1").unwrap();
        let staged = stage(&path, b"2").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"1");
        staged.put().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"2");
        drop(stage(&path, b"3").unwrap());
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn only_unfinished_files_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".nianbao-x1.tmp", ".nianbao-说明.txt", "甲.tmp", "甲.docx"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        sweep(folder.path());
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, [".nianbao-说明.txt", "甲.docx", "甲.tmp"]);
    }

    #[test]
    fn what_is_in_the_way_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("2024"), "").unwrap();
        fs::create_dir(folder.path().join("乙.docx")).unwrap();
        let words = write_whole(&folder.path().join("2024/甲.docx"), b"").unwrap_err();
        assert!(words.contains("2024”是文件，应当是文件夹"), "{words}");
        let words = write_whole(&folder.path().join("乙.docx"), b"").unwrap_err();
        assert!(words.contains("是文件夹，应当是文件"), "{words}");
        let words = write_whole(&folder.path().join(format!("{}.docx", "长".repeat(100))), b"").unwrap_err();
        assert!(words.contains("过长"), "{words}");
    }

    #[test]
    fn one_build_holds_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let lock = Lock::take(folder.path()).unwrap();
        assert!(Lock::take(folder.path()).unwrap_err().to_string().contains("另一个 nianbao"));
        drop(lock);
        assert!(Lock::take(folder.path()).is_ok());
    }
}
