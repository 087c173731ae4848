//! Tables, printed through docx-rs: a full grid of fixed columns with merged heads and stubs.
//!
//! It knows grids and page breaks; it must not know XML.

use super::body::run;
use super::measure::{Measures, eighths, points};
use super::{DocxError, styles};
use crate::document::{Cell, CellKind, Row, Table};
use crate::style::Style;
use docx_rs as docx;
use docx_rs::{Paragraph, TableCell, VMergeType, WidthType};

/// Whether the header rows are repeated at the top of every page the table reaches.
///
/// Word repeats only the first rows of a table, over whatever follows. Over another section that would be a false statement,
/// so a table of several sections repeats none; its sections stay whole instead.
pub(super) fn repeats_header(table: &Table) -> bool {
    matches!(table.sections(), [_])
}

/// A row and what Word needs to know to place it.
pub(super) struct Placed<'t> {
    pub row: &'t Row,
    /// Repeated at the top of every page.
    pub header: bool,
    /// On the same page as the next row.
    pub keep: bool,
}

/// All rows from top to bottom.
pub(super) fn rows(table: &Table) -> Vec<Placed<'_>> {
    let repeats = repeats_header(table);
    let mut rows = Vec::new();
    for section in table.sections() {
        rows.extend(section.header.iter().map(|row| Placed { row, header: repeats, keep: true }));
        let last = section.body.len().saturating_sub(1);
        rows.extend(section.body.iter().enumerate().map(|(index, row)| Placed {
            row,
            header: false,
            keep: row.keep || (!section.breakable && index < last),
        }));
    }
    if let Some(last) = rows.last_mut() {
        last.keep = false;
    }
    rows
}

/// Prints one table over the full text width.
pub(super) fn print(table: &Table, style: &Style, measures: &Measures) -> Result<docx::Table, DocxError> {
    let columns = measures.columns(table.widths());
    let mut covered: Vec<Option<(&Cell, usize)>> = vec![None; columns.len()];
    let mut printed = Vec::new();
    for Placed { row, keep, .. } in rows(table) {
        for cell in &row.cells {
            covered[cell.column] = Some((cell, cell.rowspan));
        }
        let mut cells = Vec::new();
        for column in 0..columns.len() {
            let Some((cell, left)) = covered[column] else { continue };
            cells.push(print_cell(cell, left == cell.rowspan, keep, &columns)?);
            covered[column] = Some((cell, left - 1)).filter(|(_, left)| *left > 0);
        }
        printed.push(docx::TableRow::new(cells).cant_split());
    }
    let inset = |length: f64| usize::try_from(points(length)).unwrap_or_default();
    let (x, y) = (inset(style.table.inset_x), inset(style.table.inset_y));
    let grid = docx::Table::new(printed)
        .style(styles::TABLE)
        .width(columns.iter().sum(), WidthType::Dxa)
        // Centred, it fills the text block whether or not a program lets the insets hang out to the left.
        .align(docx::TableAlignmentType::Center)
        .layout(docx::TableLayoutType::Fixed)
        // The style says the same, but previews on telephones do not read table styles.
        .set_borders(borders(style))
        .margins(docx::TableCellMargins::new().margin(y, x, y, x));
    Ok(grid.set_grid(columns))
}

/// One place of the grid: where a cell begins (`first`), or where one from above goes on.
fn print_cell(cell: &Cell, first: bool, keep: bool, columns: &[usize]) -> Result<TableCell, DocxError> {
    let style = match cell.kind {
        CellKind::Caption => styles::TABLE_CAPTION,
        CellKind::Head => styles::TABLE_HEAD,
        CellKind::Stub(_) => styles::TABLE_STUB,
        CellKind::Value => styles::TABLE_VALUE,
    };
    let mut paragraph = Paragraph::new().style(style).keep_next(keep);
    if first && !cell.text.is_empty() {
        paragraph = paragraph.add_run(run(&cell.text)?);
    }
    let width = columns[cell.column..cell.column + cell.colspan].iter().sum();
    let mut printed =
        TableCell::new().width(width, WidthType::Dxa).vertical_align(docx::VAlignType::Center);
    if cell.colspan > 1 {
        printed = printed.grid_span(cell.colspan);
    }
    if cell.rowspan > 1 {
        printed = printed.vertical_merge(if first { VMergeType::Restart } else { VMergeType::Continue });
    }
    if cell.vertical {
        // Characters stand upright, one under the other, marks in their vertical forms.
        printed = printed.text_direction(docx::TextDirectionType::TbRlV);
        paragraph = paragraph.align(docx::AlignmentType::Center);
    }
    Ok(printed.add_paragraph(paragraph))
}

fn borders(style: &Style) -> docx::TableBorders {
    use docx::TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Top, Left, Bottom, Right, InsideH, InsideV].into_iter().fold(docx::TableBorders::with_empty(), |borders, position| {
        borders.set(docx::TableBorder::new(position).size(eighths(style.table.rule)).color("auto"))
    })
}
