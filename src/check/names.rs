//! name: 标题, 导语 or 落款 that name another agency, or the own one with a character wrong: left from the file that was copied.

use std::ops::Range;

use super::Subject;
use crate::compose::FinishedText;
use crate::diag::{Code, Finding, Severity};
use crate::form::{AgencyKind, Form, agency_words};

/// What the name of a street's place ends with: 东关街道办事处 has no other.
const STREET: &str = "街道";
/// Longest place with which a name begins, in characters.
const LONGEST_PLACE: usize = 9;
/// Shortest name of an agency, in characters.
const SHORTEST_NAME: usize = 4;
/// Longest name that is looked for, in characters.
const LONGEST: usize = 40;
/// Shortest name whose near misses are looked for.
const SHORTEST: usize = 5;

pub(super) fn check(subject: &Subject, findings: &mut Vec<Finding>) {
    let Some(composed) = subject.composed else { return };
    let agency = subject.report.agency.value.as_str();
    if let Some(half) = agency.find(['(', ')']) {
        let place = subject.report.place(&subject.report.agency.range);
        let message = format!("“机关”里的“{}”是半角括号，会照样印出来", &agency[half..=half]);
        findings
            .push(Finding::new(Code::Punctuation, place, message).help("公文用全角的“（”“）”；改了，文件夹名一并改"));
    }
    findings.extend(other_kind(subject));
    if let Some(title) = &subject.report.title {
        let printed = &composed.document.meta.title;
        let is_wrong = |name: &&str| is_foreign(name, agency) || is_miscopied(name, agency);
        if let Some(name) = before_year(printed).map(|range| &printed[range]).filter(is_wrong) {
            let at = subject.report.place(&title.range);
            findings.push(finding(at, "标题", name, agency).help("一般不必写“标题”，由机关全称和年度组成"));
        }
    }
    if let Some(text) = composed.texts.iter().find(|text| text.key == Form::PREFACE) {
        let near = misspelt(&text.text, agency);
        let named = others(&text.text, agency).into_iter();
        let mut ranges: Vec<Range<usize>> = near;
        for range in named {
            if ranges.iter().all(|known| known.end <= range.start || range.end <= known.start) {
                ranges.push(range);
            }
        }
        // What is wrong for certain is not said a second time as likely.
        let places: Vec<_> = ranges.iter().map(|range| text.place(range.clone())).collect();
        findings.retain(|f| f.code != Code::OtherAgency || places.iter().all(|place| place.range != f.at.range));
        let told =
            ranges.into_iter().map(|range| finding(text.place(range.clone()), "导语", &text.text[range], agency));
        findings.extend(told);
    }
    if let Some((text, range)) = composed.texts.iter().find_map(|text| signature(subject, text)) {
        let name = &text.text[range.clone()];
        // A government's report is signed by its office as often.
        if name != agency && !is_within(name, agency) {
            findings.push(finding(text.place(range.clone()), "文末的落款", name, agency));
        }
    }
}

/// 机关类型 that is another than the name says: 政府 for a 镇人民政府. An office of a government may report for all of it.
fn other_kind(subject: &Subject) -> Option<Finding> {
    let (agency, kind) = (&subject.report.agency.value, &subject.report.kind);
    let says = agency_words().kind_of(agency).filter(|says| *says != AgencyKind::Department && *says != kind.value)?;
    let message = format!("“机关类型”填的是{}，从名称看是{}", kind.value.as_str(), says.as_str());
    let help = format!("改为“机关类型: {}”；公布期限和要写的内容因类型不同", says.as_str());
    let found = Finding::new(Code::Name, subject.report.place(&kind.range), message).expected(says.as_str()).help(help);
    Some(found.severity(Severity::Warning))
}

fn finding(at: crate::diag::Place, place: &str, name: &str, agency: &str) -> Finding {
    Finding::new(Code::Name, at, format!("{place}写的是“{name}”，本机关是“{agency}”"))
        .expected(agency)
        .help("照“机关”一项的全称改正；“机关”写错的，改那一项和文件夹名")
}

/// What stands before the year at the beginning of a title.
fn before_year(title: &str) -> Option<Range<usize>> {
    let year = title.find("20")?;
    let name = title[..year].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '）');
    (!name.is_empty()).then_some(0..name.len())
}

/// Names in the places where a preface names its own agency: before the report's title, and behind 由 … 编制.
fn named(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("年政府信息公开工作年度报告") {
        // 《关于做好……年度报告编制工作的通知》 is somebody else's paper.
        let rest = &text[at + "年政府信息公开工作年度报告".len()..];
        if rest.starts_with(['编', '的']) || rest.starts_with("工作") {
            continue;
        }
        let name = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        found.extend(name_before(text, name.len()));
    }
    found.extend(first_named(text));
    found.extend(text.match_indices('由').filter_map(|(at, by)| named_behind(text, at + by.len())));
    found
}

/// Those of them that are another agency's; not one that reports together with this one, X区人民政府 X开发区管委会.
fn others(text: &str, agency: &str) -> Vec<Range<usize>> {
    let beside = |start: usize| text[..start].trim_end_matches([' ', '\u{3000}', '、', '（', '和']).ends_with(agency);
    let mut found = named(text);
    found.retain(|range| is_foreign(&text[range.clone()], agency) && !beside(range.start));
    found
}

/// The name behind 由: up to what its body does, 编制, or rests on, 由……根据……编制.
fn named_behind(text: &str, start: usize) -> Option<Range<usize>> {
    let length = text[start..].char_indices().take(LONGEST).find(|&(_, c)| !is_of_name(c));
    let run = &text[start..length.map_or(text.len(), |(at, _)| start + at)];
    let sentence = text[start..].split(['。', '\n']).next().unwrap_or_default();
    let end = agency_words()
        .follows
        .iter()
        .filter_map(|word| run.find(word.as_str()))
        .min()
        .filter(|_| sentence.contains("编制"))?;
    let name = run[..end].trim_end_matches("负责").trim_end_matches("牵头");
    (!name.is_empty()).then(|| start..start + name.len())
}

/// The names with which paragraphs of a preface begin: 青石市水务局根据……编制本报告.
fn first_named(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_start();
        let from = start + line.len() - body.len();
        start += line.len();
        let of_report = ["本报告", "年度报告", "年报"].iter().any(|word| body.contains(word));
        let end = agency_words()
            .follows
            .iter()
            .filter_map(|word| body.find(word.as_str()))
            .min()
            .filter(|end| *end > 0 && of_report);
        if let Some(end) = end.filter(|end| body[..*end].chars().all(is_of_name)) {
            found.push(from..from + end);
        }
    }
    found
}

/// The name that ends at an offset: what stands behind the last word that leads up to one.
fn name_before(text: &str, end: usize) -> Option<Range<usize>> {
    let run: Vec<(usize, char)> =
        text[..end].char_indices().rev().take_while(|&(_, c)| is_of_name(c)).take(LONGEST).collect();
    let start = run.last()?.0;
    let behind = |lead: &String| text[start..end].rfind(lead.as_str()).map(|at| start + at + lead.len());
    let long = |from: &usize| text[*from..end].chars().count() >= SHORTEST_NAME;
    Some(agency_words().leads.iter().filter_map(|lead| behind(lead).filter(long)).max().unwrap_or(start)..end)
}

/// Whether a character ends the name of a place.
fn is_seat(c: char) -> bool {
    agency_words().is_seat(c)
}

/// Whether a character within a name is left out as often as not: 发展改革局 for 发展和改革局, 青石水务局 for 青石市水务局.
fn is_left_out(c: char) -> bool {
    is_seat(c) || agency_words().joints.contains(c)
}

fn is_of_name(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c) || c == '（' || c == '）'
}

/// Whether a text is the name of an agency and not of this one: neither its full name, nor a part or a short form of it, nor
/// an office within it.
fn is_foreign(name: &str, agency: &str) -> bool {
    let own = name.contains(agency)
        || is_short_for(name, agency)
        || ends_as(name, agency)
        || is_within(name, agency)
        || is_part(name, agency);
    let long = name.chars().count() >= SHORTEST_NAME && agency_words().ends_as_name(name);
    long && is_well_formed(name) && !own
}

/// Whether it ends with the own name from an inner place on, and only words stand before: 制定西湖区民政局 for 南昌市西湖区民政局.
fn ends_as<'a>(name: &str, agency: &'a str) -> bool {
    let inner = agency.char_indices().filter(|(_, c)| is_seat(*c)).map(|(at, c)| &agency[at + c.len_utf8()..]);
    let inner = inner.filter(|inner| inner.contains(is_seat) || inner.contains(STREET));
    // 制定和平街道 for 梅河口市和平街道办事处
    let street = |inner: &'a str| inner.find(STREET).map(|at| &inner[..at + STREET.len()]);
    let before =
        inner.flat_map(|inner| [Some(inner), street(inner)]).flatten().find_map(|inner| name.strip_suffix(inner));
    before.is_some_and(|before| !before.contains(is_seat))
}

/// Whether it is an office or a department of the government whose report this is: 石江乡党政办公室 for 丰城市石江乡人民政府,
/// 县政务服务局 for 某县人民政府; its report is made there as a rule.
fn is_within(name: &str, agency: &str) -> bool {
    let Some(government) = agency_words().governments.iter().find_map(|end| agency.strip_suffix(end.as_str())) else {
        return false;
    };
    let end = name.char_indices().filter(|(_, c)| is_seat(*c)).map(|(at, c)| at + c.len_utf8()).next_back();
    end.is_some_and(|end| government.ends_with(&name[..end]))
}

/// Whether it is an office within this agency: 省统计局政务公开办公室 for 安徽省统计局.
fn is_part(name: &str, agency: &str) -> bool {
    let bodies = name.char_indices().skip(3).map(|(at, _)| &name[..at]);
    // 临沂高新区党政办公室 for 临沂高新技术产业开发区管理委员会
    let zone = agency_words().governments.iter().any(|end| agency.ends_with(end.as_str()));
    let is_body = |body: &&str| agency_words().ends_as_name(body) || zone && body.ends_with('区');
    bodies.filter(is_body).any(|body| is_short_for(body, agency))
}

/// Whether a name begins as names of agencies do: with a place of at most so many characters (沭阳县, 县), or as those of the state do.
fn is_well_formed(name: &str) -> bool {
    let place: String = name.chars().take(LONGEST_PLACE).collect();
    let end = place.find(is_seat).or_else(|| place.find(STREET));
    let state = ["中国", "国家", "中共"].iter().any(|lead| name.starts_with(lead));
    let plain = |text: &str| !text.contains(|c| agency_words().no_place.contains(c));
    (state || end.is_some_and(|end| plain(&place[..end]))) && !name.contains("关于") && !name.contains("印发")
}

/// Whether a name has only characters of another, in the same order: 市应急局 for 某市应急管理局, 市科委 for 某市科学技术委员会.
fn is_short_for(short: &str, name: &str) -> bool {
    let mut rest = name.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// Whether a text is a name with one character within it left out, or one written twice. What people leave out for short are more
/// characters than one, and what stands before the place.
fn is_miscopied(text: &str, name: &str) -> bool {
    let (text, name): (Vec<char>, Vec<char>) = (text.chars().collect(), name.chars().collect());
    let same = text.iter().zip(&name).take_while(|(a, b)| a == b).count();
    if same == 0 || name.len() < SHORTEST {
        return false;
    }
    if text.len() + 1 == name.len() {
        return same < text.len() && text[same..] == name[same + 1..] && !is_left_out(name[same]);
    }
    let is_twice = |at: usize| text[at] == text[at - 1];
    text.len() == name.len() + 1 && is_twice(same) && text[same + 1..] == name[same..]
}

/// Where a text has the own name with a character left out or written twice.
fn miscopied(text: &str, agency: &str) -> Vec<Range<usize>> {
    let length = agency.chars().count();
    let first = agency.chars().next().unwrap_or_default();
    let mut found = Vec::new();
    for (start, _) in text.match_indices(first) {
        let end = |count: usize| text[start..].char_indices().nth(count).map_or(text.len(), |(at, _)| start + at);
        if text[start..].starts_with(agency) {
            // 局局长 is the head of the own one.
            let goes_on = text[end(length + 1)..].chars().next().is_some_and(is_of_name);
            found.extend(Some(start..end(length + 1)).filter(|at| !goes_on && is_miscopied(&text[at.clone()], agency)));
            continue;
        }
        let mut ranges = [length - 1, length + 1].into_iter().map(|count| start..end(count));
        found.extend(ranges.find(|range| is_miscopied(&text[range.clone()], agency)));
    }
    found
}

/// Where a text has the own name with a slip in it.
fn misspelt(text: &str, agency: &str) -> Vec<Range<usize>> {
    let mut found = near_misses(text, agency);
    let more = miscopied(text, agency);
    found.extend(
        more.into_iter().filter(|at| found.iter().all(|f| f.end <= at.start || at.end <= f.start)).collect::<Vec<_>>(),
    );
    found
}

/// Where a text has the own name with one character of its place wrong, or two of them exchanged.
fn near_misses(text: &str, agency: &str) -> Vec<Range<usize>> {
    let own: Vec<char> = agency.chars().collect();
    let place = own.iter().rposition(|c| agency_words().places.contains(*c)).unwrap_or(0);
    if own.len() < SHORTEST || place == 0 {
        return Vec::new();
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    for window in chars.windows(own.len()) {
        let wrong: Vec<usize> = (0..own.len()).filter(|&at| window[at].1 != own[at]).collect();
        let miss = match wrong[..] {
            [one] => one < place && is_of_name(window[one].1),
            [one, two] => two == one + 1 && window[one].1 == own[two] && window[two].1 == own[one],
            _ => false,
        };
        if miss {
            let (last, c) = window[own.len() - 1];
            found.push(window[0].0..last + c.len_utf8());
        }
    }
    found
}

/// A last line that is only a name: what somebody typed as the signature.
fn signature<'a>(subject: &Subject, text: &'a FinishedText) -> Option<(&'a FinishedText, Range<usize>)> {
    let last = subject.report.form.sections.iter().rev().find_map(|section| section.prose.as_deref())?;
    if text.key != last {
        return None;
    }
    let lines: Vec<Range<usize>> = text.paragraphs().collect();
    let named = |range: &&Range<usize>| {
        let line = &text.text[(*range).clone()];
        let length = line.chars().count();
        (4..=LONGEST).contains(&length) && line.chars().all(is_of_name) && agency_words().ends_as_name(line)
    };
    lines.iter().skip(1).rev().take(2).find(named).map(|range| (text, range.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign<'a>(text: &'a str, agency: &str) -> Vec<&'a str> {
        let near = misspelt(text, agency);
        let mut found: Vec<&str> = near.into_iter().map(|range| &text[range]).collect();
        found.extend(others(text, agency).into_iter().map(|range| &text[range]));
        found.dedup();
        found
    }

    #[test]
    fn other_names_are_told_from_the_own_one() {
        for (text, found) in [
            ("本报告由沐阳县商务局编制。", vec!["沐阳县商务局"]),
            ("本报告由沭阳县教育局负责编制。", vec!["沭阳县教育局"]),
            ("现将沭阳县教育局2024年政府信息公开工作年度报告公布如下。", vec!["沭阳县教育局"]),
            ("现将沭阳县商务局2024年政府信息公开工作年度报告公布如下。", vec![]),
            ("本报告由我局编制。", vec![]),
            ("本报告由江苏省沭阳县商务局编制。", vec![]),
            ("根据《县政府办公室关于做好2024年政府信息公开工作年度报告编制工作的通知》编制。", vec![]),
            ("现公布我局2024年政府信息公开工作年度报告。", vec![]),
            ("联系沭阳县税务局、沭阳县教育局。", vec![]),
            ("现公开县商务局2024年政府信息公开工作年度报告。", vec![]),
            ("特向社会公开发布县商务局2024年政府信息公开工作年度报告。", vec![]),
            ("经县政府同意形成沭阳县商务局2024年政府信息公开工作年度报告。", vec![]),
            ("现公开县教育局2024年政府信息公开工作年度报告。", vec!["县教育局"]),
            ("现公布沭阳县教育局2024年政府信息公开工作年度报告。", vec!["沭阳县教育局"]),
            ("本报告由办公室负责同志牵头各科室编制。", vec![]),
            ("现公布沭阳县商局2024年政府信息公开工作年度报告。", vec!["沭阳县商局"]),
            ("现公布沭阳商务局2024年政府信息公开工作年度报告。", vec![]),
            ("现公布沭阳县商务局局2024年政府信息公开工作年度报告。", vec!["沭阳县商务局局"]),
            ("现公布沭阳县县商务局2024年政府信息公开工作年度报告。", vec!["沭阳县县商务局"]),
            ("沭阳县商务局局长主持，沭阳县商务系统、县商务局、沭阳县商务局局属单位参加。", vec![]),
        ] {
            assert_eq!(foreign(text, "沭阳县商务局"), found, "{text}");
        }
        for (text, found) in [
            ("本报告由石江乡党政办公室编制。", vec![]),
            ("本报告由石江乡人民政府根据《条例》编制，所列数据截至2024年12月31日。", vec![]),
            ("本报告由石红乡人民政府根据《条例》编制，所列数据截至2024年12月31日。", vec!["石红乡人民政府"]),
            ("本报告由石滩镇人民政府按照国务院办公厅的格式编制。", vec!["石滩镇人民政府"]),
            ("本报告由党政办按照石江乡人民政府的要求编制。", vec![]),
            ("由此可见，石滩镇人民政府的做法值得学习，本报告已编制。", vec![]),
            ("本报告由石江乡人民政府办公室编制。", vec![]),
            ("本报告由丰城市石江乡综合办公室编制。", vec![]),
            ("统计制定石江乡人民政府2024年政府信息公开工作年度报告。", vec![]),
            ("本报告由石滩镇党政办公室编制。", vec!["石滩镇党政办公室"]),
            ("本报告由河洲街道办事处编制。", vec!["河洲街道办事处"]),
            ("现公布丰城市石滩镇人民政府2024年政府信息公开工作年度报告。", vec!["丰城市石滩镇人民政府"]),
        ] {
            assert_eq!(foreign(text, "丰城市石江乡人民政府"), found, "{text}");
        }
        for text in ["本报告由县商务局办公室编制。", "本报告由沭阳县商务局政务公开领导小组办公室编制。"]
        {
            assert!(foreign(text, "沭阳县商务局").is_empty(), "{text}");
        }
        let zone = "临江高新技术产业开发区管理委员会";
        assert!(foreign("本报告由临江高新区党政办公室编制。", zone).is_empty());
        assert_eq!(foreign("本报告由沭阳高新区党政办公室编制。", zone), ["沭阳高新区党政办公室"]);
        let street = "青石市和平街道办事处";
        assert!(foreign("统计制定和平街道2024年政府信息公开工作年度报告。", street).is_empty());
        assert!(!foreign("现公布青石市红旗街道办事处2024年政府信息公开工作年度报告。", street).is_empty());
        // Two bodies that report as one.
        let joint = "现公布临江市青石区人民政府 临江开发区管委会2024年政府信息公开工作年度报告。";
        assert!(foreign(joint, "临江市青石区人民政府").is_empty());
        let text = "沭阳县发展改革局2024年政府信息公开工作年度报告";
        assert!(foreign(text, "沭阳县发展和改革局").is_empty());
    }
}
