//! What was not read, as a list for people: by cell, with place and printed text; and in short, row by row.

use std::collections::BTreeMap;

use crate::form::TableForm;
use crate::recognise::{FieldParagraph, Recognised, Unfilled, Unread, described};

/// Lines no longer than this are shown together, and so many of them.
const SHORT: usize = 20;
const SHOWN: usize = 8;

/// A cell that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadItem {
    /// In the words of the form, `表三“（一）予以公开”自然人列`.
    pub cell: String,
    /// Where it stands in the file; empty where it has no such row.
    pub place: String,
    /// What is printed there.
    pub text: String,
    /// Why it was not read.
    pub why: String,
}

/// All cells that must be filled in by hand, in the form's order.
pub fn items(recognised: &Recognised) -> Vec<UnreadItem> {
    recognised.unread().iter().map(|cell| item(recognised, cell)).collect()
}

fn item(recognised: &Recognised, cell: &Unfilled) -> UnreadItem {
    let table = &recognised.form.tables[cell.table];
    UnreadItem {
        cell: table.cell_words(cell.line, cell.column),
        place: described(&cell.place, &table.short),
        text: cell.printed.clone(),
        why: cell.why.words(),
    }
}

/// What was not read and what should be looked at, a line each: rows instead of cells.
pub fn summary(recognised: &Recognised) -> Vec<String> {
    let mut lines = unread_rows(recognised);
    lines.extend(recognised.stray.iter().map(|row| {
        let label = if row.label.is_empty() {
            "没有名称的一行".to_owned()
        } else {
            format!("“{}”这一行", row.label)
        };
        let printed = if row.printed.is_empty() { String::new() } else { format!("，原文是“{}”", row.printed) };
        format!("{label}没有读入：{}{printed}（{}）", row.why, described(&row.place, "表"))
    }));
    lines.extend(totals(recognised));
    for (key, paragraphs) in &recognised.texts {
        for paragraph in paragraphs {
            let hazard = super::escape::hazard(&paragraph.text);
            if let Some(why) = paragraph.doubt.as_deref().or(hazard) {
                lines.push(format!("“{key}”里“{}”：{why}", beginning(&paragraph.text)));
            }
        }
    }
    for section in recognised.form.sections.iter().filter_map(|section| section.prose.as_ref()) {
        if !recognised.texts.contains_key(section) {
            lines.push(format!("没有读到“{section}”的文字"));
        }
    }
    lines.extend(left_out(&recognised.left_out));
    lines.extend(recognised.remarks.iter().cloned());
    lines
}

/// Texts that were taken into no field: what may be prose one by one, short lines of a page's navigation together.
fn left_out(all: &[FieldParagraph]) -> Vec<String> {
    let is_prose = |line: &&FieldParagraph| line.text.ends_with(['。', '；']) || line.text.chars().count() > SHORT;
    let (prose, short): (Vec<_>, Vec<_>) = all.iter().partition(is_prose);
    let said = |line: &FieldParagraph| format!("没有收入正文的文字：“{}”（{}）", beginning(&line.text), line.place);
    let mut lines: Vec<String> = prose.into_iter().map(said).collect();
    if !short.is_empty() {
        let shown: String = short.iter().take(SHOWN).map(|line| format!("“{}”", beginning(&line.text))).collect();
        let more = if short.len() > SHOWN { format!("等 {} 行", short.len()) } else { String::new() };
        lines.push(format!("没有收入正文的短行：{shown}{more}"));
    }
    lines
}

/// The first words of a paragraph.
pub(super) fn beginning(text: &str) -> String {
    let short: String = text.chars().take(20).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// Cells of one row that were not read for one reason.
struct UnreadGap {
    why: String,
    columns: Vec<String>,
    printed: Vec<String>,
    place: String,
}

fn unread_rows(recognised: &Recognised) -> Vec<String> {
    let mut missing: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut rows: BTreeMap<(usize, usize), Vec<UnreadGap>> = BTreeMap::new();
    for cell in recognised.unread() {
        if cell.why == Unread::Missing {
            let lines = missing.entry(cell.table).or_default();
            if !lines.contains(&cell.line) {
                lines.push(cell.line);
            }
            continue;
        }
        let table = &recognised.form.tables[cell.table];
        let row = rows.entry((cell.table, cell.line)).or_default();
        let why = cell.why.words();
        let column = table.lines[cell.line].columns[cell.column].key.clone();
        match row.iter_mut().find(|gap| gap.why == why) {
            Some(gap) => {
                gap.columns.push(column);
                gap.printed.push(cell.printed);
            }
            None => row.push(UnreadGap {
                why,
                columns: vec![column],
                printed: vec![cell.printed],
                place: described(&cell.place, &table.short),
            }),
        }
    }
    let tables = &recognised.form.tables;
    let absent = missing.iter().map(|(&table, lines)| absent(&tables[table], lines));
    let unread = rows.iter().flat_map(|(&(table, line), gaps)| {
        let words = tables[table].line_words(line);
        gaps.iter().map(move |gap| {
            let mut printed: Vec<&str> =
                gap.printed.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            printed.dedup();
            let printed: Vec<String> = printed.iter().map(|text| format!("“{text}”")).collect();
            let printed = if printed.is_empty() { String::new() } else { format!("，原文是{}", printed.join("")) };
            format!("{words}{}没有读出：{}{printed}（{}）", gap.columns.join("、"), gap.why, gap.place)
        })
    });
    absent.chain(unread).collect()
}

/// Rows that the file has not.
fn absent(table: &TableForm, lines: &[usize]) -> String {
    let data = table.data_below(&[]);
    if data.iter().all(|line| lines.contains(line)) {
        return format!("没有找到{}", table.short);
    }
    let words: Vec<String> = lines.iter().map(|&line| table.lines[line].keys.join("—")).collect();
    format!("{}里没有找到：{}", table.short, words.join("、"))
}

/// Totals that were not read: nothing is to be filled in, but a printed one was not compared.
fn totals(recognised: &Recognised) -> Option<String> {
    let unread = recognised.unread_totals();
    let places: Vec<String> = unread
        .iter()
        .take(6)
        .map(|cell| {
            let table = &recognised.form.tables[cell.table];
            let text =
                if cell.printed.is_empty() { String::new() } else { format!("（原文是“{}”）", cell.printed) };
            format!("{}{text}", table.cell_words(cell.line, cell.column))
        })
        .collect();
    let more = if unread.len() > 6 { format!("等 {} 格", unread.len()) } else { String::new() };
    (!unread.is_empty()).then(|| format!("总计没有读出、由程序算出的：{}{more}", places.join("、")))
}
