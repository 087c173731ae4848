//! What was written held against the data again (核对已生成的文件): every format of every report in an output folder.

use std::path::{Path, PathBuf};

use super::output_path;
use crate::diag::{Counts, Deed, Fault, elsewhere, guarded, pasteable, shown_path};
use crate::office::{Entry, Files, Office, entries};
use crate::verify::verify;
use crate::write::Format;

/// Which files are held against the data.
#[derive(Debug, Clone)]
pub struct Proving {
    /// The output folder.
    pub out: PathBuf,
    /// The formats that must be there; none: those that are.
    pub formats: Vec<Format>,
    /// Only this report year.
    pub year: Option<u16>,
}

/// A file, and what in it differs from the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// The file.
    pub path: PathBuf,
    /// Each difference in a sentence.
    pub differences: Vec<String>,
}

/// Why the files of a report cannot be held against its data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unproved {
    /// The data has errors.
    #[error("{}，先核对数据：nianbao check {}", .0.words(), pasteable(.1))]
    Faulty(Counts, PathBuf),
    /// A file that must be there cannot be read.
    #[error("{0}")]
    Unreadable(Fault),
    /// None of its files is in the output folder.
    #[error("“{}”里没有这份报告，先生成：nianbao build {}{}", shown_path(.0), pasteable(.1), elsewhere("--out", .0, "out"))]
    Nothing(PathBuf, PathBuf),
}

/// A data file, and what was proved of its files.
pub type OneProved = (PathBuf, Result<Vec<Proved>, Unproved>);

/// Reads the files of all reports back and holds them against the data, report by report.
///
/// # Errors
/// A path of the data that is not there, or that cannot be read.
pub fn prove(office: &Office, wanted: &Proving, paths: &[PathBuf]) -> Result<Vec<OneProved>, Fault> {
    let mut entries = entries(&Files::find(paths)?.found, &office.forms);
    if let Some(year) = wanted.year {
        entries.retain(|entry| entry.report.as_ref().is_none_or(|report| report.year.value == year));
    }
    // A panic in a library that reads files back costs this report, not the run.
    let proved = |entry: &Entry| {
        guarded(|| one(office, wanted, entry)).unwrap_or_else(|why| {
            let words = format!("{why}，没有核对；请把这份报告的文件发给维护者");
            Err(Unproved::Unreadable(Fault::Other(words)))
        })
    };
    Ok(entries.iter().map(|entry| (entry.path.clone(), proved(entry))).collect())
}

fn one(office: &Office, wanted: &Proving, entry: &Entry) -> Result<Vec<Proved>, Unproved> {
    let (findings, composed) = office.inspect(entry);
    let (Some(report), Some(composed)) = (&entry.report, composed) else {
        return Err(Unproved::Faulty(Counts::of(&findings), entry.path.clone()));
    };
    let optional = wanted.formats.is_empty();
    let formats = if optional { &Format::ALL[..] } else { &wanted.formats };
    let mut proved = Vec::new();
    for &format in formats {
        let path = output_path(&wanted.out, &report.agency.value, report.year.value, format.ending());
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if optional && error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Unproved::Unreadable(Fault::io(Deed::Read, &path, &error))),
        };
        let differences = match verify(&composed.document, format, &bytes) {
            Ok(differences) => differences.iter().map(ToString::to_string).collect(),
            Err(unreadable) => vec![unreadable.to_string()],
        };
        proved.push(Proved { path, differences });
    }
    if proved.is_empty() { Err(Unproved::Nothing(wanted.out.clone(), entry.path.clone())) } else { Ok(proved) }
}

/// What was proved, in lines for people, the sum last.
pub fn proofs_in_words(proofs: &[OneProved]) -> String {
    let mut text = String::new();
    let (mut files, mut wrong) = (0, 0);
    for (data, proof) in proofs {
        match proof {
            Ok(proved) => proved.iter().for_each(|Proved { path, differences }| {
                let path: &Path = path;
                files += 1;
                if differences.is_empty() {
                    text += &format!("{}：相符\n", path.display());
                } else {
                    wrong += 1;
                    text += &format!("{}：{} 处不符\n", path.display(), differences.len());
                    differences.iter().for_each(|difference| text += &format!("  {difference}\n"));
                }
            }),
            Err(why) => text += &format!("{}：{why}\n", shown_path(data)),
        }
    }
    text + &match (files, wrong) {
        (0, _) => "没有可核对的文件\n".to_owned(),
        (_, 0) => format!("共核对 {files} 个文件：没有不符\n"),
        (_, _) => format!("共核对 {files} 个文件：{wrong} 个不符\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::tripped;

    #[test]
    fn a_panic_while_a_file_is_read_back_costs_one_report() {
        let (folder, office, out) = tripped::built();
        let data = folder.path().join("data");
        let proofs = prove(&office, &Proving { out, formats: Vec::new(), year: None }, &[data]).unwrap();
        let told: Vec<String> =
            proofs.iter().filter_map(|(_, proof)| Some(proof.as_ref().err()?.to_string())).collect();
        assert_eq!((proofs.len(), told.len()), (2, 1));
        assert!(told[0].starts_with("程序内部出错（核对坏了），没有核对"), "{told:?}");
    }
}
