//! Totals behind their parts (合计, 三项合计, 全年累计), and what is left of a total (其余 n).
//!
//! Silent when any figures before the total, taken together, make it.

use super::{Slip, mismatch};
use crate::check::text::parse::{Lists, Mark, Piece, REACH, ending, stretch_from};
use crate::check::text::words::{About, MICRO, Number, Phrase, Word, is_count};
use crate::diag::Finding;

/// A count, and its piece.
type Counted<'a> = (usize, &'a Number);

/// A total behind its parts: 网站发布156条，公众号发布112条，两项合计268条.
pub(super) fn summed(lists: &Lists, index: usize, at: usize) -> Option<Finding> {
    let pieces = lists.pieces(index);
    let total = pieces[at].number().filter(|number| is_count(number) && number.about == About::Exact)?;
    let clause = lists.clause(index, at);
    let summing = lists.summing(&pieces[clause..at])?;
    if !pieces.get(at + 1).is_none_or(|next| next.mark().is_some_and(|mark| mark != Mark::Pause)) {
        return None;
    }
    let parts = before(lists, index, clause, total);
    let timed = |(at, _): &Counted| lists.reading.says(lists.head(index, *at), Phrase::Season);
    // 合计办理建议提案16件 sums up whatever follows.
    let sums = pieces[clause..at].iter().any(|piece| piece.is(Word::Sum));
    let told = summing.bare || sums || summing.parts.is_some() || parts.iter().all(timed);
    if parts.len() < summing.parts.unwrap_or(2).max(2) || !told && !is_run(lists, (index, at), &parts, total) {
        return None;
    }
    let values: Vec<i128> = parts.iter().map(|(_, number)| number.value).collect();
    // 157.3万件、267.6万件，合计424.9万件: each is rounded by half of its last digit.
    let steps = parts.iter().map(|(_, number)| number.step()).chain([total.step()]);
    let rounded: i128 = steps.filter(|&step| step > MICRO).map(|step| step / 2).sum();
    let near = |sum: i128| (sum - total.value).abs() <= rounded;
    let made = match summing.parts {
        Some(many) if many > 2 => values.windows(many).any(|run| near(run.iter().sum())),
        _ => can_make(&values, total.value) || near(values.iter().sum()),
    };
    let made = made || of_all_measures(lists, index, clause, total);
    let wanted = summing.parts.unwrap_or(parts.len());
    // 主要发布…, …等: what stands before the total is only some of it.
    let ahead = &pieces[at.saturating_sub(REACH)..at];
    // 公告等10条 names its kinds, 10条等 leaves parts out.
    let etc = ahead.windows(2).any(|pair| pair[0].number().is_some() && pair[1].is(Word::Etc));
    let picks = etc || lists.reading.says(ahead, Phrase::Chiefly);
    if made || picks && total.value > values[..wanted].iter().sum() {
        return None;
    }
    let off = |parts: &[Counted]| (parts.iter().map(|(_, number)| number.value).sum::<i128>() - total.value).abs();
    let named = alike(lists, index, &parts)
        .filter(|named| summing.parts.is_none_or(|many| named.len() == many) && off(named) < off(&parts[..wanted]));
    let parts: Vec<(&Number, i128)> =
        named.as_deref().unwrap_or(&parts[..wanted]).iter().rev().map(|(_, number)| (*number, 1)).collect();
    Some(mismatch(lists, total, &parts, "前面各项之和").help("核对合计和各分项"))
}

/// Whether figures before a total are so much of one list that it must be their sum: 通过网站发布180条，通过公众号发布90条，….
fn is_run(lists: &Lists, (index, at): (usize, usize), parts: &[Counted], total: &Number) -> bool {
    let sum: i128 = parts.iter().map(|(_, number)| number.value).sum();
    let (Some((last, _)), Some((first, _))) = (parts.first(), parts.last()) else { return false };
    let mut marks = lists.pieces(index)[*first..*last].iter().filter_map(Piece::mark);
    let heads: Vec<&[Piece]> = parts.iter().map(|(at, _)| lists.head(index, *at)).collect();
    let close = (sum - total.value).abs() * 4 <= total.value;
    // 门户网站发布信息180条，公众号发布信息90条，共发布信息270条: what both did is what the total is of.
    let deed = pieces_ending(lists, lists.head(index, at));
    let both =
        parts.len() == 2 && !deed.is_empty() && heads.iter().all(|head| lists.reading.text(head).ends_with(deed));
    let many = parts.len() >= 3 && (marks.all(|mark| mark == Mark::Pause) || lists.are_alike(&heads));
    let of_parts: Vec<(&Number, i128)> = parts.iter().map(|(_, number)| (*number, 1)).collect();
    close && (many || both && Slip::of(total, &of_parts).is_some())
}

/// Those of the counts that are named as another of them is: 受理线上申请65件，办结62件，受理线下申请9件.
fn alike<'a>(lists: &Lists<'a>, index: usize, parts: &[Counted<'a>]) -> Option<Vec<Counted<'a>>> {
    let name = |at: usize| ending(lists.head_text(index, at));
    let of = |one: &str| parts.iter().copied().filter(|(at, _)| name(*at) == one).collect::<Vec<_>>();
    parts.iter().map(|(at, _)| name(*at)).filter(|name| !name.is_empty()).map(of).find(|group| group.len() > 1)
}

/// What was done and with what, behind the word that sums up: 发布信息 of 全年共发布信息; nothing of fewer characters.
fn pieces_ending<'a>(lists: &Lists<'a>, head: &[Piece]) -> &'a str {
    let span = lists.reading.span(head);
    let from = lists.reading.said.all(span.clone(), Phrase::SumsUp).map(|sum| sum.end).max().unwrap_or(span.end);
    let deed = lists.reading.slice(&(from..span.end));
    if deed.chars().count() > 2 { deed } else { "" }
}

/// The counts before a clause that may be what it sums up, the last first.
fn before<'a>(lists: &Lists<'a>, index: usize, clause: usize, total: &Number) -> Vec<Counted<'a>> {
    let alike = |(_, number): &Counted| number.unit == total.unit && number.about == About::Exact;
    let counts = counts_before(lists, index, clause).take_while(alike);
    counts.filter(|(at, _)| !lists.is_aside(index, *at)).collect()
}

/// The counts before a clause, the last first; what a closed bracket holds is a part of what stands before it.
fn counts_before<'a>(lists: &Lists<'a>, index: usize, clause: usize) -> impl Iterator<Item = Counted<'a>> {
    let (pieces, mut depth) = (lists.pieces(index), 0usize);
    (clause.saturating_sub(REACH)..clause).rev().filter_map(move |at| {
        match pieces[at].mark() {
            Some(Mark::Close) => depth += 1,
            Some(Mark::Open) => depth = depth.saturating_sub(1),
            _ => {}
        }
        Some((at, pieces[at].number().filter(|number| depth == 0 && is_count(number))?))
    })
}

/// What is left does not fit: 上级通报的问题共9项，已完成整改8项，其余2项正在推进.
pub(super) fn remainder(lists: &Lists, index: usize, at: usize) -> Option<Finding> {
    let pieces = lists.pieces(index);
    let left = pieces[at].number().filter(|number| is_count(number) && number.about == About::Exact)?;
    let head = lists.reading.span(lists.head(index, at));
    let end = lists.reading.said.opens(head.clone(), Phrase::Remainder)?;
    if !matches!(lists.reading.slice(&(end..head.end)), "" | "的" | "为" | "有") {
        return None;
    }
    let start = stretch_from(pieces, at, |piece| piece.mark() == Some(Mark::Semicolon));
    let counts = before(lists, index, at, left).into_iter().filter(|(at, _)| *at >= start);
    let counts: Vec<&Number> = counts.rev().map(|(_, number)| number).collect();
    let (total, parts) = counts.split_first()?;
    let values: Vec<i128> = parts.iter().map(|number| number.value).collect();
    let fits = |whole: &&Number| {
        let others: Vec<i128> =
            counts.iter().filter(|other| other.range != whole.range).map(|number| number.value).collect();
        let rest = whole.value - left.value;
        // 新收 + 上年结转 = 办结 + 剩余
        let ledger = values.iter().any(|other| others.contains(&(whole.value + other - left.value)));
        others.contains(&rest) || can_make(&others, rest) || ledger
    };
    let sum = values.iter().sum::<i128>() + left.value;
    if values.is_empty()
        || values.len() > 6
        || values.iter().any(|value| *value > total.value)
        || counts.iter().any(fits)
        || sum * 10 < total.value * 6
    {
        return None;
    }
    let parts: Vec<(&Number, i128)> = parts.iter().copied().chain([left]).map(|number| (number, 1)).collect();
    Some(mismatch(lists, total, &parts, "分项与其余之和").help("核对合计、各分项和其余的数"))
}

/// Whether the counts of a sentence before a clause make a total, one of them counted otherwise: 日报365期、审批信息214条，合计579条.
fn of_all_measures(lists: &Lists, index: usize, clause: usize, total: &Number) -> bool {
    let (mut running, mut other) = (0, false);
    counts_before(lists, index, clause).filter(|(_, number)| number.about == About::Exact).any(|(_, number)| {
        running += number.value;
        other |= number.unit != total.unit;
        other && running == total.value
    })
}

/// Whether two of the figures, or any run of them from the first, make the total.
fn can_make(values: &[i128], total: i128) -> bool {
    let runs = (0..values.len().min(20)).any(|from| {
        let mut running = 0;
        values[from..].iter().take(40).enumerate().any(|(at, value)| {
            running += value;
            at > 0 && running == total
        })
    });
    let first = &values[..values.len().min(40)];
    runs || first.iter().enumerate().any(|(at, a)| first[at + 1..].iter().take(20).any(|b| a + b == total))
}
