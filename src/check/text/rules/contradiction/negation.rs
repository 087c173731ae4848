//! What a sentence says there was none of: 未收到申请, 行政复议均未发生, 申请量为0, 零申请; with the cells its words name.
//!
//! Goes clause by clause. A denial narrowed in any way – by a field, a place, a time, another body, a condition – is none, and so
//! is one with a word in it that is not understood.

use std::ops::Range;

use crate::check::text::bind::binder::Binder;
use crate::check::text::bind::words::{is_applicant, is_light, is_review, is_telling};
use crate::check::text::claim::Object;
use crate::check::text::parse::tree::{Mark, Piece, Reading, Sentence, What, lookback};
use crate::check::text::rules::contradiction::denied::Denied;
use crate::check::text::words::lexicon::Word;
use crate::check::text::words::number::{Number, Unit};
use crate::report::Report;

/// A sentence, and what its section speaks of.
pub(crate) struct Passage<'a> {
    pub report: &'a Report,
    pub binder: &'a Binder<'a>,
    pub reading: &'a Reading<'a>,
    pub sentence: &'a Sentence,
    pub topic: &'a Object,
    /// The sentence that opens the paragraph, perhaps its heading.
    pub lead: &'a str,
}

/// What the sentence as a whole and its earlier clauses say of the later ones.
#[derive(Default)]
pub(super) struct Carried {
    /// Whether the sentence speaks of disclosure on request.
    pub publicity: bool,
    /// Whether it speaks of requests and their answers, and not of what is published.
    answers: bool,
    /// Whether it speaks of an aim, or of law enforcement: 零复议 says nothing of disclosure then.
    elsewhere: bool,
    /// 表四 or lines of 表二, as last named.
    object: Vec<Word>,
    /// Whether the clause before did nothing but name that: 行政诉讼方面，.
    announced: bool,
    foreign: bool,
    /// Whether the clause before spoke of one kind of applicant: 律师事务所提出的1件已经办结，没有结转.
    applicant: bool,
    narrowed: bool,
    year: Option<i64>,
}

/// Nouns and verbs that may stand in a denial without narrowing it.
const PLAIN: [&str; 43] = [
    "入",
    "单位",
    "个人",
    "实现",
    "保持",
    "过",
    "起",
    "引",
    "而",
    "有关",
    "相关",
    "类",
    "现象",
    "予",
    "处",
    "为",
    "到",
    "申",
    "请",
    "及其",
    "新的",
    "人",
    "一",
    "量",
    "方",
    "出现",
    "存在",
    "开展",
    "组织",
    "采取",
    "危及",
    "成为",
    "作为",
    "告",
    "一年来",
    "一年",
    "来",
    "始终",
    "一直",
    "至今",
    "迄今",
    "目前",
    "人民政府",
];
/// Verbs of coming about: with them 未 denies the thing, not the deed.
const OCCURRING: [&str; 14] =
    ["发生", "出现", "产生", "存在", "作出", "做出", "提出", "提交", "引发", "引起", "提起", "涉及", "实施", "开展"];

impl Passage<'_> {
    /// What the sentence denies, each with the stretch that says so.
    pub fn denials(&self) -> Vec<(Range<usize>, Denied)> {
        let pieces = &self.sentence.pieces;
        let denies = |piece: &Piece| piece.is(Word::Not) || self.is_zero(piece);
        if !pieces.iter().any(denies) {
            return Vec::new();
        }
        let says = |words: &[&str]| words.iter().any(|word| self.text().contains(word));
        let mut carried = Carried {
            publicity: self.is_of_publicity(),
            answers: says(&["申请", "答复", "不予公开", "无法提供", "不予处理", "办结", "办理结果"]),
            elsewhere: says(&["目标", "力争", "争取", "努力", "追求", "执法", "处罚", "许可"]),
            ..Carried::default()
        };
        let mut denials = Vec::new();
        for range in clauses(pieces) {
            let clause = &pieces[range.clone()];
            let before = &clause[..self.position(clause, |piece| piece.is(Word::Not)).unwrap_or(clause.len())];
            carried.foreign |= self.binder.names_other_body(self.reading, before);
            carried.foreign &= !clause.iter().any(|piece| piece.is(Word::Own));
            let here = before.iter().find_map(Piece::year).or(carried.year);
            let other_year = here.is_some_and(|year| year != i64::from(self.report.year.value));
            let part = carried.applicant && !clause.iter().any(|piece| piece.word().is_some_and(is_applicant));
            // What is said behind a denial does not hold it back: 未制定规范性文件，确保现有政策稳定.
            let until = clause.last().map_or(self.sentence.range.start, |last| last.range.end);
            let conditional = || is_conditional(lookback(self.reading.slice(&(self.sentence.range.start..until)), 900));
            if !carried.foreign
                && !carried.narrowed
                && !other_year
                && !part
                && clause.iter().any(denies)
                && !conditional()
            {
                denials.extend(self.denial(clause, &carried));
                denials.extend(self.slogans(clause, &carried));
            }
            let ended = pieces.get(range.end).and_then(Piece::mark);
            self.leave(clause, ended, &mut carried);
        }
        denials
    }

    pub(super) fn text(&self) -> &str {
        self.reading.slice(&self.sentence.range)
    }

    pub(super) fn slice(&self, piece: &Piece) -> &str {
        self.reading.slice(&piece.range)
    }

    fn position(&self, pieces: &[Piece], is: impl Fn(&Piece) -> bool) -> Option<usize> {
        pieces.iter().position(is)
    }

    /// Notes what a clause says of those behind it.
    fn leave(&self, clause: &[Piece], ended: Option<Mark>, carried: &mut Carried) {
        let named: Vec<Word> = clause
            .iter()
            .filter_map(Piece::word)
            .filter(|word| matches!(word, Word::Review | Word::Litigation | Word::Item(_) | Word::Request))
            .collect();
        carried.announced = !named.is_empty() && clause.last().is_some_and(|last| self.slice(last).ends_with("方面"));
        if !named.is_empty() {
            carried.object = named;
        }
        carried.year = clause.iter().rev().find_map(Piece::year).or(carried.year);
        carried.narrowed |= self.is_frame(clause);
        carried.applicant |= clause.iter().any(|piece| matches!(piece.word(), Some(Word::Applicant(_))));
        if ended == Some(Mark::Semicolon) {
            (carried.narrowed, carried.applicant, carried.year) = (false, false, None);
        }
    }

    /// Whether a clause sets a narrower scene for what follows: 在河道采砂领域，, 上半年，, 部分站所人员少，.
    fn is_frame(&self, clause: &[Piece]) -> bool {
        let clause = self.tidied(clause, 0..clause.len());
        let (Some(first), Some(last)) = (clause.first(), clause.last()) else { return false };
        let text = self.reading.slice(&(first.range.start..last.range.end));
        let starts = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
        let ends = |words: &[&str]| words.iter().any(|word| text.ends_with(word));
        let whole = ["信息公开", "依申请", "申请", "复议", "诉讼", "全年", "年度", "办理", "答复"];
        let of_all = whole.iter().any(|word| text.contains(word)) && !clause.iter().any(is_outcome_or_applicant);
        let short = text.chars().count() <= 12;
        let time = |(behind, piece): (usize, &Piece)| match &piece.what {
            What::Number(number) => behind < 2 && number.unit == Unit::Month && !is_year_frame(number),
            // 受理点开放以来运转正常 sets no scene.
            What::Word(_) if behind > 0 => false,
            What::Word(word) => {
                matches!(word, Word::Span | Word::LastYear)
                    || self.slice(piece).ends_with(['年', '度']) && *word == Word::Narrow
            }
            _ => false,
        };
        starts(&["部分", "个别", "有的", "一些", "少数", "多数", "其余"])
            || !of_all
                && ends(&[
                    "领域", "期间", "假期", "假日", "方面", "环节", "时段", "行业", "辖区", "片区", "当月", "当天",
                    "当日",
                ])
            || starts(&["通过", "经", "从"]) && ends(&["渠道", "窗口", "平台", "方式", "途径"])
            || starts(&["对", "针对", "就"]) && clause.iter().any(|piece| piece.number().is_some())
            || starts(&["该", "上述", "这"])
            || short && clause.iter().rev().enumerate().any(time)
    }

    /// What one clause denies.
    fn denial(&self, clause: &[Piece], carried: &Carried) -> Option<(Range<usize>, Denied)> {
        let Some(not) = self.position(clause, |piece| piece.is(Word::Not)) else { return self.zero(clause, carried) };
        let negation = clause.get(not)?;
        if self.is_quoted(negation.range.start) || clause.last().is_some_and(|piece| self.slice(piece) == "的") {
            return None;
        }
        let (head, mut behind) = (self.tidied(clause, 0..not), self.tidied(clause, not + 1..clause.len()));
        let sure =
            head.iter().all(|piece| self.is_plain_head(piece)) && behind.iter().all(|piece| self.is_plain(piece));
        if !sure {
            behind = self.phrase(&head, behind, carried)?;
        }
        let words = self.denied_words(&head, &behind, carried);
        let here: Vec<Word> = reviews(head.iter().filter_map(Piece::word)).collect();
        // 申请人未提起诉讼: one of them, and of one request.
        if reviews(words.iter().copied()).next().is_some() && head.iter().any(|piece| self.slice(piece) == "申请人")
        {
            return None;
        }
        let said = self.slice(negation);
        let denied = Denied {
            carried: if here.is_empty() { reviews(carried.object.iter().copied()).collect() } else { here },
            // 未 denies a deed, 无 a thing.
            deed: said.ends_with('未') || said == "未曾",
            occurs: self.occurs(&behind),
            sure,
            ..denied(words, carried)
        };
        Some((negation.range.start..clause.last()?.range.end, denied))
    }

    /// The words of what is denied: those behind the negation; where they name no object, it stands before.
    fn denied_words(&self, head: &[Piece], behind: &[Piece], carried: &Carried) -> Vec<Word> {
        let mut words: Vec<Word> = behind.iter().filter_map(Piece::word).collect();
        let before = head.iter().filter_map(Piece::word);
        if words.iter().any(|word| is_object(*word)) {
            if !words.iter().any(|word| is_applicant(*word)) {
                // 法人或其他组织未提出申请.
                words.extend(before.filter(|word| is_applicant(*word)));
            }
            return words;
        }
        let joint = head.last().is_some_and(|piece| matches!(self.slice(piece), "均" | "都" | "也" | "皆"));
        let empty = !before.clone().any(is_telling);
        let action = words.contains(&Word::Issued) || words.contains(&Word::Repealed);
        let came = self.occurs(behind) || words.contains(&Word::Received);
        if empty && action && !joint {
            // 制发3件，未废止: the object of the clause before.
            words.extend(carried.object.iter().filter(|word| matches!(word, Word::Item(_))));
        } else if empty && carried.announced && came {
            // 行政诉讼方面，全年未发生.
            words.extend(&carried.object);
        } else if came || action || joint && words.is_empty() {
            // 行政复议均未发生, 一件申请也没有收到.
            words.extend(before);
        }
        words
    }

    /// Whether a verb of coming about stands among the pieces.
    fn occurs(&self, pieces: &[Piece]) -> bool {
        pieces.iter().any(|piece| OCCURRING.contains(&self.slice(piece)))
    }

    /// 申请量为0, 行政复议、行政诉讼均为零: a figure of nothing without a measure word.
    fn zero(&self, clause: &[Piece], carried: &Carried) -> Option<(Range<usize>, Denied)> {
        let at = clause.iter().rposition(|piece| !matches!(self.slice(piece), "发生" | "案件" | "件"))?;
        let (zero, head) = (clause.get(at)?, clause.get(..at)?);
        let verb = head.last()?;
        let stated = self.slice(verb).ends_with(['为', '是'])
            || clause.get(at + 1).is_some_and(|piece| self.slice(piece) == "发生");
        if !self.is_zero(zero) || !stated || !head.iter().all(|piece| self.is_plain_head(piece)) {
            return None;
        }
        let denied = denied(head.iter().filter_map(Piece::word).collect(), carried);
        Some((verb.range.start..zero.range.end, denied))
    }

    /// 零申请, “零复议”: said of disclosure, and not as an aim.
    fn slogans(&self, clause: &[Piece], carried: &Carried) -> Vec<(Range<usize>, Denied)> {
        let mut found = Vec::new();
        if !carried.publicity || carried.elsewhere {
            return found;
        }
        for (at, pair) in clause.windows(2).enumerate() {
            let [zero, thing] = pair else { continue };
            let word = match thing.word() {
                Some(Word::Application | Word::Request | Word::Received) => Word::New,
                Some(word @ (Word::Review | Word::Litigation)) => word,
                _ => Word::Filler,
            };
            if word != Word::Filler && self.is_zero(zero) && zero.range.end == thing.range.start {
                let next = clause.get(at + 2);
                if next.is_none_or(|next| self.is_plain(next) || self.is_zero(next)) {
                    let words = if word == Word::New { vec![Word::New, Word::Request] } else { vec![word] };
                    let denied = Denied { answers: true, ..denied(words, carried) };
                    found.push((zero.range.start..thing.range.end, denied));
                }
            } else if !self.is_plain_head(zero) && !self.is_zero(zero) {
                break;
            }
        }
        found
    }

    /// Whether a piece says zero without a measure word: 零, 0.
    fn is_zero(&self, piece: &Piece) -> bool {
        match &piece.what {
            What::Number(number) => number.value == 0 && matches!(number.unit, Unit::Bare | Unit::Other),
            What::Rest => {
                self.slice(piece).strip_suffix('零').is_some_and(|rest| matches!(rest, "" | "双" | "实现" | "保持"))
            }
            _ => false,
        }
    }

    /// The pieces of a part of a clause, without what only stresses the denial (一件也没有, 未发生一起) and with what it names.
    fn tidied(&self, clause: &[Piece], part: Range<usize>) -> Vec<Piece> {
        let mut kept = Vec::new();
        for at in part {
            let piece = &clause[at];
            let slice = self.slice(piece);
            let one = piece.number().is_some_and(|number| number.whole() == Some(1) && number.count_unit().is_some());
            let after_not = clause[at.saturating_sub(2)..at].iter().any(|piece| piece.is(Word::Not));
            let also = clause[at..]
                .windows(2)
                .take(8)
                .any(|pair| matches!(self.slice(&pair[0]), "也" | "都" | "均") && pair[1].is(Word::Not));
            // 没有涉及第三方合法权益的情形: the matter is the outcome itself.
            let matter = matches!(slice, "涉及" | "涉") && clause.get(at + 1).is_some_and(is_outcome_or_danger(self));
            // 今年以来: the whole of the report year.
            let begun = slice == "以来" && at > 0 && self.is_this_year(&clause[at - 1]);
            // 企业申请公开政府信息: what they apply for.
            let asked = slice == "公开" && at > 0 && self.slice(&clause[at - 1]).ends_with("申请");
            // 无结转2025年继续办理件
            let next = piece.year() == Some(i64::from(self.report.year.value) + 1)
                && kept.last().is_some_and(|piece: &Piece| piece.is(Word::Carried));
            if next && let Some(carried) = kept.last_mut() {
                carried.what = What::Word(Word::CarriedOut);
            }
            if one && (after_not || also) || matter || begun || asked || next {
                continue;
            }
            let mut piece = piece.clone();
            // 办理行政许可事项: to handle such a matter is to decide on it.
            let handled = at > 0 && matches!(self.slice(&clause[at - 1]), "办理" | "实施" | "作出");
            if let Some(item) = slice.strip_suffix("事项").and_then(|item| self.item(item)).filter(|_| handled) {
                piece.what = What::Word(item);
            }
            kept.push(piece);
        }
        kept
    }

    fn is_this_year(&self, piece: &Piece) -> bool {
        matches!(self.slice(piece), "今年" | "本年" | "本年度" | "年初")
            || piece.year() == Some(i64::from(self.report.year.value))
    }

    /// The line of 表二 of this name.
    fn item(&self, key: &str) -> Option<Word> {
        let (_, table) = self.report.form.table("主动公开")?;
        table.lines.iter().position(|line| line.keys.first().is_some_and(|first| first == key)).map(Word::Item)
    }

    /// Whether a piece leaves a denial as wide as it is.
    pub(super) fn is_plain(&self, piece: &Piece) -> bool {
        match &piece.what {
            What::Word(word) => !matches!(
                word,
                Word::Narrow
                    | Word::Span
                    | Word::Plan
                    | Word::Than
                    | Word::Not
                    | Word::OtherObject
                    | Word::Title
                    | Word::InTime
                    | Word::LastYear
            ),
            What::Number(number) => match number.unit {
                Unit::Year => number.whole() == Some(i64::from(self.report.year.value)),
                _ => is_year_frame(number),
            },
            What::Mark(_) => true,
            What::Rest => {
                let rest = self.slice(piece);
                PLAIN.contains(&rest) || is_light(rest)
            }
        }
    }

    /// The same before the negation, where the agency may be named.
    fn is_plain_head(&self, piece: &Piece) -> bool {
        let rest = self.slice(piece);
        let bare = rest.trim_matches(|c: char| "的在均也于中".contains(c));
        self.is_plain(piece)
            || piece.what == What::Rest
                && (PLAIN.contains(&bare) || bare.is_empty() || self.report.agency.value.contains(bare))
    }

    /// Whether the sentence speaks of disclosure on request.
    fn is_of_publicity(&self) -> bool {
        *self.topic == Object::Request
            || self.lead.chars().count() <= 24 && self.lead.contains("依申请")
            || ["信息公开", "依申请", "公开申请", "新收", "申请人", "受理的申请", "答复件"]
                .iter()
                .any(|word| self.text().contains(word))
    }

    /// Whether a place lies within “ ”: what is quoted is not said here.
    fn is_quoted(&self, at: usize) -> bool {
        let near = lookback(&self.reading.text.text[..at], 600);
        near.rfind(['“', '”', '\n']).is_some_and(|mark| near[mark..].starts_with('“'))
    }
}

/// Whether a piece names an outcome or begins one: 危及“三安全一稳定”.
fn is_outcome_or_danger<'p>(passage: &'p Passage) -> impl Fn(&Piece) -> bool + 'p {
    |piece| matches!(piece.word(), Some(Word::Outcome(..))) || passage.slice(piece) == "危及"
}

pub(super) fn is_outcome_or_applicant(piece: &Piece) -> bool {
    piece.word().is_some_and(|word| matches!(word, Word::Outcome(..)) || is_applicant(word))
}

/// A denial of these words, as the sentence bears on it.
fn denied(words: Vec<Word>, carried: &Carried) -> Denied {
    let (publicity, answers) = (carried.publicity, carried.answers);
    Denied { words, carried: Vec::new(), deed: false, occurs: true, sure: true, publicity, answers }
}

/// The words of 表四 among others.
fn reviews(words: impl Iterator<Item = Word>) -> impl Iterator<Item = Word> {
    words.filter(|word| is_review(*word))
}

/// Whether a word is what there was none of, rather than what was not done.
pub(super) fn is_object(word: Word) -> bool {
    is_review(word)
        || is_applicant(word)
        || matches!(
            word,
            Word::Request
                | Word::Application
                | Word::Item(_)
                | Word::Outcome(..)
                | Word::Result(_)
                | Word::CarriedIn
                | Word::CarriedOut
                | Word::Carried
        )
}

/// The clauses of a sentence, cut at commas and the like, as ranges of pieces.
fn clauses(pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.mark().is_some_and(|mark| mark != Mark::Pause) {
            clauses.push(start..at);
            start = at + 1;
        }
    }
    clauses.push(start..pieces.len());
    clauses
}

/// A part of a date that frames the whole year: 1月1日, 12月31日.
fn is_year_frame(number: &Number) -> bool {
    match number.unit {
        Unit::Month => matches!(number.whole(), Some(1 | 12)),
        Unit::Day => matches!(number.whole(), Some(1 | 31)),
        _ => false,
    }
}

/// Whether a sentence says what would be, what is excepted or what somebody thinks: 如无…的，, 除…外，, 认为没有….
pub(super) fn is_conditional(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "以外", "之外", "防止", "避免", "确保", "如果", "如有", "如无", "如未", "如遇", "如需", "如确", "假如", "认为",
        "以为", "视为", "即使", "是否",
    ];
    let opens = |word: char, not: &str| {
        text.match_indices(word).any(|(at, found)| {
            let starts = text[..at].chars().next_back().is_none_or(|c| "，；：、（“ ".contains(c));
            starts && !text[at + found.len()..].starts_with(|c| not.contains(c))
        })
    };
    let excepts =
        text.match_indices('除').any(|(at, _)| !text[..at].ends_with(|c| "免消删解清拆排废撤根剔破扣".contains(c)));
    WORDS.iter().any(|word| text.contains(word)) || opens('如', "下期实何此上同") || opens('若', "干") || excepts
}
