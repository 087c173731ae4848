//! A table: rows of cells on the lines of its grid; merges, rows taken out, lines that miss each other by a hair.

use super::Story;
use crate::read_back::flow::{Block, Frame, FrameCell, is_blank};
use crate::read_back::xml::Element;

/// No cell spans more columns.
const WIDEST: usize = 500;
/// A column of the grid narrower than this, in twentieths of a point, has no room for a digit: two lines that were meant as one.
const HAIR: u32 = 120;

/// A cell on the lines of the grid.
struct Found {
    begin: usize,
    end: usize,
    merge: Merge,
    blocks: Vec<Block>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Merge {
    None,
    /// Goes on from the cell above.
    Above,
    /// Goes on from the cell to the left.
    Left,
}

impl Story {
    pub(super) fn table(&mut self, table: &Element) -> Frame {
        let mut rows = Vec::new();
        self.rows(table, &mut rows);
        let widths: Vec<u32> = table.child("tblGrid").map_or(Vec::new(), |grid| {
            grid.elements().map(|column| column.get("w").and_then(|width| width.parse().ok()).unwrap_or(0)).collect()
        });
        place(rows, &widths)
    }

    /// Rows may stand in content controls; a row deleted as a tracked change is none.
    fn rows(&mut self, parent: &Element, rows: &mut Vec<Vec<Found>>) {
        for child in parent.elements() {
            match child.name.as_str() {
                "tr" => {
                    let properties = child.child("trPr");
                    if properties.is_some_and(|properties| properties.child("del").is_some()) {
                        continue;
                    }
                    let before = properties.and_then(|properties| properties.child("gridBefore")?.val()?.parse().ok());
                    let mut cells = Vec::new();
                    let mut column = before.unwrap_or(0usize).min(WIDEST);
                    self.cells(child, &mut column, &mut cells);
                    rows.push(cells);
                }
                "tblPr" | "tblGrid" | "del" | "moveFrom" => {}
                _ => self.rows(child, rows),
            }
        }
    }

    fn cells(&mut self, parent: &Element, column: &mut usize, cells: &mut Vec<Found>) {
        for child in parent.elements() {
            match child.name.as_str() {
                "tc" => {
                    let properties = child.child("tcPr");
                    let get = |name: &str| properties.and_then(|properties| properties.child(name));
                    if get("cellDel").is_some() {
                        continue;
                    }
                    let span = get("gridSpan").and_then(|span| span.val()?.parse().ok()).unwrap_or(1usize);
                    let goes_on = |name| get(name).is_some_and(|merge| merge.val() != Some("restart"));
                    let merge = match () {
                        () if goes_on("hMerge") => Merge::Left,
                        () if goes_on("vMerge") => Merge::Above,
                        () => Merge::None,
                    };
                    let begin = *column;
                    *column = begin.saturating_add(span.clamp(1, WIDEST)).min(8 * WIDEST);
                    let mut blocks = Vec::new();
                    self.blocks(child, &mut blocks);
                    // A paragraph mark deleted at the end of a cell has nothing to join.
                    let carried = std::mem::take(&mut self.carried);
                    if !carried.is_empty() {
                        blocks.push(Block::text(carried));
                    }
                    cells.push(Found { begin, end: *column, merge, blocks });
                }
                "trPr" | "tblPrEx" | "del" | "moveFrom" => {}
                _ => self.cells(child, column, cells),
            }
        }
    }
}

/// Where each line of the grid counts as, with lines a hair apart taken as one.
fn lines(rows: &[Vec<Found>], widths: &[u32]) -> Vec<usize> {
    let last = rows.iter().flatten().map(|cell| cell.end).max().unwrap_or(0);
    let mut lines = vec![0];
    for column in 0..last {
        let hair = widths.get(column).is_some_and(|&width| width > 0 && width < HAIR);
        lines.push(lines[column] + usize::from(!hair));
    }
    // A cell with words in it is no hair.
    let squeezed =
        |cell: &Found| lines[cell.begin] == lines[cell.end] && cell.blocks.iter().any(|block| !block_is_blank(block));
    if rows.iter().flatten().any(squeezed) { (0..=last).collect() } else { lines }
}

fn block_is_blank(block: &Block) -> bool {
    matches!(block, Block::Text(passage) if is_blank(&passage.text))
}

fn place(rows: Vec<Vec<Found>>, widths: &[u32]) -> Frame {
    let lines = lines(&rows, widths);
    let mut frame = Frame::default();
    // For every column the cell that reaches down to the row above.
    let mut above: Vec<Option<usize>> = vec![None; lines.last().map_or(0, |last| last + 1)];
    for (row, cells) in rows.into_iter().enumerate() {
        let mut reaching = vec![None; above.len()];
        let mut left: Option<usize> = None;
        for cell in cells {
            let (begin, end) = (lines[cell.begin], lines[cell.end]);
            if begin == end {
                continue;
            }
            let joined = match cell.merge {
                Merge::Left => left,
                Merge::Above => above.get(begin).copied().flatten().filter(|&at| frame.cells[at].0.1 == begin),
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
            reaching[begin..end].fill(Some(index));
            left = Some(index);
        }
        above = reaching;
    }
    frame
}
