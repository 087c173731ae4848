//! Names shared out to figures: 分别, where names come first and figures follow one by one, and 各, where one figure is of each.
//!
//! Knows which words stand beside each other in a list; what a name and a figure mean together is for [`Walk::fact`].

use crate::check::text::bind::{Claim, Fact, Walk, Words, is_applicant, is_review, is_row, is_telling};
use crate::check::text::parse::{Mark, REACH, What};
use crate::check::text::words::{Phrase, Unit, Word};

impl Walk<'_> {
    /// Takes for a figure the name that 分别 gives it. Whether one was given; none where 分别 leaves open whose the figure is.
    pub fn give(&mut self, words: &mut Words, index: usize, head: &[usize], listed: &[usize]) -> Option<bool> {
        // The names came first, the figures follow one by one.
        let given = if self.skip > 0 {
            self.skip -= 1;
            self.given.pop()
        } else if words.has(Word::Each) {
            self.distribute(index, head, listed)
        } else {
            None
        };
        let distributed = given.is_some() || self.skip > 0;
        let Some(given) = given else { return (!distributed && !words.has(Word::Each)).then_some(false) };
        let items = !given.iter().any(|word| matches!(word, Word::Item(_)));
        words.words.retain(|word| match word {
            Word::Item(_) => items,
            word => !is_telling(*word) || matches!(word, Word::Request | Word::Application),
        });
        words.words.extend(given);
        words.loose = false;
        Some(true)
    }

    /// Figures that are read by themselves: 无一件被撤销, a denial; 各1件, of each of the names before it.
    pub fn is_set_apart(&mut self, words: &Words, count: &Claim, head: &[usize]) -> bool {
        let Some(&last) = head.last() else { return false };
        if count.number.chinese && self.pieces[last].is(Word::Not) {
            self.counts.push(count.clone());
            return true;
        }
        if !self.on.reading.slice(&self.pieces[last].range).ends_with('各') {
            return false;
        }
        let narrow = words.foreign || words.has(Word::Narrow) || words.has(Word::Span);
        if narrow || self.stretch.part || self.is_hidden() {
            self.counts.push(count.clone());
        } else {
            self.of_each(words, count);
        }
        true
    }

    /// 自然人和商业企业申请各1件: the figure is of each of the names before it.
    pub fn of_each(&mut self, words: &Words, count: &Claim) {
        let index = count.piece;
        let tail = Words::default();
        let names = |class| words.words.iter().filter(move |word| self::class(**word) == class);
        let shares = |class: &Class| names(*class).count() > 1;
        let Some(class) = CLASSES.into_iter().find(shares).filter(|_| !self.is_counted_already(index)) else {
            self.counts.push(count.clone());
            return;
        };
        let shared: Vec<Word> = words.words.iter().copied().filter(|word| self::class(*word) != class).collect();
        for name in names(class).copied().collect::<Vec<_>>() {
            let words = Words { words: [&[name], &shared[..]].concat(), ..Words::default() };
            let fact = self.fact(&words, &tail, &count.number, index).map(|fact| Fact { exact: false, ..fact });
            self.counts.push(Claim { fact, ..count.clone() });
        }
    }

    /// 3家企业、5位自然人各1次: the names before 各 have figures of their own, so its figure is of something else.
    fn is_counted_already(&self, index: usize) -> bool {
        let list = self.pieces[..index].iter().rev().take(REACH);
        list.map(|piece| &piece.what)
            .take_while(|what| !matches!(what, What::Mark(mark) if *mark != Mark::Pause))
            .any(|what| matches!(what, What::Number(_)))
    }

    /// Matches the names before 分别 with the figures behind it; gives the first its own and keeps the others.
    pub fn distribute(&mut self, index: usize, head: &[usize], listed: &[usize]) -> Option<Vec<Word>> {
        let mut figures = 1;
        for piece in self.pieces[index + 1..].iter().take(REACH) {
            match &piece.what {
                What::Number(number) if matches!(number.unit, Unit::Count(_) | Unit::Yuan | Unit::Bare) => figures += 1,
                What::Number(number) if matches!(number.unit, Unit::Percent) => {}
                What::Mark(Mark::Pause | Mark::Comma | Mark::Open | Mark::Close)
                | What::Word(Word::And | Word::Share) => {}
                _ => break,
            }
        }
        self.skip = figures - 1;
        self.given.clear();
        // The names of the clause itself, or of those before it: 予以公开、部分公开，分别为12件、3件.
        let mut each = self.named(head, figures).or_else(|| self.named(listed, figures))?;
        each.reverse();
        let first = each.pop();
        self.given = each;
        first
    }

    /// As many names of one class as there are figures, each with the words that all share.
    fn named(&self, pieces: &[usize], figures: usize) -> Option<Vec<Vec<Word>>> {
        let mut names: Vec<Word> = Vec::new();
        for &at in pieces {
            match self.pieces[at].word() {
                Some(Word::Everyone) if self.on.reading.opens(&self.pieces[at..=at], Phrase::BothKinds) => {
                    names.extend([Word::Natural, Word::Organisations]);
                }
                Some(word) if is_telling(word) && !matches!(word, Word::Request | Word::Application) => {
                    names.push(word)
                }
                _ => {}
            }
        }
        let of = |wanted: Class| names.iter().copied().filter(move |word| class(*word) == wanted);
        let chosen = CLASSES.into_iter().find(|&wanted| of(wanted).count() == figures)?;
        let shared: Vec<Word> = names.iter().copied().filter(|word| class(*word) != chosen).collect();
        Some(of(chosen).map(|word| [&[word], &shared[..]].concat()).collect())
    }
}

/// Words that stand beside each other in a list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Applicant,
    Outcome,
    Row,
    Result,
    Review,
    Item,
    Other,
}

/// The classes in the order in which a list is most likely of them.
const CLASSES: [Class; 7] =
    [Class::Applicant, Class::Outcome, Class::Result, Class::Review, Class::Other, Class::Item, Class::Row];

fn class(word: Word) -> Class {
    match word {
        word if is_applicant(word) => Class::Applicant,
        Word::Outcome(..) => Class::Outcome,
        word if is_row(word) => Class::Row,
        Word::Result(_) => Class::Result,
        word if is_review(word) => Class::Review,
        Word::Item(_) => Class::Item,
        _ => Class::Other,
    }
}
