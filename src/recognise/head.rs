//! The head over rows of figures: which grid columns stand for which columns of a line.

use super::figures::{self, Unread};
use super::labels::is_sum;
use super::names::Target;
use super::names::{HeadMeans, Names};
use super::rows::{GridRow, RowSpot};
use crate::form::{Layout, Line};

/// A column of the head: the lowest text over these grid columns.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub from: usize,
    pub to: usize,
    pub text: String,
}

/// Where a figure is to stand: a column of a line, and the grid columns under its head where that was found.
#[derive(Debug, Clone)]
pub(super) struct FigureSlot {
    pub line: usize,
    pub column: usize,
    pub under: Option<Leaf>,
}

/// As many heads that are lines of the form show that a table is turned.
const MANY: usize = 5;

/// No office adds more columns.
const MOST_ADDED: usize = 40;

/// The rows of a head, from the top.
#[derive(Debug, Default)]
pub(super) struct HeadRows<'a> {
    rows: Vec<GridRow<'a>>,
    /// Whether figures were read under it: the next head is another.
    pub used: bool,
    /// Columns that the office added (备注), whose heads stand above all heads of the table.
    added: Vec<Leaf>,
    /// The words that divide each of its columns once more (上半年、下半年).
    divided: Vec<String>,
}

impl<'a> HeadRows<'a> {
    pub fn push(&mut self, row: GridRow<'a>, names: &Names) {
        self.end(names);
        // Where a head of the form stands, the columns of the table above end.
        let own = |spot: &&RowSpot| {
            let text = spot.cell.text();
            !figures::looks_like_one(&text) && !is_of_office(&text, names)
        };
        self.added.retain(|leaf| !row.filled().filter(own).any(|spot| spot.overlaps((leaf.from, leaf.to))));
        self.rows.push(row);
    }

    /// Ends the head when figures were read under it; columns that the office added go on.
    pub fn end(&mut self, names: &Names) {
        if !self.used {
            return;
        }
        let leaves = self.leaves();
        *self = HeadRows { added: std::mem::take(&mut self.added), ..HeadRows::default() };
        leaves.into_iter().filter(|leaf| is_of_office(&leaf.text, names)).for_each(|leaf| self.add(leaf));
    }

    /// Takes words that come back under a head for columns that divide its own: which of them is meant is not said. A row of one word
    /// only, such as a unit, divides nothing.
    pub fn divide(&mut self, row: &GridRow) {
        if self.used || self.rows.is_empty() {
            return;
        }
        let words: Vec<String> =
            row.filled().filter(|spot| !spot.spanned).map(|spot| one_line(&spot.cell.text())).collect();
        let mut twice: Vec<String> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if words[at + 1..].contains(word) && !twice.contains(word) {
                twice.push(word.clone());
            }
        }
        if twice.len() > 1 {
            self.divided = twice;
        }
    }

    /// # Errors
    /// Which words divide the columns, where some do.
    pub fn undivided(&self) -> Result<(), Unread> {
        if self.divided.is_empty() {
            return Ok(());
        }
        let words = self.divided.join("”“");
        Err(Unread::Row(format!("表头下面还分“{words}”，不知取哪一列")))
    }

    /// Takes what stands beside a caption for heads of columns that the office added.
    pub fn add_beside(&mut self, row: &GridRow, names: &Names) {
        let beside = row.filled().filter(|spot| !spot.spanned).skip(1);
        let words = beside.filter(|spot| is_of_office(&spot.cell.text(), names));
        words.for_each(|spot| self.add(Leaf { from: spot.from, to: spot.to, text: spot.cell.text() }));
    }

    /// Keeps one head for each stretch of columns: a sheet may have a caption in every row.
    fn add(&mut self, leaf: Leaf) {
        let known = self.added.iter().any(|known| (known.from, known.to) == (leaf.from, leaf.to));
        if !known && self.added.len() < MOST_ADDED {
            self.added.push(leaf);
        }
    }

    /// Whether a cell is the office's own, in a column that it added.
    pub fn is_added(&self, spot: &RowSpot, names: &Names) -> bool {
        let text = spot.cell.text();
        let within = self.added.iter().any(|leaf| spot.overlaps((leaf.from, leaf.to)));
        within && (figures::looks_like_one(&text) || is_of_office(&text, names))
    }

    /// The columns that the office added above the heads that were read before.
    pub fn added(&self) -> &[Leaf] {
        &self.added
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lowest texts, from the left.
    pub fn leaves(&self) -> Vec<Leaf> {
        let mut edges: Vec<usize> =
            self.rows.iter().flat_map(|row| row.filled()).flat_map(|s| [s.from, s.to]).collect();
        edges.sort_unstable();
        edges.dedup();
        let mut leaves: Vec<(Leaf, *const crate::read_back::unit::GridCell)> = Vec::new();
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let lowest = self.rows.iter().rev().find_map(|row| row.filled().find(|s| s.from <= from && to <= s.to));
            let Some(spot) = lowest else { continue };
            match leaves.last_mut() {
                Some((leaf, cell)) if std::ptr::eq(*cell, spot.cell) && leaf.to == from => leaf.to = to,
                _ => leaves.push((Leaf { from, to, text: spot.cell.text() }, std::ptr::from_ref(spot.cell))),
            }
        }
        leaves.into_iter().map(|(leaf, _)| leaf).collect()
    }

    /// What the lowest heads mean over a line's figures. 合计 and 小计 mean its total where no head names that, and where they are not of
    /// some of its columns only (a column that the office added).
    pub fn meanings(&self, names: &Names, of: &Line) -> Vec<(Leaf, HeadMeans)> {
        let means = |leaf: Leaf| {
            let means = names.head(&leaf.text, of);
            (leaf, means)
        };
        let mut all: Vec<(Leaf, HeadMeans)> = self.leaves().into_iter().map(means).collect();
        let total = of.columns.iter().position(|column| column.total.is_some()).map(HeadMeans::Column);
        let totals: Vec<usize> = (0..all.len()).filter(|&at| Some(&all[at].1) == total.as_ref()).collect();
        let named = totals.iter().any(|&at| !is_sum(&all[at].0.text));
        let partial = |leaf: &Leaf| {
            let over = self.rows.iter().flat_map(|row| row.filled()).filter(|spot| {
                spot.from <= leaf.from && leaf.to <= spot.to && spot.to - spot.from > leaf.to - leaf.from
            });
            let outside = |spot: &RowSpot| {
                let own = |(leaf, means): &(Leaf, HeadMeans)| {
                    matches!(means, HeadMeans::Column(_)) && !spot.overlaps((leaf.from, leaf.to))
                };
                all.iter().any(own)
            };
            over.into_iter().any(outside)
        };
        let whole: Vec<usize> = totals.iter().copied().filter(|&at| !partial(&all[at].0)).collect();
        let only = whole.len() == 1;
        // Where there is no total, the place of one must not be taken for it.
        let means = if named || only { HeadMeans::Unknown } else { HeadMeans::Other };
        let added = |at: &usize| is_sum(&all[*at].0.text) && (named || whole.is_empty() || only && !whole.contains(at));
        for at in totals.iter().copied().filter(added).collect::<Vec<_>>() {
            all[at].1 = means.clone();
        }
        all
    }

    /// The slots of one line, in the form's order.
    pub fn slots(&self, names: &Names, line: usize, of: &Line) -> Vec<FigureSlot> {
        let mut slots: Vec<FigureSlot> =
            (0..of.columns.len()).map(|column| FigureSlot { line, column, under: None }).collect();
        let mut twice = Vec::new();
        for (leaf, means) in self.meanings(names, of) {
            if let HeadMeans::Column(column) = means {
                match &slots[column].under {
                    None => slots[column].under = Some(leaf),
                    Some(_) => twice.push(column),
                }
            }
        }
        // A head that stands twice says nothing of where its column is.
        twice.into_iter().for_each(|column| slots[column].under = None);
        slots
    }

    /// The slots of a table whose lines stand side by side under nested heads (表四), from the left; with the table's index.
    ///
    /// # Errors
    /// Under the label of a line not every column was found once.
    pub fn wide(&self, names: &Names) -> Option<Result<(usize, Vec<FigureSlot>), Unread>> {
        let tables = names.form.tables.iter().enumerate();
        let (table, starts) = tables
            .filter(|(_, table)| matches!(table.layout, Layout::Wide(_)))
            .map(|(index, _)| (index, self.line_starts(names, index)))
            .find(|(_, starts)| !starts.is_empty())?;
        let lines = &names.form.tables[table].lines;
        let leaves = self.leaves();
        let mut slots = Vec::new();
        for (at, &(from, line)) in starts.iter().enumerate() {
            let end = starts.get(at + 1).map_or(usize::MAX, |next| next.0);
            let mut found: Vec<Option<Leaf>> = vec![None; lines[line].columns.len()];
            for leaf in leaves.iter().filter(|leaf| (from..end).contains(&leaf.from)) {
                if let HeadMeans::Column(column) = names.head(&leaf.text, &lines[line]) {
                    if found[column].is_some() {
                        return Some(Err(incomplete(&leaf.text)));
                    }
                    found[column] = Some(leaf.clone());
                }
            }
            if found.iter().any(Option::is_none) {
                return Some(Err(incomplete(lines[line].labels.last().map_or("", String::as_str))));
            }
            slots.extend(found.into_iter().enumerate().map(|(column, under)| FigureSlot { line, column, under }));
        }
        slots.sort_by_key(|slot| slot.under.as_ref().map(|leaf| leaf.from));
        Some(Ok((table, slots)))
    }

    /// Whether every column of a line stands in the head, each row in the form's order: pasted text has lost where they stood. Where all
    /// rows of a head are one, the total may follow a head over several columns, as it stands in a row above theirs.
    pub fn in_order(&self, names: &Names, of: &Line) -> bool {
        let mut met = vec![false; of.columns.len()];
        for row in &self.rows {
            let mut last = None;
            let mut over = false;
            for spot in row.filled().filter(|spot| !spot.spanned) {
                let text = spot.cell.text();
                if let HeadMeans::Column(column) = names.head(&text, of) {
                    if met[column] || last.is_some_and(|last| column < last) {
                        return false;
                    }
                    met[column] = true;
                    if !(over && of.columns[column].total.is_some()) {
                        last = Some(column);
                    }
                }
                over = names.is_over(&text);
            }
        }
        met.iter().all(|met| *met)
    }

    /// The slots of a table set sideways whose heads have lost their places: all of its lines and columns in the form's order.
    pub fn wide_in_order(&self, names: &Names, table: usize) -> Option<Vec<FigureSlot>> {
        let lines = &names.form.tables[table].lines;
        let (mut named, mut columns) = (Vec::new(), Vec::new());
        for spot in self.rows.iter().flat_map(|row| row.filled()).filter(|spot| !spot.spanned) {
            let text = spot.cell.text();
            let of = names.row(&text).into_iter().find_map(|(target, _)| match target {
                Target::Line(of, line) if of == table => Some(line),
                _ => None,
            });
            match (of, names.head(&text, &lines[0])) {
                (Some(line), _) => named.push(line),
                (None, HeadMeans::Column(column)) => columns.push(column),
                _ => {}
            }
        }
        let slot = |(line, column)| FigureSlot { line, column, under: None };
        let all: Vec<FigureSlot> = (0..lines.len())
            .flat_map(|line| (0..lines[line].columns.len()).map(move |column| (line, column)))
            .map(slot)
            .collect();
        let ordered = named.iter().copied().eq(0..lines.len())
            && columns.len() == all.len()
            && columns.iter().zip(&all).all(|(column, slot)| *column == slot.column);
        ordered.then_some(all)
    }

    /// Whether lines of a table set sideways stand in it.
    pub fn has_lines(&self, names: &Names, table: usize) -> bool {
        !self.line_starts(names, table).is_empty()
    }

    /// The slots of one column of a table whose lines are the heads, and its columns the rows: of one that the form sets sideways all
    /// lines; of another those that are there, when they are many and no column is called so.
    pub fn turned(&self, names: &Names, text: &str) -> Option<(usize, Vec<FigureSlot>)> {
        for (index, table) in names.form.tables.iter().enumerate() {
            if matches!(table.layout, Layout::Sections(_)) {
                continue;
            }
            let HeadMeans::Column(column) = names.head(text, &table.lines[0]) else { continue };
            let mut slots: Vec<FigureSlot> =
                (0..table.lines.len()).map(|line| FigureSlot { line, column, under: None }).collect();
            let mut sure = 0;
            for leaf in self.leaves() {
                for (target, _) in names.row(&leaf.text) {
                    if let Target::Line(of, line) = target
                        && of == index
                    {
                        if slots[line].under.is_some() {
                            return None;
                        }
                        sure += usize::from(!names.is_column_too(&leaf.text));
                        slots[line].under = Some(leaf.clone());
                    }
                }
            }
            let wide = matches!(table.layout, Layout::Wide(_));
            if wide && slots.iter().all(|slot| slot.under.is_some()) {
                return Some((index, slots));
            }
            if !wide && sure >= MANY {
                slots.retain(|slot| slot.under.is_some());
                return Some((index, slots));
            }
        }
        None
    }

    /// Where the lines of a wide table begin, from the left.
    fn line_starts(&self, names: &Names, table: usize) -> Vec<(usize, usize)> {
        let mut starts: Vec<(usize, usize)> = Vec::new();
        for spot in self.rows.iter().flat_map(|row| row.filled()).filter(|spot| !spot.spanned) {
            for (target, _) in names.row(&spot.cell.text()) {
                if let Target::Line(of, line) = target
                    && of == table
                    && !starts.iter().any(|&(_, known)| known == line)
                {
                    starts.push((spot.from, line));
                }
            }
        }
        starts.sort_unstable();
        starts
    }
}

/// Whether a head is none of any edition: the office's own.
fn is_of_office(text: &str, names: &Names) -> bool {
    let known = !names.row(text).is_empty() || names.is_column(text) || names.is_over(text) || is_sum(text);
    !known && !figures::looks_like_one(text)
}

/// The cells of a row by slot; `None` for a blank place of a sheet.
pub(super) type Placed<'s, 'a> = Vec<Option<&'s RowSpot<'a>>>;

/// Gives the cells right of a label to slots: by the columns under the heads, or one by one when there are as many as slots.
///
/// `sparse`: a place without a cell is a blank one (sheets). `in_order`: the heads have lost their places and only say the order.
///
/// # Errors
/// Why the row cannot be read; nothing is ever shifted.
pub(super) fn place<'s, 'a>(
    row: &'s GridRow<'a>,
    label_end: usize,
    slots: &[FigureSlot],
    (leaves, added): (&[(Leaf, HeadMeans)], &[Leaf]),
    (sparse, in_order): (bool, bool),
) -> Result<Placed<'s, 'a>, Unread> {
    let spots: Vec<&RowSpot> = row.spots.iter().filter(|spot| spot.from >= label_end).collect();
    if !in_order && let Some(placed) = by_head(&spots, slots, (leaves, added), sparse)? {
        return Ok(placed);
    }
    let taken = one_by_one(&spots, slots, sparse)?;
    if in_order {
        return Ok(taken.into_iter().map(Some).collect());
    }
    for (slot, spot) in slots.iter().zip(&taken) {
        let over = leaves.iter().filter(|(leaf, _)| spot.overlaps((leaf.from, leaf.to)));
        match &slot.under {
            Some(leaf) if !spot.overlaps((leaf.from, leaf.to)) => {
                return Err(Unread::Row("数的位置与表头对不上".into()));
            }
            Some(_) => {}
            None => {
                for (leaf, means) in over {
                    if *means == HeadMeans::Other {
                        let head = one_line(&leaf.text);
                        return Err(Unread::Row(format!("表头“{head}”与本年度的表样不符")));
                    }
                }
            }
        }
    }
    Ok(taken.into_iter().map(Some).collect())
}

/// Of a table that was cut between its columns those slots whose heads are in this part: when every figure stands under one of them.
pub(super) fn of_this_part(row: &GridRow, label_end: usize, slots: Vec<FigureSlot>) -> Vec<FigureSlot> {
    let found = slots.iter().filter(|slot| slot.under.is_some()).count();
    let under = |spot: &RowSpot| {
        let leaves = || slots.iter().filter_map(|slot| slot.under.as_ref());
        leaves().filter(|leaf| spot.from >= leaf.from && spot.to <= leaf.to).count() == 1
    };
    let spots = || row.spots.iter().filter(|spot| spot.from >= label_end && !spot.is_blank());
    let part = found > 1 && found < slots.len() && spots().count() > 0 && spots().all(under);
    if part { slots.into_iter().filter(|slot| slot.under.is_some()).collect() } else { slots }
}

/// By the heads, when all were found and the cells lie under them.
fn by_head<'s, 'a>(
    spots: &[&'s RowSpot<'a>],
    slots: &[FigureSlot],
    (leaves, added): (&[(Leaf, HeadMeans)], &[Leaf]),
    sparse: bool,
) -> Result<Option<Placed<'s, 'a>>, Unread> {
    let mut placed = Vec::new();
    let mut lacking = 0;
    for slot in slots {
        let Some(under) = &slot.under else { return Ok(None) };
        let interval = (under.from, under.to);
        let within = |spot: &RowSpot| spot.from >= under.from && spot.to <= under.to;
        if spots.iter().any(|spot| spot.overlaps(interval) && !within(spot)) {
            return Ok(None);
        }
        let mut filled = spots.iter().filter(|spot| within(spot) && !spot.is_blank());
        let first = filled.next().or_else(|| spots.iter().find(|spot| within(spot)));
        if filled.next().is_some() {
            return Err(Unread::Row(format!("“{}”下面有两个数", one_line(&under.text))));
        }
        lacking += usize::from(first.is_none());
        placed.push(first.copied());
    }
    let under_any =
        |spot: &RowSpot| slots.iter().flat_map(|slot| &slot.under).any(|leaf| spot.overlaps((leaf.from, leaf.to)));
    // Words beside the figures (见附件) are none that could have been shifted.
    let is_figure = |text: &str| !one_line(text).is_empty() && figures::looks_like_one(text);
    for extra in spots.iter().filter(|spot| is_figure(&spot.cell.text()) && !under_any(spot)) {
        // A column that the office added (行次, 备注) has a head of its own.
        let unknown =
            leaves.iter().filter(|(leaf, means)| *means == HeadMeans::Unknown && !leaf.text.trim().is_empty());
        let mut own = unknown.map(|(leaf, _)| leaf).chain(added);
        let own_head = own.any(|leaf| extra.overlaps((leaf.from, leaf.to)));
        if !own_head {
            let extra = one_line(&extra.cell.text());
            return Err(Unread::Row(format!("多出一个数“{extra}”，不在任何一列的表头下面")));
        }
    }
    if lacking > 0 && !sparse {
        return Err(miscounted(slots.len(), slots.len() - lacking));
    }
    Ok(Some(placed))
}

/// One by one, when there are exactly as many places as slots, or as many figures at the end of the row.
fn one_by_one<'s, 'a>(
    spots: &[&'s RowSpot<'a>],
    slots: &[FigureSlot],
    sparse: bool,
) -> Result<Vec<&'s RowSpot<'a>>, Unread> {
    let filled: Vec<&RowSpot> = spots.iter().filter(|spot| !spot.is_blank()).copied().collect();
    if !sparse && spots.len() == slots.len() {
        return Ok(spots.to_vec());
    }
    let ends_filled =
        spots.len() > slots.len() && spots[spots.len() - slots.len()..].iter().all(|spot| !spot.is_blank());
    if filled.len() == slots.len() && (sparse || slots.len() == 1 || ends_filled) {
        return Ok(filled);
    }
    Err(miscounted(slots.len(), if sparse { filled.len() } else { spots.len() }))
}

fn miscounted(wanted: usize, found: usize) -> Unread {
    Unread::Row(format!("这一行应有 {wanted} 个数，原文有 {found} 个，不知缺了哪一个"))
}

fn incomplete(label: &str) -> Unread {
    Unread::Row(format!("“{}”下面的表头不全，或者与表样不符", one_line(label)))
}

/// A text on one line, for messages.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().concat()
}
