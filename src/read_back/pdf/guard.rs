//! Keeps hostile files in bounds: what their streams unpack to is counted first, and reading has an end.

use std::io::Read;
use std::sync::mpsc;
use std::time::Duration;

use crate::read_back::Unreadable;

/// No stream that is read unpacks to more, and all of them together not to more than twice as much, in bytes.
const UNPACKED: u64 = 32 * 1024 * 1024;
/// Packed by the older method (LZW) a stream may grow a thousandfold, and cannot be counted beforehand.
const OLDER: usize = 64 * 1024;
/// How long a file may take; a report takes a fiftieth of a second.
const PATIENCE: Duration = Duration::from_secs(4);
/// Stack of the thread that reads, for forms within forms.
const STACK: usize = 64 * 1024 * 1024;
/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 4096;

/// Unpacks every stream but pictures, counting.
///
/// # Errors
/// More than can be meant.
pub(super) fn weigh(bytes: &[u8]) -> Result<(), Unreadable> {
    let too_large = || Unreadable::TooLarge(format!("解开后超过 {} MB", UNPACKED / 1024 / 1024));
    let mut sum = 0;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let begin = at + found + b"stream".len();
        at = begin;
        let before = &bytes[begin.saturating_sub(DICTIONARY)..begin];
        if before.ends_with(b"endstream") {
            continue;
        }
        let dictionary = &before[rfind(before, b"obj").unwrap_or(0)..];
        let has = |name: &[u8]| find(dictionary, name).is_some();
        if has(b"/Image") && !has(b"/FlateDecode/FlateDecode") {
            continue;
        }
        let end = begin + find(&bytes[begin..], b"endstream").unwrap_or(bytes.len() - begin);
        let packed = &bytes[begin..end];
        let packed = packed.strip_prefix(b"\r").unwrap_or(packed);
        let packed = packed.strip_prefix(b"\n").unwrap_or(packed);
        if (has(b"LZW") || times(dictionary, b"Flate") > 1) && packed.len() > OLDER {
            return Err(too_large());
        }
        let length = unpacked(packed);
        sum += length;
        if length > UNPACKED || sum > 2 * UNPACKED {
            return Err(too_large());
        }
    }
    Ok(())
}

/// How many bytes a deflated stream unpacks to, as far as it can be unpacked and as far as it matters.
fn unpacked(packed: &[u8]) -> u64 {
    if packed.first().is_none_or(|first| first & 0x0F != 8) {
        return 0;
    }
    let mut reader = flate2::read::ZlibDecoder::new(packed).take(UNPACKED + 1);
    let mut buffer = [0; 16 * 1024];
    let mut length = 0;
    while let Ok(read @ 1..) = reader.read(&mut buffer) {
        length += read as u64;
    }
    length
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|&byte| byte == first) {
        if bytes[at + found..].starts_with(wanted) {
            return Some(at + found);
        }
        at += found + 1;
    }
    None
}

fn rfind(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

fn times(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).filter(|window| *window == wanted).count()
}

/// Does work on a thread of its own; none when it takes too long or comes to grief. A thread that goes on for too long is left
/// behind and ends with the program.
pub(super) fn within<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Unreadable> {
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        // Whoever has stopped waiting needs no answer.
        let _ = sender.send(work());
    };
    let too_long = || Unreadable::TooLarge(format!("读了 {} 秒还没有读完", PATIENCE.as_secs()));
    std::thread::Builder::new().stack_size(STACK).spawn(work).map_err(|_| too_long())?;
    receiver.recv_timeout(PATIENCE).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => too_long(),
        mpsc::RecvTimeoutError::Disconnected => {
            Unreadable::damaged(crate::read_back::unit::FileKind::Pdf, "读的时候出错")
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(dictionary: &str, length: usize) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&vec![b' '; length]).unwrap();
        let packed = encoder.finish().unwrap();
        [format!("%PDF-1.7\n1 0 obj\n<<{dictionary}>>\nstream\r\n").as_bytes(), &packed, b"\nendstream\nendobj\n"]
            .concat()
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let most = UNPACKED as usize;
        assert_eq!(weigh(&file("/Filter/FlateDecode", most)), Ok(()));
        assert!(weigh(&file("/Filter/FlateDecode", most + 1)).is_err());
        assert_eq!(weigh(&file("/Subtype/Image/Filter/FlateDecode", most + 1)), Ok(()));
        assert!(weigh(&file("/Filter[/FlateDecode/FlateDecode]", most)).is_err(), "packed twice");
    }

    #[test]
    fn work_that_fails_is_told() {
        assert_eq!(within(|| 1), Ok(1));
        assert!(matches!(
            within(|| -> u8 { std::panic::resume_unwind(Box::new(())) }),
            Err(Unreadable::Damaged { .. })
        ));
    }
}
