//! What is said of a workbook's cells: findings in words, each with the places it speaks of.

use std::collections::BTreeMap;

use crate::diag::Severity;

/// How grave (级别), the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RemarkLevel {
    /// 错误: as grave as an error of the check.
    Error,
    /// 未读出: what stands there is no figure.
    Unread,
    /// 警告
    Warning,
    /// 提示
    Hint,
}

impl RemarkLevel {
    /// The word a clerk reads.
    pub fn as_str(self) -> &'static str {
        match self {
            RemarkLevel::Error => Severity::Error.word(),
            RemarkLevel::Unread => "未读出",
            RemarkLevel::Warning => Severity::Warning.word(),
            RemarkLevel::Hint => Severity::Hint.word(),
        }
    }
}

/// A place in the workbook.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BookSpot {
    /// A figure: table, line and column of the form.
    Figure(usize, usize, usize),
    /// A paragraph of a text by its key, from 0.
    Paragraph(String, usize),
    /// One of 机关, 机关类型, 年度, 成文日期, by its key.
    Basic(String),
}

/// One finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How grave it is.
    pub level: RemarkLevel,
    /// The finding's code, for `nianbao explain`.
    pub code: String,
    /// The places it speaks of, its own first; none when it has no cell.
    pub spots: Vec<BookSpot>,
    /// Where it stands in the file it came from, when that is not the workbook's own cell.
    pub place: Option<String>,
    /// What it speaks of in the form's words.
    pub item: String,
    /// What is written there.
    pub found: String,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// The reason by which it is excused (说明); such a finding colours nothing.
    pub excused: Option<String>,
}

/// All findings of a workbook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    /// The file that was checked, for the first sheet.
    pub source: String,
    /// The remarks in their order.
    pub list: Vec<Remark>,
}

impl Remarks {
    /// The remarks on a place, gravest first; excused ones left out.
    pub(super) fn at(&self, spot: &BookSpot) -> Vec<&Remark> {
        let mut found: Vec<&Remark> =
            self.list.iter().filter(|remark| remark.excused.is_none() && remark.spots.contains(spot)).collect();
        found.sort_by_key(|remark| remark.level);
        found
    }

    /// The gravest level at a place.
    pub(super) fn level(&self, spot: &BookSpot) -> Option<RemarkLevel> {
        self.at(spot).first().map(|remark| remark.level)
    }

    /// How many there are of each level, excused ones left out.
    pub fn counts(&self) -> BTreeMap<RemarkLevel, usize> {
        let mut counts = BTreeMap::new();
        for remark in self.list.iter().filter(|remark| remark.excused.is_none()) {
            *counts.entry(remark.level).or_default() += 1;
        }
        counts
    }
}

/// All that is said of one cell, as the text of its note.
pub(super) fn note(remarks: &[&Remark]) -> String {
    let one = |remark: &&Remark| {
        let advice = if remark.advice.is_empty() { String::new() } else { format!("\n办法：{}", remark.advice) };
        format!("【{}】{}{advice}", remark.level.as_str(), remark.message)
    };
    remarks.iter().map(one).collect::<Vec<_>>().join("\n\n")
}
