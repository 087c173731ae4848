//! Many small changes made and proved at once: reading a file again for each of two hundred figures takes most of the time.
//!
//! Figures and notes wait, for each has a place of its own; whatever moves other things is made after those that wait.

use super::{New, Node, PatchError, Patcher, Shape, Slot, Splice};

/// Changes that wait.
#[derive(Debug, Clone, Default)]
pub(super) struct HeldChanges {
    splices: Vec<Splice>,
    /// The tree as it is to be; none where nothing waits.
    expected: Option<Node>,
}

impl HeldChanges {
    pub fn add(&mut self, root: &Node, splices: Vec<Splice>, expect: impl FnOnce(&mut Node)) {
        self.splices.extend(splices);
        expect(self.expected.get_or_insert_with(|| root.clone()));
    }
}

impl Slot {
    /// Whether a value goes into its place as one figure in place of another, which moves nothing else.
    pub(super) fn holds_one(&self, new: &New) -> bool {
        matches!((&self.shape, new), (Shape::Inline(_), New::Scalar(_)))
    }
}

impl Patcher {
    /// From here on figures and notes wait until [`Patcher::finish`]; what is asked meanwhile sees the file without them.
    pub fn wait(&mut self) {
        self.waiting.get_or_insert_default();
    }

    /// Makes what waits, and goes back to making each change at once.
    ///
    /// # Errors
    /// The file would not say afterwards what it should; nothing of what waited is made.
    pub fn finish(&mut self) -> Result<(), PatchError> {
        let settled = self.settle();
        self.waiting = None;
        settled.map(|_| ())
    }

    /// Makes what waits. Gives whether anything did.
    pub(super) fn settle(&mut self) -> Result<bool, PatchError> {
        let Some(HeldChanges { splices, expected: Some(expected) }) = self.waiting.as_mut().map(std::mem::take) else {
            return Ok(false);
        };
        self.make(splices, &expected)?;
        Ok(true)
    }
}
