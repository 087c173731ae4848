//! Which agencies a government's report sums up (成员), what there is of each, and which would count twice: through a member of a
//! member, or by standing on no list at all.
//!
//! Follows members of members also through files that are not of the run. Must not know what the figures say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::memory::Memory;
use super::roster::{ROSTER, roster};
use crate::check::{Member, MemberFound};
use crate::diag::{Code, Fault, Finding, Place, Severity};
use crate::report::{Members, Region, Report, named_year, nearest};

/// Most agencies that a finding names.
const MOST_NAMES: usize = 10;

/// What is known of a report's members.
#[derive(Debug, Default)]
pub struct Membership {
    /// In the order of the list, repetitions as they are written.
    pub members: Vec<Member>,
    /// Members that count twice, circles, agencies on no list.
    pub findings: Vec<Finding>,
    /// What the members said when the sum was last made.
    pub memory: Memory,
}

/// Reads the report in a file, once for all who ask.
pub(super) type Read<'a> = &'a mut dyn FnMut(&Path) -> Option<Arc<Report>>;
/// Finds the file of a year in an agency's folder.
pub(super) type OfYear = fn(&Path, u16) -> Option<PathBuf>;

/// Whose members are asked for.
pub(super) struct Asked<'a> {
    agency: &'a str,
    year: u16,
    members: &'a Members,
    path: &'a Path,
    /// Where findings without a place of their own go.
    place: Place,
}

impl<'a> Asked<'a> {
    /// Those of a report; none when it sums up nobody.
    pub(super) fn by_report(report: &'a Report) -> Option<Asked<'a>> {
        let place = report.place(&report.members.range()?);
        let (agency, path) = (report.agency.value.as_str(), report.file.path.as_path());
        Some(Asked { agency, year: report.year.value, members: &report.members, path, place })
    }

    /// Those of a file that need not be a report yet.
    pub(super) fn by_region(region: &'a Region, place: &'a Place) -> Asked<'a> {
        let (agency, path) = (region.agency.value.as_str(), place.path());
        Asked { agency, year: region.year.value, members: &region.members, path, place: place.clone() }
    }
}

/// An agency that has a file for a year, read or not.
#[derive(Clone)]
struct Delivered {
    name: String,
    report: Option<Arc<Report>>,
}

/// Whom the last sum counted and who is no member now: gone from the list, or with its data file from 全部.
fn left(asked: &Asked, members: &[Member], memory: &Memory) -> Option<Finding> {
    let names = members.iter().map(|member| member.name.as_str());
    let known: BTreeSet<&str> =
        names.chain(members.iter().filter_map(Member::report).map(|report| report.agency.value.as_str())).collect();
    let gone: Vec<&str> = memory.names().filter(|name| !known.contains(name)).collect();
    let more = if gone.len() > MOST_NAMES { format!("等 {} 个机关", gone.len()) } else { String::new() };
    let named = gone.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join("、");
    (!gone.is_empty()).then(|| {
        let message = format!("上次汇总计入、现在不是成员的：{named}{more}");
        Finding::new(Code::RollUpMissing, asked.place.clone(), message)
            .severity(Severity::Warning)
            .help("应当计入的，找回它的数据文件，或写回“成员”；确实不再计入的，再汇总一次")
    })
}

/// The office's list (名单) beside the agencies' folders, one of which the file lies in; none where there is none.
pub fn listed_beside(path: &Path) -> Option<PathBuf> {
    Some(path.parent()?.parent()?.join(ROSTER)).filter(|list| list.is_file())
}

/// Whether a report gives a reason for another name than last year's (更名).
pub fn explains_name(report: &Report) -> bool {
    report.acknowledgements.iter().any(|given| given.code == Code::Identity)
}

/// Reports by the name that their agency had last year.
type LastNames = BTreeMap<String, Vec<Arc<Report>>>;

/// The files of the run, and those beside them on disk.
pub(super) struct Around<'a> {
    read: Read<'a>,
    of_year: OfYear,
    run: BTreeMap<(String, u16), Arc<Report>>,
    /// By folder and year, every agency that has a file there.
    folders: BTreeMap<(PathBuf, u16), Arc<Vec<Delivered>>>,
    /// By folder and year, what is called otherwise than last year.
    renamed: BTreeMap<(PathBuf, u16), Arc<LastNames>>,
    /// Files of the run that are not called by their year, by the folder above their agency's.
    odd: Vec<(PathBuf, Delivered, u16)>,
    /// By file, what the office's lists name.
    rosters: BTreeMap<PathBuf, Result<Vec<String>, Fault>>,
}

/// Which members' members are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Follow {
    /// Those of lists, and those of 全部.
    All,
    /// Only those of lists.
    Lists,
}

impl<'a> Around<'a> {
    pub(super) fn new<'r>(
        reports: impl Iterator<Item = &'r Arc<Report>>,
        read: Read<'a>,
        of_year: OfYear,
    ) -> Around<'a> {
        let mut run = BTreeMap::new();
        let mut odd = Vec::new();
        for report in reports {
            let (name, year) = (report.agency.value.clone(), report.year.value);
            let path = &report.file.path;
            let is_odd = named_year(path) != Some(year);
            if let Some(beside) = path.parent().and_then(Path::parent).filter(|_| is_odd) {
                odd.push((beside.to_owned(), Delivered { name: name.clone(), report: Some(report.clone()) }, year));
            }
            run.entry((name, year)).or_insert_with(|| report.clone());
        }
        Around { read, of_year, run, folders: BTreeMap::new(), renamed: BTreeMap::new(), odd, rosters: BTreeMap::new() }
    }

    /// What there is of an agency for a year: a report of the run, else the file in its own folder beside the asking file's.
    fn find(&mut self, name: &str, year: u16, path: &Path) -> MemberFound {
        if let Some(report) = self.run.get(&(name.to_owned(), year)) {
            return MemberFound::Report(report.clone());
        }
        let beside = path.parent().and_then(Path::parent);
        match beside.and_then(|folder| (self.of_year)(&folder.join(name), year)) {
            Some(path) => (self.read)(&path).map_or_else(|| MemberFound::Unreadable(path.clone()), MemberFound::Report),
            None => MemberFound::Missing,
        }
    }

    /// What was called so last year and is called otherwise now (更名): the report of an agency in whose folder last year's report
    /// bears the name.
    fn renamed(&mut self, name: &str, year: u16, path: &Path, names: &[String]) -> Option<Arc<Report>> {
        let may_be = |report: &&Arc<Report>| explains_name(report) || !names.contains(&report.agency.value);
        self.last_names(year, path).get(name)?.iter().find(may_be).cloned()
    }

    /// The reports of a year by last year's name, where that was another.
    fn last_names(&mut self, year: u16, path: &Path) -> Arc<LastNames> {
        let key = (path.parent().and_then(Path::parent).map(Path::to_owned).unwrap_or_default(), year);
        if let Some(known) = self.renamed.get(&key) {
            return known.clone();
        }
        let mut names = LastNames::new();
        for report in self.delivered(year, path).iter().filter_map(|one| one.report.clone()) {
            let last = report.file.path.parent().and_then(|folder| (self.of_year)(folder, year.checked_sub(1)?));
            if let Some(last) = last.and_then(|last| (self.read)(&last))
                && last.agency.value != report.agency.value
            {
                names.entry(last.agency.value.clone()).or_default().push(report);
            }
        }
        let names = Arc::new(names);
        self.renamed.insert(key, names.clone());
        names
    }

    /// Takes members that are listed by last year's name for what they are, where their own file gives the reason; else says so.
    fn rename(&mut self, asked: &Asked, members: &mut [Member]) -> Vec<Finding> {
        let names: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
        let mut findings = Vec::new();
        for member in members.iter_mut().filter(|member| matches!(member.found, MemberFound::Missing)) {
            let Some(report) = self.renamed(&member.name, asked.year, asked.path, &names) else { continue };
            let now = report.agency.value.clone();
            let here = Place::new(&asked.place.file, member.at.clone());
            if names.contains(&now) {
                let message = format!("“{}”就是“{now}”（已更名），会加两遍", member.name);
                findings.push(
                    Finding::new(Code::RollUpOverlap, here, message)
                        .also(report.place(&report.agency.range), "今年的名称")
                        .help(format!("从名单（“成员”）里删去“{}”", member.name)),
                );
                continue;
            }
            if explains_name(&report) {
                member.found = MemberFound::Report(report);
                continue;
            }
            let message = format!("“{}”多半已更名为“{now}”：它上年的报告用的是这个名称", member.name);
            findings.push(
                Finding::new(Code::RollUpMissing, here, message)
                    .severity(Severity::Warning)
                    .also(report.place(&report.agency.range), "今年的名称")
                    .help(format!(
                        "把名单里的名称改为“{now}”；或在它的数据文件“说明”里写明“检查: identity”和更名的理由"
                    )),
            );
        }
        findings
    }

    /// Every agency that has a file for the year in the folders beside the asking file's.
    fn delivered(&mut self, year: u16, path: &Path) -> Arc<Vec<Delivered>> {
        let Some(beside) = path.parent().and_then(Path::parent).map(Path::to_owned) else { return Arc::default() };
        let key = (beside.clone(), year);
        if let Some(known) = self.folders.get(&key) {
            return known.clone();
        }
        let here = if beside.as_os_str().is_empty() { Path::new(".") } else { &beside };
        let folders = std::fs::read_dir(here).into_iter().flatten().flatten();
        let mut folders: Vec<PathBuf> = folders
            .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
            .map(|e| e.file_name().into())
            .collect();
        folders.sort();
        let mut all: Vec<Delivered> = Vec::new();
        for folder in folders {
            let Some(file) = (self.of_year)(&beside.join(&folder), year) else { continue };
            let report = self.library_or_run(&file);
            let name =
                report.as_ref().map_or(folder.to_string_lossy().into_owned(), |report| report.agency.value.clone());
            all.push(Delivered { name, report });
        }
        all.extend(self.odd.iter().filter(|(b, _, y)| *b == beside && *y == year).map(|(_, one, _)| one.clone()));
        let mut seen = BTreeSet::new();
        all.retain(|one| seen.insert(one.name.clone()));
        let all = Arc::new(all);
        self.folders.insert(key, all.clone());
        all
    }

    fn library_or_run(&mut self, file: &Path) -> Option<Arc<Report>> {
        let folder = file.parent().and_then(Path::file_name)?.to_string_lossy().into_owned();
        let year = named_year(file)?;
        match self.run.get(&(folder, year)).filter(|report| report.file.path == file) {
            Some(report) => Some(report.clone()),
            None => (self.read)(file),
        }
    }

    /// The names on a report's own list; for 全部 all others that are no member's member. What others sum up by 全部 is not asked for
    /// here: that would be asked of this one again.
    fn direct(&mut self, agency: &str, year: u16, members: &Members, path: &Path) -> Vec<String> {
        match members {
            Members::None => Vec::new(),
            Members::Listed(names) => names.iter().map(|name| name.value.clone()).collect(),
            Members::All(_) => {
                let all = self.delivered(year, path);
                let mut below = BTreeSet::new();
                let mut above = BTreeSet::new();
                for one in all.iter().filter(|one| one.name != agency) {
                    let Some(report) = one.report.clone().filter(|report| matches!(report.members, Members::Listed(_)))
                    else {
                        continue;
                    };
                    let own = self.descendants(&report, Follow::Lists, &mut BTreeSet::from([one.name.clone()]));
                    if own.contains(agency) {
                        above.insert(one.name.clone());
                    } else {
                        below.extend(own);
                    }
                }
                let is = |name: &String| name != agency && !below.contains(name) && !above.contains(name);
                let names = all.iter().map(|one| one.name.clone()).filter(is).collect();
                self.with_listed(names, &is, year, path)
            }
        }
    }

    /// All that have delivered, with those that are on the office's list (名单) beside the folders and have not: they are missed. In
    /// the list's order, where there is one.
    fn with_listed(
        &mut self,
        mut names: Vec<String>,
        is: &dyn Fn(&String) -> bool,
        year: u16,
        path: &Path,
    ) -> Vec<String> {
        let Some(listed) = self.roster(path).and_then(Result::ok) else { return names };
        let delivered: BTreeSet<String> = self.delivered(year, path).iter().map(|one| one.name.clone()).collect();
        for name in listed.iter().filter(|name| is(name) && !delivered.contains(*name)) {
            // One that is called otherwise now has delivered.
            if self.renamed(name, year, path, &[]).is_none() {
                names.push(name.clone());
            }
        }
        let rank: BTreeMap<&str, usize> = listed.iter().map(String::as_str).zip(0..).collect();
        names.sort_by_key(|name| rank.get(name.as_str()).copied().unwrap_or(usize::MAX));
        names
    }

    /// The office's list (名单) beside the folders, read once; none where there is none.
    fn roster(&mut self, path: &Path) -> Option<Result<Vec<String>, Fault>> {
        let list = listed_beside(path)?;
        Some(self.rosters.entry(list).or_insert_with_key(|list| roster(list)).clone())
    }

    /// That the office's list cannot be used: who has not delivered is not known then, and the sum would leave them out.
    fn faulty_roster(&mut self, asked: &Asked) -> Option<Finding> {
        let Err(why) = self.roster(asked.path).filter(|_| matches!(asked.members, Members::All(_)))? else {
            return None;
        };
        let message = format!("“成员: 全部”要照名单数成员，名单用不了：{why}");
        Some(
            Finding::new(Code::RollUpMissing, asked.place.clone(), message)
                .help("改正名单再汇总；不改正，没有交的机关会漏掉"),
        )
    }

    /// Every agency below a report: its members, theirs, and so on; `seen` keeps circles from going round for ever.
    fn descendants(&mut self, report: &Report, follow: Follow, seen: &mut BTreeSet<String>) -> BTreeSet<String> {
        let mut below = BTreeSet::new();
        if follow == Follow::Lists && matches!(report.members, Members::All(_)) {
            return below;
        }
        let path = report.file.path.clone();
        for name in self.direct(&report.agency.value, report.year.value, &report.members, &path) {
            below.insert(name.clone());
            if !seen.insert(name.clone()) {
                continue;
            }
            if let MemberFound::Report(member) = self.find(&name, report.year.value, &path)
                && !member.members.is_none()
            {
                below.extend(self.descendants(&member, follow, seen));
            }
        }
        below
    }

    /// The members, and what speaks against them.
    pub(super) fn membership(&mut self, asked: &Asked) -> Membership {
        let all = asked.members.range().unwrap_or_default();
        let names = self.direct(asked.agency, asked.year, asked.members, asked.path);
        let listed = asked.members.listed();
        let at = |index: usize| listed.get(index).map_or(all.clone(), |name| name.range.clone());
        let mut members: Vec<Member> = names
            .iter()
            .enumerate()
            .map(|(index, name)| Member {
                name: name.clone(),
                at: at(index),
                found: self.find(name, asked.year, asked.path),
                remembered: None,
            })
            .collect();
        let mut findings = self.rename(asked, &mut members);
        findings.extend(self.faulty_roster(asked));
        let memory = Memory::load(asked.path);
        for member in &mut members {
            let name = member.report().map_or(&member.name, |report| &report.agency.value);
            member.remembered = memory.of_member(name);
        }
        findings.extend(left(asked, &members, &memory));
        let mut within: BTreeMap<String, String> = BTreeMap::new();
        for member in &members {
            let Some(report) =
                member.report().filter(|report| !report.members.is_none() && member.name != asked.agency)
            else {
                continue;
            };
            let below = self.descendants(report, Follow::All, &mut BTreeSet::from([member.name.clone()]));
            findings.extend(self.doubled((asked, &members), (member, report), &below, &within));
            for name in below {
                within.entry(name).or_insert_with(|| member.name.clone());
            }
        }
        if matches!(asked.members, Members::Listed(_)) {
            let renamed = members.iter().filter_map(Member::report).map(|report| report.agency.value.as_str());
            let listed = names.iter().chain(within.keys()).map(String::as_str);
            // A member without a report is another one with a slip in its name: that it stands on no list is not another.
            let lost: Vec<&str> = members.iter().filter(|m| m.found_nothing()).map(|m| m.name.as_str()).collect();
            let delivered = self.delivered(asked.year, asked.path);
            let free = || delivered.iter().map(|one| one.name.as_str()).filter(|name| !names.iter().any(|n| n == name));
            let slip = |name| nearest(name, free().filter(move |other| !differ_in_number(name, other)));
            let meant: Vec<&str> = lost.into_iter().filter_map(slip).collect();
            let known: BTreeSet<&str> = listed.chain(renamed).chain(meant).collect();
            findings.extend(self.unlisted(asked, &known));
        }
        Membership { members, findings, memory }
    }

    /// What counts twice because of one member that has members itself.
    fn doubled(
        &self,
        (asked, members): (&Asked, &[Member]),
        (member, report): (&Member, &Report),
        below: &BTreeSet<String>,
        within: &BTreeMap<String, String>,
    ) -> Vec<Finding> {
        let file = &asked.place.file;
        let place = |at: &std::ops::Range<usize>| Place::new(file, at.clone());
        let own = report.place(&report.members.range().unwrap_or_default());
        let name = &member.name;
        let mut findings = Vec::new();
        if below.contains(asked.agency) || below.contains(name) {
            findings.push(
                Finding::new(
                    Code::RollUpOverlap,
                    place(&member.at),
                    format!(
                        "成员绕成了圈：“{name}”的成员里又有{}",
                        if below.contains(asked.agency) { "本机关" } else { "它自己" }
                    ),
                )
                .also(own.clone(), "它的“成员”")
                .help("上级汇总下级，下级不能再把上级列为成员"),
            );
            return findings;
        }
        for other in members.iter().filter(|other| other.name != *name && below.contains(&other.name)) {
            findings.push(
                Finding::new(
                    Code::RollUpOverlap,
                    place(&other.at),
                    format!("“{}”已在“{name}”的成员里，会加两遍", other.name),
                )
                .also(own.clone(), format!("“{name}”的成员"))
                .help(format!("两处只留一处：从本报告的“成员”里删去“{}”，或从“{name}”的成员里删去", other.name)),
            );
        }
        for shared in below.iter().filter(|shared| within.contains_key(*shared)) {
            findings.push(
                Finding::new(
                    Code::RollUpOverlap,
                    place(&member.at),
                    format!("“{shared}”既在“{}”的成员里，又在“{name}”的成员里，会加两遍", within[shared]),
                )
                .also(own.clone(), format!("“{name}”的成员"))
                .help("一个机关只能归一个上级汇总"),
            );
        }
        findings
    }

    /// Agencies that have a file for the year and stand on no list; said by the government that no other sums up.
    fn unlisted(&mut self, asked: &Asked, known: &BTreeSet<&str>) -> Option<Finding> {
        let all = self.delivered(asked.year, asked.path);
        let mut elsewhere = BTreeSet::new();
        for one in all.iter().filter(|one| one.name != asked.agency && !known.contains(one.name.as_str())) {
            let Some(report) = one.report.clone().filter(|report| !report.members.is_none()) else { continue };
            let below = self.descendants(&report, Follow::All, &mut BTreeSet::from([one.name.clone()]));
            if below.contains(asked.agency) {
                return None;
            }
            elsewhere.insert(one.name.clone());
            elsewhere.extend(below);
        }
        let alone: Vec<&Delivered> = all
            .iter()
            .filter(|one| {
                one.name != asked.agency && !known.contains(one.name.as_str()) && !elsewhere.contains(&one.name)
            })
            .collect();
        let names: Vec<String> = alone.iter().take(MOST_NAMES).map(|one| format!("“{}”", one.name)).collect();
        let more = if alone.len() > names.len() { format!("等 {} 个机关", alone.len()) } else { String::new() };
        let first = alone.first()?;
        let mut finding = Finding::new(
            Code::RollUpUnlisted,
            asked.place.clone(),
            format!("{}{more}有 {} 年度的数据，不在任何成员名单里", names.join(""), asked.year),
        )
        .severity(Severity::Warning)
        .help(format!("应当汇总的，写进“成员”；不该汇总的不用管，或移出数据文件夹。例如补一行“- {}”", first.name));
        for one in alone.iter().take(MOST_NAMES) {
            if let Some(report) = &one.report {
                finding = finding.also(report.place(&report.agency.range), one.name.clone());
            }
        }
        Some(finding)
    }
}

/// Whether two names differ in nothing but a number: 第一中学 and 第二中学 are two, 第二局 and 第2局 one with a slip.
fn differ_in_number(one: &str, other: &str) -> bool {
    const NUMERALS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit = |c: char| c.to_digit(10).or_else(|| NUMERALS.iter().position(|known| *known == c).map(|at| at as u32));
    let split = |name: &str| -> (Vec<u32>, String) {
        (name.chars().filter_map(digit).collect(), name.chars().filter(|c| digit(*c).is_none()).collect())
    };
    let ((numbers, words), (others, same)) = (split(one), split(other));
    words == same && numbers != others
}
