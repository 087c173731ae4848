//! A PDF of any program as units: by its tags where it has them, held against its rules; else by rules and lines alone.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{PagedLine, PrintedLine, TextColumn, lines, paragraphs};
use super::tables::{TableOnPage, fill};
use super::{PrintedPdf, UnreadablePdf, aligned, guard, rules, tagged, tags};
use crate::read_back::Unreadable;
use crate::read_back::flow::number;
use crate::read_back::unit::{Contents, FileKind, PrintedRow, ReadUnit};

/// No larger file is read, in bytes.
const LARGEST: usize = 64 * 1024 * 1024;
/// Tags are believed when they hold this share of the text.
const TAGGED: f64 = 0.9;

/// A running head is set in type smaller than this share of what stands below it.
const SMALL: f64 = 0.9;

/// The contents of a file.
///
/// # Errors
/// No PDF, a damaged, locked or scanned one, or one that costs too much.
pub fn read(bytes: &[u8]) -> Result<Contents, Unreadable> {
    if bytes.len() > LARGEST {
        return Err(Unreadable::TooLarge(format!("PDF 超过 {} MB", LARGEST / 1024 / 1024)));
    }
    guard::weigh(bytes)?;
    let owned = bytes.to_vec();
    guard::within(move |waiting| read_while(&owned, waiting))?
}

/// Reads as long as somebody waits.
fn read_while(bytes: &[u8], waiting: &guard::Waiting) -> Result<Contents, Unreadable> {
    let pdf = PrintedPdf::read_while(bytes, waiting).map_err(|error| match error {
        UnreadablePdf::Locked => Unreadable::Locked,
        UnreadablePdf::Pages => Unreadable::TooLarge(error.to_string()),
        UnreadablePdf::Damaged => Unreadable::damaged(FileKind::Pdf, error),
    })?;
    let glyphs = pdf.pages.iter().flat_map(|page| &page.glyphs);
    let (mut readable, mut unreadable) = (0, 0);
    for glyph in glyphs {
        let said = !glyph.text.is_empty() && !glyph.text.contains('\u{FFFD}');
        *if said { &mut readable } else { &mut unreadable } += 1;
    }
    if readable < 20 {
        return Err(if unreadable > readable { Unreadable::NoCharacters } else { Unreadable::Scan });
    }
    let mut remarks = Vec::new();
    if unreadable > 0 {
        remarks.push(format!("有{unreadable}个字读不出（字体没有写明字符）"));
    }
    let drawn = by_lines(&pdf, waiting);
    let spoken = tagged::paragraphs(&pdf);
    let share = length(&spoken) as f64 / length(&drawn).max(1) as f64;
    let tables = |units: &[ReadUnit]| units.iter().any(|unit| matches!(unit, ReadUnit::Table(_)));
    let believed = share >= TAGGED && (tables(&spoken) || !tables(&drawn)) && !tags::lose_tables(&spoken, &drawn);
    let units = if believed { tags::compared(tags::whole(spoken, &drawn), &drawn) } else { drawn };
    Ok(Contents { kind: FileKind::Pdf, units, remarks, properties: BTreeMap::new() })
}

/// Characters of text, white space aside.
fn length(units: &[ReadUnit]) -> usize {
    let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let lengths = units.iter().map(|unit| match unit {
        ReadUnit::Text(passage) => count(&passage.text),
        ReadUnit::Table(grid) => grid.cells.values().flat_map(|cell| &cell.paragraphs).map(|text| count(text)).sum(),
    });
    lengths.sum()
}

/// What stands on a page: tables and, between them, lines.
struct PageSheet {
    pieces: Vec<TableOnPage>,
    lines: Vec<PrintedLine>,
    /// Those of its lines that may head columns.
    spaced: Vec<PrintedRow>,
    width: f64,
    height: f64,
}

/// The units by rules and lines.
fn by_lines(pdf: &PrintedPdf, waiting: &guard::Waiting) -> Vec<ReadUnit> {
    let mut sheets: Vec<PageSheet> = Vec::new();
    for (page, index) in pdf.pages.iter().zip(1u32..) {
        waiting.go_on();
        let (mut pieces, rest) = fill(page, index, rules::tables(page));
        let (aligned, rest) = aligned::tables(rest, index, page.width);
        pieces.extend(aligned.into_iter().map(TableOnPage::aligned));
        pieces.sort_by(|a, b| a.top.total_cmp(&b.top));
        let spaced = aligned::spaced(&rest);
        sheets.push(PageSheet { pieces, lines: lines(&rest), spaced, width: page.width, height: page.height });
    }
    drop_furniture(&mut sheets);
    join_heads(&mut sheets);
    let columns = columns(&sheets);
    let mut units: Vec<ReadUnit> = Vec::new();
    let mut open: Vec<PagedLine> = Vec::new();
    let mut table: Option<TableOnPage> = None;
    for ((sheet, column), page) in sheets.into_iter().zip(columns).zip(1u32..) {
        let mut lines = sheet.lines.into_iter().peekable();
        for (index, piece) in sheet.pieces.into_iter().enumerate() {
            let mut between = false;
            while let Some(line) = lines.next_if(|line| line.y < piece.bottom && line.y < piece.top + line.size) {
                between = true;
                units.extend(table.take().map(|piece| ReadUnit::Table(piece.grid)));
                open.push(PagedLine { line, page, apart: false, column });
            }
            match table.as_mut() {
                Some(last) if index == 0 && !between && last.goes_on_in(&piece) => last.add(piece),
                _ => {
                    units.extend(table.take().map(|piece| ReadUnit::Table(piece.grid)));
                    units.extend(joined(std::mem::take(&mut open)));
                    table = Some(piece);
                }
            }
        }
        for line in lines {
            units.extend(table.take().map(|piece| ReadUnit::Table(piece.grid)));
            open.push(PagedLine { line, page, apart: false, column });
        }
    }
    units.extend(table.take().map(|piece| ReadUnit::Table(piece.grid)));
    units.extend(joined(open));
    number(&mut units);
    units
}

/// No more lines of a head are parted from it by the page.
const PARTED: usize = 3;

/// Puts lines that may head columns from the lower end of a page over the table without drawn lines that the next page begins with.
fn join_heads(sheets: &mut [PageSheet]) {
    for page in 1..sheets.len() {
        let (before, after) = sheets.split_at_mut(page);
        let (Some(sheet), Some(next)) = (before.last_mut(), after.first_mut()) else { continue };
        let Some(table) = next.pieces.first_mut() else { continue };
        if next.lines.iter().any(|line| line.y < table.top) {
            continue;
        }
        let bottom = sheet.pieces.last().map_or(f64::NEG_INFINITY, |piece| piece.bottom);
        for _ in 0..PARTED {
            let Some(last) = sheet.lines.last().filter(|line| line.y > bottom) else { break };
            let head = sheet.spaced.iter().rfind(|row| (row.y - aligned::tenths(last.y)).abs() <= 1).cloned();
            let number = u32::try_from(page).unwrap_or(u32::MAX);
            if !head.is_some_and(|head| aligned::put_above(&mut table.grid, head, number)) {
                break;
            }
            sheet.lines.pop();
        }
    }
}

/// Where lines begin and end on each page: pages of one width are set alike.
fn columns(sheets: &[PageSheet]) -> Vec<TextColumn> {
    let of_width = |width: f64| {
        let alike = sheets.iter().filter(move |sheet| (sheet.width - width).abs() < 1.0);
        TextColumn::of(alike.flat_map(|sheet| &sheet.lines)).unwrap_or(TextColumn { left: 0.0, right: f64::INFINITY })
    };
    let mut known: Vec<(f64, TextColumn)> = Vec::new();
    let mut column = |width: f64| match known.iter().find(|(of, _)| (of - width).abs() < 1.0) {
        Some((_, column)) => *column,
        None => {
            let column = of_width(width);
            known.push((width, column));
            column
        }
    };
    sheets.iter().map(|sheet| column(sheet.width)).collect()
}

fn joined(lines: Vec<PagedLine>) -> impl Iterator<Item = ReadUnit> {
    paragraphs(lines).into_iter().map(|(passage, _)| ReadUnit::Text(passage))
}

/// Takes page numbers, running heads and feet away: at the upper or lower end of a page a number alone, or a line that stands at the
/// same height of another page with at most other digits. The first line of the file stays, for a title may stand on every page, but
/// not in smaller type than the line below it.
fn drop_furniture(sheets: &mut [PageSheet]) {
    let pattern = |line: &PrintedLine| {
        let text: String = line.text.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_digit()).collect();
        (text, (line.y / 2.0).round() as i64)
    };
    let ends = |sheet: &PageSheet| {
        let (first, last) =
            (sheet.pieces.first().map(|piece| piece.top), sheet.pieces.last().map(|piece| piece.bottom));
        let count = sheet.lines.len();
        let outside = |at: usize, line: &PrintedLine| {
            let top = at < 2 && line.y < sheet.height * 0.15 && first.is_none_or(|top| line.y < top);
            let bottom = at + 2 >= count && line.y > sheet.height * 0.85 && last.is_none_or(|bottom| line.y > bottom);
            top || bottom
        };
        (0..count).filter(|&at| outside(at, &sheet.lines[at])).collect::<Vec<_>>()
    };
    let mut met: BTreeMap<(String, i64), BTreeSet<usize>> = BTreeMap::new();
    for (page, sheet) in sheets.iter().enumerate() {
        for at in ends(sheet) {
            let (text, y) = pattern(&sheet.lines[at]);
            // Rounding may part what is at one height.
            for y in [y - 1, y, y + 1] {
                met.entry((text.clone(), y)).or_default().insert(page);
            }
        }
    }
    for (page, sheet) in sheets.iter_mut().enumerate() {
        let ends = ends(sheet);
        let small = sheet.lines.get(1).is_some_and(|next| sheet.lines[0].size < SMALL * next.size);
        let mut at = 0;
        sheet.lines.retain(|line| {
            let first = page == 0 && at == 0 && !small;
            let end = ends.contains(&at);
            at += 1;
            let (text, y) = pattern(line);
            let numbered = text.chars().all(|c| "-—–－·第页共/／|~～".contains(c))
                && line.text.contains(|c: char| c.is_ascii_digit());
            !(end && (numbered || !first && met.get(&(text, y)).is_some_and(|pages| pages.len() > 1)))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_back::unit::GridCell;

    /// A file of these objects, the first its catalog.
    fn built(objects: &[String]) -> Vec<u8> {
        let mut bytes = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            places.push(bytes.len());
            bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
        }
        let table = bytes.len();
        bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
        places.iter().for_each(|place| bytes.extend(format!("{place:010} 00000 n \n").bytes()));
        bytes.extend(format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", objects.len() + 1).bytes());
        bytes
    }

    fn stream(contents: &str) -> String {
        format!("<</Length {}>>\nstream\n{contents}\nendstream", contents.len())
    }

    /// The objects of a file of one page with these contents; F1 is a font that is not in the file and says no more than its encoding.
    fn objects(encoding: &str, contents: &str) -> Vec<String> {
        vec![
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
                .to_owned(),
            stream(contents),
            format!("<</Type/Font/Subtype/Type0/BaseFont/FangSong_GB2312/Encoding/{encoding}/DescendantFonts[6 0 R]>>"),
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/FangSong_GB2312/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)\
             /Supplement 2>>/FontDescriptor 7 0 R/DW 1000/W[814 939 500]>>"
                .to_owned(),
            "<</Type/FontDescriptor/FontName/FangSong_GB2312/Flags 4/ItalicAngle 0/Ascent 880/Descent -120>>"
                .to_owned(),
        ]
    }

    fn file(encoding: &str, contents: &str) -> Vec<u8> {
        built(&objects(encoding, contents))
    }

    fn shown(x: u32, y: u32, code: &[u8]) -> String {
        let code: String = code.iter().map(|byte| format!("{byte:02X}")).collect();
        format!("BT /F1 10 Tf {x} {y} Td <{code}> Tj ET\n")
    }

    fn table(show: impl Fn(u32, u32, &str) -> String) -> String {
        let mut contents = show(60, 740, "一、总体情况，本年度共收到申请三件，全部按时答复。");
        for y in [700, 680, 660] {
            contents += &format!("50 {y} m 250 {y} l S\n");
        }
        for x in [50, 150, 250] {
            contents += &format!("{x} 660 m {x} 700 l S\n");
        }
        contents
            + &show(60, 686, "办理结果")
            + &show(160, 686, "总计")
            + &show(60, 666, "予以公开")
            + &show(160, 666, "12")
    }

    fn words(bytes: &[u8]) -> Vec<String> {
        read(bytes).unwrap().units.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn fonts_that_are_not_in_the_file_are_read_by_their_encoding() {
        let expected = ["一、总体情况，本年度共收到申请三件，全部按时答复。", "办理结果 | 总计\n予以公开 | 12"];
        let gbk = |x, y, text: &str| shown(x, y, &encoding_rs::GBK.encode(text).0);
        assert_eq!(words(&file("GBK-EUC-H", &table(gbk))), expected);
        let ucs2 = |x, y, text: &str| shown(x, y, &text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
        assert_eq!(words(&file("UniGB-UCS2-H", &table(ucs2))), expected);
    }

    /// The same page in a Type 3 font, as browsers write it: every glyph a drawing of its own, what it stands for said beside it.
    #[test]
    fn glyphs_that_are_drawings_are_read_by_what_they_stand_for() {
        let characters = std::cell::RefCell::new(Vec::new());
        let code = |c: char| {
            let mut known = characters.borrow_mut();
            let at = known.iter().position(|other| *other == c).unwrap_or_else(|| {
                known.push(c);
                known.len() - 1
            });
            33 + at
        };
        let page = table(|x, y, text| shown(x, y, &text.chars().map(|c| code(c) as u8).collect::<Vec<u8>>()));
        let characters = characters.into_inner();
        let width = |c: &char| if c.is_ascii() { 500 } else { 1000 };
        let list = |of: &dyn Fn(usize, &char) -> String| {
            characters.iter().enumerate().map(|(at, c)| of(at, c)).collect::<Vec<_>>().join(" ")
        };
        let mut all = objects("", &page);
        all.truncate(4);
        all.push(format!(
            "<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 33/LastChar {}/Widths[{}]\
             /Encoding<</Differences[33 {}]>>/CharProcs<<{}>>/Resources<<>>/ToUnicode 6 0 R>>",
            32 + characters.len(),
            list(&|_, c| width(c).to_string()),
            list(&|at, _| format!("/g{at}")),
            list(&|at, _| format!("/g{at} {} 0 R", at + 7)),
        ));
        all.push(stream(&format!(
            "1 begincodespacerange <00> <FF> endcodespacerange {} beginbfchar {} endbfchar",
            characters.len(),
            list(&|at, c| format!("<{:02X}> <{:04X}>", 33 + at, u32::from(*c))),
        )));
        all.extend(characters.iter().map(|c| stream(&format!("{} 0 d0 0 0 400 700 re f", width(c)))));
        let expected = ["一、总体情况，本年度共收到申请三件，全部按时答复。", "办理结果 | 总计\n予以公开 | 12"];
        assert_eq!(words(&built(&all)), expected);
    }

    /// A tagged page: two rows of three cells; the tags name the cells of the second row in this order.
    fn tagged_file(second: [u32; 3]) -> Vec<u8> {
        let gbk = |x, y, text: &str| shown(x, y, &encoding_rs::GBK.encode(text).0);
        let mark = |number: usize, shown: String| format!("/P <</MCID {number}>> BDC {shown}EMC\n");
        let mut page = mark(0, gbk(60, 740, "一、总体情况，本年度共收到申请三件，全部按时答复。"));
        for y in [700, 680, 660] {
            page += &format!("50 {y} m 350 {y} l S\n");
        }
        for x in [50, 150, 250, 350] {
            page += &format!("{x} 660 m {x} 700 l S\n");
        }
        let texts = ["办理结果", "自然人", "总计", "予以公开", "12", "21"];
        for (number, text) in texts.into_iter().enumerate() {
            page += &mark(number + 1, gbk(60 + 100 * (number as u32 % 3), 686 - 20 * (number as u32 / 3), text));
        }
        let mut all = objects("GBK-EUC-H", &page);
        all[0] = "<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 8 0 R>>".to_owned();
        let element = |role: &str, kids: String| format!("<</Type/StructElem/S/{role}/Pg 3 0 R/K[{kids}]>>");
        all.push("<</Type/StructTreeRoot/K[9 0 R 10 0 R]>>".to_owned());
        all.push(element("P", "0".into()));
        all.push(element("Table", "11 0 R 12 0 R".into()));
        all.push(element("TR", "13 0 R 14 0 R 15 0 R".into()));
        all.push(element("TR", "16 0 R 17 0 R 18 0 R".into()));
        for number in [1, 2, 3].into_iter().chain(second) {
            all.push(element(if number < 4 { "TH" } else { "TD" }, number.to_string()));
        }
        built(&all)
    }

    #[test]
    fn tags_are_believed_where_the_lines_say_the_same() {
        let doubts = |bytes: &[u8]| {
            let units = read(bytes).unwrap().units;
            let [ReadUnit::Text(text), ReadUnit::Table(grid)] = &units[..] else { panic!("{units:?}") };
            assert!(text.text.starts_with("一、总体情况"), "{text:?}");
            grid.cells.values().filter(|cell| cell.doubt.is_some()).map(GridCell::text).collect::<Vec<_>>()
        };
        assert_eq!(words(&tagged_file([4, 5, 6]))[1], "办理结果 | 自然人 | 总计\n予以公开 | 12 | 21");
        assert_eq!(doubts(&tagged_file([4, 5, 6])), [""; 0]);
        assert_eq!(doubts(&tagged_file([4, 6, 5])), ["21", "12"], "two readings differ");
    }

    /// Of a table of which only the lines between the rows are drawn, the places of the figures say what the lines do not.
    #[test]
    fn a_table_without_lines_between_its_columns_is_read_by_its_figures() {
        let gbk = |x, y, text: &str| shown(x, y, &encoding_rs::GBK.encode(text).0);
        let mut page = gbk(60, 760, "一、总体情况，本年度共收到申请三件，全部按时答复。");
        page += "50 660 m 50 720 l S 350 660 m 350 720 l S\n";
        for (row, texts) in [["信息内容", "制发", "废止"], ["规章", "3", "0"], ["文件", "12", "4"]].iter().enumerate()
        {
            let y = 706 - 20 * row as u32;
            page += &format!("50 {} m 350 {} l S\n", y + 14, y + 14);
            for (column, text) in texts.iter().enumerate() {
                page += &gbk(60 + 100 * column as u32, y, text);
            }
        }
        page += "50 660 m 350 660 l S\n";
        let units = read(&file("GBK-EUC-H", &page)).unwrap().units;
        let [ReadUnit::Text(_), ReadUnit::Table(grid)] = &units[..] else { panic!("{units:?}") };
        let lines: Vec<Vec<&str>> =
            grid.lines.iter().map(|line| line.words.iter().map(|word| word.text.as_str()).collect()).collect();
        assert_eq!(lines, [["信息内容", "制发", "废止"], ["规章", "3", "0"], ["文件", "12", "4"]]);
    }

    #[test]
    fn a_scan_a_locked_file_and_letters_without_meaning_are_named() {
        assert_eq!(read(&file("GBK-EUC-H", "50 50 m 90 90 l S")), Err(Unreadable::Scan));
        let codes = shown(60, 700, &[0x03; 80]);
        let unknown = file("Identity-H", &codes).iter().map(|&byte| char::from(byte)).collect::<String>();
        assert_eq!(read(unknown.replace("(GB1)", "(ABC)").as_bytes()), Err(Unreadable::NoCharacters));
        assert_eq!(read(include_bytes!("locked.pdf")), Err(Unreadable::Locked));
    }
}
