//! The strings that the cells of an XLS share: counted before the library copies one into every cell that names it.

use crate::read_back::Unreadable;
use crate::read_back::sheet::Allowance;

/// Records: the shared strings, what goes on from the record before, a cell that names one (MS-XLS 2.4.265, 2.4.58, 2.4.149).
const STRINGS: u16 = 0x00FC;
const GOES_ON: u16 = 0x003C;
const NAMED: u16 = 0x00FD;

/// Counts the text that cells hold, a shared string once for each cell that names it.
///
/// # Errors
/// More than any report has.
pub(super) fn weigh(records: &[u8]) -> Result<(), Unreadable> {
    let mut lengths: Vec<usize> = Vec::new();
    let mut pieces: Option<Vec<&[u8]>> = None;
    let mut left = Allowance::new();
    let mut at = 0;
    while let Some(head) = records.get(at..at + 4) {
        let (kind, length) = (u16::from_le_bytes([head[0], head[1]]), u16::from_le_bytes([head[2], head[3]]) as usize);
        let Some(data) = records.get(at + 4..at + 4 + length) else { break };
        at += 4 + length;
        match (kind, &mut pieces) {
            (STRINGS, _) => pieces = Some(vec![data]),
            (GOES_ON, Some(pieces)) => pieces.push(data),
            (_, Some(_)) => lengths.extend(pieces.take().into_iter().flat_map(lengths_of)),
            _ => {}
        }
        if kind == NAMED
            && let Some(index) = data.get(6..10)
        {
            let index = u32::from_le_bytes([index[0], index[1], index[2], index[3]]) as usize;
            left.take(1, lengths.get(index).copied().unwrap_or(0))?;
        }
    }
    Ok(())
}

fn lengths_of(pieces: Vec<&[u8]>) -> impl Iterator<Item = usize> {
    let mut strings = Strings::new(pieces);
    std::iter::from_fn(move || strings.next())
}

/// The lengths of shared strings in bytes at most, one after the other.
struct Strings<'d> {
    pieces: std::vec::IntoIter<&'d [u8]>,
    rest: &'d [u8],
}

impl<'d> Strings<'d> {
    fn new(pieces: Vec<&'d [u8]>) -> Strings<'d> {
        let mut pieces = pieces.into_iter();
        let first = pieces.next().unwrap_or_default();
        // Behind how many there are, twice.
        Strings { pieces, rest: first.get(8..).unwrap_or_default() }
    }

    /// The next bytes of a head; they do not go on in the next piece.
    fn head<const N: usize>(&mut self) -> Option<[u8; N]> {
        while self.rest.is_empty() {
            self.rest = self.pieces.next()?;
        }
        let (head, rest) = self.rest.split_at_checked(N)?;
        self.rest = rest;
        head.try_into().ok()
    }

    /// Passes over bytes, as far as there are any; gives how many.
    fn pass(&mut self, mut bytes: usize) -> usize {
        let wanted = bytes;
        while bytes > 0 {
            if self.rest.is_empty() {
                match self.pieces.next() {
                    Some(next) => self.rest = next,
                    None => break,
                }
            }
            let now = bytes.min(self.rest.len());
            self.rest = &self.rest[now..];
            bytes -= now;
        }
        wanted - bytes
    }

    /// Passes over characters; each piece says anew whether they take one byte or two.
    fn characters(&mut self, mut count: usize, mut wide: bool) {
        while count > 0 {
            let size = 1 + usize::from(wide);
            let now = count.min(self.rest.len() / size);
            self.rest = &self.rest[now * size..];
            count -= now;
            if count > 0 {
                match self.pieces.next().and_then(<[u8]>::split_first) {
                    Some((flags, rest)) => (self.rest, wide) = (rest, flags & 1 != 0),
                    None => return,
                }
            }
        }
    }
}

impl Strings<'_> {
    /// The length of the next one.
    fn next(&mut self) -> Option<usize> {
        let [low, high, flags] = self.head()?;
        let count = usize::from(u16::from_le_bytes([low, high]));
        let runs = if flags & 8 != 0 { usize::from(u16::from_le_bytes(self.head()?)) } else { 0 };
        let more = if flags & 4 != 0 { u32::from_le_bytes(self.head()?) as usize } else { 0 };
        self.characters(count, flags & 1 != 0);
        self.pass((4 * runs).saturating_add(more));
        // No character takes more than three bytes as the library keeps it.
        Some(3 * count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    fn named(index: u32) -> Vec<u8> {
        record(NAMED, &[&[0; 6][..], &index.to_le_bytes()].concat())
    }

    #[test]
    fn strings_are_measured_over_pieces() {
        let first = [&[0; 8][..], &[3, 0, 0], b"abc", &[4, 0, 8, 1, 0], b"ab"].concat();
        let second = [&[1][..], &[1, 1, 2, 2], &[9; 4], &[2, 0, 1], &[1, 1, 2, 2]].concat();
        assert_eq!(lengths_of(vec![&first, &second]).collect::<Vec<_>>(), [9, 12, 6]);
        assert_eq!(lengths_of(vec![&first[..12]]).collect::<Vec<_>>(), [9], "cut off");
    }

    #[test]
    fn one_long_string_in_many_cells_is_counted_for_each() {
        let long = [&[0; 8][..], &[0xFF, 0x7F, 0], &vec![b'a'; 0x7FFF - 2000]].concat();
        let more = [&[0][..], &[b'a'; 2000]].concat();
        let strings = [record(STRINGS, &long), record(GOES_ON, &more), record(0x000A, &[])].concat();
        let book = |cells: usize| [strings.clone(), named(0).repeat(cells)].concat();
        assert_eq!(weigh(&book(100)), Ok(()));
        assert!(matches!(weigh(&book(2000)), Err(Unreadable::TooLarge(_))));
        assert_eq!(weigh(&[strings, named(7).repeat(2000)].concat()), Ok(()), "no such string");
    }
}
