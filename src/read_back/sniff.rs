//! What a file is, told by its first bytes and, for containers, by what they hold.

use std::io::Cursor;

use super::Unreadable;
use super::unit::FileKind;

/// Bytes looked at for the beginnings of text formats.
const HEAD: usize = 4096;

/// How OLE containers begin.
pub(super) const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// What a file is.
///
/// # Errors
/// A format that no reader knows, by name where it can be told.
pub fn sniff(bytes: &[u8]) -> Result<FileKind, Unreadable> {
    match bytes {
        [] => Err(Unreadable::Empty),
        [b'P', b'K', 3 | 5 | 7, ..] => packed(bytes),
        _ if bytes.starts_with(OLE) => compound(bytes),
        _ => plain(bytes),
    }
}

/// A zip file, by its parts.
fn packed(bytes: &[u8]) -> Result<FileKind, Unreadable> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| Unreadable::damaged(FileKind::Docx, format!("压缩包打不开：{error}")))?;
    let mut found = None;
    for name in archive.file_names().flatten().map(|name| name.replace('\\', "/").to_ascii_lowercase()) {
        let kind = match name.trim_start_matches('/') {
            name if name.starts_with("word/") && name.ends_with(".xml") => Ok(FileKind::Docx),
            name if name.starts_with("xl/workbook") => Ok(FileKind::Xlsx),
            "ofd.xml" => Err(Unreadable::Ofd),
            name if name.starts_with("ppt/") => Err(Unreadable::Other("演示文稿")),
            _ => continue,
        };
        // A document may hold a workbook of its charts, and the other way about: the shallower wins by coming first.
        found.get_or_insert(kind);
    }
    found.unwrap_or_else(|| open_document(bytes))
}

/// An OpenDocument file says what it is in its first part, `mimetype`.
fn open_document(bytes: &[u8]) -> Result<FileKind, Unreadable> {
    let mut package = super::package::Package::open(bytes, FileKind::Ods)?;
    let kind = package.part("mimetype")?.unwrap_or_default();
    let kind = String::from_utf8_lossy(&kind).trim().to_owned();
    match kind.strip_prefix("application/vnd.oasis.opendocument.") {
        Some(rest) if rest.starts_with("spreadsheet") => Ok(FileKind::Ods),
        Some(rest) if rest.starts_with("text") => {
            Err(Unreadable::Other(" ODT 文字文档（请用 Word 或 WPS 另存为 DOCX）"))
        }
        Some(_) => Err(Unreadable::Other(" OpenDocument 文件，但不是表格")),
        None if package.has("content.xml") => Ok(FileKind::Ods),
        None => Err(Unreadable::Archive),
    }
}

/// An OLE container, by its streams.
fn compound(bytes: &[u8]) -> Result<FileKind, Unreadable> {
    let file =
        cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|error| Unreadable::damaged(FileKind::Doc, error))?;
    let there = |name: &str| file.is_stream(name);
    match () {
        () if there("EncryptedPackage") || there("EncryptionInfo") => Err(Unreadable::Locked),
        () if there("WordDocument") => Ok(FileKind::Doc),
        () if there("Workbook") || there("Book") => Ok(FileKind::Xls),
        () if there("PowerPoint Document") => Err(Unreadable::Other("演示文稿")),
        () if there("HwpSummaryInformation") => Err(Unreadable::Other(" HWP 文件")),
        () => Err(Unreadable::Unknown),
    }
}

/// A file without a container: PDF, pictures, markup, text.
fn plain(bytes: &[u8]) -> Result<FileKind, Unreadable> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches(['\u{FEFF}', '\u{FFFD}']).trim_start();
    if is_picture(head) {
        return Err(Unreadable::Picture);
    }
    // Some programs put bytes of their own before the first line of a PDF (ISO 32000-1, annex H, note 13).
    if head[..head.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        return Ok(FileKind::Pdf);
    }
    if text.starts_with("{\\rtf") {
        return Err(Unreadable::Rtf);
    }
    if head.starts_with(b"Rar!") || head.starts_with(b"7z\xBC\xAF") || head.starts_with(&[0x1F, 0x8B]) {
        return Err(Unreadable::Archive);
    }
    let utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    if utf16 {
        let (text, ..) = encoding_rs::UTF_8.decode(head);
        if let Some(kind) = office_xml(&text) {
            return kind;
        }
        return Ok(markup(text.trim_start_matches('\u{FEFF}').trim_start()).unwrap_or(FileKind::Text));
    }
    if let Some(kind) = office_xml(text) {
        return kind;
    }
    if let Some(kind) = markup(text) {
        return Ok(kind);
    }
    // Text has no zero bytes and hardly any other controls.
    let controls = head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C)).count();
    if head.contains(&0) || controls * 50 > head.len() { Err(Unreadable::Unknown) } else { Ok(FileKind::Text) }
}

/// What office programs save as one XML file, by its namespaces.
fn office_xml(text: &str) -> Option<Result<FileKind, Unreadable>> {
    let xml = text.trim_start_matches('\u{FEFF}').starts_with("<?xml");
    let has = |name: &str| xml && text.contains(name);
    match () {
        () if has(super::sheet_xml::NAMESPACE) => Some(Ok(FileKind::Xls)),
        () if has("schemas.microsoft.com/office/word/2003/wordml")
            || has("schemas.microsoft.com/office/2006/xmlPackage") =>
        {
            Some(Err(Unreadable::Other(" Word 的 XML 文件（请用 Word 或 WPS 打开，另存为 DOCX）")))
        }
        () if has("urn:oasis:names:tc:opendocument") => {
            Some(Err(Unreadable::Other(" OpenDocument 的 XML 文件（请另存为 DOCX 或 xlsx）")))
        }
        () => None,
    }
}

/// HTML and MIME, by how they begin.
fn markup(text: &str) -> Option<FileKind> {
    let lower = text.to_ascii_lowercase();
    if lower.lines().take(40).take_while(|line| !line.trim().is_empty()).any(|line| line.starts_with("mime-version:")) {
        return Some(FileKind::Mht);
    }
    let tags = ["<html", "<head", "<body", "<table", "<div", "<meta", "<!doctype html", "<p>", "<p ", "<title"];
    (lower.starts_with('<') && tags.iter().any(|tag| lower.contains(tag))).then_some(FileKind::Html)
}

fn is_picture(head: &[u8]) -> bool {
    let starts = |magic: &[u8]| head.starts_with(magic);
    starts(&[0xFF, 0xD8, 0xFF])
        || starts(b"\x89PNG")
        || starts(b"GIF8")
        || starts(b"II*\0")
        || starts(b"MM\0*")
        || starts(b"BM") && head.get(6..10) == Some(&[0; 4])
        || starts(b"RIFF") && head.get(8..12) == Some(b"WEBP")
        || head.get(4..8) == Some(b"ftyp") && matches!(head.get(8..12), Some(b"heic" | b"heix" | b"mif1" | b"avif"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_bytes() {
        assert_eq!(sniff(b""), Err(Unreadable::Empty));
        assert_eq!(sniff(b"%PDF-1.4\n"), Ok(FileKind::Pdf));
        assert_eq!(sniff(b"\xEF\xBB\xBF<!DOCTYPE html><p>"), Ok(FileKind::Html));
        assert_eq!(sniff(b"\r\n<html xmlns:o=\"urn:x\">"), Ok(FileKind::Html));
        let wrapped = |name: &str| sniff(format!("<?xml version=\"1.0\"?><a xmlns=\"{name}\"/>").as_bytes());
        assert_eq!(wrapped("urn:schemas-microsoft-com:office:spreadsheet"), Ok(FileKind::Xls));
        for name in
            ["http://schemas.microsoft.com/office/word/2003/wordml", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"]
        {
            assert!(wrapped(name).unwrap_err().to_string().contains("另存为 DOCX"), "{name}");
        }
        assert_eq!(sniff(b"From: <x>\r\nMIME-Version: 1.0\r\n\r\n"), Ok(FileKind::Mht));
        assert_eq!(sniff(b"{\\rtf1\\ansi"), Err(Unreadable::Rtf));
        assert_eq!(sniff(b"\xFF\xD8\xFF\xE0\0\x10JFIF"), Err(Unreadable::Picture));
        assert_eq!(sniff(b"\x7FELF\x02\x01\x01\0\0\0"), Err(Unreadable::Unknown));
        assert_eq!(sniff("年度\t1\n".as_bytes()), Ok(FileKind::Text));
        assert_eq!(sniff(b"\xC4\xEA\xB6\xC8\t1\n"), Ok(FileKind::Text), "GBK");
        assert!(matches!(sniff(b"PK\x03\x04 cut"), Err(Unreadable::Damaged { .. })));
        assert!(matches!(sniff(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 cut"), Err(Unreadable::Damaged { .. })));
    }
}
