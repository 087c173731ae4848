//! What checking costs: a thousand agencies held against one another, and texts as long as a file may be, of one scrap over and
//! over, each of which must take time in proportion to its length.

#[path = "../tests/support/agencies.rs"]
mod agencies;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use nianbao::check::{Peers, Subject, check};
use nianbao::compose::{Composed, compose};
use nianbao::diag::SourceFile;
use nianbao::office::{Look, Office};
use nianbao::report::{Report, read};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    divan::main();
}

static OFFICE: LazyLock<Office> = LazyLock::new(|| Office::open(&Look::default()).expect("an office"));

fn report(agency: usize, year: u16) -> Report {
    let file = SourceFile { path: PathBuf::from(format!("{agency}/{year}.yaml")), text: agencies::yaml(agency, year) };
    read(&Arc::new(file), &OFFICE.forms).expect("a report")
}

fn composed(report: &Report, last_year: Option<&Report>) -> Composed {
    compose(report, last_year, &OFFICE.skeleton).expect("a document")
}

/// Reading, composing and checking, on one thread.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn thousand_agencies() -> usize {
    let years = |year| (0..1000).map(|agency| report(agency, year)).collect::<Vec<_>>();
    let (last, now) = (years(2023), years(2024));
    let peers = Peers::new(&now);
    let findings = now.iter().zip(&last).map(|(report, last)| {
        let composed = composed(report, Some(last));
        let (last_year, composed, peers) = (Some(last), Some(&composed), Some(&peers));
        check(&Subject { report, last_year, composed, members: &[], peers }, Vec::new()).len()
    });
    findings.sum()
}

const SCRAPS: &str = include_str!("../tests/fixtures/scraps.txt");

/// By the line of scraps.txt, from 1.
#[divan::bench(args = 1..=SCRAPS.lines().count(), sample_count = 3, sample_size = 1)]
fn long_text(bencher: Bencher, line: usize) {
    let scrap = SCRAPS.lines().nth(line - 1).expect("a line");
    let mut report = report(1, 2024);
    if let Some(prose) = report.prose.get_mut("总体情况") {
        prose.text = format!("甲{}", scrap.repeat(200_000 / scrap.len()));
    }
    let composed = composed(&report, None);
    let subject = Subject { report: &report, last_year: None, composed: Some(&composed), members: &[], peers: None };
    bencher.bench(|| check(&subject, Vec::new()));
}
