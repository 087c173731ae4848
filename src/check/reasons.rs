//! The reasons that 说明 gives: each excuses what it was written for, and nothing else.
//!
//! A reason with 原文 is held to those words where the finding stands. One without, as older files have it, excuses one place, and
//! no error of a check that usually warns: nobody wrote it for that.

use std::collections::BTreeSet;

use super::Subject;
use crate::diag::{Code, Finding, Severity, reason_for};
use crate::report::Acknowledgement;

/// What became of a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It excuses something.
    Needed,
    /// There is nothing that it excuses.
    Idle,
    /// It does not say which of so many places it is for.
    Vague(usize),
}

/// Marks the findings that 说明 gives a reason for, and says of each reason, in their order, what became of it.
pub(super) fn excuse(given: &[Acknowledgement], findings: &mut [Finding]) -> Vec<Use> {
    let mut uses = vec![Use::Idle; given.len()];
    for (given, used) in given.iter().zip(&mut uses) {
        let Some(words) = &given.words else { continue };
        for finding in findings.iter_mut().filter(|finding| is_open(finding, given.code) && finding.stands_at(words)) {
            finding.acknowledged = Some(given.reason.clone());
            *used = Use::Needed;
        }
    }
    let codes: BTreeSet<Code> = given.iter().filter(|given| given.words.is_none()).map(|given| given.code).collect();
    for code in codes {
        let own = |(_, given): &(usize, &Acknowledgement)| given.code == code && given.words.is_none();
        let reasons: Vec<(usize, &Acknowledgement)> = given.iter().enumerate().filter(own).collect();
        let open = findings.iter_mut().filter(|finding| is_open(finding, code) && is_foreseen(finding));
        // Findings at the same words are of one slip.
        let mut places: Vec<(Option<String>, Vec<&mut Finding>)> = Vec::new();
        for finding in open {
            let words = finding.words();
            match places.iter_mut().find(|(known, _)| *known == words) {
                Some((_, there)) => there.push(finding),
                None => places.push((words, vec![finding])),
            }
        }
        if places.len() > reasons.len() {
            reasons.iter().for_each(|(index, _)| uses[*index] = Use::Vague(places.len()));
            continue;
        }
        for ((index, given), (_, there)) in reasons.into_iter().zip(places) {
            uses[index] = Use::Needed;
            there.into_iter().for_each(|finding| finding.acknowledged = Some(given.reason.clone()));
        }
    }
    uses
}

fn is_open(finding: &Finding, code: Code) -> bool {
    finding.code == code && finding.acknowledgeable && finding.acknowledged.is_none()
}

/// Whether a reason that names no place may be meant for it.
fn is_foreseen(finding: &Finding) -> bool {
    finding.severity <= finding.code.severity()
}

/// Marks findings that 说明 gives a reason for; a reason that matches nothing, or does not say which, is itself a finding.
pub(super) fn apply(subject: &Subject, findings: &mut Vec<Finding>) {
    let report = subject.report;
    let uses = excuse(&report.acknowledgements, findings);
    for (given, used) in report.acknowledgements.iter().zip(uses) {
        let name = given.code.as_str();
        let finding = |message| Finding::new(Code::Acknowledgement, report.place(&given.range), message);
        if let Use::Vague(places) = used {
            let first = findings.iter().find(|finding| is_open(finding, given.code)).map(reason_for);
            findings.push(
                finding(format!("说明里的“{name}”没有写明是哪一处，这次有 {places} 处，都没有放行"))
                    .help(format!("一处写一条，用“原文”写明是哪一处，如：- {}", first.unwrap_or_default())),
            );
            continue;
        }
        // Whether others say the same is only known where others are at hand.
        let unknowable = subject.peers.is_none() && matches!(given.code, Code::CopyOfLastYear | Code::OtherAgency);
        if used == Use::Needed || unknowable {
            continue;
        }
        findings.push(match unjudged(subject, given.code, findings) {
            Some(why) => finding(format!("{why}，说明里的“{name}”这次没有核对"))
                .severity(Severity::Hint)
                .help("这条说明先留着；材料齐了再核对一次"),
            None => idle(finding(format!("说明里的“{name}”没有对应的检查结果")), given, findings),
        });
    }
}

/// What to do about a reason that excuses nothing.
fn idle(finding: Finding, given: &Acknowledgement, findings: &[Finding]) -> Finding {
    let open: Vec<&Finding> = findings.iter().filter(|finding| is_open(finding, given.code)).collect();
    match (open.first(), &given.words) {
        (None, _) => finding.help("问题已不存在，删去这条说明"),
        (Some(first), Some(_)) => finding
            .help("“原文”那一处已经改过：问题不在了的，删去这条说明")
            .help(format!("对现在的这一处也有理由的，改为：- {}", reason_for(first))),
        (Some(first), None) => finding
            .help("现在有的是错误，没有写明是哪一处的说明不放行；先改正")
            .help(format!("核实无误、确有原因的，写明是哪一处：- {}", reason_for(first))),
    }
}

/// Why a check could not be made, where it could not: then nobody can say that the reason given for its findings is needless.
fn unjudged(subject: &Subject, code: Code, findings: &[Finding]) -> Option<&'static str> {
    let over_years = matches!(
        code,
        Code::CarryOver
            | Code::InForceRoll
            | Code::ItemsRoll
            | Code::Jump
            | Code::UnitSlip
            | Code::CopyOfLastYear
            | Code::Identity
    );
    let of_texts = matches!(code, Code::TextVsTable | Code::CopyOfLastYear | Code::OtherAgency | Code::PersonalData);
    let of_members = code == Code::RollUpSum;
    match () {
        () if of_texts && subject.lacks_texts() => Some("文字里还有错误"),
        () if over_years && subject.last_year.is_none() => Some("没有可以对照的上年数据"),
        () if of_members && findings.iter().any(|finding| finding.code == Code::RollUpMissing) => {
            Some("成员还没有交齐")
        }
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::diag::{Place, SourceFile};

    /// Findings of one kind at these words of a file that has them, each as grave as is said.
    fn excused(marks: &[(&str, Severity)], given: &[(Option<&str>, &str)]) -> (Vec<Option<String>>, Vec<Use>) {
        let text = "收到申请12件，予以公开17件。\n另有3件，又有3件。\n".to_owned();
        let file = Arc::new(SourceFile { path: PathBuf::from("2024.yaml"), text });
        let finding = |(mark, severity): &(&str, Severity)| {
            let start = file.text.find(mark).unwrap();
            Finding::new(Code::TextVsTable, Place::new(&file, start..start + mark.len()), "").severity(*severity)
        };
        let mut findings: Vec<Finding> = marks.iter().map(finding).collect();
        let given: Vec<Acknowledgement> = given
            .iter()
            .map(|(words, reason)| Acknowledgement {
                code: Code::TextVsTable,
                words: words.map(str::to_owned),
                reason: (*reason).to_owned(),
                range: 0..0,
            })
            .collect();
        let uses = excuse(&given, &mut findings);
        (findings.into_iter().map(|finding| finding.acknowledged).collect(), uses)
    }

    #[test]
    fn a_reason_excuses_what_it_was_written_for() {
        use Severity::{Error, Warning};
        let some = |reason: &str| Some(reason.to_owned());
        let (twelve, seventeen) = (("12件", Warning), ("17件", Error));
        // Held to its words: the other finding stays, and so does this one when its words are others.
        let held = [(Some("收到申请12件"), "甲")];
        assert_eq!(excused(&[twelve, seventeen], &held), (vec![some("甲"), None], vec![Use::Needed]));
        assert_eq!(excused(&[twelve], &[(Some("收到申请11件"), "甲")]), (vec![None], vec![Use::Idle]));
        assert_eq!(excused(&[seventeen], &[(Some("公开17件"), "甲")]).0, [some("甲")]);
        // Without words: one place, and no error of a kind that usually warns.
        assert_eq!(excused(&[twelve, seventeen], &[(None, "甲")]), (vec![some("甲"), None], vec![Use::Needed]));
        assert_eq!(excused(&[seventeen], &[(None, "甲")]), (vec![None], vec![Use::Idle]));
        let two = [twelve, ("另有3件", Warning)];
        assert_eq!(excused(&two, &[(None, "甲")]), (vec![None, None], vec![Use::Vague(2)]));
        assert_eq!(excused(&two, &[(None, "甲"), (None, "乙")]).0, [some("甲"), some("乙")]);
        assert_eq!(excused(&two, &[(None, "甲"), held[0]]), (vec![some("甲"), some("甲")], vec![Use::Needed; 2]));
        // Several findings at the same words are of one slip.
        assert_eq!(excused(&[twelve, twelve], &[(None, "甲")]).0, [some("甲"), some("甲")]);
    }
}
