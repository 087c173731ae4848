//! Chinese numbers (汉字数字), for advice only: what a report says is written in Arabic figures.

/// What Chinese numbers are written with.
pub(super) const NUMERALS: &str = "零〇一二三四五六七八九十百千万亿两";

/// A Chinese number below 100,000,000, spoken (一百一十二) or figure by figure (二〇二五); none where it is not one for certain.
pub(super) fn numeral(text: &str) -> Option<u32> {
    let digit = |c: char| match c {
        '零' => Some(0),
        '两' => Some(2),
        c => "〇一二三四五六七八九".chars().position(|own| own == c).and_then(|at| u32::try_from(at).ok()),
    };
    if text.chars().count() > 1 && text.chars().all(|c| digit(c).is_some()) {
        let figures: Option<Vec<String>> = text.chars().map(|c| digit(c).map(|digit| digit.to_string())).collect();
        return figures?.concat().parse().ok().filter(|_| text.chars().count() <= 8);
    }
    let (mut all, mut part, mut last) = (0_u32, 0_u32, None);
    let (mut least, mut gap) = (u32::MAX, false);
    for c in text.chars() {
        let unit = match c {
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            '万' if all == 0 => 10_000,
            c => {
                let digit = digit(c)?;
                if last.is_some_and(|last| last > 0) {
                    return None;
                }
                last = Some(digit);
                gap |= digit == 0;
                continue;
            }
        };
        if unit == 10_000 {
            all = (part + last.unwrap_or(0)) * unit;
            (part, last, least, gap) = (0, None, unit, false);
            continue;
        }
        let count = last.filter(|digit| *digit > 0).or_else(|| (unit == 10).then_some(1))?;
        if unit >= least {
            return None;
        }
        (part, last, least, gap) = (part + count * unit, None, unit, false);
    }
    // 一百五 is 150 to whoever says it, and 105 to nobody.
    let is_loose = last.is_some() && !gap && least != u32::MAX && least > 10;
    (!text.is_empty() && !is_loose).then_some(all + part + last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numbers_are_read_or_left() {
        for (text, number) in [
            ("一百一十二", 112),
            ("十", 10),
            ("十五", 15),
            ("三十", 30),
            ("一百零五", 105),
            ("两千三百", 2300),
            ("一万二千", 12_000),
            ("二〇二五", 2025),
            ("零", 0),
            ("七", 7),
        ] {
            assert_eq!(numeral(text), Some(number), "{text}");
        }
        for text in ["", "百", "一百二百", "一亿", "十百", "约十", "三五十", "一百五", "一万二"] {
            assert_eq!(numeral(text), None, "{text}");
        }
    }
}
