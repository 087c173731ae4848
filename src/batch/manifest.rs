//! The manifest (生成记录): what was written for each report of a year, and what went into it, by content hash.
//!
//! `out/<年度>/manifest.json` lets a build leave alone what is up to date and tell its own files from those a hand has changed.
//! While a build runs, each report is noted in a journal *before* its files are put in place, so that a build that was
//! killed leaves no file of unknown origin. No clock, no machine: equal builds write equal manifests.

mod journal;
mod noted;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use journal::{JOURNAL, Journal};
pub use noted::{Noted, note, recall};
use serde::{Deserialize, Serialize};

use crate::diag::Code;
use crate::digest::Digest;
pub use crate::office::MANIFEST as FILE;

/// The layout of the file without publications; programs that know no more may read and write it.
const PLAIN: u32 = 1;
/// The layout with publications: a program that knew nothing of them would drop them, and overwrite what was published.
const PUBLISHED: u32 = 2;
/// The layout with withdrawals: a program that knew nothing of them would take what was withdrawn for published.
const VERSION: u32 = 3;

/// All reports of one year, by agency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    version: u32,
    /// The reports of the year by agency.
    pub reports: BTreeMap<String, Record>,
}

/// One report as last built.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The data file, relative to the output folder, so that a project can be moved as a whole.
    pub data: PathBuf,
    /// What went into the last build of this report.
    pub inputs: Inputs,
    /// By file ending.
    pub outputs: BTreeMap<String, Output>,
    /// The findings of that build; none when they rest on more than the inputs and must be made anew.
    pub findings: Option<Vec<Noted>>,
    /// Corrections published so far, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// When it was published, and what; none: a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Publication>,
    /// Withdrawals so far, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawals: Vec<Withdrawal>,
}

/// A publication that was taken back (撤回公布).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Why, in the words given.
    pub reason: String,
    /// The day, ISO 8601.
    pub date: String,
    /// Hash of the data that had been published.
    pub data: Digest,
    /// What was out until then.
    pub was: Publication,
    /// How many corrections there were by then: they no longer make it public.
    pub corrections: usize,
    /// Its 撤回说明, by file ending.
    pub outputs: BTreeMap<String, Digest>,
    /// The number of its notice, where it is not its place among the withdrawals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<usize>,
}

/// What was published of a report (公布), first or as last corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// The day, ISO 8601.
    pub date: String,
    /// Every file by its name, with its hash.
    pub files: BTreeMap<String, Digest>,
}

impl Record {
    /// Whether it is out: published, or corrected, which only what is published is, and not withdrawn since.
    pub fn is_public(&self) -> bool {
        let before = self.withdrawals.last().map_or(0, |withdrawal| withdrawal.corrections);
        self.published.is_some() || self.corrections.len() > before
    }

    /// Whether a finding is nothing to whoever has the report out: it was out before the day that its correction bears, and of the day
    /// on which it went out nothing can be changed.
    pub fn excuses(&self, code: Code) -> bool {
        code == Code::Late && self.is_public()
    }

    /// Whether what is out was corrected, and bears the day of that.
    pub fn is_corrected(&self) -> bool {
        self.is_public() && !self.corrections.is_empty()
    }

    /// Whether it is out, or was: then nothing of it is ever removed.
    pub fn was_public(&self) -> bool {
        self.is_public() || !self.withdrawals.is_empty()
    }

    /// Whether files of it lay there without a record, and nobody has noted since that they are out.
    pub fn is_unrecorded(&self) -> bool {
        !self.is_public() && self.outputs.values().any(|output| output.found)
    }

    /// The withdrawal by which it is not out any more; none when it is, or never was.
    pub fn withdrawn(&self) -> Option<&Withdrawal> {
        self.withdrawals.last().filter(|_| !self.is_public())
    }

    /// The corrections with the numbers of their notices (更正说明), oldest first.
    pub fn notices(&self) -> impl Iterator<Item = (usize, &Correction)> {
        (1..).zip(&self.corrections).map(|(place, correction)| (correction.number.unwrap_or(place), correction))
    }

    /// The withdrawals with the numbers of their notices (撤回说明), oldest first.
    pub fn withdrawal_notices(&self) -> impl Iterator<Item = (usize, &Withdrawal)> {
        (1..).zip(&self.withdrawals).map(|(place, withdrawal)| (withdrawal.number.unwrap_or(place), withdrawal))
    }
}

/// One file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Hash of the file.
    pub sha256: Digest,
    /// Hash of everything that went in ([`Inputs::digest`]).
    pub inputs: Digest,
    /// It lay there without a record, so nobody knows whether it is out (来历不明): it is kept before it is replaced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub found: bool,
}

/// A published correction (更正).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Why, in the words given.
    pub reason: String,
    /// Hash of the data before and after.
    pub from: Digest,
    /// The digest of the data file that replaced it.
    pub to: Digest,
    /// Its 更正说明, by file ending.
    pub outputs: BTreeMap<String, Digest>,
    /// The number of its notice, where it is not its place among the corrections.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<usize>,
    /// The date given for it, ISO 8601; none: that of the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// Hashes of everything a report is made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The program's version and sources.
    pub program: String,
    /// The data file.
    pub data: Digest,
    /// Last year's data file, when there is one.
    pub last_year: Option<Digest>,
    /// All forms (表样).
    pub forms: Digest,
    /// `report.j2` (骨架).
    pub skeleton: Digest,
    /// `style.yaml` and the chosen variant (版式).
    pub style: Digest,
    /// The other templates (排版模板).
    pub typesetting: Digest,
    /// Fonts of folders; the embedded ones belong to the program.
    pub fonts: Digest,
}

impl Inputs {
    /// One hash for all of them.
    pub fn digest(&self) -> Digest {
        let last_year = self.last_year.as_ref().map_or("", Digest::as_str);
        let parts = [&self.data, &self.forms, &self.skeleton, &self.style, &self.typesetting, &self.fonts];
        Digest::of_parts([self.program.as_str(), last_year].into_iter().chain(parts.map(Digest::as_str)))
    }

    /// What is different from `before`, each in a few words.
    pub fn changes(&self, before: &Inputs) -> Vec<String> {
        let mut changes = Vec::new();
        if self.data != before.data {
            changes.push("数据文件改了".into());
        }
        match (&self.last_year, &before.last_year) {
            (Some(now), Some(then)) if now != then => changes.push("上年的数据文件改了".into()),
            (Some(_), None) => changes.push("有了上年的数据文件".into()),
            (None, Some(_)) => changes.push("上年的数据文件没有了".into()),
            _ => {}
        }
        let parts = [
            (self.forms != before.forms, "表样改了"),
            (self.skeleton != before.skeleton, "骨架 report.j2 改了"),
            (self.style != before.style, "版式改了"),
            (self.typesetting != before.typesetting, "排版模板改了"),
            (self.fonts != before.fonts, "字体改了"),
        ];
        changes.extend(parts.into_iter().filter(|(changed, _)| *changed).map(|(_, words)| words.into()));
        if self.program != before.program {
            changes.push(format!("程序换了版本（{} → {}）", before.program, self.program));
        }
        changes
    }
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It is no JSON, or not of this shape.
    #[error("内容读不出，在第 {} 行", .0.line())]
    Syntax(#[from] serde_json::Error),
    /// It was written by a later version of the program, which counts so.
    #[error("是另一个版本的程序写的（第 {0} 版）")]
    Version(u32),
}

impl Default for Manifest {
    fn default() -> Manifest {
        Manifest { version: PLAIN, reports: BTreeMap::new() }
    }
}

impl Manifest {
    /// Reads the manifest of a year's folder; an empty one when there is none.
    ///
    /// # Errors
    /// It is there and cannot be read or understood.
    pub fn load(folder: &Path) -> Result<Manifest, ManifestError> {
        #[derive(Deserialize)]
        struct ManifestHead {
            version: u32,
        }
        let bytes = match std::fs::read(folder.join(FILE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Manifest::default()),
            Err(error) => return Err(error.into()),
        };
        match serde_json::from_slice::<Manifest>(&bytes) {
            Ok(manifest) if (PLAIN..=VERSION).contains(&manifest.version) => Ok(manifest),
            Ok(manifest) => Err(ManifestError::Version(manifest.version)),
            // Another version may have another shape; its number says more than the first field that does not fit.
            Err(error) => match serde_json::from_slice::<ManifestHead>(&bytes) {
                Ok(head) if !(PLAIN..=VERSION).contains(&head.version) => Err(ManifestError::Version(head.version)),
                _ => Err(error.into()),
            },
        }
    }

    /// The text of the file.
    ///
    /// # Errors
    /// Never for a manifest of valid paths.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let newer = |record: &Record| {
            record.published.is_some()
                || record.outputs.values().any(|output| output.found)
                || record.corrections.iter().any(|c| c.number.is_some() || c.date.is_some())
        };
        let version = if self.reports.values().any(|record| !record.withdrawals.is_empty()) {
            VERSION
        } else if self.reports.values().any(newer) {
            PUBLISHED
        } else {
            PLAIN
        };
        let mut text = serde_json::to_string_pretty(&Manifest { version, reports: self.reports.clone() })?;
        text.push('\n');
        Ok(text)
    }
}

/// `path` as seen from the folder `from`, by names alone; both are made absolute first. Stays absolute where they share nothing.
pub fn relative(from: &Path, path: &Path) -> PathBuf {
    let (Ok(from), Ok(path)) = (std::path::absolute(from), std::path::absolute(path)) else { return path.to_owned() };
    let shared = from.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return path;
    }
    let up = from.components().skip(shared).map(|_| std::path::Component::ParentDir);
    // Always written with slashes, for manifests that go from one system to another.
    let parts: Vec<String> =
        up.chain(path.components().skip(shared)).map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    parts.join("/").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn inputs(data: &str) -> Inputs {
        let same = Digest::of(b"");
        Inputs {
            program: "1".into(),
            data: Digest::of(data.as_bytes()),
            last_year: None,
            forms: same.clone(),
            skeleton: same.clone(),
            style: same.clone(),
            typesetting: same.clone(),
            fonts: same,
        }
    }

    #[test]
    fn every_input_counts_and_has_words() {
        let before = inputs("a");
        let other = || Digest::of(b"other");
        let change: [fn(&mut Inputs, Digest); 8] = [
            |inputs, _| inputs.program = "2".into(),
            |inputs, other| inputs.data = other,
            |inputs, other| inputs.last_year = Some(other),
            |inputs, other| inputs.forms = other,
            |inputs, other| inputs.skeleton = other,
            |inputs, other| inputs.style = other,
            |inputs, other| inputs.typesetting = other,
            |inputs, other| inputs.fonts = other,
        ];
        let mut words = Vec::new();
        for change in change {
            let mut now = before.clone();
            change(&mut now, other());
            assert_ne!(now.digest(), before.digest());
            assert_eq!(now.changes(&before).len(), 1);
            words.extend(now.changes(&before));
        }
        words.sort();
        words.dedup();
        assert_eq!(words.len(), 8);
        assert!(before.changes(&before).is_empty());
    }

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Manifest::load(folder.path()).unwrap(), Manifest::default());
        let mut manifest = Manifest::default();
        let inputs = inputs("a");
        let output = Output { sha256: Digest::of(b"docx"), inputs: inputs.digest(), found: false };
        manifest.reports.insert(
            "某市商务局".into(),
            Record {
                data: "../data/某市商务局/2024.yaml".into(),
                inputs,
                outputs: BTreeMap::from([("docx".into(), output)]),
                findings: Some(Vec::new()),
                corrections: Vec::new(),
                published: None,
                withdrawals: Vec::new(),
            },
        );
        std::fs::write(folder.path().join(FILE), manifest.to_json().unwrap()).unwrap();
        assert_eq!(Manifest::load(folder.path()).unwrap(), manifest);
    }

    #[test]
    fn a_strange_manifest_is_refused_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let load = |text: &str| {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            Manifest::load(folder.path()).unwrap_err()
        };
        assert!(matches!(load("{"), ManifestError::Syntax(_)));
        assert!(matches!(load(r#"{"version": 4, "reports": []}"#), ManifestError::Version(4)));
    }

    #[test]
    fn paths_are_seen_from_the_folder() {
        for (from, path, seen) in [
            ("out", "data/甲/2024.yaml", "../data/甲/2024.yaml"),
            ("/a/out", "/a/data/x.yaml", "../data/x.yaml"),
            ("/a/out/", "/a/out/x.yaml", "x.yaml"),
        ] {
            assert_eq!(relative(Path::new(from), Path::new(path)), Path::new(seen));
        }
    }
}
