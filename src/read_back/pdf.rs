//! A PDF file read back: every glyph with its place, the lines drawn, the tags and the metadata.
//!
//! It knows PDF; it must not know reports, styles or the writer.

mod aligned;
mod guard;
mod lines;
mod pages;
mod raised;
mod rules;
mod tables;
pub mod tagged;
mod tags;
mod touching;
mod turned;
mod word_row;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use hayro_interpret::font::{FontData, FontQuery, Glyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, TransformExt, interpret_page,
};
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};

/// Tags nested deeper than this are not followed: a file may point at itself.
const DEEPEST: usize = 64;
/// No more tags are followed: a few that name each other make millions.
const MOST_TAGS: usize = 100_000;

/// A file as a reader of it finds it.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedPdf {
    /// Its pages in order.
    pub pages: Vec<PrintedPage>,
    /// From the document information: the title, the author.
    pub title: String,
    /// The author it declares.
    pub author: String,
    /// The language of the document (catalog `Lang`), such as `zh-CN`.
    pub language: String,
    /// The XMP metadata, as XML: the standards a file declares stand there.
    pub metadata: String,
    /// The tags in reading order.
    pub tags: Vec<Tag>,
    /// The text in the order of the tags, as a screen reader speaks it; without page numbers and line breaks.
    pub text: String,
    /// The same, each stretch of marked content in the order in which it stands on the paper: some programs draw quotation marks
    /// after everything else of their line. Ranges of the one are ranges of the other.
    pub seen: String,
    /// The bookmarks from top to bottom: depth from 0, text.
    pub bookmarks: Vec<(usize, String)>,
}

/// One page; lengths in points, places from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedPage {
    /// Of the paper, points.
    pub width: f64,
    /// Of the paper, points.
    pub height: f64,
    /// In the order they are drawn, which in a tagged file is the reading order.
    pub glyphs: Vec<PrintedGlyph>,
    /// The bounding boxes of lines and outlined shapes: left, top, right, bottom; a line may be drawn as a thin filled box.
    pub shapes: Vec<[f64; 4]>,
    /// The bounding boxes of filled areas: what lies behind text or pictures.
    pub fills: Vec<[f64; 4]>,
}

/// One glyph on the paper.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedGlyph {
    /// What it stands for, usually one character; empty when the file does not say.
    pub text: String,
    /// Left end of its advance, on the baseline.
    pub x: f64,
    /// Of the baseline from the top of the page, points.
    pub y: f64,
    /// How far the next glyph stands, points.
    pub advance: f64,
    /// The bounding box of what is printed: left, top, right, bottom; empty for a space.
    pub ink: [f64; 4],
    /// Font size.
    pub size: f64,
    /// PostScript name of the font, without the subset prefix.
    pub font: String,
    /// The marked content it belongs to, by which tags find it; none for decoration such as the page number.
    pub mark: Option<i32>,
    /// Number in the font; 0 is the empty box of a missing glyph.
    pub id: u32,
    /// Its outline is drawn as well as filled: how bold is made where a font has no bold cut.
    pub outlined: bool,
    /// It stands straight on a line from left to right; watermarks do not.
    pub upright: bool,
}

/// A tag of the structure tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// 0 for the root's children.
    pub depth: usize,
    /// As written: `P`, `H1`, `TH` …
    pub role: String,
    /// Whom a header cell heads: `Row`, `Column` or `Both`.
    pub scope: Option<String>,
    /// The text under it and under no other tag.
    pub text: String,
    /// Everything under it, other tags included: a range of [`PrintedPdf::text`].
    pub range: Range<usize>,
    /// Columns and rows a cell covers.
    pub colspan: usize,
    /// Rows it covers, from 1.
    pub rowspan: usize,
    /// Index of the page on which its text begins; none without text.
    pub page: Option<usize>,
}

/// Why a file cannot be read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadablePdf {
    /// It is no PDF, or a damaged one.
    #[error("不是能读的 PDF 文件")]
    Damaged,
    /// It asks for a password.
    #[error("有打开密码")]
    Locked,
    /// It has no pages, or too many.
    #[error("超过 {MOST_PAGES} 页")]
    Pages,
}

/// No more pages are read.
const MOST_PAGES: usize = 200;
/// No more glyphs and no more shapes are kept of one page; a page of a report has 1,500.
const MOST_MARKS: usize = 60_000;
/// A filled box that is thicker is no line, in points.
const THICKEST: f64 = 2.5;
/// Stands in for fonts that a file names but does not hold: their text and widths are in the file, only their outlines are missing.
const BLANK: &[u8] = include_bytes!("pdf/blank.ttf");

pub use pages::read;

impl PrintedPdf {
    /// Reads a whole file.
    ///
    /// # Errors
    /// The bytes are no PDF, or one that is damaged, locked or longer than 200 pages.
    pub fn read(bytes: &[u8]) -> Result<PrintedPdf, UnreadablePdf> {
        let owned = bytes.to_vec();
        guard::within_time(guard::OWN, move |waiting| PrintedPdf::read_while(&owned, waiting))
            .unwrap_or(Err(UnreadablePdf::Damaged))
    }

    fn read_while(bytes: &[u8], waiting: &guard::Waiting) -> Result<PrintedPdf, UnreadablePdf> {
        let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
            LoadPdfError::Decryption(_) => UnreadablePdf::Locked,
            LoadPdfError::Invalid => UnreadablePdf::Damaged,
        })?;
        let catalog: Dict = pdf.xref().get(pdf.xref().root_id()).ok_or(UnreadablePdf::Damaged)?;
        if pdf.pages().len() > MOST_PAGES {
            return Err(UnreadablePdf::Pages);
        }
        let cache = InterpreterCache::new();
        let pages: Vec<_> = pdf.pages().iter().map(|page| read_page(page, &pdf, &cache, waiting)).collect();
        let metadata =
            catalog.get::<Stream>("Metadata").and_then(|stream| stream.decoded().ok().map(|xml| xml.into_owned()));
        let mut marked = Marked::new();
        for (index, (page, printed)) in pdf.pages().iter().zip(&pages).enumerate() {
            let mut stretches: BTreeMap<i32, Vec<&PrintedGlyph>> = BTreeMap::new();
            for glyph in &printed.glyphs {
                if let Some(mark) = glyph.mark {
                    stretches.entry(mark).or_default().push(glyph);
                }
            }
            let page = page.raw().obj_id();
            marked.extend(stretches.into_iter().map(|(mark, glyphs)| ((page, mark), MarkedStretch::of(index, glyphs))));
        }
        let mut tree = Tree { waiting, marked, tags: Vec::new(), text: String::new(), seen: String::new() };
        if let Some(root) = catalog.get::<Dict>("StructTreeRoot") {
            tree.read(&root, 0, None);
        }
        let mut bookmarks = Vec::new();
        if let Some(outline) = catalog.get::<Dict>("Outlines") {
            read_bookmarks(&outline, 0, &mut bookmarks);
        }
        let info = pdf.metadata();
        Ok(PrintedPdf {
            pages,
            title: info.title.as_deref().map(text_string).unwrap_or_default(),
            author: info.author.as_deref().map(text_string).unwrap_or_default(),
            language: string(&catalog, "Lang"),
            metadata: String::from_utf8_lossy(&metadata.unwrap_or_default()).into_owned(),
            tags: tree.tags,
            text: tree.text,
            seen: tree.seen,
            bookmarks,
        })
    }
}

fn read_page<'a>(page: &Page<'a>, pdf: &'a Pdf, cache: &InterpreterCache<'a>, waiting: &guard::Waiting) -> PrintedPage {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    // PDF counts upwards from the lower left corner.
    let downwards = page.initial_transform(true).to_kurbo();
    let paper = Rect::new(0.0, 0.0, width, height);
    let blank = |_: &FontQuery| Some((Arc::new(BLANK) as FontData, 0));
    let settings = InterpreterSettings { font_resolver: Arc::new(blank), ..InterpreterSettings::default() };
    let mut context = Context::new(downwards, paper, cache, pdf.xref(), settings);
    let printed = PrintedPage { width, height, glyphs: Vec::new(), shapes: Vec::new(), fills: Vec::new() };
    let mut reader = PageReader { printed, quarters: Vec::new(), marks: Vec::new(), waiting };
    interpret_page(page, &mut context, &mut reader);
    turned::settle(&mut reader.printed, &reader.quarters);
    raised::settle(&mut reader.printed);
    reader.printed
}

/// Notes what a page draws.
struct PageReader<'w> {
    waiting: &'w guard::Waiting,
    printed: PrintedPage,
    /// Which way each glyph runs.
    quarters: Vec<Option<u8>>,
    /// The marked content that is open, outermost first.
    marks: Vec<Option<i32>>,
}

impl<'a> Device<'a> for PageReader<'_> {
    fn draw_path(&mut self, path: &BezPath, transform: Affine, _: &Paint<'a>, mode: &PathDrawMode) {
        self.waiting.go_on();
        // A path of as many pieces draws no lines of a table, and a copy of it takes hundreds of megabytes.
        if self.printed.shapes.len() + self.printed.fills.len() + path.elements().len() > MOST_MARKS {
            return;
        }
        // Several lines may be drawn as one path.
        let path = transform * path.clone();
        let mut elements = path.elements();
        while let Some((first, rest)) = elements.split_first() {
            let end = rest.iter().position(|part| matches!(part, PathEl::MoveTo(_))).unwrap_or(rest.len());
            let part = BezPath::from_vec(std::iter::once(first).chain(&rest[..end]).copied().collect());
            elements = &rest[end..];
            // A point of departure that nothing leads from draws nothing.
            if part.elements().len() > 1 {
                let area = part.bounding_box();
                let filled = matches!(mode, PathDrawMode::Fill(_)) && area.width().min(area.height()) > THICKEST;
                let drawn = if filled { &mut self.printed.fills } else { &mut self.printed.shapes };
                drawn.push(corners(area));
            }
        }
    }

    fn draw_glyph(&mut self, glyph: &Glyph<'a>, transform: Affine, inner: Affine, _: &Paint<'a>, mode: &GlyphDrawMode) {
        self.waiting.go_on();
        if self.printed.glyphs.len() > MOST_MARKS {
            return;
        }
        let place = transform * inner;
        let origin = place * Point::ORIGIN;
        // Glyphs come in thousandths of the font size.
        let up = place * Point::new(0.0, 1000.0) - origin;
        let along = place * Point::new(1000.0, 0.0) - origin;
        let size = up.hypot();
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(text)) => text,
            None => String::new(),
        };
        let mut printed = PrintedGlyph {
            text,
            x: origin.x,
            y: origin.y,
            advance: 0.0,
            ink: [origin.x, origin.y, origin.x, origin.y],
            size,
            font: String::new(),
            mark: self.marks.iter().rev().find_map(|mark| *mark),
            id: 1,
            outlined: matches!(mode, GlyphDrawMode::Stroke(_)),
            upright: turned::quarter(along) == Some(0),
        };
        // The drawing of a Type 3 glyph is a page of its own; how far it advances is not said and follows from the next glyph.
        if let Glyph::Outline(outline) = glyph {
            printed.id = outline.glyph_id().to_u32();
            printed.advance = f64::from(outline.advance_width().unwrap_or_default()) / 1000.0 * size;
            printed.ink = corners((place * outline.outline()).bounding_box());
            printed.font = outline.font_data().and_then(|font| font.postscript_name).unwrap_or_default();
        }
        // Filled and outlined text is drawn twice.
        if let (GlyphDrawMode::Stroke(_), Some(last)) = (mode, self.printed.glyphs.last_mut())
            && (last.x, last.y, last.id) == (printed.x, printed.y, printed.id)
        {
            last.outlined = true;
            return;
        }
        self.printed.glyphs.push(printed);
        self.quarters.push(turned::quarter(along));
    }

    fn begin_marked_content(&mut self, _: &[u8], mark: Option<i32>) {
        self.waiting.go_on();
        self.marks.push(mark);
    }

    fn end_marked_content(&mut self) {
        self.marks.pop();
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {
        self.waiting.go_on();
    }
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.waiting.go_on();
    }
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {
        self.waiting.go_on();
    }
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn corners(Rect { x0, y0, x1, y1 }: Rect) -> [f64; 4] {
    [x0, y0, x1, y1]
}

/// Marked content by page and number.
type Marked = BTreeMap<(Option<ObjectIdentifier>, i32), MarkedStretch>;

/// A stretch of marked content.
struct MarkedStretch {
    /// Index of its page.
    page: usize,
    /// As drawn, and as it stands.
    text: String,
    seen: String,
}

impl MarkedStretch {
    fn of(page: usize, mut glyphs: Vec<&PrintedGlyph>) -> MarkedStretch {
        let joined = |glyphs: &[&PrintedGlyph]| glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>();
        let text = joined(&glyphs);
        if glyphs.iter().all(|glyph| glyph.upright) {
            glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
            for line in glyphs.chunk_by_mut(|a, b| b.y - a.y < 0.25 * a.size) {
                line.sort_by(|a, b| a.x.total_cmp(&b.x));
            }
        }
        MarkedStretch { page, text, seen: joined(&glyphs) }
    }
}

/// The structure tree as far as it has been walked.
struct Tree<'w> {
    waiting: &'w guard::Waiting,
    marked: Marked,
    tags: Vec<Tag>,
    text: String,
    seen: String,
}

impl Tree<'_> {
    /// The tags under a node, in reading order; `page` is where marked content lies that does not say so itself.
    fn read(&mut self, node: &Dict, depth: usize, page: Option<ObjectIdentifier>) {
        self.waiting.go_on();
        if depth > DEEPEST || self.tags.len() > MOST_TAGS {
            return;
        }
        let own = self.tags.len().checked_sub(1);
        let page = own_page(node).or(page);
        for child in children(node) {
            match child {
                Object::Number(mark) => self.mark(own, page, mark.as_i64()),
                Object::Dict(child) => {
                    if let Some(mark) = child.get::<i32>("MCID") {
                        self.mark(own, own_page(&child).or(page), mark.into());
                    } else if let Some(role) = child.get::<Name>("S") {
                        let scope = child.get::<Object>("A").and_then(scope);
                        let span = |key| child.get::<Object>("A").and_then(|object| span(object, key)).unwrap_or(1);
                        let (index, start) = (self.tags.len(), self.text.len());
                        self.tags.push(Tag {
                            depth,
                            role: role.as_str().to_owned(),
                            scope,
                            text: String::new(),
                            range: start..start,
                            colspan: span("ColSpan"),
                            rowspan: span("RowSpan"),
                            page: None,
                        });
                        self.read(&child, depth + 1, page);
                        self.tags[index].range.end = self.text.len();
                        let below = self.tags[index..].iter().find_map(|tag| tag.page);
                        self.tags[index].page = below;
                    }
                }
                _ => {}
            }
        }
    }

    fn mark(&mut self, own: Option<usize>, page: Option<ObjectIdentifier>, mark: i64) {
        let stretch = i32::try_from(mark).ok().and_then(|mark| self.marked.get(&(page, mark)));
        if let (Some(stretch), Some(own)) = (stretch, own) {
            self.tags[own].page.get_or_insert(stretch.page);
            self.tags[own].text.push_str(&stretch.text);
            self.text.push_str(&stretch.text);
            self.seen.push_str(&stretch.seen);
        }
    }
}

fn own_page(node: &Dict) -> Option<ObjectIdentifier> {
    node.get_ref("Pg").map(ObjectIdentifier::from)
}

/// `K` is one child or an array of them: tags and marked content.
fn children<'a>(node: &Dict<'a>) -> Vec<Object<'a>> {
    match node.get::<Object>("K") {
        Some(Object::Array(array)) => array.iter::<Object>().collect(),
        Some(child) => vec![child],
        None => Vec::new(),
    }
}

/// Attributes are one dictionary or an array of them.
fn scope(attributes: Object) -> Option<String> {
    let find = |dict: Dict| Some(dict.get::<Name>("Scope")?.as_str().to_owned());
    match attributes {
        Object::Array(array) => array.iter::<Object>().filter_map(Object::into_dict).find_map(find),
        attributes => attributes.into_dict().and_then(find),
    }
}

/// Columns or rows a cell covers, when it says so.
fn span(attributes: Object, key: &str) -> Option<usize> {
    let find = |dict: Dict| usize::try_from(dict.get::<i32>(key)?).ok();
    match attributes {
        Object::Array(array) => array.iter::<Object>().filter_map(Object::into_dict).find_map(find),
        attributes => attributes.into_dict().and_then(find),
    }
}

fn read_bookmarks(parent: &Dict, depth: usize, bookmarks: &mut Vec<(usize, String)>) {
    let mut next = parent.get::<Dict>("First");
    while let Some(item) = next.filter(|_| depth < DEEPEST && bookmarks.len() < usize::from(u16::MAX)) {
        bookmarks.push((depth, string(&item, "Title")));
        read_bookmarks(&item, depth + 1, bookmarks);
        next = item.get("Next");
    }
}

fn string(dict: &Dict, key: &str) -> String {
    match dict.get::<Object>(key) {
        Some(Object::String(string)) => text_string(string.as_bytes()),
        _ => String::new(),
    }
}

/// A text string: UTF-16 with a byte order mark, or one byte for each character (ISO 32000-1, 7.9.2.2).
fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, units @ ..] => {
            let units = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xEF, 0xBB, 0xBF, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        bytes => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_are_decoded() {
        assert_eq!(text_string(b"\xFE\xFF\x5E\x74"), "年");
        assert_eq!(text_string(b"zh-CN"), "zh-CN");
    }

    #[test]
    fn what_is_no_pdf_is_refused() {
        assert!(PrintedPdf::read("年度报告".as_bytes()).is_err());
    }
}
