//! From the characters of a scalar's text back to the file they were written in, over indentation, folding and quotes.

use std::ops::Range;

use crate::diag::SourceFile;

/// Where the characters of a scalar's text stand in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMap {
    /// For each run of characters copied unchanged: offset in the text, offset in the file.
    anchors: Vec<(usize, usize)>,
    range: Range<usize>,
}

impl TextMap {
    /// Aligns the text of the scalar written at `range` with the file, over indentation, folding and quotes.
    pub fn new(file: &SourceFile, range: &Range<usize>, text: &str) -> TextMap {
        let source = file.text.get(range.clone()).unwrap_or_default();
        let mut anchors = vec![(0, range.start)];
        let mut at = match source.as_bytes().first() {
            // The indicator line of a block scalar, or the opening quote.
            Some(b'|' | b'>') => source.find('\n').map_or(source.len(), |newline| newline + 1),
            Some(b'"' | b'\'') => 1,
            _ => 0,
        };
        let mut fresh = true;
        for (offset, c) in text.char_indices() {
            if c.is_whitespace() {
                at += source[at..].chars().take_while(|&s| s == c).take(1).map(char::len_utf8).sum::<usize>();
                fresh = true;
                continue;
            }
            if fresh || !source[at..].starts_with(c) {
                // Indentation, folded line breaks and escapes stand between; look for the character close by.
                let Some(gap) = source[at..].char_indices().take(200).find(|&(_, s)| s == c).map(|(gap, _)| gap) else {
                    continue;
                };
                at += gap;
                anchors.push((offset, range.start + at));
                fresh = false;
            }
            at += c.len_utf8();
        }
        TextMap { anchors, range: range.clone() }
    }

    /// The file offset of a text offset.
    pub fn offset(&self, text: usize) -> usize {
        let index = self.anchors.partition_point(|&(t, _)| t <= text).saturating_sub(1);
        let (t, f) = self.anchors[index];
        (f + text.saturating_sub(t)).min(self.range.end)
    }

    /// The file range of a text range.
    pub fn range(&self, text: Range<usize>) -> Range<usize> {
        let start = self.offset(text.start);
        // The end is measured from the last byte inside, so that a mark does not run over a line break.
        let end = if text.end > text.start { self.offset(text.end - 1) + 1 } else { start };
        start..end.max(start)
    }
}
