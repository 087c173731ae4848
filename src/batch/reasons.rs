//! The list of corrections (更正清单): a table 机关, 理由, 日期 as CSV, the way Excel and WPS save it.

use std::collections::BTreeMap;
use std::path::Path;

use super::options::CorrectionReason;
use crate::date::Date;
use crate::diag::{Deed, Fault, shown_path};

/// The heads of the columns; the last may be left out.
const HEADS: [&str; 3] = ["机关", "理由", "日期"];

/// The reason and the date of each agency in a list: UTF-8, with or without a BOM, or GBK; with or without a row of heads.
///
/// # Errors
/// The file cannot be read, or what is wrong in which of its lines.
pub fn reasons(path: &Path) -> Result<BTreeMap<String, CorrectionReason>, Fault> {
    let bytes = std::fs::read(path).map_err(|error| Fault::io(Deed::Read, path, &error))?;
    parse(&decoded(&bytes))
        .map_err(|(line, why)| Fault::Usage(format!("更正清单“{}”第 {line} 行：{why}", shown_path(path))))
}

/// What Excel writes is GBK, and WPS UTF-8.
fn decoded(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

fn parse(text: &str) -> Result<BTreeMap<String, CorrectionReason>, (u64, String)> {
    let mut rows = csv::ReaderBuilder::new();
    rows.has_headers(false).flexible(true).comment(Some(b'#')).trim(csv::Trim::All);
    if !text.contains(',') && text.contains('\t') {
        rows.delimiter(b'\t');
    }
    let mut columns = [0, 1, 2];
    let mut reasons = BTreeMap::new();
    for (place, row) in rows.from_reader(text.as_bytes()).into_records().enumerate() {
        let row = row.map_err(|error| {
            (error.position().map_or(place as u64 + 1, csv::Position::line), "读不出：引号不成对".to_owned())
        })?;
        let line = row.position().map_or(place as u64 + 1, csv::Position::line);
        if row.iter().all(str::is_empty) {
            continue;
        }
        if place == 0 && row.iter().any(|cell| cell == HEADS[0]) {
            let find = |head: &str| row.iter().position(|cell| cell == head);
            let missing = |head| (line, format!("表头里没有“{head}”；三列是机关、理由、日期"));
            columns = [
                find(HEADS[0]).unwrap_or_default(),
                find(HEADS[1]).ok_or_else(|| missing(HEADS[1]))?,
                find(HEADS[2]).unwrap_or(usize::MAX),
            ];
            continue;
        }
        let cell = |column: usize| row.get(columns[column]).unwrap_or_default();
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
        let reason = CorrectionReason::new(cell(1), date).map_err(|fault| (line, fault.to_string()))?;
        if reasons.insert(agency.clone(), reason).is_some() {
            return Err((line, format!("“{agency}”写了两次")));
        }
    }
    if reasons.is_empty() {
        return Err((1, "清单是空的".into()));
    }
    Ok(reasons)
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
            let reasons = parse(&decoded(&bytes)).unwrap();
            let reason = &reasons["青石市商务局"];
            assert_eq!((reason.words.as_str(), reason.date), ("漏统计, 两件", Date::new(2025, 3, 10)));
            assert_eq!(reasons["青石市教育局"].date, None);
        }
        assert_eq!(parse("青石市商务局,漏统计").unwrap().len(), 1);
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
        ] {
            let (at, why) = parse(table).unwrap_err();
            assert!(at == line && why.contains(says), "{table:?}: {at} {why}");
        }
    }
}
