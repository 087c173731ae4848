//! A few lines on many reports that can be forwarded as they are (小结): who has no errors, who is to mend what, who is missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Code, Counts, Finding, visible};

/// Most agencies that are named in a line.
const MOST: usize = 200;
/// Behind the name of one that sent something which was not read.
const CAME: &str = "（报来的文件没有读入）";
/// The errors with which nothing of a file can be read.
const OF_FILES: [Code; 5] = [Code::YamlSyntax, Code::Unreadable, Code::NotText, Code::TooLarge, Code::TooDeep];

/// Agencies in a sentence: one by its name, several by how many they are and the first of them.
pub fn some_of(agencies: &[String]) -> String {
    const FEW: usize = 6;
    let named: Vec<_> = agencies.iter().take(FEW).map(|agency| visible(agency)).collect();
    match agencies {
        [_] => format!("“{}”", named[0]),
        all => format!("{} 个机关（{}{}）", all.len(), named.join("、"), if all.len() > FEW { "等" } else { "" }),
    }
}

/// What a summary says of one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencySummary {
    /// The agency's full name, or its folder's where the file cannot be read.
    pub agency: String,
    /// How many findings it has.
    pub counts: Counts,
    /// Whether its file could be read.
    pub readable: bool,
    /// The kinds of its errors, each once, in words.
    pub kinds: Vec<&'static str>,
}

impl AgencySummary {
    /// By its findings.
    pub fn of(agency: &str, readable: bool, findings: &[Finding]) -> AgencySummary {
        AgencySummary {
            agency: visible(agency).into_owned(),
            counts: Counts::of(findings),
            readable,
            kinds: kinds(findings),
        }
    }

    fn add(&mut self, other: AgencySummary) {
        let (own, others) = (&mut self.counts, other.counts);
        own.errors += others.errors;
        own.warnings += others.warnings;
        own.hints += others.hints;
        own.acknowledged += others.acknowledged;
        self.readable &= other.readable;
        self.kinds.extend(other.kinds);
        self.kinds.sort_unstable();
        self.kinds.dedup();
    }

    /// `青石县教育局（2 个错误：表三勾稽关系不成立）`
    pub fn words(&self) -> String {
        let kinds = if self.kinds.is_empty() { String::new() } else { format!("：{}", self.kinds.join("、")) };
        match self.readable {
            false if self.kinds == [Code::Unfilled.meaning()] => format!("{}（没有填完）", self.agency),
            // What is said of the rest was read.
            false if self.kinds.contains(&Code::Unfilled.meaning()) => {
                format!("{}（没有填完，{} 个错误{kinds}）", self.agency, self.counts.errors)
            }
            // A slip that keeps a report from being whole is an error like others: all else was read.
            false if OF_FILES.iter().any(|code| self.kinds.contains(&code.meaning())) || self.kinds.is_empty() => {
                format!("{}（读不出{kinds}）", self.agency)
            }
            _ => format!("{}（{} 个错误{kinds}）", self.agency, self.counts.errors),
        }
    }
}

/// The kinds of the errors among findings, each once, in the order of the catalogue.
fn kinds(findings: &[Finding]) -> Vec<&'static str> {
    let mut codes: Vec<Code> = findings.iter().filter(|finding| finding.is_error()).map(|f| f.code).collect();
    codes.sort();
    codes.dedup();
    codes.into_iter().map(Code::meaning).collect()
}

/// The summaries of the years of a run, when it is of more than one agency; `expected` are the agencies of the list, which are missed
/// in the latest year; `came`: whether a file of one of them came that was not read.
pub fn summaries(
    standings: Vec<(Option<u16>, AgencySummary)>,
    expected: &[String],
    came: &dyn Fn(&str, u16) -> bool,
) -> String {
    let agencies: BTreeSet<&str> = standings.iter().map(|(_, standing)| standing.agency.as_str()).collect();
    if agencies.len() < 2 && expected.is_empty() {
        return String::new();
    }
    let mut years: BTreeMap<Option<u16>, Vec<AgencySummary>> = BTreeMap::new();
    for (year, standing) in standings {
        let known = years.entry(year).or_default();
        // Two files of one agency are one agency.
        match known.iter_mut().find(|known| known.agency == standing.agency) {
            Some(first) => first.add(standing),
            None => known.push(standing),
        }
    }
    let latest = years.keys().next_back().copied().flatten();
    let mut text = String::new();
    for (year, standings) in &years {
        let is_there = |name: &&String| standings.iter().any(|standing| standing.agency == **name);
        let missing = expected.iter().filter(|_| *year == latest).filter(|name| !is_there(name));
        let unread = |name: &str| year.is_some_and(|year| came(name, year));
        let missing = missing.map(|name| format!("{name}{}", if unread(name) { CAME } else { "" }));
        text += &format!("\n{}", summary(*year, standings, &missing.collect::<Vec<_>>()));
    }
    text
}

/// The summary of a year, one line for each kind of agencies that there are; `missing` are those of the list without a report.
fn summary(year: Option<u16>, standings: &[AgencySummary], missing: &[String]) -> String {
    let wrong = |standing: &&AgencySummary| standing.counts.errors > 0 || !standing.readable;
    let faulty: Vec<String> = standings.iter().filter(wrong).map(AgencySummary::words).collect();
    let warned = standings.iter().filter(|standing| !wrong(standing) && standing.counts.warnings > 0);
    let warned: Vec<String> =
        warned.map(|standing| format!("{}（{} 个警告）", standing.agency, standing.counts.warnings)).collect();
    let year = year.map_or_else(String::new, |year| format!("{year} 年度"));
    let sound = standings.len() - faulty.len();
    let mut text = format!("{year}收到 {} 个机关的报告，没有错误的 {sound} 个。\n", standings.len());
    for (what, names) in
        [("有错误、要改正重报的", &faulty[..]), ("没有错误、有警告要核实的", &warned), ("未交的", missing)]
    {
        if !names.is_empty() {
            let more = if names.len() > MOST { "等" } else { "" };
            let named: Vec<&str> = names.iter().take(MOST).map(String::as_str).collect();
            text += &format!("{what} {} 个：{}{more}。\n", names.len(), named.join("、"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_who_is_to_do_what() {
        let standing = |agency: &str, errors, warnings, readable| AgencySummary {
            agency: agency.into(),
            counts: Counts { errors, warnings, ..Counts::default() },
            readable,
            kinds: match (errors, readable) {
                (0, _) => Vec::new(),
                (_, true) => vec![Code::ColumnBalance.meaning()],
                (_, false) => vec![Code::NotText.meaning()],
            },
        };
        let all = [("甲局", 2, 1, true), ("乙局", 0, 0, true), ("丙局", 0, 3, true), ("丁局", 1, 0, false)];
        let standings = all.map(|(agency, e, w, r)| (Some(2024), standing(agency, e, w, r))).to_vec();
        let expected = ["乙局", "戊局", "辛局"].map(str::to_owned);
        let text = summaries(standings.clone(), &expected, &|name, year| (name, year) == ("辛局", 2024));
        let lines: Vec<&str> = text.trim().lines().collect();
        assert_eq!(
            lines,
            [
                "2024 年度收到 4 个机关的报告，没有错误的 2 个。",
                "有错误、要改正重报的 2 个：甲局（2 个错误：表三勾稽关系不成立）、丁局（读不出：文件不是 UTF-8 编码的文本）。",
                "没有错误、有警告要核实的 1 个：丙局（3 个警告）。",
                "未交的 2 个：戊局、辛局（报来的文件没有读入）。"
            ]
        );
        assert_eq!(summaries(standings[..1].to_vec(), &[], &|_, _| false), "");
        let mut cell = standing("庚局", 1, 0, false);
        cell.kinds = vec![Code::NotACount.meaning()];
        assert_eq!(cell.words(), "庚局（1 个错误：不是件数）");
        let mut gaps = standing("己局", 2, 0, false);
        gaps.kinds.push(Code::Unfilled.meaning());
        assert!(
            gaps.words().starts_with("己局（没有填完，2 个错误："),
            "what was read is not called unread: {}",
            gaps.words()
        );
    }
}
