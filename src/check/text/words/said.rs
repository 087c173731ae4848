//! The phrases of a text, found once: whether a stretch says one of a set, begins or ends with one, or is one.

use std::ops::Range;

use crate::form::{Phrase, Sets};

/// A phrase in a text, and the sets it belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FoundPhrase {
    pub start: usize,
    pub end: usize,
    pub sets: Sets,
}

/// The phrases of a text in the order of their beginnings.
#[derive(Debug, Default)]
pub(crate) struct Said {
    found: Vec<FoundPhrase>,
    /// The length of the longest in bytes.
    longest: usize,
}

impl Said {
    pub fn new(mut found: Vec<FoundPhrase>) -> Said {
        found.sort_unstable_by_key(|found| (found.start, found.end));
        let longest = found.iter().map(|found| found.end - found.start).max().unwrap_or(0);
        Said { found, longest }
    }

    /// Those that begin in a range.
    fn from(&self, range: Range<usize>) -> impl Iterator<Item = &FoundPhrase> {
        let first = self.found.partition_point(|found| found.start < range.start);
        self.found[first..].iter().take_while(move |found| found.start < range.end)
    }

    /// The phrases of a set within a range, those that overlap included.
    pub fn all(&self, range: Range<usize>, set: Phrase) -> impl Iterator<Item = Range<usize>> {
        let end = range.end;
        let within = self.from(range).filter(move |found| found.end <= end && found.sets.has(set));
        within.map(|found| found.start..found.end)
    }

    /// The sets of which a range says something.
    pub fn sets(&self, range: Range<usize>) -> Sets {
        let end = range.end;
        self.from(range).filter(|found| found.end <= end).fold(Sets::default(), |sets, found| sets.or(found.sets))
    }

    /// The sets of which a phrase begins at a place.
    pub fn opening(&self, at: usize) -> Sets {
        self.from(at..at + 1).fold(Sets::default(), |sets, found| sets.or(found.sets))
    }

    /// The sets of which a phrase ends at a place.
    pub fn ending(&self, at: usize) -> Sets {
        let ends = self.from(at.saturating_sub(self.longest)..at).filter(|found| found.end == at);
        ends.fold(Sets::default(), |sets, found| sets.or(found.sets))
    }

    /// The sets that a phrase belongs to.
    pub fn sets_of(&self, phrase: Range<usize>) -> Sets {
        self.from(phrase.start..phrase.start + 1)
            .find(|found| found.end == phrase.end)
            .map_or(Sets::default(), |found| found.sets)
    }

    /// Whether a range says something of a set.
    pub fn says(&self, range: Range<usize>, set: Phrase) -> bool {
        self.all(range, set).next().is_some()
    }

    /// Whether a range says something of a set apart from phrases of another: 获, and not in 获取.
    pub fn says_apart(&self, range: Range<usize>, set: Phrase, other: Phrase) -> bool {
        let others: Vec<Range<usize>> = self.all(range.clone(), other).collect();
        let apart =
            |found: &Range<usize>| !others.iter().any(|other| other.start < found.end && found.start < other.end);
        self.all(range, set).any(|found| apart(&found))
    }

    /// Where the longest phrase of a set ends with which a range begins.
    pub fn opens(&self, range: Range<usize>, set: Phrase) -> Option<usize> {
        let own = self.from(range.start..range.start + 1).filter(|found| found.end <= range.end && found.sets.has(set));
        own.map(|found| found.end).last()
    }

    /// Where the longest phrase of a set begins with which a range ends.
    pub fn closes(&self, range: Range<usize>, set: Phrase) -> Option<usize> {
        let from = range.start.max(range.end.saturating_sub(self.longest));
        self.all(from..range.end, set).find(|found| found.end == range.end).map(|found| found.start)
    }

    /// The longest phrase of a set with which a range ends.
    pub fn closing(&self, range: Range<usize>, set: Phrase) -> Option<Range<usize>> {
        self.closes(range.clone(), set).map(|start| start..range.end)
    }

    /// Whether a range is a phrase of a set.
    pub fn is(&self, range: Range<usize>, set: Phrase) -> bool {
        self.from(range.start..range.start + 1).any(|found| found.end == range.end && found.sets.has(set))
    }
}
