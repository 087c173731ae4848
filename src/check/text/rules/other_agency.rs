//! other-agency: the full name of another agency of the run where this report's own agency should stand.
//!
//! Most names are those of partners, superiors and sources; those are left alone.

use std::ops::Range;

use crate::check::excusable;
use crate::check::subject::Subject;
use crate::check::text::parse::{Reading, lookback};
use crate::check::text::prose::ReadProse;
use crate::check::text::words::{Phrase, has_open_title, is_han};
use crate::diag::{Code, Finding};
use crate::report::AgencyKind;

/// A sentence is looked at so many bytes before a name and behind it.
const NEAR: usize = 300;

pub(crate) fn check(subject: &Subject, prose: &ReadProse, findings: &mut Vec<Finding>) {
    let Some(peers) = subject.peers else { return };
    let report = subject.report;
    let own = report.agency.value.as_str();
    let government = report.kind.value == AgencyKind::Government;
    for reading in prose.readings {
        for (range, peer) in peers.named(&reading.text.text) {
            // A government's report speaks of those it sums up.
            let spoken = government && peer.kind != AgencyKind::Government
                || subject.members.iter().any(|member| member.name == peer.agency);
            // What it was called last year is a matter of its own name, and told there.
            let former = subject.last_year.is_some_and(|last| last.agency.value == peer.agency);
            if peer.agency == own
                || former
                || own.contains(&peer.agency)
                || spoken
                || !is_own_place(reading, &range, own)
            {
                continue;
            }
            findings.push(excusable(
                reading
                    .finding(Code::OtherAgency, range, format!("文字里写的是{}，本报告的机关是{own}", peer.agency))
                    .also(report.place(&report.agency.range), "本报告的机关")
                    .help("套用其他机关文字的，改为本机关"),
            ));
        }
    }
}

/// Whether a name stands where only the report's own agency can stand.
fn is_own_place(reading: &Reading, name: &Range<usize>, own: &str) -> bool {
    let text = reading.text.text.as_str();
    let before = lookback(&text[..name.start], NEAR);
    let quoted = has_open_title(before);
    let scene = NameScene::new(reading, name, own);
    let clause: usize =
        text[name.end..].chars().take(12).take_while(|c| !"。；\n".contains(*c)).map(char::len_utf8).sum();
    if quoted || reading.said.says(name.end..name.end + clause, Phrase::Guided) {
        return false;
    }
    if scene.closes(Phrase::PartnerBefore) || scene.opens(Phrase::PartnerBehind).is_some() {
        return scene.answers_for_the_report() || scene.acts() || scene.receives_the_public();
    }
    let part_of_own_name = before.ends_with(|c: char| is_han(c) && c != '年') && own.ends_with(&text[name.clone()]);
    !part_of_own_name
}

/// The sentence around a name.
struct NameScene<'a> {
    reading: &'a Reading<'a>,
    /// The sentence before the name, and behind it.
    before: Range<usize>,
    behind: Range<usize>,
    /// Whether the sentence speaks of the report's own agency as well.
    own: bool,
}

impl<'a> NameScene<'a> {
    fn new(reading: &'a Reading<'a>, name: &Range<usize>, own: &str) -> NameScene<'a> {
        let text = reading.text.text.as_str();
        let before = lookback(&text[..name.start], NEAR).rsplit(|c| "。\n；".contains(c)).next().unwrap_or_default();
        let behind: usize =
            text[name.end..].chars().take(100).take_while(|c| !"。\n；".contains(*c)).map(char::len_utf8).sum();
        let (before, behind) = (name.start - before.len()..name.start, name.end..name.end + behind);
        let names = |range: &Range<usize>| {
            reading.slice(range).contains(own) || reading.said.says(range.clone(), Phrase::Itself)
        };
        NameScene { own: names(&before) || names(&behind), reading, before, behind }
    }

    fn closes(&self, set: Phrase) -> bool {
        self.reading.said.closes(self.before.clone(), set).is_some()
    }

    fn opens(&self, set: Phrase) -> Option<usize> {
        self.reading.said.opens(self.behind.clone(), set)
    }

    fn says(&self, set: Phrase) -> bool {
        let says = |range: &Range<usize>| self.reading.said.says(range.clone(), set);
        says(&self.before) || says(&self.behind)
    }

    /// 本报告由……负责解释，如对本报告有疑问，请与……办公室联系: who issues a report answers for it.
    fn answers_for_the_report(&self) -> bool {
        self.says(Phrase::TheReport)
            && (self.reading.slice(&self.before).ends_with('由') && self.opens(Phrase::Issues).is_some()
                || self.closes(Phrase::Contact))
    }

    /// ……组织业务培训2次: the agency is the subject, and nobody else is in the sentence.
    fn acts(&self) -> bool {
        let opens = self.before.is_empty() || self.closes(Phrase::YearOpening);
        let deed = self.opens(Phrase::Organises).map(|end| end..self.behind.end);
        opens
            && !self.own
            && deed.is_some_and(|rest| {
                let text = self.reading.slice(&rest);
                !text.starts_with(|c| "的《".contains(c)) && !self.reading.said.says(rest.clone(), Phrase::Attends)
            })
    }

    /// 公众可到……一楼大厅查阅政府信息: where this agency's information is read and applied for.
    fn receives_the_public(&self) -> bool {
        let behind = |set| self.reading.said.says(self.behind.clone(), set);
        !self.own
            && self.reading.slice(&self.before).ends_with(|c| "到在".contains(c))
            && !self.says(Phrase::SentOn)
            && !behind(Phrase::Site)
            && behind(Phrase::Serves)
            && behind(Phrase::PublicMatter)
    }
}
