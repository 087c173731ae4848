//! Reading 成员 and 调整.

use std::ops::Range;
use std::sync::Arc;

use super::{Reader, Scalar, is_unfilled};
use crate::diag::{Code, Finding, SourceFile};
use crate::form::{Form, Forms, LineKind, Spot, TableForm, ValueKind, column_of};
use crate::report::keys;
use crate::report::region::{Adjustment, Members, Region};
use crate::report::{Spanned, parse_amount, parse_whole};
use crate::source::{self, Node, Value};

/// The word for every other agency.
const ALL: &str = "全部";
/// How an adjustment is written.
const EXAMPLE: &str = "写成“- {格: 申请.本年新收.自然人, 减: 2, 理由: 两个机关联合制发，重复计入}”；加上的写“加”";

/// How members are written.
const LISTED: &str = "每个机关一行，如“- 某市商务局”；汇总本文件夹里的所有机关，写“成员: 全部”";

/// What to write instead of members in one text: `甲局、乙局`, 所有, `-甲局`.
fn listed_instead(text: &str) -> String {
    let text = text.trim();
    if ["所有", "全体", "所有机关", "全部机关", "全部成员", "所有成员", "全县", "全市", "全区"].contains(&text)
    {
        return format!("汇总本文件夹里的所有机关，写“成员: {ALL}”");
    }
    let parts = |c: char| "、，,；;\n ".contains(c) || c.is_whitespace();
    let names: Vec<&str> =
        text.split(parts).map(|name| name.trim_start_matches('-')).filter(|name| !name.is_empty()).collect();
    match names[..] {
        [] => LISTED.to_owned(),
        _ => {
            let lines = names.iter().take(3).map(|name| format!("“- {name}”")).collect::<Vec<_>>().join("");
            let more = if names.len() > 3 { "……" } else { "" };
            format!("各写一行，前面空两格，短横后面空一格：{lines}{more}；汇总本文件夹里的所有机关，写“成员: {ALL}”")
        }
    }
}

/// Reads whose sum a file is, and of whom; the rest of the file need not be a report yet.
///
/// # Errors
/// What keeps these few items from being read.
pub fn region(file: &Arc<SourceFile>, forms: &Forms) -> Result<Region, Vec<Finding>> {
    let root = source::parse(file)?;
    let mut reader = Reader::new(file, Vec::new());
    let year = reader.year(&root, forms);
    let form = year.as_ref().and_then(|year| reader.form(&root, forms, year));
    let agency = reader.agency(&root);
    let members = reader.members(&root);
    let adjustments = form.as_ref().map(|form| reader.adjustments(&root, form, &members)).unwrap_or_default();
    match (agency, year, form) {
        (Some(agency), Some(year), Some(form)) if reader.findings.is_empty() => {
            Ok(Region { agency, year, form, members, adjustments })
        }
        _ => Err(reader.findings),
    }
}

impl Reader<'_> {
    pub(super) fn members(&mut self, root: &Node) -> Members {
        let Some(node) = root.get(keys::MEMBERS) else { return Members::None };
        let wrong = "“成员”应当逐行列出机关全称，每行以“- ”开头";
        let items = match &node.value {
            Value::Scalar(scalar) if scalar.text.trim() == ALL => return Members::All(node.range.clone()),
            Value::List(items) => items,
            Value::Scalar(scalar) if scalar.is_blank() => return Members::None,
            other => {
                let help = match other {
                    Value::Scalar(scalar) => listed_instead(&scalar.text),
                    _ => LISTED.to_owned(),
                };
                self.find(Code::BadValue, &node.range, wrong).help.push(help);
                return Members::None;
            }
        };
        let mut members = Vec::new();
        for item in items {
            match item.scalar() {
                Some(scalar) if is_unfilled(&scalar.text) => {
                    self.find(Code::Unfilled, &item.range, "“成员”里还有没有填的机关").help.push("写机关全称".into());
                }
                Some(scalar) => {
                    members.push(Spanned { value: scalar.text.trim().to_owned(), range: item.range.clone() })
                }
                None => {
                    self.find(Code::BadValue, &item.range, "成员应当是机关全称");
                }
            }
        }
        if members.is_empty() { Members::None } else { Members::Listed(members) }
    }

    /// 调整, each entry on its own: what is wrong with one does not hide the next.
    pub(super) fn adjustments(&mut self, root: &Node, form: &Form, members: &Members) -> Vec<Adjustment> {
        let Some(node) = root.get(keys::ADJUSTMENTS) else { return Vec::new() };
        let items = match &node.value {
            Value::List(items) => items,
            Value::Scalar(scalar) if scalar.is_blank() => return Vec::new(),
            _ => {
                self.find(Code::Adjustment, &node.range, "“调整”应当逐条列出，每条以“- ”开头")
                    .help
                    .push(EXAMPLE.into());
                return Vec::new();
            }
        };
        // Members that are written wrong have been told.
        if root.get(keys::MEMBERS).is_none_or(|node| node.items().is_empty() && node.scalar().is_none())
            && members.is_none()
            && !items.is_empty()
        {
            let found = self.find(Code::Adjustment, &node.range, "写了“调整”，却没有“成员”");
            found.help.push("“调整”只用在汇总报告里：它说明汇总数与各成员之和为什么不同；不是汇总报告的，删去".into());
        }
        items.iter().filter_map(|item| self.adjustment(item, form)).collect()
    }

    fn adjustment(&mut self, item: &Node, form: &Form) -> Option<Adjustment> {
        let place = first(item);
        let Value::Map(entries) = &item.value else {
            self.find(Code::Adjustment, &place, "这一条调整不是“格、加或减、理由”").help.push(EXAMPLE.into());
            return None;
        };
        if let Some((key, _)) = entries.iter().find(|(key, _)| !["格", "加", "减", "理由"].contains(&key.text.as_str()))
        {
            let found = self.find(Code::Adjustment, &key.range, format!("调整里没有“{}”这一项", key.text));
            found.help.push(EXAMPLE.into());
            return None;
        }
        let Some(cell) = item.get("格").and_then(Node::scalar) else {
            self.find(Code::Adjustment, &place, "这一条调整没有写“格”").help.push(EXAMPLE.into());
            return None;
        };
        let range = item.get("格").map_or(place.clone(), |node| node.range.clone());
        let spot = self.spot(&cell.text, &range, form)?;
        let amounts: Vec<(bool, &Node)> =
            [("加", false), ("减", true)].into_iter().filter_map(|(key, less)| Some((less, item.get(key)?))).collect();
        let [(less, amount)] = amounts[..] else {
            let what = if amounts.is_empty() {
                "这一条调整没有写加或减多少"
            } else {
                "这一条调整同时写了“加”和“减”"
            };
            self.find(Code::Adjustment, &range, what).help.push(EXAMPLE.into());
            return None;
        };
        let (exact, written) = self.amount(amount, form, spot, &range)?;
        match item.get("理由").and_then(Node::scalar) {
            Some(reason) => Some(Adjustment {
                spot,
                exact: if less { -exact } else { exact },
                figure: format!("{}{written}", if less { "-" } else { "+" }),
                reason: reason.text.trim().to_owned(),
                range,
            }),
            None => {
                let found = self.find(Code::Adjustment, &range, "这一条调整没有写“理由”");
                found.help.push("写明为什么与各成员之和不同，例如“三个机关联合制发，重复计入”".into());
                None
            }
        }
    }

    /// By how much, as a positive figure of the cell's kind.
    fn amount(&mut self, node: &Node, form: &Form, spot: Spot, range: &Range<usize>) -> Option<(i128, String)> {
        let column = &form.tables[spot.table].lines[spot.line].columns[spot.column];
        let text = node.scalar().map(|scalar: &Scalar| scalar.text.trim()).unwrap_or_default();
        let (exact, meant) = match column.kind {
            ValueKind::Amount(unit) => match parse_amount(text, unit) {
                Ok(amount) => (Some(amount.micro_yuan()), None),
                Err(error) => (None, error.meant().map(str::to_owned)),
            },
            _ => match parse_whole(text, false) {
                Ok(number) => (Some(i128::from(number)), None),
                Err(error) => (None, error.meant().map(str::to_owned)),
            },
        };
        if let Some(exact) = exact.filter(|exact| *exact > 0) {
            return Some((exact, text.to_owned()));
        }
        let at = if node.range.is_empty() { range } else { &node.range };
        match meant {
            Some(number) => {
                self.find(Code::Adjustment, at, format!("调整的数“{text}”不是数字的写法"))
                    .help
                    .push(format!("写 {number}"));
            }
            None => {
                let found = self.find(Code::Adjustment, at, format!("调整的数“{text}”应当是大于零的数"));
                found.help.push("写正数；要减少的写“减”，要增加的写“加”".into());
            }
        }
        None
    }

    /// The cell that a path names, by keys or printed words.
    fn spot(&mut self, path: &str, range: &Range<usize>, form: &Form) -> Option<Spot> {
        match find_spot(path, form) {
            Ok(spot) => Some(spot),
            Err((what, help)) => {
                self.find(Code::Adjustment, range, format!("调整的“格: {path}”{what}")).help.push(help);
                None
            }
        }
    }
}

/// The data cell under `表.行.列`, or what is wrong with the path and what to write.
fn find_spot(path: &str, form: &Form) -> Result<Spot, (String, String)> {
    let names: Vec<&str> = path.split('.').map(str::trim).collect();
    let others = ['/', '／', '。', '．', '>', '→', '—', '-', '、', '，', ','];
    if let ([whole], Some(sign)) = (&names[..], others.into_iter().find(|sign| path.contains(*sign)))
        && form.table(whole).is_none()
    {
        let dotted = path.split(sign).map(str::trim).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(".");
        return Err((format!("里用“{sign}”隔开了表、行、列"), format!("用半角的点隔开：{dotted}")));
    }
    let tables = form.tables.iter().map(|table| table.key.as_str()).collect::<Vec<_>>().join("、");
    let key = form.table(names[0]).map(|_| names[0].to_owned()).or_else(|| form.key_of(names[0]));
    let Some((index, table)) = key.and_then(|key| form.table(&key)) else {
        return Err((format!("里没有“{}”这张表", names[0]), format!("从表写起：{tables}；例如 申请.本年新收.自然人")));
    };
    let (line, rest) = find_line(table, &names[1..])?;
    let columns = &table.lines[line].columns;
    let list = || table.lines[line].parts().map(|column| columns[column].key.as_str()).collect::<Vec<_>>().join("、");
    let help = || format!("在行的后面写列：{}", list());
    let column = match rest {
        [] if table.lines[line].parts().count() == 1 => table.lines[line].parts().next(),
        [] => return Err(("没有写到哪一列".into(), help())),
        [name] => {
            let key = columns.iter().find(|column| column.key == *name).map(|column| column.key.as_str());
            let key = key.or_else(|| column_of(columns, name));
            columns.iter().position(|column| Some(column.key.as_str()) == key)
        }
        _ => None,
    };
    match column {
        Some(column) if columns[column].total.is_none() => Ok(Spot { table: index, line, column }),
        Some(_) => Err(("是总计".into(), format!("总计由程序加出来，只能调整它的组成部分：{}", list()))),
        None => Err((format!("里没有“{}”这一列", rest.join(".")), help())),
    }
}

/// The row that the names lead to, and what is left of them for the column.
fn find_line<'a>(table: &TableForm, names: &'a [&'a str]) -> Result<(usize, &'a [&'a str]), (String, String)> {
    let mut keys: Vec<&str> = Vec::new();
    for (depth, name) in names.iter().enumerate() {
        let children = table.children(&keys);
        let key = children.iter().copied().find(|child| child == name).or_else(|| table.row_of(&keys, name));
        let Some(key) = key else {
            let list = children.join("、");
            return Err((format!("里没有“{name}”这一行"), format!("可以写的：{list}")));
        };
        keys.push(key);
        if let Some(line) = table.line(&keys) {
            if table.lines[line].kind != LineKind::Data {
                return Err(("是总计行".into(), "总计由程序加出来，只能调整它的组成部分".into()));
            }
            return Ok((line, &names[depth + 1..]));
        }
    }
    Err(("没有写到哪一行".into(), format!("接着写：{}", table.children(&keys).join("、"))))
}

/// Where an item of a list begins, for a mapping has no place of its own.
fn first(item: &Node) -> Range<usize> {
    match &item.value {
        Value::Map(entries) => entries.first().map_or(item.range.clone(), |(key, _)| key.range.clone()),
        _ => item.range.clone(),
    }
}
