//! The floors of the house: what may use what, as an order, so that a circle cannot be written down. `docs/architecture.md` prints
//! them from here (`UPDATE=1` renews it).

mod house;
mod imports;

use std::collections::BTreeMap;
use std::fs;

use crate::support::{files, root};
use imports::{Source, is_within};

/// The floors, the ground first: a room may use rooms of lower floors only; those of one floor do not know each other.
const FLOORS: &[(&[&str], &str)] = &[
    (&["date", "diag", "digest", "engine", "ordinal"], "日期；位置、检查结果、故障；指纹；模板引擎；序数"),
    (&["source", "document", "show"], "带位置的 YAML；要印的文档；检查结果的样子"),
    (&["form", "style"], "表样；版式"),
    (&["report", "read_back"], "有效的数据；读回的文件"),
    (&["compose", "write", "recognise"], "年报成文；文档成文件；表格认成年报"),
    (
        &["check", "difference", "verify", "templates", "workbook", "import"],
        "核对；比较；文件与文档核对；模板；填报表；读入",
    ),
    (&["correction", "office"], "更正说明；一次运行所用的一切"),
    (&["batch"], "成批、反复地生成"),
    (
        &["rollup", "status", "returned", "intake", "handout", "revision"],
        "汇总；交报情况；交回的填报表；收文；发放填报表；改动",
    ),
    (&["serve"], "工作台：网页"),
    (&["cli"], "命令行：问和说"),
];

/// What a room may not use although it lies below, and why.
const NEVER: &[(&str, &[&str], &str)] = &[
    ("write", &["form", "report", "source", "diag"], "writers know the document and the style"),
    ("check", &["write", "style", "show"], "checks know no layout"),
    ("read_back", &["write", "compose", "report", "form"], "evidence knows nothing of the code that wrote it"),
    ("recognise", &["compose", "write"], "what is read is not what was written"),
    ("document", &["source", "show"], "the document knows no files"),
];

/// Rooms within a room, the ground first; those of one line do not use each other, `*` is
/// every other. A room that is not named may use all of them.
const WITHIN: &[(&str, &[&[&str]])] = &[
    (
        "check",
        &[&["peers", "member", "characters"], &["subject"], &["numbers", "publication", "text", "marks"], &["roll_up"]],
    ),
    ("check/text", &[&["words"], &["parse"], &["bind"], &["prose"], &["rules"]]),
    // No rule uses another: what two need lies in prose or below.
    ("check/text/rules", &[&["*"]]),
    (
        "write",
        &[&["known", "lines", "title", "package", "fonts"], &["fit"], &["pieces"], &["docx", "pdf", "html", "text"]],
    ),
];

/// The source as it stands; tests left out.
fn source() -> Source {
    let src = root().join("src");
    let mut texts = Vec::new();
    for path in files(&src, "rs") {
        let inner = path.strip_prefix(&src).unwrap().with_extension("");
        let name = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let name = name.trim_end_matches("/mod").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let is_test = name.ends_with("/tests");
        if !["lib", "main"].contains(&name.as_str()) && !is_test {
            texts.push((name, text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()));
        }
    }
    Source::new(texts)
}

fn room(module: &str) -> &str {
    module.split('/').next().unwrap_or_default()
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|(rooms, _)| rooms.contains(&room))
}

/// Everything that goes against the floors.
fn problems(source: &Source) -> Vec<String> {
    let mut problems = Vec::new();
    for module in source.modules() {
        let own = room(module);
        let Some(own_floor) = floor(own) else {
            problems.push(format!("{own} stands on no floor: give it one in FLOORS of tests/it/architecture.rs"));
            continue;
        };
        for other in source.used(module) {
            let theirs = room(&other);
            if theirs != own && floor(theirs).is_none_or(|floor| floor >= own_floor) {
                problems.push(format!("{module} uses {other}, which stands no lower"));
            }
            for (_, rooms, why) in NEVER.iter().filter(|(room, ..)| *room == own) {
                if rooms.contains(&theirs) {
                    problems.push(format!("{module} uses {other}: {why}"));
                }
            }
            problems.extend(
                within(module, &other).map(|room| format!("{module} uses {other}, against the order in {room}")),
            );
        }
    }
    problems.extend(circles(source).into_iter().map(|circle| format!("a circle: {}", circle.join(" ⇄ "))));
    problems
}

/// The room whose inner order forbids this use.
fn within(module: &str, other: &str) -> Option<&'static str> {
    WITHIN.iter().find_map(|(room, order)| {
        let inner = |module: &str| {
            let name = module.strip_prefix(room)?.strip_prefix('/')?.split('/').next()?;
            order
                .iter()
                .position(|line| line.contains(&name) || line.contains(&"*"))
                .map(|line| (line, name.to_owned()))
        };
        let ((line, name), (other_line, other_name)) = (inner(module)?, inner(other)?);
        (name != other_name && other_line >= line).then_some(*room)
    })
}

/// Files that use each other, directly or over others; a file and those of its own folder are none.
fn circles(source: &Source) -> Vec<Vec<String>> {
    let edges: BTreeMap<&str, Vec<String>> = source
        .modules()
        .map(|module| {
            let uses = source.used(module).into_iter().filter(|other| !is_within(other, module));
            (module, uses.collect())
        })
        .collect();
    let reached = |from: &str| {
        let mut seen: Vec<&str> = Vec::new();
        let mut open: Vec<&str> = vec![from];
        while let Some(at) = open.pop() {
            for next in edges.get(at).into_iter().flatten() {
                if !seen.contains(&next.as_str()) {
                    seen.push(next);
                    open.push(next);
                }
            }
        }
        seen
    };
    let from: BTreeMap<&str, Vec<&str>> = edges.keys().map(|module| (*module, reached(module))).collect();
    let mut circles: Vec<Vec<String>> = Vec::new();
    for (module, seen) in from.iter().filter(|(module, seen)| seen.contains(module)) {
        let circle: Vec<String> =
            seen.iter().filter(|other| from[*other].contains(module)).map(|other| (*other).to_owned()).collect();
        let known = |known: &Vec<String>| known.iter().any(|other| other == module);
        if !circles.iter().any(known) {
            circles.push(circle);
        }
    }
    circles
}

#[test]
fn rooms_use_only_what_lies_below_them() {
    let problems = problems(&source());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The rules hold because they bite: each of these lines, added to a file, is found.
#[test]
fn one_forbidden_use_is_found() {
    let source = source();
    for (module, line) in [
        ("write/docx", "use crate::form::Form;"),
        ("diag", "use crate::source::Node;"),
        ("check/roll_up", "use crate::style::Style;"),
        ("check/publication", "use super::numbers::balance;"),
        ("check/peers", "use crate::check::subject::Subject;"),
        ("write/html", "use crate::write::text::text;"),
        ("batch", "use crate::cli::Args;"),
        ("read_back/pdf", "use crate::write::pdf::Typesetter;"),
        ("form/raw", "use super::{keys, read::FormError};"),
        ("form/rules", "fn f() { super::read::form() }"),
        ("document", "use crate::form::Form;"),
    ] {
        assert!(source.modules().any(|known| known == module), "no {module}");
        let changed = source.clone().with(module, line);
        assert!(!problems(&changed).is_empty(), "{line} in {module} is not found");
    }
}

/// The floors as the document shows them, the top first.
fn picture() -> String {
    let line = |(rooms, words): &(&[&str], &str)| format!("{:<58}{words}", rooms.join("  "));
    let lines: Vec<String> = FLOORS.iter().rev().map(line).collect();
    format!("```text\n{}\n```", lines.join("\n"))
}

#[test]
fn the_document_shows_the_floors() {
    let path = root().join("docs/architecture.md");
    let text = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (start, end) = ("<!-- 由 tests/it/architecture.rs 印出 -->\n", "\n<!-- 到此 -->");
    let from = text.find(start).expect("docs/architecture.md has a place for the floors") + start.len();
    let to = from + text[from..].find(end).expect("and its end");
    let made = text[..from].to_owned() + &picture() + &text[to..];
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, made).unwrap();
        return;
    }
    assert!(
        text == made,
        "docs/architecture.md shows other floors: UPDATE=1 cargo test --release --test it architecture"
    );
}

/// Every file and folder that the document sends its reader to is there.
#[test]
fn the_document_names_what_is_there() {
    let text = fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let named = text.split('`').skip(1).step_by(2).filter(|name| !name.contains(['*', ' ']));
    let folders = ["src/", "templates/", "tests/", "docs/", ".ci/", "benches/"];
    let named: Vec<&str> = named.filter(|name| folders.iter().any(|folder| name.starts_with(folder))).collect();
    let lost: Vec<&&str> = named.iter().filter(|name| !root().join(name.trim_end_matches('/')).exists()).collect();
    assert!(named.len() > 40, "{named:?}");
    assert!(lost.is_empty(), "docs/architecture.md names {lost:?}");
}
