//! The sum (汇总) of several reports, cell by cell and exact to the last digit: what a government's report says of its members.
//!
//! Knows forms and figures; must not know where members come from, nor what is said of a sum that is wrong.

use super::value::{MAX_DECIMALS, MAX_DIGITS};
use super::{Adjustment, Amount, Report, Value};
use crate::form::{Column, Form, LineKind, MoneyUnit, Spot, ValueKind};

/// The sum of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSum {
    /// Pieces, or millionths of 元: members and adjustments together.
    pub exact: i128,
    /// What the members add up to.
    pub of_members: i128,
    /// The members that have something other than 0 there: index and figure.
    pub terms: Vec<(usize, i128)>,
    /// The adjustments of the cell by index, with their sign.
    pub adjusted: Vec<(usize, i128)>,
    /// The unit that the sum is printed in; none for pieces.
    pub unit: Option<MoneyUnit>,
    /// Whether the unit is written behind the figure, where the form's head has none.
    pub writes_unit: bool,
    /// The most decimals that a member has.
    pub decimals: usize,
}

impl MemberSum {
    /// A figure of this cell in the words of a finding, `3`, `0.3万元`.
    pub fn words(&self, exact: i128) -> String {
        match self.unit {
            Some(unit) => format!("{}{}{}", sign(exact), Amount::decimal(exact.abs(), unit), unit.as_str()),
            None => exact.to_string(),
        }
    }

    /// The sum as the data file has it: all decimals that a member has, `0.30`.
    pub fn figure(&self) -> String {
        let Some(unit) = self.unit else { return self.exact.to_string() };
        if self.exact == 0 {
            return "0".into();
        }
        let shortest = Amount::decimal(self.exact.abs(), unit);
        let (whole, decimals) = shortest.split_once('.').unwrap_or((&shortest, ""));
        let width = self.decimals.max(decimals.len());
        let point = if width > 0 { "." } else { "" };
        let written = if self.writes_unit { unit.as_str() } else { "" };
        format!("{}{whole}{point}{decimals:0<width$}{written}", sign(self.exact))
    }
}

fn sign(exact: i128) -> &'static str {
    if exact < 0 { "-" } else { "" }
}

/// All cells of a form that are summed: data cells, for totals are sums of these in every report.
pub fn cells(form: &Form) -> impl Iterator<Item = Spot> + '_ {
    form.tables.iter().enumerate().flat_map(|(table, table_form)| {
        let data = table_form.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Data);
        data.flat_map(move |(line, form_line)| form_line.parts().map(move |column| Spot { table, line, column }))
    })
}

/// The sum of a cell over the members, in their order, with the adjustments that name it.
pub fn sum(form: &Form, members: &[&Report], adjustments: &[Adjustment], spot: Spot) -> MemberSum {
    let column = &form.tables[spot.table].lines[spot.line].columns[spot.column];
    let figures: Vec<(usize, &Value)> = members
        .iter()
        .enumerate()
        .filter_map(|(index, member)| {
            // Most members are on the sum's own form.
            let own = if std::ptr::eq(form, &*member.form) { spot } else { form.counterpart(spot, &member.form)? };
            Some((index, &member.cell(own.table, own.line, own.column).value))
        })
        .collect();
    let terms: Vec<(usize, i128)> =
        figures.iter().map(|(index, value)| (*index, value.exact())).filter(|(_, exact)| *exact != 0).collect();
    let adjusted: Vec<(usize, i128)> = adjustments
        .iter()
        .enumerate()
        .filter(|(_, adjustment)| adjustment.spot == spot)
        .map(|(index, adjustment)| (index, adjustment.exact))
        .collect();
    let of_members: i128 = terms.iter().map(|(_, exact)| exact).sum();
    let exact = of_members + adjusted.iter().map(|(_, exact)| exact).sum::<i128>();
    let (unit, writes_unit, decimals) = printed(column, &figures, exact);
    MemberSum { exact, of_members, terms, adjusted, unit, writes_unit, decimals }
}

/// How a sum is printed: its unit, whether that is written behind it, and how many decimals.
fn printed(column: &Column, figures: &[(usize, &Value)], exact: i128) -> (Option<MoneyUnit>, bool, usize) {
    let ValueKind::Amount(form_unit) = column.kind else { return (None, false, 0) };
    let amounts = || {
        figures.iter().filter_map(|(_, value)| match value {
            Value::Amount(amount) if amount.micro_yuan() != 0 => Some(amount),
            _ => None,
        })
    };
    let own = |amount: &Amount| amount.unit().or(form_unit).unwrap_or(MoneyUnit::Yuan);
    // Where the form has no unit, the one that most members use; the smaller when two are used alike. Not one in which the sum
    // has more digits than an amount may have.
    let used = |unit: MoneyUnit| amounts().filter(|amount| own(amount) == unit).count();
    let holds = |unit: MoneyUnit| {
        let written = Amount::decimal(exact.abs(), unit);
        let (whole, decimals) = written.split_once('.').unwrap_or((&written, ""));
        whole.len() <= MAX_DIGITS && decimals.len() <= MAX_DECIMALS
    };
    let commonest = MoneyUnit::ALL.into_iter().max_by_key(|&unit| (holds(unit), used(unit), std::cmp::Reverse(unit)));
    let unit = form_unit.or(commonest).unwrap_or(MoneyUnit::WanYuan);
    let decimals = amounts().filter(|amount| own(amount) == unit).map(Amount::decimals).max().unwrap_or(0);
    (Some(unit), form_unit.is_none(), decimals)
}

/// The rows in which a member has figures that the sum's form has no place for, in the member's words: a local addition, or a
/// row of another edition.
pub fn without_place(form: &Form, member: &Report) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    if std::ptr::eq(form, &*member.form) {
        return rows;
    }
    for spot in cells(&member.form) {
        let Spot { table, line, column } = spot;
        if member.form.counterpart(spot, form).is_none() && !member.cell(table, line, column).value.is_zero() {
            let words = member.form.tables[table].line_words(line);
            if rows.last() != Some(&words) {
                rows.push(words);
            }
        }
    }
    rows
}
