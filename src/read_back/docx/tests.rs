//! What programs write into a DOCX, one oddity a test.

use std::io::{Cursor, Write};

use super::read;

/// The units of a document with this body, as text; `parts` are further parts of the package.
fn words_with(body: &str, parts: &[(&str, &str)]) -> Vec<String> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    for (name, text) in [("word/document.xml", document.as_str())].iter().chain(parts) {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    read(&bytes).unwrap().units.iter().map(ToString::to_string).collect()
}

fn words(body: &str) -> Vec<String> {
    words_with(body, &[])
}

/// A paragraph of one run.
fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// A cell with properties.
fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

fn tbl(rows: &[&str]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect::<String>())
}

#[test]
fn content_controls_are_looked_through() {
    let control = |inside: &str| {
        format!("<w:sdt><w:sdtPr><w:tag w:val=\"x\"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>")
    };
    let cell = control(&tc("", "1"));
    let row = control(&format!("<w:tr>{}{cell}</w:tr>", tc("", "甲")));
    let table = format!("<w:tbl>{row}</w:tbl>");
    let run =
        format!("<w:p><w:r><w:t>共</w:t></w:r>{}<w:r><w:t>件</w:t></w:r></w:p>", control("<w:r><w:t>3</w:t></w:r>"));
    assert_eq!(words(&(control(&p("段")) + &run + &table)), ["段", "共3件", "甲 | 1"]);
}

#[test]
fn what_is_struck_through_is_out_and_raised_numbers_stand_apart() {
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let body = [
        run("<w:strike/>", "1"),
        run("<w:dstrike w:val=\"1\"/>", "4"),
        run("<w:strike w:val=\"0\"/>", "2"),
        run("<w:vertAlign w:val=\"superscript\"/>", "13"),
        run("<w:rStyle w:val=\"gone\"/>", "5"),
        run("<w:rStyle w:val=\"gone\"/><w:strike w:val=\"false\"/>", "6"),
        run("<w:vertAlign w:val=\"subscript\"/>", "7"),
    ];
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"gone\"><w:rPr><w:strike/></w:rPr></w:style></w:styles>";
    let found = words_with(&format!("<w:p>{}</w:p>", body.concat()), &[("word/styles.xml", styles)]);
    assert_eq!(found, ["2¹³6₇"]);
}

#[test]
fn raised_by_position_and_struck_through_by_the_style_of_the_paragraph() {
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let up = "<w:position w:val=\"8\"/>";
    let gone = "<w:pPr><w:pStyle w:val=\"Gone\"/></w:pPr>";
    let body = [
        format!("<w:p>{}{}{}</w:p>", run("", "2"), run(up, "1"), run("<w:position w:val=\"-6\"/>", "3")),
        format!("<w:p>{}{}</w:p>", run(up, "4"), run(up, "5")),
        format!("<w:p>{}{}</w:p>", run(up, "6"), run("<w:rStyle w:val=\"Note\"/>", "7")),
        format!("<w:p>{gone}{}{}</w:p>", run("", "8"), run("<w:strike w:val=\"0\"/>", "9")),
        format!("<w:p>{gone}{}</w:p>", run("<w:rStyle w:val=\"Struck\"/>", "1")),
    ];
    let style = |id: &str, properties: &str| format!("<w:style w:styleId=\"{id}\">{properties}</w:style>");
    let styles = [
        style("Struck", "<w:rPr><w:strike/></w:rPr>"),
        style("Gone", "<w:basedOn w:val=\"Struck\"/>"),
        style("Note", "<w:rPr><w:position w:val=\"14\"/></w:rPr>"),
    ];
    let styles = format!("<w:styles xmlns:w=\"w\">{}</w:styles>", styles.concat());
    assert_eq!(words_with(&body.concat(), &[("word/styles.xml", &styles)]), ["2¹₃", "45", "6⁷", "9", "1"]);
}

#[test]
fn tracked_changes_are_taken_as_accepted() {
    let changed = "<w:p><w:r><w:t>新收</w:t></w:r><w:del><w:r><w:delText>2</w:delText></w:r></w:del>\
        <w:ins><w:r><w:t>3</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>\
        <w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo></w:p>";
    let joined = format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>{}", p("后半"));
    let row = |properties: &str, text: &str| {
        format!("<w:tr><w:trPr>{properties}</w:trPr>{}{}</w:tr>", tc("", text), tc("", "1"))
    };
    let table = format!("<w:tbl>{}{}{}</w:tbl>", row("", "甲"), row("<w:del/>", "乙"), row("<w:ins/>", "丙"));
    assert_eq!(words(&(changed.to_owned() + &joined + &table)), ["新收3移来", "前半后半", "甲 | 1\n丙 | 1"]);
}

#[test]
fn alternatives_are_read_once_and_text_boxes_stand_by_themselves() {
    let text_box =
        |text: &str| format!("<w:drawing><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></w:drawing>", p(text));
    let old =
        |text: &str| format!("<w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict>", p(text));
    let both = format!(
        "<mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>",
        text_box("标题"),
        old("标题")
    );
    let body = format!("<w:p><w:r><w:t>前</w:t></w:r><w:r>{both}</w:r><w:r><w:t>后</w:t></w:r></w:p>");
    assert_eq!(words(&body), ["标题", "前后"]);
    assert_eq!(words(&format!("<w:p><w:r>{}</w:r></w:p>", old("旧框"))), ["旧框"]);
}

#[test]
fn what_is_printed_without_being_text_is_read_and_what_is_not_printed_is_not() {
    let body = "<w:p><w:r><w:t>010</w:t><w:noBreakHyphen/><w:t>1</w:t><w:br/><w:t>甲</w:t><w:softHyphen/><w:t>乙</w:t><w:tab/>\
        <w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:sym w:font=\"宋体\" w:char=\"2460\"/></w:r>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>显</w:t></w:r></w:p>";
    assert_eq!(words(body), ["010-1\n甲乙\t☑①显"]);
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let sum = format!(
        "<w:p>{}<w:r><w:instrText>=SUM(LEFT)</w:instrText></w:r>{}<w:r><w:t>6</w:t></w:r>{}<w:fldSimple><w:r><w:t>7</w:t></w:r></w:fldSimple></w:p>",
        field("begin"),
        field("separate"),
        field("end")
    );
    let broken = format!("<w:p>{}<w:r><w:t>丢</w:t></w:r></w:p>{}", field("begin"), p("后文"));
    assert_eq!(words(&(sum + &broken)), ["67", "后文"]);
}

#[test]
fn merges_of_every_kind_become_spans() {
    let table = tbl(&[
        &(tc("<w:vMerge w:val=\"restart\"/>", "甲") + &tc("<w:gridSpan w:val=\"2\"/>", "乙")),
        &(tc("<w:vMerge/>", "") + &tc("<w:hMerge w:val=\"restart\"/>", "丙") + &tc("<w:hMerge/>", "")),
        &("<w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>".to_owned() + &tc("", "1") + &tc("", "2")),
    ]);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    // Any prefix will do.
    let xml = format!("<w:document><w:body>{table}</w:body></w:document>").replace("w:", "ns0:");
    writer.write_all(xml.as_bytes()).unwrap();
    let contents = read(&writer.finish().unwrap().into_inner()).unwrap();
    let crate::read_back::unit::ReadUnit::Table(grid) = &contents.units[0] else { panic!("{contents:?}") };
    assert_eq!(grid.places(), [["甲", "乙", "乙"], ["甲", "丙", "丙"], ["", "1", "2"]]);
    assert_eq!(grid.cells[&(2, 2)].place.to_string(), "第1张表 第3行");
}

#[test]
fn lines_a_hair_apart_are_one_and_paragraphs_of_a_cell_stay_apart() {
    let table = "<w:tbl><w:tblGrid><w:gridCol w:w=\"900\"/><w:gridCol w:w=\"30\"/><w:gridCol w:w=\"600\"/></w:tblGrid>"
        .to_owned()
        + &format!("<w:tr>{}{}</w:tr>", tc("", "项"), tc("<w:gridSpan w:val=\"2\"/>", "数"))
        + &format!(
            "<w:tr>{}<w:tc>{}{}<w:p/></w:tc></w:tr></w:tbl>",
            tc("<w:gridSpan w:val=\"2\"/>", "甲"),
            p("1"),
            p("2")
        );
    assert_eq!(words(&table), ["项 | 数\n甲 | 1\n2"]);
}

#[test]
fn numbers_come_from_lists_and_styles_and_contents_are_passed_over() {
    let numbering = "<w:numbering><w:abstractNum w:abstractNumId=\"0\">\
        <w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/><w:pStyle w:val=\"Yi\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"（%2）\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let styles = "<w:styles><w:style w:styleId=\"Yi\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
        <w:style w:styleId=\"Er\"><w:basedOn w:val=\"Yi\"/></w:style><w:style w:styleId=\"Mu\"><w:name w:val=\"toc 1\"/></w:style></w:styles>";
    let styled = |style: &str, more: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let number =
        |list: u32, level: u32| format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>");
    let body = styled("Mu", "", "总体情况 1")
        + &styled("Yi", "", "总体情况")
        + &styled("", &number(1, 1), "主动公开")
        + &styled("Er", "", "其他")
        + &styled("Yi", &number(0, 0), "没有编号");
    let parts = [("word/numbering.xml", numbering), ("word/styles.xml", styles)];
    assert_eq!(words_with(&body, &parts), ["一、总体情况", "（一）主动公开", "二、其他", "没有编号"]);
}

#[test]
fn a_report_in_a_table_of_the_layout_is_read_as_if_it_were_not() {
    let inner = tbl(&[&(tc("", "甲") + &tc("", "1"))]);
    let layout = tbl(&[&format!("<w:tc>{}{inner}{}</w:tc>", p("上文"), p("下文"))]);
    assert_eq!(words(&layout), ["上文", "甲 | 1", "下文"]);
}
