//! Reads the proof: where the tables of a set report stand and how much of the page before them stayed empty, which paragraphs end
//! badly, and how far down the last page is printed.

use std::cmp::Ordering;

use typst::foundations::{NativeElement, Selector};
use typst::introspection::{Introspector, Location, Tag};
use typst::layout::{Frame, FrameItem};
use typst::model::TableElem;
use typst::text::Glyph;
use typst::visualize::Geometry;
use typst_layout::PagedDocument;

use crate::style::{POINTS_PER_MM, Page};

/// Where a table, or a piece of one, begins. Points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TableStanding {
    /// Page, from 1.
    pub(super) page: usize,
    /// From the upper edge of the text block.
    pub(super) top: f64,
    /// Empty lower part of the page before; 0 on the first page.
    pub(super) blank_before: f64,
}

/// How far down the last page is printed, points from the upper edge of the text block.
pub(super) fn end(document: &PagedDocument, page: &Page) -> f64 {
    let (upper, lower) = (page.top * POINTS_PER_MM, (page.top + page.text_height) * POINTS_PER_MM);
    document.pages().last().map_or(0.0, |page| lowest(&page.frame, 0.0, lower) - upper)
}

/// All tables and pieces in reading order.
pub(super) fn tables(document: &PagedDocument, page: &Page) -> Vec<TableStanding> {
    let (upper, lower) = (page.top * POINTS_PER_MM, (page.top + page.text_height) * POINTS_PER_MM);
    let blanks: Vec<f64> =
        document.pages().iter().map(|page| lower - lowest(&page.frame, 0.0, lower).max(upper)).collect();
    let introspector = document.introspector();
    let tables = introspector.query(&Selector::Elem(TableElem::ELEM, None));
    let positions = tables.iter().filter_map(|table| introspector.position(table.location()?));
    positions
        .map(|position| TableStanding {
            page: position.page.get(),
            top: position.point.y.to_pt() - upper,
            blank_before: position.page.get().checked_sub(2).map_or(0.0, |before| blanks[before]),
        })
        .collect()
}

/// How much of the pages stayed empty before tables that went on to the next, with headings of some lines above them at most; points.
pub(super) fn left_empty(tables: &[TableStanding], page: &Page) -> f64 {
    let mut last = 0;
    let begins_page = |table: &&TableStanding| std::mem::replace(&mut last, table.page) != table.page;
    let first = tables.iter().filter(begins_page).filter(|table| table.top < 3.5 * page.pitch());
    first.map(|table| table.blank_before).sum()
}

/// Paragraphs with a blemish, each by the text of its last two lines, without blanks.
#[derive(Debug, Default)]
pub(super) struct Blemishes {
    /// The last line begins a page by itself.
    pub(super) widows: Vec<String>,
    /// The last line holds a single character.
    pub(super) crumbs: Vec<String>,
    /// A line before a web address or another long word is torn apart to fill its width.
    pub(super) torn: Vec<String>,
}

/// A line whose characters stand so much further apart than they are wide, on the average, is torn apart.
const TORN: f64 = 1.25;

/// What is wrong with the ends of paragraphs; `indent` is how far their first lines are set in.
pub(super) fn blemishes(document: &PagedDocument, page: &Page, indent: f64) -> Blemishes {
    let (left, lower) = (page.left * POINTS_PER_MM, (page.top + page.text_height) * POINTS_PER_MM);
    let mut lines: Vec<SetLine> = Vec::new();
    let mut reader = ProofReader { limit: lower, tables: Vec::new(), lines: Vec::new() };
    for (number, page) in document.pages().iter().enumerate() {
        reader.read(&page.frame, (0.0, 0.0));
        let mut own = std::mem::take(&mut reader.lines);
        // What stands on one baseline may be off by a rounding.
        let place = |line: &SetLine| ((line.y * 2.0).round(), line.x);
        own.sort_by(|a, b| place(a).partial_cmp(&place(b)).unwrap_or(Ordering::Equal));
        own.dedup_by(|next, line| {
            let same = (next.y - line.y).abs() < 1.0;
            if same {
                line.text.push_str(&next.text);
                // A run-in heading keeps its own spacing, however far apart the rest of the line is.
                if next.characters > 1.0 && next.spread() > line.spread() {
                    (line.advances, line.characters) = (next.advances, next.characters);
                }
            }
            same
        });
        lines.extend(own.into_iter().map(|line| SetLine { page: number, ..line }));
    }
    // A first line is indented by as much; half of it is a mark that is set back.
    let goes_on = |line: &SetLine| indent != 0.0 && line.x <= left + indent / 2.0;
    let mut found = Blemishes::default();
    let mut torn = false;
    for (at, pair) in lines.windows(2).enumerate() {
        let [above, line] = pair else { continue };
        if !goes_on(line) {
            torn = false;
            continue;
        }
        torn |= above.spread() > TORN;
        if lines.get(at + 2).is_some_and(goes_on) {
            continue;
        }
        let tail = format!("{}{}", above.text, line.text);
        if line.text.chars().filter(|c| c.is_alphanumeric()).count() == 1 {
            found.crumbs.push(tail.clone());
        }
        if above.page != line.page {
            found.widows.push(tail.clone());
        }
        if torn {
            found.torn.push(tail);
        }
    }
    found
}

/// What stands on one baseline.
struct SetLine {
    page: usize,
    y: f64,
    x: f64,
    text: String,
    /// Of its Chinese characters, or the stretch of them that stand furthest apart: how far they are from each other, in ems, and how
    /// many they are.
    advances: f64,
    characters: f64,
}

impl SetLine {
    fn spread(&self) -> f64 {
        if self.characters > 0.0 { self.advances / self.characters } else { 0.0 }
    }
}

/// Collects the text of frames, piece by piece, but that of tables.
struct ProofReader {
    /// What stands below is the page number.
    limit: f64,
    /// The tables that the text to come stands in: one may go on over the page.
    tables: Vec<Location>,
    lines: Vec<SetLine>,
}

impl ProofReader {
    fn read(&mut self, frame: &Frame, (x, y): (f64, f64)) {
        for (place, item) in frame.items() {
            let (x, y) = (x + place.x.to_pt(), y + place.y.to_pt());
            match item {
                FrameItem::Group(group) => self.read(&group.frame, (x, y)),
                FrameItem::Tag(Tag::Start(content, _)) if content.is::<TableElem>() => {
                    self.tables.extend(content.location());
                }
                FrameItem::Tag(Tag::End(location, ..)) => self.tables.retain(|table| table != location),
                FrameItem::Text(text) if y <= self.limit && self.tables.is_empty() => {
                    let chinese =
                        |glyph: &&Glyph| text.text[glyph.range()].chars().all(|c| c.is_alphanumeric() && !c.is_ascii());
                    let glyphs = text.glyphs.iter().filter(chinese);
                    let (advances, characters) =
                        glyphs.fold((0.0, 0.0), |(all, count), glyph| (all + glyph.x_advance.get(), count + 1.0));
                    let text = text.text.chars().filter(|c| !c.is_whitespace()).collect();
                    self.lines.push(SetLine { page: 0, y, x, text, advances, characters });
                }
                _ => {}
            }
        }
    }
}

/// The lowest edge of anything printed above `limit`; what begins below it is the page number.
fn lowest(frame: &Frame, y: f64, limit: f64) -> f64 {
    frame.items().fold(0.0, |deepest: f64, (place, item)| {
        let y = y + place.y.to_pt();
        let edge = match item {
            FrameItem::Group(group) => lowest(&group.frame, y, limit),
            // Text stands on its baseline.
            FrameItem::Text(_) if y <= limit => y,
            FrameItem::Shape(shape, _) if y <= limit => y + height(&shape.geometry),
            _ => 0.0,
        };
        deepest.max(edge)
    })
}

/// How far a shape reaches below its origin.
fn height(geometry: &Geometry) -> f64 {
    match geometry {
        Geometry::Line(end) => end.y.to_pt().max(0.0),
        Geometry::Rect(size) => size.y.to_pt().max(0.0),
        Geometry::Curve(curve) => curve.bbox(None).max.y.to_pt(),
    }
}
