//! Years that the sentence itself says are the report's – in a title, in 今年（2023年）, or over this year's figures.

use std::ops::Range;

use super::scene::Scene;
use crate::check::text::bind::{Claim, Sum, When};
use crate::check::text::words::{MICRO, Phrase, Year, closes_bracket, ends_clause, opens_bracket};
use crate::form::Form;

/// Figures so large that they do not agree by chance.
const TELLING: i128 = 20 * MICRO;

impl Scene<'_> {
    /// 今年（2023年）, 上年（2022年）: a year said to be another than it is.
    pub(super) fn called(&mut self, year: Year) {
        let before = self.before(year);
        let Some(open) = self.reading.slice(&before).chars().next_back().filter(|&c| opens_bracket(c)) else {
            return;
        };
        let name = before.start..before.end - open.len_utf8();
        let behind = self.without_months(self.behind(year));
        let closed = self.reading.slice(&behind).trim_start_matches('全').starts_with(closes_bracket);
        let distance = [(Phrase::CalledThis, 0), (Phrase::CalledLast, -1), (Phrase::CalledNext, 1)];
        let Some((_, distance)) = distance.into_iter().find(|(set, _)| closed && self.closes(&name, *set)) else {
            return;
        };
        if year.value == self.year + distance {
            self.judge(year);
        } else {
            self.report(year, "所述年份");
        }
    }

    /// 2023年结转3件 is carried in from the year before, 结转2025年办理2件 out into the next.
    pub(super) fn carried(&mut self, year: Year) {
        if self.is_done(year) {
            return;
        }
        let (before, behind) = (self.before(year), self.past(self.behind(year), "度底末"));
        let clause =
            self.reading.slice(&before).rsplit(|c| ends_clause(c) || opens_bracket(c)).next().unwrap_or_default();
        let clause = before.end - clause.len()..before.end;
        let into =
            self.closes(&clause, Phrase::CarryOver) && !self.reading.slice(&clause).contains(|c| "年上去".contains(c));
        let stale = if into {
            // Where the year before wrote it, its next year is this one.
            year.value <= self.year && year.value >= self.year - 1
        } else {
            let old = year.value < self.year - 1 && year.value >= self.year - 4 || year.value > self.year;
            old && self.opens(&behind, Phrase::CarryOver) && !self.says(&clause, Phrase::Compared)
        };
        if stale && !self.claims().is_empty() {
            self.report(year, if into { "结转到的年份" } else { "结转自的年份" });
        }
    }

    /// 现公布2024年政府信息公开工作年度报告; 我局2024年政府信息公开工作圆满完成.
    pub(super) fn title(&mut self, year: Year) {
        let (before, behind) = (self.before(year), self.behind(year));
        // Titles of documents stand in 《 》 and may be of any year.
        // 现发布《青石市水务局2023年政府信息公开工作年度报告》
        let title = self.reading.slice(&before).rsplit('《').next().unwrap_or_default();
        let quoted = self.is_quoted(&before) && !self.own.is(title);
        if year.value == self.year || self.is_done(year) || quoted {
            return;
        }
        let preface = self.reading.text.key == Form::PREFACE;
        // In other sections last year's report may well be what was compiled.
        let announces = self.sentence.says(Phrase::Announces) || preface && self.sentence.says(Phrase::Compiles);
        let rest = if preface { self.past(behind.clone(), "度的") } else { behind };
        let titled = announces && self.is_title(&rest)
            || preface && (announces || self.index == 0) && self.is_subtitle(&before, &rest);
        if titled {
            self.report(year, "报告年度");
        }
    }

    /// Whether what follows a year is the title of this report, the agency's name perhaps between.
    fn is_title(&self, rest: &Range<usize>) -> bool {
        let rest = self.past(rest.clone(), "度 ");
        let own = self.reading.said.opens(rest.clone(), Phrase::Own);
        let named = || self.own.opens(self.reading.slice(&rest)).map(|length| rest.start + length);
        let own = own.or_else(named).unwrap_or(rest.start)..rest.end;
        let near: usize = self.reading.slice(&own).chars().take(24).map(char::len_utf8).sum();
        // 2023年政府信息公开工作年度报告反映的问题 is about last year's report.
        let works = own.start > rest.start && self.reading.text.key == Form::PREFACE;
        (works || self.opens(&own, Phrase::ReportTitle))
            && !self.says(&(own.start..own.start + near), Phrase::OfOtherReport)
    }

    /// 年度报告（2023年度）: the year behind the title.
    fn is_subtitle(&self, before: &Range<usize>, rest: &Range<usize>) -> bool {
        let title = self.reading.slice(before).strip_suffix(opens_bracket);
        title.is_some_and(|title| title.ends_with("报告")) && self.reading.slice(rest).starts_with(closes_bracket)
    }

    /// Whether the figures in a stretch under an earlier year are this year's (true) or that year's (false); nothing when they
    /// cannot tell.
    pub(super) fn figures(&self, stretch: Range<usize>, year: Year) -> Option<bool> {
        let report = self.subject.report;
        let claims = self.claims();
        let from = claims.partition_point(|claim| claim.number.range.start < stretch.start);
        let to = claims.partition_point(|claim| claim.number.range.start < stretch.end).max(from);
        let earlier =
            |claim: &&Claim| claim.when == When::Last || claim.when == When::Other && year.value < self.year - 1;
        let (mut this_year, mut certain) = (0, false);
        for claim in claims[from..to].iter().filter(earlier) {
            let Some(fact) = &claim.fact else { continue };
            let last = self.subject.last_year.filter(|_| claim.when == When::Last);
            let then = |sum: &Sum| Some(sum.in_report(report, last?)?.value(last?));
            let is_this = claim.agrees(report);
            let is_last = fact.readings.iter().filter_map(then).any(|value| claim.number.agrees(value));
            match (is_this, is_last) {
                (false, true) => return Some(false),
                (true, false) if claim.number.value != 0 => {
                    this_year += 1;
                    // A small figure may be the same in two years, two of them hardly.
                    certain |= fact.readings.iter().any(|sum| then(sum).is_some()) || claim.number.value >= TELLING;
                }
                _ => {}
            }
        }
        (certain || this_year > 1).then_some(true)
    }
}
