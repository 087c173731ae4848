//! The copy (稿): what report.typ reads as data.json, and the decisions made before it is set.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::PdfError;
use super::cast::{self, Caster, Piece, SetTable};
use super::fonts::{self, Family, Fonts};
use super::proof::Standing;
use crate::document::{Block, CellKind, Document, Meta};
use crate::style::{Face, POINTS_PER_MM, RoleStyle, Style};

/// All of data.json.
#[derive(Serialize)]
pub(super) struct Copy<'a> {
    document: Pages<'a>,
    style: &'a Style,
    faces: BTreeMap<&'static str, Vec<Family<'a>>>,
    /// Width of a character of body text, points.
    advance: f64,
    /// Distance of lines of body text, points.
    pitch: f64,
    /// How far the mark before the page number rises above the baseline, ems.
    dash: f64,
}

#[derive(Serialize)]
struct Pages<'a> {
    meta: &'a Meta,
    blocks: Vec<CopyBlock<'a>>,
}

enum CopyBlock<'a> {
    Text { depth: usize, sticky: bool, block: &'a Block },
    Table(Box<TableCopy<'a>>),
}

/// A table and how it was cut.
struct TableCopy<'a> {
    caster: Caster<'a>,
    set: SetTable<'a>,
    /// Nothing about its cut is to be changed any more.
    settled: bool,
}

impl Serialize for CopyBlock<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            &CopyBlock::Text { depth, sticky, block } => Placed { depth, sticky, block }.serialize(serializer),
            CopyBlock::Table(table) => table.set.serialize(serializer),
        }
    }
}

/// A block with the depth of its heading, and whether it must end on the page on which the next begins.
#[derive(Serialize)]
struct Placed<'a> {
    depth: usize,
    sticky: bool,
    #[serde(flatten)]
    block: &'a Block,
}

impl<'a> Copy<'a> {
    /// The first copy: every table in as few pieces as pages can hold.
    pub(super) fn new(document: &'a Document, style: &'a Style, fonts: &'a Fonts) -> Copy<'a> {
        let page = style.page.text_height * POINTS_PER_MM;
        let mut blocks = Vec::new();
        // Height of the headings right above the block: they go along with a table.
        let mut headings = 0.0;
        let mut outline = Outline::default();
        for (index, block) in document.blocks.iter().enumerate() {
            if let Block::Table(table) = block {
                let caster = Caster::new(table, style, fonts);
                let set = caster.cut(page - headings, page);
                let settled = set.pieces.len() == 1 && caster.sections().len() == 1;
                blocks.push(CopyBlock::Table(Box::new(TableCopy { caster, set, settled })));
            } else {
                // A signature never stands alone on a page.
                let sticky = matches!(document.blocks.get(index + 1), Some(Block::Signature { .. }));
                blocks.push(CopyBlock::Text { depth: outline.depth(block), sticky, block });
            }
            headings = match block {
                Block::Heading { level, text } => headings + heading_height(*level, text, style),
                _ => 0.0,
            };
        }
        let faces = Face::ALL.map(|face| (name(face), fonts::list(style, face))).into();
        let (advance, pitch) = (style.page.advance(), style.page.pitch());
        let mark = style.page_number.before.trim_start().chars().next();
        let dash = mark.map_or(0.0, |mark| fonts.lookup(style, style.roles.page_number.face).rise(mark));
        Copy { document: Pages { meta: &document.meta, blocks }, style, faces, advance, pitch, dash }
    }

    /// Improves the make-up in one place; says whether there was one. A table that left more of a page empty than the style allows
    /// is cut so that it begins there. If it may not be cut (one page holds it and its rows are read together), the table before
    /// it moves up in parts where that makes room for it, or else is set looser to fill the page.
    pub(super) fn recut(&mut self, standings: &[Standing]) -> bool {
        let page = self.style.page.text_height * POINTS_PER_MM;
        let most = self.style.table.blank * page;
        let mut piece = 0;
        let mut before: Option<(&mut TableCopy, Standing)> = None;
        for table in self.document.blocks.iter_mut().filter_map(CopyBlock::table) {
            let Some(&standing) = standings.get(piece) else { return false };
            piece += table.set.pieces.len();
            if standing.blank_before > most {
                let room = standing.blank_before - standing.top;
                if !table.settled && table.caster.fits_partly(room) {
                    table.cut(room, page);
                    return true;
                }
                if let Some((before, above)) = &mut before
                    && !before.settled
                    && above.page + 1 == standing.page
                {
                    if before.makes_room(above, standing.blank_before, standing.top + table.set.height(), page) {
                        before.cut(above.blank_before - above.top, page);
                    } else {
                        before.caster.loosen(standing.blank_before - most);
                        before.cut(page, page);
                    }
                    return true;
                }
            }
            before = Some((table, standing));
        }
        false
    }
}

impl<'a> CopyBlock<'a> {
    fn table(&mut self) -> Option<&mut TableCopy<'a>> {
        match self {
            CopyBlock::Table(table) => Some(table),
            CopyBlock::Text { .. } => None,
        }
    }
}

impl TableCopy<'_> {
    fn cut(&mut self, room: f64, page: f64) {
        self.set = self.caster.cut(room, page);
        self.settled = true;
    }

    /// Whether `height` points fit below this table once it has been cut to begin on the page before; now `blank` points are left
    /// under it.
    fn makes_room(&self, standing: &Standing, blank: f64, height: f64, page: f64) -> bool {
        let room = standing.blank_before - standing.top;
        if !self.caster.fits_partly(room) {
            return false;
        }
        let moved = self.caster.cut(room, page).pieces.first().map_or(0.0, Piece::height);
        // The headings above the table go along with its first part.
        blank + standing.top + moved >= height
    }
}

/// The headings that are open. 公文 numbering may pass over a level (`1.` right under `一、`), the outline of an accessible file may
/// not (ISO 14289-1, 7.4.2): the depth is the number of headings a heading stands under.
#[derive(Default)]
struct Outline(Vec<u8>);

impl Outline {
    /// The depth of a block's heading, from 1; 1 as well for a block without one.
    fn depth(&mut self, block: &Block) -> usize {
        let level = match block {
            Block::Heading { level, .. } => *level,
            Block::Paragraph { lead: Some(lead), .. } => lead.level,
            _ => return 1,
        };
        self.0.retain(|&open| open < level);
        self.0.push(level);
        self.0.len()
    }
}

fn heading_height(level: u8, text: &str, style: &Style) -> f64 {
    let role = style.roles.heading(level);
    let characters = text.chars().count() as f64 + role.indent;
    (characters / f64::from(style.page.characters)).ceil() * role.pitch.unwrap_or_else(|| style.page.pitch())
}

/// The name of a face in report.typ.
fn name(face: Face) -> &'static str {
    match face {
        Face::Xiaobiaosong => "xiaobiaosong",
        Face::Heiti => "heiti",
        Face::Kaiti => "kaiti",
        Face::Fangsong => "fangsong",
        Face::Songti => "songti",
    }
}

/// Finds the first character that no font has.
pub(super) fn check_glyphs(document: &Document, style: &Style, fonts: &Fonts) -> Result<(), PdfError> {
    let roles = &style.roles;
    let check = |role: &RoleStyle, text: &str| match fonts.missing(style, role.face, text).first() {
        None => Ok(()),
        Some(&(_, character)) => Err(PdfError::MissingGlyph { character, face: role.face, context: text.to_owned() }),
    };
    check(&roles.page_number, &style.page_number.before)?;
    check(&roles.page_number, &style.page_number.after)?;
    check(&roles.table_stub, cast::CONTINUED)?;
    for block in &document.blocks {
        match block {
            Block::Title { lines } => lines.iter().try_for_each(|line| check(&roles.title, line))?,
            Block::Heading { level, text } => check(roles.heading(*level), text)?,
            Block::Paragraph { lead, runs } => {
                lead.iter().try_for_each(|lead| check(roles.heading(lead.level), &lead.text))?;
                runs.iter().try_for_each(|run| check(&roles.body, &run.text))?;
            }
            Block::Table(table) => table.cells().try_for_each(|cell| {
                let role = match cell.kind {
                    CellKind::Caption => &roles.table_caption,
                    CellKind::Head => &roles.table_head,
                    CellKind::Stub(_) => &roles.table_stub,
                    CellKind::Value => &roles.table_value,
                };
                check(role, &cell.text)
            })?,
            Block::Signature { agency, date } => {
                check(&roles.signature, agency)?;
                check(&roles.signature, date)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_never_skip() {
        let mut outline = Outline::default();
        let depths =
            [2, 1, 3, 3, 4, 2, 3, 1].map(|level| outline.depth(&Block::Heading { level, text: String::new() }));
        assert_eq!(depths, [1, 1, 2, 2, 3, 2, 3, 1]);
    }
}
