//! The make-up of pages (拼版), as far as a word processor can be told of it: which rows of a table stay together, and how far
//! its rows stand apart.
//!
//! A word processor makes the pages itself. Here they are estimated line by line, and for every table what leaves the least
//! paper empty is chosen: whole or broken between its groups, its rows as the style has them or looser. What is chosen must
//! read well also where the estimate is a line off. It knows heights; it must not know docx-rs.

use super::measure::{self, Measures, points};
use super::setting::{Keep, Setting};
use super::table;
use crate::document::{Block, Document, Table};
use crate::style::{RoleStyle, Style};
use crate::write::{lines, title};

/// More tables than a report has are set by the style alone: every one doubles the ways to set them.
const MOST_TABLES: usize = 5;
/// How many lines too many or too few the estimate may have: programs differ in the width of Western text among Chinese.
const SHIFTS: [i32; 7] = [0, -1, 1, -2, 2, -3, 3];
/// Those of them for which ways to set the rows are looked for.
const LOOKED_AT: [i32; 3] = [0, -2, 2];
/// What counts against breaking a table, as a share of a page squared.
const BREAK: f64 = 0.02 * 0.02;
/// What counts against a page that is emptier than the style allows, were it by a hair, beside the share itself: more than
/// breaking every table at every shift.
const TOO_EMPTY: f64 = 0.1;
/// What counts against a last page of one or two lines, as a share of a page squared: less than breaking one table more.
const SHORT_END: f64 = BREAK / 2.0;
/// The same of a table whose rows are read together, as a multiple of what a typesetter would bear to keep it whole: a word
/// processor does not repeat the label of a merged cell.
const PART: f64 = 1.5;

/// Decides for every table of a document, in its order.
pub(super) fn make_up(document: &Document, style: &Style, measures: &Measures) -> Vec<Setting> {
    let flow = Flow::new(document, style, measures);
    let options: Vec<Vec<Keep>> = flow.tables.iter().map(|table| table.options()).collect();
    let plain = |keeps: Vec<Keep>| -> Vec<Setting> {
        let inset_y = measure::inset(style.table.inset_y, style);
        keeps.into_iter().map(|keep| Setting { inset_y, keep }).collect()
    };
    if options.len() > MOST_TABLES {
        return plain(options.iter().map(|options| options[0]).collect());
    }
    // The first of each is what the form and the style ask for: others must be better, not as good.
    let mut best = (f64::INFINITY, Vec::new());
    for keeps in combinations(&options) {
        let plain = plain(keeps);
        for settings in flow.ways(plain) {
            // The further the estimate would have to be off, the less it counts.
            let weighed = |&shift: &i32| flow.cost(&flow.pages(&settings, shift), style) / f64::from(1 + shift.abs());
            let cost = SHIFTS.iter().map(weighed).sum::<f64>();
            if cost + 1e-9 < best.0 {
                best = (cost, settings);
            }
        }
    }
    best.1
}

/// Every choice of one of each.
fn combinations(options: &[Vec<Keep>]) -> Vec<Vec<Keep>> {
    options.iter().fold(vec![Vec::new()], |chosen, options| {
        let with = |keep: &Keep| chosen.iter().map(|before| [&before[..], &[*keep]].concat()).collect::<Vec<_>>();
        options.iter().flat_map(with).collect()
    })
}

/// A document as heights, twips throughout.
struct Flow<'a> {
    items: Vec<FlowItem>,
    tables: Vec<TableFlow<'a>>,
    /// Height of a page.
    page: i32,
    pitch: i32,
    style: &'a Style,
}

/// What is set one after the other.
enum FlowItem {
    /// Lines that a page break does not part.
    Lines {
        height: i32,
        /// On the page on which what follows begins.
        glued: bool,
        /// Left out at the top of a page.
        above: i32,
    },
    Table(usize),
}

/// A table as heights.
struct TableFlow<'a> {
    table: &'a Table,
    /// Of each row, without the space above and below its text.
    rows: Vec<i32>,
    /// Whether each row stays with the next: by groups, by sections, as a whole.
    kept: [Vec<bool>; 3],
    /// Rows at the top that are repeated on every page.
    repeated: usize,
}

impl TableFlow<'_> {
    /// The ways to keep it, the form's own first.
    fn options(&self) -> Vec<Keep> {
        match self.table.sections() {
            [only] if only.breakable => vec![Keep::Sections, Keep::Groups],
            [_] => vec![Keep::Sections],
            _ => vec![Keep::Sections, Keep::Whole],
        }
    }

    /// Heights of what a page break does not part.
    fn chunks(&self, setting: Setting) -> Vec<i32> {
        let kept = &self.kept[setting.keep as usize];
        let mut chunks = vec![0];
        for (row, kept) in self.rows.iter().zip(kept) {
            if let Some(last) = chunks.last_mut() {
                *last += row + 2 * setting.inset_y;
            }
            if !kept {
                chunks.push(0);
            }
        }
        chunks.retain(|&height| height > 0);
        chunks
    }

    /// How many rows it has, at least one.
    fn count(&self) -> i32 {
        i32::try_from(self.rows.len()).unwrap_or(i32::MAX).max(1)
    }

    fn header(&self, setting: Setting) -> i32 {
        self.rows[..self.repeated].iter().map(|row| row + 2 * setting.inset_y).sum()
    }
}

/// Pages as they would be made.
#[derive(Debug)]
struct Pages {
    /// All but the last.
    left: Vec<Left>,
    /// Whether each table reaches over a page break.
    broken: Vec<bool>,
    /// How much higher each table is, with its headings, than what is left of the page where it comes.
    excess: Vec<i32>,
    /// What the last page holds.
    last: i32,
}

/// What a page leaves empty.
#[derive(Debug)]
struct Left {
    blank: i32,
    /// The table that stands on it whole and last, when the next table would not begin on it.
    above: Option<usize>,
}

impl<'a> Flow<'a> {
    fn new(document: &'a Document, style: &'a Style, measures: &Measures) -> Flow<'a> {
        let mut flow =
            Flow { items: Vec::new(), tables: Vec::new(), page: measures.text_height, pitch: measures.pitch, style };
        let roles = &style.roles;
        let line = |role: &RoleStyle| measures.line(role);
        let mut below_table = false;
        for (index, block) in document.blocks.iter().enumerate() {
            let above = if below_table { points(style.table.after) } else { 0 };
            below_table = matches!(block, Block::Table(_));
            match block {
                Block::Title { lines } => {
                    let count = title::lines(lines, style).len();
                    flow.lines(count, line(&roles.title), roles.title.after, false, 0);
                }
                Block::Heading { level, text } => {
                    let role = roles.heading(*level);
                    flow.lines(flow.count(text, role), line(role), role.after, true, above);
                }
                Block::Paragraph { lead, runs } => {
                    let lead = lead.iter().map(|lead| lead.text.as_str());
                    let text: String = lead.chain(runs.iter().map(|run| run.text.as_str())).collect();
                    let signed = matches!(document.blocks.get(index + 1), Some(Block::Signature { .. }));
                    flow.paragraph(flow.count(&text, &roles.body), line(&roles.body), signed, above);
                }
                Block::Table(table) => {
                    flow.items.push(FlowItem::Table(flow.tables.len()));
                    flow.tables.push(TableFlow {
                        table,
                        rows: table::heights(table, style, measures),
                        kept: [Keep::Groups, Keep::Sections, Keep::Whole]
                            .map(|keep| table::kept(table, style, measures, keep)),
                        repeated: table::rows(table).iter().take_while(|placed| placed.header).count(),
                    });
                }
                Block::Signature { .. } => flow.lines(3, line(&roles.signature), 0.0, false, above),
            }
        }
        flow
    }

    /// Lines of a text in the width of the page.
    fn count(&self, text: &str, role: &RoleStyle) -> usize {
        let indent = "\u{3000}".repeat(role.indent.round().max(0.0) as usize);
        let advance = |c: char| if c.is_ascii() { 0.5 } else { 1.0 };
        lines::count(&format!("{indent}{text}"), f64::from(self.style.page.characters), advance)
    }

    /// Lines that stay together.
    fn lines(&mut self, count: usize, line: i32, after: f64, glued: bool, above: i32) {
        let height = i32::try_from(count).unwrap_or(i32::MAX / line.max(1)).saturating_mul(line);
        let after = (after * f64::from(self.pitch)).round() as i32;
        self.items.push(FlowItem::Lines { height: height.saturating_add(after), glued, above });
    }

    /// A paragraph: no page begins or ends with a single line of it, where the style asks for that.
    fn paragraph(&mut self, count: usize, line: i32, glued: bool, above: i32) {
        let ends = if self.style.widow_control { 2 } else { 1 };
        if count < 2 * ends {
            return self.lines(count, line, 0.0, glued, above);
        }
        self.lines(ends, line, 0.0, false, above);
        for _ in 0..count - 2 * ends {
            self.lines(1, line, 0.0, false, 0);
        }
        self.lines(ends, line, 0.0, glued, 0);
    }

    /// The ways to set the rows: as the style has them, closer, looser, and both.
    fn ways(&self, plain: Vec<Setting>) -> Vec<Vec<Setting>> {
        let mut ways = vec![plain.clone()];
        ways.extend(LOOKED_AT.map(|shift| self.tightened(&plain, shift)));
        if LOOKED_AT.iter().any(|&shift| self.ends_short(&self.pages(&plain, shift))) {
            let (style, least) = (plain.first().map_or(0, |first| first.inset_y), self.least());
            ways.extend(
                [(style + least) / 2, least]
                    .map(|inset_y| plain.iter().map(|setting| Setting { inset_y, ..*setting }).collect::<Vec<_>>()),
            );
        }
        ways.dedup();
        for tight in ways.clone() {
            ways.extend(
                LOOKED_AT.map(|shift| self.loosened(&tight, shift)).into_iter().filter(|loose| *loose != tight),
            );
        }
        ways.dedup();
        ways
    }

    /// Rows set closer where a table does not fit the rest of its page but for a little.
    fn tightened(&self, settings: &[Setting], shift: i32) -> Vec<Setting> {
        let least = self.least();
        let mut settings = settings.to_vec();
        for index in 0..settings.len() {
            let excess = self.pages(&settings, shift).excess[index];
            let rows = self.tables[index].count();
            let closer = settings[index].inset_y - (excess + 2 * rows) / rows / 2;
            if excess > 0 && closer >= least {
                settings[index].inset_y = closer;
            }
        }
        settings
    }

    fn least(&self) -> i32 {
        measure::inset(self.style.table.inset_y_least, self.style)
    }

    /// Whether the last of several pages holds no more than two lines.
    fn ends_short(&self, pages: &Pages) -> bool {
        !pages.left.is_empty() && pages.last <= 2 * self.pitch
    }

    /// Rows set looser where the table after them goes to the next page and leaves too much of theirs empty.
    fn loosened(&self, settings: &[Setting], shift: i32) -> Vec<Setting> {
        let most = measure::inset(self.style.table.inset_y_most, self.style);
        let allowed = (self.style.table.blank * f64::from(self.page)) as i32;
        let mut settings = settings.to_vec();
        for above in 0..settings.len() {
            let left = self.pages(&settings, shift).left;
            let more = left.iter().find(|left| left.above == Some(above)).map_or(0, |left| left.blank - allowed);
            let looser = settings[above].inset_y + more.max(0) / self.tables[above].count() / 2;
            settings[above].inset_y = looser.min(most.max(settings[above].inset_y));
        }
        settings
    }

    /// Makes the pages; all text is `shift` lines longer than estimated.
    fn pages(&self, settings: &[Setting], shift: i32) -> Pages {
        let mut left = Vec::new();
        let (mut broken, mut excess) = (vec![false; self.tables.len()], vec![0; self.tables.len()]);
        // Only text can be longer than estimated.
        let begins_with_text = matches!(self.items.first(), Some(FlowItem::Lines { .. }));
        let mut at = if begins_with_text { (shift * self.pitch).max(0) } else { 0 };
        let mut shorter = (-shift * self.pitch).max(0);
        let mut glue = 0;
        let mut space = 0;
        // The last table that stands whole on this page.
        let mut standing: Option<usize> = None;
        let mut put = |at: &mut i32, height: i32, above: i32, standing: Option<usize>| -> bool {
            let fits = *at == 0 || at.saturating_add(above).saturating_add(height) <= self.page;
            if fits {
                *at = if *at == 0 { 0 } else { *at + above }.saturating_add(height);
            } else {
                left.push(Left { blank: self.page - *at, above: standing });
                *at = height;
            }
            // What is higher than a page goes on over the next ones.
            *at = if *at > self.page { *at % self.page.max(1) } else { *at };
            fits
        };
        for item in &self.items {
            match item {
                FlowItem::Lines { height, glued, above } => {
                    let less = if *glued { 0 } else { shorter.min(*height) };
                    shorter -= less;
                    if glue == 0 {
                        space = *above;
                    }
                    glue += height - less;
                    if !glued {
                        if !put(&mut at, glue, space, None) {
                            standing = None;
                        }
                        (glue, space) = (0, 0);
                    }
                }
                FlowItem::Table(index) => {
                    let (table, setting) = (&self.tables[*index], settings[*index]);
                    let chunks = table.chunks(setting);
                    let mut whole = true;
                    excess[*index] = at + space + glue + chunks.iter().sum::<i32>() - self.page;
                    for (number, chunk) in chunks.into_iter().enumerate() {
                        if number == 0 {
                            put(&mut at, glue + chunk, space, standing);
                            (glue, space) = (0, 0);
                        } else if !put(&mut at, chunk, 0, None) {
                            whole = false;
                            at += table.header(setting);
                        }
                    }
                    broken[*index] = !whole;
                    standing = whole.then_some(*index);
                }
            }
        }
        Pages { left, broken, excess, last: at }
    }

    /// What is wrong with pages: paper left empty beyond what the style allows, broken tables, a last page of a line or two.
    fn cost(&self, pages: &Pages, style: &Style) -> f64 {
        let share = |left: &Left| f64::from(left.blank) / f64::from(self.page.max(1));
        let over = pages.left.iter().map(|left| share(left) - style.table.blank).filter(|&over| over > 0.0);
        let empty: f64 = over.map(|over| (over + TOO_EMPTY).powi(2)).sum();
        let end = if self.ends_short(pages) { SHORT_END } else { 0.0 };
        let broken = |(table, _): (&TableFlow, &bool)| match table.table.sections().len() {
            1 => (PART * (style.table.blank_whole - style.table.blank).max(0.0)).powi(2).max(BREAK),
            _ => BREAK,
        };
        empty + end + self.tables.iter().zip(&pages.broken).filter(|(_, broken)| **broken).map(broken).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::document::{Cell, CellKind, Meta, Row, Run, Section};

    fn style() -> Style {
        Style::parse(include_str!("../../../templates/style.yaml"), "gb2312").unwrap()
    }

    /// The settings of the tables of some blocks.
    fn made_up(blocks: Vec<Block>) -> Vec<Setting> {
        made_up_in(&style(), blocks)
    }

    fn made_up_in(style: &Style, blocks: Vec<Block>) -> Vec<Setting> {
        let date = Date::new(2025, 1, 1).unwrap();
        let meta = Meta { title: String::new(), author: String::new(), date, subject: String::new() };
        make_up(&Document { meta, blocks }, style, &Measures::new(style))
    }

    fn prose(lines: usize) -> Vec<Block> {
        let line = || Block::Paragraph { lead: None, runs: vec![Run::plain("一行。")] };
        std::iter::repeat_with(line).take(lines).collect()
    }

    /// A table of one section: a row of 16.4 points (12 and two insets of 2.2, the rules among them) after the other, in groups of three.
    fn table(rows: usize) -> Block {
        let row = |n: usize| Row { cells: vec![Cell::new(CellKind::Value, "0", 1, 1)], keep: n % 3 != 2 };
        let section = Section { header: Vec::new(), body: (0..rows).map(row).collect(), breakable: true };
        Block::Table(Table::new("", "", vec![1], vec![section]).unwrap())
    }

    fn plain() -> Setting {
        Setting { inset_y: measure::inset(style().table.inset_y, &style()), keep: Keep::Sections }
    }

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(made_up([prose(5), vec![table(20)], prose(3)].concat()), [plain()]);
    }

    #[test]
    fn a_table_that_nearly_fits_is_set_closer() {
        // 11 of 22 lines are left, 318 points; 20 rows need 328.
        let settings = made_up([prose(11), vec![table(20)], prose(3)].concat());
        assert!(settings[0].inset_y < plain().inset_y, "{settings:?}");
    }

    #[test]
    fn a_table_is_set_looser_where_the_next_leaves_its_page() {
        let mut style = style();
        (style.table.inset_y_most, style.table.blank_whole) = (8.5, 0.5);
        let settings = made_up_in(&style, [vec![table(14)], prose(1), vec![table(36)], prose(6)].concat());
        assert!(settings[0].inset_y > plain().inset_y, "{settings:?}");
        assert!(settings[0].inset_y <= points(style.table.inset_y_most));
        assert_eq!(settings[1], plain());
    }

    #[test]
    fn a_table_is_broken_only_where_more_than_a_third_of_a_page_could_be_empty() {
        // 35 rows need 20 of 22 lines: moved on behind 18 of them, they leave 4 empty, or 7 were the prose three lines shorter.
        for (lines, keep) in [(6, Keep::Groups), (14, Keep::Groups), (18, Keep::Sections)] {
            let settings = made_up([prose(lines), vec![table(35)], prose(3)].concat());
            assert_eq!(settings[0].keep, keep, "behind {lines} lines");
        }
    }

    #[test]
    fn rows_are_set_closer_rather_than_leave_a_line_for_the_last_page() {
        // A page and a line: 11 lines, 18 rows (295 points), two lines.
        let settings = made_up([prose(10), vec![table(18)], prose(2)].concat());
        assert!(settings[0].inset_y < plain().inset_y, "{settings:?}");
    }

    #[test]
    fn paragraphs_break_in_twos() {
        let measures = Measures::new(&style());
        let (style, blocks) =
            (style(), vec![Block::Paragraph { lead: None, runs: vec![Run::plain("年".repeat(26 + 28 * 4))] }]);
        let date = Date::new(2025, 1, 1).unwrap();
        let meta = Meta { title: String::new(), author: String::new(), date, subject: String::new() };
        let document = Document { meta, blocks };
        let flow = Flow::new(&document, &style, &measures);
        let heights = flow.items.iter().map(|item| match item {
            FlowItem::Lines { height, .. } => height / measures.pitch,
            FlowItem::Table(_) => 0,
        });
        assert_eq!(heights.collect::<Vec<_>>(), [2, 1, 2]);
    }
}
