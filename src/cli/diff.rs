//! `nianbao diff`: two versions of a data file, or a DOCX that a hand has changed against its data.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use super::args::{Common, Diff};
use super::{exit, written};
use crate::batch;
use crate::compose::compose;
use crate::diag::{Counts, Fault, reason, shown_path};
use crate::difference::{Difference, DocxDifference, ParagraphChange, Version, compare, compare_docx, fragments};
use crate::office::{Entry, Office, entries};
use crate::read_back::docx;
use crate::report::{self, Report};
use crate::source;
use crate::write::Format;

pub fn run(common: &Common, args: &Diff) -> Result<u8, Fault> {
    let office = Office::open(&args.look.with(common))?;
    let is_docx = |path: &Path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("docx"));
    let text = match (&args.first, &args.second, &args.rev) {
        (first, None, None) if is_docx(first) => hand(&office, first, &data_of(first)?)?,
        (first, Some(second), None) if is_docx(second) => hand(&office, second, first)?,
        (first, Some(second), None) if is_docx(first) => hand(&office, first, second)?,
        (_, Some(_), Some(_)) => return Err(Fault::Usage("--rev 是同一个文件的旧版本，不要再写第二个文件".into())),
        (first, _, Some(_)) if is_docx(first) => return Err(Fault::Usage("--rev 只用于数据文件".into())),
        (first, Some(second), None) => versions(&office, &entry(&office, first)?, &entry(&office, second)?),
        (first, None, rev) => {
            let rev = rev.as_deref().unwrap_or("HEAD");
            let new = entry(&office, first)?;
            let old = Entry {
                path: first.clone(),
                report: Some(Arc::new(at_revision(&office, first, rev)?)),
                last_year: new.last_year.clone(),
                members: new.members.clone(),
                findings: Vec::new(),
            };
            versions(&office, &old, &new)
        }
    };
    let same = text.is_empty();
    let text = if same { "没有不同\n" } else { &text };
    written(anstream::stdout().lock().write_all(text.as_bytes()))?;
    Ok(if same { exit::OK } else { exit::FINDINGS })
}

/// A data file read in full; one with errors cannot be compared.
fn entry(office: &Office, path: &Path) -> Result<Entry, Fault> {
    if !path.is_file() {
        return Err(Fault::Usage(format!("没有“{}”这个文件", path.display())));
    }
    match entries(&[path.to_owned()], &office.forms).pop() {
        Some(entry) if entry.report.is_some() => Ok(entry),
        _ => Err(Fault::Other(format!("“{0}”读不出，先运行 nianbao check “{0}”", shown_path(path)))),
    }
}

/// The file as it was at a revision of its git repository.
fn at_revision(office: &Office, path: &Path, rev: &str) -> Result<Report, Fault> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Git would take it for an option.
    if rev.is_empty() || rev.starts_with('-') {
        return Err(Fault::Usage(format!("“{rev}”不是版本；写提交号、标签或 HEAD~1")));
    }
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["show", &format!("{rev}:./{name}")])
        .output()
        .map_err(|error| Fault::Other(format!("运行不了 git：{}", reason(&error))))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(Fault::Other(format!("git 里没有“{}”的 {rev} 版本：{}", shown_path(path), words.trim())));
    }
    let file = source::decode(path, output.stdout).map_err(|finding| vec![finding]);
    file.and_then(|file| report::read(&file, &office.forms)).map_err(|findings| {
        let first = findings.first().map_or(String::new(), |finding| format!("：{}", finding.message));
        Fault::Other(format!("“{}”的 {rev} 版本读不出{first}", shown_path(path)))
    })
}

/// The data file that a DOCX in an output folder was made from.
fn data_of(docx: &Path) -> Result<PathBuf, Fault> {
    if !docx.is_file() {
        return Err(Fault::Usage(format!("没有“{}”这个文件", docx.display())));
    }
    batch::data_of(docx).ok_or_else(|| {
        Fault::Usage(format!(
            "“{0}”没有生成记录，不知道由哪个数据文件生成；写成 nianbao diff “{0}” 数据文件",
            docx.display()
        ))
    })
}

/// What is different between two data files.
fn versions(office: &Office, old: &Entry, new: &Entry) -> String {
    let composed = |entry: &Entry| {
        let report = entry.report.as_deref()?;
        compose(report, entry.last_year.as_deref(), &office.skeleton).ok()
    };
    let (Some(before), Some(after)) = (old.report.as_deref(), new.report.as_deref()) else { return String::new() };
    let (old, new) = (composed(old), composed(new));
    let version = |report, composed| Version { report, composed };
    words(&compare(version(before, old.as_ref()), version(after, new.as_ref())))
}

fn words(difference: &Difference) -> String {
    let mut text = String::new();
    for item in difference.items.iter().filter(|item| !item.follows) {
        let _ = writeln!(text, "{}：{} → {}", item.words, item.old, item.new);
    }
    let follows: Vec<_> = difference.items.iter().filter(|item| item.follows).collect();
    if !follows.is_empty() {
        let _ = writeln!(text, "随之变化的总计：");
        for item in follows {
            let _ = writeln!(text, "  {}：{} → {}", item.words, item.old, item.new);
        }
    }
    for change in &difference.texts {
        paragraph(&mut text, &change.section, &change.change, ("原为", "改为"));
    }
    text
}

/// What a hand changed in a DOCX.
fn hand(office: &Office, docx: &Path, data: &Path) -> Result<String, Fault> {
    let shown = shown_path(docx);
    let entry = entry(office, data)?;
    let (findings, composed) = office.inspect(&entry);
    let Some(composed) = composed else {
        let counts = Counts::of(&findings).words();
        return Err(Fault::Other(format!("“{}”有{counts}，先运行 nianbao check", shown_path(data))));
    };
    let bytes = std::fs::read(docx).map_err(|error| Fault::Other(format!("读不了“{shown}”：{}", reason(&error))))?;
    let theirs = docx::read(&bytes).map_err(|error| Fault::Other(format!("“{shown}”{error}")))?;
    let printed = office.press.print(&composed.document, Format::Docx);
    let printed = printed.map_err(|error| Fault::Other(error.to_string()))?;
    let ours = docx::read(&printed).map_err(|error| Fault::Other(error.to_string()))?;
    Ok(hand_words(&compare_docx(&composed.document, &ours.units, &theirs.units)))
}

fn hand_words(difference: &DocxDifference) -> String {
    let mut text = String::new();
    for cell in &difference.cells {
        let _ = writeln!(text, "{}：数据 {}，文件里 {}", cell.words, nothing(&cell.ours), nothing(&cell.theirs));
    }
    for (section, change) in &difference.paragraphs {
        paragraph(&mut text, section, change, ("数据", "文件里"));
    }
    text
}

fn nothing(text: &str) -> &str {
    if text.is_empty() { "（空）" } else { text }
}

/// A changed paragraph: the words that differ, or all of one that came or went.
fn paragraph(text: &mut String, section: &str, change: &ParagraphChange, sides: (&str, &str)) {
    // Writing to a string cannot fail.
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            let _ = writeln!(text, "{section}，第 {} 段：", change.number);
            for fragment in fragments(old, new) {
                let _ = writeln!(text, "  {}：{}\n  {}：{}", sides.0, fragment.old, sides.1, fragment.new);
            }
        }
        (Some(old), None) => {
            let _ = writeln!(text, "{section}，第 {} 段没有了：\n  {old}", change.number);
        }
        (None, Some(new)) => {
            let _ = writeln!(text, "{section}，多了一段：\n  {new}");
        }
        (None, None) => {}
    }
}
