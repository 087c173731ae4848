//! **write** (document + style → bytes of a format). Writers know nothing of forms, reports or files.

pub mod docx;
mod known;
pub mod pdf;

use std::sync::Arc;

use crate::document::{Block, CellKind, Document};
use crate::style::{Face, Style};
use docx::DocxError;
use pdf::{Fonts, PdfError, Typesetter};

/// The formats a document can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    Docx,
    Pdf,
}

impl Format {
    pub const ALL: [Format; 2] = [Format::Docx, Format::Pdf];

    /// The file ending, which is also the format's name on the command line.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Docx => "docx",
            Format::Pdf => "pdf",
        }
    }

    /// The format with this name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.ending() == name)
    }
}

/// Everything needed to print, made once and shared by all threads.
pub struct Press {
    style: Style,
    typesetter: Typesetter,
    known: known::Known,
}

/// Why a document could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("DOCX 写不成：{0}")]
    Docx(#[from] DocxError),
    #[error("PDF 写不成：{0}")]
    Pdf(#[from] PdfError),
}

impl Press {
    /// Sets up printing in `style` with `fonts`; `template` is the text of `report.typ`.
    ///
    /// # Errors
    /// The style names a font family that is not there.
    pub fn new(style: Style, template: &str, fonts: Arc<Fonts>) -> Result<Press, WriteError> {
        Ok(Press { typesetter: Typesetter::new(template, fonts)?, style, known: known::Known::new() })
    }

    pub fn style(&self) -> &Style {
        &self.style
    }

    /// Writes a document in one format.
    ///
    /// # Errors
    /// What the writer refuses; see its own documentation.
    pub fn print(&self, document: &Document, format: Format) -> Result<Vec<u8>, WriteError> {
        Ok(match format {
            Format::Docx => docx::docx(document, &self.style)?,
            Format::Pdf => self.typesetter.pdf(document, &self.style)?,
        })
    }

    /// Characters that no font of their role has (缺字), with the index of the block they are in, each once per block.
    pub fn missing(&self, document: &Document) -> Vec<(usize, char)> {
        let mut missing = Vec::new();
        for (index, block) in document.blocks.iter().enumerate() {
            let mut look = |face: Face, text: &str| {
                for c in text.chars().filter(|&c| !self.known.contains(face, c)) {
                    if self.typesetter.fonts().missing(&self.style, face, c.encode_utf8(&mut [0; 4])).is_empty() {
                        self.known.insert(face, c);
                    } else if !missing.contains(&(index, c)) {
                        missing.push((index, c));
                    }
                }
            };
            let roles = &self.style.roles;
            match block {
                Block::Title { lines } => lines.iter().for_each(|line| look(roles.title.face, line)),
                Block::Heading { level, text } => look(roles.heading(*level).face, text),
                Block::Paragraph { lead, runs } => {
                    if let Some(lead) = lead {
                        look(roles.heading(lead.level).face, &lead.text);
                    }
                    runs.iter().for_each(|run| look(roles.body.face, &run.text));
                }
                Block::Table(table) => table.cells().for_each(|cell| {
                    let role = match cell.kind {
                        CellKind::Caption => &roles.table_caption,
                        CellKind::Head => &roles.table_head,
                        CellKind::Stub(_) => &roles.table_stub,
                        CellKind::Value => &roles.table_value,
                    };
                    look(role.face, &cell.text);
                }),
                Block::Signature { agency, date } => {
                    look(roles.signature.face, agency);
                    look(roles.signature.face, date);
                }
            }
        }
        missing
    }
}
