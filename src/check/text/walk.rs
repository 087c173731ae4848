//! The way through one sentence: clause by clause, each count bound to what the words around it name.
//!
//! Carries object, action, row and scope from clause to clause as a reader does.

use super::bind::{Binder, Count, Direction, Object, When};
use super::clause::{Mark, Piece, REACH, Reading, What};
use super::facts::{self, Fact, Hints, Kind, Sum};
use super::lexicon::Word;
use super::number::{Number, Unit};
use super::words::{Words, is_action, is_applicant, is_review, is_row, is_telling};

/// What holds between two semicolons.
#[derive(Debug, Clone, Default)]
pub(super) struct Stretch {
    pub action: Vec<Word>,
    pub row: Option<Vec<Sum>>,
    /// The scope is another body's.
    pub foreign: bool,
    /// The last figure was of a part only.
    pub part: bool,
    pub among: bool,
    pub applicants: Vec<Word>,
}

/// The way through one sentence.
pub(super) struct Walk<'a> {
    pub binder: &'a Binder<'a>,
    pub reading: &'a Reading<'a>,
    pub pieces: &'a [Piece],
    pub sentence: usize,
    /// Whether the sentence says 信息公开.
    pub publicity: bool,
    pub object: Object,
    pub topic: &'a Object,
    /// The year last named in the sentence.
    pub when: Option<i64>,
    pub stretch: Stretch,
    /// How the sentence before ended, for one that begins with 其中.
    pub before: Stretch,
    /// Stretches outside the bracket we are in.
    pub outer: Vec<Stretch>,
    /// Pieces of the clause since its last count.
    pub head: Vec<usize>,
    pub numbered: bool,
    /// The last clause, when it held no count.
    pub pending: Words,
    /// Counts yet to come that 分别 could not be matched with.
    pub skip: usize,
    /// Words that 分别 gives to the counts to come, last first.
    pub given: Vec<Vec<Word>>,
    /// Pieces of all clauses since the last count.
    pub listed: Vec<usize>,
    pub month: bool,
    pub counts: Vec<Count>,
}

impl Walk<'_> {
    pub fn run(&mut self) {
        for index in 0..self.pieces.len() {
            match &self.pieces[index].what {
                What::Mark(Mark::Pause) if !self.numbered => {
                    self.head.push(index);
                    self.listed.push(index);
                }
                What::Mark(mark) => {
                    self.close();
                    match mark {
                        Mark::Semicolon => {
                            self.stretch = Stretch::default();
                            self.pending = Words::default();
                            self.listed.clear();
                        }
                        Mark::Open => self.outer.push(self.stretch.clone()),
                        Mark::Close => {
                            if let Some(outer) = self.outer.pop() {
                                self.stretch = outer;
                            }
                        }
                        _ => {}
                    }
                }
                What::Number(number) if matches!(number.unit, Unit::Count(_) | Unit::Yuan | Unit::Bare) => {
                    let number = number.clone();
                    self.count(index, number);
                }
                _ => {
                    self.head.push(index);
                    self.listed.push(index);
                }
            }
        }
        self.close();
    }

    /// Ends a clause: what it spoke of holds on.
    fn close(&mut self) {
        let head = std::mem::take(&mut self.head);
        let words = self.binder.words(self.reading, self.pieces, &head);
        let numbered = std::mem::take(&mut self.numbered);
        if words.percent {
            // A share or a rate names its base, not a new object.
            if !numbered {
                self.pending = Words::default();
            }
            return;
        }
        if let Some(object) = words.object() {
            self.object = object;
        }
        if numbered {
            return;
        }
        self.settle(&words);
        // 受理的申请中，自然人提出…
        let within = head.last().is_some_and(|&last| self.reading.slice(&self.pieces[last].range).ends_with('中'));
        if within && !words.foreign && !words.has(Word::Narrow) && words.words.iter().any(|word| is_row(*word)) {
            let fact = facts::request(self.binder.report, &self.binder.tables, &words.words, Hints::default());
            self.stretch.row = fact.map(|fact| fact.readings);
        }
        if !words.words.is_empty() || words.rest {
            let clause_begins = head.first().is_some_and(|&first| self.pieces[first].what == What::Rest);
            if words.foreign && clause_begins && !words.has(Word::Own) {
                self.stretch.foreign = true;
            }
            self.stretch.applicants = words.words.iter().copied().filter(|word| is_applicant(*word)).collect();
            self.pending = words;
        }
    }

    /// Takes over what a clause says of year, scope and action.
    fn settle(&mut self, words: &Words) {
        if words.year.is_some() {
            self.when = words.year;
        }
        self.month |= words.month;
        if words.has(Word::Own) {
            self.stretch.foreign = false;
        }
        if words.has(Word::Among) {
            if self.counts.is_empty() && self.stretch.row.is_none() {
                let before = std::mem::take(&mut self.before);
                self.stretch.row = before.row;
                self.stretch.foreign |= before.foreign || before.part;
            }
            self.stretch.among = true;
            if self.stretch.part {
                self.stretch.foreign = true;
            }
        }
        let actions: Vec<Word> = words.words.iter().copied().filter(|word| is_action(*word)).collect();
        if !actions.is_empty() {
            self.stretch.action = actions;
        }
    }

    fn tail(&self, index: usize) -> Vec<usize> {
        let ends = |piece: &Piece| {
            piece.mark().is_some()
                || piece.number().is_some_and(|number| matches!(number.unit, Unit::Count(_) | Unit::Yuan | Unit::Bare))
        };
        (index + 1..self.pieces.len()).take_while(|&at| !ends(&self.pieces[at])).collect()
    }

    fn count(&mut self, index: usize, number: Number) {
        let head = std::mem::take(&mut self.head);
        let listed = std::mem::take(&mut self.listed);
        self.numbered = true;
        let mut words = self.binder.words(self.reading, self.pieces, &head);
        let tail_pieces = self.tail(index);
        let tail = self.binder.words(self.reading, self.pieces, &tail_pieces);
        self.settle(&words);
        let when = self.year(&words);
        let mut count =
            Count { number, sentence: self.sentence, piece: index, fact: None, when, change: None, plain: false };
        // 分别: the names came first, the figures follow one by one.
        let given = if self.skip > 0 {
            self.skip -= 1;
            self.given.pop()
        } else if words.has(Word::Each) {
            self.distribute(index, &listed)
        } else {
            None
        };
        let distributed = given.is_some() || self.skip > 0;
        if let Some(given) = &given {
            words
                .words
                .retain(|word| !is_telling(*word) || matches!(word, Word::Request | Word::Application | Word::Item(_)));
            words.words.extend(given);
            words.loose = false;
        } else if distributed || words.has(Word::Each) {
            self.counts.push(count);
            return;
        }
        count.change = change(&words);
        if count.change.is_some() {
            self.pending = Words::default();
            self.counts.push(count);
            return;
        }
        let compared = words.has(Word::Than);
        let mut by_tail = false;
        let named =
            |words: &Words| words.words.iter().any(|word| is_telling(*word) && !matches!(word, Word::Application));
        if !named(&words) && !distributed {
            if tail.telling() && !tail.has(Word::Each) && !tail.percent && !tail.has(Word::Than) {
                by_tail = true;
                words.loose = false;
                words.foreign |= tail.foreign;
                words.joined |= tail.joined;
                words.words.extend(&tail.words);
            } else if !words.rest && !words.has(Word::Sum) && !words.has(Word::Became) && !self.pending.loose {
                let pending = std::mem::take(&mut self.pending);
                if pending.telling() && !pending.has(Word::Plan) && !pending.has(Word::Than) {
                    words.foreign |= pending.foreign;
                    words.joined |= pending.joined;
                    words.words.extend(pending.words);
                }
            }
        } else if !words.loose && matches!(tail.object(), Some(Object::Request | Object::Other)) {
            // 收到12件政府信息公开申请
            words.words.extend(
                tail.words.iter().filter(|word| matches!(word, Word::Request | Word::OtherObject | Word::Narrow)),
            );
        } else if tail.has(Word::Narrow) && !tail.telling() {
            words.words.push(Word::Narrow);
        }
        self.pending = Words::default();
        // What follows hangs on this object, whether or not a cell answers.
        if let Some(object) = words.object() {
            self.object = object;
        }
        let became = words.has(Word::Became) && !named(&words);
        if became && words.year.is_none() {
            count.when = When::Now;
        }
        let part = words.has(Word::Narrow) || words.has(Word::Span) || words.has(Word::InTime) && self.stretch.among;
        let foreign = words.foreign && !words.has(Word::Own) || words.foreign && words.rest && words.has(Word::Narrow);
        if foreign {
            self.stretch.foreign = true;
        }
        // 备案行政复议134件、行政诉讼57件: a verb of the first holds for what has none of its own.
        let part = part || self.stretch.part && !words.words.iter().any(|word| is_row(*word) || is_action(*word));
        let hidden =
            part || self.stretch.foreign || self.month || self.when.is_some_and(|year| year > self.this_year());
        if hidden || words.loose && !by_tail {
            self.stretch.part = part;
            self.stretch.row = None;
            self.counts.push(count);
            if by_tail {
                self.head.clear();
            }
            return;
        }
        self.stretch.part = false;
        let fact = if became || compared && self.stretch.row.is_some() && !named(&words) {
            self.stretch.row.clone().map(|readings| Fact { readings, exact: false, kind: Kind::Flow })
        } else {
            self.fact(&words, &tail, &count.number, index)
        };
        if let Some(fact) = &fact {
            if !words.words.iter().any(|word| is_applicant(*word)) && !distributed {
                let matched: Vec<Sum> = fact
                    .readings
                    .iter()
                    .filter(|sum| count.number.agrees(sum.value(self.binder.report)))
                    .cloned()
                    .collect();
                self.stretch.row = Some(if matched.is_empty() { fact.readings.clone() } else { matched });
            }
            count.plain = !words.rest;
            if fact.kind == Kind::Flow && words.has(Word::Application) {
                self.object = Object::Request;
            }
        } else if named(&words) && !words.words.iter().all(|word| is_applicant(*word) || !is_telling(*word)) {
            self.stretch.row = None;
        }
        count.fact = fact;
        self.counts.push(count);
        if by_tail {
            // The words behind a count that took them belong to it alone.
            self.head.clear();
        }
    }

    fn this_year(&self) -> i64 {
        i64::from(self.binder.report.year.value)
    }

    fn year(&self, words: &Words) -> When {
        let this = self.this_year();
        if words.has(Word::LastYear) && !words.has(Word::CarriedIn) {
            return When::Last;
        }
        match words.year.or(self.when) {
            None => When::Now,
            Some(year) if year == this => When::Now,
            Some(year) if year == this - 1 => When::Last,
            Some(_) => When::Other,
        }
    }

    fn fact(&self, words: &Words, tail: &Words, number: &Number, index: usize) -> Option<Fact> {
        let money = number.unit == Unit::Yuan;
        let explicit = words.has(Word::Request);
        let object = match words.object() {
            Some(object) => object,
            None if words.words.iter().any(|word| matches!(word, Word::Result(_))) => match &self.object {
                Object::Review(carried) => Object::Review(carried.clone()),
                _ => return None,
            },
            None if words.words.iter().any(|word| is_action(*word))
                && !words.words.iter().any(|word| is_row(*word)) =>
            {
                match &self.object {
                    Object::Items(lines) if !words.rest => Object::Items(lines.clone()),
                    _ => return None,
                }
            }
            None => self.object.clone(),
        };
        let fact = match &object {
            Object::Other => None,
            Object::Review(_) => {
                if words.words.iter().any(|word| matches!(word, Word::Outcome(..) | Word::Published | Word::Issued)) {
                    return None;
                }
                let general = words.has(Word::Done) || words.has(Word::Handled);
                let judicial = self.binder.report.agency.value.contains("司法");
                if (general || judicial) && !self.publicity && *self.topic != Object::Request {
                    return None;
                }
                matches!(number.unit, Unit::Count("件" | "起" | "宗" | "例" | "次" | "项" | "个"))
                    .then(|| self.binder.resolve(&words.words, &object, self.hints(words, index), &self.stretch, money))
                    .flatten()
            }
            Object::Items(_) => {
                if words.words.iter().any(|word| matches!(word, Word::Application | Word::Request | Word::Natural)) {
                    return None;
                }
                let fits = money
                    || matches!(number.unit, Unit::Count("件" | "份" | "个" | "部" | "项" | "宗" | "起" | "例" | "次"));
                fits.then(|| self.binder.resolve(&words.words, &object, self.hints(words, index), &self.stretch, money))
                    .flatten()
            }
            Object::None | Object::Request => self.request(words, tail, number, index, explicit),
        }?;
        // A bare figure without a unit counts only under the row's own name.
        (number.unit != Unit::Bare || fact.exact || fact.kind == Kind::Applicant).then_some(fact)
    }

    fn request(&self, words: &Words, tail: &Words, number: &Number, index: usize, explicit: bool) -> Option<Fact> {
        let carried = self.object == Object::Request;
        let strong = words.words.iter().any(|word| {
            matches!(word, Word::Outcome(..) | Word::New | Word::CarriedIn | Word::CarriedOut) || is_applicant(*word)
        });
        let plain = words.has(Word::Application) || tail.has(Word::Application);
        let known =
            explicit || carried || plain && (carried || *self.topic == Object::Request || strong || !words.rest);
        if !known && !strong
            || words.words.iter().any(|word| matches!(word, Word::Published | Word::Issued | Word::OtherObject))
        {
            return None;
        }
        // Of a weak word nothing else may be said: 收到群众来信12件.
        if !strong && !explicit && (words.rest || tail.rest && !tail.has(Word::Application)) {
            return None;
        }
        match number.unit {
            Unit::Count("件" | "宗" | "份" | "例" | "起") | Unit::Bare => {}
            Unit::Count("条" | "项" | "次" | "个" | "笔" | "件次") if explicit || carried => {}
            _ => return None,
        }
        let mut with = words.words.clone();
        // 共有25件政府信息公开申请由公民、法人和其他组织提出.
        let submitted = explicit && with.contains(&Word::Everyone) && !with.iter().any(|word| is_row(*word));
        if submitted {
            with.push(Word::Received);
            return self.binder.resolve(&with, &Object::Request, self.hints(words, index), &self.stretch, false);
        }
        if !with.iter().any(|word| is_applicant(*word)) && !self.stretch.applicants.is_empty() {
            // The clause before named applicants: whether it still holds cannot be told.
            with.extend(&self.stretch.applicants);
            let narrow = self.binder.resolve(&with, &Object::Request, self.hints(words, index), &self.stretch, false);
            let whole =
                self.binder.resolve(&words.words, &Object::Request, self.hints(words, index), &self.stretch, false);
            return match (whole, narrow) {
                (Some(mut whole), Some(narrow)) => {
                    whole.readings.extend(narrow.readings);
                    whole.exact = false;
                    Some(whole)
                }
                (whole, _) => whole,
            };
        }
        self.binder.resolve(&with, &Object::Request, self.hints(words, index), &self.stretch, false)
    }

    fn hints(&self, words: &Words, index: usize) -> Hints {
        let mut carried = None;
        // （含上年结转121件）
        if self.pieces.get(index + 1).and_then(Piece::mark) == Some(Mark::Open) {
            let inside =
                self.pieces[index + 2..].iter().take(REACH).take_while(|piece| piece.mark() != Some(Mark::Close));
            let inside: Vec<&Piece> = inside.collect();
            let has = |word| inside.iter().any(|piece| piece.is(word));
            let year = i64::from(self.binder.report.year.value) - 1;
            let old =
                has(Word::CarriedIn) || has(Word::Carried) && inside.iter().any(|piece| piece.year() == Some(year));
            if old && has(Word::Excluding) {
                carried = Some(false);
            } else if old && (has(Word::Including) || has(Word::Among)) {
                carried = Some(true);
            }
        }
        Hints { carried, among: self.stretch.among, joined: words.joined || words.has(Word::Sum) }
    }

    /// Matches the names before 分别 with the figures behind it; gives the first its own and keeps the others.
    fn distribute(&mut self, index: usize, listed: &[usize]) -> Option<Vec<Word>> {
        let mut figures = 1;
        for piece in self.pieces[index + 1..].iter().take(REACH) {
            match &piece.what {
                What::Number(number) if matches!(number.unit, Unit::Count(_) | Unit::Yuan | Unit::Bare) => figures += 1,
                What::Number(number) if matches!(number.unit, Unit::Percent) => {}
                What::Mark(Mark::Pause | Mark::Comma | Mark::Open | Mark::Close)
                | What::Word(Word::And | Word::Share) => {}
                _ => break,
            }
        }
        let mut names: Vec<Word> = Vec::new();
        for &at in listed {
            match self.pieces[at].word() {
                Some(Word::Everyone) if self.reading.slice(&self.pieces[at].range).starts_with("自然人") => {
                    names.extend([Word::Natural, Word::Organisations]);
                }
                Some(word) if is_telling(word) && !matches!(word, Word::Request | Word::Application) => {
                    names.push(word)
                }
                _ => {}
            }
        }
        let class = |word: Word| match word {
            word if is_applicant(word) => 0,
            Word::Outcome(..) => 1,
            word if is_row(word) => 2,
            Word::Result(_) => 3,
            word if is_review(word) => 4,
            Word::Item(_) => 5,
            _ => 6,
        };
        self.skip = figures - 1;
        self.given.clear();
        let classes = [0, 1, 3, 4, 6, 5, 2];
        let chosen = classes
            .into_iter()
            .find(|&wanted| names.iter().filter(|word| class(**word) == wanted).count() == figures)?;
        let shared: Vec<Word> = names.iter().copied().filter(|word| class(*word) != chosen).collect();
        let mut each: Vec<Vec<Word>> = names
            .iter()
            .filter(|word| class(**word) == chosen)
            .map(|word| std::iter::once(*word).chain(shared.iter().copied()).collect())
            .collect();
        each.reverse();
        let first = each.pop();
        self.given = each;
        first
    }
}

/// Whether the words make a count a change against another year.
fn change(words: &Words) -> Option<Direction> {
    let last = words.words.iter().rev().find(|word| !matches!(word, Word::Filler));
    let direction = match last {
        Some(Word::More) => Direction::More,
        Some(Word::Less) => Direction::Less,
        _ => return None,
    };
    Some(direction)
}
