//! Divisions: what a list divides – its total among the figures before it, chosen by what fits –, its parts, and how it is introduced.
//!
//! One object for one notion: sums, shortfalls and the bases of shares are read from it. Where two totals fit equally, it says so.

use std::collections::HashSet;
use std::ops::Range;

use crate::check::text::parse::{
    At, BACK, Claims, FAR_BACK, Lists, Mark, Opening, Part, PartList, Parts, Piece, REACH, What, ending, lookback,
};
use crate::check::text::words::{MICRO, Number, Phrase, Unit, Word, is_chinese, is_count};

/// A list of more parts than this that makes its total ends there, unless another mere name follows.
const LONG: usize = 5;

/// A list with the total it divides.
pub(crate) struct Division<'a> {
    pub index: usize,
    pub total: &'a Number,
    /// The total: its sentence and piece.
    pub total_at: At,
    pub parts: Parts<'a>,
    pub claims: Claims,
    /// From the introduction to the end of the last part's clause.
    pub extent: Range<usize>,
    /// Where the list itself begins, behind the words that introduce it.
    pub from: usize,
    /// Whether a bracket holds all of it.
    pub enclosed: bool,
    /// Whether another total fits, or two have an equal right to be meant.
    pub is_open: bool,
}

impl<'a> Lists<'a> {
    /// All divisions of the paragraph, sentence by sentence.
    pub fn divisions(&self) -> Vec<Division<'a>> {
        let mut found = Vec::new();
        // What is a part already is no total of another list, unless that hangs on it.
        let mut taken: HashSet<At> = HashSet::new();
        for index in 0..self.paragraph.sentences.len() {
            let mut depth = 0usize;
            for (at, piece) in self.pieces(index).iter().enumerate() {
                match piece.mark() {
                    Some(Mark::Open) => depth += 1,
                    Some(Mark::Close) => depth = depth.saturating_sub(1),
                    _ => {}
                }
                let division =
                    self.opening(index, at, depth).and_then(|open| self.division(index, open, depth, &taken));
                if let Some(division) = division {
                    let (list, fitting) = (&division.parts.list, division.fitting());
                    if division.claims != Claims::Bare || fitting.is_some() {
                        let own = fitting.unwrap_or(list.len());
                        taken.extend(list[..own].iter().map(|part| (index, part.piece)));
                    }
                    found.push(division);
                }
            }
        }
        found
    }

    /// Reads one list and chooses what it divides.
    fn division(&self, index: usize, opening: Opening, depth: usize, taken: &HashSet<At>) -> Option<Division<'a>> {
        let pieces = self.pieces(index);
        let first =
            pieces[opening.from..].iter().take(REACH).find_map(|piece| piece.number().filter(|n| is_count(n)))?;
        let totals = match opening.total {
            Some(total) => vec![total],
            None => self.totals(index, &opening, first, taken),
        };
        let nearest = *totals.first()?;
        // 机构类20条，内有职能4条，动态类80条
        let nested = depth == 0 && taken.contains(&nearest) && !pieces[opening.intro].is(Word::Among);
        let list = PartList {
            from: opening.from,
            semicolons: opening.semicolons,
            enclosed: depth > 0,
            segments: opening.semicolons && self.is_segmented(index, opening.from),
            tight: nested
                && !opening.semicolons
                && pieces[..opening.intro].iter().all(|piece| piece.mark() != Some(Mark::Semicolon)),
        };
        let parts = self.parts(index, &list, self.number(nearest)?);
        let last = parts.list.last()?.piece;
        if parts.count() < opening.least {
            return None;
        }
        let (total_at, is_open) = self.choose(index, &opening, &totals, &parts)?;
        let end = self.clause_end(index, last);
        Some(Division {
            index,
            total: self.number(total_at)?,
            total_at,
            parts,
            claims: opening.claims,
            extent: pieces[opening.intro].range.start..end,
            from: pieces.get(opening.from).map_or(end, |piece| piece.range.start.min(end)),
            enclosed: depth > 0,
            is_open,
        })
    }

    /// The list that begins at a piece, if one does.
    fn opening(&self, index: usize, at: usize, depth: usize) -> Option<Opening> {
        let pieces = self.pieces(index);
        let piece = &pieces[at];
        let colon = pieces.get(at).and_then(Piece::mark) == Some(Mark::Colon);
        let (intro, from) = (at, at + 1);
        let whole = |total, semicolons, least| Opening { total, intro, from, semicolons, least, ..Opening::default() };
        if piece.is(Word::Among) {
            return Some(self.among(index, at));
        }
        // 主要类别包括：机构3条、…: a sentence that divides what the one before counted.
        let announced = pieces.get(at + 1).and_then(Piece::mark) == Some(Mark::Colon);
        let begins = || pieces[..at].iter().all(|piece| piece.mark().is_none() && piece.number().is_none());
        if piece.is(Word::Including) && announced && begins() {
            return Some(Opening { claims: Claims::Excerpt, back: BACK, ..whole(None, true, 3) });
        }
        match piece.mark() {
            Some(Mark::Open) => {
                let before = Some(self.counted(index, at)?);
                match pieces.get(at + 1).and_then(Piece::word) {
                    Some(Word::Among | Word::Excluding) => None,
                    // （含新制定4件、修改14件）
                    Some(Word::Including) => {
                        Some(Opening { from: at + 2, claims: Claims::Excerpt, ..whole(before, true, 2) })
                    }
                    _ => Some(whole(before, true, 2)),
                }
            }
            Some(Mark::Colon | Mark::Comma) if self.is_dimension(index, at) => {
                Some(Opening { back: BACK, ..whole(None, colon, 2) })
            }
            Some(Mark::Colon | Mark::Comma) => {
                if let Some(total) = self.within(index, at) {
                    return Some(Opening { claims: Claims::Within, ..whole(Some(total), colon, 1) });
                }
                if let Some(name) = self.taken_up(index, at) {
                    return Some(Opening { claims: Claims::Within, name, back: FAR_BACK, ..whole(None, colon, 2) });
                }
                let before = self.counted(index, at)?;
                let claims = if colon { Claims::Whole } else { Claims::Bare };
                (colon || depth == 0).then(|| Opening { claims, ..whole(Some(before), colon, 2) })
            }
            _ => self.introduced(index, at).or_else(|| {
                // 在公开的314条信息中动态类166条、…
                let clause = self.head(index, at);
                let opens = piece.what == What::Rest && self.reading.slice(&piece.range).starts_with('中');
                let total = clause.iter().rposition(|piece| piece.number().is_some_and(is_count))?;
                let total = (index, at - clause.len() + total);
                let within = opens && self.reading.text(clause).starts_with('在') && !self.is_aside(total.0, total.1);
                within.then(|| Opening { claims: Claims::Within, from: at, ..whole(Some(total), false, 2) })
            }),
        }
    }

    /// 其中, and what it names as divided: 其中，新闻发布会包括….
    fn among(&self, index: usize, at: usize) -> Opening {
        let pieces = self.pieces(index);
        let begins = pieces[..at].iter().all(|piece| piece.is(Word::Filler));
        let colon = pieces.get(at + 1).and_then(Piece::mark) == Some(Mark::Colon);
        let behind = &pieces[at + 1..];
        let head = behind.iter().position(|piece| piece.number().is_some()).unwrap_or(0);
        // 其中，通过门户网站（含部门子站）发布997条: what a bracket holds introduces nothing.
        let named = behind[..head].iter().take_while(|piece| piece.mark() != Some(Mark::Open));
        let named = named.into_iter().position(|piece| piece.is(Word::Including));
        let name = named.map_or(0..0, |end| {
            let from = usize::from(behind[0].mark().is_some());
            self.reading.span(&behind[from.min(end)..end])
        });
        let from = at + 1 + named.map_or(0, |end| end + 1);
        // 其中包括A 5条、B 6条 may leave some out; not where it says of what, or a colon announces all.
        let announced = !name.is_empty() || pieces.get(from).and_then(Piece::mark) == Some(Mark::Colon);
        let claims = if named.is_some() && !announced { Claims::Excerpt } else { Claims::Whole };
        // 23件（其中5件…）
        let enclosed = at.checked_sub(1).filter(|&open| pieces[open].mark() == Some(Mark::Open));
        Opening {
            total: enclosed.and_then(|open| self.counted(index, open)),
            intro: at,
            from,
            name,
            semicolons: begins || colon || self.is_segmented(index, at + 1),
            claims,
            least: 1,
            back: if begins { BACK } else { 0 },
        }
    }

    /// The count that ends just before a mark.
    fn counted(&self, index: usize, at: usize) -> Option<At> {
        let before = at.checked_sub(1)?;
        let number = self.pieces(index)[before].number()?;
        (is_count(number) && !self.is_aside(index, before)).then_some((index, before))
    }

    /// 新收的25件申请中，…: the count that a clause which ends with 中 divides.
    fn within(&self, index: usize, at: usize) -> Option<At> {
        let clause = self.head(index, at);
        if !self.reading.text(clause).ends_with('中') {
            return None;
        }
        let behind = clause.iter().rev().position(|piece| piece.number().is_some())?;
        let number = at.checked_sub(behind + 1)?;
        let is_total = self.number((index, number)).is_some_and(is_count) && !self.is_aside(index, number);
        is_total.then_some((index, number))
    }

    /// 在公开的信息中，…: what a clause that begins its sentence calls what was counted in those before.
    fn taken_up(&self, index: usize, at: usize) -> Option<Range<usize>> {
        let clause = &self.pieces(index)[..at];
        let opens = self.clause(index, at) == 0 && !clause.last().is_some_and(|last| last.is(Word::Among));
        let span = self.reading.span(clause);
        let name = self.reading.slice(&span).strip_suffix('中').filter(|_| opens)?;
        Some(span.start..span.start + name.len())
    }

    /// 按内容划分：, 从申请渠道看，, 情况如下：: a clause that says by what is divided.
    pub fn is_dimension(&self, index: usize, at: usize) -> bool {
        let clause = self.head(index, at);
        let span = self.reading.span(clause);
        let near = lookback(self.reading.slice(&span), 36);
        let says = near.contains(['按', '从']) || near.starts_with('以') && near.ends_with("划分");
        self.reading.closes(clause, Phrase::AsFollows) || says && self.reading.closes(clause, Phrase::Dimension)
    }

    /// 主要是招标公告33条、…: a clause that begins with such a word, behind a count.
    fn introduced(&self, index: usize, at: usize) -> Option<Opening> {
        let pieces = self.pieces(index);
        // 政策解读30篇分为文字解读14篇、…: with no comma between.
        let before = at.checked_sub(1)?;
        let tied = pieces[before].number().is_some_and(is_count);
        if pieces[before].mark() != Some(Mark::Comma) && !tied {
            return None;
        }
        let start = pieces[at].range.start;
        let sentence = start..self.paragraph.sentences[index].range.end.max(start);
        let opens = |set| self.reading.said.opens(sentence.clone(), set);
        let whole = opens(Phrase::Introduction);
        let end = whole.or_else(|| opens(Phrase::Selection).filter(|_| !tied))?;
        let colon = self.reading.slice(&(end..sentence.end)).starts_with(['：', ':']);
        // 包括：… lists all, 主要包括：… does not.
        let all = whole.is_some() || colon && !self.reading.said.says(start..end, Phrase::Chiefly);
        let claims = if all { Claims::Whole } else { Claims::Excerpt };
        let from = (at..pieces.len().min(at + 6)).find(|&at| pieces[at].range.end > end)?;
        // 分别为12件、3件: where the names came first, they are of the count right before.
        let unnamed = pieces[from].number().is_some() && pieces[from].range.start >= end;
        if unnamed && self.counted(index, before).is_none() {
            return None;
        }
        let semicolons =
            colon || pieces.get(from).and_then(Piece::mark) == Some(Mark::Colon) || self.is_segmented(index, from);
        Some(Opening { intro: at, from, semicolons, claims, least: 2, ..Opening::default() })
    }

    /// 机构类20条，其中职能4条；工作类11条；…: semicolons that part names with their figures, each perhaps divided further.
    fn is_segmented(&self, index: usize, from: usize) -> bool {
        let pieces = &self.pieces(index)[from..];
        let pieces = &pieces[..pieces.len().min(2 * REACH)];
        let counted = |piece: &Piece| piece.number().is_some_and(is_count);
        let plain = |segment: &&[Piece]| {
            let Some(first) = segment.iter().position(counted) else { return false };
            let name =
                &segment[usize::from(matches!(segment[0].mark(), Some(Mark::Comma | Mark::Colon))).min(first)..first];
            // What a bracket says of a part sets no other beside it.
            let mut depth = 0usize;
            let outer = segment[first + 1..].iter().filter(|piece| {
                depth += usize::from(piece.mark() == Some(Mark::Open));
                let is_outer = depth == 0;
                depth -= usize::from(piece.mark() == Some(Mark::Close)).min(depth);
                is_outer
            });
            name.iter().all(|piece| piece.mark().is_none())
                && !outer.take_while(|piece| !self.divides_further(piece)).any(counted)
        };
        let mut segments = pieces.split(|piece| piece.mark() == Some(Mark::Semicolon)).take(12);
        segments.next().is_some_and(|first| plain(&first))
            && segments.next().is_some_and(|second| plain(&second))
            && segments.all(|segment| plain(&segment))
    }

    /// Whether names begin and end alike: 通过网站留言回应, 通过热线回应.
    pub fn are_alike(&self, heads: &[&[Piece]]) -> bool {
        let mut texts = heads.iter().map(|head| self.reading.text(head));
        let Some(first) = texts.next() else { return false };
        let (begin, end) = (first.chars().next(), ending(first));
        !end.is_empty() && texts.all(|text| text.ends_with(end) && text.chars().next() == begin)
    }

    /// Whether a list within a list begins: 其中, 包括, 内有, a bracket.
    pub fn divides_further(&self, piece: &Piece) -> bool {
        piece.mark() == Some(Mark::Open)
            || matches!(piece.word(), Some(Word::Among | Word::Including))
            || self.reading.said.opening(piece.range.start).has(Phrase::Within)
    }
}

impl<'a> Division<'a> {
    /// Whether the parts, or those up to a comma, or they and what follows, make the total or another count before them.
    pub fn fits(&self) -> bool {
        self.fitting().is_some()
    }

    /// How many parts make the total, if so.
    fn fitting(&self) -> Option<usize> {
        let mut running = 0;
        let (total, list) = (self.total, &self.parts.list);
        let slack = self.slack();
        // Of mere names in one measure none is the first of another statement.
        let plain = |part: &Part| part.is_name() && part.number.unit == total.unit;
        let whole = self.enclosed || list.len() >= 4 && list.iter().all(plain);
        for (at, part) in list.iter().enumerate() {
            running += part.number.value * part.times;
            // So many figures do not make the total by chance.
            let anew = |next: &Part| !next.is_name() || next.by_platform && !list[0].by_platform;
            let may_end = at >= LONG && list.get(at + 1).is_some_and(anew)
                || list
                    .get(at + 1)
                    .is_none_or(|next| next.loose && !whole && !list[at + 1..].iter().any(|part| part.other));
            if may_end && (running - total.value).abs() <= slack {
                return Some(at + 1);
            }
        }
        None
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

    /// Whether figures without an introduction look like a list: each of a kind (供水方面28个，防汛方面19个), each done alike
    /// (通过网站回应30次，通过热线回应25次), each with its ordinal or dealt out by 分别, mere names behind a total that says so
    /// (合计504条，办公室112条、河湖科75条), or one the negation of another (采纳40条，未采纳20条).
    pub fn is_parallel(&self, lists: &Lists<'a>) -> bool {
        let list = &self.parts.list;
        let heads: Vec<&[Piece]> = list.iter().map(|part| lists.head(self.index, part.piece)).collect();
        let texts: Vec<&str> = heads.iter().map(|head| lists.reading.text(head)).collect();
        let negated = |head: &&str| {
            let done = head.strip_prefix(['未', '不']).filter(|done| !done.is_empty());
            done.is_some_and(|done| texts.iter().all(|other| other.ends_with(done)))
        };
        let many = list.len() >= 3;
        let acts = heads.iter().any(|head| head.is_empty() || lists.reading.says(head, Phrase::Act));
        let joined = list.iter().skip(1).all(|part| !part.loose);
        let said = lists.says_total(self.total_at);
        let pieces = lists.pieces(self.index);
        // 公开信息320条，网站、公众号分别公开180条、140条; not 答复8件，两科分别承办6件、5件.
        let dealt = list.first().is_some_and(|first| {
            let names = lists.clause_of_names(self.index, first.piece);
            let each = names.iter().position(|piece| piece.is(Word::Each));
            let total = lists.head_text(self.total_at.0, self.total_at.1);
            let deed = |each: usize| total.contains(lists.reading.text(&names[each + 1..]));
            each.is_some_and(deed) && list[1..].iter().all(|part| part.is_bare)
        });
        // 18件为网络申请，7件为信函申请
        let told = list.len() > 1
            && list.iter().all(|part| {
                let behind = pieces.get(part.piece + 1);
                behind
                    .is_some_and(|piece| lists.reading.slice(&piece.range).starts_with(['为', '系', '是', '属', '由']))
            });
        texts.iter().any(negated)
            || dealt
            || told && heads.iter().all(|head| head.is_empty())
            || many && texts.iter().all(|text| is_ordinal(text))
            || many && (self.is_alike(lists, &heads) || list.iter().all(Part::is_channel))
            || !acts && (joined || list.len() == 2 && self.parts.sum() > self.total.value) && said
            // 共70条，工作动态66条，其他信息4条
            || said && !acts && self.ends_with_other()
    }

    /// Whether all names end alike, or all are told by the way they came: 图文信息更新271条，视频信息更新22条.
    pub fn is_kindred(&self) -> bool {
        let list = &self.parts.list;
        list.iter().all(Part::is_channel) || list.windows(2).all(|pair| pair[0].ends_like(&pair[1]))
    }

    /// Whether what is left over ends the list.
    pub fn ends_with_other(&self) -> bool {
        self.parts.list.last().is_some_and(|last| last.other)
    }

    /// Whether all names are of one kind, or say the same deed of a channel each.
    fn is_alike(&self, lists: &Lists<'a>, heads: &[&[Piece]]) -> bool {
        let texts = || heads.iter().map(|head| lists.reading.text(head));
        let kind = |head: &[Piece]| lists.reading.said.closing(lists.reading.span(head), Phrase::KindEnd);
        let acts = heads.iter().any(|head| head.is_empty() || lists.reading.says(head, Phrase::Act));
        let Some(first) = heads.first() else { return false };
        if let Some(kind) = kind(first).filter(|_| !acts) {
            let end = lists.reading.slice(&kind);
            // 咨询类129件，投诉类34件，求助类4件: the first is one of them.
            let total = lists.head_text(self.total_at.0, self.total_at.1);
            return !total.ends_with(end) && texts().all(|text| text.ends_with(end));
        }
        lists.are_alike(heads)
    }
}

/// Whether a name begins with its ordinal: 一是门户网站, ①门户网站.
fn is_ordinal(name: &str) -> bool {
    let rest = name.trim_start_matches(is_chinese);
    rest.len() < name.len() && rest.starts_with('是') || name.starts_with(|c| ('①'..='⑳').contains(&c))
}
