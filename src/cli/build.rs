//! `nianbao build`: checks, then writes the reports of all agencies that have no error and are not up to date; findings and
//! progress go to standard error.

use std::path::{Path, PathBuf};

use super::args::{Build, Common};
use super::exit;
use super::progress::Progress;
use crate::batch::{
    self, Done, Event, Fate, Item, OUT, Options, Orphan, Outcome, Outline, Summary, Tally, WrittenKind,
};
use crate::diag::{Fault, shown_path};
use crate::office::{Files, Office, Order, outside, unread_of};
use crate::show;

/// What is told besides what always is.
#[derive(Debug, Default)]
pub struct Telling {
    /// Say of each report why it was made.
    pub explain_rebuild: bool,
    /// A file for the result as JSON.
    pub report: Option<PathBuf>,
    /// A file for the findings, in place of standard error.
    pub output: Option<PathBuf>,
    /// Say nothing of the run as a whole: it is one of many.
    pub silent: bool,
}

pub fn run(common: &Common, args: &Build) -> Result<u8, Fault> {
    outside(&args.out, OUT)?;
    let options = args.options()?;
    // Before anything is built.
    args.output.iter().try_for_each(|path| batch::may_write(path, WrittenKind::Text))?;
    args.report.iter().try_for_each(|path| batch::may_write(path, WrittenKind::Json))?;
    let mut office = Office::open(&args.look.with(common))?;
    if args.verify {
        office = office.proofreading();
    }
    let telling = Telling {
        explain_rebuild: args.explain_rebuild,
        report: args.report.clone(),
        output: args.output.clone(),
        silent: false,
    };
    told(&office, &options, &Files::find(&args.paths)?, telling)
}

/// Builds and tells of it; returns the exit code.
pub fn told(office: &Office, options: &Options, files: &Files, telling: Telling) -> Result<u8, Fault> {
    let mut progress = Progress::new(0);
    let mut notes = Notes { file: telling.output.as_ref().map(|_| String::new()), ..Notes::default() };
    let mut tell = |event: Event| match event {
        Event::Begun { reports } => {
            notes.many = reports > 1;
            progress = Progress::new(reports);
        }
        Event::Done { item, outcome } => {
            notes.add(&progress, item, outcome);
            report(&progress, options.check, telling.explain_rebuild, &item.path, outcome);
            progress.step();
        }
        Event::Orphan { orphan, fate } => {
            progress.finish();
            buried(orphan, &fate);
        }
        Event::Fault(fault) => {
            progress.finish();
            say!("{}", show::failure(&fault.to_string()));
        }
        Event::Remark(_) if telling.silent => {}
        Event::Remark(remark) => {
            progress.finish();
            say!("{}\n", show::human(remark));
        }
    };
    let summary = batch::build(office, options, files, &mut tell)?;
    progress.finish();
    let lost = (options.check && !summary.orphans.is_empty()) || summary.kept > 0;
    let refused = summary.remarks.iter().any(|remark| remark.is_error());
    let mut code = if summary.faults > 0 {
        exit::FAILURE
    } else if lost || refused || !summary.unknown.is_empty() {
        exit::FINDINGS
    } else {
        exit::OK
    };
    code = code.max(conclude(&summary, options.check));
    summary.uncorrected(&options.corrections).iter().for_each(|words| say!("{words}"));
    for fault in notes.conclude((options, files), &telling, &summary, code) {
        say!("{}", show::failure(&fault.to_string()));
        code = exit::FAILURE;
    }
    Ok(code)
}

/// What is kept of the reports for the end of the run.
#[derive(Default)]
struct Notes {
    /// Whether there is more than one report.
    many: bool,
    outline: Outline,
    standings: Vec<(Option<u16>, show::AgencySummary)>,
    /// The findings, when they go into a file.
    file: Option<String>,
}

impl Notes {
    /// Notes what became of a report, and shows its findings unless they go into a file.
    fn add(&mut self, progress: &Progress, item: &Item, outcome: &Outcome) {
        let mut found = String::new();
        if self.many && !outcome.findings.is_empty() {
            found += &format!("{}\n", heading(item, outcome));
        }
        outcome.findings.iter().for_each(|finding| found += &format!("{}\n\n", show::human(finding)));
        match &mut self.file {
            Some(file) => *file += &found,
            None if found.is_empty() => {}
            None => progress.line(found.strip_suffix('\n').unwrap_or(&found)),
        }
        self.outline.add(item, outcome);
        let agency = item.agency().unwrap_or_else(|| shown_path(&item.path));
        let standing = show::AgencySummary::of(&agency, item.identity.is_some(), &outcome.findings);
        self.standings.push((item.year(), standing));
    }

    /// Prints the summary and writes the files that were asked for; what went wrong with them.
    fn conclude(
        self,
        (options, files): (&Options, &Files),
        telling: &Telling,
        summary: &Summary,
        code: u8,
    ) -> Vec<Fault> {
        let expected = options.order.as_ref().map_or(&[][..], Order::names);
        let few = show::summaries(self.standings, expected, &|agency, year| {
            unread_of(&files.passed_over, agency, year).is_some()
        });
        let is_asked = telling.output.is_some() || !expected.is_empty() || code == exit::FINDINGS;
        if self.many && !telling.silent && is_asked {
            say!("{}", few.trim_end());
        }
        let mut faults = Vec::new();
        if let (Some(path), Some(found)) = (&telling.output, self.file) {
            let text = format!("{}\n\n{found}", few.trim());
            match batch::write_asked(path, anstream::adapter::strip_str(text.trim_start()).to_string().as_bytes()) {
                Ok(()) => say!("检查结果写入 {}", shown_path(path)),
                Err(fault) => faults.push(fault),
            }
        }
        if let Some(path) = &telling.report {
            faults.extend(self.outline.write(path, &summary.orphans, summary.elapsed).err());
        }
        faults
    }
}

/// The line above the findings of one report of several.
fn heading(item: &Item, outcome: &Outcome) -> String {
    let agency = item.agency().unwrap_or_else(|| shown_path(&item.path));
    show::heading(&agency, item.year(), &outcome.counts) + "\n"
}

/// Says what became of one report.
fn report(progress: &Progress, check: bool, explain: bool, path: &Path, outcome: &Outcome) {
    let path = shown_path(path);
    match &outcome.done {
        Done::Unchanged => {}
        Done::Written { files, .. } => {
            let why = if explain { format!("（{}）", outcome.why.join("，")) } else { String::new() };
            if progress.names_files() || explain {
                for file in files {
                    progress.line(&format!("已生成 {}{why}", shown_path(file)));
                }
            }
        }
        Done::Refused if check && outcome.counts.errors > 0 => {
            progress.line(&format!("不一致 {path}：{}", outcome.counts.words()));
        }
        Done::Refused => progress.line(&format!("未生成 {path}：{}", outcome.counts.words())),
        Done::Failed(why) => progress.line(&show::failure(&format!("未生成 {path}：{why}"))),
    }
}

/// Says what became of a report without data.
fn buried(orphan: &Orphan, fate: &Fate) {
    match fate {
        Fate::Seen => say!("{}", show::failure(&orphan.words())),
        Fate::Left => say!("{}", orphan.words()),
        Fate::Public => {
            let words = format!("没有删去“{}”{} 年度的报告：它已经公布或更正过", orphan.agency, orphan.year);
            say!("{}", show::failure(&words));
        }
        Fate::Removed { removed, kept } => {
            for path in removed {
                say!("已删去 {}", shown_path(path));
            }
            for path in kept {
                let words = format!("没有删去 {}：它被手工改过；确实不要的，加 --force", shown_path(path));
                say!("{}", show::failure(&words));
            }
        }
    }
}

/// Prints the table and one sentence; returns the exit code that the results call for.
fn conclude(summary: &Summary, check: bool) -> u8 {
    let Tally { written, unchanged, refused, failed, .. } = Tally::sum(summary.years.values().copied());
    let files = written + unchanged + refused + failed;
    if files > 1 && !check {
        say!("\n{}", batch::table(&summary.years, summary.elapsed));
    }
    say!("{}", summary.sentence(check));
    if failed > 0 {
        exit::FAILURE
    } else if refused > 0 {
        exit::FINDINGS
    } else {
        exit::OK
    }
}
