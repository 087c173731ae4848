//! stale-year, second part: the period that the report's figures cover, 1月1日 to 12月31日 of the report year.

use crate::check::text::rules::stale_year::scene::{Dated, Scene};
use crate::check::text::words::date::{Date, dates, months};
use crate::diag::{Finding, Severity};

/// Words of a sentence that states the period.
const FRAMES: [&str; 16] = [
    "统计期",
    "统计时",
    "统计数据",
    "统计范围",
    "统计区间",
    "统计周期",
    "数据统计",
    "数据期",
    "数据时",
    "所列数据",
    "数据的",
    "数据截",
    "时间范围",
    "起止时间",
    "报告时段",
    "期限为",
];
/// Words of a sentence that may speak of the report's other dates as well: 本报告于1月10日至1月16日公示.
const REPORT: [&str; 3] = ["本报告", "报告期", "年度报告"];
/// What stands between the two dates of a period.
const BETWEEN: [&str; 10] = ["至", "到", "—", "-", "－", "–", "~", "～", "——", "止"];

impl Scene<'_> {
    /// 统计期限自2024年1月1日起至2024年12月31日止; `done` gets the years it judged.
    pub(crate) fn period(&self, dated: &Dated, done: &mut Vec<usize>, findings: &mut Vec<Finding>) {
        let Dated { sentence, text, years } = *dated;
        let framed = FRAMES.iter().any(|word| text.contains(word));
        if !framed && !REPORT.iter().any(|word| text.contains(word)) {
            return;
        }
        let dates = dates(text, sentence.range.start);
        let mut year = |start: usize, findings: &mut Vec<Finding>| {
            let Some(year) = years.iter().find(|year| year.start == start) else { return false };
            done.push(year.start);
            let stale = year.value != self.year;
            if stale {
                findings.push(self.stale(*year, "统计期限"));
            }
            stale
        };
        if let Some([from, to]) = dates.windows(2).find(|pair| self.is_pair(pair)) {
            let ends = [is_first(from), is_last(to)];
            if !framed && ends == [false, false] {
                return;
            }
            year(from.start, findings);
            year(to.start, findings);
            if ends != [true, true] && (from.month, from.day) != (to.month, to.day) {
                findings.push(self.not_a_year(from.start..to.end));
            }
        } else if let Some(months) = months(text, sentence.range.start).first().filter(|_| framed) {
            year(months.start, findings);
            if (months.from, months.to) != (1, 12) {
                findings.push(self.not_a_year(months.start..months.end));
            }
        } else if let Some(date) = dates.first().filter(|date| is_last(date))
            && ["统计期限", "统计截", "数据截", "统计时", "统计数据截", "数据统计"]
                .iter()
                .any(|word| text.contains(word))
            && !year(date.start, findings)
        {
            findings.push(
                self.finding(date.start..date.end, "统计期限只写了截止日期".to_owned())
                    .severity(Severity::Hint)
                    .help("写全起止日期，如“自2024年1月1日起至2024年12月31日止”"),
            );
        }
    }

    /// Whether two dates are the ends of one stretch: 1月1日零时至12月31日.
    fn is_pair(&self, pair: &[Date]) -> bool {
        let [from, to] = pair else { return false };
        let between = self.reading.slice(&(from.end..to.start));
        if between.len() > 48 {
            return false;
        }
        let between =
            ["零时", "0时", "00:00", "开始"].iter().fold(between.to_owned(), |text, word| text.replace(word, ""));
        BETWEEN.contains(&between.replace([' ', '起', '日', '，', '（', '）'], "").as_str())
    }

    fn not_a_year(&self, range: std::ops::Range<usize>) -> Finding {
        let found = self.reading.slice(&range).to_owned();
        self.finding(range, format!("统计期限写作“{found}”，不是 1月1日至12月31日"))
            .help("年度报告反映全年情况（条例第四十九条、第五十条），写作“自…年1月1日起至12月31日止”")
    }
}

fn is_first(date: &Date) -> bool {
    (date.month, date.day) == (1, 1)
}

fn is_last(date: &Date) -> bool {
    (date.month, date.day) == (12, 31)
}
