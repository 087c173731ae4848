//! A grid → lines of figures, by the labels of its rows and heads, never by their position.

use super::figures::{self, Figure, Unread};
use super::head::{FigureSlot, HeadRows, Leaf, of_this_part, one_line, place};
use super::labels::{self, Match};
use super::names::{Group, HeadMeans, Names, Target};
use super::rows::{GridRow, RowSpot, is_ragged, rows};
use crate::form::sheet_words::{CHECK, YES, ZEROS};
use crate::form::{Layout, Line, LineKind, ValueKind};
use crate::read_back::unit::{FilePlace, Grid};
use crate::report::{Amount, Value};

/// A cell as it was read (一格的读数).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellRead {
    /// The figure, or why there is none.
    pub found: Result<Figure, Unread>,
    /// What is printed.
    pub printed: String,
    /// Where it stands.
    pub place: FilePlace,
    /// Whether it is a formula's stored result.
    pub computed: bool,
}

/// A line of figures as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineRead {
    pub table: usize,
    pub line: usize,
    /// The label as printed, when it is written otherwise than in the form.
    pub slip: Option<String>,
    pub place: FilePlace,
    pub cells: Vec<(usize, CellRead)>,
}

/// A row with figures that was not taken into any line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrayRow {
    /// Its label as printed, and why it was not taken.
    pub label: String,
    /// Why it was not read.
    pub why: String,
    /// Its figures as printed.
    pub printed: String,
    /// Where it stands.
    pub place: FilePlace,
}

/// What a grid holds.
#[derive(Debug, Default)]
pub(super) struct TableRead {
    pub lines: Vec<LineRead>,
    pub stray: Vec<StrayRow>,
    /// Texts that are neither labels nor heads, such as a title above the table.
    pub captions: Vec<(String, FilePlace)>,
    /// Text beside a table without drawn cells that is neither label, head nor figure.
    pub beside: Vec<(String, FilePlace)>,
    /// Whether heads or labels of the form were met at all.
    pub known: bool,
}

impl TableRead {
    /// How many figures were read.
    pub fn figures(&self) -> usize {
        self.lines.iter().flat_map(|line| &line.cells).filter(|(_, cell)| cell.found.is_ok()).count()
    }

    /// This and what another part of the same sheet holds.
    pub fn and(mut self, other: TableRead) -> TableRead {
        self.lines.extend(other.lines);
        self.stray.extend(other.stray);
        self.captions.extend(other.captions);
        self.beside.extend(other.beside);
        self.known |= other.known;
        self
    }
}

/// Reads a grid.
pub(super) fn read(grid: &Grid, names: &Names) -> TableRead {
    let mut reader = TableReader {
        names,
        head: HeadRows::default(),
        group: None,
        last: None,
        sparse: grid.place.sheet.is_some(),
        ragged: is_ragged(grid),
        rest: false,
        out: TableRead::default(),
    };
    let Some(rows) = rows(grid) else { return too_large(grid) };
    for row in rows {
        if is_check(&row) {
            continue;
        }
        if let Some(covered) = says_rest(&row) {
            reader.rest = covered;
        } else {
            reader.step(row);
        }
    }
    if reader.rest {
        reader.cover();
    }
    reader.out
}

/// A grid that is larger than any table, or stands behind more than any file has.
pub(super) fn too_large(grid: &Grid) -> TableRead {
    let why = "表太大，没有读".to_owned();
    let stray = StrayRow { label: String::new(), why, printed: String::new(), place: grid.place.clone() };
    TableRead { stray: vec![stray], ..TableRead::default() }
}

struct TableReader<'n, 'a> {
    names: &'n Names<'n>,
    head: HeadRows<'a>,
    /// The group that was met last, for tables whose groups stand above their rows.
    group: Option<usize>,
    /// The line that was read last.
    last: Option<(usize, usize)>,
    sparse: bool,
    /// Whether merged cells have left no blanks behind, as in tables pasted from Word.
    ragged: bool,
    /// Whether the sheet says that its blank cells are zeros.
    rest: bool,
    out: TableRead,
}

/// The label of a row and what it means.
struct Found<'s, 'a> {
    spot: &'s RowSpot<'a>,
    target: Target,
    near: Match,
    /// Texts between the label and the figures that are no labels.
    trailing: bool,
}

impl<'a> TableReader<'_, 'a> {
    fn step(&mut self, row: GridRow<'a>) {
        // A number before the first text is the row's own (序号), no figure.
        let texts = row.filled().any(|spot| !figures::looks_like_one(&spot.cell.text()));
        let figures = behind_number(&row).any(|spot| !spot.spanned && figures::looks_like_one(&spot.cell.text()));
        let own = behind_number(&row).filter(|spot| !self.head.is_added(spot, self.names));
        let only_added = !own.into_iter().any(|spot| !spot.spanned && figures::looks_like_one(&spot.cell.text()));
        if only_added && self.is_head(&row) {
            self.out.known = true;
            self.head.push(row, self.names);
            return;
        }
        if figures && self.turned(&row) {
            return;
        }
        match self.label(&row) {
            Some(found) => self.labelled(&row, &found, figures),
            None if figures && self.wide(&row) => {}
            None if figures => self.unknown(&row, texts),
            None => self.caption(&row),
        }
    }

    /// Whether a row without figures of the form belongs to the head.
    fn is_head(&self, row: &GridRow) -> bool {
        let (mut heads, mut doubles, mut wide, mut other) = (0, 0, Vec::new(), 0);
        for spot in behind_number(row).filter(|spot| !spot.spanned && !self.head.is_added(spot, self.names)) {
            let text = spot.cell.text();
            let targets = self.names.row(&text);
            let of_wide = targets.iter().find_map(|(target, _)| self.wide_line(*target));
            match (self.names.is_column(&text), of_wide) {
                (true, _) if targets.is_empty() => heads += 1,
                (true, _) => doubles += 1,
                (false, Some(line)) => wide.push(line),
                _ if self.names.is_over(&text) => doubles += 1,
                _ => other += 1,
            }
        }
        let leaves = || self.head.leaves();
        let under_head = wide.iter().flatten().any(|&(table, line)| {
            let of = &self.names.form.tables[table].lines[line];
            let known =
                leaves().iter().filter(|leaf| matches!(self.names.head(&leaf.text, of), HeadMeans::Column(_))).count();
            known == of.columns.len() && !self.head.has_lines(self.names, table)
        });
        heads > 0 || doubles > 1 || !wide.is_empty() && (other == 0 || wide.len() > 1) && !under_head
    }

    /// The line of a table set sideways that a target names; inner `None` for a group of such.
    fn wide_line(&self, target: Target) -> Option<Option<(usize, usize)>> {
        let is_wide = |table: usize| matches!(self.names.form.tables[table].layout, Layout::Wide(_));
        match target {
            Target::Line(table, line) if is_wide(table) => Some(Some((table, line))),
            Target::Group(group) if is_wide(self.names.groups[group].table) => Some(None),
            _ => None,
        }
    }

    /// The last label before the figures.
    fn label<'s>(&self, row: &'s GridRow<'a>) -> Option<Found<'s, 'a>> {
        let mut texts: Vec<&RowSpot> = Vec::new();
        for spot in row.filled() {
            match figures::looks_like_one(&spot.cell.text()) {
                true if texts.is_empty() => {}
                true => break,
                false => texts.push(spot),
            }
        }
        for at in (0..texts.len()).rev() {
            let text = texts[at].cell.text();
            let left = texts[..at].iter().rev().find_map(|spot| self.keyed_group(&spot.cell.text()));
            let (text, left) = match self.names.path(&text) {
                Some(path) => (path.label, path.group.or(left)),
                None => (text, left),
            };
            if let Some((target, near)) = self.resolve(&text, left) {
                let trailing = texts[at + 1..].iter().any(|spot| !labels::normal(&spot.cell.text()).is_empty());
                return Some(Found { spot: texts[at], target, near, trailing });
            }
        }
        None
    }

    fn keyed_group(&self, text: &str) -> Option<usize> {
        self.names.row(text).into_iter().find_map(|(target, _)| match target {
            Target::Group(group) if !self.names.groups[group].keys.is_empty() => Some(group),
            _ => None,
        })
    }

    /// What a label means where it stands; `None` when nothing or more than one thing fits.
    fn resolve(&self, text: &str, left: Option<usize>) -> Option<(Target, Match)> {
        let found = self.names.row(text);
        let double = found.len() > 1 || self.names.is_column_too(text);
        let fits: Vec<(Target, Match)> =
            found.into_iter().filter(|&(target, _)| self.fits(target, text, left, double)).collect();
        if let [one] = fits[..] {
            return Some(one);
        }
        // The total of a group, which the form does not print.
        let word = labels::normal(text);
        let group = &self.names.groups[left.or(self.group)?];
        let total = group.total.filter(|_| fits.is_empty() && (word == crate::form::TOTAL || labels::is_sum(text)));
        total.map(|line| (Target::Line(group.table, line), Match::Exact))
    }

    fn fits(&self, target: Target, text: &str, left: Option<usize>, double: bool) -> bool {
        let Target::Line(table, line) = target else { return true };
        let keys = &self.names.form.tables[table].lines[line].keys;
        let above = &keys[..keys.len() - 1];
        let of = |group: usize| Some(&self.names.groups[group]).filter(|group| group.table == table);
        match (left.and_then(of), self.group.and_then(of)) {
            (Some(Group { keys, .. }), _) if !above.is_empty() => keys == above,
            (Some(_), _) => !double,
            (None, Some(Group { keys, .. })) if !above.is_empty() => keys == above || !double,
            (None, Some(_)) => !double || labels::has_bracketed_number(text) || self.follows(table, line),
            (None, None) => above.is_empty() || !double,
        }
    }

    /// Whether all data lines that stand before a line in the form end with the one that was read last.
    fn follows(&self, table: usize, line: usize) -> bool {
        let lines = &self.names.form.tables[table].lines[..line];
        let before = lines.iter().rposition(|line| line.kind == LineKind::Data);
        before.is_some() && self.last == before.map(|before| (table, before))
    }

    fn labelled(&mut self, row: &GridRow<'a>, found: &Found<'_, 'a>, figures: bool) {
        self.out.known = true;
        match found.target {
            Target::Group(group) => {
                self.group = Some(group);
                let known = &self.names.groups[group];
                match known.total {
                    _ if !figures && !found.trailing => {}
                    Some(line) if found.spot.own && !found.trailing => self.line(row, found, known.table, line),
                    _ if figures => self.unknown(row, true),
                    _ => {}
                }
            }
            Target::Foreign(other) => {
                let other = &self.names.foreign[other];
                let why = format!("“{}”是 {} 年版表样的行，本年度的表样没有", other.label, other.form);
                self.stray(row, found.spot.cell.text(), why);
            }
            Target::Line(table, line) => {
                let keys = &self.names.form.tables[table].lines[line].keys;
                let above = &keys[..keys.len() - 1];
                self.group = if above.is_empty() {
                    None
                } else {
                    self.names.groups.iter().position(|group| group.table == table && group.keys == above)
                };
                self.line(row, found, table, line);
            }
        }
    }

    /// Reads the figures of a labelled row.
    fn line(&mut self, row: &GridRow<'a>, found: &Found<'_, 'a>, table: usize, line: usize) {
        let of = &self.names.form.tables[table].lines[line];
        let in_order = self.ragged && self.head.in_order(self.names, of);
        let slots = self.head.slots(self.names, line, of);
        let slots = if self.ragged { slots } else { of_this_part(row, found.spot.to, slots) };
        let leaves = self.leaves(of);
        let cells = self.cells(row, found.spot.to, &slots, &leaves, (table, in_order));
        let slip = (found.near == Match::Near).then(|| one_line(&found.spot.cell.text()));
        let place = found.spot.cell.place.clone();
        self.out.lines.push(LineRead {
            table,
            line,
            slip,
            place,
            cells: cells.into_iter().map(|(_, c, cell)| (c, cell)).collect(),
        });
        self.last = Some((table, line));
        self.head.used = true;
    }

    /// Reads a row of a table whose rows are the form's columns and whose heads are its lines; `false` when it is none.
    fn turned(&mut self, row: &GridRow<'a>) -> bool {
        let label = row.filled().find(|spot| !figures::looks_like_one(&spot.cell.text()));
        let Some(label) = label else { return false };
        let Some((table, slots)) = self.head.turned(self.names, &label.cell.text()) else { return false };
        self.head.used = true;
        let leaves = self.leaves(&self.names.form.tables[table].lines[0]);
        let cells = self.cells(row, label.to, &slots, &leaves, (table, false));
        for (line, column, cell) in cells {
            let place = cell.place.clone();
            self.out.lines.push(LineRead { table, line, slip: None, place, cells: vec![(column, cell)] });
        }
        true
    }

    /// What the lowest heads mean over a line's figures.
    fn leaves(&self, of: &Line) -> Vec<(Leaf, HeadMeans)> {
        self.head.meanings(self.names, of)
    }

    /// Reads a row of figures under nested heads; `false` when there is no such head.
    fn wide(&mut self, row: &GridRow<'a>) -> bool {
        let Some(wide) = self.head.wide(self.names) else { return false };
        self.out.known = true;
        self.head.used = true;
        let wide_tables = || (0..self.names.form.tables.len()).filter(|&table| self.head.has_lines(self.names, table));
        let pasted = if self.ragged {
            wide_tables().find_map(|table| Some((table, self.head.wide_in_order(self.names, table)?)))
        } else {
            None
        };
        let in_order = pasted.is_some();
        let (table, slots) = match pasted.map_or(wide, Ok) {
            Ok(wide) => wide,
            Err(why) => {
                self.stray(row, String::new(), why.words());
                return true;
            }
        };
        let lines = &self.names.form.tables[table].lines;
        let leaves = self.leaves(&lines[slots[0].line]);
        let texts = row.filled().filter(|spot| !figures::looks_like_one(&spot.cell.text()));
        let first = slots.iter().filter_map(|slot| slot.under.as_ref()).map(|leaf| leaf.from).min().unwrap_or(0);
        let start = texts.filter(|spot| spot.from < first).map(|spot| spot.to).max().unwrap_or(0);
        let cells = self.cells(row, start, &slots, &leaves, (table, in_order));
        for of in 0..lines.len() {
            let own: Vec<(usize, CellRead)> =
                cells.iter().filter(|(line, _, _)| *line == of).map(|(_, c, cell)| (*c, cell.clone())).collect();
            if let Some((_, first)) = own.first() {
                let place = first.place.clone();
                self.out.lines.push(LineRead { table, line: of, slip: None, place, cells: own });
            }
        }
        true
    }

    /// The cells of a row by line and column.
    fn cells(
        &self,
        row: &GridRow<'a>,
        start: usize,
        slots: &[FigureSlot],
        leaves: &[(Leaf, HeadMeans)],
        (table, in_order): (usize, bool),
    ) -> Vec<(usize, usize, CellRead)> {
        let row_place = row_place(row);
        let placed = self
            .head
            .undivided()
            .and_then(|()| place(row, start, slots, (leaves, self.head.added()), (self.sparse, in_order)));
        let lines = &self.names.form.tables[table].lines;
        let read = |(at, slot): (usize, &FigureSlot)| {
            let cell = match &placed {
                Err(why) => {
                    let printed = printed(row, start);
                    CellRead { found: Err(why.clone()), printed, place: row_place.clone(), computed: false }
                }
                Ok(spots) => match spots[at] {
                    None => {
                        let column = slot.under.as_ref().map(|leaf| u32::try_from(leaf.from + 1).unwrap_or(u32::MAX));
                        let place = FilePlace { column, ..row_place.clone() };
                        CellRead { found: Err(Unread::Blank), printed: String::new(), place, computed: false }
                    }
                    Some(spot) => {
                        let head = slot.under.as_ref().map_or("", |leaf| &leaf.text);
                        let kind = lines[slot.line].columns[slot.column].kind;
                        let found = if spot.spanned {
                            Err(Unread::Row("这一格与上一行合并了".into()))
                        } else {
                            figures::read(spot.cell, kind, head)
                        };
                        let (printed, place) = (one_line(&spot.cell.text()), spot.cell.place.clone());
                        CellRead { found, printed, place, computed: spot.cell.computed }
                    }
                },
            };
            (slot.line, slot.column, cell)
        };
        slots.iter().enumerate().map(read).collect()
    }

    /// Takes blank cells for zeros, as the one who filled the sheet in said.
    fn cover(&mut self) {
        for line in &mut self.out.lines {
            let of = &self.names.form.tables[line.table].lines[line.line];
            for (column, cell) in &mut line.cells {
                let column = &of.columns[*column];
                if cell.found == Err(Unread::Blank) && of.kind == LineKind::Data && column.total.is_none() {
                    let value = match column.kind {
                        ValueKind::Amount(_) => Value::Amount(Amount::zero()),
                        ValueKind::Count | ValueKind::Change => Value::ZERO,
                    };
                    cell.found = Ok(Figure { value, note: None });
                }
            }
        }
    }

    fn unknown(&mut self, row: &GridRow<'a>, texts: bool) {
        let mut figures = behind_number(row).filter(|spot| figures::looks_like_one(&spot.cell.text()));
        // Figures without any label outside a known table are nobody's; those in columns of the office's own stand beside a caption.
        if !texts && self.head.is_empty()
            || !self.out.known
            || texts && figures.all(|spot| self.head.is_added(spot, self.names))
        {
            self.caption(row);
            return;
        }
        let label = row.filled().map(|spot| spot.cell.text()).filter(|text| !figures::looks_like_one(text)).last();
        self.stray(row, label.unwrap_or_default(), "表样里没有这一行".into());
    }

    fn stray(&mut self, row: &GridRow<'a>, label: String, why: String) {
        self.head.used = true;
        self.out.stray.push(StrayRow { label: one_line(&label), why, printed: printed(row, 0), place: row_place(row) });
    }

    fn caption(&mut self, row: &GridRow<'a>) {
        self.head.divide(row);
        self.head.end(self.names);
        self.head.add_beside(row, self.names);
        let own = row.filled().filter(|spot| !spot.spanned);
        self.out.captions.extend(own.map(|spot| (spot.cell.text(), spot.cell.place.clone())));
    }
}

/// What stands in a row from its first text on; all of it where it has none.
fn behind_number<'r, 'a>(row: &'r GridRow<'a>) -> impl Iterator<Item = &'r RowSpot<'a>> {
    let number = |spot: &&RowSpot| figures::looks_like_one(&spot.cell.text());
    let first = row.filled().take_while(number).count();
    let numbered = first < row.filled().count();
    row.filled().skip(if numbered { first } else { 0 })
}

/// Whether it is the row of a fill-in workbook that only holds the others against each other.
fn is_check(row: &GridRow) -> bool {
    let begins = labels::squeezed(CHECK);
    row.filled().next().is_some_and(|spot| labels::squeezed(&spot.cell.text()).starts_with(&begins))
}

/// What a fill-in workbook asks below each table: whether blank cells are zeros. `None` for any other row.
fn says_rest(row: &GridRow) -> Option<bool> {
    let mut filled = row.filled();
    let label = labels::normal(&filled.next()?.cell.text());
    label.starts_with(ZEROS).then(|| filled.any(|spot| labels::normal(&spot.cell.text()) == YES))
}

fn row_place(row: &GridRow) -> FilePlace {
    let own = row.spots.iter().find(|spot| !spot.spanned);
    FilePlace { column: None, ..own.map(|spot| spot.cell.place.clone()).unwrap_or_default() }
}

/// The figures of a row as printed.
fn printed(row: &GridRow, start: usize) -> String {
    let figures = row.spots.iter().filter(|spot| spot.from >= start && figures::looks_like_one(&spot.cell.text()));
    figures.map(|spot| one_line(&spot.cell.text())).collect::<Vec<_>>().join(" ").trim().to_owned()
}
