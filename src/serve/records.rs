//! What went out of a report, and what was corrected since (公布、更正), as the record in the output folder has it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::answers::Refusal;
use super::desk::Desk;
use crate::batch::{Manifest, Record, notice_path};
use crate::digest::Digest;
use crate::write::Format;

impl Desk {
    fn record_of(&self, agency: &str, year: u16) -> Result<Option<Record>, Refusal> {
        let manifest = Manifest::load(&self.place.out.join(year.to_string()));
        let mut manifest = manifest.map_err(|error| Refusal::Wrong(error.to_string()))?;
        Ok(manifest.reports.remove(agency))
    }

    /// When a report was published, whether its data was changed since, and its corrections, oldest first.
    pub(super) fn record(&self, agency: &str, year: u16, data: &[u8]) -> Result<Value, Refusal> {
        let Some(record) = self.record_of(agency, year)?.filter(Record::is_public) else {
            return Ok(json!({ "published": null, "changed": false, "corrections": [] }));
        };
        let corrections: Vec<Value> = record
            .notices()
            .map(|(number, correction)| {
                let files: Vec<Value> = notices(self, agency, year, number)
                    .map(|(format, path)| json!({ "format": format.ending(), "name": path.file_name().map(|name| name.to_string_lossy().into_owned()) }))
                    .collect();
                json!({ "number": number, "date": correction.date, "reason": correction.reason, "files": files })
            })
            .collect();
        Ok(json!({
            "published": record.published.as_ref().map(|published| &published.date),
            "changed": record.inputs.data != Digest::of(data),
            "corrections": corrections,
        }))
    }

    /// All corrections of a year: agency, number, date, reason.
    pub(super) fn corrections(&self, year: u16) -> Result<Vec<Value>, Refusal> {
        let manifest = Manifest::load(&self.place.out.join(year.to_string()));
        let manifest = manifest.map_err(|error| Refusal::Wrong(error.to_string()))?;
        let all = manifest.reports.iter().flat_map(|(agency, record)| {
            record.notices().map(move |(number, correction)| {
                json!({ "agency": agency, "number": number, "date": correction.date, "reason": correction.reason })
            })
        });
        Ok(all.collect())
    }

    /// A notice (更正说明) that lies in the output folder.
    pub(super) fn notice(&self, agency: &str, year: u16, number: usize, format: Format) -> Result<Vec<u8>, Refusal> {
        let missing = || Refusal::Missing("没有这份更正说明".to_owned());
        let known =
            self.record_of(agency, year)?.is_some_and(|record| record.notices().any(|(known, _)| known == number));
        let mut found = notices(self, agency, year, number).filter(|(other, _)| known && *other == format);
        let (_, path) = found.next().ok_or_else(missing)?;
        std::fs::read(&path).map_err(|error| crate::diag::Fault::io(crate::diag::Deed::Read, &path, &error).into())
    }

    /// Corrects the published reports of these agencies, each for its own reason.
    pub(super) fn correct(&self, year: u16, reasons: &BTreeMap<String, String>) -> Result<Value, Refusal> {
        let read = |(agency, words): (&String, &String)| -> Result<(String, crate::batch::CorrectionReason), Refusal> {
            let reason = crate::batch::CorrectionReason::new(words, None);
            Ok((agency.clone(), reason.map_err(|fault| Refusal::Wrong(format!("“{agency}”：{fault}")))?))
        };
        let listed: BTreeMap<_, _> = reasons.iter().map(read).collect::<Result<_, _>>()?;
        self.build(None, year, crate::batch::Corrections::Listed(listed))
    }
}

/// The files of a notice that are there.
fn notices<'a>(
    desk: &'a Desk,
    agency: &'a str,
    year: u16,
    number: usize,
) -> impl Iterator<Item = (Format, PathBuf)> + 'a {
    let path = move |format: Format| notice_path(&desk.place.out, agency, year, number, format.ending());
    Format::ALL.into_iter().map(move |format| (format, path(format))).filter(|(_, path)| path.is_file())
}
