//! What is wanted of a build (生成要求).

use std::path::PathBuf;

use crate::office::Levels;
use crate::write::Format;

/// What is wanted of a build; the default is a plain one into `out/`.
#[derive(Debug, Clone)]
pub struct Options {
    /// Formats to write, each once.
    pub formats: Vec<Format>,
    /// The output folder; its years' folders are made in it.
    pub out: PathBuf,
    /// Only reports of this year.
    pub year: Option<u16>,
    /// Threads that make reports.
    pub jobs: usize,
    /// Which findings are left out, and which count as errors.
    pub levels: Levels,
    /// Make everything anew, and replace files that a hand has changed.
    pub force: bool,
    /// Only hold what is there against the data; nothing is written.
    pub check: bool,
    /// Remove the files of reports whose data file is gone.
    pub prune: bool,
    /// Why published reports are corrected (更正理由); what is replaced is kept, and a 更正说明 is written.
    pub correction: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            formats: vec![Format::Docx, Format::Pdf],
            out: "out".into(),
            year: None,
            jobs: std::thread::available_parallelism().map_or(1, |cores| cores.get()),
            levels: Levels::default(),
            force: false,
            check: false,
            prune: false,
            correction: None,
        }
    }
}
