//! A tagged PDF: what a screen reader speaks, paragraph by paragraph and cell by cell.

use super::{PrintedPdf, Tag};
use crate::read_back::flow::{is_blank, number};
use crate::read_back::look_alike::unified;
use crate::read_back::unit::{Grid, GridCell, ReadPassage, ReadUnit};

/// The units of a file by its tags; empty when it has none.
pub fn units(pdf: &PrintedPdf) -> Vec<ReadUnit> {
    let mut units = Vec::new();
    let mut at = 0;
    while let Some(tag) = pdf.tags.get(at) {
        let below = pdf.tags[at + 1..].iter().take_while(|below| below.depth > tag.depth).count();
        let inside = &pdf.tags[at + 1..=at + below];
        match tag.role.as_str() {
            "Table" => units.push(ReadUnit::Table(table(tag, inside, &pdf.seen))),
            // What only groups others.
            "Document" | "Part" | "Sect" | "Div" | "Art" | "NonStruct" | "L" | "LI" | "LBody" | "BlockQuote"
            | "TOC"
                if inside.iter().any(|tag| is_block(&tag.role)) =>
            {
                at += 1;
                continue;
            }
            _ => units.push(ReadUnit::Text(passage(tag, &pdf.seen))),
        }
        at += 1 + below;
    }
    units.retain(|unit| !matches!(unit, ReadUnit::Text(passage) if is_blank(&passage.text)));
    number(&mut units);
    units
}

/// The units of a file by its tags, a run-in heading joined with the rest of its paragraph: no paragraph of its own begins with a
/// closing mark.
pub fn paragraphs(pdf: &PrintedPdf) -> Vec<ReadUnit> {
    let mut units = run_in(units(pdf));
    number(&mut units);
    units
}

fn run_in(units: Vec<ReadUnit>) -> Vec<ReadUnit> {
    let mut joined: Vec<ReadUnit> = Vec::new();
    for unit in units {
        match (joined.last_mut(), unit) {
            (Some(ReadUnit::Text(heading)), ReadUnit::Text(rest))
                if heading.heading.is_some() && rest.heading.is_none() && rest.text.starts_with(CLOSING) =>
            {
                heading.text.push_str(&rest.text);
                heading.heading = None;
            }
            (_, unit) => joined.push(unit),
        }
    }
    joined
}

/// What closes a run-in heading.
const CLOSING: [char; 5] = ['。', '：', '；', '？', '！'];

/// Tags that are paragraphs or hold them; others are words within one.
fn is_block(role: &str) -> bool {
    const BLOCKS: [&str; 13] =
        ["P", "Table", "Document", "Part", "Sect", "Div", "Art", "L", "LI", "LBody", "BlockQuote", "TOC", "TOCI"];
    BLOCKS.contains(&role) || role.starts_with('H') && role.len() <= 2
}

fn page(tag: &Tag) -> Option<u32> {
    tag.page.and_then(|page| u32::try_from(page + 1).ok())
}

fn passage(tag: &Tag, text: &str) -> ReadPassage {
    let heading = tag.role.strip_prefix('H').and_then(|depth| depth.parse().ok());
    let mut passage =
        ReadPassage { text: unified(&text[tag.range.clone()]).into_owned(), heading, ..ReadPassage::default() };
    passage.place.page = page(tag);
    passage
}

fn table(table: &Tag, tags: &[Tag], text: &str) -> Grid {
    let mut rows: Vec<Vec<GridCell>> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        match (tag.role.as_str(), rows.last_mut()) {
            ("TR", _) => rows.push(Vec::new()),
            ("TH" | "TD", Some(row)) => {
                let inside = tags[at + 1..].iter().take_while(|below| below.depth > tag.depth);
                let parts: Vec<&Tag> = inside.filter(|below| below.depth == tag.depth + 1).collect();
                // Text that stands in the cell itself, and what stands in its paragraphs.
                let whole = || vec![&text[tag.range.clone()]];
                let texts = if parts.len() > 1 && tag.text.is_empty() {
                    parts.iter().map(|part| &text[part.range.clone()]).collect()
                } else {
                    whole()
                };
                let mut cell = GridCell::new(tag.colspan, tag.rowspan, "");
                let texts = texts.into_iter().filter(|text| !is_blank(text));
                cell.paragraphs = texts.map(|text| once(&unified(text)).to_owned()).collect();
                cell.place.page = page(tag);
                row.push(cell);
            }
            _ => {}
        }
    }
    let mut grid = Grid::from_rows(rows);
    drop_spill(&mut grid);
    grid.place.page = page(table);
    grid
}

/// The words of a head once: one that is printed again on the next page is one cell of the tags.
fn once(text: &str) -> &str {
    let part = |times: usize| text.get(..text.len() / times).filter(|part| part.repeat(times) == text);
    let words = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() > 1;
    (2..=4).rev().filter_map(part).find(words).unwrap_or(text)
}

/// Takes away blank cells beyond the width that most rows have: a row that the page cuts in two is tagged with the cells of both
/// halves by some programs.
fn drop_spill(grid: &mut Grid) {
    let mut ends: Vec<usize> = grid.covering().iter().map(Vec::len).collect();
    ends.sort_unstable();
    let usual = ends.get(ends.len() / 2).copied().unwrap_or(0);
    grid.cells.retain(|(_, column), cell| *column < usual || !cell.paragraphs.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_in_heading_is_read_with_its_paragraph() {
        let text = |text: &str, heading| {
            ReadUnit::Text(ReadPassage { text: text.to_owned(), heading, ..ReadPassage::default() })
        };
        let units = run_in(vec![
            text("（一）网站", Some(2)),
            text("。公开3条。", None),
            text("1.打算", Some(3)),
            text("加强。", None),
        ]);
        let texts: Vec<String> = units
            .iter()
            .map(|unit| if let ReadUnit::Text(passage) = unit { passage.text.clone() } else { String::new() })
            .collect();
        assert_eq!(texts, ["（一）网站。公开3条。", "1.打算", "加强。"]);
    }

    #[test]
    fn a_head_that_is_printed_twice_is_one_and_a_figure_is_not() {
        assert_eq!((once("行政复议行政复议"), once("行政诉讼".repeat(3).as_str())), ("行政复议", "行政诉讼"));
        assert_eq!(["1212", "总计", "其他其", ""].map(once), ["1212", "总计", "其他其", ""]);
    }

    #[test]
    fn blank_cells_beyond_the_table_are_dropped_and_figures_are_not() {
        let row = |texts: &[&str]| texts.iter().map(|text| GridCell::new(1, 1, *text)).collect::<Vec<_>>();
        let rows = [
            row(&["项", "数"]),
            row(&["甲", "1", "", ""]),
            row(&["乙", "2"]),
            row(&["丙", "3", "4"]),
            row(&["丁", "5"]),
        ];
        let mut grid = Grid::from_rows(rows);
        drop_spill(&mut grid);
        assert_eq!(grid.rows().iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2, 3, 2]);
    }
}
