//! A file that is dropped on the page: recognised, then made a data file, or merged into the one that is there.

use serde_json::{Value, json};

use super::answers::Refusal;
use super::desk::Desk;
use crate::batch::write_whole;
use crate::diag::{Deed, Fault, shown_path};
use crate::import::{self, ImportError};
use crate::read_back;
use crate::recognise::{Hints, recognise};
use crate::source::patch::Patcher;

/// Lines of what was not read that are shown; the data file has all of them.
const SHOWN: usize = 20;

impl Desk {
    /// Takes a file in; `into` is the report it is meant for, when the clerk has one open.
    pub(super) fn take_in(&self, name: &str, bytes: &[u8], into: Option<(&str, u16)>) -> Result<Value, Refusal> {
        let _one = self.writing();
        let wrong = |words: String| Refusal::Wrong(format!("“{name}”{words}"));
        let contents = read_back::read(bytes).map_err(|error| wrong(error.to_string()))?;
        let hints = Hints { agency: into.map(|(agency, _)| agency.to_owned()), year: into.map(|(_, year)| year) };
        let found = recognise(&contents, &self.office.forms, &hints).filter(|found| !found.is_empty());
        let found = found.ok_or_else(|| wrong(ImportError::Nothing.to_string()))?;
        let agency = found.agency.clone().ok_or_else(|| wrong(ImportError::NoAgency.to_string()))?;
        let year = found.year.ok_or_else(|| wrong(ImportError::NoYear.to_string()))?;
        let mut lines = vec![format!("“{name}”：{agency} {year} 年度，读出 {} 格", found.read())];
        match self.path(&agency, year) {
            Ok(path) => {
                let old = std::fs::read(&path).map_err(|error| Fault::io(Deed::Read, &path, &error))?;
                let mut patcher = Patcher::new(&path, old).map_err(|error| wrong(error.to_string()))?;
                let plan = import::plan(patcher.root(), &found.form, &found);
                import::apply(&mut patcher, &found.form, &plan).map_err(|error| wrong(error.to_string()))?;
                write_whole(&path, &patcher.bytes())?;
                lines.push(format!("并入 {}，改了 {} 处", shown_path(&path), plan.changes.len()));
            }
            Err(_) => {
                let draft = import::draft(&found, name, None, None).map_err(|error| wrong(error.to_string()))?;
                let agency = crate::report::agency_name(&agency).map_err(|error| wrong(format!("：{error}")))?;
                let path = self.place.data.join(agency).join(format!("{year}.yaml"));
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder).map_err(|error| Fault::io(Deed::MakeFolder, folder, &error))?;
                }
                write_whole(&path, draft.text.as_bytes())?;
                lines.push(format!("已写成 {}", shown_path(&path)));
            }
        }
        let unread = import::summary(&found);
        lines.extend(unread.iter().take(SHOWN).cloned());
        if unread.len() > SHOWN {
            lines.push(format!("另有 {} 处没有读出，在数据文件开头", unread.len() - SHOWN));
        }
        Ok(json!({ "agency": agency, "year": year, "lines": lines }))
    }
}
