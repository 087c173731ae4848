//! Totals that are formulas: what is stored of one is no figure when its own cells say otherwise, for whoever filled the workbook in
//! did not calculate.

use super::figures::Unread;
use super::{CellRead, Recognised};
use crate::form::LineKind;
use crate::report::Value;

/// Takes no total that a formula gives where its cells add up to something else, and says so; and none where one of its cells was not
/// read: what it adds up then is no total.
pub(super) fn drop_stale(recognised: &mut Recognised) {
    drop_other_sums(recognised);
    let mut partial = Vec::new();
    for (t, table) in recognised.form.tables.iter().enumerate() {
        for (l, line) in table.lines.iter().enumerate() {
            partial.extend((0..line.columns.len()).map(|c| (t, l, c)).filter(|&at| is_partial(recognised, at)));
        }
    }
    for (t, l, c) in partial {
        if let Some(cell) = &mut recognised.cells[t][l][c] {
            cell.found = Err(Unread::Partial);
        }
    }
}

/// Whether a formula gives a total and one of the cells that it adds up was not read.
fn is_partial(recognised: &Recognised, (t, l, c): (usize, usize, usize)) -> bool {
    let line = &recognised.form.tables[t].lines[l];
    let parts: Vec<(usize, usize)> = match &line.kind {
        _ if line.columns[c].total.is_some() => line.parts().map(|part| (l, part)).collect(),
        LineKind::Total { parts, .. } => parts.iter().map(|&part| (part, c)).collect(),
        LineKind::Data => return false,
    };
    let gap = |&(l, c): &(usize, usize)| {
        recognised.cell(t, l, c).is_some_and(|cell| cell.found.is_err()) || is_partial(recognised, (t, l, c))
    };
    recognised.cell(t, l, c).is_some_and(|cell| cell.computed && cell.found.is_ok()) && parts.iter().any(gap)
}

fn drop_other_sums(recognised: &mut Recognised) {
    let mut stale: Vec<(usize, usize, usize, i64)> = Vec::new();
    for (t, table) in recognised.form.tables.iter().enumerate() {
        for (l, line) in table.lines.iter().enumerate() {
            for (c, column) in line.columns.iter().enumerate() {
                let is_total = line.kind != LineKind::Data || column.total.is_some();
                let stored = recognised.cell(t, l, c).filter(|cell| is_total && cell.computed).and_then(whole);
                let Some((stored, sum)) = stored.zip(sum(recognised, (t, l, c), true)) else { continue };
                if stored != sum {
                    stale.push((t, l, c, sum));
                }
            }
        }
    }
    let Some(&(t, l, c, added)) = stale.first() else { return };
    let table = &recognised.form.tables[t];
    let stored = recognised.cell(t, l, c).map(|cell| cell.printed.clone()).unwrap_or_default();
    let place = recognised.cell(t, l, c).map(|cell| cell.place.to_string()).unwrap_or_default();
    let of_numbers = |&(t, l, c, _): &(usize, usize, usize, i64)| {
        recognised.cell(t, l, c).and_then(whole) == sum(recognised, (t, l, c), false)
    };
    let why = if stale.iter().all(of_numbers) {
        "有的格填的是文字（如“33件”），公式没有算进去"
    } else {
        "存这个文件的程序没有重算，或者公式漏了格"
    };
    recognised.remarks.push(format!(
        "{} 格总计是公式，存的结果与各格相加的不同（如 {place}，{}存的是 {stored}，相加是 {added}）：{why}；这些总计没有读入，由程序算",
        stale.len(),
        table.cell_words(l, c),
    ));
    for (t, l, c, _) in stale {
        if let Some(cell) = &mut recognised.cells[t][l][c] {
            cell.found = Err(Unread::Stale);
        }
    }
}

fn whole(cell: &CellRead) -> Option<i64> {
    cell.found.as_ref().ok().map(|figure| Value::whole(&figure.value))
}

/// What a cell adds up, blanks as nothing, as a spreadsheet does; a cell that is no total is itself. None where a cell was not read.
/// `texts`: whether figures that were written as text count, which a spreadsheet passes over.
fn sum(recognised: &Recognised, (t, l, c): (usize, usize, usize), texts: bool) -> Option<i64> {
    let line = &recognised.form.tables[t].lines[l];
    let own = || match recognised.cell(t, l, c).map(|cell| &cell.found) {
        None | Some(Err(Unread::Blank)) => Some(0),
        Some(Ok(figure)) => Some(if texts || figure.note.is_none() { Value::whole(&figure.value) } else { 0 }),
        Some(Err(_)) => None,
    };
    let add = |parts: Vec<(usize, usize)>| {
        let mut sums = parts.into_iter().map(|(l, c)| sum(recognised, (t, l, c), texts));
        sums.try_fold(0_i64, |all, one| Some(all.saturating_add(one?)))
    };
    if line.columns[c].total.is_some() {
        return add(line.parts().map(|part| (l, part)).collect());
    }
    match &line.kind {
        LineKind::Data => own(),
        LineKind::Total { parts, .. } => {
            // Of a group that the file has in one row only that row says anything.
            let met =
                parts.iter().any(|&part| recognised.places.contains_key(&(t, part)) || is_total(recognised, t, part));
            if met { add(parts.iter().map(|&part| (part, c)).collect()) } else { own() }
        }
    }
}

fn is_total(recognised: &Recognised, table: usize, line: usize) -> bool {
    recognised.form.tables[table].lines[line].kind != LineKind::Data
}
