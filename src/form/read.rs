//! Form files: as written ([`super::raw`]) → as valid ([`Form`]).

use std::sync::{Arc, OnceLock};

use super::equation::{Axis, Equation, Operand, Relation, Side, identifier};
use super::error::{Defect, FormError, said};
use super::keys::TOTAL;
use super::names::{BareNames, BareTitles};
use super::raw::{
    RawAddition, RawAxis, RawClause, RawColumn, RawEquation, RawFile, RawForm, RawFullColumn, RawFullRow, RawRelation,
    RawRow, RawRows, RawTable, RawWide,
};
use super::rules::{code, lines, month_day};
use super::{
    Column, Edition, Form, FormSection, Head, Layout, Line, LineKind, MoneyUnit, RowsLayout, SectionLayout, Stub,
    StubContent, TableForm, ValueKind,
};
use crate::diag::Code;

pub(super) fn form(yaml: &str, base: impl Fn(&str) -> Option<String>) -> Result<Form, FormError> {
    match read_raw(yaml)? {
        RawFile::Form(raw) => valid(*raw, None),
        RawFile::Extension(extension) => {
            let invalid = |defect: Defect| FormError::Invalid { form: extension.名称.clone(), defect };
            let text = base(&extension.基于).ok_or_else(|| invalid(Defect::NoBase(extension.基于.clone())))?;
            let RawFile::Form(mut raw) = read_raw(&text)? else {
                return Err(invalid(Defect::BaseIsExtension));
            };
            for addition in extension.增加行 {
                let RawAddition { 表, 在此行之后, 名称, 键 } = addition;
                let table = raw.表.iter_mut().find(|table| table.键 == 表);
                let row =
                    RawFullRow {
                        键: Some(键.unwrap_or(名称.clone())), 名称, extension: true, ..RawFullRow::default()
                    };
                let mut row = Some(row);
                let lists = table.map(|table| table.row_lists()).unwrap_or_default();
                for rows in lists {
                    insert_after(rows, &在此行之后, &mut row);
                }
                if row.is_some() {
                    return Err(FormError::Invalid {
                        form: extension.名称,
                        defect: Defect::NoRow { table: 表, row: 在此行之后 },
                    });
                }
            }
            valid(*raw, Some(extension.名称))
        }
    }
}

fn read_raw(yaml: &str) -> Result<RawFile, FormError> {
    // An untagged enum would hide where the mistake is: decide by the key that only extensions have.
    let error = |error: serde_saphyr::Error| FormError::Yaml(said(&error));
    let probe: serde_json::Value = serde_saphyr::from_str(yaml).map_err(error)?;
    if probe.get("基于").is_some() {
        serde_saphyr::from_str(yaml).map(RawFile::Extension).map_err(error)
    } else {
        serde_saphyr::from_str(yaml).map(|form| RawFile::Form(Box::new(form))).map_err(error)
    }
}

impl RawTable {
    fn row_lists(&mut self) -> Vec<&mut Vec<RawRow>> {
        let clauses = self.分条.iter_mut().flatten().map(|clause| &mut clause.行);
        clauses
            .chain(self.纵列.iter_mut().map(|rows| &mut rows.行))
            .chain(self.横排.iter_mut().map(|wide| &mut wide.行))
            .collect()
    }
}

/// Puts `new` behind the row whose key is `after`, at any depth.
fn insert_after(rows: &mut Vec<RawRow>, after: &str, new: &mut Option<RawFullRow>) {
    let key = |row: &RawRow| match row {
        RawRow::Label(label) => label == after,
        RawRow::Full(full) => full.键.as_deref() == Some(after),
    };
    if let Some(index) = rows.iter().position(key)
        && let Some(row) = new.take()
    {
        rows.insert(index + 1, RawRow::Full(row));
    }
    for row in rows {
        if let RawRow::Full(full) = row {
            insert_after(&mut full.行, after, new);
        }
    }
}

fn valid(raw: RawForm, extension: Option<String>) -> Result<Form, FormError> {
    let name = extension.clone().unwrap_or_else(|| raw.名称.clone());
    let invalid = |defect: Defect| FormError::Invalid { form: name.clone(), defect };
    let tables = raw.表.into_iter().map(|table| valid_table(table).map_err(invalid)).collect::<Result<Vec<_>, _>>()?;
    let mut sections = Vec::new();
    for section in raw.章节 {
        let table = match &section.表 {
            Some(key) => Some(
                tables
                    .iter()
                    .position(|t| t.key == *key)
                    .ok_or_else(|| invalid(Defect::NoTable { section: section.标题.clone(), table: key.clone() }))?,
            ),
            None => None,
        };
        sections.push(FormSection { title: section.标题, prose: section.正文, table });
    }
    let deadlines = raw.公布期限.into_iter().map(|(kind, text)| Ok((kind, month_day(&text)?)));
    Ok(Form {
        deadlines: deadlines.collect::<Result<_, _>>().map_err(invalid)?,
        comparison: raw.与上年比较.into(),
        due_basis: raw.公布期限依据,
        fee_basis: raw.收费依据,
        decree: raw.条例令号,
        edition: Edition {
            name: raw.名称, years: (raw.年度.起, raw.年度.止), basis: raw.依据, format: raw.格式
        },
        editions: Arc::default(),
        title: raw.标题,
        titles: BareTitles::of(&sections, &tables),
        sections,
        tables,
        extension: extension.is_some(),
        lexicon: OnceLock::new(),
        lexicon_files: Arc::default(),
        name,
    })
}

fn valid_table(raw: RawTable) -> Result<TableForm, Defect> {
    let mut builder = Builder { lines: Vec::new() };
    let layout = match (raw.分条, raw.纵列, raw.横排) {
        (Some(clauses), None, None) => builder.sections(clauses)?,
        (None, Some(rows), None) => builder.rows(rows)?,
        (None, None, Some(wide)) => builder.wide(wide)?,
        _ => return Err(Defect::NotOneLayout(raw.键)),
    };
    let mut table = TableForm {
        key: raw.键,
        short: raw.简称,
        title: raw.名称,
        summary: raw.摘要,
        widths: raw.列宽,
        lines: builder.lines,
        layout,
        equations: Vec::new(),
        rules: Vec::new(),
    };
    for (index, line) in table.lines.iter().enumerate() {
        if table.lines[..index].iter().any(|other| other.keys == line.keys) {
            return Err(Defect::RowTwice { table: table.key, row: line.keys.join(".") });
        }
    }
    for equation in raw.勾稽 {
        let equation = valid_equation(equation, &table)?;
        table.equations.push(equation);
    }
    for rule in raw.规则 {
        let rule = rule.valid(&table)?;
        table.rules.push(rule);
    }
    Ok(table)
}

fn column(raw: RawFullColumn) -> Result<Column, Defect> {
    let unit = match raw.单位.as_deref() {
        None => None,
        Some(text) => {
            let unit = MoneyUnit::ALL.iter().find(|unit| unit.as_str() == text);
            Some(*unit.ok_or_else(|| Defect::NoUnit(text.to_owned()))?)
        }
    };
    let kind = match raw.值.as_deref() {
        None | Some("件数") => ValueKind::Count,
        Some("增减") => ValueKind::Change,
        Some("金额") => ValueKind::Amount(unit),
        Some(other) => return Err(Defect::NoKind(other.to_owned())),
    };
    let total = raw.合计.as_deref().map(code).transpose()?;
    Ok(Column {
        key: raw.键.unwrap_or(raw.名称.clone()), label: raw.名称, kind, span: raw.跨列.unwrap_or(1), total
    })
}

/// Collects the lines of a table while its layout is read.
struct Builder {
    lines: Vec<Line>,
}

/// Where in the table a row stands.
struct RowPosition<'a> {
    keys: &'a [String],
    labels: &'a [String],
    columns: &'a Arc<[Column]>,
    clause: Option<&'a str>,
    overlap: Option<&'a str>,
}

impl Builder {
    fn sections(&mut self, clauses: Vec<RawClause>) -> Result<Layout, Defect> {
        let mut sections = Vec::new();
        for clause in clauses {
            let columns: Arc<[Column]> = clause.列.into_iter().map(|c| column(c.into())).collect::<Result<_, _>>()?;
            let position = RowPosition {
                keys: &[],
                labels: &[],
                columns: &columns,
                clause: Some(&clause.条款),
                overlap: clause.重复.as_deref(),
            };
            let stubs = self.stubs(clause.行, &position)?;
            let lines = stubs.iter().flat_map(Stub::lines).collect();
            sections.push(SectionLayout { caption: clause.条款, corner: clause.行首, lines });
        }
        Ok(Layout::Sections(sections))
    }

    fn rows(&mut self, rows: RawRows) -> Result<Layout, Defect> {
        let mut heads = Vec::new();
        let mut columns = Vec::new();
        for raw in rows.列 {
            let raw = RawFullColumn::from(raw);
            heads.push(Head { label: raw.名称.clone(), parts: raw.列.clone() });
            if raw.列.is_empty() {
                columns.push(column(raw)?);
            } else {
                for label in raw.列 {
                    columns.push(column(RawColumn::Label(label).into())?);
                }
            }
        }
        let columns: Arc<[Column]> = columns.into();
        let position = RowPosition { keys: &[], labels: &[], columns: &columns, clause: None, overlap: None };
        let stubs = self.stubs(rows.行, &position)?;
        Ok(Layout::Rows(RowsLayout { corner: rows.表角, over: rows.列组, heads, stubs }))
    }

    fn wide(&mut self, wide: RawWide) -> Result<Layout, Defect> {
        let columns: Arc<[Column]> = wide.列.into_iter().map(|c| column(c.into())).collect::<Result<_, _>>()?;
        let position = RowPosition { keys: &[], labels: &[], columns: &columns, clause: None, overlap: None };
        Ok(Layout::Wide(self.stubs(wide.行, &position)?))
    }

    fn stubs(&mut self, rows: Vec<RawRow>, at: &RowPosition) -> Result<Vec<Stub>, Defect> {
        let first = self.lines.len();
        let mut stubs = Vec::new();
        for row in rows {
            let row = RawFullRow::from(row);
            let mut keys = at.keys.to_vec();
            keys.extend(row.键.clone());
            let mut labels = at.labels.to_vec();
            labels.push(row.名称.clone());
            let line = |keys: Vec<String>, labels: Vec<String>, kind, printed| Line {
                bare: BareNames::of(&keys, &labels),
                keys,
                former_key: row.旧键.clone(),
                labels,
                columns: at.columns.clone(),
                kind,
                printed,
                clause: at.clause.map(str::to_owned),
                extension: row.extension,
                overlap: row.重复.as_deref().or(at.overlap).map(str::to_owned),
            };
            let data = |lines: &[Line], from: usize| {
                (from..lines.len()).filter(|&i| lines[i].kind == LineKind::Data).collect::<Vec<_>>()
            };
            let content = if row.行.is_empty() {
                if row.键.is_none() {
                    return Err(Defect::NoKey(row.名称));
                }
                let kind = match row.合计.as_deref() {
                    Some(text) => LineKind::Total { parts: data(&self.lines, first), code: code(text)? },
                    None => LineKind::Data,
                };
                self.lines.push(line(keys, labels, kind, true));
                StubContent::Line(self.lines.len() - 1)
            } else {
                let from = self.lines.len();
                let below = RowPosition {
                    keys: &keys,
                    labels: &labels,
                    columns: at.columns,
                    clause: at.clause,
                    overlap: at.overlap,
                };
                let parts = self.stubs(row.行, &below)?;
                if row.键.is_some() {
                    let kind = LineKind::Total { parts: data(&self.lines, from), code: Code::GroupTotal };
                    let (keys, labels) =
                        ([&keys[..], &[TOTAL.to_owned()]].concat(), [&labels[..], &["小计".to_owned()]].concat());
                    self.lines.push(line(keys, labels, kind, false));
                }
                StubContent::Parts(parts)
            };
            // A group that the data file names is one thing to the reader and stays on one page.
            let keep = row.键.is_some() && matches!(content, StubContent::Parts(_));
            stubs.push(Stub { label: row.名称, vertical: row.竖排, content, keep });
        }
        Ok(stubs)
    }
}

fn valid_equation(raw: RawEquation, table: &TableForm) -> Result<Equation, Defect> {
    let side = |text: &str| Side::new(text).map_err(|_| Defect::Expression { text: text.to_owned() });
    let (left, right) = (side(&raw.左)?, side(&raw.右)?);
    let axis = match raw.逐 {
        RawAxis::列 => Axis::Columns,
        RawAxis::行 => Axis::Lines(lines(table, &raw.行)?),
    };
    let known = |operand: &Operand| {
        let path: Vec<&str> = operand.path.iter().map(String::as_str).collect();
        match &axis {
            Axis::Columns => table.line(&path).is_some(),
            Axis::Lines(lines) => lines.iter().all(|&line| table.column(line, operand).is_some()),
        }
    };
    for operand in left.operands.iter().chain(&right.operands) {
        if !known(operand) {
            return Err(Defect::NoOperand { operand: operand.path.join("."), table: table.key.clone() });
        }
    }
    let relation = match raw.关系 {
        RawRelation::等于 => Relation::Equal,
        RawRelation::不超过 => Relation::AtMost,
    };
    Ok(Equation { code: code(&raw.检查)?, axis, left, right, relation, note: raw.说明, advice: raw.办法 })
}

impl TableForm {
    /// The column of a line that an equation's operand names.
    pub fn column(&self, line: usize, operand: &Operand) -> Option<usize> {
        let [name] = &operand.path[..] else { return None };
        self.lines[line].columns.iter().position(|column| identifier(&column.key) == *name)
    }
}
