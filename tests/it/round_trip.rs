//! What the program writes, in every format and as a workbook, it reads back as it was: reports of both editions with figures and
//! prose as chance has them. `NIANBAO_CASES` sets how many for a longer hunt.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use nianbao::compose::{compose, texts};
use nianbao::diag::SourceFile;
use nianbao::form::{Form, LineKind, ValueKind};
use nianbao::import::draft;
use nianbao::read_back;
use nianbao::recognise::{NameHints, Recognised, recognise};
use nianbao::report::skeleton::{KnownValue, Start, skeleton};
use nianbao::report::{AgencyKind, Report, read};
use nianbao::workbook::{Content, write};
use nianbao::write::Format;

use crate::support::OFFICE;

/// Knuth's linear congruential generator.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

/// Short ones and ones that a title breaks into several lines; with brackets.
const AGENCIES: [&str; 8] = [
    "青石市教育局",
    "白水县人民政府",
    "临江经济技术开发区管理委员会",
    "石桥镇人民政府",
    "青石市第二人民医院",
    "青石市商务局（投资促进局）",
    "江北自治区青石山矿业集聚区白水河自治旗人民政府办公室",
    "江北生产建设兵团第十三师文化广播电视和旅游局（文物局、版权局）",
];

const SENTENCES: [&str; 12] = [
    "全年更新栏目内容1,204条，其中工作动态837条。",
    "参照《目录》（第三版）逐项核对，缺漏的12项已经补齐，完成率为98.5%。",
    "网址是 http://www.example.gov.cn/zwgk/2024/index.html ，可以随时查看。",
    "对涉及面广的文件，配“一图读懂”、问答和短视频。",
    "咨询电话：010-12345678，工作日8:30—17:30有人接听。",
    "有的科室对“应公开尽公开”理解不深；有的栏目更新不及时。",
    "先审后发，谁起草、谁审核、谁负责。",
    "组织培训3次，共计126人次参加，比上年增加21人次！",
    "各单位按月自查，办公室每季度通报一次（含网站、公众号）。",
    "窗口设有A、B两个岗位，保证全时段有人值守。",
    "经费为35.75万元，全部用于网站安全。",
    "一是把清单列细；二是把责任压实；三是把检查做在平时。",
];

fn sentence(dice: &mut Dice) -> &'static str {
    dice.pick(&SENTENCES)
}

fn paragraph(dice: &mut Dice, most: u64) -> String {
    (0..=dice.below(most)).map(|_| sentence(dice)).collect()
}

/// The prose of a report: headings of two depths, short and long paragraphs, notes before and behind tables.
fn prose(form: &Form, dice: &mut Dice) -> BTreeMap<String, KnownValue<String>> {
    let mut known = BTreeMap::new();
    let mut put = |key: &str, paragraphs: Vec<String>| {
        known.insert(key.to_owned(), KnownValue { value: paragraphs.join("\n"), from: String::new() });
    };
    put(Form::PREFACE, vec![paragraph(dice, 3)]);
    for section in &form.sections {
        if let Some(key) = &section.prose {
            let mut paragraphs = vec![paragraph(dice, 4)];
            for number in ["一", "二", "三", "四", "五"].iter().take(dice.below(6) as usize) {
                paragraphs.push(format!("（{number}）{}", dice.pick(&["主动公开情况", "办理情况。", "存在的不足"])));
                paragraphs.extend((0..dice.below(3)).map(|at| format!("{}.{}", at + 1, sentence(dice))));
                paragraphs.push(paragraph(dice, 9));
            }
            put(key, paragraphs);
        }
        if let Some(table) = section.table {
            for key in [form.tables[table].before_key(), form.tables[table].after_key()] {
                if dice.below(3) == 0 {
                    put(&key, vec![format!("注：{}", paragraph(dice, 2))]);
                }
            }
        }
    }
    known
}

fn figure(kind: ValueKind, dice: &mut Dice) -> String {
    let count = match dice.below(10) {
        0..5 => 0,
        5..8 => dice.below(40),
        _ => dice.below(3_000_000),
    };
    match kind {
        ValueKind::Count => count.to_string(),
        ValueKind::Change if dice.below(4) == 0 => format!("-{}", dice.below(400) + 1),
        ValueKind::Change => count.to_string(),
        ValueKind::Amount(Some(_)) => format!("{count}.{}", dice.below(999_999) + 1),
        ValueKind::Amount(None) => format!("{count}.{}{}", dice.below(9) + 1, dice.pick(&["元", "万元"])),
    }
}

/// A report as chance has it.
fn chance(case: u64) -> Report {
    let dice = &mut Dice(case * 7 + 1);
    let year = 2019 + (case % 7) as u16;
    let form = OFFICE.forms.for_year(year).unwrap();
    let mut rows = BTreeMap::new();
    for (t, table) in form.tables.iter().enumerate() {
        for (l, line) in table.lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Data) {
            let value = line.parts().map(|column| Some(figure(line.columns[column].kind, dice))).collect();
            rows.insert((t, l), KnownValue { value, from: String::new() });
        }
    }
    let start = Start {
        agency: AGENCIES[case as usize % AGENCIES.len()].to_owned(),
        year,
        kind: Some(AgencyKind::Department),
        date: nianbao::date::Date::new(year + 1, 1 + dice.below(3) as u8, 1 + dice.below(28) as u8),
        signed: true,
        texts: prose(&form, dice),
        rows,
        ..Start::default()
    };
    // Notes to oneself are for nobody else: no file has them.
    of_text(
        skeleton(&form, &start).replace("\n  （一）", "\n  # 先别报\n  （一）").replace("负责。\n", "负责。 # 待核\n"),
    )
}

fn of_text(text: String) -> Report {
    let file = Arc::new(SourceFile { path: PathBuf::from("例.yaml"), text });
    read(&file, &OFFICE.forms).unwrap_or_else(|findings| panic!("{findings:?}\n{}", file.text))
}

/// What a report says, a line for who and when, for each row of figures and for each printed paragraph.
fn said(report: &Report, figure: fn(String) -> String) -> Vec<String> {
    let who = format!("{} {} {}", report.agency.value, report.year.value, report.date.value.iso());
    let rows = report.tables.iter().enumerate().flat_map(|(table, rows)| {
        rows.cells.iter().enumerate().map(move |(row, cells)| {
            let figures: Vec<String> = cells.iter().map(|cell| figure(cell.value.to_string())).collect();
            format!("table {table} row {row}: {}", figures.join(" "))
        })
    });
    let prose = texts(report, None).into_iter().flat_map(|text| {
        text.paragraphs().map(|range| format!("{}: {}", text.key, &text.text[range])).collect::<Vec<_>>()
    });
    [who].into_iter().chain(rows).chain(prose).collect()
}

/// Both reports say the same; where they do not, only the lines that differ are shown.
fn assert_same(back: &Report, report: &Report, figure: fn(String) -> String, of: &str) {
    let (back, report) = (said(back, figure), said(report, figure));
    let other = back.iter().zip(&report).find(|(back, report)| back != report);
    assert!(
        other.is_none() && back.len() == report.len(),
        "{of}: read {:?}, {} lines of {}",
        other,
        back.len(),
        report.len()
    );
}

/// An amount without its last zeros: a cell of a workbook holds a value, not the zeros behind it.
fn valued(figure: String) -> String {
    if figure.contains('.') { figure.trim_end_matches('0').trim_end_matches('.').to_owned() } else { figure }
}

fn recognised(bytes: &[u8]) -> Recognised {
    recognise(&read_back::read(bytes).unwrap(), &OFFICE.forms, &NameHints::default()).unwrap()
}

/// The data file that is written of what was read, read again.
fn imported(bytes: &[u8]) -> (Report, Recognised) {
    let found = recognised(bytes);
    let draft = draft(&found, "来源", Some(AgencyKind::Department), None).unwrap();
    (of_text(draft.text), found)
}

static CASES: LazyLock<u64> =
    LazyLock::new(|| std::env::var("NIANBAO_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(8));

#[test]
fn every_format_reads_back_as_the_report_it_was_made_of() {
    for case in 0..*CASES {
        let report = chance(case);
        let document = compose(&report, None, &OFFICE.skeleton).unwrap().document;
        for format in [Format::Docx, Format::Pdf, Format::Html, Format::Txt] {
            let (back, found) = imported(&OFFICE.press.print(&document, format).unwrap());
            assert_same(&back, &report, |figure| figure, &format!("{format:?}, case {case}"));
            assert!(back.signature, "{format:?}, case {case}");
            assert_eq!(found.unread(), [], "{format:?}, case {case}");
            assert!(found.stray.is_empty(), "{format:?}, case {case}: {:?}", found.stray);
        }
    }
}

#[test]
fn a_workbook_reads_back_as_the_report_it_was_filled_from() {
    for case in 0..*CASES * 3 {
        let report = chance(case);
        let (back, found) = imported(&write(&Content::of(&report), None).unwrap());
        assert_same(&back, &report, valued, &format!("case {case}"));
        assert_eq!((found.unread(), found.stray), (vec![], vec![]), "case {case}");
    }
}
