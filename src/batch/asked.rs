//! A file that a command writes where it was told to (`--output`, `--report`, `--package` …): a path is easily mistaken, and what stands
//! there may be the data, a published report, the list of agencies. Only what a former run may have written there is written over.

use std::path::Path;

use super::files::write_whole;
use crate::diag::{Fault, shown_path};
use crate::office::{LOCK, ROSTER, is_data_file};
use crate::read_back::unit::FileKind;
use crate::read_back::{Unreadable, sniff};

/// What is written where it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenKind {
    /// A workbook.
    Workbook,
    /// A letter in Word.
    Document,
    /// What goes to the website, packed.
    Package,
    /// A web page.
    Page,
    /// For programs.
    Json,
    /// For people.
    Text,
    /// A PDF, a picture, an old Word file: nothing that is written so.
    Other,
}

/// Endings of what a person keeps, or the program reads: none is written over by a text that happens to be a text, too.
const KEPT: [&str; 4] = ["yaml", "yml", "j2", "csv"];

impl WrittenKind {
    fn of(bytes: &[u8]) -> WrittenKind {
        match sniff(bytes) {
            Ok(FileKind::Xlsx) => WrittenKind::Workbook,
            Ok(FileKind::Docx) => WrittenKind::Document,
            Ok(FileKind::Html) => WrittenKind::Page,
            Ok(FileKind::Text) if bytes.starts_with(b"{") => WrittenKind::Json,
            Ok(FileKind::Text) | Err(Unreadable::Empty) => WrittenKind::Text,
            Err(_) if bytes.starts_with(b"PK") => WrittenKind::Package,
            _ => WrittenKind::Other,
        }
    }
}

/// Whether a file would lie among the reports of a year, or what was kept of them.
fn is_among_reports(path: &Path) -> bool {
    let is_year = |folder: &Path| {
        let name = folder.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.len() == 4 && name.parse::<u16>().is_ok())
    };
    path.ancestors().skip(1).any(|folder| is_year(folder) && folder.parent().is_some_and(|out| out.join(LOCK).exists()))
}

/// That a file of a kind may be written where it was asked for.
///
/// # Errors
/// Something lies there that is no former result of the same kind, or the place is that of the reports.
pub fn may_write(path: &Path, new: WrittenKind) -> Result<(), Fault> {
    let refused = |why: &str| Err(Fault::Usage(format!("没有写“{}”：{why}；换一个文件名", shown_path(path))));
    if is_among_reports(path) {
        return refused("这个文件夹只放生成的报告和生成记录");
    }
    // What is no file, or cannot be read, is in the way, and said to be when it is written.
    let Some(there) = path.is_file().then(|| std::fs::read(path).ok()).flatten().filter(|there| !there.is_empty())
    else {
        return Ok(());
    };
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if is_data_file(path) || KEPT.contains(&ending.as_str()) || path.file_name().is_some_and(|name| name == ROSTER) {
        return refused("那里是数据文件、名单或模板，不能覆盖");
    }
    // Every text that is written names the year or the files it is about; a list or a note of one's own does not.
    let is_ours = |text: &[u8]| ["年度", ".yaml"].iter().any(|word| String::from_utf8_lossy(text).contains(word));
    if WrittenKind::of(&there) != new || (new == WrittenKind::Text && !is_ours(&there)) {
        return refused("那里已有别的文件，不能覆盖");
    }
    Ok(())
}

/// Writes a file whole where it was asked for.
///
/// # Errors
/// Something lies there that is no former result of the same kind, and stays; or what is in the way.
pub fn write_asked(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    may_write(path, WrittenKind::of(bytes))?;
    write_whole(path, bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};

    /// A zip file of one part, which is stored as it is.
    fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn only_a_former_result_of_the_same_kind_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (book, word) = (zipped("xl/workbook.xml", b""), zipped("word/document.xml", b""));
        // A package holds documents.
        let zip = zipped("甲局.docx", &word);
        let (book, word, zip) = (&book[..], &word[..], &zip[..]);
        let (page, json) = (b"<!doctype html>".as_slice(), b"{}\n".as_slice());
        let (text, list) = ("2024 年度收到 2 个机关".as_bytes(), "甲局\n乙局\n".as_bytes());
        let (pdf, old) = (b"%PDF-1.7".as_slice(), b"\xD0\xCF\x11\xE0".as_slice());
        for (name, there, new, may) in [
            ("检查结果.txt", text, text, true),
            ("空.txt", b"".as_slice(), text, true),
            ("表.xlsx", book, book, true),
            ("包.zip", zip, zip, true),
            ("页.html", page, page, true),
            ("run.json", json, json, true),
            ("2024.yaml", text, text, false),
            ("2024.YML", text, text, false),
            ("更正.csv", text, text, false),
            ("report.j2", page, page, false),
            ("名单.txt", text, text, false),
            ("机关.txt", list, text, false),
            ("报告.docx", word, text, false),
            ("报告.docx", word, zip, false),
            ("报告.docx", word, book, false),
            ("报告.pdf", pdf, text, false),
            ("报告.doc", old, text, false),
            ("填报表.xlsx", book, json, false),
            ("页.html", page, text, false),
        ] {
            std::fs::write(at(name), there).unwrap();
            assert_eq!(write_asked(&at(name), new).is_ok(), may, "{name}");
            assert_eq!(std::fs::read(at(name)).unwrap(), if may { new } else { there }, "{name}");
        }
        std::fs::create_dir_all(at("2024/superseded/1")).unwrap();
        std::fs::write(at("2024/manifest.json"), "{}").unwrap();
        std::fs::write(at(LOCK), "").unwrap();
        for name in ["2024/manifest.json", "2024/甲局.html", "2024/新.txt", "2024/superseded/1/甲局.html"] {
            assert!(write_asked(&at(name), json).is_err(), "{name}");
        }
        assert_eq!(std::fs::read(at("2024/manifest.json")).unwrap(), b"{}");
    }
}
