//! What it costs to read a report back into a data file: a Word file, a page of PDF, a workbook, each from bytes to the text of the
//! data file on one core. Sixty Word files or workbooks are sixty times as much.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

#[path = "../tests/support/agencies.rs"]
mod agencies;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use nianbao::compose::compose;
use nianbao::diag::SourceFile;
use nianbao::form::Forms;
use nianbao::recognise::{NameHints, recognise};
use nianbao::style::Style;
use nianbao::templates::Templates;
use nianbao::workbook::{Content, write};
use nianbao::write::pdf::Fonts;
use nianbao::write::{Format, Press};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The same report as each kind of file.
struct Desk {
    forms: Forms,
    docx: Vec<u8>,
    pdf: Vec<u8>,
    html: Vec<u8>,
    workbook: Vec<u8>,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let templates = Templates::new(None).expect("embedded templates");
    let forms = templates.forms().expect("embedded forms");
    let text = |name: &str| templates.text(name).expect("an embedded template");
    let style = Style::parse(&text("style.yaml").text, "gb2312").expect("a style");
    let fonts = Arc::new(Fonts::embedded());
    let press = Press::new(style, &text("report.typ").text, &text("report.html.j2").text, fonts).expect("a press");
    let file = Arc::new(SourceFile { path: PathBuf::from("2024.yaml"), text: agencies::yaml(1, 2024) });
    let report = nianbao::report::read(&file, &forms).expect("a report");
    let document = compose(&report, None, &text("report.j2")).expect("a document").document;
    let print = |format| press.print(&document, format).expect("a file");
    Desk {
        docx: print(Format::Docx),
        pdf: print(Format::Pdf),
        html: print(Format::Html),
        workbook: write(&Content::of(&report), None).expect("a workbook"),
        forms,
    }
});

fn import(bytes: &[u8]) -> String {
    let contents = nianbao::read_back::read(bytes).unwrap();
    let recognised = recognise(&contents, &DESK.forms, &NameHints::default()).unwrap();
    nianbao::import::draft(&recognised, "年报", None, None).unwrap().text
}

#[divan::bench]
fn docx(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| import(&desk.docx));
}

#[divan::bench]
fn pdf(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| import(&desk.pdf));
}

#[divan::bench]
fn html(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| import(&desk.html));
}

#[divan::bench]
fn workbook(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| import(&desk.workbook));
}
