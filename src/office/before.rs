//! Which file is last year's (上年的数据文件): by agency and year, among the files of a run and those beside them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::kinds::is_data_file;
use super::reading::read;
use crate::form::Forms;
use crate::report::named_year;

/// The file of an agency and year among files that are not read now.
pub type Elsewhere<'a> = dyn Fn(&str, u16) -> Option<PathBuf> + 'a;

/// Whose a file is and of which year, of those that were asked for: each is read once, and what it says besides is not kept.
#[derive(Debug, Default)]
pub struct Identities(HashMap<PathBuf, Option<(String, u16)>>);

impl Identities {
    /// Notes what is known of a file already.
    pub fn know(&mut self, path: &Path, identity: Option<(String, u16)>) {
        self.0.insert(path.to_owned(), identity);
    }

    /// Last year's file of a report.
    pub fn last_year(&mut self, of: (&Path, &str, u16), forms: &Forms, find: &Elsewhere) -> Option<PathBuf> {
        last_year(of, find, &mut |path| {
            let known = self.0.entry(path.to_owned());
            known.or_insert_with(|| read(path, forms).ok().map(|r| (r.agency.value, r.year.value))).clone()
        })
    }
}

/// Last year's file of a report: that agency's among all files of the run, whatever its name; else one in the same folder, and there
/// also one that bears another agency's name, for an agency may have been renamed.
pub(super) fn last_year(
    (path, agency, year): (&Path, &str, u16),
    find: &Elsewhere,
    identify: &mut dyn FnMut(&Path) -> Option<(String, u16)>,
) -> Option<PathBuf> {
    let before = year.checked_sub(1)?;
    if let Some(found) = find(agency, before).filter(|found| found != path) {
        return Some(found);
    }
    let files = data_files(path.parent()?);
    if let Some(named) = files.iter().find(|other| named_year(other) == Some(before) && *other != path) {
        return Some(named.clone());
    }
    // A copy with another name, `2023(1).yaml`, is that year's report all the same.
    let wanted = (agency.to_owned(), before);
    files.into_iter().filter(|other| other != path).find(|other| identify(other).as_ref() == Some(&wanted))
}

/// The file of a year in an agency's folder.
pub fn year_path(folder: &Path, year: u16) -> Option<PathBuf> {
    data_files(folder).into_iter().find(|path| named_year(path) == Some(year))
}

/// The data files that lie in a folder itself, in order; lower-case endings first.
fn data_files(folder: &Path) -> Vec<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let strip = |path: PathBuf| path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
    let mut files: Vec<PathBuf> = entries.filter(|path| is_data_file(path) && path.is_file()).map(strip).collect();
    files.sort_by(|a, b| b.cmp(a));
    files
}
