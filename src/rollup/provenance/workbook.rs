//! The provenance as a workbook: one sheet a table, members as rows, SUM formulas with their results stored; a last sheet of who
//! delivered what.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note, Url, Workbook, Worksheet,
    XlsxError,
};

use super::{CellSources, MemberRow, Provenance, TableSources};
use crate::diag::letters;
use crate::workbook::saved;

/// The rows of heads: the form's row, its column.
const HEADS: u32 = 3;
/// Most links of a sheet: the format allows 65,530, and programs grow slow long before.
const MOST_LINKS: usize = 20_000;

struct SheetFormats {
    title: Format,
    head: Format,
    name: Format,
    figure: Format,
    zero: Format,
    total: Format,
    wrong: Format,
}

impl SheetFormats {
    fn new() -> SheetFormats {
        let base = || Format::new().set_font_name("宋体").set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let cell = || base().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0xBF_BF_BF));
        let grey = Color::RGB(0xF2_F2_F2);
        SheetFormats {
            title: base().set_bold().set_font_size(12),
            head: cell().set_bold().set_text_wrap().set_align(FormatAlign::Center).set_background_color(grey),
            name: cell(),
            figure: cell(),
            zero: cell().set_font_color(Color::RGB(0xB0_B0_B0)),
            total: cell().set_bold().set_background_color(grey),
            wrong: cell()
                .set_bold()
                .set_background_color(Color::RGB(0xFF_C7_CE))
                .set_font_color(Color::RGB(0x9C_00_06)),
        }
    }
}

/// The workbook's bytes; equal provenances give equal bytes.
///
/// # Errors
/// What the library refuses, such as more columns than a sheet has.
pub fn workbook(provenance: &Provenance) -> Result<Vec<u8>, XlsxError> {
    let look = SheetFormats::new();
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(provenance.year + 1, 1, 1)?;
    book.set_properties(
        &DocProperties::new()
            .set_title(format!("{}{}年汇总来源", provenance.agency, provenance.year))
            .set_creation_datetime(&made),
    );
    for table in &provenance.tables {
        let sheet = book.add_worksheet();
        sheet.set_name(&table.short)?;
        figures(sheet, provenance, table, &look)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name("成员情况")?;
    members(sheet, provenance, &look)?;
    saved(&mut book)
}

/// Where the rows of a sheet stand: members from the first, then adjustments, the sum, what the report says.
struct SheetRows<'p> {
    summed: Vec<&'p MemberRow>,
    reasons: Vec<&'p str>,
    adjustments: u32,
    total: u32,
    /// Whether figures lead to the files they come from.
    linked: bool,
}

impl<'p> SheetRows<'p> {
    fn new(provenance: &'p Provenance, table: &'p TableSources) -> SheetRows<'p> {
        let (summed, reasons) = (provenance.summed(), reasons(table));
        let adjustments = HEADS + summed.len() as u32;
        let figures = table.lines.iter().flat_map(|line| &line.columns).flat_map(|column| &column.figures);
        SheetRows {
            total: adjustments + reasons.len() as u32,
            linked: figures.filter(|figure| !figure.zero).count() <= MOST_LINKS,
            summed,
            reasons,
            adjustments,
        }
    }
}

fn figures(
    sheet: &mut Worksheet,
    provenance: &Provenance,
    table: &TableSources,
    look: &SheetFormats,
) -> Result<(), XlsxError> {
    let title = format!("{}{}年度 {} {}", provenance.agency, provenance.year, table.short, table.title);
    sheet.write_string_with_format(0, 0, title, &look.title)?;
    sheet.merge_range(1, 0, HEADS - 1, 0, "机关", &look.head)?;
    sheet.set_column_width(0, 26)?;
    sheet.set_row_height(1, 48)?;
    sheet.set_row_height(2, 36)?;
    let rows = SheetRows::new(provenance, table);
    stubs(sheet, &rows, look)?;
    let mut at: u16 = 1;
    for line in &table.lines {
        let last = at + line.columns.len() as u16 - 1;
        let head = if line.overlap.is_some() { format!("{}※", line.words) } else { line.words.clone() };
        if last > at {
            sheet.merge_range(1, at, 1, last, &head, &look.head)?;
        } else {
            sheet.write_string_with_format(1, at, &head, &look.head)?;
        }
        for column in &line.columns {
            cells(sheet, at, column, &rows, look)?;
            at += 1;
        }
    }
    for (row, words) in (rows.total + 3..).zip(overlaps(table)) {
        sheet.write_string(row, 0, words)?;
    }
    sheet.set_freeze_panes(HEADS, 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(0, 1);
    sheet.set_repeat_columns(0, 0)?;
    sheet.set_repeat_rows(1, HEADS - 1)?;
    Ok(())
}

/// The first column: members, reasons of adjustments, the sum.
fn stubs(sheet: &mut Worksheet, rows: &SheetRows, look: &SheetFormats) -> Result<(), XlsxError> {
    for (row, member) in (HEADS..).zip(&rows.summed) {
        if let Some(link) = &member.link {
            let url = Url::new(format!("file:///{link}")).set_text(&member.name);
            sheet.write_url_with_format(row, 0, url, &look.name)?;
        } else {
            sheet.write_string_with_format(row, 0, &member.name, &look.name)?;
        }
    }
    for (row, reason) in (rows.adjustments..).zip(&rows.reasons) {
        sheet.write_string_with_format(row, 0, format!("调整：{reason}"), &look.name)?;
    }
    sheet.write_string_with_format(rows.total, 0, "合计", &look.total)?;
    sheet.write_string_with_format(rows.total + 1, 0, "报告数据文件里的数", &look.total)?;
    Ok(())
}

/// The column of one cell of the form: head, each member's figure, adjustments, the sum, what the report says.
fn cells(
    sheet: &mut Worksheet,
    at: u16,
    column: &CellSources,
    rows: &SheetRows,
    look: &SheetFormats,
) -> Result<(), XlsxError> {
    let unit = column.unit.map_or(String::new(), |unit| format!("（{unit}）"));
    let label = if column.label.contains('（') { column.label.clone() } else { format!("{}{unit}", column.label) };
    sheet.write_string_with_format(2, at, &label, &look.head)?;
    // A figure too long for its column shows as ###.
    let longest = column.sum.len().max(column.report.len()).max(9);
    sheet.set_column_width(at, longest as f64 + 2.5)?;
    for ((row, figure), member) in (HEADS..).zip(&column.figures).zip(&rows.summed) {
        let format = if figure.zero { &look.zero } else { &look.figure };
        if rows.linked && !figure.zero {
            if let Some(link) = &member.link {
                sheet.write_url_with_format(row, at, Url::new(format!("file:///{link}")), format)?;
            }
            let source = figure.source.as_ref().map_or_else(String::new, |from| format!("\n来自 {from}"));
            let note = Note::new(format!("{}{source}", figure.place));
            sheet.insert_note(row, at, &note.add_author_prefix(false).set_width(260).set_height(60))?;
        }
        sheet.write_number_with_format(row, at, number(&figure.text), format)?;
    }
    for (row, reason) in (rows.adjustments..).zip(&rows.reasons) {
        let exact: Vec<&str> =
            column.adjusted.iter().filter(|a| a.reason == *reason).map(|a| a.text.as_str()).collect();
        if exact.is_empty() {
            sheet.write_blank(row, at, &look.figure)?;
        } else {
            let sum: f64 = exact.iter().map(|text| number(text)).sum();
            sheet.write_number_with_format(row, at, sum, &look.figure)?;
        }
    }
    let places = if column.decimals > 0 { format!("0.{}", "0".repeat(column.decimals)) } else { "0".into() };
    let letters = letters(u32::from(at) + 1);
    let formula = Formula::new(format!("=SUM({letters}{}:{letters}{})", HEADS + 1, rows.total)).set_result(&column.sum);
    sheet.write_formula_with_format(rows.total, at, formula, &look.total.clone().set_num_format(&places))?;
    let format = if column.agrees { &look.total } else { &look.wrong };
    let format = format.clone().set_num_format(&places);
    match column.report.parse::<f64>() {
        Ok(figure) => sheet.write_number_with_format(rows.total + 1, at, figure, &format)?,
        Err(_) => sheet.write_string_with_format(rows.total + 1, at, said(&column.report), &format)?,
    };
    Ok(())
}

/// Which rows cannot simply be summed, and why.
fn overlaps(table: &TableSources) -> Vec<String> {
    let mut sentences: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in &table.lines {
        let Some(why) = &line.overlap else { continue };
        match sentences.iter_mut().find(|(known, _)| known == why) {
            Some((_, rows)) => rows.push(&line.words),
            None => sentences.push((why, vec![&line.words])),
        }
    }
    sentences.iter().map(|(why, rows)| format!("※ {}：{why}", rows.join("、"))).collect()
}

/// What stands in the report, in place of a figure.
fn said(report: &str) -> &str {
    if report.is_empty() { "没有填" } else { report }
}

/// The reasons of a table's adjustments, each once, in the form's order.
fn reasons(table: &TableSources) -> Vec<&str> {
    let mut reasons: Vec<&str> = Vec::new();
    for adjusted in table.lines.iter().flat_map(|line| &line.columns).flat_map(|column| &column.adjusted) {
        if !reasons.contains(&adjusted.reason.as_str()) {
            reasons.push(&adjusted.reason);
        }
    }
    reasons
}

fn members(sheet: &mut Worksheet, provenance: &Provenance, look: &SheetFormats) -> Result<(), XlsxError> {
    sheet.write_string_with_format(
        0,
        0,
        format!("{}{}年度 成员情况", provenance.agency, provenance.year),
        &look.title,
    )?;
    let heads = ["机关", "机关类型", "表样", "成文日期", "错误", "警告", "是否计入", "情况"];
    for (column, head) in heads.iter().enumerate() {
        sheet.write_string_with_format(1, column as u16, *head, &look.head)?;
    }
    for (index, member) in provenance.members.iter().enumerate() {
        let row = index as u32 + 2;
        let texts = [
            (0, &*member.name),
            (1, member.kind),
            (2, &member.edition),
            (3, &member.date),
            (6, if member.summed { "计入" } else { "没有计入" }),
            (7, member.state),
        ];
        for (column, text) in texts {
            sheet.write_string_with_format(row, column, text, if member.summed { &look.name } else { &look.wrong })?;
        }
        for (column, count) in [(4, member.errors), (5, member.warnings)] {
            sheet.write_number_with_format(row, column, count as f64, &look.figure)?;
        }
    }
    for (column, width) in [(0, 30.0), (1, 10.0), (2, 10.0), (3, 16.0), (6, 10.0), (7, 14.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(2, 1)?;
    sheet.autofilter(1, 0, 1 + provenance.members.len() as u32, heads.len() as u16 - 1)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A figure for a program that knows binary numbers alone; the exact one is in the data file.
fn number(text: &str) -> f64 {
    text.parse().unwrap_or(0.0)
}
