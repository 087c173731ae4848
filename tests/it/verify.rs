//! Whatever a report says, every format says the same when it is read back; and a changed file is told.

use std::sync::{Arc, LazyLock};

use crate::support::reports;
use nianbao::document::{Block, Document, Lead, Run};
use nianbao::style::Style;
use nianbao::verify::verify;
use nianbao::write::pdf::Fonts;
use nianbao::write::{Format, Press};
use proptest::prelude::*;

static PRESS: LazyLock<Press> = LazyLock::new(|| press("gb2312"));

fn press(variant: &str) -> Press {
    let style = Style::parse(include_str!("../../templates/style.yaml"), variant).unwrap();
    let (report, page) = (include_str!("../../templates/report.typ"), include_str!("../../templates/report.html.j2"));
    Press::new(style, report, page, Arc::new(Fonts::embedded())).unwrap()
}

/// What reading back the document in a format tells.
fn told(document: &Document, format: Format) -> Vec<String> {
    let bytes = PRESS.print(document, format).unwrap();
    verify(document, format, &bytes).unwrap().iter().map(ToString::to_string).collect()
}

#[test]
fn a_report_says_the_same_in_every_format() {
    for format in Format::ALL {
        for (figures, more) in
            [(["1573", "12", "0"], 0), (["12345678.125", "12345678", "123456"], 4), (["0", "0", "0"], 9)]
        {
            assert_eq!(told(&reports::report(figures, more), format), [""; 0], "{format:?}");
        }
    }
}

#[test]
fn a_table_over_pages_is_read_as_one() {
    let mut style = PRESS.style().clone();
    (style.table.inset_y, style.table.inset_y_most) = (6.0, 8.5);
    let (report, page) = (include_str!("../../templates/report.typ"), include_str!("../../templates/report.html.j2"));
    let press = Press::new(style, report, page, Arc::new(Fonts::embedded())).unwrap();
    let document = |figures| reports::report(figures, 1);
    let bytes = press.print(&document(["1", "12", "0"]), Format::Pdf).unwrap();
    assert_eq!(verify(&document(["1", "12", "0"]), Format::Pdf, &bytes).unwrap(), []);
    let differences = verify(&document(["1", "13", "0"]), Format::Pdf, &bytes).unwrap();
    assert_eq!(differences.len(), 175, "every figure of 表三, whatever page it is on");
}

#[test]
fn every_look_prints_the_same_words() {
    let document = reports::report(["1573", "12", "0"], 0);
    for press in ["windows", "gbt33476"].map(press) {
        for format in Format::ALL {
            let bytes = press.print(&document, format).unwrap();
            assert_eq!(verify(&document, format, &bytes).unwrap(), []);
        }
    }
}

#[test]
fn a_figure_that_differs_is_told_in_every_format() {
    let (printed, meant) = (reports::report(["1573", "12", "0"], 0), reports::report(["1573", "12", "7"], 0));
    for format in Format::ALL {
        let bytes = PRESS.print(&printed, format).unwrap();
        let differences = verify(&meant, format, &bytes).unwrap();
        assert_eq!(differences.len(), 15, "{format:?}");
        for difference in differences {
            assert_eq!((difference.expected.as_deref(), difference.found.as_deref()), (Some("7"), Some("0")));
            assert!(difference.place.contains("政府信息公开行政复议、行政诉讼情况"), "{}", difference.place);
        }
    }
}

#[test]
fn a_word_that_differs_is_told_in_every_format() {
    let document =
        |word: &str| reports::document(vec![reports::title(), reports::paragraph(&format!("我局{word}公开。"))]);
    for format in Format::ALL {
        let bytes = PRESS.print(&document("依法"), format).unwrap();
        let differences = verify(&document("主动"), format, &bytes).unwrap();
        let words: Vec<String> = differences.iter().map(ToString::to_string).collect();
        let format = format.name().to_uppercase();
        assert_eq!(words, [format!("{format} 文件，第2段：应为“我局主动公开。”，文件里是“我局依法公开。”")]);
    }
}

#[test]
fn what_is_no_file_of_its_format_is_refused() {
    for format in [Format::Docx, Format::Pdf, Format::Html] {
        for bytes in [&b""[..], b"\xFF\xFE", "年度报告".as_bytes(), b"PK\x03\x04", b"%PDF-1.7", b"<html>"] {
            assert!(verify(&reports::report(["0", "0", "0"], 0), format, bytes).is_err(), "{format:?}");
        }
    }
}

fn one_of(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(words).prop_map(str::to_owned)
}

/// Prose as offices write it: Chinese, its marks, figures, units, addresses.
fn prose() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[政府信息公开工作年度报告机关主动受理申请]{1,12}",
        2 => "[，。、；：？！]",
        1 => one_of(&["“三安全一稳定”", "《条例》", "（以下简称", "）", "〔2021〕30号", "——", "……", "‘甲’", "·"]),
        2 => "[0-9]{1,8}",
        1 => "[0-9]{1,3}\\.[0-9]{1,2}%",
        1 => one_of(&["GB/T 9704", "12345", "a@b.gov.cn", "https://www.gov.cn/?a=1&b=<2>", "APP", "Wi-Fi", " ", "#*_$@~`\\{}[]"]),
    ];
    // A composed text is neither blank nor padded.
    prop::collection::vec(word, 1..14).prop_map(|words| match words.concat().trim() {
        "" => "公开".to_owned(),
        text => text.to_owned(),
    })
}

fn figure() -> impl Strategy<Value = String> {
    prop_oneof!["0", "[1-9][0-9]{0,6}", "[1-9][0-9]{0,4}\\.[0-9]{1,4}"]
}

fn table() -> impl Strategy<Value = Block> {
    (0..3u8, prop::collection::vec(figure(), 1..40)).prop_map(|(shape, figures)| {
        let mut figures = figures.into_iter().cycle();
        let mut figure = || figures.next().unwrap_or_default();
        Block::Table(match shape {
            0 => reports::table2(&mut figure),
            1 => reports::table3(&mut figure),
            _ => reports::table4(&mut figure),
        })
    })
}

fn document() -> impl Strategy<Value = Document> {
    let run = (prose(), any::<bool>()).prop_map(|(text, bold)| Run { text, bold });
    let lead = prop::option::of((2..5u8, prose()).prop_map(|(level, text)| Lead { level, text: text + "。" }));
    let block = prop_oneof![
        3 => (1..5u8, prose()).prop_map(|(level, text)| vec![Block::Heading { level, text }]),
        6 => (lead, prop::collection::vec(run, 1..4)).prop_map(|(lead, runs)| vec![Block::Paragraph { lead, runs }]),
        2 => (prose(), table()).prop_map(|(text, table)| vec![Block::Heading { level: 1, text }, table]),
    ];
    (prose(), prose(), prop::collection::vec(block, 1..10)).prop_map(|(agency, title, blocks)| {
        let mut all = vec![Block::Title { lines: vec![agency.clone(), title] }];
        all.extend(blocks.into_iter().flatten());
        all.push(Block::Signature { agency, date: "2025年1月20日".to_owned() });
        reports::document(all)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(9704), ..ProptestConfig::default() })]

    #[test]
    fn any_report_says_the_same_in_every_format(document in document()) {
        for format in Format::ALL {
            prop_assert_eq!(told(&document, format), Vec::<String>::new());
        }
    }
}
