//! 填写说明, half a page; and the very hidden sheet that says which cell is which.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::layout::SheetLayout;
use super::texts::{self, TextRow};
use super::words::{GUIDE, KEYS, RESULTS, TEXTS, YES, ZEROS};
use super::{Content, formats};
use crate::form::LineKind;

/// Version of the hidden sheet's layout.
const VERSION: &str = "1";
/// Width of the only column: no wider than the paper.
const ROOM: f64 = 76.0;

/// Writes the instructions.
pub(super) fn write(sheet: &mut Worksheet, content: &Content, annotated: bool) -> Result<(), XlsxError> {
    sheet.set_name(GUIDE)?;
    sheet.set_column_width(0, ROOM)?;
    let title = format!("{}{}填报表", content.year, content.form.name_of_report());
    sheet.write_string_with_format(0, 0, &title, &formats::title())?;
    sheet.set_row_height(0, 28)?;
    let due = content.form.due_words();
    let shorts: Vec<&str> = content.form.tables.iter().map(|table| table.short.as_str()).collect();
    let mut words = vec![
        format!(
            "填报机关：{}",
            if content.agency.is_empty() { "（在“基本情况与文字”里填写）" } else { &content.agency }
        ),
        format!("报告年度：{} 年（1 月 1 日至 12 月 31 日）", content.year),
        format!("公布期限：{due}"),
        format!("表样依据：{}", content.form.edition.basis),
        String::new(),
        format!(
            "一、填哪里：浅黄色的格是要填的；灰色的是合计，会自动算，不用填；文字填在“{TEXTS}”，{}各在一张工作表。",
            shorts.join("、")
        ),
        "二、蓝色的格是从上年报告的结转数带过来的，请核对。".to_owned(),
        "三、只写数字，不写单位、不写“-”“/”“无”；没有就写 0。".to_owned(),
        format!("四、空格不是零：没有填的格算作还没有填。表里其余都是零的，把表下面的“{ZEROS}”选“{YES}”。"),
        "五、红色的格：数对不上，或者填的不是数字。表下面一行“检查”是逐列的勾稽关系：“√”是对上了，“差2”是相差 2；灰色的还没有填完，红色的要改。"
            .to_owned(),
        "六、行和列来自官方表样，不能增删；确有地方增加的行，请与汇总单位联系。".to_owned(),
        format!("七、填好后保存，交给汇总单位；检查出的问题会标在格子上，另列在“{RESULTS}”里。"),
    ];
    if annotated {
        words.push(String::new());
        words.push(
            "本表是按检查结果重新做的：填的数和文字都在，原表里另加的批注、颜色和工作表没有带过来；原表没有改动。"
                .to_owned(),
        );
    }
    for (row, text) in (1u32..).zip(&words) {
        sheet.write_string_with_format(row, 0, text, &formats::plain())?;
        sheet.set_row_height(row, super::layout::lines(text, ROOM) * 15.5 + 4.0)?;
    }
    // One column alone is not made to fit by every program.
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3);
    Ok(())
}

/// Writes the second reading of the workbook: sheet, cell, key path.
pub(super) fn write_keys(sheet: &mut Worksheet, content: &Content, layouts: &[SheetLayout]) -> Result<(), XlsxError> {
    sheet.set_name(KEYS)?;
    let mut rows: Vec<[String; 3]> = vec![
        ["版本".into(), VERSION.into(), String::new()],
        ["表样".into(), content.form.name.clone(), String::new()],
        ["年度".into(), content.year.to_string(), String::new()],
        ["机关".into(), content.agency.clone(), String::new()],
    ];
    for (number, row) in (1u32..).zip(texts::rows(content)) {
        let key = match row {
            TextRow::Basic { key, .. } => key.to_owned(),
            TextRow::Paragraph { key, .. } => key,
            _ => continue,
        };
        rows.push([TEXTS.into(), super::layout::address(number, 1), key]);
    }
    for (form, layout) in content.form.tables.iter().zip(layouts) {
        for (number, line) in form.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Data) {
            for column in line.parts() {
                let Some(place) = layout.address(number, column) else { continue };
                let path = format!("{}.{}.{}", form.key, line.keys.join("."), line.columns[column].key);
                rows.push([layout.name.clone(), place, path]);
            }
        }
    }
    for (number, row) in (0u32..).zip(&rows) {
        for (column, text) in (0u16..).zip(row).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(number, column, text)?;
        }
    }
    sheet.set_very_hidden(true);
    Ok(())
}
