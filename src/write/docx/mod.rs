//! The DOCX writer (document + style → .docx).
//!
//! docx-rs writes the body; a finishing pass makes it what Word, WPS and the schemas expect. Six steps, one file each:
//! `measure` turns the style into twips, `makeup` decides how tables stand on the pages, `body` and `table` print the blocks through docx-rs, `finish` and `order` complete
//! the resulting tree, `styles` and `parts` write the parts that do not depend on the text, `package` zips them. It knows
//! WordprocessingML; it must not know forms or reports.

use crate::document::Document;
use crate::style::Style;

mod body;
mod finish;
mod makeup;
mod measure;
mod order;
mod package;
mod parts;
mod styles;
mod table;
mod tree;

/// Why a document cannot be written as DOCX.
#[derive(Debug, thiserror::Error)]
pub enum DocxError {
    /// XML 1.0 has no way to hold the character, not even escaped (§2.2), or it would be lost on reading (U+000D, §2.11).
    #[error("“{text}”中有无法写入文档的字符 U+{:04X}", u32::from(*.character))]
    Character {
        character: char,
        /// The words around it, without it.
        text: String,
    },
    /// docx-rs wrote something that is no XML.
    #[error("正文的 XML 不完整：{0}")]
    Xml(String),
    #[error("无法打包：{0}")]
    Package(#[from] zip::result::ZipError),
}

/// Prints a document as DOCX: the bytes of a WordprocessingML package (ISO/IEC 29500 transitional).
///
/// The same document and style give the same bytes, on any machine, thread and day.
///
/// # Errors
/// A text holds a character that XML cannot hold.
pub fn docx(document: &Document, style: &Style) -> Result<Vec<u8>, DocxError> {
    let measures = measure::Measures::new(style);
    let printed = body::print(document, style, &measures)?;
    let mut parts = vec![
        parts::Part::new(parts::DOCUMENT, finish::document(&printed.document, document)?),
        parts::Part::new(parts::STYLES, styles::styles(style, &measures).write()?),
        parts::Part::new(parts::SETTINGS, parts::settings(style).write()?),
        parts::Part::new(parts::FONT_TABLE, parts::font_table(style).write()?),
        parts::Part::new(parts::THEME, parts::theme(style).write()?),
    ];
    for (kind, footer) in parts::FOOTERS.into_iter().zip(&printed.footers) {
        parts.push(parts::Part::new(kind, finish::footer(footer)?));
    }
    parts.push(parts::Part::new(parts::CORE, parts::core_properties(&document.meta).write()?));
    parts.push(parts::Part::new(parts::APP, parts::app_properties(&document.meta).write()?));
    package::pack(&parts)
}
