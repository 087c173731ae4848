//! Reads the numbers of a text: Arabic and Chinese numerals with their power and unit, and the words that loosen them.

use std::ops::Range;

use crate::check::text::words::{
    About, MAX_DIGITS, MICRO, Measure, Number, Said, Unit, VAST, chinese_digit, chinese_value, closes_bracket, digit,
    is_chinese, is_dash, is_over, opens_bracket, opens_square, power, run_end,
};
use crate::form::Phrase;

/// All numbers of a text, in order; `said` are its phrases.
pub(crate) fn numbers(text: &str, said: &Said) -> Vec<Number> {
    let reader = NumberReader { text, said };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let read = if digit(c).is_some() {
            Some(reader.arabic(at))
        } else if c == '百'
            && let Some(from) = reader.opens(at, Phrase::PerCent)
        {
            reader.per_cent(at, from)
        } else if is_chinese(c) {
            Some(reader.chinese(at))
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

/// The worth of the lowest digit that is not 0; of the last digit for 0.
fn round(value: i128, step: i128) -> i128 {
    let mut round = step;
    while value != 0 && value % (round * 10) == 0 {
        round *= 10;
    }
    round
}

/// A text whose numbers are read, with its phrases.
struct NumberReader<'a> {
    text: &'a str,
    said: &'a Said,
}

/// What was read at a place, and where it ends.
type ReadNumber = (Option<Number>, usize);

impl NumberReader<'_> {
    fn opens(&self, at: usize, set: Phrase) -> Option<usize> {
        self.said.opens(at..self.text.len(), set)
    }

    fn arabic(&self, start: usize) -> ReadNumber {
        let text = self.text;
        let (read, mut end) = plain(text, start);
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let is_code =
            |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '/' | '@' | '.' | '\\' | '#' | '=' | '&' | '?');
        let ordinal = before.is_some_and(|c| c == '第' || opens_square(c) || is_code(c));
        let ranged = before.is_some_and(is_dash) || after.is_some_and(|c| is_dash(c) && c != '—');
        let Some((mut value, mut step)) = read else { return (None, end) };
        let mut round = round(value, step);
        let mut about = self.about_before(start);
        if let Some(over) = after.filter(|&c| is_over(c)) {
            about = About::Above;
            end += over.len_utf8();
        }
        // 百 and 千 occur as multipliers too; 百分之 and 千分之 begin a share.
        for _ in 0..2 {
            let mut rest = text[end..].chars();
            let Some((multiplier, power)) =
                rest.next().and_then(|c| Some((c, power(c)?))).filter(|(_, power)| *power > 10)
            else {
                break;
            };
            if rest.next() == Some('分') {
                break;
            }
            (value, step, round) = (value * power, step * power, round * power);
            end += multiplier.len_utf8();
        }
        if about == About::Exact
            && let Some(over) = text[end..].chars().next().filter(|&c| is_over(c))
        {
            about = About::Above;
            end += over.len_utf8();
        }
        if value > VAST {
            return (None, end);
        }
        let (unit, length) = self.unit(end, start, value);
        let dated = matches!(unit, Unit::Year | Unit::Month | Unit::Day);
        let unit = if ordinal || ranged && !dated { Unit::Other } else { unit };
        let range = start..end + length;
        about = self.about_behind(range.end, about);
        let number = Number { digits: start..end, value, step, round, about, unit, chinese: false, range };
        let end = number.range.end;
        (Some(number), end)
    }

    fn about_before(&self, start: usize) -> About {
        let before = self.said.ending(start);
        let ways = [
            (Phrase::NoLoosening, About::Exact),
            (Phrase::Below, About::Below),
            (Phrase::Around, About::Around),
            (Phrase::Above, About::Above),
        ];
        ways.into_iter().find(|(set, _)| before.has(*set)).map_or(About::Exact, |(_, about)| about)
    }

    fn about_behind(&self, at: usize, about: About) -> About {
        let behind = self.said.opening(at);
        match about {
            About::Exact if behind.has(Phrase::AtLeast) => About::Above,
            About::Exact if behind.has(Phrase::MoreOrLess) => About::Around,
            about => about,
        }
    }

    /// The unit at `at` behind a number that began at `start`, and its length.
    fn unit(&self, at: usize, start: usize, value: i128) -> (Unit, usize) {
        let rest = &self.text[at..];
        let here = self.said.opening(at);
        let length = |set| if here.has(set) { self.opens(at, set).map(|end| end - at) } else { None };
        if let Some(length) = length(Phrase::Points) {
            return (Unit::Points, length);
        }
        if rest.starts_with(['%', '％']) {
            return (Unit::Percent, rest.chars().next().map_or(0, char::len_utf8));
        }
        if let Some(length) = length(Phrase::YearUnit) {
            let years = (1900 * MICRO..2100 * MICRO).contains(&value) && self.text[start..at].chars().count() == 4;
            return (if years { Unit::Year } else { Unit::Other }, length);
        }
        if length(Phrase::MonthEnd).is_some() {
            return (Unit::Month, rest.chars().next().map_or(0, char::len_utf8));
        }
        if let Some(length) = length(Phrase::NoCount) {
            return (Unit::Other, length);
        }
        for (c, unit) in [('月', Unit::Month), ('日', Unit::Day), ('倍', Unit::Times), ('元', Unit::Yuan)] {
            if rest.starts_with(c) {
                return (unit, c.len_utf8());
            }
        }
        if let Some(end) = length(Phrase::Measure).map(|length| at + length) {
            // 12件事, 10个工作日, 3项目: another noun begins with the measure word.
            let other = length(Phrase::NoMeasure).is_some() && length(Phrase::MeasureAfterAll).is_none();
            let measure = || Measure::new(&self.text[at..end], self.said.sets_of(at..end));
            return if other { (Unit::Other, 0) } else { (Unit::Count(measure()), end - at + self.second(end)) };
        }
        match rest.chars().next() {
            None => (Unit::Bare, 0),
            Some(c) if c.is_whitespace() || "，、；。：！？,;!?（）()”》\"".contains(c) => (Unit::Bare, 0),
            Some(_) => (Unit::Other, 0),
        }
    }

    /// The length of a second measure word in brackets: 118件（次）.
    fn second(&self, at: usize) -> usize {
        let Some(open) = self.text[at..].chars().next().filter(|&c| opens_bracket(c)) else { return 0 };
        let Some(end) = self.opens(at + open.len_utf8(), Phrase::Measure) else { return 0 };
        let close = self.text[end..].chars().next().filter(|&c| closes_bracket(c));
        close.map_or(0, |close| end + close.len_utf8() - at)
    }

    fn chinese(&self, start: usize) -> ReadNumber {
        let text = self.text;
        let mut end = run_end(text, start);
        let run = &text[start..end];
        let Some(mut value) = chinese_value(run) else { return (None, end) };
        let before = text[..start].chars().next_back();
        if before.is_some_and(|c| "第初统每逐任单某这那哪另之唯同周某".contains(c)) {
            return (None, end);
        }
        let year = run.chars().count() == 4 && run.chars().all(|c| chinese_digit(c).is_some());
        let mut about = self.about_before(start);
        let mut behind = text[end..].chars();
        if let Some(over) = behind.next().filter(|&c| is_over(c)) {
            about = About::Above;
            end += over.len_utf8();
            if let Some((multiplier, power)) =
                behind.next().and_then(|c| Some((c, power(c)?))).filter(|(_, power)| *power > 1_000)
            {
                value = value.saturating_mul(power);
                end += multiplier.len_utf8();
            }
        }
        let Some(value) = value.checked_mul(MICRO).filter(|&value| value <= VAST) else { return (None, end) };
        let (unit, length) = self.unit(end, start, value);
        if !is_spoken(text, (start..end, length), unit, value, year) {
            return (None, end);
        }
        let range = start..end + length;
        let about = self.about_behind(range.end, about);
        let round = round(value, MICRO);
        let number = Number { digits: start..end, value, step: MICRO, round, about, unit, chinese: true, range };
        let end = number.range.end;
        (Some(number), end)
    }

    /// 百分之十二点五, 百分之12.5.
    fn per_cent(&self, start: usize, from: usize) -> Option<ReadNumber> {
        let text = self.text;
        let first = text[from..].chars().next()?;
        let (value, step, end) = if digit(first).is_some() {
            let (read, end) = plain(text, from);
            let (value, step) = read?;
            (value, step, end)
        } else {
            let mut end = run_end(text, from);
            let whole = chinese_value(&text[from..end])?.checked_mul(MICRO).filter(|&value| value <= VAST)?;
            let (mut value, mut step) = (whole, MICRO);
            if end == from {
                return None;
            }
            if let Some(decimals) = text[end..].strip_prefix('点') {
                let digits = decimals.chars().map_while(|c| Some((c, chinese_digit(c)?))).take(5);
                let mut length = text.len() - end - decimals.len();
                for (c, digit) in digits {
                    step /= 10;
                    value += digit * step;
                    length += c.len_utf8();
                }
                end += length;
            }
            (value, step, end)
        };
        let about = self.about_behind(end, self.about_before(start));
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
}

/// Whether Chinese numerals with their unit are a figure, and no idiom: 一件件, 一条条, 一次性, 一条龙.
fn is_spoken(text: &str, (digits, length): (Range<usize>, usize), unit: Unit, value: i128, year: bool) -> bool {
    let end = digits.end + length;
    let before = text[..digits.start].chars().next_back();
    // 部署会一次、推进会两次; not 又一次.
    let ends = text[end..].starts_with(|c| "，。、；（".contains(c));
    let single = ends && before.is_none_or(|c| !"又再上前下头有".contains(c));
    let keep = match unit {
        Unit::Count(measure) if measure.is(Phrase::OccasionMeasure) => value > MICRO || single,
        Unit::Count(measure) if measure.is(Phrase::CommonMeasure) => value > MICRO,
        Unit::Count(measure) if measure.is(Phrase::ItemMeasure) => value > MICRO || ends,
        Unit::Count(_) | Unit::Yuan | Unit::Times | Unit::Points => true,
        Unit::Year => year,
        _ => false,
    };
    let rest = &text[end..];
    keep && !(length > 0 && (rest.starts_with(&text[digits.end..end]) || rest.starts_with(|c| "性龙".contains(c))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::text::words::lexicon::CompiledLexicon;
    use crate::form::Sets;
    use crate::templates::Templates;

    fn numbers(text: &str) -> Vec<Number> {
        let forms = Templates::default().forms().unwrap();
        let lexicon = CompiledLexicon::of(forms.iter().next().unwrap());
        super::numbers(text, &lexicon.said(text))
    }

    fn read(text: &str) -> Vec<(String, i128, Unit, About)> {
        let read = numbers(text).into_iter();
        read.map(|n| (text[n.range].to_owned(), n.value, n.unit, n.about)).collect()
    }

    /// Any measure word.
    fn counted() -> Unit {
        Unit::Count(Measure::new("", Sets::default()))
    }

    #[test]
    fn numerals_of_every_kind() {
        for (text, value, unit, about) in [
            ("收到12件", 12 * MICRO, counted(), About::Exact),
            ("收到１２３件", 123 * MICRO, counted(), About::Exact),
            ("收到1,234件", 1234 * MICRO, counted(), About::Exact),
            ("收到一百二十件", 120 * MICRO, counted(), About::Exact),
            ("收到两件", 2 * MICRO, counted(), About::Exact),
            ("收到廿三件", 23 * MICRO, counted(), About::Exact),
            ("部署会一次、", MICRO, counted(), About::Exact),
            ("来信来访118件（次）", 118 * MICRO, counted(), About::Exact),
            ("收到十二份", 12 * MICRO, counted(), About::Exact),
            ("收到一千零五件", 1005 * MICRO, counted(), About::Exact),
            ("收到三万二千一百件", 32_100 * MICRO, counted(), About::Exact),
            ("发布1.8万条", 18_000 * MICRO, counted(), About::Exact),
            ("收费12.5万元", 125_000 * MICRO, Unit::Yuan, About::Exact),
            ("近3万件", 30_000 * MICRO, counted(), About::Below),
            ("3600余件", 3600 * MICRO, counted(), About::Above),
            ("10余万件", 100_000 * MICRO, counted(), About::Above),
            ("超过1200件", 1200 * MICRO, counted(), About::Above),
            ("占12.5%", 12_500_000, Unit::Percent, About::Exact),
            ("占百分之十二点五，", 12_500_000, Unit::Percent, About::Exact),
            ("提高2个百分点", 2 * MICRO, Unit::Points, About::Exact),
            ("2024年度", 2024 * MICRO, Unit::Year, About::Exact),
            ("二〇二四年", 2024 * MICRO, Unit::Year, About::Exact),
        ] {
            let read = read(text);
            assert_eq!(read.len(), 1, "{text}: {read:?}");
            let same = read[0].2 == unit || matches!((read[0].2, unit), (Unit::Count(_), Unit::Count(_)));
            assert!(same && (read[0].1, read[0].3) == (value, about), "{text}: {read:?}");
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
