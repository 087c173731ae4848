//! The same fifty reports by other means, one after another in one run: typst's own command line with a process per file,
//! LibreOffice's batch conversion, docxtpl. What is not installed is passed over with a message.
//!
//! Every means gets what it needs ready made: typst the data.json of pages already made up, LibreOffice the DOCX, docxtpl a
//! template and the figures. Our own program reads YAML, checks, composes, makes up the pages and keeps its manifest as well.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on has failed; its result is what it prints"
)]

#[path = "../tests/support/agencies.rs"]
mod agencies;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use nianbao::compose::compose;
use nianbao::diag::SourceFile;
use nianbao::document::Document;
use nianbao::office::{Look, Office};
use nianbao::report::read;
use nianbao::write::pdf::{Fonts, Typesetter};

const REPORTS: usize = 50;
const YEAR: u16 = 2024;
const REPORT_TYP: &str = include_str!("../templates/report.typ");
const FONTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/fonts");

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    agencies::write(&folder.join("data"), REPORTS, &[YEAR]);
    println!("{REPORTS} 份报告，每份用时");
    let ours = Row::new("nianbao，PDF，1 个线程", nianbao(folder, "pdf", 1));
    let both_threads = Row::new("nianbao，PDF，2 个线程", nianbao(folder, "pdf", 2));
    let docx = Row::new("nianbao，DOCX，1 个线程", nianbao(folder, "docx", 1));
    ours.print(None);
    both_threads.print(None);
    docx.print(None);
    match typst(folder) {
        Some(time) => Row::new("typst 命令行，每份一个进程", time).print(Some(&ours)),
        None => println!("没有 typst 命令行，略过"),
    }
    match libreoffice(folder) {
        Some(time) => {
            let row = Row::new("LibreOffice 成批转换 DOCX", time);
            row.print(Some(&ours));
            row.print(Some(&both_threads));
        }
        None => println!("没有 LibreOffice，略过"),
    }
    match docxtpl(folder) {
        Some(time) => Row::new("docxtpl 填写 DOCX", time).print(Some(&docx)),
        None => println!("没有 docxtpl，略过"),
    }
}

/// A line of the result.
struct Row {
    name: &'static str,
    time: Duration,
}

impl Row {
    fn new(name: &'static str, time: Duration) -> Row {
        Row { name, time }
    }

    fn print(&self, than: Option<&Row>) {
        let each = self.time.as_secs_f64() * 1000.0 / REPORTS as f64;
        let ratio = than.map_or(String::new(), |than| {
            format!("，是“{}”的 {:.1} 倍", than.name, self.time.as_secs_f64() / than.time.as_secs_f64())
        });
        println!("{}：{each:.1} 毫秒{ratio}", self.name);
    }
}

/// How long a command takes that must succeed.
fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}");
    start.elapsed()
}

/// Whether a command is installed and does what is wanted of it.
fn there(program: &str, args: &[&str]) -> bool {
    let status = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

fn nianbao(folder: &Path, format: &str, jobs: usize) -> Duration {
    let out = format!("{format}-{jobs}");
    let args = ["build", "--formats", format, "--jobs", &jobs.to_string(), "--out", &out];
    time(Command::new(env!("CARGO_BIN_EXE_nianbao")).args(args).current_dir(folder))
}

/// The reports as documents.
fn documents() -> Vec<Document> {
    let office = Office::open(&Look::default()).unwrap();
    let document = |agency| {
        let path = PathBuf::from(format!("{YEAR}.yaml"));
        let file = Arc::new(SourceFile { path, text: agencies::yaml(agency, YEAR) });
        compose(&read(&file, &office.forms).unwrap(), None, &office.skeleton).unwrap().document
    };
    (0..REPORTS).map(document).collect()
}

fn typst(folder: &Path) -> Option<Duration> {
    if !there("typst", &["--version"]) {
        return None;
    }
    let office = Office::open(&Look::default()).unwrap();
    let typesetter = Typesetter::new(REPORT_TYP, Arc::new(Fonts::embedded())).unwrap();
    let folders = documents().into_iter().enumerate().map(|(number, document)| {
        let folder = folder.join("typst").join(number.to_string());
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("report.typ"), REPORT_TYP).unwrap();
        std::fs::write(folder.join("data.json"), typesetter.data(&document, office.press.style()).unwrap()).unwrap();
        folder
    });
    let folders: Vec<PathBuf> = folders.collect();
    let options = ["--ignore-system-fonts", "--font-path", FONTS, "--features", "a11y-extras"];
    let standards = ["--pdf-standard", "a-2a,ua-1"];
    let one = |folder: &PathBuf| {
        let mut command = Command::new("typst");
        time(command.arg("compile").args(options).args(standards).arg("report.typ").current_dir(folder))
    };
    Some(folders.iter().map(one).sum())
}

fn libreoffice(folder: &Path) -> Option<Duration> {
    if !there("soffice", &["--version"]) {
        return None;
    }
    let year = folder.join("docx-1").join(YEAR.to_string());
    let files = std::fs::read_dir(year).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ending| ending == "docx")).collect();
    assert_eq!(files.len(), REPORTS);
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new("soffice");
    command.args([&profile, "--headless", "--convert-to", "pdf", "--outdir", "converted"]).args(files);
    Some(time(command.current_dir(folder)))
}

/// One of our own DOCX made a template by putting a tag for each figure; then filled fifty times in one process.
const DOCXTPL: &str = r#"
import glob, docx, docxtpl
document = docx.Document(sorted(glob.glob("docx-1/*/*.docx"))[0])
figures = []
for table in document.tables:
    for cell in {cell._tc: cell for cell in table._cells}.values():
        run = cell.paragraphs[0].runs
        if cell.text.replace(".", "").isdigit():
            figures.append(cell.text)
            run[0].text = "{{ figures[%d] }}" % (len(figures) - 1)
assert len(figures) > 150
document.save("template.docx")
for number in range(50):
    template = docxtpl.DocxTemplate("template.docx")
    template.render({"figures": figures})
    template.save("docxtpl-%d.docx" % number)
"#;

fn docxtpl(folder: &Path) -> Option<Duration> {
    if !there("python3", &["-c", "import docxtpl"]) {
        return None;
    }
    Some(time(Command::new("python3").args(["-c", DOCXTPL]).current_dir(folder)))
}
