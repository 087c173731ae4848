//! Years that a statement about the agency's own work is made of, wherever in the sentence they stand.
//!
//! A year that opens a clause says when; it is stale unless something known makes it another year's: a comparison, history, a
//! document, what is judged or taken up afterwards.

use std::ops::Range;

use super::scene::Scene;
use crate::check::text::bind::{Claim, When};
use crate::check::text::words::{
    Months, Phrase, Word, Year, dates, ends_clause, is_comma, is_dash, is_ordinal, months, opens_bracket,
};
use crate::diag::Severity;

/// How far back a year before last year's may be what a report copied word by word speaks of.
const OLDEST: i64 = 30;
/// So many years back a report may have been taken from.
const RECENT: i64 = 3;
/// As far as a date may reach, in characters.
const DATE: usize = 40;
/// A heading that runs in has so many characters at the most.
const LABEL: usize = 20;
/// A subject of a clause has so many characters at the most.
const SUBJECT: usize = 10;

/// Where in a sentence a year stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum YearPosition {
    /// It opens the sentence, a heading number or 在 apart.
    Sentence,
    /// It opens a clause.
    Clause,
    /// Behind the agency's name that opens a clause.
    Own,
    /// Behind other words.
    Inner,
}

/// A year as an expression of time: 截至2023年12月31日, 自2023年1月1日起至12月31日止, 2023年1—12月.
pub(super) struct Moment {
    pub year: Year,
    pub position: YearPosition,
    /// The sentence before it.
    pub lead: Range<usize>,
    /// 截至
    pub as_of: bool,
    /// 在
    pub at: bool,
    /// What follows the expression.
    pub after: Range<usize>,
    /// The same behind 度 and a comma.
    pub body: Range<usize>,
    /// Whether a comma stands between.
    pub paused: bool,
    /// Whether all of the year is meant, not a month or a day of it.
    pub whole: bool,
    /// 2023年以来
    pub since: bool,
    /// Whether a deed of the report's kind follows: 收到, 未发生.
    pub deed: bool,
    /// Whether a statement follows that a report makes: a deed, the agency, 通过, 围绕.
    pub stated: bool,
}

impl Scene<'_> {
    /// Judges each year that says when.
    pub(super) fn statement(&mut self) {
        for at in 0..self.years.len() {
            let year = self.years[at];
            if self.is_done(year) || self.is_quoted(&self.before(year)) {
                continue;
            }
            let moment = self.moment(year);
            let opens = moment.position == YearPosition::Sentence;
            if self.in_plans && (at > 0 || !opens) {
                if at == 0 {
                    self.planned(year, &moment.lead);
                }
                continue;
            }
            match year.value - self.year {
                0 if self.in_plans && self.says(&moment.body, Phrase::Aim) => self.hint(year),
                0 => {}
                1.. if opens => self.lies_ahead(&moment),
                1.. => {}
                _ => {
                    self.lies_behind(&moment);
                    self.unexplained(&moment);
                }
            }
        }
    }

    /// Reads a year with what belongs to it.
    fn moment(&self, year: Year) -> Moment {
        let before = self.before(year);
        let said = &self.reading.said;
        let until = said.closes(before.clone(), Phrase::AsOf);
        let start = until.or_else(|| said.closes(before.clone(), Phrase::From));
        let text = self.reading.slice(&(before.start..start.unwrap_or(before.end)));
        let text = text.trim_end_matches(|c| "* \u{3000}“\"（(".contains(c));
        let bare = text.trim_end_matches(|c| "在于".contains(c));
        let (at, text) = (start.is_none() && bare.len() < text.len(), bare);
        let lead = before.start..before.start + text.len();
        let clause = text.rsplit(ends_clause).next().unwrap_or_default();
        let clause = lead.end - clause.len()..lead.end;
        let position = if is_lead(self.reading.slice(&lead)) || clause.is_empty() && self.is_label(&lead) {
            YearPosition::Sentence
        } else if clause.is_empty() || is_lead(self.reading.slice(&clause)) {
            YearPosition::Clause
        } else if self.own.is(self.reading.slice(&clause)) || said.is(clause, Phrase::Own) {
            YearPosition::Own
        } else {
            YearPosition::Inner
        };
        let behind = self.behind(year);
        let after = self.without_months(behind.clone());
        let after = if until.is_some() || after == behind { self.past_day(after, until.is_some()) } else { after };
        let rest = self.past(after.clone(), "度 ");
        let since = said.opens(rest.clone(), Phrase::Since);
        let since = since.filter(|_| start.is_none() && year.value == self.year - 1);
        let (after, rest) = since.map_or((after, rest), |end| (end..behind.end, end..behind.end));
        let paused = self.reading.slice(&rest).starts_with(is_comma);
        let body = self.past(after.clone(), "度，, ");
        let whole = !self.opens(&rest, Phrase::PartOfYear) && !self.reading.slice(&rest).starts_with(is_month_digit);
        let deed = self.opens(&body, Phrase::ReportDeed) || self.opens(&body, Phrase::ReportDenial);
        let stated = deed || self.opens_with_own(&body) || self.opens(&body, Phrase::ReportOpening);
        let (as_of, since) = (until.is_some(), since.is_some());
        Moment { year, position, lead, as_of, at, after, body, paused, whole, since, deed, stated }
    }

    /// 主动公开情况：2024年，我局…: a heading that runs in.
    fn is_label(&self, lead: &Range<usize>) -> bool {
        let text = self.reading.slice(lead);
        self.index == 0
            && text.ends_with(|c| "：:".contains(c))
            && text.chars().count() <= LABEL
            && !text.contains(is_comma)
    }

    /// A statement about a year to come: plans for the next year are fine, results are not.
    fn lies_ahead(&mut self, moment: &Moment) {
        let (year, after) = (moment.year, &moment.after);
        self.judge(year);
        let counted = self.claims_around(year).1.first();
        let result = counted.is_some_and(|claim| {
            let told = after.start..claim.number.range.start.max(after.start);
            (moment.paused || self.says(&told, Phrase::Result)) && !self.says(&told, Phrase::Planned)
        });
        let own =
            self.reading.said.opens(moment.body.clone(), Phrase::Own).unwrap_or(moment.body.start)..moment.body.end;
        let none = (self.says(after, Phrase::NoResult) || moment.paused && self.opens(&own, Phrase::ReportDenial))
            && !self.says(after, Phrase::Planned);
        // What a report begins with is no plan.
        let begins = self.is_beginning() && moment.paused && !self.says(after, Phrase::Aim);
        if moment.whole && !self.in_plans && (result || none || begins) {
            return self.report(year, "所述年份");
        }
        let next = year.value == self.year + 1 || year.value > self.year + 3;
        let planned = self.in_plans || self.says(after, Phrase::WillDo);
        if !next && planned && !self.says(after, Phrase::History) {
            self.report(year, "计划所在的年份");
        }
    }

    /// A statement about a year gone by.
    fn lies_behind(&mut self, moment: &Moment) {
        let year = moment.year;
        if self.is_dated_twice(moment) {
            return self.report(year, "所述年份");
        }
        // 比2022年增加5件, where the year before is 2023.
        if self.is_compared_with(moment) {
            let finding = self.stale(year, "相比的年份").severity(Severity::Warning);
            return self.push(finding);
        }
        let at = self.years.partition_point(|other| other.start <= year.start);
        let end = self.years.get(at).map_or(self.sentence.range.end, |next| next.start);
        let verdict = if moment.whole { self.figures(year.end..end, year) } else { None };
        let (alone, opens) = (self.is_alone(year), moment.position == YearPosition::Sentence);
        // 我局2023年予以公开12件: this year's figures under another year.
        if alone && self.looks_back(moment)
            || verdict == Some(true)
                && (opens && !self.is_set_against(moment) || alone && moment.position != YearPosition::Inner)
        {
            return self.report(year, "所述年份");
        }
        if !alone || !moment.whole || moment.since && !self.is_of_now(moment) || self.is_carried(moment) {
            return;
        }
        if verdict == Some(false) || !self.is_told(moment) {
            return;
        }
        let told = !self.claims_around(year).1.is_empty();
        let own = !moment.as_of
            || moment.paused && told && year.value == self.year - 1
            || moment.position != YearPosition::Sentence
            || moment.stated;
        if own && self.is_own_opening(moment) {
            self.report(year, "所述年份");
        }
    }

    /// Whether growth is told against the year before last: what last year's report compared with.
    fn is_compared_with(&self, moment: &Moment) -> bool {
        let near = moment.lead.start..moment.year.start;
        let close = self.past(moment.after.clone(), "度同期全年相比");
        moment.year.value == self.year - 2
            && self.reading.slice(&near).ends_with(|c| "比较".contains(c))
            && self.opens(&close, Phrase::Grown)
            && self.years.iter().all(|other| other.value == self.year || other.start == moment.year.start)
    }

    /// 2023年收到25件，2024年收到25件: whether what is counted first is counted again under the report's year.
    fn is_set_against(&self, moment: &Moment) -> bool {
        let readings = |claim: &Claim| claim.fact.as_ref().map(|fact| fact.readings.clone());
        let Some((first, behind)) = self.claims_around(moment.year).1.split_first() else { return false };
        behind.iter().any(|claim| claim.when == When::Now && readings(claim) == readings(first))
    }

    /// Whether what was done since last year is what this year's tables count, or that nothing was.
    fn is_of_now(&self, moment: &Moment) -> bool {
        let counted = self.claims_around(moment.year).1.first();
        self.opens(&moment.body, Phrase::ReportDenial) || counted.is_some_and(|claim| claim.agrees(self.subject.report))
    }

    /// 2023年未结转申请: of what the year before left.
    fn is_carried(&self, moment: &Moment) -> bool {
        let rest = self.past(moment.body.clone(), "未无没有");
        let behind = self.reading.said.opens(rest.clone(), Phrase::CarryOver).map(|end| end..rest.end);
        let into = |behind| self.reading.slice(&behind).starts_with(|c| "下至到".contains(c));
        moment.year.value == self.year - 1 && !moment.as_of && behind.is_some_and(|behind| !into(behind))
    }

    /// 截至2023年12月31日，2024年我局…: two dates of one statement, of which one is the report year's.
    fn is_dated_twice(&self, moment: &Moment) -> bool {
        let this = format!("{}年", self.year);
        let until_this = |year: &Year| {
            let other = self.moment(*year);
            year.value == self.year && other.as_of && other.paused && other.body.start == moment.year.start
        };
        let before = self.years.iter().rev().find(|year| year.start < moment.year.start);
        moment.as_of && moment.whole && moment.paused && self.reading.slice(&moment.body).starts_with(&this)
            || before.is_some_and(until_this)
    }

    /// Whether a clause tells what was done in a year: it opens one, alone or behind the agency's name, and the year is of no
    /// thing that is only named.
    fn is_told(&self, moment: &Moment) -> bool {
        let deed = moment.deed;
        // 我局2022年开展的检查发现问题12个
        let of_thing = deed && self.is_attribute(&moment.body);
        let (ahead, behind) = self.claims_around(moment.year);
        let before = behind.first().is_some_and(|first| ahead.iter().any(|claim| is_alike(claim, first)));
        let behind = behind.iter().any(|claim| claim.number.range.start >= moment.after.start);
        let told = moment.paused || moment.stated;
        match moment.position {
            // 在2023年全市考核中: where, not when.
            YearPosition::Sentence if moment.at => moment.paused || deed && behind,
            YearPosition::Sentence => told || !self.is_of_thing(moment),
            _ if self.in_plans || moment.year.value < self.year - 1 && !told => false,
            // 收到申请25件，2023年收到20件: one against the other.
            YearPosition::Clause => {
                !(self.says(&moment.lead, Phrase::Compared) || before && behind || !told && self.is_of_thing(moment))
            }
            YearPosition::Own => {
                let work = self.opens(&moment.body, Phrase::DisclosureWork);
                (told || work) && !of_thing && !(work && self.is_of_thing(moment))
            }
            YearPosition::Inner => {
                let subject = self.clause_before(moment);
                let plain = self.reading.slice(&subject).chars().count() <= SUBJECT
                    && !self.says(&subject, Phrase::PartnerBefore);
                deed && !of_thing && behind && !before && plain
            }
        }
    }

    /// The clause before a year.
    pub(super) fn clause_before(&self, moment: &Moment) -> Range<usize> {
        let clause = self.reading.slice(&moment.lead).rsplit(ends_clause).next().unwrap_or_default();
        moment.lead.end - clause.len()..moment.lead.end
    }

    /// Whether a year is of a thing: 2023年年度报告, 2023年存在的问题, 2023年考核结果.
    fn is_of_thing(&self, moment: &Moment) -> bool {
        let text = self.reading.slice(&moment.body);
        let end = text.find(ends_clause).unwrap_or(text.len());
        let clause = moment.body.start..moment.body.start + end;
        self.says_apart(&clause, Phrase::Aftermath) || self.opens(&clause, Phrase::NotWhen)
    }

    /// Whether the deed that follows a year says of what thing it is: 开展的检查.
    pub(super) fn is_attribute(&self, body: &Range<usize>) -> bool {
        let end = |set| self.reading.said.opens(body.clone(), set);
        end(Phrase::ReportDeed).is_some_and(|end| self.reading.slice(&(end..body.end)).starts_with('的'))
    }

    /// Whether a statement about a year gone by is one that a report makes of its own year: no comparison, no history.
    fn is_own_opening(&self, moment: &Moment) -> bool {
        let (year, after, body) = (moment.year, &moment.after, &moment.body);
        // What is told behind the second comma is no history of the year before it.
        let clauses = |many: usize| {
            let mut marks =
                self.reading.slice(body).match_indices(|c| "，；".contains(c)).map(|(at, _)| body.start + at);
            body.start..marks.nth(many - 1).unwrap_or(body.end)
        };
        // Figures under the year are what was done in it, whatever the words for it.
        let opens = moment.position == YearPosition::Sentence;
        let counted = !self.claims().is_empty();
        let told =
            opens && self.claims().iter().any(|claim| claim.fact.is_none() || self.opens(body, Phrase::ReportDeed));
        let last = year.value == self.year - 1;
        let history = !(told && last) && self.says_apart(&clauses(2), Phrase::History)
            || self.says_apart(&clauses(1), Phrase::Founded);
        let near = self.before(year).start..clauses(2).end;
        let mut titles = self.sentence.pieces.iter().filter(|piece| piece.is(Word::Title));
        let titled = titles.any(|title| near.contains(&title.range.start)) && !self.sentence.says(Phrase::CommonTitle);
        // 2023年收到20件，同比增长25% tells of that year; 收到25件，2023年为20件 sets it against another.
        let compared = match moment.position {
            YearPosition::Inner => self.says_apart(after, Phrase::Compared),
            _ => self.opens(body, Phrase::Compared) || self.reading.slice(body).starts_with(is_amount),
        };
        if compared || history || titled {
            return false;
        }
        // Before last year it is history, unless figures are told as a report tells them, or the sentence is plainly its own opening.
        let reported = moment.deed || opens && counted;
        last || year.value >= self.year - RECENT && reported
            || self.is_first() && self.opens_with_own(body) && year.value >= self.year - OLDEST
            || self.is_beginning() && opens && moment.paused && year.value >= self.year - RECENT
    }

    /// 下一步，2024年将……in section 五.
    fn planned(&mut self, first: Year, lead: &Range<usize>) {
        let plan = self.opens(lead, Phrase::PlanLead) && self.sentence.says(Phrase::Will);
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
    fn looks_back(&self, moment: &Moment) -> bool {
        let lead = &moment.lead;
        let after = self.past(self.behind(moment.year), "度");
        let text = self.reading.slice(&after);
        if self.closes(lead, Phrase::Bygone) {
            return text.starts_with(|c| "，里的".contains(c)) || self.opens(&after, Phrase::OneYear);
        }
        let Some(rest) = text.strip_prefix('的') else { return false };
        let length = rest.find(ends_clause).unwrap_or(rest.len());
        let clause = after.end - rest.len()..after.end - rest.len() + length;
        (lead.is_empty() || self.closes(lead, Phrase::Retrospect))
            && self.closes(&clause, Phrase::WorkEnd)
            && !self.says(&clause, Phrase::WorkOther)
    }

    /// What follows a year, without the months or days that make it a whole one: 1—12月, 1月1日至12月31日, 全年.
    pub(super) fn without_months(&self, after: Range<usize>) -> Range<usize> {
        let rest = self.past(after.clone(), " ");
        let near = beginning(self.reading.slice(&rest), DATE);
        let whole = |months: &&Months| months.start == 0 && (months.from, months.to) == (1, 12);
        if let Some(months) = months(near, 0).first().filter(whole) {
            return rest.start + months.end..rest.end;
        }
        match &dates(near, 0)[..] {
            [from, to, ..] if from.start == 0 && (from.month, from.day, to.month, to.day) == (1, 1, 12, 31) => {
                self.past(rest.start + to.end..rest.end, "止期间")
            }
            _ => after,
        }
    }

    /// What follows a year, without the last day of it: 12月31日, 底.
    fn past_day(&self, after: Range<usize>, as_of: bool) -> Range<usize> {
        let text = self.reading.slice(&after);
        let rest = text.strip_prefix('年').unwrap_or(text);
        let rest = after.end - rest.strip_prefix(|c| "底末".contains(c)).unwrap_or(text).len()..after.end;
        match dates(beginning(self.reading.slice(&rest), DATE), 0).first() {
            // 截至2023年12月20日: the last figures before the report was written.
            Some(day) if day.start == 0 && day.month == 12 && (day.day == 31 || as_of && day.day >= 15) => {
                self.past(rest.start + day.end..rest.end, "止")
            }
            // 截止到2023年12月，
            _ => self.reading.said.opens(rest.clone(), Phrase::December).map_or(rest.clone(), |end| end..rest.end),
        }
    }
}

/// Whether the same is counted, perhaps under two years: 收到申请25件，2023年收到20件.
pub(super) fn is_alike(one: &Claim, other: &Claim) -> bool {
    let facts = one.fact.as_ref().zip(other.fact.as_ref());
    one.number.unit == other.number.unit && facts.is_none_or(|(one, other)| one.readings == other.readings)
}

/// Whether text before a year is nothing, a heading number or an opening word: （一）, 一是.
fn is_lead(lead: &str) -> bool {
    let lead = lead.trim_start_matches(opens_bracket).trim_end_matches(|c| "，,、.．）)：* ".contains(c));
    lead.chars().count() <= 3 && lead.chars().all(|c| is_ordinal(c) || c.is_ascii_digit() || "是第".contains(c))
}

/// Whether a month or a day begins, or what remains of a stretch of years.
fn is_month_digit(c: char) -> bool {
    c.is_ascii_digit() || is_dash(c) || "至到、".contains(c)
}

/// Whether an amount begins: 2023年20件, 2023年为20件.
pub(super) fn is_amount(c: char) -> bool {
    c.is_ascii_digit() || c == '为'
}

/// At most so many characters from the beginning of a text.
fn beginning(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
