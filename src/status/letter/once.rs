//! What is said of many members of a sum in the same words, said once: the government's own letter stays one page.

use std::borrow::Cow;

use crate::diag::{Code, Finding};

/// The findings about the members of a sum.
const OF_MEMBERS: [Code; 3] = [Code::RollUpMissing, Code::RollUpOverlap, Code::RollUpUnlisted];

/// The findings, in order; those of a sum that differ only in the name of the member are one that has all the names.
pub(super) fn once<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Cow<'a, Finding>> {
    let mut kept: Vec<(Cow<Finding>, Vec<&str>)> = Vec::new();
    for finding in findings {
        let named = split(finding);
        let same = |(other, _): &&mut (Cow<Finding>, Vec<&str>)| {
            let words = |of: &'a str, name: &str| of.replacen(name, "", 1);
            named.is_some_and(|name| {
                split(other).is_some_and(|theirs| {
                    other.code == finding.code && words(&finding.message, name) == other.message.replacen(theirs, "", 1)
                })
            })
        };
        match (kept.iter_mut().find(same), named) {
            (Some((_, names)), Some(name)) => names.push(name),
            _ => kept.push((Cow::Borrowed(finding), named.into_iter().collect())),
        }
    }
    kept.into_iter().map(|(finding, names)| together(finding, &names)).collect()
}

/// The member that a finding names first.
fn split(finding: &Finding) -> Option<&str> {
    let quoted = finding.message.split_once('“').filter(|_| OF_MEMBERS.contains(&finding.code))?.1;
    quoted.split_once('”').map(|(name, _)| name)
}

/// A finding with the names of all that it is about.
fn together<'a>(finding: Cow<'a, Finding>, names: &[&str]) -> Cow<'a, Finding> {
    let [first, _, ..] = names else { return finding };
    let mut finding = finding.into_owned();
    let all = format!(
        "{}（{} 个）",
        names.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join("、"),
        names.len()
    );
    finding.message = finding.message.replacen(&format!("“{first}”"), &all, 1);
    Cow::Owned(finding)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::diag::Place;

    #[test]
    fn members_of_whom_the_same_is_said_are_named_together() {
        let found = |code: Code, message: &str| Finding::new(code, Place::whole(Path::new("2024.yaml")), message);
        let missing = |name: &str| found(Code::RollUpMissing, &format!("成员“{name}”2024 年度的报告没有找到"));
        let unread = found(Code::RollUpMissing, "成员“戊局”2024 年度的报告读不出");
        let sums = ["表三“甲”列填 3", "表三“乙”列填 3"].map(|message| found(Code::RollUpSum, message));
        let all = [missing("甲局"), unread, missing("乙局"), missing("丙局"), sums[0].clone(), sums[1].clone()];
        let told: Vec<String> = once(all.iter()).into_iter().map(|finding| finding.message.clone()).collect();
        assert_eq!(
            told,
            [
                "成员“甲局”、“乙局”、“丙局”（3 个）2024 年度的报告没有找到",
                "成员“戊局”2024 年度的报告读不出",
                "表三“甲”列填 3",
                "表三“乙”列填 3"
            ]
        );
    }
}
