//! Finished prose: the text after merging, with the way back to the characters of the data file it came from.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::{Place, SourceFile};
use crate::source::TextMap;

/// The finished text of one prose field.
#[derive(Debug, Clone)]
pub struct FinishedText {
    /// The field's key, `总体情况`.
    pub key: String,
    /// The finished text.
    pub text: String,
    file: Arc<SourceFile>,
    map: TextMap,
    /// In order of the text: where a stretch of it begins, and what in the field as written it came from.
    pieces: Vec<(usize, TextOrigin)>,
}

/// Where a stretch of finished text came from, in offsets of the field as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TextOrigin {
    /// Written there word for word, beginning at the offset.
    Literal(usize),
    /// Printed by the tag at the range.
    Tag(Range<usize>),
}

impl FinishedText {
    pub(super) fn new(
        key: &str,
        text: String,
        file: &Arc<SourceFile>,
        map: &TextMap,
        pieces: Vec<(usize, TextOrigin)>,
    ) -> FinishedText {
        FinishedText { key: key.to_owned(), text, file: file.clone(), map: map.clone(), pieces }
    }

    /// The place in the data file that a range of the finished text came from; the whole tag for what a tag printed.
    pub fn place(&self, range: Range<usize>) -> Place {
        let start = self.written(range.start).start;
        let end = self.written(range.end.saturating_sub(1).max(range.start)).end;
        Place::new(&self.file, self.map.range(start..end.max(start)))
    }

    /// Whether some of the range was printed by a `{{ … }}`.
    pub fn is_merged(&self, range: Range<usize>) -> bool {
        let first = self.pieces.partition_point(|(at, _)| *at <= range.start).saturating_sub(1);
        self.pieces[first.min(self.pieces.len())..]
            .iter()
            .take_while(|(at, _)| *at < range.end)
            .any(|(_, piece)| matches!(piece, TextOrigin::Tag(_)))
    }

    /// The paragraphs (lines) of the text: their ranges, blank ones left out.
    pub fn paragraphs(&self) -> impl Iterator<Item = Range<usize>> {
        let mut at = 0;
        self.text.split_inclusive('\n').filter_map(move |line| {
            let start = at;
            at += line.len();
            let lead = line.len() - line.trim_start().len();
            let body = line.trim();
            (!body.is_empty()).then_some(start + lead..start + lead + body.len())
        })
    }

    /// What as written printed the byte at `offset`.
    fn written(&self, offset: usize) -> Range<usize> {
        let index = self.pieces.partition_point(|(at, _)| *at <= offset).saturating_sub(1);
        match self.pieces.get(index) {
            Some((at, TextOrigin::Literal(from))) => from + (offset - at)..from + (offset - at) + 1,
            Some((_, TextOrigin::Tag(range))) => range.clone(),
            None => offset..offset + 1,
        }
    }
}
