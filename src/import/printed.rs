//! What the texts of a data file print, references and all, with the figures that stand in it: for comparing them with a source as
//! printed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compose;
use crate::diag::SourceFile;
use crate::form::Forms;
use crate::report::{Report, salvage};

/// The printed lines of each text by its key; a text that cannot be printed yet is not there.
pub(super) type PrintedTexts = BTreeMap<String, Vec<String>>;

/// Prints the texts of a data file. As long as a table has gaps nothing is printed: a reference might stand for one of them.
pub(super) fn printed(file: &Arc<SourceFile>, forms: &Forms, last_year: Option<&Report>) -> PrintedTexts {
    let Some(salvage) = salvage(file, forms).filter(|salvage| salvage.tables.iter().all(|whole| *whole)) else {
        return PrintedTexts::new();
    };
    let texts = compose::texts(&salvage.report, last_year);
    let lines = |text: compose::FinishedText| {
        let lines: Vec<String> = text.paragraphs().map(|range| text.text[range].trim().to_owned()).collect();
        (text.key, lines)
    };
    texts.into_iter().map(lines).collect()
}
