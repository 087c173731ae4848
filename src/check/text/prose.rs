//! All prose of a report, read once: cut up, and every count bound to the cells it states. The rules see this and nothing below.

use crate::check::subject::Subject;
use crate::check::text::bind::binder::Binder;
use crate::check::text::bind::count::Count;
use crate::check::text::bind::walk::counts as counts_of;
use crate::check::text::claim::Object;
use crate::check::text::parse::tree::{Paragraph, Reading, Sentence};
use crate::check::text::words::lexicon::{Lexicon, Word};

/// All prose of a report, cut up and bound.
pub(crate) struct Prose<'a> {
    pub readings: Vec<Reading<'a>>,
    /// For each reading and paragraph: its counts.
    pub counts: Vec<Vec<Vec<Count>>>,
    /// For each reading and paragraph: what its section speaks of.
    pub topics: Vec<Vec<Object>>,
}

impl<'a> Prose<'a> {
    pub fn new(subject: &Subject<'a>) -> Prose<'a> {
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
                counts.push(counts_of(&binder, reading, paragraph, &topic));
                topics.push(topic.clone());
            }
            prose.counts.push(counts);
            prose.topics.push(topics);
        }
        prose
    }

    /// Every paragraph with its reading and its counts.
    pub fn paragraphs(&self) -> impl Iterator<Item = (&Reading<'a>, &Paragraph, &[Count])> {
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

/// Whether a sentence speaks of the handling fee.
pub(crate) fn is_fee(reading: &Reading, sentence: &Sentence) -> bool {
    let text = reading.slice(&sentence.range);
    text.contains("处理费") && !text.contains("行政事业性收费")
}
