//! The lexicon (词表): what people write for the rows and columns of the form, and the words that give a sentence its shape.
//!
//! Read from `templates/lexicon/*.yaml`; a row or column that no form has is an error at its line. Knows the form; nothing of
//! sentences, and nothing of how a text is cut into these words.

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::error::FormError;
use super::{Form, keys};

/// Declares the words once: variant, its name in the files (类), what it says.
macro_rules! words {
    ($($word:ident $name:ident $doc:literal;)*) => {
        /// What a word says (词的意思).
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Word {
            /// An outcome in 表三, by line; whether in the form's own words.
            Outcome(usize, bool),
            /// A column of 表三.
            Applicant(usize),
            /// A result in 表四, by column.
            Result(usize),
            /// A line of 表二.
            Item(usize),
            /// A document title in 《 》; no file names it.
            Title,
            $(#[doc = $doc] $word,)*
        }

        impl Word {
            /// The word of a 类.
            fn named(name: &str) -> Option<Word> {
                $(if name == stringify!($name) { return Some(Word::$word); })*
                None
            }
        }
    };
}

words! {
    Received 收到 "收到, 受理";
    New 新收 "新收";
    CarriedIn 上年结转 "Carried in from the year before.";
    CarriedOut 结转下年 "Carried over to the next year.";
    Carried 结转 "结转, without from when or to when.";
    Open 在办 "尚未办结";
    Done 办结 "办结, 答复";
    Handled 办理 "办理";
    ByApplicant 按申请人 "What follows is by kind of applicant.";
    Natural 自然人 "Natural persons.";
    Organisations 组织 "法人或其他组织";
    Everyone 申请人 "自然人、法人或其他组织: all applicants, or both columns.";
    Request 公开申请 "政府信息公开申请";
    Application 申请 "申请, of what is not said.";
    OtherObject 他事 "Something else that is received and answered: 信访件, 提案.";
    Review 复议 "Administrative review.";
    Litigation 诉讼 "Lawsuits.";
    DirectSuit 直接起诉 "Lawsuits without a review before.";
    SuitAfterReview 复议后起诉 "Lawsuits after a review.";
    Settled 审结 "审结, 作出复议决定: decided, however.";
    Issued 制发 "制发";
    Repealed 废止 "废止";
    Lapsed 失效 "宣布失效";
    InForce 有效 "现行有效";
    Decided 决定 "处理决定";
    Made 作出 "作出, which begins a statement of its own.";
    LastItems 上年项目 "上一年项目数量, of the 2019 form.";
    NewlyPublic 新公开 "本年新公开数量, of the 2019 form.";
    PublicTotal 公开总数 "对外公开总数";
    Published 公布 "发布, 公示: what is published is not what is decided.";
    Among 其中 "其中";
    Sum 合计 "合计";
    Each 分别 "分别";
    Etc 等 "等";
    Including 含 "含";
    Excluding 不含 "不含";
    Not 否 "未, 没有";
    Than 比 "比, 较";
    More 增 "增加";
    Less 减 "减少";
    Became 变为 "增至, 变为";
    LastYear 上年 "上年";
    Share 占 "占";
    And 和 "和";
    Own 自 "The agency itself, or all it reports on.";
    Narrow 限 "Less than the whole: a channel, a stretch of the year, a part of the matter.";
    Span 多年 "Over several years, or an average.";
    InTime 按时 "按期: a part only within 其中.";
    Plan 打算 "将, 计划";
    Filler 虚 "Says nothing that matters here.";
}

/// The words of a form.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Each text with what it says; of two equal texts the first counts.
    pub words: Vec<(String, Word)>,
}

/// An entry of a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LexiconEntry {
    类: Option<String>,
    行: Option<Vec<String>>,
    列: Option<String>,
    结果: Option<String>,
    项: Option<String>,
    #[serde(default)]
    词: Vec<String>,
    #[serde(default)]
    前: Vec<String>,
    #[serde(default)]
    后: Vec<String>,
    // For whoever reads or tests the file: the data that the examples speak of, and the examples.
    #[serde(rename = "报告")]
    _report: Option<String>,
    #[serde(rename = "例")]
    _examples: Vec<String>,
}

impl LexiconEntry {
    /// All texts it lists.
    fn texts(&self) -> Vec<String> {
        let mut texts = self.词.clone();
        for (first, second) in self.前.iter().flat_map(|first| self.后.iter().map(move |second| (first, second))) {
            texts.extend([format!("{first}{second}"), format!("{first}的{second}")]);
        }
        texts
    }

    /// What it says under a form; none where this form has no such row or column.
    fn word(&self, form: &Form) -> Option<Word> {
        let column = |table: &str, key: &str| {
            let (_, table) = form.table(table)?;
            table.lines.first()?.columns.iter().position(|column| column.key == key)
        };
        if let Some(name) = &self.类 {
            return Word::named(name);
        }
        if let Some(path) = &self.行 {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            return form.table(keys::REQUESTS)?.1.line(&path).map(|line| Word::Outcome(line, false));
        }
        if let Some(key) = &self.列 {
            return column(keys::REQUESTS, key).map(Word::Applicant);
        }
        if let Some(key) = &self.结果 {
            return column(keys::REVIEWS, key).map(Word::Result);
        }
        let key = self.项.as_ref()?;
        let (_, table) = form.table(keys::PROACTIVE)?;
        table.lines.iter().position(|line| line.keys.first() == Some(key)).map(Word::Item)
    }

    /// Its head in words, for messages.
    fn head(&self) -> String {
        let row = self.行.as_ref().map(|path| format!("行 {}", path.join(".")));
        let named = [("类", &self.类), ("列", &self.列), ("结果", &self.结果), ("项", &self.项)];
        let named = named.into_iter().find_map(|(what, name)| name.as_ref().map(|name| format!("{what} {name}")));
        row.or(named).unwrap_or_default()
    }
}

impl Lexicon {
    /// The lexicons of forms, in their order, from files given as name and text.
    ///
    /// # Errors
    /// The first file that cannot be read, or that names a row, a column or a 类 that there is none of, with its name and line.
    pub(super) fn read(files: &[(String, String)], forms: &[&Form]) -> Result<Vec<Lexicon>, (String, FormError)> {
        let mut lexicons: Vec<Lexicon> = forms.iter().map(|form| Lexicon { words: own_words(form) }).collect();
        for (file, text) in files {
            let entries: Vec<Spanned<LexiconEntry>> =
                serde_saphyr::from_str(text).map_err(|error| (file.clone(), FormError::Lexicon(error.to_string())))?;
            for entry in &entries {
                let words: Vec<Option<Word>> = forms.iter().map(|form| entry.value.word(form)).collect();
                if !words.iter().any(Option::is_some) {
                    let what = format!("第 {} 行：没有“{}”", entry.referenced.line(), entry.value.head());
                    return Err((file.clone(), FormError::Lexicon(what)));
                }
                for (lexicon, word) in lexicons.iter_mut().zip(words) {
                    lexicon
                        .words
                        .extend(word.iter().flat_map(|word| entry.value.texts().into_iter().map(|text| (text, *word))));
                }
            }
        }
        for lexicon in &mut lexicons {
            let mut seen = std::collections::HashSet::new();
            lexicon.words.retain(|(text, _)| !text.is_empty() && seen.insert(text.clone()));
        }
        Ok(lexicons)
    }
}

/// The form's own words: the rows and columns of 表三, the lines of 表二.
fn own_words(form: &Form) -> Vec<(String, Word)> {
    let mut list = Vec::new();
    if let Some((_, table)) = form.table(keys::REQUESTS) {
        for (index, line) in table.lines.iter().enumerate() {
            let names = line.keys.iter().map(String::as_str).collect::<Vec<_>>();
            let flow = [keys::request::NEW, keys::request::CARRIED_IN, keys::request::CARRIED_OUT, keys::TOTAL];
            if matches!(names[..], [only] if flow.contains(&only)) || line.former_key.is_some() && names.len() == 1 {
                continue;
            }
            if matches!(names[..], [_, last] if last == keys::applicant::OTHER) {
                continue;
            }
            // A group's own name stands for its total.
            let own = if names.last() == Some(&keys::TOTAL) { names[0] } else { names[names.len() - 1] };
            list.push((own.to_owned(), Word::Outcome(index, true)));
            let bare = own.strip_prefix("属于").filter(|bare| bare.chars().count() >= 4);
            list.extend(bare.map(|bare| (bare.to_owned(), Word::Outcome(index, true))));
            if line.printed
                && let Some(label) = line.labels.last()
            {
                list.push((unnumbered(label).to_owned(), Word::Outcome(index, true)));
            }
        }
        let columns = table.lines.first().map_or(&[][..], |line| &line.columns);
        for (index, column) in columns.iter().enumerate() {
            if column.total.is_none()
                && ![keys::applicant::NATURAL, keys::applicant::OTHER].contains(&column.key.as_str())
            {
                list.push((column.key.clone(), Word::Applicant(index)));
            }
        }
    }
    if let Some((_, table)) = form.table(keys::PROACTIVE) {
        let lines = table.lines.iter().enumerate();
        list.extend(lines.filter_map(|(index, line)| Some((line.keys.first()?.clone(), Word::Item(index)))));
    }
    list
}

/// A printed label without its number and its bracketed remark.
fn unnumbered(label: &str) -> &str {
    let label = match label.split_once('）') {
        Some((number, rest)) if number.starts_with('（') => rest,
        _ => label.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('.'),
    };
    label.split('（').next().unwrap_or(label)
}
