//! The direction of dependencies (docs/architecture.md), read off the `use crate::` lines.

use std::fs;

use crate::support::{files, root};

/// What each module may use of the crate.
const MAY_USE: &[(&str, &[&str])] = &[
    ("date", &[]),
    ("diag", &[]),
    ("document", &["date"]),
    ("style", &["source", "diag"]),
    ("source", &["diag"]),
    ("form", &["diag", "source"]),
    ("report", &["form", "source", "date", "diag"]),
    ("compose", &["report", "form", "document", "source", "diag"]),
    ("check", &["compose", "report", "form", "document", "diag", "source"]),
    ("write", &["document", "style"]),
    ("read_back", &[]),
    ("recognise", &["report", "form", "read_back", "source", "document"]),
    ("verify", &["document", "read_back", "write"]),
    ("difference", &["report", "form", "compose", "document", "read_back", "diag"]),
    ("correction", &["difference", "compose", "report", "document"]),
    ("digest", &[]),
    ("show", &["diag"]),
    ("templates", &["compose", "form", "style", "diag"]),
    (
        "office",
        &["check", "compose", "diag", "digest", "form", "report", "source", "style", "templates", "verify", "write"],
    ),
    (
        "batch",
        &["office", "compose", "correction", "diag", "difference", "digest", "form", "report", "source", "write"],
    ),
];

#[test]
fn modules_use_only_what_lies_below_them() {
    let src = root().join("src");
    let mut problems = Vec::new();
    for path in files(&src, "rs") {
        let inner = path.strip_prefix(&src).unwrap().with_extension("");
        let module = inner.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == module) else {
            // The command line uses everything; nothing uses the command line.
            assert!(
                ["cli", "lib", "main"].contains(&module.as_str()),
                "{module} has no rule in tests/it/architecture.rs"
            );
            continue;
        };
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (_, rest) in code.match_indices("crate::").map(|(at, found)| code.split_at(at + found.len())) {
            let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if used != module && !used.is_empty() && !allowed.contains(&used.as_str()) {
                problems.push(format!("{} uses crate::{used}", path.display()));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
