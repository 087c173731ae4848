//! The lists of a DOCX by which paragraphs are numbered, as its numbering part and its styles define them.

use std::collections::BTreeMap;

use super::styles::Styles;
use crate::read_back::numbers::{LEVELS, List, ListLevel, Numbering};
use crate::read_back::xml::XmlElement;

/// The lists of a file.
pub(super) fn read(root: Option<&XmlElement>, styles: &Styles) -> Numbering {
    let Some(root) = root else { return Numbering::default() };
    let id = |element: &XmlElement, name: &str| element.get(name)?.parse::<u32>().ok();
    let value = |element: &XmlElement, name: &str| element.child(name)?.val()?.parse::<u32>().ok();
    let named = |name: &'static str| root.elements().filter(move |element| element.name == name);
    let definitions: BTreeMap<u32, &XmlElement> =
        named("abstractNum").filter_map(|element| Some((id(element, "abstractNumId")?, element))).collect();
    let targets: BTreeMap<u32, u32> =
        named("num").filter_map(|element| Some((id(element, "numId")?, value(element, "abstractNumId")?))).collect();
    let mut lists = BTreeMap::new();
    for num in named("num") {
        let (Some(number), Some(mut definition)) = (id(num, "numId"), value(num, "abstractNumId")) else {
            continue;
        };
        // A definition may be that of a style's list.
        let link = definitions.get(&definition).and_then(|found| found.child("numStyleLink")?.val());
        let linked = link.and_then(|style| styles.numbered(style)?.1.list).and_then(|list| targets.get(&list));
        definition = linked.copied().unwrap_or(definition);
        let mut list = List { definition, levels: vec![ListLevel::default(); LEVELS], ..List::default() };
        if let Some(found) = definitions.get(&definition) {
            levels(found, &mut list.levels);
        }
        for change in num.elements().filter(|element| element.name == "lvlOverride") {
            levels(change, &mut list.levels);
            let level = id(change, "ilvl").map_or(0, |level| level as usize);
            list.restarts.extend(value(change, "startOverride").map(|start| (level, start)));
        }
        lists.insert(number, list);
    }
    Numbering::new(lists)
}

/// The levels that an element defines or changes.
fn levels(parent: &XmlElement, levels: &mut [ListLevel]) {
    for element in parent.elements().filter(|element| element.name == "lvl") {
        let index = element.get("ilvl").and_then(|level| level.parse::<usize>().ok());
        let Some(level) = index.and_then(|index| levels.get_mut(index)) else { continue };
        let value = |name| element.child(name).and_then(XmlElement::val);
        *level = ListLevel {
            start: value("start").and_then(|start| start.parse().ok()).unwrap_or(1),
            format: format(element),
            text: value("lvlText").unwrap_or_default().to_owned(),
            spaced: value("suff") == Some("space"),
            legal: super::on(Some(element), "isLgl"),
            runs_on: value("lvlRestart") == Some("0"),
            style: value("pStyle").map(str::to_owned),
        };
    }
}

/// The format of a level; a newer one may stand beside an older under alternatives.
fn format(level: &XmlElement) -> String {
    let mut found = Vec::new();
    level.all("numFmt", &mut found);
    found.first().and_then(|format| format.val()).unwrap_or("decimal").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::numbers::Numbered;

    #[test]
    fn levels_count_and_begin_again() {
        let xml = r#"<numbering><abstractNum abstractNumId="0">
            <lvl ilvl="0"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="%1、"/></lvl>
            <lvl ilvl="1"><start val="1"/><numFmt val="chineseCounting"/><lvlText val="（%2）"/></lvl>
            <lvl ilvl="2"><numFmt val="decimal"/><suff val="space"/><lvlText val="%1.%3"/><isLgl/></lvl></abstractNum>
            <num numId="1"><abstractNumId val="0"/></num>
            <num numId="2"><abstractNumId val="0"/><lvlOverride ilvl="0"><startOverride val="5"/></lvlOverride></num></numbering>"#;
        let mut numbering = read(Some(&XmlElement::parse(xml.as_bytes()).unwrap()), &Styles::default());
        let mut next = |list, level| numbering.next(Numbered { list: Some(list), level: Some(level) }, None);
        assert_eq!([next(1, 0), next(1, 1), next(1, 1)], ["一、", "（一）", "（二）"]);
        assert_eq!([next(1, 0), next(1, 1), next(1, 2)], ["二、", "（一）", "2.1 "]);
        assert_eq!([next(2, 0), next(2, 0), next(1, 0)], ["五、", "六、", "七、"]);
        assert_eq!(next(9, 0), "");
    }
}
