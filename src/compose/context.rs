//! The names that prose and skeleton may use: the tables in the form's words, last year's, 机关, 年度.

use std::collections::BTreeMap;

use minijinja::Value;

use super::number::TextNumber;
use crate::form::keys::TOTAL;
use crate::form::{Form, LAST_YEAR, ValueKind, identifier, plain};
use crate::report::{Report, Value as Figure};

/// What a name stands for.
#[derive(Debug, Clone)]
pub(super) enum ContextEntry {
    Text(String),
    Number(TextNumber),
    /// A table, a group of rows or a row.
    Group(BTreeMap<String, ContextEntry>),
}

/// Names and values for templates.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub names: ContextEntry,
    /// The same for the template engine, which merges the skeleton.
    pub value: Value,
    pub has_last_year: bool,
}

impl Context {
    pub fn new(report: &Report, last_year: Option<&Report>) -> Context {
        let mut names = names(report);
        if let Some(last) = last_year {
            names.insert(LAST_YEAR.into(), ContextEntry::Group(self::names(last)));
        }
        let names = ContextEntry::Group(names);
        Context { value: Value::from(&names), names, has_last_year: last_year.is_some() }
    }

    /// How many steps of a path have a value, and the last of them; a name may be a key or the printed words.
    pub fn resolve(&self, path: &[&str]) -> (usize, &ContextEntry) {
        let mut at = &self.names;
        for (depth, name) in path.iter().enumerate() {
            match at.under(name) {
                Some(next) => at = next,
                None => return (depth, at),
            }
        }
        (path.len(), at)
    }

    /// The whole paths of what is called so without the names before it, each down to a figure: 申请.本年新收.总计 for 本年新收. None
    /// where there would be too many to choose from.
    pub fn paths_to(&self, names: &[&str]) -> Vec<String> {
        let mut paths = Vec::new();
        self.names.search("", names, &mut paths);
        if paths.len() > MOST_PATHS { Vec::new() } else { paths }
    }

    /// The names that could stand behind a path.
    pub fn known(&self, path: &[&str]) -> (usize, Vec<String>) {
        let (depth, entry) = self.resolve(path);
        let keys = match entry {
            ContextEntry::Group(entries) => entries.keys().cloned().collect(),
            _ => Vec::new(),
        };
        (depth, keys)
    }
}

/// Most paths that are offered for a name.
const MOST_PATHS: usize = 3;

impl ContextEntry {
    /// The paths below at which the names lead on to a figure, or to a row with a total.
    fn search(&self, path: &str, names: &[&str], paths: &mut Vec<String>) {
        let ContextEntry::Group(entries) = self else { return };
        for (key, entry) in entries.iter().filter(|(key, _)| *key != LAST_YEAR) {
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let found = if plain(key) == plain(names[0]) {
                names[1..].iter().try_fold(entry, |at, name| at.under(name))
            } else {
                None
            };
            let Some(found) = found.filter(|_| path.contains('.')) else {
                entry.search(&path, names, paths);
                continue;
            };
            let rest = names[1..].iter().map(|name| format!(".{name}")).collect::<String>();
            let end = if found.under(TOTAL).is_some() { format!(".{TOTAL}") } else { String::new() };
            paths.push(format!("{path}{rest}{end}"));
        }
    }

    fn under(&self, name: &str) -> Option<&ContextEntry> {
        let ContextEntry::Group(entries) = self else { return None };
        entries.get(name).or_else(|| {
            let mut alike = entries.iter().filter(|(key, _)| plain(key) == plain(name)).map(|(_, entry)| entry);
            // 本年增/减 stands there under two spellings of one name.
            alike.next()
        })
    }
}

impl From<&ContextEntry> for Value {
    fn from(entry: &ContextEntry) -> Value {
        match entry {
            ContextEntry::Text(text) => Value::from(text.as_str()),
            ContextEntry::Number(number) => match number.whole() {
                Some(whole) => Value::from(whole),
                // An amount is printed with the digits it was given with; a float would lose them.
                None => Value::from(number.shown().unwrap_or_default()),
            },
            ContextEntry::Group(entries) => Value::from(
                entries.iter().map(|(key, entry)| (key.clone(), Value::from(entry))).collect::<BTreeMap<_, _>>(),
            ),
        }
    }
}

fn names(report: &Report) -> BTreeMap<String, ContextEntry> {
    let mut names = BTreeMap::new();
    names.insert(Form::AGENCY.to_owned(), ContextEntry::Text(report.agency.value.clone()));
    names.insert(
        Form::YEAR.to_owned(),
        ContextEntry::Number(TextNumber::of(&Figure::Whole(report.year.value.into()), None)),
    );
    names.insert(Form::DATE.to_owned(), ContextEntry::Text(report.date.value.chinese()));
    for (form, data) in report.form.tables.iter().zip(&report.tables) {
        let mut table = LineTree::default();
        for (line, cells) in form.lines.iter().zip(&data.cells) {
            let mut columns = BTreeMap::new();
            for (column, cell) in line.columns.iter().zip(cells) {
                let unit = match column.kind {
                    ValueKind::Amount(unit) => unit,
                    ValueKind::Count | ValueKind::Change => None,
                };
                let number = ContextEntry::Number(TextNumber::of(&cell.value, unit));
                let identifier = identifier(&column.key);
                if identifier != column.key {
                    columns.insert(identifier.into_owned(), number.clone());
                }
                columns.insert(column.key.clone(), number);
            }
            table.insert(&line.keys, ContextEntry::Group(columns));
        }
        names.insert(form.key.clone(), table.into());
    }
    names
}

/// Lines by their paths of keys.
#[derive(Default)]
struct LineTree {
    value: Option<ContextEntry>,
    parts: BTreeMap<String, LineTree>,
}

impl LineTree {
    fn insert(&mut self, path: &[String], value: ContextEntry) {
        match path {
            [] => self.value = Some(value),
            [first, rest @ ..] => self.parts.entry(first.clone()).or_default().insert(rest, value),
        }
    }
}

impl From<LineTree> for ContextEntry {
    fn from(tree: LineTree) -> ContextEntry {
        match tree.value {
            Some(value) => value,
            None => {
                ContextEntry::Group(tree.parts.into_iter().map(|(key, part)| (key, ContextEntry::from(part))).collect())
            }
        }
    }
}
