//! Hidden rows and columns of a workbook's sheets (隐藏的行、列): they are read like others, and it is said that they are there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::package::Package;
use super::unit::column_letters;
use super::xml::XmlElement;

/// What is hidden of a sheet; rows and columns from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Unseen {
    rows: Vec<RangeInclusive<u32>>,
    columns: Vec<RangeInclusive<u32>>,
}

/// No more stretches of a sheet are noted.
const MOST: usize = 2_000;

impl Unseen {
    pub fn hide_rows(&mut self, rows: RangeInclusive<u32>) {
        if self.rows.len() < MOST {
            self.rows.push(rows);
        }
    }

    pub fn hide_columns(&mut self, columns: RangeInclusive<u32>) {
        if self.columns.len() < MOST {
            self.columns.push(columns);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }

    /// What should be said of a sheet whose cells stand at these places; none when nothing of it is hidden.
    pub fn remark(&self, name: &str, cells: impl Iterator<Item = (usize, usize)> + Clone) -> Option<String> {
        let held = |of: &[RangeInclusive<u32>], at: &dyn Fn((usize, usize)) -> usize| -> Vec<u32> {
            if of.is_empty() {
                return Vec::new();
            }
            let places: BTreeSet<u32> = cells.clone().filter_map(|cell| u32::try_from(at(cell)).ok()).collect();
            places.into_iter().filter(|place| of.iter().any(|stretch| stretch.contains(place))).collect()
        };
        let list = |places: Vec<String>| {
            let more = if places.len() > 8 { "等" } else { "" };
            format!("{}{more}", places[..places.len().min(8)].join("、"))
        };
        let rows = held(&self.rows, &|cell| cell.0).into_iter().map(|row| (row + 1).to_string()).collect::<Vec<_>>();
        let columns = held(&self.columns, &|cell| cell.1).into_iter().map(|column| column_letters(column + 1));
        let columns = columns.collect::<Vec<_>>();
        let parts = [(rows, "行"), (columns, "列")].into_iter().filter(|(places, _)| !places.is_empty());
        let parts: Vec<String> = parts.map(|(places, unit)| format!("第 {} {unit}", list(places))).collect();
        let said = parts.join("和");
        (!parts.is_empty()).then(|| format!("工作表“{name}”的{said}是隐藏的，里面的数照样读了，请核对"))
    }
}

/// The sheets of an XLSX: their names and the parts they are. One that cannot be read says nothing here; the reader of the cells does.
pub(super) fn parts_of_sheets(package: &mut Package) -> Vec<(String, String)> {
    let mut part = |name: &str| package.part(name).ok().flatten();
    let root = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| XmlElement::parse(&bytes).ok());
    let (Some(book), Some(relations)) = (root(part("xl/workbook.xml")), root(part("xl/_rels/workbook.xml.rels")))
    else {
        return Vec::new();
    };
    let mut sheets = Vec::new();
    book.all("sheet", &mut sheets);
    let target = |relation: &'_ XmlElement| Some((relation.get("Id")?.to_owned(), relation.get("Target")?.to_owned()));
    let targets: BTreeMap<String, String> = relations.elements().filter_map(target).collect();
    let named = |sheet: &&XmlElement| {
        // `sheetId` is another attribute; of `r:id` only the local name is kept.
        let (name, id) = (sheet.get("name")?, sheet.get("id")?);
        let target = targets.get(id)?;
        Some((name.to_owned(), target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned)))
    };
    sheets.iter().filter_map(named).collect()
}

/// What is hidden of the sheets of an XLSX, by their names.
pub(super) fn of_xlsx(package: &mut Package) -> BTreeMap<String, Unseen> {
    let sheets = parts_of_sheets(package).into_iter();
    let unseen = sheets.map(|(name, path)| {
        let bytes = package.part(&path).ok().flatten();
        (name, bytes.map(|bytes| of_sheet(&bytes)).unwrap_or_default())
    });
    unseen.filter(|(_, unseen)| !unseen.is_empty()).collect()
}

fn of_sheet(bytes: &[u8]) -> Unseen {
    let mut unseen = Unseen::default();
    // Most sheets hide nothing.
    if !bytes.windows(7).any(|window| window == b"hidden=") {
        return unseen;
    }
    let (text, ..) = encoding_rs::UTF_8.decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut row = 0;
    while let Ok(event) = reader.read_event() {
        let tag = match event {
            Event::Start(tag) | Event::Empty(tag) => tag,
            Event::Eof => break,
            _ => continue,
        };
        let hidden = matches!(value(&tag, "hidden").as_deref(), Some("1" | "true" | "on"));
        let number = |name: &str| value(&tag, name).and_then(|number| number.parse::<u32>().ok());
        match tag.local_name().as_ref() {
            "row" => {
                row = number("r").unwrap_or(row + 1);
                if hidden {
                    unseen.hide_rows(row.saturating_sub(1)..=row.saturating_sub(1));
                }
            }
            "col" if hidden => {
                let (from, to) = (number("min").unwrap_or(1), number("max").unwrap_or(1));
                unseen.hide_columns(from.saturating_sub(1)..=to.saturating_sub(1));
            }
            _ => {}
        }
    }
    unseen
}

fn value(tag: &BytesStart, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(attribute.value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_rows_and_columns_are_named_when_they_hold_something() {
        let sheet = br#"<x:worksheet><x:cols><x:col min="3" max="4" hidden="1"/></x:cols><x:sheetData><x:row r="12" hidden="true"/>
            <x:row/><x:row hidden="1"/></x:sheetData></x:worksheet>"#;
        let unseen = of_sheet(sheet);
        let said = |cells: &[(usize, usize)]| unseen.remark("表三", cells.iter().copied());
        assert_eq!(
            said(&[(11, 0), (0, 2), (13, 1)]).as_deref(),
            Some("工作表“表三”的第 12、14 行和第 C 列是隐藏的，里面的数照样读了，请核对")
        );
        assert_eq!(said(&[(0, 0)]), None);
        assert!(of_sheet(b"<row r='1'/>").is_empty());
    }
}
