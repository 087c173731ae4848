//! **returned** (交回的填报表): a filled-in workbook checked as a data file is, with every finding at the workbook's own cell.
//!
//! The workbook is recognised, becomes the text of a data file in memory, is read and checked; a table from ranges of that text to
//! cells turns each place back. Only the annotated workbook is written, beside the one that came. Must not know the command line.

mod advice;
mod told;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use told::{human, in_cells, json};

use crate::batch::write_asked;
use crate::diag::{self, Code, Deed, Fault, Finding, Severity, SourceFile, guarded, pasteable, shown_path};
use crate::form::LineKind;
use crate::form::sheet_words::EMPTY;
use crate::import::{self, Draft};
use crate::office::{Entry, Levels, Office, reports_in};
use crate::read_back::unit::{FileKind, FilePlace};
use crate::recognise::{NameHints, Recognised};
use crate::report::locate::{Located, locate};
use crate::report::{self, Report, UNFILLED};
use crate::source::{self, Node};
use crate::workbook::{self, BookSpot, Content, Filled, Remark, RemarkLevel, Remarks};

/// What to do where a cell holds something that is no figure.
const FIGURES_ONLY: &str = "只填数字，不写单位和符号；没有就填 0";

/// A workbook as checked.
#[derive(Debug)]
pub struct Returned {
    /// The workbook's name, for people.
    pub name: String,
    /// The workbook.
    pub path: PathBuf,
    /// Everything found, in the order of the cells' rows.
    pub notes: Vec<Note>,
    recognised: Recognised,
    root: Option<Node>,
    file: Arc<SourceFile>,
}

/// A finding at its place in the workbook.
#[derive(Debug, Clone)]
pub struct Note {
    /// `表三!D12`; empty for what has no cell.
    pub place: String,
    /// What was found, its places in the text that the workbook became.
    pub finding: Finding,
}

/// Checks the workbooks named, each by itself, with last year's figures from the reports of a data folder, where there is one. One
/// that cannot be read, or brings the program down, does not keep the others from being checked; see [`check`].
///
/// # Errors
/// The data folder is there and cannot be read.
pub fn check_all(
    office: &Office,
    paths: &[PathBuf],
    data: &Path,
    levels: &Levels,
) -> Result<Vec<Result<Returned, Fault>>, Fault> {
    let reports = reports_in(data, &office.forms)?;
    let one = |path: &PathBuf| {
        let panicked = |why| Fault::Other(format!("“{}”：{why}，没有核对", shown_path(path)));
        let mut returned = guarded(|| check(office, path, &reports)).unwrap_or_else(|why| Err(panicked(why)))?;
        let notes = returned.notes.into_iter().filter_map(|note| {
            let finding = levels.apply(vec![note.finding]).pop()?;
            Some(Note { finding, ..note })
        });
        returned.notes = notes.collect();
        Ok(returned)
    };
    Ok(paths.iter().map(one).collect())
}

fn is_book(kind: FileKind) -> bool {
    matches!(kind, FileKind::Xlsx | FileKind::Xls | FileKind::Ods)
}

/// Checks a workbook; `reports` are those at hand, for last year's figures.
///
/// # Errors
/// It cannot be read, is no workbook, or holds no report.
pub fn check(office: &Office, path: &Path, reports: &[Arc<Report>]) -> Result<Returned, Fault> {
    let bytes = std::fs::read(path).map_err(|error| Fault::io(Deed::Read, path, &error))?;
    let name = shown_path(path);
    let refused = |words: String| Fault::Usage(format!("“{name}”{words}"));
    let recognised = import::recognised(&bytes, &office.forms, &NameHints::default());
    let not = format!("不是工作簿；先读成数据文件再核对，运行：nianbao import {}", pasteable(path));
    let recognised = recognised.map_err(|(kind, why)| match kind {
        Some(kind) if !is_book(kind) => refused(not.clone()),
        _ => refused(why.to_string()),
    })?;
    if !is_book(recognised.kind) {
        return Err(refused(not));
    }
    let source = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let draft = import::draft(&recognised, &source, None, None).map_err(|error| refused(error.to_string()))?;
    let file = source::decode(path, draft.text.clone().into_bytes())
        .map_err(|finding| refused(format!("：{}", finding.message)))?;
    let (report, findings) = match report::read(&file, &office.forms) {
        Ok(report) => (Some(Arc::new(report)), Vec::new()),
        Err(findings) => (None, findings),
    };
    let last_year = reports.iter().find(|last| {
        recognised.agency.as_ref() == Some(&last.agency.value) && recognised.year == Some(last.year.value + 1)
    });
    let entry = Entry { path: path.to_owned(), report, last_year: last_year.cloned(), members: Vec::new(), findings };
    let (findings, _) = office.inspect(&entry);
    let root = source::parse(&file).ok();
    let misread = unread(&recognised, &file, &draft);
    let findings = misread.into_iter().chain(findings);
    let mut notes: Vec<(usize, Note)> = findings
        .filter_map(|finding| {
            let finding = advice::for_workbook(finding, &recognised, root.as_ref(), &draft, &file)?;
            let (order, place) = cell(&finding.at, &file, &draft);
            Some((order, Note { place, finding }))
        })
        .collect();
    notes.sort_by_key(|(order, _)| *order);
    let mut notes: Vec<Note> = notes.into_iter().map(|(_, note)| note).collect();
    notes.extend(advice::misread(&recognised, &notes));
    notes.extend(advice::beside_the_fields(&recognised));
    Ok(Returned { path: path.to_owned(), name, notes, recognised, root, file })
}

/// What stands in cells and is no figure, each a finding at its cell: the text that a workbook becomes only says 待填 there.
fn unread(recognised: &Recognised, file: &Arc<SourceFile>, draft: &Draft) -> Vec<Finding> {
    let printed = recognised.unread().into_iter().filter(|cell| !cell.printed.trim().is_empty());
    let found = printed.filter_map(|cell| {
        let (range, _) = draft.places.iter().find(|(_, place)| *place == cell.place)?;
        let words = recognised.form.tables[cell.table].cell_words(cell.line, cell.column);
        let message = format!("{words}填了“{}”，没有读出：{}", cell.printed, cell.why.words());
        let mut finding = Finding::new(Code::NotACount, diag::Place::new(file, range.clone()), message);
        finding.help.push(FIGURES_ONLY.to_owned());
        Some(finding)
    });
    found.collect()
}

/// Where a place of the text stands in the workbook: the cell it came from, and its number in the order of cells.
fn cell(at: &diag::Place, file: &Arc<SourceFile>, draft: &Draft) -> (usize, String) {
    if at.path() != file.path.as_path() {
        return (usize::MAX, String::new());
    }
    let touches =
        |range: &Range<usize>| range.start <= at.range.start && at.range.start < range.end.max(range.start + 1);
    match draft.places.iter().position(|(range, _)| touches(range)) {
        Some(number) => (number, said(&draft.places[number].1)),
        None => (draft.places.partition_point(|(range, _)| range.start < at.range.start), String::new()),
    }
}

fn said(place: &FilePlace) -> String {
    place.to_string()
}

impl Returned {
    /// How many findings of a severity there are, excused ones left out.
    pub fn count(&self, severity: Severity) -> usize {
        self.notes
            .iter()
            .filter(|note| note.finding.severity == severity && note.finding.acknowledged.is_none())
            .count()
    }

    /// The same values in a fresh workbook of our layout, with the findings in the cells and on a sheet of their own.
    pub fn annotated(&self) -> (Content, Remarks) {
        let content = self.content();
        // What is no figure has a mark of its own.
        let unread: Vec<String> = self.recognised.unread().iter().map(|cell| said(&cell.place)).collect();
        let marked = |note: &&Note| note.finding.code == Code::NotACount && unread.contains(&note.place);
        let notes = self.notes.iter().filter(|note| !marked(note));
        let mut list: Vec<Remark> = notes.map(|note| self.remark(note)).collect();
        list.extend(self.unread());
        (content, Remarks { source: self.name.clone(), list })
    }

    /// Writes [`Returned::annotated`] into another file.
    ///
    /// # Errors
    /// The file is the workbook itself, which stays as it came; or it cannot be written.
    pub fn annotate(&self, path: &Path) -> Result<(), Fault> {
        let real = |path: &Path| path.canonicalize().ok();
        if path == self.path || real(path).is_some_and(|path| real(&self.path) == Some(path)) {
            return Err(Fault::Usage("--annotate 要写到另一个文件：机关交来的工作簿不改动".to_owned()));
        }
        let (content, remarks) = self.annotated();
        let bytes = workbook::write(&content, Some(&remarks)).map_err(|error| Fault::Other(error.to_string()))?;
        write_asked(path, &bytes)
    }

    fn content(&self) -> Content {
        let found = &self.recognised;
        let agency = found.agency.clone().unwrap_or_default();
        let mut content = Content::blank(&found.form, &agency, found.year.unwrap_or_default());
        content.kind = found.agency_kind;
        content.date = found.date.map(crate::date::Date::iso);
        content.misread.clone_from(&found.misread);
        for (t, table) in found.form.tables.iter().enumerate() {
            for (l, line) in table.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Data) {
                for c in line.parts() {
                    let Some(read) = found.cell(t, l, c) else { continue };
                    content.figures[t][l][c] = match &read.found {
                        Ok(figure) => Filled::typed(figure.value.to_string()),
                        Err(_) => Filled::unread(read.printed.trim()),
                    };
                }
            }
        }
        for (key, paragraphs) in &found.texts {
            content.texts.insert(key.clone(), paragraphs.iter().map(|paragraph| paragraph.text.clone()).collect());
        }
        content
    }

    fn remark(&self, note: &Note) -> Remark {
        let finding = &note.finding;
        let own = |place: &diag::Place| place.path() == self.file.path.as_path();
        let places = std::iter::once(&finding.at).chain(finding.also.iter().map(|(place, _)| place));
        let spots: Vec<BookSpot> = places.filter(|place| own(place)).flat_map(|place| self.spots(place)).collect();
        Remark {
            level: match finding.severity {
                Severity::Error => RemarkLevel::Error,
                Severity::Warning => RemarkLevel::Warning,
                Severity::Hint => RemarkLevel::Hint,
            },
            code: finding.code.as_str().to_owned(),
            item: spots.first().map_or_else(String::new, |spot| self.item(spot)),
            spots,
            place: None,
            found: match finding.at.text().trim() {
                UNFILLED => EMPTY.to_owned(),
                text => text.chars().take(40).collect(),
            },
            message: finding.message.clone(),
            advice: finding.help.join("；"),
            excused: finding.acknowledged.clone(),
        }
    }

    /// The cells of our layout that a place of the text means.
    fn spots(&self, place: &diag::Place) -> Vec<BookSpot> {
        let form = &self.recognised.form;
        let located = self.root.as_ref().and_then(|root| locate(root, form, place.range.start));
        match located {
            Some(Located::Cell(spot)) => vec![BookSpot::Figure(spot.table, spot.line, spot.column)],
            Some(Located::Row { table, line }) => {
                form.tables[table].lines[line].parts().map(|column| BookSpot::Figure(table, line, column)).collect()
            }
            Some(Located::Text(key)) => {
                let start = self.root.as_ref().and_then(|root| root.get(&key)).map_or(0, |node| node.range.start);
                let before = self.file.text.get(start..place.range.start).unwrap_or_default();
                vec![BookSpot::Paragraph(
                    key,
                    before.lines().filter(|line| !line.trim().is_empty()).count().saturating_sub(1),
                )]
            }
            Some(Located::Item(key)) => vec![BookSpot::Basic(key)],
            Some(Located::Table(_)) | None => Vec::new(),
        }
    }

    /// What a spot is called in the form.
    fn item(&self, spot: &BookSpot) -> String {
        match spot {
            BookSpot::Figure(table, line, column) => self.recognised.form.tables[*table].cell_words(*line, *column),
            BookSpot::Paragraph(key, number) => format!("{key} 第{}段", number + 1),
            BookSpot::Basic(key) => key.clone(),
        }
    }

    /// What stands in a cell and is no figure.
    fn unread(&self) -> Vec<Remark> {
        let printed = self.recognised.unread().into_iter().filter(|cell| !cell.printed.trim().is_empty());
        printed
            .map(|cell| Remark {
                level: RemarkLevel::Unread,
                code: Code::NotACount.as_str().to_owned(),
                spots: vec![BookSpot::Figure(cell.table, cell.line, cell.column)],
                place: None,
                item: self.recognised.form.tables[cell.table].cell_words(cell.line, cell.column),
                found: cell.printed.clone(),
                message: format!("“{}”没有读出：{}", cell.printed, cell.why.words()),
                advice: FIGURES_ONLY.to_owned(),
                excused: None,
            })
            .collect()
    }
}
