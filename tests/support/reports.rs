//! Reports as compose makes them: the tables of the 2021 form with figures of any size, and prose of any length.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "each test binary uses a part")]

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use nianbao::compose::compose;
use nianbao::date::Date;
use nianbao::diag::SourceFile;
use nianbao::document::{Block, CellKind, Document, Lead, Meta, Run, Table};
use nianbao::report;
use nianbao::templates::Templates;

/// What a figure's cell holds, in the order of the cells.
pub type Figures<'a> = &'a mut dyn FnMut() -> String;

/// The tables of the 2021 form as compose lays them out, with nothing in them.
static FORM: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let text = include_str!("../fixtures/ok/minimal-2021.yaml").to_owned();
    let templates = Templates::default();
    let file = Arc::new(SourceFile { path: PathBuf::from("minimal.yaml"), text });
    let report = report::read(&file, &templates.forms().unwrap()).unwrap();
    let composed = compose(&report, None, &templates.text("report.j2").unwrap()).unwrap();
    let table = |block| if let Block::Table(table) = block { Some(table) } else { None };
    composed.document.blocks.into_iter().filter_map(table).collect()
});

/// A table of the form with these figures.
fn filled(table: &Table, figure: Figures) -> Table {
    let mut sections = table.sections().to_vec();
    let cells = sections.iter_mut().flat_map(|section| &mut section.body).flat_map(|row| &mut row.cells);
    for cell in cells.filter(|cell| cell.kind == CellKind::Value) {
        cell.text = figure();
    }
    Table::new(table.title(), table.summary(), table.widths().to_vec(), sections).unwrap()
}

/// 表二 of 2021: four groups, each under its clause and its heads; ten figures.
pub fn table2(figure: Figures) -> Table {
    filled(&FORM[0], figure)
}

/// 表三 of 2021: three label columns, seven of figures, three rows of heads, 25 of figures.
pub fn table3(figure: Figures) -> Table {
    filled(&FORM[1], figure)
}

/// 表四: fifteen columns of figures under three rows of heads.
pub fn table4(figure: Figures) -> Table {
    filled(&FORM[2], figure)
}

pub fn heading(text: &str) -> Block {
    Block::Heading { level: 1, text: text.to_owned() }
}

pub fn paragraph(text: &str) -> Block {
    Block::Paragraph { lead: None, runs: vec![Run::plain(text)] }
}

fn run_in(head: &str, text: &str) -> Block {
    let lead = Lead { level: 2, text: head.to_owned() };
    let mut runs = Vec::new();
    for (index, part) in text.split("**").enumerate() {
        runs.push(Run { text: part.to_owned(), bold: index % 2 == 1 });
    }
    Block::Paragraph { lead: Some(lead), runs }
}

pub fn title() -> Block {
    Block::Title { lines: vec!["某市商务局".to_owned(), "2024年政府信息公开工作年度报告".to_owned()] }
}

pub fn document(blocks: Vec<Block>) -> Document {
    let meta = Meta {
        title: "某市商务局2024年政府信息公开工作年度报告".to_owned(),
        author: "某市商务局".to_owned(),
        date: Date::new(2025, 1, 20).unwrap(),
        subject: "政府信息公开工作年度报告".to_owned(),
    };
    Document { meta, blocks }
}

/// A report of the usual length: prose, the three tables, prose. `more` further paragraphs push the tables down.
pub fn report(figures: [&str; 3], more: usize) -> Document {
    let mut tables = figures.map(|figure| move || figure.to_owned());
    let [first, second, third] = &mut tables;
    report_of([first, second, third], more)
}

/// As [`report`], with a figure of its own in every cell.
pub fn report_of(figures: [Figures; 3], more: usize) -> Document {
    let [first, second, third] = figures;
    let mut blocks = vec![
        title(),
        paragraph(
            "根据《中华人民共和国政府信息公开条例》（以下简称《条例》）第五十条规定，编制本报告。本报告所列数据的统计期限自2024年1月1日起至12月31日止。如对本报告有疑问，请与某市商务局办公室联系（地址：某市人民路100号；邮编：215000；电话：0512-12345678）。",
        ),
        heading("一、总体情况"),
        paragraph(
            "2024年，我局坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻党的二十大和二十届二中、三中全会精神，认真落实《条例》，收到政府信息公开申请15件，上年结转1件，办结12件，结转下年度4件。",
        ),
        run_in(
            "（一）主动公开。",
            "全年通过门户网站公开信息1573条，其中政策文件12件、解读“一图读懂”6篇；**一是**完善目录，**二是**规范发布——凡应公开的一律公开。",
        ),
        run_in(
            "（二）依申请公开。",
            "全年收到申请15件，其中自然人12件、商业企业3件；予以公开9件，部分公开2件。因信息公开引起的行政复议0件、行政诉讼0件，信息处理费收取0元。",
        ),
        run_in(
            "（三）政府信息管理。",
            "严格落实“先审后发、谁审谁负责”制度，年内集中清理行政规范性文件，宣布失效46件，现行有效12件均已在网站“政策文件库”公开。",
        ),
        run_in(
            "（四）平台建设。",
            "优化门户网站栏目设置，新增“惠企政策”专栏；政务新媒体全年发布信息820条，阅读量达到12.5万次。",
        ),
        run_in(
            "（五）监督保障。",
            "将政务公开纳入年度考核，举办培训2次，参训86人次；全年未发生因信息公开不当造成的责任追究情形。",
        ),
    ];
    blocks.extend((0..more).map(|n| {
        paragraph(&format!(
            "（补充第{n}段）持续推进重点领域信息公开，及时发布招商引资、对外贸易、消费促进、市场秩序等方面的信息。"
        ))
    }));
    blocks.push(heading("二、主动公开政府信息情况"));
    blocks.push(Block::Table(table2(first)));
    blocks.push(heading("三、收到和处理政府信息公开申请情况"));
    blocks.push(Block::Table(table3(second)));
    blocks.push(heading("四、政府信息公开行政复议、行政诉讼情况"));
    blocks.push(Block::Table(table4(third)));
    blocks.push(heading("五、存在的主要问题及改进情况"));
    blocks.push(paragraph("存在的主要问题：一是政策解读形式较为单一，图表、视频等形式运用不够；二是个别栏目更新不够及时。改进情况：我局丰富解读形式，全年制作图解6篇、短视频3个，建立栏目更新台账，按月通报。"));
    blocks.push(Block::Heading { level: 3, text: "1.下一步打算".to_owned() });
    blocks.push(paragraph("进一步提高政府信息公开的质量和实效，加强业务培训，做到“应公开尽公开”。"));
    blocks.push(heading("六、其他需要报告的事项"));
    blocks.push(paragraph("按照《国务院办公厅关于印发〈政府信息公开信息处理费管理办法〉的通知》（国办函〔2020〕109号）规定，本年度收取信息处理费0元。无其他需要报告的事项。"));
    blocks.push(Block::Signature { agency: "某市商务局".to_owned(), date: "2025年1月20日".to_owned() });
    document(blocks)
}

/// A report whose prose before the tables grows line by line over a whole page.
pub fn sweep(lines: usize) -> Document {
    let mut document = report(["1573", "12", "0"], 0);
    let place = document.blocks.iter().position(|block| block.text().starts_with("二、主动公开")).unwrap();
    // Two short paragraphs end differently from one long one.
    let more = (0..lines).map(|n| match n % 4 {
        0 => paragraph(&format!("第{n}行。")),
        1 => paragraph(&format!("见https://www.example.gov.cn/zwgk/{n}.html。")),
        2 => paragraph(&format!("印发“一图读懂”PDF版{n}册，占94.12%。")),
        _ => paragraph(&format!("政办发〔2024〕{n}号。")),
    });
    let mixed = paragraph(
        "全年通过门户网站（https://www.example.gov.cn/zwgk/xxgk/index.html?id=20240115）发布信息1573条，其中“一图读懂”6篇、“政策问答”12篇，PDF、OFD、Word三种格式均可下载；微信公众号、APP同步推送820条，阅读量12.5万次，较2023年增长94.12%。",
    );
    document.blocks.splice(place..place, more.chain([mixed]));
    document
}
