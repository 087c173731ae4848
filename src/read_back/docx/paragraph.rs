//! A paragraph: its runs as they are printed, its number, the text boxes anchored in it.

use std::cmp::Ordering;

use super::styles::{numbered, outline};
use super::{Story, branch, on};
use crate::read_back::flow::{FlowBlock, is_blank};
use crate::read_back::numbers::Numbered;
use crate::read_back::raised::LetterStanding;
use crate::read_back::unit::ReadPassage;
use crate::read_back::xml::XmlElement;

/// The fields that are open, outermost first: true while the instruction is read, which is not printed.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<bool>);

impl Fields {
    fn meet(&mut self, mark: &XmlElement) {
        match mark.get("fldCharType") {
            Some("begin") => self.0.push(true),
            Some("separate") => self.0.iter_mut().last().into_iter().for_each(|instruction| *instruction = false),
            Some("end") => drop(self.0.pop()),
            _ => {}
        }
    }

    fn hide(&self) -> bool {
        self.0.contains(&true)
    }
}

/// What a paragraph holds.
#[derive(Default)]
struct OpenParagraph {
    text: String,
    /// Its style.
    style: String,
    /// How far its letters are raised that stand on the line, in half points.
    base: i32,
    boxes: Vec<FlowBlock>,
}

impl Story {
    /// Adds the text boxes of a paragraph and then the paragraph.
    pub(super) fn paragraph(&mut self, paragraph: &XmlElement, blocks: &mut Vec<FlowBlock>) {
        let properties = paragraph.child("pPr");
        let style = properties.and_then(|properties| properties.child("pStyle")?.val()).unwrap_or_default().to_owned();
        let base = self.base(paragraph);
        let mut line =
            OpenParagraph { text: std::mem::take(&mut self.carried), style: style.clone(), base, boxes: Vec::new() };
        self.inline(paragraph, &mut line);
        // An instruction never goes on in the next paragraph; one without an end would hide the rest of the file.
        self.fields.0.iter_mut().for_each(|instruction| *instruction = false);
        blocks.extend(line.boxes);
        let mark = properties.and_then(|properties| properties.child("rPr"));
        if mark.is_some_and(|mark| mark.child("del").or_else(|| mark.child("moveFrom")).is_some()) {
            self.carried = line.text;
            return;
        }
        if self.styles.is_contents(&style) {
            return;
        }
        let mut text = line.text;
        if !is_blank(&text) {
            text.insert_str(0, &self.number(properties, &style));
        }
        let heading = outline(properties).or_else(|| self.styles.heading(&style));
        blocks.push(FlowBlock::Text(ReadPassage { text, heading, ..ReadPassage::default() }));
    }

    /// How far the letters are raised that stand on the line: not at all, or as the first where all are raised.
    fn base(&self, paragraph: &XmlElement) -> i32 {
        let mut runs = Vec::new();
        paragraph.all("r", &mut runs);
        let holds = |run: &&&XmlElement| run.child("t").is_some_and(|text| !is_blank(&text.text()));
        let raised: Vec<i32> = runs.iter().filter(holds).map(|run| self.styles.raised(run.child("rPr"))).collect();
        if raised.contains(&0) { 0 } else { raised.first().copied().unwrap_or(0) }
    }

    /// The automatic number of a paragraph.
    fn number(&mut self, properties: Option<&XmlElement>, style: &str) -> String {
        let own = numbered(properties);
        let inherited = self.styles.numbered(style);
        let (styled, inherited) = inherited.map_or((None, Numbered::default()), |(id, number)| (Some(id), number));
        let wanted = match own {
            // List 0 takes the style's number away.
            Some(own) if own.list.is_some() => own,
            Some(own) => Numbered { list: inherited.list, level: own.level.or(inherited.level) },
            None => inherited,
        };
        let by_style = if own.is_some_and(|own| own.list.is_some()) { None } else { styled };
        self.numbering.next(wanted, by_style)
    }

    /// The text of runs and of what wraps them.
    fn inline(&mut self, parent: &XmlElement, line: &mut OpenParagraph) {
        for child in parent.elements() {
            match child.name.as_str() {
                "r" if on(child.child("rPr"), "vanish") => self.seen.hidden += usize::from(self.passed_over(child)),
                "r" => self.run(child, line),
                "t" | "delText" if self.fields.hide() => {}
                "t" => line.text.push_str(&self.standing.reads(&child.text())),
                "tab" | "ptab" => line.text.push('\t'),
                "br" | "cr" => line.text.push('\n'),
                "noBreakHyphen" => line.text.push('-'),
                "sym" => {
                    let sign = symbol(child);
                    self.seen.symbols += usize::from(sign == char::REPLACEMENT_CHARACTER);
                    line.text.push(sign);
                }
                "fldChar" => self.fields.meet(child),
                "footnoteReference" | "endnoteReference" => self.seen.notes += 1,
                // Deleted, moved elsewhere, or no text: the reading aid of a ruby, properties, instructions.
                "del" | "moveFrom" | "rt" | "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "instrText" | "delText" | "tabs" => {
                }
                "drawing" | "pict" | "object" => self.drawn(child, line),
                "AlternateContent" => {
                    if let Some(branch) = branch(child) {
                        self.inline(branch, line);
                    }
                }
                _ => self.inline(child, line),
            }
        }
    }

    /// A run on the line, raised, or struck through and so taken out.
    fn run(&mut self, run: &XmlElement, line: &mut OpenParagraph) {
        let properties = run.child("rPr");
        let standing = match self.styles.standing(properties, &line.style) {
            LetterStanding::OnLine => match self.styles.raised(properties).cmp(&line.base) {
                Ordering::Greater => LetterStanding::Raised,
                Ordering::Less => LetterStanding::Lowered,
                Ordering::Equal => LetterStanding::OnLine,
            },
            standing => standing,
        };
        match standing {
            LetterStanding::Struck => self.seen.struck += usize::from(self.passed_over(run)),
            standing => {
                let outer = std::mem::replace(&mut self.standing, standing);
                self.inline(run, line);
                self.standing = outer;
            }
        }
    }

    /// Passes over a run and says whether it holds text; its field marks count all the same.
    fn passed_over(&mut self, run: &XmlElement) -> bool {
        let instruction = self.fields.hide();
        let holds = |child: &XmlElement| child.name == "t" && !is_blank(&child.text());
        run.elements().filter(|child| child.name == "fldChar").for_each(|mark| self.fields.meet(mark));
        !instruction && run.elements().any(holds)
    }

    /// A drawing: the text boxes in it, or a picture.
    fn drawn(&mut self, drawing: &XmlElement, line: &mut OpenParagraph) {
        let mut boxes = Vec::new();
        drawing.all("txbxContent", &mut boxes);
        if boxes.is_empty() {
            let mut pictures = Vec::new();
            ["blip", "imagedata"].iter().for_each(|name| drawing.all(name, &mut pictures));
            self.seen.pictures += pictures.len();
        }
        for found in boxes {
            let mut inside = Vec::new();
            let carried = std::mem::take(&mut self.carried);
            self.blocks(found, &mut inside);
            self.carried = carried;
            line.boxes.push(FlowBlock::Aside(inside));
        }
    }
}

/// The character of a symbol font (`w:sym`), as far as it has a place in Unicode.
fn symbol(element: &XmlElement) -> char {
    /// Signs of Wingdings that office texts use, by their code in the font.
    const WINGDINGS: [(u32, char); 16] = [
        (0x28, '☎'),
        (0x6C, '●'),
        (0x6E, '■'),
        (0x6F, '□'),
        (0x71, '❑'),
        (0x75, '◆'),
        (0x76, '❖'),
        (0x77, '⬥'),
        (0x9F, '•'),
        (0xA7, '▪'),
        (0xA8, '□'),
        (0xD8, '➢'),
        (0xE0, '→'),
        (0xFB, '✗'),
        (0xFC, '✓'),
        (0xFE, '☑'),
    ];
    let code = element.get("char").and_then(|code| u32::from_str_radix(code, 16).ok()).unwrap_or(0);
    let font = element.get("font").unwrap_or_default().to_lowercase();
    let low = if (0xF000..=0xF0FF).contains(&code) { code - 0xF000 } else { code };
    let found = match font.as_str() {
        "wingdings" => match low {
            0x81..=0x8A => char::from_u32('①' as u32 + low - 0x81),
            0x8C..=0x95 => char::from_u32('❶' as u32 + low - 0x8C),
            _ => WINGDINGS.iter().find(|(code, _)| *code == low).map(|(_, sign)| *sign),
        },
        font if font.starts_with("wingdings") || font == "webdings" => None,
        // Digits, brackets and signs of Symbol are those of ASCII; its letters are Greek.
        "symbol" if low == 0xB7 => Some('·'),
        "symbol" => char::from_u32(low).filter(|c| c.is_ascii() && !c.is_ascii_alphabetic()),
        _ => char::from_u32(low),
    };
    let printable = found.filter(|c| !c.is_control() && !('\u{E000}'..='\u{F8FF}').contains(c));
    printable.unwrap_or(char::REPLACEMENT_CHARACTER)
}
