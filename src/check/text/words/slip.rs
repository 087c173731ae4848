//! Slips of the pen that explain why two figures differ that should be one: one digit, or two in the wrong order.

use crate::check::text::words::Number;

/// What would make them agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slip {
    /// One digit of one figure; small figures may come out so by chance.
    Digit,
    /// Two digits beside each other in the other order.
    Turned,
}

impl Slip {
    /// The slip in the total or in one of the parts, each with how often it counts, that explains the difference.
    pub fn of(total: &Number, parts: &[(&Number, i128)]) -> Option<Slip> {
        let sum: i128 = parts.iter().map(|(part, times)| part.value * times).sum();
        let off = total.value - sum;
        let part =
            |&(part, times): &(&Number, i128)| if off % times == 0 { Slip::in_one(part, off / times) } else { None };
        parts.iter().filter_map(part).chain(Slip::in_one(total, -off)).max()
    }

    /// The slip by which a figure is off by so much.
    fn in_one(number: &Number, off: i128) -> Option<Slip> {
        let step = number.step().max(1);
        if off % step != 0 {
            return None;
        }
        Slip::between(number.value / step, (number.value + off) / step)
    }

    /// The slip by which a whole number is not another.
    pub fn between(said: i128, right: i128) -> Option<Slip> {
        let (said, right) = (said.to_string(), right.to_string());
        let pairs = || said.bytes().zip(right.bytes());
        let unlike: Vec<usize> = pairs().enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
        let (said, right) = (said.as_bytes(), right.as_bytes());
        match unlike[..] {
            _ if said.len() != right.len() => None,
            [_] => Some(Slip::Digit),
            [a, b] if b == a + 1 && said[a] == right[b] && said[b] == right[a] => Some(Slip::Turned),
            _ => None,
        }
    }
}
