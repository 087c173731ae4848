//! A tolerant reader of the XML in packages: elements by their local names, attributes, text; bounded in size and depth.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// Elements nested deeper than this are refused; Word itself stays below 100.
const DEEPEST: usize = 256;
/// Elements, attributes and texts of one part; a report has some 20,000.
const MOST: usize = 1_000_000;

/// Why a part cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum XmlError {
    #[error("XML 有误：{0}")]
    Syntax(String),
    #[error("标记嵌套超过 {DEEPEST} 层")]
    Deep,
    #[error("标记超过 {MOST} 个")]
    Many,
    #[error("XML 不完整")]
    Cut,
}

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct XmlElement {
    /// Without its prefix.
    pub name: String,
    /// Names without prefixes; `r:id` and `w:id` of one element are both `id`, in this order.
    attributes: Vec<(String, String)>,
    pub children: Vec<XmlNode>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum XmlNode {
    Element(XmlElement),
    Text(String),
}

impl XmlElement {
    /// Reads a whole part and returns its root element.
    ///
    /// # Errors
    /// Tags that do not fit each other, or more of them than is believed.
    pub fn parse(bytes: &[u8]) -> Result<XmlElement, XmlError> {
        // UTF-16 parts say so by their byte order mark.
        let (text, ..) = encoding_rs::UTF_8.decode(bytes);
        let mut reader = Reader::from_str(&text);
        reader.config_mut().check_end_names = false;
        let mut open = vec![XmlElement::default()];
        let mut count = 0;
        loop {
            let event = reader.read_event().map_err(|error| XmlError::Syntax(error.to_string()))?;
            match event {
                Event::Start(tag) if open.len() > DEEPEST => {
                    drop(tag);
                    return Err(XmlError::Deep);
                }
                Event::Start(tag) => open.push(start(&tag, &mut count)?),
                Event::Empty(tag) => add(&mut open, XmlNode::Element(start(&tag, &mut count)?)),
                Event::End(tag) => match open.pop() {
                    Some(element) if element.name == tag.local_name().as_ref() && !open.is_empty() => {
                        add(&mut open, XmlNode::Element(element));
                    }
                    _ => return Err(XmlError::Syntax("结束标记不成对".to_owned())),
                },
                Event::Text(text) => add_text(&mut open, &text, &mut count),
                Event::CData(text) => add_text(&mut open, &text, &mut count),
                Event::GeneralRef(name) => {
                    let written = format!("&{};", &*name);
                    // An entity nobody knows stays as it is written.
                    let text = unescape(&written).map_or_else(|_| written.clone(), |text| text.into_owned());
                    add_text(&mut open, &text, &mut count);
                }
                Event::Eof => break,
                _ => {}
            }
            if count > MOST {
                return Err(XmlError::Many);
            }
        }
        match <[XmlElement; 1]>::try_from(open) {
            Ok([top]) => top.children.into_iter().find_map(XmlNode::element).ok_or(XmlError::Cut),
            Err(_) => Err(XmlError::Cut),
        }
    }

    /// The value of an attribute, by its name without prefix.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The attribute `val`, in which WordprocessingML keeps nearly everything.
    pub fn val(&self) -> Option<&str> {
        self.get("val")
    }

    /// Child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &XmlElement> {
        self.children.iter().filter_map(|node| match node {
            XmlNode::Element(element) => Some(element),
            XmlNode::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&XmlElement> {
        self.elements().find(|element| element.name == name)
    }

    /// Its own text, without that of elements inside.
    pub fn text(&self) -> String {
        let own = self.children.iter().filter_map(|node| match node {
            XmlNode::Text(text) => Some(text.as_str()),
            XmlNode::Element(_) => None,
        });
        own.collect()
    }

    /// All elements of a name inside, at any depth but not within each other.
    pub fn all<'a>(&'a self, name: &str, into: &mut Vec<&'a XmlElement>) {
        for element in self.elements() {
            if element.name == name {
                into.push(element);
            } else {
                element.all(name, into);
            }
        }
    }
}

impl XmlNode {
    fn element(self) -> Option<XmlElement> {
        match self {
            XmlNode::Element(element) => Some(element),
            XmlNode::Text(_) => None,
        }
    }
}

fn add(open: &mut [XmlElement], node: XmlNode) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

fn add_text(open: &mut [XmlElement], text: &str, count: &mut usize) {
    *count += 1;
    add(open, XmlNode::Text(text.to_owned()));
}

fn start(tag: &BytesStart, count: &mut usize) -> Result<XmlElement, XmlError> {
    let name = tag.local_name().as_ref().to_owned();
    let mut attributes = Vec::new();
    *count += 1;
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| XmlError::Syntax(error.to_string()))?;
        *count += 1;
        if attribute.key.as_ref().starts_with("xmlns") {
            continue;
        }
        let key = attribute.key.local_name().as_ref().to_owned();
        let raw = attribute.value.into_owned();
        let value = if raw.contains('&') { unescape(&raw).map_or(raw.clone(), |text| text.into_owned()) } else { raw };
        attributes.push((key, value));
    }
    Ok(XmlElement { name, attributes, children: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_do_not_matter_and_entities_are_read() {
        let root = XmlElement::parse(b"<x:p y:val='a&amp;b' xmlns:x='u'>1 &lt; 2<b/>&#x5e74;&unknown;</x:p>").unwrap();
        assert_eq!((root.name.as_str(), root.val()), ("p", Some("a&b")));
        assert_eq!(root.text(), "1 < 2年&unknown;");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for bad in [&b"<p><b></p></b>"[..], b"<p>", b"", b"<p", b"</p>"] {
            assert!(XmlElement::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(XmlElement::parse("<a>".repeat(100_000).as_bytes()), Err(XmlError::Deep));
        assert_eq!(XmlElement::parse(format!("<a>{}</a>", "<b/>".repeat(MOST)).as_bytes()), Err(XmlError::Many));
    }
}
