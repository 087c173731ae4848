//! Findings for people: the source with a mark, the reason, what to do.

use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::excerpt;
use crate::diag::{Finding, Place, Severity, SourceFile, lines_visible, origin, shown_path, visible};

fn level(finding: &Finding) -> Level<'static> {
    match (&finding.acknowledged, finding.severity) {
        (Some(_), _) => Level::NOTE.with_name("已说明"),
        (None, severity) => drawn(severity).with_name(severity.word()),
    }
}

/// How the library draws a severity.
fn drawn(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO,
    }
}

/// A mark in a snippet: its kind, its place and the words beside it.
type SnippetMark<'a> = (AnnotationKind, &'a Place, &'a str);

/// A finding for people, with colours; the caller's stream takes them out where they do not belong.
pub fn human(finding: &Finding) -> String {
    let mut group = level(finding)
        .primary_title(visible(&finding.message))
        .id(finding.code.as_str())
        .elements(Vec::<annotate_snippets::Element>::new());
    // One snippet per file, in order of appearance, the finding's own file first.
    let mut files: Vec<(&Arc<SourceFile>, Vec<SnippetMark>)> =
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
        // Only the lines between the marks are looked at: a long file with many findings is no longer for it.
        let ranges: Vec<Range<usize>> = marks.iter().map(|mark| one_line(mark.1)).collect();
        let (before, lines) = between(&file.text, &ranges);
        let ranges: Vec<Range<usize>> =
            ranges.iter().map(|range| range.start - lines.start..range.end - lines.start).collect();
        let (text, spans) = excerpt::excerpt(&file.text[lines], &ranges);
        let first = spans[0].start;
        let annotations = marks.iter().zip(spans).map(|((kind, _, words), span)| {
            let annotation = kind.span(span);
            if words.is_empty() { annotation } else { annotation.label(visible(words)) }
        });
        let path = shown_path(&file.path);
        let place = marks[0].1.start();
        let column = text[..first].rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        let at = |column| format!("{path}:{}:{column}", place.line);
        moved.push((at(column), at(place.column)));
        group = group.element(Snippet::source(text).line_start(before + 1).path(path.clone()).annotations(annotations));
    }
    if let Some(reason) = &finding.acknowledged {
        group = group.element(Level::NOTE.with_name("理由").message(visible(reason)));
    }
    let origin = origin(&finding.at);
    if let Some(origin) = &origin {
        group = group.element(Level::NOTE.with_name("来处").message(visible(origin)));
    }
    for help in &finding.help {
        group = group.element(Level::HELP.with_name("办法").message(lines_visible(help)));
    }
    let groups: &[Group] = &[group];
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(120);
    let shown = Renderer::styled().term_width(width).render(groups);
    moved.iter().fold(shown, |shown, (short, full)| if short == full { shown } else { shown.replacen(short, full, 1) })
}

/// The lines from the first mark to the last, and how many lines stand before them.
fn between(text: &str, marks: &[Range<usize>]) -> (usize, Range<usize>) {
    let first = marks.iter().map(|mark| mark.start).min().unwrap_or(0);
    let last = marks.iter().map(|mark| mark.end).max().unwrap_or(text.len());
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
    (text[..start].matches('\n').count(), start..end)
}

/// The range of a place, cut at the end of its first line: a mark over a whole paragraph block hides more than it shows.
fn one_line(place: &Place) -> Range<usize> {
    let line = place.text().find('\n').map_or(place.range.end, |end| place.range.start + end);
    place.range.start..line
}

/// A sentence that says why a command failed.
pub fn failure(message: &str) -> String {
    let groups: &[Group] =
        &[Group::with_title(Level::ERROR.with_name(Severity::Error.word()).primary_title(lines_visible(message)))];
    Renderer::styled().render(groups)
}
