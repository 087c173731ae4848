//! Whose report it is, for which year, and of which day: from the title, the signature, and what forms print above a table.

use super::labels::{is_unseen, squeezed};
use crate::date::Date;
use crate::form::agency_words;

/// What a title says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    /// The agency as the title calls it; empty when it stands on a line of its own.
    pub agency: String,
    /// Whether all of it stands in brackets, as a second name does below the first.
    pub bracketed: bool,
    pub year: Option<u16>,
    /// Digits of the year that were not taken, `202020年`.
    pub slip: bool,
}

/// What every title of a report says.
const SUBJECT: &str = "政府信息公开";
const LONGEST_TITLE: usize = 80;
/// Years that reports of these forms can be for.
const YEARS: std::ops::RangeInclusive<u16> = 2008..=2099;

/// Reads a title of a report.
pub(super) fn title(text: &str) -> Option<Title> {
    let text = squeezed(text);
    let (head, tail) = text.split_at(text.find(SUBJECT)?);
    let ended = text.ends_with(['。', '；', '，', '：', ',', ';', ':']);
    // What is published is a report; what is filled in for it is a table.
    let of_report = tail.contains("报告") || tail.contains("年报") || tail.ends_with('表');
    if !of_report || ended || text.chars().count() > LONGEST_TITLE || head.contains(['。', '，', '《', ',']) {
        return None;
    }
    let (agency, found) = match year_in(head) {
        Some(found) => {
            let rest = head[found.end..].strip_prefix('度').unwrap_or(&head[found.end..]);
            let before = &head[..found.start];
            (if before.is_empty() { rest } else { before }, Some(found))
        }
        None => (head, year_in(tail)),
    };
    let (agency, bracketed) = bare(agency);
    // What a table calls itself may be its subject: 2024年收到和处理政府信息公开申请情况统计表.
    let of_table = !tail.contains("报告") && !tail.contains("年报");
    let agency = if of_table && !ends_as_agency(agency) { "" } else { agency };
    let year = found.as_ref().map(|found| found.year);
    Some(Title { agency: agency_name(agency), bracketed, year, slip: found.is_some_and(|found| found.slip) })
}

/// Whether a text ends as the name of an agency does, or of a place.
fn ends_as_agency(text: &str) -> bool {
    let name = text.strip_suffix(')').and_then(|text| text.rfind('(').map(|open| &text[..open])).unwrap_or(text);
    agency_words().ends_as_name(name) || name.ends_with(|c| agency_words().is_seat(c))
}

/// A name in a title without the words and marks around it, brackets that do not close, and the pair that holds all of it.
fn bare(text: &str) -> (&str, bool) {
    let mut name = text.trim_start_matches("关于").trim_end_matches("关于");
    loop {
        let count = |mark: char| name.matches(mark).count();
        let marks = |c: char| match c {
            '(' => count('(') > count(')'),
            ')' => count(')') > count('('),
            c => !c.is_alphanumeric(),
        };
        let next = name.strip_suffix('(').unwrap_or(name);
        let next = next.strip_prefix(marks).or_else(|| next.strip_suffix(marks)).unwrap_or(next);
        if next == name {
            break;
        }
        name = next;
    }
    let inner = name.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|inner| !inner.contains(')'));
    (inner.unwrap_or(name), inner.is_some())
}

/// The name of an agency as it is written: without blanks, its brackets full-width, `青石市商务局（投资促进局）`.
pub(super) fn agency_name(text: &str) -> String {
    squeezed(text).replace('(', "（").replace(')', "）")
}

/// A year as found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct YearFound {
    pub year: u16,
    start: usize,
    /// Behind 年.
    end: usize,
    slip: bool,
}

const NUMERALS: &str = "〇一二三四五六七八九";

fn digit(c: char) -> Option<u16> {
    match c {
        '0'..='9' => u16::try_from(c as u32 - '0' as u32).ok(),
        '零' | '○' | 'Ｏ' => Some(0),
        c => NUMERALS.chars().position(|n| n == c).and_then(|n| u16::try_from(n).ok()),
    }
}

/// The first year followed by 年.
pub(super) fn year_in(text: &str) -> Option<YearFound> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    for (at, &(byte, c)) in chars.iter().enumerate() {
        if c != '年' {
            continue;
        }
        let first = chars[..at].iter().rposition(|(_, c)| digit(*c).is_none()).map_or(0, |before| before + 1);
        let run = &chars[first..at];
        if run.len() < 4 {
            continue;
        }
        let year = run[run.len() - 4..].iter().filter_map(|(_, c)| digit(*c)).fold(0_u16, |n, d| n * 10 + d);
        if YEARS.contains(&year) {
            return Some(YearFound { year, start: run[0].0, end: byte + '年'.len_utf8(), slip: run.len() > 4 });
        }
    }
    None
}

/// All years that a text names.
pub(super) fn years_in(text: &str) -> Vec<u16> {
    let text = squeezed(text);
    let mut years = Vec::new();
    let mut rest = &text[..];
    while let Some(found) = year_in(rest) {
        years.push(found.year);
        rest = &rest[found.end..];
    }
    years
}

/// A line that is a date and nothing else, in brackets or not.
pub(super) fn date_line(text: &str) -> Option<Date> {
    let text = squeezed(text);
    let text = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']'));
    let numbers: Vec<u16> = if text.contains('年') {
        let (year, rest) = text.split_once('年')?;
        let (month, rest) = rest.split_once('月')?;
        let day = rest.strip_suffix(['日', '号'])?;
        let year = year.chars().map(digit).collect::<Option<Vec<u16>>>().filter(|d| d.len() == 4)?;
        vec![year.into_iter().fold(0, |n, d| n * 10 + d), small(month)?, small(day)?]
    } else {
        let parts: Vec<&str> = text.split(['-', '.', '/']).collect();
        parts.iter().map(|part| part.parse::<u16>().ok()).collect::<Option<_>>()?
    };
    let [year, month, day] = numbers[..] else { return None };
    YEARS.contains(&year).then(|| Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)).flatten()
}

/// A date of eight digits, 20250120, where a date is asked for.
pub(super) fn date_of_digits(text: &str) -> Option<Date> {
    let is_date = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u16>().ok();
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    (is_date && YEARS.contains(&year))
        .then(|| Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
        .flatten()
}

/// A number up to 39 in digits or Chinese numerals, `十二`, `二十`.
fn small(text: &str) -> Option<u16> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (tens, ones) = match text.split_once('十') {
        Some((tens, ones)) => (if tens.is_empty() { 1 } else { one(tens)? }, ones),
        None => (0, text),
    };
    Some(tens * 10 + if ones.is_empty() && tens > 0 { 0 } else { one(ones)? })
}

fn one(text: &str) -> Option<u16> {
    let mut chars = text.chars();
    match (chars.next().and_then(digit), chars.next()) {
        (Some(digit), None) => Some(digit),
        _ => None,
    }
}

/// The agency that a form names above its table: `填报单位：某市人民政府　　2024年度`.
pub(super) fn filler(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    let words = ["填报单位", "填报机关", "填表单位", "报送单位", "填报部门", "单位名称", "机关名称"];
    let (_, rest) = words.iter().find_map(|word| text.split_once(word))?;
    let rest = rest.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '：' | '(' | '（' | '章' | '盖' | '公' | ')' | '）')
    });
    let of_name = |c: &char| c.is_alphanumeric() && !c.is_ascii_digit() || "()（）、·".contains(*c);
    let name = agency_name(&rest.chars().take_while(of_name).collect::<String>());
    // 青石市商务局（投资促进局）（盖章）
    let stamp = name.rfind('（').filter(|&open| !name.ends_with('）') || name[open..].contains('章'));
    let name = &name[..stamp.unwrap_or(name.len())];
    (name.chars().count() >= 3).then(|| name.to_owned())
}

/// Whether a line may be an agency's name, or one line of it: 青石市商务局, 广播电视和旅游局（文物局、版权局）.
pub(super) fn may_be_agency(text: &str) -> bool {
    let text = squeezed(text);
    let length = text.chars().count();
    let hanzi = text.chars().filter(|c| c.is_alphabetic()).count();
    (3..=40).contains(&length)
        && hanzi >= 3
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && year_in(&text).is_none()
        && text.chars().all(|c| c.is_alphanumeric() || "()·".contains(c) || c == '、' && text.contains(['(', ')']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, Option<u16>) {
        let title = title(text).unwrap();
        (title.agency, title.year)
    }

    #[test]
    fn titles_name_agency_and_year() {
        assert_eq!(of("青石市教育局2023年政府信息公开工作年度报告"), ("青石市教育局".into(), Some(2023)));
        let two = "青石市商务局（投资促进局）";
        assert_eq!(of(&format!("{two}2023年政府信息公开工作年度报告")), (two.into(), Some(2023)));
        assert_eq!(of("青石市商务局(2023年)政府信息公开工作年度报告"), ("青石市商务局".into(), Some(2023)));
        for text in
            ["关于青石市商务局2023年", "青石市商务局关于2023年度", "(青石市商务局)2023年", "）青石市商务局·2023年"]
        {
            assert_eq!(of(&format!("{text}政府信息公开工作的年度报告")).0, "青石市商务局", "{text}");
        }
        assert_eq!(of("2020年青石市教育局政府信息公开工作年度报告"), ("青石市教育局".into(), Some(2020)));
        assert_eq!(of("青石市 2021 年度\n政府信息公开年度报告"), ("青石市".into(), Some(2021)));
        assert_eq!(of("2023年度政府信息公开工作年度报告数据表"), (String::new(), Some(2023)));
        for table in ["2024年收到和处理政府信息公开申请情况统计表", "2024年主动公开政府信息公开情况表"]
        {
            assert_eq!(of(table), (String::new(), Some(2024)), "{table}");
        }
        for agency in ["青石市", "青石市水务局", "青石市商务局（投资促进局）", "柳河镇"] {
            let table = format!("{agency}2024年度政府信息公开情况统计表");
            assert_eq!(of(&table), (agency.to_owned(), Some(2024)), "{table}");
        }
        assert_eq!(of("青石市二〇二二年政府信息公开工作年度报告"), ("青石市".into(), Some(2022)));
        assert_eq!(of("青石市政府信息公开工作年度报告（2019年）"), ("青石市".into(), Some(2019)));
        let slip = title("青石市202020年政府信息公开工作年度报告").unwrap();
        assert_eq!((slip.year, slip.slip), (Some(2020), true));
        assert_eq!(title("本报告根据《政府信息公开工作年度报告格式》编制。"), None);
        assert_eq!(title("二、主动公开政府信息情况"), None);
    }

    #[test]
    fn dates_stand_alone() {
        let iso = |text: &str| date_line(text).map(Date::iso);
        assert_eq!(iso("（2021年1月22日）").as_deref(), Some("2021-01-22"));
        assert_eq!(iso("二〇二一年一月二十二日").as_deref(), Some("2021-01-22"));
        assert_eq!(iso("2021-1-2").as_deref(), Some("2021-01-02"));
        assert_eq!(iso("发布时间：2021-01-02"), None);
        assert_eq!(iso("2021年2月30日"), None);
        assert_eq!(iso("2021年1月"), None);
        assert_eq!(date_of_digits("20210122").map(Date::iso).as_deref(), Some("2021-01-22"));
        assert_eq!(
            (date_of_digits("20210230"), date_of_digits("2021012"), date_of_digits("二〇二一")),
            (None, None, None)
        );
    }

    #[test]
    fn forms_name_who_filled_them_in() {
        assert_eq!(filler("填报单位：青石市人民政府\u{3000}\u{3000}2024年度").as_deref(), Some("青石市人民政府"));
        assert_eq!(filler("填报单位（盖章）：青石市教育局").as_deref(), Some("青石市教育局"));
        let two = "填报单位：青石市商务局（投资促进局）";
        assert_eq!(filler(two).as_deref(), Some("青石市商务局（投资促进局）"));
        assert_eq!(filler(&format!("{two}（盖章）　2024年度")).as_deref(), Some("青石市商务局（投资促进局）"));
        assert_eq!(filler("填报单位："), None);
        assert!(may_be_agency("青石市教育局") && !may_be_agency("2021年1月22日") && !may_be_agency("无。"));
        assert!(may_be_agency("广播电视和旅游局（文物局、版权局）") && !may_be_agency("公开栏、公开窗口"));
    }
}
