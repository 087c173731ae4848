//! What the name of an agency may be: one rule for reading a data file and for beginning one.

use unicode_normalization::UnicodeNormalization;

use crate::source::unprintable;

/// Longest name of an agency, in characters: a file name must hold it.
pub(super) const MAX_NAME: usize = 60;

/// Characters that an agency's name cannot have, for the same reason.
pub(super) const NOT_IN_NAMES: &str = "/\\:*?\"<>|\n\r\t";

/// Signs that stand around a name by mistake.
const PAIRS: [(char, char); 6] = [('“', '”'), ('‘', '’'), ('《', '》'), ('【', '】'), ('「', '」'), ('\'', '\'')];
/// What no name begins with.
const NOT_FIRST: &str = ".~$%-，。、；：,;";
/// What no name ends with.
const NOT_LAST: &str = ".，。、；：,;";

/// Why a text is no name of an agency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing is written.
    #[error("机关名称是空的")]
    Empty,
    /// It is still to be filled in (待填).
    #[error("机关名称还没有填写")]
    Unfilled,
    /// A character that no folder's name can hold.
    #[error("机关名称里不能有“{}”", .0.escape_default())]
    Character(char),
    /// A character that cannot be printed, and its name.
    #[error("机关名称里有 U+{:04X}（{}）", *.0 as u32, .1)]
    Unprintable(char, &'static str),
    /// Digits and marks alone.
    #[error("机关名称“{0}”里没有文字")]
    NoWord(String),
    /// It has so many characters.
    #[error("机关名称有 {0} 个字，超过 {MAX_NAME} 个字")]
    TooLong(usize),
    /// It begins with a character that no folder's name begins with.
    #[error("机关名称不能以“{0}”开头")]
    Begins(char),
    /// Windows keeps this name for a device: no file can have it, with any ending.
    #[error("“{0}”是 Windows 保留的名称，不能作文件名")]
    Reserved(String),
    /// It ends with a character that no folder's name ends with.
    #[error("机关名称不能以“{0}”结尾")]
    Ends(char),
    /// It goes on to a year or to what the report is called.
    #[error("机关名称里写进了“{0}”")]
    Report(&'static str),
    /// A blank stands between two of its characters: it would be printed so, and be another name.
    #[error("机关名称“{0}”中间有空格")]
    Blank(String),
    /// A radical stands in it that only looks like a character, and that fonts do not have.
    #[error("机关名称里的“{0}”（U+{code:04X}）是部首，不是字", code = *.0 as u32)]
    Radical(char),
    /// It stands in quotes or in brackets as a whole.
    #[error("机关名称外面多了“{0}{1}”")]
    Wrapped(char, char),
}

impl NameError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            NameError::Empty | NameError::Unfilled | NameError::NoWord(_) => "写机关全称，如 某市商务局",
            NameError::Character(_) => "写机关全称；文件名由它得来，不能含这个字符",
            NameError::Unprintable(..) => "删去这个字符，或重新键入机关名称",
            NameError::TooLong(_) => "写机关全称，不写地址、科室和其他文字",
            NameError::Begins(_) | NameError::Ends(_) | NameError::Reserved(_) => "写机关全称；文件夹和文件名由它得来",
            NameError::Report(_) => "只写机关全称，年度和报告的名称由程序加上",
            NameError::Blank(_) => "删去空格，写成连着的全称",
            NameError::Radical(_) => "多半是从 PDF 复制带来的，重新键入这个字",
            NameError::Wrapped(..) => "删去前后的这两个符号，只写机关全称",
        }
    }
}

/// The name of an agency as it is kept: without blanks around it.
///
/// # Errors
/// It is empty or too long, or holds what no file name and no print can hold.
pub fn agency_name(given: &str) -> Result<&str, NameError> {
    let name = given.trim();
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if super::read::is_unfilled(name) {
        return Err(NameError::Unfilled);
    }
    if let Some(c) = name.chars().find(|c| NOT_IN_NAMES.contains(*c)) {
        return Err(NameError::Character(c));
    }
    if let Some((c, why)) = name.chars().find_map(|c| Some((c, unprintable(c)?))) {
        return Err(NameError::Unprintable(c, why));
    }
    if !name.chars().any(char::is_alphabetic) {
        return Err(NameError::NoWord(name.to_owned()));
    }
    if name.chars().count() > MAX_NAME {
        return Err(NameError::TooLong(name.chars().count()));
    }
    if let Some(c) = name.chars().find(|c| matches!(c, '\u{2E80}'..='\u{2FD5}')) {
        return Err(NameError::Radical(c));
    }
    let inner: Vec<&str> = name.split(char::is_whitespace).collect();
    let is_han = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    // Words of other scripts have blanks between them.
    let parted = |pair: &[&str]| is_han(pair[0].chars().next_back()) && is_han(pair[1].chars().next());
    if inner.windows(2).any(parted) || inner.iter().any(|part| part.is_empty()) {
        return Err(NameError::Blank(name.to_owned()));
    }
    let (first, last) = (name.chars().next().unwrap_or_default(), name.chars().next_back().unwrap_or_default());
    // Within a name quotes are fine: 青石市“12345”热线中心.
    if let Some((open, close)) = PAIRS.into_iter().find(|pair| *pair == (first, last))
        && name.matches(open).count() == 1
    {
        return Err(NameError::Wrapped(open, close));
    }
    let year = name.find("年").is_some_and(|at| name[..at].ends_with(|c: char| c.is_ascii_digit()));
    let words = ["年度报告", "工作报告", "政府信息公开"].into_iter().find(|words| name.contains(words));
    if let Some(words) = words.or(year.then_some("年")) {
        return Err(NameError::Report(words));
    }
    if is_reserved(name) {
        return Err(NameError::Reserved(name.to_owned()));
    }
    if NOT_FIRST.contains(first) {
        return Err(NameError::Begins(first));
    }
    if NOT_LAST.contains(last) {
        return Err(NameError::Ends(last));
    }
    Ok(name)
}

/// Whether Windows takes a name for a device (CON, COM1, nul.txt): such a folder can be made, and then neither read nor removed.
fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |device: &str| {
        let number = stem.strip_prefix(device).unwrap_or_default();
        number.chars().count() == 1 && number.contains(|c: char| c.is_ascii_digit() || "¹²³".contains(c))
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || numbered("COM") || numbered("LPT")
}

/// A name as it looks: two that are equal here cannot be told apart in print.
pub fn seen_as(name: &str) -> String {
    name.nfkc().filter(|c| !c.is_whitespace() && unprintable(*c).is_none()).collect()
}

/// The year by whose four digits a data file is called, `2024.yaml`.
pub fn named_year(path: &std::path::Path) -> Option<u16> {
    path.file_stem()?.to_str().filter(|stem| stem.len() == 4)?.parse().ok()
}

/// The 年度 that a data file's text gives on its own line, whether or not the rest of it can be read.
pub fn said_year(text: &str) -> Option<u16> {
    let line =
        text.lines().find_map(|line| line.trim_start_matches('\u{feff}').strip_prefix(crate::form::Form::YEAR))?;
    let figure = line.trim_start().strip_prefix([':', '：'])?.trim_start();
    let digits: String = figure.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_its_year_however_it_reads() {
        for (text, year) in [
            ("机关: 甲局\n年度: 2024\n", Some(2024)),
            ("\u{feff}年度：2023 # 上年\n主动公开: [\n", Some(2023)),
            ("年度 : 2024年", Some(2024)),
            ("总体情况: |\n  年度: 2022\n", None),
            ("年度: 待填", None),
        ] {
            assert_eq!(said_year(text), year, "{text}");
        }
    }

    #[test]
    fn names_that_no_file_can_have_on_windows_are_refused_everywhere() {
        for name in ["CON", "nul", "Com1", "LPT9", "aux.局", "PRN .x", "COM²", " con "] {
            assert!(matches!(agency_name(name), Err(NameError::Reserved(_))), "{name}");
        }
        for name in ["青石市商务局", "CONTROL", "COM10", "COM", "LPT局", "甲.CON"] {
            assert_eq!(agency_name(name), Ok(name));
        }
        assert_eq!(agency_name("青石市商务局 . "), Err(NameError::Ends('.')));
        for name in [" 青石市商务局 ", "青石市 UNESCO 办公室"] {
            assert_eq!(agency_name(name), Ok(name.trim()));
        }
    }

    #[test]
    fn names_that_look_alike_are_one() {
        assert_eq!(seen_as("青石市 商务局(外事办)"), seen_as("青石市商务局（外事办）"));
        assert_ne!(seen_as("沭阳县商务局"), seen_as("沐阳县商务局"));
    }

    #[test]
    fn names_fit_into_file_names_and_print() {
        assert_eq!(
            agency_name(" 青石市文化广电旅游体育局（青石市文物局） "),
            Ok("青石市文化广电旅游体育局（青石市文物局）")
        );
        for (name, error) in [
            ("  ", NameError::Empty),
            ("待填", NameError::Unfilled),
            ("甲/乙局", NameError::Character('/')),
            ("甲局\u{200B}", NameError::Unprintable('\u{200B}', unprintable('\u{200B}').unwrap_or_default())),
            (".甲局", NameError::Begins('.')),
            ("~$甲局", NameError::Begins('~')),
            ("甲局.", NameError::Ends('.')),
            ("%2e甲局", NameError::Begins('%')),
            ("00", NameError::NoWord("00".into())),
            ("——", NameError::NoWord("——".into())),
            ("青石市 商务局", NameError::Blank("青石市 商务局".into())),
            ("青石市\u{3000}商务局", NameError::Blank("青石市\u{3000}商务局".into())),
            ("\u{2ED8}石市商务局", NameError::Radical('\u{2ED8}')),
            ("青石市\u{2F45}志办", NameError::Radical('\u{2F45}')),
        ] {
            assert_eq!(agency_name(name), Err(error), "{name}");
        }
        assert_eq!(agency_name(&"局".repeat(61)), Err(NameError::TooLong(61)));
    }
}
