//! Lengths of the style in the units of WordprocessingML: twips, half-points, eighths of a point.
//!
//! It knows arithmetic; it must not know elements.

use crate::style::{RoleStyle, Style};

/// Twips (1/20 point) in a millimetre.
const TWIPS_PER_MM: f64 = 1440.0 / 25.4;

/// Where the dash of a page number stands below the top of its line, in characters: the baseline of an exact line as high
/// as the type is at 0.80, the dash of 宋体 0.38 above it.
const DASH_DEPTH: f64 = 0.42;

/// Page and line geometry, twips throughout.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measures {
    pub page_width: i32,
    pub page_height: i32,
    pub top: i32,
    pub bottom: i32,
    pub left: i32,
    pub right: i32,
    /// Width of the text block (版心宽): what the rounded margins leave of the rounded page.
    pub text_width: i32,
    /// Height of the text block (版心高).
    pub text_height: i32,
    /// From baseline to baseline of body text, rounded down so that a page holds all its lines.
    pub pitch: i32,
    /// Added to every character of body size so that a line holds its number of them; negative tightens.
    pub letter_spacing: i32,
    /// From the paper's lower edge to the lower edge of the page number's line.
    pub footer: i32,
}

impl Measures {
    pub fn new(style: &Style) -> Measures {
        let page = &style.page;
        let [page_width, page_height, top, bottom, left, right] =
            [page.width, page.height, page.top, page.bottom(), page.left, page.right()].map(millimetres);
        let text_width = page_width - left - right;
        let text_height = page_height - top - bottom;
        let advance = f64::from(text_width) / f64::from(page.characters.max(1));
        let number = &style.roles.page_number;
        let to_dash = f64::from(millimetres(style.page_number.distance)) - DASH_DEPTH * number.size * 20.0;
        let footer = f64::from(bottom) - to_dash - f64::from(line(number, points(number.size)));
        Measures {
            page_width,
            page_height,
            top,
            bottom,
            left,
            right,
            text_width,
            text_height,
            pitch: match page.pitch {
                Some(pitch) => points(pitch),
                None => (f64::from(text_height) / f64::from(page.lines.max(1))).floor() as i32,
            },
            letter_spacing: (advance - style.roles.body.size * 20.0).floor() as i32,
            footer: footer.round().max(0.0) as i32,
        }
    }

    /// Advance of a full-width character of body size.
    pub fn advance(&self, style: &Style) -> i32 {
        points(style.roles.body.size) + self.letter_spacing
    }

    /// Line height of a role.
    pub fn line(&self, role: &RoleStyle) -> i32 {
        line(role, self.pitch)
    }

    /// Letter spacing of a role: only type of body size runs in the 28 columns of the page.
    pub fn letter_spacing(&self, role: &RoleStyle, style: &Style) -> i32 {
        if role.size == style.roles.body.size { self.letter_spacing } else { 0 }
    }

    /// Column widths in proportion to `widths`, summing exactly to the text width.
    pub fn columns(&self, widths: &[u32]) -> Vec<usize> {
        let total: u64 = widths.iter().copied().map(u64::from).sum();
        let text_width = u64::try_from(self.text_width).unwrap_or(0);
        // Rounds the edges instead of the widths, so that no error adds up.
        let edge = |sum: u64, count: usize| match total {
            0 => text_width * count as u64 / widths.len().max(1) as u64,
            total => (text_width * sum + total / 2) / total,
        };
        let mut sum = 0;
        let mut left = 0;
        let mut columns = Vec::with_capacity(widths.len());
        for (index, &width) in widths.iter().enumerate() {
            sum += u64::from(width);
            let right = edge(sum, index + 1);
            columns.push((right - left) as usize);
            left = right;
        }
        columns
    }
}

/// Line height of a role whose pitch, when it names none, is `default`.
fn line(role: &RoleStyle, default: i32) -> i32 {
    role.pitch.map_or(default, points)
}

/// Millimetres in twips.
pub(super) fn millimetres(length: f64) -> i32 {
    (length * TWIPS_PER_MM).round() as i32
}

/// What a cell leaves between its text and the rules above and below it, twips. Half of each rule is part of it, for programs
/// add the rules to the height of a row, and rows are to be as high as the style has them.
pub(super) fn inset(inset: f64, style: &Style) -> i32 {
    points(inset - style.table.rule / 2.0).max(0)
}

/// Points in twips.
pub(super) fn points(length: f64) -> i32 {
    (length * 20.0).round() as i32
}

/// Points in half-points, the unit of type sizes.
pub(super) fn half_points(size: f64) -> i32 {
    (size * 2.0).round() as i32
}

/// Points in eighths, the unit of rules; Word draws 1/4 to 12 points (ISO 29500-1, 17.18.2).
pub(super) fn eighths(width: f64) -> usize {
    (width * 8.0).round().clamp(2.0, 96.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measures() -> Measures {
        let yaml = include_str!("../../../templates/style.yaml");
        Measures::new(&Style::parse(yaml, "gb2312").unwrap())
    }

    #[test]
    fn the_page_of_the_standard_in_twips() {
        let m = measures();
        assert_eq!((m.page_width, m.page_height), (11906, 16838));
        assert_eq!((m.top, m.bottom, m.left, m.right), (2098, 1984, 1587, 1474));
        assert_eq!((m.text_width, m.pitch, m.letter_spacing), (8845, 579, -5));
        assert!(22 * m.pitch <= m.page_height - m.top - m.bottom, "22 lines fit");
        assert!(28 * (320 + m.letter_spacing) <= m.text_width, "28 characters fit");
        assert!((m.footer - 1423).abs() <= 3, "the dash stands 7 mm below the text block: {}", m.footer);
    }

    #[test]
    fn columns_fill_the_text_width_exactly() {
        let m = measures();
        for widths in [vec![1], vec![3, 2, 2, 2], vec![1; 15], vec![7, 13, 31, 7, 7, 7, 7, 7, 7, 7], vec![0, 0, 0]] {
            let columns = m.columns(&widths);
            assert_eq!(columns.len(), widths.len());
            assert_eq!(columns.iter().sum::<usize>(), 8845, "{widths:?}");
            let (least, most) = (columns.iter().min().unwrap(), columns.iter().max().unwrap());
            assert!(
                widths.iter().any(|w| *w != widths[0]) || most - least <= 1,
                "equal columns are equal: {columns:?}"
            );
        }
    }
}
