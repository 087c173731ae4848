//! Runs of text, as all of the body prints them through docx-rs.

use docx_rs::{BreakType, Run, RunFonts};

use crate::write::package::PackageError;
use crate::write::package::tree::refuse_unprintable;

/// A run of text; a line feed breaks the line.
pub(super) fn run(text: &str) -> Result<Run, PackageError> {
    refuse_unprintable(text)?;
    let mut run = hinted();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        for (index, piece) in line.split('\t').enumerate() {
            if index > 0 {
                run = run.add_tab();
            }
            if !piece.is_empty() {
                run = run.add_text(piece);
            }
        }
    }
    Ok(run)
}

/// An empty run whose marks are Chinese: without the hint “ ” — … come out in the Latin face.
pub(super) fn hinted() -> Run {
    Run::new().fonts(RunFonts::new().hint("eastAsia"))
}
