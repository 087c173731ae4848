//! What all reports of a run have in common, as hashes: program, templates, style, fonts.

use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::cli::args::{Common, Look};
use crate::cli::collect::reason;
use crate::manifest::{Digest, Inputs};
use crate::templates::Templates;

/// The inputs that do not depend on the agency.
#[derive(Debug, Clone)]
pub struct Standing {
    program: String,
    forms: Digest,
    skeleton: Digest,
    style: Digest,
    typesetting: Digest,
    fonts: Digest,
}

impl Standing {
    /// Hashes templates and the fonts of folders.
    ///
    /// # Errors
    /// One of them cannot be read.
    pub fn read(common: &Common, look: &Look) -> Result<Standing, Failure> {
        let (mut forms, mut skeleton, mut style, mut typesetting) = (vec![], vec![], vec![look.style.clone()], vec![]);
        for (name, text) in Templates::new(common.templates.as_deref())?.all()? {
            let kind = match name.as_str() {
                name if name.starts_with("forms/") => &mut forms,
                "report.j2" => &mut skeleton,
                "style.yaml" => &mut style,
                _ => &mut typesetting,
            };
            kind.extend([name, text]);
        }
        if let Some(path) = look.own_style() {
            let unreadable = |error| Failure::Usage(format!("读不了版式文件“{}”：{}", path.display(), reason(&error)));
            style.push(Digest::of(&std::fs::read(path).map_err(unreadable)?).to_string());
        }
        let mut fonts = Vec::new();
        for folder in &look.font_path {
            let unreadable =
                |error| Failure::Other(format!("读不了字体文件夹“{}”：{}", folder.display(), reason(&error)));
            for path in font_files(folder).map_err(unreadable)? {
                // Where the folder is does not matter, only what is in it.
                let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
                fonts.push(name);
                fonts.push(Digest::of(&std::fs::read(&path).map_err(unreadable)?).to_string());
            }
        }
        Ok(Standing {
            program: concat!(env!("CARGO_PKG_VERSION"), "+", env!("NIANBAO_SOURCES")).to_owned(),
            forms: Digest::of_parts(forms),
            skeleton: Digest::of_parts(skeleton),
            style: Digest::of_parts(style),
            typesetting: Digest::of_parts(typesetting),
            fonts: Digest::of_parts(fonts),
        })
    }

    /// With the data of one agency.
    pub fn with(&self, data: Digest, last_year: Option<Digest>) -> Inputs {
        let Standing { program, forms, skeleton, style, typesetting, fonts } = self.clone();
        Inputs { program, data, last_year, forms, skeleton, style, typesetting, fonts }
    }
}

/// All files of a font folder, in order: one that is no font costs a rebuild when it changes, never a wrong report.
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
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("本局.yaml");
        let style = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let look = Look { style: path.display().to_string(), ..Look::default() };
            Standing::read(&Common::default(), &look).unwrap().style
        };
        let first = style("样式: {正文: {字号: 16}}");
        assert_ne!(first, style("样式: {正文: {字号: 15}}"));
        assert_eq!(first, style("样式: {正文: {字号: 16}}"));
    }
}
