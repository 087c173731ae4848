//! The document: what a report *says*, independent of how it is printed.
//!
//! Headings, paragraphs with bold runs, and gap-free tables. Every writer (DOCX, PDF, HTML, text) prints this and nothing
//! else, so the figures of two formats cannot differ. It knows structure and roles; it must not know fonts,
//! millimetres, forms or agencies.

use serde::Serialize;

use crate::date::Date;

/// A finished report (成稿), ready for any writer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// Properties of the file.
    pub meta: Meta,
    /// What is printed, from top to bottom.
    pub blocks: Vec<Block>,
}

impl Document {
    /// For each block how deep its heading stands in the outline (大纲), from 1; 1 as well for a block without one.
    ///
    /// 公文 numbering may pass over a level (`1.` right under `一、`), the outline of an accessible file may not (ISO 14289-1,
    /// 7.4.2; WCAG technique G141): the depth is the number of headings a heading stands under.
    pub fn depths(&self) -> Vec<usize> {
        let mut open: Vec<u8> = Vec::new();
        let depth = |block: &Block| {
            let level = match block {
                Block::Heading { level, .. } => *level,
                Block::Paragraph { lead: Some(lead), .. } => lead.level,
                _ => return 1,
            };
            open.retain(|&above| above < level);
            open.push(level);
            open.len()
        };
        self.blocks.iter().map(depth).collect()
    }
}

/// Document properties (文档属性), all from the data: no clock and no user name of the machine ever enters.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    /// Full title on one line.
    pub title: String,
    /// The agency (机关全称).
    pub author: String,
    /// Document date (成文日期).
    pub date: Date,
    /// What the document is, in a phrase (主题).
    pub subject: String,
}

/// A block of the document, in printing order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// The title (标题), one string per printed line: broken by sense, never inside a word.
    Title {
        /// One per printed line.
        lines: Vec<String>,
    },
    /// A heading on a line of its own (独行标题), level 1–4: `一、` `（一）` `1.` `（1）`.
    Heading {
        /// 1–4.
        level: u8,
        /// With its number.
        text: String,
    },
    /// A paragraph (段落); `lead` is a run-in heading (段首标题) printed in the face of its level.
    Paragraph {
        /// The run-in heading it begins with.
        lead: Option<Lead>,
        /// Its text.
        runs: Vec<Run>,
    },
    /// A table (表格).
    Table(Table),
    /// The signature (落款): the agency and the date, set to the right.
    Signature {
        /// The agency's full name.
        agency: String,
        /// The date as printed.
        date: String,
    },
}

/// A run-in heading (段首标题): a heading whose text goes on in the same paragraph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lead {
    /// 2–4.
    pub level: u8,
    /// With its closing `。`.
    pub text: String,
}

/// A stretch of text in one weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Its characters.
    pub text: String,
    /// Whether it is printed bold.
    pub bold: bool,
}

impl Run {
    /// A stretch that is not bold.
    pub fn plain(text: impl Into<String>) -> Run {
        Run { text: text.into(), bold: false }
    }
}

impl Block {
    /// The block's text as a reader would copy it, without markup.
    pub fn text(&self) -> String {
        match self {
            Block::Title { lines } => lines.concat(),
            Block::Heading { text, .. } => text.clone(),
            Block::Paragraph { lead, runs } => {
                let mut text = lead.as_ref().map_or(String::new(), |lead| lead.text.clone());
                text.extend(runs.iter().map(|run| run.text.as_str()));
                text
            }
            Block::Table(table) => table.cells().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\n"),
            Block::Signature { agency, date } => format!("{agency}\n{date}"),
        }
    }
}

/// Printed after a label that is repeated because its table goes on over the page (续); no part of the document itself.
pub const CONTINUED: &str = "（续）";

/// A table: a gap-free grid made of sections, each with its own header rows (表头).
///
/// Exists only valid: [`Table::new`] accepts nothing but grids in which each place is covered exactly once and no cell
/// reaches out of its section's header or body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Short name for readers of the file and for screen readers (表题, not printed).
    title: String,
    /// What the table holds and how it is read, for screen readers (not printed).
    summary: String,
    /// Relative widths of the columns.
    widths: Vec<u32>,
    sections: Vec<Section>,
}

/// A stretch of a table under one set of header rows; 表二 has one per 条款, 表三 and 表四 have one each.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// The rows of heads.
    pub header: Vec<Row>,
    /// The rows of figures.
    pub body: Vec<Row>,
    /// Whether a page break may fall inside the body (between rows that do not [`Row::keep`]) where the section is taller
    /// than a page; one that fits a page stays whole, header included.
    pub breakable: bool,
}

/// One row of a table: the cells that *begin* in it, from left to right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Those that begin in this row.
    pub cells: Vec<Cell>,
    /// No page break between this row and the next.
    pub keep: bool,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cell {
    /// The column it begins in, from 0; filled in by [`Table::new`].
    pub column: usize,
    /// Columns it covers, from 1.
    pub colspan: usize,
    /// Rows it covers, from 1.
    pub rowspan: usize,
    /// What it is to the reader.
    pub kind: CellKind,
    /// What is printed in it.
    pub text: String,
    /// Set one character under the other (竖排), for narrow stubs.
    pub vertical: bool,
}

/// What a cell is to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellKind {
    /// A caption over a group of rows (第二十条第（一）项): a header of the whole group.
    Caption,
    /// A column head (列标题).
    Head,
    /// A row head (行标题); the number is its depth from 1.
    Stub(u8),
    /// A figure (数值).
    Value,
}

impl CellKind {
    /// One of each that is printed in a way of its own, the depth of row heads aside.
    pub const ROLES: [CellKind; 4] = [CellKind::Caption, CellKind::Head, CellKind::Stub(1), CellKind::Value];
}

impl Cell {
    /// A cell that is not set vertically; [`Table::new`] gives it its column.
    pub fn new(kind: CellKind, text: impl Into<String>, colspan: usize, rowspan: usize) -> Cell {
        Cell { column: 0, colspan, rowspan, kind, text: text.into(), vertical: false }
    }
}

/// Why a grid is no table; rows and columns count from 0, rows over the whole table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// More cells than the row has room for.
    #[error("第 {row} 行放不下更多单元格")]
    Overfull {
        /// From 0.
        row: usize,
    },
    /// A place that no cell covers.
    #[error("第 {row} 行第 {column} 列没有单元格")]
    Gap {
        /// From 0.
        row: usize,
        /// From 0.
        column: usize,
    },
    /// A cell that reaches below its header or body.
    #[error("第 {row} 行第 {column} 列的单元格向下越出所在部分")]
    Overhang {
        /// From 0.
        row: usize,
        /// From 0.
        column: usize,
    },
    /// A cell that covers nothing.
    #[error("第 {row} 行第 {column} 列的单元格跨度为零")]
    Empty {
        /// From 0.
        row: usize,
        /// From 0.
        column: usize,
    },
    /// No columns, or no row of figures.
    #[error("表格没有行或列")]
    NoGrid,
}

impl Table {
    /// Places the cells and checks the grid.
    ///
    /// # Errors
    /// The first place that is covered twice, not at all, or by a cell that leaves its header or body.
    pub fn new(
        title: impl Into<String>,
        summary: impl Into<String>,
        widths: Vec<u32>,
        mut sections: Vec<Section>,
    ) -> Result<Table, GridError> {
        if widths.is_empty() || sections.iter().all(|s| s.body.is_empty()) {
            return Err(GridError::NoGrid);
        }
        let mut first = 0;
        for section in &mut sections {
            for rows in [&mut section.header, &mut section.body] {
                place(rows, widths.len(), first)?;
                first += rows.len();
            }
        }
        Ok(Table { title: title.into(), summary: summary.into(), widths, sections })
    }

    /// Its short name, for readers of the file.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What it holds and how it is read, for screen readers.
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// Relative widths of the columns; their number is the number of columns.
    pub fn widths(&self) -> &[u32] {
        &self.widths
    }

    /// Its sections from top to bottom.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// All rows from top to bottom, header rows included.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.sections.iter().flat_map(|s| s.header.iter().chain(&s.body))
    }

    /// All cells in reading order.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.rows().flat_map(|row| &row.cells)
    }
}

/// Gives every cell of one header or body its column; `first` is the number of rows above, for messages.
fn place(rows: &mut [Row], columns: usize, first: usize) -> Result<(), GridError> {
    // How many rows each column is still covered for by a cell from above.
    let mut covered = vec![0usize; columns];
    let height = rows.len();
    for (index, row) in rows.iter_mut().enumerate() {
        let mut column = 0;
        for cell in &mut row.cells {
            while column < columns && covered[column] > 0 {
                column += 1;
            }
            if cell.colspan == 0 || cell.rowspan == 0 {
                return Err(GridError::Empty { row: first + index, column });
            }
            let end = column.saturating_add(cell.colspan);
            if end > columns || covered[column..end].iter().any(|&rows| rows > 0) {
                return Err(GridError::Overfull { row: first + index });
            }
            if cell.rowspan > height - index {
                return Err(GridError::Overhang { row: first + index, column });
            }
            covered[column..end].fill(cell.rowspan);
            cell.column = column;
            column = end;
        }
        if let Some(column) = covered.iter().position(|&rows| rows == 0) {
            return Err(GridError::Gap { row: first + index, column });
        }
        for rows in &mut covered {
            *rows -= 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;

    #[test]
    fn depths_never_skip() {
        let blocks = [2, 1, 3, 3, 4, 2, 3, 1].map(|level| Block::Heading { level, text: String::new() }).to_vec();
        let date = Date::new(2025, 1, 20).unwrap();
        let meta = Meta { title: String::new(), author: String::new(), date, subject: String::new() };
        assert_eq!(Document { meta, blocks }.depths(), [1, 1, 2, 2, 3, 2, 3, 1]);
    }
}
