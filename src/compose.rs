//! **compose** (report + template → document): the one place that knows both the report and the document.
//!
//! The prose fields are merged with the figures, the skeleton `report.j2` puts them in order, and the result is parsed by
//! 公文 numbering into headings and paragraphs; tables are laid out by the form. Knows nothing of fonts or files.

mod context;
mod expression;
mod field;
mod merge;
mod number;
mod prose;
mod tables;
mod text;

use std::ops::Range;
use std::sync::Arc;

pub use expression::LITERALS;
pub(crate) use prose::{heading_level, without_marks};
pub use tables::lay_out;
pub use text::FinishedText;

use crate::diag::{Code, Finding, Place, SourceFile};
use crate::document::{Block, Document, Meta};
use crate::form::Defect;
use crate::report::Report;
use crate::source::unprintable;

/// A composed report: the document, and the finished prose with its way back into the data file.
#[derive(Debug, Clone)]
pub struct Composed {
    /// What is printed.
    pub document: Document,
    /// Where each block of the document comes from, in the same order.
    pub origins: Vec<Origin>,
    /// The finished prose, one per field that is there.
    pub texts: Vec<FinishedText>,
}

/// Where a block comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A line of a prose field: index into [`Composed::texts`], and the line's range there.
    Prose(usize, Range<usize>),
    /// The table of the form with this index.
    Table(usize),
    /// The skeleton or the form itself; the place to point at in the data file.
    Skeleton(Place),
}

/// Merges, parses and lays out a report.
///
/// # Errors
/// Everything wrong with the templates in the prose or with the skeleton, at its place.
pub fn compose(
    report: &Report,
    last_year: Option<&Report>,
    skeleton: &Arc<SourceFile>,
) -> Result<Composed, Vec<Finding>> {
    #[cfg(test)]
    crate::diag::trip::over(&report.agency.value, "成文");
    let (composed, findings) = composed(report, last_year, skeleton);
    composed.filter(|_| findings.is_empty()).ok_or(findings)
}

/// The same without the texts and paragraphs that something is wrong with: what can be checked all the same. `None` where nothing can
/// be put in order, for the skeleton is wrong.
pub fn compose_in_part(report: &Report, last_year: Option<&Report>, skeleton: &Arc<SourceFile>) -> Option<Composed> {
    composed(report, last_year, skeleton).0
}

/// What can be composed, and everything that is wrong.
fn composed(
    report: &Report,
    last_year: Option<&Report>,
    skeleton: &Arc<SourceFile>,
) -> (Option<Composed>, Vec<Finding>) {
    let context = context::Context::new(report, last_year);
    let mut findings = Vec::new();
    let mut texts = Vec::new();
    for (key, prose) in &report.prose {
        match field::field(report, key, prose, &context) {
            Ok(text) => texts.push(text),
            Err(problems) => findings.extend(problems),
        }
    }
    let title = title(report, &context).map_err(|finding| findings.push(finding)).unwrap_or_default();
    let lines = match merge::skeleton(report, skeleton, &context, &title, &texts) {
        Ok(lines) => lines,
        Err(finding) => {
            // What is missing in the texts may be all that is wrong with it.
            if findings.is_empty() {
                findings.push(finding);
            }
            return (None, findings);
        }
    };
    let (blocks, origins) = blocks(report, lines, &texts, &mut findings);
    let meta = Meta {
        title: title.concat(),
        author: report.agency.value.clone(),
        date: report.date.value,
        subject: title.last().cloned().unwrap_or_default(),
    };
    (Some(Composed { document: Document { meta, blocks }, origins, texts }), findings)
}

/// The finished prose alone, of every field that can be merged.
pub fn texts(report: &Report, last_year: Option<&Report>) -> Vec<FinishedText> {
    let context = context::Context::new(report, last_year);
    report.prose.iter().filter_map(|(key, prose)| field::field(report, key, prose, &context).ok()).collect()
}

/// The blocks of the document and where each comes from.
fn blocks(
    report: &Report,
    lines: Vec<merge::SkeletonLine>,
    texts: &[FinishedText],
    findings: &mut Vec<Finding>,
) -> (Vec<Block>, Vec<Origin>) {
    let mut blocks = Vec::new();
    let mut origins = Vec::new();
    for line in lines {
        match line {
            merge::SkeletonLine::Title(line) => match blocks.last_mut() {
                Some(Block::Title { lines }) => lines.push(line),
                _ => {
                    blocks.push(Block::Title { lines: vec![line] });
                    origins.push(Origin::Skeleton(title_place(report)));
                }
            },
            merge::SkeletonLine::Table(index) => {
                blocks.push(Block::Table(tables::table(report, index)));
                origins.push(Origin::Table(index));
            }
            merge::SkeletonLine::Signature => {
                blocks
                    .push(Block::Signature { agency: report.agency.value.clone(), date: report.date.value.chinese() });
                origins.push(Origin::Skeleton(report.place(&report.agency.range)));
            }
            merge::SkeletonLine::Text(text, origin) => match prose::block(&text) {
                Ok(block) => {
                    blocks.push(block);
                    origins.push(origin);
                }
                Err(prose::Unpaired) => findings.push(
                    Finding::new(Code::Markup, place_of(report, texts, &origin), "加粗标记“**”不成对")
                        .help("加粗的文字前后各写两个星号，并且在同一段里；不加粗就删去星号"),
                ),
            },
        }
    }
    (blocks, origins)
}

impl Composed {
    /// The place in the data file where a block comes from.
    pub fn place(&self, report: &Report, block: usize) -> Place {
        place_of(report, &self.texts, &self.origins[block])
    }
}

fn place_of(report: &Report, texts: &[FinishedText], origin: &Origin) -> Place {
    match origin {
        Origin::Prose(index, range) => texts[*index].place(range.clone()),
        Origin::Table(index) => report.place(&report.tables[*index].range),
        Origin::Skeleton(place) => place.clone(),
    }
}

fn title_place(report: &Report) -> Place {
    report.place(report.title.as_ref().map_or(&report.agency.range, |title| &title.range))
}

/// Proves that the tables of a form are gap-free grids, and that what it prints is text: titles that can be filled in, and no left-overs
/// of markup or characters that cannot be printed in any title or label.
///
/// # Errors
/// Which table or title is wrong, and how.
pub fn prove(form: &crate::form::Form) -> Result<(), Defect> {
    let words = |words: &str, why: String| Defect::Words { words: words.to_owned(), why };
    for line in &form.title {
        let title = merge::sample(line).map_err(|why| words(line, why))?;
        plain(&title).map_err(|why| words(line, why))?;
    }
    for section in &form.sections {
        plain(&section.title).map_err(|why| words(&section.title, why))?;
    }
    for table in &form.tables {
        let laid =
            lay_out(table, &|_, _| String::new()).map_err(|why| Defect::Grid { table: table.key.clone(), why })?;
        for cell in laid.cells().filter(|cell| !cell.text.is_empty()) {
            plain(&cell.text).map_err(|why| words(&cell.text, why))?;
        }
    }
    Ok(())
}

/// Longest title or label of a form, in characters.
const LONGEST_LABEL: usize = 200;
/// Marks of templates, Markdown and HTML, none of which a form's words hold.
const MARKUP: [&str; 10] = ["{{", "}}", "{%", "%}", "{#", "#}", "**", "</", "<br", "&nbsp"];

/// Whether a form's words can be printed as they are.
fn plain(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err("是空的".into());
    }
    if text.chars().count() > LONGEST_LABEL {
        return Err(format!("超过 {LONGEST_LABEL} 个字"));
    }
    if let Some(mark) = MARKUP.iter().find(|mark| text.contains(*mark)) {
        return Err(format!("里有“{mark}”，会照样印出"));
    }
    match text.chars().find_map(|c| Some((c, unprintable(c)?))) {
        Some((c, why)) => Err(format!("里有 U+{:04X}（{why}）", c as u32)),
        None => Ok(()),
    }
}

/// The title's printed lines: the form's, or the data's own (标题), broken behind the agency's name where it begins with it.
fn title(report: &Report, context: &context::Context) -> Result<Vec<String>, Finding> {
    let Some(own) = &report.title else {
        let lines = report.form.title.iter().map(|line| merge::line(line, context));
        return lines
            .collect::<Result<_, _>>()
            .map_err(|error| Finding::new(Code::Template, title_place(report), format!("表样的标题有误：{error}")));
    };
    let text = field::line(own.value.trim(), context).map_err(|problem| {
        Finding::new(Code::Template, title_place(report), format!("标题里的“{{{{ }}}}”有误：{}", problem.message))
            .help("可用 {{ 机关 }}、{{ 年度 }}；一般不必写“标题”")
    })?;
    let agency = report.agency.value.as_str();
    Ok(match text.strip_prefix(agency) {
        Some(rest) if !rest.is_empty() => vec![agency.to_owned(), rest.to_owned()],
        _ => text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect(),
    })
}
