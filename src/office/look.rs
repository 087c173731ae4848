//! What decides the look of a run's reports (外观): templates, fonts and style, as named by whoever asks.
//!
//! Plain names and paths; nothing is opened here.

use std::path::{Path, PathBuf};

/// Which templates, fonts and style a run works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// A folder whose templates stand in the place of the embedded ones of the same name.
    pub templates: Option<PathBuf>,
    /// Folders whose fonts the style may name besides the embedded ones.
    pub font_folders: Vec<PathBuf>,
    /// A variant of `style.yaml`, or the path of a style file of the office's own.
    pub style: String,
}

impl Default for Look {
    /// The embedded templates and fonts in the style of GB/T 9704.
    fn default() -> Look {
        Look { templates: None, font_folders: Vec::new(), style: "gb2312".into() }
    }
}

impl Look {
    /// The office's own style file, when a file is named and no variant.
    pub fn own_style(&self) -> Option<&Path> {
        let path = Path::new(&self.style);
        let file = path.components().count() > 1 || path.extension().is_some_and(|e| e == "yaml" || e == "yml");
        file.then_some(path)
    }
}
