//! What is different between two versions of a report (更正): cells in the form's words, totals that follow, paragraphs.
//!
//! Knows reports and the form; where both versions could be composed, the prose is compared as printed, so that a figure
//! that a sentence quotes is found too. Must not know files, git or the command line.

mod docx;
mod hand;
mod paragraphs;
mod rows;
mod told;

pub use docx::compare_docx;
pub use hand::{CellDifference, DocxDifference};
pub use paragraphs::{Fragment, ParagraphChange, fragments, pair};

use crate::compose::Composed;
use crate::form::Form;
use crate::ordinal::is_numeral;
use crate::report::{At, Report, keys};

/// One version of a report.
#[derive(Debug, Clone, Copy)]
pub struct Version<'a> {
    /// The report.
    pub report: &'a Report,
    /// Its finished text, when it could be composed.
    pub composed: Option<&'a Composed>,
}

/// Everything that is different.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// 机关、成文日期 and the like, then the cells in the form's order.
    pub items: Vec<ItemChange>,
    /// Changed paragraphs, in the order of the report.
    pub texts: Vec<TextChange>,
}

/// A changed item or cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// In the words of the form, `表三“（一）予以公开”自然人列`.
    pub words: String,
    /// What stood there.
    pub old: String,
    /// What stands there now.
    pub new: String,
    /// Whether it is a total, which follows from other cells.
    pub follows: bool,
    /// Whether it is a cell of a table.
    pub cell: bool,
}

/// A changed paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// The section's title, or the key of prose outside the sections.
    pub section: String,
    /// The numbered item of the section that the paragraph belongs to, `（一）`.
    pub item: Option<String>,
    /// The paragraph before and after.
    pub change: ParagraphChange,
}

impl Difference {
    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.texts.is_empty()
    }
}

/// Compares two versions. Rows and columns that only one version's form has are left out: the figures of two editions
/// cannot be set against each other there.
pub fn compare(old: Version, new: Version) -> Difference {
    let mut items = Vec::new();
    facts(old.report, new.report, &mut items);
    cells(old.report, new.report, &mut items);
    let texts = new
        .report
        .form
        .prose_keys()
        .into_iter()
        .flat_map(|key| {
            let (before, after) = texts(old, new, &key);
            let section = section(&new.report.form, &key);
            let changes = pair(&before, &after).into_iter().map(move |change| {
                let side = if change.old.is_some() { &before } else { &after };
                let item = change.number.checked_sub(1).and_then(|index| item(side, index));
                TextChange { section: section.clone(), item, change }
            });
            changes.collect::<Vec<_>>()
        })
        .collect();
    Difference { items, texts }
}

fn facts(old: &Report, new: &Report, items: &mut Vec<ItemChange>) {
    let title =
        |report: &Report| report.title.as_ref().map_or("（按表样）".to_owned(), |title| title.value.clone());
    let signature = |report: &Report| if report.signature { "有" } else { "无" }.to_owned();
    let facts = |report: &Report| {
        [
            (Form::AGENCY, report.agency.value.clone()),
            (Form::KIND, report.kind.value.as_str().to_owned()),
            (Form::YEAR, report.year.value.to_string()),
            (Form::DATE, report.date.value.chinese()),
            (keys::TITLE, title(report)),
            (keys::SIGNATURE, signature(report)),
            (keys::FORM, report.form.name.clone()),
        ]
    };
    for ((words, old), (_, new)) in facts(old).into_iter().zip(facts(new)) {
        if old != new {
            items.push(ItemChange { words: words.into(), old, new, follows: false, cell: false });
        }
    }
}

fn cells(old: &Report, new: &Report, items: &mut Vec<ItemChange>) {
    for after in (0..new.form.tables.len()).flat_map(|table| new.printed_at(table)) {
        let Some(before) = after.in_(old) else { continue };
        let (old, new) = (before.value().to_string(), after.value().to_string());
        if old != new {
            items.push(ItemChange { words: printed_words(after), old, new, follows: after.is_total(), cell: true });
        }
    }
}

/// A cell in the words that the form prints: `表四“行政复议”结果维持列`.
fn printed_words(at: At) -> String {
    let form = at.table();
    let column = &form.lines[at.spot.line].columns[at.spot.column];
    let label: String = column.label.split(char::is_whitespace).collect();
    format!("{}{label}列", form.line_words(at.spot.line))
}

/// The numbered item that a paragraph belongs to, `（一）`: the nearest that begins one, itself or above.
fn item(paragraphs: &[String], index: usize) -> Option<String> {
    paragraphs.get(..=index)?.iter().rev().find_map(|paragraph| {
        let rest = paragraph.trim_start_matches(['*', ' ', '\u{3000}']).strip_prefix('（')?;
        let (number, _) = rest.split_once('）')?;
        let chinese = !number.is_empty() && number.chars().all(is_numeral);
        chinese.then(|| format!("（{number}）"))
    })
}

/// The paragraphs of a field in both versions: as printed when both are, else both as written.
fn texts(old: Version, new: Version, key: &str) -> (Vec<String>, Vec<String>) {
    let printed = |composed: &Composed| {
        let text = composed.texts.iter().find(|text| text.key == key);
        text.map(|text| text.paragraphs().map(|range| text.text[range].to_owned()).collect()).unwrap_or_default()
    };
    if let (Some(old), Some(new)) = (old.composed, new.composed) {
        return (printed(old), printed(new));
    }
    let written = |report: &Report| {
        let lines = report.prose.get(key).map(|prose| prose.text.lines()).into_iter().flatten();
        lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    };
    (written(old.report), written(new.report))
}

/// What people call a prose field.
fn section(form: &Form, key: &str) -> String {
    let title = form.sections.iter().find(|section| section.prose.as_deref() == Some(key));
    title.map_or_else(|| key.to_owned(), |section| section.title.clone())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::compose::compose;
    use crate::diag::SourceFile;
    use crate::form::Forms;
    use crate::report::read;
    use crate::templates::Templates;

    fn forms() -> Forms {
        Templates::new(None).unwrap().forms().unwrap()
    }

    fn report(text: String) -> Report {
        read(&Arc::new(SourceFile { path: Path::new("2024.yaml").to_owned(), text }), &forms()).unwrap()
    }

    fn yaml(applications: &str, date: &str, more: &str) -> String {
        format!(
            "机关: 青石市商务局\n机关类型: 部门\n年度: 2024\n成文日期: {date}\n总体情况: |\n  新收{{{{ 申请.本年新收.总计 }}}}件。\n  \
             其余不变。\n{more}主动公开: {{其余: 0}}\n申请: {applications}\n复议诉讼: {{其余: 0}}\n存在问题: 没有。\n其他事项: 没有。\n"
        )
    }

    #[test]
    fn cells_totals_and_quoting_sentences_are_told_apart() {
        let old = report(yaml("{本年新收: {自然人: 3}, 予以公开: {自然人: 3}, 其余: 0}", "2025-01-20", ""));
        let new =
            report(yaml("{本年新收: {自然人: 4}, 予以公开: {自然人: 4}, 其余: 0}", "2025-01-22", "  新加一段。\n"));
        let skeleton = Templates::new(None).unwrap().text("report.j2").unwrap();
        let (old_text, new_text) = (compose(&old, None, &skeleton).unwrap(), compose(&new, None, &skeleton).unwrap());
        let difference = compare(
            Version { report: &old, composed: Some(&old_text) },
            Version { report: &new, composed: Some(&new_text) },
        );
        let items: Vec<_> = difference
            .items
            .iter()
            .map(|item| (item.words.as_str(), item.old.as_str(), item.new.as_str(), item.follows))
            .collect();
        assert_eq!(
            items,
            [
                ("成文日期", "2025年1月20日", "2025年1月22日", false),
                ("表三“一、本年新收政府信息公开申请数量”自然人列", "3", "4", false),
                ("表三“一、本年新收政府信息公开申请数量”总计列", "3", "4", true),
                ("表三“（一）予以公开”自然人列", "3", "4", false),
                ("表三“（一）予以公开”总计列", "3", "4", true),
                ("表三“（七）总计”自然人列", "3", "4", true),
                ("表三“（七）总计”总计列", "3", "4", true),
            ]
        );
        let texts: Vec<_> = difference
            .texts
            .iter()
            .map(|text| (text.section.as_str(), text.change.old.as_deref(), text.change.new.as_deref()))
            .collect();
        assert_eq!(
            texts,
            [("一、总体情况", Some("新收3件。"), Some("新收4件。")), ("一、总体情况", None, Some("新加一段。")),]
        );
        let itself = compare(Version { report: &old, composed: None }, Version { report: &old, composed: None });
        assert!(itself.is_empty());
    }
}
