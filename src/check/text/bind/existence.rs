//! Claims that there was something, without a figure: 年内发生行政复议, 全年收到政府信息公开申请，已按期答复.
//!
//! Of the report year only where the clause or the one before it says so: how requests are handled is told in the same words.

use std::ops::Range;

use crate::check::text::bind::{Denial, DenialReader, Denied, Fact, clauses, is_object};
use crate::check::text::parse::{Mark, Piece, What};
use crate::check::text::words::{Phrase, Word};

impl DenialReader<'_> {
    /// Every clause that says there was something, with the cells of which one at least cannot be 0.
    pub(super) fn existing(&self) -> Vec<Denial> {
        let pieces = &self.sentence.pieces;
        let told =
            self.on.reading.slice(&self.sentence.range).ends_with('。') && !self.sentence.says(Phrase::Elsewhere);
        if !told || !self.sentence.says(Phrase::Existence) || pieces.iter().any(|piece| piece.is(Word::Plan)) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut framed = false;
        for range in clauses(pieces) {
            let clause = &pieces[range.clone()];
            if self.is_frame(clause) || self.on.binder.names_other_body(self.on.reading, clause) {
                break;
            }
            found.extend(self.exists(clause, framed));
            // 2024年，我局收到…: a year that stands by itself.
            framed =
                clause.iter().any(|piece| self.is_of_the_year(piece)) && clause.iter().all(|p| self.is_plain_head(p));
            framed &= pieces.get(range.end).and_then(Piece::mark) == Some(Mark::Comma);
        }
        found
    }

    /// What one clause says there was.
    fn exists(&self, clause: &[Piece], framed: bool) -> Option<Denial> {
        let verb = clause.iter().position(|piece| self.is(piece, Phrase::Existence))?;
        let (head, behind) = (&clause[..verb], &clause[verb + 1..]);
        let of_the_year = framed || head.iter().any(|piece| self.is_of_the_year(piece));
        let plain = head.iter().all(|piece| self.is_plain_head(piece) && !piece.word().is_some_and(is_object));
        let things: Vec<Word> = behind.iter().filter_map(Piece::word).filter(|word| is_thing(*word)).collect();
        let rest = behind.iter().all(|piece| self.is_said_of_it(piece));
        if things.is_empty()
            || !of_the_year
            || !plain
            || !rest
            || self.is_title(clause, verb)
            || self.is_conditional(clause)
        {
            return None;
        }
        let denied = Denied {
            words: things,
            occurs: true,
            publicity: self.is_of_publicity(),
            answers: self.sentence.says(Phrase::Answers),
            ..Denied::default()
        };
        // 有行政复议和行政诉讼: one of them at least.
        let facts = denied.facts(self.on.binder);
        let kind = facts.first()?.kind;
        let said: Range<usize> = clause[verb].range.start..clause.last()?.range.end;
        Some(Denial { some: true, ..Denial::of(said, vec![Fact::any(facts, kind)?], false) })
    }

    /// Whether a piece says that the report year is meant.
    fn is_of_the_year(&self, piece: &Piece) -> bool {
        self.is(piece, Phrase::WithinYear) || piece.year() == Some(self.on.binder.year())
    }

    /// Whether a piece behind the verb names what there was, or adds nothing to it.
    fn is_said_of_it(&self, piece: &Piece) -> bool {
        match &piece.what {
            What::Word(Word::Filler | Word::Own | Word::And | Word::Handled | Word::InTime | Word::Open) => {
                self.on.reading.said.opens(piece.range.clone(), Phrase::AllAre).is_none()
            }
            What::Word(word) => is_thing(*word),
            What::Mark(mark) => *mark == Mark::Pause,
            What::Rest => self.is_plain(piece),
            What::Number(_) => false,
        }
    }

    /// 收到的申请…, 收到申请后，…, 收到申请情况: no claim, but what one is about to be made of.
    fn is_title(&self, clause: &[Piece], verb: usize) -> bool {
        let last = clause.last().map_or("", |last| self.slice(last));
        let of_it = clause.get(verb + 1).is_some_and(|next| self.slice(next).starts_with('的'));
        let state = self.slice(&clause[verb]).contains('有');
        of_it
            || last.ends_with(['的', '后', '时', '中', '前', '者', '向'])
            || !state && last.ends_with(['况', '作', '形'])
    }
}

/// Whether a word is something of which there may have been some.
fn is_thing(word: Word) -> bool {
    is_object(word) || word == Word::Open
}
