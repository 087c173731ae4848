//! What holds from clause to clause: for the figures to come the row and the kind of applicant of those told, and of which year a
//! figure is.

use crate::check::text::bind::{Claim, Fact, Hints, Kind, Object, Sum, Walk, When, Words, is_applicant, is_row};
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
            let fact = self.on.binder.tables.request(&row, &Hints::default());
            self.stretch.row = fact.map(|fact| fact.readings);
        }
    }

    /// 由20件增至25件: the first is the figure of the year before.
    pub(super) fn is_origin(&self, index: usize, head: &[usize]) -> bool {
        let dates =
            |at: &usize| matches!(self.pieces[*at].word(), Some(Word::LastYear)) || self.pieces[*at].year().is_some();
        let text = |at: usize| self.on.reading.slice(&self.pieces[at].range);
        let from = head.iter().rev().find(|at| !dates(at) && text(**at) != "的");
        from.is_some_and(|&at| text(at).ends_with(['由', '从']))
            && self.pieces[index + 1..].iter().take(2).any(|piece| piece.is(Word::Became))
    }

    pub(super) fn this_year(&self) -> i64 {
        i64::from(self.on.binder.report.year.value)
    }

    pub(super) fn year(&self, words: &Words) -> When {
        let this = self.this_year();
        if words.has(Word::LastYear) && !words.has(Word::CarriedIn) {
            return When::Last;
        }
        if words.has(Word::Than) && words.compared.is_some() {
            // 比2023年的20件增加5件
            return if words.compared == Some(this - 1) { When::Last } else { When::Other };
        }
        match words.year.or(self.when) {
            None => When::Now,
            Some(year) if year == this => When::Now,
            Some(year) if year == this - 1 => When::Last,
            Some(_) => When::Other,
        }
    }
}
