//! What a clerk most likely meant by a name, a year, a day that cannot be read: for the advice in a finding, never for the report.

use std::path::Path;

use crate::date::Date;
use crate::diag::{Code, argument, elsewhere, nearest};
use crate::form::{Form, Layout, NEWEST_YEAR, TableForm, keys};
use crate::report::numeral::numeral;
use crate::report::{DATA, agency_name, named_year};

/// What clerks call entries by, and their names.
pub(super) const MEANT: [(&str, &str); 12] = [
    ("单位", Form::AGENCY),
    ("单位名称", Form::AGENCY),
    ("单位全称", Form::AGENCY),
    ("部门", Form::AGENCY),
    ("机构", Form::AGENCY),
    ("类型", Form::KIND),
    ("单位类型", Form::KIND),
    ("年份", Form::YEAR),
    ("报告年份", Form::YEAR),
    ("时间", Form::DATE),
    ("发布日期", Form::DATE),
    ("公开时间", Form::DATE),
];

/// What to say of a name that nobody knows.
pub(super) struct Advice {
    /// The name that is most likely meant.
    pub meant: Option<String>,
    /// What to do, in words.
    pub words: String,
    /// Whether nothing is known of the name but that it is none of those that there are.
    pub open: bool,
}

impl Advice {
    /// That another name is most likely meant.
    pub fn perhaps(name: &str) -> Advice {
        Advice { meant: Some(name.to_owned()), words: format!("是不是“{name}”？"), open: false }
    }

    /// Only words.
    pub fn words(words: String) -> Advice {
        Advice { meant: None, words, open: false }
    }
}

/// How a blank data file is had in the place of one that is none: by the folder's and the file's name, where they tell whose and when.
pub(super) fn begin_anew(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy());
    match (folder.filter(|folder| agency_name(folder).is_ok()), named_year(path)) {
        (Some(agency), Some(year)) => {
            let data = path.ancestors().nth(2).unwrap_or(Path::new(DATA));
            let option = elsewhere("--data", data, DATA);
            format!("；要一份空白的，把这个文件移走，再运行：nianbao new {} {year}{option}", argument(&agency))
        }
        _ => String::new(),
    }
}

/// A text with half-width digits in place of full-width ones and of single Chinese numerals, 二〇二四.
fn in_digits(text: &str) -> String {
    let digit = |c: char| match c {
        '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32).unwrap_or(c),
        'Ｏ' | 'O' | 'o' => '0',
        c => "〇一二三四五六七八九"
            .chars()
            .position(|own| own == c || c == '零' && own == '〇')
            .map_or(c, |at| char::from_digit(at as u32, 10).unwrap_or(c)),
    };
    text.chars().map(digit).collect()
}

/// The year that is meant by `2024年`, `２０２４`, `二〇二四年度`.
pub(super) fn meant_year(text: &str) -> Option<u16> {
    let digits: String = in_digits(text).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|year| digits.len() == 4 && (2000..=NEWEST_YEAR).contains(year))
}

/// The day that is meant by a date written for people: 2025年1月20日, 2025.1.20, 20250120.
pub(super) fn meant_date(text: &str) -> Option<Date> {
    let text = &text.trim().replace('元', "一");
    // A spreadsheet shows the time of day behind it.
    let text = text.split_once([' ', 'T']).filter(|(_, time)| time.contains(':')).map_or(text.as_str(), |(day, _)| day);
    if let Some(day) = text.parse().ok().filter(|day| SERIALS.contains(day)) {
        return Some(of_serial(day));
    }
    let is_sign = |c: char| !c.is_alphanumeric() || "年月日".contains(c);
    let number = |part: &str| numeral(part).map_or_else(|| in_digits(part), |number| number.to_string());
    let numbers: Vec<String> = text.split(is_sign).filter(|part| !part.is_empty()).map(number).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let parts = match numbers[..] {
        [year, month, day] if year.len() == 4 => [year, month, day],
        // 22/1/2024 can be no other day; 1/2/2024 can.
        [day, month, year] if year.len() == 4 && day.parse::<u8>().is_ok_and(|day| day > 12) => [year, month, day],
        [all] if all.len() == 8 && all.is_ascii() => [&all[..4], &all[4..6], &all[6..]],
        _ => return None,
    };
    let [year, month, day] = parts.map(|part| part.parse::<u16>().ok());
    Date::new(year?, u8::try_from(month?).ok()?, u8::try_from(day?).ok()?)
}

/// The days of 2019 to 2099 as a spreadsheet numbers them, from 1899-12-30.
const SERIALS: std::ops::Range<u32> = 43_466..73_051;

/// The day that a spreadsheet shows by its number, where a cell has lost its format.
fn of_serial(day: u32) -> Date {
    let mut date = Date::EPOCH_2019;
    (SERIALS.start..day).for_each(|_| date = date.next());
    date
}

/// The check that a name is meant for: by its code, or by what it is about, 上年结转.
pub(super) fn meant_code(name: &str) -> Option<Code> {
    let codes = || Code::ALL.iter().copied().filter(|code| code.acknowledgeable());
    let near = nearest(&name.to_ascii_lowercase(), codes().map(Code::as_str));
    let by_meaning = || codes().find(|code| name.chars().count() >= 2 && code.meaning().contains(name));
    near.and_then(Code::parse).or_else(by_meaning)
}

/// What to write for the name of a column that a row does not have; nothing where nobody knows.
pub(super) fn meant_column(form: &TableForm, written: &str, known: &[&str]) -> String {
    let heads = if let Layout::Rows(rows) = &form.layout { &rows.heads[..] } else { &[] };
    if let Some(head) = heads.iter().find(|head| head.label == written && !head.parts.is_empty()) {
        return format!("它下面分 {} 列，逐列填：{}；", head.parts.len(), head.parts.join("、"));
    }
    // 商业企业2: the colon is missing between the name and its figure.
    let name = written.trim_end_matches(|c: char| c.is_ascii_digit());
    let figure = &written[name.len()..];
    let name = name.trim_end();
    if !figure.is_empty() && known.contains(&name) {
        return format!("名称和数之间少了冒号，写成“{name}: {figure}”；");
    }
    let by_name = called(written).filter(|name| known.contains(name));
    let near = by_name.or_else(|| nearest(written, known.iter().copied()));
    near.map(|near| format!("是不是“{near}”？")).unwrap_or_default()
}

/// What people call a column of applicants by.
fn called(name: &str) -> Option<&'static str> {
    let natural = ["公民", "个人", "自然人数", "群众", "市民", "居民", "村民"].contains(&name);
    natural.then_some(keys::applicant::NATURAL)
}

/// A letter typed for the digit that it looks like, when the rest is digits: O for 0, l for 1.
pub(super) fn looks_like(text: &str) -> Option<(char, char)> {
    let pairs = [('O', '0'), ('o', '0'), ('l', '1'), ('I', '1')];
    let (letter, digit) = pairs.into_iter().find(|(letter, _)| text.contains(*letter))?;
    text.chars().all(|c| c.is_ascii_digit() || c == letter).then_some((letter, digit))
}

/// What a plain sum comes to, `=100+12`.
pub(super) fn added_up(text: &str) -> Option<u32> {
    let terms = text.trim_start_matches('=').split('+').map(|term| term.trim().parse::<u32>().ok());
    let terms: Vec<u32> = terms.collect::<Option<_>>()?;
    if terms.len() > 1 { terms.into_iter().try_fold(0, u32::checked_add) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_is_told_where_it_can_be() {
        for (text, year) in [("2024年", 2024), ("２０２４", 2024), ("二〇二四年度", 2024), ("2O24", 2024)] {
            assert_eq!(meant_year(text), Some(year), "{text}");
        }
        for text in ["24", "20245", "今年", "1024", ""] {
            assert_eq!(meant_year(text), None, "{text}");
        }
        for text in [
            "2025年1月20日",
            "2025.1.20",
            "2025/01/20",
            "20250120",
            "２０２５-1-20",
            "二〇二五年一月二十日",
            "二零二五年1月二十日",
            "2025年 1月20",
            "2025年元月20日",
            "2025-1-20 00:00:00",
            "20/1/2025",
            "45677",
        ] {
            assert_eq!(meant_date(text).map(Date::iso).as_deref(), Some("2025-01-20"), "{text}");
        }
        for text in ["2025-01", "25-1-20", "2025-15-01", "1月20日", "2025-1-300", "一月十五日", "45,677", "1/2/2025"]
        {
            assert_eq!(meant_date(text), None, "{text}");
        }
        assert_eq!(meant_code("carry_over"), Some(Code::CarryOver));
        assert_eq!(meant_code("上年结转"), Some(Code::CarryOver));
        assert_eq!(meant_code("天气"), None);
        let anew = |path: &str| begin_anew(Path::new(path));
        assert!(anew("data/甲局/2024.yaml").ends_with("nianbao new 甲局 2024"));
        assert!(anew("数据/甲局/2024.yaml").ends_with("nianbao new 甲局 2024 --data 数据"));
        assert_eq!(anew("草稿.yaml"), "");
    }
}
