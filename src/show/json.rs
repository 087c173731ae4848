//! Findings as JSON, version 1 (`check --format json`).

use serde_json::{Value, json};

use crate::diag::{Counts, Finding, origin, relative_path};

/// All findings of a run as one JSON document (see design: `check --format json`).
pub fn json(findings: &[&Finding], files: usize) -> String {
    let counts = Counts::of(findings.iter().copied());
    let findings: Vec<Value> = findings.iter().map(|finding| json_finding(finding)).collect();
    let document = json!({
        "version": 1,
        "findings": findings,
        "summary": {
            "files": files,
            "errors": counts.errors,
            "warnings": counts.warnings,
            "hints": counts.hints,
        },
    });
    format!("{document:#}\n")
}

/// One finding as in the document of [`json`].
pub fn json_finding(finding: &Finding) -> Value {
    let (start, end) = (finding.at.start(), finding.at.end());
    let also: Vec<Value> = finding
        .also
        .iter()
        .map(|(place, words)| {
            let start = place.start();
            json!({"path": relative_path(place.path()), "line": start.line, "column": start.column, "message": words})
        })
        .collect();
    json!({
        "code": finding.code.as_str(),
        "severity": finding.severity.name(),
        "message": finding.message,
        "path": relative_path(finding.at.path()),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "source": origin(&finding.at),
        "also": also,
        "help": finding.help,
        "acknowledged": finding.acknowledged,
    })
}
