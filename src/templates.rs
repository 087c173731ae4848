//! The files of `templates/`: embedded in the program, and a folder of the office's own in their place, file by file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Serde, Value};
use serde::Serialize;

use crate::compose;
use crate::diag::{Deed, Fault, SourceFile, reason};
use crate::engine::{Engine, bounds, words};
use crate::form::{FormError, Forms, LexiconProof};

/// What the program carries with it: name and text of each file of `templates/` that build.rs found.
const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Where templates come from.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    folder: Option<PathBuf>,
    /// What was read, so that whoever asks twice gets the same text.
    read: Arc<Mutex<BTreeMap<String, Arc<SourceFile>>>>,
}

/// Why a template cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A file is there and cannot be read.
    #[error("读不了“{}”：{}", path.display(), reason(.source))]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A template is longer or deeper than the engine can go.
    #[error("模板“{}”第 {line} 行：{what}", path.display())]
    Runaway {
        /// Which.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        what: String,
    },
    /// The folder is not there.
    #[error("模板文件夹“{}”不存在", .0.display())]
    NoFolder(PathBuf),
    /// A form cannot be used.
    #[error("{file}：{error}")]
    Form {
        /// Its name.
        file: String,
        /// Why.
        error: FormError,
    },
}

impl From<TemplateError> for Fault {
    fn from(error: TemplateError) -> Fault {
        match &error {
            TemplateError::Read { path, source } => Fault::io(Deed::Read, path, source),
            _ => Fault::Other(error.to_string()),
        }
    }
}

/// Instructions that a page of a run may run; one agency needs about 200, and 30 for each finding.
const PAGE_FUEL: u64 = 3_000_000;

/// A page made from a template; all that is printed into it is escaped.
///
/// # Errors
/// The template is wrong, or names what is not there.
pub fn fill(name: &str, template: &str, with: &impl Serialize) -> Result<String, Fault> {
    let refused = |error: minijinja::Error| Fault::Other(format!("模板 {name} 有误：{}", words(&error)));
    Engine::page(PAGE_FUEL).and_then(|engine| engine.fill(name, template, Value::from(Serde(with)))).map_err(refused)
}

impl Templates {
    /// The embedded ones, with those of `folder` in their place where it has them.
    ///
    /// # Errors
    /// The folder is not there.
    pub fn new(folder: Option<&Path>) -> Result<Templates, TemplateError> {
        match folder {
            Some(folder) if !folder.is_dir() => Err(TemplateError::NoFolder(folder.to_owned())),
            folder => Ok(Templates { folder: folder.map(Path::to_owned), read: Arc::default() }),
        }
    }

    /// The text of one template, `report.j2`, with the path to show for it.
    ///
    /// # Errors
    /// The office's own file is there and cannot be read as text.
    pub fn text(&self, name: &str) -> Result<Arc<SourceFile>, TemplateError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = read.get(name) {
            return Ok(file.clone());
        }
        let own = self.folder.as_ref().map(|folder| folder.join(name)).filter(|path| path.exists());
        let file = if let Some(path) = own {
            let text =
                std::fs::read_to_string(&path).map_err(|source| TemplateError::Read { path: path.clone(), source })?;
            let copied = EMBEDDED.iter().any(|(embedded, ours)| *embedded == name && *ours == text);
            if name.ends_with(".j2") && !copied {
                bounds(&text).map_err(|(range, what)| TemplateError::Runaway {
                    path: path.clone(),
                    line: text[..range.start].matches('\n').count() + 1,
                    what,
                })?;
            }
            SourceFile { path, text }
        } else {
            let text = EMBEDDED.iter().find(|(embedded, _)| *embedded == name).map_or("", |(_, text)| text);
            SourceFile { path: Path::new("templates").join(name), text: text.to_owned() }
        };
        Ok(read.entry(name.to_owned()).or_insert_with(|| Arc::new(file)).clone())
    }

    /// All forms, proved: every equation names existing cells and every grid is gap-free.
    ///
    /// # Errors
    /// The first form file that cannot be used, and why.
    pub fn forms(&self) -> Result<Forms, TemplateError> {
        let mut files: Vec<(String, String)> = Vec::new();
        let stem = |name: &str| name.trim_start_matches("forms/").trim_end_matches(".yaml").to_owned();
        for (name, _) in EMBEDDED.iter().filter(|(name, _)| name.starts_with("forms/")) {
            files.push((stem(name), self.text(name)?.text.clone()));
        }
        for name in self.own("forms")? {
            if !files.iter().any(|(file, _)| *file == stem(&name)) {
                files.push((stem(&name), self.text(&name)?.text.clone()));
            }
        }
        let mut lexicon: Vec<(String, String)> = Vec::new();
        for name in self.lexicons()? {
            lexicon.push((name.clone(), self.text(&name)?.text.clone()));
        }
        let proof = if self.folder.is_some() { LexiconProof::Due } else { LexiconProof::Given };
        let forms = Forms::new(&files, lexicon, proof).map_err(|(file, error)| TemplateError::Form { file, error })?;
        for form in forms.iter() {
            compose::prove(form).map_err(|defect| TemplateError::Form {
                file: form.name.clone(),
                error: FormError::Invalid { form: form.name.clone(), defect },
            })?;
        }
        Ok(forms)
    }

    /// Every template with its text, embedded and own, by name: what a report can depend on besides data, style and fonts.
    ///
    /// # Errors
    /// See [`Templates::text`].
    pub fn all(&self) -> Result<Vec<(String, String)>, TemplateError> {
        let mut names: Vec<String> = EMBEDDED
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .chain(self.own("forms")?)
            .chain(self.own("lexicon")?)
            .collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|name| Ok((name.clone(), self.text(&name)?.text.clone()))).collect()
    }

    /// Names of the lexicon's files: an office's own come before ours, so that its meaning of a word counts.
    fn lexicons(&self) -> Result<Vec<String>, TemplateError> {
        let embedded = EMBEDDED.iter().map(|(name, _)| (*name).to_owned()).filter(|name| name.starts_with("lexicon/"));
        let embedded: Vec<String> = embedded.collect();
        let mut names = self.own("lexicon")?;
        names.retain(|name| !embedded.contains(name));
        names.extend(embedded);
        Ok(names)
    }

    /// Names of the YAML files in a folder of the office's own, sorted.
    fn own(&self, inner: &str) -> Result<Vec<String>, TemplateError> {
        let Some(folder) = self.folder.as_ref().map(|folder| folder.join(inner)).filter(|folder| folder.is_dir())
        else {
            return Ok(Vec::new());
        };
        let read = |source| TemplateError::Read { path: folder.clone(), source };
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(read)? {
            let name = entry.map_err(read)?.file_name();
            let name: Cow<str> = name.to_string_lossy();
            if name.ends_with(".yaml") {
                names.push(format!("{inner}/{name}"));
            }
        }
        names.sort();
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An office copies all templates and changes what it wants to.
    #[test]
    fn copies_of_our_own_templates_are_taken() {
        let folder = tempfile::tempdir().unwrap();
        let ours = EMBEDDED.iter().filter(|(name, _)| name.ends_with(".j2"));
        for (name, text) in ours.clone() {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let templates = Templates::new(Some(folder.path())).unwrap();
        for (name, text) in ours {
            assert_eq!(templates.text(name).unwrap().text, *text, "{name}");
        }
        // A word changed in the pages of a report.
        for name in ["report.j2", "report.html.j2"] {
            let changed = tempfile::tempdir().unwrap();
            let text = EMBEDDED.iter().find(|(embedded, _)| *embedded == name).unwrap().1;
            std::fs::write(changed.path().join(name), format!("{text}\n")).unwrap();
            assert!(Templates::new(Some(changed.path())).unwrap().text(name).is_ok(), "{name}");
        }
    }
}
