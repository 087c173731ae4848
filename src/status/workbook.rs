//! The state of an office's year as a workbook, to be sorted, filtered and forwarded.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::Status;
use super::letter::Wording;
use super::page::{StatusRow, rows};
use crate::diag::{relative_path, visible};
use crate::workbook::saved;

const HEADS: [(&str, f64); 18] = [
    ("机关", 30.0),
    ("机关类型", 10.0),
    ("状态", 14.0),
    ("成文日期", 12.0),
    ("错误", 7.0),
    ("警告", 7.0),
    ("提示", 7.0),
    ("新收", 9.0),
    ("上年新收", 9.0),
    ("增减", 9.0),
    ("办结", 9.0),
    ("上年办结", 9.0),
    ("结转下年", 9.0),
    ("上年结转下年", 12.0),
    ("上年结转", 9.0),
    ("公布日期", 12.0),
    ("更正次数", 9.0),
    ("备注", 30.0),
];

/// The workbook's bytes; equal states give equal bytes.
///
/// # Errors
/// What the library refuses.
pub fn workbook(status: &Status, wording: &Wording) -> Result<Vec<u8>, XlsxError> {
    let base = || Format::new().set_font_name("宋体").set_font_size(10).set_align(FormatAlign::VerticalCenter);
    let cell = base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xBF_BF_BF)).set_text_wrap();
    let head = cell.clone().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0xF2_F2_F2));
    let red = cell.clone().set_background_color(Color::RGB(0xFF_C7_CE)).set_font_color(Color::RGB(0x9C_00_06));
    let title = base().set_bold().set_font_size(12);
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(status.year + 1, 1, 1)?;
    let name = format!("{}年度报告交报情况", status.year);
    book.set_properties(&DocProperties::new().set_title(&name).set_creation_datetime(&made));
    let rows = rows(status, wording);
    let tally: Vec<String> = status.tally().iter().map(|(state, count)| format!("{state} {count}")).collect();
    let sheet = book.add_worksheet();
    sheet.set_name("交报情况")?;
    sheet.write_string_with_format(
        0,
        0,
        format!("{name}：{}（{}）", tally.join("，"), status.source.words()),
        &title,
    )?;
    agencies(sheet, &rows, &[&head, &cell, &red])?;
    let sheet = book.add_worksheet();
    sheet.set_name("检查结果")?;
    findings(sheet, &rows, &[&head, &cell, &red])?;
    if !status.unlisted.is_empty() || !status.passed_over.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name("没有计入的文件")?;
        let unlisted =
            status.unlisted.iter().map(|path| (visible(&relative_path(path)).into_owned(), "所属机关不在名单里"));
        let passed =
            status.passed_over.iter().map(|(path, why)| (visible(&relative_path(path)).into_owned(), why.as_str()));
        sheet.write_string_with_format(0, 0, "文件", &head)?;
        sheet.write_string_with_format(0, 1, "原因", &head)?;
        for (index, (path, why)) in unlisted.chain(passed).enumerate() {
            sheet.write_string_with_format(index as u32 + 1, 0, path, &cell)?;
            sheet.write_string_with_format(index as u32 + 1, 1, why, &cell)?;
        }
        sheet.set_column_width(0, 50)?;
        sheet.set_column_width(1, 40)?;
    }
    saved(&mut book)
}

fn agencies(sheet: &mut Worksheet, rows: &[StatusRow], [head, cell, red]: &[&Format; 3]) -> Result<(), XlsxError> {
    for (column, (name, width)) in HEADS.iter().enumerate() {
        sheet.write_string_with_format(1, column as u16, *name, head)?;
        sheet.set_column_width(column as u16, *width)?;
    }
    for (index, row) in rows.iter().enumerate() {
        let at = index as u32 + 2;
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let texts = [
            (0, row.name.as_str()),
            (1, row.kind),
            (2, &row.state),
            (3, &row.date),
            (9, &row.change),
            (14, row.carry_over),
            (15, &row.published),
            (17, &row.remarks),
        ];
        let wrong = row.rank <= 1;
        for (column, text) in texts {
            let marked = column <= 2 && wrong || column == 3 && row.late || column == 14 && text == "不符";
            sheet.write_string_with_format(at, column, text, if marked { red } else { cell })?;
        }
        let numbers = [
            (4, Some(count(row.errors))),
            (5, Some(count(row.warnings))),
            (6, Some(count(row.hints))),
            (7, row.received),
            (8, row.last_received),
            (10, row.answered),
            (11, row.last_answered),
            (12, row.carried),
            (13, row.last_carried),
            (16, Some(count(row.corrections))),
        ];
        for (column, number) in numbers {
            match number {
                Some(number) => sheet.write_number_with_format(at, column, number as f64, cell)?,
                None => sheet.write_blank(at, column, cell)?,
            };
        }
    }
    finish(sheet, 1, rows.len(), HEADS.len())
}

fn findings(sheet: &mut Worksheet, rows: &[StatusRow], [head, cell, red]: &[&Format; 3]) -> Result<(), XlsxError> {
    let heads = [
        ("机关", 30.0),
        ("级别", 8.0),
        ("位置", 30.0),
        ("列", 14.0),
        ("现在是", 18.0),
        ("应为", 18.0),
        ("问题", 60.0),
        ("怎么改", 60.0),
    ];
    for (column, (name, width)) in heads.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *name, head)?;
        sheet.set_column_width(column as u16, *width)?;
    }
    let all = rows.iter().flat_map(|row| row.findings.iter().map(move |finding| (row, finding)));
    let mut count = 0;
    for (index, (row, finding)) in all.enumerate() {
        let at = index as u32 + 1;
        let item = &finding.item;
        let words = [&item.place, &item.column, &item.now, &item.expected, &item.problem, &item.mend];
        let texts = [&*row.name, finding.severity].into_iter().chain(words.into_iter().map(String::as_str));
        for (column, text) in (0..).zip(texts) {
            let marked = column == 1 && finding.severity == "错误";
            sheet.write_string_with_format(at, column, cut(text), if marked { red } else { cell })?;
        }
        count = index + 1;
    }
    finish(sheet, 0, count, heads.len())
}

/// A text as long as a cell may be.
fn cut(text: &str) -> String {
    text.chars().take(8_000).collect()
}

/// Filters, frozen heads, and one page's width in print.
fn finish(sheet: &mut Worksheet, head: u32, rows: usize, columns: usize) -> Result<(), XlsxError> {
    sheet.autofilter(head, 0, head + rows.max(1) as u32, columns as u16 - 1)?;
    sheet.set_freeze_panes(head + 1, 1)?;
    sheet.set_repeat_rows(head, head)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}
