//! Where data files lie and how one is begun: from the form, with what last year's report tells.

use std::path::{Path, PathBuf};

use crate::batch::create_whole;
use crate::diag::{Deed, Fault, check_it, shown_path};
use crate::form::{Form, Forms};
use crate::office::{Entry, carried_over, entries, year_path};
use crate::report::skeleton::{Start, skeleton};
use crate::report::{Report, agency_name, schema};

/// Where the JSON Schemas lie, seen from the folder that holds the data folder.
const SCHEMAS: &str = "templates/schema";

/// The folder of data files (数据文件夹), one folder per agency, one file per year.
pub struct DataFolder<'a> {
    /// The folder.
    pub data: &'a Path,
    /// Where else in it the data file of an agency and year lies, when it does not lie at its own place.
    pub elsewhere: &'a dyn Fn(&str, u16) -> Option<PathBuf>,
    /// Whether a new data file names its JSON Schema, for editors; it is written beside the data folder where there is none.
    pub with_schema: bool,
}

impl std::fmt::Debug for DataFolder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.debug_struct("DataFolder")
            .field("data", &self.data)
            .field("with_schema", &self.with_schema)
            .finish_non_exhaustive()
    }
}

impl<'a> DataFolder<'a> {
    /// A data folder in which each file lies at its own place.
    pub fn at(data: &'a Path) -> DataFolder<'a> {
        DataFolder { data, elsewhere: &|_, _| None, with_schema: true }
    }

    /// The data file of an agency and year that is there.
    pub fn of(&self, agency: &str, year: u16) -> Option<PathBuf> {
        year_path(&self.data.join(agency), year).or_else(|| (self.elsewhere)(agency, year))
    }

    /// Where a new one goes.
    pub fn new_path(&self, agency: &str, year: u16) -> PathBuf {
        self.data.join(agency).join(format!("{year}.yaml"))
    }

    /// The JSON Schema of a form as a new data file names it.
    pub(super) fn schema(&self, form: &Form) -> Option<String> {
        self.with_schema.then(|| format!("../../{SCHEMAS}/{}.json", form.name))
    }

    /// Writes the JSON Schema that new data files name, where there is none yet, so that an editor finds it.
    pub(super) fn provide_schema(&self, form: &Form) -> Result<(), Fault> {
        let path = self.data.join("..").join(SCHEMAS).join(format!("{}.json", form.name));
        if !self.with_schema {
            return Ok(());
        }
        // Beside a folder that is not there nothing can be found.
        std::fs::create_dir_all(self.data).map_err(|error| Fault::io(Deed::Write, self.data, &error))?;
        if path.exists() {
            return Ok(());
        }
        create_whole(&path, format!("{:#}\n", schema(form)).as_bytes())
    }

    /// Last year's report of an agency, where its data file is there.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn last_year(&self, agency: &str, year: u16, forms: &Forms) -> Result<Option<std::sync::Arc<Report>>, Fault> {
        let path = year.checked_sub(1).and_then(|last| self.of(agency, last));
        match path.and_then(|path| entries(&[path], forms).pop()) {
            Some(Entry { path, report: None, .. }) => {
                Err(Fault::Other(format!("上年的数据文件“{}”读不出，{}", shown_path(&path), check_it(&path))))
            }
            entry => Ok(entry.and_then(|entry| entry.report)),
        }
    }
}

/// Begins the data file of an agency and year: every item of the form, 待填 where a clerk must decide, and what last year's report
/// tells. Returns where it lies.
///
/// # Errors
/// The name cannot be one, there is no form for the year, the data file is there already, last year's cannot be read, or it cannot
/// be written.
pub fn begin(place: &DataFolder, forms: &Forms, agency: &str, year: u16) -> Result<PathBuf, Fault> {
    let agency = agency_name(agency).map_err(|error| Fault::Usage(format!("{error}；{}", error.help())))?;
    let form = forms.for_year(year).ok_or_else(|| Fault::Usage(forms.no_edition(year)))?;
    if let Some(path) = place.of(agency, year) {
        return Err(Fault::Usage(format!("“{agency}”{year} 年度的数据文件已经存在：{}", shown_path(&path))));
    }
    let mut start = Start { agency: agency.to_owned(), year, schema: place.schema(&form), ..Start::default() };
    if let Some(last) = year.checked_sub(1).and_then(|last| place.of(agency, last)) {
        start = carried_over(&last, &form, forms, start)?;
        if !start.lost.is_empty() {
            let (shown, lost) = (shown_path(&last), start.lost.join("、"));
            start.notes.push(format!("没有全带过来：上年的数据文件“{shown}”的“{lost}”没有填全或写错。"));
        }
    }
    let path = place.new_path(agency, year);
    place.provide_schema(&form)?;
    create_whole(&path, skeleton(&form, &start).as_bytes())?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::Templates;

    #[test]
    fn what_cannot_be_written_leaves_no_data_file() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("data");
        std::fs::create_dir(&data).unwrap();
        // Where the schemas are to lie is a file.
        std::fs::write(root.path().join("templates"), "").unwrap();
        let forms = Templates::default().forms().unwrap();
        let place = DataFolder::at(&data);
        begin(&place, &forms, "青石市商务局", 2024).unwrap_err();
        assert!(!place.new_path("青石市商务局", 2024).exists(), "an error was told, and the file is there");
        std::fs::remove_file(root.path().join("templates")).unwrap();
        begin(&place, &forms, "青石市商务局", 2024).unwrap();
    }
}
