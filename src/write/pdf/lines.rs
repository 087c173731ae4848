//! Breaks the text of a table cell into lines, so that the height of every row is known before anything is set.
//!
//! Widths are upper bounds in ems: a line accepted here fits when it is set. It knows where Chinese text may break; it must not
//! know tables.

/// Characters that must not begin a line (避头).
const NOT_FIRST: &str = "，。、；：？！）》〉」』】〕”’…—·％%‰℃,.;:?!)]}";
/// Characters that must not end a line (避尾).
const NOT_LAST: &str = "（《〈「『【〔“‘([{";

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
    for (place, c) in text.char_indices() {
        if previous == Some('\n') {
            close(&mut start, place, true);
        } else if previous.is_some_and(|previous| may_break(previous, c)) {
            close(&mut start, place, false);
        }
        previous = Some(c);
    }
    close(&mut start, text.len(), true);
    chunks
}

fn may_break(before: char, after: char) -> bool {
    let word = |c: char| c.is_ascii() && !c.is_ascii_whitespace();
    after != '\n' && !(word(before) && word(after)) && !NOT_LAST.contains(before) && !NOT_FIRST.contains(after)
}

/// The lines of `text` when they may be `width` ems wide; a stretch that cannot be broken may be wider.
pub(super) fn lines(text: &str, width: f64, advance: impl Fn(char) -> f64) -> Vec<String> {
    fill(&chunks(text, &advance), width)
}

/// As [`lines`], of even length: as many lines, each as short as it can be. Where a line holds three characters, words of two
/// are kept together: 社会/公益/组织, not 社会公/益组织.
pub(super) fn even_lines(text: &str, width: f64, advance: impl Fn(char) -> f64) -> Vec<String> {
    let chunks = chunks(text, &advance);
    let full = fill(&chunks, width);
    if full.len() < 2 {
        return full;
    }
    let characters = chunks.len();
    if (2.0..4.0).contains(&width) && characters.is_multiple_of(2) && chunks.iter().all(|chunk| chunk.width == 1.0) {
        return fill(&chunks, 2.0);
    }
    let widest = chunks.iter().map(|chunk| chunk.width).fold(0.0, f64::max);
    let total: f64 = chunks.iter().map(|chunk| chunk.width).sum();
    let mut narrow = (total / full.len() as f64).max(widest);
    while narrow < width {
        let lines = fill(&chunks, narrow);
        if lines.len() <= full.len() {
            return lines;
        }
        narrow += 0.5;
    }
    full
}

/// One character under another (竖排).
pub(super) fn stacked(text: &str) -> Vec<String> {
    text.chars().filter(|c| !c.is_whitespace()).map(String::from).collect()
}

/// The width in ems of the widest stretch that cannot be broken.
pub(super) fn widest(text: &str, advance: impl Fn(char) -> f64) -> f64 {
    chunks(text, &advance).iter().map(|chunk| chunk.width).fold(0.0, f64::max)
}

/// Puts as many chunks on a line as it holds.
fn fill(chunks: &[Chunk], width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for chunk in chunks {
        // Sums of halves and wholes are exact; the margin is for other widths.
        if used + chunk.width > width + 1e-6 && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        let text = if line.is_empty() { chunk.text.trim_start_matches(' ') } else { chunk.text };
        line.push_str(text);
        used += chunk.width;
        if chunk.ends_line {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advance(c: char) -> f64 {
        if c.is_ascii() { 0.5 } else { 1.0 }
    }

    #[test]
    fn lines_are_filled_and_lose_nothing() {
        assert_eq!(lines("总计", 3.0, advance), ["总计"]);
        assert_eq!(lines("2.其他法律行政法规禁止公开", 8.0, advance), ["2.其他法律行政法", "规禁止公开"]);
        assert_eq!(lines("本年新\n制作数量", 8.0, advance), ["本年新", "制作数量"]);
        assert_eq!(lines("", 8.0, advance), [""]);
    }

    #[test]
    fn punctuation_stays_with_its_text() {
        assert_eq!(lines("本年收费金额（单位：万元）", 7.0, advance), ["本年收费金额", "（单位：万元）"]);
        assert_eq!(lines("一二三，四", 3.0, advance), ["一二", "三，四"]);
        assert_eq!(lines("金额12345678元", 4.0, advance), ["金额", "12345678", "元"]);
    }

    #[test]
    fn heads_are_broken_evenly() {
        let even = |text| even_lines(text, 3.05, advance);
        assert_eq!(even("自然人"), ["自然人"]);
        assert_eq!(even("商业企业"), ["商业", "企业"]);
        assert_eq!(even("社会公益组织"), ["社会", "公益", "组织"]);
        assert_eq!(even_lines("第一项加第二项之和等于第三项", 12.0, advance), ["第一项加第二项", "之和等于第三项"]);
    }

    #[test]
    fn stacked_text_has_a_character_to_a_line() {
        assert_eq!(stacked("三、本年"), ["三", "、", "本", "年"]);
        assert_eq!(widest("共 12345678 件", advance), 4.0);
    }
}
