//! stale-year: what is left over from another year's report.
//!
//! Looks for years in the positions where only the report year can stand: the start of a statement, the period, the title.

use super::bind::{Count, When};
use super::clause::{Paragraph, Reading, Sentence, lookback};
use super::dates::{Date, Year, dates, years};
use super::facts::Sum;
use super::selves::SELVES;
use super::{Prose, Subject};
use crate::diag::{Code, Finding, Severity};

pub(super) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let year = i64::from(subject.report.year.value);
    let problems = subject.report.form.sections.iter().filter_map(|section| section.prose.as_deref()).nth(1);
    for (reading, paragraph, counts) in prose.paragraphs() {
        let in_plans = Some(reading.text.key.as_str()) == problems;
        for (index, sentence) in paragraph.sentences.iter().enumerate() {
            let scene = Scene { subject, reading, paragraph, counts, index, year, in_plans };
            scene.run(sentence, findings);
        }
    }
}

struct Scene<'a> {
    subject: &'a Subject<'a>,
    reading: &'a Reading<'a>,
    paragraph: &'a Paragraph,
    counts: &'a [Count],
    index: usize,
    year: i64,
    /// Whether this is section 五, which speaks of the year to come.
    in_plans: bool,
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

impl Scene<'_> {
    fn run(&self, sentence: &Sentence, findings: &mut Vec<Finding>) {
        let text = self.reading.slice(&sentence.range);
        let years = years(text, sentence.range.start, &mut |range| {
            let found = self.reading.slice(&range).to_owned();
            findings.push(
                self.finding(range, format!("“{found}”不是年份"))
                    .help(format!("核对年份，本年度写作“{}年”", self.year)),
            );
        });
        let mut done: Vec<usize> = Vec::new();
        self.period(sentence, text, &years, &mut done, findings);
        self.title(sentence, text, &years, &mut done, findings);
        self.statement(sentence, text, &years, &done, findings);
    }

    fn finding(&self, range: std::ops::Range<usize>, message: String) -> Finding {
        let report = self.subject.report;
        Finding::new(Code::StaleYear, self.reading.text.place(range), message)
            .also(report.place(&report.year.range), format!("本报告是 {} 年度", self.year))
    }

    fn stale(&self, year: Year, what: &str) -> Finding {
        self.finding(year.start..year.end, format!("{what}写作{}年，本报告是 {} 年度", year.value, self.year))
            .help("沿用往年文字的，逐处改为本年度；确指往年的，写明“与……年相比”")
    }

    /// 统计期限自2024年1月1日起至2024年12月31日止.
    fn period(
        &self,
        sentence: &Sentence,
        text: &str,
        years: &[Year],
        done: &mut Vec<usize>,
        findings: &mut Vec<Finding>,
    ) {
        let frames = [
            "统计期",
            "统计时",
            "统计数据",
            "数据统计",
            "所列数据",
            "数据的",
            "本报告",
            "报告期",
            "年度报告",
            "数据截",
        ];
        if !frames.iter().any(|word| text.contains(word)) {
            return;
        }
        let dates = dates(text, sentence.range.start);
        let pair = dates.windows(2).find(|pair| {
            let between = self.reading.slice(&(pair[0].end..pair[1].start));
            matches!(
                between.trim_matches([' ', '起', '日', '，']),
                "至" | "到" | "—" | "-" | "－" | "–" | "~" | "～" | "——" | "止"
            )
        });
        let year_of = |date: &Date| years.iter().find(|year| year.start == date.start).copied();
        if let Some([from, to]) = pair {
            for year in [from, to].into_iter().filter_map(year_of) {
                done.push(year.start);
                if year.value != self.year {
                    findings.push(self.stale(year, "统计期限"));
                }
            }
            let whole = (from.month, from.day) == (1, 1) && (to.month, to.day) == (12, 31);
            if !whole && (from.month, from.day) != (to.month, to.day) {
                let range = from.start..to.end;
                let found = self.reading.slice(&range).to_owned();
                findings.push(
                    self.finding(range, format!("统计期限写作“{found}”，不是 1月1日至12月31日"))
                        .help("年度报告反映全年情况（条例第四十九条、第五十条），写作“自…年1月1日起至12月31日止”"),
                );
            }
        } else if let Some(date) = dates.first().filter(|date| (date.month, date.day) == (12, 31))
            && ["统计期限", "统计截", "数据截", "统计时", "统计数据截"].iter().any(|word| text.contains(word))
        {
            let range = date.start..date.end;
            if let Some(year) = year_of(date) {
                done.push(year.start);
                if year.value != self.year {
                    findings.push(self.stale(year, "统计期限"));
                    return;
                }
            }
            findings.push(
                self.finding(range, "统计期限只写了截止日期".to_owned())
                    .severity(Severity::Hint)
                    .help("写全起止日期，如“自2024年1月1日起至2024年12月31日止”"),
            );
        }
    }

    /// 现公布2024年政府信息公开工作年度报告.
    fn title(
        &self,
        sentence: &Sentence,
        text: &str,
        years: &[Year],
        done: &mut Vec<usize>,
        findings: &mut Vec<Finding>,
    ) {
        let announces = ["现公布", "现将", "现向", "特向", "如下", "本报告", "编制", "特制定", "现发布", "特公布"];
        if !announces.iter().any(|word| text.contains(word)) {
            return;
        }
        for year in years.iter().filter(|year| !done.contains(&year.start)).copied().collect::<Vec<_>>() {
            let rest = self.reading.slice(&(year.end..sentence.range.end));
            let rest = rest.trim_start_matches("度");
            let titled = ["政府信息公开", "信息公开工作", "我局政府信息公开", "本机关政府信息公开"]
                .iter()
                .any(|start| rest.starts_with(start));
            // Titles of documents stand in 《 》 and may be of any year.
            let before = lookback(&text[..year.start - sentence.range.start], 300);
            let quoted = before.matches('《').count() > before.matches('》').count();
            if titled && !quoted && year.value != self.year {
                done.push(year.start);
                findings.push(self.stale(year, "报告年度"));
            }
        }
    }

    /// 2024年，我局……: the year a statement is made about.
    fn statement(&self, sentence: &Sentence, text: &str, years: &[Year], done: &[usize], findings: &mut Vec<Finding>) {
        let Some(&first) = years.first() else { return };
        if done.contains(&first.start) {
            return;
        }
        let lead = text[..first.start - sentence.range.start].trim_matches(['*', ' ', '\u{3000}', '“', '"']);
        let until = (["截至", "截止", "截至到"].contains(&lead)) && self.year - first.value == 1;
        let heading = lead.is_empty() || is_lead(lead) || until;
        if !heading {
            return self.planned(first, lead, text, findings);
        }
        let after = self.reading.slice(&(first.end..sentence.range.end));
        let body = after.trim_start_matches(['度', '，', ',', ' ']);
        let opens = after.trim_start_matches('度').starts_with(['，', ','])
            || SELVES.iter().any(|own| body.starts_with(own))
            || ["共", "全年", "收到", "新收", "受理", "主动公开", "制发", "办结", "公开", "发布", "政府信息公开工作"]
                .iter()
                .any(|verb| body.starts_with(verb))
            || until
            || body.starts_with(self.subject.report.agency.value.as_str());
        if !opens {
            return;
        }
        let has = |words: &[&str]| words.iter().any(|word| after.contains(word));
        if first.value == self.year {
            if self.in_plans && ["将", "计划", "下一步", "拟", "力争"].iter().any(|word| body.contains(word)) {
                self.hint(first, findings);
            }
            return;
        }
        if first.value == self.year + 1 {
            // The year to come: plans are fine, results are not.
            let results = ["收到", "新收", "受理", "办结", "主动公开政府信息", "共公开", "取得"]
                .iter()
                .any(|word| after.contains(word));
            let figures = self.counts.iter().any(|count| count.sentence == self.index);
            if !self.in_plans && !has(&PLANNED) && results && figures {
                findings.push(self.stale(first, "所述年份"));
            }
            return;
        }
        if first.value > self.year + 1 || first.value < self.year - 30 {
            if first.value > self.year + 1
                && (self.in_plans || has(&["将", "下一步", "计划"]))
                && first.value <= self.year + 3
                && !has(&HISTORY)
            {
                findings.push(self.stale(first, "计划所在的年份"));
            }
            return;
        }
        let others = years.iter().skip(1).any(|year| year.value == self.year);
        let next = self
            .paragraph
            .sentences
            .get(self.index + 1)
            .map(|next| self.reading.slice(&next.range))
            .unwrap_or_default();
        let this = format!("{}年", self.year);
        if others || next.trim_start().starts_with(&this) {
            return;
        }
        let verdict = self.figures();
        if verdict == Some(false) || until && verdict != Some(true) {
            return;
        }
        if verdict != Some(true) && (has(&COMPARED) || has(&HISTORY) || text.contains('《') && !text.contains("条例"))
        {
            return;
        }
        // Before last year it is history, unless the sentence is plainly the report's own opening.
        let own = SELVES.iter().any(|own| body.starts_with(own));
        let opening = own && self.index == 0 || verdict == Some(true);
        if first.value < self.year - 1 && !opening {
            return;
        }
        findings.push(self.stale(first, "所述年份"));
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

    /// Whether the sentence's figures are this year's (true) or last year's (false); nothing when they cannot tell.
    fn figures(&self) -> Option<bool> {
        let mut verdict = None;
        for count in self.counts.iter().filter(|count| count.sentence == self.index && count.when == When::Last) {
            let Some(fact) = &count.fact else { continue };
            let this = |sum: &Sum| count.number.agrees(sum.value(self.subject.report));
            let last = |sum: &Sum| {
                let last = self.subject.last_year?;
                Some(count.number.agrees(sum.in_report(self.subject.report, last)?.value(last)))
            };
            if fact.readings.iter().any(|sum| last(sum) == Some(true)) {
                return Some(false);
            }
            if count.number.value != 0 && fact.readings.iter().any(this) {
                verdict = Some(true);
            }
        }
        verdict
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
