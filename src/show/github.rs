//! Findings as GitHub's workflow commands, which show them beside the lines of a pull request.

use super::InCell;
use crate::diag::{Finding, Severity, relative_path};

/// One command per finding; those that 说明 gives a reason for are notices.
pub fn github(findings: &[&Finding]) -> String {
    findings.iter().map(|finding| command(finding) + "\n").collect()
}

/// One command per finding in a workbook; the cell stands before the message, for a workbook has no lines.
pub fn github_of_cells(found: &[InCell]) -> String {
    let one = |found: &InCell| {
        let properties = [
            format!("file={}", property(&relative_path(found.path))),
            format!("title={}", property(found.finding.code.as_str())),
        ];
        told(found.finding, &properties, found.message()) + "\n"
    };
    found.iter().map(one).collect()
}

fn command(finding: &Finding) -> String {
    let (start, end) = (finding.at.start(), finding.at.end());
    let mut properties = vec![
        format!("file={}", property(&relative_path(finding.at.path()))),
        format!("line={}", start.line),
        format!("endLine={}", end.line),
    ];
    // GitHub refuses columns of a stretch over several lines.
    if start.line == end.line {
        properties.extend([format!("col={}", start.column), format!("endColumn={}", end.column)]);
    }
    properties.push(format!("title={}", property(finding.code.as_str())));
    told(finding, &properties, finding.message.clone())
}

fn told(finding: &Finding, properties: &[String], message: String) -> String {
    let level = match (&finding.acknowledged, finding.severity) {
        (None, Severity::Error) => "error",
        (None, Severity::Warning) => "warning",
        _ => "notice",
    };
    let reason = finding.acknowledged.iter().map(|reason| format!("已说明：{reason}"));
    let lines: Vec<String> = [message].into_iter().chain(reason).chain(finding.help.iter().cloned()).collect();
    format!("::{level} {}::{}", properties.join(","), data(&lines.join("\n")))
}

/// Escapes the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::{Code, Place, SourceFile};

    #[test]
    fn a_finding_is_one_line_with_its_place() {
        let file =
            Arc::new(SourceFile { path: "data/甲,乙/2024.yaml".into(), text: "机关: 甲\n年度: 2024\n".into() });
        let at = "机关: 甲\n年度: ".len();
        let finding = Finding::new(Code::WrongYear, Place::new(&file, at..at + 4), "100%：\n年度").help("改");
        assert_eq!(
            github(&[&finding]),
            "::error file=data/甲%2C乙/2024.yaml,line=2,endLine=2,col=5,endColumn=9,title=wrong-year::100%25：%0A年度%0A改\n"
        );
    }
}
