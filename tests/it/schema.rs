//! The schema of data files and the program that reads them agree: what one refuses the other refuses, as far as a schema
//! can say it.

use nianbao::form::Forms;
use nianbao::templates::Templates;
use nianbao::{report, source};
use serde_json::Value;

use crate::support::{entries, project};

/// Fixtures that reading refuses and the schema cannot, by the beginning of their names, and why.
const BEYOND_SCHEMA: [(&str, &str); 9] = [
    ("adjustment-no-such-row", "which cells there are is for the form to say"),
    ("adjustment-total", "whether a cell is added up is for the form to say"),
    ("bad-character", "which characters can be printed is no question of structure"),
    ("bad-value-no-such-date", "2025-02-30 has the shape of a date"),
    ("duplicate-key-printed-name", "two names of one row are two properties"),
    ("unfilled-in-text", "a word within a text"),
    ("wrong-year-file-name", "needs the file's name"),
    ("not-a-count-exponent", "1e3 is the number 1000 to JSON"),
    ("not-a-count-hexadecimal", "0x10 is the number 16 to YAML"),
];

/// One schema per edition, made from the forms themselves.
struct Schemas {
    forms: Forms,
    old: jsonschema::Validator,
    local: jsonschema::Validator,
    new: jsonschema::Validator,
}

impl Schemas {
    fn new() -> Schemas {
        let forms = Templates::default().forms().expect("the forms are valid");
        let validator = |edition: &str| {
            let form = forms.named(edition).expect("the form is there");
            jsonschema::validator_for(&report::schema(&form)).expect("the schema is one")
        };
        Schemas { old: validator("2019"), local: validator("2019-湖北"), new: validator("2021"), forms }
    }

    /// What the schema of the file's year says against it; `None` when it is no YAML.
    fn errors(&self, path: &str) -> Option<Vec<String>> {
        let text = std::fs::read_to_string(project(path)).ok()?;
        let value: Value = serde_saphyr::from_str(&text).ok()?;
        let validator = match (value["表样"].as_str(), value["年度"].as_u64()) {
            (Some(_), _) => &self.local,
            (None, Some(..2021)) => &self.old,
            _ => &self.new,
        };
        Some(validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect())
    }

    fn reads(&self, path: &str) -> bool {
        let loaded = source::load(&project(path)).expect("the file is there");
        loaded.is_ok_and(|file| report::read(&file, &self.forms).is_ok())
    }
}

fn yaml_files(path: &str) -> Vec<String> {
    if project(path).is_dir() {
        return entries(path).iter().flat_map(|entry| yaml_files(entry)).collect();
    }
    if path.ends_with(".yaml") { vec![path.to_owned()] } else { Vec::new() }
}

#[test]
fn what_is_read_is_valid() {
    let schemas = Schemas::new();
    let mut problems = Vec::new();
    for file in ["tests/fixtures", "data"].into_iter().flat_map(yaml_files).filter(|file| schemas.reads(file)) {
        let errors = schemas.errors(&file).unwrap_or_else(|| panic!("{file} is read and no YAML"));
        problems.extend(errors.into_iter().map(|error| format!("{file} {error}")));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn what_is_refused_is_invalid() {
    let schemas = Schemas::new();
    let (mut refused, mut accepted, mut used) = (0, Vec::new(), Vec::new());
    for file in yaml_files("tests/fixtures/err").into_iter().filter(|file| !schemas.reads(file)) {
        match schemas.errors(&file) {
            Some(errors) if errors.is_empty() => {
                let name = file.trim_start_matches("tests/fixtures/err/");
                match BEYOND_SCHEMA.iter().find(|(start, _)| name.starts_with(start)) {
                    Some((start, _)) => used.push(*start),
                    None => accepted.push(file),
                }
            }
            Some(_) => refused += 1,
            None => {}
        }
    }
    assert!(accepted.is_empty(), "the schema accepts {accepted:#?}");
    assert!(refused > 50, "only {refused} wrong files were tried");
    let idle: Vec<_> = BEYOND_SCHEMA.iter().filter(|(start, _)| !used.contains(start)).collect();
    assert!(idle.is_empty(), "no longer beyond the schema: {idle:?}");
}
