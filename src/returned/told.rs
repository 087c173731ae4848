//! What was found in workbooks, at their own cells: for people and for programs.

use serde_json::{Value, json};

use super::Returned;
use crate::diag::Severity;
use crate::show::InCell;

/// The findings of one workbook, a line each with what to do, and how many there are.
pub fn human(returned: &Returned) -> String {
    let mut text = String::new();
    for note in &returned.notes {
        let finding = &note.finding;
        let place = if note.place.is_empty() { String::new() } else { format!(" {}", note.place) };
        let level = finding.severity.word();
        text += &format!("{level}[{}] {}{place}：{}\n", finding.code.as_str(), returned.name, finding.message);
        finding.help.iter().for_each(|words| text += &format!("   办法: {words}\n"));
        if let Some(reason) = &finding.acknowledged {
            text += &format!("   已说明: {reason}\n");
        }
    }
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Hint]
        .into_iter()
        .filter_map(|severity| {
            let count = returned.count(severity);
            (count > 0).then(|| format!("{} {count} 个", severity.word()))
        })
        .collect();
    let counts = if counts.is_empty() { "没有问题".to_owned() } else { counts.join("，") };
    text + &format!("{}：{counts}\n", returned.name)
}

/// All findings of several workbooks, each at its cell.
pub fn in_cells(all: &[Returned]) -> Vec<InCell<'_>> {
    all.iter()
        .flat_map(|returned| {
            let notes = returned.notes.iter();
            notes.map(|note| InCell { finding: &note.finding, path: &returned.path, cell: &note.place })
        })
        .collect()
}

/// The findings of several workbooks as JSON, version 1 of its own.
pub fn json(all: &[Returned]) -> String {
    let findings: Vec<Value> = all
        .iter()
        .flat_map(|returned| {
            returned.notes.iter().map(|note| {
                let finding = &note.finding;
                json!({
                    "file": returned.name, "place": note.place, "code": finding.code.as_str(), "severity": finding.severity.name(),
                    "message": finding.message, "help": finding.help, "acknowledged": finding.acknowledged,
                })
            })
        })
        .collect();
    format!("{:#}\n", json!({ "version": 1, "files": all.len(), "findings": findings }))
}
