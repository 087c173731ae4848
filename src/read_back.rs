//! **read back** (a file → what it prints): one reader for each format, tolerant of whatever program wrote the file.
//!
//! Reads the file itself, with none of the code that wrote it, so that what is found there is evidence. It knows formats; it must
//! not know forms, reports or the writer. What a file may cost is bounded: every reader ends with its units or a sentence.

pub mod doc;
pub mod docx;
mod encoding;
mod figure;
mod flow;
mod grid;
#[cfg(test)]
mod hostile;
pub mod html;
mod look_alike;
mod merged;
pub mod mht;
mod numbers;
mod ods;
mod package;
pub mod pdf;
mod piped;
mod raised;
mod rich_text;
mod sheet;
mod sheet_xml;
mod sniff;
mod spread;
mod tabbed;
pub mod text;
#[cfg(test)]
mod trial;
pub mod unit;
mod unseen;
mod xls;
mod xlsx;
mod xml;

pub use sniff::sniff;
use unit::{Contents, FileKind};

/// Why a file is not read (读不了的原因): words that follow its name, `“报告.doc”是图片，读不出文字…`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has no bytes.
    #[error("是空文件")]
    Empty,
    /// Rich text.
    #[error("是 RTF 文件，读不了；请用 Word 或 WPS 打开，另存为 DOCX")]
    Rtf,
    /// OFD.
    #[error("是 OFD 文件，读不了；请用制作时的 Word 文件，或另存为 PDF")]
    Ofd,
    /// A picture.
    #[error("是图片，读不出文字；请用文字版（Word、网页，或能选中文字的 PDF）")]
    Picture,
    /// A PDF of scanned pages.
    #[error("是扫描件，读不出文字：这是扫描件，请用文字版（Word、网页，或能选中文字的 PDF）")]
    Scan,
    /// A PDF whose glyphs name no characters.
    #[error("里面的字认不出是哪些字（字体没有写明字符）；请用制作时的 Word 文件，或重新导出为 PDF")]
    NoCharacters,
    /// It asks for a password.
    #[error("有打开密码；请打开后去掉密码，保存了再来")]
    Locked,
    /// It holds neither text nor tables.
    #[error("里面没有文字")]
    Nothing,
    /// An archive of files.
    #[error("是压缩包；请先解压，再用里面的文件")]
    Archive,
    /// Something else that is known by its bytes, in Chinese with its measure word: `演示文稿`.
    #[error("是{0}，里面读不出年度报告；请用 DOCX、PDF、网页或 Excel 文件")]
    Other(&'static str),
    /// None of the formats that are read.
    #[error("不是能认出的文件；能读的有 DOCX、DOC、PDF、网页（HTML、MHT）、Excel 文件和文本")]
    Unknown,
    /// A bound is passed: which, in Chinese with the figure.
    #[error("太大，读不了：{0}")]
    TooLarge(String),
    /// It is not read to its end in time: how many seconds that was.
    #[error("读了 {0} 秒还没有读完，不再读了；请关掉别的程序再试一次，或者用制作时的 Word 文件")]
    Slow(u64),
    /// Not what it begins as; the reason for someone who looks into it.
    #[error("不是完整的 {} 文件，或已损坏{}；请打开后重新保存一次", .kind.name(), in_chinese(reason))]
    Damaged {
        /// The format it has.
        kind: FileKind,
        /// What is wrong with it.
        reason: String,
    },
}

impl Unreadable {
    fn damaged(kind: FileKind, reason: impl ToString) -> Unreadable {
        Unreadable::Damaged { kind, reason: reason.to_string() }
    }
}

/// What a reason says in Chinese, in brackets: what libraries add to it is for who looks into the program.
fn in_chinese(reason: &str) -> String {
    let chinese = |part: &&str| part.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let said: Vec<&str> = reason.split('：').take_while(chinese).collect();
    if said.is_empty() { String::new() } else { format!("（{}）", said.join("：")) }
}

/// Reads a file of any known format, told by its content and not by its name.
///
/// # Errors
/// A format that cannot be read, a damaged or locked file, or one that would cost too much.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    match sniff(bytes)? {
        FileKind::Docx => docx::read(bytes),
        FileKind::Doc => doc::read(bytes),
        FileKind::Html => html::read(bytes),
        FileKind::Mht => mht::read(bytes),
        FileKind::Pdf => pdf::read(bytes),
        FileKind::Xlsx => xlsx::read(bytes),
        FileKind::Xls if bytes.starts_with(sniff::OLE) => xls::read(bytes),
        FileKind::Xls => sheet_xml::read(bytes),
        FileKind::Ods => ods::read(bytes),
        FileKind::Text => tabbed::read(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_libraries_say_is_not_for_clerks() {
        let words = |reason: &str| Unreadable::damaged(FileKind::Docx, reason).to_string();
        assert_eq!(words("没有正文"), "不是完整的 DOCX 文件，或已损坏（没有正文）；请打开后重新保存一次");
        assert_eq!(
            words("压缩包打不开：invalid Zip archive"),
            "不是完整的 DOCX 文件，或已损坏（压缩包打不开）；请打开后重新保存一次"
        );
        assert_eq!(words("invalid Zip archive"), "不是完整的 DOCX 文件，或已损坏；请打开后重新保存一次");
    }
}
