//! Which data files a run means, and which files it passes over, with the reason (数据文件).
//!
//! Names and kinds of files only: nothing is read here.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::astray::{no_data, no_path};
use super::kinds::{DATA, ENDINGS, SUPERSEDED, foreign, holds_templates, is_data_file, is_hidden, is_made};
use super::roster::ROSTER;
use crate::diag::{Code, Deed, Fault, Finding, Place, Severity, pasteable, shown_path};

/// The data files of a run, and where they were looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    /// All that were found, in order, each once; a folder that cannot be read stands for what is in it.
    pub found: Vec<PathBuf>,
    /// The files and folders that were named.
    pub given: Vec<PathBuf>,
    /// What lies in the folders and is not read.
    pub passed_over: Vec<PassedOver>,
}

/// A file or folder that is not read, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassedOver {
    /// The file or folder.
    pub path: PathBuf,
    /// Why it is not read.
    pub why: Reason,
}

/// Why something in a data folder is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// A data file whose name has another ending behind its own: `2024.yaml.txt`.
    Renamed,
    /// A workbook, a document of a word processor, a published file, a text.
    Foreign,
    /// A folder that is only a link to another place.
    LinkedFolder,
    /// Something else.
    Other,
}

/// The file of an agency and year that came and was not read: it bears the year and lies in their folder, or bears their name.
pub fn unread_of<'a>(passed_over: &'a [PassedOver], agency: &str, year: u16) -> Option<&'a PassedOver> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    passed_over.iter().find(|over| {
        let folder = over.path.parent().map(name).unwrap_or_default();
        let own = name(&over.path);
        own.contains(&year.to_string()) && (folder == agency || own.contains(agency))
    })
}

impl Files {
    /// The files that `paths` mean: files as they are, folders with all data files below; without a path `data/`.
    ///
    /// # Errors
    /// A path that is not there, is no data file, or cannot be read; no data file at all.
    pub fn find(paths: &[PathBuf]) -> Result<Files, Fault> {
        let files = Files::look(paths)?;
        if files.found.is_empty() { Err(Fault::Usage(files.nothing())) } else { Ok(files) }
    }

    /// The same where there need not be a data file yet.
    ///
    /// # Errors
    /// A path that is not there, is no data file, or cannot be read.
    pub fn look(paths: &[PathBuf]) -> Result<Files, Fault> {
        let given = if paths.is_empty() { vec![PathBuf::from(DATA)] } else { paths.to_vec() };
        let mut files = Files { given: given.clone(), ..Files::default() };
        for path in &given {
            let unreadable = |error: std::io::Error| match error.kind() {
                ErrorKind::NotFound => Fault::Usage(no_path(path)),
                _ => Fault::io(Deed::ReadFolder, path, &error),
            };
            if std::fs::metadata(path).map_err(unreadable)?.is_dir() {
                files.walk(path).map_err(unreadable)?;
            } else if let Some(words) = no_data(path) {
                return Err(Fault::Usage(words));
            } else {
                files.found.push(path.clone());
            }
        }
        files.found.sort();
        files.found.dedup();
        files.passed_over.sort();
        files.passed_over.dedup();
        if given.len() > 1 {
            // One file by two ways is not two files.
            let mut seen = BTreeSet::new();
            files.found.retain(|path| seen.insert(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone())));
        }
        Ok(files)
    }

    /// All that a folder holds; what in it cannot be read is somebody's file all the same.
    fn walk(&mut self, folder: &Path) -> std::io::Result<()> {
        let made = is_made(folder);
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_hidden(&name) {
                continue;
            }
            let kind = entry.file_type()?;
            let own = if kind.is_dir() { name == SUPERSEDED } else { !is_data_file(&path) };
            if (made && own) || (kind.is_dir() && holds_templates(&path)) {
                continue;
            }
            if kind.is_dir() {
                if self.walk(&path).is_err() {
                    self.found.push(path);
                }
            } else if kind.is_symlink() && path.is_dir() {
                self.passed_over.push(PassedOver { path, why: Reason::LinkedFolder });
            } else if is_data_file(&path) {
                self.found.push(path);
            } else if name != ROSTER {
                let why = reason(&path);
                self.passed_over.push(PassedOver { path, why });
            }
        }
        Ok(())
    }

    /// That there is no data file, and what there is instead.
    fn nothing(&self) -> String {
        let names: Vec<String> = self.given.iter().map(|path| shown_path(path)).collect();
        let endings = ENDINGS.map(|ending| format!(".{ending}")).join("、");
        let instead: Vec<String> = self
            .passed_over
            .iter()
            .take(3)
            .map(|over| format!("“{}”{}", shown_path(&over.path), over.words()))
            .collect();
        let instead = if instead.is_empty() { String::new() } else { format!("；{}", instead.join("；")) };
        format!("“{}”里没有数据文件（{endings}）{instead}", names.join("”“"))
    }

    /// A finding for each file that was passed over: a warning where it may be a report, a hint otherwise.
    pub fn findings(&self) -> Vec<Finding> {
        self.passed_over.iter().map(PassedOver::finding).collect()
    }
}

impl PassedOver {
    /// Why it was not read, as the end of a sentence.
    pub fn words(&self) -> &'static str {
        match self.why {
            Reason::Renamed => "没有读：“.yaml”后面多了一截",
            Reason::Foreign => "没有读：不是数据文件（.yaml）",
            Reason::LinkedFolder => "没有读：是通到别处的链接，不是文件夹本身",
            Reason::Other => "没有读：不是数据文件（.yaml）",
        }
    }

    fn finding(&self) -> Finding {
        let shown = shown_path(&self.path);
        let mut finding =
            Finding::new(Code::PassedOver, Place::whole(&self.path), format!("“{shown}”{}", self.words()));
        match self.why {
            Reason::Renamed => {
                let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let right = name.to_lowercase().find(".y").map_or(name.as_str(), |at| &name[..at]).to_owned();
                finding = finding.help(format!("是数据文件的，改名为“{right}.yaml”；不要的，移出数据文件夹"));
            }
            Reason::Foreign => {
                finding = finding
                    .help("只是留底的，移到数据文件夹外面")
                    .help(format!("要用里面的数，运行：nianbao import {}", pasteable(&self.path)));
            }
            Reason::LinkedFolder => {
                finding = finding.help("把文件夹本身放进来，或在命令里写出它的路径");
            }
            Reason::Other => finding.severity = Severity::Hint,
        }
        finding
    }
}

/// That there is no data file of a year.
pub fn nothing_of(year: u16) -> Fault {
    Fault::Usage(format!("没有 {year} 年度的数据文件"))
}

fn reason(path: &Path) -> Reason {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if ENDINGS.iter().any(|ending| name.contains(&format!(".{ending}."))) {
        return Reason::Renamed;
    }
    if foreign(path).is_some() { Reason::Foreign } else { Reason::Other }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A folder with these files, which are empty.
    pub(in crate::office) fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn every_file_is_read_or_named_with_the_reason() {
        let folder = folder(&[
            "data/甲/2024.yaml",
            "data/乙/2024.YAML",
            "data/丙/2024.yaml.txt",
            "data/丁/2024.Yml.bak",
            "data/甲/填报表.xlsx",
            "data/甲/扫描.png",
            "data/甲/~$2024.yaml",
            "data/甲/.2024.yaml.swp",
        ]);
        let data = folder.path().join("data");
        let files = Files::find(std::slice::from_ref(&data)).unwrap();
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let mut found: Vec<String> = files.found.iter().map(|path| name(path)).collect();
        found.sort();
        assert_eq!(found, ["2024.YAML", "2024.yaml"]);
        let mut over: Vec<(String, Reason)> =
            files.passed_over.iter().map(|over| (name(&over.path), over.why)).collect();
        over.sort();
        assert_eq!(
            over,
            [
                ("2024.Yml.bak".to_owned(), Reason::Renamed),
                ("2024.yaml.txt".to_owned(), Reason::Renamed),
                ("填报表.xlsx".to_owned(), Reason::Foreign),
                ("扫描.png".to_owned(), Reason::Other),
            ]
        );
        let findings = files.findings();
        assert_eq!(findings.iter().filter(|finding| finding.severity == Severity::Warning).count(), 3);
        assert!(findings.iter().any(|finding| finding.help.concat().contains("改名为“2024.yaml”")));
    }

    #[test]
    fn what_the_program_made_and_templates_are_no_data() {
        let folder = folder(&[
            "data/甲/2024.yaml",
            "out/.nianbao.lock",
            "out/2024/manifest.json",
            "out/2024/甲.docx",
            "out/2024/superseded/1/甲.yaml",
            "templates/style.yaml",
            "表样/report.j2",
            "表样/forms/2021.yaml",
            "上年/superseded/2023.yaml",
        ]);
        let files = Files::find(&[folder.path().to_owned()]).unwrap();
        let found = ["上年/superseded/2023.yaml", "data/甲/2024.yaml"].map(|file| folder.path().join(file));
        assert_eq!(files.found.iter().collect::<BTreeSet<_>>(), found.iter().collect());
        assert!(files.passed_over.is_empty(), "{:?}", files.passed_over);
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_folder_is_named_and_a_linked_file_read() {
        let folder = folder(&["data/甲/2024.yaml", "elsewhere/乙/2024.yaml"]);
        let data = folder.path().join("data");
        std::os::unix::fs::symlink(folder.path().join("elsewhere/乙"), data.join("乙")).unwrap();
        std::os::unix::fs::symlink(data.join("甲/2024.yaml"), data.join("2024.yaml")).unwrap();
        let files = Files::find(std::slice::from_ref(&data)).unwrap();
        assert_eq!(files.passed_over, [PassedOver { path: data.join("乙"), why: Reason::LinkedFolder }]);
        assert_eq!(files.found.len(), 2);
    }
}
