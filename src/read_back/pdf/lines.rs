//! Glyphs to lines, lines to paragraphs: what stands on one height is a line, and what fills its line goes on in the next.
//!
//! It knows glyphs and their places; it must not know pages or tables.

use unicode_width::UnicodeWidthChar;

use super::PrintedGlyph;
use crate::ordinal::behind;
use crate::read_back::look_alike::unified;
use crate::read_back::unit::ReadPassage;

/// What never begins a line: it comes over with the character before it.
const CLOSE: &str = "，。、；：！？）》】〕’”…%,.;:!?)";
/// What never ends a line.
const OPEN: &str = "（《【〔‘“(";
/// What may end a paragraph.
const ENDS: &str = "。！？；：…”’）)》.!?;:";

/// One printed line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PrintedLine {
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// Of the baseline, downwards.
    pub y: f64,
    /// Of the largest glyph.
    pub size: f64,
    /// How wide its first word is: what would have had to fit at the end of the line before.
    pub first: f64,
}

/// How much of a cell's width is padding, as a share of the size, where no line tells.
const PADDING: f64 = 0.5;
/// The most padding of a cell, in points.
const MOST_PADDING: f64 = 12.0;

impl PrintedLine {
    /// Whether a cell of this width has no room for one more digit behind this line.
    fn fills(&self, width: f64, padding: Option<f64>) -> bool {
        let own = self.right - self.left;
        let digit = own / self.text.chars().count().max(1) as f64;
        own + digit >= width - padding.unwrap_or(PADDING * self.size)
    }
}

/// Whether the last line in a cell fills it.
pub(super) fn is_full(lines: &[PrintedLine], width: f64, padding: Option<f64>) -> bool {
    lines.last().is_some_and(|last| last.fills(width, padding))
}

/// How much room the cells of a table keep free: what the longest line leaves that goes on in another.
pub(super) fn padding<'l>(cells: impl Iterator<Item = (&'l Vec<PrintedLine>, f64)>) -> Option<f64> {
    let broken = |lines: &'l Vec<PrintedLine>| lines[..lines.len().saturating_sub(1)].iter();
    let free = cells.flat_map(|(lines, width)| broken(lines).map(move |line| width - (line.right - line.left)));
    free.reduce(f64::min).map(|least| least.clamp(0.0, MOST_PADDING))
}

/// The lines that glyphs stand on, from top to bottom.
pub(super) fn lines(glyphs: &[&PrintedGlyph]) -> Vec<PrintedLine> {
    rows(glyphs).into_iter().filter_map(line).collect()
}

/// The glyphs of each line, from top to bottom.
pub(super) fn rows<'g>(glyphs: &[&'g PrintedGlyph]) -> Vec<Vec<&'g PrintedGlyph>> {
    let mut sorted: Vec<&PrintedGlyph> = glyphs.to_vec();
    sorted.sort_by(|a, b| a.y.total_cmp(&b.y));
    let near = |a: &&PrintedGlyph, b: &&PrintedGlyph| b.y - a.y <= f64::max(1.5, 0.25 * a.size.min(b.size));
    sorted.chunk_by(near).map(<[_]>::to_vec).collect()
}

pub(super) fn line(mut glyphs: Vec<&PrintedGlyph>) -> Option<PrintedLine> {
    glyphs.sort_by(|a, b| a.x.total_cmp(&b.x));
    // Bold is made by printing twice, a little apart.
    glyphs.dedup_by(|b, a| a.text == b.text && !a.text.trim().is_empty() && b.x - a.x < 0.12 * a.size);
    let mut line = PrintedLine { text: String::new(), left: 0.0, right: 0.0, y: 0.0, size: 0.0, first: 0.0 };
    let mut word = true;
    for (at, glyph) in glyphs.iter().enumerate() {
        let text = unified(&glyph.text);
        if text.trim().is_empty() {
            if !line.text.is_empty() && !line.text.ends_with(' ') && text.contains(' ') {
                line.text.push(' ');
            } else if text.contains('\u{3000}') && !line.text.is_empty() {
                line.text.push('\u{3000}');
            }
            word &= line.text.is_empty();
            continue;
        }
        let advance = advance(glyph, glyphs.get(at + 1).copied());
        if line.text.is_empty() {
            (line.left, line.y) = (glyph.x, glyph.y);
        } else {
            let gap = glyph.x - line.right;
            if gap > room(&line.text, &text) * glyph.size && !line.text.ends_with([' ', '\u{3000}']) {
                line.text.push(' ');
            }
        }
        word = word && (line.text.is_empty() || sticks(&line.text, &text));
        if word {
            line.first = glyph.x + advance - line.left;
        }
        line.text.push_str(&text);
        line.right = f64::max(line.right, glyph.x + advance);
        line.size = f64::max(line.size, glyph.size);
    }
    line.text.truncate(line.text.trim_end().len());
    (!line.text.is_empty()).then_some(line)
}

/// Whether no line may end between two characters.
fn sticks(before: &str, after: &str) -> bool {
    let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else { return true };
    // A quotation mark in a western font holds on to the figure behind it.
    let quoted = matches!(before, '”' | '’') && after.is_ascii_alphanumeric();
    quoted || OPEN.contains(before) || CLOSE.contains(after) || !(is_wide(before) || is_wide(after))
}

/// How far a glyph advances; where that is not said, as far as the next one.
pub(super) fn advance(glyph: &PrintedGlyph, next: Option<&PrintedGlyph>) -> f64 {
    if glyph.advance > 0.0 {
        return glyph.advance;
    }
    let wide = glyph.text.chars().next().is_some_and(is_wide);
    let usual = if wide { glyph.size } else { glyph.size / 2.0 };
    let step = next.map(|next| next.x - glyph.x).filter(|step| *step > 0.0);
    step.map_or(usual, |step| step.min(usual))
}

fn is_wide(c: char) -> bool {
    c.width_cjk() == Some(2)
}

/// How much room between two characters, as a share of the size, means a blank.
fn room(before: &str, after: &str) -> f64 {
    let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else { return f64::INFINITY };
    match () {
        () if before.is_ascii_digit() && after.is_ascii_digit() => 0.45,
        () if before.is_ascii_alphabetic() && after.is_ascii_alphabetic() => 0.22,
        () => 1.2,
    }
}

/// The left and right edge of what is set in lines: where most of them begin and end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextColumn {
    pub left: f64,
    pub right: f64,
}

impl TextColumn {
    /// From all lines of a file; none when there are none.
    pub fn of<'l>(lines: impl Iterator<Item = &'l PrintedLine> + Clone) -> Option<TextColumn> {
        let long = |line: &&PrintedLine| line.text.chars().count() >= 20;
        let edge = |places: Vec<f64>, pick: fn(f64, f64) -> f64| {
            // An edge is a place where two lines agree.
            let twice = places.iter().filter(|at| places.iter().filter(|other| (*other - *at).abs() < 2.0).count() > 1);
            twice.copied().reduce(pick).or_else(|| places.iter().copied().reduce(pick))
        };
        let lefts: Vec<f64> = lines.clone().filter(long).map(|line| line.left).collect();
        // A line that breaks off in a sentence shows where lines end; one that ends with its sentence may end anywhere.
        let broken = |line: &&PrintedLine| long(line) && !line.text.ends_with(|c: char| ENDS.contains(c));
        let rights =
            |of: &dyn Fn(&&PrintedLine) -> bool| lines.clone().filter(of).map(|line| line.right).collect::<Vec<f64>>();
        let (left, right) = (edge(lefts, f64::min), edge(rights(&broken), f64::max));
        let right = right.or_else(|| edge(rights(&long), f64::max));
        let all = |of: fn(&PrintedLine) -> f64, pick: fn(f64, f64) -> f64| lines.clone().map(of).reduce(pick);
        Some(TextColumn {
            left: left.or_else(|| all(|line| line.left, f64::min))?,
            right: right.or_else(|| all(|line| line.right, f64::max))?,
        })
    }

    fn is_centred(&self, line: &PrintedLine) -> bool {
        let (left, right) = (line.left - self.left, self.right - line.right);
        (left - right).abs() < line.size
    }

    /// Whether a line ends where the first word of the next would not have fitted.
    fn is_full(&self, line: &PrintedLine, next: &PrintedLine) -> bool {
        self.right - line.right < next.first + 0.6 * line.size
    }
}

/// A line and its page, or what parts paragraphs: a table.
pub(super) struct PagedLine {
    pub line: PrintedLine,
    /// Counted from 1.
    pub page: u32,
    /// A table stands before it.
    pub apart: bool,
    /// Where the lines of its page begin and end.
    pub column: TextColumn,
}

/// Joins lines to paragraphs.
pub(super) fn paragraphs(lines: Vec<PagedLine>) -> Vec<(ReadPassage, f64)> {
    let mut paragraphs: Vec<Vec<PagedLine>> = Vec::new();
    let mut pitches: Vec<f64> = lines
        .windows(2)
        .filter(|pair| pair[0].page == pair[1].page && !pair[1].apart)
        .map(|pair| pair[1].line.y - pair[0].line.y)
        .collect();
    pitches.sort_by(f64::total_cmp);
    let pitch = pitches.get(pitches.len() / 2).copied().unwrap_or(f64::INFINITY);
    for line in lines {
        let goes_on = paragraphs
            .last()
            .and_then(|paragraph| paragraph.last())
            .is_some_and(|last| !line.apart && goes_on(last, &line, pitch));
        match paragraphs.last_mut() {
            Some(paragraph) if goes_on => paragraph.push(line),
            _ => paragraphs.push(vec![line]),
        }
    }
    paragraphs.into_iter().map(|lines| passage(&lines)).collect()
}

/// Whether a line is the same paragraph as the one before it.
fn goes_on(last: &PagedLine, next: &PagedLine, pitch: f64) -> bool {
    let (before, after) = (&last.line, &next.line);
    let alike = (before.size - after.size).abs() < 0.15 * before.size;
    let close = last.page != next.page || after.y - before.y < 1.5 * pitch.max(before.size);
    let flush = after.left - next.column.left < 0.9 * after.size;
    // The lines of a long title stand in the middle.
    let centred = last.column.is_centred(before) && next.column.is_centred(after);
    // A number behind the end of a sentence begins another paragraph, however full the line is.
    let ended = before.text.ends_with(['。', '！', '？']);
    // No paragraph ends with a bracket that opens, however short its line is.
    let full = last.column.is_full(before, after) || before.text.ends_with(|c| OPEN.contains(c));
    alike && close && !(ended && is_numbered(&after.text)) && (flush || centred) && full
}

/// Whether a line begins with the number of a section or an item, `六、`, `（一）`.
fn is_numbered(text: &str) -> bool {
    let inner = text.strip_prefix(['（', '(']).unwrap_or(text);
    let ends: &[char] = if inner.len() < text.len() { &['）', ')'] } else { &['、'] };
    behind(inner).is_some_and(|rest| rest.starts_with(ends))
}

/// A paragraph with the height of its first line.
fn passage(lines: &[PagedLine]) -> (ReadPassage, f64) {
    let mut text = String::new();
    for PagedLine { line, .. } in lines {
        let (last, first) = (text.chars().next_back(), line.text.chars().next());
        let letters = last.is_some_and(|c| c.is_ascii_alphabetic()) && first.is_some_and(|c| c.is_ascii_alphabetic());
        let word = text.rsplit(|c: char| is_wide(c) || c == ' ').next().unwrap_or_default();
        // A web address goes on without a blank.
        if letters && !word.contains(['/', '.', '@']) {
            text.push(' ');
        }
        text.push_str(&line.text);
    }
    let ended = text.trim_end().ends_with(|c: char| ENDS.contains(c));
    let full = lines.last().is_some_and(|last| last.column.right - last.line.right < last.line.size);
    let doubt = (!ended && (lines.len() > 1 || full)).then(|| "一段没有以句号结束，可能与下一段本是一段".to_owned());
    let place = lines.first().map(|first| (first.page, first.line.y));
    let (page, y) = place.unwrap_or_default();
    let mut passage = ReadPassage { text, doubt, ..ReadPassage::default() };
    passage.place.page = Some(page);
    (passage, y)
}

/// The text of a cell: its lines joined, except where figures meet that may be two.
pub(super) fn cell(lines: &[PrintedLine], width: f64, padding: Option<f64>) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut last: Option<&PrintedLine> = None;
    for line in lines {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_numeric());
        let apart = last.is_some_and(|last| {
            let meet = digit(last.text.chars().next_back()) && digit(line.text.chars().next());
            // A number is broken only where its line is full, up to the padding of the cell.
            meet && !last.fills(width, padding)
        });
        match paragraphs.last_mut() {
            Some(text) if !apart => text.push_str(&line.text),
            _ => paragraphs.push(line.text.clone()),
        }
        last = Some(line);
    }
    paragraphs
}

/// Whether a cell holds one number on two or three lines, each before the last full and of two digits at least.
pub(super) fn is_broken_number(lines: &[PrintedLine], width: f64, padding: Option<f64>) -> bool {
    let digits = |line: &PrintedLine| line.text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let broken = (2..=3).contains(&lines.len()) && lines.iter().all(digits);
    broken && lines[..lines.len() - 1].iter().all(|line| line.text.len() > 1) && cell(lines, width, padding).len() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyphs(text: &str, x: f64, y: f64) -> Vec<PrintedGlyph> {
        let mut at = x;
        let glyph = |c: char| {
            let advance = if is_wide(c) { 10.0 } else { 5.0 };
            let x = at;
            at += advance;
            PrintedGlyph::plain(&c.to_string(), (x, y), advance, 10.0)
        };
        text.chars().map(glyph).collect()
    }

    fn words(rows: &[(&str, f64, f64)]) -> Vec<String> {
        let all: Vec<PrintedGlyph> = rows.iter().flat_map(|(text, x, y)| glyphs(text, *x, *y)).collect();
        let lines = lines(&all.iter().collect::<Vec<_>>());
        let column = TextColumn { left: 0.0, right: 100.0 };
        let printed = lines.into_iter().map(|line| PagedLine { line, page: 1, apart: false, column }).collect();
        paragraphs(printed).into_iter().map(|(passage, _)| passage.text).collect()
    }

    #[test]
    fn lines_that_are_full_go_on() {
        let found = words(&[
            ("一二三四五六七八", 20.0, 10.0),
            ("九十。", 0.0, 30.0),
            ("一二三四五六七。", 20.0, 50.0),
            ("甲乙丙", 20.0, 70.0),
            ("丁", 0.0, 90.0),
        ]);
        assert_eq!(found, ["一二三四五六七八九十。", "一二三四五六七。", "甲乙丙", "丁"]);
    }

    #[test]
    fn a_quotation_mark_takes_the_figure_behind_it_along() {
        let found = words(&[("一二三四五六七", 0.0, 10.0), ("八”3期。", 0.0, 30.0), ("九。", 20.0, 50.0)]);
        assert_eq!(found, ["一二三四五六七八”3期。", "九。"]);
        assert!(sticks("”", "3") && !sticks("”", "三") && !sticks("八", "3"));
    }

    #[test]
    fn a_bracket_that_opens_ends_no_paragraph() {
        let found = words(&[("电话（", 0.0, 10.0), ("010）。", 0.0, 30.0), ("电话", 0.0, 50.0), ("甲", 0.0, 70.0)]);
        assert_eq!(found, ["电话（010）。", "电话", "甲"]);
    }

    #[test]
    fn figures_that_may_be_two_stay_two() {
        let read = |rows: &[(&str, f64, f64)], width| {
            let all: Vec<PrintedGlyph> = rows.iter().flat_map(|(text, x, y)| glyphs(text, *x, *y)).collect();
            cell(&lines(&all.iter().collect::<Vec<_>>()), width, None)
        };
        assert_eq!(read(&[("12", 0.0, 10.0), ("34", 0.0, 22.0)], 14.0), ["1234"]);
        assert_eq!(read(&[("12", 0.0, 10.0), ("34", 0.0, 22.0)], 40.0), ["12", "34"]);
        assert_eq!(read(&[("不予", 0.0, 10.0), ("公开", 0.0, 22.0)], 90.0), ["不予公开"]);
        assert_eq!(read(&[("12", 0.0, 10.0), ("34", 20.0, 10.0)], 90.0), ["12 34"]);
        assert_eq!(read(&[("7", 0.0, 10.0), ("7", 0.4, 10.0)], 90.0), ["7"]);
        // Words that go on show how much room the cells keep free.
        let of = |text: &str, x, y| lines(&glyphs(text, x, y).iter().collect::<Vec<_>>());
        let wrapped = [of("结果", 5.0, 10.0), of("维持", 5.0, 22.0)].concat();
        let free = padding([(&wrapped, 30.0), (&of("5", 5.0, 10.0), 30.0)].into_iter());
        assert_eq!(free, Some(10.0));
        let number = [of("117", 5.0, 10.0), of("8", 5.0, 22.0)].concat();
        assert_eq!((cell(&number, 26.0, None).len(), cell(&number, 26.0, free).len()), (2, 1));
        assert!(is_broken_number(&number, 26.0, free) && !is_broken_number(&number, 40.0, free));
        assert!(
            !is_broken_number(&[of("1", 5.0, 10.0), of("8", 5.0, 22.0)].concat(), 12.0, free),
            "figures one below the other"
        );
    }
}
