//! What would make a table right again: one changed cell, or one number that was split over two. Named only when there is
//! no other of its kind; never a guess among several.

use super::Constraint;
use super::total::Stated;
use crate::diag::{Code, Finding, Place, Severity};
use crate::form::{Spot, TableForm, ValueKind};
use crate::report::{FigureCell, FigureOrigin, Report, TableData, Value};

/// The findings that speak of a total.
const OF_TOTALS: [Code; 3] = [Code::RowTotal, Code::GroupTotal, Code::ReviewTotal];
/// Totals of totals of totals: a group, all groups, the corner.
const DEEPEST_TOTAL: usize = 3;

/// The one cell with whose change every constraint of a table holds.
pub(super) struct Repair {
    place: Place,
    words: String,
    value: i64,
    right: i64,
}

impl Repair {
    /// One finding of all that do not hold because of the cell: the one at the cell, else at a total, with the others named in it.
    pub fn explain(&self, found: Vec<Finding>, is_due: impl Fn(&Finding) -> bool) -> Vec<Finding> {
        let is_due = |finding: &Finding| finding.severity == Severity::Error && is_due(finding);
        let (mut due, mut others): (Vec<Finding>, Vec<Finding>) = found.into_iter().partition(is_due);
        // The first of the best: whether it is at the cell, then whether it speaks of a total.
        let rank = |finding: &Finding| (finding.at != self.place, !OF_TOTALS.contains(&finding.code));
        let Some(best) = (0..due.len()).min_by_key(|&index| rank(&due[index])) else { return others };
        let mut kept = due.remove(best);
        self.tell(&mut kept);
        if !due.is_empty() {
            kept.help.push(format!("因这一格不成立的等式共有 {} 个，只算一处错", due.len() + 1));
        }
        kept.also.extend(due.into_iter().map(|finding| (finding.at, finding.message)));
        others.push(kept);
        others
    }

    /// Tells of it in a finding of the table: as advice, and as what should stand there.
    fn tell(&self, finding: &mut Finding) {
        let Repair { place, words, value, right } = self;
        finding.help.push(format!("若{words}由 {value} 改为 {right}，全部勾稽成立"));
        let own = finding.at == *place;
        finding.expected = Some(if own { right.to_string() } else { format!("{words}改为 {right}") });
    }
}

/// The single change of one cell that makes every constraint hold, when exactly one exists; where there is none, one that takes the
/// totals with it which agree with their parts, as the formulas of a workbook do.
pub(super) fn single(report: &Report, table: usize, constraints: &[Constraint]) -> Option<Repair> {
    let follow = following(constraints, &report.tables[table]);
    let mut changes = changes(report, table, constraints, &[])?;
    if changes.is_empty() && !follow.is_empty() {
        changes = self::changes(report, table, constraints, &follow)?;
    }
    let [(line, column, value, right)] = changes[..] else { return None };
    let words = report.form.tables[table].cell_words(line, column);
    Some(Repair { place: report.cell_place(table, line, column), words, value, right })
}

/// Whether every constraint holds with one cell changed, or with it and the totals that agree with their parts.
pub(super) fn mended(report: &Report, spot: Spot, right: i64, constraints: &[Constraint]) -> bool {
    let (form, data) = (&report.form.tables[spot.table], &report.tables[spot.table]);
    let change = [(spot.line, spot.column, right)];
    all_hold(constraints, &changed(form, data, &change))
        || all_hold(constraints, &carried(form, data, &change, &following(constraints, data)))
}

/// Every change of one cell that makes all constraints hold, the totals of `follow` with it: line, column, what it is, what it should be.
fn changes(
    report: &Report,
    table: usize,
    constraints: &[Constraint],
    follow: &[&Stated],
) -> Option<Vec<(usize, usize, i64, i64)>> {
    let (form, data) = (&report.form.tables[table], &report.tables[table]);
    let broken = broken(constraints, data)?;
    let mut changes = Vec::new();
    for (line, column) in written(form, data) {
        let Some(right) = right((form, data), (line, column), broken, follow) else { continue };
        let allowed = right >= 0 || form.lines[line].columns[column].kind == ValueKind::Change;
        if allowed && all_hold(constraints, &carried(form, data, &[(line, column, right)], follow)) {
            changes.push((line, column, data.cells[line][column].value.whole(), right));
        }
    }
    Some(changes)
}

/// The first constraint that does not hold, and by how much.
fn broken<'a, 'b>(constraints: &'b [Constraint<'a>], data: &TableData) -> Option<(&'b Constraint<'a>, i64)> {
    constraints.iter().find_map(|constraint| {
        let difference = constraint.difference(data)?;
        (difference != 0).then_some((constraint, difference))
    })
}

/// What has to stand in a cell for a broken constraint to hold; none where the cell is nothing to it.
fn right(
    (form, data): (&TableForm, &TableData),
    (line, column): (usize, usize),
    (broken, difference): (&Constraint, i64),
    follow: &[&Stated],
) -> Option<i64> {
    let value = data.cells[line][column].value.whole();
    // Constraints are sums: what one more in this cell does to the broken one says how many it takes.
    let slope = broken.difference(&carried(form, data, &[(line, column, value + 1)], follow))? - difference;
    (slope != 0 && difference % slope == 0).then(|| value - difference / slope)
}

/// By how much one cell has to change, alone or with the totals that agree with their parts, for every constraint to hold.
pub(super) fn change(report: &Report, spot: Spot, constraints: &[Constraint]) -> Option<i64> {
    let (form, data) = (&report.form.tables[spot.table], &report.tables[spot.table]);
    let broken = broken(constraints, data)?;
    let follow = following(constraints, data);
    [&[][..], &follow].into_iter().find_map(|follow| {
        let right = right((form, data), (spot.line, spot.column), broken, follow)?;
        let change = right - data.cells[spot.line][spot.column].value.whole();
        mended(report, spot, right, constraints).then_some(change)
    })
}

/// The stated totals that agree with their parts.
fn following<'a, 'b>(constraints: &'b [Constraint<'a>], data: &TableData) -> Vec<&'b Stated<'a>> {
    let totals = constraints.iter().filter_map(|constraint| match constraint {
        Constraint::Total(total) => Some(total),
        Constraint::Equation(_) => None,
    });
    totals.filter(|total| total.difference(data) == 0).collect()
}

/// The finding for a figure in the wrong column of its row: two columns are out of balance by as much the other way, and the figure
/// moved, or exchanged with its neighbour, mends every constraint. Where several rows may hold it, they are named.
pub(super) fn moved(report: &Report, table: usize, constraints: &[Constraint]) -> Option<Finding> {
    let (form, data) = (&report.form.tables[table], &report.tables[table]);
    let broken: Vec<(usize, i64)> = constraints
        .iter()
        .filter_map(|one| Some((one.column()?, one.difference(data)?)))
        .filter(|(_, difference)| *difference != 0)
        .collect();
    let &(one, difference) = broken.first()?;
    let &(other, _) = broken.iter().find(|(column, _)| *column != one)?;
    let by = difference.abs();
    let mut moves: Vec<(usize, usize, usize)> = Vec::new();
    for (line, cells) in data.cells.iter().enumerate() {
        let stated = |column: usize| cells.get(column).is_some_and(|cell| cell.origin != FigureOrigin::Computed);
        for (from, to) in [(one, other), (other, one)] {
            if !stated(from) || !stated(to) || cells[from].value.whole() < by {
                continue;
            }
            let change = [(line, from, cells[from].value.whole() - by), (line, to, cells[to].value.whole() + by)];
            if all_hold(constraints, &changed(form, data, &change)) {
                moves.push((line, from, to));
            }
        }
    }
    let &(line, from, to) = moves.first()?;
    let key = |column: usize| form.lines[line].columns[column].key.as_str();
    let columns = format!("{}列多 {by}、{}列少 {by}", key(from), key(to));
    if let [_] = moves[..] {
        let (much, few) = (&data.cells[line][from].value, &data.cells[line][to].value);
        let (much, few) = (much.whole(), few.whole());
        let (from, to) = (key(from), key(to));
        let what = match few {
            0 if much == by => format!("{from}列的 {by} 像是错了一列，应在{to}列"),
            _ if much - by == few => format!("{from}列的 {much} 和{to}列的 {few} 像是填反了"),
            _ => format!("{from}列的 {much} 里像是有 {by} 件应在{to}列"),
        };
        let right = format!("{from}列改为 {}、{to}列改为 {}", much - by, few + by);
        let message = format!("{}：{what}", form.line_words(line));
        let at = report.cell_place(table, line, moves[0].1);
        return Some(
            Finding::new(Code::ColumnBalance, at, message)
                .label(format!("“{from}”{much}"))
                .also(report.cell_place(table, line, moves[0].2), format!("“{to}”{few}"))
                .help(format!("{right}，全部勾稽成立；对照原始台账核实"))
                .expected(right),
        );
    }
    let named: Vec<String> = moves.iter().take(MOST_ROWS).map(|(line, ..)| form.line_words(*line)).collect();
    let more = if moves.len() > MOST_ROWS { "等" } else { "" };
    let rows = format!("同一行里挪过去就全部成立的有：{}{more}，逐行核对这两列", named.join("、"));
    let message = format!("{}{columns}，其余各列都平，像是有一个数错了一列", form.short);
    let at = report.cell_place(table, line, from);
    let also = report.cell_place(table, line, to);
    Some(Finding::new(Code::ColumnBalance, at, message).also(also, format!("“{}”", key(to))).help(rows))
}

/// So many rows are named that may hold a figure of the wrong column.
const MOST_ROWS: usize = 4;

/// The finding for two adjacent digits that together are one number with which every constraint holds, when there is
/// exactly one such pair.
pub(super) fn split(report: &Report, table: usize, constraints: &[Constraint]) -> Option<Finding> {
    let (form, data) = (&report.form.tables[table], &report.tables[table]);
    let mut pairs = Vec::new();
    for (line, cells) in data.cells.iter().enumerate() {
        let columns: Vec<usize> = form.lines[line].parts().collect();
        for (index, pair) in columns.windows(2).enumerate() {
            let (Some(tens), Some(ones)) = (digit(&cells[pair[0]]), digit(&cells[pair[1]])) else { continue };
            let joined = tens * 10 + ones;
            let rest: Vec<i64> = columns[index + 2..].iter().map(|&column| cells[column].value.whole()).collect();
            if arrangements(line, &columns[index..], joined, &rest)
                .iter()
                .any(|change| all_hold(constraints, &changed(form, data, change)))
            {
                pairs.push((line, pair[0], pair[1], joined));
            }
        }
    }
    let [(line, first, second, joined)] = pairs[..] else { return None };
    let words =
        |column: usize| format!("“{}”{}", form.lines[line].columns[column].key, data.cells[line][column].value.whole());
    Some(
        Finding::new(
            Code::SplitNumber,
            report.cell_place(table, line, first),
            format!(
                "{}：{}、{}像是 {joined} 拆在了两格，合成一个数后全部勾稽成立",
                form.line_words(line),
                words(first),
                words(second)
            ),
        )
        .label(words(first))
        .also(report.cell_place(table, line, second), words(second))
        .help("对照原始台账核实；从表格复制数字时，一个数有时会断成两格，后面的数随之错位"),
    )
}

/// The ways in which a joined number can stand in place of its two digits: in either cell with 0 in the other, or in the
/// first with all that follow moved up.
fn arrangements(line: usize, columns: &[usize], joined: i64, rest: &[i64]) -> [Vec<(usize, usize, i64)>; 3] {
    let change = |values: &[i64]| columns.iter().zip(values).map(|(&column, &value)| (line, column, value)).collect();
    let moved: Vec<i64> = [joined].into_iter().chain(rest.iter().copied()).chain([0]).collect();
    [change(&[joined, 0]), change(&[0, joined]), change(&moved)]
}

/// A written single digit from 1.
fn digit(cell: &FigureCell) -> Option<i64> {
    let value = cell.value.whole();
    (cell.origin == FigureOrigin::Stated && (1..=9).contains(&value)).then_some(value)
}

/// The whole numbers of a table that were written down or covered by a 0.
fn written(form: &TableForm, data: &TableData) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    for (line, form_line) in form.lines.iter().enumerate() {
        for (column, form_column) in form_line.columns.iter().enumerate() {
            let computed = data.cells[line][column].origin == FigureOrigin::Computed;
            if !computed && !matches!(form_column.kind, ValueKind::Amount(_)) {
                cells.push((line, column));
            }
        }
    }
    cells
}

/// The table with some cells changed and the computed totals worked out again.
fn changed(form: &TableForm, data: &TableData, changes: &[(usize, usize, i64)]) -> TableData {
    let mut data = data.clone();
    for &(line, column, value) in changes {
        data.cells[line][column].value = Value::Whole(value);
    }
    data.add_up(form);
    data
}

/// The same, and stated totals with them: a total of totals is right only when these are.
fn carried(form: &TableForm, data: &TableData, changes: &[(usize, usize, i64)], follow: &[&Stated]) -> TableData {
    let mut data = changed(form, data, changes);
    let is_changed =
        |total: &Stated| changes.iter().any(|&(l, c, _)| (l, c) == (total.spot().line, total.spot().column));
    for _ in 0..if follow.is_empty() { 0 } else { DEEPEST_TOTAL } {
        follow.iter().filter(|total| !is_changed(total)).for_each(|total| total.add_up(&mut data));
        data.add_up(form);
    }
    data
}

/// Whether every constraint holds with these figures.
pub(super) fn all_hold(constraints: &[Constraint], figures: &TableData) -> bool {
    constraints.iter().all(|constraint| constraint.difference(figures).is_none_or(|difference| difference == 0))
}
