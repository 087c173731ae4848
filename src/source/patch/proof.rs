//! The proof of a change: the tree that should be there, and whether the tree that is there is the same.

use super::super::{Key, Node, Scalar, ScalarStyle, Value};
use super::New;

/// The node that a new value reads back as; its place is not known yet.
pub(super) fn expected(new: &New) -> Node {
    let scalar = |text: &str| Node {
        range: 0..0,
        value: Value::Scalar(Scalar { text: text.to_owned(), style: ScalarStyle::Plain }),
    };
    let value = match new {
        New::Scalar(text) | New::Text(text) => return scalar(text),
        New::List(items) => Value::List(items.iter().map(|item| scalar(item)).collect()),
        New::Items(items) => Value::List(items.iter().map(expected).collect()),
        New::Map(entries) => Value::Map(entries.iter().map(|(name, value)| (key(name), scalar(value))).collect()),
        New::Rows(rows) => Value::Map(rows.iter().map(|(name, value)| (key(name), expected(value))).collect()),
    };
    Node { range: 0..0, value }
}

pub(super) fn key(text: &str) -> Key {
    Key { range: 0..0, text: text.to_owned() }
}

/// The node under a path of keys, to be changed.
pub(super) fn node<'a>(root: &'a mut Node, path: &[&str]) -> Option<&'a mut Node> {
    path.iter().try_fold(root, |node, key| match &mut node.value {
        Value::Map(entries) => entries.iter_mut().find(|(k, _)| k.text == **key).map(|(_, node)| node),
        _ => None,
    })
}

/// Puts a node in the place of the one under a path.
pub(super) fn put(root: &mut Node, path: &[&str], new: Node) {
    if let Some(node) = node(root, path) {
        *node = new;
    }
}

/// Whether two trees say the same, wherever it stands; a text's last line break is the block's, not the text's.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => {
            a.text.trim_end_matches('\n') == b.text.trim_end_matches('\n') || a.is_blank() && b.is_blank()
        }
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| k.text == l.text && same(a, b))
        }
        _ => false,
    }
}

/// Where an anchor, an alias, a tag or an explicit key stands, when there is one.
pub(super) fn unsafe_place(text: &str, root: &Node) -> Option<usize> {
    let mut seen = 0;
    walk(text, root, &mut seen)
}

fn walk(text: &str, node: &Node, seen: &mut usize) -> Option<usize> {
    if let Some(at) = odd(text, *seen, node.range.start, true) {
        return Some(at);
    }
    *seen = node.range.start.max(*seen);
    match &node.value {
        Value::Scalar(_) => *seen = node.range.end.max(*seen),
        Value::List(items) => {
            for item in items {
                if let Some(at) = walk(text, item, seen) {
                    return Some(at);
                }
            }
        }
        Value::Map(entries) => {
            for (key, node) in entries {
                if let Some(at) = odd(text, *seen, key.range.start, false) {
                    return Some(at);
                }
                *seen = key.range.end.max(*seen);
                if let Some(at) = walk(text, node, seen) {
                    return Some(at);
                }
            }
        }
    }
    None
}

/// The first sign of an anchor, alias, tag or explicit key in what stands between two nodes, or at the head of the second.
fn odd(text: &str, from: usize, to: usize, value: bool) -> Option<usize> {
    let between = text.get(from..to).unwrap_or_default();
    let mut block = false;
    let mut comment = false;
    let mut before = if text[..from].ends_with('\n') || from == 0 { ' ' } else { 'x' };
    for (at, c) in between.char_indices() {
        match c {
            '\n' => comment = false,
            _ if comment => {}
            '#' if before.is_whitespace() => comment = true,
            '&' | '!' | '*' | '?' => return Some(from + at),
            '|' | '>' => block = true,
            _ => {}
        }
        before = c;
    }
    (value && !block && text[to..].starts_with('*')).then_some(to)
}
