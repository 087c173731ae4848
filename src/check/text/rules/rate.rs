//! rate: shares, growth rates and changes that cannot be recomputed from the figures.

mod growth;
mod portion;
mod rates;

use crate::check::subject::Subject;
use crate::check::text::bind::binder::Binder;
use crate::check::text::prose::Prose;
use crate::check::text::words::number::Number;
use crate::diag::Finding;
use rates::{PAST, Rates};

pub(crate) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let binder = Binder::new(subject.report);
    let mut past: Vec<&Number> = Vec::new();
    let mut key = "";
    for (reading, paragraph, counts) in prose.paragraphs() {
        let mut rest = counts;
        if key != reading.text.key {
            (key, past) = (reading.text.key, Vec::new());
        }
        for (index, sentence) in paragraph.sentences.iter().enumerate() {
            let length = rest.partition_point(|count| count.sentence <= index);
            let (here, later) = rest.split_at(length);
            rest = later;
            let rates =
                Rates { subject, binder: &binder, reading, pieces: &sentence.pieces, counts: here, past: &past };
            rates.run(findings);
            past.extend(here.iter().filter(|count| count.change.is_none()).map(|count| &count.number));
            past.drain(..past.len().saturating_sub(PAST));
        }
    }
}
