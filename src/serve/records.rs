//! What went out of a report, and what was corrected or taken back since (公布、更正、撤回), as the record in the output folder has it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::answers::Refusal;
use super::desk::Desk;
use crate::batch::{CorrectionReason, Corrections, Record, Withdrawing, notice_path, records, withdraw};
use crate::correction::NoticeKind;
use crate::date::Date;
use crate::diag::{Deed, Fault, shown_path};
use crate::digest::Digest;
use crate::source::BOM;
use crate::write::Format;

/// A correction or a withdrawal, with the number of its notice.
struct Change<'r> {
    notice: (NoticeKind, usize),
    date: Option<&'r str>,
    reason: &'r str,
}

/// What became of a report after it went out: its corrections, then its withdrawals, each oldest first.
fn changes(record: &Record) -> impl Iterator<Item = Change<'_>> {
    let corrections = record.notices().map(|(number, correction)| Change {
        notice: (NoticeKind::Correction, number),
        date: correction.date.as_deref(),
        reason: &correction.reason,
    });
    let withdrawals = record.withdrawal_notices().map(|(number, withdrawal)| Change {
        notice: (NoticeKind::Withdrawal, number),
        date: Some(&withdrawal.date),
        reason: &withdrawal.reason,
    });
    corrections.chain(withdrawals)
}

/// What a kind of notice is called in an address.
fn address(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Correction => "correction",
        NoticeKind::Withdrawal => "withdrawal",
    }
}

impl Change<'_> {
    fn json(&self) -> Value {
        let (kind, number) = self.notice;
        let done = match kind {
            NoticeKind::Correction => "更正",
            NoticeKind::Withdrawal => "撤回",
        };
        json!({ "done": done, "kind": address(kind), "notice": kind.words(), "number": number, "date": self.date, "reason": self.reason })
    }
}

impl Desk {
    fn records(&self, year: u16) -> Result<BTreeMap<String, Record>, Refusal> {
        Ok(records(&self.place.out, year)?)
    }

    /// When a report was published, whether its data was changed since, and its corrections and withdrawals.
    pub(super) fn record(&self, agency: &str, year: u16, data: &[u8]) -> Result<Value, Refusal> {
        // The records have the hash of the text: Notepad puts a mark before it.
        let data = data.strip_prefix(BOM).unwrap_or(data);
        let Some(record) = self.records(year)?.remove(agency).filter(Record::was_public) else {
            return Ok(
                json!({ "public": false, "published": null, "changed": false, "withdrawn": false, "changes": [] }),
            );
        };
        let changes = changes(&record).map(|change| {
            let files = notices(self, (agency, year), change.notice).map(|(format, path)| {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                json!({ "format": format.name(), "words": format.words(), "name": name })
            });
            let files: Vec<Value> = files.collect();
            let mut shown = change.json();
            shown["files"] = json!(files);
            shown
        });
        let changes: Vec<Value> = changes.collect();
        Ok(json!({
            "public": record.is_public(),
            "published": record.published.as_ref().map(|published| &published.date),
            "changed": record.is_public() && record.inputs.data != Digest::of(data),
            "withdrawn": record.withdrawn().is_some(),
            "changes": changes,
        }))
    }

    /// All corrections and withdrawals of a year: agency, what was done, number, date, reason.
    pub(super) fn changes(&self, year: u16) -> Result<Vec<Value>, Refusal> {
        let records = self.records(year)?;
        let all = records.iter().flat_map(|(agency, record)| {
            changes(record).map(move |change| {
                let mut shown = change.json();
                shown["agency"] = json!(agency);
                shown
            })
        });
        Ok(all.collect())
    }

    /// A notice (更正说明, 撤回说明) that lies in the output folder.
    pub(super) fn notice(
        &self,
        (agency, year): (&str, u16),
        (kind, number): (&str, usize),
        format: Format,
    ) -> Result<Vec<u8>, Refusal> {
        let record = self.records(year)?.remove(agency);
        let known = record.as_ref().into_iter().flat_map(changes).map(|change| change.notice);
        let notice = known.into_iter().find(|(own, other)| address(*own) == kind && *other == number);
        let found = notice.and_then(|notice| notices(self, (agency, year), notice).find(|(other, _)| *other == format));
        let (_, path) = found.ok_or_else(|| Refusal::Missing("没有这份说明".to_owned()))?;
        std::fs::read(&path).map_err(|error| Fault::io(Deed::Read, &path, &error).into())
    }

    /// Corrects the published reports of these agencies, each for its own reason; no other report is touched.
    pub(super) fn correct(&self, year: u16, reasons: &BTreeMap<String, String>) -> Result<Value, Refusal> {
        let read = |(agency, words): (&String, &String)| -> Result<(String, CorrectionReason), Refusal> {
            let reason = CorrectionReason::new(words, None);
            Ok((agency.clone(), reason.map_err(|fault| Refusal::Wrong(format!("“{agency}”：{fault}")))?))
        };
        let listed: BTreeMap<_, _> = reasons.iter().map(read).collect::<Result<_, _>>()?;
        let agencies: Vec<&str> = reasons.keys().map(String::as_str).collect();
        self.build(Some(&agencies), year, Corrections::Listed(listed))
    }

    /// Takes a publication back (撤回); the day as a clerk writes it.
    pub(super) fn withdraw(&self, agency: &str, year: u16, (reason, date): (&str, &str)) -> Result<Value, Refusal> {
        let _one = self.writing();
        let read = Date::parse(date.trim());
        let day = read.ok_or_else(|| Refusal::Wrong(format!("撤回的日期“{date}”不是日期；写成 2025-03-10")))?;
        let reason = CorrectionReason::new(reason, Some(day))?;
        let wanted = Withdrawing { out: self.place.out.clone(), year, agency: agency.to_owned(), reason };
        let put = withdraw(&self.office, &wanted)?;
        let mut lines = vec!["已撤回；原来公布的文件留在 superseded 文件夹，网站上的请一并撤下".to_owned()];
        lines.extend(put.iter().map(|path| format!("已写出 {}", shown_path(path))));
        let data = self.held(agency, year).map(|held| held.bytes).unwrap_or_default();
        Ok(json!({ "lines": lines, "record": self.record(agency, year, &data)? }))
    }
}

/// The files of a notice that are there.
fn notices<'a>(
    desk: &'a Desk,
    report: (&'a str, u16),
    notice: (NoticeKind, usize),
) -> impl Iterator<Item = (Format, PathBuf)> + 'a {
    let path = move |format: Format| notice_path(&desk.place.out, report, notice, format.ending());
    Format::ALL.into_iter().map(move |format| (format, path(format))).filter(|(_, path)| path.is_file())
}
