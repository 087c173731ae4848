//! Documents to print: a whole report of the 2021 form, and random ones.

use nianbao::document::{Block, Cell, CellKind, Document, Lead, Row, Run, Section, Table};
use nianbao::style::Style;
use proptest::prelude::*;

use crate::support::reports::{self, paragraph};

pub fn style() -> Style {
    Style::parse(include_str!("../../../templates/style.yaml"), "gb2312").unwrap()
}

fn head(text: &str, colspan: usize, rowspan: usize) -> Cell {
    Cell::new(CellKind::Head, text, colspan, rowspan)
}

fn stub(level: u8, text: &str, colspan: usize, rowspan: usize) -> Cell {
    Cell::new(CellKind::Stub(level), text, colspan, rowspan)
}

fn values(texts: impl IntoIterator<Item = u32>) -> Vec<Cell> {
    texts.into_iter().map(|n| Cell::new(CellKind::Value, n.to_string(), 1, 1)).collect()
}

fn row(cells: impl IntoIterator<Item = Cell>) -> Row {
    Row { cells: cells.into_iter().collect(), keep: false }
}

/// 表二: four flush groups, each with its own head.
pub fn disclosure() -> Table {
    let mut figures = ["0", "0", "0", "3", "1", "12", "1573", "28", "0", "12345678.125"].into_iter();
    reports::table2(&mut || figures.next().unwrap().to_owned())
}

/// 表三: three header rows, stubs three deep, one of them upright.
pub fn requests() -> Table {
    let mut number = 0..;
    reports::table3(&mut || number.next().map(|n: u32| n * n % 1009).unwrap().to_string())
}

/// 表四: fifteen narrow columns.
pub fn litigation() -> Table {
    let mut number = 0..15;
    reports::table4(&mut || number.next().unwrap().to_string())
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, text: text.into() }
}

fn run_in(level: u8, lead: &str, text: &str) -> Block {
    let lead = Some(Lead { level, text: lead.into() });
    let (before, bold) = (Run::plain(text), Run { text: "一是健全机制。".into(), bold: true });
    Block::Paragraph {
        lead, runs: vec![before, bold, Run::plain("定期清理公开目录，逐条核对公开依据。")]
    }
}

/// A whole report, about five pages.
pub fn report() -> Document {
    let law = "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）规定，现公布某市商务局2024年政府信息公开工作年度报告。\
        本报告中所列数据的统计期限自2024年1月1日起至12月31日止。";
    let text = "2024年，我局坚持以习近平新时代中国特色社会主义思想为指导，全面落实上级关于政务公开工作的决策部署，\
        围绕“促进消费、稳定外贸”主动公开信息1573条——其中政策解读36条，及时回应群众关切…";
    let mut blocks = vec![
        Block::Title { lines: vec!["某市商务局".into(), "2024年政府信息公开工作年度报告".into()] },
        paragraph(law),
        heading(1, "一、总体情况"),
        run_in(2, "（一）主动公开。", text),
        run_in(2, "（二）依申请公开。", text),
        heading(2, "（三）政府信息管理"),
        heading(3, "1.规范性文件"),
        heading(4, "（1）清理"),
        paragraph(text),
        run_in(3, "2.平台建设。", text),
        heading(1, "二、主动公开政府信息情况"),
        Block::Table(disclosure()),
        heading(1, "三、收到和处理政府信息公开申请情况"),
        Block::Table(requests()),
        heading(1, "四、政府信息公开行政复议、行政诉讼情况"),
        Block::Table(litigation()),
        heading(1, "五、存在的主要问题及改进情况"),
    ];
    blocks.extend((0..4).map(|_| paragraph(text)));
    blocks.push(heading(1, "六、其他需要报告的事项"));
    blocks.push(paragraph("2024年未收取信息处理费。"));
    blocks.push(Block::Signature {
        agency: "某市商务局".into(),
        date: reports::document(Vec::new()).meta.date.chinese(),
    });
    reports::document(blocks)
}

/// What seldom happens: a table over pages, flush groups at a page's end, a table after a table, a table at the end.
pub fn hard() -> Document {
    let long = |breakable| {
        let header =
            vec![row([head("序号", 1, 2), head("申请情况", 2, 1)]), row([head("数量", 1, 1), head("占比", 1, 1)])];
        let body = (1..=60).map(|n| {
            let group = (n % 4 == 1).then(|| Cell { vertical: n % 8 == 1, ..stub(1, "四行一组", 1, 4) });
            Row { cells: group.into_iter().chain(values([n, n * n])).collect(), keep: n % 4 != 0 }
        });
        let sections = vec![Section { header, body: body.collect(), breakable }];
        Block::Table(Table::new("长表", "", vec![1, 3, 2], sections).unwrap())
    };
    let text = "我局高度重视政府信息公开工作，将其作为提升行政效能、建设法治政府的重要抓手，严格落实主体责任。";
    let mut blocks = vec![Block::Title {
        lines: vec!["某某市人民政府政务服务和数据管理办公室".into(), "2024年政府信息公开工作年度报告".into()],
    }];
    blocks.push(heading(1, "一、表在页末"));
    blocks.extend((0..5).map(|_| paragraph(&text.repeat(2))));
    blocks.push(heading(1, "二、主动公开政府信息情况"));
    blocks.push(Block::Table(disclosure()));
    blocks.push(Block::Table(litigation()));
    blocks.push(heading(1, "三、跨页的表"));
    blocks.push(long(true));
    blocks.push(heading(1, "四、落款"));
    blocks.push(paragraph(text));
    blocks.push(Block::Signature {
        agency: "某某市人民政府政务服务和数据管理办公室".into(),
        date: "2025年1月5日".into(),
    });
    blocks.push(long(false));
    blocks.push(heading(1, "五、合并的表侧不跨页"));
    blocks.push(Block::Table(requests()));
    reports::document(blocks)
}

/// Text as people write it, and what XML has to escape.
fn text() -> impl Strategy<Value = String> {
    "[一-龥a-z0-9“”（）<>&\"' \n\t]{0,12}"
}

/// Rows that tile `columns` × `height` places: the plane is cut greedily by random spans.
fn rows(columns: usize, height: usize, spans: Vec<(usize, usize, String, bool, u8)>) -> Vec<Row> {
    let mut spans = spans.into_iter().cycle();
    let mut covered = vec![vec![false; columns]; height];
    let mut rows = Vec::new();
    for y in 0..height {
        let mut cells = Vec::new();
        let mut keep = false;
        for x in 0..columns {
            if covered[y][x] {
                continue;
            }
            let (colspan, rowspan, text, flag, kind) = spans.next().unwrap();
            let free = covered[y][x..].iter().take_while(|taken| !**taken).count();
            let (colspan, rowspan) = (colspan.min(free), rowspan.min(height - y));
            for row in &mut covered[y..y + rowspan] {
                row[x..x + colspan].fill(true);
            }
            let kind = [CellKind::Caption, CellKind::Head, CellKind::Stub(2), CellKind::Value][usize::from(kind)];
            keep = flag;
            cells.push(Cell { vertical: flag, ..Cell::new(kind, text, colspan, rowspan) });
        }
        rows.push(Row { cells, keep });
    }
    rows
}

pub fn any_table() -> impl Strategy<Value = Table> {
    let spans = prop::collection::vec((1..4usize, 1..4usize, text(), any::<bool>(), 0..4u8), 1..30);
    let section = (0..3usize, 1..6usize, spans, any::<bool>());
    (prop::collection::vec(1..9u32, 1..9), prop::collection::vec(section, 1..4), text()).prop_map(
        |(widths, sections, title)| {
            let sections = sections.into_iter().map(|(header, body, spans, breakable)| Section {
                header: rows(widths.len(), header, spans.clone()),
                body: rows(widths.len(), body, spans),
                breakable,
            });
            let sections = sections.collect();
            Table::new(title.clone(), title, widths, sections).unwrap()
        },
    )
}

pub fn any_document() -> impl Strategy<Value = Document> {
    let run = (text(), any::<bool>()).prop_map(|(text, bold)| Run { text, bold });
    let lead = prop::option::of((2..5u8, text()).prop_map(|(level, text)| Lead { level, text }));
    let block = prop_oneof![
        prop::collection::vec(text(), 1..3).prop_map(|lines| Block::Title { lines }),
        (1..5u8, text()).prop_map(|(level, text)| Block::Heading { level, text }),
        (lead, prop::collection::vec(run, 0..4)).prop_map(|(lead, runs)| Block::Paragraph { lead, runs }),
        any_table().prop_map(Block::Table),
        (text(), text()).prop_map(|(agency, date)| Block::Signature { agency, date }),
    ];
    prop::collection::vec(block, 0..8).prop_map(reports::document)
}
