//! What a batch costs: 200 synthetic agencies, DOCX and PDF; cold, with nothing changed, with one change.
//!
//! Run by the program itself in a temporary folder, so that reading, hashing, writing and the manifest are in it.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a bench that cannot go on has failed; a skipped one says so"
)]

#[path = "../tests/support/agencies.rs"]
mod agencies;

use std::path::Path;
use std::process::{Command, Stdio};

use divan::Bencher;

const AGENCIES: usize = 200;

fn main() {
    divan::main();
}

fn data() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    agencies::write(&folder.path().join("data"), AGENCIES, &[2023, 2024]);
    folder
}

fn build(folder: &Path, jobs: usize) {
    let status = Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .args(["build", "--year", "2024", "--jobs", &jobs.to_string()])
        .current_dir(folder)
        .stderr(Stdio::null())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the build failed");
}

#[divan::bench(args = [1, 2], sample_count = 3, sample_size = 1)]
fn cold(bencher: Bencher, jobs: usize) {
    bencher.with_inputs(data).bench_local_values(|folder| {
        build(folder.path(), jobs);
        folder
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn no_change(bencher: Bencher) {
    let folder = data();
    build(folder.path(), 2);
    bencher.bench_local(|| build(folder.path(), 2));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn one_change(bencher: Bencher) {
    let folder = data();
    build(folder.path(), 2);
    let path = agencies::path(&folder.path().join("data"), 100, 2024);
    let text = std::fs::read_to_string(&path).expect("a data file");
    let mut round = 0;
    bencher
        .with_inputs(|| {
            round += 1;
            std::fs::write(&path, text.replace("逐项落实", &format!("逐项落实（{round}）"))).expect("a data file");
        })
        .bench_local_values(|()| build(folder.path(), 2));
}
