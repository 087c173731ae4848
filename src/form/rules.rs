//! Rules of a form that are no equations (检查规则): which columns go together, which rows must be zero for whom, how far
//! figures may move in a year, and by when a report is due.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::Defect;
use super::{TableForm, identifier};
use crate::diag::{Code, Severity};

/// The kind of an agency (机关类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub enum AgencyKind {
    /// 部门
    #[serde(rename = "部门")]
    Department,
    /// 乡镇街道
    #[serde(rename = "乡镇街道")]
    Township,
    /// 政府
    #[serde(rename = "政府")]
    Government,
}

impl AgencyKind {
    /// All kinds.
    pub const ALL: [AgencyKind; 3] = [AgencyKind::Department, AgencyKind::Township, AgencyKind::Government];

    /// As the data file writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            AgencyKind::Department => "部门",
            AgencyKind::Township => "乡镇街道",
            AgencyKind::Government => "政府",
        }
    }
}

/// A rule over the cells of one table.
#[derive(Debug)]
pub struct Rule {
    /// The finding when it is broken.
    pub code: Code,
    /// The lines it is for, by index.
    pub lines: Vec<usize>,
    /// What it asks for.
    pub kind: RuleKind,
    /// The rule in words, with its clause.
    pub note: String,
    /// What to do when it is broken.
    pub advice: String,
}

/// What a rule asks for.
#[derive(Debug)]
pub enum RuleKind {
    /// 同有无: these columns are all zero or none of them is.
    Together(Vec<String>),
    /// 应为零: the lines are zero for agencies of these kinds; how grave it is when they are not.
    Zero(BTreeMap<AgencyKind, Severity>),
}

/// How figures are held against last year's (与上年比较).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// 大幅变动: more than so many times, and by more than so much (amounts in 万元).
    pub jump: (i128, i128),
    /// 单位疑误: an amount between so many and so many times last year's, or the inverse, is likely in another unit.
    pub slip: (i128, i128),
    /// 过大: from so many 万元 on, an amount is by itself likely in 元, by the kind of agency.
    pub large: BTreeMap<AgencyKind, i128>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    检查: String,
    行: Vec<String>,
    同有无: Option<Vec<String>>,
    应为零: Option<BTreeMap<AgencyKind, RawSeverity>>,
    #[serde(default)]
    说明: String,
    #[serde(default)]
    办法: String,
}

#[derive(Deserialize, Clone, Copy)]
enum RawSeverity {
    警告,
    错误,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawComparison {
    大幅变动: RawJump,
    单位疑误: RawSlip,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawJump {
    倍数: u32,
    差额: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSlip {
    倍数: [u32; 2],
    #[serde(default)]
    过大: BTreeMap<AgencyKind, u32>,
}

impl From<RawComparison> for Comparison {
    fn from(raw: RawComparison) -> Comparison {
        let [least, most] = raw.单位疑误.倍数;
        Comparison {
            jump: (raw.大幅变动.倍数.into(), raw.大幅变动.差额.into()),
            slip: (least.into(), most.into()),
            large: raw.单位疑误.过大.into_iter().map(|(kind, amount)| (kind, amount.into())).collect(),
        }
    }
}

impl RawRule {
    /// # Errors
    /// An unknown code, row or column; not exactly one kind of rule.
    pub(super) fn valid(self, table: &TableForm) -> Result<Rule, Defect> {
        let lines = lines(table, &self.行)?;
        let kind = match (self.同有无, self.应为零) {
            (Some(columns), None) => {
                let has = |line: &usize, name: &String| {
                    table.lines[*line].columns.iter().any(|column| identifier(&column.key) == *name)
                };
                if let Some(name) = columns.iter().find(|name| !lines.iter().all(|line| has(line, name))) {
                    return Err(Defect::NoColumn(name.clone()));
                }
                RuleKind::Together(columns)
            }
            (None, Some(kinds)) => RuleKind::Zero(
                kinds
                    .into_iter()
                    .map(|(kind, severity)| {
                        let severity = match severity {
                            RawSeverity::警告 => Severity::Warning,
                            RawSeverity::错误 => Severity::Error,
                        };
                        (kind, severity)
                    })
                    .collect(),
            ),
            _ => return Err(Defect::NotOneRule(self.检查)),
        };
        Ok(Rule { code: code(&self.检查)?, lines, kind, note: self.说明, advice: self.办法 })
    }
}

/// The check of a name, `column-balance`.
///
/// # Errors
/// There is none of that name.
pub(super) fn code(text: &str) -> Result<Code, Defect> {
    Code::parse(text).ok_or_else(|| Defect::NoCode(text.to_owned()))
}

/// The lines under dotted keys.
///
/// # Errors
/// The first that is not there.
pub(super) fn lines(table: &TableForm, keys: &[String]) -> Result<Vec<usize>, Defect> {
    keys.iter()
        .map(|key| {
            let path: Vec<&str> = key.split('.').collect();
            table.line(&path).ok_or_else(|| Defect::NoRow { table: table.key.clone(), row: key.clone() })
        })
        .collect()
}

/// A month and day, `1月31日`.
///
/// # Errors
/// The text, when it is none.
pub(super) fn month_day(text: &str) -> Result<(u8, u8), Defect> {
    let parts = text.strip_suffix('日').and_then(|text| text.split_once('月'));
    parts
        .and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)))
        .filter(|(month, day)| (1..=12).contains(month) && (1..=31).contains(day))
        .ok_or_else(|| Defect::NoDate(text.to_owned()))
}
