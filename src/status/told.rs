//! The state of a year on the screen and for programs.

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::{Agency, Status};
use crate::diag::{relative_path, shown_path, visible};

/// The state as JSON, version 1 of its own.
pub fn json(status: &Status) -> String {
    let agencies: Vec<_> = status
        .agencies
        .iter()
        .map(|agency| {
            json!({
                "agency": agency.name,
                "data": agency.data.as_deref().map(relative_path),
                "state": agency.state.words(),
                "date": agency.date(),
                "late": agency.is_late(),
                "errors": agency.counts.errors,
                "warnings": agency.counts.warnings,
                "hints": agency.counts.hints,
                "published": agency.published,
                "corrections": agency.corrections,
                "figures": agency.figures,
                "carry_over": agency.carries_over(),
                "listed": agency.listed,
                "remarks": agency.remarks,
            })
        })
        .collect();
    let unlisted: Vec<String> = status.unlisted.iter().map(|path| relative_path(path)).collect();
    let passed: Vec<_> =
        status.passed_over.iter().map(|(path, why)| json!({"path": relative_path(path), "why": why})).collect();
    let document = json!({
        "version": 1,
        "year": status.year,
        "agencies": agencies,
        "unlisted": unlisted,
        "passed_over": passed,
    });
    format!("{document:#}\n")
}

/// The columns on the screen.
const HEADS: [&str; 9] = ["机关", "状态", "成文日期", "错误", "警告", "新收", "办结", "结转", "备注"];

/// The state as a table whose columns line up on a screen, and what else there is to say.
pub fn human(status: &Status) -> String {
    let number = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
    let row = |agency: &Agency| {
        let figures = agency.figures.map(|figures| figures.this);
        let mut remarks = agency.all_remarks();
        if agency.carries_over() == Some(false) {
            remarks.push("上年结转不符".into());
        }
        [
            agency.name.clone(),
            agency.state.words(),
            agency.date().unwrap_or_default(),
            agency.counts.errors.to_string(),
            agency.counts.warnings.to_string(),
            number(figures.map(|f| f.received)),
            number(figures.map(|f| f.answered)),
            number(figures.map(|f| f.carried)),
            remarks.join("；"),
        ]
        .map(|cell| visible(&cell).into_owned())
    };
    let rows: Vec<[String; 9]> =
        [HEADS.map(str::to_owned)].into_iter().chain(status.agencies.iter().map(row)).collect();
    let widths: Vec<usize> =
        (0..9).map(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0)).collect();
    let mut text = String::new();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let gap = " ".repeat(widths[column] - cell.width());
                if (3..8).contains(&column) { gap + cell } else { cell.clone() + &gap }
            })
            .collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    let tally: Vec<String> = status.tally().iter().map(|(state, count)| format!("{state} {count}")).collect();
    text += &format!("\n{} 年度共 {} 个机关：{}\n", status.year, status.agencies.len(), tally.join("，"));
    for path in &status.unlisted {
        text += &format!("“{}”的机关不在名单里\n", shown_path(path));
    }
    for (path, why) in &status.passed_over {
        text += &format!("“{}”{why}\n", shown_path(path));
    }
    text
}
