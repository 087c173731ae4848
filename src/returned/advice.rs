//! Findings in the words of a workbook: it has neither `{{ }}` nor 说明, and one slip in a cell is one finding there.

use std::path::Path;
use std::sync::Arc;

use super::Note;
use crate::diag::{Code, Finding, Place, SourceFile, how_to_excuse};
use crate::form::Spot;
use crate::import::Draft;
use crate::read_back::unit::FilePlace;
use crate::recognise::Recognised;
use crate::report::locate::{Located, locate};
use crate::source::Node;

/// What to do where nothing is filled in; the lines of the text that a workbook becomes are nobody's.
const TO_FILL: &str = "在空着的格里填上这一年的数；查实一件都没有的，才填 0";
/// How a reason is given by who has only the workbook.
const TO_EXCUSE: &str = "核实无误、确有原因的，把原因告诉收表的人，由他写进数据文件的“说明”";

/// A finding as who filled in the workbook can follow it; none when only a data file can.
pub(super) fn for_workbook(
    mut finding: Finding,
    recognised: &Recognised,
    root: Option<&Node>,
    draft: &Draft,
    file: &Arc<SourceFile>,
) -> Option<Finding> {
    if finding.code == Code::LiteralNumber {
        return None;
    }
    let excuse = how_to_excuse(&finding);
    finding.help.iter_mut().filter(|help| **help == excuse).for_each(|help| *help = TO_EXCUSE.to_owned());
    finding.help = std::mem::take(&mut finding.help).iter().filter_map(|help| without_references(help)).collect();
    if finding.code == Code::Unfilled {
        let located = root.and_then(|root| locate(root, &recognised.form, finding.at.range.start));
        finding.help = vec![match located {
            Some(Located::Text(key)) => format!("在“{key}”下面的格里写上文字，一段一格"),
            Some(Located::Item(key)) => match recognised.misread.get(key.as_str()) {
                Some(text) => {
                    finding.message = format!("“{key}”填的是“{text}”，没有读懂");
                    "写成 2025-01-20 这样，核对有没有这一天".to_owned()
                }
                None => format!("填上“{key}”"),
            },
            Some(Located::Cell(Spot { table, .. }) | Located::Row { table, .. } | Located::Table(table)) => {
                finding = empty_cells(finding, recognised, table, draft, file)?;
                TO_FILL.to_owned()
            }
            None => TO_FILL.to_owned(),
        }];
    }
    Some(finding)
}

/// Advice without what it says of references; none when it says nothing else.
fn without_references(help: &str) -> Option<String> {
    let rest: Vec<&str> = help.split('；').filter(|part| !part.contains("{{")).collect();
    (!rest.is_empty()).then(|| rest.join("；"))
}

/// What a table lacks, without the cells that hold what is no figure: each of those is told by itself.
fn empty_cells(
    mut finding: Finding,
    recognised: &Recognised,
    table: usize,
    draft: &Draft,
    file: &Arc<SourceFile>,
) -> Option<Finding> {
    let of_table = recognised.unread().into_iter().filter(|cell| cell.table == table);
    let (empty, misread): (Vec<_>, Vec<_>) = of_table.partition(|cell| cell.printed.trim().is_empty());
    if misread.is_empty() {
        return Some(finding);
    }
    let first = empty.first()?;
    if let Some((range, _)) = draft.places.iter().find(|(_, place)| *place == first.place) {
        finding.at = Place::new(file, range.clone());
    }
    finding.message = format!("{}还有 {} 格没有填", recognised.form.tables[table].short, empty.len());
    Some(finding)
}

/// What stands beside 机关类型 and the like that nobody understood, where no other finding says so: the kind is known by the name.
pub(super) fn misread(recognised: &Recognised, notes: &[Note]) -> Vec<Note> {
    let nowhere = Arc::new(SourceFile { path: Path::new("").to_owned(), text: String::new() });
    let note = |(key, text): (&&'static str, &String)| {
        let place = recognised.basics.get(key)?.to_string();
        let message = format!("“{key}”填的是“{text}”，没有读懂");
        let mut finding = Finding::new(Code::Unfilled, Place::new(&nowhere, 0..0), message);
        finding.help.push(format!("在“{key}”右边的格里改正"));
        (!notes.iter().any(|note| note.place == place)).then_some(Note { place, finding })
    };
    recognised.misread.iter().filter_map(note).collect()
}

/// Texts on the sheet of agency, date and prose that stand in none of its cells: what nobody reads must be told.
pub(super) fn beside_the_fields(recognised: &Recognised) -> Vec<Note> {
    let sheet = recognised.basics.values().find_map(|place| place.sheet.clone());
    let nowhere = Arc::new(SourceFile { path: Path::new("").to_owned(), text: String::new() });
    let on_sheet = |place: &FilePlace| place.sheet.is_some() && place.sheet == sheet;
    let left_out = recognised.left_out.iter().filter(|paragraph| on_sheet(&paragraph.place));
    let note = |paragraph: &crate::recognise::FieldParagraph| {
        let short: String = paragraph.text.chars().take(20).collect();
        let more = if short.len() < paragraph.text.len() { "……" } else { "" };
        let message = format!("“{short}{more}”不在要填的格里，没有读入");
        let mut finding = Finding::new(Code::NoteInText, Place::new(&nowhere, 0..0), message);
        finding.help.push("要印的，剪切到这一部分“第1段”“第2段”右边的空格里；不要的，删去".to_owned());
        Note { place: paragraph.place.to_string(), finding }
    };
    left_out.map(note).collect()
}
