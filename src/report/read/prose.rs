//! The prose fields as written, with the way back into the file.

use std::collections::BTreeMap;
use std::ops::Range;

use super::notes::notes;
use super::{Reader, UNFILLED, blank_range, first_line, unfilled};
use crate::diag::{Code, Severity};
use crate::form::Form;
use crate::report::Prose;
use crate::source::{Node, Scalar, ScalarStyle, TextMap};

/// Longest text of one prose field, in bytes: sixty printed pages.
const MAX_PROSE: usize = 120 * 1024;

impl Reader<'_> {
    /// Reads the texts that are there; whether all are that must be.
    pub(super) fn prose(&mut self, root: &Node, form: &Form) -> (BTreeMap<String, Prose>, bool) {
        let mut fields = BTreeMap::new();
        let mut complete = true;
        for key in form.prose_keys() {
            let found = if form.requires_prose(&key) {
                let found = self.required(root, &key, "|");
                complete &= found.is_some();
                found
            } else {
                self.optional_text(root, &key)
            };
            let Some((scalar, range)) = found else { continue };
            if scalar.text.len() > MAX_PROSE {
                let found =
                    self.find(Code::TooLarge, &first_line(self.file, &range), format!("“{key}”过长，不是年报的正文"));
                found.help.push("总体情况一般不超过 1000 字；请确认没有贴错内容".into());
            }
            let map = TextMap::new(self.file, &range, &scalar.text);
            let notes = notes(&scalar.text);
            let noted = |at: usize| notes.iter().any(|note| note.contains(&at));
            let gaps: Vec<_> = unfilled::places(&scalar.text).into_iter().filter(|range| !noted(range.start)).collect();
            if !notes.is_empty() && is_blank_without(&scalar.text, &notes) && form.requires_prose(&key) {
                self.find(Code::MissingKey, &first_line(self.file, &range), format!("“{key}”只有说明，没有文字"));
            }
            for note in &notes {
                let words = shortened(scalar.text[note.clone()].trim());
                let message = format!("“{key}”里的“{words}”当作给自己看的说明，没有印");
                self.find(Code::NoteInText, &map.range(note.clone()), message)
                    .help
                    .push("是说明的，挪到“项名: 内容”各行之间，或删去；要印的，去掉 #".into());
            }
            if is_marks_alone(&scalar.text) {
                let message = format!("“{key}”只有“{}”，没有文字", scalar.text.trim());
                let help = format!("写上这一部分的文字，如“{key}: 没有其他需要报告的事项。”");
                self.find(Code::MissingKey, &first_line(self.file, &range), message).help.push(help);
            }
            self.cut_off(&key, &scalar, &range);
            if let Some(first) = gaps.first() {
                let message = format!("“{key}”还有 {} 处没有填", gaps.len());
                self.find(Code::Unfilled, &map.range(first.clone()), message)
                    .help
                    .push(format!("把“{UNFILLED}”换成实际内容；不写的，整句删去"));
            }
            fields.insert(key, Prose { text: scalar.text, range, notes, map });
        }
        (fields, complete)
    }

    /// A text that need not be there; where nothing stands behind its name, that nothing will be printed.
    pub(super) fn optional_text(&mut self, root: &Node, key: &str) -> Option<(Scalar, Range<usize>)> {
        let before = self.findings.len();
        let found = self.text(root, key);
        if let Some(node) = root.get(key).filter(|_| found.is_none() && self.findings.len() == before) {
            let finding = self.find(Code::MissingKey, &blank_range(root, key, node), format!("“{key}”后面没有内容"));
            finding.severity = Severity::Warning;
            finding.help.push(format!("写上内容；不要“{key}”的，删去这一行"));
        }
        found
    }

    /// In a one-line value ` #` ends the text: right for a note behind a full stop, a loss in mid-sentence.
    fn cut_off(&mut self, key: &str, scalar: &Scalar, range: &Range<usize>) {
        let rest = self.file.text.get(range.end..).unwrap_or_default();
        let rest = rest.split('\n').next().unwrap_or_default();
        let written = self.file.text.get(range.clone()).unwrap_or_default().trim_end();
        // A comment on a line of its own cuts nothing.
        if scalar.style == ScalarStyle::Block {
            return;
        }
        let ended = written.ends_with(['。', '！', '？', '…', '；', '"', '\'', '”', '）']);
        if scalar.style == ScalarStyle::Quoted || ended || !rest.trim_start().starts_with('#') || written.contains('\n')
        {
            return;
        }
        let at = range.start + written.len() + (rest.len() - rest.trim_start().len());
        let at = self.file.text.get(at..).map_or(at, |text| at + text.find('#').unwrap_or_default());
        let message = format!("“{key}”在“ #”处断开，后面的文字没有印");
        self.find(Code::NoteInText, &(at..range.end + rest.len()), message)
            .help
            .push(format!("要印的，写成“{key}: |”，从下一行起每行空两格写文字；是说明的，前面用句号结束"));
    }
}

/// Whether nothing but marks that say nothing is written: `?`, `。`.
fn is_marks_alone(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| "?？!！.。…*~～、，,".contains(c))
}

/// Whether nothing is left of a text without its notes.
fn is_blank_without(text: &str, notes: &[Range<usize>]) -> bool {
    text.char_indices().all(|(at, c)| c.is_whitespace() || notes.iter().any(|note| note.contains(&at)))
}

/// The first characters of a text, for a message.
fn shortened(text: &str) -> String {
    let short: String = text.chars().take(16).collect();
    if short.len() < text.len() { format!("{short}……") } else { short }
}
