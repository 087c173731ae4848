//! Which findings are left out, and which count as errors (`--allow`, `--deny`).

use crate::diag::{Code, Fault, Finding, Severity, nearest};

/// The word that denies all warnings.
const WARNINGS: &str = "warnings";

/// What the user asked for, proved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    allowed: Vec<Code>,
    denied: Vec<Code>,
    /// Whether every warning is an error.
    no_warnings: bool,
}

impl Levels {
    /// Proves the names of codes that are to be left out (`allow`) and those that are to count as errors (`deny`).
    ///
    /// # Errors
    /// A code that is not known, is allowed and denied at once, or is an error and cannot be allowed.
    pub fn new(allow: &[String], deny: &[String]) -> Result<Levels, Fault> {
        let allowed = allow.iter().map(|name| code(name)).collect::<Result<Vec<_>, _>>()?;
        let denied = deny.iter().filter(|name| *name != WARNINGS).map(|name| code(name));
        let denied = denied.collect::<Result<Vec<_>, _>>()?;
        for code in &allowed {
            let name = code.as_str();
            if code.severity() == Severity::Error {
                let instead = if code.acknowledgeable() {
                    "；核实无误的，在数据文件的“说明”里写明理由"
                } else {
                    ""
                };
                return Err(Fault::Usage(format!("“{name}”是错误，不能用 --allow 放行{instead}")));
            }
            if denied.contains(code) {
                return Err(Fault::Usage(format!("“{name}”不能又 --allow 又 --deny")));
            }
        }
        Ok(Levels { allowed, denied, no_warnings: deny.iter().any(|name| name == WARNINGS) })
    }

    /// Leaves out what is allowed and raises what is denied; what 说明 gives a reason for stays as it is.
    pub fn apply(&self, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.retain(|finding| finding.severity == Severity::Error || !self.allowed.contains(&finding.code));
        for finding in findings.iter_mut().filter(|finding| finding.acknowledged.is_none()) {
            let warning = self.no_warnings && finding.severity == Severity::Warning;
            if warning || self.denied.contains(&finding.code) {
                finding.severity = Severity::Error;
            }
        }
        findings
    }
}

/// The code of a name.
///
/// # Errors
/// That there is none such, with the nearest.
pub fn code(name: &str) -> Result<Code, Fault> {
    Code::parse(name).ok_or_else(|| {
        let near = nearest(name, Code::ALL.iter().map(|code| code.as_str()));
        let near =
            near.map_or("运行 nianbao explain 列出全部代码".to_owned(), |near| format!("是不是“{near}”？"));
        Fault::Usage(format!("没有“{name}”这种检查；{near}"))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diag::{Place, SourceFile};

    fn levels(allow: &[&str], deny: &[&str]) -> Result<Levels, Fault> {
        let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        Levels::new(&own(allow), &own(deny))
    }

    fn finding(code: Code) -> Finding {
        let file = Arc::new(SourceFile { path: "a.yaml".into(), text: "甲".into() });
        Finding::new(code, Place::new(&file, 0..0), "")
    }

    #[test]
    fn allowed_findings_are_left_out_and_denied_ones_are_errors() {
        let severities = |levels: &Levels, code| {
            levels.apply(vec![finding(code)]).iter().map(|finding| finding.severity).collect::<Vec<_>>()
        };
        let allow = levels(&["jump"], &[]).unwrap();
        assert_eq!(severities(&allow, Code::Jump), []);
        assert_eq!(severities(&allow, Code::Late), [Severity::Warning]);
        assert_eq!(severities(&levels(&[], &["late"]).unwrap(), Code::Late), [Severity::Error]);
        let strict = levels(&["jump"], &["warnings"]).unwrap();
        assert_eq!(severities(&strict, Code::Late), [Severity::Error]);
        assert_eq!(severities(&strict, Code::Jump), []);
        let given = Finding { acknowledged: Some("理由".into()), ..finding(Code::Jump) };
        assert!(!levels(&[], &["jump"]).unwrap().apply(vec![given])[0].is_error());
    }

    #[test]
    fn errors_cannot_be_allowed() {
        assert!(levels(&["column-balance"], &[]).unwrap_err().to_string().contains("不能用 --allow"));
        assert!(levels(&["carry-over"], &[]).unwrap_err().to_string().contains("说明"));
        assert!(levels(&["jump"], &["jump"]).is_err());
        assert!(levels(&[], &["jmp"]).unwrap_err().to_string().contains("jump"));
    }
}
