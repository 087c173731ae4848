//! The words of a stretch of pieces together: what they name, what about them is not understood, and what holds on behind them.

use crate::check::text::bind::{Direction, Object, Sum};
use crate::check::text::parse::{Piece, Reading};
use crate::check::text::words::{Number, Phrase, Unit, Word};
use crate::form::Role;

/// The words of a stretch of pieces.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    pub words: Vec<Word>,
    /// Text behind the last telling word that the lexicon does not know.
    pub loose: bool,
    /// Any such text.
    pub rest: bool,
    /// Such text with 不 in it.
    pub negated: bool,
    pub foreign: bool,
    /// Joined by 和 or 、.
    pub joined: bool,
    pub year: Option<i64>,
    /// The year of a comparison, 比2023年的20件.
    pub compared: Option<i64>,
    pub month: bool,
    /// 共, 总计: of what stands before, where nothing else is named.
    pub total: bool,
    pub percent: bool,
    /// Narrowed by nothing but the noun: 行政许可事项.
    pub narrow_noun: bool,
}

impl Words {
    pub fn has(&self, word: Word) -> bool {
        self.words.contains(&word)
    }

    /// Adds the words of another stretch, and what hangs on them.
    pub fn take(&mut self, other: &Words) {
        self.foreign |= other.foreign;
        self.joined |= other.joined;
        self.words.extend(&other.words);
    }

    /// Whether one of them is so.
    pub fn any(&self, is: impl Fn(Word) -> bool) -> bool {
        self.words.iter().copied().any(is)
    }

    pub fn telling(&self) -> bool {
        self.any(is_telling)
    }

    /// Whether the words say what is counted, 申请 alone apart.
    pub fn named(&self) -> bool {
        self.any(|word| is_telling(word) && word != Word::Application)
    }

    /// Whether the words make a count a change against another year.
    pub fn change(&self) -> Option<Direction> {
        match self.words.iter().rev().find(|word| !matches!(word, Word::Filler)) {
            Some(Word::More) => Some(Direction::More),
            Some(Word::Less) => Some(Direction::Less),
            _ => None,
        }
    }

    pub fn object(&self) -> Option<Object> {
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

/// What holds between two semicolons.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stretch {
    pub action: Vec<Word>,
    pub row: Option<Vec<Sum>>,
    /// What the last figure was of, its kind of applicant and all.
    pub last: Vec<Sum>,
    /// The scope is another body's.
    pub foreign: bool,
    /// The last figure was of a part only.
    pub part: bool,
    pub among: bool,
    /// What the last 其中 divides.
    pub whole: Option<Vec<Sum>>,
    /// What 其中 divides is no matter of the tables: 公文312件，其中不予公开158件.
    pub other: bool,
    /// A kind of 表四 was named, and how many.
    pub review: bool,
    pub kinds: usize,
    pub applicants: Vec<Word>,
    /// The kind of applicant that all of it is about: 商业企业申请4件，已公开2件.
    pub subject: Vec<Word>,
}

/// Whether a word names 表四 or a part of it.
pub(crate) fn is_review(word: Word) -> bool {
    word.role() == Role::Review
}

/// Whether a word names how a matter ended, in 表三 or 表四.
pub(crate) fn is_outcome(word: Word) -> bool {
    matches!(word, Word::Outcome(..) | Word::Result(_))
}

/// Whether a word names a row of 表三.
pub(crate) fn is_row(word: Word) -> bool {
    word.role() == Role::Row
}

/// Whether a word names a kind of applicant.
pub(crate) fn is_applicant(word: Word) -> bool {
    word.role() == Role::Applicant
}

/// Whether a word says what was done with a document of 表二.
pub(crate) fn is_action(word: Word) -> bool {
    word.role() == Role::Action
}

/// Whether a word says which figure is meant.
pub(crate) fn is_telling(word: Word) -> bool {
    word.role() != Role::Part
}

/// Whether unknown text says nothing: particles and verbs of being.
pub(crate) fn is_light(rest: &str) -> bool {
    rest.chars()
        .all(|c| "的为有共计达是了到至及其也均已余约近超过逾仅只各之内上下所将就数得获来自还总合底现".contains(c))
}

/// 制发公文130件，主动公开18件，不予公开112件: a sentence of what texts may be made public, and nothing of requests.
pub(super) fn is_of_texts(reading: &Reading, pieces: &[Piece]) -> bool {
    // 不予公开信息数1条
    let before_count =
        |behind: &[Piece]| behind.iter().find(|piece| !piece.is(Word::Filler)).and_then(Piece::number).is_some();
    let counted =
        |is: &dyn Fn(&Piece) -> bool| (0..pieces.len()).any(|at| is(&pieces[at]) && before_count(&pieces[at + 1..]));
    let proactive = |piece: &Piece| piece.is(Word::Published) && reading.is(piece, Phrase::Proactive);
    let outcome = |piece: &Piece| matches!(piece.word(), Some(Word::Outcome(..)));
    // 依申请公开16件 may be a kind of text; 政府信息公开申请16件 is not.
    let asked = |piece: &Piece| {
        piece.is(Word::New)
            || piece.is(Word::Application)
            || piece.is(Word::Request) && !reading.opens(std::slice::from_ref(piece), Phrase::OnRequest)
    };
    counted(&proactive) && counted(&outcome) && !pieces.iter().any(asked)
}

/// Whether a year before a piece is only of the document that it names: 2022年部门决算.
pub(super) fn is_dated(reading: &Reading, next: &Piece) -> bool {
    reading.said.says(next.range.clone(), Phrase::Dated)
}

/// The years among some pieces that say when something was, in their order; not those of documents they name.
pub(super) fn framing_years<'p>(reading: &Reading, pieces: &'p [Piece]) -> impl DoubleEndedIterator<Item = i64> + 'p {
    let framing = |at: usize| {
        let year = pieces[at].year()?;
        // 2023年结转申请2件 says whence they came; 2023年结转的2件 are those that are spoken of.
        let carried = |next: &Piece| {
            let those = pieces.get(at + 2).is_some_and(|of| reading.slice(&of.range).starts_with('的'));
            next.is(Word::Carried) && !those
        };
        let dated = |next: &Piece| is_dated(reading, next) || carried(next);
        (!pieces.get(at + 1).is_some_and(dated)).then_some(year)
    };
    (0..pieces.len()).filter_map(framing).collect::<Vec<_>>().into_iter()
}

/// A part of a date that frames the whole year: 1月1日, 1月至, 至12月, 截至2024年12月, 12月31日; 12月 by itself is a month.
pub(crate) fn is_year_frame(reading: &Reading, number: &Number) -> bool {
    const TO: [char; 8] = ['至', '到', '-', '－', '—', '–', '~', '～'];
    let text = reading.text.text.as_str();
    let (before, behind) = (&text[..number.range.start], &text[number.range.end..]);
    // 截至2023年12月
    let before = before.trim_end_matches(|c: char| c == '年' || c.is_ascii_digit());
    match (number.unit, number.whole()) {
        (Unit::Month, Some(1)) => behind.starts_with("1日") || behind.starts_with(TO),
        (Unit::Month, Some(12)) => {
            behind.starts_with("31日") || behind.starts_with(['底', '末', '止']) || before.ends_with(TO)
        }
        (Unit::Day, Some(1 | 31)) => true,
        _ => false,
    }
}

/// 如 and 若 at the beginning of a clause, 除 as a word of its own.
pub(super) fn is_conditional(text: &str) -> bool {
    let opens = |word: char, not: &str| {
        text.match_indices(word).any(|(at, found)| {
            let starts = text[..at].chars().next_back().is_none_or(|c| "，；：、（“ ".contains(c));
            starts && !text[at + found.len()..].starts_with(|c| not.contains(c))
        })
    };
    let excepts =
        text.match_indices('除').any(|(at, _)| !text[..at].ends_with(|c| "免消删解清拆排废撤根剔破扣".contains(c)));
    opens('如', "下期实何此上同") || opens('若', "干") || excepts
}
