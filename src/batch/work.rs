//! A composed report about to be printed, and what is to be noted of it. Writes nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::manifest::{Inputs, Output, Record, note};
use super::options::CorrectionReason;
use super::shelf::Shelf;
use super::survey::Item;
use super::{NotPublic, Options};
use crate::compose::Composed;
use crate::diag::{Finding, shown_path};
use crate::office::Office;
use crate::report::Report;
use crate::write::Format;

/// A composed report about to be printed.
pub struct Work<'a> {
    pub office: &'a Office,
    pub options: &'a Options,
    /// The formats to print: those asked for, and those that are there already.
    pub formats: Vec<Format>,
    pub item: &'a Item,
    pub shelf: &'a Shelf,
    /// How it was last built.
    pub record: Option<&'a Record>,
    pub inputs: Inputs,
    pub report: &'a Report,
    pub last_year: Option<&'a Report>,
    pub composed: &'a Composed,
}

impl Work<'_> {
    /// 机关全称
    pub fn agency(&self) -> &str {
        &self.report.agency.value
    }

    /// The record of this build, before its outputs and corrections are known.
    pub fn new_record(&self, findings: &[Finding]) -> Record {
        // Findings that rest on files of other agencies are not this report's to keep.
        let alone = self.item.twin.is_none() && self.report.members.is_none();
        let last_year = self.item.last_year.as_ref().map(|(path, _)| path.as_path());
        Record {
            data: self.item.relative_to(&self.options.out),
            inputs: self.inputs.clone(),
            outputs: self.outputs(),
            findings: alone.then(|| note(findings, &self.item.path, last_year)).flatten(),
            corrections: self.record.map(|record| record.corrections.clone()).unwrap_or_default(),
            published: self.record.and_then(|record| record.published.clone()),
            withdrawals: self.record.map(|record| record.withdrawals.clone()).unwrap_or_default(),
        }
    }

    /// The outputs as last noted; a format that is neither there any more nor printed now is no output.
    fn outputs(&self) -> BTreeMap<String, Output> {
        let mut outputs = self.record.map(|record| record.outputs.clone()).unwrap_or_default();
        outputs.retain(|ending, _| self.formats.iter().any(|format| format.ending() == ending));
        outputs
    }

    /// Why this report is to be corrected, when it is. What was withdrawn, and what was never published where others were, is a draft:
    /// it is published, not corrected. Where nobody notes what is published, the correction itself says that it is out.
    pub fn reason(&self) -> Option<&CorrectionReason> {
        let is_draft = self.shelf.not_public(self.agency()).is_some_and(|why| why != NotPublic::Unnoted);
        self.options.corrections.of(self.agency()).filter(|_| !is_draft)
    }

    /// Whether what is replaced is kept: somebody says that it is out.
    pub fn keeps(&self) -> bool {
        self.options.corrections.of(self.agency()).is_some()
    }

    /// Why the report was not left alone.
    pub fn reasons(&self, missing: &[PathBuf]) -> Vec<String> {
        let Some(record) = self.record else {
            return vec![if missing.is_empty() { "没有生成记录" } else { "还没有生成过" }.into()];
        };
        let mut why = self.inputs.changes(&record.inputs);
        let before = record.inputs.digest();
        for format in &self.formats {
            let path = self.shelf.path(self.agency(), format.ending());
            match record.outputs.get(format.ending()) {
                None => why.push(format!("还没有生成过 {}", format.name())),
                Some(_) if missing.contains(&path) => why.push(format!("“{}”不在了", shown_path(&path))),
                Some(output) if output.inputs != before => why.push(format!("上次没有一起生成 {}", format.name())),
                Some(_) => {}
            }
        }
        if self.options.force {
            why.push("命令里写了 --force".into());
        }
        why
    }
}
