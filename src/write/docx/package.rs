//! The package: parts, their types and relationships, zipped the same way every time.
//!
//! It knows the Open Packaging Conventions (ISO/IEC 29500-2); it must not know what is in the parts.

use super::DocxError;
use super::parts::{Part, Source};
use super::tree::{Element, element};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Zips the parts with their content types first, as Word writes them and `file` recognises them.
pub(super) fn pack(parts: &[Part]) -> Result<Vec<u8>, DocxError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        // Without permissions the external attributes are zero, which Word for Mac complains about.
        .unix_permissions(0o644)
        // The same byte on every system, so that the same report is the same file.
        .system(System::Unix);
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(1 << 15)));
    let mut add = |path: &str, xml: &[u8]| -> Result<(), DocxError> {
        zip.start_file(path, options)?;
        zip.write_all(xml).map_err(zip::result::ZipError::from)?;
        Ok(())
    };
    add("[Content_Types].xml", &content_types(parts).write()?)?;
    add("_rels/.rels", &relationships(parts, Source::Package).write()?)?;
    add("word/_rels/document.xml.rels", &relationships(parts, Source::Document).write()?)?;
    for part in parts {
        add(part.kind.path, &part.xml)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types(parts: &[Part]) -> Element<'_> {
    let default = |extension, kind| element("Default").attribute("Extension", extension).attribute("ContentType", kind);
    element("Types")
        .attribute("xmlns", CONTENT_TYPES)
        .child(default("rels", "application/vnd.openxmlformats-package.relationships+xml"))
        .child(default("xml", "application/xml"))
        .children(parts.iter().map(|part| {
            element("Override")
                .attribute("PartName", format_args!("/{}", part.kind.path))
                .attribute("ContentType", part.kind.content_type)
        }))
}

/// The relationships that start at one place; their targets are relative to it.
fn relationships(parts: &[Part], source: Source) -> Element<'_> {
    element("Relationships").attribute("xmlns", RELATIONSHIPS).children(
        parts.iter().filter(|part| part.kind.source == source).map(|part| {
            let target = match source {
                Source::Package => part.kind.path,
                Source::Document => part.kind.path.trim_start_matches("word/"),
            };
            element("Relationship")
                .attribute("Id", part.kind.id)
                .attribute("Type", part.kind.relationship)
                .attribute("Target", target)
        }),
    )
}
