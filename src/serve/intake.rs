//! A file that is dropped on the page: recognised, then made a data file, or merged into the one that is there.

use std::path::Path;

use serde_json::{Value, json};

use super::answers::Refusal;
use super::desk::Desk;
use crate::diag::shown_path;
use crate::import::{Change, ImportError};
use crate::intake::{Became, DataFolder, NotTaken, Taken, Update, Wish, take};

/// Lines of what was not read that are shown; a new data file has all of them.
const SHOWN: usize = 20;
/// Errors that are shown; the page of the report has all of them.
const SHOWN_ERRORS: usize = 5;

impl Desk {
    /// Takes a file in; `into` is the report it is meant for, when the clerk has one open. What is filled in already is changed only
    /// as far as that was `agreed` to; else what would be replaced is the answer.
    pub(super) fn take_in(
        &self,
        name: &str,
        bytes: &[u8],
        into: Option<(&str, u16)>,
        agreed: Update,
    ) -> Result<Value, Refusal> {
        let _one = self.writing();
        let known = |agency: &str, year: u16| self.path(agency, year).ok();
        let taken = |update| {
            let agency = into.map(|(agency, _)| agency.to_owned());
            let wish = Wish { agency, year: into.map(|(_, year)| year), kind: None, update };
            take(&self.place(&known), &self.office.forms, Path::new(name), bytes, &wish)
                .map_err(|not| Refusal::Wrong(not.words(remedy).trim_end().to_owned()))
        };
        let mut taken_in = taken(agreed)?;
        if let Became::Differs(changes) = &taken_in.became {
            let replaced: Vec<&Change> = changes.iter().filter(|change| change.replaces()).collect();
            if !replaced.is_empty() {
                let (agency, year, data) = (&taken_in.agency, taken_in.year, shown_path(&taken_in.data));
                let differs: Vec<Value> = replaced
                    .iter()
                    .map(|change| json!({ "what": change.what, "old": change.old, "new": change.new }))
                    .collect();
                let open = changes.len() - differs.len();
                return Ok(json!({ "agency": agency, "year": year, "data": data, "differs": differs, "open": open }));
            }
            taken_in = taken(Update::All)?;
        }
        self.answer(name, &taken_in)
    }

    /// What became of a file.
    fn answer(&self, name: &str, taken: &Taken) -> Result<Value, Refusal> {
        let (agency, year) = (&taken.agency, taken.year);
        let data = shown_path(&taken.data);
        let mut lines = vec![
            format!("“{name}”：{agency} {year} 年度，读出 {} 格", taken.read),
            match &taken.became {
                Became::Written => format!("已写成 {data}"),
                Became::Changed(changes) => format!("并入 {data}，改了 {} 处", changes.len()),
                Became::Same | Became::Differs(_) => format!("{data} 的内容相同，没有改动"),
            },
        ];
        let mut unread: Vec<String> = taken.lines.iter().take(SHOWN).cloned().collect();
        if taken.lines.len() > SHOWN {
            let more = taken.lines.len() - SHOWN;
            // A data file that was there holds no list.
            let place = if taken.became == Became::Written { "，在数据文件开头" } else { "" };
            unread.push(format!("另有 {more} 处{place}"));
        }
        lines.extend(self.lacking(agency, year)?);
        Ok(json!({ "agency": agency, "year": year, "lines": lines, "unread": unread, "open": taken.items.len() }))
    }

    /// What must be filled in or mended in what was taken in, before anything can be made of it.
    fn lacking(&self, agency: &str, year: u16) -> Result<Option<String>, Refusal> {
        let errors = self.errors(&self.held(agency, year)?);
        let first = errors.iter().take(SHOWN_ERRORS).cloned().collect::<Vec<_>>().join("；");
        let more = if errors.len() > SHOWN_ERRORS { format!("……共 {} 处", errors.len()) } else { String::new() };
        Ok((!errors.is_empty()).then(|| format!("还要补或改的：{first}{more}")))
    }

    /// The data folder; `known` finds files that lie elsewhere in it.
    pub(super) fn place<'a>(&'a self, known: &'a dyn Fn(&str, u16) -> Option<std::path::PathBuf>) -> DataFolder<'a> {
        DataFolder { data: &self.place.data, elsewhere: known, with_schema: false }
    }
}

/// What to do on the page about what a file does not say.
fn remedy(not: &NotTaken) -> String {
    match not.why {
        ImportError::NoAgency | ImportError::BadAgency { .. } | ImportError::NoYear => {
            "；请先新建或打开这个机关这一年度的报告，再把文件放进来".into()
        }
        _ => String::new(),
    }
}
