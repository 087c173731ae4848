//! What words state: the cells that a stretch of words names, in every lawful reading.
//!
//! Words → rows, columns and sums of the form's tables. Knows the form and the figures; not where the words stood.

use crate::check::text::bind::cells::{CellAt, Sum, Tables, join};
use crate::check::text::words::lexicon::Word;
use crate::check::text::words::number::{Number, Unit};
use crate::form::keys;
use crate::report::Report;

/// What the words before a number name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    /// The lawful readings, the likeliest first.
    pub readings: Vec<Sum>,
    /// Whether the form's own words name the very row.
    pub exact: bool,
    pub kind: Kind,
}

/// What kind of whole a fact is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// 收到, 办结 and the like.
    Flow,
    /// A kind of applicant.
    Applicant,
    /// An outcome of 表三.
    Outcome,
    /// 表四
    Review,
    /// A result of 表四.
    Result,
    /// 表二
    Item,
}

/// The index of a line by its keys.
pub(crate) fn line(report: &Report, table: Option<usize>, keys: &[&str]) -> Option<(usize, usize)> {
    let table = table?;
    Some((table, report.form.tables[table].line(keys)?))
}

/// The columns of a line that the words name: all applicants, natural persons, organisations, or one kind.
pub(crate) fn columns(report: &Report, table: usize, line: usize, words: &[Word]) -> Vec<usize> {
    let columns = &report.form.tables[table].lines[line].columns;
    let total = columns.iter().position(|column| column.total.is_some());
    let natural = columns.iter().position(|column| column.key == "自然人");
    let mut named = Vec::new();
    for word in words {
        match word {
            Word::Natural => named.extend(natural),
            Word::Organisations => {
                named.extend((0..columns.len()).filter(|&c| Some(c) != natural && Some(c) != total));
            }
            Word::Applicant(column) => named.push(*column),
            _ => {}
        }
    }
    named.dedup();
    if named.is_empty() { total.into_iter().collect() } else { named }
}

/// The cells of a row of 表三 under the columns that the words name.
pub(crate) fn row(report: &Report, (table, line): (usize, usize), words: &[Word]) -> Sum {
    Sum::of(columns(report, table, line, words).into_iter().map(|column| (table, line, column)).collect())
}

/// What of 表四 the words name; `carried` is what an earlier clause spoke of.
pub(crate) fn review(report: &Report, tables: &Tables, words: &[Word], carried: &[Word]) -> Option<Fact> {
    let lines = |words: &[Word]| {
        let has = |word| words.contains(&word);
        let mut keys: Vec<&str> = Vec::new();
        if has(Word::Review) && !has(Word::SuitAfterReview) && !has(Word::DirectSuit) {
            keys.push("行政复议");
        }
        if has(Word::DirectSuit) || has(Word::SuitAfterReview) {
            keys.extend(has(Word::DirectSuit).then_some("未经复议直接起诉"));
            keys.extend(has(Word::SuitAfterReview).then_some("复议后起诉"));
        } else if has(Word::Litigation) {
            keys.extend(["未经复议直接起诉", "复议后起诉"]);
        }
        keys
    };
    let mut keys = lines(words);
    let named = !keys.is_empty();
    let settled = words.contains(&Word::Settled);
    let mut results: Vec<usize> =
        words.iter().filter_map(|word| if let Word::Result(column) = word { Some(*column) } else { None }).collect();
    results.dedup();
    if !named {
        if results.is_empty() && !settled {
            return None;
        }
        keys = lines(carried);
    }
    if keys.is_empty() || results.len() > 1 {
        return None;
    }
    let table = tables.reviews?;
    let cells = keys.iter().map(|key| {
        let (table, line) = line(report, Some(table), &line_keys(report, table, key)?)?;
        let columns = &report.form.tables[table].lines[line].columns;
        let column = results.first().copied().or_else(|| columns.iter().position(|column| column.total.is_some()))?;
        Some((table, line, column))
    });
    let cells = cells.collect::<Option<Vec<_>>>()?;
    if settled && results.is_empty() {
        // 4件，3件已作出复议决定: all, or all but the open ones.
        let open = open_of(report, &cells)?;
        return Some(Fact {
            readings: vec![Sum { plus: cells.clone(), minus: open }, Sum::of(cells)],
            exact: false,
            kind: Kind::Result,
        });
    }
    let kind = if results.is_empty() { Kind::Review } else { Kind::Result };
    let block = words.contains(&Word::DirectSuit) || words.contains(&Word::SuitAfterReview);
    let exact = cells.len() == 1 && (kind == Kind::Result || block);
    Some(Fact { exact, readings: vec![Sum::of(cells)], kind })
}

/// The cells of 尚未审结 beside others of 表四.
fn open_of(report: &Report, cells: &[CellAt]) -> Option<Vec<CellAt>> {
    let open = |&(table, line, _): &CellAt| {
        let columns = &report.form.tables[table].lines[line].columns;
        Some((table, line, columns.iter().position(|column| column.key == "尚未审结")?))
    };
    cells.iter().map(open).collect()
}

/// The keys of the line of 表四 that ends with `key`.
fn line_keys<'a>(report: &'a Report, table: usize, key: &str) -> Option<Vec<&'a str>> {
    let found = report.form.tables[table].lines.iter().find(|line| line.keys.last().is_some_and(|last| last == key))?;
    Some(found.keys.iter().map(String::as_str).collect())
}

/// What a figure measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// 件 and the like.
    Count,
    /// 项: in the 2019 form the number of kinds of 许可, 处罚 …
    Projects,
    Money,
}

impl Measure {
    pub fn of(number: &Number) -> Measure {
        match number.unit {
            Unit::Yuan => Measure::Money,
            Unit::Count("项") => Measure::Projects,
            _ => Measure::Count,
        }
    }
}

/// The cell of a line of 表二 under the first of the columns that it has.
fn item_cell(report: &Report, table: usize, line: usize, keys: &[&str]) -> Option<CellAt> {
    let columns = &report.form.tables[table].lines[line].columns;
    let find = |key: &&str| columns.iter().position(|column| column.key == **key);
    keys.iter().find_map(find).map(|column| (table, line, column))
}

/// 本年增/减 of a line of the 2019 form.
pub(crate) fn item_change(report: &Report, tables: &Tables, line: usize) -> Option<Fact> {
    let cell = item_cell(report, tables.proactive?, line, &["本年增/减"])?;
    Some(Fact { readings: vec![Sum::of(vec![cell])], exact: true, kind: Kind::Item })
}

/// The number of projects of a line of the 2019 form: last year's, or with this year's change.
fn projects(report: &Report, table: usize, lines: &[usize], words: &[Word]) -> Option<Fact> {
    let [line] = lines else { return None };
    let last = item_cell(report, table, *line, &["上一年项目数量"])?;
    let change = item_cell(report, table, *line, &["本年增/减"])?;
    let mut readings = vec![Sum::of(vec![last])];
    let exact = words.contains(&Word::LastItems);
    if !exact {
        readings.push(Sum::of(vec![last, change]));
    }
    Some(Fact { readings, exact, kind: Kind::Item })
}

/// What of 表二 the words name; the lines and the action may have been named earlier.
pub(crate) fn item(
    report: &Report,
    tables: &Tables,
    lines: &[usize],
    words: &[Word],
    measure: Measure,
) -> Option<Fact> {
    let table = tables.proactive?;
    let has = |word| words.contains(&word);
    let money = measure == Measure::Money;
    let cell = |line: usize, keys: &[&str]| item_cell(report, table, line, keys);
    if measure == Measure::Projects
        && !has(Word::Published)
        && let Some(fact) = projects(report, table, lines, words)
    {
        return Some(fact);
    }
    let actions: Vec<&[&str]> = [
        (Word::Issued, &["本年制发件数", "本年新制作数量"][..]),
        (Word::Repealed, &["本年废止件数"][..]),
        (Word::InForce, &["现行有效件数"][..]),
        (Word::NewlyPublic, &["本年新公开数量"][..]),
        (Word::PublicTotal, &["对外公开总数量"][..]),
    ]
    .into_iter()
    .filter(|(word, _)| has(*word))
    .map(|(_, keys)| keys)
    .collect();
    let mut cells = Vec::new();
    for &line in lines {
        let key = report.form.tables[table].lines[line].keys.first()?.as_str();
        match key {
            "规章" | "规范性文件" | "行政规范性文件" => {
                let [action] = actions[..] else { return None };
                if money {
                    return None;
                }
                cells.push(cell(line, action)?);
            }
            "行政许可" | "行政处罚" | "行政强制" | "其他对外管理服务事项" => {
                if money || has(Word::Received) || has(Word::Published) && !has(Word::Decided) {
                    return None;
                }
                cells.push(cell(line, &["本年处理决定数量", "处理决定数量"])?);
            }
            "行政事业性收费" if money => cells.push(cell(line, &["本年收费金额"])?),
            "政府集中采购" => cells.push(cell(line, if money { &["采购总金额"] } else { &["采购项目数量"] })?),
            _ => return None,
        }
    }
    if cells.is_empty() {
        return None;
    }
    let documents = !actions.is_empty();
    let fee =
        money && report.form.tables[table].lines[cells[0].1].keys.first().is_some_and(|key| key == "行政事业性收费");
    let exact = cells.len() == 1 && (documents || fee || has(Word::Decided) || has(Word::Made));
    Some(Fact { readings: vec![Sum::of(cells)], exact, kind: Kind::Item })
}

/// Words that name a row of 表三, and how they are to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hints {
    /// The sentence itself says that 上年结转 is included, or that it is not.
    pub carried: Option<bool>,
    /// Within 其中.
    pub among: bool,
    /// The words are joined by 和 or 、, so that a sum is meant.
    pub joined: bool,
    pub told: Told,
}

/// What else the paragraph tells of the requests, on which it depends what 办结 may mean there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Told {
    pub carried_in: bool,
    pub carried_out: bool,
    /// 不予处理 is told apart.
    pub refused: bool,
}

/// What of 表三 the words name.
pub(crate) fn request(report: &Report, tables: &Tables, words: &[Word], hints: Hints) -> Option<Fact> {
    let at = |keys: &[&str]| line(report, tables.requests, keys);
    let has = |word| words.contains(&word);
    let sum = |rows: &[Option<(usize, usize)>]| {
        let rows = rows.iter().copied().collect::<Option<Vec<_>>>()?;
        Some(join(rows.into_iter().map(|at| row(report, at, words))))
    };
    let (new, old) = (at(&["本年新收"]), at(&["上年结转"]));
    let (done, out) = (at(&["总计"]), at(&["结转下年度"]));
    let fact = |readings: Vec<Option<Sum>>, exact, kind| {
        let readings: Vec<Sum> = readings.into_iter().flatten().collect();
        (!readings.is_empty()).then_some(Fact { readings, exact, kind })
    };
    let outcomes: Vec<(usize, bool)> = words
        .iter()
        .filter_map(|word| if let Word::Outcome(line, own) = word { Some((*line, *own)) } else { None })
        .collect();
    if !outcomes.is_empty() {
        return outcome(report, tables, words, &outcomes, hints);
    }
    if words
        .iter()
        .any(|word| matches!(word, Word::CarriedIn | Word::CarriedOut | Word::Carried | Word::Open | Word::Not))
    {
        let carried = carried_readings(&has, sum(&[new, old]), sum(&[old]), sum(&[out]));
        return carried.and_then(|(readings, exact)| fact(readings, exact, Kind::Flow));
    }
    let either = || match hints.carried {
        Some(true) => vec![sum(&[new, old])],
        Some(false) => vec![sum(&[new])],
        None => vec![sum(&[new]), sum(&[new, old])],
    };
    if has(Word::New) {
        return fact(if hints.carried == Some(true) { either() } else { vec![sum(&[new])] }, true, Kind::Flow);
    }
    match (has(Word::Received), has(Word::Done), has(Word::Handled)) {
        (true, ..) if hints.among => None,
        (true, false, false) => fact(either(), false, Kind::Flow),
        (false, true, _) => fact(done_readings(hints.told, &at, &sum), false, Kind::Flow),
        (true, ..) | (false, false, true) if !hints.among => {
            let mut readings = either();
            readings.push(sum(&[done]));
            fact(readings, false, Kind::Flow)
        }
        _ => None,
    }
}

/// A row of 表三 by its keys, as a place in the form.
type Row = Option<(usize, usize)>;

/// 结转, 尚未办结: what was brought over or is carried over, in the readings that the words leave; whether in the row's own words.
fn carried_readings(
    has: &impl Fn(Word) -> bool,
    both: Option<Sum>,
    old: Option<Sum>,
    out: Option<Sum>,
) -> Option<(Vec<Option<Sum>>, bool)> {
    if has(Word::CarriedOut) {
        return (!has(Word::CarriedIn)).then(|| (vec![out], true));
    }
    if has(Word::Open) || has(Word::Not) && (has(Word::Done) || has(Word::Handled)) {
        return Some((vec![out], false));
    }
    if has(Word::Not) {
        return None;
    }
    if !has(Word::CarriedIn) {
        return (!has(Word::Done) && !has(Word::Received)).then(|| (vec![out, old], false));
    }
    if has(Word::Received) || has(Word::New) {
        // 上一年度结转受理2件
        return Some((vec![both, old], false));
    }
    if has(Word::Handled) {
        // 上年结转至本年办理的2件
        return Some((vec![old, both], false));
    }
    (!has(Word::Done)).then(|| (vec![old], true))
}

/// 办结: all that is done; or this year's alone, or what was answered on the merits, where the rest is told apart.
fn done_readings(told: Told, at: &impl Fn(&[&str]) -> Row, sum: &impl Fn(&[Row]) -> Option<Sum>) -> Vec<Option<Sum>> {
    let less = |told: bool, from, by| told.then(|| Some(sum(&[from])?.without(sum(&[by])?))).flatten();
    let (done, old) = (at(&[keys::TOTAL]), at(&[keys::request::CARRIED_IN]));
    let (new, out) = (at(&[keys::request::NEW]), at(&[keys::request::CARRIED_OUT]));
    let refused = at(&[keys::request::NOT_HANDLED, keys::TOTAL]);
    vec![
        sum(&[done]),
        less(told.carried_in, done, old),
        less(told.carried_out, new, out),
        less(told.refused, done, refused),
    ]
}

fn outcome(report: &Report, tables: &Tables, words: &[Word], outcomes: &[(usize, bool)], hints: Hints) -> Option<Fact> {
    let table = tables.requests?;
    let lines = &report.form.tables[table].lines;
    let group = |line: usize| lines[line].keys.first().map(String::as_str);
    let is_group =
        |line: usize| lines[line].keys.len() == 1 || lines[line].keys.last().is_some_and(|key| key == "总计");
    if words.iter().any(|word| matches!(word, Word::Not | Word::CarriedIn | Word::CarriedOut | Word::Carried)) {
        return None;
    }
    // A group beside its own row only says where the row belongs.
    let mut rows: Vec<(usize, bool)> = Vec::new();
    for &(line, own) in outcomes {
        let covered =
            is_group(line) && outcomes.iter().any(|&(other, _)| !is_group(other) && group(other) == group(line));
        if !covered && rows.iter().all(|&(other, _)| other != line) {
            rows.push((line, own));
        }
    }
    if rows.len() > 1 && !hints.joined {
        return None;
    }
    let etc = words.contains(&Word::Etc);
    let exact = rows.len() == 1 && rows[0].1 && !etc;
    let mut readings = vec![join(rows.iter().map(|&(line, _)| row(report, (table, line), words)))];
    if rows.len() > 1 && rows.iter().any(|&(line, _)| is_group(line)) && rows.iter().any(|&(line, _)| !is_group(line)) {
        // 本机关不掌握、依法不予公开的1件: both at once, or one for the reason of the other.
        readings.extend(rows.iter().map(|&(line, _)| row(report, (table, line), words)));
    }
    if etc && let Some(&(whole, _)) = outcomes.iter().find(|(line, _)| is_group(*line)) {
        // 因信息不存在等原因无法提供: the reasons named are not all.
        readings.insert(0, row(report, (table, whole), words));
    }
    Some(Fact { readings, exact, kind: Kind::Outcome })
}

/// The fact of an earlier clause under the columns that the words name.
pub(crate) fn by_applicant(report: &Report, tables: &Tables, of: &[Sum], words: &[Word]) -> Option<Fact> {
    let table = tables.requests?;
    let narrow = |sum: &Sum| {
        let under = |cells: &[CellAt]| {
            let mut lines: Vec<usize> = cells.iter().filter(|cell| cell.0 == table).map(|cell| cell.1).collect();
            lines.dedup();
            join(lines.into_iter().map(|line| row(report, (table, line), words)))
        };
        let plus = under(&sum.plus);
        (!plus.plus.is_empty()).then(|| plus.without(under(&sum.minus)))
    };
    let readings: Vec<Sum> = of.iter().filter_map(narrow).collect();
    (!readings.is_empty()).then_some(Fact { readings, exact: false, kind: Kind::Applicant })
}
