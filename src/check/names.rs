//! name: 标题, 导语 or 落款 that name another agency, or the own one with a character wrong: left from the file that was copied.

mod likeness;
mod mentions;

use std::ops::Range;

use likeness::{is_foreign, is_miscopied, is_mistyped, is_of_name, is_superior, is_within, misspelt};
use mentions::{before_year, named, telling};

use super::{Subject, excusable};
use crate::compose::{Composed, FinishedText};
use crate::diag::{Code, Finding, Severity};
use crate::form::{AgencyKind, Form, agency_words};

/// Longest name that is looked for, in characters.
const LONGEST: usize = 40;

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
    if let Some(meant) = agency_words().undoubled(agency) {
        let place = subject.report.place(&subject.report.agency.range);
        let finding = Finding::new(Code::Name, place, format!("“机关”写的是“{agency}”，末尾像是多了一个字"));
        let help = format!("是“{meant}”的，改正“机关”和文件夹名");
        findings.push(finding.expected(meant).help(help).severity(Severity::Warning));
    }
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
    acting(composed, agency, subject, findings);
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

/// 青石市水务局高度重视……, 2024年，青石市水务局新收申请……: another agency where a sentence begins and tells of its own work.
fn acting(composed: &Composed, agency: &str, subject: &Subject, findings: &mut Vec<Finding>) {
    let former = subject.last_year.map(|last| last.agency.value.as_str());
    let governs = subject.report.kind.value == AgencyKind::Government;
    for text in &composed.texts {
        for range in telling(&text.text) {
            let name = &text.text[range.clone()];
            let at = text.place(range.clone());
            // A government's report speaks of those it sums up, everybody's of who is above.
            let above =
                is_superior(name, agency) || governs && agency_words().kind_of(name) != Some(AgencyKind::Government);
            let attached = |end: &&String| name.ends_with(end.as_str()) && !agency.ends_with(end.as_str());
            let known = above
                || agency_words().attached.iter().any(|end| attached(&end))
                || subject.members.iter().any(|member| member.name == name);
            let told = known || findings.iter().any(|f| f.code == Code::OtherAgency && f.at.range == at.range);
            if is_foreign(name, agency) && former != Some(name) && !told {
                let message = format!("文字里写的是{name}，本报告的机关是{agency}");
                let place = subject.report.place(&subject.report.agency.range);
                let finding = Finding::new(Code::OtherAgency, at, message).also(place, "本报告的机关");
                findings.push(excusable(finding.help("套用其他机关文字的，改为本机关")));
            }
        }
    }
}

fn finding(at: crate::diag::Place, place: &str, name: &str, agency: &str) -> Finding {
    Finding::new(Code::Name, at, format!("{place}写的是“{name}”，本机关是“{agency}”"))
        .expected(agency)
        .help("照“机关”一项的全称改正；“机关”写错的，改那一项和文件夹名")
}

/// Those of them that are another agency's; not one that reports together with this one, X区人民政府 X开发区管委会.
fn others(text: &str, agency: &str) -> Vec<Range<usize>> {
    let beside = |start: usize| text[..start].trim_end_matches([' ', '\u{3000}', '、', '（', '和']).ends_with(agency);
    let mut found = named(text);
    let is_other = |name: &str| is_foreign(name, agency) || is_mistyped(name, agency);
    found.retain(|range| is_other(&text[range.clone()]) && !beside(range.start));
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
            ("根据《条例》规定，沭阳县水务局编制本报告。", vec!["沭阳县水务局"]),
            ("根据条例要求，临江区市场监督管理局编制2024年度报告。", vec!["临江区市场监督管理局"]),
            ("现将沭阳县水务局2024年政府信息公开工作情况报告如下。", vec!["沭阳县水务局"]),
            ("本报告由沭阳县商务居编制。", vec!["沭阳县商务居"]),
            ("根据《条例》规定，沭阳县商务局编制本报告。", vec![]),
            ("按要求，省政府办公厅编制的年度报告格式已更新。", vec![]),
            ("现将沭阳县商务局2024年政府信息公开工作情况报告如下。", vec![]),
            ("现就沭阳县商务系统2024年政府信息公开工作报告如下。", vec![]),
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
        for (agency, text, own) in [
            ("临沂高新技术产业开发区管理委员会", "本报告由临沂高新区党政办公室编制。", true),
            ("烟台经济技术开发区管理委员会", "本报告由烟台经开区管委会办公室编制。", true),
            ("广州市黄埔区人民政府", "现公布广州开发区管委会2024年政府信息公开工作年度报告。", true),
            ("临沂高新技术产业开发区管理委员会", "本报告由莒南县水务局编制。", false),
        ] {
            assert_eq!(foreign(text, agency).is_empty(), own, "{text}");
        }
        let text = "沭阳县水务局高度重视。2024年，沭阳县水务局收到申请5件；与沭阳县水务局高度重视的。";
        let told = telling(text).into_iter().map(|range| &text[range]);
        let told: Vec<&str> = told.filter(|name| is_foreign(name, "沭阳县商务局")).collect();
        assert_eq!(told, ["沭阳县水务局", "沭阳县水务局"]);
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
