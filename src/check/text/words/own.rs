//! How a report speaks of its own agency and of all it reports on.

/// Words by which a report speaks of itself: the agency first, then the whole it reports on.
pub(crate) const SELVES: [&str; 34] = [
    "我局",
    "我委",
    "我办",
    "我厅",
    "我镇",
    "我乡",
    "我街道",
    "我区",
    "我市",
    "我县",
    "我单位",
    "我中心",
    "我省",
    "我署",
    "我处",
    "我所",
    "我院",
    "我们",
    "我机关",
    "我部门",
    "本机关",
    "本局",
    "本单位",
    "本镇",
    "本街道",
    "本部门",
    "全市",
    "全区",
    "全县",
    "全省",
    "全镇",
    "全局",
    "全系统",
    "各级",
];

/// The names an agency goes by: the full one, without the places before it, and without 人民.
pub(crate) fn names(agency: &str) -> Vec<String> {
    let mut names = vec![agency.to_owned(), agency.replace("人民政府", "政府")];
    if let Some(place) = agency.strip_suffix("人民政府") {
        // 章丘区 for 济南市章丘区人民政府
        let inner =
            place.char_indices().filter(|(_, c)| "省市县州".contains(*c)).map(|(at, c)| &place[at + c.len_utf8()..]);
        names.extend(inner.filter(|name| name.chars().count() >= 2).map(str::to_owned));
        names.push(place.to_owned());
    }
    for (at, place) in agency.char_indices().filter(|(_, c)| "省市县区旗州盟".contains(*c)) {
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

/// Whether a text names the agency itself, by its name or as 我局, 本机关.
pub(crate) fn names_itself(text: &str, agency: &str) -> bool {
    text.contains(agency) || SELVES.iter().any(|word| word.starts_with(['我', '本']) && text.contains(word))
}
