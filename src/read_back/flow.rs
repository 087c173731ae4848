//! What a page holds before it is units: paragraphs, tables whose cells hold paragraphs and tables again, and what stands aside.
//!
//! Decides for every format alike which tables are only there for the layout: their cells are opened. It must not know formats.

use super::grid::{UNBELIEVED, begins, is_unbelieved};
use super::unit::{FilePlace, Grid, GridCell, ReadPassage, ReadUnit};

/// A part of a page or of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FlowBlock {
    Text(ReadPassage),
    Table(Frame),
    /// A text box: never part of the cell or paragraph it is anchored in.
    Aside(Vec<FlowBlock>),
}

/// A table whose cells hold blocks; each cell with the row and column it begins in.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Frame {
    pub cells: Vec<((usize, usize), FrameCell)>,
    pub page: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct FrameCell {
    pub colspan: usize,
    pub rowspan: usize,
    pub blocks: Vec<FlowBlock>,
    pub doubt: Option<String>,
}

impl FlowBlock {
    pub fn text(text: impl Into<String>) -> FlowBlock {
        FlowBlock::Text(ReadPassage { text: text.into(), ..ReadPassage::default() })
    }
}

impl Frame {
    /// Places rows of cells as HTML does: each as far to the left as the cells from above leave room. Cells that claim more places than
    /// any table has cover one each, and are doubted.
    pub fn from_rows(mut rows: Vec<Vec<FrameCell>>) -> Frame {
        if is_unbelieved(&rows.iter().flatten().map(|cell| (cell.colspan, cell.rowspan)).collect::<Vec<_>>()) {
            for cell in rows.iter_mut().flatten() {
                (cell.colspan, cell.rowspan, cell.doubt) = (1, 1, Some(UNBELIEVED.to_owned()));
            }
        }
        let spans: Vec<Vec<_>> =
            rows.iter().map(|row| row.iter().map(|cell| (cell.colspan, cell.rowspan)).collect()).collect();
        let cells = begins(&spans).into_iter().flatten().zip(rows.into_iter().flatten()).collect();
        Frame { cells, page: None }
    }

    /// Whether it only holds others in place: it has one column, or less in its own cells than in the tables inside them.
    fn is_layout(&self) -> bool {
        if self.cells.iter().all(|((_, column), _)| *column == 0) {
            return true;
        }
        let (mut own, mut inner) = (0, 0);
        for (_, cell) in &self.cells {
            let tables = cell.blocks.iter().map(FlowBlock::cells).sum::<usize>();
            inner += tables;
            own += usize::from(tables == 0 && cell.blocks.iter().any(|block| !block.is_blank()));
        }
        inner > 0 && own <= inner
    }
}

impl FlowBlock {
    /// Cells of tables in it; a frame around one figure is none.
    fn cells(&self) -> usize {
        match self {
            FlowBlock::Text(_) => 0,
            FlowBlock::Table(frame) if frame.cells.len() == 1 => {
                frame.cells.iter().flat_map(|(_, cell)| &cell.blocks).map(FlowBlock::cells).sum()
            }
            FlowBlock::Table(frame) => {
                let inside = frame.cells.iter().flat_map(|(_, cell)| &cell.blocks).map(FlowBlock::cells).sum::<usize>();
                inside + frame.cells.len()
            }
            FlowBlock::Aside(blocks) => blocks.iter().map(FlowBlock::cells).sum(),
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            FlowBlock::Text(passage) => is_blank(&passage.text),
            FlowBlock::Table(_) | FlowBlock::Aside(_) => false,
        }
    }
}

/// Nothing that is printed: white space, and signs of no width.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}'))
}

/// The units of a page, numbered: blank paragraphs left out, tables of the layout opened, nested tables after the one they are in.
pub(super) fn units(blocks: Vec<FlowBlock>) -> Vec<ReadUnit> {
    let mut units = Vec::new();
    flatten(blocks, &mut units);
    number(&mut units);
    units
}

fn flatten(blocks: Vec<FlowBlock>, units: &mut Vec<ReadUnit>) {
    for block in blocks {
        match block {
            FlowBlock::Text(passage) if is_blank(&passage.text) => {}
            FlowBlock::Text(passage) => units.push(ReadUnit::Text(passage)),
            FlowBlock::Aside(blocks) => flatten(blocks, units),
            FlowBlock::Table(frame) if frame.is_layout() => {
                frame.cells.into_iter().for_each(|(_, cell)| flatten(cell.blocks, units));
            }
            FlowBlock::Table(frame) => {
                let mut grid = Grid::default();
                let mut inside = Vec::new();
                grid.place.page = frame.page;
                for (place, found) in frame.cells {
                    let mut cell = GridCell::new(found.colspan, found.rowspan, "");
                    cell.doubt = found.doubt;
                    cell.place.page = frame.page;
                    for block in opened(found.blocks) {
                        match block {
                            FlowBlock::Text(passage) if is_blank(&passage.text) => {}
                            FlowBlock::Text(passage) => cell.paragraphs.push(passage.text),
                            block => inside.push(block),
                        }
                    }
                    grid.cells.insert(place, cell);
                }
                if !grid.cells.is_empty() {
                    units.push(ReadUnit::Table(grid));
                }
                flatten(inside, units);
            }
        }
    }
}

/// The blocks of a cell that holds nothing but a table of one cell, as some programs frame a figure: those of that cell.
fn opened(blocks: Vec<FlowBlock>) -> Vec<FlowBlock> {
    let mut said = blocks.iter().filter(|block| !block.is_blank());
    match (said.next(), said.next()) {
        (Some(FlowBlock::Table(frame)), None) if frame.cells.len() == 1 => {
            let inner = blocks.into_iter().find_map(|block| match block {
                FlowBlock::Table(frame) => frame.cells.into_iter().next(),
                _ => None,
            });
            opened(inner.map_or(Vec::new(), |(_, cell)| cell.blocks))
        }
        _ => blocks,
    }
}

/// Gives every unit and cell its number in the file; pages and sheets stay as they are.
pub(super) fn number(units: &mut [ReadUnit]) {
    let (mut tables, mut paragraphs) = (0, 0);
    for unit in units {
        match unit {
            ReadUnit::Text(passage) => {
                paragraphs += 1;
                passage.place.paragraph = Some(paragraphs);
            }
            ReadUnit::Table(grid) => {
                tables += 1;
                grid.place.table = Some(tables);
                for (&(row, column), cell) in &mut grid.cells {
                    cell.place = FilePlace {
                        table: Some(tables),
                        row: u32::try_from(row + 1).ok(),
                        column: u32::try_from(column + 1).ok(),
                        ..std::mem::take(&mut cell.place)
                    };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(blocks: Vec<FlowBlock>) -> FrameCell {
        FrameCell { colspan: 1, rowspan: 1, blocks, doubt: None }
    }

    fn words(blocks: Vec<FlowBlock>) -> Vec<String> {
        let unit = |unit: &ReadUnit| match unit {
            ReadUnit::Text(passage) => format!("{} {}", passage.place, passage.text),
            ReadUnit::Table(grid) => {
                let cells = grid.cells.values().map(|cell| format!("{}={}", cell.place, cell.paragraphs.join("/")));
                cells.collect::<Vec<_>>().join(" ")
            }
        };
        units(blocks).iter().map(unit).collect()
    }

    fn row(texts: &[&str]) -> Vec<FrameCell> {
        texts.iter().map(|text| cell(vec![FlowBlock::text(*text)])).collect()
    }

    #[test]
    fn a_table_of_the_layout_is_opened() {
        let inner = FlowBlock::Table(Frame::from_rows(vec![row(&["甲", "1"]), row(&["乙", " "])]));
        let frame = Frame::from_rows(vec![vec![
            cell(vec![FlowBlock::text("导航")]),
            cell(vec![FlowBlock::text("题目"), inner, FlowBlock::text("落款")]),
        ]]);
        let found = words(vec![FlowBlock::Table(frame)]);
        let table = "第1张表 第1行=甲 第1张表 第1行=1 第1张表 第2行=乙 第1张表 第2行=";
        assert_eq!(found, ["第1段 导航", "第2段 题目", table, "第3段 落款"]);
    }

    #[test]
    fn a_frame_around_a_figure_is_the_figure() {
        let framed =
            |text: &str| cell(vec![FlowBlock::Table(Frame::from_rows(vec![row(&[text])])), FlowBlock::text("")]);
        let rows = vec![
            row(&["信息内容", "件数", "现行"]),
            vec![cell(vec![FlowBlock::text("规章")]), framed("12"), framed("3")],
        ];
        let found = words(vec![FlowBlock::Table(Frame::from_rows(rows))]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with("第2行=规章 第1张表 第2行=12 第1张表 第2行=3"), "{found:?}");
        // Two figures in frames of their own stay two.
        let two = cell([framed("1").blocks, framed("2").blocks].concat());
        let found = words(vec![FlowBlock::Table(Frame::from_rows(vec![
            row(&["甲", "乙"]),
            vec![cell(vec![FlowBlock::text("规章")]), two],
        ]))]);
        assert!(!found[0].contains("12"), "{found:?}");
    }

    #[test]
    fn a_table_in_a_cell_of_figures_stands_by_itself() {
        let inner = FlowBlock::Table(Frame::from_rows(vec![row(&["注", "2"])]));
        let mut second = row(&["乙", "3", "4"]);
        second[0].blocks.push(inner);
        let found = words(vec![FlowBlock::Table(Frame::from_rows(vec![row(&["甲", "1", "2"]), second]))]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].ends_with("第1张表 第2行=乙 第1张表 第2行=3 第1张表 第2行=4"), "{found:?}");
        assert_eq!(found[1], "第2张表 第1行=注 第2张表 第1行=2");
    }
}
