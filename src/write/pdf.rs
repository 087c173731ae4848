//! The PDF writer (document + style + fonts → .pdf), by typst.
//!
//! Three steps: the tables are **cast off** (lines and heights known, cut into what a page holds), the report is **set** by the
//! constant `templates/report.typ`, and the **proof** is read: where a table left too much of a page empty, a paragraph ends badly or
//! the last page holds a line or two, that is mended and the report set again. The result is tagged and declares PDF/A-2a and
//! PDF/UA-1; it depends on nothing but its input.

mod cast;
mod copy;
#[cfg(feature = "serve")]
mod picture;
mod proof;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::syntax::Source;
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use super::fonts::{FontError, Fonts};
#[cfg(feature = "serve")]
pub use picture::{PagePicture, PictureError};

use super::pieces::Placing;
use crate::document::Document;
use crate::style::{Face, Style};
use copy::{Copy, EndMark, Latitude};
use world::PressDesk;

/// Why a report could not be set.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A family the style names is neither embedded nor in a folder of fonts.
    #[error("没有版式所写的字体“{0}”：既未内嵌，也不在所给的字体文件夹里")]
    UnknownFamily(String),
    /// A character no font of its face has; printing it would leave an empty box.
    #[error("没有字体能印“{character}”（U+{:04X}），在“{context}”中", u32::from(*.character))]
    MissingGlyph {
        /// The character.
        character: char,
        /// The face it should be set in.
        face: Face,
        /// The words it stands in.
        context: String,
    },
    /// Typst's own messages: the template does not fit the data, or the result would break a standard.
    #[error("排版失败：{0}")]
    Typst(String),
    /// A page cannot be drawn.
    #[cfg(feature = "serve")]
    #[error("这一页画不成图：{0}")]
    Picture(#[from] PictureError),
    /// The document cannot be handed to typst.
    #[error("排版数据无法写出：{0}")]
    Data(#[from] serde_json::Error),
}

/// How a document's tables stand on a word processor's pages, one entry a table. The pages of the PDF follow, as far as its own lines
/// allow.
pub type Plan = fn(&Document, &Style, &Fonts) -> Vec<Placing>;

/// Sets reports. Made once, shared by all threads.
pub struct Typesetter {
    library: LazyHash<Library>,
    fonts: Arc<Fonts>,
    report: Source,
    standards: PdfStandards,
    plan: Plan,
    rounds: Rounds,
}

impl Typesetter {
    /// `template` is the text of report.typ.
    ///
    /// # Errors
    /// Only when this typst cannot declare both standards in one file.
    pub fn new(template: impl Into<String>, fonts: Arc<Fonts>) -> Result<Typesetter, PdfError> {
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
            .map_err(|error| PdfError::Typst(error.message().to_string()))?;
        let report =
            world::source(template.into()).ok_or_else(|| PdfError::Typst("report.typ 的名称无效".to_owned()))?;
        // Row heads and table summaries are behind this feature.
        let library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
        let (library, plan): (_, Plan) = (LazyHash::new(library), |_, _, _| Vec::new());
        Ok(Typesetter { library, fonts, report, standards, plan, rounds: Rounds::default() })
    }

    /// From now on tables stand on the pages as in another format.
    #[must_use]
    pub fn planned(mut self, plan: Plan) -> Typesetter {
        self.plan = plan;
        self
    }

    /// The fonts it prints with.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// The report as a PDF file. Equal input gives equal bytes.
    ///
    /// # Errors
    /// A family or a glyph is missing, or typst finds anything to complain of: its warnings are errors here.
    pub fn pdf(&self, document: &Document, style: &Style) -> Result<Vec<u8>, PdfError> {
        let _round = self.rounds.begin();
        let (_, set) = self.set(document, style)?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}\n{}", document.meta.author, document.meta.title)),
            creator: Smart::Custom(Some(concat!("nianbao ", env!("CARGO_PKG_VERSION")).to_owned())),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&set, &options).map_err(|errors| self.complaint(&errors))
    }

    /// What report.typ reads as data.json once the pages are made up: with it, report.typ and the fonts, typst's own command
    /// line sets the same pages.
    ///
    /// # Errors
    /// As [`Typesetter::pdf`].
    pub fn data(&self, document: &Document, style: &Style) -> Result<Vec<u8>, PdfError> {
        let _round = self.rounds.begin();
        Ok(self.set(document, style)?.0)
    }

    /// The printed pages, for looking at them in a browser: each with a name by what is on it and how wide it is, and drawn as a
    /// picture (PNG) of so many pixels across unless it is known by that name: a change is seldom on more than one.
    ///
    /// # Errors
    /// As [`Typesetter::pdf`].
    #[cfg(feature = "serve")]
    pub fn pages(
        &self,
        document: &Document,
        style: &Style,
        wide: u16,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Vec<PagePicture>, PdfError> {
        let _round = self.rounds.begin();
        let (_, set) = self.set(document, style)?;
        let page = |page| {
            let name = format!("{:032x}-{wide}", typst::utils::hash128(page));
            let drawn = (!is_known(&name)).then(|| picture::drawn(page, wide)).transpose()?;
            Ok((name, drawn))
        };
        set.pages().iter().map(page).collect()
    }

    /// The report as pages, and the copy they were set from. Where that saves the last page, it is made up again: one of a line or two
    /// by setting the rows of all tables closer, as far as the style lets them; one that holds no more than what stayed empty before
    /// tables, by cutting tables between their groups rather than leave any of that.
    fn set(&self, document: &Document, style: &Style) -> Result<(Vec<u8>, PagedDocument), PdfError> {
        if let Some(family) = self.fonts.unknown(style).first() {
            return Err(PdfError::UnknownFamily((*family).to_owned()));
        }
        copy::check_glyphs(document, style, &self.fonts)?;
        let usual = Latitude::of(style);
        let plan = (self.plan)(document, style, &self.fonts);
        let first = self.make_up(document, style, usual, &plan)?;
        let pages = first.1.pages().len();
        let (end, pitch) = (proof::end(&first.1, &style.page), style.page.pitch());
        let empty = proof::left_empty(&proof::tables(&first.1, &style.page), &style.page);
        let least = style.table.inset_y_least;
        let closer = [f64::midpoint(usual.inset_y, least), least].map(|inset_y| Latitude { inset_y, ..usual });
        let cut = Latitude { blank: 0.0, blank_whole: 0.0, ..usual };
        let closer = closer.into_iter().filter(|_| end <= 2.0 * pitch);
        for latitude in closer.chain((end <= empty).then_some(cut)).filter(|_| pages > 1) {
            let again = self.make_up(document, style, latitude, &plan)?;
            if again.1.pages().len() < pages {
                return Ok(again);
            }
        }
        Ok(first)
    }

    /// Sets a report until its tables are cut well and its paragraphs end well.
    fn make_up(
        &self,
        document: &Document,
        style: &Style,
        latitude: Latitude,
        plan: &[Placing],
    ) -> Result<(Vec<u8>, PagedDocument), PdfError> {
        let mut copy = Copy::new(document, style, &self.fonts, latitude).planned(plan);
        // Ends of paragraphs that were not set well. With each the tables are looked at anew: they stand elsewhere.
        let mut marks: Vec<EndMark> = Vec::new();
        let indent = style.roles.body.indent * style.page.advance();
        loop {
            let set = self.compile(&copy)?;
            let found = proof::blemishes(&set, &style.page, indent);
            let widows = found.widows.into_iter().filter(|_| style.widow_control).map(EndMark::Whole);
            let lines = found.crumbs.into_iter().map(EndMark::Crumb).chain(found.torn.into_iter().map(EndMark::Ragged));
            let new: Vec<EndMark> = widows.chain(lines).filter(|mark| copy.mark(mark)).collect();
            if !new.is_empty() {
                marks.extend(new);
                copy = Copy::new(document, style, &self.fonts, latitude).planned(plan);
                marks.iter().for_each(|mark| {
                    copy.mark(mark);
                });
            } else if !copy.recut(&proof::tables(&set, &style.page)) {
                return Ok((serde_json::to_vec(&copy)?, set));
            }
        }
    }

    fn compile(&self, copy: &Copy) -> Result<PagedDocument, PdfError> {
        let data = Bytes::new(serde_json::to_vec(copy)?);
        let desk = self.desk(data);
        let result = typst::compile::<PagedDocument>(&desk);
        if !result.warnings.is_empty() {
            return Err(self.complaint(&result.warnings));
        }
        result.output.map_err(|errors| self.complaint(&errors))
    }

    fn desk(&self, data: Bytes) -> PressDesk<'_> {
        PressDesk { library: &self.library, fonts: &self.fonts, report: &self.report, data }
    }

    /// Typst's messages with their lines in report.typ.
    fn complaint(&self, diagnostics: &[SourceDiagnostic]) -> PdfError {
        let desk = self.desk(Bytes::new([]));
        let lines = diagnostics.iter().map(|diagnostic| {
            let line = desk.range(diagnostic.span).and_then(|range| self.report.lines().byte_to_line(range.start));
            let place = line.map_or(String::new(), |line| format!("report.typ 第 {} 行：", line + 1));
            let hints: String = diagnostic.hints.iter().map(|hint| format!("（{}）", hint.v)).collect();
            format!("{place}{}{hints}", diagnostic.message)
        });
        PdfError::Typst(lines.collect::<Vec<_>>().join("；"))
    }
}

/// Lets typst forget what it kept of reports before the last, whatever became of this one: it would keep 5 MB of each.
///
/// Typst has one store for all threads, and every call to evict makes all of it a round older. What all reports need (the
/// outlines of glyphs above all) must outlive the rounds of as many reports as are set at the same time.
#[derive(Default)]
struct Rounds {
    /// Reports being set at this moment, and the most there were.
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Rounds {
    fn begin(&self) -> Round<'_> {
        self.most.fetch_max(self.now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        Round(self)
    }
}

struct Round<'a>(&'a Rounds);

impl Drop for Round<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::Relaxed);
        comemo::evict(self.0.most.load(Ordering::Relaxed));
    }
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem};

    use super::*;
    use crate::date::Date;
    use crate::document::{Block, Cell, CellKind, Meta, Row, Run, Section, Table};

    fn style() -> Style {
        Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap()
    }

    fn set(blocks: Vec<Block>, style: &Style) -> PagedDocument {
        made_up(blocks, style).1
    }

    fn made_up(blocks: Vec<Block>, style: &Style) -> (Vec<u8>, PagedDocument) {
        let date = Date::new(2025, 1, 20).unwrap();
        let meta = Meta { title: "题".into(), author: "某局".into(), date, subject: "年报".into() };
        let fonts = Arc::new(Fonts::embedded());
        let typesetter = Typesetter::new(include_str!("../../templates/report.typ"), fonts).unwrap();
        typesetter.set(&Document { meta, blocks }, style).unwrap()
    }

    fn paragraph(text: &str) -> Block {
        Block::Paragraph { lead: None, runs: vec![Run::plain(text)] }
    }

    /// Baselines, points from the upper edge of the frame, and the glyphs on them.
    fn texts(frame: &Frame, y: f64, found: &mut Vec<(f64, usize)>) {
        for (place, item) in frame.items() {
            let y = y + place.y.to_pt();
            match item {
                FrameItem::Group(group) => texts(&group.frame, y, found),
                FrameItem::Text(text) => {
                    assert!(text.glyphs.iter().all(|glyph| glyph.id != 0));
                    found.push((y, text.glyphs.len()));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn frames_have_22_baselines_of_28_glyphs() {
        let style = style();
        let set = set(vec![paragraph(&"字".repeat(28 * 60))], &style);
        let mut found = Vec::new();
        texts(&set.pages()[1].frame, 0.0, &mut found);
        let full: Vec<f64> = found.iter().filter(|(_, glyphs)| *glyphs == 28).map(|(y, _)| *y).collect();
        assert_eq!(full.len(), 22);
        assert!(full.windows(2).all(|pair| (pair[1] - pair[0] - style.page.pitch()).abs() < 1e-6));
    }

    #[test]
    fn a_line_keeps_its_height_whatever_its_fonts() {
        let style = style();
        let set = set(vec![paragraph(&"字A“×楷—9".repeat(40))], &style);
        let mut found = Vec::new();
        texts(&set.pages()[0].frame, 0.0, &mut found);
        found.retain(|(y, _)| *y < (style.page.top + style.page.text_height) * crate::style::POINTS_PER_MM);
        found.dedup_by_key(|(y, _)| *y);
        assert!(found.len() > 5);
        assert!(found.windows(2).all(|pair| (pair[1].0 - pair[0].0 - style.page.pitch()).abs() < 1e-6));
    }

    #[test]
    fn every_cell_of_a_table_may_look_different() {
        let mut style = style();
        style.roles.table_stub.size = 10.5;
        style.roles.table_head.face = Face::Heiti;
        style.roles.table_value.pitch = None;
        let row = |kind, text: &str| Row { cells: vec![Cell::new(kind, text, 1, 1)], keep: false };
        let section = Section {
            header: vec![row(CellKind::Head, "表头")],
            body: vec![row(CellKind::Stub(1), "表侧"), row(CellKind::Value, "1")],
            breakable: true,
        };
        let table = Table::new("表", "说明", vec![1], vec![section]).unwrap();
        let set = set(vec![Block::Table(table)], &style);
        let standing = proof::tables(&set, &style.page);
        assert_eq!(standing.len(), 1);
        assert!(standing[0].top.abs() < 1e-6);
    }

    /// A table of rows of one figure, in groups of three.
    fn grid(rows: usize) -> Table {
        let row = |n: usize| Row { cells: vec![Cell::new(CellKind::Value, "0", 1, 1)], keep: n % 3 != 2 };
        let section = Section { header: Vec::new(), body: (0..rows).map(row).collect(), breakable: true };
        Table::new("表", "说明", vec![1], vec![section]).unwrap()
    }

    #[test]
    fn rows_set_closer_keep_their_type() {
        let style = style();
        let mut closed_up = 0;
        for (rows, lines) in (24..31).flat_map(|rows| (1..14).map(move |lines| (rows, lines))) {
            let grid = grid(rows);
            let size = crate::write::fit::fitted(&grid, &style).roles.table_value.size;
            let prose = (0..lines).map(|_| paragraph("文。"));
            let (data, pages) = made_up(std::iter::once(Block::Table(grid)).chain(prose).collect(), &style);
            let data: serde_json::Value = serde_json::from_slice(&data).unwrap();
            let set = &data["document"]["blocks"][0];
            assert_eq!(set["roles"]["table_value"]["size"], size, "{rows} rows, {lines} lines");
            let plain =
                rows as f64 * (set["roles"]["table_value"]["pitch"].as_f64().unwrap() + 2.0 * style.table.inset_y);
            let high: f64 =
                set["pieces"][0]["rows"].as_array().unwrap().iter().filter_map(serde_json::Value::as_f64).sum();
            closed_up += usize::from(pages.pages().len() == 1 && high < plain - 1.0);
        }
        assert!(closed_up > 0, "no table was set closer to save a page");
    }

    #[test]
    fn a_table_of_sections_stands_whole_where_another_format_has_it_so() {
        let style = style();
        let section = |rows: usize| {
            let row = || Row { cells: vec![Cell::new(CellKind::Value, "0", 1, 1)], keep: true };
            Section { header: Vec::new(), body: (0..rows).map(|_| row()).collect(), breakable: false }
        };
        let table = Table::new("表", "说明", vec![1], (0..10).map(|_| section(2)).collect()).unwrap();
        let document = |lines: usize| {
            let date = Date::new(2025, 1, 20).unwrap();
            let meta = Meta { title: "题".into(), author: "某局".into(), date, subject: "年报".into() };
            let prose = (0..lines).map(|_| paragraph("文。"));
            Document { meta, blocks: prose.chain([Block::Table(table.clone())]).collect() }
        };
        let pages = |lines, plan: Plan| {
            let template = include_str!("../../templates/report.typ");
            let typesetter = Typesetter::new(template, Arc::new(Fonts::embedded())).unwrap().planned(plan);
            let set = typesetter.set(&document(lines), &style).unwrap().1;
            proof::tables(&set, &style.page).iter().map(|piece| piece.page).collect::<Vec<_>>()
        };
        // 13 of 22 lines, 11 where its rows are set closer. 5, 6 and 8 are left; a page may be a third empty, which is 7.
        for (lines, free, whole) in [(17, [1, 2], &[2][..]), (16, [1, 2], &[2]), (14, [1, 2], &[1, 2])] {
            assert_eq!(pages(lines, |_, _, _| vec![Placing::Free]), free, "behind {lines} lines");
            assert_eq!(pages(lines, |_, _, _| vec![Placing::Whole]), whole, "behind {lines} lines");
        }
    }

    /// Last lines that begin a page by themselves, of pages as they are set.
    fn widows(set: &PagedDocument, style: &Style) -> usize {
        proof::blemishes(set, &style.page, style.roles.body.indent * style.page.advance()).widows.len()
    }

    #[test]
    fn ends_of_paragraphs_are_found_in_type_of_any_size() {
        let mut style = style();
        (style.page.characters, style.page.lines, style.roles.body.size) = (40, 34, 10.5);
        let mut loose = style.clone();
        loose.widow_control = false;
        let mut found = 0;
        for before in 28..36 {
            let blocks: Vec<Block> =
                (0..before).map(|_| paragraph("文。")).chain([paragraph(&"年".repeat(60))]).collect();
            found += widows(&set(blocks.clone(), &loose), &loose);
            assert_eq!(widows(&set(blocks, &style), &style), 0, "behind {before} lines");
        }
        assert_eq!(found, 1, "one of the paragraphs of two lines would be divided");
    }

    #[test]
    fn lines_of_tables_are_no_ends_of_paragraphs() {
        let mut style = style();
        (style.roles.table_stub.size, style.roles.table_stub.pitch) = (16.0, None);
        let label = |n| if n == 39 { "末".to_owned() } else { "某项内容".repeat(8) };
        let row = |n| Row { cells: vec![Cell::new(CellKind::Stub(1), label(n), 1, 1)], keep: false };
        let section = Section { header: Vec::new(), body: (0..40).map(row).collect(), breakable: true };
        let long = Block::Table(Table::new("表", "说明", vec![1], vec![section]).unwrap());
        let set = set(vec![paragraph("文。"), long, paragraph("文。")], &style);
        assert!(set.pages().len() > 1);
        let found = proof::blemishes(&set, &style.page, style.roles.body.indent * style.page.advance());
        assert!(found.widows.is_empty() && found.crumbs.is_empty(), "{found:?}");
    }

    #[test]
    fn a_line_before_a_long_word_is_not_torn_apart() {
        let style = style();
        let word = "abcdefghijklmnopqrstuvwxyz";
        let ends = |before: usize| {
            let text = format!("{}{word}，下载。{}", "文".repeat(before), "其他有关的事项".repeat(12));
            let (data, set) = made_up(vec![paragraph(&text)], &style);
            let found = proof::blemishes(&set, &style.page, style.roles.body.indent * style.page.advance());
            assert!(found.torn.is_empty(), "{before}: {found:?}");
            let data: serde_json::Value = serde_json::from_slice(&data).unwrap();
            data["document"]["blocks"][0]["ragged"].as_bool().unwrap()
        };
        let ragged: Vec<usize> = (1..27).filter(|&before| ends(before)).collect();
        // Where the word fits the line, or little of the line is left before it, the paragraph is justified as any.
        assert!((3..12).contains(&ragged.len()) && !ragged.contains(&1) && !ragged.contains(&25), "{ragged:?}");
    }

    #[test]
    fn a_line_behind_a_heading_is_not_torn_apart() {
        let (style, lead) = (style(), crate::document::Lead { level: 2, text: "（二）依申请公开情况。".into() });
        let ragged = |before: usize| {
            let text = format!("{}{}，下载。", "文".repeat(before), "abcdefghijklmnopqrstuvwxyz".repeat(2));
            let block = Block::Paragraph { lead: Some(lead.clone()), runs: vec![Run::plain(text)] };
            let data: serde_json::Value = serde_json::from_slice(&made_up(vec![block], &style).0).unwrap();
            data["document"]["blocks"][0]["ragged"].as_bool().unwrap()
        };
        // 13 of 28 characters are taken by the heading and its indent: however few are left, they would fill the line.
        assert_eq!([2, 3, 5, 8, 14].map(ragged), [true, true, true, true, false]);
    }

    #[test]
    fn a_template_that_does_not_fit_is_named_with_its_line() {
        let fonts = Arc::new(Fonts::embedded());
        let typesetter = Typesetter::new("#let a = 1\n#b", fonts).unwrap();
        let meta = Meta {
            title: String::new(),
            author: String::new(),
            date: Date::new(2025, 1, 1).unwrap(),
            subject: String::new(),
        };
        let error = typesetter.pdf(&Document { meta, blocks: Vec::new() }, &style()).unwrap_err();
        assert!(error.to_string().contains("report.typ 第 2 行"), "{error}");
    }
}
