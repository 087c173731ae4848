//! Excerpts: a paragraph is one line of the file, far wider than a terminal; around the marks in it the rest is left out.
//!
//! Knows text and ranges; nothing of findings.

use std::ops::Range;

/// Lines of more characters than this are shortened.
const WIDE: usize = 60;
/// Characters that stay before and behind a mark.
const BEFORE: usize = 16;
const BEHIND: usize = 12;
/// What stands for what is left out.
const LEFT_OUT: &str = "…";

/// A text whose long lines hold only what is around the marks, and the marks' places in it. Lines stay lines.
pub(super) fn excerpt(text: &str, marks: &[Range<usize>]) -> (String, Vec<Range<usize>>) {
    let mut cut = Cut { text, out: String::with_capacity(text.len()), kept: Vec::new() };
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        let on_line = |mark: &&Range<usize>| mark.start >= range.start && mark.start < range.end;
        let body = range.start..range.start + line.trim_end_matches(['\n', '\r']).len();
        let here: Vec<&Range<usize>> = marks.iter().filter(on_line).collect();
        if here.is_empty() || text[body.clone()].chars().count() <= WIDE {
            cut.keep(range);
            continue;
        }
        let mut at = body.start;
        for window in windows(text, &body, &here) {
            cut.leave_out(at..window.start);
            cut.keep(window.clone());
            at = window.end;
        }
        cut.leave_out(at..body.end);
        cut.keep(body.end..range.end);
    }
    let places = marks.iter().map(|mark| cut.place(mark.start)..cut.place(mark.end)).collect();
    (cut.out, places)
}

/// What is kept of a line, from left to right.
fn windows(text: &str, line: &Range<usize>, marks: &[&Range<usize>]) -> Vec<Range<usize>> {
    let back = |at: usize| {
        text[line.start..at].char_indices().rev().nth(BEFORE - 1).map_or(line.start, |(i, _)| line.start + i)
    };
    let on = |at: usize| text[at..line.end].char_indices().nth(BEHIND).map_or(line.end, |(i, _)| at + i);
    let window = |mark: &&Range<usize>| {
        // A mark on the line break, or beyond, is at the line's end.
        let start = mark.start.min(line.end);
        back(start)..on(mark.end.clamp(start, line.end))
    };
    let mut windows: Vec<Range<usize>> = marks.iter().map(window).collect();
    windows.sort_by_key(|window| window.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for window in windows {
        match merged.last_mut() {
            // A gap of a few characters is not worth leaving out.
            Some(last) if window.start <= last.end + 4 * LEFT_OUT.len() => last.end = last.end.max(window.end),
            _ => merged.push(window),
        }
    }
    merged
}

/// A text on its way to being shorter.
struct Cut<'a> {
    text: &'a str,
    out: String,
    /// What was kept: where it stood, and where it stands.
    kept: Vec<(Range<usize>, usize)>,
}

impl Cut<'_> {
    fn keep(&mut self, range: Range<usize>) {
        self.kept.push((range.clone(), self.out.len()));
        self.out.push_str(&self.text[range]);
    }

    fn leave_out(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.out.push_str(LEFT_OUT);
        }
    }

    /// Where a place of the text stands now; one left out, at the end of what was kept before it.
    fn place(&self, at: usize) -> usize {
        let before = self.kept.iter().rev().find(|(range, _)| range.start <= at);
        before.map_or(0, |(range, start)| start + (at.min(range.end) - range.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, marks: &[Range<usize>]) -> (String, Vec<String>) {
        let (short, places) = excerpt(text, marks);
        let marked = places.into_iter().map(|place| short[place].to_owned()).collect();
        (short, marked)
    }

    #[test]
    fn long_lines_keep_what_is_around_the_marks() {
        let text = format!("甲: 1\n  {}收到12件{}，其中3件。\n乙: 2\n", "前".repeat(50), "中".repeat(50));
        let (first, second) = (text.find("12件").unwrap(), text.find("3件").unwrap());
        let (short, marked) = shown(&text, &[first..first + "12件".len(), second..second + "3件".len(), 5..6]);
        assert_eq!(marked, ["12件", "3件", "1"]);
        let line = format!("…{}收到12件{}…{}，其中3件。", "前".repeat(14), "中".repeat(12), "中".repeat(13));
        assert_eq!(short, format!("甲: 1\n{line}\n乙: 2\n"));
    }

    #[test]
    fn short_lines_and_lines_without_marks_stay() {
        let text = format!("甲: 1\n{}\n", "字".repeat(100));
        assert_eq!(shown(&text, &[5..6, 0..3]), (text.clone(), vec!["1".to_owned(), "甲".to_owned()]));
        assert_eq!(shown("", &[0..0, 0..0]), (String::new(), vec![String::new(), String::new()]));
    }

    #[test]
    fn every_mark_keeps_its_text() {
        let text = format!("甲：{}\r\n\n{}尾", "长a".repeat(40), "字\u{1F600}".repeat(45));
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (index, &start) in places.iter().enumerate() {
            for &end in places[index..].iter().step_by(7) {
                let line = text[start..end].find(['\r', '\n']).map_or(end, |at| start + at);
                let (_, marked) = shown(&text, &[start..line, 0..3]);
                assert_eq!(marked, [&text[start..line], "甲"]);
            }
        }
    }
}
