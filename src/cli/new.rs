//! `nianbao new`: a commented skeleton of a data file, made from the form.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::args::{Common, New};
use super::exit;
use crate::diag::{Fault, reason, shown_path};
use crate::form::{Axis, Form, LineKind, TableForm, ValueKind};
use crate::office::{Entry, entries};
use crate::report::{AgencyKind, Report, schema};
use crate::templates::Templates;

/// Where the JSON Schemas lie, seen from the folder that holds the data folder.
const SCHEMAS: &str = "templates/schema";

pub fn run(common: &Common, args: &New) -> Result<u8, Fault> {
    let agency = args.agency.trim();
    if agency.is_empty() || agency.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) || agency.starts_with('.') {
        return Err(Fault::Usage(format!("机关名称“{agency}”不能用作文件夹名；请写机关全称")));
    }
    let forms = Templates::new(common.templates.as_deref())?.forms()?;
    let form = forms.for_year(args.year).ok_or_else(|| Fault::Usage(forms.no_edition(args.year)))?;
    let folder = args.data.join(agency);
    let path = folder.join(format!("{}.yaml", args.year));
    let last_path = folder.join(format!("{}.yaml", args.year - 1));
    let last = last_path.is_file().then(|| entries(&[last_path], &forms)).and_then(|mut entries| entries.pop());
    if let Some(Entry { path, report: None, .. }) = &last {
        let shown = shown_path(path);
        return Err(Fault::Other(format!("上年的数据文件“{shown}”读不出，先用“nianbao check”核对它")));
    }
    let last = last.and_then(|entry| entry.report);
    let text = skeleton(agency, args.year, &form, last.as_ref());
    let unwritable = |error| Fault::Other(format!("写不了“{}”：{}", shown_path(&path), reason(&error)));
    std::fs::create_dir_all(&folder).map_err(unwritable)?;
    write_new(&path, &text).map_err(unwritable)?;
    provide_schema(&args.data, &form)?;
    anstream::eprintln!("已生成 {}；填好后运行 nianbao check “{}”", shown_path(&path), shown_path(&path));
    Ok(exit::OK)
}

/// Creates the file; one that is there is somebody's work and stays.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// Writes the JSON Schema that the data file's first line names, where there is none yet, so that an editor finds it.
fn provide_schema(data: &Path, form: &Form) -> Result<(), Fault> {
    let folder = data.join("..").join(SCHEMAS);
    let path = folder.join(format!("{}.json", form.name));
    let written = || match write_new(&path, &format!("{:#}\n", schema(form))) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    };
    std::fs::create_dir_all(&folder)
        .and_then(|()| written())
        .map_err(|error| Fault::Other(format!("写不了“{}”：{}", shown_path(&path), reason(&error))))
}

/// The text of an empty data file for a form; last year's carried-over figures are filled in.
fn skeleton(agency: &str, year: u16, form: &Form, last: Option<&Arc<Report>>) -> String {
    let kind = last.map_or(AgencyKind::Department, |last| last.kind.value);
    let kinds = AgencyKind::ALL.map(AgencyKind::as_str).join("、");
    let mut text = format!(
        "# yaml-language-server: $schema=../../{SCHEMAS}/{}.json\n\
         # {year} 年度政府信息公开工作年度报告的数据，表样依据{}。\n\
         # 填法：冒号用半角，后面空一格；件数只写数字，没有就写 0；以 # 开头的是说明，不会印出。\n\n\
         机关: {agency}\n\
         机关类型: {}          # {kinds}\n\
         年度: {year}\n\
         成文日期: {}-01-20    # {}\n\n",
        form.name,
        form.edition.basis,
        kind.as_str(),
        year + 1,
        form.due_words(),
    );
    let _ = writeln!(
        text,
        "# 正文一行就是一段；以“（一）”开头的是小标题；要加粗的文字前后各写两个星号。\n\
         # 引用表中的数字，写成 {{{{ 申请.本年新收.总计 }}}}，数字改了正文跟着改。\n\
         # {}: |\n#   根据《中华人民共和国政府信息公开条例》……\n",
        Form::PREFACE
    );
    for section in &form.sections {
        let _ = writeln!(text, "# {}", section.title);
        if let Some(key) = &section.prose {
            let _ = writeln!(text, "{key}: |\n  （待补充）\n");
        }
        if let Some(index) = section.table {
            table(&mut text, &form.tables[index], index, last);
            text.push('\n');
        }
    }
    text
}

fn table(text: &mut String, form: &TableForm, index: usize, last: Option<&Arc<Report>>) {
    let _ = writeln!(text, "{}:", form.key);
    let mut open: Vec<&str> = Vec::new();
    let mut heads = String::new();
    for (number, line) in form.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Data) {
        let columns: Vec<_> = line.columns.iter().filter(|column| column.total.is_none()).collect();
        let described =
            columns.iter().map(|column| described(&column.label, column.kind)).collect::<Vec<_>>().join("、");
        if described != heads {
            let _ = writeln!(text, "  # 依次为：{described}");
            heads = described;
        }
        let (key, groups) = line.keys.split_last().expect("a line of the form has a key");
        if open != groups {
            for (depth, group) in
                groups.iter().enumerate().skip(open.iter().zip(groups).take_while(|(a, b)| *a == *b).count())
            {
                let label = line.labels.get(line.labels.len() - 1 - (groups.len() - depth)).map_or("", String::as_str);
                let _ = writeln!(text, "{}{group}:    # {label}", "  ".repeat(depth + 1));
            }
            open = groups.iter().map(String::as_str).collect();
        }
        let indent = "  ".repeat(line.keys.len());
        let carried = last.and_then(|last| carried(form, index, number, last));
        let (values, note) = match carried {
            Some(values) => (values, "由上年的结转下年度转入"),
            None => (vec!["0".to_owned(); columns.len()], ""),
        };
        let values = if let [only] = &values[..] { only.clone() } else { format!("[{}]", values.join(", ")) };
        let label = line.labels.last().map_or("", String::as_str);
        let notes: Vec<&str> =
            [if label == key { "" } else { label }, note].into_iter().filter(|n| !n.is_empty()).collect();
        let comment = if notes.is_empty() { String::new() } else { format!("    # {}", notes.join("；")) };
        let _ = writeln!(text, "{indent}{key}: {values}{comment}");
    }
}

fn described(label: &str, kind: ValueKind) -> String {
    match kind {
        ValueKind::Count => label.to_owned(),
        ValueKind::Change => format!("{label}（可为负数）"),
        ValueKind::Amount(Some(_)) => label.to_owned(),
        ValueKind::Amount(None) => format!("{label}（写明元或万元）"),
    }
}

/// What an equation over the years says this line must be: last year's figures, where one line simply equals another.
fn carried(form: &TableForm, index: usize, line: usize, last: &Report) -> Option<Vec<String>> {
    let equation = form.equations.iter().find(|equation| {
        let [left] = &equation.left.operands[..] else { return false };
        let names: Vec<&str> = left.path.iter().map(String::as_str).collect();
        equation.axis == Axis::Columns
            && form.line(&names) == Some(line)
            && matches!(&equation.right.operands[..], [right] if right.last_year)
    })?;
    let from = last.operand_line(index, equation.right.operands.first()?, form)?;
    let columns = &last.form.tables[index].lines[from].columns;
    let cells = columns.iter().enumerate().filter(|(_, column)| column.total.is_none());
    Some(cells.map(|(column, _)| last.cell(index, from, column).value.to_string()).collect())
}
