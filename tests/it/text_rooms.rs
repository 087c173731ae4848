//! The rooms of the text checks: one way from words to rules, no circle, one rule = one file = one code = one fixture file.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::support::{files, root};

/// The rooms, the ground first; each uses those before it, and itself.
const ROOMS: [&str; 5] = ["words", "parse", "bind", "prose", "rules"];

/// Every file of the text checks by its path of modules, with its code outside tests.
fn sources() -> BTreeMap<String, String> {
    let base = root().join("src/check/text");
    let name = |path: &PathBuf| {
        let inner = path.strip_prefix(&base).unwrap().with_extension("");
        inner.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("::")
    };
    let code = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
    };
    files(&base, "rs").iter().map(|path| (name(path), code(path))).collect()
}

/// The modules of the text checks that a file uses.
fn used(code: &str, from: &str) -> Vec<String> {
    let path = |rest: &str| -> String {
        rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_' || *c == ':').collect::<String>()
    };
    let mut used: Vec<String> =
        code.split("crate::check::text::").skip(1).map(|rest| path(rest).trim_matches(':').to_owned()).collect();
    let parent = from.rsplit_once("::").map_or("", |(parent, _)| parent);
    used.extend(
        code.split("use super::")
            .skip(1)
            .map(|rest| format!("{parent}::{}", path(rest).trim_matches(':')).trim_matches(':').to_owned()),
    );
    used
}

#[test]
fn data_goes_one_way() {
    let place = |module: &str| ROOMS.iter().position(|room| module.split("::").next() == Some(*room));
    let mut problems = Vec::new();
    for (module, code) in sources() {
        let Some(own) = place(&module) else { panic!("{module} is in no room") };
        for other in used(&code, &module) {
            if place(&other).is_some_and(|room| room > own) {
                problems.push(format!("{module} uses {other}"));
            }
            let rule = |module: &str| module.split("::").nth(1).map(str::to_owned);
            if module.starts_with("rules::") && other.starts_with("rules::") && rule(&module) != rule(&other) {
                problems.push(format!("the rule {module} uses {other}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn no_file_uses_one_that_uses_it() {
    let sources = sources();
    let uses: BTreeMap<&str, Vec<&str>> = sources
        .iter()
        .map(|(module, code)| {
            let used = used(code, module);
            let known = sources.keys().filter(|other| {
                *other != module
                    && !module.starts_with(&format!("{other}::"))
                    && used.iter().any(|used| used.starts_with(other.as_str()))
            });
            (module.as_str(), known.map(String::as_str).collect())
        })
        .collect();
    for start in uses.keys() {
        let mut seen: Vec<&str> = Vec::new();
        let mut next = uses[start].clone();
        while let Some(module) = next.pop() {
            assert_ne!(module, *start, "{start} is used by what it uses: {seen:?}");
            if !seen.contains(&module) {
                seen.push(module);
                next.extend(&uses[module]);
            }
        }
    }
}

#[test]
fn one_rule_one_file_one_fixture() {
    let rules = fs::read_to_string(root().join("src/check/text/rules.rs")).unwrap();
    let listed: Vec<String> = rules
        .lines()
        .filter_map(|line| {
            line.trim().strip_prefix("(Code::")?.split(", ").nth(1)?.strip_suffix("::check),").map(str::to_owned)
        })
        .collect();
    let mut there: Vec<String> = sources()
        .keys()
        .filter_map(|module| module.strip_prefix("rules::").filter(|rule| !rule.contains("::")).map(str::to_owned))
        .collect();
    there.sort();
    let mut sorted = listed.clone();
    sorted.sort();
    assert_eq!(sorted, there);
    assert!(listed.len() >= 17, "{listed:?}");
    for rule in listed {
        let fixture = root().join("tests/fixtures/text").join(format!("{}.txt", rule.replace('_', "-")));
        assert!(fixture.exists(), "{} is missing", fixture.display());
    }
}

#[test]
fn no_function_is_longer_than_sixty_lines() {
    let mut problems = Vec::new();
    for (module, code) in sources() {
        let lines: Vec<&str> = code.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let indent = &line[..line.len() - line.trim_start().len()];
            let body = line.trim_start().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
            if !body.trim_start_matches("pub(super) ").starts_with("fn ") {
                continue;
            }
            let closing = format!("{indent}}}");
            let end = lines[at..].iter().position(|line| *line == closing).unwrap_or(0);
            if end >= 60 {
                problems.push(format!("{module}: {} has {} lines", body.trim_end_matches(" {"), end + 1));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
