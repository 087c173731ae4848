//! A data file to begin with: every key of the form with its comment, what is already known filled in, and 待填 wherever a
//! clerk must decide. A zero is what somebody wrote.
//!
//! Made from the form alone; must not know where what is known came from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{AgencyKind, Editor, Report, SIGNATURE, Salvage, UNFILLED, keys, parse_whole};
use crate::date::Date;
use crate::form::{Axis, Column, Form, LineKind, TableForm, ValueKind};

/// What is known when a data file is begun. Everything else is 待填.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// 机关全称
    pub agency: String,
    /// The report year.
    pub year: u16,
    /// The kind of the agency; none: to be filled in.
    pub kind: Option<AgencyKind>,
    /// The date under the report; none: to be filled in.
    pub date: Option<Date>,
    /// A title other than the form's.
    pub title: Option<String>,
    /// Whether agency and date are printed under the text (落款).
    pub signed: bool,
    /// Where the JSON Schema lies, seen from the data file; none leaves the line out.
    pub schema: Option<String>,
    /// Lines of comment for the head of the file, without `#`.
    pub notes: Vec<String>,
    /// Prose by key, one paragraph a line.
    pub texts: BTreeMap<String, KnownValue<String>>,
    /// Rows by table and line of the form, in either edition's numbering; lines of totals are written only when given.
    pub rows: BTreeMap<(usize, usize), KnownValue<Vec<Option<String>>>>,
    /// Rows of last year's report that were to be taken over and could not be read, or not whole.
    pub lost: Vec<String>,
}

/// What stands beside a row that took over last year's figures.
pub const CARRIED: &str = "由上年的结转下年度转入";

/// Something known and where from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownValue<T> {
    /// For a row: its figures as printed, one per column without the row's total, or one per column with it; `None` is 待填.
    pub value: T,
    /// A few words for a comment behind it, `来自 第4页表三第7行`; empty for none.
    pub from: String,
}

impl Start {
    /// What last year's report tells: the kind of agency, and the rows that simply take over last year's figures.
    #[must_use]
    pub fn after(self, last: &Report, form: &Form) -> Start {
        self.after_rows(last, Some(last.kind.value), form, |table, line| {
            let parts = last.form.tables[table].lines[line].parts();
            Some(parts.map(|column| Some(last.cell(table, line, column).value.to_string())).collect())
        })
    }

    /// The same of a report that is not whole: every figure that stands in such a row of the file, whatever the others are like.
    #[must_use]
    pub fn after_salvage(self, last: &Salvage, form: &Form) -> Start {
        let file = &last.report.file;
        let editor = Editor::reading(&file.path, file.text.clone().into_bytes(), &last.report.form).ok();
        self.after_rows(&last.report, last.kind, form, |table, line| {
            let count = |text: String| parse_whole(&text, false).ok().map(|number| number.to_string());
            let figures = editor.as_ref()?.row_figures(table, line)?;
            Some(figures.into_iter().map(|figure| figure.and_then(count)).collect())
        })
    }

    fn after_rows(
        mut self,
        last: &Report,
        kind: Option<AgencyKind>,
        form: &Form,
        row: impl Fn(usize, usize) -> Option<Vec<Option<String>>>,
    ) -> Start {
        self.kind = self.kind.or(kind);
        for (index, table) in form.tables.iter().enumerate() {
            for line in 0..table.lines.len() {
                let Some(from) = carried(table, index, line, last) else { continue };
                let value = row(index, from).unwrap_or_default();
                if value.iter().any(Option::is_none) || value.is_empty() {
                    self.lost.push(last.form.tables[index].lines[from].keys.join("."));
                }
                if value.iter().any(Option::is_some) {
                    let from = CARRIED.to_owned();
                    self.rows.entry((index, line)).or_insert(KnownValue { value, from });
                }
            }
        }
        self
    }
}

/// The text of a data file for a form, to be completed by a clerk.
pub fn skeleton(form: &Form, start: &Start) -> String {
    let mut text = String::new();
    head(&mut text, form, start);
    let _ = writeln!(
        text,
        "# 正文一行就是一段，每行前面空两格；以“（一）”开头的是小标题；要加粗的文字前后各写两个星号。\n\
         # 引用表中的数字，写成 {{{{ 申请.本年新收.总计 }}}}，数字改了正文跟着改。"
    );
    if !start.texts.contains_key(Form::PREFACE) {
        let _ = writeln!(text, "# {}: |\n#   根据《中华人民共和国政府信息公开条例》……", Form::PREFACE);
    }
    prose(&mut text, Form::PREFACE, start, false);
    text.push('\n');
    for section in &form.sections {
        let _ = writeln!(text, "# {}", section.title);
        if let Some(key) = &section.prose {
            prose(&mut text, key, start, true);
        }
        if let Some(index) = section.table {
            let table = &form.tables[index];
            prose(&mut text, &table.before_key(), start, false);
            self::table(&mut text, table, index, start);
            prose(&mut text, &table.after_key(), start, false);
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn head(text: &mut String, form: &Form, start: &Start) {
    if let Some(schema) = &start.schema {
        let _ = writeln!(text, "# yaml-language-server: $schema={schema}");
    }
    let _ = writeln!(
        text,
        "# {} 年度政府信息公开工作年度报告的数据，表样依据{}。\n\
         # 填法：把“{UNFILLED}”换成内容；冒号用半角，后面空一格；件数只写数字，没有就写 0；以 # 开头的是说明，不会印出。",
        start.year, form.edition.basis
    );
    for note in &start.notes {
        let _ = writeln!(text, "# {}", note.replace('\n', " "));
    }
    let kinds = AgencyKind::ALL.map(AgencyKind::as_str).join("、");
    let _ = write!(
        text,
        "\n机关: {}\n机关类型: {}          # {kinds}\n年度: {}\n{}成文日期: {}          # 如 {}-01-20；{}\n",
        scalar(&start.agency),
        start.kind.map_or(UNFILLED, AgencyKind::as_str),
        start.year,
        if form.extension { format!("{}: {}\n", keys::FORM, form.name) } else { String::new() },
        start.date.map_or(UNFILLED.to_owned(), Date::iso),
        start.year + 1,
        form.due_words(),
    );
    if let Some(title) = &start.title {
        let _ = writeln!(text, "标题: {}", scalar(title));
    }
    if start.signed {
        let _ = writeln!(text, "{SIGNATURE}: 是");
    }
    text.push('\n');
}

/// One prose field as a block of lines; 待填 when nothing is known and it must be there.
fn prose(text: &mut String, key: &str, start: &Start, required: bool) {
    let known = start.texts.get(key);
    let body = known.map_or("", |known| known.value.trim());
    if body.is_empty() && !required {
        return;
    }
    let from = known.map_or("", |known| known.from.as_str());
    let _ = writeln!(text, "{key}: |{}", comment(from));
    let paragraphs =
        if body.is_empty() { UNFILLED } else { body }.lines().map(str::trim).filter(|line| !line.is_empty());
    for paragraph in paragraphs {
        let _ = writeln!(text, "  {paragraph}");
    }
}

fn table(text: &mut String, form: &TableForm, index: usize, start: &Start) {
    let _ = writeln!(text, "{}:    # 整张表全年都是零的，写成“{}: 0”", form.key, form.key);
    let mut open: Vec<&str> = Vec::new();
    let mut heads = String::new();
    for (number, line) in form.lines.iter().enumerate() {
        let known = start.rows.get(&(index, number));
        if line.kind != LineKind::Data && known.is_none() {
            continue;
        }
        let columns: Vec<&Column> = line.columns.iter().filter(|column| column.total.is_none()).collect();
        let described = columns.iter().map(|column| described(column)).collect::<Vec<_>>().join("、");
        if described != heads {
            let _ = writeln!(text, "  # 依次为：{described}");
            heads = described;
        }
        let Some((key, groups)) = line.keys.split_last() else { continue };
        if open != groups {
            let shared = open.iter().zip(groups).take_while(|(a, b)| *a == *b).count();
            for (depth, group) in groups.iter().enumerate().skip(shared) {
                let label = line.labels.get(line.labels.len() - 1 - (groups.len() - depth)).map_or("", String::as_str);
                let _ = writeln!(text, "{}{group}:{}", "  ".repeat(depth + 1), comment(label));
            }
            open = groups.iter().map(String::as_str).collect();
        }
        let label = line.labels.last().filter(|label| *label != key).map_or("", String::as_str);
        let from = known.map_or("", |known| known.from.as_str());
        let notes: Vec<&str> = [label, from].into_iter().filter(|note| !note.is_empty()).collect();
        let indent = "  ".repeat(line.keys.len());
        let figures = known.map_or(UNFILLED.to_owned(), |known| figures(&known.value, line.kind == LineKind::Data));
        let _ = writeln!(text, "{indent}{key}: {figures}{}", comment(&notes.join("；")));
    }
}

/// A row's figures as they are written: one value, one 0 for all, or a list. One 0 for a line of totals would be its own total alone.
fn figures(values: &[Option<String>], is_data: bool) -> String {
    let shown: Vec<&str> = values.iter().map(|value| value.as_deref().unwrap_or(UNFILLED)).collect();
    match &shown[..] {
        [] => UNFILLED.to_owned(),
        [first, rest @ ..]
            if (rest.is_empty() || is_data && ["0", UNFILLED].contains(first)) && rest.iter().all(|v| v == first) =>
        {
            (*first).to_owned()
        }
        shown => format!("[{}]", shown.join(", ")),
    }
}

fn comment(words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("    # {}", words.replace('\n', " ")) }
}

/// A one-line text as YAML: in quotes when it could be read as something else.
fn scalar(text: &str) -> String {
    crate::source::patch::scalar(&text.replace('\n', " "), false)
}

fn described(column: &Column) -> String {
    match column.kind {
        ValueKind::Count | ValueKind::Amount(Some(_)) => column.label.clone(),
        ValueKind::Change => format!("{}（可为负数）", column.label),
        ValueKind::Amount(None) => format!("{}（写明元或万元）", column.label),
    }
}

/// The line of last year's report whose figures an equation over the years says this line must have, where one simply equals the other.
fn carried(form: &TableForm, index: usize, line: usize, last: &Report) -> Option<usize> {
    let equation = form.equations.iter().find(|equation| {
        let [left] = &equation.left.operands[..] else { return false };
        let names: Vec<&str> = left.path.iter().map(String::as_str).collect();
        equation.axis == Axis::Columns
            && form.line(&names) == Some(line)
            && matches!(&equation.right.operands[..], [right] if right.last_year)
    })?;
    last.operand_line(index, equation.right.operands.first()?, form)
}
