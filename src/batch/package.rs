//! The package for the website (公布包): each agency's current files and notices in a folder of its own, and a page that lists them.
//!
//! Made of what the manifest says is out; the same state gives the same bytes, on every system.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::manifest::Record;
use super::shelf::Shelf;
use crate::date::Date;
use crate::diag::{Deed, Fault, address, shown_path};
use crate::digest::Digest;
use crate::write::Format;
use crate::write::html::escaped;

/// A file of the package.
struct Packed {
    name: String,
    /// What it is called on the page: its format, a notice with its kind and number, `更正说明2　PDF`.
    called: String,
    bytes: Vec<u8>,
}

/// The package of some agencies.
pub(super) struct Package {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Of how many agencies it is.
    pub agencies: usize,
    /// How many files it holds besides its page.
    pub files: usize,
    /// The agencies whose published files cannot be had, with the reason; nothing of them is in it.
    pub left_out: Vec<(String, Fault)>,
}

/// The package of what is out of some agencies, in their order; of what was withdrawn the notices. One agency whose files are not
/// those that were published keeps no other back.
///
/// # Errors
/// The package itself cannot be made.
pub(super) fn package(shelf: &Shelf, agencies: &[&str]) -> Result<Package, Fault> {
    let failed = |error: &dyn std::fmt::Display| Fault::Other(format!("公布包写不成：{error}"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix);
    let mut rows = String::new();
    let (mut files, mut left_out) = (0, Vec::new());
    for agency in agencies {
        let Some(record) = shelf.reports().get(*agency).filter(|record| record.was_public()) else { continue };
        let (report, notices) = match packed(shelf, agency, record) {
            Ok(packed) => packed,
            Err(why) => {
                left_out.push(((*agency).to_owned(), why));
                continue;
            }
        };
        rows += &row(agency, record, &report, &notices);
        for file in report.iter().chain(&notices) {
            zip.start_file(format!("{agency}/{}", file.name), options).map_err(|error| failed(&error))?;
            zip.write_all(&file.bytes).map_err(|error| failed(&error))?;
            files += 1;
        }
    }
    zip.start_file("index.html", options).map_err(|error| failed(&error))?;
    zip.write_all(page(shelf.year(), &rows).as_bytes()).map_err(|error| failed(&error))?;
    let bytes = zip.finish().map_err(|error| failed(&error))?.into_inner();
    Ok(Package { bytes, agencies: rows.lines().count(), files, left_out })
}

/// The files of a report and its notices, as published: what a correction that was killed has already put in their place is not out.
fn packed(shelf: &Shelf, agency: &str, record: &Record) -> Result<(Vec<Packed>, Vec<Packed>), Fault> {
    let out = |path: PathBuf, written: &Digest, called: String| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let published = match &record.published {
            Some(published) => published.files.get(&name)?,
            None => written,
        };
        Some(read(shelf, &path, published).map(|bytes| Packed { name, called, bytes }))
    };
    let words = |ending: &str| Format::of_ending(ending).map_or_else(|| ending.to_owned(), Format::words);
    // Of what was withdrawn there are only the notices.
    let own = record.outputs.iter().filter(|_| record.is_public());
    let own = own.filter_map(|(ending, output)| out(shelf.path(agency, ending), &output.sha256, words(ending)));
    let notices = shelf.notices(agency, record).into_iter().filter_map(|notice| {
        let number = if notice.number > 1 { notice.number.to_string() } else { String::new() };
        out(notice.path, &notice.written, format!("{}{number}　{}", notice.kind.words(), words(&notice.ending)))
    });
    Ok((own.collect::<Result<_, _>>()?, notices.collect::<Result<_, _>>()?))
}

/// A published file by its hash: at its place, else among what was kept.
fn read(shelf: &Shelf, path: &Path, published: &Digest) -> Result<Vec<u8>, Fault> {
    let is_it = |bytes: &Vec<u8>| Digest::of(bytes) == *published;
    let there = std::fs::read(path);
    if let Some(bytes) = there.as_ref().ok().filter(|bytes| is_it(bytes)) {
        return Ok(bytes.clone());
    }
    let kept = shelf.kept(path).into_iter().filter_map(|path| std::fs::read(path).ok());
    if let Some(bytes) = kept.into_iter().find(is_it) {
        return Ok(bytes);
    }
    there.map_err(|error| Fault::io(Deed::Read, path, &error))?;
    Err(Fault::Other(format!("“{}”不是公布时的样子，从网站或备份取回原来的", shown_path(path))))
}

/// A size for people: `87 KB`, `1.2 MB`.
fn size(bytes: usize) -> String {
    match bytes.div_ceil(1024) {
        kilobytes @ ..1000 => format!("{kilobytes} KB"),
        kilobytes => format!("{}.{} MB", kilobytes / 1024, kilobytes % 1024 * 10 / 1024),
    }
}

/// An agency's row of the page.
fn row(agency: &str, record: &Record, report: &[Packed], notices: &[Packed]) -> String {
    let links = |files: &[Packed]| {
        let mut links = String::new();
        for file in files {
            let href = address(&format!("{agency}/{}", file.name));
            let (name, called, size) = (escaped(&file.name), &file.called, size(file.bytes.len()));
            // A screen reader that lists links says whose they are.
            let _ = write!(links, "<a href=\"{href}\" aria-label=\"{name}，{size}\">{called}（{size}）</a> ");
        }
        links.trim_end().to_owned()
    };
    let chinese = |date: &str| Date::parse(date).map_or_else(String::new, Date::chinese);
    let out = match (record.withdrawn(), &record.published) {
        (Some(withdrawn), _) => format!("{}撤回", chinese(&withdrawn.date)),
        (None, Some(published)) => {
            let corrected = match record.corrections.len() {
                0 => String::new(),
                times => format!("，更正 {times} 次"),
            };
            format!("{}{corrected}", chinese(&published.date))
        }
        (None, None) => format!("更正 {} 次", record.corrections.len()),
    };
    let report = if record.is_public() { links(report) } else { "已撤回".to_owned() };
    format!(
        "<tr><th scope=\"row\">{}</th><td data-label=\"报告\">{report}</td><td data-label=\"更正说明\">{}</td><td data-label=\"公布日期\">{out}</td></tr>\n",
        escaped(agency),
        links(notices)
    )
}

/// The page that lists the reports: one file, no script, nothing from the net.
fn page(year: u16, rows: &str) -> String {
    let count = rows.lines().count();
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{year} 年政府信息公开工作年度报告</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{year} 年政府信息公开工作年度报告</h1>\n<p>共 {count} 个机关。点文件名打开或下载。</p>\n\
         <table>\n<thead><tr><th scope=\"col\">机关</th><th scope=\"col\">报告</th>\
         <th scope=\"col\">更正说明</th><th scope=\"col\">公布日期</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         </main>\n</body>\n</html>\n"
    )
}

/// The look of the page: a table at a desk and on paper, a list of cards on a telephone.
const STYLE: &str = "\
body { font: 16px/1.6 \"Microsoft YaHei\", \"PingFang SC\", \"Noto Sans CJK SC\", sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #222; background: #fff; }
h1 { font-size: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #767676; padding: .5rem .7rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th { background: #f2f2f2; font-weight: bold; }
a { color: #0b57a4; display: inline-block; margin-right: .8rem; }
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; border: 0; }
  tr { border: 1px solid #767676; border-radius: .3rem; margin: .6rem 0; padding: .3rem 0; }
  th { font-weight: bold; } th, td { padding: .2rem .7rem; }
  td::before { content: attr(data-label) \"：\"; color: #4a4a4a; } td:empty { display: none; }
  a { padding: .3rem 0; }
}
@media print { @page { size: A4; margin: 15mm; } body { margin: 0; max-width: none; font-size: 10.5pt; } tr { break-inside: avoid; } a { color: inherit; text-decoration: none; } }
";
