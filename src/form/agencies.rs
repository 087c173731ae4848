//! How agencies are called (机关名称): what their names end with, and what stands around them. From `templates/agencies.yaml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::AgencyKind;

/// The words of the file, which is part of the program.
static WORDS: LazyLock<AgencyWords> =
    LazyLock::new(|| serde_saphyr::from_str(include_str!("../../templates/agencies.yaml")).unwrap_or_default());

/// How agencies are called.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyWords {
    /// What names end with, by the kind of agency that it says, where it says one.
    #[serde(rename = "名尾")]
    endings: BTreeMap<String, Vec<String>>,
    /// What the names end with of those whose own offices make their reports.
    #[serde(rename = "代管")]
    pub governments: Vec<String>,
    /// Zones that have governments of their own (功能区) under their short names, with the full ones.
    #[serde(rename = "功能区")]
    zones: BTreeMap<String, Vec<String>>,
    /// What manages a zone.
    #[serde(rename = "功能区机关")]
    committees: Vec<String>,
    /// What is said of an agency's own work, right behind its name.
    #[serde(rename = "自述")]
    pub deeds: Vec<String>,
    /// What the names end with of those that many a report speaks of: the party's, parts of an agency, partners.
    #[serde(rename = "附属")]
    pub attached: Vec<String>,
    /// What the names of places end with.
    #[serde(rename = "地名")]
    pub places: String,
    /// What those of smaller places end with.
    #[serde(rename = "小地名")]
    pub townships: String,
    /// Characters that stand in no place's name and show that words have run into it.
    #[serde(rename = "不是地名")]
    pub no_place: String,
    /// Characters within names that are left out as often as not.
    #[serde(rename = "常省")]
    pub joints: String,
    /// Words that lead up to a name and are no part of one.
    #[serde(rename = "引出")]
    pub leads: Vec<String>,
    /// What follows on a name: what an agency does, or rests its report on.
    #[serde(rename = "后接")]
    pub follows: Vec<String>,
}

/// What zones of every kind are called.
const ZONE: &str = "开发区";

/// The words that there are.
pub fn agency_words() -> &'static AgencyWords {
    &WORDS
}

impl AgencyWords {
    /// The longest ending of names that a text has, and the kind of agency that it says; the text is more than the ending.
    fn ending(&self, name: &str) -> Option<(&str, Option<AgencyKind>)> {
        let endings = self.endings.iter().flat_map(|(kind, endings)| endings.iter().map(move |ending| (kind, ending)));
        let fitting = endings.filter(|(_, ending)| name.len() > ending.len() && name.ends_with(ending.as_str()));
        let (kind, ending) = fitting.max_by_key(|(_, ending)| ending.len())?;
        Some((ending, AgencyKind::ALL.into_iter().find(|known| known.as_str() == kind)))
    }

    /// Whether a text ends as names of agencies do.
    pub fn ends_as_name(&self, text: &str) -> bool {
        self.ending(text).is_some()
    }

    /// Whether a text may be an agency's name, of a folder or typed for a path: 甲局 is none.
    pub fn is_name(&self, text: &str) -> bool {
        text.chars().count() > 2 && self.ends_as_name(text)
    }

    /// The kind of agency that a name says, where it says it.
    pub fn kind_of(&self, name: &str) -> Option<AgencyKind> {
        self.ending(name).and_then(|(_, kind)| kind)
    }

    /// The name that a name was meant for in whose ending a character stands twice: 青石市人民政府 for 青石市人人民政府. What a place's
    /// name may end with, 古镇|镇人民政府, and a school's kind say nothing.
    pub fn undoubled(&self, name: &str) -> Option<String> {
        let of = |kind: &str| self.endings.get(kind).into_iter().flatten();
        let kinds = [AgencyKind::Government, AgencyKind::Department, AgencyKind::Township];
        let endings = kinds.into_iter().flat_map(|kind| of(kind.as_str()));
        let slips = endings.flat_map(|ending| ending.char_indices().map(move |(at, c)| (ending, at, c)));
        slips.filter(|(_, at, c)| *at > 0 || !self.is_seat(*c) && *c != '街').find_map(|(ending, at, c)| {
            let twice = format!("{}{c}{}", &ending[..at], &ending[at..]);
            name.strip_suffix(twice.as_str()).filter(|place| !place.is_empty()).map(|place| format!("{place}{ending}"))
        })
    }

    /// A name with the zone in it called for short: 临沂高新区 for 临沂高新技术产业开发区.
    pub fn shortened(&self, name: &str) -> String {
        let full = self.zones.iter().filter(|(short, _)| *short != ZONE);
        let full = full.flat_map(|(short, full)| full.iter().map(move |full| (short, full)));
        let short = full.filter(|(_, full)| name.contains(full.as_str())).max_by_key(|(_, full)| full.len());
        short.map_or_else(|| name.to_owned(), |(short, full)| name.replace(full.as_str(), short))
    }

    /// Whether a name is of a zone or of the committee that manages one.
    pub fn is_of_zone(&self, name: &str) -> bool {
        let zones = self.zones.iter().flat_map(|(short, full)| full.iter().chain([short]));
        zones.chain(&self.committees).any(|word| name.contains(word.as_str()))
    }

    /// Whether a character ends the name of a place, also of a small one.
    pub fn is_seat(&self, c: char) -> bool {
        self.places.contains(c) || self.townships.contains(c)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_by_their_longest_ending() {
        let words = agency_words();
        for (name, kind) in [
            ("青石县柳河镇人民政府", Some(AgencyKind::Township)),
            ("青石县东门街道办事处", Some(AgencyKind::Township)),
            ("青石县人民政府", Some(AgencyKind::Government)),
            ("青石县发展和改革委员会", Some(AgencyKind::Department)),
            ("青石县经济开发区管理委员会", None),
            ("青石县第一人民医院", None),
        ] {
            assert_eq!((words.kind_of(name), words.is_name(name)), (kind, true), "{name}");
        }
        for (name, meant) in [
            ("青石市人人民政府", Some("青石市人民政府")),
            ("青石市人民民政府", Some("青石市人民政府")),
            ("青石市人民政府府", Some("青石市人民政府")),
            ("青石市教育局局", Some("青石市教育局")),
            ("青石市发展和改革委委员会", Some("青石市发展和改革委员会")),
            ("青石县古镇镇人民政府", None),
            ("青石县南大街街道办事处", None),
            ("青石市市场监督管理局", None),
        ] {
            assert_eq!(words.undoubled(name).as_deref(), meant, "{name}");
        }
        for name in ["甲局", "局", "2024", "青石县", "水务局的报告"] {
            assert!(!words.is_name(name), "{name}");
        }
    }
}
