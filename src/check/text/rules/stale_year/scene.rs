//! The years of a sentence in their place: what stands before each and behind it, and which are judged already.

use std::collections::HashSet;
use std::ops::Range;

use crate::check::subject::Subject;
use crate::check::text::bind::Claim;
use crate::check::text::parse::{Reading, Sentence, lookback};
use crate::check::text::prose::{Passage, ReadProse};
use crate::check::text::words::{Own, Phrase, Year, ends_clause, has_open_title, years};
use crate::diag::{Code, Finding, Severity};

/// A sentence is looked at so many bytes before a year, and behind it.
const NEAR: usize = 300;
const FAR: usize = 900;

/// A sentence in its place, with its years.
pub(super) struct Scene<'a> {
    pub subject: &'a Subject<'a>,
    pub reading: &'a Reading<'a>,
    pub passage: &'a Passage<'a>,
    pub own: &'a Own,
    pub index: usize,
    pub sentence: &'a Sentence,
    /// The report year.
    pub year: i64,
    /// Whether this is section 五, which speaks of the year to come.
    pub in_plans: bool,
    pub years: Vec<Year>,
    /// Where the report year is named, no document's date, and whether a clause opens with it.
    this: Vec<(usize, bool)>,
    /// Whether the next sentence, or 今年, tells of the report year.
    goes_on: bool,
    /// Where the years begin that have been judged.
    done: HashSet<usize>,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Scene<'a> {
    pub fn new(
        subject: &'a Subject<'a>,
        prose: &'a ReadProse<'a>,
        (passage, index): (&'a Passage<'a>, usize),
        in_plans: bool,
        findings: &'a mut Vec<Finding>,
    ) -> Scene<'a> {
        let reading = passage.reading;
        let sentence = &passage.paragraph.sentences[index];
        let year = i64::from(subject.report.year.value);
        let mut broken = Vec::new();
        let years = years(reading.slice(&sentence.range), sentence.range.start, &mut |range| broken.push(range));
        let (own, done) = (&prose.binder.own, HashSet::new());
        let (this, goes_on) = (Vec::new(), false);
        let mut scene = Scene {
            subject,
            reading,
            passage,
            own,
            index,
            sentence,
            year,
            in_plans,
            years,
            this,
            goes_on,
            done,
            findings,
        };
        for range in broken {
            let message = format!("“{}”不是年份", reading.slice(&range));
            let help = format!("核对年份，本年度写作“{year}年”");
            let finding = scene.finding(range, message).help(help);
            scene.findings.push(finding);
        }
        scene.this = scene.this();
        scene.goes_on = scene.goes_on();
        scene
    }

    pub fn run(mut self) {
        if self.years.is_empty() && !self.reading.slice(&self.sentence.range).contains('月') {
            return;
        }
        self.period();
        for at in 0..self.years.len() {
            self.called(self.years[at]);
        }
        for at in 0..self.years.len() {
            self.title(self.years[at]);
            self.carried(self.years[at]);
        }
        self.statement();
    }

    pub fn is_done(&self, year: Year) -> bool {
        self.done.contains(&year.start)
    }

    /// Takes a year for judged.
    pub fn judge(&mut self, year: Year) {
        self.done.insert(year.start);
    }

    /// Reports a year that is not the report's.
    pub fn report(&mut self, year: Year, what: &str) {
        let finding = self.stale(year, what);
        self.judge(year);
        self.findings.push(finding);
    }

    pub fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub fn finding(&self, range: Range<usize>, message: String) -> Finding {
        let report = self.subject.report;
        self.reading
            .finding(Code::StaleYear, range, message)
            .also(report.place(&report.year.range), format!("本报告是 {} 年度", self.year))
    }

    pub fn stale(&self, year: Year, what: &str) -> Finding {
        self.finding(year.start..year.end, format!("{what}写作{}年，本报告是 {} 年度", year.value, self.year))
            .expected(format!("{}年", self.year))
            .help("沿用往年文字的，逐处改为本年度；确指往年的，写明“与……年相比”")
    }

    /// Reports a plan for the report year itself.
    pub fn hint(&mut self, year: Year) {
        let finding = self
            .finding(year.start..year.end, format!("下一步的打算写在{}年，正是本报告的年度", year.value))
            .severity(Severity::Hint)
            .help(format!("改进措施一般写下一年，{}年", self.year + 1));
        self.findings.push(finding);
    }

    /// The sentence before a year, as far as it is looked at.
    pub fn before(&self, year: Year) -> Range<usize> {
        let before = self.reading.slice(&(self.sentence.range.start..year.start));
        year.start - lookback(before, NEAR).len()..year.start
    }

    /// The sentence behind a year, as far as it is looked at.
    pub fn behind(&self, year: Year) -> Range<usize> {
        let text = self.reading.slice(&(year.end..self.sentence.range.end.max(year.end)));
        year.end..year.end + text.floor_char_boundary(FAR)
    }

    /// A range without some characters at its beginning.
    pub fn past(&self, range: Range<usize>, leads: &str) -> Range<usize> {
        range.end - self.reading.slice(&range).trim_start_matches(|c| leads.contains(c)).len()..range.end
    }

    pub fn says(&self, range: &Range<usize>, set: Phrase) -> bool {
        self.reading.said.says(range.clone(), set)
    }

    /// Whether a range says something of a set, and not only as 获 in 获取: 新修订的《条例》 and 线上线下 are no history.
    pub fn says_apart(&self, range: &Range<usize>, set: Phrase) -> bool {
        self.reading.said.says_apart(range.clone(), set, Phrase::NoHistory)
    }

    pub fn opens(&self, range: &Range<usize>, set: Phrase) -> bool {
        self.reading.said.opens(range.clone(), set).is_some()
    }

    pub fn closes(&self, range: &Range<usize>, set: Phrase) -> bool {
        self.reading.said.closes(range.clone(), set).is_some()
    }

    /// Whether a range begins with the agency's name, or as 我局 does.
    pub fn opens_with_own(&self, range: &Range<usize>) -> bool {
        self.opens(range, Phrase::Own) || self.own.opens(self.reading.slice(range)).is_some()
    }

    /// Whether a document's title is open where a range ends.
    pub fn is_quoted(&self, before: &Range<usize>) -> bool {
        let text = self.reading.slice(before);
        has_open_title(text)
    }

    /// The figures of the sentence.
    pub fn claims(&self) -> &[Claim] {
        self.passage.claims_of(self.index)
    }

    /// The figures before a year, and those behind it.
    pub fn claims_around(&self, year: Year) -> (&[Claim], &[Claim]) {
        self.claims().split_at(self.claims().partition_point(|claim| claim.number.range.start <= year.start))
    }

    /// Whether the sentence opens its paragraph, or follows nothing but the heading that runs in.
    pub fn is_first(&self) -> bool {
        self.index == usize::from(self.passage.paragraph.level.is_some())
    }

    /// Whether the sentence stands in section 一.
    pub fn is_overall(&self) -> bool {
        let sections = &self.subject.report.form.sections;
        sections.iter().find_map(|section| section.prose.as_deref()) == Some(self.reading.text.key)
    }

    /// Whether the sentence is the first of section 一.
    pub fn is_beginning(&self) -> bool {
        let first = self.reading.paragraphs.first().map(|paragraph| paragraph.range.start);
        Some(self.sentence.range.start) == first && self.is_overall()
    }

    /// Whether a clause of the sentence opens with the report year.
    pub fn has_this_clause(&self) -> bool {
        self.this.iter().any(|(_, opens)| *opens)
    }

    /// Whether the report year is named behind another, or in the next sentence.
    pub fn has_this_behind(&self, year: Year) -> bool {
        self.goes_on || self.this.last().is_some_and(|(start, _)| *start > year.start)
    }

    /// Whether nothing around a year tells of the report year beside it: neither a clause of the sentence nor the beginning of the
    /// next, nor its own stretch between semicolons.
    pub fn is_alone(&self, year: Year) -> bool {
        let beside = |&(start, _): &(usize, bool)| {
            let between = self.reading.slice(&(start.min(year.start)..start.max(year.start)));
            between.len() <= FAR && !between.contains('；')
        };
        let at = self.this.partition_point(|(start, _)| *start < year.start);
        let near = [at.checked_sub(1), Some(at)].into_iter().flatten().filter_map(|at| self.this.get(at));
        !self.goes_on && !self.has_this_clause() && !near.into_iter().any(beside)
    }

    /// The places where the report year is named; a year within 《 》 dates a document.
    fn this(&self) -> Vec<(usize, bool)> {
        let named = self.years.iter().filter(|year| year.value == self.year && !self.is_quoted(&self.before(**year)));
        let opens = |year: &Year| {
            let before = self.before(*year);
            let start = self.reading.said.closes(before.clone(), Phrase::AsOf).unwrap_or(before.end);
            let before = self.reading.slice(&(before.start..start));
            before.is_empty() || before.ends_with(ends_clause)
        };
        named.map(|year| (year.start, opens(year))).collect()
    }

    /// Whether the next sentence counts what this one does.
    fn counts_alike(&self) -> bool {
        let kinds = |index| self.passage.claims_of(index).iter().map(Claim::kind);
        kinds(self.index).next().is_none()
            || kinds(self.index).any(|kind| kinds(self.index + 1).any(|next| next == kind))
    }

    /// 2023年收到20件。2024年收到25件: a comparison only where both count.
    fn goes_on(&self) -> bool {
        let counts = !self.passage.claims_of(self.index + 1).is_empty() || self.claims().is_empty();
        let next = self.passage.paragraph.sentences.get(self.index + 1).filter(|_| counts);
        let now = |range: Range<usize>| {
            self.reading.said.all(range, Phrase::ThisYear).any(|range| self.reading.slice(&range).starts_with('今'))
        };
        let next_tells = next.is_some_and(|next| {
            let text = self.reading.slice(&next.range).trim_start();
            let this = format!("{}年", self.year);
            // 2024年公开的会议信息达80条 is of a thing of that year.
            let of_thing = |rest: &str| self.is_attribute(&(next.range.end - rest.len()..next.range.end));
            text.strip_prefix(&this).is_some_and(|rest| !of_thing(rest)) && self.counts_alike()
                || text.starts_with('今')
                    && self.opens(&(next.range.end - text.len()..next.range.end), Phrase::ThisYear)
        });
        next_tells || now(self.sentence.range.clone())
    }
}
