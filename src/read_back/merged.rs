//! Cells of a Word table on the lines of its grid: merges told cell by cell, lines that miss each other by a hair.
//!
//! Shared by DOCX and DOC, which say the same in two ways; it must know neither.

use std::collections::BTreeMap;

use super::flow::{FlowBlock, Frame, FrameCell, is_blank};

/// A column of the grid narrower than this, in twentieths of a point, has no room for a digit: two lines that were meant as one.
const HAIR: u32 = 120;

/// A cell on the lines of the grid.
pub(super) struct LinedCell {
    pub begin: usize,
    pub end: usize,
    pub merge: Merge,
    pub blocks: Vec<FlowBlock>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    None,
    /// Goes on from the cell above.
    Above,
    /// Goes on from the cell to the left.
    Left,
}

/// Where each line of the grid counts as, with lines a hair apart taken as one.
fn lines(rows: &[Vec<LinedCell>], widths: &[u32]) -> Vec<usize> {
    let last = rows.iter().flatten().map(|cell| cell.end).max().unwrap_or(0);
    let mut lines = vec![0];
    for column in 0..last {
        let hair = widths.get(column).is_some_and(|&width| width > 0 && width < HAIR);
        lines.push(lines[column] + usize::from(!hair));
    }
    // A cell with words in it is no hair.
    let squeezed = |cell: &LinedCell| {
        lines[cell.begin] == lines[cell.end] && cell.blocks.iter().any(|block| !block_is_blank(block))
    };
    if rows.iter().flatten().any(squeezed) { (0..=last).collect() } else { lines }
}

fn block_is_blank(block: &FlowBlock) -> bool {
    matches!(block, FlowBlock::Text(passage) if is_blank(&passage.text))
}

/// Places rows of cells; `widths` are those of the columns of the grid, in twentieths of a point, as far as they are known.
pub(super) fn place(rows: Vec<Vec<LinedCell>>, widths: &[u32]) -> Frame {
    let lines = lines(&rows, widths);
    let mut frame = Frame::default();
    // By the column they begin in, the cells that reach down to the row above.
    let mut above: BTreeMap<usize, usize> = BTreeMap::new();
    for (row, cells) in rows.into_iter().enumerate() {
        let mut reaching = BTreeMap::new();
        let mut left: Option<usize> = None;
        for cell in cells {
            let (begin, end) = (lines[cell.begin], lines[cell.end]);
            if begin == end {
                continue;
            }
            let joined = match cell.merge {
                Merge::Left => left,
                Merge::Above => above.get(&begin).copied(),
                Merge::None => None,
            };
            let index = match joined {
                Some(index) => {
                    let ((first, column), found) = &mut frame.cells[index];
                    found.rowspan = found.rowspan.max(row - *first + 1);
                    found.colspan = found.colspan.max(end - *column);
                    // What stands in a merged cell is not printed; kept, so that it is not taken for a figure without a word.
                    found.blocks.extend(cell.blocks);
                    index
                }
                None => {
                    let found = FrameCell { colspan: end - begin, rowspan: 1, blocks: cell.blocks, doubt: None };
                    frame.cells.push(((row, begin), found));
                    frame.cells.len() - 1
                }
            };
            if frame.cells[index].0.1 == begin {
                reaching.insert(begin, index);
            }
            left = Some(index);
        }
        above = reaching;
    }
    frame
}
