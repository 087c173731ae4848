//! Pages whose print lies on its side: a wide table on an upright sheet. They are read the way the reader turns the sheet.
//!
//! It knows places on paper; it must not know what is printed.

use kurbo::Vec2;

use super::PrintedPage;

/// A page is turned where this share of its print lies one way.
const SHARE: f64 = 0.8;

/// Which way print runs, in quarters from left to right clockwise; none where it runs askew.
pub(super) fn quarter(along: Vec2) -> Option<u8> {
    let flat = |major: f64, minor: f64| minor.abs() < major.abs() / 10.0;
    match () {
        () if flat(along.x, along.y) => Some(if along.x > 0.0 { 0 } else { 2 }),
        () if flat(along.y, along.x) => Some(if along.y > 0.0 { 1 } else { 3 }),
        () => None,
    }
}

/// Turns a page the way most of its print runs; `quarters` say it for each glyph. What runs another way then is not upright.
pub(super) fn settle(page: &mut PrintedPage, quarters: &[Option<u8>]) {
    let printed = |at: &usize| !page.glyphs[*at].text.trim().is_empty();
    let count = |way: u8| (0..quarters.len()).filter(printed).filter(|at| quarters[*at] == Some(way)).count();
    let all = (0..quarters.len()).filter(printed).count();
    let most = (1..4).find(|&way| count(way) as f64 > SHARE * all as f64);
    let Some(way) = most else { return };
    let (width, height) = (page.width, page.height);
    let turn = |x: f64, y: f64| match way {
        1 => (y, width - x),
        2 => (width - x, height - y),
        _ => (height - y, x),
    };
    let area = |[left, top, right, bottom]: [f64; 4]| {
        let (a, b) = (turn(left, top), turn(right, bottom));
        [a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1)]
    };
    for (glyph, quarter) in page.glyphs.iter_mut().zip(quarters) {
        (glyph.x, glyph.y) = turn(glyph.x, glyph.y);
        glyph.ink = area(glyph.ink);
        glyph.upright = *quarter == Some(way);
    }
    page.shapes.iter_mut().chain(&mut page.fills).for_each(|shape| *shape = area(*shape));
    if way != 2 {
        (page.width, page.height) = (height, width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::pdf::PrintedGlyph;

    fn page(places: &[(&str, f64, f64)]) -> PrintedPage {
        let glyph = |&(text, x, y): &(&str, f64, f64)| PrintedGlyph {
            ink: [x, y, x, y],
            upright: false,
            ..PrintedGlyph::plain(text, (x, y), 10.0, 10.0)
        };
        let glyphs = places.iter().map(glyph).collect();
        PrintedPage { width: 600.0, height: 800.0, glyphs, shapes: vec![[100.0, 50.0, 101.0, 700.0]], fills: vec![] }
    }

    #[test]
    fn a_page_that_lies_on_its_side_is_turned() {
        // Print that runs up the sheet: 甲 is read before 乙, 丙 stands on the line below.
        let mut up = page(&[("甲", 100.0, 700.0), ("乙", 100.0, 690.0), ("丙", 120.0, 700.0)]);
        settle(&mut up, &[Some(3); 3]);
        let places: Vec<_> = up.glyphs.iter().map(|glyph| (glyph.x, glyph.y)).collect();
        assert_eq!(places, [(100.0, 100.0), (110.0, 100.0), (100.0, 120.0)]);
        assert_eq!((up.width, up.height, up.shapes[0]), (800.0, 600.0, [100.0, 100.0, 750.0, 101.0]));
        // Print that runs down it.
        let mut down = page(&[("甲", 500.0, 100.0), ("乙", 500.0, 110.0), ("丙", 480.0, 100.0)]);
        settle(&mut down, &[Some(1); 3]);
        let places: Vec<_> = down.glyphs.iter().map(|glyph| (glyph.x, glyph.y)).collect();
        assert_eq!(places, [(100.0, 100.0), (110.0, 100.0), (100.0, 120.0)]);
    }

    #[test]
    fn a_page_that_stands_stays() {
        let mut stands = page(&[("甲", 100.0, 700.0), ("乙", 110.0, 700.0), ("丙", 120.0, 700.0)]);
        settle(&mut stands, &[Some(0), Some(0), Some(3)]);
        assert_eq!((stands.width, stands.glyphs[0].x), (600.0, 100.0));
        assert_eq!(quarter(Vec2::new(1.0, 0.05)), Some(0));
        assert_eq!(quarter(Vec2::new(1.0, -1.0)), None);
    }
}
