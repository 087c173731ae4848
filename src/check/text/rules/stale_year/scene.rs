//! The years of a sentence: looks for years in the positions where only the report year can stand: the start of a statement, the period, the title.

use std::ops::Range;

use crate::check::subject::Subject;
use crate::check::text::bind::count::Count;
use crate::check::text::parse::tree::{Paragraph, Reading, Sentence, lookback};
use crate::check::text::words::date::{Year, dates, months, years};
use crate::check::text::words::own::{SELVES, names};
use crate::diag::{Code, Finding, Severity};

/// A sentence in its place.
pub(crate) struct Scene<'a> {
    pub subject: &'a Subject<'a>,
    pub reading: &'a Reading<'a>,
    pub paragraph: &'a Paragraph,
    pub counts: &'a [Count],
    pub index: usize,
    /// The report year.
    pub year: i64,
    /// Whether this is section 五, which speaks of the year to come.
    pub in_plans: bool,
}

/// Words that set a figure against another year's.
const COMPARED: [&str; 20] = [
    "同比",
    "相比",
    "同期",
    "上年",
    "去年",
    "增至",
    "降至",
    "增加到",
    "减少到",
    "变为",
    "结转",
    "以来",
    "对比",
    "持平",
    "转入",
    "比20",
    "较20",
    "与20",
    "较前",
    "比前",
];
/// Words of what lies before or beyond the report year.
const HISTORY: [&str; 27] = [
    "印发",
    "出台",
    "施行",
    "实施",
    "修订",
    "颁布",
    "公布的",
    "成立",
    "组建",
    "建成",
    "启用",
    "开通",
    "上线",
    "机构改革",
    "挂牌",
    "获",
    "被评",
    "评为",
    "发布的",
    "制定的",
    "规划",
    "五年",
    "十四五",
    "十三五",
    "考核结果",
    "起，",
    "设立",
];
/// Words of what began in an earlier year.
const FOUNDED: [&str; 12] =
    ["施行", "颁布", "成立", "组建", "建成", "启用", "开通", "挂牌", "并入", "被评", "评为", "制定的"];
/// Words of a plan.
const PLANNED: [&str; 20] = [
    "将",
    "计划",
    "下一步",
    "拟",
    "力争",
    "继续",
    "进一步",
    "要",
    "着力",
    "重点",
    "改进",
    "努力",
    "打算",
    "准备",
    "围绕",
    "加强",
    "深化",
    "强化",
    "持续",
    "做好",
];

/// What a report says right behind its year.
const DEEDS: [&str; 12] = [
    "共",
    "全年",
    "收到",
    "新收",
    "受理",
    "主动公开",
    "制发",
    "办结",
    "公开",
    "发布",
    "政府信息公开工作",
    "因政府信息公开",
];
/// The same of what there was none of.
const DENIALS: [&str; 6] = ["未收到", "未发生", "没有收到", "没有发生", "未制发", "无"];
/// Words with which a report goes on right behind its year.
const OPENINGS: [&str; 22] = [
    "通过",
    "围绕",
    "未",
    "没有",
    "办理信息公开",
    "累计",
    "依申请",
    "坚持",
    "认真",
    "严格",
    "全面",
    "持续",
    "利用",
    "依托",
    "街道",
    "园区",
    "各级",
    "区政府办",
    "县政府办",
    "市政府办",
    "本街道",
    "我们",
];
/// Words that make a sentence of section 五 a plan for the year it names.
const AIMS: [&str; 5] = ["将", "计划", "下一步", "拟", "力争"];

/// A sentence and the years it names.
#[derive(Clone, Copy)]
pub(crate) struct Dated<'s> {
    pub sentence: &'s Sentence,
    pub text: &'s str,
    pub years: &'s [Year],
}

impl Scene<'_> {
    pub fn run(&self, sentence: &Sentence, findings: &mut Vec<Finding>) {
        let text = self.reading.slice(&sentence.range);
        let years = years(text, sentence.range.start, &mut |range| {
            let found = self.reading.slice(&range).to_owned();
            findings.push(
                self.finding(range, format!("“{found}”不是年份"))
                    .help(format!("核对年份，本年度写作“{}年”", self.year)),
            );
        });
        if years.is_empty() && !text.contains('月') {
            return;
        }
        let mut done: Vec<usize> = Vec::new();
        let dated = Dated { sentence, text, years: &years };
        self.period(&dated, &mut done, findings);
        self.called(&dated, &mut done, findings);
        self.title(&dated, &mut done, findings);
        self.statement(&dated, &mut done, findings);
        self.within(&dated, &mut done, findings);
        self.figures_of_this_year(&dated, &done, findings);
    }

    /// 申请都按期答复，2023年，我局未发生行政诉讼; 我局2023年公开信息240条: last year where this year's work is told.
    fn within(&self, dated: &Dated, done: &mut Vec<usize>, findings: &mut Vec<Finding>) {
        let Dated { sentence, text, years } = *dated;
        if !self.is_alone(years) || self.in_plans {
            return;
        }
        let start = |count: &Count| count.number.range.start;
        let (first, last) = (self.counts_here().first().map(start), self.counts_here().last().map(start));
        let names = names(&self.subject.report.agency.value);
        for year in years.iter().filter(|year| year.value == self.year - 1) {
            let before = lookback(&text[..year.start - sentence.range.start], 240);
            let near = lookback(before, 60);
            let clause = near.rsplit(['，', '；', '：', ',']).next().unwrap_or_default();
            let own = names.iter().any(|name| name == clause) || SELVES.contains(&clause);
            let mid = clause.is_empty() && !before.is_empty();
            if done.contains(&year.start) || !own && !mid {
                continue;
            }
            let after = beginning(self.reading.slice(&(year.end..sentence.range.end)), 200);
            let body = after.trim_start_matches(['度', '，', ',', ' ']);
            let begins = |words: &[&str]| words.iter().any(|word| body.starts_with(word));
            let named = begins(&SELVES) || names.iter().any(|name| body.starts_with(name.as_str()));
            let counted = |before: bool| {
                if before { first.is_some_and(|at| at < year.start) } else { last.is_some_and(|at| at > year.end) }
            };
            let told = begins(&DEEDS) || begins(&OPENINGS);
            let alone = !counted(true) && (counted(false) && told || begins(&DENIALS));
            let told = if own { begins(&DEEDS) || begins(&DENIALS) } else { named && after != body || alone };
            let before = if own { before.strip_suffix(clause).unwrap_or(before) } else { before };
            let quoted = before.matches('《').count() > before.matches('》').count();
            let past = COMPARED.iter().any(|word| before.contains(word)) || quoted;
            if told
                && !past
                && self.figures(year.end..sentence.range.end, *year) != Some(false)
                && self.is_own_opening(*year, text, after)
            {
                done.push(year.start);
                findings.push(self.stale(*year, "所述年份"));
            }
        }
    }

    pub(crate) fn finding(&self, range: Range<usize>, message: String) -> Finding {
        let report = self.subject.report;
        Finding::new(Code::StaleYear, self.reading.text.place(range), message)
            .also(report.place(&report.year.range), format!("本报告是 {} 年度", self.year))
    }

    pub(crate) fn stale(&self, year: Year, what: &str) -> Finding {
        self.finding(year.start..year.end, format!("{what}写作{}年，本报告是 {} 年度", year.value, self.year))
            .expected(format!("{}年", self.year))
            .help("沿用往年文字的，逐处改为本年度；确指往年的，写明“与……年相比”")
    }

    /// 2024年，我局……: the year a statement is made about.
    fn statement(&self, dated: &Dated, done: &mut Vec<usize>, findings: &mut Vec<Finding>) {
        let Dated { sentence, text, years } = *dated;
        let Some(&first) = years.first() else { return };
        if done.contains(&first.start) {
            return;
        }
        let lead = text[..first.start - sentence.range.start].trim_matches(['*', ' ', '\u{3000}', '“', '"']);
        let until = (["截至", "截止", "截至到"].contains(&lead)) && self.year - first.value == 1;
        let heading = lead.is_empty() || is_lead(lead) || until;
        let after = self.reading.slice(&(first.end..sentence.range.end));
        if looks_back(lead, after) && first.value < self.year && self.is_alone(years) {
            done.push(first.start);
            findings.push(self.stale(first, "所述年份"));
            return;
        }
        if !heading {
            return self.planned(first, lead, text, findings);
        }
        let after = without_months(after);
        let after = if until { past_day(after) } else { after };
        let body = after.trim_start_matches(['度', '，', ',', ' ']);
        let paused = after.trim_start_matches('度').starts_with(['，', ',']);
        let agency = self.subject.report.agency.value.as_str();
        let begins = |words: &[&str]| words.iter().any(|word| body.starts_with(word));
        let named = names(agency).iter().any(|name| body.starts_with(name.as_str()));
        let counted = !self.counts_here().is_empty();
        let opens = paused
            || until
            || counted && begins(&["在"]) && lead.is_empty()
            || begins(&SELVES)
            || begins(&DEEDS)
            || begins(&OPENINGS)
            || named;
        // 在2023年全市考核中: where, not when.
        if !opens || lead == "在" && !paused {
            return;
        }
        // From here on the year is judged as the statement's own.
        done.push(first.start);
        match first.value - self.year {
            0 if self.in_plans && AIMS.iter().any(|word| body.contains(word)) => self.hint(first, findings),
            0 => {}
            1.. => findings.extend(self.to_come(first, after)),
            _ if self.is_alone(years) => {
                let verdict = self.figures(sentence.range.clone(), first);
                let certain = verdict == Some(true);
                let own = !until || begins(&SELVES) || begins(&[agency]);
                if verdict != Some(false) && (certain || own && self.is_own_opening(first, text, after)) {
                    findings.push(self.stale(first, "所述年份"));
                }
            }
            _ => {}
        }
    }

    /// A statement about a year to come: plans for the next year are fine, results are not.
    fn to_come(&self, year: Year, after: &str) -> Option<Finding> {
        let has = |words: &[&str]| words.iter().any(|word| after.contains(word));
        let results =
            has(&["收到", "新收", "受理", "办结", "主动公开政府信息", "共公开", "取得", "制发", "废止", "作出"])
                && !self.counts_here().is_empty();
        let none = has(&["未收到", "未发生", "未制发", "未作出", "没有收到", "没有发生", "未收取", "圆满完成"]);
        if !self.in_plans && !has(&PLANNED) && (results || none) {
            return Some(self.stale(year, "所述年份"));
        }
        let next = year.value == self.year + 1 || year.value > self.year + 3;
        let planned = self.in_plans || has(&["将", "下一步", "计划"]);
        (!next && planned && !has(&HISTORY)).then(|| self.stale(year, "计划所在的年份"))
    }

    /// Whether a statement about a year gone by is one that a report makes of its own year: no comparison, no history.
    fn is_own_opening(&self, year: Year, text: &str, after: &str) -> bool {
        // 新修订的《条例》 is what every report begins with; 获取 and 线上线下 are no history.
        let plain = ["新修订", "获取", "获得信息", "线上线下", "规划类", "规划计划"]
            .iter()
            .fold(after.to_owned(), |text, word| text.replace(word, ""));
        let past = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
        // What is told behind the second comma is no history of the year before it.
        let body = plain.trim_start_matches(['度', '，', ',', ' ']);
        let opening: Vec<&str> = body.split(['，', '；']).take(2).collect();
        // Figures under the year are what was done in it, whatever the words for it.
        let first = self.paragraph.sentences[self.index].range.start;
        let opens = text[..year.start - first].trim().is_empty();
        let told = opens && self.counts_here().iter().any(|count| count.fact.is_none());
        let history = !told && past(&opening.join("，"), &HISTORY) || past(opening.first().unwrap_or(&""), &FOUNDED);
        let titled = text.contains('《') && !["条例", "要点》", "公报》"].iter().any(|word| text.contains(word));
        if past(&plain, &COMPARED) || history || titled {
            return false;
        }
        // Before last year it is history, unless the sentence is plainly the report's own opening.
        let body = after.trim_start_matches(['度', '，', ',', ' ']);
        year.value == self.year - 1
            || self.is_first() && SELVES.iter().any(|own| body.starts_with(own)) && year.value >= self.year - 30
    }

    /// The counts of the sentence.
    pub fn counts_here(&self) -> &[Count] {
        let from = self.counts.partition_point(|count| count.sentence < self.index);
        let to = self.counts.partition_point(|count| count.sentence <= self.index);
        &self.counts[from..to]
    }

    /// Whether the sentence opens its paragraph, or follows nothing but the heading that runs in.
    fn is_first(&self) -> bool {
        self.index == usize::from(self.paragraph.level.is_some())
    }

    /// 下一步，2024年将……in section 五.
    fn planned(&self, first: Year, lead: &str, text: &str, findings: &mut Vec<Finding>) {
        if !self.in_plans {
            return;
        }
        let plan = ["下一步", "下步", "针对上述问题", "针对以上问题", "为此", "今后"]
            .iter()
            .any(|word| lead.starts_with(word));
        let will = ["将", "计划", "拟", "要"].iter().any(|word| text.contains(word));
        if !plan || !will {
            return;
        }
        // 针对2023年存在的问题, 按照2023年印发的…: not when, but what.
        let behind = self.reading.slice(&(first.end..self.paragraph.range.end));
        if behind.starts_with("存在") || behind.starts_with("印发") || behind.starts_with('的') {
            return;
        }
        if first.value == self.year {
            self.hint(first, findings);
        } else if first.value < self.year {
            findings.push(self.stale(first, "计划所在的年份"));
        }
    }

    fn hint(&self, year: Year, findings: &mut Vec<Finding>) {
        findings.push(
            self.finding(year.start..year.end, format!("下一步的打算写在{}年，正是本报告的年度", year.value))
                .severity(Severity::Hint)
                .help(format!("改进措施一般写下一年，{}年", self.year + 1)),
        );
    }

    /// Whether neither the sentence nor the beginning of the next names the report year, by number or as 今年.
    pub(crate) fn is_alone(&self, years: &[Year]) -> bool {
        let sentence = |index: usize| self.paragraph.sentences.get(index).map(|next| self.reading.slice(&next.range));
        let this = format!("{}年", self.year);
        let next = sentence(self.index + 1).unwrap_or_default().trim_start();
        let text = sentence(self.index).unwrap_or_default();
        let from = self.paragraph.sentences.get(self.index).map_or(0, |sentence| sentence.range.start);
        // A year within 《 》 dates a document.
        let titled = |year: &Year| {
            let before = &text[..year.start - from];
            before.rfind('《').is_some_and(|open| !before[open..].contains('》'))
        };
        years.iter().all(|year| year.value != self.year || titled(year))
            && !sentence(self.index).is_some_and(|text| text.contains("今年"))
            && !next.starts_with(&this)
            && !next.starts_with("今年")
    }
}

/// Whether text before a year is a heading number or an opening word: （一）, 一是, 在.
fn is_lead(lead: &str) -> bool {
    let lead =
        lead.trim_start_matches(['（', '(']).trim_end_matches(['，', ',', '、', '.', '．', '）', ')', '：', '*']);
    !lead.is_empty()
        && lead.chars().count() <= 3
        && lead.chars().all(|c| "一二三四五六七八九十是在0123456789第".contains(c))
}

/// Whether a statement looks back on a year as on the one reported: 回顾2023年的工作，, 在2023年的工作中，, 过去的2023年，.
fn looks_back(lead: &str, after: &str) -> bool {
    let after = after.trim_start_matches('度');
    if lead.ends_with("过去的") {
        return after.starts_with(['，', '里', '的']) || after.starts_with("一年");
    }
    let Some(clause) = after.strip_prefix('的').and_then(|after| after.split(['，', '。', '：']).next()) else {
        return false;
    };
    let other = ["基础", "考核", "评估", "检查", "测评", "报告", "问题", "要点", "安排"];
    (lead.is_empty() || lead.ends_with("回顾") || lead.ends_with("总结") || lead == "在")
        && ["工作", "工作中", "工作里", "工作情况"].iter().any(|end| clause.ends_with(end))
        && !other.iter().any(|word| clause.contains(word))
}

/// What follows a year, without the months or days that make it a whole one: 1—12月, 1月1日至12月31日, 全年.
fn without_months(after: &str) -> &str {
    let rest = after.trim_start_matches(' ');
    if let Some(months) =
        months(lookahead(rest), 0).first().filter(|months| months.start == 0 && (months.from, months.to) == (1, 12))
    {
        return &rest[months.end..];
    }
    let dates = dates(lookahead(rest), 0);
    match &dates[..] {
        [from, to, ..] if from.start == 0 && (from.month, from.day, to.month, to.day) == (1, 1, 12, 31) => {
            rest[to.end..].trim_start_matches(['止', '期', '间'])
        }
        _ => after,
    }
}

/// What follows a year, without the last day of it: 12月31日, 底.
fn past_day(after: &str) -> &str {
    let rest = after.strip_prefix(['底', '末']).unwrap_or(after);
    match dates(lookahead(rest), 0).first() {
        Some(day) if day.start == 0 && (day.month, day.day) == (12, 31) => &rest[day.end..],
        _ => rest,
    }
}

/// The beginning of a text, as far as a date may reach.
fn lookahead(text: &str) -> &str {
    beginning(text, 40)
}

/// At most so many characters from the beginning of a text.
fn beginning(text: &str, characters: usize) -> &str {
    let end = text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
