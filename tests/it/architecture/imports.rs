//! What a source file uses of the crate, read off its text: `crate::`, `super::` and `self::` paths, in `use` lines and in code.

use std::collections::BTreeMap;

/// The source files of the crate by module: `check/text/facts` → text without its tests.
pub type Modules = BTreeMap<String, String>;

/// The modules that a module uses, each once, itself and what it stands in left out.
pub fn used(modules: &Modules, module: &str) -> Vec<String> {
    let mut found: Vec<String> = paths(&modules[module])
        .iter()
        .filter_map(|path| resolve(modules, module, path))
        .filter(|used| used != module && !is_within(module, used))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a module stands in another: `check/text` in `check`.
pub fn is_within(module: &str, outer: &str) -> bool {
    module.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// The module that a path leads into: the longest beginning of it that is one.
fn resolve(modules: &Modules, from: &str, path: &[String]) -> Option<String> {
    let mut at: Vec<&str> = from.split('/').collect();
    let mut rest = path;
    match rest.first()?.as_str() {
        "crate" => at.clear(),
        "super" => {
            while rest.first().is_some_and(|step| step == "super") {
                at.pop()?;
                rest = &rest[1..];
            }
            rest = &path[path.len() - rest.len() - 1..];
        }
        _ => {}
    }
    let mut module = Some(at.join("/")).filter(|name| modules.contains_key(name));
    for step in &rest[1..] {
        at.push(step);
        match at.join("/") {
            name if modules.contains_key(&name) => module = Some(name),
            _ => break,
        }
    }
    module
}

/// Every path of a text that begins with `crate`, `super` or `self`, braces spelled out.
pub fn paths(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let begins = ["crate", "super", "self"].contains(&token.as_str());
        if begins && tokens.get(at + 1).is_some_and(|next| next == "::") && (at == 0 || tokens[at - 1] != "::") {
            spell(&tokens, at, Vec::new(), &mut found);
        }
    }
    found
}

/// Follows a path from a token on; gives where it ends.
fn spell(tokens: &[String], mut at: usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    while let Some(token) = tokens.get(at) {
        if token == "{" {
            at += 1;
            while tokens.get(at).is_some_and(|token| token != "}") {
                at = spell(tokens, at, path.clone(), found);
                // What follows a name in a list: `as other`, a comma.
                while tokens.get(at).is_some_and(|token| !["}", ","].contains(&token.as_str())) {
                    at += 1;
                }
                at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
            }
            return at + 1;
        }
        path.push(token.clone());
        at += 1;
        if tokens.get(at).is_none_or(|next| next != "::") {
            break;
        }
        at += 1;
    }
    found.push(path);
    at
}

/// Names, `::` and single other characters, without comments, strings and visibilities.
fn tokens(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .map(|line| line.replace("pub(super)", "pub").replace("pub(crate)", "pub"))
        .map(|line| match line.find("pub(in ") {
            Some(at) => line[..at].to_owned() + line[at..].split_once(')').map_or("", |(_, rest)| rest),
            None => line,
        })
        .collect::<Vec<_>>()
        .join("\n");
    let mut tokens: Vec<String> = Vec::new();
    let mut rest = code.as_str();
    while let Some(c) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let length = match c {
            c if is_name(c) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
            ':' if rest.starts_with("::") => 2,
            c => c.len_utf8(),
        };
        if !c.is_whitespace() {
            tokens.push(rest[..length].to_owned());
        }
        rest = &rest[length..];
    }
    tokens
}

#[test]
fn paths_are_read_in_every_shape() {
    let text = "use crate::a::{b::C, d::{self, E as F}, G};\npub(super) fn f() -> super::super::h::I { self::j::k() }\n// use crate::no::X;\n\
                pub(in crate::check) struct L;";
    let found: Vec<String> = paths(text).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        ["crate::a::b::C", "crate::a::d::self", "crate::a::d::E", "crate::a::G", "super::super::h::I", "self::j::k"]
    );
    let modules: Modules =
        ["a", "a/b", "a/d", "x", "x/h", "x/y/z", "x/y", "x/y/z/j"].map(|m| (m.into(), String::new())).into();
    let lead =
        |from: &str, path: &str| resolve(&modules, from, &path.split("::").map(str::to_owned).collect::<Vec<_>>());
    assert_eq!(lead("x", "crate::a::b::C").as_deref(), Some("a/b"));
    assert_eq!(lead("x", "crate::a::G").as_deref(), Some("a"));
    assert_eq!(lead("x/y/z", "super::super::h::I").as_deref(), Some("x/h"));
    assert_eq!(lead("x/y/z", "self::j::k").as_deref(), Some("x/y/z/j"));
    assert_eq!(lead("x/y/z", "super::T").as_deref(), Some("x/y"));
}
