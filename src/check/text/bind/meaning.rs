//! What a figure on the way through a sentence states: its words and what was carried from the clauses before → a fact.
//!
//! Decides whether the words are enough to name a cell; which cell is for `readings`.

use crate::check::text::bind::{
    Claim, Fact, Hints, Kind, Measured, Object, Stretch, Sum, Walk, Words, is_action, is_applicant, is_row, join,
};
use crate::check::text::parse::{Mark, Piece, REACH};
use crate::check::text::words::{Number, Phrase, Unit, Word, is_like};
use crate::form::keys;

impl Walk<'_> {
    /// The fact that a figure states under `words`; `tail` are the words behind it, `index` its piece.
    pub fn fact(&self, words: &Words, tail: &Words, number: &Number, index: usize) -> Option<Fact> {
        let measure = Measured::of(number);
        let sums = (words.has(Word::Sum) || words.total) && !words.telling();
        let other = self.stretch.other && !words.has(Word::Decided);
        if sums && matches!(self.object, Object::Items(_) | Object::Review(_)) || other {
            // 三项合计907件, 共52件: which of what stands before is added cannot be told.
            return None;
        }
        if self.stretch.among && !words.telling() && tail.rest && !tail.telling() {
            // 作出694宗行政许可，其中3宗为学校设立
            return None;
        }
        if self.stretch.among && words.has(Word::Etc) && !words.telling() {
            // 其中《……办法》等2件: some of them.
            return None;
        }
        let object = match words.object() {
            Some(object) => object,
            None if words.any(|word| matches!(word, Word::Result(_) | Word::Settled)) => {
                let near = self.stretch.among || self.reviews.len() < 2 || self.stretch.review;
                match &self.object {
                    Object::Review(carried) if self.stretch.kinds < 2 && near => Object::Review(carried.clone()),
                    Object::Review(carried) => return self.result_of_any(words, carried, measure),
                    _ => return None,
                }
            }
            None => self.carried_object(words)?,
        };
        let known = match &object {
            Object::Other => false,
            Object::Review(_) => self.is_of_disclosure(words, number),
            Object::Items(_) => self.is_of_items(words, number, index),
            Object::None | Object::Request => {
                let fact = self.request(words, tail, number, index, words.has(Word::Request))?;
                return is_measured(number, &fact).then_some(fact);
            }
        };
        if !known {
            return None;
        }
        let fact = self.on.binder.resolve(&words.words, &object, &self.hints(words, index), &self.stretch, measure)?;
        is_measured(number, &fact).then_some(fact)
    }

    /// 25件申请中，…: all that came in, where the figure is that of the tables.
    pub fn all_of(&self, words: &Words, count: &Claim) -> Option<Fact> {
        let bare = |word: &Word| matches!(word, Word::Filler | Word::Own | Word::Application | Word::Request);
        let asked = words.has(Word::Application) || words.has(Word::Request);
        let mut behind = self.pieces[count.piece + 1..].iter().take(3).take_while(|piece| piece.mark().is_none());
        let within = behind.any(|piece| self.on.reading.slice(&piece.range).ends_with('中'));
        if !asked || words.rest || !words.words.iter().all(bare) {
            return None;
        }
        if self.takes_up(count) {
            return self.taken_up(count);
        }
        if !within {
            return None;
        }
        let fact = self.on.binder.fact(&[Word::Received], &Object::Request)?;
        fact.agrees(&count.number, self.on.binder.report).then_some(fact)
    }

    /// 上述25件申请: whether the words right before a figure say that it was told before.
    fn takes_up(&self, count: &Claim) -> bool {
        let before = count.piece.checked_sub(1).map(|at| &self.pieces[at]);
        before.is_some_and(|before| self.on.reading.says(std::slice::from_ref(before), Phrase::SaidBefore))
    }

    /// What such a figure is of, where the paragraph has told others and not this one: what came in, with what was carried over or
    /// without, or what was answered.
    fn taken_up(&self, count: &Claim) -> Option<Fact> {
        let sentences = &self.on.paragraph.sentences[..self.sentence];
        let here = self.pieces[..count.piece].iter().rev();
        let before = here.chain(sentences.iter().rev().flat_map(|sentence| sentence.pieces.iter().rev()));
        let told = before.take(4 * REACH).filter_map(Piece::number);
        let told: Vec<&Number> = told.filter(|told| is_like(&count.number, told)).collect();
        if told.is_empty() || told.iter().any(|told| told.value == count.number.value) {
            return None;
        }
        let sets: [&[Word]; 3] = [&[Word::Received], &[Word::CarriedIn, Word::Received], &[Word::Done]];
        let facts = sets.iter().filter_map(|words| self.on.binder.fact(words, &Object::Request));
        Fact::any(facts, Kind::Flow)
    }

    /// What a figure would state by its own words alone, whoever and whatever the sentence speaks of: 公开行政许可573件, 县里收到25件.
    /// Figures beside it tell whether it does.
    pub fn likely(&self, words: &Words, number: &Number, index: usize) -> Option<Fact> {
        let before = &self.pieces[index.checked_sub(1)?];
        let mut words = words.clone();
        // 公示行政许可信息261条
        let item = self.on.binder.item_of(self.on.reading.slice(&before.range)).filter(|_| before.is(Word::Narrow));
        if let Some(item) = item {
            words.words.retain(|word| *word != Word::Narrow);
            words.words.push(item);
        }
        let narrow = [Word::Narrow, Word::Span, Word::Not, Word::Plan, Word::Each].iter().any(|word| words.has(*word));
        // 11条行政许可、7条行政强制: the name follows.
        if narrow || before.mark().is_some() || self.month || !matches!(number.unit, Unit::Count(_) | Unit::Bare) {
            return None;
        }
        let object = match words.object() {
            Some(Object::Items(lines)) => Object::Items(lines),
            Some(Object::Review(kinds)) => Object::Review(kinds),
            Some(Object::Other) => return None,
            _ if words.any(is_row) => Object::Request,
            Some(Object::Request) if !words.rest && !words.negated => Object::Request,
            None if words.any(is_action) => self.object.clone(),
            _ => return None,
        };
        let mut with: Vec<Word> = words.words.iter().copied().filter(|word| *word != Word::Published).collect();
        match object {
            Object::Items(_) if !words.any(|word| is_action(word) && word != Word::Published) => {
                let decided = [&with[..], &[Word::Decided]].concat();
                with = if self.on.binder.fact(&decided, &object).is_some() { decided } else { with };
            }
            Object::Request if !words.any(|word| is_row(word) || is_applicant(word)) => with.push(Word::Received),
            _ => {}
        }
        let resolve = |with: &[Word]| {
            self.on.binder.resolve(with, &object, &Hints::default(), &Stretch::default(), Measured::Count)
        };
        // 公布规范性文件3件: issued this year, or in force.
        let kept = |word: Word| [&with[..], &[word]].concat();
        resolve(&with).or_else(|| {
            let facts = [Word::Issued, Word::InForce].map(|word| resolve(&kept(word)));
            Fact::any(facts.into_iter().flatten(), Kind::Item)
        })
    }

    /// What words without an object of their own speak of; none where that is not what they can be said of.
    fn carried_object(&self, words: &Words) -> Option<Object> {
        let left = |word| matches!(word, Word::New | Word::CarriedIn | Word::CarriedOut | Word::Open);
        let alone = |word| matches!(word, Word::Outcome(..) | Word::New | Word::CarriedIn | Word::CarriedOut);
        match &self.object {
            Object::Items(lines) if !words.rest && words.any(is_action) && !words.any(is_row) => {
                Some(Object::Items(lines.clone()))
            }
            _ if words.any(is_action) && !words.any(is_row) => None,
            // 涉及行政处罚记录等，除1件结转下年度外
            Object::Items(_) if words.any(alone) => Some(Object::Request),
            // 依申请公开。充分考虑市民诉求。全年收到90件申请; 内容为规划批复，年底有2件尚在办理
            Object::Other if *self.on.topic == Object::Request && (words.has(Word::Application) || words.any(left)) => {
                Some(Object::Request)
            }
            object => Some(object.clone()),
        }
    }

    /// Whether a figure of 表四 is of disclosure: not of what else a bureau of justice handles, or of other matters.
    fn is_of_disclosure(&self, words: &Words, number: &Number) -> bool {
        let has = |word: &Word| matches!(word, Word::Outcome(..) | Word::Published | Word::Issued);
        let general = words.has(Word::Done) || words.has(Word::Handled);
        let judicial = self.on.binder.is_of_justice();
        // 因工程管理中的具体行政行为被提起行政诉讼
        let elsewhere = words.rest && !words.has(Word::Settled);
        let sound = !(general || judicial || elsewhere) || self.publicity || *self.on.topic == Object::Request;
        sound && !words.words.iter().any(has) && (number.is_in(Phrase::ReviewMeasure) || number.value == 0)
    }

    /// Whether a figure of 表二 may be one of its cells.
    fn is_of_items(&self, words: &Words, number: &Number, index: usize) -> bool {
        // 新制定2件，修改1件: what is new is not all that was issued.
        let anew = self.pieces[index.saturating_sub(6)..index]
            .iter()
            .any(|piece| piece.is(Word::Issued) && self.on.reading.slice(&piece.range).starts_with('新'));
        let revised = |piece: &Piece| self.on.reading.is(piece, Phrase::Revised);
        let other = |word: &Word| matches!(word, Word::Application | Word::Request | Word::Natural);
        let revises = anew && self.pieces.iter().skip(index).take(12).any(revised);
        !(words.words.iter().any(other) || revises)
            && (Measured::of(number) == Measured::Money
                || number.is_in(Phrase::DecisionMeasure)
                || number.unit == Unit::Bare
                || matches!(number.unit, Unit::Count(_))
                    && (number.value == 0
                        || number.is_in(Phrase::Texts) && self.stretch.action.as_slice() != [Word::Published]))
    }

    /// 复议4件、诉讼3件。被纠正的1件: of the kind last named, or of any other, or of all.
    fn result_of_any(&self, words: &Words, last: &[Word], measure: Measured) -> Option<Fact> {
        let kinds = self.reviews.iter().map(|kind| vec![*kind]);
        let all = [last.to_vec(), self.reviews.clone(), vec![Word::Review, Word::Litigation], vec![Word::Litigation]];
        let facts = all.into_iter().chain(kinds).filter_map(|kinds| {
            let (hints, stretch) = (Hints::default(), &self.stretch);
            self.on.binder.resolve(&words.words, &Object::Review(kinds), &hints, stretch, measure)
        });
        Fact::any(facts, Kind::Result)
    }

    fn request(&self, words: &Words, tail: &Words, number: &Number, index: usize, explicit: bool) -> Option<Fact> {
        if !self.is_of_requests(words, tail, number, explicit) {
            return None;
        }
        let mut with = words.words.clone();
        let named = with.iter().any(|word| is_row(*word) || is_applicant(*word) || *word == Word::Everyone);
        if explicit && !named && !self.stretch.among && number.is_in(Phrase::MatterMeasure) && !words.rest {
            return Some(self.any_of_requests(words, index));
        }
        let applied = self.object == Object::Request && self.stretch.row.is_none();
        if applied && with.iter().any(|word| is_applicant(*word)) && !with.iter().any(|word| is_row(*word)) {
            // 依申请公开方面，个人申请20件.
            with.push(Word::Application);
        }
        // 共有25件政府信息公开申请由公民、法人和其他组织提出.
        let submitted = explicit && with.contains(&Word::Everyone) && !with.iter().any(|word| is_row(*word));
        let hints = self.hints(words, index);
        let resolve =
            |words: &[Word]| self.on.binder.resolve(words, &Object::Request, &hints, &self.stretch, Measured::Count);
        if submitted {
            with.push(Word::Received);
            return resolve(&with);
        }
        let named = if self.stretch.applicants.is_empty() { &self.stretch.subject } else { &self.stretch.applicants };
        if !with.iter().any(|word| is_applicant(*word)) && !named.is_empty() {
            // Applicants were named before: whether they still hold cannot be told.
            with.extend(named);
            let narrow = resolve(&with);
            return match (resolve(&words.words), narrow) {
                (Some(mut whole), Some(narrow)) => {
                    whole.readings.extend(narrow.readings);
                    whole.exact = false;
                    Some(whole)
                }
                (whole, _) => whole,
            };
        }
        let mut fact = resolve(&with)?;
        if with.contains(&Word::Natural) && !self.stretch.among && fact.kind == Kind::Flow {
            // 收到公民申请25件: citizens may be anybody.
            let anybody: Vec<Word> = with.iter().copied().filter(|word| !is_applicant(*word)).collect();
            fact.readings.extend(resolve(&anybody).into_iter().flat_map(|whole| whole.readings));
        }
        self.include(&mut fact, index);
        Some(fact)
    }

    /// 同意公开15件（含部分公开3件）: what a bracket says is included may be added.
    fn include(&self, fact: &mut Fact, index: usize) {
        let inside = self.bracket(index);
        let includes = inside.iter().any(|piece| piece.is(Word::Including));
        let Some(own) = fact.readings.first().filter(|_| includes && fact.kind == Kind::Outcome).cloned() else {
            return;
        };
        for word in inside.iter().filter_map(Piece::word) {
            if let (Word::Outcome(line, _), Some(table)) = (word, self.on.binder.tables.requests) {
                let other = self.on.binder.tables.row((table, line), &[]);
                fact.readings.push(join([own.clone(), other]));
                fact.exact = false;
            }
        }
    }

    /// What the bracket holds that follows a figure at once.
    fn bracket(&self, index: usize) -> &[Piece] {
        if self.pieces.get(index + 1).and_then(Piece::mark) != Some(Mark::Open) {
            return &[];
        }
        let inside = &self.pieces[index + 2..];
        let close = inside.iter().take(REACH).position(|piece| piece.mark() == Some(Mark::Close));
        &inside[..close.unwrap_or(inside.len().min(REACH))]
    }

    /// Whether the words are enough to speak of requests for disclosure, in a measure word that counts them.
    fn is_of_requests(&self, words: &Words, tail: &Words, number: &Number, explicit: bool) -> bool {
        let carried = self.object == Object::Request;
        let outcome = words.any(|word| matches!(word, Word::Outcome(..)));
        let flow = words.any(|word| matches!(word, Word::New | Word::CarriedIn | Word::CarriedOut))
            || words.has(Word::Open) && *self.on.topic == Object::Request;
        let strong = outcome || flow || words.any(is_applicant);
        let plain = words.has(Word::Application) || tail.has(Word::Application);
        let known = explicit || carried || plain && (*self.on.topic == Object::Request || !words.rest);
        let other = words.any(|word| matches!(word, Word::Published | Word::Issued | Word::OtherObject));
        // 不作为政府信息公开申请处理的11件
        let denied = words.negated && !outcome;
        // Of a weak word nothing else may be said: 收到群众来信12件.
        let vague = !strong && !explicit && (words.rest || tail.rest && !tail.has(Word::Application));
        let counted = number.unit == Unit::Bare
            || number.is_in(Phrase::Cases)
            || number.is_in(Phrase::OddMeasure) && (explicit || carried);
        (known || strong) && !other && !denied && !vague && counted && !self.texts
    }

    /// 依申请公开政府信息25件: received, or done, or made public.
    fn any_of_requests(&self, words: &Words, index: usize) -> Fact {
        let tables = &self.on.binder.tables;
        let outcome = |key| Some(tables.row(tables.request_line(&[key])?, &[]));
        let public: Vec<Sum> =
            [keys::request::GRANTED, keys::request::PARTLY].into_iter().filter_map(outcome).collect();
        let hints = self.hints(words, index);
        let mut readings = Vec::new();
        for row in [Word::Handled, Word::Done] {
            let fact = self.on.binder.resolve(&[row], &Object::Request, &hints, &self.stretch, Measured::Count);
            readings.extend(fact.into_iter().flat_map(|fact| fact.readings));
        }
        readings.extend(public.first().cloned());
        readings.push(join(public));
        Fact { readings, exact: false, kind: Kind::Flow }
    }

    fn hints(&self, words: &Words, index: usize) -> Hints {
        // （含上年结转121件）
        let inside = self.bracket(index);
        let has = |word| inside.iter().any(|piece| piece.is(word));
        let dated = || inside.iter().any(|piece| piece.year() == Some(self.on.binder.year() - 1));
        let old = has(Word::CarriedIn) || has(Word::Carried) && dated();
        let carried = match old {
            true if has(Word::Excluding) => Some(false),
            true if has(Word::Including) || has(Word::Among) => Some(true),
            _ => None,
        };
        Hints {
            carried,
            among: self.stretch.among,
            joined: words.joined || words.has(Word::Sum),
            ledger: self.on.ledger.clone(),
        }
    }
}

/// A bare figure without a unit counts only under the row's own name.
fn is_measured(number: &Number, fact: &Fact) -> bool {
    number.unit != Unit::Bare || fact.exact || fact.kind == Kind::Applicant
}
