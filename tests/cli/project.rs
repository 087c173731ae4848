//! A project folder of its own with synthetic agencies, and the program run in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::agencies;

/// A project folder of its own.
pub struct Project(pub tempfile::TempDir);

impl Project {
    /// With agencies of the years 2023 and 2024.
    pub fn new(agencies: usize) -> Project {
        let project = Project(tempfile::tempdir().unwrap());
        agencies::write(&project.path("data"), agencies, &[2023, 2024]);
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
        command.args(args).current_dir(self.0.path());
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&self.command(args).output().unwrap())
    }

    /// Builds the year 2024.
    pub fn build(&self, more: &[&str]) -> Ran {
        self.run(&[&["build", "--year", "2024"], more].concat())
    }

    /// The output of an agency of 2024.
    pub fn output(&self, agency: usize, ending: &str) -> PathBuf {
        self.path(&format!("out/2024/{}2024年政府信息公开工作年度报告.{ending}", agencies::name(agency)))
    }

    pub fn data(&self, agency: usize, year: u16) -> PathBuf {
        agencies::path(&self.path("data"), agency, year)
    }

    /// Replaces some words of a data file.
    pub fn edit(&self, agency: usize, year: u16, from: &str, to: &str) {
        let path = self.data(agency, year);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// Every file of the output folder with its bytes.
    pub fn outputs(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        walk(&self.path("out"), &mut files);
        files
    }
}

fn walk(folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}

/// What a run of the program gave.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ran { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    #[track_caller]
    pub fn says(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        for words in words {
            assert!(self.err.contains(words) || self.out.contains(words), "{words}\n---\n{}{}", self.out, self.err);
        }
    }
}
