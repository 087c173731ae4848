//! The make-up of pages (拼版), as far as a word processor can be told of it: which rows of a table stay together, where it is cut,
//! and how far its rows stand apart.
//!
//! A word processor makes the pages itself. Here they are estimated line by line, with the widths the PDF is set by, and for every
//! table what leaves the least paper empty is chosen: whole or cut between its groups, its rows as the style has them, closer or
//! looser. What is chosen must read well also where the estimate is a line off. It knows heights; it must not know docx-rs.

mod flow;

use std::collections::{BTreeMap, BTreeSet};

use self::flow::{Flow, Left, Pages, Program, TableFlow};
use super::endings::Ending;
use super::measure::{self, Measures};
use super::setting::{Keep, Setting};
use super::table::TableCast;
use crate::document::Document;
use crate::style::Style;
use crate::write::fonts::Fonts;
use crate::write::lines::DOUBT;

/// More tables than a report has are set by the style alone: every one doubles the ways to set them.
const MOST_TABLES: usize = 5;

/// A way the pages may come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Case {
    program: Program,
    /// By how many lines all text is longer than its estimate, up to [`DOUBT`].
    shift: i32,
}

impl Case {
    const LIBRE_OFFICE: Case = Case { program: Program::LibreOffice, shift: 0 };

    const fn word(shift: i32) -> Case {
        Case { program: Program::Word, shift }
    }

    /// The further the estimate would have to be off, the less it counts, for it is seldom off (41 of 43 pages begin as estimated); as
    /// much as a line does another program.
    fn weight(self) -> f64 {
        match self.program {
            Program::Word => 1.0 / f64::from(1 + self.shift * self.shift),
            Program::LibreOffice => 0.5,
        }
    }
}

/// How the pages may come out.
const CASES: [Case; 8] = [
    Case::word(0),
    Case::LIBRE_OFFICE,
    Case::word(-1),
    Case::word(1),
    Case::word(-2),
    Case::word(2),
    Case::word(-DOUBT),
    Case::word(DOUBT),
];
/// Those of them for which ways to set the rows are looked for.
const LOOKED_AT: [Case; 4] = [Case::word(0), Case::LIBRE_OFFICE, Case::word(-2), Case::word(2)];
/// Those for which places to cut a table are looked for: text that is longer leaves less room above the cut.
const CUT_AT: [Case; 4] = [Case::word(0), Case::LIBRE_OFFICE, Case::word(1), Case::word(3)];
/// What counts against breaking a table, as a share of a page squared.
const BREAK: f64 = 0.02 * 0.02;
/// What counts against a page that is emptier than the style allows, were it by a hair, beside the share itself: more than
/// breaking every table at every shift.
const TOO_EMPTY: f64 = 0.1;
/// What counts against every page: as much as one that is a tenth emptier than the style allows.
const PAGE: f64 = 0.04;
/// What counts against a last page of one or two lines, as a share of a page squared: less than breaking one table more.
const SHORT_END: f64 = BREAK / 2.0;
/// What counts against a table that breaks by itself: a label that goes on does not say so. More than a page that is too empty where
/// the text is two lines shorter than estimated, less than one where it is a line shorter: then the table is not kept whole.
const LOST: f64 = 6.0 * BREAK;
/// What counts against one row of a table alone at the foot or the head of a page: more than a break by itself. A table is never cut so.
const ALONE: f64 = 8.0 * BREAK;
/// What a typesetter bears to keep a table whole whose rows are read together, as a multiple of what the style does.
const PART: f64 = 1.5;

/// What is decided of the pages.
pub(super) struct MakeUp<'a> {
    /// Every table, in the order of the document, and how it is set.
    pub tables: Vec<(TableCast<'a>, Setting)>,
    /// The row, its heads counted, with which each goes on over the page.
    pub broken: Vec<Option<usize>>,
    /// The paragraphs, by their blocks, whose last line would begin a page by itself.
    pub widows: BTreeSet<usize>,
    /// How paragraphs end, by their blocks, where it is not as every other.
    pub endings: BTreeMap<usize, Ending>,
}

/// Decides for a document.
pub(super) fn make_up<'a>(
    document: &'a Document,
    style: &'a Style,
    fonts: &Fonts,
    measures: &'a Measures,
) -> MakeUp<'a> {
    let flow = Flow::new(document, style, fonts, measures);
    let settings = flow.settings();
    let Pages { widows, broken, .. } = flow.pages(&settings, Case::word(0));
    let tables = flow.tables.into_iter().map(|table| table.cast).zip(settings).collect();
    MakeUp { tables, broken, widows, endings: flow.endings }
}

/// Every choice of one of each.
fn combinations(options: &[Vec<Keep>]) -> Vec<Vec<Keep>> {
    options.iter().fold(vec![Vec::new()], |chosen, options| {
        let with = |keep: &Keep| chosen.iter().map(|before| [&before[..], &[*keep]].concat()).collect::<Vec<_>>();
        options.iter().flat_map(with).collect()
    })
}

impl Flow<'_> {
    /// The best setting of every table.
    fn settings(&self) -> Vec<Setting> {
        let options: Vec<Vec<Keep>> = self.tables.iter().map(|table| table.options()).collect();
        let plain = |keeps: Vec<Keep>| -> Vec<Setting> {
            let inset_y = measure::inset(self.style.table.inset_y, self.style);
            keeps.into_iter().map(|keep| Setting { inset_y, keep, cut: None }).collect()
        };
        if options.len() > MOST_TABLES {
            return plain(options.iter().map(|options| options[0]).collect());
        }
        // The first of each is what the form and the style ask for: others must be better, not as good.
        let mut best = (f64::INFINITY, Vec::new());
        let mut tried = BTreeSet::new();
        for keeps in combinations(&options) {
            for settings in self.ways(plain(keeps)).iter().flat_map(|settings| self.cuts(settings)) {
                if !tried.insert(settings.clone()) {
                    continue;
                }
                let mut cost = 0.0;
                for case in CASES {
                    cost += self.cost(&self.pages(&settings, case), &settings) * case.weight();
                    if cost + 1e-9 >= best.0 {
                        break;
                    }
                }
                if cost + 1e-9 < best.0 {
                    best = (cost, settings);
                }
            }
        }
        best.1
    }

    /// The settings with every table that is to be broken cut where it would break.
    fn cuts(&self, settings: &[Setting]) -> Vec<Vec<Setting>> {
        // Only a table that can be cut is kept by groups.
        let broken = |index: usize| settings[index].keep == Keep::Groups;
        if !(0..settings.len()).any(broken) {
            return vec![settings.to_vec()];
        }
        let mut all: Vec<Vec<Setting>> = Vec::new();
        for case in CUT_AT {
            let mut cut = settings.to_vec();
            // From the first on: where one is cut decides where the next begins.
            for index in (0..cut.len()).filter(|&index| broken(index)) {
                let row = self.pages(&cut, case).broken[index];
                cut[index].cut = row.and_then(|row| self.tables[index].cut_above(row));
            }
            let useless = (0..cut.len()).any(|index| broken(index) && cut[index].cut.is_none());
            if !useless && !all.contains(&cut) {
                all.push(cut);
            }
        }
        all.push(settings.to_vec());
        all
    }

    /// The ways to set the rows: as the style has them, closer, looser, and both.
    fn ways(&self, plain: Vec<Setting>) -> Vec<Vec<Setting>> {
        let mut ways = vec![plain.clone()];
        ways.extend(LOOKED_AT.map(|case| self.tightened(&plain, case)));
        if LOOKED_AT.iter().any(|&case| self.ends_short(&self.pages(&plain, case))) {
            let (style, least) = (plain.first().map_or(0, |first| first.inset_y), self.least());
            ways.extend(
                [(style + least) / 2, least]
                    .map(|inset_y| plain.iter().map(|setting| Setting { inset_y, ..*setting }).collect::<Vec<_>>()),
            );
        }
        let mut unique = Vec::new();
        for way in ways {
            if !unique.contains(&way) {
                unique.push(way);
            }
        }
        let loose: Vec<_> = unique.iter().flat_map(|tight| LOOKED_AT.map(|case| self.loosened(tight, case))).collect();
        unique.extend(loose);
        unique
    }

    /// Rows set closer where a table does not fit the rest of its page but for a little.
    fn tightened(&self, settings: &[Setting], case: Case) -> Vec<Setting> {
        let least = self.least();
        let mut settings = settings.to_vec();
        for index in 0..settings.len() {
            let excess = self.pages(&settings, case).excess[index];
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
    fn loosened(&self, settings: &[Setting], case: Case) -> Vec<Setting> {
        let most = measure::inset(self.style.table.inset_y_most, self.style);
        let allowed = (self.style.table.blank * f64::from(self.page)) as i32;
        let mut settings = settings.to_vec();
        for above in 0..settings.len() {
            let left = self.pages(&settings, case).left;
            let more = left.iter().find(|left| left.above == Some(above)).map_or(0, |left| left.blank - allowed);
            let looser = settings[above].inset_y + more.max(0) / self.tables[above].count() / 2;
            settings[above].inset_y = looser.min(most.max(settings[above].inset_y));
        }
        settings
    }

    /// What is wrong with pages: paper left empty beyond what the style allows, broken tables, a last page of a line or two.
    fn cost(&self, pages: &Pages, settings: &[Setting]) -> f64 {
        let style = self.style;
        let share = |left: &Left| f64::from(left.blank) / f64::from(self.page.max(1));
        let over = pages.left.iter().map(|left| share(left) - style.table.blank).filter(|&over| over > 0.0);
        let empty: f64 = over.map(|over| (over + TOO_EMPTY).powi(2)).sum();
        let end = if self.ends_short(pages) { SHORT_END } else { 0.0 };
        let broken = |(table, _): (&TableFlow, &Option<usize>)| match table.table.sections().len() {
            1 => (PART * (style.table.blank_whole - style.table.blank).max(0.0)).powi(2).max(BREAK),
            _ => BREAK,
        };
        let tables = || self.tables.iter().zip(&pages.broken).zip(settings);
        let by_itself = |setting: &Setting| setting.keep == Keep::Groups && setting.cut.is_none();
        let lost = tables().filter(|((_, row), setting)| row.is_some() && by_itself(setting));
        let lost = LOST * lost.count() as f64;
        let alone = tables().filter(|((table, row), _)| row.is_some_and(|row| table.leaves_alone(row)));
        empty
            + PAGE * pages.left.len() as f64
            + end
            + lost
            + ALONE * alone.count() as f64
            + self.tables.iter().zip(&pages.broken).filter(|(_, row)| row.is_some()).map(broken).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::flow::FlowItem;
    use super::*;
    use crate::date::Date;
    use crate::document::{Block, Cell, CellKind, Meta, Row, Run, Section, Table};
    use crate::write::docx::measure::points;

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
        let document = Document { meta, blocks };
        make_up(&document, style, &Fonts::embedded(), &Measures::new(style))
            .tables
            .into_iter()
            .map(|(_, setting)| setting)
            .collect()
    }

    fn prose(lines: usize) -> Vec<Block> {
        let line = || Block::Paragraph { lead: None, runs: vec![Run::plain("一行。")] };
        std::iter::repeat_with(line).take(lines).collect()
    }

    /// A table of one section: a row of 18.4 points (14 and two insets of 2.2, the rules among them) after the other, in groups of
    /// three; of 27 rows and more, whose type is as small as it may be, 16.4.
    fn table(rows: usize) -> Block {
        let row = |n: usize| Row { cells: vec![Cell::new(CellKind::Value, "0", 1, 1)], keep: n % 3 != 2 };
        let section = Section { header: Vec::new(), body: (0..rows).map(row).collect(), breakable: true };
        Block::Table(Table::new("", "", vec![1], vec![section]).unwrap())
    }

    fn plain() -> Setting {
        Setting { inset_y: measure::inset(style().table.inset_y, &style()), keep: Keep::Sections, cut: None }
    }

    #[test]
    fn what_fits_is_left_alone() {
        assert_eq!(made_up([prose(5), vec![table(18)], prose(3)].concat()), [plain()]);
    }

    #[test]
    fn a_table_that_nearly_fits_is_set_closer() {
        // 11 of 22 lines are left, 318 points; 18 rows need 331.
        let settings = made_up([prose(11), vec![table(18)], prose(3)].concat());
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
    fn no_row_stands_alone_where_no_page_is_too_empty_for_that() {
        // Five rows of heads, one row by itself, groups of nine: 92, 18 and 166 points.
        let row = |keep| Row { cells: vec![Cell::new(CellKind::Value, "0", 1, 1)], keep };
        let table = || {
            let body = (0..28).map(|n| row(n % 9 != 0)).collect();
            let section = Section { header: vec![row(true); 5], body, breakable: true };
            Block::Table(Table::new("", "", vec![1], vec![section]).unwrap())
        };
        // Five of 22 lines are empty where it is moved on, or six, or seven: eight were the prose a line shorter.
        for (lines, keep) in [(17, Keep::Sections), (16, Keep::Sections), (15, Keep::Groups)] {
            let settings = made_up([prose(lines), vec![table()], prose(3)].concat());
            assert_eq!(settings[0].keep, keep, "behind {lines} lines");
        }
    }

    #[test]
    fn a_table_is_never_cut_so_that_a_row_is_alone() {
        // Heads, two rows by themselves, groups of four, the last row by itself.
        let row = |keep| Row { cells: vec![Cell::new(CellKind::Value, "0", 1, 1)], keep };
        let body: Vec<Row> = (0..27).map(|n| row(n > 1 && n < 26 && n % 4 != 1)).collect();
        let section = Section { header: vec![row(true); 3], body, breakable: true };
        let table = Block::Table(Table::new("", "", vec![1], vec![section]).unwrap());
        let mut broken = 0;
        for lines in 3..22 {
            let settings = made_up([prose(lines), vec![table.clone()], prose(3)].concat());
            broken += usize::from(settings[0].keep == Keep::Groups);
            assert!(
                !settings.iter().any(|setting| setting.cut.is_some_and(|cut| cut == 4 || cut == 29)),
                "{settings:?}"
            );
        }
        assert!(broken > 5, "{broken}");
    }

    #[test]
    fn a_place_to_cut_leaves_no_row_alone() {
        let row = |_| Row { cells: vec![Cell::new(CellKind::Value, "0", 1, 1)], keep: false };
        let section = Section { header: Vec::new(), body: (0..6).map(row).collect(), breakable: true };
        let table = Table::new("", "", vec![1], vec![section]).unwrap();
        let style = style();
        let measures = Measures::new(&style);
        let flow = TableFlow::new(&table, &style, &measures);
        let cuts = [1, 2, 3, 4, 5].map(|row| flow.cut_above(row));
        assert_eq!(cuts, [None, Some(2), Some(3), Some(4), Some(4)]);
    }

    #[test]
    fn rows_are_set_closer_rather_than_leave_a_line_for_the_last_page() {
        // A page and a line: 10 lines, 18 rows (331 points), two lines.
        let settings = made_up([prose(10), vec![table(18)], prose(2)].concat());
        assert!(settings[0].inset_y < plain().inset_y, "{settings:?}");
    }

    #[test]
    fn the_last_two_lines_of_a_paragraph_stay_together() {
        let measures = Measures::new(&style());
        let (style, blocks) =
            (style(), vec![Block::Paragraph { lead: None, runs: vec![Run::plain("年".repeat(26 + 28 * 4))] }]);
        let date = Date::new(2025, 1, 1).unwrap();
        let meta = Meta { title: String::new(), author: String::new(), date, subject: String::new() };
        let document = Document { meta, blocks };
        let flow = Flow::new(&document, &style, &Fonts::embedded(), &measures);
        let heights = flow.items[0].iter().map(|item| match item {
            FlowItem::Lines { height, .. } => height / measures.pitch,
            FlowItem::Table(_) => 0,
        });
        assert_eq!(heights.collect::<Vec<_>>(), [1, 1, 1, 2]);
    }
}
