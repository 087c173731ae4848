//! The parts of a list: each figure, how often it counts, what kind it is of, and where the list must have ended.
//!
//! Knows the words that tell one list from the next; adds nothing up.

use std::ops::Range;

use crate::check::text::parse::{Mark, Paragraph, Piece, REACH, Reading, What, stretch_from};
use crate::check::text::words::{
    About, Number, Phrase, Unit, Word, chinese_value, is_chinese, is_count, is_like, run_end,
};

/// What distinguishes the parts of a list; parts of one list are of one kind. Of what a head names the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Facet {
    Outcome,
    /// 结转下年度, which may end a list of outcomes.
    Out,
    In,
    Applicant,
    Result,
    Time,
    Review,
    Channel,
    Topic,
    Other,
    /// A new statement, no part: 办结, 收到.
    Statement,
}

impl Facet {
    fn of(word: Word) -> Option<Facet> {
        Some(match word {
            Word::Outcome(..) => Facet::Outcome,
            Word::CarriedOut | Word::Open => Facet::Out,
            Word::New | Word::CarriedIn => Facet::In,
            Word::Natural | Word::Organisations | Word::Applicant(_) => Facet::Applicant,
            Word::Result(_) => Facet::Result,
            Word::InTime => Facet::Time,
            Word::Review | Word::Litigation => Facet::Review,
            _ => return None,
        })
    }
}

/// A part of a list.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub number: &'a Number,
    pub piece: usize,
    /// How often its figure counts: 供水类、节水类各10期 is 20.
    pub times: i128,
    /// Whether a comma, not 、, stands before it.
    pub loose: bool,
    /// 其他9项: what is left, and so the end of a complete list.
    pub other: bool,
    facet: Facet,
    /// The verb it begins with.
    pub verb: Option<&'a str>,
    /// The last two characters of its name: 主动公开文件, 依申请文件.
    pub ending: &'a str,
    /// 用水报装的36人次: a part by what it has, which may overlap with the others.
    attributive: bool,
    /// Whether nothing stands before its figure: 分别为12件、3件.
    pub is_bare: bool,
    /// Whether a platform is said to have published it: 公众号发布信息224条.
    pub by_platform: bool,
}

impl Part<'_> {
    /// Whether it is a mere name.
    pub fn is_name(&self) -> bool {
        matches!(self.facet, Facet::Topic | Facet::Other) && self.verb.is_none()
    }

    /// Whether the names of two end alike.
    pub fn ends_like(&self, other: &Part) -> bool {
        !self.ending.is_empty() && self.ending == other.ending
    }

    /// Whether it is told by the way it came: 网上申请, 信函申请.
    pub fn is_channel(&self) -> bool {
        self.facet == Facet::Channel
    }
}

/// Where a list stands, and what may stand between its parts.
pub(crate) struct PartList {
    pub from: usize,
    /// Whether semicolons may.
    pub semicolons: bool,
    /// Whether semicolons part them, and what else stands before the next divides one of them further.
    pub segments: bool,
    /// Whether a bracket holds it, where commas part as 、 does.
    pub enclosed: bool,
    /// Whether nothing but 、 may: the list hangs on a part of another.
    pub tight: bool,
}

/// The parts that were read.
#[derive(Debug, Default)]
pub(crate) struct Parts<'a> {
    pub list: Vec<Part<'a>>,
    /// Whether something that cannot be added up stood among them: then they may not be all.
    pub unsure: bool,
    /// Whether the measure words differ: 图解21张、短视频9条.
    pub mixed: bool,
}

impl Parts<'_> {
    pub fn sum(&self) -> i128 {
        self.list.iter().map(|part| part.number.value * part.times).sum()
    }

    /// How many figures they are, 各 counted as often as it says.
    pub fn count(&self) -> i128 {
        self.list.iter().map(|part| part.times).sum()
    }
}

/// What a number within a list is.
enum Step<'a> {
    Part(Part<'a>),
    /// A share, a change against last year: between the parts.
    Aside,
    /// The list has ended before it.
    End,
    /// It belongs to the list, but cannot be added up.
    Unsure,
}

/// Where a clause and an item of the list began.
struct Gap {
    /// Behind the last mark.
    clause: usize,
    /// Behind the last part or comma: 春、秋两季各三期 is one item.
    item: usize,
    /// Whether more than a 、 has stood since the last part.
    loose: bool,
}

/// No list of a report has more parts.
const MOST: usize = 40;

/// The sentences of a paragraph as lists are read from them.
#[derive(Clone, Copy)]
pub(crate) struct Lists<'a> {
    pub reading: &'a Reading<'a>,
    pub paragraph: &'a Paragraph,
}

impl<'a> Lists<'a> {
    pub fn pieces(&self, index: usize) -> &'a [Piece] {
        &self.paragraph.sentences[index].pieces
    }

    pub fn number(&self, (index, at): (usize, usize)) -> Option<&'a Number> {
        self.pieces(index).get(at)?.number()
    }

    /// Where the clause of a piece begins: behind the last mark.
    pub fn clause(&self, index: usize, at: usize) -> usize {
        stretch_from(self.pieces(index), at, |piece| piece.mark().is_some())
    }

    /// Where the text of the clause of a piece ends: before the next mark.
    pub fn clause_end(&self, index: usize, at: usize) -> usize {
        let mark = self.pieces(index)[at..].iter().take(REACH).find(|piece| piece.mark().is_some());
        mark.map_or(self.paragraph.sentences[index].range.end, |mark| mark.range.start)
    }

    /// The clause before a piece.
    pub fn head(&self, index: usize, at: usize) -> &'a [Piece] {
        &self.pieces(index)[self.clause(index, at)..at]
    }

    /// The names before a figure, 、 and all: 网站、公众号分别公开.
    pub fn clause_of_names(&self, index: usize, at: usize) -> &'a [Piece] {
        let cut = |piece: &Piece| piece.mark().is_some_and(|mark| mark != Mark::Pause) || piece.number().is_some();
        &self.pieces(index)[stretch_from(self.pieces(index), at, cut)..at]
    }

    /// The text of the clause before a piece.
    pub fn head_text(&self, index: usize, at: usize) -> &'a str {
        self.reading.text(self.head(index, at))
    }

    /// Whether a figure is a change or last year's, no count of this year: 同比增加19篇, 上年为18件.
    pub fn is_aside(&self, index: usize, at: usize) -> bool {
        let head = self.head(index, at);
        let last = head.iter().rfind(|piece| piece.word().is_some_and(|word| word != Word::Filler));
        let change = last.is_some_and(|piece| {
            matches!(piece.word(), Some(Word::More | Word::Less)) && !self.reading.slice(&piece.range).starts_with('新')
        });
        change || head.iter().any(|piece| piece.is(Word::LastYear) || piece.is(Word::Than))
    }

    /// Whether a figure is of each, not of all: 每期50人, 平均每村12期.
    pub fn is_average(&self, index: usize, at: usize) -> bool {
        self.head_text(index, at).contains('每') || self.head(index, at).iter().any(|piece| piece.is(Word::Span))
    }

    /// The parts of a list, up to where it must have ended.
    pub fn parts(&self, index: usize, list: &PartList, total: &Number) -> Parts<'a> {
        let mut parts = Parts::default();
        let mut depth = 0usize;
        let mut gap = Gap { clause: list.from, item: list.from, loose: false };
        // Within what divides the last part further.
        let mut further = false;
        for (at, piece) in self.pieces(index).iter().enumerate().skip(list.from).take(4 * REACH) {
            match &piece.what {
                What::Mark(Mark::Open) => depth += 1,
                What::Mark(Mark::Close) if depth == 0 => break,
                What::Mark(Mark::Close) => depth -= 1,
                _ if depth > 0 => {}
                What::Mark(Mark::Semicolon) if !list.semicolons => break,
                What::Mark(mark) => {
                    further &= *mark != Mark::Semicolon;
                    gap.clause = at + 1;
                    if *mark != Mark::Pause {
                        gap.loose = !list.enclosed;
                        gap.item = at + 1;
                    }
                }
                _ if further => {}
                _ if !parts.list.is_empty() && self.divides_further(piece) => {
                    parts.unsure |= !list.segments && !piece.is(Word::Among);
                    if !list.segments {
                        break;
                    }
                    further = true;
                }
                What::Word(Word::Among | Word::Sum) => break,
                What::Number(number) => match self.step((index, at), number, &gap, total, &parts.list) {
                    Step::Part(part) if parts.list.len() < MOST && !(list.tight && part.loose) => {
                        parts.mixed |= number.unit != total.unit;
                        parts.list.push(part);
                        // What else stands in its segment tells of it alone.
                        further = list.segments;
                        gap = Gap { clause: at + 1, item: at + 1, loose: false };
                    }
                    Step::Aside => {}
                    Step::Unsure => {
                        parts.unsure = true;
                        break;
                    }
                    Step::Part(_) | Step::End => break,
                },
                _ => {}
            }
        }
        parts
    }

    fn step(
        &self,
        (index, at): (usize, usize),
        number: &'a Number,
        gap: &Gap,
        total: &Number,
        list: &[Part],
    ) -> Step<'a> {
        let first = list.first();
        let loose = gap.loose && first.is_some();
        match number.unit {
            Unit::Bare => return Step::Unsure,
            _ if is_count(number) => {}
            _ => return Step::Aside,
        }
        let head = &self.pieces(index)[gap.clause..at];
        if self.is_aside(index, at) {
            return Step::Aside;
        }
        // 2024年7月12日启动应急响应1次; 合计25件.
        let dated = head.iter().any(|piece| piece.number().is_some_and(|number| number.unit == Unit::Day));
        if dated || self.is_average(index, at) || self.summing(head).is_some() {
            return Step::End;
        }
        // 公开信息17件。其中动态12篇，公告2篇: as the first part is counted.
        let alike = first.is_some_and(|first| first.number.unit == number.unit);
        if !alike && !self.may_be_part(total, number, loose) {
            return if first.is_some() && !loose { Step::Unsure } else { Step::End };
        }
        let times = self.times(&self.pieces(index)[gap.item..at]);
        let (About::Exact, Some(times)) = (number.about, times) else { return Step::Unsure };
        // 通过公众号发布动态、解读等信息205条: one name, whose first words tell.
        let item = &self.pieces(index)[gap.item..at];
        let item = &item[item.iter().take_while(|piece| piece.mark().is_some()).count()..];
        let (facet, verb) = self.facet(if times == 1 { item } else { head });
        let text = self.reading.text(head);
        let other = matches!(facet, Facet::Other | Facet::Topic) && self.reading.opens(head, Phrase::Others);
        let part = Part {
            number,
            piece: at,
            times,
            loose,
            other,
            facet,
            verb,
            ending: ending(text.trim_end_matches('了')),
            attributive: text.ends_with('的'),
            is_bare: head.is_empty(),
            by_platform: self.reading.says(head, Phrase::Platform) && self.tells(head),
        };
        if self.has_ended(list, &part, head) { Step::End } else { Step::Part(part) }
    }

    /// Whether a figure may be a part of a total by its measure word: 15场 = 8场 + 5次, 118件（次）= 64件 + 54次.
    pub fn may_be_part(&self, total: &Number, number: &Number, loose: bool) -> bool {
        let (Unit::Count(of), Unit::Count(unit)) = (total.unit, number.unit) else { return total.unit == number.unit };
        let bracketed = || {
            let said = self.reading.slice(&total.range);
            said.contains(['（', '(']) && said.contains(self.reading.slice(&(number.digits.end..number.range.end)))
        };
        is_like(total, number) || of.is(Phrase::Pieces) && !loose && unit.is(Phrase::Works) || bracketed()
    }

    /// How often a figure counts by the words before it: 供水类、节水类各10期 twice; none where 各 does not say how many.
    fn times(&self, item: &[Piece]) -> Option<i128> {
        let from = item.iter().position(|piece| piece.mark().is_none()).unwrap_or(item.len());
        let item = &item[from..];
        if !self.reading.closes(item, Phrase::EachOf) {
            return Some(1);
        }
        let last = item.iter().rposition(|piece| piece.mark() == Some(Mark::Pause)).map_or(0, |pause| pause + 1);
        let pauses = item.iter().filter(|piece| piece.mark() == Some(Mark::Pause)).count();
        let ands = |pieces: &[Piece]| pieces.iter().filter(|piece| piece.is(Word::And)).count();
        // 甲和乙、丙: where the names are cut cannot be told.
        let names = if ands(&item[..last]) > 0 || ands(item) > 1 { 1 } else { 1 + pauses + ands(item) };
        i128::try_from(names).ok().filter(|names| *names > 1)
    }

    /// The kind of a part by the words before its figure, and the verb it begins with.
    pub fn facet(&self, head: &[Piece]) -> (Facet, Option<&'a str>) {
        let tabled = head.iter().filter_map(Piece::word).filter_map(Facet::of).min();
        let whole = self.reading.span(head);
        let first = head.iter().find(|piece| !piece.is(Word::Filler)).and_then(Piece::word);
        // 有效诉求900个 is a name.
        let valid = first == Some(Word::InForce) && head.iter().any(|piece| piece.is(Word::OtherObject));
        let states = matches!(first, Some(Word::Done | Word::Received | Word::Repealed | Word::InForce | Word::Issued));
        let states = states && !valid;
        let facet = match tabled {
            _ if self.reading.says(head, Phrase::Channel) => Facet::Channel,
            Some(Facet::Outcome) => Facet::Outcome,
            _ if self.reading.says(head, Phrase::Withdrawn) => Facet::Outcome,
            _ if self.reading.says(head, Phrase::Topic) => Facet::Topic,
            Some(facet) if facet < Facet::Review => facet,
            _ if self.reading.says(head, Phrase::Late) => Facet::Time,
            _ if self.reading.said.is(whole, Phrase::NameOfDeed) => Facet::Other,
            _ if states => Facet::Statement,
            tabled => tabled.unwrap_or(Facet::Other),
        };
        (facet, self.verb(head))
    }

    /// The verb that a head begins with, when it is no part of a name: 解读材料30条, 公开指南20条, 公示9条.
    fn verb(&self, head: &[Piece]) -> Option<&'a str> {
        let span = self.reading.span(head);
        let text = self.reading.slice(&span);
        let start = span.end - text.trim_start_matches(['共', '全', '年', '并', '还', '累', '计', '已', '均']).len();
        let said = &self.reading.said;
        let end = said.opens(start..span.end, Phrase::Deed)?;
        let thing = said.opens(end..span.end, Phrase::Thing).is_some();
        let bare = end == span.end && said.is(start..end, Phrase::NameOfDeed);
        (!thing && !bare).then(|| self.reading.slice(&(start..end)))
    }

    /// Whether words are a subject and what it did: 公众号发布信息 behind mere names; 依申请公开 is a name.
    fn tells(&self, head: &[Piece]) -> bool {
        let (span, said) = (self.reading.span(head), &self.reading.said);
        let object =
            |deed: &Range<usize>| matches!(self.reading.slice(&(deed.end..span.end)), "" | "信息" | "政府信息");
        let mut deeds = said.all(span.clone(), Phrase::Deed).filter(|deed| deed.start > span.start && object(deed));
        // “两案”办理16条 is a name.
        let names = |deed: &Range<usize>| matches!(self.reading.slice(deed), "公开" | "办理");
        deeds.any(|deed| !said.is(deed.clone(), Phrase::NameOfDeed) && !names(&deed))
    }

    /// Whether a list has ended before `part`: another kind, a new verb, 另, 同时, a deed behind mere names.
    fn has_ended(&self, list: &[Part], part: &Part, head: &[Piece]) -> bool {
        let Some(first) = list.first() else { return false };
        let names = list.len() >= 3 && list.iter().all(Part::is_name) && part.ending != first.ending;
        let tabled = |facet| !matches!(facet, Facet::Channel | Facet::Topic | Facet::Time | Facet::Other);
        let named = |facet| matches!(facet, Facet::Topic | Facet::Other);
        let alike = part.ending == first.ending && !part.ending.is_empty() && part.verb.is_none();
        let of_a_kind = part.facet == first.facet
            || alike
            || named(part.facet) && named(first.facet) && part.verb.is_none()
            || matches!(first.facet, Facet::Outcome | Facet::Statement) && part.facet == Facet::Out
            || part.other
            || !(part.loose || tabled(first.facet) && tabled(part.facet));
        let anew = part.verb.is_some() && part.verb != first.verb
            || part.attributive && !first.attributive
            || self.reading.opens(head, Phrase::Besides);
        part.facet == Facet::Statement && !alike || !of_a_kind || part.loose && (anew || names && self.tells(head))
    }

    /// How the words before a figure sum up the figures before it: 三个专栏共更新, 全年累计.
    pub fn summing(&self, head: &[Piece]) -> Option<Summing> {
        let span = self.reading.span(head);
        let said = &self.reading.said;
        let sum = said.all(span.clone(), Phrase::SumsUp).next()?;
        let sum = sum.start..said.opens(sum.start..span.end, Phrase::SumsUp).unwrap_or(sum.end);
        let (before, after) = (span.start..sum.start, sum.end..span.end);
        let parts = self.named(before.clone());
        let lead = before.is_empty() || said.is(before.clone(), Phrase::SumLead);
        let running = said.is(sum, Phrase::Running);
        if parts.is_none() && !lead || running && before.is_empty() {
            return None;
        }
        let bare = after.is_empty() || said.is(after.clone(), Phrase::Comes);
        let acts = said.opens(after, Phrase::SumDeed).is_some();
        (bare || acts).then_some(Summing { parts, bare })
    }

    /// The number of 三个专栏, 两项, 四类, perhaps behind what they are of: 新媒体两项.
    fn named(&self, before: Range<usize>) -> Option<usize> {
        let text = self.reading.slice(&before);
        let number = |c: char| c.is_ascii_digit() || is_chinese(c);
        let from = text.char_indices().rev().find(|(_, c)| number(*c)).map_or(0, |(at, _)| at);
        let lead = text[..from].trim_end_matches(number).len();
        let (before, text) = (before.start + lead..before.end, &text[lead..]);
        let end = match text.find(|c: char| !c.is_ascii_digit()) {
            Some(0) => run_end(text, 0),
            Some(end) => end,
            None => return None,
        };
        let digits = &text[..end];
        let value = digits.parse().ok().or_else(|| usize::try_from(chinese_value(digits)?).ok())?;
        let measured = self.reading.said.opens(before.start + end..before.end, Phrase::PartMeasure).is_some();
        (measured && text.chars().count() <= 8 && (2..=12).contains(&value)).then_some(value)
    }
}

/// What a clause says before a total that sums up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Summing {
    /// How many parts it names: 三项合计.
    pub parts: Option<usize>,
    /// Whether nothing else is said: 全年共发布公开信息 says what was counted, and may count more.
    pub bare: bool,
}

/// The last two characters of a name; nothing of a shorter one.
pub(crate) fn ending(name: &str) -> &str {
    let mut starts = name.char_indices().rev().map(|(at, _)| at);
    starts.nth(1).map_or("", |at| &name[at..])
}
