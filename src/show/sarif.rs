//! Findings as SARIF 2.1.0, the format of code-scanning tools and editors.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::InCell;

use crate::diag::{Code, Finding, Place, Severity, explain, relative_path};

/// All findings of a run as one SARIF document; the rules carry the catalogue's explanations.
pub fn sarif(findings: &[&Finding]) -> String {
    document(findings.iter().map(|finding| result(finding)).collect())
}

/// All findings in workbooks as one SARIF document: each names its cell, for a workbook has no lines.
pub fn sarif_of_cells(found: &[InCell]) -> String {
    let of_cell = |found: &InCell| {
        let mut location = json!({"physicalLocation": {"artifactLocation": {"uri": uri(found.path)}}});
        if !found.cell.is_empty() {
            location["logicalLocations"] = json!([{"fullyQualifiedName": found.cell}]);
        }
        let mut result = result(found.finding);
        let lines: Vec<String> = std::iter::once(found.message()).chain(found.finding.help.iter().cloned()).collect();
        result["message"] = json!({"text": lines.join("\n")});
        result["locations"] = json!([location]);
        // Other places are lines of the text that was made of the workbook in memory.
        result["relatedLocations"] = json!([]);
        result
    };
    document(found.iter().map(of_cell).collect())
}

fn document(results: Vec<Value>) -> String {
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "nianbao",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": Code::ALL.iter().map(|&code| rule(code)).collect::<Vec<_>>(),
            }},
            "language": "zh-CN",
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

fn rule(code: Code) -> Value {
    let mut rule = json!({
        "id": code.as_str(),
        "shortDescription": {"text": code.meaning()},
        "defaultConfiguration": {"level": level(code.severity())},
    });
    if let Some(page) = explain::page(code) {
        rule["fullDescription"] = json!({"text": page.meaning});
        rule["help"] = json!({"text": page.text(code), "markdown": page.help()});
    }
    rule
}

fn level(severity: Severity) -> &'static str {
    match severity {
        // SARIF has another name for the slightest.
        Severity::Hint => "note",
        Severity::Error | Severity::Warning => severity.name(),
    }
}

fn result(finding: &Finding) -> Value {
    let lines: Vec<&str> =
        std::iter::once(finding.message.as_str()).chain(finding.help.iter().map(String::as_str)).collect();
    let related: Vec<Value> = finding
        .also
        .iter()
        .map(|(place, words)| {
            let mut location = location(place);
            location["message"] = json!({"text": words});
            location
        })
        .collect();
    // A reason stands in the data file itself.
    let suppressions: Vec<Value> =
        finding.acknowledged.iter().map(|reason| json!({"kind": "inSource", "justification": reason})).collect();
    let index = Code::ALL.iter().position(|&code| code == finding.code);
    json!({
        "ruleId": finding.code.as_str(),
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": {"text": lines.join("\n")},
        "locations": [location(&finding.at)],
        "relatedLocations": related,
        "suppressions": suppressions,
    })
}

fn location(place: &Place) -> Value {
    let (start, end) = (place.start(), place.end());
    json!({"physicalLocation": {
        "artifactLocation": {"uri": uri(place.path())},
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        },
    }})
}

/// A path as a URI reference: slashes forward, everything but unreserved characters as bytes.
fn uri(path: &Path) -> String {
    let shown = relative_path(path);
    let mut uri = String::new();
    for byte in shown.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(byte.into());
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    if path.is_absolute() && uri.starts_with('/') { format!("file://{uri}") } else { uri }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri(Path::new("data/甲 局/2024.yaml")), "data/%E7%94%B2%20%E5%B1%80/2024.yaml");
        assert_eq!(uri(Path::new("/tmp/a.yaml")), "file:///tmp/a.yaml");
    }
}
