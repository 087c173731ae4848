//! One figure, one finding: a figure that is off from the table and from the sum it is the total of is told once, as the one that
//! names the table.

use crate::diag::{Code, Finding};

/// Leaves out what is said of a sum at a figure that does not agree with the table. A difference from the table that 说明 gives a reason
/// for hides nothing.
pub(super) fn told_once(findings: &mut Vec<Finding>) {
    let off: Vec<_> = findings
        .iter()
        .filter(|finding| finding.code == Code::TextVsTable && finding.acknowledged.is_none())
        .map(|finding| finding.at.range.clone())
        .collect();
    findings.retain(|finding| finding.code != Code::PartsSum || !off.contains(&finding.at.range));
}
