//! Tables pasted as text: one record a line, cells parted by tabs (or commas, in files that spreadsheet programs write).
//!
//! Excel puts cells with line feeds in quotes; merged cells are blank ones. Lines without tabs are paragraphs, unless no line has any.

use super::encoding::decode;
use super::flow;
use super::piped;
use super::spread::spread;
use super::text;
use super::unit::{Contents, FileKind, Grid, GridCell, ReadPassage, ReadUnit};

/// No text is longer, in bytes: a report has 100 KB.
const LONGEST_TEXT: usize = 4 * 1024 * 1024;
/// Lines and cells that are read.
const LINES: usize = 20_000;
const CELLS: usize = 200_000;
/// No cell has more lines; a label one character a line has nine.
const HIGHEST: usize = 40;
/// No cell with line feeds is longer, in bytes.
const LONGEST: usize = 8_000;

/// Reads a text of any encoding that Chinese programs save.
///
/// # Errors
/// More lines or cells than any report has.
pub fn read(bytes: &[u8]) -> Result<Contents, super::Unreadable> {
    if bytes.len() > LONGEST_TEXT {
        return Err(super::Unreadable::TooLarge(format!("文本超过 {} MB", LONGEST_TEXT / 1024 / 1024)));
    }
    let text = decode(bytes, None);
    if text::is_drawn(&text) {
        return text::read(text.as_bytes());
    }
    let text = piped::parted(&text).unwrap_or(text);
    let comma = if text.contains('\t') { None } else { separator(&text) };
    let text = if comma.is_some() || text.contains('\t') { text } else { spread(&text) };
    let mut units: Vec<ReadUnit> = Vec::new();
    let mut rows: Vec<Vec<GridCell>> = Vec::new();
    let mut cells = 0;
    let mut records = PastedLines { rest: &text, delimiter: comma.unwrap_or('\t') };
    for (line, record) in std::iter::from_fn(|| records.next()).enumerate() {
        cells += record.len();
        if line >= LINES || cells > CELLS {
            return Err(super::Unreadable::TooLarge(format!("超过 {LINES} 行或 {CELLS} 格")));
        }
        if let [text] = &record[..] {
            finish(&mut rows, &mut units);
            units.push(ReadUnit::Text(ReadPassage { text: text.clone(), ..ReadPassage::default() }));
        } else {
            rows.push(record.iter().map(|text| GridCell::new(1, 1, text.trim_matches(['\r', '\n']))).collect());
        }
    }
    finish(&mut rows, &mut units);
    flow::number(&mut units);
    Ok(Contents { kind: FileKind::Text, units, remarks: Vec::new(), properties: Default::default() })
}

/// What parts the cells of a file that a spreadsheet program wrote: commas, or semicolons where a comma is the decimal point.
fn separator(text: &str) -> Option<char> {
    let lines = |sign: char| text.lines().filter(|line| line.matches(sign).count() > 1).count();
    [',', ';'].into_iter().max_by_key(|sign| (lines(*sign), *sign == ',')).filter(|sign| lines(*sign) >= 5)
}

/// The lines of a text that are not blank, as their fields.
struct PastedLines<'t> {
    rest: &'t str,
    delimiter: char,
}

impl PastedLines<'_> {
    /// The fields of the next line.
    fn next(&mut self) -> Option<Vec<String>> {
        while !self.rest.is_empty() {
            let mut fields = Vec::new();
            loop {
                let (field, length) = self.field();
                fields.push(field);
                self.rest = &self.rest[length..];
                match self.rest.strip_prefix(self.delimiter) {
                    Some(rest) => self.rest = rest,
                    None => break,
                }
            }
            self.rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
            self.rest = self.rest.strip_prefix('\n').unwrap_or(self.rest);
            if fields.len() > 1 || !fields[0].trim().is_empty() {
                return Some(fields);
            }
        }
        None
    }

    /// The next field, and how many bytes it takes.
    fn field(&self) -> (String, usize) {
        if let Some(quoted) = self.quoted() {
            return quoted;
        }
        let end = self.rest.find([self.delimiter, '\n']).unwrap_or(self.rest.len());
        let end = if self.rest[end..].starts_with('\n') { self.rest[..end].trim_end_matches('\r').len() } else { end };
        (self.rest[..end].to_owned(), end)
    }

    /// A field in quotes, as spreadsheet programs put one with line feeds; a quote that does not close before the next field begins, or
    /// within as many lines as a cell has, is a mark like others.
    fn quoted(&self) -> Option<(String, usize)> {
        let inner = self.rest.strip_prefix('"')?;
        let (mut from, mut text) = (0, String::new());
        loop {
            let close = from
                + inner.as_bytes()[from..].iter().take(LONGEST.saturating_sub(from)).position(|byte| *byte == b'"')?;
            text.push_str(&inner[from..close]);
            if close >= LONGEST || text.matches('\n').count() > HIGHEST {
                return None;
            }
            let after = &inner[close + 1..];
            if after.starts_with('"') {
                text.push('"');
                from = close + 2;
                continue;
            }
            let ends = after.is_empty() || after.starts_with(['\r', '\n']) || after.starts_with(self.delimiter);
            return ends.then(|| (text, close + 2));
        }
    }
}

/// Ends a table. Some programs end every line with one more tab: no cell follows it.
fn finish(rows: &mut Vec<Vec<GridCell>>, units: &mut Vec<ReadUnit>) {
    if rows.len() > 1 && rows.iter().all(|row| row.last().is_some_and(|cell| cell.text().trim().is_empty())) {
        rows.iter_mut().for_each(|row| drop(row.pop()));
    }
    if !rows.is_empty() {
        units.push(ReadUnit::Table(Grid::from_rows(std::mem::take(rows))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_part_cells_and_quotes_hold_line_feeds() {
        let text = "某年度报告\r\n\r\n信息内容\t件数\r\n\"三\n、\n本\"\t（一）予以公开\t\t5\r\n";
        let (gbk, ..) = encoding_rs::GB18030.encode(text);
        for bytes in [text.as_bytes(), &gbk] {
            let contents = read(bytes).unwrap();
            let ReadUnit::Table(grid) = &contents.units[1] else { panic!("a grid") };
            assert_eq!(grid.cells[&(1, 0)].text(), "三\n、\n本");
            assert_eq!(grid.cells[&(1, 3)].text(), "5");
            assert_eq!(grid.cells[&(1, 2)].text(), "");
            assert_eq!(grid.cells[&(1, 3)].place.row, Some(2));
            assert!(matches!(&contents.units[0], ReadUnit::Text(passage) if passage.text == "某年度报告"));
        }
    }

    #[test]
    fn semicolons_part_cells_as_commas_do() {
        let text = |sign: &str| format!("某年度报告\n{}", "规章;1;\"2;3\"\n".repeat(5)).replace(';', sign);
        for sign in [";", ","] {
            let contents = read(text(sign).as_bytes()).unwrap();
            let ReadUnit::Table(grid) = &contents.units[1] else { panic!("a grid") };
            assert_eq!(grid.cells[&(4, 2)].text(), format!("2{sign}3"));
        }
    }

    #[test]
    fn a_tab_at_the_end_of_every_line_begins_no_cell() {
        let shown = |text: &str| read(text.as_bytes()).unwrap().units[0].to_string();
        assert_eq!(shown("信息内容\t件数\t\n规章\t5\t\n"), "信息内容 | 件数\n规章 | 5");
        assert_eq!(shown("信息内容\t件数\t\n规章\t5\t6\n"), "信息内容 | 件数 | \n规章 | 5 | 6");
    }

    #[test]
    fn a_quote_that_does_not_close_is_a_mark_like_others() {
        let shown = |text: &str| -> Vec<String> {
            read(text.as_bytes()).unwrap().units.iter().map(ToString::to_string).collect()
        };
        let rows = "信息内容\t件数\n规章\t5\n";
        for text in ["\"互联网+政务\u{201D}稳步推进。", "\"甲\"和\"乙\"都办了。", "说\"好\"。"] {
            assert_eq!(shown(&format!("{text}\n{rows}")), [text, "信息内容 | 件数\n规章 | 5"], "{text}");
        }
        assert_eq!(shown("\"甲\"\"乙\"\t\"1\"\r\n丙\t2\r\n"), ["甲\"乙 | 1\n丙 | 2"]);
        let open = format!("\"甲\t1\n{}", "乙\t2\n".repeat(HIGHEST + 2)) + "丙\"\t3\n";
        assert_eq!(shown(&open)[0].lines().next(), Some("\"甲 | 1"));
    }
}
