//! `nianbao import`: published reports, workbooks and pasted tables become data files.

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::{Common, Import};
use super::new::{provide_schema, schema_path};
use super::{exit, written};
use crate::diag::{Deed, Fault, shown_path};
use crate::form::{AgencyKind, Forms};
use crate::import::{self, Change, ImportError, Item};
use crate::read_back::{self, unit::Kind};
use crate::recognise::{Hints, Recognised, recognise};
use crate::source::patch::Patcher;
use crate::templates::Templates;

/// The format for programs.
const JSON: &str = "json";
/// A larger file is not opened.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Folders within folders are looked into so far.
const DEEPEST: usize = 4;
/// Lines that are shown of a file that became a new data file, which has them all.
const SHOWN: usize = 12;

pub fn run(common: &Common, args: &Import) -> Result<u8, Fault> {
    let forms = Templates::new(common.templates.as_deref())?.forms()?;
    let files = sources(&args.files)?;
    let mut told = Vec::new();
    for (index, path) in files.iter().enumerate() {
        if files.len() > 1 && args.format != JSON {
            say!("{}/{} {}", index + 1, files.len(), shown_path(path));
        }
        let one = catch_unwind(AssertUnwindSafe(|| one(path, args, &forms)));
        let result = one.unwrap_or_else(|_| Outcome::failed(path, None, "读的时候程序内部出错，没有写".into()));
        if args.format != JSON {
            written(std::io::stdout().lock().write_all(result.words().as_bytes()))?;
        }
        told.push(result);
    }
    if args.format == JSON {
        let files: Vec<_> = told.iter().map(Outcome::json).collect();
        let text = format!("{:#}\n", json!({"version": 1, "files": files}));
        written(std::io::stdout().lock().write_all(text.as_bytes()))?;
    } else if told.len() > 1 {
        let count = |is: fn(&Outcome) -> bool| told.iter().filter(|outcome| is(outcome)).count();
        let (wrote, failed) = (count(|o| o.written), count(|o| o.message.is_some()));
        say!("共 {} 个文件：写出 {wrote} 个，读不了 {failed} 个", told.len());
    }
    Ok(match () {
        () if told.iter().all(|outcome| outcome.message.is_some()) => exit::FAILURE,
        () if told.iter().any(Outcome::is_incomplete) => exit::FINDINGS,
        () => exit::OK,
    })
}

/// What became of a file.
struct Outcome {
    source: PathBuf,
    kind: Option<Kind>,
    agency: Option<String>,
    year: Option<u16>,
    data: Option<PathBuf>,
    written: bool,
    read: usize,
    items: Vec<Item>,
    /// What a clerk should look at, a line each.
    lines: Vec<String>,
    /// Differences from a data file that was there and was not changed.
    differences: Vec<Change>,
    /// How many changes were made in one that was there.
    updated: Option<usize>,
    /// Why nothing could be done.
    message: Option<String>,
}

impl Outcome {
    fn failed(source: &Path, kind: Option<Kind>, message: String) -> Outcome {
        Outcome {
            source: source.to_owned(),
            kind,
            agency: None,
            year: None,
            data: None,
            written: false,
            read: 0,
            items: Vec::new(),
            lines: Vec::new(),
            differences: Vec::new(),
            updated: None,
            message: Some(message),
        }
    }

    fn is_incomplete(&self) -> bool {
        self.message.is_some() || !self.items.is_empty() || !self.differences.is_empty()
    }

    fn words(&self) -> String {
        let source = shown_path(&self.source);
        if let Some(message) = &self.message {
            return format!("“{source}”{message}\n");
        }
        let data = self.data.as_deref().map(shown_path).unwrap_or_default();
        let became = match (self.written, self.updated, self.differences.len()) {
            (true, Some(changes), _) => format!("已改 {changes} 处"),
            (true, None, _) => "已写出".into(),
            (false, Some(_), _) | (false, None, 0) => "数据文件已有，内容相同，没有改动".into(),
            (false, None, count) => {
                format!("数据文件已有，有 {count} 处不同，没有改动；要用这份文件里的，再运行一次并加 --update")
            }
        };
        let mut text =
            format!("“{source}” → {data}：读出 {} 格，没有读出 {} 格；{became}\n", self.read, self.items.len());
        let differences = self.differences.iter().map(Change::words);
        let lines: Vec<String> = differences.chain(self.lines.iter().cloned()).collect();
        // A new data file holds the whole list itself.
        let shown = if self.written && self.updated.is_none() { SHOWN } else { lines.len() };
        for line in lines.iter().take(shown) {
            text.push_str(&format!("  - {line}\n"));
        }
        if lines.len() > shown {
            text.push_str(&format!("  - 此外还有 {} 条，都写在数据文件开头\n", lines.len() - shown));
        }
        text
    }

    fn json(&self) -> serde_json::Value {
        let unread: Vec<_> = self
            .items
            .iter()
            .map(|item| json!({"cell": item.cell, "place": item.place, "text": item.text, "why": item.why}))
            .collect();
        json!({
            "source": shown_path(&self.source),
            "kind": self.kind.map(|kind| format!("{kind:?}").to_lowercase()),
            "agency": self.agency,
            "year": self.year,
            "data": self.data.as_deref().map(shown_path),
            "written": self.written,
            "cells": {"read": self.read, "unread": self.items.len()},
            "unread": unread,
            "remarks": self.lines,
            "differences": self.differences.len(),
            "message": self.message,
        })
    }
}

fn one(path: &Path, args: &Import, forms: &Forms) -> Outcome {
    let bytes = match bytes(path) {
        Ok(bytes) => bytes,
        Err(message) => return Outcome::failed(path, None, message),
    };
    let contents = match read_back::read(&bytes) {
        Ok(contents) => contents,
        Err(error) => return Outcome::failed(path, None, error.to_string()),
    };
    let hints = Hints { agency: args.agency.clone(), year: args.year };
    let recognised = recognise(&contents, forms, &hints).filter(|recognised| !recognised.is_empty());
    let Some(recognised) = recognised else {
        let why = contents.remarks.first().map(|remark| format!("；{remark}")).unwrap_or_default();
        return Outcome::failed(path, Some(contents.kind), format!("{}{why}", ImportError::Nothing));
    };
    taken(path, args, forms, &recognised)
        .unwrap_or_else(|error| Outcome::failed(path, Some(contents.kind), error.to_string()))
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let fault = |error: &std::io::Error| format!("：{}", Fault::io(Deed::Read, path, error));
    let size = std::fs::metadata(path).map_err(|error| fault(&error))?.len();
    if size > LARGEST {
        return Err(format!("有 {} MB，太大，没有读", size / 1024 / 1024));
    }
    std::fs::read(path).map_err(|error| fault(&error))
}

/// Writes what was recognised, or compares it with what is there.
fn taken(path: &Path, args: &Import, forms: &Forms, recognised: &Recognised) -> Result<Outcome, ImportError> {
    let agency = recognised.agency.clone().ok_or(ImportError::NoAgency)?;
    let year = recognised.year.ok_or(ImportError::NoYear)?;
    let agency = crate::report::agency_name(&agency)
        .map_err(|error| ImportError::BadAgency { name: agency.clone(), why: error.to_string() })?
        .to_owned();
    forms.for_year(year).ok_or_else(|| ImportError::NoForm(forms.no_edition(year)))?;
    let data = args.data.join(&agency).join(format!("{year}.yaml"));
    let mut outcome = Outcome {
        source: path.to_owned(),
        kind: Some(recognised.kind),
        agency: Some(agency),
        year: Some(year),
        data: Some(data.clone()),
        written: false,
        read: recognised.read(),
        items: import::items(recognised),
        lines: import::summary(recognised),
        differences: Vec::new(),
        updated: None,
        message: None,
    };
    if data.exists() {
        merged(&data, args.update, recognised, &mut outcome)?;
        return Ok(outcome);
    }
    let kind = AgencyKind::ALL.into_iter().find(|kind| Some(kind.as_str()) == args.kind.as_deref());
    let source = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let draft = import::draft(recognised, &source, kind, Some(schema_path(&recognised.form)))?;
    let unwritable = |fault: Fault| ImportError::Unchangeable(fault.to_string());
    if let Some(folder) = data.parent() {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(Fault::io(Deed::MakeFolder, folder, &error)))?;
    }
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&data);
    file.and_then(|mut file| file.write_all(draft.text.as_bytes()))
        .map_err(|error| unwritable(Fault::io(Deed::Write, &data, &error)))?;
    provide_schema(&args.data, &recognised.form).map_err(unwritable)?;
    outcome.written = true;
    Ok(outcome)
}

/// Compares with the data file that is there, and changes it when that was asked for.
fn merged(data: &Path, update: bool, recognised: &Recognised, outcome: &mut Outcome) -> Result<(), ImportError> {
    let fault = |deed, error: &std::io::Error| ImportError::Unchangeable(Fault::io(deed, data, error).to_string());
    let before = std::fs::read(data).map_err(|error| fault(Deed::Read, &error))?;
    let mut patcher =
        Patcher::new(data, before.clone()).map_err(|error| ImportError::Unchangeable(error.to_string()))?;
    let plan = import::plan(patcher.root(), &recognised.form, recognised);
    if !update || plan.changes.is_empty() {
        outcome.updated = plan.changes.is_empty().then_some(0);
        outcome.differences = plan.changes;
        return Ok(());
    }
    import::apply(&mut patcher, &recognised.form, &plan)?;
    let left = import::plan(patcher.root(), &recognised.form, recognised);
    if let Some(change) = left.changes.first() {
        return Err(ImportError::Unproved(change.words()));
    }
    if std::fs::read(data).map_err(|error| fault(Deed::Read, &error))? != before {
        return Err(ImportError::Unchangeable("读入时文件又被改动了，请再运行一次".into()));
    }
    replace(data, &patcher.bytes()).map_err(|error| fault(Deed::Write, &error))?;
    outcome.written = true;
    outcome.updated = Some(plan.changes.len());
    Ok(())
}

/// Puts new bytes in the place of a file at once, behind a link where it is one, with the permissions it had.
fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".nianbao-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.as_file().set_permissions(std::fs::metadata(&path)?.permissions())?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// The files named, and those in the folders named.
fn sources(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            within(path, DEEPEST, &mut files)?;
        } else if path.exists() {
            files.push(path.clone());
        } else {
            return Err(Fault::Usage(format!("没有“{}”这个文件或文件夹", shown_path(path))));
        }
    }
    if files.is_empty() {
        return Err(Fault::Usage("文件夹里没有可读的文件".into()));
    }
    Ok(files)
}

fn within(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Fault> {
    let fault = |error: &std::io::Error| Fault::io(Deed::ReadFolder, folder, error);
    let entries = std::fs::read_dir(folder).map_err(|error| fault(&error))?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(|error| fault(&error))?;
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Word and WPS keep `~$name` beside an open file.
        if name.starts_with(['.', '~']) {
            continue;
        }
        if path.is_dir() {
            if depth > 0 {
                within(&path, depth - 1, files)?;
            }
        } else if !name.ends_with(".yaml") && !name.ends_with(".yml") {
            files.push(path);
        }
    }
    Ok(())
}
