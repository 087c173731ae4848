//! Nothing in the input crashes the program: samples and fixtures, damaged at random, are read, composed and checked.
//! `NIANBAO_CASES` sets the number of damaged files for a longer hunt.

use std::path::Path;

use crate::support::{OFFICE, files, root};
use nianbao::office::Entry;
use nianbao::source;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// What is put in place of something sound.
const INTRUDERS: [&str; 26] = [
    "\t",
    "：",
    ": ",
    "{{",
    "}}",
    "{% for i in range(9) %}",
    "**",
    "\u{0}",
    "\u{FFFD}",
    "𠮷",
    "-",
    "其余: 0",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "|",
    ">",
    "&a ",
    "*a ",
    "99999999999999999999",
    "1e999",
    "\n\n",
    "% ",
];

/// Everything the program does with a file before it prints.
fn go_through(bytes: Vec<u8>) {
    let Ok(file) = source::decode(Path::new("某局/2024.yaml"), bytes) else { return };
    let entry = Entry::of(&file, &OFFICE.forms);
    let (findings, _) = OFFICE.inspect(&entry);
    assert!(entry.report.is_some() || !findings.is_empty(), "refused without a reason");
    for finding in findings {
        // A place must be one that can be shown.
        let _ = (finding.at.start(), finding.at.end(), finding.at.text().len());
    }
}

fn seeds() -> Vec<String> {
    let folders = ["data", "tests/fixtures/ok", "tests/fixtures/cases"];
    let seeds = folders.iter().flat_map(|folder| files(&root().join(folder), "yaml"));
    seeds.map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The same cases in every run; a hunt (`NIANBAO_CASES`) looks elsewhere each time.
fn config() -> ProptestConfig {
    let hunt: Option<u32> = std::env::var("NIANBAO_CASES").ok().and_then(|cases| cases.parse().ok());
    let rng_seed = if hunt.is_some() { RngSeed::Random } else { RngSeed::Fixed(9704) };
    ProptestConfig { cases: hunt.unwrap_or(400), failure_persistence: None, rng_seed, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn damaged_files_are_refused_not_crashed_on(
        seed in 0usize..1000,
        damages in prop::collection::vec((0.0f64..1.0, 0usize..40, 0usize..INTRUDERS.len(), any::<bool>()), 1..6),
    ) {
        let seeds = seeds();
        let mut text: Vec<char> = seeds[seed % seeds.len()].chars().collect();
        for (at, length, intruder, remove) in damages {
            let at = (at * text.len() as f64) as usize;
            let end = if remove { (at + length).min(text.len()) } else { at };
            text.splice(at..end, INTRUDERS[intruder].chars());
        }
        go_through(text.into_iter().collect::<String>().into_bytes());
    }

    #[test]
    fn any_bytes_are_refused_not_crashed_on(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        go_through(bytes);
    }
}

#[test]
fn nesting_in_templates_is_bounded() {
    for inner in [
        format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000)),
        "{% if 1 %}".repeat(20_000),
        "{{ \"x\" * 100000000 }}".into(),
    ] {
        let text = std::fs::read_to_string(root().join("tests/fixtures/ok/minimal-2021.yaml")).unwrap();
        let text = text.replace("总体情况: ", &format!("总体情况: |\n  {inner}\n# "));
        go_through(text.into_bytes());
    }
}
