//! What a paragraph claims of the tables, with the cells that answer: the only thing that rules about figures and denials see.
//!
//! Plain data: how a claim was read is for the walk (figures) and for `denial`.

use std::ops::Range;

use crate::check::text::bind::{CellAt, Fact, Kind, Sum};
use crate::check::text::parse::{Mark, Paragraph, Piece, Reading, stretch_from};
use crate::check::text::words::{Number, Phrase, Word};
use crate::report::Report;

/// The year a count is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Now,
    /// The year before the report's.
    Last,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    More,
    Less,
}

/// What a passage speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Object {
    #[default]
    None,
    Request,
    Other,
    /// 表四, with the words that named it.
    Review(Vec<Word>),
    /// Lines of 表二.
    Items(Vec<usize>),
}

/// A figure of a paragraph (一个数).
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub number: Number,
    /// The sentence, and the piece in it.
    pub sentence: usize,
    pub piece: usize,
    /// The cells it states; none when no cell answers or the scope is narrower.
    pub fact: Option<Fact>,
    /// The cells its words name, where something around them leaves in doubt that the whole is meant.
    pub likely: Option<Fact>,
    pub when: When,
    /// A change against last year, not a count itself: its direction.
    pub change: Option<Direction>,
    /// Whether nothing but plain words stands before it.
    pub plain: bool,
}

impl Claim {
    /// A figure that stands in a sentence at a piece, and of which nothing else is known yet.
    pub fn of(number: Number, (sentence, piece): (usize, usize), when: When) -> Claim {
        Claim { number, sentence, piece, fact: None, likely: None, when, change: None, plain: false }
    }

    /// What kind of whole it is a part of, where a cell answers.
    pub fn kind(&self) -> Option<Kind> {
        self.fact.as_ref().map(|fact| fact.kind)
    }

    /// Whether a reading of it is what a report says.
    pub fn agrees(&self, report: &Report) -> bool {
        self.fact.as_ref().is_some_and(|fact| fact.agrees(&self.number, report))
    }
}

/// A claim that there was nothing (没有), of cells that then have to be 0; or, with `some`, that there was something, of which one
/// at least then must not be.
#[derive(Debug)]
pub(crate) struct Denial {
    /// The stretch that says so.
    pub range: Range<usize>,
    pub facts: Vec<Fact>,
    /// Whether every word of it is understood.
    pub sure: bool,
    /// The reverse: it says that there was something, and not how much.
    pub some: bool,
}

impl Denial {
    /// A denial that a stretch states.
    pub fn of(range: Range<usize>, facts: Vec<Fact>, sure: bool) -> Denial {
        Denial { range, facts, sure, some: false }
    }

    /// Whether a sum is as it says.
    pub fn agrees(&self, sum: &Sum, report: &Report) -> bool {
        (sum.value(report) == 0) != self.some
    }

    /// The cells that would have to be 0.
    pub fn cells(&self) -> impl Iterator<Item = CellAt> {
        self.facts.iter().flat_map(|fact| &fact.readings).flat_map(|sum| sum.plus.iter().copied())
    }
}

/// Those of the figures of a paragraph that stand in a sentence.
pub(crate) fn claims_of(claims: &[Claim], sentence: usize) -> &[Claim] {
    let from = claims.partition_point(|claim| claim.sentence < sentence);
    let to = claims.partition_point(|claim| claim.sentence <= sentence);
    &claims[from..to]
}

/// 均为0件, 都是零: said of several at once, and so a denial rather than a figure.
pub(crate) fn is_joint_zero(reading: &Reading, paragraph: &Paragraph, claim: &Claim) -> bool {
    if claim.number.value != 0 || claim.when != When::Now {
        return false;
    }
    let pieces = &paragraph.sentences[claim.sentence].pieces;
    let cut = |piece: &Piece| matches!(piece.mark(), Some(Mark::Comma | Mark::Semicolon));
    let clause = &pieces[stretch_from(pieces, claim.piece, cut)..claim.piece];
    clause.iter().any(|piece| reading.is(piece, Phrase::AllAre))
}
