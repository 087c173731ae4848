//! Typography and page make-up, measured: titles, long prose, punctuation, and where pages end.

use crate::support::measure::{
    BOTTOM, LEFT, RIGHT, TOP, TYPESETTER, assert_inside_cells, assert_near, assert_pages_are_filled,
    assert_table3_reads_well, crumbs, find, lines, print, style, text,
};
use crate::support::reports::{document, heading, paragraph, report, sweep, table2, table3};
use nianbao::document::{Block, Document};
use nianbao::read_back::pdf::{PrintedGlyph, PrintedPage, PrintedPdf};
use nianbao::style::Style;
use proptest::prelude::*;

/// What a line does not begin with, and what it does not end with (GB/T 15834-2011, 5.1).
const NOT_FIRST: &str = "。，、；：？！）》〉”’%％";
const NOT_LAST: &str = "（《〈“‘";

fn line_text(line: &[&PrintedGlyph]) -> String {
    line.iter().map(|glyph| glyph.text.as_str()).collect()
}

/// The lines of all pages, as text.
fn all_lines(pdf: &PrintedPdf) -> Vec<String> {
    pdf.pages.iter().flat_map(lines).map(|line| line_text(&line)).collect()
}

/// Nothing reaches out of the text block but the page number, which is below it.
fn assert_inside_margins(page: &PrintedPage) {
    for glyph in page.glyphs.iter().filter(|glyph| glyph.ink[0] < glyph.ink[2]) {
        assert!(glyph.ink[0] > LEFT - 0.5, "{} sticks out on the left", glyph.text);
        assert!(glyph.ink[2] < RIGHT + 0.5, "{} sticks out on the right: {:?}", glyph.text, glyph.ink);
        assert!(glyph.y < BOTTOM || (glyph.size - 14.0).abs() < 1e-3, "{} stands below the text", glyph.text);
    }
}

fn assert_lines_begin_and_end_well(lines: &[String]) {
    for line in lines {
        assert!(!line.starts_with(|c| NOT_FIRST.contains(c)), "{line}");
        assert!(!line.ends_with(|c| NOT_LAST.contains(c)), "{line}");
    }
    for pair in lines.windows(2) {
        let (end, start) = (pair[0].chars().next_back(), pair[1].chars().next());
        assert!(!(end == Some('…') && start == Some('…')), "…… is broken: {pair:?}");
        assert!(!(end == Some('—') && start == Some('—')), "—— is broken: {pair:?}");
    }
}

#[test]
fn a_signature_of_any_length_stays_on_the_page() {
    let name = "新疆维吾尔自治区巴音郭楞蒙古自治州和静县住房和城乡建设局人民防空办公室机关事务管理局城市管理综合行政执法局退役军人事务局";
    for length in 2..=name.chars().count().min(60) {
        let agency: String = name.chars().take(length).collect();
        let date = "2025年12月31日";
        let signature = Block::Signature { agency: agency.clone(), date: date.into() };
        let pdf = print(&document(vec![paragraph("正文。"), signature]));
        pdf.pages.iter().for_each(assert_inside_margins);
        let lines = all_lines(&pdf);
        assert_eq!(lines.iter().filter(|line| *line == date).count(), 1, "{length}: the date is whole: {lines:?}");
        let broken: Vec<&String> = lines.iter().filter(|line| name.contains(line.as_str())).collect();
        assert!(broken.iter().all(|line| line.chars().count() >= 2), "{length}: no crumbs: {lines:?}");
        assert_eq!(broken.iter().map(|line| line.as_str()).collect::<String>(), agency);
    }
}

#[test]
fn no_paragraph_ends_with_a_single_character() {
    let sentence =
        "全年主动公开各类政府信息1286条，其中通过门户网站公开1034条、通过政务新媒体公开252条，办理依申请公开36件。";
    for length in 20..=sentence.chars().count() * 2 {
        let text: String = sentence.chars().cycle().take(length).collect();
        let text = text.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned() + "。";
        let lines = all_lines(&print(&document(vec![paragraph(&text)])));
        let last = lines.iter().rev().find(|line| line.contains('。')).unwrap();
        let only = last.chars().filter(|c| c.is_alphanumeric()).count();
        assert!(lines.len() < 3 || only > 1, "{length}: {lines:?}");
    }
    for (length, level) in (20..60).zip([1, 2, 3].into_iter().cycle()) {
        let text: String = "（一）2021年国家和省市公开工作要点贯彻落实情况".chars().cycle().take(length).collect();
        let pdf = print(&document(vec![Block::Heading { level, text }, paragraph("正文。")]));
        assert_eq!(crumbs(&pdf.pages), [""; 0], "a heading of {length}");
    }
}

#[test]
fn a_title_of_forty_characters_is_broken_between_words() {
    let agency = "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗农牧和科技及乡村振兴综合行政执法支队";
    assert_eq!(agency.chars().count(), 40);
    let blocks = |agency: &str| {
        let lines = vec![agency.to_owned(), "2024年政府信息公开工作年度报告".to_owned()];
        document(vec![Block::Title { lines }, paragraph("正文。")])
    };
    let pdf = print(&blocks(agency));
    let title: Vec<String> = all_lines(&pdf).into_iter().take(4).collect();
    assert_eq!(
        title,
        [
            "内蒙古自治区呼伦贝尔市",
            "莫力达瓦达斡尔族自治旗",
            "农牧和科技及乡村振兴综合行政执法支队",
            "2024年政府信息公开工作年度报告"
        ]
    );
    for page in &pdf.pages {
        assert_inside_margins(page);
        for pair in lines(page)[..4].windows(2) {
            assert_near(pair[1][0].y - pair[0][0].y, 35.0);
        }
    }
    assert!(pdf.text.starts_with(agency), "the title is still one text: {}", pdf.text);
    // Whatever the length, no line of the title is a crumb or sticks out.
    for length in 1..=agency.chars().count() {
        let pdf = print(&blocks(&agency.chars().take(length).collect::<String>()));
        assert_inside_margins(&pdf.pages[0]);
        let lines = lines(&pdf.pages[0]);
        let title: Vec<_> = lines.iter().filter(|line| (line[0].size - 22.0).abs() < 1e-3).collect();
        assert!(title.len() == 2 || title.iter().all(|line| line.len() >= 4), "{length}");
    }
}

const PROSE: &str = "2024年，我局坚持以习近平新时代中国特色社会主义思想为指导，通过门户网站主动公开信息1573条，其中政策解读36条（图解“一图读懂”12条、\
视频4条），同比增长12.5%；办理《条例》规定的依申请公开事项128件——其中网络申请96件、信函申请32件，均在法定期限内答复……群众满意率达到99.8%。";

#[test]
fn ten_pages_of_prose_are_set_line_for_line() {
    let blocks = (0..48).map(|n| paragraph(&format!("{}{PROSE}", "二".repeat(n % 7))));
    let pdf = print(&document([heading("一、总体情况")].into_iter().chain(blocks).collect()));
    assert!(pdf.pages.len() >= 10, "{} pages", pdf.pages.len());
    assert_lines_begin_and_end_well(&all_lines(&pdf));
    let (last, full) = pdf.pages.split_last().unwrap();
    for page in full {
        // 孤行控制 costs a line, two where a paragraph of three lines stands whole; never more.
        let lines = lines(page);
        assert!((20..=22).contains(&lines.len()), "{} lines", lines.len());
        for pair in lines.windows(2) {
            assert_near(pair[1][0].y - pair[0][0].y, style().page.pitch());
        }
        assert_inside_margins(page);
    }
    assert!(lines(last).len() > 1);
    assert!(full.iter().filter(|page| lines(page).len() == 22).count() * 3 >= full.len(), "most pages are full");
}

/// Last lines of paragraphs that stand alone at the head of a page.
fn alone(pdf: &PrintedPdf) -> usize {
    // A first line is indented by two characters.
    let first = |line: &[&PrintedGlyph]| line[0].x > LEFT + 20.0;
    let pages: Vec<Vec<bool>> =
        pdf.pages.iter().map(|page| lines(page).iter().map(|line| first(line)).collect()).collect();
    pages.windows(2).filter(|pair| !pair[1][0] && pair[1].get(1).is_none_or(|first| *first)).count()
}

#[test]
fn a_line_stands_alone_only_where_the_style_lets_it() {
    let mut loose = style();
    loose.widow_control = false;
    let mut seen = 0;
    for more in 0..23 {
        let blocks: Vec<Block> = (0..12).map(|n| paragraph(&"年".repeat(26 + 28 * ((n * 5 + more) % 4) + 3))).collect();
        let document = document([paragraph(&"字".repeat(28 * more + 26))].into_iter().chain(blocks).collect());
        let strict = print(&document);
        assert_eq!(alone(&strict), 0, "at {more}");
        for page in &strict.pages[..strict.pages.len() - 1] {
            assert!(lines(page).len() >= 20, "at {more}");
        }
        let pdf = PrintedPdf::read(&TYPESETTER.pdf(&document, &loose).unwrap()).unwrap();
        assert!(pdf.pages[..pdf.pages.len() - 1].iter().all(|page| lines(page).len() == 22));
        seen += alone(&pdf);
    }
    assert!(seen > 0, "without the control there are such lines, and the measure sees them");
}

#[test]
fn pages_are_made_up_well_for_prose_of_every_length() {
    for more in 0..=22 {
        let pdf = print(&sweep(more));
        let page_of = |text: &str| {
            let found: Vec<usize> =
                (0..pdf.pages.len()).filter(|&page| find(&pdf.pages[page], text).is_some()).collect();
            *found.first().unwrap_or_else(|| panic!("{text} at {more}"))
        };
        let texts: Vec<String> = pdf.pages.iter().map(text).collect();
        assert_table3_reads_well(&texts, more);
        let (results, rest) = (page_of("（一）予以公开"), page_of("（七）总计"));
        if results < rest && page_of("三、本年度办理结果") == results {
            assert!(find(&pdf.pages[rest], "三、本年度办理结果（续）").is_some(), "at {more}");
        }
        assert_pages_are_filled(&pdf.pages, more);
        assert_eq!(page_of("四、政府信息公开行政复议"), page_of("未经复议直接起诉"), "{more}");
        assert_eq!(page_of("二、主动公开政府信息情况"), page_of("第二十条第（一）项"), "{more}");
        for page in &pdf.pages {
            assert_inside_margins(page);
            assert_inside_cells(page);
            let lines = lines(page);
            assert!(lines.len() > 2, "a page of {} lines at {more}", lines.len());
            let foot = &lines[lines.len() - 1];
            assert!(!foot[0].font.starts_with("NotoSans"), "a heading is left alone at {more}: {}", line_text(foot));
        }
    }
}

#[test]
fn no_page_is_left_that_cutting_a_table_would_save() {
    let mut eager = style();
    (eager.table.blank, eager.table.blank_whole) = (0.0, 0.0);
    let pages = |document: &Document, style: &Style| {
        PrintedPdf::read(&TYPESETTER.pdf(document, style).unwrap()).unwrap().pages.len()
    };
    let documents = (0..=22).map(sweep).chain((0..14).map(|more| report(["1573", "12", "0"], more)));
    for (at, document) in documents.enumerate() {
        let (set, cut) = (pages(&document, &style()), pages(&document, &eager));
        assert!(set <= cut, "{set} pages where {cut} would do, document {at}");
    }
}

#[test]
fn prose_below_a_table_stands_apart_from_it_but_not_at_the_top_of_a_page() {
    let gap = |lines: usize| {
        let mut blocks: Vec<Block> = (0..lines).map(|_| paragraph("文。")).collect();
        blocks.extend([Block::Table(table2(&mut || "1".into())), heading("三、其后")]);
        let pdf = print(&document(blocks));
        let page = pdf.pages.iter().find(|page| find(page, "三、其后").is_some()).unwrap();
        let baseline = find(page, "三、其后").unwrap()[0].y;
        let above = page.shapes.iter().map(|shape| shape[3]).filter(|bottom| *bottom < baseline).fold(0.0, f64::max);
        (baseline, above)
    };
    let table = &style().table;
    let (baseline, rule) = gap(0);
    // The line box is the pitch; the baseline is where 0.12 of the type and half of what is left stand below it.
    let size = style().page.advance();
    let drop = 0.88 * size + (style().page.pitch() - size) / 2.0;
    assert!((baseline - rule - drop - table.after).abs() < table.rule + 0.02, "{baseline} {rule}");
    let top = (0..22).map(gap).find(|(_, rule)| *rule == 0.0).unwrap();
    assert_near(top.0, TOP + drop);
}

#[test]
fn extreme_figures_fill_every_cell_without_touching() {
    let pdf = print(&report(["12345678", "123456", "123456"], 0));
    let mut counted = [0; 2];
    for page in &pdf.pages {
        assert_inside_cells(page);
        assert_inside_margins(page);
        let all = text(page);
        counted[0] += all.matches("12345678").count();
        counted[1] += all.matches("123456").count();
        for line in lines(page) {
            for pair in line.windows(2).filter(|pair| pair[0].size < 10.0 && pair[0].x < pair[1].x) {
                assert!(pair[0].x + pair[0].advance <= pair[1].x + 0.02, "{} overlaps", pair[1].text);
            }
        }
    }
    // One more is in the telephone number of the opening.
    assert_eq!(counted, [11, 11 + 175 + 15]);
}

#[test]
fn characters_and_figures_stand_side_by_side_without_a_gap() {
    let pdf = print(&document(vec![paragraph("共2024年A4纸15件，占12.5%。")]));
    let glyphs = find(&pdf.pages[0], "共2024年A4纸15件，占12.5%。").unwrap();
    for pair in glyphs.windows(2) {
        assert_near(pair[1].x - pair[0].x, pair[0].advance);
    }
    let mut style = style();
    style.cjk_latin_spacing = true;
    let spaced = TYPESETTER.pdf(&document(vec![paragraph("共2024年。")]), &style).unwrap();
    let spaced = PrintedPdf::read(&spaced).unwrap();
    let glyphs = find(&spaced.pages[0], "共2024年。").unwrap();
    assert!(glyphs[1].x - glyphs[0].x > glyphs[0].advance + 1.0, "the option puts it there");
}

#[test]
fn marks_are_as_wide_as_characters() {
    for mark in "“”‘’《》（），。、；：？！…—·〔〕".chars() {
        let line = format!("年{mark}年年");
        let pdf = print(&document(vec![paragraph(&line)]));
        let glyphs = find(&pdf.pages[0], &line).unwrap();
        let width = glyphs[2].x - glyphs[1].x;
        // GB/T 15834-2011, 5.1: one character each, half a one for 间隔号.
        let expected = glyphs[0].advance * if mark == '·' { 0.5 } else { 1.0 };
        assert!((width - expected).abs() < 0.02, "{mark} is {width} wide");
    }
}

#[test]
fn a_dash_is_two_characters_long_and_without_a_gap() {
    let pdf = print(&document(vec![paragraph("年——年……年")]));
    let glyphs: Vec<&PrintedGlyph> = find(&pdf.pages[0], "年——年……年").unwrap().iter().collect();
    let em = glyphs[0].advance;
    let places: Vec<f64> = glyphs.iter().filter(|glyph| glyph.text == "年").map(|glyph| glyph.x).collect();
    assert_near(places[1] - places[0], 3.0 * em);
    assert_near(places[2] - places[1], 3.0 * em);
    let dashes: Vec<_> = glyphs.iter().filter(|glyph| glyph.text.starts_with('—')).collect();
    assert!(dashes.windows(2).all(|pair| pair[1].ink[0] - pair[0].ink[2] < 0.1), "{dashes:?}");
}

/// Prose as people write it: words, marks in pairs, figures with their units.
fn prose() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[一-龥]{1,9}",
        3 => prop::sample::select(vec!["，", "。", "；", "、", "：", "？", "！"]).prop_map(str::to_owned),
        1 => "（[一-龥]{0,4}）",
        1 => "《[一-龥]{1,6}》",
        1 => "“[一-龥]{1,5}”",
        1 => prop::sample::select(vec!["……", "——"]).prop_map(str::to_owned),
        2 => (1..9_999_999u32, prop::sample::select(vec!["年", "件", "%", "万元", ".5%"])).prop_map(|(n, unit)| format!("{n}{unit}")),
    ];
    prop::collection::vec(piece, 20..160).prop_map(|pieces| pieces.concat())
}

/// Without the characters no font has: those are refused elsewhere.
fn printable(text: &str) -> String {
    let style = style();
    let missing = TYPESETTER.fonts().missing(&style, style.roles.body.face, text);
    text.chars().filter(|c| missing.iter().all(|(_, lacking)| lacking != c)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(9704), ..ProptestConfig::default() })]

    #[test]
    fn lines_of_any_prose_begin_and_end_well(text in prose()) {
        let text = printable(&text);
        let pdf = print(&document(vec![paragraph(&format!("年{text}年"))]));
        pdf.pages.iter().for_each(assert_inside_margins);
        let lines = all_lines(&pdf);
        assert_lines_begin_and_end_well(&lines);
        for pair in lines.windows(2) {
            let (end, start) = (pair[0].chars().next_back().unwrap(), pair[1].chars().next().unwrap());
            prop_assert!(!(end.is_ascii_digit() && start.is_ascii()), "a figure is broken: {:?}", pair);
        }
        prop_assert_eq!(pdf.text, format!("年{text}年"));
    }
}

#[test]
fn a_table_that_must_break_repeats_its_heads_and_stays_inside() {
    let mut style = style();
    style.table.inset_y = 6.0;
    let blocks = vec![heading("三、收到和处理政府信息公开申请情况"), Block::Table(table3(&mut || "123456".into()))];
    let pdf = PrintedPdf::read(&TYPESETTER.pdf(&document(blocks), &style).unwrap()).unwrap();
    assert_eq!(pdf.pages.len(), 2);
    for page in &pdf.pages {
        assert!(find(page, "申请人情况").is_some() && find(page, "社会公益组织").is_some());
        assert_inside_margins(page);
        assert_inside_cells(page);
    }
}

#[test]
fn a_table_kept_whole_leaves_at_most_a_third_of_a_page_empty() {
    // Prose right above 表三: there is nothing else that could fill the page.
    for count in 0..22 {
        let mut blocks: Vec<Block> = (0..count).map(|_| paragraph("文。")).collect();
        blocks.push(heading("三、收到和处理政府信息公开申请情况"));
        blocks.push(Block::Table(table3(&mut || "12".into())));
        let pdf = print(&document(blocks));
        let held: Vec<_> = pdf.pages.iter().filter(|page| find(page, "申请人情况").is_some()).collect();
        assert_pages_are_filled(&pdf.pages, count);
        if held.len() == 2 {
            assert!((3..16).contains(&count), "broken at {count}");
            assert!(find(held[1], "三、本年度办理结果（续）").is_some() || find(held[0], "（一）予以公开").is_none());
            let groups = [("1.属于国家秘密", "8.属于行政查询事项"), ("1.信访举报", "5.要求行政机关")];
            for (first, last) in groups {
                assert_eq!(find(held[0], first).is_some(), find(held[0], last).is_some(), "{first} at {count}");
            }
        }
    }
}
