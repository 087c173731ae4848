//! **read**: a file's nodes + the forms → a [`Report`], or everything that keeps it from being one.

mod line;
mod meant;
mod names;
mod notes;
mod parts;
mod prose;
mod region;
mod table;
mod unfilled;

pub(super) use line::REST;
use meant::{Advice, MEANT, begin_anew, meant_code, meant_date, meant_year};
pub use notes::without_notes;
use parts::ReadParts;
pub use parts::Salvage;
pub use region::region;
pub use unfilled::UNFILLED;
pub(super) use unfilled::is_unfilled;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::{Acknowledgement, AgencyKind, NameError, Report, Spanned, agency_name, keys, named_year};
use crate::date::Date;
use crate::diag::{Code, Finding, Place, Severity, SourceFile};
use crate::form::{Form, Forms, NEWEST_YEAR, Term, plain};
use crate::source::{self, LONGEST_NAME, Name, Node, Scalar, ScalarStyle, Value};

/// Reads a report from a file's text.
///
/// # Errors
/// All findings together: the file as YAML, unknown and missing keys, values of the wrong kind.
pub fn read(file: &Arc<SourceFile>, forms: &Forms) -> Result<Report, Vec<Finding>> {
    #[cfg(test)]
    crate::diag::trip::over(&file.text, "读取");
    let (root, findings) = source::read_past(file, &|name| name_of(name, forms));
    let Some(mut root) = root else { return Err(findings) };
    let mut reader = Reader::new(file, findings);
    let report = reader.parts(&mut root, forms).and_then(|parts| parts.whole(file));
    match report {
        Some(report) if !reader.findings.iter().any(|finding| finding.severity == Severity::Error) => {
            Ok(Report { remarks: reader.findings, ..report })
        }
        _ => Err(reader.findings),
    }
}

/// What can be said of a file that is no whole report: what could be read stands in it as it is written. `None` when not even the form
/// is known.
pub fn salvage(file: &Arc<SourceFile>, forms: &Forms) -> Option<Salvage> {
    let (root, findings) = source::read_past(file, &|name| name_of(name, forms));
    let mut reader = Reader::new(file, findings);
    reader.parts(&mut root?, forms)?.salvage(file)
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    findings: Vec<Finding>,
    /// Names of the first level that others with a slip in them were meant for.
    meant: Vec<String>,
    /// What the table being read still lacks.
    unfilled: unfilled::Gaps,
}

/// Whether an item that asks yes or no is answered with yes.
pub fn is_yes(text: &str) -> bool {
    matches!(text, "true" | "是" | "有")
}

impl<'a> Reader<'a> {
    fn new(file: &'a Arc<SourceFile>, findings: Vec<Finding>) -> Reader<'a> {
        Reader { file, findings, meant: Vec::new(), unfilled: unfilled::Gaps::default() }
    }
}

impl Reader<'_> {
    fn place(&self, range: &Range<usize>) -> Place {
        Place::new(self.file, range.clone())
    }

    /// Notes a finding and gives it back to be completed.
    fn find(&mut self, code: Code, range: &Range<usize>, message: impl Into<String>) -> &mut Finding {
        let finding = Finding::new(code, self.place(range), message);
        let index = self.findings.len();
        self.findings.push(finding);
        &mut self.findings[index]
    }

    /// Reads every part, whatever the others are like; `None` when the form is not known.
    fn parts(&mut self, root: &mut Node, forms: &Forms) -> Option<ReadParts> {
        if !matches!(root.value, Value::Map(_)) {
            let help = format!("第一行应当是“机关: 某某局”{}", begin_anew(&self.file.path));
            self.find(Code::YamlSyntax, &root.range, "文件里没有“项名: 内容”").help.push(help);
            return None;
        }
        names::heads(root);
        if keys::REQUIRED.iter().all(|key| root.get(key).is_none()) {
            let help = format!(
                "数据文件从“机关: 某某局”写起{}；报告的全文和表格，用 import 读成数据文件",
                begin_anew(&self.file.path)
            );
            self.find(Code::YamlSyntax, &first_key(root), "这不是数据文件：没有“机关”“年度”这些项").help.push(help);
            return None;
        }
        let year = self.year(root, forms);
        let form = match &year {
            Some(year) => self.form(root, forms, year),
            // What else is wrong is said by the form that is most likely meant.
            None if self.findings.iter().any(|finding| finding.code == Code::NoEdition) => None,
            None => likely_form(&self.file.path, forms),
        }?;
        names::canonical(root, &form, self.file, &mut self.findings);
        let root = &*root;
        let agency = self.agency(root);
        let kind = self.choice(root, Form::KIND, AgencyKind::ALL, AgencyKind::as_str);
        let date = self.date(root);
        self.unknown_keys(root, &form, forms);
        let title = self.optional_text(root, keys::TITLE).map(|(scalar, range)| Spanned { value: scalar.text, range });
        let signature = self.flag(root, keys::SIGNATURE);
        let prose = self.prose(root, &form);
        let tables = form.tables.iter().map(|table| self.table(root, table, forms)).collect::<Vec<_>>();
        let acknowledgements = self.acknowledgements(root);
        let members = self.members(root);
        let adjustments = self.adjustments(root, &form, &members);
        self.once();
        Some(ReadParts {
            agency,
            kind,
            year,
            date,
            title,
            signature,
            prose,
            tables,
            acknowledgements,
            members,
            adjustments,
            form,
        })
    }

    /// A scalar under a key that need not be there.
    fn text(&mut self, root: &Node, key: &str) -> Option<(Scalar, Range<usize>)> {
        let node = root.get(key)?;
        match (&node.value, node.scalar()) {
            (_, Some(scalar)) if is_unfilled(&scalar.text) => {
                self.find(Code::Unfilled, &node.range, format!("“{key}”还没有填"));
                None
            }
            (_, Some(scalar)) => Some((scalar.clone(), node.range.clone())),
            (Value::Scalar(_), None) => None,
            _ => {
                let found = self.find(Code::BadValue, &node.range, format!("“{key}”应当是一段文字"));
                found.help.push(format!("写成“{key}: |”，文字从下一行写起，每行前面空两格，不写“- ”"));
                None
            }
        }
    }

    /// A scalar under a key that must be there.
    fn required(&mut self, root: &Node, key: &str, example: &str) -> Option<(Scalar, Range<usize>)> {
        let before = self.findings.len();
        let found = self.text(root, key);
        if let Some(finding) = self.findings[before..].last_mut().filter(|finding| finding.code == Code::Unfilled) {
            finding.help.push(match example {
                "|" => format!("把“{UNFILLED}”换成这一部分的文字，每行前面空两格"),
                example => format!("写上实际内容，如“{key}: {example}”"),
            });
        }
        if found.is_none() && self.findings.len() == before {
            let (range, what) = match root.get(key) {
                Some(node) => (blank_range(root, key, node), "没有填"),
                None => (first_key(root), "缺少"),
            };
            let message = if what == "缺少" { format!("缺少“{key}”") } else { format!("“{key}”没有填") };
            self.find(Code::MissingKey, &range, message).help.push(format!("写上，如“{key}: {example}”"));
        }
        found
    }

    fn agency(&mut self, root: &Node) -> Option<Spanned<String>> {
        let (scalar, range) = self.required(root, Form::AGENCY, "某市商务局")?;
        match agency_name(&scalar.text) {
            Ok(name) => Some(Spanned { value: name.to_owned(), range }),
            Err(error) => {
                let code = if matches!(error, NameError::Unprintable(..) | NameError::Radical(_) | NameError::Blank(_))
                {
                    Code::BadCharacter
                } else {
                    Code::BadValue
                };
                self.find(code, &range, error.to_string()).help.push(error.help().into());
                None
            }
        }
    }

    fn choice<T: Copy, const N: usize>(
        &mut self,
        root: &Node,
        key: &str,
        all: [T; N],
        name: impl Fn(T) -> &'static str,
    ) -> Option<Spanned<T>> {
        let names = all.map(&name).join("、");
        let (scalar, range) = self.required(root, key, name(all[0]))?;
        let found = all.into_iter().find(|&one| name(one) == scalar.text.trim());
        if found.is_none() {
            let finding = self.find(Code::BadValue, &range, format!("“{key}”不能是“{}”", scalar.text.trim()));
            finding.help.push(format!("应为 {names} 之一"));
        }
        found.map(|value| Spanned { value, range })
    }

    fn date(&mut self, root: &Node) -> Option<Spanned<Date>> {
        let (scalar, range) = self.required(root, Form::DATE, "2025-01-20")?;
        let parts: Vec<&str> = scalar.text.trim().split('-').collect();
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u16>().ok()).flatten();
        let date = match parts[..] {
            [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
                match (number(year), number(month), number(day)) {
                    (Some(y), Some(m), Some(d)) => Date::new(y, m as u8, d as u8),
                    _ => None,
                }
            }
            _ => None,
        };
        if date.is_none() {
            let meant = meant_date(&scalar.text).map(Date::iso);
            let example =
                meant.as_deref().map_or("写成 年-月-日，如 2025-01-20".to_owned(), |day| format!("写成 {day}"));
            let found = self.find(Code::BadValue, &range, format!("“{}”不是日期，或没有这一天", scalar.text.trim()));
            found.expected = meant;
            found.help.push(example);
        }
        date.map(|value| Spanned { value, range })
    }

    fn year(&mut self, root: &Node, forms: &Forms) -> Option<Spanned<u16>> {
        let (scalar, range) = self.required(root, Form::YEAR, "2024")?;
        let text = scalar.text.trim();
        let year = (text.len() == 4).then(|| text.parse::<u16>().ok()).flatten();
        let Some(year) = year else {
            let meant = meant_year(text);
            let help = meant.map_or("写四位数字，如 2024".to_owned(), |year| format!("写 {year}"));
            let found = self.find(Code::BadValue, &range, format!("“{text}”不是年度"));
            found.expected = meant.map(|year| year.to_string());
            found.help.push(help);
            return None;
        };
        let first = forms.first_year().unwrap_or(0);
        if !(first..=NEWEST_YEAR).contains(&year) {
            let found = self.find(Code::NoEdition, &range, format!("{year} 年度没有官方表样"));
            found.help.push(match year > NEWEST_YEAR {
                true => "核对年度是不是写错了".to_owned(),
                false => format!("现行条例自 {first} 年度起执行，年度应为 {first} 及以后"),
            });
            return None;
        }
        if let Some(named) = named_year(&self.file.path).filter(|named| *named != year) {
            let found = self.find(Code::WrongYear, &range, format!("年度是 {year}，文件名却是“{named}”"));
            found.help.push(format!("改年度，或把文件改名为“{year}.yaml”"));
        }
        Some(Spanned { value: year, range })
    }

    fn form(&mut self, root: &Node, forms: &Forms, year: &Spanned<u16>) -> Option<Arc<Form>> {
        if let Some((scalar, range)) = self.text(root, keys::FORM) {
            let name = scalar.text.trim().to_owned();
            let Some(form) = forms.named(&name) else {
                let known = forms.names().join("、");
                self.find(Code::NoEdition, &range, format!("没有名为“{name}”的表样"))
                    .help
                    .push(format!("现有：{known}"));
                return None;
            };
            if !form.covers(year.value) {
                let found = self.find(Code::NoEdition, &range, format!("表样“{name}”不用于 {} 年度", year.value));
                found.help.push("表样按报告年度选用，与成文日期无关；一般不必写“表样”".into());
                return None;
            }
            return Some(form);
        }
        let form = forms.for_year(year.value);
        if form.is_none() {
            self.find(Code::NoEdition, &year.range, format!("{} 年度没有对应的表样", year.value));
        }
        form
    }

    fn unknown_keys(&mut self, root: &Node, form: &Form, forms: &Forms) {
        let Value::Map(entries) = &root.value else { return };
        let prose = form.prose_keys();
        let tables = form.tables.iter().map(|table| table.key.as_str());
        let known: Vec<&str> = keys::HEAD.into_iter().chain(prose.iter().map(String::as_str)).chain(tables).collect();
        for (key, _) in entries {
            if known.contains(&key.text.as_str()) {
                continue;
            }
            if let Some(help) = full_width_colon(&key.text, &known) {
                self.find(Code::UnknownKey, &key.range, format!("没有“{}”这一项", key.text)).help.push(help);
                continue;
            }
            let here = |table: &&crate::form::TableForm| table.lines.iter().any(|line| line.keys[0] == key.text);
            let advice = match form.tables.iter().find(here) {
                Some(table) => Advice::words(format!(
                    "“{}”是“{}”里的一行：在它前面加两个空格，放到“{}:”下面",
                    key.text, table.key, table.key
                )),
                None => match MEANT.iter().find(|(given, _)| *given == key.text) {
                    Some((_, meant)) => Advice::perhaps(meant),
                    None => missing_like(&key.text, root, &known)
                        .map_or_else(|| table::advise(&key.text, &known, forms, &form.name), Advice::perhaps),
                },
            };
            self.find(Code::UnknownKey, &key.range, format!("没有“{}”这一项", key.text)).help.push(advice.words);
            self.meant.extend(advice.meant);
        }
    }

    /// A name with a slip in it is one finding; that its right name is missing is not another.
    fn once(&mut self) {
        let echoes = |finding: &Finding| {
            finding.code == Code::MissingKey
                && self.meant.iter().any(|key| finding.message.starts_with(&format!("缺少“{key}”")))
        };
        // Where a slip of writing is named, that nothing could be read there is its echo.
        let line = |finding: &Finding| finding.at.start().line;
        let slips: BTreeSet<usize> =
            self.findings.iter().filter(|f| f.code == Code::YamlSyntax && f.is_error()).map(line).collect();
        let is_blank = |f: &Finding| {
            matches!(f.code, Code::NotACount | Code::MissingCell | Code::MissingKey)
                && f.message.ends_with("没有填")
                && slips.contains(&line(f))
        };
        self.findings.retain(|finding| !echoes(finding) && !is_blank(finding));
    }

    fn flag(&mut self, root: &Node, key: &str) -> bool {
        let Some((scalar, range)) = self.optional_text(root, key) else { return false };
        match scalar.text.trim() {
            yes if is_yes(yes) => true,
            "false" | "否" | "无" => false,
            other => {
                self.find(Code::BadValue, &range, format!("“{key}”不能是“{other}”")).help.push("应为 是 或 否".into());
                false
            }
        }
    }

    fn acknowledgements(&mut self, root: &Node) -> Vec<Acknowledgement> {
        let Some(node) = root.get(keys::REASONS) else { return Vec::new() };
        let Value::List(items) = &node.value else {
            if node.scalar().is_some() || matches!(node.value, Value::Map(_)) {
                self.find(Code::BadValue, &node.range, "“说明”应当逐条列出").help.push(ACKNOWLEDGEMENT_HELP.into());
            }
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in items {
            let (code, reason) = (item.get("检查").and_then(Node::scalar), item.get("理由").and_then(Node::scalar));
            let (Some(code), Some(reason)) = (code, reason) else {
                if let Some((key, range)) = wide_key(item, &["检查", "理由"]) {
                    self.find(Code::YamlSyntax, &range, format!("“{key}”后面用了全角冒号“：”"))
                        .help
                        .push(format!("改为半角冒号加一个空格；{ACKNOWLEDGEMENT_HELP}"));
                    continue;
                }
                self.find(Code::MissingKey, &item.range, "每条说明都要有“检查”和“理由”")
                    .help
                    .push(ACKNOWLEDGEMENT_HELP.into());
                continue;
            };
            let name = code.text.trim();
            let range = item.get("检查").map_or(item.range.clone(), |node| node.range.clone());
            match Code::parse(name) {
                Some(code) if code.acknowledgeable() => {
                    let words = item.get("原文").and_then(Node::scalar).map(|words| words.text.trim().to_owned());
                    let words = words.filter(|words| !words.is_empty());
                    found.push(Acknowledgement { code, words, reason: reason.text.trim().to_owned(), range });
                }
                Some(_) => {
                    let finding = self.find(Code::BadValue, &range, format!("“{name}”不能用说明放行"));
                    finding.help.push("这类问题须改正数据".into());
                }
                None => {
                    let near = meant_code(name).map(|code| format!("是不是“{}”？", code.as_str())).unwrap_or_default();
                    let help = "写检查结果方括号里的代码，如“警告[jump]”就写 jump";
                    self.find(Code::BadValue, &range, format!("没有“{name}”这种检查"))
                        .help
                        .push(format!("{near}{help}"));
                }
            }
        }
        found
    }
}

const ACKNOWLEDGEMENT_HELP: &str = "写成“- {检查: carry-over, 理由: 上年漏统计1件，已更正}”";

/// What a name most likely stands for among those that are not there: it is like one of them, or ends as only one does.
fn missing_like<'a>(given: &str, root: &Node, known: &[&'a str]) -> Option<&'a str> {
    let missing = || {
        known.iter().copied().filter(|name| root.get(name).is_none() && ![keys::SIGNATURE, keys::TITLE].contains(name))
    };
    let end: String = given.chars().skip(given.chars().count().saturating_sub(2)).collect();
    let ends = || {
        let mut alike = missing().filter(|name| end.chars().count() == 2 && name.ends_with(&end));
        alike.next().filter(|_| alike.next().is_none())
    };
    crate::report::nearest(given, missing()).or_else(ends)
}

/// The key of a mapping that is one of `known` with a full-width colon behind it, and where it stands.
fn wide_key(item: &Node, known: &[&str]) -> Option<(String, Range<usize>)> {
    let Value::Map(entries) = &item.value else { return None };
    entries.iter().find_map(|(key, _)| {
        let (name, _) = key.text.split_once('：')?;
        known.contains(&name.trim()).then(|| (name.trim().to_owned(), key.range.clone()))
    })
}

/// What a name stands for at the beginning of a line.
fn name_of(name: &str, forms: &Forms) -> Option<Name> {
    // No name is as long; what is called one is a text.
    if name.len() > LONGEST_NAME {
        return None;
    }
    let bare = plain(name);
    match bare.as_str() {
        keys::TITLE => return Some(Name::Text),
        REST => return Some(Name::Row(0)),
        name if keys::HEAD.contains(&name) => return Some(Name::Head),
        _ => {}
    }
    forms.term_of(&bare).map(|term| match term {
        Term::Prose => Name::Text,
        Term::Table => Name::Table,
        Term::Row(depth) => Name::Row(depth),
    })
}

/// The form that a file whose year cannot be read is most likely on: by the file's name, else the one in force.
fn likely_form(path: &Path, forms: &Forms) -> Option<Arc<Form>> {
    let named = named_year(path).and_then(|year| forms.for_year(year));
    named.or_else(|| forms.iter().filter(|form| !form.extension).max_by_key(|form| form.edition.years.0).cloned())
}

/// What to say of a key that is one of `known` with a full-width colon behind it.
fn full_width_colon(key: &str, known: &[&str]) -> Option<String> {
    let (name, _) = key.split_once('：')?;
    known.contains(&name.trim()).then(|| format!("“{}”后面用了全角冒号；改为半角冒号加一个空格", name.trim()))
}

/// The first line of a range.
fn first_line(file: &SourceFile, range: &Range<usize>) -> Range<usize> {
    let text = file.text.get(range.clone()).unwrap_or_default();
    range.start..range.start + text.find('\n').unwrap_or(text.len())
}

/// Where to mark a key whose value is blank.
fn blank_range(root: &Node, key: &str, node: &Node) -> Range<usize> {
    let Value::Map(entries) = &root.value else { return node.range.clone() };
    entries.iter().find(|(k, _)| k.text == key).map_or(node.range.clone(), |(k, _)| k.range.clone())
}

/// Where to mark what is missing from a mapping: its first key.
fn first_key(root: &Node) -> Range<usize> {
    match &root.value {
        Value::Map(entries) => entries.first().map_or(0..0, |(key, _)| key.range.clone()),
        _ => root.range.clone(),
    }
}

/// Whether a value stands in quotes or in a block: a number does not.
fn is_quoted(scalar: &Scalar) -> bool {
    scalar.style != ScalarStyle::Plain
}
