//! What was recognised against a data file that is there: what differs, and how the file is changed without touching anything else.

mod texts;

use super::listing::beginning;
use super::printed::printed;
use super::{ImportError, draft, origin};
use crate::diag::{has_origin, origin_note};
use crate::form::{Forms, LineKind, Spot};
use crate::recognise::{Recognised, described};
use crate::report::skeleton::CARRIED;
use crate::report::{Editor, Figures, Report, SIGNATURE, UNFILLED, is_yes};

/// The item of a data file that a printed date is compared with (成文日期).
const DATE: &str = "成文日期";

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
        !self.old.is_empty() && !self.old.contains(UNFILLED)
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
        plan.item(editor, DATE, date.iso(), |old, new| old == new);
    }
    // Only a printed signature says something: a workbook never has one.
    if recognised.signed {
        plan.item(editor, SIGNATURE, "是".to_owned(), |old, _| is_yes(old));
    }
    for (t, table) in form.tables.iter().enumerate() {
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
    let printed = printed(staged.file(), with.forms, with.last_year);
    for (key, paragraphs) in &recognised.texts {
        let old = editor.text(key).unwrap_or_default();
        let shown = printed.get(key).map(Vec::as_slice);
        if let Some((lines, changes)) = texts::changed(&old, shown, paragraphs, key) {
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
        self.rows.iter().try_for_each(|(table, line, figures)| Ok(editor.set_row(*table, *line, figures)?))
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
                self.changes.push(Change { what, old: old.unwrap_or_default(), new: new.clone(), place });
                *figure = Some(new);
            }
        }
        if figures.iter().any(Option::is_some) {
            self.rows.push((table, line, figures));
        }
    }
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
    note(editor, recognised, with.source)?;
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
        let words: Vec<String> = label
            .into_iter()
            .cloned()
            .chain([origin_note(source, &place)])
            .chain(draft::notes(recognised, table, line))
            .collect();
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

impl Change {
    /// In one line.
    pub fn words(&self) -> String {
        let old = match self.old.as_str() {
            "" => "数据文件里没有".to_owned(),
            old => format!("数据文件里是“{}”", beginning(old)),
        };
        let place = if self.place.is_empty() { String::new() } else { format!("（{}）", self.place) };
        let new = match self.new.as_str() {
            "" => "原文没有".to_owned(),
            new => format!("原文是“{}”", beginning(new)),
        };
        format!("{}：{old}，{new}{place}", self.what)
    }
}
