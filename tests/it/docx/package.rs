//! A reader of packages for the tests, independent of the writer: parts as small XML trees.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::Read;

/// The parts of a package by path; `names` in the order of the archive.
pub struct Package {
    pub names: Vec<String>,
    pub raw: BTreeMap<String, Vec<u8>>,
    pub parts: BTreeMap<String, Element>,
}

#[derive(Debug, Clone, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// Its own text, not its children's.
    pub text: String,
}

impl Element {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// `w:val` of a child.
    pub fn val(&self, child: &str) -> Option<&str> {
        self.child(child)?.get("w:val")
    }

    /// Children of that name, in order.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Itself and everything inside, in document order.
    pub fn walk(&self) -> Vec<&Element> {
        let mut all = vec![self];
        all.extend(self.children.iter().flat_map(Element::walk));
        all
    }

    /// Printed text of a paragraph or cell.
    pub fn printed(&self) -> String {
        let piece = |element: &Element| match element.name.as_str() {
            "w:t" => element.text.clone(),
            "w:br" => "\n".into(),
            "w:tab" => "\t".into(),
            _ => String::new(),
        };
        self.walk().into_iter().map(piece).collect()
    }
}

impl Package {
    pub fn read(bytes: &[u8]) -> Package {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let (mut names, mut raw, mut parts) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for index in 0..zip.len() {
            let mut file = zip.by_index(index).unwrap();
            let name = file.name().unwrap().into_owned();
            assert_eq!(file.unix_mode(), Some(0o100644), "{name} has permissions");
            assert_eq!(file.last_modified(), Some(zip::DateTime::DEFAULT), "{name} has a fixed time");
            let mut xml = Vec::new();
            file.read_to_end(&mut xml).unwrap();
            parts.insert(name.clone(), parse(std::str::from_utf8(&xml).unwrap()));
            raw.insert(name.clone(), xml);
            names.push(name);
        }
        Package { names, raw, parts }
    }

    pub fn document(&self) -> &Element {
        self.parts["word/document.xml"].child("w:body").unwrap()
    }

    pub fn style(&self, id: &str) -> &Element {
        self.parts["word/styles.xml"].all("w:style").find(|style| style.get("w:styleId") == Some(id)).unwrap()
    }
}

fn parse(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().enable_all_checks(true);
    let mut open = vec![Element::default()];
    let close = |open: &mut Vec<Element>| {
        let element = open.pop().unwrap();
        open.last_mut().unwrap().children.push(element);
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => open.push(read(&tag)),
            Event::Empty(tag) => {
                open.push(read(&tag));
                close(&mut open);
            }
            Event::End(_) => close(&mut open),
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(reference) => {
                let entity = format!("&{};", &*reference);
                open.last_mut().unwrap().text.push_str(&quick_xml::escape::unescape(&entity).unwrap());
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            event => panic!("{event:?}"),
        }
    }
    assert_eq!((open.len(), open[0].children.len()), (1, 1), "one root");
    open[0].children.remove(0)
}

fn read(tag: &BytesStart<'_>) -> Element {
    let text = |text: &str| text.to_owned();
    let attributes = tag.attributes().map(|attribute| {
        let attribute = attribute.unwrap();
        let value = text(&attribute.value);
        (text(attribute.key.into_inner()), quick_xml::escape::unescape(&value).unwrap().into_owned())
    });
    Element { name: text(tag.name().into_inner()), attributes: attributes.collect(), ..Element::default() }
}
