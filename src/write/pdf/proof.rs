//! Reads the proof: where the tables of a set report stand, and how much of the page before them stayed empty.

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
