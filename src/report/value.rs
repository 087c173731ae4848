//! The values of cells: whole numbers and amounts of money, each parsing and printing itself.

use std::fmt;

use crate::form::MoneyUnit;

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
    /// Leading zeros, signs, hexadecimal or exponents.
    Notation,
    /// It is no number.
    Text,
}

impl CountError {
    /// The number that is meant, where it can be told.
    pub fn meant(&self) -> Option<&str> {
        match self {
            CountError::Unit(number) | CountError::Separators(number) | CountError::Digits(Some(number)) => {
                Some(number)
            }
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
            _ if body.len() > 1 && body.starts_with('0') => Err(CountError::Notation),
            _ if body.len() > MAX_DIGITS => Err(CountError::TooLarge),
            _ => body.parse().map(|n: i64| if negative { -n } else { n }).map_err(|_| CountError::TooLarge),
        };
    }
    Err(explain(text))
}

fn explain(text: &str) -> CountError {
    let half: String = text
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
            c => c,
        })
        .collect();
    if half != text {
        return CountError::Digits(is_whole(&half).then_some(half));
    }
    if matches!(text, "-" | "--" | "/" | "\\" | "—" | "——" | "－" | "／" | "无" | "没有" | "空" | "无数据")
    {
        return CountError::Nothing;
    }
    // Only groups of three are one number; 1,2 and 12 3 are two, and nobody is told to run them together.
    if let Some(joined) = grouped(text) {
        return CountError::Separators(joined);
    }
    let number: String =
        text.char_indices().take_while(|(at, c)| c.is_ascii_digit() || *c == '-' && *at == 0).map(|(_, c)| c).collect();
    let behind = &text[number.len()..];
    let rest = behind.trim_start();
    if rest.starts_with('.') && rest[1..].bytes().all(|b| b.is_ascii_digit()) {
        return CountError::Fraction;
    }
    if !number.is_empty() && is_whole(&number) {
        return match rest.chars().next() {
            Some(c) if behind.starts_with(c) && (c.is_ascii_alphanumeric() || c == '.') => CountError::Notation,
            // 1-2, 1/2, 12 3: no unit, and no telling which number is meant.
            Some(c) if rest.chars().any(|c| c.is_ascii_digit()) || "-－—–~～/／、,，;；".contains(c) => {
                CountError::Text
            }
            _ => CountError::Unit(number),
        };
    }
    if text.chars().all(|c| "零〇一二三四五六七八九十百千万亿两".contains(c)) {
        return CountError::Digits(None);
    }
    CountError::Text
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
    /// Another unit than the form's.
    OtherUnit(MoneyUnit),
    /// It has separators of thousands; without them it would be this.
    Separators(String),
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
            AmountError::Separators(number) => Some(number),
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
    let joined: String = digits.chars().filter(|c| !matches!(c, ',' | '，' | ' ' | '_')).collect();
    if joined != digits && joined.parse::<f64>().is_ok() {
        return Err(AmountError::Separators(joined));
    }
    if digits.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(AmountError::Negative);
    }
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(decimals) || whole.len() > 1 && whole.starts_with('0') {
        return Err(AmountError::Text);
    }
    if whole.len() > MAX_DIGITS || decimals.len() > MAX_DECIMALS {
        return Err(AmountError::TooLong);
    }
    let millionths: i128 = format!("{whole}{decimals:0<6}").parse().map_err(|_| AmountError::Text)?;
    let value = match (unit, written) {
        (Some(form), Some(other)) if form != other => return Err(AmountError::OtherUnit(other)),
        (Some(form), _) => (form, None),
        (None, Some(other)) => (other, Some(other)),
        (None, None) if millionths == 0 => (MoneyUnit::Yuan, None),
        (None, None) => return Err(AmountError::NoUnit),
    };
    Ok(Amount { digits: digits.to_owned(), unit: value.1, micro_yuan: millionths * value.0.yuan() })
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
            ("十二", CountError::Digits(None)),
            ("007", CountError::Notation),
            ("0x10", CountError::Notation),
            ("1e3", CountError::Notation),
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
        assert_eq!(parse_amount("12元", wan), Err(AmountError::OtherUnit(MoneyUnit::Yuan)));
        assert_eq!(parse_amount("1,000.5", wan), Err(AmountError::Separators("1000.5".into())));
        assert_eq!(parse_amount("-1", wan), Err(AmountError::Negative));
        assert_eq!(parse_amount("1.2345678", wan), Err(AmountError::TooLong));
        assert_eq!(parse_amount("约3万元", None), Err(AmountError::Text));
    }
}
