//! A copy of a text with stretches replaced, and the way from places in the copy back to the text.

use std::ops::Range;

/// Replacements in a text, collected in any order.
#[derive(Debug, Clone, Default)]
pub(super) struct Edits {
    edits: Vec<(Range<usize>, String)>,
}

impl Edits {
    pub fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.edits.push((range, with.into()));
    }

    /// The text with all replacements; where two overlap the first one stands.
    pub fn apply(mut self, text: &str) -> Edited {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut edited = Edited { text: String::with_capacity(text.len()), anchors: vec![(0, 0, true)] };
        let mut at = 0;
        for (range, with) in self.edits {
            if range.start < at {
                continue;
            }
            edited.text.push_str(&text[at..range.start]);
            edited.anchors.push((edited.text.len(), range.start, false));
            edited.text.push_str(&with);
            edited.anchors.push((edited.text.len(), range.end, true));
            at = range.end;
        }
        edited.text.push_str(&text[at..]);
        edited
    }
}

/// A text after its replacements.
#[derive(Debug, Clone)]
pub(super) struct Edited {
    pub text: String,
    /// From where in the copy on, where in the text, and whether the stretch was copied or replaced.
    anchors: Vec<(usize, usize, bool)>,
}

impl Edited {
    /// Where in the text an offset of the copy came from.
    pub fn original(&self, offset: usize) -> usize {
        let index = self.anchors.partition_point(|(copy, ..)| *copy <= offset).saturating_sub(1);
        let (copy, text, copied) = self.anchors[index];
        if copied { text + (offset - copy) } else { text }
    }

    /// Where in the text a range of the copy came from. A range ends where its last byte came from, so that what was
    /// put in behind it does not widen it.
    pub fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.original(range.start);
        let end = if range.is_empty() { start } else { self.original(range.end - 1) + 1 };
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back() {
        let text = "甲：1\n 乙: [1，2\n";
        let mut edits = Edits::default();
        edits.replace(3..6, ": ");
        edits.replace(16..19, ",");
        edits.replace(20..20, "]");
        let edited = edits.apply(text);
        assert_eq!(edited.text, "甲: 1\n 乙: [1,2]\n");
        for (offset, c) in edited.text.char_indices().filter(|(_, c)| "甲1乙2".contains(*c)) {
            assert!(text[edited.original(offset)..].starts_with(c), "{c}");
        }
    }
}
