//! Breaks text into lines, so that heights are known before anything is set: the lines of a table's cell, the number of those
//! of a paragraph.
//!
//! Widths are upper bounds in ems: a line accepted here fits when it is set. It knows where Chinese text may break; it must not
//! know tables.

use serde::Serialize;

use crate::document::Run;
use crate::style::{Align, RoleStyle};

/// Characters that must not begin a line (避头).
const NOT_FIRST: &str = "，。、；：？！）》〉」』】〕”’…—·％%‰℃,.;:?!)]}";
/// Characters that must not end a line (避尾).
const NOT_LAST: &str = "（《〈「『【〔“‘([{";

/// How many lines too many or too few an estimate of prose may have: programs differ in the width of Western text among Chinese. What
/// would leave a page too empty were the prose so much shorter is broken in every format, so that their pages begin alike.
pub(super) const DOUBT: i32 = 3;

/// After what a web address may break (网址).
const ADDRESS: &str = "/.?&=-";
/// The fewest characters of a Latin stretch that is broken like an address although it does not begin like one.
const LONG: usize = 12;

/// The text cut where a web address may break: behind `/ . ? & = -`, before a letter or a digit. Other text is one piece; put
/// together, the pieces are the text.
pub(super) fn pieces(text: &str) -> Vec<&str> {
    let latin = |c: char| c.is_ascii_graphic();
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        let end = rest.find(|c| !latin(c)).unwrap_or(rest.len());
        let stretch = &rest[..end];
        let address = stretch.contains("://") || stretch.starts_with("www.") || stretch.len() >= LONG;
        if address && stretch.contains(|c: char| c.is_ascii_alphabetic()) {
            for (place, pair) in stretch.as_bytes().windows(2).enumerate() {
                let number = place > 0 && pair[0] == b'.' && stretch.as_bytes()[place - 1].is_ascii_digit();
                let number = number && pair[1].is_ascii_digit();
                if ADDRESS.contains(char::from(pair[0])) && pair[1].is_ascii_alphanumeric() && !number {
                    pieces.push(&text[start..=at + place]);
                    start = at + place + 1;
                }
            }
        }
        at += end + rest[end..].chars().next().map_or(0, char::len_utf8);
    }
    pieces.push(&text[start..]);
    pieces
}

/// A stretch of text in one weight, cut where a web address may break.
#[derive(Debug, Serialize)]
pub(super) struct RunParts<'a> {
    parts: Vec<&'a str>,
    bold: bool,
}

impl<'a> RunParts<'a> {
    pub fn new(run: &'a Run) -> RunParts<'a> {
        RunParts { parts: pieces(&run.text), bold: run.bold }
    }

    /// Whether it holds a web address.
    pub fn is_cut(&self) -> bool {
        self.parts.len() > 1
    }
}

/// A stretch of text that stays on one line.
struct Chunk<'a> {
    text: &'a str,
    width: f64,
    /// Ends with a line break of the text itself.
    ends_line: bool,
}

/// Splits the text wherever a line may break.
fn chunks<'a>(text: &'a str, advance: &impl Fn(char) -> f64) -> Vec<Chunk<'a>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut close = |start: &mut usize, end: usize, ends_line| {
        let piece = text[*start..end].trim_matches(['\n', '\r', '\t']);
        let width = piece.chars().map(advance).sum();
        chunks.push(Chunk { text: piece, width, ends_line });
        *start = end;
    };
    let mut previous: Option<char> = None;
    let mut end = 0;
    let ends: Vec<usize> = pieces(text).iter().map(|piece| (end += piece.len(), end).1).collect();
    for (place, c) in text.char_indices() {
        if previous == Some('\n') {
            close(&mut start, place, true);
        } else if previous.is_some_and(|previous| may_break(previous, c)) || ends.contains(&place) {
            close(&mut start, place, false);
        }
        previous = Some(c);
    }
    close(&mut start, text.len(), true);
    chunks
}

/// Cuts up what is wider than a line, such as an address of the web, anywhere.
fn fitted<'a>(chunks: Vec<Chunk<'a>>, width: f64, advance: &impl Fn(char) -> f64) -> Vec<Chunk<'a>> {
    let mut fitted = Vec::new();
    for chunk in chunks {
        if chunk.width <= width + 1e-6 {
            fitted.push(chunk);
            continue;
        }
        let ends = chunk.text.char_indices().map(|(place, c)| (place, place + c.len_utf8(), advance(c)));
        fitted.extend(ends.map(|(start, end, width)| Chunk { text: &chunk.text[start..end], width, ends_line: false }));
        if let Some(last) = fitted.last_mut() {
            last.ends_line = chunk.ends_line;
        }
    }
    fitted
}

/// Whether a line may end between two characters of running text.
pub(super) fn may_break(before: char, after: char) -> bool {
    let word = |c: char| c.is_ascii() && !c.is_ascii_whitespace();
    let together = word(before) && word(after) || NOT_LAST.contains(before) || NOT_FIRST.contains(after);
    after != '\n' && !together
}

/// How the lines of a cell stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ragged {
    /// Flush left: every line but the last is full where nothing speaks against it.
    Right,
    /// Centred: all lines are of about one length.
    Both,
}

impl Ragged {
    /// How lines of a role in a cell stand.
    pub fn of(role: &RoleStyle) -> Ragged {
        if role.align == Align::Center { Ragged::Both } else { Ragged::Right }
    }
}

/// The lines of `text` when they may be `width` ems wide: as few as possible, broken by sense where that takes no more of them.
pub(super) fn lines(text: &str, width: f64, ragged: Ragged, advance: impl Fn(char) -> f64) -> Vec<String> {
    let chunks = fitted(chunks(text, &advance), width, &advance);
    // Where a line holds three characters, words of two are kept together: 社会/公益/组织, not 社会公/益组织.
    let pairs = ragged == Ragged::Both && (2.0..4.0).contains(&width) && chunks.len().is_multiple_of(2);
    if pairs && chunks.len() as f64 > width && chunks.iter().all(|chunk| chunk.width == 1.0) {
        return fill(&chunks, 2.0, ragged);
    }
    fill(&chunks, width, ragged)
}

/// The words of a short label (短语), two characters each: 社会 公益 组织. None of what is no such label: words of other lengths are not
/// told from each other.
pub(super) fn words(label: &str) -> Vec<&str> {
    const MOST: usize = 8;
    let starts: Vec<usize> = label.char_indices().map(|(start, _)| start).chain([label.len()]).collect();
    let count = starts.len() - 1;
    if !(4..=MOST).contains(&count) || count % 2 == 1 || !label.chars().all(|c| !c.is_ascii() && c.is_alphabetic()) {
        return Vec::new();
    }
    starts.windows(3).step_by(2).map(|pair| &label[pair[0]..pair[2]]).collect()
}

/// The best lines by dynamic programming: `best[n]` is the cost of setting the first `n` chunks, and where their last line begins.
fn fill(chunks: &[Chunk], width: f64, ragged: Ragged) -> Vec<String> {
    let mut best: Vec<(usize, f64, usize)> = vec![(0, 0.0, 0)];
    for end in 1..=chunks.len() {
        let mut used = 0.0;
        let mut choice: Option<(usize, f64, usize)> = None;
        for start in (0..end).rev() {
            used += chunks[start].width;
            let broken = chunks[start..end - 1].iter().any(|chunk| chunk.ends_line);
            // Sums of halves and wholes are exact; the margin is for other widths.
            if (used > width + 1e-6 || broken) && start + 1 < end {
                break;
            }
            let (lines, cost, _) = best[start];
            let cost = cost + badness(&chunks[start..end], &chunks[end..], used, width, ragged);
            let candidate = (lines + 1, cost, start);
            if choice.is_none_or(|(lines, cost, _)| (candidate.0, candidate.1) < (lines, cost)) {
                choice = Some(candidate);
            }
        }
        best.extend(choice);
    }
    let mut lines = Vec::new();
    let mut end = chunks.len();
    while end > 0 {
        let start = best[end].2;
        let line: String = chunks[start..end].iter().map(|chunk| chunk.text).collect();
        lines.push(line.trim_matches(' ').to_owned());
        end = start;
    }
    lines.reverse();
    lines
}

/// Whether the last of several lines would hold a single character, its full stop aside (单字成行).
pub(super) fn ends_in_a_crumb(text: &str, width: f64, advance: impl Fn(char) -> f64) -> bool {
    let (lines, last) = greedy(text, width, advance);
    lines > 1 && last == 1
}

/// Lines filled one after the other: how many, and how many letters and characters the last one holds.
fn greedy(text: &str, width: f64, advance: impl Fn(char) -> f64) -> (usize, usize) {
    let (mut lines, mut used, mut last) = (1, 0.0, 0);
    for chunk in fitted(chunks(text, &advance), width, &advance) {
        used += chunk.width;
        if used > width + 1e-6 {
            lines += 1;
            used = chunk.width;
            last = 0;
        }
        last += chunk.text.chars().filter(|c| c.is_alphanumeric()).count();
        if chunk.ends_line {
            used = 0.0;
        }
    }
    (lines, last)
}

/// One character under another (竖排).
pub(super) fn stacked(text: &str) -> Vec<String> {
    text.chars().filter(|c| !c.is_whitespace()).map(String::from).collect()
}

/// The width in ems of the widest stretch that cannot be broken.
pub(super) fn widest(text: &str, advance: impl Fn(char) -> f64) -> f64 {
    chunks(text, &advance).iter().map(|chunk| chunk.width).fold(0.0, f64::max)
}

/// What is wrong with a line: the square of what it leaves empty, and as much again as half a line where it breaks off in the middle
/// of a phrase or is a last line of a single character.
fn badness(line: &[Chunk], rest: &[Chunk], used: f64, width: f64, ragged: Ragged) -> f64 {
    let empty = (width - used).max(0.0).powi(2);
    let fault = (width / 2.0).powi(2);
    match rest {
        [] if ragged == Ragged::Right => {
            if used < 2.0 {
                fault
            } else {
                0.0
            }
        }
        [] => empty,
        [next, ..] => empty + if by_sense(line, next) { 0.0 } else { fault },
    }
}

/// Whether a phrase ends where the line does.
fn by_sense(line: &[Chunk], next: &Chunk) -> bool {
    line.last().is_some_and(|chunk| chunk.ends_line || chunk.text.ends_with(['，', '；', '：', '、', '）', '”']))
        || next.text.starts_with('（')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advance(c: char) -> f64 {
        if c.is_ascii() { 0.5 } else { 1.0 }
    }

    fn left(text: &str, width: f64) -> Vec<String> {
        lines(text, width, Ragged::Right, advance)
    }

    fn centred(text: &str, width: f64) -> Vec<String> {
        lines(text, width, Ragged::Both, advance)
    }

    #[test]
    fn lines_are_filled_and_lose_nothing() {
        assert_eq!(left("总计", 3.0), ["总计"]);
        assert_eq!(left("2.其他法律行政法规禁止公开", 8.0), ["2.其他法律行政法", "规禁止公开"]);
        assert_eq!(left("本年新\n制作数量", 8.0), ["本年新", "制作数量"]);
        assert_eq!(left("", 8.0), [""]);
        assert_eq!(left("一二三四五六七", 6.0), ["一二三四五", "六七"]);
    }

    #[test]
    fn addresses_break_behind_their_marks_and_nothing_else_does() {
        let cut = |text| pieces(text).join("|");
        assert_eq!(
            cut("见https://www.example.gov.cn/zwgk/index.html?id=2024-1&n=2。共12.5%"),
            "见https://|www.|example.|gov.|cn/|zwgk/|index.|html?|id=|2024-|1&|n=|2。共12.5%"
        );
        assert_eq!(cut("www.example.cn/，COVID-19"), "www.|example.|cn/，COVID-19");
        assert_eq!(cut("邮箱zwgk@example.gov.cn，"), "邮箱zwgk@example.|gov.|cn，");
        for whole in ["", "共1573件", "PDF/UA-1", "2024-01-15", "1.5", "12345678901234567890.5"] {
            assert_eq!(pieces(whole), [whole]);
        }
    }

    #[test]
    fn a_short_label_is_of_words_of_two_characters() {
        assert_eq!(words("社会公益组织"), ["社会", "公益", "组织"]);
        for other in ["", "总计", "申请人情况", "本年增/减", "信息内容（件）", "ABCD", "上一年项目数量合计数额"]
        {
            assert_eq!(words(other), [""; 0], "{other}");
        }
    }

    #[test]
    fn lines_are_counted_as_they_are_filled() {
        for (text, width, count) in
            [("", 8.0, 1), ("一二三四五六七", 6.0, 2), ("一二三，四", 3.0, 2), ("共12345678件", 4.0, 3)]
        {
            assert_eq!(greedy(text, width, advance).0, count, "{text}");
        }
    }

    #[test]
    fn lines_break_by_sense_where_that_takes_no_more() {
        assert_eq!(left("（三）不予公开", 5.7), ["（三）", "不予公开"]);
        let label = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）";
        assert_eq!(left(label, 20.8), ["（二）部分公开（区分处理的，", "只计这一情形，不计其他情形）"]);
        let label = "表三“一、本年新收政府信息公开申请数量”";
        for column in ["自然人列", "社会公益组织列"] {
            assert_eq!(left(&format!("{label}{column}"), 22.5), [label, column]);
        }
    }

    #[test]
    fn punctuation_stays_with_its_text() {
        assert_eq!(left("本年收费金额（单位：万元）", 7.0), ["本年收费金额", "（单位：万元）"]);
        assert_eq!(left("一二三，四", 3.0), ["一二", "三，四"]);
        assert_eq!(left("金额12345678元", 4.0), ["金额", "12345678", "元"]);
        assert_eq!(left("见http://gov.cn/zwgk", 4.0), ["见", "http://", "gov.cn/", "zwgk"]);
        assert_eq!(left("zwgkxxgk", 2.0), ["zwgk", "xxgk"]);
    }

    #[test]
    fn heads_are_broken_evenly() {
        assert_eq!(centred("自然人", 3.05), ["自然人"]);
        assert_eq!(centred("商业企业", 3.05), ["商业", "企业"]);
        assert_eq!(centred("社会公益组织", 3.05), ["社会", "公益", "组织"]);
        assert_eq!(centred("第一项加第二项之和等于第三项", 12.0), ["第一项加第二项", "之和等于第三项"]);
    }

    #[test]
    fn stacked_text_has_a_character_to_a_line() {
        assert_eq!(stacked("三、本年"), ["三", "、", "本", "年"]);
        assert_eq!(widest("共 12345678 件", advance), 4.0);
    }
}
