//! The records of an XLS one after the other (MS-XLS 2.1.4): their kind, their length, their data.

/// A record and where it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct XlsRecord<'r> {
    pub at: usize,
    pub kind: u16,
    pub data: &'r [u8],
}

impl XlsRecord<'_> {
    /// Two bytes as a number; 0 behind the end.
    pub fn word(&self, from: usize) -> u32 {
        self.data.get(from..from + 2).map_or(0, |b| u32::from(u16::from_le_bytes([b[0], b[1]])))
    }
}

/// The records of a stream, as far as they are whole.
pub(super) fn records(bytes: &[u8]) -> impl Iterator<Item = XlsRecord<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let head = bytes.get(at..at + 4)?;
        let (kind, length) = (u16::from_le_bytes([head[0], head[1]]), u16::from_le_bytes([head[2], head[3]]) as usize);
        let record = XlsRecord { at, kind, data: bytes.get(at + 4..at + 4 + length)? };
        at += 4 + length;
        Some(record)
    })
}
