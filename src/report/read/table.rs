//! Reading the figures of one table, in every way the data file may write them: a row as a list, as a mapping, as one 0;
//! groups of rows; `其余: 0`; stated totals.

use std::ops::Range;

use super::line::{Given, GivenFigure, REST, zero_of};
use super::meant::Advice;
use super::{Reader, is_unfilled};
use crate::diag::{Code, Finding};
use crate::form::keys::TOTAL;
use crate::form::{Column, Forms, LineKind, TableForm, plain};
use crate::report::{FigureCell, FigureOrigin, TableData, Value as Figure, nearest};
use crate::source::{Key, Node, Scalar, Value};

impl Reader<'_> {
    /// Reads a table; whether all of it could be read. What could not is [`FigureOrigin::Unknown`].
    pub(super) fn table(&mut self, root: &Node, form: &TableForm, forms: &Forms) -> (TableData, bool) {
        let Some((key, node)) = entry(root, &form.key) else {
            let first = super::first_key(root);
            let found = self.find(Code::MissingKey, &first, format!("缺少“{}”（{}）", form.key, form.short));
            found.help.push(format!("全年都是零也要写：“{}: {{其余: 0}}”", form.key));
            return (complete(form, vec![None; form.lines.len()], &(0..0)), false);
        };
        let mut given: Vec<Option<(Given, Range<usize>)>> = vec![None; form.lines.len()];
        let before = self.findings.len();
        // Which of two figures holds is for the clerk to say: until then nothing is held against either.
        let whole = extent(root, key);
        let within = |f: &Finding| f.code == Code::DuplicateKey && whole.contains(&f.at.range.start);
        let doubled = self.findings.iter().any(within);
        let mut walk = TableWalk { form, forms, given: &mut given };
        self.group(&mut walk, &[], key, node, None);
        let sound = !self.gaps(form) && self.findings.len() == before && !doubled;
        if doubled {
            given = vec![None; form.lines.len()];
        }
        (complete(form, given, &key.range), sound)
    }

    /// Reads the rows under one key: the table itself, or a group of rows.
    fn group(&mut self, walk: &mut TableWalk, path: &[&str], key: &Key, node: &Node, rest: Option<&Cover>) {
        let form = walk.form;
        let name = walk.name(path);
        if let Some(other) = one_line_of_other(walk, path, node) {
            let rows = form.children(path).into_iter().filter(|row| *row != TOTAL).collect::<Vec<_>>().join("、");
            let found =
                self.find(Code::UnknownKey, &key.range, format!("“{name}”写成了一行，这是 {other} 年版表样的写法"));
            found.help.push(format!("本年度的表样分为：{rows}"));
            return;
        }
        let Value::Map(entries) = &node.value else {
            self.no_rows(walk, path, key, node);
            return;
        };
        let own_rest = self.rest(entries);
        let rest = own_rest.as_ref().or(rest);
        let children = form.children(path);
        // A row whose name has a slip in it is one finding; that its right name is missing is not another.
        let mut meant: Vec<String> = Vec::new();
        // Rows that nobody knows, whose names say no more: by the place of their finding.
        let mut strangers: Vec<usize> = Vec::new();
        let is_there = |name: &String| entries.iter().any(|(key, _)| key.text == *name);
        let mut open_row: Option<&Key> = None;
        for (key, node) in entries {
            if key.text == REST {
                continue;
            }
            if !children.contains(&key.text.as_str()) {
                if let Some(row) = open_row.filter(|row| is_column_of(walk.form, path, row, key)) {
                    self.outdented(row, key);
                    continue;
                }
                let known: Vec<&str> = children.iter().copied().chain([REST]).collect();
                let advice = super::full_width_colon(&key.text, &known)
                    .map_or_else(|| advise_row(&key.text, &known, walk, path), Advice::words);
                strangers.extend(advice.meant.as_ref().map_or(advice.open, is_there).then_some(self.findings.len()));
                meant.extend(advice.meant);
                let message = format!("“{name}”里没有“{}”这一行", key.text);
                self.find(Code::UnknownKey, &key.range, message).help.push(advice.words);
                continue;
            }
            open_row = matches!(&node.value, Value::Scalar(scalar) if scalar.is_blank()).then_some(key);
            let below: Vec<&str> = path.iter().copied().chain([key.text.as_str()]).collect();
            match form.line(&below) {
                Some(line) => {
                    walk.given[line] = Some((self.line(form, line, key, node), key.range.clone()));
                }
                None => self.group(walk, &below, key, node, rest),
            }
        }
        let written =
            |child: &str| entries.iter().any(|(key, _)| key.text == child) || meant.iter().any(|name| name == child);
        let missing = unwritten(walk, path, rest, children.iter().copied().filter(|child| !written(child)));
        let open: Vec<&str> = children.iter().copied().filter(|child| *child != TOTAL && !written(child)).collect();
        // What a 其余 with a slip in it covers is not missing.
        let covered = meant.iter().any(|name| name == REST);
        if !self.known_by_place(strangers, &missing, &open) && !covered {
            self.missing(key, &name, &missing);
        }
    }

    /// A column at the level of its row, under which it belongs: said once of the row, in place of that nothing is filled in there.
    fn outdented(&mut self, row: &Key, column: &Key) {
        let is_told = |f: &Finding| f.code == Code::UnknownKey && f.also.iter().any(|(at, _)| at.range == row.range);
        self.findings.retain(|f| f.code != Code::NotACount || f.at.range != row.range);
        if !self.findings.iter().any(is_told) {
            let row_place = self.place(&row.range);
            let message = format!("“{}”是“{}”的一列，前面少了空格", column.text, row.text);
            let found = self.find(Code::UnknownKey, &column.range, message);
            found.help.push(format!("“{}”下面的各列都比它多空两格", row.text));
            found.also.push((row_place, "这一行".to_owned()));
        }
    }

    /// What to say of rows that nobody knows, by what is `missing` and what is not written (`open`); whether as many are missing: they
    /// are those, by other names.
    fn known_by_place(&mut self, strangers: Vec<usize>, missing: &[&str], open: &[&str]) -> bool {
        if missing.len() == strangers.len() {
            for (at, name) in strangers.into_iter().zip(missing) {
                self.findings[at].help = vec![format!("是不是“{name}”？这里缺的是这一行，行名照它改")];
            }
            return true;
        }
        for at in strangers.into_iter().filter(|_| !open.is_empty()) {
            self.findings[at].help = vec![format!("行名照表样写；这里还没有写的行：{}", open.join("、"))];
        }
        false
    }

    /// Rows that stand nowhere.
    fn missing(&mut self, key: &Key, name: &str, missing: &[&str]) {
        if !missing.is_empty() {
            let list = missing.iter().map(|child| format!("“{child}”")).collect::<Vec<_>>().join("");
            let found = self.find(Code::MissingCell, &key.range, format!("“{name}”缺少 {} 行：{list}", missing.len()));
            found.help.push("逐行补上；确实为零的，写 0，或在末尾加一行“其余: 0”表示没有写出的行都是零".into());
        }
    }

    /// What is no mapping under a key of rows: one value for all, or a mistake.
    fn no_rows(&mut self, walk: &mut TableWalk, path: &[&str], key: &Key, node: &Node) {
        if let Some(scalar) = node.scalar() {
            self.one_for_all(walk, path, scalar, &node.range);
            return;
        }
        let name = walk.name(path);
        let what = if matches!(node.value, Value::Scalar(_)) { "没有填" } else { "要写成“行名: 数字”" };
        let found = self.find(Code::MissingCell, &key.range, format!("“{name}”{what}"));
        found.help.push(format!("逐行填写；全部为零时写“{name}: 0”"));
    }

    /// One value for all rows under a key: 0, or 待填.
    fn one_for_all(&mut self, walk: &mut TableWalk, path: &[&str], scalar: &Scalar, range: &Range<usize>) {
        let name = walk.name(path);
        if is_unfilled(&scalar.text) {
            path.last().copied().unwrap_or_default().clone_into(&mut self.unfilled.row);
            self.unfilled.note(range);
        } else if let Some(range) =
            self.zero(scalar, range, &format!("“{name}”分几行填，"), &format!("“{name}”要逐行填写；全部为零时写 0"))
        {
            for line in walk.form.data_below(path) {
                walk.cover(line, &(range.clone(), FigureOrigin::Covered));
            }
        }
    }

    /// Where 其余 stands among the rows, right or wrong: a wrong one is one mistake; what it was meant to cover is not
    /// another, and is not known.
    fn rest(&mut self, entries: &[(Key, Node)]) -> Option<Cover> {
        let (_, node) = entries.iter().find(|(key, _)| key.text == REST)?;
        let zero = match node.scalar() {
            Some(scalar) if is_unfilled(&scalar.text) => {
                REST.clone_into(&mut self.unfilled.row);
                self.unfilled.note(&node.range);
                None
            }
            Some(scalar) => self.zero(scalar, &node.range, "“其余”", "“其余”只能是 0，表示没有写出的行都是零"),
            None => {
                self.find(Code::NotACount, &node.range, "“其余”只能是 0");
                None
            }
        };
        Some((node.range.clone(), zero.map_or(FigureOrigin::Unknown, |_| FigureOrigin::Covered)))
    }
}

/// Where the rows that are not written are covered, and by what: a zero, or something that cannot be read.
type Cover = (Range<usize>, FigureOrigin);

/// One table on its way in.
struct TableWalk<'a> {
    form: &'a TableForm,
    forms: &'a Forms,
    given: &'a mut Vec<Option<(Given, Range<usize>)>>,
}

impl TableWalk<'_> {
    /// What the rows under a path are called.
    fn name(&self, path: &[&str]) -> String {
        if path.is_empty() { self.form.key.clone() } else { path.join("—") }
    }

    /// Fills a data line with what covers it.
    fn cover(&mut self, line: usize, (range, origin): &Cover) {
        let form = &self.form.lines[line];
        if form.kind == LineKind::Data {
            let cells = form
                .columns
                .iter()
                .map(|column| column.total.is_none().then(|| (zero_of(column), range.clone(), *origin)));
            self.given[line] = Some((cells.collect(), range.clone()));
        }
    }
}

/// Covers the rows that are not written with a 其余 of theirs or of a level above; returns those that have none.
fn unwritten<'a>(
    walk: &mut TableWalk<'a>,
    path: &[&str],
    rest: Option<&Cover>,
    rows: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let form = walk.form;
    let mut missing = Vec::new();
    for row in rows {
        let below: Vec<&str> = path.iter().copied().chain([row]).collect();
        let lines = form.line(&below).map_or_else(|| form.data_below(&below), |line| vec![line]);
        let needed: Vec<usize> = lines.into_iter().filter(|&line| form.lines[line].kind == LineKind::Data).collect();
        match rest {
            Some(cover) => needed.iter().for_each(|&line| walk.cover(line, cover)),
            None if needed.is_empty() => {}
            None => missing.push(row),
        }
    }
    missing
}

fn entry<'a>(root: &'a Node, name: &str) -> Option<&'a (Key, Node)> {
    match &root.value {
        Value::Map(entries) => entries.iter().find(|(key, _)| key.text == name),
        _ => None,
    }
}

/// Whether a key that is no row is a column of the row before it.
fn is_column_of(form: &TableForm, path: &[&str], row: &Key, key: &Key) -> bool {
    let below: Vec<&str> = path.iter().copied().chain([row.text.as_str()]).collect();
    let named = |column: &Column| column.key == key.text || plain(&column.label) == plain(&key.text);
    form.line(&below).is_some_and(|line| form.lines[line].columns.iter().any(named))
}

/// From the name of an item of the first level to the next.
fn extent(root: &Node, key: &Key) -> Range<usize> {
    let Value::Map(entries) = &root.value else { return key.range.clone() };
    let starts = entries.iter().map(|(other, _)| other.range.start).filter(|start| *start > key.range.start);
    key.range.start..starts.min().unwrap_or(usize::MAX)
}

/// The other edition in which a group that is written as one line of figures is a line.
fn one_line_of_other<'a>(walk: &TableWalk<'a>, path: &[&str], node: &Node) -> Option<&'a str> {
    let is_column = |key: &Key| walk.form.lines[0].columns.iter().any(|column| column.key == key.text);
    let children = walk.form.children(path);
    let as_line = match &node.value {
        Value::List(_) => true,
        Value::Map(entries) => entries.iter().any(|(key, _)| is_column(key) && !children.contains(&key.text.as_str())),
        Value::Scalar(_) => false,
    };
    walk.forms.other_with_line(&walk.form.key, path).filter(|_| as_line)
}

/// Fills in totals that were not stated; figures that were not are not known.
fn complete(form: &TableForm, given: Vec<Option<(Given, Range<usize>)>>, table: &Range<usize>) -> TableData {
    let cells = form.lines.iter().zip(given).map(|(line, given)| {
        // A total that nobody wrote down is marked at its row, or at the table when there is no row.
        let (given, range) = given.unwrap_or_else(|| (vec![None; line.columns.len()], table.clone()));
        let is_data = line.kind == LineKind::Data;
        let cell = |(column, given): (&Column, GivenFigure)| match given {
            Some((value, range, origin)) => FigureCell { value, range, origin },
            None if is_data && column.total.is_none() => {
                FigureCell { value: zero_of(column), range: range.clone(), origin: FigureOrigin::Unknown }
            }
            None => FigureCell { value: Figure::ZERO, range: range.clone(), origin: FigureOrigin::Computed },
        };
        line.columns.iter().zip(given).map(cell).collect()
    });
    let mut data = TableData { cells: cells.collect(), range: table.clone() };
    data.add_up(form);
    data
}

/// What to say of a key that is none of `known`.
pub(super) fn advise(given: &str, known: &[&str], forms: &Forms, form: &str) -> Advice {
    if let Some(near) = nearest(given, known.iter().copied()) {
        return Advice::perhaps(near);
    }
    Advice::words(match forms.other_with_key(given, form) {
        Some(other) => format!("“{given}”是 {other} 年版表样的项，本年度不用"),
        None => format!("可用的项：{}", known.join("、")),
    })
}

fn advise_row(given: &str, known: &[&str], walk: &TableWalk, path: &[&str]) -> Advice {
    // A row of the other edition is named as such before any guess at a slip.
    if let Some(other) = walk.forms.other_with_row(&walk.form.key, path, given, walk.form) {
        return Advice::words(format!(
            "这是 {other} 年版表样的行；表样按报告年度选用，本年度的行：{}",
            known.join("、")
        ));
    }
    if let Some(near) = nearest(given, known.iter().copied()) {
        return Advice::perhaps(near);
    }
    // Perhaps it belongs to a group below or beside.
    let line =
        walk.form.lines.iter().find(|line| line.keys.last().is_some_and(|key| key == given) && line.keys.len() > 1);
    Advice::words(match line {
        Some(line) if line.keys[..line.keys.len() - 1] != *path => {
            format!("“{given}”是“{}”里的一行", line.keys[..line.keys.len() - 1].join("—"))
        }
        _ => {
            let rows = known.iter().filter(|k| **k != TOTAL).copied().collect::<Vec<_>>().join("、");
            return Advice { open: true, ..Advice::words(format!("可用的行：{rows}")) };
        }
    })
}
