//! The names that prose and skeleton may use: the tables in the form's words, last year's, 机关, 年度.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::form::{LAST_YEAR, identifier};
use crate::report::{Report, Value as Figure};

/// Names and values for templates.
#[derive(Debug, Clone)]
pub(super) struct Context {
    pub value: Value,
    pub has_last_year: bool,
}

impl Context {
    pub fn new(report: &Report, last_year: Option<&Report>) -> Context {
        let mut names = names(report);
        if let Some(last) = last_year {
            names.insert(LAST_YEAR.into(), Value::from(self::names(last)));
        }
        Context { value: Value::from(names), has_last_year: last_year.is_some() }
    }

    /// The longest prefix of a dotted path that has a value, and the names that could follow it.
    pub fn resolve(&self, path: &[&str]) -> (usize, Vec<String>) {
        let mut at = self.value.clone();
        for (depth, name) in path.iter().enumerate() {
            match at.get_attr(name) {
                Ok(next) if !next.is_undefined() => at = next,
                _ => return (depth, keys(&at)),
            }
        }
        (path.len(), keys(&at))
    }
}

fn keys(value: &Value) -> Vec<String> {
    value.try_iter().map(|keys| keys.map(|key| key.to_string()).collect()).unwrap_or_default()
}

fn names(report: &Report) -> BTreeMap<String, Value> {
    let mut names = BTreeMap::new();
    names.insert("机关".to_owned(), Value::from(report.agency.value.as_str()));
    names.insert("年度".to_owned(), Value::from(report.year.value));
    names.insert("成文日期".to_owned(), Value::from(report.date.value.chinese()));
    for (form, data) in report.form.tables.iter().zip(&report.tables) {
        let mut table = Tree::default();
        for (line, cells) in form.lines.iter().zip(&data.cells) {
            let mut columns = BTreeMap::new();
            for (column, cell) in line.columns.iter().zip(cells) {
                let value = match &cell.value {
                    Figure::Whole(number) => Value::from(*number),
                    // An amount is printed with the digits it was given with; a float would lose them.
                    Figure::Amount(amount) => Value::from(amount.to_string()),
                };
                columns.insert(identifier(&column.key), value.clone());
                columns.insert(column.key.clone(), value);
            }
            table.insert(&line.keys, Value::from(columns));
        }
        names.insert(form.key.clone(), table.into());
    }
    names
}

/// Lines by their paths of keys.
#[derive(Default)]
struct Tree {
    value: Option<Value>,
    parts: BTreeMap<String, Tree>,
}

impl Tree {
    fn insert(&mut self, path: &[String], value: Value) {
        match path {
            [] => self.value = Some(value),
            [first, rest @ ..] => self.parts.entry(first.clone()).or_default().insert(rest, value),
        }
    }
}

impl From<Tree> for Value {
    fn from(tree: Tree) -> Value {
        match tree.value {
            Some(value) => value,
            None => Value::from(
                tree.parts.into_iter().map(|(key, part)| (key, Value::from(part))).collect::<BTreeMap<_, _>>(),
            ),
        }
    }
}
