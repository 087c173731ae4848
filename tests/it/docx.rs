//! The DOCX writer from outside: what a reader of the package finds.

mod lint;
mod package;
mod reports;

use std::ops::Range;

use crate::support::measure::docx;
use nianbao::document::{Block, Cell, CellKind, Document, Row, Run, Section, Table};
use nianbao::style::{Align, Style};
use nianbao::verify::verify;
use nianbao::write::Format;
use nianbao::write::package::PackageError;
use package::{Element, Package};
use proptest::prelude::*;
use reports::{report, style};

fn print(document: &Document) -> Package {
    let package = Package::read(&docx(document, &style()).unwrap());
    lint::check(&package);
    package
}

fn blocks(blocks: Vec<Block>) -> Document {
    Document { blocks, ..report() }
}

/// The cells of a table row by row, those that go on from above included: columns, whether a merge begins, text.
type Grid = Vec<Vec<(usize, Option<bool>, String)>>;

/// What a reader of another make sees of the tables.
fn read_back(bytes: &[u8]) -> Vec<Grid> {
    use docx_rs::{DocumentChild, TableCellContent, TableChild, TableRowChild};
    let read = docx_rs::read_docx(bytes).unwrap();
    let tables = read.document.children.into_iter().filter_map(|child| match child {
        DocumentChild::Table(table) => Some(table),
        _ => None,
    });
    let cell = |child: TableRowChild| {
        let TableRowChild::TableCell(cell) = child;
        let properties = serde_json::to_value(&cell.property).unwrap();
        let [TableCellContent::Paragraph(paragraph)] = cell.children.as_slice() else { panic!("one paragraph") };
        let merge = properties["verticalMerge"].as_str().map(|kind| kind == "restart");
        // Labels are broken into lines by sense; where is not what they say.
        (properties["gridSpan"].as_u64().unwrap_or(1) as usize, merge, paragraph.raw_text().replace('\n', ""))
    };
    let rows = |table: Box<docx_rs::Table>| {
        table.rows.into_iter().map(|TableChild::TableRow(row)| row.cells.into_iter().map(cell).collect()).collect()
    };
    tables.map(rows).collect()
}

/// What should be read back of a table.
fn expected(table: &Table) -> Grid {
    expected_piece(table, 0..table.rows().count())
}

/// What should be read back of these rows of a table: those of a later piece stand below its heads again, and a label from above
/// begins anew and says that it goes on.
fn expected_piece(table: &Table, piece: Range<usize>) -> Grid {
    let rows: Vec<&Row> = table.rows().collect();
    let heads = if piece.start == 0 { 0..0 } else { 0..table.sections()[0].header.len() };
    let place = |y: usize, x: usize, within: &Range<usize>| {
        let covers = |from: &usize| rows[*from].cells.iter().any(|cell| cell.column == x && from + cell.rowspan > y);
        let from = (0..=y).rev().find(covers)?;
        let cell = rows[from].cells.iter().find(|cell| cell.column == x)?;
        let (begin, end) = (from.max(within.start), (from + cell.rowspan).min(within.end));
        let goes_on = if begin > from && cell.kind != CellKind::Value { "（续）" } else { "" };
        let text = if y == begin { cell.text.replace('\n', "") + goes_on } else { String::new() };
        Some((cell.colspan, (end - begin > 1).then_some(y == begin), text))
    };
    let row = |y: usize, within: &Range<usize>| {
        (0..table.widths().len()).filter_map(|x| place(y, x, within)).collect::<Vec<_>>()
    };
    let body = piece.clone().map(|y| row(y, &piece));
    heads.clone().map(|y| row(y, &heads)).chain(body).collect()
}

/// Each table stands in the file whole, or in two pieces.
fn assert_tables_read_back(document: &Document, bytes: &[u8]) -> usize {
    let (mut found, mut cut) = (read_back(bytes).into_iter(), 0);
    for table in tables(document) {
        let first = found.next().unwrap();
        let all = table.rows().count();
        let at = first.len().min(all);
        assert_eq!(first, expected_piece(table, 0..at));
        if at < all {
            assert_eq!(found.next(), Some(expected_piece(table, at..all)));
            cut += 1;
        }
    }
    assert_eq!(found.next(), None);
    cut
}

fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

#[test]
fn a_report_is_a_sound_package_with_its_tables_cell_by_cell() {
    let document = report();
    print(&document);
    let bytes = docx(&document, &style()).unwrap();
    assert_eq!(read_back(&bytes), tables(&document).map(expected).collect::<Vec<_>>());
    assert!(bytes.len() < 20_000, "{} bytes", bytes.len());
}

#[test]
fn the_same_document_gives_the_same_bytes_twice_and_on_two_threads() {
    let first = docx(&report(), &style()).unwrap();
    assert_eq!(docx(&report(), &style()).unwrap(), first);
    let other = std::thread::spawn(|| {
        docx(&blocks(vec![]), &style()).unwrap();
        docx(&report(), &style()).unwrap()
    });
    assert_eq!(other.join().unwrap(), first);
}

#[test]
fn properties_come_from_the_data() {
    let package = print(&report());
    let core = &package.parts["docProps/core.xml"];
    let property = |name| core.child(name).unwrap().text.as_str();
    assert_eq!(property("dc:title"), "某市商务局2024年政府信息公开工作年度报告");
    assert_eq!(property("dc:creator"), "某市商务局");
    assert_eq!(property("dc:language"), "zh-CN");
    assert_eq!(property("dcterms:created"), "2025-01-20T00:00:00Z");
    assert_eq!(property("dcterms:modified"), "2025-01-20T00:00:00Z");
}

#[test]
fn a_character_xml_cannot_hold_is_refused_wherever_it_stands() {
    let bad = "甲\u{1}乙".to_owned();
    let table = |cell: &str, title: &str| {
        let row = Row { cells: vec![Cell::new(CellKind::Value, cell, 1, 1)], keep: false };
        let sections = vec![Section { header: vec![], body: vec![row], breakable: true }];
        Block::Table(Table::new(title, title, vec![1], sections).unwrap())
    };
    let paragraph = |text: &str| Block::Paragraph { lead: None, runs: vec![Run::plain(text)] };
    let mut documents: Vec<Document> = [
        Block::Title { lines: vec![bad.clone()] },
        Block::Heading { level: 1, text: bad.clone() },
        paragraph(&bad),
        paragraph("甲\r\n乙"),
        paragraph("甲\u{FFFE}乙"),
        table(&bad, ""),
        table("", &bad),
        Block::Signature { agency: bad.clone(), date: String::new() },
    ]
    .map(|block| blocks(vec![block]))
    .into();
    let mut document = report();
    document.meta.title = bad;
    documents.push(document);
    for document in documents {
        let Err(PackageError::Character { text, .. }) = docx(&document, &style()) else { panic!("{document:?}") };
        assert!(text.starts_with('甲'));
    }
}

#[test]
fn headings_are_headings_to_word_and_run_in_ones_are_spans_of_their_face() {
    let package = print(&report());
    for level in 1..=4 {
        let style = package.style(&format!("Heading{level}"));
        assert_eq!(style.val("w:name"), Some(format!("heading {level}").as_str()));
        let properties = style.child("w:pPr").unwrap();
        assert_eq!(properties.val("w:outlineLvl"), Some((level - 1).to_string().as_str()));
        assert!(properties.child("w:keepNext").is_some());
    }
    let run =
        package.document().walk().into_iter().find(|e| e.name == "w:r" && e.printed() == "（一）主动公开。").unwrap();
    assert_eq!(run.child("w:rPr").unwrap().val("w:rStyle"), Some("Heading2Char"));
    let fonts = package.style("Heading2Char").child("w:rPr").unwrap().child("w:rFonts").unwrap();
    assert_eq!((fonts.get("w:eastAsia"), fonts.get("w:ascii")), (Some("楷体_GB2312"), Some("Times New Roman")));
}

/// The properties of a style and of those it is based on, the nearest first.
fn inherited<'p>(package: &'p Package, id: &str, name: &str) -> Option<&'p Element> {
    nearest(package, id, &|style| style.child("w:pPr")?.child(name))
}

/// What the nearest of a style and those that it is based on says.
fn nearest<'p, T>(package: &'p Package, id: &str, says: &dyn Fn(&'p Element) -> Option<T>) -> Option<T> {
    let style = package.style(id);
    says(style).or_else(|| nearest(package, style.val("w:basedOn")?, says))
}

#[test]
fn one_style_says_line_indent_and_alignment_of_all_prose() {
    let package = print(&report());
    let ids = ["BodyText", "Heading1", "Heading2", "Heading3", "Heading4"];
    for id in ids {
        let own = package.style(id).child("w:pPr");
        for name in ["w:spacing", "w:ind", "w:jc"] {
            assert!(own.is_none_or(|own| own.child(name).is_none()), "{id} says {name} again");
        }
        let spacing = inherited(&package, id, "w:spacing").unwrap();
        assert_eq!((spacing.get("w:line"), spacing.get("w:lineRule")), (Some("579"), Some("atLeast")), "{id}");
        assert_eq!(inherited(&package, id, "w:ind").unwrap().get("w:firstLineChars"), Some("200"), "{id}");
        assert_eq!(inherited(&package, id, "w:jc").unwrap().get("w:val"), Some("both"), "{id}");
    }
    for id in ["Title", "TableValue", "TableHead", "Footer"] {
        assert_eq!(inherited(&package, id, "w:spacing").unwrap().get("w:lineRule"), Some("exact"), "{id}");
        assert_eq!(inherited(&package, id, "w:ind").unwrap().get("w:firstLineChars"), Some("0"), "{id}");
    }
    assert_eq!(inherited(&package, "Signature", "w:jc").unwrap().get("w:val"), Some("right"));
}

#[test]
fn a_table_cut_over_pages_says_that_it_goes_on() {
    let line = || Block::Paragraph { lead: None, runs: vec![Run::plain("一行。")] };
    let (mut continued, mut cut) = (0, 0);
    for lines in 0..20 {
        let mut parts = vec![Block::Heading { level: 1, text: "三、".into() }];
        parts.splice(0..0, std::iter::repeat_with(line).take(lines));
        parts.extend([Block::Table(reports::requests()), line()]);
        let document = blocks(parts);
        let package = print(&document);
        let tables: Vec<String> =
            package.document().all("w:tbl").map(|table| table.printed().replace('\n', "")).collect();
        assert!(tables.iter().all(|table| table.contains("申请人情况")), "each has the heads");
        if let [first, second] = tables.as_slice()
            && first.contains("三、本年度办理结果")
            && !first.contains("（七）总计")
        {
            assert!(!first.contains("（续）") && second.contains("三、本年度办理结果（续）"), "{second}");
            continued += 1;
        }
        let bytes = docx(&document, &style()).unwrap();
        assert_eq!(verify(&document, Format::Docx, &bytes).unwrap(), []);
        cut += assert_tables_read_back(&document, &bytes);
    }
    assert!(0 < continued && continued <= cut, "{cut} tables are cut, {continued} go on below a label");
}

/// Every number of the style file by itself set to what nobody meant.
#[test]
fn no_number_of_a_style_brings_the_program_down() {
    let text = include_str!("../../templates/style.yaml");
    let numbers = text.lines().enumerate().flat_map(|(line, words)| {
        let words = &words[..words.find(" #").unwrap_or(words.len())];
        let starts = words.match_indices(": ").map(|(at, _)| at + 2);
        starts.filter_map(move |at| {
            let length = words[at..].find([',', '}', ' ']).unwrap_or(words.len() - at);
            words[at..at + length].parse::<f64>().ok().map(|_| (line, at..at + length))
        })
    });
    let (mut tried, mut printed) = (0, 0);
    for (line, range) in numbers {
        for number in ["-1", "0", "1000000000"] {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines[line].replace_range(range.clone(), number);
            for variant in ["gb2312", "gbt33476"] {
                tried += 1;
                let style = Style::parse(&lines.join("\n"), variant);
                let own = variant == "gb2312" && !lines[..line].contains(&"变体:".to_owned());
                assert!(style.is_err() || number.len() < 9 || !own, "{}", lines[line]);
                if let Ok(style) = style {
                    docx(&report(), &style).unwrap();
                    printed += 1;
                }
            }
        }
    }
    assert!(tried > 250 && printed > 40, "{tried} {printed}");
}

#[test]
fn another_style_is_obeyed_in_every_length() {
    let mut style = Style::parse(include_str!("../../templates/style.yaml"), "windows").unwrap();
    style.page.top = 30.0;
    style.page.lines = 25;
    style.page.characters = 32;
    style.roles.body.size = 14.0;
    style.roles.title.after = 2.0;
    style.roles.heading2.bold = true;
    style.roles.page_number.align = Align::Center;
    style.roles.signature.align = Align::Left;
    style.table.rule = 1.0;
    style.cjk_latin_spacing = true;
    let package = Package::read(&docx(&report(), &style).unwrap());
    lint::check(&package);
    let body = package.document();
    let section = body.child("w:sectPr").unwrap();
    assert_eq!(section.child("w:pgMar").unwrap().get("w:top"), Some("1701"));
    assert_eq!(section.child("w:docGrid").unwrap().get("w:linePitch"), Some("510"));
    let defaults = package.parts["word/styles.xml"].child("w:docDefaults").unwrap();
    let run = defaults.children[0].child("w:rPr").unwrap();
    assert_eq!((run.val("w:sz"), run.val("w:spacing")), (Some("28"), None));
    let body_run = package.style("BodyText").child("w:rPr").unwrap();
    assert_eq!(body_run.val("w:spacing"), Some("-4"), "what a clerk adds is not tightened");
    assert_eq!(run.child("w:rFonts").unwrap().get("w:eastAsia"), Some("仿宋"));
    assert_eq!(defaults.children[1].child("w:pPr").unwrap().val("w:autoSpaceDE"), Some("1"));
    let title = package.style("Title").child("w:pPr").unwrap().child("w:spacing").unwrap();
    assert_eq!((title.get("w:line"), title.get("w:after")), (Some("700"), Some("1020")));
    assert!(package.style("Heading2").child("w:rPr").unwrap().child("w:b").is_some());
    let border = body.walk().into_iter().find(|element| element.name == "w:insideH").unwrap();
    assert_eq!(border.get("w:sz"), Some("8"));
    let footer = package.parts["word/footer1.xml"].child("w:p").unwrap().child("w:pPr").unwrap();
    assert_eq!(footer.children.len(), 1, "a centred page number needs nothing but its style");
}

/// What a style says of a run, or else those it is based on, the nearest first; in the end the defaults.
fn of_run<'p>(package: &'p Package, id: &str, name: &str) -> Option<&'p str> {
    nearest(package, id, &|style| style.child("w:rPr")?.val(name))
}

#[test]
fn what_the_style_says_of_one_role_holds_for_it_and_no_other() {
    let ids = [
        "Title",
        "Heading1",
        "Heading2",
        "Heading3",
        "Heading4",
        "BodyText",
        "Signature",
        "TableCaption",
        "TableHead",
        "TableStub",
        "TableValue",
        "Footer",
    ];
    let of = |style: &mut Style, at: usize, bold: bool, size: f64| {
        let roles = &mut style.roles;
        let role = [
            &mut roles.title,
            &mut roles.heading1,
            &mut roles.heading2,
            &mut roles.heading3,
            &mut roles.heading4,
            &mut roles.body,
            &mut roles.signature,
            &mut roles.table_caption,
            &mut roles.table_head,
            &mut roles.table_stub,
            &mut roles.table_value,
            &mut roles.page_number,
        ];
        for (index, role) in role.into_iter().enumerate() {
            role.bold = (index == at) == bold;
            role.size = if index == at { size } else { 10.0 };
            role.pitch = None;
        }
    };
    for (at, own) in ids.iter().enumerate() {
        for bold in [true, false] {
            let mut style = style();
            of(&mut style, at, bold, 12.0);
            let package = Package::read(&docx(&report(), &style).unwrap());
            for id in ids {
                let weight = of_run(&package, id, "w:b").unwrap_or("0");
                assert_eq!(weight == "1", (id == *own) == bold, "{id} where {own} is {bold}");
                let defaults = package.parts["word/styles.xml"].child("w:docDefaults").unwrap();
                let size = of_run(&package, id, "w:sz").or(defaults.children[0].child("w:rPr").unwrap().val("w:sz"));
                assert_eq!(size, Some(if id == *own { "24" } else { "20" }), "{id} where {own} is of 12 points");
            }
            let run =
                package.document().walk().into_iter().find(|e| e.name == "w:r" && e.printed() == "（一）主动公开。");
            let direct = run.unwrap().child("w:rPr").unwrap().val("w:b");
            let lighter = style.roles.body.bold && !style.roles.heading2.bold;
            assert_eq!(direct, lighter.then_some("false"), "a run-in head where {own} is {bold}");
        }
    }
}

/// For each row of the first table: repeated at the top of pages, and kept with the next row.
fn placement(package: &Package) -> Vec<(bool, bool)> {
    let has = |element: Option<&Element>, name| element.is_some_and(|element| element.child(name).is_some());
    let table = package.document().all("w:tbl").next().unwrap();
    let row = |row: &Element| {
        let keeps: Vec<bool> =
            row.all("w:tc").map(|cell| has(cell.child("w:p").unwrap().child("w:pPr"), "w:keepNext")).collect();
        assert!(keeps.iter().all(|keep| *keep == keeps[0]), "a row is kept in all its cells or in none");
        (has(row.child("w:trPr"), "w:tblHeader"), keeps[0])
    };
    table.all("w:tr").map(row).collect()
}

#[test]
fn a_header_repeats_only_over_its_own_rows() {
    let package = print(&blocks(vec![Block::Table(reports::disclosure())]));
    let groups = [4, 3, 4, 3];
    let whole = groups.iter().flat_map(|rows| (1..=*rows).map(move |row| (false, row < *rows)));
    assert_eq!(placement(&package), whole.collect::<Vec<_>>(), "four groups, each whole, no header repeated");

    let package = print(&blocks(vec![Block::Table(reports::requests())]));
    let rows = placement(&package);
    assert_eq!(rows[..3], [(true, true); 3], "three header rows, kept with the first row");
    assert!(rows[3..].iter().all(|(header, _)| !header));
    let free: Vec<usize> = (3..rows.len()).filter(|row| !rows[*row].1).collect();
    assert_eq!(free, [27], "a table that fits a page stays on one");
}

#[test]
fn what_is_taller_than_a_page_breaks_between_its_groups() {
    let group = |n: usize| {
        let cells = |first| [Cell::new(CellKind::Value, "0", 1, 1)].into_iter().chain(first).rev().collect();
        let stub = n.is_multiple_of(4).then(|| Cell::new(CellKind::Stub(1), "组", 1, 4));
        Row { cells: cells(stub), keep: false }
    };
    let section = |rows| Section { header: vec![], body: (0..rows).map(group).collect(), breakable: false };
    let breaks = |rows| {
        let table = Table::new("", "", vec![1, 1], vec![section(rows)]).unwrap();
        let rows = placement(&print(&blocks(vec![Block::Table(table)])));
        (0..rows.len()).filter(|row| !rows[*row].1).collect::<Vec<_>>()
    };
    assert_eq!(breaks(36), [35], "fits a page and stays whole");
    assert_eq!(breaks(60), (0..15).map(|n| 4 * n + 3).collect::<Vec<_>>());
}

#[test]
fn a_separator_stands_only_where_word_needs_one() {
    let table = || Block::Table(reports::litigation());
    let heading = || Block::Heading { level: 1, text: "五、".into() };
    let count = |blocks_: Vec<Block>| print(&blocks(blocks_)).document().all("w:p").count();
    assert_eq!(count(vec![heading(), table(), heading(), table(), heading()]), 3);
    assert_eq!(count(vec![table(), table()]), 2);
    assert_eq!(count(vec![]), 0);
}

#[test]
fn the_body_as_it_is_written() {
    let row = |cells: Vec<Cell>| Row { cells, keep: false };
    let sections = vec![Section {
        header: vec![row(vec![Cell::new(CellKind::Head, "项目", 2, 1)])],
        body: vec![row(vec![Cell::new(CellKind::Stub(1), "规章", 1, 1), Cell::new(CellKind::Value, "3", 1, 1)])],
        breakable: true,
    }];
    let document = blocks(vec![
        Block::Title { lines: vec!["某市商务局".into(), "2024年报告".into()] },
        Block::Heading { level: 1, text: "一、总体情况".into() },
        Block::Table(Table::new("表", "摘要", vec![2, 1], sections).unwrap()),
        Block::Signature { agency: "某市商务局".into(), date: "2025年1月20日".into() },
    ]);
    let package = print(&document);
    let xml = String::from_utf8(package.raw["word/document.xml"].clone()).unwrap();
    let lines = [
        "<w:p>",
        "<w:tbl>",
        "<w:tr>",
        "<w:tc>",
        "<w:tblGrid>",
        "<w:sectPr>",
        "</w:tbl>",
        "<w:r>",
        "<w:tblBorders>",
        "</w:tblBorders>",
    ];
    let shown = lines.iter().fold(xml, |xml, tag| xml.replace(tag, &format!("\n{tag}")));
    insta::assert_snapshot!(shown);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(9704), ..ProptestConfig::default() })]

    #[test]
    fn any_document_is_sound_and_read_back(document in reports::any_document()) {
        let bytes = docx(&document, &style()).unwrap();
        lint::check(&Package::read(&bytes));
        assert_tables_read_back(&document, &bytes);
    }
}

/// Writes proofs to look at and to hold against the schemas: `cargo test --release --test it docx::proof -- --ignored`.
#[test]
#[ignore = "writes files, for the eye"]
fn proof() {
    for (name, document) in [("proof", report()), ("hard", reports::hard())] {
        let bytes = docx(&document, &style()).unwrap();
        let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name).with_extension("docx");
        std::fs::write(&path, &bytes).unwrap();
        let start = std::time::Instant::now();
        for _ in 0..100 {
            docx(&document, &style()).unwrap();
        }
        println!("{}: {} bytes, {:?} each", path.display(), bytes.len(), start.elapsed() / 100);
    }
}
