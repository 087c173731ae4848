//! Lists: finds where a list begins and which total it divides; an excess is always wrong, a shortfall only where the list
//! means to be complete.

use crate::check::text::parse::tree::{Mark, Piece, REACH, lookback};
use crate::check::text::rules::parts_sum::parts::{Part, PartReader, Parts, is_rest};
use crate::check::text::words::lexicon::Word;
use crate::check::text::words::number::shown;
use crate::check::text::words::number::{About, MICRO, Number, Unit};
use crate::check::text::words::number::{is_count, is_like};
use crate::diag::{Code, Finding};

/// What a list claims to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// All parts of its total: 其中, 分别为, a bracket, a colon.
    Whole,
    /// Perhaps all of them: 25件申请中，….
    Within,
    /// Some of them: 包括, 主要是.
    Excerpt,
    /// No word introduces it: 合计504条，办公室112条、…
    Bare,
}

/// Where a list begins, and what it divides.
struct Opening {
    /// The total: its sentence and piece.
    total: (usize, usize),
    /// The piece with which its introduction begins, and its first piece.
    intro: usize,
    from: usize,
    /// Whether semicolons may stand between its parts.
    semicolons: bool,
    claim: Claim,
    /// The fewest parts that make it a list.
    least: i128,
    /// Whether the total stands in an earlier sentence, where others may be meant as well.
    apart: bool,
}

/// The list last read in a sentence: its total, and the pieces from its first part to its last.
#[derive(Clone, Copy)]
struct Known {
    total: (usize, usize),
    first: usize,
    last: usize,
}

/// Words of an introduction that promises only some of the parts.
const PARTIAL: [&str; 9] = ["主要", "包括", "重点", "例如", "比如", "分别同比", "如：", "前三", "尤其"];
/// Words that pick parts out by rank.
const RANKS: [&str; 7] = ["最多", "较多", "大部分", "多数", "为主", "居多", "较受"];
/// Words of parts that overlap, in the list itself.
const SHARED: [&str; 9] = ["被", "获", "采用", "录用", "党员", "女", "岁", "学历", "日内"];
/// Words of parts that overlap, anywhere behind.
const OVERLAPS: [&str; 9] = ["配套", "交叉", "重叠", "有重复", "重复计", "重复统计", "同步", "一稿多发", "兼有"];
/// Words at the beginning of a clause that introduce a list of the figure before.
const INTRODUCTIONS: [(&str, Claim); 14] = [
    ("分别为", Claim::Whole),
    ("分别是", Claim::Whole),
    ("具体为", Claim::Whole),
    ("具体是", Claim::Whole),
    ("主要包括", Claim::Excerpt),
    ("内容包括", Claim::Excerpt),
    ("内容主要包括", Claim::Excerpt),
    ("具体包括", Claim::Excerpt),
    ("包括", Claim::Excerpt),
    ("涵盖", Claim::Excerpt),
    ("主要是", Claim::Excerpt),
    ("主要有", Claim::Excerpt),
    ("主要为", Claim::Excerpt),
    ("主要涉及", Claim::Excerpt),
];
/// Words that make a figure a total.
const TOTALS: [&str; 5] = ["共", "合计", "总计", "累计", "总数"];

impl<'a> PartReader<'a> {
    /// Reads every list of a sentence, the totals behind their parts, and the shares.
    pub fn sentence(&self, index: usize, findings: &mut Vec<Finding>) {
        let mut found: Vec<Finding> = Vec::new();
        let mut known = None;
        let mut depth = 0usize;
        for (at, piece) in self.pieces(index).iter().enumerate() {
            match piece.mark() {
                Some(Mark::Open) => depth += 1,
                Some(Mark::Close) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if let Some(opening) = self.opening(index, at, depth, known) {
                found.extend(self.list(index, &opening, &mut known, depth));
            }
            found.extend(self.summed(index, at).or_else(|| self.remainder(index, at)));
        }
        found.extend(self.shares(index));
        // A total may be divided in two ways; one finding is enough.
        let mut seen = std::collections::HashSet::new();
        findings.extend(found.into_iter().filter(|finding| seen.insert(finding.at.range.start)));
    }

    /// Reads and judges one list; notes it for a list that divides the same total in another way.
    fn list(&self, index: usize, opening: &Opening, known: &mut Option<Known>, depth: usize) -> Option<Finding> {
        let total = self.number(opening.total)?;
        let parts = self.parts(index, opening.from, total, opening.semicolons);
        let (first, last) = (parts.list.first()?, parts.list.last()?);
        if parts.list.iter().map(|part| part.times).sum::<i128>() < opening.least {
            return None;
        }
        if depth == 0 && opening.claim != Claim::Bare {
            *known = Some(Known { total: opening.total, first: first.piece, last: last.piece });
        }
        self.judge(index, opening, total, &parts)
    }

    fn number(&self, (index, at): (usize, usize)) -> Option<&'a Number> {
        self.pieces(index).get(at)?.number()
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
            claim: Claim::Whole,
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
                    return Some(Opening { claim: Claim::Within, ..whole(total, colon(at), 1) });
                }
                if let Some(total) = self.taken_up(index, at) {
                    return Some(Opening { claim: Claim::Within, apart: true, ..whole(total, colon(at), 2) });
                }
                let before = self.counted(index, at)?;
                let claim = if colon(at) { Claim::Whole } else { Claim::Bare };
                (colon(at) || depth == 0).then(|| Opening { claim, ..whole(before, colon(at), 2) })
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
        let clause = &self.pieces(index)[self.clause(index, at)..at];
        if !self.text(clause).ends_with('中') {
            return None;
        }
        let behind = clause.iter().rev().position(|piece| piece.number().is_some())?;
        let number = at.checked_sub(behind + 1)?;
        let is_total = self.number((index, number)).is_some_and(is_count) && !self.is_aside(index, number);
        is_total.then_some((index, number))
    }

    /// 在公开的信息中，…: what the sentence before counted, at the beginning of one that says of what it speaks.
    fn taken_up(&self, index: usize, at: usize) -> Option<(usize, usize)> {
        if self.clause(index, at) != 0 {
            return None;
        }
        let clause = self.text(&self.pieces(index)[..at]);
        let opens = clause.ends_with('中') && !clause.ends_with("其中");
        let speaks = ["信息", "申请"].iter().any(|word| clause.contains(word));
        (opens && speaks).then(|| self.total_before(index)).flatten()
    }

    /// 按内容划分：, 从申请渠道看，, 情况如下：: a clause that says by what is divided.
    pub fn is_dimension(&self, index: usize, at: usize) -> bool {
        const ENDS: [&str; 8] = ["分", "划分", "分类", "看", "来看", "统计", "区分", "计算"];
        let text = lookback(self.text(&self.pieces(index)[self.clause(index, at)..at]), 36);
        text.ends_with("如下")
            || text.contains(['按', '从']) && ENDS.iter().any(|end| text.ends_with(end))
            || text.starts_with('以') && text.ends_with("划分")
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
        let text = &self.reading.text.text[start..self.paragraph.sentences[index].range.end.max(start)];
        let (word, claim) = INTRODUCTIONS.iter().find(|(word, _)| text.starts_with(word))?;
        let from = (at..pieces.len().min(at + 6)).find(|&at| pieces[at].range.end > start + word.len())?;
        let total = self.total(index, before)?;
        // 分别为12件、3件: the names came first.
        let named = pieces[from].number().is_none() || pieces[from].range.start < start + word.len();
        let semicolons = pieces.get(from).and_then(Piece::mark) == Some(Mark::Colon)
            || text[word.len()..].starts_with('：')
            || self.is_list_of_semicolons(index, from.saturating_sub(1));
        named.then_some(Opening { total, intro: at, from, semicolons, claim: *claim, least: 2, apart: false })
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
                    found = Some(at)
                }
                _ => {}
            }
        }
        found.map(|at| (index, at))
    }

    /// The last count of the sentence before.
    fn total_before(&self, index: usize) -> Option<(usize, usize)> {
        let before = index.checked_sub(1)?;
        self.total(before, self.pieces(before).len())
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
        let from = index.saturating_sub(if opening.apart { 2 } else { 1 });
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

    /// An excess is wrong unless the parts may overlap; a shortfall where three parts or more mean to be all.
    fn judge(&self, index: usize, opening: &Opening, total: &Number, parts: &Parts) -> Option<Finding> {
        let sum: i128 = parts.list.iter().map(|part| part.number.value * part.times).sum();
        let rivals = self.rivals(index, opening, total);
        let parted = parts.list.len() > 1 || opening.apart;
        if parted && rivals.contains(&sum) {
            return None;
        }
        // Which of several figures is divided cannot be told: only more than all of them is too much.
        if opening.apart && rivals.iter().any(|rival| *rival > sum || *rival != total.value && sum < total.value) {
            return None;
        }
        if total.about != About::Exact || self.adds_up(index, opening, total, parts) {
            return None;
        }
        let least = if opening.claim == Claim::Within { 8 } else { 6 };
        let close = sum * 10 >= total.value * least && sum * 2 <= total.value * 3;
        if !close && (parts.mixed || opening.claim == Claim::Bare) {
            return None;
        }
        if opening.claim == Claim::Bare && !self.is_parallel(index, opening.total.1, parts) {
            return None;
        }
        let wrong = if sum > total.value {
            !self.may_overlap(index, opening, parts)
        } else {
            parts.list.len() >= 3
                && opening.claim != Claim::Excerpt
                && !parts.unsure
                && (close || parts.list.iter().any(|part| part.other))
                && !self.is_partial(index, opening, parts)
        };
        wrong.then(|| self.finding(total, parts, sum))
    }

    /// Whether the parts, or those up to a comma, or they and what follows, make the total or another count before them.
    fn adds_up(&self, index: usize, opening: &Opening, total: &Number, parts: &Parts) -> bool {
        let mut running = 0;
        let slack = slack(total, parts);
        // 其中：动态21条；公示1条；年报3条: what semicolons part belongs to the list to its end.
        let semicolon = |piece: &Piece| piece.mark() == Some(Mark::Semicolon);
        let parted = |pair: &[Part]| self.pieces(index)[pair[0].piece..pair[1].piece].iter().any(semicolon);
        let listed = opening.semicolons && parts.is_even() && parts.list.windows(2).all(parted);
        for (at, part) in parts.list.iter().enumerate() {
            running += part.number.value * part.times;
            // Of names all alike none is the first of another statement.
            let may_end = parts.list.get(at + 1).is_none_or(|next| {
                next.loose
                    && !(listed || at >= 3 && parts.is_even())
                    && !parts.list[at + 1..].iter().any(|part| part.other)
            });
            if may_end && (running - total.value).abs() <= slack {
                return true;
            }
        }
        let pieces = self.pieces(index);
        let Some(last) = parts.list.last() else { return true };
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

    /// Whether figures without an introduction look like a list: each of a kind (供水方面28个，防汛方面19个), mere names
    /// behind a total that says so (合计504条，办公室112条、河湖科75条), or one the negation of another (采纳40条，未采纳20条).
    fn is_parallel(&self, index: usize, total: usize, parts: &Parts) -> bool {
        const KINDS: [&str; 5] = ["方面", "类", "领域", "渠道", "系列"];
        const ACTS: [&str; 13] =
            ["发布", "公开", "办理", "办结", "答复", "收到", "受理", "开展", "组织", "召开", "发放", "有效", "回应"];
        let heads: Vec<&str> = parts.list.iter().map(|part| self.head(index, part.piece)).collect();
        let negated = |head: &&str| {
            let done = head.strip_prefix(['未', '不']).filter(|done| !done.is_empty());
            done.is_some_and(|done| heads.iter().all(|other| other.ends_with(done)))
        };
        let acts = heads.iter().any(|head| head.is_empty() || ACTS.iter().any(|act| head.contains(act)));
        let kinds = KINDS.iter().any(|kind| heads.iter().all(|head| head.ends_with(kind)));
        let joined = parts.list.iter().skip(1).all(|part| !part.loose);
        let said = TOTALS.iter().any(|word| self.head(index, total).contains(word));
        // 18件为网络申请，7件为信函申请
        let told = parts.list.len() > 1
            && parts.list.iter().all(|part| {
                let behind = self.pieces(index).get(part.piece + 1).map_or("", |piece| self.slice(piece));
                ["为", "系", "是", "属", "由"].iter().any(|word| behind.starts_with(word))
            });
        heads.iter().any(negated)
            || told && heads.iter().all(|head| head.is_empty())
            || heads.len() >= 3 && !acts && (kinds || joined && said)
    }

    /// The text from the introduction of a list to the end of its last clause.
    fn extent(&self, index: usize, opening: &Opening, parts: &Parts) -> std::ops::Range<usize> {
        let pieces = self.pieces(index);
        let start = pieces[opening.intro].range.start;
        let last = parts.list.last().map_or(opening.intro, |part| part.piece);
        let mark = pieces[last..].iter().take(REACH).find(|piece| piece.mark().is_some());
        start..mark.map_or(self.paragraph.sentences[index].range.end, |mark| mark.range.start)
    }

    /// 身份有交叉, 同步推送95条: parts that may be counted twice.
    fn may_overlap(&self, index: usize, opening: &Opening, parts: &Parts) -> bool {
        let list = self.extent(index, opening, parts);
        let pieces = self.pieces(index);
        let last = parts.list.last().map_or(opening.intro, |part| part.piece);
        let end = pieces[last..].iter().take(REACH).next_back().map_or(list.end, |piece| piece.range.end);
        let behind = self.reading.slice(&(list.start..end.max(list.end)));
        let list = self.reading.slice(&list);
        // 采用310条，其中网站采用200条: what holds of all parts sets none apart.
        let divided = self.head(opening.total.0, opening.total.1);
        let mut verbs = parts.list.iter().filter_map(|part| part.verb);
        let first = verbs.next();
        // 公开议题120个、邀请列席80个: what was done with the same things.
        verbs.any(|verb| Some(verb) != first)
            || SHARED.iter().any(|word| list.contains(word) && !divided.contains(word))
            || parts.list.iter().any(|part| self.head(index, part.piece).starts_with(['含', '带', '附']))
            || OVERLAPS.iter().any(|word| behind.contains(word))
    }

    /// 主要, 最多, 等, 其余由公众号发布: a list that leaves parts out.
    fn is_partial(&self, index: usize, opening: &Opening, parts: &Parts) -> bool {
        let text = &self.reading.text.text;
        let (Some(first), Some(last)) = (parts.list.first(), parts.list.last()) else { return true };
        let list = self.extent(index, opening, parts);
        let intro = self.reading.slice(&(list.start..first.number.range.start.max(list.start)));
        let whole = self.reading.slice(&list);
        let tail = self.reading.slice(&(last.number.range.end..list.end.max(last.number.range.end)));
        let sentence = self.paragraph.sentences[index].range.end.max(list.end);
        let next = text[list.end..sentence].trim_start_matches(['，', '；', ',', ';', '、', ' ']);
        let left = is_rest(next) || ["其余", "剩余", "余下", "另", "等"].iter().any(|word| next.starts_with(word));
        let etc = |at: usize| text[at..sentence.max(at)].trim_start_matches('的').starts_with('等');
        PARTIAL.iter().any(|word| intro.contains(word))
            || RANKS.iter().any(|word| whole.contains(word))
            || tail.contains('等')
            || left
            || parts.list.iter().any(|part| etc(part.number.range.end))
    }

    fn finding(&self, total: &Number, parts: &Parts, sum: i128) -> Finding {
        let unit = total.count_unit().unwrap_or("元");
        let term = |times: i128, value: i128| match times {
            1 => shown(value),
            _ => format!("{} × {times}", shown(value)),
        };
        let terms: Vec<String> = parts.list.iter().map(|part| term(part.times, part.number.value)).collect();
        let arithmetic =
            if terms == [shown(sum)] { shown(sum) } else { format!("{} = {}", terms.join(" + "), shown(sum)) };
        let (more, which) = if sum > total.value { (sum - total.value, "多") } else { (total.value - sum, "少") };
        let mut finding = Finding::new(
            Code::PartsSum,
            self.reading.text.place(total.range.clone()),
            format!(
                "合计写{}，分项之和是 {arithmetic}，{which} {}{unit}",
                self.reading.slice(&total.range),
                shown(more)
            ),
        )
        .label("合计")
        .expected(format!("{}{unit}", shown(sum)));
        for part in parts.list.iter().take(8) {
            finding = finding.also(self.reading.text.place(part.number.range.clone()), "分项");
        }
        finding.help("核对合计和各分项；分项没有列全的，在末尾加“等”")
    }
}

/// How far rounding may keep a sum from its total: 1.2万次 may stand for 4830 + 7210, 12.6万次 for 8.1 + 3.3 + 1.3.
fn slack(total: &Number, parts: &Parts) -> i128 {
    let steps = || std::iter::once(total).chain(parts.list.iter().map(|part| part.number)).map(Number::step);
    let coarsest = steps().max().unwrap_or(MICRO);
    let coarse = steps().filter(|step| *step == coarsest).count();
    if coarsest <= MICRO || coarse > parts.list.len() && total.unit == Unit::Yuan {
        0
    } else if coarse > parts.list.len() {
        coarsest
    } else {
        i128::try_from(coarse).unwrap_or(1) * coarsest / 2
    }
}
