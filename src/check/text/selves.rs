//! How a report speaks of its own agency and of all it reports on.

/// Words by which a report speaks of itself: the agency first, then the whole it reports on.
pub(super) const SELVES: [&str; 34] = [
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

/// Whether a text names the agency itself, by its name or as 我局, 本机关.
pub(super) fn names_itself(text: &str, agency: &str) -> bool {
    text.contains(agency) || SELVES.iter().any(|word| word.starts_with(['我', '本']) && text.contains(word))
}
