//! A YAML file changed by ranges of bytes: what is not changed stays as the office wrote it, comments, order, blank lines and all.
//!
//! Each change is made on the text, the new text is read again, and its tree must be the old tree but for what was changed;
//! otherwise nothing happens. Knows YAML and places; nothing of forms and reports.

mod items;
mod notes;
mod place;
mod proof;
mod render;
mod together;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use place::{Shape, Slot, column, comment_in, line_end, line_start};
pub use render::scalar;
use render::{Written, in_block, in_flow};
use together::HeldChanges;

use super::{BOM, Node, Value, decode, parse};
use crate::diag::{Finding, Place, SourceFile};

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum New {
    /// A figure, a name, a date: plain where YAML allows it, else in quotes.
    Scalar(String),
    /// Prose: one line in place of one line, else a block behind `|`.
    Text(String),
    /// `[1, 2]`
    List(Vec<String>),
    /// `{甲: 1, 乙: 2}`
    Map(Vec<(String, String)>),
    /// A mapping with a line for each entry.
    Rows(Vec<(String, New)>),
    /// A list with a line for each item.
    Items(Vec<New>),
}

/// Where a new entry of a mapping goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where<'a> {
    /// Before the entry of this key.
    Before(&'a str),
    /// Behind the entry of this key.
    After(&'a str),
    /// At the end.
    Last,
}

/// Why a file is not changed; nothing has happened to it then.
#[derive(Debug, thiserror::Error)]
pub enum PatchError {
    /// It cannot be read as YAML, and why.
    #[error("文件有写法错误，先改正再写入：{}", .0.first().map_or("", |finding| finding.message.as_str()))]
    Unreadable(Vec<Finding>),
    /// It is written in a way that is not changed safely, or the place is not there.
    #[error("第 {} 行{why}", .at.start().line)]
    Refused {
        /// Where.
        at: Place,
        /// Why not.
        why: &'static str,
    },
}

impl PatchError {
    /// Where the file keeps from being changed.
    pub fn place(&self) -> Option<&Place> {
        match self {
            PatchError::Unreadable(findings) => findings.first().map(|finding| &finding.at),
            PatchError::Refused { at, .. } => Some(at),
        }
    }
}

/// A file that is being changed.
#[derive(Debug, Clone)]
pub struct Patcher {
    file: Arc<SourceFile>,
    bom: bool,
    root: Node,
    /// Changes that wait to be made and proved together; none where each is made at once.
    waiting: Option<HeldChanges>,
}

/// Bytes to put in the place of others.
type Splice = (Range<usize>, String);

impl Patcher {
    /// Takes a file as it is on disk.
    ///
    /// # Errors
    /// It is no YAML text; it has anchors, aliases or tags, where one place speaks for another.
    pub fn new(path: &Path, bytes: Vec<u8>) -> Result<Patcher, PatchError> {
        let patcher = Patcher::reading(path, bytes)?;
        if let Some(at) = proof::unsafe_place(&patcher.file.text, &patcher.root) {
            let why = "用了锚点、引用、标签或“?”（& * ! ?），一处改动会牵动别处；请改成直接写出，再运行";
            return Err(PatchError::Refused { at: Place::new(&patcher.file, at..at + 1), why });
        }
        Ok(patcher)
    }

    /// Takes a file that is only looked at, in whatever way it is written.
    ///
    /// # Errors
    /// It is no YAML text.
    pub fn reading(path: &Path, bytes: Vec<u8>) -> Result<Patcher, PatchError> {
        let bom = bytes.starts_with(BOM);
        let file = decode(path, bytes).map_err(|finding| PatchError::Unreadable(vec![finding]))?;
        let root = parse(&file).map_err(PatchError::Unreadable)?;
        Ok(Patcher { file, bom, root, waiting: None })
    }

    /// The text as it stands now, without a byte order mark, as a file to be read.
    pub fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// The tree as it stands now.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The bytes to write, with the byte order mark that was there.
    pub fn bytes(&self) -> Vec<u8> {
        let mark: &[u8] = if self.bom { BOM } else { b"" };
        [mark, self.file.text.as_bytes()].concat()
    }

    /// The node under a path of keys.
    pub fn get(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(&self.root, |node, key| node.get(key))
    }

    /// Whether the node under a path of keys is written within brackets, itself or what it stands in.
    pub fn in_brackets(&self, path: &[&str]) -> bool {
        (0..=path.len()).any(|depth| self.get(&path[..depth]).is_some_and(place::is_flow))
    }

    /// Puts another value in the place of the one under a path of keys.
    ///
    /// # Errors
    /// There is none, or a comment stands within it.
    pub fn set(&mut self, path: &[&str], new: &New) -> Result<(), PatchError> {
        let mut slot = self.slot(path)?;
        if !slot.holds_one(new) && self.settle()? {
            slot = self.slot(path)?;
        }
        self.replace(&slot, new, |root| proof::put(root, path, proof::expected(new)))
    }

    /// Puts another figure in the place of an item of a list.
    ///
    /// # Errors
    /// There is no such item.
    pub fn set_item(&mut self, path: &[&str], index: usize, text: &str) -> Result<(), PatchError> {
        let node = self.get(path).ok_or_else(|| self.refused(0, "没有要改的一项"))?;
        let item = match &node.value {
            Value::List(items) => items.get(index),
            _ => None,
        };
        let item = item.ok_or_else(|| self.refused(node.range.start, "没有要改的一个数"))?;
        let slot = Slot::of_item(&self.file.text, item, self.in_brackets(path))
            .ok_or_else(|| self.refused(item.range.start, "的写法改不了"))?;
        let new = New::Scalar(text.to_owned());
        if !slot.holds_one(&new) && self.settle()? {
            return self.set_item(path, index, text);
        }
        self.replace(&slot, &new, |root| {
            if let Some(Node { value: Value::List(items), .. }) = proof::node(root, path) {
                items[index] = proof::expected(&new);
            }
        })
    }

    /// Adds an entry to the mapping under a path of keys.
    ///
    /// # Errors
    /// It is no mapping, or has no entry where the new one should go.
    pub fn insert(&mut self, path: &[&str], key: &str, new: &New, at: Where) -> Result<(), PatchError> {
        self.settle()?;
        let parent = self.get(path).ok_or_else(|| self.refused(0, "没有要加的地方"))?;
        let Value::Map(entries) = &parent.value else {
            return Err(self.refused(parent.range.start, "不是“项名: 内容”，加不进新的一项"));
        };
        let find = |key: &str| entries.iter().position(|(k, _)| k.text == key);
        let index = match at {
            Where::Before(key) => find(key),
            Where::After(key) => find(key).map(|index| index + 1),
            Where::Last => Some(entries.len()),
        };
        let index = index.ok_or_else(|| self.refused(parent.range.start, "没有作为次序依据的一项"))?;
        let splice = if self.in_brackets(path) {
            self.insert_in_brackets(parent, index, key, new)?
        } else {
            self.insert_line(entries, path, index, key, new)?
        };
        let entry = (proof::key(key), proof::expected(new));
        self.apply(vec![splice], |root| {
            if let Some(Node { value: Value::Map(entries), .. }) = proof::node(root, path) {
                entries.insert(index, entry);
            }
        })
    }

    /// Takes an entry of a mapping out, with its lines and their comments.
    ///
    /// # Errors
    /// It is not there, or is the mapping's only one.
    pub fn remove(&mut self, path: &[&str]) -> Result<(), PatchError> {
        self.settle()?;
        let slot = self.slot(path)?;
        let (last, above) = path.split_last().ok_or_else(|| self.refused(0, "不能删去整个文件"))?;
        let Some(Node { value: Value::Map(entries), .. }) = self.get(above) else {
            return Err(self.refused(slot.start, "删不去"));
        };
        let index = entries.iter().position(|(k, _)| k.text == **last).unwrap_or_default();
        if entries.len() == 1 {
            return Err(self.refused(slot.start, "是唯一的一项，删去后上一层就空了"));
        }
        let text = &self.file.text;
        let range = if !slot.flow {
            let end = line_end(text, slot.end());
            // The line break before the lines goes with them, or the one behind when they are the first.
            match line_start(text, slot.start) {
                0 => 0..text[end..].find('\n').map_or(text.len(), |newline| end + newline + 1),
                start => line_break_before(text, start)..end,
            }
        } else if let Some((next, _)) = entries.get(index + 1) {
            slot.start..next.range.start
        } else {
            let before = self.slot_of(above, index - 1)?;
            before.end()..slot.end()
        };
        self.apply(vec![(range, String::new())], |root| {
            if let Some(Node { value: Value::Map(entries), .. }) = proof::node(root, above) {
                entries.remove(index);
            }
        })
    }

    /// Writes a mapping in braces with a line for each entry; nothing else changes.
    ///
    /// # Errors
    /// It is not there, is empty, or has a comment within its braces.
    pub fn unfold(&mut self, path: &[&str]) -> Result<(), PatchError> {
        self.settle()?;
        let slot = self.slot(path)?;
        let node = self.get(path).ok_or_else(|| self.refused(slot.start, "没有要改的一项"))?;
        let (Value::Map(entries), Shape::Inline(range), false) = (&node.value, &slot.shape, slot.flow) else {
            return Err(self.refused(slot.start, "不是花括号里的一组"));
        };
        let text = &self.file.text;
        if entries.is_empty() || comment_in(text, range.clone()) {
            return Err(self.refused(slot.start, "的花括号里有说明（#），请分行写出，再运行"));
        }
        let indent = " ".repeat(column(text, slot.start) + 2);
        let mut lines = Vec::with_capacity(entries.len());
        for index in 0..entries.len() {
            let entry = self.slot_of(path, index)?;
            lines.push(format!("{indent}{}", &text[entry.start..entry.end()]));
        }
        let written = Written { inline: String::new(), lines };
        let splices = self.splices(&slot, &written)?;
        self.apply(splices, |_| {})
    }

    /// Where the value under a path of keys stands.
    fn slot(&self, path: &[&str]) -> Result<Slot, PatchError> {
        let found = path.split_last().and_then(|(key, above)| match &self.get(above)?.value {
            Value::Map(entries) => Some((above, entries.iter().position(|(k, _)| k.text == **key)?)),
            _ => None,
        });
        match found {
            Some((above, index)) => self.slot_of(above, index),
            None => Err(self.refused(0, "起没有要改的一项")),
        }
    }

    /// Where the value of an entry of the mapping under a path stands.
    fn slot_of(&self, path: &[&str], index: usize) -> Result<Slot, PatchError> {
        let entry = self.get(path).and_then(|node| match &node.value {
            Value::Map(entries) => entries.get(index),
            _ => None,
        });
        let (key, node) = entry.ok_or_else(|| self.refused(0, "起没有要改的一项"))?;
        Slot::of_key(&self.file.text, key, node, self.in_brackets(path))
            .ok_or_else(|| self.refused(key.range.start, "的写法改不了，请在文件里直接改"))
    }

    fn replace(&mut self, slot: &Slot, new: &New, expect: impl FnOnce(&mut Node)) -> Result<(), PatchError> {
        let text = &self.file.text;
        let splices = if slot.flow {
            match &slot.shape {
                Shape::Inline(range) => {
                    if comment_in(text, range.clone()) {
                        return Err(self.refused(slot.start, "的内容里有说明（#），改了就会丢失"));
                    }
                    vec![inline(text, slot, range, &in_flow(new))]
                }
                _ => return Err(self.refused(slot.start, "的写法改不了，请在文件里直接改")),
            }
        } else {
            let one_line = matches!((&slot.shape, new), (Shape::Inline(_), New::Text(text)) if !text.contains('\n'));
            let written = match new {
                New::Text(text) if one_line => Written { inline: scalar(text, false), lines: Vec::new() },
                _ => in_block(new, slot.indent(text)),
            };
            self.splices(slot, &written)?
        };
        self.apply(splices, expect)
    }

    /// The splices that put what is written in the place of a value of a mapping or list that is not within brackets.
    fn splices(&self, slot: &Slot, written: &Written) -> Result<Vec<Splice>, PatchError> {
        let text = &self.file.text;
        let lines: String = written.lines.iter().map(|line| format!("{}{line}", self.line_break())).collect();
        Ok(match &slot.shape {
            Shape::Inline(range) | Shape::Lines(range) if comment_in(text, range.clone()) => {
                return Err(self.refused(slot.start, "的内容里有说明（#），改了就会丢失"));
            }
            Shape::Inline(range) if line_start(text, range.start) == line_start(text, slot.start) => {
                let mut splices = vec![inline(text, slot, range, &written.inline)];
                if !lines.is_empty() {
                    let end = line_end(text, range.end);
                    splices.push((end..end, lines));
                }
                splices
            }
            // What stood on lines of its own: the head goes behind the colon, the lines into their place.
            Shape::Inline(range) | Shape::Lines(range) => {
                let from = line_break_before(text, line_start(text, range.start));
                vec![inline(text, slot, &(slot.behind..slot.behind), &written.inline), (from..range.end, lines)]
            }
            Shape::Block { header, body } => {
                let kept =
                    header.len() <= 2 && text[header.clone()].starts_with('|') && !text[header.clone()].contains('+');
                let head =
                    if kept && written.inline == "|" && !text[header.clone()].ends_with(|c: char| c.is_ascii_digit()) {
                        text[header.clone()].to_owned()
                    } else {
                        written.inline.clone()
                    };
                let header_end = line_end(text, header.end);
                vec![inline(text, slot, header, &head), (header_end..body.end.max(header_end), lines)]
            }
        })
    }

    fn insert_in_brackets(&self, parent: &Node, index: usize, key: &str, new: &New) -> Result<Splice, PatchError> {
        let text = &self.file.text;
        let entry = format!("{}: {}", scalar(key, true), in_flow(new));
        let Value::Map(entries) = &parent.value else {
            return Err(self.refused(parent.range.start, "加不进新的一项"));
        };
        if let Some((next, _)) = entries.get(index) {
            return Ok((next.range.start..next.range.start, format!("{entry}, ")));
        }
        match entries.last() {
            Some((key, node)) => {
                let slot = Slot::of_key(text, key, node, true);
                let end = slot.ok_or_else(|| self.refused(key.range.start, "的写法改不了"))?.end();
                Ok((end..end, format!(", {entry}")))
            }
            None => {
                let at = parent.range.start + 1;
                Ok((at..at, entry))
            }
        }
    }

    fn insert_line(
        &self,
        entries: &[(super::Key, Node)],
        path: &[&str],
        index: usize,
        key: &str,
        new: &New,
    ) -> Result<Splice, PatchError> {
        let text = &self.file.text;
        let first = entries.first().map_or(0, |(key, _)| key.range.start);
        let indent = column(text, first);
        let written = in_block(new, indent);
        let mut entry = format!("{}{}:", " ".repeat(indent), scalar(key, false));
        if !written.inline.is_empty() {
            entry += &format!(" {}", written.inline);
        }
        for line in &written.lines {
            entry += &format!("{}{line}", self.line_break());
        }
        if index == 0 {
            let start = line_start(text, first);
            if !text[start..first].trim().is_empty() {
                return Err(self.refused(first, "前面加不进新的一行"));
            }
            return Ok((start..start, entry + self.line_break()));
        }
        let end = line_end(text, self.slot_of(path, index - 1)?.end());
        Ok((end..end, format!("{}{entry}", self.line_break())))
    }

    /// Makes the splices, reads the result and requires it to be what was expected; or keeps them, see [`Patcher::wait`].
    fn apply(&mut self, splices: Vec<Splice>, expect: impl FnOnce(&mut Node)) -> Result<(), PatchError> {
        if let Some(waiting) = &mut self.waiting {
            waiting.add(&self.root, splices, expect);
            return Ok(());
        }
        let mut expected = self.root.clone();
        expect(&mut expected);
        self.make(splices, &expected)
    }

    /// Makes the splices from the end backwards, reads the result and requires it to be this tree.
    fn make(&mut self, mut splices: Vec<Splice>, expected: &Node) -> Result<(), PatchError> {
        // Of two at one place the first in order ends up first, so it is made last.
        splices.reverse();
        splices.sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
        let at = splices.last().map_or(0, |(range, _)| range.start);
        if splices.windows(2).any(|pair| pair[1].0.end > pair[0].0.start) {
            return Err(self.refused(at, "有两处改动落在同一个地方，没有改动；请在文件里直接改"));
        }
        let mut text = self.file.text.clone();
        for (range, new) in &splices {
            text.replace_range(range.clone(), new);
        }
        let file = Arc::new(SourceFile { path: self.file.path.clone(), text });
        let root = parse(&file).map_err(|_| self.refused(at, "改后读不回来，没有改动；请在文件里直接改"))?;
        if !proof::same(expected, &root) {
            return Err(self.refused(at, "改后别处也变了，没有改动；请在文件里直接改"));
        }
        self.file = file;
        self.root = root;
        Ok(())
    }

    fn refused(&self, at: usize, why: &'static str) -> PatchError {
        PatchError::Refused { at: Place::new(&self.file, at..at), why }
    }

    /// The file's own line break.
    fn line_break(&self) -> &'static str {
        match self.file.text.find('\n') {
            Some(at) if self.file.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

/// The splice that puts text in the place of a value on its key's line, with the blanks that were before it.
fn inline(text: &str, slot: &Slot, range: &Range<usize>, new: &str) -> Splice {
    if new.is_empty() {
        return (slot.behind..range.end, String::new());
    }
    let parted = range.start > slot.behind || slot.flow && text[..range.start].ends_with(['[', ',', ' ', '{']);
    (range.clone(), if parted { new.to_owned() } else { format!(" {new}") })
}

/// Where the line break before a line begins.
fn line_break_before(text: &str, start: usize) -> usize {
    let before = &text[..start];
    let before = before.strip_suffix('\n').unwrap_or(before);
    before.strip_suffix('\r').unwrap_or(before).len()
}

#[cfg(test)]
mod tests;
