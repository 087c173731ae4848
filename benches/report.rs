//! What one report costs, verb by verb: read, check, compose, DOCX, PDF.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a bench that cannot go on has failed; a skipped one says so"
)]

#[path = "../tests/support/agencies.rs"]
mod agencies;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use nianbao::check::{Subject, check};
use nianbao::compose::{Composed, compose};
use nianbao::diag::SourceFile;
use nianbao::form::Forms;
use nianbao::report::{Report, read};
use nianbao::style::Style;
use nianbao::templates::Templates;
use nianbao::write::pdf::Fonts;
use nianbao::write::{Format, Press};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// Everything a report needs, and one report at each stage.
struct Desk {
    forms: Forms,
    skeleton: Arc<SourceFile>,
    press: Press,
    file: Arc<SourceFile>,
    report: Report,
    last_year: Report,
    composed: Composed,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let templates = Templates::new(None).expect("embedded templates");
    let forms = templates.forms().expect("embedded forms");
    let skeleton = templates.text("report.j2").expect("embedded skeleton");
    let style = Style::parse(&templates.text("style.yaml").expect("embedded style").text, "gb2312").expect("a style");
    let typesetting = templates.text("report.typ").expect("embedded typesetting");
    let page = templates.text("report.html.j2").expect("embedded page");
    let press = Press::new(style, &typesetting.text, &page.text, Arc::new(Fonts::embedded())).expect("a press");
    let file = file(2024);
    let report = read(&file, &forms).expect("a report");
    let last_year = read(&self::file(2023), &forms).expect("a report");
    let composed = compose(&report, Some(&last_year), &skeleton).expect("a document");
    Desk { forms, skeleton, press, file, report, last_year, composed }
});

fn file(year: u16) -> Arc<SourceFile> {
    Arc::new(SourceFile { path: PathBuf::from(format!("{year}.yaml")), text: agencies::yaml(1, year) })
}

#[divan::bench]
fn read_yaml(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| read(&desk.file, &desk.forms));
}

#[divan::bench]
fn check_report(bencher: Bencher) {
    let desk = &*DESK;
    let (last_year, composed) = (Some(&desk.last_year), Some(&desk.composed));
    let subject = Subject { report: &desk.report, last_year, composed, members: &[], peers: None };
    bencher.bench(|| check(&subject, Vec::new()));
}

#[divan::bench]
fn compose_document(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| compose(&desk.report, Some(&desk.last_year), &desk.skeleton));
}

#[divan::bench]
fn write_docx(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| desk.press.print(&desk.composed.document, Format::Docx));
}

/// Another report each time, as in a batch: typst remembers the last.
#[divan::bench]
fn write_pdf(bencher: Bencher) {
    let desk = &*DESK;
    let others: Vec<Composed> = (1..=20)
        .map(|agency| {
            let file = Arc::new(SourceFile { path: "2024.yaml".into(), text: agencies::yaml(agency, 2024) });
            let report = read(&file, &desk.forms).expect("a report");
            compose(&report, None, &desk.skeleton).expect("a document")
        })
        .collect();
    let mut next = 0;
    bencher
        .with_inputs(|| {
            next += 1;
            &others[next % others.len()].document
        })
        .bench_local_values(|document| desk.press.print(document, Format::Pdf));
}
