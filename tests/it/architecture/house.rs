//! What the house asks of its rooms beside their order, counted: small files and functions, errors with names, a command line that
//! only asks and tells.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{files, root};

/// Most lines of a source file.
const LINES_OF_A_FILE: usize = 500;
/// Most lines of a function.
const LINES_OF_A_FUNCTION: usize = 60;
/// Most parameters of a function, `self` left out.
const PARAMETERS: usize = 5;
/// Most lines of the command line.
const LINES_OF_THE_COMMAND_LINE: usize = 1700;
/// Most lines of the text checks, and most Chinese literals in them; lowered with whatever makes them simpler.
const LINES_OF_THE_TEXT_CHECKS: usize = 11_290;
const LITERALS_OF_THE_TEXT_CHECKS: usize = 545;
/// Functions that fail with a bare `String`: fewer than these.
const NAMELESS_ERRORS: usize = 5;
/// Names that stand for more than one type: fewer than these.
const SHARED_NAMES: usize = 10;

/// Every source file with its path below `src/`.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let name = |path: &Path| path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
    files(&src, "rs").iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// A function as the formatter lays it out.
struct Function {
    name: String,
    lines: usize,
    parameters: usize,
}

/// The functions of a file, tests left out. The formatter puts the closing brace under the beginning of the line that opens it.
fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().lines().collect();
    let begins = |line: &str| {
        let line = line.trim_start();
        let words: Vec<&str> = line.split([' ', '(', '<']).take_while(|word| *word != "fn").collect();
        let before = words.join(" ");
        let is_head = words.iter().all(|word| {
            ["pub", "const", "async", "unsafe", "extern", "super)", "crate)", "in", ""].contains(word)
                || word.starts_with("crate::")
        });
        let rest = line.get(before.len()..)?.trim_start_matches(|c: char| "( ".contains(c));
        let name = rest.strip_prefix("fn ").filter(|_| is_head)?;
        Some(name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>())
    };
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = begins(line) else { continue };
        let end = format!("{}}}", " ".repeat(line.len() - line.trim_start().len()));
        let one_line = line.ends_with('}') || line.ends_with(';');
        let last = if one_line { at } else { (at..lines.len()).find(|&at| lines[at] == end).unwrap_or(at) };
        let text = lines[at..=last].join("\n");
        found.push(Function { name, lines: last - at + 1, parameters: parameters(&text) });
    }
    found
}

/// How many parameters the head of a function has.
fn parameters(function: &str) -> usize {
    let Some(open) = parenthesis(function) else { return 0 };
    let (mut depth, mut before, mut parameter) = (0, ' ', String::new());
    let mut found = Vec::new();
    for c in function[open..].chars() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '>' if before != '-' => depth -= 1,
            ',' if depth == 1 => found.push(std::mem::take(&mut parameter)),
            _ => parameter.push(c),
        }
        before = c;
        if depth == 0 {
            break;
        }
    }
    found.push(parameter);
    let is_self = |parameter: &str| parameter.trim().ends_with("self");
    found.iter().filter(|parameter| !parameter.trim().is_empty() && !is_self(parameter)).count()
}

/// Where the parameters begin: behind the name and what stands in angle brackets.
fn parenthesis(function: &str) -> Option<usize> {
    let from = function.find("fn ")?;
    let mut depth = 0;
    let mut before = ' ';
    for (at, c) in function[from..].char_indices() {
        match c {
            '<' => depth += 1,
            '>' if before != '-' => depth -= 1,
            '(' if depth == 0 => return Some(from + at),
            _ => {}
        }
        before = c;
    }
    None
}

#[test]
fn files_and_functions_are_small() {
    let mut large = Vec::new();
    for (name, text) in sources() {
        let lines = text.lines().count();
        if lines > LINES_OF_A_FILE {
            large.push(format!("{name}: {lines} lines, most are {LINES_OF_A_FILE}"));
        }
        for function in functions(&text) {
            if function.lines > LINES_OF_A_FUNCTION {
                large.push(format!(
                    "{name}: {} has {} lines, most are {LINES_OF_A_FUNCTION}",
                    function.name, function.lines
                ));
            }
            if function.parameters > PARAMETERS {
                large.push(format!(
                    "{name}: {} has {} parameters, most are {PARAMETERS}",
                    function.name, function.parameters
                ));
            }
        }
    }
    assert!(large.is_empty(), "{}", large.join("\n"));
}

#[test]
fn functions_are_counted_as_they_stand() {
    let text = "impl A {\n    pub(super) fn a<T: Fn(u8) -> u8>(\n        &self,\n        (b, c): (&T, u8),\n        d: u8,\n    ) -> u8 {\n        d\n    }\n}\n\
                fn b() {}\nasync fn c(a: u8) {\n}\n";
    let found: Vec<_> = functions(text).into_iter().map(|f| (f.name, f.lines, f.parameters)).collect();
    assert_eq!(found, [("a".to_owned(), 7, 2), ("b".to_owned(), 1, 0), ("c".to_owned(), 2, 1)]);
    let all: usize = sources().iter().map(|(_, text)| functions(text).len()).sum();
    let spelled: usize = sources()
        .iter()
        .flat_map(|(_, text)| {
            text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().lines().map(str::trim_start)
        })
        .filter(|line| !line.starts_with("//") && line.split(['(', '<']).next().unwrap_or_default().contains("fn "))
        .filter(|line| line.ends_with(['{', '(', '}', ';', '>']))
        .count();
    assert!(all * 100 >= spelled * 95, "{all} of {spelled} functions are seen");
}

#[test]
fn the_command_line_only_asks_and_tells() {
    let of_cli = |name: &str| name == "cli.rs" || name.starts_with("cli/");
    let lines: usize = sources().iter().filter(|(name, _)| of_cli(name)).map(|(_, text)| text.lines().count()).sum();
    assert!(lines <= LINES_OF_THE_COMMAND_LINE, "src/cli.rs and src/cli/ have {lines} lines");
}

/// Chinese texts and characters written into code, comments and tests left out.
fn chinese_literals(text: &str) -> usize {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let is_chinese = |part: &str| {
        part.contains(|c| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'))
    };
    let in_line = |line: &str| {
        // Every second part stands between quotes; what is left may hold characters in single ones.
        let (texts, rest): (Vec<_>, Vec<_>) = line.split('"').enumerate().partition(|(at, _)| at % 2 == 1);
        let texts = texts.iter().filter(|(_, part)| is_chinese(part)).count();
        let characters = rest.iter().flat_map(|(_, part)| part.split('\'').skip(1).step_by(2));
        texts + characters.filter(|part| part.chars().count() == 1 && is_chinese(part)).count()
    };
    lines.map(in_line).sum()
}

#[test]
fn the_text_checks_do_not_grow_back() {
    let of_text = |name: &str| name == "check/text.rs" || name.starts_with("check/text/");
    let sources: Vec<_> = sources().into_iter().filter(|(name, _)| of_text(name)).collect();
    let lines: usize = sources.iter().map(|(_, text)| text.lines().count()).sum();
    let literals: usize = sources.iter().map(|(_, text)| chinese_literals(text)).sum();
    assert!(lines <= LINES_OF_THE_TEXT_CHECKS, "src/check/text has {lines} lines");
    assert!(literals <= LITERALS_OF_THE_TEXT_CHECKS, "src/check/text has {literals} Chinese literals");
    assert_eq!(chinese_literals("let a = \"件\"; // \"x\"\n// \"件\"\nmatches!(c, '件' | 'a')\n\"b\""), 2);
}

#[test]
fn errors_have_names() {
    let nameless: Vec<String> = sources()
        .iter()
        .flat_map(|(name, text)| text.lines().map(move |line| (name, line.trim())))
        .filter(|(_, line)| line.contains("Result<") && line.contains(", String>"))
        .map(|(name, line)| format!("{name}: {line}"))
        .collect();
    assert!(nameless.len() < NAMELESS_ERRORS, "{}", nameless.join("\n"));
}

/// The library leaves a byte of every workbook to the system it runs on; one function sets it, so that Windows writes the same bytes.
#[test]
fn workbooks_are_saved_by_one_function() {
    let written =
        |text: &str| text.split("#[cfg(test)]").next().unwrap_or_default().matches("save_to_buffer()").count();
    let places: Vec<(String, usize)> = sources()
        .into_iter()
        // Its books are read, not given away.
        .filter(|(name, _)| name != "read_back/hostile.rs")
        .map(|(name, text)| (name, written(&text)))
        .filter(|(_, count)| *count > 0)
        .collect();
    assert_eq!(places, [("workbook.rs".to_owned(), 1)]);
}

/// The name of the type that a line declares, associated types among them.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = match line.strip_prefix("pub") {
        Some(rest) => {
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest).trim_start()
        }
        None => line,
    };
    let rest = ["struct ", "enum ", "trait ", "type "].iter().find_map(|word| line.strip_prefix(word))?;
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

#[test]
fn one_name_stands_for_one_type() {
    let sources = sources();
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, text) in &sources {
        for declared in text.lines().filter_map(declared) {
            places.entry(declared).or_default().push(name);
        }
    }
    let shared: Vec<String> = places
        .iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect();
    assert!(shared.len() < SHARED_NAMES, "{} names are shared:\n{}", shared.len(), shared.join("\n"));
    assert_eq!(declared("    pub(super) enum Block {"), Some("Block"));
    assert_eq!(declared("type Place<'a> = u8;"), Some("Place"));
    assert_eq!(declared("// struct Place"), None);
}
