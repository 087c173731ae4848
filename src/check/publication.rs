//! Publication: whether the report is in time, and whether it is called what it must be called.

use super::subject::Subject;
use crate::date::Date;
use crate::diag::{Code, Finding};

/// 成文日期 against the form's deadline for this kind of agency, and against the year's end.
pub(super) fn date(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    let (date, kind, year) = (report.date.value, report.kind.value, report.year.value);
    let Some(&(month, day)) = report.form.deadlines.get(&kind) else { return };
    let found = |message: String| Finding::new(Code::Late, report.place(&report.date.range), message);
    let written = (date.year(), date.month(), date.day());
    if written > (year + 1, month, day) {
        let message = format!(
            "成文日期是 {}，{}的 {year} 年度报告应在 {} 年 {month} 月 {day} 日以前公布",
            date.chinese(),
            kind.as_str(),
            year + 1
        );
        let mut found = found(message).also(report.place(&report.kind.range), "机关类型");
        found.help.extend(Some(report.form.due_basis.clone()).filter(|basis| !basis.is_empty()));
        findings.push(found.help("日期写错的改正；确已逾期的应当尽快公布，不要倒填日期"));
    } else if date.year() <= year {
        findings.push(
            found(format!("成文日期是 {}，{year} 年度还没有结束", date.chinese()))
                .also(report.place(&report.year.range), "年度")
                .help(match Date::new(year + 1, date.month(), date.day()) {
                    Some(next) if date.year() == year => {
                        format!("统计期限到 12 月 31 日为止，报告在次年写成；年份写错的，写 {}", next.iso())
                    }
                    _ => "统计期限到 12 月 31 日为止，报告在次年写成；核对成文日期和年度".to_owned(),
                }),
        );
    }
}

/// A title in place of the form's own (标题) must still say the year and what the report is.
pub(super) fn title(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    let Some(title) = &report.title else { return };
    let text: String = title.value.chars().filter(|c| !c.is_whitespace()).collect();
    let (year, name) = (report.year.value, report.form.name_of_report());
    let years = years(&text);
    let problem = if let Some(other) = years.iter().find(|&&other| other != year) {
        format!("标题写的是 {other} 年，年度却是 {year}")
    } else if years.is_empty() {
        "标题里没有年度".to_owned()
    } else if text.contains(&format!("{year}年度")) || text.matches("年度").count() > name.matches("年度").count()
    {
        format!("标题里“年度”重复：{year} 后面只写“年”")
    } else if !text.contains(&format!("{year}{name}")) {
        missing(&text, &name)
    } else {
        return;
    };
    let right = format!("{}{year}{name}", report.agency.value);
    findings.push(
        Finding::new(Code::Title, report.place(&title.range), problem)
            .help(format!("写作“{right}”；或删去“标题”，由程序按表样写"))
            .expected(right),
    );
}

/// What a title lacks of the report's name.
fn missing(text: &str, name: &str) -> String {
    let without = |word: &str| !text.contains(word) && text.contains(&name.trim_start_matches('年').replace(word, ""));
    if without("工作") {
        "标题缺“工作”二字".to_owned()
    } else {
        format!("标题里没有“{}”", name.trim_start_matches('年'))
    }
}

/// The four-digit years in a text.
fn years(text: &str) -> Vec<u16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .filter_map(|y| y.parse::<u16>().ok())
        .collect()
}
