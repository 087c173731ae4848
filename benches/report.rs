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
use nianbao::office::{Look, Office};
use nianbao::report::{Report, read};
use nianbao::write::Format;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

/// The office, and one report at each stage.
struct Desk {
    office: Office,
    file: Arc<SourceFile>,
    report: Report,
    last_year: Report,
    composed: Composed,
}

static DESK: LazyLock<Desk> = LazyLock::new(|| {
    let office = Office::open(&Look::default()).expect("an office");
    let file = file(2024);
    let report = read(&file, &office.forms).expect("a report");
    let last_year = read(&self::file(2023), &office.forms).expect("a report");
    let composed = compose(&report, Some(&last_year), &office.skeleton).expect("a document");
    Desk { office, file, report, last_year, composed }
});

fn file(year: u16) -> Arc<SourceFile> {
    Arc::new(SourceFile { path: PathBuf::from(format!("{year}.yaml")), text: agencies::yaml(1, year) })
}

#[divan::bench]
fn read_yaml(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| read(&desk.file, &desk.office.forms));
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
    bencher.bench(|| compose(&desk.report, Some(&desk.last_year), &desk.office.skeleton));
}

#[divan::bench]
fn write_docx(bencher: Bencher) {
    let desk = &*DESK;
    bencher.bench(|| desk.office.press.print(&desk.composed.document, Format::Docx));
}

/// Another report each time, as in a batch: typst remembers the last.
#[divan::bench]
fn write_pdf(bencher: Bencher) {
    let desk = &*DESK;
    let others: Vec<Composed> = (1..=20)
        .map(|agency| {
            let file = Arc::new(SourceFile { path: "2024.yaml".into(), text: agencies::yaml(agency, 2024) });
            let report = read(&file, &desk.office.forms).expect("a report");
            compose(&report, None, &desk.office.skeleton).expect("a document")
        })
        .collect();
    let mut next = 0;
    bencher
        .with_inputs(|| {
            next += 1;
            &others[next % others.len()].document
        })
        .bench_local_values(|document| desk.office.press.print(document, Format::Pdf));
}
