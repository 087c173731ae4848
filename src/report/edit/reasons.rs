//! Reasons why a finding is right (说明), written into a data file, renewed, taken back.

use super::Editor;
use crate::diag::Code;
use crate::source::patch::{New, PatchError};
use crate::source::{Node, Value};

/// The item of the file's first level that holds them.
const KEY: &str = "说明";

impl Editor {
    /// Says why the findings of a kind are right, in the place of what was said before; an empty reason takes it back.
    ///
    /// # Errors
    /// The reasons are written in a way that is not changed safely.
    pub fn set_reason(&mut self, code: Code, reason: &str) -> Result<(), PatchError> {
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        let said =
            |item: &Node, key: &str| item.get(key).and_then(Node::scalar).map(|said| said.text.trim().to_owned());
        let root = self.patcher.root().clone();
        let list = root.get(KEY);
        let items = list.map_or(&[][..], Node::items);
        let before: Vec<usize> = (0..items.len())
            .filter(|&index| said(&items[index], "检查").is_some_and(|name| name == code.as_str()))
            .collect();
        if let [index] = before[..]
            && !reason.is_empty()
            && said(&items[index], "理由").as_deref() == Some(reason.as_str())
        {
            return Ok(());
        }
        if !reason.is_empty() {
            let item = New::Map(vec![("检查".into(), code.as_str().into()), ("理由".into(), reason)]);
            match list.map(|node| &node.value) {
                Some(Value::List(items)) if !items.is_empty() => self.patcher.push(&[KEY], &item)?,
                Some(_) => self.patcher.set(&[KEY], &New::Items(vec![item]))?,
                None => self.add_top(KEY, &New::Items(vec![item]))?,
            }
        } else if before.len() == items.len() && !items.is_empty() {
            return self.patcher.remove(&[KEY]);
        }
        before.into_iter().rev().try_for_each(|index| self.patcher.remove_item(&[KEY], index))
    }
}
