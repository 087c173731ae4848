//! A count of a paragraph with the cells it states. Plain data: how it was bound is for the walk.

use crate::check::text::bind::readings::Fact;
use crate::check::text::claim::{Direction, When};
use crate::check::text::parse::tree::{Mark, Paragraph, Piece, REACH, Reading};
use crate::check::text::words::number::Number;

/// A count of a paragraph.
#[derive(Debug, Clone)]
pub(crate) struct Count {
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

/// 均为0件, 都是零: said of several at once, and so a negation rather than a figure.
pub(crate) fn is_joint_zero(reading: &Reading, paragraph: &Paragraph, count: &Count) -> bool {
    if count.number.value != 0 || count.when != When::Now {
        return false;
    }
    let pieces = &paragraph.sentences[count.sentence].pieces[..count.piece];
    let pieces = &pieces[pieces.len().saturating_sub(REACH)..];
    let cut = |piece: &Piece| matches!(piece.mark(), Some(Mark::Comma | Mark::Semicolon));
    let clause = pieces.iter().rposition(cut).map_or(0, |mark| mark + 1);
    pieces[clause..]
        .iter()
        .any(|piece| matches!(reading.slice(&piece.range), "均" | "都" | "均为" | "都为" | "都是" | "均是" | "全部"))
}
