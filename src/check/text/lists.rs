//! parts-sum: parts that do not add up to the total the sentence gives (其中, brackets, 合计), and shares that exceed the whole.
//!
//! An excess is always wrong; a shortfall only where the list means to be complete.

use super::bind::Count;
use super::clause::{Mark, Paragraph, Piece, REACH, Reading, Sentence, What};
use super::lexicon::Word;
use super::number::{About, MICRO, Number, Unit};
use super::{Prose, Subject, fee};
use crate::diag::{Code, Finding};

pub(super) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    for (reading, paragraph, counts) in prose.paragraphs() {
        let list = Lists { subject, reading, paragraph, counts };
        for index in 0..paragraph.sentences.len() {
            list.sentence(index, findings);
        }
    }
}

/// What distinguishes the parts of a list; parts of one list are of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facet {
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
struct Part<'a> {
    number: &'a Number,
    piece: usize,
    facet: Facet,
    /// Whether a comma, not 、, stands before it.
    loose: bool,
    verb: Option<&'static str>,
}

struct Lists<'a> {
    subject: &'a Subject<'a>,
    reading: &'a Reading<'a>,
    paragraph: &'a Paragraph,
    counts: &'a [Count],
}

/// No list of a report has more parts.
const MOST: usize = 40;

/// Verbs with which a new statement begins.
const VERBS: [&str; 34] = [
    "发布", "公开", "回应", "办理", "答复", "收到", "受理", "开展", "组织", "举办", "制作", "推送", "转发", "编发",
    "更新", "接受", "处理", "解答", "参与", "撰写", "报送", "印发", "制定", "出台", "完成", "新增", "解读", "发放",
    "检查", "整改", "召开", "接待", "刊发", "公示",
];
/// Words of a list that does not mean to be complete.
const PARTIAL: [&str; 16] = [
    "等",
    "主要",
    "包括",
    "重点",
    "例如",
    "比如",
    "最多",
    "较多",
    "大部分",
    "多数",
    "为主",
    "居多",
    "分别同比",
    "如：",
    "前三",
    "尤其",
];

impl Lists<'_> {
    fn sentence(&self, index: usize, findings: &mut Vec<Finding>) {
        let sentence = &self.paragraph.sentences[index];
        let pieces = &sentence.pieces;
        if fee::is_fee(self.reading, sentence) {
            // Amounts of the handling fee have their own check.
            return;
        }
        let mut depth = 0usize;
        for (at, piece) in pieces.iter().enumerate() {
            match &piece.what {
                What::Word(Word::Among) => {
                    if let Some(total) = self.total(index, at, depth) {
                        let colon = pieces.get(at + 1).and_then(Piece::mark) == Some(Mark::Colon);
                        let parts = self.parts(sentence, at + 1, total, colon);
                        self.judge(sentence, total, &parts, at, findings);
                    }
                }
                What::Mark(Mark::Open) => {
                    depth += 1;
                    let total = at.checked_sub(1).and_then(|before| pieces[before].number());
                    let next = pieces.get(at + 1).and_then(Piece::word);
                    if let Some(total) = total.filter(|total| is_count(total))
                        && !matches!(next, Some(Word::Among | Word::Including | Word::Excluding))
                    {
                        let parts = self.parts(sentence, at + 1, total, true);
                        if parts.len() > 1 {
                            self.judge(sentence, total, &parts, at, findings);
                        }
                    }
                }
                What::Mark(Mark::Close) => depth = depth.saturating_sub(1),
                What::Mark(Mark::Colon) => {
                    let total = at.checked_sub(1).and_then(|before| pieces[before].number());
                    if let Some(total) = total.filter(|total| is_count(total)) {
                        let parts = self.parts(sentence, at + 1, total, true);
                        if parts.len() > 1 {
                            self.judge(sentence, total, &parts, at, findings);
                        }
                    }
                }
                What::Word(Word::Sum) => findings.extend(self.summed(sentence, at)),
                _ => {}
            }
        }
        for stretch in pieces.split(|piece| piece.mark() == Some(Mark::Semicolon)) {
            findings.extend(self.shares(stretch));
        }
    }

    fn count(&self, sentence: usize, piece: usize) -> Option<&Count> {
        let at = self.counts.partition_point(|count| (count.sentence, count.piece) < (sentence, piece));
        self.counts.get(at).filter(|count| count.sentence == sentence && count.piece == piece)
    }

    /// The total that 其中 at `at` divides: the last count before it at its depth of brackets, or of the sentence before.
    fn total(&self, index: usize, at: usize, depth: usize) -> Option<&Number> {
        let last = |index: usize, until: usize, wanted: usize| {
            let pieces = &self.paragraph.sentences[index].pieces;
            let mut depth = 0usize;
            let mut found: Option<usize> = None;
            let mut above: Option<usize> = None;
            for (at, piece) in pieces[..until].iter().enumerate().skip(until.saturating_sub(REACH)) {
                match &piece.what {
                    What::Mark(Mark::Open) => {
                        depth += 1;
                        above = found;
                    }
                    What::Mark(Mark::Close) => {
                        depth = depth.saturating_sub(1);
                        found = above;
                    }
                    What::Number(number) if is_count(number) && (depth == wanted || wanted == 0 && depth == 0) => {
                        found = Some(at);
                    }
                    What::Number(number) if is_count(number) => found = Some(at),
                    What::Mark(Mark::Semicolon) => found = None,
                    _ => {}
                }
            }
            found.filter(|&piece| self.count(index, piece).is_none_or(|count| count.change.is_none()))
        };
        let first_words =
            self.paragraph.sentences[index].pieces[..at].iter().all(|piece| piece.word() == Some(Word::Filler));
        let (index, piece) = match last(index, at, depth) {
            Some(piece) => (index, piece),
            None if first_words && index > 0 => {
                let before = index - 1;
                (before, last(before, self.paragraph.sentences[before].pieces.len(), 0)?)
            }
            None => return None,
        };
        self.paragraph.sentences[index].pieces[piece].number()
    }

    /// The parts from `from` on, up to where the list must have ended.
    fn parts<'s>(&self, sentence: &'s Sentence, from: usize, total: &Number, semicolons: bool) -> Vec<Part<'s>> {
        let mut parts: Vec<Part> = Vec::new();
        let mut depth = 0usize;
        let mut clause = from;
        let mut loose = false;
        for (at, piece) in sentence.pieces.iter().enumerate().skip(from).take(4 * REACH) {
            match &piece.what {
                What::Mark(Mark::Open) => depth += 1,
                What::Mark(Mark::Close) if depth == 0 => break,
                What::Mark(Mark::Close) => depth -= 1,
                _ if depth > 0 => {}
                What::Mark(Mark::Semicolon) if !semicolons => break,
                What::Mark(mark) => {
                    // 甲、乙、丙分别为…: what stands between names is no boundary.
                    if clause != from || sentence.pieces[clause..at].iter().any(|piece| piece.number().is_some()) {
                        loose = *mark != Mark::Pause;
                    }
                    clause = at + 1;
                }
                What::Word(Word::Among | Word::Sum) => break,
                _ if parts.len() >= MOST => break,
                What::Number(number) if is_count(number) => {
                    if number.unit != total.unit || number.about != About::Exact {
                        break;
                    }
                    let head = &sentence.pieces[clause..at];
                    if head.iter().any(|piece| matches!(piece.word(), Some(Word::More | Word::Less | Word::Than))) {
                        break;
                    }
                    let (facet, verb) = self.facet(head);
                    if let Some(first) = parts.first() {
                        let ended = facet == Facet::Statement
                            || facet != first.facet && !(first.facet == Facet::Outcome && facet == Facet::Out)
                            || loose && verb.is_some() && verb != first.verb;
                        if ended {
                            break;
                        }
                    }
                    parts.push(Part { number, piece: at, facet, loose: loose && !parts.is_empty(), verb });
                }
                _ => {}
            }
        }
        parts
    }

    fn facet(&self, head: &[Piece]) -> (Facet, Option<&'static str>) {
        let words: Vec<Word> = head.iter().filter_map(Piece::word).collect();
        let text: String = head.iter().map(|piece| self.reading.slice(&piece.range)).collect();
        let start = text.trim_start_matches(['共', '全', '年', '并', '还', '累', '计']);
        let verb = VERBS.into_iter().find(|verb| start.starts_with(verb));
        let has = |test: &dyn Fn(&Word) -> bool| words.iter().any(test);
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
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
            } else if has(&|word| {
                matches!(word, Word::Done | Word::Received | Word::Repealed | Word::InForce | Word::Issued)
            }) {
                Facet::Statement
            } else if has(&|word| matches!(word, Word::Review | Word::Litigation)) {
                Facet::Review
            } else {
                Facet::Other
            };
        (facet, verb)
    }

    fn judge(&self, sentence: &Sentence, total: &Number, parts: &[Part], intro: usize, findings: &mut Vec<Finding>) {
        let Some(last) = parts.last() else { return };
        if total.about != About::Exact {
            return;
        }
        let sum: i128 = parts.iter().map(|part| part.number.value).sum();
        // Behind a comma the list may have ended already: any stretch that adds up is taken as it was meant.
        let mut running = 0;
        for (index, part) in parts.iter().enumerate() {
            running += part.number.value;
            if running == total.value && parts.get(index + 1).is_none_or(|next| next.loose) {
                return;
            }
        }
        if sum == total.value {
            return;
        }
        let behind = sentence.pieces.get(last.piece + 1).filter(|piece| piece.mark().is_none());
        let list = sentence.pieces[intro].range.start..behind.map_or(last.number.range.end, |piece| piece.range.end);
        let text = self.reading.slice(&list);
        if sum < total.value {
            let complete =
                parts.len() >= 3 && !PARTIAL.iter().any(|word| text.contains(word)) && sum * 10 >= total.value * 6;
            let index = self.paragraph.sentences.iter().position(|other| std::ptr::eq(other, sentence));
            let known = |count: Option<&Count>| {
                let value = |count: &Count| {
                    let fact = count.fact.as_ref()?;
                    Some(fact.readings.iter().any(|sum| count.number.agrees(sum.value(self.subject.report))))
                };
                count.and_then(value) == Some(true)
            };
            // Every figure is the table's own: the list leaves rows out, it is not wrong.
            let all_known = parts.iter().all(|part| known(index.and_then(|index| self.count(index, part.piece))));
            if !complete || all_known {
                return;
            }
        }
        let unit = total.count_unit().unwrap_or("元");
        let terms: Vec<String> = parts.iter().map(|part| shown(part.number.value)).collect();
        let arithmetic = if terms.len() > 1 { format!("{} = {}", terms.join(" + "), shown(sum)) } else { shown(sum) };
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
        .label("合计");
        for part in parts.iter().take(8) {
            finding = finding.also(self.reading.text.place(part.number.range.clone()), "分项");
        }
        findings.push(finding.help("核对合计和各分项；分项没有列全的，在末尾加“等”"));
    }

    /// 合计 behind its parts.
    fn summed(&self, sentence: &Sentence, at: usize) -> Option<Finding> {
        let pieces = &sentence.pieces;
        let number_at = (at + 1..pieces.len().min(at + 3)).find(|&at| pieces[at].number().is_some())?;
        if !pieces[at + 1..number_at]
            .iter()
            .all(|piece| piece.is(Word::Filler) || self.reading.slice(&piece.range) == "为")
        {
            return None;
        }
        // 合计 must be all the clause says.
        let from = at.saturating_sub(REACH);
        let clause =
            pieces[from..at].iter().rposition(|piece| piece.mark().is_some()).map_or(from, |mark| from + mark + 1);
        if !pieces[clause..at].iter().all(|piece| matches!(piece.word(), Some(Word::Filler))) {
            return None;
        }
        let total = pieces[number_at].number()?;
        if !is_count(total) || total.about != About::Exact {
            return None;
        }
        let mut parts: Vec<&Number> = Vec::new();
        let mut depth = 0usize;
        for index in (clause.saturating_sub(REACH)..clause).rev() {
            // What a closed bracket holds is a part of what stands before it.
            match pieces[index].mark() {
                Some(Mark::Close) => depth += 1,
                Some(Mark::Open) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > 0 {
                continue;
            }
            if let Some(number) = pieces[index].number().filter(|number| is_count(number)) {
                if number.unit != total.unit || number.about != About::Exact {
                    break;
                }
                let from = index.saturating_sub(REACH);
                let clause = pieces[from..index]
                    .iter()
                    .rposition(|piece| piece.mark().is_some())
                    .map_or(from, |mark| from + mark + 1);
                if !pieces[clause..index].iter().any(|piece| matches!(piece.word(), Some(Word::More | Word::Less))) {
                    parts.push(number);
                }
            }
        }
        if parts.len() < 2 {
            return None;
        }
        // Any two or more of the figures before it may be what is added.
        let mut running = 0;
        let mut sums = Vec::new();
        for (index, part) in parts.iter().enumerate().take(40) {
            running += part.value;
            if index > 0 {
                sums.push(running);
            }
        }
        let pairs = parts
            .iter()
            .enumerate()
            .take(20)
            .flat_map(|(i, a)| parts[i + 1..].iter().take(20).map(|b| a.value + b.value));
        if sums.contains(&total.value) || pairs.into_iter().any(|pair| pair == total.value) {
            return None;
        }
        parts.reverse();
        let two = self.reading.slice(&pieces[at].range).starts_with(['两', '二']);
        let shown_parts = if two && parts.len() > 2 { &parts[parts.len() - 2..] } else { &parts[..] };
        let terms: Vec<String> = shown_parts.iter().map(|part| shown(part.value)).collect();
        let sum: i128 = shown_parts.iter().map(|part| part.value).sum();
        let mut finding = Finding::new(
            Code::PartsSum,
            self.reading.text.place(total.range.clone()),
            format!(
                "合计写{}，前面各项之和是 {} = {}",
                self.reading.slice(&total.range),
                terms.join(" + "),
                shown(sum)
            ),
        )
        .label("合计");
        for part in shown_parts.iter().take(8) {
            finding = finding.also(self.reading.text.place(part.range.clone()), "分项");
        }
        Some(finding.help("核对合计和各分项"))
    }

    /// Shares of one whole that add up to more than all of it.
    fn shares(&self, pieces: &[Piece]) -> Option<Finding> {
        let mut shares: Vec<&Number> = Vec::new();
        let mut together = false;
        for (at, piece) in pieces.iter().enumerate() {
            match &piece.what {
                What::Word(Word::Each) => together = true,
                What::Word(Word::Than | Word::More | Word::Less) => return None,
                What::Number(number) if number.unit == Unit::Percent => {
                    let from = at.saturating_sub(REACH);
                    let clause = pieces[from..at]
                        .iter()
                        .rposition(|piece| matches!(piece.mark(), Some(Mark::Comma | Mark::Open | Mark::Pause)))
                        .map_or(from, |mark| from + mark + 1);
                    let head = &pieces[clause..at];
                    let share = head.iter().any(|piece| piece.is(Word::Share));
                    if share || together && !shares.is_empty() {
                        shares.push(number);
                    }
                }
                _ => {}
            }
        }
        let each = together && pieces.iter().any(|piece| piece.is(Word::Share));
        let sum: i128 = shares.iter().map(|share| share.value).sum();
        let slack: i128 = shares.iter().map(|share| share.step()).sum();
        let among = pieces.iter().any(|piece| piece.is(Word::Among));
        let exact = shares.iter().all(|share| share.about == About::Exact);
        let over =
            sum > 100 * MICRO + slack && shares.len() >= 2 && shares.iter().all(|share| share.value < 100 * MICRO);
        let under = each && shares.len() >= 3 && sum + slack < 100 * MICRO && sum >= 90 * MICRO;
        let text = self.reading.slice(&(pieces.first()?.range.start..pieces.last()?.range.end));
        if !exact
            || !(over && (among && !nested(pieces) || each) || under && !PARTIAL.iter().any(|word| text.contains(word)))
        {
            return None;
        }
        let terms: Vec<String> = shares.iter().map(|share| format!("{}%", shown(share.value))).collect();
        let first = shares.first()?;
        let mut finding = Finding::new(
            Code::PartsSum,
            self.reading.text.place(first.range.clone()),
            format!("各项占比之和是 {} = {}%，不是 100%", terms.join(" + "), shown(sum)),
        );
        for share in shares.iter().skip(1).take(8) {
            finding = finding.also(self.reading.text.place(share.range.clone()), "占比");
        }
        Some(finding.help("核对各项占比；不是同一合计的占比，分句写明各自的基数"))
    }
}

/// Whether shares may have different wholes: more than one 其中.
fn nested(pieces: &[Piece]) -> bool {
    pieces.iter().filter(|piece| piece.is(Word::Among)).count() > 1
}

fn is_count(number: &Number) -> bool {
    matches!(number.unit, Unit::Count(_) | Unit::Yuan)
}

/// A value as people print it.
pub(super) fn shown(micro: i128) -> String {
    let (whole, part) = (micro / MICRO, (micro % MICRO).abs());
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}").trim_end_matches('0').to_owned() }
}
