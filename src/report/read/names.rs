//! Printed names → keys: what a clerk wrote by the words of the form (`结果维持`, `（一）予以公开`) is read under the form's keys.

use crate::diag::{Code, Finding, Place, SourceFile};
use crate::form::{Form, TableForm, column_of, plain};
use crate::report::keys;
use crate::source::{Key, Node, Value};
use std::sync::Arc;

use super::line::REST;

/// The nodes of a file with the form's keys in place of printed words; names that nobody knows stay as they are.
pub(super) fn canonical(root: &mut Node, form: &Form, file: &Arc<SourceFile>, findings: &mut Vec<Finding>) {
    let Value::Map(entries) = &mut root.value else { return };
    let known = form.prose_keys();
    let is_known = |key: &str| known.iter().any(|k| k == key) || form.table(key).is_some() || keys::HEAD.contains(&key);
    let mut namer = Namer { file, findings };
    namer.rename(entries, |key| if is_known(key) { None } else { form.key_of(key) });
    for (key, node) in entries {
        if let Some((_, table)) = form.table(&key.text) {
            namer.group(table, &[], node);
        }
    }
}

/// Names of short entries written with quotes or blanks: `“年度”`, `机关 类型`.
pub(super) fn heads(root: &mut Node) {
    let Value::Map(entries) = &mut root.value else { return };
    for at in 0..entries.len() {
        let bare = plain(&entries[at].0.text);
        let known = keys::HEAD.iter().find(|head| **head == bare && entries[at].0.text != bare);
        if let Some(head) = known.filter(|head| entries.iter().all(|(key, _)| key.text != **head)) {
            entries[at].0.text = (*head).to_owned();
        }
    }
}

struct Namer<'a> {
    file: &'a Arc<SourceFile>,
    findings: &'a mut Vec<Finding>,
}

impl Namer<'_> {
    /// Renames the entries of a mapping; two names for one thing are a repetition.
    fn rename(&mut self, entries: &mut Vec<(Key, Node)>, name: impl Fn(&str) -> Option<String>) {
        let mut at = 0;
        while at < entries.len() {
            if let Some(new) = name(&entries[at].0.text) {
                if let Some((first, _)) = entries.iter().find(|(key, _)| key.text == new) {
                    let (given, range) = (&entries[at].0.text, entries[at].0.range.clone());
                    let finding = Finding::new(
                        Code::DuplicateKey,
                        Place::new(self.file, range),
                        format!("“{given}”就是“{new}”，写了两次"),
                    );
                    self.findings.push(
                        finding
                            .also(Place::new(self.file, first.range.clone()), "另一处写在这里")
                            .help("两处只能留一处；删去多余的一处后再核对数字"),
                    );
                    entries.remove(at);
                    continue;
                }
                entries[at].0.text = new;
            }
            at += 1;
        }
    }

    /// Renames the rows under a path of a table, and the columns of its lines.
    fn group(&mut self, table: &TableForm, path: &[&str], node: &mut Node) {
        let Value::Map(entries) = &mut node.value else { return };
        let children = table.children(path);
        let is_child = |key: &str| children.contains(&key);
        splice(entries, |key| !is_child(key) && table.row_of(path, key).is_none() && table.is_caption(key));
        let row_of = |key: &str| table.row_of(path, key).or_else(|| rest(key)).map(str::to_owned);
        self.rename(entries, |key| if is_child(key) { None } else { row_of(key) });
        for (key, node) in entries {
            let below: Vec<&str> = path.iter().copied().chain([key.text.as_str()]).collect();
            match table.line(&below) {
                Some(line) => self.columns(table, line, node),
                None if is_child(&key.text) => self.group(table, &below, node),
                None => {}
            }
        }
    }

    fn columns(&mut self, table: &TableForm, line: usize, node: &mut Node) {
        let Value::Map(entries) = &mut node.value else { return };
        let columns = &table.lines[line].columns;
        let is_column = |key: &str| columns.iter().any(|column| column.key == key);
        splice(entries, |key| !is_column(key) && column_of(columns, key).is_none() && table.is_caption(key));
        let name = |key: &str| column_of(columns, key).or_else(|| rest(key)).map(str::to_owned);
        self.rename(entries, |key| if is_column(key) { None } else { name(key) });
    }
}

/// 其余 with quotes, blanks or a number.
fn rest(key: &str) -> Option<&'static str> {
    (key != REST && plain(key) == REST).then_some(REST)
}

/// Puts what stands under a caption that has no key of its own in the caption's place.
fn splice(entries: &mut Vec<(Key, Node)>, is_caption: impl Fn(&str) -> bool) {
    let mut at = 0;
    while at < entries.len() {
        let below = match &mut entries[at] {
            (key, Node { value: Value::Map(below), .. }) if is_caption(&key.text) => std::mem::take(below),
            _ => {
                at += 1;
                continue;
            }
        };
        entries.splice(at..=at, below);
    }
}
