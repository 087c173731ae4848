//! Workbooks as readers meet them, the program's own among them, and files that mean harm.

use std::io::{Cursor, Write};

use nianbao::read_back::{self, Unreadable};
use nianbao::recognise::{NameHints, Recognised, recognise};
use nianbao::report::{Report, read};
use nianbao::templates::Templates;
use nianbao::workbook::{Content, write};
use rust_xlsxwriter::{Format, Formula, Workbook, XlsxError};

use crate::support::{files, root};

fn reports() -> Vec<Report> {
    let forms = Templates::default().forms().unwrap();
    let read_one = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        read(&std::sync::Arc::new(nianbao::diag::SourceFile { path, text }), &forms).unwrap()
    };
    files(&root().join("data"), "yaml").into_iter().map(read_one).collect()
}

fn recognised(bytes: &[u8], hints: &NameHints) -> Recognised {
    let forms = Templates::default().forms().unwrap();
    recognise(&read_back::read(bytes).unwrap(), &forms, hints).unwrap()
}

#[test]
fn a_filled_in_workbook_comes_back_as_it_was() {
    for report in reports() {
        let read = recognised(&write(&Content::of(&report), None).unwrap(), &NameHints::default());
        assert_eq!(read.agency.as_deref(), Some(report.agency.value.as_str()));
        assert_eq!((read.year, read.date), (Some(report.year.value), Some(report.date.value)));
        assert_eq!(read.agency_kind, Some(report.kind.value));
        for (t, table) in report.form.tables.iter().enumerate() {
            for (l, line) in table.lines.iter().enumerate().filter(|(_, line)| line.printed) {
                for c in 0..line.columns.len() {
                    let found =
                        read.cell(t, l, c).map(|cell| cell.found.clone().map(|figure| figure.value.to_string()));
                    let value = report.tables[t].cells[l][c].value.to_string();
                    assert_eq!(found, Some(Ok(value)), "{}", table.cell_words(l, c));
                }
            }
        }
        assert_eq!(read.unread(), []);
        for (key, prose) in &report.prose {
            let lines: Vec<&str> = prose.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            // References are filled in as they are written; a workbook has no figures for them.
            let found: Vec<&str> = read.texts[key].iter().map(|paragraph| paragraph.text.as_str()).collect();
            assert_eq!(found.len(), lines.len(), "{key}");
        }
    }
}

/// A workbook with 表二, whose first figure is whatever is put there.
fn table_two(put: impl Fn(&mut rust_xlsxwriter::Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("表二").unwrap();
    for (column, head) in ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"].into_iter().enumerate()
    {
        sheet.write(3, column as u16, head).unwrap();
    }
    sheet.write(4, 0, "规章").unwrap();
    put(sheet).unwrap();
    book.save_to_buffer().unwrap()
}

/// The first figure of 规章, or why there is none.
fn first(bytes: &[u8]) -> Result<String, String> {
    let read = recognised(bytes, &NameHints { year: Some(2024), agency: None });
    let cell = read.cell(0, 0, 0).unwrap();
    assert!(cell.place.to_string().starts_with("表二!"), "{}", cell.place);
    cell.found.clone().map(|figure| figure.value.to_string()).map_err(|why| why.words())
}

#[test]
fn cells_of_workbooks_are_figures_or_say_why_not() {
    let number = |format: &'static str, number: f64| {
        table_two(move |sheet| sheet.write_with_format(4, 1, number, &Format::new().set_num_format(format)).map(|_| ()))
    };
    assert_eq!(first(&number("0\"件\"", 5.0)).as_deref(), Ok("5"));
    assert_eq!(first(&number("_-* #,##0_-;-* #,##0_-;_-* \"-\"_-", 0.0)).as_deref(), Ok("0"));
    assert!(first(&number("m/d", 45_356.0)).unwrap_err().contains("日期"));
    let formula = |formula: Formula| table_two(move |sheet| sheet.write(4, 1, formula.clone()).map(|_| ()));
    assert_eq!(first(&formula(Formula::new("=1+2").set_result("3"))).as_deref(), Ok("3"));
    assert!(first(&formula(Formula::new("=1/0").set_result("#DIV/0!"))).is_err());
    let text = |text: &'static str| table_two(move |sheet| sheet.write(4, 1, text).map(|_| ()));
    assert_eq!(first(&text("５件")).as_deref(), Ok("5"));
    assert!(first(&text("-")).is_err() && first(&text("无")).is_err());
    assert_eq!(first(&table_two(|_| Ok(()))), Err("原文是空格".to_owned()));
}

#[test]
fn a_cell_far_out_is_said_and_harms_nothing() {
    let bytes = table_two(|sheet| {
        sheet.write(1_048_575, 16_383, 1)?;
        sheet.write(4, 1, 7).map(|_| ())
    });
    assert_eq!(first(&bytes).as_deref(), Ok("7"));
    let contents = read_back::read(&bytes).unwrap();
    assert!(contents.remarks[0].contains("离表太远"), "{:?}", contents.remarks);
}

/// A zip file of parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook in which a program that does not calculate has put a figure into a cell.
fn changed(book: &[u8], cell: &str, figure: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let parts: Vec<(String, Vec<u8>)> = names
        .into_iter()
        .map(|name| {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut archive.by_name(&name).unwrap(), &mut bytes).unwrap();
            let xml = String::from_utf8(bytes).unwrap();
            // 表三 is the only sheet with so many rows.
            let at = xml.find(&format!("<c r=\"{cell}\" ")).filter(|_| xml.contains("<c r=\"D28\""));
            let Some(at) = at else { return (name, xml.into_bytes()) };
            let (from, to) = (at + xml[at..].find("<v>").unwrap() + 3, at + xml[at..].find("</v>").unwrap());
            (name, [&xml[..from], figure, &xml[to..]].concat().into_bytes())
        })
        .collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    packed(&parts)
}

#[test]
fn totals_that_nobody_has_calculated_again_are_no_figures() {
    let report = reports().into_iter().find(|report| report.form.name == "2021").unwrap();
    let book = write(&Content::of(&report), None).unwrap();
    let (table, _) = report.form.table("申请").unwrap();
    let total = report.form.tables[table].lines[0].columns.len() - 1;
    let sound = recognised(&book, &NameHints::default());
    assert!(sound.cell(table, 0, total).unwrap().computed && sound.unread_totals().is_empty());
    let read = recognised(&changed(&book, "D5", "987654"), &NameHints::default());
    assert_eq!(read.cell(table, 0, 0).unwrap().found.as_ref().unwrap().value.to_string(), "987654");
    let stale: Vec<String> = read.unread_totals().iter().map(|cell| cell.place.to_string()).collect();
    assert_eq!(stale, ["表三!J5"]);
    let said = read.remarks.iter().find(|said| said.contains("没有重算")).unwrap();
    assert!(said.contains("表三!J5") && said.contains("由程序算"), "{said}");
    // A total that was typed over its formula is a figure, however wrong.
    let typed = table_two(|sheet| sheet.write(4, 1, 7).map(|_| ()));
    assert!(!recognised(&typed, &NameHints { year: Some(2024), agency: None }).cell(0, 0, 0).unwrap().computed);
}

/// A formula over cells that nobody filled in gives 0, which is no total.
#[test]
fn totals_of_cells_that_were_not_read_are_not_read() {
    let forms = Templates::default().forms().unwrap();
    let form = forms.for_year(2024).unwrap();
    let blank = recognised(&write(&Content::blank(&form, "青石市商务局", 2024), None).unwrap(), &NameHints::default());
    for (t, table) in form.tables.iter().enumerate() {
        for (l, line) in table.lines.iter().enumerate() {
            for c in 0..line.columns.len() {
                let found = blank.cell(t, l, c).map(|cell| &cell.found);
                assert!(found.is_none_or(Result::is_err), "{}: {found:?}", table.cell_words(l, c));
            }
        }
    }
}

#[test]
fn workbooks_that_mean_harm_end_in_a_sentence() {
    let bomb = vec![b' '; 40 * 1024 * 1024];
    let refused = read_back::read(&packed(&[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", &bomb)]));
    assert!(matches!(refused, Err(Unreadable::TooLarge(_))), "{refused:?}");
    let whole = table_two(|sheet| sheet.write(4, 1, 7).map(|_| ()));
    for part in 1..24 {
        let cut = &whole[..whole.len() * part / 24];
        assert!(read_back::read(cut).is_err(), "{part} of 24");
    }
    // Any byte changed: read or refused, never a panic.
    for at in (0..whole.len()).step_by(7) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        let _ = read_back::read(&changed);
    }
}

#[test]
fn far_more_text_or_cells_than_a_report_has_is_passed_over() {
    let forms = Templates::default().forms().unwrap();
    let hints = NameHints { year: Some(2024), agency: None };
    let lines = |count: usize| format!("\"{}", "青石市教育局的工作。\n".repeat(count));
    let refused = read_back::read(lines(100_000).as_bytes());
    assert!(matches!(refused, Err(Unreadable::TooLarge(why)) if why.contains("20000 行")));
    let read = recognise(&read_back::read(lines(15_000).as_bytes()).unwrap(), &forms, &hints).unwrap();
    assert!(read.remarks.iter().any(|said| said.contains("超过 5000 段")), "{:?}", read.remarks);
    let rows = format!("信息内容\t本年制发件数\n{}", "1\t2\t3\t4\t5\t6\t7\t8\t9\t0\t1\n".repeat(10_000));
    let read = recognise(&read_back::read(rows.as_bytes()).unwrap(), &forms, &hints).unwrap();
    assert!(read.stray.iter().any(|row| row.why.contains("太大")), "{:?}", read.stray);
}
