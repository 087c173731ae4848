//! The lexicon (词表): what people write for the rows and columns of the form, and the words that give a sentence its shape.
//!
//! Read from `templates/lexicon/*.yaml`; a row or column that no form has is an error at its line. Knows the form; nothing of
//! sentences, and nothing of how a text is cut into these words.

use std::sync::OnceLock;

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::error::{FormError, said};
use super::phrases::Phrase;
use super::reading::{WordReading, WrittenSum};
use super::word::Word;
use super::{Form, keys};

/// The words of a form.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Each text with what it says; of two equal texts the first counts.
    pub words: Vec<(String, Word)>,
    /// Each phrase with the set it belongs to; one may belong to several.
    pub phrases: Vec<(String, Phrase)>,
    /// What words state of 表三.
    pub requests: Vec<WordReading>,
    /// What words state of 表四.
    pub reviews: Vec<WordReading>,
}

/// What an entry of a file says under a form.
enum Meaning {
    Word(Word),
    Phrase(Phrase),
    /// Of 表三, or of 表四.
    Reading(WordReading, bool),
}

/// An entry of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LexiconEntry {
    类: Option<String>,
    行: Option<Vec<String>>,
    列: Option<String>,
    结果: Option<String>,
    项: Option<String>,
    语: Option<String>,
    读: Option<Vec<String>>,
    #[serde(default)]
    数: Vec<WrittenSum>,
    #[serde(default)]
    表: Option<String>,
    #[serde(default)]
    行名: bool,
    #[serde(default)]
    其中不算: bool,
    #[serde(default)]
    词: Vec<String>,
    #[serde(default)]
    前: Vec<String>,
    #[serde(default)]
    后: Vec<String>,
    // For whoever reads or tests the file: the data that the examples speak of, and the examples.
    #[serde(rename = "报告")]
    _report: Option<String>,
    #[serde(rename = "字段")]
    _field: Option<String>,
    #[serde(rename = "例")]
    _examples: Vec<String>,
}

impl LexiconEntry {
    /// All texts it lists.
    fn texts(&self) -> Vec<String> {
        let mut texts = self.词.clone();
        for (first, second) in self.前.iter().flat_map(|first| self.后.iter().map(move |second| (first, second))) {
            texts.extend([format!("{first}{second}"), format!("{first}的{second}")]);
        }
        texts
    }

    /// What it says under a form; none where this form has no such row or column.
    fn meaning(&self, form: &Form) -> Option<Meaning> {
        if let Some(name) = &self.语 {
            return Phrase::named(name).map(Meaning::Phrase);
        }
        if let Some(names) = &self.读 {
            let words = names.iter().map(|name| Word::named(name)).collect::<Option<Vec<_>>>()?;
            let table = self.表.as_deref().unwrap_or(keys::REQUESTS);
            let here = self.数.iter().filter(|written| !written.is_of_later_form(form, table));
            let sums = here.map(|written| written.arithmetic(form, table)).collect::<Option<Vec<_>>>()?;
            let reading = WordReading { words, exact: self.行名, outside: self.其中不算, sums };
            return Some(Meaning::Reading(reading, table == keys::REVIEWS));
        }
        self.word(form).map(Meaning::Word)
    }

    /// The word it is under a form.
    fn word(&self, form: &Form) -> Option<Word> {
        let column = |table: &str, key: &str| {
            let (_, table) = form.table(table)?;
            table.lines.first()?.columns.iter().position(|column| column.key == key)
        };
        if let Some(name) = &self.类 {
            return Word::named(name);
        }
        if let Some(path) = &self.行 {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            return form.table(keys::REQUESTS)?.1.line(&path).map(|line| Word::Outcome(line, false));
        }
        if let Some(key) = &self.列 {
            return column(keys::REQUESTS, key).map(Word::Applicant);
        }
        if let Some(key) = &self.结果 {
            return column(keys::REVIEWS, key).map(Word::Result);
        }
        let key = self.项.as_ref()?;
        let (_, table) = form.table(keys::PROACTIVE)?;
        table.lines.iter().position(|line| line.keys.first() == Some(key)).map(Word::Item)
    }

    /// Its head in words, for messages.
    fn head(&self) -> String {
        let row = self.行.as_ref().map(|path| format!("行 {}", path.join(".")));
        let row = row.or_else(|| self.读.as_ref().map(|words| format!("读 {}", words.join("、"))));
        let named = [("类", &self.类), ("列", &self.列), ("结果", &self.结果), ("项", &self.项), ("语", &self.语)];
        let named = named.into_iter().find_map(|(what, name)| name.as_ref().map(|name| format!("{what} {name}")));
        row.or(named).unwrap_or_default()
    }
}

/// An entry with the file that lists it.
type FiledEntry = (String, Spanned<LexiconEntry>);

/// The files of the lexicon, given as name and text; read when the first text asks for them, for most commands read none.
#[derive(Debug, Default)]
pub(super) struct LexiconFiles {
    files: Vec<(String, String)>,
    /// What they list, with the file of each entry.
    entries: OnceLock<Vec<FiledEntry>>,
}

impl LexiconFiles {
    pub fn new(files: Vec<(String, String)>) -> LexiconFiles {
        LexiconFiles { files, entries: OnceLock::new() }
    }

    /// Reads all of them and holds them against the forms.
    ///
    /// # Errors
    /// The first file that cannot be read, or that names a row, a column or a 类 that no form has, with its name and line.
    pub fn prove(&self, forms: &[Form]) -> Result<(), (String, FormError)> {
        let entries = self.parse()?;
        for (file, entry) in &entries {
            if !forms.iter().any(|form| entry.value.meaning(form).is_some()) {
                let what = format!("第 {} 行：没有“{}”", entry.referenced.line(), entry.value.head());
                return Err((file.clone(), FormError::Lexicon(what)));
            }
        }
        self.entries.get_or_init(|| entries);
        Ok(())
    }

    fn parse(&self) -> Result<Vec<FiledEntry>, (String, FormError)> {
        let mut all = Vec::new();
        for (file, text) in &self.files {
            let entries: Vec<Spanned<LexiconEntry>> =
                serde_saphyr::from_str(text).map_err(|error| (file.clone(), FormError::Lexicon(said(&error))))?;
            all.extend(entries.into_iter().map(|entry| (file.clone(), entry)));
        }
        Ok(all)
    }

    /// What they say under a form. Files that nobody proved are the program's own; the tests prove those.
    pub fn of(&self, form: &Form) -> Lexicon {
        let mut lexicon = Lexicon { words: own_words(form), ..Lexicon::default() };
        for (_, entry) in self.entries.get_or_init(|| self.parse().unwrap_or_default()) {
            let texts = entry.value.texts();
            match entry.value.meaning(form) {
                Some(Meaning::Word(word)) => lexicon.words.extend(texts.into_iter().map(|text| (text, word))),
                Some(Meaning::Phrase(set)) => lexicon.phrases.extend(texts.into_iter().map(|text| (text, set))),
                Some(Meaning::Reading(reading, false)) => lexicon.requests.push(reading),
                Some(Meaning::Reading(reading, true)) => lexicon.reviews.push(reading),
                None => {}
            }
        }
        let mut seen = std::collections::HashSet::new();
        lexicon.words.retain(|(text, _)| !text.is_empty() && seen.insert(text.clone()));
        lexicon.phrases.retain(|(text, _)| !text.is_empty());
        lexicon
    }
}

/// The form's own words: the rows and columns of 表三, the lines of 表二.
fn own_words(form: &Form) -> Vec<(String, Word)> {
    let mut list = Vec::new();
    if let Some((_, table)) = form.table(keys::REQUESTS) {
        for (index, line) in table.lines.iter().enumerate() {
            let names = line.keys.iter().map(String::as_str).collect::<Vec<_>>();
            let flow = [keys::request::NEW, keys::request::CARRIED_IN, keys::request::CARRIED_OUT, keys::TOTAL];
            if matches!(names[..], [only] if flow.contains(&only)) || line.former_key.is_some() && names.len() == 1 {
                continue;
            }
            if matches!(names[..], [_, last] if last == keys::applicant::OTHER) {
                continue;
            }
            // A group's own name stands for its total.
            let own = if names.last() == Some(&keys::TOTAL) { names[0] } else { names[names.len() - 1] };
            list.push((own.to_owned(), Word::Outcome(index, true)));
            let bare = own.strip_prefix("属于").filter(|bare| bare.chars().count() >= 4);
            list.extend(bare.map(|bare| (bare.to_owned(), Word::Outcome(index, true))));
            if line.printed
                && let Some(label) = line.labels.last()
            {
                list.push((unnumbered(label).to_owned(), Word::Outcome(index, true)));
            }
        }
        let columns = table.lines.first().map_or(&[][..], |line| &line.columns);
        for (index, column) in columns.iter().enumerate() {
            if column.total.is_none()
                && ![keys::applicant::NATURAL, keys::applicant::OTHER].contains(&column.key.as_str())
            {
                list.push((column.key.clone(), Word::Applicant(index)));
            }
        }
    }
    if let Some((_, table)) = form.table(keys::PROACTIVE) {
        let lines = table.lines.iter().enumerate();
        list.extend(lines.filter_map(|(index, line)| Some((line.keys.first()?.clone(), Word::Item(index)))));
    }
    list
}

/// A printed label without its number and its bracketed remark.
fn unnumbered(label: &str) -> &str {
    let label = match label.split_once('）') {
        Some((number, rest)) if number.starts_with('（') => rest,
        _ => label.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('.'),
    };
    label.split('（').next().unwrap_or(label)
}
