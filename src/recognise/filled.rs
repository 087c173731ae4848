//! The sheet of a fill-in workbook (填报表) that holds who, when and the texts: a label in the first column, its value beside it.
//!
//! Found by its labels, wherever it lies; positions are never trusted.

use std::collections::BTreeMap;

use super::head::one_line;
use super::identity;
use super::labels::{self, normal, squeezed};
use super::prose;
use super::rows::{RowSpot, rows};
use super::sections::FieldParagraph;
use crate::date::Date;
use crate::form::{AgencyKind, Form};
use crate::read_back::unit::{FilePlace, Grid};

/// What stands on such a sheet.
#[derive(Debug, Default)]
pub(super) struct Basics {
    pub agency: Option<String>,
    pub kind: Option<AgencyKind>,
    pub year: Option<u16>,
    pub date: Option<Date>,
    /// What stands there and was not understood, in sentences.
    pub remarks: Vec<String>,
    /// The same by its key, as it stands there.
    pub misread: BTreeMap<&'static str, String>,
    /// Where each of them stands, by its key in the data file.
    pub places: BTreeMap<&'static str, FilePlace>,
    pub texts: BTreeMap<String, Vec<FieldParagraph>>,
    /// Texts that stand in no field.
    pub left_out: Vec<FieldParagraph>,
}

/// Reads the sheet; `None` when the grid is no such sheet.
pub(super) fn read(grid: &Grid, form: &Form) -> Option<Basics> {
    let rows = rows(grid)?;
    let placed = |spot: &RowSpot| (spot.cell.text(), spot.cell.place.clone());
    let pairs: Vec<SheetRow> = rows
        .iter()
        .map(|row| {
            let mut filled = row.filled().filter(|spot| !spot.spanned).map(placed);
            let (label, at) = filled.next().unwrap_or_default();
            SheetRow { label, at, value: filled.next(), beside: filled.collect() }
        })
        .collect();
    let known = [Form::AGENCY, Form::KIND, Form::YEAR, Form::DATE];
    let labels = pairs.iter().map(|row| normal(&row.label));
    if labels.filter(|label| known.contains(&label.as_str())).count() < 3 {
        return None;
    }
    let mut basics = Basics::default();
    let mut field: Option<String> = None;
    // What stands above the first field is the sheet's title.
    let titles = pairs.iter().take_while(|row| !known.contains(&normal(&row.label).as_str())).count();
    for SheetRow { label, at, value, beside } in pairs.into_iter().skip(titles) {
        basics.leave_out(beside);
        let name = normal(&label);
        if let Some(key) = known.into_iter().find(|key| *key == name) {
            if let Some((text, place)) = value {
                basics.take(key, &text, place);
            }
        } else if let Some(key) = field_of(&label, form) {
            field = Some(key);
        } else if !is_paragraph(&label) {
            basics.leave_out([(label, at)].into_iter().chain(value));
        } else if let (Some(field), Some((text, place))) = (&field, value) {
            let lines = text.split('\n').map(|line| prose::clean(&line.replace("_x000D_", "")).0);
            let paragraphs = lines.filter(|line| !line.is_empty());
            let made = paragraphs.map(|text| FieldParagraph { text, place: place.clone(), doubt: None });
            basics.texts.entry(field.clone()).or_default().extend(made);
        }
    }
    basics.texts.retain(|_, paragraphs| !paragraphs.is_empty());
    Some(basics)
}

/// A row of the sheet: the label, where it stands, the value beside it, and what stands beside that.
struct SheetRow {
    label: String,
    at: FilePlace,
    value: Option<(String, FilePlace)>,
    beside: Vec<(String, FilePlace)>,
}

impl Basics {
    /// Keeps texts that stand in no field, so that they can be told.
    fn leave_out(&mut self, texts: impl IntoIterator<Item = (String, FilePlace)>) {
        let made = texts.into_iter().map(|(text, place)| FieldParagraph { text, place, doubt: None });
        self.left_out.extend(made);
    }

    fn take(&mut self, key: &'static str, text: &str, place: FilePlace) {
        let squeezed = squeezed(text);
        let how = match key {
            Form::AGENCY => {
                self.agency = Some(identity::agency_name(text));
                None
            }
            Form::KIND => {
                self.kind = AgencyKind::ALL.into_iter().find(|kind| kind.as_str() == squeezed);
                self.kind.is_none().then_some("请写部门、乡镇街道或者政府")
            }
            Form::YEAR => {
                self.year = squeezed.trim_end_matches(['年', '度']).parse().ok();
                self.year.is_none().then_some("请写成 2024 这样")
            }
            Form::DATE => {
                self.date = identity::date_line(text).or_else(|| identity::date_of_digits(&squeezed));
                self.date.is_none().then_some("请写成 2025-01-20 这样")
            }
            _ => None,
        };
        if let Some(how) = how.filter(|_| !labels::squeezed(text).is_empty()) {
            self.misread.insert(key, one_line(text));
            self.remarks.push(format!("{place} 的“{key}”写的是“{}”，没有读懂，{how}", one_line(text)));
        }
        self.places.insert(key, place);
    }
}

/// The field that a head row opens: 导语, a section's title, or the key itself.
fn field_of(label: &str, form: &Form) -> Option<String> {
    let name = normal(label);
    let section = form.sections.iter().filter(|section| normal(&section.title) == name);
    let titled = section.filter_map(|section| section.prose.clone()).next();
    titled.or_else(|| form.prose_keys().into_iter().find(|key| normal(key) == name))
}

fn is_paragraph(label: &str) -> bool {
    let label = squeezed(label);
    label.strip_prefix('第').and_then(|rest| rest.strip_suffix('段')).is_some_and(|n| n.parse::<u16>().is_ok())
}
