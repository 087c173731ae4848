//! Reads the proof: where the tables of a set report stand, and how much of the page before them stayed empty.

use std::cmp::Ordering;

use typst::foundations::{NativeElement, Selector};
use typst::introspection::Introspector;
use typst::layout::{Frame, FrameItem};
use typst::model::TableElem;
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

/// Paragraphs with a blemish, each by the text of its last two lines, without blanks.
#[derive(Debug, Default)]
pub(super) struct Blemishes {
    /// The last line begins a page by itself.
    pub(super) widows: Vec<String>,
    /// The last line holds a single character.
    pub(super) crumbs: Vec<String>,
}

/// What is wrong with the ends of paragraphs; `indent` is how far their first lines are set in.
pub(super) fn blemishes(document: &PagedDocument, page: &Page, indent: f64) -> Blemishes {
    let (left, lower) = (page.left * POINTS_PER_MM, (page.top + page.text_height) * POINTS_PER_MM);
    let mut lines: Vec<SetLine> = Vec::new();
    for (number, page) in document.pages().iter().enumerate() {
        let mut own: Vec<SetLine> = Vec::new();
        collect(&page.frame, (0.0, 0.0), lower, &mut own);
        // What stands on one baseline may be off by a rounding.
        let place = |line: &SetLine| ((line.y * 2.0).round(), line.x);
        own.sort_by(|a, b| place(a).partial_cmp(&place(b)).unwrap_or(Ordering::Equal));
        own.dedup_by(|next, line| {
            let same = (next.y - line.y).abs() < 1.0;
            if same {
                line.text.push_str(&next.text);
            }
            same
        });
        lines.extend(own.into_iter().map(|line| SetLine { page: number, ..line }));
    }
    // A first line is indented by as much; half of it is a mark that is set back.
    let goes_on = |line: &SetLine| line.x <= left + indent / 2.0;
    let mut found = Blemishes::default();
    for (at, pair) in lines.windows(2).enumerate() {
        let [above, line] = pair else { continue };
        if indent == 0.0 || !goes_on(line) || lines.get(at + 2).is_some_and(goes_on) {
            continue;
        }
        let tail = format!("{}{}", above.text, line.text);
        if line.text.chars().filter(|c| c.is_alphanumeric()).count() == 1 {
            found.crumbs.push(tail.clone());
        }
        if above.page != line.page {
            found.widows.push(tail);
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
}

/// The text of a frame, piece by piece; of a table only what is as large as body text.
fn collect(frame: &Frame, (x, y): (f64, f64), limit: f64, lines: &mut Vec<SetLine>) {
    /// Type of tables is smaller, points.
    const LEAST: f64 = 13.0;
    for (place, item) in frame.items() {
        let (x, y) = (x + place.x.to_pt(), y + place.y.to_pt());
        match item {
            FrameItem::Group(group) => collect(&group.frame, (x, y), limit, lines),
            FrameItem::Text(text) if y <= limit && text.size.to_pt() >= LEAST => {
                let text = text.text.chars().filter(|c| !c.is_whitespace()).collect();
                lines.push(SetLine { page: 0, y, x, text });
            }
            _ => {}
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
