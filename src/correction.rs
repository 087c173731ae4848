//! The notice of a correction (更正说明): what a published report said, and what it says now, as a document of its own.
//!
//! Composed like a report and printed by the same writers in the same style. Knows what is different and the document; must not
//! know files.

use crate::compose::without_marks;
use crate::date::Date;
use crate::difference::{Difference, TextChange, fragments};
use crate::document::{Block, Cell, CellKind, Document, GridError, Meta, Row, Run, Section, Table};
use crate::form::Form;
use crate::report::Report;

/// Relative widths of 项目, 原数, 更正后.
const WIDTHS: [u32; 3] = [5045, 1900, 1900];

/// What goes out beside a report that is out, or was (说明).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// 更正说明
    Correction,
    /// 撤回说明
    Withdrawal,
}

impl NoticeKind {
    /// What it is called, in its title and in the names of its files.
    pub fn words(self) -> &'static str {
        match self {
            NoticeKind::Correction => "更正说明",
            NoticeKind::Withdrawal => "撤回说明",
        }
    }
}

/// The notice for a report whose earlier version differed; `title` is the report's full title, `reason` a phrase and `date` that of the
/// correction. None when
/// nothing that is printed has changed.
///
/// # Errors
/// Never: the table has rows when it is made.
pub fn notice(
    report: &Report,
    title: &str,
    (reason, date): (&str, Date),
    difference: &Difference,
) -> Result<Option<Document>, GridError> {
    let mut items: Vec<_> = difference.items.iter().filter(|item| item.words != Form::DATE).collect();
    // A date that is printed, and is all that is different, is what is corrected.
    if items.is_empty() && difference.texts.is_empty() && report.signature {
        items.extend(&difference.items);
    }
    if items.is_empty() && difference.texts.is_empty() {
        return Ok(None);
    }
    let agency = report.agency.value.clone();
    let rest = title.strip_prefix(agency.as_str()).unwrap_or(title);
    let lines = [agency.clone(), format!("{rest}{}", NoticeKind::Correction.words())];
    let reason = reason.trim().trim_end_matches(['。', '；', '，']);
    let mut blocks =
        vec![Block::Title { lines: lines.to_vec() }, paragraph(format!("《{title}》因{reason}，现更正如下。"))];
    let both = !items.is_empty() && !difference.texts.is_empty();
    if !items.is_empty() {
        if both {
            blocks.push(Block::Heading { level: 1, text: "一、数据更正".into() });
        }
        let row = |cells: Vec<Cell>, keep| Row { cells, keep };
        let head = |text: &str| Cell::new(CellKind::Head, text, 1, 1);
        let value = |text: &str| Cell::new(CellKind::Value, text, 1, 1);
        let body = items.iter().map(|item| {
            row(vec![Cell::new(CellKind::Stub(1), &item.words, 1, 1), value(&item.old), value(&item.new)], false)
        });
        let header = vec![row(vec![head("项目"), head("原数"), head("更正后")], true)];
        let section = Section { header, body: body.collect(), breakable: true };
        let summary = "每行一项，依次为项目、原来公布的数、更正后的数。";
        blocks.push(Block::Table(Table::new("更正前后对照", summary, WIDTHS.to_vec(), vec![section])?));
    }
    if !difference.texts.is_empty() {
        if both {
            blocks.push(Block::Heading { level: 1, text: "二、文字更正".into() });
        }
        blocks.extend(difference.texts.iter().map(|change| paragraph(sentence(change))));
    }
    blocks.push(paragraph("其他内容不变，更正后的报告全文一并公布。".into()));
    blocks.push(Block::Signature { agency: agency.clone(), date: date.chinese() });
    let meta = Meta { title: lines.concat(), author: agency, date, subject: lines[1].clone() };
    Ok(Some(Document { meta, blocks }))
}

/// The notice that a published report was withdrawn (撤回说明): `title` is the report's, `reason` a phrase, `date` that of the withdrawal.
pub fn withdrawal(agency: &str, title: &str, reason: &str, date: Date) -> Document {
    let rest = title.strip_prefix(agency).unwrap_or(title);
    let lines = [agency.to_owned(), format!("{rest}{}", NoticeKind::Withdrawal.words())];
    let reason = reason.trim().trim_end_matches(['。', '；', '，']);
    let text = format!("《{title}》因{reason}，自{}起撤回。改正以后另行公布。", date.chinese());
    let blocks = vec![
        Block::Title { lines: lines.to_vec() },
        paragraph(text),
        Block::Signature { agency: agency.to_owned(), date: date.chinese() },
    ];
    Document {
        meta: Meta { title: lines.concat(), author: agency.to_owned(), date, subject: lines[1].clone() },
        blocks,
    }
}

fn paragraph(text: String) -> Block {
    Block::Paragraph { lead: None, runs: vec![Run::plain(text)] }
}

/// A changed paragraph in one sentence.
fn sentence(change: &TextChange) -> String {
    let item = change.item.as_ref().map_or_else(String::new, |item| format!("第{item}项"));
    let place = format!("“{}”{item}", change.section);
    let plain = |text: &Option<String>| text.as_deref().map(without_marks);
    match (plain(&change.change.old), plain(&change.change.new)) {
        (Some(old), Some(new)) => {
            let changes: Vec<String> = fragments(&old, &new)
                .into_iter()
                .map(|fragment| format!("“{}”更正为“{}”", quoted(&fragment.old), quoted(&fragment.new)))
                .collect();
            format!("{place}中，{}。", changes.join("；"))
        }
        (Some(old), None) => format!("{place}删去一段“{}”。", closed(&old)),
        (None, Some(new)) => format!("{place}增加一段“{}”。", closed(&new)),
        (None, None) => String::new(),
    }
}

/// Quotes within quotes are single.
fn inner(text: &str) -> String {
    text.replace('“', "‘").replace('”', "’")
}

/// Words out of a paragraph; that they are is said before.
fn quoted(text: &str) -> String {
    inner(text.trim_matches('…'))
}

/// A quoted paragraph with a full stop behind it, but not two.
fn closed(text: &str) -> String {
    inner(text).trim_end_matches('。').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difference::ParagraphChange;

    fn change(old: Option<&str>, new: Option<&str>) -> TextChange {
        let change = ParagraphChange { number: 2, old: old.map(str::to_owned), new: new.map(str::to_owned) };
        TextChange { section: "一、总体情况".into(), item: Some("（一）".into()), change }
    }

    #[test]
    fn changes_read_as_sentences() {
        for (old, new, words) in [
            (Some("**新收**3件。"), Some("新收4件。"), "“一、总体情况”第（一）项中，“新收3件”更正为“新收4件”。"),
            (Some("称为“公开”。"), None, "“一、总体情况”第（一）项删去一段“称为‘公开’”。"),
            (None, Some("新加一段。"), "“一、总体情况”第（一）项增加一段“新加一段”。"),
        ] {
            assert_eq!(sentence(&change(old, new)), words);
        }
    }
}
