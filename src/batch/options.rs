//! What is wanted of a build (生成要求).

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::date::Date;
use crate::diag::Fault;
use crate::office::{Levels, Order};
use crate::report::UNFILLED;
use crate::source::unprintable;
use crate::write::Format;

/// What is wanted of a build; the default is a plain one into `out/`.
#[derive(Debug, Clone)]
pub struct Options {
    /// Formats to write, each once.
    pub formats: Vec<Format>,
    /// The output folder; its years' folders are made in it.
    pub out: PathBuf,
    /// Only reports of this year.
    pub year: Option<u16>,
    /// Threads that make reports.
    pub jobs: usize,
    /// Which findings are left out, and which count as errors.
    pub levels: Levels,
    /// Make everything anew, and replace files that a hand has changed.
    pub force: bool,
    /// Only hold what is there against the data; nothing is written.
    pub check: bool,
    /// Remove the files of reports whose data file is gone.
    pub prune: bool,
    /// Which published reports are corrected, and why.
    pub corrections: Corrections,
    /// A list by whose order the reports are gone through; none: that of the governments' 成员.
    pub order: Option<Order>,
}

/// Which reports whose data has changed are corrected (更正): what is replaced is kept, and a 更正说明 is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Corrections {
    /// None; a published report whose data has changed is refused.
    #[default]
    None,
    /// Every one, for this reason.
    All(CorrectionReason),
    /// Those of these agencies, each for its own reason.
    Listed(BTreeMap<String, CorrectionReason>),
}

/// Why a published report is corrected (更正理由), and from which day on (更正日期; none: the report's 成文日期).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionReason {
    /// The reason in a sentence, as the correction prints it.
    pub words: String,
    /// From which day on the corrected report stands.
    pub date: Option<Date>,
}

impl Corrections {
    /// The reason for an agency's correction.
    pub fn of(&self, agency: &str) -> Option<&CorrectionReason> {
        match self {
            Corrections::None => None,
            Corrections::All(reason) => Some(reason),
            Corrections::Listed(reasons) => reasons.get(agency),
        }
    }
}

/// Longest reason, in characters: it is a phrase within a sentence.
const LONGEST: usize = 200;

impl CorrectionReason {
    /// A reason in words that can be printed.
    ///
    /// # Errors
    /// Nothing is written, or what cannot stand in a sentence, as a sentence.
    pub fn new(words: &str, date: Option<Date>) -> Result<CorrectionReason, Fault> {
        let words = phrase(words);
        if words.is_empty() || is_unwritten(words) {
            return Err(Fault::Usage("要写明理由，如“统计口径有误”".into()));
        }
        if let Some(c) = words.chars().find(|&c| c.is_control() || unprintable(c).is_some()) {
            let why = unprintable(c).unwrap_or("换行或制表符");
            let what = format!("不能印刷的字符 U+{:04X}（{why}）", c as u32);
            return Err(Fault::Usage(format!("理由里有{what}；写成一句话")));
        }
        let length = words.chars().count();
        if length > LONGEST {
            return Err(Fault::Usage(format!("理由有 {length} 个字，最多 {LONGEST} 个；写成一句话")));
        }
        Ok(CorrectionReason { words: words.to_owned(), date })
    }
}

/// Whether a reason only stands for one that is still to be written.
fn is_unwritten(words: &str) -> bool {
    const STAND_INS: [&str; 12] =
        ["写明理由", "理由", "原因", "更正理由", "更正原因", "什么原因", "待定", "待补", "待写", "某某", "无", "同上"];
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    bare == UNFILLED || STAND_INS.contains(&bare) || bare.chars().all(|c| matches!(c, 'x' | 'X' | '×' | '0'))
}

/// The reason without what the notice prints around it: 因 before it, a stop behind it.
fn phrase(words: &str) -> &str {
    let words = words.trim().trim_end_matches(['。', '；', '，']).trim_end();
    if ["因素", "因果", "因子", "因特网"].iter().any(|noun| words.starts_with(noun)) {
        return words;
    }
    let rest =
        ["系因为", "系由于", "系因", "因为", "由于", "因"].iter().find_map(|opening| words.strip_prefix(opening));
    rest.map_or(words, |rest| rest.trim_start_matches(['，', '：']).trim_start())
}

impl Default for Options {
    fn default() -> Options {
        Options {
            formats: vec![Format::Docx, Format::Pdf],
            out: "out".into(),
            year: None,
            jobs: std::thread::available_parallelism().map_or(1, |cores| cores.get()),
            levels: Levels::default(),
            force: false,
            check: false,
            prune: false,
            corrections: Corrections::None,
            order: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_a_phrase_that_can_be_printed() {
        assert_eq!(CorrectionReason::new(" 漏统计 ", None).unwrap().words, "漏统计");
        for (words, says) in [
            ("  ", "写明理由"),
            ("因为。", "写明理由"),
            ("待填", "写明理由"),
            ("（待填）", "写明理由"),
            ("……", "写明理由"),
            ("XXX", "写明理由"),
            ("写明理由", "写明理由"),
            ("因理由。", "写明理由"),
            ("一\n二", "换行"),
            ("漏\u{200B}统计", "U+200B"),
            ("\u{1b}[2J", "U+001B"),
        ] {
            assert!(CorrectionReason::new(words, None).unwrap_err().to_string().contains(says), "{words:?}");
        }
        for words in ["因漏统计", "因为漏统计。", "由于漏统计", "系因漏统计，", "由于 漏统计", "因：漏统计"]
        {
            assert_eq!(CorrectionReason::new(words, None).unwrap().words, "漏统计", "{words}");
        }
        for words in ["因素统计有误", "因特网申请漏计", "原因代码登记有误"] {
            assert_eq!(CorrectionReason::new(words, None).unwrap().words, words);
        }
        assert!(CorrectionReason::new(&"长".repeat(201), None).is_err());
    }
}
