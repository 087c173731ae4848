//! Reading the figures of one table, in every way the data file may write them: a row as a list, as a mapping, as one 0;
//! groups of rows; `其余: 0`; stated totals.

use std::ops::Range;

use super::{Reader, is_quoted, is_unfilled};
use crate::diag::Code;
use crate::form::keys::TOTAL;
use crate::form::{Column, Forms, LineKind, TableForm, ValueKind};
use crate::report::{
    Amount, AmountError, Cell, CountError, Origin, TableData, Value as Figure, nearest, parse_amount, parse_whole,
};
use crate::source::{Key, Node, Scalar, Value};

/// The key that covers what is not named (其余).
pub(in crate::report) const REST: &str = "其余";

/// What a line was given: per column a figure and its place, or nothing.
type Given = Vec<Option<(Figure, Range<usize>, Origin)>>;

impl Reader<'_> {
    pub(super) fn table(&mut self, root: &Node, form: &TableForm, forms: &Forms) -> Option<TableData> {
        let Some((key, node)) = entry(root, &form.key) else {
            let first = super::first_key(root);
            let found = self.find(Code::MissingKey, &first, format!("缺少“{}”（{}）", form.key, form.short));
            found.help.push(format!("全年都是零也要写：“{}: {{其余: 0}}”", form.key));
            return None;
        };
        let mut given: Vec<Option<(Given, Range<usize>)>> = vec![None; form.lines.len()];
        let before = self.findings.len();
        let mut walk = Walk { form, forms, given: &mut given };
        self.group(&mut walk, &[], key, node, None);
        if self.gaps(form) || self.findings.len() > before {
            return None;
        }
        Some(complete(form, given, &key.range))
    }

    /// Reads the rows under one key: the table itself, or a group of rows.
    fn group(&mut self, walk: &mut Walk, path: &[&str], key: &Key, node: &Node, rest: Option<&Range<usize>>) {
        let form = walk.form;
        let name = if path.is_empty() { form.key.clone() } else { path.join("—") };
        // One 0 for all rows.
        if let Some(scalar) = node.scalar() {
            if is_unfilled(&scalar.text) {
                path.last().copied().unwrap_or_default().clone_into(&mut self.unfilled.row);
                self.unfilled.note(&node.range);
            } else if let Some(range) =
                self.zero(scalar, &node.range, &format!("“{name}”"), &format!("“{name}”要逐行填写；全部为零时写 0"))
            {
                for line in form.data_below(path) {
                    walk.cover(line, &range);
                }
            }
            return;
        }
        if let Some(other) = one_line_of_other(walk, path, node) {
            let rows = form.children(path).into_iter().filter(|row| *row != TOTAL).collect::<Vec<_>>().join("、");
            let found =
                self.find(Code::UnknownKey, &key.range, format!("“{name}”写成了一行，这是 {other} 年版表样的写法"));
            found.help.push(format!("本年度的表样分为：{rows}"));
            return;
        }
        let Value::Map(entries) = &node.value else {
            let what =
                if matches!(node.value, Value::Scalar(_)) { "没有填" } else { "要写成“行名: 数字”" };
            let found = self.find(Code::MissingCell, &key.range, format!("“{name}”{what}"));
            found.help.push(format!("逐行填写；全部为零时写“{name}: 0”"));
            return;
        };
        let mut own_rest = entries.iter().find(|(k, _)| k.text == REST).and_then(|(_, node)| match node.scalar() {
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
        });
        // A 其余 that is wrong is one mistake; what it was meant to cover is not another.
        if let Some((_, node)) = entries.iter().find(|(k, _)| k.text == REST) {
            own_rest.get_or_insert(node.range.clone());
        }
        let rest = own_rest.as_ref().or(rest);
        let children = form.children(path);
        // A row whose name has a slip in it is one finding; that its right name is missing is not another.
        let mut meant: Vec<String> = Vec::new();
        for (key, node) in entries {
            if key.text == REST {
                continue;
            }
            if !children.contains(&key.text.as_str()) {
                let mut known = children.clone();
                known.push(REST);
                let help = super::full_width_colon(&key.text, &known)
                    .unwrap_or_else(|| advise_row(&key.text, &known, walk, path));
                meant.extend(help.strip_prefix("是不是“").and_then(|rest| rest.strip_suffix("”？")).map(str::to_owned));
                self.find(Code::UnknownKey, &key.range, format!("“{name}”里没有“{}”这一行", key.text)).help.push(help);
                continue;
            }
            let below: Vec<&str> = path.iter().copied().chain([key.text.as_str()]).collect();
            match form.line(&below) {
                Some(line) => {
                    let given = self.line(form, line, key, node);
                    walk.given[line] = given.map(|given| (given, key.range.clone()));
                }
                None => self.group(walk, &below, key, node, rest),
            }
        }
        let written = |child: &&str| entries.iter().any(|(key, _)| key.text == **child);
        let mut missing = Vec::new();
        for child in children.iter().filter(|child| !written(child) && !meant.iter().any(|name| name == *child)) {
            let below: Vec<&str> = path.iter().copied().chain([*child]).collect();
            let lines = form.line(&below).map_or_else(|| form.data_below(&below), |line| vec![line]);
            let needed: Vec<usize> =
                lines.into_iter().filter(|&line| form.lines[line].kind == LineKind::Data).collect();
            match rest {
                Some(range) => needed.iter().for_each(|&line| walk.cover(line, range)),
                None if needed.is_empty() => {}
                None => missing.push(*child),
            }
        }
        if !missing.is_empty() {
            let list = missing.iter().map(|child| format!("“{child}”")).collect::<Vec<_>>().join("");
            let found = self.find(Code::MissingCell, &key.range, format!("“{name}”缺少 {} 行：{list}", missing.len()));
            found.help.push("逐行补上；确实为零的，写 0，或在末尾加一行“其余: 0”表示没有写出的行都是零".into());
        }
    }

    /// Reads one line of figures.
    fn line(&mut self, form: &TableForm, line: usize, key: &Key, node: &Node) -> Option<Given> {
        let columns = &form.lines[line].columns;
        let is_total = form.lines[line].kind != LineKind::Data;
        let words = form.line_words(line);
        key.text.clone_into(&mut self.unfilled.row);
        let mut given: Given = vec![None; columns.len()];
        let data: Vec<usize> = (0..columns.len()).filter(|&c| columns[c].total.is_none()).collect();
        match &node.value {
            Value::Scalar(scalar) if scalar.is_blank() => {
                let found = self.find(Code::NotACount, &key.range, format!("{words}没有填"));
                found.help.push("没有就写 0；空着不等于零".into());
                return None;
            }
            Value::Scalar(scalar) if is_unfilled(&scalar.text) => {
                self.unfilled.note(&node.range);
                return None;
            }
            Value::Scalar(scalar) => {
                let zero = scalar.text.trim() == "0" && !is_quoted(scalar);
                if zero && !is_total {
                    for column in data {
                        given[column] = Some((zero_of(&columns[column]), node.range.clone(), Origin::Covered));
                    }
                } else if let ([column], false) = (&data[..], is_total) {
                    given[*column] = self.figure(&columns[*column], scalar, &node.range, &words);
                    given[*column].as_ref()?;
                } else if let Some(total) = columns.iter().position(|c| c.total.is_some()).filter(|_| is_total || zero)
                {
                    given[total] = self.figure(&columns[total], scalar, &node.range, &words);
                    given[total].as_ref()?;
                } else if self.figure(&columns[data[0]], scalar, &node.range, &words).is_some() {
                    let names = names(columns, &data);
                    let found =
                        self.find(Code::MissingCell, &node.range, format!("{words}有 {} 列，只填了一个数", data.len()));
                    found.help.push(format!("依次写成 [{names}]；只有全为零时才能写一个 0"));
                    return None;
                } else {
                    return None;
                }
            }
            Value::List(items) => {
                // The row's own total may be left out of a list or stand last in it.
                let all: Vec<usize> = (0..columns.len()).collect();
                let targets = if items.len() == all.len() { &all } else { &data };
                if items.len() != targets.len() {
                    let names = names(columns, &data);
                    let found = self.find(
                        Code::MissingCell,
                        &key.range,
                        format!("{words}应有 {} 个数，这里有 {} 个", data.len(), items.len()),
                    );
                    found.help.push(format!("依次为：{names}"));
                    if items.len() > data.len() {
                        found.help.push("数字里不要写千位分隔符：1,234 会被读成两个数，应写 1234".into());
                    }
                    return None;
                }
                for (&column, item) in targets.iter().zip(items) {
                    given[column] = self.item(&columns[column], item, &item.range, &words);
                }
                if targets.iter().any(|&column| given[column].is_none()) {
                    return None;
                }
            }
            Value::Map(entries) => {
                for (key, item) in entries {
                    if key.text == REST {
                        if let Some(scalar) = item.scalar() {
                            if is_unfilled(&scalar.text) {
                                self.unfilled.note(&item.range);
                                continue;
                            }
                            self.zero(scalar, &item.range, "“其余”", "“其余”只能是 0，表示没有写出的列都是零");
                        }
                        continue;
                    }
                    let Some(column) = columns.iter().position(|column| column.key == key.text) else {
                        let known: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
                        let near = nearest(&key.text, known.iter().copied())
                            .map(|near| format!("是不是“{near}”？"))
                            .unwrap_or_default();
                        let found = self.find(Code::UnknownKey, &key.range, format!("{words}没有“{}”这一列", key.text));
                        found.help.push(format!("{near}这一行的列：{}", known.join("、")));
                        continue;
                    };
                    given[column] = self.item(&columns[column], item, &key.range, &words);
                }
                if !is_total {
                    for column in data {
                        given[column].get_or_insert((zero_of(&columns[column]), key.range.clone(), Origin::Covered));
                    }
                }
            }
        }
        Some(given)
    }

    /// Reads one figure of a list or mapping; a blank one is marked at `blank`, for it has no place of its own.
    fn item(
        &mut self,
        column: &Column,
        node: &Node,
        blank: &Range<usize>,
        words: &str,
    ) -> Option<(Figure, Range<usize>, Origin)> {
        match &node.value {
            Value::Scalar(scalar) if scalar.is_blank() && scalar.text.is_empty() => {
                self.figure(column, scalar, blank, words)
            }
            Value::Scalar(scalar) => self.figure(column, scalar, &node.range, words),
            _ => {
                self.find(Code::NotACount, &node.range, format!("{words}“{}”列应当是一个数", column.key));
                None
            }
        }
    }

    /// Reads one figure.
    fn figure(
        &mut self,
        column: &Column,
        scalar: &Scalar,
        range: &Range<usize>,
        words: &str,
    ) -> Option<(Figure, Range<usize>, Origin)> {
        let text = scalar.text.trim();
        if is_unfilled(text) {
            self.unfilled.note(range);
            return None;
        }
        let cell = format!("{words}“{}”列", column.key);
        let problem = match column.kind {
            ValueKind::Amount(unit) => {
                let parsed = if scalar.is_blank() { Err(AmountError::Text) } else { parse_amount(text, unit) };
                match parsed {
                    Ok(amount) => return Some((Figure::Amount(amount), range.clone(), Origin::Stated)),
                    Err(error) => (Code::BadAmount, amount_problem(text, scalar.is_blank(), &error, column.kind)),
                }
            }
            ValueKind::Count | ValueKind::Change => {
                let signed = column.kind == ValueKind::Change;
                match parse_whole(text, signed) {
                    Ok(_) if is_quoted(scalar) => {
                        (Code::NotACount, ("数字加了引号".into(), format!("去掉引号，只写 {text}")))
                    }
                    Ok(number) => return Some((Figure::Whole(number), range.clone(), Origin::Stated)),
                    Err(_) if scalar.is_blank() => {
                        (Code::NotACount, ("没有填".into(), "没有就写 0；空着不等于零".into()))
                    }
                    Err(error) => (Code::NotACount, count_problem(text, &error)),
                }
            }
        };
        let (code, (what, help)) = problem;
        self.find(code, range, format!("{cell}{what}")).help.push(help);
        None
    }

    /// Accepts only a plain 0.
    fn zero(&mut self, scalar: &Scalar, range: &Range<usize>, name: &str, help: &str) -> Option<Range<usize>> {
        if scalar.text.trim() == "0" && !is_quoted(scalar) {
            return Some(range.clone());
        }
        let text = scalar.text.trim();
        self.find(Code::NotACount, range, format!("{name}不能是“{text}”")).help.push(help.into());
        None
    }
}

/// One table on its way in.
struct Walk<'a> {
    form: &'a TableForm,
    forms: &'a Forms,
    given: &'a mut Vec<Option<(Given, Range<usize>)>>,
}

impl Walk<'_> {
    /// Fills a data line with the zero written at `range`.
    fn cover(&mut self, line: usize, range: &Range<usize>) {
        let form = &self.form.lines[line];
        if form.kind == LineKind::Data {
            let cells = form
                .columns
                .iter()
                .map(|column| column.total.is_none().then(|| (zero_of(column), range.clone(), Origin::Covered)));
            self.given[line] = Some((cells.collect(), range.clone()));
        }
    }
}

fn entry<'a>(root: &'a Node, name: &str) -> Option<&'a (Key, Node)> {
    match &root.value {
        Value::Map(entries) => entries.iter().find(|(key, _)| key.text == name),
        _ => None,
    }
}

/// The other edition in which a group that is written as one line of figures is a line.
fn one_line_of_other<'a>(walk: &Walk<'a>, path: &[&str], node: &Node) -> Option<&'a str> {
    let is_column = |key: &Key| walk.form.lines[0].columns.iter().any(|column| column.key == key.text);
    let children = walk.form.children(path);
    let as_line = match &node.value {
        Value::List(_) => true,
        Value::Map(entries) => entries.iter().any(|(key, _)| is_column(key) && !children.contains(&key.text.as_str())),
        Value::Scalar(_) => false,
    };
    walk.forms.other_with_line(&walk.form.key, path).filter(|_| as_line)
}

fn names(columns: &[Column], which: &[usize]) -> String {
    which.iter().map(|&column| columns[column].key.as_str()).collect::<Vec<_>>().join(", ")
}

fn zero_of(column: &Column) -> Figure {
    match column.kind {
        ValueKind::Amount(_) => Figure::Amount(Amount::zero()),
        _ => Figure::ZERO,
    }
}

/// A table of zeros, in the place of one that could not be read.
pub(super) fn blank(form: &TableForm) -> TableData {
    complete(form, vec![None; form.lines.len()], &(0..0))
}

/// Fills in totals that were not stated.
fn complete(form: &TableForm, given: Vec<Option<(Given, Range<usize>)>>, table: &Range<usize>) -> TableData {
    let cells = form.lines.iter().zip(given).map(|(line, given)| {
        // A total that nobody wrote down is marked at its row, or at the table when there is no row.
        let (given, range) = given.unwrap_or_else(|| (vec![None; line.columns.len()], table.clone()));
        let cell = |given: Option<(Figure, Range<usize>, Origin)>| match given {
            Some((value, range, origin)) => Cell { value, range, origin },
            None => Cell { value: Figure::ZERO, range: range.clone(), origin: Origin::Computed },
        };
        given.into_iter().map(cell).collect()
    });
    let mut data = TableData { cells: cells.collect(), range: table.clone() };
    data.add_up(form);
    data
}

fn count_problem(text: &str, error: &CountError) -> (String, String) {
    let say = |what: String, help: String| (what, help);
    match error {
        CountError::Nothing => say(format!("填了“{text}”，不是件数"), "没有就写 0".into()),
        CountError::Unit(number) => say(format!("填了“{text}”，件数里不写单位"), format!("只写 {number}")),
        CountError::Separators(number) => say(format!("填了“{text}”，不能有分隔符"), format!("写 {number}")),
        CountError::Digits(Some(number)) => say(format!("填了“{text}”，不是半角数字"), format!("写 {number}")),
        CountError::Digits(None) => say(format!("填了“{text}”，不是阿拉伯数字"), "写成阿拉伯数字".into()),
        CountError::Fraction => say(format!("填了“{text}”，件数不能是小数"), "写整数".into()),
        CountError::Negative => say(format!("填了“{text}”，件数不能为负"), "只有“本年增/减”可以是负数".into()),
        CountError::TooLarge => say(format!("填了“{text}”，位数过多"), "请核对是否多写了数字".into()),
        CountError::Notation => say(format!("填了“{text}”，写法不规范"), "只写十进制数字，前面不补零".into()),
        CountError::Text => say(format!("填了“{text}”，不是件数"), "写整数，没有就写 0".into()),
    }
}

fn amount_problem(text: &str, blank: bool, error: &AmountError, kind: ValueKind) -> (String, String) {
    let unit = match kind {
        ValueKind::Amount(Some(unit)) => unit.as_str(),
        _ => "元",
    };
    let example = match kind {
        ValueKind::Amount(Some(_)) => format!("写以{unit}计的数字，如 1424.4；没有就写 0"),
        _ => "写数字和单位，如 75394432.52元 或 1424.4万元；没有就写 0".to_owned(),
    };
    match error {
        _ if blank => ("没有填".into(), "没有就写 0；空着不等于零".into()),
        AmountError::NoUnit => {
            (format!("填了“{text}”，没有单位"), format!("表样没有规定单位，写成 {text}元 或 {text}万元"))
        }
        AmountError::OtherUnit(other) => {
            (format!("填了“{text}”，单位是{}，表样要求{unit}", other.as_str()), format!("换算成{unit}，只写数字"))
        }
        AmountError::Separators(number) => (format!("填了“{text}”，不能有分隔符"), format!("写 {number}")),
        AmountError::Negative => (format!("填了“{text}”，金额不能为负"), example),
        AmountError::TooLong => (format!("填了“{text}”，位数过多"), "整数不超过 12 位，小数不超过 6 位".into()),
        AmountError::Text => (format!("填了“{text}”，不是金额"), example),
    }
}

/// What to say of a key that is none of `known`.
pub(super) fn advise(given: &str, known: &[&str], forms: &Forms, form: &str) -> String {
    let near = nearest(given, known.iter().copied());
    if let Some(near) = near {
        return format!("是不是“{near}”？");
    }
    match forms.other_with_key(given, form) {
        Some(other) => format!("“{given}”是 {other} 年版表样的项，本年度不用"),
        None => format!("可用的项：{}", known.join("、")),
    }
}

fn advise_row(given: &str, known: &[&str], walk: &Walk, path: &[&str]) -> String {
    // A row of the other edition is named as such before any guess at a slip.
    if let Some(other) = walk.forms.other_with_row(&walk.form.key, path, given, walk.form) {
        return format!("这是 {other} 年版表样的行；表样按报告年度选用，本年度的行：{}", known.join("、"));
    }
    if let Some(near) = nearest(given, known.iter().copied()) {
        return format!("是不是“{near}”？");
    }
    // Perhaps it belongs to a group below or beside.
    let line =
        walk.form.lines.iter().find(|line| line.keys.last().is_some_and(|key| key == given) && line.keys.len() > 1);
    match line {
        Some(line) if line.keys[..line.keys.len() - 1] != *path => {
            format!("“{given}”是“{}”里的一行", line.keys[..line.keys.len() - 1].join("—"))
        }
        _ => format!("可用的行：{}", known.iter().filter(|k| **k != TOTAL).copied().collect::<Vec<_>>().join("、")),
    }
}
