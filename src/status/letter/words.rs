//! What a letter says of a finding: the problem without anything of files, the advice of the office's own list, and no other
//! agency's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::place::WHOLE;
use crate::diag::{Code, Fault, Finding};
use crate::form::{Form, Forms};
use crate::source;
use crate::templates::Templates;

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

/// The entries of letters.yaml that are no kind of finding: for all kinds that are not listed, and for a report as a whole.
const OTHERWISE: &str = "其他";

/// What to do about each kind of finding, in words for an agency: `templates/letters.yaml`.
#[derive(Debug, Clone)]
pub struct Advice {
    by_code: BTreeMap<String, String>,
    otherwise: String,
    /// For a report of which no part can be told where it is wrong.
    whole: Option<String>,
}

/// What findings are told in: the words of the form of the year, and the office's own advice.
#[derive(Debug, Clone)]
pub struct Wording {
    pub(super) form: Option<Arc<Form>>,
    pub(super) advice: Advice,
}

impl Wording {
    /// The words of a year.
    ///
    /// # Errors
    /// The list of advice cannot be used.
    pub fn of(year: u16, forms: &Forms, templates: &Templates) -> Result<Wording, Fault> {
        let advice = Advice::read(&templates.text("letters.yaml")?).map_err(|error| Fault::Other(error.to_string()))?;
        Ok(Wording { form: forms.for_year(year), advice })
    }
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
    pub fn read(file: &Arc<crate::diag::SourceFile>) -> Result<Advice, AdviceError> {
        let wrong = |what: String| AdviceError(what);
        let root = source::parse(file)
            .map_err(|findings| wrong(findings.first().map_or_else(String::new, |finding| finding.message.clone())))?;
        let source::Value::Map(entries) = &root.value else {
            return Err(wrong("应当是“代码: 怎么改”".into()));
        };
        let mut by_code = BTreeMap::new();
        for (key, node) in entries {
            let Some(text) = node.scalar() else { return Err(wrong(format!("“{}”没有写怎么改", key.text))) };
            if ![OTHERWISE, WHOLE].contains(&key.text.as_str()) && Code::parse(&key.text).is_none() {
                return Err(wrong(format!("没有“{}”这种检查", key.text)));
            }
            by_code.insert(key.text.clone(), text.text.trim().to_owned());
        }
        let otherwise = by_code.remove(OTHERWISE).ok_or_else(|| wrong(format!("缺少“{OTHERWISE}”")))?;
        let whole = by_code.remove(WHOLE);
        Ok(Advice { by_code, otherwise, whole })
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
pub(super) fn problem(finding: &Finding, agency: &str, form: Option<&Form>) -> String {
    let message = match finding.code {
        code if is_unreadable(code) => return UNREADABLE.into(),
        // How a reference is written nobody has seen who gets a letter.
        Code::Template | Code::DuplicateKey => return finding.code.meaning().into(),
        // Who else says the same is none of its business.
        Code::CopyOfLastYear if !finding.message.contains("上年") => "文字与另一机关的报告大体相同".into(),
        Code::Identity if finding.message.contains("两个") => format!("“{agency}”报来了两份，内容可能不同"),
        _ if is_of_files(&finding.message) => bare(&finding.message, finding.code),
        _ => finding.message.clone(),
    };
    let arithmetic: Vec<&str> =
        finding.help.iter().map(String::as_str).filter(|help| is_arithmetic(help) && !is_of_files(help)).collect();
    let words = if arithmetic.is_empty() { message } else { format!("{message}。{}", arithmetic.join("；")) };
    form.map_or_else(|| words.clone(), |form| in_words_of(form, &words))
}

/// The names that tables and parts have in the file, as the form prints them.
fn in_words_of(form: &Form, words: &str) -> String {
    let tables = form.tables.iter().fold(words.to_owned(), |words, table| {
        let named = words.replace(&format!("“{}”（{}）", table.key, table.short), &table.short);
        // “主动公开” may be what a text is about: only where rows are spoken of.
        ["里没有", "缺少", "还有", "不能", "没有填"].iter().fold(named, |words, what| {
            words.replace(&format!("“{}”{what}", table.key), &format!("{}{what}", table.short))
        })
    });
    form.sections.iter().fold(tables, |words, section| match &section.prose {
        Some(key) => words.replace(&format!("“{key}”"), &format!("“{}”", section.title)),
        None => words,
    })
}

/// Whether a finding says that a report, or a part of it, could not be read at all.
fn is_unreadable(code: Code) -> bool {
    matches!(code, Code::YamlSyntax | Code::Unreadable | Code::NotText | Code::TooLarge | Code::TooDeep)
}

/// What to do: the change that would mend it, where it is known; else the advice for its kind. Where a report cannot be read and no part
/// of it can be told, `whole`, it is of no use to look for one.
pub(super) fn mend(finding: &Finding, advice: &Advice, whole: bool) -> String {
    if let Some(advice) = advice.whole.as_ref().filter(|_| whole && is_unreadable(finding.code)) {
        return advice.clone();
    }
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
    fn tables_and_parts_are_called_what_the_form_prints() {
        let form = Templates::default().forms().unwrap().for_year(2024).unwrap();
        for (said, wanted) in [
            ("“申请”缺少 1 行：“部分公开”", "表三缺少 1 行：“部分公开”"),
            ("“申请”（表三）还有 1 处没有填：部分公开", "表三还有 1 处没有填：部分公开"),
            ("缺少“复议诉讼”（表四）", "缺少表四"),
            ("“主动公开”里没有“行政处分”这一行", "表二里没有“行政处分”这一行"),
            ("“存在问题”没有填", "“五、存在的主要问题及改进情况”没有填"),
            ("没有写到“主动公开”", "没有写到“主动公开”"),
        ] {
            assert_eq!(in_words_of(&form, said), wanted);
        }
    }

    #[test]
    fn what_speaks_of_files_is_said_in_the_words_of_its_kind() {
        assert_eq!(bare("“申请”缺少 2 行：“部分公开”", Code::MissingCell), "“申请”缺少 2 行：“部分公开”");
        assert_eq!(bare("“其余”只能是 0", Code::NotACount), Code::NotACount.meaning());
    }
}
