//! How each member stands: in order, with errors, not filled in, unreadable, not delivered.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::batch::in_order;
use crate::check::{Member, MemberFound};
use crate::diag::{Code, Counts, Finding};
use crate::office::{Entry, Office};
use crate::report::Report;

/// A member of a sum.
#[derive(Debug, Clone)]
pub struct MemberStanding {
    /// The agency's full name.
    pub name: String,
    /// What there is of it.
    pub state: MemberState,
    /// Its data file, when there is one.
    pub path: Option<PathBuf>,
    /// Its report, when it could be read.
    pub report: Option<Arc<Report>>,
    /// How many findings it has.
    pub counts: Counts,
}

/// Whether a member can be summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberState {
    /// 可以汇总
    Sound,
    /// 有错误
    Faulty,
    /// 没有填完（待填）
    Unfilled,
    /// 读不出
    Unreadable,
    /// 未交
    Missing,
    /// 名单里写了两次，或有两个文件
    Twice,
    /// 本机关自己
    Itself,
}

impl MemberState {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            MemberState::Sound => "可以汇总",
            MemberState::Faulty => "有错误",
            MemberState::Unfilled => "没有填完",
            MemberState::Unreadable => "读不出",
            MemberState::Missing => "未交",
            MemberState::Twice => "重复",
            MemberState::Itself => "是本机关自己",
        }
    }

    /// Whether its figures would count twice.
    pub(super) fn counts_twice(self) -> bool {
        matches!(self, MemberState::Twice | MemberState::Itself)
    }

    /// Whether nothing is summed because of it. What would count twice stops a partial sum, too.
    pub(super) fn stops(self, partial: bool) -> bool {
        match self {
            MemberState::Sound => false,
            MemberState::Twice | MemberState::Itself => true,
            _ => !partial,
        }
    }
}

impl MemberStanding {
    /// Whether its figures are in the sum, when there is one: a blank is never taken for 0.
    pub fn is_summed(&self) -> bool {
        matches!(self.state, MemberState::Sound | MemberState::Faulty) && self.report.is_some()
    }
}

/// The standing of every member, in the order of the list.
pub(super) fn of(office: &Office, entries: &[Entry], members: &[Member], agency: &str) -> Vec<MemberStanding> {
    let mut by_name: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        by_name.entry(entry.agency()).or_default().push(entry);
    }
    // One that is listed by last year's name has its entries under this year's.
    let own = |member: &Member| member.report().map_or_else(|| member.name.clone(), |r| r.agency.value.clone());
    let known: Vec<(&Member, Vec<&Entry>)> =
        members.iter().map(|member| (member, by_name.get(&own(member)).cloned().unwrap_or_default())).collect();
    let mut standings = Vec::with_capacity(members.len());
    let mut seen = BTreeSet::new();
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let look = |(member, entries): &(&Member, Vec<&Entry>)| match (&member.found, &entries[..]) {
        (MemberFound::Report(_), [entry]) => office.inspect(entry).0,
        (MemberFound::Unreadable(_), [entry]) => entry.findings.clone(),
        _ => Vec::new(),
    };
    in_order(&known, jobs, &look, &mut |(member, entries), findings: Vec<Finding>| {
        let repeated = !seen.insert(&member.name);
        let counts = Counts::of(&findings);
        let unfilled =
            !findings.is_empty() && findings.iter().filter(|f| f.is_error()).all(|f| f.code == Code::Unfilled);
        let state = match &member.found {
            _ if member.name == agency => MemberState::Itself,
            _ if repeated || entries.len() > 1 => MemberState::Twice,
            MemberFound::Missing => MemberState::Missing,
            MemberFound::Unreadable(_) if unfilled => MemberState::Unfilled,
            MemberFound::Unreadable(_) => MemberState::Unreadable,
            MemberFound::Report(_) if counts.errors > 0 => MemberState::Faulty,
            MemberFound::Report(_) => MemberState::Sound,
        };
        let report = match &member.found {
            MemberFound::Report(report) => Some(report.clone()),
            _ => None,
        };
        let path = report.as_ref().map(|report| report.file.path.clone());
        let path = path.or_else(|| entries.first().map(|entry| entry.path.clone()));
        standings.push(MemberStanding { name: member.name.clone(), state, path, report, counts });
    });
    standings
}
