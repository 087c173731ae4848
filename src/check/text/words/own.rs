//! The names a report's agency goes by: its full name, without the places before it, without 人民, and in short.

use crate::report::{AgencyKind, Report};

/// What the places in a name end with.
const PLACES: &str = "省市县区旗州盟";
/// What a short form of an agency's name ends with.
const ENDS: &str = "局委办厅署院会处所心社队";
/// A short form has so many characters at the most, its place apart.
const LONGEST: usize = 10;

/// The names of a report's agency.
#[derive(Debug)]
pub(crate) struct Own {
    /// The full name.
    pub agency: String,
    pub is_government: bool,
    is_township: bool,
    /// Whether it reports on all of its place: the office of a government, a zone.
    pub is_of_all: bool,
    names: Vec<String>,
    /// The places before a short form, longest first: 江海市青石区, 青石区, 区.
    places: Vec<String>,
    /// What follows them: 住房和城乡建设局.
    core: Vec<char>,
}

impl Own {
    pub fn of(report: &Report) -> Own {
        let agency = report.agency.value.clone();
        let is_government = report.kind.value == AgencyKind::Government;
        let split = agency
            .char_indices()
            .rfind(|&(at, c)| at > 0 && PLACES.contains(c) && agency[at + c.len_utf8()..].chars().count() >= 2)
            .map_or(0, |(at, c)| at + c.len_utf8());
        let (place, core) = agency.split_at(split);
        let tails = place.char_indices().filter(|&(at, c)| at > 0 && PLACES.contains(c));
        let mut places: Vec<String> = vec![place.to_owned()];
        places.extend(tails.map(|(at, c)| place[at + c.len_utf8()..].to_owned()));
        places.extend(place.chars().last().map(String::from));
        places.sort_by_key(|place| std::cmp::Reverse(place.len()));
        places.dedup();
        let is_of_all = ["政府办", "管委会", "管理委员会"].iter().any(|office| agency.contains(office));
        let core = core.chars().collect();
        let is_township = report.kind.value == AgencyKind::Township;
        Own { names: names(&agency), agency, is_government, is_township, is_of_all, places, core }
    }

    /// Where a name of the agency ends that a text begins with.
    pub fn opens(&self, text: &str) -> Option<usize> {
        let named = self.names.iter().filter(|name| text.starts_with(name.as_str())).map(String::len).max();
        named.max(self.short(text))
    }

    /// Whether a text is a name of the agency and nothing more.
    pub fn is(&self, text: &str) -> bool {
        self.opens(text) == Some(text.len())
    }

    /// 区住建局 for 江海市青石区住房和城乡建设局: characters of the name in their order, behind its place or the last of it.
    fn short(&self, text: &str) -> Option<usize> {
        let (place, rest) = self.places.iter().find_map(|place| Some((place, text.strip_prefix(place.as_str())?)))?;
        let mut core = self.core.iter();
        let mut end = None;
        for (count, (at, c)) in rest.char_indices().take(LONGEST).enumerate() {
            if !core.any(|&own| own == c) {
                break;
            }
            let closes = ENDS.contains(c) || Some(&c) == self.core.last();
            if closes && count > 0 && !place.is_empty() {
                end = Some(place.len() + at + c.len_utf8());
            }
        }
        end
    }

    /// Whether all characters of a text stand in the agency's name, in this order.
    fn contains(&self, text: &str) -> bool {
        let mut chars = self.agency.chars();
        text.chars().all(|c| chars.any(|own| own == c))
    }

    /// Whether a text that ends as a body's name does is another's: not this agency, nor a part of it.
    pub fn is_other(&self, text: &str) -> bool {
        // 西柳镇人民政府办公室 is what a township does its work by.
        let office =
            |name: &String| matches!(text.strip_prefix(name.as_str()), Some("办公室" | "党政办" | "党政办公室"));
        if self.is_township && self.names.iter().any(office) {
            return false;
        }
        // 宿迁市政府 for 宿迁市人民政府; 市政府 itself may mean no more than its own office.
        let asked = text.strip_prefix(['向', '对']).is_some_and(|rest| self.names.iter().any(|name| name == rest));
        if asked
            || self.names.first().is_some_and(|name| name == text)
            || self.agency.replace("人民政府", "政府") == text
        {
            return false;
        }
        if text.ends_with("分局") && self.is(text) {
            return false;
        }
        let place = text.ends_with(['区', '市', '县', '镇', '乡']);
        !(self.contains(text) && (place || !self.is_government))
    }

    /// Whether a department speaks of all its city or county (全市, 全县), of which its tables hold only its own part.
    pub fn is_wider(&self, own: &str, kind: AgencyKind) -> bool {
        kind == AgencyKind::Department
            && !self.is_of_all
            && own.strip_prefix('全').is_some_and(|place| "市县区镇乡省州盟旗".contains(place) || place == "街道")
    }
}

/// The names an agency goes by: the full one first, without the places before it, and without 人民.
fn names(agency: &str) -> Vec<String> {
    let mut names = vec![agency.to_owned(), agency.replace("人民政府", "政府")];
    if let Some(place) = agency.strip_suffix("人民政府") {
        // 章丘区 for 济南市章丘区人民政府
        let inner =
            place.char_indices().filter(|(_, c)| PLACES.contains(*c)).map(|(at, c)| &place[at + c.len_utf8()..]);
        names.extend(inner.filter(|name| name.chars().count() >= 2).map(str::to_owned));
        names.push(place.to_owned());
        names.extend(place.chars().last().map(|last| format!("{last}政府")));
    }
    if let Some(branch) = agency.strip_suffix("分局") {
        names.push("分局".to_owned());
        // 青石区公安分局, 区公安分局 for 江海市公安局青石区分局
        let (upper, place) = branch.split_once('局').unwrap_or((branch, ""));
        let field = upper.rsplit(|c| PLACES.contains(c)).next().unwrap_or(upper);
        let last = place.char_indices().next_back().map_or("", |(at, _)| &place[at..]);
        names.extend([place, last, ""].map(|place| format!("{place}{field}分局")));
    }
    if let Some(street) = agency.strip_suffix("办事处") {
        let name = street.rsplit(|c| PLACES.contains(c)).next().unwrap_or(street).trim_start_matches("人民政府");
        names.extend([name.to_owned(), street.to_owned()]);
    }
    for (at, place) in agency.char_indices().filter(|(_, c)| PLACES.contains(*c)) {
        let from = &agency[at..];
        if from.chars().count() >= 3 && at > 0 {
            names.push(from.to_owned());
            names.push(from.replace("人民政府", "政府"));
            let bare = &from[place.len_utf8()..];
            names.extend((bare.chars().count() >= 3 && !bare.starts_with("人民")).then(|| bare.to_owned()));
        }
    }
    names
}
