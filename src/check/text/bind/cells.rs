//! Cells that are added up, and what they come to in a report; the same cells in another report, and their names in the form's words.
//!
//! Knows the form and the figures; nothing of sentences.

use crate::check::text::words::{MICRO, number::shown as print};
use crate::diag::Finding;
use crate::form::keys;
use crate::report::{At, Report, Value};

/// A cell: table, line, column.
pub(crate) type CellAt = (usize, usize, usize);

/// Cells that are added up, and cells that are taken from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sum {
    pub plus: Vec<CellAt>,
    pub minus: Vec<CellAt>,
    /// What the text itself takes away, in millionths: how many were withdrawn.
    pub less: i128,
}

/// The tables of a report under their keys.
pub(crate) struct Tables<'a> {
    pub report: &'a Report,
    pub requests: Option<usize>,
    pub reviews: Option<usize>,
    pub proactive: Option<usize>,
}

impl<'a> Tables<'a> {
    pub fn of(report: &'a Report) -> Tables<'a> {
        let table = |key| report.form.table(key).map(|(index, _)| index);
        let (requests, reviews) = (table(keys::REQUESTS), table(keys::REVIEWS));
        Tables { report, requests, reviews, proactive: table(keys::PROACTIVE) }
    }
}

impl Sum {
    /// Its value in millionths, of 元 for money.
    pub fn value(&self, report: &Report) -> i128 {
        let value = |cell: &CellAt| match at(report, *cell).value() {
            Value::Whole(number) => i128::from(*number) * MICRO,
            Value::Amount(amount) => amount.micro_yuan(),
        };
        let sum = |cells: &[CellAt]| cells.iter().map(value).sum::<i128>();
        sum(&self.plus) - sum(&self.minus) - self.less
    }

    /// Cells added up.
    pub fn of(plus: Vec<CellAt>) -> Sum {
        Sum { plus, minus: Vec::new(), less: 0 }
    }

    /// What is left when another sum is taken away.
    pub fn without(mut self, other: Sum) -> Sum {
        self.minus.extend(other.plus);
        self.plus.extend(other.minus);
        self
    }

    /// Whether this is the total of a group, and another sum of a row within it.
    pub fn is_over(&self, part: &Sum, report: &Report) -> bool {
        let names = |sum: &Sum| match sum.plus[..] {
            [(table, line, _)] if sum.minus.is_empty() => Some(&report.form.tables[table].lines[line].keys),
            _ => None,
        };
        let (Some(total), Some(row)) = (names(self), names(part)) else { return false };
        total.first() == row.first() && total.last().is_some_and(|key| key == keys::TOTAL)
    }

    /// The same cells in another report, perhaps of another edition.
    pub fn in_report(&self, from: &Report, to: &Report) -> Option<Sum> {
        let find = |cell: &CellAt| {
            let there = at(from, *cell).in_(to)?.spot;
            Some((there.table, there.line, there.column))
        };
        let all = |cells: &[CellAt]| cells.iter().map(find).collect::<Option<Vec<_>>>();
        Some(Sum { plus: all(&self.plus)?, minus: all(&self.minus)?, less: self.less })
    }

    /// In the words of the form: `表三“（一）予以公开”总计`.
    pub fn words(&self, report: &Report) -> String {
        if let [(table, first, _), .., (_, last, _)] = self.plus[..]
            && first == last
            && self.minus.is_empty()
            && report.form.tables[table].key == keys::REQUESTS
        {
            // Several columns of one line.
            return format!("{}法人或其他组织各列之和", report.form.tables[table].line_words(first));
        }
        let name = |cells: &[CellAt], joint: &str| {
            cells.iter().map(|cell| cell_words(report, *cell)).collect::<Vec<_>>().join(joint)
        };
        if self.less != 0 {
            return format!("{}减文中撤回的件数", name(&self.plus, "加"));
        }
        if self.minus.is_empty() {
            return name(&self.plus, "加");
        }
        format!("{}减{}", name(&self.plus, "加"), name(&self.minus, "减"))
    }

    /// A finding that points at its cells with their figures; totals that nobody wrote down come with their line.
    pub fn noted(&self, finding: Finding, report: &Report, year: &str) -> Finding {
        self.plus.iter().chain(&self.minus).take(6).fold(finding, |finding, &cell| {
            let (at, words) = (at(report, cell), cell_words(report, cell));
            let how = if at.is_computed() { "为" } else { "填" };
            finding.also(at.place(), format!("{year}{words}{how} {}", at.value()))
        })
    }

    /// The cell it is, when it is a single one.
    fn only(&self) -> Option<CellAt> {
        match (&self.plus[..], &self.minus[..], self.less) {
            ([cell], [], 0) => Some(*cell),
            _ => None,
        }
    }

    /// How a data file refers to it, when it is a single cell.
    pub fn reference(&self, report: &Report) -> Option<String> {
        let at = at(report, self.only()?);
        let names = at.line().keys.iter().map(String::as_str);
        let column = crate::form::identifier(&at.column().key);
        let path: Vec<&str> = std::iter::once(at.table().key.as_str()).chain(names).chain([&*column]).collect();
        Some(format!("{{{{ {} }}}}", path.join(".")))
    }
}

/// A cell's address.
fn at(report: &Report, (table, line, column): CellAt) -> At<'_> {
    report.at(table, line, column)
}

/// A cell in the words of the form, without “列” where the column is a total or a head of its own.
fn cell_words(report: &Report, cell: CellAt) -> String {
    let at = at(report, cell);
    if at.table().key == keys::REQUESTS && at.column().total.is_none() {
        return at.words();
    }
    format!("{}{}", at.table().line_words(cell.1).replace("—小计", ""), at.column().key)
}

/// A sum with its arithmetic: `3525 + 121 = 3646`.
pub(crate) fn shown(sum: &Sum, report: &Report) -> String {
    if let Some(cell) = sum.only() {
        return at(report, cell).figure();
    }
    let terms = |cells: &[CellAt]| {
        let values = cells.iter().map(|&cell| Sum::of(vec![cell]).value(report)).filter(|&value| value != 0);
        values.map(print).collect::<Vec<_>>()
    };
    let (plus, mut minus) = (terms(&sum.plus), terms(&sum.minus));
    minus.extend((sum.less != 0).then(|| print(sum.less)));
    let less: String = minus.iter().map(|term| format!(" − {term}")).collect();
    match plus.len() + minus.len() {
        0 | 1 => print(sum.value(report)),
        _ => format!("{}{less} = {}", plus.join(" + "), print(sum.value(report))),
    }
}

/// Several sums as one.
pub(crate) fn join(sums: impl IntoIterator<Item = Sum>) -> Sum {
    let mut joint = Sum::of(Vec::new());
    for sum in sums {
        joint.plus.extend(sum.plus);
        joint.minus.extend(sum.minus);
    }
    joint
}
