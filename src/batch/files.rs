//! Files written whole or not at all, the names of what is only temporary, and the lock on the output folder.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diag::{Deed, Fault};
use crate::digest::Digest;
use crate::office::LOCK;

/// Beginning and end of the names of unfinished files. Nothing else in an output folder has such a name.
const TEMPORARY: (&str, &str) = (".nianbao-", ".tmp");

/// A file that is complete on disk, but not yet in its place.
#[derive(Debug)]
pub struct Staged {
    path: PathBuf,
    /// The same, as the system takes it.
    place: PathBuf,
    file: NamedTempFile,
}

/// Writes a file beside its place.
///
/// # Errors
/// What is in the way.
pub fn stage(path: &Path, bytes: &[u8]) -> Result<Staged, Fault> {
    make_folder(path.parent().unwrap_or(Path::new(".")))?;
    let place = reachable(path);
    let folder = place.parent().unwrap_or(Path::new("."));
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
    let file = staged().map_err(|error: io::Error| Fault::io(Deed::Write, path, &error))?;
    Ok(Staged { path: path.to_owned(), file, place: place.clone() })
}

/// A path that the system takes however long it is. Windows takes 260 characters and more only of a path that is written out from
/// the drive and marked as such; what is only moved or flagged is not marked by the standard library.
fn reachable(path: &Path) -> PathBuf {
    let whole = cfg!(windows).then(|| std::path::absolute(path).ok()).flatten();
    let long = whole.as_ref().and_then(|whole| whole.to_str()).filter(|whole| whole.chars().count() >= SHORT);
    long.and_then(marked).map_or_else(|| path.to_owned(), PathBuf::from)
}

/// Characters of a path that Windows takes unmarked, with room for the name of a temporary file.
const SHORT: usize = 220;

/// A whole path of Windows with the mark by which any length is taken; none when it has it.
fn marked(path: &str) -> Option<String> {
    match path.strip_prefix(r"\\") {
        Some(rest) if rest.starts_with(['?', '.']) => None,
        Some(share) => Some(format!(r"\\?\UNC\{share}")),
        None => Some(format!(r"\\?\{path}")),
    }
}

impl Staged {
    /// Where it goes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the file into its place; what was there is replaced at once.
    ///
    /// # Errors
    /// What is in the way.
    pub fn put(self) -> Result<PathBuf, Fault> {
        let Staged { path, place, file } = self;
        file.persist(&place).map_err(|error| Fault::io(Deed::Write, &path, &error.error))?;
        Ok(path)
    }

    /// Moves the file into its place when nothing lies there.
    ///
    /// # Errors
    /// Something lies there and stays; or what is in the way.
    fn put_new(self) -> Result<PathBuf, Fault> {
        let Staged { path, place, file } = self;
        file.persist_noclobber(&place).map_err(|error| Fault::io(Deed::Write, &path, &error.error))?;
        Ok(path)
    }
}

/// Makes sure that a file is on the disk itself. Asked for many files at the end of a run, it takes a small part of the time it
/// would take for each in turn, for by then the system has written most.
///
/// # Errors
/// It cannot be read or the disk fails.
pub fn settle(path: &Path) -> Result<(), Fault> {
    // Windows flushes only what was opened for writing.
    File::options()
        .write(true)
        .open(path)
        .and_then(|file| file.sync_data())
        .map_err(|error| Fault::io(Deed::Write, path, &error))
}

/// Writes a file whole or not at all.
///
/// # Errors
/// What is in the way.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    stage(path, bytes)?.put().map(drop)
}

/// Writes a new file whole or not at all; one that is there is somebody's work and stays.
///
/// # Errors
/// It is there already; or what is in the way.
pub fn create_whole(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    stage(path, bytes)?.put_new().map(drop)
}

/// Puts new bytes in the place of a file that was read as `before`: at once, behind a link where it is one, on the disk itself, with
/// the permissions it had.
///
/// # Errors
/// [`Fault::Changed`]: it no longer holds what was read; or what is in the way. The file is as it was.
pub fn replace_whole(path: &Path, before: &[u8], bytes: &[u8]) -> Result<(), Fault> {
    let fault = |error: io::Error| Fault::io(Deed::Write, path, &error);
    let read = fs::read(path).map_err(|error| Fault::io(Deed::Read, path, &error))?;
    if read != before {
        return Err(Fault::Changed(path.to_owned()));
    }
    let target = path.canonicalize().map_err(fault)?;
    let Staged { file, .. } = stage(&target, bytes)?;
    let settled = || {
        file.as_file().set_permissions(fs::metadata(&target)?.permissions())?;
        file.as_file().sync_all()
    };
    settled().map_err(fault)?;
    file.persist(&target).map_err(|error| fault(error.error))?;
    Ok(())
}

/// Makes a folder and those above it.
///
/// # Errors
/// What is in the way.
pub fn make_folder(folder: &Path) -> Result<(), Fault> {
    if folder.as_os_str().is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|error| match folder.ancestors().find(|above| above.is_file()) {
        Some(file) => Fault::NotAFolder(file.to_owned()),
        None => Fault::io(Deed::MakeFolder, folder, &error),
    })
}

/// The hash of a file; none when it is not there, or empty: that is what a power cut makes of a file, and no hand.
///
/// # Errors
/// It is there and cannot be read.
pub fn hash(path: &Path) -> Result<Option<Digest>, Fault> {
    match fs::read(path) {
        Ok(bytes) if bytes.is_empty() => Ok(None),
        Ok(bytes) => Ok(Some(Digest::of(&bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::io(Deed::Read, path, &error)),
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
    pub fn take(out: &Path) -> Result<Lock, Fault> {
        make_folder(out)?;
        let path = out.join(LOCK);
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        let file = opened.map_err(|error| Fault::io(Deed::WriteInto, out, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Fault::Busy(out.to_owned())),
            // A file system without locks cannot be helped; files are still written whole.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Lock { _file: file }),
            Err(TryLockError::Error(error)) => Err(Fault::io(Deed::Lock, out, &error)),
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
    fn a_file_changed_by_another_hand_stays_as_that_hand_left_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("2024.yaml");
        create_whole(&path, b"1").unwrap();
        assert!(create_whole(&path, b"2").is_err(), "what is there is not written over");
        assert_eq!(replace_whole(&path, b"0", b"2"), Err(Fault::Changed(path.clone())));
        assert_eq!(fs::read(&path).unwrap(), b"1");
        replace_whole(&path, b"1", b"2").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"2");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_changed_file_keeps_its_link_and_who_may_read_it() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.yaml"), folder.path().join("2024.yaml"));
        fs::write(&real, "1").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&real, &link).unwrap();
        replace_whole(&link, b"1", b"2").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&real).unwrap(), b"2");
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_long_path_is_marked_for_windows_once() {
        assert_eq!(marked(r"C:\数据\甲.yaml").as_deref(), Some(r"\\?\C:\数据\甲.yaml"));
        assert_eq!(marked(r"\\server\共享\甲.yaml").as_deref(), Some(r"\\?\UNC\server\共享\甲.yaml"));
        assert_eq!(marked(r"\\?\C:\甲.yaml"), None);
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
        let fault = |path: &str| write_whole(&folder.path().join(path), b"").unwrap_err();
        assert_eq!(fault("2024/甲.docx"), Fault::NotAFolder(folder.path().join("2024")));
        assert_eq!(fault("乙.docx"), Fault::NotAFile(folder.path().join("乙.docx")));
        let words = fault(&format!("{}.docx", "长".repeat(100))).to_string();
        assert!(words.contains("过长"), "{words}");
    }

    #[test]
    fn one_build_holds_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let lock = Lock::take(folder.path()).unwrap();
        assert_eq!(Lock::take(folder.path()).unwrap_err(), Fault::Busy(folder.path().to_owned()));
        drop(lock);
        assert!(Lock::take(folder.path()).is_ok());
    }
}
