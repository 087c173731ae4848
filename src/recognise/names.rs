//! The names of a form's rows and columns, as a file may print them: labels, keys, and those of other editions.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::labels::{self, Match, normal, without_remark};
use super::path;
use crate::form::{Form, Forms, Layout, Line, LineKind, Stub, StubContent, TableForm};

/// Bytes of the longest name of a group.
const LONGEST_GROUP: usize = 60;

/// What a row's label may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A line of a table.
    Line(usize, usize),
    /// A group of lines (by number), such as （三）不予公开.
    Group(usize),
    /// A row of another edition that this form has not (by number).
    Foreign(usize),
}

/// A group of rows under one label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub table: usize,
    /// The number before its label, `三`, `(三)`.
    number: String,
    pub keys: Vec<String>,
    /// The line of its own total, which the form does not print; none where the group has no key.
    pub total: Option<usize>,
}

/// A label as its last step, and the group above it where one with rows of its own is named.
pub(super) struct LabelPath {
    pub group: Option<usize>,
    pub label: String,
}

/// A row of another edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ForeignRow {
    pub form: String,
    pub label: String,
}

/// Where a head stands in relation to a line's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeadMeans {
    /// The line's column by index.
    Column(usize),
    /// Something of the form that is no column of this line: a column of another row or edition.
    Other,
    /// Nothing known: a column that the office added, or a head over several columns.
    Unknown,
}

/// Normalised names of columns, each with an index.
type ColumnNames = Vec<(String, usize)>;

/// All names of a form.
pub(super) struct Names<'a> {
    pub form: &'a Form,
    rows: Vec<(String, Target)>,
    pub groups: Vec<Group>,
    pub foreign: Vec<ForeignRow>,
    /// Names of columns of any table and edition, normalised.
    columns: ColumnNames,
    /// Heads over several columns, corners and captions, normalised.
    over: ColumnNames,
    /// Names of each line's own columns with their index, by the place of the columns in memory.
    own: RefCell<BTreeMap<usize, Rc<ColumnNames>>>,
    /// What labels meant before.
    known: RefCell<HashMap<String, Vec<(Target, Match)>>>,
    /// What heads meant before.
    means: RefCell<HashMap<(usize, String), HeadMeans>>,
}

impl<'a> Names<'a> {
    pub fn new(form: &'a Form, forms: &Forms) -> Names<'a> {
        let mut names = Names {
            form,
            rows: Vec::new(),
            groups: Vec::new(),
            foreign: Vec::new(),
            columns: Vec::new(),
            over: Vec::new(),
            own: RefCell::default(),
            known: RefCell::default(),
            means: RefCell::default(),
        };
        for (index, table) in form.tables.iter().enumerate() {
            names.add_table(index, table);
        }
        for other in forms.iter().filter(|other| !other.extension && other.name != form.name) {
            names.add_other(other);
        }
        names
    }

    fn add_table(&mut self, index: usize, table: &TableForm) {
        for (line, of) in table.lines.iter().enumerate().filter(|(_, line)| line.printed) {
            self.add_row(&row_names(of), Target::Line(index, line));
        }
        match &table.layout {
            Layout::Rows(rows) => self.add_groups(index, table, &rows.stubs, &[]),
            Layout::Wide(stubs) => self.add_groups(index, table, stubs, &[]),
            Layout::Sections(_) => {}
        }
        self.add_heads(table);
    }

    fn add_heads(&mut self, table: &TableForm) {
        for column in table.lines.iter().flat_map(|line| line.columns.iter()) {
            for name in [normal(&column.label), without_remark(&column.label), normal(&column.key)] {
                add_once(&mut self.columns, name);
            }
        }
        match &table.layout {
            Layout::Rows(rows) => {
                let heads = rows.heads.iter().filter(|head| !head.parts.is_empty()).map(|head| &head.label);
                for label in heads.chain([&rows.corner, &rows.over]) {
                    add_once(&mut self.over, normal(label));
                }
            }
            Layout::Sections(sections) => {
                for section in sections {
                    add_once(&mut self.over, normal(&section.corner));
                    add_once(&mut self.over, normal(&section.caption));
                }
            }
            Layout::Wide(_) => {}
        }
    }

    fn add_groups(&mut self, index: usize, table: &TableForm, stubs: &[Stub], above: &[String]) {
        for stub in stubs {
            let StubContent::Parts(parts) = &stub.content else { continue };
            let first = stub.lines().first().copied();
            // A group's key is what its lines have in common at its depth; a stub without one adds nothing to the path.
            let key = first.and_then(|line| table.lines[line].keys.get(above.len())).filter(|_| {
                let line = first.map(|line| &table.lines[line]);
                line.is_some_and(|line| line.keys.len() > above.len() + 1)
            });
            let keys: Vec<String> = above.iter().chain(key).cloned().collect();
            let path: Vec<&str> = keys.iter().map(String::as_str).chain([crate::form::TOTAL]).collect();
            let total = if key.is_some() { table.line(&path) } else { None };
            let number = labels::number(&labels::squeezed(&stub.label)).to_owned();
            self.groups.push(Group { table: index, number, keys: keys.clone(), total });
            let target = Target::Group(self.groups.len() - 1);
            self.add_row(&[normal(&stub.label), without_remark(&stub.label)], target);
            self.add_groups(index, table, parts, &keys);
        }
    }

    fn add_row(&mut self, names: &[String], target: Target) {
        for name in names.iter().filter(|name| !name.is_empty()) {
            if !self.rows.iter().any(|(known, of)| known == name && *of == target) {
                self.rows.push((name.clone(), target));
            }
        }
    }

    /// Adds the rows and columns of another edition: those that are the same under another name, and those this form has not.
    fn add_other(&mut self, other: &Form) {
        for table in &other.tables {
            self.add_heads(table);
            let Some((index, own)) = self.form.table(&table.key) else { continue };
            for line in table.lines.iter().filter(|line| line.printed) {
                let known = row_names(line);
                let path: Vec<&str> = line.keys.iter().map(String::as_str).collect();
                let is_group = self.groups.iter().any(|group| group.table == index && group.keys == line.keys);
                if own.line(&path).is_some() || is_group {
                    continue;
                }
                match counterpart(own, line) {
                    Some(same) => self.add_row(&known, Target::Line(index, same)),
                    None => {
                        let label = line.labels.last().cloned().unwrap_or_default();
                        self.foreign.push(ForeignRow { form: other.name.clone(), label });
                        let target = Target::Foreign(self.foreign.len() - 1);
                        let names: Vec<String> =
                            known.into_iter().filter(|name| !self.rows.iter().any(|(own, _)| own == name)).collect();
                        self.add_row(&names, target);
                    }
                }
            }
        }
    }

    /// What a row's label may mean; several where only the context decides (其他, 总计).
    pub fn row(&self, text: &str) -> Vec<(Target, Match)> {
        if let Some(known) = self.known.borrow().get(text) {
            return known.clone();
        }
        let found = labels::find(text, &self.rows);
        self.known.borrow_mut().insert(text.to_owned(), found.clone());
        found
    }

    /// Whether a name is that of a column as well, so that only the context tells the row.
    pub fn is_column_too(&self, text: &str) -> bool {
        holds_name(&self.columns, &normal(text))
    }

    /// Whether a text is a column head of any table, and not a word that rows are called too.
    pub fn is_column(&self, text: &str) -> bool {
        self.is_exact_column(text)
            || labels::find(text, &self.columns).first().is_some_and(|(_, found)| *found == Match::Near)
    }

    /// Whether a text is the label of a row or a group word for word, by itself or behind the labels above it.
    pub fn is_exact_row(&self, text: &str) -> bool {
        self.is_exact_label(text) || self.path(text).is_some()
    }

    /// Reads a label as the way to its row; `None` when it is a label by itself, or a step of it is not of the form.
    pub fn path(&self, text: &str) -> Option<LabelPath> {
        if text.chars().count() > labels::LONGEST || self.is_exact_label(text) {
            return None;
        }
        path::ways(text).find_map(|way| {
            let (last, above) = way.split_last()?;
            let known = above.iter().all(|step| self.is_above(step)) && self.is_exact_label(last);
            let group = above.iter().rev().find_map(|step| self.group_called(step));
            known.then(|| LabelPath { group, label: last.clone() })
        })
    }

    /// The group that a text is the label of, word for word, or the number of; of those that have rows of their own.
    pub fn group_called(&self, text: &str) -> Option<usize> {
        let keyed = |group: &usize| !self.groups[*group].keys.is_empty();
        let by_label = self.row(text).into_iter().find_map(|(target, near)| match target {
            Target::Group(group) if near == Match::Exact => Some(group),
            _ => None,
        });
        let text = labels::squeezed(text);
        let called = || labels::number(&format!("{text}、")).to_owned();
        let by_number = || self.groups.iter().position(|group| !group.number.is_empty() && group.number == called());
        by_label.or_else(|| if labels::is_number(&text) { by_number() } else { None }).filter(keyed)
    }

    /// Whether a text may stand above a row in its label: a group, a caption, or nothing but a number.
    pub fn is_above(&self, text: &str) -> bool {
        let group =
            || self.row(text).iter().any(|(target, near)| matches!(target, Target::Group(_)) && *near == Match::Exact);
        labels::is_number(&labels::squeezed(text)) || group() || holds_name(&self.over, &normal(text))
    }

    /// Whether a text is the label of a row or a group word for word.
    pub fn is_exact_label(&self, text: &str) -> bool {
        let tries = [normal(text), without_remark(text)];
        tries.iter().any(|label| !label.is_empty() && self.rows.iter().any(|(name, _)| name == label))
    }

    /// A label before which the end of a group's name stands, without it: `处理2.重复申请`.
    pub fn without_group(&self, text: &str) -> Option<String> {
        let text = labels::squeezed(text);
        let groups = || self.rows.iter().filter(|(_, target)| matches!(target, Target::Group(_))).map(|(name, _)| name);
        let begins = text.char_indices().skip(1).map(|(at, _)| at).take_while(|at| *at <= LONGEST_GROUP);
        let mut ends = begins.filter(|&at| groups().any(|name| name.ends_with(&text[..at])));
        // A label with its number, so that nothing of it is cut off.
        ends.find(|&at| text[at..].starts_with(|c: char| c.is_ascii_digit()) && self.is_exact_row(&text[at..]))
            .map(|at| text[at..].to_owned())
    }

    /// Whether a text is a column head word for word.
    pub fn is_exact_column(&self, text: &str) -> bool {
        [normal(text), without_remark(text)].iter().any(|name| holds_name(&self.columns, name))
    }

    /// Whether a text is a piece of what stands above rows, such as the end of one group's name and the number of the next, and of no
    /// row's own label; or a caption.
    pub fn is_above_only(&self, text: &str) -> bool {
        let text = labels::squeezed(text);
        let lines = || self.form.tables.iter().flat_map(|table| &table.lines);
        let above = |line: &Line| {
            let own = line.labels.len().saturating_sub(1);
            labels::squeezed(&line.labels[..own].concat()).contains(&text)
        };
        let own = |line: &Line| line.labels.last().is_some_and(|label| labels::squeezed(label).contains(&text));
        let caption = holds_name(&self.over, &normal(&text)) && !self.is_exact_label(&text);
        caption || text.chars().count() > 2 && lines().any(above) && !lines().any(own)
    }

    /// Whether a text is the label of a group of rows, or a part of it.
    pub fn is_group(&self, text: &str) -> bool {
        let text = normal(text);
        let groups = self.rows.iter().filter(|(_, target)| matches!(target, Target::Group(_)));
        !text.is_empty() && groups.into_iter().any(|(name, _)| name.contains(&text))
    }

    /// Whether a text is a part of any label, head, corner or caption of the form.
    pub fn holds(&self, text: &str) -> bool {
        let text = normal(text);
        let rows = self.rows.iter().map(|(name, _)| name);
        let heads = self.columns.iter().chain(&self.over).map(|(name, _)| name);
        rows.chain(heads).any(|name| name.contains(&text))
    }

    /// Whether every word of a text is a part of a label, head, corner or caption, or the number of one beside such.
    pub fn holds_all(&self, text: &str) -> bool {
        let is_number = |word: &&str| labels::is_number(&labels::squeezed(word));
        let mut words = text.split_whitespace().filter(|word| !is_number(word)).peekable();
        words.peek().is_some() && words.all(|word| self.holds(word) && !normal(word).is_empty())
    }

    /// Whether a text is a head over several columns, a corner or a caption.
    pub fn is_over(&self, text: &str) -> bool {
        !labels::find(text, &self.over).is_empty()
    }

    /// What a head means over a line's figures.
    pub fn head(&self, text: &str, line: &Line) -> HeadMeans {
        let key = (line.columns.as_ptr() as usize, text.to_owned());
        if let Some(known) = self.means.borrow().get(&key) {
            return known.clone();
        }
        let means = self.judge_head(text, line);
        self.means.borrow_mut().insert(key, means.clone());
        means
    }

    fn own_columns(&self, line: &Line) -> Rc<ColumnNames> {
        let made = || {
            let columns = line.columns.iter().enumerate();
            let named = columns.flat_map(|(index, column)| {
                [normal(&column.label), without_remark(&column.label), normal(&column.key)].map(|name| (name, index))
            });
            Rc::new(named.collect())
        };
        self.own.borrow_mut().entry(line.columns.as_ptr() as usize).or_insert_with(made).clone()
    }

    fn judge_head(&self, text: &str, line: &Line) -> HeadMeans {
        let tries = [normal(text), without_remark(text)];
        if tries[0].is_empty() {
            return HeadMeans::Unknown;
        }
        let own = self.own_columns(line);
        if let Some((_, column)) = own.iter().find(|(name, _)| tries.contains(name)) {
            return HeadMeans::Column(*column);
        }
        let total = line.columns.iter().position(|column| column.total.is_some());
        if let (Some(total), true) = (total, labels::is_sum(text)) {
            return HeadMeans::Column(total);
        }
        if tries.iter().any(|name| holds_name(&self.columns, name)) {
            // A head of another edition that only leaves out or adds a word: 处理决定数量, 本年处理决定数量.
            let long = |t: &&String| t.chars().count() > 3;
            let mut alike = (0..line.columns.len()).filter(|&index| {
                own.iter().any(|(name, of)| *of == index && tries.iter().filter(long).any(|t| holds(name, t)))
            });
            return match (alike.next(), alike.next()) {
                (Some(one), None) => HeadMeans::Column(one),
                _ => HeadMeans::Other,
            };
        }
        match labels::find(text, &own).first() {
            Some((column, _)) => HeadMeans::Column(*column),
            None if self.is_over(text) => HeadMeans::Unknown,
            None if labels::find(text, &self.columns).is_empty() => HeadMeans::Unknown,
            None => HeadMeans::Other,
        }
    }
}

fn holds_name(names: &[(String, usize)], name: &str) -> bool {
    names.iter().any(|(known, _)| known == name)
}

fn add_once(list: &mut ColumnNames, name: String) {
    if !name.is_empty() && !holds_name(list, &name) {
        list.push((name, list.len()));
    }
}

fn row_names(line: &Line) -> [String; 3] {
    let label = line.labels.last().map_or("", String::as_str);
    [normal(label), without_remark(label), normal(line.keys.last().map_or("", String::as_str))]
}

fn holds(a: &str, b: &str) -> bool {
    a.contains(b) || b.contains(a)
}

/// The line of this form that another edition calls by a shorter or longer name, under the same clause.
fn counterpart(own: &TableForm, other: &Line) -> Option<usize> {
    let named = |line: &Line| line.labels.last().map(|label| normal(label)).unwrap_or_default();
    let theirs = named(other);
    let mut alike = own.lines.iter().enumerate().filter(|(_, line)| {
        line.kind == LineKind::Data
            && line.clause.is_some()
            && line.clause == other.clause
            && theirs.chars().count() > 3
            && holds(&named(line), &theirs)
    });
    match (alike.next(), alike.next()) {
        (Some((index, _)), None) => Some(index),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::Templates;

    #[test]
    fn ways_lead_to_their_rows_and_other_texts_are_none() {
        let forms = Templates::default().forms().unwrap();
        let form = forms.for_year(2023).unwrap();
        let names = Names::new(&form, &forms);
        let read = |text: &str| {
            names.path(text).map(|path| (path.group.map(|group| names.groups[group].keys.concat()), path.label))
        };
        let found = |group: Option<&str>, label: &str| Some((group.map(str::to_owned), label.to_owned()));
        for text in [
            "三、本年度办理结果/（三）不予公开/1.属于国家秘密",
            "三/（三）/1.属于国家秘密",
            "（三）不予公开—1.属于国家秘密",
            "三、本年度办理结果 （三）不予公开 1.属于国家秘密",
            "三、本年度办理结果（三）不予公开1.属于国家秘密",
            "三、本 年 度\n办 理 结 果 > （三） 不予公开 > 1.属于国家秘密",
        ] {
            assert_eq!(read(text), found(Some("不予公开"), "1.属于国家秘密"), "{text}");
        }
        assert_eq!(read("三/（六）/3.其他"), found(Some("其他处理"), "3.其他"));
        assert_eq!(read("三、本年度办理结果/（七）总计"), found(None, "(七)总计"));
        assert_eq!(read("行政诉讼 复议后起诉"), found(None, "复议后起诉"));
        assert!(names.holds_all("理结果 （五）") && !names.holds_all("（五）") && !names.holds_all("理结果 甲"));
        for text in ["1.属于国家秘密", "甲/1.属于国家秘密", "三/（三）/乙", "（三）不予公开", "2024-01-20", ""]
        {
            assert!(names.path(text).is_none(), "{text}");
        }
    }
}
