//! Exact numbers for expressions in prose: whole numbers, amounts and shares, without a float.
//!
//! Knows how a figure is printed; must not know where it stands.

use crate::form::MoneyUnit;
use crate::report::{Amount, Value};

/// Most decimals that a computed number is printed with.
const MOST_DECIMALS: u32 = 6;
/// Most decimals of a number that a division gave.
const MOST_OF_SHARE: u32 = 2;

/// A number on its way into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextNumber {
    /// Numerator and denominator, reduced; the denominator is positive.
    value: (i128, i128),
    /// The unit that is printed behind it, for amounts of a form that names none.
    unit: Option<MoneyUnit>,
    /// As the data has it, as long as nothing was computed.
    given: Option<String>,
    /// Whether a division went into it.
    divided: bool,
    /// Whether it is a share in per cent (占比).
    pub share: bool,
    /// Whether it stands in the expression as digits.
    literal: bool,
}

/// Why there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// A division by 0.
    Zero,
    TooLarge,
    /// One amount has a unit and the other number has none, or another.
    Units,
    /// More decimals than can be printed.
    Decimals,
    Negative,
}

impl Trouble {
    /// What is wrong and what to do.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Trouble::Zero => ("除数是 0，算不出来", "总数为 0 时没有占比，改用文字说明"),
            Trouble::TooLarge => ("算出的数过大", "核对算式"),
            Trouble::Units => ("金额的单位不一致，不能相加减", "只把带同一单位的金额相加减；乘除只用不带单位的数"),
            Trouble::Decimals => (
                "算出的数小数位数过多，不能照印",
                "占比写成 {{ 申请.予以公开.总计 / 申请.总计.总计 | 占比(2) }}，括号里是小数位数；其他数用 四舍五入(2)",
            ),
            Trouble::Negative => ("算出来是负数", "把两个数调换先后，文字相应写“增加”或“减少”；或在后面加 | 绝对值"),
        }
    }
}

impl TextNumber {
    /// A figure of the data.
    pub fn of(figure: &Value, unit: Option<MoneyUnit>) -> TextNumber {
        let value = match figure {
            Value::Whole(number) => (i128::from(*number), 1),
            // In the unit of the form or the one written behind it, so that 1.3万元 is 1.3.
            Value::Amount(amount) => {
                let unit = unit.or_else(|| written_unit(amount));
                reduced(amount.micro_yuan(), unit.map_or(1, MoneyUnit::yuan) * 1_000_000)
            }
        };
        let printed = match figure {
            Value::Amount(amount) => written_unit(amount),
            Value::Whole(_) => None,
        };
        TextNumber {
            value,
            unit: printed,
            given: Some(figure.to_string()),
            divided: false,
            share: false,
            literal: false,
        }
    }

    /// A number as written in an expression: digits with at most one point.
    pub fn parse(text: &str) -> Option<TextNumber> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let sound = !whole.is_empty() && digits(whole) && digits(decimals) && !text.ends_with('.') && text.len() <= 18;
        let scale = 10_i128.checked_pow(decimals.len() as u32)?;
        let value = format!("{whole}{decimals}").parse().ok().filter(|_| sound)?;
        Some(TextNumber { literal: true, ..TextNumber::computed(reduced(value, scale), None, false) })
    }

    fn computed(value: (i128, i128), unit: Option<MoneyUnit>, divided: bool) -> TextNumber {
        TextNumber { value, unit, given: None, divided, share: false, literal: false }
    }

    /// The value of a figure that counts, as the data has it.
    pub fn whole(&self) -> Option<i64> {
        let given =
            self.given.as_ref().is_some_and(|given| given.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit()));
        (given && self.unit.is_none() && self.value.1 == 1).then(|| i64::try_from(self.value.0).ok()).flatten()
    }

    /// The value when it is a small whole number: a number of decimals.
    pub fn small(&self) -> Option<u32> {
        (self.value.1 == 1).then(|| u32::try_from(self.value.0).ok()).flatten().filter(|n| *n <= MOST_DECIMALS)
    }

    pub fn is_literal(&self) -> bool {
        self.literal
    }

    pub fn is_negative(&self) -> bool {
        self.value.0 < 0
    }

    pub fn negated(&self) -> TextNumber {
        TextNumber { value: (-self.value.0, self.value.1), given: None, literal: false, ..self.clone() }
    }

    pub fn absolute(&self) -> TextNumber {
        if self.value.0 < 0 { self.negated() } else { self.clone() }
    }

    pub fn plus(&self, other: &TextNumber) -> Result<TextNumber, Trouble> {
        if self.unit != other.unit && self.value.0 != 0 && other.value.0 != 0 {
            return Err(Trouble::Units);
        }
        let ((a, b), (c, d)) = (self.value, other.value);
        let over = |a: i128, b: i128| a.checked_mul(b).ok_or(Trouble::TooLarge);
        let sum = over(a, d)?.checked_add(over(c, b)?).ok_or(Trouble::TooLarge)?;
        let unit = self.unit.or(other.unit);
        Ok(TextNumber::computed(reduced(sum, over(b, d)?), unit, self.divided || other.divided))
    }

    pub fn times(&self, other: &TextNumber) -> Result<TextNumber, Trouble> {
        if self.unit.is_some() && other.unit.is_some() {
            return Err(Trouble::Units);
        }
        let ((a, b), (c, d)) = (self.value, other.value);
        let over = |a: i128, b: i128| a.checked_mul(b).ok_or(Trouble::TooLarge);
        Ok(TextNumber::computed(
            reduced(over(a, c)?, over(b, d)?),
            self.unit.or(other.unit),
            self.divided || other.divided,
        ))
    }

    pub fn by(&self, other: &TextNumber) -> Result<TextNumber, Trouble> {
        if other.value.0 == 0 {
            return Err(Trouble::Zero);
        }
        let unit = match (self.unit, other.unit) {
            (unit, None) => unit,
            (Some(a), Some(b)) if a == b => None,
            _ => return Err(Trouble::Units),
        };
        let (sign, (c, d)) = (other.value.0.signum(), other.value);
        let inverse = TextNumber::computed((d * sign, c.abs()), None, true);
        let bare = TextNumber { unit: None, ..self.clone() };
        Ok(TextNumber { unit, divided: true, ..bare.times(&inverse)? })
    }

    /// Rounded half up to so many decimals.
    pub fn rounded(&self, decimals: u32) -> Result<TextNumber, Trouble> {
        let scale = 10_i128.checked_pow(decimals).ok_or(Trouble::TooLarge)?;
        let (a, b) = self.value;
        let twice = a.checked_mul(2 * scale).ok_or(Trouble::TooLarge)?;
        // Half away from zero, as people round.
        let half =
            (twice.abs().checked_add(b).ok_or(Trouble::TooLarge)?) / b.checked_mul(2).ok_or(Trouble::TooLarge)?;
        Ok(TextNumber::computed(reduced(half * twice.signum(), scale), self.unit, false))
    }

    /// In per cent of 1, with so many decimals.
    pub fn as_share(&self, decimals: u32) -> Result<TextNumber, Trouble> {
        let hundred = TextNumber::computed((100, 1), None, false);
        Ok(TextNumber { share: true, ..self.times(&hundred)?.rounded(decimals)? })
    }

    /// As it is printed.
    pub fn shown(&self) -> Result<String, Trouble> {
        if let Some(given) = &self.given {
            return Ok(given.clone());
        }
        let (a, b) = self.value;
        if a < 0 {
            return Err(Trouble::Negative);
        }
        let most = if self.divided { MOST_OF_SHARE } else { MOST_DECIMALS };
        let decimals = (0..=most).find(|&n| 10_i128.pow(n) % b == 0).ok_or(Trouble::Decimals)?;
        let scaled = a.checked_mul(10_i128.pow(decimals) / b).ok_or(Trouble::TooLarge)?;
        let digits = format!("{scaled:0width$}", width = decimals as usize + 1);
        let (whole, rest) = digits.split_at(digits.len() - decimals as usize);
        let point = if rest.is_empty() { "" } else { "." };
        Ok(format!("{whole}{point}{rest}{}", self.unit.map_or("", MoneyUnit::as_str)))
    }
}

/// The unit that an amount is printed with.
fn written_unit(amount: &Amount) -> Option<MoneyUnit> {
    let text = amount.to_string();
    MoneyUnit::ALL.into_iter().find(|unit| text.ends_with(unit.as_str()))
}

fn reduced(a: i128, b: i128) -> (i128, i128) {
    let (mut x, mut y) = (a.unsigned_abs(), b.unsigned_abs());
    while y != 0 {
        (x, y) = (y, x % y);
    }
    let divisor = i128::try_from(x.max(1)).unwrap_or(1);
    (a / divisor, b / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> TextNumber {
        TextNumber::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn decimals_are_exact() {
        let shown = |number: Result<TextNumber, Trouble>| number.and_then(|number| number.shown());
        assert_eq!(shown(number("0.1").plus(&number("0.2"))), Ok("0.3".into()));
        assert_eq!(shown(number("1.3").plus(&number("1.2").negated())), Ok("0.1".into()));
        assert_eq!(shown(number("3").plus(&number("5").negated())), Err(Trouble::Negative));
        assert_eq!(shown(number("1").by(&number("3"))), Err(Trouble::Decimals));
        assert_eq!(shown(number("1").by(&number("4"))), Ok("0.25".into()));
        assert_eq!(shown(number("1").by(&number("8"))), Err(Trouble::Decimals));
        assert_eq!(shown(number("1").by(&number("0"))), Err(Trouble::Zero));
        let share = |a, b, n| shown(number(a).by(&number(b)).and_then(|n2| n2.as_share(n)));
        assert_eq!(share("1", "3", 2), Ok("33.33".into()));
        assert_eq!(share("2", "3", 1), Ok("66.7".into()));
        assert_eq!(share("1", "2", 2), Ok("50".into()));
        assert_eq!(share("1", "8", 0), Ok("13".into()));
    }

    #[test]
    fn nothing_overflows() {
        let mut large = number("99999999");
        let mut result = Ok(());
        for _ in 0..10 {
            match large.times(&number("99999999")) {
                Ok(next) => large = next,
                Err(trouble) => result = Err(trouble),
            }
        }
        assert_eq!(result, Err(Trouble::TooLarge));
        assert_eq!(TextNumber::parse("1.2.3"), None);
        assert_eq!(TextNumber::parse("1e9"), None);
        assert_eq!(TextNumber::parse(&"9".repeat(40)), None);
    }
}
