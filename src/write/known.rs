//! Characters already known to have a glyph, one bit each, shared by all threads: a report asks about the same few hundred
//! characters thousands of times.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::style::Face;

/// One bit per character of the basic plane and face; rarer characters are always asked about.
pub(super) struct KnownGlyphs(Box<[[AtomicU64; KnownGlyphs::WORDS]; Face::ALL.len()]>);

impl KnownGlyphs {
    const WORDS: usize = 0x1_0000 / 64;

    pub fn new() -> KnownGlyphs {
        KnownGlyphs(Box::new([const { [const { AtomicU64::new(0) }; KnownGlyphs::WORDS] }; Face::ALL.len()]))
    }

    /// Whether the character is known to be printable in the face.
    pub fn contains(&self, face: Face, c: char) -> bool {
        self.word(face, c).is_some_and(|(word, bit)| word.load(Ordering::Relaxed) & bit != 0)
    }

    pub fn insert(&self, face: Face, c: char) {
        if let Some((word, bit)) = self.word(face, c) {
            word.fetch_or(bit, Ordering::Relaxed);
        }
    }

    fn word(&self, face: Face, c: char) -> Option<(&AtomicU64, u64)> {
        let code = c as usize;
        Some((self.0[face as usize].get(code / 64)?, 1 << (code % 64)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_known_in_the_face_it_was_noted_for() {
        let known = KnownGlyphs::new();
        known.insert(Face::Heiti, '年');
        known.insert(Face::Heiti, '𠮷');
        assert!(known.contains(Face::Heiti, '年'));
        assert!(!known.contains(Face::Heiti, '平'));
        assert!(!known.contains(Face::Songti, '年'));
        assert!(!known.contains(Face::Heiti, '𠮷'), "beyond the basic plane nothing is noted");
    }
}
