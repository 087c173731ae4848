//! Last year's year in section 一 that nothing explains.
//!
//! A report names the year before its own for few things: what was carried over from it, what is compared with it, its budget and
//! its accounts, and documents and events of it. Where none of these is spoken of, a clause that tells of work was copied.

use std::ops::Range;

use super::scene::Scene;
use super::statement::{Moment, YearPosition, is_alike, is_amount};
use crate::check::text::words::{Phrase, Word, closes_bracket, ends_clause, opens_bracket};
use crate::diag::Severity;

/// What was counted so many figures before a year may be counted again under it.
const NEAR: usize = 12;

/// What explains that a clause names the year before.
const REASONS: [Phrase; 6] =
    [Phrase::Compared, Phrase::History, Phrase::Founded, Phrase::CarryOver, Phrase::Aftermath, Phrase::Dated];

impl Scene<'_> {
    /// 2023年依规完成备案1件 in the report of 2024: a warning.
    pub(super) fn unexplained(&mut self, moment: &Moment) {
        let year = moment.year;
        let is_last = year.value == self.year - 1 && moment.whole && !moment.since;
        if is_last && self.is_overall() && !self.is_done(year) && self.tells(moment) && !self.is_explained(moment) {
            let finding = self.stale(year, "所述年份").severity(Severity::Warning);
            self.judge(year);
            self.push(finding);
        }
    }

    /// Whether a year says when something was done.
    fn tells(&self, moment: &Moment) -> bool {
        let counted = || !self.claims_around(moment.year).1.is_empty();
        match moment.position {
            YearPosition::Sentence | YearPosition::Clause | YearPosition::Own => {
                moment.paused || moment.stated || counted()
            }
            // 政府信息管理情况2024年，我局…: a heading that lost its full stop.
            YearPosition::Inner => {
                let work = self.reading.said.opens(moment.body.clone(), Phrase::DisclosureWork);
                let work = work.is_some_and(|end| self.reading.slice(&(end..moment.body.end)).starts_with(ends_clause));
                work || moment.paused && moment.stated || moment.deed && counted() && !self.is_attribute(&moment.body)
            }
        }
    }

    /// Whether the words around say why the year before is named, or the report's year stands beside it.
    fn is_explained(&self, moment: &Moment) -> bool {
        let (before, behind) = (self.clause_before(moment), self.clause_behind(moment));
        let opens = moment.position == YearPosition::Sentence && (moment.paused || moment.stated);
        let titled = !opens && (self.has_title(&before) || self.has_title(&behind));
        titled
            || self.is_bracketed(moment)
            || self.reading.slice(&moment.body).starts_with(is_amount)
            || REASONS.into_iter().any(|set| self.says_apart(&before, set) || self.says_apart(&behind, set))
            || self.is_set_beside(moment)
    }

    /// The clause behind it, the agency's own name apart.
    fn clause_behind(&self, moment: &Moment) -> Range<usize> {
        let text = self.reading.slice(&moment.body);
        let end = text.find(ends_clause).unwrap_or(text.len());
        let name = self.own.opens(text).filter(|&length| length <= end).unwrap_or(0);
        moment.body.start + name..moment.body.start + end
    }

    /// Whether a stretch names a document, none that any report names.
    fn has_title(&self, stretch: &Range<usize>) -> bool {
        let from = self.sentence.pieces.partition_point(|piece| piece.range.start < stretch.start);
        let mut within = self.sentence.pieces[from..].iter().take_while(|piece| piece.range.start < stretch.end);
        within.any(|piece| piece.is(Word::Title)) && !self.says(stretch, Phrase::CommonTitle)
    }

    /// 增长57%（2022年为14件）
    fn is_bracketed(&self, moment: &Moment) -> bool {
        let before = self.reading.slice(&moment.lead);
        before.rfind(opens_bracket) > before.rfind(closes_bracket)
    }

    /// Whether the sentence counts something, or says that there was none of it.
    fn is_counted(&self, moment: &Moment) -> bool {
        !self.claims().is_empty() || self.says(&self.clause_behind(moment), Phrase::ReportDenial)
    }

    /// 2024年收到25件，2023年收到20件: one year against the other, or what is counted is last year's.
    fn is_set_beside(&self, moment: &Moment) -> bool {
        let (ahead, behind) = self.claims_around(moment.year);
        // 落实2024年的要求，截止2023年12月31日公开122条: the report's year is of a thing.
        let beside = !moment.as_of || self.has_this_behind(moment.year);
        behind.first().is_some_and(|first| ahead.iter().rev().take(NEAR).any(|claim| is_alike(claim, first)))
            || self.has_this_clause()
            || beside && self.is_counted(moment) && !self.is_alone(moment.year)
            || self.figures(moment.after.clone(), moment.year) == Some(false)
    }
}
