//! The form as the page needs it: the printed grid with what each cell is, totals and checks as cells to add up.

use serde_json::{Value, json};

use crate::compose;
use crate::document::CellKind;
use crate::form::{Form, LineKind, TableForm, ValueKind};
use crate::recognise::{self, Recognised};
use crate::report::{Report, UNFILLED};
use crate::workbook::SheetLayout;
use crate::workbook::sums::{SumCell, checks, is_input, parts, side_in};

/// The name of a figure's cell on the page: table, line and column of the form.
pub(super) fn name(table: usize, line: usize, column: usize) -> String {
    format!("{table}.{line}.{column}")
}

/// The figure that a name stands for, when the form has it.
pub(super) fn figure(form: &Form, name: &str) -> Option<(usize, usize, usize)> {
    let numbers: Vec<usize> = name.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [table, line, column] = numbers[..] else { return None };
    let known = form.tables.get(table)?.lines.get(line)?.columns.get(column).is_some();
    known.then_some((table, line, column))
}

/// All tables, in the form's order.
pub(super) fn tables(form: &Form) -> Vec<Value> {
    form.tables.iter().enumerate().filter_map(|(index, table)| one(index, table)).collect()
}

fn one(index: usize, form: &TableForm) -> Option<Value> {
    let layout = SheetLayout::of(form).ok()?;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for cell in &layout.cells {
        let row = (cell.row - layout.cells.first()?.row) as usize;
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        let mut shown = json!({
            "text": cell.text, "colspan": cell.colspan, "rowspan": cell.rowspan, "vertical": cell.vertical,
            "kind": match cell.kind { CellKind::Stub(_) => "stub", CellKind::Value => "figure", _ => "head" },
        });
        if let Some(at @ (line, column)) = cell.figure {
            shown["figure"] = json!([line, column]);
            shown["words"] = json!(form.cell_words(line, column));
            shown["kind"] = json!(kind(form.lines[line].columns[column].kind));
            if !is_input(form, at) {
                shown["parts"] = json!(parts(form, &layout, at));
            }
        }
        rows[row].push(shown);
    }
    Some(json!({
        "index": index, "key": form.key, "short": form.short, "title": form.title, "rows": rows,
        "checks": if layout.stub > 0 { below(form, &layout) } else { Vec::new() },
    }))
}

/// The rows below a table that say per column whether its equations hold.
fn below(form: &TableForm, layout: &SheetLayout) -> Vec<Value> {
    let mut columns: Vec<(u16, u16, usize)> = layout
        .cells
        .iter()
        .filter_map(|cell| cell.figure.map(|(_, column)| (cell.column, cell.colspan, column)))
        .collect();
    columns.sort_unstable();
    columns.dedup_by_key(|(place, ..)| *place);
    let sides = |cells: Vec<(SumCell, i64)>| -> Value {
        cells.into_iter().map(|((line, column), sign)| json!([line, column, sign])).collect()
    };
    let one = |equation: &crate::form::Equation| {
        let cells: Option<Vec<Value>> = columns
            .iter()
            .map(|&(_, colspan, column)| {
                let (left, right) = (side_in(form, &equation.left, column)?, side_in(form, &equation.right, column)?);
                Some(json!({ "colspan": colspan, "left": sides(left), "right": sides(right) }))
            })
            .collect();
        Some(json!({ "note": equation.note, "stub": layout.stub, "columns": cells? }))
    };
    checks(form).filter_map(one).collect()
}

fn kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Count => "count",
        ValueKind::Change => "change",
        ValueKind::Amount(Some(_)) => "amount",
        ValueKind::Amount(None) => "money",
    }
}

/// What a text is called beside its field.
pub(super) fn title(form: &Form, key: &str) -> String {
    let section = form.sections.iter().find(|section| section.prose.as_deref() == Some(key));
    let around = form.tables.iter().find_map(|table| match key {
        key if key == table.before_key() => Some(format!("{}前面的文字", table.short)),
        key if key == table.after_key() => Some(format!("{}后面的文字", table.short)),
        _ => None,
    });
    section.map(|section| section.title.clone()).or(around).unwrap_or_else(|| key.to_owned())
}

/// The page's order: each section with its table and the texts around it.
pub(super) fn order(form: &Form) -> Vec<Value> {
    let mut parts = vec![json!({ "title": Form::PREFACE, "texts": [Form::PREFACE] })];
    for section in &form.sections {
        let mut texts: Vec<String> = section.prose.clone().into_iter().collect();
        if let Some(table) = section.table {
            texts.extend([form.tables[table].before_key(), form.tables[table].after_key()]);
        }
        let mut part = json!({ "title": section.title, "texts": texts });
        if let Some(table) = section.table {
            part["table"] = json!(table);
        }
        parts.push(part);
    }
    parts
}

/// What the texts of a report print, in paragraphs; what is still to be written is none.
pub(super) fn texts(report: &Report) -> Value {
    let shown = compose::texts(report, None).into_iter().filter(|text| text.text.trim() != UNFILLED);
    shown
        .map(|text| (text.key.clone(), text.paragraphs().map(|range| json!(text.text[range])).collect::<Value>()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// The references that a text may hold to figures: `申请.本年新收.总计`, in the form's words.
pub(super) fn references(form: &Form) -> Vec<Value> {
    let mut references = Vec::new();
    for table in &form.tables {
        for (number, line) in table.lines.iter().enumerate() {
            for (column, head) in line.columns.iter().enumerate() {
                let whole = head.total.is_some() || line.columns.len() == 1;
                if !(whole
                    || line.kind == LineKind::Data && matches!(head.kind, ValueKind::Amount(_))
                    || line.columns.iter().all(|c| c.total.is_none()))
                {
                    continue;
                }
                let path = format!("{}.{}.{}", table.key, line.keys.join("."), head.key);
                references.push(json!({ "label": table.cell_words(number, column), "path": path }));
            }
        }
    }
    references
}

/// What a pasted table fills, and what of it was not read.
pub(super) fn recognised(found: &Recognised) -> Value {
    let (mut cells, mut totals) = (Vec::new(), Vec::new());
    for (t, table) in found.form.tables.iter().enumerate() {
        for (l, line) in table.lines.iter().enumerate() {
            for c in 0..line.columns.len() {
                let Some(Ok(figure)) = found.cell(t, l, c).map(|cell| cell.found.as_ref()) else { continue };
                let (name, text) = (name(t, l, c), figure.value.to_string());
                if is_input(table, (l, c)) {
                    cells.push(json!({ "name": name, "text": text }));
                } else {
                    totals.push(json!({ "name": name, "text": text, "words": table.cell_words(l, c) }));
                }
            }
        }
    }
    // Rows that were not pasted are not missing.
    let met = found.unread().into_iter().filter(|cell| !cell.printed.is_empty());
    let unread: Vec<String> =
        met.map(|cell| found.form.tables[cell.table].cell_words(cell.line, cell.column)).collect();
    json!({ "cells": cells, "totals": totals, "unread": unread })
}

/// A text pasted into a cell as a file with it is read: `3件`, `1,234`; none where it is no figure.
pub(super) fn read(form: &Form, name: &str, text: &str) -> Option<String> {
    let (table, line, column) = figure(form, name)?;
    let column = &form.tables[table].lines[line].columns[column];
    recognise::figure_of(text, column.kind).ok().map(|figure| figure.value.to_string())
}
