//! The DOCX writer (document + style → .docx).
//!
//! docx-rs writes the body; a finishing pass makes it what Word, WPS and the schemas expect. Five steps, one file each:
//! `measure` turns the style into twips, `makeup` decides how tables stand on the pages (a `setting` each) and `endings` how paragraphs
//! end, `body`, `table` and
//! `run` print the blocks through docx-rs, `finish` and `order` complete the resulting tree, `styles` and `parts` write the parts
//! that do not depend on the text. It knows WordprocessingML; it must not know forms or reports.

use crate::document::{Block, Document, Table};
use crate::style::Style;
use crate::write::fonts::Fonts;
use crate::write::package::{self, PackageError, PackagePart};
use crate::write::pieces::Placing;
use setting::{Keep, Setting};

mod body;
mod endings;
mod finish;
mod makeup;
mod measure;
mod order;
mod parts;
mod run;
mod setting;
mod styles;
mod table;

/// How the tables stand on the pages, one entry a table.
pub fn placings(document: &Document, style: &Style, fonts: &Fonts) -> Vec<Placing> {
    let measures = measure::Measures::new(style);
    let made = makeup::make_up(document, style, fonts, &measures);
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let placing = |(table, ((_, setting), broken)): (&Table, (&(_, Setting), &Option<usize>))| match table.sections() {
        [section] => {
            let row = setting.cut.or_else(|| broken.filter(|_| setting.keep == Keep::Groups));
            let row = row.and_then(|row| row.checked_sub(section.header.len()));
            row.map_or(Placing::Free, Placing::CutAbove)
        }
        _ if setting.keep == Keep::Whole => Placing::Whole,
        _ => Placing::Free,
    };
    tables.zip(made.tables.iter().zip(&made.broken)).map(placing).collect()
}

/// Prints a document as DOCX: the bytes of a WordprocessingML package (ISO/IEC 29500 transitional).
///
/// The same document, style and fonts give the same bytes, on any machine, thread and day. The fonts are only measured, for where
/// the lines of paragraphs end: the file names its own.
///
/// # Errors
/// A text holds a character that XML cannot hold.
pub fn docx(document: &Document, style: &Style, fonts: &Fonts) -> Result<Vec<u8>, PackageError> {
    let measures = measure::Measures::new(style);
    let printed = body::print(document, style, fonts, &measures)?;
    let mut parts = vec![
        PackagePart::new(parts::DOCUMENT, finish::document(&printed.document, &printed.tables)?),
        PackagePart::new(parts::STYLES, styles::styles(style, &measures, &printed.sizes).write()?),
        PackagePart::new(parts::SETTINGS, parts::settings(style).write()?),
        PackagePart::new(parts::FONT_TABLE, parts::font_table(style).write()?),
        PackagePart::new(parts::THEME, parts::theme(style).write()?),
    ];
    for (kind, footer) in parts::FOOTERS.into_iter().zip(&printed.footers) {
        parts.push(PackagePart::new(kind, finish::footer(footer)?));
    }
    parts.push(PackagePart::new(parts::CORE, parts::core_properties(&document.meta).write()?));
    parts.push(PackagePart::new(parts::APP, parts::app_properties(&document.meta).write()?));
    package::package(&parts)
}
