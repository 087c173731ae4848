//! Where a finding is, for somebody who has the printed form before them: table, row and column, or the sentence.

use crate::diag::{Code, Finding};
use crate::report::{At, Report};

/// Longest quotation, in characters.
const LONGEST: usize = 60;

/// Stands where there is nothing to say.
pub(super) const NONE: &str = "—";

/// A place in the form's words, and what stands there now.
pub(super) struct Spotted {
    /// The table and its row, or the part of the report.
    pub place: String,
    /// The column; a dash where there is none.
    pub column: String,
    /// What stands there now; a dash where nothing does.
    pub now: String,
}

impl Spotted {
    /// Somewhere in no table.
    fn of_text(place: impl Into<String>, now: impl Into<String>) -> Spotted {
        Spotted { place: place.into(), column: NONE.into(), now: now.into() }
    }
}

/// The place of a finding; the report as a whole when it is at none.
pub(super) fn spotted(report: Option<&Report>, finding: &Finding) -> Spotted {
    let marked = finding.at.text().trim();
    // What was filled in and is no figure stands in the file as it was written.
    let is_figure = matches!(finding.code, Code::NotACount | Code::BadAmount) && !marked.is_empty();
    let now = if is_figure { marked.to_owned() } else { NONE.into() };
    let nowhere = || {
        let (place, column) = in_message(finding);
        Spotted { place, column, now: now.clone() }
    };
    let Some(report) = report.filter(|report| report.file.path == finding.at.file.path) else { return nowhere() };
    if let Some(at) = cell(report, finding) {
        let place = at.table().line_words(at.spot.line);
        return Spotted { place, column: at.column().label.clone(), now: at.figure() };
    }
    let start = finding.at.range.start;
    let prose = report.prose.iter().find(|(_, prose)| (prose.range.start..=prose.range.end).contains(&start));
    if let Some((key, _)) = prose {
        return Spotted::of_text(section(report, key), quoted(finding));
    }
    if report.title.as_ref().is_some_and(|title| title.range.contains(&start)) {
        return Spotted::of_text("标题", finding.at.text());
    }
    for (range, words) in
        [(&report.date.range, "成文日期"), (&report.agency.range, "机关名称"), (&report.year.range, "年度")]
    {
        if range.contains(&start) {
            return Spotted::of_text(words, finding.at.text());
        }
    }
    nowhere()
}

/// The cell whose figure a finding is at.
fn cell<'a>(report: &'a Report, finding: &Finding) -> Option<At<'a>> {
    let mut computed = None;
    for table in 0..report.form.tables.len() {
        for at in report.printed_at(table) {
            if at.cell().range != finding.at.range {
                continue;
            }
            // A row of one 0 stands for all of its cells: the one that is meant is named in the message.
            if finding.message.contains(&at.words()) {
                return Some(at);
            }
            computed = computed.or(Some(at).filter(|at| !at.is_computed() && at.cell().range.len() < 16));
        }
    }
    computed
}

/// The printed heading of the section that a text stands under.
fn section(report: &Report, key: &str) -> String {
    let title = report.form.sections.iter().find(|section| section.prose.as_deref() == Some(key));
    title.map_or(key.to_owned(), |section| section.title.clone())
}

/// The sentence that a finding marks, cut to a length that can be found again.
fn quoted(finding: &Finding) -> String {
    let text = &finding.at.file.text;
    let range = finding.at.range.clone();
    let stops = ['。', '；', '！', '？', '\n'];
    let start =
        text[..range.start].rfind(stops).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = text[range.end..].find(stops).map_or(text.len(), |at| range.end + at);
    let sentence = text[start..end].trim();
    let marked = finding.at.text().trim();
    let chosen = if sentence.chars().count() <= LONGEST || marked.is_empty() { sentence } else { marked };
    let short: String = chosen.chars().take(LONGEST).collect();
    let more = if short.len() < chosen.len() { "……" } else { "" };
    format!("“{}{more}”", short.replace(['{', '}'], ""))
}

/// The row and the column that the message itself names, `表三“…”` with its column.
fn in_message(finding: &Finding) -> (String, String) {
    let nowhere = || ("全文".to_owned(), NONE.to_owned());
    let message = &finding.message;
    let Some(start) = message.find('表').filter(|start| message[*start..].chars().nth(2) == Some('“')) else {
        return nowhere();
    };
    let Some(end) = message[start..].find('”').map(|end| start + end + '”'.len_utf8()) else {
        return nowhere();
    };
    let column = message[end..].split_once('列').map(|(column, _)| column.trim_matches(['“', '”']));
    let column = column.filter(|column| !column.is_empty() && column.chars().count() <= 12 && !column.contains('，'));
    (message[start..end].to_owned(), column.unwrap_or(NONE).to_owned())
}
