//! What the page can ask for, without HTTP: the folder, one report, an edit, a preview, a build.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::answers::Refusal;
use super::typed::Typed;
use super::{Workplace, findings, view};
use crate::batch::replace_whole;
use crate::diag::{Code, Fault, Finding, SourceFile};
use crate::digest::Digest;
use crate::form::{Form, Forms, LineKind, Spot};
use crate::office::{Entry, Files, Office, entries, year_path};
use crate::report::{self, AgencyKind, Editor, Report, UNFILLED};
use crate::source;
use crate::source::patch::PatchError;
use crate::write::Format;

/// Texts of the first level that are filled in beside the tables.
const BASICS: [&str; 2] = [Form::KIND, Form::DATE];
/// Pages of a preview that are kept for the browser to fetch.
const KEPT: usize = 64;
/// How many pixels across they are drawn.
const WIDTHS: std::ops::RangeInclusive<u16> = 300..=2400;

/// A data file changed: told to every open page.
#[derive(Debug, Clone)]
pub(super) struct Changed {
    pub agency: String,
    pub year: u16,
    pub hash: String,
}

/// The office, its folder, and what is kept between requests.
pub struct Desk {
    pub(super) office: Office,
    pub(super) place: Workplace,
    pub(super) changed: broadcast::Sender<Changed>,
    /// Told when the clerk ends the program from the page.
    pub(super) over: tokio::sync::Notify,
    /// One writer at a time.
    writing: Mutex<()>,
    /// One report is set at a time.
    setting: Mutex<()>,
    /// Data files by agency and year, as last seen.
    known: Mutex<BTreeMap<(String, u16), PathBuf>>,
    /// Pages as pictures by their names, the newest last.
    pages: Mutex<Vec<(String, Bytes)>>,
    /// What is typed and on no disk yet.
    pub(super) typed: Typed,
}

/// Cells, texts and basic values that the page sends.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Edit {
    /// Of the file that was shown.
    pub hash: String,
    #[serde(default)]
    pub cells: BTreeMap<String, String>,
    #[serde(default)]
    pub texts: BTreeMap<String, String>,
    #[serde(default)]
    pub basics: BTreeMap<String, String>,
    /// Why findings are right, by their code; empty: taken back.
    #[serde(default)]
    pub reasons: BTreeMap<String, String>,
    /// When it was typed, by the page's own count.
    #[serde(default)]
    pub at: u64,
}

/// A data file as it lies on disk.
pub(super) struct Held {
    pub path: PathBuf,
    pub bytes: Vec<u8>,
    pub hash: String,
    pub form: Arc<Form>,
}

impl Desk {
    /// A desk over a folder.
    pub fn new(office: Office, place: &Workplace) -> Desk {
        let (changed, _) = broadcast::channel(64);
        Desk {
            office,
            place: place.clone(),
            changed,
            over: tokio::sync::Notify::new(),
            writing: Mutex::default(),
            setting: Mutex::default(),
            known: Mutex::default(),
            pages: Mutex::default(),
            typed: Typed::default(),
        }
    }

    /// Holds the folder still while something is written.
    pub(super) fn writing(&self) -> std::sync::MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All data files of the folder; none where there are none yet.
    pub(super) fn files(&self) -> Result<Files, Refusal> {
        let data = self.place.data.clone();
        if !data.exists() {
            return Ok(Files { given: vec![data], ..Files::default() });
        }
        Ok(Files::look(&[data])?)
    }

    /// Where the data of an agency and year lies: looked up among the files of the folder, never joined from a request.
    pub(super) fn path(&self, agency: &str, year: u16) -> Result<PathBuf, Refusal> {
        let key = (agency.to_owned(), year);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = known.get(&key).filter(|path| path.is_file()) {
            return Ok(path.clone());
        }
        known.clear();
        for entry in entries(&self.files()?.found, &self.office.forms) {
            if let Some(identity) = identity(&entry) {
                known.entry(identity).or_insert(entry.path);
            }
        }
        known.get(&key).cloned().ok_or_else(|| Refusal::Missing(format!("没有“{agency}”{year} 年度的数据文件")))
    }

    /// Which agency and year a path was last seen to hold.
    pub(super) fn known_as(&self, path: &std::path::Path) -> Option<(String, u16)> {
        let path = std::fs::canonicalize(path).ok()?;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |other: &&PathBuf| std::fs::canonicalize(other).is_ok_and(|other| other == path);
        known.iter().find(|(_, other)| same(other)).map(|(identity, _)| identity.clone())
    }

    pub(super) fn held(&self, agency: &str, year: u16) -> Result<Held, Refusal> {
        let path = self.path(agency, year)?;
        let bytes =
            std::fs::read(&path).map_err(|error| Refusal::from(Fault::io(crate::diag::Deed::Read, &path, &error)))?;
        let form = form_of(&self.office.forms, &path, &bytes, year)?;
        Ok(Held { hash: Digest::of(&bytes).to_string(), path, bytes, form })
    }

    /// The entry of a data file, paired with the other years of its agency in its folder.
    fn entry(&self, path: &std::path::Path) -> Option<Entry> {
        let folder = path.parent().map(std::path::Path::to_path_buf).unwrap_or_default();
        let found = Files::find(&[folder]).map(|files| files.found).unwrap_or_else(|_| vec![path.to_owned()]);
        entries(&found, &self.office.forms).into_iter().find(|entry| entry.path == path)
    }

    /// The same with all there is to say of it.
    fn inspected(&self, held: &Held) -> (Option<Entry>, Vec<Finding>, bool) {
        let Some(entry) = self.entry(&held.path) else { return (None, Vec::new(), false) };
        let (list, composed) = self.office.inspect(&entry);
        (Some(entry), list, composed.is_some())
    }

    /// What keeps a report from being made, in words.
    pub(super) fn errors(&self, held: &Held) -> Vec<String> {
        let (_, list, _) = self.inspected(held);
        list.into_iter().filter(Finding::is_error).map(|finding| finding.message).collect()
    }

    /// Everything the page shows of one report.
    pub(super) fn report(&self, agency: &str, year: u16) -> Result<Value, Refusal> {
        let held = self.held(agency, year)?;
        let mut state = self.state(&held)?;
        let form = &held.form;
        state["agency"] = json!(agency);
        state["year"] = json!(year);
        state["tables"] = json!(view::tables(form));
        state["order"] = json!(view::order(form));
        state["references"] = json!(view::references(form));
        state["record"] = self.record(agency, year, &held.bytes)?;
        // Another folder may have had this address before: what the browser keeps is the folder's.
        state["place"] = json!(super::place_of(&self.place.data));
        state["typed"] = self.typed.of(&held.path);
        let last = self.last_year(&held, self.entry(&held.path).and_then(|entry| entry.last_year));
        state["before"] = last.map_or_else(|| json!({}), |last| view::texts(&last.report));
        Ok(state)
    }

    /// What changes while a report is filled in: hash, cells, texts, findings, last year's figures.
    fn state(&self, held: &Held) -> Result<Value, Refusal> {
        let editor = Editor::new(&held.path, held.bytes.clone(), &held.form).map_err(unsafe_to_change)?;
        let (entry, list, printable) = self.inspected(held);
        let root = editor.root();
        let mut cells = serde_json::Map::new();
        let mut last = serde_json::Map::new();
        let own = Shown::of(editor.file(), &self.office.forms, entry.as_ref().and_then(|entry| entry.report.clone()));
        let year = entry.as_ref().and_then(Entry::year).unwrap_or(2024);
        let before = self.last_year(held, entry.and_then(|entry| entry.last_year));
        for (t, table) in held.form.tables.iter().enumerate() {
            for (l, line) in table.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Data) {
                for c in line.parts() {
                    let spot = Spot { table: t, line: l, column: c };
                    let text = editor.figure(spot).unwrap_or_else(|| UNFILLED.to_owned());
                    let covered = !editor.is_written(spot);
                    cells.insert(view::name(t, l, c), json!({ "text": text, "covered": covered }));
                    let both = own.as_ref().zip(before.as_ref());
                    let at = both.and_then(|(own, before)| own.report.at(t, l, c).in_(&before.report));
                    // What could not be read of last year's is no 0.
                    if let Some(at) = at.filter(|_| before.as_ref().is_some_and(|before| before.has(t))) {
                        last.insert(view::name(t, l, c), json!(at.value().to_string()));
                    }
                }
            }
        }
        let said = |key: &str| root.get(key).and_then(source::Node::scalar).map(|scalar| scalar.text.clone());
        let texts: Vec<Value> = held
            .form
            .prose_keys()
            .iter()
            .map(|key| {
                json!({
                    "key": key,
                    "title": view::title(&held.form, key),
                    "text": editor.text(key).unwrap_or_default().trim_end_matches('\n'),
                    "required": held.form.requires_prose(key),
                })
            })
            .collect();
        let kinds: Vec<&str> = AgencyKind::ALL.iter().map(|kind| kind.as_str()).collect();
        let basics: Vec<Value> = BASICS
            .iter()
            .map(|key| {
                let mut basic = json!({ "key": key, "text": said(key).unwrap_or_else(|| UNFILLED.to_owned()) });
                match *key {
                    "机关类型" => basic["choices"] = json!([&[UNFILLED][..], &kinds[..]].concat()),
                    _ => basic["hint"] = json!(format!("{}-01-20", year + 1)),
                }
                basic
            })
            .collect();
        Ok(json!({
            "hash": held.hash, "cells": cells, "last": last, "texts": texts, "basics": basics,
            "findings": findings::shown(&list, editor.file(), root, &held.form),
            "excused": findings::excused(&list, root), "printable": printable,
        }))
    }

    /// Last year's report: the one that was paired, else what can be read of the file beside this one. While a report is filled in
    /// it is not whole, and nothing is paired with it.
    fn last_year(&self, held: &Held, paired: Option<Arc<Report>>) -> Option<Shown> {
        if let Some(report) = paired {
            return Some(Shown { report, tables: None });
        }
        let path = year_path(held.path.parent()?, report::named_year(&held.path)?.checked_sub(1)?)?;
        Shown::of(&source::load(&path).ok()?.ok()?, &self.office.forms, None)
    }

    /// Writes what was typed into the data file, by ranges.
    pub(super) fn edit(&self, agency: &str, year: u16, edit: &Edit) -> Result<Value, Refusal> {
        let _one = self.writing();
        let held = self.held(agency, year)?;
        if held.hash != edit.hash {
            return Err(Refusal::Conflict(Box::new(self.report(agency, year)?)));
        }
        let mut editor = Editor::new(&held.path, held.bytes.clone(), &held.form).map_err(unsafe_to_change)?;
        for (name, text) in &edit.cells {
            let Some((table, line, column)) = view::figure(&held.form, name) else {
                return Err(Refusal::Wrong(format!("表样里没有“{name}”这一格")));
            };
            editor.set_cell(table, line, column, text).map_err(unsafe_to_change)?;
        }
        for table in 0..held.form.tables.len() {
            editor.close_rest(table).map_err(unsafe_to_change)?;
        }
        for (key, text) in &edit.texts {
            if !held.form.prose_keys().contains(key) {
                return Err(Refusal::Wrong(format!("没有“{key}”这一部分")));
            }
            let set = if text.is_empty() { editor.remove_text(key) } else { editor.set_text(key, text) };
            set.map_err(unsafe_to_change)?;
        }
        for (key, text) in edit.basics.iter().filter(|(key, _)| BASICS.contains(&key.as_str())) {
            editor.set_item(key, text).map_err(unsafe_to_change)?;
        }
        for (which, reason) in &edit.reasons {
            // The code, and behind a blank the words where the finding stands.
            let (name, words) = which.split_once(' ').unwrap_or((which, ""));
            let code = Code::parse(name).filter(|code| code.acknowledgeable());
            let code = code.ok_or_else(|| Refusal::Wrong(format!("“{name}”不能用说明放行，要改正数据")))?;
            editor.set_reason((code, words), reason).map_err(unsafe_to_change)?;
        }
        let bytes = editor.bytes();
        if bytes != held.bytes {
            match replace_whole(&held.path, &held.bytes, &bytes) {
                // Another program saved the file just now: the clerk chooses, as when it was saved a while ago.
                Err(Fault::Changed(_)) => return Err(Refusal::Conflict(Box::new(self.report(agency, year)?))),
                written => written?,
            }
        }
        self.typed.written(&held.path, edit.at);
        let held = Held { hash: Digest::of(&bytes).to_string(), bytes, ..held };
        let _ = self.changed.send(Changed { agency: agency.to_owned(), year, hash: held.hash.clone() });
        let mut state = self.state(&held)?;
        state["record"] = self.record(agency, year, &held.bytes)?;
        Ok(state)
    }

    /// The report as a web page; none while its data has errors that keep it from being composed.
    pub(super) fn preview(&self, agency: &str, year: u16) -> Result<String, Refusal> {
        let composed = self.composed(agency, year)?;
        let bytes = self.office.press.print(&composed.document, Format::Html);
        let bytes = bytes.map_err(|error| Refusal::Wrong(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| Refusal::Wrong(error.to_string()))
    }

    /// The names of the printed pages; each can then be fetched, as wide as it is shown. One report is set at a time, and none that
    /// nobody waits for any more.
    pub(super) fn pages(
        &self,
        agency: &str,
        year: u16,
        wide: u16,
        gone: &dyn Fn() -> bool,
    ) -> Result<Vec<String>, Refusal> {
        let _one = self.setting.lock().unwrap_or_else(PoisonError::into_inner);
        if gone() {
            return Err(Refusal::Missing("不再要看这些页".to_owned()));
        }
        let composed = self.composed(agency, year)?;
        let is_known = |name: &str| self.page(name).is_some();
        let wide = wide.clamp(*WIDTHS.start(), *WIDTHS.end());
        let pages = self.office.press.pages(&composed.document, wide, is_known);
        let pages = pages.map_err(|error| Refusal::Wrong(error.to_string()))?;
        let mut kept = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let names: Vec<String> = pages.iter().map(|(name, _)| name.clone()).collect();
        // Those of this report are the newest, whenever they were drawn.
        kept.sort_by_key(|(name, _)| names.contains(name));
        for (name, drawn) in pages {
            if let Some(drawn) = drawn.filter(|_| !kept.iter().any(|(known, _)| *known == name)) {
                kept.push((name, drawn.into()));
            }
        }
        let surplus = kept.len().saturating_sub(KEPT.max(names.len()));
        kept.drain(..surplus);
        Ok(names)
    }

    /// A page by its name.
    pub(super) fn page(&self, name: &str) -> Option<Bytes> {
        let kept = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == name).map(|(_, page)| page.clone())
    }

    fn composed(&self, agency: &str, year: u16) -> Result<crate::compose::Composed, Refusal> {
        let held = self.held(agency, year)?;
        let entry = self.entry(&held.path);
        let composed = entry.and_then(|entry| self.office.inspect(&entry).1);
        composed.ok_or_else(|| Refusal::Wrong("数据有错误，还不能预览".to_owned()))
    }
}

/// A report of which figures are shown, whole or not.
struct Shown {
    report: Arc<Report>,
    /// Which of its tables could be read; none: all.
    tables: Option<Vec<bool>>,
}

impl Shown {
    /// The report that was read, else what can be read of the file.
    fn of(file: &Arc<SourceFile>, forms: &Forms, report: Option<Arc<Report>>) -> Option<Shown> {
        if let Some(report) = report.or_else(|| report::read(file, forms).ok().map(Arc::new)) {
            return Some(Shown { report, tables: None });
        }
        let salvage = report::salvage(file, forms)?;
        Some(Shown { report: Arc::new(salvage.report), tables: Some(salvage.tables) })
    }

    /// Whether the figures of a table are those of the file.
    fn has(&self, table: usize) -> bool {
        self.tables.as_ref().is_none_or(|tables| tables.get(table) == Some(&true))
    }
}

/// The agency and year of a data file: what it says, else where it lies.
pub(super) fn identity(entry: &Entry) -> Option<(String, u16)> {
    Some((entry.agency(), entry.year()?))
}

/// The form of a data file: the one it names, else its year's.
fn form_of(forms: &Forms, path: &std::path::Path, bytes: &[u8], year: u16) -> Result<Arc<Form>, Refusal> {
    let named = source::decode(path, bytes.to_vec())
        .ok()
        .and_then(|file| source::parse(&file).ok())
        .and_then(|root| forms.named(&root.get("表样")?.scalar()?.text));
    named.or_else(|| forms.for_year(year)).ok_or_else(|| Refusal::Wrong(forms.no_edition(year)))
}

fn unsafe_to_change(error: PatchError) -> Refusal {
    Refusal::Wrong(format!("这份数据文件的写法不能在这里改：{error}；请用文字编辑器打开"))
}
