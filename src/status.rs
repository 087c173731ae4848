//! **status** 交报情况: every agency of an office for a year, whether it delivered, in what state its report is, and what it should
//! be told.
//!
//! Reads data, findings and the record of what was made; writes nothing but [`letters`], and knows no exit code.

mod figures;
pub mod letter;
mod letters;
mod page;
mod state;
mod text;
mod told;
mod workbook;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

pub use figures::{CaseFigures, Versus};
pub use letters::letters;
pub use page::page;
pub use state::State;
pub use text::text;
pub use told::{human, json};
pub use workbook::workbook;

use crate::batch::in_order;
use crate::diag::{Code, Counts, Fault, Finding};
use crate::digest::Digest;
use crate::office::{
    Entry, Files, Office, PassedOver, entries_of, explains_name, folder_name, listed_members, named_in, peers, roster,
    roster_beside, unread_of,
};
use crate::report::{Members, Report, named_year};
use state::Records;

/// What is to be told.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Data files and folders; none for `data/`.
    pub paths: Vec<PathBuf>,
    /// The report year.
    pub year: u16,
    /// A list of the agencies that are to deliver; none for `名单.txt` in the folder of data, when it is there.
    pub expected: Option<PathBuf>,
    /// The output folder with the records of what was made.
    pub out: PathBuf,
}

/// Where the list of agencies that are to deliver comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Source {
    /// --expected, or `名单.txt` among the data.
    List,
    /// The 成员 of governments' reports.
    Members,
    /// The agencies that have a file of last year.
    LastYear,
    /// Nobody says who is to deliver: those that have.
    Delivered,
}

impl Source {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Source::List => "按名单",
            Source::Members => "按汇总报告的“成员”",
            Source::LastYear => "按上年报送的机关",
            Source::Delivered => "没有名单，只列已报送的机关",
        }
    }
}

/// The state of an office's year.
#[derive(Debug)]
pub struct Status {
    /// The report year.
    pub year: u16,
    /// Where the list of agencies comes from.
    pub source: Source,
    /// In the order of the list, then those that are on none.
    pub agencies: Vec<Agency>,
    /// Data files of agencies that are on no list.
    pub unlisted: Vec<PathBuf>,
    /// Files that are not read, with the reason.
    pub passed_over: Vec<(PathBuf, String)>,
}

/// One agency's year.
#[derive(Debug)]
pub struct Agency {
    /// The agency's full name.
    pub name: String,
    /// Its data file.
    pub data: Option<PathBuf>,
    /// How far it has come.
    pub state: State,
    /// Its report, when it could be read.
    pub report: Option<Arc<Report>>,
    /// All that was found, in the file's order.
    pub findings: Vec<Finding>,
    /// How many findings it has.
    pub counts: Counts,
    /// When it was published; none when it is not, or nobody recorded it.
    pub published: Option<String>,
    /// How often it was corrected.
    pub corrections: usize,
    /// The day of its last correction, or of its publication.
    pub last_change: Option<String>,
    /// Whether it is dated outside the time the law gives; a correction is dated when it is made.
    late: bool,
    /// Its main figures.
    pub figures: Option<CaseFigures>,
    /// What else there is to say in a few words: two files, data changed since the report was made.
    pub remarks: Vec<String>,
    /// Whether a file of it came that was not read, and none that was.
    pub unread: bool,
    /// Whether the list names it.
    pub listed: bool,
    /// Whether its data was changed since it was published: it waits for a correction (更正).
    pub must_be_corrected: bool,
    /// Whether it is out and something is not as it went out: its data, a file, a member whose figures it sums up.
    pub altered: bool,
}

impl Agency {
    /// 成文日期 as written in the data, 2025-01-20.
    pub fn date(&self) -> Option<String> {
        Some(self.report.as_ref()?.date.value.iso())
    }

    /// Whether it is dated outside the time the law gives.
    pub fn is_late(&self) -> bool {
        self.late
    }

    /// What there is to say of it, with what its date and the list say.
    pub fn all_remarks(&self) -> Vec<String> {
        let late = self.is_late().then(|| "成文日期不在公布期限内".to_owned());
        let strange = (!self.listed).then(|| "不在名单里".to_owned());
        self.remarks.iter().cloned().chain(late).chain(strange).collect()
    }

    /// Whether its 上年结转 is last year's 结转下年度; none where there is no last year's report, or no report.
    pub fn carries_over(&self) -> Option<bool> {
        self.figures.as_ref()?.last.as_ref()?;
        Some(!self.findings.iter().any(|finding| finding.code == Code::CarryOver && finding.is_error()))
    }
}

impl Status {
    /// How many agencies are in each state, in the order of the states; those in none are left out.
    pub fn tally(&self) -> Vec<(String, usize)> {
        let mut tally: BTreeMap<State, usize> = BTreeMap::new();
        for agency in &self.agencies {
            *tally.entry(agency.state).or_default() += 1;
        }
        tally.into_iter().map(|(state, count)| (state.words(), count)).collect()
    }

    /// Whether all have delivered and nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.agencies.iter().all(|agency| !matches!(agency.state, State::Missing | State::Faulty))
    }
}

/// Looks at every agency's year.
///
/// # Errors
/// A path or list that cannot be read; a record of another program.
pub fn status(office: &Office, ask: &Ask) -> Result<Status, Fault> {
    // Before the first delivers, a list is enough to say who has not.
    let is_listed = ask.expected.is_some() || roster_beside(&ask.paths).is_some();
    let files = if is_listed { Files::look(&ask.paths)? } else { Files::find(&ask.paths)? };
    let passed_over = files.passed_over.iter().map(|over| (over.path.clone(), over.words().to_owned())).collect();
    let entries = entries_of(&files.found, ask.year, &office.forms);
    let of_year: Vec<&Entry> = entries.iter().collect();
    let records = Records::open(&ask.out, ask.year)?;
    let (source, expected) = expected(office, ask, &of_year, (&files.found, &records))?;
    let mut inspected = inspect(office, &entries, &of_year);
    let mut agencies = Vec::new();
    let mut unlisted = Vec::new();
    let mut by_name: BTreeMap<String, Vec<(&Entry, Vec<Finding>)>> = BTreeMap::new();
    for (entry, findings) in inspected.drain(..) {
        by_name.entry(entry.agency()).or_default().push((entry, findings));
    }
    let renamed = renamed(&of_year, &expected);
    for name in &expected {
        let mut found = by_name.remove(name).unwrap_or_default();
        let now = renamed.get(name).filter(|_| found.is_empty());
        if let Some((now, _)) = now.filter(|(_, explained)| *explained) {
            // Listed by last year's name, and its own file says why it is called otherwise.
            found = by_name.remove(now).unwrap_or_default();
            agencies.push(agency(now, found, &records, true));
            continue;
        }
        let mut agency = agency(name, found, &records, true);
        agency.remarks.extend(now.map(|(now, _)| format!("多半已更名为“{now}”")));
        agencies.push(agency);
    }
    // A government among the data, and whom its own 成员 names, stand on a list, though not on the one that is given.
    let lists = entries.iter().filter(|_| source == Source::List);
    let lists = lists.filter_map(|entry| listed_members(entry, &office.forms));
    let named: BTreeSet<String> = lists
        .flat_map(|(agency, members)| {
            let listed = members.listed().iter().map(|member| member.value.clone()).collect::<Vec<_>>();
            std::iter::once(agency).chain(listed)
        })
        .collect();
    for (name, found) in by_name {
        let listed = source == Source::Delivered || named.contains(&name);
        if !listed {
            unlisted.extend(found.iter().map(|(entry, _)| entry.path.clone()));
        }
        let mut agency = agency(&name, found, &records, listed);
        let before = renamed.iter().find(|(_, (now, _))| *now == name);
        agency.remarks.extend(before.map(|(before, _)| format!("上年的名称是“{before}”")));
        agencies.push(agency);
    }
    // What is out and has neither data nor a place on the list is out all the same.
    let told: BTreeSet<String> = agencies.iter().map(|agency| agency.name.clone()).collect();
    let alone = records.public().filter(|name| !told.contains(*name));
    agencies.extend(alone.map(|name| agency(name, Vec::new(), &records, false)));
    corrected_members(&mut agencies, &of_year);
    came_unread(&mut agencies, &files.passed_over, ask.year);
    Ok(Status { year: ask.year, source, agencies, unlisted, passed_over })
}

/// Says of those without data whose file came and was not read.
fn came_unread(agencies: &mut [Agency], passed_over: &[PassedOver], year: u16) {
    for agency in agencies.iter_mut().filter(|agency| agency.state == State::Missing) {
        if let Some(over) = unread_of(passed_over, &agency.name, year) {
            agency.unread = true;
            let name = over.path.file_name().unwrap_or_default().to_string_lossy();
            agency.remarks.push(format!("报来的“{name}”没有读入"));
        }
    }
}

/// Agencies of the list that are called otherwise now (更名), by last year's name: this year's, and whether its file gives the reason.
fn renamed(entries: &[&Entry], expected: &[String]) -> BTreeMap<String, (String, bool)> {
    let pairs = entries.iter().filter_map(|entry| {
        let (report, last) = (entry.report.as_ref()?, entry.last_year.as_ref()?);
        let (now, before) = (&report.agency.value, &last.agency.value);
        let explained = explains_name(report);
        let meant = now != before && expected.contains(before) && !expected.contains(now);
        meant.then(|| (before.clone(), (now.clone(), explained)))
    });
    pairs.collect()
}

/// Says of every government that is out which of its members were corrected since and are not summed up as they are now: the figures
/// say so, where all of them can be compared, and else the days.
fn corrected_members(agencies: &mut [Agency], entries: &[&Entry]) {
    let corrected: BTreeMap<String, String> = agencies
        .iter()
        .filter(|agency| agency.corrections > 0)
        .map(|agency| (agency.name.clone(), agency.last_change.clone().unwrap_or_default()))
        .collect();
    for agency in agencies.iter_mut() {
        let Some(out) = agency.last_change.clone().or_else(|| agency.published.clone()) else { continue };
        let members = entries.iter().filter(|entry| entry.agency() == agency.name).flat_map(|entry| &entry.members);
        let found = |code: Code| agency.findings.iter().any(|finding| finding.code == code && finding.is_error());
        let (unlike, unknown) = (found(Code::RollUpSum), found(Code::RollUpMissing) || found(Code::RollUpOverlap));
        let names: Vec<&str> = members
            .map(|member| member.report().map_or(member.name.as_str(), |report| report.agency.value.as_str()))
            .filter(|name| corrected.get(*name).is_some_and(|date| unlike && *date >= out || unknown && *date > out))
            .collect();
        if !names.is_empty() {
            agency.remarks.push(format!("公布以后成员更正过：{}，要重新汇总", names.join("、")));
            agency.altered = true;
        }
    }
}

/// Who delivered last year, by the files that are called by it: as the files say; only of those that say nothing, as their folders do.
fn delivered_before(office: &Office, files: &[PathBuf], year: u16, entries: &[&Entry]) -> Vec<String> {
    let lasts = entries.iter().filter_map(|entry| entry.last_year.as_ref());
    let known: BTreeMap<&Path, &str> =
        lasts.map(|last| (last.file.path.as_path(), last.agency.value.as_str())).collect();
    // A file of this year that is called by the last is none of the last.
    let is_now = |path: &Path| entries.iter().any(|entry| entry.path == path);
    let last = files.iter().filter(|path| !is_now(path));
    let last = last.filter(|path| named_year(path).is_some_and(|named| named.checked_add(1) == Some(year)));
    let name = |path: &PathBuf| match known.get(path.as_path()) {
        Some(name) => Some((*name).to_owned()),
        None => named_in(path, &office.forms).or_else(|| folder_name(path)),
    };
    last.filter_map(name).collect()
}

/// Who is to deliver, in order: the list that is given, else that among the data; else the members of the governments; else who
/// has a file of last year.
fn expected(
    office: &Office,
    ask: &Ask,
    entries: &[&Entry],
    (files, records): (&[PathBuf], &Records),
) -> Result<(Source, Vec<String>), Fault> {
    if let Some(list) = ask.expected.clone().or_else(|| roster_beside(&ask.paths)) {
        return Ok((Source::List, roster(&list)?));
    }
    let mut names: Vec<String> = Vec::new();
    let mut all = false;
    for entry in entries {
        let Some((agency, members)) = listed_members(entry, &office.forms) else { continue };
        all |= matches!(members, Members::All(_));
        names.push(agency);
        match members {
            Members::Listed(listed) => names.extend(listed.into_iter().map(|member| member.value)),
            _ if entry.report.is_some() => names.extend(entry.members.iter().map(|member| member.name.clone())),
            // Not read yet: all others that have delivered.
            _ => names.extend(entries.iter().map(|entry| entry.agency())),
        }
    }
    let source = if names.is_empty() { Source::LastYear } else { Source::Members };
    // 全部 names only those that delivered: who delivered last year, or is out, is missed all the same.
    let is_open = all || names.is_empty();
    if is_open {
        names.extend(delivered_before(office, files, ask.year, entries));
    }
    let source = if names.is_empty() { Source::Delivered } else { source };
    if is_open {
        names.extend(records.public().cloned());
    }
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    Ok((source, names))
}

/// The findings of every file of the year, on as many threads as there are.
fn inspect<'a>(office: &Office, all: &[Entry], entries: &[&'a Entry]) -> Vec<(&'a Entry, Vec<Finding>)> {
    let peers = peers(all);
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let mut inspected = Vec::with_capacity(entries.len());
    let look = |entry: &&'a Entry| office.inspect_among(entry, Some(&peers)).0;
    in_order(entries, jobs, &look, &mut |entry, findings| inspected.push((*entry, findings)));
    inspected
}

fn agency(name: &str, found: Vec<(&Entry, Vec<Finding>)>, records: &Records, listed: bool) -> Agency {
    let mut remarks = Vec::new();
    if found.len() > 1 {
        remarks.push(format!("有 {} 个文件", found.len()));
    }
    let path = found.first().map(|(entry, _)| entry.path.clone());
    let report = found.iter().find_map(|(entry, _)| entry.report.clone());
    let last = found.iter().find_map(|(entry, _)| entry.last_year.clone());
    let mut findings: Vec<Finding> = found.into_iter().flat_map(|(_, findings)| findings).collect();
    // What every one of several files has is one thing to tell.
    let mut twins = BTreeSet::new();
    findings.retain(|finding| finding.code != Code::Identity || twins.insert(finding.message.clone()));
    let digest = || report.as_ref().map(|report| Digest::of(report.file.text.as_bytes()));
    let record = records.of(name, &digest, path.is_some());
    let late = findings.iter().any(|finding| finding.code == Code::Late) && !records.is_corrected(name);
    findings.retain(|finding| !records.excuses(name, finding.code));
    let counts = Counts::of(&findings);
    let state = match (&path, counts.errors) {
        (None, _) if record.state < State::Published => State::Missing,
        (None, _) => record.state,
        (_, 1..) => State::Faulty,
        _ => record.state,
    };
    remarks.extend(record.remark.clone());
    // A correction without a date of its own bears that of the report.
    let written = || report.as_ref().map(|report| report.date.value.iso());
    let last_change = record.corrected.clone().map_or_else(|| record.published.clone(), |date| date.or_else(written));
    Agency {
        name: name.to_owned(),
        data: path,
        state,
        figures: report.as_ref().map(|report| CaseFigures::of(report, last.as_deref())),
        report,
        findings,
        counts,
        published: record.published.clone(),
        corrections: record.corrections,
        last_change,
        late,
        remarks,
        unread: false,
        listed,
        must_be_corrected: record.must_be_corrected,
        altered: record.altered,
    }
}
