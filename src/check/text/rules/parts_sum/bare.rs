//! Lists that no word introduces, whose names and figures show that they divide the count before: 接听电话320次，政策咨询190次，办事咨询80次，
//! 投诉反映60次.

use super::{Slip, goes_on};
use crate::check::text::parse::{Division, Lists, Mark, Part, Piece, stretch_from};
use crate::check::text::words::{MICRO, Number, Phrase, Word};

/// Whether such a list comes so near its total that it must be all of it: of mere names, each named as what is divided, or the halves
/// and quarters of the year.
pub(super) fn is_run(lists: &Lists, division: &Division, slip: Option<Slip>) -> bool {
    let list = &division.parts.list;
    let heads: Vec<&[Piece]> = list.iter().map(|part| lists.head(division.index, part.piece)).collect();
    let (sum, total) = (division.parts.sum(), division.total.value);
    let unlike = list.iter().any(|part| part.number.unit != division.total.unit || part.is_bare);
    let head = lists.head(division.total_at.0, division.total_at.1);
    // 网站发布100条，微信60条，微博25条，抖音20条: the first is one of them.
    let platform = |head: &[Piece]| lists.reading.says(head, Phrase::Platform);
    if unlike || platform(head) && heads.iter().any(|head| platform(head)) || goes_on(lists, division) {
        return false;
    }
    // 渠道为网上来信18件，信函来信12件、当面来信8件: a count before it is what is divided.
    let pieces = lists.pieces(division.total_at.0);
    let from = stretch_from(pieces, division.total_at.1, |piece| piece.mark() == Some(Mark::Semicolon));
    let earlier = |piece: &Piece| piece.number().is_some_and(|number| number.unit == division.total.unit);
    if pieces[from..division.total_at.1].iter().any(earlier) {
        return false;
    }
    let season = |head: &&[Piece]| lists.reading.says(head, Phrase::Season);
    if heads.iter().all(season) && !season(&head) {
        // 上半年18期，下半年25期
        let halves = heads.iter().filter(|head| lists.reading.text(head).contains('半')).count();
        return list.len() == if halves > 0 { 2 } else { 4 };
    }
    let near = (sum - total).abs() * 100 <= total * 15;
    let parted = list.len() == 2 && is_done_and_open(&heads) && sum > total;
    parted || near && is_told(slip, sum, division.total, list.len()) && is_named(lists, division, &heads, head)
}

/// Whether the difference is no mere remainder: parts that make more, or digits that show where the slip is.
fn is_told(slip: Option<Slip>, sum: i128, total: &Number, parts: usize) -> bool {
    match slip {
        Some(Slip::Turned) => true,
        Some(Slip::Digit) => sum > total.value || parts > 2 && (total.value - sum) % (10 * MICRO) == 0,
        None => false,
    }
}

/// 已答复75条，正在办理25条: both together are all.
fn is_done_and_open(heads: &[&[Piece]]) -> bool {
    let says = |head: &[Piece], word| head.iter().any(|piece| piece.is(word));
    matches!(heads, [first, last] if says(first, Word::Done) && says(last, Word::Open))
}

/// Whether three or more parts are mere names, or all end as the words before the total do: 政策文件24份，市级文件15份、局级文件11份.
fn is_named(lists: &Lists, division: &Division, heads: &[&[Piece]], total: &[Piece]) -> bool {
    let list = &division.parts.list;
    let acts = heads.iter().any(|head| lists.reading.says(head, Phrase::Act));
    let names = list.len() >= 3 && !acts && list.iter().all(|part| part.is_name());
    let alike = list.windows(2).all(|pair| pair[0].ends_like(&pair[1]));
    let taken_up = list.first().is_some_and(|first| lists.reading.text(total).contains(first.ending));
    // 培训9场，线上4场，线下6场
    let ways = list.iter().all(Part::is_channel) && !lists.reading.says(total, Phrase::Channel);
    names || ways || alike && (list.len() >= 3 || taken_up)
}
