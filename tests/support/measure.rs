//! Measuring printed pages: a report is set, read back by other code than wrote it, and its lines are found.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "each test binary uses a part")]

use std::sync::{Arc, LazyLock};

use nianbao::document::Document;
use nianbao::read_back::pdf::{PrintedGlyph, PrintedPage, PrintedPdf};
use nianbao::style::{POINTS_PER_MM, Style};
use nianbao::write::package::PackageError;
use nianbao::write::pdf::{Fonts, Typesetter};

pub static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(|| {
    let template = include_str!("../../templates/report.typ");
    Typesetter::new(template, Arc::new(Fonts::embedded())).unwrap().planned(nianbao::write::docx::placings)
});

pub fn style() -> Style {
    Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap()
}

pub fn bytes(document: &Document) -> Vec<u8> {
    TYPESETTER.pdf(document, &style()).unwrap()
}

/// A document as DOCX, its lines estimated with the fonts of the PDF.
pub fn docx(document: &Document, style: &Style) -> Result<Vec<u8>, PackageError> {
    nianbao::write::docx::docx(document, style, TYPESETTER.fonts())
}

pub fn print(document: &Document) -> PrintedPdf {
    PrintedPdf::read(&bytes(document)).unwrap()
}

pub const LEFT: f64 = 28.0 * POINTS_PER_MM;
pub const TOP: f64 = 37.0 * POINTS_PER_MM;
pub const RIGHT: f64 = (28.0 + 156.0) * POINTS_PER_MM;
pub const BOTTOM: f64 = (37.0 + 225.0) * POINTS_PER_MM;

pub fn assert_near(left: f64, right: f64) {
    assert!((left - right).abs() < 0.02, "{left} is not {right}");
}

/// The lines of a page's text block from top to bottom.
pub fn lines(page: &PrintedPage) -> Vec<Vec<&PrintedGlyph>> {
    let mut lines: Vec<Vec<&PrintedGlyph>> = Vec::new();
    for glyph in page.glyphs.iter().filter(|glyph| glyph.y < BOTTOM) {
        match lines.iter_mut().find(|line| (line[0].y - glyph.y).abs() < 0.1) {
            Some(line) => line.push(glyph),
            None => lines.push(vec![glyph]),
        }
    }
    lines.sort_by(|a, b| a[0].y.total_cmp(&b[0].y));
    lines
}

/// The glyphs that print the first `text` of a page.
pub fn find<'a>(page: &'a PrintedPage, text: &str) -> Option<&'a [PrintedGlyph]> {
    let start = self::text(page).find(text)?;
    // Byte offsets of the glyphs: one of them may stand for several characters.
    let mut offset = 0;
    let offsets: Vec<usize> = page.glyphs.iter().map(|glyph| (offset, offset += glyph.text.len()).0).collect();
    let range = offsets.partition_point(|&offset| offset < start)
        ..offsets.partition_point(|&offset| offset < start + text.len());
    Some(&page.glyphs[range])
}

pub fn text(page: &PrintedPage) -> String {
    page.glyphs.iter().map(|glyph| glyph.text.as_str()).collect()
}

/// The empty lower part of a page, as a share of its text block.
pub fn blank(page: &PrintedPage) -> f64 {
    let inks = page.glyphs.iter().map(|glyph| glyph.ink[3]).chain(page.shapes.iter().map(|shape| shape[3]));
    (BOTTOM - inks.filter(|&bottom| bottom < BOTTOM + 1.0).fold(TOP, f64::max)) / (BOTTOM - TOP)
}

/// The groups of 表三 that are read together: their first and last labels.
const GROUPS: [(&str, &str); 3] =
    [("1.属于国家秘密", "8.属于行政查询事项"), ("1.本机关不掌握", "3.补正后申请"), ("1.信访举报", "5.要求行政机关")];

/// 表三 reads well wherever pages break: each of its parts, two at most, has the heads; its groups are whole; its heading stands
/// with its first row.
pub fn assert_table3_reads_well(pages: &[String], at: usize) {
    let on = |part: &str| pages.iter().position(|page| page.contains(part)).unwrap_or_else(|| panic!("{part} at {at}"));
    let (first, last) = (on("一、本年新收政府信息公开申请数量"), on("四、结转下年度继续办理"));
    assert_eq!(on("三、收到和处理政府信息公开申请情况"), first, "the heading is alone at {at}");
    assert!(last <= first + 1, "表三 takes three pages at {at}");
    for page in &pages[first..=last] {
        for head in ["申请人情况", "商业企业", "总计"] {
            assert!(page.contains(head), "{head} is not repeated at {at}");
        }
    }
    for (first, last) in GROUPS {
        assert_eq!(on(first), on(last), "the group of {first} is broken at {at}");
    }
}

/// No page but the last is more than a third empty (and a hair: the last baseline is not the last ink).
pub fn assert_pages_are_filled(pages: &[PrintedPage], at: usize) {
    for (number, page) in pages.iter().enumerate().take(pages.len() - 1) {
        assert!(blank(page) < 0.34, "page {} of {at} is {} empty", number + 1, blank(page));
    }
}

/// Lines of the text that hold a single character, its full stop aside (单字成行).
pub fn crumbs(pages: &[PrintedPage]) -> Vec<String> {
    let text = |line: Vec<&PrintedGlyph>| line.iter().map(|glyph| glyph.text.as_str()).collect::<String>();
    let of_text = |line: &Vec<&PrintedGlyph>| line[0].size > 15.0 && line[0].x < LEFT + 1.0;
    let lines = pages.iter().flat_map(lines).filter(of_text).map(text);
    lines.filter(|line| line.chars().filter(|c| c.is_alphanumeric()).count() == 1).collect()
}

/// No line of a table goes through a glyph.
pub fn assert_inside_cells(page: &PrintedPage) {
    for glyph in &page.glyphs {
        let [left, top, right, bottom] = glyph.ink;
        for &[x0, y0, x1, y1] in &page.shapes {
            let apart = x1 < left || right < x0 || y1 < top || bottom < y0;
            assert!(apart || left >= right, "a line goes through {} at {left} {top}", glyph.text);
        }
    }
}
