//! What an XLSX says of the letters in its cells that the library does not tell: pieces raised, lowered or struck through.

use std::collections::{BTreeMap, BTreeSet};

use super::package::Package;
use super::raised::LetterStanding;
use super::unseen::parts_of_sheets;
use super::xml::XmlElement;

/// What is said of the cells of a sheet; rows and columns from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Letters {
    /// Cells whose text reads otherwise than all its pieces together.
    pub texts: BTreeMap<(u32, u32), String>,
    /// Cells that are struck through as a whole.
    pub struck: BTreeSet<(u32, u32)>,
}

/// The words by which a part is seen to say anything of it.
const WORDS: [&[u8]; 2] = [b"strike", b"vertAlign"];

/// What is said of the sheets of a workbook, by their names.
pub(super) fn of_xlsx(package: &mut Package) -> BTreeMap<String, Letters> {
    let struck = said(package, "xl/styles.xml").map(|root| struck_formats(&root)).unwrap_or_default();
    let shared = said(package, "xl/sharedStrings.xml").map(|root| shared_texts(&root)).unwrap_or_default();
    let mut found = BTreeMap::new();
    for (name, path) in parts_of_sheets(package) {
        let Some(bytes) = package.part(&path).ok().flatten() else { continue };
        if shared.is_empty() && struck.is_empty() && !speaks(&bytes) {
            continue;
        }
        let Ok(root) = XmlElement::parse(&bytes) else { continue };
        found.insert(name, of_sheet(&root, &shared, &struck));
    }
    found
}

fn speaks(bytes: &[u8]) -> bool {
    WORDS.iter().any(|word| bytes.windows(word.len()).any(|window| window == *word))
}

/// A part that says something of letters.
fn said(package: &mut Package, name: &str) -> Option<XmlElement> {
    let bytes = package.part(name).ok().flatten().filter(|bytes| speaks(bytes))?;
    XmlElement::parse(&bytes).ok()
}

/// The pieces of a text, each with how it stands; none for a piece that has the cell's font.
type RichText = Vec<(Option<LetterStanding>, String)>;

/// The shared strings in pieces of several fonts, by number.
fn shared_texts(root: &XmlElement) -> BTreeMap<usize, RichText> {
    let strings = root.elements().filter(|element| element.name == "si").enumerate();
    strings.filter_map(|(index, string)| Some((index, pieces(string)?))).collect()
}

/// The pieces of a string, where it has any.
fn pieces(string: &XmlElement) -> Option<RichText> {
    let pieces = string.elements().filter(|piece| piece.name == "r");
    let text = |piece: &XmlElement| piece.child("t").map(XmlElement::text).unwrap_or_default();
    let pieces: RichText = pieces.map(|piece| (piece.child("rPr").map(standing), text(piece))).collect();
    (!pieces.is_empty()).then_some(pieces)
}

/// A text as it is to be read, where that is not all its pieces together; empty when all of it is struck through.
fn reads(pieces: &RichText, of_cell: LetterStanding) -> Option<String> {
    let standing = |piece: &(Option<LetterStanding>, String)| piece.0.unwrap_or(of_cell);
    let other =
        of_cell == LetterStanding::Struck || pieces.iter().any(|piece| standing(piece) != LetterStanding::OnLine);
    other.then(|| pieces.iter().map(|piece| standing(piece).reads(&piece.1)).collect())
}

/// How a font stands.
fn standing(font: &XmlElement) -> LetterStanding {
    match font.child("strike") {
        Some(strike) if !matches!(strike.val(), Some("0" | "false")) => LetterStanding::Struck,
        _ => LetterStanding::of_word(font.child("vertAlign").and_then(XmlElement::val)),
    }
}

/// Numbers of the cell formats whose font is struck through.
fn struck_formats(root: &XmlElement) -> BTreeSet<usize> {
    let fonts = root.child("fonts").into_iter().flat_map(XmlElement::elements);
    let struck: Vec<bool> = fonts.map(|font| standing(font) == LetterStanding::Struck).collect();
    let formats = root.child("cellXfs").into_iter().flat_map(XmlElement::elements).enumerate();
    let font = |format: &XmlElement| format.get("fontId").and_then(|font| font.parse::<usize>().ok());
    formats
        .filter(|(_, format)| font(format).is_some_and(|font| struck.get(font) == Some(&true)))
        .map(|(at, _)| at)
        .collect()
}

fn of_sheet(root: &XmlElement, shared: &BTreeMap<usize, RichText>, struck: &BTreeSet<usize>) -> Letters {
    let mut letters = Letters::default();
    let rows = root.child("sheetData").into_iter().flat_map(XmlElement::elements);
    for (row, number) in rows.zip(0u32..) {
        let row_number =
            row.get("r").and_then(|row| row.parse::<u32>().ok()).map_or(number, |row| row.saturating_sub(1));
        for (cell, number) in row.elements().zip(0u32..) {
            let at = (row_number, cell.get("r").and_then(column).unwrap_or(number));
            let format = cell.get("s").and_then(|format| format.parse::<usize>().ok());
            let gone = format.is_some_and(|format| struck.contains(&format));
            let named = || cell.child("v")?.text().trim().parse::<usize>().ok();
            let inline = (cell.get("t") == Some("inlineStr")).then(|| cell.child("is").and_then(pieces)).flatten();
            let text = match cell.get("t") {
                Some("s") => named().and_then(|index| shared.get(&index)),
                _ => inline.as_ref(),
            };
            let of_cell = if gone { LetterStanding::Struck } else { LetterStanding::OnLine };
            match text.map(|pieces| reads(pieces, of_cell)) {
                Some(Some(text)) if !text.trim().is_empty() => {
                    letters.texts.insert(at, text);
                }
                // All of a text in pieces is struck through, or the cell is.
                Some(Some(_)) => {
                    letters.struck.insert(at);
                }
                None if gone => {
                    letters.struck.insert(at);
                }
                _ => {}
            }
        }
    }
    letters
}

/// The column of a cell by its name, `D12`, from 0.
fn column(name: &str) -> Option<u32> {
    let letters = name.chars().take_while(char::is_ascii_alphabetic).take(4);
    let number = letters.fold(0, |sum, c| 26 * sum + (c.to_ascii_uppercase() as u32 - 'A' as u32 + 1));
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_cells_are_told_by_their_fonts() {
        let parse = |xml: &str| XmlElement::parse(xml.as_bytes()).unwrap();
        let shared = shared_texts(&parse(
            "<sst><si><t>甲</t></si><si><r><t>21</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>1</t></r></si>\
             <si><r><rPr><strike/></rPr><t>3</t></r><r><rPr><strike val='0'/></rPr><t>1</t></r></si><si><r><t>5</t></r></si></sst>",
        ));
        let read: Vec<Option<String>> = shared.values().map(|pieces| reads(pieces, LetterStanding::OnLine)).collect();
        assert_eq!(read, [Some("21¹".to_owned()), Some("1".to_owned()), None]);
        // Where the cell is struck through, only pieces with a font of their own are not.
        assert_eq!(reads(&shared[&2], LetterStanding::Struck).as_deref(), Some("1"));
        assert_eq!(reads(&shared[&3], LetterStanding::Struck).as_deref(), Some(""));
        let struck = struck_formats(&parse(
            "<styleSheet><fonts><font/><font><strike/></font></fonts><cellXfs><xf fontId='0'/><xf fontId='1'/></cellXfs></styleSheet>",
        ));
        let letters = of_sheet(
            &parse(
                "<worksheet><sheetData><row r='3'><c r='D3' t='s'><v>1</v></c><c r='AA3' t='s'><v>0</v></c><c s='1'><v>7</v></c></row>\
                 <row><c t='inlineStr'><is><r><t>1</t></r><r><rPr><vertAlign val='subscript'/></rPr><t>2</t></r></is></c></row></sheetData></worksheet>",
            ),
            &shared,
            &struck,
        );
        assert_eq!(letters.texts, BTreeMap::from([((2, 3), "21¹".to_owned()), ((1, 0), "1₂".to_owned())]));
        assert_eq!(letters.struck, BTreeSet::from([(2, 2)]));
        assert_eq!((column("A1"), column("AA3"), column("7")), (Some(0), Some(26), None));
    }
}
