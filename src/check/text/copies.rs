//! copy-of-last-year: text carried over from last year's report or from another agency's.
//!
//! Texts are compared by their runs of five characters, digits and marks left out. What is known of the run's other reports
//! is built once, so that a thousand reports take no longer than a thousand times one.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{Prose, Subject};
use crate::check::excusable;
use crate::diag::{Code, Finding};
use crate::report::{AgencyKind, Report};

/// Characters in a run.
const RUN: usize = 5;
/// Runs below which a text is too short to be anybody's own.
const FEWEST: usize = 60;
/// Buckets of a sketch: of each text the smallest hash of each bucket is kept.
const BUCKETS: usize = 64;
/// Neighbouring buckets that must agree for two texts to be compared at all.
const BAND: usize = 2;

/// What is known of the other reports of a run.
#[derive(Debug, Default)]
pub struct Peers {
    peers: Vec<Peer>,
    /// Full names, in the order of `names`.
    automaton: Option<AhoCorasick>,
    /// For each name the first report of that agency.
    names: Vec<usize>,
    /// Reports by year, section and band of their sketch.
    bands: HashMap<(u16, usize, usize, u64), Vec<u32>>,
}

/// One report of the run (同批报告).
#[derive(Debug)]
pub(super) struct Peer {
    pub agency: String,
    pub kind: AgencyKind,
    year: u16,
    /// The runs of sections 一 and 五, hashed and sorted.
    sections: [Vec<u32>; 2],
}

impl Peers {
    /// Reads the other reports once; each report of the run may be among them.
    pub fn new<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Peers {
        let mut peers = Peers::default();
        let mut names: Vec<String> = Vec::new();
        for report in reports {
            let agency = report.agency.value.clone();
            let sections = sections(report).map(|key| {
                key.and_then(|key| report.prose.get(&key))
                    .map(|prose| runs(&without_tags(&prose.text)))
                    .unwrap_or_default()
            });
            let index = peers.peers.len();
            for (section, runs) in sections.iter().enumerate() {
                for (band, value) in bands(runs) {
                    peers.bands.entry((report.year.value, section, band, value)).or_default().push(index as u32);
                }
            }
            // Short names are words, not agencies.
            if agency.chars().count() >= 4 && !names.contains(&agency) {
                names.push(agency.clone());
                peers.names.push(index);
            }
            peers.peers.push(Peer { agency, kind: report.kind.value, year: report.year.value, sections });
        }
        peers.automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&names)
            .ok();
        peers
    }

    /// Where a text gives the full name of an agency of the run.
    pub(super) fn named<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a Peer)> + 'a {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(text));
        found.filter_map(|found| {
            let &index = self.names.get(found.pattern().as_usize())?;
            Some((found.range(), &self.peers[index]))
        })
    }
}

/// The keys of sections 一 and 五.
fn sections(report: &Report) -> [Option<String>; 2] {
    let mut keys = report.form.sections.iter().filter_map(|section| section.prose.clone());
    [keys.next(), keys.next()]
}

/// Prose as written without its `{{ }}`.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        plain.push_str(&rest[..open]);
        match rest[open..].find("}}") {
            Some(close) => rest = &rest[open + close + 2..],
            None => return plain,
        }
    }
    plain.push_str(rest);
    plain
}

/// The hashed runs of a text, sorted, each once.
fn runs(text: &str) -> Vec<u32> {
    let chars: Vec<u32> = text.chars().filter(|c| c.is_alphabetic()).map(u32::from).collect();
    let hash = |run: &[u32]| {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for &c in run {
            hash = (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
            hash ^= hash >> 29;
        }
        (hash ^ (hash >> 32)) as u32
    };
    let mut runs: Vec<u32> = chars.windows(RUN).map(hash).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// The bands of a text's sketch; none for a short text.
fn bands(runs: &[u32]) -> Vec<(usize, u64)> {
    if runs.len() < FEWEST {
        return Vec::new();
    }
    let mut smallest = [u32::MAX; BUCKETS];
    for &run in runs {
        let mixed = run.wrapping_mul(0x9e37_79b1);
        let bucket = (mixed >> 26) as usize % BUCKETS;
        smallest[bucket] = smallest[bucket].min(mixed);
    }
    let value = |band: &[u32]| band.iter().fold(0u64, |value, part| (value << 32) | u64::from(*part));
    smallest.chunks(BAND).map(value).enumerate().collect()
}

/// How much of `these` is also in `those`, in hundredths.
fn covered(these: &[u32], those: &[u32]) -> usize {
    let (mut at, mut common) = (0, 0);
    for run in these {
        while at < those.len() && those[at] < *run {
            at += 1;
        }
        if those.get(at) == Some(run) {
            common += 1;
        }
    }
    if these.is_empty() { 0 } else { common * 100 / these.len() }
}

/// More than so many hundredths of a text taken over is a copy.
const COPY: usize = 80;

pub(super) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let report = subject.report;
    for (section, key) in sections(report).into_iter().enumerate() {
        let Some(reading) = key.as_ref().and_then(|key| prose.readings.iter().find(|reading| reading.text.key == *key))
        else {
            continue;
        };
        let these = runs(&reading.text.text);
        if these.len() < FEWEST {
            continue;
        }
        let title =
            report.form.sections.iter().filter(|s| s.prose.is_some()).nth(section).map_or("", |s| s.title.as_str());
        let place = || reading.text.place(reading.paragraphs.first().map_or(0..0, |paragraph| paragraph.range.clone()));
        if let Some(last) = subject.last_year
            && let Some(before) = key.as_ref().and_then(|key| last.prose.get(key))
        {
            let share = covered(&these, &runs(&without_tags(&before.text)));
            if share > COPY {
                findings.push(excusable(
                    Finding::new(Code::CopyOfLastYear, place(), format!("“{title}”有 {share}% 的文字与上年报告相同"))
                        .also(last.place(&before.range), "上年的文字")
                        .help("写明本年度的工作和问题"),
                ));
                continue;
            }
        }
        if let Some((peer, share)) = twin(subject, section, &these) {
            findings.push(excusable(
                Finding::new(
                    Code::CopyOfLastYear,
                    place(),
                    format!("“{title}”有 {share}% 的文字与{}的报告相同", peer.agency),
                )
                .help("写明本机关的情况"),
            ));
        }
    }
}

/// Another agency's report of the same year that holds most of a text.
fn twin<'a>(subject: &Subject<'a>, section: usize, these: &[u32]) -> Option<(&'a Peer, usize)> {
    let year = subject.report.year.value;
    let peers = subject.peers?;
    let mut seen: Vec<u32> = Vec::new();
    for (band, value) in bands(these) {
        // Where very many agree, a few show it as well as all.
        for &index in peers.bands.get(&(year, section, band, value)).map_or(&[][..], |list| &list[..]).iter().take(20) {
            if seen.contains(&index) {
                continue;
            }
            seen.push(index);
            let peer = &peers.peers[index as usize];
            if peer.agency == subject.report.agency.value || peer.year != year {
                continue;
            }
            let share = covered(these, &peer.sections[section]);
            if share > COPY {
                return Some((peer, share));
            }
        }
    }
    None
}
