//! In what state an agency's report is: its data, what was made of it, what is out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::batch::{Publication, Record, output_path, records};
use crate::diag::{Code, Fault};
use crate::digest::Digest;
use crate::write::Format;

/// The state of an agency's report (状态), in the order in which it is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 未交: no data.
    Missing,
    /// 有错误: it cannot be made.
    Faulty,
    /// 已撤回: published, and taken back; the data is still what was published.
    Withdrawn,
    /// 可生成: sound, and not made yet, or changed since.
    Ready,
    /// 已生成
    Built,
    /// 已公布
    Published,
    /// 已更正 n 次
    Corrected(usize),
}

impl State {
    /// In words.
    pub fn words(self) -> String {
        match self {
            State::Missing => "未交".into(),
            State::Faulty => "有错误".into(),
            State::Withdrawn => "已撤回".into(),
            State::Ready => "可生成".into(),
            State::Built => "已生成".into(),
            State::Published => "已公布".into(),
            State::Corrected(times) => format!("已更正 {times} 次"),
        }
    }

    /// Its place in the order of work.
    pub fn rank(self) -> usize {
        match self {
            State::Missing => 0,
            State::Faulty | State::Withdrawn => 1,
            State::Ready => 2,
            State::Built => 3,
            State::Published => 4,
            State::Corrected(times) => 4 + times,
        }
    }
}

/// What the records of a year's output say.
pub(super) struct Records {
    folder: PathBuf,
    reports: BTreeMap<String, Record>,
}

/// What they say of one agency.
#[derive(Debug, Clone)]
pub(super) struct KnownAgency {
    pub state: State,
    pub published: Option<String>,
    pub corrections: usize,
    /// The last correction, when there is one, with its day, where it has one of its own.
    pub corrected: Option<Option<String>>,
    pub remark: Option<String>,
    /// It is out, and its data was changed since.
    pub must_be_corrected: bool,
    /// It is out, and something of it is not as it went out: its data, or a file.
    pub altered: bool,
}

impl Records {
    /// # Errors
    /// The record is there and cannot be read.
    pub fn open(out: &Path, year: u16) -> Result<Records, Fault> {
        Ok(Records { folder: out.join(year.to_string()), reports: records(out, year)? })
    }

    /// Whether what an agency has out was corrected.
    pub fn is_corrected(&self, agency: &str) -> bool {
        self.reports.get(agency).is_some_and(Record::is_corrected)
    }

    /// Whether a finding is nothing to an agency whose report is out.
    pub fn excuses(&self, agency: &str, code: Code) -> bool {
        self.reports.get(agency).is_some_and(|record| record.excuses(code))
    }

    /// The agencies whose reports are out.
    pub fn public(&self) -> impl Iterator<Item = &String> {
        self.reports.iter().filter(|(_, record)| record.is_public()).map(|(agency, _)| agency)
    }

    /// What was made of an agency's data, whose hash is given, when it is asked for, where it can be read; `is_there`: whether there is any.
    pub fn of(&self, agency: &str, data: &dyn Fn() -> Option<Digest>, is_there: bool) -> KnownAgency {
        let ready = KnownAgency {
            state: State::Ready,
            published: None,
            corrections: 0,
            corrected: None,
            remark: None,
            must_be_corrected: false,
            altered: false,
        };
        let Some(record) = self.reports.get(agency) else {
            let remark = self.has_files(agency).then(|| "有生成的文件，没有生成记录，不知道公布过没有".to_owned());
            return KnownAgency { remark, ..ready };
        };
        let corrections = record.corrections.len();
        let published = record.published.as_ref().map(|published| published.date.clone());
        let corrected = record.corrections.last().map(|correction| correction.date.clone());
        let same = data().is_some_and(|data| data == record.inputs.data);
        let withdrawn = record.withdrawn();
        let state = match (withdrawn, &published, same) {
            (Some(withdrawn), _, true) if withdrawn.data == record.inputs.data => State::Withdrawn,
            (None, ..) if corrections > 0 => State::Corrected(corrections),
            (None, Some(_), _) => State::Published,
            (_, _, true) => State::Built,
            (_, _, false) => State::Ready,
        };
        let is_out = matches!(state, State::Published | State::Corrected(_));
        let must_be_corrected = !same && is_there && is_out;
        let lost = record.published.as_ref().and_then(|published| self.lost(published));
        let remark = match (withdrawn, state) {
            (Some(withdrawn), _) => Some(format!("{} 撤回：{}", withdrawn.date, withdrawn.reason)),
            (None, State::Ready) if !is_there => Some("生成过，数据文件不在了".to_owned()),
            (None, State::Ready) => Some("数据改过，报告要重新生成".to_owned()),
            (None, State::Built) if record.is_unrecorded() => {
                Some("生成记录丢失过，不知道公布过没有；公布过的重新记下公布".to_owned())
            }
            _ if lost.is_some() => lost.clone(),
            _ if is_out && !is_there => Some("公布过，数据文件不在了".to_owned()),
            _ => must_be_corrected.then(|| "公布以后数据改过，要更正".to_owned()),
        };
        let altered = is_out && remark.is_some();
        KnownAgency { state, published, corrections, corrected, remark, must_be_corrected, altered }
    }

    /// Whether there are files of a report.
    fn has_files(&self, agency: &str) -> bool {
        let year = self.folder.file_name().and_then(|name| name.to_str()?.parse().ok());
        let out = self.folder.parent();
        out.zip(year).is_some_and(|(out, year)| {
            Format::ALL.iter().any(|format| output_path(out, agency, year, format.ending()).exists())
        })
    }

    /// A published file that is not there any more, or is another.
    fn lost(&self, published: &Publication) -> Option<String> {
        published.files.iter().find_map(|(name, digest)| match std::fs::read(self.folder.join(name)) {
            Ok(bytes) if Digest::of(&bytes) == *digest => None,
            Ok(_) => Some(format!("公布的文件“{name}”后来被改动过")),
            Err(_) => Some(format!("公布的文件“{name}”不在了")),
        })
    }
}
