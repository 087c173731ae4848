//! `nianbao build`: checks, then writes the reports of all agencies that have no error; findings and progress go to
//! standard error.

use std::collections::VecDeque;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, mpsc};

use super::args::{Build, Common};
use super::collect::{self, Entry};
use super::inspect::Office;
use super::{Failure, exit, show};
use crate::check::Peers;
use crate::diag::Finding;
use crate::report::Report;
use crate::write::Format;

/// What became of one entry.
struct Outcome {
    findings: Vec<Finding>,
    result: Result<Vec<PathBuf>, NotWritten>,
}

/// Why nothing was written for an entry.
enum NotWritten {
    /// Its data has errors; the findings say which.
    Refused,
    /// Printing or writing failed.
    Failed(String),
}

pub fn run(common: &Common, args: &Build) -> Result<u8, Failure> {
    let office = Office::open(common, &args.look)?;
    let formats: Vec<Format> = args.formats.iter().filter_map(|name| Format::parse(name)).collect();
    let mut entries = collect::entries(&collect::files(&args.paths)?, &office.forms);
    if let Some(year) = args.year {
        entries.retain(|entry| is_of(entry, year));
        if entries.is_empty() {
            return Err(Failure::Usage(format!("没有 {year} 年度的数据文件")));
        }
    }
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, |jobs| jobs.get());
    let mut code = exit::OK;
    let (mut written, mut refused) = (0, 0);
    let peers = collect::peers(&entries);
    let make = |entry: &Entry| make(entry, &office, &peers, &formats, &args.out, args.deny.is_some());
    in_order(&entries, jobs, &make, &mut |entry, outcome| {
        let mut err = anstream::stderr().lock();
        // Progress that cannot be shown must not stop the work.
        for finding in &outcome.findings {
            let _ = writeln!(err, "{}\n", show::human(finding));
        }
        match outcome.result {
            Ok(files) => {
                written += 1;
                for file in files {
                    let _ = writeln!(err, "已生成 {}", file.display());
                }
            }
            Err(NotWritten::Refused) => {
                refused += 1;
                code = code.max(exit::FINDINGS);
                let counts = show::Counts::of(&outcome.findings).words();
                let _ = writeln!(err, "未生成 {}：{counts}", show::shown_path(&entry.path));
            }
            Err(NotWritten::Failed(why)) => {
                refused += 1;
                code = exit::FAILURE;
                let _ = writeln!(err, "{}", show::failure(&format!("未生成 {}：{why}", show::shown_path(&entry.path))));
            }
        }
    });
    let rest =
        if refused > 0 { format!("，{refused} 份未生成，改正后再运行一次") } else { String::new() };
    anstream::eprintln!("共 {} 份数据：已生成 {written} 份报告{rest}", entries.len());
    Ok(code)
}

/// Whether an entry is for a year; one that cannot be read is judged by its file name.
fn is_of(entry: &Entry, year: u16) -> bool {
    match &entry.report {
        Some(report) => report.year.value == year,
        None => {
            entry.path.file_stem().and_then(|stem| stem.to_str()?.parse::<u16>().ok()).is_none_or(|named| named == year)
        }
    }
}

/// Does `work` for every item on `jobs` threads and hands the results to `done` in the items' order.
///
/// Plain threads on a queue: with a work-stealing pool the typesetter's own joins would pick up further reports and keep
/// them all in memory at once.
fn in_order<T: Sync, R: Send>(items: &[T], jobs: usize, work: &(dyn Fn(&T) -> R + Sync), done: &mut dyn FnMut(&T, R)) {
    let queue = Mutex::new((0..items.len()).collect::<VecDeque<_>>());
    let (send, receive) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..jobs.min(items.len()) {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(index) = next else { break };
                    if send.send((index, work(&items[index]))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut waiting = std::collections::BTreeMap::new();
        let mut next = 0;
        for (index, result) in receive {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&next) {
                done(&items[next], result);
                next += 1;
            }
        }
    });
}

fn make(
    entry: &Entry,
    office: &Office,
    peers: &Peers,
    formats: &[Format],
    out: &Path,
    deny_warnings: bool,
) -> Outcome {
    // A panic in a library costs this report, not the run.
    catch_unwind(AssertUnwindSafe(|| {
        let (findings, composed) = office.inspect(entry, peers);
        let counts = show::Counts::of(&findings);
        let refused = counts.errors > 0 || deny_warnings && counts.warnings > 0;
        let result = match (&entry.report, composed) {
            (Some(report), Some(composed)) if !refused => print(report, &composed.document, office, formats, out),
            _ => Err(NotWritten::Refused),
        };
        Outcome { findings, result }
    }))
    .unwrap_or_else(|_| Outcome {
        findings: Vec::new(),
        result: Err(NotWritten::Failed("程序内部出错，这份报告没有写；请把数据文件发给维护者".into())),
    })
}

fn print(
    report: &Report,
    document: &crate::document::Document,
    office: &Office,
    formats: &[Format],
    out: &Path,
) -> Result<Vec<PathBuf>, NotWritten> {
    // All formats are printed before the first is written, so that they come together or not at all.
    let mut printed = Vec::new();
    for &format in formats {
        let bytes = office.press.print(document, format).map_err(|error| NotWritten::Failed(error.to_string()))?;
        printed.push((output_path(out, report, format), bytes));
    }
    for (path, bytes) in &printed {
        write_whole(path, bytes)
            .map_err(|error| NotWritten::Failed(format!("写不了“{}”：{}", path.display(), collect::reason(&error))))?;
    }
    Ok(printed.into_iter().map(|(path, _)| path).collect())
}

/// `out/<年度>/<机关><年度>年政府信息公开工作年度报告.<格式>`.
fn output_path(out: &Path, report: &Report, format: Format) -> PathBuf {
    let (agency, year) = (&report.agency.value, report.year.value);
    out.join(year.to_string()).join(format!("{agency}{year}年政府信息公开工作年度报告.{}", format.ending()))
}

/// Writes a file whole or not at all: beside its place first, then moved there.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".nianbao-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What is made to be published may be read by others; the umask still applies.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
