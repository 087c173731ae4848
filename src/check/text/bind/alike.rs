//! Claims that all are alike, which deny whatever is other: 均为自然人申请, 全部维持.

use crate::check::text::bind::claim::Denial;
use crate::check::text::bind::denial::{DenialReader, reviews};
use crate::check::text::bind::denied::is_outcome_or_applicant;
use crate::check::text::bind::readings::Fact;
use crate::check::text::bind::words::{is_applicant, is_light, is_review};
use crate::check::text::claim::Object;
use crate::check::text::parse::tree::{Mark, Piece, What};
use crate::check::text::words::lexicon::{Phrase, Word};

impl DenialReader<'_> {
    /// 收到申请25件，均为自然人申请: there was none of another kind. With the words of that kind.
    pub(super) fn all_alike(&self) -> Option<Denial> {
        let pieces = &self.sentence.pieces;
        let at = pieces.iter().position(|piece| piece.word().is_some_and(is_applicant))?;
        let end = (at..pieces.len()).find(|&at| pieces[at].mark().is_some()).unwrap_or(pieces.len());
        let clause = (0..at).rev().find(|&at| pieces[at].mark().is_some()).map_or(0, |mark| mark + 1);
        let all = pieces[clause..at].iter().position(|piece| self.is(piece, Phrase::AllAre));
        // 新收申请1件，为自然人申请.
        let are = pieces.get(clause).is_some_and(|first| clause > 0 && self.is(first, Phrase::Are));
        let stated = all.or(are.then_some(0))? + clause;
        let kinds: Vec<Word> = pieces.iter().filter_map(Piece::word).filter(|word| is_applicant(*word)).collect();
        let telling = |piece: &Piece| match &piece.what {
            What::Word(word) => {
                matches!(word, Word::Filler | Word::Application | Word::Request | Word::And) || is_applicant(*word)
            }
            What::Rest => is_light(self.slice(piece)) || self.is(piece, Phrase::Are),
            _ => false,
        };
        // Of which applications? Only of all that came in.
        let came = |piece: &Piece| piece.is(Word::Received) || piece.is(Word::New) || self.is(piece, Phrase::Asker);
        let before = &pieces[..stated];
        if kinds.len() != 1
            || !pieces[stated..end].iter().all(telling)
            || !before.iter().any(came)
            || before.iter().any(|piece| self.is_other_matter(piece))
            || self.is_conditional(pieces)
            || self.binder.names_other_body(self.reading, before)
        {
            return None;
        }
        let other = match kinds[0] {
            Word::Natural => Word::Organisations,
            Word::Organisations => Word::Natural,
            _ => return None,
        };
        let fact = self.binder.fact(&[Word::New, other], &Object::Request)?;
        let range = pieces[stated].range.start..pieces[end - 1].range.end;
        Some(Denial { range, facts: vec![fact], sure: false })
    }

    /// 行政复议9件，全部维持: there was no other result.
    pub(super) fn one_result(&self) -> Option<Denial> {
        let pieces = &self.sentence.pieces;
        let at = pieces.iter().position(|piece| matches!(piece.word(), Some(Word::Result(_))))?;
        let mark = |piece: &Piece| piece.mark().is_some();
        let clause = pieces[..at].iter().rposition(mark).map_or(0, |mark| mark + 1);
        let end = pieces[at..].iter().position(mark).map_or(pieces.len(), |length| at + length);
        let plain = |piece: &Piece| match &piece.what {
            What::Word(word) => matches!(word, Word::Filler | Word::Result(_)),
            What::Rest => is_light(self.slice(piece)),
            _ => false,
        };
        let stretch =
            pieces[..clause].iter().rposition(|piece| piece.mark() == Some(Mark::Semicolon)).map_or(0, |mark| mark + 1);
        let before = &pieces[stretch..clause];
        let kinds: Vec<Word> = reviews(before.iter().filter_map(Piece::word)).collect();
        let narrowed = before.iter().any(|piece| {
            matches!(
                piece.word(),
                Some(Word::Narrow | Word::Among | Word::Not | Word::Result(_) | Word::LastYear | Word::Open)
            ) || piece.year().is_some_and(|year| year != self.binder.year())
        });
        let all = pieces[clause..at].first().is_some_and(|first| self.is(first, Phrase::AllAre));
        if !all
            || kinds.is_empty()
            || narrowed
            || !pieces[clause + 1..end].iter().all(plain)
            || self.binder.is_of_justice() && !self.is_of_publicity()
        {
            return None;
        }
        let result = pieces[at].word()?;
        let total = self.binder.fact(&kinds, &Object::Review(kinds.clone()))?;
        let named: Vec<Word> = kinds.iter().copied().chain([result]).collect();
        let part = self.binder.fact(&named, &Object::Review(kinds))?;
        let rest = total.readings.into_iter().next()?.without(part.readings.into_iter().next()?);
        let fact = Fact { readings: vec![rest], exact: false, kind: part.kind };
        let range = pieces[clause].range.start..pieces[end - 1].range.end;
        Some(Denial { range, facts: vec![fact], sure: false })
    }

    /// Whether a piece speaks of more or less than all that came in this year.
    fn is_other_matter(&self, piece: &Piece) -> bool {
        match piece.word() {
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
            None => piece.year().is_some_and(|year| year != self.binder.year()),
        }
    }
}
