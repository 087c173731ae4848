//! The schema of data files and the program that reads them agree: what one refuses the other refuses, as far as a schema
//! can say it.

use nianbao::report;
use nianbao::templates::Templates;
use serde_json::Value;

use crate::{entries, project};

/// Wrong files that a schema accepts, and why it cannot see the mistake.
const BEYOND_SCHEMA: [(&str, &str); 12] = [
    ("bad-character", "which characters can be printed is no question of structure"),
    ("bad-value-no-such-date", "2月30日 has the shape of a date"),
    ("duplicate-key", "JSON values have lost the first of the two"),
    ("identity", "needs the other file"),
    ("wrong-year-file-name", "needs the file's name"),
    ("template", "what stands between braces is text to a schema"),
    ("not-a-count-fullwidth-digits", "seen as text, which it is; kept here to show that both refuse"),
    ("column-balance", "arithmetic"),
    ("row-total", "arithmetic"),
    ("group-total", "arithmetic"),
    ("review-total", "arithmetic"),
    ("unknown-key-row-of-2021", "the row is right in the other edition's schema"),
];

/// Kinds of mistakes in structure: those that the schema must refuse.
const STRUCTURE: [&str; 8] =
    ["bad-amount", "bad-value", "missing-cell", "missing-key", "no-edition", "not-a-count", "unknown-key", "too-deep"];

fn validator(edition: &str) -> jsonschema::Validator {
    let forms = Templates::default().forms().expect("the forms are valid");
    let form = forms.named(edition).expect("the form is there");
    jsonschema::validator_for(&report::schema(&form)).expect("the schema is one")
}

/// A data file as JSON; `None` when it is no YAML.
fn value(path: &str) -> Option<Value> {
    serde_saphyr::from_str(&std::fs::read_to_string(project(path)).ok()?).ok()
}

fn edition(value: &Value) -> &'static str {
    if value["年度"].as_u64().is_some_and(|year| year < 2021) { "2019" } else { "2021" }
}

fn yaml_files(path: &str) -> Vec<String> {
    if project(path).is_dir() {
        return entries(path).iter().flat_map(|entry| yaml_files(entry)).collect();
    }
    if path.ends_with(".yaml") { vec![path.to_owned()] } else { Vec::new() }
}

#[test]
fn right_files_are_valid() {
    let (old, new) = (validator("2019"), validator("2021"));
    let mut problems = Vec::new();
    for file in ["tests/fixtures/ok", "data"].into_iter().flat_map(yaml_files) {
        let value = value(&file).unwrap_or_else(|| panic!("{file} is no YAML"));
        let validator = if edition(&value) == "2019" { &old } else { &new };
        problems
            .extend(validator.iter_errors(&value).map(|error| format!("{file} {}: {error}", error.instance_path())));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn wrong_files_of_structure_are_not() {
    let (old, new) = (validator("2019"), validator("2021"));
    let mut accepted = Vec::new();
    let mut refused = 0;
    for file in yaml_files("tests/fixtures/err") {
        let name = file.trim_start_matches("tests/fixtures/err/");
        let beyond = BEYOND_SCHEMA.iter().any(|(start, _)| name.starts_with(start));
        if beyond || !STRUCTURE.iter().any(|kind| name.starts_with(kind)) {
            continue;
        }
        let Some(value) = value(&file) else { continue };
        let validator = if edition(&value) == "2019" { &old } else { &new };
        if validator.is_valid(&value) {
            accepted.push(file);
        } else {
            refused += 1;
        }
    }
    assert!(accepted.is_empty(), "the schema accepts {accepted:#?}");
    assert!(refused > 40, "only {refused} wrong files were tried");
}
