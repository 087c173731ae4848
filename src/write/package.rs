//! Packages (DOCX and what is built like it): a small XML tree, parts with their types and relationships, a zip archive with a
//! fixed time. It knows packages; it must not know what a part says.

mod container;
mod opc;
pub mod tree;

pub use container::{File, pack};
pub use opc::{PackagePart, PartKind, package};

/// Why a package cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// XML 1.0 has no way to hold the character, not even escaped (§2.2), or it would be lost on reading (U+000D, §2.11).
    #[error("“{text}”中有无法写入文档的字符 U+{:04X}", u32::from(*.character))]
    Character {
        /// The character.
        character: char,
        /// The words around it, without it.
        text: String,
    },
    /// What a part was completed from is no XML.
    #[error("正文的 XML 不完整：{0}")]
    Xml(String),
    /// The archive refused it.
    #[error("无法打包：{0}")]
    Zip(#[from] zip::result::ZipError),
}
