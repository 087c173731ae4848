//! The text of a DOCX file, whichever program saved it last: paragraphs and tables in order, nothing of their look.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Most bytes of text XML that are read: a report has about 200 KB.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    Paragraph(String),
    /// Rows of cells; a cell over several rows stands in the first.
    Table(Vec<Vec<String>>),
}

/// Why there is no text to be had.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("不是 Word 文档（DOCX），或文件已损坏")]
    NotADocument,
    #[error("Word 文档里的正文读不出：{0}")]
    Xml(String),
}

/// Reads the body of a DOCX. Deleted tracked changes are left out, inserted ones count; empty paragraphs are passed over.
///
/// # Errors
/// It is no DOCX.
pub fn elements(bytes: &[u8]) -> Result<Vec<Element>, ReadError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::NotADocument)?;
    let part = archive.by_name("word/document.xml").map_err(|_| ReadError::NotADocument)?;
    let mut xml = Vec::new();
    part.take(MAX_BYTES).read_to_end(&mut xml).map_err(|error| ReadError::Xml(error.to_string()))?;
    let xml = String::from_utf8(xml).map_err(|error| ReadError::Xml(error.to_string()))?;
    body(&xml)
}

/// A table being read; tables may stand in cells.
#[derive(Default)]
struct Open {
    rows: Vec<Vec<String>>,
    cell: String,
    /// The cell goes on from the row above and is no cell of its own.
    continued: bool,
}

fn body(xml: &str) -> Result<Vec<Element>, ReadError> {
    let fail = |error: &dyn std::fmt::Display| ReadError::Xml(error.to_string());
    let mut reader = Reader::from_str(xml);
    let (mut elements, mut tables) = (Vec::new(), Vec::<Open>::new());
    let (mut paragraph, mut in_text, mut hidden) = (String::new(), false, 0usize);
    loop {
        match reader.read_event().map_err(|error| fail(&error))? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => in_text = true,
                // Deleted text; and what is drawn is written again for older programs under Fallback.
                "del" | "moveFrom" | "Fallback" => hidden += 1,
                "tbl" => tables.push(Open::default()),
                "tr" => tables.iter_mut().last().into_iter().for_each(|table| table.rows.push(Vec::new())),
                "tc" => tables.iter_mut().last().into_iter().for_each(|table| {
                    table.cell.clear();
                    table.continued = false;
                }),
                "p" => paragraph.clear(),
                "vMerge" => continues(&tag, &mut tables),
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "tab" if hidden == 0 && !paragraph.is_empty() => paragraph.push('\t'),
                "vMerge" => continues(&tag, &mut tables),
                _ => {}
            },
            Event::Text(text) if in_text && hidden == 0 => {
                paragraph.push_str(&text);
            }
            Event::GeneralRef(name) if in_text && hidden == 0 => {
                let name: &str = &name;
                let text = format!("&{name};");
                paragraph.push_str(&quick_xml::escape::unescape(&text).map_err(|error| fail(&error))?);
            }
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => in_text = false,
                "del" | "moveFrom" | "Fallback" => hidden = hidden.saturating_sub(1),
                "p" => {
                    let text = std::mem::take(&mut paragraph);
                    match tables.last_mut() {
                        Some(table) => table.cell.push_str(text.trim()),
                        None if !text.trim().is_empty() => elements.push(Element::Paragraph(text.trim().to_owned())),
                        None => {}
                    }
                }
                "tc" => {
                    if let Some(table) = tables.last_mut() {
                        let cell = std::mem::take(&mut table.cell);
                        if let (false, Some(row)) = (table.continued, table.rows.last_mut()) {
                            row.push(cell);
                        }
                    }
                }
                "tbl" => {
                    let rows = tables.pop().unwrap_or_default().rows;
                    match tables.last_mut() {
                        Some(outer) => outer.cell.push_str(&rows.concat().concat()),
                        None => elements.push(Element::Table(rows)),
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(elements),
            _ => {}
        }
    }
}

/// Notes that a cell goes on from the row above, unless it says that it begins.
fn continues(tag: &BytesStart, tables: &mut [Open]) {
    let restart = tag.attributes().flatten().any(|a| a.key.local_name().as_ref() == "val" && &*a.value == "restart");
    if let (false, Some(table)) = (restart, tables.last_mut()) {
        table.continued = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_cells_are_read_whatever_is_between() {
        let xml = r#"<w:body><w:p><w:r><w:t>第一</w:t></w:r><w:ins><w:r><w:t>段 &amp; 2</w:t></w:r></w:ins>
            <w:del><w:r><w:delText>去</w:delText><w:t>去</w:t></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p><w:p/><w:p> </w:p>
            <w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>
            <w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body>"#;
        let rows = vec![vec!["甲".to_owned(), String::new()], vec!["12".to_owned()]];
        assert_eq!(body(xml).unwrap(), [Element::Paragraph("第一段 & 2".into()), Element::Table(rows)]);
    }

    #[test]
    fn what_is_no_document_is_refused() {
        assert!(matches!(elements(b"hand"), Err(ReadError::NotADocument)));
    }
}
