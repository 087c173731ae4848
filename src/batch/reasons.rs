//! The list of corrections (更正清单): a table 机关, 理由, 日期 as CSV, the way Excel and WPS save it.

use std::collections::BTreeMap;
use std::path::Path;

use super::options::CorrectionReason;
use crate::date::Date;
use crate::diag::{Deed, Fault, shown_path};
use crate::office::text;

/// The heads of the columns; the last may be left out.
const HEADS: [&str; 3] = ["机关", "理由", "日期"];

/// What such heads are called elsewhere: a row of them is no agency's.
const OTHER_HEADS: [&str; 12] = [
    "单位",
    "机关名称",
    "单位名称",
    "名称",
    "原因",
    "更正理由",
    "更正原因",
    "更正日期",
    "时间",
    "序号",
    "备注",
    "说明",
];

/// The reason and the date of each agency in a list: UTF-8, with or without a BOM, or GBK; with or without a row of heads.
///
/// # Errors
/// The file cannot be read, or what is wrong in which of its lines.
pub fn reasons(path: &Path) -> Result<BTreeMap<String, CorrectionReason>, Fault> {
    let bytes = std::fs::read(path).map_err(|error| Fault::io(Deed::Read, path, &error))?;
    parse(&text(&bytes)).map_err(|wrong| {
        let lines: Vec<String> = wrong.iter().map(|(line, why)| format!("第 {line} 行：{why}")).collect();
        Fault::Usage(format!("更正清单“{}”{}", shown_path(path), lines.join("\n  ")))
    })
}

/// What is wrong, and in which line.
type Wrong = (usize, String);

fn parse(text: &str) -> Result<BTreeMap<String, CorrectionReason>, Vec<Wrong>> {
    // Each system ends its lines its own way.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rows = csv::ReaderBuilder::new();
    rows.has_headers(false).flexible(true).comment(Some(b'#')).trim(csv::Trim::All);
    // Excel's 统一码文本 has tabs, and some systems semicolons; a clerk may type full-width commas.
    let first = text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    let delimiter = ['\t', ',', ';'].into_iter().max_by_key(|c| (first.matches(*c).count(), *c == ','));
    let wide = !first.contains([',', '\t', ';']) && first.contains('，');
    let text = if wide { text.replace('，', ",") } else { text };
    rows.delimiter(delimiter.map_or(b',', |c| c as u8));
    let mut columns = Columns { named: [0, 1, 2], count: HEADS.len() };
    let mut reasons = BTreeMap::new();
    let mut wrong = Vec::new();
    for (place, row) in rows.from_reader(text.as_bytes()).into_records().enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                wrong.push((line(&text, error.position()), "读不出：引号不成对".to_owned()));
                continue;
            }
        };
        let line = line(&text, row.position());
        if row.iter().all(str::is_empty) {
            continue;
        }
        if let Some(heads) = heads(&row, line).filter(|_| place == 0) {
            // Without its columns nothing of the rest can be told.
            columns = heads.map_err(|why| vec![why])?;
            continue;
        }
        match entry(&row, line, &columns) {
            Ok((agency, _)) if reasons.contains_key(&agency) => wrong.push((line, format!("“{agency}”写了两次"))),
            Ok((agency, reason)) => drop(reasons.insert(agency, reason)),
            Err(why) => wrong.push(why),
        }
    }
    if reasons.is_empty() && wrong.is_empty() {
        wrong.push((1, "清单是空的".into()));
    }
    if wrong.is_empty() { Ok(reasons) } else { Err(wrong) }
}

/// The line, from 1, in which a row begins: the reader names the place behind the row before, where empty lines and notes may stand.
fn line(text: &str, position: Option<&csv::Position>) -> usize {
    let start = position.and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0).min(text.len());
    let before = text.as_bytes()[..start].iter().filter(|&&byte| byte == b'\n').count();
    let skipped = String::from_utf8_lossy(&text.as_bytes()[start..]);
    let skipped = skipped.split('\n').take_while(|line| line.is_empty() || line.starts_with('#')).count();
    before + 1 + skipped
}

/// Where 机关, 理由 and 日期 stand in a row, and how many columns it has; columns of the office's own are left alone.
struct Columns {
    named: [usize; 3],
    count: usize,
}

/// The columns that a row of heads names; none when it is no row of heads.
fn heads(row: &csv::StringRecord, line: usize) -> Option<Result<Columns, Wrong>> {
    let is_head = |cell: &str| OTHER_HEADS.contains(&cell) || HEADS.contains(&cell);
    let find = |head: &str| row.iter().position(|cell| cell == head);
    if find(HEADS[0]).is_none() && !row.iter().all(is_head) {
        return None;
    }
    let missing = |head| (line, format!("表头里没有“{head}”；三列是机关、理由、日期"));
    let [agency, reason] = [HEADS[0], HEADS[1]].map(|head| find(head).ok_or_else(|| missing(head)));
    let date = find(HEADS[2]).unwrap_or(usize::MAX);
    Some(agency.and_then(|agency| Ok(Columns { named: [agency, reason?, date], count: row.len() })))
}

/// One agency's row.
fn entry(row: &csv::StringRecord, line: usize, columns: &Columns) -> Result<(String, CorrectionReason), Wrong> {
    let cell = |column: usize| row.get(columns.named[column]).unwrap_or_default().trim();
    if row.iter().skip(columns.count).any(|cell| !cell.trim().is_empty()) {
        let advice = "理由里有逗号的，整个理由加双引号";
        return Err((line, format!("有 {} 列，应当是机关、理由、日期等 {} 列；{advice}", row.len(), columns.count)));
    }
    let agency = cell(0).to_owned();
    if agency.is_empty() {
        return Err((line, "没有写机关".into()));
    }
    if cell(1).is_empty() {
        return Err((line, format!("“{agency}”没有写理由")));
    }
    let date = match cell(2) {
        "" => None,
        text => Some(Date::parse(text).ok_or_else(|| (line, format!("“{text}”不是日期；写成 2025-03-10")))?),
    };
    if let Some(date) = date.filter(|date| !(2020..=2100).contains(&date.year())) {
        return Err((line, format!("日期 {} 不像更正的日期，核对年份", date.chinese())));
    }
    let reason = CorrectionReason::new(cell(1), date).map_err(|fault| (line, fault.to_string()))?;
    Ok((agency, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_excel_and_wps_save_it() {
        let table = "机关,理由,日期\r\n青石市商务局,\"漏统计, 两件\",2025/3/10\r\n青石市教育局,口径有误,\r\n";
        let gbk = encoding_rs::GBK.encode(table).0.into_owned();
        let bom = [b"\xEF\xBB\xBF", table.as_bytes()].concat();
        for bytes in [table.as_bytes().to_vec(), bom, gbk] {
            let reasons = parse(&text(&bytes)).unwrap();
            let reason = &reasons["青石市商务局"];
            assert_eq!((reason.words.as_str(), reason.date), ("漏统计, 两件", Date::new(2025, 3, 10)));
            assert_eq!(reasons["青石市教育局"].date, None);
        }
        let wide = "机关，理由，日期\n甲局，漏统计，2025年3月10日\n";
        assert_eq!(parse(wide).unwrap()["甲局"].date, Date::new(2025, 3, 10));
        assert_eq!(parse("甲局;漏统计;2025-3-1\n").unwrap()["甲局"].date, Date::new(2025, 3, 1));
        let unicode: Vec<u8> = "\u{FEFF}机关\t理由\n甲局\t错\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(parse(&text(&unicode)).unwrap()["甲局"].words, "错");
        assert_eq!(parse("青石市商务局,漏统计").unwrap().len(), 1);
        // Columns of the office's own are left alone, however many and wherever they stand.
        for table in [
            "机关,理由,日期,备注\n甲局,错,2025-03-01,已电话通知\n",
            "序号,机关,经办,理由,日期\n1,甲局,某科,错,2025-03-01\n",
        ] {
            let read = parse(table).unwrap();
            assert_eq!((read["甲局"].words.as_str(), read["甲局"].date), ("错", Date::new(2025, 3, 1)), "{table}");
        }
        assert_eq!(parse("日期\t机关\t理由\n2025年3月1日\t甲局\t错\n").unwrap()["甲局"].date, Date::new(2025, 3, 1));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_line() {
        for (table, line, says) in [
            ("机关,理由\n甲局,\n", 2, "没有写理由"),
            ("甲局,错\n甲局,错\n", 2, "两次"),
            ("机关,理由,日期\n甲局,错,三月\n", 2, "不是日期"),
            ("机关,日期\n甲局,2025-03-01\n", 1, "没有“理由”"),
            (",错\n", 1, "没有写机关"),
            ("", 1, "空的"),
            ("机关,理由,日期\n甲局,错,2025-02-30\n", 2, "不是日期"),
            ("甲局,错,1925-03-01\n", 1, "核对年份"),
            ("甲局,漏统计,两件,2025-03-01\n", 1, "加双引号"),
            ("单位,原因\n甲局,错\n", 1, "表头"),
            ("单位,原因,备注\n甲局,错,\n", 1, "表头"),
            ("机关,理由,日期,备注\n甲局,漏统计,2025-03-01,一,二\n", 2, "加双引号"),
        ] {
            for table in [table.to_owned(), table.replace('\n', "\r\n")] {
                let wrong = parse(&table).unwrap_err();
                let [(at, why)] = &wrong[..] else { unreachable!("{table:?}: {wrong:?}") };
                assert!(*at == line && why.contains(says), "{table:?}: {at} {why}");
            }
        }
        // All of them at once, whatever stands between.
        let table = "机关,理由,日期\n甲局,,\n\n# 注\n乙局,\"两,\n行\",\n,错,\n丙局,错,三月\n丁局,错,\n";
        for table in [table.to_owned(), table.replace('\n', "\r\n")] {
            let lines: Vec<usize> = parse(&table).unwrap_err().into_iter().map(|(line, _)| line).collect();
            assert_eq!(lines, [2, 5, 7, 8], "{table:?}");
        }
    }
}
