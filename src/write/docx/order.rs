//! The order of children that the schema demands (ISO/IEC 29500-4, wml.xsd), where docx-rs has its own.
//!
//! Word refuses some files whose properties are out of order, and calls others corrupt. It knows names; it must not know
//! what they mean.

use crate::write::package::tree::{Element, PartNode};

/// The children of an element in schema order; `None` for those in which order carries the meaning (a paragraph's runs).
fn sequence(parent: &str) -> Option<&'static [&'static str]> {
    Some(match parent {
        "w:pPr" => &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
        ],
        "w:rPr" => &["w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:spacing", "w:sz", "w:szCs"],
        "w:tblPr" => &[
            "w:tblStyle",
            "w:tblW",
            "w:jc",
            "w:tblInd",
            "w:tblBorders",
            "w:tblLayout",
            "w:tblCellMar",
            "w:tblLook",
            "w:tblCaption",
            "w:tblDescription",
        ],
        "w:trPr" => &["w:cantSplit", "w:trHeight", "w:tblHeader"],
        "w:tcPr" => &["w:tcW", "w:gridSpan", "w:vMerge", "w:tcBorders", "w:tcMar", "w:textDirection", "w:vAlign"],
        "w:sectPr" => &["w:footerReference", "w:pgSz", "w:pgMar", "w:pgNumType", "w:cols", "w:docGrid"],
        _ => return None,
    })
}

/// Sorts the properties of an element; those of equal name stay as they are.
pub(super) fn sort(element: &mut Element<'_>) {
    if let Some(sequence) = sequence(&element.name) {
        element.children.sort_by_key(|child| match child {
            PartNode::Element(child) => sequence.iter().position(|name| *name == child.name).unwrap_or(sequence.len()),
            PartNode::Text(_) => sequence.len(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::package::tree::element;

    #[test]
    fn properties_are_sorted_and_content_is_not() {
        let names = |e: &Element<'_>| e.clone().elements_mut().map(|c| c.name.to_string()).collect::<Vec<_>>();
        let mut properties = element("w:pPr").child(element("w:rPr")).child(element("w:jc")).child(element("w:pStyle"));
        sort(&mut properties);
        assert_eq!(names(&properties), ["w:pStyle", "w:jc", "w:rPr"]);
        let mut paragraph = element("w:p").child(element("w:r")).child(element("w:pPr"));
        sort(&mut paragraph);
        assert_eq!(names(&paragraph), ["w:r", "w:pPr"]);
    }
}
