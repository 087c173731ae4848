//! **recognise** (a file's tables and paragraphs + the forms → cells and texts, each with its place, and all that was not read).
//!
//! The mirror of *write*. Rows are matched by their labels, never by their position, and nothing is guessed: a dash, a blank, a row
//! with one figure too few and two readings that differ are unread. Must not know how a file is opened, nor how a data file is written.

mod aligned;
mod apart;
mod beside;
mod computed;
mod cut;
mod figures;
mod filled;
mod head;
mod identity;
mod labels;
mod names;
mod naming;
mod path;
mod pieces;
mod prose;
mod rows;
mod sections;
mod several;
mod table;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use figures::{Figure, Unread};
pub use sections::FieldParagraph;
pub use table::{CellRead, StrayRow};

use crate::date::Date;
use crate::form::{AgencyKind, Form, Forms, LineKind};
use crate::read_back::unit::{Contents, FileKind, FilePlace, Grid, GridCell, ReadUnit};
use names::Names;
use sections::Texts;
use table::TableRead;

/// Reads a figure by itself, as a cell of a file that says no more than this.
///
/// # Errors
/// Why there is none.
pub fn figure_of(text: &str, kind: crate::form::ValueKind) -> Result<Figure, Unread> {
    figures::read(&GridCell::new(1, 1, text), kind, "")
}

/// What is known of a report without its file; wins over what the file says.
#[derive(Debug, Clone, Default)]
pub struct NameHints {
    /// 机关全称
    pub agency: Option<String>,
    /// 年度
    pub year: Option<u16>,
}

/// A report as recognised in a file.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The format of the file.
    pub kind: FileKind,
    /// The form of the report year; where the year is not known, the one whose labels fit best.
    pub form: Arc<Form>,
    /// The agency's full name.
    pub agency: Option<String>,
    /// The report year.
    pub year: Option<u16>,
    /// Only fill-in workbooks say it.
    pub agency_kind: Option<AgencyKind>,
    /// The date under the report.
    pub date: Option<Date>,
    /// The title, where it is not the one that the form would print.
    pub title: Option<String>,
    /// Whether agency and date stand under the text (落款).
    pub signed: bool,
    /// By table, line and column of the form; `None` where the file has no such row.
    pub cells: Vec<Vec<Vec<Option<CellRead>>>>,
    /// Where each line stands, by table and line.
    pub places: BTreeMap<(usize, usize), FilePlace>,
    /// Where 机关, 年度 and the like stand on a fill-in workbook, by their keys in the data file.
    pub basics: BTreeMap<&'static str, FilePlace>,
    /// What stands there and was not understood (`2025年1月32日`), by the same keys.
    pub misread: BTreeMap<&'static str, String>,
    /// Paragraphs by the key of their field.
    pub texts: BTreeMap<String, Vec<FieldParagraph>>,
    /// Rows with figures that belong to no line of the form.
    pub stray: Vec<StrayRow>,
    /// Lines of text that were taken into no field.
    pub left_out: Vec<FieldParagraph>,
    /// What else a clerk should be told, in Chinese.
    pub remarks: Vec<String>,
}

/// A cell that must be filled in by hand, or a total that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfilled {
    /// Index of the form's table.
    pub table: usize,
    /// Index of the table's line.
    pub line: usize,
    /// Index of the line's column.
    pub column: usize,
    /// Why it was not read.
    pub why: Unread,
    /// What is printed, and where; empty where the file has no such row.
    pub printed: String,
    /// Where it would stand.
    pub place: FilePlace,
}

impl Recognised {
    /// The cell of a line and column, where it was met.
    pub fn cell(&self, table: usize, line: usize, column: usize) -> Option<&CellRead> {
        self.cells[table][line][column].as_ref()
    }

    /// Whether any figure or text of a report was found.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.cells.iter().flatten().flatten().all(Option::is_none)
    }

    /// How many cells that must be filled in were read.
    pub fn read(&self) -> usize {
        let cells = self.inputs();
        cells.filter(|&(t, l, c)| self.cell(t, l, c).is_some_and(|cell| cell.found.is_ok())).count()
    }

    /// All cells that must be filled in and were not read, in the form's order.
    pub fn unread(&self) -> Vec<Unfilled> {
        self.inputs().filter_map(|at| self.unfilled(at)).collect()
    }

    /// Totals that are there but could not be read, blank ones among them.
    pub fn unread_totals(&self) -> Vec<Unfilled> {
        let met = |&(t, l, c): &(usize, usize, usize)| self.cell(t, l, c).is_some();
        self.all().filter(|&(t, l, c)| !self.is_input(t, l, c)).filter(met).filter_map(|at| self.unfilled(at)).collect()
    }

    fn unfilled(&self, (table, line, column): (usize, usize, usize)) -> Option<Unfilled> {
        let (why, printed, place) = match self.cell(table, line, column) {
            None => (Unread::Missing, String::new(), FilePlace::default()),
            Some(CellRead { found: Err(why), printed, place, .. }) => (why.clone(), printed.clone(), place.clone()),
            Some(_) => return None,
        };
        Some(Unfilled { table, line, column, why, printed, place })
    }

    fn all(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let lines = self.cells.iter().enumerate().flat_map(|(t, table)| (0..table.len()).map(move |l| (t, l)));
        lines.flat_map(|(t, l)| (0..self.cells[t][l].len()).map(move |c| (t, l, c)))
    }

    fn inputs(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        self.all().filter(|&(t, l, c)| self.is_input(t, l, c))
    }

    fn is_input(&self, table: usize, line: usize, column: usize) -> bool {
        let line = &self.form.tables[table].lines[line];
        line.kind == LineKind::Data && line.columns[column].total.is_none()
    }
}

/// Recognises a report in what a reader found in a file.
pub fn recognise(contents: &Contents, forms: &Forms, hints: &NameHints) -> Option<Recognised> {
    let year = hints.year.or_else(|| naming::year_of(contents));
    let candidates: Vec<Arc<Form>> = match year.and_then(|year| forms.for_year(year)) {
        Some(form) => vec![form],
        None => forms.iter().filter(|form| !form.extension).cloned().collect(),
    };
    let parts = parts(contents);
    let readings = candidates.into_iter().map(|form| (Sheets::read(&parts, &form, forms), form));
    let (mut sheets, mut form) = readings.max_by_key(|(sheets, _)| sheets.score())?;
    let extended = year.and_then(|year| sheets.extension(&form, forms, year));
    if let Some(extension) = extended {
        (sheets, form) = (Sheets::read(&parts, &extension, forms), extension);
    }
    let mut remarks = contents.remarks.clone();
    sheets.keep_agency(hints.agency.as_deref(), &mut remarks);
    sheets.set_aside(year, &form, &mut remarks);
    let mut too_long = Vec::new();
    let mut pieces = pieces::of(contents, &sheets, &mut too_long);
    let misplaced = apart::misplaced(&pieces, &form);
    if !misplaced.is_empty() {
        sheets.leave(&misplaced, &form, &mut remarks);
        too_long.clear();
        pieces = pieces::of(contents, &sheets, &mut too_long);
    }
    remarks.append(&mut too_long);
    let mut texts = sections::sort(&pieces, &form, year);
    let names = std::cell::LazyCell::new(|| Names::new(&form, forms));
    texts.drop_words_of_tables(&form, |text| names.holds_all(text));
    pieces::leave_rest(&mut texts, contents, &sheets, |grid| filled::read(grid, &form).is_some());
    let mut recognised = Recognised {
        kind: contents.kind,
        cells: form
            .tables
            .iter()
            .map(|t| t.lines.iter().map(|line| vec![None; line.columns.len()]).collect())
            .collect(),
        form,
        agency: None,
        year,
        agency_kind: None,
        date: None,
        title: None,
        signed: texts.signature.is_some(),
        places: BTreeMap::new(),
        basics: BTreeMap::new(),
        misread: BTreeMap::new(),
        texts: BTreeMap::new(),
        stray: Vec::new(),
        left_out: Vec::new(),
        remarks,
    };
    recognised.take_lines(sheets);
    computed::drop_stale(&mut recognised);
    recognised.take_identity(contents, &texts, hints);
    recognised.take_texts(texts);
    recognised.take_basics(contents, hints);
    Some(recognised)
}

/// The grids of a file, of sheets that hold several reports their parts, each with the index of its unit.
fn parts(contents: &Contents) -> Vec<(usize, Grid)> {
    let grids = contents.units.iter().enumerate().filter_map(|(at, unit)| match unit {
        ReadUnit::Table(grid) => Some((at, grid)),
        ReadUnit::Text(_) => None,
    });
    grids.flat_map(|(at, grid)| several::parts(grid).into_iter().map(move |part| (at, part))).collect()
}

/// Cells of a file that are read; all tables of a report have some 300, those of fifty agencies in one workbook 15,000.
const MOST_CELLS: usize = 30_000;

/// All grids of a file as read for one form.
struct Sheets {
    /// By the index of the unit.
    tables: Vec<(usize, FilePlace, TableRead)>,
}

impl Sheets {
    fn read(parts: &[(usize, Grid)], form: &Form, forms: &Forms) -> Sheets {
        let names = Names::new(form, forms);
        let mut left = MOST_CELLS;
        let parts = cut::mended(parts, &names);
        let read = |(at, part): &(usize, Grid)| {
            let enough = left.checked_sub(part.cells.len());
            left = enough.unwrap_or(left);
            let table = if enough.is_some() { read(part, &names) } else { table::too_large(part) };
            (*at, part.place.clone(), table)
        };
        Sheets { tables: parts.iter().map(read).collect() }
    }

    /// How well a form fits: figures read, less rows that it has not.
    fn score(&self) -> (usize, usize) {
        let stray: usize = self.tables.iter().map(|(_, _, table)| table.stray.len()).sum();
        (self.tables.iter().map(|(_, _, table)| table.figures()).sum(), usize::MAX - stray)
    }

    /// The local form of the year whose own rows the file has.
    fn extension(&self, form: &Form, forms: &Forms, year: u16) -> Option<Arc<Form>> {
        let stray: Vec<String> =
            self.tables.iter().flat_map(|(_, _, table)| &table.stray).map(|row| labels::normal(&row.label)).collect();
        let has_rows = |local: &&Arc<Form>| {
            let own = local.tables.iter().flat_map(|table| &table.lines).filter(|line| line.extension);
            let mut labels = own.filter_map(|line| line.labels.last()).map(|label| labels::normal(label));
            labels.any(|label| stray.contains(&label))
        };
        let local = forms
            .iter()
            .filter(|other| other.extension && other.covers(year) && other.edition.years == form.edition.years);
        local.into_iter().find(has_rows).cloned()
    }
}

/// Reads a grid; one without drawn cells is put into rows and columns first, and what is not of the table is said.
fn read(grid: &Grid, names: &Names) -> TableRead {
    if grid.lines.is_empty() {
        let read = |grid: &Grid| table::read(grid, names);
        let whole = read(grid);
        // Tables side by side may hide each other's heads.
        let apart = beside::parts(grid).map(|parts| parts.iter().map(read).fold(TableRead::default(), TableRead::and));
        return apart.filter(|apart| apart.figures() > whole.figures()).unwrap_or(whole);
    }
    let stray = |why: String| StrayRow { label: String::new(), why, printed: String::new(), place: grid.place.clone() };
    let Some(settled) = aligned::settle(grid, names) else {
        let why = "表没有框线，列对不齐".to_owned();
        return TableRead { stray: vec![stray(why)], known: true, ..TableRead::default() };
    };
    let mut table = table::read(&settled.grid, names);
    if table.lines.is_empty() && table.stray.is_empty() {
        table.stray.push(stray("表没有框线，认不出是哪些项目".into()));
    }
    table.captions.extend(settled.unused.iter().cloned());
    table.beside = settled.unused;
    table
}

/// A place in words; `short` names the form's table where the file only numbers pages.
pub fn described(place: &FilePlace, short: &str) -> String {
    match place.page {
        Some(page) if place.sheet.is_none() && !short.is_empty() => {
            let row = place.row.map(|row| format!(" 第{row}行")).unwrap_or_default();
            format!("第{page}页 {short}{row}")
        }
        _ => place.to_string(),
    }
}

impl Recognised {
    /// Takes the lines of all tables; a line found twice must say the same twice.
    fn take_lines(&mut self, sheets: Sheets) {
        let mut slips: Vec<String> = Vec::new();
        for (_, _, table) in sheets.tables {
            for line in table.lines {
                let (t, l) = (line.table, line.line);
                let short = self.form.tables[t].short.clone();
                if let Some(slip) = &line.slip {
                    let words = self.form.tables[t].line_words(l);
                    let said = format!("{}写作“{slip}”，按{words}读入", described(&line.place, &short));
                    if !slips.contains(&said) {
                        slips.push(said);
                    }
                }
                let is_blank = |cell: &CellRead| cell.found == Err(Unread::Blank);
                let blank = line.cells.iter().all(|(_, cell)| is_blank(cell));
                let seen = self.places.contains_key(&(t, l));
                // A form that was left blank says nothing against a filled one, whichever stands first.
                let replaced = seen && !blank && self.cells[t][l].iter().flatten().all(is_blank);
                if !seen || replaced {
                    self.places.insert((t, l), line.place);
                }
                for (column, cell) in line.cells {
                    let known = &mut self.cells[t][l][column];
                    match known {
                        Some(_) if blank && seen => {}
                        Some(first) if !replaced => agree(first, cell, &short),
                        _ => *known = Some(cell),
                    }
                }
            }
            self.stray.extend(table.stray);
        }
        self.remarks.extend(slips);
        self.say_edition();
    }

    /// Says so when rows are those of another edition.
    fn say_edition(&mut self) {
        let places = &self.places;
        let one_row = self.form.tables.iter().enumerate().flat_map(|(t, table)| {
            let totals = table.lines.iter().enumerate().filter(|(_, line)| !line.printed);
            totals.filter(move |(l, _)| places.contains_key(&(t, *l))).map(move |(l, line)| (t, l, line))
        });
        let said: Vec<String> = one_row
            .filter(|(t, _, line)| {
                let group = &line.keys[..line.keys.len() - 1];
                let below = self.form.tables[*t].data_below(&group.iter().map(String::as_str).collect::<Vec<_>>());
                below.iter().all(|l| !self.places.contains_key(&(*t, *l)))
            })
            .map(|(t, _, line)| {
                let table = &self.form.tables[t];
                let group = &line.labels[line.labels.len() - 2];
                format!(
                    "{}“{group}”写成了一行，不是 {} 年版表样的写法：这一行照录为小计，下面各行待填",
                    table.short, self.form.name
                )
            })
            .collect();
        self.remarks.extend(said);
    }

    /// Takes what a fill-in workbook says of itself: it was asked for these things by name, so it wins over what titles say.
    fn take_basics(&mut self, contents: &Contents, hints: &NameHints) {
        let grids = contents.units.iter().filter_map(|unit| match unit {
            ReadUnit::Table(grid) => Some(grid),
            ReadUnit::Text(_) => None,
        });
        for basics in grids.filter_map(|grid| filled::read(grid, &self.form)).collect::<Vec<_>>() {
            if hints.agency.is_none() {
                self.agency = basics.agency.or(self.agency.take());
            }
            self.year = hints.year.or(basics.year).or(self.year);
            self.agency_kind = basics.kind.or(self.agency_kind);
            self.date = basics.date.or(self.date);
            self.basics.extend(basics.places);
            self.misread.extend(basics.misread);
            self.remarks.extend(basics.remarks);
            self.left_out.extend(basics.left_out);
            for (key, paragraphs) in basics.texts {
                self.texts.entry(key).or_insert(paragraphs);
            }
        }
    }

    fn take_texts(&mut self, texts: Texts) {
        for title in &texts.missing {
            self.remarks.push(format!("没有找到“{title}”这一部分的标题，文字归在哪一部分请核对"));
        }
        self.texts = texts.fields;
        self.left_out = texts.left_out;
    }
}

/// Two readings of one cell: the same, or unread.
fn agree(first: &mut CellRead, second: CellRead, short: &str) {
    if first.found == second.found || figure(first) == figure(&second) && figure(first).is_some() {
        return;
    }
    let said = |cell: &CellRead| format!("{}是“{}”", described(&cell.place, short), cell.printed);
    let why = format!("两处读数不同：{}，{}", said(first), said(&second));
    first.found = Err(Unread::Differs(why));
}

fn figure(cell: &CellRead) -> Option<&crate::report::Value> {
    cell.found.as_ref().ok().map(|figure| &figure.value)
}

#[cfg(test)]
mod tests;
