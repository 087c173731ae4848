//! A table: rows of cells on the lines of its grid, without rows and cells that were taken out.

use super::Story;
use crate::read_back::flow::{FlowBlock, Frame};
use crate::read_back::merged::{LinedCell, Merge, place};
use crate::read_back::xml::XmlElement;

/// No cell spans more columns.
const WIDEST: usize = 500;
impl Story {
    pub(super) fn table(&mut self, table: &XmlElement) -> Frame {
        let mut rows = Vec::new();
        self.rows(table, &mut rows);
        let widths: Vec<u32> = table.child("tblGrid").map_or(Vec::new(), |grid| {
            grid.elements().map(|column| column.get("w").and_then(|width| width.parse().ok()).unwrap_or(0)).collect()
        });
        place(rows, &widths)
    }

    /// Rows may stand in content controls; a row deleted as a tracked change is none.
    fn rows(&mut self, parent: &XmlElement, rows: &mut Vec<Vec<LinedCell>>) {
        for child in parent.elements() {
            match child.name.as_str() {
                "tr" => {
                    let properties = child.child("trPr");
                    if properties.is_some_and(|properties| properties.child("del").is_some()) {
                        continue;
                    }
                    if super::on(properties, "hidden") {
                        self.seen.rows += 1;
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

    fn cells(&mut self, parent: &XmlElement, column: &mut usize, cells: &mut Vec<LinedCell>) {
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
                        blocks.push(FlowBlock::text(carried));
                    }
                    cells.push(LinedCell { begin, end: *column, merge, blocks });
                }
                "trPr" | "tblPrEx" | "del" | "moveFrom" => {}
                _ => self.cells(child, column, cells),
            }
        }
    }
}
