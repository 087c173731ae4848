//! What `check` prints for machines, held against the published schemas.

use serde_json::Value;

use crate::support::{checked, nianbao, printed, project};

/// A run with errors, warnings, other files and a finding that 说明 gives a reason for.
const RUNS: [&str; 5] = [
    "tests/fixtures/err/split-number-in-list.yaml",
    "tests/fixtures/err/not-text-gbk.yaml",
    "tests/fixtures/err/in-force-roll-missing-46",
    "tests/fixtures/ok/carry-over-acknowledged",
    "data",
];

fn schema(path: &str) -> jsonschema::Validator {
    // One pattern of the published SARIF schema has a bracket too many, which strict readers of patterns refuse.
    let text = std::fs::read_to_string(project(path))
        .expect("the schema is there")
        .replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("the schema is JSON")).expect("the schema is one")
}

fn assert_valid(validator: &jsonschema::Validator, value: &Value, what: &str) {
    let errors: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{what}\n{}", errors.join("\n"));
}

#[test]
fn json_is_what_its_schema_says() {
    let validator = schema("docs/check-output.schema.json");
    for run in RUNS {
        assert_valid(&validator, &checked(run), run);
    }
}

#[test]
fn the_example_in_the_documentation_is_valid() {
    let text = std::fs::read_to_string(project("docs/check-output.md")).expect("the document is there");
    let example = text.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    assert_valid(&schema("docs/check-output.schema.json"), &serde_json::from_str(example).expect("JSON"), "docs");
}

#[test]
fn sarif_is_sarif() {
    let validator = schema("tests/fixtures/schemas/sarif-2.1.0.json");
    for run in RUNS {
        let document: Value = serde_json::from_str(&printed(&["check", "--format", "sarif", run])).expect("JSON");
        assert_valid(&validator, &document, run);
        let run = &document["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        assert!(rules.iter().all(|rule| rule["help"]["text"].is_string()), "every rule has help");
        for result in run["results"].as_array().expect("results") {
            let index = result["ruleIndex"].as_u64().expect("an index") as usize;
            assert_eq!(rules[index]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn all_formats_say_the_same() {
    for run in RUNS {
        let json = checked(run);
        let sarif: Value = serde_json::from_str(&printed(&["check", "--format", "sarif", run])).expect("JSON");
        let github = printed(&["check", "--format", "github", run]);
        let count = json["findings"].as_array().map_or(0, Vec::len);
        assert_eq!(sarif["runs"][0]["results"].as_array().map_or(0, Vec::len), count, "{run}");
        assert_eq!(github.lines().count(), count, "{run}");
        for (finding, line) in json["findings"].as_array().into_iter().flatten().zip(github.lines()) {
            assert!(line.contains(&format!("line={},", finding["line"])), "{line}");
            assert!(line.contains(&format!("title={}::", finding["code"].as_str().unwrap_or_default())), "{line}");
        }
    }
}

#[test]
fn levels_decide_the_exit_code() {
    let code = |args: &[&str]| nianbao(&[&["check"], args].concat()).status.code();
    let warning = "tests/fixtures/err/public-total-more-than-all.yaml";
    assert_eq!(code(&[warning]), Some(0));
    assert_eq!(code(&["--deny", "warnings", warning]), Some(1));
    assert_eq!(code(&["--deny", "public-total", warning]), Some(1));
    assert_eq!(code(&["--deny", "jump,late", warning]), Some(0));
    assert_eq!(code(&["--allow", "public-total", "--deny", "warnings", warning]), Some(0));
    assert_eq!(code(&["--allow", "column-balance", warning]), Some(2));
    assert_eq!(code(&["--deny", "no-such-code", warning]), Some(2));
    // What 说明 gives a reason for stays acknowledged.
    assert_eq!(code(&["--deny", "warnings", "tests/fixtures/ok/in-force-roll-acknowledged"]), Some(0));
}
