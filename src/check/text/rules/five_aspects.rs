//! five-aspects: what section 一 should speak of.

use crate::check::subject::Subject;
use crate::check::text::prose::Prose;
use crate::diag::{Code, Finding};
use crate::report::AgencyKind;

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

pub(crate) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    findings.extend(aspects(subject, prose));
}

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
