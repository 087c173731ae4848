//! A table as the page marks it up: every figure names the header cells that apply to it.
//!
//! `scope` alone would be wrong twice: 表二 has a header for each of its groups, and 表三 stubs within stubs; a reader that goes up
//! and left would speak heads of other groups. It knows grids and the widths they need on a screen; what classes look like stands in
//! `css`.

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::css::{self, Attributes};
use crate::document::{Cell, CellKind, Row, Section, Table};
use crate::ordinal::is_numeral;
use crate::style::{POINTS_PER_MM, Style};
use crate::write::fit::{self, SHORT};
use crate::write::lines;

/// A table with the number it has on the page.
#[derive(Serialize)]
pub(super) struct PageTable<'a> {
    number: usize,
    title: &'a str,
    summary: &'a str,
    /// Id of the heading right above, which names the frame of the table.
    heading: Option<String>,
    /// Attributes of the frame the table moves in, and of the table.
    frame: String,
    attributes: String,
    /// Widths of the columns in per cent.
    columns: Vec<f64>,
    /// Widths of the columns of a fragment, which has no style sheet to tell a telephone from a desk.
    own_widths: Vec<String>,
    /// The narrowest it may be, as a length of CSS.
    width: String,
    /// Widths of the columns on a telephone, and of the table; none where no labels stand beside figures in several columns.
    narrow: Vec<String>,
    narrow_width: String,
    /// Size and pitch of each role in print, points, where the table has no room for the style's own.
    print_roles: Vec<PrintRole>,
    /// Points at which every figure fits its column in print; none where its role's size does.
    print_size: Option<f64>,
    groups: Vec<RowGroup<'a>>,
}

/// How a role is printed in one table, points.
#[derive(Serialize)]
struct PrintRole {
    class: &'static str,
    size: f64,
    pitch: f64,
}

/// The narrowest width at which every figure stands on one line, and a head has its whole word in a line where it is short, else two
/// characters.
#[derive(Default)]
struct Least {
    /// Figures: digits of the browser's own font, whatever it is.
    digits: f64,
    /// What stands beside the digits, characters.
    beside: f64,
    /// Heads, characters.
    heads: f64,
}

impl Least {
    /// As a length of CSS.
    fn css(&self) -> String {
        format!("max({}em, calc({}ch + {}em))", self.heads, self.digits, self.beside)
    }
}

/// A `thead` or `tbody`.
#[derive(Serialize)]
struct RowGroup<'a> {
    tag: &'static str,
    /// No page break inside.
    whole: bool,
    rows: Vec<PageRow<'a>>,
}

#[derive(Serialize)]
struct PageRow<'a> {
    keep: bool,
    cells: Vec<PageCell<'a>>,
}

#[derive(Serialize)]
struct PageCell<'a> {
    tag: &'static str,
    /// What heads say of others can be referred to.
    id: Option<String>,
    scope: Option<&'static str>,
    /// Ids of the heads that apply, the outermost first.
    headers: String,
    colspan: usize,
    rowspan: usize,
    attributes: String,
    /// Attributes of a label set one character under the other.
    vertical: Option<String>,
    /// The numeral of a label, behind which it is broken first.
    numeral: &'a str,
    /// What follows the numeral of a short label, which goes to a new line whole before it is broken itself.
    phrase: Option<ShortLabel<'a>>,
    text: &'a str,
}

/// A few words that belong together.
#[derive(Serialize)]
struct ShortLabel<'a> {
    attributes: String,
    /// Between them it is broken where it must be.
    words: Vec<&'a str>,
}

/// A head or stub and the places it covers within its section, rows counted over header and body.
struct HeaderCell<'a> {
    id: String,
    cell: &'a Cell,
    row: usize,
}

impl<'a> PageTable<'a> {
    pub fn new(
        table: &'a Table,
        number: usize,
        heading: Option<String>,
        style: &Style,
        attributes: &Attributes,
    ) -> PageTable<'a> {
        let total: u32 = table.widths().iter().sum();
        let percent = |&width: &u32| (f64::from(width) * 10_000.0 / f64::from(total.max(1))).round() / 100.0;
        let mut groups = Vec::new();
        let mut heads = 0;
        // A `thead` is printed again on every page, over whatever follows: right only where all rows are its own.
        let one = table.sections().len() == 1;
        for section in table.sections() {
            let headers = headers(section, number, &mut heads);
            let stub = all(section).flat_map(|row| &row.cells).filter(|cell| matches!(cell.kind, CellKind::Stub(_)));
            let edge = stub.map(|cell| cell.column + cell.colspan).max().unwrap_or(0);
            let rows: Vec<PageRow> =
                (0..).zip(all(section)).map(|(at, row)| page_row(row, at, edge, &headers, attributes)).collect();
            let (mut header, height) = (rows, section.header.len());
            let body = header.split_off(height);
            let whole = !section.breakable;
            if one {
                groups.push(RowGroup { tag: "thead", whole: true, rows: header });
                groups.push(RowGroup { tag: "tbody", whole, rows: body });
            } else {
                header.extend(body);
                groups.push(RowGroup { tag: "tbody", whole, rows: header });
            }
        }
        groups.retain(|group| !group.rows.is_empty());
        let least = least(table);
        let width = least.css();
        let fitted = fit::fitted(table, style);
        let narrow = narrow(table);
        let columns: Vec<f64> = table.widths().iter().map(percent).collect();
        let own_widths = own_widths(&columns, &narrow, &least);
        // Columns with widths of their own say themselves how narrow the table may be.
        let own_least = if narrow.is_empty() { format!("min-width: {width};") } else { String::new() };
        let own = [format!("nianbao-region-{number}"), format!("nianbao-table-{number}")];
        let (frame, names) = (["nianbao-region", &own[0]], ["nianbao-table", &own[1]]);
        PageTable {
            number,
            title: table.title(),
            summary: table.summary(),
            heading,
            frame: attributes.of(&frame, ""),
            attributes: attributes.of(&names, &own_least),
            columns,
            own_widths,
            width,
            narrow_width: format!("calc({})", narrow.join(" + ")),
            narrow,
            print_roles: print_roles(&fitted, style),
            print_size: print_size(table, &fitted),
            groups,
        }
    }
}

fn least(table: &Table) -> Least {
    /// The padding of a cell, characters.
    const PADDING: f64 = 0.7;
    let total: u32 = table.widths().iter().sum();
    let mut least = Least::default();
    for cell in table.cells() {
        let share: u32 = table.widths()[cell.column..cell.column + cell.colspan].iter().sum();
        let whole = f64::from(total) / f64::from(share.max(1));
        let needed = |width: f64| (width * whole).ceil();
        match cell.kind {
            CellKind::Value => {
                // A Chinese character, such as 元, counts as two digits.
                least.digits = least.digits.max(needed(cell.text.width_cjk() as f64));
                least.beside = least.beside.max(needed(PADDING));
            }
            _ => {
                let length = cell.text.chars().count();
                let word = if cell.vertical { 1.0 } else { (length.min(SHORT) as f64).max(2.0).min(length as f64) };
                let word = if length > SHORT && !cell.vertical { 2.0 } else { word };
                least.heads = least.heads.max(needed(PADDING + word));
            }
        }
    }
    least
}

/// Widths of columns of a table with labels in several columns, as narrow as they can be read: a stacked label, the label of a
/// group, the label beside the figures, the figures.
fn narrow(table: &Table) -> Vec<String> {
    const STACKED: &str = "2.4em";
    // （三） and the padding beside it.
    const GROUP: &str = "3.8em";
    const LABEL: &str = "6.5em";
    let stubs = |cell: &&Cell| matches!(cell.kind, CellKind::Stub(_));
    let edge = table.cells().filter(stubs).map(|cell| cell.column + cell.colspan).max().unwrap_or(0);
    if edge < 2 {
        return Vec::new();
    }
    let stacked = |column: usize| table.cells().any(|cell| cell.vertical && cell.column == column);
    let digits = |column: usize| {
        let own = table.cells().filter(|cell| cell.kind == CellKind::Value && cell.column == column);
        own.map(|cell| cell.text.width_cjk()).max().unwrap_or(1)
    };
    let width = |column: usize| match column {
        column if column >= edge => format!("max(3.8em, calc({}ch + .8em))", digits(column)),
        column if stacked(column) => STACKED.to_owned(),
        column if column + 1 < edge => GROUP.to_owned(),
        _ => LABEL.to_owned(),
    };
    (0..table.widths().len()).map(width).collect()
}

/// What each column of a fragment declares: its share, and where labels stand in several columns a length between the narrowest and
/// the share, by the width of the window. Lengths, so that what a frame has beyond them goes to the columns by their shares.
fn own_widths(columns: &[f64], narrow: &[String], least: &Least) -> Vec<String> {
    /// Share of the window that a table is taken to have: on a telephone labels are narrower than their share.
    const WINDOW: f64 = 0.75;
    let own = |(at, share): (usize, &f64)| {
        let whole = format!("width: {share}%;");
        let Some(narrowest) = narrow.get(at) else { return whole };
        let (full, seen) = (css::short(least.heads * share / 100.0), css::short(share * WINDOW));
        format!("{whole} width: max({narrowest}, min({full}em, {seen}vw));")
    };
    columns.iter().enumerate().map(own).collect()
}

fn print_roles(fitted: &Style, style: &Style) -> Vec<PrintRole> {
    if fitted == style {
        return Vec::new();
    }
    let of = |kind| {
        let role = fitted.roles.cell(kind);
        PrintRole { class: css::cell(kind), size: role.size, pitch: role.pitch.unwrap_or_else(|| fitted.page.pitch()) }
    };
    CellKind::ROLES.map(of).into()
}

/// Points at which every figure of a table fits its column on the printed page: figures of one table are all of one size.
fn print_size(table: &Table, style: &Style) -> Option<f64> {
    /// Least space beside a figure, the rule included, points.
    const BESIDE: f64 = 2.6;
    /// Digits are about half as wide as the type is high, in whatever face the browser has.
    const DIGIT: f64 = 0.56;
    let nominal = style.roles.table_value.size;
    let total: u32 = table.widths().iter().sum();
    let text_width = style.page.text_width * POINTS_PER_MM;
    let fitting = table.cells().filter(|cell| cell.kind == CellKind::Value && !cell.text.is_empty()).map(|cell| {
        let share: u32 = table.widths()[cell.column..cell.column + cell.colspan].iter().sum();
        let room = text_width * f64::from(share) / f64::from(total.max(1)) - BESIDE;
        room / (DIGIT * cell.text.width_cjk() as f64)
    });
    let size = fitting.fold(nominal, f64::min);
    (size < nominal).then(|| (size * 10.0).floor() / 10.0)
}

fn all(section: &Section) -> impl Iterator<Item = &Row> {
    section.header.iter().chain(&section.body)
}

fn headers<'a>(section: &'a Section, table: usize, heads: &mut usize) -> Vec<HeaderCell<'a>> {
    let mut headers = Vec::new();
    for (row, line) in all(section).enumerate() {
        for cell in line.cells.iter().filter(|cell| cell.kind != CellKind::Value) {
            *heads += 1;
            headers.push(HeaderCell { id: format!("nianbao-t{table}h{heads}"), cell, row });
        }
    }
    headers
}

fn page_row<'a>(row: &'a Row, at: usize, edge: usize, headers: &[HeaderCell], attributes: &Attributes) -> PageRow<'a> {
    let cells = row.cells.iter().map(|cell| page_cell(cell, at, edge, headers, attributes));
    PageRow { keep: row.keep, cells: cells.collect() }
}

fn page_cell<'a>(
    cell: &'a Cell,
    row: usize,
    edge: usize,
    headers: &[HeaderCell],
    attributes: &Attributes,
) -> PageCell<'a> {
    let own = headers.iter().find(|header| header.row == row && header.cell.column == cell.column);
    let applying = headers.iter().filter(|header| applies(header, cell, row)).map(|header| header.id.as_str());
    let scope = match cell.kind {
        CellKind::Caption | CellKind::Head => Some("col"),
        CellKind::Stub(_) => Some("row"),
        CellKind::Value => None,
    };
    let mut classes = vec![css::cell(cell.kind)];
    // A short label stays on one line.
    if scope.is_some() && !cell.vertical && cell.text.chars().count() <= SHORT {
        classes.push("nianbao-short");
    }
    // The label next to the figures stays in view when the table moves.
    if matches!(cell.kind, CellKind::Stub(_)) && cell.column + cell.colspan == edge {
        classes.push("nianbao-inner");
    }
    let labels = scope.is_some() && !cell.vertical;
    let numeral = if labels { numeral(&cell.text) } else { "" };
    let mut words = if labels { lines::words(&cell.text[numeral.len()..]) } else { Vec::new() };
    // （三） may stand on a line alone, 1. may not.
    let counts = numeral.starts_with(|c: char| c.is_ascii_digit());
    if let Some(first) = words.first_mut().filter(|_| counts) {
        *first = &cell.text[..numeral.len() + first.len()];
    }
    let numeral = if counts && !words.is_empty() { "" } else { numeral };
    PageCell {
        tag: if scope.is_some() { "th" } else { "td" },
        id: own.map(|header| header.id.clone()),
        scope,
        headers: applying.collect::<Vec<_>>().join(" "),
        colspan: cell.colspan,
        rowspan: cell.rowspan,
        attributes: attributes.of(&classes, ""),
        vertical: cell.vertical.then(|| attributes.of(&["nianbao-vertical"], "")),
        numeral,
        phrase: (!words.is_empty()).then(|| ShortLabel { attributes: attributes.of(&["nianbao-phrase"], ""), words }),
        text: &cell.text,
    }
}

/// `（三）` or `1.` at the head of a label; nothing where there is none.
fn numeral(label: &str) -> &str {
    let end = match label.chars().next() {
        Some('（') => label.find('）').map(|at| at + '）'.len_utf8()),
        Some(first) if first.is_ascii_digit() => label.find('.').map(|at| at + 1),
        Some(first) if is_numeral(first) => label.find('、').map(|at| at + '、'.len_utf8()),
        _ => None,
    };
    // A numeral is short; other brackets stand around words.
    let end = end.filter(|&end| end < label.len() && label[..end].chars().count() <= 4).unwrap_or(0);
    &label[..end]
}

/// Whether a header cell heads a cell of its section: a head what stands below it in its columns, a stub what stands to the right in
/// its rows.
fn applies(header: &HeaderCell, cell: &Cell, row: usize) -> bool {
    let head = header.cell;
    match head.kind {
        CellKind::Caption | CellKind::Head => {
            let columns = head.column < cell.column + cell.colspan && cell.column < head.column + head.colspan;
            columns && header.row + head.rowspan <= row
        }
        CellKind::Stub(_) => {
            let rows = header.row < row + cell.rowspan && row < header.row + head.rowspan;
            rows && head.column + head.colspan <= cell.column
        }
        CellKind::Value => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use CellKind::{Caption, Head, Stub, Value};

    fn row(cells: Vec<Cell>) -> Row {
        Row { cells, keep: false }
    }

    fn style() -> Style {
        Style::parse(include_str!("../../../templates/style.yaml"), "gb2312").unwrap()
    }

    fn page(table: &Table) -> PageTable<'_> {
        let style = style();
        PageTable::new(table, 1, None, &style, &Attributes::new(&style, false))
    }

    /// The texts of the header cells that each figure names.
    fn spoken(table: &Table) -> Vec<(String, Vec<String>)> {
        let page = page(table);
        let cells: Vec<&PageCell> = page.groups.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells).collect();
        let text = |id: &str| cells.iter().find(|cell| cell.id.as_deref() == Some(id)).unwrap().text.to_owned();
        let headers = |cell: &PageCell| cell.headers.split_whitespace().map(text).collect();
        cells.iter().filter(|cell| cell.tag == "td").map(|cell| (cell.text.to_owned(), headers(cell))).collect()
    }

    #[test]
    fn figures_name_the_heads_of_their_own_group_only() {
        let group = |caption: &str, head: &str, stub: &str, value: &str| Section {
            header: vec![
                row(vec![Cell::new(Caption, caption, 2, 1)]),
                row(vec![Cell::new(Head, "信息内容", 1, 1), Cell::new(Head, head, 1, 1)]),
            ],
            body: vec![row(vec![Cell::new(Stub(1), stub, 1, 1), Cell::new(Value, value, 1, 1)])],
            breakable: false,
        };
        let sections = vec![
            group("第（一）项", "本年制发件数", "规章", "1"),
            group("第（六）项", "处理决定数量", "行政处罚", "2"),
        ];
        let table = Table::new("表二", "", vec![1, 1], sections).unwrap();
        let expected =
            [("1", ["第（一）项", "本年制发件数", "规章"]), ("2", ["第（六）项", "处理决定数量", "行政处罚"])];
        let expected = expected.map(|(value, heads)| (value.to_owned(), heads.map(String::from).to_vec()));
        assert_eq!(spoken(&table), expected);
        assert!(page(&table).groups.iter().all(|group| group.tag == "tbody" && group.whole));
    }

    #[test]
    fn figures_name_all_stubs_around_them() {
        let section = Section {
            header: vec![
                row(vec![Cell::new(Head, "", 2, 2), Cell::new(Head, "申请人情况", 2, 1)]),
                row(vec![Cell::new(Head, "自然人", 1, 1), Cell::new(Head, "总计", 1, 1)]),
            ],
            body: vec![
                row(vec![
                    Cell::new(Stub(1), "不予公开", 1, 2),
                    Cell::new(Stub(2), "国家秘密", 1, 1),
                    Cell::new(Value, "1", 1, 1),
                    Cell::new(Value, "2", 1, 1),
                ]),
                row(vec![Cell::new(Stub(2), "其他", 1, 1), Cell::new(Value, "3", 1, 1), Cell::new(Value, "4", 1, 1)]),
            ],
            breakable: true,
        };
        let table = Table::new("表三", "", vec![1, 1, 1, 1], vec![section]).unwrap();
        let of = |value: &str| spoken(&table).into_iter().find(|(text, _)| text == value).unwrap().1;
        assert_eq!(of("1"), ["申请人情况", "自然人", "不予公开", "国家秘密"]);
        assert_eq!(of("4"), ["申请人情况", "总计", "不予公开", "其他"]);
        assert_eq!(page(&table).groups.iter().map(|group| group.tag).collect::<Vec<_>>(), ["thead", "tbody"]);
    }
}
