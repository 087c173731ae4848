//! 检查结果: the list of findings, each with a link to its cell.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::layout::{SheetLayout, lines};
use super::remarks::{BookSpot, Remark, RemarkLevel, Remarks};
use super::words::{RESULTS, TEXTS};
use super::{Content, formats, texts};

const HEADS: [(&str, f64); 8] = [
    ("序号", 6.0),
    ("级别", 8.0),
    ("位置", 16.0),
    ("项目", 34.0),
    ("填的是", 16.0),
    ("说明", 56.0),
    ("办法", 44.0),
    ("代码", 18.0),
];
/// The row of the heads, from 0.
const HEAD: u32 = 2;

/// Writes the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    content: &Content,
    layouts: &[SheetLayout],
    remarks: &Remarks,
) -> Result<(), XlsxError> {
    sheet.set_name(RESULTS)?;
    let sourced = remarks.list.iter().any(|remark| remark.place.is_some());
    let heads: Vec<(&str, f64)> = HEADS.into_iter().chain(sourced.then_some(("原文件", 28.0))).collect();
    for (column, (head, width)) in (0u16..).zip(&heads) {
        sheet.set_column_width(column, *width)?;
        sheet.write_string_with_format(HEAD, column, *head, &formats::head())?;
    }
    let right = u16::try_from(heads.len()).unwrap_or(1).saturating_sub(1);
    sheet.merge_range(0, 0, 0, right, &summary(content, remarks), &formats::title())?;
    sheet.set_row_height(0, 26)?;
    let mut listed: Vec<&Remark> = remarks.list.iter().collect();
    listed.sort_by_key(|remark| (remark.excused.is_some(), remark.level));
    for (number, remark) in (1u32..).zip(&listed) {
        line(sheet, number, remark, (content, layouts))?;
    }
    if !listed.is_empty() {
        sheet.autofilter(HEAD, 0, HEAD + u32::try_from(listed.len()).unwrap_or(u32::MAX), right)?;
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.set_active(true);
    Ok(())
}

/// One sentence: how many of each level, and of which file.
fn summary(content: &Content, remarks: &Remarks) -> String {
    let counts = remarks.counts();
    let shown: Vec<String> = [RemarkLevel::Error, RemarkLevel::Unread, RemarkLevel::Warning, RemarkLevel::Hint]
        .iter()
        .filter_map(|level| counts.get(level).map(|count| format!("{} {count} 个", level.as_str())))
        .collect();
    let shown = if shown.is_empty() { "没有发现问题".to_owned() } else { shown.join("，") };
    format!("{} {} 年度：{shown}（检查的是 {}）", content.agency, content.year, remarks.source)
}

fn line(
    sheet: &mut Worksheet,
    number: u32,
    remark: &Remark,
    (content, layouts): (&Content, &[SheetLayout]),
) -> Result<(), XlsxError> {
    let row = HEAD + number;
    let plain = formats::listed();
    sheet.write_number_with_format(row, 0, number, &plain)?;
    let level = if remark.excused.is_some() { formats::listed() } else { formats::finding(remark.level) };
    sheet.write_string_with_format(row, 1, remark.level.as_str(), &level)?;
    match remark.spots.first().and_then(|spot| place(spot, content, layouts)) {
        Some((name, cell)) => {
            let url = Url::new(format!("internal:'{name}'!{cell}")).set_text(format!("{name}!{cell}"));
            sheet.write_url_with_format(row, 2, url, &formats::link())?;
        }
        None => {
            sheet.write_string_with_format(row, 2, "", &plain)?;
        }
    }
    let message = match &remark.excused {
        Some(reason) => format!("{}（已说明：{reason}）", remark.message),
        None => remark.message.clone(),
    };
    let texts = [(3, &remark.item), (4, &remark.found), (5, &message), (6, &remark.advice), (7, &remark.code)];
    let mut high = 1.0;
    for (column, text) in texts.into_iter().chain(remark.place.as_ref().map(|place| (8, place))) {
        let width = HEADS.get(usize::from(column)).map_or(28.0, |(_, width)| *width);
        high = lines(text, width).max(high);
        sheet.write_string_with_format(row, column, text, &plain)?;
    }
    sheet.set_row_height(row, (high * 15.0 + 6.0).min(400.0))?;
    Ok(())
}

/// The sheet and the cell of a place.
fn place(spot: &BookSpot, content: &Content, layouts: &[SheetLayout]) -> Option<(String, String)> {
    match spot {
        BookSpot::Figure(table, line, column) => {
            let layout = layouts.get(*table)?;
            Some((layout.name.clone(), layout.address(*line, *column)?))
        }
        spot => Some((TEXTS.to_owned(), texts::place(content, spot)?)),
    }
}
