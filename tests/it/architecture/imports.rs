//! What a source file uses of the crate, read off its text: `crate::`, `super::` and `self::` paths, in `use` lines and in code.

use std::collections::BTreeMap;

/// The source files of the crate by module (`check/text/facts`), cut into tokens.
#[derive(Clone, Default)]
pub struct Source {
    tokens: BTreeMap<String, Vec<String>>,
    /// What the file of a folder hands on of its inner files (`pub use read::Reader`): by module and name the inner one.
    handed_on: BTreeMap<(String, String), String>,
}

impl Source {
    /// From module and text, tests left out.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>) -> Source {
        let tokens: BTreeMap<_, _> = texts.into_iter().map(|(module, text)| (module, tokens(&text))).collect();
        let mut handed_on = BTreeMap::new();
        for (module, tokens) in &tokens {
            let mut found = Vec::new();
            for at in (0..tokens.len()).filter(|&at| tokens[at] == "use") {
                spell(tokens, at + 1, Vec::new(), &mut found);
            }
            for path in found {
                if let [inner, .., name] = &path[..] {
                    handed_on.insert((module.clone(), name.clone()), format!("{module}/{inner}"));
                }
            }
        }
        handed_on.retain(|_, inner| tokens.contains_key(inner));
        Source { tokens, handed_on }
    }

    /// With a line more in a module.
    pub fn with(mut self, module: &str, line: &str) -> Source {
        self.tokens.entry(module.to_owned()).or_default().extend(tokens(line));
        self
    }

    /// All modules.
    pub fn modules(&self) -> impl Iterator<Item = &str> {
        self.tokens.keys().map(String::as_str)
    }

    /// The modules that a module uses, each once, itself and what it stands in left out.
    pub fn used(&self, module: &str) -> Vec<String> {
        let mut found: Vec<String> = paths(&self.tokens[module])
            .iter()
            .filter_map(|path| self.resolve(module, path))
            .filter(|used| used != module && !is_within(module, used))
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// The module that a path leads into: the longest beginning of it that is one.
    fn resolve(&self, from: &str, path: &[String]) -> Option<String> {
        let mut at: Vec<&str> = from.split('/').collect();
        let begin = path.iter().take_while(|step| *step == "super").count();
        match path.first()?.as_str() {
            "crate" => at.clear(),
            _ => at.truncate(at.len().checked_sub(begin)?),
        }
        let mut module = Some(at.join("/")).filter(|name| self.tokens.contains_key(name));
        for step in &path[begin.max(1)..] {
            at.push(step);
            let name = at.join("/");
            if !self.tokens.contains_key(&name) {
                return module.map(|module| {
                    let inner = self.handed_on.get(&(module.clone(), step.clone()));
                    inner.cloned().unwrap_or(module)
                });
            }
            module = Some(name);
        }
        module
    }
}

/// Whether a module stands in another: `check/text` in `check`.
pub fn is_within(module: &str, outer: &str) -> bool {
    module.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
}

/// Every path that begins with `crate`, `super` or `self`, braces spelled out.
fn paths(tokens: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let begins = ["crate", "super", "self"].contains(&token.as_str());
        if begins && tokens.get(at + 1).is_some_and(|next| next == "::") && (at == 0 || tokens[at - 1] != "::") {
            spell(tokens, at, Vec::new(), &mut found);
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
    let found: Vec<String> = paths(&tokens(text)).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        ["crate::a::b::C", "crate::a::d::self", "crate::a::d::E", "crate::a::G", "super::super::h::I", "self::j::k"]
    );
    let text = |module| if module == "x" { "pub use h::{I, Y as Z};\nuse std::fs;" } else { "" };
    let modules = ["a", "a/b", "a/d", "x", "x/h", "x/y/z", "x/y", "x/y/z/j"];
    let source = Source::new(modules.map(|module| (module.to_owned(), text(module).to_owned())));
    for (from, path, to) in [
        ("x", "crate::a::b::C", "a/b"),
        ("x", "crate::a::G", "a"),
        ("x/y/z", "super::super::h::I", "x/h"),
        ("x/y/z", "self::j::k", "x/y/z/j"),
        ("x/y/z", "super::T", "x/y"),
        ("a", "crate::x::I", "x/h"),
        ("a", "crate::x::fs", "x"),
        ("x/y", "super::Y", "x/h"),
    ] {
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        assert_eq!(source.resolve(from, &path).as_deref(), Some(to), "{path:?}");
    }
}
