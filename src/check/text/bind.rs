//! Binds each count of a paragraph to the cells that the words around it name, and notes what forbids a comparison.
//!
//! Carries object, action and row from clause to clause as a reader does. Draws no conclusion from the figures.

use super::clause::{Mark, Paragraph, Piece, REACH, Reading, What};
use super::facts::{self, Fact, Hints, Kind, Sum, Tables};
use super::lexicon::Word;
use super::number::{Number, Unit};
use crate::report::{AgencyKind, Report};

/// A count of a paragraph.
#[derive(Debug, Clone)]
pub(super) struct Count {
    pub number: Number,
    /// The sentence, and the piece in it.
    pub sentence: usize,
    pub piece: usize,
    /// The cells it states; none when no cell answers or the scope is narrower.
    pub fact: Option<Fact>,
    pub when: When,
    /// A change against last year, not a count itself: its direction.
    pub change: Option<Direction>,
    /// Whether nothing but plain words stands before it.
    pub plain: bool,
}

/// The year a count is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Now,
    /// The year before the report's.
    Last,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    More,
    Less,
}

/// What a passage speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Object {
    #[default]
    None,
    Request,
    Other,
    /// 表四, with the words that named it.
    Review(Vec<Word>),
    /// Lines of 表二.
    Items(Vec<usize>),
}

/// What holds between two semicolons.
#[derive(Debug, Clone, Default)]
struct Stretch {
    action: Vec<Word>,
    row: Option<Vec<Sum>>,
    /// The scope is another body's.
    foreign: bool,
    /// The last figure was of a part only.
    part: bool,
    among: bool,
    applicants: Vec<Word>,
}

/// The words of a stretch of pieces.
#[derive(Debug, Clone, Default)]
struct Words {
    words: Vec<Word>,
    /// Text behind the last telling word that the lexicon does not know.
    loose: bool,
    /// Any such text.
    rest: bool,
    foreign: bool,
    /// Joined by 和 or 、.
    joined: bool,
    year: Option<i64>,
    month: bool,
    percent: bool,
}

impl Words {
    fn has(&self, word: Word) -> bool {
        self.words.contains(&word)
    }

    fn telling(&self) -> bool {
        self.words.iter().any(|word| is_telling(*word))
    }

    fn object(&self) -> Option<Object> {
        let items: Vec<usize> =
            self.words.iter().filter_map(|word| if let Word::Item(line) = word { Some(*line) } else { None }).collect();
        let reviews: Vec<Word> = self.words.iter().copied().filter(|word| is_review(*word)).collect();
        if self.has(Word::OtherObject) {
            Some(Object::Other)
        } else if !reviews.is_empty() {
            Some(Object::Review(reviews))
        } else if self.has(Word::Request) {
            Some(Object::Request)
        } else if !items.is_empty() {
            Some(Object::Items(items))
        } else {
            None
        }
    }
}

fn is_review(word: Word) -> bool {
    matches!(word, Word::Review | Word::Litigation | Word::DirectSuit | Word::SuitAfterReview)
}

fn is_row(word: Word) -> bool {
    matches!(
        word,
        Word::Outcome(..)
            | Word::Received
            | Word::New
            | Word::CarriedIn
            | Word::CarriedOut
            | Word::Carried
            | Word::Open
            | Word::Done
            | Word::Handled
    )
}

fn is_applicant(word: Word) -> bool {
    matches!(word, Word::Natural | Word::Organisations | Word::Applicant(_))
}

fn is_action(word: Word) -> bool {
    matches!(
        word,
        Word::Issued
            | Word::Repealed
            | Word::Lapsed
            | Word::InForce
            | Word::Decided
            | Word::PublicTotal
            | Word::Published
    )
}

/// Whether a word says which figure is meant.
fn is_telling(word: Word) -> bool {
    is_row(word)
        || is_applicant(word)
        || is_review(word)
        || is_action(word)
        || matches!(word, Word::Result(_) | Word::Item(_) | Word::Request | Word::Application | Word::OtherObject)
}

/// Binds the counts of one report's text.
pub(super) struct Binder<'a> {
    report: &'a Report,
    tables: Tables,
}

impl<'a> Binder<'a> {
    pub fn new(report: &'a Report) -> Binder<'a> {
        Binder { report, tables: Tables::of(report) }
    }

    /// The counts of a paragraph in order; `topic` is what its section speaks of.
    pub fn counts(&self, reading: &Reading, paragraph: &Paragraph, topic: &Object) -> Vec<Count> {
        let mut counts = Vec::new();
        let mut object = topic.clone();
        let mut before = Stretch::default();
        for (index, sentence) in paragraph.sentences.iter().enumerate() {
            let mut walk = Walk {
                binder: self,
                reading,
                pieces: &sentence.pieces,
                sentence: index,
                publicity: sentence.pieces.iter().any(|piece| reading.slice(&piece.range).contains("信息公开")),
                object: std::mem::take(&mut object),
                topic,
                when: None,
                stretch: Stretch::default(),
                before: std::mem::take(&mut before),
                outer: Vec::new(),
                head: Vec::new(),
                numbered: false,
                pending: Words::default(),
                skip: 0,
                given: Vec::new(),
                listed: Vec::new(),
                month: false,
                counts: Vec::new(),
            };
            walk.run();
            object = std::mem::take(&mut walk.object);
            before = std::mem::take(&mut walk.stretch);
            counts.append(&mut walk.counts);
        }
        counts
    }

    /// The facts that a clause without a figure names, for negations.
    pub fn fact(&self, words: &[Word], object: &Object) -> Option<Fact> {
        self.resolve(words, object, Hints { joined: true, ..Hints::default() }, &Stretch::default(), false)
    }

    /// What of 表二 the words name, for lines of it.
    pub fn items(&self, words: &[Word], lines: &[usize], money: bool) -> Option<Fact> {
        facts::item(self.report, &self.tables, lines, words, money)
    }

    /// Whether the pieces before a verb name another body than the one that reports.
    pub fn names_other_body(&self, reading: &Reading, pieces: &[Piece]) -> bool {
        let indexes: Vec<usize> = (0..pieces.len()).collect();
        self.words(reading, pieces, &indexes).foreign
    }

    fn resolve(&self, words: &[Word], object: &Object, hints: Hints, stretch: &Stretch, money: bool) -> Option<Fact> {
        match object {
            Object::Review(carried) => facts::review(self.report, &self.tables, words, carried),
            Object::Items(lines) => {
                let mut with: Vec<Word> = words.to_vec();
                if !words.iter().any(|word| is_action(*word)) {
                    with.extend(&stretch.action);
                }
                facts::item(self.report, &self.tables, lines, &with, money)
            }
            Object::Other => None,
            Object::None | Object::Request if money => None,
            Object::None | Object::Request => {
                if words.iter().any(|word| is_row(*word)) {
                    return facts::request(self.report, &self.tables, words, hints);
                }
                if !words.iter().any(|word| is_applicant(*word)) {
                    return None;
                }
                let of = match &stretch.row {
                    Some(of) => of.clone(),
                    None if words.contains(&Word::Request) || words.contains(&Word::Application) => {
                        facts::request(self.report, &self.tables, &[Word::Received], hints)?.readings
                    }
                    None => return None,
                };
                facts::by_applicant(self.report, &self.tables, &of, words)
            }
        }
    }

    /// Whether text before a verb names another body than the one that reports.
    fn is_foreign(&self, rest: &str) -> bool {
        const BODIES: [&str; 38] = [
            "政府办",
            "办公室",
            "办公厅",
            "政府",
            "管委会",
            "委员会",
            "局",
            "委",
            "厅",
            "街道",
            "镇",
            "乡",
            "村",
            "社区",
            "中心",
            "大队",
            "支队",
            "分局",
            "科室",
            "处室",
            "科",
            "部门",
            "单位",
            "系统",
            "园区",
            "公司",
            "学校",
            "医院",
            "法院",
            "县",
            "区",
            "市",
            "办",
            "站",
            "处",
            "所",
            "队",
            "馆",
        ];
        let rest = rest.trim_start_matches(|c: char| c.is_ascii() || "在从至到以作为".contains(c));
        if !BODIES.iter().any(|body| rest.ends_with(body)) && !rest.contains("政府办") && !rest.contains("办公室")
        {
            return false;
        }
        let agency = self.report.agency.value.as_str();
        let mut chars = agency.chars();
        let within = rest.chars().all(|c| chars.any(|own| own == c));
        let place = rest.ends_with(['区', '市', '县', '镇', '乡']);
        !(rest == agency || within && (place || self.report.kind.value != AgencyKind::Government))
    }

    fn words(&self, reading: &Reading, pieces: &[Piece], indexes: &[usize]) -> Words {
        let mut found = Words::default();
        let year = i64::from(self.report.year.value);
        for (order, &index) in indexes.iter().enumerate() {
            let piece = &pieces[index];
            let near = |by: isize| {
                let at = order.checked_add_signed(by)?;
                indexes.get(at).map(|&index| &pieces[index])
            };
            match &piece.what {
                What::Word(word) => {
                    let word = match word {
                        Word::Carried => {
                            let before = near(-1).and_then(Piece::year).or_else(|| near(-2).and_then(Piece::year));
                            let behind = near(1).and_then(Piece::year).or_else(|| near(2).and_then(Piece::year));
                            if behind == Some(year + 1) {
                                found.year = None;
                                Word::CarriedOut
                            } else if before == Some(year - 1) || found.has(Word::LastYear) {
                                found.year = None;
                                found.words.retain(|word| *word != Word::LastYear);
                                Word::CarriedIn
                            } else {
                                Word::Carried
                            }
                        }
                        Word::Application => {
                            let named = near(-1).is_none_or(|before| {
                                !matches!(before.what, What::Rest) || is_light(reading.slice(&before.range))
                            });
                            if named { Word::Application } else { Word::OtherObject }
                        }
                        word => *word,
                    };
                    if is_telling(word) {
                        found.loose = false;
                    }
                    found.joined |= word == Word::And;
                    found.words.push(word);
                }
                What::Number(number) => match number.unit {
                    Unit::Year => {
                        let compared = near(-1).is_some_and(|before| before.is(Word::Than) || before.is(Word::And));
                        let carried = near(-1).is_some_and(|before| before.is(Word::Carried))
                            || near(-2).is_some_and(|before| before.is(Word::Carried));
                        if !compared && !carried {
                            found.year = number.whole();
                        }
                    }
                    Unit::Month => found.month |= number.whole().is_none_or(|month| month != 1 && month != 12),
                    Unit::Percent | Unit::Points | Unit::Times => found.percent = true,
                    _ => {}
                },
                What::Mark(Mark::Pause) => found.joined = true,
                What::Mark(_) => {}
                What::Rest => {
                    let rest = reading.slice(&piece.range);
                    if !is_light(rest) {
                        found.rest = true;
                        found.loose = true;
                        let spoken = near(-1).is_some_and(|before| before.is(Word::Own)) && rest.starts_with('各');
                        found.foreign |= !spoken && self.is_foreign(rest);
                    }
                }
            }
        }
        found
    }
}

/// Whether unknown text says nothing: particles and verbs of being.
pub(super) fn is_light(rest: &str) -> bool {
    rest.chars().all(|c| "的为有共计达是了到至及其也均已余约近超过逾仅只各之内上下所将就数得获来自还总合".contains(c))
}

/// The way through one sentence.
struct Walk<'a> {
    binder: &'a Binder<'a>,
    reading: &'a Reading<'a>,
    pieces: &'a [Piece],
    sentence: usize,
    /// Whether the sentence says 信息公开.
    publicity: bool,
    object: Object,
    topic: &'a Object,
    /// The year last named in the sentence.
    when: Option<i64>,
    stretch: Stretch,
    /// How the sentence before ended, for one that begins with 其中.
    before: Stretch,
    /// Stretches outside the bracket we are in.
    outer: Vec<Stretch>,
    /// Pieces of the clause since its last count.
    head: Vec<usize>,
    numbered: bool,
    /// The last clause, when it held no count.
    pending: Words,
    /// Counts yet to come that 分别 could not be matched with.
    skip: usize,
    /// Words that 分别 gives to the counts to come, last first.
    given: Vec<Vec<Word>>,
    /// Pieces of all clauses since the last count.
    listed: Vec<usize>,
    month: bool,
    counts: Vec<Count>,
}

impl Walk<'_> {
    fn run(&mut self) {
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
        count.change = change(&words, &tail);
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
            self.skip_tail();
        }
    }

    /// The words behind a count that took them belong to it alone.
    fn skip_tail(&mut self) {
        self.head.clear();
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
fn change(words: &Words, tail: &Words) -> Option<Direction> {
    let last = words.words.iter().rev().find(|word| !matches!(word, Word::Filler));
    let direction = match last {
        Some(Word::More) => Direction::More,
        Some(Word::Less) => Direction::Less,
        _ => return None,
    };
    let _ = tail;
    Some(direction)
}
