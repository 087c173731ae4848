//! The form's layout + the report's figures → a table of the document.

use crate::document::{Cell, CellKind, Row, Section, Table};
use crate::form::{Layout, Line, RowsLayout, SectionLayout, Stub, StubContent, TableForm};
use crate::report::{Report, TableData};

/// Lays out one table of a report.
///
/// # Panics
/// Never for a form that [`super::prove`] passed, as all forms are when templates are loaded.
pub(super) fn table(report: &Report, index: usize) -> Table {
    let (form, data) = (&report.form.tables[index], &report.tables[index]);
    lay_out(form, &|line, column| data.text(line, column)).expect("forms are proved when templates are loaded")
}

impl TableData {
    fn text(&self, line: usize, column: usize) -> String {
        self.cells[line][column].value.to_string()
    }
}

/// Lays out a table with any text in its cells.
///
/// # Errors
/// The form's spans do not fill the grid.
pub fn lay_out(form: &TableForm, text: &dyn Fn(usize, usize) -> String) -> Result<Table, crate::document::GridError> {
    let sections = match &form.layout {
        Layout::Sections(sections) => sections.iter().map(|section| clause(form, section, text)).collect(),
        Layout::Rows(layout) => vec![rows(form, layout, text)],
        Layout::Wide(stubs) => vec![wide(form, stubs, text)],
    };
    Table::new(format!("{}　{}", form.short, form.title), &form.summary, form.widths.clone(), sections)
}

fn values<'a>(
    form: &'a TableForm,
    line: usize,
    text: &'a dyn Fn(usize, usize) -> String,
) -> impl Iterator<Item = Cell> + 'a {
    let columns = form.lines[line].columns.iter().enumerate();
    columns.map(move |(column, c)| Cell::new(CellKind::Value, text(line, column), c.span, 1))
}

fn label(line: &Line) -> &str {
    line.labels.last().map_or("", String::as_str)
}

/// A clause of 表二: caption, heads, its rows; too short to be broken over pages.
fn clause(form: &TableForm, section: &SectionLayout, text: &dyn Fn(usize, usize) -> String) -> Section {
    let caption = Cell::new(CellKind::Caption, &section.caption, form.widths.len(), 1);
    let mut heads = vec![Cell::new(CellKind::Head, &section.corner, 1, 1)];
    if let Some(&line) = section.lines.first() {
        heads.extend(form.lines[line].columns.iter().map(|c| Cell::new(CellKind::Head, &c.label, c.span, 1)));
    }
    let body = section.lines.iter().map(|&line| {
        let mut cells = vec![Cell::new(CellKind::Stub(1), label(&form.lines[line]), 1, 1)];
        cells.extend(values(form, line, text));
        Row { cells, keep: true }
    });
    let mut body: Vec<Row> = body.collect();
    if let Some(last) = body.last_mut() {
        last.keep = false;
    }
    Section {
        header: vec![Row { cells: vec![caption], keep: true }, Row { cells: heads, keep: true }],
        body,
        breakable: false,
    }
}

/// 表三: one head over nested row labels.
fn rows(form: &TableForm, layout: &RowsLayout, text: &dyn Fn(usize, usize) -> String) -> Section {
    let depth = layout.stubs.iter().map(Stub::depth).max().unwrap_or(1);
    let columns: usize = layout.heads.iter().map(|head| head.parts.len().max(1)).sum();
    let nested = layout.heads.iter().any(|head| !head.parts.is_empty());
    let height = if nested { 3 } else { 2 };
    let head = |label: &str, colspan, rowspan| Cell::new(CellKind::Head, label, colspan, rowspan);
    let mut header = vec![vec![head(&layout.corner, depth, height), head(&layout.over, columns, 1)]];
    header.push(
        layout
            .heads
            .iter()
            .map(|h| if h.parts.is_empty() { head(&h.label, 1, height - 1) } else { head(&h.label, h.parts.len(), 1) })
            .collect(),
    );
    if nested {
        header.push(layout.heads.iter().flat_map(|h| &h.parts).map(|part| head(part, 1, 1)).collect());
    }
    let mut body = Vec::new();
    for stub in &layout.stubs {
        rows_below((form, text), stub, (depth, 1), Vec::new(), &mut body);
    }
    let header = header.into_iter().map(|cells| Row { cells, keep: true }).collect();
    Section { header, body, breakable: true }
}

/// Adds the rows of a stub; `open` are the labels of outer stubs that begin in its first row.
fn rows_below(
    (form, text): (&TableForm, &dyn Fn(usize, usize) -> String),
    stub: &Stub,
    (depth, level): (usize, u8),
    mut open: Vec<Cell>,
    body: &mut Vec<Row>,
) {
    match &stub.content {
        StubContent::Line(line) => {
            let mut cell = Cell::new(CellKind::Stub(level), &stub.label, depth, 1);
            cell.vertical = stub.vertical;
            open.push(cell);
            open.extend(values(form, *line, text));
            body.push(Row { cells: open, keep: false });
        }
        StubContent::Parts(parts) => {
            let mut cell = Cell::new(CellKind::Stub(level), &stub.label, 1, stub.lines().len());
            cell.vertical = stub.vertical;
            open.push(cell);
            let first = body.len();
            for part in parts {
                rows_below((form, text), part, (depth - 1, level + 1), std::mem::take(&mut open), body);
            }
            if stub.keep {
                let end = body.len().saturating_sub(1);
                for row in &mut body[first..end] {
                    row.keep = true;
                }
            }
        }
    }
}

/// 表四: one row of figures under nested column heads.
fn wide(form: &TableForm, stubs: &[Stub], text: &dyn Fn(usize, usize) -> String) -> Section {
    let depth = stubs.iter().map(Stub::depth).max().unwrap_or(1);
    let mut header: Vec<Vec<Cell>> = vec![Vec::new(); depth + 1];
    for stub in stubs {
        heads_below(form, stub, 0, depth, &mut header);
    }
    let header = header.into_iter().map(|cells| Row { cells, keep: true }).collect();
    let lines = stubs.iter().flat_map(Stub::lines);
    let cells = lines.flat_map(|line| values(form, line, text)).collect();
    Section { header, body: vec![Row { cells, keep: false }], breakable: false }
}

fn heads_below(form: &TableForm, stub: &Stub, level: usize, depth: usize, header: &mut [Vec<Cell>]) {
    let width = stub.lines().iter().map(|&line| form.lines[line].columns.iter().map(|c| c.span).sum::<usize>()).sum();
    header[level].push(Cell::new(CellKind::Head, &stub.label, width, 1));
    match &stub.content {
        StubContent::Line(line) => {
            for column in form.lines[*line].columns.iter() {
                header[level + 1].push(Cell::new(CellKind::Head, &column.label, column.span, depth - level));
            }
        }
        StubContent::Parts(parts) => {
            for part in parts {
                heads_below(form, part, level + 1, depth, header);
            }
        }
    }
}
