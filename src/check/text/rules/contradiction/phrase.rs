//! Denials in an open world: what is denied where not every word is understood, and 均为自然人, which denies the other kinds.
//!
//! The head comes last: of 申请引起的行政诉讼 there was no 诉讼. A word known to narrow silences; an unknown one does not.

use std::ops::Range;

use super::negation::{Carried, Passage, is_conditional, is_object, is_outcome_or_applicant};
use crate::check::text::bind::words::{is_applicant, is_light, is_review};
use crate::check::text::parse::tree::{Mark, Piece, What};
use crate::check::text::words::lexicon::Word;

/// Words that narrow what is denied, within text that is not understood otherwise.
const NARROWING: [&str; 37] = [
    "节", "假", "期间", "类", "方面", "领域", "不服", "不满", "境外", "外国", "上级", "下级", "转来", "转交", "重大",
    "群体", "恶意", "异议", "质疑", "责任", "舆情", "泄密", "失密", "差错", "违", "败", "撤", "积压", "无故", "过错",
    "部分", "个别", "一些", "基层", "认为", "通过", "渠道",
];
impl Passage<'_> {
    /// What is denied where not every word is understood: the last noun, and those joined to it. None where a word is known to
    /// narrow it, or where the last noun is not known: 未收到要求公开档案的申请, 未收到对申请的意见.
    pub(super) fn phrase(&self, head: &[Piece], behind: Vec<Piece>, carried: &Carried) -> Option<Vec<Piece>> {
        let behind = self.without_cause(behind);
        let unknown = |piece: &&Piece| piece.what == What::Rest && !is_light(self.slice(piece));
        let length = |pieces: &[Piece]| -> usize {
            pieces.iter().filter(unknown).map(|piece| self.slice(piece).chars().count()).sum()
        };
        let narrows = |piece: &Piece| match &piece.what {
            What::Word(Word::OtherObject) => false,
            What::Rest => NARROWING.iter().any(|word| self.slice(piece).contains(word)),
            _ => !self.is_plain(piece),
        };
        if head.iter().any(|piece| narrows(piece) || piece.is(Word::OtherObject))
            || behind.iter().any(narrows)
            || length(head) > 8
            || length(&behind) > 14
            || self.binder.names_other_body(self.reading, head)
        {
            return None;
        }
        let is_noun = |piece: &Piece| piece.word().is_some_and(|word| is_object(word) || word == Word::OtherObject);
        let last = behind.iter().rposition(is_noun)?;
        let joins = |piece: &Piece| piece.is(Word::And) || piece.mark() == Some(Mark::Pause);
        // What is not known may be joined to what is, and may not follow it otherwise.
        let mut kept: Vec<Piece> = Vec::new();
        for (at, piece) in behind.iter().enumerate() {
            let joined = at > 0 && joins(&behind[at - 1]) || behind.get(at + 1).is_some_and(joins);
            if piece.is(Word::OtherObject) || at > last && unknown(&piece) {
                if !joined {
                    return None;
                }
                continue;
            }
            kept.push(piece.clone());
        }
        let of = |is: fn(Word) -> bool| kept.iter().filter_map(Piece::word).any(is);
        let asked = of(|word| matches!(word, Word::Request | Word::Application | Word::CarriedOut | Word::CarriedIn));
        let rows = of(|word| matches!(word, Word::Outcome(..) | Word::Item(_) | Word::Result(_)));
        let clear = asked || of(is_review) && carried.publicity;
        // 未作出行政强制和行政征收: what is not known is beside it, not part of it.
        let beside = !kept.iter().any(|piece| unknown(&piece)) && !head.iter().any(|piece| unknown(&piece));
        (clear && !rows || beside && rows).then_some(kept)
    }

    /// 因信息公开事项被提起行政诉讼: the cause says nothing of the object, unless a word in it narrows.
    fn without_cause(&self, pieces: Vec<Piece>) -> Vec<Piece> {
        let of_cause = |piece: &Piece| matches!(self.slice(piece), "因" | "由" | "由于" | "因为");
        let brings = |piece: &Piece| {
            ["引发", "引起", "导致", "产生", "引致", "提起", "被", "提请", "申请"]
                .iter()
                .any(|word| self.slice(piece) == *word)
        };
        let Some(from) = pieces.iter().position(of_cause) else { return pieces };
        let Some(to) = pieces[from..].iter().rposition(brings).map(|at| from + at) else { return pieces };
        let kept = |at: usize, piece: &Piece| at < from || at > to || piece.is(Word::Narrow);
        pieces.into_iter().enumerate().filter(|(at, piece)| kept(*at, piece)).map(|(_, piece)| piece).collect()
    }

    /// 收到申请25件，均为自然人申请: there was none of another kind. With the words of that kind.
    pub fn all_alike(&self) -> Option<(Range<usize>, Vec<Word>)> {
        let pieces = &self.sentence.pieces;
        let all = |piece: &Piece| {
            matches!(self.slice(piece), "均" | "都" | "全部" | "皆" | "均为" | "都是" | "全部为" | "均由" | "全部由")
        };
        let at = pieces.iter().position(|piece| piece.word().is_some_and(is_applicant))?;
        let end = (at..pieces.len()).find(|&at| pieces[at].mark().is_some()).unwrap_or(pieces.len());
        let clause = (0..at).rev().find(|&at| pieces[at].mark().is_some()).map_or(0, |mark| mark + 1);
        let stated = pieces[clause..at].iter().position(all)? + clause;
        let kinds: Vec<Word> = pieces.iter().filter_map(Piece::word).filter(|word| is_applicant(*word)).collect();
        let telling = |piece: &Piece| match &piece.what {
            What::Word(word) => {
                matches!(word, Word::Filler | Word::Application | Word::Request | Word::And) || is_applicant(*word)
            }
            What::Rest => is_light(self.slice(piece)),
            _ => false,
        };
        // Of which applications? Only of all that came in.
        let came = |piece: &Piece| piece.is(Word::Received) || piece.is(Word::New);
        let others = |piece: &Piece| match piece.word() {
            Some(word) => {
                is_outcome_or_applicant(piece)
                    || is_review(word)
                    || matches!(
                        word,
                        Word::CarriedIn
                            | Word::CarriedOut
                            | Word::Carried
                            | Word::Open
                            | Word::Narrow
                            | Word::OtherObject
                            | Word::LastYear
                            | Word::Among
                            | Word::Not
                            | Word::Done
                    )
            }
            None => piece.year().is_some_and(|year| year != i64::from(self.report.year.value)),
        };
        let before = &pieces[..stated];
        if kinds.len() != 1
            || !pieces[stated..end].iter().all(telling)
            || !before.iter().any(came)
            || before.iter().any(others)
            || is_conditional(self.text())
            || self.binder.names_other_body(self.reading, before)
        {
            return None;
        }
        let other = match kinds[0] {
            Word::Natural => Word::Organisations,
            Word::Organisations => Word::Natural,
            _ => return None,
        };
        Some((pieces[stated].range.start..pieces[end - 1].range.end, vec![Word::New, other]))
    }
}
