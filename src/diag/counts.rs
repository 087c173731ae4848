//! Findings counted, and the counts in words.

use super::{Finding, Severity};

/// Numbers of findings by severity; acknowledged ones are counted as such only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Findings of severity error that nobody gave a reason for.
    pub errors: usize,
    /// Findings of severity warning that nobody gave a reason for.
    pub warnings: usize,
    /// Hints.
    pub hints: usize,
    /// Findings that 说明 gives a reason for.
    pub acknowledged: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Counts {
        let mut counts = Counts::default();
        for finding in findings {
            match (&finding.acknowledged, finding.severity) {
                (Some(_), _) => counts.acknowledged += 1,
                (None, Severity::Error) => counts.errors += 1,
                (None, Severity::Warning) => counts.warnings += 1,
                (None, Severity::Hint) => counts.hints += 1,
            }
        }
        counts
    }

    /// `2 个错误，1 个警告`, or that there is none.
    pub fn words(&self) -> String {
        let parts = [
            (self.errors, Severity::Error.word()),
            (self.warnings, Severity::Warning.word()),
            (self.hints, Severity::Hint.word()),
            (self.acknowledged, "已说明"),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} 个{name}")).collect();
        if parts.is_empty() { "没有问题".into() } else { parts.join("，") }
    }
}
