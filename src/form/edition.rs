//! What is to be known of every official edition (各版格式): its notice and its years. Each form carries those of all editions at
//! hand, so that a text can be held against the wrong one's; nothing here knows rows or columns.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{AgencyKind, Form};

/// The last year the program takes for a report year; a later one is a slip.
pub const NEWEST_YEAR: u16 = 2099;

/// An edition of the form: by which notice, for which report years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Its name (名称), `2021`.
    pub name: String,
    /// First and last report year it is for (年度); the last is open while it is in force.
    pub years: (u16, Option<u16>),
    /// The notice it rests on (依据), `国办公开办函〔2021〕30号`.
    pub basis: String,
    /// What sets the name of the prescribed format apart from that of other editions (格式), `格式（试行）`.
    pub format: String,
}

impl Edition {
    /// Whether it is the one for reports on `year`.
    pub fn covers(&self, year: u16) -> bool {
        (self.years.0..=NEWEST_YEAR).contains(&year) && self.years.1.is_none_or(|last| year <= last)
    }

    /// The year and the number of its notice: `国办公开办函〔2021〕30号` → `2021`, `30号`; none where 依据 names none.
    pub fn notice(&self) -> Option<(&str, &str)> {
        let (_, rest) = self.basis.split_once('〔')?;
        let (year, number) = rest.split_once('〕')?;
        let end = number.find('号')? + '号'.len_utf8();
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (is_number(year) && is_number(&number[..end - '号'.len_utf8()])).then_some((year, &number[..end]))
    }

    /// The report years in words: `2019、2020 年度`, `2021 年度起`, `2021 至 2026 年度`.
    pub fn years_words(&self) -> String {
        match self.years {
            (first, Some(last)) if first == last => format!("{first} 年度"),
            (first, Some(last)) if first + 1 == last => format!("{first}、{last} 年度"),
            (first, Some(last)) => format!("{first} 至 {last} 年度"),
            (first, None) => format!("{first} 年度起"),
        }
    }
}

/// Ends an edition that is still open where a later one begins, and tells every form of all editions.
pub(super) fn settle(forms: &mut [Form]) {
    let mut begin: Vec<u16> = forms.iter().filter(|form| !form.extension).map(|form| form.edition.years.0).collect();
    begin.sort_unstable();
    for form in forms.iter_mut() {
        let (first, last) = form.edition.years;
        if last.is_none() {
            form.edition.years.1 = begin.iter().find(|&&later| later > first).map(|later| later - 1);
        }
    }
    let mut editions: Vec<Edition> =
        forms.iter().filter(|form| !form.extension).map(|form| form.edition.clone()).collect();
    editions.sort_by_key(|edition| edition.years.0);
    let editions: Arc<[Edition]> = editions.into();
    for form in forms {
        form.editions = editions.clone();
    }
}

/// When reports are due in the year after (公布期限): month and day by kind of agency.
pub type Deadlines = BTreeMap<AgencyKind, (u8, u8)>;

/// The deadlines in words, kinds of one day together: `部门、乡镇街道 1 月 31 日前，政府 3 月 31 日前`.
pub(super) fn due_words(deadlines: &Deadlines) -> String {
    let mut groups: Vec<((u8, u8), Vec<&str>)> = Vec::new();
    for (kind, &day) in deadlines {
        match groups.iter_mut().find(|(other, _)| *other == day) {
            Some((_, kinds)) => kinds.push(kind.as_str()),
            None => groups.push((day, vec![kind.as_str()])),
        }
    }
    let words = |((month, day), kinds): ((u8, u8), Vec<&str>)| format!("{} {month} 月 {day} 日前", kinds.join("、"));
    groups.into_iter().map(words).collect::<Vec<_>>().join("，")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(basis: &str, years: (u16, Option<u16>)) -> Edition {
        Edition { name: String::new(), years, basis: basis.to_owned(), format: String::new() }
    }

    #[test]
    fn a_notice_has_a_year_and_a_number() {
        assert_eq!(edition("国办公开办函〔2021〕30号", (2021, None)).notice(), Some(("2021", "30号")));
        for without in ["", "国务院令第711号", "〔年〕30号", "〔2021〕号", "〔2021〕第30号"] {
            assert_eq!(edition(without, (2021, None)).notice(), None, "{without}");
        }
    }

    #[test]
    fn years_are_said_in_words() {
        let words = |first, last| edition("", (first, last)).years_words();
        assert_eq!(words(2019, Some(2020)), "2019、2020 年度");
        assert_eq!(words(2021, Some(2026)), "2021 至 2026 年度");
        assert_eq!((words(2021, Some(2021)), words(2027, None)), ("2021 年度".into(), "2027 年度起".into()));
    }

    #[test]
    fn deadlines_of_one_day_are_said_together() {
        let days = [(31, 1), (31, 1), (15, 3)];
        let deadlines = AgencyKind::ALL.into_iter().zip(days.map(|(day, month)| (month, day))).collect();
        assert_eq!(due_words(&deadlines), "部门、乡镇街道 1 月 31 日前，政府 3 月 15 日前");
    }
}
