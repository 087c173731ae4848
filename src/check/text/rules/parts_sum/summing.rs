//! How a clause sums up what stands before it: 合计, 三项合计, 全年累计.

use crate::check::text::parse::tree::lookback;
use crate::check::text::words::numeral::{chinese_value, run_end};

/// What a clause says before a total that sums up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Summing {
    /// How many parts it names: 三项合计.
    pub parts: Option<usize>,
    /// Whether nothing else is said: 全年共发布公开信息 says what was counted, and may count more.
    pub bare: bool,
}

/// Words that sum up, longer ones first.
const SUMS: [&str; 7] = ["合计", "共计", "总计", "总共", "一共", "累计", "共"];
/// What may stand before them without naming anything new.
const LEADS: [&str; 14] = [
    "",
    "以上",
    "上述",
    "全年",
    "全年度",
    "本年度",
    "年内",
    "各项",
    "各类",
    "各渠道",
    "各季度",
    "前述",
    "两者",
    "二者",
];
/// Words of parts that are stretches of the year.
pub(crate) const TIMES: [&str; 3] = ["季度", "月", "半年"];

/// How the text before a figure sums up the figures before it: 三个专栏共更新, 全年累计.
pub(crate) fn summing(head: &str) -> Option<Summing> {
    let head = lookback(head, 60).trim();
    let (before, after) = SUMS.iter().find_map(|word| head.split_once(word))?;
    let parts = named(before);
    let lead = LEADS.contains(&before);
    if parts.is_none() && !lead || head.contains("累计") && before.is_empty() {
        return None;
    }
    let bare = matches!(after, "" | "为" | "达" | "达到" | "是" | "计");
    let acts = after.starts_with(['发', '公', '更', '推', '编', '开', '办', '计']);
    (bare || acts).then_some(Summing { parts, bare })
}

/// The number that 三个专栏, 两项, 四类 begins with.
fn named(before: &str) -> Option<usize> {
    const MEASURES: [char; 9] = ['个', '项', '类', '者', '种', '家', '方', '级', '次'];
    let end = match before.find(|c: char| !c.is_ascii_digit()) {
        Some(0) => run_end(before, 0),
        Some(end) => end,
        None => return None,
    };
    let digits = &before[..end];
    let value = digits.parse().ok().or_else(|| usize::try_from(chinese_value(digits)?).ok())?;
    let fits = before[end..].starts_with(MEASURES) && before.chars().count() <= 8;
    (fits && (2..=12).contains(&value)).then_some(value)
}
