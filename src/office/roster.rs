//! Lists of agencies (名单): one name a line, notes behind `#`, in UTF-8 or GBK as Notepad and Excel save them.

use std::collections::BTreeMap;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8};

use crate::diag::{Deed, Fault, shown_path};
use crate::report::{NameError, agency_name};

/// What is wrong with a list, in words that follow its name.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadList {
    /// It names nobody.
    #[error("里没有机关；一行写一个机关全称")]
    Empty,
    /// Lines that cannot be used, all of them.
    #[error("{}", told(.0))]
    Lines(Vec<BadLine>),
}

/// What is wrong with a line of a list.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// It is no name of an agency; lines from 1.
    #[error("第 {number} 行：{why}；{}", .why.help())]
    Name {
        /// The line.
        number: usize,
        /// Why not.
        why: NameError,
    },
    /// It names an agency again; lines from 1.
    #[error("第 {number} 行：“{name}”写了两次（第 {first} 行已经有），删去一行")]
    Twice {
        /// The line.
        number: usize,
        /// The agency.
        name: String,
        /// The line where it stood first.
        first: usize,
    },
}

/// All faults of a list, each on a line of its own where there are several.
fn told(lines: &[BadLine]) -> String {
    match lines {
        [only] => only.to_string(),
        lines => {
            let each: String = lines.iter().map(|line| format!("\n  {line}")).collect();
            format!("有 {} 行要改：{each}", lines.len())
        }
    }
}

/// The list of those that are to deliver, in the folder of the data files (应交机关名单).
pub const ROSTER: &str = "名单.txt";

/// The agencies of a list, in its order.
///
/// # Errors
/// The file cannot be read, holds nothing, names an agency twice, or holds what is no name of an agency; with the line.
pub fn roster(path: &Path) -> Result<Vec<String>, Fault> {
    let bytes = std::fs::read(path).map_err(|error| Fault::io(Deed::Read, path, &error))?;
    names(&text(&bytes)).map_err(|why| Fault::Usage(format!("名单“{}”{why}", shown_path(path))))
}

/// The text of a small file as Notepad or Excel saved it: by its byte order mark, else UTF-8, else GBK.
pub fn text(bytes: &[u8]) -> String {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    let strict = |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes);
    strict(UTF_8)
        .or_else(|| strict(GB18030))
        .map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |text| text.into_owned())
}

/// The agencies of a list's text, in its order.
///
/// # Errors
/// It holds nothing, or lines that name an agency twice or are no name of an agency; all of these.
pub fn names(text: &str) -> Result<Vec<String>, BadList> {
    let mut names: Vec<String> = Vec::new();
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bad = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let name = line.split('#').next().unwrap_or_default().trim_matches([' ', '\t', '\u{3000}', ',', '，', '、']);
        if name.is_empty() {
            continue;
        }
        match agency_name(name) {
            Err(why) => bad.push(BadLine::Name { number, why }),
            Ok(name) => match lines.get(name) {
                Some(&first) => bad.push(BadLine::Twice { number, name: name.to_owned(), first }),
                None => {
                    lines.insert(name, number);
                    names.push(name.to_owned());
                }
            },
        }
    }
    match (bad.is_empty(), names.is_empty()) {
        (false, _) => Err(BadList::Lines(bad)),
        (true, true) => Err(BadList::Empty),
        (true, false) => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_blanks_and_encodings_do_not_matter() {
        let list = "# 2024 年度\n青石市商务局\r\n\n　青石市水务局　# 原水利局\n青石市教育局，\n";
        let wanted = ["青石市商务局", "青石市水务局", "青石市教育局"];
        assert_eq!(names(list).unwrap(), wanted);
        let gbk = GB18030.encode(list).0.into_owned();
        for bytes in [list.as_bytes().to_vec(), format!("\u{FEFF}{list}").into_bytes(), gbk] {
            assert_eq!(names(&text(&bytes)).unwrap(), wanted);
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert!(names("青石市商务局\n青石市商务局\n").unwrap_err().to_string().contains("第 2 行"));
        assert!(names("甲/乙\n").unwrap_err().to_string().contains("第 1 行"));
        let all =
            names("青石市商务局\n甲/乙\n青石市水务局\n青石市商务局\n丙/丁\n青石市商务局\n").unwrap_err().to_string();
        assert_eq!(all.lines().count(), 5, "{all}");
        let told = ["4 行要改", "第 2 行", "第 4 行：“青石市商务局”写了两次（第 1 行已经有）", "第 5 行", "第 6 行"];
        told.iter().for_each(|words| assert!(all.contains(words), "{words}: {all}"));
        assert!(names("# 空的\n").unwrap_err().to_string().contains("一行写一个"));
    }
}
