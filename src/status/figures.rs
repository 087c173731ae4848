//! The few figures of a report that an office looks at, beside last year's.

use serde::Serialize;

use crate::form::keys::{self, TOTAL, request};
use crate::report::Report;

/// A year's figures of 表三, in pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Versus {
    /// 本年新收
    pub received: i64,
    /// （七）总计
    pub answered: i64,
    /// 结转下年度
    pub carried: i64,
}

/// This year's and, where there is one, last year's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CaseFigures {
    /// This year's.
    pub this: Versus,
    /// Last year's.
    pub last: Option<Versus>,
}

impl CaseFigures {
    pub(super) fn of(report: &Report, last: Option<&Report>) -> CaseFigures {
        CaseFigures { this: year(report), last: last.map(year) }
    }

    /// How the new applications changed on last year, `+12.5%`; none without last year's, or where there were none.
    pub fn change(&self) -> Option<String> {
        let last = self.last.filter(|last| last.received > 0)?;
        // Tenths of a percent, rounded half away from nothing.
        let difference = (self.this.received - last.received) * 2000;
        let tenths = (difference + difference.signum() * last.received) / (2 * last.received);
        let sign = if tenths < 0 { "-" } else { "+" };
        Some(format!("{sign}{}.{}%", tenths.abs() / 10, tenths.abs() % 10))
    }
}

fn year(report: &Report) -> Versus {
    let total = |key: &str| {
        let found = report.form.table(keys::REQUESTS).and_then(|(table, form)| {
            let line = form.line(&[key])?;
            let column = form.lines[line].columns.iter().position(|column| column.key == TOTAL)?;
            Some(report.cell(table, line, column).value.whole())
        });
        found.unwrap_or(0)
    };
    Versus { received: total(request::NEW), answered: total(TOTAL), carried: total(request::CARRIED_OUT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_in_percent() {
        let versus = |received| Versus { received, answered: 0, carried: 0 };
        let change = |this, last| CaseFigures { this: versus(this), last: Some(versus(last)) }.change();
        assert_eq!(change(9, 8).as_deref(), Some("+12.5%"));
        assert_eq!(change(2, 3).as_deref(), Some("-33.3%"));
        assert_eq!(change(1, 3).as_deref(), Some("-66.7%"));
        assert_eq!(change(3, 3).as_deref(), Some("+0.0%"));
        assert_eq!(change(3, 0), None);
    }
}
