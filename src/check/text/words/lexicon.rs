//! The words that the text checks understand: the form's own labels, and a short list of what people write for them.
//!
//! One automaton finds them all in one pass, the longest first. Knows the form, nothing of figures.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::check::text::words::vocabulary::{
    APPLICANTS, ASKED, ASKINGS, ITEMS, OUTCOMES, PROACTIVE, REQUESTS, RESULTS, REVIEWS, SHAPE,
};
use crate::form::Form;

/// What a word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// An outcome in 表三, by line; whether in the form's own words.
    Outcome(usize, bool),
    /// 收到, 受理
    Received,
    /// 新收
    New,
    CarriedIn,
    CarriedOut,
    /// 结转, without from when or to when.
    Carried,
    /// 尚未办结
    Open,
    /// 办结, 答复
    Done,
    /// 办理
    Handled,
    /// 按申请人类型: what follows is by kind of applicant.
    ByApplicant,
    /// 自然人
    Natural,
    /// 法人或其他组织
    Organisations,
    /// 自然人、法人或其他组织: all applicants, or both columns.
    Everyone,
    /// A column of 表三.
    Applicant(usize),
    /// 政府信息公开申请
    Request,
    /// 申请, of what is not said.
    Application,
    /// Something else that is received and answered: 信访件, 提案.
    OtherObject,
    Review,
    Litigation,
    DirectSuit,
    SuitAfterReview,
    /// A result in 表四, by column.
    Result(usize),
    /// 审结, 作出复议决定: decided, however.
    Settled,
    /// A line of 表二.
    Item(usize),
    Issued,
    Repealed,
    /// 宣布失效
    Lapsed,
    InForce,
    /// 处理决定
    Decided,
    /// 作出, which begins a statement of its own.
    Made,
    /// 上一年项目数量, of the 2019 form.
    LastItems,
    /// 本年新公开数量, of the 2019 form.
    NewlyPublic,
    /// 对外公开总数
    PublicTotal,
    /// 发布, 公示: what is published is not what is decided.
    Published,
    /// 其中
    Among,
    /// 合计
    Sum,
    /// 分别
    Each,
    /// 等
    Etc,
    Including,
    Excluding,
    /// 未, 没有
    Not,
    /// 比, 较
    Than,
    More,
    Less,
    /// 增至, 变为
    Became,
    /// 上年
    LastYear,
    /// 占
    Share,
    /// 和
    And,
    /// The agency itself, or all it reports on.
    Own,
    /// Less than the whole: a channel, a stretch of the year, a part of the matter.
    Narrow,
    /// Over several years, or an average.
    Span,
    /// 按期: a part only within 其中.
    InTime,
    /// 将, 计划
    Plan,
    /// A document title in 《 》.
    Title,
    /// Says nothing that matters here.
    Filler,
}

/// The words of a form, compiled.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// None only if it could not be built: then nothing is read, and nothing reported.
    automaton: Option<AhoCorasick>,
    words: Vec<Word>,
}

/// What follows 我, 本 or 全 when people speak of themselves.
const SELVES: &str = "局委办厅镇乡区市县省署所处队部会院街社站州盟旗园";

/// The lexicons of the forms in use; the weak reference tells whether an entry's form is still the same.
static LEXICONS: Mutex<Vec<(Weak<Form>, Arc<Lexicon>)>> = Mutex::new(Vec::new());

impl Lexicon {
    /// The lexicon of a form, made once.
    pub fn of(form: &Arc<Form>) -> Arc<Lexicon> {
        let mut lexicons = LEXICONS.lock().unwrap_or_else(PoisonError::into_inner);
        lexicons.retain(|(weak, _)| weak.strong_count() > 0);
        let same = |weak: &Weak<Form>| std::ptr::eq(weak.as_ptr(), Arc::as_ptr(form));
        if let Some((_, lexicon)) = lexicons.iter().find(|(weak, _)| same(weak)) {
            return lexicon.clone();
        }
        let lexicon = Arc::new(Lexicon::new(form));
        lexicons.push((Arc::downgrade(form), lexicon.clone()));
        lexicon
    }

    fn new(form: &Form) -> Lexicon {
        let mut list: Vec<(String, Word)> = Vec::new();
        for self_ in SELVES.chars() {
            list.extend(["我", "本", "全"].map(|whose| (format!("{whose}{self_}"), Word::Own)));
        }
        for whose in ["我街道", "本街道", "全街道", "我中心", "本中心", "全中心", "我们", "我机关", "我管委会", "我府"]
        {
            list.push((whose.into(), Word::Own));
        }
        list.extend(requests(form));
        if let Some((_, table)) = form.table("复议诉讼") {
            let columns = table.lines.first().map_or(&[][..], |line| &line.columns);
            for (key, words) in RESULTS {
                if let Some(column) = columns.iter().position(|column| column.key == *key) {
                    list.extend(words.iter().map(|word| ((*word).to_owned(), Word::Result(column))));
                }
            }
        }
        if let Some((_, table)) = form.table("主动公开") {
            for (index, line) in table.lines.iter().enumerate() {
                let synonyms = ITEMS.iter().filter(|(key, _)| line.keys.first().is_some_and(|k| k == key));
                list.extend(line.keys.first().map(|key| (key.clone(), Word::Item(index))));
                list.extend(synonyms.flat_map(|(_, words)| *words).map(|word| ((*word).to_owned(), Word::Item(index))));
            }
        }
        for (asked, asking) in ASKED.iter().flat_map(|asked| ASKINGS.iter().map(move |asking| (asked, asking))) {
            list.extend([format!("{asked}{asking}"), format!("{asked}的{asking}")].map(|text| (text, Word::Request)));
        }
        for (word, texts) in [REQUESTS, REVIEWS, PROACTIVE, SHAPE].concat() {
            list.extend(texts.iter().map(|text| ((*text).to_owned(), word)));
        }
        // The first meaning of a text is the one that counts: the form's own words come before the lists.
        let mut seen = std::collections::HashSet::new();
        list.retain(|(text, _)| seen.insert(text.clone()));
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(list.iter().map(|(text, _)| text))
            .ok();
        Lexicon { automaton, words: list.into_iter().map(|(_, word)| word).collect() }
    }

    /// All words of a text from left to right, none overlapping: the cut that leaves the fewest characters unknown and takes the
    /// fewest words, 未 | 出现 | 行政复议 and not 出 | 现行 | 政 | 复议.
    pub fn words(&self, text: &str) -> Vec<(Range<usize>, Word)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let mut found: Vec<(usize, usize, usize)> =
            automaton.find_overlapping_iter(text).map(|m| (m.start(), m.end(), m.pattern().as_usize())).collect();
        found.sort_unstable_by_key(|&(start, end, _)| (start, end));
        // From the end of the text to its beginning: what the rest costs, and the word that begins here, if one does.
        let mut cost = vec![0u64; text.len() + 1];
        let mut choice: Vec<Option<(usize, usize)>> = vec![None; text.len() + 1];
        let mut rest = found.len();
        for (at, c) in text.char_indices().rev() {
            // A mark or a blank is no unknown word.
            let unknown = if c.is_alphanumeric() { UNKNOWN } else { 0 };
            cost[at] = cost[at + c.len_utf8()] + unknown;
            while rest > 0 && found[rest - 1].0 == at {
                rest -= 1;
                let (_, end, word) = found[rest];
                // The longest comes first and wins where two cost the same.
                if cost[end] + WORD < cost[at] || choice[at].is_none() && cost[end] + WORD <= cost[at] {
                    cost[at] = cost[end] + WORD;
                    choice[at] = Some((end, word));
                }
            }
        }
        let mut words = Vec::new();
        let mut at = 0;
        while at < text.len() {
            match choice[at] {
                Some((end, word)) => {
                    words.push((at..end, self.words[word]));
                    at = end;
                }
                None => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        words
    }
}

/// What an unknown character costs in a cut, and a word.
const UNKNOWN: u64 = 10;
const WORD: u64 = 1;

/// The words of 表三: its rows and columns.
fn requests(form: &Form) -> Vec<(String, Word)> {
    let mut list = Vec::new();
    let Some((_, table)) = form.table("申请") else { return list };
    for (index, line) in table.lines.iter().enumerate() {
        let keys: Vec<&str> = line.keys.iter().map(String::as_str).collect();
        if matches!(keys[..], ["本年新收" | "上年结转" | "结转下年度" | "总计"] | [_, "其他"]) {
            continue;
        }
        // A group's own name stands for its total.
        let own = if keys.last() == Some(&"总计") { keys[0] } else { keys[keys.len() - 1] };
        list.push((own.to_owned(), Word::Outcome(index, true)));
        if let Some(bare) = own.strip_prefix("属于").filter(|bare| bare.chars().count() >= 4) {
            list.push((bare.to_owned(), Word::Outcome(index, true)));
        }
        if line.printed
            && let Some(label) = line.labels.last()
        {
            list.push((unnumbered(label).to_owned(), Word::Outcome(index, true)));
        }
        for (_, words) in OUTCOMES.iter().filter(|(path, _)| *path == keys) {
            list.extend(words.iter().map(|word| ((*word).to_owned(), Word::Outcome(index, false))));
        }
    }
    let columns = table.lines.first().map_or(&[][..], |line| &line.columns);
    for (index, column) in columns.iter().enumerate() {
        if column.total.is_none() && !matches!(column.key.as_str(), "自然人" | "其他") {
            list.push((column.key.clone(), Word::Applicant(index)));
        }
        for (_, words) in APPLICANTS.iter().filter(|(key, _)| *key == column.key) {
            list.extend(words.iter().map(|word| ((*word).to_owned(), Word::Applicant(index))));
        }
    }
    list
}

/// A printed label without its number and its bracketed remark.
fn unnumbered(label: &str) -> &str {
    let label = match label.split_once('）') {
        Some((number, rest)) if number.starts_with('（') => rest,
        _ => label.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('.'),
    };
    label.split('（').next().unwrap_or(label)
}
