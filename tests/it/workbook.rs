//! The fill-in workbook, read back by another library: labels as printed, every input named, stored results right.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use nianbao::form::{Form, LineKind};
use nianbao::report::{Report, Value};
use nianbao::templates::Templates;
use nianbao::workbook::{
    BookSpot, Content, Filled, KEYS, RESULTS, Remark, RemarkLevel, Remarks, SheetLayout, TEXTS, property, write,
};

use crate::support::{files, root};

fn forms() -> Vec<Arc<Form>> {
    Templates::default().forms().unwrap().iter().cloned().collect()
}

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// All cells of a sheet that are not blank.
fn cells(book: &mut Xlsx<Cursor<Vec<u8>>>, sheet: &str) -> BTreeMap<(u32, u32), Data> {
    let range = book.worksheet_range(sheet).unwrap();
    let (top, left) = range.start().unwrap_or_default();
    range.used_cells().map(|(row, column, data)| ((top + row as u32, left + column as u32), data.clone())).collect()
}

#[test]
fn labels_stand_as_printed_and_every_input_is_named() {
    for form in forms() {
        let content = Content::blank(&form, "青石市商务局", 2024);
        let mut book = open(write(&content, None).unwrap());
        let keys = cells(&mut book, KEYS);
        let mut inputs = 0;
        for table in &form.tables {
            let layout = SheetLayout::of(table).unwrap();
            let found = cells(&mut book, &table.short);
            for cell in layout.cells.iter().filter(|cell| cell.figure.is_none()) {
                let shown = found.get(&(cell.row, u32::from(cell.column))).map(ToString::to_string);
                assert_eq!(shown.as_deref(), Some(cell.text.as_str()), "{} {}", form.edition.name, table.short);
            }
            for line in table.lines.iter().filter(|line| line.kind == LineKind::Data) {
                for column in line.parts() {
                    let path = format!("{}.{}.{}", table.key, line.keys.join("."), line.columns[column].key);
                    let named = keys.values().filter(|data| data.to_string() == path).count();
                    assert_eq!(named, 1, "{path}");
                    inputs += 1;
                }
            }
        }
        assert!(inputs > 140, "{} names {inputs} inputs", form.edition.name);
        let properties = book.workbook_properties().unwrap().custom_properties.clone();
        assert!(properties.iter().any(|(name, _)| name == property::FORM), "{properties:?}");
    }
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let form = Templates::default().forms().unwrap().for_year(2024).unwrap();
    let content = Content::blank(&form, "青石市商务局", 2024);
    let (first, second) = (write(&content, None).unwrap(), write(&content, None).unwrap());
    assert!(first == second);
    // Nothing of the system it was written on: the host byte of every entry is Unix's.
    let archive = first.windows(4).enumerate().filter(|(_, four)| *four == [0x50, 0x4B, 0x01, 0x02]);
    assert!(archive.map(|(at, _)| first[at + 5]).all(|host| host == 3));
}

/// Reports of the fixtures that are in order.
fn reports() -> Vec<Arc<Report>> {
    let forms = Templates::default().forms().unwrap();
    let paths: Vec<_> = files(&root().join("tests/fixtures/ok"), "yaml");
    let reports: Vec<_> =
        nianbao::office::entries(&paths, &forms).into_iter().filter_map(|entry| entry.report).collect();
    assert!(reports.len() > 20);
    reports
}

/// Readers that do not calculate (previews, telephones) show what is stored: totals and checks are right there too.
#[test]
fn stored_results_are_what_the_formulas_give() {
    for report in reports() {
        let content = Content::of(&report);
        let mut book = open(write(&content, None).unwrap());
        for (index, table) in report.form.tables.iter().enumerate() {
            let layout = SheetLayout::of(table).unwrap();
            let found = cells(&mut book, &table.short);
            for cell in &layout.cells {
                let Some((line, column)) = cell.figure else { continue };
                let shown = &found[&(cell.row, u32::from(cell.column))];
                match &report.cell(index, line, column).value {
                    Value::Whole(number) => {
                        assert_eq!(shown.to_string(), number.to_string(), "{}", report.agency.value)
                    }
                    Value::Amount(amount) => {
                        let digits = amount.to_string();
                        match digits.parse::<f64>() {
                            Ok(number) => assert_eq!(shown, &Data::Float(number)),
                            Err(_) => assert_eq!(shown.to_string(), digits),
                        }
                    }
                }
            }
            let checks: Vec<String> = found
                .iter()
                .filter(|((row, column), _)| *row >= layout.end && *column >= u32::from(layout.stub))
                .map(|(_, data)| data.to_string())
                .filter(|text| text.starts_with(['√', '差']))
                .collect();
            let wanted = if layout.stub == 0 { 0 } else { nianbao::workbook::sums::checks(table).count() * 7 };
            assert_eq!(checks.len(), wanted, "{}", table.short);
            assert!(checks.iter().all(|text| text == "√"), "{} {}: {checks:?}", report.agency.value, table.short);
        }
    }
}

#[test]
fn a_difference_is_stored_as_the_check_shows_it() {
    let form = Templates::default().forms().unwrap().for_year(2024).unwrap();
    let mut content = Content::blank(&form, "青石市商务局", 2024);
    let (index, table) = form.table("申请").unwrap();
    let line = table.line(&["本年新收"]).unwrap();
    content.figures[index][line][0] = Filled::Whole(12);
    // Text in a cell adds nothing, as SUM has it.
    content.figures[index][line][1] = Filled::Words("5件".into());
    let mut book = open(write(&content, None).unwrap());
    let layout = SheetLayout::of(table).unwrap();
    let found = cells(&mut book, &table.short);
    let (row, column) = layout.place(line, table.lines[line].columns.len() - 1).unwrap();
    assert_eq!(found[&(row, u32::from(column))].to_string(), "12");
    let (_, column) = layout.place(line, 0).unwrap();
    assert_eq!(found[&(layout.end, u32::from(column))].to_string(), "差12");
    let formulas = book.worksheet_formula(&table.short).unwrap();
    let formula = formulas.get_value((layout.end, u32::from(column))).unwrap();
    assert!(formula.contains("SUM(") && !formula.contains('+'), "{formula}");
}

/// What the check of 表三 shows in each column.
fn check_row(content: &Content) -> Vec<String> {
    let (_, table) = content.form.table("申请").unwrap();
    let layout = SheetLayout::of(table).unwrap();
    let found = cells(&mut open(write(content, None).unwrap()), &table.short);
    (u32::from(layout.stub)..u32::from(layout.columns)).map(|column| found[&(layout.end, column)].to_string()).collect()
}

#[test]
fn a_form_that_nobody_has_filled_in_yet_is_quiet() {
    for form in forms() {
        let mut content = Content::blank(&form, "青石市商务局", 2024);
        assert_eq!(check_row(&content), ["待填"; 7], "{}", form.name);
        // What was carried over from last year is nobody's answer.
        let (index, table) = form.table("申请").unwrap();
        let carried = table.line(&["上年结转"]).unwrap();
        content.figures[index][carried] = vec![Filled::Whole(3), Filled::Whole(0), Filled::Whole(1)];
        content.figures[index][carried].resize(table.lines[carried].columns.len(), Filled::Whole(0));
        let own = content.clone();
        content.carried.insert((index, carried));
        assert_eq!(check_row(&content), ["待填"; 7], "{}", form.name);
        assert_eq!(check_row(&own), ["差3", "√", "差1", "√", "√", "√", "差4"], "{}", form.name);
        // Words are no figures.
        let new = table.line(&["本年新收"]).unwrap();
        content.figures[index][new][1] = Filled::Words("5件".into());
        assert_eq!(check_row(&content), ["待填"; 7], "{}", form.name);
        content.figures[index][new][1] = Filled::Whole(0);
        assert_eq!(check_row(&content), ["待填", "√", "待填", "待填", "待填", "待填", "差4"], "{}", form.name);
    }
}

#[test]
fn findings_are_listed_first_with_the_place_of_their_cell() {
    let form = Templates::default().forms().unwrap().for_year(2024).unwrap();
    let mut content = Content::blank(&form, "青石市商务局", 2024);
    content.texts.insert("总体情况".into(), vec!["第一段。".into(), "第二段。".into()]);
    let (index, table) = form.table("申请").unwrap();
    let line = table.line(&["予以公开"]).unwrap();
    let remark = |level, spots: Vec<BookSpot>, excused: Option<&str>| Remark {
        level,
        code: "column-balance".into(),
        spots,
        place: None,
        item: "表三“（一）予以公开”自然人列".into(),
        found: "9".into(),
        message: "相差 1".into(),
        advice: "逐项核对这一列".into(),
        excused: excused.map(str::to_owned),
    };
    let remarks = Remarks {
        source: "填报表.xlsx".into(),
        list: vec![
            remark(RemarkLevel::Warning, vec![BookSpot::Paragraph("总体情况".into(), 1)], None),
            remark(RemarkLevel::Error, vec![BookSpot::Figure(index, line, 0)], None),
            remark(RemarkLevel::Error, Vec::new(), Some("口径不同")),
        ],
    };
    let mut book = open(write(&content, Some(&remarks)).unwrap());
    assert_eq!(book.sheet_names()[0], RESULTS);
    let found = cells(&mut book, RESULTS);
    let listed: Vec<[String; 2]> = (3..6)
        .map(|row| [1, 2].map(|column| found.get(&(row, column)).map(ToString::to_string).unwrap_or_default()))
        .collect();
    let place = SheetLayout::of(table).unwrap().address(line, 0).unwrap();
    // Rows of 基本情况与文字: title, four basics, 导语 with its 25 rows, then the head of 总体情况.
    let texts = cells(&mut book, TEXTS);
    let second = texts.iter().find(|(_, data)| **data == "第二段。").map(|((row, _), _)| row + 1).unwrap();
    assert_eq!(listed[0], ["错误".to_owned(), format!("{}!{place}", table.short)]);
    assert_eq!(listed[1], ["警告".to_owned(), format!("{TEXTS}!B{second}")]);
    assert!(found[&(5, 5)].to_string().contains("已说明：口径不同"));
    assert!(found[&(0, 0)].to_string().contains("错误 1 个，警告 1 个"), "{}", found[&(0, 0)]);
}
