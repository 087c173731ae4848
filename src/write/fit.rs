//! Fits the type of a table (表格字号): as large as the style has it where the table has room for it, else smaller by half points,
//! down to what the style bears.
//!
//! Decided once for all formats, so that a table looks alike in each. It knows grids and widths; it must not know fonts.

use std::borrow::Cow;

use crate::document::{Cell, CellKind, Row, Table};
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
/// Twips in a point.
const TWIPS: f64 = 20.0;

/// The style in which a table is set: the report's, or an own one with type of another size for tables.
pub(super) type FittedStyle<'s> = Cow<'s, Style>;

/// The style in which a table is set: the given one, or the same with type of another size for tables, because the style has an own
/// size for this one or the table has no room for it.
pub(super) fn fitted<'s>(table: &Table, style: &'s Style) -> FittedStyle<'s> {
    let wanted = named_size(table, style);
    let nominal = wanted.unwrap_or(style.roles.table_value.size);
    let least = style.table.size_least.min(nominal);
    let steps = ((nominal - least) / STEP).floor() as usize;
    let fits = |style: &Style| has_room(table, style);
    let first = match wanted {
        Some(size) => Cow::Owned(scaled(style, size)),
        None => Cow::Borrowed(style),
    };
    if steps == 0 || fits(&first) {
        return first;
    }
    let at = |step: usize| scaled(style, nominal - STEP * step as f64);
    let smallest = at(steps);
    if !fits(&smallest) {
        return Cow::Owned(smallest);
    }
    Cow::Owned((1..steps).map(at).find(fits).unwrap_or(smallest))
}

/// The size that the style has for this table and no other, by its number or its name.
fn named_size(table: &Table, style: &Style) -> Option<f64> {
    let names = table.title().split(char::is_whitespace);
    names.chain([table.title()]).find_map(|name| style.table.sizes.get(name).copied())
}

/// The style with figures of this size, and everything else in tables in proportion.
fn scaled(style: &Style, size: f64) -> Style {
    let mut style = style.clone();
    let factor = size / style.roles.table_value.size;
    let roles = &mut style.roles;
    for role in [&mut roles.table_caption, &mut roles.table_head, &mut roles.table_stub, &mut roles.table_value] {
        // What a word processor can say: type of half points, lines of twips. Lines go by the type as it is set, so that type of one
        // size has lines of one height in every table.
        let size = (role.size * factor / STEP).round().max(1.0) * STEP;
        role.pitch = role.pitch.map(|pitch| (pitch * size / role.size * TWIPS - 1e-6).ceil() / TWIPS);
        role.size = size;
    }
    style
}

/// Whether every short label stands on one line, and the table with its heading leaves room on its page for others.
fn has_room(table: &Table, style: &Style) -> bool {
    let role = |cell: &Cell| style.roles.cell(cell.kind);
    let short = |cell: &&Cell| cell.kind != CellKind::Value && !cell.vertical && cell.text.chars().count() <= SHORT;
    let fits = |cell: &Cell| ems(&cell.text) * role(cell).size <= width(cell, table, style) - 2.0 * BESIDE;
    if !table.cells().filter(short).all(fits) {
        return false;
    }
    let rows = table.rows().map(|row| height(row, table, style));
    let heading = style.roles.heading1.pitch.unwrap_or_else(|| style.page.pitch());
    rows.sum::<f64>() + heading <= SHARE * style.page.text_height * POINTS_PER_MM
}

/// How high the cells make a row that stand in it alone, points; near enough for all fonts.
pub(super) fn height(row: &Row, table: &Table, style: &Style) -> f64 {
    let height = |cell: &Cell| {
        let role: &RoleStyle = style.roles.cell(cell.kind);
        let room = (width(cell, table, style) - 2.0 * style.table.inset_x) / role.size;
        let count = match cell.kind {
            CellKind::Value => 1,
            _ => lines::lines(&cell.text, room, Ragged::Right, advance).len(),
        };
        count as f64 * role.pitch.unwrap_or_else(|| style.page.pitch()) + 2.0 * style.table.inset_y
    };
    let own = row.cells.iter().filter(|cell| cell.rowspan == 1 && !cell.vertical);
    own.map(height).fold(0.0, f64::max)
}

/// How wide a cell is, points.
fn width(cell: &Cell, table: &Table, style: &Style) -> f64 {
    let total: u32 = table.widths().iter().sum();
    let point = style.page.text_width * POINTS_PER_MM / f64::from(total.max(1));
    f64::from(table.widths()[cell.column..cell.column + cell.colspan].iter().sum::<u32>()) * point
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
    use crate::document::Section;

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

    #[test]
    fn a_table_may_have_a_size_of_its_own() {
        let mut style = style();
        style.table.sizes = [("表二".to_owned(), 12.0), ("某表".to_owned(), 9.5), ("表四".to_owned(), 6.0)].into();
        let set = |title: &str, rows| {
            let plain = table("项", 50, rows);
            let named = Table::new(title, "", plain.widths().to_vec(), plain.sections().to_vec()).unwrap();
            let roles = fitted(&named, &style).into_owned().roles;
            (roles.table_value.size, roles.table_stub.size, roles.table_value.pitch)
        };
        assert_eq!(set("表二　主动公开", 5), (12.0, 12.0, Some(16.0)));
        assert_eq!(set("某年　某表", 5), (9.5, 9.5, Some(12.7)));
        assert_eq!(set("表三　申请", 5), (10.5, 10.5, Some(14.0)));
        // It shrinks where it must, as far as the style lets it; what is smaller from the outset stays as it is.
        assert_eq!(set("表二　主动公开", 24).0, 11.5);
        assert_eq!(set("表二　主动公开", 100).0, 9.0);
        assert_eq!(set("表四　复议", 100).0, 6.0);
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
    fn type_of_one_size_has_lines_of_one_height() {
        let mut style = style();
        for (stub, head) in [(6.0, 7.0), (8.3, 12.7), (14.0, 0.4), (10.5, 5.0)] {
            (style.roles.table_stub.size, style.roles.table_head.size) = (stub, head);
            let mut lines: Vec<(u32, Option<f64>)> = Vec::new();
            for tenths in 60..=105 {
                let roles = scaled(&style, f64::from(tenths) / 10.0).roles;
                for (kind, role) in [roles.table_stub, roles.table_head].into_iter().enumerate() {
                    let halves = (role.size * 2.0).round();
                    assert!(halves > 0.0 && halves == role.size * 2.0, "{}", role.size);
                    lines.push((halves as u32 * 2 + kind as u32, role.pitch));
                }
            }
            lines.sort_by(|a, b| a.partial_cmp(b).unwrap());
            lines.dedup();
            assert!(lines.windows(2).all(|pair| pair[0].0 != pair[1].0), "{lines:?}");
        }
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
