//! Lists that run on past what was understood of them: 其中…73条，回应关切24条，建议提案2条. The arithmetic tells whether they are of the
//! total.

use super::Slip;
use crate::check::text::parse::{Division, Lists, Mark, Piece, REACH, stretch_from};
use crate::check::text::words::{About, Number, Unit, Word};

/// What becomes of a list when the figures behind it are taken for parts as well.
pub(super) enum RunOn<'a> {
    /// It makes the total.
    Fits,
    /// It is off by a slip of the pen.
    Off(Vec<(&'a Number, i128)>),
}

/// A longer list with a digit mistyped has so many parts at least; fewer come near by chance.
pub(super) const LONG: usize = 5;

/// The list up to each semicolon behind it, and to the end of its sentence.
pub(super) fn run_on<'a>(lists: &Lists<'a>, division: &Division<'a>) -> Option<RunOn<'a>> {
    let last = division.parts.list.last()?.piece;
    let mut parts: Vec<(&Number, i128)> = division.parts.list.iter().map(|part| (part.number, part.times)).collect();
    let (mut off, mut depth, understood) = (None, 0usize, parts.len());
    for (at, piece) in lists.pieces(division.index).iter().enumerate().skip(last + 1).take(2 * REACH) {
        match piece.mark() {
            Some(Mark::Open) => depth += 1,
            Some(Mark::Close) if depth == 0 => break,
            Some(Mark::Close) => depth -= 1,
            _ if depth > 0 => {}
            Some(Mark::Semicolon) => off = tried(division, &parts, understood).or(off),
            // 予以公开12件；……；结转下年度2件: what is carried on may make the rest.
            _ if piece.is(Word::CarriedOut) => {
                let next = lists.pieces(division.index)[at..].iter().take(REACH).find_map(Piece::number);
                let rest = division.total.value - parts.iter().map(|(part, times)| part.value * times).sum::<i128>();
                if next.is_some_and(|next| next.unit == division.total.unit && next.value == rest) {
                    return Some(RunOn::Fits);
                }
                break;
            }
            _ if matches!(piece.word(), Some(Word::Among | Word::Sum | Word::Done)) => break,
            // 7月12日启动应急响应1次
            _ if piece.number().is_some_and(|number| number.unit == Unit::Day) => break,
            _ if lists.is_aside(division.index, at) => {}
            _ => {
                let counted = piece.number().filter(|number| matches!(number.unit, Unit::Count(_)));
                parts.extend(counted.map(|number| (number, 1)));
            }
        }
        if matches!(off, Some(RunOn::Fits)) {
            return off;
        }
    }
    tried(division, &parts, understood).or(off)
}

/// Whether something else that the text says makes up for the difference.
pub(super) fn is_explained(lists: &Lists, division: &Division) -> bool {
    let short = division.parts.sum() < division.total.value;
    short && rest_is_carried_on(lists, division)
        || !short && (are_of_both(lists, division) || are_of_first(lists, division))
}

/// 45件申请中，予以公开8件，……。另有4件结转下年度。 What the next sentence carries on makes the rest.
fn rest_is_carried_on(lists: &Lists, division: &Division) -> bool {
    let next = division.index + 1;
    if next >= lists.paragraph.sentences.len() {
        return false;
    }
    let rest = division.total.value - division.parts.sum();
    let pieces = lists.pieces(next);
    let is_rest = |number: &Number| number.unit == division.total.unit && number.value == rest;
    let near = || pieces.iter().take(REACH);
    near().any(|piece| piece.is(Word::CarriedOut)) && near().find_map(Piece::number).is_some_and(is_rest)
}

/// 收到19件，上年结转1件，其中自然人20件: parts of both together.
fn are_of_both(lists: &Lists, division: &Division) -> bool {
    let (index, at) = division.total_at;
    let cut = |piece: &Piece| matches!(piece.mark(), Some(Mark::Semicolon | Mark::Close));
    let pieces = lists.pieces(index);
    let clause = &pieces[stretch_from(pieces, at, cut)..at];
    let received = clause.iter().rev().find_map(Piece::number);
    clause.iter().any(|piece| matches!(piece.word(), Some(Word::CarriedIn | Word::Carried)))
        && received.is_some_and(|received| received.value + division.total.value == division.parts.sum())
}

/// 收到37件，其中33件已办结，答复27件，主动撤回6件: what stands behind those that are done says how.
fn are_of_first(lists: &Lists, division: &Division) -> bool {
    let Some(first) = division.parts.list.first() else { return false };
    let pieces = lists.pieces(division.index);
    let behind = &pieces[first.piece + 1..pieces.len().min(first.piece + REACH)];
    let is_done = behind.iter().take_while(|piece| piece.mark().is_none()).any(|piece| piece.is(Word::Done));
    let parts = behind.iter().filter_map(Piece::number).filter(|number| number.unit == first.number.unit);
    is_done && parts.map(|number| number.value).sum::<i128>() == first.number.value
}

/// Whether so many figures make the total, or would but for a slip.
fn tried<'a>(division: &Division<'a>, parts: &[(&'a Number, i128)], understood: usize) -> Option<RunOn<'a>> {
    let total = division.total;
    let sum: i128 = parts.iter().map(|(part, times)| part.value * times).sum();
    if parts.len() == understood || parts.iter().any(|(part, _)| part.about != About::Exact) {
        return None;
    }
    if sum == total.value {
        return Some(RunOn::Fits);
    }
    let slip = Slip::of(total, parts)?;
    let (off, long) = ((sum - total.value).abs(), parts.len() >= LONG);
    let tells = match slip {
        Slip::Turned => parts.len() > 2 && off * 3 <= total.value * 2,
        Slip::Digit => long && off * 10 <= total.value,
    };
    tells.then(|| RunOn::Off(parts.to_vec()))
}
