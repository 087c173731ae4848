//! Text: what the finished prose says, against the figures, the calendar and the rules of the form.
//!
//! The prose is cut up once; each check looks at the same pieces. Precision comes first: what is not understood is left alone.

mod basis;
mod bind;
mod clause;
mod contradiction;
mod copies;
mod dates;
mod denied;
mod facts;
mod fee;
mod gaps;
mod growth;
mod lexicon;
mod lists;
mod literal;
mod meaning;
mod named_years;
mod negation;
mod number;
mod numeral;
mod other_agency;
mod parts;
mod periods;
mod placeholder;
mod portion;
mod privacy;
mod rates;
mod sections;
mod selves;
mod share_out;
mod shares;
mod style_marks;
mod sums;
mod table;
mod vocabulary;
mod walk;
mod words;
mod years;

use bind::{Binder, Count, Object};
use clause::{Paragraph, Reading};
use lexicon::{Lexicon, Word};

use super::subject::Subject;
use crate::diag::Finding;

/// All prose of a report, cut up and bound.
struct Prose<'a> {
    readings: Vec<Reading<'a>>,
    /// For each reading and paragraph: its counts.
    counts: Vec<Vec<Vec<Count>>>,
    /// For each reading and paragraph: what its section speaks of.
    topics: Vec<Vec<Object>>,
}

impl<'a> Prose<'a> {
    fn new(subject: &Subject<'a>) -> Prose<'a> {
        let lexicon = Lexicon::of(&subject.report.form);
        let texts = subject.composed.map_or(&[][..], |composed| &composed.texts[..]);
        let readings: Vec<Reading> = texts.iter().map(|text| Reading::new(text, &lexicon)).collect();
        let binder = Binder::new(subject.report);
        let mut prose = Prose { readings, counts: Vec::new(), topics: Vec::new() };
        for reading in &prose.readings {
            let mut topic = Object::None;
            let (mut counts, mut topics) = (Vec::new(), Vec::new());
            for paragraph in &reading.paragraphs {
                if paragraph.level.is_some_and(|level| level <= 3) {
                    topic = heading(paragraph);
                }
                counts.push(binder.counts(reading, paragraph, &topic));
                topics.push(topic.clone());
            }
            prose.counts.push(counts);
            prose.topics.push(topics);
        }
        prose
    }

    /// Every paragraph with its reading and its counts.
    fn paragraphs(&self) -> impl Iterator<Item = (&Reading<'a>, &Paragraph, &[Count])> {
        self.readings.iter().zip(&self.counts).flat_map(|(reading, counts)| {
            reading.paragraphs.iter().zip(counts).map(move |(paragraph, counts)| (reading, paragraph, &counts[..]))
        })
    }
}

/// What a section speaks of, by its heading.
fn heading(paragraph: &Paragraph) -> Object {
    let Some(head) = paragraph.sentences.first() else { return Object::None };
    if head.pieces.iter().any(|piece| piece.is(Word::Request)) { Object::Request } else { Object::None }
}

/// All text checks.
pub(super) fn check(subject: &Subject, findings: &mut Vec<Finding>) {
    if subject.composed.is_none() {
        return;
    }
    let prose = Prose::new(subject);
    table::check(subject, &prose, findings);
    lists::check(&prose, findings);
    rates::check(subject, &prose, findings);
    literal::check(subject, &prose, findings);
    contradiction::check(subject, &prose, findings);
    fee::check(subject, &prose, findings);
    years::check(subject, &prose, findings);
    basis::check(subject, &prose, findings);
    placeholder::check(&prose, findings);
    sections::check(subject, &prose, findings);
    copies::check(subject, &prose, findings);
    other_agency::check(subject, &prose, findings);
    privacy::check(&prose, findings);
    style_marks::check(&prose, findings);
}
