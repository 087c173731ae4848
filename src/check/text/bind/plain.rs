//! Which words of a denial leave it as wide as it is, and which only stress it.

use std::ops::Range;

use crate::check::text::bind::{DenialReader, Kind, When, is_light, is_review, is_year_frame, joins};
use crate::check::text::parse::{Mark, Piece, What};
use crate::check::text::words::{Phrase, Unit, Word};

/// A list of channels has so many pieces at the most.
const LIST: usize = 16;

/// How many characters a denial may have before 未 that are not understood.
const UNKNOWN: usize = 8;
/// Characters that say nothing around a name.
const PARTICLES: &str = "的在均也于中";

impl DenialReader<'_> {
    /// The pieces of a part of a clause, without what only stresses the denial (一件也没有, 未发生一起) and with what it names.
    pub(super) fn tidied(&self, clause: &[Piece], part: Range<usize>) -> Vec<Piece> {
        let mut kept = Vec::new();
        for at in part {
            let piece = &clause[at];
            let before = at.checked_sub(1).map(|at| &clause[at]);
            // 无结转2025年继续办理件
            let next = piece.year() == Some(self.on.binder.year() + 1)
                && kept.last().is_some_and(|piece: &Piece| piece.is(Word::Carried));
            if piece.is(Word::Carried)
                && at.checked_sub(2).is_some_and(|before| clause[before].is(Word::LastYear))
                && clause[at - 1].is(Word::Not)
            {
                kept.push(Piece { what: What::Word(Word::CarriedIn), ..piece.clone() });
                continue;
            }
            if next && let Some(carried) = kept.last_mut() {
                carried.what = What::Word(Word::CarriedOut);
            }
            if next || self.is_stress(clause, at) {
                continue;
            }
            let mut piece = piece.clone();
            // 未收到行政复议申请: of reviews that was denied, too.
            if piece.is(Word::OtherObject) && self.is(&piece, Phrase::ReviewRequest) {
                piece.what = What::Word(Word::Review);
            }
            // 无败诉: none was corrected.
            if let Some(corrected) = self.on.binder.corrected().filter(|_| piece.is(Word::Lost)) {
                piece.what = What::Word(corrected);
            }
            // 未新增规范性文件
            if piece.is(Word::More) && self.is(&piece, Phrase::Anew) {
                piece.what = What::Word(Word::Issued);
            }
            // 办理行政许可事项: to handle such a matter is to decide on it.
            let handled = before.is_some_and(|before| self.is(before, Phrase::Handling) || before.is(Word::Not));
            let matter = handled && self.is(&piece, Phrase::NarrowNoun);
            let item = matter.then(|| self.on.binder.item_of(self.slice(&piece))).flatten();
            if let Some(item) = item {
                piece.what = What::Word(item);
            }
            kept.push(piece);
        }
        kept
    }

    /// Whether a piece of a clause adds nothing to a denial.
    fn is_stress(&self, clause: &[Piece], at: usize) -> bool {
        let piece = &clause[at];
        let one =
            piece.number().is_some_and(|number| number.whole() == Some(1) && matches!(number.unit, Unit::Count(_)));
        let after_not = || clause[at.saturating_sub(2)..at].iter().any(|piece| piece.is(Word::Not));
        let also = || {
            let pairs = clause[at..].windows(2).take(8);
            pairs.into_iter().any(|pair| self.is(&pair[0], Phrase::Also) && pair[1].is(Word::Not))
        };
        // 没有涉及第三方合法权益的情形: the matter is the outcome itself.
        let matter = || {
            let next = clause.get(at + 1);
            let denied = at.checked_sub(1).is_some_and(|before| clause[before].is(Word::Not));
            self.is(piece, Phrase::Touches)
                && next.is_some_and(|next| {
                    matches!(next.word(), Some(Word::Outcome(..)))
                        || self.is(next, Phrase::Endangers)
                        // 未涉行政复议
                        || denied && next.word().is_some_and(is_review)
                })
        };
        // 上年度无结转
        let brought = || {
            let rest = &clause[at + 1..clause.len().min(at + 3)];
            piece.is(Word::LastYear)
                && rest.iter().any(|next| next.is(Word::Not))
                && rest.iter().any(|next| next.is(Word::Carried))
        };
        let before = at.checked_sub(1).map(|at| &clause[at]);
        // 今年以来: the whole of the report year.
        let begun = || self.is(piece, Phrase::Since) && before.is_some_and(|before| self.is_this_year(before));
        // 企业申请公开政府信息: what they apply for.
        let asked = || {
            self.is(piece, Phrase::ToDisclose)
                && before.is_some_and(|before| self.on.reading.closes(std::slice::from_ref(before), Phrase::Apply))
        };
        // 未制定、修改、废止规范性文件
        let joined = |at: Option<usize>| {
            at.and_then(|at| clause.get(at))
                .is_some_and(|piece| piece.is(Word::And) || piece.mark() == Some(Mark::Pause))
        };
        let revised = || self.is(piece, Phrase::Revised) && (joined(at.checked_sub(1)) || joined(Some(at + 1)));
        revised()
            || brought()
            || one && (after_not() || also())
            || matter()
            || begun()
            || asked()
            || self.is_about(clause, at)
    }

    /// 涉及、有关、针对 (我局) 政府信息公开: narrows nothing, since that is what the report is about; and channels that are only named as
    /// such: 以信函、传真等形式提交的.
    fn is_about(&self, clause: &[Piece], at: usize) -> bool {
        let piece = &clause[at];
        if !piece.is(Word::Narrow) {
            return false;
        }
        let after = &clause[at + 1..clause.len().min(at + LIST)];
        // 公开类行政复议
        let of_disclosure = |piece: &Piece| {
            self.is(piece, Phrase::ToDisclose) || self.on.reading.says(std::slice::from_ref(piece), Phrase::Disclosure)
        };
        if self.is(piece, Phrase::About) && at.checked_sub(1).is_some_and(|before| of_disclosure(&clause[before])) {
            return true;
        }
        if self.is(piece, Phrase::About) {
            let plain = |piece: &&Piece| match &piece.what {
                What::Word(Word::Filler | Word::Own | Word::Narrow) => {
                    !self.on.reading.says(std::slice::from_ref(*piece), Phrase::Disclosure)
                }
                What::Rest => is_light(self.slice(piece)),
                _ => false,
            };
            let next = after.iter().find(|piece| !plain(piece));
            return next.is_some_and(|next| self.on.reading.says(std::slice::from_ref(next), Phrase::Disclosure));
        }
        let says = |piece: &Piece, set| self.on.reading.says(std::slice::from_ref(piece), set);
        // 当面、信函和其他形式
        let rest = |at: usize| {
            let joined = clause[..at].iter().rev().take(2).any(joins);
            joined && self.on.reading.opens(&clause[at..], Phrase::Others) && says(&clause[at], Phrase::ByMeans)
        };
        let listed = (at..clause.len().min(at + LIST)).any(rest)
            || after.windows(2).any(|pair| pair[0].is(Word::Etc) && self.on.reading.opens(&pair[1..], Phrase::ByMeans));
        listed && (says(piece, Phrase::Channel) || says(piece, Phrase::ByMeans))
    }

    /// Whether a piece is a figure that states all that the tables have of requests, reviews or suits.
    pub(super) fn is_whole(&self, piece: &Piece) -> bool {
        let claim = self.claims.iter().find(|claim| claim.number.range == piece.range && claim.when == When::Now);
        let whole = claim.filter(|claim| matches!(claim.kind(), Some(Kind::Flow | Kind::Review)));
        whole.is_some_and(|claim| claim.agrees(self.on.binder.report))
    }

    fn is_this_year(&self, piece: &Piece) -> bool {
        self.is(piece, Phrase::ThisYear) || piece.year() == Some(self.on.binder.year())
    }

    /// Whether a piece leaves a denial as wide as it is.
    pub(super) fn is_plain(&self, piece: &Piece) -> bool {
        match &piece.what {
            // 行政强制事项: a matter of what is named before it.
            What::Word(Word::OtherObject) => self.is(piece, Phrase::Plain),
            What::Word(word) => !matches!(
                word,
                Word::Narrow
                    | Word::Span
                    | Word::Plan
                    | Word::Than
                    | Word::Not
                    | Word::Title
                    | Word::InTime
                    | Word::LastYear
            ),
            What::Number(number) => match number.unit {
                Unit::Year => number.whole() == Some(self.on.binder.year()),
                _ => is_year_frame(self.on.reading, number),
            },
            What::Mark(_) => true,
            What::Rest => is_light(self.slice(piece)) || self.on.reading.said.is(self.bare(piece), Phrase::Plain),
        }
    }

    /// A piece without the particles around it: 个人的.
    fn bare(&self, piece: &Piece) -> Range<usize> {
        let rest = self.slice(piece);
        let bare = rest.trim_start_matches(|c| PARTICLES.contains(c));
        let start = piece.range.end - bare.len();
        start..start + bare.trim_end_matches(|c| PARTICLES.contains(c)).len()
    }

    /// The same before the negation, where the agency may be named.
    pub(super) fn is_plain_head(&self, piece: &Piece) -> bool {
        let own = &self.on.binder.own;
        let bare = self.on.reading.slice(&self.bare(piece));
        self.is_plain(piece) || piece.what == What::Rest && (own.agency.contains(bare) || own.is(bare))
    }

    /// How many characters of some pieces are not understood.
    pub(super) fn unknown(&self, pieces: &[Piece]) -> usize {
        let unknown = |piece: &&Piece| piece.what == What::Rest && !is_light(self.slice(piece));
        pieces.iter().filter(unknown).map(|piece| self.slice(piece).chars().count()).sum()
    }

    /// Whether a piece narrows the noun behind it.
    pub(super) fn narrows(&self, piece: &Piece) -> bool {
        match &piece.what {
            What::Word(Word::OtherObject) => false,
            What::Rest => self.on.reading.said.says(piece.range.clone(), Phrase::Narrowing),
            _ => !self.is_plain(piece),
        }
    }

    /// Whether what stands before a denial narrows it, or leaves too much open.
    pub(super) fn is_closed(&self, head: &[Piece]) -> bool {
        head.iter().any(|piece| self.narrows(piece) || piece.is(Word::OtherObject))
            || self.unknown(head) > UNKNOWN
            || self.on.binder.names_other_body(self.on.reading, head)
    }
}
