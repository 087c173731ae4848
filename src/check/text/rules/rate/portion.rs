//! Shares: what part of a whole a figure is, recomputed from the tables or from the sentence's own figures.
//!
//! 12件，占办结总数的48%; 占办结申请25件的20%; 自然人申请占80%; 办结率92.6%; 维持率50%.

use std::ops::Range;

use crate::check::text::bind::cells::Sum;
use crate::check::text::bind::cells::join;
use crate::check::text::bind::claim::Claim;
use crate::check::text::bind::readings::{self, Fact, Kind};
use crate::check::text::bind::words::{is_applicant, is_row};
use crate::check::text::claim::{Object, When};
use crate::check::text::parse::tree::{Mark, Piece, REACH};
use crate::check::text::rules::rate::rates::EachRate;
use crate::check::text::rules::rate::rates::{Rates, per_cent, percent};
use crate::check::text::words::lexicon::{Phrase, Word};
use crate::check::text::words::number::is_like;
use crate::check::text::words::number::shown;
use crate::check::text::words::number::{About, MICRO, Number, Unit};
use crate::diag::Finding;
use crate::form::keys;
use crate::report::AgencyKind;

/// A numerator and a base that a share may be computed from, in the words of the form.
struct Ratio {
    of: i128,
    base: i128,
    words: String,
}

impl Ratio {
    /// Whether it prints as a share.
    fn fits(&self, number: &Number) -> bool {
        per_cent(self.of, self.base).is_some_and(|share| number.prints(share))
    }
}

/// The rows that the applications are counted by.
struct Rows {
    new: Option<Sum>,
    both: Option<Sum>,
    done: Option<Sum>,
}

impl<'a> Rates<'a> {
    /// 占40.6%, 1431件（40.6%）.
    pub fn share(&self, number: &Number, at: usize, head: &[Piece]) -> Option<Finding> {
        if number.about != About::Exact || head.iter().any(|piece| piece.is(Word::Each)) {
            return None;
        }
        if let Some(finding) = self.stated_share(number, at, head) {
            return finding;
        }
        let bracketed =
            at >= 2 && self.pieces[at - 1].mark() == Some(Mark::Open) && self.pieces[at - 2].number().is_some();
        let Some(share_at) = head.iter().position(|piece| piece.is(Word::Share)) else {
            return if bracketed {
                self.counted_share(number, at, head, &[])
            } else {
                self.named_rate(number, at, head)
            };
        };
        let (name, after) = (&head[..share_at], &head[share_at + 1..]);
        if !self.is_base(after) {
            return None;
        }
        // 其中网上申请占80%: the share has a numerator of its own.
        let silent = |piece: &Piece| match piece.word() {
            Some(word) => matches!(word, Word::Filler | Word::Sum | Word::And),
            None => !self.is_unknown(piece),
        };
        if !name.iter().all(silent) {
            return self.named_share(number, at, share_at, after);
        }
        self.counted_share(number, at, head, after)
    }

    /// Whether the words behind 占 name nothing but what the tables count: 占办结总数的, not 占全市申请的 or 占近三年的.
    fn is_base(&self, after: &[Piece]) -> bool {
        let wider = self.subject.report.kind.value != AgencyKind::Government;
        after.iter().all(|piece| match piece.word() {
            Some(Word::Own) => !wider || !self.text(std::slice::from_ref(piece)).starts_with('全'),
            Some(word) => matches!(
                word,
                Word::Filler
                    | Word::And
                    | Word::Sum
                    | Word::Done
                    | Word::Handled
                    | Word::New
                    | Word::Received
                    | Word::CarriedIn
                    | Word::Request
                    | Word::Application
                    | Word::Outcome(..)
                    | Word::Review
                    | Word::Litigation
            ),
            None => !self.is_unknown(piece) && piece.year().is_none_or(|year| year == self.year_before() + 1),
        })
    }

    /// 无法提供5件，占办结申请25件的20%: the sentence gives the base. The inner answer is the finding, if any.
    fn stated_share(&self, number: &Number, at: usize, head: &[Piece]) -> Option<Option<Finding>> {
        if self.text(head) != "的" {
            return None;
        }
        let base = self.count(at.checked_sub(2)?)?;
        let share = self.head(base.piece).iter().position(|piece| piece.is(Word::Share))?;
        let start = self.head_from(base.piece) + share;
        let counts = self.before(start).filter(|count| count.number.unit == base.number.unit);
        let of = running(counts.take(8));
        let ratios: Vec<Ratio> = of
            .iter()
            .map(|of| Ratio {
                of: *of,
                base: base.number.value,
                words: self.reading.slice(&base.number.range).to_owned(),
            })
            .collect();
        let exact = base.number.about == About::Exact;
        Some(if exact { self.judge_share(number, &ratios) } else { None })
    }

    /// The share of the count before it.
    fn counted_share(&self, number: &Number, at: usize, head: &[Piece], after: &[Piece]) -> Option<Finding> {
        let count = self.before(at).next()?;
        if count.when != When::Now || count.number.about != About::Exact {
            return None;
        }
        let report = self.subject.report;
        let (bases, named) = self.bases(after, count.fact.as_ref());
        let earlier: Vec<&Claim> = self.earlier(count);
        let mut ratios = Vec::new();
        let mut of = running(std::iter::once(count).chain(earlier.iter().copied()).take(8));
        if let Some(together) = head.iter().find(|piece| piece.is(Word::Sum)) {
            // 两类合计占54%: the sum of two is what is meant first.
            let meant = if self.text(std::slice::from_ref(together)).starts_with('三') { 2 } else { 1 };
            let meant = meant.min(of.len() - 1);
            of.rotate_left(meant);
        }
        // Where the count is wrong itself, its share may be right.
        of.extend(count.fact.iter().flat_map(|fact| &fact.readings).map(|sum| sum.value(report)));
        let among =
            self.pieces[..at].iter().rev().take(REACH).any(|piece| piece.is(Word::Among)) || self.is_by_dimension(at);
        for of in of {
            ratios.extend(bases.iter().map(|base| Ratio {
                of,
                base: base.value(report),
                words: self.name(std::slice::from_ref(base)),
            }));
            if !named || bases.is_empty() {
                let most = earlier.iter().map(|other| other.number.value).max();
                // A figure that is itself a share of something is no whole, unless it is the largest.
                let shared = |other: &Claim| {
                    let next = self.pieces[other.piece + 1..].iter().take(3).find_map(Piece::number);
                    let divided = self.pieces[other.piece..count.piece].iter().any(|piece| piece.is(Word::Among));
                    Some(other.number.value) != most
                        && !divided
                        && next.is_some_and(|number| number.unit == Unit::Percent)
                };
                let same = earlier.iter().filter(|other| is_like(&other.number, &count.number) && !shared(other));
                ratios.extend(same.map(|other| Ratio { of, base: other.number.value, words: "合计".into() }));
            }
        }
        let before = self.past.iter().filter(|other| is_like(other, &count.number));
        let before: Vec<i128> = before.map(|other| other.value).collect();
        let of = count.number.value;
        ratios.extend(before.iter().map(|&base| Ratio { of, base, words: "合计".into() }));
        let whole = earlier.iter().filter(|other| is_like(&other.number, &count.number));
        let whole = whole.map(|other| other.number.value).chain(before).filter(|base| *base > of).max();
        let among = among || whole.is_some() && earlier.iter().any(|other| is_like(&other.number, &count.number));
        if bases.is_empty() && !among
            || ratios.iter().any(|ratio| ratio.fits(number))
            || self.is_of_one_whole(count, number, at)
        {
            return None;
        }
        if let Some(base) = whole.filter(|_| bases.is_empty()) {
            // The largest figure before is what people divide.
            ratios.insert(0, Ratio { of, base, words: "合计".into() });
        }
        let finding = self.judge_share(number, &ratios)?;
        Some(finding.also(self.reading.text.place(count.number.range.clone()), "分子"))
    }

    /// 从申请方式看，网络24件，占75%: of what was counted before.
    fn is_by_dimension(&self, at: usize) -> bool {
        let opening = self.pieces[..at.min(REACH)].split(|piece| piece.mark().is_some()).next().unwrap_or_default();
        self.reading.opens(opening, Phrase::Through) && self.reading.closes(opening, Phrase::Dimension)
    }

    /// 自然人20件，占80%；商业企业4件，占16%: shares that are all of one whole, which is not stated.
    fn is_of_one_whole(&self, count: &Claim, number: &Number, at: usize) -> bool {
        let mine = implied(count, number);
        let from = at.saturating_sub(REACH);
        let shares = self.pieces.iter().enumerate().skip(from).take(2 * REACH).filter(|(other, _)| *other != at);
        let others: Vec<(&Claim, &Number)> = shares
            .filter_map(|(other, piece)| {
                let share = piece.number().filter(|number| number.unit == Unit::Percent)?;
                Some((self.before(other).next()?, share))
            })
            .collect();
        // A figure before makes all others right: that is the whole, and it is stated.
        let fits = |base: &i128| {
            let of =
                |(of, share): &(&Claim, &Number)| per_cent(of.number.value, *base).is_some_and(|s| share.prints(s));
            others.iter().all(of)
        };
        let mut before = self.past.iter().filter(|other| is_like(other, &count.number)).map(|number| number.value);
        let agrees = |(of, share): &(&Claim, &Number)| {
            let theirs = implied(of, share);
            theirs.0 <= mine.1 && mine.0 <= theirs.1
        };
        !others.is_empty() && !before.any(|base| fits(&base)) && others.iter().any(agrees)
    }

    /// The counts before another in its sentence, the last first.
    fn earlier(&self, count: &Claim) -> Vec<&'a Claim> {
        let index = self.counts.partition_point(|other| other.piece < count.piece);
        let earlier = &self.counts[index.saturating_sub(REACH)..index];
        earlier.iter().rev().filter(|other| other.change.is_none()).collect()
    }

    /// The rows that a share of a fact may be of, and whether the words behind 占 name one.
    fn bases(&self, after: &[Piece], fact: Option<&Fact>) -> (Vec<Sum>, bool) {
        let Some(fact) = fact else { return (Vec::new(), false) };
        if fact.kind == Kind::Result {
            return (self.review_bases(fact), false);
        }
        if !matches!(fact.kind, Kind::Outcome | Kind::Applicant | Kind::Flow) {
            return (Vec::new(), false);
        }
        let Rows { new, both, done } = self.request_rows(&[]);
        let has = |word| after.iter().any(|piece| piece.is(word));
        let outcome = after.iter().rev().filter_map(Piece::word).find_map(|word| match word {
            Word::Outcome(line, _) => Some(line),
            _ => None,
        });
        if let (Some(line), Some(table)) = (outcome, self.binder.tables.requests) {
            let row = readings::row(self.subject.report, (table, line), &[]);
            return (vec![row], has(Word::Done) || has(Word::New));
        }
        if has(Word::Done) {
            (done.into_iter().collect(), true)
        } else if has(Word::New) {
            (new.into_iter().collect(), true)
        } else {
            ([done, new, both].into_iter().flatten().collect(), false)
        }
    }

    /// The rows of the applications under the columns that words name.
    fn request_rows(&self, words: &[Word]) -> Rows {
        let report = self.subject.report;
        let row = |keys: &[&str]| {
            let (table, line) = readings::line(report, self.binder.tables.requests, keys)?;
            Some(readings::row(report, (table, line), words))
        };
        let (new, old) = (row(&[keys::request::NEW]), row(&[keys::request::CARRIED_IN]));
        let done = row(&[keys::TOTAL]);
        Rows { both: new.clone().zip(old).map(|(new, old)| join([new, old])), new, done }
    }

    /// What a result of 表四 is a part of: all cases, or those that have been decided.
    fn review_bases(&self, fact: &Fact) -> Vec<Sum> {
        let report = self.subject.report;
        let pick = |decided: bool| {
            let cells = fact.readings.first()?.plus.iter().flat_map(|&(table, line, _)| {
                let columns = &report.form.tables[table].lines[line].columns;
                let wanted = columns.iter().enumerate().filter(move |(_, column)| {
                    if decided {
                        column.total.is_none() && column.key != keys::result::PENDING
                    } else {
                        column.total.is_some()
                    }
                });
                wanted.map(move |(column, _)| (table, line, column))
            });
            Some(Sum::of(cells.collect()))
        };
        [pick(false), pick(true)].into_iter().flatten().collect()
    }

    /// 无法提供的申请占办结总数的20%: no figure, but the row is named.
    fn named_share(&self, number: &Number, at: usize, share_at: usize, after: &[Piece]) -> Option<Finding> {
        let from = self.head_from(at);
        let (words, object) = self.named(from, from + share_at)?;
        let report = self.subject.report;
        let value = |sum: &Sum| sum.value(report);
        let rows = words.words.iter().any(|word| is_row(*word));
        let mut ratios = Vec::new();
        if object == Object::Request && !rows && words.words.iter().any(|word| is_applicant(*word)) {
            // 自然人申请占新收总数的80%
            let (part, whole) = (self.request_rows(&words.words), self.request_rows(&[]));
            let (bases, _) = self.bases(after, Some(&Fact { readings: Vec::new(), exact: false, kind: Kind::Flow }));
            let pairs = [(part.new, whole.new), (part.both, whole.both), (part.done, whole.done)];
            for (part, whole) in pairs.into_iter().filter_map(|(part, whole)| part.zip(whole)) {
                if bases.contains(&whole) {
                    ratios.push(Ratio { of: value(&part), base: value(&whole), words: self.name(&[whole]) });
                }
            }
        } else {
            let fact = self.fact(&words, &object)?;
            let (bases, _) = self.bases(after, Some(&fact));
            for of in fact.readings.iter().filter(|_| matches!(fact.kind, Kind::Outcome | Kind::Result)) {
                let ratio = |base: &Sum| Ratio {
                    of: value(of),
                    base: value(base),
                    words: self.name(std::slice::from_ref(base)),
                };
                ratios.extend(bases.iter().map(ratio));
            }
        }
        self.judge_share(number, &ratios)
    }

    /// 办结率92.6%, 维持率50%, 纠错率10.6%.
    fn named_rate(&self, number: &Number, at: usize, head: &[Piece]) -> Option<Finding> {
        let span = self.reading.span(head);
        let end = span.start + self.reading.slice(&span).trim_end_matches(['为', '达', '到', '是']).len();
        let named = |set| self.reading.said.closes(span.start..end, set).map(|start| span.start..start);
        let ratios = if let Some(prefix) = named(Phrase::DoneRate) {
            if !(prefix.is_empty() || self.reading.said.is(prefix, Phrase::Overall)) {
                return None;
            }
            let ratios = self.done_ratios(at);
            if ratios.is_empty() { self.counted_ratios(number, at) } else { ratios }
        } else if let Some(prefix) = named(Phrase::UpheldRate) {
            self.review_ratios(at, prefix, keys::result::UPHELD)
        } else {
            self.review_ratios(at, named(Phrase::CorrectedRate)?, keys::result::CORRECTED)
        };
        // 27件，办结25件，办结率92.6%: the sentence may count otherwise than the tables.
        let counts: Vec<&Claim> = self.before(at).collect();
        let own = |&of: &&Claim| {
            counts.iter().any(|base| {
                base.number.unit == of.number.unit
                    && per_cent(of.number.value, base.number.value).is_some_and(|share| number.prints(share))
            })
        };
        if counts.iter().any(own) { None } else { self.judge_share(number, &ratios) }
    }

    /// 办结率: of what was received, or of that and what was carried in. 按期办结率 is another matter.
    fn done_ratios(&self, at: usize) -> Vec<Ratio> {
        let of_requests = self
            .before(at)
            .any(|count| self.agrees(count) && count.fact.as_ref().is_some_and(|fact| fact.kind == Kind::Flow));
        let Rows { new, both, done: Some(done) } = self.request_rows(&[]) else { return Vec::new() };
        if !of_requests {
            return Vec::new();
        }
        let value = |sum: &Sum| sum.value(self.subject.report);
        let ratio = |base: Sum| Ratio { of: value(&done), base: value(&base), words: self.name(&[base]) };
        let mut ratios: Vec<Ratio> = [both, new].into_iter().flatten().map(ratio).collect();
        // What was due has been done.
        ratios.push(Ratio { of: MICRO, base: MICRO, words: String::new() });
        ratios
    }

    /// 来信7件，全部答复，答复率98%; 34件，办结32件，办结率92%: what the sentence itself counts. 100 % may speak of what was due.
    fn counted_ratios(&self, number: &Number, at: usize) -> Vec<Ratio> {
        let mut counts = self.before(at);
        let (Some(last), base) = (counts.next(), counts.next()) else { return Vec::new() };
        let between = &self.pieces[last.piece + 1..self.head_from(at).max(last.piece + 1)];
        let done = |pieces: &[Piece]| pieces.iter().any(|piece| piece.is(Word::Done) || piece.is(Word::Handled));
        if number.value == 100 * MICRO
            || number.about != About::Exact
            || between.iter().any(|piece| self.is_unknown(piece))
        {
            return Vec::new();
        }
        let words = self.reading.slice(&last.number.range).to_owned();
        if between.iter().any(|piece| self.reading.is(piece, Phrase::AllAre)) && done(between) {
            return vec![Ratio { of: last.number.value, base: last.number.value, words }];
        }
        let base = base.filter(|base| base.number.unit == last.number.unit && base.number.value >= last.number.value);
        match base.filter(|_| done(self.head(last.piece))) {
            Some(base) => vec![Ratio { of: last.number.value, base: base.number.value, words }],
            None => Vec::new(),
        }
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
        let counted = self.before(at).any(|count| {
            self.agrees(count)
                && count.fact.as_ref().is_some_and(|fact| matches!(fact.kind, Kind::Review | Kind::Result))
        });
        let Some(fact) = self.binder.fact(&[kind, Word::Result(column)], &Object::Review(vec![kind])) else {
            return Vec::new();
        };
        if !counted && report.kind.value != AgencyKind::Government {
            return Vec::new();
        }
        let value = |sum: &Sum| sum.value(report);
        let bases = self.review_bases(&fact);
        let of = fact.readings.first().map_or(0, value);
        bases.into_iter().map(|base| Ratio { of, base: value(&base), words: self.name(&[base]) }).collect()
    }

    /// 予以公开、部分公开分别占办结总数的48%、12%: each share with the row or the count it is of.
    pub fn shares_in_turn(&self, each: usize, rows: &[EachRate]) -> Vec<Finding> {
        let first = |pieces: &[Piece]| pieces.iter().position(|piece| piece.number().is_some());
        let behind = &self.pieces[each + 1..];
        let after = &behind[..first(behind).unwrap_or(0)];
        let shared = |pieces: &[Piece]| pieces.iter().any(|piece| piece.is(Word::Share));
        if !shared(after) && !shared(self.head(each)) || rows.iter().any(|row| row.number.unit != Unit::Percent) {
            return Vec::new();
        }
        let report = self.subject.report;
        let facts: Vec<Fact> = match self.run_before(each, rows.len()) {
            Some(counts) if counts.iter().all(|count| self.agrees(count)) => {
                counts.iter().filter_map(|count| count.fact.clone()).collect()
            }
            _ => self.outcomes_before(each),
        };
        if facts.len() != rows.len() {
            return Vec::new();
        }
        let judge = |(row, fact): (&EachRate, &Fact)| {
            let (bases, _) = self.bases(after, Some(fact));
            let of = fact.readings.iter().map(|sum| sum.value(report));
            let ratios: Vec<Ratio> = of
                .flat_map(|of| bases.iter().map(move |base| (of, base)))
                .map(|(of, base)| Ratio { of, base: base.value(report), words: self.name(std::slice::from_ref(base)) })
                .collect();
            self.judge_share(row.number, &ratios)
        };
        rows.iter().zip(&facts).filter_map(judge).collect()
    }

    /// The outcomes that the clause before 分别 lists, one by one.
    fn outcomes_before(&self, each: usize) -> Vec<Fact> {
        let from = each.saturating_sub(REACH);
        let cut = |piece: &Piece| piece.mark().is_some_and(|mark| mark != Mark::Pause) || piece.number().is_some();
        let start = self.pieces[from..each].iter().rposition(cut).map_or(from, |mark| from + mark + 1);
        let clause = &self.pieces[start..each];
        if self.named(start, each).is_none() || clause.iter().any(|piece| self.is_unknown(piece)) {
            return Vec::new();
        }
        let outcomes = clause.iter().filter_map(Piece::word).filter(|word| matches!(word, Word::Outcome(..)));
        outcomes.filter_map(|word| self.binder.fact(&[word], &Object::Request)).collect()
    }

    /// A share is wrong when no ratio prints as it; the first is named.
    fn judge_share(&self, number: &Number, ratios: &[Ratio]) -> Option<Finding> {
        let first = ratios.iter().find(|ratio| ratio.base > 0 && per_cent(ratio.of, ratio.base).is_some())?;
        if ratios.iter().any(|ratio| ratio.fits(number)) {
            return None;
        }
        let right = percent(first.of * 100, first.base, number);
        let finding = self.finding(
            number,
            format!(
                "文字写占{}，{} 占{} {} 的 {right}%",
                self.reading.slice(&number.range),
                shown(first.of),
                first.words,
                shown(first.base),
            ),
        );
        Some(finding.expected(format!("{right}%")).help("重新计算占比；基数不是这一个的，写明“占……的”"))
    }
}

/// The least and the greatest whole of which a count may be such a share.
fn implied(count: &Claim, share: &Number) -> (i128, i128) {
    let of = count.number.value.saturating_mul(100 * MICRO);
    (of / (share.value + share.step()).max(1), of / (share.value - share.step()).max(1))
}

/// Each count, and it together with those before it.
fn running<'a>(counts: impl Iterator<Item = &'a Claim>) -> Vec<i128> {
    let mut sum = 0;
    let mut sums = Vec::new();
    for count in counts {
        sum += count.number.value;
        sums.push(sum);
    }
    sums
}
