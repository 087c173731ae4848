//! The numeral reader: every number that a text states, with its unit, its precision and the words that loosen it.
//!
//! Arabic (half and full width) and Chinese numerals, 万 and 亿 with decimals, percentages, years. Knows nothing of what is counted.

use crate::check::text::words::numeral::MAX_DIGITS;
use std::ops::Range;

use crate::check::text::words::numeral::{chinese_digit, chinese_value, is_chinese, power, run_end};

/// Millionths: all values are exact integers of these.
pub(crate) const MICRO: i128 = 1_000_000;

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// From the first digit through the unit.
    pub range: Range<usize>,
    /// The digits alone, with 万 and 余.
    pub digits: Range<usize>,
    /// In millionths; of 元 for money.
    pub value: i128,
    /// The worth of the last digit printed, in millionths.
    step: i128,
    /// The worth of the lowest digit that is not 0.
    round: i128,
    pub about: About,
    pub unit: Unit,
    /// Whether it is written in Chinese numerals.
    pub chinese: bool,
}

/// How a number is loosened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About {
    Exact,
    /// 约, 左右
    Around,
    /// 近, 不足
    Below,
    /// 余, 多, 超过, 以上
    Above,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A measure word, `件`.
    Count(&'static str),
    /// 元, whatever power was written.
    Yuan,
    Percent,
    /// 个百分点
    Points,
    /// 倍
    Times,
    /// A year of four digits.
    Year,
    Month,
    Day,
    /// Nothing, before a punctuation mark.
    Bare,
    /// An ordinal, an identifier, a duration: no figure to compare.
    Other,
}

/// Measure words, longer ones first.
const COUNTS: [&str; 32] = [
    "人次", "件次", "场次", "件", "宗", "条", "项", "份", "次", "例", "起", "个", "人", "部", "篇", "户", "家", "笔",
    "种", "场", "期", "页", "字", "封", "名", "批", "处", "台", "幅", "张", "类", "则",
];

impl Number {
    /// Whether a cell of this value (in millionths) may be stated by this number.
    pub fn agrees(&self, cell: i128) -> bool {
        match self.about {
            About::Exact if self.step <= MICRO && self.unit != Unit::Yuan => self.value == cell,
            About::Exact => (self.value - cell).abs() * 2 <= self.step || self.value == cell,
            About::Around => (self.value - cell).abs() * 10 <= self.value.abs().max(10 * MICRO),
            About::Below => cell <= self.value && cell * 10 >= self.value * 9,
            About::Above => cell >= self.value && cell < self.value + self.round.max(self.step),
        }
    }

    /// Whether `value` (in millionths) prints as this number, the last digit rounded either way.
    pub fn prints(&self, value: i128) -> bool {
        match self.about {
            About::Exact => (self.value - value).abs() < self.step.max(1),
            _ => self.agrees(value),
        }
    }

    /// The worth of the last digit printed, in millionths.
    pub fn step(&self) -> i128 {
        self.step
    }

    pub fn count_unit(&self) -> Option<&'static str> {
        match self.unit {
            Unit::Count(unit) => Some(unit),
            _ => None,
        }
    }

    /// The whole number it states, when it is one.
    pub fn whole(&self) -> Option<i64> {
        (self.value % MICRO == 0).then(|| i64::try_from(self.value / MICRO).ok()).flatten()
    }
}

/// The value of a digit, half or full width.
pub(crate) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

/// All numbers of a text, in order.
pub(crate) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let read = if digit(c).is_some() {
            Some(arabic(text, at))
        } else if text[at..].starts_with("百分之") {
            per_cent(text, at)
        } else if is_chinese(c) {
            Some(chinese(text, at))
        } else {
            None
        };
        match read {
            Some((number, end)) => {
                found.extend(number);
                at = end.max(at + c.len_utf8());
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

/// Digits with decimals as a value and the worth of the last digit; where they end.
fn plain(text: &str, start: usize) -> (Option<(i128, i128)>, usize) {
    let (mut value, mut step, mut digits) = (0i128, MICRO, 0usize);
    let mut end = start;
    let mut point = false;
    let mut tiny = false;
    for (offset, c) in text[start..].char_indices() {
        let next_digit =
            |skip: usize| text[start + offset + c.len_utf8()..].chars().nth(skip).and_then(digit).is_some();
        if let Some(digit) = digit(c) {
            digits += 1;
            if digits <= MAX_DIGITS {
                if !point {
                    value = value * 10 + i128::from(digit) * MICRO;
                } else if step >= 10 {
                    step /= 10;
                    value += i128::from(digit) * step;
                } else {
                    tiny = true;
                }
            }
        } else if matches!(c, '.' | '．') && !point && next_digit(0) {
            point = true;
        } else if c == ','
            && !point
            && digits <= 12
            && next_digit(0)
            && next_digit(1)
            && next_digit(2)
            && !next_digit(3)
        {
            // A thousands separator.
        } else {
            break;
        }
        end = start + offset + c.len_utf8();
    }
    ((digits <= MAX_DIGITS && !tiny).then_some((value, step)), end)
}

fn arabic(text: &str, start: usize) -> (Option<Number>, usize) {
    let (read, mut end) = plain(text, start);
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let is_code =
        |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '/' | '@' | '.' | '\\' | '#' | '=' | '&' | '?');
    let ordinal = before.is_some_and(|c| matches!(c, '第' | '〔' | '［' | '[' | '【') || is_code(c));
    let ranged = before.is_some_and(|c| matches!(c, '-' | '—' | '－' | '–' | '~' | '～' | '−'))
        || after.is_some_and(|c| matches!(c, '-' | '－' | '–' | '~' | '～'));
    let Some((mut value, mut step)) = read else { return (None, end) };
    let mut round = round(value, step);
    let mut about = about_before(text, start);
    if after == Some('余') || after == Some('多') {
        about = About::Above;
        end += '余'.len_utf8();
    }
    // 百 and 千 occur as multipliers too; 百分之 and 千分之 begin a share.
    for _ in 0..2 {
        let rest = &text[end..];
        let Some(power) = rest.chars().next().filter(|&c| c != '十').and_then(power) else { break };
        if rest.starts_with("百分") || rest.starts_with("千分") {
            break;
        }
        (value, step, round) = (value * power, step * power, round * power);
        end += '万'.len_utf8();
    }
    let rest = &text[end..];
    if (rest.starts_with('余') || rest.starts_with('多')) && about == About::Exact {
        about = About::Above;
        end += '余'.len_utf8();
    }
    let (unit, length) = unit(text, end, start, value);
    let unit =
        if ordinal || (ranged && !matches!(unit, Unit::Year | Unit::Month | Unit::Day)) { Unit::Other } else { unit };
    let range = start..end + length;
    about = about_behind(&text[range.end..], about);
    let number = Number { digits: start..end, value, step, round, about, unit, chinese: false, range };
    let end = number.range.end;
    (Some(number), end)
}

/// The worth of the lowest digit that is not 0; of the last digit for 0.
fn round(value: i128, step: i128) -> i128 {
    let mut round = step;
    while value != 0 && value % (round * 10) == 0 {
        round *= 10;
    }
    round
}

fn about_before(text: &str, start: usize) -> About {
    let before = &text[..start];
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    if ends(&["不足", "不到", "将近", "接近"]) || (ends(&["近"]) && !ends(&["最近", "附近", "就近", "临近"]))
    {
        About::Below
    } else if ends(&["约", "大约", "大概"]) && !ends(&["预约", "节约"]) {
        About::Around
    } else if ends(&["超过", "超", "逾", "突破", "至少", "不少于", "多于", "大于"]) && !ends(&["不超过", "高超"])
    {
        About::Above
    } else if ends(&["不超过", "最多"]) {
        About::Below
    } else {
        About::Exact
    }
}

fn about_behind(rest: &str, about: About) -> About {
    if about != About::Exact {
        about
    } else if rest.starts_with("以上") {
        About::Above
    } else if rest.starts_with("左右") || rest.starts_with("上下") {
        About::Around
    } else {
        about
    }
}

/// The unit at `at` behind a number that began at `start`, and its length.
fn unit(text: &str, at: usize, start: usize, value: i128) -> (Unit, usize) {
    let rest = &text[at..];
    let starts = |word: &str| rest.starts_with(word);
    for (word, unit) in
        [("个百分点", Unit::Points), ("百分点", Unit::Points), ("%", Unit::Percent), ("％", Unit::Percent)]
    {
        if starts(word) {
            return (unit, word.len());
        }
    }
    if starts("年") {
        let years = (1900 * MICRO..2100 * MICRO).contains(&value) && text[start..at].chars().count() == 4;
        let length = if starts("年度") { "年度".len() } else { "年".len() };
        return if years { (Unit::Year, length) } else { (Unit::Other, length) };
    }
    for word in ["个月", "个工作日", "个小时", "个季度", "小时", "分钟", "平方", "公里", "日内", "号文", "月底"]
    {
        if starts(word) {
            return if word == "月底" { (Unit::Month, "月".len()) } else { (Unit::Other, word.len()) };
        }
    }
    for (word, unit) in [("月", Unit::Month), ("日", Unit::Day), ("倍", Unit::Times), ("元", Unit::Yuan)] {
        if starts(word) {
            return (unit, word.len());
        }
    }
    for word in COUNTS {
        if let Some(after) = rest.strip_prefix(word) {
            // 12件事, 10个工作日, 3项目: another noun begins with the measure word.
            let other = match word {
                "件" => after.starts_with(['事', '套']),
                "条" => after.starts_with(['例', '款']),
                "项" => after.starts_with('目'),
                "份" => after.starts_with('额'),
                "人" => after.starts_with(['民', '大', '员', '口']) && !after.starts_with("大代表"),
                "处" => after.starts_with(['理', '罚']),
                "部" => after.starts_with(['门', '分']),
                "场" => after.starts_with('所'),
                _ => false,
            };
            return if other { (Unit::Other, 0) } else { (Unit::Count(word), word.len() + second(after)) };
        }
    }
    match rest.chars().next() {
        None => (Unit::Bare, 0),
        Some(c) if c.is_whitespace() || "，、；。：！？,;!?（）()”》\"".contains(c) => (Unit::Bare, 0),
        Some(_) => (Unit::Other, 0),
    }
}

/// The length of a second measure word in brackets: 118件（次）.
fn second(rest: &str) -> usize {
    let Some(inside) = rest.strip_prefix(['（', '(']) else { return 0 };
    let behind = COUNTS.iter().find_map(|word| inside.strip_prefix(word)?.strip_prefix(['）', ')']));
    behind.map_or(0, |behind| rest.len() - behind.len())
}

fn chinese(text: &str, start: usize) -> (Option<Number>, usize) {
    let mut end = run_end(text, start);
    let run = &text[start..end];
    let Some(mut value) = chinese_value(run) else { return (None, end) };
    let before = text[..start].chars().next_back();
    if before.is_some_and(|c| "第初统每逐任单某这那哪另之唯同周某".contains(c)) {
        return (None, end);
    }
    let year = run.chars().count() == 4 && run.chars().all(|c| chinese_digit(c).is_some());
    let mut about = about_before(text, start);
    if text[end..].starts_with('余') || text[end..].starts_with('多') {
        about = About::Above;
        end += '余'.len_utf8();
        if let Some(power) = text[end..].chars().next().filter(|c| matches!(c, '万' | '亿')).and_then(power) {
            value *= power;
            end += '万'.len_utf8();
        }
    }
    let Some(value) = value.checked_mul(MICRO) else { return (None, end) };
    let (unit, length) = unit(text, end, start, value);
    // 部署会一次、推进会两次; not 又一次.
    let ends = text[end + length..].starts_with(['，', '。', '、', '；', '（']);
    let single = ends && before.is_none_or(|c| !"又再上前下头有".contains(c));
    let keep = match unit {
        Unit::Count("次" | "场" | "期" | "篇" | "名") => value > MICRO || single,
        Unit::Count("个" | "人" | "批" | "类" | "种" | "处" | "家" | "部") => value > MICRO,
        Unit::Count("条" | "项") => value > MICRO || ends,
        Unit::Count(_) | Unit::Yuan | Unit::Times | Unit::Points => true,
        Unit::Year => year,
        _ => false,
    };
    // 一件件, 一条条, 一次性, 一条龙: no counts.
    let rest = &text[end + length..];
    let idiom =
        length > 0 && (rest.starts_with(&text[end..end + length]) || rest.starts_with('性') || rest.starts_with('龙'));
    if !keep || idiom {
        return (None, end);
    }
    let range = start..end + length;
    let about = about_behind(&text[range.end..], about);
    let number = Number {
        digits: start..end,
        value,
        step: MICRO,
        round: round(value, MICRO),
        about,
        unit,
        chinese: true,
        range,
    };
    let end = number.range.end;
    (Some(number), end)
}

/// 百分之十二点五, 百分之12.5.
fn per_cent(text: &str, start: usize) -> Option<(Option<Number>, usize)> {
    let from = start + "百分之".len();
    let first = text[from..].chars().next()?;
    let (value, step, end) = if digit(first).is_some() {
        let (read, end) = plain(text, from);
        let (value, step) = read?;
        (value, step, end)
    } else {
        let mut end = run_end(text, from);
        let (mut value, mut step) = (chinese_value(&text[from..end])?.checked_mul(MICRO)?, MICRO);
        if end == from {
            return None;
        }
        if let Some(decimals) = text[end..].strip_prefix('点') {
            for digit in decimals.chars().map_while(chinese_digit).take(5) {
                step /= 10;
                value += digit * step;
                end = end.max(from) + '一'.len_utf8();
            }
            end += '点'.len_utf8();
        }
        (value, step, end)
    };
    let about = about_behind(&text[end..], about_before(text, start));
    let number = Number {
        range: start..end,
        digits: start..end,
        value,
        step,
        round: round(value, step),
        about,
        unit: Unit::Percent,
        chinese: digit(first).is_none(),
    };
    Some((Some(number), end))
}

/// A value as people print it.
pub(crate) fn shown(micro: i128) -> String {
    let (whole, part) = (micro / MICRO, (micro % MICRO).abs());
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}").trim_end_matches('0').to_owned() }
}

/// Measure words of cases, which may stand for one another.
const CASES: [&str; 5] = ["件", "宗", "例", "份", "起"];
/// The same of texts.
const TEXTS: [&str; 4] = ["条", "篇", "期", "则"];
/// Measure words of events, which may stand for one another.
const EVENTS: [&str; 3] = ["场", "次", "场次"];

/// Whether a number counts things or money; what no report counts is an identifier.
pub(crate) fn is_count(number: &Number) -> bool {
    const VAST: i128 = 1_000_000_000_000_000 * MICRO;
    matches!(number.unit, Unit::Count(_) | Unit::Yuan) && number.value < VAST
}

/// Whether two figures count in measure words that stand for one another: 件 and 宗, 场 and 次.
pub(crate) fn is_like(one: &Number, other: &Number) -> bool {
    let (Unit::Count(a), Unit::Count(b)) = (one.unit, other.unit) else { return one.unit == other.unit };
    a == b || [&CASES[..], &TEXTS[..], &EVENTS[..]].iter().any(|family| family.contains(&a) && family.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, i128, Unit, About)> {
        let read = numbers(text).into_iter();
        read.map(|n| (text[n.range].to_owned(), n.value, n.unit, n.about)).collect()
    }

    #[test]
    fn numerals_of_every_kind() {
        for (text, value, unit, about) in [
            ("收到12件", 12 * MICRO, Unit::Count("件"), About::Exact),
            ("收到１２３件", 123 * MICRO, Unit::Count("件"), About::Exact),
            ("收到1,234件", 1234 * MICRO, Unit::Count("件"), About::Exact),
            ("收到一百二十件", 120 * MICRO, Unit::Count("件"), About::Exact),
            ("收到两件", 2 * MICRO, Unit::Count("件"), About::Exact),
            ("收到廿三件", 23 * MICRO, Unit::Count("件"), About::Exact),
            ("部署会一次、", MICRO, Unit::Count("次"), About::Exact),
            ("来信来访118件（次）", 118 * MICRO, Unit::Count("件"), About::Exact),
            ("收到十二份", 12 * MICRO, Unit::Count("份"), About::Exact),
            ("收到一千零五件", 1005 * MICRO, Unit::Count("件"), About::Exact),
            ("收到三万二千一百件", 32_100 * MICRO, Unit::Count("件"), About::Exact),
            ("发布1.8万条", 18_000 * MICRO, Unit::Count("条"), About::Exact),
            ("收费12.5万元", 125_000 * MICRO, Unit::Yuan, About::Exact),
            ("近3万件", 30_000 * MICRO, Unit::Count("件"), About::Below),
            ("3600余件", 3600 * MICRO, Unit::Count("件"), About::Above),
            ("10余万件", 100_000 * MICRO, Unit::Count("件"), About::Above),
            ("超过1200件", 1200 * MICRO, Unit::Count("件"), About::Above),
            ("占12.5%", 12_500_000, Unit::Percent, About::Exact),
            ("占百分之十二点五，", 12_500_000, Unit::Percent, About::Exact),
            ("提高2个百分点", 2 * MICRO, Unit::Points, About::Exact),
            ("2024年度", 2024 * MICRO, Unit::Year, About::Exact),
            ("二〇二四年", 2024 * MICRO, Unit::Year, About::Exact),
        ] {
            let read = read(text);
            assert_eq!(read.len(), 1, "{text}: {read:?}");
            assert_eq!((read[0].1, read[0].2, read[0].3), (value, unit, about), "{text}");
        }
    }

    #[test]
    fn what_is_no_figure() {
        for text in
            ["一是加强领导", "统一发布", "第一条", "一次性告知", "又一次，", "三安全一稳定", "进一步", "一件件落实"]
        {
            assert_eq!(read(text), [], "{text}");
        }
        for text in ["第12条", "A4", "12345热线", "3年", "10个工作日", "12件事", "www.a.cn/12"] {
            assert!(read(text).iter().all(|n| n.2 == Unit::Other), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn loose_numbers_agree_within_their_words() {
        let agrees = |text: &str, cell: i128| numbers(text)[0].agrees(cell * MICRO);
        assert!(agrees("近3700件", 3646) && !agrees("近3700件", 3701) && !agrees("近3700件", 3300));
        assert!(agrees("3600余件", 3646) && !agrees("3600余件", 3700) && !agrees("3600余件", 3599));
        assert!(agrees("180.9万件", 1_808_595) && !agrees("180.8万件", 1_808_595));
        assert!(agrees("158万余件", 1_580_001) && agrees("约3600件", 3646) && !agrees("3646件", 3645));
    }
}
