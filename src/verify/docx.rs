//! A DOCX read back: the paragraphs and tables of the main part.

use std::io::{Cursor, Read};

use super::Unit;
use super::grid::{Found, Grid};
use super::xml::{Element, Node};

/// Word's own style for the lines of a signature.
const SIGNATURE: &str = "Signature";
/// No main part is larger, unpacked.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The units of a file.
///
/// # Errors
/// No package, no main part, no XML.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Unit>, String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let part = package.by_name("word/document.xml").map_err(|error| error.to_string())?;
    let mut xml = Vec::new();
    part.take(LARGEST).read_to_end(&mut xml).map_err(|error| error.to_string())?;
    let root = Element::parse(&xml, false)?;
    let body = root.child("w:body").ok_or("没有正文")?;
    let mut units: Vec<Unit> = Vec::new();
    let mut signed = false;
    for element in body.elements() {
        match element.name.as_str() {
            "w:p" => {
                let signature = style(element) == SIGNATURE;
                match units.last_mut() {
                    Some(Unit::Text(text)) if signed && signature => {
                        text.push('\n');
                        text.push_str(&printed(element));
                        signed = false;
                    }
                    _ => {
                        units.push(Unit::Text(printed(element)));
                        signed = signature;
                    }
                }
            }
            "w:tbl" => {
                units.push(Unit::Table(table(element)));
                signed = false;
            }
            _ => signed = false,
        }
    }
    Ok(units)
}

fn style(paragraph: &Element) -> &str {
    let properties = paragraph.child("w:pPr");
    properties.and_then(|properties| properties.child("w:pStyle")).map_or("", |style| style.attribute("w:val"))
}

/// The text of an element: runs, line breaks and tabs.
fn printed(element: &Element) -> String {
    let mut text = String::new();
    for child in element.elements() {
        match child.name.as_str() {
            "w:t" => text.extend(child.children.iter().filter_map(|node| match node {
                Node::Text(text) => Some(text.as_str()),
                Node::Element(_) => None,
            })),
            "w:br" => text.push('\n'),
            "w:tab" => text.push('\t'),
            "w:rPr" | "w:pPr" | "w:tcPr" => {}
            _ => text.push_str(&printed(child)),
        }
    }
    text
}

/// A table: horizontal merges are one cell, vertical ones go on from the cell above.
fn table(element: &Element) -> Grid {
    let mut grid = Grid::default();
    for (row, line) in element.elements().filter(|child| child.name == "w:tr").enumerate() {
        let mut column = 0;
        for cell in line.elements().filter(|child| child.name == "w:tc") {
            let properties = cell.child("w:tcPr");
            let get = |name| properties.and_then(|properties| properties.child(name));
            let colspan = get("w:gridSpan").and_then(|span| span.attribute("w:val").parse().ok()).unwrap_or(1usize);
            let goes_on = get("w:vMerge").is_some_and(|merge| merge.attribute("w:val") != "restart");
            let above = (0..row).rev().find(|above| grid.cells.contains_key(&(*above, column)));
            match above.and_then(|above| grid.cells.get_mut(&(above, column))) {
                Some(above) if goes_on => {
                    above.rowspan += 1;
                    above.text.push_str(&printed(cell));
                }
                _ => {
                    grid.cells.insert((row, column), Found::new(colspan, 1, printed(cell)));
                }
            }
            column += colspan;
        }
    }
    grid
}
