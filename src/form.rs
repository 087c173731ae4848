//! The statutory form (表样): labels, order, spans, kinds of value, totals and equations, read from `templates/forms/*.yaml`.
//!
//! The input keys, the table layout, the checks and the skeleton of a data file all come from here; nothing of the form is
//! written in Rust. Knows nothing of an agency's data, nor of how a table is printed.

mod agencies;
mod edition;
mod equation;
mod error;
mod forms;
pub mod keys;
mod lexicon;
mod names;
mod phrases;
mod raw;
mod read;
mod reading;
mod rules;
pub mod sheet_words;
mod word;
mod word_list;

use std::sync::{Arc, OnceLock};

pub use agencies::{AgencyWords, agency_words};
pub use edition::{Deadlines, Edition, NEWEST_YEAR};
pub use equation::{Axis, Equation, LAST_YEAR, Operand, Relation, Side, identifier};
pub use error::{Defect, FormError};
pub use forms::{Forms, LexiconProof};
pub use keys::TOTAL;
pub use lexicon::Lexicon;
pub use names::{Term, column_of, plain};
pub use phrases::{Phrase, Sets};
pub use reading::{Arithmetic, Told, WordReading};
pub use rules::{AgencyKind, Comparison, Rule, RuleKind};
pub use word::{Role, Word};
pub use word_list::word_list;

use crate::diag::Code;
use lexicon::LexiconFiles;
use names::{BareNames, BareTitles};

/// One edition of the form, or a local extension of one.
#[derive(Debug)]
pub struct Form {
    /// Its name (表样名称), `2021`.
    pub name: String,
    /// The notice and the years; those of the edition it rests on where it is a local extension.
    pub edition: Edition,
    /// All official editions at hand, by their years, this one among them.
    pub editions: Arc<[Edition]>,
    /// The title, one template per printed line.
    pub title: Vec<String>,
    /// When reports are due (公布期限).
    pub deadlines: Deadlines,
    /// The clause that says so (公布期限依据), in a sentence without a full stop; may be empty.
    pub due_basis: String,
    /// The rule under which the handling fee (信息处理费) must be reported (收费依据); none where it need not be.
    pub fee_basis: Option<String>,
    /// The decree by which the regulation in force was issued (条例令号), `国务院令第711号`.
    pub decree: Option<String>,
    /// How figures are held against last year's (与上年比较).
    pub comparison: Comparison,
    /// The sections of the report, in order.
    pub sections: Vec<FormSection>,
    /// The tables, in order.
    pub tables: Vec<TableForm>,
    /// Whether it adds local rows to an official edition; chosen by name, never by year.
    pub extension: bool,
    /// What people write for its rows and columns (词表), once somebody has asked.
    lexicon: OnceLock<Lexicon>,
    lexicon_files: Arc<LexiconFiles>,
    /// What its sections and tables are called, and the key of each.
    titles: BareTitles,
}

/// Where a cell stands in a form, by index (格的位置).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// Index into [`Form::tables`].
    pub table: usize,
    /// Index into [`TableForm::lines`].
    pub line: usize,
    /// Index into [`Line::columns`].
    pub column: usize,
}

/// A section of the report (章), in the official order.
#[derive(Debug, Clone)]
pub struct FormSection {
    /// The official title with its number, `一、总体情况`.
    pub title: String,
    /// The data key of its prose.
    pub prose: Option<String>,
    /// The index of its table.
    pub table: Option<usize>,
}

/// One of the form's tables.
#[derive(Debug)]
pub struct TableForm {
    /// The key in the data file.
    pub key: String,
    /// What people call it, `表三`.
    pub short: String,
    /// Its official name.
    pub title: String,
    /// What it holds, for screen readers.
    pub summary: String,
    /// Relative column widths.
    pub widths: Vec<u32>,
    /// Every line of figures; printed ones in printing order, and the unprinted totals of groups after their members.
    pub lines: Vec<Line>,
    /// How it is laid out.
    pub layout: Layout,
    /// What must hold between its figures (勾稽).
    pub equations: Vec<Equation>,
    /// Rules that are no equations (规则).
    pub rules: Vec<Rule>,
}

/// A line of figures (一行数据): a row of 表二 and 表三, a block of columns in 表四.
#[derive(Debug, Clone)]
pub struct Line {
    /// The path in the data file below the table's key.
    pub keys: Vec<String>,
    /// Its last key in the edition before, where this one has renamed it (旧键).
    pub former_key: Option<String>,
    /// The printed labels from the outermost.
    pub labels: Vec<String>,
    /// Its columns from left to right.
    pub columns: Arc<[Column]>,
    /// Where its figures come from.
    pub kind: LineKind,
    /// Whether the form prints it; the totals of groups are only computed and compared.
    pub printed: bool,
    /// The clause it stands under (条款), where the table has such.
    pub clause: Option<String>,
    /// Whether it is a local addition (地方增加行).
    pub extension: bool,
    /// Why its plain sum over agencies may count a thing twice, and what to do (重复); none where it does not.
    pub overlap: Option<String>,
    /// Its keys and labels as they are compared.
    bare: BareNames,
}

impl Line {
    /// Whether it stands under a path of data keys.
    fn is_below(&self, path: &[&str]) -> bool {
        self.keys.len() > path.len() && self.keys.iter().zip(path).all(|(a, b)| a == b)
    }

    /// The columns that its row total adds up.
    pub fn parts(&self) -> impl Iterator<Item = usize> {
        (0..self.columns.len()).filter(|&column| self.columns[column].total.is_none())
    }
}

/// Where the figures of a line come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// From the data.
    Data,
    /// The sum of other lines, by index; stated figures are compared under the code.
    Total {
        /// The lines it adds, by index.
        parts: Vec<usize>,
        /// The check for a stated sum that does not fit.
        code: Code,
    },
}

/// A column of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its key in the data file: the printed head without a bracketed unit.
    pub key: String,
    /// The printed head.
    pub label: String,
    /// What may stand in it.
    pub kind: ValueKind,
    /// How many grid columns it covers.
    pub span: usize,
    /// Set for the column of row totals: stated figures are compared under the code.
    pub total: Option<Code>,
}

/// What may stand in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// 件数: a whole number from 0.
    Count,
    /// 增减: a whole number that may be negative.
    Change,
    /// 金额: a decimal in the form's unit, or with its unit where the form names none.
    Amount(Option<MoneyUnit>),
}

/// A unit of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MoneyUnit {
    /// 元
    Yuan,
    /// 万元
    WanYuan,
    /// 亿元
    YiYuan,
}

impl MoneyUnit {
    /// All units, the largest first.
    pub const ALL: [MoneyUnit; 3] = [MoneyUnit::YiYuan, MoneyUnit::WanYuan, MoneyUnit::Yuan];

    /// As people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            MoneyUnit::Yuan => "元",
            MoneyUnit::WanYuan => "万元",
            MoneyUnit::YiYuan => "亿元",
        }
    }

    /// 元 in one of it.
    pub fn yuan(self) -> i128 {
        match self {
            MoneyUnit::Yuan => 1,
            MoneyUnit::WanYuan => 10_000,
            MoneyUnit::YiYuan => 100_000_000,
        }
    }
}

/// How a table is laid out.
#[derive(Debug, Clone)]
pub enum Layout {
    /// 分条: sections by clause, each with its own heads (表二).
    Sections(Vec<SectionLayout>),
    /// 纵列: one head over nested row labels (表三).
    Rows(RowsLayout),
    /// 横排: one row of figures under nested column heads (表四).
    Wide(Vec<Stub>),
}

/// A clause of 表二 and the lines under it.
#[derive(Debug, Clone)]
pub struct SectionLayout {
    /// The clause, as printed over it.
    pub caption: String,
    /// The head over the row labels.
    pub corner: String,
    /// Lines by index, all with the same columns.
    pub lines: Vec<usize>,
}

/// The head and the nested labels of 表三.
#[derive(Debug, Clone)]
pub struct RowsLayout {
    /// The text in the corner over the row labels.
    pub corner: String,
    /// The head over all columns.
    pub over: String,
    /// Column heads; a head with parts covers several columns.
    pub heads: Vec<Head>,
    /// The nested row labels.
    pub stubs: Vec<Stub>,
}

/// A column head of 表三.
#[derive(Debug, Clone)]
pub struct Head {
    /// As printed.
    pub label: String,
    /// Heads under it, each of one column; empty when it is a column itself.
    pub parts: Vec<String>,
}

/// A label and what stands beside (or under) it.
#[derive(Debug, Clone)]
pub struct Stub {
    /// As printed.
    pub label: String,
    /// Set vertically (竖排).
    pub vertical: bool,
    /// A line of figures by index, or further stubs.
    pub content: StubContent,
    /// Whether its rows must not be parted by a page break.
    pub keep: bool,
}

/// What a stub leads to.
#[derive(Debug, Clone)]
pub enum StubContent {
    /// One line of figures, by index.
    Line(usize),
    /// Further stubs below.
    Parts(Vec<Stub>),
}

impl Stub {
    /// Levels of labels from here down.
    pub fn depth(&self) -> usize {
        match &self.content {
            StubContent::Line(_) => 1,
            StubContent::Parts(parts) => 1 + parts.iter().map(Stub::depth).max().unwrap_or(0),
        }
    }

    /// Lines of figures below.
    pub fn lines(&self) -> Vec<usize> {
        match &self.content {
            StubContent::Line(line) => vec![*line],
            StubContent::Parts(parts) => parts.iter().flat_map(Stub::lines).collect(),
        }
    }
}

impl Form {
    /// What people write for its rows and columns (词表); made when first asked for.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| self.lexicon_files.of(self))
    }

    /// A cell as a reference names it, `申请.本年新收.自然人`.
    pub fn path(&self, spot: Spot) -> String {
        let table = &self.tables[spot.table];
        let line = &table.lines[spot.line];
        format!("{}.{}.{}", table.key, line.keys.join("."), line.columns[spot.column].key)
    }

    /// Reads the form in `yaml`; `base` looks up the text of the form that a local extension rests on.
    ///
    /// # Errors
    /// A key or value that does not belong, an equation or extension that names no existing row or column.
    pub fn parse(yaml: &str, base: impl Fn(&str) -> Option<String>) -> Result<Form, FormError> {
        read::form(yaml, base)
    }

    /// Whether it is the official form for reports on `year`.
    pub fn covers(&self, year: u16) -> bool {
        self.edition.covers(year)
    }

    /// When reports are due, in words: `部门、乡镇街道 1 月 31 日前，政府 3 月 31 日前`.
    pub fn due_words(&self) -> String {
        edition::due_words(&self.deadlines)
    }

    /// What the report is called behind the year: the last line of the title without its tags, `年政府信息公开工作年度报告`.
    pub fn name_of_report(&self) -> String {
        let line = self.title.last().map_or("", String::as_str);
        line.split("{{").map(|part| part.split_once("}}").map_or(part, |(_, text)| text)).collect()
    }

    /// The table under a data key, with its index.
    pub fn table(&self, key: &str) -> Option<(usize, &TableForm)> {
        self.tables.iter().enumerate().find(|(_, table)| table.key == key)
    }

    /// Where another form has the cell at a spot of this one: under the same keys of table, row and column.
    pub fn counterpart(&self, at: Spot, other: &Form) -> Option<Spot> {
        let own = &self.tables[at.table];
        let line = &own.lines[at.line];
        let (table, form) = other.table(&own.key)?;
        let other_line = form.same_line(line)?;
        let key = &line.columns[at.column].key;
        let column = form.lines[other_line].columns.iter().position(|column| column.key == *key)?;
        Some(Spot { table, line: other_line, column })
    }

    /// Keys of all prose fields in printing order: 导语, those of the sections, and those around the tables.
    pub fn prose_keys(&self) -> Vec<String> {
        let mut keys = vec![Self::PREFACE.to_owned()];
        for section in &self.sections {
            keys.extend(section.prose.clone());
            if let Some(table) = section.table {
                keys.push(self.tables[table].before_key());
                keys.push(self.tables[table].after_key());
            }
        }
        keys
    }

    /// Whether the report must have this prose.
    pub fn requires_prose(&self, key: &str) -> bool {
        self.sections.iter().any(|section| section.prose.as_deref() == Some(key))
    }

    /// The key of the opening paragraphs (导语).
    pub const PREFACE: &str = "导语";
    /// The keys of who reports and when, in data files and fill-in workbooks.
    pub const AGENCY: &str = "机关";
    /// The kind of agency.
    pub const KIND: &str = "机关类型";
    /// The year that is reported on.
    pub const YEAR: &str = "年度";
    /// The date of the report.
    pub const DATE: &str = "成文日期";
}

impl TableForm {
    /// The data key of prose printed before the table.
    pub fn before_key(&self) -> String {
        format!("{}前言", self.key)
    }

    /// The data key of prose printed after the table.
    pub fn after_key(&self) -> String {
        format!("{}说明", self.key)
    }

    /// The line under a path of data keys.
    pub fn line(&self, keys: &[&str]) -> Option<usize> {
        self.lines.iter().position(|line| line.keys == keys)
    }

    /// Where this table has a line of another edition's: under the same keys, or renamed by one of the two.
    pub fn same_line(&self, line: &Line) -> Option<usize> {
        let is_former = |old: &[String], new: &Line| {
            let Some((last, group)) = new.keys.split_last() else { return false };
            new.former_key.as_ref().is_some_and(|key| key != last && old.split_last() == Some((key, group)))
        };
        let exact = self.lines.iter().position(|own| own.keys == line.keys);
        exact.or_else(|| self.lines.iter().position(|own| is_former(&own.keys, line) || is_former(&line.keys, own)))
    }

    /// The keys that may stand directly under a path, in the form's order.
    pub fn children(&self, path: &[&str]) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for line in self.lines.iter().filter(|line| line.is_below(path)) {
            let key = line.keys[path.len()].as_str();
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// The data lines under a path.
    pub fn data_below(&self, path: &[&str]) -> Vec<usize> {
        let lines = self.lines.iter().enumerate();
        lines.filter(|(_, line)| line.kind == LineKind::Data && line.is_below(path)).map(|(index, _)| index).collect()
    }

    /// A line in the words of the form: `表三“（三）不予公开—7.属于行政执法案卷”`.
    pub fn line_words(&self, line: usize) -> String {
        let line = &self.lines[line];
        let labels: Vec<&str> = line.labels.iter().map(String::as_str).collect();
        // The outermost stub of 表三 says nothing that the numbered label below does not.
        let labels = if labels.len() > 1 && line.keys.len() < labels.len() { &labels[1..] } else { &labels[..] };
        format!("{}“{}”", self.short, labels.join("—"))
    }

    /// A cell in the words of the form: `表三“（一）予以公开”自然人列`.
    pub fn cell_words(&self, line: usize, column: usize) -> String {
        format!("{}{}列", self.line_words(line), self.lines[line].columns[column].key)
    }
}
