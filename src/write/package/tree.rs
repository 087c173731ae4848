//! A small XML tree: enough to complete what docx-rs wrote and to build the parts it does not write.
//!
//! It knows XML; it must not know WordprocessingML. Names are qualified names as written (`w:p`), namespaces are attributes.

use super::PackageError;
use quick_xml::Reader;
use quick_xml::escape::{escape, partial_escape, unescape};
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use std::borrow::Cow;

/// An element; what was read borrows from what it was read from.
#[derive(Debug, Clone, PartialEq)]
pub struct Element<'a> {
    /// Its qualified name, `w:p`.
    pub name: Cow<'a, str>,
    /// Its attributes, in order.
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What stands in it, in order.
    pub children: Vec<PartNode<'a>>,
}

/// A child of an element.
#[derive(Debug, Clone, PartialEq)]
pub enum PartNode<'a> {
    /// An element.
    Element(Element<'a>),
    /// Characters, unescaped.
    Text(Cow<'a, str>),
}

/// An element without attributes and children.
pub fn element<'a>(name: impl Into<Cow<'a, str>>) -> Element<'a> {
    Element { name: name.into(), attributes: Vec::new(), children: Vec::new() }
}

/// An element with nothing but a value, `<w:sz w:val="32"/>`.
pub fn value<'a>(name: &'a str, value: impl ToString) -> Element<'a> {
    element(name).attribute("w:val", value)
}

impl<'a> Element<'a> {
    /// With an attribute more.
    pub fn attribute(mut self, name: &'a str, value: impl ToString) -> Self {
        self.attributes.push((name.into(), value.to_string().into()));
        self
    }

    /// With a child more.
    pub fn child(mut self, child: Element<'a>) -> Self {
        self.children.push(PartNode::Element(child));
        self
    }

    /// With more children.
    pub fn children(mut self, children: impl IntoIterator<Item = Element<'a>>) -> Self {
        self.children.extend(children.into_iter().map(PartNode::Element));
        self
    }

    /// With text more.
    pub fn text(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.children.push(PartNode::Text(text.into()));
        self
    }

    /// Child elements in order.
    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Element<'a>> {
        self.children.iter_mut().filter_map(|node| match node {
            PartNode::Element(element) => Some(element),
            PartNode::Text(_) => None,
        })
    }

    /// The child of that name, made first if there is none.
    pub fn require(&mut self, name: &'a str) -> &mut Element<'a> {
        let found =
            self.children.iter().position(|node| matches!(node, PartNode::Element(child) if child.name == name));
        let index = found.unwrap_or_else(|| {
            self.children.push(PartNode::Element(element(name)));
            self.children.len() - 1
        });
        match &mut self.children[index] {
            PartNode::Element(child) => child,
            PartNode::Text(_) => unreachable!("the position is an element's"),
        }
    }

    /// Reads the root element of a part.
    ///
    /// # Errors
    /// Not well-formed, or a construct (CDATA, comment, entity) that no writer of this program makes.
    pub fn parse(xml: &'a [u8]) -> Result<Element<'a>, PackageError> {
        let xml = std::str::from_utf8(xml).map_err(ill_formed)?;
        let mut reader = Reader::from_str(xml);
        let mut open: Vec<Element<'a>> = Vec::new();
        loop {
            let start = reader.buffer_position() as usize;
            match reader.read_event().map_err(ill_formed)? {
                Event::Start(tag) => open.push(read_tag(xml, start, &tag)?),
                Event::Empty(tag) => {
                    let element = read_tag(xml, start, &tag)?;
                    if let Some(root) = close(&mut open, element) {
                        return Ok(root);
                    }
                }
                Event::End(_) => {
                    let element = open.pop().ok_or_else(|| ill_formed("end tag without start"))?;
                    if let Some(root) = close(&mut open, element) {
                        return Ok(root);
                    }
                }
                Event::Text(text) => {
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(PartNode::Text(text.into_inner()));
                    }
                }
                Event::GeneralRef(reference) => {
                    let name: &str = &reference;
                    let text = unescape(&format!("&{name};")).map_err(ill_formed)?.into_owned();
                    if let Some(parent) = open.last_mut() {
                        parent.children.push(PartNode::Text(text.into()));
                    }
                }
                Event::Decl(_) => {}
                Event::Eof => return Err(ill_formed("no end")),
                event => return Err(ill_formed(format!("unexpected {event:?}"))),
            }
        }
    }

    /// The part as it goes into the package: declaration and tree, without white space between elements.
    ///
    /// # Errors
    /// A character XML cannot hold; there is no other way out for text.
    pub fn write(&self) -> Result<Vec<u8>, PackageError> {
        let mut out = String::with_capacity(1 << 14);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write_to(&mut out)?;
        Ok(out.into_bytes())
    }

    fn write_to(&self, out: &mut String) -> Result<(), PackageError> {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            refuse_unprintable(value)?;
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            out.push_str(&escape(value.as_ref()));
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return Ok(());
        }
        out.push('>');
        for child in &self.children {
            match child {
                PartNode::Element(element) => element.write_to(out)?,
                PartNode::Text(text) => {
                    refuse_unprintable(text)?;
                    out.push_str(&partial_escape(text.as_ref()));
                }
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
        Ok(())
    }
}

/// Puts a finished element where it belongs; returns the root.
fn close<'a>(open: &mut [Element<'a>], element: Element<'a>) -> Option<Element<'a>> {
    match open.last_mut() {
        Some(parent) => {
            parent.children.push(PartNode::Element(element));
            None
        }
        None => Some(element),
    }
}

/// A tag that begins at `start`; its strings are cut from the source, as the event's own do not outlive it.
fn read_tag<'a>(xml: &'a str, start: usize, tag: &BytesStart<'_>) -> Result<Element<'a>, PackageError> {
    let content = xml.get(start + 1..start + 1 + tag.len()).ok_or_else(|| ill_formed("tag out of place"))?;
    let name = tag.name().as_ref().len();
    let mut attributes = Vec::new();
    for attribute in Attributes::new(content, name).with_checks(false) {
        let attribute = attribute.map_err(ill_formed)?;
        let Cow::Borrowed(raw) = attribute.value else { return Err(ill_formed("attribute out of place")) };
        let key = attribute.key.into_inner();
        let value = unescape(raw).map_err(ill_formed)?;
        attributes.push((key.into(), value));
    }
    Ok(Element { name: content[..name].into(), attributes, children: Vec::new() })
}

fn ill_formed(error: impl ToString) -> PackageError {
    PackageError::Xml(error.to_string())
}

/// Refuses what XML 1.0 cannot hold (§2.2), and the carriage return, which every reader turns into something else (§2.11).
pub fn refuse_unprintable(text: &str) -> Result<(), PackageError> {
    let lost = |c: char| (c < ' ' && c != '\n' && c != '\t') || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    let Some((at, character)) = text.char_indices().find(|&(_, c)| lost(c)) else { return Ok(()) };
    let before: Vec<char> = text[..at].chars().rev().take(12).collect();
    let around = before.into_iter().rev().chain(text[at..].chars().take(12));
    Err(PackageError::Character { character, text: around.filter(|&c| !lost(c)).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let tree = element("w:a")
            .attribute("w:q", "“<&>\"'”")
            .child(value("w:b", 1))
            .child(element("w:t").text("甲 & 乙 < 丙 “丁”"))
            .child(element("w:t").text("  "));
        let xml = tree.write().unwrap();
        let back = Element::parse(&xml).unwrap();
        assert_eq!(back.write().unwrap(), xml);
        assert_eq!(back.attributes, tree.attributes);
    }

    #[test]
    fn refuses_what_is_no_xml() {
        for xml in ["", "<a>", "<a></b>", "text", "<a><!-- c --></a>", "<a>&unknown;</a>"] {
            assert!(matches!(Element::parse(xml.as_bytes()), Err(PackageError::Xml(_))), "{xml}");
        }
    }

    #[test]
    fn no_character_that_xml_cannot_hold_gets_through() {
        for character in ('\0'..' ').chain(['\u{FFFE}', '\u{FFFF}']).filter(|c| !matches!(c, '\n' | '\t')) {
            for tree in [element("a").text(format!("甲{character}乙")), element("a").attribute("b", character)] {
                let Err(PackageError::Character { character: found, text }) = tree.write() else {
                    panic!("{character:?}")
                };
                assert_eq!(found, character);
                assert!(text.is_empty() || text == "甲乙");
            }
        }
    }
}
