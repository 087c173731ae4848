//! Rates: the way through a sentence. A rate is wrong only when no numerator and no base that its sentence could mean give it; without last year's file, or
//! last year's figure in the sentence, growth stays silent.

use crate::check::subject::Subject;
use crate::check::text::bind::{
    Binder, Claim, Direction, Fact, Kind, Object, Sum, When, Words, is_applicant, is_light, is_row,
};
use crate::check::text::parse::{Mark, Piece, REACH, Reading, What, stretch_from};
use crate::check::text::words::{MICRO, Number, Unit, Word};
use crate::diag::{Code, Finding};

/// The rates of a sentence.
pub(crate) struct Rates<'a> {
    pub subject: &'a Subject<'a>,
    pub binder: &'a Binder<'a>,
    pub reading: &'a Reading<'a>,
    pub pieces: &'a [Piece],
    pub counts: &'a [Claim],
    /// The figures of the sentence before.
    pub above: &'a [Claim],
    /// The last figures of the sentences before.
    pub past: &'a [&'a Number],
}

/// What a list behind 分别 gives one by one.
pub(crate) struct EachRate<'a> {
    pub number: &'a Number,
    pub direction: Option<Direction>,
}

/// How many figures of earlier sentences a share may be of.
pub(crate) const PAST: usize = 24;

impl<'a> Rates<'a> {
    /// Judges each rate of the sentence once; those that 分别 distributes together.
    pub fn run(&self, findings: &mut Vec<Finding>) {
        // The end of the last list that 分别 distributes.
        let mut judged = 0;
        for (at, piece) in self.pieces.iter().enumerate() {
            if piece.is(Word::Each)
                && let Some(end) = self.paired(at, findings)
            {
                judged = end;
            }
            let Some(number) = piece.number().filter(|_| at >= judged) else { continue };
            let head = self.head(at);
            let direction = self.direction(head);
            findings.extend(match (number.unit, direction) {
                (Unit::Percent, _) if self.is_former(at) => None,
                (Unit::Percent, None) => self.share(number, at, head),
                (Unit::Points, Some(direction)) => self.points(number, at, head, direction),
                (Unit::Percent | Unit::Times, _) => self.growth(number, at, head, direction),
                _ => match self.count(at).and_then(|count| count.change) {
                    Some(direction) => self.growth(number, at, head, Some(direction)),
                    None => None,
                },
            });
        }
    }

    /// The count at a piece.
    pub fn count(&self, piece: usize) -> Option<&'a Claim> {
        let at = self.counts.partition_point(|count| count.piece < piece);
        self.counts.get(at).filter(|count| count.piece == piece)
    }

    /// Where the words before a number begin: behind the last mark or number.
    pub fn head_from(&self, at: usize) -> usize {
        let counts = |piece: &Piece| piece.number().is_some_and(|number| number.unit != Unit::Year);
        stretch_from(self.pieces, at, |piece| piece.mark().is_some() || counts(piece))
    }

    /// The words before a number.
    pub fn head(&self, at: usize) -> &'a [Piece] {
        &self.pieces[self.head_from(at)..at]
    }

    /// Where the stretch of a piece begins: behind the last semicolon.
    pub fn stretch(&self, at: usize) -> usize {
        stretch_from(self.pieces, at, |piece| piece.mark() == Some(Mark::Semicolon))
    }

    /// The text from the first of some pieces to the last.
    pub fn text(&self, pieces: &[Piece]) -> &'a str {
        self.reading.text(pieces)
    }

    /// Text that no word covers and that may name something else.
    pub fn is_unknown(&self, piece: &Piece) -> bool {
        piece.what == What::Rest && !is_light(self.reading.slice(&piece.range))
    }

    /// Whether the words before a number say that it grew by so much, or shrank.
    pub fn direction(&self, head: &[Piece]) -> Option<Direction> {
        match head.iter().filter_map(Piece::word).rfind(|word| *word != Word::Filler) {
            Some(Word::More) => Some(Direction::More),
            Some(Word::Less) => Some(Direction::Less),
            _ => None,
        }
    }

    /// The year before the report's.
    pub fn year_before(&self) -> i64 {
        i64::from(self.subject.report.year.value) - 1
    }

    /// Whether words speak of last year: 上年, 2023年.
    pub fn is_last_year(&self, head: &[Piece]) -> bool {
        head.iter().any(|piece| piece.is(Word::LastYear) || piece.year() == Some(self.year_before()))
    }

    /// Whether a share is the one that was before: 由9.8%上升到13.3%, 上年为9.8%.
    fn is_former(&self, at: usize) -> bool {
        let left = self.pieces.get(at + 1).is_some_and(|next| next.is(Word::Became));
        left || self.is_last_year(self.head(at)) && self.direction(self.head(at)).is_none()
    }

    /// Whether only brackets that are closed stand between two pieces: 3646件（含上年结转121件），同比….
    fn is_outside(&self, from: usize, to: usize) -> bool {
        let mut depth = 0i32;
        self.pieces[from..to].iter().all(|piece| {
            depth += match piece.mark() {
                Some(Mark::Open) => 1,
                Some(Mark::Close) => -1,
                _ => 0,
            };
            depth >= 0
        })
    }

    /// The counts before a piece in its stretch, the last first; no changes, nothing in brackets.
    pub fn before(&self, at: usize) -> impl Iterator<Item = &'a Claim> {
        let end = self.counts.partition_point(|count| count.piece < at);
        let stretch = self.stretch(at);
        let counts = self.counts[end.saturating_sub(REACH)..end].iter().rev();
        counts
            .take_while(move |count| count.piece >= stretch)
            .filter(|count| count.change.is_none())
            .take(12)
            .filter(move |count| self.is_outside(count.piece, at))
    }

    /// Whether a count is last year's, quoted for comparison: 上年为20件, 较2023年的18件.
    pub fn is_quoted(&self, count: &Claim) -> bool {
        let head = self.head(count.piece);
        let became = head.iter().any(|piece| piece.is(Word::Became));
        self.is_last_year(head) && !became && !head.iter().any(|piece| piece.is(Word::CarriedIn))
    }

    /// The count that a rate at a piece hangs on.
    pub fn hangs_on(&self, at: usize) -> Option<&'a Claim> {
        self.before(at).find(|count| !self.is_quoted(count))
    }

    /// Whether a count states what the tables say of this year.
    pub fn agrees(&self, count: &Claim) -> bool {
        count.when == When::Now && count.agrees(self.subject.report)
    }

    /// What the words from `from` to `to` name all by themselves: 新收申请数量同比增长, 无法提供的申请占.
    pub fn named(&self, from: usize, to: usize) -> Option<(Words, Object)> {
        if from > 0 && self.pieces[from - 1].mark().is_none() {
            return None;
        }
        let indexes: Vec<usize> = (from..to).collect();
        let words = self.binder.words(self.reading, self.pieces, &indexes);
        use Word::{Each, InTime, Narrow, Not, OtherObject, Plan, Published, Span, Title};
        let strange =
            |word: &Word| matches!(word, Narrow | Span | InTime | Plan | Not | OtherObject | Published | Title | Each);
        let this = self.year_before() + 1;
        let year = words.year.is_none_or(|year| year == this || year == this - 1);
        if words.rest || words.foreign || words.month || !year || words.words.iter().any(strange) {
            return None;
        }
        let object = words.object().unwrap_or(Object::Request);
        let sound = match &object {
            // Of other matters than 政府信息公开 the tables say nothing.
            Object::Review(_) => !words.has(Word::Done) && !words.has(Word::Handled) && !self.binder.is_of_justice(),
            Object::Request => {
                let stretch = &self.pieces[self.stretch(from)..to];
                words.words.iter().any(|word| is_row(*word) || is_applicant(*word))
                    && stretch.iter().any(|piece| {
                        matches!(piece.word(), Some(Word::Request | Word::Application | Word::New | Word::Outcome(..)))
                    })
            }
            _ => true,
        };
        (sound && self.is_general(from)).then_some((words, object))
    }

    /// Whether nothing earlier in the stretch narrows what is said: 四季度, 县政府办, 2022年.
    fn is_general(&self, at: usize) -> bool {
        let from = self.stretch(at);
        let indexes: Vec<usize> = (from..at).collect();
        let words = self.binder.words(self.reading, self.pieces, &indexes);
        let this = self.year_before() + 1;
        let other = |piece: &Piece| piece.year().is_some_and(|year| year != this && year != this - 1);
        !words.foreign
            && !words.month
            && !words.words.iter().any(|word| matches!(word, Word::Narrow | Word::Span | Word::Plan))
            && !self.pieces[from..at].iter().any(other)
    }

    /// The fact that words name, where the tables leave no doubt which.
    pub fn fact(&self, words: &Words, object: &Object) -> Option<Fact> {
        self.binder.fact(&words.words, object).filter(|fact| fact.kind != Kind::Item || fact.exact)
    }

    pub fn name(&self, sums: &[Sum]) -> String {
        sums.first().map(|sum| sum.words(self.subject.report)).unwrap_or_default()
    }

    pub fn finding(&self, number: &Number, message: String) -> Finding {
        self.reading.finding(Code::Rate, number.range.clone(), message)
    }
}

/// A quotient in per cent, in millionths.
pub(crate) fn per_cent(of: i128, base: i128) -> Option<i128> {
    of.checked_mul(100 * MICRO)?.checked_div(base)
}

/// A quotient with the decimals that a number was printed with.
pub(crate) fn percent(of: i128, base: i128, like: &Number) -> String {
    let step = like.step().clamp(1, MICRO);
    let scaled = of.checked_mul(MICRO).and_then(|of| of.checked_div(base.max(1))).unwrap_or(0);
    let rounded = (scaled + step / 2) / step * step;
    let decimals = (0..=6).find(|decimals| MICRO / 10i128.pow(*decimals) == step).unwrap_or(2);
    let text = format!("{}.{:06}", rounded / MICRO, rounded % MICRO);
    let keep = text.len() - 6 + decimals as usize;
    text[..keep].trim_end_matches('.').to_owned()
}
