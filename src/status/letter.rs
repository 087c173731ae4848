//! The letter to an agency (检查结果): what is wrong with its report, in the form's words, as a document that can be sent.
//!
//! One page for one agency: no file, no line number, nothing of how the data is written, and nothing of any other agency. Knows
//! findings and the form; what it looks like is the writers' business.

mod place;
mod words;

use serde::Serialize;

use crate::date::Date;
use crate::diag::{Code, Fault, Finding, Place, Severity};
use crate::document::{Block, Cell, CellKind, Document, GridError, Meta, Row, Run, Section, Table};
use crate::form::Form;
use crate::report::Report;
use crate::templates::fill;

use super::{Agency, State};
use place::{Spotted, spotted};
pub use words::{Advice, AdviceError, Others};

/// Relative widths of the columns.
const WIDTHS: [u32; 7] = [480, 1850, 900, 1150, 1150, 2150, 1720];
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

/// The letter to an agency; `form` is that of the year. `others` are the names of all other agencies, which it must not see.
pub fn letter(agency: &Agency, year: u16, form: Option<&Form>, advice: &Advice, others: &Others) -> Letter {
    let open: Vec<&Finding> = agency.findings.iter().filter(|finding| finding.acknowledged.is_none()).collect();
    let parts = PARTS.iter().filter_map(|(severity, name)| {
        let found = open.iter().filter(|finding| finding.severity == *severity);
        let items: Vec<LetterItem> = found.map(|finding| item((agency, form), finding, advice, others)).collect();
        (!items.is_empty()).then_some((*name, items))
    });
    let parts = parts.enumerate().map(|(index, (name, items))| {
        let title = format!("{}、{name}（{} 处）", NUMERALS[index], items.len());
        LetterPart { title, name, items }
    });
    let closing = "请逐条对照原始台账改正后重新报送；表里的数改了，文字里写到的同一个数也要改。";
    Letter {
        agency: agency.name.clone(),
        title: format!("{year}年政府信息公开工作年度报告检查结果"),
        opening: opening(agency, year, &open),
        parts: parts.collect(),
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
        mend: text(&words::mend(finding, advice)),
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

impl LetterPart {
    fn table(&self) -> Result<Table, GridError> {
        let head = HEADS.iter().map(|text| Cell::new(CellKind::Head, *text, 1, 1)).collect();
        let body = self.items.iter().enumerate().map(|(index, item)| {
            let text = |text: &str| Cell::new(CellKind::Stub(1), text, 1, 1);
            let number = Cell::new(CellKind::Value, (index + 1).to_string(), 1, 1);
            let cells = [&item.place, &item.column, &item.now, &item.expected, &item.problem, &item.mend];
            let cells = std::iter::once(number).chain(cells.into_iter().map(|cell| text(cell))).collect();
            Row { cells, keep: false }
        });
        let section = Section { header: vec![Row { cells: head, keep: true }], body: body.collect(), breakable: true };
        let summary =
            "每行一处，依次为序号、在哪张表哪一行或哪一部分、哪一列、现在写的是什么、应当是什么、有什么问题、怎么改。";
        Table::new(self.name, summary, WIDTHS.to_vec(), vec![section])
    }
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph { lead: None, runs: vec![Run::plain(text)] }
}

/// The first sentence: whether it came, how much is to be done, by when.
fn opening(agency: &Agency, year: u16, open: &[&Finding]) -> String {
    let due = agency.report.as_deref().map(due).unwrap_or_default();
    if agency.state == State::Missing && agency.unread {
        return format!("贵单位{year}年度报告的文件已经收到，但是没有能够读出，请核对格式后重新报送。");
    }
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
