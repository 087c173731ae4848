//! Trials with files from outside: `NIANBAO_FILES=folder cargo test --lib read_back::trial -- --nocapture` prints what is read.
#![allow(clippy::print_stdout, reason = "what is printed is what it is for")]

use std::fmt::Write as _;
use std::path::PathBuf;

use super::unit::ReadUnit;

fn files() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("NIANBAO_FILES") else { return Vec::new() };
    let path = PathBuf::from(folder);
    if path.is_file() {
        return vec![path];
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// The units as lines for a person.
fn shown(units: &[ReadUnit]) -> String {
    let mut text = String::new();
    for unit in units {
        match unit {
            ReadUnit::Text(passage) => {
                let heading = passage.heading.map(|depth| format!("h{depth} ")).unwrap_or_default();
                let doubt = passage.doubt.as_ref().map(|doubt| format!(" 〔{doubt}〕")).unwrap_or_default();
                writeln!(text, "{}: {heading}{:?}{doubt}", passage.place, passage.text).unwrap();
            }
            ReadUnit::Table(grid) => {
                writeln!(text, "{}", grid.place).unwrap();
                for (&(row, column), cell) in &grid.cells {
                    let spans = format!("{}×{}", cell.rowspan, cell.colspan);
                    let doubt = cell.doubt.as_ref().map(|doubt| format!(" 〔{doubt}〕")).unwrap_or_default();
                    writeln!(text, "    {row},{column} {spans} {:?}{doubt}", cell.paragraphs).unwrap();
                }
            }
        }
    }
    text
}

#[test]
fn files_from_outside_are_read() {
    for path in files() {
        let begun = std::time::Instant::now();
        let read = super::read(&std::fs::read(&path).unwrap());
        println!("== {} ({:?})", path.display(), begun.elapsed());
        match read {
            Ok(contents) => println!("{:?} {:?}\n{}", contents.kind, contents.remarks, shown(&contents.units)),
            Err(unreadable) => println!("！“{}”{unreadable}", path.file_name().unwrap().to_string_lossy()),
        }
    }
}
