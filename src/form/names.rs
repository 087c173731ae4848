//! Rows, columns and sections by the words the form prints (表样印的文字): with or without numbering, unit or remark.
//!
//! Knows the form's labels and keys; must not know what stands under them.

use std::collections::HashMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::{Column, Form, FormSection, Layout, TableForm};
use crate::ordinal::is_numeral;
use crate::source::is_han;

/// A name without what only decorates it: numbering in front, a remark in brackets behind, quotes, marks and blanks.
/// `（三）不予公开` and `不予公开` are one, and so are `本年收费金额（单位：万元）` and `本年收费金额`.
pub fn plain(name: &str) -> String {
    // Of Chinese characters alone, as most names are, nothing is left out.
    if name.chars().all(is_han) {
        return name.to_owned();
    }
    let folded: String = name.nfkc().filter(|c| !c.is_whitespace() && !"“”‘’\"'「」『』".contains(*c)).collect();
    let bare = without_remark(without_number(without_number(&folded)));
    bare.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The text behind its number, `（一）`, `1.`, `三、`; the whole text when nothing would be left.
fn without_number(text: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || is_numeral(c) || "零〇百".contains(c);
    let behind = |text: &str| {
        let rest = text.trim_start_matches(is_number);
        (rest.len() < text.len()).then_some(rest.len())
    };
    let rest = match text.strip_prefix('(') {
        Some(inner) => behind(inner).and_then(|rest| inner[inner.len() - rest..].strip_prefix(')')),
        None => behind(text).and_then(|rest| text[text.len() - rest..].strip_prefix(['、', '.', ',', ')'])),
    };
    rest.map(|rest| rest.trim_start_matches('、')).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// The text before a remark in brackets at its end.
fn without_remark(text: &str) -> &str {
    match text.strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        Some(open) if open > 0 => &text[..open],
        _ => text,
    }
}

/// The keys and labels of a row, each without what only decorates it: they are asked for with every cell.
#[derive(Debug, Clone, Default)]
pub(super) struct BareNames {
    keys: Vec<String>,
    labels: Vec<String>,
}

impl BareNames {
    pub fn of(keys: &[String], labels: &[String]) -> BareNames {
        let bare = |names: &[String]| names.iter().map(|name| plain(name)).collect();
        BareNames { keys: bare(keys), labels: bare(labels) }
    }
}

/// The bare titles and keys of sections and tables, with the key each stands for.
#[derive(Debug, Clone, Default)]
pub(super) struct BareTitles(Vec<(String, String)>);

impl BareTitles {
    pub fn of(sections: &[FormSection], tables: &[TableForm]) -> BareTitles {
        let sections = sections.iter().filter_map(|section| {
            let key = match (&section.prose, section.table) {
                (Some(key), _) => key,
                (None, table) => &tables[table?].key,
            };
            Some([(plain(&section.title), key.clone()), (plain(key), key.clone())])
        });
        let tables = tables.iter().map(|table| (plain(&table.title), table.key.clone()));
        BareTitles(sections.flatten().chain(tables).collect())
    }
}

/// What a name of some form stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// The prose of a section or around a table.
    Prose,
    /// A table.
    Table,
    /// A row, a group of rows, a column or a label over them; how many levels below its table, 0 when not one number.
    Row(usize),
}

/// All names of all forms, by their bare words.
pub(super) fn vocabulary(forms: &[Arc<Form>]) -> HashMap<String, Term> {
    let mut words: HashMap<String, Term> = HashMap::new();
    let mut row = |name: &str, depth: usize| {
        let word = words.entry(plain(name)).or_insert(Term::Row(depth));
        if *word != Term::Row(depth) {
            *word = Term::Row(0);
        }
    };
    for line in forms.iter().flat_map(|form| &form.tables).flat_map(|table| &table.lines) {
        let over = line.labels.len().saturating_sub(line.keys.len());
        line.labels[..over].iter().for_each(|label| row(label, 0));
        for (depth, (key, label)) in line.keys.iter().zip(&line.labels[over..]).enumerate() {
            row(key, depth + 1);
            row(label, depth + 1);
        }
        for column in line.columns.iter() {
            row(&column.key, 0);
            row(&column.label, 0);
        }
    }
    for table in forms.iter().flat_map(|form| &form.tables) {
        if let Layout::Rows(rows) = &table.layout {
            rows.heads.iter().for_each(|head| row(&head.label, 0));
        }
    }
    for form in forms {
        let tables = form.tables.iter().flat_map(|table| [&table.key, &table.title]);
        words.extend(tables.map(|name| (plain(name), Term::Table)));
        words.extend(form.prose_keys().iter().map(|key| (plain(key), Term::Prose)));
        for section in &form.sections {
            let word = if section.table.is_some() { Term::Table } else { Term::Prose };
            words.insert(plain(&section.title), word);
        }
    }
    words
}

impl Form {
    /// The key of the section or table that is called by its printed title: `五、存在的主要问题及改进情况`.
    pub fn key_of(&self, given: &str) -> Option<String> {
        let given = plain(given);
        only(self.titles.0.iter().filter(|(title, _)| *title == given).map(|(_, key)| key.clone()))
    }
}

impl TableForm {
    /// The key of the row or group directly under `path` that is called by its printed words.
    pub fn row_of(&self, path: &[&str], given: &str) -> Option<&str> {
        let given = plain(given);
        let rows = self.lines.iter().filter(|line| line.is_below(path)).filter_map(|line| {
            let label = (line.labels.len() + path.len()).checked_sub(line.keys.len()).map(|at| &line.bare.labels[at]);
            let called = line.bare.keys[path.len()] == given || label.is_some_and(|label| *label == given);
            called.then_some(line.keys[path.len()].as_str())
        });
        only(rows)
    }

    /// Whether the words are those of a printed label that only groups rows or columns and has no key of its own:
    /// `三、本年度办理结果`, `行政诉讼`, `法人或其他组织`.
    pub fn is_caption(&self, given: &str) -> bool {
        let given = plain(given);
        let over = |line: &super::Line| line.labels.len().saturating_sub(line.keys.len());
        let rows = self.lines.iter().any(|line| line.bare.labels[..over(line)].contains(&given));
        let heads = match &self.layout {
            Layout::Rows(rows) => rows.heads.iter().any(|head| !head.parts.is_empty() && plain(&head.label) == given),
            _ => false,
        };
        rows || heads
    }
}

/// The key of the column that is called by its printed head.
pub fn column_of<'a>(columns: &'a [Column], given: &str) -> Option<&'a str> {
    let given = plain(given);
    let called = |column: &&Column| plain(&column.key) == given || plain(&column.label) == given;
    only(columns.iter().filter(called).map(|column| column.key.as_str()))
}

/// The one value that all of them are.
fn only<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoration_is_no_difference() {
        for (printed, bare) in [
            ("（一）予以公开", "予以公开"),
            ("(3) 不予公开", "不予公开"),
            ("一、本年新收政府信息公开申请数量", "本年新收政府信息公开申请数量"),
            ("3.危及“三安全一稳定”", "危及三安全一稳定"),
            ("7．属于行政执法案卷", "属于行政执法案卷"),
            ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
            ("本年收费金额（单位：万元）", "本年收费金额"),
            ("本年增/减", "本年增减"),
            ("⑸.不予处理", "不予处理"),
            ("其 他", "其他"),
            ("三安全", "三安全"),
            ("（一）", "一"),
            ("2024年", "2024年"),
        ] {
            assert_eq!(plain(printed), bare, "{printed}");
        }
    }
}
