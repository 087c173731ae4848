//! Fits the type of a table (表格字号): as large as the style has it where the table has room for it, else smaller by half points,
//! down to what the style bears.
//!
//! Decided once for all formats, so that a table looks alike in each. It knows grids and widths; it must not know fonts.

use std::borrow::Cow;

use crate::document::{Cell, CellKind, Table};
use crate::style::{POINTS_PER_MM, RoleStyle, Style};
use crate::write::lines::{self, Ragged};

/// Labels of so many characters stand on one line: 自然人, 总计.
pub(super) const SHORT: usize = 3;
/// What a short label leaves free beside itself, points.
const BESIDE: f64 = 1.0;
/// What of a page a table may take with its heading at the style's size: one that takes more would cost pages.
const SHARE: f64 = 0.8;
/// Sizes are looked for in steps of so many points.
const STEP: f64 = 0.5;

/// The style in which a table is set: the given one, or the same with smaller type for tables.
pub(super) fn fitted<'s>(table: &Table, style: &'s Style) -> Cow<'s, Style> {
    let nominal = style.roles.table_value.size;
    let least = style.table.size_least.min(nominal);
    let steps = ((nominal - least) / STEP).floor() as usize;
    let fits = |style: &Style| has_room(table, style);
    if steps == 0 || fits(style) {
        return Cow::Borrowed(style);
    }
    let at = |step: usize| scaled(style, nominal - STEP * step as f64);
    let smallest = at(steps);
    if !fits(&smallest) {
        return Cow::Owned(smallest);
    }
    Cow::Owned((1..steps).map(at).find(fits).unwrap_or(smallest))
}

/// The style with figures of this size, and everything else in tables in proportion.
fn scaled(style: &Style, size: f64) -> Style {
    let mut style = style.clone();
    let factor = size / style.roles.table_value.size;
    let roles = &mut style.roles;
    for role in [&mut roles.table_caption, &mut roles.table_head, &mut roles.table_stub, &mut roles.table_value] {
        role.size = (role.size * factor / STEP).round() * STEP;
        // A line is as many twips high as a word processor can say.
        role.pitch = role.pitch.map(|pitch| (pitch * factor * 20.0).ceil() / 20.0);
    }
    style
}

/// Whether every short label stands on one line, and the table with its heading leaves room on its page for others.
fn has_room(table: &Table, style: &Style) -> bool {
    let total: u32 = table.widths().iter().sum();
    let point = style.page.text_width * POINTS_PER_MM / f64::from(total.max(1));
    let width =
        |cell: &Cell| f64::from(table.widths()[cell.column..cell.column + cell.colspan].iter().sum::<u32>()) * point;
    let role = |cell: &Cell| style.roles.cell(cell.kind);
    let short = |cell: &&Cell| cell.kind != CellKind::Value && !cell.vertical && cell.text.chars().count() <= SHORT;
    let fits = |cell: &Cell| ems(&cell.text) * role(cell).size <= width(cell) - 2.0 * BESIDE;
    if !table.cells().filter(short).all(fits) {
        return false;
    }
    let height = |cell: &Cell| {
        let role: &RoleStyle = role(cell);
        let room = (width(cell) - 2.0 * style.table.inset_x) / role.size;
        let count = match cell.kind {
            CellKind::Value => 1,
            _ => lines::lines(&cell.text, room, Ragged::Right, advance).len(),
        };
        count as f64 * role.pitch.unwrap_or_else(|| style.page.pitch()) + 2.0 * style.table.inset_y
    };
    let rows = table.rows().map(|row| {
        let own = row.cells.iter().filter(|cell| cell.rowspan == 1 && !cell.vertical);
        own.map(height).fold(0.0, f64::max)
    });
    let heading = style.roles.heading1.pitch.unwrap_or_else(|| style.page.pitch());
    rows.sum::<f64>() + heading <= SHARE * style.page.text_height * POINTS_PER_MM
}

fn advance(c: char) -> f64 {
    if c.is_ascii() { 0.5 } else { 1.0 }
}

fn ems(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Row, Section};

    fn style() -> Style {
        Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap()
    }

    /// Rows of a label and a figure; the label has `width` of a hundred parts of the text width.
    fn table(label: &str, width: u32, rows: usize) -> Table {
        let row = || Row {
            cells: vec![Cell::new(CellKind::Stub(1), label, 1, 1), Cell::new(CellKind::Value, "0", 1, 1)],
            keep: false,
        };
        let section =
            Section { header: Vec::new(), body: std::iter::repeat_with(row).take(rows).collect(), breakable: true };
        Table::new("", "", vec![width, 100 - width], vec![section]).unwrap()
    }

    fn size(table: &Table) -> f64 {
        fitted(table, &style()).roles.table_value.size
    }

    #[test]
    fn type_is_as_large_as_the_style_has_it_where_there_is_room() {
        let (nominal, least) = (style().roles.table_value.size, style().table.size_least);
        assert!(least < nominal);
        assert_eq!(size(&table("自然人", 50, 10)), nominal);
        // 7 parts of 442 points are 31: three characters of 9.5 points and a point at either side.
        assert_eq!(size(&table("自然人", 7, 10)), 9.5);
        assert_eq!(size(&table("自然人", 1, 10)), least);
        // Four fifths of a page hold 26 rows of 18.4 points under a heading.
        assert_eq!(size(&table("项", 50, 26)), nominal);
        assert!(size(&table("项", 50, 28)) < nominal);
        // What takes more at any size is as small as it may be: fewer pages.
        assert_eq!(size(&table("项", 50, 100)), least);
    }

    #[test]
    fn lines_shrink_with_their_type() {
        let style = fitted(&table("自然人", 7, 1), &style()).into_owned();
        for role in [&style.roles.table_head, &style.roles.table_stub, &style.roles.table_caption] {
            assert_eq!(role.size, 9.5);
            assert!(role.pitch.unwrap() >= 12.65 && role.pitch.unwrap() <= 12.75, "{:?}", role.pitch);
        }
        assert_eq!(style.roles.body.size, self::style().roles.body.size);
    }
}
