//! The letter to an agency (检查结果): what is wrong with its report, in the form's words, as a document that can be sent.
//!
//! One page for one agency: no file, no line number, nothing of how the data is written, and nothing of any other agency. Knows
//! findings and the form; what it looks like is the writers' business.

mod place;
mod words;

use crate::date::Date;
use crate::diag::{Finding, Severity};
use crate::document::{Block, Cell, CellKind, Document, GridError, Meta, Row, Run, Section, Table};
use crate::report::Report;

use super::{Agency, State};
use place::{Spotted, spotted};
pub use words::{Advice, AdviceError, Others};

/// Relative widths of 序号, 位置, 现在的内容, 问题, 怎么改.
const WIDTHS: [u32; 5] = [600, 2300, 1400, 3000, 1900];
const HEADS: [&str; 5] = ["序号", "位置", "现在的内容", "问题", "怎么改"];
/// The parts of a letter: what must be mended, what is likely wrong, what could be better.
const PARTS: [(Severity, &str); 3] =
    [(Severity::Error, "必须改正的"), (Severity::Warning, "请核实的"), (Severity::Hint, "可以写得更好的")];
const NUMERALS: [&str; 3] = ["一", "二", "三"];

/// The letter to an agency. `others` are the names of all other agencies, which it must not see; `date` is the document's where
/// the agency has none of its own.
///
/// # Errors
/// Never: each table has rows when it is made.
pub fn letter(agency: &Agency, year: u16, date: Date, advice: &Advice, others: &Others) -> Result<Document, GridError> {
    let title = format!("{year}年政府信息公开工作年度报告检查结果");
    let mut blocks = vec![Block::Title { lines: vec![agency.name.clone(), title.clone()] }];
    let open: Vec<&Finding> = agency.findings.iter().filter(|finding| finding.acknowledged.is_none()).collect();
    blocks.push(paragraph(opening(agency, year, &open)));
    let parts = PARTS.iter().filter_map(|(severity, words)| {
        let found: Vec<&Finding> = open.iter().copied().filter(|finding| finding.severity == *severity).collect();
        (!found.is_empty()).then_some((*words, found))
    });
    for (index, (words, found)) in parts.enumerate() {
        blocks
            .push(Block::Heading { level: 1, text: format!("{}、{words}（{} 处）", NUMERALS[index], found.len()) });
        blocks.push(Block::Table(table(agency, words, &found, advice, others)?));
    }
    if agency.counts.errors > 0 {
        blocks.push(paragraph("请逐条对照原始台账改正后重新报送；表里的数改了，文字里写到的同一个数也要改。".into()));
    }
    let date = agency.report.as_ref().map_or(date, |report| report.date.value);
    let full = format!("{}{title}", agency.name);
    Ok(Document { meta: Meta { title: full, author: agency.name.clone(), date, subject: title }, blocks })
}

fn paragraph(text: String) -> Block {
    Block::Paragraph { lead: None, runs: vec![Run::plain(text)] }
}

/// The first sentence: whether it came, how much is to be done, by when.
fn opening(agency: &Agency, year: u16, open: &[&Finding]) -> String {
    let due = agency.report.as_deref().map(due).unwrap_or_default();
    if agency.state == State::Missing {
        return format!("没有收到贵单位{year}年度报告的数据，请尽快报送。");
    }
    let count = |severity: Severity| open.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings, hints) = (count(Severity::Error), count(Severity::Warning), count(Severity::Hint));
    if open.is_empty() {
        return format!("贵单位{year}年度报告已经收到，检查没有发现问题。");
    }
    let counts: Vec<String> = [(errors, "处必须改正"), (warnings, "处请核实"), (hints, "处可以写得更好")]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!(" {count} {words}"))
        .collect();
    let verdict = if errors > 0 { "，改正以前不能公布" } else { "，没有必须改正的错误" };
    format!("贵单位{year}年度报告已经收到，检查发现{}{verdict}。{due}", counts.join("，"))
}

/// By when it must be out.
fn due(report: &Report) -> String {
    match report.form.deadlines.get(&report.kind.value) {
        Some((month, day)) => format!("报告应当在{}年{month}月{day}日前公布。", report.year.value + 1),
        None => String::new(),
    }
}

fn table(
    agency: &Agency,
    title: &str,
    found: &[&Finding],
    advice: &Advice,
    others: &Others,
) -> Result<Table, GridError> {
    let head = HEADS.iter().map(|text| Cell::new(CellKind::Head, *text, 1, 1)).collect();
    let body = found.iter().enumerate().map(|(index, finding)| {
        let Spotted { place, now } = spotted(agency.report.as_deref(), finding);
        let text = |text: &str| Cell::new(CellKind::Stub(1), others.masked(text), 1, 1);
        let problem = words::problem(finding, &agency.name);
        let mend = words::mend(finding, advice);
        let number = Cell::new(CellKind::Value, (index + 1).to_string(), 1, 1);
        Row { cells: vec![number, text(&place), text(&now), text(&problem), text(&mend)], keep: false }
    });
    let section = Section { header: vec![Row { cells: head, keep: true }], body: body.collect(), breakable: true };
    let summary = "每行一处，依次为序号、在表或文字的哪里、现在写的是什么、有什么问题、怎么改。";
    Table::new(title, summary, WIDTHS.to_vec(), vec![section])
}
