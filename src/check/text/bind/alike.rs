//! Claims that all are alike, which deny whatever is other (均为自然人申请, 全部维持, 均已办结, 均予以公开); and claims that there was
//! something, without a figure (收到2件，结转下年度办理; 年内发生行政复议).
//!
//! What all of them are is said of the last figure before it, or of what the words before it name: of 予以公开12件，均为自然人 the other
//! columns of that row would have to be 0. What else is said between or behind leaves it open.

use crate::check::text::bind::{
    Claim, Denial, DenialReader, Fact, Kind, Object, Sum, When, clauses, is_applicant, is_light, is_outcome, is_review,
    join, joins,
};
use crate::check::text::parse::{Mark, Piece, REACH, What};
use crate::check::text::words::{Phrase, Unit, Word, is_count};
use crate::form::{Column, keys};

/// Looks back over so many pieces at the most.
const FAR: usize = 8 * REACH;
/// A list has so many parts at the most; so far back figures are of the matter that is spoken of.
const PARTS: usize = 12;

impl DenialReader<'_> {
    /// Every claim of the sentence that all are alike, with what it denies.
    pub(super) fn all_alike(&self) -> Vec<Denial> {
        let pieces = &self.sentence.pieces;
        let ends = |piece: &Piece| piece.mark().is_some_and(|mark| mark != Mark::Pause);
        let mut found: Vec<Denial> = Vec::new();
        let mut clause = 0;
        for (at, piece) in pieces.iter().enumerate() {
            // 均已全部办结 is said once.
            let told = found.last().is_some_and(|denial| piece.range.start < denial.range.end);
            let all = self.on.reading.said.opens(piece.range.clone(), Phrase::AllAre).is_some();
            // 新收申请1件，为自然人申请; 收到12件，申请人类型为法人.
            let asker = |before: &Piece| before.is(Word::ByApplicant) || self.is(before, Phrase::Asker);
            let figure = at.checked_sub(2).filter(|_| at == clause).and_then(|before| pieces[before].number());
            let are = self.is(piece, Phrase::Are) && (figure.is_some() || at > 0 && asker(&pieces[at - 1]))
                // 行政复议1件，结果维持
                || matches!(piece.word(), Some(Word::Result(_))) && figure.is_some_and(|figure| figure.whole() == Some(1))
                // 行政复议4件，已审结
                || piece.is(Word::Settled) && figure.is_some();
            if !told && (all || are) {
                let near = &pieces[at..pieces.len().min(at + REACH)];
                let end = at + near.iter().position(ends).unwrap_or(near.len());
                if let Some(fact) = self.other_than(at, end) {
                    let range = piece.range.start..pieces[end - 1].range.end;
                    found.push(Denial::of(range, vec![fact], false));
                }
            }
            if ends(piece) {
                clause = at + 1;
            }
        }
        found
    }

    /// 收到2件，结转下年度继续办理; 收到1件，依法不予公开: what is said to have become of the requests that a figure before is of,
    /// however many.
    pub(super) fn without_figure(&self) -> Vec<Denial> {
        let pieces = &self.sentence.pieces;
        let became = |word: Word| matches!(word, Word::CarriedOut | Word::Open | Word::Outcome(..));
        let plain = |piece: &Piece| match &piece.what {
            What::Word(Word::Filler | Word::Own | Word::Application | Word::Request | Word::Handled | Word::Done) => {
                true
            }
            What::Word(Word::InTime | Word::Made) => true,
            What::Word(word) => became(*word),
            What::Rest => is_light(self.slice(piece)),
            _ => false,
        };
        let of_requests = |claim: &Claim| {
            let flow = claim.fact.as_ref().is_some_and(|fact| fact.kind == Kind::Flow);
            flow && claim.when == When::Now && claim.change.is_none()
        };
        let told = clauses(pieces).into_iter().filter_map(|range| {
            let clause = &pieces[range.clone()];
            // 受理申请1件，上年结转0件，该件结转下年度办理
            let figure = self.before(range.start).iter().rfind(|claim| claim.number.value > 0);
            let words: Vec<Word> = clause.iter().filter_map(Piece::word).filter(|word| became(*word)).collect();
            let [word] = words[..] else { return None };
            if !figure.is_some_and(of_requests) || !clause.iter().all(plain) {
                return None;
            }
            // 不予公开的，说明理由
            let rule = clause.last().is_some_and(|last| self.slice(last) == "的") || self.is_conditional(clause);
            let fact = self.on.binder.fact(&[word], &Object::Request).filter(|_| !rule)?;
            let said = clause.first()?.range.start..clause.last()?.range.end;
            Some(Denial { some: true, ..Denial::of(said, vec![fact], false) })
        });
        told.collect()
    }

    /// What would have to be 0 if all were what the pieces from `at` to `end` say.
    fn other_than(&self, at: usize, end: usize) -> Option<Fact> {
        let said = self.values(at, end)?;
        let base = self.base(at, said.iter().all(|word| is_applicant(*word)))?;
        if self.is_conditional(&self.sentence.pieces[..end]) {
            return None;
        }
        let rest: Vec<Sum> = match said[..] {
            [first, ..] if is_applicant(first) && matches!(base.kind, Kind::Flow | Kind::Outcome) => {
                self.other_applicants(&base.readings, &said)?
            }
            [Word::Result(_) | Word::Settled, ..] if base.kind == Kind::Review => {
                base.readings.into_iter().map(|whole| self.other_results(whole, &said)).collect::<Option<_>>()?
            }
            [Word::Outcome(..), ..] if base.kind == Kind::Flow => vec![self.other_outcomes(&said)?],
            [Word::Done, ..] if said.len() == 1 && base.kind == Kind::Flow => self.not_done(at, base.readings)?,
            _ => return None,
        };
        (!rest.is_empty()).then_some(Fact { readings: rest, exact: false, kind: base.kind })
    }

    /// The names that stand between 均 and the end of its clause; none where anything else is said there. How something was done
    /// narrows nothing: 均在20个工作日内规范答复.
    fn values(&self, at: usize, end: usize) -> Option<Vec<Word>> {
        let pieces = &self.sentence.pieces;
        let done = pieces[at..end].iter().rposition(|piece| piece.is(Word::Done)).map_or(at, |done| at + done);
        let lasts = |piece: &Piece| piece.number().is_some_and(|number| number.unit == Unit::Other);
        let by = |piece: &Piece| self.is(piece, Phrase::Through) || self.is(piece, Phrase::Channel);
        let mut said: Vec<Word> = Vec::new();
        for (index, piece) in (at..end).zip(&pieces[at..end]) {
            match &piece.what {
                What::Word(word) if is_applicant(*word) || is_outcome(*word) => said.push(*word),
                What::Word(word @ (Word::Settled | Word::Done)) => said.push(*word),
                What::Word(
                    Word::Filler
                    | Word::Own
                    | Word::Application
                    | Word::Request
                    | Word::And
                    | Word::InTime
                    | Word::Made,
                )
                | What::Mark(Mark::Pause) => {}
                What::Rest if index == at || is_light(self.slice(piece)) || self.is(piece, Phrase::Are) => {}
                _ if index < done && (!self.narrows(piece) || piece.is(Word::Title) || lasts(piece)) => {}
                // 均为自然人通过网络提出
                _ if said.iter().any(|word| is_applicant(*word)) && by(piece) => {}
                _ => return None,
            }
        }
        said.dedup();
        Some(said)
    }

    /// Where the part of the sentence begins that no semicolon cuts off from a place.
    fn opening(&self, at: usize) -> usize {
        let cut = |piece: &Piece| piece.mark() == Some(Mark::Semicolon);
        let far = at.saturating_sub(FAR);
        self.sentence.pieces[far..at].iter().rposition(cut).map_or(far, |cut| far + cut + 1)
    }

    /// The figures of that part.
    fn before(&self, at: usize) -> &[Claim] {
        let from = self.opening(at);
        let index = |piece: usize| self.claims.partition_point(|claim| claim.piece < piece);
        &self.claims[index(from)..index(at)]
    }

    /// The figures before that part, in the sentence or else in the one before.
    fn earlier(&self, at: usize) -> &[Claim] {
        let from = self.opening(at);
        match self.claims.partition_point(|claim| claim.piece < from) {
            0 => self.earlier,
            index => &self.claims[..index],
        }
    }

    /// The last figure before a place that a claim of all may be of, and where what tells of it ends: behind a whole list of parts,
    /// and behind a bracket that is closed, the figure that they are of: 20件，其中自然人18件，企业2件，均已办结.
    fn whole(&self, at: usize) -> Option<(&Claim, usize)> {
        let claims = self.before(at);
        let from = self.opening(at).max(at.saturating_sub(2 * REACH));
        let pieces = &self.sentence.pieces;
        let close = pieces[from..at].iter().rposition(|piece| piece.mark() == Some(Mark::Close)).map(|end| from + end);
        let open = |end| pieces[from..end].iter().rposition(|piece| piece.mark() == Some(Mark::Open));
        let bracket = close.and_then(|end| Some((from + open(end)?, end)));
        // 25件，上年结转0件，比上年增加5件，均已答复
        let inside = |claim: &&Claim| {
            let bracketed = bracket.is_some_and(|(open, close)| (open..close).contains(&claim.piece));
            bracketed || claim.change.is_some() || claim.number.value == 0
        };
        let last = claims.len() - claims.iter().rev().take_while(inside).count();
        // 予以公开10件、部分公开3件均已办结: of those alone.
        let apart = |last: &Claim| pieces[last.piece..at].iter().any(|piece| piece.mark() == Some(Mark::Comma));
        let divided = divided(&claims[..last], claims[..last].last().is_some_and(apart));
        let whole = claims.get(divided.or(last.checked_sub(1))?)?;
        let end = match (bracket, divided) {
            (Some((open, close)), _) if claims[last - 1].piece < open => close + 1,
            // 3件由自然人提出、1件由企业提出，均已答复
            (_, Some(_)) => {
                let part = claims[last - 1].piece + 1;
                let comma = |piece: &Piece| piece.mark() == Some(Mark::Comma);
                pieces[part..at].iter().position(comma).map_or(part, |comma| part + comma)
            }
            _ => self.behind(whole.piece, at),
        };
        Some((whole, end))
    }

    /// Whether a figure before a place of the text is of what came in or became of it.
    pub(super) fn counts_requests(&self, place: usize) -> bool {
        let claims = &self.claims[..self.claims.partition_point(|claim| claim.number.range.start < place)];
        let near = &claims[claims.len().saturating_sub(PARTS)..];
        let mut facts = near.iter().filter_map(|claim| claim.fact.as_ref());
        facts.any(|fact| matches!(fact.kind, Kind::Flow | Kind::Outcome))
    }

    /// Whether the figures before a place end with all parts of one of them.
    pub(super) fn is_all_told(&self, at: usize) -> bool {
        let claims = &self.claims[..self.claims.partition_point(|claim| claim.piece < at)];
        divided(claims, false).is_some()
    }

    /// What a figure is of, as far as the tables bear it out; of two kinds of case joined to each other, both: 行政复议4件、行政诉讼3件.
    fn stated(&self, claim: &Claim, before: &[Claim]) -> Option<Fact> {
        let mut fact = claim.fact.clone().filter(|_| claim.when == When::Now && claim.change.is_none())?;
        let agrees = |sum: &Sum| claim.number.agrees(sum.value(self.on.binder.report));
        if fact.readings.iter().any(agrees) {
            fact.readings.retain(agrees);
        }
        let joined = |other: &&Claim| self.sentence.pieces[other.piece + 1..claim.piece].iter().any(joins);
        let beside = before.iter().rev().find(|other| other.piece < claim.piece).filter(joined);
        let beside = beside.and_then(|other| other.fact.as_ref()).filter(|other| other.kind == Kind::Review);
        if let Some(other) = beside.filter(|_| fact.kind == Kind::Review) {
            fact.readings = vec![join(fact.readings.into_iter().chain(other.readings.iter().cloned()))];
        }
        Some(fact)
    }

    /// Of what the sentence says up to a place that they are all alike; `applied` when that is by whom.
    fn base(&self, at: usize, applied: bool) -> Option<Fact> {
        let pieces = &self.sentence.pieces;
        let before = self.before(at);
        let whole = self.whole(at);
        let (figure, from) = (whole.map(|(figure, _)| figure), whole.map_or(self.opening(at), |(_, end)| end));
        let between = &pieces[from..at];
        let quiet = |clause: &[Piece]| {
            figure.is_some() && self.is_aside(clause) || clause.iter().all(|piece| self.is_quiet(piece, figure))
        };
        if between.len() > REACH
            || !between.split(|piece| piece.mark() == Some(Mark::Comma)).all(quiet)
            || self.on.binder.names_other_body(self.on.reading, between)
        {
            return None;
        }
        // 收到3件，主要为信函申请3件，且均为企业申请: the same ones.
        let same = |other: &&Claim| {
            other.fact.is_some() && figure.is_some_and(|figure| figure.number.value == other.number.value)
        };
        if let Some(claim) = before.iter().rev().take(PARTS + 1).find(same) {
            return self.stated(claim, before);
        }
        let name = figure.map_or(from..from, |claim| claim.piece + 1..self.behind(claim.piece, at));
        let said = pieces[name].iter().chain(between);
        let mut words: Vec<Word> = said.filter_map(Piece::word).collect();
        let reviews: Vec<Word> = words.iter().copied().filter(|word| is_review(*word)).collect();
        if figure.is_none() && !reviews.is_empty() {
            let open = self.is_of_publicity() || !self.on.binder.is_of_justice();
            return self.on.binder.fact(&reviews, &Object::Review(reviews.clone())).filter(|_| open);
        }
        let asked = |word: &Word| matches!(word, Word::Request | Word::Application);
        let came = applied || words.iter().any(|word| matches!(word, Word::Received | Word::New));
        let asker = |piece: &Piece| piece.is(Word::ByApplicant) || self.is(piece, Phrase::Asker);
        let asker = between.iter().any(asker) && self.is_of_publicity();
        // 25件申请均为自然人, with nothing before that narrows it.
        let whole = figure.is_none_or(|figure| {
            let head = &pieces[figure.piece.saturating_sub(REACH)..figure.piece];
            let clause = head.iter().rposition(|piece| piece.mark().is_some()).map_or(0, |mark| mark + 1);
            head[clause..].iter().all(|piece| self.is_quiet(piece, None))
        });
        let told = before.iter().chain(self.earlier(at)).any(|other| self.states(other, figure));
        let came = came || told || self.is_of_publicity() && figure.is_none();
        let known = whole && words.iter().any(asked) && came;
        // 收到252件。所有申请均依法办理，已全部办结
        let all = || {
            let plain = |word: &Word| matches!(word, Word::Filler | Word::Application | Word::Request | Word::Handled);
            figure.is_none() && words.iter().all(plain) && self.is_of_requests(self.earlier(at))
        };
        if !(known || figure.is_none() && asker || all()) {
            return None;
        }
        words.retain(|word| matches!(word, Word::Received | Word::New));
        words.extend(words.is_empty().then_some(Word::New));
        self.on.binder.fact(&words, &Object::Request)
    }

    /// Whether a claim before is of the flow that a figure counts: 上述25件申请均已答复.
    fn states(&self, other: &Claim, figure: Option<&Claim>) -> bool {
        let mut flow = other.fact.iter().filter(|fact| fact.kind == Kind::Flow).flat_map(|fact| &fact.readings);
        flow.any(|sum| figure.is_some_and(|of| of.number.agrees(sum.value(self.on.binder.report))))
    }

    /// Whether a clause behind a figure says something else of all of it: 均为网上提交, 比上年增加5件, 无上年结转, 内容涉及征地、规划.
    fn is_aside(&self, clause: &[Piece]) -> bool {
        let is = |word| clause.iter().any(|piece| piece.is(word));
        let counts = |piece: &Piece| piece.number().is_some_and(|number| is_count(number) && number.value != 0);
        let about = self.on.reading.says(clause, Phrase::Selection)
            && !clause.last().is_some_and(|last| self.slice(last).ends_with('的'));
        let beside = [Word::Share, Word::More, Word::Less, Word::CarriedIn, Word::Carried].into_iter().any(is);
        clause.first().is_some_and(|first| self.is(first, Phrase::AllAre))
            || !is(Word::Among) && (is(Word::Than) || (about || beside) && !clause.iter().any(counts))
    }

    /// Behind a figure and what it counts, and behind the bracket that follows: 4件行政复议，…; 25件申请（均为企业提出）.
    fn behind(&self, figure: usize, at: usize) -> usize {
        let pieces = &self.sentence.pieces[figure + 1..at];
        let names = |piece: &&Piece| match &piece.what {
            What::Word(Word::Filler | Word::Own | Word::Request | Word::Application) => true,
            What::Word(word) => is_review(*word),
            What::Rest => is_light(self.slice(piece)),
            _ => false,
        };
        let name = pieces.iter().take_while(names).count();
        let ended = pieces.get(name).map(Piece::mark);
        figure + 1 + if ended == Some(None) { 0 } else { name + usize::from(ended == Some(Some(Mark::Open))) }
    }

    /// Whether a piece between a figure and what is said of all of it leaves it the whole.
    fn is_quiet(&self, piece: &Piece, figure: Option<&Claim>) -> bool {
        match &piece.what {
            What::Word(Word::Filler | Word::Own | Word::And | Word::Application | Word::Request | Word::InTime) => true,
            What::Word(Word::ByApplicant) => true,
            What::Word(Word::Received | Word::New | Word::Among | Word::Handled) => figure.is_none(),
            What::Word(word) if is_review(*word) => figure.is_none(),
            What::Word(_) => self.is(piece, Phrase::Decider),
            What::Number(_) => piece.year() == Some(self.on.binder.year()),
            What::Mark(mark) => {
                matches!(mark, Mark::Comma | Mark::Pause | Mark::Close) || *mark == Mark::Colon && figure.is_none()
            }
            What::Rest => {
                is_light(self.slice(piece)) || self.is(piece, Phrase::Plain) || self.is(piece, Phrase::Decider)
            }
        }
    }

    /// A row of 表三 under the kinds of applicant that are not among those named.
    fn other_applicants(&self, rows: &[Sum], named: &[Word]) -> Option<Vec<Sum>> {
        let report = self.on.binder.report;
        let line = report.form.tables[self.on.binder.tables.requests?].lines.first()?;
        let has = |word| named.contains(&word);
        let others: Vec<Word> = match (has(Word::Natural), has(Word::Organisations)) {
            (true, false) if named.len() == 1 => vec![Word::Organisations],
            (natural, organised) => {
                let columns = line.columns.iter().enumerate().filter(|(_, column)| column.total.is_none());
                let other = |(index, column): (usize, &Column)| match column.key == keys::applicant::NATURAL {
                    true => (!natural).then_some(Word::Natural),
                    false => (!organised && !has(Word::Applicant(index))).then_some(Word::Applicant(index)),
                };
                columns.filter_map(other).collect()
            }
        };
        let fact = self.on.binder.tables.by_applicant(rows, &others);
        fact.filter(|_| !others.is_empty()).map(|fact| fact.readings)
    }

    /// What of a total of 表四 has not the results named; nothing is open where all of it was decided.
    fn other_results(&self, whole: Sum, said: &[Word]) -> Option<Sum> {
        let &(table, line, _) = whole.plus.first()?;
        let columns = &self.on.binder.report.form.tables[table].lines[line].columns;
        let pending = columns.iter().position(|column| column.key == keys::result::PENDING)?;
        let under = |column: usize| Sum::of(whole.plus.iter().map(|cell| (cell.0, cell.1, column)).collect());
        if !said.iter().any(|word| matches!(word, Word::Result(_))) {
            return Some(under(pending));
        }
        let named = said.iter().filter_map(|word| if let Word::Result(column) = word { Some(*column) } else { None });
        Some(whole.clone().without(join(named.map(under))))
    }

    /// What was done otherwise than by the outcomes named.
    fn other_outcomes(&self, said: &[Word]) -> Option<Sum> {
        let total = self.on.binder.fact(&[Word::Done], &Object::Request)?.readings.into_iter().next()?;
        let named = self.on.binder.fact(said, &Object::Request)?.readings.into_iter().next()?;
        Some(total.without(named))
    }

    /// What is not done of all that came in; none where the paragraph itself says that some is not.
    fn not_done(&self, at: usize, base: Vec<Sum>) -> Option<Vec<Sum>> {
        let fact = |word| self.on.binder.fact(&[word], &Object::Request)?.readings.into_iter().next();
        let (done, open) = (fact(Word::Done)?, fact(Word::CarriedOut)?);
        // 新收51件，上年结转1件，均已办结: all of both.
        let of = |word, sum: &Sum| {
            self.on.binder.fact(&[word], &Object::Request).is_some_and(|fact| fact.readings[0] == *sum)
        };
        let came = match base.iter().any(|sum| self.is_new(sum)) {
            true => base,
            false if base.iter().any(|sum| of(Word::CarriedIn, sum)) => {
                self.came(self.before(at)).or_else(|| self.came(self.earlier(at)))?
            }
            false => return None,
        };
        let told = self.on.ledger.carried_out || !self.on.ledger.withdrawn.is_empty();
        (!told).then(|| std::iter::once(open).chain(came.into_iter().map(|sum| sum.without(done.clone()))).collect())
    }

    /// Whether figures are of requests, and say how many came in: 收到20件，其中自然人18件；已全部办结.
    fn is_of_requests(&self, claims: &[Claim]) -> bool {
        let kind = |claim: &Claim| claim.fact.as_ref().map(|fact| fact.kind);
        let claims = &claims[claims.len().saturating_sub(PARTS)..];
        claims.iter().all(|claim| kind(claim).is_none_or(is_request_kind)) && self.came(claims).is_some()
    }

    /// What came in, as one of the figures says.
    fn came(&self, claims: &[Claim]) -> Option<Vec<Sum>> {
        let flows = claims.iter().filter(|claim| claim.when == When::Now && claim.change.is_none());
        let mut readings = flows.filter_map(|claim| claim.fact.as_ref()).map(|fact| &fact.readings);
        readings.find(|sums| sums.iter().any(|sum| self.is_new(sum))).cloned()
    }

    /// Whether a sum holds what newly came in.
    fn is_new(&self, sum: &Sum) -> bool {
        let new = self.on.binder.fact(&[Word::New], &Object::Request);
        new.is_some_and(|new| new.readings[0].plus.iter().all(|cell| sum.plus.contains(cell)))
    }
}

/// Which figure of requests all those behind it are the parts of: 20件，其中自然人18件，企业2件; with `outcomes`, also one that nothing but
/// outcomes follow: 25件，予以公开10件、部分公开3件.
fn divided(claims: &[Claim], mut outcomes: bool) -> Option<usize> {
    let kind = |claim: &Claim| claim.fact.as_ref().map(|fact| fact.kind);
    let mut sum = 0;
    for (at, claim) in claims.iter().enumerate().rev().take(PARTS) {
        // 25件，18件网上提交、7件信函提交: what no table has may be a part all the same.
        if claim.change.is_some() || kind(claim).is_some_and(|kind| !is_request_kind(kind)) {
            return None;
        }
        if claims.len() - at > 2 && kind(claim) == Some(Kind::Flow) && (claim.number.value == sum || outcomes) {
            return Some(at);
        }
        outcomes &= kind(claim) == Some(Kind::Outcome);
        sum += claim.number.value;
    }
    None
}

/// Whether a figure of this kind is of requests.
fn is_request_kind(kind: Kind) -> bool {
    matches!(kind, Kind::Flow | Kind::Applicant | Kind::Outcome)
}
