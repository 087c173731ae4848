//! Where a line of a data file was read (来处): `# 来自 填报表.xlsx，表三!D12:I12`, written by the program behind what it took from a
//! file. Here is how it is written, and how a place in the data file finds its own cell in it again.

use super::Place;

/// What such a note begins with.
const FROM: &str = "来自 ";
/// What parts the file from the place in it, and the note from other words.
const PARTS: char = '，';
const NEXT: char = '；';

/// The note for a file and a place in it; the place may be empty.
pub fn origin_note(source: &str, place: &str) -> String {
    if place.is_empty() { format!("{FROM}{source}") } else { format!("{FROM}{source}{PARTS}{place}") }
}

/// Whether a comment holds such a note; 来自 2024 年度台账 is the office's own.
pub fn has_origin(comment: &str) -> bool {
    parsed(comment).is_some()
}

/// The file and the place in it that a comment names.
fn parsed(comment: &str) -> Option<(&str, &str)> {
    let note = comment.split(NEXT).find_map(|words| words.trim().strip_prefix(FROM))?;
    let (file, place) = note.rsplit_once(PARTS).unwrap_or((note, ""));
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_ending = (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_place(place) || place.is_empty() && has_ending).then_some((file, place))
}

/// Whether words name a place as the program does: `表三!D12`, `第4页 表三 第7行`, `第3段至第5段`.
fn is_place(words: &str) -> bool {
    let numbered = |(at, _): (usize, &str)| {
        let rest = words[at..].trim_start_matches('第');
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        unit.len() < rest.len() && unit.starts_with(['页', '张', '行', '段'])
    };
    words.contains('!') || words.match_indices('第').any(numbered)
}

/// Where in its source what stands at a place was read: `填报表.xlsx 表三!D12`. Of a row its cell, of a text its paragraph, as far as the
/// note tells.
pub fn origin(place: &Place) -> Option<String> {
    let text = &place.file.text;
    let at = place.range.start.min(text.len());
    let start = text[..at].rfind('\n').map_or(0, |line| line + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let (shown, number) = match commented(line) {
        Some((before, comment)) if parsed(comment).is_some() => (comment, item(before, at - start)),
        _ => {
            let (comment, number) = above(text, start)?;
            (comment, Some(number))
        }
    };
    let (file, whole) = parsed(shown)?;
    let own = number.and_then(|(index, of)| nth(whole, index, of)).unwrap_or_else(|| whole.to_owned());
    Some(if own.is_empty() { file.to_owned() } else { format!("{file} {own}") })
}

/// A line before its comment, and the comment.
fn commented(line: &str) -> Option<(&str, &str)> {
    let hash = line.match_indices('#').map(|(at, _)| at).find(|&at| line[..at].ends_with(char::is_whitespace))?;
    Some((&line[..hash], &line[hash + 1..]))
}

/// Which of how many figures of a list stands at a column of a line; none outside the list.
fn item(before: &str, at: usize) -> Option<(usize, Option<usize>)> {
    let open = before.find('[')?;
    let close = before.find(']')?;
    let commas = |text: &str| text.matches(',').count();
    (open < at && at < close).then(|| (commas(&before[open..at]), Some(commas(&before[open..close]) + 1)))
}

/// A line within a block of text: the comment behind the key of the block, and which paragraph of it the line is.
fn above(text: &str, start: usize) -> Option<(&str, (usize, Option<usize>))> {
    let mut number = 0;
    let is_own = |line: &str| line.starts_with([' ', '\t']) || line.trim().is_empty();
    let own = text[start..].lines().next().unwrap_or_default();
    if !is_own(own) || own.trim().is_empty() {
        return None;
    }
    for line in text[..start].lines().rev() {
        if !is_own(line) {
            let (before, comment) = commented(line)?;
            return before.trim_end().ends_with(['|', '>', '-', '+']).then_some((comment, (number, None)));
        }
        // A note of the office's own is no paragraph.
        number += usize::from(!line.trim().is_empty() && !line.trim_start().starts_with('#'));
    }
    None
}

/// The place with a number in a stretch of places, `表三!D12:I12`, `第2段至第14段`; `of` is how many there must be, where that is known.
fn nth(whole: &str, index: usize, of: Option<usize>) -> Option<String> {
    if let Some((sheet, cells)) = whole.rsplit_once('!') {
        let (first, last) = cells.split_once(':')?;
        let ((column, row), (end, bottom)) = (cell(first)?, cell(last)?);
        let (width, height) = (end.checked_sub(column)? + 1, bottom.checked_sub(row)? + 1);
        let count = usize::try_from(width.max(height)).ok()?;
        let fits = width.min(height) == 1 && index < count && of.is_none_or(|of| of == count || of == count + 1);
        let step = u32::try_from(index).ok()?;
        let (column, row) = if height == 1 { (column + step, row) } else { (column, row + step) };
        return fits.then(|| format!("{sheet}!{}{row}", letters(column)));
    }
    let (first, last) = whole.rsplit_once('至')?;
    let number = |text: &str| text.strip_suffix('段')?.rsplit_once('第')?.1.parse::<usize>().ok();
    let (from, to) = (number(first)?, number(last)?);
    let (before, _) = first.rsplit_once('第')?;
    (from + index <= to).then(|| format!("{before}第{}段", from + index))
}

/// The column, from 1, and the row of `D12`.
fn cell(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let column = text[..digits].bytes().try_fold(0_u32, |sum, letter| {
        letter.is_ascii_uppercase().then(|| sum.checked_mul(26)?.checked_add(u32::from(letter - b'A') + 1))?
    })?;
    Some((column, text[digits..].parse().ok()?)).filter(|(column, _)| *column > 0)
}

/// The letters of a sheet's column: 1 is `A`, 27 is `AA`.
pub fn letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        column -= 1;
        letters.push(char::from(b'A' + (column % 26) as u8));
        column /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::SourceFile;
    use super::*;

    const TEXT: &str = "\
机关: 某局
总体情况: |    # 来自 报告.docx，第2段至第4段
  甲。
  # 口径
  乙。
申请:
  本年新收: [1, 22, 3, 4, 5, 6, 41]    # 一、本年新收；来自 填报表.xlsx，表三!D12:I12；自然人原文是“1件”
  上年结转: 0    # 来自 报告.pdf，第4页 表三 第7行
  予以公开: [7, 8]    # 来自 填报表.xlsx，表三!D14:I14
";

    fn of(words: &str) -> Option<String> {
        let file = Arc::new(SourceFile { path: "数据.yaml".into(), text: TEXT.into() });
        let at = TEXT.find(words).unwrap();
        origin(&Place::new(&file, at..at + words.len()))
    }

    #[test]
    fn a_figure_has_its_own_cell_and_a_paragraph_its_own_number() {
        assert_eq!(of("22").as_deref(), Some("填报表.xlsx 表三!E12"));
        assert_eq!(of("1, 22").as_deref(), Some("填报表.xlsx 表三!D12"));
        assert_eq!(of("41").as_deref(), Some("填报表.xlsx 表三!D12:I12"), "a total that was not read");
        assert_eq!(of("本年新收").as_deref(), Some("填报表.xlsx 表三!D12:I12"));
        assert_eq!(of("上年结转").as_deref(), Some("报告.pdf 第4页 表三 第7行"));
        assert_eq!(of("8]").as_deref(), Some("填报表.xlsx 表三!D14:I14"), "another number of figures than of cells");
        assert_eq!(of("甲。").as_deref(), Some("报告.docx 第2段"));
        assert_eq!(of("乙。").as_deref(), Some("报告.docx 第3段"));
        assert_eq!(of("机关"), None);
        assert_eq!(of("申请"), None);
    }

    #[test]
    fn what_is_written_is_what_is_read() {
        assert!(has_origin(&origin_note("甲.xlsx", "表三!D12")) && has_origin("（一）予以公开；来自 甲.xlsx"));
        assert!(!has_origin("来自各科室的数"));
        for own in ["来自 2024 年度台账", "来自 各科室报来的年度统计表，已核", "来自 甲.xlsx，表三!D12，已与办公室核对"]
        {
            assert!(!has_origin(own), "{own}");
        }
        for place in ["表三!D12:I12", "第4页 表三 第7行", "第2张表 第7行", "第3段至第5段", ""] {
            assert!(has_origin(&origin_note("年报.docx", place)), "{place}");
        }
        assert_eq!(cell("AA3"), Some((27, 3)));
        assert_eq!([cell("3"), cell("a3"), cell("ZZZZZZZZZZ1")], [None; 3]);
    }
}
