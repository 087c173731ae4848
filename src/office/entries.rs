//! From data files to reports: what each says, which holds the year before, whose reports are summed up.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::before::{Elsewhere, last_year, year_path};
use super::files::Files;
use super::kinds::folder_name;
use super::reading::read;
use super::region::{Around, Asked, Membership};
use crate::check::{Member, Peers};
use crate::diag::{Code, Fault, Finding, Place, Severity, SourceFile, check_it, guarded, shown_path};
use crate::form::{Form, Forms, agency_words};
use crate::report::skeleton::Start;
use crate::report::{self, Members, Region, Report, Salvage, named_year, said_year, seen_as};
use crate::source;

/// Most agencies named in one sentence.
const NAMED: usize = 6;

/// A data file of the run.
#[derive(Debug)]
pub struct Entry {
    /// The file, as it was found.
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

/// What the checks of one report know of the others.
pub fn peers(entries: &[Entry]) -> Peers {
    Peers::new(entries.iter().filter_map(|entry| entry.report.as_deref()))
}

/// Reads all files and pairs each with its last year's.
pub fn entries(files: &[PathBuf], forms: &Forms) -> Vec<Entry> {
    gathered(files, forms, None)
}

/// Reads the files of a year and pairs each with its last year's. Files that are called by another year are read only where they say
/// this one: which of the two is meant is a finding of theirs. Those that say another are none of the year.
pub fn entries_of(files: &[PathBuf], year: u16, forms: &Forms) -> Vec<Entry> {
    let says = |path: &Path| source::load(path).is_ok_and(|file| file.is_ok_and(|f| said_year(&f.text) == Some(year)));
    let named = |path: &&PathBuf| named_year(path).is_none_or(|named| named == year) || says(path);
    let mut entries = entries(&files.iter().filter(named).cloned().collect::<Vec<_>>(), forms);
    entries.retain(|entry| entry.is_of(year));
    entries
}

/// Every report of a data folder of which at least the tables can be read; without the folder, or with nothing in it, none.
///
/// # Errors
/// The folder cannot be read.
pub fn reports_in(data: &Path, forms: &Forms) -> Result<Vec<Arc<Report>>, Fault> {
    if !data.is_dir() {
        return Ok(Vec::new());
    }
    let files = Files::look(&[data.to_owned()])?;
    let report = |entry: Entry| entry.report.or_else(|| tables_of(&entry.path, forms));
    Ok(entries(&files.found, forms).into_iter().filter_map(report).collect())
}

/// A file that is no whole report, when all its tables could be read: the figures of last year are figures, with or without a date.
fn tables_of(path: &Path, forms: &Forms) -> Option<Arc<Report>> {
    let salvage = guarded(|| salvaged(path, forms)).ok()??;
    let whole = salvage.tables.iter().all(|whole| *whole) && !salvage.report.agency.value.is_empty();
    whole.then(|| Arc::new(salvage.report))
}

fn salvaged(path: &Path, forms: &Forms) -> Option<Salvage> {
    report::salvage(&source::load(path).ok()?.ok()?, forms)
}

/// What last year's data file tells of this year's report: the whole report, else as much as stands in it.
///
/// # Errors
/// Nothing of it can be read.
pub fn carried_over(path: &Path, form: &Form, forms: &Forms, start: Start) -> Result<Start, Fault> {
    if let Ok(last) = read(path, forms) {
        return Ok(start.after(&last, form));
    }
    match guarded(|| salvaged(path, forms)).ok().flatten() {
        Some(last) => Ok(start.after_salvage(&last, form)),
        None => Err(Fault::Other(format!("上年的数据文件“{}”读不出，{}", shown_path(path), check_it(path)))),
    }
}

/// One file by itself, with another of the same agency and year where there is one; last year's file was looked for already.
pub fn entry_of(path: &Path, twin: Option<&Path>, before: Option<&Path>, forms: &Forms) -> Option<Entry> {
    let files: Vec<PathBuf> = twin.into_iter().chain([path]).map(Path::to_owned).collect();
    gathered(&files, forms, Some(before)).pop()
}

/// Reads all files and pairs each with last year's, where it is known already which that is, with that.
fn gathered(files: &[PathBuf], forms: &Forms, before: Option<Option<&Path>>) -> Vec<Entry> {
    let mut library = Library::new(forms);
    library.read_ahead(files);
    let mut entries: Vec<Entry> = files
        .iter()
        .map(|path| match library.get(path) {
            Ok(report) => Entry::new(path, Some(report), Vec::new()),
            Err(findings) => Entry::new(path, None, findings),
        })
        .collect();
    let index: BTreeMap<(String, u16), PathBuf> = entries
        .iter()
        .rev()
        .filter_map(|entry| {
            let report = entry.report.as_ref()?;
            Some(((report.agency.value.clone(), report.year.value), entry.path.clone()))
        })
        .collect();
    let find = |agency: &str, year: u16| index.get(&(agency.to_owned(), year)).cloned();
    for entry in &mut entries {
        let Some(report) = &entry.report else {
            let last = entry.before_by_name();
            entry.pair(&mut library, last);
            continue;
        };
        let of = (entry.path.as_path(), report.agency.value.as_str(), report.year.value);
        let last = before.map_or_else(|| library.last_year(of, &find), |known| known.map(Path::to_owned));
        entry.pair(&mut library, last);
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

    /// Whose it is; of a file that cannot be read its folder says it.
    pub fn agency(&self) -> String {
        match &self.report {
            Some(report) => report.agency.value.clone(),
            None => folder_name(&self.path).unwrap_or_else(|| shown_path(&self.path)),
        }
    }

    /// The report year; of a file that cannot be read its name says it.
    pub fn year(&self) -> Option<u16> {
        self.report.as_ref().map(|report| report.year.value).or_else(|| named_year(&self.path))
    }

    fn new(path: &Path, report: Option<Arc<Report>>, findings: Vec<Finding>) -> Entry {
        Entry { path: path.to_owned(), report, last_year: None, members: Vec::new(), findings }
    }

    /// Whether it is for a year; one that cannot be read is judged by its file name, and where that is not what it says, by both.
    pub fn is_of(&self, year: u16) -> bool {
        self.year().is_none_or(|own| own == year) || self.says_otherwise() == Some(year)
    }

    /// The year that the file says where it is called by another.
    fn says_otherwise(&self) -> Option<u16> {
        let found = self.findings.iter().find(|finding| finding.code == Code::WrongYear)?;
        said_year(&found.at.file.text)
    }

    /// Whether last year's file is there and is no whole report, which is a finding of its own.
    pub fn lost_last_year(&self) -> bool {
        self.findings.iter().any(|finding| finding.code == Code::LastYear)
    }

    /// Last year's report of a file that cannot be read: by the names of both.
    fn before_by_name(&self) -> Option<PathBuf> {
        let before = named_year(&self.path)?.checked_sub(1)?;
        year_path(self.path.parent()?, before)
    }

    /// Takes last year's report from its file, and says when that is no whole one.
    fn pair(&mut self, library: &mut Library, last: Option<PathBuf>) {
        let Some(path) = last else { return };
        let wrong = match library.get(&path) {
            Ok(last) => {
                self.last_year = Some(last);
                return;
            }
            Err(wrong) => wrong,
        };
        self.last_year = library.tables_of(&path);
        if self.last_year.is_some() && wrong.iter().all(undated) {
            return;
        }
        let shown = shown_path(&path);
        let message = match self.last_year {
            Some(_) => format!("上年的数据文件“{shown}”还有没填或写错的地方；表里的数读得出，跨年的检查已照这些数做了"),
            None => format!("上年的数据文件“{shown}”读不出，跨年的检查没有做"),
        };
        let place = match &self.report {
            Some(report) => report.place(&report.year.range),
            None => {
                self.findings.first().map_or_else(|| Place::whole(&self.path), |first| Place::new(&first.at.file, 0..0))
            }
        };
        let finding = Finding::new(Code::LastYear, place, message);
        self.findings.push(finding.help(check_it(&path)));
    }
}

/// Whether a finding says no more than that 成文日期 is still to be filled in: a published page often has none, and nothing of the next
/// year depends on it.
fn undated(finding: &Finding) -> bool {
    let start = finding.at.range.start;
    let item = |text: &str| text.lines().last().is_some_and(|line| line.starts_with(Form::DATE));
    finding.code == Code::Unfilled && finding.at.file.text.get(..start).is_some_and(item)
}

/// A file that was read: its report, or why it is none.
type ReadFile = Result<Arc<Report>, Vec<Finding>>;

/// Files already read: one that is both a report of the run and another's last year is read once.
struct Library<'a> {
    forms: &'a Forms,
    read: BTreeMap<PathBuf, ReadFile>,
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

    fn tables_of(&self, path: &Path) -> Option<Arc<Report>> {
        tables_of(path, self.forms)
    }

    /// Reads many files, and what by its name is last year's beside each, on as many threads as there are.
    fn read_ahead(&mut self, files: &[PathBuf]) {
        if files.len() < WORTH_THREADS {
            return;
        }
        let wanted: BTreeSet<PathBuf> =
            files.iter().cloned().chain(files.iter().filter_map(|file| before(file))).collect();
        let wanted: Vec<PathBuf> = wanted.into_iter().collect();
        let (next, forms) = (AtomicUsize::new(0), self.forms);
        let work = || {
            let mut read: Vec<(PathBuf, ReadFile)> = Vec::new();
            while let Some(path) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
                read.push((path.clone(), self::read(path, forms).map(Arc::new)));
            }
            read
        };
        let jobs = std::thread::available_parallelism().map_or(1, usize::from);
        let all = std::thread::scope(|scope| {
            let hands: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
            // What a thread that failed would have read is read when it is asked for.
            hands.into_iter().filter_map(|hand| hand.join().ok()).flatten().collect::<Vec<_>>()
        });
        self.read.extend(all);
    }

    fn last_year(&mut self, of: (&Path, &str, u16), find: &Elsewhere) -> Option<PathBuf> {
        last_year(of, find, &mut |path| {
            self.get(path).ok().map(|report| (report.agency.value.clone(), report.year.value))
        })
    }
}

/// Fewer files than these are read one after the other.
const WORTH_THREADS: usize = 16;

/// What by its name is last year's file beside one.
fn before(file: &Path) -> Option<PathBuf> {
    let path = file.with_file_name(format!("{}.yaml", named_year(file)?.checked_sub(1)?));
    path.is_file().then_some(path)
}

/// A report of a run, and whether last year's is there.
#[derive(Debug, Clone, Copy)]
pub struct Standalone<'a> {
    /// Its data file.
    pub path: &'a Path,
    /// 机关全称
    pub agency: &'a str,
    /// The report year.
    pub year: u16,
    /// Whether last year's data file is there, readable or not.
    pub has_last_year: bool,
}

/// The finding that checks over the years could not be made for want of last year's file, once for all reports of a run. The oldest
/// of an agency's reports has none before it, and is not meant.
pub fn not_checked<'a>(reports: impl IntoIterator<Item = Standalone<'a>>) -> Option<Finding> {
    let reports: Vec<Standalone> = reports.into_iter().collect();
    let mut newest: BTreeMap<&str, u16> = BTreeMap::new();
    for report in &reports {
        let year = newest.entry(report.agency).or_default();
        *year = report.year.max(*year);
    }
    let is_meant = |report: &&Standalone| !report.has_last_year && newest.get(report.agency) == Some(&report.year);
    let alone: Vec<(&Path, &str)> =
        reports.iter().filter(is_meant).map(|report| (report.path, report.agency)).collect();
    // Two files of one agency are one agency.
    let mut named = BTreeSet::new();
    let alone: Vec<(&Path, &str)> = alone.into_iter().filter(|(_, agency)| named.insert(*agency)).collect();
    let (path, first) = *alone.first()?;
    let message = match alone.len() {
        1 => format!("没有“{first}”上年的数据文件，跨年的检查（上年结转、现行有效件数等）没有做"),
        count => format!(
            "有 {count} 个机关没有上年的数据文件，跨年的检查（上年结转、现行有效件数等）没有做：{}",
            {
                let names: Vec<&str> = alone.iter().take(NAMED).map(|(_, agency)| *agency).collect();
                format!("{}{}", names.join("、"), if count > NAMED { "等" } else { "" })
            }
        ),
    };
    let help = "把上年的数据文件放进同一个文件夹再核对；今年第一次填报的不用理会";
    Some(Finding::new(Code::NotChecked, Place::whole(path), message).help(help))
}

/// Gives every entry its members, and what speaks against them.
fn members(entries: &mut [Entry], library: &mut Library) {
    let reports: Vec<Arc<Report>> = entries.iter().filter_map(|entry| entry.report.clone()).collect();
    let mut read = |path: &Path| library.get(path).ok();
    let mut around = Around::new(reports.iter(), &mut read, year_path);
    for entry in entries {
        let Some(report) = entry.report.clone() else { continue };
        let Some(asked) = Asked::by_report(&report) else { continue };
        let Membership { members, findings, .. } = around.membership(&asked);
        entry.members = members;
        entry.findings.extend(findings);
    }
}

/// The agency that a file names, whether or not the rest of it can be read.
pub fn named_in(path: &Path, forms: &Forms) -> Option<String> {
    let named = || {
        let file = source::load(path).ok()?.ok()?;
        let salvaged = || Some(report::salvage(&file, forms)?.report.agency.value).filter(|name| !name.is_empty());
        report::region(&file, forms).ok().map(|region| region.agency.value).or_else(salvaged)
    };
    guarded(named).ok()?
}

/// Whom a file of the run sums up: a report's 成员, or those of a file that cannot be read as a report yet; with its agency.
pub fn listed_members(entry: &Entry, forms: &Forms) -> Option<(String, Members)> {
    if let Some(report) = &entry.report {
        return Some((report.agency.value.clone(), report.members.clone())).filter(|(_, members)| !members.is_none());
    }
    let file = source::load(&entry.path).ok()?.ok().filter(|file| file.text.contains("成员"))?;
    let region = report::region(&file, forms).ok()?;
    Some((region.agency.value, region.members)).filter(|(_, members)| !members.is_none())
}

/// The members of a government's file that need not be a report yet, among the files of a run; `place` is where the file names
/// them.
pub fn membership(region: &Region, place: &Place, entries: &[Entry], forms: &Forms) -> Membership {
    let mut library = Library::new(forms);
    let mut read = |path: &Path| library.get(path).ok();
    let reports = entries.iter().filter_map(|entry| entry.report.as_ref());
    Around::new(reports, &mut read, year_path).membership(&Asked::by_region(region, place))
}

/// Two files for one agency and year; a file in another agency's folder; an agency called otherwise than in the last year that its folder has.
fn identities(entries: &mut [Entry]) {
    let reports: Vec<(PathBuf, Arc<Report>)> =
        entries.iter().filter_map(|entry| Some((entry.path.clone(), entry.report.clone()?))).collect();
    let mut folders: HashMap<Option<&Path>, Vec<&Arc<Report>>> = HashMap::new();
    for (path, report) in &reports {
        folders.entry(path.parent()).or_default().push(report);
    }
    let before = |path: &Path, year: u16| {
        let beside = folders.get(&path.parent()).into_iter().flatten().copied();
        beside.filter(|report| report.year.value < year).max_by_key(|report| report.year.value)
    };
    let twins = twins(&reports);
    let mut looks: BTreeMap<String, (String, Place)> = BTreeMap::new();
    for entry in entries {
        let Some(report) = &entry.report else { continue };
        let place = report.place(&report.agency.range);
        let look = looks.entry(seen_as(&report.agency.value)).or_insert((report.agency.value.clone(), place.clone()));
        let mut twin = alike(report, look);
        entry.findings.extend(one_of(report, &twins));
        let misplaced = misplaced(&entry.path, report);
        let before = entry.last_year.as_ref().or_else(|| before(&entry.path, report.year.value));
        let before = before.filter(|before| before.agency.value != report.agency.value);
        // Whose folder it is its other years say better than its name.
        entry.findings.extend(misplaced.filter(|_| before.is_none()));
        if let Some(before) = before {
            let year = before.year.value;
            if seen_as(&before.agency.value) == seen_as(&report.agency.value) {
                let there = (before.agency.value.clone(), before.place(&before.agency.range));
                entry.findings.extend(twin.take().or_else(|| alike(report, &there)));
                continue;
            }
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
        entry.findings.extend(twin);
    }
}

/// Where the files of each agency and year name it.
type Twins<'a> = BTreeMap<(&'a str, u16), Vec<Place>>;

fn twins(reports: &[(PathBuf, Arc<Report>)]) -> Twins<'_> {
    let mut twins = Twins::new();
    for (_, report) in reports {
        let places = twins.entry((report.agency.value.as_str(), report.year.value)).or_default();
        places.push(report.place(&report.agency.range));
    }
    twins
}

/// That a file is one of several for its agency and year: none of them is the right one before the others are gone.
fn one_of(report: &Report, twins: &Twins) -> Option<Finding> {
    let (agency, year) = (report.agency.value.as_str(), report.year.value);
    let (all, own) = (twins.get(&(agency, year))?, report.place(&report.agency.range));
    let others = all.iter().filter(|place| place.file.path != own.file.path);
    let count = match all.len() {
        0 | 1 => return None,
        2 => "两".to_owned(),
        many => format!(" {many} "),
    };
    let finding = Finding::new(Code::Identity, own.clone(), format!("“{agency}”{year} 年度有{count}个数据文件"));
    let finding = others.fold(finding, |finding, other| finding.also(other.clone(), "另一个文件"));
    Some(finding.help("只能留一个；几个文件会写成同一份报告"))
}

/// An agency that cannot be told from another by its name as it is seen: they are one, or one of them is called wrongly.
fn alike(report: &Report, (other, there): &(String, Place)) -> Option<Finding> {
    let own = report.agency.value.as_str();
    if own == other {
        return None;
    }
    let message = format!("有两个机关的名称看上去一样：“{own}”和“{other}”，{}", unlike(own, other));
    Some(
        Finding::new(Code::Identity, report.place(&report.agency.range), message)
            .also(there.clone(), "另一个名称")
            .help("是同一个机关的，改成一样，重新键入一遍最保险；确是两个机关的，名称写全，让人看得出不同"),
    )
}

/// What two names that look alike differ by.
fn unlike(own: &str, other: &str) -> String {
    let named = |c: Option<char>| match c {
        Some(c) if c.is_whitespace() => format!("空格（U+{:04X}）", c as u32),
        Some(c) => format!("“{c}”（U+{:04X}）", c as u32),
        None => "名称到此为止".to_owned(),
    };
    let (mut a, mut b) = (own.chars(), other.chars());
    for place in 1.. {
        match (a.next(), b.next()) {
            (a, b) if a != b => return format!("差在第 {place} 个字：一个是{}，一个是{}", named(a), named(b)),
            (None, None) => break,
            _ => {}
        }
    }
    String::new()
}

/// A file that lies in the folder of another agency: that one seems to have delivered, and has not.
fn misplaced(path: &Path, report: &Report) -> Option<Finding> {
    let folder = path.parent()?.file_name()?.to_str()?;
    let agency = report.agency.value.as_str();
    if !agency_words().is_name(folder) || agency.contains(folder) || folder.contains(agency) {
        return None;
    }
    let message = format!("文件放在“{folder}”的文件夹里，写的却是“{agency}”的报告");
    let mut finding = Finding::new(Code::Identity, report.place(&report.agency.range), message)
        .help(format!("核对“机关”是否写错；没有写错的，把文件移到“{agency}”的文件夹"));
    finding.severity = Severity::Warning;
    Some(finding)
}
