//! `nianbao build`: checks, then writes the reports of all agencies that have no error and are not up to date; findings and
//! progress go to standard error.
//!
//! First the survey tells what there is; then each report is made on its own thread, from the data file to the files in
//! `out/`, and nothing of it is kept; last the manifests are written. Nothing that happens to one report stops another.

mod correct;
mod files;
mod inputs;
mod make;
mod orphans;
mod outline;
mod progress;
mod queue;
mod shelf;
mod survey;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

pub use inputs::{Standing, font_files};
use make::{Done, Shop};
use orphans::Orphan;
use outline::Outline;
use progress::{Progress, Tally, table};
use shelf::Shelf;
pub use shelf::output_path;

use super::args::{Build, Common, Watch};
use super::collect;
use super::inspect::Office;
use super::levels::Levels;
use super::{Failure, exit, show};
use crate::write::Format;

/// What is wanted of a build.
#[derive(Debug, Clone)]
pub struct Options {
    pub formats: Vec<Format>,
    pub out: PathBuf,
    pub year: Option<u16>,
    pub jobs: usize,
    /// Which findings are left out, and which count as errors.
    pub levels: Levels,
    pub force: bool,
    /// Only hold what is there against the data.
    pub check: bool,
    pub explain_rebuild: bool,
    pub prune: bool,
    pub correction: Option<String>,
    pub report: Option<PathBuf>,
}

impl Options {
    /// # Errors
    /// Options that do not go together.
    pub fn of(args: &Build) -> Result<Options, Failure> {
        let correction = args.correction.as_ref().map(|reason| reason.trim().to_owned());
        if correction.as_deref() == Some("") {
            return Err(Failure::Usage("更正要写明理由，如 --correction \"统计口径有误\"".into()));
        }
        Ok(Options {
            formats: formats(&args.formats),
            out: args.out.clone(),
            year: args.year,
            jobs: args.jobs.map_or_else(cores, |jobs| jobs.get()),
            levels: Levels::new(&args.levels)?,
            force: args.force,
            check: args.check,
            explain_rebuild: args.explain_rebuild,
            prune: args.prune,
            correction,
            report: args.report.clone(),
        })
    }

    /// Those of builds while watching.
    pub fn of_watch(args: &Watch) -> Options {
        Options {
            formats: formats(&args.formats),
            out: args.out.clone(),
            year: None,
            jobs: cores(),
            levels: Levels::default(),
            force: false,
            check: false,
            explain_rebuild: false,
            prune: false,
            correction: None,
            report: None,
        }
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get())
}

/// Formats by their names, each once.
fn formats(names: &[String]) -> Vec<Format> {
    let formats: BTreeSet<Format> = names.iter().filter_map(|name| Format::parse(name)).collect();
    formats.into_iter().collect()
}

pub fn run(common: &Common, args: &Build) -> Result<u8, Failure> {
    let options = Options::of(args)?;
    let mut office = Office::open(common, &args.look)?;
    if args.verify {
        office.press = office.press.proofread(super::verify::proof);
    }
    let standing = Standing::read(common, &args.look)?;
    let given = if args.paths.is_empty() { vec![PathBuf::from(collect::DATA)] } else { args.paths.clone() };
    guarded(|| build(&office, &standing, &options, &collect::files(&args.paths)?, &given))
}

/// Runs `work` without the English words that a panic prints: what panicked is told in the report's own result.
pub fn guarded<T>(work: impl FnOnce() -> T) -> T {
    if std::env::var_os("RUST_BACKTRACE").is_some() {
        return work();
    }
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = work();
    std::panic::set_hook(hook);
    result
}

/// Builds the reports of `files`, which are all that was found under `given`; returns the exit code.
///
/// # Errors
/// Nothing could be built at all.
pub fn build(
    office: &Office,
    standing: &Standing,
    options: &Options,
    files: &[PathBuf],
    given: &[PathBuf],
) -> Result<u8, Failure> {
    let start = Instant::now();
    let _lock = if options.check { None } else { Some(files::Lock::take(&options.out)?) };
    let wanted = |year: &u16| options.year.is_none_or(|only| only == *year);
    let mut shelves: BTreeMap<u16, Result<Shelf, String>> = BTreeMap::new();
    let open = |year: u16, shelves: &mut BTreeMap<u16, _>| {
        shelves.entry(year).or_insert_with(|| Shelf::open(&options.out, year, options.check));
    };
    for year in Shelf::years(&options.out).into_iter().filter(wanted) {
        open(year, &mut shelves);
    }
    let known = survey::known(shelves.iter().filter_map(|(year, shelf)| Some((*year, shelf.as_ref().ok()?))));
    let mut items = survey::survey(files, &office.forms, &known, options.jobs);
    if let Some(year) = options.year {
        items.retain(|item| item.is_of(year));
        if items.is_empty() {
            return Err(Failure::Usage(format!("没有 {year} 年度的数据文件")));
        }
    }
    for year in items.iter().filter_map(|item| Some(item.identity.as_ref()?.1)) {
        open(year, &mut shelves);
    }
    let shop = Shop { office, standing, options, shelves };
    let progress = Progress::new(items.len());
    let mut years: BTreeMap<Option<u16>, Tally> = BTreeMap::new();
    let mut outline = Outline::default();
    let mut corrected = false;
    queue::in_order(&items, options.jobs, &|item| shop.make(item), &mut |item, outcome| {
        report(&progress, options, &item.path, &outcome);
        years.entry(item.identity.as_ref().map(|(_, year)| *year)).or_default().add(&outcome);
        outline.add(item, &outcome);
        corrected |= matches!(outcome.done, Done::Written { corrected: true, .. });
        progress.step();
    });
    progress.finish();
    let mut shelves = shop.shelves;
    let mut code = exit::OK;
    let mut orphans = Vec::new();
    let scope = orphans::Scope::new(&options.out, &items, given);
    for (&year, shelf) in &mut shelves {
        let Ok(shelf) = shelf else { continue };
        for orphan in orphans::find(&scope, year, shelf) {
            code = code.max(bury(&orphan, shelf, options));
            orphans.extend(orphan.files);
        }
        if !options.check
            && let Err(why) = shelf.save()
        {
            anstream::eprintln!("{}", show::failure(&why));
            code = exit::FAILURE;
        }
    }
    code = code.max(summary(&years, options, start.elapsed()));
    if options.correction.is_some() && !corrected && code == exit::OK {
        anstream::eprintln!("没有写更正说明：已生成过的报告，数据自上次生成以来没有改动");
    }
    if let Some(path) = &options.report
        && let Err(why) = outline.write(path, &orphans, start.elapsed())
    {
        anstream::eprintln!("{}", show::failure(&why));
        code = exit::FAILURE;
    }
    Ok(code)
}

/// Says what became of one report.
fn report(progress: &Progress, options: &Options, path: &Path, outcome: &make::Outcome) {
    for finding in &outcome.shown {
        progress.line(&format!("{finding}\n"));
    }
    let path = show::shown_path(path);
    match &outcome.done {
        Done::Unchanged => {}
        Done::Written { files, .. } => {
            let why =
                if options.explain_rebuild { format!("（{}）", outcome.why.join("，")) } else { String::new() };
            if progress.names_files() || options.explain_rebuild {
                for file in files {
                    progress.line(&format!("已生成 {}{why}", show::shown_path(file)));
                }
            }
        }
        Done::Refused if options.check && outcome.counts.errors > 0 => {
            progress.line(&format!("不一致 {path}：{}", outcome.counts.words()));
        }
        Done::Refused => progress.line(&format!("未生成 {path}：{}", outcome.counts.words())),
        Done::Failed(why) => progress.line(&show::failure(&format!("未生成 {path}：{why}"))),
    }
}

/// Reports or removes what is left of a report without data.
fn bury(orphan: &Orphan, shelf: &Shelf, options: &Options) -> u8 {
    if options.check {
        anstream::eprintln!("{}", show::failure(&orphan.words()));
        return exit::FINDINGS;
    }
    // Of one without files nothing but its record is left.
    if !options.prune && !orphan.files.is_empty() {
        anstream::eprintln!("{}", orphan.words());
        return exit::OK;
    }
    match orphan.remove(shelf, options.force) {
        Ok((removed, kept)) => {
            for path in removed {
                anstream::eprintln!("已删去 {}", show::shown_path(&path));
            }
            for path in &kept {
                let words = format!("没有删去 {}：它被手工改过；确实不要的，加 --force", show::shown_path(path));
                anstream::eprintln!("{}", show::failure(&words));
            }
            if kept.is_empty() { exit::OK } else { exit::FINDINGS }
        }
        Err(why) => {
            anstream::eprintln!("{}", show::failure(&why));
            exit::FAILURE
        }
    }
}

/// Prints the table and one sentence; returns the exit code that the results call for.
fn summary(years: &BTreeMap<Option<u16>, Tally>, options: &Options, elapsed: std::time::Duration) -> u8 {
    let total = |count: fn(&Tally) -> usize| years.values().map(count).sum::<usize>();
    let (written, unchanged) = (total(|tally| tally.written), total(|tally| tally.unchanged));
    let (refused, failed) = (total(|tally| tally.refused), total(|tally| tally.failed));
    let files = written + unchanged + refused + failed;
    if files > 1 && !options.check {
        anstream::eprint!("\n{}\n", table(years, elapsed));
    }
    let rest = refused + failed;
    let sentence = if options.check {
        match rest {
            0 => "已生成的文件都与数据一致".to_owned(),
            _ => format!("{rest} 份与数据不一致或有错误"),
        }
    } else {
        let unchanged = if unchanged > 0 { format!("，{unchanged} 份未变") } else { String::new() };
        let rest = if rest > 0 { format!("，{rest} 份未生成，改正后再运行一次") } else { String::new() };
        format!("已生成 {written} 份报告{unchanged}{rest}")
    };
    anstream::eprintln!("共 {files} 份数据：{sentence}");
    if failed > 0 {
        exit::FAILURE
    } else if refused > 0 {
        exit::FINDINGS
    } else {
        exit::OK
    }
}

/// The data file that a file in an output folder was made from, as the manifest beside it says.
pub fn data_of(output: &Path) -> Option<PathBuf> {
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = std::path::absolute(folder).ok()?;
    let year: u16 = folder.file_name()?.to_str()?.parse().ok()?;
    let out = folder.parent()?;
    let shelf = Shelf::open(out, year, true).ok()?;
    let ending = output.extension()?.to_str()?;
    let (_, record) =
        shelf.reports().iter().find(|(agency, _)| shelf.path(agency, ending).file_name() == output.file_name())?;
    Some(orphans::plain(&out.join(&record.data)))
}
