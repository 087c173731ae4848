//! Divisions: what a list divides – its total among the figures before it, chosen by what fits –, its parts, and how it is introduced.
//!
//! One object for one notion: sums, shortfalls and the bases of shares are read from it. Where two totals fit equally, it says so.

use std::ops::Range;

use crate::check::text::parse::parts::{Lists, Part, Parts};
use crate::check::text::parse::tree::{Mark, Piece, REACH, lookback};
use crate::check::text::words::lexicon::{Phrase, Word};
use crate::check::text::words::number::{About, MICRO, Number, Unit, is_count, is_like};

/// What a list claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claims {
    /// All parts of its total: 其中, 分别为, a bracket, a colon.
    Whole,
    /// Perhaps all of them: 25件申请中，….
    Within,
    /// Some of them: 包括, 主要是.
    Excerpt,
    /// No word introduces it: 合计504条，办公室112条、…
    Bare,
}

/// A list with the total it divides.
pub(crate) struct Division<'a> {
    pub index: usize,
    pub total: &'a Number,
    /// The total: its sentence and piece.
    pub total_at: (usize, usize),
    pub parts: Parts<'a>,
    pub claims: Claims,
    /// From the introduction to the end of the last part's clause.
    pub extent: Range<usize>,
    /// Whether semicolons may stand between its parts.
    semicolons: bool,
    /// Whether a bracket holds all of it.
    enclosed: bool,
    /// Whether the total stands in an earlier sentence, where others may be meant as well.
    pub apart: bool,
    /// What else may be divided: the counts before the introduction, and two beside each other.
    pub rivals: Vec<i128>,
}

/// Where a list begins, and what it divides.
struct Opening {
    total: (usize, usize),
    intro: usize,
    from: usize,
    semicolons: bool,
    claims: Claims,
    /// The fewest parts that make it a list.
    least: i128,
    apart: bool,
}

/// The list last read in a sentence: its total, and the pieces from its first part to its last.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    total: (usize, usize),
    first: usize,
    last: usize,
}

impl<'a> Lists<'a> {
    /// All divisions of a sentence.
    pub fn divisions(&self, index: usize) -> Vec<Division<'a>> {
        let mut found = Vec::new();
        let mut known = None;
        let mut depth = 0usize;
        for (at, piece) in self.pieces(index).iter().enumerate() {
            match piece.mark() {
                Some(Mark::Open) => depth += 1,
                Some(Mark::Close) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if let Some(opening) = self.opening(index, at, depth, known) {
                found.extend(self.division(index, opening, &mut known, depth));
            }
        }
        found
    }

    /// Reads one list; notes it for a list that divides the same total in another way.
    fn division(
        &self,
        index: usize,
        opening: Opening,
        known: &mut Option<Known>,
        depth: usize,
    ) -> Option<Division<'a>> {
        let total = self.number(opening.total)?;
        let parts = self.parts(index, opening.from, total, opening.semicolons);
        let (first, last) = (parts.list.first()?.piece, parts.list.last()?.piece);
        if parts.count() < opening.least {
            return None;
        }
        if depth == 0 && opening.claims != Claims::Bare {
            *known = Some(Known { total: opening.total, first, last });
        }
        let pieces = self.pieces(index);
        let mark = pieces[last..].iter().take(REACH).find(|piece| piece.mark().is_some());
        let end = mark.map_or(self.paragraph.sentences[index].range.end, |mark| mark.range.start);
        let rivals = self.rivals(index, &opening, total);
        Some(Division {
            index,
            total,
            total_at: opening.total,
            parts,
            claims: opening.claims,
            extent: pieces[opening.intro].range.start..end,
            semicolons: opening.semicolons,
            enclosed: depth > 0,
            apart: opening.apart,
            rivals,
        })
    }

    /// The list that begins at a piece, if one does.
    fn opening(&self, index: usize, at: usize, depth: usize, known: Option<Known>) -> Option<Opening> {
        let pieces = self.pieces(index);
        let piece = &pieces[at];
        let colon = |at: usize| pieces.get(at).and_then(Piece::mark) == Some(Mark::Colon);
        let whole = |total, semicolons, least| Opening {
            total,
            intro: at,
            from: at + 1,
            semicolons,
            claims: Claims::Whole,
            least,
            apart: false,
        };
        if piece.is(Word::Among) {
            let begins = pieces[..at].iter().all(|piece| piece.is(Word::Filler));
            let near = self.total(index, at);
            let total = near.or_else(|| begins.then(|| self.total_before(index)).flatten())?;
            let semicolons = begins || colon(at + 1) || self.is_list_of_semicolons(index, at);
            return Some(Opening { apart: near.is_none(), ..whole(total, semicolons, 1) });
        }
        match piece.mark() {
            Some(Mark::Open) => {
                let before = self.counted(index, at)?;
                let next = pieces.get(at + 1).and_then(Piece::word);
                let other = matches!(next, Some(Word::Among | Word::Including | Word::Excluding));
                (!other).then(|| whole(before, true, 2))
            }
            Some(Mark::Colon | Mark::Comma) if self.is_dimension(index, at) => {
                Some(whole(self.divided(index, at, known)?, colon(at), 2))
            }
            Some(Mark::Colon | Mark::Comma) => {
                if let Some(total) = self.within(index, at) {
                    return Some(Opening { claims: Claims::Within, ..whole(total, colon(at), 1) });
                }
                if let Some(total) = self.taken_up(index, at) {
                    return Some(Opening { claims: Claims::Within, apart: true, ..whole(total, colon(at), 2) });
                }
                let before = self.counted(index, at)?;
                let claims = if colon(at) { Claims::Whole } else { Claims::Bare };
                (colon(at) || depth == 0).then(|| Opening { claims, ..whole(before, colon(at), 2) })
            }
            _ => self.introduced(index, at),
        }
    }

    /// The count that ends just before a mark.
    fn counted(&self, index: usize, at: usize) -> Option<(usize, usize)> {
        let before = at.checked_sub(1)?;
        let number = self.pieces(index)[before].number()?;
        (is_count(number) && !self.is_aside(index, before)).then_some((index, before))
    }

    /// 新收的25件申请中，…: the count that a clause which ends with 中 divides.
    fn within(&self, index: usize, at: usize) -> Option<(usize, usize)> {
        let clause = self.head(index, at);
        if !self.reading.text(clause).ends_with('中') {
            return None;
        }
        let behind = clause.iter().rev().position(|piece| piece.number().is_some())?;
        let number = at.checked_sub(behind + 1)?;
        let is_total = self.number((index, number)).is_some_and(is_count) && !self.is_aside(index, number);
        is_total.then_some((index, number))
    }

    /// 在公开的信息中，…: what one of the sentences before counted, at the beginning of one that says of what it speaks.
    fn taken_up(&self, index: usize, at: usize) -> Option<(usize, usize)> {
        if self.clause(index, at) != 0 {
            return None;
        }
        let clause = &self.pieces(index)[..at];
        let opens =
            self.reading.text(clause).ends_with('中') && !clause.last().is_some_and(|last| last.is(Word::Among));
        let told = opens && self.reading.says(clause, Phrase::Divided);
        let near =
            (index.saturating_sub(3)..index).rev().find_map(|before| self.total(before, self.pieces(before).len()));
        near.filter(|_| told)
    }

    /// 按内容划分：, 从申请渠道看，, 情况如下：: a clause that says by what is divided.
    pub fn is_dimension(&self, index: usize, at: usize) -> bool {
        let clause = self.head(index, at);
        let span = self.reading.span(clause);
        let near = lookback(self.reading.slice(&span), 36);
        let says = near.contains(['按', '从']) || near.starts_with('以') && near.ends_with("划分");
        self.reading.closes(clause, Phrase::AsFollows) || says && self.reading.closes(clause, Phrase::Dimension)
    }

    /// What a list by a dimension divides: the total of the list before it, or the last count.
    fn divided(&self, index: usize, at: usize, known: Option<Known>) -> Option<(usize, usize)> {
        match (self.total(index, at), known) {
            (Some((_, total)), Some(known)) if (known.first..=known.last).contains(&total) => Some(known.total),
            (Some(total), _) => Some(total),
            (None, Some(known)) => Some(known.total),
            (None, None) => {
                // The sentence before must leave no doubt.
                let before = index.checked_sub(1)?;
                let begins = self.clause(index, at) == 0;
                let counts =
                    self.pieces(before).iter().take(REACH).filter(|piece| piece.number().is_some_and(is_count));
                (begins && counts.count() == 1).then(|| self.total_before(index)).flatten()
            }
        }
    }

    /// 主要是招标公告33条、…: a clause that begins with such a word, behind a count.
    fn introduced(&self, index: usize, at: usize) -> Option<Opening> {
        let pieces = self.pieces(index);
        let before = at.checked_sub(1).filter(|&mark| pieces[mark].mark() == Some(Mark::Comma))?;
        let start = pieces[at].range.start;
        let sentence = start..self.paragraph.sentences[index].range.end.max(start);
        let opens = |set| self.reading.said.opens(sentence.clone(), set);
        let (end, claims) = match (opens(Phrase::Introduction), opens(Phrase::Selection)) {
            (Some(end), _) => (end, Claims::Whole),
            (None, end) => (end?, Claims::Excerpt),
        };
        let from = (at..pieces.len().min(at + 6)).find(|&at| pieces[at].range.end > end)?;
        let total = self.total(index, before)?;
        // 分别为12件、3件: the names came first.
        let named = pieces[from].number().is_none() || pieces[from].range.start < end;
        let semicolons = pieces.get(from).and_then(Piece::mark) == Some(Mark::Colon)
            || self.reading.slice(&(end..sentence.end)).starts_with('：')
            || self.is_list_of_semicolons(index, from.saturating_sub(1));
        named.then_some(Opening { total, intro: at, from, semicolons, claims, least: 2, apart: false })
    }

    /// The last count before a piece, at its depth of brackets, that is neither a change nor last year's.
    fn total(&self, index: usize, until: usize) -> Option<(usize, usize)> {
        let mut outer: Vec<Option<usize>> = Vec::new();
        let mut found = None;
        for (at, piece) in self.pieces(index)[..until].iter().enumerate().skip(until.saturating_sub(REACH)) {
            match piece.mark() {
                Some(Mark::Open) => outer.push(found),
                Some(Mark::Close) => found = outer.pop().flatten(),
                Some(Mark::Semicolon) => found = None,
                _ if piece.number().is_some_and(is_count)
                    && !self.is_aside(index, at)
                    && !self.is_average(index, at) =>
                {
                    found = Some(at);
                }
                _ => {}
            }
        }
        found.map(|at| (index, at))
    }

    /// The last count of the sentence before; a larger one of the same kind before it is what is divided.
    fn total_before(&self, index: usize) -> Option<(usize, usize)> {
        let before = index.checked_sub(1)?;
        let pieces = self.pieces(before);
        let last = self.total(before, pieces.len())?;
        let total = pieces[last.1].number()?;
        let larger = |at: &usize| {
            let count = pieces[*at].number().filter(|number| is_count(number) && is_like(total, number));
            count.is_some_and(|number| number.value > total.value) && !self.is_aside(before, *at)
        };
        let from = last.1.saturating_sub(REACH);
        let largest =
            (from..last.1).filter(larger).max_by_key(|&at| pieces[at].number().map_or(0, |number| number.value));
        Some((before, largest.unwrap_or(last.1)))
    }

    /// 其中，网站60条；公众号30条；微博20条: semicolons that part nothing but a name and its figure.
    fn is_list_of_semicolons(&self, index: usize, at: usize) -> bool {
        let pieces = &self.pieces(index)[at + 1..];
        let pieces = &pieces[..pieces.len().min(REACH)];
        let plain = |clause: &[Piece]| {
            let figures = clause.iter().filter(|piece| piece.number().is_some_and(is_count)).count();
            figures == 1
                && clause.iter().skip(1).all(|piece| piece.mark().is_none())
                && clause.last().is_some_and(|last| last.number().is_some())
        };
        let mut clauses = pieces.split(|piece| piece.mark() == Some(Mark::Semicolon)).take(12);
        let first = clauses.next().is_some_and(|first| {
            plain(match first {
                [mark, rest @ ..] if mark.mark() == Some(Mark::Comma) => rest,
                all => all,
            })
        });
        let rest: Vec<bool> = clauses.map(plain).collect();
        first && !rest.is_empty() && rest.into_iter().all(|plain| plain)
    }

    /// What else a list may divide: the counts before its introduction, here and in the sentence before, and two beside each other.
    fn rivals(&self, index: usize, opening: &Opening, total: &Number) -> Vec<i128> {
        let mut values: Vec<i128> = Vec::new();
        let mut last = None;
        let from =
            opening.total.0.min(index.saturating_sub(1)).min(index.saturating_sub(if opening.apart { 2 } else { 1 }));
        for sentence in from..=index {
            let pieces = self.pieces(sentence);
            let end = if sentence == index { opening.intro.min(pieces.len()) } else { pieces.len() };
            for (at, piece) in pieces[..end].iter().enumerate().skip(end.saturating_sub(REACH)) {
                let Some(number) = piece.number().filter(|number| is_count(number) && is_like(total, number)) else {
                    continue;
                };
                if self.is_aside(sentence, at) {
                    continue;
                }
                values.push(number.value);
                values.extend(last.map(|last: i128| last + number.value));
                last = Some(number.value);
            }
        }
        values
    }
}

impl<'a> Division<'a> {
    /// Whether the parts, or those up to a comma, or they and what follows, make the total or another count before them.
    pub fn fits(&self, lists: &Lists<'a>) -> bool {
        let mut running = 0;
        let (total, list) = (self.total, &self.parts.list);
        let slack = self.slack();
        let pieces = lists.pieces(self.index);
        // 其中：动态21条；公示1条；年报3条: what semicolons part belongs to the list to its end.
        let semicolon = |piece: &Piece| piece.mark() == Some(Mark::Semicolon);
        let parted = |pair: &[Part]| pieces[pair[0].piece..pair[1].piece].iter().any(semicolon);
        let listed = self.semicolons && self.parts.is_even() && list.windows(2).all(parted);
        for (at, part) in list.iter().enumerate() {
            running += part.number.value * part.times;
            // Of names all alike none is the first of another statement.
            let may_end = list.get(at + 1).is_none_or(|next| {
                let whole = self.enclosed || listed || at >= 3 && self.parts.is_even();
                next.loose && !whole && !list[at + 1..].iter().any(|part| part.other)
            });
            if may_end && (running - total.value).abs() <= slack {
                return true;
            }
        }
        let Some(last) = list.last() else { return true };
        let alike = |piece: &'a Piece| piece.number().filter(|number| number.unit == total.unit);
        // The list may go on where a new statement was seen; not behind a date or a semicolon.
        let ends = |piece: &&Piece| {
            piece.mark() != Some(Mark::Semicolon) && piece.number().is_none_or(|number| number.unit != Unit::Day)
        };
        pieces[last.piece + 1..].iter().take(REACH).take_while(ends).filter_map(alike).any(|number| {
            running += number.value;
            running == total.value
        })
    }

    /// How far rounding may keep a sum from its total: 1.2万次 may stand for 4830 + 7210, 12.6万次 for 8.1 + 3.3 + 1.3.
    fn slack(&self) -> i128 {
        let numbers = || std::iter::once(self.total).chain(self.parts.list.iter().map(|part| part.number));
        let coarsest = numbers().map(Number::step).max().unwrap_or(MICRO);
        let coarse = numbers().filter(|number| number.step() == coarsest).count();
        let all = coarse > self.parts.list.len();
        if coarsest <= MICRO || all && self.total.unit == Unit::Yuan {
            0
        } else if all {
            coarsest
        } else {
            i128::try_from(coarse).unwrap_or(1) * coarsest / 2
        }
    }

    /// Whether another total than the one taken fits, or so many may be meant that only more than all of them is too much.
    pub fn is_open(&self) -> bool {
        let sum = self.parts.sum();
        let parted = self.parts.list.len() > 1 || self.apart;
        let other = |rival: &i128| *rival != self.total.value && (*rival > sum || sum < self.total.value);
        self.total.about != About::Exact
            || parted && self.rivals.contains(&sum)
            || self.apart && self.rivals.iter().any(other)
    }

    /// Whether figures without an introduction look like a list: each of a kind (供水方面28个，防汛方面19个), mere names
    /// behind a total that says so (合计504条，办公室112条、河湖科75条), or one the negation of another (采纳40条，未采纳20条).
    pub fn is_parallel(&self, lists: &Lists<'a>) -> bool {
        let heads: Vec<&[Piece]> = self.parts.list.iter().map(|part| lists.head(self.index, part.piece)).collect();
        let texts: Vec<&str> = heads.iter().map(|head| lists.reading.text(head)).collect();
        let negated = |head: &&str| {
            let done = head.strip_prefix(['未', '不']).filter(|done| !done.is_empty());
            done.is_some_and(|done| texts.iter().all(|other| other.ends_with(done)))
        };
        let acts = heads.iter().any(|head| head.is_empty() || lists.reading.says(head, Phrase::Act));
        let kind = |head: &[Piece]| lists.reading.said.closing(lists.reading.span(head), Phrase::KindEnd);
        let kinds = heads.first().and_then(|head| kind(head)).is_some_and(|first| {
            let first = lists.reading.slice(&first);
            texts.iter().all(|head| head.ends_with(first))
        });
        let joined = self.parts.list.iter().skip(1).all(|part| !part.loose);
        let said = lists.reading.says(lists.head(self.total_at.0, self.total_at.1), Phrase::Totals);
        // 18件为网络申请，7件为信函申请
        let told = self.parts.list.len() > 1
            && self.parts.list.iter().all(|part| {
                let behind = lists.pieces(self.index).get(part.piece + 1);
                behind
                    .is_some_and(|piece| lists.reading.slice(&piece.range).starts_with(['为', '系', '是', '属', '由']))
            });
        texts.iter().any(negated)
            || told && heads.iter().all(|head| head.is_empty())
            || heads.len() >= 3 && !acts && (kinds || joined && said)
            // 共70条，工作动态66条，其他信息4条
            || said && !acts && self.parts.list.last().is_some_and(|last| last.other)
    }
}
