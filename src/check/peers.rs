//! What is known of the other reports of a run (同批报告), built once for all: a thousand reports take no longer than a thousand
//! times one. Rules ask it for names and for texts that are alike; it must not know what a finding is.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::report::{AgencyKind, Report};
use crate::source::is_han;

/// Characters in a run.
const RUN: usize = 5;
/// Runs below which a text is too short to be anybody's own.
pub(super) const FEWEST: usize = 60;
/// Buckets of a sketch: of each text the smallest hash of each bucket is kept.
const BUCKETS: usize = 64;
/// Neighbouring buckets that must agree for two texts to be compared at all.
const BAND: usize = 2;
/// Fewer reports than these are read one after the other.
const WORTH_THREADS: usize = 64;

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
pub(in crate::check) struct Peer {
    pub agency: String,
    pub kind: AgencyKind,
    /// The runs of sections 一 and 五, hashed and sorted.
    pub sections: [Vec<u32>; 2],
}

impl Peers {
    /// Reads the other reports once; each report of the run may be among them.
    pub fn new<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Peers {
        let mut peers = Peers::default();
        let mut names: Vec<String> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        let reports: Vec<&Report> = reports.into_iter().collect();
        for (report, sections) in reports.iter().zip(all_runs(&reports)) {
            let agency = report.agency.value.clone();
            let index = peers.peers.len();
            for (section, runs) in sections.iter().enumerate() {
                for (band, value) in bands(runs) {
                    peers.bands.entry((report.year.value, section, band, value)).or_default().push(index as u32);
                }
            }
            // Short names are words, not agencies.
            if agency.chars().count() >= 4 && known.insert(&report.agency.value) {
                names.push(agency.clone());
                peers.names.push(index);
            }
            peers.peers.push(Peer { agency, kind: report.kind.value, sections });
        }
        peers.automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&names)
            .ok();
        peers
    }

    /// The agencies of the run.
    pub(super) fn agencies(&self) -> impl Iterator<Item = &str> {
        self.peers.iter().map(|peer| peer.agency.as_str())
    }

    /// Where a text gives the full name of an agency of the run.
    pub(super) fn named<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a Peer)> + 'a {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_iter(text));
        found.filter_map(|found| {
            let &index = self.names.get(found.pattern().as_usize())?;
            Some((found.range(), &self.peers[index]))
        })
    }

    /// The reports of a year whose section (0 or 1, see [`sections`]) may hold these runs: those whose sketch agrees with
    /// theirs in a band, each once.
    pub(super) fn alike(&self, year: u16, section: usize, runs: &[u32]) -> impl Iterator<Item = &Peer> {
        let mut seen: Vec<u32> = Vec::new();
        bands(runs).into_iter().flat_map(move |(band, value)| {
            // Where very many agree, a few show it as well as all.
            let list = self.bands.get(&(year, section, band, value)).map_or(&[][..], |list| &list[..]);
            let new: Vec<u32> = list.iter().copied().take(20).filter(|index| !seen.contains(index)).collect();
            seen.extend(&new);
            new.into_iter().map(|index| &self.peers[index as usize])
        })
    }
}

/// The runs of sections 一 and 五 of a report.
type SectionRuns = [Vec<u32>; 2];

/// Those of every report, on as many threads as there are.
fn all_runs(reports: &[&Report]) -> Vec<SectionRuns> {
    let of = |report: &&Report| {
        sections(report).map(|key| {
            let prose = key.and_then(|key| report.prose.get(&key));
            prose.map(|prose| runs(&without_tags(&prose.text))).unwrap_or_default()
        })
    };
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    if hands < 2 || reports.len() < WORTH_THREADS {
        return reports.iter().map(of).collect();
    }
    std::thread::scope(|scope| {
        let parts = reports.chunks(reports.len().div_ceil(hands));
        let parts: Vec<_> = parts.map(|part| scope.spawn(move || part.iter().map(of).collect::<Vec<_>>())).collect();
        let done = parts.into_iter().map(|part| part.join().unwrap_or_else(|why| std::panic::resume_unwind(why)));
        done.flatten().collect()
    })
}

/// The keys of sections 一 and 五.
pub(super) fn sections(report: &Report) -> [Option<String>; 2] {
    let mut keys = report.form.sections.iter().filter_map(|section| section.prose.clone());
    [keys.next(), keys.next()]
}

/// Prose as written without its `{{ }}`.
pub(super) fn without_tags(text: &str) -> String {
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
pub(super) fn runs(text: &str) -> Vec<u32> {
    let chars: Vec<u32> = text.chars().filter(|c| is_han(*c) || c.is_alphabetic()).map(u32::from).collect();
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
