//! What a reason (说明) is held to: the words and figures that stand in the file where a finding is (原文). A reason given for one
//! slip excuses no other, and none that comes later.
//!
//! Knows files and places only.

use std::ops::Range;

use super::{Finding, Place};

/// Ends of a clause.
const STOPS: [char; 6] = ['，', '。', '；', '！', '？', '\n'];

impl Finding {
    /// The clause or the row of figures that it stands at, as the file has it; none where it stands at nothing.
    pub fn words(&self) -> Option<String> {
        let text = &self.at.file.text;
        let range = &self.at.range;
        // A mark of several clauses is known by its first.
        let marked = self.at.text().trim_start();
        let from = range.end - marked.len().min(range.len());
        let start = text[..from].rfind(STOPS).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let end = text[from..].find(STOPS).map_or(text.len(), |at| from + at);
        let line = without_note(&text[start..end]).trim();
        (!line.is_empty()).then(|| line.to_owned())
    }

    /// Whether these words stand where it is.
    pub fn stands_at(&self, words: &str) -> bool {
        let words: String = solid(words).collect();
        let (text, mark) = around(&self.at);
        !words.is_empty()
            && text.match_indices(&words).any(|(at, _)| at <= mark.end && mark.start < (at + words.len()).max(1))
    }
}

/// A row without the note (注) behind it.
fn without_note(line: &str) -> &str {
    line.find(" #").map_or(line, |at| &line[..at])
}

/// The lines of a place without blanks, and where in them its mark is.
fn around(place: &Place) -> (String, Range<usize>) {
    let (text, range) = (&place.file.text, &place.range);
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    let length = |range: Range<usize>| solid(&text[range]).map(char::len_utf8).sum::<usize>();
    let before = length(start..range.start);
    (solid(&text[start..end]).collect(), before..before + length(range.clone()).saturating_sub(1))
}

fn solid(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace())
}

/// The words in quotes, as a file's 说明 has them.
pub(super) fn quoted(words: &str) -> String {
    format!("'{}'", words.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::super::{Code, SourceFile};
    use super::*;

    const FILE: &str = "申请:\n  上年结转: [3, 0, 0]   # 来自 甲.xlsx\n总体情况: |\n  2024年，收到申请12件，予以公开 3 件。\n  另有3件。\n";

    fn at(mark: &str) -> Finding {
        let file = Arc::new(SourceFile { path: PathBuf::from("2024.yaml"), text: FILE.into() });
        let start = FILE.find(mark).unwrap();
        Finding::new(Code::TextVsTable, Place::new(&file, start..start + mark.len()), "")
    }

    #[test]
    fn a_finding_is_known_by_its_clause_or_its_row() {
        for (mark, words) in [
            ("12件", "收到申请12件"),
            ("3 件", "予以公开 3 件"),
            ("3, 0", "上年结转: [3, 0, 0]"),
            ("2024年，收到申请12件", "2024年"),
            ("申请:", "申请:"),
        ] {
            assert_eq!(at(mark).words().as_deref(), Some(words), "{mark}");
            assert!(at(mark).stands_at(words), "{mark}");
        }
        let whole = Finding::new(Code::TextVsTable, Place::whole(&PathBuf::from("x")), "");
        assert!(whole.words().is_none() && !whole.stands_at(""));
    }

    #[test]
    fn other_words_other_figures_and_other_places_are_another_s() {
        let second = at("3 件");
        assert!(second.stands_at("公开3件") && second.stands_at("3件") && second.stands_at("予以公开3件。"));
        for words in ["收到申请12件", "予以公开17件", "另有3件", "", " "] {
            assert!(!second.stands_at(words), "{words}");
        }
        assert!(!at("12件").stands_at("予以公开3件"));
        assert_eq!(quoted("不'x"), "'不''x'");
    }
}
