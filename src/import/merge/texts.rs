//! A text of a data file against the paragraphs of a file: a line that prints what the source says is equal, references and all.

use super::Change;
use crate::import::escape::{escaped, unescaped};
use crate::recognise::{FieldParagraph, described};
use crate::report::UNFILLED;
use strsim::normalized_levenshtein;

/// The lines a text must have, and what differs; `None` when it says the same already. `printed` is what its lines print
/// with the figures to come, and with those of before where that counts; where it is not known yet, a reference may stand for whatever
/// figure the source has in its place.
pub(super) fn changed(
    old: &str,
    printed: &[&[String]],
    paragraphs: &[FieldParagraph],
    key: &str,
) -> Option<(Vec<String>, Vec<Change>)> {
    let mut lines: Vec<WrittenLine> =
        old.lines().map(str::trim).filter(|line| !line.is_empty()).map(WrittenLine::new).collect();
    let whole = |printed: &[String]| printed.len() == old_paragraphs(old);
    for printed in printed.iter().filter(|printed| whole(printed)) {
        let shown = lines.iter_mut().filter(|line| !line.is_note);
        shown.zip(*printed).for_each(|(line, printed)| line.printed.push(plain(printed)));
    }
    let mut text = ChangedText { key, printed_before: 0, new: Vec::new(), changes: Vec::new() };
    let mut from = 0;
    let mut pending: Vec<(usize, &FieldParagraph)> = Vec::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let Some(found) = (from..lines.len()).find(|&at| lines[at].prints(&paragraph.text)) else {
            pending.push((index, paragraph));
            continue;
        };
        text.put_in_place(&lines[from..found], &std::mem::take(&mut pending));
        text.keep(&lines[found]);
        from = found + 1;
    }
    if !paragraphs.is_empty() {
        text.put_in_place(&lines[from..], &pending);
    }
    (!text.changes.is_empty()).then_some((text.new, text.changes))
}

/// Two texts are one that was changed when they are as like as this.
const ALIKE: f64 = 0.5;

/// A text as it is put together out of lines that stay and paragraphs that come.
struct ChangedText<'k> {
    key: &'k str,
    /// Lines of the old text that were printed, so far.
    printed_before: usize,
    new: Vec<String>,
    changes: Vec<Change>,
}

impl ChangedText<'_> {
    fn keep(&mut self, line: &WrittenLine) {
        self.printed_before += usize::from(!line.is_note);
        self.new.push(line.text.clone());
    }

    /// Puts paragraphs in the place of lines that the source has not; notes stay. A paragraph that is like a line is that line changed:
    /// one difference.
    fn put_in_place(&mut self, lines: &[WrittenLine], paragraphs: &[(usize, &FieldParagraph)]) {
        // Notes behind the last line that goes are those of the line that follows.
        let own = lines.iter().rposition(|line| !line.is_note).map_or(0, |last| last + 1);
        let gone = lines[..own].iter().filter(|line| !line.is_note).count();
        let mut left = paragraphs;
        for line in &lines[..own] {
            if line.is_note {
                self.new.push(line.text.clone());
                continue;
            }
            self.printed_before += 1;
            let like = |(_, paragraph): &(usize, &FieldParagraph)| line.is_like(&paragraph.text);
            let found = if gone == paragraphs.len() { Some(0) } else { left.iter().position(like) };
            let Some(found) = found.filter(|&found| found < left.len()) else {
                let what = format!("{}第{}段", self.key, self.printed_before);
                self.changes.push(Change {
                    what,
                    old: line.shown().to_owned(),
                    new: String::new(),
                    place: String::new(),
                });
                continue;
            };
            left[..found].iter().for_each(|added| self.put("", added));
            self.put(line.shown(), &left[found]);
            left = &left[found + 1..];
        }
        left.iter().for_each(|added| self.put("", added));
        self.new.extend(lines[own..].iter().map(|note| note.text.clone()));
    }

    fn put(&mut self, old: &str, (index, paragraph): &(usize, &FieldParagraph)) {
        self.new.push(escaped(&paragraph.text));
        self.changes.push(Change {
            what: format!("{}第{}段", self.key, index + 1),
            old: old.to_owned(),
            new: paragraph.text.clone(),
            place: described(&paragraph.place, ""),
        });
    }
}

/// A line of a text as written.
struct WrittenLine {
    text: String,
    is_note: bool,
    /// What it prints, and what it printed before, where that is known.
    printed: Vec<String>,
}

/// How many lines of a text are printed.
fn old_paragraphs(old: &str) -> usize {
    old.lines().map(str::trim).filter(|line| !line.is_empty() && !WrittenLine::new(line).is_note).count()
}

impl WrittenLine {
    fn new(text: &str) -> WrittenLine {
        let is_note =
            text.strip_prefix(['#', '＃']).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_graphic()));
        WrittenLine { text: text.to_owned(), is_note, printed: Vec::new() }
    }

    /// What it prints, as far as that is known; what is to be written in prints nothing.
    fn shown(&self) -> &str {
        if self.text == UNFILLED { UNFILLED } else { self.printed.first().unwrap_or(&self.text) }
    }

    /// Whether it may be a paragraph before somebody changed it; what is to be written in is nothing yet.
    fn is_like(&self, paragraph: &str) -> bool {
        self.text == UNFILLED || normalized_levenshtein(self.shown(), paragraph) >= ALIKE
    }

    /// Whether it prints a paragraph: word for word, or with figures in the places of its references.
    fn prints(&self, paragraph: &str) -> bool {
        if self.is_note {
            return false;
        }
        // The office's own workbook holds its texts as they are written.
        if self.text == paragraph {
            return true;
        }
        match unescaped(&self.text) {
            Some(text) => plain(&text) == plain(paragraph),
            None if self.printed.is_empty() => fits(&self.text, paragraph),
            None => self.printed.contains(&plain(paragraph)),
        }
    }
}

/// Without marks of bold, which a source has no sign for.
fn plain(text: &str) -> String {
    if text.contains("***") { text.to_owned() } else { text.replace("**", "") }
}

/// Whether a paragraph is a line's text with something short and without punctuation in the place of each reference.
fn fits(line: &str, paragraph: &str) -> bool {
    let mut rest = plain(paragraph);
    let line = plain(line);
    let mut pieces = line.split("{{");
    let Some(first) = pieces.next() else { return false };
    let Some(after) = rest.strip_prefix(first) else { return false };
    rest = after.to_owned();
    let mut pieces: Vec<&str> = pieces.map(|piece| piece.split_once("}}").map_or("", |(_, text)| text)).collect();
    // References side by side print one word.
    let last = pieces.len().saturating_sub(1);
    let mut at = 0..;
    pieces.retain(|piece| at.next() == Some(last) || !piece.is_empty());
    for (at, piece) in pieces.iter().enumerate() {
        let last = at + 1 == pieces.len();
        let found = match piece {
            piece if piece.is_empty() && last => Some(rest.len()),
            piece if last => rest.strip_suffix(piece).map(str::len),
            piece => rest.find(piece),
        };
        let Some(end) = found else { return false };
        let value = &rest[..end];
        let plain =
            value.chars().count() <= 30 && value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '%'));
        if value.is_empty() || !plain {
            return false;
        }
        rest = rest[end + piece.len()..].to_owned();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(lines: &[&str]) -> Vec<FieldParagraph> {
        lines
            .iter()
            .map(|text| FieldParagraph { text: (*text).to_owned(), place: Default::default(), doubt: None })
            .collect()
    }

    #[test]
    fn references_that_print_the_same_are_equal() {
        let old = "# 注意口径\n新收{{ 申请.本年新收.总计 }}件。\n**一是**加强。\n";
        assert_eq!(changed(old, &[], &paragraphs(&["新收5件。", "一是加强。"]), "总体情况"), None);
        let own = ["新收{{ 申请.本年新收.总计 }}件。", "一是加强。"];
        assert_eq!(changed(old, &[], &paragraphs(&own), "总体情况"), None, "as the office's own workbook has it");
    }

    #[test]
    fn references_side_by_side_stay() {
        let old = "新收{{ 申请.本年新收.总计 }}{{ 单位 }}，结转{{ 甲 }}{{ 乙 }}{{ 丙 }}";
        assert_eq!(changed(old, &[], &paragraphs(&["新收5件，结转0件整"]), "总体情况"), None);
        assert!(changed(old, &[], &paragraphs(&["新收5件，结转"]), "总体情况").is_some());
    }

    /// What it would print is none of its words.
    #[test]
    fn what_is_still_to_be_written_is_no_text_of_somebody() {
        let dots = [String::from("……")];
        let (lines, changes) = changed("待填\n", &[&dots], &paragraphs(&["甲。", "乙。"]), "总体情况").unwrap();
        assert_eq!(lines, ["甲。", "乙。"]);
        assert!(changes.iter().all(|change| !change.replaces()), "{changes:?}");
        let (_, changes) = changed("共待填件\n", &[], &paragraphs(&["共3件"]), "总体情况").unwrap();
        assert!(changes[0].replaces(), "words of somebody with a gap in them");
    }

    #[test]
    fn references_that_print_something_else_give_way() {
        let old = "# 注意口径\n新收{{ 申请.本年新收.总计 }}件。\n";
        let same = [String::from("新收5件。")];
        assert_eq!(changed(old, &[&same], &paragraphs(&["新收5件。"]), "总体情况"), None);
        let (lines, changes) = changed(old, &[&same], &paragraphs(&["新收6件。"]), "总体情况").unwrap();
        assert_eq!((lines, changes.len()), (vec!["# 注意口径".to_owned(), "新收6件。".to_owned()], 1));
        // What it printed when the workbook was handed out is no change either.
        let next = [String::from("新收6件。")];
        assert_eq!(changed(old, &[&next, &same], &paragraphs(&["新收5件。"]), "总体情况"), None);
        assert!(changed(old, &[&next, &same], &paragraphs(&["新收7件。"]), "总体情况").is_some());
    }

    /// The difference, the paragraph's number in whichever text has it, and whether it replaces, adds or takes away.
    #[test]
    fn one_changed_word_is_one_difference_and_a_line_that_goes_is_told() {
        let old = "甲段说的是公开。\n乙段说的是申请，共收到五件。\n我加的一段，原文没有。\n丙段。\n";
        let now = paragraphs(&["甲段说的是公开。", "乙段说的是申请，共收到六件。", "丙段。", "丁段。"]);
        let (lines, changes) = changed(old, &[], &now, "总体情况").unwrap();
        assert_eq!(lines, ["甲段说的是公开。", "乙段说的是申请，共收到六件。", "丙段。", "丁段。"]);
        let said: Vec<(&str, &str, &str)> =
            changes.iter().map(|change| (&*change.what, &*change.old, &*change.new)).collect();
        assert_eq!(
            said,
            [
                ("总体情况第2段", "乙段说的是申请，共收到五件。", "乙段说的是申请，共收到六件。"),
                ("总体情况第3段", "我加的一段，原文没有。", ""),
                ("总体情况第4段", "", "丁段。"),
            ]
        );
    }

    #[test]
    fn other_paragraphs_are_written_and_notes_stay() {
        let old = "# 注意口径\n新收{{ 申请.本年新收.总计 }}件。\n# 待核\n旧的一段。\n";
        let (lines, changes) = changed(old, &[], &paragraphs(&["新收5件。", "新的一段。"]), "总体情况").unwrap();
        assert_eq!(lines, ["# 注意口径", "新收{{ 申请.本年新收.总计 }}件。", "# 待核", "新的一段。"]);
        assert_eq!(changes.len(), 1);
        let added = paragraphs(&["甲。", "新的一段。", "乙。"]);
        let (lines, _) = changed("甲。\n# 关于乙\n乙。\n", &[], &added, "总体情况").unwrap();
        assert_eq!(lines, ["甲。", "新的一段。", "# 关于乙", "乙。"]);
        let (lines, _) = changed("待填\n", &[], &paragraphs(&["# 号", "乙"]), "总体情况").unwrap();
        assert_eq!(lines, ["{{ \"#\" }} 号", "乙"]);
    }
}
