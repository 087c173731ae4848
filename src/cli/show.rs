//! How findings look: for people with the source and a mark, for programs as JSON, SARIF and GitHub's
//! workflow commands. The same findings make all of them.

mod excerpt;
mod github;
mod sarif;

use std::path::Path;
use std::sync::Arc;

pub use github::github;
pub use sarif::sarif;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use crate::diag::{Finding, Place, Severity, SourceFile};

/// Numbers of findings by severity; acknowledged ones are counted as such only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub hints: usize,
    pub acknowledged: usize,
}

impl Counts {
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Counts {
        let mut counts = Counts::default();
        for finding in findings {
            match (&finding.acknowledged, finding.severity) {
                (Some(_), _) => counts.acknowledged += 1,
                (None, Severity::Error) => counts.errors += 1,
                (None, Severity::Warning) => counts.warnings += 1,
                (None, Severity::Hint) => counts.hints += 1,
            }
        }
        counts
    }

    /// `2 个错误，1 个警告`, or that there is none.
    pub fn words(&self) -> String {
        let parts =
            [(self.errors, "错误"), (self.warnings, "警告"), (self.hints, "提示"), (self.acknowledged, "已说明")];
        let parts: Vec<String> =
            parts.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} 个{name}")).collect();
        if parts.is_empty() { "没有问题".into() } else { parts.join("，") }
    }
}

fn level(finding: &Finding) -> Level<'static> {
    match (&finding.acknowledged, finding.severity) {
        (Some(_), _) => Level::NOTE.with_name("已说明"),
        (None, Severity::Error) => Level::ERROR.with_name("错误"),
        (None, Severity::Warning) => Level::WARNING.with_name("警告"),
        (None, Severity::Hint) => Level::INFO.with_name("提示"),
    }
}

/// The path as shown: relative to where the program was started, when below it.
pub fn shown_path(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

/// A mark in a snippet: its kind, its place and the words beside it.
type Mark<'a> = (AnnotationKind, &'a Place, &'a str);

/// A finding for people, with colours; the caller's stream takes them out where they do not belong.
pub fn human(finding: &Finding) -> String {
    let mut group = level(finding)
        .primary_title(finding.message.as_str())
        .id(finding.code.as_str())
        .elements(Vec::<annotate_snippets::Element>::new());
    // One snippet per file, in order of appearance, the finding's own file first.
    let mut files: Vec<(&Arc<SourceFile>, Vec<Mark>)> =
        vec![(&finding.at.file, vec![(AnnotationKind::Primary, &finding.at, finding.label.as_str())])];
    for (place, words) in &finding.also {
        let mark = (AnnotationKind::Context, place, words.as_str());
        match files.iter_mut().find(|(file, _)| file.path == place.file.path) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((&place.file, vec![mark])),
        }
    }
    // Line and column are those of the file, not of the excerpt.
    let mut moved: Vec<(String, String)> = Vec::new();
    for (file, marks) in files {
        if file.text.is_empty() {
            group = group.element(Origin::path(shown_path(&file.path)));
            continue;
        }
        let (text, spans) =
            excerpt::excerpt(&file.text, &marks.iter().map(|mark| one_line(mark.1)).collect::<Vec<_>>());
        let first = spans[0].start;
        let annotations = marks.iter().zip(spans).map(|((kind, _, words), span)| {
            let annotation = kind.span(span);
            if words.is_empty() { annotation } else { annotation.label(*words) }
        });
        let path = shown_path(&file.path);
        let place = marks[0].1.start();
        let column = text[..first].rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        let at = |column| format!("{path}:{}:{column}", place.line);
        moved.push((at(column), at(place.column)));
        group = group.element(Snippet::source(text).path(path.clone()).annotations(annotations));
    }
    if let Some(reason) = &finding.acknowledged {
        group = group.element(Level::NOTE.with_name("理由").message(reason.as_str()));
    }
    for help in &finding.help {
        group = group.element(Level::HELP.with_name("办法").message(help.as_str()));
    }
    let groups: &[Group] = &[group];
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(120);
    let shown = Renderer::styled().term_width(width).render(groups);
    moved.iter().fold(shown, |shown, (short, full)| if short == full { shown } else { shown.replacen(short, full, 1) })
}

/// The range of a place, cut at the end of its first line: a mark over a whole paragraph block hides more than it shows.
fn one_line(place: &Place) -> std::ops::Range<usize> {
    let line = place.text().find('\n').map_or(place.range.end, |end| place.range.start + end);
    place.range.start..line
}

/// A sentence that says why a command failed.
pub fn failure(message: &str) -> String {
    let groups: &[Group] = &[Group::with_title(Level::ERROR.with_name("错误").primary_title(message))];
    Renderer::styled().render(groups)
}

/// All findings of a run as one JSON document (see design: `check --format json`).
pub fn json(findings: &[&Finding], files: usize) -> String {
    let counts = Counts::of(findings.iter().copied());
    let findings: Vec<Value> = findings.iter().map(|finding| json_finding(finding)).collect();
    let document = json!({
        "version": 1,
        "findings": findings,
        "summary": {
            "files": files,
            "errors": counts.errors,
            "warnings": counts.warnings,
            "hints": counts.hints,
        },
    });
    format!("{document:#}\n")
}

fn json_finding(finding: &Finding) -> Value {
    let (start, end) = (finding.at.start(), finding.at.end());
    let also: Vec<Value> = finding
        .also
        .iter()
        .map(|(place, words)| {
            let start = place.start();
            json!({"path": shown_path(place.path()), "line": start.line, "column": start.column, "message": words})
        })
        .collect();
    json!({
        "code": finding.code.as_str(),
        "severity": match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        },
        "message": finding.message,
        "path": shown_path(finding.at.path()),
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "also": also,
        "help": finding.help,
        "acknowledged": finding.acknowledged,
    })
}
