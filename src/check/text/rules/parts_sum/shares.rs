//! Shares of one whole that do not make 100 %.
//!
//! Speaks only where the sentence says that the shares are of one whole: 分别占, 其中, 从…看, 按…分, …中, or where all are named alike.

use crate::check::text::parse::{Lists, Mark, Piece, REACH};
use crate::check::text::words::{About, MICRO, Number, Phrase, Unit, Word, shown};
use crate::diag::{Code, Finding};

/// A share with the words that name it.
struct Share<'a> {
    number: &'a Number,
    piece: usize,
    /// From its clause's begin up to 占; empty where a count stands there, or nothing.
    name: &'a [Piece],
    /// Whether a 、 stands before it.
    joined: bool,
}

/// How the shares of a list are held together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bond {
    /// 分别占40%、35%、30%
    Each,
    /// 其中
    Among,
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
    let mut found = Vec::new();
    let mut bond = Bond::None;
    let mut shares: Vec<Share> = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let next = match piece.mark() {
            Some(Mark::Comma | Mark::Colon) if lists.is_dimension(index, at) => Some(Bond::Dimension),
            Some(Mark::Semicolon) if matches!(bond, Bond::Each | Bond::Among) => Some(Bond::None),
            _ if is_whole(lists, piece) => Some(Bond::Whole),
            _ if piece.is(Word::Among) => Some(Bond::Among),
            _ if piece.is(Word::Each) => Some(Bond::Each),
            _ => None,
        };
        if let Some(next) = next {
            found.extend(judge(lists, index, bond, &shares));
            shares.clear();
            bond = next;
        }
        shares.extend(share(lists, index, at, bond));
    }
    found.extend(judge(lists, index, bond, &shares));
    found
}

/// 公开的信息中, 访问者中: what is divided.
fn is_whole(lists: &Lists, piece: &Piece) -> bool {
    let among = piece.is(Word::Among);
    lists.reading.slice(&piece.range).ends_with('中') && !among
        || lists.reading.said.says(piece.range.clone(), Phrase::AmongPeople)
}

/// A share that its clause says to be one, of nothing but what the list divides: 微信公众号占36.7%.
fn share<'a>(lists: &Lists<'a>, index: usize, at: usize, bond: Bond) -> Option<Share<'a>> {
    let pieces = lists.pieces(index);
    let number = pieces[at].number().filter(|number| number.unit == Unit::Percent)?;
    if lists.is_aside(index, at) {
        return None;
    }
    let clause = lists.clause(index, at);
    let joined = clause.checked_sub(1).is_some_and(|mark| pieces[mark].mark() == Some(Mark::Pause));
    let Some(share) = pieces[clause..at].iter().position(|piece| piece.is(Word::Share)) else {
        // 分别占40%、35%、30%
        return (bond == Bond::Each).then_some(Share { number, piece: at, name: &[], joined });
    };
    let name = &pieces[clause..clause + share];
    let base = lists.reading.text(&pieces[clause + share + 1..at]);
    let plain = base.chars().all(|c| "比为达到了约其是".contains(c));
    let counted = name.iter().any(|piece| piece.number().is_some());
    let named = !name.is_empty() && plain && !counted;
    let held = matches!(bond, Bond::Each | Bond::Among);
    (named || held).then_some(Share { number, piece: at, name: if named { name } else { &[] }, joined })
}

/// Whether shares are named alike and so of one kind: 移动端用户, 电脑端用户.
fn are_alike(lists: &Lists, shares: &[Share]) -> bool {
    let end = |share: &Share| lists.reading.text(share.name).chars().next_back();
    let kind = |share: &Share| lists.facet(share.name).0;
    shares.iter().all(|share| !share.name.is_empty())
        && shares.windows(2).all(|pair| end(&pair[0]) == end(&pair[1]) && kind(&pair[0]) == kind(&pair[1]))
}

/// Shares of one whole against 100 %; too little is wrong only where the list is complete.
fn judge(lists: &Lists, index: usize, bond: Bond, shares: &[Share]) -> Option<Finding> {
    let pieces = lists.pieces(index);
    let (first, last) = (shares.first()?, shares.last()?);
    let alike = are_alike(lists, shares);
    let least = match bond {
        Bond::Each | Bond::Among | Bond::Dimension => 2,
        Bond::Whole if alike || shares.iter().skip(1).all(|share| share.joined) => 2,
        Bond::None if alike => 3,
        _ => return None,
    };
    if shares.len() < least || shares.len() > REACH {
        return None;
    }
    let from = pieces[lists.clause(index, first.piece)].range.start;
    let end = lists.clause_end(index, last.piece);
    let partial = lists.reading.said.says(from..end.max(from), Phrase::SomeShares);
    // Of the outcomes of 表三 a sentence may name a few; the shares have their own check.
    let before = &pieces[first.piece.saturating_sub(REACH)..last.piece];
    let tabled = bond == Bond::Each && before.iter().any(|piece| matches!(piece.word(), Some(Word::Outcome(..))));
    let complete = !matches!(bond, Bond::None | Bond::Among) && !partial && !tabled;
    let sum: i128 = shares.iter().map(|share| share.number.value).sum();
    let slack: i128 = shares.iter().map(|share| share.number.step()).sum();
    let all = 100 * MICRO;
    let exact = shares.iter().all(|share| share.number.about == About::Exact && share.number.value < all);
    let near = if shares.len() > 3 { 80 * MICRO } else { 90 * MICRO };
    let under = complete && shares.len() >= 3 && sum + slack < all && sum >= near;
    if !exact || sum <= all + slack && !under {
        return None;
    }
    let terms: Vec<String> = shares.iter().map(|share| format!("{}%", shown(share.number.value))).collect();
    let mut finding = lists.reading.finding(
        Code::PartsSum,
        first.number.range.clone(),
        format!("各项占比之和是 {} = {}%，不是 100%", terms.join(" + "), shown(sum)),
    );
    for share in shares.iter().skip(1).take(8) {
        finding = finding.also(lists.reading.text.place(share.number.range.clone()), "占比");
    }
    Some(finding.help("核对各项占比；不是同一合计的占比，分句写明各自的基数"))
}
