//! A table cut in two where a page ends (续表): its heads stand over both pieces, and a label that goes on says so.
//!
//! It knows grids, and how high rows are; it must not know pages.

use std::ops::Range;

use crate::document::{CONTINUED, Cell, CellKind, GridError, Row, Section, Table};
use crate::style::Style;
use crate::write::fit;

/// How a table stands on the pages of one format, for another to follow (分页).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placing {
    /// As it comes.
    Free,
    /// A table of several sections: on one page, the next where it does not fit the rest of this.
    Whole,
    /// Of its body this row begins a page.
    CutAbove(usize),
}

/// The rows of a section's body above which a page may end (分页处): between groups, where every label that stands one character
/// under the other has room for that above and below. The same places in every format; `style` is the one the table is set in.
pub(super) fn places(section: &Section, table: &Table, style: &Style) -> Vec<usize> {
    if !section.breakable {
        return Vec::new();
    }
    let pitch = |kind: CellKind| style.roles.cell(kind).pitch.unwrap_or_else(|| style.page.pitch());
    let heights: Vec<f64> = section.body.iter().map(|row| fit::height(row, table, style)).collect();
    let stands = |rows: Range<usize>, cell: &Cell, more: usize| {
        let room = heights[rows].iter().sum::<f64>() - 2.0 * style.table.inset_y;
        room >= (cell.text.chars().count() + more) as f64 * pitch(cell.kind)
    };
    let labels_stand = |at: usize| {
        section.body[..at].iter().enumerate().all(|(first, line)| {
            line.cells.iter().filter(|cell| cell.vertical && first + cell.rowspan > at).all(|cell| {
                stands(first..at, cell, 0) && stands(at..first + cell.rowspan, cell, CONTINUED.chars().count())
            })
        })
    };
    (1..section.body.len()).filter(|&at| !section.body[at - 1].keep && labels_stand(at)).collect()
}

/// Cuts a table of one section above the row `at` of its body.
///
/// # Errors
/// Never for a row within the body; the grids of both pieces are checked as any.
pub(super) fn cut(table: &Table, section: &Section, at: usize) -> Result<[Table; 2], GridError> {
    let (above, below) = section.body.split_at(at.min(section.body.len()));
    let clipped = |(row, line): (usize, &Row)| Row {
        cells: line.cells.iter().map(|cell| Cell { rowspan: cell.rowspan.min(at - row), ..cell.clone() }).collect(),
        keep: line.keep,
    };
    let first: Vec<Row> = above.iter().enumerate().map(clipped).collect();
    let mut rest = below.to_vec();
    for (row, line) in above.iter().enumerate() {
        for cell in line.cells.iter().filter(|cell| row + cell.rowspan > at) {
            let text =
                if cell.kind == CellKind::Value { cell.text.clone() } else { format!("{}{CONTINUED}", cell.text) };
            if let Some(begin) = rest.first_mut() {
                begin.cells.push(Cell { text, rowspan: row + cell.rowspan - at, ..cell.clone() });
                begin.cells.sort_by_key(|cell| cell.column);
            }
        }
    }
    let piece = |title: String, body| {
        let section = Section { header: section.header.clone(), body, breakable: section.breakable };
        Table::new(title, table.summary(), table.widths().to_vec(), vec![section])
    };
    Ok([piece(table.title().to_owned(), first)?, piece(format!("{}{CONTINUED}", table.title()), rest)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_ends_between_groups_where_labels_have_room() {
        let style = Style::parse(include_str!("../../templates/style.yaml"), "gb2312").unwrap();
        let value = || Cell::new(CellKind::Value, "0", 1, 1);
        // A label of five characters over nine rows, the groups of which begin at 2, 3, 5 and 8.
        let row = |n: usize| Row {
            cells: (n == 0)
                .then(|| Cell { vertical: true, ..Cell::new(CellKind::Stub(1), "三、结果甲", 1, 9) })
                .into_iter()
                .chain([value()])
                .collect(),
            keep: ![1, 2, 4, 7].contains(&n),
        };
        let section = |breakable| {
            let body = (0..9).map(row).collect();
            Table::new("", "", vec![1, 1], vec![Section { header: Vec::new(), body, breakable }]).unwrap()
        };
        // Five characters of 14 points need four rows of 18.4, eight need seven: none, for there are but nine.
        assert_eq!(places(&section(true).sections()[0], &section(true), &style), [0; 0]);
        let mut open = style.clone();
        open.table.inset_y = 8.0;
        // Rows of 30 points: five characters need three, eight need five.
        assert_eq!(places(&section(true).sections()[0], &section(true), &open), [3]);
        assert_eq!(places(&section(false).sections()[0], &section(false), &open), [0; 0]);
    }

    #[test]
    fn a_label_that_goes_on_says_so_and_nothing_is_lost() {
        let value = |text: &str| Cell::new(CellKind::Value, text, 1, 1);
        let stub = |text: &str, rows| Cell::new(CellKind::Stub(1), text, 1, rows);
        let row = |cells| Row { cells, keep: false };
        let header = vec![row(vec![Cell::new(CellKind::Head, "项", 2, 1), Cell::new(CellKind::Head, "数", 1, 1)])];
        let body = vec![
            row(vec![stub("甲", 1), stub("子", 1), value("1")]),
            row(vec![stub("乙", 3), stub("一", 1), value("2")]),
            row(vec![stub("二", 1), value("3")]),
            row(vec![stub("三", 1), value("4")]),
        ];
        let section = Section { header, body, breakable: true };
        let table = Table::new("表", "说明", vec![1, 1, 1], vec![section.clone()]).unwrap();
        let texts = |table: &Table| table.cells().map(|cell| cell.text.clone()).collect::<Vec<_>>().join(" ");
        let [first, second] = cut(&table, &table.sections()[0], 2).unwrap();
        assert_eq!(texts(&first), "项 数 甲 子 1 乙 一 2");
        assert_eq!(texts(&second), "项 数 乙（续） 二 3 三 4");
        assert_eq!((first.title(), second.title()), ("表", "表（续）"));
        let [_, second] = cut(&table, &table.sections()[0], 1).unwrap();
        assert_eq!(texts(&second), "项 数 乙 一 2 二 3 三 4", "a label that begins there is no continuation");
    }
}
