//! The letter to an agency (检查结果): what is wrong with its report, in the form's words, as a document that can be sent.
//!
//! One page for one agency: no file, no line number, nothing of how the data is written, and nothing of any other agency. Knows
//! findings and the form; what it looks like is the writers' business.

mod once;
mod place;
mod widths;
mod words;

use serde::Serialize;

use crate::date::Date;
use crate::diag::{Code, Fault, Finding, Place, Severity};
use crate::document::{Block, Cell, CellKind, Document, GridError, Meta, Row, Run, Section, Table};
use crate::form::Form;
use crate::report::Report;
use crate::templates::fill;

use super::{Agency, State};
use once::once;
use place::{Spotted, spotted};
use widths::widths;
pub use words::{Advice, AdviceError, Others, Wording};

const HEADS: [&str; 7] = ["序号", "位置", "列", "现在是", "应为", "问题", "怎么改"];
/// The parts of a letter: what must be mended, what is likely wrong, what could be better.
const PARTS: [(Severity, &str); 3] =
    [(Severity::Error, "必须改正的"), (Severity::Warning, "请核实的"), (Severity::Hint, "可以写得更好的")];
const NUMERALS: [&str; 3] = ["一", "二", "三"];
/// The findings by which a figure of a table is in doubt.
const OF_TABLES: [Code; 6] =
    [Code::ColumnBalance, Code::GroupTotal, Code::RowTotal, Code::ReviewTotal, Code::CarryOver, Code::SplitNumber];
/// What is said of a figure that the others do not decide.
const BY_THE_BOOKS: &str = "按台账核定";

/// A letter (检查结果通知单): what it says, to be put into a document or on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// 机关全称
    pub agency: String,
    /// The title without the agency's name.
    pub title: String,
    /// Whether the report came, how much is to be done, by when.
    pub opening: String,
    /// What is to be done, the gravest first.
    pub parts: Vec<LetterPart>,
    /// What to do with all of it; none where nothing must be done.
    pub closing: Option<String>,
}

/// The findings of one severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterPart {
    /// `一、必须改正的（2 处）`
    pub title: String,
    /// Without number and count.
    pub name: &'static str,
    /// One finding each.
    pub items: Vec<LetterItem>,
}

/// One finding, in the form's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterItem {
    /// The table and its row, or the part of the report.
    pub place: String,
    /// The column; a dash where there is none.
    pub column: String,
    /// What stands there now.
    pub now: String,
    /// What should stand there.
    pub expected: String,
    /// What is wrong, with the arithmetic.
    pub problem: String,
    /// What to do.
    pub mend: String,
}

/// What an agency is told of its findings that are open, the gravest first; what is said of many in the same words only once. `others`
/// are the names of all other agencies, which it must not see.
pub(super) fn told(agency: &Agency, wording: &Wording, others: &Others) -> Vec<(Severity, LetterItem)> {
    let open = |severity| {
        let of = move |finding: &&Finding| finding.acknowledged.is_none() && finding.severity == severity;
        once(agency.findings.iter().filter(of))
    };
    let form = wording.form.as_deref();
    let found = PARTS.iter().flat_map(|(severity, _)| open(*severity));
    found.map(|found| (found.severity, item((agency, form), &found, &wording.advice, others))).collect()
}

/// The letter to an agency. `others` are the names of all other agencies, which it must not see.
pub fn letter(agency: &Agency, year: u16, wording: &Wording, others: &Others) -> Letter {
    let told = told(agency, wording, others);
    let parts = PARTS.iter().filter_map(|(severity, name)| {
        let of = told.iter().filter(|(own, _)| own == severity);
        let items: Vec<LetterItem> = of.map(|(_, item)| item.clone()).collect();
        (!items.is_empty()).then_some((*name, items))
    });
    let parts = parts.enumerate().map(|(index, (name, items))| {
        let title = format!("{}、{name}（{} 处）", NUMERALS[index], items.len());
        LetterPart { title, name, items }
    });
    let parts: Vec<LetterPart> = parts.collect();
    let closing = "请逐条对照原始台账改正后重新报送；表里的数改了，文字里写到的同一个数也要改。";
    Letter {
        agency: agency.name.clone(),
        title: format!("{year}年政府信息公开工作年度报告检查结果"),
        opening: opening(agency, year, &parts),
        parts,
        closing: (agency.counts.errors > 0).then(|| closing.to_owned()),
    }
}

fn item((agency, form): (&Agency, Option<&Form>), finding: &Finding, advice: &Advice, others: &Others) -> LetterItem {
    let Spotted { place, column, now } = spotted((agency.report.as_deref(), form), finding);
    let is_cell = column != place::NONE;
    let undecided = if is_cell { BY_THE_BOOKS } else { place::NONE };
    let expected = match finding.expected.as_deref() {
        Some(_) if is_in_doubt(agency, finding) => BY_THE_BOOKS,
        expected => expected.unwrap_or(undecided),
    };
    let text = |text: &str| others.masked(text);
    LetterItem {
        place: text(&place),
        column: text(&column),
        now: text(&now),
        expected: text(expected),
        problem: text(&words::problem(finding, &agency.name, form)),
        mend: text(&words::mend(finding, advice, place == place::WHOLE)),
    }
}

/// Whether what should stand at a finding rests on figures that may be wrong themselves: the parts of a sum, of which nobody knows
/// which is wrong, or a figure of a table that has an error.
fn is_in_doubt(agency: &Agency, finding: &Finding) -> bool {
    let of_text = matches!(finding.code, Code::TextVsTable | Code::Rate | Code::FeeStatement | Code::Contradiction);
    let places = |finding: &Finding| -> Vec<Place> {
        std::iter::once(&finding.at).chain(finding.also.iter().map(|(place, _)| place)).cloned().collect()
    };
    let meets =
        |a: &Place, b: &Place| a.path() == b.path() && a.range.start < b.range.end && b.range.start < a.range.end;
    let own = places(finding);
    let wrong = agency.findings.iter().filter(|other| other.is_error() && OF_TABLES.contains(&other.code));
    finding.code == Code::PartsSum
        || of_text && wrong.flat_map(places).any(|wrong| own.iter().any(|own| meets(own, &wrong)))
}

impl Letter {
    /// As a document for Word, dated `date`.
    ///
    /// # Errors
    /// Never: each table has rows when it is made.
    pub fn document(&self, date: Date) -> Result<Document, GridError> {
        let mut blocks = vec![Block::Title { lines: vec![self.agency.clone(), self.title.clone()] }];
        blocks.push(paragraph(&self.opening));
        for part in &self.parts {
            blocks.push(Block::Heading { level: 1, text: part.title.clone() });
            blocks.push(Block::Table(part.table()?));
        }
        blocks.extend(self.closing.as_deref().map(paragraph));
        let meta = Meta {
            title: format!("{}{}", self.agency, self.title),
            author: self.agency.clone(),
            date,
            subject: self.title.clone(),
        };
        Ok(Document { meta, blocks })
    }

    /// As a page of its own, from the office's or the program's own template.
    ///
    /// # Errors
    /// The template is wrong.
    pub fn page(&self, template: &str) -> Result<String, Fault> {
        #[derive(Serialize)]
        struct LetterPage<'a> {
            letter: &'a Letter,
            heads: [&'static str; 7],
        }
        fill("letter.html.j2", template, &LetterPage { letter: self, heads: HEADS })
    }
}

impl LetterItem {
    /// As a row of the table, with its number.
    fn cells(&self, number: usize) -> [String; 7] {
        let cells =
            [&self.place, &self.column, &self.now, &self.expected, &self.problem, &self.mend].map(String::clone);
        let [place, column, now, expected, problem, mend] = cells;
        [number.to_string(), place, column, now, expected, problem, mend]
    }
}

impl LetterPart {
    /// A column in which nothing stands gives its room to the others.
    fn table(&self) -> Result<Table, GridError> {
        let rows: Vec<[String; 7]> = self.items.iter().enumerate().map(|(index, item)| item.cells(index + 1)).collect();
        let said: Vec<usize> = (0..7).filter(|&column| rows.iter().any(|row| row[column] != place::NONE)).collect();
        let cell = |kind, text: &str| Cell::new(kind, text, 1, 1);
        let head = said.iter().map(|&column| cell(CellKind::Head, HEADS[column])).collect();
        let body = rows.iter().map(|row| {
            let kind = |column| if column == 0 { CellKind::Value } else { CellKind::Stub(1) };
            Row { cells: said.iter().map(|&column| cell(kind(column), &row[column])).collect(), keep: false }
        });
        let widths = widths(HEADS, &rows, &said);
        let section = Section { header: vec![Row { cells: head, keep: true }], body: body.collect(), breakable: true };
        let heads: Vec<&str> = said.iter().map(|&column| HEADS[column]).collect();
        let summary = format!("每行一处，依次为{}。", heads.join("、"));
        Table::new(self.name, summary, widths, vec![section])
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph { lead: None, runs: vec![Run::plain(text)] }
}

/// The first sentence: whether it came, how much is to be done, by when.
fn opening(agency: &Agency, year: u16, parts: &[LetterPart]) -> String {
    let due = agency.report.as_deref().map(due).unwrap_or_default();
    if agency.state == State::Missing && agency.unread {
        return format!("贵单位{year}年度报告的文件已经收到，但是没有能够读出，请核对格式后重新报送。");
    }
    if agency.state == State::Missing {
        return format!("没有收到贵单位{year}年度报告的数据，请尽快报送。");
    }
    let of = |(_, name): (Severity, &str)| parts.iter().find(|part| part.name == name);
    let [errors, warnings, hints] = PARTS.map(|part| of(part).map_or(0, |part| part.items.len()));
    if parts.is_empty() {
        return format!("贵单位{year}年度报告已经收到，检查没有发现问题。");
    }
    let counts: Vec<String> = [(errors, "处必须改正"), (warnings, "处请核实"), (hints, "处可以写得更好")]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count}{words}"))
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
