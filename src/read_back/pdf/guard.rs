//! Keeps hostile files in bounds: what their streams unpack to is counted first, and reading has an end.

use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, mpsc};
use std::time::{Duration, Instant};

use crate::read_back::Unreadable;

/// No stream that is read unpacks to more, and all of them together not to more than twice as much, in bytes.
const UNPACKED: u64 = 32 * 1024 * 1024;
/// Packed by an older method (LZW and the like) or twice, a stream may grow a thousandfold, and is not counted beforehand.
const OLDER: usize = 64 * 1024;
/// Lists and dictionaries within each other; a report has ten.
const DEEPEST: usize = 5_000;
/// Streams of a file; one of two hundred pages has some thousand.
const STREAMS: usize = 20_000;
/// How long the machine may work on a file; on a report it works for a fiftieth of a second.
const PATIENCE: Duration = Duration::from_secs(4);
/// The same for a file that the program itself is to have written.
pub(super) const OWN: Duration = Duration::from_secs(30);
/// How many times as long may pass while a busy machine does other things too, or where it does not say how long it worked.
const BUSY: u32 = 8;
/// How often the work is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Stack of the thread that reads, for forms within forms.
const STACK: usize = 64 * 1024 * 1024;
/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 4096;

/// Unpacks every stream but pictures, counting, and looks how deep lists and dictionaries are nested: whoever reads them calls itself
/// for each, and a stack that runs over ends the program.
///
/// # Errors
/// More than can be meant.
pub(super) fn weigh(bytes: &[u8]) -> Result<(), Unreadable> {
    let too_large = || Unreadable::TooLarge(format!("解开后超过 {} MB", UNPACKED / 1024 / 1024));
    Nesting::default().feed(bytes)?;
    let (mut sum, mut streams) = (0, 0);
    let (mut at, mut end) = (0, 0);
    while let Some(found) = find(&bytes[at..], b"stream") {
        let begin = at + found + b"stream".len();
        at = begin;
        let before = &bytes[begin.saturating_sub(DICTIONARY)..begin];
        if before.ends_with(b"endstream") {
            continue;
        }
        streams += 1;
        if streams > STREAMS {
            return Err(Unreadable::TooLarge(format!("超过 {STREAMS} 个部分")));
        }
        let dictionary = &before[rfind(before, b"obj").unwrap_or(0)..];
        let picture = [&b"/Subtype/Image"[..], b"/Subtype /Image"].iter().any(|name| find(dictionary, name).is_some());
        if picture && find(dictionary, b"/FlateDecode/FlateDecode").is_none() {
            continue;
        }
        // The same end is that of all that begin before it.
        if end < begin {
            end = begin + find(&bytes[begin..], b"endstream").unwrap_or(bytes.len() - begin);
        }
        let packed = &bytes[begin..end];
        let packed = packed.strip_prefix(b"\r").unwrap_or(packed);
        let packed = packed.strip_prefix(b"\n").unwrap_or(packed);
        let older = [&b"LZW"[..], b"RunLength", b"ASCIIHex"].iter().any(|name| find(dictionary, name).is_some());
        let twice = times(dictionary, b"Flate") > 1;
        if (older || twice) && packed.len() > OLDER {
            return Err(too_large());
        }
        let length = match find(dictionary, b"ASCII85") {
            Some(_) => unpacked(&of_ascii85(packed))?,
            None if twice => unpacked(&inflated(packed))?,
            None => unpacked(packed)?,
        };
        sum += length;
        if length > UNPACKED || sum > 2 * UNPACKED {
            return Err(too_large());
        }
    }
    Ok(())
}

/// How deep lists and dictionaries are nested so far. What holds none, as pictures and fonts, opens and closes as often as chance has
/// it, and never comes near the bound.
#[derive(Default)]
struct Nesting {
    depth: usize,
    last: u8,
}

impl Nesting {
    /// # Errors
    /// Deeper than any program writes.
    fn feed(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        for &byte in bytes {
            match (self.last, byte) {
                (_, b'[') | (b'<', b'<') => self.depth += 1,
                (_, b']') | (b'>', b'>') => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.last = byte;
            if self.depth > DEEPEST {
                return Err(Unreadable::TooLarge(format!("嵌套超过 {DEEPEST} 层")));
            }
        }
        Ok(())
    }
}

/// How many bytes a deflated stream unpacks to, as far as it can be unpacked and as far as it matters.
///
/// # Errors
/// What it unpacks to is nested too deep.
fn unpacked(packed: &[u8]) -> Result<u64, Unreadable> {
    if packed.first().is_none_or(|first| first & 0x0F != 8) {
        return Ok(0);
    }
    let mut reader = flate2::read::ZlibDecoder::new(packed).take(UNPACKED + 1);
    let (mut buffer, mut length, mut nesting) = ([0; 16 * 1024], 0, Nesting::default());
    while let Ok(read @ 1..) = reader.read(&mut buffer) {
        nesting.feed(&buffer[..read])?;
        length += read as u64;
    }
    Ok(length)
}

/// What a deflated stream unpacks to, as far as it can be unpacked and as far as it matters.
fn inflated(packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What cannot be unpacked further is no more than what was.
    let _ = flate2::read::ZlibDecoder::new(packed).take(UNPACKED).read_to_end(&mut bytes);
    bytes
}

/// The bytes that ASCII base-85 stands for (ISO 32000-1, 7.4.3).
fn of_ascii85(text: &[u8]) -> Vec<u8> {
    let (mut bytes, mut group) = (Vec::with_capacity(text.len() / 5 * 4), Vec::with_capacity(5));
    for &c in text.strip_prefix(b"<~").unwrap_or(text) {
        match c {
            b'z' if group.is_empty() => bytes.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(c - b'!')),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            let number = group.drain(..).fold(0_u32, |number, digit| number.wrapping_mul(85).wrapping_add(digit));
            bytes.extend(number.to_be_bytes());
        }
    }
    bytes
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

/// Whether anybody still waits for what a thread reads: it asks at every mark on a page, and stops when nobody does.
#[derive(Debug, Clone, Default)]
pub(super) struct Waiting {
    gone: Arc<AtomicBool>,
    /// Where the system says how long the thread that reads has worked.
    thread: Arc<OnceLock<PathBuf>>,
}

impl Waiting {
    /// Notes which thread reads.
    fn begin(&self) {
        if let Ok(thread) = std::fs::read_link("/proc/thread-self") {
            // A second beginning would be of the same thread.
            let _ = self.thread.set(PathBuf::from("/proc").join(thread).join("stat"));
        }
    }

    /// How long that thread has worked, waiting for its turn not counted; none where the system does not say.
    fn worked(&self) -> Option<Duration> {
        let said = std::fs::read_to_string(self.thread.get()?).ok()?;
        // Behind the name in brackets: state, ten numbers, then hundredths of a second in the program and in the system.
        let mut numbers =
            said.rsplit_once(')')?.1.split_whitespace().skip(11).map_while(|number| number.parse::<u64>().ok());
        let hundredths = numbers.next()? + numbers.next().unwrap_or(0);
        Some(Duration::from_millis(10 * hundredths))
    }

    /// Ends the thread where nobody waits any more.
    pub fn go_on(&self) {
        if self.gone.load(Ordering::Relaxed) {
            std::panic::resume_unwind(Box::new("nobody waits"));
        }
    }
}

/// Does work on a thread of its own; none when it takes too long or comes to grief. A thread that goes on for too long ends at its
/// next mark, page or tag; one that never comes to any is left behind and ends with the program.
pub(super) fn within<T: Send + 'static>(work: impl FnOnce(&Waiting) -> T + Send + 'static) -> Result<T, Unreadable> {
    within_time(PATIENCE, work)
}

/// The same with so much patience, which counts what the thread works and not what it waits for its turn: an ordinary file is read on
/// a busy machine too.
pub(super) fn within_time<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce(&Waiting) -> T + Send + 'static,
) -> Result<T, Unreadable> {
    let (sender, receiver) = mpsc::channel();
    let waiting = Waiting::default();
    let asked = waiting.clone();
    let work = move || {
        asked.begin();
        // Whoever has stopped waiting needs no answer.
        let _ = sender.send(work(&asked));
    };
    let begun = Instant::now();
    std::thread::Builder::new().stack_size(STACK).spawn(work).map_err(|_| Unreadable::Slow(0))?;
    loop {
        match receiver.recv_timeout(patience.min(LOOK)) {
            Ok(done) => return Ok(done),
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                return Err(Unreadable::damaged(crate::read_back::unit::FileKind::Pdf, "读的时候出错"));
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let worked = waiting.worked().is_some_and(|worked| worked >= patience);
                if worked || begun.elapsed() >= patience * BUSY {
                    waiting.gone.store(true, Ordering::Relaxed);
                    return Err(Unreadable::Slow(begun.elapsed().as_secs()));
                }
            }
        }
    }
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
        assert_eq!(within(|_| 1), Ok(1));
        let failed = within(|_| -> u8 { std::panic::resume_unwind(Box::new(())) });
        assert!(matches!(failed, Err(Unreadable::Damaged { .. })));
    }

    /// A thread that waits for its turn, here by sleeping, has not worked.
    #[test]
    fn time_in_which_other_programs_run_does_not_count() {
        let patience = Duration::from_millis(20);
        assert_eq!(within_time(patience, move |_| std::thread::sleep(patience * 3)), Ok(()));
        let waiting = Waiting::default();
        waiting.begin();
        let begun = Instant::now();
        while waiting.worked().is_some_and(|worked| worked < patience) && begun.elapsed() < Duration::from_secs(20) {}
        assert!(waiting.worked().is_none_or(|worked| worked >= patience && worked <= begun.elapsed() + 2 * patience));
    }

    #[test]
    fn a_thread_for_which_nobody_waits_ends() {
        struct Ended(mpsc::Sender<()>);
        impl Drop for Ended {
            fn drop(&mut self) {
                let _ = self.0.send(());
            }
        }
        let (ended, told) = mpsc::channel();
        let ended = Ended(ended);
        let work = move |waiting: &Waiting| {
            let _ended = ended;
            loop {
                waiting.go_on();
            }
        };
        assert!(matches!(within_time::<u8>(Duration::from_millis(1), work), Err(Unreadable::Slow(_))));
        assert_eq!(told.recv(), Ok(()), "the thread has ended");
    }

    #[test]
    fn nesting_is_bounded_wherever_it_stands() {
        let deep = b"[".repeat(DEEPEST + 1);
        let said = Err(Unreadable::TooLarge("嵌套超过 5000 层".into()));
        assert_eq!(weigh(&[&b"%PDF-1.7\n1 0 obj\n"[..], &deep].concat()), said);
        assert_eq!(weigh(&b"<<".repeat(DEEPEST + 2)), said);
        assert_eq!(weigh(&b"[ ]".repeat(DEEPEST + 1)), Ok(()));
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&deep).unwrap();
        let packed = encoder.finish().unwrap();
        let stream = |filter: &str, packed: &[u8]| {
            [format!("1 0 obj\n<</Filter{filter}>>\nstream\n").as_bytes(), packed, b"\nendstream"].concat()
        };
        assert_eq!(weigh(&stream("/FlateDecode", &packed)), said);
        let mut text = String::new();
        for four in packed.chunks(4) {
            let mut whole = [0; 4];
            whole[..four.len()].copy_from_slice(four);
            let mut number = u32::from_be_bytes(whole);
            let mut digits = [0; 5];
            for digit in digits.iter_mut().rev() {
                *digit = b'!' + (number % 85) as u8;
                number /= 85;
            }
            text.push_str(std::str::from_utf8(&digits).unwrap());
        }
        assert_eq!(weigh(&stream("[/ASCII85Decode/FlateDecode]", text.as_bytes())), said);
        assert!(weigh(&b"stream\n".repeat(STREAMS + 1)).unwrap_err().to_string().contains("个部分"));
    }
}
