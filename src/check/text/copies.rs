//! copy-of-last-year and other-agency: text carried over from last year's report or from another agency's.
//!
//! Texts are compared by their runs of five characters, digits and marks left out. What is known of the run's other reports
//! is built once, so that a thousand reports take no longer than a thousand times one.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::clause::lookback;
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
struct Peer {
    agency: String,
    kind: AgencyKind,
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

pub(super) fn check(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    copied(subject, prose, findings);
    named(subject, prose, findings);
}

/// More than so many hundredths of a text taken over is a copy.
const COPY: usize = 80;

fn copied(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
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

/// Words before a name that make it a partner, a superior or a source.
const BEFORE: [&str; 34] = [
    "与", "和", "向", "由", "经", "按照", "根据", "会同", "联合", "配合", "协调", "报", "转", "移交", "在", "按", "受",
    "接受", "参加", "邀请", "到", "从", "及", "、", "转发", "落实", "同", "请", "对", "给", "将", "为", "协同", "咨询",
];
/// Words behind a name that make it part of something else.
const BEHIND: [&str; 32] = [
    "门户网站",
    "网站",
    "官网",
    "官方",
    "网",
    "公报",
    "公众号",
    "文件",
    "令",
    "办公室",
    "办公厅",
    "关于",
    "印发",
    "发布",
    "组织",
    "举办",
    "召开",
    "牵头",
    "主办",
    "指导",
    "要求",
    "部署",
    "安排",
    "统一",
    "分局",
    "信息公开",
    "政务",
    "的要求",
    "的指导",
    "的部署",
    "下发",
    "转来",
];

fn named(subject: &Subject, prose: &Prose, findings: &mut Vec<Finding>) {
    let Some(peers) = subject.peers else { return };
    let Some(automaton) = &peers.automaton else { return };
    let report = subject.report;
    let own = report.agency.value.as_str();
    let government = report.kind.value == AgencyKind::Government;
    for reading in &prose.readings {
        let text = reading.text.text.as_str();
        for found in automaton.find_iter(text) {
            let Some(peer) = peers.names.get(found.pattern().as_usize()).map(|&index| &peers.peers[index]) else {
                continue;
            };
            // A government's report speaks of those it sums up.
            let spoken = government && peer.kind != AgencyKind::Government
                || report.members.iter().any(|member| member.value == peer.agency);
            if peer.agency == own || own.contains(&peer.agency) || spoken {
                continue;
            }
            let before = lookback(&text[..found.start()], 300);
            let behind = &text[found.end()..];
            let quoted = before.matches('《').count() > before.matches('》').count();
            let clause: String = behind.chars().take(12).take_while(|c| !"。；\n".contains(*c)).collect();
            let partner =
                BEFORE.iter().any(|word| before.ends_with(word)) || BEHIND.iter().any(|word| behind.starts_with(word));
            if quoted
                || partner
                || clause.contains("指导下")
                || before.ends_with(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) && c != '年')
                    && own.ends_with(&peer.agency)
            {
                continue;
            }
            findings.push(excusable(
                Finding::new(
                    Code::OtherAgency,
                    reading.text.place(found.range()),
                    format!("文字里写的是{}，本报告的机关是{own}", peer.agency),
                )
                .also(report.place(&report.agency.range), "本报告的机关")
                .help("套用其他机关文字的，改为本机关"),
            ));
        }
    }
}
