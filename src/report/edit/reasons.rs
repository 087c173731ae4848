//! Reasons why a finding is right (说明), written into a data file, renewed, taken back.

use super::Editor;
use crate::diag::Code;
use crate::report::keys;
use crate::source::patch::{New, PatchError};
use crate::source::{Node, Value};

/// What says which finding a reason is for.
const WORDS: &str = "原文";

impl Editor {
    /// Says why the finding of a kind that stands at these words is right, in the place of what was said before of the same; an empty
    /// reason takes it back. Without words: what was said of the kind as a whole.
    ///
    /// # Errors
    /// The reasons are written in a way that is not changed safely.
    pub fn set_reason(&mut self, (code, words): (Code, &str), reason: &str) -> Result<(), PatchError> {
        let solid = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (reason, words) = (solid(reason), solid(words));
        let said = |item: &Node, key: &str| {
            item.get(key).and_then(Node::scalar).map(|said| solid(&said.text)).unwrap_or_default()
        };
        let root = self.patcher.root().clone();
        let list = root.get(keys::REASONS);
        let items = list.map_or(&[][..], Node::items);
        let before: Vec<usize> = (0..items.len())
            .filter(|&index| said(&items[index], "检查") == code.as_str() && said(&items[index], WORDS) == words)
            .collect();
        if let [index] = before[..]
            && !reason.is_empty()
            && said(&items[index], "理由") == reason
        {
            return Ok(());
        }
        if !reason.is_empty() {
            let mut item = vec![("检查".into(), code.as_str().into()), (WORDS.into(), words), ("理由".into(), reason)];
            item.retain(|(_, text): &(String, String)| !text.is_empty());
            let item = New::Map(item);
            match list.map(|node| &node.value) {
                Some(Value::List(items)) if !items.is_empty() => self.patcher.push(&[keys::REASONS], &item)?,
                Some(_) => self.patcher.set(&[keys::REASONS], &New::Items(vec![item]))?,
                None => self.add_top(keys::REASONS, &New::Items(vec![item]))?,
            }
        } else if before.len() == items.len() && !items.is_empty() {
            return self.patcher.remove(&[keys::REASONS]);
        }
        before.into_iter().rev().try_for_each(|index| self.patcher.remove_item(&[keys::REASONS], index))
    }
}
