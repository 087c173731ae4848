//! The sheet for agency, date and prose: one paragraph a row.

use rust_xlsxwriter::{DataValidation, ProtectionOptions, Worksheet, XlsxError};

use super::Content;
use super::formats;
use super::layout::{address, lines};
use super::remarks::{BookSpot, Remarks};
use super::tables::remark;
use super::words::{PARAGRAPHS, TEXTS};
use crate::form::{AgencyKind, Form};

/// Widths of the two columns in characters.
const LABEL: f64 = 24.0;
const ROOM: f64 = 96.0;
/// Points of a line, and the lowest and highest a row may be.
const LINE: f64 = 15.0;
const LOWEST: f64 = 21.0;
const HIGHEST: f64 = 400.0;

/// What a row of the sheet is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextRow {
    /// 机关, 机关类型, 年度, 成文日期
    Basic {
        key: &'static str,
        value: String,
    },
    /// The head of a text: its title.
    Head {
        title: String,
    },
    /// A paragraph of a text.
    Paragraph {
        key: String,
        number: usize,
        text: String,
    },
    Empty,
}

/// The rows from the second on; the first is the title.
pub(super) fn rows(content: &Content) -> Vec<TextRow> {
    let kind = content.kind.map_or("", AgencyKind::as_str).to_owned();
    let basic = |key: &'static str, value: String| {
        let typed = content.misread.get(key).filter(|_| value.is_empty());
        TextRow::Basic { key, value: typed.cloned().unwrap_or(value) }
    };
    let mut rows = vec![
        basic(Form::AGENCY, content.agency.clone()),
        basic(Form::KIND, kind),
        basic(Form::YEAR, content.year.to_string()),
        basic(Form::DATE, content.date.clone().unwrap_or_default()),
    ];
    for key in content.form.prose_keys() {
        let needed = key == Form::PREFACE || content.form.requires_prose(&key);
        let texts = content.texts.get(&key);
        if !needed && texts.is_none_or(Vec::is_empty) {
            continue;
        }
        let section = content.form.sections.iter().find(|section| section.prose.as_ref() == Some(&key));
        rows.push(TextRow::Empty);
        rows.push(TextRow::Head { title: section.map_or_else(|| key.clone(), |section| section.title.clone()) });
        let none = Vec::new();
        let texts = texts.unwrap_or(&none);
        for number in 0..texts.len().max(PARAGRAPHS) {
            let text = texts.get(number).cloned().unwrap_or_default();
            rows.push(TextRow::Paragraph { key: key.clone(), number, text });
        }
    }
    rows
}

/// Where a place of this sheet stands: `B9`.
pub(super) fn place(content: &Content, spot: &BookSpot) -> Option<String> {
    let found = |row: &TextRow| match (row, spot) {
        (TextRow::Basic { key, .. }, BookSpot::Basic(wanted)) => key == wanted,
        (TextRow::Paragraph { key, number, .. }, BookSpot::Paragraph(wanted, at)) => key == wanted && number == at,
        _ => false,
    };
    let row = rows(content).iter().position(found)?;
    Some(address(u32::try_from(row).ok()? + 1, 1))
}

/// Writes the sheet.
pub(super) fn write(sheet: &mut Worksheet, content: &Content, remarks: &Remarks) -> Result<(), XlsxError> {
    sheet.set_name(TEXTS)?;
    sheet.set_column_width(0, LABEL)?;
    sheet.set_column_width(1, ROOM)?;
    sheet.merge_range(0, 0, 0, 1, TEXTS, &formats::title())?;
    sheet.set_row_height(0, 26)?;
    for (number, row) in (1u32..).zip(rows(content)) {
        match row {
            TextRow::Basic { key, value } => basic(sheet, number, (key, &value), content, remarks)?,
            TextRow::Head { title } => {
                sheet.write_string_with_format(number, 0, &title, &formats::head())?;
                let hint = "一行写一段，写不下会自动换行；小标题照常写“（一）……”。不用的行空着。";
                sheet.write_string_with_format(number, 1, hint, &formats::stub())?;
                sheet.set_row_height(number, LOWEST)?;
            }
            TextRow::Paragraph { key, number: paragraph, text } => {
                let spot = BookSpot::Paragraph(key, paragraph);
                let level = remark(sheet, number, 1, remarks, &spot)?;
                sheet.write_string_with_format(number, 0, format!("第{}段", paragraph + 1), &formats::stub())?;
                write_text(sheet, number, &text, level)?;
            }
            TextRow::Empty => {}
        }
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 1)?;
    let options = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&options);
    Ok(())
}

fn write_text(sheet: &mut Worksheet, row: u32, text: &str, level: Option<super::RemarkLevel>) -> Result<(), XlsxError> {
    let format = formats::text(level);
    if text.is_empty() {
        sheet.write_blank(row, 1, &format)?;
    } else {
        sheet.write_string_with_format(row, 1, text, &format)?;
    }
    sheet.set_row_height(row, (lines(text, ROOM) * LINE + 6.0).clamp(LOWEST, HIGHEST))?;
    Ok(())
}

fn basic(
    sheet: &mut Worksheet,
    row: u32,
    (key, value): (&'static str, &str),
    content: &Content,
    remarks: &Remarks,
) -> Result<(), XlsxError> {
    let level = remark(sheet, row, 1, remarks, &BookSpot::Basic(key.to_owned()))?;
    sheet.write_string_with_format(row, 0, key, &formats::head())?;
    sheet.set_row_height(row, LOWEST)?;
    let locked = key == Form::YEAR || (key == Form::AGENCY && content.fixed);
    let format = if locked { formats::fixed(level) } else { formats::text(level) };
    if value.is_empty() {
        sheet.write_blank(row, 1, &format)?;
    } else {
        sheet.write_string_with_format(row, 1, value, &format)?;
    }
    let hint = match key {
        Form::KIND => {
            let list = DataValidation::new().allow_list_strings(&AgencyKind::ALL.map(AgencyKind::as_str))?;
            sheet.add_data_validation(row, 1, row, 1, &list)?;
            return Ok(());
        }
        Form::DATE => "写成 2025-01-20 或 2025年1月20日",
        Form::AGENCY => "机关全称，与印章一致",
        _ => return Ok(()),
    };
    let help = DataValidation::new().allow_any_value().set_input_title(key)?.set_input_message(hint)?;
    sheet.add_data_validation(row, 1, row, 1, &help)?;
    Ok(())
}
