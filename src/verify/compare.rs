//! The document against what was found: paragraphs aligned, tables cell by cell.

use super::Deviation;
use crate::document::{Block, CONTINUED, Document, Row, Table};
use crate::read_back::unit::{Grid, GridCell, ReadPassage, ReadUnit};
use crate::write::Format;

/// Characters shown around the first difference of two texts.
const AROUND: usize = 16;
/// The largest product of numbers of units that are aligned; beyond it they are compared in pairs.
const ALIGNED: usize = 4_000_000;

/// The text at every place of a table, row by row.
type Places = Vec<Vec<String>>;

/// A block of the document as it should be found.
enum Expected<'d> {
    Text(String),
    Table(&'d Table),
}

/// All differences, in the order of the document.
pub(super) fn differences(document: &Document, format: Format, found: Vec<ReadUnit>) -> Vec<Deviation> {
    let compare = Compare { format };
    let expected: Vec<Expected> = document.blocks.iter().flat_map(|block| compare.expected(block)).collect();
    let found: Vec<ReadUnit> =
        found.into_iter().map(|unit| compare.tidy(unit)).filter(|unit| !is_blank(unit)).collect();
    let found = if format == Format::Pdf { run_in(&expected, found) } else { found };
    let mut differences = Vec::new();
    let (mut texts, mut tables) = (0, 0);
    for (expected, found) in compare.align(&expected, &found) {
        match expected {
            Some(Expected::Text(text)) => {
                texts += 1;
                let other = match found {
                    [ReadUnit::Text(other)] => Some(other.text.as_str()),
                    _ => None,
                };
                if other != Some(text) {
                    let (text, other) = excerpts(text, other);
                    differences.push(compare.difference(format!("第{texts}段"), Some(text), other));
                }
            }
            Some(Expected::Table(table)) => {
                tables += 1;
                let name = format!("第{tables}张表（{}）", table.title());
                compare.table(table, found, &name, &mut differences);
            }
            None => {
                for unit in found {
                    let (place, text) = match unit {
                        ReadUnit::Text(other) => (format!("第{texts}段之后"), excerpts(&other.text, None).0),
                        ReadUnit::Table(grid) => {
                            (format!("第{tables}张表之后"), format!("一张{}格的表", grid.cells.len()))
                        }
                    };
                    differences.push(compare.difference(place, None, Some(text)));
                }
            }
        }
    }
    differences
}

/// Joins run-in headings, which are tagged before their paragraphs, with the rest of them.
fn run_in(expected: &[Expected], found: Vec<ReadUnit>) -> Vec<ReadUnit> {
    let wanted = |text: &str| expected.iter().any(|block| matches!(block, Expected::Text(whole) if whole == text));
    let mut joined: Vec<ReadUnit> = Vec::new();
    for unit in found {
        if let (Some(ReadUnit::Text(head)), ReadUnit::Text(rest)) = (joined.last_mut(), &unit)
            && head.heading.is_some()
            && wanted(&format!("{}{}", head.text, rest.text))
        {
            head.text.push_str(&rest.text);
            head.heading = None;
            continue;
        }
        joined.push(unit);
    }
    joined
}

fn is_blank(unit: &ReadUnit) -> bool {
    matches!(unit, ReadUnit::Text(passage) if passage.text.trim().is_empty())
}

struct Compare {
    format: Format,
}

impl Compare {
    /// Whether a table may be printed as several, one to a page.
    fn is_paged(&self) -> bool {
        matches!(self.format, Format::Docx | Format::Pdf)
    }

    fn difference(&self, place: String, expected: Option<String>, found: Option<String>) -> Deviation {
        Deviation { format: self.format, place, expected, found }
    }

    /// The paragraphs or the table a block should be found as; none when there is nothing to print.
    fn expected<'d>(&self, block: &'d Block) -> Vec<Expected<'d>> {
        let texts = match block {
            Block::Table(table) => return vec![Expected::Table(table)],
            Block::Title { lines } => vec![lines.join("\n")],
            // Where paragraphs are told apart, the date is one of its own.
            Block::Signature { agency, date }
                if matches!(self.format, Format::Docx | Format::Html | Format::Fragment) =>
            {
                vec![agency.clone(), date.clone()]
            }
            block => vec![block.text()],
        };
        let texts = texts.iter().map(|text| self.text(text)).filter(|text| !text.trim().is_empty());
        texts.map(Expected::Text).collect()
    }

    fn tidy(&self, unit: ReadUnit) -> ReadUnit {
        match unit {
            ReadUnit::Text(passage) => ReadUnit::Text(ReadPassage { text: self.text(&passage.text), ..passage }),
            ReadUnit::Table(mut grid) => {
                grid.cells.values_mut().for_each(|cell| cell.paragraphs = vec![self.cell(&cell.text())]);
                ReadUnit::Table(grid)
            }
        }
    }

    /// The text of a paragraph with as much white space as the format keeps.
    fn text(&self, text: &str) -> String {
        match self.format {
            // A writer may break a long title again; what its lines say is the title.
            Format::Docx => text.replace('\n', ""),
            Format::Html | Format::Fragment | Format::Txt => single_spaces(text),
            Format::Pdf => no_spaces(text),
        }
    }

    /// The text of a cell, likewise.
    fn cell(&self, text: &str) -> String {
        match self.format {
            // Labels are broken into lines by sense.
            Format::Docx => text.replace('\n', ""),
            Format::Html | Format::Fragment => single_spaces(text),
            Format::Txt | Format::Pdf => no_spaces(text),
        }
    }

    /// Pairs what is expected with what is found so that as few as possible differ. A table may be found in several pieces, one to
    /// a page.
    fn align<'e, 'd, 'f>(
        &self,
        expected: &'e [Expected<'d>],
        found: &'f [ReadUnit],
    ) -> Vec<(Option<&'e Expected<'d>>, &'f [ReadUnit])> {
        // Pieces of one table follow each other.
        let together =
            |a: &ReadUnit, b: &ReadUnit| self.is_paged() && matches!((a, b), (ReadUnit::Table(_), ReadUnit::Table(_)));
        let tables_follow = expected.windows(2).any(|pair| matches!(pair, [Expected::Table(_), Expected::Table(_)]));
        let found: Vec<&[ReadUnit]> = found.chunk_by(|a, b| !tables_follow && together(a, b)).collect();
        let alike = |expected: &Expected, found: &[ReadUnit]| match (expected, found) {
            (Expected::Text(text), [ReadUnit::Text(other)]) => usize::from(*text != other.text),
            (Expected::Table(_), [ReadUnit::Table(_), ..]) => 0,
            _ => 2,
        };
        let (rows, columns) = (expected.len(), found.len());
        if rows.saturating_mul(columns) > ALIGNED {
            let pair = |at| (expected.get(at), found.get(at).copied().unwrap_or_default());
            return (0..rows.max(columns)).map(pair).collect();
        }
        // cost[i][j]: differences between what follows the first i and the first j.
        let mut cost = vec![vec![0; columns + 1]; rows + 1];
        for i in (0..=rows).rev() {
            for j in (0..=columns).rev() {
                let pair = (i < rows && j < columns).then(|| cost[i + 1][j + 1] + alike(&expected[i], found[j]));
                let skip = (i < rows).then(|| cost[i + 1][j] + 1);
                let extra = (j < columns).then(|| cost[i][j + 1] + 1);
                cost[i][j] = [pair, skip, extra].into_iter().flatten().min().unwrap_or(0);
            }
        }
        let (mut i, mut j) = (0, 0);
        let mut pairs = Vec::new();
        while i < rows || j < columns {
            if i < rows && j < columns && cost[i][j] == cost[i + 1][j + 1] + alike(&expected[i], found[j]) {
                pairs.push((Some(&expected[i]), found[j]));
                (i, j) = (i + 1, j + 1);
            } else if i < rows && cost[i][j] == cost[i + 1][j] + 1 {
                pairs.push((Some(&expected[i]), &[][..]));
                i += 1;
            } else {
                pairs.push((None, found[j]));
                j += 1;
            }
        }
        pairs
    }

    fn table(&self, table: &Table, found: &[ReadUnit], name: &str, differences: &mut Vec<Deviation>) {
        let grids: Vec<&Grid> = found
            .iter()
            .filter_map(|unit| match unit {
                ReadUnit::Table(grid) => Some(grid),
                ReadUnit::Text(_) => None,
            })
            .collect();
        let expected = self.grid(table.rows());
        match grids.as_slice() {
            [] => differences.push(self.difference(name.to_owned(), Some("整张表".to_owned()), None)),
            [one] => self.cells(&expected, one, name, differences),
            pieces => self.pieces(table, pieces, name, differences),
        }
    }

    fn grid<'t>(&self, rows: impl IntoIterator<Item = &'t Row>) -> Grid {
        let grid = Grid::from_rows(rows.into_iter().map(|row| {
            row.cells.iter().map(|cell| GridCell::new(cell.colspan, cell.rowspan, self.cell(&cell.text))).collect()
        }));
        if self.format == Format::Txt { grid.drawn() } else { grid }
    }

    /// Cell by cell: text and spans.
    fn cells(&self, expected: &Grid, found: &Grid, name: &str, differences: &mut Vec<Deviation>) {
        let place = |&(row, column): &(usize, usize)| format!("{name}第{}行第{}列", row + 1, column + 1);
        let spans = |cell: &GridCell| format!("{}行×{}列", cell.rowspan, cell.colspan);
        for (at, cell) in &expected.cells {
            let other = found.cells.get(at);
            if other.is_none_or(|other| other.text() != cell.text()) {
                let (text, other) = excerpts(&cell.text(), other.map(GridCell::text).as_deref());
                differences.push(self.difference(place(at), Some(text), other));
            } else if let Some(other) =
                other.filter(|other| (other.colspan, other.rowspan) != (cell.colspan, cell.rowspan))
            {
                let place = format!("{}的跨度", place(at));
                differences.push(self.difference(place, Some(spans(cell)), Some(spans(other))));
            }
        }
        for (at, cell) in found.cells.iter().filter(|(at, _)| !expected.cells.contains_key(at)) {
            differences.push(self.difference(place(at), None, Some(cell.text())));
        }
    }

    /// A table cut over pages: place by place, as merged cells begin again in every piece, without the header rows that are
    /// repeated.
    fn pieces(&self, table: &Table, pieces: &[&Grid], name: &str, differences: &mut Vec<Deviation>) {
        let mut rows: Places = Vec::new();
        // For each row of a body its header, which stands above it once more when a piece begins with it.
        let mut headers: Vec<Option<Places>> = Vec::new();
        for section in table.sections() {
            let (header, body) = (self.grid(&section.header).places(), self.grid(&section.body).places());
            headers.extend(header.iter().map(|_| None));
            headers.extend(body.iter().map(|_| Some(header.clone())));
            rows.extend(header);
            rows.extend(body);
        }
        let mut found: Places = Vec::new();
        for piece in pieces {
            let mut places = piece.places();
            if let Some(Some(header)) = headers.get(found.len()).filter(|_| !found.is_empty())
                && !header.is_empty()
                && places.starts_with(header)
            {
                places.drain(..header.len());
            }
            found.extend(places);
        }
        for (at, row) in rows.iter().enumerate() {
            for (column, text) in row.iter().enumerate() {
                let other = found.get(at).and_then(|row| row.get(column));
                if other.is_none_or(|other| other != text && other.strip_suffix(CONTINUED) != Some(text)) {
                    let (text, other) = excerpts(text, other.map(String::as_str));
                    differences.push(self.difference(
                        format!("{name}第{}行第{}列", at + 1, column + 1),
                        Some(text),
                        other,
                    ));
                }
            }
        }
        for (at, (row, expected)) in found.iter().zip(&rows).enumerate() {
            for (column, text) in row.iter().enumerate().skip(expected.len()) {
                let place = format!("{name}第{}行第{}列", at + 1, column + 1);
                differences.push(self.difference(place, None, Some(text.clone())));
            }
        }
        for (at, row) in found.iter().enumerate().skip(rows.len()) {
            differences.push(self.difference(format!("{name}第{}行", at + 1), None, Some(row.join("，"))));
        }
    }
}

fn single_spaces(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

fn no_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Both texts, shortened to where they first differ.
fn excerpts(expected: &str, found: Option<&str>) -> (String, Option<String>) {
    let same = found.map_or(0, |found| expected.chars().zip(found.chars()).take_while(|(a, b)| a == b).count());
    let shown = |text: &str| {
        let from = same.saturating_sub(AROUND / 2);
        let length = text.chars().count();
        let middle: String = text.chars().skip(from).take(2 * AROUND).collect();
        let (before, after) = (from > 0 && length > from, length > from + 2 * AROUND);
        format!("{}{middle}{}", if before { "…" } else { "" }, if after { "…" } else { "" })
    };
    (shown(expected), found.map(shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::document::{Cell, CellKind, Meta, Run, Section};
    use crate::read_back::unit::GridCell as Found;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph { lead: None, runs: vec![Run::plain(text)] }
    }

    fn row(texts: &[&str]) -> Row {
        Row { cells: texts.iter().map(|text| Cell::new(CellKind::Value, *text, 1, 1)).collect(), keep: false }
    }

    fn table() -> Table {
        let section = Section {
            header: vec![row(&["项", "数"])],
            body: vec![row(&["甲", "3"]), row(&["乙", "4"])],
            breakable: true,
        };
        Table::new("表二", "", vec![1, 1], vec![section]).unwrap()
    }

    fn found(rows: &[&[&str]]) -> ReadUnit {
        let cell = |text: &&str| Found::new(1, 1, *text);
        ReadUnit::Table(Grid::from_rows(rows.iter().map(|row| row.iter().map(cell).collect())))
    }

    fn passage(text: &str) -> ReadUnit {
        ReadUnit::Text(ReadPassage { text: text.to_owned(), ..ReadPassage::default() })
    }

    fn said(blocks: Vec<Block>, format: Format, found: Vec<ReadUnit>) -> Vec<String> {
        let meta = Meta {
            title: String::new(),
            author: String::new(),
            date: Date::new(2025, 1, 20).unwrap(),
            subject: String::new(),
        };
        differences(&Document { meta, blocks }, format, found).iter().map(Deviation::to_string).collect()
    }

    #[test]
    fn a_changed_a_missing_and_an_added_paragraph_are_told_apart() {
        let blocks = || ["甲段在此", "乙段在此", "丙段在此"].map(paragraph).to_vec();
        let units = |texts: &[&str]| texts.iter().map(|text| passage(text)).collect::<Vec<_>>();
        let said = |texts| said(blocks(), Format::Docx, units(texts));
        assert!(said(&["甲段在此", "", "乙段在此", "丙段在此"]).is_empty());
        assert_eq!(said(&["甲段在此", "丙段在此"]), ["DOCX 文件，第2段：文件里缺少“乙段在此”"]);
        assert_eq!(
            said(&["甲段在此", "乙段不在", "丙段在此"]),
            ["DOCX 文件，第2段：应为“乙段在此”，文件里是“乙段不在”"]
        );
        assert_eq!(said(&["甲段在此", "乙段在此", "丁", "丙段在此"]), ["DOCX 文件，第2段之后：文件里多出“丁”"]);
    }

    #[test]
    fn a_changed_cell_is_named() {
        let blocks = || vec![Block::Table(table())];
        assert!(said(blocks(), Format::Html, vec![found(&[&["项", "数"], &["甲", "3"], &["乙", "4"]])]).is_empty());
        assert_eq!(
            said(blocks(), Format::Html, vec![found(&[&["项", "数"], &["甲", "8"], &["乙", "4"]])]),
            ["HTML 文件，第1张表（表二）第2行第2列：应为“3”，文件里是“8”"]
        );
        assert_eq!(said(blocks(), Format::Html, vec![]), ["HTML 文件，第1张表（表二）：文件里缺少“整张表”"]);
    }

    #[test]
    fn a_table_cut_over_pages_is_one_table() {
        let blocks = || vec![Block::Table(table())];
        let first = found(&[&["项", "数"], &["甲", "3"]]);
        let second = |value: &str| found(&[&["项", "数"], &["乙（续）", value]]);
        for format in [Format::Pdf, Format::Docx] {
            assert!(said(blocks(), format, vec![first.clone(), second("4")]).is_empty());
            assert_eq!(
                said(blocks(), format, vec![first.clone(), second("5")])[0].split_once(' ').unwrap().1,
                "文件，第1张表（表二）第3行第2列：应为“4”，文件里是“5”"
            );
            let wider = found(&[&["项", "数"], &["乙（续）", "4", "9"]]);
            let told = said(blocks(), format, vec![first.clone(), wider]);
            assert!(told.len() == 1 && told[0].contains("第3行第3列"), "{told:?}");
        }
    }
}
