//! Tests with hostile files: each ends in a sentence, soon; and no file, however it is damaged, brings a reader down.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use proptest::prelude::*;

use super::unit::{FileKind, ReadUnit};
use super::{Unreadable, read};

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn docx(body: &str) -> Vec<u8> {
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    zipped(&[("word/document.xml", xml.as_bytes())])
}

fn refused(bytes: &[u8]) -> String {
    read(bytes).map(|contents| contents.units.len()).unwrap_err().to_string()
}

#[test]
fn what_costs_too_much_is_refused_by_name() {
    let spaces = vec![b' '; 40 * 1024 * 1024];
    let said = refused(&zipped(&[("word/document.xml", &spaces)]));
    assert_eq!(said, "太大，读不了：解开后超过 32 MB");
    let cells = "<w:tbl><w:tr><w:tc>".repeat(100_000);
    assert_eq!(refused(&docx(&cells)), "太大，读不了：标记嵌套超过 256 层");
    assert!(refused(&docx(&"<w:p/>".repeat(1_000_001))).contains("标记超过"));
    let page = format!("<html>{}", "<table><tr><td>".repeat(100_000));
    assert!(refused(page.as_bytes()).contains("嵌套超过"));
    assert!(refused(&[&b"<html>"[..], &spaces].concat()).contains("网页超过 4 MB"));
    assert!(
        refused(&[&b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"[..], &spaces].concat()).contains("超过")
    );
}

#[test]
fn a_workbook_of_more_sheets_than_any_report_has_is_refused() {
    let sheets = |count: usize| {
        let list: String = (0..count).map(|at| format!("<sheet name=\"s{at}\" sheetId=\"1\" r:id=\"r1\"/>")).collect();
        let book = format!(
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{list}</sheets></workbook>"
        );
        let relations = "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
        zipped(&[("xl/workbook.xml", book.as_bytes()), ("xl/_rels/workbook.xml.rels", relations.as_bytes())])
    };
    assert_eq!(refused(&sheets(301)), "太大，读不了：超过 300 张工作表");
    assert!(!read(&sheets(300)).is_err_and(|error| error.to_string().contains("张工作表")));
}

#[test]
fn what_cannot_be_read_is_called_by_its_name() {
    for (bytes, words) in [
        (&b""[..], "是空文件"),
        (b"{\\rtf1\\ansi ", "RTF"),
        (b"\x89PNG\r\n\x1A\n....", "是图片"),
        (b"\xFF\xD8\xFF\xE0....JFIF", "是图片"),
        (b"Rar!\x1A\x07\x00", "压缩包"),
        (b"%PDF-1.7\n", "不是完整的 PDF 文件"),
        (b"PK\x03\x04", "不是完整的 DOCX 文件"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "不是完整的 DOC 文件"),
        (b"\x00\x01\x02\x03\x04", "不是能认出的文件"),
        (b"<html><script>1</script></html>", "里面没有文字"),
    ] {
        assert!(refused(bytes).contains(words), "{words}: {}", refused(bytes));
    }
    assert!(refused(&zipped(&[("OFD.xml", b"<x/>")])).contains("OFD"));
    assert!(refused(&zipped(&[("ppt/presentation.xml", b"<x/>")])).contains("演示文稿"));
    assert!(refused(&zipped(&[("a.docx", b"PK")])).contains("压缩包"));
    let mut locked = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    locked.create_stream("EncryptedPackage").unwrap();
    assert_eq!(read(&locked.into_inner().into_inner()), Err(Unreadable::Locked));
}

#[test]
fn workbooks_that_unroll_to_too_much_are_refused() {
    let text = "规".repeat(30_000);
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..200 {
        sheet.write(row, 0, text.as_str()).unwrap();
    }
    assert_eq!(refused(&book.save_to_buffer().unwrap()), "太大，读不了：超过 16 MB 文字");
    let content = format!(
        "<o:c xmlns:o=\"o\"><o:body><o:table o:name=\"a\"><o:table-row o:number-rows-repeated=\"1900\"><o:table-cell \
         o:number-columns-repeated=\"99\"><o:p>{text}</o:p></o:table-cell></o:table-row></o:table></o:body></o:c>"
    );
    let kind: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    assert!(refused(&zipped(&[("mimetype", kind), ("content.xml", content.as_bytes())])).contains("MB 文字"));
    let mut book = rust_xlsxwriter::Workbook::new();
    for _ in 0..3 {
        let sheet = book.add_worksheet();
        for (row, column) in (0..1_900).flat_map(|row| (0..40).map(move |column| (row, column))) {
            sheet.write(row, column, 1).unwrap();
        }
    }
    assert_eq!(refused(&book.save_to_buffer().unwrap()), "太大，读不了：超过 200000 格");
}

/// Files that ask for a password, each in the way of its format.
#[test]
fn locked_files_are_called_locked() {
    // FibBase.fEncrypted (MS-DOC 2.5.1); the record FilePass (MS-XLS 2.4.117) with the older obfuscation and with the newer one.
    let stream = |file: &[u8], name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut file = cfb::CompoundFile::open(Cursor::new(file.to_vec())).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file.open_stream(name).unwrap(), &mut bytes).unwrap();
        change(&mut bytes);
        file.create_stream(name).unwrap().write_all(&bytes).unwrap();
        file.flush().unwrap();
        file.into_inner().into_inner()
    };
    let doc = stream(include_bytes!("doc/sample.doc"), "WordDocument", &|bytes| bytes[0x0B] |= 1);
    assert_eq!(read(&doc), Err(Unreadable::Locked));
    for kind in [0_u8, 1] {
        let xls = stream(include_bytes!("xls/sample.xls"), "Workbook", &|bytes| {
            let first = 4 + usize::from(u16::from_le_bytes([bytes[2], bytes[3]]));
            bytes.splice(first..first, [0x2F, 0, 6, 0, kind, 0, 1, 2, 3, 4]);
        });
        assert_eq!(read(&xls), Err(Unreadable::Locked), "{kind}");
    }
    let manifest = b"<m><f><encryption-data/></f></m>";
    let ods: [(&str, &[u8]); 3] = [
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", b"\x01\x02"),
    ];
    assert_eq!(read(&zipped(&ods)), Err(Unreadable::Locked));
}

#[test]
fn spans_beyond_all_bounds_are_clamped() {
    let cell = |span: &str| {
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/></w:tcPr><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>")
    };
    let row = format!(
        "<w:tr><w:trPr><w:gridBefore w:val=\"18446744073709551615\"/></w:trPr>{}</w:tr>",
        cell("18446744073709551615").repeat(40)
    );
    let contents =
        read(&docx(&format!("<w:tbl>{row}<w:tr>{}{}</w:tr></w:tbl>", cell("4294967295"), cell("2")))).unwrap();
    assert!(matches!(&contents.units[..], [ReadUnit::Table(_)]));
    let page = "<table><tr><td colspan=99999999999 rowspan=99999999999>1<td>2<tr><td>3</table>";
    let contents = read(page.as_bytes()).unwrap();
    let ReadUnit::Table(grid) = &contents.units[0] else { panic!("{contents:?}") };
    assert_eq!(grid.places().len(), 2);
}

/// A workbook with text, a figure, a formula, merged cells and something hidden.
fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "甲").unwrap().write(0, 1, 1).unwrap();
    sheet.write_formula(0, 2, rust_xlsxwriter::Formula::new("=SUM(B1)").set_result("1")).unwrap();
    sheet.merge_range(1, 0, 2, 2, "乙", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.set_row_hidden(3).unwrap();
    book.save_to_buffer().unwrap()
}

/// A small file of every kind that damage is done to.
fn whole() -> Vec<(FileKind, Vec<u8>)> {
    let mut body = String::new();
    for row in 0..6 {
        write!(
            body,
            "<w:sdt><w:sdtContent><w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>第{row}段</w:t>\
             <w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r></w:p></w:sdtContent></w:sdt><w:tbl><w:tblGrid><w:gridCol w:w=\"9\"/></w:tblGrid>\
             <w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>\
             <w:tc><w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>x</w:instrText><w:t>{row}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        )
        .unwrap();
    }
    let numbering = "<numbering><abstractNum abstractNumId=\"0\"><lvl ilvl=\"0\"><numFmt val=\"chineseCounting\"/><lvlText val=\"%1、\"/></lvl>\
        </abstractNum><num numId=\"1\"><abstractNumId val=\"0\"/></num></numbering>";
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let docx = zipped(&[("word/document.xml", xml.as_bytes()), ("word/numbering.xml", numbering.as_bytes())]);
    let html = "<html><meta charset=gb2312><body><table><tr><td rowspan=2 colspan=3>甲<td><p>1<table><tr><td>2</table><td>3<tr><td>4<td>5</table><ol><li>其一<br>二";
    let mht = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n{html}=E5=B9=B4\r\n--b--\r\n"
    );
    let cell = |text: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated=\"2\" table:formula=\"=1\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let content = format!(
        "<o:c xmlns:o=\"o\"><o:body><table:table table:name=\"表\"><table:table-row table:number-rows-repeated=\"3\">{}{}</table:table-row></table:table></o:body></o:c>",
        cell("甲"),
        cell("1<text:s text:c=\"2\"/>2")
    );
    let ods =
        zipped(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_bytes())]);
    let sheet = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"{0}\" xmlns:ss=\"{0}\"><Worksheet ss:Name=\"表\"><Table><Row ss:Index=\"2\"><Cell ss:MergeAcross=\"1\">\
         <Data ss:Type=\"String\">甲</Data></Cell><Cell ss:Formula=\"=1\"><Data ss:Type=\"Number\">1</Data></Cell></Row></Table></Worksheet></Workbook>",
        super::sheet_xml::NAMESPACE
    );
    let pdf = include_bytes!("pdf/sample.pdf").to_vec();
    let doc = include_bytes!("doc/sample.doc").to_vec();
    vec![
        (FileKind::Docx, docx),
        (FileKind::Html, html.into()),
        (FileKind::Mht, mht.into_bytes()),
        (FileKind::Pdf, pdf),
        (FileKind::Doc, doc),
        (FileKind::Xlsx, workbook()),
        (FileKind::Xls, include_bytes!("xls/sample.xls").to_vec()),
        (FileKind::Ods, ods),
        (FileKind::Xls, sheet.into_bytes()),
    ]
}

#[test]
fn the_files_that_damage_is_done_to_are_whole() {
    for (kind, bytes) in whole() {
        let contents = read(&bytes).unwrap_or_else(|unreadable| panic!("{kind:?}: {unreadable}"));
        assert_eq!(contents.kind, kind);
        assert!(contents.units.iter().any(|unit| matches!(unit, ReadUnit::Table(_))), "{kind:?}");
    }
}

/// One piece of damage: bytes overwritten, cut out, doubled, or the end cut off.
fn damage(bytes: &mut Vec<u8>, kind: u8, at: usize, length: usize, value: u8) {
    if bytes.is_empty() {
        return;
    }
    let at = at % bytes.len();
    let end = (at + 1 + length % 64).min(bytes.len());
    match kind % 5 {
        0 => bytes[at] = value,
        1 => bytes[at..end].fill(value),
        2 => drop(bytes.drain(at..end)),
        3 => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece);
        }
        _ => bytes.truncate(at),
    }
}

fn wounds() -> impl Strategy<Value = Vec<(u8, usize, usize, u8)>> {
    let value = prop_oneof![any::<u8>(), Just(0), Just(0xFF), Just(b'<'), Just(b'9')];
    prop::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), value), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(9704), ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_bring_no_reader_down(wounds in wounds()) {
        for (_, mut bytes) in whole() {
            wounds.iter().for_each(|&(kind, at, length, value)| damage(&mut bytes, kind, at, length, value));
            let _ = read(&bytes);
        }
    }

    /// The same of workbooks: each part in turn.
    #[test]
    fn damaged_sheets_bring_no_reader_down(wounds in wounds(), part in any::<usize>()) {
        for kind in [FileKind::Xlsx, FileKind::Ods] {
            let whole = whole().into_iter().find(|(of, _)| *of == kind).unwrap().1;
            let mut archive = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
            let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
            for index in 0..archive.len() {
                let mut file = archive.by_index(index).unwrap();
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
                parts.push((file.name().unwrap().into_owned(), bytes));
            }
            let part = part % parts.len();
            wounds.iter().for_each(|&(kind, at, length, value)| damage(&mut parts[part].1, kind, at, length, value));
            let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            let _ = read(&zipped(&parts));
        }
    }

    /// The inside of a package, which damage to packed bytes hardly ever reaches.
    #[test]
    fn damaged_parts_bring_no_reader_down(wounds in wounds()) {
        let mut archive = zip::ZipArchive::new(Cursor::new(whole().remove(0).1)).unwrap();
        let mut part = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_name("word/document.xml").unwrap(), &mut part).unwrap();
        wounds.iter().for_each(|&(kind, at, length, value)| damage(&mut part, kind, at, length, value));
        let _ = read(&zipped(&[("word/document.xml", &part), ("word/numbering.xml", &part), ("word/styles.xml", &part)]));
    }
}

/// The long hunt: `NIANBAO_FILES=folder NIANBAO_HUNT=5000` damages every file of a folder that many times.
#[test]
fn a_long_hunt_finds_nothing() {
    let (Some(folder), Some(rounds)) = (std::env::var_os("NIANBAO_FILES"), std::env::var("NIANBAO_HUNT").ok()) else {
        return;
    };
    let rounds: u64 = rounds.parse().unwrap();
    let mut seed = 9704u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed >> 24
    };
    let files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    for path in files.into_iter().filter(|path| path.is_file()) {
        let whole = std::fs::read(&path).unwrap();
        for round in 0..rounds {
            let mut bytes = whole.clone();
            for _ in 0..=next() % 8 {
                damage(&mut bytes, next() as u8, next() as usize, next() as usize, next() as u8);
            }
            let begun = std::time::Instant::now();
            let _ = read(&bytes);
            if begun.elapsed().as_secs() >= 2 {
                let kept =
                    std::env::temp_dir().join(format!("slow-{round}-{}", path.file_name().unwrap().to_string_lossy()));
                std::fs::write(&kept, &bytes).unwrap();
                panic!("{} took {:?}", kept.display(), begun.elapsed());
            }
        }
    }
}
