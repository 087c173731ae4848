//! What holds the figures of a table against each other on its sheet: the rows of the check below it, and the red cells of a row.
//!
//! Quiet while something is still to come: red only where what is filled in cannot hold any more, whatever follows.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{ConditionalFormatFormula, Formula, Worksheet, XlsxError};

use super::super::formats;
use super::super::layout::lines;
use super::super::sums::{SumCell, checks, inputs, side_in, side_of};
use super::super::words::{CHECK, UNFILLED, YES};
use super::{LINE, LOWEST, MARGIN, OpenTable};
use crate::form::{Equation, Relation};

/// The cells of one side of an equation, each with its sign.
type Signed = [(SumCell, i64)];

impl OpenTable<'_> {
    /// The row of the cell that says what the blanks mean: one below the checks.
    pub(super) fn zeros_row(&self) -> u32 {
        let rows = if self.layout.stub > 0 { checks(self.form).count() } else { 0 };
        self.layout.end + u32::try_from(rows).unwrap_or_default() + 1
    }

    /// Its column. A table without labels at its side (表四) gives its first columns to the words.
    pub(super) fn zeros_column(&self) -> u16 {
        if self.layout.stub == 0 { self.layout.columns.min(3) } else { self.layout.stub }
    }

    /// `$D$30="是"`: no blank of this table is still to come.
    fn all_said(&self) -> String {
        format!("{}=\"{YES}\"", absolute(self.zeros_row(), self.zeros_column()))
    }

    /// Red cells of a row whose equation over its columns does not hold, once all of them are filled in.
    pub(super) fn row_rule(&self, sheet: &mut Worksheet, equation: &Equation, line: usize) -> Result<(), XlsxError> {
        let (Some(left), Some(right)) =
            (side_of(self.form, &equation.left, line), side_of(self.form, &equation.right, line))
        else {
            return Ok(());
        };
        let cells: Vec<SumCell> = left.iter().chain(&right).map(|(cell, _)| *cell).collect();
        let broken = if equation.relation == Relation::AtMost { ">" } else { "<>" };
        let (left, right) = (self.side(&left), self.side(&right));
        let filled = self.filled(cells.iter().copied());
        let rule = ConditionalFormatFormula::new()
            .set_rule(Formula::new(format!("=AND({left}{broken}{right},OR({},{filled}))", self.all_said())))
            .set_format(formats::wrong());
        for (row, column) in cells.into_iter().filter_map(|(line, column)| self.layout.place(line, column)) {
            sheet.add_conditional_format(row, column, row, column, &rule)?;
        }
        Ok(())
    }

    /// `SUM(D5,D6)-SUM(D7)` for one side of an equation: SUM passes over text, + does not. The places are absolute, since a
    /// conditional format moves others along.
    fn side(&self, cells: &Signed) -> String {
        let mut signed = [Vec::new(), Vec::new()];
        for &((line, column), sign) in cells {
            if let Some((row, column)) = self.layout.place(line, column) {
                signed[usize::from(sign < 0)].push(absolute(row, column));
            }
        }
        let [plus, minus] = signed.map(|places| places.join(","));
        if minus.is_empty() { format!("SUM({plus})") } else { format!("(SUM({plus})-SUM({minus}))") }
    }

    /// The input cells that figures are made of, each once.
    fn inputs_of(&self, cells: impl Iterator<Item = SumCell>) -> BTreeSet<SumCell> {
        cells.flat_map(|cell| inputs(self.form, self.layout, cell)).collect()
    }

    /// `COUNT(D5:D7)=3`: a figure stands in every input cell that these are made of.
    fn filled(&self, cells: impl Iterator<Item = SumCell>) -> String {
        let cells: Vec<SumCell> = self.inputs_of(cells).into_iter().collect();
        if cells.is_empty() { "TRUE".to_owned() } else { format!("{}={}", self.count(&cells), cells.len()) }
    }

    /// `COUNT($D$5:$D$7)`
    fn count(&self, cells: &[SumCell]) -> String {
        format!("COUNT({})", self.runs(cells, absolute))
    }

    /// The rows below the table that say per column whether its equations hold.
    pub(super) fn checks(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        for (row, equation) in (self.layout.end..).zip(checks(self.form).filter(|_| self.layout.stub > 0)) {
            let label = format!("{CHECK}{}", equation.note);
            let right = self.layout.stub - 1;
            if right > 0 {
                sheet.merge_range(row, 0, row, right, &label, &formats::stub())?;
            } else {
                sheet.write_string_with_format(row, 0, &label, &formats::stub())?;
            }
            let room: f64 = self.layout.widths[..usize::from(self.layout.stub)].iter().sum();
            sheet.set_row_height(row, (lines(&label, room) * LINE + MARGIN).max(LOWEST))?;
            let columns =
                self.layout.cells.iter().filter_map(|cell| cell.figure.map(|(_, number)| (cell.column, number)));
            for (place, column) in columns.collect::<BTreeMap<u16, usize>>() {
                self.check(sheet, equation, (row, place), column)?;
            }
        }
        Ok(())
    }

    /// One column of the check: 待填 while nobody has filled anything in, then `√` or the difference, red once it must stay one.
    fn check(
        &self,
        sheet: &mut Worksheet,
        equation: &Equation,
        (row, place): (u32, u16),
        column: usize,
    ) -> Result<(), XlsxError> {
        let (Some(left), Some(right)) =
            (side_in(self.form, &equation.left, column), side_in(self.form, &equation.right, column))
        else {
            return Ok(());
        };
        let value = |cells: &Signed| -> i64 {
            cells.iter().map(|&((line, column), sign)| sign * self.value(line, column)).sum()
        };
        let own = self.inputs_of(left.iter().chain(&right).map(|(cell, _)| *cell));
        let own: Vec<SumCell> =
            own.into_iter().filter(|(line, _)| !self.content.carried.contains(&(self.index, *line))).collect();
        let untouched = !own.iter().any(|&cell| self.has_number(cell));
        let difference = value(&left) - value(&right);
        let result = match difference {
            _ if untouched => UNFILLED.to_owned(),
            0 => "√".to_owned(),
            _ => format!("差{}", difference.abs()),
        };
        // What fills up the smaller side may still come, as long as a cell of it is blank.
        let rising = |up: &Signed, down: &Signed| {
            let (up, down) = (up.iter().filter(|(_, sign)| *sign > 0), down.iter().filter(|(_, sign)| *sign < 0));
            self.filled(up.chain(down).map(|(cell, _)| *cell))
        };
        let (more, less) = (rising(&left, &right), rising(&right, &left));
        let (left, right) = (self.side(&left), self.side(&right));
        let (count, said) = (self.count(&own), self.all_said());
        let formula = format!(
            "=IF(AND({count}=0,NOT({said})),\"{UNFILLED}\",IF({left}-{right}=0,\"√\",\"差\"&ABS({left}-{right})))"
        );
        let formula = Formula::new(formula).set_result(result);
        sheet.write_formula_with_format(row, place, formula, &formats::check())?;
        let cell = absolute(row, place);
        let red = format!("=AND(LEFT({cell},1)=\"差\",OR({said},IF({left}>{right},{less},{more})))");
        for (rule, format) in [(red, formats::wrong()), (format!("={cell}<>\"√\""), formats::open())] {
            let rule = ConditionalFormatFormula::new().set_rule(Formula::new(rule)).set_format(format);
            sheet.add_conditional_format(row, place, row, place, &rule.set_stop_if_true(true))?;
        }
        Ok(())
    }
}

/// `$D$7`
fn absolute(row: u32, column: u16) -> String {
    format!("${}${}", crate::read_back::unit::column_letters(u32::from(column) + 1), row + 1)
}
