//! Findings as kept in the manifest, so that an unchanged report shows them again without being checked again.
//!
//! A place is kept as a range in the report's own data file or in last year's; a finding that points anywhere else is not kept.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::diag::{Code, Finding, Place, Severity, SourceFile};

/// A finding without its source text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    code: String,
    severity: Severity,
    message: String,
    at: NotedMark,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    label: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    also: Vec<(NotedMark, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    help: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acknowledged: Option<String>,
}

/// Bytes of one of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct NotedMark {
    file: Which,
    start: usize,
    end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Which {
    Own,
    LastYear,
}

/// Notes findings of the data file `own`, whose last year's is `last_year`; none when one points elsewhere.
pub fn note(findings: &[Finding], own: &Path, last_year: Option<&Path>) -> Option<Vec<Noted>> {
    let mark = |place: &Place| {
        let file = if place.path() == own {
            Which::Own
        } else if Some(place.path()) == last_year {
            Which::LastYear
        } else {
            return None;
        };
        Some(NotedMark { file, start: place.range.start, end: place.range.end })
    };
    findings
        .iter()
        .map(|finding| {
            Some(Noted {
                code: finding.code.as_str().to_owned(),
                severity: finding.severity,
                message: finding.message.clone(),
                at: mark(&finding.at)?,
                label: finding.label.clone(),
                expected: finding.expected.clone(),
                also: finding
                    .also
                    .iter()
                    .map(|(place, words)| Some((mark(place)?, words.clone())))
                    .collect::<Option<_>>()?,
                help: finding.help.clone(),
                acknowledged: finding.acknowledged.clone(),
            })
        })
        .collect()
}

/// The findings again, with the text they point into; none when a code is unknown or last year's file is not there.
pub fn recall(noted: &[Noted], own: &Arc<SourceFile>, last_year: Option<&Arc<SourceFile>>) -> Option<Vec<Finding>> {
    let place = |mark: &NotedMark| {
        let file = match mark.file {
            Which::Own => own,
            Which::LastYear => last_year?,
        };
        Some(Place::new(file, mark.start..mark.end))
    };
    noted
        .iter()
        .map(|noted| {
            let code = Code::parse(&noted.code)?;
            Some(Finding {
                code,
                severity: noted.severity,
                message: noted.message.clone(),
                at: place(&noted.at)?,
                label: noted.label.clone(),
                expected: noted.expected.clone(),
                also: noted
                    .also
                    .iter()
                    .map(|(mark, words)| Some((place(mark)?, words.clone())))
                    .collect::<Option<_>>()?,
                help: noted.help.clone(),
                acknowledged: noted.acknowledged.clone(),
                acknowledgeable: code.acknowledgeable(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> Arc<SourceFile> {
        Arc::new(SourceFile { path: path.into(), text: "机关: 某市商务局\n".into() })
    }

    #[test]
    fn findings_are_recalled_as_they_were() {
        let (own, last, other) = (file("2024.yaml"), file("2023.yaml"), file("其他.yaml"));
        let finding = Finding::new(Code::CarryOver, Place::new(&own, 8..23), "不符")
            .label("这里")
            .expected("1")
            .also(Place::new(&last, 0..6), "上年")
            .help("核对");
        let findings = [finding];
        let noted = note(&findings, &own.path, Some(&last.path)).unwrap();
        let kept: Vec<Noted> = serde_json::from_str(&serde_json::to_string(&noted).unwrap()).unwrap();
        assert_eq!(recall(&kept, &own, Some(&last)).unwrap(), findings);
        assert_eq!(recall(&kept, &own, None), None);
        let elsewhere =
            [Finding::new(Code::Identity, Place::new(&own, 0..1), "重复").also(Place::new(&other, 0..1), "")];
        assert_eq!(note(&elsewhere, &own.path, Some(&last.path)), None);
    }
}
