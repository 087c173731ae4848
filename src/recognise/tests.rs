//! Grids as offices make them, drawn in lines of text: cells are parted by `|`, a cell `<` goes on from the left and `^` from above.

use super::*;
use crate::read_back::unit::{GridCell, ReadPassage};
use crate::templates::Templates;

fn forms() -> Forms {
    Templates::new(None).unwrap().forms().unwrap()
}

fn grid(rows: &[String]) -> Grid {
    let places: Vec<Vec<&str>> = rows.iter().map(|row| row.split('|').map(str::trim).collect()).collect();
    let mut grid = Grid::default();
    for (y, row) in places.iter().enumerate() {
        for (x, &text) in row.iter().enumerate().filter(|(_, text)| !matches!(**text, "<" | "^")) {
            let colspan = 1 + row[x + 1..].iter().take_while(|t| **t == "<").count();
            let rowspan = 1 + places[y + 1..].iter().take_while(|row| row.get(x) == Some(&"^")).count();
            let place = FilePlace { table: Some(1), row: u32::try_from(y + 1).ok(), ..FilePlace::default() };
            grid.cells.insert((y, x), GridCell { place, ..GridCell::new(colspan, rowspan, text) });
        }
    }
    grid
}

fn contents(units: Vec<ReadUnit>) -> Contents {
    Contents { kind: FileKind::Docx, units, remarks: Vec::new(), properties: BTreeMap::new() }
}

fn of(year: u16, tables: &[&[String]]) -> Recognised {
    let units = tables.iter().map(|rows| ReadUnit::Table(grid(rows))).collect();
    recognise(&contents(units), &forms(), &NameHints { year: Some(year), agency: None }).unwrap()
}

/// The rows of a table of the form with any figures, as the form prints it.
fn printed(form: &Form, table: usize, figure: &dyn Fn(usize, usize) -> String) -> Vec<String> {
    let table = crate::compose::lay_out(&form.tables[table], figure).unwrap();
    let width = table.widths().len();
    let height = table.rows().count();
    let mut rows: Vec<Vec<Option<String>>> = vec![vec![None; width]; height];
    for (y, row) in table.rows().enumerate() {
        for cell in &row.cells {
            let x = rows[y].iter().position(Option::is_none).unwrap();
            for (dy, dx) in (0..cell.rowspan).flat_map(|dy| (0..cell.colspan).map(move |dx| (dy, dx))) {
                rows[y + dy][x + dx] = Some(match (dy, dx) {
                    (0, 0) => cell.text.clone(),
                    (0, _) => "<".into(),
                    _ => "^".into(),
                });
            }
        }
    }
    let rows = rows.into_iter().map(|row| row.into_iter().map(Option::unwrap).collect::<Vec<_>>());
    rows.map(|row| row.join("|")).collect()
}

/// A figure that names its cell.
fn own(line: usize, column: usize) -> String {
    (line * 10 + column).to_string()
}

fn value(read: &Recognised, table: usize, line: usize, column: usize) -> Result<String, Unread> {
    read.cell(table, line, column)
        .map_or(Err(Unread::Missing), |cell| cell.found.clone().map(|figure| figure.value.to_string()))
}

fn line(read: &Recognised, table: usize, label: &str) -> usize {
    read.form.tables[table].lines.iter().position(|line| line.keys.last().is_some_and(|key| key == label)).unwrap()
}

#[test]
fn every_cell_of_every_form_is_found_by_its_labels() {
    for form in forms().iter().filter(|form| !form.extension) {
        let amount = |t: usize| move |l: usize, c: usize| (t, l, c);
        for table in 0..form.tables.len() {
            let at = amount(table);
            let text = |l: usize, c: usize| {
                let (t, l, c) = at(l, c);
                match form.tables[t].lines[l].columns[c].kind {
                    crate::form::ValueKind::Amount(None) => format!("{}元", own(l, c)),
                    _ => own(l, c),
                }
            };
            let rows = printed(form, table, &text);
            // As the form prints it, with a title on top, and without merged cells.
            let titled: Vec<String> = [vec!["某市的表".to_owned()], rows.clone()].concat();
            let unmerged: Vec<String> = rows
                .iter()
                .map(|row| {
                    row.split('|').map(|t| if matches!(t, "<" | "^") { "" } else { t }).collect::<Vec<_>>().join("|")
                })
                .collect();
            for rows in [rows, titled, unmerged] {
                let read = of(form.edition.years.0, &[&rows]);
                for (l, of) in form.tables[table].lines.iter().enumerate().filter(|(_, line)| line.printed) {
                    for c in 0..of.columns.len() {
                        assert_eq!(
                            value(&read, table, l, c).as_deref(),
                            Ok(text(l, c).as_str()),
                            "{} {l} {c} {rows:#?}",
                            form.name
                        );
                    }
                }
                assert!(read.stray.is_empty(), "{:?}", read.stray);
            }
        }
    }
}

#[test]
fn a_row_with_one_figure_fewer_is_unread_and_never_shifted() {
    let form = forms().for_year(2023).unwrap();
    let rows = printed(&form, 1, &own);
    let received = line(&of(2023, &[&rows]), 1, "本年新收");
    for lost in 0..7 {
        for heads in [true, false] {
            let mut rows = rows.clone();
            let at = rows.iter().position(|row| row.contains("本年新收")).unwrap();
            let mut cells: Vec<&str> = rows[at].split('|').collect();
            cells.remove(3 + lost);
            rows[at] = cells.join("|");
            let rows = if heads { rows } else { rows[at..].to_vec() };
            let read = of(2023, &[&rows]);
            for column in 0..7 {
                assert!(matches!(value(&read, 1, received, column), Err(Unread::Row(_))), "{lost} {heads} {column}");
            }
            assert_eq!(value(&read, 1, received + 1, 0), Ok(own(received + 1, 0)));
        }
    }
}

#[test]
fn labels_with_slips_are_read_and_said() {
    let form = forms().for_year(2023).unwrap();
    let rows: Vec<String> = printed(&form, 1, &own)
        .into_iter()
        .map(|row| {
            row.replace("2.其他法律行政法规禁止公开", "2、其他法律行政止公开")
                .replace("（一）予以公开", "( 一 ) 予已 公开")
        })
        .collect();
    let read = of(2023, &[&rows]);
    for label in ["其他法律行政法规禁止公开", "予以公开"] {
        let line = line(&read, 1, label);
        assert_eq!(value(&read, 1, line, 0), Ok(own(line, 0)), "{label}");
    }
    assert!(read.remarks.iter().any(|said| said.contains("其他法律行政止公开")), "{:?}", read.remarks);
}

#[test]
fn a_dash_or_blank_is_unread_and_the_others_stand() {
    let rows: Vec<String> =
        ["信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|-||12", "行政规范性文件|1|2（含修订）|3"]
            .map(str::to_owned)
            .into();
    let read = of(2023, &[&rows]);
    let got: Vec<_> = (0..3).map(|column| value(&read, 0, 0, column)).collect();
    assert_eq!(got, [Err(Unread::Nothing), Err(Unread::Blank), Ok("12".into())]);
    assert_eq!(value(&read, 0, 1, 1), Ok("2".into()));
    assert_eq!(read.unread().iter().filter(|cell| cell.why != Unread::Missing).count(), 2);
}

#[test]
fn heads_that_disagree_make_the_row_unread() {
    let rows: Vec<String> =
        ["信息内容|本年新制作数量|本年新公开数量|对外公开总数量", "规章|1|2|3"].map(str::to_owned).into();
    let read = of(2023, &[&rows]);
    assert!(matches!(value(&read, 0, 0, 0), Err(Unread::Row(why)) if why.contains("表头")));
}

#[test]
fn added_columns_have_heads_of_their_own() {
    let rows: Vec<String> = [
        "信息内容|行次|本年制发件数|本年废止件数|现行有效件数|备注",
        "规章|1|5|6|7|8",
        "行政规范性文件|2|1|2|3|同上年",
    ]
    .map(str::to_owned)
    .into();
    let read = of(2023, &[&rows]);
    assert_eq!((0..3).map(|c| value(&read, 0, 0, c).unwrap()).collect::<Vec<_>>(), ["5", "6", "7"]);
    let rows: Vec<String> =
        ["信息内容|本年制发件数|本年废止件数|现行有效件数|", "规章|5|6|7|8"].map(str::to_owned).into();
    assert!(matches!(value(&of(2023, &[&rows]), 0, 0, 0), Err(Unread::Row(_))));
}

/// 小计 of some columns is a column that the office added; as the only word for the total it means that.
#[test]
fn a_sum_of_some_columns_is_not_the_total() {
    let read = |head: [&str; 2], row: &str| {
        let rows: Vec<String> = [head[0], head[1], row].map(str::to_owned).into();
        let read = of(2023, &[&rows]);
        (0..7).map(|c| value(&read, 1, 0, c).ok()).collect::<Vec<_>>()
    };
    let all = |figures: [&str; 7]| figures.map(|figure| Some(figure.to_owned())).to_vec();
    let names = "商业企业|科研机构|社会公益组织|法律服务机构|其他";
    let row = "本年新收|1|2|3|4|5|6|20|21";
    let over = "项|自然人|法人或其他组织|<|<|<|<|<|总计";
    assert_eq!(read([over, &format!("^|^|{names}|小计|^")], row), all(["1", "2", "3", "4", "5", "6", "21"]));
    let first = "本年新收|1|20|2|3|4|5|6|21";
    assert_eq!(read([over, &format!("^|^|小计|{names}|^")], first), all(["1", "2", "3", "4", "5", "6", "21"]));
    let other = over.replace("总计", "合计");
    assert_eq!(read([&other, &format!("^|^|{names}|小计|^")], row), all(["1", "2", "3", "4", "5", "6", "21"]));
    // Without a total there is none, and what stands in its place is not taken for it.
    let none = "项|自然人|法人或其他组织|<|<|<|<|<";
    assert_eq!(read([none, &format!("^|^|{names}|小计")], "本年新收|1|2|3|4|5|6|20"), vec![None; 7]);
    let only = "项|自然人|法人或其他组织|<|<|<|<|小计";
    assert_eq!(
        read([only, &format!("^|^|{names}|^")], "本年新收|1|2|3|4|5|6|21"),
        all(["1", "2", "3", "4", "5", "6", "21"])
    );
}

#[test]
fn two_readings_that_differ_are_unread_and_equal_ones_are_one() {
    let rows: Vec<String> = ["信息内容|本年制发件数|本年废止件数|现行有效件数", "规章|1|2|3"].map(str::to_owned).into();
    let other: Vec<String> = rows.iter().map(|row| row.replace("|3", "|4")).collect();
    assert_eq!(value(&of(2023, &[&rows, &rows]), 0, 0, 2), Ok("3".into()));
    let read = of(2023, &[&rows, &other]);
    assert_eq!(value(&read, 0, 0, 0), Ok("1".into()));
    assert!(matches!(value(&read, 0, 0, 2), Err(Unread::Differs(_))));
}

#[test]
fn a_blank_form_says_nothing_against_a_filled_one() {
    let head = "信息内容|本年制发件数|本年废止件数|现行有效件数";
    let filled: Vec<String> = [head, "规章|1||3"].map(str::to_owned).into();
    let blank: Vec<String> = [head, "规章|||"].map(str::to_owned).into();
    for tables in [[&blank[..], &filled], [&filled, &blank]] {
        let read = of(2023, &tables);
        let found: Vec<_> = (0..3).map(|c| value(&read, 0, 0, c)).collect();
        assert_eq!(found, [Ok("1".to_owned()), Err(Unread::Blank), Ok("3".to_owned())]);
    }
}

#[test]
fn rows_of_the_other_edition_are_said() {
    let other = forms().for_year(2020).unwrap();
    let rows = printed(&other, 1, &own);
    let read = of(2023, &[&rows]);
    let single = line(&read, 1, "逾期不补正");
    assert_eq!(value(&read, 1, single, 0), Err(Unread::Missing));
    assert!(read.remarks.iter().any(|said| said.contains("写成了一行")), "{:?}", read.remarks);
    let total = read.form.tables[1].line(&["其他处理", "总计"]).unwrap();
    assert!(value(&read, 1, total, 0).is_ok());
    let purchase: Vec<String> = ["信息内容|采购项目数量|采购总金额", "政府集中采购|3|4元"].map(str::to_owned).into();
    let read = of(2023, &[&purchase]);
    assert!(read.stray[0].why.contains("2019"), "{:?}", read.stray);
}

#[test]
fn texts_go_to_their_sections() {
    let form = forms().for_year(2023).unwrap();
    let text = |text: &str| ReadUnit::Text(ReadPassage { text: text.into(), ..ReadPassage::default() });
    let mut units: Vec<ReadUnit> = [
        "当前位置：首页",
        "青石市教育局",
        "2023年政府信息公开工作年度报告",
        "（2024年1月20日）",
        "依据条例编制。",
        "、政府信息公开工作的总体情况",
        "　　全年公开 5 条。",
        "（一）主动公开",
        "二、行政机关主动公开政府信息情况",
        "见下表。",
    ]
    .map(text)
    .into();
    units.push(ReadUnit::Table(grid(&printed(&form, 0, &own))));
    units.extend(["注：含下属单位。", "三、收到和处理政府信息公开申请情况", "单位：件"].map(text));
    units.push(ReadUnit::Table(grid(&printed(&form, 1, &own))));
    units.push(text("四、因政府信息公开工作被申请行政法复议、提起行政诉讼情况"));
    units.push(ReadUnit::Table(grid(&printed(&form, 2, &own))));
    units.extend(
        [
            "五、存在问题及改进情况",
            "一是太慢。",
            "六、需要报告的其他事项",
            "无。",
            "青石市教育局",
            "（公章）",
            "2024年1月20日",
            "【打印本页】",
        ]
        .map(text),
    );
    let read = recognise(&contents(units), &forms(), &NameHints::default()).unwrap();
    assert_eq!((read.agency.as_deref(), read.year), (Some("青石市教育局"), Some(2023)));
    assert_eq!(read.date.map(Date::iso).as_deref(), Some("2024-01-20"));
    let texts: Vec<(&str, Vec<&str>)> = read
        .texts
        .iter()
        .map(|(key, paragraphs)| (key.as_str(), paragraphs.iter().map(|p| p.text.as_str()).collect()))
        .collect();
    let expected = [
        ("主动公开前言", vec!["见下表。"]),
        ("主动公开说明", vec!["注：含下属单位。"]),
        ("其他事项", vec!["无。"]),
        ("存在问题", vec!["一是太慢。"]),
        ("导语", vec!["依据条例编制。"]),
        ("总体情况", vec!["全年公开5条。", "（一）主动公开"]),
    ];
    assert_eq!(texts, expected);
    assert!(read.signed);
    assert_eq!(
        read.left_out.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
        ["当前位置：首页", "（公章）", "【打印本页】", "单位：件"]
    );
}

#[test]
fn a_heading_worded_as_a_table_is_one_where_text_follows() {
    let form = forms().for_year(2023).unwrap();
    let title = "收到和处理政府信息公开申请情况";
    let text = |text: &str| ReadUnit::Text(ReadPassage { text: text.into(), ..ReadPassage::default() });
    let numbered = format!("（二）{title}");
    let mut units: Vec<ReadUnit> =
        ["一、总体情况", &numbered, "1.办理", "均已答复。", &format!("三、{title}")].map(text).into();
    units.extend([format!("（一）{title}").as_str(), "单位：件", "统计表"].map(text));
    units.push(ReadUnit::Table(grid(&printed(&form, 1, &own))));
    let read = recognise(&contents(units), &forms(), &NameHints { year: Some(2023), agency: None }).unwrap();
    let of = |key: &str| read.texts[key].iter().map(|line| line.text.as_str()).collect::<Vec<_>>();
    assert_eq!(of("总体情况"), [&numbered, "1.办理", "均已答复。"]);
    let left: Vec<&str> = read.left_out.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(left, [&format!("（一）{title}"), "单位：件", "统计表"]);
    assert!(!read.texts.contains_key("申请前言"));
}

#[test]
fn tables_of_another_year_are_set_aside() {
    let rows = |year: &str, n: &str| -> Vec<String> {
        vec![
            format!("{year}年度数据"),
            "信息内容|本年制发件数|本年废止件数|现行有效件数".into(),
            format!("规章|{n}|{n}|{n}"),
        ]
    };
    let read = of(2023, &[&rows("2022", "1"), &rows("2023", "2")]);
    assert_eq!(value(&read, 0, 0, 0), Ok("2".into()));
    assert!(read.remarks.iter().any(|said| said.contains("别的年度")), "{:?}", read.remarks);
}

#[test]
fn fill_in_workbooks_say_who_when_and_what_blanks_mean() {
    let sheet = |name: &str, rows: &[&str]| {
        let mut grid = grid(&rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>());
        grid.place.sheet = Some(name.to_owned());
        grid.cells.retain(|_, cell| !cell.paragraphs.is_empty());
        ReadUnit::Table(grid)
    };
    let basics = [
        "机关|青石市教育局",
        "机关类型|部门",
        "年度|2023",
        "成文日期|2024-01-20",
        "导语|写依据",
        "第1段|依据条例。",
        "一、总体情况|写五项",
        "第1段|甲。\n乙。",
        "第2段|",
        "第3段|丙。",
    ];
    let table = |rest: &str| -> Vec<ReadUnit> {
        let last = format!("其余空格都是零：|{rest}");
        let rows = [
            "信息内容|本年制发件数|本年废止件数|现行有效件数",
            "规章|||12",
            "信息内容|本年收费金额（单位：万元）",
            "行政事业性收费|",
            &last,
        ];
        vec![sheet("基本情况与文字", &basics), sheet("表二", &rows)]
    };
    let read = recognise(&contents(table("是")), &forms(), &NameHints::default()).unwrap();
    assert_eq!((read.agency.as_deref(), read.year), (Some("青石市教育局"), Some(2023)));
    assert_eq!(read.agency_kind, Some(AgencyKind::Department));
    let texts = |key: &str| read.texts[key].iter().map(|p| p.text.as_str()).collect::<Vec<_>>();
    assert_eq!((texts("导语"), texts("总体情况")), (vec!["依据条例。"], vec!["甲。", "乙。", "丙。"]));
    assert_eq!(value(&read, 0, 0, 0), Ok("0".into()));
    assert_eq!(value(&read, 0, 5, 0), Ok("0".into()));
    assert_eq!(read.stray, []);
    assert_eq!(value(&read, 0, 0, 2), Ok("12".into()));
    let read = recognise(&contents(table("否")), &forms(), &NameHints::default()).unwrap();
    assert_eq!(value(&read, 0, 0, 0), Err(Unread::Blank));
}

#[test]
fn tables_pasted_from_word_are_read_by_number_and_order() {
    let form = forms().for_year(2023).unwrap();
    for table in 0..3 {
        // Merged cells leave nothing behind.
        let pasted: Vec<String> = printed(&form, table, &own)
            .iter()
            .map(|row| row.split('|').filter(|text| !matches!(*text, "<" | "^")).collect::<Vec<_>>().join("|"))
            .collect();
        let read = of(2023, &[&pasted]);
        for (l, line) in form.tables[table].lines.iter().enumerate().filter(|(_, line)| line.printed) {
            for c in 0..line.columns.len() {
                assert_eq!(value(&read, table, l, c), Ok(own(l, c)), "{table} {l} {c}");
            }
        }
    }
    // With heads in another order nothing is read: the places that would tell are lost.
    let rows: Vec<String> = printed(&form, 1, &own)
        .iter()
        .map(|row| row.split('|').filter(|text| !matches!(*text, "<" | "^")).collect::<Vec<_>>().join("|"))
        .map(|row| row.replace("自然人|法人或其他组织|总计", "总计|自然人|法人或其他组织"))
        .collect();
    assert_eq!(of(2023, &[&rows]).read(), 0);
}

#[test]
fn a_table_on_its_side_is_read_by_both_heads() {
    let form = forms().for_year(2023).unwrap();
    let rows: Vec<String> = [
        "结果|行政复议|未经复议直接起诉|复议后起诉",
        "结果维持|1|2|3",
        "结果纠正|4|5|6",
        "其他结果|7|8|9",
        "尚未审结|0|0|1",
        "总计|12|15|19",
    ]
    .map(str::to_owned)
    .into();
    let read = of(2023, &[&rows]);
    let got: Vec<_> = (0..5).map(|c| value(&read, 2, 1, c).unwrap()).collect();
    assert_eq!(got, ["2", "5", "8", "0", "15"]);
    assert_eq!(value(&read, 1, form.tables[1].line(&["总计"]).unwrap(), 6), Err(Unread::Missing));
}

/// Columns that an office adds: numbers before the labels, also beside captions and heads, and remarks behind the figures.
#[test]
fn added_columns_of_numbers_and_remarks_do_no_harm() {
    let form = forms().for_year(2023).unwrap();
    for table in 0..2 {
        let rows = printed(&form, table, &own);
        let head = if table == 0 { 1 } else { 3 };
        for (headed, remarks) in [(true, ["见附件", "无", "已核", "3"]), (false, ["见附件", "", "已核", "是"])]
        {
            let added: Vec<String> = rows
                .iter()
                .enumerate()
                .map(|(y, row)| match (headed, y) {
                    (true, 0) => format!("序号|{row}|备注"),
                    (true, y) if y < head => format!("^|{row}|^"),
                    (false, y) if y < head => format!("|{row}|"),
                    _ => format!("{}|{row}|{}", y + 1 - head, remarks[y % 4]),
                })
                .collect();
            let read = of(2023, &[&added]);
            for (l, line) in form.tables[table].lines.iter().enumerate().filter(|(_, line)| line.printed) {
                for c in 0..line.columns.len() {
                    assert_eq!(value(&read, table, l, c), Ok(own(l, c)), "{table} {l} {c} {added:#?}");
                }
            }
            assert!(read.stray.is_empty(), "{:?}", read.stray);
        }
    }
    // The column ends where a head of another table stands.
    let wide = printed(&form, 2, &own);
    let remarked = |(y, row): (usize, &String)| format!("{row}|{}", if y == 0 { "备注" } else { "1" });
    let above: Vec<String> = printed(&form, 0, &own).iter().enumerate().map(remarked).collect();
    let both = [above, vec![String::new()], wide].concat();
    let read = of(2023, &[&both]);
    assert_eq!((value(&read, 2, 0, 4), value(&read, 2, 2, 0)), (Ok(own(0, 4)), Ok(own(2, 0))));
    // A figure under no head at all may be one that was shifted.
    let beside = |row: &String| format!("{row}|{}", if row.contains("规章") { "7" } else { "" });
    let shifted: Vec<String> = printed(&form, 0, &own).iter().map(beside).collect();
    let read = of(2023, &[&shifted]);
    assert!(matches!(value(&read, 0, line(&read, 0, "规章"), 0), Err(Unread::Row(_))));
}

#[test]
fn tables_side_by_side_on_a_sheet_are_read() {
    let form = forms().for_year(2023).unwrap();
    let (left, right) = (printed(&form, 0, &own), printed(&form, 2, &own));
    let blank = |row: &String| vec![""; row.split('|').count()].join("|");
    let rows = left.iter().enumerate().map(|(y, row)| {
        let beside = right.get(y).cloned().unwrap_or_else(|| blank(&right[0]));
        format!("{row}||{beside}")
    });
    let mut grid = grid(&rows.collect::<Vec<_>>());
    grid.place.sheet = Some("年报".into());
    grid.cells.retain(|_, cell| !cell.paragraphs.is_empty());
    let hints = NameHints { year: Some(2023), agency: None };
    let read = recognise(&contents(vec![ReadUnit::Table(grid)]), &forms(), &hints).unwrap();
    for table in [0, 2] {
        for (l, line) in form.tables[table].lines.iter().enumerate() {
            for c in 0..line.columns.len() {
                assert_eq!(value(&read, table, l, c), Ok(own(l, c)), "{table} {l} {c}");
            }
        }
    }
}

mod misled;
