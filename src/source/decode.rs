//! Bytes → text: what is no UTF-8 text, or no text at all, is named as what it is. Knows nothing of YAML.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::diag::{Code, Finding, Place, SourceFile, pasteable};

/// Largest file that is read, in bytes: a report's data is about 10 KB, its text hardly 100 KB.
pub const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// What Notepad puts before UTF-8 text (字节序标记); no part of the text.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Reads a file as UTF-8 text.
///
/// # Errors
/// A finding when the file is too large or no UTF-8 text (its place is as near as can be said); an I/O error otherwise.
pub fn load(path: &Path) -> std::io::Result<Result<Arc<SourceFile>, Finding>> {
    let mut bytes = Vec::new();
    let kind = std::fs::metadata(path)?;
    if !kind.is_file() && !kind.is_dir() {
        // Opening a pipe would wait for whoever writes into it, for ever.
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "这是管道或设备，不是文件"));
    }
    std::fs::File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(decode(path, bytes))
}

/// Turns the bytes of a file into text.
///
/// # Errors
/// `too-large` or `not-text`.
pub fn decode(path: &Path, mut bytes: Vec<u8>) -> Result<Arc<SourceFile>, Finding> {
    let empty = |text: String| Arc::new(SourceFile { path: path.to_owned(), text });
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Finding::new(
            Code::TooLarge,
            Place::new(&empty(String::new()), 0..0),
            format!("文件超过 {} MB，不是一份年报的数据", MAX_BYTES / 1024 / 1024),
        )
        .help("请确认没有选错文件；图片、附件不要放进数据文件"));
    }
    if bytes.starts_with(BOM) {
        bytes.drain(..BOM.len());
    }
    if let Some(what) = other_kind(&bytes) {
        let finding =
            Finding::new(Code::NotText, Place::new(&empty(String::new()), 0..0), format!("这是{what}，不是数据文件"));
        return Err(
            finding.help(format!("改名不能把它变成数据文件；转成数据文件运行：nianbao import {}", pasteable(path)))
        );
    }
    // What a disk gives for a file whose saving a power cut has ended.
    if !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0) {
        let finding =
            Finding::new(Code::NotText, Place::new(&empty(String::new()), 0..0), "文件里什么也没有，全是空字节");
        return Err(finding.help("多半是保存的时候断了电：从备份取回；没有备份的，重新填写"));
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(empty(text)),
        Err(error) => error,
    };
    let valid = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    let what = if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        "文件是 UTF-16（记事本里叫“Unicode”）编码，不是 UTF-8"
    } else if bytes.contains(&0) {
        "这是二进制文件，不是文本"
    } else {
        "文件不是 UTF-8 编码，多半是 GBK（记事本里叫“ANSI”）"
    };
    let text = String::from_utf8_lossy(&bytes[..valid]).into_owned();
    let at = text.len();
    Err(Finding::new(Code::NotText, Place::new(&empty(text), at..at), what)
        .help("用记事本或 WPS 打开，“另存为”，编码选 UTF-8，再试一次"))
}

/// What a file is that is no data file at all, by its first bytes.
fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => Some(" Word、Excel 或压缩文件"),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Some("旧版的 Word 或 Excel 文件"),
        [b'%', b'P', b'D', b'F', ..] => Some(" PDF 文件"),
        [b'{', b'\\', b'r', b't', b'f', ..] => Some(" Word 的 RTF 文件"),
        _ => {
            let head = bytes[..bytes.len().min(64)].trim_ascii_start().to_ascii_lowercase();
            ["<!doctype", "<html", "<?xml"].iter().any(|tag| head.starts_with(tag.as_bytes())).then_some("网页")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_encodings_are_named() {
        let gbk = b"\xbb\xfa\xb9\xd8: \xc4\xb3\xbe\xd6\n".to_vec();
        assert!(decode(Path::new("a"), gbk).unwrap_err().message.contains("GBK"));
        assert!(decode(Path::new("a"), b"\xFF\xFEa\0".to_vec()).unwrap_err().message.contains("UTF-16"));
        for (bytes, words) in [
            (&b"PK\x03\x04\xff\xff"[..], "Word"),
            (b"{\\rtf1\\ansi", "RTF"),
            (b"\n<!DOCTYPE html><html>", "网页"),
            (b"<html lang=zh>", "网页"),
            (b"\0\0\0\0", "空字节"),
        ] {
            let message = decode(Path::new("a"), bytes.to_vec()).unwrap_err().message;
            assert!(message.contains(words), "{message}");
        }
        assert_eq!(decode(Path::new("a"), vec![b'a'; MAX_BYTES as usize + 1]).unwrap_err().code, Code::TooLarge);
    }
}
