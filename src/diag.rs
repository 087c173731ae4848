//! Findings as data: what is wrong, where, what it conflicts with, what to do.
//!
//! Text for people and machines is made from these by `show`. Knows source files and places, nothing of forms.

mod counts;
pub mod explain;
mod fault;
mod guard;
mod held;
mod origin;
mod suggest;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use counts::Counts;
pub use fault::{
    Deed, Fault, Why, address, argument, check_it, elsewhere, lines_visible, pasteable, reason, relative_path,
    shown_path, visible,
};
#[cfg(test)]
pub use guard::trip;
pub use guard::{Panicked, guarded};
pub use origin::{has_origin, letters, origin, origin_note};
pub use suggest::nearest;

/// A text file as read, shared by all places in it.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it stands, as named by whoever asked for it.
    pub path: PathBuf,
    /// Its text, without a byte order mark.
    pub text: String,
}

/// A stretch of a source file, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Arc<SourceFile>,
    /// The stretch in bytes, on character boundaries.
    pub range: Range<usize>,
}

/// A position for people: from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// A place in `file`, moved onto character boundaries within the text.
    pub fn new(file: &Arc<SourceFile>, range: Range<usize>) -> Place {
        Place { file: file.clone(), range: on_boundaries(&file.text, range) }
    }

    /// A place that is a whole file, of whose text nothing is shown.
    pub fn whole(path: &Path) -> Place {
        Place::new(&Arc::new(SourceFile { path: path.to_owned(), text: String::new() }), 0..0)
    }

    /// The file's path.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// The marked text.
    pub fn text(&self) -> &str {
        &self.file.text[self.range.clone()]
    }

    /// Where it begins.
    pub fn start(&self) -> Position {
        position(&self.file.text, self.range.start)
    }

    /// Where it ends: the position right behind it.
    pub fn end(&self) -> Position {
        position(&self.file.text, self.range.end)
    }
}

/// A range of bytes widened to whole characters of the text, and cut at its end.
pub fn on_boundaries(text: &str, range: Range<usize>) -> Range<usize> {
    let start = floor(text, range.start);
    start..ceil(text, range.end.max(start))
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn position(text: &str, at: usize) -> Position {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Position { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

/// How grave a finding is (严重程度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 提示: could be better; changes no exit code.
    Hint,
    /// 警告: likely wrong; the report is written all the same.
    Warning,
    /// 错误: the report is not written.
    Error,
}

impl Severity {
    /// The word a clerk reads: 错误, 警告, 提示.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "错误",
            Severity::Warning => "警告",
            Severity::Hint => "提示",
        }
    }

    /// The name that programs read: `error`, `warning`, `hint`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// One finding (检查结果).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which check found it.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where it is.
    pub at: Place,
    /// What to print at the mark itself, or nothing.
    pub label: String,
    /// What should stand at the mark (应为), where the other figures leave no choice.
    pub expected: Option<String>,
    /// The other places it conflicts with, each with a few words.
    pub also: Vec<(Place, String)>,
    /// What to do, and the clause it rests on.
    pub help: Vec<String>,
    /// The reason given in 说明, when the finding was acknowledged there.
    pub acknowledged: Option<String>,
    /// Whether a reason in 说明 can acknowledge it; the code's answer unless the law leaves no room.
    pub acknowledgeable: bool,
}

impl Finding {
    /// A finding of the code's own severity.
    pub fn new(code: Code, at: Place, message: impl Into<String>) -> Finding {
        Finding {
            code,
            severity: code.severity(),
            message: message.into(),
            at,
            label: String::new(),
            expected: None,
            also: Vec::new(),
            help: Vec::new(),
            acknowledged: None,
            acknowledgeable: code.acknowledgeable(),
        }
    }

    /// The same finding, as grave as this.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// No reason can excuse it.
    #[must_use]
    pub fn binding(mut self) -> Finding {
        self.acknowledgeable = false;
        self
    }

    /// With these words at the mark itself.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Finding {
        self.label = label.into();
        self
    }

    /// With what should stand at the mark.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Finding {
        self.expected = Some(expected.into());
        self
    }

    /// With another place that it conflicts with, and a few words on it.
    #[must_use]
    pub fn also(mut self, place: Place, words: impl Into<String>) -> Finding {
        self.also.push((place, words.into()));
        self
    }

    /// With one more line on what to do.
    #[must_use]
    pub fn help(mut self, words: impl Into<String>) -> Finding {
        self.help.push(words.into());
        self
    }

    /// Whether it stops the report from being written.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error && self.acknowledged.is_none()
    }
}

/// Adds how to give a reason in 说明, where one is allowed.
#[must_use]
pub fn excusable(mut finding: Finding) -> Finding {
    if finding.acknowledgeable {
        finding.help.push(how_to_excuse(&finding));
    }
    finding
}

/// How a reason is given in the data file for a finding.
pub fn how_to_excuse(finding: &Finding) -> String {
    format!("核实无误、确有原因的，在“说明”里写明：- {}", reason_for(finding))
}

/// The entry of 说明 that gives a reason for a finding and no other, but for the reason.
pub fn reason_for(finding: &Finding) -> String {
    let words = finding.words().map_or_else(String::new, |words| format!("原文: {}, ", held::quoted(&words)));
    format!("{{检查: {}, {words}理由: ……}}", finding.code.as_str())
}

/// Declares the codes once: variant, printed code, severity, whether 说明 may acknowledge it, one-line meaning.
macro_rules! codes {
    ($($variant:ident $text:literal $severity:ident $ack:literal $meaning:literal;)*) => {
        /// The kind of a finding (检查代码). Stable: users and scripts name them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $meaning] $variant,)* }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The printed code, kebab-case.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// The code printed as `text`.
            pub fn parse(text: &str) -> Option<Code> {
                Code::ALL.iter().copied().find(|code| code.as_str() == text)
            }

            /// The severity it has unless the finding says otherwise.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }

            /// Whether a reason under 说明 can acknowledge it.
            pub fn acknowledgeable(self) -> bool {
                match self { $(Code::$variant => $ack,)* }
            }

            /// Its meaning in one line.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    // A. Reading
    YamlSyntax "yaml-syntax" Error false "文件的写法有误，有一处读不下去";
    Unreadable "unreadable" Error false "文件读不了";
    NotText "not-text" Error false "文件不是 UTF-8 编码的文本";
    DuplicateKey "duplicate-key" Error false "同一项写了两次";
    UnknownKey "unknown-key" Error false "表样里没有这一项";
    MissingKey "missing-key" Error false "缺少必填项";
    MissingCell "missing-cell" Error false "表格有未填的行或列";
    NotACount "not-a-count" Error false "不是件数";
    BadAmount "bad-amount" Error false "金额读不出，或缺少单位";
    BadValue "bad-value" Error false "这一项的内容不符合要求";
    TooLarge "too-large" Error false "文件过大或展开后过大";
    TooDeep "too-deep" Error false "文件嵌套层次过深";
    BadCharacter "bad-character" Error false "含有不能印刷的字符";
    Unfilled "unfilled" Error false "还有没有填写的地方";
    NoteInText "note-in-text" Warning false "文字里有像说明的内容，或文字可能断开、粘连";
    LeftOver "left-over" Warning false "文字里留有粘贴带来的记号";
    WrongYear "wrong-year" Error false "年度有误或与文件名不符";
    NoEdition "no-edition" Error false "这一年度没有对应的表样";
    Identity "identity" Error true "机关与年度重复，或机关名称前后不一";
    LastYear "last-year" Warning true "上年的数据文件读不出";
    Template "template" Error false "正文里的引用有误";
    Markup "markup" Error false "加粗标记不成对";
    // B. Numbers
    ColumnBalance "column-balance" Error false "表三勾稽关系不成立";
    GroupTotal "group-total" Error false "分项之和与所填总计不符";
    RowTotal "row-total" Error false "各列之和与所填总计不符";
    ReviewTotal "review-total" Error false "表四总计与各项之和不符";
    CarryOver "carry-over" Error true "上年结转与上年报告的结转下年度不符";
    InForceRoll "in-force-roll" Warning true "现行有效件数与上年数加制发减废止之数不符";
    ItemsRoll "items-roll" Warning true "上一年项目数量与上年报告不符";
    PublicTotal "public-total" Warning false "本年新公开数量超过对外公开总数量";
    PurchasePair "purchase-pair" Warning false "采购项目数量与采购总金额一有一无";
    RulesWithoutPower "rules-without-power" Warning true "没有规章制定权的机关填了规章";
    Jump "jump" Warning true "数字与上年相差悬殊";
    UnitSlip "unit-slip" Warning true "金额的单位可能弄错";
    SplitNumber "split-number" Warning false "一个数可能被拆在相邻两格";
    // C. Text
    TextVsTable "text-vs-table" Warning true "文字里的数与表内数字不符";
    PartsSum "parts-sum" Warning false "文字里的分项与合计不符";
    Rate "rate" Warning false "占比或增幅算不出来";
    LiteralNumber "literal-number" Hint false "照抄的数字可以改为引用";
    Contradiction "contradiction" Error false "文字说没有，表内却有数字";
    FeeStatement "fee-statement" Warning false "信息处理费情况缺失或算错";
    StaleYear "stale-year" Error false "年份或统计期限不是本年度的";
    WrongBasis "wrong-basis" Warning false "引用了另一版格式的文件";
    Placeholder "placeholder" Error false "留有未填写的内容";
    SectionEmpty "section-empty" Error false "这一部分没有内容或过短过长";
    SectionOrder "section-order" Error false "一级标题不是规定的六个，或次序不对";
    FiveAspects "five-aspects" Hint false "总体情况没有写到规定的各个方面";
    CopyOfLastYear "copy-of-last-year" Warning true "与上年或另一机关的文字大体相同";
    OtherAgency "other-agency" Warning true "文字里出现另一机关的名称";
    PersonalData "personal-data" Error true "含有个人信息";
    FreeMailbox "free-mailbox" Hint false "联系邮箱是免费公共邮箱";
    Ordinals "ordinals" Hint false "序数跳号或重复";
    Punctuation "punctuation" Hint false "标点使用不规范";
    MissingGlyph "missing-glyph" Error false "字体里没有这个字";
    // D. Publication
    Title "title" Error false "标题不合规范";
    Late "late" Warning false "成文日期晚于公布期限，或早于年度终了";
    Name "name" Error false "标题、导语或落款写的不是本机关";
    // E. Region
    RollUpSum "roll-up-sum" Error true "汇总数不等于各成员之和";
    RollUpMissing "roll-up-missing" Error false "汇总的成员缺数据、没有填完、读不出，或写了两次";
    RollUpOverlap "roll-up-overlap" Error false "成员通过另一个成员又计入一遍";
    RollUpUnlisted "roll-up-unlisted" Warning false "有数据的机关不在任何成员名单里";
    Adjustment "adjustment" Error false "汇总的调整写得不对";
    // F. Output
    HandEdited "hand-edited" Error false "生成的文件后来被改动过";
    StaleOutput "stale-output" Error false "已生成的文件不是现在的数据所得";
    Published "published" Error false "已公布的报告，数据后来改了";
    Unrecorded "unrecorded" Warning false "已有的文件没有生成记录，不知道公布过没有";
    CorrectionDate "correction-date" Warning false "更正没有写新的成文日期，或日期早于原来的";
    // G. The run
    PassedOver "passed-over" Warning false "数据文件夹里有文件没有读";
    NotChecked "not-checked" Hint false "有的检查没有做";
    TooMany "too-many" Error false "问题太多，没有全部列出";
    Internal "internal" Error false "程序内部出错";
    // About 说明 itself
    Acknowledgement "acknowledgement" Warning false "说明没有对应的检查结果";
}
