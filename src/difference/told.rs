//! Differences in words, a line each.

use std::fmt::Write as _;

use super::{Difference, DocxDifference, ParagraphChange, fragments};

impl Difference {
    /// In lines for people: `表三“…”自然人列：3 → 4`; nothing when nothing differs.
    pub fn words(&self) -> String {
        let difference = self;
        let mut text = String::new();
        for item in difference.items.iter().filter(|item| !item.follows) {
            let _ = writeln!(text, "{}：{} → {}", item.words, item.old, item.new);
        }
        let follows: Vec<_> = difference.items.iter().filter(|item| item.follows).collect();
        if !follows.is_empty() {
            let _ = writeln!(text, "随之变化的总计：");
            for item in follows {
                let _ = writeln!(text, "  {}：{} → {}", item.words, item.old, item.new);
            }
        }
        for change in &difference.texts {
            paragraph(&mut text, &change.section, &change.change, ("原为", "改为"));
        }
        text
    }
}

impl DocxDifference {
    /// In lines for people: what the data has and what the file has; nothing when nothing was changed.
    pub fn words(&self) -> String {
        let difference = self;
        let mut text = String::new();
        for cell in &difference.cells {
            let _ = writeln!(text, "{}：数据 {}，文件里 {}", cell.words, nothing(&cell.ours), nothing(&cell.theirs));
        }
        for (section, change) in &difference.paragraphs {
            paragraph(&mut text, section, change, ("数据", "文件里"));
        }
        text
    }
}

fn nothing(text: &str) -> &str {
    if text.is_empty() { "（空）" } else { text }
}

/// A changed paragraph: the words that differ, or all of one that came or went.
fn paragraph(text: &mut String, section: &str, change: &ParagraphChange, sides: (&str, &str)) {
    // Writing to a string cannot fail.
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            let _ = writeln!(text, "{section}，第 {} 段：", change.number);
            for fragment in fragments(old, new) {
                let _ = writeln!(text, "  {}：{}\n  {}：{}", sides.0, fragment.old, sides.1, fragment.new);
            }
        }
        (Some(old), None) => {
            let _ = writeln!(text, "{section}，第 {} 段没有了：\n  {old}", change.number);
        }
        (None, Some(new)) => {
            let _ = writeln!(text, "{section}，多了一段：\n  {new}");
        }
        (None, None) => {}
    }
}
