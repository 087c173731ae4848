//! One report: left alone when nothing that goes into it has changed, else read, checked, and handed on to be printed.

use std::collections::BTreeMap;
use std::time::Instant;

use super::finding::{hand_edited, notices, rebuild};
use super::inputs::inputs;
use super::manifest::{Inputs, Record, recall};
use super::outcome::{Done, Made, Outcome};
use super::shelf::Shelf;
use super::survey::{self, Item};
use super::work::Work;
use super::{Options, files, print};
use crate::date::Date;
use crate::diag::{Counts, Fault, Finding, guarded};
use crate::office::Office;

/// Everything the reports of a run share.
pub struct Shop<'a> {
    pub office: &'a Office,
    pub options: &'a Options,
    /// A year whose folder cannot be used has the reason instead.
    pub shelves: BTreeMap<u16, Result<Shelf, Fault>>,
}

impl Shop<'_> {
    /// Makes one report; whatever goes wrong is in the outcome.
    pub fn make(&self, item: &Item) -> Outcome {
        let start = Instant::now();
        // A panic in a library costs this report, not the run.
        let made = guarded(|| self.made(item)).unwrap_or_else(|why| {
            Made::failed(Vec::new(), Fault::Other(format!("{why}，这份报告没有写；请把数据文件发给维护者")))
        });
        // What is noted of a report is what was found; --allow and --deny only change what this run says of it.
        let findings = self.options.levels.apply(made.findings);
        Outcome { counts: Counts::of(&findings), findings, why: made.why, done: made.done, time: start.elapsed() }
    }

    fn made(&self, item: &Item) -> Made {
        let Some((agency, year)) = &item.identity else {
            let entry = item.entry(&self.office.forms);
            return Made::refused(entry.map(|entry| self.office.inspect(&entry).0).unwrap_or_default());
        };
        let shelf = match self.shelves.get(year) {
            Some(Ok(shelf)) => shelf,
            Some(Err(why)) => return Made::failed(Vec::new(), why.clone()),
            None => return Made::failed(Vec::new(), Fault::Other(format!("没有打开 {year} 年度的文件夹"))),
        };
        let last_year = item.last_year.as_ref().map(|(_, digest)| digest.clone());
        let inputs = inputs(&self.office.standing, item.data.clone(), last_year);
        let record = shelf.reports().get(agency);
        if item.twin.is_none()
            && !self.options.force
            && let Some(record) = record
        {
            match self.left_alone(item, agency, shelf, record, &inputs) {
                Ok(Some(made)) => return made,
                Ok(None) => {}
                Err(why) => return Made::failed(Vec::new(), why),
            }
        }
        let Some(entry) = item.entry(&self.office.forms) else { return Made::refused(Vec::new()) };
        let (mut findings, composed) = self.office.inspect(&entry);
        findings.retain(|finding| !record.is_some_and(|record| record.excuses(finding.code)));
        let (Some(report), Some(composed)) = (&entry.report, composed) else { return Made::refused(findings) };
        if self.refuses(&findings) {
            return Made::refused(findings);
        }
        if (&report.agency.value, &report.year.value) != (agency, year) {
            return Made::failed(findings, Fault::Other("数据文件正在被修改，请再运行一次".into()));
        }
        let last_year = entry.last_year.as_deref();
        let (office, options, composed) = (self.office, self.options, &composed);
        let formats = shelf.formats(agency, &options.formats);
        let work = Work { office, options, formats, item, shelf, record, inputs, report, last_year, composed };
        print::made(&work, findings)
    }

    /// Whether a report with these findings is not to be written.
    fn refuses(&self, findings: &[Finding]) -> bool {
        Counts::of(&self.options.levels.apply(findings.to_vec())).errors > 0
    }

    /// What to say of a report nothing of whose inputs has changed; none when it must be made all the same.
    fn left_alone(
        &self,
        item: &Item,
        agency: &str,
        shelf: &Shelf,
        record: &Record,
        inputs: &Inputs,
    ) -> Result<Option<Made>, Fault> {
        let reason = self.options.corrections.of(agency);
        let public = record.is_public() && reason.is_none();
        if public && record.inputs.data == item.data {
            return self.public(item, agency, shelf, record);
        }
        let date = reason.and_then(|reason| reason.date).map(Date::iso);
        // A day that was forgotten can be given for the last correction.
        if date.is_some() && record.corrections.last().is_some_and(|last| last.date != date) {
            return Ok(None);
        }
        let digest = inputs.digest();
        // The copy of the data comes last: a build killed just before it left an older one.
        if record.inputs != *inputs || files::hash(&shelf.data_path(agency))?.as_ref() != Some(&item.data) {
            return Ok(None);
        }
        let mut edited = Vec::new();
        for format in shelf.formats(agency, &self.options.formats) {
            let path = shelf.path(agency, format.ending());
            match record.outputs.get(format.ending()) {
                Some(output) if output.inputs == digest => match files::hash(&path)? {
                    Some(hash) if hash == output.sha256 => {}
                    Some(_) => edited.push(hand_edited(&path, &rebuild(shelf, &item.path))),
                    None => return Ok(None),
                },
                _ => return Ok(None),
            }
        }
        let mut findings = self.findings_again(item, record);
        findings.extend(edited);
        findings.extend(notices(shelf, agency, record)?);
        if self.refuses(&findings) {
            return Ok(Some(Made::refused(findings)));
        }
        let data = item.relative_to(&self.options.out);
        if data != record.data {
            shelf.update(agency, Some(Record { data, ..record.clone() }));
        }
        Ok(Some(Made { findings, why: Vec::new(), done: Done::Unchanged }))
    }

    /// What to say of a published report whose data says what was published: its files stay as they are, whatever else has changed.
    /// None when there is a format to be made that was not published.
    fn public(&self, item: &Item, agency: &str, shelf: &Shelf, record: &Record) -> Result<Option<Made>, Fault> {
        let mut findings = self.findings_again(item, record);
        for format in shelf.formats(agency, &self.options.formats) {
            let path = shelf.path(agency, format.ending());
            let Some(output) = record.outputs.get(format.ending()) else { return Ok(None) };
            match files::hash(&path)? {
                Some(hash) if hash == output.sha256 => {}
                Some(_) => findings.push(hand_edited(&path, &rebuild(shelf, &item.path))),
                None => return Ok(None),
            }
        }
        findings.extend(notices(shelf, agency, record)?);
        if self.refuses(&findings) {
            return Ok(Some(Made::refused(findings)));
        }
        Ok(Some(Made { findings, why: Vec::new(), done: Done::Unchanged }))
    }

    /// The findings of an unchanged report: those noted, or made anew where they could not be.
    fn findings_again(&self, item: &Item, record: &Record) -> Vec<Finding> {
        let noted = record.findings.as_ref().and_then(|noted| {
            if noted.is_empty() {
                return Some(Vec::new());
            }
            let (digest, own) = survey::read(&item.path);
            let last_year = item.last_year.as_ref().and_then(|(path, _)| survey::read(path).1);
            (digest == item.data).then(|| recall(noted, &own?, last_year.as_ref())).flatten()
        });
        let mut findings = noted.unwrap_or_else(|| match item.entry(&self.office.forms) {
            Some(entry) => self.office.inspect(&entry).0,
            None => Vec::new(),
        });
        findings.retain(|finding| !record.excuses(finding.code));
        findings
    }
}

#[cfg(test)]
mod tests {
    use crate::batch::{Done, Event, Options, build};
    use crate::diag::trip;
    use crate::office::{Files, Look, Office};
    use crate::write::Format;

    #[test]
    fn of_a_file_with_very_many_mistakes_only_the_first_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/青石市商务局/2024.yaml");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let strays: String = (0..500).map(|number| format!("电话{number}: 1\n")).collect();
        std::fs::write(&path, format!("机关: 青石市商务局\n年度: 2024\n{strays}")).unwrap();
        let office = Office::open(&Look::default()).unwrap();
        let options = Options { out: folder.path().join("out"), ..Options::default() };
        let mut told = 0;
        let files = Files::find(&[folder.path().join("data")]).unwrap();
        build(&office, &options, &files, &mut |event| {
            if let Event::Done { outcome, .. } = event {
                told = outcome.findings.len();
            }
        })
        .unwrap();
        assert_eq!(told, 201);
    }

    #[test]
    fn a_panic_costs_one_report_and_the_others_are_written() {
        let (folder, _) = trip::project("核对");
        let office = Office::open(&Look::default()).unwrap().proofreading();
        let options = Options { out: folder.path().join("out"), formats: vec![Format::Txt], ..Options::default() };
        let mut done = Vec::new();
        let files = Files::find(&[folder.path().join("data")]).unwrap();
        build(&office, &options, &files, &mut |event| {
            if let Event::Done { outcome, .. } = event {
                done.push(outcome.done.clone());
            }
        })
        .unwrap();
        let [Done::Written { files, .. }, Done::Failed(why)] = &done[..] else { unreachable!("{done:?}") };
        assert!(files.iter().all(|file| file.exists()));
        assert!(why.to_string().starts_with("程序内部出错（核对坏了），这份报告没有写"), "{why}");
    }
}
