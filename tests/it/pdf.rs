//! The PDF writer, measured on the files it makes: each is read back by other code than wrote it.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::support::measure::{
    BOTTOM, LEFT, RIGHT, TOP, TYPESETTER, assert_inside_cells, assert_near, assert_pages_are_filled,
    assert_table3_reads_well, blank, bytes, find, lines, print, style, text,
};
use crate::support::reports::{document, heading, paragraph, report, table2, table3, table4};
use nianbao::document::{Block, Cell, CellKind, Lead, Row, Run, Section, Table};
use nianbao::read_back::pdf::{PrintedGlyph, PrintedPage, PrintedPdf, Tag};
use nianbao::style::POINTS_PER_MM;
use nianbao::write::pdf::{Fonts, PdfError, Typesetter};

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let pdf = print(&document(vec![paragraph(&"年".repeat(26 + 28 * 50))]));
    assert_eq!(pdf.pages.len(), 3);
    for page in &pdf.pages[..2] {
        let lines = lines(page);
        assert_eq!(lines.len(), 22);
        for line in lines.iter().filter(|line| line.len() != 26) {
            assert_eq!(line.len(), 28);
            assert_near(line[0].x, LEFT);
            assert_near(line[27].x + line[27].advance, RIGHT);
        }
        for pair in lines.windows(2) {
            assert_near(pair[1][0].y - pair[0][0].y, 225.0 / 22.0 * POINTS_PER_MM);
        }
        assert!(page.glyphs.iter().filter(|glyph| glyph.y < BOTTOM).all(|glyph| glyph.ink[1] >= TOP));
        assert_near(page.width, 210.0 * POINTS_PER_MM);
        assert_near(page.height, 297.0 * POINTS_PER_MM);
        // As much air above the first line as below the last.
        assert_near(
            lines[0][0].y - 0.88 * lines[0][0].size - TOP,
            BOTTOM - (lines[21][0].y + 0.12 * lines[21][0].size),
        );
    }
    let first = &lines(&pdf.pages[0])[0];
    assert_eq!(first.len(), 26);
    assert_near(first[0].x, LEFT + 2.0 * 156.0 / 28.0 * POINTS_PER_MM);
}

#[test]
fn page_numbers_stand_outside_seven_millimetres_below() {
    let pdf = print(&document(vec![paragraph(&"年".repeat(28 * 50))]));
    for (number, page) in (1..).zip(&pdf.pages) {
        let glyphs: Vec<_> = page.glyphs.iter().filter(|glyph| glyph.y > BOTTOM).collect();
        assert_eq!(glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>(), format!("— {number} —"));
        assert!(glyphs.iter().all(|glyph| (glyph.size - 14.0).abs() < 1e-3));
        assert_near(glyphs[0].ink[1], BOTTOM + 7.0 * POINTS_PER_MM);
        match number % 2 {
            1 => assert_near(glyphs[4].x + glyphs[4].advance, RIGHT - 14.0),
            _ => assert_near(glyphs[0].x, LEFT + 14.0),
        }
    }
}

#[test]
fn every_role_has_its_face() {
    let pdf = print(&report(["1573", "12", "0"], 0));
    let font = |page: usize, text: &str| {
        let glyphs = find(&pdf.pages[page], text).unwrap_or_else(|| panic!("{text}"));
        assert!(glyphs.iter().all(|glyph| glyph.font == glyphs[0].font), "{text}");
        (glyphs[0].font.clone(), (glyphs[0].size * 10.0).round() / 10.0)
    };
    assert_eq!(font(0, "某市商务局"), ("NotoSerifCJKsc-Bold".into(), 22.0));
    assert_eq!(font(0, "一、总体情况"), ("NotoSansCJKsc-Medium".into(), 15.8));
    assert_eq!(font(0, "（一）主动公开。"), ("NianbaoKai-Regular".into(), 15.8));
    assert_eq!(font(0, "全年通过门户网站"), ("ZhuqueFangsong-Regular".into(), 15.8));
    assert_eq!(font(0, "1573"), ("LiberationSerif".into(), 15.8));
    assert_eq!(font(0, "——"), ("ZhuqueFangsong-Regular".into(), 15.8));
    assert_eq!(font(1, "第二十条第（一）项"), ("NotoSerifCJKsc-Regular".into(), 10.5));
    let quote = &find(&pdf.pages[0], "“一图读懂”").unwrap()[0];
    assert_eq!(quote.font, "NotoSerifCJKsc-Regular");
    assert_near(quote.advance, quote.size);
}

#[test]
fn bold_is_drawn_without_changing_widths() {
    let runs = [("一是", true), ("完善", false), ("2024", true), ("2024", false)];
    let runs = runs.map(|(text, bold)| Run { text: text.to_owned(), bold }).to_vec();
    let pdf = print(&document(vec![Block::Paragraph { lead: None, runs }]));
    let glyphs = find(&pdf.pages[0], "一是完善20242024").unwrap();
    for (glyph, next) in glyphs.iter().zip(&glyphs[1..]) {
        assert_near(next.x - glyph.x, if glyph.text.is_ascii() { glyph.size / 2.0 } else { glyph.size });
    }
    let outlined: String = glyphs.iter().filter(|glyph| glyph.outlined).map(|glyph| glyph.text.as_str()).collect();
    assert_eq!(outlined, "一是2024");
}

#[test]
fn the_title_stands_on_two_lines_of_35_points() {
    let page = &print(&report(["0", "0", "0"], 0)).pages[0];
    let lines = lines(page);
    assert_near(lines[1][0].y - lines[0][0].y, 35.0);
    let centre = |line: &[&PrintedGlyph]| (line[0].x + line[line.len() - 1].x + line[line.len() - 1].advance) / 2.0;
    assert_near(centre(&lines[0]), f64::midpoint(LEFT, RIGHT));
    assert_near(centre(&lines[1]), f64::midpoint(LEFT, RIGHT));
}

#[test]
fn nothing_is_lost_on_the_way() {
    let document = report(["12345678", "123456", "123456"], 3);
    let pdf = print(&document);
    assert!(pdf.pages.iter().flat_map(|page| &page.glyphs).all(|glyph| glyph.id != 0 && !glyph.text.is_empty()));
    let said: String = document.blocks.iter().map(Block::text).collect();
    let bare = |text: &str| text.replace(['\n', ' '], "");
    assert_eq!(bare(&pdf.text), bare(&said));
}

#[test]
fn extreme_figures_stay_inside_their_cells() {
    for figures in [["12345678", "123456", "123456"], ["-12345678.123456", "88888888", "88888888"], ["0", "0", "0"]] {
        let pdf = print(&report(figures, 0));
        pdf.pages.iter().for_each(assert_inside_cells);
        for figure in figures {
            let glyphs = pdf.pages.iter().find_map(|page| find(page, figure)).unwrap();
            assert!(glyphs.iter().all(|glyph| glyph.y == glyphs[0].y), "{figure} is broken");
        }
    }
}

/// Row heights are fixed beforehand: a line that typst broke again would run into the next row.
#[test]
fn labels_of_any_length_fill_their_cells_and_no_more() {
    let text = "本机关（不）掌握“相关”政府信息2024年A4纸12345678，1.申请人无正当理由、逾期：不补正；http://www.gov.cn/zwgk/index.html总计";
    let kinds = [CellKind::Stub(1), CellKind::Head, CellKind::Caption];
    let row = |length: usize, start: usize| Row {
        cells: kinds
            .iter()
            .map(|&kind| Cell::new(kind, text.chars().cycle().skip(start).take(length).collect::<String>(), 1, 1))
            .collect(),
        keep: false,
    };
    let body = (1..40).flat_map(|length| [row(length, length), row(length, 3 * length)]).collect();
    let section = Section { header: Vec::new(), body, breakable: true };
    for widths in [vec![1, 1, 1], vec![2, 3, 9], vec![9, 2, 1]] {
        let table = Table::new("表", "说明", widths, vec![section.clone()]).unwrap();
        let document = document(vec![Block::Table(table)]);
        let pdf = print(&document);
        assert!(pdf.pages.len() > 1);
        pdf.pages.iter().for_each(assert_inside_cells);
        assert_eq!(pdf.text, document.blocks[0].text().replace('\n', ""));
    }
}

#[test]
fn pages_are_made_up_well_wherever_the_tables_fall() {
    for more in 0..14 {
        let pdf = print(&report(["1573", "12", "0"], more));
        let on = |text: &str| {
            pdf.pages.iter().position(|page| find(page, text).is_some()).unwrap_or_else(|| panic!("{text}"))
        };
        assert_table3_reads_well(&pdf.pages.iter().map(text).collect::<Vec<_>>(), more);
        assert_eq!(on("四、政府信息公开行政复议、行政诉讼情况"), on("未经复议直接起诉"));
        assert_eq!(on("二、主动公开政府信息情况"), on("第二十条第（一）项"));
        for group in [["第二十条第（一）项", "行政规范性文件"], ["第二十条第（六）项", "行政强制"]]
        {
            assert_eq!(on(group[0]), pdf.pages.iter().rposition(|page| find(page, group[1]).is_some()).unwrap());
        }
        assert_pages_are_filled(&pdf.pages, more);
        let last = |page: &PrintedPage| lines(page).last().map(|line| line[0].font.clone()).unwrap_or_default();
        assert!(pdf.pages.iter().all(|page| !last(page).starts_with("NotoSans")), "a heading is left alone at {more}");
    }
}

#[test]
fn a_table_too_high_for_a_page_breaks_between_groups() {
    let mut style = style();
    style.table.inset_y = 6.0;
    let mut continued = 0;
    for more in 0..6 {
        let mut blocks = vec![heading("一、总体情况")];
        blocks.extend((0..more).map(|_| paragraph(&"年".repeat(80))));
        blocks.extend([heading("三、收到和处理政府信息公开申请情况"), Block::Table(table3(&mut || "123".into()))]);
        blocks.push(paragraph("后文。"));
        let pdf = PrintedPdf::read(&TYPESETTER.pdf(&document(blocks), &style).unwrap()).unwrap();
        let held: Vec<_> = pdf.pages.iter().filter(|page| find(page, "申请人情况").is_some()).collect();
        assert!((2..=3).contains(&held.len()), "at {more}");
        for head in ["商业企业", "（本列数据的勾稽关系为：", "总计"] {
            assert!(find(held[1], head).is_some(), "{head} is not repeated");
        }
        let goes_on = find(held[1], "三、本年度办理结果（续）").is_some();
        assert_eq!(goes_on, find(held[0], "（一）予以公开").is_some(), "at {more}");
        continued += usize::from(goes_on);
        assert!(find(held[0], "（续）").is_none());
        let groups = [
            ("1.属于国家秘密", "8.属于行政查询事项"),
            ("1.本机关不掌握", "3.补正后申请"),
            ("1.信访举报", "5.要求行政机关"),
        ];
        for (first, last) in groups {
            assert_eq!(find(held[0], first).is_some(), find(held[0], last).is_some(), "{first}");
        }
        pdf.pages.iter().for_each(assert_inside_cells);
        assert!(blank(held[0]) < 0.34, "{} at {more}", blank(held[0]));
    }
    assert!(continued >= 3, "only {continued} of 6 go on below a label");
}

#[test]
fn a_stacked_label_has_a_character_to_a_line() {
    let pdf = print(&document(vec![Block::Table(table3(&mut || "0".into()))]));
    let label = find(&pdf.pages[0], "三、本年度办理结果").unwrap();
    for pair in label.windows(2) {
        // 表三 takes most of a page and is set in 9 points; lines shrink with their type.
        assert_near(pair[1].y - pair[0].y, 12.0);
        assert_near(pair[1].x, pair[0].x);
    }
}

#[test]
fn equal_reports_are_equal_files() {
    let first = bytes(&report(["1", "2", "3"], 2));
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2)
            .map(|thread| {
                scope.spawn(move || {
                    bytes(&report(["4", "5", "6"], thread));
                    bytes(&report(["1", "2", "3"], 2))
                })
            })
            .collect();
        for thread in threads {
            assert!(thread.join().unwrap() == first);
        }
    });
    let other = Typesetter::new(include_str!("../../templates/report.typ"), Arc::new(Fonts::embedded())).unwrap();
    assert!(other.pdf(&report(["1", "2", "3"], 2), &style()).unwrap() == first);
}

#[test]
fn the_file_declares_what_it_is() {
    let pdf = print(&report(["1573", "12", "0"], 0));
    assert_eq!(pdf.title, "某市商务局2024年政府信息公开工作年度报告");
    assert_eq!((pdf.author.as_str(), pdf.language.as_str()), ("某市商务局", "zh-CN"));
    for declared in
        ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "2025-01-20", ">政府信息公开工作年度报告<"]
    {
        assert!(pdf.metadata.contains(declared), "{declared} in {}", pdf.metadata);
    }
    assert_eq!(
        pdf.bookmarks[..3],
        [(0, "一、总体情况".into()), (1, "（一）主动公开".into()), (1, "（二）依申请公开".into())]
    );
    let count = |role: &str, scope: Option<&str>| {
        pdf.tags.iter().filter(|tag| tag.role == role && tag.scope.as_deref() == scope).count()
    };
    assert_eq!(count("Table", None), 3);
    // 表二: 6 rows; 表三: 25 rows, 4 groups, and the label over all of them.
    assert_eq!(count("TH", Some("Row")), 6 + 25 + 4 + 1);
    assert_eq!(count("TH", Some("Column")), 14 + 10 + 19);
    assert_eq!(count("TD", None), 10 + 175 + 15);
    assert_eq!((count("H1", None), count("H2", None), count("H3", None)), (1, 6, 6));
}

#[test]
fn headings_hold_no_paragraph_and_stand_in_none() {
    let pdf = print(&report(["1573", "12", "0"], 0));
    let is_heading = |role: &str| role.len() == 2 && role.starts_with('H');
    // What a tag stands in, from the outermost.
    let mut open: Vec<&Tag> = Vec::new();
    let mut headings = Vec::new();
    for tag in &pdf.tags {
        open.retain(|above| above.depth < tag.depth);
        let within = |role: &str| open.iter().any(|above| above.role == role);
        if is_heading(&tag.role) {
            assert!(!within("P"), "{:?} stands in a paragraph", &pdf.text[tag.range.clone()]);
            headings.push((tag.role.clone(), pdf.text[tag.range.clone()].to_owned()));
        }
        assert!(tag.role != "P" || !open.iter().any(|above| is_heading(&above.role)), "a paragraph in a heading");
        open.push(tag);
    }
    let begin: Vec<(&str, &str)> = headings.iter().map(|(role, text)| (role.as_str(), text.as_str())).collect();
    let title = "某市商务局2024年政府信息公开工作年度报告";
    assert_eq!(begin[..3], [("H1", title), ("H2", "一、总体情况"), ("H3", "（一）主动公开")]);
    // To the eye the heading and its paragraph are one line.
    let page = &pdf.pages[0];
    let (head, rest) = (find(page, "（一）主动公开").unwrap(), find(page, "。全年通过门户").unwrap());
    assert_near(head[0].y, rest[0].y);
    assert_near(head[6].x + head[6].advance, rest[0].x);
}

#[test]
fn a_run_in_heading_goes_to_the_next_page_with_its_paragraph() {
    for before in 15..24 {
        let mut blocks: Vec<Block> = (0..before).map(|_| paragraph("文。")).collect();
        let lead = Some(Lead { level: 2, text: "（一）主动公开。".into() });
        blocks.push(Block::Paragraph { lead, runs: vec![Run::plain("年".repeat(60))] });
        let pdf = print(&document(blocks));
        let page = pdf.pages.iter().find(|page| find(page, "（一）主动公开").is_some()).unwrap();
        let (head, rest) = (find(page, "（一）主动公开").unwrap(), find(page, "。年年").unwrap());
        assert_near(head[0].y, rest[0].y);
    }
}

#[test]
fn addresses_break_behind_their_marks_and_are_copied_whole() {
    let address = "https://www.example.gov.cn/zwgk/xxgk/xxgknb/2024/index.html?id=20240115&n=2";
    for before in 0..28 {
        let pdf = print(&document(vec![paragraph(&format!("{}见{address}，下载。", "文".repeat(before)))]));
        assert!(pdf.text.contains(address), "{}", pdf.text);
        for line in lines(&pdf.pages[0]) {
            let text: String = line.iter().map(|glyph| glyph.text.as_str()).collect();
            let end = text.chars().next_back().unwrap();
            assert!(!end.is_ascii_alphanumeric(), "{before}: {text}");
        }
    }
}

#[test]
fn what_cannot_be_printed_is_an_error() {
    let error = |blocks| TYPESETTER.pdf(&document(blocks), &style()).unwrap_err();
    assert!(matches!(error(vec![paragraph("㐂")]), PdfError::MissingGlyph { character: '㐂', .. }));
    assert!(matches!(error(vec![Block::Table(table4(&mut || "𠮷".into()))]), PdfError::MissingGlyph { .. }));
    let mut style = style();
    style.faces.heiti.pdf = vec!["没有的黑体".into()];
    let error = TYPESETTER.pdf(&document(vec![heading("一、")]), &style).unwrap_err();
    assert!(matches!(error, PdfError::UnknownFamily(family) if family == "没有的黑体"));
}

#[test]
fn markup_in_prose_is_prose() {
    let prose = "#年度年 *重点* _下划_ @引用 <标签> $公式$ `代码` = 标题 \\转义 // 注释 https://www.gov.cn";
    let pdf = print(&document(vec![paragraph(prose)]));
    assert!(pdf.text.replace(' ', "").contains(&prose.replace(' ', "")), "{}", pdf.text);
}

#[test]
fn empty_blocks_are_no_error() {
    let empty = Block::Paragraph { lead: None, runs: Vec::new() };
    let pdf = print(&document(vec![Block::Title { lines: Vec::new() }, empty, paragraph(""), paragraph("文。")]));
    assert_eq!((pdf.pages.len(), pdf.text.as_str()), (1, "文。"));
    assert_eq!(print(&document(Vec::new())).pages.len(), 1);
}

#[test]
fn tables_of_one_group_stand_alone() {
    let pdf = print(&document(vec![Block::Table(table2(&mut || "0".into()))]));
    assert!(text(&pdf.pages[0]).starts_with("第二十条第（一）项信息内容"));
}

#[test]
fn a_signature_never_stands_alone() {
    for lines in 14..24 {
        let text = format!("{}。", "年".repeat(28 * lines));
        let signature = Block::Signature { agency: "某市商务局".into(), date: "2025年1月20日".into() };
        let pdf = print(&document(vec![paragraph(&text), paragraph("特此报告，并向社会公布。"), signature]));
        let last = pdf.pages.last().unwrap();
        assert!(find(last, "2025年1月20日").is_some() && find(last, "特此报告").is_some(), "{lines}");
    }
}

/// Other tools' opinion of a file, where they are installed.
#[test]
fn other_readers_agree() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("other_readers.pdf");
    std::fs::write(&file, bytes(&report(["12345678", "123456", "0"], 2))).unwrap();
    match Command::new("qpdf").arg("--check").arg(&file).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => eprintln!("skipped: qpdf is not installed"),
    }
    match Command::new("pdftotext").arg(&file).arg("-").output() {
        Ok(output) => {
            let text = String::from_utf8_lossy(&output.stdout).replace(['\n', ' '], "");
            for part in [
                "2024年政府信息公开工作年度报告根据",
                "（一）主动公开。全年通过门户网站公开信息1573条",
                "规章123456781234567812345678",
            ] {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
        Err(_) => eprintln!("skipped: pdftotext is not installed"),
    }
}

/// Writes proofs to look at.
#[test]
#[ignore = "writes files for the eye"]
fn proofs() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, document) in [
        ("usual", report(["1573", "12", "0"], 0)),
        ("large", report(["12345678", "123456", "123456"], 3)),
        ("cut", report(["12345678.123456", "88888888", "88888888"], 5)),
    ] {
        std::fs::write(folder.join(name).with_extension("pdf"), bytes(&document)).unwrap();
    }
    let mut style = style();
    style.table.inset_y = 6.0;
    let pdf = TYPESETTER.pdf(&report(["1573", "12", "0"], 2), &style).unwrap();
    std::fs::write(folder.join("tall.pdf"), pdf).unwrap();
}
