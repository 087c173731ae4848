//! What keeps a file from being had, or a run from being made (故障): which path, why, what to do.
//!
//! The reasons of the system in Chinese stand here and nowhere else. Knows paths and errors of the system; must not know what
//! the files are for, nor exit codes.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::Finding;

/// Windows: another program has the file open and shares it with nobody (ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION), or has it
/// mapped into its memory, as viewers of PDF do (ERROR_USER_MAPPED_FILE).
const HELD: [i32; 3] = [32, 33, 1224];

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
        if path.is_dir() && matches!(deed, Deed::Read | Deed::Write | Deed::Remove) {
            return Fault::NotAFile(path.to_owned());
        }
        let signs = || is_open(path) || is_held(path);
        let held = says_held(error, cfg!(windows)) || may_be_held(deed, error) && signs();
        let why = if held { Why::Held } else { Why::System(error.kind(), reason(error)) };
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

/// Whether an error says by itself that another program has the file open: the numbers are those of Windows.
fn says_held(error: &io::Error, windows: bool) -> bool {
    windows && error.raw_os_error().is_some_and(|number| HELD.contains(&number))
}

/// Whether an error can mean as much: Windows calls it a lack of rights when a file that is open is to be replaced or removed.
fn may_be_held(deed: Deed, error: &io::Error) -> bool {
    matches!(deed, Deed::Write | Deed::Remove) && error.kind() == ErrorKind::PermissionDenied
}

/// Whether the system keeps others from opening a file for writing because a program has it open.
fn is_held(path: &Path) -> bool {
    let opened = cfg!(windows).then(|| std::fs::File::options().write(true).open(path));
    opened.is_some_and(|opened| opened.is_err_and(|error| says_held(&error, true)))
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
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "正在被别的程序使用".into(),
        ErrorKind::StaleNetworkFileHandle | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            "网络盘连不上".into()
        }
        ErrorKind::TimedOut => "等得太久，没有回应".into(),
        ErrorKind::DirectoryNotEmpty => "文件夹不是空的".into(),
        ErrorKind::CrossesDevices => "不在同一个磁盘上".into(),
        ErrorKind::UnexpectedEof => "文件不完整".into(),
        ErrorKind::InvalidData if error.to_string().is_ascii() => "不是 UTF-8 编码的文本".into(),
        ErrorKind::AddrInUse => "这个端口已被别的程序占用".into(),
        ErrorKind::OutOfMemory => "内存不够".into(),
        // What the program itself says is Chinese; what the system or a library says is not.
        _ => match (error.raw_os_error(), error.to_string()) {
            (None, words) if !words.is_ascii() => words,
            (None, _) => "系统没有说明原因".into(),
            (Some(number), _) => match TOLD.iter().find(|(own, _)| own.contains(&number)) {
                Some((_, words)) => (*words).to_owned(),
                None => format!("系统错误 {number}"),
            },
        },
    }
}

/// Errors of the system that have no kind of their own, by number.
const TOLD: &[(&[i32], &str)] = if cfg!(windows) {
    &[
        (&[4], "同时打开的文件太多"),
        (&[23, 1117], "磁盘读写出错"),
        (&[21], "磁盘没有准备好"),
        (&[53, 64, 67], "网络盘连不上"),
    ]
} else {
    &[
        (&[5], "磁盘读写出错"),
        (&[23, 24], "同时打开的文件太多"),
        (&[40], "链接绕成了圈"),
        (&[107, 112, 113], "网络盘连不上"),
    ]
};

/// The path for programs and for files that go from one system to another: relative to where this one was started, when below it;
/// with forward slashes on every system.
pub fn relative_path(path: &Path) -> String {
    let path = below(path).display().to_string();
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

/// The path as shown to people: as their system writes it, without characters that would move the cursor or begin a command of a log.
pub fn shown_path(path: &Path) -> String {
    visible(&below(path).display().to_string()).into_owned()
}

/// The path from where this program was started, when it is below that.
fn below(path: &Path) -> &Path {
    std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path)
}

/// That a file is to be looked at before anything is made of it, and how.
pub fn check_it(path: &Path) -> String {
    format!("先核对它：nianbao check {}", pasteable(path))
}

/// A path as an address of a page: everything but unreserved characters as bytes.
pub fn address(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A path as it can be pasted behind a command, in any shell: in half-width quotes when it has blanks or brackets.
pub fn pasteable(path: &Path) -> String {
    argument(&shown_path(path))
}

/// A word as it can be pasted behind a command: an agency's name with a blank or with half-width brackets goes into quotes.
pub fn argument(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-（）《》、".contains(c) || cfg!(windows) && "\\:~".contains(c);
    // What begins with a dash would be taken for an option.
    let word = if word.starts_with('-') { Cow::Owned(format!("./{word}")) } else { Cow::Borrowed(word) };
    if !word.is_empty() && word.chars().all(plain) {
        return word.into_owned();
    }
    // In double quotes a Unix shell still looks for these; a name on Windows has no such quote.
    if !cfg!(windows) && word.contains(['"', '$', '`', '\\', '!']) {
        return format!("'{}'", word.replace('\'', "'\\''"));
    }
    format!("\"{word}\"")
}

/// An option with its folder behind a command, blank first; nothing where the folder is the one taken without it.
pub fn elsewhere(option: &str, folder: &Path, usual: &str) -> String {
    match shown_path(folder) {
        shown if shown == usual || shown == format!("./{usual}") => String::new(),
        shown => format!(" {option} {}", argument(&shown)),
    }
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
    fn what_is_to_be_pasted_is_one_word_to_a_shell() {
        for (word, pasted) in [
            ("data/青石市商务局/2024.yaml", "data/青石市商务局/2024.yaml"),
            ("青石市文旅局（文物局）", "青石市文旅局（文物局）"),
            ("我的 数据/2024.yaml", "\"我的 数据/2024.yaml\""),
            ("甲局(新)", "\"甲局(新)\""),
            ("-甲局", "./-甲局"),
            ("", "\"\""),
        ] {
            assert_eq!(argument(word), pasted);
        }
        if !cfg!(windows) {
            assert_eq!(argument("甲$(ls)\"'局"), "'甲$(ls)\"'\\''局'");
            assert_eq!(argument("甲\\局"), "'甲\\局'");
        }
        assert_eq!(elsewhere("--out", Path::new("out"), "out"), "");
        assert_eq!(elsewhere("--out", Path::new("../公开 稿"), "out"), " --out \"../公开 稿\"");
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

    #[test]
    fn what_windows_says_of_a_file_that_is_open_is_understood() {
        for number in [32, 33, 1224] {
            let error = io::Error::from_raw_os_error(number);
            assert!(says_held(&error, true) && !says_held(&error, false), "{number}");
        }
        for number in [2, 3, 5, 112] {
            assert!(!says_held(&io::Error::from_raw_os_error(number), true), "{number}");
        }
        // A file that is open is replaced or removed: access denied. Reading it, or making a folder, that is another matter.
        let denied = io::Error::from(ErrorKind::PermissionDenied);
        assert!(may_be_held(Deed::Write, &denied) && may_be_held(Deed::Remove, &denied));
        assert!(!may_be_held(Deed::Read, &denied) && !may_be_held(Deed::MakeFolder, &denied));
        let fault = Fault::Io { deed: Deed::Write, path: "甲.docx".into(), why: Why::Held };
        assert_eq!(fault.to_string(), "写不了“甲.docx”：文件正在被 Word、WPS 或别的程序打开；关掉它再运行");
    }

    #[test]
    fn the_system_speaks_chinese() {
        let all = (1..200).map(io::Error::from_raw_os_error);
        for error in all.chain([io::Error::other("no such thing"), io::Error::from(ErrorKind::Other)]) {
            let words = reason(&error);
            assert!(!words.contains(|c: char| c.is_ascii_alphabetic()), "{error}: {words}");
        }
        assert_eq!(reason(&io::Error::new(ErrorKind::InvalidInput, "这是管道")), "这是管道");
    }
}
