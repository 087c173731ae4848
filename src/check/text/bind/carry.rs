//! What a figure leaves for those to come: its row, its kind of applicant, its object.

use crate::check::text::bind::cells::Sum;
use crate::check::text::bind::claim::Claim;
use crate::check::text::bind::readings::{self, Fact, Hints, Kind};
use crate::check::text::bind::walk::Walk;
use crate::check::text::bind::words::{Words, is_applicant, is_row};
use crate::check::text::claim::{Object, When};
use crate::check::text::words::Word;

impl Walk<'_> {
    /// Keeps what a count stated for those that follow.
    pub(super) fn carry(&mut self, words: &Words, fact: &Fact, count: &Claim, distributed: bool) {
        self.stretch.last = fact.readings.clone();
        let applicants: Vec<Word> = words.words.iter().copied().filter(|word| is_applicant(*word)).collect();
        if !applicants.is_empty() {
            self.carry_row(words, distributed);
            let first = self.counts.iter().all(|count| count.fact.is_none());
            self.stretch.subject = if first && !self.stretch.among { applicants } else { Vec::new() };
        } else if !distributed {
            let agrees = |sum: &&Sum| count.when == When::Now && count.number.agrees(sum.value(self.on.binder.report));
            let matched: Vec<Sum> = fact.readings.iter().filter(agrees).cloned().collect();
            self.stretch.row = Some(if matched.is_empty() { fact.readings.clone() } else { matched });
        }
        if fact.kind == Kind::Flow && words.has(Word::Application) {
            self.object = Object::Request;
        }
    }

    /// 办结自然人申请3440件、商业企业申请73件: the row of the first holds for the kinds of applicant to come.
    fn carry_row(&mut self, words: &Words, distributed: bool) {
        let row: Vec<Word> = words.words.iter().copied().filter(|word| !is_applicant(*word)).collect();
        if !distributed && row.iter().any(|word| is_row(*word)) {
            let fact = readings::request(self.on.binder.report, &self.on.binder.tables, &row, &Hints::default());
            self.stretch.row = fact.map(|fact| fact.readings);
        }
    }
}
