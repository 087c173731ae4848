//! Items of a list: one more at the end, one taken out.

use super::super::{Node, Value};
use super::place::{line_end, line_start};
use super::render::{in_flow, item_line};
use super::{New, PatchError, Patcher, Slot, line_break_before, proof};

impl Patcher {
    /// Adds an item at the end of the list under a path of keys.
    ///
    /// # Errors
    /// It is no list, or written in a way that is not changed safely.
    pub fn push(&mut self, path: &[&str], new: &New) -> Result<(), PatchError> {
        self.settle()?;
        let node = self.list(path)?;
        let text = &self.file().text;
        let flow = self.in_brackets(path);
        let splice = match node.items().last() {
            None if flow => (node.range.start + 1, in_flow(new)),
            None => return Err(self.refused(node.range.start, "不是逐条列出的，加不进新的一条")),
            Some(last) => {
                let slot = Slot::of_item(text, last, flow);
                let slot = slot.ok_or_else(|| self.refused(last.range.start, "的写法改不了，请在文件里直接改"))?;
                match flow {
                    true => (slot.end(), format!(", {}", in_flow(new))),
                    false => {
                        let indent = " ".repeat(slot.indent(text));
                        (line_end(text, slot.end()), format!("{}{indent}- {}", self.line_break(), item_line(new)))
                    }
                }
            }
        };
        let (at, written) = splice;
        let item = proof::expected(new);
        self.apply(vec![(at..at, written)], |root| {
            if let Some(Node { value: Value::List(items), .. }) = proof::node(root, path) {
                items.push(item);
            }
        })
    }

    /// Takes an item of a list out, with its lines and their comments.
    ///
    /// # Errors
    /// It is not there, or is the list's only one.
    pub fn remove_item(&mut self, path: &[&str], index: usize) -> Result<(), PatchError> {
        self.settle()?;
        let node = self.list(path)?;
        let (text, flow) = (&self.file().text, self.in_brackets(path));
        let slot = |index: usize| {
            let item = node.items().get(index)?;
            Slot::of_item(text, item, flow)
        };
        let found = slot(index).ok_or_else(|| self.refused(node.range.start, "没有要删的一条"))?;
        if node.items().len() == 1 {
            return Err(self.refused(found.start, "是唯一的一条，删去后就空了"));
        }
        let range = match (flow, slot(index + 1), index.checked_sub(1).and_then(slot)) {
            (false, ..) => line_break_before(text, line_start(text, found.start))..line_end(text, found.end()),
            (true, Some(next), _) => found.start..next.start,
            (true, None, Some(before)) => before.end()..found.end(),
            (true, None, None) => return Err(self.refused(found.start, "的写法改不了，请在文件里直接改")),
        };
        self.apply(vec![(range, String::new())], |root| {
            if let Some(Node { value: Value::List(items), .. }) = proof::node(root, path) {
                items.remove(index);
            }
        })
    }

    fn list(&self, path: &[&str]) -> Result<Node, PatchError> {
        let node = self.get(path).ok_or_else(|| self.refused(0, "没有要改的一项"))?;
        match &node.value {
            Value::List(_) => Ok(node.clone()),
            _ => Err(self.refused(node.range.start, "不是逐条列出的，加不进新的一条")),
        }
    }
}
