//! A statutory table on its own sheet: labels locked, figures to be filled in, totals and checks as formulas with their results.

mod checks;

use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationRule, Format, Formula, Note, ProtectionOptions, Worksheet,
    XlsxError,
};

use super::formats;
use super::layout::{Laid, SheetLayout, TOP, address, lines};
use super::remarks::{BookSpot, RemarkLevel, Remarks, note};
use super::sums::{SumCell, is_input, parts, speaks_of_last_year};
use super::words::{NO, YES, ZEROS};
use super::{Content, Filled, WorkbookError};
use crate::document::CellKind;
use crate::form::{Axis, MoneyUnit, TableForm, ValueKind};

/// A4 in the format's list of papers.
const A4: u8 = 9;
/// Points that a line of the default font takes, and what a cell keeps above and below.
const LINE: f64 = 14.4;
const MARGIN: f64 = 5.0;
/// No row of figures is lower.
const LOWEST: f64 = 21.0;
const CARRIED: &str = "由上年报告“四、结转下年度”转入，请核对";

/// Writes one table; `sheet` is new and empty.
pub(super) fn write(
    sheet: &mut Worksheet,
    content: &Content,
    index: usize,
    layout: &SheetLayout,
    remarks: &Remarks,
) -> Result<(), WorkbookError> {
    let form = &content.form.tables[index];
    sheet.set_name(&layout.name)?;
    for (column, width) in (0u16..).zip(&layout.widths) {
        sheet.set_column_width(column, *width)?;
    }
    let title = format!("{}　{}（{}）", form.short, form.title, content.agency);
    sheet.merge_range(0, 0, 0, layout.columns.saturating_sub(1), &title, &formats::title())?;
    sheet.set_row_height(0, 26)?;
    let table = OpenTable { content, index, form, layout, remarks };
    for cell in &layout.cells {
        table.cell(sheet, cell)?;
    }
    table.heights(sheet)?;
    table.rules(sheet)?;
    table.checks(sheet)?;
    table.zeros(sheet, table.zeros_row())?;
    page(sheet, layout)?;
    Ok(())
}

/// One A4 page, the head and the labels always in view, protected without a password.
fn page(sheet: &mut Worksheet, layout: &SheetLayout) -> Result<(), XlsxError> {
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 1).set_print_center_horizontally(true);
    sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    sheet.set_freeze_panes(TOP + layout.head, layout.stub)?;
    if layout.head > 0 {
        sheet.set_repeat_rows(TOP, TOP + layout.head - 1)?;
    }
    let options = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&options);
    Ok(())
}

/// A table while it is written.
struct OpenTable<'a> {
    content: &'a Content,
    index: usize,
    form: &'a TableForm,
    layout: &'a SheetLayout,
    remarks: &'a Remarks,
}

impl OpenTable<'_> {
    fn cell(&self, sheet: &mut Worksheet, cell: &Laid) -> Result<(), XlsxError> {
        let Some((line, column)) = cell.figure else {
            let format = match cell.kind {
                _ if cell.vertical => formats::vertical(),
                CellKind::Stub(_) => formats::stub(),
                _ => formats::head(),
            };
            return self.put(sheet, cell, &format, |sheet| {
                sheet.write_string_with_format(cell.row, cell.column, &cell.text, &format).map(|_| ())
            });
        };
        let spot = BookSpot::Figure(self.index, line, column);
        let mark = self.remarks.level(&spot);
        if !is_input(self.form, (line, column)) {
            let format = formats::total(mark);
            let formula = Formula::new(self.sum(line, column)).set_result(self.value(line, column).to_string());
            self.put(sheet, cell, &format, |sheet| {
                sheet.write_formula_with_format(cell.row, cell.column, formula, &format).map(|_| ())
            })?;
        } else {
            let carried = self.content.carried.contains(&(self.index, line));
            let format = formats::figure(mark, carried);
            self.put(sheet, cell, &format, |sheet| {
                entry(sheet, cell, &self.content.figures[self.index][line][column], &format)
            })?;
            if carried && mark.is_none() {
                comment(sheet, cell.row, cell.column, CARRIED)?;
            }
        }
        match note(&self.remarks.at(&spot)) {
            text if text.is_empty() => Ok(()),
            text => comment(sheet, cell.row, cell.column, &text),
        }
    }

    /// Merges the places of a cell, then writes into the first.
    fn put(
        &self,
        sheet: &mut Worksheet,
        cell: &Laid,
        format: &Format,
        write: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>,
    ) -> Result<(), XlsxError> {
        if cell.rowspan > 1 || cell.colspan > 1 {
            let (bottom, right) = (cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1);
            sheet.merge_range(cell.row, cell.column, bottom, right, "", format)?;
        }
        write(sheet)
    }

    fn sum(&self, line: usize, column: usize) -> String {
        format!("=SUM({})", self.runs(&parts(self.form, self.layout, (line, column)), address))
    }

    /// `D9:D16,D18`: neighbours in a column or row as one range.
    fn runs(&self, cells: &[SumCell], address: fn(u32, u16) -> String) -> String {
        let mut places: Vec<(u32, u16)> =
            cells.iter().filter_map(|&(line, column)| self.layout.place(line, column)).collect();
        places.sort_unstable();
        let mut runs: Vec<((u32, u16), (u32, u16))> = Vec::new();
        for place in places {
            match runs.last_mut() {
                Some((first, last))
                    if (place.1 == last.1 && place.1 == first.1 && place.0 == last.0 + 1)
                        || (place.0 == last.0 && place.0 == first.0 && place.1 == last.1 + 1) =>
                {
                    *last = place;
                }
                _ => runs.push((place, place)),
            }
        }
        let shown = |(first, last): &((u32, u16), (u32, u16))| {
            let from = address(first.0, first.1);
            if first == last { from } else { format!("{from}:{}", address(last.0, last.1)) }
        };
        runs.iter().map(shown).collect::<Vec<_>>().join(",")
    }

    /// Whether a number stands in an input cell; words are none.
    fn has_number(&self, (line, column): SumCell) -> bool {
        match &self.content.figures[self.index][line][column] {
            Filled::Whole(_) => true,
            Filled::Amount(digits) => digits.parse::<f64>().is_ok(),
            Filled::Blank | Filled::Words(_) => false,
        }
    }

    /// What a cell shows, as the formulas work it out.
    fn value(&self, line: usize, column: usize) -> i64 {
        if is_input(self.form, (line, column)) {
            return self.content.figures[self.index][line][column].number();
        }
        parts(self.form, self.layout, (line, column)).iter().map(|&(line, column)| self.value(line, column)).sum()
    }

    /// Every row gets its height: a program gives none to rows with wrapped text in merged cells.
    fn heights(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for row in TOP..self.layout.end {
            let cells = self.layout.cells.iter().filter(|cell| cell.row == row && cell.rowspan == 1 && !cell.vertical);
            let high = cells.map(|cell| lines(&cell.text, self.layout.room(cell))).fold(1.0, f64::max);
            sheet.set_row_height(row, (high * LINE + MARGIN).max(LOWEST))?;
        }
        Ok(())
    }

    /// Whole numbers from 0 where counts stand; red where text stands for a number, or where a rule of a row is broken.
    fn rules(&self, sheet: &mut Worksheet) -> Result<(), WorkbookError> {
        for kind in [ValueKind::Count, ValueKind::Change, ValueKind::Amount(Some(MoneyUnit::WanYuan))] {
            let cells = self.inputs(|found| match (kind, found) {
                (ValueKind::Amount(_), ValueKind::Amount(Some(_))) => true,
                (kind, found) => kind == found,
            });
            let (Some(&(first, _)), Some(validation)) = (cells.first(), validation(kind)?) else { continue };
            let ranges = self.ranges(&cells);
            let (row, column) = first;
            sheet.add_data_validation(row, column, row, column, &validation.set_multi_range(&ranges))?;
            let place = address(row, column);
            let text = Formula::new(format!("=AND(NOT(ISBLANK({place})),NOT(ISNUMBER({place})))"));
            let red =
                ConditionalFormatFormula::new().set_rule(text).set_format(formats::wrong()).set_multi_range(&ranges);
            sheet.add_conditional_format(row, column, row, column, &red)?;
        }
        for equation in self.form.equations.iter().filter(|equation| !speaks_of_last_year(equation)) {
            let Axis::Lines(lines) = &equation.axis else { continue };
            for &line in lines {
                self.row_rule(sheet, equation, line)?;
            }
        }
        Ok(())
    }

    /// The one cell that says what the blanks of this table mean.
    fn zeros(&self, sheet: &mut Worksheet, row: u32) -> Result<(), XlsxError> {
        let right = self.zeros_column();
        let label = format!("{ZEROS}（{YES}／{NO}）");
        let room: f64 = self.layout.widths[..usize::from(right)].iter().sum();
        if right > 1 {
            sheet.merge_range(row, 0, row, right - 1, &label, &formats::stub())?;
        } else {
            sheet.write_string_with_format(row, 0, &label, &formats::stub())?;
        }
        sheet.set_row_height(row, (lines(&label, room) * LINE + MARGIN).max(LOWEST))?;
        sheet.write_string_with_format(row, right, NO, &formats::figure(None, false))?;
        let list = DataValidation::new()
            .allow_list_strings(&[YES, NO])?
            .set_input_title("空格的意思")?
            .set_input_message("选“是”，这张表里没有填的格都按 0；选“否”，没有填的格算作还没有填。")?;
        sheet.add_data_validation(row, right, row, right, &list)?;
        Ok(())
    }

    /// The input cells whose kind is wanted, from top to bottom, with how many columns each covers.
    fn inputs(&self, wanted: impl Fn(ValueKind) -> bool) -> Vec<((u32, u16), u16)> {
        let cells = self.layout.cells.iter().filter(|cell| {
            cell.figure.is_some_and(|(line, column)| {
                is_input(self.form, (line, column)) && wanted(self.form.lines[line].columns[column].kind)
            })
        });
        cells.map(|cell| ((cell.row, cell.column), cell.colspan)).collect()
    }

    /// `D5:I5 D6:I6`: neighbours of a row as one range.
    fn ranges(&self, cells: &[((u32, u16), u16)]) -> String {
        let mut runs: Vec<(u32, u16, u16)> = Vec::new();
        for &((row, column), span) in cells {
            match runs.last_mut() {
                Some((at, _, end)) if *at == row && *end == column => *end = column + span,
                _ => runs.push((row, column, column + span)),
            }
        }
        let shown = |&(row, from, end): &(u32, u16, u16)| {
            let first = address(row, from);
            if end == from + 1 { first } else { format!("{first}:{}", address(row, end - 1)) }
        };
        runs.iter().map(shown).collect::<Vec<_>>().join(" ")
    }
}

fn entry(sheet: &mut Worksheet, cell: &Laid, entry: &Filled, format: &Format) -> Result<(), XlsxError> {
    let (row, column) = (cell.row, cell.column);
    match entry {
        Filled::Blank => sheet.write_blank(row, column, format)?,
        // At most fifteen digits: exact as shown.
        Filled::Whole(number) => sheet.write_number_with_format(row, column, *number as f64, format)?,
        Filled::Amount(digits) => match digits.parse::<f64>() {
            Ok(number) => {
                let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
                let shown = if decimals == 0 { "General".to_owned() } else { format!("0.{}", "0".repeat(decimals)) };
                sheet.write_number_with_format(row, column, number, &format.clone().set_num_format(shown))?
            }
            Err(_) => sheet.write_string_with_format(row, column, digits, format)?,
        },
        Filled::Words(words) => sheet.write_string_with_format(row, column, words, format)?,
    };
    Ok(())
}

/// A note that shows all of its text when the mouse is over the cell.
fn comment(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    const WIDTH: u32 = 320;
    /// Pixels of a line, and characters that fit one.
    const HIGH: f64 = 18.0;
    const ROOM: f64 = 44.0;
    let height = (lines(text, ROOM) + 1.0) * HIGH;
    let text: String = text.chars().take(LONGEST_NOTE).collect();
    let note =
        Note::new(text).set_author("nianbao").add_author_prefix(false).set_width(WIDTH).set_height(height as u32);
    sheet.insert_note(row, column, &note)?;
    Ok(())
}

/// What a note holds; the list of findings has all of it.
const LONGEST_NOTE: usize = 8_000;

pub(super) fn remark(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    remarks: &Remarks,
    spot: &BookSpot,
) -> Result<Option<RemarkLevel>, XlsxError> {
    let found = remarks.at(spot);
    let text = note(&found);
    if !text.is_empty() {
        comment(sheet, row, column, &text)?;
    }
    Ok(found.first().map(|remark| remark.level))
}

/// Comfort while typing; pasting passes it by, so that reading checks everything again.
fn validation(kind: ValueKind) -> Result<Option<DataValidation>, XlsxError> {
    const MOST: i32 = i32::MAX;
    let (validation, title, words) = match kind {
        ValueKind::Count => (
            DataValidation::new().allow_whole_number(DataValidationRule::Between(0, MOST)),
            "只填数字",
            "这里填件数：不小于 0 的整数，不带单位；没有就填 0。",
        ),
        ValueKind::Change => (
            DataValidation::new().allow_whole_number(DataValidationRule::Between(-MOST, MOST)),
            "只填数字",
            "这里填增减数：整数，减少的写负数，如 -8；没有变化填 0。",
        ),
        ValueKind::Amount(Some(_)) => (
            DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
            "只填数字",
            "这里填金额：数字，单位见表头，不带单位；没有就填 0。",
        ),
        ValueKind::Amount(None) => return Ok(None),
    };
    Ok(Some(validation.set_error_title(title)?.set_error_message(words)?.ignore_blank(true)))
}
