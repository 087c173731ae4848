//! parts-sum: parts that do not add up to the total the sentence gives, however the list is introduced.

mod lists;
mod parts;
mod shares;
mod summing;
mod sums;

use crate::check::subject::Subject;
use crate::check::text::prose::{Prose, is_fee};
use crate::diag::Finding;
use parts::PartReader;

pub(crate) fn check(_: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    for (reading, paragraph, _) in prose.paragraphs() {
        let list = PartReader { reading, paragraph };
        for (index, sentence) in paragraph.sentences.iter().enumerate() {
            // Amounts of the handling fee have their own check.
            if !is_fee(reading, sentence) {
                list.sentence(index, findings);
            }
        }
    }
}
