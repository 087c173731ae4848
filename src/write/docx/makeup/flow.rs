//! A report as heights: lines of text and rows of tables, and the pages they fill.
//!
//! It knows what a page break may part; it must not know what is to be chosen.

use std::collections::{BTreeMap, BTreeSet};

use super::{CASES, Case};
use crate::document::{Block, Document, Table};
use crate::style::{RoleStyle, Style};
use crate::write::docx::endings::{Ending, Endings, LineCounts};
use crate::write::docx::measure::{Measures, points};
use crate::write::docx::setting::{Keep, Setting};
use crate::write::docx::table::TableCast;
use crate::write::fonts::Fonts;
use crate::write::{fit, title};

/// A document as heights, twips throughout.
pub(super) struct Flow<'a> {
    /// In each program.
    pub items: [Vec<FlowItem>; Program::ALL.len()],
    pub tables: Vec<TableFlow<'a>>,
    /// Height of a page.
    pub page: i32,
    pub pitch: i32,
    pub style: &'a Style,
    /// How paragraphs end, where it is not as every other, by their blocks.
    pub endings: BTreeMap<usize, Ending>,
    /// The first table among the items of each program.
    first: [usize; Program::ALL.len()],
    /// The pages before it, for each case: they are the same however the tables are set.
    begun: Vec<(Case, PageState)>,
}

/// The programs whose lines are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Program {
    /// Word, and WPS.
    Word,
    /// LibreOffice 7, and previews made by it.
    LibreOffice,
}

impl Program {
    const ALL: [Program; 2] = [Program::Word, Program::LibreOffice];
}

/// What is set one after the other.
pub(super) enum FlowItem {
    /// Lines that a page break does not part.
    Lines {
        height: i32,
        /// On the page on which what follows begins.
        glued: bool,
        /// Left out at the top of a page.
        above: i32,
        /// The block whose last two lines they are, and whether it has three.
        last: Option<(usize, bool)>,
    },
    Table(usize),
}

/// A table as heights.
pub(super) struct TableFlow<'a> {
    pub table: &'a Table,
    pub cast: TableCast<'a>,
    /// What a page break does not part, for each way to keep it.
    chunks: [Vec<RowChunk>; 3],
    /// What its outermost rules take beside its rows.
    rule: i32,
}

/// What of a table a page break does not part.
struct RowChunk {
    /// The row it begins with.
    row: usize,
    /// How many rows it has, and how high they are without the space above and below their text.
    rows: i32,
    height: i32,
}

impl RowChunk {
    fn height(&self, setting: Setting) -> i32 {
        self.height + 2 * self.rows * setting.inset_y
    }
}

impl<'a> TableFlow<'a> {
    pub fn new(table: &'a Table, style: &'a Style, measures: &'a Measures) -> TableFlow<'a> {
        let cast = TableCast::new(table, fit::fitted(table, style), measures);
        let mut chunks = [0, 1, 2].map(|keep| chunks(&cast.rows, &cast.kept[keep]));
        // Half of each rule is part of the rows, but of the outermost; LibreOffice sets the first wholly below what is above the table.
        let rule = 2 * points(style.table.rule);
        chunks.iter_mut().filter_map(|chunks| chunks.first_mut()).for_each(|first| first.height += rule);
        TableFlow { table, cast, chunks, rule }
    }

    /// The ways to keep it, the form's own first.
    pub fn options(&self) -> Vec<Keep> {
        match self.table.sections() {
            [_] if !self.cast.cuts.is_empty() => vec![Keep::Sections, Keep::Groups],
            [_] => vec![Keep::Sections],
            _ => vec![Keep::Sections, Keep::Whole],
        }
    }

    /// How many rows it has, at least one.
    pub fn count(&self) -> i32 {
        i32::try_from(self.cast.rows.len()).unwrap_or(i32::MAX).max(1)
    }

    fn header(&self, setting: Setting) -> i32 {
        self.cast.rows[..self.cast.repeated].iter().map(|row| row + 2 * setting.inset_y).sum::<i32>() + self.rule
    }

    /// Whether a page that ends above a row leaves one row alone, heads aside: at its foot, or at the head of the next.
    pub fn leaves_alone(&self, row: usize) -> bool {
        self.table.sections().len() == 1 && (row == self.cast.repeated + 1 || row + 1 == self.cast.rows.len())
    }

    /// The last place to cut it at or above a row that leaves no row alone.
    pub fn cut_above(&self, row: usize) -> Option<usize> {
        self.cast.cuts.iter().copied().rfind(|&cut| cut <= row && !self.leaves_alone(cut))
    }
}

fn chunks(rows: &[i32], kept: &[bool]) -> Vec<RowChunk> {
    let mut chunks: Vec<RowChunk> = Vec::new();
    let mut open = false;
    for (row, (height, kept)) in rows.iter().zip(kept).enumerate() {
        match chunks.last_mut().filter(|_| open) {
            Some(last) => (last.rows, last.height) = (last.rows + 1, last.height + height),
            None => chunks.push(RowChunk { row, rows: 1, height: *height }),
        }
        open = *kept;
    }
    chunks
}

/// Pages as they would be made.
#[derive(Debug)]
pub(super) struct Pages {
    /// All but the last.
    pub left: Vec<Left>,
    /// The row with which each table goes on over the page.
    pub broken: Vec<Option<usize>>,
    /// How much higher each table is, with its headings, than what is left of the page where it comes.
    pub excess: Vec<i32>,
    /// What the last page holds.
    pub last: i32,
    pub widows: BTreeSet<usize>,
}

/// What a page leaves empty.
#[derive(Debug, Clone)]
pub(super) struct Left {
    pub blank: i32,
    /// The table that stands on it whole and last, when the next table would not begin on it.
    pub above: Option<usize>,
}

/// Pages half made.
#[derive(Debug, Clone, Default)]
pub(super) struct PageState {
    left: Vec<Left>,
    /// What the page holds.
    at: i32,
    /// By how much the text to come is shorter than estimated.
    shorter: i32,
    /// What waits to be set with what follows, and the space above it.
    glue: i32,
    space: i32,
    /// The last table that stands whole on this page.
    standing: Option<usize>,
    widows: BTreeSet<usize>,
}

impl PageState {
    /// Sets what a page break does not part, on this page or, where it does not fit, on the next.
    fn put(&mut self, page: i32, (height, above): (i32, i32), standing: Option<usize>) -> bool {
        let fits = self.at == 0 || self.at.saturating_add(above).saturating_add(height) <= page;
        if fits {
            self.at = if self.at == 0 { 0 } else { self.at + above }.saturating_add(height);
        } else {
            self.left.push(Left { blank: page - self.at, above: standing });
            self.at = height;
        }
        // What is higher than a page goes on over the next ones.
        self.at = if self.at > page { self.at % page.max(1) } else { self.at };
        fits
    }
}

impl<'a> Flow<'a> {
    pub fn new(document: &'a Document, style: &'a Style, fonts: &Fonts, measures: &'a Measures) -> Flow<'a> {
        let (page, pitch) = (measures.text_height, measures.pitch);
        let (tables, endings, begun) = (Vec::new(), BTreeMap::new(), Vec::new());
        let items = Program::ALL.map(|_| Vec::new());
        let mut flow = Flow { items, tables, page, pitch, style, endings, first: [0; Program::ALL.len()], begun };
        let roles = &style.roles;
        let line = |role: &RoleStyle| measures.line(role);
        let of = |role| Endings::new(style, role, fonts, measures);
        let (paragraphs, headings) = (of(&roles.body), [1, 2, 3, 4].map(|level| of(roles.heading(level))));
        let mut below_table = false;
        for (index, block) in document.blocks.iter().enumerate() {
            let above = if below_table { points(style.table.after) } else { 0 };
            below_table = matches!(block, Block::Table(_));
            match block {
                Block::Title { lines } => {
                    let count = title::lines(lines, style).len();
                    flow.lines([count; 2], line(&roles.title), roles.title.after, (false, 0));
                }
                Block::Heading { level, text } => {
                    let role = roles.heading(*level);
                    let (counts, ending) = headings[usize::from(*level).clamp(1, 4) - 1].of(text);
                    flow.end(index, ending);
                    flow.lines(counts, line(role), role.after, (true, above));
                }
                Block::Paragraph { lead, runs } => {
                    let lead = lead.iter().map(|lead| lead.text.as_str());
                    let text: String = lead.chain(runs.iter().map(|run| run.text.as_str())).collect();
                    let signed = matches!(document.blocks.get(index + 1), Some(Block::Signature { .. }));
                    let (counts, ending) = paragraphs.of(&text);
                    flow.end(index, ending);
                    flow.paragraph(index, counts, line(&roles.body), (signed, above));
                }
                Block::Table(table) => {
                    flow.items.iter_mut().for_each(|items| items.push(FlowItem::Table(flow.tables.len())));
                    flow.tables.push(TableFlow::new(table, style, measures));
                }
                Block::Signature { agency, .. } => {
                    let count = title::signature(agency, style).len() + 2;
                    flow.lines([count; 2], line(&roles.signature), 0.0, (false, above));
                }
            }
        }
        let table = |item: &FlowItem| matches!(item, FlowItem::Table(_));
        flow.first = flow.items.each_ref().map(|items| items.iter().position(table).unwrap_or(items.len()));
        flow.begun = CASES.map(|case| (case, flow.begin(case))).into();
        flow
    }

    fn end(&mut self, block: usize, ending: Ending) {
        if ending != Ending::default() {
            self.endings.insert(block, ending);
        }
    }

    /// Lines that stay together: their number, the height of one, the space behind them, whether they stay with what follows, and the
    /// space above them.
    fn lines(&mut self, counts: LineCounts, line: i32, after: f64, (glued, above): (bool, i32)) {
        let after = (after * f64::from(self.pitch)).round() as i32;
        for (items, count) in self.items.iter_mut().zip(counts) {
            let height = i32::try_from(count).unwrap_or(i32::MAX / line.max(1)).saturating_mul(line);
            items.push(FlowItem::Lines { height: height.saturating_add(after), glued, above, last: None });
        }
    }

    /// A paragraph: no page begins with its last line alone, where the style asks for that.
    fn paragraph(&mut self, block: usize, counts: LineCounts, line: i32, (glued, above): (bool, i32)) {
        for (items, count) in self.items.iter_mut().zip(counts) {
            let together = if count > 1 && self.style.widow_control { 2 } else { 1 };
            for number in 0..=count.saturating_sub(together) {
                let last = number == count - together;
                items.push(FlowItem::Lines {
                    height: if last { together as i32 * line } else { line },
                    glued: glued && last,
                    above: if number == 0 { above } else { 0 },
                    last: (last && together == 2).then_some((block, count == 3)),
                });
            }
        }
    }

    /// The pages up to the first table.
    fn begin(&self, case: Case) -> PageState {
        let items = &self.items[case.program as usize];
        // Only text can be longer than estimated.
        let begins_with_text = matches!(items.first(), Some(FlowItem::Lines { .. }));
        let at = if begins_with_text { (case.shift * self.pitch).max(0) } else { 0 };
        let mut state = PageState { at, shorter: (-case.shift * self.pitch).max(0), ..PageState::default() };
        items[..self.first[case.program as usize]].iter().for_each(|item| self.set(item, &mut state));
        state
    }

    /// Sets lines of text.
    fn set(&self, item: &FlowItem, state: &mut PageState) {
        let FlowItem::Lines { height, glued, above, last } = item else { return };
        let less = if *glued { 0 } else { state.shorter.min(*height) };
        state.shorter -= less;
        if state.glue == 0 {
            state.space = *above;
        }
        state.glue += height - less;
        if !glued {
            let room = self.page - state.at - state.space - (state.glue - (height - less));
            if !state.put(self.page, (state.glue, state.space), None) {
                state.standing = None;
                // There was room for the first of the two: the last would have begun the page by itself.
                if let Some((block, three)) = last.filter(|_| room >= height / 2) {
                    state.widows.insert(block);
                    if let (true, Some(left)) = (three, state.left.last_mut()) {
                        // A word processor then takes all three along.
                        left.blank += height / 2;
                        state.at += height / 2;
                    }
                }
            }
            (state.glue, state.space) = (0, 0);
        }
    }

    /// Makes the pages.
    pub fn pages(&self, settings: &[Setting], case: Case) -> Pages {
        let begun = self.begun.iter().find(|(begun, _)| *begun == case);
        let mut state = begun.map_or_else(|| self.begin(case), |(_, state)| state.clone());
        let (mut broken, mut excess) = (vec![None; self.tables.len()], vec![0; self.tables.len()]);
        for item in &self.items[case.program as usize][self.first[case.program as usize]..] {
            let FlowItem::Table(index) = item else {
                self.set(item, &mut state);
                continue;
            };
            let (table, setting) = (&self.tables[*index], settings[*index]);
            let chunks = &table.chunks[setting.keep as usize];
            let height: i32 = chunks.iter().map(|chunk| chunk.height(setting)).sum();
            excess[*index] = state.at + state.space + state.glue + height - self.page;
            for (number, chunk) in chunks.iter().enumerate() {
                let height = chunk.height(setting);
                if number == 0 {
                    let (glue, space) = (std::mem::take(&mut state.glue), std::mem::take(&mut state.space));
                    let standing = state.standing;
                    state.put(self.page, (glue + height, space), standing);
                    continue;
                }
                if setting.cut == Some(chunk.row) {
                    // The second piece begins a page with the heads again.
                    state.left.push(Left { blank: self.page - state.at, above: None });
                    state.at = table.header(setting) + height;
                    broken[*index].get_or_insert(chunk.row);
                } else if !state.put(self.page, (height, 0), None) {
                    broken[*index].get_or_insert(chunk.row);
                    state.at += table.header(setting);
                }
            }
            state.standing = broken[*index].is_none().then_some(*index);
        }
        Pages { left: state.left, broken, excess, last: state.at, widows: state.widows }
    }
}
