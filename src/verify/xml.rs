//! A reader of XML and of the strict HTML this program writes: elements, attributes, text.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// Elements of HTML that have no end tag.
const VOID: [&str; 5] = ["meta", "br", "col", "link", "wbr"];
/// Elements nested deeper than this are refused.
const DEEPEST: usize = 200;

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    pub children: Vec<Node>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// Reads a whole file and returns its root element.
    ///
    /// # Errors
    /// Tags that do not fit each other, entities nobody knows, text that is not UTF-8.
    pub fn parse(bytes: &[u8], html: bool) -> Result<Element, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(tag) => {
                    let element = start(&tag)?;
                    if html && VOID.contains(&element.name.as_str()) {
                        add(&mut open, Node::Element(element));
                    } else if open.len() > DEEPEST {
                        return Err("嵌套过深".to_owned());
                    } else {
                        open.push(element);
                    }
                }
                Event::Empty(tag) => add(&mut open, Node::Element(start(&tag)?)),
                Event::End(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    match open.pop() {
                        Some(element) if element.name == name && !open.is_empty() => {
                            add(&mut open, Node::Element(element))
                        }
                        _ => return Err(format!("结束标记 {name} 不成对")),
                    }
                }
                Event::Text(text) => add(&mut open, Node::Text(text.to_string())),
                Event::GeneralRef(reference) => {
                    let name: &str = &reference;
                    let text = unescape(&format!("&{name};")).map_err(|error| error.to_string())?.into_owned();
                    add(&mut open, Node::Text(text));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        match <[Element; 1]>::try_from(open) {
            Ok([top]) => top.children.into_iter().find_map(Node::element).ok_or_else(|| "没有内容".to_owned()),
            Err(_) => Err("文件不完整".to_owned()),
        }
    }

    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }

    /// Child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|element| element.name == name)
    }

    /// The first element of a name inside, at any depth.
    pub fn find(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|element| if element.name == name { Some(element) } else { element.find(name) })
    }

    /// All elements of a name inside, at any depth but not within each other.
    pub fn all<'a>(&'a self, name: &str, into: &mut Vec<&'a Element>) {
        for element in self.elements() {
            if element.name == name {
                into.push(element);
            } else {
                element.all(name, into);
            }
        }
    }
}

impl Node {
    fn element(self) -> Option<Element> {
        match self {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        }
    }
}

fn add(open: &mut [Element], node: Node) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(node);
    }
}

fn start(tag: &BytesStart) -> Result<Element, String> {
    let name = tag.name().as_ref().to_owned();
    let mut attributes = BTreeMap::new();
    for attribute in tag.html_attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = attribute.key.as_ref().to_owned();
        let raw = attribute.value.to_string();
        attributes.insert(key, unescape(&raw).map_err(|error| error.to_string())?.into_owned());
    }
    Ok(Element { name, attributes, children: Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn void_elements_and_entities() {
        let page = Element::parse(b"<!DOCTYPE html>\n<p>1 &lt; 2<br>&#x2f;</p>", true).unwrap();
        assert_eq!(page.name, "p");
        assert_eq!(page.children.len(), 5);
        assert!(Element::parse(b"<p><b></p></b>", true).is_err());
        assert!(Element::parse(b"<p>", false).is_err());
        assert!(Element::parse(b"", false).is_err());
    }
}
