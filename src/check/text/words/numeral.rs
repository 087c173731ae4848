//! Chinese numerals: 一百二十, 两, 廿, 三万二千一百.

/// Longer runs of digits are identifiers, not figures.
pub(crate) const MAX_DIGITS: usize = 15;

pub(crate) fn chinese_digit(c: char) -> Option<i128> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

pub(crate) fn power(c: char) -> Option<i128> {
    Some(match c {
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

pub(crate) fn is_chinese(c: char) -> bool {
    chinese_digit(c).is_some() || power(c).is_some() || c == '廿'
}

/// The value of a run of Chinese numerals; `None` when it is no number.
pub(crate) fn chinese_value(run: &str) -> Option<i128> {
    let chars: Vec<char> = run.chars().collect();
    if chars.len() > MAX_DIGITS {
        return None;
    }
    if chars.len() > 1 && chars.iter().all(|&c| chinese_digit(c).is_some()) {
        return chars.iter().try_fold(0i128, |value, &c| Some(value * 10 + chinese_digit(c)?));
    }
    // What was read before the last 万 or 亿, since then, and the digit that waits for its power.
    let (mut high, mut low, mut waiting) = (0i128, 0i128, None);
    for (index, &c) in chars.iter().enumerate() {
        if let Some(digit) = chinese_digit(c) {
            if waiting.is_some_and(|w| w != 0) {
                return None;
            }
            waiting = Some(digit);
        } else if c == '廿' {
            low += 20;
        } else {
            match power(c)? {
                power @ (10_000 | 100_000_000) => {
                    high = (high + low + waiting.take().unwrap_or(0)).checked_mul(power)?;
                    if high == 0 {
                        return None;
                    }
                    low = 0;
                }
                power => {
                    let digit = waiting.take().unwrap_or(if c == '十' && (index == 0 || low == 0) { 1 } else { 0 });
                    if digit == 0 {
                        return None;
                    }
                    low += digit * power;
                }
            }
        }
    }
    Some(high + low + waiting.unwrap_or(0))
}

/// A number below 100 as ordinals write it: 三, 十二, 二十.
pub(crate) fn in_chinese(number: i128) -> String {
    let digit = |value: i128| {
        "一二三四五六七八九".chars().nth(usize::try_from(value - 1).unwrap_or(9)).map_or_else(String::new, String::from)
    };
    match (number / 10, number % 10) {
        (0, ones) => digit(ones),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

pub(crate) fn run_end(text: &str, start: usize) -> usize {
    text[start..].find(|c| !is_chinese(c)).map_or(text.len(), |length| start + length)
}
