//! Workbooks as XML of Excel 2003 (SpreadsheetML), as reporting systems export them under names that end in `.xls`.

use super::Unreadable;
use super::encoding::decode;
use super::raised::{LetterStanding, STRUCK};
use super::sheet::{Allowance, ROWS, Sheet, SheetContent, hidden};
use super::unit::{Contents, FileKind};
use super::xml::XmlElement;

/// The namespace by which such a file is told.
pub(super) const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";
/// No longer file is read, in bytes.
const LONGEST: usize = 32 * 1024 * 1024;

/// Reads a workbook; hidden sheets are said and not read.
///
/// # Errors
/// Damaged, or more inside than is believed.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    if bytes.len() > LONGEST {
        return Err(Unreadable::TooLarge(format!("超过 {} MB", LONGEST / 1024 / 1024)));
    }
    let root = XmlElement::parse(decode(bytes, None).as_bytes())
        .map_err(|error| Unreadable::damaged(FileKind::Xls, error.to_string()))?;
    let struck = struck_styles(&root);
    let (mut units, mut remarks, mut left) = (Vec::new(), Vec::new(), Allowance::new());
    for of in root.elements().filter(|element| element.name == "Worksheet") {
        let name = of.get("Name").unwrap_or_default();
        let options = of.child("WorksheetOptions");
        if options.and_then(|options| options.child("Visible")).is_some_and(|visible| visible.text() != "SheetVisible")
        {
            remarks.push(hidden(name));
            continue;
        }
        let mut sheet = Sheet::new(name);
        if let Some(table) = of.child("Table") {
            rows(table, &mut sheet, &mut left)?;
            struck_cells(table, &mut sheet, &struck);
        }
        sheet.finish(&mut units, &mut remarks);
    }
    Ok(Contents { kind: FileKind::Xls, units, remarks, properties: Default::default() })
}

fn rows(table: &XmlElement, sheet: &mut Sheet, left: &mut Allowance) -> Result<(), Unreadable> {
    let mut column = 0;
    for element in table.elements().filter(|element| element.name == "Column") {
        column = number(element, "Index").map_or(column, |index| index.saturating_sub(1));
        let last = column.saturating_add(number(element, "Span").unwrap_or(0));
        if is_hidden(element) {
            sheet.unseen.hide_columns(column..=last);
        }
        column = last.saturating_add(1);
    }
    let mut row = 0;
    for element in table.elements().filter(|element| element.name == "Row") {
        row = number(element, "Index").map_or(row, |index| index.saturating_sub(1));
        cells(element, sheet, row, left)?;
        let last = row.saturating_add(number(element, "Span").unwrap_or(0));
        if is_hidden(element) {
            sheet.unseen.hide_rows(row..=last.min(ROWS));
        }
        row = last.saturating_add(1);
    }
    Ok(())
}

/// Doubts the cells that a style strikes through.
fn struck_cells(table: &XmlElement, sheet: &mut Sheet, struck: &[&str]) {
    let mut row = 0;
    for element in table.elements().filter(|element| element.name == "Row" && !struck.is_empty()) {
        row = number(element, "Index").map_or(row, |index| index.saturating_sub(1));
        let mut column = 0;
        for cell in element.elements().filter(|element| element.name == "Cell") {
            column = number(cell, "Index").map_or(column, |index| index.saturating_sub(1));
            if cell.get("StyleID").is_some_and(|style| struck.contains(&style)) {
                sheet.doubt(row, column, STRUCK);
            }
            column = column.saturating_add(number(cell, "MergeAcross").unwrap_or(0)).saturating_add(1);
        }
        row = row.saturating_add(number(element, "Span").unwrap_or(0)).saturating_add(1);
    }
}

fn cells(row_element: &XmlElement, sheet: &mut Sheet, row: u32, left: &mut Allowance) -> Result<(), Unreadable> {
    let mut column = 0;
    for cell in row_element.elements().filter(|element| element.name == "Cell") {
        column = number(cell, "Index").map_or(column, |index| index.saturating_sub(1));
        let (across, down) = (number(cell, "MergeAcross").unwrap_or(0), number(cell, "MergeDown").unwrap_or(0));
        let computed = cell.get("Formula").is_some();
        let content = content(cell, computed);
        left.take(1, if let SheetContent::Text(text) = &content { text.len() } else { 0 })?;
        sheet.put(row, column, content);
        if computed {
            sheet.mark_computed(row, column);
        }
        let last = column.saturating_add(across);
        if across > 0 || down > 0 {
            sheet.merge((row, column), (row.saturating_add(down), last));
        }
        column = last.saturating_add(1);
    }
    Ok(())
}

fn content(cell: &XmlElement, computed: bool) -> SheetContent {
    let Some(data) = cell.child("Data") else {
        return if computed { SheetContent::NoResult } else { SheetContent::Blank };
    };
    let text = whole_text(data);
    match data.get("Type") {
        Some("Number") => text.trim().parse().map_or(SheetContent::Text(text), SheetContent::Number),
        Some("DateTime") => SheetContent::Date(text.split('T').next().unwrap_or_default().to_owned()),
        Some("Error") => SheetContent::Error(text),
        _ => SheetContent::Text(text),
    }
}

/// The text of an element and of those inside, as of letters in bold, without what is struck through.
fn whole_text(element: &XmlElement) -> String {
    let one = |node: &super::xml::XmlNode| match node {
        super::xml::XmlNode::Text(text) => text.clone(),
        super::xml::XmlNode::Element(inner) => {
            let standing = match inner.name.as_str() {
                "S" | "Del" => LetterStanding::Struck,
                "Sup" => LetterStanding::Raised,
                "Sub" => LetterStanding::Lowered,
                _ => LetterStanding::OnLine,
            };
            standing.reads(&whole_text(inner))
        }
    };
    element.children.iter().map(one).collect()
}

/// Ids of the styles that strike their cells through.
fn struck_styles(root: &XmlElement) -> Vec<&str> {
    let styles = root.child("Styles").into_iter().flat_map(XmlElement::elements);
    let struck = |style: &&XmlElement| style.child("Font").is_some_and(|font| font.get("StrikeThrough") == Some("1"));
    styles.filter(struck).filter_map(|style| style.get("ID")).collect()
}

fn number(element: &XmlElement, name: &str) -> Option<u32> {
    element.get(name)?.parse().ok()
}

fn is_hidden(element: &XmlElement) -> bool {
    element.get("Hidden") == Some("1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::unit::ReadUnit;

    #[test]
    fn cells_stand_where_their_indices_say() {
        let sheet = |visible: &str| {
            format!(
                "<Worksheet ss:Name=\"表二\"><Table><Column ss:Index=\"3\" ss:Hidden=\"1\"/><Row ss:Index=\"2\">\
                 <Cell ss:MergeAcross=\"1\" ss:MergeDown=\"1\"><Data ss:Type=\"String\">规<B>章</B><S>程</S><Sup>1</Sup></Data></Cell>\
                 <Cell><Data ss:Type=\"Number\">3</Data></Cell><Cell ss:Index=\"6\" ss:Formula=\"=RC[-1]\"><Data ss:Type=\"Number\">0</Data></Cell></Row>\
                 <Row><Cell ss:Index=\"3\"><Data ss:Type=\"DateTime\">2024-03-05T00:00:00.000</Data></Cell></Row></Table>\
                 <WorksheetOptions><Visible>{visible}</Visible></WorksheetOptions></Worksheet>"
            )
        };
        let page = format!(
            "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"{NAMESPACE}\" xmlns:ss=\"{NAMESPACE}\">{}{}</Workbook>",
            sheet("SheetVisible"),
            sheet("SheetHidden")
        );
        let contents = crate::read_back::read(page.as_bytes()).unwrap();
        let [ReadUnit::Table(grid)] = &contents.units[..] else { panic!("{contents:?}") };
        assert_eq!(contents.kind, FileKind::Xls);
        let label = &grid.cells[&(1, 0)];
        assert_eq!((label.text().as_str(), label.colspan, label.rowspan), ("规章¹", 2, 2));
        assert_eq!(
            (grid.cells[&(1, 2)].text().as_str(), grid.cells[&(1, 2)].place.to_string().as_str()),
            ("3", "表二!C2")
        );
        assert!(grid.cells[&(1, 5)].computed && !grid.cells[&(1, 2)].computed);
        assert!(grid.cells[&(2, 2)].doubt.as_deref().unwrap().contains("日期"));
        assert!(contents.remarks.iter().any(|said| said.contains("隐藏")), "{:?}", contents.remarks);
    }
}
