//! Reports as compose makes them, built by hand: the statutory tables of the 2021 form with figures of any size, and prose of any
//! length.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(dead_code, reason = "each test binary uses a part")]
use nianbao::date::Date;
use nianbao::document::{Block, Cell, CellKind, Document, Lead, Meta, Row, Run, Section, Table};

/// What a figure's cell holds, in the order of the cells.
pub type Figures<'a> = &'a mut dyn FnMut() -> String;

fn cell(kind: CellKind, text: &str, colspan: usize, rowspan: usize) -> Cell {
    Cell::new(kind, text, colspan, rowspan)
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells, keep: false }
}

/// 表二 of 2021: four groups, each under its clause and its heads.
pub fn table2(figure: Figures) -> Table {
    use CellKind::{Caption, Head, Stub, Value};
    let mut group = |clause: &str, heads: &[&str], stubs: &[&str]| {
        let span = 3 / heads.len();
        let mut head = vec![cell(Head, "信息内容", 1, 1)];
        head.extend(heads.iter().map(|text| cell(Head, text, span, 1)));
        let body = stubs.iter().map(|stub| {
            let mut cells = vec![cell(Stub(1), stub, 1, 1)];
            cells.extend(heads.iter().map(|_| cell(Value, &figure(), span, 1)));
            row(cells)
        });
        Section {
            header: vec![row(vec![cell(Caption, clause, 4, 1)]), row(head)],
            body: body.collect(),
            breakable: false,
        }
    };
    let sections = vec![
        group("第二十条第（一）项", &["本年制发件数", "本年废止件数", "现行有效件数"], &["规章", "行政规范性文件"]),
        group("第二十条第（五）项", &["本年处理决定数量"], &["行政许可"]),
        group("第二十条第（六）项", &["本年处理决定数量"], &["行政处罚", "行政强制"]),
        group("第二十条第（八）项", &["本年收费金额（单位：万元）"], &["行政事业性收费"]),
    ];
    Table::new(
        "主动公开政府信息情况",
        "每组先列条款和项目名称，其下逐行列数量。",
        vec![2945, 1967, 1967, 1966],
        sections,
    )
    .unwrap()
}

/// 表三 of 2021: three label columns, seven of figures, three rows of heads, 25 of figures.
pub fn table3(figure: Figures) -> Table {
    use CellKind::{Head, Stub, Value};
    let header = vec![
        row(vec![
            cell(Head, "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
            cell(Head, "申请人情况", 7, 1),
        ]),
        row(vec![cell(Head, "自然人", 1, 2), cell(Head, "法人或其他组织", 5, 1), cell(Head, "总计", 1, 2)]),
        row(["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
            .map(|text| cell(Head, text, 1, 1))
            .to_vec()),
    ];
    let mut figures = || (0..7).map(|_| cell(Value, &figure(), 1, 1)).collect::<Vec<_>>();
    let mut body = Vec::new();
    let mut line = |mut cells: Vec<Cell>, keep: bool| {
        cells.extend(figures());
        body.push(Row { cells, keep });
    };
    line(vec![cell(Stub(1), "一、本年新收政府信息公开申请数量", 3, 1)], false);
    line(vec![cell(Stub(1), "二、上年结转政府信息公开申请数量", 3, 1)], false);
    let result = Cell { vertical: true, ..cell(Stub(1), "三、本年度办理结果", 1, 22) };
    line(vec![result, cell(Stub(2), "（一）予以公开", 2, 1)], false);
    line(vec![cell(Stub(2), "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 2, 1)], false);
    let groups: [(&str, &[&str]); 4] = [
        (
            "（三）不予公开",
            &[
                "1.属于国家秘密",
                "2.其他法律行政法规禁止公开",
                "3.危及“三安全一稳定”",
                "4.保护第三方合法权益",
                "5.属于三类内部事务信息",
                "6.属于四类过程性信息",
                "7.属于行政执法案卷",
                "8.属于行政查询事项",
            ],
        ),
        ("（四）无法提供", &["1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"]),
        (
            "（五）不予处理",
            &[
                "1.信访举报投诉类申请",
                "2.重复申请",
                "3.要求提供公开出版物",
                "4.无正当理由大量反复申请",
                "5.要求行政机关确认或重新出具已获取信息",
            ],
        ),
        (
            "（六）其他处理",
            &[
                "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
                "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
                "3.其他",
            ],
        ),
    ];
    for (label, reasons) in groups {
        for (index, reason) in reasons.iter().enumerate() {
            let mut cells = vec![cell(Stub(3), reason, 1, 1)];
            if index == 0 {
                cells.insert(0, cell(Stub(2), label, 1, reasons.len()));
            }
            line(cells, index + 1 < reasons.len());
        }
    }
    line(vec![cell(Stub(2), "（七）总计", 2, 1)], false);
    line(vec![cell(Stub(1), "四、结转下年度继续办理", 3, 1)], false);
    let widths = vec![620, 1120, 2705, 620, 630, 630, 630, 630, 630, 630];
    let summary = "左侧三列为办理结果的分项，右侧七列为申请人类型。";
    Table::new("收到和处理政府信息公开申请情况", summary, widths, vec![Section { header, body, breakable: true }])
        .unwrap()
}

/// 表四: fifteen columns of figures under three rows of heads.
pub fn table4(figure: Figures) -> Table {
    use CellKind::{Head, Value};
    let outcomes = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"];
    let mut second = outcomes.map(|text| cell(Head, text, 1, 2)).to_vec();
    second.extend([cell(Head, "未经复议直接起诉", 5, 1), cell(Head, "复议后起诉", 5, 1)]);
    let header = vec![
        row(vec![cell(Head, "行政复议", 5, 1), cell(Head, "行政诉讼", 10, 1)]),
        row(second),
        row(outcomes.iter().chain(&outcomes).map(|text| cell(Head, text, 1, 1)).collect()),
    ];
    let body = vec![row((0..15).map(|_| cell(Value, &figure(), 1, 1)).collect())];
    let widths = [vec![590; 10], vec![589; 5]].concat();
    let summary = "只有一行数量，列为复议和诉讼的各种结果。";
    Table::new("政府信息公开行政复议、行政诉讼情况", summary, widths, vec![Section { header, body, breakable: false }])
        .unwrap()
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
    let more = (0..lines).map(|n| paragraph(&format!("第{n}行。")));
    document.blocks.splice(place..place, more);
    document
}
