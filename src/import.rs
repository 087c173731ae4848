//! **import** (what was recognised in a file → the text of a data file, or changes to one that is there).
//!
//! Every row says where it was read; what could not be read is 待填 and listed with its printed text. What is written is read again
//! and must be what was recognised. Must not know how a file is opened, nor how anything is shown.

mod draft;
mod escape;
mod listing;
mod merge;

pub use draft::{Draft, draft};
pub use listing::{Item, items, summary};
pub use merge::{Change, Plan, apply, plan};

use crate::diag::Finding;

/// Why nothing can be written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ImportError {
    /// The file has no figures and no sections of a report.
    #[error("里面没有认出年度报告的表格或文字")]
    Nothing,
    /// The agency's name was not found.
    #[error("里面没有找到机关名称；请用 --agency 写明机关全称")]
    NoAgency,
    /// The name found cannot be one.
    #[error("机关名称“{name}”不能用：{why}；请用 --agency 写明机关全称")]
    BadAgency {
        /// The name as given.
        name: String,
        /// Why it cannot be one.
        why: String,
    },
    /// The report year was not found.
    #[error("里面没有找到年度；请用 --year 写明是哪一年的报告")]
    NoYear,
    /// There is no form for the year.
    #[error("：{0}")]
    NoForm(String),
    /// What would be written does not say what was read: never put down.
    #[error("写成的数据文件再读一遍与原文不同（{0}），没有写；请把这份文件发给开发者")]
    Unproved(String),
    /// The data file that is there cannot be changed safely.
    #[error("现有的数据文件改不了：{0}")]
    Unchangeable(String),
}

/// The first of the findings, in words.
fn first(findings: &[Finding]) -> String {
    findings.first().map(|finding| finding.message.clone()).unwrap_or_default()
}
