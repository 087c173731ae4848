//! A number that a text states, with its unit, its precision and the words that loosen it. Knows nothing of what is counted.

use std::ops::Range;

use crate::form::{Phrase, Sets};

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
    pub(super) step: i128,
    /// The worth of the lowest digit that is not 0.
    pub(super) round: i128,
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
    Count(Measure),
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

/// A measure word (量词) and the families it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measure {
    /// Its bytes.
    word: u64,
    sets: Sets,
}

impl Measure {
    pub(super) fn new(word: &str, sets: Sets) -> Measure {
        Measure { word: word.bytes().take(8).fold(0, |word, byte| word << 8 | u64::from(byte)), sets }
    }

    /// Whether it is one of a family: 宗 of those that count cases.
    pub fn is(self, family: Phrase) -> bool {
        self.sets.has(family)
    }
}

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

    /// Whether `value` (in millionths) prints as this number, the last digit rounded either way; of a share with decimals it may
    /// have been set so that all shares make 100 %.
    pub fn prints(&self, value: i128) -> bool {
        let slack = if self.unit == Unit::Percent && self.step < MICRO { 2 * self.step } else { self.step };
        match self.about {
            About::Exact => (self.value - value).abs() < slack.max(1),
            _ => self.agrees(value),
        }
    }

    /// The worth of the last digit printed, in millionths.
    pub fn step(&self) -> i128 {
        self.step
    }

    /// Whether its measure word is one of a family.
    pub fn is_in(&self, family: Phrase) -> bool {
        matches!(self.unit, Unit::Count(measure) if measure.is(family))
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

/// A value as people print it.
pub(crate) fn shown(micro: i128) -> String {
    let (whole, part) = (micro / MICRO, (micro % MICRO).abs());
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}").trim_end_matches('0').to_owned() }
}

/// What no report counts, in millionths: so much is an identifier, or a play on 亿.
pub(crate) const VAST: i128 = 1_000_000_000_000_000 * MICRO;

/// Whether a number counts things or money.
pub(crate) fn is_count(number: &Number) -> bool {
    matches!(number.unit, Unit::Count(_) | Unit::Yuan) && number.value < VAST
}

/// Whether two figures count in measure words that stand for one another: 件 and 宗, 场 and 次.
pub(crate) fn is_like(one: &Number, other: &Number) -> bool {
    let (Unit::Count(a), Unit::Count(b)) = (one.unit, other.unit) else { return one.unit == other.unit };
    a == b || [Phrase::Cases, Phrase::Texts, Phrase::Events].iter().any(|family| a.is(*family) && b.is(*family))
}
