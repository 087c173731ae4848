//! What follows from a wrong year (stale-year) and is no other slip: the same year wrong at both ends of a period, and the figures of a
//! sentence that were held against last year's report because of it.

use std::ops::Range;

use super::Subject;
use crate::diag::{Code, Finding, Place};

/// Takes back what only follows from a year that is wrong.
pub(super) fn consequences(_: &Subject, findings: &mut Vec<Finding>) {
    follow(findings);
}

fn follow(findings: &mut Vec<Finding>) {
    let mut stale: Vec<Finding> = Vec::new();
    let mut others: Vec<Finding> = Vec::new();
    for finding in findings.drain(..) {
        if finding.code != Code::StaleYear {
            others.push(finding);
            continue;
        }
        let twin =
            stale.iter_mut().find(|first| first.message == finding.message && are_of_one_sentence(first, &finding));
        match twin {
            Some(first) => first.also.push((finding.at, "同样".to_owned())),
            None => stale.push(finding),
        }
    }
    others.retain(|finding| !stale.iter().any(|year| is_due_to(finding, year)));
    findings.extend(others);
    findings.extend(stale);
}

/// Whether a figure was held against last year's report for the year before it in its sentence, which is wrong.
fn is_due_to(finding: &Finding, year: &Finding) -> bool {
    let place = |place: &Place| place.range.start;
    finding.code == Code::TextVsTable
        && year.is_error()
        && place(&year.at) < place(&finding.at)
        && finding.also.iter().any(|(at, _)| at.file.path != finding.at.file.path)
        && are_of_one_sentence(year, finding)
}

fn are_of_one_sentence(first: &Finding, other: &Finding) -> bool {
    first.at.file.path == other.at.file.path && sentence(&first.at) == sentence(&other.at)
}

/// The sentence in which a place begins: between full stops and line breaks.
fn sentence(place: &Place) -> Range<usize> {
    let text = &place.file.text;
    let at = place.range.start.min(text.len());
    let stops = ['。', '！', '？', '\n'];
    let start = text[..at].rfind(stops).map_or(0, |stop| stop + text[stop..].chars().next().map_or(0, char::len_utf8));
    start..text[at..].find(stops).map_or(text.len(), |stop| at + stop)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::diag::{Severity, SourceFile};

    #[test]
    fn what_follows_from_a_wrong_year_is_not_told_again() {
        let text = "2022年新收3件，结转1件。制发4件。\n统计期限为2022年1月至2022年12月。\n";
        let file = |name: &str| Arc::new(SourceFile { path: Path::new(name).into(), text: text.to_owned() });
        let (this, last) = (file("2023.yaml"), file("2022.yaml"));
        let at = |word: &str, nth: usize| {
            let start = text.match_indices(word).nth(nth).unwrap().0;
            Place::new(&this, start..start + word.len())
        };
        let year =
            |nth: usize, says: &str| Finding::new(Code::StaleYear, at("2022年", nth), says).severity(Severity::Error);
        let figure = |word: &str, of: &Arc<SourceFile>| {
            Finding::new(Code::TextVsTable, at(word, 0), word).also(Place::new(of, 0..1), "表三")
        };
        let mut findings = vec![
            year(0, "所述年份"),
            figure("3件", &last),
            figure("1件", &this),
            figure("4件", &last),
            year(1, "统计期限"),
            year(2, "统计期限"),
        ];
        follow(&mut findings);
        let told: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(told, ["1件", "4件", "所述年份", "统计期限"]);
        assert_eq!(findings[3].also.len(), 1);
    }
}
