//! From paths to reports: which files are meant, what each says, and which file holds the year before.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::region::{Around, Asked, Membership};
use crate::check::{Member, Peers};
use crate::diag::{Code, Deed, Fault, Finding, Place, SourceFile, reason, shown_path};
use crate::form::Forms;
use crate::report::{self, Region, Report};
use crate::source;

/// The folder of data files when no path is given.
pub const DATA: &str = "data";
/// The data file endings.
const ENDINGS: [&str; 2] = ["yaml", "yml"];

/// A data file of the run.
#[derive(Debug)]
pub struct Entry {
    pub path: PathBuf,
    /// The report, when it could be read.
    pub report: Option<Arc<Report>>,
    /// Last year's report, when its file is there and readable.
    pub last_year: Option<Arc<Report>>,
    /// What the run has of each agency under 成员.
    pub members: Vec<Member>,
    /// What reading it, and pairing it with other files, brought to light.
    pub findings: Vec<Finding>,
}

/// The data files of a run, and where they were looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// All that were found, in order, each once.
    pub found: Vec<PathBuf>,
    /// The files and folders that were named.
    pub given: Vec<PathBuf>,
}

impl Files {
    /// The files that `paths` mean: files as they are, folders with all data files below; without a path `data/`.
    ///
    /// # Errors
    /// A path that is not there, or that cannot be read.
    pub fn find(paths: &[PathBuf]) -> Result<Files, Fault> {
        let given = if paths.is_empty() { vec![PathBuf::from(DATA)] } else { paths.to_vec() };
        let mut found = Vec::new();
        for path in &given {
            let unreadable = |error: std::io::Error| match error.kind() {
                std::io::ErrorKind::NotFound => Fault::Usage(format!("没有“{}”这个文件或文件夹", path.display())),
                _ => Fault::io(Deed::ReadFolder, path, &error),
            };
            let metadata = std::fs::metadata(path).map_err(unreadable)?;
            if metadata.is_dir() {
                walk(path, &mut found).map_err(unreadable)?;
            } else {
                found.push(path.clone());
            }
        }
        found.sort();
        found.dedup();
        if given.len() > 1 {
            // One file by two ways is not two files.
            let mut seen = BTreeSet::new();
            found.retain(|path| seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
        }
        if found.is_empty() {
            let names: Vec<String> = given.iter().map(|path| path.display().to_string()).collect();
            return Err(Fault::Usage(format!(
                "“{}”里没有数据文件（{}）",
                names.join("”“"),
                ENDINGS.map(|e| format!(".{e}")).join("、")
            )));
        }
        Ok(Files { found, given })
    }
}

/// Whether a file has the name of a data file.
pub fn is_data_file(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|e| ending == *e))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&path, files)?;
        } else if is_data_file(&path) {
            files.push(path);
        }
    }
    Ok(())
}

/// What the checks of one report know of the others.
pub fn peers(entries: &[Entry]) -> Peers {
    Peers::new(entries.iter().filter_map(|entry| entry.report.as_deref()))
}

/// Reads all files and pairs each with its last year's.
///
/// # Errors
/// Never for one bad file: that is a finding of its entry.
pub fn entries(files: &[PathBuf], forms: &Forms) -> Vec<Entry> {
    let mut library = Library::new(forms);
    let mut entries: Vec<Entry> = files
        .iter()
        .map(|path| match library.get(path) {
            Ok(report) => Entry::new(path, Some(report), Vec::new()),
            Err(findings) => Entry::new(path, None, findings),
        })
        .collect();
    for entry in &mut entries {
        let Some(report) = entry.report.clone() else { continue };
        if let Some(path) = last_year_path(&entry.path, report.year.value) {
            match library.get(&path) {
                Ok(last) => entry.last_year = Some(last),
                Err(_) => entry.findings.push(
                    Finding::new(
                        Code::LastYear,
                        report.place(&report.year.range),
                        format!("上年的数据文件“{}”读不出，跨年的检查没有做", shown_path(&path)),
                    )
                    .help("先用“nianbao check”核对那个文件"),
                ),
            }
        }
    }
    identities(&mut entries);
    members(&mut entries, &mut library);
    entries
}

impl Entry {
    /// One data file by itself, from its text: read, with nothing paired.
    pub fn of(file: &Arc<SourceFile>, forms: &Forms) -> Entry {
        match report::read(file, forms) {
            Ok(report) => Entry::new(&file.path, Some(Arc::new(report)), Vec::new()),
            Err(findings) => Entry::new(&file.path, None, findings),
        }
    }

    fn new(path: &Path, report: Option<Arc<Report>>, findings: Vec<Finding>) -> Entry {
        Entry { path: path.to_owned(), report, last_year: None, members: Vec::new(), findings }
    }
}

/// Files already read: one that is both a report of the run and another's last year is read once.
struct Library<'a> {
    forms: &'a Forms,
    read: BTreeMap<PathBuf, Result<Arc<Report>, Vec<Finding>>>,
}

impl<'a> Library<'a> {
    fn new(forms: &'a Forms) -> Library<'a> {
        Library { forms, read: BTreeMap::new() }
    }

    fn get(&mut self, path: &Path) -> Result<Arc<Report>, Vec<Finding>> {
        if let Some(read) = self.read.get(path) {
            return read.clone();
        }
        let read = read(path, self.forms).map(Arc::new);
        self.read.insert(path.to_owned(), read.clone());
        read
    }
}

fn read(path: &Path, forms: &Forms) -> Result<Report, Vec<Finding>> {
    match source::load(path) {
        Ok(Ok(file)) => report::read(&file, forms),
        Ok(Err(finding)) => Err(vec![finding]),
        Err(error) => {
            let file = Arc::new(SourceFile { path: path.to_owned(), text: String::new() });
            Err(vec![Finding::new(
                Code::Unreadable,
                Place::new(&file, 0..0),
                format!("读不了这个文件：{}", reason(&error)),
            )])
        }
    }
}

/// The file of the year before in the same folder.
pub fn last_year_path(path: &Path, year: u16) -> Option<PathBuf> {
    year_path(path.parent()?, year.checked_sub(1)?).filter(|candidate| candidate != path)
}

/// The file of a year in an agency's folder.
pub fn year_path(folder: &Path, year: u16) -> Option<PathBuf> {
    ENDINGS.map(|ending| folder.join(format!("{year}.{ending}"))).into_iter().find(|candidate| candidate.is_file())
}

/// Gives every entry its members, and what speaks against them.
fn members(entries: &mut [Entry], library: &mut Library) {
    let reports: Vec<Arc<Report>> = entries.iter().filter_map(|entry| entry.report.clone()).collect();
    let mut read = |path: &Path| library.get(path).ok();
    let mut around = Around::new(reports.iter(), &mut read, year_path);
    for entry in entries {
        let Some(report) = entry.report.clone() else { continue };
        let Some(asked) = Asked::by_report(&report) else { continue };
        let Membership { members, findings } = around.membership(&asked);
        entry.members = members;
        entry.findings.extend(findings);
    }
}

/// The members of a government's file that need not be a report yet, among the files of a run; `place` is where the file names
/// them.
pub fn membership(region: &Region, place: &Place, entries: &[Entry], forms: &Forms) -> Membership {
    let mut library = Library::new(forms);
    let mut read = |path: &Path| library.get(path).ok();
    let reports = entries.iter().filter_map(|entry| entry.report.as_ref());
    Around::new(reports, &mut read, year_path).membership(&Asked::by_region(region, place))
}

/// Two files for one agency and year; an agency called otherwise than in the last year that its folder has.
fn identities(entries: &mut [Entry]) {
    let reports: Vec<(PathBuf, Arc<Report>)> =
        entries.iter().filter_map(|entry| Some((entry.path.clone(), entry.report.clone()?))).collect();
    let before = |path: &Path, year: u16| {
        let beside = reports.iter().filter(|(other, _)| other.parent() == path.parent());
        beside
            .map(|(_, report)| report)
            .filter(|report| report.year.value < year)
            .max_by_key(|report| report.year.value)
    };
    let mut seen: BTreeMap<(String, u16), Place> = BTreeMap::new();
    for entry in entries {
        let Some(report) = &entry.report else { continue };
        let place = report.place(&report.agency.range);
        let key = (report.agency.value.clone(), report.year.value);
        if let Some(first) = seen.get(&key) {
            entry.findings.push(
                Finding::new(Code::Identity, place, format!("“{}”{} 年度有两个数据文件", key.0, key.1))
                    .also(first.clone(), "另一个文件")
                    .help("只能留一个；两个文件会写成同一份报告"),
            );
        } else {
            seen.insert(key, place);
        }
        let before = entry.last_year.as_ref().or_else(|| before(&entry.path, report.year.value));
        if let Some(before) = before.filter(|before| before.agency.value != report.agency.value) {
            let year = before.year.value;
            entry.findings.push(
                Finding::new(
                    Code::Identity,
                    report.place(&report.agency.range),
                    format!("机关名称与{year}年不同：今年“{}”，{year}年“{}”", report.agency.value, before.agency.value),
                )
                .also(before.place(&before.agency.range), format!("{year}年的名称"))
                .help("核对是否放错文件夹；机构确已更名的，在“说明”里写明“检查: identity”和理由"),
            );
        }
    }
}
