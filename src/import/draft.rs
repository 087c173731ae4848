//! A new data file out of what was recognised, proved by reading it again.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::escape::escaped;
use super::listing::summary;
use super::{ImportError, first, origin};
use crate::date::Date;
use crate::diag::{SourceFile, origin_note};
use crate::form::{AgencyKind, Form, LineKind, agency_words};
use crate::read_back::unit::FilePlace;
use crate::recognise::{Recognised, Unread};
use crate::report::keys::FORM;
use crate::report::skeleton::{KnownValue, Start, skeleton};
use crate::report::{UNFILLED, agency_name};
use crate::source::{Node, TextMap, Value, parse};

/// The text of a data file, and where what it says stands in the source.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The data file's text.
    pub text: String,
    /// Figures, paragraphs and basic values by their ranges in the text, in its order.
    pub places: Vec<(Range<usize>, FilePlace)>,
}

/// A new data file; `source` is the file's name, `schema` where the JSON Schema lies seen from the data file.
///
/// # Errors
/// Agency or year unknown, or what would be written does not read as what was recognised.
pub fn draft(
    recognised: &Recognised,
    source: &str,
    kind: Option<AgencyKind>,
    schema: Option<String>,
) -> Result<Draft, ImportError> {
    let agency = recognised.agency.as_deref().ok_or(ImportError::NoAgency)?;
    let agency = agency_name(agency).map_err(|why| ImportError::BadAgency { name: agency.to_owned(), why })?;
    let year = recognised.year.ok_or(ImportError::NoYear)?;
    let mut notes = vec![format!("由“{source}”读入。")];
    let kind = kind.or(recognised.agency_kind).or_else(|| {
        let named = agency_words().kind_of(agency)?;
        notes.push(format!("机关类型按名称定为“{}”，请核对。", named.as_str()));
        Some(named)
    });
    notes.extend(heading(&summary(recognised)));
    let start = Start {
        agency: agency.to_owned(),
        year,
        kind,
        date: recognised.date,
        title: recognised.title.clone(),
        signed: recognised.signed,
        schema,
        notes,
        texts: texts(recognised, source),
        rows: rows(recognised, source),
        lost: Vec::new(),
    };
    let text = skeleton(&recognised.form, &start);
    let file = Arc::new(SourceFile { path: Path::new("读入.yaml").to_owned(), text: text.as_str().into() });
    let root = parse(&file).map_err(|findings| ImportError::Unproved(first(&findings)))?;
    prove(&root, &start, &recognised.form)?;
    let places = places(&file, &root, recognised);
    Ok(Draft { text, places })
}

/// The list at the head of the file.
fn heading(lines: &[String]) -> Vec<String> {
    if lines.is_empty() {
        return vec!["全部读出。".into()];
    }
    let head = format!("下面 {} 条请对照原文处理：没有读出的写作“{UNFILLED}”，填好后把这里的话删去。", lines.len());
    [head].into_iter().chain(lines.iter().map(|line| format!("- {line}"))).collect()
}

fn texts(recognised: &Recognised, source: &str) -> std::collections::BTreeMap<String, KnownValue<String>> {
    let field = |(key, paragraphs): (&String, &Vec<crate::recognise::FieldParagraph>)| {
        let lines: Vec<String> = paragraphs.iter().map(|paragraph| escaped(&paragraph.text)).collect();
        let from = origin_note(source, &origin::of_text(paragraphs));
        (key.clone(), KnownValue { value: lines.join("\n"), from })
    };
    recognised.texts.iter().map(field).collect()
}

fn rows(
    recognised: &Recognised,
    source: &str,
) -> std::collections::BTreeMap<(usize, usize), KnownValue<Vec<Option<String>>>> {
    let mut rows = std::collections::BTreeMap::new();
    for (t, table) in recognised.form.tables.iter().enumerate() {
        for (l, line) in table.lines.iter().enumerate() {
            let Some(place) = origin::of_row(recognised, t, l) else {
                if line.kind == LineKind::Data {
                    let value = vec![None; line.parts().count()];
                    rows.insert((t, l), KnownValue { value, from: "文件里没有找到这一行".into() });
                }
                continue;
            };
            let read = |column: usize| {
                let cell = recognised.cell(t, l, column)?;
                cell.found.as_ref().ok().map(|figure| figure.value.to_string())
            };
            let mut value: Vec<Option<String>> = line.parts().map(read).collect();
            let total = (0..line.columns.len()).find(|&column| line.columns[column].total.is_some()).and_then(read);
            if line.kind != LineKind::Data && value.iter().any(Option::is_none) {
                continue;
            }
            value.extend(total.map(Some));
            let notes = notes(recognised, t, l);
            let from = [origin_note(source, &place)].into_iter().chain(notes).collect::<Vec<_>>().join("；");
            rows.insert((t, l), KnownValue { value, from });
        }
    }
    rows
}

/// What a row's comment says besides its place: what was read otherwise than it is printed, and what was not read.
pub(super) fn notes(recognised: &Recognised, t: usize, l: usize) -> Vec<String> {
    let line = &recognised.form.tables[t].lines[l];
    let mut notes = Vec::new();
    let mut unread: Vec<(String, String)> = Vec::new();
    for (c, column) in line.columns.iter().enumerate() {
        let Some(cell) = recognised.cell(t, l, c) else { continue };
        match &cell.found {
            Ok(figure) => notes.extend(figure.note.as_ref().map(|note| format!("{}{note}", column.key))),
            Err(_) if column.total.is_some() => {}
            Err(Unread::Row(why)) => return vec![format!("未读出：原文是“{}”，{why}", cell.printed)],
            Err(why) => unread.push((column.key.clone(), said(why, &cell.printed))),
        }
    }
    while let Some((_, why)) = unread.first().cloned() {
        let columns: Vec<String> =
            unread.iter().filter(|(_, of)| *of == why).map(|(column, _)| column.clone()).collect();
        unread.retain(|(_, of)| *of != why);
        notes.push(format!("未读出：{}{why}", columns.join("、")));
    }
    notes
}

fn said(why: &Unread, printed: &str) -> String {
    match why {
        Unread::Blank => "原文是空格".into(),
        Unread::Doubt(_) | Unread::Differs(_) | Unread::NoUnit | Unread::Several => {
            let printed = if printed.is_empty() { String::new() } else { format!("，原文是“{printed}”") };
            format!("{}{printed}", why.words())
        }
        _ => format!("原文是“{printed}”"),
    }
}

/// Requires of what was written what was recognised.
fn prove(root: &Node, start: &Start, form: &Form) -> Result<(), ImportError> {
    let unproved = ImportError::Unproved;
    let (year, date) = (start.year.to_string(), start.date.map_or(UNFILLED.to_owned(), Date::iso));
    let items = [
        ("机关", Some(start.agency.as_str())),
        ("年度", Some(&*year)),
        ("成文日期", Some(&*date)),
        ("标题", start.title.as_deref()),
        (FORM, form.extension.then_some(form.name.as_str())),
    ];
    for (key, value) in items {
        if root.get(key).and_then(Node::scalar).map(|scalar| scalar.text.trim()) != value {
            return Err(unproved(format!("“{key}”")));
        }
    }
    for (key, known) in &start.texts {
        let scalar = root.get(key).and_then(Node::scalar).map(|scalar| scalar.text.as_str()).unwrap_or_default();
        if !scalar.lines().map(str::trim).eq(known.value.lines().map(str::trim).filter(|line| !line.is_empty())) {
            return Err(unproved(format!("“{key}”")));
        }
    }
    for (&(t, l), known) in &start.rows {
        let table = &form.tables[t];
        let keys = &table.lines[l].keys;
        let node = row(root, &table.key, keys);
        let wanted: Vec<&str> = known.value.iter().map(|value| value.as_deref().unwrap_or(UNFILLED)).collect();
        if !node.is_some_and(|node| says(node, &wanted)) {
            return Err(unproved(table.line_words(l)));
        }
    }
    Ok(())
}

/// The row under a path of keys.
fn row<'n>(root: &'n Node, table: &str, keys: &[String]) -> Option<&'n Node> {
    keys.iter().try_fold(root.get(table)?, |node, key| node.get(key))
}

/// Where what a data file says stands in the source.
fn places(file: &SourceFile, root: &Node, recognised: &Recognised) -> Vec<(Range<usize>, FilePlace)> {
    let mut places = Vec::new();
    for (key, place) in &recognised.basics {
        places.extend(root.get(key).map(|node| (node.range.clone(), place.clone())));
    }
    for (&(t, l), of_row) in &recognised.places {
        let table = &recognised.form.tables[t];
        let line = &table.lines[l];
        let Some(node) = row(root, &table.key, &line.keys) else { continue };
        let total = (0..line.columns.len()).filter(|&column| line.columns[column].total.is_some());
        let columns: Vec<usize> = line.parts().chain(total).collect();
        let place = |column: usize| recognised.cell(t, l, column).map_or(of_row, |cell| &cell.place).clone();
        match &node.value {
            Value::List(items) => {
                places.extend(items.iter().zip(&columns).map(|(item, &column)| (item.range.clone(), place(column))));
            }
            _ => places.extend(columns.first().map(|&column| (node.range.clone(), place(column)))),
        }
    }
    for (key, paragraphs) in &recognised.texts {
        let Some(node) = root.get(key) else { continue };
        let Some(scalar) = node.scalar() else { continue };
        let map = TextMap::new(file, &node.range, &scalar.text);
        let mut start = 0;
        for (line, paragraph) in scalar.text.split_inclusive('\n').zip(paragraphs) {
            places.push((map.range(start..start + line.trim_end().len()), paragraph.place.clone()));
            start += line.len();
        }
    }
    places.sort_by_key(|(range, _)| range.start);
    places
}

/// Whether a node says these figures: one by one, or one for all.
fn says(node: &Node, wanted: &[&str]) -> bool {
    match &node.value {
        Value::Scalar(scalar) => wanted.iter().all(|value| scalar.text.trim() == *value),
        Value::List(items) => {
            items.len() == wanted.len()
                && items.iter().zip(wanted).all(|(item, value)| item.scalar().is_some_and(|s| s.text.trim() == *value))
        }
        Value::Map(_) => false,
    }
}
