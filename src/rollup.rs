//! **rollup** 汇总: the sums of a government's members written into its own data file, cell by cell, and nothing else touched.
//!
//! First it is known who is in order; then the sums; then the file, read again to prove that it says what it should; only then it
//! is written. Prints nothing and knows no exit code.

pub mod provenance;
mod standing;
mod told;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use standing::{MemberStanding, MemberState};

use crate::batch::{replace_whole, write_whole};
use crate::check::unbalanced_by;
use crate::diag::{Code, Deed, Fault, Finding, Place, argument, elsewhere, has_origin, nearest, shown_path};
use crate::form::{Form, LineKind, Spot, ValueKind};
use crate::office::{DATA, Files, Memory, Moved, Office, entries_of, membership, memory_path, roster, year_path};
use crate::report::{
    self, Editor, FigureCell, FigureOrigin, Figures, Members, Region, Report, Spanned, TableData, Value, partial, sum,
};

/// What is to be summed up.
#[derive(Debug, Clone)]
pub struct RollupAsk {
    /// The folder of data files.
    pub data: PathBuf,
    /// The government whose report is the sum.
    pub agency: String,
    /// The report year.
    pub year: u16,
    /// A list of members in place of the file's own.
    pub list: Option<PathBuf>,
    /// Sum up those that are there when others are missing.
    pub partial: bool,
    /// Only hold the file against the sums; write nothing.
    pub check: bool,
}

/// What became of the government's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SumOutcome {
    /// It was written.
    Written,
    /// It said so already; not a byte was written.
    Unchanged,
    /// It says something else, and was only looked at.
    Differs,
    /// Nothing was written, for members are missing or something is wrong with the list.
    Refused,
}

/// A cell that the new sum changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumChange {
    /// The cell in the form's words.
    pub words: String,
    /// What stood there; none when it was not filled in.
    pub old: Option<String>,
    /// What the members add up to.
    pub new: String,
    /// Whether both are the same figure, written in two ways: 0.3 and 0.30.
    pub same: bool,
    /// The members whose figures are others than when the sum was last made.
    pub moved: Vec<Moved>,
}

/// What was summed up, and what came of it.
#[derive(Debug)]
pub struct Rolled {
    /// The government's data file.
    pub path: PathBuf,
    /// The government and whom it sums up.
    pub region: Region,
    /// In the order of the list.
    pub members: Vec<MemberStanding>,
    /// What is wrong with the list, the adjustments or the members' forms.
    pub findings: Vec<Finding>,
    /// The cells that change, in the order of the form.
    pub changes: Vec<SumChange>,
    /// What was done.
    pub outcome: SumOutcome,
    /// The sums by cell, in the form's order; none when nothing was summed.
    pub sums: Vec<(Spot, sum::MemberSum)>,
    /// What the file said of each cell before.
    pub before: Vec<Option<String>>,
    /// What it says of each cell now.
    pub said: Vec<Option<String>>,
}

impl Rolled {
    /// The members that are summed, in order.
    pub fn summed(&self) -> Vec<&MemberStanding> {
        self.members.iter().filter(|member| member.is_summed()).collect()
    }

    /// Rows whose plain sum may count a thing twice, for two members or more have figures there and nothing is adjusted: the row in
    /// the form's words, and why.
    pub fn overlaps(&self) -> Vec<(String, String)> {
        let mut rows: Vec<(String, String)> = Vec::new();
        for (spot, _) in self.sums.iter().filter(|(_, sum)| sum.terms.len() > 1 && sum.adjusted.is_empty()) {
            let table = &self.region.form.tables[spot.table];
            let Some(why) = table.lines[spot.line].overlap.clone() else { continue };
            let row = table.line_words(spot.line);
            if rows.last().is_none_or(|(last, _)| *last != row) {
                rows.push((row, why));
            }
        }
        rows
    }
}

/// Sums up the members of a government and writes the sums into its data file.
///
/// # Errors
/// The government's file is not there, cannot be read as YAML or is written in a way that is not changed safely; it names no
/// members; it cannot be written. A member that is missing is no error but an [`SumOutcome::Refused`].
pub fn rollup(office: &Office, ask: &RollupAsk) -> Result<Rolled, Fault> {
    let path = own_file(ask)?;
    let bytes = std::fs::read(&path).map_err(|error| Fault::io(Deed::Read, &path, &error))?;
    let region = region(office, &path, bytes.clone(), ask)?;
    let files = Files::find(std::slice::from_ref(&ask.data))?.found;
    let entries = entries_of(&files, ask.year, &office.forms);
    let file = crate::source::decode(&path, bytes.clone()).map_err(|finding| Fault::At(Box::new(finding)))?;
    let place = Place::new(&file, region.members.range().unwrap_or(region.agency.range.clone()));
    let membership = membership(&region, &place, &entries, &office.forms);
    let members = standing::of(office, &entries, &membership.members, &region.agency.value);
    let mut findings = membership.findings;
    let mut rolled = Rolled {
        path,
        region,
        members,
        findings: Vec::new(),
        changes: Vec::new(),
        outcome: SumOutcome::Refused,
        sums: Vec::new(),
        before: Vec::new(),
        said: Vec::new(),
    };
    findings.extend(misplaced(&rolled));
    let stopped = findings.iter().any(Finding::is_error)
        || rolled.members.iter().any(|member| member.state.stops(ask.partial))
        || rolled.summed().is_empty();
    rolled.findings = findings;
    if !stopped {
        sum_up(&mut rolled, bytes, (ask.check, membership.memory))?;
    }
    Ok(rolled)
}

/// The government's own data file.
fn own_file(ask: &RollupAsk) -> Result<PathBuf, Fault> {
    let agency =
        report::agency_name(&ask.agency).map_err(|error| Fault::Usage(format!("{error}；{}", error.help())))?;
    year_path(&ask.data.join(agency), ask.year).ok_or_else(|| {
        let near = near(ask, agency);
        if let Some(near) = near {
            let command =
                format!("nianbao rollup {} {}{}", argument(&near), ask.year, elsewhere("--data", &ask.data, DATA));
            return Fault::Usage(format!("没有“{agency}”{} 年度的数据文件；是不是“{near}”？运行：{command}", ask.year));
        }
        Fault::Usage(format!(
            "没有“{}”；先建好，再运行 rollup：nianbao new {} {}{}",
            shown_path(&ask.data.join(agency).join(format!("{}.yaml", ask.year))),
            argument(agency),
            ask.year,
            elsewhere("--data", &ask.data, DATA)
        ))
    })
}

/// The agency nearest to a name that has a data file of the year.
fn near(ask: &RollupAsk, agency: &str) -> Option<String> {
    let folders = std::fs::read_dir(&ask.data).into_iter().flatten().flatten();
    let there = folders.filter(|folder| year_path(&folder.path(), ask.year).is_some());
    let names: Vec<String> = there.filter_map(|folder| folder.file_name().into_string().ok()).collect();
    nearest(agency, names.iter().map(String::as_str)).map(str::to_owned)
}

/// Whose sum the file is; the list of the command line in place of the file's own.
fn region(office: &Office, path: &Path, bytes: Vec<u8>, ask: &RollupAsk) -> Result<Region, Fault> {
    let file = crate::source::decode(path, bytes).map_err(|finding| Fault::At(Box::new(finding)))?;
    let mut region = report::region(&file, &office.forms).map_err(|findings| first(findings, path))?;
    if let Some(list) = &ask.list {
        let range = region.agency.range.clone();
        let names = roster(list)?;
        region.members =
            Members::Listed(names.into_iter().map(|value| Spanned { value, range: range.clone() }).collect());
    }
    if region.members.is_none() {
        return Err(Fault::Usage(format!(
            "“{}”没有写“成员”：逐行写出被汇总的机关，或写“成员: 全部”（本文件夹的所有机关），或用 --members 给出名单",
            path.display()
        )));
    }
    Ok(region)
}

fn first(findings: Vec<Finding>, path: &Path) -> Fault {
    match findings.into_iter().next() {
        Some(finding) => Fault::At(Box::new(finding)),
        None => Fault::Other(format!("读不出“{}”", path.display())),
    }
}

/// Rows of members that the sum has no place for.
fn misplaced(rolled: &Rolled) -> Vec<Finding> {
    let form = &rolled.region.form;
    let rows = rolled.members.iter().filter_map(|member| {
        let report = member.report.as_ref()?;
        let rows = sum::without_place(form, report);
        let first = rows.first()?;
        Some(
            Finding::new(
                Code::RollUpMissing,
                report.place(&report.year.range),
                format!(
                    "{}用的是表样“{}”，{first}有数，汇总的表里没有这一行，没有加进去",
                    member.name, report.form.name
                ),
            )
            .severity(crate::diag::Severity::Warning)
            .help("请它改用官方表样的行；或给汇总报告也写上这种“表样”"),
        )
    });
    rows.collect()
}

/// Sums up, and holds the file against the sums or writes them into it.
fn sum_up(rolled: &mut Rolled, bytes: Vec<u8>, (check, last): (bool, Memory)) -> Result<(), Fault> {
    let form = rolled.region.form.clone();
    let reports: Vec<Arc<Report>> = rolled.summed().iter().filter_map(|member| member.report.clone()).collect();
    let members: Vec<&Report> = reports.iter().map(|report| &**report).collect();
    let sums: Vec<(Spot, sum::MemberSum)> =
        sum::cells(&form).map(|spot| (spot, sum::sum(&form, &members, &rolled.region.adjustments, spot))).collect();
    let below = below_zero(rolled, &form, &sums, &bytes);
    if !below.is_empty() {
        rolled.findings.extend(below);
        return Ok(());
    }
    let unbalanced = unbalanced(rolled, (&form, &sums), &members, &bytes);
    rolled.findings.extend(unbalanced);
    if let Some((spot, sum)) = sums.iter().find(|(spot, sum)| !says(&form, *spot, &sum.figure(), sum)) {
        let words = form.tables[spot.table].cell_words(spot.line, spot.column);
        let advice = "多半有成员填错了单位，或多写了数字";
        return Err(Fault::Other(format!("{words}各成员加起来是 {}，位数过多，写不进报告；{advice}", sum.figure())));
    }
    let editor = Editor::reading(&rolled.path, bytes.clone(), &form).map_err(refusal)?;
    rolled.before = sums.iter().map(|(spot, _)| editor.figure(*spot)).collect();
    let is_as_summed =
        |((_, sum), before): (&(Spot, sum::MemberSum), &Option<String>)| before.as_deref() == Some(&sum.figure());
    if check && sums.iter().zip(&rolled.before).all(is_as_summed) {
        rolled.said = rolled.before.clone();
        rolled.outcome = SumOutcome::Unchanged;
        rolled.sums = sums;
        return Ok(());
    }
    let memory = (last, Memory::of(&form, &members, &sums));
    rolled.changes = changes(rolled, &form, &sums, &memory);
    if check {
        rolled.said = rolled.before.clone();
        rolled.changes.retain(|change| !change.same);
        rolled.outcome = if rolled.changes.is_empty() { SumOutcome::Unchanged } else { SumOutcome::Differs };
    } else {
        write(rolled, (&form, &sums), bytes)?;
        // Only a convenience for the next sum: what cannot be kept is not missed.
        if memory.0 != memory.1 {
            let _ = write_whole(&memory_path(&rolled.path), memory.1.to_json().as_bytes());
        }
    }
    rolled.sums = sums;
    Ok(())
}

/// Changes the file, proves it, and writes it when a byte is another.
fn write(
    rolled: &mut Rolled,
    (form, sums): (&Arc<Form>, &[(Spot, sum::MemberSum)]),
    bytes: Vec<u8>,
) -> Result<(), Fault> {
    let mut editor = Editor::new(&rolled.path, bytes.clone(), form).map_err(refusal)?;
    set_rows(&mut editor, form, sums).map_err(refusal)?;
    set_notes(&mut editor, rolled, form, sums).map_err(refusal)?;
    let missing: Vec<&str> =
        rolled.members.iter().filter(|member| !member.is_summed()).map(|member| member.name.as_str()).collect();
    let faulty: Vec<&str> = rolled
        .summed()
        .iter()
        .filter(|member| member.state != MemberState::Sound)
        .map(|member| member.name.as_str())
        .collect();
    let line = partial::line(rolled.members.len(), &missing, &faulty);
    editor.head_note(partial::is_line, line.as_deref()).map_err(refusal)?;
    for (spot, sum) in sums {
        if editor.figure(*spot).as_deref() != Some(sum.figure().as_str()) {
            let words = form.tables[spot.table].cell_words(spot.line, spot.column);
            return Err(Fault::Other(format!("{words}写不进“{}”，没有改动；请在文件里直接填", rolled.path.display())));
        }
    }
    rolled.said = sums.iter().map(|(spot, _)| editor.figure(*spot)).collect();
    let new = editor.bytes();
    rolled.outcome = SumOutcome::Unchanged;
    if new != bytes {
        replace_whole(&rolled.path, &bytes, &new)?;
        rolled.outcome = SumOutcome::Written;
    }
    Ok(())
}

fn refusal(error: crate::source::patch::PatchError) -> Fault {
    let sentence = error.to_string();
    match error.place() {
        Some(place) => Fault::Other(format!("{}：{sentence}", place.path().display())),
        None => Fault::Other(sentence),
    }
}

/// Adjustments that leave less than nothing.
fn below_zero(rolled: &Rolled, form: &Form, sums: &[(Spot, sum::MemberSum)], bytes: &[u8]) -> Vec<Finding> {
    let Ok(file) = crate::source::decode(&rolled.path, bytes.to_vec()) else { return Vec::new() };
    let wrong = sums.iter().filter(|(spot, sum)| {
        let column = &form.tables[spot.table].lines[spot.line].columns[spot.column];
        sum.exact < 0 && column.kind != ValueKind::Change
    });
    wrong
        .map(|(spot, sum)| {
            let at = sum.adjusted.first().map_or(0..0, |(index, _)| rolled.region.adjustments[*index].range.clone());
            let words = form.tables[spot.table].cell_words(spot.line, spot.column);
            Finding::new(
                Code::Adjustment,
                Place::new(&file, at),
                format!(
                    "{words}各成员之和是 {}，调整后是 {}，不能小于零",
                    sum.words(sum.of_members),
                    sum.words(sum.exact)
                ),
            )
            .help("核对调整的数；已经不需要的，删去这一条")
        })
        .collect()
}

/// Equations that the adjusted sums do not satisfy, although those of the members are satisfied: each is told at an adjustment.
fn unbalanced(
    rolled: &Rolled,
    (form, sums): (&Arc<Form>, &[(Spot, sum::MemberSum)]),
    members: &[&Report],
    bytes: &[u8],
) -> Vec<Finding> {
    let given = &rolled.region.adjustments;
    let own = members.iter().find(|member| Arc::ptr_eq(&member.form, form)).filter(|_| !given.is_empty());
    let (Some(own), Ok(file)) = (own, crate::source::decode(&rolled.path, bytes.to_vec())) else { return Vec::new() };
    let tables = (0..form.tables.len()).map(|table| totals(form, table, sums)).collect();
    let summed = Report { tables, adjustments: given.clone(), ..(**own).clone() };
    let wrong = unbalanced_by(&summed).into_iter();
    let told = wrong.filter_map(|(table, message)| {
        let adjustment = given.iter().find(|given| given.spot.table == table)?;
        let place = Place::new(&file, adjustment.range.clone());
        Some(
            Finding::new(Code::Adjustment, place, format!("调整以后{message}"))
                .severity(crate::diag::Severity::Warning)
                .help("各成员的数都平，是调整使它不平：同一等式里别的格也要写一条调整"),
        )
    });
    told.collect()
}

/// Puts the sums into the rows, and the totals that the file states after them.
fn set_rows(
    editor: &mut Editor,
    form: &Form,
    sums: &[(Spot, sum::MemberSum)],
) -> Result<(), crate::source::patch::PatchError> {
    for (table, table_form) in form.tables.iter().enumerate() {
        let totals = totals(form, table, sums);
        editor.nothing_unfilled(table)?;
        for (line, form_line) in table_form.lines.iter().enumerate() {
            let mut figures: Figures = vec![None; form_line.columns.len()];
            for (column, figure) in figures.iter_mut().enumerate() {
                let spot = Spot { table, line, column };
                let sum = sums.iter().find(|(other, _)| *other == spot);
                let total = || totals.cells[line][column].value.to_string();
                let is_total = form_line.kind != LineKind::Data || form_line.columns[column].total.is_some();
                *figure = sum.map(|(_, sum)| sum.figure()).or_else(|| is_total.then(total));
            }
            editor.set_row(table, line, &figures)?;
        }
    }
    Ok(())
}

/// The totals of a table, added up from the sums.
fn totals(form: &Form, table: usize, sums: &[(Spot, sum::MemberSum)]) -> TableData {
    let table_form = &form.tables[table];
    let cell = |line: usize, column: usize| {
        let sum = sums.iter().find(|(spot, _)| *spot == Spot { table, line, column });
        let (value, origin) = match sum {
            Some((_, sum)) => (i64::try_from(sum.exact).unwrap_or(i64::MAX), FigureOrigin::Stated),
            None => (0, FigureOrigin::Computed),
        };
        FigureCell { value: Value::Whole(value), range: 0..0, origin }
    };
    let lines = table_form.lines.iter().enumerate();
    let cells = lines.map(|(line, form_line)| (0..form_line.columns.len()).map(|column| cell(line, column)).collect());
    let mut data = TableData { cells: cells.collect(), range: 0..0 };
    data.add_up(table_form);
    data
}

/// What stands behind the number in the program's own note of a row.
const NOTE: &str = " 个成员之和";

/// What stands before the adjustments in it.
const ADJUSTED: &str = "，调整 ";

/// Whether a note is the program's own, and nothing of the office's in it.
fn is_own(note: &str) -> bool {
    let number = note.trim_start_matches(|c: char| c.is_ascii_digit());
    let Some(rest) = number.strip_prefix(NOTE).filter(|_| number.len() < note.len()) else { return false };
    let is_figure = |figure: &str| {
        let unsigned = figure.trim_start_matches(['-', '+']);
        unsigned.starts_with(|c: char| c.is_ascii_digit())
            && !unsigned.contains(|c: char| !c.is_ascii_digit() && c != '.')
    };
    rest.is_empty() || rest.strip_prefix(ADJUSTED).is_some_and(|figures| figures.split('、').all(is_figure))
}

/// Notes beside every row that has a line: of how many members it is the sum, and by how much it was adjusted.
fn set_notes(
    editor: &mut Editor,
    rolled: &Rolled,
    form: &Form,
    sums: &[(Spot, sum::MemberSum)],
) -> Result<(), crate::source::patch::PatchError> {
    let count = rolled.summed().len();
    for (table, table_form) in form.tables.iter().enumerate() {
        for (line, form_line) in table_form.lines.iter().enumerate() {
            if form_line.kind != LineKind::Data {
                continue;
            }
            let of_line = sums.iter().filter(|(spot, _)| spot.table == table && spot.line == line);
            let adjusted: Vec<&str> = of_line
                .flat_map(|(_, sum)| &sum.adjusted)
                .map(|(index, _)| rolled.region.adjustments[*index].figure.as_str())
                .collect();
            let adjusted =
                if adjusted.is_empty() { String::new() } else { format!("{ADJUSTED}{}", adjusted.join("、")) };
            // What an import said of the figures is true no more.
            let ours = |note: &str| is_own(note) || has_origin(note);
            editor.note_row(table, line, Some(&format!("{count}{NOTE}{adjusted}")), ours)?;
        }
    }
    Ok(())
}

/// Whether a figure as written is a sum, whatever its decimals and its unit.
fn says(form: &Form, spot: Spot, written: &str, sum: &sum::MemberSum) -> bool {
    let column = &form.tables[spot.table].lines[spot.line].columns[spot.column];
    match column.kind {
        ValueKind::Amount(unit) => report::parse_amount(written, unit).is_ok_and(|read| read.micro_yuan() == sum.exact),
        kind => {
            let read = report::parse_whole(written, kind == ValueKind::Change);
            read.is_ok_and(|read| i128::from(read) == sum.exact)
        }
    }
}

/// The cells that the new sum changed, and through whom.
fn changes(
    rolled: &Rolled,
    form: &Form,
    sums: &[(Spot, sum::MemberSum)],
    (memory, now): &(Memory, Memory),
) -> Vec<SumChange> {
    let changed = sums.iter().zip(&rolled.before).filter(|((_, sum), before)| before.as_deref() != Some(&sum.figure()));
    changed
        .map(|((spot, sum), before)| SumChange {
            words: form.tables[spot.table].cell_words(spot.line, spot.column),
            old: before.clone().filter(|figure| figure != report::UNFILLED),
            new: sum.figure(),
            same: before.as_deref().is_some_and(|before| says(form, *spot, before, sum)),
            moved: memory.moved(now, form, *spot),
        })
        .collect()
}
