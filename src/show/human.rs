//! Findings for people: the source with a mark, the reason, what to do.

use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::excerpt;
use crate::diag::{Finding, Place, Severity, SourceFile, shown_path};

fn level(finding: &Finding) -> Level<'static> {
    match (&finding.acknowledged, finding.severity) {
        (Some(_), _) => Level::NOTE.with_name("已说明"),
        (None, Severity::Error) => Level::ERROR.with_name("错误"),
        (None, Severity::Warning) => Level::WARNING.with_name("警告"),
        (None, Severity::Hint) => Level::INFO.with_name("提示"),
    }
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
