//! Years that a statement about the agency's own work is made of, wherever in the sentence they stand.

use std::ops::Range;

use super::scene::Scene;
use crate::check::text::bind::claim::Claim;
use crate::check::text::words::date::{Year, dates, months};
use crate::check::text::words::lexicon::Phrase;

/// How far back a year before last year's may be what a report copied word by word speaks of.
const OLDEST: i64 = 30;
/// So many years back a report may have been taken from.
const RECENT: i64 = 3;
/// As far as a date may reach, in characters.
const DATE: usize = 40;

impl Scene<'_> {
    /// 2024年，我局……: the year a statement is made about.
    pub(super) fn statement(&mut self) {
        let Some(&first) = self.years.first().filter(|year| !self.is_done(**year)) else { return };
        let before = self.before(first);
        let lead = self.past(before.clone(), &['*', ' ', '\u{3000}', '“', '"']);
        let lead_text = self.reading.slice(&lead).trim_end_matches(['*', ' ', '\u{3000}', '“', '"']);
        let lead = lead.start..lead.start + lead_text.len();
        let until = self.reading.said.is(lead.clone(), Phrase::AsOf) && self.year - first.value == 1;
        let behind = self.behind(first);
        // 自2023年1月1日起至2023年12月31日止，
        let from = self.reading.said.is(lead.clone(), Phrase::From) && self.without_months(behind.clone()) != behind;
        let heading = lead.is_empty() || is_lead(lead_text) || until || from;
        if first.value < self.year && self.is_alone && self.looks_back(&lead, &behind) {
            return self.report(first, "所述年份");
        }
        if !heading {
            return self.planned(first, &lead);
        }
        let after = self.without_months(behind);
        let after = if until { self.past_day(after) } else { after };
        let body = self.past(after.clone(), &['度', '，', ',', ' ']);
        let paused = self.reading.slice(&after).trim_start_matches('度').starts_with(['，', ',']);
        let at = !self.claims().is_empty() && lead.is_empty() && self.reading.slice(&body).starts_with('在');
        let opens = paused
            || until
            || at
            || self.opens(&body, Phrase::ReportDeed)
            || self.opens(&body, Phrase::ReportDenial)
            || self.opens(&body, Phrase::ReportOpening)
            || self.opens_with_own(&body);
        // 在2023年全市考核中: where, not when.
        if !opens || lead_text == "在" && !paused {
            return;
        }
        self.stated(first, until, &after, &body);
    }

    /// Judges a year that is the statement's own.
    fn stated(&mut self, year: Year, until: bool, after: &Range<usize>, body: &Range<usize>) {
        self.judge(year);
        match year.value - self.year {
            0 if self.in_plans && self.says(body, Phrase::Aim) => self.hint(year),
            0 => {}
            1.. => self.lies_ahead(year, after),
            _ if self.is_alone => {
                let verdict = self.figures(self.sentence.range.clone(), year);
                let own = !until || self.opens_with_own(body) || self.opens(body, Phrase::ReportDeed);
                if verdict != Some(false) && (verdict == Some(true) || own && self.is_own_opening(year, after)) {
                    self.report(year, "所述年份");
                }
            }
            _ => {}
        }
    }

    /// A statement about a year to come: plans for the next year are fine, results are not.
    fn lies_ahead(&mut self, year: Year, after: &Range<usize>) {
        let results = self.says(after, Phrase::Result) && !self.claims().is_empty();
        let none = self.says(after, Phrase::NoResult);
        if !self.in_plans && !self.says(after, Phrase::Planned) && (results || none) {
            return self.report(year, "所述年份");
        }
        let next = year.value == self.year + 1 || year.value > self.year + 3;
        let planned = self.in_plans || self.says(after, Phrase::WillDo);
        if !next && planned && !self.says(after, Phrase::History) {
            self.report(year, "计划所在的年份");
        }
    }

    /// 申请都按期答复，2023年，我局未发生行政诉讼; 我局2023年公开信息240条: last year where this year's work is told.
    pub(super) fn within(&mut self, year: Year) {
        if !self.is_alone || self.in_plans || year.value != self.year - 1 || self.is_done(year) {
            return;
        }
        let before = self.before(year);
        let text = self.reading.slice(&before);
        let clause = text.rsplit(['，', '；', '：', ',']).next().unwrap_or_default();
        let clause_at = before.end - clause.len();
        let own = self.own.is(clause) || self.reading.said.is(clause_at..before.end, Phrase::Own);
        // 我局梳理了目录，截至2023年12月31日，公开信息240条
        let until = text.len() > clause.len() && self.reading.said.is(clause_at..before.end, Phrase::AsOf);
        let between = (clause.is_empty() || until) && !text.is_empty();
        if !own && !between {
            return;
        }
        let after = self.behind(year);
        let after = if until { self.past_day(after) } else { after };
        let body = self.past(after.clone(), &['度', '，', ',', ' ']);
        let start = |claim: &Claim| claim.number.range.start;
        let counted_before = self.claims().first().is_some_and(|first| start(first) < year.start);
        let counted_behind = self.claims().last().is_some_and(|last| start(last) > year.end);
        let denies = self.opens(&body, Phrase::ReportDenial);
        let deed = self.opens(&body, Phrase::ReportDeed);
        let told = deed || self.opens(&body, Phrase::ReportOpening);
        let alone = !counted_before && (counted_behind && told || denies);
        // 按照上级要求，2023年我局加强政府信息公开工作
        let work = self.is_first() && self.says(&after, Phrase::DisclosureWork);
        let named = self.opens_with_own(&body) && (after != body || work || counted_behind && !counted_before);
        let told = if own { deed || denies } else { named || alone };
        let before = if own { before.start..clause_at } else { before };
        let past = self.says(&before, Phrase::Compared) || self.is_quoted(&before);
        if told && !past && self.figures(after.clone(), year) != Some(false) && self.is_own_opening(year, &after) {
            self.report(year, "所述年份");
        }
    }

    /// Whether a statement about a year gone by is one that a report makes of its own year: no comparison, no history.
    fn is_own_opening(&self, year: Year, after: &Range<usize>) -> bool {
        // 新修订的《条例》 is what every report begins with; 获取 and 线上线下 are no history.
        let past = |range: &Range<usize>, set| self.reading.said.says_apart(range.clone(), set, Phrase::NoHistory);
        // What is told behind the second comma is no history of the year before it.
        let body = self.past(after.clone(), &['度', '，', ',', ' ']);
        let clauses = |many: usize| {
            let mut marks = self.reading.slice(&body).match_indices(['，', '；']).map(|(at, _)| body.start + at);
            body.start..marks.nth(many - 1).unwrap_or(body.end)
        };
        // Figures under the year are what was done in it, whatever the words for it.
        let opens = self.reading.slice(&self.before(year)).trim().is_empty();
        let told =
            opens && self.claims().iter().any(|claim| claim.fact.is_none() || self.opens(&body, Phrase::ReportDeed));
        let history = !told && past(&clauses(2), Phrase::History) || past(&clauses(1), Phrase::Founded);
        let near = self.before(year).start..after.end;
        let titled = self.reading.slice(&near).contains('《') && !self.sentence.says(Phrase::CommonTitle);
        if past(after, Phrase::Compared) || history || titled {
            return false;
        }
        // Before last year it is history, unless deeds and figures are told as a report tells them, or the sentence is plainly its
        // own opening.
        let deed = self.opens(&body, Phrase::ReportDeed) || self.opens(&body, Phrase::ReportDenial);
        let opening = self.opens(&body, Phrase::ReportOpening) || self.opens_with_own(&body);
        let reported = deed || opening && !self.claims().is_empty();
        year.value == self.year - 1
            || year.value >= self.year - RECENT && reported
            || self.is_first() && self.opens_with_own(&body) && year.value >= self.year - OLDEST
    }

    /// 下一步，2024年将……in section 五.
    fn planned(&mut self, first: Year, lead: &Range<usize>) {
        let plan = self.in_plans && self.opens(lead, Phrase::PlanLead) && self.sentence.says(Phrase::Will);
        // 针对2023年存在的问题, 按照2023年印发的…: not when, but what.
        if !plan || self.opens(&self.behind(first), Phrase::NotWhen) {
            return;
        }
        if first.value == self.year {
            self.hint(first);
        } else if first.value < self.year {
            self.report(first, "计划所在的年份");
        }
    }

    /// Whether a statement looks back on a year as on the one reported: 回顾2023年的工作，, 在2023年的工作中，, 过去的2023年，.
    fn looks_back(&self, lead: &Range<usize>, behind: &Range<usize>) -> bool {
        let after = self.past(behind.clone(), &['度']);
        let text = self.reading.slice(&after);
        if self.closes(lead, Phrase::Bygone) {
            return text.starts_with(['，', '里', '的']) || self.opens(&after, Phrase::OneYear);
        }
        let Some(rest) = text.strip_prefix('的') else { return false };
        let length = rest.find(['，', '。', '：']).unwrap_or(rest.len());
        let clause = after.end - rest.len()..after.end - rest.len() + length;
        let lead_text = self.reading.slice(lead);
        (lead.is_empty() || lead_text == "在" || self.closes(lead, Phrase::Retrospect))
            && self.closes(&clause, Phrase::WorkEnd)
            && !self.says(&clause, Phrase::WorkOther)
    }

    /// What follows a year, without the months or days that make it a whole one: 1—12月, 1月1日至12月31日, 全年.
    fn without_months(&self, after: Range<usize>) -> Range<usize> {
        let rest = self.past(after.clone(), &[' ']);
        let near = beginning(self.reading.slice(&rest), DATE);
        let whole =
            |months: &crate::check::text::words::date::Months| months.start == 0 && (months.from, months.to) == (1, 12);
        if let Some(months) = months(near, 0).first().filter(|months| whole(months)) {
            return rest.start + months.end..rest.end;
        }
        match &dates(near, 0)[..] {
            [from, to, ..] if from.start == 0 && (from.month, from.day, to.month, to.day) == (1, 1, 12, 31) => {
                self.past(rest.start + to.end..rest.end, &['止', '期', '间'])
            }
            _ => after,
        }
    }

    /// What follows a year, without the last day of it: 12月31日, 底.
    fn past_day(&self, after: Range<usize>) -> Range<usize> {
        let text = self.reading.slice(&after);
        let rest = after.end - text.strip_prefix(['底', '末']).unwrap_or(text).len()..after.end;
        match dates(beginning(self.reading.slice(&rest), DATE), 0).first() {
            Some(day) if day.start == 0 && (day.month, day.day) == (12, 31) => rest.start + day.end..rest.end,
            // 截止到2023年12月，
            _ => self.reading.said.opens(rest.clone(), Phrase::December).map_or(rest.clone(), |end| end..rest.end),
        }
    }
}

/// Whether text before a year is a heading number or an opening word: （一）, 一是, 在.
fn is_lead(lead: &str) -> bool {
    let lead =
        lead.trim_start_matches(['（', '(']).trim_end_matches(['，', ',', '、', '.', '．', '）', ')', '：', '*']);
    !lead.is_empty()
        && lead.chars().count() <= 3
        && lead.chars().all(|c| "一二三四五六七八九十是在0123456789第".contains(c))
}

/// At most so many characters from the beginning of a text.
fn beginning(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
