//! What a letter says of a finding: the problem without anything of files, the advice of the office's own list, and no other
//! agency's name.

use std::collections::BTreeMap;

use crate::diag::{Code, Finding};
use crate::source;

/// Signs that a sentence speaks of how the data is written, which an agency has never seen.
const OF_FILES: [&str; 16] = [
    "nianbao",
    ".yaml",
    "YAML",
    "{",
    "}",
    "[",
    "]",
    "`",
    "data/",
    "“说明”",
    "其余",
    "缩进",
    "冒号",
    "数据文件",
    "- ",
    "#",
];
/// What is said of a report that cannot be read, whatever the slip in its file.
const UNREADABLE: &str = "报来的数据没有录完整或者写法有误，读不出来";

/// What to do about each kind of finding, in words for an agency: `templates/letters.yaml`.
#[derive(Debug, Clone)]
pub struct Advice {
    by_code: BTreeMap<String, String>,
    otherwise: String,
}

/// The list of advice is wrong.
#[derive(Debug, thiserror::Error)]
#[error("letters.yaml：{0}")]
pub struct AdviceError(String);

impl Advice {
    /// Reads the list.
    ///
    /// # Errors
    /// It is no mapping of codes to sentences, names a code that does not exist, or lacks the entry `其他`.
    pub fn read(file: &std::sync::Arc<crate::diag::SourceFile>) -> Result<Advice, AdviceError> {
        let wrong = |what: String| AdviceError(what);
        let root = source::parse(file)
            .map_err(|findings| wrong(findings.first().map_or_else(String::new, |finding| finding.message.clone())))?;
        let source::Value::Map(entries) = &root.value else {
            return Err(wrong("应当是“代码: 怎么改”".into()));
        };
        let mut by_code = BTreeMap::new();
        for (key, node) in entries {
            let Some(text) = node.scalar() else { return Err(wrong(format!("“{}”没有写怎么改", key.text))) };
            if key.text != "其他" && Code::parse(&key.text).is_none() {
                return Err(wrong(format!("没有“{}”这种检查", key.text)));
            }
            by_code.insert(key.text.clone(), text.text.trim().to_owned());
        }
        let otherwise = by_code.remove("其他").ok_or_else(|| wrong("缺少“其他”".into()))?;
        Ok(Advice { by_code, otherwise })
    }
}

/// The names of the other agencies of an office.
#[derive(Debug, Clone)]
pub struct Others {
    own: String,
    names: Vec<String>,
}

impl Others {
    /// All names but the agency's own, and those that are part of it.
    pub fn new<'a>(own: &str, names: impl IntoIterator<Item = &'a str>) -> Others {
        let mut names: Vec<String> =
            names.into_iter().filter(|name| !own.contains(name) && !name.is_empty()).map(str::to_owned).collect();
        // A longer name may hold a shorter one.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.dedup();
        Others { own: own.to_owned(), names }
    }

    /// A text with every other agency's name left out.
    pub fn masked(&self, text: &str) -> String {
        const OWN: &str = "\u{E000}";
        let mut masked = text.replace(&self.own, OWN);
        for name in &self.names {
            if masked.contains(name) {
                masked = masked.replace(name, "另一机关");
            }
        }
        masked.replace(OWN, &self.own)
    }
}

/// The problem in a sentence.
pub(super) fn problem(finding: &Finding, agency: &str) -> String {
    let message = match finding.code {
        Code::YamlSyntax | Code::Unreadable | Code::NotText | Code::TooLarge | Code::TooDeep | Code::DuplicateKey => {
            return UNREADABLE.into();
        }
        // Who else says the same is none of its business.
        Code::CopyOfLastYear if !finding.message.contains("上年") => "文字与另一机关的报告大体相同".into(),
        Code::Identity if finding.message.contains("两个") => format!("“{agency}”报来了两份，内容可能不同"),
        _ if is_of_files(&finding.message) => bare(&finding.message, finding.code),
        _ => finding.message.clone(),
    };
    let arithmetic: Vec<&str> =
        finding.help.iter().map(String::as_str).filter(|help| is_arithmetic(help) && !is_of_files(help)).collect();
    if arithmetic.is_empty() { message } else { format!("{message}。{}", arithmetic.join("；")) }
}

/// What to do: the change that would mend it, where it is known; else the advice for its kind.
pub(super) fn mend(finding: &Finding, advice: &Advice) -> String {
    let general = advice.by_code.get(finding.code.as_str()).unwrap_or(&advice.otherwise);
    let repair = finding.help.iter().find(|help| help.starts_with("若") && help.contains("改为") && !is_of_files(help));
    match repair {
        Some(repair) => format!("{repair}。{general}"),
        None => general.clone(),
    }
}

fn is_of_files(text: &str) -> bool {
    OF_FILES.iter().any(|sign| text.contains(sign))
}

fn is_arithmetic(text: &str) -> bool {
    text.contains(" = ") || text.contains("＝")
}

/// A message about the file, without what is in brackets and braces; the meaning of its kind when nothing is left to keep.
fn bare(message: &str, code: Code) -> String {
    let plain: String = message.chars().filter(|c| !"{}[]`#".contains(*c)).collect();
    if OF_FILES.iter().filter(|sign| sign.len() > 1).any(|sign| plain.contains(sign)) {
        return code.meaning().to_owned();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_others_are_left_out_and_the_own_stays() {
        let others = Others::new("青石市商务局", ["青石市教育局", "商务局", "青石市教育局招生办公室"]);
        let masked = others.masked("青石市商务局与青石市教育局、青石市教育局招生办公室的文字相同");
        assert_eq!(masked, "青石市商务局与另一机关、另一机关的文字相同");
    }

    #[test]
    fn what_speaks_of_files_is_said_in_the_words_of_its_kind() {
        assert_eq!(bare("“申请”缺少 2 行：“部分公开”", Code::MissingCell), "“申请”缺少 2 行：“部分公开”");
        assert_eq!(bare("“其余”只能是 0", Code::NotACount), Code::NotACount.meaning());
    }
}
