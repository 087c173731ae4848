//! The copy (稿): what report.typ reads as data.json, and the decisions made before it is set.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::PdfError;
use super::cast::{Caster, SetTable, TablePiece};
use super::proof::TableStanding;
use crate::document::{Block, CONTINUED, Document, Lead, Meta};
use crate::style::{Face, POINTS_PER_MM, Style};
use crate::write::fonts::{self, Family, Fonts};
use crate::write::lines::{self, DOUBT, RunParts};
use crate::write::pieces::Placing;
use crate::write::{faced, title};

/// Points a table that just fits leaves free, so that rounding does not push it over.
const ROUNDING: f64 = 0.1;

/// How freely tables are set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latitude {
    /// Above and below the text of their cells, points. Their type goes by the style's own, as in all formats.
    pub inset_y: f64,
    /// The largest share of a page that a table leaves empty by moving to the next before it is cut between its sections, and before
    /// it is cut between groups of rows although a page could hold it.
    pub blank: f64,
    pub blank_whole: f64,
}

impl Latitude {
    /// What the style has.
    pub fn of(style: &Style) -> Latitude {
        let table = &style.table;
        let lines = f64::from(DOUBT) * style.page.pitch() / (style.page.text_height * POINTS_PER_MM);
        Latitude { inset_y: table.inset_y, blank: (table.blank - lines).max(0.0), blank_whole: table.blank_whole }
    }
}

/// All of data.json.
#[derive(Serialize)]
pub(super) struct Copy<'a> {
    document: PagesData<'a>,
    style: &'a Style,
    #[serde(skip)]
    latitude: Latitude,
    faces: BTreeMap<&'static str, Vec<Family<'a>>>,
    /// Width of a character of body text, points.
    advance: f64,
    /// Distance of lines of body text, points.
    pitch: f64,
    /// How far the mark before the page number rises above the baseline, ems.
    dash: f64,
}

#[derive(Serialize)]
struct PagesData<'a> {
    meta: &'a Meta,
    blocks: Vec<CopyBlock<'a>>,
}

/// What was found wrong with the end of a paragraph: it is known by the text of its last two lines.
pub(super) enum EndMark {
    /// It is not to be broken over pages.
    Whole(String),
    /// Its lines are to be broken anew, all at once.
    Crumb(String),
    /// Its lines are to be flush left.
    Ragged(String),
}

enum CopyBlock<'a> {
    Text { depth: usize, sticky: bool, crumb: bool, whole: bool, ragged: bool, block: Cow<'a, Block> },
    Table(Box<TableCopy<'a>>),
}

/// A table and how it was cut.
struct TableCopy<'a> {
    caster: Caster<'a>,
    set: SetTable<'a>,
    /// Height of the headings right above it, points.
    headings: f64,
    /// No better cut is to be looked for.
    settled: bool,
    /// It was set tighter once.
    tightened: bool,
    /// It was cut although a page could hold it.
    broken: bool,
    /// It is set on the pages as another format has it, and it is still to be seen whether it stands well so.
    planned: bool,
}

impl Serialize for CopyBlock<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            CopyBlock::Text { depth, sticky, crumb, whole, ragged, block } => match &**block {
                Block::Paragraph { lead, runs } => SetParagraph {
                    kind: "paragraph",
                    depth: *depth,
                    sticky: *sticky,
                    crumb: *crumb,
                    whole: *whole,
                    ragged: *ragged,
                    lead: lead.as_ref().map(SetLead::new),
                    runs: runs.iter().map(RunParts::new).collect(),
                }
                .serialize(serializer),
                block => PlacedBlock { depth: *depth, sticky: *sticky, crumb: *crumb, block }.serialize(serializer),
            },
            CopyBlock::Table(table) => table.set.serialize(serializer),
        }
    }
}

/// Whether a paragraph or a heading filled line by line would end with a single character; where this is wrong, the proof shows it.
fn ends_in_a_crumb(block: &Block, style: &Style, fonts: &Fonts) -> bool {
    let role = match block {
        Block::Paragraph { .. } => &style.roles.body,
        Block::Heading { level, .. } => style.roles.heading(*level),
        _ => return false,
    };
    let face = fonts.lookup(style, role.face);
    let indent = "　".repeat(role.indent.round() as usize);
    let size = if role.size == style.roles.body.size { style.page.advance() } else { role.size };
    let width = style.page.text_width * POINTS_PER_MM / size;
    lines::ends_in_a_crumb(&(indent + &block.text()), width, |c| face.advance(c))
}

/// A block with the depth of its heading, and whether it must end on the page on which the next begins.
#[derive(Serialize)]
struct PlacedBlock<'a> {
    depth: usize,
    sticky: bool,
    /// Its lines are broken anew, as those of a paragraph.
    crumb: bool,
    #[serde(flatten)]
    block: &'a Block,
}

/// A paragraph likewise.
#[derive(Serialize)]
struct SetParagraph<'a> {
    kind: &'static str,
    depth: usize,
    sticky: bool,
    /// Its lines are broken anew, all at once, so that the last does not hold a single character.
    crumb: bool,
    /// No page break within: of two lines, or of three the last of which would begin a page. Of longer ones typst takes one line
    /// over to the next page.
    whole: bool,
    /// Lines are flush left: justified, one of them would be torn apart.
    ragged: bool,
    lead: Option<SetLead<'a>>,
    runs: Vec<RunParts<'a>>,
}

/// A run-in heading without its closing mark.
#[derive(Serialize)]
struct SetLead<'a> {
    level: u8,
    head: &'a str,
    /// The mark; empty where there is none.
    stop: &'a str,
}

impl<'a> SetLead<'a> {
    fn new(lead: &'a Lead) -> SetLead<'a> {
        let head = lead.text.strip_suffix(['。', '：', '；', '？', '！']).filter(|head| !head.trim().is_empty());
        let head = head.unwrap_or(&lead.text);
        SetLead { level: lead.level, head, stop: &lead.text[head.len()..] }
    }
}

impl<'a> Copy<'a> {
    /// The first copy: every table in as few pieces as pages can hold.
    pub(super) fn new(document: &'a Document, style: &'a Style, fonts: &'a Fonts, latitude: Latitude) -> Copy<'a> {
        let page = style.page.text_height * POINTS_PER_MM;
        let mut blocks = Vec::new();
        let first = document.blocks.iter().find(|block| !matches!(block, Block::Table(_) | Block::Signature { .. }));
        let titled = matches!(first, Some(Block::Title { lines }) if lines.iter().any(|line| !line.is_empty()));
        // Height of the headings right above the block: they go along with a table.
        let mut headings = 0.0;
        for ((index, block), depth) in document.blocks.iter().enumerate().zip(document.depths()) {
            if let Block::Table(table) = block {
                let caster = Caster::new(table, style, fonts, latitude.inset_y);
                let set = caster.cut(page - headings, page);
                let settled = set.pieces.len() == 1 && caster.sections().len() == 1;
                blocks.push(CopyBlock::Table(Box::new(TableCopy {
                    caster,
                    set,
                    headings,
                    settled,
                    tightened: false,
                    broken: false,
                    planned: false,
                })));
            } else {
                // A signature never stands alone on a page.
                let sticky = matches!(document.blocks.get(index + 1), Some(Block::Signature { .. }));
                let block = match block {
                    Block::Title { lines } => Cow::Owned(Block::Title { lines: title::lines(lines, style) }),
                    Block::Signature { agency, date } => Cow::Owned(Block::Signature {
                        agency: title::signature(agency, style).join("\n"),
                        date: date.clone(),
                    }),
                    block => Cow::Borrowed(block),
                };
                let crumb = ends_in_a_crumb(&block, style, fonts);
                // The title is the heading above all others.
                let depth = depth + usize::from(titled);
                blocks.push(CopyBlock::Text { depth, sticky, crumb, whole: false, ragged: false, block });
            }
            headings = match block {
                Block::Heading { level, text } => headings + heading_height(*level, text, style),
                _ => 0.0,
            };
        }
        let faces = Face::ALL.map(|face| (face.name(), fonts::list(style, face))).into();
        let (advance, pitch) = (style.page.advance(), style.page.pitch());
        let mark = style.page_number.before.trim_start().chars().next();
        let dash = mark.map_or(0.0, |mark| fonts.lookup(style, style.roles.page_number.face).rise(mark));
        Copy { document: PagesData { meta: &document.meta, blocks }, style, latitude, faces, advance, pitch, dash }
    }

    /// Sets tables on the pages as another format does.
    pub(super) fn planned(mut self, plan: &[Placing]) -> Copy<'a> {
        let page = self.style.page.text_height * POINTS_PER_MM;
        for (table, placing) in self.document.blocks.iter_mut().filter_map(CopyBlock::table).zip(plan) {
            let set = match *placing {
                Placing::Free => None,
                Placing::Whole => {
                    Some(table.caster.cut(page - table.headings, page)).filter(|set| set.pieces.len() == 1)
                }
                Placing::CutAbove(row) => table.caster.cut_above(row, page - table.headings),
            };
            if let Some(set) = set {
                (table.set, table.settled, table.planned) = (set, true, true);
            }
        }
        self
    }

    /// Marks a paragraph; says whether there is one that was not marked so.
    pub(super) fn mark(&mut self, mark: &EndMark) -> bool {
        let flag = self.document.blocks.iter_mut().find_map(|block| block.flag(mark));
        flag.map(|flag| *flag = true).is_some()
    }

    /// Improves the make-up in one place; says whether there was one. A table that left more of a page empty than it may is dealt
    /// with in the first of these ways that helps: it is set a little tighter to fit there; it is cut between two of its sections; the
    /// table before it moves up in parts to make room; the table before it is set looser to fill the page; and, where it may not be
    /// kept whole at that cost, it is cut between groups of rows although a page could hold it.
    pub(super) fn recut(&mut self, standings: &[TableStanding]) -> bool {
        let page = self.style.page.text_height * POINTS_PER_MM;
        let table_style = &self.style.table;
        let most = self.latitude.blank * page;
        // What stays empty between the last baseline, or the last rule, of a page and what follows there.
        let body = &self.style.page;
        let gap = table_style.after.max((body.pitch() - body.advance()) / 2.0 + 0.12 * body.advance());
        // What the outermost rules of a table take in a word processor.
        let gap = gap + 2.0 * table_style.rule;
        let mut piece = 0;
        let mut before: Option<(&mut TableCopy, TableStanding)> = None;
        for table in self.document.blocks.iter_mut().filter_map(CopyBlock::table) {
            let Some(&standing) = standings.get(piece) else { return false };
            if table.planned && !table.stands_as_planned(&standings[piece..], (most, table_style.blank * page)) {
                table.set = table.caster.cut(page - table.headings, page);
                (table.settled, table.planned) = (false, false);
                return true;
            }
            piece += table.set.pieces.len();
            // Else something other than the table and its headings begins the page.
            let begins_page = standing.top < table.headings + ROUNDING;
            if standing.blank_before > most && begins_page {
                // The headings above the table go along with it.
                let room = standing.blank_before - standing.top - gap;
                if table.tighten(room, page) {
                    return true;
                }
                if !table.settled && table.caster.fits_partly(room) {
                    table.cut(room, page);
                    return true;
                }
                if let Some((before, above)) = &mut before
                    && !before.settled
                    && above.page + 1 == standing.page
                {
                    let height = table_style.after + standing.top + table.set.height();
                    let room_above = above.blank_before - above.top - gap;
                    if before.makes_room(room_above, standing.blank_before + above.top, height, page) {
                        before.cut(room_above, page);
                    } else {
                        before.caster.loosen(standing.blank_before - most);
                        before.cut(page, page);
                    }
                    return true;
                }
                if !table.broken
                    && standing.blank_before > self.latitude.blank_whole * page
                    && table.caster.fits_partly(room)
                {
                    table.cut(room, page);
                    table.broken = true;
                    return true;
                }
            }
            before = Some((table, standing));
        }
        false
    }
}

impl<'a> CopyBlock<'a> {
    /// What is to be set true in the paragraph a mark is for, where it is not.
    fn flag(&mut self, mark: &EndMark) -> Option<&mut bool> {
        let CopyBlock::Text { crumb, whole, ragged, block, .. } = self else { return None };
        let (flag, tail) = match (mark, &**block) {
            (EndMark::Crumb(tail), Block::Paragraph { .. } | Block::Heading { .. }) => (crumb, tail),
            (EndMark::Whole(tail), Block::Paragraph { .. }) => (whole, tail),
            (EndMark::Ragged(tail), Block::Paragraph { .. }) => (ragged, tail),
            _ => return None,
        };
        let text: String = block.text().chars().filter(|c| !c.is_whitespace()).collect();
        (!*flag && !tail.is_empty() && text.ends_with(tail.as_str())).then_some(flag)
    }

    fn table(&mut self) -> Option<&mut TableCopy<'a>> {
        match self {
            CopyBlock::Table(table) => Some(table),
            CopyBlock::Text { .. } => None,
        }
    }
}

impl TableCopy<'_> {
    /// Whether both pieces of a table that is cut as planned stand on pages of their own, the first of them where it comes, and no page
    /// is left too empty: by `most` before it, by `all` within it, and before a table that is to stand whole.
    fn stands_as_planned(&self, standings: &[TableStanding], (most, all): (f64, f64)) -> bool {
        let moved = |first: &TableStanding| first.top < self.headings + ROUNDING;
        match standings {
            [first, ..] if self.set.pieces.len() == 1 => !moved(first) || first.blank_before <= all,
            [first, second, ..] => {
                !(moved(first) && first.blank_before > most)
                    && second.page == first.page + 1
                    && second.blank_before <= all
            }
            _ => false,
        }
    }

    fn cut(&mut self, room: f64, page: f64) {
        self.set = self.caster.cut(room, page);
        self.settled = true;
    }

    /// Sets a table that is in one piece tighter, if it then stands in `room` points.
    fn tighten(&mut self, room: f64, page: f64) -> bool {
        let excess = self.set.height() - room + ROUNDING;
        let may = !self.tightened && self.set.pieces.len() == 1 && excess > 0.0 && self.caster.tighten(excess);
        if may {
            self.tightened = true;
            self.set = self.caster.cut(room.max(0.0), page);
        }
        may
    }

    /// Whether `height` points fit below this table once a part of it, with its headings, has moved into `room` points of the page
    /// before; now `blank` points are left under it or taken up by those headings.
    fn makes_room(&self, room: f64, blank: f64, height: f64, page: f64) -> bool {
        if !self.caster.fits_partly(room) {
            return false;
        }
        let moved = self.caster.cut(room, page).pieces.first().map_or(0.0, TablePiece::height);
        blank + moved >= height
    }
}

fn heading_height(level: u8, text: &str, style: &Style) -> f64 {
    let role = style.roles.heading(level);
    let characters = text.chars().count() as f64 + role.indent;
    (characters / f64::from(style.page.characters)).ceil() * role.pitch.unwrap_or_else(|| style.page.pitch())
}

/// Finds the first character that no font has.
pub(super) fn check_glyphs(document: &Document, style: &Style, fonts: &Fonts) -> Result<(), PdfError> {
    let roles = &style.roles;
    let check = |face: Face, text: &str| match fonts.missing(style, face, text).first() {
        None => Ok(()),
        Some(&(_, character)) => Err(PdfError::MissingGlyph { character, face, context: text.to_owned() }),
    };
    check(roles.page_number.face, &style.page_number.before)?;
    check(roles.page_number.face, &style.page_number.after)?;
    check(roles.table_stub.face, CONTINUED)?;
    faced(document, style).into_iter().try_for_each(|(_, face, text)| check(face, text))
}
