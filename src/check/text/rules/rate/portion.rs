//! Shares: what part of a whole a figure is, recomputed from the tables or from the sentence's own figures.
//!
//! 12件，占办结总数的48%; 占办结申请25件的20%; 自然人申请占80%; 办结率92.6%; 维持率50%.

use crate::check::text::bind::{Claim, Fact, Kind, Object, Sum, When, is_applicant, is_row, join};
use crate::check::text::parse::{Mark, Piece, REACH, stretch_from};
use crate::check::text::rules::rate::rates::{EachRate, Rates, per_cent, percent};
use crate::check::text::words::{About, MICRO, Number, Phrase, Unit, Word, is_like, shown};
use crate::diag::Finding;
use crate::form::{Column, keys};
use crate::report::AgencyKind;

/// A numerator and a base that a share may be computed from, in the words of the form.
pub(super) struct Ratio {
    pub of: i128,
    pub base: i128,
    pub words: String,
}

impl Ratio {
    /// Whether it prints as a share.
    fn fits(&self, number: &Number) -> bool {
        is_share(self.of, self.base, number)
    }
}

/// The rows that the applications are counted by.
pub(super) struct Rows {
    pub new: Option<Sum>,
    pub both: Option<Sum>,
    pub done: Option<Sum>,
}

impl<'a> Rates<'a> {
    /// 占40.6%, 1431件（40.6%）.
    pub fn share(&self, number: &Number, at: usize, head: &[Piece]) -> Option<Finding> {
        if head.iter().any(|piece| piece.is(Word::Each)) {
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
        // 其中网上申请占80%: the share has a numerator of its own.
        let silent = |piece: &Piece| match piece.word() {
            Some(word) => matches!(word, Word::Filler | Word::Sum | Word::And),
            None => !self.is_unknown(piece),
        };
        if name.iter().all(silent) {
            return self.counted_share(number, at, head, after);
        }
        if self.is_base(after) { self.named_share(number, at, share_at, after) } else { None }
    }

    /// Whether the words behind 占 name nothing but what the tables count: 占办结总数的, not 占全市申请的 or 占近三年的.
    fn is_base(&self, after: &[Piece]) -> bool {
        use Word::{And, Application, CarriedIn, Done, Filler, Handled, Litigation, New, Outcome};
        use Word::{Received, Request, Review, Share, Sum};
        after.iter().all(|piece| match piece.word() {
            Some(Word::Own) => !self.is_wider(piece),
            Some(Filler | And | Sum | Share | Done | Handled | New | Received | CarriedIn | Request) => true,
            Some(Application | Outcome(..) | Review | Litigation) => true,
            Some(_) => false,
            None => !self.is_unknown(piece) && piece.year().is_none_or(|year| year == self.year_before() + 1),
        })
    }

    /// Whether 全市 and the like mean more than this agency.
    fn is_wider(&self, own: &Piece) -> bool {
        self.subject.report.kind.value != AgencyKind::Government
            && self.text(std::slice::from_ref(own)).starts_with('全')
    }

    /// What the words behind 占 call the whole, without what only says that it is one: 公开 in 占公开总数的; none where they may
    /// mean something wider.
    fn base_name(&self, after: &[Piece]) -> Option<String> {
        let wider = |piece: &Piece| match piece.word() {
            Some(Word::Own) => self.is_wider(piece),
            Some(word) => matches!(word, Word::Span | Word::LastYear | Word::Narrow | Word::Natural),
            None => piece.number().is_some_and(|number| number.whole() != Some(self.year_before() + 1)),
        };
        let says = |piece: &&Piece| {
            !matches!(piece.word(), Some(Word::Filler | Word::Sum | Word::Share | Word::Own))
                && piece.number().is_none()
        };
        let name: String = after.iter().filter(says).map(|piece| self.text(std::slice::from_ref(piece))).collect();
        (!after.iter().any(wider)).then(|| name.replace(['总', '的', '量', '数'], ""))
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
        let words = self.reading.slice(&base.number.range);
        let ratio = |of| Ratio { of, base: base.number.value, words: words.to_owned() };
        let ratios: Vec<Ratio> = running(counts.take(8)).into_iter().map(ratio).collect();
        let exact = base.number.about == About::Exact;
        Some(if exact { self.judge_share(number, &ratios) } else { None })
    }

    /// The share of the count before it.
    fn counted_share(&self, number: &Number, at: usize, head: &[Piece], after: &[Piece]) -> Option<Finding> {
        let count = self.before(at).next()?;
        if count.when != When::Now || count.number.about != About::Exact {
            return None;
        }
        let known = self.is_base(after);
        let name = self.base_name(after)?;
        let (bases, named) = if known { self.bases(after, count.fact.as_ref()) } else { (Vec::new(), false) };
        let mut wholes = if named && !bases.is_empty() { Vec::new() } else { self.wholes(count) };
        if !known {
            wholes.retain(|whole| self.reading.names(&name, &whole.range));
            wholes.first()?;
        }
        let of = self.numerators(count, head);
        let mut ratios: Vec<Ratio> = Vec::new();
        for &of in &of {
            let rows =
                bases.iter().map(|base| (base.value(self.subject.report), self.name(std::slice::from_ref(base))));
            let told = wholes.iter().map(|whole| (whole.value, "合计".to_owned()));
            ratios.extend(rows.chain(told).map(|(base, words)| Ratio { of, base, words }));
        }
        let list = self.list_of(at);
        let sum: i128 = list.iter().map(|(of, _)| of.number.value).sum();
        let own = Ratio { of: count.number.value, base: sum, words: "合计".to_owned() };
        if ratios.iter().any(|ratio| ratio.fits(number)) || list.len() > 1 && own.fits(number) {
            return None;
        }
        // What makes the other shares right is what is divided; without one, the greatest figure before is.
        let mates = || list.iter().filter(|(of, _)| of.piece != count.piece);
        let holds =
            |base: i128| mates().next().is_some() && mates().all(|(of, share)| is_share(of.number.value, base, share));
        let greatest = wholes.iter().map(|whole| whole.value).filter(|base| *base > count.number.value).max();
        let greatest = greatest.filter(|_| !known || self.is_divided(count, at));
        let stated = wholes.iter().map(|whole| whole.value).find(|base| holds(*base));
        if stated.is_none() && mates().any(|(of, share)| overlap(implied(count, number), implied(of, share))) {
            return None;
        }
        let divided = stated.or(holds(sum).then_some(sum));
        if let Some(base) = divided.or(greatest).filter(|_| bases.is_empty()) {
            ratios.insert(0, Ratio { of: count.number.value, base, words: "合计".into() });
        }
        let finding = self.judge_share(number, &ratios)?;
        Some(finding.also(self.reading.text.place(count.number.range.clone()), "分子"))
    }

    /// Whether a count stands among others of its kind, or where something is divided: 其中, 从申请方式看.
    fn is_divided(&self, count: &Claim, at: usize) -> bool {
        let opening = self.pieces[..at.min(REACH)].split(|piece| piece.mark().is_some()).next().unwrap_or_default();
        self.pieces[..at].iter().rev().take(REACH).any(|piece| piece.is(Word::Among))
            || self.reading.opens(opening, Phrase::Through) && self.reading.closes(opening, Phrase::Dimension)
            || self.earlier(count).iter().any(|other| is_like(&other.number, &count.number))
    }

    /// What a share behind a count may be of: of it, of it and those before it, or of what the tables say in its place.
    fn numerators(&self, count: &Claim, head: &[Piece]) -> Vec<i128> {
        let earlier = self.earlier(count);
        let mut of = running(std::iter::once(count).chain(earlier.iter().copied()).take(8));
        if let Some(together) = head.iter().find(|piece| piece.is(Word::Sum)) {
            // 两类合计占54%: the sum of two is what is meant first.
            let meant = if self.text(std::slice::from_ref(together)).starts_with('三') { 2 } else { 1 };
            of.rotate_left(meant.min(earlier.len()));
        }
        // Where the count is wrong itself, its share may be right.
        let table = count.fact.iter().flat_map(|fact| &fact.readings).map(|sum| sum.value(self.subject.report));
        of.into_iter().chain(table).collect()
    }

    /// The figures before a count that it may be a part of.
    fn wholes(&self, count: &Claim) -> Vec<&'a Number> {
        let earlier = self.earlier(count);
        let most = earlier.iter().map(|other| other.number.value).max();
        // A figure that is itself a share of something is no whole, unless it is the largest.
        let shared = |other: &Claim| {
            let next = self.pieces[other.piece + 1..].iter().take(3).find_map(Piece::number);
            let divided = self.pieces[other.piece..count.piece].iter().any(|piece| piece.is(Word::Among));
            Some(other.number.value) != most && !divided && next.is_some_and(|number| number.unit == Unit::Percent)
        };
        let here = earlier.into_iter().filter(|other| !shared(other)).map(|other| &other.number);
        here.chain(self.past.iter().rev().copied()).filter(|other| is_like(other, &count.number)).collect()
    }

    /// The counts with a share each around a piece: 自然人20件，占80%；商业企业4件，占16%.
    fn list_of(&self, at: usize) -> Vec<(&'a Claim, &'a Number)> {
        let from = at.saturating_sub(REACH);
        let shares = self.pieces.iter().enumerate().skip(from).take(2 * REACH);
        let mut list: Vec<(&Claim, &Number)> = Vec::new();
        for (at, piece) in shares {
            let Some(share) = piece.number().filter(|number| number.unit == Unit::Percent) else { continue };
            let Some(of) = self.before(at).next().filter(|_| self.direction(self.head(at)).is_none()) else { continue };
            if list.last().is_none_or(|(last, _)| last.piece != of.piece) {
                list.push((of, share));
            }
        }
        list
    }

    /// The counts before another in its sentence, the last first.
    fn earlier(&self, count: &Claim) -> Vec<&'a Claim> {
        let index = self.counts.partition_point(|other| other.piece < count.piece);
        let earlier = &self.counts[index.saturating_sub(REACH)..index];
        earlier.iter().rev().filter(|other| other.change.is_none()).collect()
    }

    /// The rows that a share of a fact may be of, and whether the words behind 占 name one.
    fn bases(&self, after: &[Piece], fact: Option<&Fact>) -> (Vec<Sum>, bool) {
        match fact.map(|fact| (fact, fact.kind)) {
            Some((fact, Kind::Result)) => return (self.review_bases(fact), false),
            Some((_, Kind::Outcome | Kind::Applicant | Kind::Flow)) => {}
            _ => return (Vec::new(), false),
        }
        let Rows { new, both, done } = self.request_rows(&[]);
        let has = |word| after.iter().any(|piece| piece.is(word));
        let outcome = after.iter().rev().filter_map(Piece::word).find_map(|word| match word {
            Word::Outcome(line, _) => Some(line),
            _ => None,
        });
        let rows = match outcome.zip(self.binder.tables.requests) {
            Some((line, table)) => vec![Some(self.binder.tables.row((table, line), &[]))],
            None if has(Word::Done) => vec![done],
            None if has(Word::New) => vec![new],
            None => vec![done, new, both],
        };
        (rows.into_iter().flatten().collect(), has(Word::Done) || has(Word::New))
    }

    /// The rows of the applications under the columns that words name.
    pub(super) fn request_rows(&self, words: &[Word]) -> Rows {
        let tables = &self.binder.tables;
        let row = |keys: &[&str]| Some(tables.row(tables.request_line(keys)?, words));
        let (new, old) = (row(&[keys::request::NEW]), row(&[keys::request::CARRIED_IN]));
        let done = row(&[keys::TOTAL]);
        Rows { both: new.clone().zip(old).map(|(new, old)| join([new, old])), new, done }
    }

    /// What a result of 表四 is a part of: all cases, or those that have been decided.
    pub(super) fn review_bases(&self, fact: &Fact) -> Vec<Sum> {
        let report = self.subject.report;
        let Some(of) = fact.readings.first() else { return Vec::new() };
        let pick = |decided: bool| {
            let columns = |table: usize, line: usize| report.form.tables[table].lines[line].columns.iter().enumerate();
            let wanted = |column: &Column| match &column.total {
                total if !decided => total.is_some(),
                total => total.is_none() && column.key != keys::result::PENDING,
            };
            let cells = of.plus.iter().flat_map(|&(table, line, _)| {
                let wanted = columns(table, line).filter(move |(_, column)| wanted(column));
                wanted.map(move |(column, _)| (table, line, column))
            });
            Sum::of(cells.collect())
        };
        vec![pick(false), pick(true)]
    }

    /// One sum as a part of another.
    pub(super) fn ratio(&self, of: &Sum, base: &Sum) -> Ratio {
        let report = self.subject.report;
        Ratio { of: of.value(report), base: base.value(report), words: base.words(report) }
    }

    /// What a fact may be a share of by the tables, as the words behind 占 leave it open.
    fn ratios(&self, after: &[Piece], fact: &Fact) -> Vec<Ratio> {
        let (bases, _) = self.bases(after, Some(fact));
        fact.readings.iter().flat_map(|of| bases.iter().map(move |base| self.ratio(of, base))).collect()
    }

    /// 无法提供的申请占办结总数的20%: no figure, but the row is named.
    fn named_share(&self, number: &Number, at: usize, share_at: usize, after: &[Piece]) -> Option<Finding> {
        let from = self.head_from(at);
        let (words, object) = self.named(from, from + share_at)?;
        let says = |test: fn(Word) -> bool| words.words.iter().any(|word| test(*word));
        let ratios = if object == Object::Request && !says(is_row) && says(is_applicant) {
            // 自然人申请占新收总数的80%
            let (part, whole) = (self.request_rows(&words.words), self.request_rows(&[]));
            let (bases, _) = self.bases(after, Some(&Fact { readings: Vec::new(), exact: false, kind: Kind::Flow }));
            let pairs = [(part.new, whole.new), (part.both, whole.both), (part.done, whole.done)];
            let pairs = pairs.into_iter().filter_map(|(part, whole)| part.zip(whole));
            pairs.filter(|(_, whole)| bases.contains(whole)).map(|(part, whole)| self.ratio(&part, &whole)).collect()
        } else {
            let fact = self.fact(&words, &object)?;
            self.ratios(after, Some(&fact).filter(|fact| matches!(fact.kind, Kind::Outcome | Kind::Result))?)
        };
        self.judge_share(number, &ratios)
    }

    /// 予以公开、部分公开分别占办结总数的48%、12%: each share with the row or the count it is of.
    pub fn shares_in_turn(&self, each: usize, rows: &[EachRate]) -> Vec<Finding> {
        let behind = &self.pieces[each + 1..];
        let after = &behind[..behind.iter().position(|piece| piece.number().is_some()).unwrap_or(0)];
        let shared = |pieces: &[Piece]| pieces.iter().any(|piece| piece.is(Word::Share));
        if !shared(after) && !shared(self.head(each)) || rows.iter().any(|row| row.number.unit != Unit::Percent) {
            return Vec::new();
        }
        let of_facts = |facts: Vec<Fact>| facts.iter().map(|fact| self.ratios(after, fact)).collect();
        let ratios: Vec<Vec<Ratio>> = match self.run_before(each, rows.len()) {
            Some(counts) if !counts.iter().all(|count| self.agrees(count)) => self.of_their_sum(&counts, rows),
            Some(counts) => of_facts(counts.iter().filter_map(|count| count.fact.clone()).collect()),
            None => of_facts(self.outcomes_before(each)),
        };
        if ratios.len() != rows.len() {
            return Vec::new();
        }
        rows.iter().zip(&ratios).filter_map(|(row, ratios)| self.judge_share(row.number, ratios)).collect()
    }

    /// 网站300条、公众号100条，分别占总数的75%、25%: of their own sum, or of a figure before them, whichever makes one of them right.
    fn of_their_sum(&self, counts: &[&Claim], rows: &[EachRate]) -> Vec<Vec<Ratio>> {
        let sum: i128 = counts.iter().map(|count| count.number.value).sum();
        let wholes: Vec<i128> = self.wholes(counts[0]).iter().map(|whole| whole.value).chain([sum]).collect();
        let right = |base: &i128| {
            counts.iter().zip(rows).filter(|(count, row)| is_share(count.number.value, *base, row.number)).count()
        };
        let base = wholes.iter().max_by_key(|base| right(base)).filter(|base| right(base) > 0);
        let ratio = |count: &&Claim| Some(vec![Ratio { of: count.number.value, base: *base?, words: "合计".into() }]);
        counts.iter().filter_map(ratio).collect()
    }

    /// The outcomes that the clause before 分别 lists, one by one.
    fn outcomes_before(&self, each: usize) -> Vec<Fact> {
        let cut = |piece: &Piece| piece.mark().is_some_and(|mark| mark != Mark::Pause) || piece.number().is_some();
        let start = stretch_from(self.pieces, each, cut);
        let clause = &self.pieces[start..each];
        if self.named(start, each).is_none() || clause.iter().any(|piece| self.is_unknown(piece)) {
            return Vec::new();
        }
        let outcomes = clause.iter().filter_map(Piece::word).filter(|word| matches!(word, Word::Outcome(..)));
        outcomes.filter_map(|word| self.binder.fact(&[word], &Object::Request)).collect()
    }

    /// A share is wrong when no ratio prints as it; the first is named.
    pub(super) fn judge_share(&self, number: &Number, ratios: &[Ratio]) -> Option<Finding> {
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

/// Whether a part of a whole prints as a share.
pub(super) fn is_share(of: i128, base: i128, share: &Number) -> bool {
    per_cent(of, base).is_some_and(|value| share.prints(value))
}

/// Whether two stretches of figures have one in common.
fn overlap(one: (i128, i128), other: (i128, i128)) -> bool {
    one.0 <= other.1 && other.0 <= one.1
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
