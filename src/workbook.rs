//! **workbook** (填报表): the form as a spreadsheet to be filled in, and the same sheet given back with what is wrong in it.
//!
//! Drawn from the form: labels, spans, totals and equations come from `templates/forms/`, so a new edition needs nothing here.
//! Knows the form, the report and findings in words; must not know how a workbook is read (`read_back`, `recognise`), nor the
//! files of an office.

mod findings;
mod formats;
mod guide;
mod layout;
mod remarks;
pub mod sums;
mod tables;
mod texts;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

pub use layout::{Laid, SheetLayout};
pub use remarks::{BookSpot, Remark, RemarkLevel, Remarks};
pub use words::{GUIDE, KEYS, RESULTS, TEXTS, YES, ZEROS};

use crate::document::GridError;
use crate::form::{Form, LineKind};
use crate::report::skeleton::Start;
use crate::report::{AgencyKind, Editor, Report, Salvage, UNFILLED, Value, without_notes};

/// Names of the custom properties by which a workbook of ours is known.
pub mod property {
    /// The form's name (表样).
    pub const FORM: &str = "nianbao-form";
    /// The report year (年度).
    pub const YEAR: &str = "nianbao-year";
    /// The agency's full name (机关).
    pub const AGENCY: &str = "nianbao-agency";
}

/// Why a workbook cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The library refuses something: a text too long for a cell, a name too long for a sheet.
    #[error("工作簿写不出来：{0}")]
    Write(#[from] XlsxError),
    /// The form's spans do not fill the grid.
    #[error("表样的表格排不出来：{0}")]
    Grid(#[from] GridError),
}

/// What stands in an input cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Filled {
    /// Not filled in; never the same as 0.
    #[default]
    Blank,
    /// 件数 or 增减
    Whole(i64),
    /// 金额, the digits as written.
    Amount(String),
    /// What is no figure, kept as it was written.
    Words(String),
}

/// Whole numbers below this are the same in a cell of a workbook, whose numbers have fifteen digits.
const EXACT: i64 = 1_000_000_000_000_000;

impl Filled {
    fn of(value: &Value) -> Filled {
        match value {
            Value::Whole(number) => Filled::Whole(*number),
            Value::Amount(amount) => match Filled::typed(amount.to_string()) {
                Filled::Whole(number) => Filled::Amount(number.to_string()),
                entry => entry,
            },
        }
    }

    /// What somebody wrote, by what it looks like. A number that a cell would show otherwise, with more digits than it holds or with
    /// zeros in front, stays as it was written.
    pub fn typed(text: String) -> Filled {
        match text.parse::<i64>() {
            Ok(number) if number.to_string() == text && number.abs() < EXACT => Filled::Whole(number),
            Ok(_) => Filled::Words(text),
            Err(_) if text.is_empty() => Filled::Blank,
            Err(_) if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') => Filled::Amount(text),
            Err(_) => Filled::Words(text),
        }
    }

    /// What stands where no figure was read: as it was written, never a number.
    pub fn unread(text: &str) -> Filled {
        if text.is_empty() { Filled::Blank } else { Filled::Words(text.to_owned()) }
    }

    /// What SUM makes of it: words and blanks are nothing.
    fn number(&self) -> i64 {
        if let Filled::Whole(number) = self { *number } else { 0 }
    }
}

/// What a workbook holds.
#[derive(Debug, Clone)]
pub struct Content {
    /// The form that is filled in.
    pub form: Arc<Form>,
    /// 机关全称
    pub agency: String,
    /// The kind of the agency, when it is known.
    pub kind: Option<AgencyKind>,
    /// The report year.
    pub year: u16,
    /// 成文日期 as written.
    pub date: Option<String>,
    /// By table, line and column of the form; only data cells count, totals are formulas.
    pub figures: Vec<Vec<Vec<Filled>>>,
    /// Lines (table, line) that were filled from last year's report.
    pub carried: BTreeSet<(usize, usize)>,
    /// Paragraphs by prose key, as written.
    pub texts: BTreeMap<String, Vec<String>>,
    /// What an agency typed for its kind or a date and nobody understood, by key: it stays as it stands.
    pub misread: BTreeMap<&'static str, String>,
    /// Whether the agency's name may not be changed (`form --all`).
    pub fixed: bool,
}

impl Content {
    /// An empty form for one agency and year.
    pub fn blank(form: &Arc<Form>, agency: &str, year: u16) -> Content {
        let line = |line: &crate::form::Line| vec![Filled::Blank; line.columns.len()];
        Content {
            form: Arc::clone(form),
            agency: agency.to_owned(),
            kind: None,
            year,
            date: None,
            figures: form.tables.iter().map(|table| table.lines.iter().map(line).collect()).collect(),
            carried: BTreeSet::new(),
            texts: BTreeMap::new(),
            misread: BTreeMap::new(),
            fixed: false,
        }
    }

    /// Takes over what last year's report says of this one, where nothing stands yet: 上年结转, and the kind of agency.
    #[must_use]
    pub fn with_last_year(mut self, last: Start) -> Content {
        self.kind = self.kind.or(last.kind);
        for ((table, line), row) in last.rows {
            let columns: Vec<usize> = self.form.tables[table].lines[line].parts().collect();
            let figures = &mut self.figures[table][line];
            if columns.iter().any(|column| figures[*column] != Filled::Blank) {
                continue;
            }
            for (column, value) in columns.into_iter().zip(row.value) {
                figures[column] = value.map_or(Filled::Blank, Filled::typed);
            }
            self.carried.insert((table, line));
        }
        self
    }

    /// What a data file holds that is no whole report yet: every figure and text that stands in it. Also returns the lines of its tables
    /// that cannot be told figure by figure, which stay blank.
    pub fn of_salvage(salvage: &Salvage) -> (Content, Vec<String>) {
        let (report, form) = (&salvage.report, &salvage.report.form);
        let mut content = Content::blank(form, &report.agency.value, report.year.value);
        content.kind = salvage.kind;
        let file = &report.file;
        let Ok(editor) = Editor::reading(&file.path, file.text.clone().into_bytes(), form) else {
            return (content, Vec::new());
        };
        let said = |key: &str| editor.text(key).filter(|text| text.trim() != UNFILLED && !text.trim().is_empty());
        content.date = said(Form::DATE);
        let mut unread = Vec::new();
        for (table, data) in form.tables.iter().enumerate() {
            for (line, row) in data.lines.iter().enumerate().filter(|(_, row)| row.kind == LineKind::Data) {
                let Some(figures) = editor.row_figures(table, line) else {
                    unread.push(row.keys.join("."));
                    continue;
                };
                for (column, figure) in row.parts().zip(figures) {
                    content.figures[table][line][column] = figure.map_or(Filled::Blank, Filled::typed);
                }
            }
        }
        for key in form.prose_keys() {
            if let Some(text) = said(&key) {
                content.texts.insert(key, without_notes(&text).lines().map(str::to_owned).collect());
            }
        }
        (content, unread)
    }

    /// What a report holds, to be given to others as a workbook: notes to oneself (`# …`) stay where they are.
    pub fn of(report: &Report) -> Content {
        let mut content = Content::blank(&report.form, &report.agency.value, report.year.value);
        content.kind = Some(report.kind.value);
        content.date = Some(report.date.value.iso());
        for (table, data) in report.tables.iter().enumerate() {
            for (line, cells) in data.cells.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    content.figures[table][line][column] = Filled::of(&cell.value);
                }
            }
        }
        for (key, prose) in &report.prose {
            content.texts.insert(key.clone(), prose.without_notes().lines().map(str::to_owned).collect());
        }
        content
    }
}

/// The workbook as bytes of an XLSX file; the same content gives the same bytes.
///
/// # Errors
/// A form that cannot be laid out, or a text the format cannot hold.
pub fn write(content: &Content, remarks: Option<&Remarks>) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(content)?);
    let sheets: Vec<SheetLayout> = content.form.tables.iter().map(SheetLayout::of).collect::<Result<_, _>>()?;
    let none = Remarks::default();
    let marks = remarks.unwrap_or(&none);
    if let Some(remarks) = remarks {
        findings::write(book.add_worksheet(), content, &sheets, remarks)?;
    }
    guide::write(book.add_worksheet(), content, remarks.is_some())?;
    texts::write(book.add_worksheet(), content, marks)?;
    for (index, sheet) in sheets.iter().enumerate() {
        tables::write(book.add_worksheet(), content, index, sheet, marks)?;
    }
    guide::write_keys(book.add_worksheet(), content, &sheets)?;
    Ok(saved(&mut book)?)
}

/// Title, form, year and agency; a fixed time, since the clock is never read for what is written.
fn properties(content: &Content) -> Result<DocProperties, XlsxError> {
    let title = format!("{}{}{}填报表", content.agency, content.year, content.form.name_of_report());
    Ok(DocProperties::new()
        .set_title(title)
        .set_author(&content.agency)
        .set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?)
        .set_custom_property(property::FORM, content.form.name.as_str())
        .set_custom_property(property::YEAR, content.year.to_string())
        .set_custom_property(property::AGENCY, content.agency.as_str()))
}

/// A workbook as bytes, the same on every system.
///
/// # Errors
/// What the library refuses.
pub fn saved(book: &mut Workbook) -> Result<Vec<u8>, XlsxError> {
    Ok(same_everywhere(book.save_to_buffer()?))
}

/// Sets the system byte of every entry of the zip's directory to Unix, as it is for DOCX: the same bytes on every system.
fn same_everywhere(mut bytes: Vec<u8>) -> Vec<u8> {
    const ENTRY: [u8; 4] = [0x50, 0x4B, 0x01, 0x02];
    const END: [u8; 4] = [0x50, 0x4B, 0x05, 0x06];
    const UNIX: u8 = 3;
    let word =
        |bytes: &[u8], at: usize| bytes.get(at..at + 2).map_or(0, |w| usize::from(u16::from_le_bytes([w[0], w[1]])));
    let Some(end) = bytes.windows(4).rposition(|window| window == END) else { return bytes };
    let Some(start) = bytes.get(end + 16..end + 20).and_then(|four| <[u8; 4]>::try_from(four).ok()) else {
        return bytes;
    };
    let mut at = u32::from_le_bytes(start) as usize;
    while bytes.get(at..at + 4) == Some(&ENTRY) {
        bytes[at + 5] = UNIX;
        at += 46 + word(&bytes, at + 28) + word(&bytes, at + 30) + word(&bytes, at + 32);
    }
    bytes
}
