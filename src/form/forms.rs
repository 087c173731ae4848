//! All forms at hand (表样), official editions and local extensions, found by year, name and key.
//!
//! Must not know where their files lie.

use std::sync::Arc;

use super::lexicon::LexiconFiles;
use super::{Defect, Form, FormError, Line, TableForm, Term, edition, names, plain};

/// Whether the files of the lexicon are still to be held against the forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LexiconProof {
    /// They or the forms are an office's own.
    Due,
    /// They and the forms are the program's own, which its tests have proved.
    Given,
}

/// All forms at hand, official editions and local extensions.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    forms: Vec<Arc<Form>>,
    /// What each name of these forms stands for.
    words: std::collections::HashMap<String, Term>,
}

impl Forms {
    /// Reads form files and those of the lexicon, given as name and text; the lexicon at once only where it is to be proved.
    ///
    /// # Errors
    /// The first file that is no valid form, with its name; two files of one name; a lexicon that names what no form has.
    pub fn new(
        files: &[(String, String)],
        lexicon: Vec<(String, String)>,
        proof: LexiconProof,
    ) -> Result<Forms, (String, FormError)> {
        let base = |name: &str| files.iter().find(|(file, _)| file == name).map(|(_, text)| text.clone());
        let mut forms: Vec<Form> = Vec::new();
        for (file, text) in files {
            let form = Form::parse(text, base).map_err(|error| (file.clone(), error))?;
            if forms.iter().any(|other| other.name == form.name) {
                let error = FormError::Invalid { form: form.name, defect: Defect::NameTwice };
                return Err((file.clone(), error));
            }
            forms.push(form);
        }
        edition::settle(&mut forms);
        let lexicon = LexiconFiles::new(lexicon);
        if proof == LexiconProof::Due {
            lexicon.prove(&forms)?;
        }
        let lexicon = Arc::new(lexicon);
        for form in &mut forms {
            form.lexicon_files = lexicon.clone();
        }
        let forms: Vec<Arc<Form>> = forms.into_iter().map(Arc::new).collect();
        Ok(Forms { words: names::vocabulary(&forms), forms })
    }

    /// What a name stands for in any of the forms, by its key or its printed words.
    pub fn term(&self, name: &str) -> Option<Term> {
        self.term_of(&plain(name))
    }

    /// The same for a name without what only decorates it.
    pub fn term_of(&self, bare: &str) -> Option<Term> {
        self.words.get(bare).copied()
    }

    /// The official form for reports on `year`: always by the report year, never by the date of publication.
    pub fn for_year(&self, year: u16) -> Option<Arc<Form>> {
        self.forms.iter().find(|form| !form.extension && form.covers(year)).cloned()
    }

    /// The first report year that there is an official form for; none without a form.
    pub fn first_year(&self) -> Option<u16> {
        self.forms.iter().filter(|form| !form.extension).map(|form| form.edition.years.0).min()
    }

    /// That there is no official form for a year, and for which there is.
    pub fn no_edition(&self, year: u16) -> String {
        let since = self.first_year().map_or(String::new(), |first| format!("；年度写四位数字，{first} 及以后"));
        format!("{year} 年度没有官方表样{since}")
    }

    /// The form of this name, official or local.
    pub fn named(&self, name: &str) -> Option<Arc<Form>> {
        self.forms.iter().find(|form| form.name == name).cloned()
    }

    /// The names of all forms.
    pub fn names(&self) -> Vec<&str> {
        self.forms.iter().map(|form| form.name.as_str()).collect()
    }

    /// All forms, official ones and local extensions.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Form>> {
        self.forms.iter()
    }

    /// The name of another form that has a prose field or table of this key.
    pub fn other_with_key(&self, key: &str, than: &str) -> Option<&str> {
        let has = |form: &&Arc<Form>| form.table(key).is_some() || form.prose_keys().iter().any(|k| k == key);
        self.forms.iter().filter(|form| form.name != than).find(has).map(|form| form.name.as_str())
    }

    /// The name of an official form that has this path of a table as one line of figures.
    pub fn other_with_line(&self, table: &str, path: &[&str]) -> Option<&str> {
        let has = |form: &&Arc<Form>| !form.extension && form.table(table).is_some_and(|(_, t)| t.line(path).is_some());
        self.forms.iter().find(has).map(|form| form.name.as_str())
    }

    /// The name of another official form that has this row under this path of a table.
    pub fn other_with_row(&self, table: &str, path: &[&str], row: &str, than: &TableForm) -> Option<&str> {
        let under = |line: &Line| {
            line.keys.len() > path.len()
                && line.keys[path.len()] == row
                && line.keys.iter().zip(path).all(|(a, b)| a == b)
        };
        let has = |form: &&Arc<Form>| {
            !form.extension
                && form.table(table).is_some_and(|(_, t)| !std::ptr::eq(t, than) && t.lines.iter().any(under))
        };
        self.forms.iter().find(has).map(|form| form.name.as_str())
    }
}
