//! Publication as a fact (公布): which files went out on which day, with their hashes, in the manifest.
//!
//! Publishing makes nothing: it looks whether what is there is what the data gives, and notes that it is out. From then on a build
//! replaces it only as a correction.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::files::Lock;
use super::finding::{notices, rebuild, rebuild_year};
use super::inputs::inputs;
use super::manifest::Record;
use super::orphans::Scope;
use super::shelf::Shelf;
use super::survey::{self, Item};
use super::{Options, asked, files, package};
use crate::date::Date;
use crate::diag::{Counts, Fault, check_it, guarded, reason, shown_path};
use crate::office::{Files, Office, Order, nothing_of};
use crate::verify::verify;
use crate::write::Format;

/// What is wanted of a publication.
#[derive(Debug, Clone)]
pub struct Publishing {
    /// The output folder.
    pub out: PathBuf,
    /// The year of the reports.
    pub year: u16,
    /// The day on which they go out; none: each on the day of its 成文日期.
    pub date: Option<Date>,
    /// Where the package for the website is written.
    pub package: Option<PathBuf>,
    /// Threads that read reports back.
    pub jobs: usize,
    /// A list by whose order the reports come in the package; none: that of the governments' 成员.
    pub order: Option<Order>,
}

/// What became of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It is out from now on.
    Now,
    /// It was out already, since this day.
    Before(Date),
    /// It cannot go out; why.
    Not(Vec<String>),
}

/// What a publication came to.
#[derive(Debug, Default)]
pub struct Sending {
    /// Every data file with what became of its report, in order.
    pub reports: Vec<(Item, Sent)>,
    /// The agencies that are out without a format that readers expect (DOCX, PDF), by what is lacking, with how it is made for all.
    pub lacking: BTreeMap<String, (Vec<String>, String)>,
    /// How many agencies the package holds.
    pub agencies: usize,
    /// How many files the package holds.
    pub packed: usize,
    /// The agencies that the package holds although their data file is gone.
    pub without_data: Vec<String>,
    /// The agencies whose published files cannot be had, with the reason: they are not in the package.
    pub left_out: Vec<(String, Fault)>,
}

/// Publishes the reports of `files`; those that cannot go out are named, and keep no other back.
///
/// # Errors
/// Nothing could be published at all.
pub fn publish(office: &Office, wanted: &Publishing, files: &Files) -> Result<Sending, Fault> {
    let _lock = Lock::take(&wanted.out)?;
    // Before anything is noted.
    wanted.package.as_deref().map_or(Ok(()), |path| asked::may_write(path, asked::WrittenKind::Package))?;
    let mut shelf = Shelf::open(&wanted.out, wanted.year, false)?;
    let known = survey::known([(wanted.year, &shelf)]);
    let mut items = survey::survey(&files.found, &office.forms, &known, wanted.jobs);
    survey::sort(&mut items, wanted.order.as_ref());
    items.retain(|item| item.is_of(wanted.year));
    let may_pack = wanted.package.is_some() && shelf.reports().values().any(Record::was_public);
    if items.is_empty() && !may_pack {
        return Err(nothing_of(wanted.year));
    }
    let mut sending = Sending::default();
    let desk = SendingDesk { office, wanted, shelf: &shelf };
    // A panic in a library that reads files back costs this report, not the run.
    let send = |item: &Item| {
        guarded(|| desk.send(item))
            .unwrap_or_else(|why| Err(Fault::Other(format!("{why}，没有公布；请把数据文件发给维护者"))))
    };
    super::in_order(&items, wanted.jobs, &send, &mut |item, sent| {
        sending.reports.push((item.clone(), sent.unwrap_or_else(|fault| Sent::Not(vec![fault.to_string()]))));
    });
    shelf.save()?;
    for (item, sent) in &sending.reports {
        let Some((agency, formats, again)) = lacking(&shelf, item, sent) else { continue };
        let known = sending.lacking.entry(formats).or_insert_with(|| (Vec::new(), again));
        known.0.push(agency);
        if known.0.len() == 2 {
            known.1 = rebuild_year(&shelf, wanted.year);
        }
    }
    if let Some(path) = &wanted.package {
        let scope = Scope::new(&wanted.out, &items, &files.given);
        let agencies = public(&shelf, wanted, &items, &scope);
        let made = package::package(&shelf, &agencies)?;
        asked::write_asked(path, &made.bytes)?;
        let has_lost = |agency: &&&str| {
            let record = shelf.reports().get(**agency);
            record.is_some_and(|record| scope.has_lost(agency, wanted.year, record))
        };
        let is_in = |agency: &&&str| !made.left_out.iter().any(|(other, _)| other == **agency);
        sending.without_data =
            agencies.iter().filter(has_lost).filter(is_in).map(|agency| (*agency).to_owned()).collect();
        (sending.agencies, sending.packed, sending.left_out) = (made.agencies, made.files, made.left_out);
    }
    Ok(sending)
}

/// Whose report is out without formats that are always published, which, and the command that makes them.
fn lacking(shelf: &Shelf, item: &Item, sent: &Sent) -> Option<(String, String, String)> {
    let (agency, _) = item.identity.as_ref().filter(|_| !matches!(sent, Sent::Not(_)))?;
    let record = shelf.reports().get(agency)?;
    let formats = Options::default().formats;
    let lacking = formats.iter().filter(|format| !record.outputs.contains_key(format.ending()));
    let names: Vec<&str> = lacking.map(|format| format.name()).collect();
    (!names.is_empty()).then(|| (agency.clone(), names.join("、"), rebuild(shelf, &item.path)))
}

/// Whose reports are out, or were, among those that the run is about, in the order of the data files. What was out before stays out
/// until it is corrected or withdrawn, whatever its data says now, whether it can be read, and whether it is there at all.
fn public<'a>(shelf: &'a Shelf, wanted: &Publishing, items: &[Item], scope: &Scope) -> Vec<&'a str> {
    let all = shelf.reports().iter().filter(|(_, record)| record.was_public());
    let mut agencies: Vec<(usize, usize, &str)> = all
        .filter(|(agency, record)| scope.holds(agency, wanted.year, record))
        .map(|(agency, record)| {
            let is_own = |item: &Item| match &item.identity {
                Some((own, _)) => own == agency,
                None => item.relative_to(&wanted.out) == record.data,
            };
            let rank = wanted.order.as_ref().map_or(0, |order| order.rank(Some(agency)));
            (rank, items.iter().position(is_own).unwrap_or(usize::MAX), agency.as_str())
        })
        .collect();
    agencies.sort_unstable();
    agencies.into_iter().map(|(.., agency)| agency).collect()
}

/// Everything that is at hand for looking through a report.
struct SendingDesk<'a> {
    office: &'a Office,
    wanted: &'a Publishing,
    shelf: &'a Shelf,
}

impl SendingDesk<'_> {
    fn send(&self, item: &Item) -> Result<Sent, Fault> {
        let Some((agency, _)) = &item.identity else {
            return Ok(Sent::Not(vec![format!("数据没有填完或者读不出，{}", check_it(&item.path))]));
        };
        if item.twin.is_some() {
            return Ok(Sent::Not(vec!["有两个数据文件，不知道哪一个是要公布的".into()]));
        }
        let Some(record) = self.shelf.reports().get(agency) else {
            return Ok(Sent::Not(vec![format!("还没有生成，{}", self.first(item))]));
        };
        if let Some(withdrawn) = record.withdrawn().filter(|withdrawn| withdrawn.data == record.inputs.data) {
            let date = Date::parse(&withdrawn.date).map_or_else(|| withdrawn.date.clone(), Date::chinese);
            let words =
                format!("{date} 已撤回（{}），数据没有改；改正数据和成文日期，重新生成以后再公布", withdrawn.reason);
            return Ok(Sent::Not(vec![words]));
        }
        let mut day = None;
        let mut why = self.not_as_built(item, agency, record)?;
        let before = record.published.as_ref().and_then(|published| Date::parse(&published.date));
        if let (Some(date), true) = (before, why.is_empty()) {
            return Ok(Sent::Before(date));
        }
        if why.is_empty() {
            why = self.not_sound(item, agency, record, &mut day)?;
        }
        if !why.is_empty() {
            return Ok(Sent::Not(why));
        }
        let Some(day) = day else { return Ok(Sent::Not(vec!["没有日期".into()])) };
        let publication = self.shelf.publication(agency, record, &day.iso());
        let mut record = Record { published: Some(publication), ..record.clone() };
        record.outputs.values_mut().for_each(|output| output.found = false);
        self.shelf.put(agency, record, Vec::new())?;
        Ok(Sent::Now)
    }

    /// What comes before a report can go out: its errors are mended, or it is built.
    fn first(&self, item: &Item) -> String {
        let findings = item.entry(&self.office.forms).map(|entry| self.office.inspect(&entry).0).unwrap_or_default();
        let counts = Counts::of(&findings);
        if counts.errors > 0 {
            return format!("有 {}，{}", counts.words(), check_it(&item.path));
        }
        format!("先生成：{}", rebuild(self.shelf, &item.path))
    }

    /// What of a report's files is not what was built from the data as it is now.
    fn not_as_built(&self, item: &Item, agency: &str, record: &Record) -> Result<Vec<String>, Fault> {
        let mut why = Vec::new();
        if record.inputs.data != item.data {
            let again = rebuild(self.shelf, &item.path);
            why.push(if record.is_public() {
                format!("数据后来改了；要更正的，运行：{again} --correction \"写明理由\"")
            } else {
                format!("数据后来改了，{}", self.first(item))
            });
        } else if !record.is_public() {
            let last_year = item.last_year.as_ref().map(|(_, digest)| digest.clone());
            let now = inputs(&self.office.standing, item.data.clone(), last_year);
            let digest = record.inputs.digest();
            if now != record.inputs || record.outputs.values().any(|output| output.inputs != digest) {
                why.push(format!(
                    "不是最近一次生成的（{}），先生成：{}",
                    now.changes(&record.inputs).join("，"),
                    rebuild(self.shelf, &item.path)
                ));
            }
        }
        for (ending, output) in &record.outputs {
            let path = self.shelf.path(agency, ending);
            match files::hash(&path)? {
                Some(hash) if hash == output.sha256 => {}
                Some(_) => why.push(format!("“{}”后来被改动过", shown_path(&path))),
                None => why.push(format!("“{}”不见了", shown_path(&path))),
            }
        }
        why.extend(notices(self.shelf, agency, record)?.into_iter().map(|finding| finding.message));
        Ok(why)
    }

    /// What keeps a report from being published although its files are as built; notes its day in `day`.
    fn not_sound(
        &self,
        item: &Item,
        agency: &str,
        record: &Record,
        day: &mut Option<Date>,
    ) -> Result<Vec<String>, Fault> {
        let Some(entry) = item.entry(&self.office.forms) else { return Ok(vec!["数据读不出".into()]) };
        let (findings, composed) = self.office.inspect(&entry);
        let counts = Counts::of(&findings);
        let (Some(report), Some(composed)) = (&entry.report, composed) else {
            return Ok(vec![format!("{}，{}", counts.words(), check_it(&item.path))]);
        };
        let mut why = Vec::new();
        if counts.errors > 0 {
            why.push(format!("{}，{}", counts.words(), check_it(&item.path)));
        }
        let written = report.date.value;
        let out = *day.insert(self.wanted.date.unwrap_or(written));
        if written > out {
            why.push(format!("成文日期 {} 晚于公布日期 {}", written.chinese(), out.chinese()));
        }
        for format in Format::ALL.into_iter().filter(|format| record.outputs.contains_key(format.ending())) {
            let path = self.shelf.path(agency, format.ending());
            let bytes = std::fs::read(&path);
            let bytes = match bytes {
                Ok(bytes) => bytes,
                Err(error) => {
                    why.push(format!("读不了“{}”：{}", shown_path(&path), reason(&error)));
                    continue;
                }
            };
            match verify(&composed.document, format, &bytes) {
                Ok(differences) => {
                    why.extend(differences.first().map(|first| format!("“{}”与数据不符：{first}", shown_path(&path))));
                }
                Err(unreadable) => why.push(unreadable.to_string()),
            }
        }
        Ok(why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::tripped;

    #[test]
    fn a_panic_while_a_file_is_read_back_costs_one_report() {
        let (folder, office, out) = tripped::built();
        let files = Files::find(&[folder.path().join("data")]).unwrap();
        let wanted = Publishing { out, year: 2024, date: None, package: None, jobs: 2, order: None };
        let sent: Vec<Sent> =
            publish(&office, &wanted, &files).unwrap().reports.into_iter().map(|(_, sent)| sent).collect();
        assert_eq!((sent.len(), &sent[0]), (2, &Sent::Now));
        let Sent::Not(why) = &sent[1] else { unreachable!("{sent:?}") };
        assert!(why[0].starts_with("程序内部出错（核对坏了），没有公布"), "{why:?}");
    }
}
