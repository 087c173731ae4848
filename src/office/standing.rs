//! What all reports of a run have in common, as hashes: program, templates, style, fonts.
//!
//! They are taken while the office is opened, from the texts it holds. Must not know what is built with them.

use std::path::{Path, PathBuf};

use super::Look;
use crate::diag::{Deed, Fault};
use crate::digest::Digest;
use crate::templates::Templates;

/// The inputs that do not depend on the agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The program's version and the hash of its sources.
    pub program: String,
    /// All forms (表样).
    pub forms: Digest,
    /// `report.j2` (骨架).
    pub skeleton: Digest,
    /// `style.yaml`, the chosen variant and the office's own file (版式).
    pub style: Digest,
    /// The other templates (排版模板).
    pub typesetting: Digest,
    /// The fonts of folders; the embedded ones belong to the program.
    pub fonts: Digest,
}

impl Standing {
    /// Hashes templates, style and the fonts of folders; `own_style` is the text of the office's own style file.
    ///
    /// # Errors
    /// One of them cannot be read.
    pub(super) fn of(templates: &Templates, look: &Look, own_style: Option<&str>) -> Result<Standing, Fault> {
        let (mut forms, mut skeleton, mut style, mut typesetting) = (vec![], vec![], vec![look.style.clone()], vec![]);
        for (name, text) in templates.all()? {
            let kind = match name.as_str() {
                name if name.starts_with("forms/") => &mut forms,
                "report.j2" => &mut skeleton,
                "style.yaml" => &mut style,
                _ => &mut typesetting,
            };
            kind.extend([name, text]);
        }
        style.extend(own_style.map(|text| Digest::of(text.as_bytes()).to_string()));
        Ok(Standing {
            program: concat!(env!("CARGO_PKG_VERSION"), "+", env!("NIANBAO_SOURCES")).to_owned(),
            forms: Digest::of_parts(forms),
            skeleton: Digest::of_parts(skeleton),
            style: Digest::of_parts(style),
            typesetting: Digest::of_parts(typesetting),
            fonts: fonts(&look.font_folders)?,
        })
    }
}

fn fonts(folders: &[PathBuf]) -> Result<Digest, Fault> {
    let mut fonts = Vec::new();
    for folder in folders {
        let unreadable = |error| Fault::io(Deed::ReadFonts, folder, &error);
        for path in font_files(folder).map_err(unreadable)? {
            // Where the folder is does not matter, only what is in it.
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
            fonts.push(name);
            fonts.push(Digest::of(&std::fs::read(&path).map_err(unreadable)?).to_string());
        }
    }
    Ok(Digest::of_parts(fonts))
}

/// All files of a font folder, in order: one that is no font costs a rebuild when it changes, never a wrong report.
///
/// # Errors
/// The folder cannot be read.
pub fn font_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut entries =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<PathBuf>>>()?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        if path.is_dir() {
            files.extend(font_files(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_in_the_office_s_own_style_counts() {
        let templates = Templates::new(None).unwrap();
        let look = Look { style: "本局.yaml".into(), ..Look::default() };
        let style = |text: &str| Standing::of(&templates, &look, Some(text)).unwrap().style;
        let first = style("样式: {正文: {字号: 16}}");
        assert_ne!(first, style("样式: {正文: {字号: 15}}"));
        assert_eq!(first, style("样式: {正文: {字号: 16}}"));
    }
}
