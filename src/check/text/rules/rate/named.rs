//! Rates with a name of their own: 办结率92.6%, 采纳率75%, 维持率50%, by the tables or by what the text itself counts.

use std::ops::Range;

use super::portion::{Ratio, Rows, is_share};
use crate::check::text::bind::{Claim, Kind, Object};
use crate::check::text::parse::Piece;
use crate::check::text::rules::rate::rates::Rates;
use crate::check::text::words::{About, MICRO, Number, Phrase, Word, is_like};
use crate::diag::Finding;
use crate::form::keys;
use crate::report::AgencyKind;

impl<'a> Rates<'a> {
    /// 办结率92.6%, 维持率50%, 纠错率10.6%.
    pub(super) fn named_rate(&self, number: &Number, at: usize, head: &[Piece]) -> Option<Finding> {
        let span = self.reading.span(head);
        let end = span.start + self.reading.slice(&span).trim_end_matches(['为', '达', '到', '是', '了']).len();
        let named = |set| self.reading.said.closes(span.start..end, set).map(|start| span.start..start);
        let ratios = if let Some(prefix) = named(Phrase::DoneRate) {
            let overall = prefix.is_empty() || self.reading.said.is(prefix, Phrase::Overall);
            let ratios = if overall { self.done_ratios(at) } else { Vec::new() };
            if ratios.is_empty() { self.deed_ratios(number, at, span.start..end) } else { ratios }
        } else if let Some(prefix) = named(Phrase::UpheldRate) {
            self.review_ratios(at, prefix, keys::result::UPHELD)
        } else if let Some(prefix) = named(Phrase::CorrectedRate) {
            self.review_ratios(at, prefix, keys::result::CORRECTED)
        } else {
            self.deed_ratios(number, at, span.start..end)
        };
        // 27件，办结25件，办结率92.6%: the text may count otherwise than the tables.
        let counts: Vec<&Number> =
            self.before(at).map(|count| &count.number).chain(self.past.iter().copied()).collect();
        let deed = self.deed(&(span.start..end)).unwrap_or(end..end);
        let done = counts.iter().filter(|of| self.says_deed(self.reading.around(&of.range), &deed));
        let own = |of: &&Number| {
            let others = counts.iter().filter(|base| base.range != of.range);
            others.into_iter().any(|base| is_like(of, base) && is_share(of.value, base.value, number))
        };
        if done.copied().any(|of| own(&of)) { None } else { self.judge_share(number, &ratios) }
    }

    /// The deed of a rate: 采纳 of 采纳率.
    fn deed(&self, name: &Range<usize>) -> Option<Range<usize>> {
        let text = self.reading.slice(name).strip_suffix('率')?;
        let from = text.char_indices().rev().nth(1).map_or(0, |(from, _)| from);
        Some(name.start + from..name.start + text.len())
    }

    /// Whether a clause says a deed, or one that stands for it: 答复 for 办结.
    fn says_deed(&self, clause: Range<usize>, deed: &Range<usize>) -> bool {
        let said = &self.reading.said;
        self.reading.slice(&clause).contains(self.reading.slice(deed))
            || said.is(deed.clone(), Phrase::DoneDeed) && said.says(clause, Phrase::DoneDeed)
    }

    /// 办结率: of what was received, or of that and what was carried in. 按期办结率 is another matter.
    fn done_ratios(&self, at: usize) -> Vec<Ratio> {
        let of_requests = self.before(at).any(|count| self.agrees(count) && count.kind() == Some(Kind::Flow));
        let Rows { new, both, done: Some(done) } = self.request_rows(&[]) else { return Vec::new() };
        if !of_requests {
            return Vec::new();
        }
        let mut ratios: Vec<Ratio> = [both, new].iter().flatten().map(|base| self.ratio(&done, base)).collect();
        // What was due has been done; not where the sentence says that some was not.
        if !self.pieces.iter().any(|piece| matches!(piece.word(), Some(Word::CarriedOut | Word::Carried))) {
            ratios.push(Ratio { of: MICRO, base: MICRO, words: String::new() });
        }
        ratios
    }

    /// 意见60条，采纳45条，采纳率75%; 来信7件，全部答复，答复率98%: what the text itself says was done, of what there was. 100 % may
    /// speak of what was due.
    fn deed_ratios(&self, number: &Number, at: usize, name: Range<usize>) -> Vec<Ratio> {
        let Some(deed) = self.deed(&name) else { return Vec::new() };
        if number.value == 100 * MICRO || number.about != About::Exact {
            return Vec::new();
        }
        let counts: Vec<&Claim> = self.before(at).collect();
        let Some(last) = counts.first() else { return Vec::new() };
        let words = |base: &Number| self.reading.slice(&base.range).to_owned();
        let between = &self.pieces[last.piece + 1..self.head_from(at).max(last.piece + 1)];
        if self.reading.says(between, Phrase::AllAre) && self.says_deed(self.reading.span(between), &deed) {
            return vec![Ratio { of: last.number.value, base: last.number.value, words: words(&last.number) }];
        }
        let Some(index) =
            counts.iter().position(|count| self.says_deed(self.reading.around(&count.number.range), &deed))
        else {
            return Vec::new();
        };
        let of = counts[index];
        let earlier = counts[index + 1..].iter().map(|count| &count.number).chain(self.past.iter().rev().copied());
        // The nearest that counts the like, and no other: what was published is not what was answered.
        let base = earlier.filter(|base| is_like(base, &of.number)).take(1);
        let base = base.filter(|base| base.value >= of.number.value);
        base.map(|base| Ratio { of: of.number.value, base: base.value, words: words(base) }).collect()
    }

    /// 维持率, 纠错率: of all cases or of the decided ones, of the kind last named.
    fn review_ratios(&self, at: usize, prefix: Range<usize>, key: &str) -> Vec<Ratio> {
        let report = self.subject.report;
        let stretch = &self.pieces[self.stretch(at)..at];
        let kind =
            stretch.iter().rev().filter_map(Piece::word).find(|word| matches!(word, Word::Review | Word::Litigation));
        let plain = prefix.is_empty() || self.reading.said.is(prefix, Phrase::CaseNoun);
        let column = self.binder.tables.reviews.and_then(|table| {
            report.form.tables[table].lines.first()?.columns.iter().position(|column| column.key == key)
        });
        let (Some(kind), Some(column), true) = (kind, column, plain) else { return Vec::new() };
        // A government's offices of justice count other cases too.
        let decided = |count: &Claim| matches!(count.kind(), Some(Kind::Review | Kind::Result));
        let counted = self.before(at).any(|count| self.agrees(count) && decided(count));
        let Some(fact) = self.binder.fact(&[kind, Word::Result(column)], &Object::Review(vec![kind])) else {
            return Vec::new();
        };
        if !counted && report.kind.value != AgencyKind::Government {
            return Vec::new();
        }
        let bases = self.review_bases(&fact);
        bases.iter().filter_map(|base| Some(self.ratio(fact.readings.first()?, base))).collect()
    }
}
