//! stale-year, third part: years that the sentence itself says are the report's – in a title, in 今年（2023年）, or over this
//! year's figures.

use std::ops::Range;

use crate::check::text::bind::cells::Sum;
use crate::check::text::bind::count::Count;
use crate::check::text::claim::When;
use crate::check::text::parse::tree::lookback;
use crate::check::text::rules::stale_year::scene::{Dated, Scene};
use crate::check::text::words::date::Year;
use crate::check::text::words::number::MICRO;
use crate::check::text::words::own::SELVES;
use crate::diag::Finding;

/// Words of a sentence that announces this report.
const ANNOUNCES: [&str; 10] =
    ["现公布", "现将", "现向", "特向", "如下", "本报告", "特制定", "现发布", "特公布", "有疑问"];
/// What a title says behind its year.
const TITLES: [&str; 5] = ["政府信息公开", "信息公开工作", "政务公开工作", "年度报告", "报告"];
/// Words for the report year and, with the distance, for others.
const CALLED: [(&str, i64); 12] = [
    ("今年", 0),
    ("本年", 0),
    ("本年度", 0),
    ("报告年度", 0),
    ("报告期", 0),
    ("去年", -1),
    ("上年", -1),
    ("上年度", -1),
    ("上一年", -1),
    ("上一年度", -1),
    ("明年", 1),
    ("下一年度", 1),
];
/// Figures so large that they do not agree by chance.
const TELLING: i128 = 20 * MICRO;

impl Scene<'_> {
    /// 今年（2023年）, 上年（2022年）: a year said to be another than it is.
    pub(crate) fn called(&self, dated: &Dated, done: &mut Vec<usize>, findings: &mut Vec<Finding>) {
        let Dated { sentence, text, years } = *dated;
        for year in years {
            let before = lookback(&text[..year.start - sentence.range.start], 30);
            let Some(before) = before.strip_suffix(['（', '(']) else { continue };
            if !self.reading.text.text[year.end..].trim_start_matches('全').starts_with(['）', ')']) {
                continue;
            }
            let Some(distance) = CALLED.iter().find(|(word, _)| before.ends_with(word)).map(|(_, by)| by) else {
                continue;
            };
            done.push(year.start);
            if year.value != self.year + distance {
                findings.push(self.stale(*year, "所述年份"));
            }
        }
    }

    /// 现公布2024年政府信息公开工作年度报告; 我局2024年政府信息公开工作圆满完成.
    pub(crate) fn title(&self, dated: &Dated, done: &mut Vec<usize>, findings: &mut Vec<Finding>) {
        let Dated { sentence, text, years } = *dated;
        let preface = self.reading.text.key == "导语";
        // In other sections last year's report may well be what was compiled.
        let announces = ANNOUNCES.iter().any(|word| text.contains(word)) || preface && text.contains("编制");
        let alone = self.is_alone(years);
        for year in years {
            let rest = self.reading.slice(&(year.end..sentence.range.end));
            let before = lookback(&text[..year.start - sentence.range.start], 300);
            // Titles of documents stand in 《 》 and may be of any year.
            let quoted = before.matches('《').count() > before.matches('》').count();
            if quoted || year.value == self.year || done.contains(&year.start) {
                continue;
            }
            let rest = if preface { rest.trim_start_matches(['度', '的']) } else { rest };
            let titled = announces && self.is_title(rest)
                || preface && (announces || self.index == 0) && is_subtitle(before, rest);
            if titled || alone && year.value < self.year && is_own_work(before, rest) {
                done.push(year.start);
                findings.push(self.stale(*year, "报告年度"));
            }
        }
    }

    /// Whether what follows a year is the title of this report, the agency's name perhaps between.
    fn is_title(&self, rest: &str) -> bool {
        let rest = rest.trim_start_matches(['度', ' ']);
        let agency = self.subject.report.agency.value.as_str();
        let own = SELVES.iter().chain(std::iter::once(&agency)).find_map(|own| rest.strip_prefix(own)).unwrap_or(rest);
        TITLES.iter().any(|title| own.starts_with(title))
            // 2023年政府信息公开工作年度报告反映的问题 is about last year's report.
            && !["反馈", "反映的", "提出的", "指出的"].iter().any(|word| own.chars().take(24).collect::<String>().contains(word))
    }

    /// 我局2023年予以公开12件: this year's figures under another year.
    pub(crate) fn figures_of_this_year(&self, dated: &Dated, done: &[usize], findings: &mut Vec<Finding>) {
        let Dated { sentence, text, years } = *dated;
        if years.len() <= done.len() || !self.is_alone(years) {
            return;
        }
        for (at, year) in years.iter().enumerate() {
            let before = lookback(&text[..year.start - sentence.range.start], 60);
            if done.contains(&year.start) || year.value >= self.year || !self.opens_statement(before) {
                continue;
            }
            let end = years.get(at + 1).map_or(sentence.range.end, |next| next.start);
            if self.figures(year.end..end, *year) == Some(true) {
                findings.push(self.stale(*year, "所述年份"));
            }
        }
    }

    /// Whether a statement begins where a text ends: after a mark, or after 我局.
    fn opens_statement(&self, before: &str) -> bool {
        let before = before.trim_end();
        before.ends_with(['，', '。', '；', '：', ','])
            || before.ends_with(self.subject.report.agency.value.as_str())
            || SELVES.iter().any(|own| before.ends_with(own))
    }

    /// Whether the figures in a stretch under an earlier year are this year's (true) or that year's (false); nothing when they
    /// cannot tell.
    pub(crate) fn figures(&self, stretch: Range<usize>, year: Year) -> Option<bool> {
        let report = self.subject.report;
        let earlier = |count: &&Count| {
            count.sentence == self.index
                && stretch.contains(&count.number.range.start)
                && (count.when == When::Last || count.when == When::Other && year.value < self.year - 1)
        };
        let (mut this_year, mut certain) = (0, false);
        for count in self.counts_here().iter().filter(earlier) {
            let Some(fact) = &count.fact else { continue };
            let last = self.subject.last_year.filter(|_| count.when == When::Last);
            let then = |sum: &Sum| Some(sum.in_report(report, last?)?.value(last?));
            let is_this = fact.readings.iter().any(|sum| count.number.agrees(sum.value(report)));
            let is_last = fact.readings.iter().filter_map(then).any(|value| count.number.agrees(value));
            match (is_this, is_last) {
                (false, true) => return Some(false),
                (true, false) if count.number.value != 0 => {
                    this_year += 1;
                    // A small figure may be the same in two years, two of them hardly.
                    certain |= fact.readings.iter().any(|sum| then(sum).is_some()) || count.number.value >= TELLING;
                }
                _ => {}
            }
        }
        (certain || this_year > 1).then_some(true)
    }
}

/// 年度报告（2023年度）: the year behind the title.
fn is_subtitle(before: &str, rest: &str) -> bool {
    let title = before.strip_suffix(['（', '(']);
    title.is_some_and(|title| title.ends_with("报告")) && rest.starts_with(['）', ')'])
}

/// 我局2023年政府信息公开工作由办公室牵头，圆满完成: the agency's work as a whole is this report's subject.
fn is_own_work(before: &str, rest: &str) -> bool {
    let Some(subject) = SELVES.iter().find_map(|own| before.strip_suffix(own)) else { return false };
    let opens = subject.is_empty() || subject.ends_with(['，', '。', '；', '\n']);
    let Some(behind) = rest.trim_start_matches(['度', ' ']).strip_prefix("政府信息公开工作") else {
        return false;
    };
    // Last year's work is judged, reported and taken up in the year that follows.
    let later = [
        "获", "评", "考核", "表彰", "表扬", "通报", "问题", "整改", "报告", "要点", "总结", "计划", "检查", "反馈",
        "验收",
    ];
    opens && !behind.starts_with('的') && !later.iter().any(|word| behind.contains(word))
}
