//! Where a row or a text was read, in few words for a note beside it: the cells of its figures, the paragraphs of a text.

use crate::read_back::unit::FilePlace;
use crate::recognise::{FieldParagraph, Recognised, described};

/// Where the figures of a row stand; where its label stands, when they do not stand side by side.
pub(super) fn of_row(recognised: &Recognised, table: usize, line: usize) -> Option<String> {
    let form = &recognised.form.tables[table];
    let label = recognised.places.get(&(table, line))?;
    let columns = &form.lines[line].columns;
    let total = (0..columns.len()).filter(|&column| columns[column].total.is_some());
    let place = |column: usize| recognised.cell(table, line, column).map(|cell| &cell.place);
    let parts: Vec<&FilePlace> = form.lines[line].parts().filter_map(place).collect();
    let all: Vec<&FilePlace> = parts.iter().copied().chain(total.filter_map(place)).collect();
    let stretch = stretch(&all).or_else(|| stretch(&parts));
    Some(stretch.unwrap_or_else(|| described(label, &form.short)))
}

/// Where the paragraphs of a text stand.
pub(super) fn of_text(paragraphs: &[FieldParagraph]) -> String {
    let places: Vec<&FilePlace> = paragraphs.iter().map(|paragraph| &paragraph.place).collect();
    let Some((first, last)) = places.first().zip(places.last()) else { return String::new() };
    if let Some(stretch) = stretch(&places) {
        return stretch;
    }
    let numbers: Option<Vec<u32>> = places.iter().map(|place| place.paragraph).collect();
    let in_a_row = numbers.is_some_and(|numbers| numbers.windows(2).all(|pair| pair[1] == pair[0] + 1));
    if in_a_row && places.len() > 1 {
        return format!("{}至第{}段", described(first, ""), last.paragraph.unwrap_or_default());
    }
    described(first, "")
}

/// Cells of a sheet side by side or below one another, `表三!D12:I12`.
fn stretch(places: &[&FilePlace]) -> Option<String> {
    let (first, last) = places.first().zip(places.last())?;
    let sheet = first.sheet.as_ref()?;
    let at = |place: &FilePlace| Some((place.column?, place.row?));
    let cells: Vec<(u32, u32)> = places.iter().map(|place| at(place)).collect::<Option<_>>()?;
    let same_sheet = places.iter().all(|place| place.sheet.as_ref() == Some(sheet));
    let steps = |step: fn((u32, u32)) -> (u32, u32)| cells.windows(2).all(|pair| step(pair[0]) == pair[1]);
    let beside = steps(|(column, row)| (column + 1, row)) || steps(|(column, row)| (column, row + 1));
    let cell = |place: &FilePlace| place.to_string().rsplit('!').next().map(str::to_owned);
    match places {
        [only] => Some(only.to_string()),
        _ => (same_sheet && beside).then(|| Some(format!("{first}:{}", cell(last)?)))?,
    }
}
