//! What a passage claims, before any cell is asked: of which year, of what, and whether a change.

use crate::check::text::words::Word;

/// The year a count is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    Now,
    /// The year before the report's.
    Last,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    More,
    Less,
}

/// What a passage speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Object {
    #[default]
    None,
    Request,
    Other,
    /// 表四, with the words that named it.
    Review(Vec<Word>),
    /// Lines of 表二.
    Items(Vec<usize>),
}
