//! The line at the head of a sum that is not complete (汇总：45/47 个成员，缺：…): written when it is made, read when it is checked.
//!
//! Knows the line alone; must not know who is meant.

use std::ops::Range;

/// What the line begins with, behind its `#`.
const PREFIX: &str = "汇总：";
/// What stands behind the number of those summed up and of all.
const OF_MEMBERS: &str = " 个成员";
/// What stands before the names of those that are missing.
const MISSING: &str = "缺：";
const FAULTY: &str = "有错误仍计入：";

/// What the line of a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialNote {
    /// What could not be read, in the words of the form.
    pub missing: Vec<String>,
    /// Where it stands.
    pub range: Range<usize>,
}

/// The line, without its `#`; none when the sum is complete.
pub fn line(all: usize, missing: &[&str], faulty: &[&str]) -> Option<String> {
    if missing.is_empty() && faulty.is_empty() {
        return None;
    }
    let mut line = format!("{PREFIX}{}/{all}{OF_MEMBERS}", all - missing.len());
    for (what, names) in [(MISSING, missing), (FAULTY, faulty)] {
        if !names.is_empty() {
            line += &format!("，{what}{}", names.join("、"));
        }
    }
    Some(line)
}

/// What follows on the numbers in such a line, without its `#`; none of a note of the office's own: 汇总：三月再核.
fn behind_numbers(line: &str) -> Option<&str> {
    let (some, rest) = line.strip_prefix(PREFIX)?.split_once('/')?;
    let (all, rest) = rest.split_once(OF_MEMBERS)?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(some) && is_number(all)).then_some(rest)
}

/// Whether a comment is such a line.
pub fn is_line(comment: &str) -> bool {
    behind_numbers(comment).is_some()
}

/// The line at the head of a file, when there is one that names missing members.
pub fn noted(text: &str) -> Option<PartialNote> {
    let mut at = 0;
    for line in text.lines().take_while(|line| line.starts_with('#')) {
        let start = text[at..].find(line).map_or(at, |gap| at + gap);
        at = start + line.len();
        let Some(rest) = behind_numbers(line[1..].trim_start()) else { continue };
        let names = rest.split_once(MISSING).map_or("", |(_, names)| names);
        let names = outside(names, '，').next().unwrap_or_default();
        let missing = outside(names, '、').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        return Some(PartialNote { missing, range: start..at });
    }
    None
}

/// Splits at a mark, but not within brackets: 民宗局（侨务、台办） is one name.
fn outside(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    text.split(move |c| {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == mark && depth == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_brackets() {
        let line = line(3, &["民宗局（侨务、台办）", "乙局"], &["丙局"]).unwrap();
        assert_eq!(noted(&format!("# {line}\n")).unwrap().missing, ["民宗局（侨务、台办）", "乙局"]);
    }

    #[test]
    fn the_line_reads_back() {
        let line = line(47, &["甲局", "乙局"], &["丙局"]).unwrap();
        assert_eq!(line, "汇总：45/47 个成员，缺：甲局、乙局，有错误仍计入：丙局");
        let text = format!("# 注\n# {line}\n机关: 县\n");
        let noted = noted(&text).unwrap();
        assert_eq!(noted.missing, ["甲局", "乙局"]);
        assert_eq!(&text[noted.range], format!("# {line}"));
        assert_eq!(super::line(47, &[], &[]), None);
        assert!(
            is_line(&line) && !is_line("汇总：三月再核") && !is_line("汇总：缺：甲局") && !is_line("汇总：年度/季度")
        );
        assert_eq!(super::noted("# 汇总：等甲局交了再做，缺：甲局\n机关: 县\n"), None);
        assert_eq!(super::noted("机关: 县\n# 汇总：1/2 个成员，缺：甲局\n"), None);
    }
}
