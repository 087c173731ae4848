//! The parts of a list: each figure, how often it counts, what kind it is of, and where the list must have ended.
//!
//! Knows the words that tell one list from the next; adds nothing up.

use crate::check::text::parse::tree::{Mark, Paragraph, Piece, REACH, Reading, What};
use crate::check::text::rules::parts_sum::summing;
use crate::check::text::words::lexicon::Word;
use crate::check::text::words::number::is_count;
use crate::check::text::words::number::is_like;
use crate::check::text::words::number::{About, Number, Unit};

/// What distinguishes the parts of a list; parts of one list are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Facet {
    Applicant,
    Outcome,
    /// 结转下年度, which may end a list of outcomes.
    Out,
    In,
    Result,
    Review,
    Channel,
    Topic,
    Time,
    Other,
    /// A new statement, no part: 办结, 收到.
    Statement,
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
    pub verb: Option<&'static str>,
    /// The last two characters of its name: 主动公开文件, 依申请文件.
    ending: &'a str,
    /// 用水报装的36人次: a part by what it has, which may overlap with the others.
    attributive: bool,
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
    /// Whether all parts are mere names with a figure of one measure word: 动态41条，公示9条，指南6条.
    pub fn is_even(&self) -> bool {
        let Some(first) = self.list.first() else { return false };
        let plain = |part: &Part| matches!(part.facet, Facet::Topic | Facet::Other) && part.verb.is_none();
        self.list.len() >= 4
            && self.list.iter().all(|part| plain(part) && part.number.unit == first.number.unit)
            && self.list.iter().skip(1).all(|part| part.loose)
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

/// Verbs with which a new statement begins.
const VERBS: [&str; 40] = [
    "发布", "公开", "回应", "办理", "答复", "收到", "受理", "开展", "组织", "举办", "制作", "推送", "转发", "编发",
    "更新", "接受", "处理", "解答", "参与", "撰写", "报送", "印发", "制定", "出台", "完成", "新增", "解读", "发放",
    "检查", "整改", "召开", "接待", "刊发", "公示", "采纳", "回复", "满意", "启动", "开设", "邀请",
];
/// Verbs that by themselves are names of what was done: 公示9条.
const BARE: [&str; 3] = ["公示", "答复", "解读"];
/// Nouns that make a name of the verb before them: 解读材料, 公示公告.
const THINGS: [&str; 26] = [
    "材料",
    "公告",
    "指南",
    "目录",
    "年报",
    "制度",
    "信息",
    "及",
    "类",
    "文件",
    "结果",
    "事项",
    "栏目",
    "专栏",
    "情况",
    "内容",
    "通知",
    "方案",
    "报告",
    "机构",
    "规划",
    "文章",
    "产品",
    "稿件",
    "案例",
    "性文件",
];
/// Words with which a clause begins that is no part any more.
const ADDS: [&str; 7] = ["另", "此外", "同时", "同步", "还", "并", "以及"];
/// Measure words of works, all of which 个 may count.
const WORKS: [&str; 9] = ["张", "条", "篇", "幅", "部", "则", "份", "期", "件"];

/// Reads the parts of the lists of a paragraph.
pub(crate) struct PartReader<'a> {
    pub reading: &'a Reading<'a>,
    pub paragraph: &'a Paragraph,
}

impl<'a> PartReader<'a> {
    pub fn pieces(&self, index: usize) -> &'a [Piece] {
        &self.paragraph.sentences[index].pieces
    }

    pub fn slice(&self, piece: &Piece) -> &'a str {
        self.reading.slice(&piece.range)
    }

    /// The text from the first of some pieces to the last.
    pub fn text(&self, pieces: &[Piece]) -> &'a str {
        match pieces {
            [first, .., last] => self.reading.slice(&(first.range.start..last.range.end)),
            [only] => self.slice(only),
            [] => "",
        }
    }

    /// Where the clause of a piece begins: behind the last mark.
    pub fn clause(&self, index: usize, at: usize) -> usize {
        let from = at.saturating_sub(REACH);
        let mark = self.pieces(index)[from..at].iter().rposition(|piece| piece.mark().is_some());
        mark.map_or(from, |mark| from + mark + 1)
    }

    /// The text of the clause before a piece.
    pub fn head(&self, index: usize, at: usize) -> &'a str {
        self.text(&self.pieces(index)[self.clause(index, at)..at])
    }

    /// Whether a figure is a change or last year's, no count of this year: 同比增加19篇, 上年为18件.
    pub fn is_aside(&self, index: usize, at: usize) -> bool {
        let head = &self.pieces(index)[self.clause(index, at)..at];
        let last = head.iter().rfind(|piece| piece.word().is_some_and(|word| word != Word::Filler));
        let change = last.is_some_and(|piece| {
            matches!(piece.word(), Some(Word::More | Word::Less)) && !self.slice(piece).starts_with('新')
        });
        change || head.iter().any(|piece| piece.is(Word::LastYear) || piece.is(Word::Than))
    }

    /// Whether a figure is of each, not of all: 每期50人, 平均每村12期.
    pub fn is_average(&self, index: usize, at: usize) -> bool {
        let head = &self.pieces(index)[self.clause(index, at)..at];
        self.head(index, at).contains('每') || head.iter().any(|piece| piece.is(Word::Span))
    }

    /// The parts from `from` on, up to where the list must have ended; `semicolons` may stand between them.
    pub fn parts(&self, index: usize, from: usize, total: &Number, semicolons: bool) -> Parts<'a> {
        let mut parts = Parts::default();
        let mut depth = 0usize;
        let mut gap = Gap { clause: from, item: from, loose: false };
        for (at, piece) in self.pieces(index).iter().enumerate().skip(from).take(4 * REACH) {
            match &piece.what {
                What::Mark(Mark::Open) => depth += 1,
                What::Mark(Mark::Close) if depth == 0 => break,
                What::Mark(Mark::Close) => depth -= 1,
                _ if depth > 0 => {}
                What::Mark(Mark::Semicolon) if !semicolons => break,
                What::Mark(mark) => {
                    gap.clause = at + 1;
                    if *mark != Mark::Pause {
                        gap.loose = true;
                        gap.item = at + 1;
                    }
                }
                What::Word(Word::Among | Word::Sum) => break,
                What::Number(number) => match self.step(index, at, number, &gap, total, parts.list.first()) {
                    Step::Part(part) if parts.list.len() < MOST => {
                        parts.mixed |= number.unit != total.unit;
                        parts.list.push(part);
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
        index: usize,
        at: usize,
        number: &'a Number,
        gap: &Gap,
        total: &Number,
        first: Option<&Part>,
    ) -> Step<'a> {
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
        let text = self.text(head);
        // 机构类20条，内有机构职能4条: a list within the list.
        if ["内有", "内含"].iter().any(|word| text.starts_with(word)) {
            return Step::Unsure;
        }
        if dated || self.is_average(index, at) || summing::summing(text).is_some() {
            return Step::End;
        }
        if !self.may_be_part(total, number, loose) {
            return if first.is_some() && !loose { Step::Unsure } else { Step::End };
        }
        let times = self.times(&self.pieces(index)[gap.item..at]);
        let (About::Exact, Some(times)) = (number.about, times) else { return Step::Unsure };
        let (facet, verb) = self.facet(head);
        let other = matches!(facet, Facet::Other | Facet::Topic) && is_rest(text);
        let attributive = text.ends_with('的');
        let part = Part { number, piece: at, times, loose, other, facet, verb, ending: ending(text), attributive };
        match first {
            Some(first) if has_ended(first, &part, text) => Step::End,
            _ => Step::Part(part),
        }
    }

    /// Whether a figure may be a part of a total by its measure word: 15场 = 8场 + 5次, 118件（次）= 64件 + 54次.
    fn may_be_part(&self, total: &Number, number: &Number, loose: bool) -> bool {
        let (Unit::Count(of), Unit::Count(unit)) = (total.unit, number.unit) else { return total.unit == number.unit };
        let bracketed = || {
            let said = self.reading.slice(&total.range);
            said.contains(['（', '(']) && said.contains(unit)
        };
        is_like(total, number) || of == "个" && !loose && WORKS.contains(&unit) || bracketed()
    }

    /// How often a figure counts by the words before it: 供水类、节水类各10期 twice; none where 各 does not say how many.
    fn times(&self, item: &[Piece]) -> Option<i128> {
        let from = item.iter().position(|piece| piece.mark().is_none()).unwrap_or(item.len());
        let item = &item[from..];
        let text = self.text(item);
        if !["各", "各有", "各为", "均", "均为"].iter().any(|each| text.ends_with(each)) {
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
    pub fn facet(&self, head: &[Piece]) -> (Facet, Option<&'static str>) {
        let text = self.text(head);
        let start = text.trim_start_matches(['共', '全', '年', '并', '还', '累', '计', '已', '均']);
        let verb = VERBS.into_iter().find(|verb| {
            start.strip_prefix(verb).is_some_and(|object| {
                // 解读材料30条, 公开指南20条, 公示9条: names, no statements.
                let thing = THINGS.iter().any(|thing| object.starts_with(thing));
                !(thing || object.is_empty() && BARE.contains(verb))
            })
        });
        let has = |test: &dyn Fn(&Word) -> bool| head.iter().filter_map(Piece::word).any(|word| test(&word));
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        let first = head.iter().find(|piece| !piece.is(Word::Filler)).and_then(Piece::word);
        let facet =
            if says(&["网上", "网络", "线上", "线下", "在线", "当面", "现场", "信函", "邮", "传真", "窗口", "渠道"])
            {
                Facet::Channel
            } else if says(&["涉及", "类"]) && !has(&|word| matches!(word, Word::Outcome(..))) {
                Facet::Topic
            } else if has(&|word| matches!(word, Word::Outcome(..))) {
                Facet::Outcome
            } else if has(&|word| matches!(word, Word::CarriedOut | Word::Open)) {
                Facet::Out
            } else if has(&|word| matches!(word, Word::New | Word::CarriedIn)) {
                Facet::In
            } else if has(&|word| matches!(word, Word::Natural | Word::Organisations | Word::Applicant(_))) {
                Facet::Applicant
            } else if has(&|word| matches!(word, Word::Result(_))) {
                Facet::Result
            } else if has(&|word| matches!(word, Word::InTime)) || says(&["延期", "逾期", "超期"]) {
                Facet::Time
            } else if BARE.contains(&text) {
                Facet::Other
            } else if matches!(first, Some(Word::Done | Word::Received | Word::Repealed | Word::InForce | Word::Issued))
            {
                Facet::Statement
            } else if has(&|word| matches!(word, Word::Review | Word::Litigation)) {
                Facet::Review
            } else {
                Facet::Other
            };
        (facet, verb)
    }
}

/// The last two characters of a name; nothing of a shorter one.
fn ending(name: &str) -> &str {
    let mut starts = name.char_indices().rev().map(|(at, _)| at);
    starts.nth(1).map_or("", |at| &name[at..])
}

/// Whether a head names what is left over: 其他, 其它.
pub(crate) fn is_rest(head: &str) -> bool {
    ["其他", "其它"].iter().any(|word| head.starts_with(word))
}

/// Whether the list that began with `first` has ended before `part`: another kind, a new verb, 另, 同时.
fn has_ended(first: &Part, part: &Part, head: &str) -> bool {
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
        || ADDS.iter().any(|word| head.starts_with(word));
    part.facet == Facet::Statement && !alike || !of_a_kind || part.loose && anew
}
