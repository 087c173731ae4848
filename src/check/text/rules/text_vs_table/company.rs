//! Figures of which it is in doubt that the tables are meant (公开行政许可573件、行政处罚84件、行政强制5件): those beside them show it by being
//! right, or their own digits do.

use super::compare;
use crate::check::subject::Subject;
use crate::check::text::bind::{Claim, Kind, When};
use crate::check::text::prose::Passage;
use crate::check::text::words::{MICRO, Slip};
use crate::diag::Finding;
use crate::report::Report;

/// Figures of fewer digits are alike by chance.
const LEAST: usize = 3;

/// The figures of a sentence that may be of the tables, as if they were.
struct Company {
    right: Vec<Claim>,
    wrong: Vec<(Claim, Finding)>,
}

/// What is wrong among the doubtful figures of a sentence.
pub(super) fn by_company(subject: &Subject, passage: &Passage, sentence: usize) -> Vec<Finding> {
    let mut company = Company { right: Vec::new(), wrong: Vec::new() };
    for claim in passage.claims_of(sentence).iter().filter(|claim| claim.when == When::Now && claim.likely.is_some()) {
        let claim = Claim { fact: claim.likely.clone(), ..claim.clone() };
        match compare(subject, passage.reading, &claim) {
            None => company.right.push(claim),
            Some(finding) => company.wrong.push((claim, finding)),
        }
    }
    let told = |claim: &Claim| company.shows(claim) || !company.has(claim) && is_slip(claim, subject.report);
    company.wrong.iter().filter(|(claim, _)| told(claim)).map(|(_, finding)| finding.clone()).collect()
}

impl Company {
    /// Whether the figures that are right show that this one is meant for the tables too: two small ones or a large one for each
    /// that is wrong, since small ones agree by chance.
    fn shows(&self, wrong: &Claim) -> bool {
        let weight = |claim: &Claim| match claim.number.whole() {
            Some(0 | 1) => 0,
            Some(2..=9) => 1,
            _ => 2,
        };
        let right: usize = self.right.iter().filter(|claim| group(claim) == group(wrong)).map(weight).sum();
        let others = self.wrong.iter().filter(|(claim, _)| group(claim) == group(wrong)).count();
        !self.has(wrong) && right >= 2 * others
    }

    /// 新增规章18件（含新制定4件）; 全系统收到60件，其中局机关25件: the one that is right is what the cell is of.
    fn has(&self, wrong: &Claim) -> bool {
        let cells = |claim: &Claim| claim.fact.as_ref().map(|fact| fact.readings.clone());
        self.right.iter().any(|claim| cells(claim) == cells(wrong))
    }
}

/// What is told together: requests, 表二; and published documents, of which it stays open which of their figures is meant.
fn group(claim: &Claim) -> Option<(bool, bool)> {
    let fact = claim.fact.as_ref()?;
    let item = fact.kind == Kind::Item;
    Some((item, item && fact.readings.len() > 1))
}

/// Whether a figure is its cell with a slip of the pen: the very digits in another order (537 for 573), or one that is another,
/// not the last, in which two true figures may well differ.
fn is_slip(claim: &Claim, report: &Report) -> bool {
    let digits = |value: i128| {
        let mut digits: Vec<u8> = value.to_string().into_bytes();
        digits.sort_unstable();
        digits
    };
    let said = claim.number.value / MICRO;
    let own = digits(said);
    let turned = |cell: i128| own.first() != own.last() && own == digits(cell);
    let mistyped = |cell: i128| said % 10 == cell % 10 && Slip::between(said, cell) == Some(Slip::Digit);
    let mut cells = claim.fact.iter().flat_map(|fact| &fact.readings).map(|sum| sum.value(report) / MICRO);
    own.len() >= LEAST && cells.any(|cell| turned(cell) || mistyped(cell))
}
