//! The period that the report's figures cover, 1月1日 to 12月31日 of the report year.

use std::ops::Range;

use super::scene::Scene;
use crate::check::text::words::{Phrase, TextDate, dates, is_dash, months};
use crate::diag::Severity;

impl Scene<'_> {
    /// 统计期限自2024年1月1日起至2024年12月31日止.
    pub(super) fn period(&mut self) {
        let framed = self.sentence.says(Phrase::Period);
        let stated = framed || self.sentence.says(Phrase::TheReport);
        let (text, start) = (self.reading.slice(&self.sentence.range), self.sentence.range.start);
        let dates = dates(text, start);
        if let Some([from, to]) = dates.windows(2).find(|pair| self.is_pair(pair)) {
            let ends = [(from.month, from.day) == (1, 1), is_last(to)];
            let year = |date: &TextDate| self.years.iter().find(|year| year.start == date.start).map(|year| year.value);
            // 自2023年1月1日至2024年12月31日，我局…: one year, misdated, whatever it is of.
            let two = ends == [true, true]
                && year(from).zip(year(to)).is_some_and(|(from, to)| from + 1 == to && to == self.year);
            if !stated && !two || !framed && ends == [false, false] {
                return;
            }
            self.period_year(from.start);
            self.period_year(to.start);
            if ends != [true, true] && (from.month, from.day) != (to.month, to.day) {
                self.not_a_year(from.start..to.end);
            }
        } else if let Some(months) =
            months(text, start).first().filter(|months| framed || stated && (months.from, months.to) == (1, 12))
        {
            self.period_year(months.start);
            if (months.from, months.to) != (1, 12) {
                self.not_a_year(months.start..months.end);
            }
        } else if let Some(date) = dates.first().filter(|date| framed && is_last(date))
            && self.sentence.says(Phrase::PeriodEnd)
            && !self.period_year(date.start)
        {
            let hint = self
                .finding(date.start..date.end, "统计期限只写了截止日期".to_owned())
                .severity(Severity::Hint)
                .help("写全起止日期，如“自2024年1月1日起至2024年12月31日止”");
            self.push(hint);
        }
    }

    /// Judges the year that begins a date; whether it is not the report's.
    fn period_year(&mut self, start: usize) -> bool {
        let Some(year) = self.years.iter().copied().find(|year| year.start == start) else { return false };
        if year.value == self.year {
            self.judge(year);
            return false;
        }
        self.report(year, "统计期限");
        true
    }

    /// Whether two dates are the ends of one stretch: 1月1日零时至12月31日.
    fn is_pair(&self, pair: &[TextDate]) -> bool {
        let [from, to] = pair else { return false };
        let between = self.reading.slice(&(from.end..to.start));
        between.len() <= 48
            && between.chars().all(|c| is_dash(c) || "至到止零时开始起日，（）0: ".contains(c))
            && between.contains(|c| is_dash(c) || "至到止".contains(c))
    }

    fn not_a_year(&mut self, range: Range<usize>) {
        let message = format!("统计期限写作“{}”，不是 1月1日至12月31日", self.reading.slice(&range));
        let help = "年度报告反映全年情况（条例第四十九条、第五十条），写作“自…年1月1日起至12月31日止”";
        let finding = self.finding(range, message).help(help);
        self.push(finding);
    }
}

fn is_last(date: &TextDate) -> bool {
    (date.month, date.day) == (12, 31)
}
