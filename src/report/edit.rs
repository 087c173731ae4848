//! A report's data file changed in the form's terms: a row of figures, a text, a date. Each row keeps its way of writing, and
//! everything else stays as the office wrote it.
//!
//! Knows the form and how the data file writes a row; the bytes are the patcher's. Must not know what the figures are for.

mod cover;
mod find;
mod reasons;
mod rest;
mod shown;

use std::path::Path;
use std::sync::Arc;

use find::{column_under, row, says, under};

use super::read::REST;
use super::{UNFILLED, keys};
use crate::diag::SourceFile;
use crate::form::{Form, Line, LineKind, Spot, TableForm};
use crate::source::patch::{New, PatchError, Patcher, Where};
use crate::source::{Node, Value};

/// The figures of a row as they are to be written, one per column of the form; none where the file's own stays.
pub type Figures = Vec<Option<String>>;

/// A report's data file that is being changed.
#[derive(Debug, Clone)]
pub struct Editor {
    patcher: Patcher,
    form: Arc<Form>,
}

impl Editor {
    /// Takes a file as it is on disk; it need not be a valid report yet.
    ///
    /// # Errors
    /// It is no YAML text, or written in a way that is not changed safely.
    pub fn new(path: &Path, bytes: Vec<u8>, form: &Arc<Form>) -> Result<Editor, PatchError> {
        Ok(Editor { patcher: Patcher::new(path, bytes)?, form: form.clone() })
    }

    /// Takes a file whose figures are only looked at, in whatever way it is written.
    ///
    /// # Errors
    /// It is no YAML text.
    pub fn reading(path: &Path, bytes: Vec<u8>, form: &Arc<Form>) -> Result<Editor, PatchError> {
        Ok(Editor { patcher: Patcher::reading(path, bytes)?, form: form.clone() })
    }

    /// The text as it stands now, to be read as a report.
    pub fn file(&self) -> &Arc<SourceFile> {
        self.patcher.file()
    }

    /// The bytes to write.
    pub fn bytes(&self) -> Vec<u8> {
        self.patcher.bytes()
    }

    /// Sets, renews or takes away a line of the program's own at the head of the file (see [`Patcher::head_note`]).
    ///
    /// # Errors
    /// The line would be more than a comment.
    pub fn head_note(&mut self, ours: fn(&str) -> bool, line: Option<&str>) -> Result<(), PatchError> {
        self.patcher.head_note(ours, line)
    }

    /// Makes changes whose figures and notes are written and proved together, which takes a hundredth of the time. The file is as it
    /// was where one is refused; what is asked within sees the file without them.
    ///
    /// # Errors
    /// What the changes say, or that the file would not say afterwards what it should.
    pub fn together<E: From<PatchError>>(
        &mut self,
        changes: impl FnOnce(&mut Editor) -> Result<(), E>,
    ) -> Result<(), E> {
        let before = self.patcher.clone();
        self.patcher.wait();
        let made = changes(self).and_then(|()| Ok(self.patcher.finish()?));
        if made.is_err() {
            self.patcher = before;
        }
        made
    }

    /// Sets a row of figures. A list stays a list and a mapping a mapping; a row that an explicit 0 covers gets a line of its
    /// own where it is not all zero; a total is only changed where the file states it.
    ///
    /// # Errors
    /// The row is written in a way that is not changed safely.
    pub fn set_row(&mut self, table: usize, line: usize, figures: &Figures) -> Result<(), PatchError> {
        let form = self.form.clone();
        let (table, line) = (&form.tables[table], &form.tables[table].lines[line]);
        let (found, named) = self.path(table, line);
        if named < line.keys.len() {
            return self.add_row(table, line, (found, named), figures);
        }
        let path: Vec<&str> = found.iter().map(String::as_str).collect();
        let Some(node) = self.patcher.get(&path).cloned() else { return Ok(()) };
        match &node.value {
            Value::List(items) => self.set_list(&path, line, items, figures),
            Value::Map(_) => self.set_columns(&path, table, line, &node, figures),
            Value::Scalar(_) => self.set_single(&path, line, &node, figures),
        }
    }

    /// What the file says of a cell, as written: `0` or 待填 where an explicit 0 or 待填 covers it; none where nothing is said. Of a
    /// total only what is written at its own place.
    pub fn figure(&self, spot: Spot) -> Option<String> {
        let table = &self.form.tables[spot.table];
        let line = &table.lines[spot.line];
        let (found, named) = self.path(table, line);
        let path: Vec<&str> = found.iter().map(String::as_str).collect();
        if named < line.keys.len() {
            let is_part = line.kind == LineKind::Data && line.columns[spot.column].total.is_none();
            return self.covering(&path).filter(|_| is_part).map(str::to_owned);
        }
        let scalar = |node: &Node| node.scalar().map(|scalar| scalar.text.trim().to_owned());
        let node = self.patcher.get(&path)?;
        match &node.value {
            Value::List(items) => {
                let all = items.len() == line.columns.len();
                let index = if all { Some(spot.column) } else { line.parts().position(|part| part == spot.column) };
                scalar(items.get(index?)?)
            }
            Value::Map(_) => match column_under(node, table, line, &line.columns[spot.column]) {
                Some(below) => scalar(below.iter().try_fold(node, |node, key| node.get(key))?),
                None => line.columns[spot.column].total.is_none().then(|| "0".to_owned()),
            },
            // One scalar is the figure of every column; of a line of totals it is its corner.
            Value::Scalar(_) => {
                let is_total = line.columns[spot.column].total.is_some();
                scalar(node).filter(|_| is_total == (line.kind != LineKind::Data))
            }
        }
    }

    /// Sets one figure; the others of its row stay.
    ///
    /// # Errors
    /// See [`Editor::set_row`].
    pub fn set_cell(&mut self, table: usize, line: usize, column: usize, figure: &str) -> Result<(), PatchError> {
        let mut figures = vec![None; self.form.tables[table].lines[line].columns.len()];
        figures[column] = Some(figure.to_owned());
        self.set_row(table, line, &figures)
    }

    /// Sets, renews or takes away the program's own note beside a row that has a line (see [`Patcher::note`]).
    ///
    /// # Errors
    /// The row is written in a way that is not changed safely.
    pub fn note_row(
        &mut self,
        table: usize,
        line: usize,
        note: Option<&str>,
        ours: impl Fn(&str) -> bool,
    ) -> Result<(), PatchError> {
        let form = self.form.clone();
        let line = &form.tables[table].lines[line];
        let (found, named) = self.path(&form.tables[table], line);
        if named < line.keys.len() {
            return Ok(());
        }
        let path: Vec<&str> = found.iter().map(String::as_str).collect();
        for depth in 1..path.len() {
            // Braces are written out, so that a note has a line to stand on; those with a comment within stay, without notes.
            if self.patcher.in_brackets(&path[..depth]) && self.patcher.unfold(&path[..depth]).is_err() {
                return Ok(());
            }
        }
        self.patcher.note(&path, note, ours)
    }

    /// Sets or renews the program's own note beside a text that has a line (see [`Patcher::note`]).
    ///
    /// # Errors
    /// The text is written in a way that is not changed safely.
    pub fn note_text(&mut self, key: &str, note: &str, ours: impl Fn(&str) -> bool) -> Result<(), PatchError> {
        match self.top_key(key) {
            Some(key) => self.patcher.note(&[key.as_str()], Some(note), ours),
            None => Ok(()),
        }
    }

    /// Sets a text or another item of the file's first level, adding it in the form's order when it is not there.
    ///
    /// # Errors
    /// It is written in a way that is not changed safely.
    pub fn set_text(&mut self, key: &str, text: &str) -> Result<(), PatchError> {
        let present = self.top_key(key);
        let new = New::Text(text.to_owned());
        match present {
            Some(present) => {
                let same = |node: &Node| match &node.value {
                    Value::Scalar(scalar) => scalar.text.trim_end_matches('\n') == text.trim_end_matches('\n'),
                    _ => false,
                };
                if self.patcher.get(&[&present]).is_some_and(same) {
                    return Ok(());
                }
                self.patcher.set(&[&present], &new)
            }
            None => self.add_top(key, &new),
        }
    }

    /// Adds an item of the first level behind the one that the form has before it.
    fn add_top(&mut self, key: &str, new: &New) -> Result<(), PatchError> {
        let order = self.order();
        let place = order.iter().position(|other| other == key).unwrap_or(order.len());
        let before = order[..place].iter().rev().find_map(|other| self.top_key(other));
        match before {
            Some(before) => self.patcher.insert(&[], key, new, Where::After(&before)),
            None => self.patcher.insert(&[], key, new, Where::Last),
        }
    }

    /// The items of the first level in the order of the report.
    fn order(&self) -> Vec<String> {
        // Reasons stand at the end.
        let head = keys::HEAD.into_iter().filter(|key| *key != keys::REASONS).chain([Form::PREFACE]);
        let mut order: Vec<String> = head.map(str::to_owned).collect();
        for section in &self.form.sections {
            if let Some(table) = section.table {
                let table = &self.form.tables[table];
                order.extend([table.before_key(), table.key.clone(), table.after_key()]);
            }
            order.extend(section.prose.clone());
        }
        order
    }

    /// The key under which the file has an item of the first level: its own, or the form's words.
    fn top_key(&self, key: &str) -> Option<String> {
        let Value::Map(entries) = &self.patcher.root().value else { return None };
        if entries.iter().any(|(given, _)| given.text == key) {
            return Some(key.to_owned());
        }
        let called = |given: &&String| self.form.key_of(given).is_some_and(|known| known == key);
        entries.iter().map(|(given, _)| &given.text).find(called).cloned()
    }

    /// The keys in the file that lead to a row, as far as they are there, and how many of the row's own keys they name: printed
    /// captions that have no key of their own may stand between.
    fn path(&self, table: &TableForm, line: &Line) -> (Vec<String>, usize) {
        let Some(top) = self.top_key(&table.key) else { return (Vec::new(), 0) };
        let mut path = vec![top];
        for (depth, wanted) in line.keys.iter().enumerate() {
            let above: Vec<&str> = line.keys[..depth].iter().map(String::as_str).collect();
            let keys: Vec<&str> = path.iter().map(String::as_str).collect();
            let below = self.patcher.get(&keys).and_then(|node| under(node, table, &above, wanted));
            match below {
                Some(below) => path.extend(below),
                None => return (path, depth),
            }
        }
        (path, line.keys.len())
    }

    fn set_list(&mut self, path: &[&str], line: &Line, items: &[Node], figures: &Figures) -> Result<(), PatchError> {
        let parts: Vec<usize> = line.parts().collect();
        let targets: Vec<usize> =
            if items.len() == line.columns.len() { (0..line.columns.len()).collect() } else { parts.clone() };
        if items.len() != targets.len() {
            return self.patcher.set(path, &row(line, figures, UNFILLED));
        }
        for (index, (&column, item)) in targets.iter().zip(items).enumerate() {
            if let Some(figure) = figures[column].as_ref().filter(|figure| !says(item, figure)) {
                self.patcher.set_item(path, index, figure)?;
            }
        }
        Ok(())
    }

    fn set_columns(
        &mut self,
        path: &[&str],
        table: &TableForm,
        line: &Line,
        node: &Node,
        figures: &Figures,
    ) -> Result<(), PatchError> {
        let first = match &node.value {
            Value::Map(entries) => entries.first().map(|(key, _)| key.text.clone()),
            _ => None,
        };
        let mut before: Option<String> = None;
        for (column, figure) in line.columns.iter().zip(figures) {
            let below = column_under(node, table, line, column);
            match (&below, figure) {
                (Some(below), Some(figure)) => {
                    let keys: Vec<&str> = path.iter().copied().chain(below.iter().map(String::as_str)).collect();
                    if !self.patcher.get(&keys).is_some_and(|node| says(node, figure)) {
                        self.patcher.set(&keys, &New::Scalar(figure.clone()))?;
                    }
                }
                (None, Some(figure)) if column.total.is_none() && figure != "0" => {
                    let at = match (&before, &first) {
                        (Some(before), _) => Where::After(before),
                        (None, Some(first)) => Where::Before(first),
                        (None, None) => Where::Last,
                    };
                    self.patcher.insert(path, &column.key, &New::Scalar(figure.clone()), at)?;
                    before = Some(column.key.clone());
                    continue;
                }
                _ => {}
            }
            before = below.and_then(|below| below.into_iter().next()).or(before);
        }
        Ok(())
    }

    /// A row written as one scalar: a 0 for all, its only figure, or 待填.
    fn set_single(&mut self, path: &[&str], line: &Line, node: &Node, figures: &Figures) -> Result<(), PatchError> {
        let parts: Vec<usize> = line.parts().collect();
        if line.kind != LineKind::Data {
            let corner = line.columns.iter().position(|column| column.total.is_some());
            return match corner.and_then(|corner| figures[corner].as_ref()).filter(|figure| !says(node, figure)) {
                Some(figure) => self.patcher.set(path, &New::Scalar(figure.clone())),
                None => Ok(()),
            };
        }
        let given = |column: &usize| figures[*column].as_deref();
        if let [only] = parts[..] {
            return match given(&only).filter(|figure| !says(node, figure)) {
                Some(figure) => self.patcher.set(path, &New::Scalar(figure.to_owned())),
                None => Ok(()),
            };
        }
        let zero = says(node, "0");
        let rest = if zero { "0" } else { UNFILLED };
        let unchanged = if zero { "0" } else { "" };
        if parts.iter().all(|part| given(part).is_none_or(|figure| figure == unchanged)) {
            return Ok(());
        }
        self.patcher.set(path, &row(line, figures, rest))
    }

    /// A row that the file does not name.
    fn add_row(
        &mut self,
        table: &TableForm,
        line: &Line,
        (found, named): (Vec<String>, usize),
        figures: &Figures,
    ) -> Result<(), PatchError> {
        if line.kind != LineKind::Data {
            return Ok(());
        }
        let path: Vec<&str> = found.iter().map(String::as_str).collect();
        let covered = self.covering(&path) == Some("0");
        if covered && line.parts().all(|part| figures[part].as_deref().is_none_or(|figure| figure == "0")) {
            return Ok(());
        }
        let rest = if covered { "0" } else { UNFILLED };
        let missing = &line.keys[named..];
        let mut new = row(line, figures, rest);
        for key in missing[1..].iter().rev() {
            new = New::Rows(vec![(key.clone(), new)]);
        }
        let key = missing[0].as_str();
        let Some(parent) = self.patcher.get(&path).filter(|_| !path.is_empty()).cloned() else {
            return self.add_top(&table.key, &New::Rows(vec![(key.to_owned(), new)]));
        };
        if !matches!(parent.value, Value::Map(_)) {
            // One 0, or 待填, for all rows: what is not set stays covered, or to be filled in.
            let others = New::Scalar(rest.to_owned());
            let rows = New::Rows(vec![(key.to_owned(), new), (REST.to_owned(), others)]);
            return self.patcher.set(&path, &rows);
        }
        for depth in 1..=path.len() {
            // Braces with a comment within stay braces.
            if self.patcher.in_brackets(&path[..depth]) && self.patcher.unfold(&path[..depth]).is_err() {
                break;
            }
        }
        let at = self.row_place(table, &line.keys[..named], key, &parent);
        self.patcher.insert(&path, key, &new, at.as_where())
    }

    /// Where a new row goes: behind the nearest row that the form has before it, else before 其余: before a row of the office's own
    /// it would stand between that row and the comment above it.
    fn row_place(&self, table: &TableForm, above: &[String], key: &str, parent: &Node) -> Anchor {
        let above: Vec<&str> = above.iter().map(String::as_str).collect();
        let Value::Map(entries) = &parent.value else { return Anchor::Last };
        let children = table.children(&above);
        let place = children.iter().position(|child| *child == key).unwrap_or(children.len());
        let named = |child: &&str| {
            let called = |given: &str| given == *child || table.row_of(&above, given) == Some(*child);
            entries.iter().map(|(given, _)| &given.text).find(|given| called(given)).cloned()
        };
        match (children[..place].iter().rev().find_map(named), entries.first()) {
            (Some(before), _) => Anchor::After(before),
            (None, _) if parent.get(REST).is_some() => Anchor::Before(REST.to_owned()),
            (None, Some((first, _))) => Anchor::Before(first.text.clone()),
            (None, None) => Anchor::Last,
        }
    }
}

/// A [`Where`] that owns its key.
enum Anchor {
    Before(String),
    After(String),
    Last,
}

impl Anchor {
    fn as_where(&self) -> Where<'_> {
        match self {
            Anchor::Before(key) => Where::Before(key),
            Anchor::After(key) => Where::After(key),
            Anchor::Last => Where::Last,
        }
    }
}

#[cfg(test)]
mod tests;
