//! The values of cells: whole numbers and amounts of money, each parsing and printing itself.

use std::fmt;

use super::numeral::{NUMERALS, numeral};
use crate::form::MoneyUnit;
use crate::source::without_measure;

/// A figure in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// 件数 or 增减.
    Whole(i64),
    /// 金额
    Amount(Amount),
}

impl Value {
    /// Nothing.
    pub const ZERO: Value = Value::Whole(0);

    /// The whole number; 0 for an amount, which no total ever adds.
    pub fn whole(&self) -> i64 {
        match self {
            Value::Whole(number) => *number,
            Value::Amount(_) => 0,
        }
    }

    /// The figure as a whole number that is exact: pieces, or millionths of 元.
    pub fn exact(&self) -> i128 {
        match self {
            Value::Whole(number) => (*number).into(),
            Value::Amount(amount) => amount.micro_yuan,
        }
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        match self {
            Value::Whole(number) => *number == 0,
            Value::Amount(amount) => amount.micro_yuan == 0,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Whole(number) => number.fmt(f),
            Value::Amount(amount) => amount.fmt(f),
        }
    }
}

/// An amount of money (金额), printed with the digits it was given with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    digits: String,
    /// The unit written behind the digits; none where the form prints it in the head, or for a bare 0.
    unit: Option<MoneyUnit>,
    micro_yuan: i128,
}

impl Amount {
    /// Nothing, printed `0`.
    pub fn zero() -> Amount {
        Amount { digits: "0".into(), unit: None, micro_yuan: 0 }
    }

    /// Millionths of a 元, exactly.
    pub fn micro_yuan(&self) -> i128 {
        self.micro_yuan
    }

    /// The unit written behind the digits, where one is.
    pub fn unit(&self) -> Option<MoneyUnit> {
        self.unit
    }

    /// How many decimals it was written with.
    pub fn decimals(&self) -> usize {
        self.digits.split_once('.').map_or(0, |(_, decimals)| decimals.len())
    }

    /// Millionths of a 元 as a decimal of a unit, exactly and without trailing zeros, `0.3`.
    pub fn decimal(micro_yuan: i128, unit: MoneyUnit) -> String {
        let one = unit.yuan() * 1_000_000;
        let width = one.ilog10() as usize;
        let decimals = format!("{:0width$}", micro_yuan % one);
        match decimals.trim_end_matches('0') {
            "" => (micro_yuan / one).to_string(),
            decimals => format!("{}.{decimals}", micro_yuan / one),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}{}", self.digits, self.unit.map_or("", MoneyUnit::as_str))
    }
}

/// The most digits a count may have; the largest published have eight.
pub(super) const MAX_DIGITS: usize = 12;
/// The most decimals an amount may have; six have been published.
pub(super) const MAX_DECIMALS: usize = 6;

/// Why a text is no count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CountError {
    /// A word or sign for nothing: `-`, `/`, `无`.
    Nothing,
    /// A number with something behind it: the number.
    Unit(String),
    /// Thousands separators: the number without.
    Separators(String),
    /// Full-width or Chinese digits: the number in half-width ones, when it can be told.
    Digits(Option<String>),
    /// It has a fraction.
    Fraction,
    /// It is below 0.
    Negative,
    /// More digits than any report can have.
    TooLarge,
    /// Leading zeros, exponents, 万 behind it: the number, when it is a whole one.
    Notation(Option<String>),
    /// It is no number.
    Text,
}

impl CountError {
    /// The number that is meant, where it can be told.
    pub fn meant(&self) -> Option<&str> {
        match self {
            CountError::Unit(number)
            | CountError::Separators(number)
            | CountError::Digits(Some(number))
            | CountError::Notation(Some(number)) => Some(number),
            _ => None,
        }
    }
}

/// Reads a whole number; `signed` allows a minus.
///
/// # Errors
/// What is wrong with it, so that the message can say what to write.
pub fn parse_whole(text: &str, signed: bool) -> Result<i64, CountError> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (negative, body) = match text.strip_prefix(['-', '−']) {
        Some(rest) if digits(rest) => (true, rest),
        _ => (false, if signed { text.strip_prefix('+').unwrap_or(text) } else { text }),
    };
    if digits(body) {
        return match body {
            _ if negative && !signed => Err(CountError::Negative),
            _ if body.len() > 1 && body.starts_with('0') => Err(CountError::Notation(scaled(body, 0))),
            _ if body.len() > MAX_DIGITS => Err(CountError::TooLarge),
            _ => body.parse().map(|n: i64| if negative { -n } else { n }).map_err(|_| CountError::TooLarge),
        };
    }
    Err(explain(text, signed))
}

fn explain(text: &str, signed: bool) -> CountError {
    let half = half(text);
    if half != text {
        return match is_whole(&half) {
            true if !signed && half.starts_with('-') => CountError::Negative,
            sound => CountError::Digits(sound.then_some(half)),
        };
    }
    if let Some(below) = below_zero(text) {
        return if signed { CountError::Unit(below) } else { CountError::Negative };
    }
    if matches!(text, "-" | "--" | "/" | "\\" | "—" | "——" | "－" | "／" | "无" | "没有" | "空" | "无数据")
    {
        return CountError::Nothing;
    }
    // Only groups of three are one number; 1,2 and 12 3 are two, and nobody is told to run them together.
    if let Some(joined) = grouped(without_measure(text)) {
        if text.starts_with('-') && !signed {
            return CountError::Negative;
        }
        return CountError::Separators(joined);
    }
    let number: String =
        text.char_indices().take_while(|(at, c)| c.is_ascii_digit() || *c == '-' && *at == 0).map(|(_, c)| c).collect();
    let behind = &text[number.len()..];
    let rest = behind.trim_start();
    if let Some(number) = powered(text) {
        return CountError::Notation(number);
    }
    if rest.starts_with('.') && rest[1..].bytes().all(|b| b.is_ascii_digit()) {
        return CountError::Fraction;
    }
    if !number.is_empty() && is_whole(&number) {
        return match rest.chars().next() {
            Some(c) if behind.starts_with(c) && (c.is_ascii_alphanumeric() || c == '.') => CountError::Notation(None),
            // 1-2, 1/2, 12 3: no unit, and no telling which number is meant.
            Some(c) if rest.chars().any(|c| c.is_ascii_digit()) || "-－—–~～/／、,，;；".contains(c) => {
                CountError::Text
            }
            _ if number.starts_with('-') && !signed => CountError::Negative,
            _ => CountError::Unit(number),
        };
    }
    if text.chars().all(|c| NUMERALS.contains(c)) {
        return CountError::Digits(numeral(text).map(|number| number.to_string()));
    }
    CountError::Text
}

/// A text with half-width digits, points and minus signs in place of full-width ones.
fn half(text: &str) -> String {
    let one = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        '．' => '.',
        '－' | '﹣' => '-',
        c => c,
    };
    text.chars().map(one).collect()
}

/// What is below zero as accounts and people write it: `(2)`, `减2`, `负2`.
fn below_zero(text: &str) -> Option<String> {
    let inner = text.strip_prefix(['(', '（']).and_then(|inner| inner.strip_suffix([')', '）']));
    let inner = inner.or_else(|| text.strip_prefix("减少").or_else(|| text.strip_prefix(['减', '负'])))?;
    let digits = inner.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && digits != "0").then(|| format!("-{digits}"))
}

/// A number with an exponent or with 万 behind it, `1.573E+03`, `0.1573万`; within it the whole number, where it is one.
fn powered(text: &str) -> Option<Option<String>> {
    let text = text.trim_end_matches(['件', '个', '条', '项']);
    let (digits, power) = match text.strip_suffix('万') {
        Some(digits) => (digits, 4),
        None => {
            let (digits, power) = text.split_once(['e', 'E'])?;
            (digits, power.trim_start_matches('+').parse::<i32>().ok().filter(|power| (0..=12).contains(power))?)
        }
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let sound = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (!whole.is_empty() && sound(whole) && sound(decimals)).then(|| scaled(digits, power))
}

/// Digits with their point moved to the right, without zeros before them, when nothing is left behind the point.
fn scaled(digits: &str, power: i32) -> Option<String> {
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let decimals = decimals.trim_end_matches('0');
    let zeros = usize::try_from(power).ok()?.checked_sub(decimals.len())?;
    let all = format!("{whole}{decimals}{}", "0".repeat(zeros));
    let bare = all.trim_start_matches('0');
    (bare.len() <= MAX_DIGITS).then(|| if bare.is_empty() { "0".to_owned() } else { bare.to_owned() })
}

/// A number written in groups of three, without its separators.
fn grouped(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let sign = digits.chars().find(|c| !c.is_ascii_digit()).filter(|c| ",， _\u{A0}".contains(*c))?;
    let mut groups = digits.split(sign);
    let is_digits = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().filter(|group| is_digits(group) && group.len() <= 3 && *group != "0")?;
    let rest: Vec<&str> = groups.collect();
    let joined = format!("{first}{}", rest.concat());
    rest.iter().all(|group| is_digits(group) && group.len() == 3).then_some(joined)
}

/// Whether a text is digits, with a minus before them or not.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Why a text is no amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmountError {
    /// The form names no unit and neither does the data.
    NoUnit,
    /// Another unit than the form's, and the amount in that one.
    OtherUnit(MoneyUnit, String),
    /// It has separators of thousands; without them it would be this.
    Separators(String),
    /// It is an amount in other characters (full-width digits, ￥, 万 for 万元), and how the form has it.
    Written(String),
    /// It is below 0.
    Negative,
    /// Too many digits before or behind the point.
    TooLong,
    /// It is no amount.
    Text,
}

impl AmountError {
    /// The number that is meant, where it can be told.
    pub fn meant(&self) -> Option<&str> {
        match self {
            AmountError::Separators(number) | AmountError::Written(number) | AmountError::OtherUnit(_, number) => {
                Some(number)
            }
            _ => None,
        }
    }
}

/// Reads an amount; `unit` is the form's own.
///
/// # Errors
/// What is wrong with it.
pub fn parse_amount(text: &str, unit: Option<MoneyUnit>) -> Result<Amount, AmountError> {
    let (digits, written) = MoneyUnit::ALL
        .iter()
        .find_map(|&unit| text.strip_suffix(unit.as_str()).map(|digits| (digits.trim_end(), Some(unit))))
        .unwrap_or((text, None));
    // Only groups of three are one number: 36 25 is two, and nobody is told to run them together.
    let (groups, cents) = digits.split_once('.').unwrap_or((digits, ""));
    if let Some(joined) = grouped(groups).filter(|_| cents.bytes().all(|b| b.is_ascii_digit())) {
        let point = if cents.is_empty() { "" } else { "." };
        let unit = written.filter(|_| unit.is_none()).map_or("", MoneyUnit::as_str);
        return Err(AmountError::Separators(format!("{joined}{point}{cents}{unit}")));
    }
    if digits.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(AmountError::Negative);
    }
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(decimals) || whole.len() > 1 && whole.starts_with('0') {
        return Err(meant_amount(text, unit).map_or(AmountError::Text, AmountError::Written));
    }
    if whole.len() > MAX_DIGITS || decimals.len() > MAX_DECIMALS {
        return Err(AmountError::TooLong);
    }
    let millionths: i128 = format!("{whole}{decimals:0<6}").parse().map_err(|_| AmountError::Text)?;
    let value = match (unit, written) {
        (Some(form), Some(other)) if form != other => {
            return Err(AmountError::OtherUnit(other, Amount::decimal(millionths * other.yuan(), form)));
        }
        (Some(form), _) => (form, None),
        (None, Some(other)) => (other, Some(other)),
        (None, None) if millionths == 0 => (MoneyUnit::Yuan, None),
        (None, None) => return Err(AmountError::NoUnit),
    };
    Ok(Amount { digits: digits.to_owned(), unit: value.1, micro_yuan: millionths * value.0.yuan() })
}

/// An amount in other characters, as the form has it: `￥36.25`, `36。25`, `12.8万`, `１２．８`.
fn meant_amount(text: &str, unit: Option<MoneyUnit>) -> Option<String> {
    let plain = half(text).replace('。', ".");
    // 0，86 and .86: a comma for the point behind a nought, or no nought before it. 12，34 may be two figures.
    let plain = match plain.split_once([',', '，']) {
        Some(("0", rest)) if !rest.contains([',', '，', '.']) && rest.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("0.{rest}")
        }
        _ if plain.starts_with('.') => format!("0{plain}"),
        _ => plain,
    };
    let plain = plain.trim().trim_start_matches(['￥', '¥']).trim_start_matches("人民币").trim().trim_end_matches('整');
    let plain = match plain.strip_suffix(['万', '亿']) {
        Some(_) => format!("{plain}元"),
        None => plain.to_owned(),
    };
    if plain == text {
        return None;
    }
    match parse_amount(&plain, unit) {
        Ok(amount) => Some(amount.to_string()),
        Err(error) => error.meant().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_digits_and_nothing_else() {
        assert_eq!(parse_whole("0", false), Ok(0));
        assert_eq!(parse_whole("12345678", false), Ok(12_345_678));
        assert_eq!(parse_whole("-3", true), Ok(-3));
        assert_eq!(parse_whole("+3", true), Ok(3));
        for text in ["(15)", "（15）", "减15", "负15", "减少15件"] {
            assert_eq!(parse_whole(text, true).unwrap_err().meant(), Some("-15"), "{text}");
        }
        assert_eq!(parse_whole("－15", true), Err(CountError::Digits(Some("-15".into()))));
        for (text, error) in [
            ("-3", CountError::Negative),
            ("-", CountError::Nothing),
            ("无", CountError::Nothing),
            ("3件", CountError::Unit("3".into())),
            ("1.5", CountError::Fraction),
            ("1,234", CountError::Separators("1234".into())),
            ("1 234", CountError::Separators("1234".into())),
            ("12 3", CountError::Text),
            ("0 0 0", CountError::Text),
            ("1-2", CountError::Text),
            ("1，2", CountError::Text),
            ("１２", CountError::Digits(Some("12".into()))),
            ("十二", CountError::Digits(Some("12".into()))),
            ("007", CountError::Notation(Some("7".into()))),
            ("0x10", CountError::Notation(None)),
            ("1e3", CountError::Notation(Some("1000".into()))),
            ("1.573E+03", CountError::Notation(Some("1573".into()))),
            ("1.5734E+03", CountError::Notation(None)),
            ("0.1573万", CountError::Notation(Some("1573".into()))),
            ("1.2万件", CountError::Notation(Some("12000".into()))),
            ("(2)", CountError::Negative),
            ("-48件", CountError::Negative),
            ("-1,234", CountError::Negative),
            ("减2", CountError::Negative),
            ("－2", CountError::Negative),
            ("1234567890123", CountError::TooLarge),
            ("true", CountError::Text),
            ("若干", CountError::Text),
            ("0- 0", CountError::Text),
        ] {
            assert_eq!(parse_whole(text, false), Err(error), "{text}");
        }
    }

    #[test]
    fn amounts_keep_their_digits_and_unit() {
        let wan = Some(MoneyUnit::WanYuan);
        for (text, unit, printed, micro) in [
            ("59237.2449", wan, "59237.2449", 592_372_449_000_000),
            ("0.100000", wan, "0.100000", 1_000_000_000),
            ("12.50万元", wan, "12.50", 125_000_000_000),
            ("75394432.52元", None, "75394432.52元", 75_394_432_520_000),
            ("1424.4万元", None, "1424.4万元", 14_244_000_000_000),
            ("0", None, "0", 0),
        ] {
            let amount = parse_amount(text, unit).unwrap();
            assert_eq!((amount.to_string().as_str(), amount.micro_yuan()), (printed, micro));
        }
        for (micro, unit, printed) in [
            (3_000_000_000, MoneyUnit::WanYuan, "0.3"),
            (1, MoneyUnit::WanYuan, "0.0000000001"),
            (12_500_000, MoneyUnit::Yuan, "12.5"),
            (0, MoneyUnit::YiYuan, "0"),
        ] {
            assert_eq!(Amount::decimal(micro, unit), printed);
        }
        assert_eq!(parse_amount("12", None), Err(AmountError::NoUnit));
        assert_eq!(parse_amount("12元", wan), Err(AmountError::OtherUnit(MoneyUnit::Yuan, "0.0012".into())));
        for (text, unit, meant) in [
            ("￥36.25", wan, "36.25"),
            ("36。25", wan, "36.25"),
            ("１２．８", wan, "12.8"),
            ("12.8万", wan, "12.8"),
            ("1424.4万", None, "1424.4万元"),
            ("¥ 300", wan, "300"),
            ("1,424.4万元", None, "1424.4万元"),
            ("0，86", wan, "0.86"),
            (".86", wan, "0.86"),
        ] {
            assert_eq!(parse_amount(text, unit).unwrap_err().meant(), Some(meant), "{text}");
        }
        // Two figures are no number, whatever stands between them.
        for text in ["36 25", "12，34", "1,e5", "n an", "36.25 15", "约￥30"] {
            assert_eq!(parse_amount(text, wan), Err(AmountError::Text), "{text}");
        }
        assert_eq!(parse_amount("1,000.5", wan), Err(AmountError::Separators("1000.5".into())));
        assert_eq!(parse_amount("-1", wan), Err(AmountError::Negative));
        assert_eq!(parse_amount("1.2345678", wan), Err(AmountError::TooLong));
        assert_eq!(parse_amount("约3万元", None), Err(AmountError::Text));
    }
}
