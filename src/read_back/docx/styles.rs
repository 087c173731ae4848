//! What paragraph styles say that changes the words or their role: numbering, depth as a heading, table of contents.

use std::collections::BTreeMap;

use super::on;
use crate::read_back::numbers::Numbered;
use crate::read_back::raised::LetterStanding;
use crate::read_back::xml::XmlElement;

/// A style is based on at most this many others.
const BASES: usize = 20;

/// The number that paragraph properties (`w:pPr`) ask for.
pub(super) fn numbered(properties: Option<&XmlElement>) -> Option<Numbered> {
    let number = properties?.child("numPr")?;
    let get = |name| number.child(name)?.val()?.parse().ok();
    Some(Numbered { list: get("numId"), level: get("ilvl").map(|level: u32| level as usize) })
}

#[derive(Debug, Default)]
struct WordStyle {
    name: String,
    base: Option<String>,
    numbered: Option<Numbered>,
    outline: Option<u8>,
    standing: Option<LetterStanding>,
    raised: Option<i32>,
}

/// The paragraph styles of a file by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles(BTreeMap<String, WordStyle>);

impl Styles {
    pub fn read(root: Option<&XmlElement>) -> Styles {
        let styles = root.into_iter().flat_map(XmlElement::elements).filter(|element| element.name == "style");
        let read = |style: &XmlElement| {
            let properties = style.child("pPr");
            Some((
                style.get("styleId")?.to_owned(),
                WordStyle {
                    name: style.child("name").and_then(XmlElement::val).unwrap_or_default().to_lowercase(),
                    base: style.child("basedOn").and_then(XmlElement::val).map(str::to_owned),
                    numbered: numbered(properties),
                    outline: outline(properties),
                    standing: standing(style.child("rPr")),
                    raised: raised(style.child("rPr")),
                },
            ))
        };
        Styles(styles.filter_map(read).collect())
    }

    /// A style and those it is based on, nearest first.
    fn chain<'s>(&'s self, id: &str) -> impl Iterator<Item = (&'s str, &'s WordStyle)> {
        let first = self.0.get_key_value(id);
        std::iter::successors(first, |(_, style)| self.0.get_key_value(style.base.as_ref()?))
            .take(BASES)
            .map(|(id, style)| (id.as_str(), style))
    }

    /// The number a style asks for, with the id of the style that says so.
    pub fn numbered(&self, id: &str) -> Option<(&str, Numbered)> {
        self.chain(id).find_map(|(id, style)| Some((id, style.numbered?)))
    }

    /// Depth as a heading from 1.
    pub fn heading(&self, id: &str) -> Option<u8> {
        self.chain(id).find_map(|(_, style)| {
            let named = style.name.strip_prefix("heading ").or_else(|| style.name.strip_prefix("标题 "));
            style.outline.or_else(|| named?.trim().parse().ok()).filter(|depth| (1..=9).contains(depth))
        })
    }

    /// How a run stands by its own properties, by its style, or by that of its paragraph. A text struck through by both styles is not:
    /// each turns it over (ISO/IEC 29500-1, 17.7.3).
    pub fn standing(&self, properties: Option<&XmlElement>, paragraph: &str) -> LetterStanding {
        let of = |id: &str| self.chain(id).find_map(|(_, style)| style.standing);
        let of_run = || of(properties?.child("rStyle")?.val()?);
        standing(properties).unwrap_or_else(|| match (of_run(), of(paragraph)) {
            (Some(LetterStanding::Struck), Some(LetterStanding::Struck)) => LetterStanding::OnLine,
            (run, paragraph) => run.or(paragraph).unwrap_or_default(),
        })
    }

    /// How far a run is raised above its line, in half points, by its own properties or by those of its style.
    pub fn raised(&self, properties: Option<&XmlElement>) -> i32 {
        let of_style = || {
            let id = properties?.child("rStyle")?.val()?;
            self.chain(id).find_map(|(_, style)| style.raised)
        };
        raised(properties).or_else(of_style).unwrap_or(0)
    }

    /// Whether paragraphs of a style are lines of the table of contents, which repeat the headings.
    pub fn is_contents(&self, id: &str) -> bool {
        self.chain(id).any(|(_, style)| {
            let rest = style.name.strip_prefix("toc ").or_else(|| style.name.strip_prefix("目录 "));
            rest.is_some_and(|level| level.trim().parse::<u8>().is_ok())
        })
    }
}

/// How run properties (`w:rPr`) say that text stands; none when they say nothing of it.
fn standing(properties: Option<&XmlElement>) -> Option<LetterStanding> {
    let properties = properties?;
    if on(Some(properties), "strike") || on(Some(properties), "dstrike") {
        return Some(LetterStanding::Struck);
    }
    let aligned = properties.child("vertAlign").map(|aligned| LetterStanding::of_word(aligned.val()));
    aligned.or_else(|| properties.child("strike").map(|_| LetterStanding::OnLine))
}

/// How far run properties raise text (`w:position`), in half points.
fn raised(properties: Option<&XmlElement>) -> Option<i32> {
    properties?.child("position")?.val()?.parse().ok()
}

/// The depth in the outline, from 1; a tenth level means text.
pub(super) fn outline(properties: Option<&XmlElement>) -> Option<u8> {
    let level: u8 = properties?.child("outlineLvl")?.val()?.parse().ok()?;
    Some(level.saturating_add(1)).filter(|depth| *depth <= 9)
}
