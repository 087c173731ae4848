//! What keeps a file from being had, or a run from being made (故障): which path, why, what to do.
//!
//! The reasons of the system in Chinese stand here and nowhere else. Knows paths and errors of the system; must not know what
//! the files are for, nor exit codes.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Finding;

/// Windows: another program has the file open and shares it with nobody (ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION).
const HELD: [i32; 2] = [32, 33];

/// Why something could not be done. Its `Display` is one sentence in Chinese with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The system refused something with a file or folder.
    #[error("{deed}“{}”：{why}", shown_path(.path))]
    Io {
        /// What was to be done.
        deed: Deed,
        /// With which file or folder.
        path: PathBuf,
        /// Why it could not be done.
        why: Why,
    },
    /// A file stands where a folder must.
    #[error("“{}”是文件，应当是文件夹；请把它移走", shown_path(.0))]
    NotAFolder(PathBuf),
    /// A folder stands where a file must.
    #[error("“{}”是文件夹，应当是文件；请把它移走", shown_path(.0))]
    NotAFile(PathBuf),
    /// A file was changed by another hand between reading and writing it.
    #[error("“{}”在读过之后又被改动了，没有写；请再做一次", shown_path(.0))]
    Changed(PathBuf),
    /// Another run of this program writes into the folder.
    #[error("另一个 nianbao 正在写“{}”；等它结束再运行，或用 --out 写到别处", shown_path(.0))]
    Busy(PathBuf),
    /// What was asked for cannot be meant: a name that is not known, a path that is not there, options that do not go together.
    #[error("{0}")]
    Usage(String),
    /// A file of the office's own (版式、表样) is wrong at a place.
    #[error("{}", .0.message)]
    At(Box<Finding>),
    /// A library failed, or two things do not fit; in words.
    #[error("{0}")]
    Other(String),
}

/// What was to be done with a path (做什么).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// 读文件
    Read,
    /// 读文件夹
    ReadFolder,
    /// 读版式文件
    ReadStyle,
    /// 读字体文件夹
    ReadFonts,
    /// 写
    Write,
    /// 写进文件夹
    WriteInto,
    /// 建文件夹
    MakeFolder,
    /// 删
    Remove,
    /// 锁文件夹
    Lock,
}

/// Why the system refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Word, WPS or another program has the file open.
    Held,
    /// The system's own reason.
    System(ErrorKind, String),
}

impl Fault {
    /// What the system said when `deed` was tried on `path`.
    pub fn io(deed: Deed, path: &Path, error: &io::Error) -> Fault {
        let writes = matches!(deed, Deed::Write | Deed::Remove);
        if path.is_dir() && matches!(deed, Deed::Read | Deed::Write | Deed::Remove) {
            return Fault::NotAFile(path.to_owned());
        }
        let why = match error.raw_os_error() {
            Some(number) if cfg!(windows) && HELD.contains(&number) => Why::Held,
            _ if writes && error.kind() == ErrorKind::PermissionDenied && (is_open(path) || is_held(path)) => Why::Held,
            _ => Why::System(error.kind(), reason(error)),
        };
        Fault::Io { deed, path: path.to_owned(), why }
    }

    /// The path it is about, where there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Fault::Io { path, .. }
            | Fault::NotAFolder(path)
            | Fault::NotAFile(path)
            | Fault::Changed(path)
            | Fault::Busy(path) => Some(path),
            Fault::At(finding) => Some(finding.at.path()),
            Fault::Usage(_) | Fault::Other(_) => None,
        }
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Deed::Read | Deed::ReadFolder => "读不了",
            Deed::ReadStyle => "读不了版式文件",
            Deed::ReadFonts => "读不了字体文件夹",
            Deed::Write => "写不了",
            Deed::WriteInto => "写不了文件夹",
            Deed::MakeFolder => "建不了文件夹",
            Deed::Remove => "删不了",
            Deed::Lock => "锁不住文件夹",
        })
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Why::Held => f.write_str("文件正在被 Word、WPS 或别的程序打开；关掉它再运行"),
            Why::System(_, words) => f.write_str(words),
        }
    }
}

/// Whether the system keeps others from writing a file because a program has it open. Windows calls it a lack of rights when a
/// file that is open is to be replaced by another, and only this when it is to be opened.
fn is_held(path: &Path) -> bool {
    let opened = cfg!(windows).then(|| std::fs::File::options().write(true).open(path));
    opened.is_some_and(|opened| {
        opened.is_err_and(|error| error.raw_os_error().is_some_and(|number| HELD.contains(&number)))
    })
}

/// Whether the note that Word, WPS or LibreOffice lays beside a file while it is open is there (`~$…`, `.~…`, `.~lock.…#`).
fn is_open(path: &Path) -> bool {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return false;
    };
    // Word leaves out the first one or two characters of a name that is long enough.
    let tails = (0..=2).filter_map(|skipped| name.char_indices().nth(skipped).map(|(at, _)| &name[at..]));
    let owners = tails.map(|tail| format!("~${tail}")).chain([format!(".~{name}"), format!(".~lock.{name}#")]);
    let mut owners = owners.map(|owner| folder.join(owner));
    owners.any(|owner| owner.is_file())
}

/// An I/O error in Chinese, where it is a common one.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "文件不存在".into(),
        ErrorKind::PermissionDenied => "没有权限".into(),
        ErrorKind::AlreadyExists => "已经存在".into(),
        ErrorKind::NotADirectory => "路径中有一段不是文件夹".into(),
        ErrorKind::IsADirectory => "这是文件夹，不是文件".into(),
        ErrorKind::StorageFull => "磁盘已满".into(),
        ErrorKind::QuotaExceeded => "磁盘配额已用完".into(),
        ErrorKind::FileTooLarge => "超过系统允许的文件大小".into(),
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的".into(),
        ErrorKind::InvalidFilename => "文件名不合要求或过长".into(),
        _ => error.to_string(),
    }
}

/// The path for programs: relative to where this one was started, when below it.
pub fn relative_path(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// The path as shown to people: the same, without characters that would move the cursor or begin a command of a log.
pub fn shown_path(path: &Path) -> String {
    visible(&relative_path(path)).into_owned()
}

/// A path as it can be pasted behind a command, in any shell: in half-width quotes when it has blanks or brackets.
pub fn pasteable(path: &Path) -> String {
    argument(&shown_path(path))
}

/// A word as it can be pasted behind a command: an agency's name with a blank or with half-width brackets goes into quotes.
pub fn argument(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/\\:._-~（）《》、".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("\"{word}\"") }
}

/// A text that stays on its line: control characters, those that end a line and those that turn the writing round are written out;
/// one that a log would take for a command (`::error`) no longer begins with it.
pub fn visible(text: &str) -> Cow<'_, str> {
    let moves = |c: char| {
        c.is_control()
            || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let command = ["::", "##["].iter().any(|start| text.trim_start().starts_with(start));
    if !command && !text.contains(moves) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::from(if command { "./" } else { "" });
    for c in text.chars() {
        if moves(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// The same for a text that may have several lines.
pub fn lines_visible(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return visible(text);
    }
    Cow::Owned(text.split('\n').map(visible).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_stay_on_their_line() {
        for (text, shown) in [
            ("甲局/2024.yaml", "甲局/2024.yaml"),
            ("甲\r\u{1b}[2J局", "甲\\u{d}\\u{1b}[2J局"),
            ("甲\n::error::坏", "甲\\u{a}::error::坏"),
            ("::error::坏", "./::error::坏"),
            (" ##[error]", "./ ##[error]"),
            ("a\u{202e}b", "a\\u{202e}b"),
        ] {
            assert_eq!(visible(text), shown);
        }
        assert_eq!(lines_visible("甲\n::error"), "甲\n./::error");
    }

    #[test]
    fn a_file_open_in_word_or_wps_is_named_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("某市商务局2024年报告.docx");
        let denied = io::Error::from(ErrorKind::PermissionDenied);
        let why = |path: &Path| Fault::io(Deed::Write, path, &denied).to_string();
        assert!(why(&path).ends_with("没有权限"));
        for owner in ["~$商务局2024年报告.docx", ".~某市商务局2024年报告.docx", ".~lock.某市商务局2024年报告.docx#"]
        {
            std::fs::write(folder.path().join(owner), "").unwrap();
            assert!(why(&path).contains("Word、WPS"), "{owner}");
            std::fs::remove_file(folder.path().join(owner)).unwrap();
        }
        let held = io::Error::from_raw_os_error(32);
        let fault = Fault::io(Deed::Write, &path, &held);
        assert_eq!(matches!(fault, Fault::Io { why: Why::Held, .. }), cfg!(windows));
        assert_eq!(fault.path(), Some(path.as_path()));
    }
}
