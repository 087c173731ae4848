//! One report: left alone when nothing that goes into it has changed, else read, checked, printed and put in its place.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::files::{self, Staged};
use super::inputs::Standing;
use super::shelf::Shelf;
use super::survey::{self, Item};
use super::{Options, correct};
use crate::cli::inspect::Office;
use crate::cli::show::{self, Counts};
use crate::compose::Composed;
use crate::diag::{Code, Finding, Place, SourceFile};
use crate::manifest::{Digest, Inputs, Output, Record, note, recall};
use crate::report::Report;

/// Everything the reports of a run share.
pub struct Shop<'a> {
    pub office: &'a Office,
    pub standing: &'a Standing,
    pub options: &'a Options,
    /// A year whose folder cannot be used has the reason instead.
    pub shelves: BTreeMap<u16, Result<Shelf, String>>,
}

/// What became of one data file.
pub struct Outcome {
    pub counts: Counts,
    /// The findings as printed for people.
    pub shown: Vec<String>,
    /// Why it was not left alone.
    pub why: Vec<String>,
    pub done: Done,
    pub time: Duration,
}

/// How it ended.
pub enum Done {
    /// The files are what the data gives.
    Unchanged,
    /// These were written; `corrected` when a 更正说明 is among them.
    Written { files: Vec<PathBuf>, corrected: bool },
    /// The findings say why nothing was.
    Refused,
    /// Printing or writing failed.
    Failed(String),
}

/// A report on its way.
struct Made {
    findings: Vec<Finding>,
    why: Vec<String>,
    done: Done,
}

impl Made {
    fn refused(findings: Vec<Finding>) -> Made {
        Made { findings, why: Vec::new(), done: Done::Refused }
    }

    fn failed(findings: Vec<Finding>, why: String) -> Made {
        Made { findings, why: Vec::new(), done: Done::Failed(why) }
    }
}

impl Shop<'_> {
    /// Makes one report; whatever goes wrong is in the outcome.
    pub fn make(&self, item: &Item) -> Outcome {
        let start = Instant::now();
        // A panic in a library costs this report, not the run.
        let made = catch_unwind(AssertUnwindSafe(|| self.made(item)))
            .unwrap_or_else(|panic| Made::failed(Vec::new(), panicked(panic.as_ref())));
        // What is noted of a report is what was found; --allow and --deny only change what this run says of it.
        let findings = self.options.levels.apply(made.findings);
        Outcome {
            counts: Counts::of(&findings),
            shown: findings.iter().map(show::human).collect(),
            why: made.why,
            done: made.done,
            time: start.elapsed(),
        }
    }

    fn made(&self, item: &Item) -> Made {
        let Some((agency, year)) = &item.identity else {
            let findings = item.entry(&self.office.forms).map(|entry| entry.findings).unwrap_or_default();
            return Made::refused(findings);
        };
        let shelf = match self.shelves.get(year) {
            Some(Ok(shelf)) => shelf,
            Some(Err(why)) => return Made::failed(Vec::new(), why.clone()),
            None => return Made::failed(Vec::new(), format!("没有打开 {year} 年度的文件夹")),
        };
        let last_year = item.last_year.as_ref().map(|(_, digest)| digest.clone());
        let inputs = self.standing.with(item.data.clone(), last_year);
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
        let (findings, composed) = self.office.inspect(&entry);
        let (Some(report), Some(composed)) = (&entry.report, composed) else { return Made::refused(findings) };
        if self.refuses(&findings) {
            return Made::refused(findings);
        }
        if (&report.agency.value, &report.year.value) != (agency, year) {
            return Made::failed(findings, "数据文件正在被修改，请再运行一次".into());
        }
        let last_year = entry.last_year.as_deref();
        let work = Work { shop: self, item, shelf, record, inputs, report, last_year, composed: &composed };
        work.done(findings)
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
    ) -> Result<Option<Made>, String> {
        let digest = inputs.digest();
        // The copy of the data comes last: a build killed just before it left an older one.
        if record.inputs != *inputs || files::hash(&shelf.data_path(agency))?.as_ref() != Some(&item.data) {
            return Ok(None);
        }
        let mut edited = Vec::new();
        for format in &self.options.formats {
            let path = shelf.path(agency, format.ending());
            match record.outputs.get(format.ending()) {
                Some(output) if output.inputs == digest => match files::hash(&path)? {
                    Some(hash) if hash == output.sha256 => {}
                    Some(_) => edited.push(hand_edited(&path)),
                    None => return Ok(None),
                },
                _ => return Ok(None),
            }
        }
        let mut findings = self.findings_again(item, record);
        findings.extend(edited);
        if self.refuses(&findings) {
            return Ok(Some(Made::refused(findings)));
        }
        let data = item.relative_to(&self.options.out);
        if data != record.data {
            shelf.update(agency, Some(Record { data, ..record.clone() }));
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
        noted.unwrap_or_else(|| match item.entry(&self.office.forms) {
            Some(entry) => self.office.inspect(&entry).0,
            None => Vec::new(),
        })
    }
}

/// A composed report about to be printed.
pub struct Work<'a> {
    pub shop: &'a Shop<'a>,
    pub item: &'a Item,
    pub shelf: &'a Shelf,
    /// How it was last built.
    pub record: Option<&'a Record>,
    pub inputs: Inputs,
    pub report: &'a Report,
    pub last_year: Option<&'a Report>,
    pub composed: &'a Composed,
}

impl Work<'_> {
    fn done(&self, mut findings: Vec<Finding>) -> Made {
        let (why, done) = match self.print(&mut findings) {
            Ok(result) => result,
            Err(why) => (Vec::new(), Done::Failed(why)),
        };
        Made { findings, why, done }
    }

    pub fn agency(&self) -> &str {
        &self.report.agency.value
    }

    fn print(&self, findings: &mut Vec<Finding>) -> Result<(Vec<String>, Done), String> {
        let options = self.shop.options;
        // All formats are printed before the first is written, so that they come together or not at all.
        let mut printed = Vec::new();
        for &format in &options.formats {
            let bytes =
                self.shop.office.press.print(&self.composed.document, format).map_err(|error| error.to_string())?;
            printed.push((format.ending(), bytes));
        }
        let mut record = self.new_record(findings);
        let (mut changed, mut missing, mut edited) = (Vec::new(), Vec::new(), Vec::new());
        for (ending, bytes) in &printed {
            let (path, sha256) = (self.shelf.path(self.agency(), ending), Digest::of(bytes));
            let recorded = self.record.and_then(|record| record.outputs.get(*ending)).map(|output| &output.sha256);
            match files::hash(&path)? {
                Some(hash) if hash == sha256 => {}
                Some(hash) if Some(&hash) == recorded || options.force => changed.push((path, bytes)),
                Some(_) => edited.push(path),
                None => {
                    missing.push(path.clone());
                    changed.push((path, bytes));
                }
            }
            record.outputs.insert((*ending).to_owned(), Output { sha256, inputs: self.inputs.digest() });
        }
        let why = self.reasons(&missing);
        if !edited.is_empty() {
            findings.extend(edited.iter().map(|path| hand_edited(path)));
            return Ok((why, Done::Refused));
        }
        if options.check {
            findings.extend(changed.iter().map(|(path, _)| stale(path, &why)));
            return Ok((why, if changed.is_empty() { Done::Unchanged } else { Done::Refused }));
        }
        let mut staged = Vec::new();
        if let Some(reason) = &options.correction {
            staged.extend(correct::correct(self, reason, &mut record)?);
        }
        let corrected = !staged.is_empty();
        for (path, bytes) in &changed {
            staged.push(files::stage(path, bytes)?);
        }
        let files = self.put(record, staged)?;
        Ok((why, if files.is_empty() { Done::Unchanged } else { Done::Written { files, corrected } }))
    }

    fn put(&self, record: Record, mut staged: Vec<Staged>) -> Result<Vec<PathBuf>, String> {
        let copy = self.shelf.data_path(self.agency());
        let text = self.report.file.text.as_bytes();
        let outputs = staged.len();
        if files::hash(&copy)?.as_ref() != Some(&Digest::of(text)) {
            // Last, so that it is never newer than the files made from it.
            staged.push(files::stage(&copy, text)?);
        }
        if staged.is_empty() {
            if self.record != Some(&record) {
                self.shelf.update(self.agency(), Some(record));
            }
            return Ok(Vec::new());
        }
        let mut written = self.shelf.put(self.agency(), record, staged)?;
        written.truncate(outputs);
        Ok(written)
    }

    fn new_record(&self, findings: &[Finding]) -> Record {
        // Findings that rest on files of other agencies are not this report's to keep.
        let alone = self.item.twin.is_none() && self.report.members.is_empty();
        let last_year = self.item.last_year.as_ref().map(|(path, _)| path.as_path());
        Record {
            data: self.item.relative_to(&self.shop.options.out),
            inputs: self.inputs.clone(),
            outputs: self.record.map(|record| record.outputs.clone()).unwrap_or_default(),
            findings: alone.then(|| note(findings, &self.item.path, last_year)).flatten(),
            corrections: self.record.map(|record| record.corrections.clone()).unwrap_or_default(),
        }
    }

    /// Why the report was not left alone.
    fn reasons(&self, missing: &[PathBuf]) -> Vec<String> {
        let Some(record) = self.record else {
            return vec![if missing.is_empty() { "没有生成记录" } else { "还没有生成过" }.into()];
        };
        let mut why = self.inputs.changes(&record.inputs);
        let before = record.inputs.digest();
        for format in &self.shop.options.formats {
            let path = self.shelf.path(self.agency(), format.ending());
            match record.outputs.get(format.ending()) {
                None => why.push(format!("还没有生成过 {}", format.ending())),
                Some(_) if missing.contains(&path) => why.push(format!("“{}”不在了", show::shown_path(&path))),
                Some(output) if output.inputs != before => why.push(format!("上次没有一起生成 {}", format.ending())),
                Some(_) => {}
            }
        }
        if self.shop.options.force {
            why.push("命令里写了 --force".into());
        }
        why
    }
}

/// A place that is a whole file.
fn file_place(path: &Path) -> Place {
    Place::new(&Arc::new(SourceFile { path: path.to_owned(), text: String::new() }), 0..0)
}

fn hand_edited(path: &Path) -> Finding {
    let shown = show::shown_path(path);
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let finding = Finding::new(
        Code::HandEdited,
        file_place(path),
        format!("“{name}”不是程序上次写下的样子，多半是手工改过，没有覆盖"),
    );
    let finding = match path.extension().and_then(|ending| ending.to_str()) {
        Some("docx") => finding.help(format!("运行 nianbao diff “{shown}” 看改了什么，把改动写进数据文件")),
        _ => finding,
    };
    finding.help("改动已写进数据文件，或不要这些改动的，加 --force 重新生成")
}

fn stale(path: &Path, why: &[String]) -> Finding {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let why = if why.is_empty() { String::new() } else { format!("：{}", why.join("，")) };
    Finding::new(Code::StaleOutput, file_place(path), format!("“{name}”不是现在的数据所得{why}"))
        .help("运行 nianbao build 重新生成")
}

/// What to tell of a panic.
fn panicked(panic: &(dyn Any + Send)) -> String {
    let what = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("程序内部出错（{}），这份报告没有写；请把数据文件发给维护者", what.unwrap_or("原因不明"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_in_the_result() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let caught = |work: fn()| panicked(catch_unwind(work).unwrap_err().as_ref());
        let (fixed, made) = (caught(|| panic!("坏了")), caught(|| panic!("{} 坏了", 2)));
        std::panic::set_hook(hook);
        assert!(fixed.contains("（坏了）") && made.contains("（2 坏了）"));
    }

    #[test]
    fn what_to_do_about_a_changed_file_depends_on_its_kind() {
        let help = |path: &str| hand_edited(Path::new(path)).help.concat();
        assert!(help("out/2024/甲.docx").contains("nianbao diff"));
        assert!(!help("out/2024/甲.pdf").contains("nianbao diff"));
    }
}
