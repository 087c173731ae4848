//! The strings that the cells of an XLS share: counted before the library copies one into every cell that names it.

use super::records::records;
use crate::read_back::Unreadable;
use crate::read_back::sheet::Allowance;

/// Records: the shared strings, what goes on from the record before, a cell that names one (MS-XLS 2.4.265, 2.4.58, 2.4.149).
const STRINGS: u16 = 0x00FC;
const GOES_ON: u16 = 0x003C;
const NAMED: u16 = 0x00FD;

/// What is known of a shared string beside its characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SharedText {
    /// Its length in bytes at most.
    pub length: usize,
    /// Where its pieces begin, in characters of two bytes, and the number of the font of each.
    pub runs: Vec<(u16, u16)>,
}

/// Counts the text that cells hold, a shared string once for each cell that names it; gives what is known of the strings.
///
/// # Errors
/// More than any report has.
pub(super) fn weigh(bytes: &[u8]) -> Result<Vec<SharedText>, Unreadable> {
    let mut texts: Vec<SharedText> = Vec::new();
    let mut pieces: Option<Vec<&[u8]>> = None;
    let mut left = Allowance::new();
    for record in records(bytes) {
        match (record.kind, &mut pieces) {
            (STRINGS, _) => pieces = Some(vec![record.data]),
            (GOES_ON, Some(pieces)) => pieces.push(record.data),
            (_, Some(_)) => texts.extend(pieces.take().into_iter().flat_map(texts_of)),
            _ => {}
        }
        if record.kind == NAMED && record.data.len() >= 10 {
            let index = (record.word(6) | record.word(8) << 16) as usize;
            left.take(1, texts.get(index).map_or(0, |text| text.length))?;
        }
    }
    Ok(texts)
}

fn texts_of(pieces: Vec<&[u8]>) -> impl Iterator<Item = SharedText> {
    let mut strings = Strings::new(pieces);
    std::iter::from_fn(move || strings.next())
}

/// Shared strings one after the other.
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

    /// The next piece of a string: where it begins and its font. Its four bytes may be parted.
    fn run(&mut self) -> Option<(u16, u16)> {
        let mut bytes = [0; 4];
        for byte in &mut bytes {
            [*byte] = self.head()?;
        }
        Some((u16::from_le_bytes([bytes[0], bytes[1]]), u16::from_le_bytes([bytes[2], bytes[3]])))
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
    /// What is known of the next one.
    fn next(&mut self) -> Option<SharedText> {
        let [low, high, flags] = self.head()?;
        let count = usize::from(u16::from_le_bytes([low, high]));
        let runs = if flags & 8 != 0 { usize::from(u16::from_le_bytes(self.head()?)) } else { 0 };
        let more = if flags & 4 != 0 { u32::from_le_bytes(self.head()?) as usize } else { 0 };
        self.characters(count, flags & 1 != 0);
        let runs = (0..runs).map_while(|_| self.run()).collect();
        self.pass(more);
        // No character takes more than three bytes as the library keeps it.
        Some(SharedText { length: 3 * count, runs })
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
        let found: Vec<(usize, usize)> =
            texts_of(vec![&first, &second]).map(|text| (text.length, text.runs.len())).collect();
        assert_eq!(found, [(9, 0), (12, 1), (6, 0)]);
        assert_eq!(texts_of(vec![&first[..12]]).count(), 1, "cut off");
    }

    #[test]
    fn one_long_string_in_many_cells_is_counted_for_each() {
        let long = [&[0; 8][..], &[0xFF, 0x7F, 0], &vec![b'a'; 0x7FFF - 2000]].concat();
        let more = [&[0][..], &[b'a'; 2000]].concat();
        let strings = [record(STRINGS, &long), record(GOES_ON, &more), record(0x000A, &[])].concat();
        let book = |cells: usize| [strings.clone(), named(0).repeat(cells)].concat();
        assert_eq!(weigh(&book(100)).map(|texts| texts.len()), Ok(1));
        assert!(matches!(weigh(&book(2000)), Err(Unreadable::TooLarge(_))));
        assert!(weigh(&[strings, named(7).repeat(2000)].concat()).is_ok(), "no such string");
    }
}
