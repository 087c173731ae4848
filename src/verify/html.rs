//! A page read back: the blocks of its main element.

use super::Unit;
use super::grid::{Found, Grid};
use super::xml::{Element, Node};

/// The units of a page.
///
/// # Errors
/// Not the strict HTML this program writes, or no main element.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Unit>, String> {
    let page = Element::parse(bytes, true)?;
    let main = page.find("main").ok_or("没有 main 元素")?;
    Ok(main.elements().map(unit).collect())
}

fn unit(block: &Element) -> Unit {
    if let Some(table) = block.find("table") {
        return Unit::Table(self::table(table));
    }
    // A block of paragraphs is a signature, one of a heading and a paragraph a paragraph with its run-in heading.
    let paragraphs: Vec<String> = block.elements().filter(|child| child.name == "p").map(printed).collect();
    Unit::Text(if paragraphs.len() > 1 { paragraphs.join("\n") } else { printed(block) })
}

fn printed(element: &Element) -> String {
    let text = element.children.iter().map(|node| match node {
        Node::Text(text) => text.clone(),
        Node::Element(element) if element.name == "br" => "\n".to_owned(),
        Node::Element(element) => printed(element),
    });
    text.collect()
}

fn table(table: &Element) -> Grid {
    let mut rows = Vec::new();
    table.all("tr", &mut rows);
    let span = |cell: &Element, name| cell.attribute(name).parse().unwrap_or(1);
    let found = |cell: &Element| Found::new(span(cell, "colspan"), span(cell, "rowspan"), printed(cell));
    let cells = |row: &Element| {
        row.elements().filter(|cell| matches!(cell.name.as_str(), "th" | "td")).map(found).collect::<Vec<_>>()
    };
    Grid::from_rows(rows.into_iter().map(cells))
}
