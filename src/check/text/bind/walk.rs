//! The way through one sentence: clause by clause, each count bound to what the words around it name.
//!
//! Carries object, action, row and scope from clause to clause as a reader does.

use crate::check::text::bind::{
    Claim, Direction, Fact, Hints, Kind, Measured, Object, Setting, Stretch, Sum, When, Words, is_action, is_applicant,
    is_of_texts, is_review, is_row, is_telling,
};
use crate::check::text::parse::{Mark, Piece, REACH, What};
use crate::check::text::words::{Number, Phrase, Unit, Word};

/// What held before a bracket, and holds again behind it.
#[derive(Debug, Clone)]
pub(crate) struct Outside {
    stretch: Stretch,
    pending: Words,
    object: Object,
    when: Option<i64>,
}

/// The way through one sentence.
pub(crate) struct Walk<'a> {
    pub on: &'a Setting<'a>,
    pub pieces: &'a [Piece],
    pub sentence: usize,
    /// Whether the sentence says 信息公开.
    pub publicity: bool,
    /// Whether it says more than once that something was received.
    pub channels: bool,
    /// Whether it tells what texts may be made public.
    pub texts: bool,
    pub object: Object,
    /// The kinds of 表四 that the paragraph has named so far.
    pub reviews: Vec<Word>,
    /// The year last named in the sentence.
    pub when: Option<i64>,
    pub stretch: Stretch,
    /// How the sentence before ended, for one that begins with 其中.
    pub before: Stretch,
    /// What held outside the brackets we are in.
    pub outer: Vec<Outside>,
    /// Pieces before this one were taken by the count before them.
    pub consumed: usize,
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
    pub counts: Vec<Claim>,
}

/// The counts of a paragraph in order.
pub(crate) fn claims(on: &Setting) -> Vec<Claim> {
    let mut counts = Vec::new();
    let mut object = on.topic.clone();
    let mut reviews = Vec::new();
    let mut before = Stretch::default();
    for (index, sentence) in on.paragraph.sentences.iter().enumerate() {
        let mut walk = Walk {
            on,
            pieces: &sentence.pieces,
            sentence: index,
            publicity: sentence.says(Phrase::Disclosure) || sentence.pieces.iter().any(|piece| piece.is(Word::Request)),
            channels: sentence.pieces.iter().filter(|piece| piece.is(Word::Received)).nth(1).is_some(),
            texts: is_of_texts(on.reading, &sentence.pieces),
            object: std::mem::take(&mut object),
            reviews: std::mem::take(&mut reviews),
            when: None,
            stretch: Stretch::default(),
            before: std::mem::take(&mut before),
            outer: Vec::new(),
            consumed: 0,
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
        reviews = std::mem::take(&mut walk.reviews);
        before = std::mem::take(&mut walk.stretch);
        counts.append(&mut walk.counts);
    }
    counts
}

impl Walk<'_> {
    pub fn run(&mut self) {
        for index in 0..self.pieces.len() {
            match &self.pieces[index].what {
                _ if index < self.consumed => {}
                What::Mark(Mark::Pause) if !self.numbered => {
                    self.head.push(index);
                    self.listed.push(index);
                }
                What::Mark(mark) => {
                    self.close(*mark);
                    match mark {
                        Mark::Semicolon => {
                            self.stretch = Stretch { whole: self.stretch.whole.take(), ..Stretch::default() };
                            self.pending = Words::default();
                            self.listed.clear();
                        }
                        Mark::Open => self.open(index),
                        Mark::Close => {
                            if let Some(Outside { stretch, pending, object, when }) = self.outer.pop() {
                                // 公开类（含部分公开）15件: what is included cannot be told.
                                let includes = self.pending.has(Word::Including) || self.pending.has(Word::Excluding);
                                self.pending = if includes { Words::default() } else { pending };
                                (self.stretch, self.object, self.when) = (stretch, object, when.or(self.when));
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
        self.close(Mark::Semicolon);
    }

    /// Opens a bracket: what stands in it says something of the figure before it, and nothing of what follows.
    fn open(&mut self, index: usize) {
        let mut when = None;
        if self.counts.last().is_some_and(|last| last.piece + 1 == index && last.when == When::Last) {
            // 上一年度为20件（自然人18件、商业企业2件）
            when = self.when.or(Some(self.this_year()));
            self.when = Some(self.this_year() - 1);
        }
        let (stretch, pending, object) = (self.stretch.clone(), self.pending.clone(), self.object.clone());
        self.outer.push(Outside { stretch, pending, object, when });
    }

    /// Ends a clause at a mark: what it spoke of holds on.
    fn close(&mut self, mark: Mark) {
        let head = std::mem::take(&mut self.head);
        let mut words = self.on.binder.words(self.on.reading, self.pieces, &head);
        let year = head.iter().position(|&at| self.pieces[at].year().is_some()).unwrap_or(0);
        if head[..year].iter().any(|&at| self.pieces[at].word().is_some_and(is_action)) {
            // 公开2024年预算、2023年决算: years of what was made public.
            words.year = None;
        }
        let numbered = std::mem::take(&mut self.numbered);
        if words.percent {
            // A share or a rate names its base, not a new object.
            if !numbered {
                self.pending = Words::default();
            }
            return;
        }
        self.speak_of(&words);
        if numbered {
            return;
        }
        self.settle(&words);
        self.announce(&words, &head, mark);
        if !words.words.is_empty() || words.rest {
            let begins = |&first: &usize| self.pieces[first].what == What::Rest || self.pieces[first].is(Word::Own);
            let clause_begins = head.first().is_some_and(begins);
            if words.foreign && clause_begins && !words.has(Word::Own) {
                self.stretch.foreign = true;
            }
            self.stretch.applicants = words.words.iter().copied().filter(|word| is_applicant(*word)).collect();
            self.pending = words;
        }
    }

    /// A clause without a figure that says what the figures to come are of: 受理的申请中，自然人提出…; 从申请主体看，公民个人提出…;
    /// 新收申请按申请人分：自然人20件.
    fn announce(&mut self, words: &Words, head: &[usize], mark: Mark) {
        let within = head.last().is_some_and(|&last| self.on.reading.slice(&self.pieces[last].range).ends_with('中'));
        let by_applicant = words.has(Word::ByApplicant) && matches!(mark, Mark::Colon | Mark::Comma);
        if words.foreign || words.has(Word::Narrow) || !within && !by_applicant {
            return;
        }
        let mut row: Vec<Word> = words.words.iter().copied().filter(|word| !is_applicant(*word)).collect();
        if !row.iter().any(|word| is_row(*word)) {
            if !by_applicant {
                return;
            }
            row.push(Word::Received);
            self.object = Object::Request;
        }
        self.stretch.row = self.on.binder.tables.request(&row, &Hints::default()).map(|fact| fact.readings);
    }

    /// Takes over what the words speak of.
    fn speak_of(&mut self, words: &Words) {
        match words.object() {
            // 公文312件，其中主动公开96件、依申请公开58件
            Some(Object::Request) if self.stretch.other => {}
            Some(object) => {
                for kind in words.words.iter().filter(|word| is_review(**word)) {
                    if !self.reviews.contains(kind) {
                        self.reviews.push(*kind);
                    }
                }
                self.stretch.review |= matches!(object, Object::Review(_));
                if let Object::Review(kinds) = &object
                    && self.object != object
                {
                    self.stretch.kinds += kinds.len();
                }
                self.object = object;
            }
            None => {}
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
                // 其中网上18件，信函7件。其中，予以公开12件: the second divides what the first did.
                let again = before.whole.is_some();
                self.stretch.row = if again { before.whole } else { before.row };
                self.stretch.foreign |= before.foreign || before.part && !again;
            }
            self.stretch.whole = self.stretch.row.clone();
            self.stretch.among = true;
            self.stretch.other |= self.object == Object::Other;
            if self.stretch.part {
                self.stretch.foreign = true;
            }
        }
        let actions: Vec<Word> = words.words.iter().copied().filter(|word| is_action(*word)).collect();
        // 公布行政许可事项26项，作出行政许可573件: the first verb does not hold for the second.
        if !actions.is_empty() || words.has(Word::Made) {
            self.stretch.action = actions;
        }
    }

    fn tail(&self, index: usize) -> Vec<usize> {
        let ends = |piece: &Piece| {
            piece.mark().is_some()
                || piece.is(Word::Not)
                // 25件申请均为自然人: no name of the figure.
                || self.on.reading.said.opens(piece.range.clone(), Phrase::AllAre).is_some()
                || piece.number().is_some_and(|number| matches!(number.unit, Unit::Count(_) | Unit::Yuan | Unit::Bare))
        };
        let mut tail: Vec<usize> = (index + 1..self.pieces.len()).take_while(|&at| !ends(&self.pieces[at])).collect();
        if self.pieces.get(index + 1 + tail.len()).is_some_and(|piece| piece.number().is_some()) {
            // 4件行政复议案件中有2件被纠正: what stands before the next figure is only in part of this one.
            let text = |at: usize| self.on.reading.slice(&self.pieces[at].range);
            let cut = tail
                .iter()
                .position(|&at| text(at).starts_with('中') || self.on.reading.is(&self.pieces[at], Phrase::PartOf));
            tail.truncate(cut.unwrap_or(0));
        }
        tail
    }

    fn count(&mut self, index: usize, number: Number) {
        let head = std::mem::take(&mut self.head);
        let listed = std::mem::take(&mut self.listed);
        self.numbered = true;
        let mut words = self.on.binder.words(self.on.reading, self.pieces, &head);
        let tail_pieces = self.tail(index);
        let tail = self.on.binder.words(self.on.reading, self.pieces, &tail_pieces);
        let held = self.when;
        self.settle(&words);
        self.let_go(&words, &number);
        let when = self.year(&words);
        if !words.telling() && !self.counts.is_empty() {
            // 行政许可决定573件，2023年为500件；行政处罚决定48件: the year is of this figure alone.
            self.when = held;
        }
        let mut count = Claim::of(number, (self.sentence, index), when);
        let Some(distributed) = self.give(&mut words, index, &head, &listed) else {
            self.counts.push(count);
            return;
        };
        count.change = words.change();
        if count.change.is_some() && !words.has(Word::Than) && !words.has(Word::Narrow) {
            self.change_of_items(&words, &mut count);
        }
        if count.change.is_some() || count.fact.is_some() {
            self.speak_of(&words);
            self.pending = Words::default();
            self.counts.push(count);
            return;
        }
        if self.is_set_apart(&words, &count, &head) {
            return;
        }
        if self.is_origin(index, &head) && words.year.is_none() {
            count.when = When::Last;
        }
        let by_tail = self.complete(&mut words, &tail, distributed);
        if by_tail {
            self.consumed = index + 1 + tail_pieces.len();
        }
        if by_tail && tail.has(Word::CarriedOut) && self.is_remainder(&head) {
            words.words.retain(|word| *word != Word::Narrow);
        }
        // What follows hangs on this object, whether or not a cell answers.
        self.speak_of(&words);
        if words.has(Word::Became) && !words.named() && words.year.is_none() {
            count.when = When::Now;
        }
        if self.is_of_a_part(&words, &head) || self.is_hidden() || words.loose && !by_tail {
            self.stretch.row = None;
        } else {
            self.stretch.part = false;
            count.fact = self.stated(&words, &tail, &count, by_tail);
            self.keep(&words, &mut count, distributed);
        }
        if count.fact.is_none() {
            count.likely = self.likely(&words, &count.number, index);
        }
        self.counts.push(count);
    }

    /// 收到20件，结转上年1件，其中自然人18件: a part that is more than the row told last is of one told before it, if of any.
    fn let_go(&mut self, words: &Words, number: &Number) {
        let holds = |sum: &Sum| sum.value(self.on.binder.report) >= number.value;
        if words.has(Word::Among) && !self.stretch.row.iter().flatten().any(holds) {
            let mut told = self.counts.iter().rev().filter_map(|count| Some(&count.fact.as_ref()?.readings));
            let row = told.find(|readings| readings.iter().any(holds)).cloned();
            if row.is_some() || self.counts.is_empty() {
                (self.stretch.row, self.stretch.whole) = (row.clone(), row);
            }
        }
    }

    /// 剩余2件结转下年度: what is left is all that is carried on.
    fn is_remainder(&self, head: &[usize]) -> bool {
        let mut narrow = head.iter().map(|&at| &self.pieces[at]).filter(|piece| piece.is(Word::Narrow));
        narrow.all(|piece| self.on.reading.is(piece, Phrase::Remainder))
    }

    /// Whether a figure is of a part only; notes it, and another body's scope, for the figures to come.
    fn is_of_a_part(&mut self, words: &Words, head: &[usize]) -> bool {
        let part = words.has(Word::Narrow) || words.has(Word::Span) || words.has(Word::InTime) && self.stretch.among;
        self.stretch.foreign |=
            words.foreign && !words.has(Word::Own) || words.foreign && words.rest && words.has(Word::Narrow);
        // 备案行政复议134件、行政诉讼57件: a verb of the first holds for what has none of its own.
        let before = head.first().and_then(|&first| first.checked_sub(1));
        let listed = before.is_some_and(|before| self.pieces[before].mark() == Some(Mark::Pause));
        let anew = !listed && words.object().is_some();
        // 收到网上申请20件，办结18件，收到信函申请5件，办结5件: each 办结 is of its own channel.
        let channel = |word: Word| self.channels && word == Word::Done;
        let own = |word: &Word| is_row(*word) && !channel(*word) || is_action(*word) || *word == Word::Made;
        let part = part || self.stretch.part && !anew && !words.words.iter().any(own);
        // 办结行政许可事项9110件、行政处罚203件: the noun narrows itself alone.
        self.stretch.part = part && (words.foreign || !words.narrow_noun);
        part
    }

    /// The fact that a figure states.
    fn stated(&self, words: &Words, tail: &Words, count: &Claim, by_tail: bool) -> Option<Fact> {
        let unnamed = !words.named();
        if unnamed && (words.has(Word::Became) || words.has(Word::Than)) {
            // 比上年的99件减少24件, 增至25件: of what the figure before it was of, or of its row.
            let readings: Vec<Sum> =
                self.stretch.last.iter().chain(self.stretch.row.iter().flatten()).cloned().collect();
            return (!readings.is_empty()).then_some(Fact { readings, exact: false, kind: Kind::Flow });
        }
        let own = self.fact(words, tail, &count.number, count.piece);
        let mut fact = own.or_else(|| self.all_of(words, count))?;
        let settles = |word: &Word| matches!(word, Word::Result(_) | Word::Settled);
        if fact.kind == Kind::Review && !by_tail && tail.words.iter().any(settles) && !tail.rest {
            // 行政复议3件已审结: of all, or of those.
            let mut with = words.clone();
            with.take(tail);
            let narrow = self.fact(&with, &Words::default(), &count.number, count.piece);
            fact.readings.extend(narrow.into_iter().flat_map(|fact| fact.readings));
        }
        // 其中140件行政复议、49件行政诉讼获维持: what of them comes behind.
        let result = |piece: &Piece| matches!(piece.word(), Some(Word::Result(_)));
        let of_them = by_tail
            && self.stretch.among
            && fact.kind == Kind::Review
            && self.pieces[count.piece..].iter().take(REACH).any(result);
        // 不掌握4件，其中不存在2件: a part of a row is not the row.
        let of_itself = self.stretch.among && self.stretch.whole.as_ref() == Some(&fact.readings);
        (!of_them && !of_itself).then_some(fact)
    }

    /// Keeps what a figure stated, or that none did, for those to come.
    fn keep(&mut self, words: &Words, count: &mut Claim, distributed: bool) {
        match &count.fact {
            Some(fact) => {
                self.carry(words, fact, count, distributed);
                count.plain = !words.rest;
            }
            None if words.named() && !words.words.iter().all(|word| is_applicant(*word) || !is_telling(*word)) => {
                self.stretch.row = None;
            }
            None => {}
        }
    }

    /// Completes the words before a count where they do not say what is counted: by those behind it, or by the clause before.
    /// Says whether those behind were taken.
    fn complete(&mut self, words: &mut Words, tail: &Words, distributed: bool) -> bool {
        let pending = std::mem::take(&mut self.pending);
        if !words.named() && !distributed {
            if tail.telling() && !tail.has(Word::Each) && !tail.percent && !tail.has(Word::Than) {
                // 有13件予以公开
                words.loose = false;
                words.take(tail);
                return true;
            }
            let open = !words.rest && !words.has(Word::Sum) && !words.has(Word::Became) && !pending.loose;
            if open && pending.telling() && !pending.has(Word::Plan) && !pending.has(Word::Than) {
                words.take(&pending);
            }
        } else if !words.loose
            && (tail.has(Word::Application) || matches!(tail.object(), Some(Object::Request | Object::Other)))
        {
            // 收到12件政府信息公开申请
            let names =
                |word: &&Word| matches!(word, Word::Application | Word::Request | Word::OtherObject | Word::Narrow);
            words.words.extend(tail.words.iter().filter(names));
        } else if let (Some(Object::Items(lines)), None, false) =
            (tail.object(), words.object(), words.loose || tail.rest)
        {
            // 制发3份规范性文件
            words.words.extend(lines.into_iter().map(Word::Item));
            words.words.extend(tail.has(Word::Narrow).then_some(Word::Narrow));
        } else if tail.has(Word::Narrow) && !tail.telling() {
            words.words.push(Word::Narrow);
        }
        false
    }

    /// Whether no cell can answer here: another body's scope, a month, a year to come.
    pub fn is_hidden(&self) -> bool {
        self.stretch.foreign || self.month || self.when.is_some_and(|year| year > self.this_year())
    }

    /// 本年减少2项: a figure of the 2019 form's 本年增/减, not a change against last year's report.
    fn change_of_items(&self, words: &Words, count: &mut Claim) {
        let object = words.object().unwrap_or_else(|| self.object.clone());
        let Object::Items(lines) = object else { return };
        if let ([line], Measured::Projects) = (&lines[..], Measured::of(&count.number))
            && let Some(fact) = self.on.binder.tables.item_change(*line)
        {
            if count.change == Some(Direction::Less) {
                count.number.value = -count.number.value;
            }
            (count.change, count.fact) = (None, Some(fact));
        }
    }
}
