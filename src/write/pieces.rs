//! A table cut in two where a page ends (续表): its heads stand over both pieces, and a label that goes on says so.
//!
//! It knows grids; it must not know heights.

use crate::document::{CONTINUED, Cell, CellKind, GridError, Row, Section, Table};

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
