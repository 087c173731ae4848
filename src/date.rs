//! Dates: valid by construction, printed as a report prints them. Knows nothing of clocks.

use serde::Serialize;

/// A calendar date (日期), valid by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A date of the Gregorian calendar, or `None` when there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
        let length = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        (1..=length).contains(&day).then_some(Date { year, month, day })
    }

    /// A date as people write it: `2025-01-20`, `2025/1/20`, `2025年1月20日`.
    pub fn parse(text: &str) -> Option<Date> {
        let text = text.trim().trim_end_matches('日');
        let mut parts = text.split(['-', '/', '.', '年', '月']).map(str::trim);
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if parts.next().is_some() || year.len() != 4 || !whole(year) || !whole(month) || !whole(day) {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The first day of 2019.
    pub const EPOCH_2019: Date = Date { year: 2019, month: 1, day: 1 };

    /// The day after.
    #[must_use]
    pub fn next(self) -> Date {
        let Date { year, month, day } = self;
        let next = |month: u8| Date::new(year, month, 1);
        Date::new(year, month, day + 1).or_else(|| next(month + 1)).unwrap_or(Date {
            year: year.saturating_add(1),
            month: 1,
            day: 1,
        })
    }

    /// The year, of four digits in what is printed.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1–12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1–31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The printed form: Arabic digits, no leading zeros (GB/T 9704-2012 7.3.5.4), `2024年1月5日`.
    pub fn chinese(self) -> String {
        format!("{}年{}月{}日", self.year, self.month, self.day)
    }

    /// ISO 8601, `2024-01-05`.
    pub fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}
