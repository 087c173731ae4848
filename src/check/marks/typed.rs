//! left-over: what is typed beside the words: a person who is called (@张三), the time of a message, a sign before the number of an
//! item or behind it.

use std::ops::Range;

use super::{found, is_han};
use crate::compose::FinishedText;
use crate::diag::{Code, Finding, Severity};
use crate::ordinal::{behind, behind_section};

pub(super) fn look(text: &FinishedText, paragraphs: &[Range<usize>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for range in paragraphs {
        let line = &text.text[range.clone()];
        for (at, severity, what, help) in [called, stamp, sign, number].into_iter().filter_map(|look| look(line)) {
            let message = format!("“{}”{what}", &line[at.clone()]);
            let at = range.start + at.start..range.start + at.end;
            findings.push(found(text, Code::LeftOver, at, message, help).severity(severity));
        }
    }
    findings
}

/// Where it stands, how bad it is, what it is, what to do.
type TypedMark = (Range<usize>, Severity, &'static str, &'static str);

/// Whose name may stand behind an @: that of an account.
const ACCOUNTS: [&str; 8] = ["微博", "微信", "账号", "帐号", "抖音", "快手", "新媒体", "公众号"];
/// How far before an @ the word for an account stands.
const NEAR: usize = 40;
/// Most characters that are shown of what stands behind an @.
const SHOWN: usize = 4;

/// `@张三`: who was called in a chat or a common document; not `官方微博“@青石发布”`.
fn called(line: &str) -> Option<TypedMark> {
    let (at, _) = line.match_indices('@').filter(|&(at, _)| line[at + 1..].starts_with(is_han)).find(|&(at, _)| {
        let before = &line[..at];
        let near = before.char_indices().rev().take(NEAR).last().map_or(at, |(from, _)| from);
        let account = ACCOUNTS.iter().any(|word| before[near..].contains(word));
        !account && !before.ends_with(|c: char| c.is_ascii_alphanumeric() || "“\"《‘、".contains(c))
    })?;
    let rest = &line[at + 1..];
    let end =
        rest.char_indices().take(SHOWN).take_while(|(_, c)| is_han(*c)).last().map_or(0, |(i, c)| i + c.len_utf8());
    Some((at..at + 1 + end, Severity::Warning, "是聊天、在线文档里叫人的写法，会照样印出来", "删去它"))
}

/// `张三 2025/1/20 9:05`: who said something and when, as chats have it over what was said.
fn stamp(line: &str) -> Option<TypedMark> {
    let digits = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = line.split_whitespace().rev();
    let time = words.next()?;
    let is_time = (2..=3).contains(&time.split(':').count()) && time.split(':').all(digits);
    let day = words.next()?;
    let is_day = day.split(['/', '-', '年', '月', '日']).filter(|part| !part.is_empty()).all(digits)
        && day.contains(['/', '-', '月']);
    let is_name = day.chars().count() <= 3 && day.chars().all(is_han) && words.clone().next().is_none();
    let short = line.chars().count() <= 40 && !line.contains(['。', '，', '：']);
    (is_time && (is_day || is_name) && short).then_some((
        0..line.len(),
        Severity::Warning,
        "是聊天记录里的名字和时间，会照样印出来",
        "删去这一行",
    ))
}

/// Signs with which no item begins; those in front are marks of their own, whatever follows.
const BEFORE: &str = "√×✓✔→←↑↓。，、；：,.;:!?！？[]【】)）";
/// How many of them are marks of their own.
const OWN: usize = 8;

/// `√（一）`, `。（一）`: a sign before an item.
fn sign(line: &str) -> Option<TypedMark> {
    let first = line.chars().next()?;
    let place = BEFORE.chars().position(|own| own == first)?;
    let rest = line[first.len_utf8()..].trim_start();
    let is_item = rest.strip_prefix('（').and_then(behind).is_some_and(|rest| rest.starts_with('）'))
        || behind_section(rest).is_some();
    let marks = place < OWN && rest.starts_with(|c: char| is_han(c) || c.is_ascii_digit() || c == '“');
    (is_item || marks).then_some((0..first.len_utf8(), Severity::Warning, "多在一段的开头，会照样印出来", "删去它"))
}

/// `（一）、主动公开`, `六）监督保障`: the number of an item with a stop too many or half its brackets.
fn number(line: &str) -> Option<TypedMark> {
    if let Some(rest) = line.strip_prefix('（').and_then(behind).and_then(|rest| rest.strip_prefix('）')) {
        let stop = rest.chars().next().filter(|c| "、.．，,:：".contains(*c))?;
        let end = line.len() - rest.len() + stop.len_utf8();
        return Some((0..end, Severity::Hint, "：序数后面多了标点", "删去它；二级标题写作“（一）主动公开”"));
    }
    let rest = behind(line)?;
    let close = rest.chars().next().filter(|c| ")）".contains(*c))?;
    let end = line.len() - rest.len() + close.len_utf8();
    Some((0..end, Severity::Hint, "少了左括号，这一段不会印成标题", "补上“（”"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_beside_the_words_is_told_from_them() {
        for line in ["各项工作@张三 请核", "及时公开@办公室。", "@所有人 请看"] {
            assert!(called(line).is_some(), "{line}");
        }
        for line in ["官方微博@青石发布转发", "账号“@青石发布”", "信箱 a@青石.cn", "信箱a@b.cn", "写作@，"]
        {
            assert!(called(line).is_none(), "{line}");
        }
        for line in ["张三 2025/1/20 9:05:33", "李四 10:23", "2025-01-20 09:05", "王五（办公室） 1月20日 9:05"]
        {
            assert!(stamp(line).is_some(), "{line}");
        }
        for line in ["查阅时间 9:00", "开放时间为 9:00", "每天 9:00—17:00", "2025年1月20日", "电话 0527-84368000"]
        {
            assert!(stamp(line).is_none(), "{line}");
        }
        for line in ["√（一）主动公开", "。（一）主动公开", "[（四）平台建设", "→ 优化栏目", "√ 2024年，"]
        {
            assert!(sign(line).is_some(), "{line}");
        }
        for line in ["（一）主动公开", "“（一）主动公开”", "，全年公开", "《条例》", ".5件"]
        {
            assert!(sign(line).is_none(), "{line}");
        }
        for line in ["（一）、主动公开", "（十一）．监督", "六）强化", "六)强化"] {
            assert!(number(line).is_some(), "{line}");
        }
        for line in ["（一）主动公开", "一、主动公开", "（2024）30号", "一是", "（一）（二）", "六"]
        {
            assert!(number(line).is_none(), "{line}");
        }
    }
}
