//! What a sentence says there was none of: 未收到申请, 行政复议均未发生, 申请量为0, 零申请, 均为自然人申请.
//!
//! Goes clause by clause, in an open world: the object is the last noun (of 申请引起的行政诉讼 there was no 诉讼), a word known to narrow
//! it – a field, a time, another body, a condition – makes it no denial, and an unknown one only makes it less sure.

use std::ops::Range;

use crate::check::text::bind::{
    CellAt, Claim, Denial, Denied, Object, Setting, Sum, claims_of, framing_years, is_applicant, is_conditional,
    is_kind, is_light, is_object, is_outcome_or_applicant, is_review, is_telling, is_year_frame,
};
use crate::check::text::parse::{Mark, Piece, Sentence, What, lookback};
use crate::check::text::words::{Phrase, Unit, Word, is_count};

/// A sentence, and what its section speaks of.
pub(super) struct DenialReader<'a> {
    pub on: &'a Setting<'a>,
    pub sentence: &'a Sentence,
    /// The figures of the sentence.
    pub claims: &'a [Claim],
    /// The figures of the sentence before.
    pub earlier: &'a [Claim],
}

/// What the sentence as a whole and its earlier clauses say of the later ones.
#[derive(Clone, Default)]
struct Carried {
    /// Whether the sentence speaks of disclosure on request.
    publicity: bool,
    /// Whether it speaks of requests and their answers, and not of what is published.
    answers: bool,
    /// Whether it speaks of an aim, or of law enforcement: 零复议 says nothing of disclosure then.
    elsewhere: bool,
    /// 表四 or lines of 表二, as last named.
    object: Vec<Word>,
    /// Whether the clause before did nothing but name that: 行政诉讼方面，.
    announced: bool,
    foreign: bool,
    /// Whether the clause before spoke of one kind of applicant: 律师事务所提出的1件已经办结，没有结转.
    applicant: bool,
    /// Whether the last figure was of a part: 第四季度收到6件，没有…; of a list: 其中网上申请18件，没有不予公开的.
    part: bool,
    among: bool,
    narrowed: bool,
    /// Whether it was said that something was answered: what is carried then is carried on.
    done: bool,
    year: Option<i64>,
}

impl Carried {
    /// What holds for the whole sentence.
    fn of(other: &Carried) -> Carried {
        let (publicity, answers, elsewhere) = (other.publicity, other.answers, other.elsewhere);
        Carried { publicity, answers, elsewhere, ..Carried::default() }
    }
}

/// How many characters a denial may have behind 未 that are not understood.
const UNKNOWN: usize = 14;
/// The longest noun that is not known, in characters.
const NOUN: usize = 4;

/// The denials of a paragraph.
pub(crate) fn denials(on: &Setting, claims: &[Claim]) -> Vec<Denial> {
    let mut found = Vec::new();
    for (index, sentence) in on.paragraph.sentences.iter().enumerate() {
        let earlier = index.checked_sub(1).map_or(&[][..], |before| claims_of(claims, before));
        let passage = DenialReader { on, sentence, claims: claims_of(claims, index), earlier };
        let denied = passage.denials().into_iter();
        let denied: Vec<Denial> =
            denied.map(|(range, denied)| Denial::of(range, denied.facts(on.binder), denied.sure)).collect();
        // 均由自然人提出，商业企业申请为零: the second says what the first does.
        let has = |cell: &CellAt| Sum::of(vec![*cell]).value(on.binder.report) != 0;
        let mut told: Vec<CellAt> = denied.iter().flat_map(Denial::cells).filter(has).collect();
        told.sort_unstable();
        told.dedup();
        let alike = passage.all_alike().into_iter().filter(|all| !all.cells().any(|cell| told.contains(&cell)));
        found.extend(alike);
        found.extend(denied);
        found.extend(passage.without_figure());
        found.extend(passage.existing());
    }
    found
}

impl DenialReader<'_> {
    /// What the sentence denies, each with the stretch that says so.
    fn denials(&self) -> Vec<(Range<usize>, Denied)> {
        let pieces = &self.sentence.pieces;
        let denies = |piece: &Piece| piece.is(Word::Not) || self.is_zero(piece);
        if !pieces.iter().any(denies) {
            return Vec::new();
        }
        let says = |set| self.sentence.says(set);
        let mut carried = Carried {
            publicity: self.is_of_publicity(),
            answers: says(Phrase::Answers),
            elsewhere: says(Phrase::Elsewhere),
            ..Carried::default()
        };
        let mut denials = Vec::new();
        let mut outside: Vec<Carried> = Vec::new();
        for range in clauses(pieces) {
            let clause = &pieces[range.clone()];
            let before = &clause[..clause.iter().position(|piece| piece.is(Word::Not)).unwrap_or(clause.len())];
            carried.foreign &= !clause.iter().any(|piece| piece.is(Word::Own));
            let foreign = carried.foreign || self.on.binder.names_other_body(self.on.reading, before);
            let here = framing_years(self.on.reading, before).next().or(carried.year);
            let other_year = here.is_some_and(|year| year != self.on.binder.year());
            let names = |is: fn(Word) -> bool| clause.iter().filter_map(Piece::word).any(is);
            let of_requests = !names(|word| is_review(word) || matches!(word, Word::Item(_)));
            // 其中主动公开668条，未收到申请: what did not come is no part of what was published.
            let among = carried.among && !names(|word| word == Word::Received);
            let applicant = carried.applicant && !names(is_applicant) && !self.is_all_told(range.start);
            let part = applicant || (among || carried.part) && of_requests;
            let open = !foreign && !carried.narrowed && !other_year && !part;
            if open && clause.iter().any(denies) && !self.is_conditional(clause) {
                denials.extend(self.denial(clause, &carried));
                denials.extend(self.slogans(clause, &carried));
            }
            let ended = pieces.get(range.end).and_then(Piece::mark);
            self.leave(clause, ended, &mut carried);
            // What stands in brackets says nothing of what is behind them: 20件（自然人18件，企业2件），无结转.
            match ended {
                Some(Mark::Open) => outside.push(carried.clone()),
                Some(Mark::Close) => carried = outside.pop().unwrap_or(carried),
                _ => {}
            }
        }
        denials
    }

    pub(super) fn slice(&self, piece: &Piece) -> &str {
        self.on.reading.slice(&piece.range)
    }

    pub(super) fn is(&self, piece: &Piece, set: Phrase) -> bool {
        self.on.reading.is(piece, set)
    }

    /// Notes what a clause says of those behind it.
    fn leave(&self, clause: &[Piece], ended: Option<Mark>, carried: &mut Carried) {
        let spoken = |word: &Word| matches!(word, Word::Review | Word::Litigation | Word::Item(_) | Word::Request);
        let named: Vec<Word> = clause.iter().filter_map(Piece::word).filter(spoken).collect();
        carried.announced = !named.is_empty() && clause.iter().all(|piece| self.is_name(piece));
        if !named.is_empty() {
            carried.object = named;
        }
        carried.year = framing_years(self.on.reading, clause).next_back().or(carried.year);
        carried.narrowed |= self.is_frame(clause);
        carried.done |= clause.iter().any(|piece| piece.is(Word::Done));
        let counted = clause.iter().any(|piece| piece.number().is_some());
        carried.applicant |= counted && clause.iter().any(|piece| matches!(piece.word(), Some(Word::Applicant(_))));
        if counted {
            let stretch = |piece: &Piece| piece.is(Word::Narrow) && self.slice(piece).ends_with(['度', '年']);
            carried.among =
                clause.iter().any(|piece| piece.is(Word::Among)) && !clause.iter().any(is_outcome_or_applicant);
            carried.part = clause.iter().any(stretch);
        }
        // Whom a clause begins with does what the next tells; not who took part in something: 36个部门参加了培训，未发生….
        let leads = |piece: &&Piece| piece.is(Word::Filler) || piece.year().is_some();
        let lead = clause.iter().take_while(leads).count();
        let (lead, rest) = clause.split_at(lead);
        let subject = &rest[..rest.len().min(1)];
        let taken = lead.iter().any(|piece| self.is(piece, Phrase::PartnerBefore));
        carried.foreign |= !taken
            && !self.on.reading.opens(subject, Phrase::PartnerBefore)
            && self.on.binder.names_other_body(self.on.reading, subject);
        if ended == Some(Mark::Semicolon) {
            *carried = Carried { object: std::mem::take(&mut carried.object), ..Carried::of(carried) };
        }
    }

    /// Whether a piece of a clause may only name what the next speaks of: 行政诉讼方面，; 关于政府信息公开申请，.
    fn is_name(&self, piece: &Piece) -> bool {
        match &piece.what {
            What::Word(word) => {
                is_object(*word)
                    || matches!(word, Word::Filler | Word::Own | Word::And)
                    || self.is(piece, Phrase::About)
            }
            What::Number(_) => piece.year().is_some(),
            What::Mark(_) => true,
            What::Rest => self.is(piece, Phrase::Aspect) || is_light(self.slice(piece)),
        }
    }

    /// Whether a clause sets a narrower scene for what follows: 在河道采砂领域，, 上半年，, 部分站所人员少，.
    pub(super) fn is_frame(&self, clause: &[Piece]) -> bool {
        let clause = self.tidied(clause, 0..clause.len());
        let (opens, closes) = (|set| self.on.reading.opens(&clause, set), |set| self.on.reading.closes(&clause, set));
        let of_all = self.on.reading.says(&clause, Phrase::WholeWork) && !clause.iter().any(is_outcome_or_applicant);
        let short = self.on.reading.text(&clause).chars().count() <= 12;
        let time = |(behind, piece): (usize, &Piece)| match &piece.what {
            What::Number(number) => behind < 2 && number.unit == Unit::Month && !is_year_frame(self.on.reading, number),
            // 受理点开放以来运转正常 sets no scene.
            What::Word(_) if behind > 0 => false,
            What::Word(word) => {
                matches!(word, Word::Span | Word::LastYear)
                    || self.slice(piece).ends_with(['年', '度']) && *word == Word::Narrow
            }
            _ => false,
        };
        opens(Phrase::SomeOf) && !clause.first().is_some_and(is_outcome_or_applicant)
            || !of_all && closes(Phrase::SceneEnd)
            || opens(Phrase::Through) && closes(Phrase::ChannelEnd)
            || opens(Phrase::AsFor) && clause.iter().any(|piece| piece.number().is_some())
            || opens(Phrase::ThisOne)
            || short && clause.iter().rev().enumerate().any(time)
    }

    /// What one clause denies.
    fn denial(&self, clause: &[Piece], carried: &Carried) -> Option<(Range<usize>, Denied)> {
        let Some(not) = clause.iter().position(|piece| piece.is(Word::Not)) else { return self.zero(clause, carried) };
        let negation = clause.get(not)?;
        let (mut head, mut behind) = (self.tidied(clause, 0..not), self.tidied(clause, not + 1..clause.len()));
        // 4件行政复议无一被纠正: of all of them.
        head.retain(|piece| !self.is_whole(piece));
        // 未按期答复的，…: what would be; 没有予以公开的: none of the kind.
        let of_kind = |piece: &Piece| piece.word().is_some_and(is_kind);
        let asks = |piece: &Piece| matches!(piece.word(), Some(Word::Received | Word::Application | Word::Request));
        let nominal = !self.is(negation, Phrase::NotDone) && behind.iter().any(of_kind) && !behind.iter().any(asks);
        let open = clause.last().is_some_and(|piece| self.slice(piece) == "的") && !nominal;
        let matter = |piece: &Piece| matches!(piece.word(), Some(Word::Item(_) | Word::OtherObject));
        // 行政处罚案件没有发生行政诉讼: no suits of that kind.
        let narrow = head.iter().any(matter)
            && !head.iter().any(joins)
            && behind.iter().any(|piece| piece.word().is_some_and(is_review));
        if self.is_quoted(negation.range.start) || open || narrow {
            return None;
        }
        let sure =
            head.iter().all(|piece| self.is_plain_head(piece)) && behind.iter().all(|piece| self.is_plain(piece));
        if !sure {
            behind = self.phrase(&head, behind, carried)?;
        } else if behind.last().is_some_and(|last| last.word().is_some_and(is_review)) {
            // 未发生因答复申请引起的行政诉讼: the answers are the cause.
            behind = self.without_cause(behind)?;
        }
        let mut words = self.denied_words(&head, &behind, carried);
        if words.is_empty() && behind.is_empty() && !self.is(negation, Phrase::NotDone) {
            // 行政复议情况无; 行政复议：本年度无
            let named = || head.iter().filter_map(Piece::word);
            let empty = carried.announced && !named().any(is_telling);
            words.extend(named().chain(carried.object.iter().copied().filter(|_| empty)));
        }
        // 无结转 behind what came in and became of it: into the next year.
        let done = carried.done || self.counts_requests(negation.range.start);
        for word in words.iter_mut().filter(|word| done && **word == Word::Carried) {
            *word = Word::CarriedOut;
        }
        let here: Vec<Word> = reviews(head.iter().filter_map(Piece::word)).collect();
        // 申请人未提起诉讼: one of them, and of one request.
        if reviews(words.iter().copied()).next().is_some() && head.iter().any(|piece| self.is(piece, Phrase::Asker)) {
            return None;
        }
        // 未收到信息公开申请、行政复议: either.
        let asked = |piece: &Piece| piece.is(Word::Request) || piece.is(Word::Application);
        let beside = behind.windows(2).any(|pair| asked(&pair[0]) && joins(&pair[1]));
        let denied = Denied {
            beside,
            published: clause.get(not + 1).is_some_and(|next| next.is(Word::Published)),
            carried: if here.is_empty() { reviews(carried.object.iter().copied()).collect() } else { here },
            // 未 denies a deed, 无 a thing.
            deed: self.is(negation, Phrase::NotDone),
            occurs: self.occurs(&behind),
            sure,
            ..denied(words, carried)
        };
        Some((negation.range.start..clause.last()?.range.end, denied))
    }

    /// What is denied where not every word is understood: the last noun, and those joined to it. None where a word is known to
    /// narrow it, or where the last noun is not known: 未收到要求公开历史档案的申请, 未收到对申请的意见.
    fn phrase(&self, head: &[Piece], behind: Vec<Piece>, carried: &Carried) -> Option<Vec<Piece>> {
        let behind = self.without_cause(behind)?;
        let unknown = |piece: &&Piece| piece.what == What::Rest && !is_light(self.slice(piece));
        let matter = |piece: &Piece| piece.is(Word::OtherObject) && !self.is(piece, Phrase::Plain);
        let is_noun = |piece: &Piece| matter(piece) || piece.word().is_some_and(is_object);
        let last = behind.iter().rposition(is_noun)?;
        let known = behind.iter().rposition(|piece| piece.word().is_some_and(is_object)).unwrap_or(last);
        if self.is_closed(head)
            || behind[..known].iter().any(|piece| self.narrows(piece))
            || behind[known + 1..].iter().any(|piece| self.is_lost(piece))
            || self.unknown(&behind) > UNKNOWN
        {
            return None;
        }
        // What is not known may be joined to what is, and may not follow it otherwise.
        let mut kept: Vec<Piece> = Vec::new();
        for (at, piece) in behind.iter().enumerate() {
            let follows = behind.get(at + 1).is_some_and(joins);
            // 和有关的申诉案: a noun of a few characters; more is a sentence that goes on.
            let short = self.slice(piece).chars().count() <= NOUN;
            let listed = at > last && short && behind[last..at].iter().any(joins);
            let joined = at > 0 && joins(&behind[at - 1]) || follows || listed;
            if matter(piece) || at > last && unknown(&piece) {
                if !joined {
                    return None;
                }
                continue;
            }
            // 未制定行政法规、规章: what is not known stands beside what is.
            let alone = kept.last().is_none_or(|last| joins(last) || last.word().is_some_and(|word| !is_object(word)));
            if unknown(&piece) && follows && alone {
                continue;
            }
            kept.push(piece.clone());
        }
        let of = |is: fn(Word) -> bool| kept.iter().filter_map(Piece::word).any(is);
        let asked = of(|word| matches!(word, Word::Request | Word::Application | Word::CarriedOut | Word::CarriedIn));
        let rows = of(|word| matches!(word, Word::Outcome(..) | Word::Item(_) | Word::Result(_)));
        let clear = asked || of(is_review) && carried.publicity;
        // 未作出行政强制和行政征收: what is not known is beside it, not part of it.
        let beside = !kept.iter().any(|piece| unknown(&piece)) && !head.iter().any(|piece| unknown(&piece));
        (clear && !rows || beside && rows).then_some(kept)
    }

    /// Whether a word behind the noun says how the matter ended: 没有行政诉讼败诉的情况.
    fn is_lost(&self, piece: &Piece) -> bool {
        piece.is(Word::Narrow)
            && self.on.reading.said.says(piece.range.clone(), Phrase::Narrowing)
            && !self.is(piece, Phrase::About)
    }

    /// 因信息公开事项被提起行政诉讼: the cause says nothing of the object, unless a word in it narrows; none where it is another
    /// matter than disclosure: 因行政处罚引起的行政诉讼.
    fn without_cause(&self, pieces: Vec<Piece>) -> Option<Vec<Piece>> {
        let Some(from) = pieces.iter().position(|piece| self.is(piece, Phrase::Cause)) else { return Some(pieces) };
        let brings = |piece: &Piece| self.is(piece, Phrase::Brings);
        let Some(to) = pieces[from..].iter().rposition(brings).map(|at| from + at) else { return Some(pieces) };
        let cause = &pieces[from..=to];
        let matter = |piece: &Piece| matches!(piece.word(), Some(Word::Item(_) | Word::OtherObject));
        if cause.iter().any(matter) && !self.on.reading.says(cause, Phrase::Publicity) {
            return None;
        }
        let kept = |at: usize, piece: &Piece| at < from || at > to || piece.is(Word::Narrow);
        Some(pieces.into_iter().enumerate().filter(|(at, piece)| kept(*at, piece)).map(|(_, piece)| piece).collect())
    }

    /// The words of what is denied: those behind the negation; where they name no object, it stands before.
    fn denied_words(&self, head: &[Piece], behind: &[Piece], carried: &Carried) -> Vec<Word> {
        let mut words: Vec<Word> = behind.iter().filter_map(Piece::word).collect();
        let before = head.iter().filter_map(Piece::word);
        if words.iter().any(|word| is_object(*word)) {
            if !words.iter().any(|word| is_applicant(*word)) {
                // 法人或其他组织未提出申请.
                words.extend(before.filter(|word| is_applicant(*word)));
            }
            return words;
        }
        let joint = head.last().is_some_and(|piece| self.is(piece, Phrase::Alike));
        let empty = !before.clone().any(is_telling);
        let action = words.contains(&Word::Issued) || words.contains(&Word::Repealed);
        let came = self.occurs(behind) || words.contains(&Word::Received);
        if empty && action && !joint {
            // 制发3件，未废止: the object of the clause before.
            words.extend(carried.object.iter().filter(|word| matches!(word, Word::Item(_))));
        } else if empty && carried.announced && came {
            // 行政诉讼方面，全年未发生.
            words.extend(&carried.object);
        } else if came || action || joint && words.is_empty() {
            // 行政复议均未发生, 一件申请也没有收到.
            words.extend(before);
        }
        words
    }

    /// Whether a verb of coming about stands among the pieces: with it 未 denies the thing, not the deed.
    fn occurs(&self, pieces: &[Piece]) -> bool {
        pieces.iter().any(|piece| self.is(piece, Phrase::Occurs))
    }

    /// 申请量为0, 行政复议、行政诉讼均为零: a figure of nothing without a measure word.
    fn zero(&self, clause: &[Piece], carried: &Carried) -> Option<(Range<usize>, Denied)> {
        let at = clause.iter().rposition(|piece| !self.is(piece, Phrase::ZeroTail))?;
        let (zero, head) = (clause.get(at)?, clause.get(..at)?);
        let verb = head.last()?;
        let happened = clause.get(at + 1).is_some_and(|piece| self.is(piece, Phrase::Occurs));
        let stated = self.slice(verb).ends_with(['为', '是']) || happened;
        let sure = head.iter().all(|piece| self.is_plain_head(piece));
        if !self.is_zero(zero) || !stated || !sure && self.is_closed(head) {
            return None;
        }
        let mut words: Vec<Word> = head.iter().filter_map(Piece::word).collect();
        if sure && carried.announced && !words.iter().any(|word| is_telling(*word)) {
            // 依申请公开方面，全年数量为零
            words.extend(&carried.object);
        }
        Some((verb.range.start..zero.range.end, Denied { sure, ..denied(words, carried) }))
    }

    /// 零申请, “零复议”: said of disclosure, and not as an aim.
    fn slogans(&self, clause: &[Piece], carried: &Carried) -> Vec<(Range<usize>, Denied)> {
        let mut found = Vec::new();
        if !carried.publicity || carried.elsewhere {
            return found;
        }
        for (at, pair) in clause.windows(2).enumerate() {
            let [zero, thing] = pair else { continue };
            let words = match thing.word() {
                Some(Word::Application | Word::Request | Word::Received) => vec![Word::New, Word::Request],
                Some(word @ (Word::Review | Word::Litigation)) => vec![word],
                _ => Vec::new(),
            };
            if !words.is_empty() && self.is_zero(zero) && zero.range.end == thing.range.start {
                let next = clause.get(at + 2);
                if next.is_none_or(|next| self.is_plain(next) || self.is_zero(next)) {
                    let denied = Denied { answers: true, ..denied(words, carried) };
                    found.push((zero.range.start..thing.range.end, denied));
                }
            } else if !self.is_plain_head(zero) && !self.is_zero(zero) {
                break;
            }
        }
        found
    }

    /// Whether a piece says zero without a measure word: 零, 0.
    fn is_zero(&self, piece: &Piece) -> bool {
        match &piece.what {
            What::Number(number) => number.value == 0 && matches!(number.unit, Unit::Bare | Unit::Other),
            What::Rest => {
                let attained = || self.on.reading.said.opens(piece.range.clone(), Phrase::Attains).is_some();
                self.slice(piece).strip_suffix('零').is_some_and(|rest| rest.is_empty() || attained())
            }
            _ => false,
        }
    }

    /// Whether the sentence speaks of disclosure on request.
    pub(super) fn is_of_publicity(&self) -> bool {
        // The sentence that opens the paragraph, perhaps its heading.
        let headed = self.on.paragraph.sentences.first().is_some_and(|lead| {
            lead.says(Phrase::OnRequest) && self.on.reading.slice(&lead.range).chars().take(25).count() <= 24
        });
        *self.on.topic == Object::Request || headed || self.sentence.says(Phrase::Publicity)
    }

    /// Whether a place lies within “ ”: what is quoted is not said here.
    fn is_quoted(&self, at: usize) -> bool {
        let near = lookback(&self.on.reading.text.text[..at], 600);
        near.rfind(['“', '”', '\n']).is_some_and(|mark| near[mark..].starts_with('“'))
    }

    /// Whether the sentence up to a clause says what would be, what is excepted or what somebody thinks: 如无…的，, 除…外，, 认为没有….
    /// What is said behind a denial does not hold it back: 未制定规范性文件，确保现有政策稳定.
    pub(super) fn is_conditional(&self, clause: &[Piece]) -> bool {
        let until = clause.last().map_or(self.sentence.range.start, |last| last.range.end);
        let text = lookback(self.on.reading.slice(&(self.sentence.range.start..until)), 900);
        let range = until - text.len()..until;
        self.on.reading.said.says(range, Phrase::Conditional) || is_conditional(text)
    }
}

/// A denial of these words, as the sentence bears on it.
fn denied(words: Vec<Word>, carried: &Carried) -> Denied {
    let (publicity, answers) = (carried.publicity, carried.answers);
    Denied { words, occurs: true, sure: true, publicity, answers, ..Denied::default() }
}

/// Whether a piece joins two nouns: 和, 、; 复议、诉讼等行政争议.
pub(super) fn joins(piece: &Piece) -> bool {
    piece.is(Word::And) || piece.is(Word::Etc) || piece.mark() == Some(Mark::Pause)
}

/// The words of 表四 among others.
pub(super) fn reviews(words: impl Iterator<Item = Word>) -> impl Iterator<Item = Word> {
    words.filter(|word| is_review(*word))
}

/// The clauses of a sentence, cut at commas and the like and before a further denial (无申请、无复议), as ranges of pieces.
pub(super) fn clauses(pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        let again = || pieces.get(at + 1).is_some_and(|next| next.is(Word::Not)) && joins(piece);
        // 没有无法提供的、不予处理1件: what is counted is not denied.
        let counted = || {
            let mut rest = pieces[at + 1..].iter().take_while(|piece| piece.mark().is_none());
            let count = |piece: &Piece| piece.number().is_some_and(is_count);
            piece.mark().is_some() && pieces[start..at].iter().any(|piece| piece.is(Word::Not)) && rest.any(count)
        };
        if piece.mark().is_some_and(|mark| mark != Mark::Pause) || again() || counted() {
            clauses.push(start..at);
            start = at + 1;
        }
    }
    clauses.push(start..pieces.len());
    clauses
}
