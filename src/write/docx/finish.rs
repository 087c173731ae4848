//! The finishing pass: makes what docx-rs wrote what the schema, Word and WPS expect.
//!
//! It adds what docx-rs has no call for, drops what says nothing, and puts properties in order. It knows
//! WordprocessingML; it must not know lengths.

use super::parts::{R, W};
use super::{order, table};
use crate::document::Table;
use crate::write::package::PackageError;
use crate::write::package::tree::{Element, PartNode, element, value};

/// Finishes the main part; `tables` are those of the XML, in its order.
pub(super) fn document(xml: &[u8], tables: &[Table]) -> Result<Vec<u8>, PackageError> {
    let mut root = Element::parse(xml)?;
    let grids = root.require("w:body").elements_mut().filter(|child| child.name == "w:tbl");
    for (grid, table) in grids.zip(tables) {
        complete_table(grid, table);
    }
    finish(root)
}

/// Finishes a footer.
pub(super) fn footer(xml: &[u8]) -> Result<Vec<u8>, PackageError> {
    finish(Element::parse(xml)?)
}

fn finish(mut root: Element<'_>) -> Result<Vec<u8>, PackageError> {
    tidy(&mut root);
    // docx-rs declares a dozen namespaces, none of which is left in use.
    root.attributes = vec![("xmlns:w".into(), W.into()), ("xmlns:r".into(), R.into())];
    root.write()
}

/// Header rows, and name and summary for screen readers.
fn complete_table<'a>(grid: &mut Element<'a>, table: &'a Table) {
    let properties = grid.require("w:tblPr");
    properties.children.push(PartNode::Element(look(table)));
    for (name, text) in [("w:tblCaption", table.title()), ("w:tblDescription", table.summary())] {
        if !text.is_empty() {
            properties.children.push(PartNode::Element(value(name, text)));
        }
    }
    let rows = grid.elements_mut().filter(|child| child.name == "w:tr");
    for (row, placed) in rows.zip(table::rows(table)) {
        if placed.header {
            row.require("w:trPr").children.push(PartNode::Element(element("w:tblHeader")));
        }
    }
}

/// Which rows and columns are heads: the first row when there is a header, the first column always; no bands.
fn look<'a>(table: &Table) -> Element<'a> {
    let headed = table.sections().first().is_some_and(|section| !section.header.is_empty());
    element("w:tblLook")
        .attribute("w:val", if headed { "06A0" } else { "0680" })
        .attribute("w:firstRow", u8::from(headed))
        .attribute("w:lastRow", 0)
        .attribute("w:firstColumn", 1)
        .attribute("w:lastColumn", 0)
        .attribute("w:noHBand", 1)
        .attribute("w:noVBand", 1)
}

/// Drops what says nothing or is not in the schema, and sorts properties; from the leaves up, as what is emptied goes too.
fn tidy(element: &mut Element<'_>) {
    element.elements_mut().for_each(tidy);
    element.children.retain(|child| match child {
        PartNode::Element(child) => {
            !(child.children.is_empty() && matches!(&*child.name, "w:rPr" | "w:pPr" | "w:trPr"))
        }
        PartNode::Text(_) => true,
    });
    // Paragraph ids (w14) serve revisions by several hands; a count per thread would enter the file with them.
    element.attributes.retain(|(name, _)| name.starts_with("w:") || name.starts_with("r:") || name.starts_with("xml:"));
    if element.name == "w:gridCol" {
        element.attributes.retain(|(name, _)| name == "w:w");
    }
    order::sort(element);
}
