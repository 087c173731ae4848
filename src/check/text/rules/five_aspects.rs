//! five-aspects: what section 一 should speak of.

use crate::check::subject::Subject;
use crate::check::text::prose::ReadProse;
use crate::check::text::words::Phrase;
use crate::diag::{Code, Finding};
use crate::report::AgencyKind;

/// The aspects of section 一, each named by the words that show it.
const ASPECTS: [Phrase; 5] =
    [Phrase::Publishing, Phrase::Answering, Phrase::Managing, Phrase::Platforms, Phrase::Supervision];
/// What a government adds (条例第五十条).
const GOVERNMENT: [Phrase; 3] = [Phrase::Assessment, Phrase::PublicReview, Phrase::Accountability];

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    findings.extend(aspects(subject, prose));
}

fn aspects(subject: &Subject, prose: &ReadProse) -> Option<Finding> {
    let reading = prose.field(subject.report.form.sections.first()?.prose.as_deref()?)?;
    let text = reading.text.text.as_str();
    let government = subject.report.kind.value == AgencyKind::Government;
    let expected = ASPECTS.into_iter().chain(GOVERNMENT.into_iter().filter(|_| government));
    let missing: Vec<&str> =
        expected.filter(|aspect| !reading.said.says(0..text.len(), *aspect)).map(Phrase::name).collect();
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
