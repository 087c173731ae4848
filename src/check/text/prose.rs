//! All prose of a report, read once: cut up, its lists divided, and every claim bound to the cells it speaks of. The rules see this
//! and nothing below.

use crate::check::subject::Subject;
use crate::check::text::bind::{Binder, Claim, Denial, Object, Setting, claims, claims_of, denials, is_joint_zero};
use crate::check::text::parse::{Division, Lists, Paragraph, Reading};
use crate::check::text::words::{CompiledLexicon, Phrase, Word};

/// A paragraph (一段) with all it says.
pub(crate) struct Passage<'a> {
    pub reading: &'a Reading<'a>,
    pub paragraph: &'a Paragraph,
    pub claims: Vec<Claim>,
    pub denials: Vec<Denial>,
    pub divisions: Vec<Division<'a>>,
}

/// All prose of a report.
pub(crate) struct ReadProse<'a> {
    pub readings: &'a [Reading<'a>],
    pub binder: Binder<'a>,
    passages: Vec<Passage<'a>>,
}

/// The texts of a report, cut up.
pub(crate) fn read<'a>(subject: &Subject<'a>) -> Vec<Reading<'a>> {
    let lexicon = CompiledLexicon::of(&subject.report.form);
    let texts = subject.composed.map_or(&[][..], |composed| &composed.texts[..]);
    texts.iter().map(|text| Reading::new(text, &lexicon)).collect()
}

impl<'a> ReadProse<'a> {
    pub fn new(subject: &Subject<'a>, readings: &'a [Reading<'a>]) -> ReadProse<'a> {
        let binder = Binder::new(subject.report);
        let mut passages = Vec::new();
        for reading in readings {
            let mut topic = Object::None;
            for paragraph in &reading.paragraphs {
                if paragraph.level.is_some_and(|level| level <= 3) {
                    topic = heading(paragraph);
                }
                let lists = Lists { reading, paragraph };
                let on = Setting::new(&binder, reading, paragraph, &topic);
                let claims = claims(&on);
                passages.push(Passage {
                    reading,
                    paragraph,
                    denials: denials(&on, &claims),
                    claims,
                    divisions: lists.divisions(),
                });
            }
        }
        ReadProse { readings, binder, passages }
    }

    /// Every paragraph, in order.
    pub fn passages(&self) -> &[Passage<'a>] {
        &self.passages
    }

    /// The text of a field (导语, 总体情况 …).
    pub fn field(&self, key: &str) -> Option<&'a Reading<'a>> {
        self.readings.iter().find(|reading| reading.text.key == key)
    }
}

impl<'a> Passage<'a> {
    /// Whether a sentence speaks of the handling fee.
    pub fn is_fee(&self, sentence: usize) -> bool {
        let sentence = &self.paragraph.sentences[sentence];
        sentence.says(Phrase::HandlingFee) && !sentence.says(Phrase::OtherFee)
    }

    /// 均为0件: said of several at once.
    pub fn is_joint_zero(&self, claim: &Claim) -> bool {
        is_joint_zero(self.reading, self.paragraph, claim)
    }

    /// The lists of a sentence.
    pub fn divisions_of(&self, sentence: usize) -> &[Division<'a>] {
        let from = self.divisions.partition_point(|division| division.index < sentence);
        let to = self.divisions.partition_point(|division| division.index <= sentence);
        &self.divisions[from..to]
    }

    /// The figures of a sentence.
    pub fn claims_of(&self, sentence: usize) -> &[Claim] {
        claims_of(&self.claims, sentence)
    }
}

/// What a section speaks of, by its heading.
fn heading(paragraph: &Paragraph) -> Object {
    let Some(head) = paragraph.sentences.first() else { return Object::None };
    if head.pieces.iter().any(|piece| piece.is(Word::Request)) { Object::Request } else { Object::None }
}
