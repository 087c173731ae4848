//! `nianbao status`: who has delivered, in what state, and a letter to each.

use std::io::Write;
use std::path::Path;

use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::args::{Common, StatusArgs};
use super::{exit, written};
use crate::batch::{in_order, write_whole};
use crate::date::Date;
use crate::diag::{Fault, shown_path};
use crate::office::{Look, Office};
use crate::status::letter::{Advice, Others, letter};
use crate::status::{Agency, Ask, Status, page, status, workbook};
use crate::templates::Templates;
use crate::write::Format;

pub fn run(common: &Common, args: &StatusArgs) -> Result<u8, Fault> {
    let look = Look { templates: common.templates.clone(), ..Look::default() };
    let office = Office::open(&look)?;
    let ask =
        Ask { paths: args.paths.clone(), year: args.year, expected: args.expected.clone(), out: args.out.clone() };
    let status = status(&office, &ask)?;
    let templates = Templates::new(common.templates.as_deref())?;
    let bytes = match args.format.as_str() {
        "json" => json(&status).into_bytes(),
        "html" => {
            let template = templates.text("status.html.j2")?;
            page(&template.text, &status)?.into_bytes()
        }
        "xlsx" => workbook(&status).map_err(|error| Fault::Other(format!("交报情况表：{error}")))?,
        _ => human(&status).into_bytes(),
    };
    match &args.output {
        Some(path) => write_whole(path, &bytes)?,
        None if args.format == "xlsx" => {
            return Err(Fault::Usage("工作簿要写进文件：加 --output 交报情况.xlsx".into()));
        }
        None => written(anstream::stdout().lock().write_all(&bytes))?,
    }
    if let Some(folder) = &args.letters {
        let count = letters(&office, &templates, &status, folder)?;
        // JSON on standard output is for programs.
        if args.output.is_some() || args.format == "human" {
            written(writeln!(anstream::stdout().lock(), "通知单 {count} 份：{}", shown_path(folder)))?;
        }
    }
    Ok(if status.is_sound() { exit::OK } else { exit::FINDINGS })
}

/// A letter to each agency, as a page and for Word.
fn letters(office: &Office, templates: &Templates, status: &Status, folder: &Path) -> Result<usize, Fault> {
    let advice = Advice::read(&templates.text("letters.yaml")?).map_err(|error| Fault::Other(error.to_string()))?;
    let date = Date::new(status.year + 1, 1, 31).ok_or_else(|| Fault::Usage(format!("没有 {} 年度", status.year)))?;
    let names: Vec<&str> = status.agencies.iter().map(|agency| agency.name.as_str()).collect();
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let make = |agency: &&Agency| -> Result<(), Fault> {
        let members: Vec<&str> =
            agency.report.iter().flat_map(|report| report.members.listed()).map(|m| m.value.as_str()).collect();
        let others = Others::new(&agency.name, names.iter().copied().filter(|name| !members.contains(name)));
        let letter =
            letter(agency, status.year, date, &advice, &others).map_err(|error| Fault::Other(error.to_string()))?;
        for format in [Format::Html, Format::Docx] {
            let bytes =
                office.press.print(&letter, format).map_err(|error| Fault::Other(format!("通知单：{error}")))?;
            write_whole(&folder.join(format!("{}.{}", file_name(&agency.name), format.ending())), &bytes)?;
        }
        Ok(())
    };
    let agencies: Vec<&Agency> = status.agencies.iter().collect();
    let mut result = Ok(());
    in_order(&agencies, jobs, &make, &mut |_, made| {
        if let (Ok(()), Err(fault)) = (&result, made) {
            result = Err(fault);
        }
    });
    result.map(|()| agencies.len())
}

/// A name that a file can have: a list may hold anything.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).collect()
}

fn json(status: &Status) -> String {
    let agencies: Vec<_> = status
        .agencies
        .iter()
        .map(|agency| {
            json!({
                "agency": agency.name,
                "data": agency.data.as_deref().map(shown_path),
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
    let unlisted: Vec<String> = status.unlisted.iter().map(|path| shown_path(path)).collect();
    let passed: Vec<_> =
        status.passed_over.iter().map(|(path, why)| json!({"path": shown_path(path), "why": why})).collect();
    let document = json!({
        "version": 1,
        "year": status.year,
        "agencies": agencies,
        "unlisted": unlisted,
        "passed_over": passed,
    });
    format!("{document:#}\n")
}

const HEADS: [&str; 9] = ["机关", "状态", "成文日期", "错误", "警告", "新收", "办结", "结转", "备注"];

fn human(status: &Status) -> String {
    let number = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
    let row = |agency: &Agency| {
        let figures = agency.figures.map(|figures| figures.this);
        let mut remarks = agency.remarks.clone();
        if agency.is_late() {
            remarks.push("成文日期不在期限内".into());
        }
        if agency.carries_over() == Some(false) {
            remarks.push("上年结转不符".into());
        }
        if !agency.listed {
            remarks.push("不在名单里".into());
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
