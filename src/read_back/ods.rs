//! ODS workbooks: repeated rows and cells are unrolled as far as a report reaches, never as far as the file says.

use super::Unreadable;
use super::package::Package;
use super::raised::{LetterStanding, STRUCK};
use super::sheet::{Allowance, COLUMNS, ROWS, Sheet, SheetContent, hidden};
use super::unit::{Contents, FileKind};
use super::xml::XmlElement;

/// Reads a workbook; hidden sheets are said and not read.
///
/// # Errors
/// Damaged or locked, or more inside than is believed.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let mut package = Package::open(bytes, FileKind::Ods)?;
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.windows(15).any(|window| window == b"encryption-data") {
        return Err(Unreadable::Locked);
    }
    let damaged = |reason: &dyn std::fmt::Display| Unreadable::damaged(FileKind::Ods, reason.to_string());
    let part = package.part("content.xml")?.ok_or_else(|| damaged(&"缺少 content.xml"))?;
    let root = XmlElement::parse(&part).map_err(|error| damaged(&error))?;
    let mut tables = Vec::new();
    if let Some(body) = root.child("body") {
        body.all("table", &mut tables);
    }
    let unseen = unseen_styles(&root);
    let standing = standings(&root);
    let (mut units, mut remarks, mut left) = (Vec::new(), Vec::new(), Allowance::new());
    for table in tables {
        let name = table.get("name").unwrap_or_default();
        if table.get("style-name").is_some_and(|style| unseen.contains(&style)) {
            remarks.push(hidden(name));
            continue;
        }
        let mut sheet = Sheet::new(name);
        hidden_columns(table, &mut sheet, &mut 0);
        rows(table, &mut OpenSheet { sheet: &mut sheet, left: &mut left, standing: &standing }, &mut 0)?;
        sheet.finish(&mut units, &mut remarks);
    }
    Ok(Contents { kind: FileKind::Ods, units, remarks, properties: own_properties(&mut package)? })
}

/// Names of the styles of hidden sheets.
fn unseen_styles(root: &XmlElement) -> Vec<&str> {
    let mut styles = Vec::new();
    if let Some(automatic) = root.child("automatic-styles") {
        automatic.all("style", &mut styles);
    }
    let hidden = |style: &&&XmlElement| style.child("table-properties").and_then(|p| p.get("display")) == Some("false");
    styles.iter().filter(hidden).filter_map(|style| style.get("name")).collect()
}

/// How text of a style stands, by the style's name.
type StandingOfStyles = std::collections::BTreeMap<String, LetterStanding>;

/// The styles of letters and cells that say how text stands: raised, lowered, struck through or none of these.
fn standings(root: &XmlElement) -> StandingOfStyles {
    let mut styles = Vec::new();
    if let Some(automatic) = root.child("automatic-styles") {
        automatic.all("style", &mut styles);
    }
    let standing = |style: &&XmlElement| {
        let said = style.child("text-properties")?;
        let struck = |name: &str| said.get(name).is_some_and(|value| value != "none");
        let place = said.get("text-position").unwrap_or_default();
        let standing = match () {
            () if struck("text-line-through-style") || struck("text-line-through-type") => LetterStanding::Struck,
            () if place.starts_with("sub") || place.starts_with('-') => LetterStanding::Lowered,
            () if place.starts_with("super") || place.starts_with(|c: char| ('1'..='9').contains(&c)) => {
                LetterStanding::Raised
            }
            () if said.get("text-line-through-style").is_some() || !place.is_empty() => LetterStanding::OnLine,
            () => return None,
        };
        Some((style.get("name")?.to_owned(), standing))
    };
    styles.iter().filter_map(standing).collect()
}

/// A sheet that is being read, and what is needed for it.
struct OpenSheet<'s> {
    sheet: &'s mut Sheet,
    left: &'s mut Allowance,
    standing: &'s StandingOfStyles,
}

/// What the program noted, by name.
type OwnProperties = std::collections::BTreeMap<String, String>;

/// What the program itself noted in a workbook that was saved as ODS.
fn own_properties(package: &mut Package) -> Result<OwnProperties, Unreadable> {
    let Some(meta) = package.part("meta.xml")?.and_then(|part| XmlElement::parse(&part).ok()) else {
        return Ok(Default::default());
    };
    let mut noted = Vec::new();
    meta.all("user-defined", &mut noted);
    let own = noted.into_iter().filter_map(|element| Some((element.get("name")?.to_owned(), element.text())));
    Ok(own.filter(|(name, _)| name.starts_with("nianbao-")).collect())
}

/// Reads the rows of a table, of groups of rows, and of its head.
fn rows(table: &XmlElement, of: &mut OpenSheet, row: &mut u32) -> Result<(), Unreadable> {
    for element in table.elements() {
        match element.name.as_str() {
            "table-row" => {
                let repeated = repeat(element, "number-rows-repeated");
                let cells = cells(element, of.standing);
                let filled = cells.iter().any(|cell| cell.content.is_some());
                let times = if filled { repeated.min(ROWS) } else { 0 };
                for again in 0..times {
                    put(&cells, of, row.saturating_add(again))?;
                }
                if is_hidden(element) {
                    of.sheet.unseen.hide_rows(*row..=row.saturating_add(repeated - 1));
                }
                *row = row.saturating_add(repeated);
            }
            "table-header-rows" | "table-row-group" | "table-rows" => rows(element, of, row)?,
            _ => {}
        }
    }
    Ok(())
}

/// Whether a row or column is folded away or filtered out.
fn is_hidden(element: &XmlElement) -> bool {
    matches!(element.get("visibility"), Some("collapse" | "filter"))
}

fn hidden_columns(table: &XmlElement, sheet: &mut Sheet, column: &mut u32) {
    for element in table.elements() {
        match element.name.as_str() {
            "table-column" => {
                let repeated = repeat(element, "number-columns-repeated");
                if is_hidden(element) {
                    sheet.unseen.hide_columns(*column..=column.saturating_add(repeated - 1));
                }
                *column = column.saturating_add(repeated);
            }
            "table-header-columns" | "table-column-group" | "table-columns" => hidden_columns(element, sheet, column),
            _ => {}
        }
    }
}

/// A cell of a row that holds or covers something.
struct RepeatedCell {
    column: u32,
    repeated: u32,
    content: Option<SheetContent>,
    computed: bool,
    struck: bool,
    /// Rows and columns that it covers.
    spans: (u32, u32),
}

fn cells(row: &XmlElement, standing: &StandingOfStyles) -> Vec<RepeatedCell> {
    let mut column: u32 = 0;
    let mut cells = Vec::new();
    for cell in row.elements().filter(|cell| matches!(cell.name.as_str(), "table-cell" | "covered-table-cell")) {
        let repeated = repeat(cell, "number-columns-repeated");
        let style = cell.get("style-name").and_then(|style| standing.get(style));
        let of_cell = style.copied().filter(|standing| *standing == LetterStanding::Struck).unwrap_or_default();
        // Of a cell that is struck through what has a style of its own may stand.
        let kept = (of_cell == LetterStanding::Struck).then(|| content(cell, standing, of_cell));
        let kept = kept.filter(|kept| matches!(kept, SheetContent::Text(text) if !text.trim().is_empty()));
        let struck = of_cell == LetterStanding::Struck && kept.is_none();
        let content = kept.unwrap_or_else(|| content(cell, standing, LetterStanding::OnLine));
        let content = Some(content).filter(|found| cell.name == "table-cell" && *found != SheetContent::Blank);
        let spans = (repeat(cell, "number-rows-spanned"), repeat(cell, "number-columns-spanned"));
        if content.is_some() || spans != (1, 1) {
            let computed = cell.get("formula").is_some();
            cells.push(RepeatedCell { column, repeated, content, computed, struck, spans });
        }
        column = column.saturating_add(repeated);
    }
    cells
}

fn put(cells: &[RepeatedCell], of: &mut OpenSheet, row: u32) -> Result<(), Unreadable> {
    let sheet = &mut *of.sheet;
    for cell in cells {
        let times = cell.repeated.min(COLUMNS);
        let text = if let Some(SheetContent::Text(text)) = &cell.content { text.len() } else { 0 };
        of.left.take(times as usize, text)?;
        for again in 0..times {
            let Some(content) = &cell.content else { break };
            let column = cell.column.saturating_add(again);
            sheet.put(row, column, content.clone());
            if cell.computed {
                sheet.mark_computed(row, column);
            }
            if cell.struck {
                sheet.doubt(row, column, STRUCK);
            }
        }
        let (height, width) = cell.spans;
        if cell.spans != (1, 1) {
            sheet.merge((row, cell.column), (row.saturating_add(height - 1), cell.column.saturating_add(width - 1)));
        }
    }
    Ok(())
}

fn repeat(element: &XmlElement, name: &str) -> u32 {
    element.get(name).and_then(|number| number.parse().ok()).unwrap_or(1).max(1)
}

/// What stands in a cell whose letters stand so where no style of their own says otherwise.
fn content(cell: &XmlElement, styles: &StandingOfStyles, standing: LetterStanding) -> SheetContent {
    let own = cell.elements().filter(|p| p.name == "p");
    let paragraphs: Vec<String> = own.map(|p| text(p, styles, standing)).collect();
    let text = paragraphs.join("\n");
    // `office:value-type` and `calcext:value-type` are one name without prefixes; an error is only said by the second.
    if text.starts_with('#') && text.ends_with(['!', '?', 'A']) || text.starts_with("Err:") {
        return SheetContent::Error(text);
    }
    match cell.get("value-type") {
        Some("float" | "percentage" | "currency") => cell
            .get("value")
            .and_then(|value| value.parse().ok())
            .map_or(SheetContent::Text(text), SheetContent::Number),
        Some("date" | "time") => SheetContent::Date(cell.get("date-value").map_or(text, str::to_owned)),
        _ if text.is_empty() && cell.get("formula").is_some() && cell.get("value-type").is_none() => {
            SheetContent::NoResult
        }
        _ if text.is_empty() => SheetContent::Blank,
        _ => SheetContent::Text(text),
    }
}

/// The text of a paragraph with that of its spans; blanks are elements of their own.
fn text(element: &XmlElement, styles: &StandingOfStyles, standing: LetterStanding) -> String {
    let mut all = String::new();
    for node in &element.children {
        match node {
            super::xml::XmlNode::Text(text) => all.push_str(&standing.reads(text)),
            super::xml::XmlNode::Element(inner) => match inner.name.as_str() {
                "s" => (0..repeat(inner, "c").min(1000)).for_each(|_| all.push(' ')),
                "tab" => all.push('\t'),
                "line-break" => all.push('\n'),
                "annotation" | "note" => {}
                _ => {
                    let style = inner.get("style-name").and_then(|style| styles.get(style));
                    all.push_str(&text(inner, styles, style.copied().unwrap_or(standing)));
                }
            },
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;
    use crate::read_back::sheet::NO_RESULT;
    use crate::read_back::unit::ReadUnit;

    fn book(rows: &str) -> Vec<u8> {
        let content = format!(
            "<office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\"><office:body><office:spreadsheet>\
             <table:table table:name=\"表三\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)]
        {
            writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn repeats_spans_and_formulas() {
        let bytes = book(
            "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row><table:table-row>\
             <table:table-cell table:number-columns-spanned=\"3\"><text:p>甲<text:s text:c=\"2\"/>乙</text:p></table:table-cell>\
             <table:covered-table-cell table:number-columns-repeated=\"2\"/>\
             <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"5\"><text:p>-</text:p></table:table-cell>\
             <table:table-cell table:formula=\"of:=[.A1]\"/></table:table-row>",
        );
        let contents = read(&bytes).unwrap();
        let ReadUnit::Table(grid) = &contents.units[0] else { panic!("a grid") };
        let shown: Vec<_> = grid.cells.iter().map(|(&at, cell)| (at, cell.text(), cell.colspan)).collect();
        assert_eq!(
            shown,
            [
                ((2, 0), "甲  乙".into(), 3),
                ((2, 3), "5".into(), 1),
                ((2, 4), "5".into(), 1),
                ((2, 5), String::new(), 1)
            ]
        );
        assert_eq!(grid.cells[&(2, 5)].doubt.as_deref(), Some(NO_RESULT));
    }

    #[test]
    fn letters_that_are_raised_or_struck_through() {
        let style =
            |name: &str, said: &str| format!("<s:style s:name=\"{name}\"><s:text-properties {said}/></s:style>");
        let root = XmlElement::parse(
            format!(
                "<d><o:automatic-styles>{}{}{}{}</o:automatic-styles></d>",
                style("T1", "s:text-position=\"super 58%\""),
                style("T2", "s:text-line-through-style=\"solid\""),
                style("T3", "s:text-position=\"-33% 58%\""),
                style("T4", "s:text-line-through-style=\"none\" s:text-position=\"0% 100%\""),
            )
            .as_bytes(),
        )
        .unwrap();
        let span = |style: &str, text: &str| format!("<t:span t:style-name=\"{style}\">{text}</t:span>");
        let cell =
            format!("<c><t:p>{}9{}{}{}</t:p></c>", span("T2", "3"), span("T1", "1"), span("T3", "2"), span("T4", "5"));
        let cell = XmlElement::parse(cell.as_bytes()).unwrap();
        let styles = standings(&root);
        assert_eq!(content(&cell, &styles, LetterStanding::OnLine), SheetContent::Text("9¹₂5".into()));
        let row = |style: &str| {
            let cell =
                format!("<r><x:table-cell x:style-name=\"{style}\"><t:p>7{}</t:p></x:table-cell></r>", span("T4", "8"));
            let row = XmlElement::parse(cell.as_bytes()).unwrap();
            cells(&row, &styles).into_iter().map(|cell| (cell.content, cell.struck)).collect::<Vec<_>>()
        };
        assert_eq!(row("T2"), [(Some(SheetContent::Text("8".into())), false)]);
        assert_eq!(row("T4"), [(Some(SheetContent::Text("78".into())), false)]);
    }

    #[test]
    fn repeats_that_fill_a_whole_sheet_are_refused() {
        let cell = "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>";
        let bytes = book(
            &format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>").repeat(3),
        );
        assert!(matches!(read(&bytes), Err(Unreadable::TooLarge(_))));
    }
}
