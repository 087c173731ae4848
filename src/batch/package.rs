//! The package for the website (公布包): each agency's current files and notices in a folder of its own, and a page that lists them.
//!
//! Made of what the manifest says is out; the same state gives the same bytes, on every system.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::manifest::Record;
use super::shelf::Shelf;
use crate::date::Date;
use crate::diag::{Deed, Fault, shown_path};
use crate::digest::Digest;

/// A file of the package.
struct Packed {
    name: String,
    bytes: Vec<u8>,
}

/// The package of the published reports of some agencies, and how many files it holds besides its page.
///
/// # Errors
/// A file is not the one that was published, or cannot be read.
pub(super) fn package(shelf: &Shelf, year: u16, agencies: &[&str]) -> Result<(Vec<u8>, usize), Fault> {
    let failed = |error: &dyn std::fmt::Display| Fault::Other(format!("公布包写不成：{error}"));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(0o644)
        .system(System::Unix);
    let mut rows = String::new();
    let mut count = 0;
    for agency in agencies {
        // Saved by now: the record is the one that says it is out.
        let Some(record) = shelf.reports().get(*agency).filter(|record| record.is_public()) else { continue };
        let (report, notices) = packed(shelf, agency, record)?;
        rows += &row(agency, record, &report, &notices);
        for file in report.iter().chain(&notices) {
            zip.start_file(format!("{agency}/{}", file.name), options).map_err(|error| failed(&error))?;
            zip.write_all(&file.bytes).map_err(|error| failed(&error))?;
            count += 1;
        }
    }
    zip.start_file("index.html", options).map_err(|error| failed(&error))?;
    zip.write_all(page(year, &rows).as_bytes()).map_err(|error| failed(&error))?;
    Ok((zip.finish().map_err(|error| failed(&error))?.into_inner(), count))
}

/// The files of a report and its notices, as published.
fn packed(shelf: &Shelf, agency: &str, record: &Record) -> Result<(Vec<Packed>, Vec<Packed>), Fault> {
    let notices = shelf.notices(agency, record);
    let own = record.outputs.iter().map(|(ending, output)| (shelf.path(agency, ending), output.sha256.clone()));
    let report = own.map(|(path, hash)| read(&path, &hash)).collect::<Result<_, _>>()?;
    let notices = notices.iter().map(|(path, hash)| read(path, hash)).collect::<Result<_, _>>()?;
    Ok((report, notices))
}

fn read(path: &Path, published: &Digest) -> Result<Packed, Fault> {
    let bytes = std::fs::read(path).map_err(|error| Fault::io(Deed::Read, path, &error))?;
    if Digest::of(&bytes) != *published {
        return Err(Fault::Other(format!("“{}”不是公布时的样子，没有装进公布包", shown_path(path))));
    }
    Ok(Packed { name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes })
}

/// An agency's row of the page.
fn row(agency: &str, record: &Record, report: &[Packed], notices: &[Packed]) -> String {
    let links = |files: &[Packed]| {
        let mut links = String::new();
        for file in files {
            let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending).to_uppercase();
            let number =
                file.name.rsplit_once("更正说明").and_then(|(_, rest)| rest.split('.').next()).unwrap_or_default();
            let number = if number.is_empty() { String::new() } else { format!("{number}　") };
            let address = format!("{}/{}", percent(agency), percent(&file.name));
            let size = file.bytes.len().div_ceil(1024);
            let name = escaped(&file.name);
            let _ = write!(links, "<a href=\"{address}\" title=\"{name}\">{number}{ending}（{size} KB）</a> ");
        }
        links.trim_end().to_owned()
    };
    let out = record
        .published
        .as_ref()
        .and_then(|published| Date::parse(&published.date))
        .map_or_else(String::new, Date::chinese);
    let corrected = record.corrections.len();
    let corrected = if corrected > 0 { format!("，更正 {corrected} 次") } else { String::new() };
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{out}{corrected}</td></tr>\n",
        escaped(agency),
        links(report),
        links(notices)
    )
}

/// The page that lists the reports: one file, no script, nothing from the net.
fn page(year: u16, rows: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{year} 年政府信息公开工作年度报告</title>\n<style>\n\
         body {{ font-family: sans-serif; margin: 2em auto; max-width: 60em; padding: 0 1em; color: #222; background: #fff; }}\n\
         table {{ border-collapse: collapse; width: 100%; }}\n\
         th, td {{ border: 1px solid #767676; padding: .5em .7em; text-align: left; vertical-align: top; font-weight: normal; }}\n\
         thead th {{ background: #f2f2f2; font-weight: bold; }}\n\
         a {{ color: #0b57a4; display: inline-block; margin-right: .6em; }}\n</style>\n</head>\n<body>\n<main>\n\
         <h1>{year} 年政府信息公开工作年度报告</h1>\n<table>\n<thead><tr><th scope=\"col\">机关</th><th scope=\"col\">报告</th>\
         <th scope=\"col\">更正说明</th><th scope=\"col\">公布日期</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         </main>\n</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A name as part of an address: everything but unreserved characters as bytes.
fn percent(text: &str) -> String {
    let mut address = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(byte.into());
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}
