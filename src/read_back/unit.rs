//! What a file holds, whatever its format: paragraphs and tables in reading order, each with its place.
//!
//! It knows no form and no report: which cell of the form a cell of a file is, `recognise` decides.

use std::collections::BTreeMap;
use std::fmt;

pub use crate::diag::letters as column_letters;

/// Where something stands in a file (位置). All numbers count from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePlace {
    /// Page of a PDF.
    pub page: Option<u32>,
    /// Sheet of a workbook; rows and columns are then the sheet's own.
    pub sheet: Option<String>,
    /// Which table of the file, in reading order; nested tables count like others.
    pub table: Option<u32>,
    /// The row of a table or sheet, from 1.
    pub row: Option<u32>,
    /// The column of a table or sheet, from 1.
    pub column: Option<u32>,
    /// Which paragraph outside tables.
    pub paragraph: Option<u32>,
}

impl fmt::Display for FilePlace {
    /// `表三!D12` in a workbook; else `第4页 第2张表 第7行`, `第12段`.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(sheet) = &self.sheet {
            let column = self.column.map(column_letters).unwrap_or_default();
            let row = self.row.map(|row| row.to_string()).unwrap_or_default();
            let stop = if row.is_empty() && column.is_empty() { "" } else { "!" };
            return write!(f, "{sheet}{stop}{column}{row}");
        }
        let parts = [
            self.page.map(|n| format!("第{n}页")),
            self.table.map(|n| format!("第{n}张表")),
            self.row.map(|n| format!("第{n}行")),
            self.paragraph.map(|n| format!("第{n}段")),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

/// A cell of a table as found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridCell {
    /// Columns it covers, from 1.
    pub colspan: usize,
    /// Rows it covers, from 1.
    pub rowspan: usize,
    /// Its paragraphs as printed, kept apart; a line break within one is a line feed. Empty for a blank cell.
    pub paragraphs: Vec<String>,
    /// Where it stands.
    pub place: FilePlace,
    /// Why the text may not be taken for the cell's figure, in words a clerk can follow (`公式没有结果，请打开后保存一次`).
    pub doubt: Option<String>,
    /// Whether a formula gives it: what is stored is what some program once calculated.
    pub computed: bool,
}

/// No cell covers more columns or rows; a file that says so is not believed.
const WIDEST: usize = 1000;

impl Default for GridCell {
    /// A blank cell.
    fn default() -> GridCell {
        GridCell {
            colspan: 1,
            rowspan: 1,
            paragraphs: Vec::new(),
            place: FilePlace::default(),
            doubt: None,
            computed: false,
        }
    }
}

impl GridCell {
    /// A cell with one paragraph of text.
    pub fn new(colspan: usize, rowspan: usize, text: impl Into<String>) -> GridCell {
        let text = text.into();
        let paragraphs = if text.is_empty() { Vec::new() } else { vec![text] };
        GridCell {
            colspan: colspan.clamp(1, WIDEST),
            rowspan: rowspan.clamp(1, WIDEST),
            paragraphs,
            ..GridCell::default()
        }
    }

    /// All of its paragraphs, joined by line feeds.
    pub fn text(&self) -> String {
        self.paragraphs.join("\n")
    }
}

/// The cells of a table by the row and column they begin in, from 0; gaps and overlaps are allowed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// Where it stands.
    pub place: FilePlace,
    /// Its cells by row and column, from 0.
    pub cells: BTreeMap<(usize, usize), GridCell>,
    /// Of a table without drawn cells its printed lines, each a row of `cells` until `recognise` puts them into columns: a label or a
    /// head may go on in the next line, and which column a figure stands in only its place tells. Empty for every other table.
    pub lines: Vec<PrintedRow>,
}

/// A printed line of a table that has no drawn cells; lengths in tenths of a point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrintedRow {
    /// Of its baseline, downwards.
    pub y: i32,
    /// Of its type.
    pub size: i32,
    /// What stands on it, from the left.
    pub words: Vec<PlacedWord>,
}

/// Text that stands together on a line, with room on both sides; lengths in tenths of a point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlacedWord {
    /// As printed.
    pub text: String,
    /// Where it begins.
    pub left: i32,
    /// Where it ends.
    pub right: i32,
}

/// A paragraph, heading, title or signature outside tables.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadPassage {
    /// As printed, with the number that automatic numbering puts before it; a line break within is a line feed.
    pub text: String,
    /// Depth as a heading from 1, where the file says so.
    pub heading: Option<u8>,
    /// Where it stands.
    pub place: FilePlace,
    /// Why it may not be a whole paragraph (lines of a PDF that could not be joined with certainty).
    pub doubt: Option<String>,
}

/// What a reader finds in a file, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadUnit {
    /// A paragraph.
    Text(ReadPassage),
    /// A table.
    Table(Grid),
}

impl fmt::Display for ReadUnit {
    /// The text, or the rows of a table with the cells that begin in each.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ReadUnit::Text(passage) => f.write_str(&passage.text),
            ReadUnit::Table(grid) => {
                let row = |row: Vec<&GridCell>| row.into_iter().map(GridCell::text).collect::<Vec<_>>().join(" | ");
                f.write_str(&grid.rows().into_iter().map(row).collect::<Vec<_>>().join("\n"))
            }
        }
    }
}

/// What a file is, told by its bytes, never by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// Word, since 2007.
    Docx,
    /// Word, up to 2003.
    Doc,
    /// A web page.
    Html,
    /// A web page saved in one file.
    Mht,
    /// PDF.
    Pdf,
    /// Excel, since 2007.
    Xlsx,
    /// Excel, up to 2003.
    Xls,
    /// OpenDocument.
    Ods,
    /// Plain text, such as tables pasted with tabs.
    Text,
}

impl FileKind {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            FileKind::Docx => "DOCX",
            FileKind::Doc => "DOC",
            FileKind::Html => "HTML",
            FileKind::Mht => "MHT",
            FileKind::Pdf => "PDF",
            FileKind::Xlsx => "XLSX",
            FileKind::Xls => "XLS",
            FileKind::Ods => "ODS",
            FileKind::Text => "文本",
        }
    }
}

/// The property that holds the title of a page's window, which stands in none of its paragraphs.
pub const PAGE_TITLE: &str = "page-title";

/// A file as read: its units, and what else a reader of it should be told (hidden sheets, unreadable fonts …), in Chinese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// The format it has.
    pub kind: FileKind,
    /// Paragraphs and tables in reading order.
    pub units: Vec<ReadUnit>,
    /// What was left out or is in doubt, in sentences.
    pub remarks: Vec<String>,
    /// Properties the program itself left in a workbook (`nianbao-form`, `nianbao-year` …), by name; and the title of a page's window.
    pub properties: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_as_people_name_them() {
        let sheet = FilePlace { sheet: Some("表三".into()), row: Some(12), column: Some(4), ..FilePlace::default() };
        assert_eq!(sheet.to_string(), "表三!D12");
        let page = FilePlace { page: Some(4), table: Some(2), row: Some(7), ..FilePlace::default() };
        assert_eq!(page.to_string(), "第4页 第2张表 第7行");
        assert_eq!([column_letters(26), column_letters(27), column_letters(703)], ["Z", "AA", "AAA"]);
    }
}
