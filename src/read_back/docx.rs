//! A DOCX of any program read back: the paragraphs and tables of its main part, as they are printed.
//!
//! Tracked changes are taken as accepted, content controls are looked through, automatic numbers stand before their paragraphs.
//! It knows WordprocessingML; it must not know reports.

mod numbering;
mod paragraph;
mod styles;
mod table;
#[cfg(test)]
mod tests;

use super::Unreadable;
use super::flow::{self, FlowBlock};
use super::numbers::Numbering;
use super::package::Package;
use super::raised::{self, LetterStanding};
use super::unit::{Contents, FileKind};
use super::xml::{XmlElement, XmlError};
use paragraph::Fields;
use styles::Styles;

/// Where the main part is when the package does not say.
const MAIN: &str = "word/document.xml";

/// The contents of a file.
///
/// # Errors
/// No package, no main part, no XML, or more of it than a report can need.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    let mut package = Package::open(bytes, FileKind::Docx)?;
    let main = main_part(&mut package)?;
    let root = part(&mut package, &main)?.ok_or_else(|| Unreadable::damaged(FileKind::Docx, "没有正文"))?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let styles = Styles::read(part(&mut package, &format!("{folder}/styles.xml"))?.as_ref());
    let numbering = numbering::read(part(&mut package, &format!("{folder}/numbering.xml"))?.as_ref(), &styles);
    let body = root.child("body").ok_or_else(|| Unreadable::damaged(FileKind::Docx, "没有正文"))?;
    let mut story = Story {
        styles,
        numbering,
        fields: Fields::default(),
        carried: String::new(),
        standing: LetterStanding::default(),
        seen: Seen::default(),
    };
    let mut blocks = Vec::new();
    story.blocks(body, &mut blocks);
    Ok(Contents {
        kind: FileKind::Docx,
        units: flow::units(blocks),
        remarks: story.seen.remarks(),
        properties: std::collections::BTreeMap::new(),
    })
}

/// The name of the main part, as the package's relations give it.
fn main_part(package: &mut Package) -> Result<String, Unreadable> {
    let relations = part(package, "_rels/.rels")?;
    let main = relations.as_ref().and_then(|relations| {
        let mut all = relations.elements();
        all.find(|relation| relation.get("Type").is_some_and(|kind| kind.ends_with("/officeDocument")))?.get("Target")
    });
    let main = main.map_or(MAIN, |target| target.trim_start_matches('/'));
    Ok(if package.has(main) { main.to_owned() } else { MAIN.to_owned() })
}

fn part(package: &mut Package, name: &str) -> Result<Option<XmlElement>, Unreadable> {
    let Some(bytes) = package.part(name)? else { return Ok(None) };
    XmlElement::parse(&bytes).map(Some).map_err(|error| match error {
        XmlError::Deep | XmlError::Many => Unreadable::TooLarge(error.to_string()),
        error => Unreadable::damaged(FileKind::Docx, error),
    })
}

/// What was met that is not in the units.
#[derive(Default)]
struct Seen {
    pictures: usize,
    notes: usize,
    symbols: usize,
    embedded: usize,
    hidden: usize,
    struck: usize,
    rows: usize,
}

impl Seen {
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let mut say = |count: usize, words: &str| {
            if count > 0 {
                remarks.push(words.replace("{}", &count.to_string()));
            }
        };
        say(self.pictures, "有{}张图片，图片里的文字和表格没有读");
        say(self.notes, "有{}处脚注或尾注，没有读");
        say(self.symbols, "有{}个符号字体的字符认不出，写成“\u{FFFD}”");
        say(self.embedded, "有{}处嵌入的其他文件，没有读");
        say(self.hidden, "有{}处隐藏的文字，印不出来，没有读");
        say(self.rows, "表格里有{}行是隐藏的，印不出来，没有读");
        remarks.extend(raised::remark(self.struck));
        remarks
    }
}

/// The text as it is walked, in its order: numbers count and fields open and close on the way.
struct Story {
    styles: Styles,
    numbering: Numbering,
    fields: Fields,
    /// Text of a paragraph whose mark is deleted: it goes on in the next one.
    carried: String,
    /// How the run that is read stands.
    standing: LetterStanding,
    seen: Seen,
}

impl Story {
    /// The blocks of a body, a cell or a text box.
    fn blocks(&mut self, parent: &XmlElement, blocks: &mut Vec<FlowBlock>) {
        for child in parent.elements() {
            match child.name.as_str() {
                "p" => self.paragraph(child, blocks),
                "tbl" => {
                    let frame = self.table(child);
                    blocks.push(FlowBlock::Table(frame));
                }
                // Deleted, or moved elsewhere, where it is met again.
                "del" | "moveFrom" | "sdtPr" | "sdtEndPr" | "tcPr" => {}
                "altChunk" => self.seen.embedded += 1,
                "AlternateContent" => {
                    if let Some(branch) = branch(child) {
                        self.blocks(branch, blocks);
                    }
                }
                // Content controls, custom XML, insertions: looked through.
                _ => self.blocks(child, blocks),
            }
        }
    }
}

/// Of alternatives the one that is shown: the first that holds anything.
fn branch(alternatives: &XmlElement) -> Option<&XmlElement> {
    let holds = |element: &&XmlElement| element.elements().next().is_some();
    let choice = alternatives.elements().filter(|element| element.name == "Choice").find(holds);
    choice.or_else(|| alternatives.elements().find(|element| element.name == "Fallback"))
}

/// Whether a property that is on by being there is on.
fn on(properties: Option<&XmlElement>, name: &str) -> bool {
    properties
        .and_then(|properties| properties.child(name))
        .is_some_and(|property| !matches!(property.val(), Some("0" | "false" | "off" | "none")))
}
