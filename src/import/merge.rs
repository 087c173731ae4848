//! What was recognised against a data file that is there: what differs, and how the file is changed without touching anything else.

mod texts;

use super::listing::beginning;
use super::printed::{PrintedTexts, printed};
use super::{ImportError, draft, origin};
use crate::diag::{has_origin, origin_note};
use crate::form::{Form, Forms, Line, LineKind, Spot};
use crate::recognise::{Recognised, described};
use crate::report::skeleton::CARRIED;
use crate::report::{Editor, Figures, Report, SIGNATURE, UNFILLED, is_yes};

/// A difference between a file and a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What differs, in the form's words.
    pub what: String,
    /// What the data file says; empty where it says nothing.
    pub old: String,
    /// What was read.
    pub new: String,
    /// Where the new one stands in its file.
    pub place: String,
}

impl Change {
    /// Whether it puts something else in the place of what somebody filled in.
    pub fn replaces(&self) -> bool {
        !self.old.is_empty() && self.old != UNFILLED
    }
}

/// All differences, and the changes that end them.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// What differs, in the order of the form.
    pub changes: Vec<Change>,
    rows: Vec<(usize, usize, Figures)>,
    texts: Vec<(String, Vec<String>)>,
    /// Items of the first level that are one word or date.
    items: Vec<(&'static str, String)>,
    /// Cells that would be put in the place of what somebody filled in.
    taken: Vec<Spot>,
}

/// What a comparison needs beside the two files.
#[derive(Debug, Clone, Copy)]
pub struct With<'a> {
    /// The forms.
    pub forms: &'a Forms,
    /// Last year's report, to which texts may refer.
    pub last_year: Option<&'a Report>,
    /// The name of the source, for the notes.
    pub source: &'a str,
}

/// Compares what was recognised with a data file of the same form.
///
/// # Errors
/// The file cannot be read as one whose figures can be changed.
pub fn plan(editor: &Editor, recognised: &Recognised, with: With) -> Result<Plan, ImportError> {
    let form = &recognised.form;
    let mut plan = Plan::default();
    if let Some(date) = recognised.date {
        plan.item(editor, Form::DATE, date.iso(), |old, new| old == new);
    }
    // Only a printed signature says something: a workbook never has one.
    if recognised.signed {
        plan.item(editor, SIGNATURE, "是".to_owned(), |old, _| is_yes(old));
    }
    for (t, table) in form.tables.iter().enumerate() {
        let read = |(l, line): (usize, &Line)| {
            line.parts().any(|c| recognised.cell(t, l, c).is_some_and(|cell| cell.found.is_ok()))
        };
        // Where nothing was read in a table nothing is written in it, totals included.
        if !table.lines.iter().enumerate().any(read) {
            continue;
        }
        for l in 0..table.lines.len() {
            // The same edition: otherwise lines could not be told by their numbers.
            if recognised.places.contains_key(&(t, l)) {
                plan.row(editor, (t, l), recognised);
            }
        }
    }
    if recognised.texts.is_empty() {
        return Ok(plan);
    }
    // Texts are compared as they print with the figures that the file is to have.
    let mut staged = Editor::new(&editor.file().path, editor.bytes(), form)?;
    plan.put_rows(&mut staged)?;
    // What is still to be written in refers to nothing.
    for key in form.prose_keys() {
        if editor.text(&key).is_some_and(|text| text.trim() == UNFILLED) {
            staged.set_text(&key, "……")?;
        }
    }
    let after = printed(staged.file(), with.forms, with.last_year);
    // A fill-in workbook was handed out with what the file printed then: a paragraph that nobody touched is no change.
    let handed_out = !recognised.basics.is_empty();
    let before = if handed_out { printed(editor.file(), with.forms, with.last_year) } else { PrintedTexts::new() };
    let in_order = form.prose_keys();
    let texts = in_order.iter().filter_map(|key| recognised.texts.get_key_value(key));
    for (key, paragraphs) in texts {
        let old = editor.text(key).unwrap_or_default();
        let shown: Vec<&[String]> =
            [&after, &before].into_iter().filter_map(|printed| printed.get(key).map(Vec::as_slice)).collect();
        if let Some((lines, changes)) = texts::changed(&old, &shown, paragraphs, key) {
            plan.changes.extend(changes);
            plan.texts.push((key.clone(), lines));
        }
    }
    Ok(plan)
}

impl Plan {
    fn item(&mut self, editor: &Editor, key: &'static str, new: String, same: impl Fn(&str, &str) -> bool) {
        let old = editor.text(key).map(|text| text.trim().to_owned()).unwrap_or_default();
        if !same(&old, &new) {
            self.changes.push(Change { what: key.to_owned(), old, new: new.clone(), place: String::new() });
            self.items.push((key, new));
        }
    }

    fn put_rows(&self, editor: &mut Editor) -> Result<(), ImportError> {
        editor.together(|editor| {
            self.rows.iter().try_for_each(|(table, line, figures)| Ok(editor.set_row(*table, *line, figures)?))
        })
    }

    fn row(&mut self, editor: &Editor, (table, line): (usize, usize), recognised: &Recognised) {
        let table_form = &recognised.form.tables[table];
        let line_form = &table_form.lines[line];
        let mut figures: Figures = vec![None; line_form.columns.len()];
        for (column, figure) in figures.iter_mut().enumerate() {
            let old = editor.figure(Spot { table, line, column });
            // Totals that nobody wrote down are computed.
            let is_total = line_form.kind != LineKind::Data || line_form.columns[column].total.is_some();
            let Some(cell) = recognised.cell(table, line, column).filter(|_| !is_total || old.is_some()) else {
                continue;
            };
            let Some(new) = cell.found.as_ref().ok().map(|figure| figure.value.to_string()) else { continue };
            if old.as_deref().filter(|text| *text != UNFILLED) != Some(new.as_str()) {
                let place = described(&cell.place, &table_form.short);
                let what = table_form.cell_words(line, column);
                let change = Change { what, old: old.unwrap_or_default(), new: new.clone(), place };
                self.taken.extend(change.replaces().then_some(Spot { table, line, column }));
                self.changes.push(change);
                *figure = Some(new);
            }
        }
        if figures.iter().any(Option::is_some) {
            self.rows.push((table, line, figures));
        }
    }
}

/// As much of what was recognised as goes into a data file without replacing what somebody filled in there; a text in which one
/// paragraph would be replaced is left out whole.
///
/// # Errors
/// As [`plan`].
pub fn into_open(editor: &Editor, recognised: &Recognised, with: With) -> Result<Recognised, ImportError> {
    let mut rest = recognised.clone();
    let mut plan = plan(editor, recognised, with)?;
    for Spot { table, line, column } in plan.taken.drain(..) {
        rest.cells[table][line][column] = None;
    }
    for change in plan.changes.iter().filter(|change| change.replaces()) {
        match change.what.as_str() {
            Form::DATE => rest.date = None,
            SIGNATURE => rest.signed = false,
            what => {
                rest.texts.retain(|key, _| !what.strip_prefix(key.as_str()).is_some_and(|rest| rest.starts_with('第')))
            }
        }
    }
    Ok(rest)
}

/// Changes a data file as planned, says beside each row and text that the file has where it was read, and proves that it says then what was recognised.
///
/// # Errors
/// A place that cannot be changed safely, or that does not say afterwards what it should; the file on disk is as it was.
pub fn apply(editor: &mut Editor, recognised: &Recognised, plan: &Plan, with: With) -> Result<(), ImportError> {
    for (key, value) in &plan.items {
        editor.set_item(key, value)?;
    }
    plan.put_rows(editor)?;
    for table in 0..recognised.form.tables.len() {
        if plan.rows.iter().any(|(changed, ..)| *changed == table) {
            editor.close_rest(table)?;
        }
    }
    for (key, lines) in &plan.texts {
        editor.set_text(key, &lines.join("\n"))?;
    }
    editor.together(|editor| note(editor, recognised, with.source))?;
    match self::plan(editor, recognised, with)?.changes.first() {
        Some(change) => Err(ImportError::Unproved(change.words())),
        None => Ok(()),
    }
}

/// Notes where rows and texts were read that say what the source says.
fn note(editor: &mut Editor, recognised: &Recognised, source: &str) -> Result<(), ImportError> {
    for &(table, line) in recognised.places.keys() {
        let form = &recognised.form.tables[table];
        let says = |column: usize| recognised.cell(table, line, column).is_some_and(|cell| cell.found.is_ok());
        if !form.lines[line].parts().any(says) {
            continue;
        }
        let Some(place) = origin::of_row(recognised, table, line) else { continue };
        // The form's own words of the row stay before it.
        let lines = &form.lines[line];
        let label = lines.labels.last().filter(|label| lines.keys.last() != Some(label));
        let mut words: Vec<String> = label
            .into_iter()
            .cloned()
            .chain([origin_note(source, &place)])
            .chain(draft::notes(recognised, table, line))
            .collect();
        words.extend(kept(editor, recognised, (table, line))?);
        let own = [label.map(String::as_str), Some(CARRIED)];
        editor.note_row(table, line, Some(&words.join("；")), |note| {
            has_origin(note) || note.split('；').all(|words| own.contains(&Some(words)))
        })?;
    }
    for (key, paragraphs) in &recognised.texts {
        editor.note_text(key, &origin_note(source, &origin::of_text(paragraphs)), has_origin)?;
    }
    Ok(())
}

/// What a row's note says of the figures that the source did not give and the row has all the same: that they stay, and where they
/// were from.
fn kept(
    editor: &mut Editor,
    recognised: &Recognised,
    (table, line): (usize, usize),
) -> Result<Option<String>, ImportError> {
    let form = &recognised.form.tables[table].lines[line];
    let filled = |column: &usize| {
        let figure = editor.figure(Spot { table, line, column: *column });
        figure.is_some_and(|figure| figure != UNFILLED)
    };
    let unread = |column: &usize| recognised.cell(table, line, *column).is_none_or(|cell| cell.found.is_err());
    let columns: Vec<&str> =
        form.parts().filter(unread).filter(filled).map(|column| form.columns[column].key.as_str()).collect();
    if columns.is_empty() {
        return Ok(None);
    }
    // Only looks at the note that is there.
    let old = std::cell::RefCell::new(None);
    editor.note_row(table, line, None, |note| {
        *old.borrow_mut() = note.split('；').find(|words| has_origin(words)).map(str::to_owned);
        false
    })?;
    let from = old.into_inner().map(|from| format!("，{from}")).unwrap_or_default();
    Ok(Some(format!("{}仍是原来的数{from}", columns.join("、"))))
}

impl Change {
    /// In one line, of a file that was not changed.
    pub fn words(&self) -> String {
        self.said(("数据文件里", "原文"))
    }

    /// In one line, of a file that was changed.
    pub fn done_words(&self) -> String {
        match self.new.as_str() {
            "" => format!("{}：原来的“{}”原文没有，已删去", self.what, beginning(&self.old)),
            _ => self.said(("原来", "现在")),
        }
    }

    fn said(&self, (before, after): (&str, &str)) -> String {
        let (old, new) = pieces(&self.old, &self.new);
        let side = |name: &str, text: &str, whole: &str| match whole {
            "" => format!("{name}没有"),
            _ => format!("{name}是“{text}”"),
        };
        let place = if self.place.is_empty() { String::new() } else { format!("（{}）", self.place) };
        format!("{}：{}，{}{place}", self.what, side(before, &old, &self.old), side(after, &new, &self.new))
    }
}

/// Signs that are shown before and behind what differs, and the most of what differs.
const AROUND: usize = 8;
const MOST: usize = 40;

/// Of two texts the pieces that differ, with a few signs around them; short ones whole.
fn pieces(old: &str, new: &str) -> (String, String) {
    let (a, b): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    if a.is_empty() || b.is_empty() {
        return (beginning(old), beginning(new));
    }
    let alike = |(a, b): &(&char, &char)| a == b;
    let head = a.iter().zip(&b).take_while(alike).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(alike).count();
    let piece = |text: &[char]| {
        let from = head.saturating_sub(AROUND);
        let end = (text.len() - tail + AROUND).min(text.len()).min(from + MOST);
        let dots = |more: bool| if more { "…" } else { "" };
        let shown: String = text[from..end].iter().collect();
        format!("{}{shown}{}", dots(from > 0), dots(end < text.len()))
    };
    (piece(&a), piece(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_what_differs() {
        let change = |old: &str, new: &str| Change {
            what: "总体情况第3段".into(),
            old: old.into(),
            new: new.into(),
            place: "B37".into(),
        };
        let long = |word: &str| format!("（二）依申请公开情况。2024年新收政府信息公开申请{word}件，都已经按期办结。");
        let one = change(&long("35"), &long("36"));
        assert_eq!(
            one.words(),
            "总体情况第3段：数据文件里是“…府信息公开申请35件，都已经按期办…”，原文是“…府信息公开申请36件，都已经按期办…”（B37）"
        );
        assert_eq!(change("5", "").words(), "总体情况第3段：数据文件里是“5”，原文没有（B37）");
        assert_eq!(change("我加的一段。", "").done_words(), "总体情况第3段：原来的“我加的一段。”原文没有，已删去");
        assert_eq!(change("", "5").done_words(), "总体情况第3段：原来没有，现在是“5”（B37）");
        assert_eq!(pieces("十一", "十一一"), ("十一".to_owned(), "十一一".to_owned()));
    }
}
