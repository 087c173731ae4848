//! What a paragraph claims of the tables, with the cells that answer: the only thing that rules about figures and denials see.
//!
//! Plain data: how a claim was read is for the walk (figures) and for `denial`.

use std::ops::Range;

use crate::check::text::bind::cells::{CellAt, Sum};
use crate::check::text::bind::readings::Fact;
use crate::check::text::claim::{Direction, When};
use crate::check::text::parse::{Mark, Paragraph, Piece, REACH, Reading};
use crate::check::text::words::{Number, Phrase};
use crate::report::Report;

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
    let pieces = &paragraph.sentences[claim.sentence].pieces[..claim.piece];
    let pieces = &pieces[pieces.len().saturating_sub(REACH)..];
    let cut = |piece: &Piece| matches!(piece.mark(), Some(Mark::Comma | Mark::Semicolon));
    let clause = pieces.iter().rposition(cut).map_or(0, |mark| mark + 1);
    pieces[clause..].iter().any(|piece| reading.is(piece, Phrase::AllAre))
}
