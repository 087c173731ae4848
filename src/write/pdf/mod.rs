//! The PDF writer (document + style + fonts → .pdf), by typst.
//!
//! Three steps: the tables are **cast off** (lines and heights known, cut into what a page holds), the report is **set** by the
//! constant `templates/report.typ`, and the **proof** is read: a table that left too much of a page empty is cut and the report
//! set again. The result is tagged and declares PDF/A-2a and PDF/UA-1; it depends on nothing but its input.

mod cast;
mod copy;
mod embedded;
mod fonts;
mod lines;
mod proof;
mod world;

use std::sync::Arc;

use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst::syntax::Source;
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

pub use fonts::{FontError, Fonts};

use crate::document::Document;
use crate::style::{Face, Style};
use copy::Copy;
use world::Desk;

/// Why a report could not be set.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// A family the style names is neither embedded nor in a folder of fonts.
    #[error("没有版式所写的字体“{0}”：既未内嵌，也不在所给的字体文件夹里")]
    UnknownFamily(String),
    /// A character no font of its face has; printing it would leave an empty box.
    #[error("没有字体能印“{character}”（U+{:04X}），在“{context}”中", u32::from(*.character))]
    MissingGlyph { character: char, face: Face, context: String },
    /// Typst's own messages: the template does not fit the data, or the result would break a standard.
    #[error("排版失败：{0}")]
    Typst(String),
    #[error("排版数据无法写出：{0}")]
    Data(#[from] serde_json::Error),
}

/// Sets reports. Made once, shared by all threads.
pub struct Typesetter {
    library: LazyHash<Library>,
    fonts: Arc<Fonts>,
    report: Source,
    standards: PdfStandards,
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
        Ok(Typesetter { library: LazyHash::new(library), fonts, report, standards })
    }

    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// The report as a PDF file. Equal input gives equal bytes.
    ///
    /// # Errors
    /// A family or a glyph is missing, or typst finds anything to complain of: its warnings are errors here.
    pub fn pdf(&self, document: &Document, style: &Style) -> Result<Vec<u8>, PdfError> {
        let _forget = Forget;
        let set = self.set(document, style)?;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}\n{}", document.meta.author, document.meta.title)),
            creator: Smart::Custom(Some(concat!("nianbao ", env!("CARGO_PKG_VERSION")).to_owned())),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&set, &options).map_err(|errors| self.complaint(&errors))
    }

    /// The report as pages.
    fn set(&self, document: &Document, style: &Style) -> Result<PagedDocument, PdfError> {
        if let Some(family) = self.fonts.unknown(style).first() {
            return Err(PdfError::UnknownFamily((*family).to_owned()));
        }
        copy::check_glyphs(document, style, &self.fonts)?;
        let mut copy = Copy::new(document, style, &self.fonts);
        loop {
            let set = self.compile(&copy)?;
            if !copy.recut(&proof::tables(&set, &style.page)) {
                return Ok(set);
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

    fn desk(&self, data: Bytes) -> Desk<'_> {
        Desk { library: &self.library, fonts: &self.fonts, report: &self.report, data }
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
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        comemo::evict(1);
    }
}
