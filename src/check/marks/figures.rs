//! not-a-count: figures that were mistyped into something that is no figure: 2024e0年, 15I件, 00元, 236%条, 12件个.

use std::ops::Range;

use super::signs::UNITS;
use super::{found, is_han};
use crate::compose::FinishedText;
use crate::diag::{Code, Finding, Severity};

/// What is wrong with a figure: how many bytes it takes with what stands behind it, what it is, what to do.
type FigureSlip = (usize, String, String);

/// Letters and signs that are typed for digits, and the digits.
const LOOKALIKES: [(char, char); 5] = [('l', '1'), ('I', '1'), ('O', '0'), ('o', '0'), ('〇', '0')];

/// Years that a report can mean.
const YEARS: std::ops::RangeInclusive<u32> = 2008..=2039;

pub(super) fn look(text: &FinishedText, paragraphs: &[Range<usize>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for range in paragraphs {
        let line = &text.text[range.clone()];
        for (at, message, help) in slips(line) {
            let place = range.start + at.start..range.start + at.end;
            findings.push(found(text, Code::NotACount, place, message, &help).severity(Severity::Warning));
        }
    }
    findings
}

/// The slips of a line, with their places.
fn slips(line: &str) -> Vec<(Range<usize>, String, String)> {
    let mut slips = Vec::new();
    let mut end = 0;
    if line.starts_with("年，") {
        slips.push((0..'年'.len_utf8(), "“年”前面没有年份".to_owned(), "补上年份".to_owned()));
    }
    for (at, c) in line.char_indices() {
        if at < end || !is_token(c) {
            continue;
        }
        let token = &line[at..at + line[at..].find(|c| !is_token(c)).unwrap_or(line.len() - at)];
        end = at + token.len();
        let figure = TypedFigure { before: &line[..at], token, rest: &line[end..] };
        if let Some((length, message, help)) = figure.slip() {
            slips.push((at..at + length, message, help));
            end = end.max(at + length);
        }
    }
    slips
}

/// What a figure is written with, rightly or not.
fn is_token(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || "eE".contains(c) || LOOKALIKES.iter().any(|(like, _)| *like == c)
}

/// A figure in its line.
struct TypedFigure<'a> {
    before: &'a str,
    token: &'a str,
    rest: &'a str,
}

impl TypedFigure<'_> {
    /// What is wrong with it.
    fn slip(&self) -> Option<FigureSlip> {
        // A part of an address, a code, a longer number or a range is no figure of its own.
        let part = self.before.ends_with(|c: char| c.is_ascii_alphanumeric() || "./-:_@&=\\,%".contains(c));
        let numeral = self.before.ends_with(|c| "一二三四五六七八九零十第".contains(c));
        if part || numeral || !self.token.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        self.points()
            .or_else(|| self.letters())
            .or_else(|| self.zeros())
            .or_else(|| self.decimals())
            .or_else(|| self.signs())
            .or_else(|| self.units())
    }

    /// The unit right behind, 年 too.
    fn unit(&self) -> Option<&'static str> {
        unit(self.rest)
    }

    fn is_whole(&self) -> bool {
        self.token.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Whether it is a year that a report can mean.
    fn is_year(&self) -> bool {
        self.is_whole() && self.token.parse().is_ok_and(|year| YEARS.contains(&year))
    }

    fn told(&self, behind: usize, what: &str, help: String) -> FigureSlip {
        let length = self.token.len() + behind;
        (length, format!("“{}{}”{what}", self.token, &self.rest[..behind]), help)
    }

    /// 1..08%.
    fn points(&self) -> Option<FigureSlip> {
        let (whole, decimals) = self.token.split_once("..")?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let is_one = digits(whole) && digits(decimals) && self.rest.starts_with(['%', '％', '万', '亿', '元', '个']);
        is_one.then(|| self.told(0, "里有两个小数点", format!("写 {whole}.{decimals}")))
    }

    /// 15I件, 1OO条, 2024e0年.
    fn letters(&self) -> Option<FigureSlip> {
        let unit = self.unit()?;
        let digit = |c: char| LOOKALIKES.iter().find(|(like, _)| *like == c).map_or(c, |(_, digit)| *digit);
        let meant: String = self.token.chars().map(digit).collect();
        if meant != self.token && meant.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(self.told(unit.len(), "里有字母，不是数", format!("写 {meant}{unit}")));
        }
        let (whole, power) = self.token.split_once(['e', 'E'])?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        (digits(whole) && digits(power))
            .then(|| self.told(unit.len(), "是计算机里的写法，不是数", "写成平常的数字".to_owned()))
    }

    /// 00元, 015件, 0224年.
    fn zeros(&self) -> Option<FigureSlip> {
        let unit = self.unit()?;
        let leads = self.is_whole() && self.token.len() > 1 && self.token.starts_with('0');
        if !leads || unit == "年" && self.token.len() != 4 || self.before.ends_with('，') && self.groups() {
            return None;
        }
        let rest = self.token.trim_start_matches('0');
        let help = match (unit, rest) {
            ("年", _) => "核对年份".to_owned(),
            (unit, "") => format!("写 0{unit}"),
            (unit, rest) => format!("核对原来的数；没有少字的，写 {rest}{unit}"),
        };
        Some(self.told(unit.len(), "开头多了 0", help))
    }

    /// Whether it is the second group of a number, 1，000.
    fn groups(&self) -> bool {
        let head = self.before.trim_end_matches('，');
        self.token.len() == 3 && head.ends_with(|c: char| c.is_ascii_digit())
    }

    /// 2024.0年, 100.0条, 3.5件; an average may have decimals.
    fn decimals(&self) -> Option<FigureSlip> {
        let unit = self.unit()?;
        let (whole, decimals) = self.token.split_once('.')?;
        if decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) || whole.is_empty() {
            return None;
        }
        let behind = &self.rest[unit.len()..];
        let average = lookback(self.before).contains(['均', '每']);
        let counted = ["件", "条", "份", "篇", "场", "宗", "起", "名", "人次"].contains(&unit);
        let zero = decimals.bytes().all(|byte| byte == b'0') && !unit.ends_with('元') && !behind.starts_with("百分点");
        let is_year = unit == "年" && whole.parse().is_ok_and(|year: u32| YEARS.contains(&year));
        let wrong = is_year || unit != "年" && zero && !average || counted && !average && decimals.len() < 3;
        let help =
            if zero { format!("写 {whole}{unit}") } else { "件数没有小数，核对原来的数".to_owned() };
        wrong.then(|| self.told(unit.len(), "不该有小数", help))
    }

    /// 236%条, 2024余年, +100条, （2024）年, 2 024年.
    fn signs(&self) -> Option<FigureSlip> {
        if let Some(percent) = self.rest.strip_prefix(['%', '％']) {
            let unit = unit(percent).filter(|unit| ends(&percent[unit.len()..]) || *unit == "年" && self.is_year())?;
            let length = self.rest.len() - percent.len() + unit.len();
            return Some(self.told(length, "又是百分数又有单位", format!("是百分数的，删去“{unit}”；不是的，删去“%”")));
        }
        // 2024年年度报告, 2024年年初 are said.
        let doubled =
            ["年年", " 年年", "年度年"].into_iter().filter(|mark| self.rest.strip_prefix(mark).is_some_and(ends));
        let mut marks = ["余年", "+年", "＋年", "件年", "个年"].into_iter().chain(doubled);
        if let Some(mark) = marks.find(|mark| self.rest.starts_with(mark)) {
            return self.is_year().then(|| self.told(mark.len(), "不是年份的写法", format!("写 {}年", self.token)));
        }
        // 100+条: how advertisements put it.
        let more = self.rest.strip_prefix(['+', '＋']).filter(|_| self.is_whole());
        if let Some((rest, unit)) = more.and_then(|rest| Some((rest, unit(rest)?))).filter(|(_, unit)| *unit != "年") {
            let length = self.rest.len() - rest.len() + unit.len();
            return Some(self.told(length, "不是公文里数的写法", format!("写准确的数，或写“{}余{unit}”", self.token)));
        }
        // 南方+3条 names a paper.
        let plus = self.before.ends_with(['+', '＋']) && self.is_whole();
        if let Some(unit) = self.unit().filter(|_| plus) {
            let head = self.before.trim_end_matches(['+', '＋']);
            let alone = head.is_empty() || head.ends_with(|c| "，。；：了共达计有收开".contains(c));
            return alone.then(|| self.told(unit.len(), "前面多了加号", "删去加号".to_owned()));
        }
        let open = self.before.chars().next_back().filter(|_| self.is_year());
        let close = open.and_then(|open| match open {
            '（' | '(' => Some(['）', ')']),
            '“' | '"' => Some(['”', '"']),
            '[' | '【' => Some([']', '】']),
            _ => None,
        });
        if let Some(rest) = close.and_then(|close| self.rest.strip_prefix(close)).filter(|rest| rest.starts_with('年'))
        {
            let length = self.rest.len() - rest.len();
            let message = format!("年份“{}”外面多了括号或引号", self.token);
            return Some((self.token.len() + length, message, format!("写 {}年", self.token)));
        }
        self.split_year()
    }

    /// 2 024年, 2,024年.
    fn split_year(&self) -> Option<FigureSlip> {
        let rest = self.rest.strip_prefix([' ', ',', '，']).filter(|_| self.token.len() == 1)?;
        let digits = rest.get(..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        let year = format!("{}{digits}", self.token);
        let is_year = year.parse().is_ok_and(|year| YEARS.contains(&year)) && rest[3..].starts_with('年');
        let length = self.rest.len() - rest.len() + 3;
        is_year.then(|| self.told(length, "是年份，断成了两个数", format!("写 {year}年")))
    }

    /// 12件个, 100条条.
    fn units(&self) -> Option<FigureSlip> {
        let first = self.unit().filter(|unit| *unit != "年")?;
        let rest = &self.rest[first.len()..];
        let second = unit(rest).filter(|unit| !["年", "次", "期"].contains(unit) && ends(&rest[unit.len()..]))?;
        // 条件, 元件 are words; 3个人次 is said.
        let word =
            matches!((first, second), ("条" | "元" | "万元" | "亿元" | "个", "件") | ("个", "人次" | "项" | "名"));
        (!word).then(|| {
            let what = if first == second { "的单位写了两遍" } else { "有两个单位" };
            self.told(first.len() + second.len(), what, "只留一个".to_owned())
        })
    }
}

/// The unit that a text begins with, 年 too: the longest.
fn unit(text: &str) -> Option<&'static str> {
    let units = UNITS.into_iter().chain(["年"]).filter(|unit| text.starts_with(unit));
    units.max_by_key(|unit| unit.len())
}

/// Whether no word goes on.
fn ends(text: &str) -> bool {
    !text.starts_with(|c: char| is_han(c) || c.is_ascii_alphanumeric())
}

/// The last few characters.
fn lookback(text: &str) -> &str {
    let from = text.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
    &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_that_are_none_are_told_from_figures() {
        for line in [
            "2024e0年，我局",
            "公开1E2条。",
            "收到15I件，",
            "收到l5件，",
            "公开1OO条",
            "收到1〇件",
            "收取00元",
            "公开0100条",
            "0224年，",
            "2024.0年，",
            "公开100.0条",
            "收到3.5件",
            "信息236%条。",
            "2024%年，",
            "2024余年，",
            "2024+年，",
            "公开+100条",
            "（2024）年，",
            "“2024”年，",
            "2 024年，",
            "2,024年",
            "12件个。",
            "公开100条条，",
            "共86件人次。",
            "增长1..08%。",
            "公开100+条。",
            "2024年年，我局",
            "2024年度年，",
            "年，我局",
        ] {
            assert_eq!(slips(line).len(), 1, "{line}");
        }
        for line in [
            "2024年，我局公开100条",
            "二〇二四年",
            "第01期",
            "0527-84368888",
            "12345件",
            "A4O件",
            "占50%。",
            "提高5.0个百分点",
            "收费0.50元",
            "收费1.0万元",
            "平均每月3.5件",
            "满足12条件。",
            "1，000元",
            "1,000元",
            "12件次。",
            "3场次，",
            "86个人次。",
            "互联网+5个",
            "南方+3条",
            "“1+3”个",
            "2000余年",
            "100余条",
            "（2024）30号",
            "08年",
            "版本v1.0件",
            "2024-01-20",
            "增长5%次年",
            "占60%个人申请",
            "12个条例",
            "年初，",
            "3-05件",
            "10:00场",
            "2.0版",
            "1...5",
            "2024年年初，",
            "2024年年度报告",
            "2024年度年报",
            "2024年年底",
            "5+1件套路",
            "1.5年",
            "第3.2条",
        ] {
            assert_eq!(slips(line), [], "{line}");
        }
    }
}
