//! A package of parts (ISO/IEC 29500-2): their content types and relationships, then the parts as they are.
//!
//! It knows the Open Packaging Conventions; it must not know what is in the parts.

use super::PackageError;
use super::container::{File, pack};
use super::tree::{Element, element};

const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// What a part is to the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartKind {
    /// Where it stands in the package, without a slash before it: `word/document.xml`.
    pub path: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// The part whose relationship leads to it; none where the package's own does.
    pub source: Option<&'static str>,
    /// Id of that relationship, its own among those of one source.
    pub id: &'static str,
    /// Type of that relationship, a URI.
    pub relationship: &'static str,
}

/// A part, ready to be zipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagePart {
    /// What it is.
    pub kind: PartKind,
    /// Its bytes.
    pub xml: Vec<u8>,
}

impl PackagePart {
    /// A part of a kind.
    pub fn new(kind: PartKind, xml: Vec<u8>) -> PackagePart {
        PackagePart { kind, xml }
    }
}

/// Packs the parts with their content types first, as Word writes them and `file` recognises them; the same parts are the same
/// bytes on every machine and day.
///
/// # Errors
/// A path that a zip archive cannot hold.
pub fn package(parts: &[PackagePart]) -> Result<Vec<u8>, PackageError> {
    let mut files = vec![File::new("[Content_Types].xml", content_types(parts).write()?)];
    let mut sources: Vec<Option<&str>> = vec![None];
    for part in parts {
        if !sources.contains(&part.kind.source) {
            sources.push(part.kind.source);
        }
    }
    for source in sources {
        files.push(File::new(relationships_path(source), relationships(parts, source).write()?));
    }
    files.extend(parts.iter().map(|part| File::new(part.kind.path, part.xml.clone())));
    pack(&files)
}

/// A source's folder with its slash, and its name: `word/` and `document.xml`.
fn folder(source: &str) -> (&str, &str) {
    source.split_at(source.rfind('/').map_or(0, |slash| slash + 1))
}

/// Where the relationships of a source stand.
fn relationships_path(source: Option<&str>) -> String {
    let (folder, name) = source.map_or(("", ""), folder);
    format!("{folder}_rels/{name}.rels")
}

fn content_types(parts: &[PackagePart]) -> Element<'_> {
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

/// The relationships that start at one place; their targets are relative to its folder.
fn relationships<'a>(parts: &'a [PackagePart], source: Option<&str>) -> Element<'a> {
    let (from, _) = source.map_or(("", ""), folder);
    let of_source = parts.iter().filter(|part| part.kind.source == source);
    element("Relationships").attribute("xmlns", RELATIONSHIPS).children(of_source.map(|part| {
        let target = part.kind.path.strip_prefix(from).map_or_else(|| format!("/{}", part.kind.path), str::to_owned);
        element("Relationship")
            .attribute("Id", part.kind.id)
            .attribute("Type", part.kind.relationship)
            .attribute("Target", target)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relationships_stand_beside_their_source_and_point_from_it() {
        assert_eq!(relationships_path(None), "_rels/.rels");
        assert_eq!(relationships_path(Some("xl/worksheets/sheet1.xml")), "xl/worksheets/_rels/sheet1.xml.rels");
        let kind = |path, source| PartKind { path, content_type: "a/b", source, id: "rId1", relationship: "r" };
        let parts = [("a/b.xml", None), ("a/c/d.xml", Some("a/b.xml")), ("e.xml", Some("a/b.xml"))];
        let parts = parts.map(|(path, source)| PackagePart::new(kind(path, source), Vec::new()));
        let text = String::from_utf8(relationships(&parts, Some("a/b.xml")).write().unwrap()).unwrap();
        assert!(text.contains("Target=\"c/d.xml\"") && text.contains("Target=\"/e.xml\""), "{text}");
    }
}
