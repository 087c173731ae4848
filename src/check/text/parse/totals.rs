//! The total of a list: the candidates among the counts before it, and the one that most speaks for.

use std::collections::HashSet;
use std::ops::Range;

use crate::check::text::parse::{Lists, Mark, Parts, Piece, REACH};
use crate::check::text::words::{About, Number, Phrase, Word, is_count};

/// What a list claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Claims {
    /// All parts of its total: 其中, 分别为, a bracket, a colon.
    #[default]
    Whole,
    /// Perhaps all of them: 25件申请中，….
    Within,
    /// Some of them: 包括, 主要是.
    Excerpt,
    /// No word introduces it: 合计504条，办公室112条、…
    Bare,
}

/// A piece of a paragraph: its sentence, and its place in it.
pub(crate) type At = (usize, usize);

/// Where a list begins, and what it divides.
#[derive(Default)]
pub(super) struct Opening {
    /// The total, where the introduction leaves no choice.
    pub total: Option<At>,
    pub intro: usize,
    pub from: usize,
    /// What the introduction calls the total: 公开的信息 before 中, 新闻发布会 before 包括.
    pub name: Range<usize>,
    pub semicolons: bool,
    pub claims: Claims,
    /// The fewest parts that make it a list.
    pub least: i128,
    /// How many sentences back the total may stand.
    pub back: usize,
}

/// How many sentences back a total may stand: where nothing names it, and where its name is taken up.
pub(super) const BACK: usize = 1;
pub(super) const FAR_BACK: usize = 3;

impl Lists<'_> {
    /// The total that most speaks for, and whether another fits or has as much for it.
    pub(super) fn choose(&self, index: usize, opening: &Opening, totals: &[At], parts: &Parts) -> Option<(At, bool)> {
        let value = |at: &At| self.number(*at).map_or(0, |number| number.value);
        let most = parts.list.iter().map(|part| part.number.value * part.times).max()?;
        let largest = totals.iter().map(value).max()?;
        let score = |at: &At| {
            let (named, total) = (self.is_named(*at, &opening.name), self.says_total(*at));
            let near = Some(at) == totals.first();
            8 * u8::from(named)
                + 4 * u8::from(value(at) >= most)
                + 2 * u8::from(near)
                + u8::from(total)
                + u8::from(at.0 < index && value(at) == largest)
        };
        let best = *totals.iter().rev().max_by_key(|at| score(at))?;
        // One that has nearly as much for it may as well be meant.
        let rival = |at: &At| at.0 < index && value(at) != value(&best) && score(at) + 1 >= score(&best);
        let sum = parts.sum();
        let apart = best.0 < index;
        let fits = (parts.list.len() > 1 || apart)
            && (totals.iter().any(|at| *at != best && value(at) == sum) || self.joint(index, opening, sum, &totals[0]));
        let exact = self.number(best).is_some_and(|total| total.about == About::Exact);
        // 来访3批。其中来访3批涉及移民2批、用水1批: said again, and then divided.
        let again = apart && parts.list.len() > 1 && parts.list[0].number.value == value(&best);
        Some((best, !exact || fits || again || totals.iter().any(rival)))
    }

    /// Whether two counts beside each other before a list make its sum: 新收25件，上年结转2件，其中….
    fn joint(&self, index: usize, opening: &Opening, sum: i128, near: &At) -> bool {
        let pieces = self.pieces(near.0);
        let end = if near.0 == index { opening.intro } else { pieces.len() };
        let from = end.saturating_sub(REACH);
        let divides = |piece: &Piece| {
            piece.mark() == Some(Mark::Semicolon) || matches!(piece.word(), Some(Word::Among | Word::Including))
        };
        pieces[from..end].split(divides).next_back().is_some_and(|stretch| {
            let counts: Vec<i128> =
                stretch.iter().filter_map(Piece::number).filter(|n| is_count(n)).map(|n| n.value).collect();
            counts.windows(2).any(|pair| pair[0] + pair[1] == sum)
        })
    }

    /// Whether a count is what an introduction calls the total: 公开的信息 for 主动公开政府信息320条.
    fn is_named(&self, at: At, name: &Range<usize>) -> bool {
        !name.is_empty()
            && self.number(at).is_some_and(|number| self.reading.names(self.reading.slice(name), &number.range))
    }

    /// Whether the words before a count make it a total: 共, 合计, 全年累计.
    pub(super) fn says_total(&self, at: At) -> bool {
        self.reading.says(self.head(at.0, at.1), Phrase::Totals)
    }

    /// The counts before a list that it may divide, the nearest first: none that is a change, last year's, an average or a part
    /// already.
    pub(super) fn totals(&self, index: usize, opening: &Opening, first: &Number, taken: &HashSet<At>) -> Vec<At> {
        for sentence in (index.saturating_sub(opening.back)..=index).rev() {
            let pieces = self.pieces(sentence);
            let end = if sentence == index { opening.intro } else { pieces.len() };
            let hangs_on = |at: usize| {
                let marks = pieces[at + 1..end].iter().filter(|piece| piece.mark().is_some()).count();
                sentence == index
                    && marks <= 1
                    && pieces[at + 1..end].iter().all(|piece| piece.number().is_none())
                    && !self.is_dimension(index, opening.intro)
            };
            // 公开信息320条；其中…: what a semicolon parts from it right there.
            let tied = end.saturating_sub(usize::from(end > 0 && pieces[end - 1].mark() == Some(Mark::Semicolon)));
            let mut found = self.counts_before(sentence, tied, opening.back == 0 && sentence == index);
            found.retain(|&at| {
                let like = pieces[at].number().is_some_and(|total| self.may_be_part(total, first, false));
                like && (!taken.contains(&(sentence, at)) || hangs_on(at))
            });
            found.reverse();
            let totals: Vec<At> = found.into_iter().map(|at| (sentence, at)).collect();
            let named = || totals.iter().any(|at| self.is_named(*at, &opening.name));
            if !totals.is_empty() && (opening.back < FAR_BACK || named()) {
                return totals;
            }
        }
        Vec::new()
    }

    /// The counts up to a piece at its depth of brackets; where semicolons part statements, of the last only.
    fn counts_before(&self, index: usize, until: usize, parted: bool) -> Vec<usize> {
        let mut outer: Vec<usize> = Vec::new();
        let mut found: Vec<usize> = Vec::new();
        for (at, piece) in self.pieces(index)[..until].iter().enumerate().skip(until.saturating_sub(REACH)) {
            match piece.mark() {
                Some(Mark::Open) => outer.push(found.len()),
                Some(Mark::Close) => found.truncate(outer.pop().unwrap_or(0)),
                Some(Mark::Semicolon) if parted && outer.is_empty() => found.clear(),
                _ if piece.number().is_some_and(is_count)
                    && !self.is_aside(index, at)
                    && !self.is_average(index, at) =>
                {
                    found.push(at);
                }
                _ => {}
            }
        }
        found
    }
}
