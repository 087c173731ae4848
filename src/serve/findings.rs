//! Findings as the page shows them: in the form's words, with the cells and the words they speak of.

use std::sync::Arc;

use serde_json::{Value, json};

use super::answers::on_page;
use super::view;
use crate::diag::{Code, Finding, Place, SourceFile, how_to_excuse};
use crate::form::Form;
use crate::report::locate::{Located, locate};
use crate::source::Node;

/// All findings that are not excused, the gravest first.
pub(super) fn shown(list: &[Finding], file: &Arc<SourceFile>, root: &Node, form: &Form) -> Vec<Value> {
    let mut open: Vec<&Finding> = list.iter().filter(|finding| finding.acknowledged.is_none()).collect();
    open.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    open.into_iter().map(|finding| one(finding, file, root, form)).collect()
}

/// The findings for which the data file gives a reason (说明).
pub(super) fn excused(list: &[Finding], root: &Node) -> Vec<Value> {
    let given = root.get("说明").map_or(&[][..], Node::items);
    let said = |item: &Node, key: &str| item.get(key).and_then(Node::scalar).map(|said| said.text.trim().to_owned());
    let excused = list.iter().filter_map(|finding| {
        let reason = finding.acknowledged.as_ref()?;
        let own = given.iter().filter(|item| said(item, "检查").is_some_and(|name| name == finding.code.as_str()));
        let held = own.filter_map(|item| said(item, "原文")).find(|words| finding.stands_at(words));
        let which = which(finding.code, held.as_deref());
        Some(json!({ "code": finding.code.as_str(), "message": finding.message, "reason": reason, "which": which }))
    });
    excused.collect()
}

/// How the page names a reason: the code, and the words where the finding stands.
fn which(code: Code, words: Option<&str>) -> String {
    words.map_or_else(|| code.as_str().to_owned(), |words| format!("{} {words}", code.as_str()))
}

/// What to do on the page where something is still 待填: the advice of the finding is for those who write the file.
fn how_to_fill(figures: bool, text: bool) -> &'static str {
    match (figures, text) {
        (true, _) => "填上数字，没有的填 0；一张表没有填的都是 0，按表下面的按钮",
        (false, true) => "写上这一部分的文字，一行一段",
        (false, false) => "在页面上面填上",
    }
}

fn one(finding: &Finding, file: &Arc<SourceFile>, root: &Node, form: &Form) -> Value {
    let own = |place: &Place| place.path() == file.path.as_path();
    let places = std::iter::once(&finding.at).chain(finding.also.iter().map(|(place, _)| place));
    let located: Vec<(Located, &Place)> = places
        .filter(|place| own(place))
        .filter_map(|place| Some((locate(root, form, place.range.start)?, place)))
        .collect();
    let mut cells: Vec<String> = Vec::new();
    for (found, _) in &located {
        match found {
            Located::Cell(spot) => cells.push(view::name(spot.table, spot.line, spot.column)),
            Located::Row { table, line } => {
                let parts = form.tables[*table].lines[*line].parts();
                cells.extend(parts.map(|column| view::name(*table, *line, column)));
            }
            _ => {}
        }
    }
    let text = located.iter().find_map(|(found, place)| match found {
        Located::Text(key) => Some(json!({ "key": key, "words": place.text() })),
        _ => None,
    });
    let table = located.iter().find_map(|(found, _)| match found {
        Located::Table(index) => Some(*index),
        _ => None,
    });
    let field = located.iter().find_map(|(found, _)| match found {
        Located::Item(key) => Some(key.clone()),
        _ => None,
    });
    // The page has a button for what must be written out in the file.
    let in_file = how_to_excuse(finding);
    let advice: Vec<String> = match finding.code {
        Code::Unfilled => vec![how_to_fill(table.is_some() || !cells.is_empty(), text.is_some()).to_owned()],
        Code::LastYear => vec!["在“全部机关”里选上年，打开那一份，补全、改正".to_owned()],
        _ => finding.help.iter().filter(|words| **words != in_file).map(|words| on_page(words)).collect(),
    };
    json!({
        "level": finding.severity.name(),
        "code": finding.code.as_str(),
        "message": finding.message,
        "advice": advice,
        "excusable": finding.acknowledgeable,
        "which": which(finding.code, finding.words().as_deref()),
        "cells": cells,
        "text": text,
        "table": table,
        "field": field,
    })
}
