//! Lists that run on past what was understood of them: 其中…73条，回应关切24条，建议提案2条. The arithmetic tells whether they are of the
//! total.

use super::Slip;
use crate::check::text::parse::{Division, Lists, Mark, Piece, REACH};
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
