//! section-empty, section-order and five-aspects: what each part of the report must have.

use super::{Prose, Subject};
use crate::compose::Origin;
use crate::diag::{Code, Finding, Severity};
use crate::document::Block;
use crate::report::AgencyKind;

/// Characters beyond which section 一 is long (国办公开办函〔2021〕30号).
const LONG: usize = 1_000;
/// Characters below which section 五 says nothing.
const SHORT: usize = 10;

pub(super) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    lengths(subject, prose, findings);
    order(subject, findings);
    findings.extend(aspects(subject, prose));
}

fn lengths(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    for (order, section) in subject.report.form.sections.iter().filter(|section| section.prose.is_some()).enumerate() {
        let Some(reading) = prose.readings.iter().find(|reading| Some(reading.text.key) == section.prose.as_deref())
        else {
            continue;
        };
        let text = reading.text.text.trim();
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        let start = reading.text.text.find(text).unwrap_or(0);
        let place = || reading.text.place(start..start + text.len());
        let first_line = reading.paragraphs.first().map(|paragraph| paragraph.range.clone()).unwrap_or(0..0);
        let nothing = text.trim_matches(['。', '.', ' ']);
        // Sections 一 and 五 must say something; 六 may be 无.
        let told = order < 2;
        if told && text.is_empty() {
            findings.push(
                Finding::new(Code::SectionEmpty, place(), format!("“{}”没有内容", section.title))
                    .help("这一部分必须写（条例第五十条）"),
            );
        } else if order == 1
            && (matches!(nothing, "无" | "没有" | "暂无" | "不存在" | "无问题" | "略") || length < SHORT)
        {
            findings.push(
                Finding::new(Code::SectionEmpty, place(), format!("“{}”只有 {length} 个字", section.title))
                    .severity(Severity::Warning)
                    .help("写明主要问题和改进情况（条例第五十条）"),
            );
        } else if order == 0 && length > LONG {
            findings.push(
                Finding::new(
                    Code::SectionEmpty,
                    reading.text.place(first_line),
                    format!("“{}”有 {length} 个字，超过 {LONG} 个字", section.title),
                )
                .severity(Severity::Hint)
                .help("这一部分宜简明，原则上不超过 1000 字"),
            );
        }
    }
}

fn order(subject: &Subject, findings: &mut Vec<Finding>) {
    let Some(composed) = subject.composed else { return };
    let report = subject.report;
    let mut printed = Vec::new();
    for (index, block) in composed.document.blocks.iter().enumerate() {
        let Block::Heading { level: 1, text } = block else { continue };
        if let Origin::Prose(..) = composed.origins[index] {
            findings.push(
                Finding::new(
                    Code::SectionOrder,
                    composed.place(report, index),
                    format!("“{text}”会印成一级标题，一级标题只能是规定的{}个", report.form.sections.len()),
                )
                .help("正文里的小标题用“（一）”“1.”“（1）”；规定的六个标题由程序印出，不要写进正文"),
            );
        } else {
            printed.push(text.as_str());
        }
    }
    let official: Vec<&str> = report.form.sections.iter().map(|section| section.title.as_str()).collect();
    if printed != official {
        findings.push(
            Finding::new(
                Code::SectionOrder,
                report.place(&report.agency.range),
                format!("成文的一级标题依次是{}，不是规定的六个", printed.join("、")),
            )
            .help(format!("按表样依次为{}；核对骨架文件 report.j2", official.join("、"))),
        );
    }
}

/// The aspects of section 一 and the words that show each.
const ASPECTS: [(&str, &[&str]); 5] = [
    ("主动公开", &["主动公开", "主动发布", "重点领域", "公开重点"]),
    ("依申请公开", &["依申请", "申请"]),
    ("政府信息管理", &["信息管理", "规范性文件", "信息资源", "清理", "保密审查", "公开属性", "审核", "审查"]),
    ("平台建设", &["平台", "网站", "专栏", "新媒体", "公众号"]),
    ("监督保障", &["监督", "保障", "考核", "培训"]),
];
/// What a government adds (条例第五十条).
const GOVERNMENT: [(&str, &[&str]); 3] =
    [("工作考核", &["考核"]), ("社会评议", &["评议"]), ("责任追究", &["责任追究", "追责", "问责", "追究责任"])];

fn aspects(subject: &Subject, prose: &Prose) -> Option<Finding> {
    let key = subject.report.form.sections.first()?.prose.as_ref()?;
    let reading = prose.readings.iter().find(|reading| reading.text.key == *key)?;
    let text = reading.text.text.as_str();
    let government = subject.report.kind.value == AgencyKind::Government;
    let expected = ASPECTS.iter().chain(GOVERNMENT.iter().filter(|_| government));
    let missing: Vec<&str> = expected
        .filter(|(_, words)| !words.iter().any(|word| text.contains(word)))
        .map(|(aspect, _)| *aspect)
        .collect();
    if missing.is_empty() || text.trim().is_empty() {
        return None;
    }
    let place = reading.text.place(reading.paragraphs.first()?.range.clone());
    let help = if government {
        "总体情况一般写主动公开、依申请公开、政府信息管理、平台建设、监督保障；政府还要写工作考核、社会评议和责任追究结果（条例第五十条）"
    } else {
        "总体情况一般写主动公开、依申请公开、政府信息管理、平台建设、监督保障五个方面"
    };
    Some(Finding::new(Code::FiveAspects, place, format!("总体情况没有写到{}", missing.join("、"))).help(help))
}
