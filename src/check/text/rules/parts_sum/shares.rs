//! Shares of one whole that do not make 100 %.
//!
//! Speaks only where the sentence says that the shares are of one whole: 分别占, 从…看, 按…分, …中.

use std::ops::Range;

use crate::check::text::parse::parts::Lists;
use crate::check::text::parse::tree::{Mark, Piece, REACH, What};
use crate::check::text::words::lexicon::{Phrase, Word};
use crate::check::text::words::number::{About, MICRO, Number, Unit, shown};
use crate::diag::{Code, Finding};

/// A share with the words that name it.
struct Share<'a> {
    number: &'a Number,
    piece: usize,
    /// The pieces from its clause's begin up to 占.
    name: Range<usize>,
    /// Whether a 、 stands before it.
    joined: bool,
}

/// How the shares of a list are held together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bond {
    /// 从发布渠道看: one way to divide one whole.
    Dimension,
    /// 公开的信息中: one whole, perhaps seen in several ways.
    Whole,
    /// Nothing but that they are named alike.
    None,
}

/// The shares of a sentence that make too much, or too little.
pub(super) fn shares(lists: &Lists, index: usize) -> Vec<Finding> {
    let pieces = lists.pieces(index);
    if !pieces.iter().any(|piece| piece.number().is_some_and(|number| number.unit == Unit::Percent)) {
        return Vec::new();
    }
    let stretches = pieces.split(|piece| piece.mark() == Some(Mark::Semicolon));
    let mut found: Vec<Finding> = stretches.filter_map(|stretch| joint_shares(lists, stretch)).collect();
    let mut bond = Bond::None;
    let mut shares: Vec<Share> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let next = match piece.mark() {
            Some(Mark::Comma | Mark::Colon) if lists.is_dimension(index, at) => Some(Bond::Dimension),
            _ if is_whole(lists, piece) => Some(Bond::Whole),
            _ if piece.is(Word::Among) || piece.is(Word::Each) => Some(Bond::None),
            _ => None,
        };
        if let Some(next) = next {
            found.extend(unequal(lists, index, bond, &shares));
            shares.clear();
            bond = next;
        }
        shares.extend(share(lists, index, at));
    }
    found.extend(unequal(lists, index, bond, &shares));
    found
}

/// 公开的信息中, 访问者中: what is divided.
fn is_whole(lists: &Lists, piece: &Piece) -> bool {
    let among = piece.is(Word::Among);
    lists.reading.slice(&piece.range).ends_with('中') && !among
        || lists.reading.said.says(piece.range.clone(), Phrase::AmongPeople)
}

/// A share whose own clause names it and no base: 微信公众号占36.7%.
fn share<'a>(lists: &Lists<'a>, index: usize, at: usize) -> Option<Share<'a>> {
    let pieces = lists.pieces(index);
    let number = pieces[at].number().filter(|number| number.unit == Unit::Percent)?;
    let clause = lists.clause(index, at);
    let share = clause + pieces[clause..at].iter().position(|piece| piece.is(Word::Share))?;
    let base = lists.reading.text(&pieces[share + 1..at]);
    let plain = base.chars().all(|c| "比为达到了约其是".contains(c));
    let counted = pieces[clause..share].iter().any(|piece| piece.number().is_some());
    let joined = clause.checked_sub(1).is_some_and(|mark| pieces[mark].mark() == Some(Mark::Pause));
    (share > clause && plain && !counted && !lists.is_aside(index, at)).then_some(Share {
        number,
        piece: at,
        name: clause..share,
        joined,
    })
}

/// Whether shares are named alike and so of one kind: 移动端用户, 电脑端用户.
fn are_alike(lists: &Lists, index: usize, shares: &[Share]) -> bool {
    let pieces = lists.pieces(index);
    let end = |share: &Share| lists.reading.text(&pieces[share.name.clone()]).chars().next_back();
    let kind = |share: &Share| lists.facet(&pieces[share.name.clone()]).0;
    shares.windows(2).all(|pair| end(&pair[0]) == end(&pair[1]) && kind(&pair[0]) == kind(&pair[1]))
}

/// 从发布渠道看，门户网站占57.3%，微信公众号占36.7%，政务微博占16.1%.
fn unequal(lists: &Lists, index: usize, bond: Bond, shares: &[Share]) -> Option<Finding> {
    let alike = are_alike(lists, index, shares);
    let listed = shares.iter().skip(1).all(|share| share.joined);
    let least = match bond {
        Bond::Dimension => 2,
        Bond::Whole if alike || listed => 2,
        Bond::None if alike => 3,
        _ => return None,
    };
    if shares.len() < least || shares.len() > REACH {
        return None;
    }
    let (first, last) = (shares.first()?, shares.last()?);
    let from = lists.pieces(index)[first.name.start].range.start;
    let mark = lists.pieces(index)[last.piece..].iter().take(REACH).find(|piece| piece.mark().is_some());
    let end = mark.map_or(lists.paragraph.sentences[index].range.end, |mark| mark.range.start);
    let partial = lists.reading.said.says(from..end.max(from), Phrase::SomeShares);
    let numbers: Vec<&Number> = shares.iter().map(|share| share.number).collect();
    whole(lists, &numbers, bond != Bond::None && !partial)
}

/// Shares that 分别占 or 其中 holds together.
fn joint_shares(lists: &Lists, pieces: &[Piece]) -> Option<Finding> {
    let mut shares: Vec<&Number> = Vec::new();
    let mut together = false;
    let mut among = 0;
    for (at, piece) in pieces.iter().enumerate() {
        match &piece.what {
            What::Word(Word::Each) => together = true,
            What::Word(Word::Among) => {
                // What stands before is of another whole.
                among += 1;
                shares.clear();
            }
            What::Word(Word::Than | Word::More | Word::Less) => return None,
            What::Number(number) if number.unit == Unit::Percent => {
                let from = at.saturating_sub(REACH);
                let clause = pieces[from..at]
                    .iter()
                    .rposition(|piece| matches!(piece.mark(), Some(Mark::Comma | Mark::Open | Mark::Pause)))
                    .map_or(from, |mark| from + mark + 1);
                let share = pieces[clause..at].iter().any(|piece| piece.is(Word::Share));
                if share || together && !shares.is_empty() {
                    shares.push(number);
                }
            }
            _ => {}
        }
    }
    let each = together && pieces.iter().any(|piece| piece.is(Word::Share));
    // More than one 其中: the shares may have different wholes.
    if !each && among != 1 {
        return None;
    }
    // Of the outcomes of 表三 a sentence may name a few; the shares have their own check.
    let tabled = pieces.iter().any(|piece| matches!(piece.word(), Some(Word::Outcome(..))));
    whole(lists, &shares, each && !tabled && !lists.reading.says(pieces, Phrase::SomeShares))
}

/// Shares of one whole against 100 %; too little is wrong only where the list is complete.
fn whole(lists: &Lists, shares: &[&Number], complete: bool) -> Option<Finding> {
    let sum: i128 = shares.iter().map(|share| share.value).sum();
    let slack: i128 = shares.iter().map(|share| share.step()).sum();
    let all = 100 * MICRO;
    let exact = shares.iter().all(|share| share.about == About::Exact && share.value < all);
    let over = shares.len() >= 2 && sum > all + slack;
    let least = if shares.len() > 3 { 80 * MICRO } else { 90 * MICRO };
    let under = complete && shares.len() >= 3 && sum + slack < all && sum >= least;
    if !exact || !over && !under {
        return None;
    }
    let terms: Vec<String> = shares.iter().map(|share| format!("{}%", shown(share.value))).collect();
    let first = shares.first()?;
    let mut finding = Finding::new(
        Code::PartsSum,
        lists.reading.text.place(first.range.clone()),
        format!("各项占比之和是 {} = {}%，不是 100%", terms.join(" + "), shown(sum)),
    );
    for share in shares.iter().skip(1).take(8) {
        finding = finding.also(lists.reading.text.place(share.range.clone()), "占比");
    }
    Some(finding.help("核对各项占比；不是同一合计的占比，分句写明各自的基数"))
}
