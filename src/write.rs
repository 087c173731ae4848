//! **write** (document + style → bytes of a format). Writers know nothing of forms, reports or files.

pub mod docx;
mod fit;
mod fonts;
pub mod html;
mod known;
mod lines;
pub mod package;
pub mod pdf;
mod pieces;
pub mod text;
mod title;

use std::sync::Arc;

use crate::document::{Block, Document};
use crate::style::{Face, Style};
use html::HtmlError;
use package::PackageError;
use pdf::{Fonts, PdfError, Typesetter};

/// The formats a document can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Word's document (ISO/IEC 29500).
    Docx,
    /// PDF/A-2a, PDF/UA-1.
    Pdf,
    /// A web page by itself.
    Html,
    /// The inside of a web page, for the source view of a site's editor (网页片段).
    Fragment,
    /// Plain text.
    Txt,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [Format::Docx, Format::Pdf, Format::Html, Format::Fragment, Format::Txt];

    /// The file ending.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Fragment => "fragment.html",
            format => format.name(),
        }
    }

    /// The format's name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Html => "html",
            Format::Fragment => "fragment",
            Format::Txt => "txt",
        }
    }

    /// What a file of the format is called beside others (网页片段 is a web page to whoever sees only its ending).
    pub fn words(self) -> String {
        match self {
            Format::Fragment => "网页片段".to_owned(),
            format => format.name().to_uppercase(),
        }
    }

    /// The format with this name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The format whose files end so, as a record keeps it: `fragment.html`.
    pub fn of_ending(ending: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.ending() == ending)
    }

    /// The name of a file without its ending, and the format that the longest such ending is of.
    pub fn of_file(name: &str) -> Option<(&str, Format)> {
        let stem = |format: Format| name.strip_suffix(format.ending())?.strip_suffix('.');
        let all = Format::ALL.into_iter().filter_map(|format| Some((stem(format)?, format)));
        all.min_by_key(|(stem, _)| stem.len())
    }
}

/// Everything needed to print, made once and shared by all threads.
pub struct Press {
    style: Style,
    typesetter: Typesetter,
    known: known::KnownGlyphs,
    /// The text of report.html.j2.
    page: String,
    proof: Option<Proof>,
}

/// Reads what was printed and says what in it is not as the document has it.
pub type Proof = fn(&Document, Format, &[u8]) -> Result<(), ProofError>;

/// What was printed is not what the document says, in a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ProofError(pub String);

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// As DOCX.
    #[error("DOCX 写不成：{0}")]
    Docx(#[from] PackageError),
    /// As PDF.
    #[error("PDF 写不成：{0}")]
    Pdf(#[from] PdfError),
    /// As a web page.
    #[error("HTML 写不成：{0}")]
    Html(#[from] HtmlError),
    /// What was printed does not say what the document says.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Press {
    /// Sets up printing in `style` with `fonts`; `template` is the text of `report.typ`, `page` that of `report.html.j2`.
    ///
    /// # Errors
    /// The style names a font family that is not there.
    pub fn new(style: Style, template: &str, page: &str, fonts: Arc<Fonts>) -> Result<Press, WriteError> {
        let known = known::KnownGlyphs::new();
        let typesetter = Typesetter::new(template, fonts)?.planned(docx::placings);
        Ok(Press { typesetter, style, known, page: page.to_owned(), proof: None })
    }

    /// From now on every file is proofread before it is handed over.
    #[must_use]
    pub fn proofread(mut self, proof: Proof) -> Press {
        self.proof = Some(proof);
        self
    }

    /// The style that is printed in.
    pub fn style(&self) -> &Style {
        &self.style
    }

    /// Writes a document in one format.
    ///
    /// # Errors
    /// What the writer refuses; see its own documentation.
    pub fn print(&self, document: &Document, format: Format) -> Result<Vec<u8>, WriteError> {
        let bytes = match format {
            Format::Docx => docx::docx(document, &self.style, self.fonts())?,
            Format::Pdf => self.typesetter.pdf(document, &self.style)?,
            Format::Html => html::html(document, &self.style, &self.page)?.into_bytes(),
            Format::Fragment => html::fragment(document, &self.style, &self.page)?.into_bytes(),
            Format::Txt => text::text(document, &self.style).into_bytes(),
        };
        if let Some(proof) = self.proof {
            proof(document, format, &bytes)?;
        }
        Ok(bytes)
    }

    /// Writes a document for Word in another style than that of reports.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn word(&self, document: &Document, style: &Style) -> Result<Vec<u8>, WriteError> {
        let bytes = docx::docx(document, style, self.fonts())?;
        self.proof.map_or(Ok(()), |proof| proof(document, Format::Docx, &bytes))?;
        Ok(bytes)
    }

    /// The pages of the PDF, for looking at them in a browser: each with a name by what is on it and how
    /// wide it is, and as PNG so many pixels across unless known by it.
    ///
    /// # Errors
    /// What the writer refuses.
    #[cfg(feature = "serve")]
    pub fn pages(
        &self,
        document: &Document,
        wide: u16,
        is_known: impl Fn(&str) -> bool,
    ) -> Result<Vec<pdf::PagePicture>, WriteError> {
        Ok(self.typesetter.pages(document, &self.style, wide, is_known)?)
    }

    /// The fonts of the PDF.
    pub fn fonts(&self) -> &Fonts {
        self.typesetter.fonts()
    }

    /// Characters that no font of their role has (缺字), with the index of the block they are in, each once per block.
    pub fn missing(&self, document: &Document) -> Vec<(usize, char)> {
        let mut missing = Vec::new();
        for (block, face, text) in faced(document, &self.style) {
            for c in text.chars().filter(|&c| !self.known.contains(face, c)) {
                if self.fonts().missing(&self.style, face, c.encode_utf8(&mut [0; 4])).is_empty() {
                    self.known.insert(face, c);
                } else if !missing.contains(&(block, c)) {
                    missing.push((block, c));
                }
            }
        }
        missing
    }
}

/// Every text of a document with the index of its block and the face it is set in.
pub fn faced<'d>(document: &'d Document, style: &Style) -> Vec<(usize, Face, &'d str)> {
    let roles = &style.roles;
    let mut texts = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let mut add = |face: Face, text: &'d str| texts.push((index, face, text));
        match block {
            Block::Title { lines } => lines.iter().for_each(|line| add(roles.title.face, line)),
            Block::Heading { level, text } => add(roles.heading(*level).face, text),
            Block::Paragraph { lead, runs } => {
                if let Some(lead) = lead {
                    add(roles.heading(lead.level).face, &lead.text);
                }
                runs.iter().for_each(|run| add(roles.body.face, &run.text));
            }
            Block::Table(table) => table.cells().for_each(|cell| add(roles.cell(cell.kind).face, &cell.text)),
            Block::Signature { agency, date } => {
                add(roles.signature.face, agency);
                add(roles.signature.face, date);
            }
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn a_format_is_known_by_its_ending_however_many_dots_it_has() {
        for format in Format::ALL {
            assert_eq!(Format::of_ending(format.ending()), Some(format));
            assert_eq!(Format::of_file(&format!("某.局2024.{}", format.ending())), Some(("某.局2024", format)));
        }
        assert_eq!(Format::of_file("说明.fragment"), None);
        assert_eq!((Format::of_ending("fragment"), Format::of_file("docx")), (None, None));
    }
}
