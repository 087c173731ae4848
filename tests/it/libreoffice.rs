//! The DOCX files as a word processor prints them: converted by LibreOffice, where it is installed, and measured like the PDF.
//!
//! It is given the embedded fonts in place of those the files name, so that the result does not depend on the machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::measure::{
    self, BOTTOM, LEFT, RIGHT, TOP, assert_inside_cells, assert_pages_are_filled, assert_table3_reads_well, bytes,
    crumbs, docx, find, lines, style,
};
use crate::support::reports::{document, heading, paragraph, report, sweep, table3};
use crate::support::{files, nianbao, root};
use nianbao::document::{Block, Document};
use nianbao::read_back::pdf::{PrintedGlyph, PrintedPage, PrintedPdf};
use nianbao::style::{POINTS_PER_MM, Style};

/// Fonts the files name, and the embedded families that take their places.
const FONTS: [(&str, &str); 6] = [
    ("仿宋_GB2312", "Zhuque Fangsong (technical preview)"),
    ("楷体_GB2312", "Nianbao Kai"),
    ("黑体", "Noto Sans CJK SC"),
    ("方正小标宋简体", "Noto Serif CJK SC"),
    ("宋体", "Noto Serif CJK SC"),
    ("Times New Roman", "Liberation Serif"),
];

/// Converts files to PDF; none when LibreOffice is not there.
fn convert(name: &str, files: &[PathBuf]) -> Option<Vec<PrintedPdf>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("office").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let alias = |(from, to)| {
        format!(
            "<match><test name=\"family\"><string>{from}</string></test><edit name=\"family\" mode=\"assign\" binding=\"strong\"><string>{to}</string></edit></match>"
        )
    };
    let fonts = root().join("templates/fonts");
    let config = format!(
        "<?xml version=\"1.0\"?><fontconfig><dir>{}</dir><cachedir>{}</cachedir>{}</fontconfig>",
        fonts.display(),
        folder.join("cache").display(),
        FONTS.map(alias).concat()
    );
    let config_file = folder.join("fonts.conf");
    fs::write(&config_file, config).unwrap();
    let mut command = Command::new("soffice");
    command.env("FONTCONFIG_FILE", &config_file);
    command.arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()));
    command.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(&folder).args(files);
    if command.output().is_err() {
        eprintln!("skipped: LibreOffice (soffice) is not installed");
        return None;
    }
    let read = |file: &PathBuf| {
        let pdf = folder.join(file.file_name().unwrap()).with_extension("pdf");
        PrintedPdf::read(&fs::read(&pdf).unwrap_or_else(|error| panic!("{}: {error}", pdf.display()))).unwrap()
    };
    Some(files.iter().map(read).collect())
}

/// Converts documents, each with its style.
fn print(name: &str, documents: &[(Document, Style)]) -> Option<Vec<PrintedPdf>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("office");
    fs::create_dir_all(&folder).unwrap();
    let write = |(number, (document, style)): (usize, &(Document, Style))| {
        let path = folder.join(format!("{name}-{number}.docx"));
        fs::write(&path, docx(document, style).unwrap()).unwrap();
        path
    };
    convert(name, &documents.iter().enumerate().map(write).collect::<Vec<_>>())
}

fn text(page: &PrintedPage) -> String {
    page.glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>().replace(' ', "")
}

fn page_of(pdf: &PrintedPdf, part: &str) -> usize {
    pdf.pages.iter().position(|page| text(page).contains(part)).unwrap_or_else(|| panic!("{part}"))
}

/// Paper, margins, and the page number on its side and at its distance.
fn assert_page(number: usize, page: &PrintedPage) {
    let near = |a: f64, b: f64, by: f64| assert!((a - b).abs() < by, "{a} is not {b} on page {number}");
    near(page.width, 210.0 * POINTS_PER_MM, 0.5);
    near(page.height, 297.0 * POINTS_PER_MM, 0.5);
    let (digits, body): (Vec<_>, Vec<_>) =
        page.glyphs.iter().filter(|glyph| glyph.ink[0] < glyph.ink[2]).partition(|glyph| glyph.y > BOTTOM + 10.0);
    for glyph in &body {
        // LibreOffice lets a mark hang over the edge whatever the file says (it does not read w:overflowPunct; no more does it read
        // w:autoSpaceDE, so that its lines end elsewhere than those of the PDF).
        let hanging = if "，。、；：？！）》”".contains(&glyph.text) { glyph.size } else { 0.0 };
        assert!(glyph.ink[0] > LEFT - 1.0, "{} sticks out on page {number}", glyph.text);
        assert!(glyph.ink[2] < RIGHT + 1.0 + hanging, "{} sticks out on page {number}", glyph.text);
        assert!(glyph.ink[1] > TOP - 1.0 && glyph.ink[3] < BOTTOM + 1.0, "{} sticks out on page {number}", glyph.text);
    }
    let said: String = digits.iter().map(|glyph| glyph.text.as_str()).collect();
    assert_eq!(said, format!("—{number}—"));
    // The first and last of them are the dashes; their ink is a little narrower than a character.
    match number % 2 {
        1 => near(digits[digits.len() - 1].ink[2], RIGHT - 14.0, 3.0),
        _ => near(digits[0].ink[0], LEFT + 14.0, 3.0),
    }
    near(digits[0].ink[1], BOTTOM + 7.0 * POINTS_PER_MM, 1.5);
}

#[test]
fn samples_print_as_many_pages_and_tables_on_the_same_ones() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("office-samples");
    let _ = fs::remove_dir_all(&out);
    let data = ["data/宿迁市人民政府/2024.yaml", "data/广州开发区民营经济和企业服务局/2020.yaml"];
    let output = nianbao(&["build", data[0], data[1], "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let sources = files(&out, "docx");
    let Some(converted) = convert("samples", &sources) else { return };
    for (source, office) in sources.iter().zip(&converted) {
        let pdf = PrintedPdf::read(&fs::read(source.with_extension("pdf")).unwrap()).unwrap();
        assert_eq!(office.pages.len(), pdf.pages.len(), "{}", source.display());
        for part in [
            "第二十条第（一）项",
            "申请人情况",
            "四、结转下年度继续办理",
            "未经复议直接起诉",
            "存在的主要问题及改进情况",
        ] {
            assert_eq!(page_of(office, part), page_of(&pdf, part), "{part}");
        }
        for (number, page) in (1..).zip(&office.pages) {
            assert_page(number, page);
            assert_inside_cells(page);
        }
    }
}

#[test]
fn pages_of_docx_are_made_up_well_for_prose_of_every_length() {
    let reports: Vec<(Document, Style)> = (0..=22).map(|more| (sweep(more), style())).collect();
    let Some(converted) = print("sweep", &reports) else { return };
    let mut apart = Vec::new();
    for (more, (pdf, (document, _))) in converted.iter().zip(&reports).enumerate() {
        let printed = measure::print(document);
        let parts = ["第二十条第（一）项", "第二十条第（八）项", "申请人情况", "未经复议直接起诉"];
        apart.extend(
            parts.iter().filter(|part| page_of(pdf, part) != page_of(&printed, part)).map(|part| (more, *part)),
        );
        assert_table3_reads_well(&pdf.pages.iter().map(text).collect::<Vec<_>>(), more);
        assert_pages_are_filled(&pdf.pages, more);
        assert_eq!(crumbs(&pdf.pages), [""; 0], "at {more}");
        for (number, page) in (1..).zip(&pdf.pages) {
            assert_page(number, page);
            assert_inside_cells(page);
        }
    }
    // LibreOffice keeps 表四 with the heading behind it, and ends lines elsewhere.
    assert!(apart.len() * 7 < 4 * reports.len(), "not on the page that they have in the PDF: {apart:?}");
}

#[test]
fn a_full_page_of_docx_has_22_lines_of_28_characters() {
    let prose = document(vec![paragraph(&"年".repeat(26 + 28 * 60))]);
    let Some(converted) = print("prose", &[(prose, style())]) else { return };
    let page = &converted[0].pages[1];
    let lines = lines(page);
    assert_eq!(lines.len(), 22);
    assert!(lines.iter().all(|line| line.len() == 28));
    for pair in lines.windows(2) {
        assert!((pair[1][0].y - pair[0][0].y - 28.95).abs() < 0.1, "{}", pair[1][0].y - pair[0][0].y);
    }
    for (number, page) in (1..).zip(&converted[0].pages) {
        assert_page(number, page);
    }
}

#[test]
fn hard_tables_keep_their_text_in_docx() {
    let mut tall = style();
    (tall.table.inset_y, tall.table.inset_y_least) = (6.0, 6.0);
    let broken = || {
        let blocks = vec![heading("三、收到和处理政府信息公开申请情况"), Block::Table(table3(&mut || "123456".into()))];
        document(blocks)
    };
    let large = || report(["12345678", "123456", "123456"], 2);
    let largest = || report(["12345678.123456", "88888888", "88888888"], 0);
    let documents = [(broken(), tall), (large(), style()), (largest(), style())];
    let Some(converted) = print("hard", &documents) else { return };
    let held: Vec<_> = converted[0].pages.iter().filter(|page| find(page, "申请人情况").is_some()).collect();
    assert_eq!(held.len(), 2, "the heads are repeated");
    for page in held {
        assert!(find(page, "总计").is_some() && find(page, "法人或其他组织").is_some());
    }
    for pdf in &converted {
        for (number, page) in (1..).zip(&pdf.pages) {
            assert_page(number, page);
            assert_inside_cells(page);
        }
    }
    for (pdf, figure) in [(&converted[1], "123456"), (&converted[2], "88888888")] {
        let mut found = 0;
        for line in pdf.pages.iter().flat_map(lines) {
            let text: String = line.iter().map(|glyph| glyph.text.as_str()).collect();
            found += text.replace("12345678", "").matches(figure).count();
        }
        assert_eq!(found, 175 + 15, "{figure} is broken somewhere");
    }
    // 表三 begins on the page on which the PDF has it.
    let pdf = PrintedPdf::read(&bytes(&large())).unwrap();
    assert_eq!(page_of(&converted[1], "申请人情况"), page_of(&pdf, "申请人情况"));
    for pdf in &converted[1..] {
        assert_table3_reads_well(&pdf.pages.iter().map(text).collect::<Vec<_>>(), 0);
    }
}

#[test]
fn a_long_title_has_the_same_lines_in_both_formats() {
    let agency = "内蒙古自治区呼伦贝尔市莫力达瓦达斡尔族自治旗农牧和科技及乡村振兴综合行政执法支队";
    let lines_of = vec![agency.to_owned(), "2024年政府信息公开工作年度报告".to_owned()];
    let titled = document(vec![Block::Title { lines: lines_of }, paragraph("正文。")]);
    let pdf = PrintedPdf::read(&bytes(&titled)).unwrap();
    let Some(converted) = print("title", &[(titled, style())]) else { return };
    let said = |page: &PrintedPage| -> Vec<String> {
        let text = |line: Vec<&PrintedGlyph>| line.iter().map(|glyph| glyph.text.as_str()).collect::<String>();
        lines(page).into_iter().map(|line| text(line).replace(' ', "")).collect()
    };
    assert_eq!(said(&converted[0].pages[0]), said(&pdf.pages[0]));
    assert_eq!(said(&pdf.pages[0]).len(), 5);
}
